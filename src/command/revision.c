/*
 * revision.c
 *	  migrate.revision(): write a new revision.
 */
#include "postgres.h"

#include "command/internal.h"

#define MAX_LISTED_HEADS 10
#define NAME_LENGTH 60

MIGRATE_FUNCTION(migrate_revision);

/* A printed migration file is a view of the columns: both ways lead through one struct. */
void
command_fill_file(MigrationFile *file, const Revision *revision)
{
	memset(file, 0, sizeof(*file));
	file->message = revision->message;
	file->revision_id = revision->revision_id;
	file->parents = (TextList) {revision->nparents, revision->parents};
	file->depends_on = (TextList) {revision->ndepends_on, revision->depends_on};
	file->branch_labels = (TextList) {revision->nlabels, revision->labels};
	file->replaces = (TextList) {revision->nreplaces, revision->replaces};
	file->create_date = revision->created_at;
	file->upgrade = (FileSection) {.present = true, .text = revision->upgrade, .length = strlen(revision->upgrade)};
	if (revision->downgrade != NULL)
		file->downgrade = (FileSection) {.present = true, .text = revision->downgrade, .length = strlen(revision->downgrade)};
	if (revision->verify != NULL)
		file->verify = (FileSection) {.present = true, .text = revision->verify, .length = strlen(revision->verify)};
	file->transactional = revision->transactional;
	file->variables = revision->variables;
}

/* A revision's file, as it came or as its columns print. */
char *
command_file_of(const Revision *revision)
{
	MigrationFile file;
	StringInfoData text;

	if (revision->file_content != NULL)
		return revision->file_content;
	command_fill_file(&file, revision);
	initStringInfo(&text);
	file_print(&text, &file);
	return text.data;
}

/* The name follows the message, but stays where the two messages make the same one. */
char *
command_name_after(const Revision *stored, const char *message)
{
	char	   *slug = file_slug(message, NAME_LENGTH);

	if (strcmp(slug, file_slug(stored->message, NAME_LENGTH)) == 0)
		return stored->name;
	return store_free_name(slug, NULL);
}

/* Each text resolved to a revision's id; none may be named twice. */
char **
command_resolve_ids(char **texts, int n)
{
	char	  **ids = palloc(sizeof(char *) * (n + 1));

	for (int i = 0; i < n; i++)
	{
		ids[i] = command_resolve_id(texts[i]);
		for (int j = 0; j < i; j++)
			if (strcmp(ids[i], ids[j]) == 0)
				ereport(ERROR,
						errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("revision \"%s\" is named twice", ids[i]));
	}
	return ids;
}

static char *
list_heads(const StoreHead *heads, int n)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < Min(n, MAX_LISTED_HEADS); i++)
		appendStringInfo(&list, "%s\"%s\" (%s)", i == 0 ? "" : i == n - 1 ? " and " : ", ", heads[i].revision_id, heads[i].message);
	if (n > MAX_LISTED_HEADS)
		appendStringInfo(&list, " and %d more", n - MAX_LISTED_HEADS);
	return list.data;
}

/* The one head; several are an error, for the author has to say which one is meant.  In the scope's caller context. */
void
command_follow_head(Bookkeeping *scope, Revision *revision)
{
	int			nheads;
	StoreHead  *heads = store_read_heads(scope, &nheads);
	char	  **ids = MemoryContextAlloc(scope->caller, sizeof(char *) * (nheads + 1));

	for (int i = 0; i < nheads; i++)
		ids[i] = heads[i].revision_id;
	if (nheads > 1)
		ereport(ERROR,
				errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				errmsg("there are %d heads: which one does the revision follow?", nheads),
				errdetail("Heads are %s.", list_heads(heads, nheads)),
				errhint("Say it with parents => '{%s}', or join them with migrate.merge('...').", ids[0]));
	revision->nparents = nheads;
	revision->parents = ids;
}

static void
check_texts(Revision *revision)
{
	command_check_message(revision->message);
	command_check_script("upgrade", revision->upgrade);
	command_check_script("downgrade", revision->downgrade);
	command_check_script("verify", revision->verify);
	for (int i = 0; i < revision->nlabels; i++)
		command_check_label(revision->labels[i]);
}

/*
 * Write a new revision: parents and dependencies are resolved ids or, parents NULL, the head.  Returns its id, in the
 * current memory context.  The project is locked to the transaction's end.
 */
char *
command_write_revision(Revision *revision)
{
	Bookkeeping scope;

	run_lock_project();
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	check_texts(revision);
	if (revision->revision_id != NULL)
		command_check_id(revision->revision_id);
	else
		revision->revision_id = store_new_id();
	if (revision->parents == NULL)
		command_follow_head(&scope, revision);
	revision->name = store_free_name(file_slug(revision->message, NAME_LENGTH), NULL);
	store_insert_revision(&scope, revision);
	if (revision->nreplaces > 0)
		store_note_heads();
	else
		store_note_child(revision->parents, revision->nparents);
	revision->revision_id = MemoryContextStrdup(scope.caller, revision->revision_id);
	bookkeeping_end(&scope);
	return revision->revision_id;
}

/* An argument "parents", resolved: NULL where it is, none for {base}. */
char **
command_parents_argument(FunctionCallInfo fcinfo, int n, int *nparents)
{
	char	  **parents = argument_texts(fcinfo, n, "parents", nparents);

	if (parents == NULL)
		return NULL;
	if (*nparents == 1 && strcmp(parents[0], "base") == 0)
		*nparents = 0;
	return command_resolve_ids(parents, *nparents);
}

/*
 * migrate.revision(message, upgrade, downgrade, verify, revision_id, parents, depends_on, branch_label, transactional)
 *
 * Returns the new revision's id.
 */
Datum
migrate_revision(PG_FUNCTION_ARGS)
{
	Revision	revision = {0};
	char	  **depends_on;
	char	   *label = ARGUMENT_TEXT(7);

	revision.message = argument_required(fcinfo, 0, "message");
	revision.upgrade = PG_ARGISNULL(1) ? pstrdup("") : command_trim_script(ARGUMENT_TEXT(1));
	revision.downgrade = command_trim_script(ARGUMENT_TEXT(2));
	revision.verify = command_trim_script(ARGUMENT_TEXT(3));
	revision.revision_id = ARGUMENT_TEXT(4);
	run_lock_project();
	revision.parents = command_parents_argument(fcinfo, 5, &revision.nparents);
	depends_on = argument_texts(fcinfo, 6, "depends_on", &revision.ndepends_on);
	revision.depends_on = command_resolve_ids(depends_on, revision.ndepends_on);
	revision.labels = &label;
	revision.nlabels = label != NULL ? 1 : 0;
	revision.transactional = PG_ARGISNULL(8) ? -1 : PG_GETARG_BOOL(8);
	PG_RETURN_TEXT_P(cstring_to_text(command_write_revision(&revision)));
}
