/*
 * constraint.c
 *	  Deferred constraints are checked where a step ends, so that an error names its revision.
 *
 * SET CONSTRAINTS ALL would change what later steps' constraints do, for the rest of the transaction, and cannot be
 * taken back.  So every deferrable constraint is named: made immediate, which fires what is pending, and then put back
 * to what it was declared as.  Only tables with pending events are touched.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/pg_constraint.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "run/internal.h"

typedef struct DeferrableConstraint
{
	char	   *schema;
	char	   *name;
	Oid			relation;
	Oid			referenced;		/* foreign keys: the other side's events are theirs too */
	bool		initially_deferred;
} DeferrableConstraint;

/* All deferrable constraints of tables, as the catalog has them now; palloc'd. */
List *
constraints_read_deferrable(void)
{
	Relation	catalog = table_open(ConstraintRelationId, AccessShareLock);
	List	   *result = NIL;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_constraint_condeferrable, BTEqualStrategyNumber, F_BOOLEQ, BoolGetDatum(true));
	scan = systable_beginscan(catalog, InvalidOid, false, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_constraint form = (Form_pg_constraint) GETSTRUCT(tuple);
		DeferrableConstraint *constraint = palloc(sizeof(DeferrableConstraint));

		constraint->schema = get_namespace_name(form->connamespace);
		constraint->name = pstrdup(NameStr(form->conname));
		constraint->relation = form->conrelid;
		constraint->referenced = form->confrelid;
		constraint->initially_deferred = form->condeferred;
		result = lappend(result, constraint);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return result;
}

static bool
has_events(const DeferrableConstraint *constraint)
{
	return AfterTriggerPendingOnRel(constraint->relation) ||
		(OidIsValid(constraint->referenced) && AfterTriggerPendingOnRel(constraint->referenced));
}

bool
constraints_have_events(List *deferrable)
{
	ListCell   *cell;

	foreach(cell, deferrable)
		if (has_events(lfirst(cell)))
			return true;
	return false;
}

static void
set_constraints(List *names, bool deferred)
{
	ConstraintsSetStmt *statement = makeNode(ConstraintsSetStmt);

	if (names == NIL)
		return;
	statement->constraints = names;
	statement->deferred = deferred;
	AfterTriggerSetState(statement);
}

/* Fire what is pending and put the constraints back to how they were declared. */
void
constraints_check(void)
{
	List	   *pending = NIL;
	List	   *deferred = NIL;
	ListCell   *cell;

	foreach(cell, constraints_read_deferrable())
	{
		DeferrableConstraint *constraint = lfirst(cell);
		RangeVar   *name;

		if (!has_events(constraint))
			continue;
		name = makeRangeVar(constraint->schema, constraint->name, -1);
		pending = lappend(pending, name);
		if (constraint->initially_deferred)
			deferred = lappend(deferred, name);
	}
	if (pending == NIL)
		return;
	PushActiveSnapshot(GetTransactionSnapshot());
	set_constraints(pending, false);
	set_constraints(deferred, true);
	PopActiveSnapshot();
}
