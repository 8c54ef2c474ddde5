/*
 * ddl.c
 *	  A difference between schemas as SQL text, for psql and for models.
 *
 * The statements are the server's; here they get their ends, and comments with what they lose, as in the scripts that the
 * server writes itself (src/autogenerate/script.c).
 */
#include "postgres_fe.h"

#include "client/client.h"

/* As pg_dump's: whatever the session was like, the statements mean the same, and no function's text is looked into early. */
static const char settings_text[] =
"SET client_encoding = 'UTF8';\n"
"SET standard_conforming_strings = on;\n"
"SET check_function_bodies = off;\n"
"SELECT pg_catalog.set_config('search_path', '', false);\n";

/*
 * What leads from a new database to this one; whom the database belongs to makes it, so that the text does not depend on who
 * asks for it, and what is his gets no owner.
 */
static const char select_schema[] =
"SELECT d.kind, d.upgrade, d.note FROM pg_catalog.pg_database b, migrate.diff(NULL, pg_catalog.jsonb_set("
"migrate.snapshot($1::text[], $2::text[]), '{role}', "
"pg_catalog.to_jsonb(pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(b.datdba)))), $1::text[], $2::text[]) d "
"WHERE b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() AND d.kind OPERATOR(pg_catalog.<>) 'setting' "
"ORDER BY d.ordinal";

/* What the upgrade of a change loses, from its note: "upgrade loses A, downgrade loses B"; NULL: nothing. */
char *
ddl_loss(const char *note)
{
	static const char start[] = "upgrade loses ";
	const char *end;

	if (note == NULL || strncmp(note, start, strlen(start)) != 0)
		return NULL;
	note += strlen(start);
	end = strstr(note, ", downgrade loses ");
	return one_line(end ? pnstrdup(note, end - note) : note);
}

/* Statements of several lines stand apart. */
static void
append_statement(StringInfo text, bool *apart, const char *sql, const char *loss)
{
	bool		is_long = loss || strchr(sql, '\n');

	if (text->len > 0)
		appendStringInfoString(text, *apart || is_long ? "\n\n" : "\n");
	if (loss)
		appendStringInfo(text, "-- loses %s\n", loss);
	appendStringInfo(text, "%s;", sql);
	*apart = is_long;
}

/* The script of changes: rows with columns "upgrade" and "note"; empty where there are none. */
char *
ddl_script(const PGresult *changes)
{
	StringInfoData text;
	bool		apart = false;

	initStringInfo(&text);
	for (int row = 0; row < PQntuples(changes); row++)
	{
		const char *sql = value_of(changes, row, "upgrade");

		if (sql)
			append_statement(&text, &apart, sql, ddl_loss(value_of(changes, row, "note")));
	}
	if (text.len > 0)
		appendStringInfoChar(&text, '\n');
	return text.data;
}

/* SQL that makes the schema of a database in a new one; schemas and ignore are arrays as migrate.snapshot() takes them. */
char *
ddl_of_schema(PGconn *conn, const char *schemas, const char *ignore)
{
	const char *params[2] = {schemas, ignore};
	PGresult   *res = query(conn, select_schema, 2, params);

	return psprintf("%s\n%s", settings_text, ddl_script(res));
}
