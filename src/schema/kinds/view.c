/*
 * view.c
 *	  Views, and the columns that they have.
 *
 * A column gets another name by a statement of its own; CREATE OR REPLACE VIEW can add columns at the end and nothing else.
 * A view whose columns change otherwise is dropped and made again, with what stands on it.  A view and a function that need
 * each other are made in two steps, as pg_dump does: first a view of NULLs with the same columns.
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "schema/kinds/kinds.h"

/* PostgreSQL (checkViewColumns): places, types and collations of the old columns have to stay. */
static bool
columns_change(const Fact *from, const Fact *to)
{
	ListCell   *cell;

	foreach(cell, from->parts)
	{
		const Fact *column = lfirst(cell);

		if (column->kind == &kind_view_column && (column->other == NULL || !rename_stands_alike(column, column->other)))
			return true;
	}
	return false;
}

/* CREATE OR REPLACE VIEW says all parameters anew. */
static bool
is_redefined(const Fact *from, const Fact *to)
{
	return from != NULL && compare_attribute(from, to, attribute_number(to->kind, "definition"));
}

const FactKind kind_view = {
	.name = "view",
	.catalog = RelationRelationId,
	.relkind = RELKIND_VIEW,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relowner AS owner, c.relacl AS acl,"
	"  rtrim(pg_get_viewdef(c.oid), ';') AS definition, a.nulls,"
	"  " RELOPTIONS("c.reloptions") " AS options"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
	"  LEFT JOIN (SELECT a.attrelid, string_agg('NULL::' || " TYPE_OF_OUTPUT " || ' AS ' || quote_ident(a.attname), ', ' ORDER BY a.attnum) AS nulls"
	"    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
	"    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY (" RELATIONS("v") ") GROUP BY a.attrelid) a ON a.attrelid = c.oid"
	" WHERE c.relkind = 'v' AND c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"definition", .redefine = true, .query = true},
		{"nulls", .beside = true},
		{"options", .covered = is_redefined, .add = "ALTER VIEW {reference} SET ({added})", .remove = "ALTER VIEW {reference} RESET ({removed})"},
		{NULL}
	},
	.object = "VIEW {reference}",
	.grant_object = "TABLE {reference}",
	.acl_type = 'r',
	.create = "CREATE VIEW {reference}[ WITH ({options})] AS\n{definition}",
	.redefine = "CREATE OR REPLACE VIEW {reference}[ WITH ({options})] AS\n{definition}",
	.stub = "CREATE VIEW {reference} AS SELECT[ {nulls}]",
	.hollow = "CREATE OR REPLACE VIEW {reference} AS SELECT[ {nulls}]",
	.drop = "DROP VIEW {reference}",
	.rename = "ALTER VIEW {old.reference} RENAME TO {name}",
	.move = "ALTER VIEW {old.reference} SET SCHEMA {schema}",
	.names = NAMES_RELATION,
	.must_replace = columns_change,
};

/* Columns of views: they carry comments, grants and defaults, and others need them.  Their type is that of the query. */
const FactKind kind_view_column = {
	.name = "view column",
	.catalog = RelationRelationId,
	.relkind = RELKIND_VIEW,
	.query =
	"SELECT a.attrelid AS oid, a.attnum AS subid, a.attrelid AS of_oid, a.attname AS name, a.attnum AS position, a.attacl AS acl, c.relowner AS acl_owner,"
	"  " TYPE_OF_OUTPUT " AS type"
	" FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid"
	" WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY (" RELATIONS("v") ")",
	.attributes = (const Attribute[]) {
		{"type", .beside = true},
		{NULL}
	},
	.reference = "{of}.{name}",
	.object = "COLUMN {reference}",
	.acl_type = 'c',
	.rename = "ALTER VIEW {of} RENAME COLUMN {old.name} TO {name}",
	.implied = true,
};
