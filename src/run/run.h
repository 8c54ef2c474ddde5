/*
 * run.h
 *	  The door of run/: a plan is run, step by step, in the caller's transaction.
 *
 * Observers are told what happens, as the executor tells a DestReceiver: journal and progress are two, and whoever
 * comes later (facts, a lint gate, a dry run's report) is one more, so that there is one code path and no arrow upward.
 */
#ifndef MIGRATE_RUN_H
#define MIGRATE_RUN_H

#include "datatype/timestamp.h"

#include "graph/graph.h"
#include "parse/parse.h"
#include "server/compat.h"
#include "store/store.h"

/* One revision on its way up or down, or one repeatable file.  Lives as long as its step. */
typedef struct RunningStep
{
	const char *revision_id;	/* or the file's name */
	const char *message;
	StepDirection direction;
	const char *phase;			/* "upgrade", "downgrade", "verify", "repeatable", or a hook's name */
	bool		repeatable;		/* a file without a revision */
	bool		brings_back;	/* a statement of ours, for what went with something that was taken aside */
	const char *hook;			/* the hook of this step, or of the run, that runs; NULL: its own scripts */
	int			ordinal;		/* from 1, in the run */
	int			nsteps;
	const char *script;			/* that runs */
	const FilledScript *filled; /* where that has values for its variables, or NULL */
	bool		has_variables;	/* the revision asks for them */
	int			nstatements;
	bool		plain_ddl;		/* CONCURRENTLY runs as if it were not written; as the caller had it: a script may RESET ALL */
	bool		deploys;		/* revisions are committed one by one, some of them outside of any transaction */
	const uint8 *checksum;
	bool		top_level;		/* its statement stands outside of any transaction block */
	bool		interrupted;	/* it has failed in a statement that may be done in part */
	bool		sets_constraints;	/* the script has run SET CONSTRAINTS */
	ScriptPosition position;
	TimestampTz started_at;
	int64		duration;		/* us, of the scripts; set before after_step */
	uint64		wal_lsn;		/* before the step */
} RunningStep;

extern const char *step_direction(const RunningStep *step); /* "upgrade", "downgrade", "repeatable": as the journal has it */

typedef struct RunObserver
{
	void		(*before_plan) (const Graph *graph, const StepPlan *plan);
	void		(*before_part) (void);	/* of the plan: what is committed, or taken back, together */
	void		(*before_step) (const RunningStep *step);
	void		(*before_statement) (const RunningStep *step, const ScriptStatement *statement);
	void		(*after_statement) (const RunningStep *step, const ScriptStatement *statement);
	void		(*after_step) (const RunningStep *step);
	void		(*after_part) (void);
	void		(*after_plan) (void);
} RunObserver;

/* migrate.c says who observes; members may be NULL.  Told in the order in which they were added. */
extern void run_add_observer(const RunObserver *observer);
extern const RunObserver journal_observer;
extern const RunObserver progress_observer;
extern const RunObserver hook_observer;

/* progress.c */
extern void run_tell_step(const char *direction, const char *revision_id, const char *message, int ordinal, double seconds);

/* lock.c: held to the transaction's end */
extern void run_lock_scope(void);	/* before moving: one runner at a time in a project and scope */
extern void run_lock_project(void); /* before writing revisions */
extern void run_lock_scope_and_project(void);	/* before doing both */
extern void run_lock_scope_for_session(void);	/* the same across commits; freed by run_unlock_scope(), or any error */
extern void run_unlock_scope(void);
extern void run_await_worker(void);	/* the scope's, of a caller who is gone, ends soon */
extern void run_lock_revisions(void);	/* in each of its transactions */
extern void run_refuse_standby(const char *what);	/* an error on a standby, and on a worker of Citus */

extern void run_lock_backfill(Oid relation);
extern void run_unlock_backfill(Oid relation);

extern void run_lock_deployment(int64 deployment);
extern void run_unlock_deployment(int64 deployment);
extern bool run_deployment_is_at_work(int64 deployment);

/* slot.c: of our background workers, by what they are for */
typedef enum RunSlotKind
{
	SLOT_STATEMENTS = 3,		/* statements outside of transactions */
	SLOT_SCOPES,				/* one scope after the other, which may need one for statements */
	SLOT_DETACHED				/* a deploy whose caller is gone, which may need those for scopes */
} RunSlotKind;

extern int	run_try_slot(RunSlotKind kind); /* 0: none is free */
extern int	run_take_slot(RunSlotKind kind);
extern void run_give_slot(RunSlotKind kind, int slot);

/* toplevel.c */
extern void run_toplevel(const char *sql);	/* one statement, in transactions of its own */

/* environment.c */
extern void run_check_scope(void);	/* an error where its schema is missing */
extern bool run_scope_is_gone(void);
extern char *run_search_path(void);
extern Oid	run_user(void);		/* whom scripts run as */

/* variables.c */
extern List *run_variables(void);	/* of ScriptVariable */

/* statement.c */
extern void run_enter_statement(ScriptPosition *position, const char *script, const ScriptStatement *statement);	/* errors are there now */
extern void run_statement_alone(const char *script, const ScriptStatement *statement);	/* of a script that is no revision's */

/* citus.c */
extern void citus_enter_scripts(void);	/* before what else belongs to a transaction of scripts */

/* check.c */
extern void run_refuse_interrupted(void);	/* an error when a step outside of a transaction was */
pg_noreturn extern void run_refuse_statement(const ScriptStatement *statement, const char *why, const char *hint);

/* error.c */
extern void run_error_context(const char *script, const ScriptPosition *position);	/* for an error context callback */

/* outside.c */
pg_noreturn extern void run_error_no_worker(void);

/* deploy.c */
typedef enum OnInterrupted
{
	ON_INTERRUPTED_ASK,			/* an error, where nobody but the caller can say whether the statement is done */
	ON_INTERRUPTED_RETRY,
	ON_INTERRUPTED_SKIP
} OnInterrupted;

typedef struct DeployOptions
{
	int			batch;			/* so many revisions a commit */
	OnInterrupted on_interrupted;
	bool		only_clean_up;	/* after a statement that was interrupted; for run_resume() alone */
} DeployOptions;

extern void run_deploy(const Graph *graph, const StepPlan *plan, const DeployOptions *options); /* commits as it goes; the scope is locked for the session */
extern bool run_find_interrupted(UnfinishedStep *unfinished);
extern void run_resume(const Graph *graph, const UnfinishedStep *unfinished, StepDirection wanted, const DeployOptions *options);	/* to its end */

/* backfill.c */
typedef struct Backfill
{
	Oid			relation;
	const char *set_clause;		/* the author's SQL, as in UPDATE */
	const char *where_clause;
	int			batch_size;		/* rows */
	int			pause;			/* ms between two batches */
} Backfill;

extern void run_backfill(const Backfill *order);	/* commits as it goes */

/* run.c */
extern void run_plan(const Graph *graph, const StepPlan *plan); /* checks all, then runs all; the scope is locked */

/* A repeatable file that was run after a plan. */
typedef struct RunRepeatable
{
	const char *name;
	const char *message;		/* "first text", "changed text", "same text", "earlier text", "left out" */
	bool		left_out;		/* its text does not fit the schema any more */
} RunRepeatable;

extern List *run_describe_repeatables(const StoreRepeatable *texts, int n);	/* as if they had been run, in their order */
extern List *run_order_repeatables(const StoreRepeatable *texts, int n);

typedef struct RunRepeatableNames
{
	List	   *objects;		/* of ObjectAddress *: what repeatable files have made here */
	List	   *remarks;		/* names (char *) of what they grant rights on, comment or label */
	List	   *remarks_in;		/* schemas (char *) in all of which they grant rights */
} RunRepeatableNames;

extern void run_read_repeatable_names(RunRepeatableNames *names);
extern bool run_repeatables_are_due(void);
extern List *run_plan_and_repeatables(const Graph *graph, const StepPlan *plan);	/* of RunRepeatable * */
extern void run_script_alone(const char *script, ScriptPosition *position); /* that is no revision's; position: where it failed */
extern bool run_is_active(void);	/* a script of ours is running in this backend */
extern void run_refuse_inside(const char *function);	/* an error when a script calls a moving function, and on a worker of Citus */

#endif							/* MIGRATE_RUN_H */
