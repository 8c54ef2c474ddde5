/*
 * bookkeeping.c
 *	  The scope in which our own SQL runs: the tables' owner's rights, a safe search_path, SPI.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "server/bookkeeping.h"
#include "server/compat.h"
#include "server/locally.h"

static BookkeepingMode mode = BOOKKEEPING_READ;
static int	executing = 0;

/* The owner of migrate.revisions; the extension gives all its tables the same. */
Oid
bookkeeping_owner(void)
{
	Oid			relation = get_relname_relid("revisions", get_namespace_oid("migrate", false));
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("table migrate.revisions does not exist"),
				errhint("Use DROP EXTENSION migrate and CREATE EXTENSION migrate."));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/*
 * Enter the scope.  Results palloc'd inside die with bookkeeping_end(): who wants to keep them switches to
 * scope->caller.
 */
void
bookkeeping_begin(Bookkeeping *scope, BookkeepingMode new_mode)
{
	Oid			owner = bookkeeping_owner();

	scope->caller = CurrentMemoryContext;
	scope->outer_mode = mode;
	GetUserIdAndSecContext(&scope->user, &scope->security_context);
	SetUserIdAndSecContext(owner, scope->security_context | SECURITY_LOCAL_USERID_CHANGE);
	scope->guc_level = NewGUCNestLevel();
	RestrictSearchPath();
	/* a look-up that is planned while its table is empty must not read all of it when it is full */
	set_locally("enable_seqscan", "off");
	/* ... and where there is no index, the cost of what is off would call for a compiler */
	set_locally("jit", "off");
	scope->outer_owner = CurrentResourceOwner;
	CurrentResourceOwner = ResourceOwnerCreate(scope->outer_owner, "migrate bookkeeping");
	SPI_connect();
	mode = new_mode;
}

static void
end(Bookkeeping *scope, bool keep_locks)
{
	ResourceOwner owner = CurrentResourceOwner;

	SPI_finish();
	CurrentResourceOwner = scope->outer_owner;
	ResourceOwnerRelease(owner, RESOURCE_RELEASE_BEFORE_LOCKS, keep_locks, false);
	ResourceOwnerRelease(owner, RESOURCE_RELEASE_LOCKS, keep_locks, false);
	ResourceOwnerRelease(owner, RESOURCE_RELEASE_AFTER_LOCKS, keep_locks, false);
	ResourceOwnerDelete(owner);
	AtEOXact_GUC(false, scope->guc_level);
	SetUserIdAndSecContext(scope->user, scope->security_context);
	mode = scope->outer_mode;
	MemoryContextSwitchTo(scope->caller);
}

void
bookkeeping_end(Bookkeeping *scope)
{
	end(scope, true);
}

/*
 * The same for a scope that has read only, before scripts run: gives back the locks on tables and indexes.  A backend
 * has sixteen fast places for weak locks before PostgreSQL 18; when ours fill them, a script's every look into a catalog
 * goes through the shared table of locks (CREATE TABLE: 4 % dearer).
 */
void
bookkeeping_end_unlocked(Bookkeeping *scope)
{
	end(scope, false);
}

bool
bookkeeping_active(void)
{
	return executing > 0;
}

static void
prepare(KeptQuery *query)
{
	SPIPlanPtr	plan = SPI_prepare_cursor(query->sql, query->nargs, query->argtypes, query->options);

	if (plan == NULL)
		elog(ERROR, "cannot prepare \"%s\": %s", query->sql, SPI_result_code_string(SPI_result));
	SPI_keepplan(plan);
	query->plan = plan;
}

/*
 * The trigger on our tables lets pass what runs between the two counts.  PG_CATCH, since after an error nothing else
 * would bring the count down before the next plain UPDATE.
 */
static void
execute(SPIPlanPtr plan, const char *sql, Datum *values, const char *nulls, int expected)
{
	volatile int result = 0;

	executing++;
	PG_TRY();
	{
		result = plan != NULL ? SPI_execute_plan(plan, values, nulls, mode == BOOKKEEPING_READ, 0) : SPI_execute(sql, false, 0);
	}
	PG_CATCH();
	{
		executing--;
		PG_RE_THROW();
	}
	PG_END_TRY();
	executing--;
	if (result != expected)
		elog(ERROR, "\"%s\" gave %s", sql, SPI_result_code_string(result));
}

/*
 * Run a kept query and return the number of rows; they are in SPI_tuptable.  expected is SPI's code (SPI_OK_SELECT...).
 */
uint64
bookkeeping_execute(KeptQuery *query, Datum *values, const char *nulls, int expected)
{
	if (query->plan == NULL)
		prepare(query);
	execute(query->plan, query->sql, values, nulls, expected);
	return SPI_processed;
}

Snapshot
bookkeeping_register_snapshot(void)
{
	if (mode == BOOKKEEPING_READ)
		return RegisterSnapshot(GetActiveSnapshot());
	CommandCounterIncrement();
	return RegisterSnapshot(GetTransactionSnapshot());
}

/* Run SQL that cannot be fixed beforehand (GRANT); its names are quoted by the caller. */
void
bookkeeping_execute_text(const char *sql, int expected)
{
	execute(NULL, sql, NULL, NULL, expected);
}

Datum
row_datum(HeapTuple row, TupleDesc desc, int column, bool *isnull)
{
	return SPI_getbinval(row, desc, column, isnull);
}

char *
row_text(HeapTuple row, TupleDesc desc, int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(row, desc, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* The same, to write in a process without a portal: nothing has taken a snapshot there. */
void
bookkeeping_begin_alone(Bookkeeping *scope)
{
	PushActiveSnapshot(GetTransactionSnapshot());
	bookkeeping_begin(scope, BOOKKEEPING_WRITE);
}

void
bookkeeping_end_alone(Bookkeeping *scope)
{
	bookkeeping_end(scope);
	PopActiveSnapshot();
}
