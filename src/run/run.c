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

/* Statements found by the first pass are kept for the second one: so many, of so many scripts. */
#define KEPT_SCRIPTS 1024
#define KEPT_STATEMENTS 16

static bool running = false;

typedef struct Run
{
	const Graph *graph;
	const StepPlan *plan;
	const char **revision_ids;
	ScriptReader *reader;
	ParsedScript *parsed[KEPT_SCRIPTS]; /* of the first steps; NULL: not kept */
	RunEnvironment environment;
	RunningStep step;
	bool		with_repeatables;
	Aside	   *aside;
	List	   *report;			/* of RunRepeatable * */
	MemoryContext context;
	MemoryContext step_context;
} Run;

bool
run_is_active(void)
{
	return running;
}

/* What a script calls by detours (a function, a DO block) is refused when it is called. */
void
run_refuse_inside(const char *function)
{
	if (running)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("migrate.%s() cannot be called by a script of a revision", function),
				errhint("A script may look and write new revisions; what moves or changes them is called from outside of it."));
}

static void
begin_step(Run *run, int i)
{
	const Step *planned = &run->plan->steps[i];
	const GraphRevision *revision = graph_revision(run->graph, planned->revision);

	memset(&run->step, 0, sizeof(run->step));
	run->step.revision_id = revision->revision_id;
	run->step.direction = planned->direction;
	run->step.phase = planned->direction == STEP_UP ? "upgrade" : "downgrade";
	run->step.ordinal = i + 1;
	run->step.nsteps = run->plan->nsteps;
	run->step.plain_ddl = run->environment.plain_ddl;
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

static void
check_all(Run *run)
{
	for (int i = 0; i < run->plan->nsteps; i++)
	{
		StepScripts *scripts = script_reader_next(run->reader);

		CHECK_FOR_INTERRUPTS();
		begin_step(run, i);
		keep_parsed(run, i, check_step(&run->environment, &run->step, scripts));
		MemoryContextSwitchTo(run->context);
	}
}

static void
run_all(Run *run)
{
	script_reader_rewind(run->reader);
	for (int i = 0; i < run->plan->nsteps; i++)
	{
		StepScripts *scripts = script_reader_next(run->reader);

		begin_step(run, i);
		step_run(&run->environment, &run->step, scripts, i < KEPT_SCRIPTS ? run->parsed[i] : NULL);
		MemoryContextSwitchTo(run->context);
	}
}

static void
move(void *argument)
{
	Run		   *run = argument;

	observers_before_plan(run->graph, run->plan);
	run_all(run);
	observers_after_steps();
	(void) store_settle_replaced();
	MemoryContextSwitchTo(run->context);
	if (run->with_repeatables)
		run->report = repeatables_run(&run->environment, &run->step, run->aside);
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

/*
 * The one PG_TRY of the runner: an error's hint can only be seen, and given where there is none, when it is caught;
 * and nothing else would say that no script runs any more.
 */
static void
run_with_hints(Run *run)
{
	running = true;
	PG_TRY();
	{
		check_all(run);
		move_around_repeatables(run);
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
execute(Run *run)
{
	MemoryContext outer = CurrentMemoryContext;
	List	   *report;

	run_refuse_standby("migrate");
	run->context = AllocSetContextCreate(outer, "migrate run", ALLOCSET_DEFAULT_SIZES);
	run->step_context = AllocSetContextCreate(run->context, "migrate step", ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(run->context);
	run->aside = aside_create();
	run->revision_ids = palloc(sizeof(char *) * (run->plan->nsteps + 1));
	for (int i = 0; i < run->plan->nsteps; i++)
		run->revision_ids[i] = graph_revision(run->graph, run->plan->steps[i].revision)->revision_id;

	run->reader = script_reader_create(run->revision_ids, run->plan->nsteps);
	environment_read(&run->environment);
	run_with_hints(run);
	MemoryContextSwitchTo(outer);
	report = copy_report(run->report);
	MemoryContextDelete(run->context);
	return report;
}

/*
 * Run the plan in the caller's transaction.  The caller holds run_lock_scope() and loaded the graph after it.  Any
 * error leaves all undone by the abort of the caller's (sub)transaction.
 */
void
run_plan(const Graph *graph, const StepPlan *plan)
{
	Run			moving = {.graph = graph, .plan = plan};

	if (plan->nsteps > 0)
		(void) execute(&moving);
}

static bool
repeatables_are_due(void)
{
	Bookkeeping scope;
	bool		due;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	due = store_repeatables_are_due();
	bookkeeping_end(&scope);
	return due;
}

/* The same, and the repeatable files after it whose text is another one then. */
List *
run_plan_and_repeatables(const Graph *graph, const StepPlan *plan)
{
	Run			moving = {.graph = graph, .plan = plan, .with_repeatables = true};

	return plan->nsteps > 0 || repeatables_are_due() ? execute(&moving) : NIL;
}

/*
 * Run a script that is no revision's as a step would run it, by the same role and from the same search_path.  Nobody
 * observes it.  After an error position says at which statement; the caller's (sub)transaction undoes all.
 */
void
run_script_alone(const char *script, ScriptPosition *position)
{
	RunEnvironment environment;

	environment_read(&environment);
	running = true;
	PG_TRY();
	{
		step_run_alone(&environment, script, position);
	}
	PG_FINALLY();
	{
		running = false;
	}
	PG_END_TRY();
}
