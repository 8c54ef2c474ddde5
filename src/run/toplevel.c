/*
 * toplevel.c
 *	  Run a statement as a client's own: outside of any transaction block, so that it may commit.
 *
 * Through a portal, as the server runs what a client sends: procedures that commit want one.  The current memory context has
 * to outlast the statement's transactions; there may be another transaction afterwards than before.
 */
#include "postgres.h"

#include "access/xact.h"
#include "parser/analyze.h"
#include "parser/parser.h"
#include "tcop/pquery.h"
#include "tcop/utility.h"
#include "utils/portal.h"
#include "utils/snapmgr.h"

#include "run/internal.h"
#include "server/compat.h"

static List *
plan(RawStmt *tree, const char *text)
{
	bool		snapshot = analyze_requires_snapshot(tree);
	List	   *plans;

	if (snapshot)
		PushActiveSnapshot(GetTransactionSnapshot());
	plans = pg_plan_queries(pg_analyze_and_rewrite_fixedparams(tree, text, NULL, 0, NULL), text, CURSOR_OPT_PARALLEL_OK, NULL);
	if (snapshot)
		PopActiveSnapshot();
	return plans;
}

void
toplevel_run(RawStmt *tree, const char *text)
{
	List	   *plans = plan(tree, text);
	DestReceiver *receiver = CreateDestReceiver(DestNone);
	Portal		portal = CreatePortal("", true, true);

	portal->visible = false;
	PortalDefineQuery(portal, NULL, text, CreateCommandTag(tree->stmt), plans, NULL);
	PortalStart(portal, NULL, 0, InvalidSnapshot);
	portal_run_to_end(portal, receiver);
	receiver->rDestroy(receiver);
	PortalDrop(portal, false);
}

/* One statement of our own, in a process without a transaction.  Its memory is the current context's. */
void
run_toplevel(const char *sql)
{
	MemoryContext context = CurrentMemoryContext;

	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	MemoryContextSwitchTo(context);
	toplevel_run(linitial_node(RawStmt, raw_parser(sql, RAW_PARSE_DEFAULT)), sql);
	CommitTransactionCommand();
	MemoryContextSwitchTo(context);
}
