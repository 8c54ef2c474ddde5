/*
 * write.c
 *	  The statements that the facts' fates ask for, not yet in order.
 *
 * A fact that goes with another (what it is a part of, or needs automatically) has that one's statement as destroyer.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "schema/internal.h"

/* A statement on a fact: of the source for a drop, else of the target.  sql: palloc'd. */
Statement *
changes_add(Changes *changes, StatementAction action, const Fact *fact, char *sql)
{
	Statement  *statement = palloc0(sizeof(Statement));

	statement->action = action;
	statement->fact = unconstify(Fact *, fact);
	statement->sql = sql;
	changes->statements = lappend(changes->statements, statement);
	statement->fact->statements = lappend(statement->fact->statements, statement);
	return statement;
}

static Statement *
add_filled(Changes *changes, StatementAction action, const Fact *fact, const Fact *old, const char *template)
{
	return changes_add(changes, action, fact, template_fill(template, fact, old, NULL));
}

/* ---- what goes ---- */

/* What is always there goes with what it is a part of at most (a member with its extension). */
static bool
goes(const Fact *fact)
{
	return fact_goes(fact) && (!fact->kind->permanent || (fact->of != NULL && goes(fact->of)));
}

/* Is it part of a partition that leaves its parent for good?  Then it is bound to nothing by the time that goes. */
static bool
is_left(const Fact *fact)
{
	const Fact *bond = fact->of == NULL ? NULL : fact_bond(fact_whole(fact));

	return bond != NULL && bond != fact && bond->fate == FATE_GONE;
}

/* What a fact is bound to (a partition to its parent) and what goes, or NULL; a constraint is bound by its index. */
static Fact *
bound_to_what_goes(const Fact *fact)
{
	ListCell   *cell,
			   *need;

	foreach(cell, fact->parts)
	{
		Fact	   *part = lfirst(cell);
		Fact	   *found = part->kind->implied ? bound_to_what_goes(part) : NULL;

		if (found != NULL)
			return found;
		if (!part->kind->binds)
			continue;
		foreach(need, part->needs)
			if (goes(((FactNeed *) lfirst(need))->fact))
				return ((FactNeed *) lfirst(need))->fact;
	}
	return NULL;
}

/* A fact that automatically takes this one along, or NULL: of two that go one after another, the one that goes first. */
static Fact *
taken_along_by(const Fact *fact)
{
	Fact	   *by = NULL;
	ListCell   *cell;

	if (fact->of != NULL && goes(fact->of))
		return fact->of;
	foreach(cell, fact->needs)
	{
		FactNeed   *need = lfirst(cell);

		if (need->automatic && goes(need->fact) && (by == NULL || fact_needs(need->fact, by)))
			by = need->fact;
	}
	if (by != NULL)
		return by;
	return is_left(fact) ? NULL : bound_to_what_goes(fact);
}

static Statement *
drop_by_kind(Changes *changes, const Fact *fact)
{
	int			n = list_length(changes->statements);
	Statement  *last = NULL;

	fact->kind->dropped(changes, fact);
	for (int i = n; i < list_length(changes->statements); i++)
	{
		Statement  *statement = list_nth(changes->statements, i);

		if (statement->fact != fact)
			continue;
		statement->action = STATEMENT_DROP;
		last = statement;
	}
	return last;
}

/* What is dropped and made again has lost what was in it too, where that is not computed. */
static bool
loses_values(const Fact *fact)
{
	if (fact->kind->loses == NULL || fact->fate == FATE_GONE)
		return fact->kind->loses != NULL;
	return fact->fate == FATE_REPLACED && (fact->kind->recomputes == NULL || !fact->kind->recomputes(fact, fact->other));
}

static void
note_loss(Statement *statement, const Fact *fact)
{
	statement->loss = template_fill(fact->kind->loses, fact, NULL, NULL);
	statement->remedy = fact->kind->remedy == NULL ? NULL : fact->kind->remedy(fact);
}

/* Is it inherited from what goes alone, for the sake of another table? */
static bool
is_left_below(const Fact *fact)
{
	const Fact *by = fact_brought_by(fact);

	return by != NULL && goes(by) && is_kept_below(by);
}

static Statement *
find_destroyer(Changes *changes, Fact *fact)
{
	Fact	   *by;

	check_stack_depth();
	if (fact->visited || !(goes(fact) || fact->untyped))
		return fact->destroyer;
	fact->visited = true;
	by = taken_along_by(fact);
	if (by != NULL)
		fact->destroyer = find_destroyer(changes, by);
	else if (!is_inherited_here_alone(fact) && !is_left_below(fact) && ((fact->kind->comes_with != NULL && fact->kind->comes_with(fact)) || is_dropped_by_parent(fact)))
		fact->destroyer = fact_brought_by(fact) == NULL ? NULL : find_destroyer(changes, fact_brought_by(fact));
	else if (fact->untyped)
		fact->destroyer = add_filled(changes, STATEMENT_ALTER, fact, NULL, fact->kind->untype);
	else if (retype_sets_aside(fact))
		retype_set_aside(changes, fact);
	else if (fact->kind->dropped != NULL)
		fact->destroyer = drop_by_kind(changes, fact);
	else if (fact->kind->drop != NULL)
	{
		fact->destroyer = add_filled(changes, STATEMENT_DROP, fact, NULL, is_kept_below(fact) ? fact->kind->drop_alone : fact->kind->drop);
		if (loses_values(fact))
			note_loss(fact->destroyer, fact);
	}
	return fact->destroyer;
}

/* ---- what is made ---- */

static void
alter_list(Changes *changes, const Attribute *attribute, int i, const Fact *from, const Fact *to)
{
	const char *before = from == NULL ? NULL : attribute->remaining != NULL ? attribute->remaining(from, to) : from->values[i];
	char	   *added = list_behind(to->values[i], before),	/* what is SET goes to the end of reloptions */
			   *removed = list_keys_without(before, to->values[i]);

	if (removed != NULL)
		changes_add(changes, STATEMENT_ALTER, to, template_fill(attribute->remove, to, from, removed));
	if (added != NULL)
		changes_add(changes, STATEMENT_ALTER, to, template_fill(attribute->add, to, from, added))->for_columns = strstr(added, "toast.") != NULL;
}

static const char *
template_of(const Attribute *attribute, bool present)
{
	return present || attribute->reset == NULL ? attribute->alter : attribute->reset;
}

/* the statements for one attribute; from is NULL for an object that has just been made */
static void
alter_attribute(Changes *changes, int i, const Fact *from, const Fact *to)
{
	const Attribute *attribute = &to->kind->attributes[i];

	if (attribute->redefine || attribute->clause)
		return;
	if (attribute->change != NULL)
	{
		for (int j = 0; j < i; j++)
			if (to->kind->attributes[j].change == attribute->change && from != NULL && compare_attribute(from, to, j))
				return;
		attribute->change(changes, from, to);
	}
	else if (attribute->add != NULL)
		alter_list(changes, attribute, i, from, to);
	else
		add_filled(changes, STATEMENT_ALTER, to, from, template_of(attribute, to->values[i] != NULL));
}

static char *
clause_of(const Attribute *attribute, int i, const Fact *from, const Fact *to)
{
	if (attribute->anew != NULL)
		return attribute->anew(from, to);
	return template_fill(template_of(attribute, to->values[i] != NULL), to, from, NULL);
}

static void
alter_by_clauses(Changes *changes, const Fact *from, const Fact *to, bool created)
{
	StringInfoData clauses;
	bool		anew = false;

	initStringInfo(&clauses);
	for (int i = 0; to->kind->attributes[i].name != NULL; i++)
	{
		const Attribute *attribute = &to->kind->attributes[i];
		char	   *clause;

		if (!attribute->clause || (created ? !attribute->after || to->values[i] == NULL : !compare_attribute(from, to, i)))
			continue;
		clause = clause_of(attribute, i, from, to);
		anew |= attribute->anew != NULL && clause != NULL;
		if (clause != NULL)
			appendStringInfo(&clauses, "%s%s", clauses.len == 0 ? "" : to->kind->separator ? to->kind->separator : " ", clause);
	}
	if (clauses.len > 0)
	{
		char	   *sql = template_fill(to->kind->alter, to, from, clauses.data);
		Statement  *statement = changes_add(changes, STATEMENT_ALTER, to, created || to->kind->guard == NULL ? sql : to->kind->guard(from, to, sql));

		if (anew)
			statement->loss = template_fill(to->kind->loses, to, NULL, NULL);
	}
}

static bool
is_covered(const Fact *from, const Fact *to, int attribute)
{
	return to->kind->attributes[attribute].covered != NULL && to->kind->attributes[attribute].covered(from, to);
}

/* What comes with another may have properties that it does not get from there. */
static void
set_properties(Changes *changes, const Fact *fact)
{
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
	{
		const Attribute *attribute = &fact->kind->attributes[i];

		if (!attribute->beside && attribute->alter != NULL && fact->values[i] != NULL && !attribute->disturbs &&
			!is_covered(NULL, fact, i) && !is_altered_by_parent(NULL, fact, i))
			alter_attribute(changes, i, NULL, fact);
	}
}

/* What is made with another has for itself what it does not get from that; whether that is a change, a function of it knows. */
static void
set_own(Changes *changes, const Fact *fact)
{
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
	{
		const Attribute *attribute = &fact->kind->attributes[i];

		if (attribute->own && (attribute->change != NULL || fact->values[i] != NULL))
			alter_attribute(changes, i, NULL, fact);
	}
}

static void
create(Changes *changes, Fact *fact)
{
	const FactKind *kind = fact->kind;
	bool		alone = is_inherited_here_alone(fact);

	if (kind->implied || (!alone && kind->comes_with != NULL && kind->comes_with(fact)))
	{
		set_properties(changes, fact);
		return;
	}
	if (fact->made_with != NULL)
	{
		set_own(changes, fact);
		return;
	}
	if ((!alone && is_made_by_parent(fact)) || is_left_by_parent(fact) || (kind->brought != NULL && kind->brought(changes, fact)))
		return;
	if (kind == &kind_owner && strcmp(fact->values[0], owner_at_first(changes, fact)) == 0)
		return;
	if (kind->create != NULL)
		changes_add(changes, STATEMENT_CREATE, fact, fact->creation);
	for (int i = 0; kind->attributes[i].name != NULL; i++)
		if (kind->attributes[i].after && fact->values[i] != NULL)
			alter_attribute(changes, i, NULL, fact);
	alter_by_clauses(changes, NULL, fact, true);
	if (kind->created != NULL)
		kind->created(changes, fact);
	if (kind->acl_type != 0)
		default_privileges_take_back(changes, fact);
}

/* What is forgotten by then is set as for one that has just been made, where there is any. */
static void
alter_forgotten(Changes *changes, int attribute, const Fact *to)
{
	if (to->values[attribute] != NULL)
		alter_attribute(changes, attribute, NULL, to);
}

static void
alter(Changes *changes, const Fact *from, const Fact *to)
{
	bool		redefined = false;

	for (int i = 0; to->kind->attributes[i].name != NULL; i++)
	{
		if (!is_attribute_overwritten(to, i) && (!compare_attribute(from, to, i) || is_altered_by_parent(from, to, i)))
			continue;
		if (is_covered(from, to, i))
			continue;
		if (to->kind->attributes[i].forgotten && is_rebuilt_with_column(from))
		{
			alter_forgotten(changes, i, to);
			continue;
		}
		if (to->kind->attributes[i].redefine && !redefined)
		{
			add_filled(changes, STATEMENT_ALTER, to, from, to->kind->redefine);
			redefined = true;
		}
		alter_attribute(changes, i, from, to);
	}
	if (!redefined)
		alter_by_clauses(changes, from, to, false);
}

/* What statements on a parent's take away is said again. */
static void
say_again(Changes *changes, const Fact *to)
{
	if (is_overwritten(to))
		add_filled(changes, STATEMENT_ALTER, to, NULL, to->kind->create);
	for (int i = 0; to->kind->attributes[i].name != NULL; i++)
		if (is_attribute_overwritten(to, i))
			alter_attribute(changes, i, to->other, to);
}

/*
 * The statements that make the target of the source, in the current memory context.  back: they take back what made the
 * source of the target, and run where that was.  A creation's text is written when it is known what is folded into it
 * (fold.c).
 */
List *
write_statements(SchemaSnapshot *source, SchemaSnapshot *target, bool back, Renaming *renaming)
{
	Changes		changes = {.source = source, .target = target, .back = back, .default_privileges = default_privileges_in_force(source)};
	ListCell   *cell;

	rename_write(renaming, &changes);
	choose_reaches(target);
	foreach(cell, source->facts)
		((Fact *) lfirst(cell))->visited = false;
	foreach(cell, source->facts)
		find_destroyer(&changes, lfirst(cell));
	partition_indexes_note(&changes);
	foreach(cell, target->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact_is_made(fact))
			create(&changes, fact);
		else if (fact->fate == FATE_ALTERED)
			alter(&changes, fact->other, fact);
		else
			say_again(&changes, fact);
	}
	return changes.statements;
}
