/*
 * bookkeeping.h
 *	  The scope in which our own SQL runs: the tables' owner's rights, a safe search_path, SPI.
 *
 * Users' scripts never run inside it, our own queries never outside: the two must not be confusable.  After an error
 * the abort of the (sub)transaction undoes all of it.
 */
#ifndef MIGRATE_SERVER_BOOKKEEPING_H
#define MIGRATE_SERVER_BOOKKEEPING_H

#include "executor/spi.h"
#include "utils/resowner.h"

typedef enum BookkeepingMode
{
	BOOKKEEPING_READ,			/* the caller's snapshot: for STABLE functions */
	BOOKKEEPING_WRITE			/* a new snapshot a query: sees own writes, and what committed while we waited */
} BookkeepingMode;

typedef struct Bookkeeping
{
	BookkeepingMode outer_mode;
	Oid			user;
	int			security_context;
	int			guc_level;
	MemoryContext caller;		/* where results that outlive the scope go */
	ResourceOwner outer_owner;
} Bookkeeping;

#define KEPT_QUERY_MAX_ARGS 20

/* Fixed SQL, prepared at its first use in a session and kept.  Names in it are qualified all the same. */
typedef struct KeptQuery
{
	const char *sql;
	int			nargs;
	Oid			argtypes[KEPT_QUERY_MAX_ARGS];
	SPIPlanPtr	plan;
	int			options;		/* how it is planned */
} KeptQuery;

/*
 * The ends of a KeptQuery.  A look-up is planned once, for all parameters and all sizes that its table will have in this
 * session; a query over a whole project each time, for the sizes of now.
 */
#define KEPT_LOOKUP NULL, CURSOR_OPT_GENERIC_PLAN
#define KEPT_SET NULL, CURSOR_OPT_CUSTOM_PLAN

extern void bookkeeping_begin(Bookkeeping *scope, BookkeepingMode mode);
extern void bookkeeping_end(Bookkeeping *scope);
extern void bookkeeping_begin_alone(Bookkeeping *scope);	/* in a process without a portal */
extern void bookkeeping_end_alone(Bookkeeping *scope);
extern void bookkeeping_end_unlocked(Bookkeeping *scope);	/* of one that has only read */
extern bool bookkeeping_active(void);	/* is one of our own queries running: what the tables' triggers ask */
extern Oid	bookkeeping_owner(void);	/* of our tables */

extern uint64 bookkeeping_execute(KeptQuery *query, Datum *values, const char *nulls, int expected);
extern Snapshot bookkeeping_register_snapshot(void);	/* what a query would see here */
extern void bookkeeping_execute_text(const char *sql, int expected);

/* a column of a row that a query gave, NULL or palloc'd in the current context */
extern char *row_text(HeapTuple row, TupleDesc desc, int column);
extern Datum row_datum(HeapTuple row, TupleDesc desc, int column, bool *isnull);

#endif							/* MIGRATE_SERVER_BOOKKEEPING_H */
