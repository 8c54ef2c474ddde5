/*
 * target.c
 *	  One database of a fleet: what its process tells the one that watches.
 *
 * A line on standard output is an event, a flat JSON object: the server's own of steps and statements, passed on, and these:
 * "begin" and "end" with the current revisions, "waits", "status", "error".  Everywhere else the program knows nothing of fleets; it
 * asks target_is_one() where it would speak to people.
 */
#include "postgres_fe.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "fe_utils/cancel.h"

#include "client/fleet.h"

static bool is_target = false;
static bool has_begun = false;
static bool is_watched;

/* Is this the process of one database of a fleet? */
bool
target_is_one(void)
{
	return is_target;
}

/* Does anybody see for what its statement waits? */
bool
target_is_watched(void)
{
	return is_target && is_watched;
}

static void
begin_event(const char *event)
{
	json_begin_object(NULL);
	json_text("event", event);
}

static void
end_event(void)
{
	json_end_object();
	json_print();
}

/* An event of the server's, which is one line. */
void
target_pass_on(const char *event)
{
	if (is_target)
		puts(event);
}

/* For what the statement waits; NULL: for nothing any more. */
void
target_tell_waits(const char *what)
{
	begin_event("waits");
	json_text("for", what);
	end_event();
}

/* What a look at the database has found; next: the command that is to be given, or NULL. */
void
target_tell_status(bool todo, int applied, int pending, const char *next)
{
	begin_event("status");
	json_bool("todo", todo);
	json_count("applied", applied);
	json_count("pending", pending);
	json_text("next", next);
	end_event();
}

void
target_tell_error(const char *message, const char *hint)
{
	begin_event("error");
	json_text("message", message);
	json_text("hint", hint);
	end_event();
}

/* Where the database stands, also after an error; a connection that is lost cannot tell. */
static void
tell_current(PGconn *conn, const char *event)
{
	PGresult   *res = PQexec(conn, "SELECT pg_catalog.string_agg(revision_id, ' ') FROM migrate.current()");

	if (PQresultStatus(res) == PGRES_TUPLES_OK)
	{
		begin_event(event);
		json_text("database", PQdb(conn));
		json_text("current", PQgetvalue(res, 0, 0));
		end_event();
	}
	PQclear(res);
}

/* Before the process ends, however it does. */
void
target_tell_end(PGconn *conn)
{
	if (has_begun)
		tell_current(conn, "end");
}

/* From here on the program is that process, with its output there. */
static void
become_target(const FleetTarget *target, int output)
{
	int			nothing = open("/dev/null", O_RDONLY);

	is_target = true;
	is_watched = fleet_is_watched();
	dup2(nothing, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
	settings.database = target->connection;
	settings.json = true;
	settings.no_password = true;
}

/*
 * Does the work with that database, and ends.  Until there is a connection Ctrl-C just ends the process: nothing has been done.  Ctrl-C
 * of a terminal reaches the process that watches alone, which passes it on.
 */
void
target_work(const FleetTarget *target, int output, FleetWork work, const char *argument)
{
	PGconn	   *conn;

	setpgid(0, 0);
	pqsignal(SIGINT, SIG_DFL);
	pqsignal(SIGTERM, SIG_DFL);
	pqsignal(SIGHUP, SIG_DFL);
	become_target(target, output);
	conn = connect_database();
	setup_cancel_handler(NULL);
	tell_current(conn, "begin");
	has_begun = true;
	work(conn, argument);
	target_tell_end(conn);
	exit(EXIT_DONE);
}
