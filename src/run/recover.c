/*
 * recover.c
 *	  What is left of a statement that was interrupted and may have committed: nothing, all, or something in between.
 *
 * Found out from the catalogs, kind by kind.  Object ids noted before the statement began tell what it has made or taken
 * away from what was so before.  What is half made is dropped, so that the statement can run again; nothing that another
 * session may be at work on: that one holds a lock on the table.
 *
 * Runs in the worker, as the role and with the search_path that the statement has.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/index.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_subscription.h"
#include "commands/dbcommands.h"
#include "commands/tablecmds.h"
#include "commands/tablespace.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "run/outside.h"

/* ---- catalogs ---- */

static bool
was_there(const UnfinishedStep *unfinished, Oid object)
{
	for (int i = 0; i < unfinished->nobjects; i++)
		if (unfinished->objects[i] == object)
			return true;
	return false;
}

static List *
indexes_of(Oid table)
{
	Relation	catalog = table_open(IndexRelationId, AccessShareLock);
	List	   *indexes = NIL;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_index_indrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(catalog, IndexIndrelidIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		indexes = lappend_oid(indexes, ((Form_pg_index) GETSTRUCT(tuple))->indexrelid);
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return indexes;
}

/* Indexes that are of no use, as CONCURRENTLY leaves them when it is interrupted. */
static List *
invalid_indexes(void)
{
	Relation	catalog = table_open(IndexRelationId, AccessShareLock);
	List	   *indexes = NIL;
	SysScanDesc scan = systable_beginscan(catalog, InvalidOid, false, NULL, 0, NULL);
	HeapTuple	tuple;

	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (!((Form_pg_index) GETSTRUCT(tuple))->indisvalid)
			indexes = lappend_oid(indexes, ((Form_pg_index) GETSTRUCT(tuple))->indexrelid);
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return indexes;
}

static bool
is_valid(Oid index)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	bool		valid;

	if (!HeapTupleIsValid(tuple))
		return false;
	valid = ((Form_pg_index) GETSTRUCT(tuple))->indisvalid;
	ReleaseSysCache(tuple);
	return valid;
}

static char *
name_of(Oid relation)
{
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), get_rel_name(relation));
}

static char *
drop_index(Oid index)
{
	return psprintf("DROP INDEX CONCURRENTLY IF EXISTS %s", name_of(index));
}

static Oid *
oids_of(List *list, int *n)
{
	Oid		   *oids = palloc(sizeof(Oid) * Max(list_length(list), 1));
	ListCell   *cell;

	*n = 0;
	foreach(cell, list)
		oids[(*n)++] = lfirst_oid(cell);
	return oids;
}

static List *
one(Oid object)
{
	return OidIsValid(object) ? list_make1_oid(object) : NIL;
}

/* ---- CREATE INDEX CONCURRENTLY ---- */

static List *
note_create_index(const Node *node)
{
	Oid			table = RangeVarGetRelid(((const IndexStmt *) node)->relation, NoLock, true);

	return OidIsValid(table) ? indexes_of(table) : NIL;
}

static bool
is_on_column(Oid table, AttrNumber column, const IndexElem *element)
{
	return element->name != NULL ? column != 0 && column == get_attnum(table, element->name) : column == 0;
}

/* An index without a name in the statement is known by what it is on. */
static bool
is_made_by(const IndexStmt *statement, Form_pg_index form)
{
	int			i = 0;
	ListCell   *cell;

	if (form->indnkeyatts != list_length(statement->indexParams) || form->indisunique != statement->unique ||
		form->indnatts != list_length(statement->indexParams) + list_length(statement->indexIncludingParams))
		return false;
	foreach(cell, statement->indexParams)
		if (!is_on_column(form->indrelid, form->indkey.values[i++], lfirst_node(IndexElem, cell)))
			return false;
	foreach(cell, statement->indexIncludingParams)
		if (!is_on_column(form->indrelid, form->indkey.values[i++], lfirst_node(IndexElem, cell)))
			return false;
	return true;
}

static bool
is_the_index(const IndexStmt *statement, Oid index)
{
	HeapTuple	tuple;
	bool		matches;

	if (statement->idxname != NULL)
		return strcmp(get_rel_name(index), statement->idxname) == 0;
	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	if (!HeapTupleIsValid(tuple))
		return false;
	matches = is_made_by(statement, (Form_pg_index) GETSTRUCT(tuple));
	ReleaseSysCache(tuple);
	return matches;
}

/* The statement's table, or InvalidOid: with the lock that CONCURRENTLY takes, so that nobody is at work on an index of it. */
static Oid
lock_table_of(const IndexStmt *statement)
{
	return RangeVarGetRelidExtended(statement->relation, ShareUpdateExclusiveLock, RVR_MISSING_OK, RangeVarCallbackOwnsRelation, NULL);
}

/* On Citus an index is valid on the coordinator for a moment before the shards have it: it is made again. */
static Remains
judge_create_index(const Node *node, const UnfinishedStep *unfinished, List **clean_ups)
{
	const IndexStmt *statement = (const IndexStmt *) node;
	Oid			table = lock_table_of(statement);
	Remains		remains = REMAINS_NOTHING;
	bool		has_shards;
	ListCell   *cell;

	if (!OidIsValid(table))
		return REMAINS_NOTHING;
	has_shards = citus_has_shards(table);
	foreach(cell, indexes_of(table))
	{
		Oid			index = lfirst_oid(cell);

		if (was_there(unfinished, index) || !is_the_index(statement, index))
			continue;
		if (is_valid(index) && !has_shards)
			remains = REMAINS_ALL;
		else
			*clean_ups = lappend(*clean_ups, drop_index(index));
	}
	return remains;
}

/* On Citus IF NOT EXISTS takes an invalid index for a done one that shards may lack, as REINDEX would make it seem. */
static List *
clear_for_index(const Node *node)
{
	const IndexStmt *statement = (const IndexStmt *) node;
	List	   *clean_ups = NIL;
	Oid			table;
	ListCell   *cell;

	if (!statement->if_not_exists || !OidIsValid(table = lock_table_of(statement)) || !citus_has_shards(table))
		return NIL;
	foreach(cell, indexes_of(table))
		if (!is_valid(lfirst_oid(cell)) && is_the_index(statement, lfirst_oid(cell)))
			clean_ups = lappend(clean_ups, drop_index(lfirst_oid(cell)));
	return clean_ups;
}

/* ---- DROP INDEX CONCURRENTLY ---- */

static List *
note_drop_index(const Node *node)
{
	return one(RangeVarGetRelid(makeRangeVarFromNameList(linitial_node(List, ((const DropStmt *) node)->objects)), NoLock, true));
}

static Remains
judge_drop_index(const Node *node, const UnfinishedStep *unfinished, List **clean_ups)
{
	if (unfinished->nobjects == 0)
		return REMAINS_NOTHING;
	return SearchSysCacheExists1(RELOID, ObjectIdGetDatum(unfinished->objects[0])) ? REMAINS_NOTHING : REMAINS_ALL;
}

/* ---- REINDEX ---- */

static List *
note_reindex(const Node *node)
{
	return invalid_indexes();
}

/* The names that REINDEX CONCURRENTLY gives to the new index, and to the old one once it has taken its place. */
static bool
has_name_of_reindex(Oid index)
{
	const char *name = get_rel_name(index);
	size_t		length = name != NULL ? strlen(name) : 0;

	while (length > 0 && isdigit((unsigned char) name[length - 1]))
		length--;
	return length > 6 && (strncmp(name + length - 6, "_ccnew", 6) == 0 || strncmp(name + length - 6, "_ccold", 6) == 0);
}

static bool
is_ours_to_drop(Oid index)
{
	Oid			table = IndexGetRelation(index, true);
	HeapTuple	tuple;
	bool		owned;

	if (!OidIsValid(table) || !ConditionalLockRelationOid(table, ShareUpdateExclusiveLock))
		return false;
	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(index));
	if (!HeapTupleIsValid(tuple))
		return false;
	owned = has_privs_of_role(GetUserId(), ((Form_pg_class) GETSTRUCT(tuple))->relowner);
	ReleaseSysCache(tuple);
	return owned && !is_valid(index);
}

/* It can be run again whatever it has done; what it has left lies about otherwise. */
static Remains
judge_reindex(const Node *node, const UnfinishedStep *unfinished, List **clean_ups)
{
	ListCell   *cell;

	foreach(cell, invalid_indexes())
	{
		Oid			index = lfirst_oid(cell);

		if (!was_there(unfinished, index) && has_name_of_reindex(index) && is_ours_to_drop(index))
			*clean_ups = lappend(*clean_ups, drop_index(index));
	}
	return REMAINS_NOTHING;
}

/* ---- ALTER TABLE ... DETACH PARTITION CONCURRENTLY ---- */

typedef enum Attachment
{
	ATTACHED,
	DETACH_PENDING,
	DETACHED
} Attachment;

static Attachment
attachment_of(Oid partition, Oid parent)
{
	Relation	catalog = table_open(InheritsRelationId, AccessShareLock);
	Attachment	result = DETACHED;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&key, Anum_pg_inherits_inhrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(partition));
	scan = systable_beginscan(catalog, InheritsRelidSeqnoIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		if (((Form_pg_inherits) GETSTRUCT(tuple))->inhparent == parent)
			result = ((Form_pg_inherits) GETSTRUCT(tuple))->inhdetachpending ? DETACH_PENDING : ATTACHED;
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return result;
}

/* The statement has this one command. */
static RangeVar *
partition_named(const AlterTableStmt *statement)
{
	return castNode(PartitionCmd, linitial_node(AlterTableCmd, statement->cmds)->def)->name;
}

static List *
note_detach(const Node *node)
{
	const AlterTableStmt *statement = (const AlterTableStmt *) node;
	Oid			parent = RangeVarGetRelid(statement->relation, NoLock, true);
	Oid			partition = RangeVarGetRelid(partition_named(statement), NoLock, true);

	return OidIsValid(partition) && attachment_of(partition, parent) == ATTACHED ? one(partition) : NIL;
}

static Remains
judge_detach(const Node *node, const UnfinishedStep *unfinished, List **clean_ups)
{
	Oid			parent = RangeVarGetRelid(((const AlterTableStmt *) node)->relation, NoLock, true);
	Attachment	attachment;

	if (unfinished->nobjects == 0 || !OidIsValid(parent))
		return REMAINS_NOTHING;
	attachment = attachment_of(unfinished->objects[0], parent);
	if (attachment == DETACH_PENDING)
		*clean_ups = lappend(*clean_ups, psprintf("ALTER TABLE %s DETACH PARTITION %s FINALIZE", name_of(parent), name_of(unfinished->objects[0])));
	return attachment == ATTACHED ? REMAINS_NOTHING : REMAINS_ALL;
}

/* ---- what exists or not: databases, tablespaces, subscriptions ---- */

static Oid
object_named(const Node *node)
{
	switch (nodeTag(node))
	{
		case T_CreatedbStmt:
			return get_database_oid(((const CreatedbStmt *) node)->dbname, true);
		case T_DropdbStmt:
			return get_database_oid(((const DropdbStmt *) node)->dbname, true);
		case T_CreateTableSpaceStmt:
			return get_tablespace_oid(((const CreateTableSpaceStmt *) node)->tablespacename, true);
		case T_DropTableSpaceStmt:
			return get_tablespace_oid(((const DropTableSpaceStmt *) node)->tablespacename, true);
		case T_CreateSubscriptionStmt:
			return get_subscription_oid(((const CreateSubscriptionStmt *) node)->subname, true);
		case T_DropSubscriptionStmt:
			return get_subscription_oid(((const DropSubscriptionStmt *) node)->subname, true);
		default:
			elog(ERROR, "unexpected statement: %d", (int) nodeTag(node));
	}
}

static List *
note_object(const Node *node)
{
	return one(object_named(node));
}

static Remains
judge_create(const Node *node, const UnfinishedStep *unfinished, List **clean_ups)
{
	return unfinished->nobjects == 0 && OidIsValid(object_named(node)) ? REMAINS_ALL : REMAINS_NOTHING;
}

static Remains
judge_drop(const Node *node, const UnfinishedStep *unfinished, List **clean_ups)
{
	return unfinished->nobjects > 0 && !OidIsValid(object_named(node)) ? REMAINS_ALL : REMAINS_NOTHING;
}

/* ---- Citus: a table that becomes distributed ---- */

/* Of what was interrupted it cleans up itself. */
static Remains
judge_distribution(const Node *node, const UnfinishedStep *unfinished, List **clean_ups)
{
	const char *name = parse_table_to_distribute(node);
	Oid			table;

	if (name == NULL)
		return REMAINS_UNKNOWN;
	table = RangeVarGetRelid(makeRangeVarFromNameList(textToQualifiedNameList(cstring_to_text(name))), NoLock, true);
	return citus_is_distributed(table) ? REMAINS_ALL : REMAINS_NOTHING;
}

/* ---- by kind ---- */

typedef struct RecoverableKind
{
	NodeTag		tag;
	List	   *(*note) (const Node *node); /* of oids, before; NULL: nothing has to be */
	Remains		(*judge) (const Node *node, const UnfinishedStep *unfinished, List **clean_ups);	/* NULL: it can be run again */
} RecoverableKind;

/* What is not here, nobody but its author can judge: CALL, DO. */
static const RecoverableKind kinds[] = {
	{T_IndexStmt, note_create_index, judge_create_index},
	{T_DropStmt, note_drop_index, judge_drop_index},
	{T_ReindexStmt, note_reindex, judge_reindex},
	{T_AlterTableStmt, note_detach, judge_detach},
	{T_CreatedbStmt, note_object, judge_create},
	{T_DropdbStmt, note_object, judge_drop},
	{T_CreateTableSpaceStmt, note_object, judge_create},
	{T_DropTableSpaceStmt, note_object, judge_drop},
	{T_CreateSubscriptionStmt, note_object, judge_create},
	{T_DropSubscriptionStmt, note_object, judge_drop},
	{T_SelectStmt, NULL, judge_distribution},
	{T_VacuumStmt, NULL, NULL},
	{T_ClusterStmt, NULL, NULL},
	{T_AlterSystemStmt, NULL, NULL},
	{T_AlterDatabaseStmt, NULL, NULL},
	{T_DiscardStmt, NULL, NULL}
};

/* A publication that was added cannot be added again; all else of a subscription can be said twice. */
static bool
says_what_is_to_be(const Node *node)
{
	AlterSubscriptionType kind = ((const AlterSubscriptionStmt *) node)->kind;

	return kind != ALTER_SUBSCRIPTION_ADD_PUBLICATION && kind != ALTER_SUBSCRIPTION_DROP_PUBLICATION;
}

/* Our own procedure that goes on by itself where it was. */
static bool
is_backfill(const Node *node)
{
	const List *names = IsA(node, CallStmt) ? ((const CallStmt *) node)->funccall->funcname : NIL;

	return list_length(names) == 2 && strcmp(strVal(linitial(names)), "migrate") == 0 && strcmp(strVal(lsecond(names)), "backfill") == 0;
}

static const RecoverableKind *
find_kind(const Node *node)
{
	for (int i = 0; i < lengthof(kinds); i++)
		if (kinds[i].tag == nodeTag(node))
			return &kinds[i];
	return NULL;
}

/* What is there before the statement begins and tells afterwards what it has done; palloc'd. */
Oid *
recover_note_objects(const RawStmt *tree, int *n)
{
	const RecoverableKind *kind = find_kind(tree->stmt);

	return oids_of(kind != NULL && kind->note != NULL ? kind->note(tree->stmt) : NIL, n);
}

/* Statements that are to be run, outside of any transaction, before the statement begins: for what lies in its way. */
List *
recover_clear_way(const RawStmt *tree)
{
	return IsA(tree->stmt, IndexStmt) ? clear_for_index(tree->stmt) : NIL;
}

/*
 * What is left of the statement that had begun.  *clean_ups: statements that are to be run, outside of any transaction,
 * before it is run again or counts as done; in the current memory context.
 */
Remains
recover_judge(const RawStmt *tree, const UnfinishedStep *unfinished, List **clean_ups)
{
	const RecoverableKind *kind = find_kind(tree->stmt);

	if (is_backfill(tree->stmt))
		return REMAINS_NOTHING;
	if (kind == NULL)
		return IsA(tree->stmt, AlterSubscriptionStmt) && says_what_is_to_be(tree->stmt) ? REMAINS_NOTHING : REMAINS_UNKNOWN;
	return kind->judge != NULL ? kind->judge(tree->stmt, unfinished, clean_ups) : REMAINS_NOTHING;
}
