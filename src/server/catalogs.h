/*
 * catalogs.h
 *	  The scope in which the server's catalogs are read in bulk: the caller's rights, one snapshot, names qualified.
 */
#ifndef MIGRATE_SERVER_CATALOGS_H
#define MIGRATE_SERVER_CATALOGS_H

#include "executor/spi.h"

typedef struct CatalogsScope
{
	int			guc_level;
	int			workers;		/* a query of the caller's may have so many */
	MemoryContext caller;
} CatalogsScope;

extern void catalogs_begin(CatalogsScope *scope);
extern void catalogs_end(CatalogsScope *scope);
extern uint64 catalogs_query(const char *sql, int nargs, Oid *types, Datum *values);	/* rows in SPI_tuptable */
extern void catalogs_use_workers(const CatalogsScope *scope, bool use);
extern void catalogs_send(const char *sql, int nargs, Oid *types, Datum *values, DestReceiver *rows);
extern char *catalogs_installation(void);	/* whose object ids these are: system identifier and database, palloc'd */

#endif							/* MIGRATE_SERVER_CATALOGS_H */
