/*
 * range.c
 *	  Range types, each with its multirange type.
 *
 * A range with a canonical function is made of a shell, which that function needs: base_type.c.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "schema/kinds/kinds.h"

const FactKind kind_range = {
	.name = "range type",
	.catalog = TypeRelationId,
	.query =
	"SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typowner AS owner, t.typacl AS acl,"
	"  CASE WHEN r.rngcanonical <> 0 THEN t.oid END AS of_oid, 1 AS of_subid, CASE WHEN r.rngcanonical = 0 THEN '' END AS alone,"
	"  format_type(r.rngsubtype, NULL) AS subtype,"
	"  CASE WHEN NOT o.opcdefault THEN quote_ident(s.nspname) || '.' || quote_ident(o.opcname) END AS opclass,"
	"  CASE WHEN r.rngcollation <> b.typcollation THEN r.rngcollation::regcollation::text END AS collation,"
	"  CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END AS canonical,"
	"  CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::text END AS subtype_diff,"
	"  quote_ident(u.nspname) || '.' || quote_ident(m.typname) AS multirange"
	" FROM pg_range r JOIN pg_type t ON t.oid = r.rngtypid JOIN pg_namespace n ON n.oid = t.typnamespace"
	"  JOIN pg_type b ON b.oid = r.rngsubtype JOIN pg_opclass o ON o.oid = r.rngsubopc JOIN pg_namespace s ON s.oid = o.opcnamespace"
	"  JOIN pg_type m ON m.oid = r.rngmultitypid JOIN pg_namespace u ON u.oid = m.typnamespace"
	" WHERE t.typnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"alone", .beside = true},
		{.name = "subtype"},
		{.name = "opclass"},
		{.name = "collation"},
		{.name = "canonical"},
		{.name = "subtype_diff"},
		{.name = "multirange"},
		{NULL}
	},
	.identity = "{reference}",
	.object = "TYPE {reference}",
	.acl_type = 'T',
	.create = "CREATE TYPE {reference} AS RANGE (\n    SUBTYPE = {subtype}[,\n    SUBTYPE_OPCLASS = {opclass}][,\n    COLLATION = {collation}]"
	"[,\n    CANONICAL = {canonical}][,\n    SUBTYPE_DIFF = {subtype_diff}],\n    MULTIRANGE_TYPE_NAME = {multirange}\n)",
	.drop = "DROP TYPE {reference}",
	.rename = "[{alone}ALTER TYPE {old.reference} RENAME TO {name}]",
	.move = "ALTER TYPE {old.reference} SET SCHEMA {schema}",
	.names = NAMES_TYPE,
	.retypes = true,
	.inseparable = true,
};
