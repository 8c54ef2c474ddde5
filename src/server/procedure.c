/*
 * procedure.c
 *	  A procedure that commits as it goes.
 *
 * As PL/pgSQL's: SPI knows whether the caller lets it commit.  What lives in a transaction's memory is gone with each
 * commit; the call's memory is that of its portal.
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "pgstat.h"
#include "storage/latch.h"
#include "tcop/pquery.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"
#include "utils/wait_event.h"

#include "server/procedure.h"

static bool
may_commit(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL && IsA(fcinfo->context, CallContext) && !castNode(CallContext, fcinfo->context)->atomic &&
		!IsSubTransaction();
}

/* instead: what to call in a transaction block; or NULL. */
void
procedure_begin(FunctionCallInfo fcinfo, const char *name, const char *instead)
{
	if (!may_commit(fcinfo))
		ereport(ERROR,
				errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				errmsg("migrate.%s() cannot run in a transaction block, a function or a block with EXCEPTION", name),
				errdetail("It commits as it goes."),
				instead != NULL ? errhint("CALL it by itself, or use migrate.%s(), which is all or nothing.", instead) :
				errhint("CALL it by itself."));
	SPI_connect_ext(SPI_OPT_NONATOMIC);
}

void
procedure_commit(void)
{
	SPI_commit();
}

void
procedure_pause(int milliseconds)
{
	TimestampTz end = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), milliseconds);
	long		left;

	while ((left = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), end)) > 0)
	{
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, left, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
}

void
procedure_look(void)
{
	EnsurePortalSnapshotExists();
}

void
procedure_end(void)
{
	SPI_finish();
}

MemoryContext
procedure_context(const char *name)
{
	MemoryContext context = AllocSetContextCreate(PortalContext, "migrate procedure", ALLOCSET_DEFAULT_SIZES);

	MemoryContextSetIdentifier(context, name);
	return context;
}
