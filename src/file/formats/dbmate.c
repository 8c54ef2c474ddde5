/*
 * dbmate.c
 *	  dbmate: 20260101120000_create.sql with "-- migrate:up" and "-- migrate:down" in it, in the order of the files' names.
 *
 * Marks begin their line.  transaction:false behind "-- migrate:up" says that the upgrade runs without one; on the
 * downgrade's mark alone it says nothing of the revision, whose statements tell.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

static bool
take(FolderFile *source, NumberedFile *file)
{
	return file_is_sql(source->name) && numbered_take_number(source, file);
}

/* Is the line such a mark?  Then *options is what follows it. */
static bool
match_mark(Span line, const char *word, Span *options)
{
	if (line.length < 2 || line.text[0] != '-' || line.text[1] != '-' || !span_match_comment(line, options) ||
		!span_take(options, "migrate:") || !span_take(options, word))
		return false;
	return options->length == 0 || span_is_space(options->text[0]);
}

static bool
recognize_dbmate(const FolderFile *files, int nfiles)
{
	return folder_has_mark(files, nfiles, "migrate:up");
}

static bool
says_no_transaction(Span options)
{
	while (options.length > 0)
	{
		if (span_equals(span_next_word(&options), "transaction:false"))
			return true;
	}
	return false;
}

/* Ends the section that is being read, and begins the one whose mark the reader stands on. */
static void
change_section(Folder *folder, const char *name, const LineReader *lines, FileSection **section, FileSection *next)
{
	if (*section != NULL)
		section_set(*section, lines->content, (*section)->start, lines_start(lines), (*section)->line);
	if (next->present)
		folder_add_error(folder, name, lines->number, pstrdup("a second mark of the same section"),
						 "Write one \"-- migrate:up\" and at most one \"-- migrate:down\" in a file.");
	next->present = true;
	next->start = lines_end(lines);
	next->line = lines->number + 1;
	*section = next;
}

static void
read_upgrade(Folder *folder, FolderFile *source, MigrationFile *file)
{
	FileSection *section = NULL;
	LineReader	lines;
	Span		text;

	lines_open(&lines, source->content);
	while (lines_next(&lines))
	{
		if (match_mark(lines.line, "up", &text))
		{
			change_section(folder, source->name, &lines, &section, &file->upgrade);
			if (says_no_transaction(text))
				file->transactional = 0;
		}
		else if (match_mark(lines.line, "down", &text))
			change_section(folder, source->name, &lines, &section, &file->downgrade);
		else if (section == NULL && span_trim(lines.line).length > 0 && !span_match_comment(lines.line, &text))
		{
			folder_add_error(folder, source->name, lines.number, pstrdup("SQL before the mark \"-- migrate:up\""),
							 "dbmate wants the mark first.");
			return;
		}
	}
	if (section != NULL)
		section_set(section, source->content, section->start, strlen(source->content), section->line);
	if (!file->upgrade.present)
		folder_add_error(folder, source->name, 0, pstrdup("file has no line \"-- migrate:up\""),
						 "Write it before the statements, or move the file elsewhere.");
}

static void
read_dbmate(Folder *folder, FolderFile *files, int nfiles)
{
	static const NumberedRules rules = {
		.take = take, .read_upgrade = read_upgrade, .by_name = true,
		.hint_of_same_number = "dbmate takes one file of a version: give one of them another version."
	};

	numbered_read(folder, files, nfiles, &rules);
}

static void
write_dbmate(WrittenFolder *folder, const WrittenRevision *revision)
{
	const char *option = revision->transactional ? "" : " transaction:false";

	/* dbmate wants both marks */
	written_add_file(folder, revision, psprintf("%s_%s.sql", revision->version, revision->slug),
					 psprintf("-- migrate:up%s\n%s\n\n-- migrate:down%s\n%s\n", option, revision->upgrade.text, option,
							  revision->downgrade.text ? revision->downgrade.text : written_refusal(revision)));
}

static const FileWriter writer = {
	.by_text = true, .whole_file = true, .is_version = written_is_number, .write = write_dbmate
};

const FileFormat format_dbmate = {.name = "dbmate", .recognize = recognize_dbmate, .read = read_dbmate, .writer = &writer};
