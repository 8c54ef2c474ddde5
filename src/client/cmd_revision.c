/*
 * cmd_revision.c
 *	  pg_migrate revision: write the file of a new revision.  Needs no server: what it follows stands in the files.
 */
#include "postgres_fe.h"

#include <time.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "client/client.h"

static char *message;
static SimpleStringList parents;
static SimpleStringList depends_on;
static SimpleStringList branch_labels;
static char *revision_id;
static bool edit;
static bool not_transactional;

static const Option options[] = {
	{'m', "message", "TEXT", OPTION_TEXT, &message, "what it does, in a few words"},
	{'e', "edit", NULL, OPTION_FLAG, &edit, "open the file in $EDITOR"},
	{0, "parent", "REVISION", OPTION_LIST, &parents, "what it follows: a revision, or base; may be given again (else the head)"},
	{0, "head", "REVISION", OPTION_LIST, &parents, "the same"},
	{0, "depends-on", "REVISION", OPTION_LIST, &depends_on, "what it needs besides; may be given again"},
	{0, "branch-label", "NAME", OPTION_LIST, &branch_labels, "a name for the branch that begins with it"},
	{0, "rev-id", "ID", OPTION_TEXT, &revision_id, "its revision id (else 12 random hex digits)"},
	{0, "not-transactional", NULL, OPTION_FLAG, &not_transactional, "it cannot run in a transaction"},
	{0}
};

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

static void
append_text(TextList *list, char *text)
{
	list->items = pg_realloc(list->items, (list->length + 1) * sizeof(char *));
	list->items[list->length++] = text;
}

static bool
has_text(const TextList *list, const char *text)
{
	for (int i = 0; i < list->length; i++)
	{
		if (strcmp(list->items[i], text) == 0)
			return true;
	}
	return false;
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
		while (file && !has_text(&file->header.branch_labels, label))
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
		append_text(list, resolve(folder, cell->val));
}

static bool
is_single(const SimpleStringList *list, const char *text)
{
	return list->head && list->head->next == NULL && strcmp(list->head->val, text) == 0;
}

/* The parents that were named, or else the head. */
static void
set_parents(const LocalFolder *folder, TextList *list)
{
	LocalFile **heads;
	int			n;

	if (is_single(&parents, "base"))
		return;
	if (parents.head && !is_single(&parents, "head"))
	{
		resolve_all(folder, &parents, list);
		return;
	}
	heads = local_heads(folder, &n);
	if (n > 1)
		fail_hint("Name the one to follow with --parent, or join them with pg_migrate merge.",
				  "there are %d heads: %s", n, local_name_heads(heads, n));
	if (n == 1)
		append_text(list, heads[0]->header.revision_id);
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

static void
make_header(const LocalFolder *folder, MigrationFile *header)
{
	memset(header, 0, sizeof(*header));
	header->message = message;
	header->revision_id = revision_id ? revision_id : random_id();
	check_id(folder, header->revision_id);
	set_parents(folder, &header->parents);
	resolve_all(folder, &depends_on, &header->depends_on);
	for (SimpleStringListCell *cell = branch_labels.head; cell; cell = cell->next)
		append_text(&header->branch_labels, cell->val);
	header->create_date = create_date();
	header->upgrade = (FileSection) {.present = true, .text = ""};
	header->downgrade = (FileSection) {.present = true, .text = ""};
	header->transactional = not_transactional ? 0 : -1;
}

static void
print_json(const char *path, const MigrationFile *header)
{
	json_begin_object(NULL);
	json_text("revision_id", header->revision_id);
	json_text("message", header->message);
	json_texts("parents", &header->parents);
	json_text("file", path);
	json_end_object();
	json_print();
}

static ExitCode
run(int argc, char **argv)
{
	LocalFolder *folder;
	MigrationFile header;
	StringInfoData content;
	char	   *path;

	if (message == NULL && argc > 0)
		message = argv[0];
	if (message == NULL || message[strspn(message, " \t\r\n")] == '\0')
		usage_error("revision needs a message: -m \"what it does\"");
	if (pg_encoding_verifymbstr(PG_UTF8, message, strlen(message)) != strlen(message))
		usage_error("the message is not UTF-8");
	folder = folder_open(false);
	make_header(folder, &header);
	path = folder_new_path(folder, file_name(folder->file_template, &header));
	initStringInfo(&content);
	file_print(&content, &header);
	write_file(path, content.data, content.len, false);
	if (settings.json)
		print_json(path, &header);
	tell("%s\n", path);
	if (edit)
		edit_file(path);
	else
		say("Next: write its upgrade and downgrade, then pg_migrate upgrade\n");
	return EXIT_DONE;
}

const Command command_revision = {
	"revision", "[MESSAGE]", 0, 1, "write the file of a new revision",
	"Works without a server: what the revision follows is found in the headers of the files.", options, run
};
