/*
 * goose.c
 *	  goose: 00001_create.sql with "-- +goose Up" and "-- +goose Down" in it, in the order of the numbers.
 *
 * Between StatementBegin and StatementEnd stands one statement, with or without a semicolon at its end; NO TRANSACTION
 * holds for the whole file.  What ENVSUB would take from the environment is left as it stands.  Numbers may be missing:
 * a revision can be written in Go.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

typedef struct GooseReader
{
	Folder	   *folder;
	const char *name;
	LineReader	lines;
	MigrationFile *file;
	FileSection *section;		/* that is being read, or NULL */
	size_t		start;			/* of the section */
	int			line;
	int			statement_line; /* of the StatementBegin that is open; 0: none */
	TextList	ends;			/* of statements: pointers into the content, where a semicolon is missing */
	bool		failed;
} GooseReader;

static bool
take(FolderFile *source, NumberedFile *file)
{
	return file_is_sql(source->name) && numbered_take_number(source, file) && file->rest.length > 0 && file->rest.text[0] == '_';
}

static bool
recognize_goose(const FolderFile *files, int nfiles)
{
	return folder_has_mark(files, nfiles, "+goose ");
}

static void
fail(GooseReader *reader, int line, const char *message, const char *hint)
{
	folder_add_error(reader->folder, reader->name, line, pstrdup(message), hint);
	reader->failed = true;
}

/* Writes the semicolons that were missing over the marks: no byte moves, so lines stay what they are. */
static void
end_statements(GooseReader *reader)
{
	for (int i = 0; i < reader->ends.length; i++)
	{
		size_t		offset = reader->ends.items[i] - reader->lines.content - reader->start;

		if (offset >= reader->section->length)
			continue;
		memset(reader->section->text + offset, ' ', strcspn(reader->section->text + offset, "\n"));
		reader->section->text[offset] = ';';
	}
	reader->ends.length = 0;
}

static void
end_section(GooseReader *reader, size_t end)
{
	if (reader->section == NULL)
		return;
	if (reader->statement_line > 0)
		fail(reader, reader->statement_line, "StatementBegin without its StatementEnd", "Write \"-- +goose StatementEnd\" where the statement ends.");
	section_set(reader->section, reader->lines.content, reader->start, end, reader->line);
	end_statements(reader);
}

static void
begin_section(GooseReader *reader, FileSection *section)
{
	if (section->present || reader->section == section)
		fail(reader, reader->lines.number, "a second mark of the same section", "A file has one \"-- +goose Up\" and at most one \"-- +goose Down\".");
	else if (section == &reader->file->downgrade && reader->section == NULL)
		fail(reader, reader->lines.number, "Down stands before Up", "goose wants \"-- +goose Up\" first.");
	end_section(reader, lines_start(&reader->lines));
	reader->section = section;
	reader->start = lines_end(&reader->lines);
	reader->line = reader->lines.number + 1;
	reader->statement_line = 0;
}

/* Does a comment begin in a line?  One that begins in a string, as it seems from the line alone, is none. */
static bool
has_comment(const char *line, const char *end)
{
	char		quote = 0;

	for (const char *c = line; c + 1 < end; c++)
	{
		if (quote)
			quote = *c == quote ? 0 : quote;
		else if (*c == '\'' || *c == '"')
			quote = *c;
		else if (c[0] == '-' && c[1] == '-')
			return true;
	}
	return false;
}

/* Does the text before the mark end in a semicolon, white space passed over?  A comment's counts for none. */
static bool
has_semicolon(const GooseReader *reader)
{
	const char *begin = reader->lines.content + reader->start,
			   *end = reader->lines.line.text,
			   *line;

	while (end > begin && span_is_space(end[-1]))
		end--;
	if (end == begin || end[-1] != ';')
		return false;
	for (line = end; line > begin && line[-1] != '\n' && line[-1] != '\r'; line--)
		;
	return !has_comment(line, end);
}

static void
end_statement(GooseReader *reader)
{
	if (reader->statement_line == 0)
		fail(reader, reader->lines.number, "StatementEnd without its StatementBegin", NULL);
	else if (!has_semicolon(reader))
		text_list_append(&reader->ends, unconstify(char *, reader->lines.line.text));
	reader->statement_line = 0;
}

static void
begin_statement(GooseReader *reader)
{
	if (reader->section == NULL || reader->statement_line > 0)
		fail(reader, reader->lines.number, reader->section ? "StatementBegin inside of another one" : "StatementBegin before Up", NULL);
	reader->statement_line = reader->lines.number;
}

static void
read_mark(GooseReader *reader, Span mark)
{
	mark = span_trim(mark);
	if (span_equals(mark, "Up"))
		begin_section(reader, &reader->file->upgrade);
	else if (span_equals(mark, "Down"))
		begin_section(reader, &reader->file->downgrade);
	else if (span_equals(mark, "StatementBegin"))
		begin_statement(reader);
	else if (span_equals(mark, "StatementEnd"))
		end_statement(reader);
	else if (span_equals(mark, "NO TRANSACTION"))
		reader->file->transactional = 0;
}

static void
read_line(GooseReader *reader)
{
	Span		text;

	if (span_match_comment(reader->lines.line, &text))
	{
		if (span_take(&text, "+goose "))
			read_mark(reader, text);
	}
	else if (reader->section == NULL && span_trim(reader->lines.line).length > 0)
		fail(reader, reader->lines.number, "SQL before the mark \"-- +goose Up\"", "goose wants the mark first.");
}

static void
read_upgrade(Folder *folder, FolderFile *source, MigrationFile *file)
{
	GooseReader reader = {.folder = folder, .name = source->name, .file = file};

	lines_open(&reader.lines, source->content);
	while (!reader.failed && lines_next(&reader.lines))
		read_line(&reader);
	if (!reader.failed && reader.section == NULL)
		fail(&reader, 0, "file has no line \"-- +goose Up\"", "Write it before the statements, or move the file elsewhere.");
	if (!reader.failed)
		end_section(&reader, strlen(source->content));
}

static void
read_goose(Folder *folder, FolderFile *files, int nfiles)
{
	static const NumberedRules rules = {
		.take = take, .read_upgrade = read_upgrade, .hint_of_same_number = "goose takes one file of a version: give one of them another number."
	};

	numbered_read(folder, files, nfiles, &rules);
}

/* Lines that are marks of goose become empty: a script that was goose's has some. */
static void
clean(char *script)
{
	LineReader	lines;
	Span		text;

	lines_open(&lines, script);
	while (lines_next(&lines))
	{
		if (span_match_comment(lines.line, &text) && span_take(&text, "+goose "))
			memset(script + lines_start(&lines), ' ', lines.line.length);
	}
}

/*
 * goose ends a statement where a line ends in a semicolon.  So what holds one stands between marks, and every statement has
 * one at its end.
 */
static void
append_section(StringInfo out, const char *title, const WrittenScript *script)
{
	size_t		at = 0;

	appendStringInfo(out, "-- +goose %s\n", title);
	for (int i = 0; i < script->nstatements; i++)
	{
		const ScriptSpan *statement = &script->statements[i];

		appendBinaryStringInfo(out, script->text + at, statement->start - at);
		if (statement->holds_semicolons)
			appendStringInfo(out, "%s-- +goose StatementBegin\n", out->data[out->len - 1] == '\n' ? "" : "\n");
		appendBinaryStringInfo(out, script->text + statement->start, statement->end - statement->start);
		if (!statement->has_semicolon)
			appendStringInfoString(out, "\n;");
		if (statement->holds_semicolons)
			appendStringInfoString(out, "\n-- +goose StatementEnd");
		at = statement->end;
		if (statement->holds_semicolons && script->text[at] != '\n')
			appendStringInfoChar(out, '\n');
	}
	appendStringInfo(out, "%s\n", script->text + at);
}

static void
write_goose(WrittenFolder *folder, const WrittenRevision *revision)
{
	StringInfoData out;

	initStringInfo(&out);
	if (!revision->transactional)
		appendStringInfoString(&out, "-- +goose NO TRANSACTION\n");
	append_section(&out, "Up", &revision->upgrade);
	appendStringInfoChar(&out, '\n');
	if (revision->downgrade.text != NULL)
		append_section(&out, "Down", &revision->downgrade);
	else
		appendStringInfo(&out, "-- +goose Down\n-- +goose StatementBegin\n%s\n-- +goose StatementEnd\n", written_refusal(revision));
	written_add_file(folder, revision, psprintf("%s_%s.sql", revision->version, revision->slug), out.data);
}

static const FileWriter writer = {.is_version = written_is_number, .clean = clean, .write = write_goose};

const FileFormat format_goose = {.name = "goose", .recognize = recognize_goose, .read = read_goose, .writer = &writer};
