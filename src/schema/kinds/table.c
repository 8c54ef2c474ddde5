/*
 * table.c
 *	  Tables: plain, partitioned, inherited, typed, unlogged.  Foreign tables have a file of their own.
 *
 * The partition key cannot be altered, and a table is never dropped and made again to change it: change_partition_key().
 */
#include "postgres.h"

#include "catalog/pg_class.h"

#include "schema/kinds/kinds.h"

/* Does a table leave a parent that stays above or below another (of the target), so that it has the columns of the higher one of both? */
static bool
takes_over(const Fact *from, const Fact *to, const char *parent)
{
	ListCell   *cell,
			   *above;

	foreach(cell, to->needs)
	{
		const Fact *joined = ((FactNeed *) lfirst(cell))->fact;

		if (joined->other == NULL || strcmp(joined->identity, parent) != 0)
			continue;
		foreach(above, from->needs)
		{
			const Fact *left = ((FactNeed *) lfirst(above))->fact;

			if (list_member_ptr(table_ancestors(left), joined->other) || list_member_ptr(table_ancestors(joined->other), left))
				return true;
		}
	}
	return false;
}

static void
inherit(Changes *changes, const Fact *from, const Fact *to, const char *parent)
{
	Statement  *statement = changes_add(changes, STATEMENT_ALTER, to, psprintf("%s INHERIT %s", template_fill("ALTER TABLE {reference}", to, from, NULL), parent));

	statement->inherits = true;
	statement->takes_over = takes_over(from, to, parent);
}

/* What a table inherits from, in place: also a foreign table's. */
void
change_inherits(Changes *changes, const Fact *from, const Fact *to)
{
	const char *before = fact_value(from, "inherits"),
			   *after = fact_value(to, "inherits");
	ListCell   *cell;

	foreach(cell, split_list(list_without(before, after)))
		changes_add(changes, STATEMENT_ALTER, to, psprintf("%s NO INHERIT %s", template_fill("ALTER TABLE {reference}", to, from, NULL), (char *) lfirst(cell)))->disinherits = true;
	foreach(cell, split_list(list_without(after, before)))
		inherit(changes, from, to, lfirst(cell));
}

static bool
columns_change(const Fact *table)
{
	ListCell   *cell;

	foreach(cell, table->parts)
	{
		const Fact *column = lfirst(cell);

		if (column->kind == &kind_column && column->fate != FATE_KEPT)
			return true;
	}
	return false;
}

/* The columns of a typed table are its type's: those change while it is of none, and so does that if it has to be made anew. */
static void
change_of_type(Changes *changes, const Fact *from, const Fact *to)
{
	bool		renewed = fact_same_value(from, to, attribute_number(&kind_table, "of_type"));

	if (fact_value(from, "of_type") != NULL && (fact_value(to, "of_type") == NULL || renewed || columns_change(from) || columns_change(to)))
		changes_add(changes, STATEMENT_ALTER, to, template_fill("ALTER TABLE {reference} NOT OF", to, from, NULL))->disinherits = true;
	if (fact_value(to, "of_type") != NULL)
		changes_add(changes, STATEMENT_ALTER, to, template_fill("ALTER TABLE {reference} OF {of_type}", to, from, NULL))->inherits = true;
}

static void
change_persistence(Changes *changes, const Fact *from, const Fact *to)
{
	changes_add(changes, STATEMENT_ALTER, to, psprintf("%s SET %s", template_fill("ALTER TABLE {reference}", to, from, NULL),
													   fact_value(to, "persistence") == NULL ? "LOGGED" : "UNLOGGED"))->logs = true;
}

static bool
is_plain(const Fact *column)
{
	return strcmp(fact_value(column, "type_storage"), "PLAIN") == 0;
}

/* Is it dropped before types change?  What stays, and needs it no more, may be altered only once they have. */
static bool
goes_first(const Fact *column)
{
	ListCell   *cell;

	foreach(cell, column->needed_by)
		if (!fact_goes(lfirst(cell)))
			return false;
	return fact_goes(column);
}

/*
 * A table loses its TOAST table when it is written anew and no column needs one any more: with the type of the last that did.
 * For sure where that becomes one of fixed length.
 */
static bool
loses_toast(const Fact *from, const Fact *to)
{
	bool		rewritten = false;
	ListCell   *cell;

	foreach(cell, from->parts)
	{
		const Fact *column = lfirst(cell);

		if (column->kind != &kind_column || is_plain(column))
			continue;
		if (fact_goes(column) && !goes_first(column))
			return false;
		rewritten |= column->fate == FATE_ALTERED && fact_value(column, "plain") != NULL && is_plain(column->other) &&
			strcmp(fact_value(column, "type"), fact_value(column->other, "type")) != 0;
	}
	return rewritten && fact_value(to, "toastless") != NULL;
}

/* Storage parameters of a TOAST table go with it. */
static char *
remaining_options(const Fact *from, const Fact *to)
{
	bool		without_toast = loses_toast(from, to);
	List	   *options = NIL;
	ListCell   *cell;

	foreach(cell, split_list(fact_value(from, "options")))
		if (!without_toast || strncmp(lfirst(cell), "toast.", strlen("toast.")) != 0)
			options = lappend(options, lfirst(cell));
	return join_list(options);
}

static void
change_partition_key(Changes *changes, const Fact *from, const Fact *to)
{
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("the partition key of table %s cannot be changed", to->identity),
			errdetail("It is %s in the source and %s in the target.",
					  fact_value(from, "partition_key") ? fact_value(from, "partition_key") : "absent",
					  fact_value(to, "partition_key") ? fact_value(to, "partition_key") : "absent"),
			errhint("Write a revision that makes a new table, moves the rows and renames it."));
}

const FactKind kind_table = {
	.name = "table",
	.catalog = RelationRelationId,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relowner AS owner, c.relacl AS acl,"
	"  CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END AS persistence,"
	"  CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,"
	"  CASE WHEN c.reloftype = 0 THEN '' END AS untyped,"
	"  CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,"
	"  i.parents AS inherits,"
	"  CASE WHEN a.amname <> 'heap' OR c.relkind = 'p' THEN quote_ident(a.amname) END AS access_method,"
	"  CASE c.relkind WHEN 'p' THEN 'DEFAULT' ELSE 'heap' END AS usual_access_method,"	/* a partitioned table need not have one */
	"  quote_ident(s.spcname) AS tablespace, " USUAL_TABLESPACE ","
	"  " RELOPTIONS_WITH_TOAST ","
	"  CASE WHEN c.relrowsecurity THEN 'ENABLE' END AS row_security,"
	"  CASE WHEN c.relforcerowsecurity THEN 'FORCE' END AS force_row_security,"
	"  CASE c.relreplident WHEN 'n' THEN 'NOTHING' WHEN 'f' THEN 'FULL' END AS replica_identity,"
	"  CASE WHEN c.reltoastrelid = 0 THEN '' END AS toastless"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
	"  LEFT JOIN pg_am a ON a.oid = c.relam"
	"  LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace"
	"  LEFT JOIN (SELECT oid, reloptions FROM pg_class WHERE relkind = 't' AND reloptions IS NOT NULL) t ON t.oid = c.reltoastrelid"
	"  LEFT JOIN (SELECT i.inhrelid, string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) AS parents"
	"    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE p.relkind <> 'p' GROUP BY i.inhrelid) i ON i.inhrelid = c.oid"
	" WHERE c.relkind IN ('r', 'p') AND c.relnamespace = ANY ($1) AND c.relpersistence <> 't'",
	.attributes = (const Attribute[]) {
		{"persistence", .change = change_persistence},
		{"of_type", .change = change_of_type, .of_type = true},
		{"untyped", .beside = true},
		{"partition_key", .change = change_partition_key},
		{"inherits", .change = change_inherits},
		{"access_method", .alter = "ALTER TABLE {reference} SET ACCESS METHOD {access_method}", .reset = "ALTER TABLE {reference} SET ACCESS METHOD {usual_access_method}"},
		{"usual_access_method", .beside = true},
		{"tablespace", .alter = "ALTER TABLE {reference} SET TABLESPACE {tablespace}", .reset = "ALTER TABLE {reference} SET TABLESPACE {old.usual_tablespace}"},
		{"usual_tablespace", .beside = true},
		{"options", .remaining = remaining_options, .add = "ALTER TABLE {reference} SET ({added})", .remove = "ALTER TABLE {reference} RESET ({removed})"},
		{"row_security", .after = true, .alter = "ALTER TABLE {reference} ENABLE ROW LEVEL SECURITY", .reset = "ALTER TABLE {reference} DISABLE ROW LEVEL SECURITY"},
		{"force_row_security", .after = true, .alter = "ALTER TABLE {reference} FORCE ROW LEVEL SECURITY", .reset = "ALTER TABLE {reference} NO FORCE ROW LEVEL SECURITY"},
		{"replica_identity", .after = true, .covered = is_identified_otherwise, .alter = "ALTER TABLE ONLY {reference} REPLICA IDENTITY {replica_identity}", .reset = "ALTER TABLE ONLY {reference} REPLICA IDENTITY DEFAULT"},
		{"toastless", .beside = true},
		{NULL}
	},
	.object = "TABLE {reference}",
	.acl_type = 'r',
	.create = "CREATE [{persistence} ]TABLE {reference}[ OF {of_type}][{untyped} ({children})][ INHERITS ({inherits})]"
	"[ PARTITION BY {partition_key}][ USING {access_method}][ WITH ({options})][ TABLESPACE {tablespace}]",
	.separator = ",\n    ",
	.drop = "DROP TABLE {reference}",
	.rename = "ALTER TABLE {old.reference} RENAME TO {name}",
	.move = "ALTER TABLE {old.reference} SET SCHEMA {schema}",
	.loses = "the rows of table {identity}",
	.holds_rows = true,
	.names = NAMES_RELATION,
};
