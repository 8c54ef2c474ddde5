/*
 * deploy_all.c
 *	  migrate.deploy_all() and migrate.revert_all(): deploy, or revert, in many scopes.
 */
#include "postgres.h"

#include "command/crew.h"
#include "command/internal.h"
#include "server/parameters.h"
#include "server/procedure.h"

MIGRATE_FUNCTION(migrate_deploy_all);
MIGRATE_FUNCTION(migrate_revert_all);

static char **
find_scopes(const char *pattern, int *n)
{
	Bookkeeping scope;
	char	  **scopes;

	procedure_look();
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	scopes = store_schemas_like(&scope, pattern, n);
	bookkeeping_end(&scope);
	if (*n == 0 && pattern == NULL)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_SCHEMA),
				errmsg("project \"%s\" is applied in no scope yet", parameter_project),
				errhint("Say in which schemas it is to be: scopes => 'tenant\\_%%'."));
	if (*n == 0)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_SCHEMA),
				errmsg("no schema is like \"%s\"", pattern),
				errdetail("It is a pattern of LIKE. The system's schemas and an extension's are never meant, public by its name alone."));
	return scopes;
}

/* The third one. */
int
command_jobs_argument(FunctionCallInfo fcinfo)
{
	int			jobs = PG_ARGISNULL(2) ? 1 : PG_GETARG_INT32(2);

	if (jobs < 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("argument \"jobs\" is %d", jobs),
				errhint("It is a number of workers, 1 or more."));
	if (jobs > parameter_max_workers)
		ereport(NOTICE,
				errmsg("%d workers are at work, not %d", parameter_max_workers, jobs),
				errhint("migrate.max_workers limits them."));
	return Min(jobs, parameter_max_workers);
}

static void
report_failures(const CrewResult *result, const CrewOrder *order)
{
	StringInfoData names;
	ListCell   *cell;

	if (result->nfailed == 0)
		return;
	initStringInfo(&names);
	foreach(cell, result->failed)
		appendStringInfo(&names, "%s\"%s\"", foreach_current_index(cell) > 0 ? ", " : "", (char *) lfirst(cell));
	if (result->nfailed > NAMED_FAILURES)
		appendStringInfo(&names, " and %d more", result->nfailed - NAMED_FAILURES);
	ereport(ERROR,
			errcode(result->sqlerrcode),
			errmsg("%d of %d scopes failed", result->nfailed, order->nscopes),
			errdetail("Failed: %s.", names.data),
			errhint("What ran before is committed, and the others are %sed. SELECT * FROM migrate.deployments WHERE deployment = " INT64_FORMAT " AND state = 'failed' tells why; call again to go on.",
					direction_procedure(order->direction), result->deployment));
}

/* The same call shall go on where one has failed, whoever is through. */
static void
check_target_of_all(const CrewOrder *order)
{
	procedure_look();
	if (graph_target_counts(command_load_graph(BOOKKEEPING_WRITE), order->target))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" counts from where each scope stands", order->target),
				errdetail("Where one fails and the call is made again, the others would go further."),
				errhint("Name the revision that all are to stand at, or \"%s\".", order->direction == STEP_UP ? "heads" : "base"));
}

/* In memory that outlasts commits. */
static void
move_all(FunctionCallInfo fcinfo, CrewOrder *order)
{
	CrewResult	result;

	order->target = argument_required(fcinfo, 0, "target");
	order->call = command_deploy_call(fcinfo, order->direction, order->target, 3, 4);
	check_target_of_all(order);
	order->scopes = find_scopes(ARGUMENT_TEXT(1), &order->nscopes);
	procedure_commit();
	crew_deploy(order, &result);
	report_failures(&result, order);
}

static void
call_all(FunctionCallInfo fcinfo, const char *name, StepDirection direction)
{
	CrewOrder	order = {.direction = direction};
	MemoryContext outer;
	MemoryContext context;

	run_refuse_inside(name);
	run_refuse_standby("migrate");
	order.nworkers = command_jobs_argument(fcinfo);
	procedure_begin(fcinfo, name, direction_name(direction));
	context = procedure_context(name);
	outer = MemoryContextSwitchTo(context);
	move_all(fcinfo, &order);
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
	procedure_end();
}

/* migrate.deploy_all(target, scopes, jobs, batch, on_interrupted) */
Datum
migrate_deploy_all(PG_FUNCTION_ARGS)
{
	call_all(fcinfo, "deploy_all", STEP_UP);
	PG_RETURN_VOID();
}

/* migrate.revert_all(target, scopes, jobs, batch, on_interrupted) */
Datum
migrate_revert_all(PG_FUNCTION_ARGS)
{
	call_all(fcinfo, "revert_all", STEP_DOWN);
	PG_RETURN_VOID();
}
