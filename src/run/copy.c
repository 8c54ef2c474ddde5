/*
 * copy.c
 *	  COPY ... FROM STDIN with the data lines that follow it in the script, as pg_dump prints them.
 *
 * The server's COPY reads from a callback, as logical replication uses it; the checks before it are those that the
 * COPY command makes.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "commands/copy.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "run/internal.h"
#include "server/compat.h"

/* COPY's callback has no argument of its own.  One COPY runs at a time. */
static const char *source = NULL;
static size_t source_left = 0;

static int
read_source(void *buffer, int min_read, int max_read)
{
	size_t		length = Min(source_left, (size_t) max_read);

	memcpy(buffer, source, length);
	source += length;
	source_left -= length;
	return (int) length;
}

/* A partition or foreign table checks for itself; row security would have to be applied row by row, and is not. */
static void
check_relation(Relation relation)
{
	if (check_enable_rls(RelationGetRelid(relation), InvalidOid, false) == RLS_ENABLED)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("COPY FROM not supported with row-level security"),
				errhint("Use INSERT statements instead."));
	if (!relation->rd_islocaltemp)
		PreventCommandIfReadOnly("COPY FROM");
}

static void
check_columns(ParseState *state, ParseNamespaceItem *item, Relation relation, List *columns)
{
	ListCell   *cell;

	column_permissions(item)->requiredPerms = ACL_INSERT;
	foreach(cell, CopyGetAttnums(RelationGetDescr(relation), relation, columns))
		column_permissions(item)->insertedCols =
			bms_add_member(column_permissions(item)->insertedCols, lfirst_int(cell) - FirstLowInvalidHeapAttributeNumber);
	check_permissions(state);
}

static Node *
transform_where(ParseState *state, ParseNamespaceItem *item, Node *clause)
{
	if (clause == NULL)
		return NULL;
	addNSItemToQuery(state, item, false, true, true);
	clause = transformExpr(state, clause, EXPR_KIND_COPY_WHERE);
	clause = coerce_to_boolean(state, clause, "WHERE");
	assign_expr_collations(state, clause);
	clause = eval_const_expressions(NULL, clause);
	return (Node *) make_ands_implicit((Expr *) canonicalize_qual((Expr *) clause, false));
}

/*
 * The data came with the script and are in the server's encoding by now, whatever the client's is and whatever the
 * statement says of the file that they were in.
 */
static List *
options_in_our_encoding(List *options)
{
	List	   *result = list_make1(makeDefElem("encoding", (Node *) makeString(pstrdup(GetDatabaseEncodingName())), -1));
	ListCell   *cell;

	foreach(cell, options)
		if (strcmp(lfirst_node(DefElem, cell)->defname, "encoding") != 0)
			result = lappend(result, lfirst(cell));
	return result;
}

/* What a COPY reads, and the text of the statement for positions in errors. */
typedef struct CopyInput
{
	const char *text;
	const char *data;
	size_t		length;
} CopyInput;

static void
read_rows(CopyStmt *copy, void *argument)
{
	const CopyInput *input = argument;
	Relation	relation;
	ParseState *state = make_parsestate(NULL);
	ParseNamespaceItem *item;
	Node	   *where;
	CopyFromState from;

	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	state->p_sourcetext = input->text;
	relation = table_openrv(copy->relation, RowExclusiveLock);
	item = addRangeTableEntryForRelation(state, relation, RowExclusiveLock, NULL, false, false);
	where = transform_where(state, item, copy->whereClause);
	check_columns(state, item, relation, copy->attlist);
	check_relation(relation);

	source = input->data;
	source_left = input->length;
	from = BeginCopyFrom(state, relation, where, NULL, false, read_source, copy->attlist,
						 options_in_our_encoding(copy->options));
	(void) CopyFrom(from);
	EndCopyFrom(from);
	table_close(relation, NoLock);
	free_parsestate(state);
	PopActiveSnapshot();
}

/* Run a CopyStmt that reads from STDIN over the given bytes.  text is the statement, for positions in errors. */
void
copy_run(RawStmt *statement, const char *text, const char *data, size_t length)
{
	CopyStmt   *copy = castNode(CopyStmt, statement->stmt);
	CopyInput	input = {text, data, length};
	Oid			table = RangeVarGetRelid(copy->relation, RowExclusiveLock, true);

	if (citus_has_shards(table))
		citus_copy(copy, table, read_rows, &input);
	else
		read_rows(copy, &input);
}
