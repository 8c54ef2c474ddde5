/*
 * hear.c
 *	  Listen to a background worker until it has nothing more to say.
 *
 * Notices are passed on as they come.  An error is kept: what the worker says after it, and that it has ended, may matter too.
 */
#include "postgres.h"

#include <signal.h>

#include "libpq/pqformat.h"
#include "libpq/pqmq.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "utils/snapmgr.h"
#include "utils/wait_event.h"

#include "server/hear.h"

static void
take_error(Hearing *hearing, StringInfo message)
{
	ErrorData  *error = palloc0(sizeof(ErrorData));

	pq_parse_errornotice(message, error);
	/* the end of a worker is no reason to end the session */
	error->elevel = Min(error->elevel, ERROR);
	if (error->elevel < ERROR)
		ThrowErrorData(error);
	else if (hearing->error == NULL)
		hearing->error = error;
}

static void
take_message(Hearing *hearing, const char *bytes, Size length)
{
	StringInfoData message;
	char		type;

	initStringInfo(&message);
	appendBinaryStringInfo(&message, bytes, length);
	type = pq_getmsgbyte(&message);
	if (type == 'E' || type == 'N')
		take_error(hearing, &message);
	else if (hearing->take != NULL)
		hearing->take(type, &message, hearing->argument);
	pfree(message.data);
}

static void
cancel_worker(BackgroundWorkerHandle *worker)
{
	pid_t		pid;

	if (GetBackgroundWorkerPid(worker, &pid) == BGWH_STARTED)
		(void) kill(pid, SIGINT);
	else
		TerminateBackgroundWorker(worker);
}

/* Who cancels us means what the workers do; who does it again is tired of waiting for that. */
static void
heed_interrupts(Hearing *hearings, int n)
{
	MemoryContext context = CurrentMemoryContext;

	if (!hearings->cancels_worker || hearings->cancellation != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		return;
	}
	PG_TRY();
	{
		CHECK_FOR_INTERRUPTS();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		if (geterrcode() != ERRCODE_QUERY_CANCELED)
			PG_RE_THROW();
		hearings->cancellation = CopyErrorData();
		FlushErrorState();
		if (hearings->on_cancel != NULL)
			hearings->on_cancel(hearings->argument);
		for (int i = 0; i < n; i++)
			if (!hearings[i].ended)
				cancel_worker(hearings[i].worker);
	}
	PG_END_TRY();
}

/* Take what the worker says now, if it says something. */
static bool
listen_once(Hearing *hearing)
{
	Size		length;
	void	   *bytes;
	shm_mq_result result;

	if (hearing->ended)
		return false;
	result = shm_mq_receive(hearing->queue, &length, &bytes, true);
	hearing->ended = result == SHM_MQ_DETACHED;
	if (result == SHM_MQ_SUCCESS)
		take_message(hearing, bytes, length);
	return result == SHM_MQ_SUCCESS;
}

void
hear_begin(Hearing *hearing, dsm_segment *segment, shm_mq *queue, BackgroundWorkerHandle *worker)
{
	hearing->queue = shm_mq_attach(queue, segment, worker);
	hearing->worker = worker;
	hearing->ended = false;
}

/*
 * Take all that workers say, until all of them have ended.  No snapshot of ours for reading catalogs may be left over
 * meanwhile: the workers' work may have to wait for all that are older.
 */
void
hear_all(Hearing *hearings, int n)
{
	for (;;)
	{
		bool		said = false;
		bool		ended = true;

		heed_interrupts(hearings, n);
		InvalidateCatalogSnapshot();
		for (int i = 0; i < n; i++)
		{
			said |= listen_once(&hearings[i]);
			ended &= hearings[i].ended;
		}
		if (ended)
			break;
		if (!said && WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 1000, PG_WAIT_EXTENSION) & WL_TIMEOUT &&
			hearings->look != NULL)
			hearings->look(hearings->argument);
		ResetLatch(MyLatch);
	}
}

/* The same for one worker. */
void
hear_out(Hearing *hearing, dsm_segment *segment, shm_mq *queue, BackgroundWorkerHandle *worker)
{
	hear_begin(hearing, segment, queue, worker);
	hear_all(hearing, 1);
}
