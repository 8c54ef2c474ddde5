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
 * The first statement that is_it is true of; false if there is none, or what stands before it cannot be read.  *found lives in
 * the current context.
 */
static bool
find_statement(const char *script, bool (*is_it) (const ScriptStatement *statement), ScriptStatement *found)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "migrate foreign text", ALLOCSET_DEFAULT_SIZES);
	volatile bool is_found = false;
	int			nest_level = NewGUCNestLevel();

	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		Splitter   *splitter = parse_open_splitter(script, NULL, false);

		parse_take_open_data(splitter);
		while (!is_found && parse_next_statement(splitter, found))
			is_found = is_it(found);
		parse_close_splitter(splitter);
	}
	PG_CATCH();
	{
		parse_forget_reading_error(context);
	}
	PG_END_TRY();
	AtEOXact_GUC(true, nest_level);
	MemoryContextSwitchTo(caller);
	if (is_found && found->command != NULL)
		found->command = pstrdup(found->command);
	MemoryContextDelete(context);
	return is_found;
}

static bool
is_foreign(const ScriptStatement *statement)
{
	return statement->kind == STATEMENT_PSQL_COMMAND || statement->kind == STATEMENT_TEMPLATE;
}

/*
 * Find the first of it; false if there is none.  *found lives in the current context.
 */
bool
parse_find_foreign(const char *script, ScriptStatement *found)
{
	/* most scripts: nothing to look for */
	if (strchr(script, '\\') == NULL && strchr(script, '{') == NULL && strstr(script, "<%=") == NULL)
		return false;
	return find_statement(script, is_foreign, found);
}

static bool
has_open_data(const ScriptStatement *statement)
{
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

	if (strcasestr(script, "stdin") == NULL || !find_statement(script, has_open_data, &copy))
		return script;
	if (copy.data_length > 0)
		return psprintf("%s%s\\.", script, line_end_of(script));
	/* its semicolon may be missing, too */
	return psprintf("%.*s;\n\\.", (int) (copy.start + copy.length), script);
}
