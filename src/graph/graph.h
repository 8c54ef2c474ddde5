/*
 * graph.h
 *	  The door of graph/: revisions in memory, what targets mean, and plans.
 *
 * A Graph is a value: who loads it (store/) adds revisions and edges, links it once, and from then on it is only read.
 * Pure functions of (graph, applied set, text): no SPI, no catalogs.  Everything lives in the graph's own context,
 * which graph_free() drops; plans and lists of revisions are palloc'd in the caller's current context.
 *
 * A revision is known by its position, 0 .. graph_size() - 1; -1 is none.
 */
#ifndef MIGRATE_GRAPH_H
#define MIGRATE_GRAPH_H

typedef struct Graph Graph;

typedef struct RevisionList
{
	int			length;
	int		   *positions;
} RevisionList;

typedef struct GraphRevision
{
	const char *revision_id;
	const char *name;
	const char *message;
	bool		applied;
	int64		applied_order;	/* journal number of the step that applied it: the greater, the later; 0 if not applied */
	int64		applied_run;	/* run that applied it; 0 if not applied */
	bool		hidden;			/* stands outside the effective graph: replaced by a squashed revision that is in force,
								 * or a squashed revision whose originals are partly applied */
	RevisionList parents;		/* effective: edges to replaced revisions lead to what stands in for them */
	RevisionList children;
	RevisionList dependencies;	/* effective depends_on */
	RevisionList dependents;
	RevisionList replaces;		/* the known ones */
} GraphRevision;

typedef enum LabelKind
{
	LABEL_BRANCH,				/* means its revision, and as label@target a branch */
	LABEL_TAG					/* means its revision alone */
} LabelKind;

typedef enum StepDirection
{
	STEP_UP,
	STEP_DOWN
} StepDirection;

/* As the journal and everybody's rows have it. */
static inline const char *
direction_name(StepDirection direction)
{
	return direction == STEP_UP ? "upgrade" : "downgrade";
}

/* The procedure that goes there revision by revision, and on where a step was interrupted. */
static inline const char *
direction_procedure(StepDirection direction)
{
	return direction == STEP_UP ? "deploy" : "revert";
}

typedef struct Step
{
	StepDirection direction;
	int			revision;
} Step;

typedef struct StepPlan
{
	int			nsteps;
	Step	   *steps;			/* in the order in which they run */
} StepPlan;

/* graph.c, link.c: building.  Strings are copied.  Edges name revisions by exact id and may come before them. */
extern Graph *graph_create(MemoryContext parent, int expected_size);
extern void graph_add_revision(Graph *graph, const char *revision_id, const char *name, const char *message);
extern void graph_add_parent(Graph *graph, const char *revision_id, const char *parent_id);
extern void graph_add_dependency(Graph *graph, const char *revision_id, const char *needed_id);
extern void graph_add_replaced(Graph *graph, const char *squashed_id, const char *replaced_id);
extern void graph_add_label(Graph *graph, LabelKind kind, const char *label, const char *revision_id);
extern void graph_mark_applied(Graph *graph, const char *revision_id, int64 applied_order, int64 applied_run);
extern void graph_link(Graph *graph);
extern void graph_free(Graph *graph);

/* graph.c: reading */
extern int	graph_size(const Graph *graph);
extern const GraphRevision *graph_revision(const Graph *graph, int position);
extern int	graph_find(const Graph *graph, const char *revision_id);
extern RevisionList graph_heads(const Graph *graph);
extern RevisionList graph_current(const Graph *graph);	/* applied, nothing applied stands on them */
extern RevisionList graph_branch_points(const Graph *graph);	/* two or more children */
extern RevisionList graph_pending(const Graph *graph);	/* in an order in which they could run */
extern RevisionList graph_sorted(const Graph *graph);	/* all effective ones, every one after what it stands on */
extern void graph_add_ancestors(const Graph *graph, RevisionList start, bool *set);	/* bool[graph_size()]; what is in it has been added so */
extern const char *graph_labels_of(const Graph *graph, int position);	/* "a, b" of branch labels and tags, or "" */

/* target.c, range.c: what the user wrote.  Each error of DESIGN 3 is raised here, with candidates and a hint. */
extern int	graph_resolve_revision(const Graph *graph, const char *text);	/* exactly one revision; as show() wants it, by its id
																			 * or name a hidden one too */
extern bool graph_target_counts(const Graph *graph, const char *text);	/* '-1', '@last': one that means another revision next time */
extern RevisionList graph_resolve_range(const Graph *graph, const char *range);	/* "a:b", ":b", "a:", "a" as Alembic's
																				 * history; NULL: all.  Newest first. */

/* plan.c, range.c */
extern StepPlan *graph_plan_upgrade(const Graph *graph, const char *target);
extern StepPlan *graph_plan_downgrade(const Graph *graph, const char *target);	/* '-n' and '@last' included */
extern StepPlan *graph_plan_down_to(const Graph *graph, const char *target);	/* the same, where one may stand lower already */
extern StepPlan *graph_plan_downgrade_steps(const Graph *graph, int steps);	/* the n applied last */
extern StepPlan *graph_plan_upgrade_to(const Graph *graph, RevisionList goals);
extern StepPlan *graph_plan_take_back(const Graph *graph, RevisionList unwanted);	/* and what stands on them */
extern StepPlan *graph_plan_stamp(const Graph *graph, const char *target);
extern StepPlan *graph_plan_script(const Graph *graph, const char *range, RevisionList *before);	/* for script(range):
																* whatever is applied; *before: what stands applied where the range begins */

/* error.c: for who has heads but no graph.  messages and branch may be NULL */
extern void graph_error_several_heads(int nheads, const char *const *ids, const char *const *messages, const char *branch);

/* draw.c, markup.c, svg.c: pictures */
extern char *graph_draw_text(const Graph *graph);	/* in the manner of git log --graph, newest first */
extern char *graph_draw_dot(const Graph *graph);
extern char *graph_draw_mermaid(const Graph *graph);
extern char *graph_draw_svg(const Graph *graph);

#endif							/* MIGRATE_GRAPH_H */
