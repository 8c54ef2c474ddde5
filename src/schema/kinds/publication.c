/*
 * publication.c
 *	  Publications, and which tables and schemas are in them.
 *
 * What is published is a part of the table or schema, not of the publication: it goes with either, and bears a table's new
 * name at once.
 *
 * Subscriptions are no facts: they hold a password to another server, only a superuser may read them, and to make or drop
 * one reaches out to that server, outside of the transaction.
 */
#include "postgres.h"

#include "catalog/pg_publication.h"
#include "catalog/pg_publication_namespace.h"
#include "catalog/pg_publication_rel.h"

#include "schema/kinds/kinds.h"

/* One statement for all parameters that differ. */
static void
change_parameters(Changes *changes, const Fact *from, const Fact *to)
{
	static const struct
	{
		const char *name,
				   *set,
				   *reset;
	}			parameters[] = {
		{"publish", "publish = {publish}", "publish = 'insert, update, delete, truncate'"},
		{"via_root", "publish_via_partition_root = {via_root}", "publish_via_partition_root = false"},
		{"generated_columns", "publish_generated_columns = {generated_columns}", "publish_generated_columns = none"},
	};
	List	   *changed = NIL;

	for (int i = 0; i < lengthof(parameters); i++)
		if (!fact_same_value(from, to, attribute_number(to->kind, parameters[i].name)))
			changed = lappend(changed, template_fill(fact_value(to, parameters[i].name) ? parameters[i].set : parameters[i].reset, to, NULL, NULL));
	changes_add(changes, STATEMENT_ALTER, to,
				psprintf("%s SET (%s)", template_fill("ALTER PUBLICATION {reference}", to, NULL, NULL), join_list(changed)));
}

const FactKind kind_publication = {
	.name = "publication",
	.catalog = PublicationRelationId,
	.query =
	"SELECT p.oid, p.pubname AS name, p.pubowner AS owner, p.all_tables, p.publish, p.via_root, p.generated_columns,"
	"  nullif(concat_ws(', ', 'publish = ' || p.publish, 'publish_via_partition_root = ' || p.via_root, 'publish_generated_columns = ' || p.generated_columns), '') AS parameters"
	" FROM (SELECT p.oid, p.pubname, p.pubowner, CASE WHEN p.puballtables THEN 'FOR ALL TABLES' END AS all_tables,"
	"    CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate) THEN"
	"      quote_literal(concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,"
	"        CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)) END AS publish,"
	"    CASE WHEN p.pubviaroot THEN 'true' END AS via_root,"
	"    CASE to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN 'stored' END AS generated_columns"
	"  FROM pg_publication p WHERE $2) p",
	.attributes = (const Attribute[]) {
		{.name = "all_tables"},
		{.name = "publish", .change = change_parameters},
		{.name = "via_root", .change = change_parameters},
		{.name = "generated_columns", .change = change_parameters},
		{.name = "parameters", .beside = true},
		{NULL}
	},
	.object = "PUBLICATION {reference}",
	.create = "CREATE PUBLICATION {reference}[ {all_tables}][ WITH ({parameters})]",
	.drop = "DROP PUBLICATION {reference}",
	.rename = "ALTER PUBLICATION {old.reference} RENAME TO {name}",
};

/* Which columns and rows are published cannot be altered for one table alone. */
const FactKind kind_publication_table = {
	.name = "publication table",
	.catalog = PublicationRelRelationId,
	.query =
	"SELECT r.oid, 'pg_class'::regclass::oid AS of_class, r.prrelid AS of_oid, p.pubname AS name, pg_get_expr(r.prqual, r.prrelid) AS where,"
	"  CASE WHEN r.prattrs IS NOT NULL THEN (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)"
	"    FROM pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) END AS columns"
	" FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE $2",
	.attributes = (const Attribute[]) {
		{.name = "columns"},
		{.name = "where"},
		{NULL}
	},
	.create = "ALTER PUBLICATION {name} ADD TABLE ONLY {of}[ ({columns})][ WHERE ({where})]",
	.drop = "ALTER PUBLICATION {name} DROP TABLE ONLY {of}",
	.rename = "",				/* with the publication */
	.named_by = &kind_publication,
};

const FactKind kind_publication_schema = {
	.name = "publication schema",
	.catalog = PublicationNamespaceRelationId,
	.query =
	"SELECT r.oid, 'pg_namespace'::regclass::oid AS of_class, r.pnnspid AS of_oid, p.pubname AS name"
	" FROM pg_publication_namespace r JOIN pg_publication p ON p.oid = r.pnpubid WHERE $2",
	.attributes = (const Attribute[]) {{NULL}},
	.create = "ALTER PUBLICATION {name} ADD TABLES IN SCHEMA {of}",
	.drop = "ALTER PUBLICATION {name} DROP TABLES IN SCHEMA {of}",
	.rename = "",
	.named_by = &kind_publication,
};
