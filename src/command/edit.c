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
take_script(FunctionCallInfo fcinfo, int n, char **field)
{
	if (!PG_ARGISNULL(n))
		*field = command_trim_script(ARGUMENT_TEXT(n));
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

	run_refuse_inside("edit");
	run_lock_project();
	id = command_resolve_id(text);
	needs = needs == NULL ? NULL : command_resolve_ids(needs, nneeds);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	revision = store_read_revision(&scope, id, false);
	command_refuse_applied(revision, "edited");
	take_script(fcinfo, 1, &revision->upgrade);
	take_script(fcinfo, 2, &revision->downgrade);
	take_script(fcinfo, 3, &revision->verify);
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

	run_refuse_inside("rebase");
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

/* By what is stored: whoever follows an original of a squashed revision does so again once that is gone. */
static void
refuse_needed(const Revision *revision)
{
	bool		follows;
	char	   *other = store_find_dependent(revision->revision_id, &follows);

	if (other != NULL)
		ereport(ERROR,
				errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("revision \"%s\" (%s) cannot be removed: revision \"%s\" %s it", revision->revision_id, revision->message,
					   other, follows ? "follows" : "needs"),
				follows ? errhint("Remove that one first, or give it another parent with migrate.rebase().") :
				errhint("Remove that one first, or take the dependency away with migrate.edit('%s', depends_on => ...).", other));
}

/* A repeatable file is forgotten; what it has made stays until a revision drops it. */
static bool
remove_repeatable(const char *name)
{
	Bookkeeping scope;
	bool		known;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	known = store_delete_repeatable(name);
	bookkeeping_end(&scope);
	return known;
}

static void
refuse_unfinished(const Revision *revision)
{
	if (store_is_unfinished(revision->revision_id))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("revision \"%s\" (%s) cannot be removed: it was interrupted and is done in part", revision->revision_id, revision->message),
				errhint("CALL migrate.deploy() finishes it. What has not run yet can be changed with migrate.edit('%s', ...).", revision->revision_id));
}

/* migrate.remove(revision) */
Datum
migrate_remove(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	char	   *id;
	Bookkeeping scope;
	Revision   *revision;

	run_refuse_inside("remove");
	run_lock_project();
	if (remove_repeatable(text))
		PG_RETURN_TEXT_P(cstring_to_text(text));
	id = command_resolve_id(text);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	revision = store_read_revision(&scope, id, false);
	command_refuse_applied(revision, "removed");
	refuse_unfinished(revision);
	refuse_needed(revision);
	store_delete_revision(id);
	bookkeeping_end(&scope);
	PG_RETURN_TEXT_P(cstring_to_text(id));
}
