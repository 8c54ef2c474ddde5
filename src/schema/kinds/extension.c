/*
 * extension.c
 *	  Extensions: which, where, which version; and what depends on one.  Their members are theirs and no facts.
 *
 * The version that a server installs by default is not written down, so that a script runs where another one is shipped.
 */
#include "postgres.h"

#include "catalog/pg_extension.h"

#include "schema/kinds/kinds.h"

/* What is not relocatable stays where it has been made. */
static bool
must_replace(const Fact *from, const Fact *to)
{
	return fact_value(from, "relocatable") == NULL && !fact_same_value(from, to, attribute_number(from->kind, "in_schema"));
}

/* The comment that an extension brings, where it has been taken away. */
static void
remove_comment(Changes *changes, const Fact *fact)
{
	if (fact_value(fact, "comment") == NULL || fact_part(fact, &kind_comment) != NULL)
		return;
	changes_add(changes, STATEMENT_ALTER, fact, template_fill("COMMENT ON {object} IS NULL", fact, NULL, NULL));
}

const FactKind kind_extension = {
	.name = "extension",
	.catalog = ExtensionRelationId,
	.query =
	"SELECT e.oid, e.extname AS name, quote_ident(n.nspname) AS in_schema, quote_literal(e.extversion) AS version,"
	"  CASE WHEN e.extversion IS DISTINCT FROM a.default_version THEN quote_literal(e.extversion) END AS other_version,"
	"  CASE WHEN e.extrelocatable THEN 'yes' END AS relocatable, a.comment"
	" FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace LEFT JOIN pg_available_extensions() a ON a.name = e.extname"
	" WHERE $2 AND e.oid >= 16384 AND e.extname <> 'migrate'",
	.attributes = (const Attribute[]) {
		{.name = "in_schema", .alter = "ALTER EXTENSION {reference} SET SCHEMA {in_schema}"},
		{.name = "version", .alter = "ALTER EXTENSION {reference} UPDATE TO {version}"},
		{.name = "other_version", .beside = true},
		{.name = "relocatable", .beside = true},
		{.name = "comment", .beside = true},
		{NULL}
	},
	.object = "EXTENSION {reference}",
	.create = "CREATE EXTENSION {reference} WITH SCHEMA {in_schema}[ VERSION {other_version}]",
	.drop = "DROP EXTENSION {reference}",
	.must_replace = must_replace,
	.created = remove_comment,
};
