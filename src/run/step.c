/*
 * step.c
 *	  Run one revision up or down, so that nothing of it but its changes outlasts the step.
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "utils/memutils.h"
#include "utils/timeout.h"
#include "utils/timestamp.h"

#include "run/internal.h"
#include "server/attempt.h"
#include "server/locally.h"

typedef struct SavedUser
{
	Oid			user;
	int			security_context;
	int			guc_level;
} SavedUser;

/*
 * Become the role that scripts run as.  By the parameter role where that is allowed, so that SET ROLE works in
 * scripts; where the session's user is a superuser and the role is not, SET ROLE would be a way up, and is refused.
 */
static void
become(const RunEnvironment *environment, const SavedUser *saved)
{
	if (environment->confined || InLocalUserIdChange())
		SetUserIdAndSecContext(environment->user, saved->security_context | SECURITY_LOCAL_USERID_CHANGE);
	else if (environment->role != NULL)
		set_locally("role", environment->role);
}

static void
enter_scripts(const RunEnvironment *environment, SavedUser *saved)
{
	GetUserIdAndSecContext(&saved->user, &saved->security_context);
	saved->guc_level = NewGUCNestLevel();
	set_locally("search_path", environment->search_path);
	citus_enter_scripts();
	become(environment, saved);
}

static void
leave_scripts(const SavedUser *saved)
{
	AtEOXact_GUC(false, saved->guc_level);
	SetUserIdAndSecContext(saved->user, saved->security_context);
}

/*
 * statement_timeout is armed when a top-level statement starts, so a script's own SET would do nothing: arm it for
 * each of its statements.  The caller's own limit stays in force.
 */
void
step_arm_timeout(const RunEnvironment *environment, int caller_value)
{
	TimestampTz end;

	if (StatementTimeout == caller_value || StatementTimeout <= 0)
		return;
	end = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), StatementTimeout);
	if (environment->caller_timeout == 0 || end < environment->caller_timeout)
		enable_timeout_at(STATEMENT_TIMEOUT, end);
}

void
step_disarm_timeout(const RunEnvironment *environment, int caller_value)
{
	if (StatementTimeout == caller_value && !get_timeout_active(STATEMENT_TIMEOUT))
		return;
	if (environment->caller_timeout != 0)
		enable_timeout_at(STATEMENT_TIMEOUT, environment->caller_timeout);
	else
		disable_timeout(STATEMENT_TIMEOUT, false);
}

static bool
is_only_ddl(const ParsedScript *parsed)
{
	for (int i = 0; i < parsed->nstatements; i++)
		if (!(parsed->statements[i].traits & TRAIT_PLAIN_DDL))
			return false;
	return true;
}

static void
run_statements(const RunEnvironment *environment, RunningStep *step, const ParsedScript *parsed)
{
	MemoryContext statement_context = AllocSetContextCreate(CurrentMemoryContext, "migrate statement", ALLOCSET_DEFAULT_SIZES);
	MemoryContext outer = MemoryContextSwitchTo(statement_context);
	int			caller_value = StatementTimeout;

	for (int i = 0; i < parsed->nstatements; i++)
	{
		step_arm_timeout(environment, caller_value);
		statement_run(step, &parsed->statements[i]);
		step_disarm_timeout(environment, caller_value);
		MemoryContextReset(statement_context);
	}
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(statement_context);
}

static void
run_script(const RunEnvironment *environment, RunningStep *step, const char *phase, const char *script, const ParsedScript *parsed)
{
	Leftovers	before;
	SavedUser	saved;
	bool		only_ddl;

	step->phase = phase;
	variables_set_script(environment, step, script);
	if (parsed == NULL)
		parsed = variables_parse(step);
	memset(&step->position, 0, sizeof(step->position));
	step->nstatements = parsed->nstatements;
	only_ddl = is_only_ddl(parsed);
	leftovers_note(&before, only_ddl);
	enter_scripts(environment, &saved);
	run_statements(environment, step, parsed);
	if (!only_ddl && !environment->caller_has_events)
		constraints_check(step->sets_constraints);
	step->sets_constraints = false;
	leftovers_clear(&before);
	leave_scripts(&saved);
}

/* Run step->script, which is no revision's, as a step. */
void
step_run_repeatable(const RunEnvironment *environment, RunningStep *step)
{
	ErrorContextCallback callback;

	step->wal_lsn = GetXLogInsertRecPtr();
	error_push_step(&callback, step);
	run_script(environment, step, step->phase, step->script, NULL);
	error_context_stack = callback.previous;
}

/* Run a script that is no step's, in the current memory context; see run_script_alone(). */
void
step_run_alone(const RunEnvironment *environment, const char *script, ScriptPosition *position)
{
	ParsedScript *parsed = parse_script(script, position);
	MemoryContext statement_context = AllocSetContextCreate(CurrentMemoryContext, "migrate statement", ALLOCSET_DEFAULT_SIZES);
	MemoryContext outer;
	SavedUser	saved;

	enter_scripts(environment, &saved);
	outer = MemoryContextSwitchTo(statement_context);
	for (int i = 0; i < parsed->nstatements; i++)
	{
		CHECK_FOR_INTERRUPTS();
		run_enter_statement(position, script, &parsed->statements[i]);
		run_statement_alone(script, &parsed->statements[i]);
		MemoryContextReset(statement_context);
	}
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(statement_context);
	memset(position, 0, sizeof(*position));
	leave_scripts(&saved);
}

typedef struct Verification
{
	const RunEnvironment *environment;
	RunningStep *step;
	const char *script;
} Verification;

static void
verify(void *argument)
{
	Verification *verification = argument;

	run_script(verification->environment, verification->step, "verify", verification->script, NULL);
}

/*
 * A verify script succeeds when it raises nothing; whatever it does is rolled back, as Sqitch does.  An error leaves
 * after our subtransaction is gone: outside of a transaction block nobody else would end it.
 */
static void
run_verify(const RunEnvironment *environment, RunningStep *step, const char *script)
{
	Verification verification = {environment, step, script};
	ErrorData  *error = attempt(verify, &verification, ATTEMPT_ROLL_BACK);

	if (error != NULL)
		ReThrowError(error);
}

/* Run the script of a hook as those of its step, in the current memory context, which the caller deletes. */
void
step_run_hook(const RunEnvironment *environment, RunningStep *hook, const char *script)
{
	ErrorContextCallback callback;

	error_push_step(&callback, hook);
	run_script(environment, hook, hook->hook, script, NULL);
	error_context_stack = callback.previous;
}

const char *
step_direction(const RunningStep *step)
{
	return step->repeatable ? "repeatable" : direction_name(step->direction);
}

/* The script that the step runs. */
const char *
step_script(const RunningStep *step, const StepScripts *scripts)
{
	const char *script = step->direction == STEP_UP ? scripts->upgrade : scripts->downgrade;

	return script != NULL ? script : "";
}

void
step_begin(RunningStep *step, const StepScripts *scripts)
{
	ErrorContextCallback callback;

	step->has_variables = scripts->variables;
	step->checksum = scripts->checksum;
	step->started_at = GetCurrentTimestamp();
	step->wal_lsn = GetXLogInsertRecPtr();
	step->phase = step_direction(step);
	error_push_step(&callback, step);
	observers_before_step(step);
	error_context_stack = callback.previous;
}

/* When its script has run. */
void
step_end(const RunEnvironment *environment, RunningStep *step, const StepScripts *scripts)
{
	ErrorContextCallback callback;

	error_push_step(&callback, step);
	if (step->direction == STEP_UP && scripts->verify != NULL)
		run_verify(environment, step, scripts->verify);
	step->phase = step_direction(step);
	step->duration = GetCurrentTimestamp() - step->started_at;
	error_context_stack = callback.previous;
	observers_after_step(step);
}

/* Run a step in the current memory context, which the caller resets.  parsed: its script's statements, or NULL. */
void
step_run(const RunEnvironment *environment, RunningStep *step, const StepScripts *scripts, const ParsedScript *parsed)
{
	ErrorContextCallback callback;

	step_begin(step, scripts);
	error_push_step(&callback, step);
	run_script(environment, step, step_direction(step), step_script(step, scripts), parsed);
	error_context_stack = callback.previous;
	step_end(environment, step, scripts);
}
