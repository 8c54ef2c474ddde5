/*
 * cmd_move.c
 *	  pg_migrate upgrade, downgrade, redo, stamp: the moves along the revisions.
 *
 * upgrade and stamp push the folder first, in the same transaction as the move: either the database has the files and
 * stands where it was told to, or nothing has happened.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool sql;
static bool purge;
static bool or_deploy;

static const Option upgrade_options[] = {
	{0, "sql", NULL, OPTION_FLAG, &sql, "print the SQL of a range a:b instead (\"b\" alone: from base)"},
	{0, "deploy", NULL, OPTION_FLAG, &or_deploy, "deploy instead, where something cannot run in a transaction"},
	{0}
};

static const Option downgrade_options[] = {
	{0, "sql", NULL, OPTION_FLAG, &sql, "print the SQL of a range a:b instead"},
	{0}
};

static const Option stamp_options[] = {
	{0, "purge", NULL, OPTION_FLAG, &purge, "nothing but the target and what it stands on counts as applied"},
	{0}
};

static const char upgrade_to[] = "SELECT ordinal, direction, revision_id, message FROM migrate.upgrade($1)";
static const char nothing_to_do[] = "Nothing to do: all is applied.";

/* With the folder pushed, runs a moving function of one text argument, all in one transaction. */
static PGresult *
push_and_move(PGconn *conn, const char *statement, const char *target)
{
	PGresult   *res;

	PQclear(push_begin(conn, folder_open(true)));
	res = move_query(conn, statement, 1, &target);
	PQclear(query(conn, "COMMIT", 0, NULL));
	return res;
}

typedef PGresult *(*Move) (PGconn *conn, const char *sql, int nparams, const char *const *params);

static PGresult *
call_with_files(PGconn *conn, const LocalFolder *folder, const char *function, Move move)
{
	const char *params[3];

	push_params(folder, params);
	return move(conn, psprintf("SELECT ordinal, direction, revision_id, message FROM migrate.%s($1::text[], $2::text[], $3)",
								 function), 3, params);
}

/* Stores the files and moves to what they say, in one statement: function is upgrade_files or sync_files. */
PGresult *
move_with_files(PGconn *conn, const LocalFolder *folder, const char *function)
{
	return call_with_files(conn, folder, function, move_query);
}

/* The same with the folder's hooks, all in one transaction. */
PGresult *
move_with_folder(PGconn *conn, const LocalFolder *folder, const char *function)
{
	PGresult   *res;

	if (hooks_exist(folder))
		PQclear(query(conn, "BEGIN", 0, NULL));
	hooks_push(conn, folder);
	res = move_with_files(conn, folder, function);
	if (hooks_exist(folder))
		PQclear(query(conn, "COMMIT", 0, NULL));
	return res;
}

/*
 * Is it an error of before anything has run, because what is to be done can be done by deploy alone?  The transaction is rolled
 * back.  active_sql_transaction says so itself; object_not_in_prerequisite_state may, and it may be anything else.
 */
static bool
wants_deploy(PGconn *conn, const PGresult *res)
{
	const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	if (state == NULL || move_revisions_undone() > 0)
		return false;
	return strcmp(state, "25001") == 0 || (strcmp(state, "55000") == 0 && move_is_interrupted(conn));
}

/* All or nothing if that can be, else revision by revision; target NULL: the heads of the files. */
static ExitCode
upgrade_or_deploy(PGconn *conn, const LocalFolder *folder, const char *target)
{
	PGresult   *res;

	PQclear(query(conn, "BEGIN", 0, NULL));
	hooks_push(conn, folder);
	if (target == NULL)
		res = call_with_files(conn, folder, "upgrade_files", move_attempt);
	else
	{
		PQclear(push_folder(conn, folder));
		res = move_attempt(conn, upgrade_to, 1, &target);
	}
	if (PQresultStatus(res) == PGRES_TUPLES_OK)
	{
		PQclear(query(conn, "COMMIT", 0, NULL));
		return move_report(res, nothing_to_do);
	}
	PQclear(PQexec(conn, "ROLLBACK"));
	if (!wants_deploy(conn, res))
		error_exit(conn, res);
	deploy_database(conn, target);
	return move_report_steps(nothing_to_do);
}

static ExitCode
run_upgrade(int argc, char **argv)
{
	LocalFolder *folder = folder_open(true);
	bool		to_files = argc == 0 && folder && folder->nfiles + folder->nrepeatables > 0;
	PGconn	   *conn;
	PGresult   *res;

	if (sql)
		return script_print(argc > 0 ? argv[0] : "base:heads");
	conn = connect_database();
	if (or_deploy)
		return upgrade_or_deploy(conn, folder, to_files ? NULL : argc > 0 ? argv[0] : "head");
	if (to_files)
		res = move_with_folder(conn, folder, "upgrade_files");
	else
		res = push_and_move(conn, upgrade_to, argc > 0 ? argv[0] : "head");
	return move_report(res, nothing_to_do);
}

/*
 * "downgrade 2" is ambiguous for people: a revision may be called "2", and nothing else is meant then.  Where there is
 * none, somebody wanted to count.
 */
void
move_check_count(PGconn *conn, const char *command, const char *target)
{
	PGresult   *res;

	if (target[0] == '\0' || target[strspn(target, "0123456789")] != '\0' || strlen(target) >= 4)
		return;
	res = query1(conn, "SELECT FROM migrate.history() WHERE $1 OPERATOR(pg_catalog.=) ANY (ARRAY[revision_id, name] || labels)",
				 target);
	if (PQntuples(res) == 0)
		fail_hint(psprintf("To take back %s revision%s write \"pg_migrate %s -%s\".", target,
						   strcmp(target, "1") == 0 ? "" : "s", command, target),
				  "revision \"%s\" does not exist", target);
	PQclear(res);
}

static ExitCode
run_downgrade(int argc, char **argv)
{
	const char *target = argc > 0 ? argv[0] : "-1";
	PGconn	   *conn;
	PGresult   *res;

	if (sql && (argc == 0 || strchr(target, ':') == NULL))
		usage_error("downgrade --sql needs a range: from:to");
	if (sql)
		return script_print(target);
	conn = connect_database();
	move_check_count(conn, "downgrade", target);
	res = move_query(conn, "SELECT ordinal, direction, revision_id, message FROM migrate.downgrade($1::text)", 1, &target);
	return move_report(res, "Nothing to do: nothing applied stands on it.");
}

static ExitCode
run_redo(int argc, char **argv)
{
	const char *steps = argc > 0 ? argv[0] : "1";
	PGresult   *res;

	if (*steps == '-')
		steps++;
	if (*steps == '\0' || strlen(steps) > 6 || steps[strspn(steps, "0123456789")] != '\0')
		usage_error("redo takes a number of revisions, not \"%s\"", steps);
	res = move_query(connect_database(), "SELECT ordinal, direction, revision_id, message FROM migrate.redo($1::int)", 1,
					 &steps);
	return move_report(res, "Nothing to do: nothing is applied.");
}

static ExitCode
run_stamp(int argc, char **argv)
{
	PGresult   *res;

	res = push_and_move(connect_database(), purge ?
						"SELECT ordinal, direction, revision_id, message FROM migrate.stamp($1, true)" :
						"SELECT ordinal, direction, revision_id, message FROM migrate.stamp($1, false)", argv[0]);
	return move_report(res, "Nothing to do: the database counts as standing there already.");
}

const Command command_upgrade = {
	"upgrade", "[TARGET]", 0, 1, "apply what is missing, all or nothing",
	"The files are pushed first. Without a target the database goes to the heads of the files. Targets: head, heads, a\n"
	"revision id or 4 characters of it, a name, a label or tag, label@head, +2.\n"
	"What cannot run in a transaction is refused before anything has run: deploy does it, and so does --deploy.", upgrade_options, run_upgrade
};

const Command command_downgrade = {
	"downgrade", "[TARGET]", 0, 1, "take revisions back, all or nothing",
	"Targets: -1 (the default: the revision applied last), -2, a revision (what stands on it is taken back), base\n"
	"(everything), @last (the last run).", downgrade_options, run_downgrade
};

const Command command_redo = {
	"redo", "[NUMBER]", 0, 1, "take back the last revisions and apply them again", NULL, NULL, run_redo
};

const Command command_stamp = {
	"stamp", "TARGET", 1, 1, "say where the database stands, without running anything",
	"For a database that came to this state another way.", stamp_options, run_stamp
};
