/*
 * follow.c
 *	  The observer that lets what is noted of the schema follow a run.
 *
 * Where nothing is noted, nobody has changed anything past the revisions, and a run costs a look into an index.  Otherwise
 * the schema is read before and after it: the run changed what differs between the two.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "guard/guard.h"

/* Begun anew by every run, so that what an error left behind is never used.  Lives in the run's memory. */
static SchemaSnapshot *before = NULL;

static void
begin(const Graph *graph, const StepPlan *plan)
{
	before = store_facts_noted() ? schema_read(NULL) : NULL;
}

static void
end(void)
{
	MemoryContext context;
	MemoryContext outer;
	SchemaSnapshot *after;

	if (before == NULL)
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "migrate facts", ALLOCSET_DEFAULT_SIZES);
	outer = MemoryContextSwitchTo(context);
	after = schema_read(NULL);
	guard_follow(before, after, after);
	before = NULL;
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
}

const RunObserver facts_observer = {
	.before_plan = begin,
	.after_plan = end
};
