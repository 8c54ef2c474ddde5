/*
 * deploy.c
 *	  migrate.deploy() and migrate.revert(): upgrade and downgrade that commit revision by revision.
 */
#include "postgres.h"

#include "command/crew.h"
#include "command/internal.h"
#include "server/procedure.h"

MIGRATE_FUNCTION(migrate_deploy);
MIGRATE_FUNCTION(migrate_revert);
MIGRATE_FUNCTION(migrate_revert_steps);

static OnInterrupted
on_interrupted_argument(FunctionCallInfo fcinfo, int number)
{
	const char *value = ARGUMENT_TEXT(number);

	if (value == NULL)
		return ON_INTERRUPTED_ASK;
	if (strcmp(value, "retry") == 0)
		return ON_INTERRUPTED_RETRY;
	if (strcmp(value, "skip") == 0)
		return ON_INTERRUPTED_SKIP;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("argument \"on_interrupted\" is \"%s\"", value),
			errhint("It is retry or skip: what to do with a statement that was interrupted and may be done in part."));
}

/* Of the arguments of these numbers. */
static void
read_options(FunctionCallInfo fcinfo, int batch, int on_interrupted, DeployOptions *options)
{
	memset(options, 0, sizeof(*options));
	options->on_interrupted = on_interrupted_argument(fcinfo, on_interrupted);
	options->batch = PG_ARGISNULL(batch) ? 1 : PG_GETARG_INT32(batch);
	if (options->batch < 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("argument \"batch\" is %d", options->batch),
				errhint("It is a number of revisions, 1 or more."));
}

/* deploy() or revert() with the options of another function's arguments, as SQL for a worker. */
char *
command_deploy_call(FunctionCallInfo fcinfo, StepDirection direction, const char *target, int batch, int on_interrupted)
{
	DeployOptions options;

	read_options(fcinfo, batch, on_interrupted, &options);
	return psprintf("CALL migrate.%s(%s::pg_catalog.text, %d, %s)", direction_procedure(direction), quote_literal_cstr(target), options.batch,
					PG_ARGISNULL(on_interrupted) ? "NULL" : quote_literal_cstr(ARGUMENT_TEXT(on_interrupted)));
}

/* What the three have in common; the target is theirs to read. */
typedef struct Move
{
	const char *name;
	const char *instead;		/* in a transaction block */
	StepDirection direction;
	bool		(*is_done) (const void *target);	/* without a lock, so on a standby too; or NULL */
	StepPlan   *(*plan) (const Graph *graph, const void *target);
} Move;

static Graph *
load_graph(void)
{
	procedure_look();
	return command_load_graph(BOOKKEEPING_WRITE);
}

/* What is left of a plan, as a later graph has it, when a step of it is done. */
static void
take_out(StepPlan *plan, const Graph *before, const char *revision_id, const Graph *graph)
{
	int			n = 0;

	for (int i = 0; i < plan->nsteps; i++)
	{
		const char *id = graph_revision(before, plan->steps[i].revision)->revision_id;
		Step		step = {plan->steps[i].direction, graph_find(graph, id)};

		if (strcmp(id, revision_id) != 0 && step.revision >= 0)
			plan->steps[n++] = step;
	}
	plan->nsteps = n;
}

/*
 * Finish what was interrupted, and plan what is left.  In the direction in which it goes on it is one of the steps that the
 * target means: "-1" from where it ends would take back one more.
 */
static StepPlan *
resume(const Move *move, const DeployOptions *options, const void *target, const UnfinishedStep *unfinished, Graph **graph)
{
	Graph	   *before = *graph;
	StepPlan   *plan = unfinished->direction == move->direction ? move->plan(before, target) : NULL;

	run_resume(before, unfinished, move->direction, options);
	*graph = load_graph();
	if (plan == NULL)
		return move->plan(*graph, target);
	take_out(plan, before, unfinished->revision_id, *graph);
	return plan;
}

/* Lock, plan and run. */
static void
run_move(const Move *move, const DeployOptions *options, const void *target)
{
	UnfinishedStep unfinished;
	Graph	   *graph;
	StepPlan   *plan;

	procedure_commit();
	run_lock_scope_for_session();
	run_await_worker();
	graph = load_graph();
	if (run_find_interrupted(&unfinished))
		plan = resume(move, options, target, &unfinished, &graph);
	else
		plan = move->plan(graph, target);
	run_deploy(graph, plan, options);
	run_unlock_scope();
}

/* In memory that outlasts the commits. */
static void
move(FunctionCallInfo fcinfo, const Move *move, const void *target)
{
	DeployOptions options;
	MemoryContext outer;
	MemoryContext context;

	run_refuse_inside(move->name);
	read_options(fcinfo, 1, 2, &options);
	procedure_begin(fcinfo, move->name, move->instead);
	context = procedure_context(move->name);
	outer = MemoryContextSwitchTo(context);
	if (move->is_done == NULL || !move->is_done(target))
		run_move(move, &options, target);
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
	procedure_end();
}

static bool
is_deployed(const void *target)
{
	return command_nothing_to_do(target);
}

static StepPlan *
plan_deploy(const Graph *graph, const void *target)
{
	return graph_plan_upgrade(graph, target);
}

/* migrate.deploy(target, batch, on_interrupted) */
Datum
migrate_deploy(PG_FUNCTION_ARGS)
{
	static const Move deploy = {"deploy", "upgrade", STEP_UP, is_deployed, plan_deploy};

	move(fcinfo, &deploy, argument_required(fcinfo, 0, "target"));
	PG_RETURN_VOID();
}

static StepPlan *
plan_revert(const Graph *graph, const void *target)
{
	return crew_is_joined() ? graph_plan_down_to(graph, target) : graph_plan_downgrade(graph, target);
}

/* migrate.revert(target, batch, on_interrupted) */
Datum
migrate_revert(PG_FUNCTION_ARGS)
{
	static const Move revert = {"revert", "downgrade", STEP_DOWN, NULL, plan_revert};

	move(fcinfo, &revert, argument_required(fcinfo, 0, "target"));
	PG_RETURN_VOID();
}

static StepPlan *
plan_revert_steps(const Graph *graph, const void *steps)
{
	return graph_plan_downgrade_steps(graph, *(const int *) steps);
}

/* migrate.revert(steps, batch, on_interrupted) */
Datum
migrate_revert_steps(PG_FUNCTION_ARGS)
{
	static const Move revert = {"revert", "downgrade", STEP_DOWN, NULL, plan_revert_steps};
	int			steps = command_steps_argument(fcinfo);

	move(fcinfo, &revert, &steps);
	PG_RETURN_VOID();
}
