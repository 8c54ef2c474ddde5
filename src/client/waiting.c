/*
 * waiting.c
 *	  What a session waits for, as another one sees it.
 *
 * Who stands in the way is known while one waits, and to nobody afterwards.  So a second connection is opened once a run takes
 * long, and asked from time to time; where it cannot be had, nothing is said.
 */
#include "postgres_fe.h"

#include "client/client.h"

static PGconn *beside;
static bool tried;

static const char sql[] =
"SELECT pg_catalog.string_agg(pg_catalog.concat('process ', b.pid, ' (', COALESCE(NULLIF(s.application_name, ''), s.usename::pg_catalog.text),"
"   ', ' OPERATOR(pg_catalog.||) s.state, ')'), ', ' ORDER BY b.pid),"
" (SELECT pg_catalog.concat(o.wait_event_type, ' ', o.wait_event) FROM pg_catalog.pg_stat_activity o"
"   WHERE o.pid OPERATOR(pg_catalog.=) $1::pg_catalog.int4 AND o.wait_event_type OPERATOR(pg_catalog.<>) ALL ('{Client,Activity,Timeout}'))"
" FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids($1::pg_catalog.int4)) b (pid) LEFT JOIN pg_catalog.pg_stat_activity s ON s.pid OPERATOR(pg_catalog.=) b.pid";

/* What that session waits for, for people; NULL: for nothing, or nobody can tell. */
char *
waiting_for(PGconn *conn)
{
	const char *pid = psprintf("%d", PQbackendPID(conn));
	PGresult   *res;
	char	   *text = NULL;

	if (!tried)
		beside = connect_beside();
	tried = true;
	if (beside == NULL)
		return NULL;
	res = PQexecParams(beside, sql, 1, NULL, &pid, NULL, NULL, 0);
	if (PQresultStatus(res) == PGRES_TUPLES_OK && !PQgetisnull(res, 0, 0))
		text = pstrdup(PQgetvalue(res, 0, 0));
	else if (PQresultStatus(res) == PGRES_TUPLES_OK && !PQgetisnull(res, 0, 1))
		text = pstrdup(PQgetvalue(res, 0, 1));
	PQclear(res);
	return text;
}
