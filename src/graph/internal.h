/*
 * internal.h
 *	  What the files of graph/ share: the graph's own shape, sets of revisions, walks and errors.
 *
 * A set of revisions is a bool a revision (palloc'd in the caller's context), because every walk touches a good part of the
 * graph and a set must be tested in no time.  Walks keep stacks of their own: a line of 100,000 revisions is an ordinary graph.
 */
#ifndef MIGRATE_GRAPH_INTERNAL_H
#define MIGRATE_GRAPH_INTERNAL_H

#include "common/hashfn.h"
#include "graph/graph.h"

#define NO_REVISION		(-1)
#define MIN_PREFIX		4		/* as Alembic: fewer characters of an id are no prefix */

/* a word and what it stands for: an id's ident, a label's index, a name's revision */
typedef struct WordEntry
{
	const char *word;
	uint32		hash;
	char		status;
	int			value;
} WordEntry;

#define SH_PREFIX		graph_word
#define SH_ELEMENT_TYPE	WordEntry
#define SH_KEY_TYPE		const char *
#define SH_SCOPE		extern
#define SH_DECLARE
#include "lib/simplehash.h"

/* an id that somebody named, whether or not its revision has been added (yet) */
typedef struct Ident
{
	const char *id;
	int			position;		/* NO_REVISION: named only */
	int			replaced_by;	/* squashed revision that replaces it, or NO_REVISION */
} Ident;

typedef struct IdentEdge
{
	int			from;			/* idents, from stands on to */
	int			to;
} IdentEdge;

typedef struct IdentEdges
{
	int			length;
	int			capacity;
	IdentEdge  *edges;
} IdentEdges;

typedef struct AppliedMark
{
	int			ident;
	int64		applied_order;
	int64		applied_run;
} AppliedMark;

typedef struct Label
{
	LabelKind	kind;
	const char *text;
	int			ident;			/* who carries it */
	int			next;			/* the same revision's next label, or -1 */
} Label;

struct Graph
{
	MemoryContext context;
	bool		linked;
	int			size;
	int			capacity;
	GraphRevision *revisions;
	int		   *ident_of;		/* by position */

	int			nidents;
	int			idents_capacity;
	Ident	   *idents;
	int			duplicate;		/* ident that was added twice, or -1 */
	graph_word_hash *ids;		/* id -> ident */
	graph_word_hash *words;		/* label or tag -> label */
	graph_word_hash *names;		/* name -> position */

	IdentEdges	parents;
	IdentEdges	dependencies;
	IdentEdges	replaces;

	int			nlabels;
	int			labels_capacity;
	Label	   *labels;
	int		   *first_label;	/* by position, -1: none */

	int			nmarks;
	int			marks_capacity;
	AppliedMark *marks;

	RevisionList *stand_ins;	/* by position, of hidden ones: what edges to them lead to; NULL where nothing is hidden */
	RevisionList sorted;		/* effective ones, everything after what it stands on */
	int		   *rank;			/* position -> place in sorted */
};

/* graph.c */
extern void *graph_grow(Graph *graph, void *array, int length, int *capacity, size_t element_size);
extern const char *graph_id(const Graph *graph, int position);

/* squash.c */
extern void graph_settle_squashes(Graph *graph);
extern RevisionList graph_leads_to(const Graph *graph, int position);

/* order.c */
extern void graph_sort(Graph *graph);

/* walk.c: sets and ways */
typedef enum WalkEdges
{
	WALK_PARENTS = 1,
	WALK_DEPENDENCIES = 2,
	WALK_CHILDREN = 4,
	WALK_DEPENDENTS = 8,
	WALK_NEEDED = WALK_PARENTS | WALK_DEPENDENCIES,
	WALK_STANDING = WALK_CHILDREN | WALK_DEPENDENTS
} WalkEdges;

extern bool *set_create(const Graph *graph);
extern bool *set_applied(const Graph *graph);
extern RevisionList set_list(const Graph *graph, const bool *set);
extern bool set_is_empty(const Graph *graph, const bool *set);
extern RevisionList list_of(int position);
extern RevisionList list_empty(const Graph *graph);
extern void walk_add(const Graph *graph, RevisionList start, WalkEdges edges, bool *set);
extern bool *walk_ancestors(const Graph *graph, RevisionList start);
extern bool *walk_lineage(const Graph *graph, int position);
extern RevisionList walk_tips(const Graph *graph, const bool *set, WalkEdges edges);
extern RevisionList walk_bases(const Graph *graph);
extern RevisionList list_filter(RevisionList list, const bool *set);
extern bool list_meets(RevisionList list, const bool *set);

/* lookup.c: one word */
extern int	lookup_exact(const Graph *graph, const char *word, bool hidden_too);
extern int	lookup_prefix(const Graph *graph, const char *word, const bool *among, bool hidden_too);
extern void error_unknown_revision(const Graph *graph, const char *word, bool is_branch);

/* target.c */
typedef struct Target
{
	const char *text;			/* as the user wrote it */
	char	   *branch;			/* before '@', or NULL */
	char	   *symbol;			/* NULL: relative to what is applied */
	bool		relative;
	int			offset;			/* if relative */
} Target;

extern Target target_parse(const Graph *graph, const char *text);
extern RevisionList target_symbol(const Graph *graph, const Target *target, const char *symbol, const char *branch);
extern int	target_one(const Graph *graph, const Target *target, RevisionList list);
extern int	target_branch(const Graph *graph, const char *branch);
extern RevisionList target_goals(const Graph *graph, const char *text, int *max_steps);

typedef struct WalkOptions
{
	const char *text;			/* what the user wrote, for errors */
	const bool *lineage;		/* going up, only these; NULL: all */
	bool		stop_at_end;	/* no error when there are fewer revisions than steps */
} WalkOptions;

extern int	target_walk(const Graph *graph, int start, int steps, WalkOptions options);

/* plan.c */
typedef struct DownTarget
{
	int			revision;		/* NO_REVISION: base */
	int			branch;			/* revision that names the branch, or NO_REVISION */
} DownTarget;

extern bool *plan_down_set(const Graph *graph, const bool *active, DownTarget target);
extern StepPlan *plan_up(const Graph *graph, const bool *set, int max_steps);
extern StepPlan *plan_down(const Graph *graph, const bool *set, bool newest_first, int max_steps);

/* draw.c */
extern RevisionList graph_drawing_order(const Graph *graph);
extern char *graph_first_line(const char *message);
extern char *graph_marks(const Graph *graph, int position, const bool *current);
extern bool *graph_current_set(const Graph *graph);

/* error.c */
#define MAX_LISTED		10
extern char *list_revisions(const Graph *graph, RevisionList list);
extern void error_several_heads(const Graph *graph, RevisionList heads, const char *branch);

#endif							/* MIGRATE_GRAPH_INTERNAL_H */
