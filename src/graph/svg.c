/*
 * svg.c
 *	  The graph as a picture for browsers and pages.
 *
 * A row a revision, newest first, in the order of the text's picture.  An edge runs in a lane of its own from the child's row to
 * the parent's, where it is the parent's lane from then on; dependencies are dashed arcs.  Lanes that end are used again.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "graph/internal.h"

#define LANE_WIDTH	18
#define ROW_HEIGHT	26
#define MARGIN		16
#define RADIUS		5
#define CHARACTER_WIDTH 8		/* about, of the font below */

typedef struct Edge
{
	int			child;
	int			parent;
	int			lane;			/* between their rows */
} Edge;

typedef struct Layout
{
	const Graph *graph;
	RevisionList order;
	int		   *rows;			/* by position */
	int		   *node_lanes;
	int			nlanes;
	int		   *lanes;			/* the revision that each waits for, or NO_REVISION: it is free */
	int			nedges;
	Edge	   *edges;
} Layout;

/* ---- layout ---- */

static int
lane_of(const Layout *layout, int revision)
{
	for (int i = 0; i < layout->nlanes; i++)
	{
		if (layout->lanes[i] == revision)
			return i;
	}
	return -1;
}

/* The lane that waits for a revision: one that does, or a free one. */
static int
take_lane(Layout *layout, int revision)
{
	int			lane = lane_of(layout, revision);

	if (lane < 0)
		lane = lane_of(layout, NO_REVISION);
	if (lane < 0)
		lane = layout->nlanes++;
	layout->lanes[lane] = revision;
	return lane;
}

static void
place(Layout *layout, int row)
{
	int			position = layout->order.positions[row];
	RevisionList parents = layout->graph->revisions[position].parents;
	int			lane = take_lane(layout, position);

	layout->rows[position] = row;
	layout->node_lanes[position] = lane;
	layout->lanes[lane] = NO_REVISION;
	for (int i = 0; i < parents.length; i++)
	{
		int			parent = parents.positions[i];

		/* a line goes on below the revision rather than beside it */
		if (lane_of(layout, parent) < 0 && layout->lanes[lane] == NO_REVISION)
			layout->lanes[lane] = parent;
		layout->edges[layout->nedges++] = (Edge) {position, parent, take_lane(layout, parent)};
	}
}

static void
lay_out(Layout *layout, const Graph *graph)
{
	int			nedges = 0;

	layout->graph = graph;
	layout->order = graph_drawing_order(graph);
	for (int i = 0; i < layout->order.length; i++)
		nedges += graph->revisions[layout->order.positions[i]].parents.length;
	layout->rows = palloc0(sizeof(int) * (graph->size + 1));
	layout->node_lanes = palloc0(sizeof(int) * (graph->size + 1));
	layout->lanes = palloc(sizeof(int) * (graph->size + nedges + 1));
	layout->edges = palloc(sizeof(Edge) * (nedges + 1));
	for (int row = 0; row < layout->order.length; row++)
	{
		CHECK_FOR_INTERRUPTS();
		place(layout, row);
	}
}

static int
x_of_lane(int lane)
{
	return MARGIN + lane * LANE_WIDTH;
}

static int
y_of_row(int row)
{
	return MARGIN + row * ROW_HEIGHT;
}

static int
x_of(const Layout *layout, int position)
{
	return x_of_lane(layout->node_lanes[position]);
}

static int
y_of(const Layout *layout, int position)
{
	return y_of_row(layout->rows[position]);
}

/* ---- drawing ---- */

/* XML has no character below the space but the tab and line ends. */
static void
append_xml(StringInfo out, const char *text)
{
	for (; *text != '\0'; text++)
	{
		if (*text == '&')
			appendStringInfoString(out, "&amp;");
		else if (*text == '<')
			appendStringInfoString(out, "&lt;");
		else if (*text == '>')
			appendStringInfoString(out, "&gt;");
		else if ((unsigned char) *text >= ' ' || *text == '\t')
			appendStringInfoChar(out, *text);
	}
}

/* From the child into the edge's lane, down, and into the parent. */
static void
append_edge(StringInfo out, const Layout *layout, const Edge *edge)
{
	int			x = x_of_lane(edge->lane);
	int			from = y_of(layout, edge->child);
	int			to = y_of(layout, edge->parent);

	appendStringInfo(out, "<path d=\"M%d %dC%d %d %d %d %d %dV%dC%d %d %d %d %d %d\"/>\n",
					 x_of(layout, edge->child), from,
					 x_of(layout, edge->child), from + ROW_HEIGHT / 2, x, from + ROW_HEIGHT / 2, x, from + ROW_HEIGHT,
					 Max(to - ROW_HEIGHT, from + ROW_HEIGHT),
					 x, to - ROW_HEIGHT / 2, x_of(layout, edge->parent), to - ROW_HEIGHT / 2,
					 x_of(layout, edge->parent), to);
}

static void
append_dependencies(StringInfo out, const Layout *layout, int position)
{
	RevisionList needed = layout->graph->revisions[position].dependencies;

	for (int i = 0; i < needed.length; i++)
		appendStringInfo(out, "<path class=\"needs\" d=\"M%d %dQ%d %d %d %d\"/>\n", x_of(layout, position), y_of(layout, position),
						 x_of_lane(layout->nlanes), (y_of(layout, position) + y_of(layout, needed.positions[i])) / 2,
						 x_of(layout, needed.positions[i]), y_of(layout, needed.positions[i]));
}

/* Returns how many characters its text has. */
static int
append_revision(StringInfo out, const Layout *layout, int position, const bool *current)
{
	const GraphRevision *revision = &layout->graph->revisions[position];
	char	   *message = graph_first_line(revision->message);
	char	   *marks = graph_marks(layout->graph, position, current);

	appendStringInfo(out, "<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>\n<text x=\"%d\" y=\"%d\"><tspan class=\"id\">",
					 revision->applied ? "applied" : "pending", x_of(layout, position), y_of(layout, position), RADIUS,
					 x_of_lane(layout->nlanes), y_of(layout, position) + 4);
	append_xml(out, graph_id(layout->graph, position));
	appendStringInfoString(out, "</tspan> ");
	append_xml(out, message);
	if (marks[0] != '\0')
	{
		appendStringInfoString(out, " <tspan class=\"marks\">(");
		append_xml(out, marks);
		appendStringInfoString(out, ")</tspan>");
	}
	appendStringInfoString(out, "</text>\n");
	return strlen(graph_id(layout->graph, position)) + pg_mbstrlen(message) + pg_mbstrlen(marks) + 4;
}

/*
 * A document in SVG, applied revisions filled; palloc'd.
 */
char *
graph_draw_svg(const Graph *graph)
{
	const bool *current = graph_current_set(graph);
	Layout		layout = {0};
	int			characters = 0;
	StringInfoData body;

	lay_out(&layout, graph);
	initStringInfo(&body);
	for (int i = 0; i < layout.nedges; i++)
		append_edge(&body, &layout, &layout.edges[i]);
	for (int i = 0; i < layout.order.length; i++)
		append_dependencies(&body, &layout, layout.order.positions[i]);
	for (int i = 0; i < layout.order.length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		characters = Max(characters, append_revision(&body, &layout, layout.order.positions[i], current));
	}
	return psprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\">\n"
					"<style>text{font:13px monospace;fill:#222}.id{font-weight:bold}.marks{fill:#777}path{fill:none;stroke:#999;stroke-width:2}"
					".needs{stroke-dasharray:4}circle{stroke:#2e8b57;stroke-width:2}.applied{fill:#2e8b57}.pending{fill:#fff;stroke:#c90}</style>\n"
					"%s</svg>", x_of_lane(layout.nlanes) + characters * CHARACTER_WIDTH + MARGIN, y_of_row(layout.order.length), body.data);
}
