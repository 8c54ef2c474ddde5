/*
 * error.c
 *	  Errors of scripts, for people: where (revision, direction, statement, line), and what to do.
 *
 * The cause keeps its SQLSTATE, message and detail.  One error context callback says where we are, so the server's own
 * errors carry it too; a cursor position in the statement becomes an internal one, as SPI does it, and so is shown
 * below the statement and not below the caller's query.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "run/internal.h"

#define QUOTE_LIMIT 1024

static char *
quote_statement(const ScriptPosition *position)
{
	int			length = Min(position->length, QUOTE_LIMIT);

	if (position->length <= QUOTE_LIMIT)
		return pnstrdup(position->text, length);
	length = pg_mbcliplen(position->text, QUOTE_LIMIT, QUOTE_LIMIT);
	return psprintf("%.*s...", length, position->text);
}

/* A position of the statement's analysis: it is counted in the text that is shown, if it lies in what is quoted. */
static void
move_cursor(const ScriptPosition *position)
{
	int			cursor = geterrposition();

	if (cursor <= 0)
		return;
	errposition(0);
	if (position->length <= QUOTE_LIMIT)
	{
		internalerrposition(cursor);
		internalerrquery(pnstrdup(position->text, position->length));
	}
}

/* Say which statement of the script it is, if it is one; script is what people call it. */
void
run_error_context(const char *script, const ScriptPosition *position)
{
	if (position->number == 0)
	{
		errcontext("%s", script);
		return;
	}
	if (position->text == NULL)
	{
		errcontext("%s, statement %d (line %d)", script, position->number, position->line);
		return;
	}
	move_cursor(position);
	errcontext("%s, statement %d (line %d): %s", script, position->number, position->line, quote_statement(position));
}

static void
step_context(void *argument)
{
	const RunningStep *step = argument;
	ScriptPosition position = step->position;

	if (step->filled != NULL)
	{
		/* a cursor counts in the filled text, which nobody is to see */
		parse_unfill_position(step->filled, &position);
		if (geterrposition() > 0)
			errposition(0);
	}
	if (step->hook != NULL)
		run_error_context(psprintf("hook \"%s\"", step->hook), &position);
	else if (step->brings_back)
		run_error_context(psprintf("bringing back what went with a repeatable file: %s", step->revision_id), &position);
	else if (step->repeatable)
		run_error_context(psprintf("repeatable file \"%s\"", step->revision_id), &position);
	else
		run_error_context(psprintf("revision \"%s\" (%s), %s", step->revision_id, step->message, step->phase), &position);
}

/* Let every error from here on say where in the step it happened; popped by resetting error_context_stack. */
void
error_push_step(ErrorContextCallback *callback, RunningStep *step)
{
	callback->callback = step_context;
	callback->arg = step;
	callback->previous = error_context_stack;
	error_context_stack = callback;
}

static char *
hint_for_deploy(const ErrorData *error, const RunningStep *step)
{
	if (error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE)
		return pstrdup("What ran before is committed. Scripts run with the rights of the caller or, where the setting role is set, of that role.");
	if (step->interrupted)
		return psprintf("What ran before is committed, and the statement may have left something half done. Mend the cause and CALL migrate.%s() again: it cleans up, and goes on there. What has not run yet can be changed with migrate.%s('%s', %s).",
						direction_procedure(step->direction), step->direction == STEP_UP ? "edit" : "repair", step->revision_id,
						step->direction == STEP_UP ? "..." : "'<reason>', '<file>'");
	if (step->direction == STEP_UP)
		return psprintf("What ran before is committed. Edit the revision with migrate.edit('%s', ...) and CALL migrate.deploy() again.", step->revision_id);
	return psprintf("What ran before is committed. If the downgrade itself is wrong, mend it with migrate.repair('%s', '<reason>', '<file>').", step->revision_id);
}

static char *
hint_for(const ErrorData *error, const RunningStep *step)
{
	int			category = ERRCODE_TO_CATEGORY(error->sqlerrcode);
	const char *hook = hook_take_failed();

	if (error->sqlerrcode == ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE && !step->deploys)
		return psprintf("A new enum value can be used once its revision is committed: upgrade to the revision that adds it, commit, and upgrade again, or use CALL migrate.deploy(), which commits after each revision.");
	if (error->sqlerrcode == ERRCODE_OBJECT_IN_USE && strstr(error->message, "pending trigger events") != NULL)
		return psprintf("Write SET CONSTRAINTS ALL IMMEDIATE before the statement, or put it into a revision of its own: deferred constraints are checked where a revision ends.");
	if (error->sqlerrcode == ERRCODE_INVALID_TRANSACTION_TERMINATION && !step->repeatable && error->hint == NULL && !step->deploys)
		return psprintf("What commits cannot run within a transaction: use CALL migrate.%s().", step->direction == STEP_UP ? "deploy" : "revert");
	if (error->hint != NULL || error->sqlerrcode == ERRCODE_READ_ONLY_SQL_TRANSACTION)
		return NULL;
	/* what the script's author can mend; not cancellations, lack of resources, broken connections */
	if (category == ERRCODE_OPERATOR_INTERVENTION || category == ERRCODE_INSUFFICIENT_RESOURCES ||
		category == ERRCODE_TRANSACTION_ROLLBACK || category == ERRCODE_SYSTEM_ERROR || category == ERRCODE_INTERNAL_ERROR)
		return NULL;
	if (hook != NULL)
		return psprintf("%s The hook is a setting: mend it with migrate.set('%s', '<script>').",
						step->deploys ? "What ran before is committed." : "Nothing was changed.", hook);
	if (step->deploys)
		return hint_for_deploy(error, step);
	if (error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE)
		return pstrdup("Nothing was changed. Scripts run with the rights of the caller or, where the setting role is set, of that role.");
	if (step->brings_back)
		return pstrdup("Nothing was changed. It was dropped with what it needs, which has come back otherwise: drop it, or change it, in a revision.");
	if (step->repeatable)
		return pstrdup("Nothing was changed. Mend the file, and push it again.");
	if (step->direction == STEP_UP)
		return psprintf("Nothing was changed. Edit the revision with migrate.edit('%s', ...) and run migrate.upgrade() again.", step->revision_id);
	return psprintf("Nothing was changed. If the downgrade itself is wrong, mend it with migrate.repair('%s', '<reason>', '<file>').", step->revision_id);
}

/*
 * Called in PG_CATCH: throw the error again, with a hint where its cause gave none.  context is where the error's
 * copy may live.
 */
void
error_rethrow_with_hint(MemoryContext context, const RunningStep *step)
{
	ErrorData  *error;
	char	   *hint;

	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	hint = hint_for(error, step);
	if (hint != NULL)
		error->hint = hint;
	ReThrowError(error);
}

void
error_no_downgrade(const RunningStep *step)
{
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("revision \"%s\" (%s) has no downgrade", step->revision_id, step->message),
			errdetail("Its author gave none, so it cannot be taken back."),
			errhint("Give it one with migrate.repair('%s', '<reason>', '<file>'), or use migrate.stamp() to change what counts as applied.", step->revision_id));
}

void
error_not_in_transaction(const RunningStep *step, const ScriptStatement *statement)
{
	if (statement == NULL)
		ereport(ERROR,
				errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				errmsg("revision \"%s\" (%s) is not transactional", step->revision_id, step->message),
				errdetail("Its author wrote transactional=false. Nothing has run."),
				errhint("Use CALL migrate.deploy(), or SET migrate.concurrent_ddl = plain to run it as ordinary statements."));
	if (step->hook != NULL)
		ereport(ERROR,
				errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				errmsg("%s cannot run in a transaction: hook \"%s\"", statement->command, step->hook),
				errdetail("It is statement %d (line %d) of the hook. Nothing has run.", statement->number, statement->line));
	ereport(ERROR,
			errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
			errmsg("%s cannot run in a transaction: revision \"%s\" (%s)", statement->command, step->revision_id, step->message),
			errdetail("It is statement %d (line %d) of the script. Nothing has run.", statement->number, statement->line),
			statement->traits & TRAIT_CONCURRENT_DDL ?
			errhint("Use CALL migrate.deploy(), or SET migrate.concurrent_ddl = plain to run it without CONCURRENTLY.") :
			errhint("Use CALL migrate.deploy()."));
}
