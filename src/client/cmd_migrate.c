/*
 * cmd_migrate.c
 *	  pg_migrate migrate: write a revision from what was changed in the schema, or towards a model.
 *
 * The server compares, writes and proves.  Here the folder is pushed before, and the new revision's file written after,
 * all in one transaction: either database and folder have the revision, or neither.
 */
#include "postgres_fe.h"

#include "client/client.h"

static Migration wanted;
static char *model_path;
static char *url;

static const Option options[] = {
	{'m', "message", "TEXT", OPTION_TEXT, &wanted.draft.message, "what it does, in a few words"},
	{0, "model", "FILE", OPTION_TEXT, &model_path, "towards what this SQL creates; \"-\": standard input"},
	{0, "from-url", "DATABASE", OPTION_TEXT, &url, "towards the schema of that database, which needs the extension too"},
	{0, "schema", "NAME", OPTION_LIST, &wanted.schemas, "look at this schema alone; may be given again"},
	{0, "ignore", "PATTERN", OPTION_LIST, &wanted.ignore, "pass over kind:KIND, owner:ROLE, facet:owners, names like this"},
	{0, "no-drops", NULL, OPTION_FLAG, &wanted.no_drops, "leave alone what would be dropped"},
	{0, "no-prove", NULL, OPTION_FLAG, &wanted.no_prove, "don't try the scripts before they are written"},
	{0, "parent", "REVISION", OPTION_LIST, &wanted.draft.parents, "what it follows; may be given again (else the head)"},
	{0, "depends-on", "REVISION", OPTION_LIST, &wanted.draft.depends_on, "what it needs besides; may be given again"},
	{0, "branch-label", "NAME", OPTION_LIST, &wanted.draft.branch_labels, "a name for the branch that begins with it"},
	{0, "rev-id", "ID", OPTION_TEXT, &wanted.draft.revision_id, "its revision id (else 12 random hex digits)"},
	{0}
};

/* Where there are revisions but no files, the new file would follow one that nobody else has. */
static void
refuse_missing_files(PGconn *conn, const LocalFolder *folder)
{
	PGresult   *heads;

	if (folder->nfiles > 0)
		return;
	heads = query(conn, "SELECT revision_id, message FROM migrate.heads()", 0, NULL);
	if (PQntuples(heads) > 0)
		fail_hint("\"pg_migrate pull\" writes the files of revisions that only the database has.",
				  "the database has revision \"%s\" (%s), and %s has no file", value_of(heads, 0, "revision_id"),
				  first_line(value_of(heads, 0, "message")), folder->files_path);
	PQclear(heads);
}

/* What it follows, as the files say. */
static const char *
parents_of(PGconn *conn, const LocalFolder *folder, const Draft *draft)
{
	TextList	parents = draft_parents(folder, &draft->parents);

	if (draft->parents.head == NULL)
		refuse_missing_files(conn, folder);
	return parents.length == 0 && draft->parents.head ? "{base}" : array_of_texts(parents);
}

static const char *
only_label(const SimpleStringList *labels)
{
	if (labels->head && labels->head->next)
		usage_error("a revision that is written by the server takes one branch label");
	return labels->head ? labels->head->val : NULL;
}

/* Has the server write the revision; its id, NULL where there is nothing to write. */
static const char *
call_migrate(PGconn *conn, const LocalFolder *folder, const Migration *migration)
{
	const Draft *draft = &migration->draft;
	const char *params[10] = {
		draft->message, migration->model, array_of_option(&migration->ignore), array_of_option(&migration->schemas),
		migration->no_drops ? "false" : "true", migration->no_prove ? "false" : "true", draft->revision_id,
		parents_of(conn, folder, draft), array_of_texts(draft_depends_on(folder, &draft->depends_on)),
		only_label(&draft->branch_labels)
	};

	return value_of(query(conn, "SELECT migrate.migrate($1, $2, $3::text[], $4::text[], $5::boolean, $6::boolean, $7, "
						  "$8::text[], $9::text[], $10) AS revision_id", 10, params), 0, "revision_id");
}

/* Writes the revision into the database and into the folder; without a difference it writes nothing. */
void
migration_write(PGconn *conn, Migration *migration)
{
	LocalFolder *folder = folder_open(false);

	PQclear(push_begin_revisions(conn, folder));
	folder_refuse_foreign(folder);
	detected_begin();
	migration->revision_id = call_migrate(conn, folder, migration);
	if (migration->revision_id == NULL)
	{
		PQclear(query(conn, "COMMIT", 0, NULL));
		return;
	}
	migration->path = pull_revision(conn, folder, migration->revision_id);
	commit_with_file(conn, migration->path, NULL);
}

/* What the database was compared with, in the words that follow "Compared database". */
static const char *
compared_with(PGconn *conn, const Migration *migration)
{
	PGresult   *res;
	const char *parents;

	if (migration->model)
		return psprintf("with what %s creates", migration->model_name);
	res = query1(conn, "SELECT pg_catalog.array_to_string(parents, ', ') AS parents FROM migrate.show($1)",
				 migration->revision_id);
	parents = value_of(res, 0, "parents");
	return *parents == '\0' ? "with an empty one" : psprintf("with its schema after %s", parents);
}

static void
say_nothing_to_write(PGconn *conn, const Migration *migration)
{
	if (migration->model)
		say("Nothing to write: database \"%s\" has the schema that %s creates.\n", PQdb(conn), migration->model_name);
	else if (PQntuples(query(conn, "SELECT FROM migrate.current()", 0, NULL)) == 0)
		say("Nothing to write: database \"%s\" is empty.\n", PQdb(conn));
	else
		say("Nothing to write: no changes in the schema of database \"%s\".\n", PQdb(conn));
}

static bool
is_proved(const Migration *migration)
{
	return migration->revision_id && !migration->no_prove && !detected_has_warning("is written, but not proved");
}

void
migration_show(PGconn *conn, const Migration *migration)
{
	if (migration->revision_id == NULL)
	{
		detected_show();
		say_nothing_to_write(conn, migration);
		return;
	}
	say("Compared database \"%s\" %s:\n", PQdb(conn), compared_with(conn, migration));
	detected_show();
	if (is_proved(migration))
		say("Proved: upgrade gives this schema, downgrade takes it back.\n");
	if (output_is_terminal())
		tell("Wrote %s (%s)\n", migration->path, migration->model ? "pending here and elsewhere" :
			 "applied here, pending elsewhere");
	else
		tell("%s\n", migration->path);
	if (migration->model)
		say("Next: pg_migrate upgrade\n");
}

/* The same as members of an object that is open. */
void
migration_json(const Migration *migration)
{
	json_text("revision_id", migration->revision_id);
	json_text("file", migration->path);
	json_bool("applied", migration->revision_id && migration->model == NULL);
	json_bool("proved", is_proved(migration));
	detected_json();
}

static void
read_model(Migration *migration)
{
	if (model_path && url)
		usage_error("--model and --from-url exclude one another");
	if (model_path)
	{
		migration->model = read_text(model_path);
		migration->model_name = input_name(model_path);
		error_in_text(migration->model_name, migration->model, false);
	}
	if (url)
	{
		PGconn	   *conn = connect_other_database(url);

		migration->model = ddl_of_schema(conn, array_of_option(&migration->schemas), array_of_option(&migration->ignore));
		migration->model_name = psprintf("database \"%s\"", PQdb(conn));
		PQfinish(conn);
	}
}

static ExitCode
run(int argc, char **argv)
{
	PGconn	   *conn;

	if (wanted.draft.message == NULL && argc > 0)
		wanted.draft.message = argv[0];
	draft_check_message(wanted.draft.message);
	folder_open(false);
	read_model(&wanted);
	conn = connect_database();
	migration_write(conn, &wanted);
	if (settings.json)
	{
		json_begin_object(NULL);
		migration_json(&wanted);
		json_end_object();
		json_print();
	}
	else
		migration_show(conn, &wanted);
	return EXIT_DONE;
}

const Command command_migrate = {
	"migrate", "[MESSAGE]", 0, 1, "write a revision from what was changed in the schema",
	"What was changed in the database past its revisions becomes one: it counts as applied here, and is pending\n"
	"elsewhere. With --model or --from-url it leads from the database to the schema wanted, and is pending here too.\n"
	"Its scripts are tried both ways and rolled back before they are written.", options, run
};
