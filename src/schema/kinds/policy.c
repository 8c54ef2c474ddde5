/*
 * policy.c
 *	  Row security policies.  Whether a table heeds them is the table's.
 *
 * ALTER POLICY gives another expression but takes none away, and knows neither the command nor RESTRICTIVE.
 */
#include "postgres.h"

#include "catalog/pg_policy.h"

#include "schema/kinds/kinds.h"

const FactKind kind_policy = {
	.name = "policy",
	.catalog = PolicyRelationId,
	.query =
	"SELECT p.oid, 'pg_class'::regclass::oid AS of_class, p.polrelid AS of_oid, p.polname AS name,"
	"  CASE WHEN NOT p.polpermissive THEN 'RESTRICTIVE' END AS restrictive,"
	"  CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' END AS command,"
	"  CASE WHEN p.polroles <> '{0}' THEN (SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) FROM pg_roles r WHERE r.oid = ANY (p.polroles)) END AS roles,"
	"  pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS with_check"
	" FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "restrictive"},
		{.name = "command"},
		{.name = "roles", .clause = true, .alter = "TO {roles}", .reset = "TO PUBLIC"},
		{.name = "using", .clause = true, .alter = "USING ({using})"},
		{.name = "with_check", .clause = true, .alter = "WITH CHECK ({with_check})"},
		{NULL}
	},
	.object = "POLICY {name} ON {of}",
	.create = "CREATE POLICY {name} ON {of}[ AS {restrictive}][ FOR {command}][ TO {roles}][ USING ({using})][ WITH CHECK ({with_check})]",
	.alter = "ALTER POLICY {name} ON {of} {children}",
	.drop = "DROP POLICY {name} ON {of}",
	.rename = "ALTER POLICY {old.name} ON {of} RENAME TO {name}",
};
