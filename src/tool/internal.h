/*
 * internal.h
 *	  What the files of tool/ share: what is known of a tool.
 */
#ifndef MIGRATE_TOOL_INTERNAL_H
#define MIGRATE_TOOL_INTERNAL_H

#include "tool/tool.h"

typedef enum ChecksumKind
{
	CHECKSUM_NONE,
	CHECKSUM_CRC32_OF_LINES,	/* Flyway's, a signed number */
	CHECKSUM_SHA256,			/* of the file, in hexadecimal digits */
	CHECKSUM_SHA384
} ChecksumKind;

#define TOOL_COLUMNS 4

struct Tool
{
	const char *name;
	const char *table;
	const char *columns[TOOL_COLUMNS + 1];	/* that tell its table from somebody else's; ended by NULL */
	const char *lacks;			/* a column that it does not have, or NULL */
	const char *beside;			/* a table that lies in the same schema, or NULL */
	ChecksumKind checksum;
	bool		checksums_bind;
	bool		by_number;
	const char *remedy;			/* what to do about an entry with a problem, or NULL */

	/*
	 * %s is the table, $1 our project.  Columns, all text: version, what the revision id is made of, problem, checksum,
	 * reach ("", "ancestors", "below", "alone").
	 */
	const char *query;
};

/* tools.c, ended by a nameless one */
extern const Tool tools[];

#endif							/* MIGRATE_TOOL_INTERNAL_H */
