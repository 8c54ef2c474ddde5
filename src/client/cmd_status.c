/*
 * cmd_status.c
 *	  pg_migrate status: where database and folder stand, and what to do next.
 */
#include "postgres_fe.h"

#include "lib/stringinfo.h"

#include "client/fleet.h"

#define NAMED_AT_MOST 5			/* revisions in a line for people */

static bool exit_code;

static const Option options[] = {
	{0, "exit-code", NULL, OPTION_FLAG, &exit_code, "exit with 3 when there is something to do"},
	{0, "fleet", "FILE", OPTION_TEXT, &fleet_options.file, "look at many databases: one a line, as for deploy"},
	{0, "jobs", "N", OPTION_NUMBER, &fleet_options.jobs, "so many of them at once (4)"},
	{0}
};

/* A count and the revisions that make it. */
typedef struct Group
{
	const char *fact;			/* its name where no person reads */
	const char *key;			/* its name in JSON */
	TextList	ids;
	TextList	messages;
} Group;

typedef struct Status
{
	PGconn	   *conn;
	LocalFolder *folder;
	Group		current;
	Group		heads;
	Group		pending;
	Group		interrupted;	/* on their way outside of a transaction */
	int			applied;
	Group		unpushed;		/* files that the database does not have */
	Group		changed;		/* files of pending revisions that are not what the database has */
	Group		edited;			/* the same of applied ones */
	Group		extra;			/* applied, without a file */
	Group		missing;		/* pending, without a file */
	Group		repeatables;	/* whose text the database has not run */
} Status;

static void
group_add(Group *group, const char *id, const char *message)
{
	text_list_append(&group->ids, pstrdup(id));
	text_list_append(&group->messages, first_line(message));
}

static void
read_group(Status *status, Group *group, const char *sql)
{
	PGresult   *res = query(status->conn, sql, 0, NULL);

	for (int row = 0; row < PQntuples(res); row++)
		group_add(group, PQgetvalue(res, row, 0), PQgetvalue(res, row, 1));
	PQclear(res);
}

static bool
may_see_running(PGconn *conn)
{
	PGresult   *res = query(conn, "SELECT pg_catalog.has_table_privilege(pg_catalog.to_regclass('migrate.running')::pg_catalog.oid, 'SELECT')", 0, NULL);
	bool		may = strcmp(PQgetvalue(res, 0, 0), "t") == 0;

	PQclear(res);
	return may;
}

static void
read_store(Status *status)
{
	PGresult   *res;

	read_group(status, &status->current, "SELECT revision_id, message FROM migrate.current()");
	read_group(status, &status->heads, "SELECT revision_id, message FROM migrate.heads()");
	read_group(status, &status->pending, "SELECT revision_id, message FROM migrate.pending()");
	if (may_see_running(status->conn))
		read_group(status, &status->interrupted, "SELECT revision_id, pg_catalog.format('%s, statement %s of %s%s', direction, statement, "
				   "statements, ', line ' OPERATOR(pg_catalog.||) line::pg_catalog.text) FROM migrate.running WHERE state OPERATOR(pg_catalog.=) 'interrupted' "
				   "AND project OPERATOR(pg_catalog.=) migrate.project() AND scope OPERATOR(pg_catalog.=) migrate.scope()");
	res = query(status->conn, "SELECT pg_catalog.count(*) FROM migrate.history() "
				"WHERE state OPERATOR(pg_catalog.=) 'applied' AND name IS NOT NULL", 0, NULL);
	status->applied = atoi(PQgetvalue(res, 0, 0));
	PQclear(res);
}

static void
compare_row(Status *status, const PGresult *res, int row)
{
	const char *id = value_of(res, row, "revision_id");
	const char *message = value_of(res, row, "message");
	const char *state = value_of(res, row, "state");
	bool		is_applied = strcmp(state, "applied") == 0;
	LocalFile  *file = folder_file_of(status->folder, id);

	if (file == NULL && strcmp(state, "replaced") != 0)
		group_add(is_applied ? &status->extra : &status->missing, id, message);
	if (file == NULL)
		return;
	file->seen = true;
	if (!local_same_content(file->content, value_of(res, row, "content")))
		group_add(is_applied ? &status->edited : &status->changed, id, message);
}

/* Files of our own format are compared here, with what the database has of them. */
static void
compare_own_files(Status *status)
{
	PGresult   *res = query(status->conn, "SELECT h.revision_id, h.message, h.state, f.content FROM migrate.history() h "
							"JOIN migrate.export_files() f ON f.revision_id OPERATOR(pg_catalog.=) h.revision_id", 0, NULL);

	for (int row = 0; row < PQntuples(res); row++)
		compare_row(status, res, row);
	for (int i = 0; i < status->folder->nfiles; i++)
	{
		const LocalFile *file = &status->folder->files[i];

		if (!file->seen && !local_is_replaced(status->folder, file->header.revision_id))
			group_add(&status->unpushed, file->header.revision_id, file->header.message);
	}
	PQclear(res);
}

/* What files of another format are only the server can tell: they are imported, and that is rolled back. */
static void
compare_foreign_files(Status *status)
{
	PGresult   *res = push_and_undo(status->conn, status->folder);

	for (int row = 0; res && row < PQntuples(res); row++)
	{
		const char *action = value_of(res, row, "action");

		if (strcmp(action, "added") == 0)
			group_add(&status->unpushed, value_of(res, row, "revision_id"), value_of(res, row, "name"));
		else if (strcmp(action, "changed") == 0)
			group_add(&status->changed, value_of(res, row, "revision_id"), value_of(res, row, "name"));
	}
	PQclear(res);
}

/* The state of a repeatable file, "" where there is nothing to do. */
static const char *
state_of_repeatable(const LocalFile *file, const PGresult *res)
{
	for (int row = 0; row < PQntuples(res); row++)
	{
		if (strcmp(value_of(res, row, "name"), file->name) != 0)
			continue;
		if (!local_same_content(file->content, value_of(res, row, "content")))
			return "changed";
		return strcmp(value_of(res, row, "state"), "applied") == 0 ? "" : "not run";
	}
	return "new";
}

static void
compare_repeatables(Status *status)
{
	PGresult   *res;

	if (status->folder->nrepeatables == 0)
		return;
	res = query(status->conn, "SELECT f.name, f.content, s.state FROM migrate.export_files() f "
				"JOIN migrate.status s ON s.revision_id OPERATOR(pg_catalog.=) f.name WHERE f.revision_id IS NULL", 0, NULL);
	for (int i = 0; i < status->folder->nrepeatables; i++)
	{
		const char *state = state_of_repeatable(&status->folder->repeatables[i], res);

		if (*state)
			group_add(&status->repeatables, status->folder->repeatables[i].name, state);
	}
	PQclear(res);
}

/* Do branches wait to be joined?  What another branch of the repository has stored is not this folder's business. */
static bool
has_several_heads(const Status *status)
{
	int			n = status->heads.ids.length;

	if (status->folder && folder_is_ours(status->folder))
		(void) local_heads(status->folder, &n);
	return n > 1;
}

/* Those that are pending without a file are another branch's. */
static int
count_to_apply(const Status *status)
{
	return status->pending.ids.length - status->missing.ids.length + status->unpushed.ids.length + status->repeatables.ids.length;
}

/*
 * What to do next, or NULL; *why says what for, *must that the database is not what it should be.  Revisions that are
 * pending without a file are those of another branch: upgrade leaves them alone.
 */
static const char *
next_command(const Status *status, const char **why, bool *must)
{
	*why = NULL;
	*must = true;
	if (status->interrupted.ids.length > 0)
	{
		*why = "finds out what was done, and goes on there";
		return "pg_migrate deploy";
	}
	if (status->edited.ids.length > 0)
	{
		*why = "takes the changed text of an applied revision";
		return psprintf("pg_migrate repair %s -m \"why\"", status->edited.ids.items[0]);
	}
	if (status->extra.ids.length > 0 && status->unpushed.ids.length == 0)
	{
		*why = "writes the files that are missing; pg_migrate switch takes those revisions back";
		return "pg_migrate pull";
	}
	if (status->extra.ids.length > 0)
	{
		*why = "brings the database to what the files say";
		return "pg_migrate switch";
	}
	if (count_to_apply(status) > 0)
		return "pg_migrate upgrade";
	*must = false;
	if (has_several_heads(status))
	{
		*why = "joins the heads; pg_migrate rebase puts one on top of the other";
		return "pg_migrate merge";
	}
	return NULL;
}

/* "a87ff679a2f3 (split names), e4da3b7fbbce (drop name)" */
static char *
name_some(const Group *group)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < group->ids.length && i < NAMED_AT_MOST; i++)
		appendStringInfo(&text, "%s%s (%s)", i > 0 ? ", " : "", group->ids.items[i], group->messages.items[i]);
	if (group->ids.length > NAMED_AT_MOST)
		appendStringInfo(&text, " and %d more", group->ids.length - NAMED_AT_MOST);
	return text.data;
}

static void
print_finding(const Group *group, const char *sentence, int colour)
{
	if (group->ids.length == 0)
		return;
	tell("                 ");
	tell_coloured(colour, "%d %s", group->ids.length, sentence);
	tell(": %s\n", name_some(group));
}

static const char *
server_version(PGconn *conn)
{
	const char *version = PQparameterStatus(conn, "server_version");

	return version ? pnstrdup(version, strcspn(version, " ")) : "?";
}

static const char *
host_of(PGconn *conn)
{
	const char *host = PQhost(conn);

	return host == NULL || *host == '/' || *host == '\0' ? "this machine" : host;
}

static void
print_for_people(const Status *status, const char *next, const char *why)
{
	tell("Database %s on %s (PostgreSQL %s), ", PQdb(status->conn), host_of(status->conn), server_version(status->conn));
	if (status->current.ids.length > 0)
		tell("schema as %s left it\n", name_some(&status->current));
	else
		tell("nothing is applied\n");
	tell("  applied %6d\n", status->applied);
	tell("  pending %6d", status->pending.ids.length);
	if (status->pending.ids.length > 0)
		tell_coloured(COLOUR_YELLOW, "   %s", name_some(&status->pending));
	tell("\n");
	print_finding(&status->interrupted, "interrupted", COLOUR_RED);
	if (status->heads.ids.length > 1)
		tell("  heads   %6d   %s\n", status->heads.ids.length, name_some(&status->heads));
	if (status->folder)
	{
		tell("  files   %6d\n", status->folder->nfiles);
		print_finding(&status->unpushed, "not in the database yet", COLOUR_YELLOW);
		print_finding(&status->changed, "changed since pushed", COLOUR_YELLOW);
		print_finding(&status->edited, "changed although applied", COLOUR_RED);
		print_finding(&status->extra, "applied without a file", COLOUR_RED);
		print_finding(&status->missing, "pending without a file", COLOUR_YELLOW);
		if (status->folder->nrepeatables > 0)
			tell("  repeatable %3d\n", status->folder->nrepeatables);
		print_finding(&status->repeatables, "to be run", COLOUR_YELLOW);
	}
	if (next)
		tell("Next: %s%s%s%s\n", next, why ? " (" : "", why ? why : "", why ? ")" : "");
	else
		tell("Nothing to do.\n");
}

static void
print_facts(const Group *group)
{
	for (int i = 0; i < group->ids.length; i++)
		tell("%s: %s %s\n", group->fact, group->ids.items[i], group->messages.items[i]);
}

static void
json_group(const Group *group)
{
	json_begin_array(group->key);
	for (int i = 0; i < group->ids.length; i++)
	{
		json_begin_object(NULL);
		json_text("revision_id", group->ids.items[i]);
		json_text("message", group->messages.items[i]);
		json_end_object();
	}
	json_end_array();
}

static const Group *const *
all_groups(const Status *status)
{
	static const Group *groups[11];

	groups[0] = &status->current;
	groups[1] = &status->heads;
	groups[2] = &status->pending;
	groups[3] = &status->unpushed;
	groups[4] = &status->changed;
	groups[5] = &status->edited;
	groups[6] = &status->extra;
	groups[7] = &status->missing;
	groups[8] = &status->repeatables;
	groups[9] = &status->interrupted;
	return groups;
}

static void
print_for_machines(const Status *status, const char *next)
{
	tell("database: %s\nserver: %s\napplied: %d\n", PQdb(status->conn), server_version(status->conn), status->applied);
	if (status->folder)
		tell("files: %d\n", status->folder->nfiles);
	for (const Group *const *group = all_groups(status); *group; group++)
		print_facts(*group);
	if (next)
		tell("next: %s\n", next);
}

static void
print_json(const Status *status, const char *next)
{
	json_begin_object(NULL);
	json_text("database", PQdb(status->conn));
	json_text("server", server_version(status->conn));
	json_count("applied", status->applied);
	json_number("files", status->folder ? psprintf("%d", status->folder->nfiles) : NULL);
	for (const Group *const *group = all_groups(status); *group; group++)
		json_group(*group);
	json_text("next", next);
	json_end_object();
	json_print();
}

static Status
read_status(PGconn *conn)
{
	Status		status = {
		.conn = conn,
		.folder = folder_open(true),
		.current = {.fact = "current", .key = "current"},
		.heads = {.fact = "head", .key = "heads"},
		.pending = {.fact = "pending", .key = "pending"},
		.unpushed = {.fact = "file not in the database", .key = "files_not_in_database"},
		.changed = {.fact = "file changed", .key = "files_changed"},
		.edited = {.fact = "file changed, applied", .key = "files_changed_applied"},
		.extra = {.fact = "applied without a file", .key = "applied_without_file"},
		.missing = {.fact = "pending without a file", .key = "pending_without_file"},
		.repeatables = {.fact = "repeatable to be run", .key = "repeatables_to_be_run"},
		.interrupted = {.fact = "interrupted", .key = "interrupted"},
	};

	read_store(&status);
	if (status.folder && folder_is_ours(status.folder))
		compare_own_files(&status);
	else if (status.folder)
		compare_foreign_files(&status);
	if (status.folder)
		compare_repeatables(&status);
	return status;
}

/* Where one database of a fleet stands. */
static void
tell_status(PGconn *conn, const char *argument)
{
	Status		status = read_status(conn);
	const char *why;
	bool		must;
	const char *next = next_command(&status, &why, &must);

	target_tell_status(must, status.applied, count_to_apply(&status), next);
}

static ExitCode
run(int argc, char **argv)
{
	Status		status;
	const char *next,
			   *why;
	bool		must;

	fleet_check_options();
	if (fleet_options.file)
	{
		(void) folder_open(true);
		return fleet_status(tell_status, exit_code);
	}
	status = read_status(connect_database());
	next = next_command(&status, &why, &must);
	if (settings.json)
		print_json(&status, next);
	else if (output_is_terminal())
		print_for_people(&status, next, why);
	else
		print_for_machines(&status, next);
	return exit_code && must ? EXIT_TODO : EXIT_DONE;
}

const Command command_status = {
	"status", "", 0, 0, "show where database and files stand, and what to do next", NULL, options, run
};
