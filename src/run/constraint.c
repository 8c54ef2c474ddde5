/*
 * constraint.c
 *	  Deferred constraints are checked where a step ends, so that an error names its revision.
 *
 * SET CONSTRAINTS ALL would change what later steps' constraints do, for the rest of the transaction, and cannot be
 * taken back.  So every deferrable constraint is named: made immediate, which fires what is pending, and then put back
 * to what it was declared as.  Only tables with pending events are touched, unless the script has set constraints
 * itself; a script's ALL IMMEDIATE is carried out by names for the same reason.
 *
 * Names of constraints are unique by table only.  One that stands for differently declared constraints cannot be put
 * back, so it is left alone: the commit checks it.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_constraint.h"
#include "commands/trigger.h"
#include "nodes/makefuncs.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "run/internal.h"
#include "server/compat.h"

typedef struct DeferrableConstraint
{
	Oid			schema_id;
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

		constraint->schema_id = form->connamespace;
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

/* Can the current user say this name to SET CONSTRAINTS */
static bool
can_be_named(const DeferrableConstraint *constraint)
{
	return !isOtherTempNamespace(constraint->schema_id) && may_use_schema(constraint->schema_id);
}

/* Does the name stand for constraints that are declared in different ways */
static bool
is_ambiguous(const DeferrableConstraint *constraint)
{
	Relation	catalog = table_open(ConstraintRelationId, AccessShareLock);
	bool		differs = false;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&keys[0], Anum_pg_constraint_conname, BTEqualStrategyNumber, F_NAMEEQ, CStringGetDatum(constraint->name));
	ScanKeyInit(&keys[1], Anum_pg_constraint_connamespace, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(constraint->schema_id));
	scan = systable_beginscan(catalog, ConstraintNameNspIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_constraint form = (Form_pg_constraint) GETSTRUCT(tuple);

		differs |= !form->condeferrable || form->condeferred != constraint->initially_deferred;
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return differs;
}

static RangeVar *
name_of(const DeferrableConstraint *constraint)
{
	return makeRangeVar(constraint->schema, constraint->name, -1);
}

/* SET CONSTRAINTS in a script. */
void
constraints_set(ConstraintsSetStmt *statement)
{
	ListCell   *cell;

	if (statement->constraints == NIL && !statement->deferred)
	{
		foreach(cell, constraints_read_deferrable())
			if (can_be_named(lfirst(cell)))
				statement->constraints = lappend(statement->constraints, name_of(lfirst(cell)));
		if (statement->constraints == NIL)
			return;
	}
	PushActiveSnapshot(GetTransactionSnapshot());
	AfterTriggerSetState(statement);
	PopActiveSnapshot();
}

/* Fire what is pending and put the constraints back to how they were declared; were_set: the script has set some. */
void
constraints_check(bool were_set)
{
	List	   *immediate = NIL;
	List	   *deferred = NIL;
	ListCell   *cell;

	foreach(cell, constraints_read_deferrable())
	{
		DeferrableConstraint *constraint = lfirst(cell);
		bool		pending = has_events(constraint);

		if ((!pending && !were_set) || !can_be_named(constraint) || is_ambiguous(constraint))
			continue;
		if (pending || !constraint->initially_deferred)
			immediate = lappend(immediate, name_of(constraint));
		if (constraint->initially_deferred)
			deferred = lappend(deferred, name_of(constraint));
	}
	PushActiveSnapshot(GetTransactionSnapshot());
	set_constraints(immediate, false);
	set_constraints(deferred, true);
	PopActiveSnapshot();
}
