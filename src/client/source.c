/*
 * source.c
 *	  A schema that somebody names on the command line, as a snapshot.
 *
 * A database is read in that database, by the extension there; a model runs in a throw-away database beside the connected
 * one.  What a word means stands in source_named(), in the order in which it is tried.
 */
#include "postgres_fe.h"

#include "client/client.h"

/*
 * As the revisions left it: what the server has noted of the schema before it was changed past them, else the schema as it
 * is; where no revision is applied, NULL: a new database.  What has no other owner is taken for that of who asks, as in
 * migrate.migrate(), and not of who happened to change the schema first.
 */
static const char select_revisions[] =
"SELECT CASE WHEN NOT EXISTS (SELECT FROM migrate.current()) THEN NULL"
" WHEN NOT EXISTS (SELECT FROM migrate.facts WHERE scope OPERATOR(pg_catalog.=) migrate.scope() AND identity OPERATOR(pg_catalog.=) '') THEN migrate.snapshot()"
" ELSE (SELECT h.facts FROM migrate.facts h WHERE h.scope OPERATOR(pg_catalog.=) migrate.scope() AND h.identity OPERATOR(pg_catalog.=) '') OPERATOR(pg_catalog.||)"
" pg_catalog.jsonb_build_object('role', pg_catalog.quote_ident(CURRENT_USER), 'facts', ("
"SELECT COALESCE(pg_catalog.jsonb_agg(f.fact ORDER BY o.identity, f.ordinal), '[]')"
" FROM migrate.facts o, pg_catalog.jsonb_array_elements(o.facts) WITH ORDINALITY f (fact, ordinal)"
" WHERE o.scope OPERATOR(pg_catalog.=) migrate.scope() AND o.identity OPERATOR(pg_catalog.<>) ALL ('{\"\",*}'))) END";

static bool
looks_like_snapshot(const char *path, const char *text)
{
	size_t		length = strlen(path);

	return text[strspn(text, " \t\r\n")] == '{' || (length > 5 && pg_strcasecmp(path + length - 5, ".json") == 0);
}

/* What a word on the command line means.  Files are read here, databases are not connected to yet. */
Source
source_named(const char *word)
{
	Source		source = {.word = word, .name = word};

	if (strcmp(word, ".") == 0)
		source.kind = SOURCE_HERE;
	else if (strcmp(word, "revisions") == 0)
		source.kind = SOURCE_REVISIONS;
	else if (strcmp(word, "empty") == 0)
	{
		source.kind = SOURCE_EMPTY;
		source.name = "a new database";
	}
	else if (connect_names_database(word))
		source.kind = SOURCE_DATABASE;
	else
	{
		source.text = read_text(word);
		source.name = input_name(word);
		source.kind = looks_like_snapshot(word, source.text) ? SOURCE_SNAPSHOT : SOURCE_MODEL;
	}
	return source;
}

/* Does it take the connected database to read it? */
bool
source_is_here(const Source *source)
{
	return source->kind == SOURCE_HERE || source->kind == SOURCE_REVISIONS || source->kind == SOURCE_MODEL;
}

/* Connects to what is another database. */
void
source_connect(Source *source)
{
	if (source->kind != SOURCE_DATABASE)
		return;
	source->conn = connect_other_database(source->word);
	source->name = psprintf("database \"%s\"", PQdb(source->conn));
}

/* Names what is in the connected database, NULL where there is none. */
void
source_name_here(Source *source, PGconn *here)
{
	if (source->kind == SOURCE_HERE)
		source->name = psprintf("database \"%s\"", PQdb(here));
	if (source->kind == SOURCE_REVISIONS)
		source->name = psprintf("database \"%s\" as its revisions left it", PQdb(here));
}

static char *
read_snapshot(PGconn *conn, const char *sql, int nparams, const char *const *params)
{
	PGresult   *res = query(conn, sql, nparams, params);

	return PQgetisnull(res, 0, 0) ? NULL : PQgetvalue(res, 0, 0);
}

/* What a file holds is tried, so that an error names it: nothing is left of it that could differ. */
static char *
check_snapshot(PGconn *here, const Source *source)
{
	const char *params[1] = {source->text};

	error_in_text(source->name, source->text, true);
	PQclear(query(here, "SELECT FROM migrate.diff($1::jsonb, $1::jsonb, '{}')", 1, params));
	error_in_text(NULL, NULL, false);
	return source->text;
}

static char *
run_model(PGconn *here, const Source *source, const char *schemas, const char *ignore)
{
	const char *params[3] = {source->text, schemas, ignore};
	char	   *snapshot;

	error_in_text(source->name, source->text, false);
	snapshot = read_snapshot(here, "SELECT migrate.model_snapshot($1, $2::text[], $3::text[])", 3, params);
	error_in_text(NULL, NULL, false);
	return snapshot;
}

/*
 * The snapshot, as migrate.diff() takes it: NULL is a new database.  here: the connected database.  schemas and ignore are
 * arrays as migrate.snapshot() takes them; what stands in a file already is not looked through.
 */
char *
source_snapshot(const Source *source, PGconn *here, const char *schemas, const char *ignore)
{
	const char *params[2] = {schemas, ignore};
	static const char select_snapshot[] = "SELECT migrate.snapshot($1::text[], $2::text[])";

	switch (source->kind)
	{
		case SOURCE_HERE:
			return read_snapshot(here, select_snapshot, 2, params);
		case SOURCE_REVISIONS:
			return read_snapshot(here, select_revisions, 0, NULL);
		case SOURCE_EMPTY:
			return NULL;
		case SOURCE_DATABASE:
			return read_snapshot(source->conn, select_snapshot, 2, params);
		case SOURCE_SNAPSHOT:
			return check_snapshot(here, source);
		case SOURCE_MODEL:
			return run_model(here, source, schemas, ignore);
	}
	return NULL;
}
