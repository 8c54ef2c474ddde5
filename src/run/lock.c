/*
 * lock.c
 *	  One runner at a time in a project and scope; nobody writes a project's revisions meanwhile.
 *
 * Locks of the default lock method on object tags of ours: any error frees them, where an advisory lock would stay in
 * a pooled session.  The scope's lock is always taken before the project's, so that who waits for a runner holds
 * nothing that the runner may want.
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"

#include "run/internal.h"
#include "server/compat.h"
#include "server/locally.h"
#include "server/parameters.h"

typedef struct LockWait
{
	int			pid;			/* who holds it; 0: not known any more */
} LockWait;

static void
set_tag(LOCKTAG *tag, const char *scope)
{
	Oid			class = get_relname_relid("revisions", get_namespace_oid("migrate", false));
	uint32		key = hash_bytes((const unsigned char *) parameter_project, strlen(parameter_project));

	if (scope != NULL)
		key = hash_combine(key, hash_bytes((const unsigned char *) scope, strlen(scope)));
	SET_LOCKTAG_OBJECT(*tag, MyDatabaseId, class, key, scope != NULL ? 2 : 1);
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

static void
acquire(const LOCKTAG *tag, LOCKMODE mode)
{
	ErrorContextCallback callback;
	LockWait	wait;
	int			guc_level;

	if (LockAcquire(tag, mode, false, true) != LOCKACQUIRE_NOT_AVAIL)
		return;
	wait.pid = holder_of(tag, mode);
	callback.callback = lock_context;
	callback.arg = &wait;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	guc_level = NewGUCNestLevel();
	if (parameter_lock_timeout != 0)
		set_number_locally("lock_timeout", parameter_lock_timeout);
	(void) LockAcquire(tag, mode, false, false);
	AtEOXact_GUC(false, guc_level);
	error_context_stack = callback.previous;
}

static void
lock_project(LOCKMODE mode)
{
	LOCKTAG		tag;

	set_tag(&tag, NULL);
	acquire(&tag, mode);
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

	set_tag(&tag, parameter_scope);
	acquire(&tag, ExclusiveLock);
	lock_project(project_mode);
	refuse_stale(store_plan_is_stale());
}

/* what: "migrate", "write revisions" */
void
run_refuse_standby(const char *what)
{
	if (RecoveryInProgress())
		ereport(ERROR,
				errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
				errmsg("cannot %s on a standby", what),
				errhint("Call it on the primary."));
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
