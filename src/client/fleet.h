/*
 * fleet.h
 *	  One command on many databases: what the files of a fleet share, and what a command needs to offer it.
 *
 * The program that was started only watches: each database is worked on by a process of its own, which does what the command does
 * with one database and tells of it in lines on its standard output, a flat JSON object each.  What it says otherwise is taken
 * for its last words.
 */
#ifndef MIGRATE_FLEET_H
#define MIGRATE_FLEET_H

#include "client/client.h"

typedef struct FleetOptions
{
	char	   *file;			/* NULL: there is no fleet */
	int			jobs;			/* databases at once */
	int			canaries;		/* the first ones, before the others */
	int			max_failures;	/* 0: no bound */
	bool		resume;
} FleetOptions;

typedef enum FleetState
{
	FLEET_WAITING,
	FLEET_RUNNING,
	FLEET_DONE,
	FLEET_NOTHING_TO_DO,
	FLEET_TODO,					/* only looked at: there is something to do */
	FLEET_FAILED,
	FLEET_INTERRUPTED,
	FLEET_NOT_STARTED
} FleetState;

#define FLEET_STATES (FLEET_NOT_STARTED + 1)

typedef struct FleetTarget
{
	char	   *name;			/* one of its own in the fleet */
	char	   *connection;		/* connection string; may hold a password, so nothing prints it */
	char	   *database;
	char	   *place;			/* "host:port/database" */
	char	   *identity;		/* which database that is: no two targets are the same */
	int			line;			/* of the file */
	bool		canary;
	FleetState	state;
	pid_t		pid;
	int			output;			/* of its process */
	StringInfoData unread;		/* of its output: the beginning of a line */
	struct timeval began_at;
	double		seconds;
	bool		connected;
	TextList	from;			/* current revisions, before and after; NULL items: not known */
	TextList	to;
	TextList	steps;			/* events of the server */
	char	   *at;				/* what it is doing, for people; or NULL */
	char	   *waits_for;
	char	   *status;			/* event of "status"; or NULL */
	char	   *error;			/* event; or NULL */
	char	   *last_words;		/* what is no event */
} FleetTarget;

typedef struct Fleet
{
	const char *const *words;	/* of each state, for this command */
	bool		only_looks;		/* it is "status" */
	int			n;
	FleetTarget *targets;
} Fleet;

/* What is done with the database of a target, in its process. */
typedef void (*FleetWork) (PGconn *conn, const char *argument);

/* fleet.c */
extern FleetOptions fleet_options;
extern void fleet_check_options(void);	/* the end of the program where they don't fit together */
extern ExitCode fleet_deploy(FleetWork look, FleetWork deploy, const char *argument);
extern ExitCode fleet_status(FleetWork look, bool exit_code);
extern int	fleet_count(const Fleet *fleet, FleetState state);

/* target.c: in the process of one database */
extern void target_work(const FleetTarget *target, int output, FleetWork work, const char *argument) __attribute__((noreturn));
extern void target_tell_status(bool todo, int applied, int pending, const char *next);

/* fleet_file.c */
extern Fleet *fleet_read(const char *path);

/* fleet_show.c */
extern bool fleet_is_watched(void);
extern void fleet_show_begin(const FleetTarget *target);
extern void fleet_show_end(const Fleet *fleet, const FleetTarget *target);
extern void fleet_show_live(const Fleet *fleet);
extern void fleet_erase_live(void);
extern void fleet_report(const Fleet *fleet);

#endif							/* MIGRATE_FLEET_H */
