/*
 * crew_worker.c
 *	  The background worker that deploys one scope after the other.
 *
 * It is the session's user and then, by SET ROLE, the caller, with the caller's parameters: what it runs, it runs as the caller
 * would.  A scope's error ends that scope; the next one begins as if nothing had been.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "storage/ipc.h"
#include "storage/latch.h"
#include "tcop/tcopprot.h"
#include "utils/guc.h"
#include "utils/memutils.h"
#include "utils/wait_event.h"

#include "command/crew.h"
#include "command/internal.h"
#include "server/compat.h"

extern PGDLLEXPORT void migrate_crew_worker(Datum segment);

typedef struct CrewMember
{
	CrewBoard  *board;
	shm_toc    *entries;
	const char *call;
	MemoryContext context;		/* emptied after each scope */
} CrewMember;

static void
deploy_scope(CrewMember *member, CrewScope *scope)
{
	ErrorData  *error;
	double		seconds;
	int			steps;

	SetConfigOption("migrate.scope", NameStr(scope->name), PGC_USERSET, PGC_S_SESSION);
	StartTransactionCommand();
	crew_begin_scope(member->board->deployment);
	CommitTransactionCommand();
	MemoryContextSwitchTo(member->context);
	error = crew_attempt(member->call);
	if (error != NULL)
		scope->sqlerrcode = error->sqlerrcode;
	StartTransactionCommand();
	MemoryContextSwitchTo(member->context);
	steps = crew_end_scope(member->board->deployment, error, &seconds);
	CommitTransactionCommand();
	MemoryContextSwitchTo(member->context);
	scope->state = error != NULL ? CREW_FAILED : CREW_DONE;
	if (error != NULL)
		crew_warn(NameStr(scope->name), error);
	crew_tell(NameStr(scope->name), error != NULL, steps, seconds, member->board->ntold);
}

/* Is there work for this one?  The caller says so when it knows how many could be started. */
static bool
is_wanted(const CrewBoard *board)
{
	while (board->nworkers == 0)
	{
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, 10, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	}
	return worker_number() < board->nworkers;
}

static void
work(void *argument)
{
	CrewMember *member = argument;
	CrewBoard  *board = member->board;

	crew_join();
	worker_take_parameters(member->entries, CREW_PARAMETERS);
	worker_set_role(board->user);
	if (!is_wanted(board))
		return;
	if (board->is_scarce)
		SetConfigOption("migrate.max_workers", "1", PGC_SUSET, PGC_S_SESSION);
	while (!board->stopped)
	{
		uint32		next = pg_atomic_fetch_add_u32(&board->next, 1);

		if (next >= board->nscopes)
			break;
		CHECK_FOR_INTERRUPTS();
		board->scopes[next].worker = worker_number();
		board->scopes[next].state = CREW_RUNNING;
		deploy_scope(member, &board->scopes[next]);
		MemoryContextReset(member->context);
	}
}

void
migrate_crew_worker(Datum segment)
{
	CrewMember	member;

	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	member.entries = worker_attach(segment, CREW_MAGIC, CREW_QUEUES + worker_number());
	member.board = shm_toc_lookup(member.entries, CREW_BOARD, false);
	member.call = shm_toc_lookup(member.entries, CREW_CALL, false);
	member.context = AllocSetContextCreate(TopMemoryContext, "migrate scope", ALLOCSET_DEFAULT_SIZES);
	worker_connect(member.board->database, member.board->session_user);
	MemoryContextSwitchTo(member.context);
	worker_run(work, &member);
	proc_exit(0);
}
