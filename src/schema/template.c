/*
 * template.c
 *	  Statements from templates: "ALTER TABLE {of} ALTER COLUMN {name} TYPE {type}[ COLLATE {collation}]".
 *
 * {x} is replaced by a value of the fact, {of.x} of what it is a part of, {old.x} of the fact as it was; {of} alone is
 * how SQL refers to it.  {children}, {added} and {removed} are what the caller gives.  {'x'} is the value as a literal.
 * What stands in [ ] is left out when a value in it is absent; a value that is absent outside of [ ] is our bug.  Names come quoted, attributes as the kind's query made them.
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
static char *lookup(const Fact *fact, const char *word, const Filling *filling);

static char *
fill_nested(const char *template, const Fact *fact, const Filling *filling)
{
	return template == NULL ? NULL : template_fill(template, fact, filling->old, filling->children);
}

static char *
reference(const Fact *fact, const Filling *filling)
{
	if (fact->kind->reference != NULL)
		return fill_nested(fact->kind->reference, fact, filling);
	if (fact->schema != NULL)
		return quote_qualified_identifier(fact->schema, fact->name);
	return pstrdup(quote_identifier(fact->name));
}

static char *
quoted(const char *name)
{
	return name == NULL ? NULL : pstrdup(quote_identifier(name));
}

/* what a word in braces stands for, NULL where it is absent */
static char *
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
		return pstrdup(fact->kind->name);
	if (strcmp(word, "object") == 0)
		return fill_nested(fact->kind->object, fact, filling);
	if (strcmp(word, "grant_object") == 0)
		return fill_nested(fact->kind->grant_object ? fact->kind->grant_object : fact->kind->object, fact, filling);
	if (strcmp(word, "part") == 0)
		return fill_nested(fact->kind->part, fact, filling);
	if (strcmp(word, "aside") == 0)
		return unconstify(char *, fact->aside);
	if (strcmp(word, "children") == 0 || strcmp(word, "added") == 0 || strcmp(word, "removed") == 0)
		return unconstify(char *, filling->children);
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
	char	   *word = literal ? pnstrdup(*template + 1, end - *template - 2) : pnstrdup(*template, end - *template);
	char	   *value = lookup(filling->fact, word, filling);

	*template = end + 1;
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
		char		c = *(*template)++;

		if (c == '{')
			whole &= fill_value(out, template, filling);
		else if (c == '[')
		{
			StringInfoData group;

			initStringInfo(&group);
			if (fill(&group, template, ']', filling))
				appendBinaryStringInfo(out, group.data, group.len);
			(*template)++;
		}
		else
			appendStringInfoChar(out, c);
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
