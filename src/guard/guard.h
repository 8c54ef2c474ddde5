/*
 * guard.h
 *	  The door of guard/: changes of the schema that come past the revisions.
 *
 * The schema as the revisions left it is not written down by every step: that would cost an upgrade a tenth of its time.
 * It is noted before the first change that comes past them (capture.c), follows later runs (follow.c), and is forgotten
 * once revisions hold all that there is.  So what is noted, less the schema as it is, is what a person changed.  Each scope
 * has its own part of the schema, and facts of its own.
 */
#ifndef MIGRATE_GUARD_H
#define MIGRATE_GUARD_H

#include "run/run.h"
#include "schema/schema.h"

/* follow.c */
extern const RunObserver facts_observer;

/* scope.c: the part of the schema that is the session's scope's */
extern SchemaSnapshot *guard_read_schema(void);
extern void guard_filter_schema(SchemaSnapshot *snapshot);

/* facts.c: what is noted */
extern SchemaSnapshot *guard_read_facts(void);	/* NULL: nothing, the schema is as the revisions left it */
extern void guard_note_facts(void); /* of every scope that has none */
extern void guard_begin_scope(void);	/* one without facts, before anything runs in it */
extern void guard_follow(const SchemaSnapshot *before, const SchemaSnapshot *after, const SchemaSnapshot *live);	/* a revision holds that change now */
extern bool guard_settle(const SchemaSnapshot *live);	/* forgets what is noted, where the schema is so */

#endif							/* MIGRATE_GUARD_H */
