/*
 * history.c
 *	  migrate.history() and migrate.show().
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/internal.h"
#include "utils/timestamp.h"

MIGRATE_FUNCTION(migrate_history);
MIGRATE_FUNCTION(migrate_show);

static const char *
state_text(const GraphRevision *revision)
{
	if (revision->applied)
		return "applied";
	return revision->hidden ? "replaced" : "pending";
}

static void
put_history(Datum *values, bool *nulls, const Graph *graph, int position, const StoreApplied *applied)
{
	const GraphRevision *revision = graph_revision(graph, position);

	values[0] = CStringGetTextDatum(revision->revision_id);
	values[1] = command_ids_datum(graph, revision->parents);
	values[2] = CStringGetTextDatum(revision->name);
	values[3] = CStringGetTextDatum(revision->message);
	values[4] = command_labels_datum(graph, position);
	values[5] = CStringGetTextDatum(state_text(revision));
	nulls[6] = nulls[7] = nulls[8] = applied == NULL;
	if (applied == NULL)
		return;
	values[6] = TimestampTzGetDatum(applied->applied_at);
	values[7] = DirectFunctionCall1(namein, CStringGetDatum(applied->applied_by));
	nulls[8] = applied->duration == NULL;
	values[8] = PointerGetDatum(applied->duration);
}

/* migrate.history(range) */
Datum
migrate_history(PG_FUNCTION_ARGS)
{
	char	   *range = ARGUMENT_TEXT(0);
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	RevisionList list = graph_resolve_range(graph, range);
	Bookkeeping scope;
	AppliedTable *applied;
	Datum		values[9];
	bool		nulls[9] = {false};

	rows_begin(fcinfo);
	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	applied = store_read_all_applied(&scope);
	bookkeeping_end(&scope);
	for (int i = 0; i < list.length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		memset(nulls, 0, sizeof(nulls));
		put_history(values, nulls, graph, list.positions[i],
					applied_table_find(applied, graph_revision(graph, list.positions[i])->revision_id));
		rows_add(fcinfo, values, nulls);
	}
	return (Datum) 0;
}

static void
put_scripts(Datum *values, bool *nulls, const Revision *revision)
{
	values[8] = BoolGetDatum(revision->transactional == 1);
	nulls[8] = revision->transactional == -1;
	values[9] = DirectFunctionCall3(timestamptz_in, CStringGetDatum(revision->created_at), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	values[10] = DirectFunctionCall1(namein, CStringGetDatum(revision->written_by));
	values[13] = CStringGetTextDatum(checksum_text(revision->checksum));
	values[14] = text_or_null(revision->file_name, &nulls[14]);
	values[15] = CStringGetTextDatum(revision->upgrade);
	values[16] = text_or_null(revision->downgrade, &nulls[16]);
	values[17] = text_or_null(revision->verify, &nulls[17]);
}

/* migrate.show(revision) */
Datum
migrate_show(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	int			position = graph_resolve_revision(graph, text);
	const GraphRevision *known = graph_revision(graph, position);
	Bookkeeping scope;
	Revision   *revision;
	StoreApplied applied;
	bool		is_applied;
	Datum		values[18];
	bool		nulls[18] = {false};

	rows_begin(fcinfo);
	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	revision = store_read_revision(&scope, known->revision_id, false);
	is_applied = store_read_applied(&scope, known->revision_id, &applied);
	bookkeeping_end(&scope);
	values[0] = CStringGetTextDatum(revision->revision_id);
	values[1] = CStringGetTextDatum(revision->name);
	values[2] = CStringGetTextDatum(revision->message);
	values[3] = texts_datum(revision->parents, revision->nparents);
	values[4] = texts_datum(revision->depends_on, revision->ndepends_on);
	values[5] = texts_datum(revision->replaces, revision->nreplaces);
	values[6] = command_labels_datum(graph, position);
	values[7] = CStringGetTextDatum(state_text(known));
	nulls[11] = nulls[12] = !is_applied;
	if (is_applied)
	{
		values[11] = TimestampTzGetDatum(applied.applied_at);
		values[12] = DirectFunctionCall1(namein, CStringGetDatum(applied.applied_by));
	}
	put_scripts(values, nulls, revision);
	rows_add(fcinfo, values, nulls);
	return (Datum) 0;
}
