/*
 * hooks.c
 *	  The folder hooks/ beside versions/: scripts that the server runs before and after every run and step.
 *
 * Each is a setting of the project in the database, so that whoever upgrades runs it.  A folder hooks/ says what all four are: one
 * that has no file in it is none.  Without that folder the settings stay what somebody made them.
 */
#include "postgres_fe.h"

#include <dirent.h>

#include "client/client.h"

static const char *const names[] = {"before_run", "after_run", "before_step", "after_step"};

static char *
path_of(const LocalFolder *folder, const char *name)
{
	return psprintf("%s/hooks/%s.sql", folder->path, name);
}

/* Does the folder say what the hooks are?  folder may be NULL. */
bool
hooks_exist(const LocalFolder *folder)
{
	return folder && !folder->is_foreign && path_exists(psprintf("%s/hooks", folder->path));
}

/* The file of a hook as a user here would type it; NULL: there is none. */
char *
hooks_file(const LocalFolder *folder, const char *name)
{
	char	   *path = path_of(folder, name);

	return path_exists(path) ? path : NULL;
}

static bool
is_hook(const char *file)
{
	for (int i = 0; i < lengthof(names); i++)
	{
		if (strcmp(file, psprintf("%s.sql", names[i])) == 0)
			return true;
	}
	return false;
}

/* Ends the program where a script in the folder would never run. */
static void
check_names(const char *path)
{
	DIR		   *dir = opendir(path);
	struct dirent *entry;

	if (dir == NULL)
		fail_hint(NULL, "could not open folder \"%s\": %m", path);
	while ((entry = readdir(dir)) != NULL)
	{
		if (file_is_sql(entry->d_name) && !is_hook(entry->d_name))
			fail_hint("Hooks are before_run.sql, after_run.sql, before_step.sql and after_step.sql.", "%s/%s is no hook", path, entry->d_name);
	}
	closedir(dir);
}

/* The setting as it is; NULL: there is none. */
static const char *
stored_hook(const PGresult *stored, const char *name)
{
	for (int row = 0; row < PQntuples(stored); row++)
	{
		if (strcmp(value_of(stored, row, "name"), name) == 0)
			return value_of(stored, row, "value");
	}
	return NULL;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void
put_hook(PGconn *conn, const char *name, const char *script)
{
	const char *params[2] = {name, script};

	PQclear(query(conn, "SELECT migrate.set($1, $2)", 2, params));
	say(script ? "Hook %s is stored.\n" : "Hook %s is taken away.\n", name);
}

/* Makes the settings what the folder says, in the transaction in which its files are stored. */
void
hooks_push(PGconn *conn, const LocalFolder *folder)
{
	PGresult   *stored;

	if (!hooks_exist(folder))
		return;
	check_names(psprintf("%s/hooks", folder->path));
	stored = query(conn, "SELECT name, value FROM migrate.settings WHERE project OPERATOR(pg_catalog.=) migrate.project()", 0, NULL);
	for (int i = 0; i < lengthof(names); i++)
	{
		char	   *path = hooks_file(folder, names[i]);
		char	   *script = path ? read_text(path) : NULL;

		if (!same_text(script, stored_hook(stored, names[i])))
			put_hook(conn, names[i], script);
	}
	PQclear(stored);
}
