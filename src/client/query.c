/*
 * query.c
 *	  Ask the server: parameters go beside the SQL, never into it; what fails ends the program.
 */
#include "postgres_fe.h"

#include "fe_utils/string_utils.h"
#include "lib/stringinfo.h"

#include "client/client.h"

/* The rows of a statement; an error ends the program, showing it. */
PGresult *
query(PGconn *conn, const char *sql, int nparams, const char *const *params)
{
	PGresult   *res = PQexecParams(conn, sql, nparams, NULL, params, NULL, NULL, 0);

	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		error_exit(conn, res);
	return res;
}

PGresult *
query1(PGconn *conn, const char *sql, const char *param)
{
	return query(conn, sql, 1, &param);
}

/* What the server says besides: progress is read, the rest is shown as psql shows it. */
void
query_receive_notice(void *arg, const PGresult *notice)
{
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY);
	const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
	const char *hint = PQresultErrorField(notice, PG_DIAG_MESSAGE_HINT);

	if (move_read_notice(notice) || settings.json)
		return;
	fprintf(stderr, "%s:  %s\n", severity ? severity : "NOTICE", message ? message : "");
	if (detail)
		fprintf(stderr, "DETAIL:  %s\n", detail);
	if (hint)
		fprintf(stderr, "HINT:  %s\n", hint);
}

/* Items as the text of a text[]. */
char *
array_literal(int n, const char *const *items)
{
	StringInfoData literal;

	initStringInfo(&literal);
	appendStringInfoChar(&literal, '{');
	for (int i = 0; i < n; i++)
	{
		appendStringInfoString(&literal, i > 0 ? ",\"" : "\"");
		for (const char *p = items[i]; *p != '\0';)
		{
			size_t		plain = strcspn(p, "\"\\");

			appendBinaryStringInfo(&literal, p, plain);
			p += plain;
			if (*p == '\0')
				break;
			appendStringInfoChar(&literal, '\\');
			appendStringInfoChar(&literal, *p++);
		}
		appendStringInfoChar(&literal, '"');
	}
	appendStringInfoChar(&literal, '}');
	return literal.data;
}

/* The items of a text[] as the server prints it. */
char	  **
array_items(const char *literal, int *n)
{
	char	  **items = NULL;

	*n = 0;
	if (!parsePGArray(literal, &items, n))
		fail_hint(NULL, "could not read the array \"%s\"", literal);
	return items;
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
