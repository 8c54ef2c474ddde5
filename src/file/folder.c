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

#include "miscadmin.h"

#include "file/file.h"
#include "file/internal.h"

static const FileFormat *const formats[] = {
	[FORMAT_MIGRATE] = &format_migrate,
	[FORMAT_SQITCH] = &format_sqitch,
	[FORMAT_PRISMA] = &format_prisma,
	[FORMAT_DIESEL] = &format_diesel,
	[FORMAT_FLYWAY] = &format_flyway,
	[FORMAT_GOOSE] = &format_goose,
	[FORMAT_DBMATE] = &format_dbmate,
	[FORMAT_SQLX] = &format_sqlx,
	[FORMAT_GOLANG_MIGRATE] = &format_golang_migrate,
	[FORMAT_PLAIN] = &format_plain,
};

StaticAssertDecl(lengthof(formats) == FORMAT_COUNT, "a format without its row");

/* ---- names of files ---- */

/* The length of the ending that makes a file a script for tools which look at what stands before it; 0: none. */
int
folder_script_ending(const char *name)
{
	static const char *const endings[] = {".sql", ".psql", ".pgsql"};
	Span		span = {name, strlen(name)};

	for (int i = 0; i < lengthof(endings); i++)
	{
		if (span_take_end(&span, endings[i]))
			return strlen(endings[i]);
	}
	return 0;
}

/* The name without its folders, as a pointer into it. */
const char *
folder_base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

/* The folder that a file lies in, levels of subfolders above it taken off: "a/b/c.sql" -> "a/b/", with one level "a/". */
Span
folder_path(const char *name, int levels)
{
	Span		path = {name, folder_base_name(name) - name};

	while (levels-- > 0 && path.length > 0)
	{
		path.length--;
		while (path.length > 0 && path.text[path.length - 1] != '/')
			path.length--;
	}
	return path;
}

static int
depth_of(Span path)
{
	int			depth = 0;

	for (size_t i = 0; i < path.length; i++)
		depth += path.text[i] == '/';
	return depth;
}

/*
 * The folder that a tool would be pointed at which reads no subfolders: of those that hold files for it the one nearest to
 * the top.  levels: how many folders of the tool's own lie between the two.  False: there are two (an error), or none.
 */
bool
folder_find_root(Folder *folder, FolderFile *files, int nfiles, FolderPartTest is_part, const void *argument, int levels,
				 Span *root)
{
	Span		other = {NULL, 0};

	root->text = NULL;
	for (int i = 0; i < nfiles; i++)
	{
		Span		path = folder_path(files[i].name, levels);

		if (!is_part(&files[i], argument) || (root->text && depth_of(path) > depth_of(*root)))
			continue;
		if (root->text == NULL || depth_of(path) < depth_of(*root))
		{
			*root = path;
			other.text = NULL;
		}
		else if (other.text == NULL && span_compare(path, *root) != 0)
			other = path;
	}
	if (other.text == NULL)
		return root->text != NULL;
	folder_add_error(folder, "", 0, psprintf("there are two folders of migrations, \"%s\" and \"%s\"", span_copy(*root), span_copy(other)),
					 "Import one of them alone.");
	return false;
}

/* Does a file lie in the folder that was found? */
bool
folder_is_below(const FolderFile *file, Span root, int levels)
{
	return span_compare(folder_path(file->name, levels), root) == 0;
}

/* "_create-table persons" -> "create table persons"; may be empty. */
char *
folder_message(Span text)
{
	char	   *message = span_copy(text);
	Span		trimmed;

	for (char *c = message; *c != '\0'; c++)
	{
		if (*c == '_' || *c == '-')
			*c = ' ';
	}
	trimmed = (Span) {message, strlen(message)};
	while (trimmed.length > 0 && (trimmed.text[0] == ' ' || trimmed.text[0] == '.'))
		trimmed = (Span) {trimmed.text + 1, trimmed.length - 1};
	return span_copy(span_trim(trimmed));
}

/* ---- what a format adds to its folder ---- */

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
	memset(revision, 0, sizeof(*revision));
	revision->file = *file;
	revision->name = name;
	revision->content = content;
	return revision;
}

/* The same of one that follows the last one added, as the tool's order is the only edge there is. */
FolderRevision *
folder_add_next(Folder *folder, MigrationFile *file, const char *name, const char *content)
{
	if (folder->nrevisions > 0)
		text_list_append(&file->parents, folder->revisions[folder->nrevisions - 1].file.revision_id);
	return folder_add_revision(folder, file, name, content);
}

/* Appends an error, which then owns message. */
void
file_add_error(FolderErrors *errors, const char *name, int line, char *message, const char *hint)
{
	FolderError *error;

	if (errors->length == 0)
		errors->items = palloc(sizeof(FolderError));
	else if ((errors->length & (errors->length - 1)) == 0)
		errors->items = repalloc_huge(errors->items, 2 * (Size) errors->length * sizeof(FolderError));
	error = &errors->items[errors->length++];
	error->name = name;
	error->error.line = line;
	error->error.message = message;
	error->error.hint = hint ? pstrdup(hint) : NULL;
}

void
folder_add_error(Folder *folder, const char *name, int line, char *message, const char *hint)
{
	file_add_error(&folder->errors, name, line, message, hint);
}

void
folder_add_warning(Folder *folder, const char *name, int line, char *message, const char *hint)
{
	file_add_error(&folder->warnings, name, line, message, hint);
}

/* ---- what holds for every other tool's folder ---- */

static int
compare_ids(const void *a, const void *b)
{
	const FolderRevision *left = *(const FolderRevision *const *) a;
	const FolderRevision *right = *(const FolderRevision *const *) b;
	int			cmp = strcmp(left->file.revision_id, right->file.revision_id);

	return cmp != 0 ? cmp : (left > right) - (left < right);
}

static void
check_ids_differ(Folder *folder)
{
	const FolderRevision **sorted = palloc_extended((folder->nrevisions + 1) * sizeof(FolderRevision *), MCXT_ALLOC_HUGE);

	for (int i = 0; i < folder->nrevisions; i++)
		sorted[i] = &folder->revisions[i];
	qsort(sorted, folder->nrevisions, sizeof(FolderRevision *), compare_ids);
	for (int i = 1; i < folder->nrevisions; i++)
	{
		if (strcmp(sorted[i - 1]->file.revision_id, sorted[i]->file.revision_id) == 0)
			folder_add_error(folder, sorted[i]->name, 0,
							 psprintf("version %s is already that of file \"%s\"", sorted[i]->file.revision_id, sorted[i - 1]->name),
							 "Two files have one version: give one of them another, or take it away.");
	}
	pfree(sorted);
}

static void
check_id(Folder *folder, const FolderRevision *revision)
{
	const char *id = revision->file.revision_id;
	const char *hint;
	char	   *message = header_refuse_id((Span) {id, strlen(id)}, &hint);

	if (message != NULL)
		folder_add_error(folder, revision->name, 0, message, hint);
}

/* What several files made is written out as a file of ours, which such a line would divide. */
static void
check_mark(Folder *folder, const char *name, const FileSection *section)
{
	int			line = section->present ? file_find_mark(section->text) : 0;

	if (line > 0)
		folder_add_error(folder, name, section->line - 1 + line, pstrdup("line looks like a section mark of a migration file"),
						 "Change the line: \"-- migrate:...\" separates the sections of a file.");
}

static void
check_foreign(Folder *folder)
{
	for (int i = 0; i < folder->nrevisions; i++)
	{
		const FolderRevision *revision = &folder->revisions[i];

		check_id(folder, revision);
		if (revision->content != NULL)
			continue;
		check_mark(folder, revision->name, &revision->file.upgrade);
		check_mark(folder, revision->downgrade_name ? revision->downgrade_name : revision->name, &revision->file.downgrade);
		check_mark(folder, revision->verify_name ? revision->verify_name : revision->name, &revision->file.verify);
	}
	if (folder->nrevisions > 1)
		check_ids_differ(folder);
}

/* ---- reading ---- */

/* What "format" may be, "auto" first; NULL-terminated, static. */
const char *const *
file_format_names(void)
{
	static const char *names[FORMAT_COUNT + 2] = {"auto"};

	for (int i = 0; i < FORMAT_COUNT; i++)
		names[i + 1] = formats[i]->name;
	return names;
}

/* The format of that name, in whatever case; NULL: none. */
const FileFormat *
folder_format(const char *name)
{
	for (int i = 0; i < FORMAT_COUNT; i++)
	{
		if (pg_strcasecmp(formats[i]->name, name) == 0)
			return formats[i];
	}
	return NULL;
}

/* What can be written, as "dbmate, diesel". */
char *
file_writer_names(void)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < FORMAT_COUNT; i++)
	{
		if (formats[i]->writer != NULL)
			appendStringInfo(&names, "%s%s", names.len > 0 ? ", " : "", formats[i]->name);
	}
	return names.data;
}

/* "auto": the format that recognizes the folder, or NULL and an error in the folder. */
static const FileFormat *
recognize_format(Folder *folder, const FolderFile *files, int nfiles)
{
	StringInfoData hint;
	bool		any_sql = false;

	for (int i = 0; i < FORMAT_COUNT; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (formats[i]->recognize(files, nfiles))
			return formats[i];
	}
	for (int i = 0; i < nfiles && !any_sql; i++)
		any_sql = folder_script_ending(files[i].name) > 0;
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
		found = folder_format(format);
		if (found == NULL)
			return NULL;
		folder->format = found->name;
	}
	if (found == NULL)
		return folder;
	folder->foreign = found != &format_migrate;
	found->read(folder, files, nfiles);
	if (folder->foreign)
		check_foreign(folder);
	return folder;
}
