/*
 * cmd_merge.c
 *	  pg_migrate merge, rebase, squash: the shape of the history.
 *
 * The folder is pushed first, so that the server sees what the user sees; the server decides; then the file of what
 * came of it is written.
 */
#include "postgres_fe.h"

#include "lib/stringinfo.h"

#include "client/client.h"

static char *message;
static char *revision_id;
static char *branch_label;

static const Option merge_options[] = {
	{'m', "message", "TEXT", OPTION_TEXT, &message, "its message (else \"merge A and B\")"},
	{0, "rev-id", "ID", OPTION_TEXT, &revision_id, "its revision id (else 12 random hex digits)"},
	{0, "branch-label", "NAME", OPTION_TEXT, &branch_label, "a name for the branch that begins with it"},
	{0}
};

static const Option squash_options[] = {
	{'m', "message", "TEXT", OPTION_TEXT, &message, "its message"},
	{0, "rev-id", "ID", OPTION_TEXT, &revision_id, "its revision id (else 12 random hex digits)"},
	{0}
};

/* With the folder pushed, calls a function that returns a revision id; then that revision's file is written. */
static ExitCode
write_revision(const char *sql, int nparams, const char *const *params)
{
	LocalFolder *folder = folder_open(true);
	PGconn	   *conn = connect_database();
	PGresult   *res;
	const char *id;
	char	   *path;

	PQclear(push_begin_revisions(conn, folder));
	folder_refuse_foreign(folder);
	res = query(conn, sql, nparams, params);
	PQclear(query(conn, "COMMIT", 0, NULL));
	id = PQgetvalue(res, 0, 0);
	path = pull_revision(conn, folder, id);
	if (settings.json)
	{
		json_begin_object(NULL);
		json_text("revision_id", id);
		json_text("file", path);
		json_end_object();
		json_print();
	}
	else
		tell("%s\n", path ? path : id);
	return EXIT_DONE;
}

/* "merge A and B", in the words that were given; the server names the heads where there are none. */
static char *
default_message(int n, char **revisions)
{
	StringInfoData text;

	if (n == 0)
		return "merge heads";
	initStringInfo(&text);
	for (int i = 0; i < n; i++)
		appendStringInfo(&text, "%s%s", i == 0 ? "merge " : i == n - 1 ? " and " : ", ", revisions[i]);
	return text.data;
}

static ExitCode
run_merge(int argc, char **argv)
{
	const char *params[4];

	if (argc == 1)
		usage_error("merge needs two revisions or more, or none: then it joins all heads");
	params[0] = message ? message : default_message(argc, argv);
	params[1] = argc > 0 ? array_literal(argc, (const char *const *) argv) : NULL;
	params[2] = revision_id;
	params[3] = branch_label;
	return write_revision("SELECT migrate.merge($1, $2::text[], $3, $4)", 4, params);
}

static ExitCode
run_rebase(int argc, char **argv)
{
	const char *params[2] = {argv[0], argv[1]};

	return write_revision("SELECT migrate.rebase($1, $2)", 2, params);
}

static ExitCode
run_squash(int argc, char **argv)
{
	const char *params[4] = {argv[0], argv[1], message, revision_id};

	if (message == NULL || *message == '\0')
		usage_error("squash needs a message: -m \"what they do together\"");
	return write_revision("SELECT migrate.squash($1, $2, $3, $4)", 4, params);
}

const Command command_merge = {
	"merge", "[REVISION]...", 0, -1, "write a revision that joins branches",
	"Without arguments it joins all heads.", merge_options, run_merge
};

const Command command_rebase = {
	"rebase", "REVISION ONTO", 2, 2, "let a pending revision follow another one",
	"The line Revises of its file is written anew.", NULL, run_rebase
};

const Command command_squash = {
	"squash", "FIRST LAST", 2, 2, "write one revision that stands for several",
	"Where all that it replaces is applied it counts as applied; where nothing is it runs alone. The old files may go\n"
	"once that is so everywhere.", squash_options, run_squash
};
