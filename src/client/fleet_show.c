/*
 * fleet_show.c
 *	  Show a fleet: on a terminal who is where, in place, elsewhere a line when a database begins and ends; then the report.
 *
 * What goes on is told on standard error, the report goes to standard output.
 */
#include "postgres_fe.h"

#include <sys/time.h>
#include <unistd.h>

#include "client/fleet.h"

#define WIDEST_NAME 40

static int	drawn;				/* lines of the live table on the terminal */
static struct timeval drawn_at;

/* Is there a terminal on which who is at what is shown? */
bool
fleet_is_watched(void)
{
	return !settings.json && !settings.quiet && isatty(fileno(stderr));
}

static int
colour_of(FleetState state)
{
	static const int colours[FLEET_STATES] = {
		[FLEET_DONE] = COLOUR_GREEN, [FLEET_NOTHING_TO_DO] = COLOUR_GREEN, [FLEET_TODO] = COLOUR_YELLOW,
		[FLEET_FAILED] = COLOUR_RED, [FLEET_INTERRUPTED] = COLOUR_RED, [FLEET_NOT_STARTED] = COLOUR_YELLOW
	};

	return colours[state];
}

/* The first error's message, "" where there is none. */
static const char *
message_of(const FleetTarget *target)
{
	const char *message = target->error ? json_find(target->error, "message") : NULL;

	return message ? message : "";
}

/* "20 databases: 17 deployed, 2 failed, 1 not started" */
static char *
sum_of(const Fleet *fleet)
{
	StringInfoData text;
	const char *separator = ":";

	initStringInfo(&text);
	appendStringInfo(&text, "%d database%s", fleet->n, fleet->n == 1 ? "" : "s");
	for (int state = 0; state < FLEET_STATES; state++)
	{
		int			n = fleet_count(fleet, state);

		if (n == 0)
			continue;
		appendStringInfo(&text, "%s %d %s", separator, n, fleet->words[state]);
		separator = ",";
	}
	return text.data;
}

/* ---- as it goes ---- */

/* A database begins; on a terminal the live table tells that. */
void
fleet_show_begin(const FleetTarget *target)
{
	if (!settings.json && !settings.quiet && !fleet_is_watched())
		fprintf(stderr, "%s: begins\n", target->name);
}

static void
print_end(const Fleet *fleet, const FleetTarget *target)
{
	fprintf(stderr, "%s: %s%s%s", target->name, colour_on(stderr, colour_of(target->state)), fleet->words[target->state],
			colour_off(stderr, colour_of(target->state)));
	if (target->steps.length > 0)
		fprintf(stderr, ", %d step%s", target->steps.length, target->steps.length == 1 ? "" : "s");
	fprintf(stderr, ", %s", format_duration(target->seconds * 1000));
	if (target->state == FLEET_FAILED)
		fprintf(stderr, ": %s", first_line(message_of(target)));
	fputc('\n', stderr);
}

/* A database is through; a failure stays on a terminal too, above the live table. */
void
fleet_show_end(const Fleet *fleet, const FleetTarget *target)
{
	if (settings.json || settings.quiet || (fleet_is_watched() && target->state != FLEET_FAILED))
		return;
	fleet_erase_live();
	print_end(fleet, target);
}

static int
name_width(const Fleet *fleet)
{
	int			width = text_width("database");

	for (int i = 0; i < fleet->n; i++)
		width = Max(width, text_width(fleet->targets[i].name));
	return Min(width, WIDEST_NAME);
}

static void
pad(FILE *stream, const char *text, int width)
{
	fprintf(stream, "%s%*s", text, Max(width - text_width(text), 0), "");
}

static char *
live_line(const FleetTarget *target)
{
	return psprintf("%s  %s%s%s", format_duration(seconds_since(&target->began_at) * 1000),
					target->at ? target->at : target->connected ? "begins" : "connects",
					target->waits_for ? ", waits for " : "", target->waits_for ? target->waits_for : "");
}

static void
draw_line(const FleetTarget *target, int width, int columns)
{
	fputs("  ", stderr);
	pad(stderr, target->name, width + 2);
	put_cut(stderr, live_line(target), Max(columns - width - 5, 10));
	fputc('\n', stderr);
	drawn++;
}

/* Draws who is where anew, as many as the terminal has lines for. */
void
fleet_show_live(const Fleet *fleet)
{
	int			rows,
				columns,
				width;

	if (!fleet_is_watched() || (drawn > 0 && seconds_since(&drawn_at) < REDRAW_SECONDS))
		return;
	terminal_size(stderr, &rows, &columns);
	fleet_erase_live();
	put_cut(stderr, sum_of(fleet), columns - 1);
	fputc('\n', stderr);
	drawn = 1;
	width = name_width(fleet);
	for (int i = 0; i < fleet->n && drawn < rows - 1; i++)
	{
		if (fleet->targets[i].state == FLEET_RUNNING)
			draw_line(&fleet->targets[i], width, columns);
	}
	fflush(stderr);
	gettimeofday(&drawn_at, NULL);
}

void
fleet_erase_live(void)
{
	if (drawn > 0)
		fprintf(stderr, "\033[%dA\r\033[J", drawn);
	drawn = 0;
}

/* ---- the report: a table ---- */

/* "8f14e45fceea", several with commas, "base" for none; "" where nobody knows. */
static char *
revisions_of(const FleetTarget *target, const TextList *ids)
{
	StringInfoData text;

	initStringInfo(&text);
	if (!target->connected)
		return text.data;
	for (int i = 0; i < ids->length; i++)
		appendStringInfo(&text, "%s%s", i > 0 ? "," : "", ids->items[i]);
	if (ids->length == 0)
		appendStringInfoString(&text, "base");
	return text.data;
}

#define COLUMNS 7

static char *
status_value(const FleetTarget *target, const char *key)
{
	return target->status ? json_find(target->status, key) : NULL;
}

static char *
or_nothing(char *text)
{
	return text ? text : pstrdup("");
}

/* What a database's line says; NULL ends it. */
static void
fill_row(const Fleet *fleet, const FleetTarget *target, char *row[COLUMNS])
{
	bool		looks = fleet->only_looks;

	row[0] = target->name;
	row[1] = psprintf("%s%s", fleet->words[target->state], target->canary ? " (canary)" : "");
	row[2] = revisions_of(target, &target->from);
	row[3] = looks ? or_nothing(status_value(target, "applied")) : revisions_of(target, &target->to);
	row[4] = looks ? or_nothing(status_value(target, "pending")) : psprintf("%d", target->steps.length);
	row[5] = looks ? or_nothing(status_value(target, "next")) : target->connected ? format_duration(target->seconds * 1000) : pstrdup("");
	row[6] = NULL;
}

static char *const deploy_head[COLUMNS] = {"database", "state", "from", "to", "steps", "time", NULL};
static char *const status_head[COLUMNS] = {"database", "state", "current", "applied", "pending", "next", NULL};

static void
print_row(char *const row[COLUMNS], const int widths[COLUMNS], int colour)
{
	for (int i = 0; row[i] != NULL; i++)
	{
		bool		is_last = row[i + 1] == NULL;

		fputs(colour_on(stdout, i == 1 ? colour : COLOUR_NONE), stdout);
		pad(stdout, row[i], is_last ? 0 : widths[i]);
		fputs(colour_off(stdout, i == 1 ? colour : COLOUR_NONE), stdout);
		fputs(is_last ? "\n" : "  ", stdout);
	}
}

static void
print_table(const Fleet *fleet)
{
	char	   *const *head = fleet->only_looks ? status_head : deploy_head;
	char	   *(*rows)[COLUMNS] = palloc(fleet->n * sizeof(*rows));
	int			widths[COLUMNS] = {0};

	for (int i = 0; i < fleet->n; i++)
	{
		fill_row(fleet, &fleet->targets[i], rows[i]);
		for (int j = 0; rows[i][j]; j++)
			widths[j] = Max(widths[j], Max(text_width(rows[i][j]), text_width(head[j])));
	}
	print_row(head, widths, COLOUR_NONE);
	for (int i = 0; i < fleet->n; i++)
		print_row(rows[i], widths, colour_of(fleet->targets[i].state));
	printf("%s\n", sum_of(fleet));
}

/* ---- errors ---- */

static void
print_part(const char *label, const char *text)
{
	if (text)
		fprintf(stderr, "  %s: %s\n", label, text);
}

static bool
same_error(const FleetTarget *a, const FleetTarget *b)
{
	return a->error && b->error && strcmp(message_of(a), message_of(b)) == 0;
}

/* "shop_3, shop_7 and 12 more" have the error of the one at that index; NULL: an earlier one has it too, and has been shown. */
static char *
names_with_error(const Fleet *fleet, int index)
{
	StringInfoData names;
	int			n = 0;

	initStringInfo(&names);
	for (int i = 0; i < fleet->n; i++)
	{
		if (!same_error(&fleet->targets[i], &fleet->targets[index]))
			continue;
		if (i < index)
			return NULL;
		if (n++ < 3)
			appendStringInfo(&names, "%s%s", n > 1 ? ", " : "", fleet->targets[i].name);
	}
	if (n > 3)
		appendStringInfo(&names, " and %d more", n - 3);
	return names.data;
}

static void
print_error(const char *names, const char *error)
{
	const char *file = json_find(error, "file");
	const char *line = json_find(error, "line");
	const char *hint = json_find(error, "hint");

	fprintf(stderr, "%s: %s%s%s%s%serror:%s %s\n", names, file ? file : "", file && line ? ":" : "", file && line ? line : "", file ? ": " : "",
			colour_on(stderr, COLOUR_RED), colour_off(stderr, COLOUR_RED), json_find(error, "message"));
	print_part("detail", json_find(error, "detail"));
	print_part("hint", hint ? hint_for_terminal(hint) : NULL);
}

static void
print_errors(const Fleet *fleet)
{
	for (int i = 0; i < fleet->n; i++)
	{
		const FleetTarget *target = &fleet->targets[i];
		char	   *names = target->error ? names_with_error(fleet, i) : NULL;

		if (names)
			print_error(names, target->error);
	}
}

/* ---- JSON ---- */

static void
json_revisions(const char *key, const FleetTarget *target, const TextList *ids)
{
	if (target->connected)
		json_texts(key, ids);
	else
		json_text(key, NULL);
}

static void
json_error(const char *error)
{
	static const char *const keys[] = {"sqlstate", "message", "detail", "hint", "context", "revision_id", "file"};

	if (error == NULL)
	{
		json_text("error", NULL);
		return;
	}
	json_begin_object("error");
	for (int i = 0; i < lengthof(keys); i++)
		json_text(keys[i], json_find(error, keys[i]));
	json_number("line", json_find(error, "line"));
	json_end_object();
}

static void
json_target(const Fleet *fleet, const FleetTarget *target)
{
	json_begin_object(NULL);
	json_text("name", target->name);
	json_text("database", target->database);
	json_text("state", fleet->words[target->state]);
	if (fleet->only_looks)
	{
		json_revisions("current", target, &target->from);
		json_number("applied", status_value(target, "applied"));
		json_number("pending", status_value(target, "pending"));
		json_text("next", status_value(target, "next"));
	}
	else
	{
		json_bool("canary", target->canary);
		json_revisions("from", target, &target->from);
		json_revisions("to", target, &target->to);
		move_json_steps(&target->steps);
	}
	json_number("seconds", psprintf("%.3f", target->seconds));
	json_error(target->error);
	json_end_object();
}

static void
print_json(const Fleet *fleet)
{
	json_begin_object(NULL);
	json_begin_array("databases");
	for (int i = 0; i < fleet->n; i++)
		json_target(fleet, &fleet->targets[i]);
	json_end_array();
	json_end_object();
	json_print();
}

/* What has become of every database, once all is over. */
void
fleet_report(const Fleet *fleet)
{
	fleet_erase_live();
	if (settings.json)
	{
		print_json(fleet);
		return;
	}
	print_table(fleet);
	fflush(stdout);
	print_errors(fleet);
}
