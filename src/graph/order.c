/*
 * order.c
 *	  Sort the effective graph, or say where it runs in a circle.
 *
 * Every revision comes after what it stands on (parents and dependencies); of those that could come next the one that was
 * added first does.  Plans are slices of this one order, so they agree with each other and from run to run.
 */
#include "postgres.h"

#include "lib/binaryheap.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "graph/internal.h"

/* how much of a circle an error shows */
#define MAX_CIRCLE		20

static int
compare_added(Datum a, Datum b, void *arg)
{
	/* binaryheap keeps the greatest first */
	return DatumGetInt32(b) < DatumGetInt32(a) ? -1 : DatumGetInt32(b) > DatumGetInt32(a);
}

/* a revision that waits and that the given one, which waits too, stands on: without a circle there is none */
static int
waiting_below(const Graph *graph, int position, const int *waiting)
{
	const GraphRevision *revision = &graph->revisions[position];

	for (int i = 0; i < revision->parents.length; i++)
	{
		if (waiting[revision->parents.positions[i]] > 0)
			return revision->parents.positions[i];
	}
	for (int i = 0; i < revision->dependencies.length; i++)
	{
		if (waiting[revision->dependencies.positions[i]] > 0)
			return revision->dependencies.positions[i];
	}
	return NO_REVISION;
}

/* a revision that stands on itself: go down among those that wait until one comes again */
static int
find_circle(const Graph *graph, const int *waiting)
{
	bool	   *seen = set_create(graph);
	int			position = 0;

	while (waiting[position] == 0)
		position++;
	while (!seen[position])
	{
		seen[position] = true;
		position = waiting_below(graph, position, waiting);
	}
	pfree(seen);
	return position;
}

static void
error_circle(const Graph *graph, const int *waiting)
{
	StringInfoData circle;
	int			start = find_circle(graph, waiting);
	int			position = start;
	int			first = start;
	int			length = 0;

	/* told from whichever was added first, so that it reads the same from run to run */
	while ((position = waiting_below(graph, position, waiting)) != start)
		first = Min(first, position);

	initStringInfo(&circle);
	position = first;
	do
	{
		if (length++ < MAX_CIRCLE)
			appendStringInfo(&circle, "\"%s\" -> ", graph_id(graph, position));
		position = waiting_below(graph, position, waiting);
	} while (position != first);
	if (length > MAX_CIRCLE)
		appendStringInfo(&circle, "%d more -> ", length - MAX_CIRCLE);

	ereport(ERROR,
			errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
			errmsg("revisions form a cycle"),
			errdetail("Each of these stands on the next: %s\"%s\".", circle.data, graph_id(graph, first)),
			errhint("Take one of them out of the parents or dependencies of the one before it."));
}

static void
release(const Graph *graph, RevisionList list, int *waiting, binaryheap *ready)
{
	for (int i = 0; i < list.length; i++)
	{
		if (--waiting[list.positions[i]] == 0)
			binaryheap_add(ready, Int32GetDatum(list.positions[i]));
	}
}

/* for how many others each effective revision waits; those that wait for none are ready */
static int
count_waiting(const Graph *graph, int *waiting, binaryheap *ready)
{
	int			effective = 0;

	for (int i = 0; i < graph->size; i++)
	{
		const GraphRevision *revision = &graph->revisions[i];

		if (revision->hidden)
			continue;
		effective++;
		waiting[i] = revision->parents.length + revision->dependencies.length;
		if (waiting[i] == 0)
			binaryheap_add(ready, Int32GetDatum(i));
	}
	return effective;
}

/*
 * Set sorted and rank.  The lists of edges are complete.
 */
void
graph_sort(Graph *graph)
{
	int		   *waiting = palloc0(Max(graph->size, 1) * sizeof(int));
	binaryheap *ready = binaryheap_allocate(Max(graph->size, 1), compare_added, NULL);
	int			effective = count_waiting(graph, waiting, ready);

	graph->sorted.length = 0;
	if (graph->rank == NULL)
	{
		graph->sorted.positions = MemoryContextAlloc(graph->context, Max(graph->size, 1) * sizeof(int));
		graph->rank = MemoryContextAllocZero(graph->context, Max(graph->size, 1) * sizeof(int));
	}
	while (!binaryheap_empty(ready))
	{
		int			position = DatumGetInt32(binaryheap_remove_first(ready));

		CHECK_FOR_INTERRUPTS();
		graph->rank[position] = graph->sorted.length;
		graph->sorted.positions[graph->sorted.length++] = position;
		release(graph, graph->revisions[position].children, waiting, ready);
		release(graph, graph->revisions[position].dependents, waiting, ready);
	}
	if (graph->sorted.length < effective)
		error_circle(graph, waiting);
	binaryheap_free(ready);
	pfree(waiting);
}
