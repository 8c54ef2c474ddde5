/*
 * passover.c
 *	  Statements of a model that are passed over, also where a DO block or a function comes to them: a hook of this process
 *	  sees all.
 *
 * What all databases of a server share is no model's to change: roles, databases, tablespaces, subscriptions.  A model
 * runs for what it creates in its throw-away database, but its CREATE ROLE would be everybody's.  (Those that cannot run
 * in a transaction are refused before, see model.c.)
 *
 * CREATE SCHEMA public, as pg_dump -n public prints it: a new database has that schema already, and the rest of what
 * pg_dump prints of it takes this one for granted.
 *
 * MAINTAIN, which servers before 17 do not know, but a model from a newer one grants with all else: in silence, as what this
 * server has not can be no difference.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "tcop/utility.h"

#include "autogenerate/internal.h"

static ProcessUtility_hook_type next_hook = NULL;
static const ScriptPosition *where = NULL;

static bool
is_shared_object(ObjectType type)
{
	switch (type)
	{
		case OBJECT_DATABASE:
		case OBJECT_PARAMETER_ACL:
		case OBJECT_ROLE:
		case OBJECT_SUBSCRIPTION:
		case OBJECT_TABLESPACE:
			return true;
		default:
			return false;
	}
}

static bool
changes_shared(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreateRoleStmt:
		case T_AlterRoleStmt:
		case T_AlterRoleSetStmt:
		case T_DropRoleStmt:
		case T_GrantRoleStmt:
		case T_ReassignOwnedStmt:	/* databases that the role owns too */
		case T_DropOwnedStmt:	/* grants on databases too */
		case T_AlterDatabaseStmt:
		case T_AlterDatabaseRefreshCollStmt:
		case T_AlterDatabaseSetStmt:
		case T_AlterTableSpaceOptionsStmt:
		case T_CreateSubscriptionStmt:
		case T_AlterSubscriptionStmt:
		case T_DropSubscriptionStmt:
			return true;
		case T_GrantStmt:
			return is_shared_object(((const GrantStmt *) node)->objtype);
		case T_CommentStmt:
			return is_shared_object(((const CommentStmt *) node)->objtype);
		case T_SecLabelStmt:
			return is_shared_object(((const SecLabelStmt *) node)->objtype);
		case T_RenameStmt:
			return is_shared_object(((const RenameStmt *) node)->renameType);
		case T_AlterOwnerStmt:
			return is_shared_object(((const AlterOwnerStmt *) node)->objectType);
		default:
			return false;
	}
}

static bool
is_there_already(const Node *node)
{
	const CreateSchemaStmt *create = (const CreateSchemaStmt *) node;

	return IsA(create, CreateSchemaStmt) && create->schemaname != NULL && strcmp(create->schemaname, "public") == 0 &&
		create->schemaElts == NIL && OidIsValid(get_namespace_oid("public", true));
}

#ifndef ACL_MAINTAIN
/* The statement without that privilege, NULL where it grants no other. */
static PlannedStmt *
leave_out_maintain(PlannedStmt *statement)
{
	PlannedStmt *copy = copyObject(statement);
	Node	   *node = copy->utilityStmt;
	GrantStmt  *grant = IsA(node, AlterDefaultPrivilegesStmt) ? castNode(AlterDefaultPrivilegesStmt, node)->action : (GrantStmt *) node;
	ListCell   *cell;

	if (!IsA(grant, GrantStmt) || grant->privileges == NIL)
		return statement;
	foreach(cell, grant->privileges)
	{
		const AccessPriv *privilege = lfirst(cell);

		if (privilege->priv_name != NULL && strcmp(privilege->priv_name, "maintain") == 0)
			grant->privileges = foreach_delete_current(grant->privileges, cell);
	}
	return grant->privileges != NIL ? copy : NULL;
}
#else
#define leave_out_maintain(statement) (statement)
#endif

static void
pass_over(PlannedStmt *statement, const char *text, bool read_only_tree, ProcessUtilityContext context,
		  ParamListInfo parameters, QueryEnvironment *environment, DestReceiver *receiver, QueryCompletion *completion)
{
	if (is_there_already(statement->utilityStmt))
		return;
	if (changes_shared(statement->utilityStmt))
	{
		ereport(WARNING,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("%s (line %d) is passed over", CreateCommandName(statement->utilityStmt), where->line),
				errdetail("A model does not change what all databases of the server share."));
		return;
	}
	statement = leave_out_maintain(statement);
	if (statement == NULL)
		return;
	if (next_hook != NULL)
		next_hook(statement, text, read_only_tree, context, parameters, environment, receiver, completion);
	else
		standard_ProcessUtility(statement, text, read_only_tree, context, parameters, environment, receiver, completion);
}

/* From here on, in this process; position says where in the model it is. */
void
model_begin_passing_over(const ScriptPosition *position)
{
	where = position;
	next_hook = ProcessUtility_hook;
	ProcessUtility_hook = pass_over;
}

void
model_end_passing_over(void)
{
	ProcessUtility_hook = next_hook;
}
