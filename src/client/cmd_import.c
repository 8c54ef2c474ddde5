/*
 * cmd_import.c
 *	  pg_migrate import: another tool's folder into the database.
 */
#include "postgres_fe.h"

#include "client/client.h"

static char *from;
static char *command_line;
static bool force;
static char *format = "auto";
static bool adopt;
static char *tool;
static bool dry_run;

static const Option import_options[] = {
	{0, "from", "alembic", OPTION_TEXT, &from, "write files of what a project of Alembic or Flask-Migrate prints"},
	{0, "command", "COMMAND", OPTION_TEXT, &command_line, "how it is called there: \"poetry run flask db\" (else found out)"},
	{'f', "force", NULL, OPTION_FLAG, &force, "write them also over files that say something else"},
	{0, "format", "FORMAT", OPTION_TEXT, &format, "whose folder it is (else found out)"},
	{0, "adopt", NULL, OPTION_FLAG, &adopt, "what the tool has applied in the database counts as applied"},
	{0, "tool", "HISTORY", OPTION_TEXT, &tool, "whose history is meant, where there are several"},
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

/* What the tool has applied, in the transaction in which the folder was stored; NULL: that was not asked for. */
static PGresult *
adopt_history(PGconn *conn, const char *of_tool)
{
	return adopt ? query1(conn, "SELECT action, revision_id, message FROM migrate.adopt($1)", of_tool) : NULL;
}

/* One transaction: a folder that does not fit the history is not stored either. */
static ExitCode
import_folder(char *path)
{
	LocalFolder *folder = folder_open_foreign(path, format);
	PGconn	   *conn = connect_database();
	PGresult   *files,
			   *adopted;

	files = push_begin_revisions(conn, folder);
	adopted = adopt_history(conn, tool_meant());
	query(conn, dry_run ? "ROLLBACK" : "COMMIT", 0, NULL);
	report_begin();
	if (report_import(files) == 0)
		say("Nothing to import: the database has all of it.\n");
	if (adopted)
		report_adopted(adopted);
	report_end();
	if (dry_run)
		say("Nothing was changed.\n");
	return EXIT_DONE;
}

/* The files are written when the history fits; without a history no server is asked. */
static ExitCode
import_alembic(const char *project)
{
	AlembicImport *import = alembic_import(project, command_line, force);
	PGconn	   *conn = adopt ? connect_database() : NULL;
	PGresult   *adopted = NULL;

	if (conn)
	{
		push_begin_revisions(conn, import->folder);
		adopted = adopt_history(conn, tool ? tool : "alembic");
	}
	if (!dry_run)
		alembic_write(import);
	if (conn)
		query(conn, dry_run ? "ROLLBACK" : "COMMIT", 0, NULL);
	report_begin();
	alembic_report(import);
	if (adopted)
		report_adopted(adopted);
	report_end();
	if (dry_run)
		say("Nothing was changed.\n");
	else if (!adopted)
		say("Next: pg_migrate upgrade into an empty database; for the one that Alembic has worked in the same import with --adopt\n");
	return EXIT_DONE;
}

static ExitCode
run_import(int argc, char **argv)
{
	if (from && strcmp(from, "alembic") != 0)
		usage_error("--from is alembic: folders of other tools are imported as they are, with --format where it is not found out");
	if (from)
		return import_alembic(argc > 0 ? argv[0] : ".");
	if (argc == 0)
		usage_error("import needs FOLDER");
	if (command_line || force)
		usage_error("--command and --force are for --from alembic");
	return import_folder(argv[0]);
}

const Command command_import = {
	"import", "[FOLDER]", 0, 1, "take another tool's migrations over",
	"A folder of dbmate, diesel, flyway, golang-migrate, goose, plain SQL, prisma, sqitch or sqlx is stored in the database as\n"
	"it is. With --from alembic the FOLDER (else the current one) is that in which alembic or flask is called: it prints its\n"
	"revisions, and they become files of the folder of migrations. Nothing is applied: upgrade does it.",
	import_options, run_import
};
