/*
 * outside.h
 *	  What the files of run/ share that run a step outside of any transaction.
 *
 * Three have a part in it: deploy.c decides, and commits; outside.c has a worker do it; worker.c is the worker, who asks
 * recover.c what is left of an attempt that was interrupted.
 */
#ifndef MIGRATE_RUN_OUTSIDE_H
#define MIGRATE_RUN_OUTSIDE_H

#include "run/internal.h"

#define OUTSIDE_MAGIC 0x6d6f7574

/* Entries of the segment that caller and worker share. */
typedef enum OutsideEntry
{
	OUTSIDE_ORDER,				/* OutsideOrder */
	OUTSIDE_SCRIPT,				/* terminated, as the texts below */
	OUTSIDE_MESSAGE,			/* of the revision */
	OUTSIDE_SEARCH_PATH,		/* that it starts from */
	OUTSIDE_PARAMETERS,			/* the caller's, as the server hands them to parallel workers */
	OUTSIDE_QUEUE,
	OUTSIDE_ENTRIES
} OutsideEntry;

typedef struct OutsideOptions
{
	OnInterrupted on_interrupted;
	bool		only_clean_up;	/* of a statement that had begun; nothing is run */
} OutsideOptions;

typedef struct OutsideOrder
{
	Oid			database;
	Oid			session_user;	/* whom the worker connects as */
	Oid			user;			/* whom the script runs as */
	bool		confined;		/* SET ROLE and its like are no way up */
	bool		plain_ddl;
	char		revision_id[65];
	StepDirection direction;
	int			ordinal;
	int			nsteps;
	OutsideOptions options;
	volatile bool touched;		/* the statement that runs has committed something */
	volatile bool finished;		/* all has been done */
} OutsideOrder;

typedef enum OutsideOutcome
{
	OUTSIDE_DONE,
	OUTSIDE_NO_WORKER,			/* none could be had */
	OUTSIDE_UNTOUCHED,			/* an error; of the statement that failed nothing is left */
	OUTSIDE_TOUCHED				/* an error; of the statement that failed something may be left */
} OutsideOutcome;

/* outside.c */
extern ErrorData *outside_run(const RunEnvironment *environment, const RunningStep *step, const OutsideOptions *options, OutsideOutcome *outcome);

/* recover.c */
typedef enum Remains
{
	REMAINS_NOTHING,			/* the statement is to be run */
	REMAINS_ALL,				/* it is done */
	REMAINS_UNKNOWN				/* nobody but its author can say */
} Remains;

extern Oid *recover_note_objects(const RawStmt *tree, int *n);	/* before the statement begins */
extern List *recover_clear_way(const RawStmt *tree);	/* of char *: to be run first */
extern Remains recover_judge(const RawStmt *tree, const UnfinishedStep *unfinished, List **clean_ups);	/* of char *: to be run first */

#endif							/* MIGRATE_RUN_OUTSIDE_H */
