/*
 * folder.c
 *	  A folder as its format reads it, and what is wrong with it, all at once.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/internal.h"

#define ERRORS_SHOWN 50

static void
append_place(StringInfo text, const FolderError *error)
{
	if (error->name[0] != '\0' && error->error.line > 0)
		appendStringInfo(text, "%s:%d: ", error->name, error->error.line);
	else if (error->name[0] != '\0')
		appendStringInfo(text, "%s: ", error->name);
}

/* The errors behind the first, a line each. */
static char *
describe_errors(const FolderErrors *errors)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 1; i < errors->length && i <= ERRORS_SHOWN; i++)
	{
		if (i > 1)
			appendStringInfoChar(&text, '\n');
		append_place(&text, &errors->items[i]);
		appendStringInfoString(&text, errors->items[i].error.message);
	}
	if (errors->length > ERRORS_SHOWN + 1)
		appendStringInfo(&text, "\nand %d more", errors->length - ERRORS_SHOWN - 1);
	return text.data;
}

static void
raise_errors(const FolderErrors *errors)
{
	const FolderError *first = &errors->items[0];

	if (errors->length == 0)
		return;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			first->name[0] == '\0' ? errmsg("%s", first->error.message) :
			first->error.line > 0 ? errmsg("migration file \"%s\", line %d: %s", first->name, first->error.line, first->error.message) :
			errmsg("migration file \"%s\": %s", first->name, first->error.message),
			errors->length > 1 ? errdetail("%s", describe_errors(errors)) : 0,
			first->error.hint != NULL ? errhint("%s", first->error.hint) : 0);
}

static void
refuse_format(const char *format)
{
	StringInfoData formats;

	initStringInfo(&formats);
	for (const char *const *name = file_format_names(); *name != NULL; name++)
		appendStringInfo(&formats, "%s%s", formats.len > 0 ? ", " : "", *name);
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("there is no file format \"%s\"", format),
			errhint("It is one of %s.", formats.data));
}

/*
 * psql fills what \set has set, and ends the data of a COPY where the file ends.  A folder of ours has variables of its own, and a
 * file in it that ends in data is one that was cut off.
 */
static void
read_as_psql(Folder *folder)
{
	for (int i = 0; i < folder->nrevisions && folder->foreign; i++)
	{
		MigrationFile *file = &folder->revisions[i].file;
		FileSection *sections[] = {&file->upgrade, &file->downgrade, &file->verify};

		for (int j = 0; j < lengthof(sections); j++)
		{
			if (sections[j]->present)
				sections[j]->text = parse_close_data(parse_fill_psql(sections[j]->text));
		}
	}
}

/* Reads a folder in a format; errors of its files are raised together. */
Folder *
command_read_folder(char **names, char **contents, int n, const char *format)
{
	FolderFile *files = palloc_extended(sizeof(FolderFile) * (n + 1), MCXT_ALLOC_HUGE);
	Folder	   *folder;

	for (int i = 0; i < n; i++)
		files[i] = (FolderFile) {.name = names[i], .content = contents[i]};
	folder = file_read_folder(files, n, format);
	if (folder == NULL)
		refuse_format(format);
	raise_errors(&folder->errors);
	read_as_psql(folder);
	return folder;
}

static void
check_script(FolderErrors *errors, const char *name, const FileSection *section)
{
	ScriptStatement found;
	int			line;

	if (!section->present || !parse_find_foreign(section->text, &found))
		return;
	line = section->line - 1 + found.line;
	if (found.kind == STATEMENT_PSQL_COMMAND)
		file_add_error(errors, name, line, psprintf("%s is a command of psql", found.command),
					   "Scripts run in the server, without psql: write SQL instead.");
	else if (found.command[0] == '$')
		file_add_error(errors, name, line, psprintf("nothing is defined that %s stands for", found.command),
					   "Define it where its tool reads it from the folder (flyway.placeholders.NAME in flyway.conf), or write what it stands for.");
	else
		file_add_error(errors, name, line, psprintf("%s is no SQL but the mark of a template", found.command),
					   "Fill in the templates first, and import what comes out.");
}

/*
 * Scripts that were written for another program may hold what only that one can run: such a folder is refused as a
 * whole, before anything is written.
 */
void
command_check_scripts(const Folder *folder)
{
	FolderErrors errors = {0, NULL};

	for (int i = 0; i < folder->nrevisions && folder->foreign; i++)
	{
		const FolderRevision *revision = &folder->revisions[i];

		CHECK_FOR_INTERRUPTS();
		check_script(&errors, revision->name, &revision->file.upgrade);
		check_script(&errors, revision->downgrade_name ? revision->downgrade_name : revision->name, &revision->file.downgrade);
		check_script(&errors, revision->verify_name ? revision->verify_name : revision->name, &revision->file.verify);
	}
	raise_errors(&errors);
}

/* What does no harm but should be known. */
void
command_warn(const FolderErrors *warnings)
{
	for (int i = 0; i < warnings->length; i++)
	{
		const FolderError *warning = &warnings->items[i];
		StringInfoData place;

		initStringInfo(&place);
		append_place(&place, warning);
		ereport(WARNING,
				errmsg("%s%s", place.data, warning->error.message),
				warning->error.hint != NULL ? errhint("%s", warning->error.hint) : 0);
	}
}
