/*
 * markup.c
 *	  The graph for programs that draw: Graphviz's dot, and mermaid as Markdown pages show it.
 *
 * Edges lead from what is stood on to what stands on it; dependencies are dashed.  Ids, messages and labels are the users' text
 * and are escaped by each language's own rules.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "graph/internal.h"

typedef void (*AppendEscaped) (StringInfo out, const char *string);

/* inside of a quoted string */
static void
append_dot(StringInfo out, const char *string)
{
	for (; *string != '\0'; string++)
	{
		if (*string == '"' || *string == '\\')
			appendStringInfoChar(out, '\\');
		if (*string == '\n')
			appendStringInfoString(out, "\\n");
		else if (*string != '\r')
			appendStringInfoChar(out, *string);
	}
}

/* inside of a quoted string; mermaid knows no backslash but has entity codes, and would read HTML and Markdown */
static void
append_mermaid(StringInfo out, const char *string)
{
	for (; *string != '\0'; string++)
	{
		if (*string == '\n')
			appendStringInfoString(out, "<br/>");
		else if (strchr("\"#&<>\\`;", *string) != NULL)
			appendStringInfo(out, "#%d;", (unsigned char) *string);
		else if (*string != '\r')
			appendStringInfoChar(out, *string);
	}
}

/* id, message and marks in lines of their own */
static void
append_node_text(StringInfo out, const Graph *graph, int position, const bool *current, const char *newline, AppendEscaped escaped)
{
	char	   *marks = graph_marks(graph, position, current);

	escaped(out, graph_id(graph, position));
	if (graph->revisions[position].message[0] != '\0')
	{
		appendStringInfoString(out, newline);
		escaped(out, graph->revisions[position].message);
	}
	if (marks[0] != '\0')
	{
		appendStringInfoString(out, newline);
		escaped(out, psprintf("(%s)", marks));
	}
}

static void
append_dot_edges(StringInfo out, const Graph *graph, int position, RevisionList list, const char *style)
{
	for (int i = 0; i < list.length; i++)
	{
		appendStringInfoString(out, "\t\"");
		append_dot(out, graph_id(graph, list.positions[i]));
		appendStringInfoString(out, "\" -> \"");
		append_dot(out, graph_id(graph, position));
		appendStringInfo(out, "\"%s;\n", style);
	}
}

/*
 * A digraph in Graphviz's language, applied revisions filled; palloc'd.
 */
char *
graph_draw_dot(const Graph *graph)
{
	const bool *current = graph_current_set(graph);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "digraph revisions {\n\trankdir = BT;\n\tnode [shape = box, style = rounded];\n");
	for (int i = 0; i < graph->sorted.length; i++)
	{
		int			position = graph->sorted.positions[i];

		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&out, "\t\"");
		append_dot(&out, graph_id(graph, position));
		appendStringInfoString(&out, "\" [label = \"");
		append_node_text(&out, graph, position, current, "\\n", append_dot);
		appendStringInfo(&out, "\"%s];\n",
						 graph->revisions[position].applied ? ", style = \"rounded,filled\", fillcolor = palegreen" : "");
	}
	for (int i = 0; i < graph->sorted.length; i++)
	{
		int			position = graph->sorted.positions[i];

		append_dot_edges(&out, graph, position, graph->revisions[position].parents, "");
		append_dot_edges(&out, graph, position, graph->revisions[position].dependencies, " [style = dashed]");
	}
	appendStringInfoString(&out, "}\n");
	return out.data;
}

static void
append_mermaid_edges(StringInfo out, const Graph *graph, int position, RevisionList list, const char *arrow)
{
	for (int i = 0; i < list.length; i++)
		appendStringInfo(out, "    r%d %s r%d\n", graph->rank[list.positions[i]], arrow, graph->rank[position]);
}

/*
 * A flowchart in mermaid's language, nodes numbered in order (ids could be its keywords); palloc'd.
 */
char *
graph_draw_mermaid(const Graph *graph)
{
	const bool *current = graph_current_set(graph);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "flowchart BT\n");
	for (int i = 0; i < graph->sorted.length; i++)
	{
		int			position = graph->sorted.positions[i];

		CHECK_FOR_INTERRUPTS();
		appendStringInfo(&out, "    r%d[\"", i);
		append_node_text(&out, graph, position, current, "<br/>", append_mermaid);
		appendStringInfo(&out, "\"]:::%s\n", graph->revisions[position].applied ? "applied" : "pending");
	}
	for (int i = 0; i < graph->sorted.length; i++)
	{
		int			position = graph->sorted.positions[i];

		append_mermaid_edges(&out, graph, position, graph->revisions[position].parents, "-->");
		append_mermaid_edges(&out, graph, position, graph->revisions[position].dependencies, "-.->");
	}
	appendStringInfoString(&out, "    classDef applied fill:#98fb98,stroke:#2e8b57,color:#000\n"
						   "    classDef pending fill:#fff,stroke:#888,stroke-dasharray:4,color:#000\n");
	return out.data;
}
