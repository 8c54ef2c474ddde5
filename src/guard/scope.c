/*
 * scope.c
 *	  What of the schema is a scope's: a schema's own scope has what lies in it, the whole database has all else.
 *
 * So what is changed in a tenant's schema, by hand or by its revisions, is no change of the database's, nor of another tenant's.
 * The schema itself is neither's: a scope is given.
 */
#include "postgres.h"

#include "guard/guard.h"
#include "server/parameters.h"

/* What the session's scope looks at, in the current memory context. */
static SchemaFilter *
filter_of_scope(void)
{
	static char *no_schemas[] = {"kind:schema"};
	SchemaFilter *filter = palloc0(sizeof(SchemaFilter));
	Bookkeeping scope;

	if (*parameter_scope != '\0')
	{
		filter->schemas = palloc(sizeof(char *));
		filter->schemas[0] = pstrdup(parameter_scope);
		filter->nschemas = 1;
		filter->ignore = no_schemas;
		filter->nignore = lengthof(no_schemas);
		return filter;
	}
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	filter->without = store_scopes(&scope, &filter->nwithout);
	bookkeeping_end(&scope);
	return filter;
}

/* The schema as it is, as far as it is the session's scope's. */
SchemaSnapshot *
guard_read_schema(void)
{
	return schema_read(filter_of_scope());
}

/* Leave of a snapshot what is the session's scope's. */
void
guard_filter_schema(SchemaSnapshot *snapshot)
{
	schema_filter(snapshot, filter_of_scope());
}
