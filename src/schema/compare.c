/*
 * compare.c
 *	  What happens to each fact on the way from one snapshot to another: kept, altered, replaced, gone, new.
 *
 * Knows no kind: it compares attributes and asks the kind's table.  What is replaced or goes takes with it what needs it;
 * what is disturbed by an alteration in place is taken down for its time.  Columns survive when their type is made anew.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "schema/internal.h"
#include "schema/kinds/kinds.h"

/*
 * Does an attribute differ, as far as it is compared?  The type of what is retyped does, though it has the same name, and so
 * does that of a typed table.
 */
bool
compare_attribute(const Fact *from, const Fact *to, int attribute)
{
	const Attribute *compared = &from->kind->attributes[attribute];

	if (compared->beside)
		return false;
	if (!fact_same_value(from, to, attribute) || (compared->disturbs && from->retyped))
		return true;
	if (from->taken != NULL && from->values[attribute] != NULL && strstr(from->values[attribute], from->taken) != NULL)
		return true;
	return compared->of_type && type_of_table(from) != NULL && retype_leaves(from, type_of_table(from));
}

/* Does any attribute? */
bool
compare_differs(const Fact *from, const Fact *to)
{
	for (int i = 0; from->kind->attributes[i].name != NULL; i++)
		if (compare_attribute(from, to, i))
			return true;
	return false;
}

static bool
can_alter(const Attribute *attribute, bool present)
{
	if (attribute->redefine || attribute->change != NULL || attribute->add != NULL)
		return true;
	return present ? attribute->alter != NULL : attribute->reset != NULL;
}

/* Does it say the same words of another column, as the one that it meant has another name? */
static bool
means_another(const Fact *from, const Fact *to)
{
	ListCell   *cell;

	foreach(cell, from->kind->holds_rows || from->kind == &kind_column ? NIL : from->needs)
	{
		const Fact *column = ((FactNeed *) lfirst(cell))->fact;

		if (column->kind == &kind_column && column->other != NULL && !same_text(column->name, column->other->name) && !fact_needs(to, column->other))
			return true;
	}
	return false;
}

static bool
needs_any_of(const Fact *fact, const Fact *whole)
{
	ListCell   *cell;

	foreach(cell, fact->needs)
		if (fact_whole(((FactNeed *) lfirst(cell))->fact) == whole)
			return true;
	return false;
}

/* What an object that a fact needs is called, where that gets another name and something else takes its own, which the other needs. */
static const char *
taken_name(const Fact *from, const Fact *to)
{
	ListCell   *cell;

	foreach(cell, from->kind->holds_rows ? NIL : from->needs)
	{
		const Fact *needed = fact_whole(((FactNeed *) lfirst(cell))->fact);

		if (needed->other == NULL || needed->schema == NULL || needed == fact_whole(from))
			continue;
		if (same_text(needed->name, needed->other->name) && same_text(needed->schema, needed->other->schema))
			continue;
		if (!needs_any_of(to, needed->other))
			return quote_qualified_name(needed->schema, needed->name);
	}
	return NULL;
}

static FactFate
decide(Fact *from, const Fact *to)
{
	FactFate	fate = FATE_KEPT;

	from->taken = taken_name(from, to);
	if (from->taken != NULL && from->arguments != NULL && strstr(from->arguments, from->taken) != NULL)
		return FATE_REPLACED;
	for (int i = 0; from->kind->attributes[i].name != NULL; i++)
	{
		if (!compare_attribute(from, to, i))
			continue;
		if (!can_alter(&from->kind->attributes[i], to->values[i] != NULL))
			return FATE_REPLACED;
		fate = FATE_ALTERED;
	}
	if (from->kind->must_replace != NULL && from->kind->must_replace(from, to))
		return FATE_REPLACED;
	return fate == FATE_KEPT && means_another(from, to) ? FATE_REPLACED : fate;
}

static void take_down(Fact *fact);
static void retype(Fact *fact, bool untype);
static void replace(Fact *fact, const Fact *cause);

static bool
disturbs(const Fact *from)
{
	for (int i = 0; from->kind->attributes[i].name != NULL; i++)
		if (from->kind->attributes[i].disturbs && compare_attribute(from, from->other, i))
			return true;
	return false;
}

static void
begin(SchemaSnapshot *source, SchemaSnapshot *target)
{
	ListCell   *cell;

	foreach(cell, target->facts)
	{
		Fact	   *fact = lfirst(cell);

		fact->fate = FATE_NEW;
		fact->other = fact->made_with = NULL;
		fact->creation = NULL;
		fact->guessed = fact->retyped = fact->untyped = fact->alone = false;
		fact->taken = NULL;
		fact->needed_by = fact->parts = fact->statements = NIL;
	}
	foreach(cell, source->facts)
	{
		Fact	   *fact = lfirst(cell);

		fact->fate = FATE_GONE;
		fact->destroyer = fact->hollowed = fact->burial = NULL;
		fact->guessed = fact->retyped = fact->untyped = fact->alone = false;
		fact->taken = NULL;
		fact->needed_by = fact->parts = fact->statements = NIL;
		fact->other = fact->made_with = NULL;
		fact->creation = NULL;
	}
}

/* What is not a part of another has the same name, in the same schema, whatever that is called from now on. */
static void
match_names(SchemaSnapshot *source, SchemaSnapshot *target)
{
	List	   *schemas = rename_schemas(source);
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		Fact	   *fact = lfirst(cell),
				   *found;

		if (fact->other != NULL)
			continue;
		found = snapshot_find(target, fact->kind, fact->identity);
		if (found == NULL || found->other != NULL || (fact->of != NULL && fact->of->other != found->of))
			found = rename_find_part(fact);
		if (found == NULL && fact->of == NULL && schemas != NIL)
			found = snapshot_find(target, fact->kind, rename_identity(schemas, fact->identity));
		if (found == NULL)
			found = rename_find_called(fact, target);
		if (found == NULL || found->other != NULL)
			continue;
		fact->other = found;
		found->other = fact;
	}
}

/* Who is who: by address where that says something, then by name, and else by what they are like. */
static void
match(SchemaSnapshot *source, SchemaSnapshot *target)
{
	bool		known = rename_match(source, target);

	do
		match_names(source, target);
	while (rename_match_view_columns(source) || (!known && guess_renames(source, target)));
}

static void
note_needed_by(SchemaSnapshot *snapshot)
{
	ListCell   *cell;

	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);
		ListCell   *need;

		if (fact->of != NULL)
		{
			fact->of->needed_by = lappend(fact->of->needed_by, fact);
			fact->of->parts = lappend(fact->of->parts, fact);
		}
		foreach(need, fact->needs)
		{
			Fact	   *needed = ((FactNeed *) lfirst(need))->fact;

			needed->needed_by = lappend(needed->needed_by, fact);
		}
	}
}

static bool
needs_automatically(const Fact *fact, const Fact *needed)
{
	ListCell   *cell;

	foreach(cell, fact->needs)
	{
		FactNeed   *need = lfirst(cell);

		if (need->fact == needed)
			return need->automatic;
	}
	return false;
}

/* Is it bound to what is needed (a partition's index to the whole table's) by what goes before that: the partition is detached? */
static bool
is_released(const Fact *dependent, const Fact *needed)
{
	const Fact *table = fact_whole(dependent),
			   *bond;

	if (table == dependent || table == fact_whole(needed))
		return false;
	bond = fact_bond(table);
	return bond != NULL && fact_goes(bond) && fact_needs(bond, fact_whole(needed));
}

/* ---- what is altered before something goes, and so before what takes that one's place is there ---- */

static bool
note_once(HTAB *facts, Fact *fact)
{
	bool		found;

	hash_search(facts, &fact, HASH_ENTER, &found);
	return !found;
}

/* What goes, and what waits for that. */
static void
gather_waiting(HTAB *waiting, Fact *fact)
{
	ListCell   *cell;

	check_stack_depth();
	if (!note_once(waiting, fact) || !fact_goes(fact))
		return;
	if (fact->of != NULL)
		gather_waiting(waiting, fact->of);
	foreach(cell, fact->needs)
		gather_waiting(waiting, ((FactNeed *) lfirst(cell))->fact);
}

static bool
changes_its_place(const Fact *from)
{
	return (from->fate == FATE_REPLACED && !retype_can_set_aside(from)) || (from->fate == FATE_ALTERED && disturbs(from));
}

/* Does a fact of the target, or one that it needs, come to be where something waits? */
static bool
comes_where_waiting(HTAB *waiting, HTAB *seen, Fact *fact)
{
	ListCell   *cell;

	check_stack_depth();
	if (fact->fate == FATE_KEPT || !note_once(seen, fact))
		return false;
	if (fact->other != NULL && changes_its_place(fact->other) && hash_search(waiting, &fact->other, HASH_FIND, NULL) != NULL)
		return true;
	if (fact->of != NULL && comes_where_waiting(waiting, seen, fact->of))
		return true;
	foreach(cell, fact->needs)
		if (comes_where_waiting(waiting, seen, ((FactNeed *) lfirst(cell))->fact))
			return true;
	return false;
}

/*
 * A dependent that needs something else from now on is altered before what it needed goes.  Does it have to wait for that
 * itself?  Then one of them has to go first.
 */
static bool
waits_for_gone(const Fact *dependent, Fact *needed)
{
	HASHCTL		control = {.keysize = sizeof(Fact *), .entrysize = sizeof(Fact *), .hcxt = CurrentMemoryContext};
	HTAB	   *waiting = hash_create("facts that wait", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT),
			   *seen = hash_create("facts that are needed", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	bool		result = false;
	ListCell   *cell;

	gather_waiting(waiting, needed);
	foreach(cell, dependent->other->needs)
		result = result || comes_where_waiting(waiting, seen, ((FactNeed *) lfirst(cell))->fact);
	/* a default waits for its column's type, and that for a sequence of the column */
	if (dependent->other->of != NULL)
		result = result || comes_where_waiting(waiting, seen, dependent->other->of);
	hash_destroy(waiting);
	hash_destroy(seen);
	return result;
}

/* Does what it needs from now on get the name, or the place, of a part of its table that goes?  Until then it cannot be there. */
static bool
needs_what_takes_name(const Fact *dependent, const Fact *gone)
{
	ListCell   *cell;

	foreach(cell, gone->of == NULL || gone->of->other == NULL ? NIL : gone->of->other->parts)
	{
		const Fact *part = lfirst(cell);

		if (part->kind == gone->kind && (same_text(part->name, gone->name) || (constraint_is(part, "PRIMARY KEY") && constraint_is(gone, "PRIMARY KEY"))) &&
			fact_needs(dependent->other, part))
			return true;
	}
	return false;
}

/* Does what it needs from now on, though of another kind, get the name of what goes (a function an aggregate's, a view a table's)? */
static bool
needs_namesake_of_other_kind(const Fact *dependent, const Fact *part)
{
	const Fact *gone = fact_whole(part);
	ListCell   *cell;

	foreach(cell, !fact_goes(gone) || gone->kind->names == NAMES_OWN ? NIL : dependent->other->needs)
	{
		const Fact *needed = fact_whole(((FactNeed *) lfirst(cell))->fact);

		if (needed->kind != gone->kind && needed->kind->names == gone->kind->names && same_text(needed->schema, gone->schema) &&
			same_text(needed->name, gone->name) && same_text(needed->arguments, gone->arguments))
			return true;
	}
	return false;
}

/* Is a type in what a function is known by, or returns?  A type that takes its name makes another function of that. */
static bool
is_declared_with(const Fact *function, const Fact *type)
{
	const char *result;

	if (!type->kind->retypes || function->kind->names != NAMES_FUNCTION)
		return false;
	result = fact_value(function, "result");
	return strstr(function->arguments, type->identity) != NULL || (result != NULL && strstr(result, type->identity) != NULL);
}

/* Has a dependent to go down because of what happens to what it needs? */
static bool
has_to_go(const Fact *dependent, Fact *needed)
{
	if (dependent->of == needed)
		return needed->fate != FATE_ALTERED;
	if (needed->fate == FATE_ALTERED && dependent->kind->rebuilt_with_column)
		return needed->untyped ||
			(dependent->kind->parts_with_type != NULL && dependent->kind->parts_with_type(dependent, needed));
	if (needed->fate == FATE_ALTERED)
		return !needs_automatically(dependent, needed);
	if (!dependent->kind->binds && is_released(dependent, needed))
		return false;
	if (needed->kind == &kind_schema && dependent->other != NULL && rename_moves(dependent))
		return false;
	/* altered so that it no longer needs it: that statement comes before the other goes */
	if (dependent->fate == FATE_ALTERED && !dependent->kind->keeps_needs && (needed->other == NULL || !fact_needs(dependent->other, needed->other)))
		return is_declared_with(dependent, needed) || fact_calls_namesake(dependent->other, needed) || needs_what_takes_name(dependent, needed) ||
			needs_namesake_of_other_kind(dependent, needed) || waits_for_gone(dependent, needed);
	return true;
}

static void
error_holds_rows(const Fact *fact, const Fact *cause)
{
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("%s %s would have to be dropped and made again", fact->kind->name, fact->identity),
			errdetail("That is because of %s %s.", cause->kind->name, cause->identity),
			errhint("Write a revision that keeps its rows."));
}

static void
take_down(Fact *fact)
{
	List	   *dependents = fact->needed_by;
	ListCell   *cell;

	check_stack_depth();
	if (fact->fate == FATE_ALTERED && fact->kind->disturbs_too != NULL)
		dependents = list_concat_copy(dependents, fact->kind->disturbs_too(fact));
	foreach(cell, dependents)
	{
		Fact	   *dependent = lfirst(cell);

		if (fact_goes(dependent) || retype_takes_along(dependent, fact))
			continue;
		if (retype_spares(dependent, fact))
			retype(dependent, !retype_can_set_aside(fact));
		else if (retype_leaves(dependent, fact))
			dependent->fate = dependent->other->fate = FATE_ALTERED;
		else if (has_to_go(dependent, fact))
			replace(dependent, fact);
	}
}

static void
retype(Fact *fact, bool untype)
{
	if (fact->retyped && fact->untyped >= untype)
		return;
	fact->fate = fact->other->fate = FATE_ALTERED;
	fact->retyped = true;
	fact->untyped |= untype;
	take_down(fact);
}

/* Is what it is a part of made again with it? */
static bool
takes_whole_along(const Fact *fact)
{
	if (fact->of == NULL)
		return false;
	return fact->kind->inseparable || (fact->kind->cannot_part != NULL && fact->kind->cannot_part(fact));
}

static void
replace(Fact *fact, const Fact *cause)
{
	if (fact->kind->holds_rows)
		error_holds_rows(fact, cause);
	fact->fate = fact->other->fate = FATE_REPLACED;
	fact->retyped = fact->untyped = false;
	if (takes_whole_along(fact) && (fact->of->fate == FATE_KEPT || fact->of->fate == FATE_ALTERED))
		replace(fact->of, fact);
	take_down(fact);
}

/* What cannot come or go by itself has what it is a part of made again. */
static void
remake_wholes(List *facts, int server)
{
	ListCell   *cell;

	foreach(cell, facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->kind->remakes_whole != NULL && fact->other == NULL && fact->kind->remakes_whole(fact, server))
			fact->of->fate = fact->of->other->fate = FATE_REPLACED;
	}
}

/* What goes or is disturbed takes down what needs it; returns how much is replaced by then. */
static int
take_down_all(List *facts)
{
	int			n = 0;
	ListCell   *cell;

	foreach(cell, facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->fate == FATE_REPLACED)
			replace(fact, fact);
		else if (fact->fate == FATE_GONE || (fact->fate == FATE_ALTERED && disturbs(fact)))
			take_down(fact);
	}
	foreach(cell, facts)
		n += ((Fact *) lfirst(cell))->fate == FATE_REPLACED;
	return n;
}

static Renaming *
match_and_decide(SchemaSnapshot *source, SchemaSnapshot *target)
{
	Renaming   *renaming;
	int			replaced = 0,
				before;
	ListCell   *cell;

	begin(source, target);
	note_needed_by(source);
	note_needed_by(target);
	match(source, target);
	renaming = rename_begin(source);
	grants_follow_owners(renaming, source);
	foreach(cell, source->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->other != NULL)
			fact->fate = fact->other->fate = decide(fact, fact->other);
	}
	remake_wholes(source->facts, source->server);
	remake_wholes(target->facts, source->server);
	/* what may stay depends on what else is replaced */
	do
	{
		before = replaced;
		replaced = take_down_all(source->facts);
	} while (replaced != before);
	return renaming;
}

/*
 * Is anything renamed, or moved, that is made again?  Then it goes under its old name, and something new comes.  A value of an enum that is
 * made again is renamed all the same: so rows find it in the new one.
 */
static bool
find_unlike(SchemaSnapshot *source)
{
	bool		found = false;
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		Fact	   *from = lfirst(cell);

		if (from->unlike || from->fate != FATE_REPLACED || from->kind->rename == NULL || from->kind->rename[0] == '\0' || from->kind == &kind_enum_value)
			continue;
		if (same_text(from->name, from->other->name) && !rename_moves(from))
			continue;
		from->unlike = found = true;
	}
	return found;
}

/* Match the facts of two snapshots and set their fates.  rename_end() is the caller's. */
Renaming *
compare_snapshots(SchemaSnapshot *source, SchemaSnapshot *target)
{
	Renaming   *renaming;
	ListCell   *cell;

	foreach(cell, source->facts)
		((Fact *) lfirst(cell))->unlike = false;
	renaming = match_and_decide(source, target);
	while (find_unlike(source))
	{
		rename_end(renaming);
		renaming = match_and_decide(source, target);
	}
	return renaming;
}
