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
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "schema/kinds/kinds.h"

/* An object, whatever its parts: catalog and oid. */
#define OBJECT_KEY(class, object) (((uint64) (class) << 32) | (object))

typedef struct PartEntry
{
	uint64		key;
	ObjectAddress whole;
	bool		member;			/* of an extension */
	char		status;
} PartEntry;

#define SH_PREFIX parts
#define SH_ELEMENT_TYPE PartEntry
#define SH_KEY_TYPE uint64
#define SH_KEY key
#define SH_HASH_KEY(table, key) hash_combine(murmurhash32((uint32) (key)), (uint32) ((key) >> 32))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct HeldEntry
{
	Fact	   *pair[2];
} HeldEntry;

typedef struct Dependencies
{
	SchemaSnapshot *snapshot;
	parts_hash *parts;			/* objects that stand for another */
	HTAB	   *held;			/* pairs whose edge belongs to a fact of its own, as "partition"; NULL: none */
	int			nrows,
				max_rows;
	FormData_pg_depend *rows;	/* that may be edges */
} Dependencies;

/* The fact that an object is, or belongs to. */
static Fact *
resolve(Dependencies *dependencies, Oid class, Oid object, int32 sub)
{
	for (int depth = 0; depth < 8; depth++)
	{
		PartEntry  *part = parts_lookup(dependencies->parts, OBJECT_KEY(class, object));
		bool		member = part != NULL && part->member;
		Fact	   *fact = member ? NULL : snapshot_at(dependencies->snapshot, class, object, sub);

		if (fact == NULL && sub != 0 && !member)
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
note_part(Dependencies *dependencies, const FormData_pg_depend *row)
{
	PartEntry  *entry;
	bool		found;

	if (row->deptype != DEPENDENCY_INTERNAL && row->deptype != DEPENDENCY_EXTENSION)
		return;
	entry = parts_insert(dependencies->parts, OBJECT_KEY(row->classid, row->objid), &found);
	if (found && row->deptype == DEPENDENCY_INTERNAL)
		return;
	entry->whole = (ObjectAddress) {row->refclassid, row->refobjid, row->refobjsubid};
	entry->member = row->deptype == DEPENDENCY_EXTENSION;
}

static void
keep_row(Dependencies *dependencies, const FormData_pg_depend *row)
{
	if (row->deptype == DEPENDENCY_EXTENSION || row->deptype == DEPENDENCY_AUTO_EXTENSION)
		return;
	if (dependencies->nrows == dependencies->max_rows)
	{
		dependencies->max_rows *= 2;
		dependencies->rows = repalloc_huge(dependencies->rows, dependencies->max_rows * sizeof(FormData_pg_depend));
	}
	dependencies->rows[dependencies->nrows++] = *row;
}

/* Partition: a trigger goes with the one that it was cloned from. */
static bool
is_automatic(const FormData_pg_depend *row)
{
	return row->deptype == DEPENDENCY_AUTO || row->deptype == DEPENDENCY_INTERNAL ||
		(row->deptype == DEPENDENCY_PARTITION_PRI && row->classid == TriggerRelationId);
}

static void
note_edge(Dependencies *dependencies, const FormData_pg_depend *row)
{
	Fact	   *fact = resolve(dependencies, row->classid, row->objid, row->objsubid),
			   *needed;
	HeldEntry	key;

	if (fact == NULL)
		return;
	needed = resolve(dependencies, row->refclassid, row->refobjid, row->refobjsubid);
	if (needed == NULL)
		return;
	key.pair[0] = fact;
	key.pair[1] = needed;
	if (dependencies->held == NULL || hash_search(dependencies->held, &key, HASH_FIND, NULL) == NULL)
		fact_need(fact, needed, is_automatic(row));
}

static void
scan(Dependencies *dependencies)
{
	Relation	relation = table_open(DependRelationId, AccessShareLock);
	Snapshot	snapshot = RegisterSnapshot(GetActiveSnapshot());
	SysScanDesc scan = systable_beginscan(relation, InvalidOid, false, snapshot, 0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		CHECK_FOR_INTERRUPTS();
		note_part(dependencies, (Form_pg_depend) GETSTRUCT(tuple));
		keep_row(dependencies, (Form_pg_depend) GETSTRUCT(tuple));
	}
	systable_endscan(scan);
	UnregisterSnapshot(snapshot);
	table_close(relation, AccessShareLock);
}

/* What a fact needs by itself is not also needed by what it is a part of. */
static void
note_held(Dependencies *dependencies)
{
	HASHCTL		control = {.keysize = sizeof(HeldEntry), .entrysize = sizeof(HeldEntry), .hcxt = CurrentMemoryContext};
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

			if (dependencies->held == NULL)
				dependencies->held = hash_create("held edges", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
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

typedef struct NotNullEntry
{
	Fact	   *column;
	Fact	   *not_null;
} NotNullEntry;

static HTAB *
not_nulls_by_column(SchemaSnapshot *snapshot)
{
	HASHCTL		control = {.keysize = sizeof(Fact *), .entrysize = sizeof(NotNullEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *not_nulls = hash_create("columns with NOT NULL", 1024, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	ListCell   *cell;

	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->kind == &kind_not_null)
			((NotNullEntry *) hash_search(not_nulls, &fact->of, HASH_ENTER, NULL))->not_null = fact;
	}
	return not_nulls;
}

/* Primary keys and identities stand on the NOT NULL of their columns: there is no row that says so. */
static void
need_not_nulls(SchemaSnapshot *snapshot)
{
	HTAB	   *not_nulls = not_nulls_by_column(snapshot);
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
			NotNullEntry *entry = hash_search(not_nulls, &lfirst(need), HASH_FIND, NULL);

			if (entry != NULL)
				fact_need(fact, entry->not_null, false);
		}
	}
	hash_destroy(not_nulls);
}

static bool
is_member(Fact *fact, void *argument)
{
	PartEntry  *part = parts_lookup(((Dependencies *) argument)->parts, OBJECT_KEY(fact->address.classId, fact->address.objectId));

	return part != NULL && part->member;
}

/* Give the facts of a snapshot that has just been read their needs, and take out the members of extensions. */
void
read_dependencies(SchemaSnapshot *snapshot)
{
	Dependencies dependencies = {
		.snapshot = snapshot,
		.parts = parts_create(CurrentMemoryContext, 1024, NULL),
		.max_rows = 1024,
		.rows = palloc(1024 * sizeof(FormData_pg_depend)),
	};

	note_held(&dependencies);
	scan(&dependencies);
	for (int i = 0; i < dependencies.nrows; i++)
		note_edge(&dependencies, &dependencies.rows[i]);
	pfree(dependencies.rows);
	snapshot_remove(snapshot, is_member, &dependencies);
	need_shells(snapshot);
	need_not_nulls(snapshot);
	need_distributions(snapshot);
	parts_destroy(dependencies.parts);
	if (dependencies.held != NULL)
		hash_destroy(dependencies.held);
}
