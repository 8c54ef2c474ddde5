/*
 * record.c
 *	  The observer that keeps the journal, and what is applied.
 *
 * Entries are written in batches: one set query for many costs a step little, one query each costs more than the
 * cheapest DDL does.  A script that may look at our tables finds them up to date all the same.
 */
#include "postgres.h"

#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "run/internal.h"

#define BATCH_SIZE 256

typedef struct Batch
{
	int64		run;
	int			n;
	JournalEntry entries[BATCH_SIZE];
} Batch;

/* Begun anew by every part of a plan, so that what an error left behind is never written. */
static Batch batch;

static void
write_batch(void)
{
	MemoryContext context;
	MemoryContext outer;

	if (batch.n == 0)
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "migrate journal", ALLOCSET_DEFAULT_SIZES);
	outer = MemoryContextSwitchTo(context);
	store_append_journal(batch.run, batch.entries, batch.n);
	batch.n = 0;
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
}

static void
begin(const Graph *graph, const StepPlan *plan)
{
	Bookkeeping scope;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	batch.run = store_next_run();
	bookkeeping_end(&scope);
}

int64
journal_run(void)
{
	return batch.run;
}

static void
begin_part(void)
{
	batch.n = 0;
}

static bool
mentions_us(const char *script)
{
	for (const char *c = script; (c = strpbrk(c, "mM")) != NULL; c++)
		if (pg_strncasecmp(c, "migrate", 7) == 0)
			return true;
	return false;
}

static void
before_statement(const RunningStep *step, const ScriptStatement *statement)
{
	if (statement->number == 1 && batch.n > 0 && mentions_us(step->script))
		write_batch();
}

static void
fill_entry(JournalEntry *entry, const RunningStep *step)
{
	entry->direction = step_direction(step);
	entry->revision_id = step->revision_id;
	memcpy(entry->checksum, step->checksum, CHECKSUM_LENGTH);
	entry->started_at = step->started_at;
	entry->duration = step->duration;
	entry->wal_lsn = step->wal_lsn;
	entry->reason = NULL;
	entry->error = NULL;
}

static void
after_step(const RunningStep *step)
{
	fill_entry(&batch.entries[batch.n], step);
	if (++batch.n == BATCH_SIZE)
		write_batch();
}

/* What the step that failed was told about, for who keeps failures: a transaction of its own, when its work is undone. */
void
record_failure(const RunningStep *step, const ErrorData *error)
{
	JournalEntry entry;

	fill_entry(&entry, step);
	if (entry.started_at == 0)
		entry.started_at = GetCurrentTimestamp();
	entry.duration = GetCurrentTimestamp() - entry.started_at;
	entry.error = psprintf("%s: %s", unpack_sql_state(error->sqlerrcode), error->message);
	store_append_journal(batch.run, &entry, 1);
}

const RunObserver journal_observer = {
	.before_plan = begin,
	.before_part = begin_part,
	.before_statement = before_statement,
	.after_step = after_step,
	.after_part = write_batch
};
