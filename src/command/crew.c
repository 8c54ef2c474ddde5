/*
 * crew.c
 *	  Deploy many scopes, by workers side by side: the caller's side.
 *
 * The caller writes down what is to be done, starts the workers and passes on what they say, with no lock but those of their
 * slots and without a snapshot.  A worker that ends early fails the scope that it had; others take what is left, or, when there
 * are none, workers that are started anew.
 */
#include "postgres.h"

#include "access/xact.h"
#include "miscadmin.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "command/crew.h"
#include "command/internal.h"
#include "server/hear.h"
#include "server/locally.h"
#include "server/parameters.h"
#include "server/procedure.h"

typedef struct Crew
{
	const CrewOrder *order;
	CrewBoard  *board;			/* of the segment, or what is left of it */
	int			nworkers;
	Hearing    *hearings;		/* of each */
	dsm_segment *segment;
	shm_toc    *entries;
	ErrorData  *cancellation;
} Crew;

/* ---- what is written down ---- */

/* A number that was given to the call before it began; 0: it takes one. */
static int64 given_number = 0;

void
crew_use_number(int64 deployment)
{
	given_number = deployment;
}

static bool joined = false;

void
crew_join(void)
{
	joined = true;
}

bool
crew_is_joined(void)
{
	return joined;
}

/* The session's scope is begun, in a transaction without a snapshot. */
void
crew_begin_scope(int64 deployment)
{
	Bookkeeping scope;

	bookkeeping_begin_alone(&scope);
	store_begin_deployed_scope(deployment);
	bookkeeping_end_alone(&scope);
}

/* The session's scope is at its end, in a transaction without a snapshot. */
int
crew_end_scope(int64 deployment, const ErrorData *error, double *seconds)
{
	Bookkeeping scope;
	int			steps;

	bookkeeping_begin_alone(&scope);
	steps = store_end_deployed_scope(deployment, error, seconds);
	bookkeeping_end_alone(&scope);
	return steps;
}

/* Say what a scope has failed at. */
void
crew_warn(const char *scope, const ErrorData *error)
{
	ereport(WARNING,
			errcode(error->sqlerrcode),
			errmsg("scope \"%s\" failed: %s", scope, error->message),
			error->detail != NULL ? errdetail_internal("%s", error->detail) : 0,
			error->hint != NULL ? errhint("%s", error->hint) : 0,
			error->context != NULL ? errcontext("%s", error->context) : 0);
}

/* For machines; NULL where nobody wants to hear of it in this form. */
static char *
event_of(const char *scope, bool failed, int steps, double seconds, int of)
{
	StringInfoData json;

	if (parameter_progress != PROGRESS_JSON)
		return NULL;
	initStringInfo(&json);
	appendStringInfoString(&json, "{\"event\":\"scope\",\"scope\":");
	escape_json(&json, scope);
	appendStringInfo(&json, ",\"state\":\"%s\",\"steps\":%d,\"duration_ms\":%.3f,\"of\":%d}", failed ? "failed" : "done", steps, seconds * 1000, of);
	return json.data;
}

/* A line for a scope that is at its end; of: so many there are.  What has failed has had its WARNING. */
void
crew_tell(const char *scope, bool failed, int steps, double seconds, int of)
{
	char	   *event = event_of(scope, failed, steps, seconds, of);

	if (failed && event == NULL)
		return;
	ereport(NOTICE,
			steps == 0 ? errmsg("scope \"%s\": nothing to do", scope) :
			errmsg_plural("scope \"%s\": %d step", "scope \"%s\": %d steps", steps, scope, steps),
			event != NULL ? errdetail_internal("%s", event) : 0);
}

/* Run SQL that begins and ends its transactions, to its end or its error, which is in the current memory context. */
ErrorData *
crew_attempt(const char *sql)
{
	MemoryContext context = CurrentMemoryContext;
	ErrorData  *volatile error = NULL;

	PG_TRY();
	{
		run_toplevel(sql);
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		AbortOutOfAnyTransaction();
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	return error;
}

static void
write_order(Crew *crew)
{
	Bookkeeping scope;

	procedure_look();
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	crew->board->deployment = given_number != 0 ? given_number : store_next_deployment();
	run_lock_deployment(crew->board->deployment);
	store_begin_deployment(&scope, crew->board->deployment, crew->order->direction, crew->order->target, crew->order->scopes, crew->order->nscopes, false);
	bookkeeping_end(&scope);
	procedure_commit();
}

static void
leave_out(const Crew *crew)
{
	Bookkeeping scope;

	procedure_look();
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_leave_out_scopes(crew->board->deployment);
	bookkeeping_end(&scope);
	procedure_commit();
}

/* ---- the segment ---- */

static Size
size_of_board(int nscopes)
{
	return offsetof(CrewBoard, scopes) + sizeof(CrewScope) * nscopes;
}

static void
share(Crew *crew)
{
	const char *call = crew->order->call;
	Size		size = size_of_board(crew->board->nscopes);
	shm_toc_estimator estimator;
	CrewBoard  *board;

	shm_toc_initialize_estimator(&estimator);
	shm_toc_estimate_chunk(&estimator, size);
	shm_toc_estimate_chunk(&estimator, strlen(call) + 1);
	shm_toc_estimate_chunk(&estimator, EstimateGUCStateSpace());
	for (int i = 0; i < crew->nworkers; i++)
		shm_toc_estimate_chunk(&estimator, WORKER_QUEUE_SIZE);
	shm_toc_estimate_keys(&estimator, CREW_QUEUES + crew->nworkers);
	crew->segment = dsm_create(shm_toc_estimate(&estimator), 0);
	crew->entries = shm_toc_create(CREW_MAGIC, dsm_segment_address(crew->segment), shm_toc_estimate(&estimator));
	board = shm_toc_allocate(crew->entries, size);
	memcpy(board, crew->board, size);
	pg_atomic_init_u32(&board->next, 0);
	shm_toc_insert(crew->entries, CREW_BOARD, board);
	worker_add_text(crew->entries, CREW_CALL, call);
	worker_add_parameters(crew->entries, CREW_PARAMETERS);
	for (int i = 0; i < crew->nworkers; i++)
		worker_add_queue(crew->entries, CREW_QUEUES + i);
	pfree(crew->board);
	crew->board = board;
}

/* Take the board out of the segment, less the scopes that are done with. */
static void
unshare(Crew *crew)
{
	CrewBoard  *shared = crew->board;
	CrewBoard  *board = palloc0(size_of_board(shared->nscopes));

	*board = *shared;
	board->nscopes = 0;
	for (int i = 0; i < shared->nscopes; i++)
		if (shared->scopes[i].state == CREW_WAITING)
			board->scopes[board->nscopes++] = shared->scopes[i];
	board->nworkers = 0;
	dsm_detach(crew->segment);
	crew->board = board;
}

/* ---- workers ---- */

/* When the server has no more to give, the last one makes room again, for the statements of others outside of transactions. */
static void
make_room(Crew *crew, Hearing *last)
{
	crew->board->is_scarce = true;
	TerminateBackgroundWorker(last->worker);
	(void) WaitForBackgroundWorkerShutdown(last->worker);
}

static void
start_workers(Crew *crew)
{
	/* as the segment's end needs it */
	MemoryContext outer = MemoryContextSwitchTo(TopTransactionContext);
	BackgroundWorkerHandle *worker = NULL;
	int			n = 0;

	crew->hearings = palloc0(sizeof(Hearing) * crew->nworkers);
	while (n < crew->nworkers)
	{
		worker = worker_start("migrate_crew_worker", psprintf("migrate %s_all", direction_procedure(crew->order->direction)),
							  dsm_segment_handle(crew->segment), n);
		if (worker == NULL)
			break;
		worker_end_with(crew->segment, worker);
		hear_begin(&crew->hearings[n], crew->segment, shm_toc_lookup(crew->entries, CREW_QUEUES + n, false), worker);
		n++;
	}
	MemoryContextSwitchTo(outer);
	if (n == 0)
	{
		unshare(crew);
		leave_out(crew);
		run_error_no_worker();
	}
	if (worker == NULL && n > 1)
		make_room(crew, &crew->hearings[--n]);
	crew->nworkers = crew->board->nworkers = n;
}

static void
stop(void *argument)
{
	((Crew *) argument)->board->stopped = true;
}

static ErrorData *
error_of_worker(const Hearing *hearing)
{
	ErrorData  *error = hearing->error;

	if (error != NULL)
		return error;
	error = palloc0(sizeof(ErrorData));
	error->sqlerrcode = ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
	error->message = pstrdup("the background worker that was at it ended early");
	error->hint = pstrdup("The server's log tells more. Call again: it goes on there.");
	return error;
}

/* A scope whose worker is gone. */
static void
fail_scope(Crew *crew, CrewScope *scope)
{
	ErrorData  *error = error_of_worker(&crew->hearings[scope->worker]);
	int			guc_level = NewGUCNestLevel();
	double		seconds;

	set_locally("migrate.scope", NameStr(scope->name));
	(void) crew_end_scope(crew->board->deployment, error, &seconds);
	AtEOXact_GUC(true, guc_level);
	scope->state = CREW_FAILED;
	scope->sqlerrcode = error->sqlerrcode;
	crew_warn(NameStr(scope->name), error);
}

static void
add_failure(CrewResult *result, const CrewScope *scope)
{
	if (result->nfailed++ == 0)
		result->sqlerrcode = scope->sqlerrcode;
	if (result->nfailed <= NAMED_FAILURES)
		result->failed = lappend(result->failed, pstrdup(NameStr(scope->name)));
}

/* Let workers go through the board once, in a transaction that follows a commit. */
static void
run_round(Crew *crew, CrewResult *result)
{
	int			nscopes = crew->board->nscopes;
	ErrorData  *error = NULL;	/* of a worker that may have had no scope yet */

	share(crew);
	start_workers(crew);
	crew->hearings->cancels_worker = true;
	crew->hearings->on_cancel = stop;
	crew->hearings->argument = crew;
	hear_all(crew->hearings, crew->nworkers);
	for (int i = 0; i < crew->nworkers; i++)
	{
		(void) WaitForBackgroundWorkerShutdown(crew->hearings[i].worker);
		error = error != NULL ? error : crew->hearings[i].error;
	}
	crew->cancellation = crew->hearings->cancellation;
	for (int i = 0; i < nscopes; i++)
	{
		CrewScope  *scope = &crew->board->scopes[i];

		if (scope->state == CREW_RUNNING)
			fail_scope(crew, scope);
		if (scope->state == CREW_FAILED)
			add_failure(result, scope);
	}
	unshare(crew);
	procedure_commit();
	if (crew->cancellation != NULL || crew->board->nscopes < nscopes)
		return;
	leave_out(crew);
	if (error != NULL)
		ThrowErrorData(error);
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("the background workers ended before they began"),
			errhint("The server's log tells more."));
}

/* ---- the whole ---- */

static CrewBoard *
create_board(const CrewOrder *order)
{
	CrewBoard  *board = palloc0(size_of_board(order->nscopes));

	board->database = MyDatabaseId;
	board->session_user = GetSessionUserId();
	board->user = GetUserId();
	board->nscopes = board->ntold = order->nscopes;
	for (int i = 0; i < order->nscopes; i++)
		namestrcpy(&board->scopes[i].name, order->scopes[i]);
	return board;
}

/* So many workers as there are slots for, one at least. */
static int
take_slots(int *slots, int wanted)
{
	int			n = 0;

	slots[n++] = run_take_slot(SLOT_SCOPES);
	while (n < wanted && (slots[n] = run_try_slot(SLOT_SCOPES)) != 0)
		n++;
	return n;
}

/*
 * Run the order's call in each of its scopes, of which there is one at least, within procedure_begin() and procedure_end() and
 * in memory that outlasts commits.  Errors of scopes are in the result; a cancellation is thrown when the workers have ended.
 */
void
crew_deploy(const CrewOrder *order, CrewResult *result)
{
	Crew		crew = {.order = order, .board = create_board(order)};
	int		   *slots = palloc(sizeof(int) * order->nworkers);
	int			nslots;

	memset(result, 0, sizeof(*result));
	write_order(&crew);
	result->deployment = crew.board->deployment;
	nslots = take_slots(slots, Min(order->nworkers, order->nscopes));
	while (crew.board->nscopes > 0 && crew.cancellation == NULL)
	{
		crew.nworkers = Min(nslots, crew.board->nscopes);
		run_round(&crew, result);
	}
	for (int i = 0; i < nslots; i++)
		run_give_slot(SLOT_SCOPES, slots[i]);
	if (crew.cancellation != NULL)
	{
		leave_out(&crew);
		ReThrowError(crew.cancellation);
	}
	run_unlock_deployment(result->deployment);
}
