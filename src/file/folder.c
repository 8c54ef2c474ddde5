/*
 * folder.c
 *	  Read a whole folder of migration files, in our own format or another tool's.
 *
 * A format is a row of formats[]: it says whether it recognizes a folder, and makes revisions of its files.  With "auto"
 * the first row that recognizes the folder reads it.  What is wrong with one file does not stop the reading of the
 * others, so that a user sees all errors at once.
 *
 * A Folder and all that it owns live in the caller's memory context; names and contents are the caller's.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

static const FileFormat *const formats[] = {
	[FORMAT_MIGRATE] = &format_migrate,
	[FORMAT_PLAIN] = &format_plain,
};

StaticAssertDecl(lengthof(formats) == FORMAT_COUNT, "a format without its row");

/* Only files of this ending are scripts: a README, a configuration or a hook may lie beside them. */
bool
folder_is_sql(const char *name)
{
	size_t		length = strlen(name);

	return length > 4 && pg_strcasecmp(name + length - 4, ".sql") == 0;
}

/* The name without its folders, as a pointer into it. */
const char *
folder_base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

/* Appends a revision, whose file is copied.  The pointer is good until the next one is added. */
FolderRevision *
folder_add_revision(Folder *folder, const MigrationFile *file, const char *name, const char *content)
{
	FolderRevision *revision;

	/* Room doubles at powers of two, so the number alone tells when it is used up. */
	if (folder->nrevisions == 0)
		folder->revisions = palloc(sizeof(FolderRevision));
	else if ((folder->nrevisions & (folder->nrevisions - 1)) == 0)
		folder->revisions = repalloc_huge(folder->revisions, 2 * (Size) folder->nrevisions * sizeof(FolderRevision));
	revision = &folder->revisions[folder->nrevisions++];
	revision->file = *file;
	revision->name = name;
	revision->content = content;
	return revision;
}

/* Appends an error, which then owns message. */
void
folder_add_error(Folder *folder, const char *name, int line, char *message, const char *hint)
{
	FolderError *error;

	if (folder->nerrors == 0)
		folder->errors = palloc(sizeof(FolderError));
	else if ((folder->nerrors & (folder->nerrors - 1)) == 0)
		folder->errors = repalloc_huge(folder->errors, 2 * (Size) folder->nerrors * sizeof(FolderError));
	error = &folder->errors[folder->nerrors++];
	error->name = name;
	error->error.line = line;
	error->error.message = message;
	error->error.hint = hint ? pstrdup(hint) : NULL;
}

/* What "format" may be, "auto" first; NULL-terminated, static. */
const char *const *
file_format_names(void)
{
	static const char *names[FORMAT_COUNT + 2] = {"auto"};

	for (int i = 0; i < FORMAT_COUNT; i++)
		names[i + 1] = formats[i]->name;
	return names;
}

/* "auto": the format that recognizes the folder, or NULL and an error in the folder. */
static const FileFormat *
recognize_format(Folder *folder, const FolderFile *files, int nfiles)
{
	StringInfoData hint;
	bool		any_sql = false;

	for (int i = 0; i < FORMAT_COUNT; i++)
	{
		if (formats[i]->recognize(files, nfiles))
			return formats[i];
	}
	for (int i = 0; i < nfiles && !any_sql; i++)
		any_sql = folder_is_sql(files[i].name);
	initStringInfo(&hint);
	for (int i = 0; i < FORMAT_COUNT; i++)
		appendStringInfo(&hint, "%s%s", i == 0 ? "Formats are: " : ", ", formats[i]->name);
	appendStringInfoChar(&hint, '.');
	folder_add_error(folder, "", 0,
					 pstrdup(any_sql ? "files are of no known format" : "no migration files found"), hint.data);
	return NULL;
}

/*
 * Reads a folder.  format is one of file_format_names(); NULL is returned where it is none.  With "auto" and no format
 * that fits, the folder has an error whose name is "" and its format is "auto".
 */
Folder *
file_read_folder(FolderFile *files, int nfiles, const char *format)
{
	Folder	   *folder = palloc0(sizeof(Folder));
	const FileFormat *found = NULL;

	for (int i = 0; i < nfiles; i++)
		files[i].used = false;
	if (strcmp(format, "auto") == 0)
	{
		found = recognize_format(folder, files, nfiles);
		folder->format = found ? found->name : "auto";
	}
	else
	{
		for (int i = 0; i < FORMAT_COUNT && found == NULL; i++)
		{
			if (strcmp(formats[i]->name, format) == 0)
				found = formats[i];
		}
		if (found == NULL)
			return NULL;
		folder->format = found->name;
	}
	if (found != NULL)
		found->read(folder, files, nfiles);
	return folder;
}
