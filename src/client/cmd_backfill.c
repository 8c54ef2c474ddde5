/*
 * cmd_backfill.c
 *	  pg_migrate backfill: change the rows of a table in batches, and show how far that is.
 *
 * How many rows there will be is the planner's estimate: good enough for a bar, and free.
 */
#include "postgres_fe.h"

#include <sys/time.h>

#include "client/client.h"

#define BAR_WIDTH 20

static char *condition;
static int	batch_size = 1000;
static char *pause_text;

static const Option options[] = {
	{0, "where", "CONDITION", OPTION_TEXT, &condition, "change only the rows for which this is true"},
	{0, "batch-size", "N", OPTION_NUMBER, &batch_size, "look at N rows in each transaction (1000)"},
	{0, "pause", "INTERVAL", OPTION_TEXT, &pause_text, "wait between two of them, as '100 ms'"},
	{0}
};

static const char *table;
static double estimate;			/* of the table's rows; 0: not known */
static char *last_event;		/* NULL: no batch is committed */
static bool line_is_open;
static struct timeval drawn_at;

static double
rows_of(const char *event, const char *key)
{
	return atof(json_find(event, key));
}

static void
erase_line(void)
{
	if (line_is_open)
		printf("\r\033[K");
	line_is_open = false;
}

/* "persons  [########------------]  41 %, 4100 rows looked at, 230 changed" */
static void
draw(const char *event)
{
	double		seen = rows_of(event, "seen");
	double		part = estimate > 0 ? Min(seen / estimate, 1) : 0;
	StringInfoData line;
	int			rows,
				columns;

	if (!output_is_terminal() || (line_is_open && seconds_since(&drawn_at) < REDRAW_SECONDS))
		return;
	initStringInfo(&line);
	appendStringInfo(&line, "%s  ", table);
	if (estimate > 0)
	{
		append_bar(&line, BAR_WIDTH, (int) (part * BAR_WIDTH));
		appendStringInfo(&line, " %3.0f %%, ", part * 100);
	}
	appendStringInfo(&line, "%.0f rows looked at, %.0f changed", seen, rows_of(event, "changed"));
	erase_line();
	/* one that were longer could not be erased */
	terminal_size(stdout, &rows, &columns);
	put_cut(stdout, line.data, columns - 1);
	fflush(stdout);
	line_is_open = true;
	gettimeofday(&drawn_at, NULL);
}

/* What the server says of a batch, of where it goes on, and of the end.  False: that is a revision's, not this command's. */
bool
backfill_read_event(const char *event)
{
	if (table == NULL)
		return false;
	last_event = pstrdup(event);
	if (strcmp(json_find(event, "state"), "resumed") == 0)
		tell("%s: goes on behind the %s rows that were looked at before\n", table, json_find(event, "seen"));
	draw(event);
	return true;
}

/* Is something committed, so that the same call goes on behind it? */
bool
backfill_is_half_way(void)
{
	return last_event != NULL && rows_of(last_event, "seen") > 0;
}

/* Before an error is shown. */
void
backfill_end_line(void)
{
	if (line_is_open)
		putchar('\n');
	line_is_open = false;
}

/* After it: what stays. */
void
backfill_show_what_stays(void)
{
	fprintf(stderr, "%s rows were looked at, and what was changed of them stays: the same command goes on behind them.\n",
			json_find(last_event, "seen"));
}

/* Of the table, or of all its partitions. */
static double
estimate_rows(PGconn *conn)
{
	PGresult   *res = query1(conn, "SELECT pg_catalog.sum(reltuples) FROM pg_catalog.pg_class WHERE relkind OPERATOR(pg_catalog.=) 'r'"
							 " AND reltuples OPERATOR(pg_catalog.>=) 0::pg_catalog.float4 AND (oid OPERATOR(pg_catalog.=) $1::pg_catalog.regclass"
							 " OR oid IN (SELECT relid FROM pg_catalog.pg_partition_tree($1::pg_catalog.regclass)))", table);
	double		rows = atof(PQgetvalue(res, 0, 0));

	PQclear(res);
	return rows;
}

static void
report(void)
{
	erase_line();
	tell_coloured(COLOUR_GREEN, "%s", table);
	tell(": %s of %s rows were changed\n", json_find(last_event, "changed"), json_find(last_event, "seen"));
	if (!settings.json)
		return;
	json_begin_object(NULL);
	json_text("relation", json_find(last_event, "relation"));
	json_number("seen", json_find(last_event, "seen"));
	json_number("changed", json_find(last_event, "changed"));
	json_end_object();
	json_print();
}

static ExitCode
run(int argc, char **argv)
{
	const char *params[5] = {argv[0], argv[1], condition, psprintf("%d", batch_size), pause_text};
	PGconn	   *conn = connect_database();

	table = argv[0];
	move_will_commit();
	estimate = estimate_rows(conn);
	PQclear(move_query(conn, "CALL migrate.backfill($1::pg_catalog.regclass, $2, $3, $4::pg_catalog.int4, $5::pg_catalog.interval)", 5, params));
	report();
	return EXIT_DONE;
}

const Command command_backfill = {
	"backfill", "TABLE SET", 2, 2, "change the rows of a table in batches that are committed",
	"SET is what stands behind SET in UPDATE: \"upper = upper(name)\". It goes along the primary key, touches no row twice,\n"
	"and the same command goes on after an error or Ctrl-C. Between two batches it waits while a standby is more than\n"
	"migrate.backfill_max_lag behind (--set).", options, run
};
