/*
 * operator_class.c
 *	  Operator families, their loose operators and functions, and operator classes.
 *
 * Operators and functions that hold a class together are the class's (pg_depend), which cannot be altered.  All others are
 * loose in the family, also those that were given when a class was made (GiST, GIN and SP-GiST let go of them), and can be
 * added and dropped one by one.
 */
#include "postgres.h"

#include "catalog/pg_amop.h"
#include "catalog/pg_amproc.h"
#include "catalog/pg_opclass.h"
#include "catalog/pg_opfamily.h"

#include "schema/kinds/kinds.h"

const FactKind kind_operator_family = {
	.name = "operator family",
	.catalog = OperatorFamilyRelationId,
	.query =
	"SELECT f.oid, n.nspname AS schema, f.opfname AS name, f.opfowner AS owner, quote_ident(a.amname) AS method"
	" FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am a ON a.oid = f.opfmethod"
	" WHERE f.opfnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "method"},
		{NULL}
	},
	.reference = "{schema}.{name} USING {method}",
	.object = "OPERATOR FAMILY {reference}",
	.create = "CREATE OPERATOR FAMILY {reference}",
	.drop = "DROP OPERATOR FAMILY {reference}",
	.rename = "ALTER OPERATOR FAMILY {old.reference} RENAME TO {name}",
	.move = "ALTER OPERATOR FAMILY {old.reference} SET SCHEMA {schema}",
};

/* operators and functions as they stand in CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY */
#define OPERATOR_ITEM \
	"'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text ||" \
	" CASE o.amoppurpose WHEN 'o' THEN ' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(s.opfname) ELSE '' END"
#define FUNCTION_TYPES "'(' || format_type(p.amproclefttype, NULL) || ', ' || format_type(p.amprocrighttype, NULL) || ')'"
#define FUNCTION_ITEM "'FUNCTION ' || p.amprocnum || ' ' || " FUNCTION_TYPES " || ' ' || p.amproc::oid::regprocedure::text"
#define SORT_FAMILY " LEFT JOIN pg_opfamily s ON s.oid = o.amopsortfamily LEFT JOIN pg_namespace sn ON sn.oid = s.opfnamespace"

/* what says that a row of pg_amop or pg_amproc belongs to a class or to a family */
#define MEMBER_OF(catalog, whole, row) \
	" JOIN pg_depend d ON d.classid = '" catalog "'::regclass AND d.objid = " row ".oid AND d.refclassid = '" whole "'::regclass"

#define MEMBER_ATTRIBUTES (const Attribute[]) {{"key", .beside = true}, {.name = "item"}, {NULL}}

const FactKind kind_family_operator = {
	.name = "family operator",
	.catalog = AccessMethodOperatorRelationId,
	.query =
	"SELECT o.oid, 'pg_opfamily'::regclass::oid AS of_class, o.amopfamily AS of_oid, m.key AS name, m.key,"
	"  " OPERATOR_ITEM " AS item"
	" FROM pg_amop o" MEMBER_OF("pg_amop", "pg_opfamily", "o") " AND d.refobjid = o.amopfamily" SORT_FAMILY ","
	"  LATERAL (SELECT 'OPERATOR ' || o.amopstrategy || ' (' || format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')' AS key) m"
	" WHERE o.oid >= 16384",
	.attributes = MEMBER_ATTRIBUTES,
	.identity = "{of.identity} {key}",
	.create = "ALTER OPERATOR FAMILY {of} ADD {item}",
	.drop = "ALTER OPERATOR FAMILY {of} DROP {key}",
};

const FactKind kind_family_function = {
	.name = "family function",
	.catalog = AccessMethodProcedureRelationId,
	.query =
	"SELECT p.oid, 'pg_opfamily'::regclass::oid AS of_class, p.amprocfamily AS of_oid, m.key AS name, m.key,"
	"  " FUNCTION_ITEM " AS item"
	" FROM pg_amproc p" MEMBER_OF("pg_amproc", "pg_opfamily", "p") " AND d.refobjid = p.amprocfamily,"
	"  LATERAL (SELECT 'FUNCTION ' || p.amprocnum || ' ' || " FUNCTION_TYPES " AS key) m"
	" WHERE p.oid >= 16384",
	.attributes = MEMBER_ATTRIBUTES,
	.identity = "{of.identity} {key}",
	.create = "ALTER OPERATOR FAMILY {of} ADD {item}",
	.drop = "ALTER OPERATOR FAMILY {of} DROP {key}",
};

/* A class that nothing belongs to and that stores what it indexes: its own type as STORAGE, as pg_dump does. */
const FactKind kind_operator_class = {
	.name = "operator class",
	.catalog = OperatorClassRelationId,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.opcname AS name, c.opcowner AS owner, quote_ident(a.amname) AS method,"
	"  CASE WHEN c.opcdefault THEN 'DEFAULT' END AS is_default, format_type(c.opcintype, NULL) AS type,"
	"  quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) AS family,"
	"  concat_ws(E',\\n    ', CASE WHEN c.opckeytype <> 0 OR (o.items IS NULL AND p.items IS NULL)"
	"    THEN 'STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL) END, o.items, p.items) AS items"
	" FROM pg_opclass c JOIN pg_namespace n ON n.oid = c.opcnamespace JOIN pg_am a ON a.oid = c.opcmethod"
	"  JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_namespace fn ON fn.oid = f.opfnamespace"
	"  LEFT JOIN (SELECT d.refobjid, string_agg(" OPERATOR_ITEM ", E',\\n    ' ORDER BY o.amopstrategy, o.amopopr::regoperator::text) AS items"
	"    FROM pg_amop o" MEMBER_OF("pg_amop", "pg_opclass", "o") SORT_FAMILY " WHERE o.oid >= 16384 GROUP BY d.refobjid) o ON o.refobjid = c.oid"
	"  LEFT JOIN (SELECT d.refobjid, string_agg(" FUNCTION_ITEM ", E',\\n    ' ORDER BY p.amprocnum, " FUNCTION_TYPES ") AS items"
	"    FROM pg_amproc p" MEMBER_OF("pg_amproc", "pg_opclass", "p") " WHERE p.oid >= 16384 GROUP BY d.refobjid) p ON p.refobjid = c.oid"
	" WHERE c.opcnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"method", .beside = true},
		{.name = "is_default"},
		{.name = "type"},
		{.name = "family"},
		{.name = "items"},
		{NULL}
	},
	.reference = "{schema}.{name} USING {method}",
	.object = "OPERATOR CLASS {reference}",
	.create = "CREATE OPERATOR CLASS {schema}.{name}\n    [{is_default} ]FOR TYPE {type} USING {method} FAMILY {family} AS\n    {items}",
	.drop = "DROP OPERATOR CLASS {reference}",
	.rename = "ALTER OPERATOR CLASS {old.reference} RENAME TO {name}",
	.move = "ALTER OPERATOR CLASS {old.reference} SET SCHEMA {schema}",
};
