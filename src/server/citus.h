/*
 * citus.h
 *	  Is Citus here: its library in the server, its extension in this database.
 *
 * The first costs a look into memory, and is false wherever Citus is not installed: so all that is done for it begins with one
 * of these.
 */
#ifndef MIGRATE_SERVER_CITUS_H
#define MIGRATE_SERVER_CITUS_H

#include "commands/extension.h"
#include "utils/guc.h"

/* It is preloaded, or not at all. */
static inline bool
citus_is_loaded(void)
{
	return GetConfigOption("citus.multi_shard_modify_mode", true, false) != NULL;
}

static inline bool
citus_is_installed(void)
{
	return citus_is_loaded() && OidIsValid(get_extension_oid("citus", true));
}

/* Is this session one of those by which Citus itself is at work, on shards and metadata that lie on this node? */
static inline bool
citus_is_at_work(void)
{
	return citus_is_loaded() && strncmp(application_name, "citus_", strlen("citus_")) == 0;
}

/* From here on nothing that this process of ours does is for other nodes: it is at work on a throw-away database. */
static inline void
citus_stay_here(void)
{
	if (!citus_is_loaded())
		return;
	SetConfigOption("citus.enable_ddl_propagation", "off", PGC_USERSET, PGC_S_OVERRIDE);
	SetConfigOption("citus.enable_unsupported_feature_messages", "off", PGC_SUSET, PGC_S_OVERRIDE);
}

#endif							/* MIGRATE_SERVER_CITUS_H */
