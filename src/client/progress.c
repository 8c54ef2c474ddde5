/*
 * progress.c
 *	  Run what moves the database and show a line a step while it does.
 *
 * The server reports in notices whose detail is a JSON object in one line: a step begins, a statement begins, a step is
 * done.  On a terminal a step's line stands from its beginning, and once the run takes longer than a second it tells how far
 * the run is; after a second in a statement which one that is, and what it waits for.  Elsewhere the line comes when the step
 * is done.
 */
#include "postgres_fe.h"

#include <sys/select.h>
#include <sys/time.h>
#include <unistd.h>

#include "lib/stringinfo.h"

#include "client/client.h"

#define LINE_WIDTH 54			/* of id and message, before the time */
#define BAR_WIDTH 10

typedef struct Step
{
	char	   *event;			/* as the server sent it */
	char	   *revision_id;
	char	   *message;
} Step;

static Step current;			/* revision_id NULL: none has begun */
static TextList done;			/* events */
static char *running;			/* statement 3 of 7 (line 9) */
static struct timeval running_since;
static char *running_command;	/* "ALTER TABLE", or NULL */
static struct timeval moving_since;
static struct timeval drawn_at;
static bool moving;
static bool commits;			/* each step, or some of them */
static bool line_is_open;
static bool tail_is_shown;

double
seconds_since(const struct timeval *then)
{
	struct timeval now;

	gettimeofday(&now, NULL);
	return (now.tv_sec - then->tv_sec) + (now.tv_usec - then->tv_usec) / 1e6;
}

/* "a87ff679a2f3  split names ......................... " */
static void
print_line_start(const Step *step, const char *arrow)
{
	const char *message = first_line(step->message ? step->message : "");
	int			width = (int) strlen(step->revision_id) + 2 + (int) strlen(message) + (int) strlen(arrow);

	printf("%s%s  %s ", arrow, step->revision_id, message);
	for (int i = width + 1; i < LINE_WIDTH; i++)
		putchar('.');
}

static const char *
arrow_of(const char *event)
{
	const char *direction = json_find(event, "direction");

	return direction && strcmp(direction, "downgrade") == 0 ? "- " : "";
}

static void
clear_tail(void)
{
	if (tail_is_shown)
		printf("\r\033[K");
	tail_is_shown = false;
}

/* "  [###-------] 4 of 12": nothing, where there is one step. */
static void
append_step_bar(StringInfo out)
{
	char	   *ordinal = json_find(current.event, "ordinal");
	char	   *of = json_find(current.event, "of");

	if (ordinal == NULL || of == NULL || atoi(of) < 2)
		return;
	appendStringInfoString(out, "  ");
	append_bar(out, BAR_WIDTH, BAR_WIDTH * (atoi(ordinal) - 1) / atoi(of));
	appendStringInfo(out, " %s of %s", ordinal, of);
}

/* Draws the step's line anew, with what is to be said while it runs. */
static void
draw_tail(const char *tail)
{
	int			rows,
				columns;

	terminal_size(stdout, &rows, &columns);
	printf("\r\033[K");
	print_line_start(&current, arrow_of(current.event));
	/* one that were longer could not be cleared */
	put_cut(stdout, tail, Max(columns - LINE_WIDTH - 3, 10));
	fflush(stdout);
	tail_is_shown = true;
	line_is_open = true;
	gettimeofday(&drawn_at, NULL);
}

/* The beginning of a step's line; later in a long run with how far that is. */
static void
open_line(void)
{
	StringInfoData tail;

	if (!output_is_terminal() || current.revision_id == NULL)
		return;
	if (seconds_since(&moving_since) < 1 || seconds_since(&drawn_at) < REDRAW_SECONDS)
	{
		print_line_start(&current, arrow_of(current.event));
		line_is_open = true;
		fflush(stdout);
		return;
	}
	initStringInfo(&tail);
	append_step_bar(&tail);
	draw_tail(tail.data);
}

/* Ends the line of the step that runs. */
void
move_end_line(const char *end, int colour)
{
	if (settings.json || current.revision_id == NULL)
		return;
	if (tail_is_shown)
	{
		clear_tail();
		line_is_open = false;
	}
	if (!line_is_open)
		print_line_start(&current, arrow_of(current.event));
	tell_coloured(colour, " %7s", end);
	putchar('\n');
	line_is_open = false;
}

static void
begin_step(const char *event)
{
	char	   *revision_id = json_find(event, "revision_id");

	if (current.revision_id && revision_id && strcmp(current.revision_id, revision_id) == 0 &&
		strcmp(arrow_of(current.event), arrow_of(event)) == 0)
		return;
	current.event = pstrdup(event);
	current.revision_id = revision_id;
	current.message = json_find(event, "message");
	running = NULL;
	/* Without a message it is a statement's event: the line waits for the step's own. */
	if (current.message)
		open_line();
}

static void
begin_statement(const char *event)
{
	begin_step(event);
	running = psprintf("statement %s of %s (line %s)", json_find(event, "number"), json_find(event, "statements"),
					   json_find(event, "line"));
	running_command = json_find(event, "command");
	gettimeofday(&running_since, NULL);
}

static void
end_step(const char *event)
{
	char	   *duration = json_find(event, "duration_ms");

	begin_step(event);
	current.event = pstrdup(event);
	current.message = json_find(event, "message");
	text_list_append(&done, pstrdup(event));
	move_end_line(duration ? format_duration(atof(duration)) : "", COLOUR_GREEN);
	current.revision_id = NULL;
	running = NULL;
}

/* Reads a notice of the server about its progress.  False: it is another one. */
bool
move_read_notice(const PGresult *notice)
{
	const char *detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
	char	   *event;

	if (detail == NULL || strncmp(detail, "{\"event\":", 9) != 0)
		return false;
	event = json_find(detail, "event");
	target_pass_on(detail);
	if (scopes_have_begun() && strcmp(event, "step") == 0)
		text_list_append(&done, pstrdup(detail));
	else if (scopes_have_begun())
		scopes_read_event(detail);
	else if (strcmp(event, "step") == 0)
		end_step(detail);
	else if (strcmp(event, "statement") == 0)
		begin_statement(detail);
	else if (strcmp(event, "start") == 0)
		begin_step(detail);
	else if (strcmp(event, "backfill") == 0 && !backfill_read_event(detail))
		running = psprintf("backfill of %s: %s rows looked at, %s changed", json_find(detail, "relation"), json_find(detail, "seen"),
						   json_find(detail, "changed"));
	return true;
}

/* Shows, and keeps showing, that a long statement lives. */
static void
show_running(PGconn *conn)
{
	StringInfoData tail;
	double		seconds;
	char	   *waits;

	if (running == NULL || !(output_is_terminal() || target_is_watched()) || (seconds = seconds_since(&running_since)) < 1)
		return;
	waits = waiting_for(conn);
	if (target_is_one())
	{
		target_tell_waits(waits);
		return;
	}
	initStringInfo(&tail);
	appendStringInfo(&tail, " %s, %.0f s", running, seconds);
	if (running_command && *running_command)
		appendStringInfo(&tail, ", %s", running_command);
	if (waits)
		appendStringInfo(&tail, ", waits for %s", waits);
	append_step_bar(&tail);
	draw_tail(tail.data);
}

/* Waits for something from the server, half a second at most. */
static void
wait_for_input(PGconn *conn)
{
	int			fd = PQsocket(conn);
	struct timeval timeout = {0, 500000};
	fd_set		readable;

	FD_ZERO(&readable);
	FD_SET(fd, &readable);
	(void) select(fd + 1, &readable, NULL, NULL, &timeout);
}

/* The last result of what was sent; what fails is left to the caller. */
static PGresult *
receive(PGconn *conn)
{
	PGresult   *last = NULL,
			   *res;

	for (;;)
	{
		while (PQisBusy(conn))
		{
			show_running(conn);
			wait_for_input(conn);
			if (!PQconsumeInput(conn))
				break;
		}
		if ((res = PQgetResult(conn)) == NULL)
			return last;
		PQclear(last);
		last = res;
	}
}

/* Runs a statement that moves, showing its steps; an error is left to the caller. */
PGresult *
move_attempt(PGconn *conn, const char *sql, int nparams, const char *const *params)
{
	PQclear(query(conn, "SELECT pg_catalog.set_config('migrate.progress', 'json', false)", 0, NULL));
	moving = true;
	gettimeofday(&moving_since, NULL);
	if (!PQsendQueryParams(conn, sql, nparams, NULL, params, NULL, NULL, 0))
		fail_hint(NULL, "could not send the statement: %s", PQerrorMessage(conn));
	return receive(conn);
}

/* The same, as query() does it: an error ends the program. */
PGresult *
move_query(PGconn *conn, const char *sql, int nparams, const char *const *params)
{
	PGresult   *res = move_attempt(conn, sql, nparams, params);

	if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
		error_exit(conn, res);
	return res;
}

/* From here on steps stay when a later one fails. */
void
move_will_commit(void)
{
	commits = true;
}

bool
move_commits(void)
{
	return commits;
}

static bool
is_of_revision(const char *event)
{
	const char *direction = json_find(event, "direction");

	return direction == NULL || strcmp(direction, "repeatable") != 0;
}

/* How many revisions are done, or were before they were rolled back; repeatable files are none. */
int
move_revisions_done(void)
{
	int			n = 0;

	for (int i = 0; i < done.length; i++)
		n += is_of_revision(done.items[i]);
	return n;
}

/* The same with the one that was on its way. */
int
move_revisions_undone(void)
{
	return move_revisions_done() + (current.revision_id != NULL && is_of_revision(current.event));
}

/* Was the database about to move? */
bool
move_has_begun(void)
{
	return moving;
}

/* The revision that ran when something failed, or NULL. */
char *
move_failed_step(void)
{
	return current.revision_id;
}

/*
 * Reports what a moving function returned.  Steps that it did not report itself (a stamp runs nothing) get their line
 * here.
 */
ExitCode
move_report(const PGresult *res, const char *nothing_to_do)
{
	if (settings.json)
	{
		json_begin_object(NULL);
		json_rows("steps", res);
		json_end_object();
		json_print();
		return EXIT_DONE;
	}
	if (PQntuples(res) == 0)
		say("%s\n", nothing_to_do);
	if (done.length > 0)
		return EXIT_DONE;
	for (int row = 0; row < PQntuples(res); row++)
		tell("%s  %s  %s\n", value_of(res, row, "revision_id"), value_of(res, row, "direction"),
			 first_line(value_of(res, row, "message")));
	return EXIT_DONE;
}

/* Events of steps that are done as an array. */
void
move_json_steps(const TextList *events)
{
	json_begin_array("steps");
	for (int i = 0; i < events->length; i++)
	{
		json_begin_object(NULL);
		json_number("ordinal", psprintf("%d", i + 1));
		json_text("direction", json_find(events->items[i], "direction"));
		json_text("revision_id", json_find(events->items[i], "revision_id"));
		json_text("message", json_find(events->items[i], "message"));
		json_end_object();
	}
	json_end_array();
}

/* The same for what returns nothing: the steps that it has told of. */
ExitCode
move_report_steps(const char *nothing_to_do)
{
	if (!settings.json)
	{
		if (done.length == 0)
			say("%s\n", nothing_to_do);
		return EXIT_DONE;
	}
	json_begin_object(NULL);
	move_json_steps(&done);
	json_end_object();
	json_print();
	return EXIT_DONE;
}
