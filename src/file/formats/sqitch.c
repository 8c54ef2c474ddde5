/*
 * sqitch.c
 *	  Sqitch: sqitch.plan, deploy/, revert/ and verify/.
 *
 * The plan is the order: each change follows the one before it, and what it requires are its dependencies.  Tags are tags.
 * The scripts of a change that was reworked lie in name@tag.sql, of the first tag behind it that has such a file.  The
 * first change of a name has the name as its revision id, reworked ones name.2, name.3, so that a rework makes no other
 * revision of what is applied.  sqitch.conf may say where the scripts lie.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"

#include "file/file.h"
#include "file/formats/sqitch.h"

typedef enum SqitchScript
{
	SQITCH_DEPLOY,
	SQITCH_REVERT,
	SQITCH_VERIFY
} SqitchScript;

#define SQITCH_SCRIPTS (SQITCH_VERIFY + 1)

typedef struct SqitchReader
{
	Folder	   *folder;
	SqitchPlan *plan;
	FolderFile **files;			/* sorted by name */
	int			nfiles;
	const char *folders[SQITCH_SCRIPTS];	/* with their slash */
	const char *extension;
} SqitchReader;

/* ---- the plan's file and the configuration ---- */

/* The value of a key in sqitch.conf: core.KEY, or for our engine engine "pg".KEY, which counts more.  NULL: not said. */
static char *
configured(const FolderFile *files, int nfiles, const char *key)
{
	char	   *found = NULL;
	bool		of_engine = false;

	for (int i = 0; i < nfiles; i++)
	{
		ConfigReader config;

		if (strcmp(folder_base_name(files[i].name), "sqitch.conf") != 0)
			continue;
		config_open(&config, files[i].content);
		while (config_next(&config))
		{
			bool		engine = span_equals(config.section, "engine \"pg\"");

			if (span_equals(config.key, key) && (engine || (span_equals(config.section, "core") && !of_engine)))
			{
				found = span_copy(config.value);
				of_engine = engine;
			}
		}
	}
	return found;
}

static bool
ends_with_path(const char *name, const char *path)
{
	size_t		length = strlen(name);
	size_t		n = strlen(path);

	return length >= n && strcmp(name + length - n, path) == 0 && (length == n || name[length - n - 1] == '/');
}

/* The plan; NULL: there is none.  Another one, of another project, is an error. */
static const FolderFile *
find_plan(Folder *folder, const FolderFile *files, int nfiles)
{
	char	   *name = configured(files, nfiles, "plan_file");
	const FolderFile *plan = NULL;

	for (int i = 0; i < nfiles; i++)
	{
		if (!ends_with_path(files[i].name, name ? name : "sqitch.plan"))
			continue;
		if (plan != NULL)
			folder_add_error(folder, files[i].name, 0, psprintf("there is another plan, \"%s\"", plan->name),
							 "Import the folder of one project.");
		plan = &files[i];
	}
	return plan;
}

static bool
recognize_sqitch(const FolderFile *files, int nfiles)
{
	Folder		ignored = {0};

	return find_plan(&ignored, files, nfiles) != NULL;
}

/* The folder of the configuration; NULL: there is none. */
static char *
folder_of_configuration(const FolderFile *files, int nfiles)
{
	for (int i = 0; i < nfiles; i++)
	{
		if (strcmp(folder_base_name(files[i].name), "sqitch.conf") == 0)
			return span_copy(folder_path(files[i].name, 0));
	}
	return NULL;
}

/* "db/" and "./sql" -> "db/sql/" */
static char *
folder_within(const char *folder, const char *written)
{
	Span		rest = {written, strlen(written)};

	while (span_take(&rest, "./") || span_take_end(&rest, "/"))
		;
	return rest.length == 0 || span_equals(rest, ".") ? pstrdup(folder) : psprintf("%s%s/", folder, span_copy(rest));
}

static bool
any_file_below(const char *folder, const FolderFile *files, int nfiles)
{
	for (int i = 0; i < nfiles; i++)
	{
		if (strncmp(files[i].name, folder, strlen(folder)) == 0)
			return true;
	}
	return false;
}

/*
 * Folders in the configuration are written from where it lies; by default they lie in top_dir.  A plan that is given alone
 * has them beside it.
 */
static void
find_folders(SqitchReader *reader, const FolderFile *plan, const FolderFile *files, int nfiles)
{
	static const char *const keys[] = {"deploy_dir", "revert_dir", "verify_dir"};
	static const char *const names[] = {"deploy", "revert", "verify"};
	char	   *root = folder_of_configuration(files, nfiles);
	char	   *written_top = configured(files, nfiles, "top_dir");
	char	   *top = root ? folder_within(root, written_top ? written_top : ".") : NULL;

	if (root == NULL)
		root = span_copy(folder_path(plan->name, 0));
	if (top == NULL || (configured(files, nfiles, keys[SQITCH_DEPLOY]) == NULL && !any_file_below(psprintf("%sdeploy/", top), files, nfiles)))
		top = span_copy(folder_path(plan->name, 0));
	for (int i = 0; i < SQITCH_SCRIPTS; i++)
	{
		char	   *written = configured(files, nfiles, keys[i]);

		reader->folders[i] = written ? folder_within(root, written) : psprintf("%s%s/", top, names[i]);
	}
	reader->extension = configured(files, nfiles, "extension");
	if (reader->extension == NULL)
		reader->extension = "sql";
}

/* ---- scripts ---- */

static int
compare_files(const void *a, const void *b)
{
	return strcmp((*(FolderFile *const *) a)->name, (*(FolderFile *const *) b)->name);
}

static void
index_files(SqitchReader *reader, FolderFile *files, int nfiles)
{
	reader->files = palloc_extended((nfiles + 1) * sizeof(FolderFile *), MCXT_ALLOC_HUGE);
	reader->nfiles = nfiles;
	for (int i = 0; i < nfiles; i++)
		reader->files[i] = &files[i];
	qsort(reader->files, nfiles, sizeof(FolderFile *), compare_files);
}

static char *
script_name(const SqitchReader *reader, SqitchScript script, const char *change, const char *tag)
{
	return psprintf("%s%s%s%s.%s", reader->folders[script], change, tag ? "@" : "", tag ? tag : "", reader->extension);
}

static FolderFile *
find_file(const SqitchReader *reader, const char *name)
{
	FolderFile	wanted = {.name = name};
	FolderFile *key = &wanted;
	FolderFile **found = bsearch(&key, reader->files, reader->nfiles, sizeof(FolderFile *), compare_files);

	return found ? *found : NULL;
}

/*
 * The tag in the names of a reworked change's scripts: the first one between it and its rework that has a deploy script.
 * NULL: it is not reworked.  Where no tag has one: the first tag, whose file is missing then.
 */
static const char *
tag_of_scripts(const SqitchReader *reader, int position)
{
	const SqitchPlan *plan = reader->plan;
	const SqitchChange *change = &plan->changes[position];
	const char *first = NULL;

	if (change->next_instance < 0)
		return NULL;
	for (int i = 0; i < plan->ntags; i++)
	{
		if (plan->tags[i].change < position || plan->tags[i].change >= change->next_instance)
			continue;
		if (first == NULL)
			first = plan->tags[i].name;
		if (find_file(reader, script_name(reader, SQITCH_DEPLOY, change->name, plan->tags[i].name)) != NULL)
			return plan->tags[i].name;
	}
	return first;
}

/* Makes a section of a script; false: there is no such file. */
static bool
read_script(const SqitchReader *reader, SqitchScript script, const SqitchChange *change, const char *tag,
			FileSection *section, const char **name)
{
	FolderFile *file = find_file(reader, script_name(reader, script, change->name, tag));

	if (file == NULL)
		return false;
	section_set_whole(section, file->content);
	file->used = true;
	*name = file->name;
	return true;
}

/* ---- changes ---- */

static void
add_error(const SqitchReader *reader, const SqitchChange *change, char *message, const char *hint)
{
	folder_add_error(reader->folder, reader->plan->file_name, change->line, message, hint);
}

/* Names of another project are that one's business: "project:change". */
static const char *
in_this_project(const SqitchPlan *plan, const char *need)
{
	const char *colon = strchr(need, ':');

	if (colon == NULL)
		return need;
	if (plan->project != NULL && strlen(plan->project) == (size_t) (colon - need) && strncmp(need, plan->project, colon - need) == 0)
		return colon + 1;
	return NULL;
}

static void
read_requirements(SqitchReader *reader, int position, MigrationFile *file)
{
	const SqitchChange *change = &reader->plan->changes[position];

	for (int i = 0; i < change->requires.length; i++)
	{
		const char *need = in_this_project(reader->plan, change->requires.items[i]);
		int			needed = need ? sqitch_find_change(reader->plan, need, position) : -1;
		bool		known = false;

		if (need == NULL)
			folder_add_warning(reader->folder, reader->plan->file_name, change->line,
							   psprintf("change \"%s\" requires \"%s\" of another project, which is not checked", change->name, change->requires.items[i]),
							   "Import that project too, and apply it first.");
		else if (needed < 0)
			add_error(reader, change, psprintf("change \"%s\" requires \"%s\", which the plan does not have before it", change->name, need),
					  "Mend the plan: put the line before, or take the requirement out.");
		for (int j = 0; needed >= 0 && j < file->depends_on.length; j++)
			known |= strcmp(file->depends_on.items[j], reader->plan->changes[needed].revision_id) == 0;
		if (needed >= 0 && !known)
			text_list_append(&file->depends_on, reader->plan->changes[needed].revision_id);
	}
}

static void
check_conflicts(SqitchReader *reader, int position)
{
	const SqitchChange *change = &reader->plan->changes[position];

	for (int i = 0; i < change->conflicts.length; i++)
	{
		const char *name = in_this_project(reader->plan, change->conflicts.items[i]);

		if (name != NULL && sqitch_find_change(reader->plan, name, position) >= 0)
			add_error(reader, change, psprintf("change \"%s\" conflicts with \"%s\", which the plan deploys before it", change->name, name),
					  "Mend the plan: only one of them can be deployed.");
	}
}

static void
add_tags(const SqitchPlan *plan, int position, FolderRevision *revision)
{
	for (int i = 0; i < plan->ntags; i++)
	{
		if (plan->tags[i].change == position)
			text_list_append(&revision->tags, plan->tags[i].name);
	}
}

static void
read_change(SqitchReader *reader, int position)
{
	const SqitchChange *change = &reader->plan->changes[position];
	const char *tag = tag_of_scripts(reader, position);
	const char *name = NULL;
	const char *downgrade_name = NULL;
	const char *verify_name = NULL;
	MigrationFile file;
	FolderRevision *revision;

	memset(&file, 0, sizeof(file));
	file.transactional = -1;
	file.revision_id = change->revision_id;
	file.message = change->note[0] != '\0' ? psprintf("%s: %s", change->name, change->note) : change->name;
	read_requirements(reader, position, &file);
	check_conflicts(reader, position);
	if (!read_script(reader, SQITCH_DEPLOY, change, tag, &file.upgrade, &name))
	{
		add_error(reader, change, psprintf("change \"%s\" has no file \"%s\"", change->name, script_name(reader, SQITCH_DEPLOY, change->name, tag)),
				  "Put the file back, or take the change out of the plan.");
		return;
	}
	(void) read_script(reader, SQITCH_REVERT, change, tag, &file.downgrade, &downgrade_name);
	(void) read_script(reader, SQITCH_VERIFY, change, tag, &file.verify, &verify_name);
	revision = folder_add_next(reader->folder, &file, name, NULL);
	revision->downgrade_name = downgrade_name;
	revision->verify_name = verify_name;
	add_tags(reader->plan, position, revision);
}

static void
read_sqitch(Folder *folder, FolderFile *files, int nfiles)
{
	const FolderFile *plan = find_plan(folder, files, nfiles);
	SqitchReader reader = {.folder = folder};

	if (plan == NULL)
	{
		folder_add_error(folder, "", 0, pstrdup("there is no file sqitch.plan"), "Import the folder that it lies in.");
		return;
	}
	reader.plan = sqitch_read_plan(folder, plan);
	find_folders(&reader, plan, files, nfiles);
	index_files(&reader, files, nfiles);
	for (int i = 0; i < reader.plan->nchanges; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read_change(&reader, i);
	}
	hash_destroy(reader.plan->last_instances);
	pfree(reader.files);
}

const FileFormat format_sqitch = {.name = "sqitch", .recognize = recognize_sqitch, .read = read_sqitch};
