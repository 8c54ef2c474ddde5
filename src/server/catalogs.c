/*
 * catalogs.c
 *	  The scope in which the server's catalogs are read in bulk: the caller's rights, one snapshot, names qualified.
 *
 * Needs none of our tables, so it works in a database without the extension.  After an error the abort of the
 * (sub)transaction undoes all of it.
 */
#include "postgres.h"

#include "access/xact.h"
#include "access/xlog.h"
#include "miscadmin.h"
#include "optimizer/cost.h"
#include "utils/snapmgr.h"

#include "server/catalogs.h"
#include "server/compat.h"
#include "server/locally.h"

/*
 * Enter the scope: every query in it sees what the transaction has done so far, and nothing that others commit meanwhile.  What they
 * committed before it sees at any isolation level, as DDL does.  What is palloc'd inside dies with catalogs_end().
 */
void
catalogs_begin(CatalogsScope *scope)
{
	scope->caller = CurrentMemoryContext;
	scope->guc_level = NewGUCNestLevel();
	RestrictSearchPath();
	/* the plans are dear and run once: a compiler would cost more than it saves */
	set_locally("jit", "off");
	/* on catalogs that were never analysed it would print each definition once for every row that it is joined with */
	set_locally("enable_nestloop", "off");
	/* to start a worker takes longer than most of the queries; the planner does not know for which of them that is not so */
	scope->workers = max_parallel_workers_per_gather;
	catalogs_use_workers(scope, false);
	set_locally("parallel_setup_cost", "0");
	set_locally("parallel_tuple_cost", "0");
	set_locally("min_parallel_table_scan_size", "1MB");
	/* what our queries mean, and what the server prints, must not depend on who asks */
	set_locally("standard_conforming_strings", "on");
	set_locally("quote_all_identifiers", "off");
	set_locally("extra_float_digits", "1");
	set_locally("IntervalStyle", "postgres");
	set_locally("DateStyle", "ISO, YMD");
	set_locally("TimeZone", "UTC");
	SPI_connect();
	CommandCounterIncrement();
	PushActiveSnapshot(GetLatestSnapshot());
}

/* Let what follows be shared with parallel workers, as far as the caller's settings do, where a catalog is large; or no more. */
void
catalogs_use_workers(const CatalogsScope *scope, bool use)
{
	set_number_locally("max_parallel_workers_per_gather", use ? scope->workers : 0);
}

void
catalogs_end(CatalogsScope *scope)
{
	PopActiveSnapshot();
	SPI_finish();
	AtEOXact_GUC(false, scope->guc_level);
	MemoryContextSwitchTo(scope->caller);
}

/* Run a query whose text is ours; its number of rows. */
uint64
catalogs_query(const char *sql, int nargs, Oid *types, Datum *values)
{
	int			result = SPI_execute_with_args(sql, nargs, types, values, NULL, true, 0);

	if (result != SPI_OK_SELECT)
		elog(ERROR, "\"%s\" gave %s", sql, SPI_result_code_string(result));
	return SPI_processed;
}

/* The same, a row after another as they are found: none is kept. */
void
catalogs_send(const char *sql, int nargs, Oid *types, Datum *values, DestReceiver *rows)
{
	SPIExecuteOptions options = {.params = makeParamList(nargs), .read_only = true, .dest = rows};
	int			result;

	for (int i = 0; i < nargs; i++)
		options.params->params[i] = (ParamExternData) {.value = values[i], .pflags = PARAM_FLAG_CONST, .ptype = types[i]};
	result = SPI_execute_extended(sql, &options);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "\"%s\" gave %s", sql, SPI_result_code_string(result));
}

char *
catalogs_installation(void)
{
	return psprintf(UINT64_FORMAT "/%u", GetSystemIdentifier(), MyDatabaseId);
}
