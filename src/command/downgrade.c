/*
 * downgrade.c
 *	  migrate.downgrade() and migrate.redo(): take back.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_downgrade);
MIGRATE_FUNCTION(migrate_downgrade_steps);
MIGRATE_FUNCTION(migrate_redo);

/* What is there to take back, which nobody else changes meanwhile; rows can be returned from here on. */
static Graph *
begin(FunctionCallInfo fcinfo, const char *name)
{
	run_refuse_inside(name);
	rows_begin(fcinfo);
	run_lock_scope();
	return command_load_graph(BOOKKEEPING_WRITE);
}

/* migrate.downgrade(target) */
Datum
migrate_downgrade(PG_FUNCTION_ARGS)
{
	char	   *target = argument_required(fcinfo, 0, "target");
	Graph	   *graph;
	StepPlan   *plan;

	graph = begin(fcinfo, "downgrade");
	plan = graph_plan_downgrade(graph, target);
	(void) command_move(fcinfo, graph, plan, 1);
	graph_free(graph);
	return (Datum) 0;
}

/* The argument steps, which comes first. */
int
command_steps_argument(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"steps\" is NULL"));
	return PG_GETARG_INT32(0);
}

/* migrate.downgrade(steps) */
Datum
migrate_downgrade_steps(PG_FUNCTION_ARGS)
{
	int			steps = command_steps_argument(fcinfo);
	Graph	   *graph;
	StepPlan   *plan;

	graph = begin(fcinfo, "downgrade");
	plan = graph_plan_downgrade_steps(graph, steps);
	(void) command_move(fcinfo, graph, plan, 1);
	graph_free(graph);
	return (Datum) 0;
}

/* The same steps the other way round, upwards. */
static StepPlan *
reversed(const StepPlan *plan)
{
	StepPlan   *result = palloc(sizeof(StepPlan));

	result->nsteps = plan->nsteps;
	result->steps = palloc(sizeof(Step) * (plan->nsteps + 1));
	for (int i = 0; i < plan->nsteps; i++)
		result->steps[i] = (Step) {STEP_UP, plan->steps[plan->nsteps - 1 - i].revision};
	return result;
}

/* migrate.redo(steps): down and up again. */
Datum
migrate_redo(PG_FUNCTION_ARGS)
{
	int			steps = command_steps_argument(fcinfo);
	Graph	   *graph;
	StepPlan   *down;
	StepPlan   *up;

	graph = begin(fcinfo, "redo");
	down = graph_plan_downgrade_steps(graph, steps);
	up = reversed(down);
	(void) command_move(fcinfo, graph, up, command_move(fcinfo, graph, down, 1));
	graph_free(graph);
	return (Datum) 0;
}
