/*
 * fingerprint.c
 *	  A digest of what is compared in a snapshot: equal where diff() finds nothing.
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"

#include "schema/internal.h"

static void
add(pg_cryptohash_ctx *hash, const char *text)
{
	/* with its terminator, so that two texts side by side cannot be read as others */
	if (pg_cryptohash_update(hash, (const uint8 *) text, strlen(text) + 1) < 0)
		elog(ERROR, "SHA-256: %s", pg_cryptohash_error(hash));
}

static void
add_fact(pg_cryptohash_ctx *hash, const Fact *fact)
{
	add(hash, fact->kind->name);
	add(hash, fact->identity);
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
	{
		if (fact->kind->attributes[i].beside || fact->values[i] == NULL)
			continue;
		add(hash, fact->kind->attributes[i].name);
		add(hash, fact->values[i]);
	}
}

/* SHA-256 of the facts in their order, palloc'd. */
bytea *
schema_fingerprint(const SchemaSnapshot *snapshot)
{
	bytea	   *result = palloc(VARHDRSZ + PG_SHA256_DIGEST_LENGTH);
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);
	ListCell   *cell;

	if (hash == NULL || pg_cryptohash_init(hash) < 0)
		elog(ERROR, "SHA-256 is not available");
	foreach(cell, snapshot->facts)
		add_fact(hash, lfirst(cell));
	SET_VARSIZE(result, VARHDRSZ + PG_SHA256_DIGEST_LENGTH);
	if (pg_cryptohash_final(hash, (uint8 *) VARDATA(result), PG_SHA256_DIGEST_LENGTH) < 0)
		elog(ERROR, "SHA-256: %s", pg_cryptohash_error(hash));
	pg_cryptohash_free(hash);
	return result;
}
