/*
 * edit.c
 *	  migrate.edit(), rebase(), remove(): change or delete a revision that is not applied.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_edit);
MIGRATE_FUNCTION(migrate_rebase);
MIGRATE_FUNCTION(migrate_remove);

static void
take_text(FunctionCallInfo fcinfo, int n, char **field)
{
	if (!PG_ARGISNULL(n))
		*field = ARGUMENT_TEXT(n);
}

/* migrate.edit(revision, upgrade, downgrade, verify, message, depends_on, branch_label, transactional) */
Datum
migrate_edit(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	char	   *id;
	int			nneeds;
	char	  **needs = argument_texts(fcinfo, 5, "depends_on", &nneeds);
	char	   *label = ARGUMENT_TEXT(6);
	Bookkeeping scope;
	Revision   *revision;

	run_lock_project();
	id = command_resolve_id(text);
	needs = needs == NULL ? NULL : command_resolve_ids(needs, nneeds);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	revision = store_read_revision(&scope, id, false);
	command_refuse_applied(revision, "edited");
	take_text(fcinfo, 1, &revision->upgrade);
	take_text(fcinfo, 2, &revision->downgrade);
	take_text(fcinfo, 3, &revision->verify);
	if (!PG_ARGISNULL(4))
	{
		char	   *message = ARGUMENT_TEXT(4);

		command_check_message(message);
		revision->name = command_name_after(revision, message);
		revision->message = message;
	}
	command_check_script("upgrade", revision->upgrade);
	command_check_script("downgrade", revision->downgrade);
	command_check_script("verify", revision->verify);
	if (needs != NULL)
	{
		revision->depends_on = needs;
		revision->ndepends_on = nneeds;
	}
	if (label != NULL)
	{
		command_check_label(label);
		revision->labels = &label;
		revision->nlabels = 1;
	}
	if (!PG_ARGISNULL(7))
		revision->transactional = PG_GETARG_BOOL(7);
	revision->file_content = NULL;
	store_update_revision(&scope, revision);
	bookkeeping_end(&scope);
	if (needs != NULL)
		graph_free(command_load_graph(BOOKKEEPING_WRITE));	/* refuses a cycle */
	PG_RETURN_TEXT_P(cstring_to_text(id));
}

/* migrate.rebase(revision, onto) */
Datum
migrate_rebase(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	char	   *target = argument_required(fcinfo, 1, "onto");
	char	   *id;
	char	   *onto;
	Bookkeeping scope;
	Revision   *revision;

	run_lock_project();
	id = command_resolve_id(text);
	onto = strcmp(target, "base") == 0 ? NULL : command_resolve_id(target);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	revision = store_read_revision(&scope, id, false);
	command_refuse_applied(revision, "rebased");
	revision->nparents = onto == NULL ? 0 : 1;
	revision->parents = &onto;
	revision->file_content = NULL;
	store_update_revision(&scope, revision);
	store_note_heads();
	bookkeeping_end(&scope);
	graph_free(command_load_graph(BOOKKEEPING_WRITE));	/* refuses a cycle */
	PG_RETURN_TEXT_P(cstring_to_text(id));
}

static void
refuse_needed(const Graph *graph, const char *id)
{
	const GraphRevision *revision = graph_revision(graph, graph_find(graph, id));
	RevisionList others = revision->children.length > 0 ? revision->children : revision->dependents;

	if (others.length > 0)
		ereport(ERROR,
				errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("revision \"%s\" (%s) cannot be removed: revision \"%s\" %s it", id, revision->message,
					   graph_revision(graph, others.positions[0])->revision_id,
					   revision->children.length > 0 ? "follows" : "needs"),
				errhint("Remove that one first, or give it another parent with migrate.rebase()."));
}

/* migrate.remove(revision) */
Datum
migrate_remove(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	char	   *id;
	Bookkeeping scope;
	Graph	   *graph;

	run_lock_project();
	id = command_resolve_id(text);
	graph = command_load_graph(BOOKKEEPING_WRITE);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	command_refuse_applied(store_read_revision(&scope, id, false), "removed");
	refuse_needed(graph, id);
	store_delete_revision(id);
	bookkeeping_end(&scope);
	graph_free(graph);
	PG_RETURN_TEXT_P(cstring_to_text(id));
}
