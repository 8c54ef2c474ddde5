/*
 * materialized_view.c
 *	  Materialized views and their columns.
 *
 * A definition cannot be altered but for the names of its columns: the view is dropped and made again, with its indexes and
 * what else stands on it.  It is filled again as it is made, if it was filled in one of the two snapshots: pg_dump --schema-only says WITH NO DATA of all.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "miscadmin.h"

#include "schema/kinds/kinds.h"

static bool can_be_filled(const Fact *fact);

/* Has a materialized view of the target rows, by the time that others read it? */
static bool
is_filled(const Fact *fact)
{
	bool		was_filled = fact->other != NULL && fact_value(fact->other, "unpopulated") == NULL;

	if (!fact_is_made(fact))
		return was_filled;
	return (was_filled || fact_value(fact, "unpopulated") == NULL) && can_be_filled(fact);
}

/* Nothing can be read of a materialized view without rows, be it by way of views. */
static bool
can_be_filled(const Fact *fact)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, fact->needs)
	{
		const Fact *needed = fact_whole(((FactNeed *) lfirst(cell))->fact);	/* of which it needs columns */

		if (needed->kind == &kind_materialized_view ? !is_filled(needed) : needed->kind == &kind_view && !can_be_filled(needed))
			return false;
	}
	return true;
}

/* One that is made again, and was filled, is filled as it is made, if what it reads is. */
static void
keep_filled(Changes *changes, const Fact *fact)
{
	int			unpopulated = attribute_number(fact->kind, "unpopulated");
	Fact		made = *fact;
	Size		size = kind_nattributes(fact->kind) * sizeof(char *);

	if (is_filled(fact) == (fact->values[unpopulated] == NULL))
		return;
	made.values = memcpy(palloc(size), fact->values, size);
	made.values[unpopulated] = fact->values[unpopulated] == NULL ? "WITH NO DATA" : NULL;
	fact_creation(fact)->sql = template_fill(fact->kind->create, &made, NULL, NULL);
}

const FactKind kind_materialized_view = {
	.name = "materialized view",
	.catalog = RelationRelationId,
	.relkind = RELKIND_MATVIEW,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relowner AS owner, c.relacl AS acl,"
	"  rtrim(pg_get_viewdef(c.oid), ';') AS definition,"
	"  CASE WHEN NOT c.relispopulated THEN 'WITH NO DATA' END AS unpopulated,"
	"  CASE WHEN a.amname <> 'heap' THEN quote_ident(a.amname) END AS access_method,"
	"  quote_ident(s.spcname) AS tablespace, " USUAL_TABLESPACE ","
	"  " RELOPTIONS_WITH_TOAST ","
	"  CASE c.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL' END AS replica_identity"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
	"  LEFT JOIN pg_am a ON a.oid = c.relam"
	"  LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace"
	"  LEFT JOIN pg_class t ON t.oid = c.reltoastrelid"
	" WHERE c.relkind = 'm' AND c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "definition", .query = true},
		{.name = "unpopulated", .beside = true},
		{.name = "access_method", .alter = "ALTER MATERIALIZED VIEW {reference} SET ACCESS METHOD {access_method}", .reset = "ALTER MATERIALIZED VIEW {reference} SET ACCESS METHOD heap"},
		{.name = "tablespace", .alter = "ALTER MATERIALIZED VIEW {reference} SET TABLESPACE {tablespace}", .reset = "ALTER MATERIALIZED VIEW {reference} SET TABLESPACE {old.usual_tablespace}"},
		{.name = "usual_tablespace", .beside = true},
		{.name = "options", .add = "ALTER MATERIALIZED VIEW {reference} SET ({added})", .remove = "ALTER MATERIALIZED VIEW {reference} RESET ({removed})"},
		{.name = "replica_identity", .after = true, .alter = "ALTER TABLE ONLY {reference} REPLICA IDENTITY {replica_identity}", .reset = "ALTER TABLE ONLY {reference} REPLICA IDENTITY DEFAULT"},
		{NULL}
	},
	.object = "MATERIALIZED VIEW {reference}",
	.grant_object = "TABLE {reference}",
	.acl_type = 'r',
	.create = "CREATE MATERIALIZED VIEW {reference}[ USING {access_method}][ WITH ({options})][ TABLESPACE {tablespace}] AS\n{definition}[\n  {unpopulated}]",
	.drop = "DROP MATERIALIZED VIEW {reference}",
	.rename = "ALTER MATERIALIZED VIEW {old.reference} RENAME TO {name}",
	.move = "ALTER MATERIALIZED VIEW {old.reference} SET SCHEMA {schema}",
	.names = NAMES_RELATION,
	.created = keep_filled,
};

/* Columns come with the query; what is said of how they are stored and sampled is not in it. */
const FactKind kind_materialized_view_column = {
	.name = "materialized view column",
	.catalog = RelationRelationId,
	.relkind = RELKIND_MATVIEW,
	.query =
	"SELECT a.attrelid AS oid, a.attnum AS subid, a.attrelid AS of_oid, a.attname AS name, a.attnum AS position, a.attacl AS acl,"
	"  " TYPE_OF_OUTPUT " AS type,"
	"  CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END AS storage,"
	"  CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END AS type_storage,"
	"  CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,"
	"  CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END AS statistics,"
	"  (SELECT string_agg(" RELOPTION ", ', ')"
	"   FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\\_attver=%') AS options"
	" FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
	" WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY (" RELATIONS("m") ")",
	.attributes = (const Attribute[]) {
		{.name = "type", .beside = true},
		{.name = "storage", .after = true, .alter = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} SET STORAGE {storage}", .reset = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} SET STORAGE {type_storage}"},
		{.name = "type_storage", .beside = true},
		{.name = "compression", .after = true, .alter = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} SET COMPRESSION {compression}", .reset = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} SET COMPRESSION default"},
		{.name = "statistics", .after = true, .alter = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} SET STATISTICS {statistics}", .reset = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} SET STATISTICS -1"},
		{.name = "options", .after = true, .add = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} SET ({added})", .remove = "ALTER MATERIALIZED VIEW {of} ALTER COLUMN {name} RESET ({removed})"},
		{NULL}
	},
	.reference = "{of}.{name}",
	.object = "COLUMN {reference}",
	.acl_type = 'c',
	.rename = "ALTER MATERIALIZED VIEW {of} RENAME COLUMN {old.name} TO {name}",
};
