/*
 * derive.c
 *	  A downgrade that the server derives from its upgrade, put into the file of its revision.
 *
 * The folder is pushed with the file, as the upgrade may need what is pending below it; file and database get the downgrade
 * together or not at all.  The revision stays pending.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool nothing;			/* there was no downgrade to derive */

/* The downgrade, with all that is in the folder pushed; NULL: the upgrade does nothing to the schema. */
static const char *
ask_for_downgrade(PGconn *conn, const LocalFile *file)
{
	PGresult   *res = query1(conn, "SELECT migrate.derive_downgrade($1) AS script", file->header.revision_id);
	const char *script = value_of(res, 0, "script");

	if (script && file_find_mark(script) > 0)
		fail_hint("Write the downgrade by hand.", "the downgrade of revision \"%s\" holds a line that looks like the mark of a section",
				  file->header.revision_id);
	nothing = script == NULL;
	return script;
}

/* The content of a file with another text in place of its downgrade; the rest of it stays as it is. */
static char *
replace_downgrade(const LocalFile *file, const char *script)
{
	const FileSection *upgrade = &file->header.upgrade;
	const FileSection *downgrade = &file->header.downgrade;
	const FileSection *place = downgrade->present ? downgrade : upgrade;
	size_t		start = downgrade->present ? downgrade->start : upgrade->start + upgrade->length;
	const char *rest = file->content + place->start + place->length;
	StringInfoData content;

	initStringInfo(&content);
	appendBinaryStringInfo(&content, file->content, start);
	if (!downgrade->present)
		appendStringInfoString(&content, "\n\n-- migrate:downgrade\n");
	else if (start > 0 && file->content[start - 1] != '\n')
		appendStringInfoChar(&content, '\n');
	appendStringInfo(&content, "%s%s%s", script, rest[0] == '\n' || rest[0] == '\r' ? "" : "\n", rest);
	return content.data;
}

static void
import_file(PGconn *conn, const LocalFile *file, const char *content)
{
	const char *params[2] = {file->name, content};

	PQclear(query(conn, "SELECT FROM migrate.import_file($1, $2)", 2, params));
}

static PGconn *
begin_with_folder(const LocalFolder *folder)
{
	PGconn	   *conn = connect_database();

	PQclear(push_begin_revisions(conn, folder));
	detected_begin();
	return conn;
}

/* Derives the downgrade of a revision whose file is there, and writes it into the file. */
bool
derive_into_file(LocalFolder *folder, LocalFile *file)
{
	PGconn	   *conn = begin_with_folder(folder);
	const char *script = ask_for_downgrade(conn, file);
	char	   *content;

	if (script == NULL)
		return false;
	content = replace_downgrade(file, script);
	import_file(conn, file, content);
	write_file(file->path, content, strlen(content), true);
	commit_with_file(conn, file->path, file->content);
	return true;
}

/*
 * Writes the file of a new revision, which was added to the folder, with the downgrade of its upgrade.  script_path: the
 * file that this script comes from, where its errors stand.
 */
void
derive_new_file(LocalFolder *folder, LocalFile *file, const char *script_path, char *script)
{
	PGconn	   *conn = begin_with_folder(folder);
	LocalFile	saved = *file;
	const char *downgrade;
	char	   *content;

	file->path = (char *) script_path;
	file->content = script;
	file->header.upgrade.line = 1;
	error_in_text(script_path, script, false);
	downgrade = ask_for_downgrade(conn, file);
	error_in_text(NULL, NULL, false);
	*file = saved;
	content = downgrade ? replace_downgrade(file, downgrade) : file->content;
	import_file(conn, file, content);
	write_file(file->path, content, strlen(content), false);
	commit_with_file(conn, file->path, NULL);
}

/* What is to be said of the downgrade. */
void
derive_show(void)
{
	detected_show();
	if (nothing)
		say("No downgrade: the upgrade does nothing to the schema.\n");
	else if (!detected_has_warning("is not proved"))
		say("Proved: the downgrade takes the upgrade back.\n");
}
