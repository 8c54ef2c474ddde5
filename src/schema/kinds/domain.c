/*
 * domain.c
 *	  Domains and their constraints.
 */
#include "postgres.h"

#include "catalog/pg_constraint.h"
#include "catalog/pg_type.h"
#include "common/string.h"
#include "miscadmin.h"

#include "schema/kinds/kinds.h"

static bool
differs(const Fact *constraint)
{
	return constraint->other == NULL || compare_differs(constraint->other, constraint);
}

/* Are values of a domain in arrays, ranges or composite types that tables hold? */
static bool
is_contained(const Fact *domain)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, domain->needed_by)
	{
		const Fact *fact = lfirst(cell);

		if (fact->kind == &kind_column && pg_str_endswith(fact_value(fact, "type"), "[]"))
			return true;
		if (fact->kind == &kind_attribute)
			fact = fact->of;
		else if (fact->kind != &kind_domain && fact->kind != &kind_range)
			continue;
		if (fact->kind == &kind_domain ? is_contained(fact) : type_is_stored(fact))
			return true;
	}
	return false;
}

/* PostgreSQL looks for values that a new constraint forbids in columns of the domain only, and refuses where there are others. */
static bool
must_replace_domain(const Fact *from, const Fact *to)
{
	ListCell   *cell;

	foreach(cell, to->parts)
	{
		const Fact *fact = lfirst(cell);

		if (fact->kind->catalog == ConstraintRelationId && differs(fact))
			return is_contained(from);
	}
	return false;
}

static char *
narrowed_type(const Fact *from, const Fact *to)
{
	const char *type = fact_value(to, "type");

	return type_narrows(fact_value(from, "type"), type) ? psprintf("type %s cannot hold", type) : NULL;
}

const FactKind kind_domain = {
	.name = "domain",
	.catalog = TypeRelationId,
	.query =
	"SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typowner AS owner, t.typacl AS acl,"
	"  format_type(t.typbasetype, t.typtypmod) AS type,"
	"  CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END AS collation,"
	"  coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) AS default"
	" FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype"
	" WHERE t.typtype = 'd' AND t.typnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "type"},
		{.name = "collation"},
		{"default", .alter = "ALTER DOMAIN {reference} SET DEFAULT {default}", .reset = "ALTER DOMAIN {reference} DROP DEFAULT"},
		{NULL}
	},
	.object = "DOMAIN {reference}",
	.grant_object = "TYPE {reference}",
	.acl_type = 'T',
	.create = "CREATE DOMAIN {reference} AS {type}[ COLLATE {collation}][ DEFAULT {default}]{children}",
	.separator = "\n    ",
	.drop = "DROP DOMAIN {reference}",
	.retypes = true,
	.aside = "ALTER DOMAIN {reference} RENAME TO {aside}",
	.drop_aside = "DROP DOMAIN {schema}.{aside}",
	.outdated = narrowed_type,
	.rename = "ALTER DOMAIN {old.reference} RENAME TO {name}",
	.move = "ALTER DOMAIN {old.reference} SET SCHEMA {schema}",
	.names = NAMES_TYPE,
	.must_replace = must_replace_domain,
};

/* Before PostgreSQL 17 the constraint has no name, which is as good as any. */
static bool
must_replace_not_null(const Fact *from, const Fact *to)
{
	const char *before = fact_value(from, "constraint"),
			   *after = fact_value(to, "constraint");

	return before != NULL && after != NULL && strcmp(before, after) != 0;
}

const FactKind kind_domain_not_null = {
	.name = "domain not null",
	.catalog = ConstraintRelationId,
	.query =
	"SELECT c.oid, 'pg_type'::regclass::oid AS of_class, t.oid AS of_oid, quote_ident(c.conname) AS constraint,"
	"  CASE WHEN c.conname <> t.typname || '_not_null' THEN 'CONSTRAINT ' || quote_ident(c.conname) END AS named,"
	"  CASE WHEN c.conname <> t.typname || '_not_null' THEN 'ADD CONSTRAINT ' || quote_ident(c.conname) ELSE 'SET' END AS action"
	" FROM pg_type t LEFT JOIN pg_constraint c ON c.contypid = t.oid AND c.contype = 'n'"
	" WHERE t.typtype = 'd' AND t.typnotnull AND t.typnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"constraint", .beside = true},
		{"named", .beside = true},
		{"action", .beside = true},
		{NULL}
	},
	.identity = "{of.identity}",
	.object = "CONSTRAINT {constraint} ON DOMAIN {of}",
	.create = "ALTER DOMAIN {of} {action} NOT NULL",
	.part = "[{named} ]NOT NULL",
	.drop = "ALTER DOMAIN {of} DROP NOT NULL",
	.must_replace = must_replace_not_null,
	.characteristic = true,
};

/* A constraint that is not valid cannot be part of CREATE DOMAIN. */
const FactKind kind_domain_constraint = {
	.name = "domain constraint",
	.catalog = ConstraintRelationId,
	.query =
	"SELECT c.oid, 'pg_type'::regclass::oid AS of_class, c.contypid AS of_oid, c.conname AS name,"
	"  left(d.definition, length(d.definition) - CASE WHEN c.convalidated THEN 0 ELSE length(' NOT VALID') END) AS definition,"
	"  CASE WHEN NOT c.convalidated THEN 'NOT VALID' END AS not_valid, CASE WHEN c.convalidated THEN '' END AS valid"
	" FROM pg_constraint c, LATERAL (SELECT pg_get_constraintdef(c.oid) AS definition) d"
	" WHERE c.contypid <> 0 AND c.contype = 'c' AND c.connamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "definition"},
		{"not_valid", .reset = "ALTER DOMAIN {of} VALIDATE CONSTRAINT {name}"},
		{"valid", .beside = true},
		{NULL}
	},
	.reference = "{name}",
	.object = "CONSTRAINT {name} ON DOMAIN {of}",
	.create = "ALTER DOMAIN {of} ADD CONSTRAINT {name} {definition}[ {not_valid}]",
	.part = "[{valid}CONSTRAINT {name} {definition}]",
	.drop = "ALTER DOMAIN {of} DROP CONSTRAINT {name}",
	.rename = "ALTER DOMAIN {of} RENAME CONSTRAINT {old.name} TO {name}",
	.characteristic = true,
};
