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

/* ---- revisions ---- */

static void
add_replaced(Graph *graph, const char *squashed_id, ArrayType *replaces)
{
	Datum	   *elements;
	bool	   *nulls;
	int			length;

	deconstruct_array(replaces, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &length);
	for (int i = 0; i < length; i++)
		graph_add_replaced(graph, squashed_id, TextDatumGetCString(elements[i]));
}

static void
add_revision(const ScannedRow *row, void *argument)
{
	Graph	   *graph = argument;
	char	   *revision_id = TextDatumGetCString(row->values[REVISIONS_REVISION_ID]);
	char	   *name = TextDatumGetCString(row->values[REVISIONS_NAME]);
	char	   *message = TextDatumGetCString(row->values[REVISIONS_MESSAGE]);
	ArrayType  *replaces = DatumGetArrayTypeP(row->values[REVISIONS_REPLACES]);

	graph_add_revision(graph, revision_id, name, message);
	if (ARR_NDIM(replaces) > 0)
		add_replaced(graph, revision_id, replaces);
	pfree(message);
	pfree(name);
	pfree(revision_id);
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
note_edge(const ScannedRow *row, void *argument)
{
	LoadedEdges *loaded = argument;
	MemoryContext outer = MemoryContextSwitchTo(loaded->context);
	char	   *revision_id = TextDatumGetCString(row->values[EDGES_REVISION_ID]);

	if (loaded->n > 0 && strcmp(loaded->revision_id, revision_id) != 0)
	{
		flush_edges(loaded);
		revision_id = TextDatumGetCString(row->values[EDGES_REVISION_ID]);
	}
	if (loaded->n == 0)
		begin_edges(loaded, revision_id);
	insert_edge(loaded, DatumGetInt32(row->values[EDGES_ORDINAL]), TextDatumGetCString(row->values[EDGES_TARGET_ID]));
	MemoryContextSwitchTo(outer);
}

static void
add_edges(Graph *graph, const ScanKeyValue *keys, const char *table, const char *index,
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
add_label(const ScannedRow *row, void *argument)
{
	bool		branch = strcmp(TextDatumGetCString(row->values[LABELS_KIND]), "branch") == 0;

	graph_add_label(argument, branch ? LABEL_BRANCH : LABEL_TAG, TextDatumGetCString(row->values[LABELS_LABEL]), TextDatumGetCString(row->values[LABELS_REVISION_ID]));
}

static void
mark_applied(const ScannedRow *row, void *argument)
{
	char	   *revision_id = TextDatumGetCString(row->values[APPLIED_REVISION_ID]);

	graph_mark_applied(argument, revision_id, DatumGetInt64(row->values[APPLIED_JOURNAL_ID]), DatumGetInt64(row->values[APPLIED_RUN]));
	pfree(revision_id);
}

/* The graph of the session's project, with what is applied in its scope.  Linked; freed by graph_free(). */
Graph *
store_load_graph(Bookkeeping *scope)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {APPLIED_SCOPE, parameter_scope}};
	Graph	   *graph = graph_create(scope->caller, store_estimate_rows("revisions"));
	MemoryContext outer;

	store_scan("revisions", "revisions_order", keys, 1, add_revision, graph);
	add_edges(graph, keys, "revision_parents", "revision_parents_pkey", graph_add_parent);
	add_edges(graph, keys, "revision_dependencies", "revision_dependencies_pkey", graph_add_dependency);
	store_scan("labels", "labels_pkey", keys, 1, add_label, graph);
	store_scan("applied_revisions", "applied_revisions_pkey", keys, 2, mark_applied, graph);
	outer = MemoryContextSwitchTo(scope->caller);
	graph_link(graph);
	MemoryContextSwitchTo(outer);
	return graph;
}
