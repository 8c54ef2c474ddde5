/*
 * import.c
 *	  migrate.import_file(), import_files(), import_directory(): a folder's revisions into the store.
 *
 * First every file is compared with what is stored, by one query for all; what differs is then written under the
 * project's lock.  A folder that brings nothing new takes no lock and writes nothing, so that many replicas of an
 * application can start at once, and on a standby.
 */
#include "postgres.h"

#include <ctype.h>

#include "miscadmin.h"
#include "utils/hsearch.h"
#include "utils/timestamp.h"

#include "command/internal.h"
#include "server/directory.h"

#define SLUG_LENGTH 60

MIGRATE_FUNCTION(migrate_import_file);
MIGRATE_FUNCTION(migrate_import_files);
MIGRATE_FUNCTION(migrate_import_directory);

/* ---- a file as a revision ---- */

/*
 * The store keeps a moment, not how it was written, and prints it as 2026-11-23 12:00:00+00.  Hour 24 and second 60 mean
 * the next day and minute.
 */
static bool
date_prints_the_same(const char *date)
{
	const char *form = "dddd-dd-dd dd:dd:dd+00";

	if (date == NULL || strlen(date) != strlen(form) || strncmp(date + 11, "24", 2) == 0 || date[17] == '6')
		return false;
	for (int i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char) date[i]) : date[i] != form[i])
			return false;
	return true;
}

static bool
prints_the_same(const MigrationFile *file, const char *content)
{
	StringInfoData text;
	bool		same;

	if (!date_prints_the_same(file->create_date))
		return false;
	initStringInfo(&text);
	file_print(&text, file);
	same = strcmp(text.data, content) == 0;
	pfree(text.data);
	return same;
}

static void
fill_revision(Revision *revision, const FolderRevision *from)
{
	const MigrationFile *file = &from->file;

	memset(revision, 0, sizeof(*revision));
	revision->revision_id = file->revision_id;
	revision->message = file->message != NULL && file->message[0] != '\0' ? file->message : file->revision_id;
	revision->upgrade = file->upgrade.present ? file->upgrade.text : "";
	revision->downgrade = file->downgrade.present ? file->downgrade.text : NULL;
	revision->verify = file->verify.present ? file->verify.text : NULL;
	revision->transactional = file->transactional;
	revision->variables = file->variables;
	revision->nparents = file->parents.length;
	revision->parents = file->parents.items;
	revision->ndepends_on = file->depends_on.length;
	revision->depends_on = file->depends_on.items;
	revision->nreplaces = file->replaces.length;
	revision->replaces = file->replaces.items;
	revision->nlabels = file->branch_labels.length;
	revision->labels = file->branch_labels.items;
	revision->created_at = file->create_date;
	revision->file_name = pstrdup(from->name);
	if (from->content != NULL && !prints_the_same(file, from->content))
		revision->file_content = pstrdup(from->content);
	store_compute_checksum(revision);
}

/* ---- comparing ---- */

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *) a, *(char *const *) b);
}

static char *
joined(char *const *items, int n)
{
	char	  **sorted = palloc(sizeof(char *) * (n + 1));
	StringInfoData text;

	memcpy(sorted, items, sizeof(char *) * n);
	qsort(sorted, n, sizeof(char *), compare_texts);
	initStringInfo(&text);
	for (int i = 0; i < n; i++)
		appendStringInfo(&text, "%s%s", i > 0 ? "," : "", sorted[i]);
	return text.data;
}

/* What a header says beside what the checksum covers; the store's query makes the same text of a row. */
static char *
header_text(const Revision *revision)
{
	return psprintf("%s\n%s\n%s\n%s%s", revision->message,
					revision->transactional == -1 ? "" : revision->transactional ? "true" : "false",
					joined(revision->replaces, revision->nreplaces), joined(revision->labels, revision->nlabels),
					revision->variables ? "\nvariables" : "");
}

static bool
is_unchanged(const StoreDigest *digest, const Revision *revision)
{
	return digest != NULL && memcmp(digest->checksum, revision->checksum, CHECKSUM_LENGTH) == 0 &&
		strcmp(digest->header, header_text(revision)) == 0;
}

static bool
same_script(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0 || parse_same_tokens(a, b);
}

static bool
same_edges(const Revision *a, const Revision *b)
{
	return strcmp(joined(a->parents, a->nparents), joined(b->parents, b->nparents)) == 0 &&
		strcmp(joined(a->depends_on, a->ndepends_on), joined(b->depends_on, b->ndepends_on)) == 0;
}

static bool
same_statements(const Revision *a, const Revision *b)
{
	return same_edges(a, b) && same_script(a->upgrade, b->upgrade) && same_script(a->downgrade, b->downgrade) &&
		same_script(a->verify, b->verify);
}

/* ---- writing ---- */

static void
check_named_once(char *const *ids, int n)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			if (strcmp(ids[i], ids[j]) == 0)
				ereport(ERROR,
						errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						errmsg("revision \"%s\" is named twice", ids[i]));
}

/* What only the server can tell of a file's header; the date is read for its errors. */
static void
check_header(const Revision *revision)
{
	for (int i = 0; i < revision->nlabels; i++)
		command_check_label(revision->labels[i]);
	check_named_once(revision->parents, revision->nparents);
	check_named_once(revision->depends_on, revision->ndepends_on);
	check_named_once(revision->replaces, revision->nreplaces);
	if (revision->created_at != NULL)
		(void) DirectFunctionCall3(timestamptz_in, CStringGetDatum(revision->created_at), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

static void
journal_repair(const Revision *stored, const Revision *revision)
{
	JournalEntry entry = {.direction = "repair", .revision_id = revision->revision_id, .duration = -1};
	char	   *old = checksum_text(stored->checksum);
	Bookkeeping scope;
	int64		run;

	memcpy(entry.checksum, revision->checksum, CHECKSUM_LENGTH);
	entry.started_at = GetCurrentTimestamp();
	entry.reason = psprintf("%s (checksum was %s)", stored->repair_reason, old);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	run = store_next_run();
	bookkeeping_end(&scope);
	store_append_journal(run, &entry, 1);
}

static void
refuse_changed(const Revision *stored, const Revision *revision)
{
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("file \"%s\" of revision \"%s\" (%s) was changed after the revision was applied", revision->file_name,
				   stored->revision_id, stored->message),
			errdetail("The applied revision has checksum %s, the file %s.", checksum_text(stored->checksum), checksum_text(revision->checksum)),
			errhint("Put the file back and write a new revision; or, when the change is right as it is, accept it with migrate.repair('%s', '<reason>').",
					stored->revision_id));
}

static const char *
write_changed(Bookkeeping *scope, const Revision *stored, Revision *revision)
{
	const char *action = "changed";

	if (stored->applied)
	{
		if (same_statements(stored, revision))
		{
			action = "mended";
			ereport(NOTICE,
					errmsg("file \"%s\" of revision \"%s\" differs from the applied one in comments alone", revision->file_name, stored->revision_id));
		}
		else if (stored->repair_reason != NULL)
		{
			action = "repaired";
			journal_repair(stored, revision);
		}
		else
			refuse_changed(stored, revision);
	}
	revision->name = command_name_after(stored, revision->message);
	store_update_revision(scope, revision);
	return action;
}

/* How many of the names that a slug gives are taken, as far as this import knows. */
typedef struct SlugEntry
{
	char		slug[SLUG_LENGTH + 1];	/* hash key */
	int			taken;
} SlugEntry;

static char *
free_name(HTAB *slugs, const char *message)
{
	char	   *slug = file_slug(message, SLUG_LENGTH);
	bool		found;
	SlugEntry  *entry = hash_search(slugs, slug, HASH_ENTER, &found);

	if (!found)
		entry->taken = 0;
	return store_free_name(slug, &entry->taken);
}

static const char *
write_file(Bookkeeping *scope, Revision *revision, StoreDigest *digest, HTAB *slugs)
{
	check_header(revision);
	if (digest != NULL)
		return write_changed(scope, store_read_revision(scope, revision->revision_id, false), revision);
	revision->name = free_name(slugs, revision->message);
	store_insert_revision(scope, revision);
	return "added";
}

static void
file_context(void *argument)
{
	const FolderRevision *file = *(const FolderRevision **) argument;

	if (file != NULL)
		errcontext("migration file \"%s\"", file->name);
}

/* The ids that a file of the folder names as its parent: written as no heads, instead of being updated afterwards. */
static HTAB *
followed_ids(const Folder *folder)
{
	HASHCTL		control = {.keysize = 65, .entrysize = 65, .hcxt = CurrentMemoryContext};
	HTAB	   *ids = hash_create("migrate parents", Max(folder->nrevisions, 16), &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);

	for (int i = 0; i < folder->nrevisions; i++)
	{
		const TextList *parents = &folder->revisions[i].file.parents;

		for (int j = 0; j < parents->length; j++)
			(void) hash_search(ids, parents->items[j], HASH_ENTER, NULL);
	}
	return ids;
}

static bool
tag_is_put(const char *tag, const char *revision_id)
{
	char	   *owner = store_label_owner(tag);

	return owner != NULL && strcmp(owner, revision_id) == 0;
}

/* Compare the tags that files give, and put them where writing.  True: some differ. */
static bool
go_through_tags(const Folder *folder, bool writing)
{
	bool		differs = false;

	for (int i = 0; i < folder->nrevisions; i++)
	{
		const FolderRevision *revision = &folder->revisions[i];

		for (int j = 0; j < revision->tags.length; j++)
		{
			if (tag_is_put(revision->tags.items[j], revision->file.revision_id))
				continue;
			differs = true;
			if (!writing)
				continue;
			command_check_label(revision->tags.items[j]);
			store_put_label(LABEL_TAG, revision->tags.items[j], revision->file.revision_id);
		}
	}
	return differs;
}

/* Compare each file with the store and, where writing, write what differs.  True: something differs. */
static bool
go_through(Folder *folder, Import *import, bool writing)
{
	const FolderRevision *at = NULL;
	ErrorContextCallback callback = {.callback = file_context, .arg = &at, .previous = error_context_stack};
	MemoryContext file_context = AllocSetContextCreate(CurrentMemoryContext, "migrate file", ALLOCSET_DEFAULT_SIZES);
	bool		differs = false;
	Bookkeeping scope;
	DigestTable *digests;
	HTAB	   *followed = followed_ids(folder);
	HASHCTL		control = {.keysize = SLUG_LENGTH + 1, .entrysize = sizeof(SlugEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *slugs = hash_create("migrate slugs", 256, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	digests = store_read_digests(&scope);
	if (writing)
		store_note_installation();
	error_context_stack = &callback;
	for (int i = 0; i < folder->nrevisions; i++)
	{
		MemoryContext outer = MemoryContextSwitchTo(file_context);
		Revision	revision;
		StoreDigest *digest;

		CHECK_FOR_INTERRUPTS();
		at = &folder->revisions[i];
		fill_revision(&revision, at);
		digest = digest_table_find(digests, revision.revision_id);
		if (is_unchanged(digest, &revision))
			import->files[i].action = "unchanged";
		else
		{
			differs = true;
			revision.followed = hash_search(followed, revision.revision_id, HASH_FIND, NULL) != NULL;
			if (writing)
				import->files[i].action = write_file(&scope, &revision, digest, slugs);
		}
		MemoryContextSwitchTo(outer);
		MemoryContextReset(file_context);
		if (differs && !writing)
			break;
	}
	error_context_stack = callback.previous;
	differs |= go_through_tags(folder, writing);
	if (writing)
		store_note_heads();
	differs |= command_go_through_repeatables(&scope, folder, import, writing);
	bookkeeping_end(&scope);
	MemoryContextDelete(file_context);
	hash_destroy(followed);
	hash_destroy(slugs);
	return differs;
}

/* Returns warnings of files that will run later than their names say. */
static FolderErrors
keep_applied_order(Folder *folder)
{
	FolderErrors late = {0, NULL};
	Bookkeeping scope;

	if (!folder->foreign)
		return late;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	command_keep_applied_order(&scope, folder, &late);
	bookkeeping_end(&scope);
	return late;
}

/*
 * Does the folder bring anything new?  Another tool's is looked at a second time, as what is applied here may have come in
 * another order than its files.
 */
static bool
brings_something(Folder *folder, Import *import)
{
	if (!go_through(folder, import, false))
		return false;
	if (!folder->foreign)
		return true;
	(void) keep_applied_order(folder);
	return go_through(folder, import, false);
}

/* Write what the folder brings, once it is known that it brings something. */
static void
write_folder(Folder *folder, Import *import)
{
	FolderErrors late;

	command_check_scripts(folder);
	run_refuse_inside("import_files");
	run_lock_scope_and_project();
	late = keep_applied_order(folder);
	command_warn(&folder->warnings);
	command_warn(&late);
	(void) go_through(folder, import, true);
	graph_free(command_load_graph(BOOKKEEPING_WRITE));	/* refuses unknown parents and cycles */
	(void) store_settle_replaced();
}

/*
 * Import a folder; the result is in the current memory context.  Errors: those of files, unknown parents, cycles, a
 * changed file of an applied revision.
 */
Import *
command_import(char **names, char **contents, int n, const char *format)
{
	Folder	   *folder = command_read_folder(names, contents, n, format);
	Import	   *import = palloc(sizeof(Import));

	import->n = folder->nrevisions;
	import->files = palloc0(sizeof(ImportedFile) * (import->n + 1));
	for (int i = 0; i < import->n; i++)
	{
		import->files[i].name = folder->revisions[i].name;
		import->files[i].revision_id = folder->revisions[i].file.revision_id;
	}
	import->nrepeatables = folder->nrepeatables;
	import->repeatables = palloc0(sizeof(ImportedFile) * (import->nrepeatables + 1));
	for (int i = 0; i < import->nrepeatables; i++)
		import->repeatables[i].name = folder->repeatables[i].name;
	if (brings_something(folder, import))
		write_folder(folder, import);
	return import;
}

/* ---- SQL functions ---- */

void
command_names_and_contents(FunctionCallInfo fcinfo, char ***names, char ***contents, int *n)
{
	int			ncontents;

	*names = argument_texts(fcinfo, 0, "names", n);
	*contents = argument_texts(fcinfo, 1, "contents", &ncontents);
	if (*names == NULL || *contents == NULL)
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"%s\" is NULL", *names == NULL ? "names" : "contents"));
	if (*n != ncontents)
		ereport(ERROR,
				errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("there are %d names of files and %d contents", *n, ncontents));
}

static void
return_files(FunctionCallInfo fcinfo, const ImportedFile *files, int n)
{
	for (int i = 0; i < n; i++)
		command_return_file(fcinfo, files[i].name, files[i].revision_id, files[i].action);
}

static void
return_import(FunctionCallInfo fcinfo, const Import *import)
{
	return_files(fcinfo, import->files, import->n);
	return_files(fcinfo, import->repeatables, import->nrepeatables);
}

/* migrate.import_files(names, contents, format) */
Datum
migrate_import_files(PG_FUNCTION_ARGS)
{
	char	  **names;
	char	  **contents;
	int			n;

	command_names_and_contents(fcinfo, &names, &contents, &n);
	rows_begin(fcinfo);
	return_import(fcinfo, command_import(names, contents, n, argument_required(fcinfo, 2, "format")));
	return (Datum) 0;
}

/* migrate.import_file(name, content) */
Datum
migrate_import_file(PG_FUNCTION_ARGS)
{
	char	   *name = argument_required(fcinfo, 0, "name");
	char	   *content = argument_required(fcinfo, 1, "content");

	rows_begin(fcinfo);
	return_import(fcinfo, command_import(&name, &content, 1, "auto"));
	return (Datum) 0;
}

/* migrate.import_directory(path, format): read by the server's own functions, which check the rights. */
Datum
migrate_import_directory(PG_FUNCTION_ARGS)
{
	char	   *path = argument_required(fcinfo, 0, "path");
	char	  **names;
	char	  **contents;
	int			n;

	rows_begin(fcinfo);
	directory_read(path, file_is_of_folder, &names, &contents, &n);
	return_import(fcinfo, command_import(names, contents, n, argument_required(fcinfo, 1, "format")));
	return (Datum) 0;
}
