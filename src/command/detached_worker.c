/*
 * detached_worker.c
 *	  The background worker of migrate.deploy_detached() and revert_detached().
 *
 * It writes down that it is at work, lets go of the caller, and runs the call as a client's own statement would run; what comes of
 * it is written down in turn, for who waits.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "tcop/tcopprot.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "command/crew.h"
#include "command/detached.h"
#include "command/internal.h"
#include "server/parameters.h"

extern PGDLLEXPORT void migrate_detached_worker(Datum segment);

typedef struct DetachedRun
{
	dsm_handle	segment;
	shm_toc    *entries;
	DetachedOrder *order;
} DetachedRun;

static void
take_slot(void)
{
	if (run_try_slot(SLOT_DETACHED) == 0)
		ereport(ERROR,
				errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
				errmsg("%d detached deployments are at work already", parameter_max_workers),
				errhint("Wait for one of them with CALL migrate.wait(), or raise migrate.max_workers."));
}

static int64
write_order(StepDirection direction, const char *target)
{
	Bookkeeping scope;
	int64		deployment;

	bookkeeping_begin_alone(&scope);
	store_note_installation();
	deployment = store_next_deployment();
	run_lock_deployment(deployment);
	store_begin_deployment(&scope, deployment, direction, target, &parameter_scope, 1, true);
	bookkeeping_end_alone(&scope);
	return deployment;
}

/* As the caller, with his parameters. */
static int64
begin(const DetachedRun *run)
{
	int64		deployment;

	worker_take_parameters(run->entries, DETACHED_PARAMETERS);
	worker_set_role(run->order->user);
	StartTransactionCommand();
	take_slot();
	deployment = write_order(run->order->direction, shm_toc_lookup(run->entries, DETACHED_TARGET, false));
	crew_begin_scope(deployment);
	CommitTransactionCommand();
	MemoryContextSwitchTo(TopMemoryContext);
	return deployment;
}

static void
end(int64 deployment, const ErrorData *error)
{
	double		seconds;

	StartTransactionCommand();
	MemoryContextSwitchTo(TopMemoryContext);
	/* an error has let go of it */
	run_lock_deployment(deployment);
	(void) crew_end_scope(deployment, error, &seconds);
	CommitTransactionCommand();
	if (error != NULL)
		ereport(LOG,
				errmsg("detached deployment " INT64_FORMAT " failed: %s", deployment, error->message),
				error->context != NULL ? errcontext("%s", error->context) : 0);
}

static void
work(void *argument)
{
	DetachedRun *run = argument;
	char	   *call = MemoryContextStrdup(TopMemoryContext, shm_toc_lookup(run->entries, DETACHED_CALL, false));
	int64		deployment = begin(run);

	run->order->deployment = deployment;
	/* from here on nobody hears us */
	dsm_detach(dsm_find_mapping(run->segment));
	crew_use_number(deployment);
	end(deployment, crew_attempt(call));
}

void
migrate_detached_worker(Datum segment)
{
	DetachedRun run = {.segment = DatumGetUInt32(segment)};

	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	run.entries = worker_attach(segment, DETACHED_MAGIC, DETACHED_QUEUE);
	run.order = shm_toc_lookup(run.entries, DETACHED_ORDER, false);
	worker_connect(run.order->database, run.order->session_user);
	MemoryContextSwitchTo(TopMemoryContext);
	worker_run(work, &run);
	proc_exit(0);
}
