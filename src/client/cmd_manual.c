/*
 * cmd_manual.c
 *	  pg_migrate manual: the manual page, made of the same tables as --help.
 */
#include "postgres_fe.h"

#include "client/client.h"

/* Text of ours in roff: a hyphen that is typed is one, a line does not begin with a dot. */
static void
print_text(const char *text)
{
	bool		begins = true;

	for (; *text != '\0'; text++)
	{
		if (begins && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		if (*text == '-')
			fputs("\\-", stdout);
		else if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(*text);
		begins = *text == '\n';
	}
	putchar('\n');
}

static void
print_option(const Option *option)
{
	fputs(".TP\n.B ", stdout);
	if (option->letter)
		print_text(psprintf("-%c, %s", option->letter, options_form(option)));
	else
		print_text(options_form(option));
	print_text(option->help);
}

static void
print_command(const Command *of)
{
	fputs(".SS ", stdout);
	print_text(psprintf("pg_migrate %s %s", of->name, of->arguments));
	print_text(psprintf("%c%s.", toupper((unsigned char) of->purpose[0]), of->purpose + 1));
	if (of->help)
	{
		fputs(".PP\n", stdout);
		print_text(of->help);
	}
	for (const Option *option = of->options; option && option->name; option++)
		print_option(option);
}

static ExitCode
run(int argc, char **argv)
{
	printf(".TH PG_MIGRATE 1 \"\" \"pg_migrate %s\" \"PostgreSQL\"\n.SH NAME\n", PROGRAM_VERSION);
	print_text(psprintf("pg_migrate - %s", program_purpose));
	fputs(".SH SYNOPSIS\n.B pg_migrate\n[OPTION]... COMMAND [OPTION]... [ARGUMENT]...\n.SH COMMANDS\n", stdout);
	for (const CommandEntry *entry = commands; entry->command; entry++)
		print_command(entry->command);
	fputs(".SH OPTIONS OF EVERY COMMAND\n", stdout);
	for (const Option *option = global_options; option->name; option++)
		print_option(option);
	fputs(".SH ENVIRONMENT\n", stdout);
	print_text(program_environment);
	fputs(".SH EXIT STATUS\n", stdout);
	print_text(program_exit_codes);
	return EXIT_DONE;
}

const Command command_manual = {
	"manual", "", 0, 0, "print the manual page", "pg_migrate manual | man -l -", NULL, run
};
