/*
 * cmd_look.c
 *	  pg_migrate current, heads, branches, show, graph: what there is.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool from_files;
static bool dot;
static bool mermaid;
static bool svg;
static char *output_path;

static const Option heads_options[] = {
	{0, "files", NULL, OPTION_FLAG, &from_files, "of the files, without a server"},
	{0}
};

static const Option graph_options[] = {
	{0, "dot", NULL, OPTION_FLAG, &dot, "in the language of Graphviz"},
	{0, "mermaid", NULL, OPTION_FLAG, &mermaid, "for Markdown"},
	{0, "svg", NULL, OPTION_FLAG, &svg, "for browsers"},
	{'o', "output", "FILE", OPTION_TEXT, &output_path, "write it into a file"},
	{0}
};

static ExitCode
print_rows_json(const char *key, const PGresult *res)
{
	json_begin_object(NULL);
	json_rows(key, res);
	json_end_object();
	json_print();
	return EXIT_DONE;
}

static ExitCode
run_current(int argc, char **argv)
{
	PGresult   *res = query(connect_database(), "SELECT revision_id, name, message, applied_at, applied_by "
							"FROM migrate.current()", 0, NULL);

	if (settings.json)
		return print_rows_json("current", res);
	if (PQntuples(res) == 0)
		say("Nothing is applied.\n");
	for (int row = 0; row < PQntuples(res); row++)
	{
		tell("%s  %s", value_of(res, row, "revision_id"), first_line(value_of(res, row, "message")));
		if (value_of(res, row, "applied_at"))
			say("  (%s %s)", shorten_time(value_of(res, row, "applied_at")), value_of(res, row, "applied_by"));
		tell("\n");
	}
	return EXIT_DONE;
}

static ExitCode
print_heads_of_files(void)
{
	int			n;
	LocalFile **heads = local_heads(folder_open(false), &n);

	if (settings.json)
	{
		json_begin_object(NULL);
		json_begin_array("heads");
		for (int i = 0; i < n; i++)
		{
			json_begin_object(NULL);
			json_text("revision_id", heads[i]->header.revision_id);
			json_text("message", heads[i]->header.message);
			json_texts("labels", &heads[i]->header.branch_labels);
			json_text("file", heads[i]->path);
			json_end_object();
		}
		json_end_array();
		json_end_object();
		json_print();
		return EXIT_DONE;
	}
	for (int i = 0; i < n; i++)
		tell("%s  %s\n", heads[i]->header.revision_id, first_line(heads[i]->header.message));
	return EXIT_DONE;
}

static ExitCode
run_heads(int argc, char **argv)
{
	PGresult   *res;

	if (from_files)
		return print_heads_of_files();
	res = query(connect_database(), "SELECT revision_id, name, message, labels, applied FROM migrate.heads()", 0, NULL);
	if (settings.json)
		return print_rows_json("heads", res);
	for (int row = 0; row < PQntuples(res); row++)
	{
		bool		applied = value_of(res, row, "applied")[0] == 't';

		tell("%s  %s  ", value_of(res, row, "revision_id"), first_line(value_of(res, row, "message")));
		tell_coloured(applied ? COLOUR_GREEN : COLOUR_YELLOW, "(%s)", applied ? "applied" : "pending");
		tell("\n");
	}
	if (PQntuples(res) > 1)
		say("Next: pg_migrate merge, or pg_migrate rebase REVISION ONTO\n");
	return EXIT_DONE;
}

static ExitCode
run_branches(int argc, char **argv)
{
	PGresult   *res = query(connect_database(), "SELECT revision_id, name, message, children FROM migrate.branches()", 0,
							NULL);

	if (settings.json)
		return print_rows_json("branches", res);
	for (int row = 0; row < PQntuples(res); row++)
	{
		int			n;
		char	  **children = array_items(value_of(res, row, "children"), &n);

		tell("%s  %s ->", value_of(res, row, "revision_id"), first_line(value_of(res, row, "message")));
		for (int i = 0; i < n; i++)
			tell("%s %s", i > 0 ? "," : "", children[i]);
		tell("\n");
	}
	return EXIT_DONE;
}

/* A fact of show(), where there is one. */
static void
show_fact(const PGresult *res, const char *label, const char *column)
{
	const char *value = value_of(res, 0, column);

	if (value == NULL || strcmp(value, "{}") == 0)
		return;
	if (value[0] == '{')
		value = pnstrdup(value + 1, strlen(value) - 2);
	tell_coloured(COLOUR_BOLD, "%-12s", label);
	tell(" ");
	tell_coloured(strcmp(column, "state") != 0 ? COLOUR_NONE : strcmp(value, "applied") == 0 ? COLOUR_GREEN : COLOUR_YELLOW, "%s", value);
	tell("\n");
}

/* A file, with the marks of its sections to be found at a glance. */
static void
show_file(const char *content)
{
	while (*content != '\0')
	{
		size_t		length = strcspn(content, "\n");
		char	   *line = pnstrdup(content, length);

		tell_coloured(file_find_mark(line) > 0 ? COLOUR_BOLD : COLOUR_NONE, "%s", line);
		content += length;
		if (*content == '\n')
		{
			tell("\n");
			content++;
		}
	}
}

static ExitCode
run_show(int argc, char **argv)
{
	PGconn	   *conn = connect_database();
	PGresult   *res = query1(conn, "SELECT revision_id, name, message, parents, depends_on, replaces, labels, state, "
							 "transactional, created_at, written_by, applied_at, applied_by, checksum, file_name, upgrade, "
							 "downgrade, verify FROM migrate.show($1)", argv[0]);
	PGresult   *file;

	if (settings.json)
	{
		json_begin_object(NULL);
		json_row(res, 0);
		json_end_object();
		json_print();
		return EXIT_DONE;
	}
	show_fact(res, "revision", "revision_id");
	show_fact(res, "name", "name");
	show_fact(res, "message", "message");
	show_fact(res, "parents", "parents");
	show_fact(res, "depends on", "depends_on");
	show_fact(res, "replaces", "replaces");
	show_fact(res, "labels", "labels");
	show_fact(res, "state", "state");
	show_fact(res, "applied at", "applied_at");
	show_fact(res, "applied by", "applied_by");
	show_fact(res, "checksum", "checksum");
	show_fact(res, "file", "file_name");
	file = query1(conn, "SELECT migrate.export_file($1) AS content", value_of(res, 0, "revision_id"));
	tell("\n");
	show_file(value_of(file, 0, "content"));
	return EXIT_DONE;
}

static ExitCode
run_graph(int argc, char **argv)
{
	PGresult   *res;

	if (dot + mermaid + svg > 1)
		usage_error("--dot, --mermaid and --svg exclude one another");
	res = query1(connect_database(), "SELECT migrate.graph($1) AS graph", dot ? "dot" : mermaid ? "mermaid" : svg ? "svg" : "text");
	text_put_alone("graph", value_of(res, 0, "graph"), output_path);
	return EXIT_DONE;
}

const Command command_current = {
	"current", "", 0, 0, "show where the database stands", NULL, NULL, run_current
};

const Command command_heads = {
	"heads", "", 0, 0, "show the revisions that no other follows", NULL, heads_options, run_heads
};

const Command command_branches = {
	"branches", "", 0, 0, "show the revisions that several follow", NULL, NULL, run_branches
};

const Command command_show = {
	"show", "REVISION", 1, 1, "show all there is to know of a revision", NULL, NULL, run_show
};

const Command command_graph = {
	"graph", "", 0, 0, "draw the revisions", NULL, graph_options, run_graph
};
