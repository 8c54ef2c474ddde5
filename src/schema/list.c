/*
 * list.c
 *	  Lists as text: "a, 'b, c', d(e, f)", as they stand in SQL.
 */
#include "postgres.h"

#include "schema/internal.h"

/* The items of "a, 'b, c', d(e, f)": commas in quotes and parentheses are theirs. */
List *
split_list(const char *list)
{
	List	   *items = NIL;
	const char *start = list;
	int			depth = 0;
	char		quote = 0;

	if (list == NULL)
		return NIL;
	for (const char *p = list;; p++)
	{
		if (*p == '\0' || (*p == ',' && !quote && depth == 0))
		{
			if (p > start)
				items = lappend(items, pnstrdup(start, p - start));
			if (*p == '\0')
				return items;
			start = p + (p[1] == ' ' ? 2 : 1);
		}
		else if (quote)
			quote = *p == quote ? 0 : quote;
		else if (*p == '\'' || *p == '"')
			quote = *p;
		else if (*p == '(')
			depth++;
		else if (*p == ')')
			depth--;
	}
}

/* The items with commas between, NULL where there is none. */
char *
join_list(List *items)
{
	StringInfoData out;
	ListCell   *cell;

	if (items == NIL)
		return NULL;
	initStringInfo(&out);
	foreach(cell, items)
		appendStringInfo(&out, "%s%s", out.len ? ", " : "", (char *) lfirst(cell));
	return out.data;
}

/* Is a text among those of a list? */
bool
list_has(List *items, const char *item)
{
	ListCell   *cell;

	foreach(cell, items)
		if (strcmp(lfirst(cell), item) == 0)
			return true;
	return false;
}

/* Has each the items of the other, in whatever order?  Either may be NULL. */
bool
list_same_items(const char *list, const char *other)
{
	List	   *items = split_list(list),
			   *others = split_list(other);
	ListCell   *cell;

	foreach(cell, items)
		if (!list_has(others, lfirst(cell)))
			return false;
	return list_length(items) == list_length(others);
}

/* The items of list that are not in other; NULL: none. */
char *
list_without(const char *list, const char *other)
{
	List	   *left = NIL,
			   *others = split_list(other);
	ListCell   *cell;

	foreach(cell, split_list(list))
		if (!list_has(others, lfirst(cell)))
			left = lappend(left, lfirst(cell));
	return join_list(left);
}

/*
 * The items of list to name anew in its order, where what is named goes behind what other has and is not named: from the
 * first one on that does not stand as it did.  NULL: none.
 */
char *
list_behind(const char *list, const char *other)
{
	List	   *items = split_list(list),
			   *behind = NIL;
	ListCell   *cell,
			   *next = list_head(items);

	foreach(cell, split_list(other))
		if (next != NULL && strcmp(lfirst(next), lfirst(cell)) == 0)
			next = lnext(items, next);
	for (; next != NULL; next = lnext(items, next))
		behind = lappend(behind, lfirst(next));
	return join_list(behind);
}

static size_t
key_length(const char *item)
{
	size_t		length = strcspn(item, "=");

	return length > 0 && item[length - 1] == ' ' ? length - 1 : length;
}

/*
 * The keys of "key='value'" or "key = 'value'" items of list that other has no item for; NULL: none.  An item without a
 * value is its own key.
 */
char *
list_keys_without(const char *list, const char *other)
{
	List	   *left = NIL,
			   *others = split_list(other);
	ListCell   *cell,
			   *has;

	foreach(cell, split_list(list))
	{
		char	   *item = lfirst(cell);
		bool		kept = false;

		foreach(has, others)
			kept |= key_length(lfirst(has)) == key_length(item) && strncmp(lfirst(has), item, key_length(item)) == 0;
		if (!kept)
			left = lappend(left, pnstrdup(item, key_length(item)));
	}
	return join_list(left);
}
