/*
 * options.c
 *	  Changes of options of the form OPTIONS (key 'value'), which are added, set and dropped each by its name.
 */
#include "postgres.h"

#include "schema/internal.h"

/* the name, which is quoted if it has to be */
static size_t
key_length(const char *item)
{
	const char *end = item;

	for (bool quoted = false; *end != '\0' && (quoted || *end != ' '); end++)
		if (*end == '"')
			quoted = !quoted;
	return end - item;
}

static const char *
same_key(List *items, const char *item)
{
	size_t		length = key_length(item);
	ListCell   *cell;

	foreach(cell, items)
		if (key_length(lfirst(cell)) == length && strncmp(lfirst(cell), item, length) == 0)
			return lfirst(cell);
	return NULL;
}

/*
 * One statement that makes the list of options in an attribute what the target has.  prefix: a template of what stands
 * before OPTIONS.
 */
void
change_options(Changes *changes, const Fact *from, const Fact *to, const char *attribute, const char *prefix)
{
	List	   *before = split_list(fact_value(from, attribute)),
			   *after = split_list(fact_value(to, attribute)),
			   *options = NIL;
	ListCell   *cell;

	foreach(cell, before)
	{
		char	   *item = lfirst(cell);

		if (same_key(after, item) == NULL)
			options = lappend(options, psprintf("DROP %.*s", (int) key_length(item), item));
	}
	foreach(cell, after)
	{
		const char *item = lfirst(cell),
				   *was = same_key(before, item);

		if (was == NULL || strcmp(was, item) != 0)
			options = lappend(options, psprintf("%s %s", was == NULL ? "ADD" : "SET", item));
	}
	if (options != NIL)
		changes_add(changes, STATEMENT_ALTER, to,
					psprintf("%s OPTIONS (%s)", template_fill(prefix, to, from, NULL), join_list(options)));
}
