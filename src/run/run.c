/*
 * run.c
 *	  Run a plan: check all of it, then run all of it.
 *
 * Two passes over the scripts, each a bounded number at a time: what can be refused is refused before anything has
 * run, and memory does not grow with the number of revisions.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "run/internal.h"
#include "server/attempt.h"

static bool running = false;

bool
run_is_active(void)
{
	return running;
}

/* In a process that does nothing else. */
void
run_scripts_only(void)
{
	running = true;
}

/*
 * What a script calls by detours (a function, a DO block) is refused when it is called.  So is any call on a worker of Citus,
 * whose tables of ours are empty: nothing would seem to be left to do.
 */
void
run_refuse_inside(const char *function)
{
	citus_refuse_worker(psprintf("call migrate.%s()", function));
	if (running)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("migrate.%s() cannot be called by a script of a revision", function),
				errhint("A script may look and write new revisions; what moves or changes them is called from outside of it."));
}

/* From here on run->step is the plan's step i; what is palloc'd for it goes with the next one. */
void
run_begin_step(Run *run, int i)
{
	const Step *planned = &run->plan->steps[i];
	const GraphRevision *revision = graph_revision(run->graph, planned->revision);

	memset(&run->step, 0, sizeof(run->step));
	run->step.revision_id = revision->revision_id;
	run->step.direction = planned->direction;
	run->step.phase = direction_name(planned->direction);
	run->step.ordinal = i + 1;
	run->step.nsteps = run->plan->nsteps;
	run->step.plain_ddl = run->environment.plain_ddl;
	run->step.deploys = run->environment.deploys;
	MemoryContextReset(run->step_context);
	MemoryContextSwitchTo(run->step_context);
	/* errors and notices name it in one line */
	run->step.message = pnstrdup(revision->message, strcspn(revision->message, "\r\n"));
}

static void
keep_parsed(Run *run, int i, const ParsedScript *parsed)
{
	ParsedScript *kept;

	if (i >= KEPT_SCRIPTS || parsed == NULL || parsed->nstatements > KEPT_STATEMENTS)
		return;
	MemoryContextSwitchTo(run->context);
	kept = palloc(sizeof(ParsedScript));
	*kept = *parsed;
	kept->statements = palloc(sizeof(ScriptStatement) * parsed->nstatements);
	memcpy(kept->statements, parsed->statements, sizeof(ScriptStatement) * parsed->nstatements);
	for (int j = 0; j < kept->nstatements; j++)
		if (kept->statements[j].command != NULL)
			kept->statements[j].command = pstrdup(kept->statements[j].command);
	run->parsed[i] = kept;
}

/* Check the step i, whose scripts these are.  Its statements, until the next one begins; NULL: it has none. */
const ParsedScript *
run_check_next(Run *run, int i, StepScripts *scripts)
{
	const ParsedScript *parsed;

	CHECK_FOR_INTERRUPTS();
	run_begin_step(run, i);
	parsed = check_step(&run->environment, &run->step, scripts);
	keep_parsed(run, i, parsed);
	MemoryContextSwitchTo(run->context);
	return parsed;
}

/* Run the step i, whose scripts these are, after run_check_next(). */
void
run_next(Run *run, int i, StepScripts *scripts)
{
	run_begin_step(run, i);
	environment_follow_database(&run->environment, run->context);
	step_run(&run->environment, &run->step, scripts, i < KEPT_SCRIPTS ? run->parsed[i] : NULL);
	MemoryContextSwitchTo(run->context);
}

/*
 * The one PG_TRY of the runner: an error's hint can only be seen, and given where there is none, when it is caught;
 * and nothing else would say that no script runs any more.
 */
void
run_guarded(Run *run, void (*work) (Run *run))
{
	running = true;
	PG_TRY();
	{
		work(run);
		running = false;
	}
	PG_CATCH();
	{
		running = false;
		leftovers_clear_after_error();
		error_rethrow_with_hint(run->context, &run->step);
	}
	PG_END_TRY();
}

/* Fill run, whose memory is a child of the current context; that of the run is current afterwards. */
void
run_open(Run *run, const Graph *graph, const StepPlan *plan)
{
	memset(run, 0, sizeof(*run));
	run->graph = graph;
	run->plan = plan;
	run->context = AllocSetContextCreate(CurrentMemoryContext, "migrate run", ALLOCSET_DEFAULT_SIZES);
	run->step_context = AllocSetContextCreate(run->context, "migrate step", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(run->context);
	run->aside = aside_create();
	run->revision_ids = palloc(sizeof(char *) * (plan->nsteps + 1));
	for (int i = 0; i < plan->nsteps; i++)
		run->revision_ids[i] = graph_revision(graph, plan->steps[i].revision)->revision_id;
	environment_read(&run->environment);
}

void
run_close(Run *run)
{
	MemoryContextSwitchTo(MemoryContextGetParent(run->context));
	MemoryContextDelete(run->context);
}

bool
run_repeatables_are_due(void)
{
	Bookkeeping scope;
	bool		due;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	due = store_repeatables_are_due();
	bookkeeping_end(&scope);
	return due;
}

/* The repeatable files that are due after the revisions of a part, as a part of their own; mostly there are none. */
void
run_repeatables(Run *run)
{
	if (!run->with_repeatables || !(aside_has_taken(run->aside) || run_repeatables_are_due()))
		return;
	observers_before_part();
	MemoryContextSwitchTo(run->context);
	run->report = list_concat(run->report, repeatables_run(&run->environment, &run->step, run->aside));
	observers_after_part();
}

static void
move(void *argument)
{
	Run		   *run = argument;

	observers_before_plan(run->graph, run->plan);
	observers_before_part();
	script_reader_rewind(run->reader);
	for (int i = 0; i < run->plan->nsteps; i++)
		run_next(run, i, script_reader_next(run->reader));
	observers_after_part();
	(void) store_settle_replaced();
	run_repeatables(run);
	observers_after_plan();
}

/*
 * What a repeatable file has made may stand in the way of a revision.  Only when it does is it taken out of it, and all is
 * tried again: that costs a snapshot of the schema.
 */
static void
move_around_repeatables(Run *run)
{
	ErrorData  *error;

	if (!run->with_repeatables || run->plan->nsteps == 0 || !store_any_repeatable_applied())
	{
		move(run);
		return;
	}
	error = attempt(move, run, ATTEMPT_KEEP);
	if (error == NULL)
		return;
	if (run->step.repeatable || !aside_is_in_the_way(error))
		ReThrowError(error);
	leftovers_clear_after_error();
	aside_take_all(run->aside, &run->environment);
	move(run);
}

/* All in one part. */
static void
run_whole(Run *run)
{
	run->reader = script_reader_create(run->revision_ids, run->plan->nsteps);
	for (int i = 0; i < run->plan->nsteps; i++)
		(void) run_check_next(run, i, script_reader_next(run->reader));
	move_around_repeatables(run);
}

/* The report is in the current memory context, all else is gone. */
static List *
copy_report(const List *report)
{
	List	   *copy = NIL;
	ListCell   *cell;

	foreach(cell, report)
	{
		RunRepeatable *entry = palloc(sizeof(RunRepeatable));

		*entry = *(RunRepeatable *) lfirst(cell);
		entry->name = pstrdup(entry->name);
		copy = lappend(copy, entry);
	}
	return copy;
}

static List *
run_in_transaction(const Graph *graph, const StepPlan *plan, bool with_repeatables)
{
	MemoryContext outer = CurrentMemoryContext;
	Run			run;
	List	   *report;

	run_refuse_standby("migrate");
	run_open(&run, graph, plan);
	run.with_repeatables = with_repeatables;
	run_guarded(&run, run_whole);
	MemoryContextSwitchTo(outer);
	report = copy_report(run.report);
	run_close(&run);
	return report;
}

/*
 * Run the plan in the caller's transaction.  The caller holds run_lock_scope() and loaded the graph after it.  Any
 * error leaves all undone by the abort of the caller's (sub)transaction.
 */
void
run_plan(const Graph *graph, const StepPlan *plan)
{
	run_refuse_interrupted();
	if (plan->nsteps > 0)
		(void) run_in_transaction(graph, plan, false);
}

/* The same, and the repeatable files after the plan whose text is another one then. */
List *
run_plan_and_repeatables(const Graph *graph, const StepPlan *plan)
{
	run_refuse_interrupted();
	return plan->nsteps > 0 || run_repeatables_are_due() ? run_in_transaction(graph, plan, true) : NIL;
}

typedef struct LoneScript
{
	RunEnvironment environment;
	const char *script;
	ScriptPosition *position;
	RunningStep step;
	Aside	   *aside;
} LoneScript;

static void
run_lone(void *argument)
{
	LoneScript *lone = argument;

	step_run_alone(&lone->environment, lone->script, lone->position);
}

static void
run_lone_repeatables(void *argument)
{
	LoneScript *lone = argument;
	ListCell   *cell;

	foreach(cell, repeatables_run(&lone->environment, &lone->step, lone->aside))
	{
		const RunRepeatable *file = lfirst(cell);

		if (file->left_out)
			ereport(ERROR,
					errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					errmsg("repeatable file \"%s\" does not fit the schema any more", file->name));
	}
}

/* What repeatable files have made stands aside, as it does for a revision, and comes back. */
static void
run_lone_around_repeatables(LoneScript *lone)
{
	ErrorData  *error;

	if (!store_any_repeatable_applied())
	{
		run_lone(lone);
		return;
	}
	error = attempt(run_lone, lone, ATTEMPT_KEEP);
	if (error == NULL)
		return;
	if (!aside_is_in_the_way(error))
		ReThrowError(error);
	leftovers_clear_after_error();
	lone->aside = aside_create();
	aside_take_all(lone->aside, &lone->environment);
	run_lone(lone);
	run_lone_repeatables(lone);
}

/*
 * Run a script that is no revision's as a step would run it, by the same role and from the same search_path.  Nobody
 * observes it.  After an error position says at which statement; the caller's (sub)transaction undoes all.
 */
void
run_script_alone(const char *script, ScriptPosition *position)
{
	LoneScript	lone = {.script = script, .position = position};

	environment_read(&lone.environment);
	running = true;
	observers_silence(true);
	PG_TRY();
	{
		run_lone_around_repeatables(&lone);
	}
	PG_FINALLY();
	{
		observers_silence(false);
		running = false;
	}
	PG_END_TRY();
}
