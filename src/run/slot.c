/*
 * slot.c
 *	  How many of our background workers there may be at once, in all databases of the server together.
 *
 * Each kind of worker has so many slots as migrate.max_workers says.  One that needs another to go on takes it of another kind,
 * so that none waits for its like.  A slot is a lock of the session: any error gives it back.
 */
#include "postgres.h"

#include "catalog/pg_database.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "storage/lock.h"
#include "storage/proc.h"
#include "utils/backend_status.h"
#include "utils/wait_event.h"

#include "run/run.h"
#include "server/parameters.h"

static void
set_tag(LOCKTAG *tag, RunSlotKind kind, int slot)
{
	/* what CREATE and DROP DATABASE lock has 0 as its last part */
	SET_LOCKTAG_OBJECT(*tag, InvalidOid, DatabaseRelationId, slot, kind);
}

/* The number of a slot that is ours now; 0: none is free. */
int
run_try_slot(RunSlotKind kind)
{
	LOCKTAG		tag;

	for (int slot = 1; slot <= parameter_max_workers; slot++)
	{
		set_tag(&tag, kind, slot);
		if (LockAcquire(&tag, ExclusiveLock, true, true) != LOCKACQUIRE_NOT_AVAIL)
			return slot;
	}
	return 0;
}

/* Wait for one. */
int
run_take_slot(RunSlotKind kind)
{
	int			slot = run_try_slot(kind);

	if (slot == 0)
		pgstat_report_activity(STATE_RUNNING, "migrate: waits for a worker (migrate.max_workers)");
	while (slot == 0)
	{
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 200, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
		slot = run_try_slot(kind);
	}
	return slot;
}

void
run_give_slot(RunSlotKind kind, int slot)
{
	LOCKTAG		tag;

	set_tag(&tag, kind, slot);
	(void) LockRelease(&tag, ExclusiveLock, true);
}
