/*
 * model.c
 *	  What a model (SQL text) creates, as a snapshot: the caller's side.
 *
 * The model runs in a throw-away database of its own, in two background workers (internal.h): CREATE DATABASE cannot run
 * in the caller's transaction, and a session is in one database for its life.  All that can be refused is refused here,
 * before there is a worker.  Should the caller end while it waits, by an error, a cancellation or its own death, the
 * detaching of the shared segment tells the keeper.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_database.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "autogenerate/internal.h"
#include "run/run.h"
#include "server/compat.h"
#include "server/hear.h"

/* What the caller has in hand while it waits; what of it the segment's end needs lives in TopTransactionContext. */
typedef struct ModelWait
{
	dsm_segment *segment;
	shm_toc    *entries;
	ModelRun   *run;
	BackgroundWorkerHandle *keeper;
	Hearing		hearing;
	Jsonb	   *snapshot;
} ModelWait;

/* ---- errors ---- */

static void
model_context(void *position)
{
	run_error_context("model", position);
}

/* Let every error from here on say where in the model it happened; popped by resetting error_context_stack. */
void
model_push_context(ErrorContextCallback *callback, ScriptPosition *position)
{
	memset(position, 0, sizeof(*position));
	callback->callback = model_context;
	callback->arg = position;
	callback->previous = error_context_stack;
	error_context_stack = callback;
}

void
model_error_no_worker(void)
{
	ereport(ERROR,
			errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
			errmsg("no background worker is free to run the model"),
			errdetail("A model needs two; max_worker_processes is %d.", max_worker_processes),
			errhint("Try again when others have ended, or raise max_worker_processes."));
}

/* ---- before anything begins ---- */

static void
check_statement(const ScriptStatement *statement)
{
	if (statement->kind == STATEMENT_OTHER_TRANSACTION || statement->kind == STATEMENT_ROLLBACK)
		run_refuse_statement(statement, "is refused in a model", "A model may have pairs of BEGIN and COMMIT.");
	if (statement->kind == STATEMENT_PSQL_COMMAND)
		run_refuse_statement(statement, "is a command of psql", "Models run in the server, without psql: write SQL instead.");
	if (statement->traits & TRAIT_NO_TRANSACTION && !(statement->traits & TRAIT_CONCURRENT_DDL))
		run_refuse_statement(statement, "is refused in a model", "It cannot run in a transaction, and creates nothing that a snapshot holds.");
}

/* Add the name of the schema that the statement creates, if it creates one. */
static void
note_schema(List **created, const char *model, const ScriptStatement *statement)
{
	CreateSchemaStmt *create;
	char	   *text;

	if (strcmp(statement->command, "CREATE SCHEMA") != 0)
		return;
	create = castNode(CreateSchemaStmt, parse_statement(model, statement, &text)->stmt);
	*created = lappend(*created, pstrdup(create->schemaname != NULL ? create->schemaname : create->authrole->rolename));
}

/* Refuse what cannot be in a model, and return the script of the schemas that it takes for granted. */
static char *
check_model(const char *model, const char *search_path)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "migrate model", ALLOCSET_DEFAULT_SIZES);
	MemoryContext outer = MemoryContextSwitchTo(context);
	const ScriptStatement *open = NULL;
	ErrorContextCallback callback;
	ScriptPosition position;
	ParsedScript *parsed;
	List	   *created = NIL;
	char	   *path;

	model_push_context(&callback, &position);
	parsed = parse_script(model, &position);
	for (int i = 0; i < parsed->nstatements; i++)
	{
		const ScriptStatement *statement = &parsed->statements[i];

		run_enter_statement(&position, model, statement);
		check_statement(statement);
		note_schema(&created, model, statement);
		if (statement->kind == STATEMENT_BEGIN)
			open = statement;
		else if (statement->kind == STATEMENT_COMMIT)
			open = NULL;
	}
	if (open != NULL)
	{
		run_enter_statement(&position, model, open);
		run_refuse_statement(open, "has no COMMIT", "Write the COMMIT, or take the line away.");
	}
	error_context_stack = callback.previous;
	MemoryContextSwitchTo(outer);
	path = model_write_path(search_path, created, run_user());
	MemoryContextDelete(context);
	return path;
}

static bool
may_create_databases(void)
{
	HeapTuple	role = SearchSysCache1(AUTHOID, ObjectIdGetDatum(GetUserId()));
	bool		may = superuser() || (HeapTupleIsValid(role) && ((Form_pg_authid) GETSTRUCT(role))->rolcreatedb);

	if (HeapTupleIsValid(role))
		ReleaseSysCache(role);
	return may;
}

static void
check_rights(void)
{
	const char *role = GetUserNameFromId(GetUserId(), false);

	run_refuse_standby("run a model");
	if (InSecurityRestrictedOperation())
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("cannot run a model within security-restricted operation"));
	if (!may_create_databases())
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied to run a model"),
				errdetail("A model runs in a throw-away database, and role \"%s\" may not create databases.", role),
				errhint("ALTER ROLE %s CREATEDB, or call as a role that may.", quote_identifier(role)));
}

/* ---- the shared segment ---- */

static void
add_run(ModelWait *wait)
{
	ModelRun   *run = shm_toc_allocate(wait->entries, sizeof(ModelRun));

	memset(run, 0, sizeof(*run));
	run->segment = dsm_segment_handle(wait->segment);
	run->database = MyDatabaseId;
	run->session_user = GetSessionUserId();
	run->user = GetUserId();
	run->script_user = run_user();
	run->confined = InLocalUserIdChange() || (superuser_arg(run->session_user) && !superuser_arg(run->script_user));
	strlcpy(run->access_method, model_read_access_method(), sizeof(run->access_method));
	shm_toc_insert(wait->entries, MODEL_RUN, run);
	wait->run = run;
}

static void
share(ModelWait *wait, const char *model, const char *search_path, const char *path)
{
	shm_toc_estimator size;

	shm_toc_initialize_estimator(&size);
	shm_toc_estimate_chunk(&size, sizeof(ModelRun));
	shm_toc_estimate_chunk(&size, strlen(path) + 1);
	shm_toc_estimate_chunk(&size, strlen(model) + 1);
	shm_toc_estimate_chunk(&size, strlen(search_path) + 1);
	shm_toc_estimate_chunk(&size, WORKER_QUEUE_SIZE);
	shm_toc_estimate_chunk(&size, WORKER_QUEUE_SIZE);
	shm_toc_estimate_keys(&size, MODEL_ENTRIES);
	wait->segment = dsm_create(shm_toc_estimate(&size), 0);
	wait->entries = shm_toc_create(MODEL_MAGIC, dsm_segment_address(wait->segment), shm_toc_estimate(&size));
	add_run(wait);
	worker_add_text(wait->entries, MODEL_PATH, path);
	worker_add_text(wait->entries, MODEL_TEXT, model);
	worker_add_text(wait->entries, MODEL_SEARCH_PATH, search_path);
	worker_add_queue(wait->entries, MODEL_KEEPER_QUEUE);
	worker_add_queue(wait->entries, MODEL_RUNNER_QUEUE);
}

static void
start_keeper(ModelWait *wait)
{
	MemoryContext outer = MemoryContextSwitchTo(TopTransactionContext);

	wait->keeper = worker_start("migrate_model_keeper", "migrate model keeper", wait->run->segment, 0);
	if (wait->keeper == NULL)
		model_error_no_worker();
	worker_end_with(wait->segment, wait->keeper);
	MemoryContextSwitchTo(outer);
}

/* ---- waiting ---- */

static void
refuse_waiting_for_us(pid_t pid)
{
	if (worker_waits_for_us(pid))
		ereport(ERROR,
				errcode(ERRCODE_T_R_DEADLOCK_DETECTED),
				errmsg("the model waits for a lock that this transaction holds"),
				errdetail("It runs in process %d, in a transaction of its own.", pid),
				errhint("Commit what this transaction has done before you run the model."));
}

/* The server sees no deadlock where one of the two waits for a message. */
static void
check_deadlock(void *argument)
{
	const ModelWait *wait = argument;
	pid_t		pid;

	if (GetBackgroundWorkerPid(wait->keeper, &pid) == BGWH_STARTED)
		refuse_waiting_for_us(pid);
	if (wait->run->runner_pid != 0)
		refuse_waiting_for_us(wait->run->runner_pid);
}

static void
take_snapshot(char type, StringInfo message, void *argument)
{
	ModelWait  *wait = argument;

	if (type != MODEL_SNAPSHOT_MESSAGE)
		return;
	wait->snapshot = palloc(message->len - 1);
	memcpy(wait->snapshot, message->data + 1, message->len - 1);
}

static void
hear(ModelWait *wait, ModelEntry queue)
{
	hear_out(&wait->hearing, wait->segment, shm_toc_lookup(wait->entries, queue, false), wait->keeper);
}

/* ---- the whole ---- */

/*
 * One model a database at a time, so that a caller who has many cannot take all of the server's background workers.
 */
static void
set_tag(LOCKTAG *tag)
{
	SET_LOCKTAG_OBJECT(*tag, MyDatabaseId, DatabaseRelationId, MyDatabaseId, 2);
}

static Jsonb *
run_model(const char *model, const char *search_path, const char *path)
{
	ModelWait	wait = {.hearing = {.take = take_snapshot, .look = check_deadlock, .argument = &wait}};

	share(&wait, model, search_path, path);
	start_keeper(&wait);
	hear(&wait, MODEL_RUNNER_QUEUE);
	hear(&wait, MODEL_KEEPER_QUEUE);
	(void) WaitForBackgroundWorkerShutdown(wait.keeper);
	dsm_detach(wait.segment);
	if (wait.hearing.error != NULL)
		ThrowErrorData(wait.hearing.error);
	if (wait.snapshot == NULL)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the background worker that ran the model ended early"),
				errhint("The server's log tells more."));
	return wait.snapshot;
}

/*
 * What the model creates in a new database that is like the current one, seen through the filter, in the current memory
 * context.  Schemas of the filter that the model does not create are no error: it has nothing in them.  The caller's
 * transaction is not touched, and nothing of the model is left when this returns or throws; after a cancellation, soon.
 *
 * Errors: no right to create databases or to run scripts as the setting's role, no free background worker, a statement
 * that is refused, and the model's own with its statement and line.
 */
SchemaSnapshot *
model_snapshot(const char *model, const SchemaFilter *filter)
{
	SchemaSnapshot *snapshot;
	char	   *search_path;
	char	   *path;
	LOCKTAG		tag;

	check_rights();
	/* as psql does */
	if (strncmp(model, "\xEF\xBB\xBF", 3) == 0)
		model += 3;
	search_path = run_search_path();
	path = check_model(model, search_path);
	set_tag(&tag);
	(void) LockAcquire(&tag, ExclusiveLock, false, false);
	snapshot = schema_from_jsonb(run_model(model, search_path, path));
	LockRelease(&tag, ExclusiveLock, false);
	schema_filter(snapshot, filter);
	return snapshot;
}
