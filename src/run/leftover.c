/*
 * leftover.c
 *	  What a script leaves in the session ends with its step: temporary objects, prepared statements, cursors.
 *
 * Only what the script made: what the caller had before stays.  Settings are not here, a GUC level undoes them; LISTEN
 * is passed over by the runner, since it would only begin at commit.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_namespace.h"
#include "commands/prepare.h"
#include "utils/fmgroids.h"
#include "utils/memutils.h"
#include "utils/portal.h"
#include "utils/rel.h"

#include "run/internal.h"

static KeptQuery select_prepared = {"SELECT name FROM pg_catalog.pg_prepared_statements", 0, {0}, KEPT_LOOKUP};
static KeptQuery select_cursors = {"SELECT name FROM pg_catalog.pg_cursors", 0, {0}, KEPT_LOOKUP};

/* Names that the step's script has given to prepared statements: no abort takes these away.  In TopTransactionContext. */
static List *prepared_by_script = NIL;

static List *
read_names(KeptQuery *query)
{
	List	   *names = NIL;
	Bookkeeping scope;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	bookkeeping_execute(query, NULL, NULL, SPI_OK_SELECT);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		MemoryContext outer = MemoryContextSwitchTo(scope.caller);

		names = lappend(names, row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
		MemoryContextSwitchTo(outer);
	}
	bookkeeping_end(&scope);
	return names;
}

static bool
has_name(List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	return false;
}

static bool
has_object(List *objects, const ObjectAddress *object)
{
	ListCell   *cell;

	foreach(cell, objects)
	{
		ObjectAddress *other = lfirst(cell);

		if (other->classId == object->classId && other->objectId == object->objectId)
			return true;
	}
	return false;
}

/* What lies in the session's temporary schema: all that depends on the schema. */
static List *
read_temporary(void)
{
	List	   *objects = NIL;
	Oid			schema;
	Oid			toast_schema;
	Relation	catalog;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	GetTempNamespaceState(&schema, &toast_schema);
	if (!OidIsValid(schema))
		return NIL;
	catalog = table_open(DependRelationId, AccessShareLock);
	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(NamespaceRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(schema));
	scan = systable_beginscan(catalog, DependReferenceIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);
		ObjectAddress *object = palloc(sizeof(ObjectAddress));

		ObjectAddressSubSet(*object, form->classid, form->objid, form->objsubid);
		objects = lappend(objects, object);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return objects;
}

/*
 * Note what is there before a script runs.  only_ddl: its statements only change catalogs, so that names of prepared
 * statements and cursors need not be read.
 */
void
leftovers_note(Leftovers *before, bool only_ddl)
{
	memset(before, 0, sizeof(*before));
	before->temporary = read_temporary();
	if (only_ddl)
		return;
	before->watched = true;
	before->prepared = read_names(&select_prepared);
	before->cursors = read_names(&select_cursors);
}

static void
drop_temporary(List *before)
{
	ObjectAddresses *added = new_object_addresses();
	bool		any = false;
	ListCell   *cell;

	foreach(cell, read_temporary())
	{
		ObjectAddress *object = lfirst(cell);

		if (has_object(before, object))
			continue;
		add_exact_object_address(object, added);
		any = true;
	}
	if (any)
	{
		performMultipleDeletions(added, DROP_CASCADE, PERFORM_DELETION_INTERNAL | PERFORM_DELETION_QUIETLY);
		CommandCounterIncrement();
	}
	free_object_addresses(added);
}

/* A statement of a script is about to be prepared under this name. */
void
leftovers_note_prepare(const char *name)
{
	MemoryContext outer;

	if (FetchPreparedStatement(name, false) != NULL)
		return;
	outer = MemoryContextSwitchTo(TopTransactionContext);
	prepared_by_script = lappend(prepared_by_script, pstrdup(name));
	MemoryContextSwitchTo(outer);
}

/* After an error: what the abort of the (sub)transaction leaves.  No catalog is read. */
void
leftovers_clear_after_error(void)
{
	ListCell   *cell;

	foreach(cell, prepared_by_script)
		DropPreparedStatement(lfirst(cell), false);
	prepared_by_script = NIL;
}

void
leftovers_clear(const Leftovers *before)
{
	ListCell   *cell;

	prepared_by_script = NIL;

	if (MyXactFlags & XACT_FLAGS_ACCESSEDTEMPNAMESPACE)
		drop_temporary(before->temporary);
	if (!before->watched)
		return;
	foreach(cell, read_names(&select_prepared))
		if (!has_name(before->prepared, lfirst(cell)))
			DropPreparedStatement(lfirst(cell), false);
	foreach(cell, read_names(&select_cursors))
	{
		Portal		portal = GetPortalByName(lfirst(cell));

		if (!has_name(before->cursors, lfirst(cell)) && PortalIsValid(portal))
			PortalDrop(portal, false);
	}
}
