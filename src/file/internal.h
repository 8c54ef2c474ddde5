/*
 * internal.h
 *	  What the files of file/ share: how a line of a header is told from another, and the table of folder formats.
 */
#ifndef MIGRATE_FILE_INTERNAL_H
#define MIGRATE_FILE_INTERNAL_H

#include "file/file.h"

#define FILE_MAX_REVISION_ID 64

/* header.c (client too) */
extern bool header_has_revision_id(const char *content);
extern bool header_reads_as_prose(const char *line, size_t length);
extern size_t header_byte_order_mark(const char *content);
extern void section_set(FileSection *section, const char *content, size_t start, size_t end, int line);

/*
 * One way in which a folder tells its revisions.  A format is a file in formats/, a value of FileFormatId and a line in
 * the table of folder.c.
 */
typedef enum FileFormatId
{
	FORMAT_MIGRATE,
	FORMAT_PLAIN
} FileFormatId;

#define FORMAT_COUNT (FORMAT_PLAIN + 1)

typedef struct FileFormat
{
	const char *name;
	bool		(*recognize) (const FolderFile *files, int nfiles);	/* for "auto": is it a folder of this format? */
	void		(*read) (Folder *folder, FolderFile *files, int nfiles);	/* adds revisions and errors */
} FileFormat;

extern const FileFormat format_migrate;
extern const FileFormat format_plain;

/* folder.c: for the formats */
extern bool folder_is_sql(const char *name);
extern const char *folder_base_name(const char *name);
extern FolderRevision *folder_add_revision(Folder *folder, const MigrationFile *file, const char *name,
										   const char *content);
extern void folder_add_error(Folder *folder, const char *name, int line, char *message, const char *hint);

#endif							/* MIGRATE_FILE_INTERNAL_H */
