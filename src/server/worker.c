/*
 * worker.c
 *	  What our background workers have in common: how they start, speak to the caller and end.
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
#include "storage/lock.h"
#include "storage/proc.h"
#include "storage/shm_mq.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"

#include "server/compat.h"
#include "server/worker.h"

/* ---- the caller's side ---- */

/* Register a worker of this library that the current process is told of, one of several by its number; NULL: no slot is free. */
BackgroundWorkerHandle *
worker_start(const char *function, const char *name, dsm_handle segment, int number)
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
	memcpy(worker.bgw_extra, &number, sizeof(number));
	return RegisterDynamicBackgroundWorker(&worker, &handle) ? handle : NULL;
}

static void
end_worker(dsm_segment *segment, Datum worker)
{
	TerminateBackgroundWorker((BackgroundWorkerHandle *) DatumGetPointer(worker));
}

/*
 * When the caller lets go of the segment, however that comes about, who works on it shall end.  The handle has to live as
 * long as the transaction: errors free other memory before they let go.
 */
void
worker_end_with(dsm_segment *segment, BackgroundWorkerHandle *worker)
{
	on_dsm_detach(segment, end_worker, PointerGetDatum(worker));
}

void
worker_add_text(shm_toc *entries, uint64 key, const char *text)
{
	char	   *copy = shm_toc_allocate(entries, strlen(text) + 1);

	strcpy(copy, text);
	shm_toc_insert(entries, key, copy);
}

void
worker_add_queue(shm_toc *entries, uint64 key)
{
	shm_mq	   *queue = shm_mq_create(shm_toc_allocate(entries, WORKER_QUEUE_SIZE), WORKER_QUEUE_SIZE);

	shm_mq_set_receiver(queue, MyProc);
	shm_toc_insert(entries, key, queue);
}

void
worker_add_parameters(shm_toc *entries, uint64 key)
{
	Size		size = EstimateGUCStateSpace();
	char	   *state = shm_toc_allocate(entries, size);

	SerializeGUCState(size, state);
	shm_toc_insert(entries, key, state);
}

/* The server sees no deadlock where one of the two waits for what is no lock: a message, a process that waits for one. */
bool
worker_waits_for_us(pid_t pid)
{
	ArrayType  *blockers = DatumGetArrayTypeP(DirectFunctionCall1(pg_blocking_pids, Int32GetDatum(pid)));

	for (int i = 0; i < ArrayGetNItems(ARR_NDIM(blockers), ARR_DIMS(blockers)); i++)
		if (((int32 *) ARR_DATA_PTR(blockers))[i] == MyProcPid)
			return true;
	return false;
}

/* ---- the worker's side ---- */

/* Those of the session too, which the end of a process that is in no transaction would leave. */
static void
release_locks(int code, Datum argument)
{
	LockReleaseAll(DEFAULT_LOCKMETHOD, true);
}

int
worker_number(void)
{
	int			number;

	memcpy(&number, MyBgworkerEntry->bgw_extra, sizeof(number));
	return number;
}

/* First of all in a worker: from here on the caller hears what goes wrong.  The segment stays until the process ends. */
shm_toc *
worker_attach(Datum handle, uint64 magic, uint64 queue)
{
	dsm_segment *segment = dsm_attach(DatumGetUInt32(handle));
	shm_toc    *entries;
	shm_mq	   *sent;

	if (segment == NULL)
		proc_exit(0);			/* the caller is gone */
	before_shmem_exit(release_locks, (Datum) 0);
	entries = shm_toc_attach(magic, dsm_segment_address(segment));
	if (entries == NULL)
		elog(ERROR, "the segment of a background worker is of another version of migrate");
	sent = shm_toc_lookup(entries, queue, false);
	shm_mq_set_sender(sent, MyProc);
	pq_redirect_to_shm_mq(segment, shm_mq_attach(sent, segment, NULL));
	return entries;
}

void
worker_connect(Oid database, Oid user)
{
	BackgroundWorkerInitializeConnectionByOid(database, user, BGWORKER_BYPASS_ALLOWCONN | BGWORKER_BYPASS_ROLELOGINCHECK);
	SetClientEncoding(GetDatabaseEncoding());
	SetConfigOption("log_min_messages", "fatal", PGC_SUSET, PGC_S_OVERRIDE);
	SetConfigOption("default_transaction_read_only", "off", PGC_USERSET, PGC_S_OVERRIDE);
	worker_set_role(InvalidOid);
}

/* The caller's parameters, the role of whose session is one of them. */
void
worker_take_parameters(shm_toc *entries, uint64 key)
{
	StartTransactionCommand();
	RestoreGUCState(shm_toc_lookup(entries, key, false));
	CommitTransactionCommand();
	SetClientEncoding(GetDatabaseEncoding());
}

/* Do the worker's work.  Its error is the caller's to report: as such it ends here, not in the postmaster's log. */
void
worker_run(void (*work) (void *argument), void *argument)
{
	PG_TRY();
	{
		work(argument);
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

/* SET ROLE for the session; InvalidOid, or the session's user: none, whatever role he has by default. */
void
worker_set_role(Oid role)
{
	StartTransactionCommand();
	SetConfigOption("role", OidIsValid(role) && role != GetSessionUserId() ? GetUserNameFromId(role, false) : "none", PGC_USERSET, PGC_S_SESSION);
	CommitTransactionCommand();
}
