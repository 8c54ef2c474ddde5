/*
 * parse_unit.c
 *	  The room parse/ from SQL, for sql/parse.sql.
 *
 * The random test glues pieces, whose statements it knows, to a script and compares.
 */
#include "postgres.h"

#include "access/xact.h"
#include "common/pg_prng.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "tcop/tcopprot.h"
#include "tcop/utility.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "parse/parse.h"

PG_MODULE_MAGIC;

#define UNIT_FUNCTION(name) extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); PG_FUNCTION_INFO_V1(name)

UNIT_FUNCTION(parse_unit_split);
UNIT_FUNCTION(parse_unit_run_plain);
UNIT_FUNCTION(parse_unit_is_blank);
UNIT_FUNCTION(parse_unit_same_tokens);
UNIT_FUNCTION(parse_unit_find_foreign);
UNIT_FUNCTION(parse_unit_close_data);
UNIT_FUNCTION(parse_unit_fill_psql);
UNIT_FUNCTION(parse_unit_unqualify);
UNIT_FUNCTION(parse_unit_random);

static const char *const kind_names[] = {
	[STATEMENT_SQL] = "sql",
	[STATEMENT_COPY_FROM_STDIN] = "copy",
	[STATEMENT_BEGIN] = "begin",
	[STATEMENT_COMMIT] = "commit",
	[STATEMENT_ROLLBACK] = "rollback",
	[STATEMENT_OTHER_TRANSACTION] = "other transaction",
	[STATEMENT_PSQL_PASSED_OVER] = "passed over",
	[STATEMENT_PSQL_COMMAND] = "psql",
	[STATEMENT_TEMPLATE] = "template",
};

/* in the order of their bits */
static const char *const trait_names[] = {
	"no transaction", "concurrent", "moves", "alters extension", "plain ddl", "session"
};

static void
position_callback(void *arg)
{
	const ScriptPosition *position = (const ScriptPosition *) arg;

	if (position->number > 0)
		errcontext("statement %d (line %d)", position->number, position->line);
}

static ParsedScript *
parse_with_context(const char *script)
{
	ScriptPosition position = {0};
	ErrorContextCallback callback = {error_context_stack, position_callback, &position};
	ParsedScript *parsed;

	error_context_stack = &callback;
	parsed = parse_script(script, &position);
	error_context_stack = callback.previous;
	return parsed;
}

static char *
name_traits(uint32 traits)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < lengthof(trait_names); i++)
		if (traits & (1 << i))
			appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "", trait_names[i]);
	return names.data;
}

static Datum
text_datum(const char *start, size_t length)
{
	return PointerGetDatum(cstring_to_text_with_len(start, length));
}

/*
 * script -> (number, line, kind, command, traits, statement, data)
 */
Datum
parse_unit_split(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *script = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ParsedScript *parsed = parse_with_context(script);

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < parsed->nstatements; i++)
	{
		const ScriptStatement *statement = &parsed->statements[i];
		bool		has_data = statement->data_start > 0;
		Datum		values[7] = {
			Int32GetDatum(statement->number),
			Int32GetDatum(statement->line),
			CStringGetTextDatum(kind_names[statement->kind]),
			CStringGetTextDatum(statement->command),
			CStringGetTextDatum(name_traits(statement->traits)),
			text_datum(script + statement->start, statement->length),
			text_datum(script + statement->data_start, statement->data_length)
		};
		bool		nulls[7] = {false, false, false, false, false, false, !has_data};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*
 * Run the utility statements of a script in this transaction, without their CONCURRENTLY.
 */
Datum
parse_unit_run_plain(PG_FUNCTION_ARGS)
{
	char	   *script = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ParsedScript *parsed = parse_with_context(script);

	for (int i = 0; i < parsed->nstatements; i++)
	{
		char	   *text;
		RawStmt    *tree = parse_statement(script, &parsed->statements[i], &text);
		List	   *queries;

		parse_make_plain(tree);
		queries = pg_plan_queries(pg_analyze_and_rewrite_fixedparams(tree, text, NULL, 0, NULL), text, 0, NULL);
		ProcessUtility(linitial_node(PlannedStmt, queries), text, false, PROCESS_UTILITY_QUERY, NULL, NULL,
					   None_Receiver, NULL);
		CommandCounterIncrement();
	}
	PG_RETURN_INT32(parsed->nstatements);
}

Datum
parse_unit_is_blank(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(parse_is_blank(text_to_cstring(PG_GETARG_TEXT_PP(0))));
}

Datum
parse_unit_same_tokens(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(parse_same_tokens(text_to_cstring(PG_GETARG_TEXT_PP(0)), text_to_cstring(PG_GETARG_TEXT_PP(1))));
}

/* What is left, with " (mentions it)" behind it where the schema is named by itself. */
Datum
parse_unit_unqualify(PG_FUNCTION_ARGS)
{
	bool		mentions;
	char	   *left = parse_unqualify(text_to_cstring(PG_GETARG_TEXT_PP(0)), text_to_cstring(PG_GETARG_TEXT_PP(1)), &mentions);

	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s%s", left, mentions ? " (mentions it)" : "")));
}

/* "kind command, line n"; NULL: nothing foreign. */
Datum
parse_unit_find_foreign(PG_FUNCTION_ARGS)
{
	ScriptStatement found;

	if (!parse_find_foreign(text_to_cstring(PG_GETARG_TEXT_PP(0)), &found))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s %s, line %d", kind_names[found.kind], found.command, found.line)));
}

/* The script with what psql's \set sets. */
Datum
parse_unit_fill_psql(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(parse_fill_psql(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}

/* The script as psql reads it whose file ends in COPY data. */
Datum
parse_unit_close_data(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(parse_close_data(text_to_cstring(PG_GETARG_TEXT_PP(0)))));
}

/*
 * A piece of a script: how it is written, and what it must be read as.
 */
typedef struct Piece
{
	const char *text;			/* without its semicolon */
	const char *data;			/* of a COPY */
	StatementKind kind;
} Piece;

static const Piece pieces[] = {
	{.text = "SELECT 1"},
	{.text = "SELECT ';', 'it''s', E'\\';', U&'\\003b', \"a;\"\"b\", $$;$$, $a$ $$;$$ $b$ ; $a$, 1::text FROM t"},
	{.text = "SELECT 'a'\n\t'b;'"},
	{.text = "SELECT (1 + (2)) * 3 -- )) ; '\n\tAS \"end\""},
	{.text = "SELECT 1 /* ; /* ' nested */ $$ */ + 2"},
	{.text = "SELECT CASE WHEN a THEN 1 END AS end, begin atomic FROM t"},
	{.text = "SELECT a ? 'b', a ->> '{c,d}', a #- '{e}', 5 % 3, x.end FROM t x"},
	{.text = "SELECT '\303\244\303\266\303\274 \360\237\230\200;' AS \"\303\251;\""},
	{.text = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$\nBEGIN\n\tRETURN 1; -- $$ ; '\nEND;\n$body$"},
	{.text = "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql\nBEGIN ATOMIC\n\tSELECT CASE $1 WHEN 1 THEN 2 END;\n\tSELECT 1 AS end;\nEND"},
	{.text = "CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC END"},
	{.text = "CREATE FUNCTION g() RETURNS int RETURN 1"},
	{.text = "CREATE RULE r AS ON UPDATE TO t DO ALSO (DELETE FROM u; INSERT INTO u VALUES (';'))"},
	{.text = "CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT 1"},
	{.text = "DO $$ BEGIN PERFORM 1; END $$"},
	{.text = "BEGIN", .kind = STATEMENT_BEGIN},
	{.text = "START TRANSACTION", .kind = STATEMENT_BEGIN},
	{.text = "END", .kind = STATEMENT_COMMIT},
	{.text = "COMMIT", .kind = STATEMENT_COMMIT},
	{.text = "SAVEPOINT s", .kind = STATEMENT_OTHER_TRANSACTION},
	{.text = "COPY t FROM stdin", .data = "1\tit's; \\N\n\\\\.\n $$ /* -- \" (\n", .kind = STATEMENT_COPY_FROM_STDIN},
	{.text = "COPY t (a, b) FROM STDIN WITH (FORMAT csv)", .data = "", .kind = STATEMENT_COPY_FROM_STDIN},
	{.text = "copy\n\tt from stdin", .data = "\303\244\n\n \\.\n\\.x\n", .kind = STATEMENT_COPY_FROM_STDIN},
	{.text = "COPY t TO STDOUT"},
	{.text = "\\restrict don't", .kind = STATEMENT_PSQL_PASSED_OVER},
	{.text = "\\unrestrict don't", .kind = STATEMENT_PSQL_PASSED_OVER},
	{.text = "\\echo it's (a $$ \"test", .kind = STATEMENT_PSQL_PASSED_OVER},
	{.text = "\\x", .kind = STATEMENT_PSQL_PASSED_OVER},
	{.text = "\\!", .kind = STATEMENT_PSQL_COMMAND},
};

/* what may stand between statements */
static const char *const gaps[] = {
	"", " ", "\n", "\n\n", "\t \n", "-- it's; a (comment\n", "/* it's; /* $$ */ \" */", "\n-- \303\244\n\n", ";", "; ;\n"
};

/*
 * One random script; picked[] gets the pieces, starts[] where their text begins.
 */
static char *
build_script(pg_prng_state *prng, const Piece **picked, size_t *starts, int npieces, bool crlf)
{
	StringInfoData script;

	initStringInfo(&script);
	for (int i = 0; i < npieces; i++)
	{
		const Piece *piece = &pieces[pg_prng_uint64_range(prng, 0, lengthof(pieces) - 1)];

		for (int gap = pg_prng_uint64_range(prng, 0, 3); gap > 0; gap--)
			appendStringInfoString(&script, gaps[pg_prng_uint64_range(prng, 0, lengthof(gaps) - 1)]);

		picked[i] = piece;
		starts[i] = script.len;
		appendStringInfoString(&script, piece->text);
		if (piece->text[0] == '\\')
			appendStringInfoString(&script, crlf ? "\r\n" : "\n");
		else if (piece->data)
			appendStringInfo(&script, " ; -- don't\n%s\\.%s\n", piece->data, crlf ? "\r" : "");
		else if (i < npieces - 1 || pg_prng_bool(prng))
			appendStringInfoString(&script, pg_prng_bool(prng) ? ";" : " /* ; */;");
	}
	return script.data;
}

static int
line_at(const char *script, size_t offset)
{
	int			line = 1;

	for (size_t i = 0; i < offset; i++)
		line += script[i] == '\n';
	return line;
}

static bool
is_piece(const char *script, const ScriptStatement *statement, const Piece *piece, size_t start)
{
	return statement->kind == piece->kind &&
		statement->start == start &&
		statement->line == line_at(script, start) &&
		statement->length == strlen(piece->text) &&
		statement->data_length == (piece->data ? strlen(piece->data) : 0) &&
		(!piece->data || strncmp(script + statement->data_start, piece->data, strlen(piece->data)) == 0);
}

static void
check_random_script(pg_prng_state *prng, int round, uint64 seed)
{
	const Piece *picked[40];
	size_t		starts[40];
	int			npieces = pg_prng_uint64_range(prng, 0, lengthof(picked) - 1);
	char	   *script = build_script(prng, picked, starts, npieces, pg_prng_bool(prng));
	ParsedScript *parsed = parse_script(script, NULL);

	/* nothing is read behind a psql command */
	for (int i = 0; i < npieces; i++)
		if (picked[i]->kind == STATEMENT_PSQL_COMMAND)
			npieces = i + 1;

	if (parsed->nstatements != npieces)
		elog(ERROR, "seed " UINT64_FORMAT ", round %d: %d statements instead of %d in: %s",
			 seed, round, parsed->nstatements, npieces, script);
	for (int i = 0; i < npieces; i++)
		if (parsed->statements[i].number != i + 1 || !is_piece(script, &parsed->statements[i], picked[i], starts[i]))
			elog(ERROR, "seed " UINT64_FORMAT ", round %d: statement %d is not \"%s\" in: %s",
				 seed, round, i + 1, picked[i]->text, script);
	if (parse_is_blank(script) != (npieces == 0))
		elog(ERROR, "seed " UINT64_FORMAT ", round %d: blank or not? %s", seed, round, script);
	if (!parse_same_tokens(script, psprintf("-- said twice\n%s", script)))
		elog(ERROR, "seed " UINT64_FORMAT ", round %d: not the same behind a comment: %s", seed, round, script);
}

/*
 * (seed, rounds): random scripts must be split into the pieces they were made of.  A NULL seed is a new one each time.
 */
Datum
parse_unit_random(PG_FUNCTION_ARGS)
{
	uint64		seed = PG_ARGISNULL(0) ? (uint64) GetCurrentTimestamp() : (uint64) PG_GETARG_INT64(0);
	int			rounds = PG_GETARG_INT32(1);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "random", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	pg_prng_state prng;

	pg_prng_seed(&prng, seed);
	for (int round = 1; round <= rounds; round++)
	{
		CHECK_FOR_INTERRUPTS();
		check_random_script(&prng, round, seed);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	PG_RETURN_TEXT_P(cstring_to_text("as built"));
}
