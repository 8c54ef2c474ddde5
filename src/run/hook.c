/*
 * hook.c
 *	  The observer that runs hooks: scripts of the admin's before and after every run and every step.
 *
 * A hook is a setting: before_run, after_run, before_step, after_step.  It runs in the transaction of what it belongs to, by the
 * same role and from the same search_path as the scripts, and what it does stands or falls with them.  What it should know
 * reaches it as parameters, set for its time alone: migrate.revision_id, migrate.direction and their kin.
 *
 * Hooks are read and checked once a run, before anything has run.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "run/internal.h"
#include "server/locally.h"

typedef enum HookKind
{
	HOOK_BEFORE_RUN,
	HOOK_AFTER_RUN,
	HOOK_BEFORE_STEP,
	HOOK_AFTER_STEP
} HookKind;

#define HOOK_KINDS (HOOK_AFTER_STEP + 1)

static const char *const names[] = {
	[HOOK_BEFORE_RUN] = "before_run", [HOOK_AFTER_RUN] = "after_run", [HOOK_BEFORE_STEP] = "before_step", [HOOK_AFTER_STEP] = "after_step"
};

StaticAssertDecl(lengthof(names) == HOOK_KINDS, "a hook without its name");

/* Those of the run, begun anew by every plan; a run of deploy is longer than a transaction. */
static struct
{
	MemoryContext context;
	bool		any;
	char	   *scripts[HOOK_KINDS];	/* NULL: none */
	char	   *writers[HOOK_KINDS];
	RunEnvironment environment;
	int			nsteps;
}			hooks;

/* The hook that runs, or that failed; NULL: none. */
static const char *running;

/* The hook in which an error was raised, told once; NULL: in none. */
const char *
hook_take_failed(void)
{
	const char *failed = running;

	running = NULL;
	return failed;
}

static void
set_facts(const RunningStep *step)
{
	set_locally("migrate.run", psprintf(INT64_FORMAT, journal_run()));
	set_locally("migrate.steps", psprintf("%d", step ? step->nsteps : hooks.nsteps));
	if (step == NULL)
		return;
	set_locally("migrate.revision_id", step->revision_id);
	set_locally("migrate.message", step->message);
	set_locally("migrate.direction", step_direction(step));
	set_locally("migrate.ordinal", psprintf("%d", step->ordinal));
}

/* As a step of its own, which errors and notices call a hook. */
static RunningStep
hook_step(HookKind kind, const RunningStep *step)
{
	RunningStep hook = {.revision_id = "", .message = ""};

	if (step != NULL)
		hook = *step;
	hook.hook = names[kind];
	hook.phase = names[kind];
	hook.filled = NULL;
	hook.has_variables = false;
	return hook;
}

/* step: the one that it belongs to; NULL: the run. */
static void
run_hook(HookKind kind, const RunningStep *step)
{
	MemoryContext context;
	MemoryContext outer;
	RunningStep hook;
	int			guc_level;

	running = NULL;
	if (hooks.scripts[kind] == NULL)
		return;
	context = AllocSetContextCreate(CurrentMemoryContext, "migrate hook", ALLOCSET_DEFAULT_SIZES);
	outer = MemoryContextSwitchTo(context);
	hook = hook_step(kind, step);
	running = names[kind];
	guc_level = NewGUCNestLevel();
	set_facts(step);
	step_run_hook(&hooks.environment, &hook, hooks.scripts[kind]);
	AtEOXact_GUC(false, guc_level);
	running = NULL;
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
}

static void
note_hook(const char *name, const char *script, const char *written_by, void *argument)
{
	for (int i = 0; i < HOOK_KINDS; i++)
	{
		if (strcmp(names[i], name) != 0)
			continue;
		hooks.scripts[i] = MemoryContextStrdup(hooks.context, script);
		hooks.writers[i] = MemoryContextStrdup(hooks.context, written_by);
		hooks.any = true;
	}
}

/* Read them; what can be refused is refused now. */
static void
read_hooks(void)
{
	MemoryContext outer;

	hooks.any = false;
	memset(hooks.scripts, 0, sizeof(hooks.scripts));
	if (hooks.context == NULL)
		hooks.context = AllocSetContextCreate(TopMemoryContext, "migrate hooks", ALLOCSET_SMALL_SIZES);
	MemoryContextReset(hooks.context);
	store_for_settings(names, HOOK_KINDS, note_hook, NULL);
	if (!hooks.any)
		return;
	outer = MemoryContextSwitchTo(hooks.context);
	environment_read(&hooks.environment);
	MemoryContextSwitchTo(outer);
	for (int i = 0; i < HOOK_KINDS; i++)
	{
		RunningStep hook = hook_step(i, NULL);

		if (hooks.scripts[i] == NULL)
			continue;
		environment_check_writer(&hooks.environment, psprintf("hook \"%s\"", names[i]), hooks.writers[i]);
		running = names[i];
		check_hook(&hooks.environment, &hook, hooks.scripts[i]);
		running = NULL;
	}
}

static void
before_plan(const Graph *graph, const StepPlan *plan)
{
	running = NULL;
	hooks.nsteps = plan->nsteps;
	read_hooks();
	run_hook(HOOK_BEFORE_RUN, NULL);
}

static void
before_step(const RunningStep *step)
{
	run_hook(HOOK_BEFORE_STEP, step);
}

static void
after_step(const RunningStep *step)
{
	run_hook(HOOK_AFTER_STEP, step);
}

static void
after_plan(void)
{
	run_hook(HOOK_AFTER_RUN, NULL);
}

const RunObserver hook_observer = {
	.before_plan = before_plan,
	.before_step = before_step,
	.after_step = after_step,
	.after_plan = after_plan
};
