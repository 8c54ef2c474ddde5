/*
 * cmd_import.c
 *	  pg_migrate import: another tool's folder into the database.
 */
#include "postgres_fe.h"

#include "client/client.h"

static char *format = "auto";
static bool adopt;
static char *tool;
static bool dry_run;

static const Option import_options[] = {
	{0, "format", "FORMAT", OPTION_TEXT, &format, "whose folder it is (else found out)"},
	{0, "adopt", NULL, OPTION_FLAG, &adopt, "what the tool has applied in the database counts as applied"},
	{0, "tool", "TOOL", OPTION_TEXT, &tool, "whose history is meant, where there are several"},
	{0, "dry-run", NULL, OPTION_FLAG, &dry_run, "say what would be done, and undo it"},
	{0}
};

/* A format that is no tool's says nothing of the history. */
static const char *
tool_meant(void)
{
	if (tool)
		return tool;
	return strcmp(format, "plain") == 0 || strcmp(format, "migrate") == 0 ? "auto" : format;
}

static void
report_revision(const PGresult *res, int row)
{
	if (settings.json)
	{
		json_begin_object(NULL);
		json_text("action", "adopted");
		json_text("revision_id", value_of(res, row, "revision_id"));
		json_text("message", value_of(res, row, "message"));
		json_end_object();
		return;
	}
	tell_coloured(COLOUR_GREEN, "adopted");
	tell(" %s  %s\n", value_of(res, row, "revision_id"), first_line(value_of(res, row, "message")));
}

static void
report_adopted(const PGresult *res)
{
	int			adopted = 0;

	for (int row = 0; row < PQntuples(res); row++)
	{
		if (strcmp(value_of(res, row, "action"), "adopt") != 0)
			continue;
		report_revision(res, row);
		adopted++;
	}
	if (adopted == 0)
		say("Nothing to adopt: what the tool has applied is applied here.\n");
	else
		say("%d revision%s applied, as the tool's history says. Its table is as it was. Next: pg_migrate upgrade\n", adopted,
			adopted == 1 ? " is" : "s are");
}

/* One transaction: a folder that does not fit the history is not stored either. */
static ExitCode
run_import(int argc, char **argv)
{
	LocalFolder *folder = folder_open_foreign(argv[0], format);
	PGconn	   *conn = connect_database();
	PGresult   *files,
			   *adopted = NULL;

	query(conn, "BEGIN", 0, NULL);
	files = push_folder(conn, folder);
	if (adopt)
		adopted = query1(conn, "SELECT action, revision_id, message FROM migrate.adopt($1)", tool_meant());
	query(conn, dry_run ? "ROLLBACK" : "COMMIT", 0, NULL);
	report_files(files, "Nothing to import: the database has all of it.", adopted ? report_adopted : NULL, adopted);
	if (dry_run)
		say("Nothing was changed.\n");
	return EXIT_DONE;
}

const Command command_import = {
	"import", "FOLDER", 1, 1, "store another tool's folder in the database, as it is",
	"FORMAT is dbmate, diesel, flyway, golang-migrate, goose, plain, prisma, sqitch or sqlx. Nothing is applied: upgrade does it.",
	import_options, run_import
};
