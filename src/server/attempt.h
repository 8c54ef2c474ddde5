/*
 * attempt.h
 *	  An error as a value: work is done in a subtransaction.
 */
#ifndef MIGRATE_SERVER_ATTEMPT_H
#define MIGRATE_SERVER_ATTEMPT_H

typedef enum AttemptEnd
{
	ATTEMPT_KEEP,				/* what the work has done stays */
	ATTEMPT_ROLL_BACK			/* it is taken back, whatever came of it */
} AttemptEnd;

extern ErrorData *attempt(void (*work) (void *argument), void *argument, AttemptEnd end);
extern ErrorData *attempt_whatever_comes(void (*work) (void *argument), void *argument, AttemptEnd end);	/* a cancellation too */
extern void attempt_limit_lock_waits(int milliseconds); /* until the GUC level that the caller opened ends */

#endif							/* MIGRATE_SERVER_ATTEMPT_H */
