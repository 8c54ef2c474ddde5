/*
 * template.c
 *	  Statements from templates: "ALTER TABLE {of} ALTER COLUMN {name} TYPE {type}[ COLLATE {collation}]".
 *
 * {x} is replaced by a value of the fact, {of.x} of what it is a part of, {old.x} of the fact as it was; {of} alone is
 * how SQL refers to it.  {children}, {added} and {removed} are what the caller gives, {reach} is ONLY where a fact's
 * statements are not to reach the tables below.  {'x'} is the value as a literal.  What stands in [ ] is left out when a value in it is absent; a value
 * that is absent outside of [ ] is our bug.  Names come quoted, attributes as the kind's query made them.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "schema/internal.h"

typedef struct Filling
{
	const Fact *fact;
	const Fact *old;
	const char *children;
} Filling;

static bool fill(StringInfo out, const char **template, char end, const Filling *filling);
static const char *lookup(const Fact *fact, const char *word, const Filling *filling);

static const char *
fill_nested(const char *template, const Fact *fact, const Filling *filling)
{
	return template == NULL ? NULL : template_fill(template, fact, filling->old, filling->children);
}

static const char *
quoted(const char *name)
{
	return name == NULL ? NULL : quote_name(name);
}

static const char *
reference(const Fact *fact, const Filling *filling)
{
	if (fact->kind->reference != NULL)
		return fill_nested(fact->kind->reference, fact, filling);
	if (fact->schema != NULL)
		return quote_qualified_name(fact->schema, fact->name);
	return quoted(fact->name);
}

/* what a word in braces stands for, NULL where it is absent */
static const char *
lookup(const Fact *fact, const char *word, const Filling *filling)
{
	int			i;

	if (fact == NULL)
		return NULL;
	if (strcmp(word, "of") == 0)
		return lookup(fact->of, "reference", filling);
	if (strncmp(word, "of.", 3) == 0)
		return lookup(fact->of, word + 3, filling);
	if (strncmp(word, "old.", 4) == 0)
		return lookup(filling->old, word + 4, filling);
	if (strcmp(word, "name") == 0)
		return quoted(fact->name);
	if (strcmp(word, "schema") == 0)
		return quoted(fact->schema);
	if (strcmp(word, "arguments") == 0)
		return fact->arguments;
	if (strcmp(word, "reference") == 0)
		return reference(fact, filling);
	if (strcmp(word, "identity") == 0)
		return fact->identity;
	if (strcmp(word, "kind") == 0)
		return fact->kind->name;
	if (strcmp(word, "object") == 0)
		return fill_nested(fact->kind->object, fact, filling);
	if (strcmp(word, "grant_object") == 0)
		return fill_nested(fact->kind->grant_object ? fact->kind->grant_object : fact->kind->object, fact, filling);
	if (strcmp(word, "part") == 0)
		return fill_nested(fact->kind->part, fact, filling);
	if (strcmp(word, "aside") == 0)
		return fact->aside;
	if (strcmp(word, "reach") == 0)
		return fact->alone ? "ONLY" : NULL;
	if (strcmp(word, "children") == 0 || strcmp(word, "added") == 0 || strcmp(word, "removed") == 0)
		return filling->children;
	i = attribute_number(fact->kind, word);
	if (i < 0)
		elog(ERROR, "a %s has no \"%s\"", fact->kind->name, word);
	return fact->values[i];
}

/* {word} or {'word'}; *template is past the opening brace */
static bool
fill_value(StringInfo out, const char **template, const Filling *filling)
{
	const char *end = strchr(*template, '}');
	bool		literal = **template == '\'';
	char		word[NAMEDATALEN];
	const char *value;

	strlcpy(word, literal ? *template + 1 : *template, (literal ? end - 2 : end) - *template + 1);
	*template = end + 1;
	value = lookup(filling->fact, word, filling);
	if (value == NULL)
		return false;
	appendStringInfoString(out, literal ? quote_literal_cstr(value) : value);
	return true;
}

/* up to end; false: a value was absent */
static bool
fill(StringInfo out, const char **template, char end, const Filling *filling)
{
	bool		whole = true;

	while (**template != end)
	{
		size_t		plain = strcspn(*template, end == ']' ? "{[]" : "{[");

		appendBinaryStringInfo(out, *template, plain);
		*template += plain;
		if (**template == '{')
		{
			(*template)++;
			whole &= fill_value(out, template, filling);
		}
		else if (**template == '[')
		{
			StringInfoData group;

			(*template)++;
			initStringInfo(&group);
			if (fill(&group, template, ']', filling))
				appendBinaryStringInfo(out, group.data, group.len);
			(*template)++;
		}
	}
	return whole;
}

/*
 * The template filled in for a fact, palloc'd.  old: the fact as it was, children: the definitions folded in; both may
 * be NULL.
 */
char *
template_fill(const char *template, const Fact *fact, const Fact *old, const char *children)
{
	Filling		filling = {fact, old, children};
	const char *rest = template;
	StringInfoData out;

	initStringInfo(&out);
	if (!fill(&out, &rest, '\0', &filling))
		elog(ERROR, "\"%s\" lacks a value in %s %s", template, fact->kind->name, fact->identity ? fact->identity : fact->name);
	return out.data;
}
