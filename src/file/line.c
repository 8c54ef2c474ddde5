/*
 * line.c
 *	  Pieces of a text and its lines: what every reader of files goes through.
 *
 * A Span points into somebody else's text and is not terminated.
 */
#ifndef FRONTEND
#include "postgres.h"
#else
#include "postgres_fe.h"
#endif

#include "file/internal.h"

bool
span_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A copy, palloc'd and terminated. */
char *
span_copy(Span span)
{
	return pnstrdup(span.text, span.length);
}

/* Is it that word, in whatever case? */
bool
span_equals(Span span, const char *word)
{
	return span.length == strlen(word) && pg_strncasecmp(span.text, word, span.length) == 0;
}

/* As strcmp(). */
int
span_compare(Span a, Span b)
{
	int			cmp = memcmp(a.text, b.text, Min(a.length, b.length));

	return cmp != 0 ? cmp : (a.length > b.length) - (a.length < b.length);
}

/* Does it begin with that word, in whatever case?  Then the word is taken off. */
bool
span_take(Span *span, const char *word)
{
	size_t		length = strlen(word);

	if (span->length < length || pg_strncasecmp(span->text, word, length) != 0)
		return false;
	span->text += length;
	span->length -= length;
	return true;
}

/* Does it end with that word, in whatever case?  Then the word is taken off. */
bool
span_take_end(Span *span, const char *word)
{
	size_t		length = strlen(word);

	if (span->length < length || pg_strncasecmp(span->text + span->length - length, word, length) != 0)
		return false;
	span->length -= length;
	return true;
}

Span
span_trim(Span span)
{
	while (span.length > 0 && span_is_space(span.text[0]))
	{
		span.text++;
		span.length--;
	}
	while (span.length > 0 && span_is_space(span.text[span.length - 1]))
		span.length--;
	return span;
}

/* Takes what stands before the separator off the front of *rest. */
Span
span_split(Span *rest, bool (*is_separator) (char))
{
	Span		first = {rest->text, 0};

	while (first.length < rest->length && !is_separator(rest->text[first.length]))
		first.length++;
	rest->text += Min(first.length + 1, rest->length);
	rest->length -= Min(first.length + 1, rest->length);
	return first;
}

static bool
is_dot(char c)
{
	return c == '.' || c == '_' || c == '-';
}

static int
compare_parts(Span a, Span b)
{
	while (a.length > 0 && a.text[0] == '0')
		a = (Span) {a.text + 1, a.length - 1};
	while (b.length > 0 && b.text[0] == '0')
		b = (Span) {b.text + 1, b.length - 1};
	if (a.length != b.length)
		return a.length < b.length ? -1 : 1;
	return memcmp(a.text, b.text, a.length);
}

/* Versions part by part, as numbers of any length; a part that is missing is 0: 1 and 1.0 are the same. */
int
span_compare_versions(Span a, Span b)
{
	int			cmp = 0;

	while (cmp == 0 && (a.length > 0 || b.length > 0))
		cmp = compare_parts(span_split(&a, is_dot), span_split(&b, is_dot));
	return cmp;
}

/* Takes the next word off *rest; empty at its end. */
Span
span_next_word(Span *rest)
{
	*rest = span_trim(*rest);
	return span_split(rest, span_is_space);
}

/* Is the line a comment?  Then *text is what stands in it, trimmed. */
bool
span_match_comment(Span line, Span *text)
{
	line = span_trim(line);
	if (line.length < 2 || line.text[0] != '-' || line.text[1] != '-')
		return false;
	*text = span_trim((Span) {line.text + 2, line.length - 2});
	return true;
}

/* Bytes of a UTF-8 byte order mark at the beginning, 3 or 0. */
size_t
header_byte_order_mark(const char *content)
{
	return strncmp(content, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

void
lines_open(LineReader *lines, const char *content)
{
	lines->content = content;
	lines->next = content + header_byte_order_mark(content);
	lines->line = (Span) {lines->next, 0};
	lines->number = 0;
}

bool
lines_next(LineReader *lines)
{
	const char *end;

	if (lines->next == NULL)
		return false;
	end = strchr(lines->next, '\n');
	lines->line.text = lines->next;
	lines->line.length = end ? (size_t) (end - lines->next) : strlen(lines->next);
	lines->next = end ? end + 1 : NULL;
	lines->number++;
	return true;
}

/* Where the reader's line begins and where the next one does, as bytes into the content. */
size_t
lines_start(const LineReader *lines)
{
	return lines->line.text - lines->content;
}

size_t
lines_end(const LineReader *lines)
{
	return lines->next ? lines->next - lines->content : lines_start(lines) + lines->line.length;
}
