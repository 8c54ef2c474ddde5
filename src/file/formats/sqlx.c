/*
 * sqlx.c
 *	  sqlx of Rust: 20260101120000_create.sql, or with .up.sql and .down.sql, in the order of the numbers.
 *
 * A file that begins with "-- no-transaction" runs without one.  Files without a number or a "_" behind it are passed
 * over, and so are subfolders.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

static bool
has_no_transaction_mark(const FolderFile *source)
{
	return strncmp(source->content + header_byte_order_mark(source->content), "-- no-transaction", strlen("-- no-transaction")) == 0;
}

static bool
take(FolderFile *source, NumberedFile *file)
{
	return file_is_sql(source->name) && numbered_take_parts(source, file) && file->rest.length > 0 && file->rest.text[0] == '_';
}

/* Without a single mark it cannot be told from plain SQL, and is read the same. */
static bool
recognize_sqlx(const FolderFile *files, int nfiles)
{
	NumberedFile file;

	for (int i = 0; i < nfiles; i++)
	{
		if (has_no_transaction_mark(&files[i]) && take(unconstify(FolderFile *, &files[i]), &file))
			return true;
	}
	return false;
}

static void
read_upgrade(Folder *folder, FolderFile *source, MigrationFile *file)
{
	section_set_whole(&file->upgrade, source->content);
	if (has_no_transaction_mark(source))
		file->transactional = 0;
}

static void
read_sqlx(Folder *folder, FolderFile *files, int nfiles)
{
	static const NumberedRules rules = {
		.take = take, .read_upgrade = read_upgrade,
		.hint_of_same_number = "sqlx takes one file of a version and direction: give one of them another version."
	};

	numbered_read(folder, files, nfiles, &rules);
}

static void
write_sqlx(WrittenFolder *folder, const WrittenRevision *revision)
{
	written_add_pair(folder, revision, revision->transactional ? "" : "-- no-transaction\n");
}

static const FileWriter writer = {.whole_file = true, .is_version = written_is_number, .write = write_sqlx};

const FileFormat format_sqlx = {.name = "sqlx", .recognize = recognize_sqlx, .read = read_sqlx, .writer = &writer};
