/*
 * cmd_history.c
 *	  pg_migrate history: the revisions, newest first.
 *
 * On a terminal it is the server's picture with when, by whom and how long at the end of a revision's line, and the texts of
 * repeatable files below it; elsewhere a line a revision or text.
 */
#include "postgres_fe.h"

#include "lib/stringinfo.h"

#include "client/client.h"

#define MAX_WIDTH 100			/* of a picture's line, before what is put at its end */

static bool from_files;
static char *range;

static const Option options[] = {
	{0, "files", NULL, OPTION_FLAG, &from_files, "of the files, without a server"},
	{'r', "range", "RANGE", OPTION_TEXT, &range, "the range, as the argument"},
	{0}
};

/* "2026-11-23 ada  8 ms", or "" for what is not applied. */
static char *
applied_text(const PGresult *res, int row)
{
	const char *at = value_of(res, row, "applied_at");
	const char *seconds = value_of(res, row, "duration_s");

	if (at == NULL)
		return "";
	return psprintf("%s %s%s%s", shorten_time(at), value_of(res, row, "applied_by"), seconds ? "  " : "",
					seconds ? format_duration(atof(seconds) * 1000) : "");
}

static bool
is_id_character(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '.' || c == '-';
}

/* Where the revision id of a picture's line begins; NULL in lines between revisions. */
static const char *
find_id(const char *line)
{
	const char *star = strchr(line, '*');

	if (star == NULL)
		return NULL;
	line = star + strcspn(star, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
	return *line ? line : NULL;
}

/* The row of the revision in a line, or -1. */
static int
find_row(const PGresult *res, const char *line)
{
	const char *id = find_id(line);
	size_t		length = 0;

	if (id == NULL)
		return -1;
	while (is_id_character(id[length]))
		length++;
	for (int row = 0; row < PQntuples(res); row++)
	{
		const char *candidate = PQgetvalue(res, row, 0);

		if (strlen(candidate) == length && strncmp(candidate, id, length) == 0)
			return row;
	}
	return -1;
}

static void
print_picture_line(const PGresult *res, const char *line, int width)
{
	int			row = find_row(res, line);
	const char *applied = row >= 0 ? applied_text(res, row) : "";
	int			colour = row < 0 ? COLOUR_NONE : *applied ? COLOUR_NONE : COLOUR_YELLOW;

	tell_coloured(colour, "%s", line);
	if (*applied)
		tell("%*s  %s", Max(width - text_width(line), 0), "", applied);
	tell("\n");
}

static void
print_picture(PGconn *conn, const PGresult *res)
{
	PGresult   *graph = query(conn, "SELECT migrate.graph('text') AS graph", 0, NULL);
	char	   *picture = pstrdup(value_of(graph, 0, "graph"));
	int			width = 0;
	char	   *copy = pstrdup(picture);

	for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
		width = Max(width, Min(text_width(line), MAX_WIDTH));
	for (char *line = strtok(picture, "\n"); line; line = strtok(NULL, "\n"))
		print_picture_line(res, line, width);
	PQclear(graph);
}

static bool
is_repeatable(const PGresult *res, int row)
{
	return value_of(res, row, "name") == NULL;
}

/* What a row is: of a repeatable file's text, which revisions it came with. */
static const char *
describe(const PGresult *res, int row)
{
	const char *message = first_line(value_of(res, row, "message"));
	const char *parents = value_of(res, row, "parents");

	if (!is_repeatable(res, row) || strcmp(parents, "{}") == 0)
		return message;
	return psprintf("%s with %.*s", message, (int) strlen(parents) - 2, parents + 1);
}

static void
print_line(const PGresult *res, int row)
{
	const char *applied = applied_text(res, row);

	tell("%s  %-8s  %s%s%s\n", value_of(res, row, "revision_id"), value_of(res, row, "state"), describe(res, row),
		 *applied ? "  " : "", applied);
}

static void
print_lines(const PGresult *res, bool texts_alone)
{
	for (int row = 0; row < PQntuples(res); row++)
		if (!texts_alone || is_repeatable(res, row))
			print_line(res, row);
}

static void
print_file_json(const LocalFile *file)
{
	json_begin_object(NULL);
	json_text("revision_id", file->header.revision_id);
	json_text("message", file->header.message);
	json_texts("parents", &file->header.parents);
	json_texts("labels", &file->header.branch_labels);
	json_text("file", file->path);
	json_end_object();
}

static ExitCode
print_files(void)
{
	LocalFile **files = local_newest_first(folder_open(false));

	if (settings.json)
	{
		json_begin_object(NULL);
		json_begin_array("history");
	}
	for (int i = 0; files[i]; i++)
	{
		if (settings.json)
			print_file_json(files[i]);
		tell("%s  %s\n", files[i]->header.revision_id, first_line(files[i]->header.message));
	}
	if (settings.json)
	{
		json_end_array();
		json_end_object();
		json_print();
	}
	return EXIT_DONE;
}

static ExitCode
run(int argc, char **argv)
{
	PGconn	   *conn;
	PGresult   *res;

	if (argc > 0)
		range = argv[0];
	if (from_files && range)
		usage_error("a range of history needs a server: it cannot go with --files");
	if (from_files)
		return print_files();
	conn = connect_database();
	res = query1(conn, "SELECT revision_id, parents, name, message, labels, state, applied_at, applied_by, "
				 "pg_catalog.date_part('epoch', duration) AS duration_s FROM migrate.history($1)", range);
	if (settings.json)
	{
		json_begin_object(NULL);
		json_rows("history", res);
		json_end_object();
		json_print();
	}
	else if (output_is_terminal() && range == NULL)
	{
		print_picture(conn, res);
		print_lines(res, true);
	}
	else
		print_lines(res, false);
	return EXIT_DONE;
}

const Command command_history = {
	"history", "[RANGE]", 0, 1, "show the revisions, newest first",
	"RANGE is a:b, a: or :b, with the targets that upgrade knows.", options, run
};
