/*
 * cmd_alembic.c
 *	  pg_migrate import --from alembic: an Alembic project's revisions as files of our own.
 *
 * Unlike the folders of other tools these are no SQL that could be stored as it is, so the folder of migrations gets a
 * file for each.  What Python does and cannot be printed is listed, and its script refuses to run.
 */
#include "postgres_fe.h"

#include "client/client.h"

/*
 * Reads the project, and puts its revisions into the folder, in memory.  Ends the program where Alembic prints nothing, or
 * where something cannot be a file of ours.
 */
AlembicImport *
alembic_import(const char *project, const char *command_line, bool force)
{
	AlembicImport *import = palloc0(sizeof(AlembicImport));
	LocalFolder *folder = import->folder = folder_open(false);

	folder_refuse_foreign(folder);
	import->revisions = alembic_read(project, command_line, &import->n);
	import->actions = palloc0((import->n + 1) * sizeof(char *));
	for (int i = 0; i < import->n; i++)
	{
		const MigrationFile *header = &import->revisions[i].file;
		LocalFile  *file = folder_file_of(folder, header->revision_id);
		char	   *content = draft_text(header);

		import->actions[i] = report_action(file, content, force);
		if (file == NULL)
			folder_add_file(folder, folder_new_path(folder, file_name(folder->file_template, header)), content);
		else if (force)
			file->content = content;
	}
	return import;
}

static LocalFile *
file_of(const AlembicImport *import, int i)
{
	return folder_file_of(import->folder, import->revisions[i].file.revision_id);
}

void
alembic_write(const AlembicImport *import)
{
	for (int i = 0; i < import->n; i++)
	{
		LocalFile  *file = file_of(import, i);

		if (import->actions[i] && strcmp(import->actions[i], "kept") != 0)
			write_file(file->path, file->content, strlen(file->content), strcmp(import->actions[i], "overwritten") == 0);
	}
}

static void
report_gap(const AlembicRevision *revision, const AlembicGap *gap)
{
	if (settings.json)
	{
		json_begin_object(NULL);
		json_text("action", "not whole");
		json_text("revision_id", revision->file.revision_id);
		json_text("section", gap->section);
		json_text("reason", gap->reason);
		json_text("python", gap->place);
		json_end_object();
		return;
	}
	tell_coloured(COLOUR_YELLOW, "not whole");
	tell(" %s  %s: %s (%s)\n", revision->file.revision_id, gap->section, one_line(gap->reason), gap->place);
}

/* What became of each file, then what is not in them. */
void
alembic_report(const AlembicImport *import)
{
	int			changes = 0;
	int			gaps = 0;

	for (int i = 0; i < import->n; i++)
	{
		if (import->actions[i] == NULL)
			continue;
		report_file(import->actions[i], import->revisions[i].file.revision_id, file_of(import, i)->path,
					strcmp(import->actions[i], "kept") == 0 ? COLOUR_YELLOW : COLOUR_GREEN);
		changes++;
	}
	for (int i = 0; i < import->n; i++)
	{
		const AlembicRevision *revision = &import->revisions[i];
		const AlembicGap *of_revision[] = {&revision->upgrade, &revision->downgrade};

		for (int j = 0; j < lengthof(of_revision); j++)
		{
			if (of_revision[j]->reason == NULL)
				continue;
			report_gap(revision, of_revision[j]);
			gaps++;
		}
	}
	if (changes == 0)
		say("Nothing to write: every revision has its file.\n");
	if (gaps > 0)
		say("%d script%s needs Python, and refuses to run until SQL stands in its place: the file says where.\n", gaps, gaps == 1 ? "" : "s");
}
