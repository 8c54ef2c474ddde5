/*
 * load.c
 *	  Our tables -> a linked Graph: five set queries, whatever the number of revisions.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "store/store.h"

static KeptQuery select_revisions = {
	"SELECT revision_id, name, message, CASE WHEN replaces <> '{}' THEN replaces END FROM migrate.revisions WHERE project = $1 ORDER BY ordinal",
	1, {TEXTOID}, KEPT_SET
};
static KeptQuery select_parents = {
	"SELECT revision_id, parent_id FROM migrate.revision_parents WHERE project = $1 ORDER BY revision_id, ordinal", 1, {TEXTOID}, KEPT_SET
};
static KeptQuery select_dependencies = {
	"SELECT revision_id, needed_id FROM migrate.revision_dependencies WHERE project = $1 ORDER BY revision_id, ordinal", 1, {TEXTOID}, KEPT_SET
};
static KeptQuery select_labels = {
	"SELECT revision_id, label, kind = 'branch' FROM migrate.labels WHERE project = $1 ORDER BY label", 1, {TEXTOID}, KEPT_SET
};
static KeptQuery select_applied = {
	"SELECT revision_id, journal_id, run FROM migrate.applied_revisions WHERE project = $1 AND scope = $2", 2, {TEXTOID, TEXTOID}, KEPT_SET
};

typedef void (*RowFunction) (Graph *graph, HeapTuple row, TupleDesc desc);

static void
add_replaced(Graph *graph, const char *squashed_id, Datum array)
{
	Datum	   *elements;
	bool	   *nulls;
	int			length;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &length);
	for (int i = 0; i < length; i++)
		graph_add_replaced(graph, squashed_id, TextDatumGetCString(elements[i]));
}

static void
add_revision(Graph *graph, HeapTuple row, TupleDesc desc)
{
	char	   *revision_id = row_text(row, desc, 1);
	bool		isnull;
	Datum		replaces = row_datum(row, desc, 4, &isnull);

	graph_add_revision(graph, revision_id, row_text(row, desc, 2), row_text(row, desc, 3));
	if (!isnull)
		add_replaced(graph, revision_id, replaces);
}

static void
add_parent(Graph *graph, HeapTuple row, TupleDesc desc)
{
	graph_add_parent(graph, row_text(row, desc, 1), row_text(row, desc, 2));
}

static void
add_dependency(Graph *graph, HeapTuple row, TupleDesc desc)
{
	graph_add_dependency(graph, row_text(row, desc, 1), row_text(row, desc, 2));
}

static void
add_label(Graph *graph, HeapTuple row, TupleDesc desc)
{
	bool		isnull;
	bool		branch = DatumGetBool(row_datum(row, desc, 3, &isnull));

	graph_add_label(graph, branch ? LABEL_BRANCH : LABEL_TAG, row_text(row, desc, 2), row_text(row, desc, 1));
}

static void
mark_applied(Graph *graph, HeapTuple row, TupleDesc desc)
{
	bool		isnull;
	char	   *revision_id = row_text(row, desc, 1);

	graph_mark_applied(graph, revision_id, DatumGetInt64(row_datum(row, desc, 2, &isnull)),
					   DatumGetInt64(row_datum(row, desc, 3, &isnull)));
}

/* Hand every row to add; what it detoasts goes with its row, since the graph copies. */
static void
add_rows(Graph *graph, KeptQuery *query, RowFunction add)
{
	Datum		values[2] = {project_datum(), scope_datum()};
	uint64		nrows = bookkeeping_execute(query, values, NULL, SPI_OK_SELECT);
	MemoryContext row_context = AllocSetContextCreate(CurrentMemoryContext, "migrate row", ALLOCSET_DEFAULT_SIZES);
	MemoryContext outer = MemoryContextSwitchTo(row_context);

	for (uint64 i = 0; i < nrows; i++)
	{
		add(graph, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		MemoryContextReset(row_context);
	}
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(row_context);
	SPI_freetuptable(SPI_tuptable);
}

/* The graph of the session's project, with what is applied in its scope.  Linked; freed by graph_free(). */
Graph *
store_load_graph(Bookkeeping *scope)
{
	Graph	   *graph = graph_create(scope->caller, 64);
	MemoryContext outer;

	add_rows(graph, &select_revisions, add_revision);
	add_rows(graph, &select_parents, add_parent);
	add_rows(graph, &select_dependencies, add_dependency);
	add_rows(graph, &select_labels, add_label);
	add_rows(graph, &select_applied, mark_applied);
	outer = MemoryContextSwitchTo(scope->caller);
	graph_link(graph);
	MemoryContextSwitchTo(outer);
	return graph;
}
