/*
 * partition_index.c
 *	  Indexes and keys of partitions that the server makes by itself: with those of the parent, or at ATTACH PARTITION.
 *
 * The rules are those of DefineIndex() and AttachPartitionEnsureIndexes(): a partition's index that is alike and bound to
 * nothing becomes part of the parent's, and where there is none it is made, under a name that the server chooses.
 */
#include "postgres.h"

#include "commands/defrem.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "schema/kinds/kinds.h"

/* The index itself: that of a key. */
static const Fact *
index_of(const Fact *fact)
{
	return fact->kind == &kind_constraint ? fact_part(fact, &kind_constraint_index) : fact;
}

/* Is it an index, or a key?  Checks and foreign keys have none. */
static bool
is_index(const Fact *fact)
{
	return fact->kind == &kind_index || (fact->kind == &kind_constraint && index_of(fact) != NULL);
}

/* ---- what is alike ---- */

static bool
is_unique(const Fact *index)
{
	return strncmp(fact_value(index, "shape"), "CREATE UNIQUE ", 14) == 0;
}

/* What stands behind "CREATE UNIQUE INDEX name ON ONLY table" in an attribute: " USING btree (a)"; NULL: that is not how it begins. */
static const char *
behind_table(const Fact *index, const char *attribute)
{
	const char *text = fact_value(index, attribute) + strlen("CREATE ");
	char	   *name = template_fill("INDEX {name} ON ", index, NULL, NULL),
			   *table = template_fill("{of}", index, NULL, NULL);

	text += is_unique(index) ? strlen("UNIQUE ") : 0;
	if (strncmp(text, name, strlen(name)) != 0)
		return NULL;
	text += strlen(name);
	text += strncmp(text, "ONLY ", 5) == 0 ? 5 : 0;
	return strncmp(text, table, strlen(table)) == 0 ? text + strlen(table) : NULL;
}

/* What an index or a key is on: " USING btree (a)", "(a, b)"; NULL: it cannot be told. */
static const char *
what_it_is_on(const Fact *fact)
{
	return fact->kind == &kind_index ? behind_table(fact, "shape") : strchr(fact_value(fact, "definition"), '(');
}

/* A text without the order in which columns are sorted, palloc'd. */
static char *
without_order(const char *text)
{
	static const char *const words[] = {" DESC", " NULLS FIRST", " NULLS LAST"};
	StringInfoData left;
	char		quote = 0;

	initStringInfo(&left);
	while (*text != '\0')
	{
		size_t		n = 0;

		for (int i = 0; i < lengthof(words) && quote == 0; i++)
			if (strncmp(text, words[i], strlen(words[i])) == 0)
				n = strlen(words[i]);
		if (quote != 0 ? *text == quote : *text == '\'' || *text == '"')
			quote = quote != 0 ? 0 : *text;
		if (n == 0)
			appendStringInfoChar(&left, *text++);
		text += n;
	}
	return left.data;
}

/* Does the server take one for the other?  It passes over the order in which columns are sorted (CompareIndexInfo). */
static bool
is_alike(const Fact *fact, const Fact *other)
{
	return fact->kind == other->kind && (fact->kind != &kind_index || is_unique(fact) == is_unique(other)) &&
		what_it_is_on(fact) != NULL && what_it_is_on(other) != NULL && same_text(without_order(what_it_is_on(fact)), without_order(what_it_is_on(other)));
}

/* Is an index or key what the server makes of the other, but for what it then gets for itself? */
static bool
is_same(const Fact *fact, const Fact *other)
{
	if (!is_alike(fact, other) || !same_text(what_it_is_on(fact), what_it_is_on(other)))
		return false;
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
	{
		const Attribute *attribute = &fact->kind->attributes[i];

		if (!attribute->beside && !attribute->own && strcmp(attribute->name, "shape") != 0 && !fact_same_value(fact, other, i))
			return false;
	}
	return fact_value(index_of(other), "invalid") == NULL;
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

/* What stands in the first parentheses of a text; NULL: none do. */
static char *
in_parentheses(const char *text)
{
	bool		words;
	const char *open = text == NULL ? NULL : strchr(text, '('),
			   *close = open == NULL ? NULL : closing(open, &words);

	return close == NULL ? NULL : pnstrdup(open + 1, close - open - 1);
}

/* ---- the name that the server gives ---- */

/* "((a + 1))": no cast, which stands behind parentheses, and no CASE, COLLATE or AT TIME ZONE. */
static bool
is_operator(const char *item)
{
	bool		words;
	const char *close = strncmp(item, "((", 2) == 0 ? closing(item + 1, &words) : NULL;

	return close != NULL && !words && close[1] == ')' && (close[2] == '\0' || close[2] == ' ');
}

/* What looks like a function, and has its name from the parser; NULL: no such. */
static char *
name_of_keyword(const char *word)
{
	static const char *const keywords[] = {"coalesce", "greatest", "least", "nullif"};

	for (int i = 0; i < lengthof(keywords); i++)
		if (pg_strcasecmp(word, keywords[i]) == 0)
			return pstrdup(keywords[i]);
	return NULL;
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
	return item[n] == '(' && item[0] != '"' && item[0] >= 'A' && item[0] <= 'Z' ? name_of_keyword(word) : pstrdup(word);
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

/* What the server calls the columns of an index or a key that it makes from a text; NIL: that cannot be told. */
static List *
new_column_names(const char *text)
{
	const char *included = text == NULL ? NULL : strstr(text, ") INCLUDE (");
	List	   *items = split_list(in_parentheses(text)),
			   *names = NIL;
	ListCell   *cell;

	if (included != NULL)
		items = list_concat(items, split_list(in_parentheses(included + 1)));
	foreach(cell, items)
	{
		char	   *name = column_of_item(lfirst(cell));

		if (name == NULL)
			return NIL;
		names = add_column_name(names, name);
	}
	return names;
}

/*
 * What the columns of the parent's index or key are called: where that stays, as the columns of the table once were in the
 * database where the statements run.  NIL: that cannot be told.
 */
static List *
column_names(const Changes *changes, const Fact *parent)
{
	const Fact *index = index_of(parent);
	const char *columns = fact_is_made(index) ? NULL : fact_value(changes->back ? index : index->other, "columns");
	List	   *names = NIL;
	ListCell   *cell;

	if (columns == NULL)
		return new_column_names(what_it_is_on(parent));
	foreach(cell, split_list(columns))
	{
		char		name[NAMEDATALEN];

		(void) read_name(lfirst(cell), name);
		names = lappend(names, pstrdup(name));
	}
	return names;
}

/* As ChooseIndexNameAddition(): the columns' names, joined; NULL: one cannot be told. */
static char *
joined(List *names)
{
	StringInfoData addition;
	ListCell   *cell;

	initStringInfo(&addition);
	foreach(cell, names)
		if (addition.len < NAMEDATALEN)
			appendStringInfo(&addition, "%s%s", addition.len > 0 ? "_" : "", (char *) lfirst(cell));
	return names == NIL ? NULL : addition.data;
}

/* The index or key of the parent that one of a partition is a part of; NULL: it is of none, or of one that nothing is known of, as it stays. */
static const Fact *
parent_of(const Fact *fact)
{
	const Fact *index = index_of(fact),
			   *bond = index == NULL ? NULL : fact_part(index, &kind_index_partition),
			   *parent = bond == NULL || bond->needs == NIL ? NULL : ((FactNeed *) linitial(bond->needs))->fact;

	return parent != NULL && parent->kind == &kind_constraint_index ? parent->of : parent;
}

/* What stands behind the table's name in that of an index or key which the server makes of the parent's, or what it is on. */
static const char *
name_label(const Fact *fact)
{
	if (fact->kind == &kind_index)
		return "idx";
	return constraint_is(fact, "PRIMARY KEY") ? "pkey" : constraint_is(fact, "EXCLUDE") ? "excl" : "key";
}

static const Fact *
find_relation(const SchemaSnapshot *snapshot, const char *schema, const char *name)
{
	const FactKind *kinds[] = {&kind_table, &kind_foreign_table, &kind_view, &kind_materialized_view, &kind_sequence, &kind_index, &kind_constraint_index, &kind_composite};
	const Fact *found = NULL;

	for (int i = 0; i < lengthof(kinds) && found == NULL; i++)
		found = snapshot_find(snapshot, kinds[i], quote_qualified_name(schema, name));
	return found;
}

/* Is there, before, something else of its name? */
static bool
is_name_taken(const SchemaSnapshot *source, const Fact *fact)
{
	const Fact *index = index_of(fact),
			   *other = find_relation(source, index->schema, index->name);

	return other != NULL && other != index->other;
}

/* Where an index of a partitioned table stands among those that ATTACH PARTITION walks through: what is made comes last. */
static Oid
place_of(const Changes *changes, const Fact *parent)
{
	const Fact *index = index_of(parent);

	return fact_is_made(index) ? PG_UINT32_MAX : changes->back ? index->address.objectId : index->other->address.objectId;
}

static bool comes_along(const Changes *changes, const Fact *fact);

/* Has something else taken this name by then: what stays, or an index that the same ATTACH makes before this one? */
static bool
is_name_taken_by_then(const Changes *changes, const Fact *parent, const Fact *fact, const char *name)
{
	const Fact *index = find_relation(changes->target, index_of(fact)->schema, name),
			   *earlier;

	if (index == NULL)
		return false;
	if (!fact_is_made(index))
		return true;
	earlier = index->kind == &kind_constraint_index ? index->of : index;
	return earlier->of == fact->of && parent_of(earlier) != NULL && place_of(changes, parent_of(earlier)) < place_of(changes, parent) &&
		comes_along(changes, earlier);
}

/* Is its name the one that the server gives to an index or key that it makes of the parent's: the first that is free (ChooseIndexName)? */
static bool
has_usual_name(const Changes *changes, const Fact *parent, const Fact *fact)
{
	bool		is_primary = constraint_is(fact, "PRIMARY KEY");
	char	   *columns = is_primary ? NULL : joined(column_names(changes, parent)),
			   *label = pstrdup(name_label(fact));

	if (!is_primary && columns == NULL)
		return false;
	for (int i = 1;; i++)
	{
		const char *name = makeObjectName(fact->of->name, columns, label);

		if (same_text(name, fact->name))
			return !is_name_taken(changes->source, fact);
		if (!is_name_taken_by_then(changes, parent, fact, name))
			return false;
		label = psprintf("%s%d", name_label(fact), i);
	}
}

/* ---- what nothing has to be said of ---- */

/* The index of the parent whose statements reach one of a partition: that was a part of it before, or is made with it; or NULL. */
const Fact *
index_above(const Fact *index)
{
	const Fact *bond = index->kind == &kind_index ? fact_part(index, &kind_index_partition) : NULL,
			   *parent = bond == NULL ? NULL : parent_of(index);

	return parent != NULL && (bond->fate == FATE_KEPT || bond->made_with == parent) ? parent : NULL;
}

/* Is the table of a part of a partitioned index still its partition, whatever becomes of the part? */
static bool
remains_partition(const Fact *bond, const Fact *index)
{
	return stays_partition(fact_whole(bond)) && fact_needs(fact_part(fact_whole(bond), &kind_partition), fact_whole(index));
}

/* Does an index of the source lose a part, or is it a part of one that does?  That goes only with the whole of it, and so do all parts. */
bool
index_loses_part(const Fact *from, const Fact *to)
{
	const Fact *bond = fact_part(from, &kind_index_partition);
	ListCell   *cell;

	foreach(cell, from->needed_by)
	{
		const Fact *part = lfirst(cell);

		if (part->kind == &kind_index_partition && part->of != from && part->other == NULL && remains_partition(part, from))
			return true;
	}
	foreach(cell, bond == NULL || bond->other == NULL ? NIL : bond->needs)
	{
		const Fact *above = ((FactNeed *) lfirst(cell))->fact;

		if (above->other != NULL && remains_partition(bond, above) && index_loses_part(above, above->other))
			return true;
	}
	return false;
}

/* Has a further partition, which stays one, a part of it? */
static bool
has_part_that_stays(const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, index_of(fact)->needed_by)
	{
		const Fact *bond = lfirst(cell),
				   *partition = fact_part(fact_whole(bond), &kind_partition);

		if (bond->kind == &kind_index_partition && (partition == NULL || !fact_is_made(partition)))
			return true;
	}
	return false;
}

/* Would ATTACH PARTITION make an index or a key as it shall be, if there is none that is alike? */
static bool
comes_along(const Changes *changes, const Fact *fact)
{
	const Fact *parent = fact->fate == FATE_NEW ? parent_of(fact) : NULL,
			   *partition = fact_part(fact->of, &kind_partition);

	return parent != NULL && partition != NULL && fact_is_made(partition) && !has_part_that_stays(fact) &&
		is_same(parent, fact) && has_usual_name(changes, parent, fact);
}

/* Is it part of another already, and so none that the server takes? */
static bool
stays_bound(const Fact *fact)
{
	const Fact *bond = fact_part(index_of(fact), &kind_index_partition);

	return bond != NULL && bond->fate == FATE_KEPT;
}

/* ... until it goes with that, as its table remains a partition?  fact: of the source. */
static bool
goes_bound(const Fact *fact)
{
	const Fact *bond = fact_part(index_of(fact), &kind_index_partition),
			   *partition = fact_part(fact->of, &kind_partition);

	return bond != NULL && fact_goes(bond) && fact_goes(fact) && partition != NULL && partition->fate == FATE_KEPT;
}

/* Could the server take another index of a table, which is fact's on either side, for it? */
static bool
has_another_alike(const Changes *changes, const Fact *table, const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, table == NULL ? NIL : table->parts)
	{
		const Fact *other = lfirst(cell);

		if (other == fact || other == fact->other || !is_index(other) || stays_bound(other) || (table != fact->of && goes_bound(other)) ||
			comes_along(changes, other))
			continue;
		if (is_alike(fact, other))
			return true;
		if (fact->kind == &kind_index && other->kind == &kind_constraint && is_unique(fact) &&
			same_text(in_parentheses(what_it_is_on(fact)), in_parentheses(what_it_is_on(other))))
			return true;
	}
	return false;
}

/* Does ATTACH PARTITION make an index or a key as it shall be?  A primary key is said where it says NOT NULL. */
static bool
comes_with_partition(const Changes *changes, const Fact *fact)
{
	return comes_along(changes, fact) && !(constraint_is(fact, "PRIMARY KEY") && key_says_not_null(fact)) &&
		!has_another_alike(changes, fact->of, fact) && !has_another_alike(changes, fact->of->other, fact);
}

/* ---- an index or key of the parent, made on the partitions that are there by the same statement ---- */

static bool
is_partitioned(const Fact *table)
{
	return table->kind == &kind_table && fact_value(table, "partition_key") != NULL;
}

/* The part that a partition has of an index or key, or NULL. */
static Fact *
part_on(const Fact *fact, const Fact *partition)
{
	ListCell   *cell;

	foreach(cell, index_of(fact)->needed_by)
	{
		const Fact *bond = lfirst(cell);

		if (bond->kind == &kind_index_partition && fact_whole(bond) == partition)
			return bond->of->kind == &kind_constraint_index ? bond->of->of : bond->of;
	}
	return NULL;
}

/* Those below a table that are there and stay. */
static List *
partitions_of(const Fact *table)
{
	List	   *partitions = NIL;
	ListCell   *cell;

	foreach(cell, table->needed_by)
	{
		const Fact *bond = lfirst(cell);

		if (bond->kind == &kind_partition && bond->of != table && !fact_is_made(bond))
			partitions = lappend(partitions, bond->of);
	}
	return partitions;
}

/* Does a partition leave the table, be it to come back? */
static bool
is_left(const Fact *table)
{
	ListCell   *cell;

	foreach(cell, table->needed_by)
	{
		const Fact *bond = lfirst(cell);

		if (bond->kind == &kind_partition && bond->of != table && fact_goes(bond) && !fact_goes(bond->of))
			return true;
	}
	return false;
}

static bool reaches_partitions(const Changes *changes, const Fact *fact);

static bool
comes_with_parent(const Changes *changes, const Fact *parent, const Fact *fact)
{
	if (has_another_alike(changes, fact->of, fact) || has_another_alike(changes, fact->of->other, fact))
		return false;
	if (fact->fate == FATE_KEPT)
		return is_alike(parent, fact) && fact_part(index_of(fact)->other, &kind_index_partition) == NULL && fact_value(index_of(fact), "invalid") == NULL;
	return fact_is_made(fact) && is_same(parent, fact) && has_usual_name(changes, parent, fact) && reaches_partitions(changes, fact);
}

/* Does it, made without ONLY, make its parts on all partitions as they shall be? */
static bool
reaches_partitions(const Changes *changes, const Fact *fact)
{
	ListCell   *cell;

	if (!is_partitioned(fact->of))
		return true;
	if (fact_is_made(fact->of) || is_left(fact->of->other) || fact_value(fact, "tablespace") != NULL)
		return false;
	foreach(cell, partitions_of(fact->of))
	{
		const Fact *partition = lfirst(cell),
				   *part = part_on(fact, partition);
		bool		passed_over = partition->kind == &kind_foreign_table && fact->kind == &kind_index && !is_unique(fact);

		if (!passed_over && (part == NULL || !comes_with_parent(changes, fact, part)))
			return false;
	}
	return true;
}

/* Its parts need no statement of their own. */
static void
note_parts(Fact *fact)
{
	ListCell   *cell;

	foreach(cell, partitions_of(fact->of))
	{
		Fact	   *part = part_on(fact, lfirst(cell));

		if (part == NULL)
			continue;
		fact_part(index_of(part), &kind_index_partition)->made_with = fact;
		if (!fact_is_made(part))
			continue;
		part->made_with = fact;
		note_parts(part);
	}
}

/* What makes it on the partitions too; NULL: it cannot be told. */
static char *
creation_for_all(const Fact *fact)
{
	const char *rest;

	if (fact->kind == &kind_constraint)
		return template_fill(constraint_for_all, fact, NULL, NULL);
	rest = behind_table(fact, "definition");
	return rest == NULL ? NULL : psprintf("%s %s ON %s%s", is_unique(fact) ? "CREATE UNIQUE INDEX" : "CREATE INDEX", quote_name(fact->name),
										  template_fill("{of}", fact, NULL, NULL), rest);
}

static void
spread(const Changes *changes, Fact *fact)
{
	ListCell   *cell;

	if (reaches_partitions(changes, fact))
	{
		fact->creation = creation_for_all(fact);
		if (fact->creation != NULL)
			note_parts(fact);
		return;
	}
	foreach(cell, partitions_of(fact->of))
	{
		Fact	   *part = part_on(fact, lfirst(cell));

		if (part != NULL && fact_is_made(part))
			spread(changes, part);
	}
}

static bool
is_made_part(const Fact *index)
{
	const Fact *bond = fact_part(index, &kind_index_partition);

	return bond != NULL && fact_is_made(((FactNeed *) linitial(bond->needs))->fact);
}

/*
 * Find the indexes and keys of partitioned tables that one statement makes for all partitions, and those of partitions that
 * ATTACH PARTITION makes, and note it of them and of their parts.
 */
void
partition_indexes_note(const Changes *changes)
{
	ListCell   *cell;

	foreach(cell, changes->target->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (!fact_is_made(fact) || !is_index(fact))
			continue;
		if (comes_with_partition(changes, fact))
			fact->made_with = fact_part(index_of(fact), &kind_index_partition)->made_with = fact_part(fact->of, &kind_partition);
		else if (is_partitioned(fact->of) && !is_made_part(index_of(fact)))
			spread(changes, fact);
	}
}
