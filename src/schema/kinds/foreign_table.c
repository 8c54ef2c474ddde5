/*
 * foreign_table.c
 *	  Foreign tables.  Their columns are columns like others (column.c).
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "schema/kinds/kinds.h"

static void
change_table_options(Changes *changes, const Fact *from, const Fact *to)
{
	change_options(changes, from, to, "options", "ALTER FOREIGN TABLE {reference}");
}

const FactKind kind_foreign_table = {
	.name = "foreign table",
	.catalog = RelationRelationId,
	.relkind = RELKIND_FOREIGN_TABLE,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relowner AS owner, c.relacl AS acl, i.parents AS inherits, quote_ident(s.srvname) AS server, '' AS untyped,"
	"  (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ' ORDER BY option_name COLLATE \"C\")"
	"   FROM pg_options_to_table(f.ftoptions)) AS options"
	" FROM pg_foreign_table f JOIN pg_class c ON c.oid = f.ftrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_foreign_server s ON s.oid = f.ftserver"
	"  LEFT JOIN (SELECT i.inhrelid, string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) AS parents"
	"    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE p.relkind <> 'p' GROUP BY i.inhrelid) i ON i.inhrelid = c.oid"
	" WHERE c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "inherits", .change = change_inherits},
		{.name = "server"},
		{"untyped", .beside = true},	/* as of a table, which a constraint's renaming looks at */
		{.name = "options", .change = change_table_options},
		{NULL}
	},
	.object = "FOREIGN TABLE {reference}",
	.grant_object = "TABLE {reference}",
	.acl_type = 'r',
	.create = "CREATE FOREIGN TABLE {reference} ({children})[ INHERITS ({inherits})] SERVER {server}[ OPTIONS ({options})]",
	.separator = ",\n    ",
	.drop = "DROP FOREIGN TABLE {reference}",
	.rename = "ALTER FOREIGN TABLE {old.reference} RENAME TO {name}",
	.move = "ALTER FOREIGN TABLE {old.reference} SET SCHEMA {schema}",
	.names = NAMES_RELATION,
};
