/*
 * parameters.h
 *	  The parameters of a session (GUCs), defined in migrate.c.  Comfort only: policy is a setting, a row.
 */
#ifndef MIGRATE_SERVER_PARAMETERS_H
#define MIGRATE_SERVER_PARAMETERS_H

typedef enum ProgressLevel
{
	PROGRESS_NONE,
	PROGRESS_STEPS,				/* a NOTICE a step */
	PROGRESS_STATEMENTS,		/* a NOTICE a statement too */
	PROGRESS_JSON				/* a NOTICE a step and a statement, its DETAIL for machines */
} ProgressLevel;

typedef enum ConcurrentDdl
{
	CONCURRENT_DDL_REFUSE,		/* upgrade() refuses the revision */
	CONCURRENT_DDL_PLAIN		/* runs it as if CONCURRENTLY were not written */
} ConcurrentDdl;

extern char *parameter_project;
extern char *parameter_scope;
extern char *parameter_variables;	/* JSON: what scripts with variables=true may use */
extern int	parameter_lock_timeout; /* ms; 0: the server's lock_timeout alone */
extern int	parameter_lock_retries;
extern int	parameter_concurrent_timeout;	/* ms; 0: none */
extern int	parameter_max_workers;
extern int	parameter_backfill_max_lag; /* ms; 0: whatever it is */
extern int	parameter_progress;
extern int	parameter_concurrent_ddl;

#endif							/* MIGRATE_SERVER_PARAMETERS_H */
