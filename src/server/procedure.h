/*
 * procedure.h
 *	  A procedure that commits as it goes.
 */
#ifndef MIGRATE_SERVER_PROCEDURE_H
#define MIGRATE_SERVER_PROCEDURE_H

#include "fmgr.h"

extern void procedure_begin(FunctionCallInfo fcinfo, const char *name, const char *instead);	/* an error where nothing can be committed */
extern void procedure_commit(void); /* no snapshot is held afterwards: one can wait for long */
extern void procedure_look(void);	/* ... until what follows is to see what is committed */
extern void procedure_pause(int milliseconds);	/* can be cancelled; commit before */
extern void procedure_end(void);
extern MemoryContext procedure_context(const char *name);	/* outlasts the commits, and no error */

#endif							/* MIGRATE_SERVER_PROCEDURE_H */
