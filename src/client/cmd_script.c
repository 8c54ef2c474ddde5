/*
 * cmd_script.c
 *	  pg_migrate script: SQL for a server without the extension.
 */
#include "postgres_fe.h"

#include "client/client.h"

static char *output_path;

static const Option options[] = {
	{'o', "output", "FILE", OPTION_TEXT, &output_path, "write it into a file"},
	{0}
};

/*
 * Prints the script of a range.  It is that of the files as they are now: they are pushed, and that is rolled back.
 */
ExitCode
script_print(const char *range)
{
	PGconn	   *conn = connect_database();
	PGresult   *res;

	PQclear(push_begin_revisions(conn, folder_open(true)));
	res = query1(conn, "SELECT migrate.script($1) AS script", range);
	PQclear(query(conn, "ROLLBACK", 0, NULL));
	if (settings.json)
	{
		json_begin_object(NULL);
		json_text("range", range);
	}
	text_put("script", value_of(res, 0, "script"), output_path);
	if (settings.json)
	{
		json_end_object();
		json_print();
	}
	return EXIT_DONE;
}

static ExitCode
run(int argc, char **argv)
{
	return script_print(argc > 0 ? argv[0] : "base:heads");
}

const Command command_script = {
	"script", "[RANGE]", 0, 1, "print SQL for a server without the extension",
	"RANGE is a:b; down where b lies below a. The default is base:heads. Nothing is changed here.", options, run
};
