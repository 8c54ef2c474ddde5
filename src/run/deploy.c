/*
 * deploy.c
 *	  Run a plan part by part, each committed by itself.
 *
 * The scope's lock is held by the session, over the commits; what a part needs of the plan lives in the call's memory.  A
 * part runs in a subtransaction: so an error takes back the part alone, the lock stays, and what did not get a lock in time
 * is tried again after the transaction has ended, when those who queued behind its locks have had their turn.
 *
 * Others may write revisions between the parts.  What was checked is known by its checksum: another one ends the call.
 */
#include "postgres.h"

#include "common/pg_prng.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "utils/backend_status.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "run/outside.h"
#include "server/attempt.h"
#include "server/locally.h"
#include "server/parameters.h"
#include "server/procedure.h"

#define FIRST_PAUSE 100			/* ms */
#define LONGEST_PAUSE 30000

typedef struct Deployment
{
	Run			run;
	DeployOptions options;
	uint8		(*checksums)[CHECKSUM_LENGTH];	/* of the revisions, as they were checked */
	MemoryContext part_context; /* emptied after each part */
	bool	   *outside;		/* which steps run outside of any transaction */
	bool		resumes;		/* its one step is on its way already */
	StepScripts *scripts;		/* of a step outside, while it runs */
	int			from;			/* the part's steps */
	int			to;
} Deployment;

/* The scripts of the part's next step, which are those that were checked. */
static StepScripts *
next_scripts(Deployment *deployment, int i)
{
	StepScripts *scripts = script_reader_next(deployment->run.reader);

	if (memcmp(scripts->checksum, deployment->checksums[i], CHECKSUM_LENGTH) != 0)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("revision \"%s\" was changed while others were deployed", scripts->revision_id),
				errhint("What ran before it is committed. Call again to go on with it as it is now."));
	return scripts;
}

/* How far such a step has come is kept with the text of its statements, where nobody's values belong. */
static void
error_variables_outside(const RunningStep *step)
{
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("revision \"%s\" (%s) has variables, and cannot run in a transaction", step->revision_id, step->message),
			errhint("Write the values into the statement that cannot, or make two revisions of it."));
}

static void
check_all(Deployment *deployment)
{
	Run		   *run = &deployment->run;

	run->reader = script_reader_create(run->revision_ids, run->plan->nsteps);
	for (int i = 0; i < run->plan->nsteps; i++)
	{
		StepScripts *scripts = script_reader_next(run->reader);
		const ParsedScript *parsed;

		memcpy(deployment->checksums[i], scripts->checksum, CHECKSUM_LENGTH);
		parsed = run_check_next(run, i, scripts);
		deployment->outside[i] = deployment->resumes || check_is_outside(&run->step, scripts, parsed);
		if (deployment->outside[i] && scripts->variables)
			error_variables_outside(&run->step);
	}
	script_reader_free(run->reader);
}

/* ---- a part ---- */

static void
run_part(void *argument)
{
	Deployment *deployment = argument;
	Run		   *run = &deployment->run;
	int			n = deployment->to - deployment->from;
	int			guc_level = NewGUCNestLevel();

	MemoryContextSwitchTo(deployment->part_context);
	holders_watch(parameter_lock_timeout);
	run_lock_revisions();
	observers_before_part();
	run->reader = script_reader_create(run->revision_ids + deployment->from, n);
	for (int i = deployment->from; i < deployment->to; i++)
	{
		StepScripts *scripts = next_scripts(deployment, i);

		run_next(run, i, scripts);
		/* should the next one fail before it begins, this one's scripts are gone */
		run->step.checksum = deployment->checksums[i];
	}
	observers_after_part();
	MemoryContextSwitchTo(deployment->part_context);
	(void) store_settle_replaced();
	AtEOXact_GUC(false, guc_level);
}

/* The part's revisions, when what repeatable files have made stood in their way; it comes back before the part ends. */
static void
run_part_with_room(void *argument)
{
	Deployment *deployment = argument;

	MemoryContextSwitchTo(deployment->part_context);
	deployment->run.aside = aside_create();
	aside_take_all(deployment->run.aside, &deployment->run.environment);
	run_part(deployment);
	run_repeatables(&deployment->run);
}

/* What follows all revisions: the repeatable files that are due. */
static void
run_last_part(void *argument)
{
	Deployment *deployment = argument;
	int			guc_level = NewGUCNestLevel();

	MemoryContextSwitchTo(deployment->part_context);
	holders_watch(parameter_lock_timeout);
	run_lock_revisions();
	deployment->run.aside = aside_create();
	run_repeatables(&deployment->run);
	AtEOXact_GUC(false, guc_level);
}

/* Work of a part in a subtransaction: its error, or NULL, in the run's memory. */
static ErrorData *
attempt_in_part(Deployment *deployment, void (*work) (void *argument))
{
	ErrorData  *error;

	MemoryContextSwitchTo(deployment->run.context);
	procedure_look();
	error = attempt_whatever_comes(work, deployment, ATTEMPT_KEEP);
	holders_unwatch();
	if (error != NULL)
		leftovers_clear_after_error();
	return error;
}

/* ---- a step outside of any transaction ---- */

/* Say that it is on its way, unless it is. */
static void
begin_outside(void *argument)
{
	Deployment *deployment = argument;
	Run		   *run = &deployment->run;
	const ParsedScript *parsed;
	Bookkeeping scope;

	MemoryContextSwitchTo(deployment->part_context);
	run_lock_revisions();
	run->reader = script_reader_create(run->revision_ids + deployment->from, 1);
	deployment->scripts = next_scripts(deployment, deployment->from);
	parsed = run_check_next(run, deployment->from, deployment->scripts);
	environment_follow_database(&run->environment, run->context);
	step_begin(&run->step, deployment->scripts);
	run->step.script = step_script(&run->step, deployment->scripts);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_begin_unfinished(scope.user, run->step.revision_id, run->step.direction, parsed != NULL ? parsed->nstatements : 0);
	bookkeeping_end(&scope);
}

static void
take_back_statement(void *argument)
{
	Bookkeeping scope;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_take_back_statement();
	store_forget_untouched();
	bookkeeping_end(&scope);
}

static void
forget_untouched(void *argument)
{
	Bookkeeping scope;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_forget_untouched();
	bookkeeping_end(&scope);
}

/* All its statements are done: what is left makes it applied. */
static void
end_outside(void *argument)
{
	Deployment *deployment = argument;
	Run		   *run = &deployment->run;
	Bookkeeping scope;

	MemoryContextSwitchTo(deployment->part_context);
	observers_before_part();
	step_end(&run->environment, &run->step, deployment->scripts);
	observers_after_part();
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_end_unfinished();
	bookkeeping_end(&scope);
	(void) store_settle_replaced();
}

/* What the worker could not do; its statement is forgotten if nothing is left of it. */
static ErrorData *
settle_failure(Deployment *deployment, ErrorData *error, OutsideOutcome outcome)
{
	ErrorData  *another = NULL;

	if (outcome != OUTSIDE_TOUCHED)
		another = attempt_in_part(deployment, take_back_statement);
	deployment->run.step.interrupted = outcome == OUTSIDE_TOUCHED;
	return error != NULL ? error : another;
}

static ErrorData *
attempt_outside(Deployment *deployment)
{
	OutsideOptions options = {deployment->options.on_interrupted, deployment->options.only_clean_up};
	int			slot = run_take_slot(SLOT_STATEMENTS);
	OutsideOutcome outcome;
	ErrorData  *error = attempt_in_part(deployment, begin_outside);

	if (error != NULL)
	{
		run_give_slot(SLOT_STATEMENTS, slot);
		return error;
	}
	procedure_commit();
	MemoryContextSwitchTo(deployment->run.context);
	error = outside_run(&deployment->run.environment, &deployment->run.step, &options, &outcome);
	run_give_slot(SLOT_STATEMENTS, slot);
	if (outcome != OUTSIDE_DONE)
		error = settle_failure(deployment, error, outcome);
	if (outcome == OUTSIDE_NO_WORKER)
	{
		procedure_commit();
		run_error_no_worker();
	}
	if (outcome != OUTSIDE_DONE)
		return error;
	return attempt_in_part(deployment, options.only_clean_up ? forget_untouched : end_outside);
}

/*
 * What does not work in a transaction, and is known of a statement only when it has failed in one: a procedure that commits, an
 * enum value that the same revision adds, REINDEX of a partitioned table.
 */
static bool
fails_in_transaction(const RunningStep *step, const ErrorData *error)
{
	static const struct
	{
		int			code;
		const char *word;		/* that the statement begins with: what else fails so does outside, too */
	}			failures[] =
	{
		{ERRCODE_INVALID_TRANSACTION_TERMINATION, "call"},
		{ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE, ""},
		{ERRCODE_ACTIVE_SQL_TRANSACTION, "reindex"},
	};

	for (int i = 0; i < lengthof(failures); i++)
	{
		if (error->sqlerrcode == failures[i].code && pg_strncasecmp(step->position.text, failures[i].word, strlen(failures[i].word)) == 0)
			return true;
	}
	return false;
}

/*
 * Where that was it, the part becomes another one: it ends before the revision or, where that is its first, is that one alone
 * and outside of any transaction.
 */
static bool
leave_transaction(Deployment *deployment, const ErrorData *error)
{
	const RunningStep *step = &deployment->run.step;
	int			failed = step->ordinal - 1;

	if (deployment->from == deployment->run.plan->nsteps || deployment->outside[deployment->from] || step->has_variables ||
		step->position.number == 0 || strcmp(step->phase, step_direction(step)) != 0 || !fails_in_transaction(step, error))
		return false;
	deployment->outside[failed] = failed == deployment->from;
	deployment->to = Max(failed, deployment->from + 1);
	if (deployment->outside[failed] && parameter_progress != PROGRESS_NONE)
		ereport(NOTICE,
				errmsg("revision \"%s\" cannot run in a transaction: it runs outside of one", step->revision_id),
				errdetail("Statement %d (line %d): %s.", step->position.number, step->position.line, error->message));
	return true;
}

/* May it help to take aside what repeatable files have made? */
static bool
can_make_room(const Deployment *deployment, const ErrorData *error)
{
	return aside_is_in_the_way(error) && deployment->run.with_repeatables &&
		deployment->from < deployment->run.plan->nsteps && !deployment->outside[deployment->from] && store_any_repeatable_applied();
}

/* Whatever fails from here on is the first step's of the part, until another begins; of the last part it is nobody's. */
static void
enter_part(Deployment *deployment)
{
	RunningStep *step = &deployment->run.step;

	if (deployment->from < deployment->run.plan->nsteps)
	{
		run_begin_step(&deployment->run, deployment->from);
		step->checksum = deployment->checksums[deployment->from];
	}
	else
		*step = (RunningStep) {.repeatable = true, .revision_id = "repeatable files", .message = "", .phase = "repeatable", .deploys = true};
	step->started_at = GetCurrentTimestamp();
	MemoryContextSwitchTo(deployment->run.context);
}

static ErrorData *
attempt_part(Deployment *deployment)
{
	ErrorData  *error;

	if (deployment->from == deployment->run.plan->nsteps)
		error = attempt_in_part(deployment, run_last_part);
	else if (deployment->outside[deployment->from])
		error = attempt_outside(deployment);
	else
		error = attempt_in_part(deployment, run_part);
	if (error != NULL && can_make_room(deployment, error))
		error = attempt_in_part(deployment, run_part_with_room);
	if (error == NULL)
		MemoryContextReset(deployment->part_context);
	return error;
}

/* ---- what becomes of an error ---- */

/* Was it a lock that others held: then it may be free another time. */
static bool
is_worth_another_try(const ErrorData *error)
{
	return error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE || error->sqlerrcode == ERRCODE_T_R_DEADLOCK_DETECTED;
}

/* Longer each time, and never in step with another session's. */
static int
length_of_pause(int ntries)
{
	double		length = FIRST_PAUSE;

	for (int i = 0; i < ntries && length < LONGEST_PAUSE; i++)
		length *= 1.5;
	return (int) (Min(length, LONGEST_PAUSE) * (0.5 + pg_prng_double(&pg_global_prng_state)));
}

/* Let go of all but the scope. */
static void
begin_again(Deployment *deployment)
{
	procedure_commit();
	MemoryContextReset(deployment->part_context);
	enter_part(deployment);
}

/* ... and wait a while. */
static void
pause_before_retry(Deployment *deployment, int ntries)
{
	char		activity[128];
	char	   *holders = holders_describe();
	int			milliseconds = length_of_pause(ntries);

	snprintf(activity, sizeof(activity), "migrate: %s did not get a lock, try %d of %d follows",
			 deployment->run.step.revision_id, ntries + 2, parameter_lock_retries + 1);
	pgstat_report_activity(STATE_RUNNING, activity);
	if (parameter_progress != PROGRESS_NONE)
		ereport(NOTICE,
				errmsg("revision \"%s\" did not get a lock in time: try %d of %d follows", deployment->run.step.revision_id,
					   ntries + 2, parameter_lock_retries + 1),
				holders != NULL ? errdetail("%s", holders) : 0);
	begin_again(deployment);
	procedure_pause(milliseconds);
}

static void
name_holders(ErrorData *error, int ntries)
{
	char	   *holders = holders_describe();

	if (holders != NULL && error->detail == NULL)
		error->detail = holders;
	if (error->hint == NULL)
		error->hint = psprintf("It was tried %d time%s; what ran before is committed. Call again, with more migrate.lock_retries or a longer migrate.lock_timeout, or end what holds the lock.",
							   ntries + 1, ntries == 0 ? "" : "s");
}

static void
journal_failure(void *argument)
{
	void	  **arguments = argument;

	record_failure(arguments[0], arguments[1]);
}

/* The journal keeps the error before it is thrown on. */
static void
fail(Deployment *deployment, ErrorData *error)
{
	ErrorData  *another = NULL;

	procedure_look();
	if (deployment->run.step.checksum != NULL)
		another = attempt_whatever_comes(journal_failure, (void *[]) {&deployment->run.step, error}, ATTEMPT_KEEP);
	if (another != NULL)
		ereport(WARNING,
				errcode(another->sqlerrcode),
				errmsg("the journal could not be told of the failure: %s", another->message));
	procedure_commit();
	ReThrowError(error);
}

static void
deploy_part(Deployment *deployment)
{
	ErrorData  *error;

	enter_part(deployment);
	for (int ntries = 0; (error = attempt_part(deployment)) != NULL; ntries++)
	{
		if (leave_transaction(deployment, error))
		{
			begin_again(deployment);
			continue;
		}
		if (!is_worth_another_try(error))
			fail(deployment, error);
		if (ntries >= parameter_lock_retries)
		{
			name_holders(error, ntries);
			fail(deployment, error);
		}
		pause_before_retry(deployment, ntries);
	}
	procedure_commit();
}

/* ---- the whole ---- */

/* So many revisions as were asked for; one that runs outside of transactions is a part by itself. */
static int
end_of_part(const Deployment *deployment)
{
	int			last = Min(deployment->from + deployment->options.batch, deployment->run.plan->nsteps);
	int			to = deployment->from + 1;

	if (deployment->outside[deployment->from])
		return to;
	while (to < last && !deployment->outside[to])
		to++;
	return to;
}

static void
deploy_all(Run *run)
{
	Deployment *deployment = (Deployment *) run;

	run_lock_revisions();
	check_all(deployment);
	observers_before_plan(run->graph, run->plan);
	procedure_commit();
	for (deployment->from = 0; deployment->from < run->plan->nsteps; deployment->from = deployment->to)
	{
		deployment->to = end_of_part(deployment);
		deploy_part(deployment);
	}
	procedure_look();
	if (run->with_repeatables && run_repeatables_are_due())
		deploy_part(deployment);
	observers_after_plan();
}

static void
deploy_plan(const Graph *graph, const StepPlan *plan, const DeployOptions *options, bool resumes)
{
	Deployment	deployment = {.options = *options, .resumes = resumes};

	if (plan->nsteps == 0 && !run_repeatables_are_due())
		return;
	run_open(&deployment.run, graph, plan);
	deployment.run.with_repeatables = !resumes;
	deployment.run.environment.deploys = true;
	deployment.checksums = palloc_extended(sizeof(*deployment.checksums) * (plan->nsteps + 1), MCXT_ALLOC_HUGE);
	deployment.outside = palloc_extended(sizeof(bool) * (plan->nsteps + 1), MCXT_ALLOC_HUGE);
	deployment.part_context = AllocSetContextCreate(deployment.run.context, "migrate part", ALLOCSET_DEFAULT_SIZES);
	run_guarded(&deployment.run, deploy_all);
	run_close(&deployment.run);
}

/*
 * Run the plan, committing as it goes, within procedure_begin() and procedure_end() and in memory that outlasts commits.
 * The caller holds run_lock_scope_for_session() and loaded the graph after it.  After an error the parts before it stay.
 */
void
run_deploy(const Graph *graph, const StepPlan *plan, const DeployOptions *options)
{
	deploy_plan(graph, plan, options, false);
}

/* The plan's one step, which is on its way already, to its end. */
static void
resume(const UnfinishedStep *unfinished, const DeployOptions *options, const Graph *graph)
{
	Step		step = {unfinished->direction, graph_find(graph, unfinished->revision_id)};
	StepPlan	plan = {.nsteps = 1, .steps = &step};

	if (step.revision < 0)
		elog(ERROR, "the revision \"%s\" that was interrupted is gone", unfinished->revision_id);
	deploy_plan(graph, &plan, options, true);
}

/* A step of the scope that was interrupted, in the current memory context; false: there is none. */
bool
run_find_interrupted(UnfinishedStep *unfinished)
{
	Bookkeeping scope;
	bool		found;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	found = store_read_unfinished(&scope, unfinished);
	bookkeeping_end(&scope);
	return found;
}

/*
 * Finish that step; or, when nothing of it is done and the other direction is wanted, clean up after it.  As run_deploy(); the
 * graph is to be loaded again afterwards.
 */
void
run_resume(const Graph *graph, const UnfinishedStep *unfinished, StepDirection wanted, const DeployOptions *options)
{
	DeployOptions own = *options;

	own.only_clean_up = unfinished->done == 0 && unfinished->direction != wanted;
	ereport(NOTICE,
			errmsg("revision \"%s\" was interrupted: %s", unfinished->revision_id,
				   own.only_clean_up ? "what is left of it is cleaned up" : "it is finished first"),
			unfinished->number > 0 ? errdetail("Statement %d of %d (line %d) had begun.", unfinished->number, unfinished->nstatements, unfinished->line) :
			errdetail("%d of its %d statements were done.", unfinished->done, unfinished->nstatements));
	resume(unfinished, &own, graph);
}
