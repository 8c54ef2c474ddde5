/*
 * backfill.c
 *	  How far backfills have come: written with each batch, in its transaction, and so exact.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "server/export.h"
#include "store/store.h"

#define KEY "relation = $1 AND clauses_md5 = pg_catalog.md5($2 OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) $3)"

static KeptQuery select_backfill = {
	"SELECT last_key, seen, changed FROM migrate.backfills WHERE " KEY, 3, {TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery put_backfill = {
	"INSERT INTO migrate.backfills AS b (relation, clauses_md5, set_clause, where_clause, last_key, seen, changed, started_by)"
	" VALUES ($1, pg_catalog.md5($2 OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) $3), $2, $3, $4, $5, $6, $7)"
	" ON CONFLICT (relation, clauses_md5) DO UPDATE SET last_key = excluded.last_key, seen = excluded.seen, changed = excluded.changed",
	7, {TEXTOID, TEXTOID, TEXTOID, TEXTARRAYOID, INT8OID, INT8OID, NAMEOID}, KEPT_LOOKUP
};
static KeptQuery delete_backfill = {
	"DELETE FROM migrate.backfills WHERE " KEY, 3, {TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
};

static void
fill_key(Datum *values, const StoreBackfill *backfill)
{
	values[0] = CStringGetTextDatum(backfill->relation);
	values[1] = CStringGetTextDatum(backfill->set_clause);
	values[2] = CStringGetTextDatum(backfill->where_clause);
}

/* Fill in how far it has come, in the scope's caller context. */
void
store_read_backfill(Bookkeeping *scope, StoreBackfill *backfill)
{
	Datum		values[3];
	TupleDesc	desc;
	MemoryContext outer;
	bool		isnull;

	fill_key(values, backfill);
	backfill->last_key = (Datum) 0;
	backfill->seen = backfill->changed = 0;
	if (bookkeeping_execute(&select_backfill, values, NULL, SPI_OK_SELECT) == 0)
		return;
	desc = SPI_tuptable->tupdesc;
	outer = MemoryContextSwitchTo(scope->caller);
	backfill->last_key = datumCopy(row_datum(SPI_tuptable->vals[0], desc, 1, &isnull), false, -1);
	backfill->seen = DatumGetInt64(row_datum(SPI_tuptable->vals[0], desc, 2, &isnull));
	backfill->changed = DatumGetInt64(row_datum(SPI_tuptable->vals[0], desc, 3, &isnull));
	MemoryContextSwitchTo(outer);
}

void
store_write_backfill(Bookkeeping *scope, const StoreBackfill *backfill)
{
	Datum		values[7];

	fill_key(values, backfill);
	values[3] = backfill->last_key;
	values[4] = Int64GetDatum(backfill->seen);
	values[5] = Int64GetDatum(backfill->changed);
	values[6] = role_datum(scope->user);
	bookkeeping_execute(&put_backfill, values, NULL, SPI_OK_INSERT);
}

/* It is at its end. */
void
store_end_backfill(const StoreBackfill *backfill)
{
	Datum		values[3];

	fill_key(values, backfill);
	bookkeeping_execute(&delete_backfill, values, NULL, SPI_OK_DELETE);
}
