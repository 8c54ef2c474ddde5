/*
 * foreign.c
 *	  What in a script is no SQL: psql's commands, and what a template language would have filled in.
 *
 * For who takes over scripts that were written for another program.  What the server itself would refuse is left to the
 * day when the script runs: many a downgrade that nobody ever ran is wrong.
 */
#include "postgres.h"

#include "utils/guc.h"
#include "utils/memutils.h"

#include "parse/internal.h"

/*
 * Find the first of it; false if there is none.  *found lives in the current context.
 */
bool
parse_find_foreign(const char *script, ScriptStatement *found)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context;
	volatile bool foreign = false;
	int			nest_level;

	/* most scripts: nothing to look for */
	if (strchr(script, '\\') == NULL && strchr(script, '{') == NULL && strstr(script, "<%=") == NULL)
		return false;

	context = AllocSetContextCreate(caller, "migrate foreign text", ALLOCSET_DEFAULT_SIZES);
	nest_level = NewGUCNestLevel();
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		Splitter   *splitter = parse_open_splitter(script, NULL, false);

		while (!foreign && parse_next_statement(splitter, found))
			foreign = found->kind == STATEMENT_PSQL_COMMAND || found->kind == STATEMENT_TEMPLATE;
		parse_close_splitter(splitter);
	}
	PG_CATCH();
	{
		parse_forget_reading_error(context);
	}
	PG_END_TRY();
	AtEOXact_GUC(true, nest_level);
	MemoryContextSwitchTo(caller);
	if (foreign)
		found->command = pstrdup(found->command);
	MemoryContextDelete(context);
	return foreign;
}
