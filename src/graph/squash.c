/*
 * squash.c
 *	  Which squashed revisions are in force, and who stands in for what is hidden.
 *
 * A squashed revision stands for its originals.  As Django: it is in force, and they are hidden, when none or all of them are
 * applied; while some are, it is hidden itself and they run.  A squashed revision can be squashed again, so originals count as
 * partly applied when they are squashed ones that are.  Each original has one squashed revision, so these form trees, which are
 * walked from the leaves up in the order of settle_order().
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "graph/internal.h"

typedef enum AppliedState
{
	STATE_NONE,
	STATE_PARTLY,
	STATE_ALL
} AppliedState;

static bool
is_squashed(const Graph *graph, int position)
{
	return graph->revisions[position].replaces.length > 0;
}

static int
replaced_by(const Graph *graph, int position)
{
	return graph->idents[graph->ident_of[position]].replaced_by;
}

/* squashed revisions, each after those that it replaces */
static RevisionList
settle_order(const Graph *graph)
{
	RevisionList order = list_empty(graph);
	int		   *waiting = palloc0(Max(graph->size, 1) * sizeof(int));
	int			squashed = 0;

	for (int i = 0; i < graph->size; i++)
	{
		for (int j = 0; j < graph->revisions[i].replaces.length; j++)
			waiting[i] += is_squashed(graph, graph->revisions[i].replaces.positions[j]);
		squashed += is_squashed(graph, i);
		if (is_squashed(graph, i) && waiting[i] == 0)
			order.positions[order.length++] = i;
	}
	for (int i = 0; i < order.length; i++)
	{
		int			outer = replaced_by(graph, order.positions[i]);

		if (outer != NO_REVISION && --waiting[outer] == 0)
			order.positions[order.length++] = outer;
	}
	for (int i = 0; order.length < squashed && i < graph->size; i++)
	{
		if (waiting[i] > 0)
			ereport(ERROR,
					errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
					errmsg("revision \"%s\" replaces itself", graph_id(graph, i)),
					errdetail("It replaces \"%s\", which replaces it in turn.",
							  graph_id(graph, graph->revisions[i].replaces.positions[0])));
	}
	pfree(waiting);
	return order;
}

/* how much of what a revision stands for is applied; states of its originals are known */
static AppliedState
state_of(const Graph *graph, int position, const AppliedState *states)
{
	const GraphRevision *revision = &graph->revisions[position];
	bool		all = true;
	bool		none = true;

	if (revision->applied || revision->replaces.length == 0)
		return revision->applied ? STATE_ALL : STATE_NONE;
	for (int i = 0; i < revision->replaces.length; i++)
	{
		all &= states[revision->replaces.positions[i]] == STATE_ALL;
		none &= states[revision->replaces.positions[i]] == STATE_NONE;
	}
	return all ? STATE_ALL : none ? STATE_NONE : STATE_PARTLY;
}

/* with all of its originals applied a squashed revision is applied, when the last of them was */
static void
apply_with_originals(Graph *graph, int position)
{
	GraphRevision *revision = &graph->revisions[position];

	if (revision->applied)
		return;
	revision->applied = true;
	for (int i = 0; i < revision->replaces.length; i++)
	{
		GraphRevision *original = &graph->revisions[revision->replaces.positions[i]];

		revision->applied_order = Max(revision->applied_order, original->applied_order);
		revision->applied_run = Max(revision->applied_run, original->applied_run);
	}
}

static void
push_new(RevisionList *stack, RevisionList list, bool *seen)
{
	for (int i = 0; i < list.length; i++)
	{
		if (seen[list.positions[i]])
			continue;
		seen[list.positions[i]] = true;
		stack->positions[stack->length++] = list.positions[i];
	}
}

/* all that a squashed revision stands for in the end: originals that are no squashed revisions themselves */
static RevisionList
last_resort(const Graph *graph, int squashed)
{
	RevisionList leaves = list_empty(graph);
	RevisionList stack = list_empty(graph);
	bool	   *seen = set_create(graph);

	push_new(&stack, graph->revisions[squashed].replaces, seen);
	while (stack.length > 0)
	{
		int			position = stack.positions[--stack.length];

		push_new(&stack, graph->revisions[position].replaces, seen);
	}
	for (int i = 0; i < graph->size; i++)
	{
		if (seen[i] && !is_squashed(graph, i))
			leaves.positions[leaves.length++] = i;
	}
	pfree(stack.positions);
	pfree(seen);
	return leaves;
}

/* what these stand on, as written; who stands on a squashed revision stands on its originals */
static bool *
beneath(const Graph *graph, RevisionList list)
{
	RevisionList stack = list_empty(graph);
	bool	   *seen = set_create(graph);

	for (int i = 0; i < list.length; i++)
	{
		push_new(&stack, graph->revisions[list.positions[i]].parents, seen);
		push_new(&stack, graph->revisions[list.positions[i]].dependencies, seen);
	}
	while (stack.length > 0)
	{
		const GraphRevision *revision = &graph->revisions[stack.positions[--stack.length]];

		push_new(&stack, revision->parents, seen);
		push_new(&stack, revision->dependencies, seen);
		push_new(&stack, revision->replaces, seen);
	}
	pfree(stack.positions);
	return seen;
}

/*
 * What edges to a partly applied squashed revision lead to: the originals that no other original stands on, or a squashed
 * revision in force that stands for one.  The list belongs to the graph.
 */
static RevisionList
stand_ins_of_originals(const Graph *graph, int squashed)
{
	RevisionList leaves = last_resort(graph, squashed);
	bool	   *stood_on = beneath(graph, leaves);
	bool	   *taken = set_create(graph);
	RevisionList ends = {0, MemoryContextAlloc(graph->context, Max(leaves.length, 1) * sizeof(int))};

	for (int i = 0; i < leaves.length; i++)
	{
		if (!stood_on[leaves.positions[i]])
			push_new(&ends, graph_leads_to(graph, leaves.positions[i]), taken);
	}
	pfree(leaves.positions);
	pfree(stood_on);
	pfree(taken);
	return ends;
}

/*
 * Inner squashed revisions come first: what of them is applied, and so which are hidden for now.
 */
static void
settle_from_inside(Graph *graph, RevisionList order)
{
	AppliedState *states = palloc0(Max(graph->size, 1) * sizeof(AppliedState));

	for (int i = 0; i < graph->size; i++)
		states[i] = graph->revisions[i].applied ? STATE_ALL : STATE_NONE;
	for (int i = 0; i < order.length; i++)
	{
		int			squashed = order.positions[i];

		states[squashed] = state_of(graph, squashed, states);
		if (states[squashed] == STATE_ALL)
			apply_with_originals(graph, squashed);
		graph->revisions[squashed].hidden = states[squashed] == STATE_PARTLY;
	}
	pfree(states);
}

/*
 * Outer ones come first: what is in force hides its originals and everything that these stand for, and stands in for all.
 */
static void
settle_from_outside(Graph *graph, RevisionList order)
{
	bool	   *covers = set_create(graph);

	for (int i = order.length - 1; i >= 0; i--)
	{
		GraphRevision *squashed = &graph->revisions[order.positions[i]];
		RevisionList stand_in = graph_leads_to(graph, order.positions[i]);

		/* hidden because partly applied, and not by something outer that is in force: its originals run */
		if (squashed->hidden && !covers[order.positions[i]])
			continue;
		for (int j = 0; j < squashed->replaces.length; j++)
		{
			int			original = squashed->replaces.positions[j];

			graph->revisions[original].hidden = true;
			covers[original] = true;
			graph->stand_ins[original].length = 1;
			graph->stand_ins[original].positions = MemoryContextAlloc(graph->context, sizeof(int));
			graph->stand_ins[original].positions[0] = stand_in.positions[0];
		}
	}
	pfree(covers);
}

/*
 * Settle what is hidden and what stands in for it.  The graph is linked and sorted as it was written.
 */
void
graph_settle_squashes(Graph *graph)
{
	RevisionList order = settle_order(graph);

	graph->stand_ins = MemoryContextAllocZero(graph->context, Max(graph->size, 1) * sizeof(RevisionList));
	settle_from_inside(graph, order);
	settle_from_outside(graph, order);
	for (int i = 0; i < order.length; i++)
	{
		int			squashed = order.positions[i];

		if (graph->revisions[squashed].hidden && graph->stand_ins[squashed].length == 0)
			graph->stand_ins[squashed] = stand_ins_of_originals(graph, squashed);
	}
	pfree(order.positions);
}

/*
 * What edges to a revision lead to: the revision itself unless it is hidden.  The list belongs to the graph, or is palloc'd.
 */
RevisionList
graph_leads_to(const Graph *graph, int position)
{
	if (graph->stand_ins != NULL && graph->stand_ins[position].length > 0)
		return graph->stand_ins[position];
	return list_of(position);
}
