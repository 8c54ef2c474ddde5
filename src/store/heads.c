/*
 * heads.c
 *	  What the graph need not be loaded for: heads, and whether they are applied.
 *
 * A head that is applied has everything below it applied, so upgrade() with nothing to do costs one index scan,
 * however many revisions there are.  That is the call that applications make at start.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "server/export.h"
#include "store/store.h"

static KeptQuery select_heads = {
	"SELECT r.revision_id, r.message, EXISTS (SELECT FROM migrate.applied_revisions a"
	" WHERE a.project = r.project AND a.scope = $2 AND a.revision_id = r.revision_id)"
	" FROM migrate.revisions r WHERE r.project = $1 AND r.is_head ORDER BY r.ordinal",
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery count_applied = {
	"SELECT pg_catalog.count(*) FROM migrate.applied_revisions a WHERE a.project = $1 AND a.scope = $2 AND a.revision_id = ANY ($3)",
	3, {TEXTOID, TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};

/* The heads in the order in which they were written; palloc'd in the scope's caller context. */
StoreHead *
store_read_heads(Bookkeeping *scope, int *nheads)
{
	Datum		values[2] = {project_datum(), scope_datum()};
	MemoryContext outer;
	StoreHead  *heads;

	*nheads = bookkeeping_execute(&select_heads, values, NULL, SPI_OK_SELECT);
	outer = MemoryContextSwitchTo(scope->caller);
	heads = palloc(sizeof(StoreHead) * (*nheads + 1));
	for (int i = 0; i < *nheads; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		bool		isnull;

		heads[i].revision_id = row_text(row, desc, 1);
		heads[i].message = row_text(row, desc, 2);
		heads[i].applied = DatumGetBool(row_datum(row, desc, 3, &isnull));
	}
	MemoryContextSwitchTo(outer);
	return heads;
}

/* Are all of these distinct ids applied here? */
bool
store_all_applied(char *const *revision_ids, int n)
{
	Datum		values[3] = {project_datum(), scope_datum(), texts_datum(revision_ids, n)};
	bool		isnull;

	bookkeeping_execute(&count_applied, values, NULL, SPI_OK_SELECT);
	return DatumGetInt64(row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull)) == n;
}
