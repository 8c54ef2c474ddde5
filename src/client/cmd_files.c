/*
 * cmd_files.c
 *	  pg_migrate push, pull: the folder into the database, and back.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool force;

static const Option pull_options[] = {
	{'f', "force", NULL, OPTION_FLAG, &force, "also over files that are not what the database has"},
	{0}
};

/* ---- what is reported of files, also by other commands ---- */

void
report_begin(void)
{
	if (!settings.json)
		return;
	json_begin_object(NULL);
	json_begin_array("files");
}

void
report_file(const char *action, const char *revision_id, const char *name, int colour)
{
	if (settings.json)
	{
		json_begin_object(NULL);
		json_text("action", action);
		json_text("revision_id", revision_id);
		json_text("file", name);
		json_end_object();
		return;
	}
	tell_coloured(colour, "%s", action);
	tell(revision_id ? " %s  %s\n" : "%s %s\n", revision_id ? revision_id : "", name);
}

/* Reports what import_files() did; res may be NULL.  Returns how much that was. */
int
report_import(const PGresult *res)
{
	int			changes = 0;

	for (int row = 0; res && row < PQntuples(res); row++)
	{
		const char *action = value_of(res, row, "action");

		if (strcmp(action, "unchanged") == 0)
			continue;
		report_file(action, value_of(res, row, "revision_id"), value_of(res, row, "name"), COLOUR_GREEN);
		changes++;
	}
	return changes;
}

void
report_end(void)
{
	if (!settings.json)
		return;
	json_end_array();
	json_end_object();
	json_print();
}

/* What becomes of a file (NULL: there is none) that is to have this content; NULL: it has it. */
const char *
report_action(const LocalFile *file, const char *content, bool replace)
{
	if (file && local_same_content(file->content, content))
		return NULL;
	return file == NULL ? "written" : replace ? "overwritten" : "kept";
}

/* ---- push and pull ---- */

static ExitCode
run_push(int argc, char **argv)
{
	LocalFolder *folder = folder_open(false);
	PGconn	   *conn = connect_database();
	PGresult   *res;

	res = push_begin(conn, folder);
	PQclear(query(conn, "COMMIT", 0, NULL));
	report_begin();
	if (report_import(res) == 0)
		say("Nothing to do: the database has all %d files.\n", folder->nfiles + folder->nrepeatables);
	report_end();
	return EXIT_DONE;
}

/* The file of a revision: by its header, else by its name. */
static LocalFile *
find_file(const LocalFolder *folder, const char *revision_id, const char *name)
{
	LocalFile  *file = folder_file_of(folder, revision_id);

	for (int i = 0; file == NULL && i < folder->nfiles; i++)
	{
		if (!folder->files[i].is_revision && strcmp(folder->files[i].name, name) == 0)
			file = &folder->files[i];
	}
	return file;
}

static LocalFile *
find_repeatable(const LocalFolder *folder, const char *name)
{
	for (int i = 0; i < folder->nrepeatables; i++)
	{
		if (strcmp(folder->repeatables[i].name, name) == 0)
			return &folder->repeatables[i];
	}
	return NULL;
}

/* Writes what the folder lacks of one revision, or of a repeatable file.  Returns whether there was something to say. */
static bool
pull_row(const LocalFolder *folder, const char *revision_id, const char *name, const char *content)
{
	LocalFile  *file = revision_id ? find_file(folder, revision_id, name) : find_repeatable(folder, name);
	const char *action = report_action(file, content, force);
	char	   *path;

	if (action == NULL)
		return false;
	if (strcmp(action, "kept") == 0)
	{
		report_file(action, revision_id, file->path, COLOUR_YELLOW);
		return true;
	}
	if (!folder_name_is_safe(name))
		fail_hint(NULL, "a file is called \"%s\", which is no name for a file below %s", name, folder->path);
	path = file ? file->path : revision_id ? folder_new_path(folder, name) : psprintf("%s/%s", folder->path, name);
	write_file(path, content, strlen(content), file != NULL);
	report_file(action, revision_id, path, COLOUR_GREEN);
	return true;
}

/* Files of our format in another tool's folder would be read by nobody, and --force would write over that tool's own. */
static void
refuse_foreign(const LocalFolder *folder)
{
	if (!folder_is_ours(folder))
		fail_hint("\"pg_migrate export --to TOOL FOLDER\" writes the history as a tool's folder; \"pg_migrate pull -D FOLDER\" as one of ours.",
				  "the files in %s are another tool's, and what is pulled would not be read beside them", folder->files_path);
}

static ExitCode
run_pull(int argc, char **argv)
{
	LocalFolder *folder = folder_open(false);
	PGconn	   *conn;
	PGresult   *res;
	int			changes = 0;

	refuse_foreign(folder);
	conn = connect_database();
	if (argc > 0)
		res = query1(conn, "SELECT f.name, f.revision_id, f.content FROM migrate.show($1) s JOIN migrate.export_files() f "
					 "ON f.revision_id OPERATOR(pg_catalog.=) s.revision_id", argv[0]);
	else
		res = query(conn, "SELECT name, revision_id, content FROM migrate.export_files()", 0, NULL);
	report_begin();
	for (int row = 0; row < PQntuples(res); row++)
		changes += pull_row(folder, value_of(res, row, "revision_id"), value_of(res, row, "name"),
							value_of(res, row, "content"));
	report_end();
	if (changes == 0)
		say("Nothing to do: every revision has its file.\n");
	return EXIT_DONE;
}

const Command command_push = {
	"push", "", 0, 0, "store the files in the database, without applying them",
	"upgrade does this by itself.", NULL, run_push
};

const Command command_pull = {
	"pull", "[REVISION]", 0, 1, "write the files of revisions that have none",
	"A file that is not what the database has is kept, unless --force is given.", pull_options, run_pull
};
