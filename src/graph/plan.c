/*
 * plan.c
 *	  Plans: which revisions move, in which order.
 *
 * Up: what the goals stand on and is not applied, in the graph's order.  Down: what stands on what is taken back goes before it,
 * and of those that could go next the one applied last does, so that a database is taken apart in the reverse of how it was
 * put together.  Plans are palloc'd in the caller's context.
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "graph/internal.h"

static StepPlan *
create_plan(int max_steps)
{
	StepPlan   *plan = palloc(sizeof(StepPlan));

	plan->nsteps = 0;
	plan->steps = palloc_extended(Max(max_steps, 1) * sizeof(Step), MCXT_ALLOC_HUGE);
	return plan;
}

static void
add_step(StepPlan *plan, StepDirection direction, int revision)
{
	plan->steps[plan->nsteps].direction = direction;
	plan->steps[plan->nsteps].revision = revision;
	plan->nsteps++;
}

/*
 * Move the set up, at most max_steps of it (-1: all).
 */
StepPlan *
plan_up(const Graph *graph, const bool *set, int max_steps)
{
	RevisionList list = set_list(graph, set);
	int			nsteps = max_steps < 0 ? list.length : Min(max_steps, list.length);
	StepPlan   *plan = create_plan(nsteps);

	for (int i = 0; i < nsteps; i++)
		add_step(plan, STEP_UP, list.positions[i]);
	return plan;
}

/* the revision to go first comes out greatest: applied last, or else latest in the graph's order */
static int
compare_applied(Datum a, Datum b, void *arg)
{
	const Graph *graph = arg;
	int64		a_order = graph->revisions[DatumGetInt32(a)].applied_order;
	int64		b_order = graph->revisions[DatumGetInt32(b)].applied_order;
	int			a_rank = graph->rank[DatumGetInt32(a)];
	int			b_rank = graph->rank[DatumGetInt32(b)];

	if (a_order != b_order)
		return a_order < b_order ? -1 : 1;
	return a_rank < b_rank ? -1 : a_rank > b_rank;
}

/* revisions that nothing left stands on: those of the set in a heap, the others pass as if they had gone */
typedef struct ReadyToGo
{
	const bool *set;
	int		   *waiting;
	binaryheap *members;
	RevisionList others;
} ReadyToGo;

static void
add_ready(ReadyToGo *ready, int position)
{
	if (ready->set[position])
		binaryheap_add(ready->members, Int32GetDatum(position));
	else
		ready->others.positions[ready->others.length++] = position;
}

static void
release(ReadyToGo *ready, RevisionList list)
{
	for (int i = 0; i < list.length; i++)
	{
		if (--ready->waiting[list.positions[i]] == 0)
			add_ready(ready, list.positions[i]);
	}
}

static ReadyToGo
start_going(const Graph *graph, const bool *set)
{
	ReadyToGo	ready = {.set = set};

	ready.waiting = palloc0(Max(graph->size, 1) * sizeof(int));
	ready.members = binaryheap_allocate(Max(graph->size, 1), compare_applied, unconstify(Graph *, graph));
	ready.others = list_empty(graph);
	for (int i = 0; i < graph->sorted.length; i++)
	{
		int			position = graph->sorted.positions[i];
		const GraphRevision *revision = &graph->revisions[position];

		ready.waiting[position] = revision->children.length + revision->dependents.length;
		if (ready.waiting[position] == 0)
			add_ready(&ready, position);
	}
	return ready;
}

static void
stop_going(ReadyToGo *ready)
{
	binaryheap_free(ready->members);
	pfree(ready->others.positions);
	pfree(ready->waiting);
}

/*
 * Move the set down, at most max_steps of it (-1: all).  newest_first: by when they were applied; else, for plans that have
 * nothing to do with what is applied, in the reverse of the graph's order.
 */
StepPlan *
plan_down(const Graph *graph, const bool *set, bool newest_first, int max_steps)
{
	RevisionList list = set_list(graph, set);
	int			nsteps = max_steps < 0 ? list.length : Min(max_steps, list.length);
	StepPlan   *plan = create_plan(nsteps);
	ReadyToGo	ready;

	if (!newest_first)
	{
		for (int i = list.length - 1; plan->nsteps < nsteps; i--)
			add_step(plan, STEP_DOWN, list.positions[i]);
		return plan;
	}

	ready = start_going(graph, set);
	while (plan->nsteps < nsteps)
	{
		int			position;

		CHECK_FOR_INTERRUPTS();
		if (ready.others.length > 0)
			position = ready.others.positions[--ready.others.length];
		else
		{
			position = DatumGetInt32(binaryheap_remove_first(ready.members));
			add_step(plan, STEP_DOWN, position);
		}
		release(&ready, graph->revisions[position].parents);
		release(&ready, graph->revisions[position].dependencies);
	}
	stop_going(&ready);
	return plan;
}

static StepPlan *
upgrade_to(const Graph *graph, RevisionList goals, int max_steps)
{
	bool	   *missing = walk_ancestors(graph, goals);

	for (int i = 0; i < graph->size; i++)
		missing[i] &= !graph->revisions[i].applied;
	return plan_up(graph, missing, max_steps);
}

/*
 * What is missing of target and of all that it stands on.
 */
StepPlan *
graph_plan_upgrade(const Graph *graph, const char *target)
{
	int			max_steps;
	RevisionList goals = target_goals(graph, target, &max_steps);

	return upgrade_to(graph, goals, max_steps);
}

StepPlan *
graph_plan_upgrade_to(const Graph *graph, RevisionList goals)
{
	return upgrade_to(graph, goals, -1);
}

/* of what is applied, all that can be reached upwards from these; they themselves included */
static bool *
standing_set(const Graph *graph, RevisionList roots, const bool *active)
{
	bool	   *set = set_create(graph);

	walk_add(graph, roots, WALK_STANDING, set);
	for (int i = 0; i < graph->size; i++)
		set[i] &= active[i];
	return set;
}

/*
 * The unwanted ones that are applied, and what stands on them.
 */
StepPlan *
graph_plan_take_back(const Graph *graph, RevisionList unwanted)
{
	return plan_down(graph, standing_set(graph, unwanted, set_applied(graph)), true, -1);
}

/*
 * The n revisions applied last; where something applied stands on one of them, that goes before, as one of the n.
 */
StepPlan *
graph_plan_downgrade_steps(const Graph *graph, int steps)
{
	bool	   *applied = set_applied(graph);
	int			napplied = set_list(graph, applied).length;

	if (steps < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("number of steps must not be negative"),
				errhint("Write migrate.downgrade(%d).", steps == PG_INT32_MIN ? 1 : -steps));
	if (steps > napplied)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg_plural("cannot take back %d revision", "cannot take back %d revisions", steps, steps),
				napplied == 0 ? errdetail("Nothing is applied.")
				: errdetail_plural("Only %d is applied.", "Only %d are applied.", napplied, napplied),
				napplied == 0 ? 0 : errhint("To take back all, downgrade to \"base\"."));
	return plan_down(graph, applied, true, steps);
}

/* what the last run applied, and what stands on it */
static StepPlan *
downgrade_last_run(const Graph *graph)
{
	bool	   *applied = set_applied(graph);
	RevisionList list = set_list(graph, applied);
	RevisionList last = list_empty(graph);
	int64		run = 0;

	if (list.length == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("there is no run to take back"),
				errdetail("Nothing is applied."));
	for (int i = 0; i < list.length; i++)
		run = Max(run, graph->revisions[list.positions[i]].applied_run);
	for (int i = 0; i < list.length; i++)
	{
		if (graph->revisions[list.positions[i]].applied_run == run)
			last.positions[last.length++] = list.positions[i];
	}
	return plan_down(graph, standing_set(graph, last, applied), true, -1);
}

/* where "label@-n" begins: what is applied of the branch, be it that another branch depends on it */
static int
branch_end(const Graph *graph, const Target *target, const bool *applied)
{
	bool	   *lineage = walk_lineage(graph, target_branch(graph, target->branch));
	RevisionList ends = list_filter(walk_tips(graph, applied, WALK_STANDING), lineage);

	if (ends.length == 0)
		ends = list_filter(walk_tips(graph, applied, WALK_CHILDREN), lineage);
	if (ends.length == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" goes too far", target->text),
				errdetail("Nothing is applied of branch \"%s\".", target->branch));
	return target_one(graph, target, ends);
}

static DownTarget
relative_target(const Graph *graph, const Target *target, const bool *applied)
{
	DownTarget	down = {NO_REVISION, NO_REVISION};
	WalkOptions options = {.text = target->text};
	int			start;

	if (target->branch != NULL)
		down.branch = target_branch(graph, target->branch);
	if (target->symbol == NULL && target->offset >= 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" leads nowhere", target->text),
				errhint("Going down is \"-%d\".", Max(target->offset, 1)));
	if (target->offset >= 0 && down.branch != NO_REVISION)
		options.lineage = walk_lineage(graph, down.branch);
	if (target->symbol == NULL)
		start = branch_end(graph, target, applied);
	else
		start = target_one(graph, target, target_symbol(graph, target, target->symbol,
														target->offset < 0 ? target->branch : NULL));
	down.revision = target_walk(graph, start, target->offset, options);
	return down;
}

/* As Alembic: the branch before a revision chooses what is taken back above it; it need not lie on that branch. */
static DownTarget
absolute_target(const Graph *graph, const Target *target)
{
	DownTarget	down = {NO_REVISION, NO_REVISION};
	bool		on_branch = strcmp(target->symbol, "head") == 0 || strcmp(target->symbol, "heads") == 0 ||
		strcmp(target->symbol, "current") == 0;

	if (target->branch != NULL)
		down.branch = target_branch(graph, target->branch);
	down.revision = target_one(graph, target,
							   target_symbol(graph, target, target->symbol, on_branch ? target->branch : NULL));
	return down;
}

/* going down to a revision, what follows it goes; to base, the bases go.  On a branch only what that branch stands on. */
static RevisionList
roots_of(const Graph *graph, DownTarget target)
{
	RevisionList roots = target.revision == NO_REVISION ? walk_bases(graph) : graph->revisions[target.revision].children;
	bool	   *below;

	if (target.branch == NO_REVISION || roots.length <= 1)
		return roots;
	below = set_create(graph);
	walk_add(graph, list_of(target.branch), WALK_PARENTS, below);
	roots = list_filter(roots, below);
	if (roots.length == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("branch \"%s\" does not lead down to revision \"%s\"",
					   graph_id(graph, target.branch), graph_id(graph, target.revision)),
				errdetail("No revision that follows \"%s\" is an ancestor of \"%s\".",
						  graph_id(graph, target.revision), graph_id(graph, target.branch)));
	return roots;
}

static void
error_nothing_above(const Graph *graph, int target, const bool *active)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("there is nothing to take back down to revision \"%s\"", graph_id(graph, target)),
			active[target] ? errdetail("Nothing applied follows it: it is applied because others depend on it.")
			: errdetail("It is not applied, and nothing applied follows it."),
			active[target] ? 0 : errhint("Use migrate.upgrade('%s') to go there.", graph_id(graph, target)));
}

/*
 * What of the active ones goes when going down to target.  That there is nothing is an error, as in Alembic, unless one
 * stands at the target already.
 */
bool *
plan_down_set(const Graph *graph, const bool *active, DownTarget target)
{
	bool	   *set = standing_set(graph, roots_of(graph, target), active);
	RevisionList current;

	if (target.revision == NO_REVISION || !set_is_empty(graph, set))
		return set;
	current = walk_tips(graph, active, WALK_STANDING);
	for (int i = 0; i < current.length; i++)
	{
		if (current.positions[i] == target.revision)
			return set;
	}
	error_nothing_above(graph, target.revision, active);
	return set;
}

/*
 * What is applied above target; "-n" and "@last" are what graph_plan_downgrade_steps() and a run make of them.
 */
StepPlan *
graph_plan_downgrade(const Graph *graph, const char *text)
{
	bool	   *applied = set_applied(graph);
	DownTarget	down;
	Target		target;

	if (text == NULL)
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("target must not be null"),
				errhint("Write a revision, \"base\", or a number of steps: migrate.downgrade(1)."));
	if (strcmp(text, "@last") == 0)
		return downgrade_last_run(graph);
	target = target_parse(graph, text);
	if (target.relative && target.symbol == NULL && target.branch == NULL && target.offset < 0)
		return graph_plan_downgrade_steps(graph, -target.offset);

	down = target.relative ? relative_target(graph, &target, applied) : absolute_target(graph, &target);
	return plan_down(graph, plan_down_set(graph, applied, down), true, -1);
}

/* What is applied above target, which does not count; where nothing is, nothing goes. */
StepPlan *
graph_plan_down_to(const Graph *graph, const char *text)
{
	bool	   *applied = set_applied(graph);
	Target		target = target_parse(graph, text);
	DownTarget	down = target.relative ? relative_target(graph, &target, applied) : absolute_target(graph, &target);

	return plan_down(graph, standing_set(graph, roots_of(graph, down), applied), true, -1);
}

/* what stamping takes back: all that is applied above the goals, or all (of a branch) if there are none */
static bool *
stamp_down_set(const Graph *graph, RevisionList goals, const char *text)
{
	Target		target = target_parse(graph, text);
	DownTarget	base = {NO_REVISION, NO_REVISION};
	bool	   *applied = set_applied(graph);
	bool	   *above = set_create(graph);
	bool	   *kept = walk_ancestors(graph, goals);

	if (goals.length == 0)
	{
		if (target.branch != NULL)
			base.branch = target_branch(graph, target.branch);
		return plan_down_set(graph, applied, base);
	}
	for (int i = 0; i < goals.length; i++)
		walk_add(graph, graph->revisions[goals.positions[i]].children, WALK_STANDING, above);
	for (int i = 0; i < graph->size; i++)
		above[i] &= applied[i] && !kept[i];
	return above;
}

/*
 * Make it so that target and all that it stands on are marked as applied, and what follows it is not.  Other branches stay.
 */
StepPlan *
graph_plan_stamp(const Graph *graph, const char *target)
{
	int			max_steps;
	RevisionList goals = target_goals(graph, target, &max_steps);
	StepPlan   *down = plan_down(graph, stamp_down_set(graph, goals, target), true, -1);
	StepPlan   *up = upgrade_to(graph, goals, max_steps);
	StepPlan   *plan = create_plan(down->nsteps + up->nsteps);

	for (int i = 0; i < down->nsteps; i++)
		add_step(plan, STEP_DOWN, down->steps[i].revision);
	for (int i = 0; i < up->nsteps; i++)
		add_step(plan, STEP_UP, up->steps[i].revision);
	return plan;
}
