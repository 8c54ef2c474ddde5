/*
 * internal.h
 *	  What the files of parse/ share.
 *
 * script.c, same.c, foreign.c -> split.c -> tokens.c, traits.c: a script is tokens, tokens make statements, a statement's tree
 * has traits.  query.c -> tokens.c.
 */
#ifndef MIGRATE_PARSE_INTERNAL_H
#define MIGRATE_PARSE_INTERNAL_H

#include "nodes/parsenodes.h"
#include "parser/scanner.h"

#include "parse/parse.h"

/*
 * The scanner's codes for tokens that are no keywords.  gram.h, where they come from, is not installed by 16 and later;
 * but gram.y lists them first, and PL/pgSQL's grammar relies on these numbers too.
 */
typedef enum TokenCode
{
	IDENT = 258,
	UIDENT,
	FCONST,
	SCONST,
	USCONST,
	BCONST,
	XCONST,
	Op,
	ICONST,
	PARAM
} TokenCode;

typedef struct Token
{
	int			code;			/* a TokenCode, a keyword's code, or a character; 0 at the end of the text */
	size_t		start;			/* bytes from the text's start to its first ... */
	size_t		end;			/* ... and behind its last */
	core_YYSTYPE value;			/* good until the next token is read */
} Token;

/*
 * The server's scanner at work on a text.  scanner_init() copies the text: extra.scanbuf is that copy, which is what
 * parse_blank_out() writes to, and where parse trees are read from.
 */
typedef struct TokenReader
{
	MemoryContext context;		/* holds all of it, this struct too */
	core_yy_extra_type extra;
	core_yyscan_t scanner;
	YYLTYPE		location;		/* of the token being read: after an error, where it is */
	Token		token;			/* the last one read */
} TokenReader;

extern TokenReader *parse_open_tokens(const char *text);
extern Token *parse_next_token(TokenReader *reader);
extern void parse_blank_out(TokenReader *reader, size_t start, size_t end);
extern void parse_close_tokens(TokenReader *reader);
extern int	parse_keyword_code(const char *keyword);
extern bool parse_token_has_string(const Token *token);
extern bool parse_same_token(const Token *a, const Token *b);

typedef struct Splitter Splitter;

extern Splitter *parse_open_splitter(const char *script, ScriptPosition *position, bool note_traits);
extern void parse_take_open_data(Splitter *splitter);
extern bool parse_next_statement(Splitter *splitter, ScriptStatement *statement);
extern void parse_close_splitter(Splitter *splitter);

extern void parse_forget_reading_error(MemoryContext context);
extern bool parse_visit_foreign(const char *script, bool (*visit) (const ScriptStatement *statement, void *argument), void *argument);

extern void parse_note_traits(const RawStmt *tree, bool names_moving_function, ScriptStatement *statement);
extern bool parse_is_copy_from_stdin(const Node *node);
extern bool parse_is_binary_copy(const Node *node);

extern int	parse_begin_settings(void);
extern void parse_end_settings(int nest_level);

#endif							/* MIGRATE_PARSE_INTERNAL_H */
