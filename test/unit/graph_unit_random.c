/*
 * graph_unit_random.c
 *	  Random graphs with branches, merges, dependencies and squashed revisions, planned twice: by graph/, and naively here.
 *
 * The reference asks for everything by definition, with matrices and recursion over graphs of a few revisions, and shares
 * nothing with graph/ but its door.  A difference is an error that prints the seed of its graph and the graph.
 */
#include "postgres.h"

#include "common/pg_prng.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "graph/graph.h"

#define MAX_SIZE	16

extern PGDLLEXPORT Datum unit_graph_random(PG_FUNCTION_ARGS);
PG_FUNCTION_INFO_V1(unit_graph_random);

typedef struct World
{
	int			size;
	bool		parent[MAX_SIZE][MAX_SIZE]; /* [a][b]: a has parent b */
	bool		needs[MAX_SIZE][MAX_SIZE];
	int			replaced_by[MAX_SIZE];	/* -1: nobody */
	bool		marked[MAX_SIZE];	/* given to graph/ as applied */
	int			order[MAX_SIZE];
	int			added[MAX_SIZE];	/* in this order revisions are added */

	/* what follows from it, by definition */
	bool		hidden[MAX_SIZE];
	bool		applied[MAX_SIZE];
	bool		effective_parent[MAX_SIZE][MAX_SIZE];
	bool		stands_on[MAX_SIZE][MAX_SIZE];	/* effective, at once */
	bool		reaches[MAX_SIZE][MAX_SIZE];	/* effective, in the end */
} World;

static pg_prng_state prng;
static int	current_seed;

static int
random_below(int limit)
{
	return (int) pg_prng_uint64_range(&prng, 0, limit - 1);
}

static bool
chance(int percent)
{
	return random_below(100) < percent;
}

static const char *
id_of(int revision)
{
	return psprintf("rev%02d", revision);
}

static void
grow(World *world)
{
	for (int a = 1; a < world->size; a++)
	{
		int			nparents = chance(12) ? 0 : chance(25) ? 2 : 1;

		for (int i = 0; i < nparents; i++)
			world->parent[a][random_below(a)] = true;
		if (chance(25))
			world->needs[a][random_below(a)] = true;
	}
}

static bool
written_reaches(const World *world, int from, int to)
{
	if (from == to)
		return true;
	for (int below = 0; below < world->size; below++)
	{
		if ((world->parent[from][below] || world->needs[from][below]) && written_reaches(world, below, to))
			return true;
	}
	return false;
}

/*
 * Add a revision that replaces all between two, themselves included, or all that are not replaced yet up to one; and sometimes
 * one that has it as its parent.
 */
static void
squash(World *world)
{
	int			squashed = world->size;
	int			last = random_below(squashed);
	int			first = random_below(last + 1);
	bool		inside[MAX_SIZE] = {false};
	bool		all = chance(25);

	for (int i = 0; i < squashed; i++)
	{
		inside[i] = all ? i <= last && world->replaced_by[i] < 0 : written_reaches(world, last, i) && written_reaches(world, i, first);
		if (inside[i] && world->replaced_by[i] >= 0)
			return;
	}
	if (!inside[last])
		return;
	world->size++;
	for (int i = 0; i < squashed; i++)
	{
		if (inside[i])
			world->replaced_by[i] = squashed;
		for (int below = 0; below < squashed && inside[i]; below++)
		{
			world->parent[squashed][below] |= world->parent[i][below] && !inside[below];
			world->needs[squashed][below] |= world->needs[i][below] && !inside[below];
		}
	}
	if (world->size < MAX_SIZE && chance(50))
		world->parent[world->size++][squashed] = true;
}

/* what must be applied with a revision: originals with the squashed one, and unless anything goes, what it stands on */
static void
apply(World *world, int revision, bool with_ancestors)
{
	if (world->applied[revision])
		return;
	world->applied[revision] = true;
	for (int i = 0; i < world->size; i++)
	{
		if (world->replaced_by[i] == revision ||
			(with_ancestors && (world->parent[revision][i] || world->needs[revision][i])))
			apply(world, i, with_ancestors);
	}
}

static bool
is_squashed(const World *world, int revision)
{
	for (int i = 0; i < world->size; i++)
	{
		if (world->replaced_by[i] == revision)
			return true;
	}
	return false;
}

/* 0: nothing of it is applied, 2: all, 1: a part */
static int
state(const World *world, int revision)
{
	bool		seen[3] = {false};

	if (world->marked[revision] || !is_squashed(world, revision))
		return world->marked[revision] ? 2 : 0;
	for (int i = 0; i < world->size; i++)
	{
		if (world->replaced_by[i] == revision)
			seen[state(world, i)] = true;
	}
	return seen[1] || (seen[0] && seen[2]) ? 1 : seen[2] ? 2 : 0;
}

static bool
is_covered(const World *world, int revision)
{
	int			by = world->replaced_by[revision];

	return by >= 0 && (state(world, by) != 1 || is_covered(world, by));
}

/* whether a squashed revision stands for another, at once or in the end */
static bool
stands_for(const World *world, int squashed, int revision)
{
	int			by = world->replaced_by[revision];

	return by >= 0 && (by == squashed || stands_for(world, squashed, by));
}

/* as written, and who stands on a squashed revision stands on what that replaces */
static bool
needs_in_the_end(const World *world, int from, int to)
{
	for (int below = 0; below < world->size; below++)
	{
		if ((world->parent[from][below] || world->needs[from][below] || world->replaced_by[below] == from) &&
			(below == to || needs_in_the_end(world, below, to)))
			return true;
	}
	return false;
}

static void
leads_to(const World *world, int revision, bool *ends)
{
	if (is_covered(world, revision))
	{
		leads_to(world, world->replaced_by[revision], ends);
		return;
	}
	if (!is_squashed(world, revision) || state(world, revision) != 1)
	{
		ends[revision] = true;
		return;
	}
	for (int i = 0; i < world->size; i++)
	{
		bool		last = stands_for(world, revision, i) && !is_squashed(world, i);

		for (int other = 0; other < world->size; other++)
			last &= !stands_for(world, revision, other) || is_squashed(world, other) || !needs_in_the_end(world, other, i);
		if (last)
			leads_to(world, i, ends);
	}
}

static void
settle_edge(World *world, int from, int to, bool is_parent)
{
	bool		ends[MAX_SIZE] = {false};

	leads_to(world, to, ends);
	for (int end = 0; end < world->size; end++)
	{
		if (!ends[end] || end == from)
			continue;
		world->stands_on[from][end] = true;
		world->effective_parent[from][end] |= is_parent;
	}
}

static void
settle(World *world)
{
	for (int a = 0; a < world->size; a++)
	{
		world->hidden[a] = is_covered(world, a) || (is_squashed(world, a) && state(world, a) == 1);
		world->applied[a] = !world->hidden[a] && state(world, a) == 2;
	}
	for (int a = 0; a < world->size; a++)
	{
		for (int b = 0; b < world->size && !world->hidden[a]; b++)
		{
			if (world->parent[a][b])
				settle_edge(world, a, b, true);
			if (world->needs[a][b])
				settle_edge(world, a, b, false);
		}
	}
	memcpy(world->reaches, world->stands_on, sizeof(world->reaches));
	for (int k = 0; k < world->size; k++)
	{
		for (int a = 0; a < world->size; a++)
		{
			for (int b = 0; b < world->size; b++)
				world->reaches[a][b] |= world->reaches[a][k] && world->reaches[k][b];
		}
	}
}

static void
shuffle(int *numbers, int length)
{
	for (int i = 0; i < length; i++)
		numbers[i] = i;
	for (int i = length - 1; i > 0; i--)
	{
		int			other = random_below(i + 1);
		int			swapped = numbers[i];

		numbers[i] = numbers[other];
		numbers[other] = swapped;
	}
}

static void
create_world(World *world)
{
	bool		closed = chance(75);

	memset(world, 0, sizeof(World));
	memset(world->replaced_by, 0xff, sizeof(world->replaced_by));
	world->size = 1 + random_below(MAX_SIZE - 5);
	grow(world);
	for (int i = random_below(4); i > 0; i--)
		squash(world);
	for (int i = random_below(3); i > 0; i--)
		apply(world, random_below(world->size), closed);

	/* the store marks a squashed revision when its originals are all applied, but graph/ does not rely on it */
	for (int i = 0; i < world->size; i++)
		world->marked[i] = world->applied[i] && (!is_squashed(world, i) || chance(80));
	shuffle(world->order, world->size);
	shuffle(world->added, world->size);
	settle(world);
}

static Graph *
graph_of(const World *world)
{
	Graph	   *graph = graph_create(CurrentMemoryContext, world->size);

	for (int i = 0; i < world->size; i++)
	{
		int			a = world->added[i];

		graph_add_revision(graph, id_of(a), "", "");
		for (int b = 0; b < world->size; b++)
		{
			if (world->parent[a][b])
				graph_add_parent(graph, id_of(a), id_of(b));
			if (world->needs[a][b])
				graph_add_dependency(graph, id_of(a), id_of(b));
			if (world->replaced_by[b] == a)
				graph_add_replaced(graph, id_of(a), id_of(b));
		}
		if (world->marked[a])
			graph_mark_applied(graph, id_of(a), world->order[a] + 1, 1);
	}
	graph_link(graph);
	return graph;
}

static char *
describe(const World *world)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < world->size; i++)
	{
		int			a = world->added[i];

		appendStringInfo(&out, "%s%s%s", i > 0 ? "\n" : "", id_of(a), world->marked[a] ? psprintf(" a=%d", world->order[a] + 1) : "");
		for (int b = 0; b < world->size; b++)
			appendStringInfo(&out, "%s%s%s",
							 world->parent[a][b] ? psprintf(" p=%s", id_of(b)) : "",
							 world->needs[a][b] ? psprintf(" d=%s", id_of(b)) : "",
							 world->replaced_by[b] == a ? psprintf(" s=%s", id_of(b)) : "");
	}
	return out.data;
}

static void
differ(const World *world, const char *what, int target)
{
	ereport(ERROR,
			errmsg("seed %d: %s %s is not what the reference says", current_seed, what, target >= 0 ? id_of(target) : ""),
			errdetail("%s", describe(world)));
}

static int
number_of(const Graph *graph, int position)
{
	return atoi(graph_revision(graph, position)->revision_id + strlen("rev"));
}

/* the same set in an order that can run: nothing is missing beneath a step up, nothing stands on a step down */
static void
check_plan(const World *world, const Graph *graph, const StepPlan *plan, const bool *want, bool up, const char *what, int target)
{
	bool		applied[MAX_SIZE];
	bool		done[MAX_SIZE] = {false};

	memcpy(applied, world->applied, sizeof(applied));
	for (int i = 0; i < plan->nsteps; i++)
	{
		int			moved = number_of(graph, plan->steps[i].revision);

		if (done[moved] || !want[moved] || (plan->steps[i].direction == STEP_UP) != up)
			differ(world, what, target);
		for (int other = 0; other < world->size; other++)
		{
			if (up ? world->reaches[moved][other] && !applied[other] : world->reaches[other][moved] && applied[other])
				differ(world, what, target);
		}
		done[moved] = true;
		applied[moved] = up;
	}
	if (memcmp(done, want, world->size * sizeof(bool)) != 0)
		differ(world, what, target);
}

static void
check_upgrade(const World *world, const Graph *graph, int target)
{
	bool		want[MAX_SIZE] = {false};

	for (int i = 0; i < world->size; i++)
		want[i] = (i == target || world->reaches[target][i]) && !world->applied[i];
	check_plan(world, graph, graph_plan_upgrade(graph, id_of(target)), want, true, "upgrade", target);
}

static void
check_upgrade_heads(const World *world, const Graph *graph)
{
	bool		want[MAX_SIZE] = {false};

	for (int i = 0; i < world->size; i++)
		want[i] = !world->hidden[i] && !world->applied[i];
	check_plan(world, graph, graph_plan_upgrade(graph, "heads"), want, true, "upgrade to heads", -1);
}

static void
check_take_back(const World *world, const Graph *graph, int target)
{
	bool		want[MAX_SIZE] = {false};
	int			position = graph_find(graph, id_of(target));
	RevisionList unwanted = {1, &position};

	for (int i = 0; i < world->size; i++)
		want[i] = (i == target || world->reaches[i][target]) && world->applied[i];
	check_plan(world, graph, graph_plan_take_back(graph, unwanted), want, false, "taking back", target);
}

/* what follows the target, and what stands on that */
static void
check_downgrade(const World *world, const Graph *graph, int target)
{
	bool		want[MAX_SIZE] = {false};
	bool		any = false;

	for (int child = 0; child < world->size; child++)
	{
		for (int i = 0; i < world->size && world->effective_parent[child][target]; i++)
			want[i] |= (i == child || world->reaches[i][child]) && world->applied[i];
	}
	for (int i = 0; i < world->size; i++)
		any |= want[i];
	if (any)
		check_plan(world, graph, graph_plan_downgrade(graph, id_of(target)), want, false, "downgrade", target);
}

static void
check_downgrade_base(const World *world, const Graph *graph)
{
	check_plan(world, graph, graph_plan_downgrade(graph, "base"), world->applied, false, "downgrade to base", -1);
}

/* again and again the one applied last of those that nothing applied stands on */
static void
check_steps(const World *world, const Graph *graph)
{
	bool		applied[MAX_SIZE];
	int			order[MAX_SIZE];
	int			total = 0;
	StepPlan   *plan;

	memcpy(applied, world->applied, sizeof(applied));
	for (int i = 0; i < world->size; i++)
	{
		order[i] = graph_revision(graph, graph_find(graph, id_of(i)))->applied_order;
		total += applied[i];
	}
	plan = graph_plan_downgrade_steps(graph, total);
	for (int step = 0; step < total; step++)
	{
		int			newest = -1;
		bool		free;

		for (int i = 0; i < world->size; i++)
		{
			free = applied[i];
			for (int other = 0; other < world->size; other++)
				free &= !(applied[other] && world->reaches[other][i]);
			if (free && (newest < 0 || order[i] > order[newest]))
				newest = i;
		}
		if (order[number_of(graph, plan->steps[step].revision)] != order[newest])
			differ(world, "taking back the last", -1);
		applied[number_of(graph, plan->steps[step].revision)] = false;
	}
}

/* the graph's order: of those that could come next the one that was added first */
static void
check_sorted(const World *world, const Graph *graph)
{
	RevisionList sorted = graph_sorted(graph);
	bool		done[MAX_SIZE] = {false};

	for (int place = 0; place < sorted.length; place++)
	{
		int			next = -1;

		for (int i = 0; i < world->size && next < 0; i++)
		{
			int			a = world->added[i];
			bool		ready = !done[a] && !world->hidden[a];

			for (int b = 0; b < world->size; b++)
				ready &= !world->stands_on[a][b] || done[b];
			if (ready)
				next = a;
		}
		if (number_of(graph, sorted.positions[place]) != next)
			differ(world, "the order", -1);
		done[next] = true;
	}
}

static void
check_world(const World *world, const Graph *graph)
{
	for (int i = 0; i < world->size; i++)
	{
		const GraphRevision *revision = graph_revision(graph, graph_find(graph, id_of(i)));

		if (revision->hidden != world->hidden[i])
			differ(world, "what hides", i);
		if (world->hidden[i])
			continue;
		if (revision->applied != world->applied[i])
			differ(world, "what applies", i);
		check_upgrade(world, graph, i);
		check_downgrade(world, graph, i);
		check_take_back(world, graph, i);
	}
	check_sorted(world, graph);
	check_upgrade_heads(world, graph);
	check_downgrade_base(world, graph);
	check_steps(world, graph);
}

/* squashing around a revision that an earlier squashed one comes between may close a circle: nobody can plan that */
static bool
has_circle(const World *world)
{
	for (int i = 0; i < world->size; i++)
	{
		if (world->reaches[i][i])
			return true;
	}
	return false;
}

static bool
has_squashed(const World *world)
{
	for (int i = 0; i < world->size; i++)
	{
		if (world->replaced_by[i] >= 0)
			return true;
	}
	return false;
}

/*
 * unit_graph_random(seed, graphs): how many of the graphs had a squashed revision.
 */
Datum
unit_graph_random(PG_FUNCTION_ARGS)
{
	int			seed = PG_GETARG_INT32(0);
	int			graphs = PG_GETARG_INT32(1);
	int			squashed = 0;
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "graph unit", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);

	for (int i = 0; i < graphs; i++)
	{
		World		world;

		CHECK_FOR_INTERRUPTS();
		current_seed = seed + i;
		pg_prng_seed(&prng, current_seed);
		create_world(&world);
		if (has_circle(&world))
			continue;
		squashed += has_squashed(&world);
		check_world(&world, graph_of(&world));
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	PG_RETURN_INT32(squashed);
}
