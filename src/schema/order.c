/*
 * order.c
 *	  One topological sort for all statements.
 *
 * What is made comes after what it needs, what goes comes before what it needed goes or changes, a name is free before it
 * is taken again.  Among what may come next: drops first, then by kind and identity, so that the order is the same on
 * every run.  Circles: facts are too small for most to form.  A view or function of two that need each other is first made
 * as a stub, as pg_dump does, or becomes one before it goes; what would go with another object of a circle gets a statement
 * of its own.
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "schema/internal.h"

static StatementEdge *
wait_for(Statement *later, Statement *earlier, Fact *cause)
{
	StatementEdge *edge;
	ListCell   *cell;

	if (earlier == NULL || later == NULL || earlier == later)
		return NULL;
	foreach(cell, later->after)
		if (((StatementEdge *) lfirst(cell))->statement == earlier)
			return NULL;
	edge = palloc0(sizeof(StatementEdge));
	edge->statement = earlier;
	edge->cause = cause;
	later->after = lappend(later->after, edge);
	earlier->before = lappend(earlier->before, later);
	later->waits_for++;
	return edge;
}

/* The same for an order that is given up where it closes a circle. */
void
order_wait_softly(Ordering *ordering, Statement *later, Statement *earlier, Fact *cause)
{
	StatementEdge *edge;
	ListCell   *cell;

	foreach(cell, ordering->given_up)
		if (linitial((List *) lfirst(cell)) == later && lsecond((List *) lfirst(cell)) == earlier)
			return;
	edge = wait_for(later, earlier, cause);
	if (edge != NULL)
		edge->soft = true;
}

/*
 * Wait for what makes a fact of the target what it shall be.  A stub is enough where waiting for more closes a circle, and
 * it is the one that waits softly.
 */
static void
wait_for_fact(Ordering *ordering, Statement *statement, Fact *fact, Fact *cause)
{
	bool		softly = statement->stub,
				stubbed = false;
	ListCell   *cell;
	Fact	   *by;

	if (fact->fate == FATE_KEPT)
		return;
	foreach(cell, fact->statements)
	{
		Statement  *earlier = lfirst(cell);

		if (earlier->for_columns)
		{
			if (statement->fact->of == fact && statement->fact->position != 0)
				order_wait_softly(ordering, earlier, statement, cause);
			continue;
		}
		if (earlier->inherits && statement->fact->of == fact)
		{
			wait_for(earlier, statement, cause);
			continue;
		}
		if (softly || stubbed)
			order_wait_softly(ordering, statement, earlier, cause);
		else
			wait_for(statement, earlier, cause);
		if (stubbed || (earlier->action == STATEMENT_CREATE && !earlier->stub))
			return;				/* what is altered once it is there does not matter to others */
		stubbed = earlier->stub;
	}
	if (fact->statements != NIL)
		return;
	if (fact->of != NULL)
		wait_for_fact(ordering, statement, fact->of, cause);
	by = fact_brought_by(fact);
	if (by != NULL)
		wait_for_fact(ordering, statement, by, cause);
}

/* The part that stands before this one and is made too, or NULL. */
static Statement *
sibling_before(const Fact *fact)
{
	Fact	   *before = NULL;
	ListCell   *cell;

	foreach(cell, fact->of->needed_by)
	{
		Fact	   *sibling = lfirst(cell);

		if (sibling->kind == fact->kind && sibling->of == fact->of && sibling->position < fact->position &&
			(before == NULL || before->position < sibling->position) && fact_creation(sibling) != NULL)
			before = sibling;
	}
	return before == NULL ? NULL : fact_creation(before);
}

static bool
is_part_of(const Fact *fact, const Fact *whole)
{
	while (fact != NULL && fact != whole)
		fact = fact->of;
	return fact != NULL;
}

/*
 * Parts that stand in an order are made in that order, and best folded into what they are a part of: so that waits for what
 * they need.
 */
static void
add_edges_of_placed(Ordering *ordering, Statement *statement)
{
	Fact	   *fact = statement->fact;
	Statement  *whole = fact->of == NULL ? NULL : fact_creation(fact->of);
	ListCell   *cell;

	if (fact->kind->part == NULL)
		return;
	if (fact->position != 0)
		order_wait_softly(ordering, statement, sibling_before(fact), fact);
	if (whole == NULL)
		return;
	foreach(cell, fact->needs)
	{
		Fact	   *needed = ((FactNeed *) lfirst(cell))->fact;

		if (needed->statements != NIL && !is_part_of(needed, fact->of))
			order_wait_softly(ordering, whole, linitial(needed->statements), fact);
	}
}

/* Parts of a type cannot be altered, nor added all of them, once more tables hold values of it. */
static void
wait_for_parts(Ordering *ordering, Statement *statement, Fact *type)
{
	ListCell   *cell;

	if (!type->kind->retypes || (type->fate != FATE_KEPT && type->fate != FATE_ALTERED))
		return;
	foreach(cell, type->needed_by)
	{
		Fact	   *part = lfirst(cell);
		ListCell   *made;

		if (part->of == type && part->kind->part != NULL)
			foreach(made, part->statements)
				order_wait_softly(ordering, statement, lfirst(made), part);
	}
}

/* What calls a function is made when no other of that name is there that goes: the call may mean that one. */
static void
wait_for_namesakes(Ordering *ordering, Statement *statement, const Fact *function)
{
	ListCell   *cell;

	if (function->kind->names != NAMES_FUNCTION)
		return;
	foreach(cell, ordering->functions_gone)
	{
		Fact	   *gone = lfirst(cell);

		if (gone->other != function && is_namesake(gone, function))
			order_wait_softly(ordering, statement, gone->destroyer, gone);
	}
}

static void
order_with_owner(Ordering *ordering, const Fact *table, Statement *statement, bool before)
{
	const Fact *owner = fact_part(table, &kind_owner);
	ListCell   *cell;

	foreach(cell, owner == NULL ? NIL : owner->statements)
	{
		if (before)
			order_wait_softly(ordering, lfirst(cell), statement, statement->fact);
		else
			order_wait_softly(ordering, statement, lfirst(cell), statement->fact);
	}
}

/*
 * What comes to belong to a table (a sequence) has its owner: it does so once the table has its new one, unless both are
 * made; what belonged to it leaves before.
 */
static void
add_edges_of_belonging(Ordering *ordering, Statement *statement)
{
	Fact	   *fact = statement->fact;
	ListCell   *cell;

	foreach(cell, fact->needs)
	{
		FactNeed   *need = lfirst(cell);

		if (need->automatic && (fact->other != NULL || !fact_is_made(fact_whole(need->fact))))
			order_with_owner(ordering, fact_whole(need->fact), statement, false);
	}
	foreach(cell, fact->other == NULL ? NIL : fact->other->needs)
	{
		FactNeed   *need = lfirst(cell);
		const Fact *table = fact_whole(need->fact)->other;

		if (need->automatic && table != NULL)
			order_with_owner(ordering, table, statement, true);
	}
}

/* A typed table has nothing to do with a type that is made anew but when it leaves the old one, and when it gets the new one. */
static bool
waits_for_type(const Statement *statement, const Fact *type, bool is_new)
{
	const Fact *fact = statement->fact;

	if (statement->action != STATEMENT_ALTER || fact->other == NULL || !retype_leaves(fact->other, is_new && type->other != NULL ? type->other : type))
		return true;
	return is_new ? statement->inherits : statement->disinherits;
}

static void
add_edges_of_made(Ordering *ordering, Statement *statement)
{
	Fact	   *fact = statement->fact;
	ListCell   *cell;

	if (fact->other != NULL)
		wait_for(statement, fact->other->destroyer, fact);
	if (fact->of != NULL)
		wait_for_fact(ordering, statement, fact->of, fact);
	foreach(cell, fact->needs)
	{
		FactNeed   *need = lfirst(cell);

		if (need->automatic && fact->kind->late_needs && statement->action == STATEMENT_CREATE)
			continue;
		if (!waits_for_type(statement, need->fact, true))
			continue;
		wait_for_fact(ordering, statement, need->fact, fact);
		wait_for_parts(ordering, statement, need->fact);
		wait_for_namesakes(ordering, statement, need->fact);
	}
	if (statement->action == STATEMENT_ALTER && fact->other != NULL && fact->fate == FATE_ALTERED)
		foreach(cell, fact->other->needs)
		{
			Fact	   *needed = ((FactNeed *) lfirst(cell))->fact;

			if (!waits_for_type(statement, needed, false))
				continue;
			if (needed->burial != NULL)
				wait_for(needed->burial, statement, fact->other);
			else if (!fact->other->untyped)
				wait_for(needed->destroyer, statement, fact->other);
		}
}

/* What goes does so before what it needs goes or is altered, if it isn't hollow by then. */
static void
wait_for_gone(Ordering *ordering, Statement *statement, Fact *fact)
{
	if (fact->hollowed == NULL)
		wait_for(statement, fact->destroyer, fact);
	else
	{
		wait_for(statement, fact->hollowed, fact);
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
		wait_for(needed->destroyer, whole->burial, fact);
	if (needed->fate == FATE_ALTERED)
		foreach(cell, needed->other->statements)
		{
			Statement  *statement = lfirst(cell);

			if (statement->disinherits && fact->of == needed)
				wait_for(fact->destroyer, statement, fact);
			else if (needed->kind->late_needs || (fact->of == needed && !statement->inherits))	/* it may have to leave (a sequence its column) before that goes */
				order_wait_softly(ordering, statement, fact->destroyer, fact);
			else if (statement->action != STATEMENT_RENAME)
				wait_for_gone(ordering, statement, fact);
		}
}

/* A type that was set aside goes once all that it was needed for has the new one. */
static void
add_edges_of_buried(Fact *fact)
{
	ListCell   *cell;

	wait_for(fact->burial, fact->destroyer, fact);
	foreach(cell, fact->needed_by)
	{
		Fact	   *dependent = lfirst(cell);

		if (dependent->kind->inseparable && dependent->of != NULL)
			dependent = dependent->of;
		wait_for(fact->burial, dependent->burial, dependent);
	}
}

/* An index is bound to the parent's, a constraint by its index. */
static bool
has_bond(const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, fact->needed_by)
	{
		const Fact *part = lfirst(cell);

		if (part->of == fact && (part->kind->binds || (part->kind->implied && has_bond(part))))
			return true;
	}
	return false;
}

/* What a table has of a parent goes after it is detached from that. */
static void
add_edges_of_left(Fact *fact)
{
	ListCell   *cell;

	if (fact->of == NULL || (!is_inherited_here_alone(fact) && !has_bond(fact)))
		return;
	foreach(cell, fact_whole(fact)->needed_by)
	{
		const Fact *bond = lfirst(cell);

		if (bond->of == fact_whole(fact) && bond->kind->binds)
			wait_for(fact->destroyer, bond->destroyer, fact);
	}
}

static void
order_parts_with_bond(Ordering *ordering, Statement *statement, const Fact *whole)
{
	Fact	   *fact = statement->fact;
	ListCell   *cell;

	foreach(cell, whole->needed_by)
	{
		Fact	   *part = lfirst(cell);
		Statement  *made = part->statements == NIL ? NULL : linitial(part->statements);

		if (part->of != whole || part->kind->binds)
			continue;
		if (made != NULL && fact->kind->comes_before(fact, part))
			order_wait_softly(ordering, statement, made, fact);
		else if (made != NULL)
			order_wait_softly(ordering, made, statement, fact);
		if (fact_reaches_children(part))
			order_parts_with_bond(ordering, statement, part);
	}
}

/* What binds two wholes stands in an order with the parts of both. */
static void
add_edges_of_bound(Ordering *ordering, Statement *statement)
{
	Fact	   *fact = statement->fact;
	List	   *wholes = list_make1(fact->of);
	ListCell   *cell;

	foreach(cell, fact->needs)
	{
		Fact	   *parent = ((FactNeed *) lfirst(cell))->fact;

		/* as people write them; and pg_dump calls a child's defaults NULL where its parent is older alone */
		wait_for(fact_creation(fact->of), fact_creation(parent), fact);
		wholes = lappend(wholes, parent);
	}
	foreach(cell, wholes)
		order_parts_with_bond(ordering, statement, lfirst(cell));
}

/* What a statement on a part does, it does to the partition as well, or not. */
static void
order_with_parting(Ordering *ordering, Fact *bond, Statement *statement, bool before)
{
	if (statement->action == STATEMENT_RENAME)
		return;
	if (before)
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

/* Who gets an object has to have the right to create it: grants on its schema come first. */
static void
add_edges_of_owned(Ordering *ordering, Statement *statement)
{
	const Fact *whole = fact_whole(statement->fact);
	ListCell   *cell,
			   *made;

	foreach(cell, ordering->outer_grants)
	{
		const Fact *grant = lfirst(cell);

		if (fact_needs(whole, grant->of))
			foreach(made, grant->statements)
				order_wait_softly(ordering, statement, lfirst(made), statement->fact);
	}
}

/* What a table shares with its parents has its name from them: it can have another once it is parted from them. */
static void
add_edges_of_renamed(Statement *statement)
{
	const Fact *whole = fact_whole(statement->fact->other);
	ListCell   *cell;

	if (whole == statement->fact->other)
		return;
	foreach(cell, whole->needed_by)
	{
		Fact	   *part = lfirst(cell);

		if (part->of == whole && part->kind->binds)
			wait_for(statement, part->destroyer, part);
	}
	foreach(cell, whole->other == NULL ? NIL : whole->other->statements)
		if (((Statement *) lfirst(cell))->disinherits)
			wait_for(statement, lfirst(cell), statement->fact);
}

/* What inherits comes last: the parts come before it, and they wait for the others. */
static void
add_edges_in_turn(Fact *fact)
{
	Statement  *before = NULL,
			   *inheriting = NULL;
	ListCell   *cell;

	foreach(cell, fact->statements)
	{
		Statement  *statement = lfirst(cell);

		wait_for(statement, before, fact);
		if (!statement->inherits)
			before = statement;
		else
		{
			wait_for(statement, inheriting, fact);
			inheriting = statement;
		}
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

/* Renaming comes first, so that everything can be called by its new name; where that has to be free first, as soon as it is. */
static void
put_off(Ordering *ordering, Statement *renaming)
{
	ListCell   *cell;

	foreach(cell, ordering->statements)
		if (((Statement *) lfirst(cell))->action != STATEMENT_RENAME)
			order_wait_softly(ordering, lfirst(cell), renaming, renaming->fact);
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
		wait_for(entry->destroyer, statement, fact);
		return;
	}
	wait_for(statement, entry->destroyer, fact);
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

/* What many statements look for is listed once: a schema has many facts. */
static void
list_looked_for(Ordering *ordering)
{
	ListCell   *cell;

	ordering->functions_gone = ordering->outer_grants = NIL;
	foreach(cell, ordering->source->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->destroyer != NULL && fact->kind->names == NAMES_FUNCTION)
			ordering->functions_gone = lappend(ordering->functions_gone, fact);
	}
	foreach(cell, ordering->target->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->statements != NIL && fact->kind == &kind_grant && fact->of->schema == NULL && fact->of->of == NULL)
			ordering->outer_grants = lappend(ordering->outer_grants, fact);
	}
}

static void
add_edges(Ordering *ordering)
{
	ListCell   *cell,
			   *need;

	foreach(cell, ordering->statements)
	{
		Statement  *statement = lfirst(cell);

		statement->after = statement->before = NIL;
		statement->waits_for = 0;
	}
	list_looked_for(ordering);
	foreach(cell, ordering->statements)
	{
		Statement  *statement = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if ((statement->action == STATEMENT_CREATE || statement->action == STATEMENT_ALTER) && statement != statement->fact->destroyer)
			add_edges_of_made(ordering, statement);
		if (statement->action == STATEMENT_RENAME)
			add_edges_of_renamed(statement);
		if (statement->fact->kind->late_needs && statement->action == STATEMENT_ALTER && statement != statement->fact->destroyer)
			add_edges_of_belonging(ordering, statement);
		if (statement->fact->kind == &kind_owner)
			add_edges_of_owned(ordering, statement);
		if (statement->action == STATEMENT_CREATE)
			add_edges_of_placed(ordering, statement);
		if (statement->action == STATEMENT_CREATE && statement->fact->kind->comes_before != NULL)
			add_edges_of_bound(ordering, statement);
	}
	foreach(cell, ordering->target->facts)
		add_edges_in_turn(lfirst(cell));
	foreach(cell, ordering->source->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->destroyer == NULL)
			continue;
		if (fact->of != NULL)
			add_edges_of_gone(ordering, fact, fact->of);
		foreach(need, fact->needs)
			add_edges_of_gone(ordering, fact, ((FactNeed *) lfirst(need))->fact);
		wait_for(fact->destroyer, fact->hollowed, fact);
		add_edges_of_left(fact);
		if (fact->kind->comes_before != NULL && fact->destroyer->fact == fact)
			add_edges_of_parted(ordering, fact);
		if (fact->burial != NULL)
			add_edges_of_buried(fact);
	}
	add_edges_of_names(ordering);
	bodies_add_edges(ordering);
}

/* ---- ranks ---- */

static int
compare_rank(Datum a, Datum b, void *arg)
{
	return ((Statement *) DatumGetPointer(b))->rank - ((Statement *) DatumGetPointer(a))->rank;
}

/* First drops of what is made last, then new names, other drops, and the rest. */
static int
phase(const Statement *statement)
{
	bool		last = statement->fact != NULL && statement->fact->kind->last;

	if (statement->action == STATEMENT_RENAME)
		return 1;
	if (statement->action == STATEMENT_DROP)
		return last ? 0 : 2;
	return last ? 4 : 3;
}

static int
compare_statements(const ListCell *a, const ListCell *b)
{
	const Statement *left = lfirst(a),
			   *right = lfirst(b);

	if (phase(left) != phase(right))
		return phase(left) - phase(right);
	return left->action == STATEMENT_DROP ? right->rank - left->rank : left->rank - right->rank;
}

/* Number the statements as they would stand if nothing were needed: drops from the last kind to the first, then the rest. */
static void
set_ranks(List *statements)
{
	int			rank = 0;
	ListCell   *cell;

	foreach(cell, statements)
		((Statement *) lfirst(cell))->rank = rank++;
	list_sort(statements, compare_statements);
	rank = 0;
	foreach(cell, statements)
		((Statement *) lfirst(cell))->rank = rank++;
}

/* ---- the sort, and circles ---- */

/* A circle among what is left: walking from any statement to one that it waits for must come back. */
static List *
find_circle(List *statements)
{
	List	   *path = NIL;
	Statement  *statement = NULL;
	ListCell   *cell;

	foreach(cell, statements)
		if (((Statement *) lfirst(cell))->waits_for > 0)
			statement = lfirst(cell);
	while (!list_member_ptr(path, statement))
	{
		path = lappend(path, statement);
		foreach(cell, statement->after)
		{
			StatementEdge *edge = lfirst(cell);

			if (edge->statement->waits_for > 0)
			{
				statement = edge->statement;
				break;
			}
		}
	}
	while (linitial(path) != statement)
		path = list_delete_first(path);
	return path;
}

/* One edge of a circle that is only nicer to have; the statement that need not wait, or NULL: there is no such edge. */
static Statement *
give_up_soft_edge(Ordering *ordering, List *circle)
{
	ListCell   *cell,
			   *after;

	foreach(cell, circle)
	{
		Statement  *later = lfirst(cell);

		foreach(after, later->after)
		{
			StatementEdge *edge = lfirst(after);

			if (!edge->soft || !list_member_ptr(circle, edge->statement))
				continue;
			ordering->given_up = lappend(ordering->given_up, list_make2(later, edge->statement));
			edge->statement->before = list_delete_ptr(edge->statement->before, later);
			later->after = foreach_delete_current(later->after, after);
			later->waits_for--;
			return later;
		}
	}
	return NULL;
}

/* Kahn's algorithm.  What takes part in a circle without soft edges, or waits for one, is left out. */
static List *
sort(Ordering *ordering)
{
	binaryheap *ready = binaryheap_allocate(Max(list_length(ordering->statements), 1), compare_rank, NULL);
	List	   *sorted = NIL;
	ListCell   *cell;

	foreach(cell, ordering->statements)
		if (((Statement *) lfirst(cell))->waits_for == 0)
			binaryheap_add(ready, PointerGetDatum(lfirst(cell)));
	for (;;)
	{
		Statement  *statement;

		CHECK_FOR_INTERRUPTS();
		if (binaryheap_empty(ready))
		{
			if (list_length(sorted) == list_length(ordering->statements))
				break;
			ordering->circle = find_circle(ordering->statements);
			statement = give_up_soft_edge(ordering, ordering->circle);
			if (statement == NULL)
				break;
			if (statement->waits_for == 0)
				binaryheap_add(ready, PointerGetDatum(statement));
			continue;
		}
		statement = (Statement *) DatumGetPointer(binaryheap_remove_first(ready));
		statement->place = list_length(sorted);
		sorted = lappend(sorted, statement);
		foreach(cell, statement->before)
		{
			Statement  *later = lfirst(cell);

			if (--later->waits_for == 0)
				binaryheap_add(ready, PointerGetDatum(later));
		}
	}
	binaryheap_free(ready);
	return sorted;
}

/* A type whose name is waited for can leave it before it goes. */
static bool
set_aside(Ordering *ordering, List *circle)
{
	ListCell   *cell;

	foreach(cell, circle)
	{
		Statement  *statement = lfirst(cell);
		Changes		changes = {.source = ordering->source, .target = ordering->target, .statements = ordering->statements, .default_privileges = NULL};

		if (statement->action != STATEMENT_DROP || statement->fact->destroyer != statement || !retype_can_set_aside(statement->fact))
			continue;
		retype_set_aside(&changes, statement->fact);
		ordering->statements = changes.statements;
		return true;
	}
	return false;
}

/*
 * The statement of a circle that can be given a form that needs less, or NULL: one of the last kind, since the stub of a
 * view needs the types of its columns, but that of a function the types of its parameters, which may be the view's.
 */
static Statement *
choose(List *circle, bool (*can) (const Statement *statement))
{
	Statement  *chosen = NULL;
	ListCell   *cell;

	foreach(cell, circle)
	{
		Statement  *statement = lfirst(cell);

		if (can(statement) && (chosen == NULL || kind_position(statement->fact->kind) > kind_position(chosen->fact->kind)))
			chosen = statement;
	}
	return chosen;
}

static bool
can_be_stub(const Statement *statement)
{
	return statement->action == STATEMENT_CREATE && statement->fact->kind->stub != NULL && !statement->stub;
}

/* A view or a function is first made in a form that needs nothing. */
static bool
make_stub(Ordering *ordering, List *circle)
{
	Statement  *statement = choose(circle, can_be_stub);
	Statement  *whole;

	if (statement == NULL)
		return false;
	statement->stub = true;
	whole = palloc0(sizeof(Statement));
	whole->action = STATEMENT_ALTER;
	whole->fact = statement->fact;
	whole->sql = template_fill(whole->fact->kind->redefine, whole->fact, NULL, NULL);
	whole->rank = statement->rank;
	ordering->statements = lappend(ordering->statements, whole);
	whole->fact->statements = list_insert_nth(whole->fact->statements, 1, whole);
	return true;
}

/* What is a part of it, and would have gone with the same statement, goes with it. */
static void
set_destroyer(Fact *fact, Statement *before, Statement *destroyer)
{
	ListCell   *cell;

	fact->destroyer = destroyer;
	foreach(cell, fact->needed_by)
		if (((Fact *) lfirst(cell))->of == fact && ((Fact *) lfirst(cell))->destroyer == before)
			set_destroyer(lfirst(cell), before, destroyer);
}

/* Something that would go with an object of the circle, and for whose sake another waits, is dropped before. */
static bool
drop_apart(Ordering *ordering, List *circle)
{
	ListCell   *cell,
			   *after;

	foreach(cell, circle)
	{
		foreach(after, ((Statement *) lfirst(cell))->after)
		{
			StatementEdge *edge = lfirst(after);
			Fact	   *fact = edge->cause;
			Statement  *statement;

			if (!list_member_ptr(circle, edge->statement) || fact->destroyer != edge->statement ||
				fact->destroyer->fact == fact || fact->kind->drop == NULL)
				continue;
			statement = palloc0(sizeof(Statement));
			statement->action = STATEMENT_DROP;
			statement->fact = fact;
			statement->sql = template_fill(fact->kind->drop, fact, NULL, NULL);
			set_destroyer(fact, fact->destroyer, statement);
			ordering->statements = lappend(ordering->statements, statement);
			return true;
		}
	}
	return false;
}

static bool
can_be_hollow(const Statement *statement)
{
	const Fact *fact = statement->fact;

	return fact->destroyer == statement && fact->kind->hollow != NULL && fact->hollowed == NULL;
}

/* Something that goes leaves a stub in its place until what it needed is gone. */
static bool
make_hollow(Ordering *ordering, List *circle)
{
	Statement  *statement = choose(circle, can_be_hollow);
	Statement  *hollow;

	if (statement == NULL)
		return false;
	hollow = palloc0(sizeof(Statement));
	hollow->action = STATEMENT_DROP;
	hollow->fact = statement->fact;
	hollow->sql = template_fill(hollow->fact->kind->hollow, hollow->fact, NULL, NULL);
	hollow->rank = statement->rank;
	hollow->fact->hollowed = hollow;
	ordering->statements = lappend(ordering->statements, hollow);
	return true;
}

static void
error_circle(List *circle)
{
	StringInfoData names;
	ListCell   *cell;

	initStringInfo(&names);
	foreach(cell, circle)
	{
		Statement  *statement = lfirst(cell);

		appendStringInfo(&names, "%s%s %s", names.len ? ", " : "", statement->fact->kind->name, statement->fact->identity);
	}
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("objects need each other in a circle"),
			errdetail("They are %s.", names.data),
			errhint("Write a revision that changes one of them first."));
}

/*
 * The statements in an order in which they can run.  May add statements to break circles.
 */
List *
order_statements(SchemaSnapshot *source, SchemaSnapshot *target, List *statements)
{
	Ordering	ordering = {.source = source, .target = target, .statements = statements};

	for (;;)
	{
		List	   *sorted;

		set_ranks(ordering.statements);
		add_edges(&ordering);
		sorted = sort(&ordering);
		if (list_length(sorted) == list_length(ordering.statements))
			return bodies_guard(&ordering, sorted);
		if (!set_aside(&ordering, ordering.circle) && !make_stub(&ordering, ordering.circle) && !drop_apart(&ordering, ordering.circle) && !make_hollow(&ordering, ordering.circle))
			error_circle(ordering.circle);
	}
}
