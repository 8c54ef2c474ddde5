/*
 * internal.h
 *	  What the files of run/ share.
 */
#ifndef MIGRATE_RUN_INTERNAL_H
#define MIGRATE_RUN_INTERNAL_H

#include "tcop/utility.h"

#include "run/run.h"

/* What is the same for all steps of a run. */
typedef struct RunEnvironment
{
	char	   *search_path;	/* that scripts start from */
	char	   *database_path;	/* what it comes from where that is the database's own; NULL: the setting says it */
	char	   *role;			/* the setting, or NULL */
	Oid			user;			/* that scripts run as */
	bool		confined;		/* SET ROLE is refused in scripts: the session could become superuser by it */
	bool		plain_ddl;		/* migrate.concurrent_ddl = plain */
	bool		deploys;		/* as RunningStep */
	List	   *deferrable;		/* of DeferrableConstraint, as they were at the start of the run */
	bool		caller_has_events;	/* the caller came with pending events of deferred constraints */
	List	   *variables;		/* of ScriptVariable */
	int			statement_timeout;	/* the caller's, ms: to tell whether a script has set another; of a worker */
	TimestampTz caller_timeout; /* when the caller's statement_timeout ends; 0: never */
} RunEnvironment;

/* Statements found by the first pass are kept for the second one: so many, of so many scripts. */
#define KEPT_SCRIPTS 1024
#define KEPT_STATEMENTS 16

typedef struct Aside Aside;		/* aside.c: what was taken out of the way */

/* A plan that is being run; all of it lives in its context. */
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

/* run.c */
extern void run_open(Run *run, const Graph *graph, const StepPlan *plan);
extern void run_close(Run *run);
extern void run_begin_step(Run *run, int i);
extern const ParsedScript *run_check_next(Run *run, int i, StepScripts *scripts);
extern void run_next(Run *run, int i, StepScripts *scripts);
extern void run_guarded(Run *run, void (*work) (Run *run));
extern void run_repeatables(Run *run);
extern void run_scripts_only(void); /* run_is_active(), for good */

/* lock.c: a worker of a step outside of any transaction may outlast its caller a little */
extern void run_lock_worker(void);	/* to the process's end */

/* environment.c */
extern void environment_read(RunEnvironment *environment);
extern void environment_follow_database(RunEnvironment *environment, MemoryContext context);
extern void environment_check_writer(const RunEnvironment *environment, const char *what, const char *written_by);

/* record.c */
extern int64 journal_run(void); /* the number of the run that is going on */
extern void record_failure(const RunningStep *step, const ErrorData *error);

/* variables.c */
extern void variables_set_script(const RunEnvironment *environment, RunningStep *step, const char *script);
extern ParsedScript *variables_parse(RunningStep *step);

/* check.c */
extern void check_repeatable(const RunEnvironment *environment, RunningStep *step, const char *written_by);
extern bool check_is_outside(const RunningStep *step, const StepScripts *scripts, const ParsedScript *parsed);	/* it cannot run in a transaction */
extern void check_hook(const RunEnvironment *environment, RunningStep *hook, const char *script);
extern ParsedScript *check_step(const RunEnvironment *environment, RunningStep *step, const StepScripts *scripts);

/* step.c */
extern const char *step_script(const RunningStep *step, const StepScripts *scripts);
extern void step_begin(RunningStep *step, const StepScripts *scripts);
extern void step_end(const RunEnvironment *environment, RunningStep *step, const StepScripts *scripts);
extern void step_arm_timeout(const RunEnvironment *environment, int caller_value);
extern void step_disarm_timeout(const RunEnvironment *environment, int caller_value);
extern void step_run_hook(const RunEnvironment *environment, RunningStep *hook, const char *script);
extern void step_run(const RunEnvironment *environment, RunningStep *step, const StepScripts *scripts, const ParsedScript *parsed);
extern void step_run_repeatable(const RunEnvironment *environment, RunningStep *step);
extern void step_run_alone(const RunEnvironment *environment, const char *script, ScriptPosition *position);

/* statement.c */
extern void statement_run(RunningStep *step, const ScriptStatement *statement);

/* toplevel.c */
extern void toplevel_run(RawStmt *tree, const char *text);

/* citus.c */
extern void citus_refuse_worker(const char *what);	/* an error on a worker node */
extern void citus_before_statement(void);
extern void citus_open_block(void);
extern void citus_close_block(void);
extern ProcessUtilityContext citus_statement_context(const Node *statement);
extern bool citus_has_shards(Oid table);
extern bool citus_is_distributed(Oid table);
extern void citus_copy(CopyStmt *copy, Oid table, void (*read) (CopyStmt *copy, void *argument), void *argument);

/* copy.c */
extern void copy_run(RawStmt *statement, const char *text, const char *data, size_t length);

/* leftover.c: what a script leaves in the session */
typedef struct Leftovers
{
	bool		watched;		/* names below were read */
	List	   *prepared;		/* of char * */
	List	   *cursors;		/* of char * */
	List	   *temporary;		/* of ObjectAddress * in the session's temporary schema */
} Leftovers;

extern void leftovers_note(Leftovers *before, bool only_ddl);
extern void leftovers_clear(const Leftovers *before);
extern void leftovers_note_prepare(const char *name);
extern void leftovers_clear_after_error(void);

/* constraint.c: deferred constraints are checked where a step ends */
extern List *constraints_read_deferrable(void);
extern bool constraints_have_events(List *deferrable);
extern void constraints_set(ConstraintsSetStmt *statement);
extern void constraints_check(bool were_set);

/* error.c */
extern void error_push_step(ErrorContextCallback *callback, RunningStep *step);
extern void error_rethrow_with_hint(MemoryContext context, const RunningStep *step);
extern void error_no_downgrade(const RunningStep *step);
extern void error_not_in_transaction(const RunningStep *step, const ScriptStatement *statement);

/* hook.c */
extern const char *hook_take_failed(void);

/* progress.c */
extern void progress_notice(const char *message, const char *json);

/* observer.c */
extern void observers_silence(bool silent);	/* nobody is told until it is false again */
extern void observers_before_plan(const Graph *graph, const StepPlan *plan);
extern void observers_before_part(void);
extern void observers_before_step(const RunningStep *step);
extern void observers_before_statement(const RunningStep *step, const ScriptStatement *statement);
extern void observers_after_statement(const RunningStep *step, const ScriptStatement *statement);
extern void observers_after_step(const RunningStep *step);
extern void observers_after_part(void);
extern void observers_after_plan(void);

/* aside.c */
extern Aside *aside_create(void);
extern bool aside_is_in_the_way(const ErrorData *error);
extern bool aside_has_taken(const Aside *aside);
extern void aside_take(Aside *aside, const RunEnvironment *environment, List *objects);
extern void aside_take_all(Aside *aside, const RunEnvironment *environment);
extern void aside_add_texts(Aside *aside, StoreRepeatable **due, int *n);
extern bool aside_is_without_text(const Aside *aside, const StoreRepeatable *text);
extern void aside_bring_back(Aside *aside, const RunEnvironment *environment, RunningStep *step);

/* repeatable.c */
extern List *repeatables_run(const RunEnvironment *environment, RunningStep *step, Aside *aside);

/* holder.c: who stood in the way of a lock */
extern void holders_watch(int lock_timeout);	/* until the GUC level that the caller opened ends */
extern void holders_watch_for_session(int lock_timeout);
extern void holders_unwatch(void);
extern char *holders_describe(void);	/* palloc'd; NULL: nobody was seen */

#endif							/* MIGRATE_RUN_INTERNAL_H */
