/*
 * repeatable.c
 *	  A folder's repeatable files into the store, and what is run of them, as rows.
 *
 * Every text is kept, with the heads of the folder that it came in.  A folder that lacks one of those is older than the text
 * that is stored, as that of a replica which is not replaced yet: its texts of then are no change.
 */
#include "postgres.h"

#include "command/internal.h"

/* ---- into the store ---- */

static bool
is_given(const Folder *folder, const char *revision_id)
{
	for (int i = 0; i < folder->nrevisions; i++)
		if (strcmp(folder->revisions[i].file.revision_id, revision_id) == 0)
			return true;
	return false;
}

static bool
is_followed(const Folder *folder, const char *revision_id)
{
	for (int i = 0; i < folder->nrevisions; i++)
	{
		const TextList *parents = &folder->revisions[i].file.parents;

		for (int j = 0; j < parents->length; j++)
			if (strcmp(parents->items[j], revision_id) == 0)
				return true;
	}
	return false;
}

/* The revisions of the folder that no other one of it follows; NULL where it has none at all. */
static char **
heads_of(const Folder *folder, int *n)
{
	char	  **heads = palloc(sizeof(char *) * (folder->nrevisions + 1));

	*n = 0;
	if (folder->nrevisions == 0)
		return NULL;
	for (int i = folder->nrevisions - 1; i >= 0; i--)
		if (!is_followed(folder, folder->revisions[i].file.revision_id))
			heads[(*n)++] = folder->revisions[i].file.revision_id;
	return heads;
}

static bool
is_older(const Folder *folder, StoreRepeatableState state, char **since, int nsince)
{
	if (state != REPEATABLE_OLDER || folder->nrevisions == 0)
		return false;
	for (int i = 0; i < nsince; i++)
		if (!is_given(folder, since[i]))
			return true;
	return false;
}

/* What happens to the file; *differs is set where that has to be written. */
static const char *
compare(const Folder *folder, const FolderRepeatable *file, const uint8 *checksum, bool *differs)
{
	char	  **since;
	int			nsince;
	StoreRepeatableState state = store_compare_repeatable(file->name, checksum, &since, &nsince);

	*differs = false;
	if (state == REPEATABLE_NEWEST)
		return "unchanged";
	if (is_older(folder, state, since, nsince))
		return "older";
	*differs = true;
	return state == REPEATABLE_UNKNOWN ? "added" : "changed";
}

/*
 * Compare the repeatable files with the store and, where writing, write what differs.  True: something differs.  The caller
 * has a scope of bookkeeping open.
 */
bool
command_go_through_repeatables(Bookkeeping *scope, const Folder *folder, Import *import, bool writing)
{
	bool		any_differs = false;
	int			nheads = 0;
	char	  **heads = NULL;

	for (int i = 0; i < folder->nrepeatables; i++)
	{
		const FolderRepeatable *file = &folder->repeatables[i];
		uint8		checksum[CHECKSUM_LENGTH];
		bool		differs;

		checksum_compute_text(file->content, checksum);
		import->repeatables[i].action = compare(folder, file, checksum, &differs);
		if (!differs)
			continue;
		if (!any_differs)
			heads = heads_of(folder, &nheads);
		any_differs = true;
		if (writing)
			store_add_repeatable(scope, file->name, file->content, checksum, heads, nheads);
	}
	return any_differs;
}

/* The newest text of each file, in the current memory context. */
StoreRepeatable *
command_read_repeatables(BookkeepingMode mode, int *n)
{
	Bookkeeping scope;
	StoreRepeatable *texts;

	bookkeeping_begin(&scope, mode);
	texts = store_read_newest_repeatables(&scope, n);
	bookkeeping_end(&scope);
	return texts;
}

/* ---- as rows ---- */

/* A row a file that was run: ordinal, direction, its name, what was run of it. */
void
command_return_repeatables(FunctionCallInfo fcinfo, List *repeatables, int from_ordinal)
{
	ListCell   *cell;

	foreach(cell, repeatables)
	{
		const RunRepeatable *repeatable = lfirst(cell);
		Datum		values[4];
		bool		nulls[4] = {false};

		values[0] = Int32GetDatum(from_ordinal++);
		values[1] = CStringGetTextDatum("repeatable");
		values[2] = CStringGetTextDatum(repeatable->name);
		values[3] = CStringGetTextDatum(repeatable->message);
		rows_add(fcinfo, values, nulls);
	}
}

/* Run the plan and the repeatable files, and return a row for each step.  Returns the ordinal that comes next. */
int
command_move(FunctionCallInfo fcinfo, const Graph *graph, const StepPlan *plan, int from_ordinal)
{
	List	   *repeatables = run_plan_and_repeatables(graph, plan);

	command_return_plan(fcinfo, graph, plan, from_ordinal);
	command_return_repeatables(fcinfo, repeatables, from_ordinal + plan->nsteps);
	return from_ordinal + plan->nsteps + list_length(repeatables);
}

/* ---- what would be run ---- */

static int
collect(const Graph *graph, const StepPlan *plan, StepDirection direction, char **ids)
{
	int			n = 0;

	for (int i = 0; i < plan->nsteps; i++)
		if (plan->steps[i].direction == direction)
			ids[n++] = (char *) graph_revision(graph, plan->steps[i].revision)->revision_id;
	return n;
}

/* The repeatable files that would follow the plan, of RunRepeatable *. */
List *
command_plan_repeatables(const Graph *graph, const StepPlan *plan)
{
	char	  **up = palloc(sizeof(char *) * (plan->nsteps + 1));
	char	  **down = palloc(sizeof(char *) * (plan->nsteps + 1));
	int			nup = collect(graph, plan, STEP_UP, up);
	int			ndown = collect(graph, plan, STEP_DOWN, down);
	Bookkeeping scope;
	StoreRepeatable *due;
	int			n;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	due = store_read_due_repeatables(&scope, up, nup, down, ndown, &n);
	bookkeeping_end(&scope);
	return run_describe_repeatables(due, n);
}
