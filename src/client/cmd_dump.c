/*
 * cmd_dump.c
 *	  pg_migrate dump: the schema as ordered DDL, and where the database stands.
 *
 * What is printed is the same for every database with that schema and these revisions, whoever asks: no dates, no object
 * ids.  A database that is loaded from it counts as standing where this one stands, in every project and scope.
 */
#include "postgres_fe.h"

#include "fe_utils/string_utils.h"
#include "mb/pg_wchar.h"

#include "client/client.h"

static char *output_path;
static SimpleStringList schemas;
static SimpleStringList ignore;
static bool no_revisions;

static const Option options[] = {
	{'o', "output", "FILE", OPTION_TEXT, &output_path, "write it into a file"},
	{0, "schema", "NAME", OPTION_LIST, &schemas, "of this schema alone; may be given again"},
	{0, "ignore", "PATTERN", OPTION_LIST, &ignore, "without kind:KIND, owner:ROLE, facet:owners, names like this"},
	{0, "no-revisions", NULL, OPTION_FLAG, &no_revisions, "the schema alone, not what is applied"},
	{0}
};

static const char head_text[] =
"-- A database's schema, as pg_migrate dump prints it.  Into a new database it goes with\n"
"--\n"
"--     psql -v ON_ERROR_STOP=1 -d DATABASE -f FILE\n\n";

static const char extension_text[] =
"\n-- ---- what is applied: each project's revisions with their files, and where it stands ----\n"
"\nSET client_min_messages = warning;\nCREATE EXTENSION IF NOT EXISTS migrate;\n";

/*
 * Run with search_path pg_catalog.  Of a repeatable file the newest text that has run in some scope counts; elsewhere it is to be
 * run.
 */
#define SELECT_TEXTS \
"SELECT DISTINCT ON (r.name) r.name, r.content, r.checksum FROM migrate.repeatables r JOIN migrate.applied_repeatables p" \
" ON p.project = r.project AND p.name = r.name AND p.checksum = r.checksum WHERE r.project = migrate.project() ORDER BY r.name, r.ordinal DESC"
static const char select_projects[] =
"SELECT project COLLATE \"C\" FROM migrate.applied_revisions UNION SELECT project COLLATE \"C\" FROM migrate.applied_repeatables ORDER BY 1";
static const char select_files[] =
"SELECT name, revision_id, content FROM (SELECT f.name, f.revision_id, f.content FROM migrate.export_files() f WHERE EXISTS (SELECT FROM migrate.applied_revisions a"
" WHERE a.project = migrate.project() AND a.revision_id = f.revision_id) UNION ALL SELECT t.name, NULL, t.content FROM (" SELECT_TEXTS ") t) f"
" ORDER BY name COLLATE \"C\", revision_id COLLATE \"C\"";
static const char select_revision[] =
"SELECT revision_id, message, parents, depends_on, replaces, transactional, upgrade, downgrade, verify FROM migrate.show($1)";
static const char select_tags[] =
"SELECT l.label, l.revision_id FROM migrate.labels l WHERE l.project = migrate.project() AND l.kind = 'tag'"
" AND EXISTS (SELECT FROM migrate.applied_revisions a WHERE a.project = l.project AND a.revision_id = l.revision_id)"
" ORDER BY l.label COLLATE \"C\"";
static const char select_scopes[] =
"SELECT scope COLLATE \"C\" FROM migrate.applied_revisions WHERE project = migrate.project()"
" UNION SELECT scope COLLATE \"C\" FROM migrate.applied_repeatables WHERE project = migrate.project() ORDER BY 1";
static const char select_heads[] =
"SELECT revision_id FROM migrate.current() ORDER BY revision_id COLLATE \"C\"";
static const char select_texts[] =
"SELECT t.name FROM (" SELECT_TEXTS ") t JOIN migrate.applied_repeatables p ON p.project = migrate.project() AND p.scope = migrate.scope()"
" AND p.name = t.name AND p.checksum = t.checksum ORDER BY t.name COLLATE \"C\"";

static void
append_literal(PQExpBuffer out, const char *text)
{
	appendStringLiteral(out, text, PG_UTF8, true);
}

/* Sets a parameter here, and in the script. */
static void
set_both(PGconn *conn, PQExpBuffer out, const char *name, const char *value)
{
	connect_set_parameter(conn, name, value);
	appendPQExpBuffer(out, "SELECT pg_catalog.set_config('%s', ", name);
	append_literal(out, value);
	appendPQExpBufferStr(out, ", false);\n");
}

static TextList
texts_of(const PGresult *res, const char *column)
{
	TextList	list;

	list.items = array_items(value_of(res, 0, column), &list.length);
	return list;
}

static FileSection
section_of(const PGresult *res, const char *column)
{
	const char *text = value_of(res, 0, column);

	return (FileSection) {.present = text != NULL, .text = (char *) text};
}

/* A revision as a file of our format, without the date: what came without one has that of its import here. */
static char *
print_revision(PGconn *conn, const char *revision_id)
{
	PGresult   *res = query1(conn, select_revision, revision_id);
	const char *transactional = value_of(res, 0, "transactional");
	MigrationFile file = {
		.message = (char *) value_of(res, 0, "message"),
		.revision_id = (char *) value_of(res, 0, "revision_id"),
		.parents = texts_of(res, "parents"),
		.depends_on = texts_of(res, "depends_on"),
		.replaces = texts_of(res, "replaces"),
		.upgrade = section_of(res, "upgrade"),
		.downgrade = section_of(res, "downgrade"),
		.verify = section_of(res, "verify"),
		.transactional = transactional ? transactional[0] == 't' : -1,
	};
	StringInfoData content;

	initStringInfo(&content);
	file_print(&content, &file);
	return content.data;
}

/* Is it a file of our format, not one of several that a revision came from? */
static bool
is_ours(const char *name, const char *content)
{
	size_t		length = strlen(name);
	MigrationFile header;
	FileError	error;

	return !(length > 7 && strcmp(name + length - 7, ".up.sql") == 0) && file_read(content, &header, &error);
}

static void
append_file(PGconn *conn, PQExpBuffer out, const PGresult *files, int row)
{
	const char *name = value_of(files, row, "name");
	const char *content = value_of(files, row, "content");

	appendPQExpBufferChar(out, '(');
	append_literal(out, name);
	appendPQExpBufferStr(out, ", ");
	append_literal(out, file_is_repeatable(name) || is_ours(name, content) ? content : print_revision(conn, value_of(files, row, "revision_id")));
	appendPQExpBufferChar(out, ')');
}

static void
append_files(PGconn *conn, PQExpBuffer out)
{
	PGresult   *files = query(conn, select_files, 0, NULL);

	appendPQExpBufferStr(out, "SELECT pg_catalog.count(*) FROM (SELECT pg_catalog.array_agg(f.name) AS names,\n"
						 "        pg_catalog.array_agg(f.content) AS contents FROM (VALUES\n");
	for (int row = 0; row < PQntuples(files); row++)
	{
		appendPQExpBufferStr(out, row > 0 ? ",\n" : "");
		append_file(conn, out, files, row);
	}
	appendPQExpBufferStr(out, "\n    ) f (name, content)) g, migrate.import_files(g.names, g.contents, 'migrate');\n");
	PQclear(files);
}

static void
append_stamps(PGconn *conn, PQExpBuffer out, const char *select_targets)
{
	PGresult   *targets = query(conn, select_targets, 0, NULL);

	for (int row = 0; row < PQntuples(targets); row++)
	{
		appendPQExpBufferStr(out, "SELECT pg_catalog.count(*) FROM migrate.stamp(");
		append_literal(out, PQgetvalue(targets, row, 0));
		appendPQExpBufferStr(out, ");\n");
	}
	PQclear(targets);
}

/* Every revision that nothing applied stands on, what they stand on counts as applied with them; and what ran of repeatable files. */
static void
append_scope(PGconn *conn, PQExpBuffer out, const char *scope)
{
	set_both(conn, out, "migrate.scope", scope);
	append_stamps(conn, out, select_heads);
	append_stamps(conn, out, select_texts);
}

static void
append_tags(PGconn *conn, PQExpBuffer out)
{
	PGresult   *tags = query(conn, select_tags, 0, NULL);

	for (int row = 0; row < PQntuples(tags); row++)
	{
		appendPQExpBufferStr(out, "SELECT migrate.tag(");
		append_literal(out, value_of(tags, row, "label"));
		appendPQExpBufferStr(out, ", ");
		append_literal(out, value_of(tags, row, "revision_id"));
		appendPQExpBufferStr(out, ");\n");
	}
	PQclear(tags);
}

static void
append_project(PGconn *conn, PQExpBuffer out, const char *project)
{
	PGresult   *scopes;

	appendPQExpBufferChar(out, '\n');
	set_both(conn, out, "migrate.project", project);
	append_files(conn, out);
	append_tags(conn, out);
	scopes = query(conn, select_scopes, 0, NULL);
	for (int row = 0; row < PQntuples(scopes); row++)
		append_scope(conn, out, PQgetvalue(scopes, row, 0));
	PQclear(scopes);
}

static void
append_revisions(PGconn *conn, PQExpBuffer out)
{
	PGresult   *projects = query(conn, select_projects, 0, NULL);

	appendPQExpBufferStr(out, extension_text);
	for (int row = 0; row < PQntuples(projects); row++)
		append_project(conn, out, PQgetvalue(projects, row, 0));
	PQclear(projects);
}

/* All that is read is of one moment. */
static char *
dump(PGconn *conn)
{
	PQExpBuffer out = createPQExpBuffer();

	PQclear(query(conn, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", 0, NULL));
	PQclear(query(conn, "SET search_path = pg_catalog", 0, NULL));
	appendPQExpBufferStr(out, head_text);
	appendPQExpBufferStr(out, ddl_of_schema(conn, array_of_option(&schemas), array_of_option(&ignore)));
	if (!no_revisions)
		append_revisions(conn, out);
	PQclear(query(conn, "COMMIT", 0, NULL));
	if (PQExpBufferDataBroken(*out))
		fail_hint(NULL, "out of memory");
	return out->data;
}

static ExitCode
run(int argc, char **argv)
{
	text_put_alone("script", dump(connect_database()), output_path);
	return EXIT_DONE;
}

const Command command_dump = {
	"dump", "", 0, 0, "print the schema as SQL, and what is applied",
	"To keep beside the migrations, or to make new databases from. What the database's owner owns gets no owner: it\n"
	"belongs to whoever loads it. Settings, access and data are not in it.", options, run
};
