/*
 * ddl.c
 *	  A difference between schemas as SQL text, for psql and for models.
 *
 * The statements are the server's; here they get their ends, and comments with what they lose and what is guessed, as in
 * the scripts that the server writes itself (src/autogenerate/script.c).
 */
#include "postgres_fe.h"

#include "client/client.h"

/* As pg_dump's: whatever the session was like, the statements mean the same, and no function's text is looked into early. */
static const char settings_text[] =
"SET client_encoding = 'UTF8';\n"
"SET standard_conforming_strings = on;\n"
"SET check_function_bodies = off;\n"
"SET search_path = %s;\n";

/*
 * Names are qualified, but for those in the text of functions, which run where a statement uses them: so the path is that of
 * scripts (src/run/environment.c), as far as who asks may know it.
 */
static const char select_path[] =
"SELECT COALESCE(NULLIF(pg_catalog.regexp_replace(p.path, '\"\\$user\"\\s*,?\\s*', ''), ''), 'public') AS path"
" FROM (SELECT COALESCE(%s, (SELECT pg_catalog.substr(s, 13)"
"   FROM pg_catalog.pg_db_role_setting r JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) r.setdatabase,"
"     pg_catalog.unnest(r.setconfig) s"
"   WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() AND r.setrole OPERATOR(pg_catalog.=) 0"
"     AND pg_catalog.starts_with(s, 'search_path=')), 'public')) p (path)";
static const char select_setting[] =
"(SELECT value FROM migrate.settings WHERE project OPERATOR(pg_catalog.=) migrate.project()"
" AND name OPERATOR(pg_catalog.=) 'search_path')";

/*
 * What leads from a new database to this one; whom the database belongs to makes it, so that the text does not depend on who
 * asks for it, and what is his gets no owner.
 */
static const char select_schema[] =
"SELECT d.kind, d.upgrade, d.note FROM pg_catalog.pg_database b, migrate.diff(NULL, pg_catalog.jsonb_set("
"migrate.snapshot($1::text[], $2::text[]), '{role}', "
"pg_catalog.to_jsonb(pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(b.datdba)))), $1::text[], $2::text[]) d "
"WHERE b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() ORDER BY d.ordinal";

/*
 * What is to be said of the upgrade of a change, from its note ("upgrade loses A, downgrade loses B", or "guessed: C"); NULL:
 * nothing.
 */
char *
ddl_remark(const char *note)
{
	static const char start[] = "upgrade loses ";
	const char *end;

	if (note && strncmp(note, "guessed: ", 9) == 0)
		return one_line(note);
	if (note == NULL || strncmp(note, start, strlen(start)) != 0)
		return NULL;
	note += strlen("upgrade ");
	end = strstr(note, ", downgrade loses ");
	return one_line(end ? pnstrdup(note, end - note) : note);
}

/* Statements of several lines stand apart. */
static void
append_statement(StringInfo text, bool *apart, const char *sql, const char *remark)
{
	bool		is_long = remark || strchr(sql, '\n');

	if (text->len > 0)
		appendStringInfoString(text, *apart || is_long ? "\n\n" : "\n");
	if (remark)
		appendStringInfo(text, "-- %s\n", remark);
	appendStringInfo(text, "%s;", sql);
	*apart = is_long;
}

/*
 * The script of changes: rows with columns "kind", "upgrade" and "note"; empty where there are none.  What the server sets
 * for it (kind "setting") is left to the caller.
 */
static char *
script_of(const PGresult *changes)
{
	StringInfoData text;
	bool		apart = false;

	initStringInfo(&text);
	for (int row = 0; row < PQntuples(changes); row++)
	{
		const char *sql = value_of(changes, row, "upgrade");

		if (sql && strcmp(value_of(changes, row, "kind"), "setting") != 0)
			append_statement(&text, &apart, sql, ddl_remark(value_of(changes, row, "note")));
	}
	if (text.len > 0)
		appendStringInfoChar(&text, '\n');
	return text.data;
}

/* The same for a session that is set as it may be. */
char *
ddl_script(const PGresult *changes)
{
	char	   *script = script_of(changes);

	return *script ? psprintf("SET check_function_bodies = off;\n\n%s", script) : script;
}

static const char *
search_path(PGconn *conn)
{
	PGresult   *res = query(conn, "SELECT pg_catalog.has_table_privilege('migrate.settings', 'SELECT')", 0, NULL);
	bool		may_read = PQgetvalue(res, 0, 0)[0] == 't';

	return value_of(query(conn, psprintf(select_path, may_read ? select_setting : "NULL"), 0, NULL), 0, "path");
}

/* SQL that makes the schema of a database in a new one; schemas and ignore are arrays as migrate.snapshot() takes them. */
char *
ddl_of_schema(PGconn *conn, const char *schemas, const char *ignore)
{
	const char *params[2] = {schemas, ignore};
	PGresult   *res = query(conn, select_schema, 2, params);

	return psprintf("%s\n%s", psprintf(settings_text, search_path(conn)), script_of(res));
}
