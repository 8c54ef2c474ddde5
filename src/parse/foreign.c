/*
 * foreign.c
 *	  What in a script is no SQL: psql's commands, and what a template language would have filled in; and data that have no
 *	  end of their own.
 *
 * For who takes over scripts that were written for another program.  What the server itself would refuse is left to the
 * day when the script runs: many a downgrade that nobody ever ran is wrong.
 */
#include "postgres.h"

#include "utils/guc.h"
#include "utils/memutils.h"

#include "parse/internal.h"

/*
 * Have the statements of a script looked at, one after another, until one is enough or what follows cannot be read.  What visit
 * allocates is gone afterwards; true: it has had enough.
 */
bool
parse_visit_foreign(const char *script, bool (*visit) (const ScriptStatement *statement, void *argument), void *argument)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "migrate foreign text", ALLOCSET_DEFAULT_SIZES);
	volatile bool enough = false;
	int			nest_level = NewGUCNestLevel();

	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		Splitter   *splitter = parse_open_splitter(script, NULL, false);
		ScriptStatement statement;

		parse_take_open_data(splitter);
		while (!enough && parse_next_statement(splitter, &statement))
			enough = visit(&statement, argument);
		parse_close_splitter(splitter);
	}
	PG_CATCH();
	{
		parse_forget_reading_error(context);
	}
	PG_END_TRY();
	AtEOXact_GUC(true, nest_level);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return enough;
}

/* The statement that was looked for. */
typedef struct Found
{
	ScriptStatement statement;
	char		command[NAMEDATALEN];
} Found;

static bool
find_foreign(const ScriptStatement *statement, void *argument)
{
	Found	   *found = argument;

	if (statement->kind != STATEMENT_PSQL_COMMAND && statement->kind != STATEMENT_TEMPLATE)
		return false;
	found->statement = *statement;
	strlcpy(found->command, statement->command, sizeof(found->command));
	return true;
}

/*
 * Find the first of it; false if there is none.  *statement lives in the current context.
 */
bool
parse_find_foreign(const char *script, ScriptStatement *statement)
{
	Found		found;

	/* most scripts: nothing to look for */
	if (strchr(script, '\\') == NULL && strchr(script, '{') == NULL && strstr(script, "<%=") == NULL)
		return false;
	if (!parse_visit_foreign(script, find_foreign, &found))
		return false;
	*statement = found.statement;
	statement->command = pstrdup(found.command);
	return true;
}

static bool
find_open_data(const ScriptStatement *statement, void *argument)
{
	ScriptStatement *copy = argument;

	*copy = *statement;
	return statement->kind == STATEMENT_COPY_FROM_STDIN && statement->data_is_open;
}

/* As the script's lines end: COPY wants all of its data's to end the same. */
static const char *
line_end_of(const char *script)
{
	const char *newline = strrchr(script, '\n');

	return newline != NULL && newline > script && newline[-1] == '\r' ? "\r\n" : "\n";
}

/*
 * The script with the line "\." behind the data of a COPY that its end ends, as it does for psql: itself where there is none,
 * or palloc'd.
 */
char *
parse_close_data(char *script)
{
	ScriptStatement copy;

	if (strcasestr(script, "stdin") == NULL || !parse_visit_foreign(script, find_open_data, &copy))
		return script;
	if (copy.data_length > 0)
		return psprintf("%s%s\\.", script, line_end_of(script));
	/* its semicolon may be missing, too */
	return psprintf("%.*s;\n\\.", (int) (copy.start + copy.length), script);
}
