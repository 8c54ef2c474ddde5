/*
 * cmd_scopes.c
 *	  pg_migrate scopes: the schemas in which the project is applied, and where each of them stands.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool exit_code;

static const Option options[] = {
	{0, "exit-code", NULL, OPTION_FLAG, &exit_code, "end with 3 where one is not up to date"},
	{0}
};

static int
colour_of(const char *state)
{
	return strcmp(state, "up to date") == 0 ? COLOUR_GREEN : strcmp(state, "behind") == 0 ? COLOUR_YELLOW : COLOUR_RED;
}

static void
show(const PGresult *res, int row)
{
	const char *state = value_of(res, row, "state");
	const char *scope = value_of(res, row, "scope");
	const char *error = value_of(res, row, "last_error");

	tell("%s  ", *scope ? one_line(scope) : "(whole database)");
	tell_coloured(colour_of(state), "%s", state);
	tell("  %s applied, %s pending", value_of(res, row, "applied"), value_of(res, row, "pending"));
	if (error)
		tell("  %s", first_line(error));
	tell("\n");
}

static ExitCode
run_scopes(int argc, char **argv)
{
	PGresult   *res = query(connect_database(), "SELECT scope, state, current, applied, pending, unfinished, last_step_at, last_error FROM migrate.scopes "
							"WHERE project OPERATOR(pg_catalog.=) migrate.project()", 0, NULL);
	bool		all_done = true;

	for (int row = 0; row < PQntuples(res); row++)
	{
		all_done &= strcmp(value_of(res, row, "state"), "up to date") == 0;
		if (!settings.json)
			show(res, row);
	}
	if (settings.json)
	{
		json_begin_object(NULL);
		json_rows("scopes", res);
		json_end_object();
		json_print();
	}
	else if (PQntuples(res) == 0)
		say("Nothing is applied.\n");
	else if (!all_done)
		say("Next: pg_migrate deploy --all-scopes\n");
	return exit_code && !all_done ? EXIT_TODO : EXIT_DONE;
}

const Command command_scopes = {
	"scopes", "", 0, 0, "show every schema in which the project is applied",
	"One for each tenant; option --scope of all commands chooses one.", options, run_scopes
};
