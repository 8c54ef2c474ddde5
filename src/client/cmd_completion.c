/*
 * cmd_completion.c
 *	  pg_migrate completion: what the shells ask while somebody types.
 *
 * The scripts for the shells are a few lines: they ask "pg_migrate completion words", which knows the tables of commands and
 * options and reads the files' headers, so that they never grow old.
 */
#include "postgres_fe.h"

#include "client/client.h"

static const char bash_script[] =
"# bash completion of pg_migrate: source this, or put it where bash-completion looks for it\n"
"_pg_migrate()\n"
"{\n"
"    local IFS=$'\\n'\n"
"    COMPREPLY=($(compgen -W \"$(pg_migrate completion words -- \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
"    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi\n"
"}\n"
"complete -o default -F _pg_migrate pg_migrate\n";

static const char zsh_script[] =
"#compdef pg_migrate\n"
"# zsh completion of pg_migrate: source this, or put it into a file _pg_migrate in fpath\n"
"_pg_migrate()\n"
"{\n"
"    local -a found\n"
"    found=(${(f)\"$(pg_migrate completion words -- \"${(@)words[2,CURRENT]}\" 2>/dev/null)\"})\n"
"    if (( $#found )); then compadd -- $found; else _files; fi\n"
"}\n"
"if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _pg_migrate \"$@\"; else compdef _pg_migrate pg_migrate; fi\n";

/* What an argument may be, by its name in the help. */
static const struct
{
	const char *argument;
	const char *words;
}			choices[] =
{
	{"TOOL",
#include "writers.inc"
	},
	{"HISTORY",
#include "tools.inc"
	},
	{"FORMAT", "auto\n"
#include "formats.inc"
	},
	{"alembic", "alembic\n"},
	{"SHELL", "bash\nzsh\n"},
};

static void
print_commands(void)
{
	for (const CommandEntry *entry = commands; entry->command; entry++)
		printf("%s\n", entry->command->name);
}

/* Which the database alone knows: nothing where it cannot be had at once. */
static void
print_tags(void)
{
	const char *project = connect_project();
	PGconn	   *conn = connect_beside();
	PGresult   *res;

	if (conn == NULL)
		return;
	res = PQexecParams(conn, "SELECT label FROM migrate.labels WHERE kind OPERATOR(pg_catalog.=) 'tag' "
					   "AND project OPERATOR(pg_catalog.=) COALESCE($1, migrate.project())", 1, NULL, &project, NULL, NULL, 0);
	for (int row = 0; row < PQntuples(res); row++)
		printf("%s\n", PQgetvalue(res, row, 0));
	PQclear(res);
	PQfinish(conn);
}

/* Ids and branch labels of the files, and tags. */
static void
print_revisions(void)
{
	LocalFolder *folder = folder_open(true);

	printf("head\nheads\nbase\n");
	for (int i = 0; folder && i < folder->nrevisions; i++)
	{
		const MigrationFile *header = &folder->by_id[i]->header;

		printf("%s\n", header->revision_id);
		for (int j = 0; j < header->branch_labels.length; j++)
			printf("%s\n%s@head\n", header->branch_labels.items[j], header->branch_labels.items[j]);
	}
	print_tags();
}

/* Nothing where it is a file: the shell completes it then. */
static void
print_arguments(const char *argument)
{
	for (int i = 0; i < lengthof(choices); i++)
	{
		if (strstr(argument, choices[i].argument) != NULL)
		{
			fputs(choices[i].words, stdout);
			return;
		}
	}
	if (strstr(argument, "REVISION") || strstr(argument, "TARGET") || strstr(argument, "RANGE") || strstr(argument, "ONTO"))
		print_revisions();
}

/* What may stand in place of the last word, behind the others. */
static void
print_words(int n, char **words)
{
	const Command *found = NULL;
	const Option *awaiting = NULL;	/* whose argument the next word is */
	const char *last = n > 0 ? words[n - 1] : "";

	for (int i = 0; i < n - 1; i++)
	{
		/* bash takes "--format=goose" apart at the sign */
		if (strcmp(words[i], "=") == 0)
			continue;
		if (awaiting)
		{
			/* which folder and database is meant */
			if (awaiting->kind == OPTION_TEXT)
				*(char **) awaiting->value = words[i];
			awaiting = NULL;
		}
		else if (words[i][0] == '-')
			awaiting = options_awaiting(found ? found->options : NULL, words[i]);
		else if (found == NULL)
			found = command_named(words[i]);
	}
	if (awaiting)
		print_arguments(awaiting->argument);
	else if (last[0] == '-')
		options_print_names(found ? found->options : NULL);
	else if (found)
		print_arguments(found->arguments);
	else
		print_commands();
}

static ExitCode
run(int argc, char **argv)
{
	if (strcmp(argv[0], "bash") == 0)
		fputs(bash_script, stdout);
	else if (strcmp(argv[0], "zsh") == 0)
		fputs(zsh_script, stdout);
	else if (strcmp(argv[0], "words") == 0)
		print_words(argc - 1, argv + 1);
	else
		usage_error("completion is for bash and zsh, not for \"%s\"", argv[0]);
	return EXIT_DONE;
}

const Command command_completion = {
	"completion", "SHELL", 1, -1, "print what completes commands, options and revisions",
	"SHELL is bash or zsh. In ~/.bashrc: source <(pg_migrate completion bash)", NULL, run
};
