/*
 * output.c
 *	  What is printed where: sentences and colours for people at terminals, facts for everybody else.
 */
#include "postgres_fe.h"

#include <limits.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/string.h"

#include "client/client.h"

static bool colours_wanted;

void
output_init(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	colours_wanted = (no_color == NULL || *no_color == '\0') && !(term && strcmp(term, "dumb") == 0);
	setvbuf(stdout, NULL, PG_IOLBF, 0);
}

/* Is somebody looking who wants more than facts? */
bool
output_is_terminal(void)
{
	return !settings.json && !settings.quiet && isatty(fileno(stdout));
}

const char *
colour_on(FILE *stream, int colour)
{
	static const char *const codes[] = {"", "\033[31m", "\033[32m", "\033[33m", "\033[1m"};

	return colours_wanted && isatty(fileno(stream)) ? codes[colour] : "";
}

const char *
colour_off(FILE *stream, int colour)
{
	return *colour_on(stream, colour) ? "\033[0m" : "";
}

/* A sentence for people. */
void
say(const char *fmt,...)
{
	va_list		ap;

	if (!output_is_terminal())
		return;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
}

/* A fact: with --json it stands in the JSON. */
void
tell(const char *fmt,...)
{
	va_list		ap;

	if (settings.json)
		return;
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
}

void
tell_coloured(int colour, const char *fmt,...)
{
	va_list		ap;

	if (settings.json)
		return;
	fputs(colour_on(stdout, colour), stdout);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	fputs(colour_off(stdout, colour), stdout);
}

/* How much a terminal shows; what is none shows everything. */
void
terminal_size(FILE *stream, int *rows, int *columns)
{
	struct winsize size;
	bool		known = ioctl(fileno(stream), TIOCGWINSZ, &size) == 0;

	*rows = known && size.ws_row > 0 ? size.ws_row : INT_MAX;
	*columns = known && size.ws_col > 0 ? size.ws_col : INT_MAX;
}

static bool
begins_character(char byte)
{
	return ((unsigned char) byte & 0xC0) != 0x80;
}

/* The first characters of a text, as many as there is room for. */
void
put_cut(FILE *stream, const char *text, int room)
{
	for (; *text != '\0' && (room > 0 || !begins_character(*text)); text++)
	{
		putc(*text, stream);
		room -= begins_character(*text);
	}
}

/* "[###-------]" */
void
append_bar(StringInfo out, int width, int filled)
{
	appendStringInfoChar(out, '[');
	for (int i = 0; i < width; i++)
		appendStringInfoChar(out, i < filled ? '#' : '-');
	appendStringInfoChar(out, ']');
}

/* How many characters a text has. */
int
text_width(const char *text)
{
	int			width = 0;

	for (; *text != '\0'; text++)
		width += begins_character(*text);
	return width;
}

char *
format_duration(double ms)
{
	if (ms < 1)
		return pstrdup("< 1 ms");
	if (ms < 1000)
		return psprintf("%.0f ms", ms);
	if (ms < 60 * 1000)
		return psprintf("%.1f s", ms / 1000);
	return psprintf("%d min %02d s", (int) (ms / 60000), (int) (ms / 1000) % 60);
}

/* Of a timestamp as the server prints it in ISO style the day alone. */
char *
shorten_time(const char *timestamp)
{
	return pnstrdup(timestamp, strcspn(timestamp, " T"));
}

/* Asks on a terminal.  Where nobody can answer, --yes decides: without it, false. */
bool
confirm(const char *question)
{
	char	   *answer;
	bool		yes;

	if (settings.yes)
		return true;
	if (!isatty(fileno(stdin)) || !isatty(fileno(stderr)))
		return false;
	answer = simple_prompt(psprintf("%s (y/n) ", question), true);
	yes = answer[0] == 'y' || answer[0] == 'Y';
	free(answer);
	return yes;
}

char *
first_line(const char *message)
{
	return pnstrdup(message, strcspn(message, "\r\n"));
}

/* The same text in one line: names may hold line breaks. */
char *
one_line(const char *text)
{
	char	   *line = pstrdup(text);

	for (char *c = line; *c != '\0'; c++)
	{
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	}
	return line;
}

/*
 * Prints a text, or writes it into the file of that path and prints the path.  With --json they are members of the object
 * that is open, the text under that key.
 */
void
text_put(const char *key, const char *text, const char *path)
{
	size_t		length = strlen(text);

	if (path)
		write_file(path, text, length, true);
	if (settings.json)
	{
		json_text("file", path);
		json_text(key, path ? NULL : text);
	}
	else if (path)
		tell("%s\n", path);
	else
		tell("%s%s", text, length > 0 && text[length - 1] == '\n' ? "" : "\n");
}

/* The same, as all that there is to print. */
void
text_put_alone(const char *key, const char *text, const char *path)
{
	if (settings.json)
		json_begin_object(NULL);
	text_put(key, text, path);
	if (settings.json)
	{
		json_end_object();
		json_print();
	}
}
