/*
 * tokens.c
 *	  SQL text -> tokens, by the server's own scanner.
 *
 * So quotes, dollar quotes, nested comments and escapes end where the server says they end.  The scanner reads ahead
 * no further than one character behind the token that it returns.  That is what makes parse_blank_out() possible:
 * what is no SQL (COPY data, psql's lines) becomes spaces before the scanner comes there, and nothing needs a second
 * scanner_init(), which copies all that is left of the text.
 */
#include "postgres.h"

#include "common/keywords.h"
#include "utils/memutils.h"

#include "parse/internal.h"

/*
 * A reader of text, in a context of its own under the current one.  The text is copied.
 */
TokenReader *
parse_open_tokens(const char *text)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "migrate tokens", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	TokenReader *reader = palloc0(sizeof(TokenReader));

	reader->context = context;
	reader->scanner = scanner_init(text, &reader->extra, &ScanKeywords, ScanKeywordTokens);
	MemoryContextSwitchTo(caller);
	return reader;
}

void
parse_close_tokens(TokenReader *reader)
{
	MemoryContextDelete(reader->context);
}

/*
 * The next token, which is the reader's and lasts until the next call.  Raises the scanner's own errors, whose
 * cursor position counts from the start of the text.
 */
Token *
parse_next_token(TokenReader *reader)
{
	Token	   *token = &reader->token;
	MemoryContext caller = MemoryContextSwitchTo(reader->context);

	if (parse_token_has_string(token))
		pfree(token->value.str);
	token->code = core_yylex(&token->value, &reader->location, reader->scanner);
	token->start = reader->location;
	/* while a token is out, flex keeps it terminated where it stands */
	token->end = token->start + strlen(reader->extra.scanbuf + token->start);
	MemoryContextSwitchTo(caller);
	return token;
}

/*
 * Make the scanner see spaces from start to end.  Start lies behind the last token.  When it lies directly behind,
 * the scanner has that one character already, and returns it as the next token.
 */
void
parse_blank_out(TokenReader *reader, size_t start, size_t end)
{
	memset(reader->extra.scanbuf + start, ' ', end - start);
}

/*
 * The scanner's code for a keyword, which differs between releases.
 */
int
parse_keyword_code(const char *keyword)
{
	int			number = ScanKeywordLookup(keyword, &ScanKeywords);

	if (number < 0)
		elog(ERROR, "\"%s\" is no keyword", keyword);
	return ScanKeywordTokens[number];
}

/*
 * Is the token's value a string of its own, in value.str?
 */
bool
parse_token_has_string(const Token *token)
{
	switch (token->code)
	{
		case IDENT:
		case UIDENT:
		case FCONST:
		case SCONST:
		case USCONST:
		case BCONST:
		case XCONST:
		case Op:
			return true;
		default:
			return false;
	}
}
