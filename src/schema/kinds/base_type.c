/*
 * base_type.c
 *	  Base types, and the shells that they, or ranges with a canonical function, are made of.
 *
 * A type's functions take or return it, and it names them: so there is first its shell, which the functions need, then the
 * type, which needs the functions (depend.c).  Both are one object to PostgreSQL: the shell's address has the sub-object 1,
 * which no dependency has.  What drops it takes its functions along, since neither can be dropped before the other.
 */
#include "postgres.h"

#include "catalog/pg_type.h"

#include "schema/kinds/kinds.h"

/* A type that has been made does not become a shell again. */
static bool
must_replace_shell(const Fact *from, const Fact *to)
{
	return fact_value(from, "cascade") != NULL && fact_value(to, "cascade") == NULL;
}

const FactKind kind_shell_type = {
	.name = "shell type",
	.catalog = TypeRelationId,
	.query =
	"SELECT t.oid, CASE WHEN t.typisdefined THEN 1 ELSE 0 END AS subid, n.nspname AS schema, t.typname AS name,"
	"  CASE WHEN NOT t.typisdefined THEN t.typowner END AS owner, CASE WHEN t.typisdefined THEN 'CASCADE' END AS cascade"
	" FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
	"  LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid"
	"  LEFT JOIN pg_range r ON r.rngtypid = t.oid"
	" WHERE (NOT t.typisdefined OR (t.typtype = 'b' AND e.oid IS NULL) OR r.rngcanonical <> 0) AND t.typnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"cascade", .beside = true},
		{NULL}
	},
	.object = "TYPE {reference}",
	.create = "CREATE TYPE {reference}",
	.drop = "DROP TYPE {reference}[ {cascade}]",
	.rename = "ALTER TYPE {old.reference} RENAME TO {name}",
	.move = "ALTER TYPE {old.reference} SET SCHEMA {schema}",
	.names = NAMES_TYPE,
	.must_replace = must_replace_shell,
};

const FactKind kind_base_type = {
	.name = "base type",
	.catalog = TypeRelationId,
	.query =
	"SELECT t.oid, t.oid AS of_oid, 1 AS of_subid, n.nspname AS schema, t.typname AS name, t.typowner AS owner, t.typacl AS acl,"
	"  t.typinput::text AS input, t.typoutput::text AS output,"
	"  CASE WHEN t.typreceive <> 0 THEN t.typreceive::text END AS receive,"
	"  CASE WHEN t.typsend <> 0 THEN t.typsend::text END AS send,"
	"  CASE WHEN t.typmodin <> 0 THEN t.typmodin::text END AS typmod_in,"
	"  CASE WHEN t.typmodout <> 0 THEN t.typmodout::text END AS typmod_out,"
	"  CASE WHEN t.typanalyze <> 0 THEN t.typanalyze::text END AS analyze,"
	"  CASE WHEN t.typsubscript <> 0 THEN t.typsubscript::text END AS subscript,"
	"  CASE t.typlen WHEN -1 THEN 'VARIABLE' ELSE t.typlen::text END AS length,"
	"  CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END AS by_value,"
	"  CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END AS alignment,"
	"  CASE t.typstorage WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' WHEN 'x' THEN 'extended' END AS storage,"
	"  CASE WHEN t.typcategory <> 'U' THEN quote_literal(t.typcategory::text) END AS category,"
	"  CASE WHEN t.typispreferred THEN 'true' END AS preferred,"
	"  coalesce(pg_get_expr(t.typdefaultbin, 0), quote_literal(t.typdefault)) AS default,"
	"  CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element,"
	"  CASE WHEN t.typdelim <> ',' THEN quote_literal(t.typdelim::text) END AS delimiter,"
	"  CASE WHEN t.typcollation <> 0 THEN 'true' END AS collatable"
	" FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
	"  LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid"
	" WHERE t.typtype = 'b' AND t.typisdefined AND e.oid IS NULL AND t.typnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "input"},
		{.name = "output"},
		{"receive", .clause = true, .alter = "RECEIVE = {receive}", .reset = "RECEIVE = NONE"},
		{"send", .clause = true, .alter = "SEND = {send}", .reset = "SEND = NONE"},
		{"typmod_in", .clause = true, .alter = "TYPMOD_IN = {typmod_in}", .reset = "TYPMOD_IN = NONE"},
		{"typmod_out", .clause = true, .alter = "TYPMOD_OUT = {typmod_out}", .reset = "TYPMOD_OUT = NONE"},
		{"analyze", .clause = true, .alter = "ANALYZE = {analyze}", .reset = "ANALYZE = NONE"},
		{"subscript", .clause = true, .alter = "SUBSCRIPT = {subscript}", .reset = "SUBSCRIPT = NONE"},
		{.name = "length"},
		{.name = "by_value"},
		{.name = "alignment"},
		{"storage", .clause = true, .alter = "STORAGE = {storage}"},
		{.name = "category"},
		{.name = "preferred"},
		{.name = "default"},
		{.name = "element"},
		{.name = "delimiter"},
		{.name = "collatable"},
		{NULL}
	},
	.identity = "{reference}",
	.object = "TYPE {reference}",
	.acl_type = 'T',
	.create = "CREATE TYPE {reference} (\n    INPUT = {input},\n    OUTPUT = {output}[,\n    RECEIVE = {receive}][,\n    SEND = {send}]"
	"[,\n    TYPMOD_IN = {typmod_in}][,\n    TYPMOD_OUT = {typmod_out}][,\n    ANALYZE = {analyze}][,\n    SUBSCRIPT = {subscript}],"
	"\n    INTERNALLENGTH = {length}[,\n    {by_value}],\n    ALIGNMENT = {alignment}[,\n    STORAGE = {storage}][,\n    CATEGORY = {category}]"
	"[,\n    PREFERRED = {preferred}][,\n    DEFAULT = {default}][,\n    ELEMENT = {element}][,\n    DELIMITER = {delimiter}][,\n    COLLATABLE = {collatable}]\n)",
	.separator = ", ",
	.alter = "ALTER TYPE {reference} SET ({children})",
	.rename = "",
	.names = NAMES_TYPE,
	.retypes = true,
	.inseparable = true,
};
