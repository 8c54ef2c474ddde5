/*
 * capture.c
 *	  The event trigger that notes the schema before it is changed past the revisions.
 *
 * Fires before every DDL, so it has to be cheap where something is noted already, and whatever happens may neither make
 * the DDL fail nor wait long: then a WARNING says that the change will not be found.  Only where a revision is applied is
 * there something to compare with.  A restored copy counts from the first of our functions that writes in it on: before,
 * the DDL is the restore's own.
 *
 * Of two sessions that make the first change at once, the one whose transaction writes first notes the schema; the other
 * sees that it is under way and goes on.  Should the first be rolled back, the change of the other is not found.
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/event_trigger.h"
#include "commands/extension.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "guard/guard.h"
#include "server/attempt.h"
#include "server/citus.h"
#include "server/export.h"

#define OUR_NAME "migrate"
#define LONGEST_WAIT 1000		/* ms, for a lock */

MIGRATE_FUNCTION(migrate_before_change);

/* ---- statements that change nothing that is noted ---- */

static bool
is_temporary(RangeVar *relation)
{
	Oid			oid;

	if (relation->relpersistence == RELPERSISTENCE_TEMP || (relation->schemaname != NULL && strcmp(relation->schemaname, "pg_temp") == 0))
		return true;
	oid = RangeVarGetRelid(relation, NoLock, true);
	return OidIsValid(oid) && get_rel_persistence(oid) == RELPERSISTENCE_TEMP;
}

/* What is made is temporary if it says so: its name may be that of another which lies further down the search_path. */
static bool
becomes_temporary(const RangeVar *relation)
{
	return relation->relpersistence == RELPERSISTENCE_TEMP || (relation->schemaname != NULL && strcmp(relation->schemaname, "pg_temp") == 0);
}

static bool
is_relation(ObjectType type)
{
	return type == OBJECT_TABLE || type == OBJECT_INDEX || type == OBJECT_SEQUENCE || type == OBJECT_VIEW;
}

static bool
drops_nothing_noted(const DropStmt *statement)
{
	ListCell   *cell;

	if (statement->removeType == OBJECT_EXTENSION)
		return list_length(statement->objects) == 1 && strcmp(strVal(linitial(statement->objects)), OUR_NAME) == 0;
	if (!is_relation(statement->removeType))
		return false;
	foreach(cell, statement->objects)
		if (!is_temporary(makeRangeVarFromNameList(castNode(List, lfirst(cell)))))
			return false;
	return true;
}

static bool
changes_nothing_noted(Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_CreateStmt:
			return becomes_temporary(((CreateStmt *) statement)->relation);
		case T_CreateTableAsStmt:
			return becomes_temporary(((CreateTableAsStmt *) statement)->into->rel);
		case T_CreateSeqStmt:
			return becomes_temporary(((CreateSeqStmt *) statement)->sequence);
		case T_ViewStmt:
			return becomes_temporary(((ViewStmt *) statement)->view);
		case T_IndexStmt:
			return is_temporary(((IndexStmt *) statement)->relation);
		case T_AlterTableStmt:
			return is_temporary(((AlterTableStmt *) statement)->relation);
		case T_DropStmt:
			return drops_nothing_noted((DropStmt *) statement);
		case T_AlterExtensionStmt:
			return strcmp(((AlterExtensionStmt *) statement)->extname, OUR_NAME) == 0;
		case T_RefreshMatViewStmt:
		case T_ReindexStmt:
			return true;
		default:
			return false;
	}
}

/* ---- where it is not for us to note anything ---- */

/*
 * Our runner, our own SQL, an extension's script (its CREATE EXTENSION came by before), what Citus does for a statement that came
 * by before, in a transaction that ours may be waiting for, and places where nothing can be written.
 */
static bool
is_no_change_past_us(void)
{
	return run_is_active() || bookkeeping_active() || creating_extension || citus_is_at_work() || IsBinaryUpgrade || IsParallelWorker() ||
		RecoveryInProgress() || XactReadOnly;
}

/* The server's error names are not ours to raise: a schema of ours that was renamed is nobody's DDL's fault. */
static bool
is_installed(void)
{
	return OidIsValid(get_relname_relid("facts", get_namespace_oid("migrate", true)));
}

static bool
is_copy(void)
{
	Bookkeeping scope;
	bool		noted;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	noted = store_installation_is_noted();
	bookkeeping_end(&scope);
	return !noted;
}

/* ---- noting ---- */

static void
note_schema(void *argument)
{
	guard_note_facts();
}

static void
warn(const char *why)
{
	ereport(WARNING,
			errmsg("the schema before this change could not be noted"),
			errdetail("%s", why),
			errhint("migrate.migrate() will not find the change: write a revision for it and mark it as applied with migrate.stamp()."));
}

/* The server refuses it in a transaction that has written something. */
static bool
has_to_be_first(Node *statement)
{
	return IsA(statement, DropStmt) && ((DropStmt *) statement)->concurrent;
}

static void
note(Node *statement)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "migrate capture", ALLOCSET_DEFAULT_SIZES);
	MemoryContext outer = MemoryContextSwitchTo(context);
	int			guc_level = NewGUCNestLevel();
	ErrorData  *error;

	attempt_limit_lock_waits(LONGEST_WAIT);
	if (has_to_be_first(statement))
		warn("DROP INDEX CONCURRENTLY must be the first action of its transaction.");
	else if ((error = attempt(note_schema, NULL, ATTEMPT_KEEP)) != NULL)
		warn(error->message);
	AtEOXact_GUC(false, guc_level);
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
}

/* migrate.before_change(): event trigger on ddl_command_start. */
Datum
migrate_before_change(PG_FUNCTION_ARGS)
{
	Node	   *statement;

	if (!CALLED_AS_EVENT_TRIGGER(fcinfo))
		ereport(ERROR,
				errcode(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function \"before_change\" is an event trigger"));
	statement = ((EventTriggerData *) fcinfo->context)->parsetree;
	if (!is_no_change_past_us() && is_installed() && !store_all_facts_noted() && store_any_applied() &&
		!changes_nothing_noted(statement) && !is_copy())
		note(statement);
	PG_RETURN_NULL();
}
