/*
 * composite.c
 *	  Composite types, and their attributes.
 *
 * An attribute is added at the end, dropped and altered in place.  Another order, or another type of an attribute while
 * tables hold values of the composite type (PostgreSQL refuses that), makes the type anew; but where there are typed
 * tables, or values inside of arrays and others: those keep their columns and attributes in the order in which they came,
 * as all tables do.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"

#include "schema/kinds/kinds.h"

/* Parts stand by their position. */
static bool
order_changes(const Fact *from, const Fact *to)
{
	int			last = 0;
	ListCell   *cell;

	foreach(cell, from->parts)
	{
		const Fact *attribute = lfirst(cell);

		if (attribute->kind != &kind_attribute || attribute->other == NULL)
			continue;
		if (attribute->other->position < last)
			return true;
		last = attribute->other->position;
	}
	foreach(cell, to->parts)
	{
		const Fact *attribute = lfirst(cell);

		if (attribute->kind == &kind_attribute && attribute->other == NULL && attribute->position < last)
			return true;
	}
	return false;
}

static bool
must_replace_composite(const Fact *from, const Fact *to)
{
	return fact_value(from, "typed") == NULL && !retype_holds_inside(from) && order_changes(from, to);
}

/* ALTER ATTRIBUTE ... CASCADE has no USING for the typed tables. */
static bool
must_replace_attribute(const Fact *from, const Fact *to)
{
	if (!compare_differs(from, to))
		return false;
	return type_is_stored(from->of) || (fact_value(from->of, "typed") != NULL && !type_assigns(fact_value(from, "type"), fact_value(to, "type")));
}

/* Has an expression values of a type?  A function has them, too, where the text of its body alone does not. */
static bool
expresses(const Fact *dependent, const Fact *type)
{
	const FactKind *kinds[] = {&kind_domain_constraint, &kind_default, &kind_constraint, &kind_index, &kind_view, &kind_materialized_view, &kind_statistics, &kind_rule,
	&kind_trigger, &kind_policy};
	const char *first_default;

	if (dependent->kind == &kind_function || dependent->kind == &kind_procedure)
	{
		first_default = strstr(fact_value(dependent, "parameters"), " DEFAULT ");
		return fact_value(dependent, "definition") != NULL || (first_default != NULL && strstr(first_default, type->identity) != NULL);
	}
	for (int i = 0; i < lengthof(kinds); i++)
		if (dependent->kind == kinds[i])
			return true;
	return false;
}

/* While an expression has values of a type, the latest minor releases of PostgreSQL refuse to alter it, and to others it would mean the old one. */
static List *
in_expressions(const Fact *attribute)
{
	List	   *found = NIL;
	ListCell   *cell;

	foreach(cell, attribute->of->needed_by)
		if (expresses(lfirst(cell), attribute->of))
			found = lappend(found, lfirst(cell));
	return found;
}

static void
change_type(Changes *changes, const Fact *from, const Fact *to)
{
	const char *alter = "ALTER TYPE {of} ALTER ATTRIBUTE {name} TYPE {type}[ COLLATE {collation}][ {of.typed}]";

	changes_add(changes, STATEMENT_ALTER, to, template_fill(alter, to, from, NULL));
}

const FactKind kind_composite = {
	.name = "composite type",
	.catalog = TypeRelationId,
	.relkind = RELKIND_COMPOSITE_TYPE,
	.query =
	"SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typowner AS owner, t.typacl AS acl,"
	"  CASE WHEN o.reloftype IS NOT NULL THEN 'CASCADE' END AS typed"
	" FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid"
	"  LEFT JOIN (SELECT DISTINCT reloftype FROM pg_class WHERE reloftype <> 0) o ON o.reloftype = t.oid"
	" WHERE t.typtype = 'c' AND c.relkind = 'c' AND t.typnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"typed", .beside = true},
		{NULL}
	},
	.object = "TYPE {reference}",
	.acl_type = 'T',
	.create = "CREATE TYPE {reference} AS ({children})",
	.separator = ",\n    ",
	.drop = "DROP TYPE {reference}",
	.retypes = true,
	.aside = "ALTER TYPE {reference} RENAME TO {aside}",
	.drop_aside = "DROP TYPE {schema}.{aside}",
	.rename = "ALTER TYPE {old.reference} RENAME TO {name}",
	.move = "ALTER TYPE {old.reference} SET SCHEMA {schema}",
	.names = NAMES_RELATION,
	.must_replace = must_replace_composite,
};

const FactKind kind_attribute = {
	.name = "attribute",
	.catalog = RelationRelationId,
	.relkind = RELKIND_COMPOSITE_TYPE,
	.query =
	"SELECT a.attrelid AS oid, a.attnum AS subid, 'pg_type'::regclass::oid AS of_class, c.reltype AS of_oid, a.attname AS name, a.attnum AS position,"
	"  format_type(a.atttypid, a.atttypmod) AS type,"
	"  CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation"
	" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid"
	" WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY (" RELATIONS("c") ")",
	.attributes = (const Attribute[]) {
		{"type", .disturbs = true, .change = change_type},
		{"collation", .disturbs = true, .change = change_type},
		{NULL}
	},
	.reference = "{of}.{name}",
	.object = "COLUMN {reference}",
	.create = "ALTER TYPE {of} ADD ATTRIBUTE {part}[ {of.typed}]",
	.part = "{name} {type}[ COLLATE {collation}]",
	.drop = "ALTER TYPE {of} DROP ATTRIBUTE {name}[ {of.typed}]",
	.rename = "ALTER TYPE {of} RENAME ATTRIBUTE {old.name} TO {name}[ {of.typed}]",
	.loses = "the values of attribute {identity}",
	.inseparable = true,
	.must_replace = must_replace_attribute,
	.disturbs_too = in_expressions,
	.characteristic = true,
};
