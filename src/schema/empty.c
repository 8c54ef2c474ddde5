/*
 * empty.c
 *	  What a new database holds: all that template0 has of what counts as the user's is schema public.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "schema/internal.h"
#include "server/catalogs.h"

/* as 15 and later have it; 2200 is its object id everywhere */
static const char *const new_database =
"{\"format\": 1, \"facts\": ["
"{\"kind\": \"schema\", \"name\": \"public\", \"attributes\": {}, \"object\": [2200]},"
"{\"kind\": \"owner\", \"of\": \"schema public\", \"attributes\": {\"owner\": \"pg_database_owner\"}},"
"{\"kind\": \"grant\", \"of\": \"schema public\", \"attributes\": {\"grantee\": \"PUBLIC\", \"privileges\": \"USAGE\"}},"
"{\"kind\": \"comment\", \"of\": \"schema public\", \"attributes\": {\"text\": \"standard public schema\"}}"
"]}";

/* The facts of a new database of this server, in a context below the current one. */
SchemaSnapshot *
schema_empty(void)
{
	Datum		json = DirectFunctionCall1(jsonb_in, CStringGetDatum(new_database));
	SchemaSnapshot *snapshot = schema_from_jsonb(DatumGetJsonbP(json));

	snapshot->installation = catalogs_installation();
	schema_set_role(snapshot, GetUserNameFromId(GetUserId(), false));
	return snapshot;
}
