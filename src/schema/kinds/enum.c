/*
 * enum.c
 *	  Enums, and their values.
 *
 * Values are added in place.  Where one goes or moves, or where an added one is used at once (which PostgreSQL does not
 * allow in the transaction that adds it), the type is made anew and the columns of that type are converted.  A value is
 * a fact of its own only so that one that was renamed is known.
 */
#include "postgres.h"

#include "catalog/pg_enum.h"
#include "catalog/pg_type.h"

#include "schema/kinds/kinds.h"

/* What a label of an enum of the source is in the target. */
static char *
label_renamed(const Fact *from, char *label)
{
	ListCell   *cell;

	foreach(cell, from->parts)
	{
		const Fact *value = lfirst(cell);

		if (value->other != NULL && value->kind->catalog == EnumRelationId && strcmp(label, fact_value(value, "label")) == 0)
			return unconstify(char *, fact_value(value->other, "label"));
	}
	return label;
}

/* The labels of an enum of the source, by the names that they have in the target. */
static List *
labels_renamed(const Fact *from)
{
	List	   *labels = split_list(fact_value(from, "labels"));
	ListCell   *cell;

	foreach(cell, labels)
		lfirst(cell) = label_renamed(from, lfirst(cell));
	return labels;
}

/* Does text hold a label: quoted by itself, or in the literal of an array? */
static bool
mentions(const char *text, const char *label)
{
	size_t		length = strlen(label) - 2;

	if (strstr(text, label) != NULL)
		return true;
	for (const char *found = strstr(text, "'{"); found != NULL; found = strstr(found + 1, "'{"))
		for (const char *item = found + 2; *item != '\0' && *item != '\''; item++)
			if (strchr("{,\"", item[-1]) && strncmp(item, label + 1, length) == 0 && strchr("},\"", item[length]))
				return true;
	return false;
}

/*
 * What the text of a function says is looked at when it is called, by what needs it, or for SQL as soon as it is made.  Its parts,
 * as rights, call nothing.
 */
static bool
is_looked_at_later(const Fact *function, const Attribute *attribute)
{
	ListCell   *cell;

	if (function->kind->names != NAMES_FUNCTION || strcmp(attribute->name, "text") != 0 || fact_value(function, "body") != NULL)
		return false;
	foreach(cell, function->needed_by)
		if (((Fact *) lfirst(cell))->of != function)
			return false;
	return true;
}

static bool
uses(const Fact *fact, const char *label)
{
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
		if (fact->values[i] != NULL && !is_looked_at_later(fact, &fact->kind->attributes[i]) && mentions(fact->values[i], label))
			return true;
	return false;
}

/* The bounds of partitions hold values of a column, though they do not need its type. */
static bool
bounds_use(const Fact *column, const char *label)
{
	ListCell   *cell;

	foreach(cell, is_in_partition_key(column) ? column->of->needed_by : NIL)
	{
		const Fact *partition = lfirst(cell);

		if (partition->kind == &kind_partition && partition->of != column->of && uses(partition, label))
			return true;
	}
	return false;
}

/* Is a label that the source does not have used by what else the target has more? */
static bool
is_used(const Fact *to, const char *label)
{
	ListCell   *cell;

	foreach(cell, to->needed_by)
	{
		const Fact *fact = lfirst(cell);

		if (fact->of != to && (uses(fact, label) || (fact->kind == &kind_column && bounds_use(fact, label))))
			return true;
	}
	return false;
}

/* Only adding is possible in place: what there is has to stay as it stands. */
static bool
must_replace_enum(const Fact *from, const Fact *to)
{
	List	   *before = labels_renamed(from);
	int			next = 0;
	ListCell   *cell;

	foreach(cell, split_list(fact_value(to, "labels")))
	{
		if (next < list_length(before) && strcmp(lfirst(cell), list_nth(before, next)) == 0)
			next++;
		else if (is_used(to, lfirst(cell)))
			return true;
	}
	return next < list_length(before);
}

static void
change_labels(Changes *changes, const Fact *from, const Fact *to)
{
	List	   *before = labels_renamed(from);
	const char *previous = NULL;
	int			next = 0;
	ListCell   *cell;

	foreach(cell, split_list(fact_value(to, "labels")))
	{
		const char *label = lfirst(cell);
		StringInfoData sql;

		if (next < list_length(before) && strcmp(label, list_nth(before, next)) == 0)
			next++;
		else
		{
			initStringInfo(&sql);
			appendStringInfo(&sql, "%s ADD VALUE %s", template_fill("ALTER TYPE {reference}", to, from, NULL), label);
			if (next < list_length(before) && previous == NULL)
				appendStringInfo(&sql, " BEFORE %s", (const char *) linitial(before));
			else if (next < list_length(before))
				appendStringInfo(&sql, " AFTER %s", previous);
			changes_add(changes, STATEMENT_ALTER, to, sql.data);
		}
		previous = label;
	}
}

static char *
removed_labels(const Fact *from, const Fact *to)
{
	char	   *removed = list_without(join_list(labels_renamed(from)), fact_value(to, "labels"));

	return removed == NULL ? NULL : psprintf("are %s", removed);
}

const FactKind kind_enum = {
	.name = "enum",
	.catalog = TypeRelationId,
	.query =
	"SELECT t.oid, n.nspname AS schema, t.typname AS name, t.typowner AS owner, t.typacl AS acl, e.labels"
	" FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
	"  LEFT JOIN (SELECT enumtypid, string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) AS labels"
	"    FROM pg_enum GROUP BY enumtypid) e ON e.enumtypid = t.oid"
	" WHERE t.typtype = 'e' AND t.typnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"labels", .literal = true, .change = change_labels},
		{NULL}
	},
	.object = "TYPE {reference}",
	.acl_type = 'T',
	.create = "CREATE TYPE {reference} AS ENUM ([{labels}])",
	.drop = "DROP TYPE {reference}",
	.retypes = true,
	.aside = "ALTER TYPE {reference} RENAME TO {aside}",
	.drop_aside = "DROP TYPE {schema}.{aside}",
	.outdated = removed_labels,
	.rename = "ALTER TYPE {old.reference} RENAME TO {name}",
	.move = "ALTER TYPE {old.reference} SET SCHEMA {schema}",
	.names = NAMES_TYPE,
	.must_replace = must_replace_enum,
};

const FactKind kind_enum_value = {
	.name = "enum value",
	.catalog = EnumRelationId,
	.query =
	"SELECT e.oid, 'pg_type'::regclass::oid AS of_class, e.enumtypid AS of_oid, e.enumlabel AS name, quote_literal(e.enumlabel) AS label,"
	"  row_number() OVER (PARTITION BY e.enumtypid ORDER BY e.enumsortorder) AS position"
	" FROM pg_enum e WHERE e.enumtypid >= 16384",
	.attributes = (const Attribute[]) {
		{"label", .literal = true, .beside = true},
		{NULL}
	},
	.reference = "{label}",
	.rename = "ALTER TYPE {of} RENAME VALUE {old.label} TO {label}",
	.implied = true,
};
