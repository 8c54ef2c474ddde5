/*
 * split.c
 *	  Tokens -> statements, one after another.
 *
 * A statement ends at a semicolon outside of parentheses and outside of a routine's BEGIN ATOMIC ... END.  Its text is
 * then given to the raw parser by itself, in a context that is emptied for the next one.  What is no SQL is taken
 * out of the scanner's way first: the data lines behind COPY ... FROM STDIN, and psql's backslash commands to the
 * end of their line.
 *
 * Errors of the scanner and the parser point into the text that those were given.  The error context callback here
 * makes that a position in the statement alone, as SPI does for its queries.
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "parse/internal.h"
#include "server/locally.h"

/* what an error quotes, in bytes; a quote that is never closed goes on to the end of the script */
#define QUERY_MAX 1024
#define MESSAGE_MAX 160

struct Splitter
{
	const char *script;
	TokenReader *reader;
	MemoryContext trees;		/* emptied after each statement */
	bool		note_traits;	/* else only what splitting needs is parsed */
	bool		takes_open_data;	/* the script's end ends a COPY's data, too */
	bool		parsing;		/* the raw parser is at work, not our scanner */
	int			nstatements;
	size_t		data_end;		/* of the last COPY's data: no statement may begin before */

	/* the line of the byte at line_offset; only moves forward */
	int			line;
	size_t		line_offset;

	ScriptPosition *position;
	ScriptPosition no_position; /* where the caller has none */
	ErrorContextCallback callback;
	int			settings_level;
};

/*
 * What must be known of a statement's tokens to find its end.
 */
typedef struct StatementShape
{
	int			ntokens;
	int			first;			/* code of its first token */
	int			previous;		/* ... and of the last one seen */
	int			depth;			/* of parentheses */
	bool		routine;		/* CREATE [OR REPLACE] FUNCTION or PROCEDURE */
	bool		in_body;		/* between BEGIN ATOMIC and its END */
	int			name_progress;	/* tokens seen of: migrate . upgrade ( */
	bool		names_moving_function;
	bool		sets_strings;	/* SET or RESET of standard_conforming_strings, ... */
	size_t		value_start;	/* ... and the token behind it that was seen last */
	size_t		value_end;
} StatementShape;

/* the scanner's codes for the keywords that matter here, looked up once */
static struct
{
	int			create;
	int			replace;
	int			function;
	int			procedure;
	int			begin;
	int			atomic;
	int			end;
	int			copy;
	int			set;
	int			reset;
}			keywords;

static const char *const moving_functions[] = {
	"upgrade", "downgrade", "upgrade_files", "sync_files", "deploy", "deploy_all", "deploy_detached", "wait", "revert", "stamp", "adopt", "redo"
};

static void error_callback(void *arg);

static void
look_up_keywords(void)
{
	if (keywords.create != 0)
		return;
	keywords.replace = parse_keyword_code("replace");
	keywords.function = parse_keyword_code("function");
	keywords.procedure = parse_keyword_code("procedure");
	keywords.begin = parse_keyword_code("begin");
	keywords.atomic = parse_keyword_code("atomic");
	keywords.end = parse_keyword_code("end");
	keywords.copy = parse_keyword_code("copy");
	keywords.set = parse_keyword_code("set");
	keywords.reset = parse_keyword_code("reset");
	keywords.create = parse_keyword_code("create");
}

/*
 * Read script's statements one by one; all memory is in contexts under the current one.  Must be closed in the
 * function that opened it, for it stands in error_context_stack.
 */
Splitter *
parse_open_splitter(const char *script, ScriptPosition *position, bool note_traits)
{
	Splitter   *splitter = palloc0(sizeof(Splitter));

	look_up_keywords();
	splitter->settings_level = parse_begin_settings();
	splitter->script = script;
	splitter->reader = parse_open_tokens(script);
	splitter->trees = AllocSetContextCreate(CurrentMemoryContext, "migrate parse trees", ALLOCSET_DEFAULT_SIZES);
	splitter->note_traits = note_traits;
	splitter->line = 1;
	splitter->position = position ? position : &splitter->no_position;
	memset(splitter->position, 0, sizeof(ScriptPosition));

	splitter->callback.callback = error_callback;
	splitter->callback.arg = splitter;
	splitter->callback.previous = error_context_stack;
	error_context_stack = &splitter->callback;
	return splitter;
}

/* Take COPY data that end with the script, as psql does; else they are an error, since the rest of the file may be lost. */
void
parse_take_open_data(Splitter *splitter)
{
	splitter->takes_open_data = true;
}

void
parse_close_splitter(Splitter *splitter)
{
	error_context_stack = splitter->callback.previous;
	memset(splitter->position, 0, sizeof(ScriptPosition));
	parse_close_tokens(splitter->reader);
	MemoryContextDelete(splitter->trees);
	parse_end_settings(splitter->settings_level);
	pfree(splitter);
}

static int
line_of(Splitter *splitter, size_t offset)
{
	const char *from = splitter->script + splitter->line_offset;
	const char *to = splitter->script + offset;

	while (from < to && (from = memchr(from, '\n', to - from)) != NULL)
	{
		splitter->line++;
		from++;
	}
	splitter->line_offset = offset;
	return splitter->line;
}

static size_t
line_end(const Splitter *splitter, size_t offset)
{
	const char *from = splitter->script + offset;
	const char *newline = strchr(from, '\n');

	return newline ? newline - splitter->script : offset + strlen(from);
}

/*
 * Say that we are in the statement that begins at start; where it ends is not known yet.
 */
static void
enter_statement(Splitter *splitter, size_t start)
{
	splitter->position->number = splitter->nstatements + 1;
	splitter->position->line = line_of(splitter, start);
	splitter->position->text = splitter->script + start;
	splitter->position->length = splitter->reader->extra.scanbuflen - start;
}

static void
note_moving_function(StatementShape *shape, const Token *token)
{
	bool		identifier = token->code == IDENT;

	if (shape->name_progress == 3 && token->code == '(')
		shape->names_moving_function = true;
	if (shape->name_progress == 1 && token->code == '.')
		shape->name_progress = 2;
	else if (shape->name_progress == 2 && identifier)
	{
		shape->name_progress = 0;
		for (int i = 0; i < lengthof(moving_functions); i++)
			if (strcmp(token->value.str, moving_functions[i]) == 0)
				shape->name_progress = 3;
	}
	else
		shape->name_progress = identifier && strcmp(token->value.str, "migrate") == 0 ? 1 : 0;
}

static void
note_strings(StatementShape *shape, const Token *token)
{
	if (shape->sets_strings)
	{
		shape->value_start = token->start;
		shape->value_end = token->end;
	}
	else if (token->code == IDENT && shape->ntokens <= 3 && (shape->first == keywords.set || shape->first == keywords.reset))
		shape->sets_strings = strcmp(token->value.str, "standard_conforming_strings") == 0;
}

/*
 * BEGIN and END are exact here, though both may be names: in a body each statement has its semicolon and none
 * begins with END, so the body's END is the one that follows a semicolon or ATOMIC.
 */
static void
note_token(StatementShape *shape, const Token *token)
{
	int			previous = shape->previous;

	if (++shape->ntokens == 1)
		shape->first = token->code;
	if (token->code == '(')
		shape->depth++;
	else if (token->code == ')' && shape->depth > 0)
		shape->depth--;
	else if (token->code == keywords.function || token->code == keywords.procedure)
		shape->routine |= shape->first == keywords.create &&
			(shape->ntokens == 2 || (shape->ntokens == 4 && previous == keywords.replace));
	else if (token->code == keywords.atomic && previous == keywords.begin && shape->routine && shape->depth == 0)
		shape->in_body = true;
	else if (token->code == keywords.end && (previous == ';' || previous == keywords.atomic) && shape->depth == 0)
		shape->in_body = false;

	note_moving_function(shape, token);
	note_strings(shape, token);
	shape->previous = token->code;
}

static bool
ends_statement(const StatementShape *shape, const Token *token)
{
	return token->code == 0 || (token->code == ';' && shape->depth == 0 && !shape->in_body);
}

/*
 * Can c follow the backslash of a psql command?  A quote cannot: the scanner has that character already when the rest
 * of the line is blanked out.
 */
static bool
begins_psql_command(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c != '\0' && strchr("!?;:", c));
}

/*
 * The text of a psql command: from its backslash to the end of the line.  Behind it the scanner goes on with the
 * next line.
 */
static char *
take_psql_line(Splitter *splitter, size_t *end)
{
	TokenReader *reader = splitter->reader;
	size_t		start = reader->token.start;
	const char *line = splitter->script + start;

	if (!begins_psql_command(line[1]))
		scanner_yyerror("syntax error", reader->scanner);

	*end = line_end(splitter, start);
	parse_blank_out(reader, start + 1, *end);
	parse_next_token(reader);
	while (isspace((unsigned char) splitter->script[*end - 1]))
		(*end)--;
	return pnstrdup(line, *end - start);
}

/*
 * Find the line "\." at or behind start.  False if there is none; else its start, and the start of the line behind it.
 */
static bool
find_data_end(const Splitter *splitter, size_t start, size_t *end, size_t *next)
{
	const char *script = splitter->script;
	size_t		script_end = splitter->reader->extra.scanbuflen;

	while (start < script_end)
	{
		size_t		stop = line_end(splitter, start);
		size_t		length = stop - start;

		CHECK_FOR_INTERRUPTS();
		if (length > 0 && script[stop - 1] == '\r')
			length--;
		if (length == 2 && script[start] == '\\' && script[start + 1] == '.')
		{
			*end = start;
			*next = Min(stop + 1, script_end);
			return true;
		}
		start = stop + 1;
	}
	return false;
}

/*
 * Take the data lines that begin on the line behind offset, for a command that reads them.
 */
static void
take_data(Splitter *splitter, size_t offset, ScriptStatement *statement)
{
	size_t		end;

	statement->data_start = Min(line_end(splitter, offset) + 1, splitter->reader->extra.scanbuflen);
	statement->data_is_open = !find_data_end(splitter, statement->data_start, &end, &splitter->data_end);
	if (statement->data_is_open && splitter->takes_open_data)
		end = splitter->data_end = splitter->reader->extra.scanbuflen;
	else if (statement->data_is_open)
		ereport(ERROR,
				errcode(ERRCODE_SYNTAX_ERROR),
				errmsg("COPY data of statement %d (line %d) has no end", statement->number, statement->line),
				errhint("End the data with a line that holds only \\. (backslash and dot)."));
	statement->data_length = end - statement->data_start;
	parse_blank_out(splitter->reader, statement->data_start, splitter->data_end);
}

/*
 * psql's \copy reads data lines as COPY does.  They must be out of the way, though the command is nothing we run.
 */
static bool
is_psql_copy_from_stdin(const char *command)
{
	char	   *folded = pnstrdup(command, strlen(command));

	for (char *c = folded; *c; c++)
		*c = isspace((unsigned char) *c) ? ' ' : pg_ascii_tolower((unsigned char) *c);
	return strncmp(folded, "\\copy ", strlen("\\copy ")) == 0 && strstr(folded, " from stdin") != NULL;
}

static const char *
psql_word(const char *command)
{
	return pnstrdup(command, strcspn(command, " \t\r\f\v"));
}

/*
 * psql's commands that change nothing but what it shows, and \set of its own variables that do no more; ON_ERROR_STOP is how
 * scripts run here.  A line with a second command is not looked into.
 */
static bool
only_shows(const char *command)
{
	static const char *const showing[] = {"\\restrict", "\\unrestrict", "\\echo", "\\qecho", "\\warn", "\\timing", "\\pset", "\\x", "\\a", "\\t", "\\H"};
	static const char *const variables[] = {"QUIET", "VERBOSITY", "ECHO", "SHOW_CONTEXT"};
	char		word[3][16] = {"", "", ""};
	bool		stop;

	if (strchr(command + 1, '\\') != NULL)
		return false;
	(void) sscanf(command, "%15s %15s %15s", word[0], word[1], word[2]);
	for (int i = 0; i < lengthof(showing); i++)
		if (strcmp(word[0], showing[i]) == 0)
			return true;
	if (strcmp(word[0], "\\set") != 0)
		return false;
	for (int i = 0; i < lengthof(variables); i++)
		if (strcmp(word[1], variables[i]) == 0)
			return true;
	return strcmp(word[1], "ON_ERROR_STOP") == 0 && (word[2][0] == '\0' || (parse_bool(word[2], &stop) && stop));
}

/*
 * A psql command where a statement could begin.
 */
static void
read_psql_command(Splitter *splitter, ScriptStatement *statement)
{
	size_t		end;
	char	   *command = take_psql_line(splitter, &end);

	statement->length = end - statement->start;
	statement->command = psql_word(command);
	if (only_shows(command))
		statement->kind = STATEMENT_PSQL_PASSED_OVER;
	else
		statement->kind = STATEMENT_PSQL_COMMAND;
	if (is_psql_copy_from_stdin(command))
		take_data(splitter, end, statement);
}

/*
 * A psql command inside of a statement.  Those that send it (\g, \gexec, \watch, ...) end it; true then.
 */
static bool
read_inner_psql_command(Splitter *splitter, ScriptStatement *statement)
{
	size_t		backslash = splitter->reader->token.start;
	size_t		end;
	char	   *command = take_psql_line(splitter, &end);

	if (statement->kind != STATEMENT_PSQL_COMMAND)
	{
		statement->kind = STATEMENT_PSQL_COMMAND;
		statement->line = line_of(splitter, backslash);
		statement->command = psql_word(command);
	}
	statement->length = end - statement->start;
	return strstr(command, "\\g") || strstr(command, "\\watch") || strstr(command, "\\crosstabview");
}

/*
 * A mark of a template language, where no SQL has a brace: {{ }}, {% %}, {# #}, ${ }, <%= %>.  NULL: none.
 */
static const char *
template_mark(const Splitter *splitter, const Token *token)
{
	const char *text = splitter->script + token->start;

	if (token->code == Op && strcmp(token->value.str, "<%=") == 0)
		return "<%=";
	if (token->code != '{')
		return NULL;
	if (token->start > 0 && text[-1] == '$')
		return psprintf("$%s", pnstrdup(text, Min(strcspn(text, "}\n") + 1, 64)));
	return text[1] == '{' ? "{{" : text[1] == '%' ? "{%" : text[1] == '#' ? "{#" : NULL;
}

static void
note_template(Splitter *splitter, ScriptStatement *statement, const Token *token)
{
	const char *mark = statement->kind == STATEMENT_SQL ? template_mark(splitter, token) : NULL;

	if (mark == NULL)
		return;
	statement->kind = STATEMENT_TEMPLATE;
	statement->line = line_of(splitter, token->start);
	statement->command = mark;
}

/*
 * Read to the end of the statement whose first token has been read.
 */
static void
read_statement(Splitter *splitter, ScriptStatement *statement, StatementShape *shape)
{
	const Token *token = &splitter->reader->token;

	while (!ends_statement(shape, token))
	{
		if (token->code == '\\')
		{
			if (read_inner_psql_command(splitter, statement))
				return;
		}
		else
		{
			note_token(shape, token);
			if (!splitter->note_traits)
				note_template(splitter, statement, token);
			statement->length = token->end - statement->start;
		}
		token = parse_next_token(splitter->reader);
	}
}

/*
 * The statement's tree, which lives in splitter->trees.  The scanner's copy of the text serves a second time: the
 * scanner is past the statement, so that it can be terminated where it stands.
 */
static RawStmt *
parse_tree(Splitter *splitter, const ScriptStatement *statement)
{
	char	   *text = splitter->reader->extra.scanbuf + statement->start;
	char		behind = text[statement->length];
	MemoryContext caller = MemoryContextSwitchTo(splitter->trees);
	List	   *trees;

	text[statement->length] = '\0';
	splitter->parsing = true;
	trees = raw_parser(text, RAW_PARSE_DEFAULT);
	splitter->parsing = false;
	text[statement->length] = behind;
	MemoryContextSwitchTo(caller);

	if (list_length(trees) != 1)
		elog(ERROR, "the parser finds %d statements where the scanner found one", list_length(trees));
	return linitial_node(RawStmt, trees);
}

static void
error_binary_copy(const ScriptStatement *statement)
{
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("COPY of statement %d (line %d) reads binary data, which a script cannot hold",
				   statement->number, statement->line),
			errhint("Write the data as text or CSV."));
}

/*
 * Note what the statement is, and take its data if it is a COPY that reads them.
 */
static void
examine_statement(Splitter *splitter, ScriptStatement *statement, const StatementShape *shape)
{
	size_t		end = splitter->reader->token.start;	/* of its semicolon, or the script's end */
	RawStmt    *tree;

	if (!splitter->note_traits && shape->first != keywords.copy)
		return;

	tree = parse_tree(splitter, statement);
	if (splitter->note_traits)
		parse_note_traits(tree, shape->names_moving_function, statement);
	else if (parse_is_copy_from_stdin(tree->stmt))
		statement->kind = STATEMENT_COPY_FROM_STDIN;

	if (statement->kind == STATEMENT_COPY_FROM_STDIN)
	{
		if (parse_is_binary_copy(tree->stmt))
			error_binary_copy(statement);
		take_data(splitter, end, statement);
	}
	MemoryContextReset(splitter->trees);
}

/*
 * What stands behind SET standard_conforming_strings is read as it will be when it has run, as psql does, whose server has told it
 * by then.
 */
static void
follow_strings(Splitter *splitter, const StatementShape *shape)
{
	const char *value = splitter->script + shape->value_start;
	size_t		length = shape->value_end - shape->value_start;
	bool		standard;

	if (!shape->sets_strings)
		return;
	if (length > 2 && *value == '\'')
	{
		value++;
		length -= 2;
	}
	/* DEFAULT, and RESET: on, as scripts begin */
	if (!parse_bool_with_len(value, length, &standard))
		standard = true;
	set_locally("standard_conforming_strings", standard ? "on" : "off");
	/* that is said when it runs */
	set_locally("escape_string_warning", "off");
	splitter->reader->extra.standard_conforming_strings = standard;
	splitter->reader->extra.escape_string_warning = false;
}

/*
 * The next statement, false at the script's end.  Its command lives in the current context, or forever.  Without
 * note_traits its kind tells psql's lines and COPY FROM STDIN from the rest, and it has no traits.
 */
bool
parse_next_statement(Splitter *splitter, ScriptStatement *statement)
{
	TokenReader *reader = splitter->reader;
	StatementShape shape = {0};

	memset(statement, 0, sizeof(ScriptStatement));
	memset(splitter->position, 0, sizeof(ScriptPosition));
	while (parse_next_token(reader)->code == ';')
		;
	if (reader->token.code == 0)
		return false;

	enter_statement(splitter, reader->token.start);
	if (reader->token.start < splitter->data_end)
		ereport(ERROR,
				errcode(ERRCODE_SYNTAX_ERROR),
				errmsg("statement %d (line %d) begins on the line of a COPY that reads data",
					   splitter->position->number, splitter->position->line),
				errhint("Move it behind the line that ends the data."));

	statement->number = splitter->position->number;
	statement->line = splitter->position->line;
	statement->start = reader->token.start;
	statement->backslashes = !standard_conforming_strings;
	if (reader->token.code == '\\')
		read_psql_command(splitter, statement);
	else
		read_statement(splitter, statement, &shape);
	splitter->position->length = statement->length;

	if (statement->kind == STATEMENT_SQL)
		examine_statement(splitter, statement, &shape);
	follow_strings(splitter, &shape);
	splitter->nstatements++;
	return true;
}

/*
 * Where an excerpt of text begins that shows the byte at offset: at the start if that is near enough, else with
 * the line, or in it.
 */
static size_t
excerpt_start(const char *text, size_t length, size_t offset)
{
	size_t		start = offset;

	if (length <= QUERY_MAX || offset < QUERY_MAX / 2)
		return 0;
	while (start > offset - QUERY_MAX / 2 && text[start - 1] != '\n')
		start--;
	return pg_mbcliplen(text, length, start);
}

/*
 * Keep the message to one line.  The scanner quotes all that is left of the text in "unterminated quoted string at or
 * near", the parser a whole literal.
 */
static void
cut_message(MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	char	   *message = CopyErrorData()->message;
	size_t		length = strcspn(message, "\r\n");

	if (message[length] != '\0' || length > MESSAGE_MAX)
		errmsg_internal("%.*s...", pg_mbcliplen(message, length, MESSAGE_MAX), message);
	MemoryContextSwitchTo(caller);
}

/*
 * Turn the cursor position of an error into one in its statement.
 */
static void
error_callback(void *arg)
{
	Splitter   *splitter = (Splitter *) arg;
	ScriptPosition *position = splitter->position;
	int			cursor = geterrposition();
	size_t		start;
	size_t		length;

	if (cursor <= 0)
		return;
	if (position->number == 0)
		enter_statement(splitter, splitter->reader->location);
	if (!splitter->parsing)
		cursor -= pg_mbstrlen_with_len(splitter->script, position->text - splitter->script);

	start = excerpt_start(position->text, position->length,
						  pg_mbcharcliplen(position->text, position->length, cursor - 1));
	length = pg_mbcliplen(position->text + start, position->length - start, QUERY_MAX);
	while (length > 0 && isspace((unsigned char) position->text[start + length - 1]))
		length--;
	cursor -= pg_mbstrlen_with_len(position->text, start);

	cut_message(splitter->reader->context);
	errposition(0);
	internalerrposition(cursor);
	internalerrquery(pnstrdup(position->text + start, length));
}
