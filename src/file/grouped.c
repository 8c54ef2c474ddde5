/*
 * grouped.c
 *	  Folders in which every revision is a folder of its own: 2026-01-01-120000_create/up.sql.
 *
 * A format names the files in it.  The order is that of the revisions' ids or of the folders' names.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "file/internal.h"

typedef struct GroupedRevision
{
	Span		name;			/* of its folder */
	char	   *revision_id;
	char	   *order;			/* what it is sorted by */
	FolderFile *up;
	FolderFile *down;			/* or NULL */
	FolderFile *metadata;		/* or NULL */
} GroupedRevision;

static bool
is_part(FolderFile *file, const void *argument)
{
	const GroupedRules *rules = argument;

	return folder_path(file->name, 0).length > 0 && strcmp(folder_base_name(file->name), rules->upgrade) == 0;
}

/* For "auto": is there an upgrade in a folder of its own? */
bool
grouped_recognize(const FolderFile *files, int nfiles, const GroupedRules *rules)
{
	for (int i = 0; i < nfiles; i++)
	{
		if (is_part(unconstify(FolderFile *, &files[i]), rules))
			return true;
	}
	return false;
}

/* The name of the folder that a file lies in. */
static Span
group_name(const FolderFile *file)
{
	Span		path = folder_path(file->name, 0);
	Span		above = folder_path(file->name, 1);

	return (Span) {above.text + above.length, path.length - above.length - 1};
}

/* Files of one folder stand together. */
static int
compare_files(const void *a, const void *b)
{
	const FolderFile *left = *(FolderFile *const *) a;
	const FolderFile *right = *(FolderFile *const *) b;
	int			cmp = span_compare(folder_path(left->name, 0), folder_path(right->name, 0));

	return cmp != 0 ? cmp : strcmp(left->name, right->name);
}

static int
compare_groups(const void *a, const void *b)
{
	const GroupedRevision *left = a;
	const GroupedRevision *right = b;
	int			cmp = strcmp(left->order, right->order);

	return cmp != 0 ? cmp : span_compare(left->name, right->name);
}

/* Notes a file of a revision's folder as what its name says. */
static void
note_file(GroupedRevision *group, FolderFile *file, const GroupedRules *rules)
{
	const char *base = folder_base_name(file->name);

	if (strcmp(base, rules->upgrade) == 0)
		group->up = file;
	else if (strcmp(base, "down.sql") == 0)
		group->down = file;
	else if (strcmp(base, "metadata.toml") == 0)
		group->metadata = file;
}

static bool
has_statement(const FolderFile *file)
{
	return file->content[strspn(file->content, " \t\r\n")] != '\0';
}

static void
read_group(Folder *folder, const GroupedRevision *group, const GroupedRules *rules)
{
	MigrationFile file;
	FolderRevision *revision;

	memset(&file, 0, sizeof(file));
	file.transactional = -1;
	file.revision_id = group->revision_id;
	file.message = folder_message(rules->message(group->name));
	section_set_whole(&file.upgrade, group->up->content);
	group->up->used = true;
	if (group->down != NULL)
	{
		section_set_whole(&file.downgrade, group->down->content);
		group->down->used = true;
	}
	if (group->metadata != NULL && rules->read_metadata != NULL)
	{
		rules->read_metadata(group->metadata->content, &file);
		group->metadata->used = true;
	}
	revision = folder_add_next(folder, &file, group->up->name, group->down == NULL ? group->up->content : NULL);
	if (group->down != NULL)
		revision->downgrade_name = group->down->name;
}

/* Makes groups of the sorted files; returns how many. */
static int
make_groups(Folder *folder, FolderFile **files, int nfiles, const GroupedRules *rules, GroupedRevision *groups)
{
	int			n = 0;
	int			end;

	for (int i = 0; i < nfiles; i = end)
	{
		GroupedRevision group = {.name = group_name(files[i])};

		for (end = i; end < nfiles && span_compare(folder_path(files[i]->name, 0), folder_path(files[end]->name, 0)) == 0; end++)
			note_file(&group, files[end], rules);
		if (group.up == NULL && group.down != NULL && has_statement(group.down))
			folder_add_error(folder, group.down->name, 0, psprintf("there is no file \"%s\" beside it", rules->upgrade),
							 "A migration is a folder with both: put the file back, or take the folder away.");
		if (group.up == NULL)
			continue;
		group.revision_id = rules->revision_id(group.name);
		group.order = rules->by_name ? span_copy(group.name) : group.revision_id;
		groups[n++] = group;
	}
	return n;
}

/* Reads a folder as its rules say. */
void
grouped_read(Folder *folder, FolderFile *files, int nfiles, const GroupedRules *rules)
{
	FolderFile **sorted = palloc_extended((nfiles + 1) * sizeof(FolderFile *), MCXT_ALLOC_HUGE);
	GroupedRevision *groups = palloc_extended((nfiles + 1) * sizeof(GroupedRevision), MCXT_ALLOC_HUGE);
	int			nsorted = 0;
	int			ngroups;
	Span		root;

	if (!folder_find_root(folder, files, nfiles, is_part, rules, 1, &root))
		return;
	for (int i = 0; i < nfiles; i++)
	{
		if (folder_path(files[i].name, 0).length > root.length && folder_is_below(&files[i], root, 1))
			sorted[nsorted++] = &files[i];
	}
	if (nsorted > 1)
		qsort(sorted, nsorted, sizeof(FolderFile *), compare_files);
	ngroups = make_groups(folder, sorted, nsorted, rules, groups);
	if (ngroups > 1)
		qsort(groups, ngroups, sizeof(GroupedRevision), compare_groups);
	for (int i = 0; i < ngroups; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read_group(folder, &groups[i], rules);
	}
	pfree(sorted);
	pfree(groups);
}
