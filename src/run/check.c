/*
 * check.c
 *	  What can be refused is refused before anything has run.
 */
#include "postgres.h"

#include "run/internal.h"

/* Say why a statement stops all before anything has run, and what to do instead (a sentence). */
void
run_refuse_statement(const ScriptStatement *statement, const char *why, const char *hint)
{
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("%s (line %d) %s", statement->command, statement->line, why),
			errdetail("Nothing has run."),
			errhint("%s", hint));
}

static bool
needs_no_transaction(const RunningStep *step, const ScriptStatement *statement)
{
	return statement->traits & TRAIT_NO_TRANSACTION && !(statement->traits & TRAIT_CONCURRENT_DDL && step->plain_ddl);
}

/* Pairs fall away, since the step is atomic as a whole; a COMMIT too many is a warning, as in psql. */
static void
check_pairs(RunningStep *step, const ParsedScript *parsed)
{
	const ScriptStatement *open = NULL;

	for (int i = 0; i < parsed->nstatements; i++)
	{
		const ScriptStatement *statement = &parsed->statements[i];

		if (statement->kind == STATEMENT_BEGIN)
		{
			if (open != NULL)
				ereport(WARNING,
						errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
						errmsg("revision \"%s\" begins a transaction inside of one at line %d", step->revision_id, statement->line));
			open = statement;
		}
		else if (open != NULL && needs_no_transaction(step, statement))
			run_refuse_statement(statement, "stands between BEGIN and COMMIT", "It cannot run in a transaction: write it before or after them.");
		else if (statement->kind == STATEMENT_COMMIT || statement->kind == STATEMENT_ROLLBACK)
		{
			if (open == NULL)
				ereport(WARNING,
						errcode(ERRCODE_NO_ACTIVE_SQL_TRANSACTION),
						errmsg("revision \"%s\" %s no transaction at line %d", step->revision_id,
							   statement->kind == STATEMENT_COMMIT ? "commits" : "rolls back", statement->line));
			open = NULL;
		}
	}
	if (open != NULL)
		run_refuse_statement(open, "has no COMMIT", "Write the COMMIT, or take the line away: a revision is atomic by itself.");
}

static void
check_statement(RunningStep *step, const ScriptStatement *statement)
{
	run_enter_statement(&step->position, step->script, statement);
	if (statement->kind == STATEMENT_OTHER_TRANSACTION || (statement->kind == STATEMENT_ROLLBACK && strcmp(step->phase, "verify") != 0))
		run_refuse_statement(statement, "is refused in a script", "A revision is atomic as a whole; only pairs of BEGIN and COMMIT are passed over.");
	if (statement->kind == STATEMENT_PSQL_COMMAND)
		run_refuse_statement(statement, "is a command of psql", "Scripts run in the server, without psql: write SQL instead.");
	if (statement->traits & TRAIT_MOVES)
		run_refuse_statement(statement, "calls a function that moves revisions", "A script cannot call migrate.upgrade(), migrate.downgrade() and their like; use parents or depends_on.");
	if (statement->traits & TRAIT_ALTERS_EXTENSION)
		run_refuse_statement(statement, "alters or drops extension \"migrate\"", "Do it outside of revisions.");
	if (needs_no_transaction(step, statement) && (!step->deploys || strcmp(step->phase, "verify") == 0))
	{
		step->position.number = 0;
		error_not_in_transaction(step, statement);
	}
}

/* Does the step run outside of any transaction: by what its author said, or by what it holds */
bool
check_is_outside(const RunningStep *step, const StepScripts *scripts, const ParsedScript *parsed)
{
	if (scripts->transactional == 0 && !step->plain_ddl)
		return parsed != NULL && parsed->nstatements > 0;
	for (int i = 0; parsed != NULL && i < parsed->nstatements; i++)
		if (needs_no_transaction(step, &parsed->statements[i]))
			return true;
	return false;
}

static ParsedScript *
check_script(const RunEnvironment *environment, RunningStep *step, const char *phase, const char *script)
{
	ParsedScript *parsed;

	step->phase = phase;
	variables_set_script(environment, step, script);
	parsed = variables_parse(step);
	for (int i = 0; i < parsed->nstatements; i++)
		check_statement(step, &parsed->statements[i]);
	memset(&step->position, 0, sizeof(step->position));
	check_pairs(step, parsed);
	return parsed;
}

/* Raise what would stop a hook, as far as it can be known from its text. */
void
check_hook(const RunEnvironment *environment, RunningStep *hook, const char *script)
{
	ErrorContextCallback callback;

	error_push_step(&callback, hook);
	(void) check_script(environment, hook, hook->hook, script);
	error_context_stack = callback.previous;
}

/*
 * Raise what would stop the step, as far as it can be known from its text.  A revision that does nothing needs no
 * downgrade to be taken back.  Returns the statements of what is about to run, NULL for nothing, in the current context.
 */
ParsedScript *
check_step(const RunEnvironment *environment, RunningStep *step, const StepScripts *scripts)
{
	ErrorContextCallback callback;
	ParsedScript *parsed = NULL;

	environment_check_writer(environment, psprintf("revision \"%s\"", step->revision_id), scripts->written_by);
	if (step->direction == STEP_DOWN && scripts->downgrade == NULL && !parse_is_blank(scripts->upgrade))
		error_no_downgrade(step);
	if (scripts->transactional == 0 && !step->plain_ddl && !step->deploys)
		error_not_in_transaction(step, NULL);
	step->has_variables = scripts->variables;
	error_push_step(&callback, step);
	if (step->direction == STEP_UP)
	{
		parsed = check_script(environment, step, "upgrade", scripts->upgrade);
		if (scripts->verify != NULL)
			(void) check_script(environment, step, "verify", scripts->verify);
	}
	else if (scripts->downgrade != NULL)
		parsed = check_script(environment, step, "downgrade", scripts->downgrade);
	error_context_stack = callback.previous;
	return parsed;
}

/* The same for a repeatable file's text, step->script. */
void
check_repeatable(const RunEnvironment *environment, RunningStep *step, const char *written_by)
{
	ErrorContextCallback callback;

	environment_check_writer(environment, psprintf("repeatable file \"%s\"", step->revision_id), written_by);
	error_push_step(&callback, step);
	(void) check_script(environment, step, step->phase, step->script);
	error_context_stack = callback.previous;
}

static void
error_interrupted(const UnfinishedStep *unfinished)
{
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("the %s of revision \"%s\" was interrupted and is done in part",
				   direction_name(unfinished->direction), unfinished->revision_id),
			unfinished->number > 0 ?
			errdetail("Statement %d of %d (line %d) had begun.", unfinished->number, unfinished->nstatements, unfinished->line) :
			errdetail("%d of its %d statements are done.", unfinished->done, unfinished->nstatements),
			errhint("CALL migrate.%s() finds out what was done, and goes on there.", direction_procedure(unfinished->direction)));
}

/* What was interrupted is finished, by deploy() or revert(), before anything else moves. */
void
run_refuse_interrupted(void)
{
	Bookkeeping scope;
	UnfinishedStep unfinished;

	if (!store_has_unfinished())
		return;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	if (store_read_unfinished(&scope, &unfinished))
		error_interrupted(&unfinished);
	bookkeeping_end(&scope);
}
