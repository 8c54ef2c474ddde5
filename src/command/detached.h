/*
 * detached.h
 *	  What the two sides of a detached deploy share: a worker that goes on when its caller is gone.
 *
 * The caller waits until the worker has written down that it is at work; after that the two have nothing in common but the row of
 * migrate.deployments.
 */
#ifndef MIGRATE_COMMAND_DETACHED_H
#define MIGRATE_COMMAND_DETACHED_H

#include "graph/graph.h"
#include "server/worker.h"

#define DETACHED_MAGIC 0x6d646574

typedef enum DetachedEntry
{
	DETACHED_ORDER,				/* DetachedOrder */
	DETACHED_TARGET,			/* terminated */
	DETACHED_CALL,				/* SQL, terminated */
	DETACHED_PARAMETERS,		/* the caller's */
	DETACHED_QUEUE,
	DETACHED_ENTRIES
} DetachedEntry;

typedef struct DetachedOrder
{
	Oid			database;
	Oid			session_user;	/* whom the worker connects as */
	Oid			user;			/* the caller */
	StepDirection direction;
	volatile int64 deployment;	/* set by the worker, when it is written down */
} DetachedOrder;

#endif							/* MIGRATE_COMMAND_DETACHED_H */
