/*
 * crew.h
 *	  What the two sides of a crew share: workers that deploy one scope after the other, side by side.
 *
 * Caller and workers share a board of the scopes.  A worker takes the next one that nobody has taken, and runs
 * migrate.deploy() or revert() there as a client's own statement: there is no second way to do it.
 */
#ifndef MIGRATE_COMMAND_CREW_H
#define MIGRATE_COMMAND_CREW_H

#include "nodes/pg_list.h"
#include "port/atomics.h"

#include "graph/graph.h"
#include "server/worker.h"

#define CREW_MAGIC 0x6d637277

/* Entries of the segment; a queue for each worker by its number. */
typedef enum CrewEntry
{
	CREW_BOARD,					/* CrewBoard */
	CREW_CALL,					/* what is run in each scope, terminated */
	CREW_PARAMETERS,			/* the caller's */
	CREW_QUEUES
} CrewEntry;

typedef enum CrewState
{
	CREW_WAITING,
	CREW_RUNNING,
	CREW_DONE,
	CREW_FAILED
} CrewState;

typedef struct CrewScope
{
	NameData	name;
	int			worker;			/* who has taken it */
	volatile CrewState state;
	int			sqlerrcode;		/* where it has failed */
} CrewScope;

typedef struct CrewBoard
{
	Oid			database;
	Oid			session_user;	/* whom workers connect as */
	Oid			user;			/* the caller */
	int64		deployment;
	volatile bool stopped;		/* no other scope is begun */
	volatile int nworkers;		/* whose numbers are below this one; 0: not known yet */
	bool		is_scarce;		/* the server has room for one more worker, for all of them */
	int			ntold;			/* scopes that the call has */
	int			nscopes;		/* that are on the board */
	pg_atomic_uint32 next;		/* scope that nobody has taken */
	CrewScope	scopes[FLEXIBLE_ARRAY_MEMBER];
} CrewBoard;

/* What a crew is to do. */
typedef struct CrewOrder
{
	StepDirection direction;
	const char *target;
	const char *call;			/* SQL that moves the session's scope there */
	char	  **scopes;
	int			nscopes;
	int			nworkers;		/* at most */
} CrewOrder;

/* What came of it. */
typedef struct CrewResult
{
	int64		deployment;
	int			nfailed;
	List	   *failed;			/* of char *: names of the first ones */
	int			sqlerrcode;		/* of the first one */
} CrewResult;

#define NAMED_FAILURES 5

extern void crew_deploy(const CrewOrder *order, CrewResult *result);	/* commits as it goes; in memory that outlasts that */
extern void crew_use_number(int64 deployment); /* of the process's next call */
extern void crew_join(void);
extern bool crew_is_joined(void);	/* this process goes through many scopes, some of which may be there already */

/* for a worker that has a scope, in a transaction */
extern void crew_begin_scope(int64 deployment);
extern int	crew_end_scope(int64 deployment, const ErrorData *error, double *seconds);

extern ErrorData *crew_attempt(const char *sql);	/* in a process without a transaction; NULL: all went well */
extern void crew_warn(const char *scope, const ErrorData *error);
extern void crew_tell(const char *scope, bool failed, int steps, double seconds, int of);

#endif							/* MIGRATE_COMMAND_CREW_H */
