/*
 * script.c
 *	  A script -> its statements: the way in for who runs, checks or prints one.
 *
 * Nothing is kept: the same text gives the same statements whatever the session's settings are, for they are read as
 * pg_dump and every client since PostgreSQL 9.1 writes them, with standard_conforming_strings, until the script itself sets
 * that otherwise.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "parser/parser.h"

#include "parse/internal.h"
#include "server/locally.h"

/*
 * Settings for reading a script before it runs: strings as the standard has them, and no notices (on an identifier
 * that is too long), since they would come again with each reading.
 */
int
parse_begin_settings(void)
{
	int			nest_level = NewGUCNestLevel();

	if (!standard_conforming_strings)
		set_locally("standard_conforming_strings", "on");
	if (client_min_messages < WARNING)
		set_locally("client_min_messages", "warning");
	return nest_level;
}

void
parse_end_settings(int nest_level)
{
	AtEOXact_GUC(true, nest_level);
}

static ScriptStatement *
next_entry(ParsedScript *parsed, int *capacity)
{
	if (parsed->nstatements == *capacity)
	{
		*capacity *= 2;
		parsed->statements = repalloc_huge(parsed->statements, *capacity * sizeof(ScriptStatement));
	}
	return &parsed->statements[parsed->nstatements];
}

/*
 * Split script into statements and note what each is.  The result lives in the current context; its offsets refer
 * to script.
 *
 * A psql command that we don't know ends it: that is what the caller has to say, not the syntax error which psql's
 * variables, set by it, would be further on.
 *
 * Errors: the server's scanner's and parser's, with the statement as their query; COPY data without an end.
 */
ParsedScript *
parse_script(const char *script, ScriptPosition *position)
{
	ParsedScript *parsed = palloc0(sizeof(ParsedScript));
	int			capacity = 16;
	ScriptStatement *statement;
	Splitter   *splitter;

	parsed->statements = palloc(capacity * sizeof(ScriptStatement));
	splitter = parse_open_splitter(script, position, true);
	while (parse_next_statement(splitter, statement = next_entry(parsed, &capacity)))
	{
		CHECK_FOR_INTERRUPTS();
		parsed->nstatements++;
		if (statement->traits & TRAIT_NO_TRANSACTION)
			parsed->no_transaction = true;
		if (statement->kind == STATEMENT_PSQL_COMMAND)
			break;
	}
	parse_close_splitter(splitter);
	return parsed;
}

/*
 * Parse one statement of the script again, to run it.  Tree and text live in the current context.  Not for psql's
 * commands.
 */
RawStmt *
parse_statement(const char *script, const ScriptStatement *statement, char **text)
{
	int			nest_level = NewGUCNestLevel();
	List	   *trees;

	Assert(statement->kind != STATEMENT_PSQL_PASSED_OVER && statement->kind != STATEMENT_PSQL_COMMAND);
	*text = pnstrdup(script + statement->start, statement->length);

	if (standard_conforming_strings == statement->backslashes)
		set_locally("standard_conforming_strings", statement->backslashes ? "off" : "on");
	trees = raw_parser(*text, RAW_PARSE_DEFAULT);
	AtEOXact_GUC(true, nest_level);
	return linitial_node(RawStmt, trees);
}
