/*
 * citus.c
 *	  What a run on a Citus coordinator needs beyond any other; nothing of it is done where Citus is not loaded.
 *
 * Citus follows the statements of a session and carries them to its workers, in transactions that end with ours.  What it looks
 * for in a client's statements it has to find in ours:
 *
 * - Statements that touch many shards take one connection a worker, or another statement in the same transaction is refused that
 *   needs one: a parameter, set before the first of them.
 * - How long to wait for locks the workers learn from the text SET LOCAL alone.
 * - A new table in a schema that is distributed, or with citus.use_citus_managed_tables, is distributed when a client's statement
 *   makes it: one that is run at top level.
 * - Rows for one shard are committed there at once, unless the session is in a transaction block, a function or a procedure.
 * - COPY FROM STDIN reads what the client sends; our rows, which came with the script, go through a temporary table.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/copy.h"
#include "nodes/makefuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "run/internal.h"
#include "server/catalogs.h"
#include "server/citus.h"
#include "server/locally.h"

/* ---- where we are ---- */

static bool
finds(const char *query, Oid table)
{
	CatalogsScope scope;
	bool		found;

	catalogs_begin(&scope);
	found = catalogs_query(query, 1, (Oid[]) {OIDOID}, (Datum[]) {ObjectIdGetDatum(table)}) > 0;
	catalogs_end(&scope);
	return found;
}

/* The coordinator's group is 0, and so is that of a database in which no node was added. */
static bool
is_worker(void)
{
	return citus_is_installed() && finds("SELECT FROM pg_catalog.pg_dist_local_group WHERE groupid <> 0", InvalidOid);
}

/*
 * On a worker a table can be made that no other node knows of.  what: "call migrate.upgrade()", "write revisions"
 */
void
citus_refuse_worker(const char *what)
{
	if (is_worker())
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("cannot %s on a worker node of Citus", what),
				errdetail("What the coordinator runs reaches its workers; what is run here would stay here."),
				errhint("Call it on the coordinator: SELECT nodename, nodeport FROM pg_dist_node WHERE groupid = 0."));
}

/* ---- SQL of ours, with the rights of who runs the script ---- */

/* Also in a process without a portal. */
static void
begin_sql(void)
{
	PushActiveSnapshot(GetTransactionSnapshot());
	SPI_connect();
}

static void
execute(char *text)
{
	int			result = SPI_execute(text, false, 0);

	if (result < 0)
		elog(ERROR, "\"%s\" gave %s", text, SPI_result_code_string(result));
}

static void
end_sql(void)
{
	SPI_finish();
	PopActiveSnapshot();
}

/* ---- parameters ---- */

/* For scripts that run in a transaction: until the GUC level ends that the caller opened. */
void
citus_enter_scripts(void)
{
	if (citus_is_loaded())
		set_locally("citus.multi_shard_modify_mode", "sequential");
}

/* Citus takes no notice of SET LOCAL in a single statement of a client's, which a call of ours mostly is, but in DO. */
static void
tell_lock_timeout(void)
{
	int			guc_level = NewGUCNestLevel();

	set_locally("citus.propagate_set_commands", "local");
	begin_sql();
	execute(psprintf("DO LANGUAGE plpgsql 'BEGIN SET LOCAL lock_timeout = %d; END'", LockTimeout));
	end_sql();
	AtEOXact_GUC(false, guc_level);
}

/*
 * Let the workers wait for locks as long as this session does now.  What they were told is theirs until the transaction, or the
 * subtransaction, ends.
 */
void
citus_before_statement(void)
{
	static struct
	{
		TimestampTz transaction;
		SubTransactionId subtransaction;
		int			lock_timeout;
	}			told;

	if (!citus_is_loaded())
		return;
	if (told.transaction != GetCurrentTransactionStartTimestamp() || told.subtransaction != GetCurrentSubTransactionId())
	{
		told.transaction = GetCurrentTransactionStartTimestamp();
		told.subtransaction = GetCurrentSubTransactionId();
		told.lock_timeout = 0;
	}
	if (told.lock_timeout == LockTimeout || !citus_is_installed())
		return;
	tell_lock_timeout();
	told.lock_timeout = LockTimeout;
}

/* ---- transactions of a process of our own ---- */

/* Make a transaction block of the transaction that has begun, for scripts. */
void
citus_open_block(void)
{
	if (!citus_is_loaded())
		return;
	BeginTransactionBlock();
	CommitTransactionCommand();
	StartTransactionCommand();
	(void) set_config_option("citus.multi_shard_modify_mode", "sequential", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL, true, 0, false);
}

/* Before the transaction is committed. */
void
citus_close_block(void)
{
	if (IsTransactionBlock())
		(void) EndTransactionBlock(false);
}

/* ---- statements ---- */

/* As what a utility statement in a transaction is run. */
ProcessUtilityContext
citus_statement_context(const Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_CreateStmt:
		case T_CreateTableAsStmt:
		case T_CreateForeignTableStmt:
		case T_AlterObjectSchemaStmt:
			return citus_is_loaded() ? PROCESS_UTILITY_TOPLEVEL : PROCESS_UTILITY_QUERY;
		default:
			return PROCESS_UTILITY_QUERY;
	}
}

/* ---- tables ---- */

/* Does the table's data lie in shards */
bool
citus_has_shards(Oid table)
{
	return citus_is_installed() && finds("SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1", table);
}

/* ... by a column */
bool
citus_is_distributed(Oid table)
{
	return citus_is_installed() && finds("SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = $1 AND partmethod = 'h'", table);
}

/* ---- COPY ---- */

/* Names of the columns that COPY fills, for SQL. */
static char *
columns_of(Oid table, List *names)
{
	Relation	relation = table_open(table, NoLock);
	StringInfoData columns;
	ListCell   *cell;

	initStringInfo(&columns);
	foreach(cell, CopyGetAttnums(RelationGetDescr(relation), relation, names))
		appendStringInfo(&columns, "%s%s", columns.len > 0 ? ", " : "",
						 quote_identifier(NameStr(TupleDescAttr(RelationGetDescr(relation), lfirst_int(cell) - 1)->attname)));
	table_close(relation, NoLock);
	return columns.data;
}

/*
 * Have the rows of a COPY FROM STDIN read into a temporary table, which bears the name of the one that they are for: so errors
 * name that, line by line.  From there they go to the shards.
 */
void
citus_copy(CopyStmt *copy, Oid table, void (*read) (CopyStmt *copy, void *argument), void *argument)
{
	char	   *target = quote_qualified_identifier(get_namespace_name(get_rel_namespace(table)), get_rel_name(table));
	char	   *rows = psprintf("pg_temp.%s", quote_identifier(get_rel_name(table)));
	char	   *columns = columns_of(table, copy->attlist);

	begin_sql();
	execute(psprintf("CREATE TEMPORARY TABLE %s AS SELECT %s FROM %s WITH NO DATA", rows, columns, target));
	copy->relation = makeRangeVar("pg_temp", get_rel_name(table), -1);
	read(copy, argument);
	execute(psprintf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s", target, columns, columns, rows));
	execute(psprintf("DROP TABLE %s", rows));
	end_sql();
}
