/*
 * load.c
 *	  Our tables -> a linked Graph: five scans, whatever the number of revisions.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

/* Revisions come in the order of their ids, and go into the graph in the order in which they were written. */
typedef struct LoadedRevision
{
	int64		ordinal;
	char	   *revision_id;
	char	   *name;
	char	   *message;
	ArrayType  *replaces;		/* NULL: nothing */
} LoadedRevision;

typedef struct LoadedRevisions
{
	int			n;
	int			capacity;
	LoadedRevision *revisions;
} LoadedRevisions;

/* What one revision stands on, by ordinal: scans come by id. */
typedef struct LoadedEdge
{
	int			ordinal;
	char	   *target_id;
} LoadedEdge;

typedef struct LoadedEdges
{
	Graph	   *graph;
	void		(*add) (Graph *graph, const char *revision_id, const char *target_id);
	MemoryContext context;		/* of the revision's edges */
	char	   *revision_id;
	int			n;
	int			capacity;
	LoadedEdge *edges;
} LoadedEdges;

static int64
row_int64(HeapTuple row, TupleDesc desc, int column)
{
	bool		isnull;

	return DatumGetInt64(row_datum(row, desc, column, &isnull));
}

/* ---- revisions ---- */

static ArrayType *
replaces_of(HeapTuple row, TupleDesc desc)
{
	bool		isnull;
	ArrayType  *replaces = DatumGetArrayTypeP(row_datum(row, desc, REVISIONS_REPLACES, &isnull));

	return ARR_NDIM(replaces) == 0 ? NULL : DatumGetArrayTypePCopy(PointerGetDatum(replaces));
}

static void
note_revision(HeapTuple row, TupleDesc desc, void *argument)
{
	LoadedRevisions *loaded = argument;
	LoadedRevision *revision;

	if (loaded->n == loaded->capacity)
	{
		loaded->capacity *= 2;
		loaded->revisions = repalloc_huge(loaded->revisions, sizeof(LoadedRevision) * loaded->capacity);
	}
	revision = &loaded->revisions[loaded->n++];
	revision->ordinal = row_int64(row, desc, REVISIONS_ORDINAL);
	revision->revision_id = row_text(row, desc, REVISIONS_REVISION_ID);
	revision->name = row_text(row, desc, REVISIONS_NAME);
	revision->message = row_text(row, desc, REVISIONS_MESSAGE);
	revision->replaces = replaces_of(row, desc);
}

static int
compare_revisions(const void *a, const void *b)
{
	int64		one = ((const LoadedRevision *) a)->ordinal;
	int64		other = ((const LoadedRevision *) b)->ordinal;

	return one < other ? -1 : one > other;
}

static void
add_replaced(Graph *graph, const LoadedRevision *revision)
{
	Datum	   *elements;
	bool	   *nulls;
	int			length;

	deconstruct_array(revision->replaces, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &length);
	for (int i = 0; i < length; i++)
		graph_add_replaced(graph, revision->revision_id, TextDatumGetCString(elements[i]));
}

static void
add_revisions(Graph *graph, const char *const *keys)
{
	LoadedRevisions loaded = {.capacity = 64};

	loaded.revisions = palloc(sizeof(LoadedRevision) * loaded.capacity);
	store_scan("revisions", "revisions_pkey", keys, 1, note_revision, &loaded);
	qsort(loaded.revisions, loaded.n, sizeof(LoadedRevision), compare_revisions);
	for (int i = 0; i < loaded.n; i++)
	{
		graph_add_revision(graph, loaded.revisions[i].revision_id, loaded.revisions[i].name, loaded.revisions[i].message);
		if (loaded.revisions[i].replaces != NULL)
			add_replaced(graph, &loaded.revisions[i]);
	}
}

/* ---- parents, dependencies ---- */

static void
flush_edges(LoadedEdges *loaded)
{
	for (int i = 0; i < loaded->n; i++)
		loaded->add(loaded->graph, loaded->revision_id, loaded->edges[i].target_id);
	MemoryContextReset(loaded->context);
	loaded->n = 0;
}

static void
begin_edges(LoadedEdges *loaded, char *revision_id)
{
	loaded->revision_id = revision_id;
	loaded->capacity = 4;
	loaded->edges = palloc(sizeof(LoadedEdge) * loaded->capacity);
}

static void
insert_edge(LoadedEdges *loaded, int ordinal, char *target_id)
{
	int			i;

	if (loaded->n == loaded->capacity)
	{
		loaded->capacity *= 2;
		loaded->edges = repalloc(loaded->edges, sizeof(LoadedEdge) * loaded->capacity);
	}
	for (i = loaded->n++; i > 0 && loaded->edges[i - 1].ordinal > ordinal; i--)
		loaded->edges[i] = loaded->edges[i - 1];
	loaded->edges[i].ordinal = ordinal;
	loaded->edges[i].target_id = target_id;
}

static void
note_edge(HeapTuple row, TupleDesc desc, void *argument)
{
	LoadedEdges *loaded = argument;
	MemoryContext outer = MemoryContextSwitchTo(loaded->context);
	char	   *revision_id = row_text(row, desc, EDGES_REVISION_ID);
	bool		isnull;

	if (loaded->n > 0 && strcmp(loaded->revision_id, revision_id) != 0)
	{
		flush_edges(loaded);
		revision_id = row_text(row, desc, EDGES_REVISION_ID);
	}
	if (loaded->n == 0)
		begin_edges(loaded, revision_id);
	insert_edge(loaded, DatumGetInt32(row_datum(row, desc, EDGES_ORDINAL, &isnull)), row_text(row, desc, EDGES_TARGET_ID));
	MemoryContextSwitchTo(outer);
}

static void
add_edges(Graph *graph, const char *const *keys, const char *table, const char *index,
		  void (*add) (Graph *graph, const char *revision_id, const char *target_id))
{
	LoadedEdges loaded = {.graph = graph, .add = add};

	loaded.context = AllocSetContextCreate(CurrentMemoryContext, "migrate edges", ALLOCSET_DEFAULT_SIZES);
	store_scan(table, index, keys, 1, note_edge, &loaded);
	flush_edges(&loaded);
	MemoryContextDelete(loaded.context);
}

/* ---- labels, what is applied ---- */

static void
add_label(HeapTuple row, TupleDesc desc, void *argument)
{
	bool		branch = strcmp(row_text(row, desc, LABELS_KIND), "branch") == 0;

	graph_add_label(argument, branch ? LABEL_BRANCH : LABEL_TAG, row_text(row, desc, LABELS_LABEL), row_text(row, desc, LABELS_REVISION_ID));
}

static void
mark_applied(HeapTuple row, TupleDesc desc, void *argument)
{
	char	   *revision_id = row_text(row, desc, APPLIED_REVISION_ID);

	graph_mark_applied(argument, revision_id, row_int64(row, desc, APPLIED_JOURNAL_ID), row_int64(row, desc, APPLIED_RUN));
	pfree(revision_id);
}

/* The graph of the session's project, with what is applied in its scope.  Linked; freed by graph_free(). */
Graph *
store_load_graph(Bookkeeping *scope)
{
	const char *const keys[] = {parameter_project, parameter_scope};
	Graph	   *graph = graph_create(scope->caller, 64);
	MemoryContext outer;

	add_revisions(graph, keys);
	add_edges(graph, keys, "revision_parents", "revision_parents_pkey", graph_add_parent);
	add_edges(graph, keys, "revision_dependencies", "revision_dependencies_pkey", graph_add_dependency);
	store_scan("labels", "labels_pkey", keys, 1, add_label, graph);
	store_scan("applied_revisions", "applied_revisions_pkey", keys, 2, mark_applied, graph);
	outer = MemoryContextSwitchTo(scope->caller);
	graph_link(graph);
	MemoryContextSwitchTo(outer);
	return graph;
}
