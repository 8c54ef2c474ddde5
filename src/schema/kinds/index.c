/*
 * index.c
 *	  Indexes that belong to no constraint.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "utils/builtins.h"

#include "schema/kinds/kinds.h"

/* Is there an item for the same expression?  "1 100" is one for the first. */
static bool
has_number(List *items, const char *item)
{
	size_t		length = strcspn(item, " ") + 1;
	ListCell   *cell;

	foreach(cell, items)
		if (strncmp(lfirst(cell), item, length) == 0)
			return true;
	return false;
}

/* The items that others have not: list_has, as they are; has_number, for the same expressions. */
static List *
items_without(List *items, List *others, bool (*has) (List *, const char *))
{
	List	   *left = NIL;
	ListCell   *cell;

	foreach(cell, items)
		if (!has(others, lfirst(cell)))
			left = lappend(left, lfirst(cell));
	return left;
}

static List *
statistics_of(const Fact *index)
{
	return index == NULL ? NIL : split_list(fact_value(index, "statistics"));
}

/* What becomes of an index's statistics by the statements on the indexes above it.  from is NULL where it and they have none at first. */
static List *
statistics_left(const Fact *from, const Fact *to, List *statistics)
{
	const Fact *above = index_above(to),
			   *above_from = from == NULL || above == NULL ? NULL : above->other;
	List	   *before,
			   *after = statistics_of(above),
			   *set,
			   *left;

	if (above == NULL)
		return statistics;
	before = statistics_left(above_from, above, statistics_of(above_from));
	set = items_without(after, before, list_has);
	left = items_without(statistics_left(above_from, above, statistics), set, has_number);
	left = items_without(left, items_without(before, after, has_number), has_number);
	return list_concat(left, set);
}

/* ALTER INDEX ... ALTER COLUMN knows expressions by their number, and reaches the partitions' indexes. */
static void
change_statistics(Changes *changes, const Fact *from, const Fact *to)
{
	List	   *before = statistics_left(from, to, statistics_of(from)),
			   *after = statistics_of(to);
	char	   *index = template_fill("ALTER INDEX {reference}", to, from, NULL);
	ListCell   *cell;

	foreach(cell, items_without(before, after, has_number))
		changes_add(changes, STATEMENT_ALTER, to, psprintf("%s ALTER COLUMN %.*s SET STATISTICS -1", index, (int) strcspn(lfirst(cell), " "), (char *) lfirst(cell)));
	foreach(cell, items_without(after, before, list_has))
	{
		char	   *item = lfirst(cell);
		int			number = strcspn(item, " ");

		changes_add(changes, STATEMENT_ALTER, to, psprintf("%s ALTER COLUMN %.*s SET STATISTICS%s", index, number, item, item + number));
	}
}

/* CLUSTER ON, or REPLICA IDENTITY USING, another index says it of that one no more. */
static bool
has_another(const Fact *to, const char *attribute)
{
	const Fact *table = fact_whole(to);
	ListCell   *cell;

	if (table != to && attribute_number(table->kind, attribute) >= 0 && fact_value(table, attribute) != NULL)
		return true;
	foreach(cell, table->parts)
	{
		const Fact *index = lfirst(cell);

		if (index->kind == &kind_constraint)
			index = fact_part(index, &kind_constraint_index);
		else if (index->kind != &kind_index)
			continue;
		if (index != NULL && fact_value(index, attribute) != NULL)
			return true;
	}
	return false;
}

bool
is_clustered_otherwise(const Fact *from, const Fact *to)
{
	return fact_value(to, "clustered") == NULL && has_another(to, "clustered");
}

bool
is_identified_otherwise(const Fact *from, const Fact *to)
{
	return fact_value(to, "replica_identity") == NULL && has_another(to, "replica_identity");
}

const FactKind kind_index = {
	.name = "index",
	.catalog = RelationRelationId,
	.query =
	"SELECT i.*, CASE WHEN i.flat IS NULL THEN i.definition ELSE replace(i.definition, ' WITH (' || i.flat || ')', '') END AS shape"
	" FROM (SELECT c.oid, n.nspname AS schema, c.relname AS name, c.indrelid AS of_oid, c.definition,"
	"  CASE WHEN c.reloptions IS NOT NULL THEN " RELOPTIONS("c.reloptions") " END AS options,"
	"  CASE WHEN c.reloptions IS NOT NULL THEN"
	"    (SELECT string_agg(quote_ident(split_part(o, '=', 1)) || '=' || CASE WHEN quote_ident(substr(o, strpos(o, '=') + 1)) = substr(o, strpos(o, '=') + 1)"
	"      THEN substr(o, strpos(o, '=') + 1) ELSE quote_literal(substr(o, strpos(o, '=') + 1)) END, ', ') FROM unnest(c.reloptions) o) END AS flat,"
	"  quote_ident(s.spcname) AS tablespace, " USUAL_TABLESPACE ","
	"  CASE WHEN NOT c.indisvalid THEN 'invalid' END AS invalid,"
	"  CASE WHEN c.indisclustered THEN 'CLUSTER' END AS clustered,"
	"  CASE WHEN c.indisreplident THEN 'REPLICA IDENTITY' END AS replica_identity,"
	"  CASE WHEN c.relkind = 'I' THEN " COLUMNS_OF_INDEX("c.oid") " END AS columns,"
	"  CASE WHEN c.has_expressions THEN"	/* no other columns have a target */
	"    (SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute a"
	"     WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attstattarget >= 0) END AS statistics"
	/* nothing beside what the server prints, so that workers can take part; OFFSET: printed once, not at every mention */
	" FROM (SELECT c.oid, c.relkind, c.relname, c.relnamespace, c.reltablespace, c.reloptions, x.indrelid, x.indisvalid, x.indisclustered, x.indisreplident,"
	"   x.indexprs IS NOT NULL AS has_expressions, pg_get_indexdef(c.oid) AS definition"
	"  FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid"
	"  WHERE c.relkind IN ('i', 'I') AND c.relnamespace = ANY ($1) AND (x.indisvalid OR c.relkind = 'I')"
	"   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')) OFFSET 0) c"
	"  JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace OFFSET 0) i",
	.costly = true,
	.attributes = (const Attribute[]) {
		{"definition", .beside = true},
		{.name = "shape"},
		{"options", .add = "ALTER INDEX {reference} SET ({added})", .remove = "ALTER INDEX {reference} RESET ({removed})"},
		{"tablespace", .after = true, .alter = "ALTER INDEX {reference} SET TABLESPACE {tablespace}", .reset = "ALTER INDEX {reference} SET TABLESPACE {old.usual_tablespace}"},
		{"usual_tablespace", .beside = true},
		{"invalid", .beside = true},	/* a partition lacks it */
		{"columns", .beside = true, .literal = true},
		{"clustered", .after = true, .own = true, .covered = is_clustered_otherwise, .alter = "ALTER TABLE {of} CLUSTER ON {name}", .reset = "ALTER TABLE {of} SET WITHOUT CLUSTER"},
		{"replica_identity", .after = true, .own = true, .covered = is_identified_otherwise, .alter = "ALTER TABLE ONLY {of} REPLICA IDENTITY USING INDEX {name}", .reset = "ALTER TABLE ONLY {of} REPLICA IDENTITY DEFAULT"},
		{"statistics", .after = true, .own = true, .forgotten = true, .change = change_statistics},
		{NULL}
	},
	.identity = "{reference}",
	.object = "INDEX {reference}",
	.create = "{definition}",
	.drop = "DROP INDEX {reference}",
	.rename = "ALTER INDEX {old.reference} RENAME TO {name}",
	.names = NAMES_RELATION,
	.rebuilt_with_column = true,
	.must_replace = index_loses_part,
};
