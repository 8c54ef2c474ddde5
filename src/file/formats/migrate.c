/*
 * migrate.c
 *	  Our own format: one file a revision, known by its header; names and subfolders are free.  Below repeatable/ lies plain SQL
 *	  without revision ids.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"

#include "file/file.h"
#include "file/internal.h"

/* A revision that has been read, by its id. */
typedef struct IdEntry
{
	char		revision_id[FILE_MAX_REVISION_ID + 1];	/* hash key */
	int			position;		/* in folder->revisions */
} IdEntry;

typedef enum VisitState
{
	VISIT_NONE,
	VISIT_OPEN,					/* on the stack: what it stands on comes first */
	VISIT_DONE
} VisitState;

/* One revision whose needs are being visited. */
typedef struct Visit
{
	int			position;
	int			next_need;		/* parents first, then depends_on */
} Visit;

/* One file of ours is enough; repeatable files say nothing unless there are no others. */
static bool
recognize_migrate(const FolderFile *files, int nfiles)
{
	bool		only_repeatables = nfiles > 0;

	for (int i = 0; i < nfiles; i++)
	{
		if (file_is_sql(files[i].name) && header_has_revision_id(files[i].content))
			return true;
		only_repeatables &= file_is_repeatable(files[i].name);
	}
	return only_repeatables;
}

static void
add_repeatable(Folder *folder, FolderFile *source)
{
	FolderRepeatable *repeatable;

	if (folder->repeatables == NULL)
		folder->repeatables = palloc(sizeof(FolderRepeatable));
	else
		folder->repeatables = repalloc(folder->repeatables, sizeof(FolderRepeatable) * (folder->nrepeatables + 1));
	repeatable = &folder->repeatables[folder->nrepeatables++];
	repeatable->name = source->name;
	repeatable->content = source->content;
	source->used = true;
}

static HTAB *
create_id_hash(int expected)
{
	HASHCTL		control = {
		.keysize = sizeof(((IdEntry *) NULL)->revision_id),
		.entrysize = sizeof(IdEntry),
		.hcxt = CurrentMemoryContext
	};

	return hash_create("revision ids of a folder", Max(expected, 16), &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

static void
read_migrate_file(Folder *folder, FolderFile *source, HTAB *ids)
{
	MigrationFile file;
	FileError	error;
	IdEntry    *entry;
	bool		found;

	/* Said before anything else about it: it may be no migration file at all. */
	if (!header_has_revision_id(source->content))
	{
		folder_add_error(folder, source->name, 0, pstrdup("file has no revision id"),
						 "Write a line \"-- Revision ID: ...\" before the first section mark, or move the file elsewhere.");
		return;
	}
	if (!file_read(source->content, &file, &error))
	{
		folder_add_error(folder, source->name, error.line, error.message, error.hint);
		return;
	}
	entry = hash_search(ids, file.revision_id, HASH_ENTER, &found);
	if (found)
	{
		folder_add_error(folder, source->name, 0,
						 psprintf("revision id \"%s\" is already that of file \"%s\"", file.revision_id,
								  folder->revisions[entry->position].name), NULL);
		return;
	}
	entry->position = folder->nrevisions;
	folder_add_revision(folder, &file, source->name, source->content);
	source->used = true;
}

/* The n-th revision id that a file stands on, or NULL. */
static const char *
need_of(const MigrationFile *file, int n)
{
	if (n < file->parents.length)
		return file->parents.items[n];
	n -= file->parents.length;
	return n < file->depends_on.length ? file->depends_on.items[n] : NULL;
}

/*
 * Puts every revision after those that it stands on, and otherwise leaves them as they were listed.  A depth-first walk
 * with a stack of its own, since a history is as deep as it is long.  A cycle is left as it is: who stores the
 * revisions refuses it.
 */
static void
sort_revisions(Folder *folder, HTAB *ids)
{
	int			n = folder->nrevisions;
	FolderRevision *sorted = palloc_extended(Max(n, 1) * sizeof(FolderRevision), MCXT_ALLOC_HUGE);
	char	   *states = palloc0(n + 1);
	Visit	   *stack = palloc((n + 1) * sizeof(Visit));
	int			nsorted = 0;

	for (int i = 0; i < n; i++)
	{
		int			depth = 0;

		if (states[i] != VISIT_NONE)
			continue;
		stack[depth++] = (Visit) {i, 0};
		states[i] = VISIT_OPEN;
		while (depth > 0)
		{
			Visit	   *visit = &stack[depth - 1];
			const char *need = need_of(&folder->revisions[visit->position].file, visit->next_need++);
			IdEntry    *entry;

			if (need == NULL)
			{
				sorted[nsorted++] = folder->revisions[visit->position];
				states[visit->position] = VISIT_DONE;
				depth--;
				continue;
			}
			entry = hash_search(ids, need, HASH_FIND, NULL);
			if (entry != NULL && states[entry->position] == VISIT_NONE)
			{
				states[entry->position] = VISIT_OPEN;
				stack[depth++] = (Visit) {entry->position, 0};
			}
		}
	}
	pfree(states);
	pfree(stack);
	if (n > 0)
		pfree(folder->revisions);
	folder->revisions = sorted;
}

static void
read_migrate(Folder *folder, FolderFile *files, int nfiles)
{
	HTAB	   *ids = create_id_hash(nfiles);

	for (int i = 0; i < nfiles; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (file_is_repeatable(files[i].name))
			add_repeatable(folder, &files[i]);
		else if (file_is_sql(files[i].name))
			read_migrate_file(folder, &files[i], ids);
	}
	sort_revisions(folder, ids);
	hash_destroy(ids);
}

const FileFormat format_migrate = {.name = "migrate", .recognize = recognize_migrate, .read = read_migrate};
