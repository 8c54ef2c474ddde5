/*
 * checksum.c
 *	  Checksums of texts: SHA-256, as a value, as a bytea and as people see it.
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"

#include "store/store.h"

static pg_cryptohash_ctx *
begin_checksum(void)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);

	if (hash == NULL || pg_cryptohash_init(hash) < 0)
		elog(ERROR, "could not begin a checksum");
	return hash;
}

static void
end_checksum(pg_cryptohash_ctx *hash, uint8 *checksum)
{
	if (pg_cryptohash_final(hash, checksum, CHECKSUM_LENGTH) < 0)
		elog(ERROR, "could not end a checksum");
	pg_cryptohash_free(hash);
}

static void
add_bytes(pg_cryptohash_ctx *hash, const char *bytes, size_t length)
{
	if (pg_cryptohash_update(hash, (const uint8 *) bytes, length) < 0)
		elog(ERROR, "could not compute a checksum");
}

/* Carriage returns are passed over: git's autocrlf makes no other revision. */
static void
add_text(pg_cryptohash_ctx *hash, const char *tag, const char *text)
{
	add_bytes(hash, tag, strlen(tag));
	for (const char *from = text; from != NULL;)
	{
		size_t		length = strcspn(from, "\r");

		add_bytes(hash, from, length);
		from = from[length] == '\0' ? NULL : from + length + 1;
	}
	/* NULL and '' differ, and no text can run over into the next */
	add_bytes(hash, text ? "\0t" : "\0n", 2);
}

/* SHA-256 over parents, dependencies and scripts, into revision->checksum. */
void
store_compute_checksum(Revision *revision)
{
	pg_cryptohash_ctx *hash = begin_checksum();

	for (int i = 0; i < revision->nparents; i++)
		add_text(hash, "parent", revision->parents[i]);
	for (int i = 0; i < revision->ndepends_on; i++)
		add_text(hash, "needs", revision->depends_on[i]);
	add_text(hash, "upgrade", revision->upgrade);
	add_text(hash, "downgrade", revision->downgrade);
	add_text(hash, "verify", revision->verify);
	end_checksum(hash, revision->checksum);
}

/* SHA-256 of one text. */
void
checksum_compute_text(const char *text, uint8 *checksum)
{
	pg_cryptohash_ctx *hash = begin_checksum();

	add_text(hash, "text", text);
	end_checksum(hash, checksum);
}

/* The checksum of what it was of, and of a text behind that. */
void
checksum_extend(uint8 *checksum, const char *text, size_t length)
{
	pg_cryptohash_ctx *hash = begin_checksum();

	add_bytes(hash, (const char *) checksum, CHECKSUM_LENGTH);
	add_bytes(hash, text, length);
	end_checksum(hash, checksum);
}

/* As a bytea. */
Datum
checksum_datum(const uint8 *checksum)
{
	bytea	   *value = palloc(VARHDRSZ + CHECKSUM_LENGTH);

	SET_VARSIZE(value, VARHDRSZ + CHECKSUM_LENGTH);
	memcpy(VARDATA(value), checksum, CHECKSUM_LENGTH);
	return PointerGetDatum(value);
}

/* From a bytea. */
void
checksum_read(Datum value, uint8 *checksum)
{
	memcpy(checksum, VARDATA_ANY(DatumGetByteaPP(value)), CHECKSUM_LENGTH);
}

/* Its first 8 hex digits, palloc'd. */
char *
checksum_text(const uint8 *checksum)
{
	return psprintf("%02x%02x%02x%02x", checksum[0], checksum[1], checksum[2], checksum[3]);
}
