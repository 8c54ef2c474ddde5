/*
 * name.c
 *	  Names made of a revision: the slug of its message, and the name of its file; and its id of what another tool calls it.
 *
 * All are plain ASCII whatever the message is written in: they are typed at a prompt and stored in file systems.
 */
#ifndef FRONTEND
#include "postgres.h"
#else
#include "postgres_fe.h"
#endif

#include "common/hashfn.h"

#include "file/file.h"
#include "file/internal.h"

#define DEFAULT_FILE_TEMPLATE "{year}{month}{day}{hour}{minute}_{revision_id}_{slug}.sql"
#define FILE_SLUG_LENGTH 40

/* U+00C0 to U+00DF in plain letters; U+00E0 to U+00FF are their lower case, but for the last. */
static const char *const latin_letters[32] = {
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u", "u", "y", "th", "ss"
};

/* Bytes of create_date, which is written as 2026-11-23 12:00:00, that the parts of a template stand for. */
static const struct
{
	const char *token;
	int			start;
	int			length;
}			date_tokens[] =
{
	{"{year}", 0, 4},
	{"{month}", 5, 2},
	{"{day}", 8, 2},
	{"{hour}", 11, 2},
	{"{minute}", 14, 2},
	{"{second}", 17, 2},
};

/* Only files of this ending are scripts: a README, a configuration or a hook may lie beside them. */
bool
file_is_sql(const char *name)
{
	size_t		length = strlen(name);

	return length > 4 && pg_strcasecmp(name + length - 4, ".sql") == 0;
}

/*
 * May a folder's format have a use for a file of this name: as a script, as a plan or a configuration, or to say what it
 * cannot read?
 */
bool
file_is_of_folder(const char *name)
{
	static const char *const endings[] = {".sql", ".psql", ".pgsql", ".ddl", ".plan", ".conf", ".toml", ".go", ".fizz"};
	size_t		length = strlen(name);

	for (int i = 0; i < lengthof(endings); i++)
	{
		size_t		n = strlen(endings[i]);

		if (length > n && pg_strcasecmp(name + length - n, endings[i]) == 0)
			return true;
	}
	return false;
}

/*
 * What a tool calls a migration, as a revision id: what cannot stand in one is a "_", and where it is too long its end is a
 * hash of the whole.
 */
char *
file_make_id(const char *text, size_t length)
{
	char	   *id = pnstrdup(text, length);
	char	   *whole = id;

	for (char *c = id; *c != '\0'; c++)
	{
		if (!header_is_id_character(*c))
			*c = '_';
	}
	if (length > FILE_MAX_REVISION_ID)
		id = psprintf("%.*s-%08x", FILE_MAX_REVISION_ID - 9, id, hash_bytes((const unsigned char *) text, length));
	else if (header_is_reserved((Span) {id, length}))
		id = psprintf("%s_", id);
	else
		return id;
	pfree(whole);
	return id;
}

static void
end_word(StringInfo slug)
{
	if (slug->len > 0 && slug->data[slug->len - 1] != '_')
		appendStringInfoChar(slug, '_');
}

/*
 * Appends what a non-ASCII byte is worth: a letter with its accent off, or the end of a word where it begins a Latin or
 * general punctuation character.  Other letters have no ASCII spelling and are dropped.  Returns the bytes used.
 */
static int
append_non_ascii(StringInfo slug, const unsigned char *s)
{
	if (s[0] == 0xC3 && (s[1] & 0xC0) == 0x80)
	{
		appendStringInfoString(slug, s[1] == 0xBF ? "y" : latin_letters[s[1] & 31]);
		return 2;
	}
	if (s[0] == 0xC2 || (s[0] == 0xE2 && s[1] == 0x80))
		end_word(slug);
	return 1;
}

/* Cuts a slug that is too long, between words unless that would take more than half of it. */
static void
cut_slug(StringInfo slug, int max_length)
{
	int			cut = max_length;

	if (slug->len <= max_length)
		return;
	while (cut > max_length / 2 && slug->data[cut] != '_')
		cut--;
	slug->len = cut > max_length / 2 ? cut : max_length;
	slug->data[slug->len] = '\0';
}

/*
 * The message as lower-case ASCII words joined by "_", of at most max_length bytes (at least 8); "revision" where
 * nothing is left.
 */
char *
file_slug(const char *message, int max_length)
{
	const unsigned char *s = (const unsigned char *) message;
	StringInfoData slug;

	initStringInfo(&slug);
	while (*s != '\0')
	{
		if (*s >= 0x80)
		{
			s += append_non_ascii(&slug, s);
			continue;
		}
		if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9'))
			appendStringInfoChar(&slug, *s);
		else if (*s >= 'A' && *s <= 'Z')
			appendStringInfoChar(&slug, *s - 'A' + 'a');
		else
			end_word(&slug);
		s++;
	}
	cut_slug(&slug, max_length);
	while (slug.len > 0 && slug.data[slug.len - 1] == '_')
		slug.data[--slug.len] = '\0';
	if (slug.len == 0)
		appendStringInfoString(&slug, "revision");
	return slug.data;
}

static bool
skip_token(const char **position, const char *token)
{
	size_t		length = strlen(token);

	if (strncmp(*position, token, length) != 0)
		return false;
	*position += length;
	return true;
}

/* Is the date written as in 2026-11-23 12:00, whatever follows? */
static bool
has_date(const char *create_date)
{
	static const char pattern[] = "0000-00-00 00:00";

	if (create_date == NULL)
		return false;
	for (int i = 0; pattern[i] != '\0'; i++)
	{
		char		c = create_date[i];

		if (c >= '0' && c <= '9')
			c = '0';
		else if (c == 'T')		/* ISO 8601 */
			c = ' ';
		if (c != pattern[i])
			return false;
	}
	return true;
}

/* Appends digits of a date; seconds may be missing in it, and are then 00. */
static void
append_date_part(StringInfo name, const char *create_date, int start, int length)
{
	const int	minutes_end = 16;

	if (start > minutes_end && (create_date[minutes_end] != ':' || strspn(create_date + start, "0123456789") < length))
		appendStringInfoString(name, "00");
	else
		appendBinaryStringInfo(name, create_date + start, length);
}

/* Appends what a token at *position stands for and steps over it.  False: no token there. */
static bool
append_token(StringInfo name, const char **position, const MigrationFile *file)
{
	for (int i = 0; i < lengthof(date_tokens); i++)
	{
		if (!skip_token(position, date_tokens[i].token))
			continue;
		if (has_date(file->create_date))
			append_date_part(name, file->create_date, date_tokens[i].start, date_tokens[i].length);
		else if (**position != '\0' && strchr("_-/", **position) != NULL)
			(*position)++;
		return true;
	}
	if (skip_token(position, "{revision_id}"))
	{
		appendStringInfoString(name, file->revision_id);
		return true;
	}
	if (skip_token(position, "{slug}"))
	{
		appendStringInfoString(name, file_slug(file->message, FILE_SLUG_LENGTH));
		return true;
	}
	return false;
}

/*
 * The name of a revision's file.  A template (NULL: the default) holds {year}, {month}, {day}, {hour}, {minute},
 * {second}, {revision_id} and {slug}.  Date and time are those of create_date as it is written; where it has none, the
 * token is left out, and with it a "_", "-" or "/" that follows.
 */
char *
file_name(const char *file_template, const MigrationFile *file)
{
	const char *position = file_template ? file_template : DEFAULT_FILE_TEMPLATE;
	StringInfoData name;

	initStringInfo(&name);
	while (*position != '\0')
	{
		if (!append_token(&name, &position, file))
			appendStringInfoChar(&name, *position++);
	}
	return name.data;
}

/* Plain SQL that is run whenever its text changes: a .sql file below repeatable/. */
bool
file_is_repeatable(const char *name)
{
	return strncmp(name, "repeatable/", 11) == 0 && file_is_sql(name + 11);
}
