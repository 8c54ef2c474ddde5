/*
 * statistics.c
 *	  Extended statistics.
 */
#include "postgres.h"

#include "catalog/pg_statistic_ext.h"

#include "schema/kinds/kinds.h"

const FactKind kind_statistics = {
	.name = "statistics",
	.catalog = StatisticExtRelationId,
	/* between "CREATE STATISTICS name" and "FROM table", so that new names are no change */
	.query =
	"SELECT s.oid, n.nspname AS schema, s.stxname AS name, s.stxowner AS owner, 'pg_class'::regclass::oid AS of_class, s.stxrelid AS of_oid,"
	"  CASE WHEN e.definition LIKE '(%' THEN left(e.definition, strpos(e.definition, ')')) END AS kinds,"
	"  CASE WHEN e.definition LIKE '(%' THEN substr(e.definition, strpos(e.definition, ')') + 5) ELSE substr(e.definition, 4) END AS columns,"
	"  CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::text END AS target"
	" FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid,"
	"  LATERAL (SELECT pg_get_statisticsobjdef(s.oid) AS definition OFFSET 0) d,"
	"  LATERAL (SELECT substr(left(d.definition, length(d.definition) - length(' FROM ' || s.stxrelid::regclass)),"
	"    length('CREATE STATISTICS ' || quote_ident(n.nspname) || '.' || quote_ident(s.stxname)) + 2) AS definition OFFSET 0) e"
	" WHERE c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "kinds"},
		{.name = "columns", .any_order = true},	/* the server has them as they stand in the table */
		{.name = "target", .after = true, .forgotten = true, .alter = "ALTER STATISTICS {reference} SET STATISTICS {target}", .reset = "ALTER STATISTICS {reference} SET STATISTICS -1"},
		{NULL}
	},
	.identity = "{reference}",
	.object = "STATISTICS {reference}",
	.create = "CREATE STATISTICS {reference}[ {kinds}] ON {columns} FROM {of}",
	.drop = "DROP STATISTICS {reference}",
	.rename = "ALTER STATISTICS {old.reference} RENAME TO {name}",
	.move = "ALTER STATISTICS {old.reference} SET SCHEMA {schema}",
	.rebuilt_with_column = true,
};
