/*
 * checksum.c
 *	  The checksums that tools keep of their scripts.
 *
 * Of a revision that several files made only the script is known, without the white space at its end and a byte order mark
 * at its beginning: then what a file may have had there is tried.
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "file/file.h"
#include "tool/internal.h"

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* Flyway's.  Of a script whose placeholders were filled the file's own checksum is noted in it. */
static char *
crc32_of_lines(const char *script, const char *end)
{
	int32		noted;

	return psprintf("%d", file_noted_checksum(script, &noted) ? noted : file_crc32_of_lines(script, end));
}

static char *
hash_of(pg_cryptohash_type type, int length, const char *begin, const char *script, const char *end)
{
	const char *parts[] = {begin, script, end};
	pg_cryptohash_ctx *hash = pg_cryptohash_create(type);
	uint8		digest[PG_SHA384_DIGEST_LENGTH];
	char	   *text = palloc(2 * length + 1);

	if (hash == NULL || pg_cryptohash_init(hash) < 0)
		elog(ERROR, "could not begin a checksum");
	for (int i = 0; i < lengthof(parts); i++)
	{
		if (pg_cryptohash_update(hash, (const uint8 *) parts[i], strlen(parts[i])) < 0)
			elog(ERROR, "could not compute a checksum");
	}
	if (pg_cryptohash_final(hash, digest, length) < 0)
		elog(ERROR, "could not end a checksum");
	pg_cryptohash_free(hash);
	for (int i = 0; i < length; i++)
		sprintf(text + 2 * i, "%02x", digest[i]);
	return text;
}

static bool
fits(ChecksumKind kind, const char *checksum, const char *begin, const char *script, const char *end)
{
	char	   *computed = NULL;
	bool		same;

	switch (kind)
	{
		case CHECKSUM_NONE:
			return true;
		case CHECKSUM_CRC32_OF_LINES:
			computed = crc32_of_lines(script, end);
			break;
		case CHECKSUM_SHA256:
			computed = hash_of(PG_SHA256, PG_SHA256_DIGEST_LENGTH, begin, script, end);
			break;
		case CHECKSUM_SHA384:
			computed = hash_of(PG_SHA384, PG_SHA384_DIGEST_LENGTH, begin, script, end);
			break;
	}
	same = pg_strcasecmp(computed, checksum) == 0;
	pfree(computed);
	return same;
}

/* The white space that a file may have had at its end: all there is of LONGEST_END pieces and less, the short ones first.  NULL: no more. */
#define LONGEST_END 4
static char *
possible_end(int number)
{
	static const char *const pieces[] = {"\n", "\r\n", " ", "\t"};
	const int	npieces = lengthof(pieces);
	StringInfoData end;
	int			length = 0;
	int			ends = 1;		/* of that length */

	while (number >= ends)
	{
		number -= ends;
		ends *= npieces;
		if (++length > LONGEST_END)
			return NULL;
	}
	initStringInfo(&end);
	for (; length > 0; length--, number /= npieces)
		appendStringInfoString(&end, pieces[number % npieces]);
	return end.data;
}

/* Is the checksum that of the file or, where only that is known, of a file with this script? */
bool
tool_checksum_fits(const ToolHistory *history, const HistoryEntry *entry, const char *file, const char *script)
{
	ChecksumKind kind = history->tool->checksum;
	char	   *end;

	if (entry->checksum == NULL || kind == CHECKSUM_NONE)
		return true;
	if (file != NULL)
	{
		bool		marked = strncmp(file, byte_order_mark, 3) == 0;

		return fits(kind, entry->checksum, marked ? byte_order_mark : "", file + (marked ? 3 : 0), "") ||
			fits(kind, entry->checksum, "", script, "");
	}
	for (int i = 0; (end = possible_end(i)) != NULL; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (fits(kind, entry->checksum, "", script, end) || fits(kind, entry->checksum, byte_order_mark, script, end))
			return true;
		pfree(end);
	}
	return false;
}
