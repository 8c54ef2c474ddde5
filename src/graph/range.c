/*
 * range.c
 *	  Ranges: "a:b" for history, and as the way of an offline script.
 *
 * As Alembic's history: both ends included, the beginning by default base and the end heads; "+n" at the end counts from the
 * beginning, "-n" at the beginning from the end.  As Alembic's --sql, a script begins where its range does: that is applied.
 */
#include "postgres.h"

#include "graph/internal.h"

typedef struct Range
{
	const char *text;
	char	   *from;			/* "" as written, never NULL */
	char	   *to;
} Range;

/* take a range apart at its colon; the caller has seen that there is one */
static Range
split_range(const char *text)
{
	Range		range = {.text = text};
	const char *colon = strchr(text, ':');

	range.from = pnstrdup(text, colon - text);
	range.to = pstrdup(colon + 1);
	if (strchr(range.to, ':') != NULL)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("range \"%s\" has more than one colon", text),
				errhint("A range is \"from:to\", \"from:\" or \":to\"."));
	return range;
}

static bool
is_relative(const Graph *graph, const char *text, Target *target)
{
	*target = target_parse(graph, text);
	return target->relative && target->symbol == NULL && target->branch == NULL;
}

/* from each of a list (base if it is empty) so many steps; going off the first revision is base */
static RevisionList
walk_each(const Graph *graph, RevisionList list, int steps, const char *text, bool stop_at_end)
{
	WalkOptions options = {.text = text};
	RevisionList ends = {0, palloc(Max(list.length, 1) * sizeof(int))};

	options.stop_at_end = stop_at_end;
	if (list.length == 0)
		list = list_of(NO_REVISION);
	for (int i = 0; i < list.length; i++)
	{
		int			end = target_walk(graph, list.positions[i], steps, options);

		if (end != NO_REVISION)
			ends.positions[ends.length++] = end;
	}
	return ends;
}

static RevisionList
resolve_end(const Graph *graph, const char *text, const char *otherwise)
{
	int			max_steps;

	return target_goals(graph, text[0] != '\0' ? text : otherwise, &max_steps);
}

/* the revision that "+n" at the end counts from */
static RevisionList
walk_from_beginning(const Graph *graph, RevisionList from, const Range *range, int steps, bool stop_at_end)
{
	if (from.length > 1)
		ereport(ERROR,
				errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				errmsg("range \"%s\" is ambiguous", range->text),
				errdetail("\"%s\" could count from %s.", range->to, list_revisions(graph, from)));
	return walk_each(graph, from, steps, range->text, stop_at_end);
}

static void
error_no_fixed_end(const Range *range)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("range \"%s\" has no fixed end", range->text),
			errdetail("\"%s\" counts from the end, and \"%s\" from the beginning.", range->from, range->to));
}

/* both ends, none being base.  stop_at_end: "+n" and "-n" may ask for more than there is */
static void
resolve_ends(const Graph *graph, Range range, bool stop_at_end, RevisionList *from, RevisionList *to)
{
	Target		begin;
	Target		end;
	bool		counts_back = is_relative(graph, range.from, &begin) && begin.offset < 0;
	bool		counts_on = is_relative(graph, range.to, &end) && end.offset > 0;

	if (counts_back && counts_on)
		error_no_fixed_end(&range);
	if (counts_back)
	{
		*to = resolve_end(graph, range.to, "heads");
		*from = walk_each(graph, *to, begin.offset, range.text, stop_at_end);
		return;
	}
	*from = resolve_end(graph, range.from, "base");
	*to = counts_on ? walk_from_beginning(graph, *from, &range, end.offset, stop_at_end)
		: resolve_end(graph, range.to, "heads");
}

static RevisionList
reversed(RevisionList list)
{
	for (int i = 0, j = list.length - 1; i < j; i++, j--)
	{
		int			position = list.positions[i];

		list.positions[i] = list.positions[j];
		list.positions[j] = position;
	}
	return list;
}

static void
check_ancestors(const Graph *graph, RevisionList from, const bool *needed, const char *text)
{
	for (int i = 0; i < from.length; i++)
	{
		if (!needed[from.positions[i]])
			ereport(ERROR,
					errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("range \"%s\" does not lead from its beginning to its end", text),
					errdetail("The end does not stand on %s.", list_revisions(graph, list_of(from.positions[i]))));
	}
}

/*
 * The revisions between two ends, both included, of the branches that the beginning lies on.
 */
static RevisionList
between(const Graph *graph, RevisionList from, RevisionList to, const char *text)
{
	bool	   *needed = walk_ancestors(graph, to);
	bool	   *before = walk_ancestors(graph, from);
	bool	   *above = set_create(graph);

	check_ancestors(graph, from, needed, text);
	walk_add(graph, from, WALK_CHILDREN, above);
	for (int i = 0; i < from.length; i++)
		before[from.positions[i]] = false;
	for (int i = 0; i < graph->size; i++)
		needed[i] &= !before[i] && (from.length == 0 || above[i]);
	return reversed(set_list(graph, needed));
}

/*
 * The revisions of a range, newest first.  Without a colon: the revision (or heads, or what is current) alone.
 */
RevisionList
graph_resolve_range(const Graph *graph, const char *text)
{
	RevisionList from;
	RevisionList to;
	int			max_steps;

	if (text == NULL)
		text = ":";
	if (strchr(text, ':') == NULL)
		return reversed(target_goals(graph, text, &max_steps));
	resolve_ends(graph, split_range(text), true, &from, &to);
	return between(graph, from, to, text);
}

static bool
is_subset(const Graph *graph, const bool *set, const bool *of)
{
	for (int i = 0; i < graph->size; i++)
	{
		if (set[i] && !of[i])
			return false;
	}
	return true;
}

static StepPlan *
script_down(const Graph *graph, const bool *active, RevisionList to, const char *text)
{
	DownTarget	target = {NO_REVISION, NO_REVISION};

	if (to.length > 1)
		ereport(ERROR,
				errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				errmsg("range \"%s\" leads down to several revisions", text),
				errdetail("They are %s.", list_revisions(graph, to)));
	if (to.length == 1)
		target.revision = to.positions[0];
	return plan_down(graph, plan_down_set(graph, active, target), false, -1);
}

/*
 * The steps from the beginning of a range (not included: it is applied there, with all that it stands on) to its end; down if
 * the end lies below.  Without a colon the beginning is base; NULL is from base to heads.  *before: what is applied at the
 * beginning, in order.
 */
StepPlan *
graph_plan_script(const Graph *graph, const char *text, RevisionList *before)
{
	RevisionList from;
	RevisionList to;
	bool	   *active;
	bool	   *goal;

	if (text == NULL)
		text = ":";
	resolve_ends(graph, split_range(strchr(text, ':') == NULL ? psprintf(":%s", text) : text), false, &from, &to);
	active = walk_ancestors(graph, from);
	goal = walk_ancestors(graph, to);
	*before = set_list(graph, active);
	if (is_subset(graph, goal, active))
		return script_down(graph, active, to, text);
	for (int i = 0; i < graph->size; i++)
		goal[i] &= !active[i];
	return plan_up(graph, goal, -1);
}
