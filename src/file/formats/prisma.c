/*
 * prisma.c
 *	  Prisma: 20260101120000_create/migration.sql, in the order of the folders' names.
 *
 * Prisma knows no way back; a down.sql in the folder, as its handbook has people write, is taken for it.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

static char *
id_of(Span name)
{
	return file_make_id(name.text, name.length);
}

static Span
message_of(Span name)
{
	size_t		digits = strspn(name.text, "0123456789");

	return digits < name.length ? (Span) {name.text + digits, name.length - digits} : name;
}

static const GroupedRules rules = {
	.upgrade = "migration.sql", .revision_id = id_of, .message = message_of, .by_name = true
};

static bool
recognize_prisma(const FolderFile *files, int nfiles)
{
	return grouped_recognize(files, nfiles, &rules);
}

static void
read_prisma(Folder *folder, FolderFile *files, int nfiles)
{
	grouped_read(folder, files, nfiles, &rules);
}

const FileFormat format_prisma = {.name = "prisma", .recognize = recognize_prisma, .read = read_prisma};
