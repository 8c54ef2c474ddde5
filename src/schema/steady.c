/*
 * steady.c
 *	  Is what was read of one moment?
 *
 * A query sees the catalogs as they were when the reading began, but the server prints definitions as they are now.  Of what others
 * have dropped meanwhile it prints nothing, or says that it cannot be opened; what they renamed has two names.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "storage/lock.h"
#include "storage/sinval.h"
#include "utils/inval.h"
#include "utils/snapmgr.h"

#include "schema/internal.h"
#include "server/catalogs.h"

/* Rows of a catalog that somebody has touched: a part of a relation of the schemas, or what lies in one itself. */
#define OF_RELATION(catalog, relation) \
	" UNION ALL SELECT p.xmax FROM " catalog " p JOIN pg_class c ON c.oid = p." relation " WHERE p.xmax <> '0' AND c.relnamespace = ANY ($1)"
#define OF_SCHEMA(catalog, schema) \
	" UNION ALL SELECT xmax FROM " catalog " WHERE xmax <> '0' AND " schema " = ANY ($1)"

static const char *const touched =
	"SELECT xmax FROM pg_namespace WHERE xmax <> '0' AND oid = ANY ($1)"
	OF_SCHEMA("pg_class", "relnamespace")
	OF_RELATION("pg_attribute", "attrelid")
	OF_RELATION("pg_attrdef", "adrelid")
	OF_RELATION("pg_index", "indrelid")
	OF_RELATION("pg_trigger", "tgrelid")
	OF_RELATION("pg_rewrite", "ev_class")
	OF_RELATION("pg_policy", "polrelid")
	OF_RELATION("pg_inherits", "inhrelid")
	OF_SCHEMA("pg_constraint", "connamespace")
	OF_SCHEMA("pg_statistic_ext", "stxnamespace")
	OF_SCHEMA("pg_type", "typnamespace")
	OF_SCHEMA("pg_proc", "pronamespace")
	OF_SCHEMA("pg_operator", "oprnamespace")
	OF_SCHEMA("pg_opclass", "opcnamespace")
	OF_SCHEMA("pg_collation", "collnamespace");

/* To be compared with later, before the reading begins. */
uint64
steady_mark(void)
{
	AcceptInvalidationMessages();
	return SharedInvalidMessageCounter;
}

/* Was a row that a snapshot sees replaced or deleted since?  It sees those of transactions that were over by then and failed, too. */
static bool
has_changed_since(Snapshot snapshot, TransactionId xmax)
{
	return TransactionIdFollowsOrEquals(xmax, snapshot->xmin) && TransactionIdPrecedes(xmax, ReadNextTransactionId()) &&
		TransactionIdDidCommit(xmax);
}

/*
 * Have others changed what the active snapshot sees of the schemas (oid[])?  Whoever changes a catalog tells all sessions: only
 * where somebody did are the catalogs looked at.  What is new since is no matter, as the snapshot does not see it.
 */
bool
steady_is_lost(uint64 mark, Datum schemas)
{
	uint64		n;
	bool		isnull;

	if (steady_mark() == mark)
		return false;
	n = catalogs_query(touched, 1, (Oid[]) {OIDARRAYOID}, &schemas);
	for (uint64 i = 0; i < n; i++)
		if (has_changed_since(GetActiveSnapshot(), DatumGetTransactionId(SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull))))
			return true;
	return false;
}

/*
 * Keep others from dropping and altering the tables that the active snapshot sees in the schemas (oid[]), until the transaction ends,
 * as pg_dump does; but wait for nobody.  Returns whether all are held: what somebody is dropping is not, nor what was dropped since,
 * nor that for which the server's locks might not suffice.  Views are left: who drops a table has that before what depends on it.
 */
bool
steady_hold_tables(uint64 mark, Datum schemas)
{
	uint64		most = (uint64) max_locks_per_xact * MaxBackends / 4;
	uint64		n = catalogs_query("SELECT oid FROM pg_class WHERE relkind IN ('r', 'p', 'f') AND relnamespace = ANY ($1)", 1, (Oid[]) {OIDARRAYOID}, &schemas);
	bool		all = n <= most;
	bool		isnull;

	for (uint64 i = 0; i < Min(n, most); i++)
		if (!ConditionalLockRelationOid(DatumGetObjectId(SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull)), AccessShareLock))
			all = false;
	return all && !steady_is_lost(mark, schemas);
}
