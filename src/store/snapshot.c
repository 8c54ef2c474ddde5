/*
 * snapshot.c
 *	  Is what the transaction's snapshot sees what is stored?
 *
 * Under READ COMMITTED every query has a new snapshot, so the answer is yes.  Otherwise who waited for a lock may see
 * what is no longer true, and no row that he is about to write would tell: each question is asked with both snapshots.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/snapmgr.h"

#include "store/store.h"

static KeptQuery runs_of_scope = {
	"SELECT pg_catalog.max(run)::pg_catalog.text FROM migrate.journal WHERE project = $1 AND scope = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery entries_of_project = {
	"SELECT pg_catalog.max(journal_id)::pg_catalog.text FROM migrate.journal WHERE project = $1", 1, {TEXTOID}, KEPT_LOOKUP
};
static KeptQuery newest_revision = {
	"SELECT pg_catalog.max(ordinal) FROM migrate.revisions WHERE project = $1", 1, {TEXTOID}, KEPT_LOOKUP
};
/* revisions that came later do not matter to a plan; numbers are given under the project's lock */
static KeptQuery texts_up_to = {
	"SELECT pg_catalog.md5(pg_catalog.string_agg(pg_catalog.encode(checksum, 'hex'), '' ORDER BY ordinal))"
	" FROM migrate.revisions WHERE project = $1 AND ordinal OPERATOR(pg_catalog.<=) $2",
	2, {TEXTOID, INT8OID}, KEPT_SET
};

/* The answer, "" for NULL, in the current memory context. */
static char *
ask(KeptQuery *query, Datum *values, BookkeepingMode mode)
{
	Bookkeeping scope;
	MemoryContext inner;
	char	   *answer;

	bookkeeping_begin(&scope, mode);
	bookkeeping_execute(query, values, NULL, SPI_OK_SELECT);
	inner = MemoryContextSwitchTo(scope.caller);
	answer = row_text(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	MemoryContextSwitchTo(inner);
	bookkeeping_end(&scope);
	return answer != NULL ? answer : pstrdup("");
}

static bool
differs(KeptQuery *query, Datum *values)
{
	char	   *visible = ask(query, values, BOOKKEEPING_WRITE);
	char	   *stored;

	PushActiveSnapshot(GetLatestSnapshot());
	stored = ask(query, values, BOOKKEEPING_READ);
	PopActiveSnapshot();
	return strcmp(visible, stored) != 0;
}

static Datum
newest_visible_revision(void)
{
	Datum		values[1] = {project_datum()};
	Bookkeeping scope;
	Datum		ordinal;
	bool		isnull;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	bookkeeping_execute(&newest_revision, values, NULL, SPI_OK_SELECT);
	ordinal = row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	ordinal = Int64GetDatum(isnull ? 0 : DatumGetInt64(ordinal));
	bookkeeping_end(&scope);
	return ordinal;
}

/* Did somebody move in this project and scope, or change a revision that we see?  Then our plan would be wrong. */
bool
store_plan_is_stale(void)
{
	Datum		of_scope[2] = {project_datum(), scope_datum()};
	Datum		up_to[2] = {of_scope[0], (Datum) 0};

	if (!IsolationUsesXactSnapshot())
		return false;
	if (differs(&runs_of_scope, of_scope))
		return true;
	up_to[1] = newest_visible_revision();
	return differs(&texts_up_to, up_to);
}

/* Did somebody move in this project?  Then what we take for pending may be applied. */
bool
store_applied_is_stale(void)
{
	Datum		of_project[1] = {project_datum()};

	return IsolationUsesXactSnapshot() && differs(&entries_of_project, of_project);
}
