/*
 * index.c
 *	  Indexes that belong to no constraint.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "commands/defrem.h"
#include "mb/pg_wchar.h"
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

/* ALTER INDEX ... ALTER COLUMN knows expressions by their number. */
static void
change_statistics(Changes *changes, const Fact *from, const Fact *to)
{
	List	   *wanted = split_list(fact_value(to, "statistics"));
	ListCell   *cell;

	foreach(cell, split_list(from == NULL ? NULL : fact_value(from, "statistics")))
		if (!has_number(wanted, lfirst(cell)))
			changes_add(changes, STATEMENT_ALTER, to, psprintf("%s ALTER COLUMN %.*s SET STATISTICS -1", template_fill("ALTER INDEX {reference}", to, from, NULL),
															   (int) strcspn(lfirst(cell), " "), (char *) lfirst(cell)));
	foreach(cell, split_list(list_without(fact_value(to, "statistics"), from == NULL ? NULL : fact_value(from, "statistics"))))
	{
		char	   *item = lfirst(cell);
		int			number = strcspn(item, " ");

		changes_add(changes, STATEMENT_ALTER, to, psprintf("%s ALTER COLUMN %.*s SET STATISTICS%s", template_fill("ALTER INDEX {reference}", to, from, NULL),
														   number, item, item + number));
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
	foreach(cell, table->needed_by)
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

/* ---- indexes that ATTACH PARTITION makes: as the parent's, under the name that the server gives ---- */

/* What stands behind "CREATE UNIQUE INDEX name ON ONLY table": " USING btree (a)"; NULL: that is not how it begins. */
static const char *
behind_table(const Fact *index)
{
	const char *text = fact_value(index, "shape") + strlen("CREATE ");
	char	   *name = template_fill("INDEX {name} ON ", index, NULL, NULL),
			   *table = template_fill("{of}", index, NULL, NULL);

	text += strncmp(text, "UNIQUE ", 7) == 0 ? 7 : 0;
	if (strncmp(text, name, strlen(name)) != 0)
		return NULL;
	text += strlen(name);
	text += strncmp(text, "ONLY ", 5) == 0 ? 5 : 0;
	return strncmp(text, table, strlen(table)) == 0 ? text + strlen(table) : NULL;
}

static bool
is_unique(const Fact *index)
{
	return strncmp(fact_value(index, "shape"), "CREATE UNIQUE ", 14) == 0;
}

static bool
is_alike(const Fact *index, const Fact *other)
{
	return is_unique(index) == is_unique(other) && behind_table(other) != NULL && same_text(behind_table(index), behind_table(other));
}

/* The parenthesis that closes the one at open, or NULL.  words: are there words in capitals in between? */
static const char *
closing(const char *open, bool *words)
{
	int			depth = 0;
	char		quote = 0;

	*words = false;
	for (const char *p = open; *p != '\0'; p++)
	{
		if (quote)
			quote = *p == quote ? 0 : quote;
		else if (*p == '\'' || *p == '"')
			quote = *p;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p;
		else if (*p >= 'A' && *p <= 'Z')
			*words = true;
	}
	return NULL;
}

/* The items of a list in parentheses, where it begins. */
static List *
items_between(const char *open)
{
	bool		words;
	const char *close = closing(open, &words);

	return close == NULL ? NIL : split_list(pnstrdup(open + 1, close - open - 1));
}

/* "((a + 1))": no cast, which stands behind parentheses, and no CASE, COLLATE or AT TIME ZONE. */
static bool
is_operator(const char *item)
{
	bool		words;
	const char *close = strncmp(item, "((", 2) == 0 ? closing(item + 1, &words) : NULL;

	return close != NULL && !words && close[1] == ')' && (close[2] == '\0' || close[2] == ' ');
}

/*
 * What the server calls an index's column (FigureIndexColname) that is a column, a function's value or an operator's; NULL:
 * it is another.
 */
static char *
column_of_item(const char *item)
{
	char		word[NAMEDATALEN];
	size_t		n = read_name(item, word);

	if (is_operator(item))
		return pstrdup("expr");
	while (n > 0 && item[n] == '.')
		n += 1 + read_name(item + n + 1, word);
	if (n == 0 || (item[n] != '\0' && item[n] != ' ' && item[n] != '('))
		return NULL;
	/* COALESCE and the like are no functions */
	return item[n] == '(' && item[0] != '"' && item[0] >= 'A' && item[0] <= 'Z' ? NULL : pstrdup(word);
}

/* As ChooseIndexColumnNames(): where two have one name, the second gets a number. */
static List *
add_column_name(List *names, const char *name)
{
	const char *chosen = name;

	for (int i = 1; list_has(names, chosen); i++)
	{
		char	   *number = psprintf("%d", i);

		chosen = psprintf("%.*s%s", pg_mbcliplen(name, strlen(name), NAMEDATALEN - 1 - strlen(number)), name, number);
	}
	return lappend(names, unconstify(char *, chosen));
}

/* The name that the server gives to an index that it makes, if that is free; NULL: it cannot be told. */
static char *
usual_name(const Fact *index)
{
	const char *text = behind_table(index),
			   *columns = text == NULL ? NULL : strchr(text, '('),
			   *included = text == NULL ? NULL : strstr(text, ") INCLUDE (");
	List	   *items = columns == NULL ? NIL : items_between(columns),
			   *names = NIL;
	StringInfoData addition;
	ListCell   *cell;

	if (included != NULL)
		items = list_concat(items, items_between(included + strlen(") INCLUDE ")));
	initStringInfo(&addition);
	foreach(cell, items)
	{
		char	   *name = column_of_item(lfirst(cell));

		if (name == NULL)
			return NULL;
		names = add_column_name(names, name);
	}
	foreach(cell, names)
		if (addition.len < NAMEDATALEN)
			appendStringInfo(&addition, "%s%s", addition.len > 0 ? "_" : "", (char *) lfirst(cell));
	return names == NIL ? NULL : makeObjectName(index->of->name, addition.data, "idx");
}

/* Is there, before, something of its name? */
static bool
is_name_taken(const SchemaSnapshot *source, const Fact *index)
{
	const FactKind *kinds[] = {&kind_table, &kind_foreign_table, &kind_view, &kind_materialized_view, &kind_sequence, &kind_index, &kind_constraint_index, &kind_composite};

	for (int i = 0; i < lengthof(kinds); i++)
		if (snapshot_find(source, kinds[i], quote_qualified_identifier(index->schema, index->name)) != NULL)
			return true;
	return false;
}

/* Could the server take another index of a table for it? */
static bool
has_another_alike(const Fact *table, const Fact *index)
{
	ListCell   *cell;

	foreach(cell, table == NULL ? NIL : table->needed_by)
	{
		const Fact *other = lfirst(cell);

		if (other->of != table || other == index)
			continue;
		if (other->kind == &kind_index && is_alike(index, other))
			return true;
		if (other->kind == &kind_constraint && is_unique(index) && fact_part(other, &kind_constraint_index) != NULL)
			return true;
	}
	return false;
}

/* Is all that is said of it, or stands on it, that it is bound to the parent's, and further ones to it that come with their tables? */
static bool
is_plain(const Fact *index)
{
	static const char *const properties[] = {"clustered", "replica_identity", "statistics", "invalid"};
	ListCell   *cell;

	for (int i = 0; i < lengthof(properties); i++)
		if (fact_value(index, properties[i]) != NULL)
			return false;
	foreach(cell, index->needed_by)
	{
		const Fact *dependent = lfirst(cell),
				   *partition = fact_part(fact_whole(dependent), &kind_partition);

		if (dependent->kind != &kind_index_partition || partition == NULL || !fact_is_made(partition))
			return false;
	}
	return true;
}

static bool
is_brought(const Changes *changes, const Fact *index)
{
	const Fact *bond = fact_part(index, &kind_index_partition),
			   *parent = bond == NULL ? NULL : ((FactNeed *) linitial(bond->needs))->fact;

	return index->fate == FATE_NEW && parent != NULL && parent->kind == &kind_index && is_plain(index) &&
		behind_table(index) != NULL && is_alike(parent, index) &&
		fact_same_value(parent, index, attribute_number(&kind_index, "options")) &&
		fact_same_value(parent, index, attribute_number(&kind_index, "tablespace")) &&
		same_text(usual_name(index), index->name) && !is_name_taken(changes->source, index) &&
		!has_another_alike(index->of, index) && !has_another_alike(index->of->other, index);
}

const FactKind kind_index = {
	.name = "index",
	.catalog = RelationRelationId,
	.query =
	"SELECT i.*, CASE WHEN i.flat IS NULL THEN i.definition ELSE replace(i.definition, ' WITH (' || i.flat || ')', '') END AS shape"
	" FROM (SELECT c.oid, n.nspname AS schema, c.relname AS name, c.indrelid AS of_oid, c.definition,"
	"  CASE WHEN c.reloptions IS NOT NULL THEN " RELOPTIONS("c.reloptions") " END AS options,"
	"  CASE WHEN c.reloptions IS NOT NULL THEN"
	"    (SELECT string_agg(quote_ident(split_part(o, '=', 1)) || '=' || CASE WHEN substr(o, strpos(o, '=') + 1) ~ '^[a-z_][a-z0-9_]*$' OR quote_ident(substr(o, strpos(o, '=') + 1)) = substr(o, strpos(o, '=') + 1)"
	"      THEN substr(o, strpos(o, '=') + 1) ELSE quote_literal(substr(o, strpos(o, '=') + 1)) END, ', ') FROM unnest(c.reloptions) o) END AS flat,"
	"  quote_ident(s.spcname) AS tablespace, " USUAL_TABLESPACE ","
	"  CASE WHEN NOT c.indisvalid THEN 'invalid' END AS invalid,"
	"  CASE WHEN c.indisclustered THEN 'CLUSTER' END AS clustered,"
	"  CASE WHEN c.indisreplident THEN 'REPLICA IDENTITY' END AS replica_identity,"
	"  CASE WHEN c.has_expressions THEN"	/* no other columns have a target */
	"    (SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute a"
	"     WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attstattarget >= 0) END AS statistics"
	/* nothing beside what the server prints, so that workers can take part; OFFSET: printed once, not at every mention */
	" FROM (SELECT c.oid, c.relname, c.relnamespace, c.reltablespace, c.reloptions, x.indrelid, x.indisvalid, x.indisclustered, x.indisreplident,"
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
		{"clustered", .after = true, .covered = is_clustered_otherwise, .alter = "ALTER TABLE {of} CLUSTER ON {name}", .reset = "ALTER TABLE {of} SET WITHOUT CLUSTER"},
		{"replica_identity", .after = true, .covered = is_identified_otherwise, .alter = "ALTER TABLE ONLY {of} REPLICA IDENTITY USING INDEX {name}", .reset = "ALTER TABLE ONLY {of} REPLICA IDENTITY DEFAULT"},
		{"statistics", .after = true, .forgotten = true, .change = change_statistics},
		{NULL}
	},
	.identity = "{reference}",
	.object = "INDEX {reference}",
	.create = "{definition}",
	.drop = "DROP INDEX {reference}",
	.rename = "ALTER INDEX {old.reference} RENAME TO {name}",
	.names = NAMES_RELATION,
	.rebuilt_with_column = true,
	.brought = is_brought,
};
