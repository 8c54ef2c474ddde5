/*
 * worker.c
 *	  What the background workers of a model have in common: how they start, speak to the caller and end.
 *
 * A worker connects as the session's user and works with the rights of the caller, or of the role that scripts run as
 * here, never with more.  Its errors and notices go to the caller, who writes them to the server's log as any other; the
 * worker's own log holds only what no caller may be left to hear.
 */
#include "postgres.h"

#include "access/xact.h"
#include "libpq/pqmq.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/proc.h"
#include "storage/shm_mq.h"
#include "utils/guc.h"

#include "autogenerate/internal.h"
#include "server/compat.h"

/* Register a worker of this library that the current process is told of; NULL: no slot is free. */
BackgroundWorkerHandle *
model_worker_start(const char *function, const char *name, dsm_handle segment)
{
	BackgroundWorkerHandle *handle;
	BackgroundWorker worker = {
		.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION,
		.bgw_start_time = BgWorkerStart_RecoveryFinished,
		.bgw_restart_time = BGW_NEVER_RESTART,
		.bgw_library_name = "migrate",
		.bgw_main_arg = UInt32GetDatum(segment),
		.bgw_notify_pid = MyProcPid
	};

	strlcpy(worker.bgw_function_name, function, BGW_MAXLEN);
	strlcpy(worker.bgw_name, name, BGW_MAXLEN);
	strlcpy(worker.bgw_type, name, BGW_MAXLEN);
	return RegisterDynamicBackgroundWorker(&worker, &handle) ? handle : NULL;
}

/* First of all in a worker: from here on the caller hears what goes wrong.  The segment stays until the process ends. */
ModelRun *
model_worker_attach(Datum handle, ModelEntry queue, shm_toc **entries)
{
	dsm_segment *segment = dsm_attach(DatumGetUInt32(handle));
	shm_mq	   *sent;

	if (segment == NULL)
		proc_exit(0);			/* the caller is gone */
	*entries = shm_toc_attach(MODEL_MAGIC, dsm_segment_address(segment));
	if (*entries == NULL)
		elog(ERROR, "the segment of a model is of another version of migrate");
	sent = shm_toc_lookup(*entries, queue, false);
	shm_mq_set_sender(sent, MyProc);
	pq_redirect_to_shm_mq(segment, shm_mq_attach(sent, segment, NULL));
	return shm_toc_lookup(*entries, MODEL_RUN, false);
}

void
model_worker_connect(const ModelRun *run, Oid database)
{
	BackgroundWorkerInitializeConnectionByOid(database, run->session_user,
											  BGWORKER_BYPASS_ALLOWCONN | BGWORKER_BYPASS_ROLELOGINCHECK);
	SetClientEncoding(GetDatabaseEncoding());
	SetConfigOption("log_min_messages", "fatal", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_USERSET, PGC_S_OVERRIDE);
	model_set_role(InvalidOid);
}

/* Do the worker's work.  Its error is the caller's to report: as such it ends here, not in the postmaster's log. */
void
model_worker_run(void (*work) (ModelRun *run, shm_toc *entries), ModelRun *run, shm_toc *entries)
{
	PG_TRY();
	{
		work(run, entries);
	}
	PG_CATCH();
	{
		HOLD_INTERRUPTS();
		EmitErrorReport();
		AbortOutOfAnyTransaction();
		FlushErrorState();
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();
}

/* SET ROLE for the session; InvalidOid: none, whatever role the session's user has by default. */
void
model_set_role(Oid role)
{
	StartTransactionCommand();
	SetConfigOption("role", OidIsValid(role) ? GetUserNameFromId(role, false) : "none", PGC_USERSET, PGC_S_SESSION);
	CommitTransactionCommand();
}

/* Begin a transaction with the rights of a role that the caller is or may become, in which SET ROLE is refused. */
void
model_begin_as(Oid user)
{
	StartTransactionCommand();
	SetUserIdAndSecContext(user, SECURITY_LOCAL_USERID_CHANGE);
}

void
model_commit_as(void)
{
	SetUserIdAndSecContext(GetSessionUserId(), 0);
	CommitTransactionCommand();
}
