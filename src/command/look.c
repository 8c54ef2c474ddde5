/*
 * look.c
 *	  migrate.current(), heads(), branches(), is_applied(), project(), scope().
 */
#include "postgres.h"

#include "command/internal.h"
#include "server/parameters.h"
#include "utils/timestamp.h"

MIGRATE_FUNCTION(migrate_project);
MIGRATE_FUNCTION(migrate_scope);
MIGRATE_FUNCTION(migrate_current);
MIGRATE_FUNCTION(migrate_heads);
MIGRATE_FUNCTION(migrate_branches);
MIGRATE_FUNCTION(migrate_is_applied);

/* migrate.project() */
Datum
migrate_project(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(parameter_project));
}

/* migrate.scope() */
Datum
migrate_scope(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(parameter_scope));
}

static void
put_names(Datum *values, const GraphRevision *revision)
{
	values[0] = CStringGetTextDatum(revision->revision_id);
	values[1] = CStringGetTextDatum(revision->name);
	values[2] = CStringGetTextDatum(revision->message);
}

/* migrate.current() */
Datum
migrate_current(PG_FUNCTION_ARGS)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	RevisionList current = graph_current(graph);
	Bookkeeping scope;

	rows_begin(fcinfo);
	for (int i = 0; i < current.length; i++)
	{
		const GraphRevision *revision = graph_revision(graph, current.positions[i]);
		Datum		values[5];
		bool		nulls[5] = {false};
		StoreApplied applied;

		bookkeeping_begin(&scope, BOOKKEEPING_READ);
		store_read_applied(&scope, revision->revision_id, &applied);
		bookkeeping_end(&scope);
		put_names(values, revision);
		values[3] = TimestampTzGetDatum(applied.applied_at);
		values[4] = DirectFunctionCall1(namein, CStringGetDatum(applied.applied_by));
		rows_add(fcinfo, values, nulls);
	}
	return (Datum) 0;
}

/* The labels of a revision, as an array; no label has a comma in it. */
Datum
command_labels_datum(const Graph *graph, int position)
{
	char	   *labels = pstrdup(graph_labels_of(graph, position));
	char	  **items = palloc(sizeof(char *) * (strlen(labels) / 2 + 2));
	char	   *state = NULL;
	int			n = 0;

	for (char *label = strtok_r(labels, ", ", &state); label != NULL; label = strtok_r(NULL, ", ", &state))
		items[n++] = label;
	return texts_datum(items, n);
}

/* The revisions of a list, as an array of ids. */
Datum
command_ids_datum(const Graph *graph, RevisionList list)
{
	char	  **ids = palloc(sizeof(char *) * (list.length + 1));

	for (int i = 0; i < list.length; i++)
		ids[i] = (char *) graph_revision(graph, list.positions[i])->revision_id;
	return texts_datum(ids, list.length);
}

/* migrate.heads() */
Datum
migrate_heads(PG_FUNCTION_ARGS)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	RevisionList heads = graph_heads(graph);

	rows_begin(fcinfo);
	for (int i = 0; i < heads.length; i++)
	{
		const GraphRevision *revision = graph_revision(graph, heads.positions[i]);
		Datum		values[5];
		bool		nulls[5] = {false};

		put_names(values, revision);
		values[3] = command_labels_datum(graph, heads.positions[i]);
		values[4] = BoolGetDatum(revision->applied);
		rows_add(fcinfo, values, nulls);
	}
	return (Datum) 0;
}

/* migrate.branches() */
Datum
migrate_branches(PG_FUNCTION_ARGS)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	RevisionList points = graph_branch_points(graph);

	rows_begin(fcinfo);
	for (int i = 0; i < points.length; i++)
	{
		const GraphRevision *revision = graph_revision(graph, points.positions[i]);
		Datum		values[4];
		bool		nulls[4] = {false};

		put_names(values, revision);
		values[3] = command_ids_datum(graph, revision->children);
		rows_add(fcinfo, values, nulls);
	}
	return (Datum) 0;
}

/* migrate.is_applied(revision): head and heads ask for all that is known. */
Datum
migrate_is_applied(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	Bookkeeping scope;
	bool		answer;
	Graph	   *graph;
	int			position;

	if (strcmp(text, "head") == 0 || strcmp(text, "heads") == 0)
	{
		StoreHead  *heads;
		int			nheads;

		bookkeeping_begin(&scope, BOOKKEEPING_READ);
		heads = store_read_heads(&scope, &nheads);
		bookkeeping_end(&scope);
		answer = true;
		for (int i = 0; i < nheads; i++)
			answer &= heads[i].applied;
		PG_RETURN_BOOL(answer);
	}
	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	answer = store_all_applied(&text, 1);
	bookkeeping_end(&scope);
	if (answer)
		PG_RETURN_BOOL(true);
	graph = command_load_graph(BOOKKEEPING_READ);
	position = graph_find(graph, text);
	if (position < 0)
		position = graph_resolve_revision(graph, text);
	PG_RETURN_BOOL(graph_revision(graph, position)->applied);
}
