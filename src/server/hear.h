/*
 * hear.h
 *	  Listen to a background worker until it has nothing more to say.
 */
#ifndef MIGRATE_SERVER_HEAR_H
#define MIGRATE_SERVER_HEAR_H

#include "lib/stringinfo.h"
#include "storage/shm_mq.h"

#include "server/worker.h"

typedef struct Hearing
{
	ErrorData  *error;			/* the first one that a worker told, in the memory that was current then */
	void		(*take) (char type, StringInfo message, void *argument);	/* what is no error and no notice; or NULL */
	void		(*look) (void *argument);	/* now and then, while nothing is said; or NULL */
	void	   *argument;
	bool		cancels_worker; /* a cancellation ends what the worker does, and is waited for; else it is thrown */
	ErrorData  *cancellation;	/* the one that was passed on */
} Hearing;

extern void hear_out(Hearing *hearing, dsm_segment *segment, shm_mq *queue, BackgroundWorkerHandle *worker);

#endif							/* MIGRATE_SERVER_HEAR_H */
