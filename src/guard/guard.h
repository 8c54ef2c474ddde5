/*
 * guard.h
 *	  The door of guard/: changes of the schema that come past the revisions.
 *
 * The schema as the revisions left it is not written down by every step: that would cost an upgrade a tenth of its time.
 * It is noted before the first change that comes past them (capture.c), follows later runs (follow.c), and is forgotten
 * once revisions hold all that there is.  So what is noted, less the schema as it is, is what a person changed.
 */
#ifndef MIGRATE_GUARD_H
#define MIGRATE_GUARD_H

#include "run/run.h"
#include "schema/schema.h"

/* follow.c */
extern const RunObserver facts_observer;

/* facts.c: what is noted */
extern SchemaSnapshot *guard_read_facts(void);	/* NULL: nothing, the schema is as the revisions left it */
extern bool guard_note_facts(const SchemaSnapshot *snapshot);	/* false: something is noted already */
extern void guard_follow(const SchemaSnapshot *before, const SchemaSnapshot *after, const SchemaSnapshot *live);	/* a revision holds that change now */
extern void guard_settle(void); /* forgets what is noted, where the schema is so */

#endif							/* MIGRATE_GUARD_H */
