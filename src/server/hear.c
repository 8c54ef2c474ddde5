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

/* Who cancels us means what the worker does; who does it again is tired of waiting for that. */
static void
heed_interrupts(Hearing *hearing, BackgroundWorkerHandle *worker)
{
	MemoryContext context = CurrentMemoryContext;

	if (!hearing->cancels_worker || hearing->cancellation != NULL)
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
		hearing->cancellation = CopyErrorData();
		FlushErrorState();
		cancel_worker(worker);
	}
	PG_END_TRY();
}

/*
 * Take all that a worker says, until it ends.  No snapshot of ours for reading catalogs may be left over meanwhile: the
 * worker's work may have to wait for all that are older.
 */
void
hear_out(Hearing *hearing, dsm_segment *segment, shm_mq *queue, BackgroundWorkerHandle *worker)
{
	shm_mq_handle *handle = shm_mq_attach(queue, segment, worker);

	for (;;)
	{
		Size		length;
		void	   *bytes;
		shm_mq_result result;

		heed_interrupts(hearing, worker);
		InvalidateCatalogSnapshot();
		result = shm_mq_receive(handle, &length, &bytes, true);
		if (result == SHM_MQ_DETACHED)
			break;
		if (result == SHM_MQ_SUCCESS)
			take_message(hearing, bytes, length);
		else if (WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 1000, PG_WAIT_EXTENSION) & WL_TIMEOUT &&
				 hearing->look != NULL)
			hearing->look(hearing->argument);
		ResetLatch(MyLatch);
	}
}
