/*
 * scripts.c
 *	  The scripts of many revisions, one after the other, a bounded number in memory.
 *
 * Rows are at most 2 kB, since they keep their toast pointers: a batch takes some megabytes, whatever the scripts' size.
 * A script is fetched when its turn comes.  The caller holds the project's lock: nobody can edit, and so vacuum away,
 * what a pointer leads to.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

#define BATCH_SIZE 1024

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
note_row(const ScannedRow *row, void *argument)
{
	ScriptReader *reader = argument;

	if (reader->desc == NULL)
		reader->desc = CreateTupleDescCopy(row->desc);
	reader->rows[reader->batch_length++] = heap_copytuple(row->tuple);
}

static void
read_batch(ScriptReader *reader)
{
	int			length = Min(BATCH_SIZE, reader->n - reader->next);
	MemoryContext outer;
	Bookkeeping scope;

	MemoryContextReset(reader->batch_context);
	reader->desc = NULL;
	reader->batch_start = reader->next;
	reader->batch_length = 0;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	outer = MemoryContextSwitchTo(reader->batch_context);
	for (int i = 0; i < length; i++)
	{
		const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {REVISIONS_REVISION_ID, reader->revision_ids[reader->next + i]}};

		store_scan("revisions", "revisions_pkey", keys, lengthof(keys), note_row, reader);
		if (reader->batch_length != i + 1)
			elog(ERROR, "a revision of the plan is gone");
	}
	MemoryContextSwitchTo(outer);
	bookkeeping_end_unlocked(&scope);
}

static char *
text_column(ScriptReader *reader, HeapTuple row, int column)
{
	bool		isnull;
	Datum		value = heap_getattr(row, column + 1, reader->desc, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
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
	scripts->upgrade = text_column(reader, row, REVISIONS_UPGRADE);
	scripts->downgrade = text_column(reader, row, REVISIONS_DOWNGRADE);
	scripts->verify = text_column(reader, row, REVISIONS_VERIFY);
	value = heap_getattr(row, REVISIONS_TRANSACTIONAL + 1, reader->desc, &isnull);
	scripts->transactional = isnull ? -1 : DatumGetBool(value);
	scripts->variables = DatumGetBool(heap_getattr(row, REVISIONS_VARIABLES + 1, reader->desc, &isnull));
	scripts->written_by = pstrdup(NameStr(*DatumGetName(heap_getattr(row, REVISIONS_WRITTEN_BY + 1, reader->desc, &isnull))));
	value = heap_getattr(row, REVISIONS_CHECKSUM + 1, reader->desc, &isnull);
	checksum_read(value, scripts->checksum);
	MemoryContextSwitchTo(outer);
	reader->next++;
	return scripts;
}

/* The file of the revision that came last, as long as its scripts are valid; NULL where it is not kept as it came. */
char *
script_reader_file(ScriptReader *reader)
{
	MemoryContext outer = MemoryContextSwitchTo(reader->scripts_context);
	char	   *content = text_column(reader, reader->rows[reader->next - 1 - reader->batch_start], REVISIONS_FILE_CONTENT);

	MemoryContextSwitchTo(outer);
	return content;
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
