/*
 * link.c
 *	  Link a graph: from ids that were noted down to lists of positions, once.
 *
 * First the graph as it was written is linked and sorted, which finds cycles whatever is applied.  If there are squashed
 * revisions, squash.c then settles who stands for whom, and the effective graph is linked in its place.
 *
 * The lists of one relation are slices of one array, so that a graph costs few allocations however large it is.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "graph/internal.h"

/* edges between positions, from stands on to */
typedef struct PositionEdges
{
	int			length;
	int			capacity;
	IdentEdge  *edges;
} PositionEdges;

static const char *
ident_id(const Graph *graph, int ident)
{
	return graph->idents[ident].id;
}

static void
check_duplicates(const Graph *graph)
{
	if (graph->duplicate >= 0)
		ereport(ERROR,
				errcode(ERRCODE_DUPLICATE_OBJECT),
				errmsg("revision \"%s\" exists twice", ident_id(graph, graph->duplicate)),
				errhint("Give one of the two another id."));
}

static void
link_names(Graph *graph)
{
	for (int i = 0; i < graph->size; i++)
	{
		const char *name = graph->revisions[i].name;
		WordEntry  *entry;
		bool		found;

		if (name[0] == '\0')
			continue;
		entry = graph_word_insert(graph->names, name, &found);
		if (found)
			ereport(ERROR,
					errcode(ERRCODE_DUPLICATE_OBJECT),
					errmsg("revisions \"%s\" and \"%s\" have the same name", graph_id(graph, entry->value), graph_id(graph, i)),
					errdetail("Both are called \"%s\".", name));
		entry->value = i;
	}
}

/* the revision that somebody named, or an error in which owner is who named it */
static int
known_position(const Graph *graph, int ident, const char *owner, const char *relation)
{
	int			position = graph->idents[ident].position;

	if (position == NO_REVISION && graph->idents[ident].replaced_by == NO_REVISION)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("revision \"%s\" does not exist", ident_id(graph, ident)),
				errdetail("%s \"%s\" %s it.", strcmp(relation, "means") == 0 ? "Label" : "Revision", owner, relation));
	return position != NO_REVISION ? position : graph->idents[ident].replaced_by;
}

static void
link_label(Graph *graph, int index)
{
	Label	   *label = &graph->labels[index];
	bool		found;
	WordEntry  *entry;

	(void) known_position(graph, label->ident, label->text, "means");
	entry = graph_word_insert(graph->words, label->text, &found);
	if (!found)
		entry->value = index;
	else if (graph->labels[entry->value].ident != label->ident)
		ereport(ERROR,
				errcode(ERRCODE_DUPLICATE_OBJECT),
				errmsg("label \"%s\" is used twice", label->text),
				errdetail("Revisions \"%s\" and \"%s\" carry it.",
						  ident_id(graph, graph->labels[entry->value].ident), ident_id(graph, label->ident)));
}

/* chain each revision's labels in the order in which they were added; those of hidden revisions follow to what stands in */
static void
chain_labels(Graph *graph)
{
	graph->first_label = MemoryContextAlloc(graph->context, Max(graph->size, 1) * sizeof(int));
	memset(graph->first_label, 0xff, graph->size * sizeof(int));
	for (int i = graph->nlabels - 1; i >= 0; i--)
	{
		RevisionList carriers = graph_leads_to(graph, known_position(graph, graph->labels[i].ident, "", "means"));

		/* what several stand in for carries its labels by itself: a label has one chain to be in */
		int			carrier = carriers.length == 1 ? carriers.positions[0] : graph->idents[graph->labels[i].ident].position;

		/* a label that was added twice counts once */
		if (carrier == NO_REVISION || graph_word_lookup(graph->words, graph->labels[i].text)->value != i)
			continue;
		graph->labels[i].next = graph->first_label[carrier];
		graph->first_label[carrier] = i;
	}
}

static void
link_applied(Graph *graph)
{
	for (int i = 0; i < graph->nmarks; i++)
	{
		AppliedMark *mark = &graph->marks[i];
		int			position = graph->idents[mark->ident].position;

		if (position == NO_REVISION)
			ereport(ERROR,
					errcode(ERRCODE_UNDEFINED_OBJECT),
					errmsg("revision \"%s\" is applied but does not exist", ident_id(graph, mark->ident)));
		graph->revisions[position].applied = true;
		graph->revisions[position].applied_order = mark->applied_order;
		graph->revisions[position].applied_run = mark->applied_run;
	}
}

/* note who replaces whom; the known originals become each squashed revision's list */
static void
link_replaces(Graph *graph)
{
	int		   *positions = MemoryContextAlloc(graph->context, Max(graph->replaces.length, 1) * sizeof(int));
	int		   *cursor = palloc0(Max(graph->size, 1) * sizeof(int));

	for (int i = 0; i < graph->replaces.length; i++)
	{
		IdentEdge  *edge = &graph->replaces.edges[i];
		int			squashed = known_position(graph, edge->from, ident_id(graph, edge->to), "is replaced by");
		Ident	   *original = &graph->idents[edge->to];

		if (original->replaced_by != NO_REVISION && original->replaced_by != squashed)
			ereport(ERROR,
					errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
					errmsg("revision \"%s\" is replaced twice", original->id),
					errdetail("Revisions \"%s\" and \"%s\" replace it.",
							  graph_id(graph, original->replaced_by), graph_id(graph, squashed)));
		if (original->position != NO_REVISION && original->replaced_by == NO_REVISION)
			graph->revisions[squashed].replaces.length++;
		original->replaced_by = squashed;
	}

	for (int i = 0; i < graph->size; i++)
	{
		graph->revisions[i].replaces.positions = positions;
		positions += graph->revisions[i].replaces.length;
	}
	for (int i = 0; i < graph->size; i++)
	{
		int			squashed = graph->idents[graph->ident_of[i]].replaced_by;

		if (squashed != NO_REVISION)
			graph->revisions[squashed].replaces.positions[cursor[squashed]++] = i;
	}
	pfree(cursor);
}

static void
add_edge(PositionEdges *edges, int from, int to)
{
	if (edges->length == edges->capacity)
	{
		edges->capacity *= 2;
		edges->edges = repalloc_huge(edges->edges, edges->capacity * sizeof(IdentEdge));
	}
	edges->edges[edges->length].from = from;
	edges->edges[edges->length++].to = to;
}

/*
 * Edges by position.  effective: those of hidden revisions are left out, and those that lead to one go on to what stands in
 * for it; a revision that would come to stand on itself in that way (it replaces its parent) does not.
 */
static PositionEdges
resolve_edges(const Graph *graph, const IdentEdges *from, const char *relation, bool effective)
{
	PositionEdges edges = {.capacity = Max(from->length, 16)};

	edges.edges = MemoryContextAllocHuge(CurrentMemoryContext, edges.capacity * sizeof(IdentEdge));
	for (int i = 0; i < from->length; i++)
	{
		const char *owner = ident_id(graph, from->edges[i].from);
		int			source = known_position(graph, from->edges[i].from, ident_id(graph, from->edges[i].to), "is needed by");
		int			target = known_position(graph, from->edges[i].to, owner, relation);
		RevisionList targets;

		CHECK_FOR_INTERRUPTS();
		if (!effective)
		{
			add_edge(&edges, source, target);
			continue;
		}
		if (graph->revisions[source].hidden)
			continue;
		targets = graph_leads_to(graph, target);
		for (int j = 0; j < targets.length; j++)
		{
			if (targets.positions[j] != source)
				add_edge(&edges, source, targets.positions[j]);
		}
	}
	return edges;
}

/* a field of GraphRevision, by its offset */
static RevisionList *
list_field(Graph *graph, int position, size_t offset)
{
	return (RevisionList *) ((char *) &graph->revisions[position] + offset);
}

/*
 * Distribute edges to the lists of one field, in the order in which the edges come.  reverse: to the lists of what they lead
 * to.
 */
static void
fill_lists(Graph *graph, const PositionEdges *edges, size_t offset, bool reverse)
{
	int		   *slots = MemoryContextAllocHuge(graph->context, Max(edges->length, 1) * sizeof(int));

	for (int i = 0; i < graph->size; i++)
		list_field(graph, i, offset)->length = 0;
	for (int i = 0; i < edges->length; i++)
		list_field(graph, reverse ? edges->edges[i].to : edges->edges[i].from, offset)->length++;
	for (int i = 0; i < graph->size; i++)
	{
		RevisionList *list = list_field(graph, i, offset);

		list->positions = slots;
		slots += list->length;
		list->length = 0;
	}
	for (int i = 0; i < edges->length; i++)
	{
		RevisionList *list = list_field(graph, reverse ? edges->edges[i].to : edges->edges[i].from, offset);

		list->positions[list->length++] = reverse ? edges->edges[i].from : edges->edges[i].to;
	}
}

/* an edge that was written twice (or became so) counts once */
static void
remove_repeated(Graph *graph, PositionEdges *edges, size_t offset)
{
	int		   *seen_from = palloc(Max(graph->size, 1) * sizeof(int));

	memset(seen_from, 0xff, graph->size * sizeof(int));
	fill_lists(graph, edges, offset, false);
	edges->length = 0;
	for (int i = 0; i < graph->size; i++)
	{
		RevisionList *list = list_field(graph, i, offset);
		int			kept = 0;

		for (int j = 0; j < list->length; j++)
		{
			int			to = list->positions[j];

			if (seen_from[to] == i)
				continue;
			seen_from[to] = i;
			list->positions[kept++] = to;
			edges->edges[edges->length].from = i;
			edges->edges[edges->length++].to = to;
		}
		list->length = kept;
	}
	pfree(seen_from);
}

static void
link_relation(Graph *graph, const IdentEdges *written, const char *relation, size_t forward, size_t backward, bool effective)
{
	PositionEdges edges = resolve_edges(graph, written, relation, effective);

	remove_repeated(graph, &edges, forward);
	fill_lists(graph, &edges, backward, true);
	pfree(edges.edges);
}

static void
link_edges(Graph *graph, bool effective)
{
	link_relation(graph, &graph->parents, "follows",
				  offsetof(GraphRevision, parents), offsetof(GraphRevision, children), effective);
	link_relation(graph, &graph->dependencies, "depends on",
				  offsetof(GraphRevision, dependencies), offsetof(GraphRevision, dependents), effective);
}

/*
 * From here on the graph is only read.  Errors: ids, names or labels used twice, unknown revisions, cycles.
 */
void
graph_link(Graph *graph)
{
	MemoryContext scratch = AllocSetContextCreate(graph->context, "revision graph, linking", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(scratch);

	Assert(!graph->linked);
	check_duplicates(graph);
	link_names(graph);
	link_replaces(graph);
	link_applied(graph);
	for (int i = 0; i < graph->nlabels; i++)
		link_label(graph, i);

	link_edges(graph, false);
	graph_sort(graph);
	if (graph->replaces.length > 0)
	{
		graph_settle_squashes(graph);
		link_edges(graph, true);
		graph_sort(graph);
	}
	chain_labels(graph);
	graph->linked = true;
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(scratch);
}
