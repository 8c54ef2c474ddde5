/*
 * follow.c
 *	  The observer that lets what is noted of the schema follow a run.
 *
 * Where nothing is noted, nobody has changed anything past the revisions, and a run costs a look into an index.  Otherwise
 * the schema is read before and after each part of it that is committed: the part changed what differs between the two.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "guard/guard.h"

/* Begun anew by every run, so that what an error left behind is never used.  They live in the run's memory. */
static SchemaSnapshot *before = NULL;
static MemoryContext before_context = NULL;
static MemoryContext run_context = NULL;

static SchemaSnapshot *
read_into(MemoryContext *context)
{
	MemoryContext outer;
	SchemaSnapshot *snapshot;

	*context = AllocSetContextCreate(run_context, "migrate facts", ALLOCSET_DEFAULT_SIZES);
	outer = MemoryContextSwitchTo(*context);
	snapshot = guard_read_schema();
	MemoryContextSwitchTo(outer);
	return snapshot;
}

static void
begin(const Graph *graph, const StepPlan *plan)
{
	MemoryContext outer;
	bool		settled;

	run_context = CurrentMemoryContext;
	before = NULL;
	if (!store_facts_noted())
	{
		guard_begin_scope();
		return;
	}
	before = read_into(&before_context);
	outer = MemoryContextSwitchTo(AllocSetContextCreate(before_context, "migrate facts", ALLOCSET_DEFAULT_SIZES));
	settled = guard_settle(before);
	MemoryContextDelete(MemoryContextSwitchTo(outer));
	if (!settled)
		return;
	MemoryContextDelete(before_context);
	before = NULL;
}

/* What a part of the run has done is a revision's from its commit on: nobody may be left to do it later. */
static void
end_part(void)
{
	MemoryContext after_context;
	MemoryContext outer;
	SchemaSnapshot *after;

	if (before == NULL)
		return;
	after = read_into(&after_context);
	outer = MemoryContextSwitchTo(AllocSetContextCreate(after_context, "migrate facts", ALLOCSET_DEFAULT_SIZES));
	guard_follow(before, after, after);
	MemoryContextDelete(MemoryContextSwitchTo(outer));
	MemoryContextDelete(before_context);
	before = after;
	before_context = after_context;
}

const RunObserver facts_observer = {
	.before_plan = begin,
	.after_part = end_part
};
