/*
 * golang_migrate.c
 *	  golang-migrate: 000001_create.up.sql and 000001_create.down.sql, in the order of the numbers.
 *
 * What stands behind .up. and .down. is free, as in 1_x.up.psql.  Other files are passed over, and so are subfolders.  A
 * file is sent to the server as a whole, with the transactions that it has itself.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

static bool
take(FolderFile *source, NumberedFile *file)
{
	Span		name;

	if (!numbered_take_number(source, file) || file->rest.length == 0 || file->rest.text[0] != '_')
		return false;
	name = file->rest;
	return (span_take_end(&name, ".up") || span_take_end(&name, ".down")) && numbered_take_parts(source, file);
}

/* With a single file that has a number and is neither up nor down it is a folder of plain SQL. */
static bool
recognize_golang_migrate(const FolderFile *files, int nfiles)
{
	NumberedFile file;
	bool		any = false;

	for (int i = 0; i < nfiles; i++)
	{
		FolderFile *source = unconstify(FolderFile *, &files[i]);

		if (take(source, &file))
			any = true;
		else if (numbered_take_number(source, &file))
			return false;
	}
	return any;
}

static void
read_upgrade(Folder *folder, FolderFile *source, MigrationFile *file)
{
	section_set_whole(&file->upgrade, source->content);
}

static void
read_golang_migrate(Folder *folder, FolderFile *files, int nfiles)
{
	static const NumberedRules rules = {
		.take = take, .read_upgrade = read_upgrade, .passes_over_lone_down = true,
		.hint_of_same_number = "golang-migrate takes one file of a number and direction: give one of them another number."
	};

	numbered_read(folder, files, nfiles, &rules);
}

static void
write_golang_migrate(WrittenFolder *folder, const WrittenRevision *revision)
{
	written_add_pair(folder, revision, "");
}

static const FileWriter writer = {
	.whole_file = true, .keeps_pairs = true, .is_version = written_is_number, .write = write_golang_migrate
};

const FileFormat format_golang_migrate = {
	.name = "golang-migrate", .recognize = recognize_golang_migrate, .read = read_golang_migrate, .writer = &writer
};
