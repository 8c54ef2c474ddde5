/*
 * local.c
 *	  The graph that the headers of the files make: for what is answered without a server.
 */
#include "postgres_fe.h"

#include "lib/stringinfo.h"

#include "client/client.h"

/* Files whose header cannot be read, and ids that are there twice, make every answer wrong: the end of the program. */
static void
check_headers(const LocalFolder *folder)
{
	for (int i = 0; i < folder->nfiles; i++)
	{
		const LocalFile *file = &folder->files[i];

		if (file->is_revision)
			continue;
		if (file->error.line > 0)
			fail_hint(file->error.hint, "%s:%d: %s", file->path, file->error.line, file->error.message);
		fail_hint(file->error.hint, "%s: %s", file->path, file->error.message);
	}
	for (int i = 1; i < folder->nrevisions; i++)
	{
		const char *id = folder->by_id[i]->header.revision_id;

		if (strcmp(folder->by_id[i - 1]->header.revision_id, id) == 0)
			fail_hint("Take one of the files away, or give it another id.", "two files have revision id \"%s\": %s and %s", id,
					  folder->by_id[i - 1]->path, folder->by_id[i]->path);
	}
}

/* The file that replaces this revision, or NULL. */
static LocalFile *
replacing_file(const LocalFolder *folder, const char *revision_id)
{
	for (int i = 0; i < folder->nreplacing; i++)
	{
		if (text_list_has(&folder->replacing[i]->header.replaces, revision_id))
			return folder->replacing[i];
	}
	return NULL;
}

/* Does some file replace this revision? */
bool
local_is_replaced(const LocalFolder *folder, const char *revision_id)
{
	return replacing_file(folder, revision_id) != NULL;
}

/* Marks the files that are followed; who follows a replaced revision follows the one that replaces it. */
static void
mark_followed(const LocalFolder *folder, bool *followed)
{
	memset(followed, 0, folder->nfiles + 1);
	for (int i = 0; i < folder->nfiles; i++)
	{
		const TextList *parents = &folder->files[i].header.parents;

		if (local_is_replaced(folder, folder->files[i].header.revision_id))
		{
			followed[i] = true;
			continue;
		}
		for (int j = 0; j < parents->length; j++)
		{
			LocalFile  *file = replacing_file(folder, parents->items[j]);

			if (file == NULL)
				file = folder_file_of(folder, parents->items[j]);
			if (file)
				followed[file - folder->files] = true;
		}
	}
}

/* The files that no other follows or replaces, in the order of their names. */
LocalFile **
local_heads(const LocalFolder *folder, int *n)
{
	LocalFile **heads = palloc((folder->nfiles + 1) * sizeof(LocalFile *));
	bool	   *followed = palloc(folder->nfiles + 1);

	check_headers(folder);
	mark_followed(folder, followed);
	*n = 0;
	for (int i = 0; i < folder->nfiles; i++)
	{
		if (!followed[i])
			heads[(*n)++] = &folder->files[i];
	}
	return heads;
}

/* "45c48cce2e2d" (left) and "d3d9446802a4" (right) */
char *
local_name_heads(LocalFile **heads, int n)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < n; i++)
		appendStringInfo(&text, "%s\"%s\" (%s)", i == 0 ? "" : i == n - 1 ? " and " : ", ",
						 heads[i]->header.revision_id, first_line(heads[i]->header.message));
	return text.data;
}

/* A parent or needed revision of the file that has not been gone through, or NULL. */
static LocalFile *
next_unseen(const LocalFolder *folder, const LocalFile *file)
{
	const TextList *lists[] = {&file->header.parents, &file->header.depends_on};

	for (int i = 0; i < lengthof(lists); i++)
	{
		for (int j = 0; j < lists[i]->length; j++)
		{
			LocalFile  *found = folder_file_of(folder, lists[i]->items[j]);

			if (found && !found->seen)
				return found;
		}
	}
	return NULL;
}

/* Puts a file into the list after all that it stands on; no recursion, as histories are long. */
static void
visit(const LocalFolder *folder, LocalFile *start, LocalFile **list, int *n)
{
	LocalFile **stack = pg_malloc(folder->nfiles * sizeof(LocalFile *));
	int			depth = 0;

	stack[depth++] = start;
	start->seen = true;
	while (depth > 0)
	{
		LocalFile  *next = next_unseen(folder, stack[depth - 1]);

		if (next)
		{
			next->seen = true;
			stack[depth++] = next;
		}
		else
			list[(*n)++] = stack[--depth];
	}
	pg_free(stack);
}

/* The files, newest first: each before all that it stands on; ended by NULL. */
LocalFile **
local_newest_first(const LocalFolder *folder)
{
	LocalFile **list = palloc0((folder->nfiles + 1) * sizeof(LocalFile *));
	int			n = 0;

	check_headers(folder);
	for (int i = 0; i < folder->nfiles; i++)
	{
		if (!folder->files[i].seen)
			visit(folder, &folder->files[i], list, &n);
	}
	for (int i = 0; i < n / 2; i++)
	{
		LocalFile  *swap = list[i];

		list[i] = list[n - 1 - i];
		list[n - 1 - i] = swap;
	}
	return list;
}

static const char *
skip_mark_and_returns(const char *text, bool at_start)
{
	if (at_start && strncmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	while (*text == '\r')
		text++;
	return text;
}

/* As the server's checksum: a byte order mark and carriage returns don't count. */
bool
local_same_content(const char *a, const char *b)
{
	a = skip_mark_and_returns(a, true);
	b = skip_mark_and_returns(b, true);
	while (*a != '\0' && *a == *b)
	{
		a = skip_mark_and_returns(a + 1, false);
		b = skip_mark_and_returns(b + 1, false);
	}
	return *a == *b;
}
