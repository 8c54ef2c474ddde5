/*
 * keeper.c
 *	  The background worker that makes a model's throw-away database, and drops it whatever happens.
 *
 * The caller's transaction can neither create nor drop a database, and may end at any moment; this process outlasts it
 * by as long as that takes.  Only a crash of the server leaves a database behind.  One is known by its name and its
 * comment, both given by the transaction that makes it, and to be in use by a lock that its keeper holds: what is nobody's
 * is dropped at the next use.  Nobody can connect to it, so nobody stands in the way of that.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_database.h"
#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "postmaster/interrupt.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "storage/lock.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"
#include "utils/wait_event.h"

#include "autogenerate/internal.h"
#include "server/catalogs.h"
#include "server/citus.h"
#include "server/compat.h"

#define NAME_PREFIX "migrate_model_"
#define MARK "throw-away database of extension migrate"

extern PGDLLEXPORT void migrate_model_keeper(Datum segment);

/*
 * As the current database: encoding, locale and what gives the locale its meaning, which servers have learned bit by bit;
 * and where that may be chosen, its tablespace, without which the model's pg_default would be what others call theirs.
 */
static const char *const write_create_database =
"SELECT concat(format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ALLOW_CONNECTIONS false ENCODING %L LC_COLLATE %L LC_CTYPE %L',"
"   $1, pg_get_userbyid($2), pg_encoding_to_char(encoding), datcollate, datctype),"
" ' LOCALE_PROVIDER ' || CASE d->>'datlocprovider' WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' END,"
" CASE d->>'datlocprovider' WHEN 'i' THEN ' ICU_LOCALE ' WHEN 'b' THEN ' BUILTIN_LOCALE ' END"
"   || quote_literal(coalesce(d->>'datlocale', d->>'daticulocale')),"
" ' ICU_RULES ' || quote_literal(d->>'daticurules'),"
" (SELECT format(' TABLESPACE %I', spcname) FROM pg_tablespace t WHERE t.oid = dattablespace AND has_tablespace_privilege(t.oid, 'CREATE')))"
" FROM pg_database, to_jsonb(pg_database) d WHERE datname = current_database()";

static const char *const select_marked =
"SELECT oid, datname::text FROM pg_database"
" WHERE starts_with(datname::text, $1) AND shobj_description(oid, 'pg_database') = $2 AND pg_has_role(datdba, 'USAGE')";

/* ---- statements ---- */

static void
run_utility(const char *sql)
{
	PlannedStmt *statement = makeNode(PlannedStmt);

	statement->commandType = CMD_UTILITY;
	statement->utilityStmt = linitial_node(RawStmt, pg_parse_query(sql))->stmt;
	PushActiveSnapshot(GetTransactionSnapshot());
	ProcessUtility(statement, sql, false, PROCESS_UTILITY_TOPLEVEL, NULL, NULL, None_Receiver, NULL);
	PopActiveSnapshot();
	CommandCounterIncrement();
}

static char *
create_statement(const char *name, Oid owner)
{
	CatalogsScope scope;
	char	   *sql;

	catalogs_begin(&scope);
	(void) catalogs_query(write_create_database, 2, (Oid[]) {TEXTOID, OIDOID},
						  (Datum[]) {CStringGetTextDatum(name), ObjectIdGetDatum(owner)});
	sql = MemoryContextStrdup(scope.caller, SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1));
	catalogs_end(&scope);
	return sql;
}

/* ---- which database is in use ---- */

/* Become the keeper of a database, until this process ends; false: another is. */
static bool
lock_database(Oid database)
{
	LOCKTAG		tag;

	/* what CREATE and DROP DATABASE lock has 0 as its last part */
	SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, database, 1);
	return LockAcquire(&tag, ExclusiveLock, true, true) != LOCKACQUIRE_NOT_AVAIL;
}

/* ---- create and drop ---- */

/* Make the database, with its mark and our lock on it, in one transaction; returns its name. */
static char *
create_database(ModelRun *run)
{
	char	   *name;
	uint32		number;

	if (!pg_strong_random(&number, sizeof(number)))
		ereport(ERROR,
				errcode(ERRCODE_INTERNAL_ERROR),
				errmsg("could not generate a random number"));
	name = MemoryContextStrdup(TopMemoryContext, psprintf(NAME_PREFIX "%d_%08x", MyProcPid, number));
	model_begin_as(run->user);
	run_utility(create_statement(name, run->script_user));
	SetUserIdAndSecContext(run->script_user, SECURITY_LOCAL_USERID_CHANGE);
	run->model_database = get_database_oid(name, false);
	run_utility(psprintf("COMMENT ON DATABASE %s IS '" MARK "'", quote_identifier(name)));
	(void) lock_database(run->model_database);
	model_commit_as();
	return name;
}

/* Drop a database that is locked by us, if it is still there under that name.  Should that fail, the next use tries again. */
static void
drop_database(const ModelRun *run, Oid database, const char *name)
{
	PG_TRY();
	{
		model_begin_as(run->script_user);
		if (get_database_oid(name, true) == database)
			run_utility(psprintf("DROP DATABASE %s", quote_identifier(name)));
		model_commit_as();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(TopMemoryContext);
		error = CopyErrorData();
		FlushErrorState();
		AbortCurrentTransaction();
		ereport(WARNING,
				errcode(error->sqlerrcode),
				errmsg("database \"%s\" of a model could not be dropped: %s", name, error->message),
				errhint("The next model tries again."));
	}
	PG_END_TRY();
}

/* Drop what crashes have left, as far as the caller may. */
static void
drop_left_over(const ModelRun *run)
{
	CatalogsScope scope;
	int			n;
	Oid		   *databases;
	char	  **names;

	model_begin_as(run->script_user);
	catalogs_begin(&scope);
	n = catalogs_query(select_marked, 2, (Oid[]) {TEXTOID, TEXTOID},
					   (Datum[]) {CStringGetTextDatum(NAME_PREFIX), CStringGetTextDatum(MARK)});
	MemoryContextSwitchTo(TopMemoryContext);
	databases = palloc(sizeof(Oid) * (n + 1));
	names = palloc(sizeof(char *) * (n + 1));
	for (int i = 0; i < n; i++)
	{
		bool		isnull;

		databases[i] = DatumGetObjectId(SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull));
		names[i] = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2);
	}
	catalogs_end(&scope);
	model_commit_as();

	for (int i = 0; i < n; i++)
		if (lock_database(databases[i]))
			drop_database(run, databases[i], names[i]);
}

/* ---- the runner ---- */

/* Wait for the runner's end, which is hastened when the caller no longer waits. */
static void
wait_for_runner(BackgroundWorkerHandle *runner)
{
	pid_t		pid;
	bool		told = false;

	while (GetBackgroundWorkerPid(runner, &pid) != BGWH_STOPPED)
	{
		if (ShutdownRequestPending && !told)
		{
			TerminateBackgroundWorker(runner);
			told = true;
		}
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH, -1, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		/* for what the server asks of all processes (DROP DATABASE waits for that); no signal to end comes this way */
		CHECK_FOR_INTERRUPTS();
	}
}

static void
keep(void *argument)
{
	ModelRun   *run = argument;
	BackgroundWorkerHandle *runner;
	char	   *name;

	citus_stay_here();
	drop_left_over(run);
	name = create_database(run);
	runner = worker_start("migrate_model_runner", "migrate model", run->segment, 0);
	if (runner != NULL)
		wait_for_runner(runner);
	drop_database(run, run->model_database, name);
	if (runner == NULL)
		model_error_no_worker();
}

void
migrate_model_keeper(Datum segment)
{
	shm_toc    *entries;
	ModelRun   *run;

	/* who wants us to end wants the database dropped too, so no signal may end us halfway */
	pqsignal(SIGTERM, SignalHandlerForShutdownRequest);
	pqsignal(SIGINT, SignalHandlerForShutdownRequest);
	BackgroundWorkerUnblockSignals();
	entries = worker_attach(segment, MODEL_MAGIC, MODEL_KEEPER_QUEUE);
	run = shm_toc_lookup(entries, MODEL_RUN, false);
	worker_connect(run->database, run->session_user);
	worker_run(keep, run);
	proc_exit(0);
}
