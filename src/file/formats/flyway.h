/*
 * flyway.h
 *	  What flyway.c and flyway_config.c share: a migration's name taken apart, and what the configuration says.
 */
#ifndef MIGRATE_FILE_FORMATS_FLYWAY_H
#define MIGRATE_FILE_FORMATS_FLYWAY_H

#include "file/internal.h"

/* In the order in which files of one version are sorted. */
typedef enum FlywayKind
{
	FLYWAY_VERSIONED,
	FLYWAY_UNDO,
	FLYWAY_BASELINE,
	FLYWAY_REPEATABLE
} FlywayKind;

#define FLYWAY_KINDS (FLYWAY_REPEATABLE + 1)

typedef struct FlywayFile
{
	FolderFile *source;
	FlywayKind	kind;
	Span		version;		/* as written */
	Span		description;
	int			transactional;	/* -1 not said, 0 false */
	bool		fill;			/* its placeholders */
} FlywayFile;

typedef struct FlywayConfig
{
	const char *prefixes[FLYWAY_KINDS];
	const char *separator;		/* between version and description */
	const char *placeholder_begin;
	const char *placeholder_end;
	bool		fill;
	TextList	names;			/* of placeholders ... */
	TextList	values;			/* ... and what they stand for */
} FlywayConfig;

extern void flyway_read_config(FlywayConfig *config, const FolderFile *files, int nfiles);
extern void flyway_read_script_config(FlywayFile *file, const char *content);
extern char *flyway_fill_placeholders(const FlywayConfig *config, char *text);

#endif							/* MIGRATE_FILE_FORMATS_FLYWAY_H */
