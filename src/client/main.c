/*
 * main.c
 *	  pg_migrate: the table of commands, the options that all of them have, and help.
 */
#include "postgres_fe.h"

#include "common/logging.h"
#include "fe_utils/cancel.h"

#include "client/client.h"

Settings	settings = {.wait = -1};
const char *progname;
const Command *command;

const Option global_options[] = {
	{'d', "dbname", "DATABASE", OPTION_TEXT, &settings.database, "database name, connection string or URI"},
	{'h', "host", "HOST", OPTION_TEXT, &settings.host, "server's host name, or the folder of its socket"},
	{'p', "port", "PORT", OPTION_TEXT, &settings.port, "server's port"},
	{'U', "username", "NAME", OPTION_TEXT, &settings.user, "role to connect as"},
	{'w', "no-password", NULL, OPTION_FLAG, &settings.no_password, "never ask for a password"},
	{'W', "password", NULL, OPTION_FLAG, &settings.ask_password, "ask for a password at once"},
	{0, "wait", "SECONDS", OPTION_SECONDS, &settings.wait, "wait for a server that is starting (60 seconds)"},
	{0, "create-db", NULL, OPTION_FLAG, &settings.create_database, "create the database if it is missing"},
	{0, "set", "NAME=VALUE", OPTION_LIST, &settings.parameters, "set a parameter of the session, as migrate.concurrent_ddl=plain"},
	{'v', "variable", "NAME=VALUE", OPTION_LIST, &settings.variables, "what a variable of scripts stands for; may be given again"},
	{'D', "directory", "FOLDER", OPTION_TEXT, &settings.directory, "folder of the migrations (else migrations/, found upwards)"},
	{0, "project", "NAME", OPTION_TEXT, &settings.project, "project in the database (else the one in config, or \"main\")"},
	{0, "scope", "SCHEMA", OPTION_TEXT, &settings.scope, "tenant's schema that is meant (else the whole database)"},
	{0, "json", NULL, OPTION_FLAG, &settings.json, "print JSON"},
	{'q', "quiet", NULL, OPTION_FLAG, &settings.quiet, "print facts alone, as where there is no terminal"},
	{'y', "yes", NULL, OPTION_FLAG, &settings.yes, "don't ask: yes, take it away"},
	{'?', "help", NULL, OPTION_FLAG, &settings.help, "show this help"},
	{'V', "version", NULL, OPTION_FLAG, &settings.version, "show the version"},
	{0}
};

/* In the order of the help: by what one does with them, a NULL between the groups. */
const CommandEntry commands[] = {
	{"Begin", &command_init},
	{"Write revisions", &command_revision},
	{NULL, &command_migrate},
	{NULL, &command_edit},
	{NULL, &command_merge},
	{NULL, &command_rebase},
	{NULL, &command_squash},
	{NULL, &command_tag},
	{NULL, &command_remove},
	{NULL, &command_repair},
	{"Move the database", &command_upgrade},
	{NULL, &command_downgrade},
	{NULL, &command_deploy},
	{NULL, &command_revert},
	{NULL, &command_wait},
	{NULL, &command_backfill},
	{NULL, &command_redo},
	{NULL, &command_switch},
	{NULL, &command_stamp},
	{NULL, &command_watch},
	{"Look", &command_status},
	{NULL, &command_current},
	{NULL, &command_scopes},
	{NULL, &command_history},
	{NULL, &command_heads},
	{NULL, &command_branches},
	{NULL, &command_show},
	{NULL, &command_graph},
	{"Files and scripts", &command_push},
	{NULL, &command_pull},
	{NULL, &command_import},
	{NULL, &command_export},
	{NULL, &command_script},
	{"Schemas", &command_diff},
	{NULL, &command_snapshot},
	{NULL, &command_dump},
	{"Help", &command_completion},
	{NULL, &command_manual},
	{0}
};

const char program_purpose[] = "keeps a folder of migrations and a PostgreSQL database in step";
const char program_environment[] =
"It connects as psql does: options first, then DATABASE_URL, then PGHOST, PGDATABASE, PGSERVICE and their kin.";
const char program_exit_codes[] =
"Exit codes: 0 done, 1 failed and nothing changed, 2 wrong usage, 3 something to do, 4 interrupted.";

/* Ends the program: the command line is wrong. */
void
usage_error(const char *fmt,...)
{
	va_list		ap;

	va_start(ap, fmt);
	pg_log_generic_v(PG_LOG_ERROR, PG_LOG_PRIMARY, fmt, ap);
	va_end(ap);
	if (command)
		pg_log_error_hint("Try \"%s %s --help\".", progname, command->name);
	else
		pg_log_error_hint("Try \"%s --help\".", progname);
	exit(EXIT_USAGE);
}

static void pg_attribute_printf(2, 0)
say_failure(const char *hint, const char *fmt, va_list ap)
{
	char		message[4096];

	if (!target_is_one())
	{
		pg_log_generic_v(PG_LOG_ERROR, PG_LOG_PRIMARY, fmt, ap);
		if (hint)
			pg_log_error_hint("%s", hint);
		return;
	}
	vsnprintf(message, sizeof(message), fmt, ap);
	target_tell_error(message, hint);
}

/* Ends the program: something here, not on the server, stands in the way.  hint may be NULL. */
void
fail_hint(const char *hint, const char *fmt,...)
{
	va_list		ap;

	va_start(ap, fmt);
	say_failure(hint, fmt, ap);
	va_end(ap);
	exit(EXIT_FAILED);
}

/* Ends the program: it was interrupted, and can be given again. */
void
fail_interrupted(const char *hint, const char *fmt,...)
{
	va_list		ap;

	va_start(ap, fmt);
	say_failure(hint, fmt, ap);
	va_end(ap);
	exit(EXIT_INTERRUPTED);
}

static void
print_help(void)
{
	printf("%s %s.\n\n", progname, program_purpose);
	printf("Usage:\n  %s [OPTION]... COMMAND [OPTION]... [ARGUMENT]...\n", progname);
	for (const CommandEntry *entry = commands; entry->command; entry++)
	{
		if (entry->title)
			printf("\n%s:\n", entry->title);
		printf("  %-10s %s\n", entry->command->name, entry->command->purpose);
	}
	printf("\nOptions of every command:\n");
	options_print(global_options);
	printf("\n%s\n%s\n\"%s COMMAND --help\" tells more.\n", program_environment, program_exit_codes, progname);
}

static void
print_command_help(void)
{
	printf("%s %s: %s.\n\n", progname, command->name, command->purpose);
	printf("Usage:\n  %s %s [OPTION]...%s%s\n", progname, command->name, command->arguments[0] ? " " : "",
		   command->arguments);
	if (command->help)
		printf("\n%s\n", command->help);
	if (command->options)
	{
		printf("\nOptions:\n");
		options_print(command->options);
	}
	printf("\nOptions of every command: see \"%s --help\".\n", progname);
}

/* The command of that name, or NULL. */
const Command *
command_named(const char *name)
{
	for (const CommandEntry *entry = commands; entry->command; entry++)
	{
		if (strcmp(entry->command->name, name) == 0)
			return entry->command;
	}
	return NULL;
}

static void
check_count(int n)
{
	if (n < command->min_arguments)
		usage_error("%s needs %s", command->name, command->arguments);
	if (command->max_arguments >= 0 && n > command->max_arguments)
		usage_error("too many arguments (the first is \"%s\")", command->name);
}

/* Help and version, which need nothing else to be right. */
static void
answer_about_program(void)
{
	if (settings.version)
		printf("%s %s (libpq %d)\n", progname, PROGRAM_VERSION, PQlibVersion());
	else if (settings.help && command)
		print_command_help();
	else if (settings.help)
		print_help();
	else
		return;
	exit(EXIT_DONE);
}

/* What was printed may be all that was asked for: half of it is a failure. */
static ExitCode
finish_output(ExitCode code)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		fail_hint(NULL, "could not write to standard output: %m");
	return code;
}

int
main(int argc, char **argv)
{
	char	  **arguments;
	int			n;

	pg_logging_init(argv[0]);
	progname = get_progname(argv[0]);
	set_pglocale_pgservice(argv[0], progname);
	setup_cancel_handler(NULL);

	options_read(NULL, argc - 1, argv + 1, true, &n);
	answer_about_program();
	if (n + 1 >= argc)
	{
		print_help();
		exit(EXIT_USAGE);
	}
	command = command_named(argv[n + 1]);
	if (command == NULL)
		usage_error("unknown command \"%s\"", argv[n + 1]);
	arguments = options_read(command->options, argc - n - 2, argv + n + 2, false, &n);
	answer_about_program();
	check_count(n);
	output_init();
	return finish_output(command->run(n, arguments));
}
