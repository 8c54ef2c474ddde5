/*
 * scan.c
 *	  Our tables read as catalogs are: by an index, without a query.
 *
 * For what is read whole, where the executor's and SPI's way of a row costs several times what the row does, and for
 * what the first call of a connection asks, where a plan costs more than all the rest.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "server/bookkeeping.h"
#include "store/internal.h"

#define MAX_KEYS 3

static Oid
relation_named(const char *name)
{
	return get_relname_relid(name, get_namespace_oid("migrate", false));
}

/*
 * Call visit for every row of migrate.<table> whose leading columns have the given values, in the order of the index,
 * which begins with the same columns.  Sees what a query of the bookkeeping scope would see.
 */
void
store_scan(const char *table, const char *index, const char *const *keys, int nkeys, RowVisitor visit, void *argument)
{
	Relation	relation = table_open(relation_named(table), AccessShareLock);
	Snapshot	snapshot = bookkeeping_register_snapshot();
	ScanKeyData scan_keys[MAX_KEYS];
	SysScanDesc scan;
	HeapTuple	row;

	Assert(nkeys <= MAX_KEYS);
	for (int i = 0; i < nkeys; i++)
		ScanKeyInit(&scan_keys[i], i + 1, BTEqualStrategyNumber, F_TEXTEQ, CStringGetTextDatum(keys[i]));
	scan = systable_beginscan(relation, relation_named(index), true, snapshot, nkeys, scan_keys);
	while (HeapTupleIsValid(row = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		visit(row, RelationGetDescr(relation), argument);
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(relation, NoLock);
}
