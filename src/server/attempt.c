/*
 * attempt.c
 *	  An error as a value: work is done in a subtransaction, which brings everything back as it was if it fails.
 */
#include "postgres.h"

#include "access/xact.h"
#include "storage/proc.h"
#include "utils/memutils.h"
#include "utils/resowner.h"

#include "server/attempt.h"
#include "server/locally.h"

/*
 * Do the work in a subtransaction and in the current memory context, where what it allocates stays.  Returns its error, be
 * it that somebody cancels, or NULL.
 */
ErrorData *
attempt_whatever_comes(void (*work) (void *argument), void *argument, AttemptEnd end)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ErrorData  *volatile error = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		work(argument);
		if (end == ATTEMPT_KEEP)
			ReleaseCurrentSubTransaction();
		else
			RollbackAndReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return error;
}

/* The same, but who cancels means the whole statement: that error is thrown on, as PL/pgSQL does. */
ErrorData *
attempt(void (*work) (void *argument), void *argument, AttemptEnd end)
{
	ErrorData  *error = attempt_whatever_comes(work, argument, end);

	if (error != NULL && (error->sqlerrcode == ERRCODE_QUERY_CANCELED || error->sqlerrcode == ERRCODE_ASSERT_FAILURE))
		ReThrowError(error);
	return error;
}

/* Nobody waits longer for a lock than this, or than the session's own lock_timeout where that is shorter. */
void
attempt_limit_lock_waits(int milliseconds)
{
	if (LockTimeout == 0 || LockTimeout > milliseconds)
		set_number_locally("lock_timeout", milliseconds);
}
