/*
 * holder.c
 *	  Who stood in the way of a lock that was not given in time.
 *
 * "canceling statement due to lock timeout" names nobody, and when it is raised the wait is over.  The server itself looks
 * who holds a lock after deadlock_timeout, where log_lock_waits is on, to say it in its log: in the middle of the wait, but
 * outside of any signal handler and holding nothing.  That is the moment at which we look too, by the hook on the log; the
 * message itself goes to the log only where log_lock_waits was on before.
 *
 * Nothing may be looked up in a catalog then, since this process waits already: what is found is kept as it is.
 */
#include "postgres.h"

#include "catalog/pg_authid.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/timestamp.h"

#include "run/internal.h"
#include "server/compat.h"

#define MAX_HOLDERS 3

typedef struct Holder
{
	int			pid;
	Oid			user;
	BackendState state;
	TimestampTz since;			/* its state, or the statement that it runs */
	char		application[NAMEDATALEN];
} Holder;

static Holder holders[MAX_HOLDERS];
static int	nholders = 0;
static TimestampTz seen_at;

static emit_log_hook_type outer_hook = NULL;
static bool watching = false;
static bool logs_anyway;

static void
note_holder(int pid)
{
	for (int i = 1; i <= pgstat_fetch_stat_numbackends() && nholders < MAX_HOLDERS; i++)
	{
		PgBackendStatus *status = &pgstat_get_local_beentry_by_index(i)->backendStatus;
		Holder	   *holder = &holders[nholders];

		if (status->st_procpid != pid)
			continue;
		holder->pid = pid;
		holder->user = status->st_userid;
		holder->state = status->st_state;
		holder->since = status->st_state == STATE_RUNNING ? status->st_activity_start_timestamp : status->st_state_start_timestamp;
		strlcpy(holder->application, status->st_appname, NAMEDATALEN);
		nholders++;
		return;
	}
}

static void
note_holders(void)
{
	ArrayType  *blockers = DatumGetArrayTypeP(DirectFunctionCall1(pg_blocking_pids, Int32GetDatum(MyProcPid)));
	int			n = ArrayGetNItems(ARR_NDIM(blockers), ARR_DIMS(blockers));

	nholders = 0;
	seen_at = GetCurrentTimestamp();
	pgstat_clear_backend_activity_snapshot();
	for (int i = 0; i < n; i++)
		note_holder(((int32 *) ARR_DATA_PTR(blockers))[i]);
	pgstat_clear_backend_activity_snapshot();
}

static void
on_log(ErrorData *message)
{
	if (watching && message->elevel == LOG && message->filename != NULL && strcmp(message->filename, "proc.c") == 0)
	{
		if (MyProc->waitLock != NULL)
			note_holders();
		if (!logs_anyway)
			message->output_to_server = false;
	}
	if (outer_hook != NULL)
		outer_hook(message);
}

/* Some of them are a superuser's, but for our own ends everybody's. */
static void
set_parameter(const char *name, int value, GucAction action)
{
	char		text[32];

	snprintf(text, sizeof(text), "%d", value);
	(void) set_config_option(name, text, PGC_SUSET, PGC_S_SESSION, action, true, 0, false);
}

static void
hook_log(void)
{
	nholders = 0;
	if (watching)
		return;
	outer_hook = emit_log_hook;
	emit_log_hook = on_log;
	logs_anyway = log_lock_waits;
	watching = true;
}

/* Who looks has to do it before the wait is over. */
static void
set_parameters(int lock_timeout, GucAction action)
{
	if (lock_timeout > 0)
		set_parameter("lock_timeout", lock_timeout, action);
	if (LockTimeout <= 0)
		return;
	set_parameter("log_lock_waits", 1, action);
	if (DeadlockTimeout > LockTimeout / 2)
		set_parameter("deadlock_timeout", Max(LockTimeout / 2, 1), action);
}

/*
 * From here on locks are waited for so long (ms; 0: as lock_timeout says), and who holds them is noted; until the GUC level
 * that the caller opened ends.
 */
void
holders_watch(int lock_timeout)
{
	hook_log();
	set_parameters(lock_timeout, GUC_ACTION_SAVE);
}

/* The same for a session of our own. */
void
holders_watch_for_session(int lock_timeout)
{
	hook_log();
	set_parameters(lock_timeout, GUC_ACTION_SET);
}

void
holders_unwatch(void)
{
	if (!watching)
		return;
	watching = false;
	emit_log_hook = outer_hook;
}

static bool
may_look_at(Oid user)
{
	return has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS) || has_privs_of_role(GetUserId(), user);
}

static void
describe(StringInfo text, const Holder *holder)
{
	appendStringInfo(text, "Process %d", holder->pid);
	if (may_look_at(holder->user))
	{
		if (holder->application[0] != '\0')
			appendStringInfo(text, " (application \"%s\")", holder->application);
		appendStringInfo(text, holder->state == STATE_RUNNING ? " held the lock, its statement running for %.1f s" : " held the lock, its transaction idle for %.1f s",
						 Max(seen_at - holder->since, 0) / 1000000.0);
	}
	else
		appendStringInfoString(text, " held the lock");
	appendStringInfoChar(text, '.');
}

/* Sentences on who was seen last, palloc'd; NULL: nobody was. */
char *
holders_describe(void)
{
	StringInfoData text;

	if (nholders == 0)
		return NULL;
	initStringInfo(&text);
	for (int i = 0; i < nholders; i++)
	{
		if (i > 0)
			appendStringInfoChar(&text, ' ');
		describe(&text, &holders[i]);
	}
	return text.data;
}
