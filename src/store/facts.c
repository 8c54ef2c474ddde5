/*
 * facts.c
 *	  The schema as the revisions left it, kept from the first change that comes past them until a revision holds it.
 *
 * A row is an object with its parts; the row of the empty identity, written first, is what the snapshot says of itself.
 * Facts are of the database, not of a project: what was changed by hand was changed for all of them.
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
#include "store/internal.h"
#include "store/store.h"

#define HEADER ""
#define MAX_IDENTITY 1000		/* bytes; an entry of an index has room for 2,700 */

static KeptQuery insert_header = {
	"INSERT INTO migrate.facts (identity, facts) VALUES ('" HEADER "', $1) ON CONFLICT (identity) DO NOTHING", 1, {JSONBOID}, KEPT_LOOKUP
};
static KeptQuery put_facts = {
	"INSERT INTO migrate.facts AS f (identity, facts) SELECT u.identity, u.facts"
	" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2)) AS u (identity, facts)"
	" ON CONFLICT (identity) DO UPDATE SET facts = EXCLUDED.facts WHERE f.facts OPERATOR(pg_catalog.<>) EXCLUDED.facts",
	2, {TEXTARRAYOID, JSONBARRAYOID}, KEPT_LOOKUP
};
static KeptQuery delete_others = {
	"DELETE FROM migrate.facts f WHERE f.identity <> '" HEADER "' AND NOT EXISTS (SELECT FROM pg_catalog.unnest($1) u (identity) WHERE u.identity = f.identity)",
	1, {TEXTARRAYOID}, KEPT_SET
};
static KeptQuery delete_all = {"DELETE FROM migrate.facts", 0, {0}, KEPT_LOOKUP};
static KeptQuery select_all = {"SELECT identity, facts FROM migrate.facts", 0, {0}, KEPT_SET};

/*
 * Are there facts, be it in a transaction that is under way?  Those that another transaction is about to delete don't count.
 * A look into an index: this is asked before every DDL.
 */
bool
store_facts_noted(void)
{
	const ScanKeyValue keys[] = {{FACTS_IDENTITY, HEADER}};
	SnapshotData dirty;

	InitDirtySnapshot(dirty);
	return store_has_row_in("facts", "facts_pkey", keys, lengthof(keys), &dirty) && !TransactionIdIsValid(dirty.xmax);
}

/* Write what the facts have in common; false where there are facts, maybe after waiting for who is about to delete them. */
bool
store_begin_facts(Datum header)
{
	return bookkeeping_execute(&insert_header, &header, NULL, SPI_OK_INSERT) > 0;
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

/* Write objects, text their identities and jsonb their facts; those that are there as they are cost no write. */
void
store_put_facts(Datum *identities, Datum *facts, int n)
{
	Datum		values[2] = {keys_of(identities, n), PointerGetDatum(construct_array(facts, n, JSONBOID, -1, false, TYPALIGN_INT))};

	bookkeeping_execute(&put_facts, values, NULL, SPI_OK_INSERT);
}

/* Delete all objects but these. */
void
store_delete_other_facts(Datum *identities, int n)
{
	Datum		values[1] = {keys_of(identities, n)};

	bookkeeping_execute(&delete_others, values, NULL, SPI_OK_DELETE);
}

void
store_delete_facts(void)
{
	bookkeeping_execute(&delete_all, NULL, NULL, SPI_OK_DELETE);
}

/* All facts, in the scope's caller context. */
bool
store_read_facts(Bookkeeping *scope, Datum *header, Datum **facts, int *n)
{
	uint64		nrows = bookkeeping_execute(&select_all, NULL, NULL, SPI_OK_SELECT);
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
