/*
 * deployment.c
 *	  What workers deploy: a row a scope, from when it is handed to them until long after they have ended.
 *
 * A row is written in transactions of its own, by the worker whose scope it is, or by the caller who sees a worker end early.  Who
 * is killed writes nothing: so what the rows say of now holds as long as somebody has the deployment's lock (run/lock.c).  The view
 * migrate.deployments looks at that.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "server/export.h"
#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

#define THIS " WHERE deployment = $1 AND project = $2 AND scope = $3"

static KeptQuery next_deployment = {
	"SELECT pg_catalog.nextval('migrate.deployed_scopes_deployment_seq')", 0, {0}, KEPT_LOOKUP
};
static KeptQuery insert_scopes = {
	"INSERT INTO migrate.deployed_scopes (deployment, project, scope, target, state, started_by, detached, direction)"
	" SELECT $1, $2, u.scope, $4, 'waiting', $5, $6, $7 FROM pg_catalog.unnest($3) u (scope)",
	7, {INT8OID, TEXTOID, TEXTARRAYOID, TEXTOID, NAMEOID, BOOLOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_old = {
	"DELETE FROM migrate.deployed_scopes o WHERE o.deployment OPERATOR(pg_catalog.<=) $1 AND NOT EXISTS (SELECT FROM migrate.deployments d"
	" WHERE d.deployment = o.deployment AND d.state = ANY ('{waiting,running}'))",
	1, {INT8OID}, KEPT_LOOKUP
};
static KeptQuery begin_scope = {
	"UPDATE migrate.deployed_scopes SET state = 'running', pid = $4, started_at = pg_catalog.clock_timestamp(),"
	" first_run = (SELECT COALESCE(pg_catalog.max(j.run), 0) OPERATOR(pg_catalog.+) 1 FROM migrate.journal j WHERE j.project = $2 AND j.scope = $3)" THIS,
	4, {INT8OID, TEXTOID, TEXTOID, INT4OID}, KEPT_LOOKUP
};
static KeptQuery end_scope = {
	"UPDATE migrate.deployed_scopes d SET state = $4, ended_at = pg_catalog.clock_timestamp(), sqlstate = $5, message = $6, detail = $7, hint = $8, context = $9,"
	" steps = (SELECT pg_catalog.count(*) FROM migrate.journal j WHERE j.project = $2 AND j.scope = $3 AND j.run OPERATOR(pg_catalog.>=) d.first_run AND j.error IS NULL)" THIS
	" RETURNING steps, pg_catalog.date_part('epoch', ended_at OPERATOR(pg_catalog.-) started_at)",
	9, {INT8OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery leave_out = {
	"UPDATE migrate.deployed_scopes SET state = 'left out' WHERE deployment = $1 AND state = 'waiting'", 1, {INT8OID}, KEPT_LOOKUP
};
static KeptQuery last_detached = {
	"SELECT pg_catalog.max(deployment) FROM migrate.deployed_scopes WHERE project = $1 AND detached", 1, {TEXTOID}, KEPT_LOOKUP
};
static KeptQuery select_detached = {
	"SELECT project, scope, state, first_run, sqlstate, message, detail, hint, context, direction FROM migrate.deployed_scopes WHERE deployment = $1 AND detached",
	1, {INT8OID}, KEPT_LOOKUP
};
static KeptQuery select_ended = {
	"SELECT scope, state, steps, pg_catalog.date_part('epoch', ended_at OPERATOR(pg_catalog.-) started_at), message"
	" FROM migrate.deployed_scopes WHERE deployment = $1 AND NOT detached ORDER BY ended_at",
	1, {INT8OID}, KEPT_LOOKUP
};
static KeptQuery select_steps = {
	"SELECT j.journal_id, j.direction, j.revision_id, COALESCE(r.message, ''), COALESCE(pg_catalog.date_part('epoch', j.duration), 0)"
	" FROM migrate.journal j LEFT JOIN migrate.revisions r ON r.project = j.project AND r.revision_id = j.revision_id"
	" WHERE j.project = $1 AND j.scope = $2 AND j.run OPERATOR(pg_catalog.>=) $3 AND j.journal_id OPERATOR(pg_catalog.>) $4 AND j.error IS NULL"
	" ORDER BY j.journal_id",
	4, {TEXTOID, TEXTOID, INT8OID, INT8OID}, KEPT_LOOKUP
};
static KeptQuery select_schemas = {
	"SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_namespace n WHERE"
	" CASE WHEN $2 IS NULL THEN EXISTS (SELECT FROM migrate.applied_revisions a WHERE a.project = $1 AND a.scope = n.nspname::pg_catalog.text)"
	" ELSE n.nspname OPERATOR(pg_catalog.~~) $2 AND (n.nspname OPERATOR(pg_catalog.<>) 'public' OR $2 = 'public') END"
	" AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname <> ALL ('{information_schema,migrate,$user}')"
	" AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass"
	"   AND d.objid OPERATOR(pg_catalog.=) n.oid AND d.deptype = 'e')"
	" ORDER BY n.nspname",
	2, {TEXTOID, TEXTOID}, KEPT_SET
};

/*
 * The schemas that a pattern of LIKE means; NULL: those in which the project is applied already.  Never the system's, ours or
 * an extension's; public only where the pattern is its name.
 */
char	  **
store_schemas_like(Bookkeeping *scope, const char *pattern, int *n)
{
	Datum		values[2] = {project_datum()};
	char		nulls[3] = "  ";

	nulls[1] = pattern != NULL ? ' ' : 'n';
	if (pattern != NULL)
		values[1] = CStringGetTextDatum(pattern);
	return store_select_texts(scope, &select_schemas, values, nulls, n);
}

/* A new one's number. */
int64
store_next_deployment(void)
{
	bool		isnull;

	bookkeeping_execute(&next_deployment, NULL, NULL, SPI_OK_SELECT);
	return DatumGetInt64(row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/* It is to move these scopes, or is a detached call in one; what was deployed long ago is forgotten. */
void
store_begin_deployment(Bookkeeping *scope, int64 deployment, StepDirection direction, const char *target, char *const *scopes, int n, bool detached)
{
	Datum		oldest = Int64GetDatum(deployment - KEPT_DEPLOYMENTS);
	Datum		values[7] = {Int64GetDatum(deployment), project_datum(), texts_datum(scopes, n), CStringGetTextDatum(target)};

	values[4] = role_datum(scope->user);
	values[5] = BoolGetDatum(detached);
	values[6] = CStringGetTextDatum(direction_name(direction));
	bookkeeping_execute(&delete_old, &oldest, NULL, SPI_OK_DELETE);
	bookkeeping_execute(&insert_scopes, values, NULL, SPI_OK_INSERT);
}

static void
fill_key(Datum *values, int64 deployment)
{
	values[0] = Int64GetDatum(deployment);
	values[1] = project_datum();
	values[2] = scope_datum();
}

/* The session's scope is begun, by this process. */
void
store_begin_deployed_scope(int64 deployment)
{
	Datum		values[4];

	fill_key(values, deployment);
	values[3] = Int32GetDatum(MyProcPid);
	bookkeeping_execute(&begin_scope, values, NULL, SPI_OK_UPDATE);
}

/* The session's scope is at its end; error NULL: all went well.  Returns how many steps it took, and how long (s). */
int
store_end_deployed_scope(int64 deployment, const ErrorData *error, double *seconds)
{
	Datum		values[9];
	char		nulls[10] = "    nnnnn";
	const char *parts[5] = {NULL};
	bool		isnull;

	if (error != NULL)
	{
		parts[0] = unpack_sql_state(error->sqlerrcode);
		parts[1] = error->message;
		parts[2] = error->detail;
		parts[3] = error->hint;
		parts[4] = error->context;
	}
	fill_key(values, deployment);
	values[3] = CStringGetTextDatum(error != NULL ? "failed" : "done");
	for (int i = 0; i < lengthof(parts); i++)
	{
		values[4 + i] = parts[i] != NULL ? CStringGetTextDatum(parts[i]) : (Datum) 0;
		nulls[4 + i] = parts[i] != NULL ? ' ' : 'n';
	}
	if (bookkeeping_execute(&end_scope, values, nulls, SPI_OK_UPDATE_RETURNING) == 0)
		elog(ERROR, "scope \"%s\" is not in deployment " INT64_FORMAT, parameter_scope, deployment);
	*seconds = DatumGetFloat8(row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	return DatumGetInt32(row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/* What has not been begun of it will not be. */
void
store_leave_out_scopes(int64 deployment)
{
	Datum		values[1] = {Int64GetDatum(deployment)};

	bookkeeping_execute(&leave_out, values, NULL, SPI_OK_UPDATE);
}

/* ---- what is detached, in the eyes of who waits for it ---- */

/* The number of the project's last one; 0: there is none. */
int64
store_last_detached(void)
{
	Datum		values[1] = {project_datum()};
	bool		isnull;
	Datum		value;

	bookkeeping_execute(&last_detached, values, NULL, SPI_OK_SELECT);
	value = row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	return isnull ? 0 : DatumGetInt64(value);
}

/* Fill *detached, in the scope's caller context; false where there is none of that number. */
bool
store_read_detached(Bookkeeping *scope, int64 deployment, StoreDetached *detached)
{
	Datum		values[1] = {Int64GetDatum(deployment)};
	MemoryContext outer;
	HeapTuple	row;
	TupleDesc	desc;
	bool		isnull;

	if (bookkeeping_execute(&select_detached, values, NULL, SPI_OK_SELECT) == 0)
		return false;
	row = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	outer = MemoryContextSwitchTo(scope->caller);
	detached->project = row_text(row, desc, 1);
	detached->scope = row_text(row, desc, 2);
	detached->state = row_text(row, desc, 3);
	detached->first_run = DatumGetInt64(row_datum(row, desc, 4, &isnull));
	detached->sqlstate = row_text(row, desc, 5);
	detached->message = row_text(row, desc, 6);
	detached->detail = row_text(row, desc, 7);
	detached->hint = row_text(row, desc, 8);
	detached->context = row_text(row, desc, 9);
	detached->direction = strcmp(row_text(row, desc, 10), "upgrade") == 0 ? STEP_UP : STEP_DOWN;
	MemoryContextSwitchTo(outer);
	return true;
}

/* Its steps behind *journal_id, which moves on, in the scope's caller context. */
StoreDetachedStep *
store_read_detached_steps(Bookkeeping *scope, const StoreDetached *detached, int64 *journal_id, int *n)
{
	Datum		values[4] = {CStringGetTextDatum(detached->project), CStringGetTextDatum(detached->scope), Int64GetDatum(detached->first_run), Int64GetDatum(*journal_id)};
	StoreDetachedStep *steps;
	MemoryContext outer;
	bool		isnull;

	*n = (int) bookkeeping_execute(&select_steps, values, NULL, SPI_OK_SELECT);
	outer = MemoryContextSwitchTo(scope->caller);
	steps = palloc(sizeof(StoreDetachedStep) * (*n + 1));
	for (int i = 0; i < *n; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];

		*journal_id = DatumGetInt64(row_datum(row, SPI_tuptable->tupdesc, 1, &isnull));
		steps[i].direction = row_text(row, SPI_tuptable->tupdesc, 2);
		steps[i].revision_id = row_text(row, SPI_tuptable->tupdesc, 3);
		steps[i].message = row_text(row, SPI_tuptable->tupdesc, 4);
		steps[i].seconds = DatumGetFloat8(row_datum(row, SPI_tuptable->tupdesc, 5, &isnull));
	}
	MemoryContextSwitchTo(outer);
	return steps;
}

/* Its scopes that have ended, those that ended last at the end, and how many it has; in the scope's caller context. */
StoreDeployedScope *
store_read_ended_scopes(Bookkeeping *scope, int64 deployment, int *n, int *of)
{
	Datum		values[1] = {Int64GetDatum(deployment)};
	StoreDeployedScope *scopes;
	MemoryContext outer;
	bool		isnull;

	*of = (int) bookkeeping_execute(&select_ended, values, NULL, SPI_OK_SELECT);
	*n = 0;
	outer = MemoryContextSwitchTo(scope->caller);
	scopes = palloc(sizeof(StoreDeployedScope) * (*of + 1));
	for (int i = 0; i < *of; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		StoreDeployedScope *ended = &scopes[*n];
		Datum		seconds = row_datum(row, SPI_tuptable->tupdesc, 4, &isnull);

		if (isnull)
			continue;
		ended->seconds = DatumGetFloat8(seconds);
		ended->scope = row_text(row, SPI_tuptable->tupdesc, 1);
		ended->failed = strcmp(row_text(row, SPI_tuptable->tupdesc, 2), "failed") == 0;
		ended->steps = DatumGetInt32(row_datum(row, SPI_tuptable->tupdesc, 3, &isnull));
		ended->message = row_text(row, SPI_tuptable->tupdesc, 5);
		(*n)++;
	}
	MemoryContextSwitchTo(outer);
	return scopes;
}
