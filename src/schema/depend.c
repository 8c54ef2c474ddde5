/*
 * depend.c
 *	  pg_depend as edges between facts, read in one pass without an index.
 *
 * An object that is no fact (a row type, a rule of a view, a constraint's index) stands for the one that it is an internal
 * part of.  Members of extensions are no facts: what needs them needs the extension.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_trigger.h"
#include "miscadmin.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "schema/kinds/kinds.h"

typedef struct PartEntry
{
	ObjectAddress part;
	ObjectAddress whole;
	bool		member;			/* of an extension */
} PartEntry;

typedef struct HeldEntry
{
	Fact	   *pair[2];
} HeldEntry;

typedef struct Dependencies
{
	SchemaSnapshot *snapshot;
	HTAB	   *parts;			/* objects that stand for another, by address */
	HTAB	   *held;			/* pairs whose edge belongs to a fact of its own, as "partition" */
} Dependencies;

static PartEntry *
find_part(Dependencies *dependencies, Oid class, Oid object)
{
	ObjectAddress address = {class, object, 0};

	return hash_search(dependencies->parts, &address, HASH_FIND, NULL);
}

/* The fact that an object is, or belongs to. */
static Fact *
resolve(Dependencies *dependencies, Oid class, Oid object, int32 sub)
{
	for (int depth = 0; depth < 8; depth++)
	{
		PartEntry  *part = find_part(dependencies, class, object);
		Fact	   *fact = part != NULL && part->member ? NULL : snapshot_at(dependencies->snapshot, class, object, sub);

		if (fact == NULL && sub != 0 && !(part != NULL && part->member))
			fact = snapshot_at(dependencies->snapshot, class, object, 0);
		if (fact != NULL || part == NULL)
			return fact;
		class = part->whole.classId;
		object = part->whole.objectId;
		sub = part->whole.objectSubId;
	}
	return NULL;
}

static void
note_part(Dependencies *dependencies, Form_pg_depend row)
{
	ObjectAddress address = {row->classid, row->objid, 0};
	PartEntry  *entry;
	bool		found;

	if (row->deptype != DEPENDENCY_INTERNAL && row->deptype != DEPENDENCY_EXTENSION)
		return;
	entry = hash_search(dependencies->parts, &address, HASH_ENTER, &found);
	if (found && row->deptype == DEPENDENCY_INTERNAL)
		return;
	entry->whole = (ObjectAddress) {row->refclassid, row->refobjid, row->refobjsubid};
	entry->member = row->deptype == DEPENDENCY_EXTENSION;
}

/* Partition: a trigger goes with the one that it was cloned from. */
static bool
is_automatic(Form_pg_depend row)
{
	return row->deptype == DEPENDENCY_AUTO || row->deptype == DEPENDENCY_INTERNAL ||
		(row->deptype == DEPENDENCY_PARTITION_PRI && row->classid == TriggerRelationId);
}

static void
note_edge(Dependencies *dependencies, Form_pg_depend row)
{
	Fact	   *fact,
			   *needed;
	HeldEntry	key;

	if (row->deptype == DEPENDENCY_EXTENSION || row->deptype == DEPENDENCY_AUTO_EXTENSION)
		return;
	fact = resolve(dependencies, row->classid, row->objid, row->objsubid);
	if (fact == NULL)
		return;
	needed = resolve(dependencies, row->refclassid, row->refobjid, row->refobjsubid);
	if (needed == NULL)
		return;
	key.pair[0] = fact;
	key.pair[1] = needed;
	if (hash_search(dependencies->held, &key, HASH_FIND, NULL) == NULL)
		fact_need(fact, needed, is_automatic(row));
}

static void
scan(Dependencies *dependencies, void (*note) (Dependencies *dependencies, Form_pg_depend row))
{
	Relation	relation = table_open(DependRelationId, AccessShareLock);
	Snapshot	snapshot = RegisterSnapshot(GetActiveSnapshot());
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot, 0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		note(dependencies, (Form_pg_depend) GETSTRUCT(tuple));
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(relation, AccessShareLock);
}

/* What a fact needs by itself is not also needed by what it is a part of. */
static void
note_held(Dependencies *dependencies)
{
	ListCell   *cell,
			   *need;

	foreach(cell, dependencies->snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->of == NULL)
			continue;
		foreach(need, fact->needs)
		{
			HeldEntry	key = {{fact->of, ((FactNeed *) lfirst(need))->fact}};

			hash_search(dependencies->held, &key, HASH_ENTER, NULL);
		}
	}
}

/*
 * A base type and its functions need each other, as do a range type and its canonical function: the functions only need
 * the shell that the type is made of, and go with it.
 */
static void
need_shells(SchemaSnapshot *snapshot)
{
	ListCell   *cell,
			   *need,
			   *back;

	foreach(cell, snapshot->facts)
	{
		Fact	   *type = lfirst(cell);

		if (type->of == NULL || type->of->kind != &kind_shell_type)
			continue;
		foreach(need, type->needs)
			foreach(back, ((FactNeed *) lfirst(need))->fact->needs)
			{
				FactNeed   *of_type = lfirst(back);

				if (of_type->fact != type)
					continue;
				of_type->fact = type->of;
				of_type->automatic = true;
			}
	}
}

/* Primary keys and identities stand on the NOT NULL of their columns: there is no row that says so. */
static void
need_not_nulls(SchemaSnapshot *snapshot)
{
	ListCell   *cell,
			   *need;

	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);
		List	   *columns = fact->kind == &kind_identity ? list_make1(fact->of) : NIL;

		if (constraint_is(fact, "PRIMARY KEY"))
			foreach(need, fact->needs)
				columns = lappend(columns, ((FactNeed *) lfirst(need))->fact);
		foreach(need, columns)
		{
			Fact	   *not_null = snapshot_find(snapshot, &kind_not_null, ((Fact *) lfirst(need))->identity);

			if (not_null != NULL)
				fact_need(fact, not_null, false);
		}
	}
}

static bool
is_member(Fact *fact, void *argument)
{
	PartEntry  *part = find_part(argument, fact->address.classId, fact->address.objectId);

	return part != NULL && part->member;
}

/* Give the facts of a snapshot that has just been read their needs, and take out the members of extensions. */
void
read_dependencies(SchemaSnapshot *snapshot)
{
	HASHCTL		parts = {.keysize = sizeof(ObjectAddress), .entrysize = sizeof(PartEntry), .hcxt = CurrentMemoryContext};
	HASHCTL		held = {.keysize = sizeof(HeldEntry), .entrysize = sizeof(HeldEntry), .hcxt = CurrentMemoryContext};
	Dependencies dependencies = {
		.snapshot = snapshot,
		.parts = hash_create("internal parts", 1024, &parts, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT),
		.held = hash_create("held edges", 64, &held, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT),
	};

	note_held(&dependencies);
	scan(&dependencies, note_part);
	scan(&dependencies, note_edge);
	need_shells(snapshot);
	need_not_nulls(snapshot);
	snapshot_remove(snapshot, is_member, &dependencies);
	hash_destroy(dependencies.parts);
	hash_destroy(dependencies.held);
}
