/*
 * runner.c
 *	  The background worker that runs a model in its throw-away database and reads what it has created.
 *
 * As psql would: each statement is a transaction, but for what stands between BEGIN and COMMIT, so that a model of any
 * size holds few locks.
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/defrem.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/ipc.h"
#include "tcop/tcopprot.h"
#include "utils/backend_status.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "autogenerate/internal.h"
#include "run/run.h"
#include "server/citus.h"

extern PGDLLEXPORT void migrate_model_runner(Datum segment);

typedef struct RunningModel
{
	const ModelRun *run;
	const char *text;
	ScriptPosition position;
	MemoryContext context;		/* emptied after each statement */
	bool		in_block;		/* between BEGIN and COMMIT */
} RunningModel;

static void
set_default(const char *name, const char *value)
{
	SetConfigOption(name, value, PGC_USERSET, PGC_S_OVERRIDE);
}

/* As whom the model runs: by SET ROLE, so that it works in the model too, unless that would be a way up. */
static void
become(const ModelRun *run)
{
	worker_set_role(run->confined ? InvalidOid : run->script_user);
}

static void
begin(const ModelRun *run)
{
	SetCurrentStatementStartTimestamp();
	if (run->confined)
		model_begin_as(run->script_user);
	else
		StartTransactionCommand();
}

static void
commit(const ModelRun *run)
{
	if (run->confined)
		model_commit_as();
	else
		CommitTransactionCommand();
}

static void
report_statement(const ScriptStatement *statement, int nstatements)
{
	char		text[64];

	snprintf(text, sizeof(text), "migrate: statement %d of %d of a model", statement->number, nstatements);
	pgstat_report_activity(STATE_RUNNING, text);
}

/* What ALTER DATABASE has set holds from when the model has made it, or its extension; what the model sets itself goes before. */
static void
set_access_method(const char *name)
{
	if (name[0] != '\0' && OidIsValid(get_table_am_oid(name, true)))
		set_default("default_table_access_method", name);
}

static void
run_statement(RunningModel *model, const ScriptStatement *statement)
{
	MemoryContext outer = MemoryContextSwitchTo(model->context);

	PushActiveSnapshot(GetTransactionSnapshot());
	set_access_method(model->run->access_method);
	run_statement_alone(model->text, statement);
	PopActiveSnapshot();
	/* the model is in the server's encoding, whatever it says of the file that it was; so is what we send */
	SetClientEncoding(GetDatabaseEncoding());
	MemoryContextSwitchTo(outer);
	MemoryContextReset(model->context);
}

/* One statement in its transaction, or in that of the BEGIN before it. */
static void
run_in_transaction(RunningModel *model, const ScriptStatement *statement)
{
	CHECK_FOR_INTERRUPTS();
	run_enter_statement(&model->position, model->text, statement);
	if (!IsTransactionState())
		begin(model->run);
	if (statement->kind == STATEMENT_BEGIN)
		model->in_block = true;
	else if (statement->kind == STATEMENT_COMMIT)
		model->in_block = false;
	else
		run_statement(model, statement);
	if (!model->in_block)
		commit(model->run);
}

static ParsedScript *
parse_model(RunningModel *model)
{
	ParsedScript *parsed;

	begin(model->run);
	MemoryContextSwitchTo(TopMemoryContext);
	parsed = parse_script(model->text, &model->position);
	commit(model->run);
	return parsed;
}

static void
run_model(const ModelRun *run, const char *text)
{
	RunningModel model = {.run = run, .text = text};
	ErrorContextCallback callback;
	ParsedScript *parsed;

	model.context = AllocSetContextCreate(TopMemoryContext, "migrate statement", ALLOCSET_DEFAULT_SIZES);
	model_push_context(&callback, &model.position);
	model_begin_passing_over(&model.position);
	parsed = parse_model(&model);
	for (int i = 0; i < parsed->nstatements; i++)
	{
		report_statement(&parsed->statements[i], parsed->nstatements);
		run_in_transaction(&model, &parsed->statements[i]);
	}
	model_end_passing_over();
	error_context_stack = callback.previous;
}

/* The session is again as it was before the model, so that what is read does not depend on what the model has set. */
static void
reset_session(const ModelRun *run)
{
	StartTransactionCommand();
	SetPGVariable("session_authorization", NIL, false);
	ResetAllOptions();
	CommitTransactionCommand();
	become(run);
}

static void
send_snapshot(const ModelRun *run)
{
	Jsonb	   *snapshot;
	StringInfoData message;

	begin(run);
	PushActiveSnapshot(GetTransactionSnapshot());
	snapshot = schema_to_jsonb(schema_read(NULL));
	PopActiveSnapshot();
	pq_beginmessage(&message, MODEL_SNAPSHOT_MESSAGE);
	pq_sendbytes(&message, (char *) snapshot, VARSIZE(snapshot));
	pq_endmessage(&message);
	commit(run);
}

static void
run_and_read(void *argument)
{
	shm_toc    *entries = argument;
	const ModelRun *run = shm_toc_lookup(entries, MODEL_RUN, false);

	set_default("search_path", shm_toc_lookup(entries, MODEL_SEARCH_PATH, false));
	set_default("synchronous_commit", "off");	/* nothing of it has to outlast a crash */
	/* parallel workers could not connect, nor are slots for them ours to take */
	set_default("max_parallel_workers_per_gather", "0");
	set_default("max_parallel_maintenance_workers", "0");
	citus_stay_here();
	become(run);
	run_model(run, shm_toc_lookup(entries, MODEL_PATH, false));
	run_model(run, shm_toc_lookup(entries, MODEL_TEXT, false));
	reset_session(run);
	send_snapshot(run);
}

void
migrate_model_runner(Datum segment)
{
	shm_toc    *entries;
	ModelRun   *run;

	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	entries = worker_attach(segment, MODEL_MAGIC, MODEL_RUNNER_QUEUE);
	run = shm_toc_lookup(entries, MODEL_RUN, false);
	run->runner_pid = MyProcPid;
	worker_connect(run->model_database, run->session_user);
	worker_run(run_and_read, entries);
	proc_exit(0);
}
