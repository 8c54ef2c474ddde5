/*
 * internal.h
 *	  What the files of store/ share: our tables' columns by number, and scans by them.
 */
#ifndef MIGRATE_STORE_INTERNAL_H
#define MIGRATE_STORE_INTERNAL_H

#include "access/htup.h"
#include "access/tupdesc.h"

/* As in migrate--1.0.sql: our tables only ever gain columns, at their ends.  In all of them the project comes first. */
#define REVISIONS_REVISION_ID 2
#define REVISIONS_NAME 3
#define REVISIONS_MESSAGE 4
#define REVISIONS_REPLACES 9
#define REVISIONS_ORDINAL 12
#define EDGES_REVISION_ID 2		/* revision_parents and revision_dependencies */
#define EDGES_TARGET_ID 3
#define EDGES_ORDINAL 4
#define LABELS_LABEL 2
#define LABELS_KIND 3
#define LABELS_REVISION_ID 4
#define APPLIED_REVISION_ID 3
#define APPLIED_JOURNAL_ID 4
#define APPLIED_RUN 5

/* A row is valid while the visitor runs. */
typedef void (*RowVisitor) (HeapTuple row, TupleDesc desc, void *argument);

/* scan.c: keys are values of the leading columns, all text */
extern void store_scan(const char *table, const char *index, const char *const *keys, int nkeys, RowVisitor visit, void *argument);

#endif							/* MIGRATE_STORE_INTERNAL_H */
