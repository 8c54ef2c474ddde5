/*
 * file_unit.c
 *	  SQL functions that call file/ directly, and round trips of files made at random.
 *
 * What was read is returned as lines of text, so that the expected output of sql/file.sql can be read.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "file/file.h"

PG_MODULE_MAGIC;

#define UNIT_FUNCTION(name) extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); PG_FUNCTION_INFO_V1(name)

UNIT_FUNCTION(file_unit_read);
UNIT_FUNCTION(file_unit_reprint);
UNIT_FUNCTION(file_unit_print);
UNIT_FUNCTION(file_unit_message);
UNIT_FUNCTION(file_unit_slug);
UNIT_FUNCTION(file_unit_name);
UNIT_FUNCTION(file_unit_find_mark);
UNIT_FUNCTION(file_unit_formats);
UNIT_FUNCTION(file_unit_folder);
UNIT_FUNCTION(file_unit_random);

/* A piece of soup for random texts. */
typedef const char *Fragment;

static const Fragment message_fragments[] = {
	"add height", "Revision ID: x", "\n", "\n", " ", "-- ", "migrate:upgrade", "Migrate:down", "\"", "\\", "\xC3\xA4",
	"\r", "=====", "---", ":", "Message: ", "Message: \"", "#", "\t", "Revises", "Note: it's", "\\n", "migrate: x"
};

static const Fragment script_fragments[] = {
	"SELECT 1;", "\n", "\n", "-- comment\n", "  ", "\t", "\r\n", "$$", "'-- x'", "-- migrate\n", "-- migrate: up\n",
	"\xC3\xA4", "/* */", "\\.\n", "-- Revision ID: other\n"
};

static const Fragment file_fragments[] = {
	"\n", "\n", "\n", "\r\n", "--\n", "-- ", "-- add height\n", "-- Revision ID: aaaa\n", "-- revises: b, c\n", "-- Revises:\n",
	"-- Message: \"a\\nb\"\n", "-- migrate:upgrade\n", "-- migrate:downgrade\n", "--migrate:verify\n", "SELECT 1;\n",
	"-- Create Date: 2026-11-23 12:00:00+00\n", "-- Branch Label: api\n", "=====\n", "-- migrate:upgrade transactional=false\n",
	"-- -- migrate:upgrade\n", " ", "\xEF\xBB\xBF"
};

static uint64 random_state;

static int
random_below(int n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (int) (random_state % (uint64) n);
}

static char *
random_text(const Fragment *fragments, int nfragments, int longest)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int n = random_below(longest + 1); n > 0; n--)
		appendStringInfoString(&text, fragments[random_below(nfragments)]);
	return text.data;
}

static char *
random_id(void)
{
	static const char letters[] = "abcdefXYZ0123456789_.-";
	int			length = 1 + random_below(64);
	char	   *id = palloc0(length + 1);

	for (int i = 0; i < length; i++)
		id[i] = letters[random_below(sizeof(letters) - 1)];
	return id;
}

static TextList
random_ids(void)
{
	TextList	list;

	list.length = random_below(4);
	list.items = palloc(4 * sizeof(char *));
	for (int i = 0; i < list.length; i++)
		list.items[i] = random_id();
	return list;
}

/* A script without a mark in it and without white space at its end. */
static FileSection
random_section(void)
{
	FileSection section = {0};

	do
	{
		section.text = random_text(script_fragments, lengthof(script_fragments), 12);
	} while (file_find_mark(section.text) != 0);
	section.length = strlen(section.text);
	while (section.length > 0 && strchr(" \t\r\n", section.text[section.length - 1]) != NULL)
		section.text[--section.length] = '\0';
	section.present = true;
	return section;
}

static MigrationFile
random_file(void)
{
	MigrationFile file = {0};

	file.message = random_text(message_fragments, lengthof(message_fragments), 5);
	file.revision_id = random_id();
	file.parents = random_ids();
	file.depends_on = random_ids();
	file.branch_labels = random_ids();
	file.replaces = random_ids();
	file.create_date = random_below(2) ? pstrdup("2026-11-23 12:00:00+00") : NULL;
	file.upgrade = random_section();
	if (random_below(2))
		file.downgrade = random_section();
	if (random_below(2))
		file.verify = random_section();
	file.transactional = random_below(3) - 1;
	return file;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_list(const TextList *a, const TextList *b)
{
	if (a->length != b->length)
		return false;
	for (int i = 0; i < a->length; i++)
	{
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return true;
}

static bool
same_section(const FileSection *a, const FileSection *b)
{
	return a->present == b->present && (!a->present || strcmp(a->text, b->text) == 0);
}

static bool
same_header(const MigrationFile *a, const MigrationFile *b)
{
	return same_text(a->message, b->message) && same_text(a->revision_id, b->revision_id) &&
		same_list(&a->parents, &b->parents) && same_list(&a->depends_on, &b->depends_on) &&
		same_list(&a->branch_labels, &b->branch_labels) && same_list(&a->replaces, &b->replaces) &&
		same_text(a->create_date, b->create_date) && a->transactional == b->transactional &&
		a->downgrade.present == b->downgrade.present && a->verify.present == b->verify.present;
}

static bool
same_file(const MigrationFile *a, const MigrationFile *b)
{
	return same_header(a, b) && same_section(&a->upgrade, &b->upgrade) && same_section(&a->downgrade, &b->downgrade) &&
		same_section(&a->verify, &b->verify);
}

static char *
printed(const MigrationFile *file)
{
	StringInfoData out;

	initStringInfo(&out);
	file_print(&out, file);
	return out.data;
}

/* As an editor on Windows may save it: with a byte order mark and CRLF. */
static char *
windows_text(const char *content)
{
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "\xEF\xBB\xBF");
	for (; *content != '\0'; content++)
	{
		if (*content == '\n')
			appendStringInfoChar(&out, '\r');
		appendStringInfoChar(&out, *content);
	}
	return out.data;
}

/* Do bytes and line of a section lead to its text? */
static bool
section_stands_there(const char *content, const FileSection *section)
{
	const char *line = content;

	if (!section->present)
		return true;
	for (int i = 1; i < section->line && line != NULL; i++)
	{
		line = strchr(line, '\n');
		if (line != NULL)
			line++;
	}
	return strncmp(content + section->start, section->text, section->length) == 0 &&
		strlen(section->text) == section->length && (line == NULL || line == content + section->start);
}

static bool
sections_stand_there(const char *content, const MigrationFile *file)
{
	return section_stands_there(content, &file->upgrade) && section_stands_there(content, &file->downgrade) &&
		section_stands_there(content, &file->verify);
}

static MigrationFile
read_or_error(int64 seed, const char *content)
{
	MigrationFile file;
	FileError	error;

	if (!file_read(content, &file, &error))
		elog(ERROR, "seed " INT64_FORMAT ": line %d: %s in:\n%s", seed, error.line, error.message, content);
	return file;
}

/* print -> read gives the revision, print again the bytes; the same through an editor on Windows. */
static void
check_printed_file(int64 seed)
{
	MigrationFile file = random_file();
	char	   *content = printed(&file);
	MigrationFile again = read_or_error(seed, content);
	char	   *windows = windows_text(content);
	MigrationFile foreign = read_or_error(seed, windows);

	if (!same_file(&file, &again) || strcmp(printed(&again), content) != 0)
		elog(ERROR, "seed " INT64_FORMAT ": does not come back:\n%s", seed, content);
	if (!same_header(&file, &foreign))
		elog(ERROR, "seed " INT64_FORMAT ": does not come back with CRLF:\n%s", seed, content);
	if (!sections_stand_there(content, &again) || !sections_stand_there(windows, &foreign))
		elog(ERROR, "seed " INT64_FORMAT ": section elsewhere in:\n%s", seed, content);
}

/* Whatever can be read can be printed and is then the same.  Returns whether it could be read. */
static bool
check_any_file(int64 seed)
{
	char	   *content = psprintf("%s-- Revision ID: zzzz\n%s-- migrate:%s\n%s",
								   random_text(file_fragments, lengthof(file_fragments), 4),
								   random_text(file_fragments, lengthof(file_fragments), 4),
								   random_below(2) ? "upgrade" : "downgrade",
								   random_text(file_fragments, lengthof(file_fragments), 4));
	MigrationFile file;
	MigrationFile again;
	FileError	error;

	if (!file_read(content, &file, &error))
	{
		if (error.message == NULL || error.line < 0)
			elog(ERROR, "seed " INT64_FORMAT ": no error for:\n%s", seed, content);
		return false;
	}
	again = read_or_error(seed, printed(&file));
	if (!same_file(&file, &again) || !sections_stand_there(content, &file))
		elog(ERROR, "seed " INT64_FORMAT ": does not come back:\n%s", seed, content);
	return true;
}

/* file_unit_random(seed, rounds): how many files of the second sort could be read; an error names its seed. */
Datum
file_unit_random(PG_FUNCTION_ARGS)
{
	int64		seed = PG_GETARG_INT64(0);
	int			rounds = PG_GETARG_INT32(1);
	int			nread = 0;

	random_state = (uint64) seed * UINT64CONST(2654435769) + 1;
	for (int i = 0; i < rounds; i++)
	{
		check_printed_file(seed);
		nread += check_any_file(seed);
	}
	PG_RETURN_INT32(nread);
}

/* A text on one line. */
static void
append_escaped(StringInfo out, const char *text)
{
	for (; *text != '\0'; text++)
	{
		if (*text == '\n')
			appendStringInfoString(out, "\\n");
		else if (*text == '\r')
			appendStringInfoString(out, "\\r");
		else
			appendStringInfoChar(out, *text);
	}
}

static void
append_text(StringInfo out, const char *name, const char *text)
{
	if (text == NULL)
		return;
	appendStringInfo(out, "%s: ", name);
	append_escaped(out, text);
	appendStringInfoChar(out, '\n');
}

static void
append_list(StringInfo out, const char *name, const TextList *list)
{
	if (list->length == 0)
		return;
	appendStringInfo(out, "%s:", name);
	for (int i = 0; i < list->length; i++)
		appendStringInfo(out, " [%s]", list->items[i]);
	appendStringInfoChar(out, '\n');
}

static void
append_section(StringInfo out, const char *name, const FileSection *section)
{
	if (!section->present)
		return;
	appendStringInfo(out, "%s, line %d, %zu bytes at %zu: ", name, section->line, section->length, section->start);
	append_escaped(out, section->text);
	appendStringInfoChar(out, '\n');
}

static void
append_file(StringInfo out, const MigrationFile *file)
{
	append_text(out, "revision", file->revision_id);
	append_text(out, "message", file->message);
	append_list(out, "parents", &file->parents);
	append_text(out, "date", file->create_date);
	append_list(out, "depends on", &file->depends_on);
	append_list(out, "labels", &file->branch_labels);
	append_list(out, "replaces", &file->replaces);
	if (file->transactional >= 0)
		appendStringInfo(out, "transactional: %d\n", file->transactional);
	append_section(out, "upgrade", &file->upgrade);
	append_section(out, "downgrade", &file->downgrade);
	append_section(out, "verify", &file->verify);
}

static void
append_error(StringInfo out, const char *kind, const FileError *error)
{
	appendStringInfo(out, "%s, line %d: %s\n", kind, error->line, error->message);
	if (error->hint != NULL)
		appendStringInfo(out, "HINT: %s\n", error->hint);
}

/* Without the line feed at the end, which psql adds. */
static text *
result_text(StringInfo out)
{
	if (out->len > 0 && out->data[out->len - 1] == '\n')
		out->len--;
	return cstring_to_text_with_len(out->data, out->len);
}

static char *
argument_or_null(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* file_unit_read(content) */
Datum
file_unit_read(PG_FUNCTION_ARGS)
{
	MigrationFile file;
	FileError	error;
	StringInfoData out;

	initStringInfo(&out);
	if (file_read(text_to_cstring(PG_GETARG_TEXT_PP(0)), &file, &error))
		append_file(&out, &file);
	else
		append_error(&out, "ERROR", &error);
	PG_RETURN_TEXT_P(result_text(&out));
}

/* file_unit_reprint(content): what print makes of what was read. */
Datum
file_unit_reprint(PG_FUNCTION_ARGS)
{
	MigrationFile file = read_or_error(0, text_to_cstring(PG_GETARG_TEXT_PP(0)));

	PG_RETURN_TEXT_P(cstring_to_text(printed(&file)));
}

/* file_unit_print(message, revision_id, upgrade, downgrade), each may be NULL. */
Datum
file_unit_print(PG_FUNCTION_ARGS)
{
	MigrationFile file = {0};

	file.message = argument_or_null(fcinfo, 0);
	file.revision_id = argument_or_null(fcinfo, 1);
	file.upgrade.text = argument_or_null(fcinfo, 2);
	file.upgrade.present = file.upgrade.text != NULL;
	file.downgrade.text = argument_or_null(fcinfo, 3);
	file.downgrade.present = file.downgrade.text != NULL;
	file.transactional = -1;
	PG_RETURN_TEXT_P(cstring_to_text(printed(&file)));
}

/* file_unit_message(content): the message, raw. */
Datum
file_unit_message(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(read_or_error(0, text_to_cstring(PG_GETARG_TEXT_PP(0))).message));
}

/* file_unit_slug(message, max_length) */
Datum
file_unit_slug(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(file_slug(text_to_cstring(PG_GETARG_TEXT_PP(0)), PG_GETARG_INT32(1))));
}

/* file_unit_name(file_template, revision_id, message, create_date) */
Datum
file_unit_name(PG_FUNCTION_ARGS)
{
	MigrationFile file = {0};

	file.revision_id = argument_or_null(fcinfo, 1);
	file.message = argument_or_null(fcinfo, 2);
	file.create_date = argument_or_null(fcinfo, 3);
	PG_RETURN_TEXT_P(cstring_to_text(file_name(argument_or_null(fcinfo, 0), &file)));
}

/* file_unit_find_mark(script) */
Datum
file_unit_find_mark(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(file_find_mark(text_to_cstring(PG_GETARG_TEXT_PP(0))));
}

/* file_unit_formats() */
Datum
file_unit_formats(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	initStringInfo(&out);
	for (const char *const *name = file_format_names(); *name != NULL; name++)
		appendStringInfo(&out, "%s\n", *name);
	PG_RETURN_TEXT_P(result_text(&out));
}

static FolderFile *
folder_argument(ArrayType *names, ArrayType *contents, int *nfiles)
{
	Datum	   *name_values;
	Datum	   *content_values;
	FolderFile *files;
	int			ncontents;

	deconstruct_array(names, TEXTOID, -1, false, TYPALIGN_INT, &name_values, NULL, nfiles);
	deconstruct_array(contents, TEXTOID, -1, false, TYPALIGN_INT, &content_values, NULL, &ncontents);
	if (*nfiles != ncontents)
		elog(ERROR, "%d names, %d contents", *nfiles, ncontents);
	files = palloc0(Max(*nfiles, 1) * sizeof(FolderFile));
	for (int i = 0; i < *nfiles; i++)
	{
		files[i].name = TextDatumGetCString(name_values[i]);
		files[i].content = TextDatumGetCString(content_values[i]);
		files[i].used = true;
	}
	return files;
}

static void
append_errors(StringInfo out, const char *kind, const FolderErrors *errors)
{
	for (int i = 0; i < errors->length; i++)
	{
		appendStringInfo(out, "-- \"%s\"\n", errors->items[i].name);
		append_error(out, kind, &errors->items[i].error);
	}
}

static void
append_folder(StringInfo out, const Folder *folder)
{
	appendStringInfo(out, "format %s, %d revisions, %d errors\n", folder->format, folder->nrevisions, folder->errors.length);
	for (int i = 0; i < folder->nrevisions; i++)
	{
		const FolderRevision *revision = &folder->revisions[i];

		appendStringInfo(out, "-- %s, %s\n", revision->name, revision->content ? "one file" : "several files");
		append_file(out, &revision->file);
		if (revision->downgrade_name)
			appendStringInfo(out, "downgrade of: %s\n", revision->downgrade_name);
		if (revision->verify_name)
			appendStringInfo(out, "verify of: %s\n", revision->verify_name);
		append_list(out, "tags", &revision->tags);
	}
	append_errors(out, "ERROR", &folder->errors);
	append_errors(out, "WARNING", &folder->warnings);
}

/* file_unit_folder(names, contents, format, brief): NULL where there is no such format. */
Datum
file_unit_folder(PG_FUNCTION_ARGS)
{
	int			nfiles;
	FolderFile *files = folder_argument(PG_GETARG_ARRAYTYPE_P(0), PG_GETARG_ARRAYTYPE_P(1), &nfiles);
	Folder	   *folder = file_read_folder(files, nfiles, text_to_cstring(PG_GETARG_TEXT_PP(2)));
	StringInfoData out;

	if (folder == NULL)
		PG_RETURN_NULL();
	initStringInfo(&out);
	if (PG_GETARG_BOOL(3))
		appendStringInfo(&out, "format %s, %d revisions, %d errors, first %s, last %s", folder->format, folder->nrevisions,
						 folder->errors.length, folder->revisions[0].file.revision_id,
						 folder->revisions[folder->nrevisions - 1].file.revision_id);
	else
		append_folder(&out, folder);
	for (int i = 0; i < nfiles && !PG_GETARG_BOOL(3); i++)
	{
		if (!files[i].used)
			appendStringInfo(&out, "unused: %s\n", files[i].name);
	}
	PG_RETURN_TEXT_P(result_text(&out));
}
