/*
 * wait.c
 *	  migrate.wait(): join a detached deploy again.
 *
 * All that is known of it stands in our tables, so that it does not matter whether it is at work still.  The waiting holds nothing
 * that it could wait for in turn.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "command/crew.h"
#include "command/internal.h"
#include "server/procedure.h"

MIGRATE_FUNCTION(migrate_wait);

#define LOOK_EVERY 200			/* ms */
#define LOOKS_ALONE 5			/* in a row: an error lets go of the deployment for a moment, before it is written down */

typedef struct Wait
{
	int64		deployment;
	StoreDetached detached;
	int64		last_step;		/* that was told of: its journal_id */
	int			nsteps;
	List	   *scopes;			/* of char *: that were told of */
	MemoryContext look_context; /* emptied after each look */
} Wait;

/* The argument, or the last one of the project. */
static int64
choose(FunctionCallInfo fcinfo)
{
	Bookkeeping scope;
	int64		last;

	if (!PG_ARGISNULL(0))
		return PG_GETARG_INT64(0);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	last = store_last_detached();
	bookkeeping_end(&scope);
	if (last == 0)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("nothing was detached"),
				errhint("SELECT migrate.deploy_detached() hands a deploy to a worker."));
	return last;
}

static void
tell_steps(Wait *wait, const StoreDetachedStep *steps, int n)
{
	for (int i = 0; i < n; i++)
		run_tell_step(steps[i].direction, steps[i].revision_id, steps[i].message, ++wait->nsteps, steps[i].seconds);
}

static bool
is_told(const Wait *wait, const char *scope)
{
	ListCell   *cell;

	foreach(cell, wait->scopes)
		if (strcmp(lfirst(cell), scope) == 0)
			return true;
	return false;
}

static void
tell_scopes(Wait *wait, const StoreDeployedScope *scopes, int n, int of)
{
	for (int i = 0; i < n; i++)
	{
		MemoryContext outer;

		if (is_told(wait, scopes[i].scope))
			continue;
		if (scopes[i].failed)
			crew_warn(scopes[i].scope, &(ErrorData) {.sqlerrcode = ERRCODE_WARNING, .message = scopes[i].message});
		crew_tell(scopes[i].scope, scopes[i].failed, scopes[i].steps, scopes[i].seconds, of);
		outer = MemoryContextSwitchTo(MemoryContextGetParent(wait->look_context));
		wait->scopes = lappend(wait->scopes, pstrdup(scopes[i].scope));
		MemoryContextSwitchTo(outer);
	}
}

/* Read how far it is, and tell of what is new. */
static void
look(Wait *wait)
{
	Bookkeeping scope;
	StoreDetachedStep *steps;
	StoreDeployedScope *scopes;
	int			nsteps;
	int			nscopes;
	int			of;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	if (!store_read_detached(&scope, wait->deployment, &wait->detached))
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("there is no detached deployment " INT64_FORMAT, wait->deployment),
				errhint("SELECT DISTINCT deployment FROM migrate.deployments WHERE detached tells which there are."));
	steps = store_read_detached_steps(&scope, &wait->detached, &wait->last_step, &nsteps);
	scopes = store_read_ended_scopes(&scope, wait->deployment, &nscopes, &of);
	bookkeeping_end(&scope);
	tell_steps(wait, steps, nsteps);
	tell_scopes(wait, scopes, nscopes, of);
}

static bool
has_ended(const StoreDetached *detached)
{
	return strcmp(detached->state, "running") != 0;
}

/* End as it has ended. */
static void
throw_outcome(const Wait *wait)
{
	const StoreDetached *detached = &wait->detached;

	if (!has_ended(detached))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("the background worker of deployment " INT64_FORMAT " ended early", wait->deployment),
				errhint("The server's log tells more. CALL migrate.%s() again: it finds out what was done, and goes on there.", direction_procedure(detached->direction)));
	if (detached->message == NULL)
		return;
	ereport(ERROR,
			errcode(MAKE_SQLSTATE(detached->sqlstate[0], detached->sqlstate[1], detached->sqlstate[2], detached->sqlstate[3], detached->sqlstate[4])),
			errmsg("%s", detached->message),
			detached->detail != NULL ? errdetail("%s", detached->detail) : 0,
			detached->hint != NULL ? errhint("%s", detached->hint) : 0,
			detached->context != NULL ? errcontext("%s", detached->context) : 0);
}

static void
wait_to_end(Wait *wait)
{
	int			alone = 0;

	for (;;)
	{
		/* before the look: what has ended has written down how */
		alone = run_deployment_is_at_work(wait->deployment) ? 0 : alone + 1;
		procedure_look();
		MemoryContextSwitchTo(wait->look_context);
		look(wait);
		if (has_ended(&wait->detached) || alone == LOOKS_ALONE)
			break;
		procedure_commit();
		MemoryContextReset(wait->look_context);
		procedure_pause(LOOK_EVERY);
	}
	throw_outcome(wait);
}

/* migrate.wait(deployment) */
Datum
migrate_wait(PG_FUNCTION_ARGS)
{
	Wait		wait = {0};
	MemoryContext outer;
	MemoryContext context;

	run_refuse_inside("wait");
	procedure_begin(fcinfo, "wait", NULL);
	context = procedure_context("wait");
	outer = MemoryContextSwitchTo(context);
	wait.look_context = AllocSetContextCreate(context, "migrate look", ALLOCSET_DEFAULT_SIZES);
	wait.deployment = choose(fcinfo);
	wait_to_end(&wait);
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
	procedure_end();
	PG_RETURN_VOID();
}
