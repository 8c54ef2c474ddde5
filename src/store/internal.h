/*
 * internal.h
 *	  What the files of store/ share: our tables' columns by number, and scans by them.
 */
#ifndef MIGRATE_STORE_INTERNAL_H
#define MIGRATE_STORE_INTERNAL_H

#include "access/htup.h"
#include "access/tupdesc.h"
#include "utils/snapshot.h"

#include "server/bookkeeping.h"

/*
 * Columns from 0, as in migrate--1.0.sql: our tables only ever gain columns, at their ends.
 */
#define PROJECT 0				/* of all but facts */
#define REVISIONS_REVISION_ID 1
#define REVISIONS_NAME 2
#define REVISIONS_MESSAGE 3
#define REVISIONS_UPGRADE 4
#define REVISIONS_DOWNGRADE 5
#define REVISIONS_VERIFY 6
#define REVISIONS_TRANSACTIONAL 7
#define REVISIONS_REPLACES 8
#define REVISIONS_CHECKSUM 9
#define REVISIONS_ORDINAL 11
#define REVISIONS_WRITTEN_BY 13
#define REVISIONS_FILE_CONTENT 15
#define REVISIONS_VARIABLES 17
#define EDGES_REVISION_ID 1		/* revision_parents and revision_dependencies */
#define EDGES_TARGET_ID 2
#define EDGES_ORDINAL 3
#define LABELS_LABEL 1
#define LABELS_KIND 2
#define LABELS_REVISION_ID 3
#define FACTS_IDENTITY 0
#define FACTS_SCOPE 2
#define APPLIED_SCOPE 1
#define UNFINISHED_SCOPE 1
#define APPLIED_REVISION_ID 2
#define APPLIED_JOURNAL_ID 3
#define APPLIED_RUN 4

/* Valid while the visitor runs.  Of the columns above only downgrade, verify, transactional and file_content can be NULL. */
typedef struct ScannedRow
{
	const Datum *values;
	const bool *nulls;
	HeapTuple	tuple;			/* on the page: its large values are pointers */
	TupleDesc	desc;
} ScannedRow;

typedef void (*RowVisitor) (const ScannedRow *row, void *argument);

/* a column of type text and its value */
typedef struct ScanKeyValue
{
	int			column;
	const char *value;
} ScanKeyValue;

/* scan.c */
extern int	store_estimate_rows(const char *table);
extern void store_scan(const char *table, const char *index, const ScanKeyValue *keys, int nkeys, RowVisitor visit, void *argument);
extern bool store_has_row(const char *table, const char *index, const ScanKeyValue *keys, int nkeys);
extern bool store_has_row_in(const char *table, const char *index, const ScanKeyValue *keys, int nkeys, Snapshot snapshot);

/* facts.c */
extern char **store_select_texts(Bookkeeping *scope, KeptQuery *query, Datum *values, const char *nulls, int *n);

/* revision.c */
extern char **store_texts_of(Datum array, int *length);

#endif							/* MIGRATE_STORE_INTERNAL_H */
