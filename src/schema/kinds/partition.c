/*
 * partition.c
 *	  What makes a table a partition of another, and an index a partition's part of a partitioned index.
 *
 * As pg_dump: a partition is made as a table of its own and attached, so its columns may stand in another order.
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "schema/kinds/kinds.h"

/* the table that an index, or a constraint's index, is of */
static const Fact *
whole_of(const Fact *fact)
{
	while (fact->of != NULL)
		fact = fact->of;
	return fact;
}

/* The server passes over an index that a partition further down lacks. */
static bool
is_valid(const Fact *index)
{
	return fact_value(index, "invalid") == NULL;
}

/*
 * Is a part of the table, or of its parent, made before the table is attached?  Then the server attaches indexes that are
 * alike, and makes none itself.  An index of the parent that has none of this partition's comes later.
 */
static bool
comes_before(const Fact *partition, const Fact *part)
{
	ListCell   *cell,
			   *need;
	bool		has_parts = part->kind == &kind_index;

	if (part->of == partition->of)
		return true;
	foreach(cell, part->needed_by)
	{
		const Fact *index = lfirst(cell);

		if (index->of == part && index->kind == &kind_constraint_index)
			return comes_before(partition, index);
	}
	if (part->kind == &kind_constraint_index)
		has_parts = true;
	foreach(need, part->needed_by)
	{
		const Fact *bound = lfirst(need);

		if (bound->kind == &kind_index_partition && whole_of(bound) == partition->of)
			return is_valid(bound->of);
	}
	return !has_parts;
}

const FactKind kind_partition = {
	.name = "partition",
	.query =
	"SELECT 'pg_inherits'::regclass::oid AS class, c.oid, 'pg_class'::regclass::oid AS of_class, c.oid AS of_oid, i.inhparent::regclass::text AS parent,"
	"  pg_get_expr(c.relpartbound, c.oid) AS bound, 'pg_class'::regclass::oid AS needs_class, ARRAY[i.inhparent] AS needs"
	" FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid"
	" WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "parent"},
		{.name = "bound"},
		{NULL}
	},
	.identity = "{of.identity}",
	.create = "ALTER TABLE {parent} ATTACH PARTITION {of} {bound}",
	.binds = true,
	.drop = "ALTER TABLE {parent} DETACH PARTITION {of}",
	.comes_before = comes_before,
};

/* ATTACH PARTITION of a table attaches its indexes that are like the parent's. */
static bool
comes_with_table(const Fact *fact)
{
	const Fact *table = whole_of(fact->of);
	ListCell   *cell;

	if (!is_valid(fact->of))
		return false;
	foreach(cell, table->needed_by)
	{
		const Fact *part = lfirst(cell);

		if (part->of == table && part->kind == &kind_partition)
			return part->fate == FATE_NEW || part->fate == FATE_REPLACED;
	}
	return false;
}

/* An index that is attached can only be dropped with its parent's: then this fact and the index go together. */
const FactKind kind_index_partition = {
	.name = "index partition",
	.query =
	"SELECT 'pg_class'::regclass::oid AS of_class, i.inhrelid AS of_oid, i.inhparent::regclass::text AS parent, i.inhrelid::regclass::text AS index,"
	"  'pg_class'::regclass::oid AS needs_class, ARRAY[i.inhparent] AS needs"
	" FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid"
	" WHERE c.relispartition AND c.relkind IN ('i', 'I') AND c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "parent"},
		{.name = "index"},
		{NULL}
	},
	.identity = "{index}",
	.create = "ALTER INDEX {parent} ATTACH PARTITION {index}",
	.binds = true,
	.comes_with = comes_with_table,
};
