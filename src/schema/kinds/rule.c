/*
 * rule.c
 *	  Rules of tables and views, but for the one that makes a view a view.
 */
#include "postgres.h"

#include "catalog/pg_rewrite.h"

#include "schema/kinds/kinds.h"

const FactKind kind_rule = {
	.name = "rule",
	.catalog = RewriteRelationId,
	/* after "CREATE RULE name AS", "ON event" and "TO table", so that a table's new name is no change of its rules */
	.query =
	"SELECT r.oid, 'pg_class'::regclass::oid AS of_class, r.ev_class AS of_oid, r.rulename AS name, d.event,"
	"  rtrim(substr(d.definition, strpos(d.definition, d.table) + length(d.table)), ';') AS action,"
	"  CASE r.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END AS state"
	" FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace,"
	"  LATERAL (SELECT substr(pg_get_ruledef(r.oid), length('CREATE RULE ' || quote_ident(r.rulename)) + 1) AS definition,"
	"    CASE r.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' ELSE 'DELETE' END AS event,"
	"    ' TO ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS table OFFSET 0) d"
	" WHERE r.rulename <> '_RETURN' AND r.oid >= 16384 AND c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "event", .redefine = true},
		{.name = "action", .redefine = true},
		{.name = "state", .after = true, .alter = "ALTER TABLE {of} {state} RULE {name}", .reset = "ALTER TABLE {of} ENABLE RULE {name}"},
		{NULL}
	},
	.object = "RULE {name} ON {of}",
	.create = "CREATE RULE {name} AS\n    ON {event} TO {of}{action}",
	.redefine = "CREATE OR REPLACE RULE {name} AS\n    ON {event} TO {of}{action}",
	.drop = "DROP RULE {name} ON {of}",
	.rename = "ALTER RULE {old.name} ON {of} RENAME TO {name}",
};
