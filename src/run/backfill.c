/*
 * backfill.c
 *	  Change the rows of a table in batches, each in a transaction of its own, along the primary key.
 *
 * What is kept with each batch is the key of the last row that was looked at: so no row is touched twice, whatever ends the
 * call, and nothing is held between two batches: no lock, no snapshot that would keep vacuum from its work.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/backend_status.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "run/internal.h"
#include "server/compat.h"
#include "server/parameters.h"
#include "server/procedure.h"

#define WAIT_FOR_STANDBY 500	/* ms between two looks */

typedef struct BackfillRun
{
	const Backfill *order;
	StoreBackfill state;
	int			nkeys;
	char	  **keys;			/* the primary key's columns, quoted */
	AttrNumber *numbers;		/* ... their numbers */
	char	  **types;			/* theirs, qualified */
	SPIPlanPtr	first;			/* a batch from the beginning */
	SPIPlanPtr	next;			/* ... behind the key $1 */
	MemoryContext context;		/* outlasts the commits */
} BackfillRun;

/* ---- the statements ---- */

static void
read_key(BackfillRun *run, Relation relation)
{
	Oid			index = primary_key_index(relation);
	HeapTuple	tuple;
	Form_pg_index form;

	if (!OidIsValid(index))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("relation \"%s\" has no primary key", RelationGetRelationName(relation)),
				errhint("Rows are gone through along it, so that no row is touched twice."));
	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for index %u", index);
	form = (Form_pg_index) GETSTRUCT(tuple);
	run->nkeys = form->indnkeyatts;
	run->keys = palloc(sizeof(char *) * run->nkeys);
	run->numbers = palloc(sizeof(AttrNumber) * run->nkeys);
	run->types = palloc(sizeof(char *) * run->nkeys);
	for (int i = 0; i < run->nkeys; i++)
	{
		Form_pg_attribute column = TupleDescAttr(RelationGetDescr(relation), form->indkey.values[i] - 1);

		run->numbers[i] = column->attnum;
		run->keys[i] = pstrdup(quote_identifier(NameStr(column->attname)));
		run->types[i] = format_type_be_qualified(column->atttypid);
	}
	ReleaseSysCache(tuple);
}

/* "a, b" */
static void
append_keys(StringInfo sql, const BackfillRun *run)
{
	for (int i = 0; i < run->nkeys; i++)
		appendStringInfo(sql, "%s%s", i > 0 ? ", " : "", run->keys[i]);
}

static void
append_last_key(StringInfo sql, const BackfillRun *run)
{
	appendStringInfoString(sql, " WHERE (");
	append_keys(sql, run);
	appendStringInfoString(sql, ") > (");
	for (int i = 0; i < run->nkeys; i++)
		appendStringInfo(sql, "%s($1)[%d]::%s", i > 0 ? ", " : "", i + 1, run->types[i]);
	appendStringInfoChar(sql, ')');
}

/* Names of ours in it are such as nobody's columns have. */
static char *
write_batch(const BackfillRun *run, bool is_first)
{
	const char *relation = run->state.relation;
	const char *table = quote_identifier(get_rel_name(run->order->relation));
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "WITH migrate_batch AS MATERIALIZED (SELECT ");
	for (int i = 0; i < run->nkeys; i++)
		appendStringInfo(&sql, "%s%s AS migrate_key_%d", i > 0 ? ", " : "", run->keys[i], i + 1);
	appendStringInfo(&sql, " FROM %s", relation);
	if (!is_first)
		append_last_key(&sql, run);
	appendStringInfoString(&sql, " ORDER BY ");
	append_keys(&sql, run);
	appendStringInfo(&sql, " LIMIT %d), migrate_changed AS (UPDATE %s SET %s\n FROM migrate_batch WHERE ", run->order->batch_size, relation,
					 run->state.set_clause);
	for (int i = 0; i < run->nkeys; i++)
		appendStringInfo(&sql, "%s.%s = migrate_key_%d AND ", table, run->keys[i], i + 1);
	appendStringInfo(&sql, "(%s\n) RETURNING 1) SELECT (SELECT pg_catalog.count(*) FROM migrate_batch), (SELECT pg_catalog.count(*) FROM migrate_changed),"
					 " (SELECT ARRAY[", run->state.where_clause);
	for (int i = 0; i < run->nkeys; i++)
		appendStringInfo(&sql, "%smigrate_key_%d::pg_catalog.text", i > 0 ? ", " : "", i + 1);
	appendStringInfoString(&sql, "] FROM migrate_batch ORDER BY ");
	for (int i = 0; i < run->nkeys; i++)
		appendStringInfo(&sql, "%smigrate_key_%d DESC", i > 0 ? ", " : "", i + 1);
	appendStringInfoString(&sql, " LIMIT 1)");
	return sql.data;
}

static SPIPlanPtr
prepare(const BackfillRun *run, bool is_first)
{
	Oid			types[1] = {TEXTARRAYOID};
	SPIPlanPtr	plan = SPI_prepare(write_batch(run, is_first), is_first ? 0 : 1, types);

	if (plan == NULL)
		elog(ERROR, "could not prepare a batch: %s", SPI_result_code_string(SPI_result));
	SPI_keepplan(plan);
	return plan;
}

static void
check_relation(Relation relation)
{
	char		kind = relation->rd_rel->relkind;

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is no table", RelationGetRelationName(relation)));
	if (kind == RELKIND_RELATION && relation->rd_rel->relhassubclass)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("other tables inherit from \"%s\", whose primary key does not hold for them", RelationGetRelationName(relation)),
				errhint("Backfill each of them by itself."));
}

/* The UPDATE of a batch, analysed. */
static const Query *
find_update(SPIPlanPtr plan)
{
	const CachedPlanSource *source = linitial(SPI_plan_get_plan_sources(plan));
	ListCell   *cell;

	foreach(cell, linitial_node(Query, source->query_list)->cteList)
	{
		const Query *query = castNode(Query, lfirst_node(CommonTableExpr, cell)->ctequery);

		if (query->commandType == CMD_UPDATE)
			return query;
	}
	elog(ERROR, "a batch has no UPDATE");
}

/* A row whose key changes could come to stand where it is met again, and again. */
static void
refuse_moving(const BackfillRun *run)
{
	ListCell   *cell;

	foreach(cell, find_update(run->first)->targetList)
	{
		const TargetEntry *assigned = lfirst(cell);

		for (int i = 0; i < run->nkeys; i++)
			if (!assigned->resjunk && assigned->resno == run->numbers[i])
				ereport(ERROR,
						errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("the set clause changes %s, a column of the primary key of %s", run->keys[i], run->state.relation),
						errdetail("Rows are gone through along it: one that moves could be touched twice."),
						errhint("Change it by an UPDATE, in a revision of its own."));
	}
}

/* What is to be done, in memory that outlasts the commits. */
static void
open_run(BackfillRun *run)
{
	Relation	relation = relation_open(run->order->relation, AccessShareLock);

	check_relation(relation);
	read_key(run, relation);
	run->state.relation = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(relation)), RelationGetRelationName(relation));
	relation_close(relation, NoLock);
	run->state.set_clause = run->order->set_clause;
	run->state.where_clause = run->order->where_clause;
	run->first = prepare(run, true);
	refuse_moving(run);
	run->next = prepare(run, false);
}

/* ---- the batches ---- */

/* Run a batch and keep how far it has come.  False: there was no row left. */
static bool
run_batch(BackfillRun *run)
{
	bool		is_first = run->state.last_key == (Datum) 0;
	Datum		last_key = run->state.last_key;
	int			rc = SPI_execute_plan(is_first ? run->first : run->next, &last_key, NULL, false, 0);
	Bookkeeping scope;
	int64		seen;
	bool		isnull;

	if (rc != SPI_OK_SELECT)
		elog(ERROR, "a batch failed: %s", SPI_result_code_string(rc));
	seen = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	run->state.seen += seen;
	run->state.changed += DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	last_key = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 3, &isnull);
	if (!isnull)
	{
		MemoryContext outer = MemoryContextSwitchTo(run->context);

		run->state.last_key = datumCopy(last_key, false, -1);
		MemoryContextSwitchTo(outer);
	}
	SPI_freetuptable(SPI_tuptable);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	if (seen > 0)
		store_write_backfill(&scope, &run->state);
	else
		store_end_backfill(&run->state);
	bookkeeping_end(&scope);
	return seen > 0;
}

static void
notice(const BackfillRun *run, const char *state, const char *message)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfo(&json, "{\"event\":\"backfill\",\"state\":\"%s\",\"relation\":", state);
	escape_json(&json, run->state.relation);
	appendStringInfo(&json, ",\"seen\":" INT64_FORMAT ",\"changed\":" INT64_FORMAT "}", run->state.seen, run->state.changed);
	progress_notice(message, json.data);
	pfree(json.data);
}

static void
report(const BackfillRun *run)
{
	char		activity[256];

	snprintf(activity, sizeof(activity), "migrate: backfill of %s, " INT64_FORMAT " rows looked at, " INT64_FORMAT " changed",
			 run->state.relation, run->state.seen, run->state.changed);
	pgstat_report_activity(STATE_RUNNING, activity);
	if (parameter_progress >= PROGRESS_STATEMENTS)
		notice(run, "running", activity + strlen("migrate: "));
}

static bool
standbys_are_behind(void)
{
	const char *sql = "SELECT pg_catalog.max(pg_catalog.date_part('epoch', replay_lag)) FROM pg_catalog.pg_stat_replication";
	bool		isnull;
	Datum		lag;

	if (parameter_backfill_max_lag == 0)
		return false;
	procedure_look();
	if (SPI_execute(sql, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the lag of standbys");
	lag = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	SPI_freetuptable(SPI_tuptable);
	procedure_commit();
	return !isnull && DatumGetFloat8(lag) * 1000 > parameter_backfill_max_lag;
}

static void
pause_between(const BackfillRun *run)
{
	CHECK_FOR_INTERRUPTS();
	if (run->order->pause > 0)
		procedure_pause(run->order->pause);
	while (standbys_are_behind())
		procedure_pause(WAIT_FOR_STANDBY);
}

/*
 * Within procedure_begin() and procedure_end(), in memory that outlasts commits.  After an error what was committed stays, and
 * the same call goes on behind it.
 */
void
run_backfill(const Backfill *order)
{
	BackfillRun run = {.order = order, .context = CurrentMemoryContext};
	Bookkeeping scope;

	run_refuse_standby("backfill");
	procedure_look();
	run_lock_backfill(order->relation);
	open_run(&run);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_read_backfill(&scope, &run.state);
	bookkeeping_end(&scope);
	if (run.state.seen > 0)
		notice(&run, "resumed", psprintf("backfill of %s goes on behind the " INT64_FORMAT " rows that it has looked at",
										 run.state.relation, run.state.seen));
	while (run_batch(&run))
	{
		report(&run);
		procedure_commit();
		pause_between(&run);
		procedure_look();
	}
	procedure_commit();
	run_unlock_backfill(order->relation);
	SPI_freeplan(run.first);
	SPI_freeplan(run.next);
	if (parameter_progress != PROGRESS_NONE)
		notice(&run, "done", psprintf("backfill of %s: " INT64_FORMAT " of " INT64_FORMAT " rows were changed",
									  run.state.relation, run.state.changed, run.state.seen));
}
