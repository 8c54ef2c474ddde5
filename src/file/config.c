/*
 * config.c
 *	  Read files of lines "key = value" under lines "[section]": what TOML, git's and Java's simple files have in common.
 *
 * Values of several lines, lists and escapes are none that a tool's order or transactions depend on: they are read as
 * they stand on their line.
 */
#include "postgres.h"

#include "file/internal.h"

void
config_open(ConfigReader *config, const char *content)
{
	memset(config, 0, sizeof(*config));
	lines_open(&config->lines, content);
	config->section = (Span) {content, 0};
}

static Span
unquote(Span value)
{
	const char *end;

	if (value.length < 2 || (value.text[0] != '"' && value.text[0] != '\''))
		return value;
	end = memchr(value.text + 1, value.text[0], value.length - 1);
	return end ? (Span) {value.text + 1, end - value.text - 1} : value;
}

/* The next key with its value and its section.  False: there is none. */
bool
config_next(ConfigReader *config)
{
	while (lines_next(&config->lines))
	{
		Span		line = span_trim(config->lines.line);
		const char *equals = memchr(line.text, '=', line.length);
		const char *bracket = memchr(line.text, ']', line.length);

		if (line.length == 0 || strchr("#;!", line.text[0]) != NULL)
			continue;
		if (line.text[0] == '[' && bracket != NULL)
			config->section = span_trim((Span) {line.text + 1, bracket - line.text - 1});
		else if (equals != NULL)
		{
			config->key = unquote(span_trim((Span) {line.text, equals - line.text}));
			config->value = unquote(span_trim((Span) {equals + 1, line.text + line.length - equals - 1}));
			return true;
		}
	}
	return false;
}

/* Is the value "false", a comment behind it or not? */
bool
config_says_false(const ConfigReader *config)
{
	Span		value = config->value;

	return span_take(&value, "false") && (value.length == 0 || span_is_space(value.text[0]) || value.text[0] == '#');
}

/* section.key, as one word; palloc'd */
char *
config_full_key(const ConfigReader *config)
{
	if (config->section.length == 0)
		return span_copy(config->key);
	return psprintf("%s.%s", span_copy(config->section), span_copy(config->key));
}
