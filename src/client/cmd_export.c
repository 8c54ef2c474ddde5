/*
 * cmd_export.c
 *	  pg_migrate export: the history as a folder of another tool.
 */
#include "postgres_fe.h"

#include "client/client.h"

static char *to;
static bool force;

static const Option options[] = {
	{0, "to", "TOOL", OPTION_TEXT, &to, "dbmate, diesel, flyway, golang-migrate, goose or sqlx"},
	{'f', "force", NULL, OPTION_FLAG, &force, "also into a folder that has files, and over them"},
	{0}
};

/* The files of the other tool; as with a script those of the folder as it is now, which is undone. */
static PGresult *
read_export(PGconn *conn)
{
	PGresult   *res;

	PQclear(push_begin_revisions(conn, folder_open(true)));
	res = query1(conn, "SELECT name, revision_id, content FROM migrate.export_files($1)", to);
	PQclear(query(conn, "ROLLBACK", 0, NULL));
	return res;
}

static void
write_row(const char *folder, const PGresult *res, int row)
{
	const char *name = value_of(res, row, "name");
	const char *content = value_of(res, row, "content");
	char	   *path = psprintf("%s/%s", folder, name);

	if (!folder_path_is_safe(name))
		fail_hint(NULL, "\"%s\" is no name for a file below %s", name, folder);
	write_file(path, content, strlen(content), force);
	report_file("written", value_of(res, row, "revision_id"), path, COLOUR_GREEN);
}

static ExitCode
run(int argc, char **argv)
{
	char	   *folder = argv[0];
	PGresult   *res;

	if (to == NULL)
		usage_error("export needs --to TOOL");
	canonicalize_path(folder);
	if (!force && folder_has_files(folder))
		fail_hint("Name a new one, or say --force.", "folder \"%s\" has files already", folder);
	res = read_export(connect_database());
	make_folder(folder);
	report_begin();
	for (int row = 0; row < PQntuples(res); row++)
		write_row(folder, res, row);
	report_end();
	if (PQntuples(res) == 0)
		say("Nothing to write: there are no revisions.\n");
	return EXIT_DONE;
}

const Command command_export = {
	"export", "FOLDER", 1, 1, "write the history as another tool's folder",
	"The revisions in one line, in the order in which an empty database would run them. Ids that are versions of the tool are\n"
	"kept, so that its history table fits; others become the time at which the revision was written.", options, run
};
