/*
 * fold.c
 *	  Columns, defaults and constraints into the CREATE TABLE that they belong to, as a person would write them.
 *
 * A creation is folded into that of what it is a part of where nothing that it waits for comes in between.
 */
#include "postgres.h"

#include "common/string.h"

#include "schema/internal.h"

static Statement *
whole_creation_of(const Fact *fact)
{
	Statement  *creation = fact == NULL ? NULL : fact_creation(fact);

	return creation != NULL && !creation->stub ? creation : NULL;
}

static Statement *
root_of(Statement *statement)
{
	while (statement->folded_into != NULL)
		statement = statement->folded_into;
	return statement;
}

static bool
can_fold(const Statement *statement, Statement *into)
{
	Statement  *root = root_of(into);
	ListCell   *cell;

	foreach(cell, statement->after)
	{
		Statement  *earlier = root_of(((StatementEdge *) lfirst(cell))->statement);

		if (earlier != root && earlier->place > root->place)
			return false;
	}
	return true;
}

static int
compare_parts(const ListCell *a, const ListCell *b)
{
	const Fact *left = ((Statement *) lfirst(a))->fact,
			   *right = ((Statement *) lfirst(b))->fact;

	if (left->kind->part_last != right->kind->part_last)
		return left->kind->part_last - right->kind->part_last;
	if (left->kind != right->kind)
		return left->kind_position - right->kind_position;
	return left->position != right->position ? left->position - right->position : strcmp(left->identity, right->identity);
}

static char *
print_parts(Statement *statement)
{
	StringInfoData out;
	ListCell   *cell;

	if (statement->parts == NIL)
		return statement->fact->kind->part == NULL ? "" : NULL;
	list_sort(statement->parts, compare_parts);
	initStringInfo(&out);
	foreach(cell, statement->parts)
	{
		Statement  *part = lfirst(cell);

		appendStringInfo(&out, "%s%s", out.len ? statement->fact->kind->separator : "",
						 template_fill(part->fact->kind->part, part->fact, NULL, print_parts(part)));
	}
	if (statement->fact->kind->part == NULL)
		return psprintf("\n    %s\n", out.data);
	return out.data;
}

static bool
has_part(const Fact *fact)
{
	if (fact->kind->stands_alone != NULL && fact->kind->stands_alone(fact))
		return false;
	return fact->kind->part != NULL && template_fill(fact->kind->part, fact, NULL, NULL)[0] != '\0';
}

/* What a constraint says, less which key it is: the server makes one of a primary key and a UNIQUE of the same columns too. */
static const char *
behind_key(const Fact *constraint)
{
	static const char *const keys[] = {"PRIMARY KEY", "UNIQUE"};
	const char *definition = constraint->values[0];

	for (int i = 0; i < lengthof(keys); i++)
		if (strncmp(definition, keys[i], strlen(keys[i])) == 0)
			return definition + strlen(keys[i]);
	return definition;
}

static bool
has_alike(const Statement *into, const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, into->parts)
	{
		const Fact *part = ((Statement *) lfirst(cell))->fact;

		if (part->kind == fact->kind && strcmp(behind_key(part), behind_key(fact)) == 0)
			return true;
	}
	return false;
}

/* A typed table's columns come with its type: there is no room between parentheses. */
static bool
takes_parts(const Fact *fact)
{
	return fact->kind->separator != NULL && strchr(template_fill(fact->kind->create, fact, NULL, "\x01"), '\x01') != NULL;
}

/*
 * Statements in order -> those that are left, with their text.
 */
List *
fold_statements(List *statements)
{
	List	   *left = NIL;
	ListCell   *cell;

	foreach(cell, statements)
	{
		Statement  *statement = lfirst(cell);
		Statement  *into = statement->fact != NULL && statement->action == STATEMENT_CREATE ? whole_creation_of(statement->fact->of) : NULL;

		if (into != NULL && has_part(statement->fact) && takes_parts(into->fact) &&
			!(statement->fact->kind->merges_alike && has_alike(into, statement->fact)) && can_fold(statement, into))
		{
			statement->folded_into = into;
			into->parts = lappend(into->parts, statement);
		}
		else
			left = lappend(left, statement);
	}
	foreach(cell, left)
	{
		Statement  *statement = lfirst(cell);

		if (statement->action == STATEMENT_CREATE && statement->sql == NULL)
		{
			statement->sql = template_fill(statement->stub ? statement->fact->kind->stub : statement->fact->kind->create,
										   statement->fact, NULL, print_parts(statement));
			pg_strip_crlf(statement->sql);	/* where the parts stand last */
		}
	}
	return left;
}
