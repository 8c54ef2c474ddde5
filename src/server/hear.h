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
	void		(*on_cancel) (void *argument);	/* before the worker hears of it; or NULL */
	ErrorData  *cancellation;	/* the one that was passed on */
	BackgroundWorkerHandle *worker;
	shm_mq_handle *queue;
	bool		ended;			/* the worker has nothing more to say */
} Hearing;

extern void hear_begin(Hearing *hearing, dsm_segment *segment, shm_mq *queue, BackgroundWorkerHandle *worker);
extern void hear_all(Hearing *hearings, int n); /* until all have ended; how cancellations are taken the first one says */
extern void hear_out(Hearing *hearing, dsm_segment *segment, shm_mq *queue, BackgroundWorkerHandle *worker);

#endif							/* MIGRATE_SERVER_HEAR_H */
