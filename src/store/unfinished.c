/*
 * unfinished.c
 *	  The step that is on its way outside of a transaction: what of it is done, what has begun.
 *
 * One at most in a project and scope, whose runner alone writes it.  What its statements do is committed bit by bit, and so
 * is this; a statement that can be part of a transaction says so in its own.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "server/export.h"
#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

#define OURS " WHERE project = $1 AND scope = $2"

static KeptQuery select_step = {
	"SELECT revision_id, direction, statements, done, done_checksum, statement, line, text, objects, started_at, started_by::pg_catalog.text, pid"
	" FROM migrate.unfinished_steps" OURS,
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery insert_step = {
	"INSERT INTO migrate.unfinished_steps (project, scope, revision_id, direction, statements, started_at, started_by, pid)"
	" VALUES ($1, $2, $3, $4, $5, pg_catalog.clock_timestamp(), $6, $7)"
	" ON CONFLICT (project, scope) DO UPDATE SET statements = excluded.statements, started_by = excluded.started_by, pid = excluded.pid",
	7, {TEXTOID, TEXTOID, TEXTOID, TEXTOID, INT4OID, NAMEOID, INT4OID}, KEPT_LOOKUP
};
static KeptQuery begin_statement = {
	"UPDATE migrate.unfinished_steps SET statement = $3, line = $4, text = $5, objects = $6" OURS,
	6, {TEXTOID, TEXTOID, INT4OID, INT4OID, TEXTOID, OIDARRAYOID}, KEPT_LOOKUP
};
static KeptQuery end_statements = {
	"UPDATE migrate.unfinished_steps SET done = $3, done_checksum = $4, statement = NULL, line = NULL, text = NULL, objects = NULL" OURS,
	4, {TEXTOID, TEXTOID, INT4OID, BYTEAOID}, KEPT_LOOKUP
};
static KeptQuery forget_statement = {
	"UPDATE migrate.unfinished_steps SET statement = NULL, line = NULL, text = NULL, objects = NULL" OURS,
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_untouched = {
	"DELETE FROM migrate.unfinished_steps" OURS " AND done OPERATOR(pg_catalog.=) 0 AND statement IS NULL",
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_step = {"DELETE FROM migrate.unfinished_steps" OURS, 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP};

static KeptQuery has_revision = {
	"SELECT 1 FROM migrate.unfinished_steps WHERE project = $1 AND revision_id = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};

static void
execute(KeptQuery *query, Datum *values, const char *nulls, int expected)
{
	values[0] = project_datum();
	values[1] = scope_datum();
	bookkeeping_execute(query, values, nulls, expected);
}

static int
int_of(HeapTuple row, TupleDesc desc, int column)
{
	bool		isnull;
	Datum		value = row_datum(row, desc, column, &isnull);

	return isnull ? 0 : DatumGetInt32(value);
}

static void
read_objects(UnfinishedStep *step, Datum value)
{
	Datum	   *elements;

	deconstruct_array(DatumGetArrayTypeP(value), OIDOID, sizeof(Oid), true, TYPALIGN_INT, &elements, NULL, &step->nobjects);
	step->objects = palloc(sizeof(Oid) * Max(step->nobjects, 1));
	for (int i = 0; i < step->nobjects; i++)
		step->objects[i] = DatumGetObjectId(elements[i]);
}

static void
read_row(UnfinishedStep *step, HeapTuple row, TupleDesc desc)
{
	bool		isnull;
	Datum		value;

	memset(step, 0, sizeof(*step));
	step->revision_id = row_text(row, desc, 1);
	step->direction = strcmp(row_text(row, desc, 2), "upgrade") == 0 ? STEP_UP : STEP_DOWN;
	step->nstatements = int_of(row, desc, 3);
	step->done = int_of(row, desc, 4);
	value = row_datum(row, desc, 5, &isnull);
	if (!isnull)
		checksum_read(value, step->done_checksum);
	step->number = int_of(row, desc, 6);
	step->line = int_of(row, desc, 7);
	step->text = row_text(row, desc, 8);
	value = row_datum(row, desc, 9, &isnull);
	if (!isnull)
		read_objects(step, value);
	step->started_at = DatumGetTimestampTz(row_datum(row, desc, 10, &isnull));
	step->started_by = row_text(row, desc, 11);
	step->pid = int_of(row, desc, 12);
}

/* Fill *step, in the scope's caller context; false where there is none. */
bool
store_read_unfinished(Bookkeeping *scope, UnfinishedStep *step)
{
	Datum		values[2];
	MemoryContext outer;

	execute(&select_step, values, NULL, SPI_OK_SELECT);
	if (SPI_processed == 0)
		return false;
	outer = MemoryContextSwitchTo(scope->caller);
	read_row(step, SPI_tuptable->vals[0], SPI_tuptable->tupdesc);
	MemoryContextSwitchTo(outer);
	return true;
}

/* Is there one?  As cheap as a look into an empty index. */
bool
store_has_unfinished(void)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {UNFINISHED_SCOPE, parameter_scope}};

	return store_has_row("unfinished_steps", "unfinished_steps_pkey", keys, lengthof(keys));
}

/* Is it this revision's, in whatever scope of the project? */
bool
store_is_unfinished(const char *revision_id)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(revision_id)};

	return bookkeeping_execute(&has_revision, values, NULL, SPI_OK_SELECT) > 0;
}

/* A step begins; or goes on, run by this session now. */
void
store_begin_unfinished(Oid user, const char *revision_id, StepDirection direction, int nstatements)
{
	Datum		values[7];

	values[2] = CStringGetTextDatum(revision_id);
	values[3] = CStringGetTextDatum(direction_name(direction));
	values[4] = Int32GetDatum(nstatements);
	values[5] = role_datum(user);
	values[6] = Int32GetDatum(MyProcPid);
	execute(&insert_step, values, NULL, SPI_OK_INSERT);
}

/* A statement begins that may be done in part if it is interrupted; objects tell later what it has done. */
void
store_begin_statement(int number, int line, const char *text, const Oid *objects, int nobjects)
{
	Datum		values[6];
	Datum	   *elements = palloc(sizeof(Datum) * Max(nobjects, 1));

	for (int i = 0; i < nobjects; i++)
		elements[i] = ObjectIdGetDatum(objects[i]);
	values[2] = Int32GetDatum(number);
	values[3] = Int32GetDatum(line);
	values[4] = CStringGetTextDatum(text);
	values[5] = PointerGetDatum(construct_array(elements, nobjects, OIDOID, sizeof(Oid), true, TYPALIGN_INT));
	execute(&begin_statement, values, NULL, SPI_OK_UPDATE);
}

/* So many statements are done, whose text has that checksum; none has begun. */
void
store_end_statements(int done, const uint8 *done_checksum)
{
	Datum		values[4];

	values[2] = Int32GetDatum(done);
	values[3] = checksum_datum(done_checksum);
	execute(&end_statements, values, NULL, SPI_OK_UPDATE);
}

/* The statement that had begun has done nothing. */
void
store_take_back_statement(void)
{
	Datum		values[2];

	execute(&forget_statement, values, NULL, SPI_OK_UPDATE);
}

/* Forget a step of which nothing is done. */
void
store_forget_untouched(void)
{
	Datum		values[2];

	execute(&delete_untouched, values, NULL, SPI_OK_DELETE);
}

/* The step is at its end. */
void
store_end_unfinished(void)
{
	Datum		values[2];

	execute(&delete_step, values, NULL, SPI_OK_DELETE);
}
