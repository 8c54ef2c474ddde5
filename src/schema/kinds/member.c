/*
 * member.c
 *	  Members of extensions whose privileges are no longer those that the extension gave them (pg_init_privs), as pg_dump.
 *
 * A member has no statements of its own: its facts are there for their grants, and go with the extension.  They have no address, as
 * what needs a member needs its extension (depend.c).
 */
#include "postgres.h"

#include "schema/kinds/kinds.h"

/* o: the member */
#define MEMBERS(columns, catalog, acl, condition) \
	"SELECT d.refclassid AS of_class, d.refobjid AS of_oid, " columns ", " acl " AS acl, i.initprivs AS acl_at_first" \
	" FROM pg_depend d JOIN " catalog " o ON o.oid = d.objid" \
	"  LEFT JOIN pg_init_privs i ON i.classoid = d.classid AND i.objoid = d.objid AND i.objsubid = 0" \
	" WHERE $2 AND d.classid = '" catalog "'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'" \
	"  AND " acl " IS DISTINCT FROM i.initprivs AND " condition

/* Not the fact's schema: what lies in the extension's moves with that. */
#define IN_SCHEMA(oid) \
	"(SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = " oid ") AS in_schema," \
	" (SELECT quote_ident(nspname) FROM pg_namespace n, pg_extension e WHERE n.oid = " oid " AND e.oid = d.refobjid AND e.extnamespace <> n.oid) AS elsewhere, "

static const Attribute placed[] = {
	{"in_schema", .beside = true},
	{"elsewhere", .beside = true},
	{NULL}
};

#define REFERENCE "{in_schema}.{name}"
#define IDENTITY "{of.identity}.[{elsewhere}.]{name}"

#define MEMBER_RELATIONS(condition) \
	MEMBERS(IN_SCHEMA("o.relnamespace") "o.relname AS name, o.relowner AS acl_owner", "pg_class", "o.relacl", condition)

const FactKind kind_member_schema = {
	.name = "extension's schema",
	.query = MEMBERS("o.nspname AS name, o.nspowner AS acl_owner", "pg_namespace", "o.nspacl", "true"),
	.attributes = (const Attribute[]) {{NULL}},
	.identity = "{reference}",
	.object = "SCHEMA {reference}",
	.acl_type = 'n',
	.implied = true,
	.permanent = true,
};

const FactKind kind_member_relation = {
	.name = "extension's relation",
	.query = MEMBER_RELATIONS("o.relkind IN ('r', 'p', 'v', 'm', 'f')"),
	.attributes = placed,
	.reference = REFERENCE,
	.identity = IDENTITY,
	.object = "TABLE {reference}",
	.acl_type = 'r',
	.implied = true,
	.permanent = true,
};

const FactKind kind_member_sequence = {
	.name = "extension's sequence",
	.query = MEMBER_RELATIONS("o.relkind = 'S'"),
	.attributes = placed,
	.reference = REFERENCE,
	.identity = IDENTITY,
	.object = "SEQUENCE {reference}",
	.acl_type = 's',
	.implied = true,
	.permanent = true,
};

const FactKind kind_member_function = {
	.name = "extension's function",
	.query = MEMBERS(IN_SCHEMA("o.pronamespace") "o.proname AS name, oidvectortypes(o.proargtypes) AS arguments, o.proowner AS acl_owner,"
					 " CASE o.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS type", "pg_proc", "o.proacl", "true"),
	.attributes = (const Attribute[]) {
		{"in_schema", .beside = true},
		{"elsewhere", .beside = true},
		{"type", .beside = true},
		{NULL}
	},
	.reference = REFERENCE "({arguments})",
	.identity = IDENTITY "({arguments})",
	.object = "{type} {reference}",
	.acl_type = 'f',
	.implied = true,
	.permanent = true,
};

const FactKind kind_member_type = {
	.name = "extension's type",
	.query = MEMBERS(IN_SCHEMA("o.typnamespace") "o.typname AS name, o.typowner AS acl_owner", "pg_type", "o.typacl", "true"),
	.attributes = placed,
	.reference = REFERENCE,
	.identity = IDENTITY,
	.object = "TYPE {reference}",
	.acl_type = 'T',
	.implied = true,
	.permanent = true,
};

const FactKind kind_member_language = {
	.name = "extension's language",
	.query = MEMBERS("o.lanname AS name, o.lanowner AS acl_owner", "pg_language", "o.lanacl", "true"),
	.attributes = (const Attribute[]) {{NULL}},
	.identity = "{reference}",
	.object = "LANGUAGE {reference}",
	.acl_type = 'l',
	.implied = true,
	.permanent = true,
};

const FactKind kind_member_wrapper = {
	.name = "extension's foreign data wrapper",
	.query = MEMBERS("o.fdwname AS name, o.fdwowner AS acl_owner", "pg_foreign_data_wrapper", "o.fdwacl", "true"),
	.attributes = (const Attribute[]) {{NULL}},
	.identity = "{reference}",
	.object = "FOREIGN DATA WRAPPER {reference}",
	.acl_type = 'F',
	.implied = true,
	.permanent = true,
};
