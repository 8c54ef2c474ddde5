/*
 * filter.c
 *	  What of a snapshot is left out: settings and arguments "ignore".
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

#include "schema/kinds/kinds.h"

static bool
matches(const char *text, const char *pattern)
{
	return DatumGetBool(DirectFunctionCall2Coll(textlike, C_COLLATION_OID,
												CStringGetTextDatum(text), CStringGetTextDatum(pattern)));
}

static bool
is_owned_by(const Fact *fact, const char *role)
{
	const Fact *owner = fact_part(fact, &kind_owner);

	return owner != NULL && strcmp(owner->values[0], quote_name(role)) == 0;
}

static bool
is_ignored_by(const Fact *fact, const char *pattern)
{
	if (strcmp(pattern, "facet:owners") == 0)
		return fact->kind == &kind_owner;
	if (strcmp(pattern, "facet:grants") == 0)
		return fact->kind == &kind_grant;
	if (strcmp(pattern, "facet:comments") == 0)
		return fact->kind == &kind_comment;
	if (strncmp(pattern, "kind:", 5) == 0)
		return strcmp(fact->kind->name, pattern + 5) == 0;
	if (strncmp(pattern, "owner:", 6) == 0)
		return is_owned_by(fact, pattern + 6);
	return matches(fact->identity, pattern);
}

static bool
is_one_of(const char *schema, char *const *schemas, int n)
{
	for (int i = 0; schema != NULL && i < n; i++)
		if (strcmp(schema, schemas[i]) == 0)
			return true;
	return false;
}

/* What lies in no schema is looked at with all schemas alone, as in the kinds' queries. */
static bool
is_outside(const Fact *fact, const SchemaFilter *filter)
{
	const char *schema = fact->kind == &kind_schema ? fact->name : fact->schema;

	if (fact->of != NULL)
		return false;
	if (is_one_of(schema, filter->without, filter->nwithout))
		return true;
	return filter->schemas != NULL && !is_one_of(schema, filter->schemas, filter->nschemas);
}

static bool
is_ignored(Fact *fact, void *argument)
{
	const SchemaFilter *filter = argument;

	if (is_outside(fact, filter))
		return true;
	for (int i = 0; i < filter->nignore; i++)
	{
		if (!is_ignored_by(fact, filter->ignore[i]))
			continue;
		if (fact->kind == &kind_owner)
			fact->of->ignored_owner = fact->values[0];
		return true;
	}
	return false;
}

/* Take out of a snapshot what a filter ignores, and what lies outside of its schemas. */
void
schema_filter(SchemaSnapshot *snapshot, const SchemaFilter *filter)
{
	ListCell   *cell;

	if (filter->nignore == 0 && filter->schemas == NULL && filter->nwithout == 0)
		return;
	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->kind == &kind_owner)
			fact->of->parts = list_make1(fact);
	}
	snapshot_remove(snapshot, is_ignored, unconstify(SchemaFilter *, filter));
}

/* Warn of schemas that a filter names, and that are neither here nor in another snapshot: nothing will be found in them. */
void
schema_warn_of_missing(const SchemaFilter *filter, const SchemaSnapshot *other)
{
	for (int i = 0; i < filter->nschemas; i++)
	{
		const char *name = filter->schemas[i];

		if (!OidIsValid(get_namespace_oid(name, true)) && (other == NULL || snapshot_find(other, &kind_schema, quote_name(name)) == NULL))
			ereport(WARNING,
					errcode(ERRCODE_UNDEFINED_SCHEMA),
					errmsg("schema \"%s\" does not exist", name),
					errdetail("It is one of the schemas that are looked at, but neither here nor in what this is compared with."));
	}
}

static char **
texts_of(List *list, int *n)
{
	char	  **texts = palloc(sizeof(char *) * (list_length(list) + 1));
	ListCell   *cell;

	*n = 0;
	foreach(cell, list)
		texts[(*n)++] = lfirst(cell);
	return texts;
}

/*
 * A filter from lists as people write them, palloc'd: schemas as in search_path, ignore separated by commas that stand in no
 * parentheses or quotes.
 */
SchemaFilter *
schema_parse_filter(const char *schemas, const char *ignore)
{
	SchemaFilter *filter = palloc0(sizeof(SchemaFilter));
	List	   *names;

	if (schemas != NULL)
	{
		if (!SplitIdentifierString(pstrdup(schemas), ',', &names))
			ereport(ERROR,
					errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("\"%s\" is no list of schemas", schemas));
		filter->schemas = texts_of(names, &filter->nschemas);
	}
	if (ignore != NULL)
		filter->ignore = texts_of(split_list(ignore), &filter->nignore);
	return filter;
}
