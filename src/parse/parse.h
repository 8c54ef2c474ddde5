/*
 * parse.h
 *	  The door of parse/: SQL text -> statements with their line and traits.
 *
 * The server's scanner finds where statements end, its raw parser says what they are; nothing is looked up, no
 * catalog is read.  Parse trees are freed as soon as their traits are noted (10 MB of SQL take 340 MB as trees), so
 * who runs a statement parses it again, by itself, with parse_statement().
 */
#ifndef MIGRATE_PARSE_H
#define MIGRATE_PARSE_H

#include "nodes/parsenodes.h"

typedef enum StatementKind
{
	STATEMENT_SQL,				/* runs as it is */
	STATEMENT_COPY_FROM_STDIN,	/* runs with the data lines that follow it */
	STATEMENT_BEGIN,			/* BEGIN, START TRANSACTION */
	STATEMENT_COMMIT,			/* COMMIT, END */
	STATEMENT_ROLLBACK,			/* ROLLBACK, ABORT: refused but at the end of a verify script, which is rolled back anyway */
	STATEMENT_OTHER_TRANSACTION,	/* SAVEPOINT, RELEASE, ROLLBACK TO, COMMIT AND CHAIN, PREPARE TRANSACTION, ... */
	STATEMENT_PSQL_PASSED_OVER, /* \restrict and \unrestrict, which pg_dump prints; \echo and what else only shows something */
	STATEMENT_PSQL_COMMAND,		/* any other backslash command, or a statement with one inside; the last one read */
	STATEMENT_TEMPLATE			/* a statement with a template's mark inside; parse_find_foreign() alone gives it */
} StatementKind;

/* traits, a bit mask */
#define TRAIT_NO_TRANSACTION	(1 << 0)	/* PostgreSQL refuses it in a transaction block */
#define TRAIT_CONCURRENT_DDL	(1 << 1)	/* ... but without its CONCURRENTLY it could: parse_make_plain() */
#define TRAIT_MOVES				(1 << 2)	/* calls a moving function of ours by name (migrate.upgrade, ...) */
#define TRAIT_ALTERS_EXTENSION	(1 << 3)	/* drops or alters extension migrate, or drops schema migrate */
#define TRAIT_PLAIN_DDL			(1 << 4)	/* only changes catalogs: can queue no deferred trigger event */
#define TRAIT_SESSION_STATE		(1 << 5)	/* LISTEN, UNLISTEN, PREPARE, DEALLOCATE, DECLARE ... WITH HOLD, DISCARD */
#define TRAIT_MAY_COMMIT		(1 << 6)	/* run by itself it may end its transaction, and be done in part */
#define TRAIT_SETTING			(1 << 7)	/* what it does is for the session alone, and can be done again: SET, PREPARE, set_config() */

typedef struct ScriptStatement
{
	int			number;			/* from 1, in the script */
	int			line;			/* of its first token, from 1, in the script; inside a statement, of the psql command */
	size_t		start;			/* bytes from the script's start to its first token */
	size_t		length;			/* bytes, without the semicolon and trailing space */
	StatementKind kind;
	uint32		traits;
	bool		backslashes;	/* backslashes escape in its plain strings: the script turned standard_conforming_strings off before */
	const char *command;		/* what to call it in a message: "CREATE INDEX CONCURRENTLY", "SAVEPOINT", "\gexec" */
	size_t		data_start;		/* COPY: its data lines, without the \. line */
	size_t		data_length;
	bool		data_is_open;	/* ... which the script's end ends: see parse_close_data() */
} ScriptStatement;

typedef struct ParsedScript
{
	int			nstatements;
	ScriptStatement *statements;
	bool		no_transaction; /* some statement has TRAIT_NO_TRANSACTION */
} ParsedScript;

/*
 * Where in a script we are.  The caller owns it and points an error context callback at it; parse_script() keeps it
 * up to date, so that a syntax error names its statement and line.
 */
typedef struct ScriptPosition
{
	int			number;			/* 0: not in a statement */
	int			line;
	const char *text;			/* of the statement, not terminated; may be NULL */
	size_t		length;
} ScriptPosition;

/* variables.c */
typedef struct ScriptVariable
{
	char	   *name;
	char	   *value;
} ScriptVariable;

typedef struct FilledPart
{
	size_t		start;			/* of the value, in the filled text ... */
	size_t		end;
	size_t		raw_start;		/* ... and of its variable, in the script */
	size_t		raw_end;
} FilledPart;

typedef struct FilledScript
{
	const char *raw;			/* the script as it was written: the caller's */
	char	   *text;			/* with values in it */
	int			nparts;
	FilledPart *parts;
} FilledScript;

extern FilledScript *parse_fill(const char *script, List *variables, ScriptPosition *position);
extern size_t parse_unfilled_offset(const FilledScript *filled, size_t offset, bool is_end);
extern void parse_unfill_position(const FilledScript *filled, ScriptPosition *position);
extern int	parse_line_at(const char *script, size_t offset);

extern ParsedScript *parse_script(const char *script, ScriptPosition *position);	/* position may be NULL */
extern RawStmt *parse_statement(const char *script, const ScriptStatement *statement, char **text);	/* *text: the statement
																* alone, terminated; the tree's locations refer to it */
extern void parse_make_plain(RawStmt *statement);	/* takes CONCURRENTLY away */
extern const char *parse_table_to_distribute(const Node *node); /* that Citus is to distribute concurrently; NULL: none that is known */
extern bool parse_is_blank(const char *script);	/* no statement in it: empty, or comments only */
extern bool parse_find_foreign(const char *script, ScriptStatement *found);	/* psql's commands, a template's marks */
extern char *parse_close_data(char *script);
extern char *parse_fill_psql(char *script);

/* object.c: what a script makes, and what it speaks of */
typedef struct ScriptObject
{
	const char *kind;			/* as in DROP: "VIEW", "FUNCTION" */
	const char *name;			/* without its schema, not quoted */
	const char *reference;		/* as in DROP, quoted: "s"."v", f(integer), "t" ON "r" */
} ScriptObject;

typedef struct ScriptNames
{
	List	   *makes;			/* of ScriptObject *, in the order in which they are made */
	List	   *remarks;		/* names (char *) of what it grants rights on, comments or labels */
	List	   *remarks_in;		/* schemas (char *) in all of which it grants rights */
	List	   *words;			/* identifiers and keywords (char *), lower-case unless quoted */
	List	   *mentions;		/* words in its strings: bodies of functions */
} ScriptNames;

extern void parse_names(const char *script, ScriptNames *names);

extern bool parse_same_tokens(const char *a, const char *b);	/* differ in comments, white space and CR at line ends alone */

/* query.c */
extern bool parse_same_query(const char *a, const char *b);

/* unqualify.c */
extern char *parse_unqualify(const char *text, const char *schema, bool *mentions);

#endif							/* MIGRATE_PARSE_H */
