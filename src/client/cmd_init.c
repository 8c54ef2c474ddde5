/*
 * cmd_init.c
 *	  pg_migrate init: the folder, and the extension in the database.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool files_only;
static bool baseline;
static Migration first;			/* what --baseline writes */

static const Option options[] = {
	{0, "files", NULL, OPTION_FLAG, &files_only, "make the folder alone, without a server"},
	{0, "baseline", NULL, OPTION_FLAG, &baseline, "write what the database holds as its first revision, applied here"},
	{'m', "message", "TEXT", OPTION_TEXT, &first.draft.message, "that revision's message (else \"baseline\")"},
	{0}
};

static const char config_text[] =
"# Configuration of pg_migrate; lines of key = value.\n"
"#\n"
"# What new files are called. {year} {month} {day} {hour} {minute} {second} {revision_id} {slug}\n"
"#file_template = {year}{month}{day}{hour}{minute}_{revision_id}_{slug}.sql\n"
"#\n"
"# Several projects in one database each have a name.\n"
"#project = main\n"
"#\n"
"# How the files are written: auto, migrate, plain (001_create.sql, or .up.sql and .down.sql).\n"
"#format = auto\n";

static const char readme_text[] =
"Migrations of this project's PostgreSQL database: one file a revision, in versions/.\n"
"\n"
"    pg_migrate revision -m \"add phone\"    write a new file\n"
"    pg_migrate migrate -m \"add phone\"     write it from what was changed in the database\n"
"    pg_migrate upgrade                    apply what is missing\n"
"    pg_migrate downgrade                  take back the last one\n"
"    pg_migrate status                     what is applied, what is not\n"
"\n"
"A file that is applied somewhere is history: write another one instead of changing it.\n";

static void
write_missing(const char *path, const char *text)
{
	if (!path_exists(path))
		write_file(path, text, strlen(text), false);
}

/* Returns whether anything had to be made. */
static bool
make_migrations(const char *path)
{
	bool		is_new = !path_exists(psprintf("%s/config", path));

	make_folder(psprintf("%s/versions", path));
	write_missing(psprintf("%s/config", path), config_text);
	write_missing(psprintf("%s/README", path), readme_text);
	return is_new;
}

/* Installs the extension, if it is not there yet; its version. */
static const char *
install_extension(PGconn *conn)
{
	PGresult   *res;

	PQclear(query(conn, "SET client_min_messages = warning", 0, NULL));
	PQclear(query(conn, "CREATE EXTENSION IF NOT EXISTS migrate", 0, NULL));
	PQclear(query(conn, "SET client_min_messages = notice", 0, NULL));
	res = query(conn, "SELECT extversion FROM pg_catalog.pg_extension "
				"WHERE extname OPERATOR(pg_catalog.=) 'migrate'", 0, NULL);
	return value_of(res, 0, "extversion");
}

/* A database that has been migrated has its first revision. */
static void
write_baseline(PGconn *conn)
{
	PGresult   *applied = query(conn, "SELECT revision_id, message FROM migrate.current()", 0, NULL);

	if (PQntuples(applied) > 0)
		fail_hint("pg_migrate migrate writes what was changed since.",
				  "database \"%s\" has been migrated: revision \"%s\" (%s) is applied", PQdb(conn), value_of(applied, 0, "revision_id"),
				  first_line(value_of(applied, 0, "message")));
	PQclear(applied);
	migration_write(conn, &first);
}

static void
print_json(const char *path, bool is_new, PGconn *conn, const char *version)
{
	json_begin_object(NULL);
	json_text("folder", path);
	json_bool("created", is_new);
	json_text("database", conn ? PQdb(conn) : NULL);
	json_text("extension", version);
	if (baseline)
		migration_json(&first);
	json_end_object();
	json_print();
}

static void
print_all(const char *path, bool is_new, PGconn *conn, const char *version)
{
	if (is_new)
		tell("Created %s/ (config, versions/, README).\n", path);
	else
		tell("Folder %s/ is there.\n", path);
	if (conn)
		tell("Extension \"migrate\" %s is in database \"%s\".\n", version, PQdb(conn));
	if (baseline)
		migration_show(conn, &first);
	say("Next: pg_migrate revision -m \"what it does\"\n");
}

/* The folder that is meant: with --baseline the argument is no folder but a message. */
static char *
read_arguments(char *argument)
{
	if (first.draft.message && !baseline)
		usage_error("a message is that of --baseline");
	if (!baseline)
		return argument ? argument : settings.directory ? settings.directory : "migrations";
	if (files_only)
		usage_error("--baseline needs a server: it cannot go with --files");
	if (argument && (first.draft.message || strchr(argument, '/') || path_exists(argument)))
		usage_error("with --baseline option -D names the folder");
	if (first.draft.message == NULL)
		first.draft.message = argument ? argument : "baseline";
	draft_check_message(first.draft.message);
	return settings.directory ? settings.directory : "migrations";
}

static ExitCode
run(int argc, char **argv)
{
	char	   *path = read_arguments(argc > 0 ? argv[0] : NULL);
	bool		is_new = make_migrations(path);
	PGconn	   *conn = NULL;
	const char *version = NULL;

	/* From now on it is the folder that all look into. */
	settings.directory = path;
	if (!files_only)
	{
		conn = connect_any_database();
		version = install_extension(conn);
	}
	if (baseline)
		write_baseline(conn);
	if (settings.json)
		print_json(path, is_new, conn, version);
	else
		print_all(path, is_new, conn, version);
	return EXIT_DONE;
}

const Command command_init = {
	"init", "[FOLDER]", 0, 1, "make the folder migrations/ and install the extension",
	"FOLDER is migrations unless named. What is there already is left as it is. With --baseline the argument is the\n"
	"message of the first revision, and -D names the folder: for a database that nobody has migrated until now.",
	options, run
};
