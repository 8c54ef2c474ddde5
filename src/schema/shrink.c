/*
 * shrink.c
 *	  What texts say of columns by their places.
 *
 * The server prints a query's "all_persons() p(id, name, born)" and "ROW(1, 2, 3)::point" without what belongs to a column, or an
 * attribute, that has been dropped since.  What differs in that alone needs no statement.  And where the table that is there has its
 * columns in another order, such a list would call one by the name of another: it is left out where it has the columns' own names.
 */
#include "postgres.h"

#include "schema/internal.h"
#include "schema/kinds/kinds.h"

static bool
is_column(const Fact *part)
{
	return part->kind == &kind_column || part->kind == &kind_attribute;
}

/* Does a column or attribute of that name go from a table or type that stays? */
static bool
loses_column(const Fact *whole, const char *name)
{
	ListCell   *cell;

	foreach(cell, whole->other == NULL ? NIL : whole->parts)
	{
		const Fact *part = lfirst(cell);

		if (is_column(part) && part->other == NULL && same_text(part->name, name))
			return true;
	}
	return false;
}

/* ... from the rows of a function that a fact needs? */
static bool
loses_result(const Fact *reader, const char *name)
{
	ListCell   *cell,
			   *row;

	foreach(cell, reader->needs)
	{
		const Fact *function = ((FactNeed *) lfirst(cell))->fact;

		foreach(row, function->kind == &kind_function ? function->needs : NIL)
			if (loses_column(((FactNeed *) lfirst(row))->fact, name))
				return true;
	}
	return false;
}

/* The length of an item of a list of names with the comma before or behind it: "born, ", ", born"; 0: it is none, or stays. */
static size_t
length_of_lost_name(const Fact *reader, const char *text, const char *p)
{
	char		name[NAMEDATALEN];
	bool		first = p > text && p[-1] == '(';
	const char *start = first ? p : strncmp(p, ", ", 2) == 0 ? p + 2 : NULL;
	size_t		n = start == NULL ? 0 : read_name(start, name);

	if (n == 0 || !loses_result(reader, name))
		return 0;
	if (first)
		return strncmp(start + n, ", ", 2) == 0 ? n + 2 : 0;
	return start[n] == ',' || start[n] == ')' ? n + 2 : 0;
}

/* ---- lists that name all columns as they are called ---- */

static int
by_position(const ListCell *a, const ListCell *b)
{
	return ((const Fact *) lfirst(a))->position - ((const Fact *) lfirst(b))->position;
}

static List *
columns_in_order(const Fact *whole)
{
	List	   *columns = NIL;
	ListCell   *cell;

	foreach(cell, whole->parts)
		if (is_column(lfirst(cell)))
			columns = lappend(columns, lfirst(cell));
	list_sort(columns, by_position);
	return columns;
}

/* "(id, name)", NULL: it has no columns */
static char *
list_of_columns(const Fact *whole)
{
	List	   *names = NIL;
	ListCell   *cell;

	foreach(cell, columns_in_order(whole))
		names = lappend(names, unconstify(char *, quote_name(((Fact *) lfirst(cell))->name)));
	return names == NIL ? NULL : psprintf("(%s)", join_list(names));
}

/* A text without each such list behind the name of a function's rows, "all_persons() p(id, name)", palloc'd where it has any. */
static char *
without_list(char *text, const char *list)
{
	size_t		length = strlen(list);
	char	   *found = text,
			   *name;

	while ((found = strstr(found, list)) != NULL)
	{
		for (name = found; name > text && (is_word(name[-1]) || name[-1] == '"');)
			name--;
		if (name < found && name - text >= 2 && strncmp(name - 2, ") ", 2) == 0)
			text = found = psprintf("%.*s%s", (int) (found - text), text, found + length);
		else
			found += length;
	}
	return text;
}

/* A text of a fact without the lists that say nothing: of the columns of what the functions that it needs return. */
char *
shrink_lists(const Fact *reader, char *text)
{
	ListCell   *cell,
			   *row;

	foreach(cell, text == NULL || strstr(text, ") ") == NULL ? NIL : reader->needs)
	{
		const Fact *function = ((FactNeed *) lfirst(cell))->fact;

		foreach(row, function->kind == &kind_function ? function->needs : NIL)
		{
			char	   *list = list_of_columns(((FactNeed *) lfirst(row))->fact);

			if (list != NULL)
				text = without_list(text, list);
		}
	}
	return text;
}

/* ---- rows of a composite type ---- */

typedef struct Row
{
	List	   *items;
	const char *type;			/* what it is cast to, and all behind that */
} Row;

/* "ROW(1, 2)::point" */
static bool
read_row(const char *p, Row *row)
{
	const char *end;

	if (strncmp(p, "ROW(", 4) != 0)
		return false;
	end = reread_list_end(p + 4);
	row->items = split_list(pnstrdup(p + 4, end - p - 4));
	row->type = end + 3;
	return strncmp(end, ")::", 3) == 0;
}

static const Fact *
type_called(const Fact *reader, const char *type)
{
	ListCell   *cell;

	foreach(cell, reader->needs)
	{
		const Fact *fact = ((FactNeed *) lfirst(cell))->fact;
		size_t		length = strlen(fact->identity);

		if ((fact->kind == &kind_composite || fact->kind == &kind_table) && fact->other != NULL && strncmp(type, fact->identity, length) == 0 &&
			!is_word(type[length]) && type[length] != '.')
			return fact;
	}
	return NULL;
}

/* Are the items of a row those of another but for the attributes that go? */
static bool
is_row_without_lost(const Fact *reader, const Row *before, const Row *after)
{
	const Fact *type = type_called(reader, before->type);
	List	   *columns = type == NULL ? NIL : columns_in_order(type);
	int			n = 0;
	ListCell   *item,
			   *column;

	if (columns == NIL || list_length(columns) != list_length(before->items))
		return false;
	forboth(item, before->items, column, columns)
	{
		if (((Fact *) lfirst(column))->other == NULL)
			continue;
		if (n >= list_length(after->items) || strcmp(list_nth(after->items, n++), lfirst(item)) != 0)
			return false;
	}
	return n == list_length(after->items);
}

/* ---- the whole ---- */

/* Does a text of a fact become its counterpart's by what goes from its tables, types and functions' rows, or by the order that they have? */
bool
shrinks_to(const Fact *reader, char *text, char *new_text)
{
	const char *before = text,
			   *after = new_text;

	if (before == NULL || after == NULL || strlen(before) < strlen(after))
		return false;
	if (strlen(before) == strlen(after))
		return strcmp(shrink_lists(reader, text), shrink_lists(reader->other, new_text)) == 0;
	while (*before != '\0')
	{
		Row			row,
					new_row;
		size_t		lost;

		if (read_row(before, &row) && read_row(after, &new_row) && is_row_without_lost(reader, &row, &new_row))
		{
			before = row.type;
			after = new_row.type;
		}
		else if ((lost = length_of_lost_name(reader, text, before)) > 0 && strncmp(before, after, lost) != 0)
			before += lost;
		else if (*before++ != *after++)
			return false;
	}
	return *after == '\0';
}
