/*
 * facts.c
 *	  The schema as the revisions left it, kept from the first change that comes past them until a revision holds it.
 *
 * A row is an object with its parts; the row of the empty identity, written first, is what the snapshot says of itself.
 * Facts are of the database, not of a project: what was changed by hand was changed for all of them.  A scope's are those of its
 * schema; those of the whole database leave the schemas out that are scopes.  One row more, the mark, says that there are facts of
 * every scope that there is.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/snapmgr.h"

#include "server/export.h"
#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

#define HEADER ""
#define MAX_IDENTITY 1000		/* bytes; an entry of an index has room for 2,700 */

#define MARK "*"

static KeptQuery insert_header = {
	"INSERT INTO migrate.facts (scope, identity, facts) VALUES ($1, $2, $3) ON CONFLICT (scope, identity) DO NOTHING", 3, {TEXTOID, TEXTOID, JSONBOID}, KEPT_LOOKUP
};
static KeptQuery put_facts = {
	"INSERT INTO migrate.facts AS f (scope, identity, facts) SELECT u.scope, u.identity, u.facts"
	" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3)) AS u (scope, identity, facts)"
	" ON CONFLICT (scope, identity) DO UPDATE SET facts = EXCLUDED.facts WHERE f.facts OPERATOR(pg_catalog.<>) EXCLUDED.facts",
	3, {TEXTARRAYOID, TEXTARRAYOID, JSONBARRAYOID}, KEPT_LOOKUP
};
static KeptQuery delete_others = {
	"DELETE FROM migrate.facts f WHERE f.scope = $1 AND f.identity <> ALL ('{\"" HEADER "\"," MARK "}')"
	" AND NOT EXISTS (SELECT FROM pg_catalog.unnest($2) u (identity) WHERE u.identity = f.identity)",
	2, {TEXTOID, TEXTARRAYOID}, KEPT_SET
};
static KeptQuery delete_all = {"DELETE FROM migrate.facts WHERE scope = $1", 1, {TEXTOID}, KEPT_LOOKUP};
static KeptQuery delete_mark = {"DELETE FROM migrate.facts WHERE scope = '' AND identity = '" MARK "'", 0, {0}, KEPT_LOOKUP};
static KeptQuery select_all = {
	"SELECT identity, facts FROM migrate.facts WHERE scope = $1 AND identity <> '" MARK "'", 1, {TEXTOID}, KEPT_SET
};

/* the scopes of all projects in which something has been done; by leaps over the index, for a journal is long */
#define SCOPES \
	"WITH RECURSIVE s AS ((SELECT project, scope FROM migrate.journal ORDER BY project, scope LIMIT 1) UNION ALL" \
	" SELECT n.project, n.scope FROM s CROSS JOIN LATERAL (SELECT j.project, j.scope FROM migrate.journal j" \
	"   WHERE (j.project, j.scope) OPERATOR(pg_catalog.>) (s.project, s.scope) ORDER BY j.project, j.scope LIMIT 1) n)"

static KeptQuery select_scopes = {SCOPES " SELECT DISTINCT scope FROM s WHERE scope <> '' ORDER BY 1", 0, {0}, KEPT_LOOKUP};
static KeptQuery select_unnoted = {
	SCOPES " SELECT k.scope FROM (SELECT scope FROM s UNION SELECT '') k WHERE NOT EXISTS (SELECT FROM migrate.facts f"
	" WHERE f.scope = k.scope AND f.identity = '" HEADER "') ORDER BY 1",
	0, {0}, KEPT_LOOKUP
};

static bool
has_row(const char *scope, const char *identity)
{
	const ScanKeyValue keys[] = {{FACTS_SCOPE, scope}, {FACTS_IDENTITY, identity}};
	SnapshotData dirty;

	InitDirtySnapshot(dirty);
	return store_has_row_in("facts", "facts_pkey", keys, lengthof(keys), &dirty) && !TransactionIdIsValid(dirty.xmax);
}

/*
 * Are there facts of the session's scope, be it in a transaction that is under way?  Those that another transaction is about to
 * delete don't count.
 */
bool
store_facts_noted(void)
{
	return has_row(parameter_scope, HEADER);
}

/* Are there facts of every scope?  A look into an index: this is asked before every DDL. */
bool
store_all_facts_noted(void)
{
	return has_row("", MARK);
}

static bool
insert_if_missing(const char *scope, const char *identity, Datum facts)
{
	Datum		values[3] = {CStringGetTextDatum(scope), CStringGetTextDatum(identity), facts};

	return bookkeeping_execute(&insert_header, values, NULL, SPI_OK_INSERT) > 0;
}

/* Write what the facts of a scope have in common; false where there are facts, maybe after waiting for who is about to delete them. */
bool
store_begin_facts(const char *scope, Datum header)
{
	return insert_if_missing(scope, HEADER, header);
}

/* Say that there are facts of every scope, which are about to be written; false where it is said, after the same wait. */
bool
store_mark_facts(Datum header)
{
	return insert_if_missing("", MARK, header);
}

/* A scope is without facts from now on. */
void
store_unmark_facts(void)
{
	bookkeeping_execute(&delete_mark, NULL, NULL, SPI_OK_DELETE);
}

/* The first column of what a query gives, in the scope's caller context. */
char	  **
store_select_texts(Bookkeeping *scope, KeptQuery *query, Datum *values, const char *nulls, int *n)
{
	MemoryContext outer;
	char	  **texts;

	*n = (int) bookkeeping_execute(query, values, nulls, SPI_OK_SELECT);
	outer = MemoryContextSwitchTo(scope->caller);
	texts = palloc(sizeof(char *) * (*n + 1));
	for (int i = 0; i < *n; i++)
		texts[i] = row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
	MemoryContextSwitchTo(outer);
	return texts;
}

/* The schemas that have been a scope of some project, in the scope's caller context. */
char	  **
store_scopes(Bookkeeping *scope, int *n)
{
	return store_select_texts(scope, &select_scopes, NULL, NULL, n);
}

/* The scopes without facts; the whole database may be one. */
char	  **
store_scopes_without_facts(Bookkeeping *scope, int *n)
{
	return store_select_texts(scope, &select_unnoted, NULL, NULL, n);
}

/* As much of an identity as an index can hold, and still unlike any other. */
static Datum
key_of(Datum identity)
{
	text	   *value = DatumGetTextPP(identity);
	int			length = VARSIZE_ANY_EXHDR(value);

	if (length <= MAX_IDENTITY)
		return identity;
	length = pg_mbcliplen(VARDATA_ANY(value), length, MAX_IDENTITY);
	return CStringGetTextDatum(psprintf("%s %s", pnstrdup(VARDATA_ANY(value), length),
										TextDatumGetCString(DirectFunctionCall1(md5_text, identity))));
}

static Datum
keys_of(Datum *identities, int n)
{
	Datum	   *keys = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		keys[i] = key_of(identities[i]);
	return PointerGetDatum(construct_array(keys, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Write objects, text their scopes and identities and jsonb their facts; those that are there as they are cost no write. */
void
store_put_facts(Datum *scopes, Datum *identities, Datum *facts, int n)
{
	Datum		values[3] = {
		PointerGetDatum(construct_array(scopes, n, TEXTOID, -1, false, TYPALIGN_INT)), keys_of(identities, n),
		PointerGetDatum(construct_array(facts, n, JSONBOID, -1, false, TYPALIGN_INT))
	};

	bookkeeping_execute(&put_facts, values, NULL, SPI_OK_INSERT);
}

/* Delete all objects of the session's scope but these. */
void
store_delete_other_facts(Datum *identities, int n)
{
	Datum		values[2] = {scope_datum(), keys_of(identities, n)};

	bookkeeping_execute(&delete_others, values, NULL, SPI_OK_DELETE);
}

/* Those of the session's scope. */
void
store_delete_facts(void)
{
	Datum		values[1] = {scope_datum()};

	store_unmark_facts();
	bookkeeping_execute(&delete_all, values, NULL, SPI_OK_DELETE);
}

/* All facts of the session's scope, in the scope's caller context. */
bool
store_read_facts(Bookkeeping *scope, Datum *header, Datum **facts, int *n)
{
	Datum		values[1] = {scope_datum()};
	uint64		nrows = bookkeeping_execute(&select_all, values, NULL, SPI_OK_SELECT);
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	bool		found = false;

	*n = 0;
	*facts = palloc(sizeof(Datum) * Max(nrows, 1));
	for (uint64 i = 0; i < nrows; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		bool		isnull;
		bool		is_header = *row_text(row, SPI_tuptable->tupdesc, 1) == '\0';
		Datum		value = row_datum(row, SPI_tuptable->tupdesc, 2, &isnull);

		value = PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
		if (is_header)
			*header = value;
		else
			(*facts)[(*n)++] = value;
		found |= is_header;
	}
	MemoryContextSwitchTo(outer);
	SPI_freetuptable(SPI_tuptable);
	return found;
}
