/*
 * draw.c
 *	  The graph as text, in the manner of git log --graph.
 *
 * Lanes run from the newest revision down; each waits for one revision.  A revision's lane goes on to its first parent, and
 * further parents open lanes to its right.  Two lanes that wait for the same revision become one.  Revisions are drawn a branch
 * after the other where the edges permit, so that few lanes are open at a time.  Dependencies are marks, not lanes.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "graph/internal.h"

#define MAX_PAD		60			/* a column is filled up to at most this */

/* a line of the picture: the lanes, and the revision that stands there (or NO_REVISION) */
typedef struct Line
{
	char	   *lanes;
	int			revision;
} Line;

typedef struct Picture
{
	const Graph *graph;
	RevisionList lanes;			/* what each lane waits for */
	int			lanes_capacity;
	int			ended;			/* rightmost lane that the last revision ended, or -1: who opens it next is no child */
	int			nlines;
	int			lines_capacity;
	Line	   *lines;
} Picture;

static void
add_line(Picture *picture, char *lanes, int revision)
{
	int			end = strlen(lanes);

	while (end > 0 && lanes[end - 1] == ' ')
		end--;
	lanes[end] = '\0';
	if (picture->nlines == picture->lines_capacity)
	{
		picture->lines_capacity *= 2;
		picture->lines = repalloc_huge(picture->lines, picture->lines_capacity * sizeof(Line));
	}
	picture->lines[picture->nlines].lanes = lanes;
	picture->lines[picture->nlines++].revision = revision;
}

/* room for a line: every lane and the gap behind it, blank */
static char *
blank_lanes(int nlanes)
{
	char	   *lanes = palloc(2 * nlanes + 2);

	memset(lanes, ' ', 2 * nlanes + 1);
	lanes[2 * nlanes + 1] = '\0';
	return lanes;
}

static int
find_lane(const Picture *picture, int revision)
{
	for (int i = 0; i < picture->lanes.length; i++)
	{
		if (picture->lanes.positions[i] == revision)
			return i;
	}
	return -1;
}

static void
insert_lane(Picture *picture, int at, int revision)
{
	RevisionList *lanes = &picture->lanes;

	if (lanes->length == picture->lanes_capacity)
	{
		picture->lanes_capacity *= 2;
		lanes->positions = repalloc_huge(lanes->positions, picture->lanes_capacity * sizeof(int));
	}
	memmove(&lanes->positions[at + 1], &lanes->positions[at], (lanes->length - at) * sizeof(int));
	lanes->positions[at] = revision;
	lanes->length++;
}

static void
remove_lane(Picture *picture, int at)
{
	RevisionList *lanes = &picture->lanes;

	lanes->length--;
	memmove(&lanes->positions[at], &lanes->positions[at + 1], (lanes->length - at) * sizeof(int));
}

static void
draw_node(Picture *picture, int lane, int revision)
{
	char	   *lanes = blank_lanes(picture->lanes.length);

	for (int i = 0; i < picture->lanes.length; i++)
		lanes[2 * i] = i == lane ? '*' : '|';
	add_line(picture, lanes, revision);
}

/* "|\ \": a lane opens to the right of one, those behind it move on */
static void
draw_opening(Picture *picture, int lane)
{
	char	   *lanes = blank_lanes(picture->lanes.length + 1);

	for (int i = 0; i < picture->lanes.length; i++)
	{
		if (i <= lane)
			lanes[2 * i] = '|';
		if (i >= lane)
			lanes[2 * i + 1] = '\\';
	}
	add_line(picture, lanes, NO_REVISION);
}

/* "|_|/ /": a lane joins one to its left, those behind it move up */
static void
draw_joining(Picture *picture, int into, int lane)
{
	char	   *lanes = blank_lanes(picture->lanes.length);

	for (int i = 0; i < lane; i++)
	{
		lanes[2 * i] = '|';
		if (i >= into && i < lane - 1)
			lanes[2 * i + 1] = '_';
	}
	for (int i = lane; i < picture->lanes.length; i++)
		lanes[2 * i - 1] = '/';
	add_line(picture, lanes, NO_REVISION);
}

/* "| /": the lane of a revision without parents ends, those behind it move up */
static void
draw_end(Picture *picture, int lane)
{
	char	   *lanes = blank_lanes(picture->lanes.length);

	for (int i = 0; i < picture->lanes.length; i++)
	{
		if (i < lane)
			lanes[2 * i] = '|';
		else if (i > lane)
			lanes[2 * i - 1] = '/';
	}
	if (lane < picture->lanes.length - 1)
		add_line(picture, lanes, NO_REVISION);
	else
		picture->ended = lane;
	remove_lane(picture, lane);
}

/* a new lane for a head; a gap keeps it from looking like the parent of what ended there */
static int
open_lane(Picture *picture, int revision)
{
	int			lane = picture->lanes.length;

	if (picture->ended == lane)
	{
		char	   *lanes = blank_lanes(lane);

		for (int i = 0; i < lane; i++)
			lanes[2 * i] = '|';
		add_line(picture, lanes, NO_REVISION);
	}
	insert_lane(picture, lane, revision);
	return lane;
}

static void
join_lanes(Picture *picture)
{
	for (int i = 1; i < picture->lanes.length; i++)
	{
		int			into = find_lane(picture, picture->lanes.positions[i]);

		if (into == i)
			continue;
		draw_joining(picture, into, i);
		remove_lane(picture, i);
		i--;
	}
}

static void
draw_revision(Picture *picture, int revision)
{
	RevisionList parents = picture->graph->revisions[revision].parents;
	int			lane = find_lane(picture, revision);

	if (lane < 0)
		lane = open_lane(picture, revision);
	picture->ended = -1;
	draw_node(picture, lane, revision);
	if (parents.length == 0)
	{
		draw_end(picture, lane);
		return;
	}
	picture->lanes.positions[lane] = parents.positions[0];
	for (int i = parents.length - 1; i > 0; i--)
	{
		draw_opening(picture, lane);
		insert_lane(picture, lane + 1, parents.positions[i]);
	}
	join_lanes(picture);
}

/*
 * Children before parents, going down one branch as far as it goes before the next begins.
 */
RevisionList
graph_drawing_order(const Graph *graph)
{
	RevisionList order = list_empty(graph);
	RevisionList stack = list_empty(graph);
	int		   *waiting = palloc0(Max(graph->size, 1) * sizeof(int));

	for (int i = 0; i < graph->sorted.length; i++)
	{
		int			position = graph->sorted.positions[i];

		waiting[position] = graph->revisions[position].children.length;
		if (waiting[position] == 0)
			stack.positions[stack.length++] = position;
	}
	while (stack.length > 0)
	{
		int			position = stack.positions[--stack.length];
		RevisionList parents = graph->revisions[position].parents;

		order.positions[order.length++] = position;
		for (int i = 0; i < parents.length; i++)
		{
			if (--waiting[parents.positions[i]] == 0)
				stack.positions[stack.length++] = parents.positions[i];
		}
	}
	return order;
}

/* the first line of a message, palloc'd */
char *
graph_first_line(const char *message)
{
	return pnstrdup(message, strcspn(message, "\r\n"));
}

static void
add_mark(StringInfo marks, const char *mark)
{
	if (marks->len > 0)
		appendStringInfoString(marks, ", ");
	appendStringInfoString(marks, mark);
}

/*
 * What is worth knowing of a revision: "head, current, left", or "".
 */
char *
graph_marks(const Graph *graph, int position, const bool *current)
{
	const GraphRevision *revision = &graph->revisions[position];
	const char *labels = graph_labels_of(graph, position);
	StringInfoData marks;

	initStringInfo(&marks);
	if (revision->children.length == 0)
		add_mark(&marks, "head");
	if (current[position])
		add_mark(&marks, "current");
	if (!revision->applied)
		add_mark(&marks, "pending");
	if (labels[0] != '\0')
		add_mark(&marks, labels);
	for (int i = 0; i < revision->dependencies.length; i++)
		add_mark(&marks, psprintf("needs %s", graph_id(graph, revision->dependencies.positions[i])));
	return marks.data;
}

/*
 * The current revisions as a set.
 */
bool *
graph_current_set(const Graph *graph)
{
	bool	   *set = set_create(graph);
	RevisionList current = graph_current(graph);

	for (int i = 0; i < current.length; i++)
		set[current.positions[i]] = true;
	return set;
}

static void
append_padded(StringInfo out, const char *string, int width)
{
	appendStringInfoString(out, string);
	appendStringInfoSpaces(out, Max(width - pg_mbstrlen(string), 0));
}

/* widths of the three columns */
static void
measure(const Picture *picture, int *lanes, int *ids, int *messages)
{
	*lanes = *ids = *messages = 0;
	for (int i = 0; i < picture->nlines; i++)
	{
		*lanes = Max(*lanes, (int) strlen(picture->lines[i].lanes));
		if (picture->lines[i].revision == NO_REVISION)
			continue;
		*ids = Max(*ids, (int) strlen(graph_id(picture->graph, picture->lines[i].revision)));
		*messages = Max(*messages, pg_mbstrlen(graph_first_line(picture->graph->revisions[picture->lines[i].revision].message)));
	}
	*lanes = Min(*lanes, MAX_PAD);
	*messages = Min(*messages, MAX_PAD);
}

/* id, message and marks; nothing is filled up that nothing follows */
static void
append_texts(StringInfo out, const Graph *graph, int position, const bool *current, int ids, int messages)
{
	char	   *message = graph_first_line(graph->revisions[position].message);
	char	   *marks = graph_marks(graph, position, current);

	append_padded(out, graph_id(graph, position), message[0] != '\0' || marks[0] != '\0' ? ids : 0);
	if (messages > 0 && (message[0] != '\0' || marks[0] != '\0'))
	{
		appendStringInfoString(out, "  ");
		append_padded(out, message, marks[0] != '\0' ? messages : 0);
	}
	if (marks[0] != '\0')
		appendStringInfo(out, "  (%s)", marks);
}

static char *
print_picture(const Picture *picture)
{
	const bool *current = graph_current_set(picture->graph);
	StringInfoData out;
	int			lanes;
	int			ids;
	int			messages;

	measure(picture, &lanes, &ids, &messages);
	initStringInfo(&out);
	for (int i = 0; i < picture->nlines; i++)
	{
		const Line *line = &picture->lines[i];

		if (i > 0)
			appendStringInfoChar(&out, '\n');
		append_padded(&out, line->lanes, line->revision != NO_REVISION ? lanes + 1 : 0);
		if (line->revision != NO_REVISION)
			append_texts(&out, picture->graph, line->revision, current, ids, messages);
	}
	return out.data;
}

/*
 * A line a revision, newest first, its lanes before it; palloc'd, no newline at the end.
 */
char *
graph_draw_text(const Graph *graph)
{
	RevisionList order = graph_drawing_order(graph);
	Picture		picture = {.graph = graph, .ended = -1};

	picture.lanes_capacity = 16;
	picture.lanes.positions = palloc(picture.lanes_capacity * sizeof(int));
	picture.lines_capacity = Max(order.length, 16);
	picture.lines = palloc_extended(picture.lines_capacity * sizeof(Line), MCXT_ALLOC_HUGE);
	for (int i = 0; i < order.length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		draw_revision(&picture, order.positions[i]);
	}
	return print_picture(&picture);
}
