/*
 * repeatable.c
 *	  Repeatable files: every text that they have had, and which of them was run last, by project and scope.
 *
 * A text is run where the heads that it came with are applied, so that the newest such text of each file is that of the
 * time at which the database stands.  What is stored no more stands in nobody's way.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "server/export.h"
#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

/* the newest text of each file whose heads are applied here, or are among $3 and not among $4 */
#define WANTED \
	"(SELECT DISTINCT ON (r.name) r.name, r.ordinal, r.content, r.checksum, r.written_by FROM migrate.repeatables r WHERE r.project = $1" \
	" AND NOT EXISTS (SELECT FROM pg_catalog.unnest(r.since) u (id) JOIN migrate.revisions v ON v.project = $1 AND v.revision_id = u.id" \
	"   WHERE u.id = ANY ($4) OR (u.id <> ALL ($3) AND NOT EXISTS (SELECT FROM migrate.applied_revisions a" \
	"     WHERE a.project = $1 AND a.scope = $2 AND a.revision_id = u.id)))" \
	" ORDER BY r.name, r.ordinal DESC)"
#define COLUMNS "w.name, w.content, w.checksum, w.ordinal, w.written_by::pg_catalog.text"

static KeptQuery select_due = {
	"SELECT " COLUMNS ", p.ordinal FROM " WANTED " w"
	" LEFT JOIN migrate.applied_repeatables p ON p.project = $1 AND p.scope = $2 AND p.name = w.name"
	" WHERE p.checksum IS DISTINCT FROM w.checksum ORDER BY w.name",
	4, {TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID}, KEPT_LOOKUP
};
static KeptQuery select_wanted = {
	"SELECT " COLUMNS ", 0::pg_catalog.int8 FROM " WANTED " w ORDER BY w.name", 4, {TEXTOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID}, KEPT_LOOKUP
};
static KeptQuery select_applied = {
	"SELECT " COLUMNS ", p.ordinal FROM migrate.applied_repeatables p"
	" JOIN migrate.repeatables w ON w.project = p.project AND w.name = p.name AND w.ordinal = p.ordinal"
	" WHERE p.project = $1 AND p.scope = $2 ORDER BY w.name",
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
/* the texts that have run here or are to be run, newest first; one that came back is told once */
static KeptQuery select_history = {
	"SELECT r.name, CASE WHEN p.name IS NOT NULL THEN 'applied' WHEN r.newest THEN 'pending' ELSE 'replaced' END, r.since,"
	" COALESCE(p.applied_at, j.started_at), COALESCE(p.applied_by, j.by_user)::pg_catalog.text, j.duration FROM"
	" (SELECT DISTINCT ON (t.name, t.checksum) t.name, t.checksum, t.since, t.ordinal, t.ordinal = pg_catalog.max(t.ordinal) OVER (PARTITION BY t.name) AS newest"
	"   FROM migrate.repeatables t WHERE t.project = $1 ORDER BY t.name, t.checksum, t.ordinal DESC) r"
	" LEFT JOIN migrate.applied_repeatables p ON p.project = $1 AND p.scope = $2 AND p.name = r.name AND p.checksum = r.checksum"
	" LEFT JOIN (SELECT DISTINCT ON (o.revision_id, o.checksum) o.revision_id, o.checksum, o.started_at, o.by_user, o.duration FROM migrate.journal o"
	"   WHERE o.project = $1 AND o.scope = $2 AND o.direction = 'repeatable' AND o.error IS NULL"
	"   ORDER BY o.revision_id, o.checksum, o.journal_id DESC) j ON j.revision_id = r.name AND j.checksum = r.checksum"
	" WHERE r.newest OR p.name IS NOT NULL OR j.revision_id IS NOT NULL ORDER BY r.ordinal DESC",
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery select_newest_of_all = {
	"SELECT DISTINCT ON (w.name) " COLUMNS ", 0::pg_catalog.int8 FROM migrate.repeatables w WHERE w.project = $1 ORDER BY w.name, w.ordinal DESC",
	1, {TEXTOID}, KEPT_LOOKUP
};
static KeptQuery select_newest = {
	"SELECT r.checksum, EXISTS (SELECT FROM migrate.repeatables o WHERE o.project = $1 AND o.name = $2 AND o.checksum = $3), r.since"
	" FROM migrate.repeatables r WHERE r.project = $1 AND r.name = $2 ORDER BY r.ordinal DESC LIMIT 1",
	3, {TEXTOID, TEXTOID, BYTEAOID}, KEPT_LOOKUP
};
static KeptQuery insert_text = {
	"INSERT INTO migrate.repeatables (project, name, content, checksum, since, written_by)"
	" SELECT $1, $2, $3, $4, COALESCE($5, ARRAY(SELECT r.revision_id FROM migrate.revisions r WHERE r.project = $1 AND r.is_head ORDER BY 1)), $6",
	6, {TEXTOID, TEXTOID, TEXTOID, BYTEAOID, TEXTARRAYOID, NAMEOID}, KEPT_LOOKUP
};
static KeptQuery put_applied = {
	"INSERT INTO migrate.applied_repeatables (project, scope, name, ordinal, checksum, run, applied_at, applied_by)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
	" ON CONFLICT (project, scope, name) DO UPDATE SET ordinal = excluded.ordinal, checksum = excluded.checksum, run = excluded.run,"
	" applied_at = excluded.applied_at, applied_by = excluded.applied_by",
	8, {TEXTOID, TEXTOID, TEXTOID, INT8OID, BYTEAOID, INT8OID, TIMESTAMPTZOID, NAMEOID}, KEPT_LOOKUP
};
static KeptQuery delete_applied = {
	"DELETE FROM migrate.applied_repeatables WHERE project = $1 AND scope = $2 AND name = $3", 3, {TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_all_applied = {
	"DELETE FROM migrate.applied_repeatables WHERE project = $1 AND scope = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_texts = {
	"DELETE FROM migrate.repeatables WHERE project = $1 AND name = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};

/* The rows of select_due or select_applied, in the scope's caller context. */
static StoreRepeatable *
read_rows(Bookkeeping *scope, uint64 nrows)
{
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	StoreRepeatable *repeatables = palloc0(sizeof(StoreRepeatable) * (nrows + 1));
	TupleDesc	desc = SPI_tuptable->tupdesc;

	for (uint64 i = 0; i < nrows; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		bool		isnull;

		repeatables[i].name = row_text(row, desc, 1);
		repeatables[i].content = row_text(row, desc, 2);
		checksum_read(row_datum(row, desc, 3, &isnull), repeatables[i].checksum);
		repeatables[i].ordinal = DatumGetInt64(row_datum(row, desc, 4, &isnull));
		repeatables[i].written_by = row_text(row, desc, 5);
		repeatables[i].applied_ordinal = DatumGetInt64(row_datum(row, desc, 6, &isnull));
		if (isnull)
			repeatables[i].applied_ordinal = 0;
	}
	MemoryContextSwitchTo(outer);
	return repeatables;
}

static StoreRepeatable *
read_wanted(Bookkeeping *scope, KeptQuery *query, char *const *up, int nup, char *const *down, int ndown, int *n)
{
	Datum		values[4] = {project_datum(), scope_datum(), texts_datum(up, nup), texts_datum(down, ndown)};

	*n = (int) bookkeeping_execute(query, values, NULL, SPI_OK_SELECT);
	return read_rows(scope, *n);
}

/*
 * The texts to run here once the revisions "up" are applied and those "down" are not, by name.  A file of which no text of
 * that time is known is not among them: it stays as it is.
 */
StoreRepeatable *
store_read_due_repeatables(Bookkeeping *scope, char *const *up, int nup, char *const *down, int ndown, int *n)
{
	return read_wanted(scope, &select_due, up, nup, down, ndown, n);
}

/* The same, and those that have been run already. */
StoreRepeatable *
store_read_wanted_repeatables(Bookkeeping *scope, char *const *up, int nup, char *const *down, int ndown, int *n)
{
	return read_wanted(scope, &select_wanted, up, nup, down, ndown, n);
}

/* The texts that were run last here, by name. */
StoreRepeatable *
store_read_applied_repeatables(Bookkeeping *scope, int *n)
{
	Datum		values[2] = {project_datum(), scope_datum()};

	*n = (int) bookkeeping_execute(&select_applied, values, NULL, SPI_OK_SELECT);
	return read_rows(scope, *n);
}

/* The newest text of each file, whatever revisions it came with, by name. */
StoreRepeatable *
store_read_newest_repeatables(Bookkeeping *scope, int *n)
{
	Datum		values[1] = {project_datum()};

	*n = (int) bookkeeping_execute(&select_newest_of_all, values, NULL, SPI_OK_SELECT);
	return read_rows(scope, *n);
}

static void
read_text(HeapTuple row, TupleDesc desc, StoreRepeatableText *text)
{
	Datum		duration;
	bool		isnull;

	text->name = row_text(row, desc, 1);
	text->state = row_text(row, desc, 2);
	text->since = store_texts_of(row_datum(row, desc, 3, &isnull), &text->nsince);
	text->run.applied_at = DatumGetTimestampTz(row_datum(row, desc, 4, &isnull));
	text->has_run = !isnull;
	text->run.applied_by = row_text(row, desc, 5);
	duration = row_datum(row, desc, 6, &isnull);
	if (!isnull)
		text->run.duration = memcpy(palloc(sizeof(Interval)), DatumGetIntervalP(duration), sizeof(Interval));
}

/* The texts that have run here or are to be run, newest first, each with its last run. */
StoreRepeatableText *
store_read_repeatable_history(Bookkeeping *scope, int *n)
{
	Datum		values[2] = {project_datum(), scope_datum()};
	uint64		nrows = bookkeeping_execute(&select_history, values, NULL, SPI_OK_SELECT);
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	StoreRepeatableText *texts = palloc0(sizeof(StoreRepeatableText) * (nrows + 1));

	*n = (int) nrows;
	for (int i = 0; i < *n; i++)
		read_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, &texts[i]);
	MemoryContextSwitchTo(outer);
	return texts;
}

/* Is there any text to run, as revisions are applied now?  Asked by every upgrade: most projects have none at all. */
bool
store_repeatables_are_due(void)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}};
	Datum		values[4] = {project_datum(), scope_datum(), texts_datum(NULL, 0), texts_datum(NULL, 0)};

	return store_has_row("repeatables", "repeatables_pkey", keys, lengthof(keys)) &&
		bookkeeping_execute(&select_due, values, NULL, SPI_OK_SELECT) > 0;
}

bool
store_any_repeatable_applied(void)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {APPLIED_SCOPE, parameter_scope}};

	return store_has_row("applied_repeatables", "applied_repeatables_pkey", keys, lengthof(keys));
}

/* What a file that has this text is to the store: *since are the ids that its newest text came with, in the current context. */
StoreRepeatableState
store_compare_repeatable(const char *name, const uint8 *checksum, char ***since, int *nsince)
{
	Datum		values[3] = {project_datum(), CStringGetTextDatum(name), checksum_datum(checksum)};
	HeapTuple	row;
	bool		isnull;
	bytea	   *newest;

	*nsince = 0;
	if (bookkeeping_execute(&select_newest, values, NULL, SPI_OK_SELECT) == 0)
		return REPEATABLE_UNKNOWN;
	row = SPI_tuptable->vals[0];
	newest = DatumGetByteaPP(row_datum(row, SPI_tuptable->tupdesc, 1, &isnull));
	*since = store_texts_of(row_datum(row, SPI_tuptable->tupdesc, 3, &isnull), nsince);
	if (memcmp(VARDATA_ANY(newest), checksum, CHECKSUM_LENGTH) == 0)
		return REPEATABLE_NEWEST;
	return DatumGetBool(row_datum(row, SPI_tuptable->tupdesc, 2, &isnull)) ? REPEATABLE_OLDER : REPEATABLE_CHANGED;
}

/* A file's newest text, which came with the heads "since" (NULL: those of the project). */
void
store_add_repeatable(Bookkeeping *scope, const char *name, const char *content, const uint8 *checksum, char *const *since, int nsince)
{
	Datum		values[6] = {project_datum(), CStringGetTextDatum(name), CStringGetTextDatum(content), checksum_datum(checksum)};

	if (since != NULL)
		values[4] = texts_datum(since, nsince);
	values[5] = role_datum(scope->user);
	bookkeeping_execute(&insert_text, values, since == NULL ? "    n " : NULL, SPI_OK_INSERT);
}

void
store_note_repeatable(Bookkeeping *scope, int64 run, const StoreRepeatable *repeatable)
{
	Datum		values[8] = {project_datum(), scope_datum(), CStringGetTextDatum(repeatable->name), Int64GetDatum(repeatable->ordinal)};

	values[4] = checksum_datum(repeatable->checksum);
	values[5] = Int64GetDatum(run);
	values[6] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[7] = role_datum(scope->user);
	bookkeeping_execute(&put_applied, values, NULL, SPI_OK_INSERT);
}

/* Nothing of the file stands in the schema any more. */
void
store_unnote_repeatable(const char *name)
{
	Datum		values[3] = {project_datum(), scope_datum(), CStringGetTextDatum(name)};

	bookkeeping_execute(&delete_applied, values, NULL, SPI_OK_DELETE);
}

/* The same of all files. */
void
store_unnote_repeatables(void)
{
	Datum		values[2] = {project_datum(), scope_datum()};

	bookkeeping_execute(&delete_all_applied, values, NULL, SPI_OK_DELETE);
}

/* Forget a file: false where it is not known. */
bool
store_delete_repeatable(const char *name)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(name)};

	store_unnote_repeatable(name);
	return bookkeeping_execute(&delete_texts, values, NULL, SPI_OK_DELETE) > 0;
}
