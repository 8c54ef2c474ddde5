/*
 * graph_unit.c
 *	  The room graph/ from SQL, for sql/graph.sql, ../alembic/compare.py and benchmarks.
 *
 * A graph is text, a revision a line: its id, then p=parents d=depends_on l=labels t=tags s=replaces (lists with commas),
 * n=name, a=applied order[/run], and last m=message, in which \n is a line break.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "graph/graph.h"

PG_MODULE_MAGIC;

#define UNIT_FUNCTION(name) extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); PG_FUNCTION_INFO_V1(name)

UNIT_FUNCTION(unit_graph_plan);
UNIT_FUNCTION(unit_graph_try);
UNIT_FUNCTION(unit_graph_look);
UNIT_FUNCTION(unit_graph_measure);

typedef void (*AddTo) (Graph *graph, const char *revision_id, const char *value);

static void
add_branch_label(Graph *graph, const char *revision_id, const char *label)
{
	graph_add_label(graph, LABEL_BRANCH, label, revision_id);
}

static void
add_tag(Graph *graph, const char *revision_id, const char *tag)
{
	graph_add_label(graph, LABEL_TAG, tag, revision_id);
}

static void
mark_applied(Graph *graph, const char *revision_id, const char *value)
{
	const char *run = strchr(value, '/');

	graph_mark_applied(graph, revision_id, atoi(value), run != NULL ? atoi(run + 1) : 1);
}

static void
each(Graph *graph, const char *revision_id, char *list, AddTo add)
{
	char	   *rest = NULL;

	for (char *item = strtok_r(list, ",", &rest); item != NULL; item = strtok_r(NULL, ",", &rest))
		add(graph, revision_id, item);
}

/* unescape \n in place */
static char *
message_of(char *text)
{
	char	   *to = text;

	for (char *from = text; *from != '\0'; from++)
	{
		if (from[0] == '\\' && from[1] == 'n')
		{
			*to++ = '\n';
			from++;
		}
		else
			*to++ = *from;
	}
	*to = '\0';
	return text;
}

static void
add_line(Graph *graph, char *line)
{
	static const struct
	{
		char		key;
		AddTo		add;
	}			fields[] = {
		{'p', graph_add_parent}, {'d', graph_add_dependency}, {'s', graph_add_replaced},
		{'l', add_branch_label}, {'t', add_tag}, {'a', mark_applied}
	};
	char	   *message = strstr(line, " m=");
	char	   *name = "";
	char	   *id;
	char	   *rest = NULL;
	char	   *copy;

	if (message != NULL)
	{
		*message = '\0';
		message = message_of(message + 3);
	}
	copy = pstrdup(line);
	id = strtok_r(line, " ", &rest);
	if (id == NULL)
		return;
	for (char *field = strtok_r(NULL, " ", &rest); field != NULL; field = strtok_r(NULL, " ", &rest))
	{
		if (field[0] == 'n')
			name = field + 2;
	}
	graph_add_revision(graph, id, name, message != NULL ? message : "");

	rest = NULL;
	id = strtok_r(copy, " ", &rest);
	for (char *field = strtok_r(NULL, " ", &rest); field != NULL; field = strtok_r(NULL, " ", &rest))
	{
		for (int i = 0; i < lengthof(fields); i++)
		{
			if (field[0] == fields[i].key)
				each(graph, id, field + 2, fields[i].add);
		}
	}
}

static Graph *
read_graph(const char *text)
{
	Graph	   *graph = graph_create(CurrentMemoryContext, 0);
	char	   *rest = NULL;

	for (char *line = strtok_r(pstrdup(text), "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
		add_line(graph, line);
	return graph;
}

/* mark the revisions that are named, and no others, in that order */
static void
mark_exactly(Graph *graph, const char *applied)
{
	char	   *rest = NULL;
	int			order = 0;

	for (char *id = strtok_r(pstrdup(applied), " ", &rest); id != NULL; id = strtok_r(NULL, " ", &rest))
	{
		order++;
		graph_mark_applied(graph, id, order, order);
	}
}

/* mark the revisions that are named, after all that they stand on, in that order */
static void
mark_with_ancestors(Graph *graph, const char *text, const char *applied)
{
	Graph	   *plain = read_graph(text);
	bool	   *marked;
	char	   *rest = NULL;
	int			order = 0;

	graph_link(plain);
	marked = palloc0(graph_size(plain) + 1);
	for (char *id = strtok_r(pstrdup(applied), " ", &rest); id != NULL; id = strtok_r(NULL, " ", &rest))
	{
		int			position = graph_find(plain, id);
		RevisionList goal = {1, &position};
		StepPlan   *plan = graph_plan_upgrade_to(plain, goal);

		for (int i = 0; i < plan->nsteps; i++)
		{
			if (marked[plan->steps[i].revision])
				continue;
			marked[plan->steps[i].revision] = true;
			order++;
			graph_mark_applied(graph, graph_revision(plain, plan->steps[i].revision)->revision_id, order, order);
		}
	}
	graph_free(plain);
}

/* applied: NULL, "aaaa1 bbbb1" with what they stand on, or "=aaaa1 bbbb1" without */
static Graph *
build_graph(const char *text, const char *applied)
{
	Graph	   *graph = read_graph(text);

	if (applied != NULL && applied[0] == '=')
		mark_exactly(graph, applied + 1);
	else if (applied != NULL)
		mark_with_ancestors(graph, text, applied);
	graph_link(graph);
	return graph;
}

static char *
list_text(const Graph *graph, RevisionList list)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < list.length; i++)
		appendStringInfo(&out, "%s%s", i > 0 ? " " : "", graph_revision(graph, list.positions[i])->revision_id);
	return out.data;
}

/* "aaaa1 bbbb1", with signs "-bbbb1 +cccc1" */
static char *
plan_text(const Graph *graph, const StepPlan *plan, bool signs)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < plan->nsteps; i++)
		appendStringInfo(&out, "%s%s%s", i > 0 ? " " : "",
						 !signs ? "" : plan->steps[i].direction == STEP_UP ? "+" : "-",
						 graph_revision(graph, plan->steps[i].revision)->revision_id);
	return out.data;
}

static char *
script_text(const Graph *graph, const char *range)
{
	RevisionList before;
	StepPlan   *plan = graph_plan_script(graph, range, &before);

	return psprintf("[%s] %s", list_text(graph, before), plan_text(graph, plan, true));
}

static char *
plan_move(const Graph *graph, const char *move, const char *target)
{
	if (strcmp(move, "upgrade") == 0)
		return plan_text(graph, graph_plan_upgrade(graph, target), false);
	if (strcmp(move, "downgrade") == 0)
		return plan_text(graph, graph_plan_downgrade(graph, target), false);
	if (strcmp(move, "steps") == 0)
		return plan_text(graph, graph_plan_downgrade_steps(graph, atoi(target)), false);
	if (strcmp(move, "stamp") == 0)
		return plan_text(graph, graph_plan_stamp(graph, target), true);
	if (strcmp(move, "take back") == 0)
	{
		int			position = graph_find(graph, target);
		RevisionList unwanted = {1, &position};

		return plan_text(graph, graph_plan_take_back(graph, unwanted), false);
	}
	if (strcmp(move, "range") == 0)
		return list_text(graph, graph_resolve_range(graph, target));
	if (strcmp(move, "script") == 0)
		return script_text(graph, target);
	if (strcmp(move, "revision") == 0)
	{
		int			position = graph_resolve_revision(graph, target);
		RevisionList list = {1, &position};

		return list_text(graph, list);
	}
	elog(ERROR, "unknown move \"%s\"", move);
	return NULL;
}

static char *
argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/*
 * unit_graph_plan(graph, applied, move, target): the steps, or the error itself.
 */
Datum
unit_graph_plan(PG_FUNCTION_ARGS)
{
	Graph	   *graph = build_graph(argument(fcinfo, 0), argument(fcinfo, 1));

	PG_RETURN_TEXT_P(cstring_to_text(plan_move(graph, argument(fcinfo, 2), argument(fcinfo, 3))));
}

/*
 * The same, but an error is "error: <SQLSTATE> <message>".  What it may have left open is memory only, so that it needs no
 * subtransaction.
 */
Datum
unit_graph_try(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "graph unit", ALLOCSET_DEFAULT_SIZES);
	char	   *volatile result = NULL;

	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		result = plan_move(build_graph(argument(fcinfo, 0), argument(fcinfo, 1)), argument(fcinfo, 2), argument(fcinfo, 3));
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		result = psprintf("error: %s %s", unpack_sql_state(error->sqlerrcode), error->message);
	}
	PG_END_TRY();

	MemoryContextSwitchTo(caller);
	result = pstrdup(result);
	MemoryContextDelete(context);
	PG_RETURN_TEXT_P(cstring_to_text(result));
}

static char *
effective_edges(const Graph *graph)
{
	RevisionList sorted = graph_sorted(graph);
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < sorted.length; i++)
	{
		const GraphRevision *revision = graph_revision(graph, sorted.positions[i]);

		appendStringInfo(&out, "%s%s%s(%s;%s;%s)", i > 0 ? " " : "", revision->applied ? "+" : "", revision->revision_id,
						 list_text(graph, revision->parents), list_text(graph, revision->dependencies),
						 graph_labels_of(graph, sorted.positions[i]));
	}
	return out.data;
}

/*
 * unit_graph_look(graph, applied, what): what there is to read, and pictures.
 */
Datum
unit_graph_look(PG_FUNCTION_ARGS)
{
	Graph	   *graph = build_graph(argument(fcinfo, 0), argument(fcinfo, 1));
	char	   *what = argument(fcinfo, 2);
	char	   *result = NULL;

	if (strcmp(what, "heads") == 0)
		result = list_text(graph, graph_heads(graph));
	else if (strcmp(what, "current") == 0)
		result = list_text(graph, graph_current(graph));
	else if (strcmp(what, "branch points") == 0)
		result = list_text(graph, graph_branch_points(graph));
	else if (strcmp(what, "pending") == 0)
		result = list_text(graph, graph_pending(graph));
	else if (strcmp(what, "sorted") == 0)
		result = list_text(graph, graph_sorted(graph));
	else if (strcmp(what, "edges") == 0)
		result = effective_edges(graph);
	else if (strcmp(what, "text") == 0)
		result = graph_draw_text(graph);
	else if (strcmp(what, "dot") == 0)
		result = graph_draw_dot(graph);
	else if (strcmp(what, "mermaid") == 0)
		result = graph_draw_mermaid(graph);
	else
		elog(ERROR, "unknown look \"%s\"", what);
	PG_RETURN_TEXT_P(cstring_to_text(result));
}

static double
milliseconds_since(instr_time start)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, start);
	return INSTR_TIME_GET_MILLISEC(now);
}

static char *
revision_name(int number)
{
	return psprintf("%012x", number);
}

/* shape 0: a line.  1: every tenth revision begins a branch of five that is merged again, every hundredth depends on one before. */
static Graph *
large_graph(MemoryContext context, int size, int shape)
{
	Graph	   *graph = graph_create(context, size);

	for (int i = 0; i < size; i++)
	{
		char	   *id = revision_name(i);
		int			in_ten = i % 10;

		graph_add_revision(graph, id, psprintf("revision_%d", i), psprintf("revision %d", i));
		if (i > 0)
			graph_add_parent(graph, id, revision_name(shape == 1 && in_ten == 5 ? i - 5 : i - 1));
		if (shape == 1 && in_ten == 9)
			graph_add_parent(graph, id, revision_name(i - 5));
		if (shape == 1 && i % 100 == 99)
			graph_add_dependency(graph, id, revision_name(i - 50));
	}
	return graph;
}

/* the time that upgrading, or going down to base, is planned in; checks the number of steps */
static double
measure_plan(Graph *graph, bool up, int expected)
{
	instr_time	start;
	StepPlan   *plan;

	INSTR_TIME_SET_CURRENT(start);
	plan = up ? graph_plan_upgrade(graph, "heads") : graph_plan_downgrade(graph, "base");
	if (plan->nsteps != expected)
		elog(ERROR, "%d steps, not %d", plan->nsteps, expected);
	return milliseconds_since(start);
}

/*
 * unit_graph_measure(size, shape): {ms to link, ms to plan upgrade to heads, ms to plan downgrade to base, bytes of graph a
 * revision}.
 */
Datum
unit_graph_measure(PG_FUNCTION_ARGS)
{
	int			size = PG_GETARG_INT32(0);
	int			shape = PG_GETARG_INT32(1);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "graph unit", ALLOCSET_SMALL_SIZES);
	Graph	   *graph = large_graph(context, size, shape);
	instr_time	start;
	Datum		values[4];

	INSTR_TIME_SET_CURRENT(start);
	graph_link(graph);
	values[0] = Float8GetDatum(milliseconds_since(start));
	values[3] = Float8GetDatum((double) MemoryContextMemAllocated(context, true) / size);
	values[1] = Float8GetDatum(measure_plan(graph, true, size));
	graph_free(graph);

	graph = large_graph(context, size, shape);
	for (int i = 0; i < size; i++)
		graph_mark_applied(graph, revision_name(i), i + 1, 1);
	graph_link(graph);
	values[2] = Float8GetDatum(measure_plan(graph, false, size));
	MemoryContextDelete(context);
	PG_RETURN_ARRAYTYPE_P(construct_array(values, 4, FLOAT8OID, 8, FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}
