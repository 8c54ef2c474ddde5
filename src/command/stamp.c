/*
 * stamp.c
 *	  migrate.stamp(): say what is applied, without running anything.
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_stamp);

static void
fill_entry(JournalEntry *entry, const Graph *graph, const Step *step, const char *reason)
{
	memset(entry, 0, sizeof(*entry));
	entry->direction = step->direction == STEP_UP ? "stamp" : "unstamp";
	entry->revision_id = graph_revision(graph, step->revision)->revision_id;
	entry->started_at = GetCurrentTimestamp();
	entry->duration = -1;
	entry->reason = reason;
}

static void
read_checksums(JournalEntry *entries, int n)
{
	const char **ids = palloc(sizeof(char *) * (n + 1));
	ScriptReader *reader;

	for (int i = 0; i < n; i++)
		ids[i] = entries[i].revision_id;
	reader = script_reader_create(ids, n);
	for (int i = 0; i < n; i++)
		memcpy(entries[i].checksum, script_reader_next(reader)->checksum, CHECKSUM_LENGTH);
	script_reader_free(reader);
}

/* Write the steps of one direction, of which a plan has at most two runs: first down, then up. */
static void
write_direction(const Graph *graph, const StepPlan *plan, StepDirection direction, int64 run, const char *reason)
{
	JournalEntry *entries = palloc_extended(sizeof(JournalEntry) * (plan->nsteps + 1), MCXT_ALLOC_HUGE);
	int			n = 0;

	for (int i = 0; i < plan->nsteps; i++)
		if (plan->steps[i].direction == direction)
			fill_entry(&entries[n++], graph, &plan->steps[i], reason);
	read_checksums(entries, n);
	store_append_journal(run, entries, n);
	pfree(entries);
}

/* Say of a plan's steps that they have been done; reason, which may be NULL, goes into the journal. */
void
command_write_stamps(const Graph *graph, const StepPlan *plan, const char *reason)
{
	Bookkeeping scope;
	int64		run;

	if (plan->nsteps == 0)
		return;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	run = store_next_run();
	bookkeeping_end(&scope);
	write_direction(graph, plan, STEP_DOWN, run, reason);
	write_direction(graph, plan, STEP_UP, run, reason);
	(void) store_settle_replaced();
}

static int
return_stamps(FunctionCallInfo fcinfo, const Graph *graph, const StepPlan *plan, int from_ordinal)
{
	for (int i = 0; i < plan->nsteps; i++)
	{
		const GraphRevision *revision = graph_revision(graph, plan->steps[i].revision);
		Datum		values[4];
		bool		nulls[4] = {false};

		values[0] = Int32GetDatum(from_ordinal + i);
		values[1] = CStringGetTextDatum(plan->steps[i].direction == STEP_UP ? "stamp" : "unstamp");
		values[2] = CStringGetTextDatum(revision->revision_id);
		values[3] = CStringGetTextDatum(revision->message);
		rows_add(fcinfo, values, nulls);
	}
	return from_ordinal + plan->nsteps;
}

static int
stamp(FunctionCallInfo fcinfo, const char *target, int from_ordinal)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_WRITE);
	StepPlan   *plan = graph_plan_stamp(graph, target);
	int			next;

	if (plan->nsteps > 0 && plan->steps[plan->nsteps - 1].direction == STEP_UP)
		run_check_scope();
	command_write_stamps(graph, plan, NULL);
	next = return_stamps(fcinfo, graph, plan, from_ordinal);
	graph_free(graph);
	return next;
}

/* What was on its way, or made by repeatable files, in a schema that is gone is gone with it. */
static void
forget_scope(void)
{
	Bookkeeping scope;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_end_unfinished();
	store_unnote_repeatables();
	bookkeeping_end(&scope);
}

/* ---- repeatable files ---- */

static const StoreRepeatable *
find_text(const char *name)
{
	int			n;
	const StoreRepeatable *texts = command_read_repeatables(BOOKKEEPING_WRITE, &n);

	for (int i = 0; i < n; i++)
		if (strcmp(texts[i].name, name) == 0)
			return &texts[i];
	ereport(ERROR,
			errcode(ERRCODE_UNDEFINED_OBJECT),
			errmsg("repeatable file \"%s\" does not exist", name),
			errhint("SELECT * FROM migrate.status lists those that were imported."));
}

/* The newest text of a file counts as run. */
static void
stamp_repeatable(FunctionCallInfo fcinfo, const char *name, int ordinal)
{
	const StoreRepeatable *text = find_text(name);
	JournalEntry entry = {.direction = "repeatable", .revision_id = name, .started_at = GetCurrentTimestamp(), .duration = -1, .reason = "stamp"};
	Bookkeeping scope;
	int64		run;

	memcpy(entry.checksum, text->checksum, CHECKSUM_LENGTH);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	run = store_next_run();
	store_note_repeatable(&scope, run, text);
	bookkeeping_end(&scope);
	store_append_journal(run, &entry, 1);
	rows_add(fcinfo, (Datum[]) {Int32GetDatum(ordinal), CStringGetTextDatum("stamp"), CStringGetTextDatum(name), CStringGetTextDatum("repeatable file")},
			 (bool[4]) {false});
}

/* migrate.stamp(target, purge): with purge, as Alembic, everything is forgotten first. */
Datum
migrate_stamp(PG_FUNCTION_ARGS)
{
	char	   *target = argument_required(fcinfo, 0, "target");
	bool		purge = !PG_ARGISNULL(1) && PG_GETARG_BOOL(1);
	int			next = 1;

	run_refuse_inside("stamp");
	run_refuse_standby("migrate");
	rows_begin(fcinfo);
	run_lock_scope();
	if (run_scope_is_gone())
		forget_scope();
	run_refuse_interrupted();
	if (purge)
		next = stamp(fcinfo, "base", next);
	if (file_is_repeatable(target))
		stamp_repeatable(fcinfo, target, next);
	else
		(void) stamp(fcinfo, target, next);
	return (Datum) 0;
}
