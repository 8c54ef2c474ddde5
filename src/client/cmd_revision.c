/*
 * cmd_revision.c
 *	  pg_migrate revision: write the file of a new revision.  Needs no server: what it follows stands in the files.
 */
#include "postgres_fe.h"

#include "client/client.h"

static Draft draft;
static bool edit;
static char *upgrade_path;
static char *downgrade_path;
static bool derive;

static const Option options[] = {
	{'m', "message", "TEXT", OPTION_TEXT, &draft.message, "what it does, in a few words"},
	{'e', "edit", NULL, OPTION_FLAG, &edit, "open the file in $EDITOR"},
	{0, "upgrade", "FILE", OPTION_TEXT, &upgrade_path, "its upgrade is this SQL; \"-\": standard input"},
	{0, "downgrade", "FILE", OPTION_TEXT, &downgrade_path, "its downgrade is this SQL (else, with --upgrade, it has none)"},
	{0, "derive-downgrade", NULL, OPTION_FLAG, &derive, "let the server derive the downgrade from the upgrade, and try it"},
	{0, "parent", "REVISION", OPTION_LIST, &draft.parents, "what it follows: a revision, or base; may be given again (else the head)"},
	{0, "head", "REVISION", OPTION_LIST, &draft.parents, "the same"},
	{0, "depends-on", "REVISION", OPTION_LIST, &draft.depends_on, "what it needs besides; may be given again"},
	{0, "branch-label", "NAME", OPTION_LIST, &draft.branch_labels, "a name for the branch that begins with it"},
	{0, "rev-id", "ID", OPTION_TEXT, &draft.revision_id, "its revision id (else 12 random hex digits)"},
	{0, "not-transactional", NULL, OPTION_FLAG, &draft.not_transactional, "it cannot run in a transaction"},
	{0}
};

/* A script from a file, less the white space at its end, as a section has it. */
static FileSection
read_script(const char *path)
{
	FileSection section = {.present = true, .text = read_text(path)};
	size_t		length = strlen(section.text);
	int			line = file_find_mark(section.text);

	if (line > 0)
		fail_hint("Take the line away.", "%s:%d: a line that looks like the mark of a section", input_name(path), line);
	while (length > 0 && strchr(" \t\r\n", section.text[length - 1]))
		section.text[--length] = '\0';
	return section;
}

static void
read_scripts(MigrationFile *header)
{
	if (upgrade_path)
		header->upgrade = read_script(upgrade_path);
	if (downgrade_path)
		header->downgrade = read_script(downgrade_path);
	else if (upgrade_path)
		header->downgrade.present = false;
}

static void
check_options(void)
{
	draft_check_message(draft.message);
	if (derive && downgrade_path)
		usage_error("--downgrade and --derive-downgrade exclude one another");
	if (derive && !upgrade_path && !edit)
		usage_error("--derive-downgrade needs an upgrade: --upgrade FILE or --edit");
	if (edit && ((upgrade_path && strcmp(upgrade_path, "-") == 0) || (downgrade_path && strcmp(downgrade_path, "-") == 0)))
		usage_error("the editor needs standard input: name a file");
}

static void
print_json(const char *path, const MigrationFile *header)
{
	json_begin_object(NULL);
	json_text("revision_id", header->revision_id);
	json_text("message", header->message);
	json_texts("parents", &header->parents);
	json_text("file", path);
	if (derive)
		warnings_json();
	json_end_object();
	json_print();
}

/* The file of a revision, as it is before a downgrade is derived. */
static LocalFile *
draft_file(LocalFolder *folder, const MigrationFile *header)
{
	const char *path = folder_new_path(folder, file_name(folder->file_template, header));

	return folder_add_file(folder, path, draft_text(header));
}

static void
say_what_next(void)
{
	if (edit)
		return;
	if (upgrade_path == NULL)
		say("Next: write its upgrade and downgrade, then pg_migrate upgrade\n");
	else
		say("Next: pg_migrate upgrade\n");
}

static ExitCode
run(int argc, char **argv)
{
	LocalFolder *folder;
	MigrationFile header;
	LocalFile  *file;

	if (draft.message == NULL && argc > 0)
		draft.message = argv[0];
	check_options();
	folder = folder_open(false);
	header = draft_header(folder, &draft);
	read_scripts(&header);
	file = draft_file(folder, &header);
	if (derive && !edit)
		derive_new_file(folder, file, input_name(upgrade_path), file->header.upgrade.text);
	else
		write_file(file->path, file->content, strlen(file->content), false);
	tell("%s\n", file->path);
	if (edit)
		edit_file(file->path);
	if (derive && edit)
	{
		folder_read_file(file);
		derive_into_file(folder, file);
	}
	if (settings.json)
		print_json(file->path, &header);
	else if (derive)
		derive_show();
	say_what_next();
	return EXIT_DONE;
}

const Command command_revision = {
	"revision", "[MESSAGE]", 0, 1, "write the file of a new revision",
	"Works without a server: what the revision follows is found in the headers of the files. --derive-downgrade takes one:\n"
	"the upgrade is run there, and rolled back.", options, run
};
