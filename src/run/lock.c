/*
 * lock.c
 *	  One runner at a time in a project and scope; nobody writes a project's revisions meanwhile.
 *
 * Locks of the default lock method on object tags of ours: any error frees them, where an advisory lock would stay in
 * a pooled session.  The scope's lock is always taken before the project's, so that who waits for a runner holds
 * nothing that the runner may want.
 *
 * deploy() holds the scope's lock for the session, over its commits, and the project's in each of its transactions: what
 * others write in between it finds by the revisions' checksums.
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "run/internal.h"
#include "server/attempt.h"
#include "server/compat.h"
#include "server/locally.h"
#include "server/parameters.h"
#include "server/worker.h"

#define LOOK_EVERY 1000			/* ms */

typedef struct LockWait
{
	const LOCKTAG *tag;
	LOCKMODE	mode;
	bool		session;
	int			pid;			/* who holds it; 0: not known any more */
	int			milliseconds;	/* to wait at once */
} LockWait;

typedef enum LockPart
{
	LOCK_PROJECT = 1,
	LOCK_SCOPE,					/* of a project */
	LOCK_WORKER,				/* of a scope */
	LOCK_BACKFILL,				/* of a relation */
	LOCK_DEPLOYMENT
} LockPart;

static void
set_tag_of(LOCKTAG *tag, uint32 key, LockPart part)
{
	SET_LOCKTAG_OBJECT(*tag, MyDatabaseId, get_relname_relid("revisions", get_namespace_oid("migrate", false)), key, part);
}

/* The view migrate.running knows these keys too. */
static void
set_tag(LOCKTAG *tag, LockPart part)
{
	char	   *name = part == LOCK_PROJECT ? pstrdup(parameter_project) : psprintf("%s\001%s", parameter_project, parameter_scope);

	set_tag_of(tag, hash_bytes((const unsigned char *) name, strlen(name)), part);
	pfree(name);
}

static int
holder_of(const LOCKTAG *tag, LOCKMODE mode)
{
	int			n;
	VirtualTransactionId *holders = GetLockConflicts(tag, mode, &n);

	return n > 0 ? virtual_transaction_pid(holders[0]) : 0;
}

static void
lock_context(void *argument)
{
	LockWait   *wait = argument;

	if (wait->pid != 0)
		errcontext("waiting for the migration of project \"%s\" that process %d runs", parameter_project, wait->pid);
	else
		errcontext("waiting for another migration of project \"%s\"", parameter_project);
	if (geterrcode() == ERRCODE_LOCK_NOT_AVAILABLE)
	{
		if (wait->pid != 0)
			errdetail("Process %d is migrating.", wait->pid);
		errhint("Wait for it and try again, give it more time with lock_timeout or migrate.lock_timeout, or look at it in pg_stat_activity.");
	}
}

/* Wait for the lock, so long (ms; 0: without end); an error then. */
static void
wait_at_most(LockWait *wait, int milliseconds)
{
	ErrorContextCallback callback;
	int			guc_level = NewGUCNestLevel();

	callback.callback = lock_context;
	callback.arg = wait;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	set_number_locally("lock_timeout", milliseconds);
	(void) LockAcquire(wait->tag, wait->mode, wait->session, false);
	AtEOXact_GUC(false, guc_level);
	error_context_stack = callback.previous;
}

static void
wait_once(void *argument)
{
	LockWait   *wait = argument;

	wait_at_most(wait, wait->milliseconds);
}

/*
 * The runner that is waited for may have a worker that waits, in turn, for every transaction that is older than its own: for
 * ours, which holds a snapshot.  The server does not see that the two belong together.
 */
static void
refuse_deadlock(void)
{
	LOCKTAG		tag;
	int			pid;

	set_tag(&tag, LOCK_WORKER);
	pid = holder_of(&tag, ExclusiveLock);
	if (pid != 0 && worker_waits_for_us(pid))
		ereport(ERROR,
				errcode(ERRCODE_T_R_DEADLOCK_DETECTED),
				errmsg("the deploy of project \"%s\", which is waited for, waits for this transaction", parameter_project),
				errdetail("Process %d runs a statement that waits for every transaction older than itself.", pid),
				errhint("Try again when it is done, or use CALL migrate.deploy(), which can wait for it."));
}

/* Wait with a look now and then whether it is we who are waited for. */
static void
wait_and_look(LockWait *wait, int limit)
{
	TimestampTz end = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), limit);

	for (;;)
	{
		long		left = limit == 0 ? LOOK_EVERY : TimestampDifferenceMilliseconds(GetCurrentTimestamp(), end);
		ErrorData  *error;

		wait->milliseconds = Max(Min(left, LOOK_EVERY), 1);
		error = attempt(wait_once, wait, ATTEMPT_KEEP);
		if (error == NULL)
			return;
		if (error->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE || (limit != 0 && left <= LOOK_EVERY))
			ReThrowError(error);
		FreeErrorData(error);
		refuse_deadlock();
	}
}

static void
acquire(const LOCKTAG *tag, LOCKMODE mode, bool session)
{
	LockWait	wait = {.tag = tag, .mode = mode, .session = session};
	int			limit = parameter_lock_timeout != 0 ? parameter_lock_timeout : LockTimeout;

	if (LockAcquire(tag, mode, session, true) != LOCKACQUIRE_NOT_AVAIL)
		return;
	wait.pid = holder_of(tag, mode);
	if (session)
		wait_at_most(&wait, limit);
	else
		wait_and_look(&wait, limit);
}

static void
lock_project(LOCKMODE mode)
{
	LOCKTAG		tag;

	set_tag(&tag, LOCK_PROJECT);
	acquire(&tag, mode, false);
}

static void
refuse_stale(bool stale)
{
	if (stale)
		ereport(ERROR,
				errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				errmsg("could not serialize access due to a concurrent migration"),
				errdetail("Another session migrated or changed revisions after this transaction took its snapshot."),
				errhint("Retry the transaction."));
}

static void
lock_scope(LOCKMODE project_mode)
{
	LOCKTAG		tag;

	set_tag(&tag, LOCK_SCOPE);
	acquire(&tag, ExclusiveLock, false);
	lock_project(project_mode);
	refuse_stale(store_plan_is_stale());
}

/* Nothing is written on a standby, nor on a worker of Citus.  what: "migrate", "write revisions" */
void
run_refuse_standby(const char *what)
{
	if (RecoveryInProgress())
		ereport(ERROR,
				errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
				errmsg("cannot %s on a standby", what),
				errhint("Call it on the primary."));
	citus_refuse_worker(what);
}

/*
 * Become the one runner of the session's project and scope, and keep revisions from being written.  A snapshot that
 * is older than the last run, or than the text of a revision, cannot be trusted with a plan: serialization_failure.
 * A standby has one writer, the primary, and takes no lock; run_plan() refuses there what has something to do.
 */
void
run_lock_scope(void)
{
	if (!RecoveryInProgress())
		lock_scope(RowExclusiveLock);
}

/*
 * Become the one runner for the session, until run_unlock_scope() or any error.  No snapshot is held while waiting: what
 * the other one runs may have to wait for all that are older.
 */
void
run_lock_scope_for_session(void)
{
	LOCKTAG		tag;

	run_refuse_standby("migrate");
	set_tag(&tag, LOCK_SCOPE);
	InvalidateCatalogSnapshot();
	acquire(&tag, ExclusiveLock, true);
}

void
run_unlock_scope(void)
{
	LOCKTAG		tag;

	set_tag(&tag, LOCK_SCOPE);
	(void) LockRelease(&tag, ExclusiveLock, true);
}

/* Be the scope's worker; one whose caller is gone may still be about to end. */
void
run_lock_worker(void)
{
	LOCKTAG		tag;

	StartTransactionCommand();
	set_tag(&tag, LOCK_WORKER);
	(void) LockAcquire(&tag, ExclusiveLock, true, false);
	CommitTransactionCommand();
}

void
run_await_worker(void)
{
	LOCKTAG		tag;

	set_tag(&tag, LOCK_WORKER);
	InvalidateCatalogSnapshot();
	(void) LockAcquire(&tag, ExclusiveLock, true, false);
	(void) LockRelease(&tag, ExclusiveLock, true);
}

/* Keep revisions from being written, to the transaction's end, when the scope is locked for the session. */
void
run_lock_revisions(void)
{
	lock_project(RowExclusiveLock);
}

/*
 * Become the one runner and the one writer.  Not by the two functions one after the other: two scopes that both hold
 * the project's weaker lock would wait for each other to get the stronger.
 */
void
run_lock_scope_and_project(void)
{
	run_refuse_standby("write revisions");
	lock_scope(ExclusiveLock);
}

/* Become the one writer of the project's revisions. */
void
run_lock_project(void)
{
	run_refuse_standby("write revisions");
	lock_project(ExclusiveLock);
	refuse_stale(store_applied_is_stale());
}

/* Become the one who backfills a relation, for the session; an error where somebody is. */
void
run_lock_backfill(Oid relation)
{
	LOCKTAG		tag;

	SET_LOCKTAG_OBJECT(tag, MyDatabaseId, RelationRelationId, relation, LOCK_BACKFILL);
	if (LockAcquire(&tag, ExclusiveLock, true, true) == LOCKACQUIRE_NOT_AVAIL)
		ereport(ERROR,
				errcode(ERRCODE_LOCK_NOT_AVAILABLE),
				errmsg("relation \"%s\" is being backfilled already", get_rel_name(relation)),
				errdetail("Process %d is at it.", holder_of(&tag, ExclusiveLock)));
}

void
run_unlock_backfill(Oid relation)
{
	LOCKTAG		tag;

	SET_LOCKTAG_OBJECT(tag, MyDatabaseId, RelationRelationId, relation, LOCK_BACKFILL);
	(void) LockRelease(&tag, ExclusiveLock, true);
}

/*
 * Be at work on a deployment, for the session: until run_unlock_deployment(), any error, or the end of the process in whatever way.
 * What its rows say of now holds as long.
 */
void
run_lock_deployment(int64 deployment)
{
	LOCKTAG		tag;

	set_tag_of(&tag, (uint32) deployment, LOCK_DEPLOYMENT);
	(void) LockAcquire(&tag, ExclusiveLock, true, false);
}

void
run_unlock_deployment(int64 deployment)
{
	LOCKTAG		tag;

	set_tag_of(&tag, (uint32) deployment, LOCK_DEPLOYMENT);
	(void) LockRelease(&tag, ExclusiveLock, true);
}

/* Is somebody at work on it?  A standby cannot know. */
bool
run_deployment_is_at_work(int64 deployment)
{
	LOCKTAG		tag;

	if (RecoveryInProgress())
		return true;
	set_tag_of(&tag, (uint32) deployment, LOCK_DEPLOYMENT);
	if (LockAcquire(&tag, ShareLock, true, true) == LOCKACQUIRE_NOT_AVAIL)
		return true;
	(void) LockRelease(&tag, ShareLock, true);
	return false;
}
