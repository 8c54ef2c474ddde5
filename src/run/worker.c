/*
 * worker.c
 *	  A step outside of any transaction: the background worker that runs its script.
 *
 * As psql would: each statement is a transaction, but for what stands between BEGIN and COMMIT; settings last to the script's
 * end.  How far it has come is committed with each transaction of the script's, and so is exact.  A statement that may commit
 * by itself is announced before it begins, with what will tell whether it is done; recover.c finds out, should it be
 * interrupted.
 *
 * The worker is the session's user and then, by SET ROLE, the role that scripts run as.  Where that would be a way up, it
 * becomes that role for good.
 */
#include "postgres.h"

#include "access/xact.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "pgstat.h"
#include "storage/ipc.h"
#include "tcop/tcopprot.h"
#include "utils/backend_status.h"
#include "utils/guc_tables.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "run/outside.h"
#include "server/citus.h"
#include "server/compat.h"
#include "server/parameters.h"
#include "server/worker.h"

extern PGDLLEXPORT void migrate_outside_worker(Datum segment);

typedef struct OutsideRun
{
	OutsideOrder *order;
	shm_toc    *entries;
	RunningStep step;
	RunEnvironment environment;
	ParsedScript *parsed;
	MemoryContext context;		/* emptied after each statement */
	bool		in_block;		/* between BEGIN and COMMIT */
	int			done;			/* statements */
	uint8		done_checksum[CHECKSUM_LENGTH];
	int			lock_timeout;	/* what scripts start with */
	int			retried;		/* number of a statement of which an attempt before this one may have left something; 0: none */
} OutsideRun;

/* ---- transactions ---- */

static OutsideOrder *watched_order = NULL;	/* a statement that may commit is running */

static void
note_commit(XactEvent event, void *argument)
{
	if (event == XACT_EVENT_COMMIT && watched_order != NULL)
		watched_order->touched = true;
}

static void
begin(OutsideRun *run)
{
	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	MemoryContextSwitchTo(run->context);
}

static void
commit(OutsideRun *run)
{
	citus_close_block();
	CommitTransactionCommand();
	MemoryContextSwitchTo(run->context);
}

/* ---- how far it has come ---- */

static void
add_done(OutsideRun *run, const char *text, size_t length)
{
	checksum_extend(run->done_checksum, text, length);
	run->done++;
}

static void
store_done(OutsideRun *run)
{
	Bookkeeping scope;

	bookkeeping_begin_alone(&scope);
	store_end_statements(run->done, run->done_checksum);
	bookkeeping_end_alone(&scope);
}

/* Each outside of any transaction. */
static void
run_texts(const List *texts)
{
	ListCell   *cell;

	foreach(cell, texts)
		run_toplevel(lfirst(cell));
}

/* Where Citus is: what a statement that failed before has left in this one's. */
static void
clear_way(OutsideRun *run, const ScriptStatement *statement)
{
	char	   *text;
	List	   *clean_ups;

	if (!citus_is_loaded())
		return;
	begin(run);
	clean_ups = recover_clear_way(parse_statement(run->step.script, statement, &text));
	commit(run);
	run_texts(clean_ups);
}

static void
announce(OutsideRun *run, const ScriptStatement *statement)
{
	Bookkeeping scope;
	char	   *text;
	RawStmt    *tree;
	Oid		   *objects;
	int			n;

	begin(run);
	tree = parse_statement(run->step.script, statement, &text);
	objects = recover_note_objects(tree, &n);
	bookkeeping_begin_alone(&scope);
	store_begin_statement(statement->number, statement->line, text, objects, n);
	bookkeeping_end_alone(&scope);
	commit(run);
}

/* ---- statements ---- */

static void
report_statement(const OutsideRun *run, const ScriptStatement *statement)
{
	char		activity[1024];
	int			length = pg_mbcliplen(run->step.script + statement->start, statement->length, 800);

	snprintf(activity, sizeof(activity), "migrate: %s %s, statement %d of %d: %.*s", run->step.phase, run->step.revision_id,
			 statement->number, run->step.nstatements, length, run->step.script + statement->start);
	pgstat_report_activity(STATE_RUNNING, activity);
}

static void
run_statement(OutsideRun *run, const ScriptStatement *statement)
{
	int			caller_value = run->environment.statement_timeout;

	run->step.top_level = !run->in_block;
	step_arm_timeout(&run->environment, caller_value);
	if (run->in_block)
		PushActiveSnapshot(GetTransactionSnapshot());
	statement_run(&run->step, statement);
	if (run->in_block)
		PopActiveSnapshot();
	step_disarm_timeout(&run->environment, caller_value);
	/* the script is in the server's encoding, whatever it says of the file that it was; so is what we send */
	SetClientEncoding(GetDatabaseEncoding());
	MemoryContextSwitchTo(run->context);
}

/* One statement in its transaction, or in that of the BEGIN before it. */
static void
run_in_transaction(OutsideRun *run, const ScriptStatement *statement)
{
	if (!IsTransactionState())
	{
		begin(run);
		citus_open_block();
		MemoryContextSwitchTo(run->context);
	}
	if (statement->kind == STATEMENT_BEGIN)
		run->in_block = true;
	else if (statement->kind == STATEMENT_COMMIT)
		run->in_block = false;
	else
		run_statement(run, statement);
	add_done(run, run->step.script + statement->start, statement->length);
	if (run->in_block)
		return;
	store_done(run);
	commit(run);
}

/*
 * migrate.lock_timeout is not for statements that wait for every transaction that is older: a short one would only race them.
 * What the script itself has set stays.
 */
static void
set_lock_timeout(const OutsideRun *run, int from, int to)
{
	if (LockTimeout != from || from == to)
		return;
	if (to > 0)
		holders_watch_for_session(to);
	else
		SetConfigOption("lock_timeout", "0", PGC_USERSET, PGC_S_SESSION);
}

/* A statement that may commit: the transaction in which it ends is not the one in which it began. */
static void
run_announced(OutsideRun *run, const ScriptStatement *statement)
{
	bool		concurrent = (statement->traits & TRAIT_NO_TRANSACTION) != 0;

	clear_way(run, statement);
	announce(run, statement);
	if (concurrent)
		set_lock_timeout(run, run->lock_timeout, parameter_concurrent_timeout);
	begin(run);
	watched_order = run->order;
	run_statement(run, statement);
	watched_order = NULL;
	add_done(run, run->step.script + statement->start, statement->length);
	store_done(run);
	commit(run);
	if (concurrent)
		set_lock_timeout(run, parameter_concurrent_timeout, run->lock_timeout);
}

static void
run_all(OutsideRun *run)
{
	for (int i = run->done; i < run->parsed->nstatements; i++)
	{
		const ScriptStatement *statement = &run->parsed->statements[i];

		CHECK_FOR_INTERRUPTS();
		run->order->touched = statement->number == run->retried;
		report_statement(run, statement);
		if (statement->traits & TRAIT_MAY_COMMIT && !run->in_block)
			run_announced(run, statement);
		else
			run_in_transaction(run, statement);
		if (!run->in_block)
			MemoryContextReset(run->context);
	}
}

/* ---- what an attempt before this one has left ---- */

/* What it had set for the session went with its worker. */
static void
set_again(OutsideRun *run)
{
	for (int i = 0; i < run->done; i++)
	{
		const ScriptStatement *statement = &run->parsed->statements[i];

		if (!(statement->traits & TRAIT_SETTING))
			continue;
		begin(run);
		run_statement(run, statement);
		commit(run);
	}
}

static void
check_done(OutsideRun *run, const UnfinishedStep *unfinished)
{
	for (int i = 0; i < unfinished->done && i < run->parsed->nstatements; i++)
	{
		const ScriptStatement *statement = &run->parsed->statements[i];

		add_done(run, run->step.script + statement->start, statement->length);
	}
	if (run->done == unfinished->done && memcmp(run->done_checksum, unfinished->done_checksum, CHECKSUM_LENGTH) == 0)
		return;
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("revision \"%s\" was interrupted after statement %d, and what had run has been changed since", run->step.revision_id, unfinished->done),
			errdetail("Its %s now begins with other statements than the %d that are done.", run->step.phase, unfinished->done),
			errhint("Let it begin with those again, with migrate.edit('%s', ...) or from its file; what follows can be changed.", run->step.revision_id));
}

static Remains
decide(OutsideRun *run, const UnfinishedStep *unfinished)
{
	if (run->order->options.on_interrupted == ON_INTERRUPTED_RETRY)
	{
		run->retried = unfinished->number;
		return REMAINS_NOTHING;
	}
	if (run->order->options.on_interrupted == ON_INTERRUPTED_SKIP)
		return REMAINS_ALL;
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("revision \"%s\" was interrupted in statement %d (line %d), which may be done in part", run->step.revision_id,
				   unfinished->number, unfinished->line),
			errdetail("It is: %.*s", pg_mbcliplen(unfinished->text, strlen(unfinished->text), 800), unfinished->text),
			errhint("Look at what it has done. CALL migrate.%s(on_interrupted => 'skip') takes it for done and goes on behind it; 'retry' runs it again.", direction_procedure(run->step.direction)));
}

/* Clean up after the statement that had begun; true: nothing of it is left to do. */
static bool
is_done_after_all(OutsideRun *run, const UnfinishedStep *unfinished)
{
	List	   *clean_ups = NIL;
	RawStmt    *tree;
	Remains		remains;

	begin(run);
	tree = linitial_node(RawStmt, raw_parser(unfinished->text, RAW_PARSE_DEFAULT));
	remains = recover_judge(tree, unfinished, &clean_ups);
	commit(run);
	if (remains == REMAINS_UNKNOWN)
		remains = decide(run, unfinished);
	run_texts(clean_ups);
	return remains == REMAINS_ALL;
}

static void
go_on(OutsideRun *run)
{
	Bookkeeping scope;
	UnfinishedStep unfinished;
	bool		done;

	begin(run);
	bookkeeping_begin_alone(&scope);
	if (!store_read_unfinished(&scope, &unfinished))
		elog(ERROR, "the step of revision \"%s\" is not on its way", run->step.revision_id);
	bookkeeping_end_alone(&scope);
	/* whatever fails until it is cleaned up, what was announced stays so */
	run->order->touched = unfinished.number != 0;
	if (unfinished.done > 0)
		check_done(run, &unfinished);
	commit(run);
	set_again(run);
	if (unfinished.number == 0)
		return;
	run->step.position.number = unfinished.number;
	run->step.position.line = unfinished.line;
	done = is_done_after_all(run, &unfinished);
	begin(run);
	if (done)
		add_done(run, unfinished.text, strlen(unfinished.text));
	store_done(run);
	commit(run);
	run->order->touched = false;
	run->step.position.number = 0;
}

/* ---- who the worker is ---- */

/* Nothing that the script could say makes it the session's user again. */
static void
pin_session_authorization(void)
{
	int			n;
	struct config_generic **parameters = guc_variables(&n);

	for (int i = 0; i < n; i++)
		if (strcmp(parameters[i]->name, "session_authorization") == 0)
			parameters[i]->context = PGC_INTERNAL;
}

static void
become(const OutsideOrder *order)
{
	const char *name;

	if (!order->confined)
	{
		worker_set_role(order->user);
		return;
	}
	StartTransactionCommand();
	name = GetUserNameFromId(order->user, false);
	SetConfigOption("session_authorization", name, PGC_SUSET, PGC_S_SESSION);
	CommitTransactionCommand();
	pin_session_authorization();
}

/* The caller's parameters; those of the worker alone after them. */
static void
take_over_parameters(OutsideRun *run)
{
	worker_take_parameters(run->entries, OUTSIDE_PARAMETERS);
	/* not errors, which the caller logs; but what is logged of locks, which is looked at (holder.c) */
	SetConfigOption("log_min_messages", "log", PGC_SUSET, PGC_S_SESSION);
	SetConfigOption("search_path", shm_toc_lookup(run->entries, OUTSIDE_SEARCH_PATH, false), PGC_USERSET, PGC_S_SESSION);
	holders_watch_for_session(parameter_lock_timeout);
	run->lock_timeout = LockTimeout;
	run->environment.statement_timeout = StatementTimeout;
}

static void
fill_step(OutsideRun *run)
{
	RunningStep *step = &run->step;

	step->revision_id = run->order->revision_id;
	step->message = shm_toc_lookup(run->entries, OUTSIDE_MESSAGE, false);
	step->direction = run->order->direction;
	step->phase = direction_name(step->direction);
	step->ordinal = run->order->ordinal;
	step->nsteps = run->order->nsteps;
	step->script = shm_toc_lookup(run->entries, OUTSIDE_SCRIPT, false);
	step->plain_ddl = run->order->plain_ddl;
	step->deploys = true;
}

static void
parse(OutsideRun *run)
{
	StartTransactionCommand();
	MemoryContextSwitchTo(TopMemoryContext);
	run->parsed = parse_script(run->step.script, &run->step.position);
	CommitTransactionCommand();
	run->step.nstatements = run->parsed->nstatements;
	run->environment.plain_ddl = run->order->plain_ddl;
}

static void
run_order(OutsideRun *run)
{
	ErrorContextCallback callback;

	take_over_parameters(run);
	become(run->order);
	fill_step(run);
	run_lock_worker();
	error_push_step(&callback, &run->step);
	parse(run);
	go_on(run);
	if (!run->order->options.only_clean_up)
		run_all(run);
	error_context_stack = callback.previous;
	run->order->finished = true;
}

/* Who held the lock that was not given in time: found out when the wait is over, and its error not yet sent. */
static void
rethrow_with_holders(void)
{
	ErrorData  *error;
	char	   *holders;

	MemoryContextSwitchTo(TopMemoryContext);
	error = CopyErrorData();
	FlushErrorState();
	AbortOutOfAnyTransaction();
	StartTransactionCommand();
	holders = holders_describe();
	if (holders != NULL && error->detail == NULL)
		error->detail = MemoryContextStrdup(TopMemoryContext, holders);
	CommitTransactionCommand();
	ReThrowError(error);
}

static void
work(void *argument)
{
	PG_TRY();
	{
		run_order(argument);
	}
	PG_CATCH();
	{
		if (geterrcode() == ERRCODE_LOCK_NOT_AVAILABLE)
			rethrow_with_holders();
		PG_RE_THROW();
	}
	PG_END_TRY();
}

void
migrate_outside_worker(Datum segment)
{
	OutsideRun	run = {0};

	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	run.entries = worker_attach(segment, OUTSIDE_MAGIC, OUTSIDE_QUEUE);
	run.order = shm_toc_lookup(run.entries, OUTSIDE_ORDER, false);
	run.context = AllocSetContextCreate(TopMemoryContext, "migrate statement", ALLOCSET_DEFAULT_SIZES);
	worker_connect(run.order->database, run.order->session_user);
	run_scripts_only();
	RegisterXactCallback(note_commit, NULL);
	worker_run(work, &run);
	proc_exit(0);
}
