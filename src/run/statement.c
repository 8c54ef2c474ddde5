/*
 * statement.c
 *	  Run one statement of a script.
 *
 * As CREATE EXTENSION runs its script (analysis, plan, executor or utility; each under a snapshot of its own) and not
 * through SPI: the tree that was parsed for the statement's text is used as it is, results go nowhere, and error
 * contexts are ours alone.
 */
#include "postgres.h"

#include "access/xact.h"
#include "commands/async.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "tcop/pquery.h"
#include "tcop/utility.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "run/internal.h"
#include "server/compat.h"

static void
run_query(PlannedStmt *plan, const char *text, DestReceiver *receiver)
{
	QueryDesc  *query = CreateQueryDesc(plan, text, GetActiveSnapshot(), InvalidSnapshot, receiver, NULL, NULL, 0);

	ExecutorStart(query, 0);
	executor_run_to_end(query);
	ExecutorFinish(query);
	ExecutorEnd(query);
	FreeQueryDesc(query);
}

static void
run_planned(PlannedStmt *plan, const char *text)
{
	DestReceiver *receiver = CreateDestReceiver(DestNone);

	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	if (plan->utilityStmt == NULL)
		run_query(plan, text, receiver);
	else
		ProcessUtility(plan, text, false, citus_statement_context(plan->utilityStmt), NULL, NULL, receiver, NULL);
	PopActiveSnapshot();
	receiver->rDestroy(receiver);
}

static void
run_tree(RawStmt *tree, const char *text)
{
	List	   *queries = pg_analyze_and_rewrite_fixedparams(tree, text, NULL, 0, NULL);
	List	   *plans = pg_plan_queries(queries, text, CURSOR_OPT_PARALLEL_OK, NULL);
	ListCell   *cell;

	foreach(cell, plans)
		run_planned(lfirst_node(PlannedStmt, cell), text);
}

/* pg_dump of 17 and later begins with it, also for servers that do not know it. */
static bool
sets_unknown_timeout(const Node *node)
{
	const VariableSetStmt *set = (const VariableSetStmt *) node;

	return IsA(set, VariableSetStmt) && set->name != NULL && strcmp(set->name, "transaction_timeout") == 0 &&
		GetConfigOption(set->name, true, false) == NULL;
}

/* Statements that end with the step anyway are not begun. */
static bool
is_passed_over(RawStmt *tree)
{
	return IsA(tree->stmt, ListenStmt) || IsA(tree->stmt, UnlistenStmt) || sets_unknown_timeout(tree->stmt);
}

/* Its rows would reach the caller's client in the middle of the answer to the call. */
static void
refuse_copy_to_client(RawStmt *tree)
{
	CopyStmt   *copy = (CopyStmt *) tree->stmt;

	if (IsA(copy, CopyStmt) && !copy->is_from && copy->filename == NULL)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("COPY TO STDOUT is refused in a script"),
				errhint("What a script returns is read by nobody: take the statement away, or write into a table."));
}

static void
run_sql(RunningStep *step, const ScriptStatement *statement)
{
	char	   *text;
	RawStmt    *tree = parse_statement(step->script, statement, &text);

	if (tree == NULL || is_passed_over(tree))
		return;
	refuse_copy_to_client(tree);
	if (statement->traits & TRAIT_CONCURRENT_DDL && step->plain_ddl)
		parse_make_plain(tree);
	if (!step->top_level || IsTransactionBlock())
		citus_before_statement();
	if (IsA(tree->stmt, PrepareStmt))
		leftovers_note_prepare(castNode(PrepareStmt, tree->stmt)->name);
	if (statement->kind == STATEMENT_COPY_FROM_STDIN)
		copy_run(tree, text, step->script + statement->data_start, statement->data_length);
	else if (IsA(tree->stmt, ConstraintsSetStmt))
	{
		step->sets_constraints = true;
		constraints_set(castNode(ConstraintsSetStmt, tree->stmt));
	}
	else if (step->top_level)
		toplevel_run(tree, text);
	else
		run_tree(tree, text);
	if (!step->top_level)
		CommandCounterIncrement();
}

/*
 * Run a statement of a script that is no revision's, in the current memory context: nobody observes it, CONCURRENTLY is
 * taken away.
 */
void
run_statement_alone(const char *script, const ScriptStatement *statement)
{
	RunningStep step = {.script = script, .plain_ddl = true};

	if (statement->kind == STATEMENT_SQL || statement->kind == STATEMENT_COPY_FROM_STDIN)
		run_sql(&step, statement);
}

/* From here on errors happen at this statement. */
void
run_enter_statement(ScriptPosition *position, const char *script, const ScriptStatement *statement)
{
	position->number = statement->number;
	position->line = statement->line;
	position->text = script + statement->start;
	position->length = statement->length;
}

/*
 * Run a statement of step->script in the current memory context, which the caller resets.  Errors say where they
 * happened by the step's context callback.
 */
void
statement_run(RunningStep *step, const ScriptStatement *statement)
{
	CHECK_FOR_INTERRUPTS();
	run_enter_statement(&step->position, step->script, statement);
	observers_before_statement(step, statement);
	if (statement->kind == STATEMENT_SQL || statement->kind == STATEMENT_COPY_FROM_STDIN)
		run_sql(step, statement);
	observers_after_statement(step, statement);
	step->position.number = 0;
	step->position.text = NULL;
}
