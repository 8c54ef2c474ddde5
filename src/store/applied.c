/*
 * applied.c
 *	  When and by whom revisions were applied here; what those follow that are applied anywhere.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/timestamp.h"

#include "store/internal.h"
#include "store/store.h"

#define SELECT_APPLIED \
	"SELECT a.revision_id, a.applied_at, a.applied_by::pg_catalog.text, j.duration FROM migrate.applied_revisions a" \
	" LEFT JOIN migrate.journal j ON j.journal_id = a.journal_id WHERE a.project = $1 AND a.scope = $2"

static KeptQuery select_one = {SELECT_APPLIED " AND a.revision_id = $3", 3, {TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP};
static KeptQuery select_all = {SELECT_APPLIED, 2, {TEXTOID, TEXTOID}, KEPT_SET};

static KeptQuery select_parents = {
	"SELECT a.revision_id, ARRAY(SELECT p.parent_id FROM migrate.revision_parents p WHERE p.project = $1 AND p.revision_id = a.revision_id ORDER BY p.ordinal)"
	" FROM (SELECT DISTINCT revision_id FROM migrate.applied_revisions WHERE project = $1) a",
	1, {TEXTOID}, KEPT_SET
};

typedef struct AppliedEntry
{
	char		revision_id[65];
	StoreApplied applied;
} AppliedEntry;

struct AppliedTable
{
	HTAB	   *entries;
};

static void
read_row(HeapTuple row, TupleDesc desc, StoreApplied *applied)
{
	bool		isnull;
	Datum		duration = row_datum(row, desc, 4, &isnull);

	applied->duration = NULL;
	if (!isnull)
	{
		applied->duration = palloc(sizeof(Interval));
		memcpy(applied->duration, DatumGetIntervalP(duration), sizeof(Interval));
	}
	applied->applied_at = DatumGetTimestampTz(row_datum(row, desc, 2, &isnull));
	applied->applied_by = row_text(row, desc, 3);
}

/* Fill *applied, in the scope's caller context; false where the revision is not applied. */
bool
store_read_applied(Bookkeeping *scope, const char *revision_id, StoreApplied *applied)
{
	Datum		values[3] = {project_datum(), scope_datum(), CStringGetTextDatum(revision_id)};
	MemoryContext outer;

	if (bookkeeping_execute(&select_one, values, NULL, SPI_OK_SELECT) == 0)
		return false;
	outer = MemoryContextSwitchTo(scope->caller);
	read_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, applied);
	MemoryContextSwitchTo(outer);
	return true;
}

/* All of them, in one query; in the scope's caller context. */
AppliedTable *
store_read_all_applied(Bookkeeping *scope)
{
	Datum		values[2] = {project_datum(), scope_datum()};
	uint64		nrows = bookkeeping_execute(&select_all, values, NULL, SPI_OK_SELECT);
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	AppliedTable *table = palloc(sizeof(AppliedTable));
	HASHCTL		control = {.keysize = 65, .entrysize = sizeof(AppliedEntry), .hcxt = scope->caller};

	table->entries = hash_create("migrate applied revisions", Max(nrows, 16), &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	for (uint64 i = 0; i < nrows; i++)
	{
		char	   *id = row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
		AppliedEntry *entry = hash_search(table->entries, id, HASH_ENTER, NULL);

		read_row(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, &entry->applied);
		pfree(id);
	}
	MemoryContextSwitchTo(outer);
	return table;
}

const StoreApplied *
applied_table_find(const AppliedTable *table, const char *revision_id)
{
	AppliedEntry *entry = hash_search(table->entries, revision_id, HASH_FIND, NULL);

	return entry == NULL ? NULL : &entry->applied;
}

struct ParentsTable
{
	HTAB	   *entries;
	int			nlisted;
	StoreParents **listed;
};

/*
 * What the revisions follow, as written, that are applied in some scope of the project; in the scope's caller context.
 */
ParentsTable *
store_read_applied_parents(Bookkeeping *scope)
{
	Datum		values[1] = {project_datum()};
	uint64		nrows = bookkeeping_execute(&select_parents, values, NULL, SPI_OK_SELECT);
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	ParentsTable *table = palloc(sizeof(ParentsTable));
	HASHCTL		control = {.keysize = 65, .entrysize = sizeof(StoreParents), .hcxt = scope->caller};

	table->nlisted = (int) nrows;
	table->listed = palloc_extended(sizeof(StoreParents *) * (nrows + 1), MCXT_ALLOC_HUGE);
	table->entries = hash_create("migrate parents of applied", Max(nrows, 16), &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	for (uint64 i = 0; i < nrows; i++)
	{
		char	   *id = row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
		StoreParents *entry = hash_search(table->entries, id, HASH_ENTER, NULL);
		bool		isnull;

		table->listed[i] = entry;
		entry->parents = store_texts_of(row_datum(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2, &isnull), &entry->nparents);
		pfree(id);
	}
	MemoryContextSwitchTo(outer);
	return table;
}

/* All of them, one after the other. */
const StoreParents *
parents_table_at(const ParentsTable *table, int i)
{
	return i < table->nlisted ? table->listed[i] : NULL;
}

/* NULL: it is applied nowhere. */
const StoreParents *
parents_table_find(const ParentsTable *table, const char *revision_id)
{
	return hash_search(table->entries, revision_id, HASH_FIND, NULL);
}
