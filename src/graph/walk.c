/*
 * walk.c
 *	  Sets of revisions, and what can be reached from where.
 *
 * Every walk costs at most one look at each revision and edge.  Sets and lists are palloc'd in the caller's context; lists come
 * in the graph's order.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "graph/internal.h"

bool *
set_create(const Graph *graph)
{
	return palloc0(Max(graph->size, 1) * sizeof(bool));
}

/* what is applied of the effective graph */
bool *
set_applied(const Graph *graph)
{
	bool	   *set = set_create(graph);

	for (int i = 0; i < graph->size; i++)
		set[i] = graph->revisions[i].applied && !graph->revisions[i].hidden;
	return set;
}

RevisionList
list_empty(const Graph *graph)
{
	RevisionList list = {0, palloc(Max(graph->size, 1) * sizeof(int))};

	return list;
}

RevisionList
list_of(int position)
{
	RevisionList list = {1, palloc(sizeof(int))};

	list.positions[0] = position;
	return list;
}

RevisionList
set_list(const Graph *graph, const bool *set)
{
	RevisionList list;
	int			count = 0;

	for (int i = 0; i < graph->sorted.length; i++)
		count += set[graph->sorted.positions[i]];
	list.length = 0;
	list.positions = palloc(Max(count, 1) * sizeof(int));
	for (int i = 0; i < graph->sorted.length; i++)
	{
		if (set[graph->sorted.positions[i]])
			list.positions[list.length++] = graph->sorted.positions[i];
	}
	return list;
}

bool
set_is_empty(const Graph *graph, const bool *set)
{
	return graph->size == 0 || memchr(set, true, graph->size) == NULL;
}

/* those of the list that are in the set */
RevisionList
list_filter(RevisionList list, const bool *set)
{
	RevisionList kept = {0, palloc(Max(list.length, 1) * sizeof(int))};

	for (int i = 0; i < list.length; i++)
	{
		if (set[list.positions[i]])
			kept.positions[kept.length++] = list.positions[i];
	}
	return kept;
}

static void
push_new(RevisionList *stack, RevisionList list, bool *set)
{
	for (int i = 0; i < list.length; i++)
	{
		if (set[list.positions[i]])
			continue;
		set[list.positions[i]] = true;
		stack->positions[stack->length++] = list.positions[i];
	}
}

/*
 * Add to set what can be reached from start over these edges, start included.  What is in the set already has been walked
 * from, over the same edges.
 */
void
walk_add(const Graph *graph, RevisionList start, WalkEdges edges, bool *set)
{
	RevisionList stack = list_empty(graph);

	push_new(&stack, start, set);
	while (stack.length > 0)
	{
		const GraphRevision *revision = &graph->revisions[stack.positions[--stack.length]];

		CHECK_FOR_INTERRUPTS();
		if (edges & WALK_PARENTS)
			push_new(&stack, revision->parents, set);
		if (edges & WALK_DEPENDENCIES)
			push_new(&stack, revision->dependencies, set);
		if (edges & WALK_CHILDREN)
			push_new(&stack, revision->children, set);
		if (edges & WALK_DEPENDENTS)
			push_new(&stack, revision->dependents, set);
	}
	pfree(stack.positions);
}

/* Add start and all that it stands on to set, which has a member for each revision. */
void
graph_add_ancestors(const Graph *graph, RevisionList start, bool *set)
{
	walk_add(graph, start, WALK_NEEDED, set);
}

/* start and all that it stands on */
bool *
walk_ancestors(const Graph *graph, RevisionList start)
{
	bool	   *set = set_create(graph);

	graph_add_ancestors(graph, start, set);
	return set;
}

/*
 * The branch that a revision names: itself, its ancestors and its descendants.  As Alembic: dependencies lead to other branches.
 */
bool *
walk_lineage(const Graph *graph, int position)
{
	bool	   *set = set_create(graph);
	bool	   *below = set_create(graph);

	walk_add(graph, list_of(position), WALK_CHILDREN, set);
	walk_add(graph, list_of(position), WALK_PARENTS, below);
	for (int i = 0; i < graph->size; i++)
		set[i] |= below[i];
	pfree(below);
	return set;
}

/* whether any of the list is in the set */
bool
list_meets(RevisionList list, const bool *set)
{
	for (int i = 0; i < list.length; i++)
	{
		if (set[list.positions[i]])
			return true;
	}
	return false;
}

/*
 * Those of the set that nothing in the set stands on, over these edges (WALK_CHILDREN, WALK_DEPENDENTS): not even by way of
 * revisions outside of it.
 */
RevisionList
walk_tips(const Graph *graph, const bool *set, WalkEdges edges)
{
	bool	   *beneath = set_create(graph);	/* in the set, or beneath one of it */
	bool	   *tips = set_create(graph);
	RevisionList list;

	for (int i = graph->sorted.length - 1; i >= 0; i--)
	{
		int			position = graph->sorted.positions[i];
		const GraphRevision *revision = &graph->revisions[position];

		beneath[position] = ((edges & WALK_CHILDREN) && list_meets(revision->children, beneath)) ||
			((edges & WALK_DEPENDENTS) && list_meets(revision->dependents, beneath));
		tips[position] = set[position] && !beneath[position];
		beneath[position] |= set[position];
	}
	list = set_list(graph, tips);
	pfree(beneath);
	pfree(tips);
	return list;
}

/* As Alembic: what has no parent is a base, even if it depends on another branch. */
RevisionList
walk_bases(const Graph *graph)
{
	bool	   *set = set_create(graph);

	for (int i = 0; i < graph->sorted.length; i++)
		set[graph->sorted.positions[i]] = graph->revisions[graph->sorted.positions[i]].parents.length == 0;
	return set_list(graph, set);
}
