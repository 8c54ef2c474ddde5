/*
 * graph.c
 *	  migrate.graph(): the revisions as a picture; and the graph for the other verbs.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_graph);

Graph *
command_load_graph(BookkeepingMode mode)
{
	Bookkeeping scope;
	Graph	   *graph;

	bookkeeping_begin(&scope, mode);
	graph = store_load_graph(&scope);
	bookkeeping_end_unlocked(&scope);
	return graph;
}

/* The id of the one revision that text means; palloc'd.  Errors: those of targets. */
char *
command_resolve_id(const char *text)
{
	Bookkeeping scope;
	bool		exact;
	Graph	   *graph;
	char	   *id;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	exact = store_has_revision(text);
	bookkeeping_end(&scope);
	if (exact)
		return pstrdup(text);
	graph = command_load_graph(BOOKKEEPING_WRITE);
	id = pstrdup(graph_revision(graph, graph_resolve_revision(graph, text))->revision_id);
	graph_free(graph);
	return id;
}

typedef struct Picture
{
	const char *format;
	char	   *(*draw) (const Graph *graph);
} Picture;

static const Picture pictures[] = {
	{"text", graph_draw_text},
	{"dot", graph_draw_dot},
	{"mermaid", graph_draw_mermaid},
	{"svg", graph_draw_svg}
};

/* migrate.graph(format): text, dot, mermaid or svg. */
Datum
migrate_graph(PG_FUNCTION_ARGS)
{
	char	   *format = argument_required(fcinfo, 0, "format");

	for (int i = 0; i < lengthof(pictures); i++)
		if (strcmp(pictures[i].format, format) == 0)
			PG_RETURN_TEXT_P(cstring_to_text(pictures[i].draw(command_load_graph(BOOKKEEPING_READ))));
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("there is no picture format \"%s\"", format),
			errhint("It is one of text, dot, mermaid and svg."));
}
