/*
 * draft.c
 *	  What a new revision is called and follows, found in the headers of the files: no server is asked.
 */
#include "postgres_fe.h"

#include <time.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "client/client.h"

/* pg_strong_random() would link the client to OpenSSL. */
static char *
random_id(void)
{
	unsigned char bytes[6];
	StringInfoData id;
	FILE	   *source = fopen("/dev/urandom", PG_BINARY_R);

	if (source == NULL || fread(bytes, sizeof(bytes), 1, source) != 1)
		fail_hint("Give the revision an id with --rev-id.", "could not read random bytes from /dev/urandom: %m");
	fclose(source);
	initStringInfo(&id);
	for (int i = 0; i < sizeof(bytes); i++)
		appendStringInfo(&id, "%02x", bytes[i]);
	return id.data;
}

static void
check_id(const LocalFolder *folder, const char *id)
{
	static const char *const reserved[] = {"head", "heads", "base", "current"};
	LocalFile  *file = folder_file_of(folder, id);

	if (file)
		fail_hint(NULL, "revision id \"%s\" is taken: %s", id, file->path);
	if (*id == '\0' || strlen(id) > 64 || id[strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")] != '\0')
		fail_hint("1 to 64 letters, digits, \"_\", \".\" and \"-\".", "\"%s\" is no revision id", id);
	for (int i = 0; i < lengthof(reserved); i++)
	{
		if (strcmp(id, reserved[i]) == 0)
			fail_hint(NULL, "\"%s\" is a reserved word and cannot be a revision id", id);
	}
}

/* The only file with that branch label whose branch goes no further, for "label@head". */
static LocalFile *
find_branch_head(const LocalFolder *folder, const char *label)
{
	int			n;
	LocalFile **heads = local_heads(folder, &n);
	LocalFile  *found = NULL;

	for (int i = 0; i < n; i++)
	{
		LocalFile  *file = heads[i];

		/* Upwards by first parents: a label belongs to all that follows it. */
		while (file && !text_list_has(&file->header.branch_labels, label))
			file = file->header.parents.length > 0 ? folder_file_of(folder, file->header.parents.items[0]) : NULL;
		if (file == NULL)
			continue;
		if (found)
			fail_hint("Name one of them with --parent.", "branch \"%s\" has several heads: \"%s\" and \"%s\"", label,
					  found->header.revision_id, heads[i]->header.revision_id);
		found = heads[i];
	}
	return found;
}

static char *
resolve(const LocalFolder *folder, const char *text)
{
	const char *at = strchr(text, '@');
	LocalFile  *file;

	if (at && strcmp(at, "@head") == 0)
		file = find_branch_head(folder, pnstrdup(text, at - text));
	else
		file = folder_find_revision(folder, text);
	if (file == NULL)
		fail_hint("pg_migrate pull writes the files of revisions that only the database has.",
				  "no file of revision \"%s\" in %s", text, folder->files_path);
	return file->header.revision_id;
}

static void
resolve_all(const LocalFolder *folder, const SimpleStringList *texts, TextList *list)
{
	for (SimpleStringListCell *cell = texts->head; cell; cell = cell->next)
		text_list_append(list, resolve(folder, cell->val));
}

static bool
is_single(const SimpleStringList *list, const char *text)
{
	return list->head && list->head->next == NULL && strcmp(list->head->val, text) == 0;
}

/* The head of the files: its id, NULL in an empty folder. */
static char *
find_head(const LocalFolder *folder)
{
	int			n;
	LocalFile **heads = local_heads(folder, &n);

	if (n > 1)
		fail_hint("Name the one to follow with --parent, or join them with pg_migrate merge.",
				  "there are %d heads: %s", n, local_name_heads(heads, n));
	return n == 1 ? heads[0]->header.revision_id : NULL;
}

/* The parents that were named, or else the head; an empty list: none, it begins a history. */
TextList
draft_parents(const LocalFolder *folder, const SimpleStringList *named)
{
	TextList	parents = {0};
	char	   *head;

	if (is_single(named, "base"))
		return parents;
	if (named->head && !is_single(named, "head"))
		resolve_all(folder, named, &parents);
	else if ((head = find_head(folder)) != NULL)
		text_list_append(&parents, head);
	return parents;
}

TextList
draft_depends_on(const LocalFolder *folder, const SimpleStringList *named)
{
	TextList	needed = {0};

	resolve_all(folder, named, &needed);
	return needed;
}

/* Now, in UTC, as headers have it. */
static char *
create_date(void)
{
	time_t		now = time(NULL);
	char		text[64];

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S+00", gmtime(&now));
	return pstrdup(text);
}

/* Ends the program where a message is none. */
void
draft_check_message(const char *message)
{
	if (message == NULL || message[strspn(message, " \t\r\n")] == '\0')
		usage_error("%s needs a message: -m \"what it does\"", command->name);
	if (pg_encoding_verifymbstr(PG_UTF8, message, strlen(message)) != strlen(message))
		usage_error("the message is not UTF-8");
}

/* The header of a new revision's file, its scripts empty. */
MigrationFile
draft_header(const LocalFolder *folder, const Draft *draft)
{
	MigrationFile header = {.message = draft->message, .transactional = draft->not_transactional ? 0 : -1};

	header.revision_id = draft->revision_id ? draft->revision_id : random_id();
	check_id(folder, header.revision_id);
	header.parents = draft_parents(folder, &draft->parents);
	header.depends_on = draft_depends_on(folder, &draft->depends_on);
	for (SimpleStringListCell *cell = draft->branch_labels.head; cell; cell = cell->next)
		text_list_append(&header.branch_labels, cell->val);
	header.create_date = create_date();
	header.upgrade = (FileSection) {.present = true, .text = ""};
	header.downgrade = (FileSection) {.present = true, .text = ""};
	return header;
}

static void
check_label(const char *label)
{
	if (label[0] == '\0' || label[0] == '-' || strpbrk(label, "@:+,\r\n\t ") != NULL)
		fail_hint("A label has no spaces, \"@\", \":\", \"+\" or \",\" and does not begin with \"-\".", "\"%s\" cannot be a label", label);
}

/* The file's text.  Ends the program where it would not be read back as the same revision. */
char *
draft_text(const MigrationFile *header)
{
	StringInfoData content;
	MigrationFile again;
	FileError	error;

	for (int i = 0; i < header->branch_labels.length; i++)
		check_label(header->branch_labels.items[i]);
	initStringInfo(&content);
	file_print(&content, header);
	if (!file_read(content.data, &again, &error))
		fail_hint(error.hint, "revision \"%s\" cannot be written as a file: %s", header->revision_id, error.message);
	return content.data;
}
