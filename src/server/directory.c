/*
 * directory.c
 *	  A folder on the server's disk, read whole with its subfolders.
 *
 * The server's processes own what they can read, so this asks for the rights of pg_read_server_files, as COPY does.
 */
#include "postgres.h"

#include <sys/stat.h>

#include "catalog/pg_authid.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "storage/fd.h"
#include "utils/acl.h"
#include "utils/memutils.h"

#include "server/directory.h"

static void
check_right(void)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied to read a folder on the server"),
				errhint("Only roles with privileges of pg_read_server_files may; anybody who may import can use migrate.import_files() or pg_migrate."));
}

static char *
read_file(const char *path, size_t length)
{
	FILE	   *file = AllocateFile(path, "rb");
	char	   *content;

	if (file == NULL)
		ereport(ERROR,
				errcode_for_file_access(),
				errmsg("could not open file \"%s\": %m", path));
	if (length >= MaxAllocSize)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("file \"%s\" is too large", path));
	content = palloc(length + 1);
	length = fread(content, 1, length, file);
	if (ferror(file))
		ereport(ERROR,
				errcode_for_file_access(),
				errmsg("could not read file \"%s\": %m", path));
	content[length] = '\0';
	FreeFile(file);
	if (memchr(content, '\0', length) != NULL || !pg_verifymbstr(content, length, true))
		ereport(ERROR,
				errcode(ERRCODE_CHARACTER_NOT_IN_REPERTOIRE),
				errmsg("file \"%s\" is no text in encoding \"%s\"", path, GetDatabaseEncodingName()));
	return content;
}

static void
read_level(const char *path, const char *prefix, FileNameTest wanted, List **names, List **contents)
{
	DIR		   *directory = AllocateDir(path);
	struct dirent *entry;

	check_stack_depth();
	while ((entry = ReadDir(directory, path)) != NULL)
	{
		char	   *full = psprintf("%s/%s", path, entry->d_name);
		char	   *name = psprintf("%s%s", prefix, entry->d_name);
		struct stat status;

		CHECK_FOR_INTERRUPTS();
		if (entry->d_name[0] == '.' || stat(full, &status) != 0)
			continue;
		if (S_ISDIR(status.st_mode))
			read_level(full, psprintf("%s/", name), wanted, names, contents);
		else if (S_ISREG(status.st_mode) && wanted(name))
		{
			*names = lappend(*names, name);
			*contents = lappend(*contents, read_file(full, status.st_size));
		}
	}
	FreeDir(directory);
}

/* All wanted files below path, hidden ones passed over; palloc'd.  Errors: no right, unreadable, no text. */
void
directory_read(const char *path, FileNameTest wanted, char ***names, char ***contents, int *n)
{
	List	   *name_list = NIL;
	List	   *content_list = NIL;

	check_right();
	read_level(path, "", wanted, &name_list, &content_list);
	*n = list_length(name_list);
	*names = palloc(sizeof(char *) * (*n + 1));
	*contents = palloc(sizeof(char *) * (*n + 1));
	for (int i = 0; i < *n; i++)
	{
		(*names)[i] = list_nth(name_list, i);
		(*contents)[i] = list_nth(content_list, i);
	}
}
