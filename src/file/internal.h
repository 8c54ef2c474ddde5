/*
 * internal.h
 *	  What the files of file/ share: how a line of a header is told from another, and the table of folder formats.
 */
#ifndef MIGRATE_FILE_INTERNAL_H
#define MIGRATE_FILE_INTERNAL_H

#include "file/file.h"

#define FILE_MAX_REVISION_ID 64

/* A piece of a text, not terminated. */
typedef struct Span
{
	const char *text;
	size_t		length;
} Span;

/* Goes through a text line by line. */
typedef struct LineReader
{
	const char *content;
	const char *next;			/* where the next line begins; NULL after the last */
	Span		line;			/* without its line feed */
	int			number;			/* of that line, from 1 */
} LineReader;

/* line.c (client too) */
extern bool span_is_space(char c);
extern char *span_copy(Span span);
extern bool span_equals(Span span, const char *word);
extern int	span_compare(Span a, Span b);
extern bool span_take(Span *span, const char *word);
extern bool span_take_end(Span *span, const char *word);
extern Span span_trim(Span span);
extern Span span_split(Span *rest, bool (*is_separator) (char));
extern Span span_next_word(Span *rest);
extern int	span_compare_versions(Span a, Span b);
extern bool span_match_comment(Span line, Span *text);
extern size_t header_byte_order_mark(const char *content);
extern void lines_open(LineReader *lines, const char *content);
extern bool lines_next(LineReader *lines);
extern size_t lines_start(const LineReader *lines);
extern size_t lines_end(const LineReader *lines);

/* header.c (client too) */
extern bool header_has_revision_id(const char *content);
extern bool header_reads_as_prose(const char *line, size_t length);
extern bool header_is_reserved(Span id);
extern bool header_is_id_character(char c);
extern char *header_refuse_id(Span id, const char **hint);
extern void section_set(FileSection *section, const char *content, size_t start, size_t end, int line);
extern void section_set_whole(FileSection *section, const char *content);

/*
 * One way in which a folder tells its revisions.  A format is a file in formats/, a value of FileFormatId and a line in
 * the table of folder.c.  "auto" asks them in this order: those that are known by a file of theirs come before those that
 * are known by names, plain SQL with numbers is the last.
 */
typedef enum FileFormatId
{
	FORMAT_MIGRATE,
	FORMAT_SQITCH,
	FORMAT_PRISMA,
	FORMAT_DIESEL,
	FORMAT_FLYWAY,
	FORMAT_GOOSE,
	FORMAT_DBMATE,
	FORMAT_SQLX,
	FORMAT_GOLANG_MIGRATE,
	FORMAT_PLAIN
} FileFormatId;

#define FORMAT_COUNT (FORMAT_PLAIN + 1)

typedef struct FileFormat
{
	const char *name;
	bool		(*recognize) (const FolderFile *files, int nfiles);	/* for "auto": is it a folder of this format? */
	void		(*read) (Folder *folder, FolderFile *files, int nfiles);	/* adds revisions and errors */
	const FileWriter *writer;	/* or NULL */
} FileFormat;

extern const FileFormat format_migrate;
extern const FileFormat format_sqitch;
extern const FileFormat format_prisma;
extern const FileFormat format_diesel;
extern const FileFormat format_flyway;
extern const FileFormat format_goose;
extern const FileFormat format_dbmate;
extern const FileFormat format_sqlx;
extern const FileFormat format_golang_migrate;
extern const FileFormat format_plain;

/* folder.c: for the formats */
extern int	folder_script_ending(const char *name);
extern const char *folder_base_name(const char *name);
extern Span folder_path(const char *name, int levels);
extern const FileFormat *folder_format(const char *name);	/* or NULL */
typedef bool (*FolderPartTest) (FolderFile *file, const void *argument);
extern bool folder_find_root(Folder *folder, FolderFile *files, int nfiles, FolderPartTest is_part, const void *argument,
							 int levels, Span *root);
extern bool folder_is_below(const FolderFile *file, Span root, int levels);
extern FolderRevision *folder_add_revision(Folder *folder, const MigrationFile *file, const char *name,
										   const char *content);
extern FolderRevision *folder_add_next(Folder *folder, MigrationFile *file, const char *name, const char *content);
extern void folder_add_error(Folder *folder, const char *name, int line, char *message, const char *hint);
extern void folder_add_warning(Folder *folder, const char *name, int line, char *message, const char *hint);
extern char *folder_message(Span text);

/* numbered.c: files whose name begins with a number */
typedef struct NumberedFile
{
	FolderFile *source;
	bool		is_down;		/* it is the downgrade of another file */
	Span		number;			/* as written, in source->name; of several parts in plain SQL: 1.2, 12b */
	Span		rest;			/* behind the number, without .sql, .up and .down */
} NumberedFile;

typedef struct NumberedRules
{
	bool		(*take) (FolderFile *source, NumberedFile *file);	/* is it one?  Takes its name apart */
	void		(*read_upgrade) (Folder *folder, FolderFile *source, MigrationFile *file);	/* and what else stands there */
	bool		by_name;		/* the order is that of the names of the files, not that of numbers */
	bool		with_subfolders;
	bool		passes_over_lone_down;	/* the tool runs a folder in which an upgrade is missing */
	const char *hint_of_same_number;
} NumberedRules;

extern bool numbered_take_number(FolderFile *source, NumberedFile *file);
extern bool numbered_take_parts(FolderFile *source, NumberedFile *file);
extern void numbered_read(Folder *folder, FolderFile *files, int nfiles, const NumberedRules *rules);

/* grouped.c: a folder for each revision */
typedef struct GroupedRules
{
	const char *upgrade;		/* name of the file */
	char	   *(*revision_id) (Span name);	/* what the tool calls a folder of this name */
	Span		(*message) (Span name);
	void		(*read_metadata) (const char *content, MigrationFile *file);	/* or NULL */
	bool		by_name;		/* the order is that of the names of the folders, not that of ids */
} GroupedRules;

extern bool grouped_recognize(const FolderFile *files, int nfiles, const GroupedRules *rules);
extern void grouped_read(Folder *folder, FolderFile *files, int nfiles, const GroupedRules *rules);

/* config.c: files of lines "key = value" under "[section]" */
typedef struct ConfigReader
{
	LineReader	lines;
	Span		section;		/* as written between the brackets */
	Span		key;
	Span		value;			/* without its quotes */
} ConfigReader;

extern void config_open(ConfigReader *config, const char *content);
extern bool config_next(ConfigReader *config);
extern bool config_says_false(const ConfigReader *config);
extern char *config_full_key(const ConfigReader *config);

/* write.c: for the formats */
extern bool written_is_number(const char *text);
extern void written_add_file(WrittenFolder *folder, const WrittenRevision *revision, char *name, char *content);
extern char *written_refusal(const WrittenRevision *revision);
extern void written_add_pair(WrittenFolder *folder, const WrittenRevision *revision, const char *first_line);

/* marks.c: comments that divide a file of another tool */
extern bool folder_has_mark(const FolderFile *files, int nfiles, const char *mark);

#endif							/* MIGRATE_FILE_INTERNAL_H */
