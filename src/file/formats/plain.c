/*
 * plain.c
 *	  Numbered files of plain SQL: 001_create.sql, or 001_create.up.sql and 001_create.down.sql.
 *
 * The number is the digits that the name begins with, of any length, so that timestamps are numbers too.  Numbers make a
 * linear history.  The number as it is written is the revision id, the rest of the name is the message.  Files whose
 * name begins with no digit are passed over.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "file/file.h"
#include "file/internal.h"

typedef enum PlainPart
{
	PLAIN_UP,
	PLAIN_DOWN
} PlainPart;

/* A file's name, taken apart. */
typedef struct PlainName
{
	FolderFile *source;
	PlainPart	part;
	const char *number;			/* as written, in source->name */
	int			nwritten;
	const char *digits;			/* the same without leading zeros */
	int			ndigits;
	const char *rest;			/* behind the number, without .sql, .up and .down */
	int			nrest;
} PlainName;

/*
 * Comments by which other tools tell the parts of one file, beside those that look like our own marks.  Such a file
 * read as plain SQL would run its own way back right after its way forth.
 */
static const char *const foreign_marks[] = {"+goose", "+migrate", "+micrate", "rambler up", "rambler down"};

static bool
ends_with(const char *text, int length, const char *ending)
{
	int			n = strlen(ending);

	return length >= n && pg_strncasecmp(text + length - n, ending, n) == 0;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Takes a file's name apart.  False: it is no numbered SQL file. */
static bool
parse_name(FolderFile *source, PlainName *name)
{
	const char *base = folder_base_name(source->name);
	const char *end;

	if (!folder_is_sql(source->name) || !is_digit(*base))
		return false;
	name->source = source;
	name->number = base;
	for (name->nwritten = 0; is_digit(base[name->nwritten]);)
		name->nwritten++;
	end = base + name->nwritten;
	for (name->digits = base; *name->digits == '0' && name->digits + 1 < end;)
		name->digits++;
	name->ndigits = end - name->digits;
	name->rest = end;
	name->nrest = strlen(end) - strlen(".sql");
	name->part = ends_with(end, name->nrest, ".down") ? PLAIN_DOWN : PLAIN_UP;
	if (name->part == PLAIN_DOWN)
		name->nrest -= strlen(".down");
	else if (ends_with(end, name->nrest, ".up"))
		name->nrest -= strlen(".up");
	return true;
}

static int
compare_numbers(const PlainName *a, const PlainName *b)
{
	if (a->ndigits != b->ndigits)
		return a->ndigits < b->ndigits ? -1 : 1;
	return memcmp(a->digits, b->digits, a->ndigits);
}

/* By number; of one number the way up first; files of one number and part as they were listed. */
static int
compare_names(const void *a, const void *b)
{
	const PlainName *left = a;
	const PlainName *right = b;
	int			cmp = compare_numbers(left, right);

	if (cmp == 0)
		cmp = (int) left->part - (int) right->part;
	if (cmp == 0)
		cmp = left->source < right->source ? -1 : left->source > right->source;
	return cmp;
}

static bool
recognize_plain(const FolderFile *files, int nfiles)
{
	PlainName	name;

	for (int i = 0; i < nfiles; i++)
	{
		if (parse_name(unconstify(FolderFile *, &files[i]), &name))
			return true;
	}
	return false;
}

/* "_create-table persons" -> "create table persons"; the number itself where nothing is left. */
static char *
message_of(const PlainName *name)
{
	char	   *message = pnstrdup(name->rest, name->nrest);
	char	   *begin = message;
	char	   *end = message + name->nrest;

	for (char *c = message; c < end; c++)
	{
		if (*c == '_' || *c == '-')
			*c = ' ';
	}
	while (begin < end && (*begin == ' ' || *begin == '.'))
		begin++;
	while (end > begin && end[-1] == ' ')
		end--;
	if (begin == end)
		return pnstrdup(name->number, name->nwritten);
	*end = '\0';
	return begin;
}

/* The line of the first mark of another tool, or of our own; 0: none. */
static int
find_foreign_mark(const char *content)
{
	int			line = file_find_mark(content);

	if (line > 0)
		return line;
	line = 1;
	for (const char *next = content; next != NULL; line++)
	{
		const char *text = next + strspn(next, " \t");

		if (strncmp(text, "--", 2) == 0)
		{
			text += 2;
			text += strspn(text, " \t");
			for (int i = 0; i < lengthof(foreign_marks); i++)
			{
				if (pg_strncasecmp(text, foreign_marks[i], strlen(foreign_marks[i])) == 0)
					return line;
			}
		}
		next = strchr(next, '\n');
		if (next != NULL)
			next++;
	}
	return 0;
}

/* Makes a section of a whole file; errors go to the folder. */
static void
read_part(Folder *folder, const PlainName *name, FileSection *section)
{
	const char *content = name->source->content;
	int			line = find_foreign_mark(content);

	if (line > 0)
		folder_add_error(folder, name->source->name, line, pstrdup("section mark in a file of plain SQL"),
						 "The file seems to be in the format of another tool.");
	section_set(section, content, header_byte_order_mark(content), strlen(content), 1);
	name->source->used = true;
}

/* Makes a revision of an upgrade and, unless it is NULL, its downgrade.  parent_id NULL: it is the first. */
static void
read_revision(Folder *folder, const PlainName *up, const PlainName *down, char *parent_id)
{
	MigrationFile file;

	memset(&file, 0, sizeof(file));
	file.transactional = -1;
	file.revision_id = pnstrdup(up->number, up->nwritten);
	file.message = message_of(up);
	if (parent_id != NULL)
		text_list_append(&file.parents, parent_id);
	if (up->nwritten > FILE_MAX_REVISION_ID)
		folder_add_error(folder, up->source->name, 0, pstrdup("number in the file's name has more than 64 digits"), NULL);
	read_part(folder, up, &file.upgrade);
	if (down != NULL)
		read_part(folder, down, &file.downgrade);
	folder_add_revision(folder, &file, up->source->name, down == NULL ? up->source->content : NULL);
}

static void
refuse_same_number(Folder *folder, const PlainName *first, const PlainName *second)
{
	folder_add_error(folder, second->source->name, 0,
					 psprintf("number %s is already that of file \"%s\"",
							  pnstrdup(second->number, second->nwritten), first->source->name),
					 "A folder of numbered files is one line of revisions; for branches use the format \"migrate\".");
}

/* Reads the files of one number, names[0 .. n - 1], sorted. */
static void
read_number(Folder *folder, const PlainName *names, int n, char *parent_id)
{
	const PlainName *down = NULL;

	if (names[0].part == PLAIN_DOWN)
	{
		folder_add_error(folder, names[0].source->name, 0, pstrdup("downgrade without its upgrade"),
						 "Its upgrade is a file with the same number whose name ends in .up.sql, or .sql alone.");
		return;
	}
	for (int i = 1; i < n; i++)
	{
		if (names[i].part == names[i - 1].part)
			refuse_same_number(folder, &names[i - 1], &names[i]);
		else
			down = &names[i];
	}
	read_revision(folder, &names[0], down, parent_id);
}

static void
read_plain(Folder *folder, FolderFile *files, int nfiles)
{
	PlainName  *names = palloc_extended(Max(nfiles, 1) * sizeof(PlainName), MCXT_ALLOC_HUGE);
	int			n = 0;
	int			end;

	for (int i = 0; i < nfiles; i++)
	{
		if (parse_name(&files[i], &names[n]))
			n++;
	}
	if (n > 1)
		qsort(names, n, sizeof(PlainName), compare_names);

	for (int i = 0; i < n; i = end)
	{
		char	   *parent_id = NULL;

		CHECK_FOR_INTERRUPTS();
		for (end = i + 1; end < n && compare_numbers(&names[i], &names[end]) == 0;)
			end++;
		if (folder->nrevisions > 0)
			parent_id = folder->revisions[folder->nrevisions - 1].file.revision_id;
		read_number(folder, &names[i], end - i, parent_id);
	}
	pfree(names);
}

const FileFormat format_plain = {"plain", .recognize = recognize_plain, .read = read_plain};
