/*
 * not_null.c
 *	  NOT NULL of columns.
 *
 * Since PostgreSQL 18 it is a constraint, with a name, a comment and a kind of inheritance; before that it has none of it,
 * which is as good as any, and is read with the column (columns.c).
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "miscadmin.h"

#include "schema/kinds/kinds.h"

static bool
has_partitions(const Fact *table)
{
	ListCell   *cell;

	foreach(cell, table->needed_by)
		if (((const Fact *) lfirst(cell))->kind == &kind_partition && ((const Fact *) lfirst(cell))->of != table)
			return true;
	return false;
}

/* A key of a table that has partitions, made for it ONLY, asks for NOT NULL in those. */
static bool
brings_not_null(const Fact *key, const Fact *table)
{
	return key->kind == &kind_constraint && fact_is_made(key) && (key->creation != NULL || !has_partitions(table));
}

/* Would a primary key bring it, under the usual name?  Not to a column that is made with its table. */
static bool
can_come_with_key(const Fact *fact)
{
	bool		made_anew = fact->fate == FATE_REPLACED && fact_is_made(fact->of);

	return (fact->fate == FATE_NEW || made_anew) && fact_value(fact, "named") == NULL && (!fact_is_made(fact->of) || is_inherited(fact->of));
}

/* A primary key that is made brings it to columns that are there by then. */
static bool
comes_with_key(const Changes *changes, const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, can_come_with_key(fact) ? fact->needed_by : NIL)
		if (brings_not_null(lfirst(cell), fact_whole(fact)))
			return true;
	return false;
}

/* Is NOT NULL of a column left to this primary key? */
bool
key_says_not_null(const Fact *key)
{
	ListCell   *cell;

	foreach(cell, key->needs)
	{
		const Fact *need = ((const FactNeed *) lfirst(cell))->fact;

		if (need != NULL && need->kind == &kind_not_null && can_come_with_key(need))
			return true;
	}
	return false;
}

/* Has a table below it already, under the same name, or a new one from when it is made? */
static bool
is_there_below(const Fact *fact)
{
	const Fact *table = fact_whole(fact);
	ListCell   *cell,
			   *part;

	check_stack_depth();
	foreach(cell, table->needed_by)
	{
		const Fact *child = fact_whole(lfirst(cell));

		foreach(part, child == table ? NIL : child->parts)
		{
			const Fact *column = lfirst(part);
			const Fact *below = column->kind == &kind_column ? fact_part(column, &kind_not_null) : NULL;

			if (below != NULL && fact_inherited_from(below) == fact && (((!fact_is_made(below) || fact_is_made(child)) && same_text(below->name, fact->name)) || is_there_below(below)))
				return true;
		}
	}
	return false;
}

/* The server would choose another name, where it is not said, than one that is there. */
static void
say_name(Changes *changes, const Fact *fact)
{
	if (fact->name != NULL && fact_value(fact, "usual") != NULL && !fact_is_made(fact->of) && is_there_below(fact))
		fact_creation(fact)->sql = template_fill("ALTER TABLE {of.of} ADD CONSTRAINT {name} NOT NULL {of.name}", fact, NULL, NULL);
}

#define IS_USUAL "(c.oid IS NULL OR (c.conname = t.relname || '_' || a.attname || '_not_null' AND c.convalidated AND NOT c.connoinherit))"

const FactKind kind_not_null = {
	.name = "not null",
	.catalog = ConstraintRelationId,
#if PG_VERSION_NUM >= 180000
	.query =
	"SELECT c.oid, 'pg_class'::regclass::oid AS of_class, a.attrelid AS of_oid, a.attnum AS of_subid, c.conname AS name,"
	"  CASE WHEN c.connoinherit THEN 'NO INHERIT' END AS no_inherit, CASE WHEN NOT c.convalidated THEN 'NOT VALID' END AS not_valid,"
	"  CASE WHEN NOT " IS_USUAL " THEN 'CONSTRAINT' END AS named, CASE WHEN " IS_USUAL " THEN '' END AS usual, CASE WHEN NOT c.convalidated THEN NULL ELSE '' END AS valid"
	" FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid LEFT JOIN pg_constraint c ON c.conrelid = a.attrelid AND c.contype = 'n' AND c.conkey[1] = a.attnum"
	" WHERE a.attnotnull AND a.attnum > 0 AND NOT a.attisdropped AND t.relkind IN ('r', 'p', 'f') AND t.relnamespace = ANY ($1)",
#endif
	.attributes = (const Attribute[]) {
		{"no_inherit", .alter = "ALTER TABLE {of.of} ALTER CONSTRAINT {name} NO INHERIT", .reset = "ALTER TABLE {of.of} ALTER CONSTRAINT {name} INHERIT"},
		{"not_valid", .reset = "ALTER TABLE {of.of} VALIDATE CONSTRAINT {name}"},
		{"named", .beside = true},
		{"usual", .beside = true},
		{"valid", .beside = true},
		{NULL}
	},
	.identity = "{of.identity}",
	.object = "CONSTRAINT {name} ON {of.of}",
	.create = "ALTER TABLE {of.of} [{usual}ALTER COLUMN {of.name} SET NOT NULL][ADD {named} {name} NOT NULL {of.name}[ {no_inherit}][ {not_valid}]]",
	.part = "[{valid}[{named} {name} ]NOT NULL[ {no_inherit}]]",
	.drop = "ALTER TABLE [{reach} ]{of.of} ALTER COLUMN {of.name} DROP NOT NULL",
	.rename = "[ALTER TABLE {of.of} RENAME CONSTRAINT {old.name} TO {name}]",
	.must_replace = is_renamed_of_typed,
	.inherits = true,
	.brought = comes_with_key,
	.created = say_name,
	.part_last = true,
	.characteristic = true,
};
