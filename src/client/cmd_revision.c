/*
 * cmd_revision.c
 *	  pg_migrate revision: write the file of a new revision.  Needs no server: what it follows stands in the files.
 */
#include "postgres_fe.h"

#include "lib/stringinfo.h"

#include "client/client.h"

static Draft draft;
static bool edit;

static const Option options[] = {
	{'m', "message", "TEXT", OPTION_TEXT, &draft.message, "what it does, in a few words"},
	{'e', "edit", NULL, OPTION_FLAG, &edit, "open the file in $EDITOR"},
	{0, "parent", "REVISION", OPTION_LIST, &draft.parents, "what it follows: a revision, or base; may be given again (else the head)"},
	{0, "head", "REVISION", OPTION_LIST, &draft.parents, "the same"},
	{0, "depends-on", "REVISION", OPTION_LIST, &draft.depends_on, "what it needs besides; may be given again"},
	{0, "branch-label", "NAME", OPTION_LIST, &draft.branch_labels, "a name for the branch that begins with it"},
	{0, "rev-id", "ID", OPTION_TEXT, &draft.revision_id, "its revision id (else 12 random hex digits)"},
	{0, "not-transactional", NULL, OPTION_FLAG, &draft.not_transactional, "it cannot run in a transaction"},
	{0}
};

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

	if (draft.message == NULL && argc > 0)
		draft.message = argv[0];
	draft_check_message(draft.message);
	folder = folder_open(false);
	header = draft_header(folder, &draft);
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
