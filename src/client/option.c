/*
 * option.c
 *	  Read options into the places that a table names, and print that table as help.
 *
 * getopt would take "downgrade -1" for an option: here what looks like a number is an argument.  As with getopt_long a
 * long option may be shortened as long as it stays unambiguous, and "--" ends the options.
 */
#include "postgres_fe.h"

#include <limits.h>

#include "fe_utils/option_utils.h"

#include "client/client.h"

/* The end of both tables, one after the other. */
typedef struct OptionCursor
{
	const Option *next;
	bool		global;
} OptionCursor;

static const Option *
next_option(OptionCursor *cursor)
{
	while (cursor->next == NULL || cursor->next->name == NULL)
	{
		if (cursor->global)
			return NULL;
		cursor->global = true;
		cursor->next = global_options;
	}
	return cursor->next++;
}

static const Option *
find_letter(const Option *options, char letter)
{
	OptionCursor cursor = {options, false};
	const Option *option;

	while ((option = next_option(&cursor)) != NULL)
	{
		if (option->letter == letter)
			return option;
	}
	usage_error("unknown option \"-%c\"", letter);
}

static const Option *
find_name(const Option *options, const char *name, size_t length)
{
	OptionCursor cursor = {options, false};
	const Option *option,
			   *found = NULL;

	while ((option = next_option(&cursor)) != NULL)
	{
		if (strncmp(option->name, name, length) != 0)
			continue;
		if (option->name[length] == '\0')
			return option;
		if (found)
			usage_error("option \"--%.*s\" is ambiguous: \"--%s\" or \"--%s\"", (int) length, name, found->name,
						option->name);
		found = option;
	}
	if (found == NULL)
		usage_error("unknown option \"--%.*s\"", (int) length, name);
	return found;
}

static void
set_number(const Option *option, const char *text)
{
	char		name[64];

	snprintf(name, sizeof(name), "--%s", option->name);
	if (!option_parse_int(text, name, 0, INT_MAX, option->value))
		exit(EXIT_USAGE);
}

static void
set_option(const Option *option, char *text)
{
	switch (option->kind)
	{
		case OPTION_FLAG:
			*(bool *) option->value = true;
			break;
		case OPTION_TEXT:
			*(char **) option->value = text;
			break;
		case OPTION_LIST:
			simple_string_list_append(option->value, text);
			break;
		case OPTION_NUMBER:
			set_number(option, text);
			break;
		case OPTION_SECONDS:
			if (text)
				set_number(option, text);
			else
				*(int *) option->value = DEFAULT_SECONDS;
			break;
	}
}

static bool
wants_argument(const Option *option)
{
	return option->kind != OPTION_FLAG && option->kind != OPTION_SECONDS;
}

/* Reads the long option argv[i]; returns the index of the last argument used. */
static int
read_long(const Option *options, int argc, char **argv, int i)
{
	char	   *name = argv[i] + 2;
	size_t		length = strcspn(name, "=");
	char	   *text = name[length] == '=' ? name + length + 1 : NULL;
	const Option *option = find_name(options, name, length);

	if (text && option->kind == OPTION_FLAG)
		usage_error("option \"--%s\" takes no argument", option->name);
	if (text == NULL && wants_argument(option))
	{
		if (++i >= argc)
			usage_error("option \"--%s\" needs an argument", option->name);
		text = argv[i];
	}
	set_option(option, text);
	return i;
}

/* Reads the letters of argv[i], the last of which may take an argument. */
static int
read_letters(const Option *options, int argc, char **argv, int i)
{
	for (char *letter = argv[i] + 1; *letter != '\0'; letter++)
	{
		const Option *option = find_letter(options, *letter);

		if (!wants_argument(option))
		{
			set_option(option, NULL);
			continue;
		}
		if (letter[1] == '\0' && i + 1 >= argc)
			usage_error("option \"-%c\" needs an argument", *letter);
		set_option(option, letter[1] != '\0' ? letter + 1 : argv[i + 1]);
		return letter[1] != '\0' ? i : i + 1;
	}
	return i;
}

/* "-1" and "-" are arguments. */
static bool
is_argument(const char *text)
{
	return text[0] != '-' || text[1] == '\0' || (text[1] >= '0' && text[1] <= '9');
}

/*
 * Reads options of the table and global ones.  Returns the arguments among them, ended by NULL, their number in
 * *consumed; with stop_at_argument nothing beyond the first one is read, and *consumed is the number of words before it.
 */
char	  **
options_read(const Option *options, int argc, char **argv, bool stop_at_argument, int *consumed)
{
	char	  **arguments = palloc0((argc + 1) * sizeof(char *));
	int			n = 0,
				i;
	bool		ended = false;

	for (i = 0; i < argc; i++)
	{
		if (!ended && strcmp(argv[i], "--") == 0)
			ended = true;
		else if (ended || is_argument(argv[i]))
		{
			if (stop_at_argument)
				break;
			arguments[n++] = argv[i];
		}
		else if (argv[i][1] == '-')
			i = read_long(options, argc, argv, i);
		else
			i = read_letters(options, argc, argv, i);
	}
	*consumed = stop_at_argument ? i : n;
	return arguments;
}

/* The option whose argument the next word is, as the command line has it so far; NULL: it is none. */
const Option *
options_awaiting(const Option *options, const char *word)
{
	OptionCursor cursor = {options, false};
	const Option *option;

	while ((option = next_option(&cursor)) != NULL)
	{
		if (wants_argument(option) &&
			(word[1] == '-' ? strcmp(word + 2, option->name) == 0 : word[1] == option->letter && word[1] != '\0' && word[2] == '\0'))
			return option;
	}
	return NULL;
}

/* Prints the names of the table and of global options, a line each. */
void
options_print_names(const Option *options)
{
	OptionCursor cursor = {options, false};
	const Option *option;

	while ((option = next_option(&cursor)) != NULL)
		printf("--%s%s\n", option->name, wants_argument(option) ? "=" : "");
}

/* An option as it is written, with the name of its argument. */
char *
options_form(const Option *option)
{
	if (option->kind == OPTION_SECONDS)
		return psprintf("--%s[=%s]", option->name, option->argument);
	if (option->argument)
		return psprintf("--%s=%s", option->name, option->argument);
	return psprintf("--%s", option->name);
}

/* Prints a table as --help shows it. */
void
options_print(const Option *options)
{
	for (const Option *option = options; option && option->name; option++)
	{
		char	   *text = options_form(option);

		if (option->letter)
			printf("  -%c, %-24s %s\n", option->letter, text, option->help);
		else
			printf("      %-24s %s\n", text, option->help);
	}
}
