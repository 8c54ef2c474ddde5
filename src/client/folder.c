/*
 * folder.c
 *	  The folder of migrations: where it is, what its config says, the files in it.
 *
 * migrations/ is looked for from the working directory upwards, as git looks for its own.  Files are read with their
 * subfolders from versions/ in it, or from itself where there is no versions/; repeatable ones from repeatable/ in it.  What
 * a file is called below that folder is its name for the server too, with repeatable/ before it.
 */
#include "postgres_fe.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/client.h"

static LocalFolder *found_folder = NULL;	/* with its config read */
static LocalFolder *opened_folder = NULL;	/* with its files too */

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
holds_migrations(const char *path)
{
	return is_folder(psprintf("%s/versions", path)) || path_exists(psprintf("%s/config", path));
}

/* The path of migrations/ as a user here would type it, or NULL. */
static char *
find_path(void)
{
	char		working[MAXPGPATH];
	char	   *up = pstrdup("");

	if (settings.directory)
		return is_folder(settings.directory) ? settings.directory : NULL;
	if (getcwd(working, sizeof(working)) == NULL)
		fail_hint(NULL, "could not find out the working directory: %m");
	for (;;)
	{
		char	   *slash;
		char	   *path = psprintf("%smigrations", up);

		if (holds_migrations(path))
			return path;
		if ((slash = strrchr(working, '/')) == NULL || slash[1] == '\0')
			return NULL;
		*slash = '\0';
		if (working[0] == '\0')
			strcpy(working, "/");
		up = psprintf("%s../", up);
	}
}

static void
set_config_value(LocalFolder *folder, const char *path, int line, const char *key, char *value)
{
	if (strcmp(key, "file_template") == 0 && !folder_name_is_safe(value))
		fail_hint("It ends in .sql and stays in the folder.", "%s:%d: \"%s\" is no name for files", path, line, value);
	else if (strcmp(key, "file_template") == 0)
		folder->file_template = value;
	else if (strcmp(key, "project") == 0)
		folder->project = value;
	else if (strcmp(key, "format") == 0)
		folder->format = value;
	else
		fail_hint("Keys are file_template, format and project.", "%s:%d: unknown key \"%s\"", path, line, key);
}

/* Lines of "key = value"; those that begin with "#" are comments. */
static void
read_config(LocalFolder *folder)
{
	char	   *path = psprintf("%s/config", folder->path);
	char	   *rest;
	char	   *line;
	int			number = 0;

	if (!path_exists(path))
		return;
	rest = read_file(path, NULL);
	while ((line = next_line(&rest)) != NULL)
	{
		char	   *equals;

		number++;
		if (*line == '\0' || *line == '#')
			continue;
		if ((equals = strchr(line, '=')) == NULL)
			fail_hint("Lines are \"key = value\".", "%s:%d: no \"=\" in \"%s\"", path, number, line);
		*equals = '\0';
		set_config_value(folder, path, number, trim_text(line), trim_text(equals + 1));
	}
}

/*
 * The folder and its config, without its files.  Where there is none: NULL with missing_ok, else the end; one that the
 * user named must be there.
 */
LocalFolder *
folder_find(bool missing_ok)
{
	LocalFolder *folder;
	char	   *path;

	if (found_folder)
		return found_folder;
	path = find_path();
	if (path == NULL && settings.directory)
		fail_hint("Make it with \"pg_migrate init -D FOLDER\".", "folder \"%s\" does not exist", settings.directory);
	if (path == NULL && missing_ok)
		return NULL;
	if (path == NULL)
		fail_hint("Make it with \"pg_migrate init\", or name it with -D.",
				  "no folder \"migrations\" here or in a folder above");
	folder = palloc0(sizeof(LocalFolder));
	folder->path = path;
	folder->files_path = psprintf("%s/versions", path);
	if (!is_folder(folder->files_path))
		folder->files_path = path;
	folder->format = "auto";
	read_config(folder);
	return found_folder = folder;
}

/* Reads a file anew. */
void
folder_read_file(LocalFile *file)
{
	size_t		length;

	file->content = read_file(file->path, &length);
	check_text(file->path, file->content, length);
	file->is_revision = file_read(file->content, &file->header, &file->error);
}

/* Adds a file to one of the folder's two lists. */
static void
add_file(LocalFile **files, int *nfiles, const char *root, char *name)
{
	LocalFile  *file;

	if ((*nfiles & (*nfiles - 1)) == 0)
		*files = pg_realloc(*files, Max(*nfiles * 2, 1) * sizeof(LocalFile));
	file = &(*files)[(*nfiles)++];
	memset(file, 0, sizeof(LocalFile));
	file->name = name;
	file->path = psprintf("%s/%s", root, name);
}

/* hooks/ may lie in the folder of files, where there is no versions/. */
static bool
is_hooks(const LocalFolder *folder, const char *name)
{
	return !folder->is_foreign && folder->files_path == folder->path && strcmp(name, "hooks") == 0;
}

static void
take_file(LocalFolder *folder, const char *root, char *name)
{
	if (file_is_repeatable(name))
		add_file(&folder->repeatables, &folder->nrepeatables, root, name);
	else
		add_file(&folder->files, &folder->nfiles, root, name);
}

/* What lies in a subfolder ("" or "name/") of root. */
static void
list_files(LocalFolder *folder, bool (*wanted) (const char *name), const char *root, const char *subfolder, int depth)
{
	char	   *path = psprintf("%s/%s", root, subfolder);
	DIR		   *dir = opendir(path);
	struct dirent *entry;

	if (dir == NULL)
		fail_hint(NULL, "could not open folder \"%s\": %m", path);
	while (errno = 0, (entry = readdir(dir)) != NULL)
	{
		char	   *name = psprintf("%s%s", subfolder, entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		if (is_folder(psprintf("%s/%s", root, name)))
		{
			if (depth < FOLDER_MAX_DEPTH && !is_hooks(folder, name))
				list_files(folder, wanted, root, psprintf("%s/", name), depth + 1);
		}
		else if (wanted(name))
			take_file(folder, root, name);
	}
	if (errno)
		fail_hint(NULL, "could not read folder \"%s\": %m", path);
	closedir(dir);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(((const LocalFile *) a)->name, ((const LocalFile *) b)->name);
}

static int
compare_ids(const void *a, const void *b)
{
	return strcmp((*(LocalFile *const *) a)->header.revision_id, (*(LocalFile *const *) b)->header.revision_id);
}

static void
index_revisions(LocalFolder *folder)
{
	folder->by_id = pg_realloc(folder->by_id, (folder->nfiles + 1) * sizeof(LocalFile *));
	folder->replacing = pg_realloc(folder->replacing, (folder->nfiles + 1) * sizeof(LocalFile *));
	folder->nrevisions = folder->nreplacing = 0;
	for (int i = 0; i < folder->nfiles; i++)
	{
		if (!folder->files[i].is_revision)
			continue;
		folder->by_id[folder->nrevisions++] = &folder->files[i];
		if (folder->files[i].header.replaces.length > 0)
			folder->replacing[folder->nreplacing++] = &folder->files[i];
	}
	qsort(folder->by_id, folder->nrevisions, sizeof(LocalFile *), compare_ids);
}

/*
 * Adds a file that is not on the disk yet, as if it were.  Files lie in a row: what points to others is of no use afterwards.
 */
LocalFile *
folder_add_file(LocalFolder *folder, const char *path, char *content)
{
	LocalFile  *file;

	add_file(&folder->files, &folder->nfiles, folder->files_path, pstrdup(path + strlen(folder->files_path) + 1));
	file = &folder->files[folder->nfiles - 1];
	file->content = content;
	file->is_revision = file_read(content, &file->header, &file->error);
	index_revisions(folder);
	return file;
}

static void
read_repeatables(LocalFolder *folder)
{
	for (int i = 0; i < folder->nrepeatables; i++)
	{
		LocalFile  *file = &folder->repeatables[i];
		size_t		length;

		file->content = read_file(file->path, &length);
		check_text(file->path, file->content, length);
	}
}

static LocalFolder *
read_files(LocalFolder *folder, bool (*wanted) (const char *name))
{
	list_files(folder, wanted, folder->files_path, "", 0);
	if (folder->files_path != folder->path && is_folder(psprintf("%s/repeatable", folder->path)))
		list_files(folder, wanted, folder->path, "repeatable/", 0);
	if (folder->nfiles > 0)
		qsort(folder->files, folder->nfiles, sizeof(LocalFile), compare_names);
	if (folder->nrepeatables > 0)
		qsort(folder->repeatables, folder->nrepeatables, sizeof(LocalFile), compare_names);
	read_repeatables(folder);
	for (int i = 0; i < folder->nfiles; i++)
		folder_read_file(&folder->files[i]);
	index_revisions(folder);
	return opened_folder = folder;
}

/* The folder with its files read, once. */
LocalFolder *
folder_open(bool missing_ok)
{
	LocalFolder *folder = folder_find(missing_ok);

	if (folder == NULL || folder == opened_folder)
		return folder;
	return read_files(folder, file_is_sql);
}

/* Another tool's folder, with all files that its format may have a use for; from now on it is the folder. */
LocalFolder *
folder_open_foreign(char *path, char *format)
{
	LocalFolder *folder = palloc0(sizeof(LocalFolder));

	if (!is_folder(path))
		fail_hint(NULL, "folder \"%s\" does not exist", path);
	canonicalize_path(path);
	folder->path = folder->files_path = path;
	folder->format = format;
	folder->is_foreign = true;
	found_folder = folder;
	(void) read_files(folder, file_is_of_folder);
	if (folder->nfiles == 0)
		fail_hint("Name the folder in which the scripts lie.", "folder \"%s\" has no migration files", path);
	return folder;
}

/* Does every file have a header of ours?  Otherwise only the server knows which revisions they make. */
bool
folder_is_ours(const LocalFolder *folder)
{
	return folder->nrevisions == folder->nfiles;
}

/* Ends the program where a file of our format would not be read beside the others; after a push, which says what is wrong. */
void
folder_refuse_foreign(const LocalFolder *folder)
{
	if (folder && !folder_is_ours(folder))
		fail_hint("Write the next file by hand, or give the files headers: doc/files.md.",
				  "the files in %s have no headers, and a revision that is written here would not be read beside them",
				  folder->files_path);
}

/* The file of a revision, NULL where there is none. */
LocalFile *
folder_file_of(const LocalFolder *folder, const char *revision_id)
{
	int			low = 0,
				high = folder->nrevisions;

	while (low < high)
	{
		int			middle = (low + high) / 2;
		int			order = strcmp(folder->by_id[middle]->header.revision_id, revision_id);

		if (order == 0)
			return folder->by_id[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool
is_called(const LocalFile *file, const char *text)
{
	const char *id = file->header.revision_id;

	return strcmp(text, file->name) == 0 || strcmp(text, file->path) == 0 ||
		strcmp(text, file_slug(file->header.message, 64)) == 0 ||
		(strlen(text) >= 4 && strncmp(id, text, strlen(text)) == 0);
}

/* The file of the revision that text means: an id, 4 characters of one or more, a path, a slug.  NULL: none. */
LocalFile *
folder_find_revision(const LocalFolder *folder, const char *text)
{
	LocalFile  *found = folder_file_of(folder, text);

	if (found)
		return found;
	for (int i = 0; i < folder->nfiles; i++)
	{
		LocalFile  *file = &folder->files[i];

		if (!file->is_revision || !is_called(file, text))
			continue;
		if (found)
			fail_hint("Write more of the revision id.", "revision \"%s\" is ambiguous: %s and %s", text,
					  found->header.revision_id, file->header.revision_id);
		found = file;
	}
	return found;
}

/* Names come from a server: none of them may lead out of the folder. */
bool
folder_path_is_safe(const char *name)
{
	return name[0] != '/' && name[0] != '.' && strstr(name, "/.") == NULL && strchr(name, '\\') == NULL && strchr(name, '\n') == NULL;
}

/* The same of a migration's file. */
bool
folder_name_is_safe(const char *name)
{
	return folder_path_is_safe(name) && file_is_sql(name);
}

/* Is there anything in a folder, which may not be there at all?  What begins with a dot does not count. */
bool
folder_has_files(const char *path)
{
	DIR		   *dir = opendir(path);
	struct dirent *entry;
	bool		any = false;

	while (dir != NULL && !any && (entry = readdir(dir)) != NULL)
		any = entry->d_name[0] != '.';
	if (dir != NULL)
		closedir(dir);
	return any;
}

/* The path of a file that does not exist yet: a number is added to a name that is taken. */
char *
folder_new_path(const LocalFolder *folder, const char *name)
{
	char	   *path = psprintf("%s/%s", folder->files_path, name);
	int			stem = (int) strlen(path) - 4;

	for (int i = 2; path_exists(path); i++)
		path = psprintf("%.*s_%d.sql", stem, psprintf("%s/%s", folder->files_path, name), i);
	return path;
}
