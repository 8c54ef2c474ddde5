/*
 * internal.h
 *	  What the files of autogenerate/ share: how a model runs in a database of its own.
 *
 * Three processes: the caller (model.c) waits; the keeper (keeper.c), a background worker in the caller's database,
 * makes the throw-away database, starts the runner and drops the database whatever happens to the others; the runner
 * (runner.c), a background worker in the throw-away database, runs the model and sends its snapshot.  Both workers tell
 * the caller all they have to say through a queue each, in the form of the client protocol, as parallel workers do.
 */
#ifndef MIGRATE_AUTOGENERATE_INTERNAL_H
#define MIGRATE_AUTOGENERATE_INTERNAL_H

#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/shm_toc.h"

#include "autogenerate/autogenerate.h"
#include "parse/parse.h"

/* Entries of the segment that the three share. */
typedef enum ModelEntry
{
	MODEL_RUN,					/* ModelRun */
	MODEL_PATH,					/* script of the schemas that the model takes for granted, terminated */
	MODEL_TEXT,					/* the model, terminated */
	MODEL_SEARCH_PATH,			/* that it starts from, terminated */
	MODEL_KEEPER_QUEUE,
	MODEL_RUNNER_QUEUE,
	MODEL_ENTRIES
} ModelEntry;

#define MODEL_MAGIC 0x6d6f646c

typedef struct ModelRun
{
	dsm_handle	segment;
	Oid			database;		/* the caller's */
	Oid			session_user;	/* whom the workers connect as */
	Oid			user;			/* the caller, who makes the database */
	Oid			script_user;	/* whom scripts run as, who owns it */
	bool		confined;		/* SET ROLE is refused in the model: it could become the session's user by it */
	Oid			model_database; /* set by the keeper, before there is a runner */
	volatile int runner_pid;	/* 0: not there yet */
} ModelRun;

#define MODEL_SNAPSHOT_MESSAGE 'D'	/* of the runner: its body is the snapshot, a Jsonb */

/* worker.c: what keeper and runner have in common */
extern BackgroundWorkerHandle *model_worker_start(const char *function, const char *name, dsm_handle segment);
extern ModelRun *model_worker_attach(Datum segment, ModelEntry queue, shm_toc **entries);
extern void model_worker_connect(const ModelRun *run, Oid database);
extern void model_worker_run(void (*work) (ModelRun *run, shm_toc *entries), ModelRun *run, shm_toc *entries);
extern void model_set_role(Oid role);
extern void model_begin_as(Oid user);
extern void model_commit_as(void);

/* path.c */
extern char *model_write_path(const char *search_path, List *created, Oid user);

/* passover.c */
extern void model_begin_passing_over(const ScriptPosition *position);
extern void model_end_passing_over(void);

/* model.c */
extern void model_push_context(ErrorContextCallback *callback, ScriptPosition *position);
extern void model_error_no_worker(void);

#endif							/* MIGRATE_AUTOGENERATE_INTERNAL_H */
