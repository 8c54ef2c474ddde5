/*
 * push.c
 *	  Files into the database and back, as other commands need it.
 */
#include "postgres_fe.h"

#include <unistd.h>

#include "client/client.h"

/* Fills the parameters that import_files(), upgrade_files() and sync_files() take. */
void
push_params(const LocalFolder *folder, const char *params[3])
{
	int			n = folder->nfiles + folder->nrepeatables;
	const char **names = palloc((n + 1) * sizeof(char *));
	const char **contents = palloc((n + 1) * sizeof(char *));

	for (int i = 0; i < n; i++)
	{
		const LocalFile *file = i < folder->nfiles ? &folder->files[i] : &folder->repeatables[i - folder->nfiles];

		names[i] = file->name;
		contents[i] = file->content;
	}
	params[0] = array_literal(n, names);
	params[1] = array_literal(n, contents);
	params[2] = folder->format;
}

/* Imports the folder; returns import_files()'s rows.  Without a folder, or with an empty one, there is nothing to do: NULL. */
PGresult *
push_folder(PGconn *conn, const LocalFolder *folder)
{
	const char *params[3];

	if (folder == NULL || folder->nfiles + folder->nrepeatables == 0)
		return NULL;
	push_params(folder, params);
	return query(conn, "SELECT name, revision_id, action FROM migrate.import_files($1::text[], $2::text[], $3)", 3, params);
}

/* The same in a transaction that is begun for it, and for what the caller does with the files.  For whoever runs no revision:
 * the hooks are left as they are, as to write them takes more access than to write revisions. */
PGresult *
push_begin_revisions(PGconn *conn, const LocalFolder *folder)
{
	PQclear(query(conn, "BEGIN", 0, NULL));
	return push_folder(conn, folder);
}

/* The same with all that the folder says: its hooks are stored too. */
PGresult *
push_begin(PGconn *conn, const LocalFolder *folder)
{
	PQclear(query(conn, "BEGIN", 0, NULL));
	hooks_push(conn, folder);
	return push_folder(conn, folder);
}

/* What an import says of files that only the server can read; it is undone. */
PGresult *
push_and_undo(PGconn *conn, const LocalFolder *folder)
{
	PGresult   *res = push_begin_revisions(conn, folder);

	PQclear(query(conn, "ROLLBACK", 0, NULL));
	return res;
}

/* The name that the store has for a revision's file; a new one follows the folder's template. */
static char *
name_for(const LocalFolder *folder, const char *revision_id, const char *stored_name, const char *content)
{
	MigrationFile header;
	FileError	error;

	if (stored_name == NULL && file_read(content, &header, &error))
		return file_name(folder->file_template, &header);
	return stored_name ? pstrdup(stored_name) : psprintf("%s.sql", revision_id);
}

/*
 * Writes the file of a revision from the store: over the one that the folder has, or as a new one.  Returns its path;
 * without a folder NULL.
 */
char *
pull_revision(PGconn *conn, LocalFolder *folder, const char *revision_id)
{
	PGresult   *res;
	LocalFile  *file;
	const char *content;
	char	   *name;
	char	   *path;

	if (folder == NULL)
		return NULL;
	res = query1(conn, "SELECT file_name, migrate.export_file(revision_id) AS content FROM migrate.show($1)", revision_id);
	content = value_of(res, 0, "content");
	file = folder_file_of(folder, revision_id);
	if (file)
		path = file->path;
	else
	{
		name = name_for(folder, revision_id, value_of(res, 0, "file_name"), content);
		if (!folder_name_is_safe(name))
			fail_hint(NULL, "the file of revision \"%s\" is called \"%s\", which is no name for a file below %s", revision_id,
					  name, folder->files_path);
		path = folder_new_path(folder, name);
	}
	write_file(path, content, strlen(content), file != NULL);
	return path;
}

/*
 * Commits what wrote that file; where it fails the file is as it was before (NULL: not there): both or none.  Should the answer
 * be lost on its way, pg_migrate pull brings the file back.
 */
void
commit_with_file(PGconn *conn, const char *path, const char *before)
{
	PGresult   *res = PQexec(conn, "COMMIT");

	if (PQresultStatus(res) != PGRES_COMMAND_OK)
	{
		if (before)
			write_file(path, before, strlen(before), true);
		else
			unlink(path);
		error_exit(conn, res);
	}
	PQclear(res);
}
