/*
 * environment.c
 *	  What is the same for all steps of a run: where scripts look for names, and whom they run as.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_db_role_setting.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/rel.h"
#include "utils/timeout.h"
#include "utils/varlena.h"

#include "run/internal.h"
#include "server/compat.h"
#include "server/parameters.h"

/* The value of search_path in an array of "name=value", palloc'd, or NULL. */
static char *
find_search_path(ArrayType *settings)
{
	Datum	   *entries;
	int			n;

	deconstruct_array(settings, TEXTOID, -1, false, TYPALIGN_INT, &entries, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		char	   *entry = TextDatumGetCString(entries[i]);

		if (strncmp(entry, "search_path=", 12) == 0)
			return entry + 12;
	}
	return NULL;
}

/* What ALTER DATABASE ... SET search_path says, palloc'd; "public" where it says nothing. */
static char *
read_database_search_path(void)
{
	Relation	catalog = table_open(DbRoleSettingRelationId, AccessShareLock);
	char	   *path = NULL;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&keys[0], Anum_pg_db_role_setting_setdatabase, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(MyDatabaseId));
	ScanKeyInit(&keys[1], Anum_pg_db_role_setting_setrole, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(InvalidOid));
	scan = systable_beginscan(catalog, DbRoleSettingDatidRolidIndexId, true, NULL, 2, keys);
	if (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;
		Datum		settings = heap_getattr(tuple, Anum_pg_db_role_setting_setconfig, RelationGetDescr(catalog), &isnull);

		path = isnull ? NULL : find_search_path(DatumGetArrayTypeP(settings));
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return path != NULL ? path : pstrdup("public");
}

/* What search_path would take for something else, or nobody's scripts may make anything in. */
static bool
is_reserved(const char *schema)
{
	return strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "$user") == 0 || strcmp(schema, "information_schema") == 0 || strcmp(schema, "migrate") == 0;
}

/* Is the session's scope a schema that is not there? */
bool
run_scope_is_gone(void)
{
	return *parameter_scope != '\0' && !OidIsValid(get_namespace_oid(parameter_scope, true));
}

/* A scope is a schema, which is there before anything runs in it. */
void
run_check_scope(void)
{
	if (is_reserved(parameter_scope))
		ereport(ERROR,
				errcode(ERRCODE_RESERVED_NAME),
				errmsg("schema \"%s\" cannot be a scope", parameter_scope),
				errdetail("The names of the system's schemas, of extension \"migrate\"'s and \"$user\" are reserved."));
	if (run_scope_is_gone())
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_SCHEMA),
				errmsg("scope \"%s\" has no schema", parameter_scope),
				errdetail("A scope is a schema, in which its revisions are applied."),
				errhint("CREATE SCHEMA %s, or SET migrate.scope to the name of one; RESET migrate.scope means the whole database.", quote_identifier(parameter_scope)));
}

/*
 * The scope's schema first; without "$user", so that it is the same whoever calls; pg_temp last, so that a caller's temporary
 * table never hides the one that a script means.
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
	run_check_scope();
	initStringInfo(&result);
	if (*parameter_scope != '\0')
		appendStringInfo(&result, "%s, ", quote_identifier(parameter_scope));
	foreach(cell, names)
	{
		const char *name = lfirst(cell);

		if (strcmp(name, "$user") != 0 && strcmp(name, "pg_temp") != 0 && strcmp(name, parameter_scope) != 0)
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

/* The search_path that scripts start from, palloc'd, its names quoted: for who writes scripts. */
char *
run_search_path(void)
{
	Bookkeeping scope;
	char	   *path;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	path = store_setting(&scope, "search_path");
	bookkeeping_end(&scope);
	return deterministic_search_path(path != NULL ? path : read_database_search_path());
}

/* Whom scripts run as.  Errors: no right to run as the setting's role. */
Oid
run_user(void)
{
	Bookkeeping scope;
	char	   *role;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	role = store_setting(&scope, "role");
	bookkeeping_end(&scope);
	return role_to_run_as(role);
}

/* Fill environment, in the current memory context.  Errors: a bad setting, no right to run as its role. */
void
environment_read(RunEnvironment *environment)
{
	Bookkeeping scope;
	char	   *path;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	path = store_setting(&scope, "search_path");
	environment->role = store_setting(&scope, "role");
	bookkeeping_end_unlocked(&scope);

	environment->database_path = path == NULL ? read_database_search_path() : NULL;
	environment->search_path = deterministic_search_path(path != NULL ? path : environment->database_path);
	environment->user = role_to_run_as(environment->role);
	environment->confined = superuser_arg(GetSessionUserId()) && !superuser_arg(environment->user);
	environment->plain_ddl = parameter_concurrent_ddl == CONCURRENT_DDL_PLAIN;
	environment->variables = run_variables();
	environment->deferrable = constraints_read_deferrable();
	environment->caller_has_events = constraints_have_events(environment->deferrable);
	environment->caller_timeout = get_timeout_active(STATEMENT_TIMEOUT) ? get_timeout_finish_time(STATEMENT_TIMEOUT) : 0;
}

/*
 * A script may have said ALTER DATABASE ... SET search_path.  Those behind it start from there, as they do when they run another
 * time.  context: the environment's.
 */
void
environment_follow_database(RunEnvironment *environment, MemoryContext context)
{
	char	   *path;
	MemoryContext outer;

	if (environment->database_path == NULL)
		return;
	path = read_database_search_path();
	if (strcmp(path, environment->database_path) == 0)
		return;
	outer = MemoryContextSwitchTo(context);
	environment->database_path = pstrdup(path);
	environment->search_path = deterministic_search_path(path);
	MemoryContextSwitchTo(outer);
}

/*
 * A superuser does not run what a role without superuser wrote.  Who owns our tables could write anything into them,
 * so their owner counts as a writer of everything.  what: "revision "x"".
 */
void
environment_check_writer(const RunEnvironment *environment, const char *what, const char *written_by)
{
	Oid			owner;
	Oid			writer;
	const char *name;

	if (!superuser_arg(environment->user))
		return;
	owner = bookkeeping_owner();
	writer = get_role_oid(written_by, true);
	if (superuser_arg(owner) && OidIsValid(writer) && superuser_arg(writer))
		return;
	name = superuser_arg(owner) ? written_by : GetUserNameFromId(owner, false);
	ereport(ERROR,
			errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("a superuser does not run %s: role \"%s\" could write it and is no superuser", what, name),
			errhint("Call as that role, or say whom scripts run as: SELECT migrate.set('role', '%s').", name));
}
