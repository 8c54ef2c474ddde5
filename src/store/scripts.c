/*
 * scripts.c
 *	  The scripts of many revisions, one after the other, a bounded number in memory.
 *
 * A query a batch and not one a step: reading one row by key costs as much as the cheapest DDL.  OFFSET 0 keeps the
 * look-ups by key: a hash join would read the whole table for every batch.  Rows are at most 2 kB, since they keep their
 * toast pointers: a batch takes some megabytes, whatever the scripts' size.  A script is fetched when its turn comes.
 * The caller holds the project's lock: nobody can edit, and so vacuum away, what a pointer leads to.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "server/export.h"
#include "store/store.h"

#define BATCH_SIZE 1024

static KeptQuery select_scripts = {
	"SELECT r.revision_id, r.upgrade, r.downgrade, r.verify, r.transactional, r.written_by::pg_catalog.text, r.checksum"
	" FROM pg_catalog.unnest($2) WITH ORDINALITY AS u (id, ordinal)"
	" CROSS JOIN LATERAL (SELECT * FROM migrate.revisions i WHERE i.project = $1 AND i.revision_id = u.id OFFSET 0) r ORDER BY u.ordinal",
	2, {TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};

struct ScriptReader
{
	const char *const *revision_ids;
	int			n;
	int			next;
	int			batch_start;
	int			batch_length;
	HeapTuple  *rows;
	TupleDesc	desc;
	MemoryContext batch_context;
	MemoryContext scripts_context;
	StepScripts scripts;
};

/* revision_ids must live as long as the reader, which lives in the current context. */
ScriptReader *
script_reader_create(const char *const *revision_ids, int n)
{
	ScriptReader *reader = palloc0(sizeof(ScriptReader));

	/* nobody may rewrite the table while rows point into it */
	LockRelationOid(get_relname_relid("revisions", get_namespace_oid("migrate", false)), AccessShareLock);
	reader->revision_ids = revision_ids;
	reader->n = n;
	reader->rows = palloc(sizeof(HeapTuple) * Min(n, BATCH_SIZE));
	reader->batch_context = AllocSetContextCreate(CurrentMemoryContext, "migrate script batch", ALLOCSET_DEFAULT_SIZES);
	reader->scripts_context = AllocSetContextCreate(CurrentMemoryContext, "migrate scripts", ALLOCSET_DEFAULT_SIZES);
	return reader;
}

static void
read_batch(ScriptReader *reader)
{
	int			length = Min(BATCH_SIZE, reader->n - reader->next);
	Bookkeeping scope;
	Datum		values[2];
	MemoryContext outer;

	MemoryContextReset(reader->batch_context);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	values[0] = project_datum();
	values[1] = texts_datum((char *const *) reader->revision_ids + reader->next, length);
	if (bookkeeping_execute(&select_scripts, values, NULL, SPI_OK_SELECT) != length)
		elog(ERROR, "a revision of the plan is gone");
	outer = MemoryContextSwitchTo(reader->batch_context);
	reader->desc = CreateTupleDescCopy(SPI_tuptable->tupdesc);
	for (int i = 0; i < length; i++)
		reader->rows[i] = heap_copytuple(SPI_tuptable->vals[i]);
	MemoryContextSwitchTo(outer);
	bookkeeping_end_unlocked(&scope);
	reader->batch_start = reader->next;
	reader->batch_length = length;
}

/* The scripts of the next revision, valid until the next call. */
StepScripts *
script_reader_next(ScriptReader *reader)
{
	StepScripts *scripts = &reader->scripts;
	MemoryContext outer;
	HeapTuple	row;
	bool		isnull;
	Datum		value;

	Assert(reader->next < reader->n);
	if (reader->next < reader->batch_start || reader->next >= reader->batch_start + reader->batch_length)
		read_batch(reader);
	row = reader->rows[reader->next - reader->batch_start];
	MemoryContextReset(reader->scripts_context);
	outer = MemoryContextSwitchTo(reader->scripts_context);
	scripts->revision_id = reader->revision_ids[reader->next];
	scripts->upgrade = row_text(row, reader->desc, 2);
	scripts->downgrade = row_text(row, reader->desc, 3);
	scripts->verify = row_text(row, reader->desc, 4);
	value = row_datum(row, reader->desc, 5, &isnull);
	scripts->transactional = isnull ? -1 : DatumGetBool(value);
	scripts->written_by = row_text(row, reader->desc, 6);
	memcpy(scripts->checksum, VARDATA_ANY(DatumGetByteaPP(row_datum(row, reader->desc, 7, &isnull))), CHECKSUM_LENGTH);
	MemoryContextSwitchTo(outer);
	reader->next++;
	return scripts;
}

/* Begin again with the first revision; where all are in one batch they are not read again. */
void
script_reader_rewind(ScriptReader *reader)
{
	reader->next = 0;
}

void
script_reader_free(ScriptReader *reader)
{
	MemoryContextDelete(reader->batch_context);
	MemoryContextDelete(reader->scripts_context);
	pfree(reader->rows);
	pfree(reader);
}
