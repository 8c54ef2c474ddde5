/*
 * system.c
 *	  What the server itself made, where its privileges are no longer those of the beginning (pg_init_privs), as pg_dump.
 *
 * Such an object has no statements of its own: its facts are there for their grants.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"

#include "schema/kinds/kinds.h"

const FactKind kind_system_relation = {
	.name = "system relation",
	.catalog = RelationRelationId,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relacl AS acl, c.relowner AS acl_owner, p.initprivs AS acl_at_first"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
	"  LEFT JOIN pg_init_privs p ON p.classoid = 'pg_class'::regclass AND p.objoid = c.oid AND p.objsubid = 0"
	" WHERE $2 AND c.relnamespace = 'pg_catalog'::regnamespace AND c.oid < 16384 AND c.relkind IN ('r', 'v') AND (c.relacl IS DISTINCT FROM p.initprivs"
	"  OR c.oid IN (SELECT a.attrelid FROM pg_attribute a WHERE a.attrelid < 16384 AND a.attacl IS NOT NULL))",
	.attributes = (const Attribute[]) {{NULL}},
	.object = "TABLE {reference}",
	.acl_type = 'r',
	.implied = true,
	.permanent = true,
};

const FactKind kind_system_column = {
	.name = "system column",
	.catalog = RelationRelationId,
	.query =
	"SELECT a.attrelid AS oid, a.attnum AS subid, a.attrelid AS of_oid, a.attname AS name, a.attnum AS position,"
	"  a.attacl AS acl, c.relowner AS acl_owner, p.initprivs AS acl_at_first"
	" FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
	"  LEFT JOIN pg_init_privs p ON p.classoid = 'pg_class'::regclass AND p.objoid = c.oid AND p.objsubid = a.attnum"
	" WHERE $2 AND c.relnamespace = 'pg_catalog'::regnamespace AND c.oid < 16384 AND a.attrelid < 16384 AND a.attacl IS NOT NULL",
	.attributes = (const Attribute[]) {{NULL}},
	.reference = "{of}.{name}",
	.object = "COLUMN {reference}",
	.acl_type = 'c',
	.implied = true,
	.permanent = true,
};

const FactKind kind_system_function = {
	.name = "system function",
	.catalog = ProcedureRelationId,
	.query =
	"SELECT f.oid, n.nspname AS schema, f.proname AS name, oidvectortypes(f.proargtypes) AS arguments,"
	"  f.proacl AS acl, f.proowner AS acl_owner, p.initprivs AS acl_at_first"
	" FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace"
	"  LEFT JOIN pg_init_privs p ON p.classoid = 'pg_proc'::regclass AND p.objoid = f.oid AND p.objsubid = 0"
	" WHERE $2 AND f.pronamespace = 'pg_catalog'::regnamespace AND f.oid < 16384 AND f.proacl IS DISTINCT FROM p.initprivs",
	.attributes = (const Attribute[]) {{NULL}},
	.reference = "{schema}.{name}({arguments})",
	.object = "FUNCTION {reference}",
	.acl_type = 'f',
	.implied = true,
	.permanent = true,
};

/* plpgsql, which is an extension's, has no address, so that it is not taken out with the members of those (depend.c). */
const FactKind kind_system_language = {
	.name = "system language",
	.query =
	"SELECT l.lanname AS name, l.lanacl AS acl, l.lanowner AS acl_owner, p.initprivs AS acl_at_first"
	" FROM pg_language l LEFT JOIN pg_init_privs p ON p.classoid = 'pg_language'::regclass AND p.objoid = l.oid AND p.objsubid = 0"
	" WHERE $2 AND l.oid < 16384 AND l.lanacl IS DISTINCT FROM p.initprivs",
	.attributes = (const Attribute[]) {{NULL}},
	.object = "LANGUAGE {reference}",
	.acl_type = 'l',
	.implied = true,
	.permanent = true,
};
