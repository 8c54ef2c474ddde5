/*
 * digest.c
 *	  What is stored, as short as a folder is compared with it: one query for all revisions.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "store/store.h"

static KeptQuery select_digests = {
	"SELECT r.revision_id, r.checksum, pg_catalog.concat(r.message, E'\\n', r.transactional::pg_catalog.text, E'\\n',"
	" CASE WHEN r.replaces <> '{}' THEN (SELECT pg_catalog.string_agg(x.id, ',' ORDER BY x.id) FROM pg_catalog.unnest(r.replaces) x (id)) END,"
	" E'\\n', l.labels, CASE WHEN r.variables THEN E'\\nvariables' END)"
	" FROM migrate.revisions r LEFT JOIN (SELECT b.revision_id, pg_catalog.string_agg(b.label, ',' ORDER BY b.label) AS labels"
	"   FROM migrate.labels b WHERE b.project = $1 AND b.kind = 'branch' GROUP BY b.revision_id) l ON l.revision_id = r.revision_id"
	" WHERE r.project = $1",
	1, {TEXTOID}, KEPT_SET
};

struct DigestTable
{
	HTAB	   *entries;
};

/* Digests of all revisions of the project, in the scope's caller context. */
DigestTable *
store_read_digests(Bookkeeping *scope)
{
	Datum		values[1] = {project_datum()};
	uint64		nrows = bookkeeping_execute(&select_digests, values, NULL, SPI_OK_SELECT);
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	DigestTable *table = palloc(sizeof(DigestTable));
	HASHCTL		control = {.keysize = 65, .entrysize = sizeof(StoreDigest), .hcxt = scope->caller};

	table->entries = hash_create("migrate digests", Max(nrows, 16), &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	for (uint64 i = 0; i < nrows; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		char	   *id = row_text(row, SPI_tuptable->tupdesc, 1);
		StoreDigest *digest = hash_search(table->entries, id, HASH_ENTER, NULL);
		bool		isnull;

		checksum_read(row_datum(row, SPI_tuptable->tupdesc, 2, &isnull), digest->checksum);
		digest->header = row_text(row, SPI_tuptable->tupdesc, 3);
		pfree(id);
	}
	MemoryContextSwitchTo(outer);
	SPI_freetuptable(SPI_tuptable);
	return table;
}

StoreDigest *
digest_table_find(const DigestTable *table, const char *revision_id)
{
	return hash_search(table->entries, revision_id, HASH_FIND, NULL);
}
