/*
 * order.c
 *	  Another tool's folder, and what of it is applied already.
 *
 * In such a folder the order of the files says what follows what, so a file that comes in between would change what the
 * next one follows.  What is applied keeps what it follows; everything else comes after it, in the folder's order.
 */
#include "postgres.h"

#include "utils/hsearch.h"

#include "command/internal.h"

typedef struct FolderOrder
{
	Folder	   *folder;
	ParentsTable *applied;
	HTAB	   *followed;		/* ids that an applied revision follows, or that one of the folder stands for */
} FolderOrder;

static const StoreParents *
parents_of(const FolderOrder *order, int i)
{
	return parents_table_find(order->applied, order->folder->revisions[i].file.revision_id);
}

static void
note_followed(FolderOrder *order)
{
	HASHCTL		control = {.keysize = 65, .entrysize = 65, .hcxt = CurrentMemoryContext};
	const StoreParents *stored;

	order->followed = hash_create("migrate followed", 256, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	for (int i = 0; (stored = parents_table_at(order->applied, i)) != NULL; i++)
	{
		for (int j = 0; j < stored->nparents; j++)
			(void) hash_search(order->followed, stored->parents[j], HASH_ENTER, NULL);
	}
	for (int i = 0; i < order->folder->nrevisions; i++)
	{
		const TextList *replaces = &order->folder->revisions[i].file.replaces;

		for (int j = 0; j < replaces->length; j++)
			(void) hash_search(order->followed, replaces->items[j], HASH_ENTER, NULL);
	}
}

/*
 * The revision that what is not applied comes behind: the applied one that no other one follows.  It need not be of the
 * folder: somebody may have gone on with a revision of their own.  NULL where it is none or several: then it is no line.
 */
static const char *
last_applied(const FolderOrder *order)
{
	const StoreParents *stored;
	const char *last = NULL;

	for (int i = 0; (stored = parents_table_at(order->applied, i)) != NULL; i++)
	{
		if (hash_search(order->followed, stored->revision_id, HASH_FIND, NULL) != NULL)
			continue;
		if (last != NULL)
			return NULL;
		last = stored->revision_id;
	}
	return last;
}

static bool
any_is_applied(const FolderOrder *order)
{
	for (int i = 0; i < order->folder->nrevisions; i++)
	{
		if (parents_of(order, i) != NULL)
			return true;
	}
	return false;
}

/* The position of the last file that is applied, of those whose place is their number's; -1: none is. */
static int
last_position_applied(const FolderOrder *order)
{
	int			i = order->folder->nrevisions - 1;

	while (i >= 0 && (order->folder->revisions[i].comes_last || parents_of(order, i) == NULL))
		i--;
	return i;
}

/*
 * Settles what the revisions of another tool's folder follow; *late: the files that come before applied ones, as warnings.
 * The caller has a scope of bookkeeping open; results live in the context that it was begun in.
 */
void
command_keep_applied_order(Bookkeeping *scope, Folder *folder, FolderErrors *late)
{
	FolderOrder order = {folder, store_read_applied_parents(scope), NULL};
	MemoryContext outer = MemoryContextSwitchTo(scope->caller);
	int			behind = last_position_applied(&order);
	const char *previous = NULL;

	memset(late, 0, sizeof(*late));
	note_followed(&order);
	if (any_is_applied(&order))
		previous = last_applied(&order);
	for (int i = 0; i < folder->nrevisions; i++)
	{
		MigrationFile *file = &folder->revisions[i].file;
		const StoreParents *stored = parents_of(&order, i);

		if (stored != NULL)
			file->parents = (TextList) {stored->nparents, stored->parents};
		else if (previous != NULL && file->replaces.length == 0)
		{
			if (i < behind)
				file_add_error(late, folder->revisions[i].name, 0,
							   pstrdup("comes before files that are applied already, and will run after them"),
							   "If it cannot run there, give it a number behind theirs.");
			file->parents.length = 1;
			file->parents.items = palloc(sizeof(char *));
			file->parents.items[0] = pstrdup(previous);
			previous = file->revision_id;
		}
	}
	hash_destroy(order.followed);
	MemoryContextSwitchTo(outer);
}
