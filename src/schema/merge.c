/*
 * merge.c
 *	  A snapshot of facts that are taken from others.
 *
 * Facts are copied; what they are a part of and what they need is found again among the copies, by kind and identity.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "schema/kinds/kinds.h"

static int
depth(const Fact *fact)
{
	int			n = 0;

	while ((fact = fact->of) != NULL)
		n++;
	return n;
}

static int
compare_depth(const ListCell *a, const ListCell *b)
{
	return depth(lfirst(a)) - depth(lfirst(b));
}

static Fact *
find_same(const SchemaSnapshot *snapshot, const Fact *fact)
{
	return snapshot_find(snapshot, fact->kind, fact->identity);
}

/* without its needs; NULL where what it is a part of is not there */
static Fact *
copy_fact(SchemaSnapshot *snapshot, const Fact *fact)
{
	Fact	   *of = NULL,
			   *copy;

	if (fact->of != NULL && (of = find_same(snapshot, fact->of)) == NULL)
		return NULL;
	copy = snapshot_add(snapshot, fact->kind, of, fact->schema, fact->name, fact->arguments);
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
		if (fact->values[i] != NULL)
			copy->values[i] = MemoryContextStrdup(snapshot->context, fact->values[i]);
	if (fact->ignored_owner != NULL)
		copy->ignored_owner = MemoryContextStrdup(snapshot->context, fact->ignored_owner);
	copy->position = fact->position;
	copy->address = fact->address;
	snapshot_name(snapshot, copy);
	return copy;
}

static void
copy_needs(SchemaSnapshot *snapshot, const Fact *fact)
{
	Fact	   *copy = find_same(snapshot, fact);
	ListCell   *cell;

	if (copy == NULL)
		return;
	foreach(cell, fact->needs)
	{
		FactNeed   *need = lfirst(cell);
		Fact	   *needed = find_same(snapshot, need->fact);

		if (needed != NULL)
			fact_need(copy, needed, need->automatic);
	}
}

/* A snapshot of these facts, which no two share an identity; like says where it was read.  facts is sorted. */
static SchemaSnapshot *
snapshot_of(List *facts, const SchemaSnapshot *like)
{
	SchemaSnapshot *snapshot = snapshot_create();
	ListCell   *cell;

	snapshot->server = like->server;
	snapshot->role = MemoryContextStrdup(snapshot->context, like->role);
	if (like->installation != NULL)
		snapshot->installation = MemoryContextStrdup(snapshot->context, like->installation);
	list_sort(facts, compare_depth);
	foreach(cell, facts)
		(void) copy_fact(snapshot, lfirst(cell));
	foreach(cell, facts)
		copy_needs(snapshot, lfirst(cell));
	snapshot_sort(snapshot);
	return snapshot;
}

static bool
same_fact(const Fact *a, const Fact *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	for (int i = 0; a->kind->attributes[i].name != NULL; i++)
		if (!fact_same_value(a, b, i))
			return false;
	return memcmp(&a->address, &b->address, sizeof(ObjectAddress)) == 0;
}

/*
 * The stored facts as they are after a change that led from before to after: what it changed is taken from after, the rest
 * stays.  before and after are of one installation.
 */
SchemaSnapshot *
schema_rebase(const SchemaSnapshot *stored, const SchemaSnapshot *before, const SchemaSnapshot *after)
{
	List	   *facts = NIL;
	ListCell   *cell;

	foreach(cell, stored->facts)
		if (same_fact(find_same(before, lfirst(cell)), find_same(after, lfirst(cell))))
			facts = lappend(facts, lfirst(cell));
	foreach(cell, after->facts)
		if (!same_fact(find_same(before, lfirst(cell)), lfirst(cell)))
			facts = lappend(facts, lfirst(cell));
	return snapshot_of(facts, stored);
}

/* The target with what only the source has: nothing is dropped on the way there. */
SchemaSnapshot *
schema_union(const SchemaSnapshot *source, const SchemaSnapshot *target)
{
	List	   *facts = list_copy(target->facts);
	ListCell   *cell;

	foreach(cell, source->facts)
		if (find_same(target, lfirst(cell)) == NULL)
			facts = lappend(facts, lfirst(cell));
	return snapshot_of(facts, target);
}

static bool
is_among(const Fact *fact, List *addresses)
{
	ListCell   *cell;

	foreach(cell, addresses)
	{
		const ObjectAddress *address = lfirst(cell);

		if (address->objectId == fact->address.objectId && address->classId == fact->address.classId)
			return true;
	}
	return false;
}

/*
 * What there is now, with what is gone since before and not there again; gone: a snapshot from before, and without that one.
 * Objects at these addresses are not made again, but where they are there they get back what belongs to them: their owner,
 * grants, comments.
 */
SchemaSnapshot *
schema_restore(const SchemaSnapshot *now, const SchemaSnapshot *before, const SchemaSnapshot *without, List *addresses)
{
	List	   *facts = NIL;
	ListCell   *cell;

	foreach(cell, now->facts)
	{
		Fact	   *fact = lfirst(cell);
		Fact	   *was = fact->kind == &kind_owner && find_same(without, fact) == NULL ? find_same(before, fact) : NULL;

		facts = lappend(facts, was != NULL ? was : fact);
	}
	foreach(cell, before->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (find_same(without, fact) == NULL && find_same(now, fact) == NULL && !is_among(fact, addresses))
			facts = lappend(facts, fact);
	}
	return snapshot_of(facts, now);
}

typedef struct Passed
{
	List	   *addresses;
	const SchemaSnapshot *unless;
} Passed;

static bool
is_passed(Fact *fact, void *argument)
{
	const Passed *passed = argument;

	return is_among(fact, passed->addresses) && find_same(passed->unless, fact) == NULL;
}

/* Take out of a snapshot the objects at these addresses that another has not. */
void
schema_pass_over(SchemaSnapshot *snapshot, List *addresses, const SchemaSnapshot *unless)
{
	Passed		passed = {addresses, unless};

	snapshot_remove(snapshot, is_passed, &passed);
}

typedef struct Remarks
{
	List	   *names;
	List	   *schemas;
	const SchemaSnapshot *unless;
} Remarks;

static bool
is_passed_remark(Fact *fact, void *argument)
{
	const Remarks *remarks = argument;
	const Fact *whole = fact_whole(fact);

	if (fact->kind != &kind_grant && fact->kind != &kind_comment && fact->kind != &kind_security_label)
		return false;
	return (list_has(remarks->names, whole->name) || (whole->schema != NULL && list_has(remarks->schemas, whole->schema))) &&
		find_same(remarks->unless, fact) == NULL;
}

/* Take out of a snapshot grants, comments and labels of what bears these names, or lies in these schemas, that another has not. */
void
schema_pass_over_remarks(SchemaSnapshot *snapshot, List *names, List *schemas, const SchemaSnapshot *unless)
{
	Remarks		remarks = {names, schemas, unless};

	snapshot_remove(snapshot, is_passed_remark, &remarks);
}

/* Kind and identity of something that one has and another has not, and that rows would be lost with; NULL: none. */
const char *
schema_holding_rows(const SchemaSnapshot *before, const SchemaSnapshot *without)
{
	ListCell   *cell;

	foreach(cell, before->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->kind->loses != NULL && (fact->of == NULL || fact_whole(fact)->kind->holds_rows) && find_same(without, fact) == NULL)
			return fact_full_name(fact);
	}
	return NULL;
}

static bool
is_missing(Fact *fact, void *other)
{
	return find_same(other, fact) == NULL;
}

/* Take out of a snapshot what another has not. */
void
schema_leave_out(SchemaSnapshot *snapshot, const SchemaSnapshot *other)
{
	snapshot_remove(snapshot, is_missing, unconstify(SchemaSnapshot *, other));
}

/* Who will run the statements that start from this snapshot, and so own what has no other owner. */
void
schema_set_role(SchemaSnapshot *snapshot, const char *role)
{
	snapshot->role = MemoryContextStrdup(snapshot->context, quote_name(role));
}

/* The same role as that of another snapshot. */
void
schema_take_role(SchemaSnapshot *snapshot, const SchemaSnapshot *like)
{
	snapshot->role = MemoryContextStrdup(snapshot->context, like->role);
}

/* ---- what a difference touches ---- */

/* Set visited of what differs, itself or in a part, from the snapshot that this one was last compared with. */
static void
mark_altered(const SchemaSnapshot *snapshot)
{
	ListCell   *cell;

	foreach(cell, snapshot->facts)
		((Fact *) lfirst(cell))->visited = false;
	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->fate != FATE_KEPT)
			fact_whole(fact)->visited = true;
	}
}

/* The tables that are there before and after, and altered, as AlteredTable *; the two have just been compared. */
List *
schema_altered_tables(const SchemaSnapshot *source, const SchemaSnapshot *target)
{
	List	   *tables = NIL;
	ListCell   *cell;

	mark_altered(source);
	mark_altered(target);		/* what is added to one is there alone */
	foreach(cell, source->facts)
	{
		Fact	   *fact = lfirst(cell);
		AlteredTable *table;

		if (fact->kind != &kind_table || fact->other == NULL || !(fact->visited || fact->other->visited))
			continue;
		table = palloc(sizeof(AlteredTable));
		*table = (AlteredTable) {fact->identity, fact->other->identity};
		tables = lappend(tables, table);
	}
	return tables;
}

static bool
is_generated(const Fact *column)
{
	return column != NULL && fact_value(column, "generated") != NULL;
}

/* Does a column that is new have values at once, or is it not for people to give any? */
static bool
is_filled(const Fact *column)
{
	if (is_generated(column) || is_generated(column->other))
		return true;
	return column->other == NULL && (fact_part(column, &kind_default) != NULL || fact_part(column, &kind_identity) != NULL);
}

/*
 * The columns that become NOT NULL in tables that are there before, and that only a person can fill, as ColumnToFill *; the
 * two have just been compared.
 */
List *
schema_columns_to_fill(const SchemaSnapshot *target)
{
	List	   *columns = NIL;
	ListCell   *cell;

	foreach(cell, target->facts)
	{
		const Fact *fact = lfirst(cell);
		const Fact *column = fact->of;
		ColumnToFill *found;

		if (fact->kind != &kind_not_null || fact->other != NULL || column->of->kind != &kind_table || column->of->other == NULL ||
			is_inherited(column) || is_filled(column))
			continue;
		found = palloc(sizeof(ColumnToFill));
		found->table = (AlteredTable) {column->of->other->identity, column->of->identity};
		found->before = column->other == NULL ? NULL : pstrdup(quote_name(column->other->name));
		found->after = pstrdup(quote_name(column->name));
		columns = lappend(columns, found);
	}
	return columns;
}

static bool
is_altered(const Fact *whole)
{
	return whole->visited || (whole->other != NULL && whole->other->visited);
}

/*
 * Who owns what differs between two snapshots that have just been compared, before or after, also where owners are ignored:
 * names of roles, quoted, as char *.
 */
List *
schema_altered_owners(const SchemaSnapshot *source, const SchemaSnapshot *target)
{
	const SchemaSnapshot *both[] = {source, target};
	List	   *owners = NIL;
	ListCell   *cell;

	mark_altered(source);
	mark_altered(target);
	for (int i = 0; i < lengthof(both); i++)
		foreach(cell, both[i]->facts)
		{
			Fact	   *fact = lfirst(cell);
			char	   *owner = fact->kind == &kind_owner ? fact->values[0] : fact->ignored_owner;

			if (owner != NULL && is_altered(fact_whole(fact)) && !list_has(owners, owner))
				owners = lappend(owners, owner);
		}
	return owners;
}
