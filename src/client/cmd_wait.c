/*
 * cmd_wait.c
 *	  pg_migrate wait, and deploy or revert --detach: what goes on in the server when nobody looks.
 */
#include "postgres_fe.h"

#include "client/client.h"

/* Hands a deploy, or a revert, to the server, and says how to find it again. */
void
wait_detach(PGconn *conn, const char *procedure, const char *const *params)
{
	PGresult   *res = query(conn, psprintf("SELECT migrate.%s_detached($1, $2, $3::int, $4::int, $5) AS deployment", procedure), 5, params);

	if (settings.json)
	{
		json_begin_object(NULL);
		json_number("deployment", value_of(res, 0, "deployment"));
		json_end_object();
		json_print();
	}
	else
		tell("Deployment %s is at work in the server.\n", value_of(res, 0, "deployment"));
	say("Next: pg_migrate wait %s\n", value_of(res, 0, "deployment"));
	PQclear(res);
}

/* Is it in many schemas? */
static bool
is_in_scopes(PGconn *conn, const char *deployment)
{
	PGresult   *res = query1(conn, "SELECT FROM migrate.deployments WHERE NOT detached AND deployment OPERATOR(pg_catalog.=) $1::pg_catalog.int8", deployment);
	bool		found = PQntuples(res) > 0;

	PQclear(res);
	return found;
}

/* The one that is meant, or the last one that was detached; NULL: the server says that there is none. */
static const char *
choose(PGconn *conn, const char *argument)
{
	PGresult   *res;

	if (argument == NULL)
	{
		res = query(conn, "SELECT pg_catalog.max(deployment)::pg_catalog.text AS deployment FROM migrate.deployments WHERE detached AND project OPERATOR(pg_catalog.=) migrate.project()", 0, NULL);
		return value_of(res, 0, "deployment");
	}
	if (*argument == '\0' || strlen(argument) > 18 || argument[strspn(argument, "0123456789")] != '\0')
		usage_error("wait takes the number of a deployment, not \"%s\"", argument);
	return argument;
}

static ExitCode
run_wait(int argc, char **argv)
{
	PGconn	   *conn = connect_database();
	const char *deployment = choose(conn, argc > 0 ? argv[0] : NULL);

	move_will_commit();
	if (deployment && is_in_scopes(conn, deployment))
		scopes_begin();
	PQclear(move_query(conn, "CALL migrate.wait($1::pg_catalog.int8)", 1, &deployment));
	return scopes_have_begun() ? scopes_report() : move_report_steps("There was nothing to do.");
}

const Command command_wait = {
	"wait", "[DEPLOYMENT]", 0, 1, "join a deploy or revert that was detached",
	"It shows what has been done, and ends as that does, also when it has ended long ago. Without a number: the\n"
	"last one. Ctrl-C ends the waiting alone.", NULL, run_wait
};
