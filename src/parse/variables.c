/*
 * variables.c
 *	  Fill in a script's variables: :name, :'name' and :"name", as psql writes them.
 *
 * The server's scanner tells where a colon begins one: not in strings, comments and quoted names, nor in :: and :=, nor in the
 * data of COPY.  Within brackets a colon may be that of an array's slice, so that there, as in psql, a name which nobody
 * has set stays as it is.
 *
 * Who runs the filled text must speak of the text as it was written, since values may be secrets: FilledScript leads from
 * one to the other.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "parse/internal.h"

/* One statement on its way. */
typedef struct Filler
{
	FilledScript *filled;
	List	   *variables;
	bool		keeps_unset;	/* what nobody has set stays as it is, as in psql */
	StringInfoData out;
	size_t		copied;			/* bytes of the script that are in out, as they are or filled */
} Filler;

static bool
is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || IS_HIGHBIT_SET(c);
}

static const ScriptVariable *
find_variable(List *variables, const char *name)
{
	ListCell   *cell;

	foreach(cell, variables)
	{
		const ScriptVariable *variable = lfirst(cell);

		if (strcmp(variable->name, name) == 0)
			return variable;
	}
	return NULL;
}

/* The length of the name behind a colon, with its quotes; 0: there is none. */
static size_t
name_length(const char *text, char quote)
{
	size_t		length = quote ? 1 : 0;

	while (is_name_character(text[length]))
		length++;
	if (!quote)
		return length;
	return length > 1 && text[length] == quote ? length + 1 : 0;
}

static void
error_not_set(const char *name)
{
	ereport(ERROR,
			errcode(ERRCODE_UNDEFINED_PARAMETER),
			errmsg("variable \"%s\" is not set", name),
			errhint("Give it with pg_migrate -v %s=..., or SET migrate.variables = '{\"%s\": \"...\"}'.", name, name));
}

/* Writes what stands for raw[start, end). */
static void
append_value(Filler *filler, size_t start, size_t end, const char *value)
{
	FilledScript *filled = filler->filled;
	FilledPart *part;

	if (filled->nparts == 0)
		filled->parts = palloc(sizeof(FilledPart));
	else if ((filled->nparts & (filled->nparts - 1)) == 0)
		filled->parts = repalloc(filled->parts, 2 * filled->nparts * sizeof(FilledPart));
	part = &filled->parts[filled->nparts++];
	appendBinaryStringInfo(&filler->out, filled->raw + filler->copied, start - filler->copied);
	part->raw_start = start;
	part->raw_end = end;
	part->start = filler->out.len;
	appendStringInfoString(&filler->out, value);
	part->end = filler->out.len;
	filler->copied = end;
}

/* Fills the variable whose colon stands at that place, if it is one.  Returns its end, 0 where it is none. */
static size_t
fill_variable(Filler *filler, size_t colon, bool in_brackets)
{
	const char *text = filler->filled->raw + colon + 1;
	char		quote = *text == '\'' || *text == '"' ? *text : '\0';
	size_t		length = name_length(text, quote);
	char	   *name = quote && length > 0 ? pnstrdup(text + 1, length - 2) : pnstrdup(text, length);
	const ScriptVariable *variable = find_variable(filler->variables, name);

	if (length == 0 || (variable == NULL && (filler->keeps_unset || (in_brackets && !quote))))
		return 0;
	if (variable == NULL)
		error_not_set(name);
	append_value(filler, colon, colon + 1 + length,
				 quote == '\'' ? quote_literal_cstr(variable->value) :
				 quote == '"' ? quote_identifier(variable->value) : variable->value);
	return colon + 1 + length;
}

static void
fill_statement(Filler *filler, const ScriptStatement *statement)
{
	TokenReader *reader = parse_open_tokens(pnstrdup(filler->filled->raw + statement->start, statement->length));
	size_t		done = 0;
	int			brackets = 0;
	Token	   *token;

	while ((token = parse_next_token(reader))->code != 0)
	{
		size_t		start = statement->start + token->start;

		brackets += token->code == '[' ? 1 : token->code == ']' ? -1 : 0;
		if (token->code != ':' || start < done)
			continue;
		done = fill_variable(filler, start, brackets > 0);
	}
	parse_close_tokens(reader);
}

/*
 * The script with its variables (of ScriptVariable) filled, in the current context.  Errors: one that is not set; position
 * tells of which statement.
 */
FilledScript *
parse_fill(const char *script, List *variables, ScriptPosition *position)
{
	Filler		filler = {.variables = variables};
	Splitter   *splitter = parse_open_splitter(script, position, false);
	ScriptStatement statement;

	filler.filled = palloc0(sizeof(FilledScript));
	filler.filled->raw = script;
	initStringInfo(&filler.out);
	while (parse_next_statement(splitter, &statement))
	{
		if (statement.kind != STATEMENT_PSQL_PASSED_OVER && statement.kind != STATEMENT_PSQL_COMMAND)
			fill_statement(&filler, &statement);
		if (statement.kind == STATEMENT_PSQL_COMMAND)
			break;
	}
	parse_close_splitter(splitter);
	appendStringInfoString(&filler.out, script + filler.copied);
	filler.filled->text = filler.out.data;
	return filler.filled;
}

/* ---- psql's \set ---- */

/* Takes the next word of its arguments off *rest; what only psql can make of it is NULL. */
static char *
take_argument(const char **rest)
{
	StringInfoData word;
	const char *c = *rest;

	initStringInfo(&word);
	if (*c != '\'')
	{
		size_t		length = strcspn(c, " \t\r'`\":\\");

		appendBinaryStringInfo(&word, c, length);
		c += length;
	}
	else
	{
		for (c++; *c != '\0' && *c != '\\' && (*c != '\'' || c[1] == '\''); c++)
		{
			appendStringInfoChar(&word, *c);
			c += *c == '\'';
		}
		if (*c++ != '\'')
			return NULL;
	}
	if (*c != '\0' && strchr(" \t\r", *c) == NULL)
		return NULL;
	*rest = c + strspn(c, " \t\r");
	return word.data;
}

/* A name in capitals may be one of psql's own variables, which do something. */
static bool
is_users_name(const char *name)
{
	return *name != '\0' && name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_")] != '\0' &&
		name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

/* Sets the variable, whose value is all that follows its name, and makes the line a comment.  Other commands stay. */
static void
take_set(Filler *filler, const ScriptStatement *statement)
{
	const char *rest = pnstrdup(filler->filled->raw + statement->start, statement->length);
	ScriptVariable *variable = palloc(sizeof(ScriptVariable));
	char	   *word;

	if (strcmp(statement->command, "\\set") != 0)
		return;
	rest += strlen("\\set");
	rest += strspn(rest, " \t");
	variable->name = take_argument(&rest);
	variable->value = pstrdup("");
	while (variable->name != NULL && *rest != '\0')
	{
		if ((word = take_argument(&rest)) == NULL)
			return;
		variable->value = psprintf("%s%s", variable->value, word);
	}
	if (variable->name == NULL || !is_users_name(variable->name))
		return;
	filler->variables = lcons(variable, filler->variables);
	appendBinaryStringInfo(&filler->out, filler->filled->raw + filler->copied, statement->start - filler->copied);
	appendStringInfoString(&filler->out, "-- ");
	filler->copied = statement->start;
}

static bool
fill_for_psql(const ScriptStatement *statement, void *argument)
{
	Filler	   *filler = argument;

	if (statement->kind == STATEMENT_PSQL_COMMAND)
		take_set(filler, statement);
	else if (statement->kind != STATEMENT_PSQL_PASSED_OVER)
		fill_statement(filler, statement);
	return false;
}

/*
 * The script with what psql's \set sets in it filled in, and those lines as comments: itself where there is none, or palloc'd.
 * What psql asks the shell or the server for stays, and is foreign.
 */
char *
parse_fill_psql(char *script)
{
	FilledScript filled = {.raw = script};
	Filler		filler = {.filled = &filled, .keeps_unset = true};

	if (strstr(script, "\\set") == NULL)
		return script;
	initStringInfo(&filler.out);
	(void) parse_visit_foreign(script, fill_for_psql, &filler);
	if (filler.copied == 0 && filler.out.len == 0)
		return script;
	appendStringInfoString(&filler.out, script + filler.copied);
	return filler.out.data;
}

/* ---- from the filled text back to the script ---- */

/* Where a place of the filled text stands in the script: of a value the variable's beginning or, as an end, its end. */
size_t
parse_unfilled_offset(const FilledScript *filled, size_t offset, bool is_end)
{
	size_t		behind = 0;		/* of the last part that ends before */
	size_t		raw_behind = 0;

	for (int i = 0; i < filled->nparts; i++)
	{
		const FilledPart *part = &filled->parts[i];

		if (offset < part->start || (offset == part->start && is_end))
			break;
		if (offset < part->end || (offset == part->end && is_end))
			return is_end ? part->raw_end : part->raw_start;
		behind = part->end;
		raw_behind = part->raw_end;
	}
	return raw_behind + (offset - behind);
}

/* A position in the filled text as one in the script. */
void
parse_unfill_position(const FilledScript *filled, ScriptPosition *position)
{
	size_t		start;

	if (position->text == NULL || position->text < filled->text || position->text > filled->text + strlen(filled->text))
		return;
	start = parse_unfilled_offset(filled, position->text - filled->text, false);
	position->length = parse_unfilled_offset(filled, position->text - filled->text + position->length, true) - start;
	position->text = filled->raw + start;
	position->line = parse_line_at(filled->raw, start);
}

/* The line of a script in which that byte stands, from 1. */
int
parse_line_at(const char *script, size_t offset)
{
	int			line = 1;

	for (size_t i = 0; i < offset; i++)
		line += script[i] == '\n';
	return line;
}
