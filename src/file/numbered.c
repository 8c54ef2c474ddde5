/*
 * numbered.c
 *	  Folders of files whose names begin with a number: what their formats have in common.
 *
 * A number is the digits that the name begins with, of any length, so that timestamps are numbers too; 1 and 001 are the
 * same.  Numbers make a linear history.  The number as it is written is the revision id, the rest of the name is the
 * message.  A format says which names are its own and what stands in a file (NumberedRules).
 */
#include "postgres.h"

#include "miscadmin.h"

#include "file/internal.h"

/* A counter's longest number; a longer one is a timestamp, in which nothing can be missing. */
#define COUNTER_DIGITS 6

/* The files of one number. */
typedef struct NumberedGroup
{
	const NumberedFile *up;
	const NumberedFile *down;	/* or NULL */
} NumberedGroup;

typedef struct NumberedFolder
{
	Folder	   *folder;
	const NumberedRules *rules;
	int			nfiles;
	NumberedFile *files;		/* sorted by number; of one number the way up first */
	int			nothers;
	NumberedFile *others;		/* in other languages, sorted */
	int			ngroups;
	NumberedGroup *groups;
} NumberedFolder;

/* ---- names ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes the number off a file's name; rest is what stands behind it, without the ending.  False: no script with a number. */
bool
numbered_take_number(FolderFile *source, NumberedFile *file)
{
	const char *base = folder_base_name(source->name);
	int			ending = folder_script_ending(base);
	const char *end = base;

	while (is_digit(*end))
		end++;
	if (ending == 0 || end == base)
		return false;
	file->source = source;
	file->is_down = false;
	file->number = (Span) {base, end - base};
	file->rest = (Span) {end, strlen(end) - ending};
	return true;
}

/* Some tools let a name say which server the file is for, as 001_create.postgres.up.sql does.  False: it is for another. */
static bool
take_server(Span *rest)
{
	static const char *const others[] = {".mysql", ".mariadb", ".sqlite", ".sqlite3", ".cockroach", ".mssql", ".sqlserver", ".oracle"};
	Span		probe = *rest;

	for (int i = 0; i < lengthof(others); i++)
	{
		if (span_take_end(&probe, others[i]))
			return false;
	}
	(void) (span_take_end(rest, ".postgres") || span_take_end(rest, ".postgresql"));
	return true;
}

/* The same of a name whose rest may end in .up or .down. */
bool
numbered_take_parts(FolderFile *source, NumberedFile *file)
{
	if (!numbered_take_number(source, file))
		return false;
	file->is_down = span_take_end(&file->rest, ".down");
	if (!file->is_down)
		(void) span_take_end(&file->rest, ".up");
	return take_server(&file->rest);
}

/* A numbered file of a tool's revision that is no SQL. */
static bool
take_other_language(FolderFile *source, NumberedFile *file)
{
	const char *base = folder_base_name(source->name);
	Span		name = {base, strlen(base)};
	size_t		digits = strspn(base, "0123456789");

	if (digits == 0 || base[digits] != '_' || span_take_end(&name, "_test.go") ||
		!(span_take_end(&name, ".go") || span_take_end(&name, ".fizz")))
		return false;
	file->source = source;
	file->number = (Span) {base, digits};
	return true;
}

/* ---- order ---- */

/* The letter that a number may end in is taken off it. */
static char
take_letter(Span *number)
{
	return number->length > 0 && !is_digit(number->text[number->length - 1]) ? number->text[--number->length] : '\0';
}

static int
compare_numbers(const NumberedFile *a, const NumberedFile *b)
{
	Span		left = a->number;
	Span		right = b->number;
	char		left_letter = take_letter(&left);
	char		right_letter = take_letter(&right);
	int			cmp = span_compare_versions(left, right);

	return cmp != 0 ? cmp : (int) left_letter - (int) right_letter;
}

/* By number; of one number the way up first; files of one number and part as they were listed. */
static int
compare_files(const void *a, const void *b)
{
	const NumberedFile *left = a;
	const NumberedFile *right = b;
	int			cmp = compare_numbers(left, right);

	if (cmp == 0)
		cmp = (int) left->is_down - (int) right->is_down;
	if (cmp == 0)
		cmp = left->source < right->source ? -1 : left->source > right->source;
	return cmp;
}

static int
compare_only_numbers(const void *a, const void *b)
{
	return compare_numbers(a, b);
}

static int
compare_group_names(const void *a, const void *b)
{
	return strcmp(folder_base_name(((const NumberedGroup *) a)->up->source->name),
				  folder_base_name(((const NumberedGroup *) b)->up->source->name));
}

/* ---- what is wrong ---- */

static void
refuse_same_number(NumberedFolder *numbered, const NumberedFile *first, const NumberedFile *second)
{
	folder_add_error(numbered->folder, second->source->name, 0,
					 psprintf("number %s is already that of file \"%s\"", span_copy(second->number), first->source->name),
					 numbered->rules->hint_of_same_number);
}

static void
report_lone_down(NumberedFolder *numbered, const NumberedFile *down)
{
	const char *name = down->source->name;

	if (numbered->rules->passes_over_lone_down)
		folder_add_warning(numbered->folder, name, 0, pstrdup("downgrade without its upgrade is passed over"),
						   "If the upgrade was left out, put it back before you upgrade; else nothing is wrong.");
	else
		folder_add_error(numbered->folder, name, 0, pstrdup("downgrade without its upgrade"),
						 "Its upgrade is a file with the same number whose name ends in .up.sql, or .sql alone.");
}

/* Makes a group of the files of one number, files[0 .. n - 1]. */
static void
add_group(NumberedFolder *numbered, const NumberedFile *files, int n)
{
	NumberedGroup group = {&files[0], NULL};

	if (files[0].is_down)
	{
		report_lone_down(numbered, &files[0]);
		return;
	}
	for (int i = 1; i < n; i++)
	{
		if (files[i].is_down == files[i - 1].is_down)
			refuse_same_number(numbered, &files[i - 1], &files[i]);
		else
			group.down = &files[i];
	}
	numbered->groups[numbered->ngroups++] = group;
}

static bool
is_in_other_language(const NumberedFolder *numbered, const NumberedFile *file)
{
	return numbered->nothers > 0 &&
		bsearch(file, numbered->others, numbered->nothers, sizeof(NumberedFile), compare_only_numbers) != NULL;
}

static void
warn_of_other_languages(NumberedFolder *numbered)
{
	for (int i = 0; i < numbered->nothers; i++)
	{
		const NumberedFile *other = &numbered->others[i];

		if ((i > 0 && compare_numbers(other, other - 1) == 0) ||
			(numbered->nfiles > 0 && bsearch(other, numbered->files, numbered->nfiles, sizeof(NumberedFile), compare_only_numbers) != NULL))
			continue;
		folder_add_warning(numbered->folder, other->source->name, 0, pstrdup("migration is written in another language and passed over"),
						   "What it does is missing from the history: write it as SQL, in a file with the same number.");
	}
}

/* The number of a group where a counter can have given it; -1: it is a timestamp or a date. */
static long
counter_of(const NumberedGroup *group)
{
	const char *digits = group->up->number.text;

	/* of a date */
	if (memchr(digits, '-', group->up->number.length) != NULL || memchr(digits, '_', group->up->number.length) != NULL)
		return -1;
	digits += strspn(digits, "0");
	return strspn(digits, "0123456789") <= COUNTER_DIGITS ? strtol(group->up->number.text, NULL, 10) : -1;
}

static int
missing_between(const NumberedFolder *numbered, int i, long *first)
{
	int			missing = 0;

	for (long n = counter_of(&numbered->groups[i - 1]) + 1; n < counter_of(&numbered->groups[i]); n++)
	{
		char		text[32];
		NumberedFile file = {.number = {text, snprintf(text, sizeof(text), "%ld", n)}};

		if (is_in_other_language(numbered, &file))
			continue;
		if (missing++ == 0)
			*first = n;
	}
	return missing;
}

/*
 * Where numbers count one by one, one that is missing is a file that was forgotten, or was none ever: worth a word, but
 * the tools run such a folder.  Groups are sorted by number.
 */
static void
warn_of_gaps(NumberedFolder *numbered)
{
	int			counted = 0;
	long		first = 0;

	for (int i = 1; i < numbered->ngroups; i++)
	{
		if (counter_of(&numbered->groups[i]) < 0 || counter_of(&numbered->groups[i - 1]) < 0)
			return;
		counted += counter_of(&numbered->groups[i]) == counter_of(&numbered->groups[i - 1]) + 1;
	}
	for (int i = 1; i < numbered->ngroups && counted * 3 >= 2 * (numbered->ngroups - 1); i++)
	{
		int			missing = missing_between(numbered, i, &first);

		if (missing > 0)
			folder_add_warning(numbered->folder, numbered->groups[i].up->source->name, 0,
							   missing == 1 ? psprintf("there is no file with number %ld before it", first) :
							   psprintf("there are no files with %d numbers from %ld on before it", missing, first),
							   "If a file was left out, put it back before you upgrade; else nothing is wrong.");
	}
}

/* ---- reading ---- */

static void
read_group(NumberedFolder *numbered, const NumberedGroup *group)
{
	const NumberedFile *up = group->up;
	MigrationFile file;
	FolderRevision *revision;

	memset(&file, 0, sizeof(file));
	file.transactional = -1;
	file.revision_id = span_copy(up->number);
	file.message = folder_message(up->rest);
	if (file.message[0] == '\0')
		file.message = file.revision_id;
	numbered->rules->read_upgrade(numbered->folder, up->source, &file);
	up->source->used = true;
	if (group->down != NULL)
	{
		section_set_whole(&file.downgrade, group->down->source->content);
		group->down->source->used = true;
	}
	revision = folder_add_next(numbered->folder, &file, up->source->name, group->down == NULL ? up->source->content : NULL);
	if (group->down != NULL)
		revision->downgrade_name = group->down->source->name;
}

static bool
is_part(FolderFile *source, const void *argument)
{
	NumberedFile file;

	return ((const NumberedRules *) argument)->take(source, &file);
}

/* Takes the files of the format: with subfolders, or those nearest to the top where the tool reads none. */
static void
take_files(NumberedFolder *numbered, FolderFile *files, int nfiles)
{
	const NumberedRules *rules = numbered->rules;
	Span		root = {NULL, 0};

	numbered->files = palloc_extended(Max(nfiles, 1) * sizeof(NumberedFile), MCXT_ALLOC_HUGE);
	numbered->others = palloc_extended(Max(nfiles, 1) * sizeof(NumberedFile), MCXT_ALLOC_HUGE);
	if (!rules->with_subfolders && !folder_find_root(numbered->folder, files, nfiles, is_part, rules, 0, &root))
		return;
	for (int i = 0; i < nfiles; i++)
	{
		if (!rules->with_subfolders && !folder_is_below(&files[i], root, 0))
			continue;
		if (rules->take(&files[i], &numbered->files[numbered->nfiles]))
			numbered->nfiles++;
		else if (take_other_language(&files[i], &numbered->others[numbered->nothers]))
			numbered->nothers++;
	}
	if (numbered->nfiles > 1)
		qsort(numbered->files, numbered->nfiles, sizeof(NumberedFile), compare_files);
	if (numbered->nothers > 1)
		qsort(numbered->others, numbered->nothers, sizeof(NumberedFile), compare_only_numbers);
}

/* Reads a folder as its rules say. */
void
numbered_read(Folder *folder, FolderFile *files, int nfiles, const NumberedRules *rules)
{
	NumberedFolder numbered = {.folder = folder, .rules = rules};
	int			end;

	take_files(&numbered, files, nfiles);
	numbered.groups = palloc_extended(Max(numbered.nfiles, 1) * sizeof(NumberedGroup), MCXT_ALLOC_HUGE);
	for (int i = 0; i < numbered.nfiles; i = end)
	{
		for (end = i + 1; end < numbered.nfiles && compare_numbers(&numbered.files[i], &numbered.files[end]) == 0;)
			end++;
		add_group(&numbered, &numbered.files[i], end - i);
	}
	warn_of_other_languages(&numbered);
	warn_of_gaps(&numbered);
	if (rules->by_name && numbered.ngroups > 1)
		qsort(numbered.groups, numbered.ngroups, sizeof(NumberedGroup), compare_group_names);
	for (int i = 0; i < numbered.ngroups; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read_group(&numbered, &numbered.groups[i]);
	}
	pfree(numbered.files);
	pfree(numbered.others);
	pfree(numbered.groups);
}
