/*
 * traits.c
 *	  A statement's parse tree -> its kind, its traits and what to call it.
 *
 * Pure: what only the catalogs know (REINDEX of a partitioned table, DROP SUBSCRIPTION without a slot, a procedure that
 * commits) is not seen here.  The rules for TRAIT_NO_TRANSACTION are the server's calls of
 * PreventInTransactionBlock(), PostgreSQL 15 to 18 taken together: where an old server does not know an option, it
 * refuses the statement anyway.
 */
#include "postgres.h"

#include "commands/defrem.h"
#include "tcop/utility.h"

#include "parse/internal.h"

/* our extension and its schema, which have the same name */
#define OUR_NAME "migrate"

/*
 * The option of that name, NULL if it is not given.
 */
static DefElem *
find_option(List *options, const char *name)
{
	ListCell   *cell;

	foreach(cell, options)
	{
		DefElem    *option = lfirst_node(DefElem, cell);

		if (strcmp(option->defname, name) == 0)
			return option;
	}
	return NULL;
}

static bool
option_is_on(List *options, const char *name, bool by_default)
{
	DefElem    *option = find_option(options, name);

	return option ? defGetBoolean(option) : by_default;
}

/*
 * The command that detaches a partition concurrently, NULL if there is none.
 */
static PartitionCmd *
concurrent_detach(const AlterTableStmt *statement)
{
	ListCell   *cell;

	foreach(cell, statement->cmds)
	{
		AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);

		if (command->subtype == AT_DetachPartition && castNode(PartitionCmd, command->def)->concurrent)
			return (PartitionCmd *) command->def;
	}
	return NULL;
}

/*
 * The call that a statement is, of a function by SELECT or FROM or of a procedure; NULL: none.
 */
static FuncCall *
only_call(const Node *node)
{
	const SelectStmt *select = (const SelectStmt *) node;
	Node	   *value = NULL;

	if (IsA(node, CallStmt))
		return ((const CallStmt *) node)->funccall;
	if (!IsA(node, SelectStmt))
		return NULL;
	if (list_length(select->fromClause) == 1 && IsA(linitial(select->fromClause), RangeFunction))
		value = linitial(linitial_node(List, linitial_node(RangeFunction, select->fromClause)->functions));
	else if (select->fromClause == NIL && list_length(select->targetList) == 1)
		value = linitial_node(ResTarget, select->targetList)->val;
	return value != NULL && IsA(value, FuncCall) ? (FuncCall *) value : NULL;
}

static const char *
name_of_call(const Node *node)
{
	const FuncCall *call = only_call(node);

	return call != NULL ? strVal(llast(call->funcname)) : "";
}

#define DISTRIBUTE_CONCURRENTLY "create_distributed_table_concurrently"

/*
 * Functions of Citus that refuse a transaction block or, by logical replication, wait for every transaction that has written
 * something; NULL for any other.
 */
static const char *
name_citus_function(const Node *node)
{
	static const char *const functions[] = {
		DISTRIBUTE_CONCURRENTLY, "rebalance_table_shards", "citus_drain_node", "citus_move_shard_placement", "citus_copy_shard_placement",
		"citus_split_shard_by_split_points", "isolate_tenant_to_new_shard", "replicate_table_shards", "citus_schema_move", "citus_rebalance_wait",
		"citus_cleanup_orphaned_resources"
	};

	const char *name = name_of_call(node);

	for (int i = 0; i < lengthof(functions); i++)
		if (strcmp(name, functions[i]) == 0)
			return functions[i];
	return NULL;
}

/*
 * The table that a statement has Citus distribute concurrently, as a literal says it; NULL: it does not, or it cannot be told.
 */
const char *
parse_table_to_distribute(const Node *node)
{
	const Node *argument;

	if (strcmp(name_of_call(node), DISTRIBUTE_CONCURRENTLY) != 0 || only_call(node)->args == NIL)
		return NULL;
	argument = linitial(only_call(node)->args);
	if (IsA(argument, TypeCast))
		argument = ((const TypeCast *) argument)->arg;
	return IsA(argument, A_Const) && IsA(&((const A_Const *) argument)->val, String) ? strVal(&((const A_Const *) argument)->val) : NULL;
}

/*
 * What to call a statement that could run in a transaction but for its CONCURRENTLY; NULL for any other.
 */
static const char *
name_concurrent_ddl(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_IndexStmt:
			return ((const IndexStmt *) node)->concurrent ? "CREATE INDEX CONCURRENTLY" : NULL;
		case T_DropStmt:
			return ((const DropStmt *) node)->concurrent ? "DROP INDEX CONCURRENTLY" : NULL;
		case T_ReindexStmt:
			return option_is_on(((const ReindexStmt *) node)->params, "concurrently", false) ?
				"REINDEX CONCURRENTLY" : NULL;
		case T_AlterTableStmt:
			return concurrent_detach((const AlterTableStmt *) node) ?
				"ALTER TABLE ... DETACH PARTITION CONCURRENTLY" : NULL;
		case T_SelectStmt:
			return strcmp(name_of_call(node), DISTRIBUTE_CONCURRENTLY) == 0 ? DISTRIBUTE_CONCURRENTLY : NULL;
		default:
			return NULL;
	}
}

static bool
reindexes_many(const ReindexStmt *statement)
{
	return statement->kind != REINDEX_OBJECT_INDEX && statement->kind != REINDEX_OBJECT_TABLE;
}

static bool
alters_subscription_remotely(const AlterSubscriptionStmt *statement)
{
	switch (statement->kind)
	{
		case ALTER_SUBSCRIPTION_OPTIONS:
			/* these two are kept in the slot: 17 and 18 */
			return find_option(statement->options, "failover") || find_option(statement->options, "two_phase");
		case ALTER_SUBSCRIPTION_SET_PUBLICATION:
		case ALTER_SUBSCRIPTION_ADD_PUBLICATION:
		case ALTER_SUBSCRIPTION_DROP_PUBLICATION:
			return option_is_on(statement->options, "refresh", true);
		case ALTER_SUBSCRIPTION_REFRESH:
			return true;
		default:
			return false;
	}
}

/*
 * Does PostgreSQL refuse it in a transaction block, CONCURRENTLY apart?
 */
static bool
needs_no_transaction(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_AlterSystemStmt:
		case T_CreatedbStmt:
		case T_DropdbStmt:
		case T_CreateTableSpaceStmt:
		case T_DropTableSpaceStmt:
		case T_DropSubscriptionStmt:
			return true;
		case T_VacuumStmt:
			return ((const VacuumStmt *) node)->is_vacuumcmd;
		case T_ClusterStmt:
			return ((const ClusterStmt *) node)->relation == NULL;
		case T_DiscardStmt:
			return ((const DiscardStmt *) node)->target == DISCARD_ALL;
		case T_ReindexStmt:
			return reindexes_many((const ReindexStmt *) node);
		case T_AlterDatabaseStmt:
			return find_option(((const AlterDatabaseStmt *) node)->options, "tablespace") != NULL;
		case T_CreateSubscriptionStmt:
			{
				List	   *options = ((const CreateSubscriptionStmt *) node)->options;

				return option_is_on(options, "create_slot", option_is_on(options, "connect", true));
			}
		case T_AlterSubscriptionStmt:
			return alters_subscription_remotely((const AlterSubscriptionStmt *) node);
		case T_SelectStmt:
		case T_CallStmt:
			return name_citus_function(node) != NULL && name_concurrent_ddl(node) == NULL;
		default:
			return false;
	}
}

/*
 * Does it do nothing but change catalogs?  Statements that run a query, a procedure or an extension's script do more,
 * whatever else they do.
 */
static bool
is_plain_ddl(const Node *node)
{
	switch (nodeTag(node))
	{
			/* tables and what belongs to them */
		case T_CreateStmt:
		case T_CreateForeignTableStmt:
		case T_AlterTableStmt:
		case T_AlterTableMoveAllStmt:
		case T_IndexStmt:
		case T_CreateStatsStmt:
		case T_AlterStatsStmt:
		case T_CreateTrigStmt:
		case T_CreatePolicyStmt:
		case T_AlterPolicyStmt:
		case T_RuleStmt:
		case T_ViewStmt:
		case T_CreateSeqStmt:
		case T_AlterSeqStmt:

			/* types, routines, operators */
		case T_CompositeTypeStmt:
		case T_CreateEnumStmt:
		case T_CreateRangeStmt:
		case T_CreateDomainStmt:
		case T_AlterTypeStmt:
		case T_AlterEnumStmt:
		case T_AlterDomainStmt:
		case T_CreateFunctionStmt:
		case T_AlterFunctionStmt:
		case T_DefineStmt:
		case T_AlterOperatorStmt:
		case T_CreateOpClassStmt:
		case T_CreateOpFamilyStmt:
		case T_AlterOpFamilyStmt:
		case T_CreateCastStmt:
		case T_CreateConversionStmt:
		case T_CreateTransformStmt:
		case T_AlterTSDictionaryStmt:
		case T_AlterTSConfigurationStmt:
		case T_AlterCollationStmt:

			/* schemas, access, roles */
		case T_CreateSchemaStmt:
		case T_GrantStmt:
		case T_GrantRoleStmt:
		case T_AlterDefaultPrivilegesStmt:
		case T_CreateRoleStmt:
		case T_AlterRoleStmt:
		case T_AlterRoleSetStmt:
		case T_DropRoleStmt:
		case T_DropOwnedStmt:
		case T_ReassignOwnedStmt:

			/* servers, replication, the database */
		case T_CreateFdwStmt:
		case T_AlterFdwStmt:
		case T_CreateForeignServerStmt:
		case T_AlterForeignServerStmt:
		case T_CreateUserMappingStmt:
		case T_AlterUserMappingStmt:
		case T_DropUserMappingStmt:
		case T_CreatePublicationStmt:
		case T_AlterPublicationStmt:
		case T_CreatePLangStmt:
		case T_CreateAmStmt:
		case T_CreateEventTrigStmt:
		case T_AlterEventTrigStmt:
		case T_AlterDatabaseSetStmt:
		case T_AlterTableSpaceOptionsStmt:

			/* any kind of object */
		case T_DropStmt:
		case T_RenameStmt:
		case T_AlterObjectSchemaStmt:
		case T_AlterObjectDependsStmt:
		case T_AlterOwnerStmt:
		case T_CommentStmt:
		case T_SecLabelStmt:
			return true;
		default:
			return false;
	}
}

static bool
changes_session(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_ListenStmt:
		case T_UnlistenStmt:
		case T_PrepareStmt:
		case T_DeallocateStmt:
		case T_DiscardStmt:
			return true;
		case T_DeclareCursorStmt:
			return (((const DeclareCursorStmt *) node)->options & CURSOR_OPT_HOLD) != 0;
		default:
			return false;
	}
}

/*
 * Can it commit when it stands outside of any transaction block, whatever its options and whatever it is applied to?
 */
static bool
may_commit(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CallStmt:
		case T_DoStmt:
		case T_ReindexStmt:		/* of a partitioned table */
		case T_ClusterStmt:		/* the same */
		case T_VacuumStmt:		/* ANALYZE too */
		case T_DropSubscriptionStmt:
		case T_AlterSubscriptionStmt:
			return true;
		default:
			return needs_no_transaction(node) || name_concurrent_ddl(node) != NULL;
	}
}

/*
 * SELECT of set_config() and nothing else, as pg_dump writes it.
 */
static bool
selects_set_config(const Node *node)
{
	const SelectStmt *select = (const SelectStmt *) node;
	ListCell   *cell;

	if (!IsA(node, SelectStmt) || select->fromClause != NIL || select->targetList == NIL)
		return false;
	foreach(cell, select->targetList)
	{
		const Node *value = lfirst_node(ResTarget, cell)->val;

		if (!IsA(value, FuncCall) || strcmp(strVal(llast(((const FuncCall *) value)->funcname)), "set_config") != 0)
			return false;
	}
	return true;
}

static bool
is_setting(const Node *node)
{
	if (IsA(node, VariableSetStmt))
		return !((const VariableSetStmt *) node)->is_local;
	return IsA(node, PrepareStmt) || selects_set_config(node);
}

/*
 * Is the object our extension or our schema?  Both kinds are named by a single string.
 */
static bool
is_ours(ObjectType type, const Node *name)
{
	return (type == OBJECT_EXTENSION || type == OBJECT_SCHEMA) &&
		IsA(name, String) && strcmp(strVal(unconstify(Node *, name)), OUR_NAME) == 0;
}

static bool
drops_ours(const DropStmt *statement)
{
	ListCell   *cell;

	foreach(cell, statement->objects)
		if (is_ours(statement->removeType, lfirst(cell)))
			return true;
	return false;
}

static bool
alters_extension(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_DropStmt:
			return drops_ours((const DropStmt *) node);
		case T_AlterExtensionStmt:
			return strcmp(((const AlterExtensionStmt *) node)->extname, OUR_NAME) == 0;
		case T_AlterExtensionContentsStmt:
			return strcmp(((const AlterExtensionContentsStmt *) node)->extname, OUR_NAME) == 0;
		case T_AlterObjectSchemaStmt:
			{
				const AlterObjectSchemaStmt *statement = (const AlterObjectSchemaStmt *) node;

				return statement->objectType == OBJECT_EXTENSION && is_ours(OBJECT_EXTENSION, statement->object);
			}
		case T_RenameStmt:
			{
				const RenameStmt *statement = (const RenameStmt *) node;

				return statement->renameType == OBJECT_SCHEMA && strcmp(statement->subname, OUR_NAME) == 0;
			}
		default:
			return false;
	}
}

static StatementKind
kind_of_transaction_statement(const TransactionStmt *statement)
{
	switch (statement->kind)
	{
		case TRANS_STMT_BEGIN:
		case TRANS_STMT_START:
			return STATEMENT_BEGIN;
		case TRANS_STMT_COMMIT:
			/* AND CHAIN begins the next one: no end of a pair */
			return statement->chain ? STATEMENT_OTHER_TRANSACTION : STATEMENT_COMMIT;
		case TRANS_STMT_ROLLBACK:
			return statement->chain ? STATEMENT_OTHER_TRANSACTION : STATEMENT_ROLLBACK;
		default:
			return STATEMENT_OTHER_TRANSACTION;
	}
}

bool
parse_is_copy_from_stdin(const Node *node)
{
	const CopyStmt *copy = (const CopyStmt *) node;

	return IsA(node, CopyStmt) && copy->is_from && copy->filename == NULL && !copy->is_program;
}

/*
 * Is it a COPY whose data are not lines?
 */
bool
parse_is_binary_copy(const Node *node)
{
	DefElem    *format = IsA(node, CopyStmt) ? find_option(((const CopyStmt *) node)->options, "format") : NULL;

	return format && format->arg && strcmp(defGetString(format), "binary") == 0;
}

static StatementKind
kind_of(const Node *node)
{
	if (IsA(node, TransactionStmt))
		return kind_of_transaction_statement((const TransactionStmt *) node);
	return parse_is_copy_from_stdin(node) ? STATEMENT_COPY_FROM_STDIN : STATEMENT_SQL;
}

static const char *
name_statement(const Node *node)
{
	const char *name = name_concurrent_ddl(node);

	if (name == NULL)
		name = name_citus_function(node);
	if (name)
		return name;
	if (IsA(node, TransactionStmt) && ((const TransactionStmt *) node)->chain)
		return ((const TransactionStmt *) node)->kind == TRANS_STMT_COMMIT ? "COMMIT AND CHAIN" : "ROLLBACK AND CHAIN";
	return CreateCommandName(unconstify(Node *, node));
}

/* Does a statement of PL/pgSQL begin behind this token? */
static bool
ends_words(const char *word)
{
	static const char *const words[] = {";", "begin", "then", "else", "loop"};

	for (int i = 0; i < lengthof(words); i++)
		if (pg_strcasecmp(word, words[i]) == 0)
			return true;
	return false;
}

static bool
is_commit(const char *before, const char *word, const char *behind)
{
	return ends_words(before) && (pg_strcasecmp(word, "commit") == 0 || pg_strcasecmp(word, "rollback") == 0) &&
		(strcmp(behind, ";") == 0 || pg_strcasecmp(behind, "and") == 0);
}

static bool
body_commits(const char *body)
{
	TokenReader *reader = parse_open_tokens(body);
	char	   *words[3] = {pstrdup(""), pstrdup(""), pstrdup(";")};	/* the last ones */
	bool		commits = false;

	while (!commits && parse_next_token(reader)->code != 0)
	{
		pfree(words[0]);
		words[0] = words[1];
		words[1] = words[2];
		words[2] = pnstrdup(reader->extra.scanbuf + reader->token.start, reader->token.end - reader->token.start);
		commits = is_commit(words[0], words[1], words[2]);
	}
	parse_close_tokens(reader);
	return commits;
}

/* A DO block in PL/pgSQL with a COMMIT or ROLLBACK: it runs at the top level alone. */
static bool
is_block_that_commits(const Node *node)
{
	const char *body = NULL;
	ListCell   *cell;

	if (!IsA(node, DoStmt))
		return false;
	foreach(cell, ((const DoStmt *) node)->args)
	{
		DefElem    *option = lfirst_node(DefElem, cell);

		if (strcmp(option->defname, "as") == 0)
			body = strVal(option->arg);
		else if (strcmp(option->defname, "language") == 0 && pg_strcasecmp(strVal(option->arg), "plpgsql") != 0)
			return false;
	}
	return body != NULL && body_commits(body);
}

/*
 * Set kind, traits and command of the statement whose tree that is.  names_moving_function: the words stand in it.
 */
void
parse_note_traits(const RawStmt *tree, bool names_moving_function, ScriptStatement *statement)
{
	const Node *node = tree->stmt;
	bool		concurrent = name_concurrent_ddl(node) != NULL;
	bool		commits = is_block_that_commits(node);
	bool		many = needs_no_transaction(node) || commits;
	bool		plain_ddl = is_plain_ddl(node);

	statement->kind = kind_of(node);
	statement->command = commits ? "a DO block that commits" : name_statement(node);
	if (concurrent || many)
		statement->traits |= TRAIT_NO_TRANSACTION;
	if (concurrent && !many)
		statement->traits |= TRAIT_CONCURRENT_DDL;
	if (plain_ddl)
		statement->traits |= TRAIT_PLAIN_DDL;
	else if (names_moving_function)
		/* GRANT, COMMENT and the like name a function without calling it */
		statement->traits |= TRAIT_MOVES;
	if (alters_extension(node))
		statement->traits |= TRAIT_ALTERS_EXTENSION;
	if (changes_session(node))
		statement->traits |= TRAIT_SESSION_STATE;
	if (may_commit(node))
		statement->traits |= TRAIT_MAY_COMMIT;
	if (is_setting(node))
		statement->traits |= TRAIT_SETTING;
}

/*
 * Take CONCURRENTLY away from a statement with TRAIT_CONCURRENT_DDL, in place.
 */
void
parse_make_plain(RawStmt *statement)
{
	Node	   *node = statement->stmt;

	switch (nodeTag(node))
	{
		case T_IndexStmt:
			((IndexStmt *) node)->concurrent = false;
			break;
		case T_DropStmt:
			((DropStmt *) node)->concurrent = false;
			break;
		case T_ReindexStmt:
			{
				ReindexStmt *reindex = (ReindexStmt *) node;
				DefElem    *option;

				while ((option = find_option(reindex->params, "concurrently")) != NULL)
					reindex->params = list_delete_ptr(reindex->params, option);
				break;
			}
		case T_AlterTableStmt:
			{
				PartitionCmd *detach;

				while ((detach = concurrent_detach((AlterTableStmt *) node)) != NULL)
					detach->concurrent = false;
				break;
			}
		case T_SelectStmt:
			only_call(node)->funcname = list_make1(makeString("create_distributed_table"));
			break;
		default:
			break;
	}
}
