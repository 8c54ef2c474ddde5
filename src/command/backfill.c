/*
 * backfill.c
 *	  migrate.backfill(): change the rows of a table in batches that are committed one by one.
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "command/internal.h"
#include "server/procedure.h"

MIGRATE_FUNCTION(migrate_backfill);

#define LONGEST_PAUSE (24 * 60 * 60 * 1000)

/* ms; months have thirty days here, which nobody pauses. */
static int
pause_argument(FunctionCallInfo fcinfo)
{
	const Interval *pause = PG_ARGISNULL(4) ? NULL : PG_GETARG_INTERVAL_P(4);
	double		milliseconds = pause == NULL ? 0 : pause->time / 1000.0 + (pause->day + 30.0 * pause->month) * 86400000.0;

	if (milliseconds < 0 || milliseconds > LONGEST_PAUSE)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("argument \"pause\" is not between nothing and a day"));
	return (int) milliseconds;
}

static int
batch_size_argument(FunctionCallInfo fcinfo)
{
	int			size = PG_ARGISNULL(3) ? 1000 : PG_GETARG_INT32(3);

	if (size < 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("argument \"batch_size\" is %d", size),
				errhint("It is a number of rows, 1 or more."));
	return size;
}

/* migrate.backfill(relation, set_clause, where_clause, batch_size, pause) */
Datum
migrate_backfill(PG_FUNCTION_ARGS)
{
	Backfill	backfill;
	MemoryContext outer;
	MemoryContext context;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"relation\" is NULL"));
	backfill.relation = PG_GETARG_OID(0);
	backfill.batch_size = batch_size_argument(fcinfo);
	backfill.pause = pause_argument(fcinfo);
	procedure_begin(fcinfo, "backfill", "upgrade");
	context = procedure_context("backfill");
	outer = MemoryContextSwitchTo(context);
	backfill.set_clause = argument_required(fcinfo, 1, "set_clause");
	backfill.where_clause = PG_ARGISNULL(2) ? "true" : ARGUMENT_TEXT(2);
	run_backfill(&backfill);
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
	procedure_end();
	PG_RETURN_VOID();
}
