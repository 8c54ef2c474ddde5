/*
 * partition.c
 *	  What makes a table a partition of another, and an index a partition's part of a partitioned index.
 *
 * As pg_dump: a partition is made as a table of its own and attached, so its columns may stand in another order.
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "schema/kinds/kinds.h"

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
	const Fact *index = fact_part(part, &kind_constraint_index);
	ListCell   *cell;

	if (part->of == partition->of)
		return true;
	if (index != NULL)
		return comes_before(partition, index);
	foreach(cell, part->needed_by)
	{
		const Fact *bound = lfirst(cell);

		if (bound->kind == &kind_index_partition && fact_whole(bound) == partition->of)
			return is_valid(bound->of);
	}
	return part->kind != &kind_index && part->kind != &kind_constraint_index;
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
	.characteristic = true,
};

/* ATTACH PARTITION of a table attaches its indexes that are like the parent's. */
static bool
comes_with_table(const Changes *changes, const Fact *fact)
{
	const Fact *partition = is_valid(fact->of) ? fact_part(fact_whole(fact->of), &kind_partition) : NULL;

	return partition != NULL && fact_is_made(partition);
}

/* Does a table of the source stay a partition, with the bounds that it has? */
bool
stays_partition(const Fact *table)
{
	const Fact *partition = fact_part(table, &kind_partition);

	return partition != NULL && partition->other != NULL && !compare_differs(partition, partition->other);
}

/* An index is parted from its parent's with its table only: that of a table that stays goes with the parent's, and is made again. */
static bool
cannot_part(const Fact *bond)
{
	return bond->of->other != NULL && stays_partition(fact_whole(bond));
}

static bool
remakes_index(const Fact *bond, int server)
{
	return bond->fate == FATE_GONE && cannot_part(bond);
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
	.brought = comes_with_table,
	.cannot_part = cannot_part,
	.remakes_whole = remakes_index,
};
