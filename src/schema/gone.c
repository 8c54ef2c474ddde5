/*
 * gone.c
 *	  When what has to go may go: edges of the facts that a statement destroys.
 *
 * What goes comes before what it needed goes or changes, and after what it is bound to is parted from it; a name is free
 * before it is taken again.
 */
#include "postgres.h"

#include "schema/kinds/kinds.h"

/* What goes does so before what it needs goes or is altered, if it isn't hollow by then. */
static void
wait_for_gone(Ordering *ordering, Statement *statement, Fact *fact)
{
	if (fact->hollowed == NULL)
		order_wait(statement, fact->destroyer, fact);
	else
	{
		order_wait(statement, fact->hollowed, fact);
		order_wait_softly(ordering, statement, fact->destroyer, fact);
	}
}

static void
add_edges_of_gone(Ordering *ordering, Fact *fact, Fact *needed)
{
	/* what is no type has to outlast all of a type that is set aside: a function that a domain's check calls */
	bool		with_whole = fact->kind->inseparable || (!fact_whole(needed)->kind->retypes && fact->of != NULL && fact->destroyer == fact->of->destroyer);
	Fact	   *whole = with_whole && fact->of != NULL ? fact->of : fact;
	ListCell   *cell;

	/* a type can be dropped whatever those that it is made of are called by then */
	wait_for_gone(ordering, needed->burial != NULL && whole->kind->retypes ? needed->burial : needed->destroyer, fact);
	if (needed->burial == NULL)
		order_wait(needed->destroyer, whole->burial, fact);
	if (needed->fate == FATE_ALTERED)
		foreach(cell, needed->other->statements)
		{
			Statement  *statement = lfirst(cell);

			if (statement->action == STATEMENT_RENAME)
				continue;
			if (statement->disinherits && fact->of == needed)
				order_wait(fact->destroyer, statement, fact);
			else if (needed->kind->late_needs || (fact->of == needed && !statement->inherits))	/* it may have to leave (a sequence its column) before that goes */
				order_wait_softly(ordering, statement, fact->destroyer, fact);
			else if (fact->kind->rebuilt_with_column && fact->destroyer->fact != fact)	/* it goes with another column, which may have to wait for this one */
				order_wait_softly(ordering, statement, fact->destroyer, fact);
			else
				wait_for_gone(ordering, statement, fact);
		}
}

/* A type is altered part by part: that, too, waits for what goes for its sake. */
static void
add_edges_of_parts_used(Ordering *ordering, Fact *fact, const Fact *type)
{
	ListCell   *cell,
			   *made;

	foreach(cell, type->kind->retypes && fact->of != type ? type->parts : NIL)
	{
		const Fact *part = lfirst(cell);

		foreach(made, part->fate == FATE_ALTERED ? part->other->statements : NIL)
			if (((Statement *) lfirst(made))->action != STATEMENT_RENAME)
				order_wait_softly(ordering, lfirst(made), fact->destroyer, fact);
	}
}

/* A type that was set aside goes once all that it was needed for has the new one. */
static void
add_edges_of_buried(Fact *fact)
{
	ListCell   *cell;

	order_wait(fact->burial, fact->destroyer, fact);
	foreach(cell, fact->needed_by)
	{
		Fact	   *dependent = lfirst(cell);

		if (dependent->kind->inseparable && dependent->of != NULL)
			dependent = dependent->of;
		order_wait(fact->burial, dependent->burial, dependent);
	}
}

/* An index is bound to the parent's, a constraint by its index. */
static bool
has_bond(const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, fact->parts)
	{
		const Fact *part = lfirst(cell);

		if (part->kind->binds || (part->kind->implied && has_bond(part)))
			return true;
	}
	return false;
}

/* What is inherited goes by itself once that of the parent is gone alone; what shall be, before it comes from the parent. */
static void
add_edges_of_inherited(Fact *fact)
{
	Fact	   *by = fact_brought_by(fact),
			   *comes = fact->other == NULL ? NULL : fact_brought_by(fact->other);

	if (by != NULL && fact->destroyer->fact == fact && is_kept_below(by))
		order_wait(fact->destroyer, by->destroyer, by);
	if (by == NULL && comes != NULL)
		order_wait(fact_creation(comes), fact->destroyer, fact);
}

/*
 * A column goes from a table once those below inherit it from their new parents, or it would go from them too.  In the same way
 * it is there again before they leave those: it stays inherited.
 */
static void
order_with_parents(Ordering *ordering, Fact *column, bool goes)
{
	ListCell   *cell,
			   *said;

	foreach(cell, parts_below(column))
	{
		Fact	   *part = lfirst(cell);

		if (part->other == NULL || (goes ? fact_goes(part) : fact_is_made(part)) || !is_inherited(part->other) || !is_inherited_here_alone(part->other))
			continue;
		foreach(said, goes ? part->of->other->statements : part->of->statements)
		{
			Statement  *statement = lfirst(said);

			if (goes && statement->inherits)
				order_wait(column->destroyer, statement, part);
			else if (!goes && statement->disinherits)
				order_wait_softly(ordering, statement, fact_creation(column), column);
		}
	}
}

/* What a table has of a parent goes after it is parted from that; what goes with the parent's, before. */
static void
add_edges_of_left(Ordering *ordering, Fact *fact)
{
	const Fact *table,
			   *bond;
	ListCell   *cell;

	if (fact->of == NULL || (!is_inherited_here_alone(fact) && !(has_bond(fact) && fact->destroyer->fact == fact)))
		return;
	table = fact_whole(fact);
	bond = fact_bond(table);
	if (bond != NULL)
		order_wait(fact->destroyer, bond->destroyer, fact);
	foreach(cell, table->other == NULL ? NIL : table->other->statements)
		if (((Statement *) lfirst(cell))->disinherits)
			order_wait_softly(ordering, fact->destroyer, lfirst(cell), fact);
}

/* A table has no two primary keys, whatever they are called. */
static void
add_edges_of_primary_key(Fact *key)
{
	ListCell   *cell;

	foreach(cell, key->of->other == NULL ? NIL : key->of->other->parts)
		if (constraint_is(lfirst(cell), "PRIMARY KEY") && fact_is_made(lfirst(cell)))
			order_wait(fact_creation(lfirst(cell)), key->destroyer, key);
}

/* What is said of a schema last goes before new names are given, but for its own: it calls it by that. */
static void
add_edges_of_last(Fact *fact)
{
	ListCell   *cell,
			   *said;

	foreach(cell, fact->of == NULL || fact->of->other == NULL ? NIL : fact->of->other->statements)
		if (((Statement *) lfirst(cell))->action == STATEMENT_RENAME)
			foreach(said, fact->statements)
				order_wait(lfirst(said), lfirst(cell), fact);
}

/* Does a part of a table that is called so keep its name? */
static bool
keeps_name(const Fact *table, const FactKind *kind, const char *name)
{
	ListCell   *cell;

	foreach(cell, table->parts)
	{
		const Fact *part = lfirst(cell);

		if (part->kind == kind && part->other != NULL && same_text(part->name, name))
			return true;
	}
	return false;
}

/* What a statement on a part does, it does to the partition as well, or not. */
static void
order_with_parting(Ordering *ordering, Fact *bond, Statement *statement, bool before)
{
	if (statement->action == STATEMENT_RENAME)
	{
		if (statement->old_name != NULL && keeps_name(bond->of, statement->fact->kind, statement->old_name))
		{
			order_wait(statement, bond->destroyer, bond);
			order_put_off(ordering, statement);
		}
	}
	else if (before)
		order_wait_softly(ordering, bond->destroyer, statement, bond);
	else
		order_wait_softly(ordering, statement, bond->destroyer, bond);
}

static void
order_parts_with_parting(Ordering *ordering, Fact *bond, const Fact *whole, bool before)
{
	ListCell   *cell,
			   *made;

	foreach(cell, whole->needed_by)
	{
		Fact	   *part = lfirst(cell);

		if (part->of != whole)
			continue;
		foreach(made, part->statements)
			if (fact_reaches_children(part) || (((Statement *) lfirst(made))->action == STATEMENT_DROP && fact_goes_with_children(part)))
				order_with_parting(ordering, bond, lfirst(made), before);
		order_parts_with_parting(ordering, bond, part, before);
	}
}

/*
 * A partition that comes back to its parent changes with it before it is detached; one that leaves for good is detached
 * first, and then changes on its own.
 */
static void
add_edges_of_parted(Ordering *ordering, Fact *bond)
{
	List	   *ancestors = table_ancestors(bond->of);
	bool		returns = bond->other != NULL && list_member_ptr(table_ancestors(bond->other->of), ((Fact *) linitial(ancestors))->other);
	ListCell   *cell;

	foreach(cell, ancestors)
	{
		const Fact *table = lfirst(cell);

		order_parts_with_parting(ordering, bond, table, returns);
		if (table->other != NULL)
			order_parts_with_parting(ordering, bond, table->other, returns);
	}
}

/* ---- names: a relation's is taken by what was a view before, and so on ---- */

typedef struct NameEntry
{
	char		name[2 * NAMEDATALEN + 8 + 512];
	Statement  *destroyer;
	Fact	   *fact;
} NameEntry;

/* A name that is one among those of its kind, in what the fact is a part of, on either side. */
static bool
slot_of_kind(const Fact *fact, const Fact *whole, char *name, size_t size)
{
	if (fact->name == NULL || (fact->of != NULL && whole == NULL))
		return false;
	snprintf(name, size, "%s %p %s.%s(%s)", fact->kind->name, (const void *) whole, fact->schema ? fact->schema : "", fact->name,
			 fact->arguments ? fact->arguments : "");
	return true;
}

/* The place that a name takes; whole: of the target, what the fact is a part of. */
static bool
slot_of(const Fact *fact, const Fact *whole, char *name, size_t size)
{
	const char *schema = fact->schema ? fact->schema : fact->of ? fact->of->schema : NULL;

	MemSet(name, 0, size);
	if (fact->kind->names == NAMES_OWN || schema == NULL)
		return slot_of_kind(fact, whole, name, size);
	snprintf(name, size, "%d %s.%s(%s)", fact->kind->names == NAMES_FUNCTION, schema, fact->name,
			 fact->kind->names == NAMES_FUNCTION && fact->arguments ? fact->arguments : "");
	return true;
}

static void
note_free(HTAB *names, const Fact *called, const Fact *whole, Statement *by, Fact *fact)
{
	char		name[sizeof(((NameEntry *) NULL)->name)];
	NameEntry  *entry;

	if (!slot_of(called, whole, name, sizeof(name)))
		return;
	entry = hash_search(names, name, HASH_ENTER, NULL);
	entry->destroyer = by;
	entry->fact = fact;
}

/* What has another name leaves its own. */
static void
note_left(HTAB *names, Statement *renaming, const Fact *fact)
{
	Fact		called = *fact;

	called.name = unconstify(char *, renaming->old_name);
	note_free(names, &called, fact->of, renaming, fact->other);
}

/* What makes or renames a fact, or what it is a part of (a constraint its index), takes the fact's name. */
static void
wait_for_name(Ordering *ordering, HTAB *names, Statement *statement, Fact *fact)
{
	char		name[sizeof(((NameEntry *) NULL)->name)];
	NameEntry  *entry = slot_of(fact, fact->of, name, sizeof(name)) ? hash_search(names, name, HASH_FIND, NULL) : NULL;

	if (entry == NULL)
		return;
	if (statement->action == STATEMENT_RENAME && fact->other == entry->fact)
	{
		order_wait(entry->destroyer, statement, fact);
		return;
	}
	order_wait(statement, entry->destroyer, fact);
	if (statement->action == STATEMENT_RENAME)
		order_put_off(ordering, statement);
}

static void
add_edges_of_names(Ordering *ordering)
{
	HASHCTL		control = {.keysize = sizeof(((NameEntry *) NULL)->name), .entrysize = sizeof(NameEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *names = hash_create("names that become free", 64, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	ListCell   *cell,
			   *part;

	foreach(cell, ordering->source->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->destroyer != NULL)
			note_free(names, fact, fact->of == NULL || !fact_goes(fact) ? NULL : fact->of->other, fact->destroyer, fact);
	}
	foreach(cell, ordering->statements)
	{
		Statement  *statement = lfirst(cell);

		if (statement->action != STATEMENT_RENAME || statement->old_name == NULL)
			continue;
		note_left(names, statement, statement->fact);
		foreach(part, statement->fact->parts)
			if (((Fact *) lfirst(part))->kind->implied && ((Fact *) lfirst(part))->other != NULL)
				note_left(names, statement, lfirst(part));
	}
	foreach(cell, ordering->statements)
	{
		Statement  *statement = lfirst(cell);

		if ((statement->action != STATEMENT_CREATE && statement->action != STATEMENT_RENAME) || statement->halfway)
			continue;
		wait_for_name(ordering, names, statement, statement->fact);
		foreach(part, statement->fact->needed_by)
			if (((Fact *) lfirst(part))->of == statement->fact && ((Fact *) lfirst(part))->kind->implied)
				wait_for_name(ordering, names, statement, lfirst(part));
	}
	hash_destroy(names);
}

/* What waits for what goes, and when that may go. */
void
gone_add_edges(Ordering *ordering)
{
	ListCell   *cell,
			   *need;

	foreach(cell, ordering->source->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->destroyer == NULL)
			continue;
		if (fact->of != NULL)
			add_edges_of_gone(ordering, fact, fact->of);
		foreach(need, fact->needs)
		{
			add_edges_of_gone(ordering, fact, ((FactNeed *) lfirst(need))->fact);
			add_edges_of_parts_used(ordering, fact, ((FactNeed *) lfirst(need))->fact);
		}
		order_wait(fact->destroyer, fact->hollowed, fact);
		add_edges_of_left(ordering, fact);
		add_edges_of_inherited(fact);
		if (fact->kind == &kind_column && fact->destroyer->fact == fact)
			order_with_parents(ordering, fact, true);
		if (constraint_is(fact, "PRIMARY KEY"))
			add_edges_of_primary_key(fact);
		if (fact->kind->last)
			add_edges_of_last(fact);
		if (fact->kind->comes_before != NULL && fact->destroyer->fact == fact)
			add_edges_of_parted(ordering, fact);
		if (fact->burial != NULL)
			add_edges_of_buried(fact);
	}
	foreach(cell, ordering->target->facts)
		if (((Fact *) lfirst(cell))->kind == &kind_column && fact_creation(lfirst(cell)) != NULL)
			order_with_parents(ordering, lfirst(cell), false);
	add_edges_of_names(ordering);
}
