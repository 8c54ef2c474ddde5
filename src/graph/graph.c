/*
 * graph.c
 *	  Build a graph of revisions, and read it.
 *
 * Everything that is added is only noted down, by ident: an id may be named before its revision comes.  graph_link()
 * then turns idents into positions, settles which revisions stand for which, and sorts.  All of it lives in the graph's
 * own context.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "graph/internal.h"

#define SH_PREFIX		graph_word
#define SH_ELEMENT_TYPE	WordEntry
#define SH_KEY_TYPE		const char *
#define SH_KEY			word
#define SH_HASH_KEY(tb, key)	hash_bytes((const unsigned char *) (key), strlen(key))
#define SH_EQUAL(tb, a, b)		(strcmp(a, b) == 0)
#define SH_SCOPE		extern
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a)		(a)->hash
#define SH_DEFINE
#include "lib/simplehash.h"

/*
 * An empty graph in a new context below parent.  expected_size is a hint, 0 if unknown.
 */
Graph *
graph_create(MemoryContext parent, int expected_size)
{
	MemoryContext context = AllocSetContextCreate(parent, "revision graph", ALLOCSET_DEFAULT_SIZES);
	Graph	   *graph = MemoryContextAllocZero(context, sizeof(Graph));

	graph->context = context;
	graph->duplicate = -1;
	graph->ids = graph_word_create(context, Max(expected_size, 16), NULL);
	graph->words = graph_word_create(context, 16, NULL);
	graph->names = graph_word_create(context, Max(expected_size, 16), NULL);
	return graph;
}

void
graph_free(Graph *graph)
{
	MemoryContextDelete(graph->context);
}

/*
 * Room for one more element behind length: the array as it was, or a larger one.
 */
void *
graph_grow(Graph *graph, void *array, int length, int *capacity, size_t element_size)
{
	if (length < *capacity)
		return array;
	*capacity = Max(64, *capacity * 2);
	if (array == NULL)
		return MemoryContextAlloc(graph->context, *capacity * element_size);
	return repalloc_huge(array, *capacity * element_size);
}

static const char *
copy_string(Graph *graph, const char *string)
{
	return MemoryContextStrdup(graph->context, string != NULL ? string : "");
}

static int
ident_of(Graph *graph, const char *id)
{
	WordEntry  *entry = graph_word_lookup(graph->ids, id);
	const char *copy;
	bool		found;

	if (entry != NULL)
		return entry->value;

	copy = copy_string(graph, id);
	graph->idents = graph_grow(graph, graph->idents, graph->nidents, &graph->idents_capacity, sizeof(Ident));
	graph->idents[graph->nidents] = (Ident)
	{
		copy, NO_REVISION, NO_REVISION
	};
	graph_word_insert(graph->ids, copy, &found)->value = graph->nidents;
	return graph->nidents++;
}

/*
 * A name may be empty (the revision has none then), a message too.
 */
void
graph_add_revision(Graph *graph, const char *revision_id, const char *name, const char *message)
{
	int			ident = ident_of(graph, revision_id);
	int			capacity = graph->capacity;

	Assert(!graph->linked);
	if (graph->idents[ident].position != NO_REVISION)
	{
		graph->duplicate = ident;
		return;
	}

	graph->revisions = graph_grow(graph, graph->revisions, graph->size, &graph->capacity, sizeof(GraphRevision));
	graph->ident_of = graph_grow(graph, graph->ident_of, graph->size, &capacity, sizeof(int));
	memset(&graph->revisions[graph->size], 0, sizeof(GraphRevision));
	graph->revisions[graph->size].revision_id = graph->idents[ident].id;
	graph->revisions[graph->size].name = copy_string(graph, name);
	graph->revisions[graph->size].message = copy_string(graph, message);
	graph->ident_of[graph->size] = ident;
	graph->idents[ident].position = graph->size++;
}

static void
add_edge(Graph *graph, IdentEdges *edges, const char *from, const char *to)
{
	IdentEdge	edge;

	Assert(!graph->linked);
	edge.from = ident_of(graph, from);
	edge.to = ident_of(graph, to);
	edges->edges = graph_grow(graph, edges->edges, edges->length, &edges->capacity, sizeof(IdentEdge));
	edges->edges[edges->length++] = edge;
}

void
graph_add_parent(Graph *graph, const char *revision_id, const char *parent_id)
{
	add_edge(graph, &graph->parents, revision_id, parent_id);
}

void
graph_add_dependency(Graph *graph, const char *revision_id, const char *needed_id)
{
	add_edge(graph, &graph->dependencies, revision_id, needed_id);
}

/*
 * What is replaced need not be known: a folder may have lost the originals.
 */
void
graph_add_replaced(Graph *graph, const char *squashed_id, const char *replaced_id)
{
	add_edge(graph, &graph->replaces, squashed_id, replaced_id);
}

void
graph_add_label(Graph *graph, LabelKind kind, const char *label, const char *revision_id)
{
	Label	   *added;
	int			ident = ident_of(graph, revision_id);

	Assert(!graph->linked);
	graph->labels = graph_grow(graph, graph->labels, graph->nlabels, &graph->labels_capacity, sizeof(Label));
	added = &graph->labels[graph->nlabels++];
	added->kind = kind;
	added->text = copy_string(graph, label);
	added->ident = ident;
	added->next = -1;
}

void
graph_mark_applied(Graph *graph, const char *revision_id, int64 applied_order, int64 applied_run)
{
	AppliedMark mark;

	Assert(!graph->linked);
	mark.ident = ident_of(graph, revision_id);
	mark.applied_order = applied_order;
	mark.applied_run = applied_run;
	graph->marks = graph_grow(graph, graph->marks, graph->nmarks, &graph->marks_capacity, sizeof(AppliedMark));
	graph->marks[graph->nmarks++] = mark;
}

/* hidden ones included */
int
graph_size(const Graph *graph)
{
	return graph->size;
}

const GraphRevision *
graph_revision(const Graph *graph, int position)
{
	Assert(position >= 0 && position < graph->size);
	return &graph->revisions[position];
}

const char *
graph_id(const Graph *graph, int position)
{
	return graph->revisions[position].revision_id;
}

/*
 * Position of the revision with exactly this id, or -1.  Hidden ones are found.
 */
int
graph_find(const Graph *graph, const char *revision_id)
{
	WordEntry  *entry = graph_word_lookup(graph->ids, revision_id);

	return entry != NULL ? graph->idents[entry->value].position : NO_REVISION;
}

/*
 * As Alembic: what has no child is a head, even if another branch depends on it.
 */
RevisionList
graph_heads(const Graph *graph)
{
	bool	   *set = set_create(graph);

	for (int i = 0; i < graph->sorted.length; i++)
		set[graph->sorted.positions[i]] = graph->revisions[graph->sorted.positions[i]].children.length == 0;
	return set_list(graph, set);
}

RevisionList
graph_current(const Graph *graph)
{
	return walk_tips(graph, set_applied(graph), WALK_STANDING);
}

RevisionList
graph_branch_points(const Graph *graph)
{
	bool	   *set = set_create(graph);

	for (int i = 0; i < graph->sorted.length; i++)
		set[graph->sorted.positions[i]] = graph->revisions[graph->sorted.positions[i]].children.length > 1;
	return set_list(graph, set);
}

RevisionList
graph_pending(const Graph *graph)
{
	bool	   *set = set_create(graph);

	for (int i = 0; i < graph->sorted.length; i++)
		set[graph->sorted.positions[i]] = !graph->revisions[graph->sorted.positions[i]].applied;
	return set_list(graph, set);
}

RevisionList
graph_sorted(const Graph *graph)
{
	return graph->sorted;
}

/*
 * Branch labels and tags that mean this revision, those of replaced ones included; palloc'd.
 */
const char *
graph_labels_of(const Graph *graph, int position)
{
	StringInfoData labels;

	initStringInfo(&labels);
	for (int i = graph->first_label[position]; i >= 0; i = graph->labels[i].next)
		appendStringInfo(&labels, "%s%s", labels.len > 0 ? ", " : "", graph->labels[i].text);
	return labels.data;
}
