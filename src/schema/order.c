/*
 * order.c
 *	  One topological sort for all statements, along the edges of edges.c.
 *
 * Among what may come next: drops first, then by kind and identity, so that the order is the same on every run.  Circles:
 * facts are too small for most to form.  A view or function of two that need each other is first made as a stub, as pg_dump
 * does, or becomes one before it goes; names that change over are put aside; what would go with another object of a circle gets a statement of its own.
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "schema/kinds/kinds.h"

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
	foreach(cell, fact->parts)
		if (((Fact *) lfirst(cell))->destroyer == before)
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

/* A fact under another name, which an enum's value has as its label. */
static Fact
called(const Fact *fact, char *name)
{
	Fact		copy = *fact;

	copy.name = name;
	if (fact->kind == &kind_enum_value)
	{
		copy.values = palloc(sizeof(char *));
		copy.values[0] = quote_literal_cstr(name);
	}
	return copy;
}

/* Names that change over: one of a circle is called otherwise in between. */
static bool
rename_apart(Ordering *ordering, List *circle)
{
	ListCell   *cell;

	foreach(cell, circle)
	{
		Statement  *statement = lfirst(cell),
				   *first;
		Fact	   *fact = statement->fact;
		Fact		old,
					between;

		if (statement->action != STATEMENT_RENAME || statement->old_name == NULL || statement->halfway)
			continue;
		old = called(fact, unconstify(char *, statement->old_name));
		between = called(fact, name_in_between(ordering->source, ordering->target, fact->schema, statement->old_name));
		first = palloc0(sizeof(Statement));
		first->action = STATEMENT_RENAME;
		first->fact = fact;
		first->sql = template_fill(fact->kind->rename, &between, &old, NULL);
		first->old_name = statement->old_name;
		first->halfway = true;
		first->rank = statement->rank;
		statement->sql = template_fill(fact->kind->rename, fact, &between, NULL);
		statement->old_name = NULL;
		ordering->statements = lappend(ordering->statements, first);
		fact->statements = lcons(first, fact->statements);
		return true;
	}
	return false;
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
		edges_add(&ordering);
		sorted = sort(&ordering);
		if (list_length(sorted) == list_length(ordering.statements))
			return bodies_guard(&ordering, sorted);
		if (!rename_apart(&ordering, ordering.circle) && !set_aside(&ordering, ordering.circle) && !make_stub(&ordering, ordering.circle) && !drop_apart(&ordering, ordering.circle) && !make_hollow(&ordering, ordering.circle))
			error_circle(ordering.circle);
	}
}
