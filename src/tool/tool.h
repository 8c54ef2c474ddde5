/*
 * tool.h
 *	  The door of tool/: what other migration tools keep in a database, read and never written.
 *
 * A tool is a row of tools[] in tools.c: its table, and the query that says of it what is applied.  Queries run with the
 * caller's rights.
 */
#ifndef MIGRATE_TOOL_H
#define MIGRATE_TOOL_H

typedef enum EntryReach
{
	REACH_ITSELF,
	REACH_ANCESTORS,			/* the revision and all that it stands on: the tool keeps where it stands */
	REACH_BELOW,				/* every version up to this one, whether the tool ran it or not */
	REACH_ALONE					/* itself, whatever of what it follows is applied: a repeatable, which only came last so far */
} EntryReach;

typedef struct HistoryEntry
{
	char	   *version;		/* as the table has it */
	char	   *revision_id;	/* of the revision that an imported folder makes of it */
	char	   *problem;		/* why it does not count as applied, as "is dirty"; NULL: it does */
	char	   *checksum;		/* or NULL */
	EntryReach	reach;
} HistoryEntry;

typedef struct Tool Tool;

typedef struct ToolHistory
{
	const Tool *tool;
	const char *tool_name;
	char	   *table;			/* with its schema, quoted */
	const char *remedy;			/* what to do about a problem */
	bool		by_number;		/* versions are numbers: 001 is 1 */
	bool		has_checksums;
	bool		checksums_bind; /* the tool itself refuses a script that was changed */
	int			nentries;
	HistoryEntry *entries;		/* in the order in which they were applied, as far as the tool knows */
} ToolHistory;

extern ToolHistory *tool_read_history(const char *name, const char *project);	/* "auto", or a tool or its table */
extern bool tool_checksum_fits(const ToolHistory *history, const HistoryEntry *entry, const char *file, const char *script);	/* file: its
																 * bytes, or NULL where they are not known; script: what was made of it */

#endif							/* MIGRATE_TOOL_H */
