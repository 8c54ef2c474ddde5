/*
 * query.c
 *	  Ask the server: parameters go beside the SQL, never into it; what fails ends the program.
 */
#include "postgres_fe.h"

#include "fe_utils/cancel.h"

#include "client/client.h"

/* The rows of a statement; an error ends the program, showing it.  Ctrl-C is meant for the connection that was asked last. */
PGresult *
query(PGconn *conn, const char *sql, int nparams, const char *const *params)
{
	PGresult   *res;

	if (CancelRequested)
		fail_interrupted(NULL, "canceled between two statements");
	SetCancelConn(conn);
	res = PQexecParams(conn, sql, nparams, NULL, params, NULL, NULL, 0);
	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		error_exit(conn, res);
	return res;
}

PGresult *
query1(PGconn *conn, const char *sql, const char *param)
{
	return query(conn, sql, 1, &param);
}

/* Shows a notice as psql shows it; detail and hint may be NULL. */
void
notice_show(const char *severity, const char *message, const char *detail, const char *hint)
{
	int			colour = strcmp(severity, "WARNING") == 0 ? COLOUR_YELLOW : COLOUR_NONE;

	fprintf(stderr, "%s%s:%s  %s\n", colour_on(stderr, colour), severity, colour_off(stderr, colour), message);
	if (detail)
		fprintf(stderr, "DETAIL:  %s\n", detail);
	if (hint)
		fprintf(stderr, "HINT:  %s\n", hint_for_terminal(hint));
}

/* What the server says besides: progress and what was detected are read, the rest is shown as psql shows it. */
void
query_receive_notice(void *arg, const PGresult *notice)
{
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY);
	const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);

	if (move_read_notice(notice) || detected_read_notice(notice) || settings.json)
		return;
	notice_show(severity ? severity : "NOTICE", message ? message : "", PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL),
				PQresultErrorField(notice, PG_DIAG_MESSAGE_HINT));
}

const char *
value_of(const PGresult *res, int row, const char *column)
{
	int			number = PQfnumber(res, column);

	if (number < 0)
		fail_hint("Is the extension in this database older than this pg_migrate? Run ALTER EXTENSION migrate UPDATE.",
				  "the server's answer has no column \"%s\"", column);
	return PQgetisnull(res, row, number) ? NULL : PQgetvalue(res, row, number);
}
