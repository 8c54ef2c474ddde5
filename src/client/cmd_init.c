/*
 * cmd_init.c
 *	  pg_migrate init: the folder, and the extension in the database.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool files_only;

static const Option options[] = {
	{0, "files", NULL, OPTION_FLAG, &files_only, "make the folder alone, without a server"},
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

static void
install_extension(char **version, char **database)
{
	PGconn	   *conn = connect_any_database();
	PGresult   *res;

	PQclear(query(conn, "SET client_min_messages = warning", 0, NULL));
	PQclear(query(conn, "CREATE EXTENSION IF NOT EXISTS migrate", 0, NULL));
	res = query(conn, "SELECT extversion FROM pg_catalog.pg_extension "
				"WHERE extname OPERATOR(pg_catalog.=) 'migrate'", 0, NULL);
	*version = pstrdup(value_of(res, 0, "extversion"));
	*database = pstrdup(PQdb(conn));
	PQclear(res);
	PQfinish(conn);
}

static void
print_json(const char *path, bool is_new, const char *version, const char *database)
{
	json_begin_object(NULL);
	json_text("folder", path);
	json_bool("created", is_new);
	json_text("database", database);
	json_text("extension", version);
	json_end_object();
	json_print();
}

static ExitCode
run(int argc, char **argv)
{
	char	   *path = argc > 0 ? argv[0] : settings.directory ? settings.directory : "migrations";
	char	   *version = NULL,
			   *database = NULL;
	bool		is_new;

	is_new = make_migrations(path);
	/* From now on it is the folder that all look into. */
	settings.directory = path;
	if (!files_only)
		install_extension(&version, &database);
	if (settings.json)
		print_json(path, is_new, version, database);
	else if (is_new)
		tell("Created %s/ (config, versions/, README).\n", path);
	else
		tell("Folder %s/ is there.\n", path);
	if (database)
		tell("Extension \"migrate\" %s is in database \"%s\".\n", version, database);
	say("Next: pg_migrate revision -m \"what it does\"\n");
	return EXIT_DONE;
}

const Command command_init = {
	"init", "[FOLDER]", 0, 1, "make the folder migrations/ and install the extension",
	"FOLDER is migrations unless named. What is there already is left as it is.", options, run
};
