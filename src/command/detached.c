/*
 * detached.c
 *	  migrate.deploy_detached() and migrate.revert_detached(): hand a deploy, or a revert, to a worker and go.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/guc.h"

#include "command/detached.h"
#include "command/internal.h"
#include "server/hear.h"
#include "server/locally.h"

MIGRATE_FUNCTION(migrate_deploy_detached);
MIGRATE_FUNCTION(migrate_revert_detached);

static bool
is_in_many_scopes(FunctionCallInfo fcinfo)
{
	return !PG_ARGISNULL(1) || !PG_ARGISNULL(2);
}

static char *
call_of_arguments(FunctionCallInfo fcinfo, StepDirection direction, const char *target)
{
	char	   *call = command_deploy_call(fcinfo, direction, target, 3, 4);

	if (!is_in_many_scopes(fcinfo))
		return call;
	return psprintf("CALL migrate.%s_all(%s, %s, %d, %d, %s)", direction_procedure(direction), quote_literal_cstr(target), PG_ARGISNULL(1) ? "NULL" : quote_literal_cstr(ARGUMENT_TEXT(1)),
					command_jobs_argument(fcinfo), PG_ARGISNULL(3) ? 1 : PG_GETARG_INT32(3), PG_ARGISNULL(4) ? "NULL" : quote_literal_cstr(ARGUMENT_TEXT(4)));
}

static dsm_segment *
share(StepDirection direction, const char *target, const char *call, shm_toc **entries, DetachedOrder **order)
{
	shm_toc_estimator size;
	dsm_segment *segment;

	shm_toc_initialize_estimator(&size);
	shm_toc_estimate_chunk(&size, sizeof(DetachedOrder));
	shm_toc_estimate_chunk(&size, strlen(target) + 1);
	shm_toc_estimate_chunk(&size, strlen(call) + 1);
	shm_toc_estimate_chunk(&size, EstimateGUCStateSpace());
	shm_toc_estimate_chunk(&size, WORKER_QUEUE_SIZE);
	shm_toc_estimate_keys(&size, DETACHED_ENTRIES);
	segment = dsm_create(shm_toc_estimate(&size), 0);
	*entries = shm_toc_create(DETACHED_MAGIC, dsm_segment_address(segment), shm_toc_estimate(&size));
	*order = shm_toc_allocate(*entries, sizeof(DetachedOrder));
	**order = (DetachedOrder) {.database = MyDatabaseId, .session_user = GetSessionUserId(), .user = GetUserId(), .direction = direction};
	shm_toc_insert(*entries, DETACHED_ORDER, *order);
	worker_add_text(*entries, DETACHED_TARGET, target);
	worker_add_text(*entries, DETACHED_CALL, call);
	worker_add_parameters(*entries, DETACHED_PARAMETERS);
	worker_add_queue(*entries, DETACHED_QUEUE);
	return segment;
}

/* Start the worker and wait until it is on its own.  Returns its number. */
static int64
hand_over(StepDirection direction, const char *target, const char *call)
{
	Hearing		hearing = {0};
	shm_toc    *entries;
	DetachedOrder *order;
	dsm_segment *segment = share(direction, target, call, &entries, &order);
	BackgroundWorkerHandle *worker = worker_start("migrate_detached_worker", "migrate detached", dsm_segment_handle(segment), 0);
	int64		deployment;

	if (worker == NULL)
		run_error_no_worker();
	hear_out(&hearing, segment, shm_toc_lookup(entries, DETACHED_QUEUE, false), worker);
	deployment = order->deployment;
	dsm_detach(segment);
	if (hearing.error != NULL)
		ThrowErrorData(hearing.error);
	if (deployment == 0)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the background worker ended before it began"),
				errhint("The server's log tells more."));
	return deployment;
}

static int64
detach(FunctionCallInfo fcinfo, const char *name, StepDirection direction)
{
	char	   *target = argument_required(fcinfo, 0, "target");
	int			guc_level = NewGUCNestLevel();
	int64		deployment;

	run_refuse_inside(name);
	run_refuse_standby("migrate");
	if (is_in_many_scopes(fcinfo))
		set_locally("migrate.scope", "");	/* it has a row for each, and one as a whole, which is of none */
	deployment = hand_over(direction, target, call_of_arguments(fcinfo, direction, target));
	AtEOXact_GUC(true, guc_level);
	return deployment;
}

/* migrate.deploy_detached(target, scopes, jobs, batch, on_interrupted) */
Datum
migrate_deploy_detached(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(detach(fcinfo, "deploy_detached", STEP_UP));
}

/* migrate.revert_detached(target, scopes, jobs, batch, on_interrupted) */
Datum
migrate_revert_detached(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(detach(fcinfo, "revert_detached", STEP_DOWN));
}
