/*
 * environment.c
 *	  What is the same for all steps of a run: where scripts look for names, and whom they run as.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/timeout.h"
#include "utils/varlena.h"

#include "run/internal.h"
#include "server/compat.h"
#include "server/parameters.h"

static KeptQuery database_search_path = {
	"SELECT pg_catalog.substr(c.entry, 13) FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) c (entry)"
	" WHERE s.setrole = 0 AND s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())"
	" AND pg_catalog.starts_with(c.entry, 'search_path=')",
	0, {0}, KEPT_LOOKUP
};

static char *
read_database_search_path(Bookkeeping *scope)
{
	MemoryContext outer;
	char	   *path;

	if (bookkeeping_execute(&database_search_path, NULL, NULL, SPI_OK_SELECT) == 0)
		return NULL;
	outer = MemoryContextSwitchTo(scope->caller);
	path = row_text(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	MemoryContextSwitchTo(outer);
	return path;
}

/*
 * Without "$user", so that it is the same whoever calls; pg_temp last, so that a caller's temporary table never hides
 * the one that a script means.
 */
static char *
deterministic_search_path(const char *path)
{
	StringInfoData result;
	List	   *names;
	ListCell   *cell;

	if (!SplitIdentifierString(pstrdup(path), ',', &names))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("search_path \"%s\" is no list of schemas", path),
				errhint("Set another with migrate.set('search_path', '...')."));
	initStringInfo(&result);
	foreach(cell, names)
	{
		const char *name = lfirst(cell);

		if (strcmp(name, "$user") != 0 && strcmp(name, "pg_temp") != 0)
			appendStringInfo(&result, "%s, ", quote_identifier(name));
	}
	appendStringInfoString(&result, "pg_temp");
	return result.data;
}

static Oid
role_to_run_as(const char *role)
{
	Oid			oid;

	if (role == NULL)
		return GetUserId();
	oid = get_role_oid(role, false);
	if (!member_can_set_role(GetUserId(), oid))
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("\"%s\" may not run scripts as role \"%s\"", GetUserNameFromId(GetUserId(), false), role),
				errdetail("The setting role of this project says that scripts run as \"%s\".", role),
				errhint("GRANT %s TO %s, or call as a member of it.", quote_identifier(role),
						quote_identifier(GetUserNameFromId(GetUserId(), false))));
	return oid;
}

/* What scripts start from, as a search_path; palloc'd.  Called in a bookkeeping scope. */
static char *
read_search_path(Bookkeeping *scope)
{
	char	   *path = store_setting(scope, "search_path");

	if (path == NULL)
		path = read_database_search_path(scope);
	return path;
}

/* The search_path that scripts start from, palloc'd, its names quoted: for who writes scripts. */
char *
run_search_path(void)
{
	Bookkeeping scope;
	char	   *path;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	path = read_search_path(&scope);
	bookkeeping_end(&scope);
	return deterministic_search_path(path != NULL ? path : "public");
}

/* Fill environment, in the current memory context.  Errors: a bad setting, no right to run as its role. */
void
environment_read(RunEnvironment *environment)
{
	Bookkeeping scope;
	char	   *path;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	path = read_search_path(&scope);
	environment->role = store_setting(&scope, "role");
	bookkeeping_end_unlocked(&scope);

	environment->search_path = deterministic_search_path(path != NULL ? path : "public");
	environment->user = role_to_run_as(environment->role);
	environment->confined = superuser_arg(GetSessionUserId()) && !superuser_arg(environment->user);
	environment->plain_ddl = parameter_concurrent_ddl == CONCURRENT_DDL_PLAIN;
	environment->deferrable = constraints_read_deferrable();
	environment->caller_has_events = constraints_have_events(environment->deferrable);
	environment->caller_timeout = get_timeout_active(STATEMENT_TIMEOUT) ? get_timeout_finish_time(STATEMENT_TIMEOUT) : 0;
}

/*
 * A superuser does not run what a role without superuser wrote.  Who owns our tables could write anything into them,
 * so their owner counts as a writer of everything.
 */
void
environment_check_writer(const RunEnvironment *environment, const StepScripts *scripts)
{
	Oid			owner;
	Oid			writer;
	const char *name;

	if (!superuser_arg(environment->user))
		return;
	owner = bookkeeping_owner();
	writer = get_role_oid(scripts->written_by, true);
	if (superuser_arg(owner) && OidIsValid(writer) && superuser_arg(writer))
		return;
	name = superuser_arg(owner) ? scripts->written_by : GetUserNameFromId(owner, false);
	ereport(ERROR,
			errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("a superuser does not run revision \"%s\": role \"%s\" could write it and is no superuser", scripts->revision_id, name),
			errhint("Call as that role, or say whom scripts run as: SELECT migrate.set('role', '%s').", name));
}
