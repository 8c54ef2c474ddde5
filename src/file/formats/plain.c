/*
 * plain.c
 *	  Numbered files of plain SQL: 001_create.sql, or 001_create.up.sql and 001_create.down.sql.
 *
 * A number may have parts, 1.10.0, be a date, 2026-01-31 or 2026_01_31_120000, and end in a letter, 012b.  A downgrade may also end in .undo.sql, .rollback.sql or
 * .revert.sql, or lie in a folder of that name beside the upgrades.  Files whose name begins with no digit are passed over.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

/*
 * Comments by which other tools tell the parts of one file, beside those that look like our own marks.  Such a file
 * read as plain SQL would run its own way back right after its way forth.
 */
static const char *const foreign_marks[] = {"+goose", "+migrate", "+micrate", "rambler up", "rambler down"};

static const char *const downgrades[] = {"down", "undo", "rollback", "revert"};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes separator and digits, so many of them and no more, off the rest. */
static bool
take_digits(Span *rest, char separator, size_t n)
{
	if (rest->length <= n || rest->text[0] != separator || strspn(rest->text + 1, "0123456789") != n)
		return false;
	*rest = (Span) {rest->text + n + 1, rest->length - n - 1};
	return true;
}

/* Behind a year, month and day, and a time of day, belong to the number. */
static void
take_date(const NumberedFile *file, Span *rest)
{
	char		separator = rest->length > 0 ? rest->text[0] : '\0';
	Span		behind = *rest;

	if (file->number.length != 4 || (strncmp(file->number.text, "19", 2) != 0 && strncmp(file->number.text, "20", 2) != 0) ||
		(separator != '-' && separator != '_') || !take_digits(&behind, separator, 2) || !take_digits(&behind, separator, 2))
		return;
	if (!take_digits(&behind, separator, 6))
		(void) take_digits(&behind, separator, 4);
	*rest = behind;
}

/* Lets the number take what belongs to it: further parts, and a letter before the rest. */
static void
take_parts(NumberedFile *file)
{
	Span	   *rest = &file->rest;

	take_date(file, rest);

	while (rest->length > 1 && rest->text[0] == '.' && is_digit(rest->text[1]))
	{
		size_t		n = 1;

		while (n < rest->length && is_digit(rest->text[n]))
			n++;
		*rest = (Span) {rest->text + n, rest->length - n};
	}
	if (rest->length > 1 && rest->text[0] >= 'a' && rest->text[0] <= 'z' && strchr("_- ", rest->text[1]) != NULL)
		*rest = (Span) {rest->text + 1, rest->length - 1};
	file->number.length = rest->text - file->number.text;
}

/* Does the file lie in a folder of downgrades? */
static bool
is_in_downgrades(const FolderFile *source)
{
	Span		path = folder_path(source->name, 0);
	Span		above = folder_path(source->name, 1);
	Span		folder = {above.text + above.length, path.length - above.length};

	for (int i = 0; i < lengthof(downgrades); i++)
	{
		if (folder.length > 0 && span_equals((Span) {folder.text, folder.length - 1}, downgrades[i]))
			return true;
	}
	return false;
}

static bool
take(FolderFile *source, NumberedFile *file)
{
	if (!numbered_take_parts(source, file))
		return false;
	take_parts(file);
	for (int i = 1; i < lengthof(downgrades) && !file->is_down; i++)
		file->is_down = span_take_end(&file->rest, psprintf(".%s", downgrades[i]));
	if (!file->is_down)
		file->is_down = is_in_downgrades(source);
	return true;
}

static bool
recognize_plain(const FolderFile *files, int nfiles)
{
	NumberedFile file;

	for (int i = 0; i < nfiles; i++)
	{
		if (take(unconstify(FolderFile *, &files[i]), &file))
			return true;
	}
	return false;
}

/* The line of the first mark of another tool, or of our own; 0: none. */
static int
find_foreign_mark(const char *content)
{
	int			line = file_find_mark(content);
	LineReader	lines;
	Span		text;

	if (line > 0)
		return line;
	lines_open(&lines, content);
	while (lines_next(&lines))
	{
		if (!span_match_comment(lines.line, &text))
			continue;
		for (int i = 0; i < lengthof(foreign_marks); i++)
		{
			if (span_take(&text, foreign_marks[i]))
				return lines.number;
		}
	}
	return 0;
}

static void
read_upgrade(Folder *folder, FolderFile *source, MigrationFile *file)
{
	int			line = find_foreign_mark(source->content);

	if (line > 0)
		folder_add_error(folder, source->name, line, pstrdup("section mark in a file of plain SQL"),
						 "The file seems to be in the format of another tool.");
	section_set_whole(&file->upgrade, source->content);
}

static void
read_plain(Folder *folder, FolderFile *files, int nfiles)
{
	static const NumberedRules rules = {
		.take = take, .read_upgrade = read_upgrade, .with_subfolders = true,
		.hint_of_same_number = "A folder of numbered files is one line of revisions; for branches use the format \"migrate\"."
	};

	numbered_read(folder, files, nfiles, &rules);
}

const FileFormat format_plain = {.name = "plain", .recognize = recognize_plain, .read = read_plain};
