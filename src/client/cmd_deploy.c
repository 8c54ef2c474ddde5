/*
 * cmd_deploy.c
 *	  pg_migrate deploy, revert: the moves that commit revision by revision.
 *
 * The folder is pushed first, in a transaction of its own: what comes after it may take hours, and stays where it fails.
 */
#include "postgres_fe.h"

#include "client/fleet.h"

static int	batch = 1;
static char *on_interrupted;
static char *scopes;
static bool all_scopes;
static int	workers = 1;
static bool detach;

#define OPTIONS_OF_BOTH \
	{0, "batch", "N", OPTION_NUMBER, &batch, "commit after N revisions (1)"}, \
	{0, "on-interrupted", "WHAT", OPTION_TEXT, &on_interrupted, "retry or skip a statement that may be done in part"}, \
	{0, "scopes", "PATTERN", OPTION_TEXT, &scopes, "in each schema that is LIKE PATTERN, as 'tenant\\_%'"}, \
	{0, "all-scopes", NULL, OPTION_FLAG, &all_scopes, "in each schema in which the project is applied already"}, \
	{0, "workers", "N", OPTION_NUMBER, &workers, "N of these schemas at once (1)"}, \
	{0, "detach", NULL, OPTION_FLAG, &detach, "hand it to the server and go; \"wait\" joins it again"}

static const Option deploy_options[] = {
	OPTIONS_OF_BOTH,
	{0, "fleet", "FILE", OPTION_TEXT, &fleet_options.file, "deploy to many databases: one a line"},
	{0, "jobs", "N", OPTION_NUMBER, &fleet_options.jobs, "so many of them at once (4)"},
	{0, "canary", "N", OPTION_NUMBER, &fleet_options.canaries, "the first N of them before the others, which wait until all is well"},
	{0, "max-failures", "N", OPTION_NUMBER, &fleet_options.max_failures, "begin with no further one once N have failed"},
	{0, "resume", NULL, OPTION_FLAG, &fleet_options.resume, "look first: who is there already counts as a canary that is well"},
	{0}
};

static const Option revert_options[] = {
	OPTIONS_OF_BOTH,
	{0}
};

static void
push(PGconn *conn, const LocalFolder *folder)
{
	PQclear(push_begin(conn, folder));
	PQclear(query(conn, "COMMIT", 0, NULL));
}

static void
call(PGconn *conn, const char *statement, const char *target)
{
	const char *params[3] = {target, psprintf("%d", batch), on_interrupted};

	PQclear(move_query(conn, statement, 3, params));
}

static void
begin(void)
{
	move_will_commit();
	if (scopes || all_scopes)
		scopes_begin();
}

/* In the one scope, or in many, or by the server alone; procedure is deploy or revert. */
static void
move(PGconn *conn, const char *procedure, const char *target)
{
	const char *params[5] = {target, scopes, scopes_have_begun() ? psprintf("%d", workers) : NULL, psprintf("%d", batch), on_interrupted};

	if (detach)
		wait_detach(conn, procedure, params);
	else if (scopes_have_begun())
		PQclear(move_query(conn, psprintf("CALL migrate.%s_all($1, $2, $3::int, $4::int, $5)", procedure), 5, params));
	else
		call(conn, psprintf("CALL migrate.%s($1::text, $2::int, $3)", procedure), target);
}

static ExitCode
report(const char *nothing_to_do)
{
	if (detach)
		return EXIT_DONE;
	return scopes_have_begun() ? scopes_report() : move_report_steps(nothing_to_do);
}

/* What to deploy to: the target, or, NULL, the heads of the files, which are all that the server knows where it alone can tell them. */
static TextList
targets_of(const LocalFolder *folder, const char *target)
{
	TextList	targets = {0};
	LocalFile **heads;
	int			n;

	if (target || folder == NULL || folder->nfiles == 0)
		text_list_append(&targets, pg_strdup(target ? target : "head"));
	else if (!folder_is_ours(folder))
		text_list_append(&targets, pg_strdup("heads"));
	else
	{
		heads = local_heads(folder, &n);
		for (int i = 0; i < n; i++)
			text_list_append(&targets, heads[i]->header.revision_id);
	}
	return targets;
}

static void
refuse_many(const LocalFolder *folder)
{
	int			n;
	LocalFile **heads = local_heads(folder, &n);

	fail_hint(psprintf("Name one of them, or join them: %s.", local_name_heads(heads, n)), "there are %d heads, and one deploy is detached at a time", n);
}

/* Pushes the files and deploys to the target, or, NULL, to the heads of the files. */
void
deploy_database(PGconn *conn, const char *target)
{
	LocalFolder *folder = folder_open(true);
	TextList	targets;

	begin();
	if (folder)
		push(conn, folder);
	targets = targets_of(folder, target);
	if (detach && targets.length > 1)
		refuse_many(folder);
	for (int i = 0; i < targets.length; i++)
		move(conn, "deploy", targets.items[i]);
}

/* ---- a fleet ---- */

static int
count_steps(PGconn *conn, const char *target)
{
	PGresult   *res = query1(conn, "SELECT pg_catalog.count(*) FROM migrate.plan($1)", target);
	int			n = atoi(PQgetvalue(res, 0, 0));

	PQclear(res);
	return n;
}

/* Is there something to deploy?  With the files as they are now: they are pushed, and that is rolled back. */
static void
look_at_database(PGconn *conn, const char *target)
{
	LocalFolder *folder = folder_open(true);
	TextList	targets;
	int			steps = 0;

	PQclear(push_begin_revisions(conn, folder));
	targets = targets_of(folder, target);
	for (int i = 0; i < targets.length; i++)
		steps += count_steps(conn, targets.items[i]);
	PQclear(query(conn, "ROLLBACK", 0, NULL));
	target_tell_status(steps > 0, 0, steps, NULL);
}

/* The files are read, and what is wrong with them is said, once for all databases. */
static ExitCode
deploy_fleet(const char *target)
{
	LocalFolder *folder = folder_open(true);
	int			n;

	if (folder && folder_is_ours(folder))
		(void) local_heads(folder, &n);
	return fleet_deploy(look_at_database, deploy_database, target);
}

static void
check_scopes(void)
{
	if (scopes && all_scopes)
		usage_error("--scopes and --all-scopes exclude one another");
}

static ExitCode
run_deploy(int argc, char **argv)
{
	const char *target = argc > 0 ? argv[0] : NULL;

	fleet_check_options();
	check_scopes();
	if (detach && fleet_options.file)
		usage_error("--detach is of one database: --fleet and --detach exclude one another");
	if ((scopes || all_scopes) && fleet_options.resume)
		usage_error("--resume looks at databases, not at the schemas in them: leave it out, what is deployed is passed over anyway");
	if (fleet_options.file)
		return deploy_fleet(target);
	deploy_database(connect_database(), target);
	return report("Nothing to do: all is applied.");
}

static ExitCode
run_revert(int argc, char **argv)
{
	const char *target = argc > 0 ? argv[0] : "-1";
	PGconn	   *conn;

	check_scopes();
	if ((scopes || all_scopes) && argc == 0)
		usage_error("revert in many schemas needs a target that is the same in all of them: a revision, or base");
	conn = connect_database();
	begin();
	move_check_count(conn, "revert", target);
	move(conn, "revert", target);
	return report("Nothing to do: nothing applied stands on it.");
}

const Command command_deploy = {
	"deploy", "[TARGET]", 0, 1, "apply what is missing, committing revision by revision",
	"For large and live databases, and for revisions that cannot run in a transaction (CREATE INDEX CONCURRENTLY).\n"
	"The files are pushed first; targets are those of upgrade. What ran before an error stays, and what was\n"
	"interrupted is finished by the next call. --set migrate.lock_timeout=2s gives up a lock and tries again.\n"
	"Lines of the fleet's file are URIs, connection strings or names of databases, after a name if one likes.\n"
	"With --scopes or --all-scopes it goes through many tenants' schemas; one that fails stops alone.\n"
	"With --detach it goes on in the server when this program, or the connection, has ended.",
	deploy_options, run_deploy
};

const Command command_revert = {
	"revert", "[TARGET]", 0, 1, "take revisions back, committing revision by revision",
	"Targets are those of downgrade. With --scopes or --all-scopes it goes through many tenants' schemas, down to a revision\n"
	"or to base; one that stands there or lower already has nothing to do.", revert_options, run_revert
};
