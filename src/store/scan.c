/*
 * scan.c
 *	  Our tables read as catalogs are: by an index, without a query.
 *
 * For what is read whole, where the executor's and SPI's way of a row costs several times what the row does; for what
 * the first call of a connection asks, where a plan costs more than all the rest; and for what is asked once a file of an
 * import, where the plan for an empty table can take the wrong index, which is a table's length a file when it is full.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "server/bookkeeping.h"
#include "store/internal.h"

#define MAX_KEYS 3
#define MAX_COLUMNS 64

static Oid
relation_named(const char *name)
{
	return get_relname_relid(name, get_namespace_oid("migrate", false));
}

/* About how many rows migrate.<table> has, to begin hash tables with: half a kilobyte each, and not beyond reason. */
int
store_estimate_rows(const char *table)
{
	Relation	relation = table_open(relation_named(table), AccessShareLock);
	BlockNumber blocks = RelationGetNumberOfBlocks(relation);

	table_close(relation, NoLock);
	return Min(blocks, 6400) * 16;
}

static void
init_keys(ScanKeyData *scan_keys, const ScanKeyValue *keys, int nkeys)
{
	for (int i = 0; i < nkeys; i++)
		ScanKeyInit(&scan_keys[i], keys[i].column + 1, BTEqualStrategyNumber, F_TEXTEQ, CStringGetTextDatum(keys[i].value));
}

/*
 * Call visit for every row of migrate.<table> that has the given values, in the order of the index, which has all of
 * these columns.  Sees what a query of the bookkeeping scope would see.
 */
void
store_scan(const char *table, const char *index, const ScanKeyValue *keys, int nkeys, RowVisitor visit, void *argument)
{
	Relation	relation = table_open(relation_named(table), AccessShareLock);
	Snapshot	snapshot = bookkeeping_register_snapshot();
	ScanKeyData scan_keys[MAX_KEYS];
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];
	ScannedRow	row = {values, nulls, NULL, RelationGetDescr(relation)};
	SysScanDesc scan;

	Assert(nkeys <= MAX_KEYS);
	if (RelationGetNumberOfAttributes(relation) > MAX_COLUMNS)
		elog(ERROR, "table migrate.%s has too many columns", table);
	init_keys(scan_keys, keys, nkeys);
	scan = systable_beginscan(relation, relation_named(index), true, snapshot, nkeys, scan_keys);
	while (HeapTupleIsValid(row.tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		heap_deform_tuple(row.tuple, row.desc, values, nulls);
		visit(&row, argument);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(relation, NoLock);
}

/* Is there a row of these values in the eyes of a snapshot?  The index has all of these columns. */
bool
store_has_row_in(const char *table, const char *index, const ScanKeyValue *keys, int nkeys, Snapshot snapshot)
{
	Relation	relation = table_open(relation_named(table), AccessShareLock);
	ScanKeyData scan_keys[MAX_KEYS];
	SysScanDesc scan;
	bool		found;

	Assert(nkeys <= MAX_KEYS);
	init_keys(scan_keys, keys, nkeys);
	scan = systable_beginscan(relation, relation_named(index), true, snapshot, nkeys, scan_keys);
	found = HeapTupleIsValid(systable_getnext(scan));
	systable_endscan(scan);
	/* asked before every DDL, in transactions that are not ours: as with a catalog, the lock is for the look alone */
	table_close(relation, AccessShareLock);
	return found;
}

bool
store_has_row(const char *table, const char *index, const ScanKeyValue *keys, int nkeys)
{
	Snapshot	snapshot = bookkeeping_register_snapshot();
	bool		found = store_has_row_in(table, index, keys, nkeys, snapshot);

	UnregisterSnapshot(snapshot);
	return found;
}
