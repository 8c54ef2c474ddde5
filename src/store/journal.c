/*
 * journal.c
 *	  What happened: the append-only journal, and what is applied because of it.
 *
 * Steps are written in batches, a set query for many: by rows it would cost more than the cheapest DDL does.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/pg_lsn.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "server/export.h"
#include "store/store.h"

/* the journal's rows from arrays; who and from where is the same for all of a batch, and asked for once */
#define INSERT_JOURNAL \
	"INSERT INTO migrate.journal (project, scope, run, direction, revision_id, checksum, started_at, duration, by_session_user, by_user," \
	" client_addr, application_name, server_version, wal_lsn, reason, error)" \
	" SELECT $1, $2, $3, $4, u.revision_id, u.checksum, u.started_at," \
	" CASE WHEN u.duration OPERATOR(pg_catalog.>=) 0 THEN u.duration OPERATOR(pg_catalog.*) '1 microsecond'::pg_catalog.interval END," \
	" (SELECT SESSION_USER), $10, (SELECT pg_catalog.inet_client_addr()), (SELECT pg_catalog.current_setting('application_name'))," \
	" (SELECT pg_catalog.current_setting('server_version_num')::pg_catalog.int4), u.wal_lsn, $11, $12" \
	" FROM ROWS FROM (pg_catalog.unnest($5), pg_catalog.unnest($6), pg_catalog.unnest($7), pg_catalog.unnest($8), pg_catalog.unnest($9)) WITH ORDINALITY AS u (revision_id, checksum, started_at, duration, wal_lsn, ordinal)" \
	" ORDER BY u.ordinal"
#define JOURNAL_ARGS 12
#define JOURNAL_ARGTYPES \
	{TEXTOID, TEXTOID, INT8OID, TEXTOID, TEXTARRAYOID, BYTEAARRAYOID, TIMESTAMPTZARRAYOID, INT8ARRAYOID, PG_LSNARRAYOID, NAMEOID, TEXTOID, TEXTOID}

static KeptQuery append_journal = {INSERT_JOURNAL, JOURNAL_ARGS, JOURNAL_ARGTYPES, KEPT_LOOKUP};
static KeptQuery append_applied = {
	"WITH j AS (" INSERT_JOURNAL " RETURNING journal_id, revision_id, started_at)"
	" INSERT INTO migrate.applied_revisions (project, scope, revision_id, journal_id, run, applied_at, applied_by)"
	" SELECT $1, $2, j.revision_id, j.journal_id, $3, j.started_at, $10 FROM j",
	JOURNAL_ARGS, JOURNAL_ARGTYPES, KEPT_LOOKUP
};

/*
 * What a squashed revision replaces goes with it.  Rows are found one by one (OFFSET 0): the planner prefers to read all
 * that is applied for every batch, which is little as long as it has no statistics.
 */
static KeptQuery delete_applied = {
	"DELETE FROM migrate.applied_revisions a WHERE a.ctid = ANY (ARRAY(SELECT f.tid FROM (SELECT pg_catalog.unnest($3) UNION ALL"
	" SELECT pg_catalog.unnest(s.replaces) FROM migrate.revisions s WHERE s.project = $1 AND s.replaces <> '{}' AND s.revision_id = ANY ($3)) u (id)"
	" CROSS JOIN LATERAL (SELECT i.ctid AS tid FROM migrate.applied_revisions i WHERE i.project = $1 AND i.scope = $2 AND i.revision_id = u.id OFFSET 0) f))",
	3, {TEXTOID, TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};
static KeptQuery next_run = {
	"SELECT COALESCE(pg_catalog.max(run), 0) OPERATOR(pg_catalog.+) 1 FROM migrate.journal WHERE project = $1 AND scope = $2",
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery has_squashed = {
	"SELECT 1 FROM migrate.revisions WHERE project = $1 AND replaces <> '{}' LIMIT 1", 1, {TEXTOID}, KEPT_LOOKUP
};

/* squashed revisions that count as applied now, and replaced ones that do because theirs is */
static KeptQuery unsettled = {
	"WITH pairs AS (SELECT s.revision_id AS squashed_id, o.revision_id AS original_id, sa.revision_id IS NOT NULL AS squashed_applied,"
	"   oa.revision_id IS NOT NULL AS original_applied, o.ordinal"
	"   FROM migrate.revisions s CROSS JOIN LATERAL pg_catalog.unnest(s.replaces) u (id)"
	"   JOIN migrate.revisions o ON o.project = s.project AND o.revision_id = u.id"
	"   LEFT JOIN migrate.applied_revisions sa ON sa.project = s.project AND sa.scope = $2 AND sa.revision_id = s.revision_id"
	"   LEFT JOIN migrate.applied_revisions oa ON oa.project = o.project AND oa.scope = $2 AND oa.revision_id = o.revision_id"
	"   WHERE s.project = $1 AND s.replaces <> '{}')"
	" SELECT original_id FROM pairs WHERE squashed_applied AND NOT original_applied"
	" UNION SELECT squashed_id FROM pairs GROUP BY squashed_id HAVING pg_catalog.bool_and(original_applied) AND NOT pg_catalog.bool_or(squashed_applied)",
	2, {TEXTOID, TEXTOID}, KEPT_SET
};

/* The number of the run that begins now.  Whoever calls holds the runner's lock. */
int64
store_next_run(void)
{
	Datum		values[2] = {project_datum(), scope_datum()};
	bool		isnull;

	bookkeeping_execute(&next_run, values, NULL, SPI_OK_SELECT);
	return DatumGetInt64(row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

static Datum
array_of(Datum *elements, int n, Oid type, int length, bool byval, char align)
{
	return PointerGetDatum(construct_array(elements, n, type, length, byval, align));
}

/* Fill $5 to $9, one array a column. */
static void
fill_arrays(Datum *values, const JournalEntry *entries, int n)
{
	Datum	   *ids = palloc(sizeof(Datum) * n);
	Datum	   *checksums = palloc(sizeof(Datum) * n);
	Datum	   *starts = palloc(sizeof(Datum) * n);
	Datum	   *durations = palloc(sizeof(Datum) * n);
	Datum	   *lsns = palloc(sizeof(Datum) * n);

	for (int i = 0; i < n; i++)
	{
		ids[i] = CStringGetTextDatum(entries[i].revision_id);
		checksums[i] = checksum_datum(entries[i].checksum);
		starts[i] = TimestampTzGetDatum(entries[i].started_at);
		durations[i] = Int64GetDatum(entries[i].duration);
		lsns[i] = LSNGetDatum(entries[i].wal_lsn);
	}
	values[4] = array_of(ids, n, TEXTOID, -1, false, TYPALIGN_INT);
	values[5] = array_of(checksums, n, BYTEAOID, -1, false, TYPALIGN_INT);
	values[6] = array_of(starts, n, TIMESTAMPTZOID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	values[7] = array_of(durations, n, INT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	values[8] = array_of(lsns, n, PG_LSNOID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

static void
append(int64 run, const JournalEntry *entries, int n, Oid user)
{
	const char *direction = entries[0].direction;
	bool		failed = entries[0].error != NULL;
	bool		applies = !failed && (strcmp(direction, "upgrade") == 0 || strcmp(direction, "stamp") == 0);
	bool		takes_back = !failed && (strcmp(direction, "downgrade") == 0 || strcmp(direction, "unstamp") == 0);
	Datum		values[JOURNAL_ARGS];
	char		nulls[JOURNAL_ARGS + 1] = "            ";

	values[0] = project_datum();
	values[1] = scope_datum();
	values[2] = Int64GetDatum(run);
	values[3] = CStringGetTextDatum(direction);
	fill_arrays(values, entries, n);
	values[9] = role_datum(user);
	values[10] = entries[0].reason ? CStringGetTextDatum(entries[0].reason) : (Datum) 0;
	nulls[10] = entries[0].reason ? ' ' : 'n';
	values[11] = failed ? CStringGetTextDatum(entries[0].error) : (Datum) 0;
	nulls[11] = failed ? ' ' : 'n';
	bookkeeping_execute(applies ? &append_applied : &append_journal, values, nulls, SPI_OK_INSERT);
	if (takes_back)
	{
		Datum		keys[3] = {values[0], values[1], values[4]};

		bookkeeping_execute(&delete_applied, keys, NULL, SPI_OK_DELETE);
	}
}

/*
 * Append entries of one direction, reason and error, and let applied_revisions follow.  Opens a scope of its own.
 */
void
store_append_journal(int64 run, const JournalEntry *entries, int n)
{
	Bookkeeping scope;

	if (n == 0)
		return;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	append(run, entries, n, scope.user);
	bookkeeping_end(&scope);
}

/*
 * Keep the invariant: a squashed revision is applied if and only if all that it replaces (and is stored) is.
 * Returns how many revisions count as applied now that did not before.
 */
int
store_settle_replaced(void)
{
	Datum		values[2] = {project_datum(), scope_datum()};
	Bookkeeping scope;
	int			n = 0;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	if (bookkeeping_execute(&has_squashed, values, NULL, SPI_OK_SELECT) > 0)
		n = bookkeeping_execute(&unsettled, values, NULL, SPI_OK_SELECT);
	if (n > 0)
	{
		JournalEntry *entries = palloc0(sizeof(JournalEntry) * n);
		SPITupleTable *rows = SPI_tuptable;

		for (int i = 0; i < n; i++)
		{
			entries[i].direction = "stamp";
			entries[i].revision_id = row_text(rows->vals[i], rows->tupdesc, 1);
			entries[i].started_at = GetCurrentTimestamp();
			entries[i].duration = -1;
			entries[i].reason = "squashed: the same changes";
			memcpy(entries[i].checksum, store_read_revision(&scope, entries[i].revision_id, false)->checksum, CHECKSUM_LENGTH);
		}
		append(store_next_run(), entries, n, scope.user);
	}
	bookkeeping_end(&scope);
	return n;
}
