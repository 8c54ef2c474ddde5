/*
 * upgrade.c
 *	  migrate.upgrade(): apply what is missing.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_upgrade);

/*
 * The answer that applications get at start: everything is applied.  Found out without the graph, so that it costs
 * the same with 10 revisions and with 100,000, and without a lock, so that it works on a standby.
 */
bool
command_nothing_to_do(const char *target)
{
	Bookkeeping scope;
	StoreHead  *heads;
	int			nheads;
	bool		single = strcmp(target, "head") == 0;

	if (!single && strcmp(target, "heads") != 0)
		return false;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	heads = store_read_heads(&scope, &nheads);
	bookkeeping_end_unlocked(&scope);
	if (single && nheads > 1)
		return false;
	for (int i = 0; i < nheads; i++)
		if (!heads[i].applied)
			return false;
	return !store_has_unfinished() && !run_repeatables_are_due();
}

/* migrate.upgrade(target): a row a step. */
Datum
migrate_upgrade(PG_FUNCTION_ARGS)
{
	char	   *target = argument_required(fcinfo, 0, "target");
	Graph	   *graph;
	StepPlan   *plan;

	run_refuse_inside("upgrade");
	rows_begin(fcinfo);
	if (command_nothing_to_do(target))
		return (Datum) 0;
	run_lock_scope();
	graph = command_load_graph(BOOKKEEPING_WRITE);
	plan = graph_plan_upgrade(graph, target);
	(void) command_move(fcinfo, graph, plan, 1);
	graph_free(graph);
	return (Datum) 0;
}
