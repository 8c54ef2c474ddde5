/*
 * merge.c
 *	  migrate.merge(): a revision that joins heads; migrate.tag(): a further name.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_merge);
MIGRATE_FUNCTION(migrate_tag);

static char **
all_heads(int *n)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_WRITE);
	RevisionList heads = graph_heads(graph);
	char	  **ids = palloc(sizeof(char *) * (heads.length + 1));

	*n = heads.length;
	for (int i = 0; i < heads.length; i++)
		ids[i] = pstrdup(graph_revision(graph, heads.positions[i])->revision_id);
	graph_free(graph);
	return ids;
}

/* migrate.merge(message, revisions, revision_id, branch_label) */
Datum
migrate_merge(PG_FUNCTION_ARGS)
{
	Revision	revision = {0};
	char	   *label = ARGUMENT_TEXT(3);
	char	  **texts;

	revision.message = argument_required(fcinfo, 0, "message");
	texts = argument_texts(fcinfo, 1, "revisions", &revision.nparents);
	run_lock_project();
	revision.parents = texts == NULL ? all_heads(&revision.nparents) : command_resolve_ids(texts, revision.nparents);
	if (revision.nparents < 2)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a merge joins two or more revisions"),
				errhint("migrate.heads() lists what can be joined."));
	revision.upgrade = "";
	revision.downgrade = "";
	revision.revision_id = ARGUMENT_TEXT(2);
	revision.labels = &label;
	revision.nlabels = label != NULL ? 1 : 0;
	revision.transactional = -1;
	PG_RETURN_TEXT_P(cstring_to_text(command_write_revision(&revision)));
}

/* migrate.tag(name, revision) */
Datum
migrate_tag(PG_FUNCTION_ARGS)
{
	char	   *name = argument_required(fcinfo, 0, "name");
	char	   *text = argument_required(fcinfo, 1, "revision");
	char	   *id;
	Bookkeeping scope;

	run_lock_project();
	id = command_resolve_id(text);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	command_check_label(name);
	store_put_label(LABEL_TAG, name, id);
	bookkeeping_end(&scope);
	PG_RETURN_TEXT_P(cstring_to_text(id));
}
