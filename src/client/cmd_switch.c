/*
 * cmd_switch.c
 *	  pg_migrate switch: bring the database to what the folder has, also where that means taking back what another
 *	  branch or a later release applied.
 */
#include "postgres_fe.h"

#include "lib/stringinfo.h"

#include "client/client.h"

static bool
is_in_rows(const PGresult *res, const char *revision_id)
{
	for (int row = 0; res && row < PQntuples(res); row++)
	{
		if (strcmp(value_of(res, row, "revision_id"), revision_id) == 0)
			return true;
	}
	return false;
}

/* The applied revisions that the folder lacks, as lines "  ID  message"; their number in *n. */
static char *
list_taken_back(PGconn *conn, const LocalFolder *folder, int *n)
{
	PGresult   *imported = folder_is_ours(folder) ? NULL : push_and_undo(conn, folder);
	PGresult   *res = query(conn, "SELECT revision_id, message FROM migrate.history() "
							"WHERE state OPERATOR(pg_catalog.=) 'applied' AND name IS NOT NULL", 0, NULL);
	StringInfoData lines;

	initStringInfo(&lines);
	*n = 0;
	for (int row = 0; row < PQntuples(res); row++)
	{
		const char *id = value_of(res, row, "revision_id");

		if (folder_file_of(folder, id) || is_in_rows(imported, id) || local_is_replaced(folder, id))
			continue;
		appendStringInfo(&lines, "  %s  %s\n", id, first_line(value_of(res, row, "message")));
		(*n)++;
	}
	PQclear(res);
	return lines.data;
}

static ExitCode
run(int argc, char **argv)
{
	LocalFolder *folder = folder_open(false);
	PGconn	   *conn = connect_database();
	char	   *lines;
	int			n;

	lines = list_taken_back(conn, folder, &n);
	if (n > 0 && !settings.json)
		fprintf(stderr, "%sTaken back, as %s does not have %s:%s\n%s", colour_on(stderr, COLOUR_YELLOW), folder->files_path,
				n == 1 ? "it" : "them", colour_off(stderr, COLOUR_YELLOW), lines);
	if (n > 0 && !confirm(psprintf("Take back %d revision%s, with the data in what %s made?", n, n == 1 ? "" : "s",
								   n == 1 ? "it" : "they")))
		fail_hint("Option --yes says that it may be taken back.", "nothing was changed: %d revision%s would be taken back",
				  n, n == 1 ? "" : "s");
	return move_report(move_with_folder(conn, folder, "sync_files"), "Nothing to do: the database is what the files say.");
}

const Command command_switch = {
	"switch", "", 0, 0, "bring the database to what the files say, up and down",
	"For after git switch: what is applied and not among the files is taken back first, by the downgrades that the\n"
	"database has. It says what that is, and asks; where nobody can answer, --yes is needed.", NULL, run
};
