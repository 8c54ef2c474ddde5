/*
 * cmd_edit.c
 *	  pg_migrate edit, repair, remove, tag: one revision and its file.
 */
#include "postgres_fe.h"

#include <unistd.h>

#include "client/client.h"

static char *reason;
static bool derive;

static const Option edit_options[] = {
	{0, "derive-downgrade", NULL, OPTION_FLAG, &derive, "open no editor: let the server derive the downgrade from the upgrade"},
	{0}
};

static const Option repair_options[] = {
	{'m', "message", "REASON", OPTION_TEXT, &reason, "why it was changed; the journal keeps it"},
	{0}
};

/* What a command about one revision prints: its id, and its file where there is one. */
static ExitCode
report(const char *done, const char *revision_id, const char *path)
{
	if (settings.json)
	{
		json_begin_object(NULL);
		json_text("action", done);
		json_text("revision_id", revision_id);
		json_text("file", path);
		if (derive)
			warnings_json();
		json_end_object();
		json_print();
	}
	else
		tell("%s %s%s%s\n", done, revision_id, path ? "  " : "", path ? path : "");
	return EXIT_DONE;
}

/* The file that text means; one that only the database has is written first. */
static LocalFile *
file_to_edit(LocalFolder *folder, const char *text)
{
	LocalFile **heads;
	LocalFile  *file;
	int			n;

	if (text)
	{
		file = folder_find_revision(folder, text);
		if (file == NULL)
			fail_hint("pg_migrate pull writes the files of revisions that only the database has.",
					  "no file of revision \"%s\" in %s", text, folder->files_path);
		return file;
	}
	heads = local_heads(folder, &n);
	if (n == 0)
		fail_hint("Write one with \"pg_migrate revision\".", "there is no revision in %s", folder->files_path);
	if (n > 1)
		fail_hint("Name the one to edit.", "there are %d heads: %s", n, local_name_heads(heads, n));
	return heads[0];
}

/* A downgrade that somebody wrote is not replaced unasked. */
static ExitCode
run_derive(LocalFolder *folder, LocalFile *file)
{
	bool		done;

	if (file->header.downgrade.length > 0 &&
		!confirm(psprintf("Replace the downgrade of revision %s?", file->header.revision_id)))
		fail_hint("Option --yes says that it may be replaced.", "revision \"%s\" has a downgrade: %s:%d",
				  file->header.revision_id, file->path, file->header.downgrade.line);
	done = derive_into_file(folder, file);
	if (!settings.json)
		derive_show();
	return report(done ? "derived" : "unchanged", file->header.revision_id, file->path);
}

static ExitCode
run_edit(int argc, char **argv)
{
	LocalFolder *folder = folder_open(false);
	LocalFile  *file = file_to_edit(folder, argc > 0 ? argv[0] : NULL);
	const char *params[2];
	PGresult   *res;

	if (derive)
		return run_derive(folder, file);
	if (!edit_file(file->path))
		return report("unchanged", file->header.revision_id, file->path);
	folder_read_file(file);
	if (!file->is_revision)
		fail_hint(file->error.hint, "%s:%d: %s", file->path, file->error.line, file->error.message);
	params[0] = file->name;
	params[1] = file->content;
	res = query(connect_database(), "SELECT revision_id, action FROM migrate.import_file($1, $2)", 2, params);
	return report(value_of(res, 0, "action"), value_of(res, 0, "revision_id"), file->path);
}

/* The file of an applied revision, by what a user calls it or what the server understands. */
static LocalFile *
file_of_revision(PGconn *conn, LocalFolder *folder, const char *text)
{
	LocalFile  *file = folder_find_revision(folder, text);
	const char *id;

	if (file)
		return file;
	id = value_of(query1(conn, "SELECT revision_id FROM migrate.show($1)", text), 0, "revision_id");
	file = folder_file_of(folder, id);
	if (file == NULL)
		fail_hint("pg_migrate pull writes it as the database has it.", "revision \"%s\" has no file in %s", id,
				  folder->files_path);
	return file;
}

static ExitCode
run_repair(int argc, char **argv)
{
	LocalFolder *folder = folder_open(false);
	PGconn	   *conn;
	LocalFile  *file;
	const char *params[3];

	if (reason == NULL || *reason == '\0')
		usage_error("repair needs a reason: -m \"why\"");
	conn = connect_database();
	file = file_of_revision(conn, folder, argv[0]);
	params[0] = file->header.revision_id;
	params[1] = reason;
	params[2] = file->content;
	PQclear(query(conn, "SELECT migrate.repair($1, $2, $3)", 3, params));
	return report("repaired", file->header.revision_id, file->path);
}

static ExitCode
run_remove(int argc, char **argv)
{
	LocalFolder *folder = folder_open(true);
	PGconn	   *conn = connect_database();
	PGresult   *res;
	LocalFile  *file;
	const char *id;

	PQclear(push_begin_revisions(conn, folder));
	res = query1(conn, "SELECT revision_id, message FROM migrate.show($1)", argv[0]);
	id = value_of(res, 0, "revision_id");
	file = folder ? folder_file_of(folder, id) : NULL;
	PQclear(query1(conn, "SELECT migrate.remove($1)", id));
	if (!confirm(psprintf("Remove revision %s (%s)%s%s?", id, first_line(value_of(res, 0, "message")),
						  file ? " and its file " : "", file ? file->path : "")))
		fail_hint("Option --yes says that it may be removed.", "revision \"%s\" was not removed", id);
	PQclear(query(conn, "COMMIT", 0, NULL));
	if (file && unlink(file->path) != 0)
		fail_hint("Delete it, or the next upgrade brings the revision back.",
				  "the revision is removed, but not its file \"%s\": %m", file->path);
	return report("removed", id, file ? file->path : NULL);
}

static ExitCode
run_tag(int argc, char **argv)
{
	const char *params[2] = {argv[0], argv[1]};
	PGconn	   *conn = connect_database();
	PGresult   *res;

	PQclear(push_begin_revisions(conn, folder_open(true)));
	res = query(conn, "SELECT migrate.tag($1, $2) AS revision_id", 2, params);
	PQclear(query(conn, "COMMIT", 0, NULL));
	return report("tagged", value_of(res, 0, "revision_id"), NULL);
}

const Command command_edit = {
	"edit", "[REVISION]", 0, 1, "edit the file of a revision and push it",
	"The editor is that of PG_MIGRATE_EDITOR, VISUAL or EDITOR. The default is the head. With --derive-downgrade the\n"
	"upgrade of a pending revision is run and rolled back, and its file gets the downgrade that takes it back.",
	edit_options, run_edit
};

const Command command_repair = {
	"repair", "REVISION", 1, 1, "take over the changed file of an applied revision",
	"Nothing is run: it says that the database is as the file has it now.", repair_options, run_repair
};

const Command command_remove = {
	"remove", "REVISION", 1, 1, "remove a revision that is not applied, and its file", NULL, NULL, run_remove
};

const Command command_tag = {
	"tag", "NAME REVISION", 2, 2, "give a revision a further name", "A tag of that name moves.", NULL, run_tag
};
