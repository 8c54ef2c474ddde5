/*
 * policy.c
 *	  migrate.set(), grant_access(), revoke_access(): what the admin decides.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/varlena.h"

#include "command/internal.h"
#include "server/compat.h"

MIGRATE_FUNCTION(migrate_set);
MIGRATE_FUNCTION(migrate_grant_access);
MIGRATE_FUNCTION(migrate_revoke_access);

static void
check_role(const char *name, const char *value)
{
	Oid			role = get_role_oid(value, false);

	if (!member_can_set_role(GetUserId(), role))
		ereport(ERROR,
				errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("\"%s\" is no member of role \"%s\"", GetUserNameFromId(GetUserId(), false), value));
}

static void
check_schemas(const char *name, const char *value)
{
	List	   *names;

	if (!SplitIdentifierString(pstrdup(value), ',', &names))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s \"%s\" is no list of schemas", name, value));
}

/* What stands in the way of a hook is raised when it runs, with its line; what is no SQL at all at once. */
static void
check_hook_script(const char *name, const char *value)
{
	(void) parse_script(value, NULL);
}

static void
check_nothing(const char *name, const char *value)
{
}

typedef struct Setting
{
	const char *name;
	void		(*check) (const char *name, const char *value);
} Setting;

static const Setting settings[] = {
	{"role", check_role},
	{"search_path", check_schemas},
	{"schemas", check_schemas},
	{"ignore", check_nothing},
	{"before_run", check_hook_script},
	{"after_run", check_hook_script},
	{"before_step", check_hook_script},
	{"after_step", check_hook_script}
};

/* migrate.set(name, value); NULL takes a setting away. */
Datum
migrate_set(PG_FUNCTION_ARGS)
{
	char	   *name = argument_required(fcinfo, 0, "name");
	char	   *value = ARGUMENT_TEXT(1);
	Bookkeeping scope;

	run_refuse_inside("set");
	run_refuse_standby("write settings");
	for (int i = 0; i < lengthof(settings); i++)
		if (strcmp(settings[i].name, name) == 0)
		{
			if (value != NULL)
				settings[i].check(name, value);
			bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
			store_note_installation();
			store_put_setting(&scope, name, value);
			bookkeeping_end(&scope);
			PG_RETURN_VOID();
		}
	ereport(ERROR,
			errcode(ERRCODE_UNDEFINED_OBJECT),
			errmsg("setting \"%s\" does not exist", name),
			errhint("It is one of role, search_path, schemas, ignore, before_run, after_run, before_step and after_step."));
}

static char *
role_argument(FunctionCallInfo fcinfo)
{
	char	   *role;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"role\" is NULL"));
	role = NameStr(*PG_GETARG_NAME(0));
	(void) get_role_oid(role, false);
	return role;
}

/* migrate.grant_access(role, access) */
Datum
migrate_grant_access(PG_FUNCTION_ARGS)
{
	char	   *role = role_argument(fcinfo);
	char	   *access = argument_required(fcinfo, 1, "access");
	Bookkeeping scope;

	run_refuse_inside("grant_access");
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_grant_access(role, access);
	bookkeeping_end(&scope);
	PG_RETURN_VOID();
}

/* migrate.revoke_access(role) */
Datum
migrate_revoke_access(PG_FUNCTION_ARGS)
{
	char	   *role = role_argument(fcinfo);
	Bookkeeping scope;

	run_refuse_inside("revoke_access");
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_revoke_access(role);
	bookkeeping_end(&scope);
	PG_RETURN_VOID();
}
