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
#include "utils/snapmgr.h"

#include "server/export.h"
#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

static KeptQuery count_applied = {
	"SELECT pg_catalog.count(*) FROM migrate.applied_revisions a WHERE a.project = $1 AND a.scope = $2 AND a.revision_id = ANY ($3)",
	3, {TEXTOID, TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};

typedef struct Heads
{
	int			n;
	StoreHead  *heads;
} Heads;

static void
add_head(const ScannedRow *row, void *argument)
{
	Heads	   *heads = argument;
	StoreHead  *head;

	heads->heads = repalloc(heads->heads, sizeof(StoreHead) * (heads->n + 1));
	head = &heads->heads[heads->n++];
	head->revision_id = TextDatumGetCString(row->values[REVISIONS_REVISION_ID]);
	head->message = TextDatumGetCString(row->values[REVISIONS_MESSAGE]);
	head->ordinal = DatumGetInt64(row->values[REVISIONS_ORDINAL]);
}

static int
compare_heads(const void *a, const void *b)
{
	int64		one = ((const StoreHead *) a)->ordinal;
	int64		other = ((const StoreHead *) b)->ordinal;

	return one < other ? -1 : one > other;
}

static bool
is_applied(const char *revision_id)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {APPLIED_SCOPE, parameter_scope}, {APPLIED_REVISION_ID, revision_id}};

	return store_has_row("applied_revisions", "applied_revisions_pkey", keys, lengthof(keys));
}

/* The heads in the order in which they were written; palloc'd in the scope's caller context. */
StoreHead *
store_read_heads(Bookkeeping *scope, int *nheads)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}};
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	Heads		heads = {0, palloc(sizeof(StoreHead))};

	store_scan("revisions", "revisions_heads", keys, lengthof(keys), add_head, &heads);
	for (int i = 0; i < heads.n; i++)
		heads.heads[i].applied = is_applied(heads.heads[i].revision_id);
	qsort(heads.heads, heads.n, sizeof(StoreHead), compare_heads);
	MemoryContextSwitchTo(outer);
	*nheads = heads.n;
	return heads.heads;
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

/* Is anything applied, of whatever project and scope, by a transaction that is over or by this one? */
bool
store_any_applied(void)
{
	return store_has_row_in("applied_revisions", "applied_revisions_pkey", NULL, 0, SnapshotSelf);
}

/* Is any revision of the session's project applied in its scope? */
bool
store_any_applied_here(void)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {APPLIED_SCOPE, parameter_scope}};

	return store_has_row("applied_revisions", "applied_revisions_pkey", keys, lengthof(keys));
}
