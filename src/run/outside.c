/*
 * outside.c
 *	  A step outside of any transaction: the caller's side.
 *
 * It runs in a background worker (worker.c), statement by statement, as a client's own would.  That the step is on its way is
 * committed before the worker starts; what of it is done the worker commits.  The caller has committed too and holds no
 * snapshot: the worker's statements wait for those who do.
 *
 * A cancellation of the caller cancels the worker's statement.  When the caller is gone, the worker ends.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "run/outside.h"
#include "server/compat.h"
#include "server/hear.h"

/* ---- the segment ---- */

static Size
estimate(shm_toc_estimator *size, const RunEnvironment *environment, const RunningStep *step)
{
	shm_toc_initialize_estimator(size);
	shm_toc_estimate_chunk(size, sizeof(OutsideOrder));
	shm_toc_estimate_chunk(size, strlen(step->script) + 1);
	shm_toc_estimate_chunk(size, strlen(step->message) + 1);
	shm_toc_estimate_chunk(size, strlen(environment->search_path) + 1);
	shm_toc_estimate_chunk(size, EstimateGUCStateSpace());
	shm_toc_estimate_chunk(size, WORKER_QUEUE_SIZE);
	shm_toc_estimate_keys(size, OUTSIDE_ENTRIES);
	return shm_toc_estimate(size);
}

static OutsideOrder *
add_order(shm_toc *entries, const RunEnvironment *environment, const RunningStep *step, const OutsideOptions *options)
{
	OutsideOrder *order = shm_toc_allocate(entries, sizeof(OutsideOrder));

	memset(order, 0, sizeof(*order));
	order->database = MyDatabaseId;
	order->session_user = GetSessionUserId();
	order->user = environment->user;
	order->confined = environment->confined;
	order->plain_ddl = environment->plain_ddl;
	strlcpy(order->revision_id, step->revision_id, sizeof(order->revision_id));
	order->direction = step->direction;
	order->ordinal = step->ordinal;
	order->nsteps = step->nsteps;
	order->options = *options;
	shm_toc_insert(entries, OUTSIDE_ORDER, order);
	return order;
}

static dsm_segment *
share(const RunEnvironment *environment, const RunningStep *step, const OutsideOptions *options, shm_toc **entries, OutsideOrder **order)
{
	shm_toc_estimator estimator;
	Size		size = estimate(&estimator, environment, step);
	dsm_segment *segment = dsm_create(size, 0);

	*entries = shm_toc_create(OUTSIDE_MAGIC, dsm_segment_address(segment), size);
	*order = add_order(*entries, environment, step, options);
	worker_add_text(*entries, OUTSIDE_SCRIPT, step->script);
	worker_add_text(*entries, OUTSIDE_MESSAGE, step->message);
	worker_add_text(*entries, OUTSIDE_SEARCH_PATH, environment->search_path);
	worker_add_parameters(*entries, OUTSIDE_PARAMETERS);
	worker_add_queue(*entries, OUTSIDE_QUEUE);
	return segment;
}

/* ---- the worker ---- */

void
run_error_no_worker(void)
{
	ereport(ERROR,
			errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
			errmsg("no background worker is free"),
			errdetail("max_worker_processes is %d.", max_worker_processes),
			errhint("Try again when others have ended, or raise max_worker_processes."));
}

static BackgroundWorkerHandle *
start(dsm_segment *segment)
{
	/* as the segment's end needs it */
	MemoryContext outer = MemoryContextSwitchTo(TopTransactionContext);
	BackgroundWorkerHandle *worker = worker_start("migrate_outside_worker", "migrate deploy", dsm_segment_handle(segment), 0);

	MemoryContextSwitchTo(outer);
	if (worker != NULL)
		worker_end_with(segment, worker);
	return worker;
}

/* As the server makes one that is thrown here. */
static ErrorData *
as_ours(ErrorData *error)
{
	error->output_to_server = log_min_messages <= ERROR;
	error->output_to_client = true;
	error->assoc_context = CurrentMemoryContext;
	return error;
}

/* What the worker's end means.  Where it was a cancellation, that is the reason, and the worker knows the place. */
static ErrorData *
error_of(const Hearing *hearing, const OutsideOrder *order)
{
	ErrorData  *error = hearing->error;

	if (hearing->cancellation != NULL)
	{
		if (error != NULL && hearing->cancellation->context == NULL)
			hearing->cancellation->context = error->context;
		return hearing->cancellation;
	}
	if (error != NULL)
		return as_ours(error);
	if (order->finished)
		return NULL;
	error = palloc0(sizeof(ErrorData));
	error->elevel = ERROR;
	error->sqlerrcode = ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
	error->message = pstrdup("the background worker that ran the revision ended early");
	error->hint = psprintf("The server's log tells more. CALL migrate.%s() again: it finds out what was done, and goes on there.", direction_procedure(order->direction));
	return as_ours(error);
}

/*
 * Have step->script run by a worker, to its end, in the transaction that follows a commit; what is allocated, the error too,
 * stays in the current memory context.  *outcome says what is left of it.
 */
ErrorData *
outside_run(const RunEnvironment *environment, const RunningStep *step, const OutsideOptions *options, OutsideOutcome *outcome)
{
	Hearing		hearing = {.cancels_worker = true};
	shm_toc    *entries;
	OutsideOrder *order;
	dsm_segment *segment = share(environment, step, options, &entries, &order);
	BackgroundWorkerHandle *worker = start(segment);
	ErrorData  *error;

	*outcome = OUTSIDE_NO_WORKER;
	if (worker == NULL)
	{
		dsm_detach(segment);
		return NULL;
	}
	hear_out(&hearing, segment, shm_toc_lookup(entries, OUTSIDE_QUEUE, false), worker);
	(void) WaitForBackgroundWorkerShutdown(worker);
	error = error_of(&hearing, order);
	*outcome = error == NULL ? OUTSIDE_DONE : order->touched ? OUTSIDE_TOUCHED : OUTSIDE_UNTOUCHED;
	dsm_detach(segment);
	return error;
}
