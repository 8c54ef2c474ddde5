/*
 * edges.c
 *	  Which statement has to wait for which.
 *
 * What is made comes after what it needs, and is altered in turn.  A soft edge is an order that is nicer, and given up where
 * it closes a circle.  What goes has its edges in gone.c, what bodies of functions mention in bodies.c.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "schema/kinds/kinds.h"

/*
 * Let a statement wait for another for the sake of a fact.  The new edge; NULL: it waits already, or has not to, as both are
 * one or one is absent.
 */
StatementEdge *
order_wait(Statement *later, Statement *earlier, Fact *cause)
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
	edge = order_wait(later, earlier, cause);
	if (edge != NULL)
		edge->soft = true;
}

/* Renaming comes first, so that everything can be called by its new name; where that has to be free first, as soon as it is. */
void
order_put_off(Ordering *ordering, Statement *renaming)
{
	ListCell   *cell;

	foreach(cell, ordering->statements)
		if (((Statement *) lfirst(cell))->action != STATEMENT_RENAME)
			order_wait_softly(ordering, lfirst(cell), renaming, renaming->fact);
}

static void
wait_for_all(Ordering *ordering, List *statements, List *earlier, Fact *cause)
{
	ListCell   *cell,
			   *before;

	foreach(cell, statements)
		foreach(before, earlier)
			order_wait_softly(ordering, lfirst(cell), lfirst(before), cause);
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
	if (fact->made_with != NULL)
	{
		wait_for_fact(ordering, statement, fact->made_with, cause);
		return;
	}
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
			order_wait(earlier, statement, cause);
			continue;
		}
		if (softly || stubbed)
			order_wait_softly(ordering, statement, earlier, cause);
		else
			order_wait(statement, earlier, cause);
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

	foreach(cell, fact->of->parts)
	{
		Fact	   *sibling = lfirst(cell);

		if (sibling->kind == fact->kind && sibling->position < fact->position &&
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

/* A child's columns are NOT NULL as its parent's before it inherits. */
static void
add_edges_of_not_null(Ordering *ordering, Statement *statement)
{
	Fact	   *fact = statement->fact;
	ListCell   *cell;

	foreach(cell, fact_whole(fact)->statements)
		if (((Statement *) lfirst(cell))->inherits)
			order_wait_softly(ordering, lfirst(cell), statement, fact);
}

/* What is said of a part of a parent, and of its parts, as far as it reaches children: before the statement, or after it. */
static void
order_with_parts_of_parent(Ordering *ordering, Statement *statement, const Fact *parent, bool before)
{
	ListCell   *cell,
			   *made;

	foreach(cell, parent->parts)
	{
		Fact	   *part = lfirst(cell);
		List	   *statements = fact_goes(part) && part->destroyer != NULL ? list_make1(part->destroyer) : part->statements;

		if (!fact_reaches_children(part))
			continue;
		foreach(made, statements)
		{
			if (before)
				order_wait_softly(ordering, statement, lfirst(made), part);
			else
				order_wait_softly(ordering, lfirst(made), statement, part);
		}
		order_with_parts_of_parent(ordering, statement, part, before);
	}
}

/* A table inherits once its parent has become what it shall be, as their columns have to be alike; and leaves one before. */
static void
add_edges_of_inheriting(Ordering *ordering, Statement *statement)
{
	const Fact *fact = statement->inherits || statement->fact->other == NULL ? statement->fact : statement->fact->other;
	ListCell   *cell;

	foreach(cell, fact->needs)
	{
		const Fact *parent = ((FactNeed *) lfirst(cell))->fact;

		if ((parent->kind != &kind_table && parent->kind != &kind_foreign_table) || parent->other == NULL)
			continue;
		order_with_parts_of_parent(ordering, statement, parent, statement->inherits);
		order_with_parts_of_parent(ordering, statement, parent->other, statement->inherits);
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

/* The columns of what a function returns are named by who reads them, "g() g(a, b)": all are there by then. */
static void
wait_for_result(Ordering *ordering, Statement *statement, const Fact *function)
{
	ListCell   *cell,
			   *part;

	foreach(cell, function->needs)
	{
		const Fact *row = ((FactNeed *) lfirst(cell))->fact;

		if (row->kind != &kind_view && row->kind != &kind_table)
			continue;
		wait_for_all(ordering, list_make1(statement), row->statements, statement->fact);
		foreach(part, row->parts)
			if (((Fact *) lfirst(part))->kind == &kind_column)
				wait_for_all(ordering, list_make1(statement), ((Fact *) lfirst(part))->statements, statement->fact);
	}
}

/* A foreign key needs an index that is valid: one of a partitioned table is once all its parts are attached. */
static void
wait_for_index_parts(Ordering *ordering, Statement *statement, const Fact *index)
{
	ListCell   *cell;

	foreach(cell, index->needed_by)
	{
		Fact	   *bond = lfirst(cell);

		if (bond->kind != &kind_index_partition || bond->of == index)
			continue;
		wait_for_all(ordering, list_make1(statement), bond->statements, bond);
		wait_for_index_parts(ordering, statement, bond->of);
	}
}

/* The numbers of an identity column whose type narrows come within that before it does: the server refuses to cut them off. */
static bool
comes_before_type(const Fact *fact)
{
	return fact->kind == &kind_identity && fact->fate == FATE_ALTERED && type_narrows(fact_value(fact->of->other, "type"), fact_value(fact->of, "type"));
}

static void
order_before_type(Statement *statement, const Fact *column)
{
	ListCell   *cell;

	foreach(cell, column->statements)
	{
		Statement  *altered = lfirst(cell);

		if (altered->action == STATEMENT_RENAME)
			order_wait(statement, altered, statement->fact);
		else
			order_wait(altered, statement, statement->fact);
	}
}

static void
add_edges_of_made(Ordering *ordering, Statement *statement)
{
	Fact	   *fact = statement->fact;
	ListCell   *cell;

	if (fact->other != NULL)
		order_wait(statement, fact->other->destroyer, fact);
	if (comes_before_type(fact))
		order_before_type(statement, fact->of);
	else if (fact->of != NULL)
		wait_for_fact(ordering, statement, fact->of, fact);
	if (fact->made_with != NULL)
		wait_for_fact(ordering, statement, fact->made_with, fact);
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
		if (constraint_is(fact, "FOREIGN KEY"))
			wait_for_index_parts(ordering, statement, need->fact);
		if (need->fact->kind == &kind_function)
			wait_for_result(ordering, statement, need->fact);
	}
	if (statement->action == STATEMENT_ALTER && fact->other != NULL && fact->fate == FATE_ALTERED)
		foreach(cell, fact->other->needs)
		{
			Fact	   *needed = ((FactNeed *) lfirst(cell))->fact;

			if (!waits_for_type(statement, needed, false))
				continue;
			if (needed->burial != NULL)
				order_wait(needed->burial, statement, fact->other);
			else if (!fact->other->untyped)
				order_wait(needed->destroyer, statement, fact->other);
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

		if (part->of != whole || part->kind->binds || part->made_with == fact)
			continue;
		if (made != NULL && fact->kind->comes_before(fact, part))
			order_wait_softly(ordering, statement, made, fact);
		else if (made != NULL)
			order_wait_softly(ordering, made, statement, fact);
		if (fact_reaches_children(part))
			order_parts_with_bond(ordering, statement, part);
	}
}

/*
 * A partition's NOT NULL is called as its parent's.  The server gives that one another name where the partition with its own is
 * there before.
 */
static void
wait_for_not_null(Ordering *ordering, Statement *creation, const Fact *parent)
{
	ListCell   *cell;

	foreach(cell, creation == NULL ? NIL : parent->parts)
	{
		Fact	   *column = lfirst(cell);
		Fact	   *not_null = column->kind == &kind_column ? fact_part(column, &kind_not_null) : NULL;

		if (not_null != NULL && not_null->name != NULL)
			wait_for_all(ordering, list_make1(creation), not_null->statements, not_null);
	}
}

/* A partition may take the bounds of those that go, which can have to outlast what is altered so that it needs them no more. */
static void
wait_for_bounds(Ordering *ordering, Statement *attachment, const Fact *parent)
{
	ListCell   *cell;

	foreach(cell, parent == NULL ? NIL : parent->needed_by)
	{
		Fact	   *bond = lfirst(cell);

		if (bond->kind == attachment->fact->kind && bond->of != parent)
			order_wait_softly(ordering, attachment, bond->destroyer, bond);
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
		order_wait(fact_creation(fact->of), fact_creation(parent), fact);
		wait_for_not_null(ordering, fact_creation(fact->of), parent);
		wait_for_bounds(ordering, statement, parent->other);
		wholes = lappend(wholes, parent);
	}
	foreach(cell, wholes)
		order_parts_with_bond(ordering, statement, lfirst(cell));
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

/* What moves to a schema that is new does so once that is there, and before the old one goes. */
static void
add_edges_of_moved(Ordering *ordering, Statement *statement)
{
	const Fact *schema = fact_needed(statement->fact, &kind_schema),
			   *left = fact_needed(statement->fact->other, &kind_schema);

	if (left != NULL)
		order_wait(left->destroyer, statement, statement->fact->other);
	if (schema == NULL || fact_creation(schema) == NULL)
		return;
	order_wait(statement, fact_creation(schema), unconstify(Fact *, schema));
	order_put_off(ordering, statement);
}

/* What is renamed as a part of something names that, which has its new name by then. */
static void
wait_for_name_of_whole(Statement *statement)
{
	Fact	   *fact = statement->fact;
	ListCell   *cell;

	foreach(cell, strstr(fact->kind->rename, "{of") == NULL ? NIL : fact_whole(fact)->statements)
		if (((Statement *) lfirst(cell))->action == STATEMENT_RENAME)
			order_wait(statement, lfirst(cell), fact);
}

/* What a table shares with its parents has its name from them: it can have another once it is parted from them. */
static void
add_edges_of_renamed(Statement *statement)
{
	const Fact *whole = fact_whole(statement->fact->other);
	Fact	   *bond;
	ListCell   *cell;

	if (whole == statement->fact->other)
		return;
	wait_for_name_of_whole(statement);
	bond = fact_bond(whole);
	if (bond != NULL)
		order_wait(statement, bond->destroyer, bond);
	foreach(cell, whole->other == NULL ? NIL : whole->other->statements)
		if (((Statement *) lfirst(cell))->disinherits)
			order_wait(statement, lfirst(cell), statement->fact);
}

/* What makes indexes of partitions too waits for what they would. */
static void
add_edges_of_made_with(Ordering *ordering, Fact *fact)
{
	const Fact *root = fact;
	ListCell   *cell;

	while (root->made_with != NULL)
		root = root->made_with;
	if (fact->other != NULL)
		order_wait(fact_creation(root), fact->other->destroyer, fact);
	foreach(cell, fact->needs)
		if (((FactNeed *) lfirst(cell))->fact != root)
			wait_for_fact(ordering, fact_creation(root), ((FactNeed *) lfirst(cell))->fact, fact);
}

/* What is said of a column's part of some kind, and what takes it away. */
static List *
statements_on_part(const Fact *column, const FactKind *kind)
{
	const Fact *before = fact_part(column->other, kind),
			   *after = fact_part(column, kind);
	List	   *statements = after == NULL ? NIL : list_copy(after->statements);

	return before == NULL || before->destroyer == NULL ? statements : lappend(statements, before->destroyer);
}

/*
 * What is said of a column's part comes after what is said of that of the column above.  But what is inherited cannot be renamed:
 * NOT NULL takes the name of the one above before that is made.
 */
static void
order_part_below(Ordering *ordering, Fact *column, const Fact *by, const FactKind *kind)
{
	const Fact *above = fact_part(by, kind);
	List	   *earlier = statements_on_part(by, kind);
	ListCell   *cell;

	foreach(cell, statements_on_part(column, kind))
	{
		Statement  *statement = lfirst(cell);

		if (statement->action == STATEMENT_RENAME && above != NULL && fact_is_made(above))
			wait_for_all(ordering, earlier, list_make1(statement), column);
		else
			wait_for_all(ordering, list_make1(statement), earlier, column);
	}
}

/* What a column has for itself is said after what is said of the column above, which reaches it. */
static void
add_edges_of_below(Ordering *ordering, Fact *column)
{
	const FactKind *kinds[] = {&kind_default, &kind_not_null};
	const Fact *by = column_above(column);

	if (by == NULL)
		return;
	wait_for_all(ordering, column->statements, by->statements, column);
	wait_for_all(ordering, column->statements, statements_on_part(by, &kind_default), column);
	for (int i = 0; i < lengthof(kinds); i++)
		order_part_below(ordering, column, by, kinds[i]);
}

/*
 * Statistics of a partition's index, too, come after those above; where they shall not reach it, it comes to be a part of it then.
 * ATTACH PARTITION would pass over one that is not valid, and make another: that one's table is attached before.
 */
static void
add_edges_of_index_below(Ordering *ordering, Fact *index)
{
	const Fact *bond = fact_part(index, &kind_index_partition),
			   *parent = bond == NULL ? NULL : fact_needed(bond, &kind_index),
			   *partition = fact_value(index, "invalid") != NULL ? NULL : fact_part(index->of, &kind_partition);

	for (const Fact *above = index_above(index); above != NULL; above = index_above(above))
		wait_for_all(ordering, index->statements, above->statements, index);
	for (const Fact *above = index_above(index) == NULL ? parent : NULL; above != NULL; above = index_above(above))
	{
		wait_for_all(ordering, bond->statements, above->statements, index);
		wait_for_all(ordering, partition == NULL ? NIL : partition->statements, above->statements, index);
	}
}

static Statement *
find_logging(const Fact *table)
{
	ListCell   *cell;

	foreach(cell, table->statements)
		if (((Statement *) lfirst(cell))->logs)
			return lfirst(cell);
	return NULL;
}

/* No foreign key of a table that is logged may lead to one that is not. */
static void
add_edges_of_logging(const Fact *key)
{
	Statement  *referencing = find_logging(key->of);
	ListCell   *cell;

	foreach(cell, referencing == NULL ? NIL : key->needs)
	{
		Statement  *referenced = find_logging(fact_whole(((FactNeed *) lfirst(cell))->fact));
		if (fact_value(key->of, "persistence") == NULL)
			order_wait(referencing, referenced, unconstify(Fact *, key));
		else
			order_wait(referenced, referencing, unconstify(Fact *, key));
	}
}

/* A table that is to be of its type no more leaves it before the type's attributes change, which would reach it. */
static void
add_edges_of_leaving(Ordering *ordering, Fact *table)
{
	const Fact *type = table->other == NULL ? NULL : type_of_table(table->other);
	ListCell   *cell,
			   *part;

	foreach(cell, type == NULL || type->other == NULL ? NIL : table->statements)
	{
		Statement  *statement = lfirst(cell);

		if (!statement->disinherits)
			continue;
		foreach(part, type->needed_by)
		{
			Fact	   *attribute = lfirst(part);

			if (attribute->of == type && attribute->kind == &kind_attribute)
				order_wait_softly(ordering, attribute->destroyer, statement, attribute);
		}
		foreach(part, type->other->needed_by)
		{
			Fact	   *attribute = lfirst(part);

			if (attribute->of == type->other && attribute->kind == &kind_attribute)
				wait_for_all(ordering, attribute->statements, list_make1(statement), attribute);
		}
	}
}

/* What inherits comes last: the parts come before it, and they wait for the others.  Where it can, it takes over before NO INHERIT. */
static void
add_edges_in_turn(Ordering *ordering, Fact *fact)
{
	Statement  *before = NULL,
			   *inheriting = NULL;
	ListCell   *cell,
			   *left;

	foreach(cell, fact->statements)
	{
		Statement  *statement = lfirst(cell);

		if (!statement->takes_over)
			order_wait(statement, before, fact);
		if (!statement->inherits)
		{
			before = statement;
			continue;
		}
		order_wait(statement, inheriting, fact);
		inheriting = statement;
		foreach(left, statement->takes_over ? fact->statements : NIL)
			if (((Statement *) lfirst(left))->disinherits)
				order_wait_softly(ordering, lfirst(left), statement, fact);
	}
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

/* Note of every statement what it has to wait for. */
void
edges_add(Ordering *ordering)
{
	ListCell   *cell;

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
		{
			add_edges_of_renamed(statement);
			add_edges_of_moved(ordering, statement);
		}
		if (statement->fact->kind->late_needs && statement->action == STATEMENT_ALTER && statement != statement->fact->destroyer)
			add_edges_of_belonging(ordering, statement);
		if (statement->fact->kind == &kind_owner)
			add_edges_of_owned(ordering, statement);
		if (statement->inherits || statement->disinherits)
			add_edges_of_inheriting(ordering, statement);
		if (statement->action == STATEMENT_CREATE && statement->fact->kind == &kind_not_null)
			add_edges_of_not_null(ordering, statement);
		if (statement->action == STATEMENT_CREATE)
			add_edges_of_placed(ordering, statement);
		if (statement->action == STATEMENT_CREATE && statement->fact->kind->comes_before != NULL)
			add_edges_of_bound(ordering, statement);
	}
	foreach(cell, ordering->target->facts)
	{
		Fact	   *fact = lfirst(cell);

		add_edges_in_turn(ordering, fact);
		if (fact->kind == &kind_column)
			add_edges_of_below(ordering, fact);
		if (fact->kind == &kind_index)
			add_edges_of_index_below(ordering, fact);
		if (fact->kind == &kind_table)
			add_edges_of_leaving(ordering, fact);
		if (fact->fate == FATE_KEPT && constraint_is(fact, "FOREIGN KEY"))
			add_edges_of_logging(fact);
		if (fact->made_with != NULL)
			add_edges_of_made_with(ordering, fact);
	}
	gone_add_edges(ordering);
	bodies_add_edges(ordering);
}
