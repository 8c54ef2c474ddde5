/*
 * collation.c
 *	  Collations of libc, ICU and the builtin provider.
 *
 * Nothing of a collation can be altered.  The version that its provider had when it was made is not compared: it belongs
 * to the machine.
 */
#include "postgres.h"

#include "catalog/pg_collation.h"

#include "schema/kinds/kinds.h"

const FactKind kind_collation = {
	.name = "collation",
	.catalog = CollationRelationId,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.collname AS name, c.collowner AS owner,"
	"  CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'c' THEN 'libc' WHEN 'b' THEN 'builtin' WHEN 'd' THEN 'default' END AS provider,"
	"  CASE WHEN NOT c.collisdeterministic THEN 'false' END AS deterministic,"
	"  CASE WHEN c.collprovider = 'c' AND c.collcollate = c.collctype THEN quote_literal(c.collcollate)"
	"    ELSE quote_literal(coalesce(j.row->>'colllocale', j.row->>'colliculocale')) END AS locale,"
	"  CASE WHEN c.collcollate <> c.collctype THEN quote_literal(c.collcollate) END AS lc_collate,"
	"  CASE WHEN c.collcollate <> c.collctype THEN quote_literal(c.collctype) END AS lc_ctype,"
	"  quote_literal(j.row->>'collicurules') AS rules"
	" FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace, LATERAL (SELECT to_jsonb(c) AS row) j"
	" WHERE c.collnamespace = ANY ($1) AND c.collencoding IN (-1, pg_char_to_encoding(getdatabaseencoding()))",
	.attributes = (const Attribute[]) {
		{.name = "provider"},
		{.name = "deterministic"},
		{.name = "locale"},
		{.name = "lc_collate"},
		{.name = "lc_ctype"},
		{.name = "rules"},
		{NULL}
	},
	.object = "COLLATION {reference}",
	.create = "CREATE COLLATION {reference} (PROVIDER = {provider}[, DETERMINISTIC = {deterministic}][, LOCALE = {locale}]"
	"[, LC_COLLATE = {lc_collate}][, LC_CTYPE = {lc_ctype}][, RULES = {rules}])",
	.drop = "DROP COLLATION {reference}",
	.retypes = true,
	.aside = "ALTER COLLATION {reference} RENAME TO {aside}",
	.drop_aside = "DROP COLLATION {schema}.{aside}",
	.rename = "ALTER COLLATION {old.reference} RENAME TO {name}",
	.move = "ALTER COLLATION {old.reference} SET SCHEMA {schema}",
};
