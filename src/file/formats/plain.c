/*
 * plain.c
 *	  Numbered files of plain SQL: 001_create.sql, or 001_create.up.sql and 001_create.down.sql.
 *
 * Files whose name begins with no digit are passed over.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

/*
 * Comments by which other tools tell the parts of one file, beside those that look like our own marks.  Such a file
 * read as plain SQL would run its own way back right after its way forth.
 */
static const char *const foreign_marks[] = {"+goose", "+migrate", "+micrate", "rambler up", "rambler down"};

static bool
recognize_plain(const FolderFile *files, int nfiles)
{
	NumberedFile file;

	for (int i = 0; i < nfiles; i++)
	{
		if (numbered_take_parts(unconstify(FolderFile *, &files[i]), &file))
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
		.take = numbered_take_parts, .read_upgrade = read_upgrade, .with_subfolders = true,
		.hint_of_same_number = "A folder of numbered files is one line of revisions; for branches use the format \"migrate\"."
	};

	numbered_read(folder, files, nfiles, &rules);
}

const FileFormat format_plain = {"plain", .recognize = recognize_plain, .read = read_plain};
