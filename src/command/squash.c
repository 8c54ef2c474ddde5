/*
 * squash.c
 *	  migrate.squash(): one revision that stands for several.
 *
 * As Django's squashed migrations: it follows what the first followed, and its scripts are theirs in order (downgrades
 * in reverse).  What is replaced must be closed: from outside only the first may have parents, or the new revision
 * could not stand where they stood.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_squash);

static bool
contains(RevisionList list, int position)
{
	for (int i = 0; i < list.length; i++)
		if (list.positions[i] == position)
			return true;
	return false;
}

/* Which revisions lie between: marked going down from last to first, no further. */
static bool *
mark_between(const Graph *graph, int first, int last)
{
	bool	   *between = palloc0(sizeof(bool) * graph_size(graph));
	int		   *stack = palloc(sizeof(int) * (graph_size(graph) + 1));
	int			depth = 0;
	bool		reached = false;

	between[last] = true;
	stack[depth++] = last;
	while (depth > 0)
	{
		int			position = stack[--depth];
		RevisionList parents = graph_revision(graph, position)->parents;

		reached |= position == first;
		for (int i = 0; position != first && i < parents.length; i++)
			if (!between[parents.positions[i]])
			{
				between[parents.positions[i]] = true;
				stack[depth++] = parents.positions[i];
			}
	}
	if (!reached)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("revision \"%s\" does not lie below revision \"%s\"", graph_revision(graph, first)->revision_id,
					   graph_revision(graph, last)->revision_id));
	return between;
}

/* A way down from the last that passes the first by ends at another base. */
static void
check_closed(const Graph *graph, const bool *between, int first, int last)
{
	for (int i = 0; i < graph_size(graph); i++)
	{
		const GraphRevision *revision = graph_revision(graph, i);

		if (between[i] && i != first && revision->parents.length == 0)
			ereport(ERROR,
					errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("revision \"%s\" does not stand on revision \"%s\" alone", graph_revision(graph, last)->revision_id,
						   graph_revision(graph, first)->revision_id),
					errdetail("It stands on \"%s\" (%s) too, by a way that passes the first by.", revision->revision_id, revision->message),
					errhint("Squash a range in which only the first has parents outside of it."));
	}
}

/*
 * The end of its own step restored what a script set; now the next one follows in the same step.  Not done without
 * need: RESET ALL takes away what the caller has set, and RESET ROLE is refused where scripts run as the setting role.
 */
static void
append_restore(StringInfo all, const char *script)
{
	ParsedScript *parsed = parse_script(script, NULL);
	bool		sets = command_mentions(script, "set_config");

	for (int i = 0; i < parsed->nstatements; i++)
	{
		const char *command = parsed->statements[i].command;

		if (command == NULL)
			continue;
		sets |= strcmp(command, "SET") == 0 || (strcmp(command, "DO") == 0 && command_mentions(script, "set "));
	}
	if (!sets)
		return;
	if (command_mentions(script, "role"))
		appendStringInfoString(all, "\nRESET ROLE;");
	appendStringInfo(all, "\nRESET ALL;\nSET search_path = %s;", run_search_path());
}

/* A script of several: each under a comment that says whose it was. */
static void
append_script(StringInfo all, const Revision *revision, const char *script)
{
	if (script == NULL || parse_is_blank(script))
		return;
	if (all->len > 0)
		appendStringInfoString(all, "\n\n");
	appendStringInfo(all, "-- %s\n%s", revision->revision_id, script);
	/* a last statement without its semicolon must not run into the next one; nor may a comment at the end hide it */
	appendStringInfoString(all, "\n;");
	append_restore(all, script);
}

static void
prepend_script(StringInfo all, const Revision *revision, const char *script)
{
	StringInfoData front;

	initStringInfo(&front);
	append_script(&front, revision, script);
	if (front.len == 0)
		return;
	if (all->len > 0)
		appendStringInfo(&front, "\n\n%s", all->data);
	resetStringInfo(all);
	appendBinaryStringInfo(all, front.data, front.len);
}

typedef struct Squashed
{
	Revision	revision;
	StringInfoData upgrade;
	StringInfoData downgrade;
	StringInfoData verify;
	bool		irreversible;
} Squashed;

static void
add_original(Squashed *squashed, const Revision *original, bool is_last)
{
	Revision   *revision = &squashed->revision;

	if (original->nreplaces > 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("revision \"%s\" (%s) is itself squashed", original->revision_id, original->message),
				errhint("Squash what comes after it, or squash its originals anew."));
	revision->replaces[revision->nreplaces++] = original->revision_id;
	append_script(&squashed->upgrade, original, original->upgrade);
	if (original->downgrade == NULL && !parse_is_blank(original->upgrade))
		squashed->irreversible = true;
	prepend_script(&squashed->downgrade, original, original->downgrade);
	if (is_last)
		append_script(&squashed->verify, original, original->verify);
	if (original->transactional == 0)
		revision->transactional = 0;
	revision->variables |= original->variables;
}

/* What the originals need from outside: the new one needs it too. */
static void
collect_dependencies(const Graph *graph, const bool *between, Revision *revision)
{
	RevisionList needed = {0, palloc(sizeof(int) * (graph_size(graph) + 1))};

	for (int i = 0; i < graph_size(graph); i++)
	{
		RevisionList dependencies = graph_revision(graph, i)->dependencies;

		for (int d = 0; between[i] && d < dependencies.length; d++)
			if (!between[dependencies.positions[d]] && !contains(needed, dependencies.positions[d]))
				needed.positions[needed.length++] = dependencies.positions[d];
	}
	revision->depends_on = palloc(sizeof(char *) * (needed.length + 1));
	for (int i = 0; i < needed.length; i++)
		revision->depends_on[revision->ndepends_on++] = pstrdup(graph_revision(graph, needed.positions[i])->revision_id);
}

static void
collect_parents(const Graph *graph, int first, Revision *revision)
{
	RevisionList parents = graph_revision(graph, first)->parents;

	revision->parents = palloc(sizeof(char *) * (parents.length + 1));
	for (int i = 0; i < parents.length; i++)
		revision->parents[revision->nparents++] = pstrdup(graph_revision(graph, parents.positions[i])->revision_id);
}

static void
collect_originals(const Graph *graph, const bool *between, int last, Squashed *squashed)
{
	RevisionList sorted = graph_sorted(graph);
	Bookkeeping scope;

	initStringInfo(&squashed->upgrade);
	initStringInfo(&squashed->downgrade);
	initStringInfo(&squashed->verify);
	squashed->revision.replaces = palloc(sizeof(char *) * (graph_size(graph) + 1));
	for (int i = 0; i < sorted.length; i++)
	{
		Revision   *original;

		if (!between[sorted.positions[i]])
			continue;
		bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
		original = store_read_revision(&scope, graph_revision(graph, sorted.positions[i])->revision_id, false);
		bookkeeping_end(&scope);
		add_original(squashed, original, sorted.positions[i] == last);
	}
}

/* migrate.squash(first, last, message, revision_id) */
Datum
migrate_squash(PG_FUNCTION_ARGS)
{
	char	   *first_text = argument_required(fcinfo, 0, "first");
	char	   *last_text = argument_required(fcinfo, 1, "last");
	Squashed	squashed = {0};
	Revision   *revision = &squashed.revision;
	Graph	   *graph;
	bool	   *between;
	int			first;
	int			last;
	char	   *id;

	revision->message = argument_required(fcinfo, 2, "message");
	revision->revision_id = ARGUMENT_TEXT(3);
	revision->transactional = -1;
	run_refuse_inside("squash");
	run_lock_scope_and_project();
	graph = command_load_graph(BOOKKEEPING_WRITE);
	first = graph_resolve_revision(graph, first_text);
	last = graph_resolve_revision(graph, last_text);
	between = mark_between(graph, first, last);
	check_closed(graph, between, first, last);
	collect_parents(graph, first, revision);
	collect_dependencies(graph, between, revision);
	collect_originals(graph, between, last, &squashed);
	revision->upgrade = squashed.upgrade.data;
	revision->downgrade = squashed.irreversible ? NULL : squashed.downgrade.data;
	revision->verify = squashed.verify.len > 0 ? squashed.verify.data : NULL;
	id = command_write_revision(revision);
	(void) store_settle_replaced();
	graph_free(graph);
	PG_RETURN_TEXT_P(cstring_to_text(id));
}
