/*
 * retype.c
 *	  A type that is made anew, while tables have columns of it.
 *
 * The old type leaves its name to the new one, the columns are converted by way of text, then the old type goes.  A type
 * that cannot leave its name (its functions would stay with it) is dropped, and its columns are text in between.
 */
#include "postgres.h"

#include "commands/defrem.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "schema/kinds/kinds.h"

static bool
differs(const Fact *from)
{
	for (int i = 0; from->kind->attributes[i].name != NULL; i++)
		if (from->kind->attributes[i].disturbs && !fact_same_value(from, from->other, i))
			return true;
	return false;
}

/* Is a default said again for its column, which gets what takes the place of a type?  The old one may stay until then. */
static bool
default_is_spared(const Fact *dependent, const Fact *type)
{
	return type->kind->retypes && type->fate == FATE_REPLACED && dependent->other != NULL && fact_needs(dependent->other, type->other) &&
		retype_can_set_aside(type) && (dependent->of->retyped || fact_needs(dependent->of, type));
}

/*
 * Has a default nothing to do with a domain but that its column is of it?  Then PostgreSQL has it become of the column's new type
 * with that.
 */
bool
retype_takes_along(const Fact *dependent, const Fact *type)
{
	return dependent->kind == &kind_default && dependent->other != NULL && type->kind == &kind_domain && fact_needs(dependent->of, type) &&
		strstr(fact_value(dependent, "expression"), type->identity) == NULL;
}

/*
 * Is a dependent given what takes the place of a type, rather than going with it?  That may be of another kind: then the
 * dependent still names it.
 */
bool
retype_spares(const Fact *dependent, const Fact *type)
{
	if (dependent->kind == &kind_default)
		return default_is_spared(dependent, type);
	if (!type->kind->retypes || dependent->kind->untype == NULL || template_fill(dependent->kind->untype, dependent, NULL, NULL)[0] == '\0')
		return false;
	if (type->fate == FATE_REPLACED)
		return fact_needs(dependent->other, type->other);
	return type->fate == FATE_GONE && !differs(dependent);
}

/* Is the type of what is altered, or one that this is made of, made anew? */
bool
retype_is_renewed(const Fact *fact)
{
	ListCell   *cell;

	check_stack_depth();
	if (fact->retyped)
		return true;
	foreach(cell, fact->needs)
	{
		const Fact *type = ((FactNeed *) lfirst(cell))->fact;

		if (type->kind->retypes && (type->fate == FATE_REPLACED || retype_is_renewed(type)))
			return true;
	}
	return false;
}

/* The composite type that a table is of, or NULL. */
const Fact *
type_of_table(const Fact *table)
{
	return fact_needed(table, &kind_composite);
}

/* Is a table of a type that is made anew?  Then it is of none in between, and its columns are its own. */
bool
retype_leaves(const Fact *table, const Fact *type)
{
	return type->kind == &kind_composite && type->fate == FATE_REPLACED && table->kind == &kind_table &&
		fact_value(table, "of_type") != NULL && type_of_table(table) == type;
}

/* Does a type keep the name of a type that it is made of, though that becomes another one, and cannot leave its name? */
static bool
names_what_goes(const Fact *part)
{
	ListCell   *cell;

	foreach(cell, part->needs)
	{
		const Fact *type = ((FactNeed *) lfirst(cell))->fact;

		if (type->kind->retypes && type->fate == FATE_REPLACED && part->other != NULL && fact_needs(part->other, type->other) &&
			!retype_can_set_aside(type))
			return true;
	}
	return false;
}

static bool
part_calls_namesake(const Fact *type, const Fact *function)
{
	ListCell   *cell;

	foreach(cell, type->parts)
		if (fact_calls_namesake(lfirst(cell), function))
			return true;
	return false;
}

/*
 * Would it keep a function that goes, while what takes its place calls another of that name?  While both are there the call may
 * mean either, and later nothing can be added to what takes its place, as values of it are inside of others.
 */
static bool
keeps_namesake(const Fact *type)
{
	ListCell   *cell,
			   *need;

	foreach(cell, type->other == NULL || !retype_holds_inside(type) ? NIL : type->parts)
		foreach(need, ((Fact *) lfirst(cell))->needs)
			if (fact_goes(((FactNeed *) lfirst(need))->fact) && part_calls_namesake(type->other, ((FactNeed *) lfirst(need))->fact))
				return true;
	return false;
}

/* Could it stay under another name, until nothing is of it? */
bool
retype_can_set_aside(const Fact *type)
{
	ListCell   *cell;

	check_stack_depth();
	if (type->kind->aside == NULL || type->of != NULL || names_what_goes(type) || keeps_namesake(type))
		return false;
	foreach(cell, type->parts)
	{
		const Fact *part = lfirst(cell);

		if (part->kind->inseparable && names_what_goes(part))
			return false;
	}
	return true;
}

/* Has a type to stay until all that is of it, or of a type made of it, has the new one? */
bool
retype_sets_aside(const Fact *type)
{
	ListCell   *cell;

	if (!retype_can_set_aside(type) || (type->fate != FATE_REPLACED && type->fate != FATE_GONE))
		return false;
	foreach(cell, type->needed_by)
	{
		const Fact *dependent = lfirst(cell);

		if (dependent->retyped)
			return true;
		if (dependent->kind->inseparable && dependent->of != NULL)
			dependent = dependent->of;
		if (dependent != type && retype_sets_aside(dependent))
			return true;
	}
	return false;
}

static bool
is_taken(const SchemaSnapshot *snapshot, const char *schema, const char *name)
{
	ListCell   *cell;

	foreach(cell, snapshot->facts)
	{
		const Fact *fact = lfirst(cell);

		if (same_text(fact->name, name) && same_text(fact->schema, schema))
			return true;
	}
	return false;
}

/* A name that what lies in a schema (NULL: in none) has in between, made of that which it leaves, palloc'd: free on both sides. */
char *
name_in_between(const SchemaSnapshot *source, const SchemaSnapshot *target, const char *schema, const char *left)
{
	char	   *name = makeObjectName(left, NULL, "old");

	for (int i = 1; is_taken(source, schema, name) || is_taken(target, schema, name); i++)
		name = makeObjectName(left, NULL, psprintf("old%d", i));
	return name;
}

/* The statements with which a type of the source leaves its name, instead of going, and goes at last. */
void
retype_set_aside(Changes *changes, Fact *type)
{
	type->aside = quote_name(name_in_between(changes->source, changes->target, type->schema, type->name));
	if (type->destroyer == NULL)
		type->destroyer = changes_add(changes, STATEMENT_ALTER, type, NULL);
	type->destroyer->action = STATEMENT_ALTER;
	type->destroyer->sql = template_fill(type->kind->aside, type, NULL, NULL);
	type->burial = changes_add(changes, STATEMENT_DROP, type, template_fill(type->kind->drop_aside, type, NULL, NULL));
}

/* What values of a retyped column the new type cannot hold, for people; NULL: none that is known. */
char *
retype_loss(const Fact *from)
{
	ListCell   *cell;

	foreach(cell, from->needs)
	{
		const Fact *type = ((FactNeed *) lfirst(cell))->fact;
		char	   *outdated = type->fate != FATE_REPLACED || type->kind->outdated == NULL ? NULL : type->kind->outdated(type, type->other);

		if (outdated != NULL)
			return psprintf("values of %s %s that %s", from->kind->name, from->identity, outdated);
	}
	return NULL;
}

static List *
attributes_of(const Fact *type)
{
	List	   *attributes = NIL;
	ListCell   *cell;

	foreach(cell, type->parts)
		if (((Fact *) lfirst(cell))->kind == &kind_attribute)
			attributes = lappend(attributes, lfirst(cell));
	return attributes;
}

/* Is an attribute of one of PostgreSQL's own types on both sides, which knows how to become the other? */
static bool
casts_itself(const Fact *attribute)
{
	const char *before = fact_value(attribute->other, "type"),
			   *after = fact_value(attribute, "type");

	return strchr(before, '.') == NULL && strchr(after, '.') == NULL && (strcmp(before, after) == 0 || type_casts(before, after));
}

/* Are all attributes there on both sides, in one order, so that text of the old type is text of the new one? */
static bool
has_same_text(const Fact *type)
{
	List	   *before = attributes_of(type),
			   *after = attributes_of(type->other);
	ListCell   *left,
			   *right;

	if (list_length(before) != list_length(after))
		return false;
	forboth(left, before, right, after)
	{
		const Fact *attribute = lfirst(right);

		if (attribute->other != lfirst(left) ||
			(!same_text(fact_value(attribute, "type"), fact_value(attribute->other, "type")) && casts_itself(attribute)))
			return false;
	}
	return true;
}

/*
 * How the values of a column become those of its composite type that is made anew, palloc'd: attribute by attribute, by their
 * names.  old_type, new_type: the column's, below domains.  NULL: by way of text, where that does; or the values are text
 * already; or that is no composite type, or it becomes another one.
 */
char *
retype_by_attributes(const SchemaSnapshot *source, const Fact *from, const char *old_type, const char *new_type)
{
	const Fact *type = snapshot_find(source, &kind_composite, old_type);
	StringInfoData row;
	ListCell   *cell;

	if (type == NULL || type->fate != FATE_REPLACED || !same_text(type->other->identity, new_type) || from->untyped || has_same_text(type))
		return NULL;
	initStringInfo(&row);
	foreach(cell, attributes_of(type->other))
	{
		const Fact *attribute = lfirst(cell);

		appendStringInfoString(&row, row.len > 0 ? ", " : "");
		if (attribute->other != NULL)
			appendStringInfo(&row, "(%s).%s%s", quote_name(from->name), quote_name(attribute->other->name), casts_itself(attribute) ? "" : "::text");
		else
			appendStringInfoString(&row, "NULL");
		appendStringInfo(&row, "::%s", fact_value(attribute, "type"));
	}
	return psprintf("CASE WHEN %s IS DISTINCT FROM NULL THEN ROW(%s)::%s END", quote_name(from->name), row.data, type->other->identity);
}

/* Do tables hold values of a type inside of others, as arrays are, so that USING cannot reach their attributes? */
bool
retype_holds_inside(const Fact *type)
{
	ListCell   *cell;

	foreach(cell, type->needed_by)
	{
		const Fact *dependent = lfirst(cell);

		if (dependent->kind == &kind_column && !same_text(fact_value(dependent, "type"), type->identity))
			return true;
		if (dependent->kind == &kind_domain ? !same_text(fact_value(dependent, "type"), type->identity) || retype_holds_inside(dependent) :
			dependent->kind == &kind_attribute && dependent->of != type && type_is_stored(dependent->of))
			return true;
	}
	return false;
}

/* Do tables hold values of a type, be it in arrays, domains or composite types? */
bool
type_is_stored(const Fact *type)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, type->needed_by)
	{
		const Fact *fact = lfirst(cell);

		if (fact->kind == &kind_column || fact->kind == &kind_materialized_view_column)
			return true;
		if (fact->kind->inseparable && fact->of != NULL && fact->of != type)
			fact = fact->of;
		if (fact->kind->retypes && fact->of != type && type_is_stored(fact))
			return true;
	}
	return false;
}
