/*
 * worker.h
 *	  Background workers of this library: how one is started, what it is told, how it becomes the caller.
 *
 * Caller and worker share a segment.  What the worker has to say it says into a queue there, in the form of the client
 * protocol, as parallel workers do; hear.h listens.
 */
#ifndef MIGRATE_SERVER_WORKER_H
#define MIGRATE_SERVER_WORKER_H

#include "postmaster/bgworker.h"
#include "storage/dsm.h"
#include "storage/shm_toc.h"

#define WORKER_QUEUE_SIZE 65536

/* the caller's side */
extern BackgroundWorkerHandle *worker_start(const char *function, const char *name, dsm_handle segment, int number);	/* NULL: no slot is free */
extern void worker_end_with(dsm_segment *segment, BackgroundWorkerHandle *worker);
extern void worker_add_text(shm_toc *entries, uint64 key, const char *text);
extern void worker_add_queue(shm_toc *entries, uint64 key);
extern void worker_add_parameters(shm_toc *entries, uint64 key);	/* the caller's, of EstimateGUCStateSpace() bytes */

extern bool worker_waits_for_us(pid_t pid);

/* the worker's side */
extern int	worker_number(void);	/* that it was started with */
extern shm_toc *worker_attach(Datum segment, uint64 magic, uint64 queue);
extern void worker_connect(Oid database, Oid user);
extern void worker_take_parameters(shm_toc *entries, uint64 key);
extern void worker_run(void (*work) (void *argument), void *argument);
extern void worker_set_role(Oid role);

#endif							/* MIGRATE_SERVER_WORKER_H */
