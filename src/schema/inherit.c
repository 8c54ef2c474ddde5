/*
 * inherit.c
 *	  What a table has because a table above it has it: columns, their properties and defaults.
 *
 * Statements on the parent reach its children, so what changes alike on both needs no statement of its own.  They say ONLY where
 * more of those keep what they have.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "schema/kinds/kinds.h"

static bool
is_like(const Fact *candidate, const Fact *fact)
{
	return candidate->kind == fact->kind && same_text(candidate->name, fact->name);
}

static Fact *
part_like(const Fact *whole, const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, whole->parts)
		if (is_like(lfirst(cell), fact))
			return lfirst(cell);
	return NULL;
}

/* the tables that a table inherits from or is a partition of */
static List *
parents_of(const Fact *table)
{
	List	   *parents = NIL;
	const Fact *bond = fact_bond(table);
	ListCell   *cell;

	foreach(cell, table->needs)
		parents = lappend(parents, ((FactNeed *) lfirst(cell))->fact);
	foreach(cell, bond == NULL ? NIL : bond->needs)
		parents = lappend(parents, ((FactNeed *) lfirst(cell))->fact);
	return parents;
}

/* The fact of a parent that one is inherited from, or NULL; it may be the table's own as well. */
Fact *
fact_inherited_from(const Fact *fact)
{
	ListCell   *cell;
	Fact	   *by;

	if (fact->of == NULL)
		return NULL;
	if (fact->kind->inherits)
	{
		by = fact_inherited_from(fact->of);
		return by == NULL ? NULL : part_like(by, fact);
	}
	/* a comment comes with an extension, and with no parent's */
	if (fact->kind->comes_with == NULL || fact->kind == &kind_comment)
		return NULL;
	foreach(cell, parents_of(fact->of))
		if ((by = part_like(lfirst(cell), fact)) != NULL)
			return by;
	return NULL;
}

/* The fact of a parent that brings an inherited one, or NULL. */
Fact *
fact_brought_by(const Fact *fact)
{
	const Fact *part = fact->kind->inherits ? fact->of : fact;

	return part == NULL || part->kind->comes_with == NULL || !part->kind->comes_with(part) ? NULL : fact_inherited_from(fact);
}

/* The tables above a table: its parents, theirs, and so on. */
List *
table_ancestors(const Fact *table)
{
	List	   *ancestors = NIL;
	ListCell   *cell;

	foreach(cell, parents_of(table))
		if (((Fact *) lfirst(cell))->kind == table->kind)
		{
			ancestors = list_append_unique_ptr(ancestors, lfirst(cell));
			ancestors = list_concat_unique_ptr(ancestors, table_ancestors(lfirst(cell)));
		}
	return ancestors;
}

/* Do the statements on a part of a table reach the tables below it? */
bool
fact_reaches_children(const Fact *fact)
{
	return fact->kind == &kind_column || fact->kind->inherits || constraint_is(fact, "CHECK");
}

/* Does what drops a part of a table drop that of the tables below it? */
bool
fact_goes_with_children(const Fact *fact)
{
	return fact_goes(fact) && (fact->kind == &kind_index || fact->kind == &kind_constraint);
}

static bool
stays(const Fact *table)
{
	return table->other != NULL && table->fate != FATE_REPLACED;
}

/*
 * Is a fact inherited on its side alone, its table being there on both, or is what brings it made anew?  Then no statement on
 * the parent brings or takes it: what a table had of a parent that it leaves is its own, and what its new parent has it needs
 * before.
 */
bool
is_inherited_here_alone(const Fact *fact)
{
	const Fact *table = fact_whole(fact),
			   *by;
	ListCell   *cell;

	if (!stays(table))
		return false;
	by = fact_inherited_from(fact);
	foreach(cell, parents_of(table))
	{
		const Fact *parent = lfirst(cell);

		/* a typed table has the columns of its type */
		if ((by == NULL ? parent->kind->retypes : parent == fact_whole(by)) &&
			(parent->other == NULL || parent->fate == FATE_REPLACED || !list_member_ptr(parents_of(table->other), parent->other)))
			return true;
	}
	return false;
}

/*
 * The column that one of the target is inherited from, and whose statements reach it: both are there before and after; or NULL.
 */
const Fact *
column_above(const Fact *column)
{
	const Fact *by = fact_inherited_from(column);

	return by == NULL || by->other == NULL || fact_is_made(by) || column->other == NULL || fact_is_made(column) || is_inherited_here_alone(column) ? NULL : by;
}

/* Is there a statement on a column's part of some kind, be it that one further up takes away what it shall be? */
static bool
part_changes(const Fact *column, const FactKind *kind)
{
	const Fact *before = fact_part(column->other, kind),
			   *after = fact_part(column, kind);

	if (before == NULL && after == NULL)
		return kind == &kind_default && is_attribute_overwritten(column, attribute_number(&kind_column, "no_default"));
	return before == NULL || after == NULL || compare_differs(before, after) || is_overwritten(after);
}

/* Is a part of it what the column below shall have? */
static bool
part_is_same(const Fact *column, const FactKind *kind, const Fact *to)
{
	const Fact *after = fact_part(column, kind);

	return after == NULL || to == NULL ? after == to : !compare_differs(after, to);
}

/* Does its statement on a column's default, NOT NULL or (kind_column) storage say ONLY? */
static bool
says_only(const Fact *column, const FactKind *kind)
{
	const Fact *said = kind == &kind_column ? column : fact_part(column, kind);

	if (said == NULL)
		said = fact_part(column->other, kind);
	return said != NULL && said->alone;
}

/* Does a column of the target that has one above get a default of that's, which it shall not have? */
bool
gets_default_from_above(const Fact *column)
{
	const Fact *by = column_above(column);

	return by == NULL || !says_only(by, &kind_default);
}

/* A default, or NOT NULL.  Since 18 the latter, where it is a column's own, is a constraint that no statement on the parent's reaches. */
static bool
is_part_below(const Fact *fact)
{
	return fact->kind->inherits && fact->name == NULL;
}

/* Is such a fact of the target what the statements on its parent's make of it? */
bool
is_left_by_parent(const Fact *fact)
{
	const Fact *by = is_part_below(fact) ? column_above(fact->of) : NULL;

	return by != NULL && !says_only(by, fact->kind) && part_changes(by, fact->kind) && part_is_same(by, fact->kind, fact);
}

/* Is one that stays lost by those? */
bool
is_overwritten(const Fact *to)
{
	const Fact *by = is_part_below(to) ? column_above(to->of) : NULL;

	return by != NULL && !says_only(by, to->kind) && part_changes(by, to->kind) && !part_is_same(by, to->kind, to);
}

/* ... or an attribute of a column?  That it has no default is one. */
bool
is_attribute_overwritten(const Fact *to, int attribute)
{
	const Attribute *overwritten = &to->kind->attributes[attribute];
	const Fact *by = index_above(to);

	if (by != NULL)
		return overwritten->forgotten && by->other != NULL && compare_attribute(by->other, by, attribute);
	if (to->kind != &kind_column || overwritten->own || overwritten->beside || overwritten->disturbs || overwritten->alter == NULL)
		return false;
	by = column_above(to);
	if (by == NULL)
		return false;
	if (strcmp(overwritten->name, "no_default") == 0)
		return to->values[attribute] != NULL && !says_only(by, &kind_default) && part_changes(by, &kind_default) && !part_is_same(by, &kind_default, NULL);
	return !by->alone && (compare_attribute(by->other, by, attribute) || is_attribute_overwritten(by, attribute)) && !fact_same_value(by, to, attribute);
}

/* Is a fact of the target made by what makes its parent's, or by inheriting it? */
bool
is_made_by_parent(const Fact *fact)
{
	const Fact *by = fact_brought_by(fact);

	return by != NULL && !by->alone && !compare_differs(by, fact) && (fact_is_made(by) || fact_is_made(fact_whole(fact)));
}

/* Does an inherited part of a table stay, though what it is inherited from goes, as its own? */
static bool
outlives(const Fact *part)
{
	return part->other != NULL && !fact_goes(part) && fact_inherited_from(part->other) == NULL;
}

/* What tables right below inherit of a part of a table: a column, a check. */
List *
parts_below(const Fact *part)
{
	List	   *below = NIL;
	ListCell   *cell;

	foreach(cell, part->of->needed_by)
	{
		Fact	   *inherited = part_like(lfirst(cell), part);

		if (inherited != NULL && inherited->of != part->of && is_inherited(inherited))
			below = lappend(below, inherited);
	}
	return below;
}

/* Has a table below one whose part goes this as its own from then on, a column with its values? */
bool
is_kept_below(const Fact *fact)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, fact->kind->drop_alone == NULL ? NIL : parts_below(fact))
	{
		const Fact *part = lfirst(cell);

		if (!is_inherited_here_alone(part) && (outlives(part) || (fact_goes(part) && is_kept_below(part))))
			return true;
	}
	return false;
}

/* Is it dropped by what drops its parent's? */
bool
is_dropped_by_parent(const Fact *fact)
{
	const Fact *by = fact_brought_by(fact);

	return by != NULL && !by->alone && by->fate == fact->fate;
}

/*
 * Does an attribute of an inherited fact become what it shall be by a statement on its parent's, or by inheriting?  from is
 * NULL for one that is made.
 */
bool
is_altered_by_parent(const Fact *from, const Fact *to, int attribute)
{
	const Fact *by = from == NULL ? fact_brought_by(to) : fact_inherited_from(to);

	/* the columns of a typed table follow its type */
	if (by == NULL)
		return from != NULL && to->kind->attributes[attribute].disturbs && to->kind->comes_with != NULL && to->kind->comes_with(from) && to->kind->comes_with(to) &&
			!is_inherited_here_alone(to);
	if (to->kind->attributes[attribute].own || !fact_same_value(by, to, attribute))
		return false;
	if (from == NULL)
		return true;
	return !is_inherited_here_alone(to) && !by->alone && by->other != NULL && by->fate == FATE_ALTERED && compare_attribute(by->other, by, attribute);
}

/* ---- which statements say ONLY ---- */

/* Have two columns the same default, NOT NULL or (kind_column) storage? */
static bool
is_alike(const Fact *a, const Fact *b, const FactKind *kind)
{
	return kind == &kind_column ? fact_same_value(a, b, attribute_number(kind, "storage")) : part_is_same(b, kind, fact_part(a, kind));
}

/* The columns right below one that its statements reach. */
static List *
columns_below(const Fact *column)
{
	List	   *below = NIL;
	ListCell   *cell;

	foreach(cell, column->of->needed_by)
	{
		const Fact *table = ((Fact *) lfirst(cell))->kind->binds ? ((Fact *) lfirst(cell))->of : lfirst(cell);
		Fact	   *inherited = table == column->of ? NULL : part_like(table, column);

		if (inherited != NULL && column_above(inherited) == column)
			below = lappend(below, inherited);
	}
	return below;
}

/* How many below get another than they had, and how many another than the one at the top? */
static void
count_below(const Fact *column, const Fact *top, const FactKind *kind, int *changed, int *different)
{
	ListCell   *cell;

	check_stack_depth();
	foreach(cell, columns_below(column))
	{
		const Fact *below = lfirst(cell);

		*changed += !is_alike(below->other, below, kind);
		*different += !is_alike(top, below, kind);
		count_below(below, top, kind, changed, different);
	}
}

/* A table below is none without the NOT NULL of a partitioned one; and what has none is given one everywhere. */
static bool
can_say_only(const Fact *column, const FactKind *kind)
{
	return kind != &kind_not_null ||
		(fact_part(column, kind) == NULL && fact_part(column->other, kind)->name == NULL &&
		 (column->of->kind != &kind_table || fact_value(column->of, "partition_key") == NULL));
}

static void
say_only(Fact *column, const FactKind *kind)
{
	Fact	   *before = kind == &kind_column ? NULL : fact_part(column->other, kind),
			   *after = kind == &kind_column ? column : fact_part(column, kind);

	if (before != NULL)
		before->alone = true;
	if (after != NULL)
		after->alone = true;
}

static void
choose_reach(Fact *column, const FactKind *kind)
{
	int			changed = 0,
				different = 0;
	ListCell   *cell;

	if (is_alike(column->other, column, kind) || !can_say_only(column, kind))
		return;
	count_below(column, column, kind, &changed, &different);
	if (changed >= different)
		return;
	say_only(column, kind);
	foreach(cell, columns_below(column))
		choose_reach(lfirst(cell), kind);
}

/*
 * Let statements on columns say ONLY where fewer are needed so: as many as change below, instead of as many as would have to
 * be set again.
 */
void
choose_reaches(const SchemaSnapshot *target)
{
	static const FactKind *const kinds[] = {&kind_default, &kind_not_null, &kind_column};
	ListCell   *cell;

	foreach(cell, target->facts)
	{
		Fact	   *column = lfirst(cell);
		const Fact *by;

		if (column->kind != &kind_column || column->other == NULL || fact_is_made(column) ||
			compare_attribute(column->other, column, attribute_number(&kind_column, "type")))
			continue;
		by = column_above(column);
		for (int i = 0; i < lengthof(kinds); i++)
			if (by == NULL || is_alike(by->other, by, kinds[i]))
				choose_reach(column, kinds[i]);
	}
}
