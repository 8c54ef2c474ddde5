/*
 * cmd_diff.c
 *	  pg_migrate diff, snapshot: schemas as values, and what lies between two of them.
 */
#include "postgres_fe.h"

#include "client/client.h"

static bool sql;
static bool reverse;
static bool no_drops;
static bool exit_code;
static SimpleStringList schemas;
static SimpleStringList ignore;
static char *output_path;

static const Option diff_options[] = {
	{0, "sql", NULL, OPTION_FLAG, &sql, "print the script that makes B of A"},
	{0, "reverse", NULL, OPTION_FLAG, &reverse, "the other way round: what makes A of B"},
	{0, "schema", "NAME", OPTION_LIST, &schemas, "look at this schema alone; may be given again"},
	{0, "ignore", "PATTERN", OPTION_LIST, &ignore, "pass over kind:KIND, owner:ROLE, facet:owners, names like this"},
	{0, "no-drops", NULL, OPTION_FLAG, &no_drops, "leave alone what A has more"},
	{0, "exit-code", NULL, OPTION_FLAG, &exit_code, "exit with 3 when they differ"},
	{0}
};

static const Option snapshot_options[] = {
	{'o', "output", "FILE", OPTION_TEXT, &output_path, "write it into a file"},
	{0, "schema", "NAME", OPTION_LIST, &schemas, "of this schema alone; may be given again"},
	{0, "ignore", "PATTERN", OPTION_LIST, &ignore, "without kind:KIND, owner:ROLE, facet:owners, names like this"},
	{0}
};

#define CHANGES "migrate.diff($1::jsonb, $2::jsonb, $3::text[], $4::text[], $5::boolean)"

/* run with search_path pg_catalog */
static const char select_changes[] =
"SELECT ordinal, kind, identity, action, upgrade, downgrade, note FROM " CHANGES " ORDER BY ordinal";

/* A row an object, in the words of migrate.migrate(): what is dropped and made again is changed.  A new column has its type. */
static const char select_objects[] =
"SELECT concat_ws(' ', o.kind, CASE WHEN o.kind IN ('owner', 'grant', 'comment', 'security label') THEN 'of' END, o.identity,"
"   f->'attributes'->>'type') AS object, o.action, o.note"
" FROM (SELECT kind, identity, min(ordinal) AS ordinal,"
"   min(note) FILTER (WHERE note LIKE 'upgrade loses %' OR note LIKE 'guessed: %') AS note,"
"   CASE WHEN array_agg(action) <@ ARRAY[(array_agg(action ORDER BY ordinal))[1], 'alter']"
"     THEN (array_agg(action ORDER BY ordinal))[1] ELSE 'alter' END AS action"
"   FROM " CHANGES " WHERE upgrade IS NOT NULL AND kind <> 'setting' GROUP BY kind, identity) o"
" LEFT JOIN jsonb_array_elements($2::jsonb->'facts') f"
"   ON o.kind = 'column' AND o.action = 'create' AND f->>'kind' = o.kind AND f->>'identity' = o.identity"
" ORDER BY o.ordinal";

static const char select_unknown_schema[] =
"SELECT s FROM unnest($3::text[]) s WHERE NOT EXISTS (SELECT FROM (VALUES ($1::jsonb), ($2::jsonb)) v (snapshot),"
" jsonb_array_elements(v.snapshot->'facts') f WHERE f->>'kind' = 'schema' AND f->>'name' = s)";

/* ---- connections ---- */

/* Connects to what has to be read and returns the connection on which the two are compared. */
static PGconn *
connect_all(Source *a, Source *b)
{
	PGconn	   *here = NULL;

	source_connect(a);
	source_connect(b);
	if (source_is_here(a) || source_is_here(b) || settings.database || (a->conn == NULL && b->conn == NULL))
		here = connect_database();
	source_name_here(a, here);
	source_name_here(b, here);
	return here ? here : b->conn ? b->conn : a->conn;
}

/* ---- what is printed ---- */

static void
show_object(const PGresult *res, int row)
{
	const char *object = value_of(res, row, "object");
	const char *remark = ddl_remark(value_of(res, row, "note"));

	change_show(value_of(res, row, "action"), remark ? psprintf("%s  (%s)", object, remark) : object);
}

static void
say_what_next(const Source *a, const Source *b)
{
	if (a->kind == SOURCE_REVISIONS && b->kind == SOURCE_HERE)
		say("Next: pg_migrate migrate -m \"what it does\"\n");
	else if (a->kind == SOURCE_HERE && b->kind == SOURCE_MODEL)
		say("Next: pg_migrate migrate -m \"what it does\" --model %s\n", b->word);
	else
		say("Option --sql prints the script.\n");
}

/* Returns whether there are any. */
static bool
show_objects(PGconn *here, const char *const *params, const Source *a, const Source *b)
{
	PGresult   *res = query(here, select_objects, 5, params);

	say("From %s to %s:\n", a->name, b->name);
	for (int row = 0; row < PQntuples(res); row++)
		show_object(res, row);
	if (PQntuples(res) > 0)
		say_what_next(a, b);
	else
		say("  no difference\n");
	return PQntuples(res) > 0;
}

static void
print_json(const PGresult *changes, const Source *a, const Source *b)
{
	json_begin_object(NULL);
	json_text("from", a->name);
	json_text("to", b->name);
	json_rows("changes", changes);
	json_end_object();
	json_print();
}

/* ---- diff ---- */

/* A schema that is in neither of the two has been mistyped. */
static void
check_schemas(PGconn *here, const char *const *params)
{
	PGresult   *res;

	if (params[2] == NULL)
		return;
	res = query(here, select_unknown_schema, 3, params);
	if (PQntuples(res) > 0)
		fail_hint(NULL, "schema \"%s\" is in neither of the two", PQgetvalue(res, 0, 0));
	PQclear(res);
}

static bool
has_upgrade(const PGresult *changes)
{
	for (int row = 0; row < PQntuples(changes); row++)
	{
		if (value_of(changes, row, "upgrade"))
			return true;
	}
	return false;
}

static bool
print_changes(const PGresult *changes, const Source *a, const Source *b)
{
	if (settings.json)
		print_json(changes, a, b);
	else
		tell("%s", ddl_script(changes));
	return has_upgrade(changes);
}

static ExitCode
compare(PGconn *here, const Source *a, const Source *b)
{
	const char *params[5] = {
		source_snapshot(a, here, NULL, NULL), source_snapshot(b, here, NULL, NULL), array_of_option(&schemas),
		array_of_option(&ignore), no_drops ? "false" : "true"
	};
	bool		differ;

	if (params[1] == NULL)
		fail_hint("Name it first, or second with --reverse.", "a difference can begin with a new database, and not lead to one");
	PQclear(query(here, "SET search_path = pg_catalog", 0, NULL));
	check_schemas(here, params);
	if (settings.json || sql)
		differ = print_changes(query(here, select_changes, 5, params), a, b);
	else
		differ = show_objects(here, params, a, b);
	return exit_code && differ ? EXIT_TODO : EXIT_DONE;
}

static ExitCode
run_diff(int argc, char **argv)
{
	Source		a = source_named(argc > 0 ? argv[0] : "revisions");
	Source		b = source_named(argc > 1 ? argv[1] : ".");
	PGconn	   *here = connect_all(&a, &b);

	return reverse ? compare(here, &b, &a) : compare(here, &a, &b);
}

/* ---- snapshot ---- */

static ExitCode
run_snapshot(int argc, char **argv)
{
	Source		source = source_named(argc > 0 ? argv[0] : ".");
	Source		nothing = {.kind = SOURCE_EMPTY};
	PGconn	   *here;
	char	   *snapshot;

	if (source.kind == SOURCE_SNAPSHOT)
		usage_error("%s is a snapshot already", source.name);
	here = connect_all(&source, &nothing);
	snapshot = source_snapshot(&source, here, array_of_option(&schemas), array_of_option(&ignore));
	if (snapshot == NULL)
		fail_hint(NULL, "there is no snapshot of %s", source.name);
	snapshot = psprintf("%s\n", snapshot);
	if (output_path == NULL)
		fputs(snapshot, stdout);	/* which is JSON */
	else
		text_put_alone("snapshot", snapshot, output_path);
	return EXIT_DONE;
}

#define WORDS \
	"  .             the connected database as it is\n" \
	"  revisions     the connected database as its revisions left it\n" \
	"  empty         a new database\n" \
	"  DATABASE      another database, by a URI or a connection string; it needs the extension too\n" \
	"  FILE          a snapshot (JSON, as \"pg_migrate snapshot\" writes it) or a model (SQL); \"-\": standard input"

const Command command_diff = {
	"diff", "[A [B]]", 0, 2, "show what makes one schema of another",
	"A and B, by default revisions and \".\", are each one of\n" WORDS, diff_options, run_diff
};

const Command command_snapshot = {
	"snapshot", "[OF]", 0, 1, "write a schema down, for diff",
	"OF, by default \".\", is one of\n" WORDS, snapshot_options, run_snapshot
};
