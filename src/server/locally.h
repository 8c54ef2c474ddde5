/*
 * locally.h
 *	  A parameter set for the time of a GUC level (NewGUCNestLevel(), AtEOXact_GUC()) or, if that comes first, the transaction.
 */
#ifndef MIGRATE_SERVER_LOCALLY_H
#define MIGRATE_SERVER_LOCALLY_H

#include "utils/guc.h"

static inline void
set_locally(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/* The same of a number, in the parameter's own unit. */
static inline void
set_number_locally(const char *name, int value)
{
	char		text[32];

	snprintf(text, sizeof(text), "%d", value);
	set_locally(name, text);
}

#endif							/* MIGRATE_SERVER_LOCALLY_H */
