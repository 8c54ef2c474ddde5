/*
 * cmd_deploy.c
 *	  pg_migrate deploy, revert: the moves that commit revision by revision.
 *
 * The folder is pushed first, in a transaction of its own: what comes after it may take hours, and stays where it fails.
 */
#include "postgres_fe.h"

#include "client/client.h"

static int	batch = 1;
static char *on_interrupted;

static const Option options[] = {
	{0, "batch", "N", OPTION_NUMBER, &batch, "commit after N revisions (1)"},
	{0, "on-interrupted", "WHAT", OPTION_TEXT, &on_interrupted, "retry or skip a statement that may be done in part"},
	{0}
};

static void
push(PGconn *conn, const LocalFolder *folder)
{
	PQclear(push_begin(conn, folder));
	PQclear(query(conn, "COMMIT", 0, NULL));
}

static void
call(PGconn *conn, const char *statement, const char *target)
{
	const char *params[3] = {target, psprintf("%d", batch), on_interrupted};

	PQclear(move_query(conn, statement, 3, params));
}

/* The heads of the files; where only the server can tell them, all that it knows. */
static void
deploy_to_files(PGconn *conn, const LocalFolder *folder)
{
	LocalFile **heads;
	int			n;

	if (!folder_is_ours(folder))
	{
		call(conn, "CALL migrate.deploy($1, $2::int, $3)", "heads");
		return;
	}
	heads = local_heads(folder, &n);
	for (int i = 0; i < n; i++)
		call(conn, "CALL migrate.deploy($1, $2::int, $3)", heads[i]->header.revision_id);
}

static ExitCode
run_deploy(int argc, char **argv)
{
	LocalFolder *folder = folder_open(true);
	PGconn	   *conn = connect_database();

	move_will_commit();
	if (folder)
		push(conn, folder);
	if (argc == 0 && folder && folder->nfiles > 0)
		deploy_to_files(conn, folder);
	else
		call(conn, "CALL migrate.deploy($1, $2::int, $3)", argc > 0 ? argv[0] : "head");
	return move_report_steps("Nothing to do: all is applied.");
}

static ExitCode
run_revert(int argc, char **argv)
{
	const char *target = argc > 0 ? argv[0] : "-1";
	PGconn	   *conn = connect_database();

	move_will_commit();
	move_check_count(conn, "revert", target);
	call(conn, "CALL migrate.revert($1::text, $2::int, $3)", target);
	return move_report_steps("Nothing to do: nothing applied stands on it.");
}

const Command command_deploy = {
	"deploy", "[TARGET]", 0, 1, "apply what is missing, committing revision by revision",
	"For large and live databases, and for revisions that cannot run in a transaction (CREATE INDEX CONCURRENTLY).\n"
	"The files are pushed first; targets are those of upgrade. What ran before an error stays, and what was\n"
	"interrupted is finished by the next call. --set migrate.lock_timeout=2s gives up a lock and tries again.",
	options, run_deploy
};

const Command command_revert = {
	"revert", "[TARGET]", 0, 1, "take revisions back, committing revision by revision",
	"Targets are those of downgrade.", options, run_revert
};
