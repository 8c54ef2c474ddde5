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

static void
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
	tell(" %s  %s\n", revision_id, name);
}

static void
begin_report(void)
{
	if (!settings.json)
		return;
	json_begin_object(NULL);
	json_begin_array("files");
}

static void
end_report(void)
{
	if (!settings.json)
		return;
	json_end_array();
	json_end_object();
	json_print();
}

/* Reports what import_files() did; res may be NULL.  more, if it is not, reports what came of it. */
void
report_files(const PGresult *res, const char *nothing_to_do, void (*more) (const PGresult *), const PGresult *more_res)
{
	int			changes = 0;

	begin_report();
	for (int row = 0; res && row < PQntuples(res); row++)
	{
		const char *action = value_of(res, row, "action");

		if (strcmp(action, "unchanged") == 0)
			continue;
		report_file(action, value_of(res, row, "revision_id"), value_of(res, row, "name"), COLOUR_GREEN);
		changes++;
	}
	if (changes == 0)
		say("%s\n", nothing_to_do);
	if (more)
		more(more_res);
	end_report();
}

static ExitCode
run_push(int argc, char **argv)
{
	LocalFolder *folder = folder_open(false);

	report_files(push_folder(connect_database(), folder), psprintf("Nothing to do: the database has all %d files.", folder->nfiles),
				 NULL, NULL);
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

/* Writes what the folder lacks of one revision.  Returns whether there was something to say. */
static bool
pull_row(const LocalFolder *folder, const char *revision_id, const char *name, const char *content)
{
	LocalFile  *file = find_file(folder, revision_id, name);
	char	   *path;

	if (file && local_same_content(file->content, content))
		return false;
	if (file && !force)
	{
		report_file("kept", revision_id, file->path, COLOUR_YELLOW);
		return true;
	}
	if (!folder_name_is_safe(name))
		fail_hint(NULL, "the file of revision \"%s\" is called \"%s\", which is no name for a file below %s", revision_id,
				  name, folder->files_path);
	path = file ? file->path : folder_new_path(folder, name);
	write_file(path, content, strlen(content), file != NULL);
	report_file(file ? "overwritten" : "written", revision_id, path, COLOUR_GREEN);
	return true;
}

static ExitCode
run_pull(int argc, char **argv)
{
	LocalFolder *folder = folder_open(false);
	PGconn	   *conn = connect_database();
	PGresult   *res;
	int			changes = 0;

	if (argc > 0)
		res = query1(conn, "SELECT f.name, f.revision_id, f.content FROM migrate.show($1) s JOIN migrate.export_files() f "
					 "ON f.revision_id OPERATOR(pg_catalog.=) s.revision_id", argv[0]);
	else
		res = query(conn, "SELECT name, revision_id, content FROM migrate.export_files()", 0, NULL);
	begin_report();
	for (int row = 0; row < PQntuples(res); row++)
		changes += pull_row(folder, value_of(res, row, "revision_id"), value_of(res, row, "name"),
							value_of(res, row, "content"));
	end_report();
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
