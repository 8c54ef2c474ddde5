/*
 * plan.c
 *	  migrate.plan() and migrate.pending(): what would be done.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_plan);
MIGRATE_FUNCTION(migrate_pending);

/* A row a step: ordinal, direction, revision_id, message. */
void
command_return_plan(FunctionCallInfo fcinfo, const Graph *graph, const StepPlan *plan, int from_ordinal)
{
	Datum		up = CStringGetTextDatum("upgrade");
	Datum		down = CStringGetTextDatum("downgrade");

	for (int i = 0; i < plan->nsteps; i++)
	{
		const GraphRevision *revision = graph_revision(graph, plan->steps[i].revision);
		Datum		values[4];
		bool		nulls[4] = {false};

		values[0] = Int32GetDatum(from_ordinal + i);
		values[1] = plan->steps[i].direction == STEP_UP ? up : down;
		values[2] = CStringGetTextDatum(revision->revision_id);
		values[3] = CStringGetTextDatum(revision->message);
		rows_add(fcinfo, values, nulls);
		pfree(DatumGetPointer(values[2]));
		pfree(DatumGetPointer(values[3]));
	}
}

/* Only a target that can lie below what is applied is worth asking for the way down. */
static bool
leads_down(const Graph *graph, const char *target)
{
	int			position;

	if (strcmp(target, "base") == 0 || target[0] == '-' || strcmp(target, "@last") == 0)
		return true;
	if (target[0] == '+' || strcmp(target, "head") == 0 || strcmp(target, "heads") == 0)
		return false;
	if (strchr(target, '@') != NULL)
		return strstr(target, "@base") != NULL || strstr(target, "@-") != NULL;
	position = graph_resolve_revision(graph, target);
	return graph_revision(graph, position)->applied;
}

/* migrate.plan(target) */
Datum
migrate_plan(PG_FUNCTION_ARGS)
{
	char	   *target = argument_required(fcinfo, 0, "target");
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	StepPlan   *plan;

	rows_begin(fcinfo);
	plan = leads_down(graph, target) ? graph_plan_downgrade(graph, target) : graph_plan_upgrade(graph, target);
	command_return_plan(fcinfo, graph, plan, 1);
	command_return_repeatables(fcinfo, command_plan_repeatables(graph, plan), plan->nsteps + 1);
	return (Datum) 0;
}

/* migrate.pending() */
Datum
migrate_pending(PG_FUNCTION_ARGS)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	RevisionList pending = graph_pending(graph);

	rows_begin(fcinfo);
	for (int i = 0; i < pending.length; i++)
	{
		const GraphRevision *revision = graph_revision(graph, pending.positions[i]);
		Datum		values[4];
		bool		nulls[4] = {false};

		values[0] = Int32GetDatum(i + 1);
		values[1] = CStringGetTextDatum(revision->revision_id);
		values[2] = CStringGetTextDatum(revision->name);
		values[3] = CStringGetTextDatum(revision->message);
		rows_add(fcinfo, values, nulls);
	}
	return (Datum) 0;
}
