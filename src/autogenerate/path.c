/*
 * path.c
 *	  What a model takes for granted: the schemas of the search path that it does not create itself, and where and how tables
 *	  are kept.
 *
 * What an ORM prints has tables without a schema: they belong where the search path leads here, and a new database has
 * public alone.  So these schemas are there before the model begins, as they are here with owner, grants and comment: of
 * what it does not speak of, the model wants no change.  No more it does where ALTER DATABASE has set a default_tablespace or
 * default_table_access_method, which a new database would not know.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

#include "autogenerate/internal.h"
#include "server/catalogs.h"

/* An owner that the user may not give to anything is left away. */
static const char *const write_schemas =
"SELECT string_agg(concat_ws(E';\\n',"
"   concat('CREATE SCHEMA ', quote_ident(nspname),"
"     CASE WHEN pg_has_role($2, nspowner, 'MEMBER') THEN ' AUTHORIZATION ' || quote_ident(pg_get_userbyid(nspowner)) END),"
"   (SELECT string_agg(format('GRANT %s ON SCHEMA %I TO %s%s', privilege_type, nspname,"
"       CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,"
"       CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END), E';\\n') FROM aclexplode(nspacl) WHERE grantee <> nspowner),"
"   format('COMMENT ON SCHEMA %I IS %L', nspname, obj_description(oid, 'pg_namespace'))), E';\\n')"
" FROM pg_namespace WHERE nspname = ANY ($1) AND nspname <> 'public' AND nspname !~ '^pg_'";

/* Settings s of the database for whoever connects to it, as "name=value". */
#define DATABASE_SETTINGS \
	"(SELECT unnest(setconfig) AS s FROM pg_db_role_setting r JOIN pg_database d ON d.oid = r.setdatabase" \
	"  WHERE d.datname = current_database() AND r.setrole = 0) r"

static const char *const write_tablespace =
"SELECT format('SET default_tablespace = %L', spcname) FROM " DATABASE_SETTINGS " JOIN pg_tablespace ON s = 'default_tablespace=' || spcname";

static const char *const read_access_method =
"SELECT amname FROM " DATABASE_SETTINGS " JOIN pg_am ON s = 'default_table_access_method=' || amname";

static bool
is_among(List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	return false;
}

/* Names of the search path that are not among those created: text[]. */
static Datum
names_taken_for_granted(const char *search_path, List *created)
{
	List	   *names;
	ListCell   *cell;
	Datum	   *elements;
	int			n = 0;

	(void) SplitIdentifierString(pstrdup(search_path), ',', &names);
	elements = palloc(sizeof(Datum) * (list_length(names) + 1));
	foreach(cell, names)
		if (!is_among(created, lfirst(cell)))
			elements[n++] = CStringGetTextDatum(lfirst(cell));
	return PointerGetDatum(construct_array(elements, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* The text that a query returns, or an empty one. */
static char *
ask(const CatalogsScope *scope, const char *query, int nargs, Oid *types, Datum *values)
{
	char	   *text = catalogs_query(query, nargs, types, values) > 0 ? SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1) : NULL;

	return MemoryContextStrdup(scope->caller, text != NULL ? text : "");
}

/* A script for user that makes the schemas of search_path less those created (char *), and sets what is set here; palloc'd. */
char *
model_write_path(const char *search_path, List *created, Oid user)
{
	Datum		names = names_taken_for_granted(search_path, created);
	CatalogsScope scope;
	char	   *schemas;
	char	   *tablespace;

	catalogs_begin(&scope);
	schemas = ask(&scope, write_schemas, 2, (Oid[]) {TEXTARRAYOID, OIDOID}, (Datum[]) {names, ObjectIdGetDatum(user)});
	tablespace = ask(&scope, write_tablespace, 0, NULL, NULL);
	catalogs_end(&scope);
	return psprintf("%s;\n%s", schemas, tablespace);
}

/* With which access method tables are made where nothing is said, if ALTER DATABASE tells; palloc'd, empty for none. */
char *
model_read_access_method(void)
{
	CatalogsScope scope;
	char	   *name;

	catalogs_begin(&scope);
	name = ask(&scope, read_access_method, 0, NULL, NULL);
	catalogs_end(&scope);
	return name;
}
