/*
 * file.h
 *	  The door of file/: migration files <-> revision values.  Pure C.
 *
 * line.c, header.c, print.c and name.c are compiled into the server's library and into pg_migrate (postgres_fe.h), so
 * nothing of theirs raises an error or knows the server: what is wrong with a file is a FileError value.  Memory is
 * palloc'd.
 */
#ifndef MIGRATE_FILE_H
#define MIGRATE_FILE_H

#include "lib/stringinfo.h"

typedef struct TextList
{
	int			length;
	char	  **items;
} TextList;

typedef struct FileSection
{
	bool		present;
	int			line;			/* of the section's first line after the mark, from 1, in the file */
	size_t		start;			/* bytes into the file */
	size_t		length;			/* without the blank lines at its end */
	char	   *text;			/* the same, copied and terminated; "" when empty */
} FileSection;

/* A file of our own format, or what a format of another tool makes of its files. */
typedef struct MigrationFile
{
	char	   *message;		/* "" where the header has none */
	char	   *revision_id;	/* never NULL in what was read */
	TextList	parents;
	TextList	depends_on;
	TextList	branch_labels;
	TextList	replaces;
	char	   *create_date;	/* as written, or NULL */
	FileSection upgrade;
	FileSection downgrade;
	FileSection verify;
	int			transactional;	/* -1 not said, 0 false, 1 true */
	bool		variables;		/* its scripts have some, as psql writes them */
} MigrationFile;

typedef struct FileError
{
	int			line;			/* from 1; 0: the file as a whole */
	char	   *message;		/* as an error's primary message: no full stop */
	char	   *hint;			/* or NULL */
} FileError;

/* header.c (client too) */
extern void text_list_append(TextList *list, char *item);
extern bool file_read(const char *content, MigrationFile *file, FileError *error);
extern int	file_find_mark(const char *script);	/* line of a line that looks like a section mark; 0: none */
/* name.c (client too) */
extern char *file_slug(const char *message, int max_length);	/* "Add Height!" -> "add_height"; never empty */
extern char *file_name(const char *file_template, const MigrationFile *file);	/* NULL template: the default
																	 * <YYYYMMDDHHMM>_<revision_id>_<slug>.sql */
extern char *file_make_id(const char *text, size_t length);	/* of what a tool calls a migration: characters and length made to fit */
extern bool file_is_sql(const char *name);	/* does it end in .sql? */
extern bool file_is_repeatable(const char *name);	/* plain SQL below repeatable/ */
extern bool file_is_of_folder(const char *name);	/* may a folder's format have a use for it?  Else it need not be read */
/* print.c (client too) */
extern void file_print(StringInfo out, const MigrationFile *file);

/* folder.c: a whole folder, in any format of formats[] (server only) */
typedef struct FolderFile
{
	const char *name;			/* with subfolders, as the client found it */
	const char *content;
	bool		used;			/* set: some revision came from it */
} FolderFile;

typedef struct FolderRevision
{
	MigrationFile file;
	const char *name;			/* of the file that holds the upgrade */
	const char *downgrade_name; /* of the files that hold these; NULL: the same */
	const char *verify_name;
	const char *content;		/* what export_file() gives back: that file's bytes; NULL where several files made it */
	TextList	tags;			/* further names for it */
	bool		comes_last;		/* behind whatever is new: Flyway's repeatables */
} FolderRevision;

typedef struct FolderRepeatable
{
	const char *name;			/* with its subfolders: repeatable/views.sql */
	const char *content;
} FolderRepeatable;

typedef struct FolderError
{
	const char *name;			/* of the file; "": the folder as a whole */
	FileError	error;
} FolderError;

typedef struct FolderErrors
{
	int			length;
	FolderError *items;
} FolderErrors;

typedef struct Folder
{
	const char *format;			/* found out, or as asked for; "auto" where no format fits */
	bool		foreign;		/* another tool's: the order of its files decides which revision follows which */
	int			nrevisions;
	FolderRevision *revisions;	/* in the order in which the tool would run them; parents are set */
	int			nrepeatables;
	FolderRepeatable *repeatables;	/* of our own format alone */
	FolderErrors errors;		/* nothing of the folder is of use then */
	FolderErrors warnings;
} Folder;

extern Folder *file_read_folder(FolderFile *files, int nfiles, const char *format);	/* NULL: no such format */
extern const char *const *file_format_names(void);	/* "auto" first; NULL-terminated */
extern void file_add_error(FolderErrors *errors, const char *name, int line, char *message, const char *hint);

/* write.c: revisions, in the order in which they run, as another tool's folder (server only) */
typedef struct ScriptSpan
{
	size_t		start;			/* bytes into the script */
	size_t		end;			/* behind its semicolon, or where it ends without one */
	bool		has_semicolon;	/* at its end */
	bool		holds_semicolons;	/* within it */
} ScriptSpan;

typedef struct WrittenScript
{
	char	   *text;			/* NULL: there is none */
	int			nstatements;
	ScriptSpan *statements;
} WrittenScript;

typedef struct WrittenRevision
{
	const char *revision_id;
	const char *message;
	const char *created_at;		/* as 2026-11-23 12:00:00+00 */
	bool		transactional;
	WrittenScript upgrade;
	WrittenScript downgrade;
	char	   *version;		/* set by file_write_folder() */
	char	   *slug;
} WrittenRevision;

typedef struct WrittenFile
{
	char	   *name;
	char	   *content;
	const char *revision_id;
} WrittenFile;

typedef struct WrittenFolder
{
	int			length;
	WrittenFile *items;
	bool		renumbered;		/* ids are versions of the tool, and could not be kept */
} WrittenFolder;

typedef struct FileWriter
{
	bool		by_text;		/* versions are in order as texts, else part by part as numbers */
	bool		whole_file;		/* a script is sent as one query: it cannot hold what runs outside of transactions and something else */
	bool		copies;			/* COPY FROM STDIN with its data lines can stand in it */
	bool		repeatables;	/* it has files that are run whenever they have changed */
	bool		keeps_pairs;	/* a script's own BEGIN and COMMIT are its transaction: the tool begins none */
	bool		(*is_version) (const char *text);
	bool		(*comes_last) (const WrittenRevision *revision);	/* it is run after all versions, and has none itself; or NULL */
	void		(*clean) (char *script);	/* takes away what the tool would take for a mark of its own; or NULL */
	void		(*write) (WrittenFolder *folder, const WrittenRevision *revision);
} FileWriter;

extern const FileWriter *file_writer(const char *format);	/* NULL: no such format, or none that is written */
extern char *file_writer_names(void);	/* "dbmate, diesel, ..." */
extern void file_write_folder(WrittenFolder *folder, const FileWriter *writer, WrittenRevision *revisions, int n);

/* formats/flyway.c: the checksum that Flyway keeps of a file in two parts, and the one that is noted in a script */
extern int32 file_crc32_of_lines(const char *begin, const char *end);
extern bool file_noted_checksum(const char *script, int32 *checksum);

/* formats/flyway.c: is the id a version, as 1.10, and not behind the other one? */
extern bool file_version_is_up_to(const char *revision_id, const char *version);

#endif							/* MIGRATE_FILE_H */
