/*
 * target.c
 *	  Turn what the user wrote ("head", "+2", "api@head", "1a2b") into revisions.
 *
 * A pure function of (graph, applied set, text): no SPI, no catalogs, so upgrade(), plan() and script() cannot disagree.  A
 * target is read as [branch@][symbol][+n or -n].  What is an exact id, label, tag or name means that, before any other reading:
 * an id may contain '-' and digits.  Means what Alembic means, save where DESIGN chose otherwise.
 */
#include "postgres.h"

#include <limits.h>

#include "miscadmin.h"

#include "graph/internal.h"

static bool
is_reserved(const char *symbol)
{
	return strcmp(symbol, "head") == 0 || strcmp(symbol, "heads") == 0 ||
		strcmp(symbol, "base") == 0 || strcmp(symbol, "current") == 0;
}

static bool
is_exact(const Graph *graph, const char *word)
{
	return is_reserved(word) || lookup_exact(graph, word, true) != NO_REVISION;
}

/* where "+n" or "-n" begins at the end of text, or NULL */
static const char *
find_offset(const char *text)
{
	const char *sign = text + strlen(text);

	while (sign > text && sign[-1] >= '0' && sign[-1] <= '9')
		sign--;
	if (*sign == '\0' || sign == text || (sign[-1] != '+' && sign[-1] != '-'))
		return NULL;
	return sign - 1;
}

/* what is larger than any graph is cut: it must only be too much */
static int
read_offset(const char *sign)
{
	int64		offset = 0;

	for (const char *digit = sign + 1; *digit != '\0'; digit++)
		offset = Min(offset * 10 + (*digit - '0'), INT_MAX);
	return *sign == '-' ? -(int) offset : (int) offset;
}

/*
 * Take text apart.  Pieces are palloc'd; they need not mean anything yet.
 */
Target
target_parse(const Graph *graph, const char *text)
{
	Target		target = {.text = text};
	const char *at = is_exact(graph, text) ? NULL : strchr(text, '@');
	const char *rest = at != NULL ? at + 1 : text;
	const char *sign = find_offset(rest);

	if (at != NULL)
		target.branch = pnstrdup(text, at - text);
	if (sign != NULL)
	{
		char	   *symbol = pnstrdup(rest, sign - rest);

		/* "2024-01" may be an id or its beginning, unless there is a revision "2024" */
		if (!is_exact(graph, rest) && (sign == rest || is_exact(graph, symbol) ||
									   lookup_prefix(graph, rest, NULL, true) == NO_REVISION))
		{
			target.relative = true;
			target.offset = read_offset(sign);
			target.symbol = sign == rest ? NULL : symbol;
			return target;
		}
	}
	target.symbol = pstrdup(rest);
	return target;
}

/*
 * The revision that names a branch: its label, as Alembic also any other way to write a revision.
 */
int
target_branch(const Graph *graph, const char *branch)
{
	int			position = lookup_exact(graph, branch, false);

	if (position == NO_REVISION)
		position = lookup_prefix(graph, branch, NULL, false);
	if (position == NO_REVISION)
		error_unknown_revision(graph, branch, true);
	return position;
}

/* as Alembic: "heads" of all branches leaves out those that others depend on, which come with them */
static RevisionList
all_heads(const Graph *graph)
{
	bool	   *all = set_create(graph);

	memset(all, true, graph->size);
	return walk_tips(graph, all, WALK_STANDING);
}

static RevisionList
reserved_symbol(const Graph *graph, const char *symbol, const bool *lineage, const char *branch)
{
	RevisionList list;

	if (strcmp(symbol, "base") == 0)
		return list_empty(graph);
	if (strcmp(symbol, "heads") == 0 && lineage == NULL)
		return all_heads(graph);
	list = strcmp(symbol, "current") == 0 ? graph_current(graph) : graph_heads(graph);
	if (lineage != NULL)
		list = list_filter(list, lineage);
	if (strcmp(symbol, "head") == 0 && list.length > 1)
		error_several_heads(graph, list, branch);
	return list;
}

/*
 * What a symbol means, on a branch unless that is NULL: none for base, several for heads and current, else one.
 */
RevisionList
target_symbol(const Graph *graph, const Target *target, const char *symbol, const char *branch)
{
	bool	   *lineage = branch != NULL ? walk_lineage(graph, target_branch(graph, branch)) : NULL;
	int			position;

	if (is_reserved(symbol))
		return reserved_symbol(graph, symbol, lineage, branch);

	position = lookup_exact(graph, symbol, false);
	if (position == NO_REVISION)
		position = lookup_prefix(graph, symbol, lineage, false);
	if (position == NO_REVISION)
		error_unknown_revision(graph, symbol, false);
	if (lineage != NULL && !lineage[position])
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("revision \"%s\" is not on branch \"%s\"", graph_id(graph, position), branch),
				errdetail("It is neither an ancestor nor a descendant of %s.",
						  list_revisions(graph, list_of(target_branch(graph, branch)))));
	return list_of(position);
}

/*
 * The only revision of a list; NO_REVISION (base) of an empty one.
 */
int
target_one(const Graph *graph, const Target *target, RevisionList list)
{
	if (list.length > 1 && target->symbol != NULL && strcmp(target->symbol, "heads") == 0)
		error_several_heads(graph, list, target->branch);
	if (list.length > 1)
		ereport(ERROR,
				errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				errmsg("\"%s\" is ambiguous", target->text),
				errdetail("Applied are %s.", list_revisions(graph, list)),
				errhint("Write a revision, or a branch as in \"<label>@%s\".",
						target->symbol != NULL ? target->symbol : target->offset > 0 ? "+1" : "-1"));
	return list.length == 1 ? list.positions[0] : NO_REVISION;
}

static void
error_too_few(const Graph *graph, int start, int steps, int done, const char *text)
{
	const char *from = start != NO_REVISION ? list_revisions(graph, list_of(start)) : "base";

	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" goes too far", text),
			errdetail(done == 1 ? "There is %d revision %s %s, not %d." : "There are %d revisions %s %s, not %d.",
					  done, steps > 0 ? "after" : "before", from, abs(steps)));
}

static void
error_ways(const Graph *graph, int at, RevisionList ways, bool up, const char *text)
{
	const char *from = at != NO_REVISION ? list_revisions(graph, list_of(at)) : "base";

	ereport(ERROR,
			errcode(ERRCODE_AMBIGUOUS_PARAMETER),
			errmsg("\"%s\" is ambiguous", text),
			errdetail("%s %s %s %s.", up ? "After" : "Before", from, up ? "come" : "stand", list_revisions(graph, ways)),
			up ? errhint("Write the revision to go to, or choose a branch as in \"<label>@+1\".")
			: errhint("Write the revision to go to."));
}

/*
 * Go steps revisions up (steps > 0) or down from start, NO_REVISION being base.  Only parents count as a way, as in Alembic.
 */
int
target_walk(const Graph *graph, int start, int steps, WalkOptions options)
{
	int			at = start;
	bool		up = steps > 0;

	for (int done = 0; done < abs(steps); done++)
	{
		RevisionList ways;

		CHECK_FOR_INTERRUPTS();
		if (at == NO_REVISION)
			ways = up ? walk_bases(graph) : list_empty(graph);
		else
			ways = up ? graph->revisions[at].children : graph->revisions[at].parents;
		if (up && options.lineage != NULL)
			ways = list_filter(ways, options.lineage);

		if (ways.length > 1)
			error_ways(graph, at, ways, up, options.text);
		if (ways.length == 1)
			at = ways.positions[0];
		else if (!up && at != NO_REVISION)
			at = NO_REVISION;	/* the step off the first revision leads to base */
		else if (options.stop_at_end)
			return at;
		else
			error_too_few(graph, start, steps, done, options.text);
	}
	return at;
}

static void
error_no_way(const Target *target, bool up)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" leads nowhere", target->text),
			up ? errhint("Go up by \"+%d\"; \"-%d\" is for downgrade.", Max(abs(target->offset), 1), Max(abs(target->offset), 1))
			: errhint("Go down by \"-%d\"; \"+%d\" is for upgrade.", Max(abs(target->offset), 1), Max(abs(target->offset), 1)));
}

/*
 * Where "+n" on a branch begins: what is applied of it, else where the applied ancestors leave it, else base.  As Alembic:
 * ancestors that reach each other only by way of other branches are several places to begin.
 */
static RevisionList
branch_start(const Graph *graph, const bool *lineage)
{
	RevisionList start = list_filter(graph_current(graph), lineage);
	bool	   *active;
	bool	   *ends;

	if (start.length > 0)
		return start;
	active = set_applied(graph);
	for (int i = 0; i < graph->size; i++)
		active[i] &= lineage[i];
	ends = set_create(graph);
	for (int i = 0; i < graph->size; i++)
		ends[i] = active[i] && !list_meets(graph->revisions[i].children, active) &&
			!list_meets(graph->revisions[i].dependents, active);
	return set_list(graph, ends);
}

/* "+n", "label@+n" */
static int
walk_from_applied(const Graph *graph, const Target *target)
{
	bool	   *lineage = target->branch != NULL ? walk_lineage(graph, target_branch(graph, target->branch)) : NULL;
	RevisionList start = lineage != NULL ? branch_start(graph, lineage) : graph_current(graph);
	WalkOptions options = {.text = target->text, .lineage = lineage};

	if (target->offset <= 0)
		error_no_way(target, true);
	return target_walk(graph, target_one(graph, target, start), target->offset, options);
}

/* "rev+n", "rev-n", "label@rev+n", "label@rev-n" */
static int
walk_from_symbol(const Graph *graph, const Target *target)
{
	bool		up = target->offset > 0;

	/* as Alembic: going up the branch chooses the way, going down its revision must be on it */
	RevisionList start = target_symbol(graph, target, target->symbol, up ? NULL : target->branch);
	WalkOptions options = {.text = target->text};

	if (up && target->branch != NULL)
		options.lineage = walk_lineage(graph, target_branch(graph, target->branch));
	return target_walk(graph, target_one(graph, target, start), target->offset, options);
}

static void
check_null(const char *text)
{
	if (text == NULL)
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("target must not be null"),
				errhint("Write \"head\", \"base\" or a revision."));
}

/*
 * What an upgrade to text leads to: several for heads, none for base.  *max_steps: as many steps it may take, -1 for any number:
 * "+n" is a number of steps, though a merge on the way needs more.
 */
RevisionList
target_goals(const Graph *graph, const char *text, int *max_steps)
{
	Target		target;
	int			position;

	check_null(text);
	target = target_parse(graph, text);
	*max_steps = target.relative && target.symbol == NULL ? target.offset : -1;
	if (!target.relative)
		return target_symbol(graph, &target, target.symbol, target.branch);

	position = target.symbol == NULL ? walk_from_applied(graph, &target) : walk_from_symbol(graph, &target);
	return position != NO_REVISION ? list_of(position) : list_empty(graph);
}

/*
 * Exactly one revision, as show() wants it.  One that is hidden by a squashed revision is found by its id or name.
 */
int
graph_resolve_revision(const Graph *graph, const char *text)
{
	RevisionList list;
	int			position;
	int			max_steps;
	Target		target;

	check_null(text);
	if (!is_reserved(text))
	{
		position = lookup_exact(graph, text, true);
		if (position != NO_REVISION)
			return position;
	}
	list = target_goals(graph, text, &max_steps);
	target = target_parse(graph, text);
	position = target_one(graph, &target, list);
	if (position == NO_REVISION)
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("there is no revision at \"%s\"", text),
				errdetail("%s", graph->size == 0 ? "There are no revisions yet." :
						  strstr(text, "current") != NULL ? "Nothing is applied." : "It means base, which stands before the first revision."));
	return position;
}

bool
graph_target_counts(const Graph *graph, const char *text)
{
	Target		target;

	if (strcmp(text, "@last") == 0)
		return true;
	target = target_parse(graph, text);
	return target.symbol != NULL ? strcmp(target.symbol, "current") == 0 : target.relative;
}
