/*
 * sync.c
 *	  migrate.upgrade_files() and sync_files(): what an application calls that brings its folder along.
 *
 * The goal is the folder's own heads: what somebody else has stored meanwhile, for another branch, lies there pending
 * and does no harm.
 */
#include "postgres.h"


#include "command/internal.h"

MIGRATE_FUNCTION(migrate_upgrade_files);
MIGRATE_FUNCTION(migrate_sync_files);

static char **
ids_of(const Import *import)
{
	char	  **ids = palloc(sizeof(char *) * (import->n + 1));

	for (int i = 0; i < import->n; i++)
		ids[i] = (char *) import->files[i].revision_id;
	return ids;
}

static bool
all_applied(const Import *import)
{
	Bookkeeping scope;
	bool		answer;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	answer = store_all_applied(ids_of(import), import->n);
	bookkeeping_end(&scope);
	return answer;
}

static bool *
mark_given(const Graph *graph, const Import *import)
{
	bool	   *given = palloc0(sizeof(bool) * (graph_size(graph) + 1));

	for (int i = 0; i < import->n; i++)
		given[graph_find(graph, import->files[i].revision_id)] = true;
	return given;
}

/* A squashed revision that is out of force is reached through its originals. */
static void
add_goal(RevisionList *goals, const Graph *graph, int position)
{
	const GraphRevision *revision = graph_revision(graph, position);

	if (!revision->hidden)
		goals->positions[goals->length++] = position;
	else
		for (int i = 0; i < revision->replaces.length; i++)
			goals->positions[goals->length++] = revision->replaces.positions[i];
}

static bool
has_given_child(const GraphRevision *revision, const bool *given)
{
	for (int i = 0; i < revision->children.length; i++)
		if (given[revision->children.positions[i]])
			return true;
	return false;
}

/* The given revisions that no other given one follows. */
static RevisionList
given_heads(const Graph *graph, const bool *given)
{
	RevisionList goals = {0, palloc(sizeof(int) * (2 * graph_size(graph) + 1))};

	for (int i = 0; i < graph_size(graph); i++)
		if (given[i] && !has_given_child(graph_revision(graph, i), given))
			add_goal(&goals, graph, i);
	return goals;
}

static int
upgrade_to_given(FunctionCallInfo fcinfo, const Import *import, int from_ordinal)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_WRITE);
	StepPlan   *plan = graph_plan_upgrade_to(graph, given_heads(graph, mark_given(graph, import)));

	return command_move(fcinfo, graph, plan, from_ordinal);
}

/* migrate.upgrade_files(names, contents, format) */
Datum
migrate_upgrade_files(PG_FUNCTION_ARGS)
{
	char	  **names;
	char	  **contents;
	int			n;
	Import	   *import;

	run_refuse_inside("upgrade_files");
	command_names_and_contents(fcinfo, &names, &contents, &n);
	rows_begin(fcinfo);
	import = command_import(names, contents, n, argument_required(fcinfo, 2, "format"));
	if (all_applied(import) && !run_repeatables_are_due())
		return (Datum) 0;
	run_lock_scope();
	(void) upgrade_to_given(fcinfo, import, 1);
	return (Datum) 0;
}

/* Is every original of a squashed revision in the folder: then the folder only has the older form of the same. */
static bool
originals_are_given(const GraphRevision *revision, const bool *given)
{
	for (int i = 0; i < revision->replaces.length; i++)
		if (!given[revision->replaces.positions[i]])
			return false;
	return revision->replaces.length > 0;
}

static RevisionList
applied_but_not_given(const Graph *graph, const bool *given)
{
	RevisionList unwanted = {0, palloc(sizeof(int) * (graph_size(graph) + 1))};

	for (int i = 0; i < graph_size(graph); i++)
	{
		const GraphRevision *revision = graph_revision(graph, i);

		if (revision->applied && !revision->hidden && !given[i] && !originals_are_given(revision, given))
			unwanted.positions[unwanted.length++] = i;
	}
	return unwanted;
}

/* migrate.sync_files(names, contents, format) */
Datum
migrate_sync_files(PG_FUNCTION_ARGS)
{
	char	  **names;
	char	  **contents;
	int			n;
	Import	   *import;
	Graph	   *graph;
	StepPlan   *down;

	run_refuse_inside("sync_files");
	command_names_and_contents(fcinfo, &names, &contents, &n);
	rows_begin(fcinfo);
	import = command_import(names, contents, n, argument_required(fcinfo, 2, "format"));
	run_lock_scope();
	graph = command_load_graph(BOOKKEEPING_WRITE);
	down = graph_plan_take_back(graph, applied_but_not_given(graph, mark_given(graph, import)));
	(void) upgrade_to_given(fcinfo, import, command_move(fcinfo, graph, down, 1));
	return (Datum) 0;
}
