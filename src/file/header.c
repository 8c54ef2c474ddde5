/*
 * header.c
 *	  Read a migration file: the comment lines of its header, then its sections.
 *
 * The header is the blank and comment lines before the first mark.  Lines "Key: value" with a key of ours say what the
 * revision is; the first other paragraph is its message; everything else there is the author's own comment.  A mark is
 * recognised by its line alone, never by what SQL makes of that line, so that a reader needs no SQL scanner: in return
 * a script that holds such a line cannot be stored (file_find_mark).
 *
 * Sections are byte ranges of the file.  Nothing of a script is changed but the white space cut off at its end, so a
 * line of the file is section.line - 1 + line of the script.
 */
#ifndef FRONTEND
#include "postgres.h"
#else
#include "postgres_fe.h"
#endif

#include "file/file.h"
#include "file/internal.h"

typedef enum HeaderKey
{
	KEY_MESSAGE,
	KEY_REVISION_ID,
	KEY_REVISES,
	KEY_CREATE_DATE,
	KEY_DEPENDS_ON,
	KEY_BRANCH_LABEL,
	KEY_REPLACES,
	KEY_NONE
} HeaderKey;

static const struct
{
	const char *name;
	HeaderKey	key;
}			header_keys[] =
{
	{"Message", KEY_MESSAGE},
	{"Revision ID", KEY_REVISION_ID},
	{"Revises", KEY_REVISES},
	{"Create Date", KEY_CREATE_DATE},
	{"Depends On", KEY_DEPENDS_ON},
	{"Branch Label", KEY_BRANCH_LABEL},
	{"Branch Labels", KEY_BRANCH_LABEL},	/* Alembic's word; passing over it would lose a label in silence */
	{"Replaces", KEY_REPLACES},
};

static const char *const reserved_ids[] = {"head", "heads", "base", "current"};

typedef struct HeaderReader
{
	LineReader	lines;
	MigrationFile *file;
	FileError  *error;
	int			seen[KEY_NONE]; /* line of each key, 0: not yet */
	StringInfoData message;
	bool		message_ended;
} HeaderReader;

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool
is_comma(char c)
{
	return c == ',';
}

/* Notes what is wrong.  Returns false, so that readers can return it. */
static bool
fail(FileError *error, int line, char *message, const char *hint)
{
	error->line = line;
	error->message = message;
	error->hint = hint ? pstrdup(hint) : NULL;
	return false;
}

/* Is the line a mark, ^\s*--\s*migrate:\w+?  Then *word is the section's name and *rest what follows it. */
static bool
match_mark(Span line, Span *word, Span *rest)
{
	static const char prefix[] = "migrate:";
	const size_t prefix_length = sizeof(prefix) - 1;
	Span		text;

	if (!span_match_comment(line, &text) || text.length <= prefix_length ||
		pg_strncasecmp(text.text, prefix, prefix_length) != 0)
		return false;
	*word = (Span) {text.text + prefix_length, 0};
	while (prefix_length + word->length < text.length && is_word(word->text[word->length]))
		word->length++;
	*rest = (Span) {word->text + word->length, text.length - prefix_length - word->length};
	return word->length > 0;
}

/* The key of ours that a comment's text begins with; then *value is what stands behind the colon, trimmed. */
static HeaderKey
match_key(Span text, Span *value)
{
	const char *colon = memchr(text.text, ':', text.length);
	Span		name;

	if (colon == NULL)
		return KEY_NONE;
	name = span_trim((Span) {text.text, colon - text.text});
	for (int i = 0; i < lengthof(header_keys); i++)
	{
		if (span_equals(name, header_keys[i].name))
		{
			*value = span_trim((Span) {colon + 1, text.text + text.length - colon - 1});
			return header_keys[i].key;
		}
	}
	return KEY_NONE;
}

/* Nothing but a ruler ("-----", "====="), or nothing at all: ends a paragraph and says nothing. */
static bool
is_ruler(Span text)
{
	for (size_t i = 0; i < text.length; i++)
	{
		if (strchr("-=*#", text.text[i]) == NULL)
			return false;
	}
	return true;
}

/*
 * Would a line of a message, written as a comment, be read back as just that?  If not, print.c must quote the message.
 */
bool
header_reads_as_prose(const char *line, size_t length)
{
	Span		text = {line, length};
	Span		value;

	return span_trim(text).length == length && memchr(line, '\r', length) == NULL && !is_ruler(text) &&
		match_key(text, &value) == KEY_NONE && pg_strncasecmp(line, "migrate:", Min(length, 8)) != 0;
}

/* Does the header name a revision?  Says nothing of whether the file is in order. */
bool
header_has_revision_id(const char *content)
{
	LineReader	lines;
	Span		text,
				value;

	lines_open(&lines, content);
	while (lines_next(&lines))
	{
		if (span_trim(lines.line).length == 0)
			continue;
		if (!span_match_comment(lines.line, &text) || match_mark(lines.line, &text, &value))
			return false;
		if (match_key(text, &value) == KEY_REVISION_ID)
			return true;
	}
	return false;
}

/* Appends an item, which the list then owns. */
void
text_list_append(TextList *list, char *item)
{
	/* Room doubles at powers of two, so the length alone tells when it is used up. */
	if (list->length == 0)
		list->items = palloc(sizeof(char *));
	else if ((list->length & (list->length - 1)) == 0)
		list->items = repalloc(list->items, 2 * list->length * sizeof(char *));
	list->items[list->length++] = item;
}

bool
header_is_reserved(Span id)
{
	for (int i = 0; i < lengthof(reserved_ids); i++)
	{
		if (span_equals(id, reserved_ids[i]))
			return true;
	}
	return false;
}

bool
header_is_id_character(char c)
{
	return is_word(c) || c == '.' || c == '-';
}

/* What is wrong with a revision id, as the message of an error; NULL: nothing.  *hint says what one may be. */
char *
header_refuse_id(Span id, const char **hint)
{
	bool		valid = id.length > 0 && id.length <= FILE_MAX_REVISION_ID;

	for (size_t i = 0; valid && i < id.length; i++)
		valid = header_is_id_character(id.text[i]);
	*hint = valid ? "The words head, heads, base and current are targets." :
		"A revision id has 1 to 64 characters of A-Z, a-z, 0-9, \"_\", \".\" and \"-\".";
	if (!valid)
		return psprintf("invalid revision id \"%s\"", span_copy(id));
	return header_is_reserved(id) ? psprintf("revision id \"%s\" is a reserved word", span_copy(id)) : NULL;
}

static bool
check_id(HeaderReader *reader, Span id)
{
	const char *hint;
	char	   *message = header_refuse_id(id, &hint);

	return message == NULL || fail(reader->error, reader->lines.number, message, hint);
}

static bool
read_id(HeaderReader *reader, Span value)
{
	if (!check_id(reader, value))
		return false;
	reader->file->revision_id = span_copy(value);
	return true;
}

/* A list with commas; empty, or "base" where revisions are meant: none. */
static bool
read_list(HeaderReader *reader, Span value, TextList *list, bool of_ids)
{
	if (value.length == 0 || (of_ids && span_equals(value, "base")))
		return true;
	while (value.length > 0)
	{
		bool		comma_at_end = value.text[value.length - 1] == ',';
		Span		item = span_trim(span_split(&value, is_comma));

		if (item.length == 0 || (value.length == 0 && comma_at_end))
			return fail(reader->error, reader->lines.number, pstrdup("empty name between commas"), NULL);
		if (of_ids && !check_id(reader, item))
			return false;
		text_list_append(list, span_copy(item));
	}
	return true;
}

/* A message in double quotes, as print.c writes those that a comment cannot hold, or as it stands. */
static bool
read_message(HeaderReader *reader, Span value)
{
	static const char *bad_quotes = "message has quotes that don't enclose it, or an unknown escape";
	static const char *hint = "In quotes write \\\" for a quote, \\\\ for a backslash, \\n for a new line.";
	StringInfo	message = &reader->message;

	resetStringInfo(message);
	reader->message_ended = true;
	if (value.length == 0 || value.text[0] != '"')
	{
		appendBinaryStringInfo(message, value.text, value.length);
		return true;
	}
	for (size_t i = 1; i < value.length; i++)
	{
		char		c = value.text[i];

		if (c == '"')
		{
			if (i + 1 == value.length)
				return true;
			break;
		}
		if (c == '\\')
		{
			c = ++i < value.length ? value.text[i] : '\0';
			if (c == 'n')
				c = '\n';
			else if (c == 'r')
				c = '\r';
			else if (c != '"' && c != '\\')
				break;
		}
		appendStringInfoChar(message, c);
	}
	return fail(reader->error, reader->lines.number, pstrdup(bad_quotes), hint);
}

static bool
read_key(HeaderReader *reader, HeaderKey key, Span value)
{
	MigrationFile *file = reader->file;

	if (reader->seen[key] != 0)
		return fail(reader->error, reader->lines.number,
					psprintf("duplicate header line, the first is line %d", reader->seen[key]), NULL);
	reader->seen[key] = reader->lines.number;

	switch (key)
	{
		case KEY_MESSAGE:
			return read_message(reader, value);
		case KEY_REVISION_ID:
			return read_id(reader, value);
		case KEY_REVISES:
			return read_list(reader, value, &file->parents, true);
		case KEY_CREATE_DATE:
			file->create_date = value.length > 0 ? span_copy(value) : NULL;
			return true;
		case KEY_DEPENDS_ON:
			return read_list(reader, value, &file->depends_on, true);
		case KEY_BRANCH_LABEL:
			return read_list(reader, value, &file->branch_labels, false);
		case KEY_REPLACES:
			return read_list(reader, value, &file->replaces, true);
		case KEY_NONE:
			break;
	}
	return true;
}

static void
end_paragraph(HeaderReader *reader)
{
	if (reader->message.len > 0)
		reader->message_ended = true;
}

static bool
read_header_line(HeaderReader *reader)
{
	Span		text,
				value;
	HeaderKey	key;

	if (span_trim(reader->lines.line).length == 0)
	{
		end_paragraph(reader);
		return true;
	}
	if (!span_match_comment(reader->lines.line, &text))
		return fail(reader->error, reader->lines.number, pstrdup("SQL before the first section mark"),
					"Write \"-- migrate:upgrade\" on a line of its own before the statements.");

	key = match_key(text, &value);
	if (key != KEY_NONE || is_ruler(text))
		end_paragraph(reader);
	if (key != KEY_NONE)
		return read_key(reader, key, value);
	if (!is_ruler(text) && !reader->message_ended)
	{
		if (reader->message.len > 0)
			appendStringInfoChar(&reader->message, '\n');
		appendBinaryStringInfo(&reader->message, text.text, text.length);
	}
	return true;
}

/* Reads up to the first mark, which is the reader's line then.  *marked: there is one. */
static bool
read_header(HeaderReader *reader, bool *marked)
{
	Span		word,
				rest;

	*marked = false;
	while (!*marked && lines_next(&reader->lines))
	{
		*marked = match_mark(reader->lines.line, &word, &rest);
		if (!*marked && !read_header_line(reader))
			return false;
	}
	reader->file->message = reader->message.data;
	if (reader->file->revision_id == NULL)
		return fail(reader->error, 0, pstrdup("file has no revision id"),
					"Write a line \"-- Revision ID: ...\" before the first section mark.");
	if (!*marked)
		return fail(reader->error, 0, pstrdup("file has no line \"-- migrate:upgrade\""), NULL);
	return true;
}

/* transactional=, variables=true|false; upgrade and downgrade may both say it, but it is one property of the revision. */
static bool
read_option(HeaderReader *reader, Span option)
{
	Span		value = {option.text + option.length, 0};
	const char *equals = memchr(option.text, '=', option.length);
	int			transactional;

	if (equals != NULL)
	{
		value = (Span) {equals + 1, option.text + option.length - equals - 1};
		option.length = equals - option.text;
	}
	if (!span_equals(option, "transactional") && !span_equals(option, "variables"))
		return fail(reader->error, reader->lines.number,
					psprintf("unknown option \"%s\" after the section mark", span_copy(option)),
					"Options are transactional=true, transactional=false and variables=true.");
	if (!span_equals(value, "true") && !span_equals(value, "false"))
		return fail(reader->error, reader->lines.number,
					psprintf("invalid value \"%s\" for option \"%s\"", span_copy(value), span_copy(option)),
					"It is true or false.");
	if (span_equals(option, "variables"))
	{
		reader->file->variables |= span_equals(value, "true");
		return true;
	}
	transactional = span_equals(value, "true") ? 1 : 0;
	if (reader->file->transactional >= 0 && reader->file->transactional != transactional)
		return fail(reader->error, reader->lines.number, pstrdup("option \"transactional\" contradicts an earlier one"),
					"A revision is transactional as a whole: its upgrade and its downgrade.");
	reader->file->transactional = transactional;
	return true;
}

/* The section that a word names, or NULL. */
static FileSection *
section_of(MigrationFile *file, Span word)
{
	if (span_equals(word, "upgrade"))
		return &file->upgrade;
	if (span_equals(word, "downgrade"))
		return &file->downgrade;
	if (span_equals(word, "verify"))
		return &file->verify;
	return NULL;
}

/* Reads the mark that the reader stands on.  NULL: an error. */
static FileSection *
read_mark(HeaderReader *reader)
{
	Span		word = {NULL, 0},
				rest = {NULL, 0};
	FileSection *section;

	match_mark(reader->lines.line, &word, &rest);
	section = section_of(reader->file, word);
	if (section == NULL)
	{
		fail(reader->error, reader->lines.number, psprintf("unknown section mark \"migrate:%s\"", span_copy(word)),
			 "Sections are migrate:upgrade, migrate:downgrade and migrate:verify.");
		return NULL;
	}
	if (section->present)
	{
		fail(reader->error, reader->lines.number,
			 psprintf("duplicate section \"%s\", the first begins at line %d", span_copy(word), section->line - 1), NULL);
		return NULL;
	}
	while (rest.length > 0)
	{
		Span		option = span_split(&rest, span_is_space);

		if (option.length > 0 && !read_option(reader, option))
			return NULL;
	}
	return section;
}

/* Makes a section of the bytes [start, end) of content, less the white space at their end. */
void
section_set(FileSection *section, const char *content, size_t start, size_t end, int line)
{
	while (end > start && span_is_space(content[end - 1]))
		end--;
	section->present = true;
	section->line = line;
	section->start = start;
	section->length = end - start;
	section->text = pnstrdup(content + start, end - start);
}

/* Makes a section of a whole file. */
void
section_set_whole(FileSection *section, const char *content)
{
	section_set(section, content, header_byte_order_mark(content), strlen(content), 1);
}

/* Reads the section below the mark that the reader stands on, up to the next mark (*marked) or the end of the file. */
static bool
read_section(HeaderReader *reader, bool *marked)
{
	LineReader *lines = &reader->lines;
	FileSection *section = read_mark(reader);
	int			line = lines->number + 1;
	size_t		start = lines_end(lines);
	Span		word,
				rest;

	if (section == NULL)
		return false;
	*marked = false;
	while (!*marked && lines_next(lines))
		*marked = match_mark(lines->line, &word, &rest);
	section_set(section, lines->content, start, *marked ? lines_start(lines) : lines_end(lines), line);
	return true;
}

/*
 * Reads a file of our own format.  Returns false and fills *error at the first thing that is wrong; *file is then of no
 * use.  What *file points to is palloc'd and independent of content.
 */
bool
file_read(const char *content, MigrationFile *file, FileError *error)
{
	HeaderReader reader;
	bool		marked;

	memset(file, 0, sizeof(*file));
	memset(&reader, 0, sizeof(reader));
	memset(error, 0, sizeof(*error));
	file->transactional = -1;
	reader.file = file;
	reader.error = error;
	initStringInfo(&reader.message);
	lines_open(&reader.lines, content);

	if (!read_header(&reader, &marked))
		return false;
	while (marked)
	{
		if (!read_section(&reader, &marked))
			return false;
	}
	if (!file->upgrade.present)
		return fail(error, 0, pstrdup("file has no line \"-- migrate:upgrade\""), NULL);
	return true;
}

/*
 * The line of the first line in a script that looks like a section mark, in a string or not; 0 if there is none.  Such
 * a script would not come back whole from a file.
 */
int
file_find_mark(const char *script)
{
	LineReader	lines;
	Span		word,
				rest;

	lines_open(&lines, script);
	while (lines_next(&lines))
	{
		if (match_mark(lines.line, &word, &rest))
			return lines.number;
	}
	return 0;
}
