/*
 * same.c
 *	  Comparing scripts: is there anything in it, and does it say the same as another?
 *
 * Both questions are asked of any text, SQL or not, so neither raises what the scanner or the parser says about it:
 * a text that cannot be read is not blank, and is the same as another only byte by byte.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "parse/internal.h"

/*
 * In a PG_CATCH(): forget an error in the text that was read, pass on any other (a cancel, no memory).  Nothing but
 * memory is held while reading, so no subtransaction is needed.
 */
void
parse_forget_reading_error(MemoryContext context)
{
	switch (ERRCODE_TO_CATEGORY(geterrcode()))
	{
		case ERRCODE_INSUFFICIENT_RESOURCES:
		case ERRCODE_OPERATOR_INTERVENTION:
		case ERRCODE_SYSTEM_ERROR:
		case ERRCODE_INTERNAL_ERROR:
			PG_RE_THROW();
		default:
			MemoryContextSwitchTo(context);
			FlushErrorState();
	}
}

/*
 * Has script no statement: nothing, semicolons or comments only?
 */
bool
parse_is_blank(const char *script)
{
	MemoryContext context = CurrentMemoryContext;
	TokenReader *reader = parse_open_tokens(script);
	volatile bool blank = false;

	PG_TRY();
	{
		while (parse_next_token(reader)->code == ';')
			;
		blank = reader->token.code == 0;
	}
	PG_CATCH();
	{
		parse_forget_reading_error(context);
	}
	PG_END_TRY();
	parse_close_tokens(reader);
	return blank;
}

/*
 * Are the bytes the same, CR before LF passed over?
 */
static bool
same_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
	const char *a_end = a + a_length;
	const char *b_end = b + b_length;

	for (;;)
	{
		if (a + 1 < a_end && a[0] == '\r' && a[1] == '\n')
			a++;
		if (b + 1 < b_end && b[0] == '\r' && b[1] == '\n')
			b++;
		if (a == a_end || b == b_end)
			return a == a_end && b == b_end;
		if (*a++ != *b++)
			return false;
	}
}

static bool
same_strings(const char *a, const char *b)
{
	return same_bytes(a, strlen(a), b, strlen(b));
}

bool
parse_same_token(const Token *a, const Token *b)
{
	if (a->code != b->code)
		return false;
	if (parse_token_has_string(a))
		return same_strings(a->value.str, b->value.str);
	if (a->code == ICONST || a->code == PARAM)
		return a->value.ival == b->value.ival;
	return true;
}

static bool
same_text_tokens(const char *a, const char *b)
{
	TokenReader *a_reader = parse_open_tokens(a);
	TokenReader *b_reader = parse_open_tokens(b);
	bool		same;

	do
		same = parse_same_token(parse_next_token(a_reader), parse_next_token(b_reader));
	while (same && a_reader->token.code != 0);
	parse_close_tokens(a_reader);
	parse_close_tokens(b_reader);
	return same;
}

static bool
same_statement(const char *a, const ScriptStatement *a_statement, const char *b, const ScriptStatement *b_statement)
{
	const char *a_start = a + a_statement->start;
	const char *b_start = b + b_statement->start;

	if (a_statement->kind != b_statement->kind ||
		!same_bytes(a + a_statement->data_start, a_statement->data_length,
					b + b_statement->data_start, b_statement->data_length))
		return false;
	if (same_bytes(a_start, a_statement->length, b_start, b_statement->length))
		return true;
	if (a_statement->kind == STATEMENT_PSQL_PASSED_OVER || a_statement->kind == STATEMENT_PSQL_COMMAND)
		return false;
	return same_text_tokens(pnstrdup(a_start, a_statement->length), pnstrdup(b_start, b_statement->length));
}

static bool
same_statements(const char *a, const char *b, MemoryContext work)
{
	Splitter   *a_splitter = parse_open_splitter(a, NULL, false);
	Splitter   *b_splitter = parse_open_splitter(b, NULL, false);
	MemoryContext caller = MemoryContextSwitchTo(work);
	ScriptStatement a_statement;
	ScriptStatement b_statement;
	bool		more;
	bool		same;

	do
	{
		CHECK_FOR_INTERRUPTS();
		more = parse_next_statement(a_splitter, &a_statement);
		same = parse_next_statement(b_splitter, &b_statement) == more;
		if (same && more)
			same = same_statement(a, &a_statement, b, &b_statement);
		MemoryContextReset(work);
	} while (same && more);

	MemoryContextSwitchTo(caller);
	parse_close_splitter(b_splitter);
	parse_close_splitter(a_splitter);
	return same;
}

/*
 * Do a and b say the same: the same tokens with the same values, in the same statements, with the same data?
 */
bool
parse_same_tokens(const char *a, const char *b)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context;
	volatile bool same = false;
	int			nest_level;

	if (same_strings(a, b))
		return true;

	context = AllocSetContextCreate(caller, "migrate comparison", ALLOCSET_DEFAULT_SIZES);
	nest_level = NewGUCNestLevel();
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		same = same_statements(a, b, AllocSetContextCreate(context, "migrate statement", ALLOCSET_DEFAULT_SIZES));
	}
	PG_CATCH();
	{
		parse_forget_reading_error(context);
	}
	PG_END_TRY();
	AtEOXact_GUC(true, nest_level);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return same;
}
