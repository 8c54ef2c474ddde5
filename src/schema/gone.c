/*
 * gone.c
 *	  When what has to go may go: edges of the facts that a statement destroys.
 *
 * What goes comes before what it needed goes or changes, and after what it is bound to is parted from it; a name is free
 * before it is taken again.
 */
#include "postgres.h"

#include "schema/internal.h"

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

/* What a table has of a parent goes after it is detached from that; what goes with the parent's, before. */
static void
add_edges_of_left(Fact *fact)
{
	const Fact *bond;

	if (fact->of == NULL || (!is_inherited_here_alone(fact) && !(has_bond(fact) && fact->destroyer->fact == fact)))
		return;
	bond = fact_bond(fact_whole(fact));
	if (bond != NULL)
		order_wait(fact->destroyer, bond->destroyer, fact);
}

/* Renaming comes first, so that everything can be called by its new name; where that has to be free first, as soon as it is. */
static void
put_off(Ordering *ordering, Statement *renaming)
{
	ListCell   *cell;

	foreach(cell, ordering->statements)
		if (((Statement *) lfirst(cell))->action != STATEMENT_RENAME)
			order_wait_softly(ordering, lfirst(cell), renaming, renaming->fact);
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
			put_off(ordering, statement);
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

static bool
slot_of(const Fact *fact, char *name, size_t size)
{
	const char *schema = fact->schema ? fact->schema : fact->of ? fact->of->schema : NULL;

	if (fact->kind->names == NAMES_OWN || schema == NULL)
		return false;
	MemSet(name, 0, size);
	snprintf(name, size, "%d %s.%s(%s)", fact->kind->names == NAMES_FUNCTION, schema, fact->name,
			 fact->kind->names == NAMES_FUNCTION && fact->arguments ? fact->arguments : "");
	return true;
}

/* What makes or renames a fact, or what it is a part of (a constraint its index), takes the fact's name. */
static void
wait_for_name(Ordering *ordering, HTAB *names, Statement *statement, Fact *fact)
{
	char		name[sizeof(((NameEntry *) NULL)->name)];
	NameEntry  *entry = slot_of(fact, name, sizeof(name)) ? hash_search(names, name, HASH_FIND, NULL) : NULL;

	if (entry == NULL)
		return;
	if (statement->action == STATEMENT_RENAME && fact->other == entry->fact)
	{
		order_wait(entry->destroyer, statement, fact);
		return;
	}
	order_wait(statement, entry->destroyer, fact);
	if (statement->action == STATEMENT_RENAME)
		put_off(ordering, statement);
}

static void
add_edges_of_names(Ordering *ordering)
{
	HASHCTL		control = {.keysize = sizeof(((NameEntry *) NULL)->name), .entrysize = sizeof(NameEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *names = hash_create("names that become free", 64, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	char		name[sizeof(((NameEntry *) NULL)->name)];
	ListCell   *cell;

	foreach(cell, ordering->source->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->destroyer != NULL && slot_of(fact, name, sizeof(name)))
		{
			NameEntry  *entry = hash_search(names, name, HASH_ENTER, NULL);

			entry->destroyer = fact->destroyer;
			entry->fact = fact;
		}
	}
	foreach(cell, ordering->statements)
	{
		Statement  *statement = lfirst(cell);
		ListCell   *part;

		if (statement->action != STATEMENT_CREATE && statement->action != STATEMENT_RENAME)
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
			add_edges_of_gone(ordering, fact, ((FactNeed *) lfirst(need))->fact);
		order_wait(fact->destroyer, fact->hollowed, fact);
		add_edges_of_left(fact);
		if (fact->kind->comes_before != NULL && fact->destroyer->fact == fact)
			add_edges_of_parted(ordering, fact);
		if (fact->burial != NULL)
			add_edges_of_buried(fact);
	}
	add_edges_of_names(ordering);
}
