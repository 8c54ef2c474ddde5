/*
 * write.c
 *	  Revisions as a folder of another tool: the way out.
 *
 * A tool runs its files in the order of their versions.  Where the revisions' ids are versions of that tool, in that order,
 * they are kept: then its history table, which was never touched, fits the folder.  Others get the time at which they were
 * written, and where both together are not in order all get that.
 */
#include "postgres.h"

#include "utils/datetime.h"

#include "file/file.h"
#include "file/internal.h"

#define TIMESTAMP_DIGITS 14
#define NUMBER_DIGITS 18		/* what fits into 64 bits */
#define SLUG_LENGTH 60

const FileWriter *
file_writer(const char *format)
{
	const FileFormat *found = folder_format(format);

	return found ? found->writer : NULL;
}

bool
written_is_number(const char *text)
{
	size_t		length = strspn(text, "0123456789");

	return length > 0 && length <= NUMBER_DIGITS && text[length] == '\0';
}

/* ---- versions ---- */

static int
compare_versions(const FileWriter *writer, const char *a, const char *b)
{
	if (writer->by_text)
		return strcmp(a, b);
	return span_compare_versions((Span) {a, strlen(a)}, (Span) {b, strlen(b)});
}

/* "2026-11-23 12:00:00+00" -> "20261123120000" */
static char *
timestamp_of(const char *created_at)
{
	char	   *timestamp = palloc0(TIMESTAMP_DIGITS + 1);
	int			length = 0;

	for (; *created_at != '\0' && length < TIMESTAMP_DIGITS; created_at++)
	{
		if (*created_at >= '0' && *created_at <= '9')
			timestamp[length++] = *created_at;
	}
	return timestamp;
}

static char *
next_second(const char *timestamp)
{
	int			year,
				month,
				day,
				hour,
				minute,
				second;

	if (sscanf(timestamp, "%4d%2d%2d%2d%2d%2d", &year, &month, &day, &hour, &minute, &second) != 6)
		elog(ERROR, "\"%s\" is no timestamp", timestamp);
	if (++second >= 60)
	{
		second = 0;
		minute++;
	}
	if (minute >= 60)
	{
		minute = 0;
		hour++;
	}
	if (hour >= 24)
	{
		hour = 0;
		j2date(date2j(year, month, day) + 1, &year, &month, &day);
	}
	return psprintf("%04d%02d%02d%02d%02d%02d", year, month, day, hour, minute, second);
}

/* The time at which it was written, or the second after the last one. */
static char *
new_version(const WrittenRevision *revision, const char *last)
{
	char	   *version = timestamp_of(revision->created_at);

	return last == NULL || strcmp(version, last) > 0 ? version : next_second(last);
}

/* Ids are kept where they are versions.  False: they are not in order with those that others get. */
static bool
keep_versions(const FileWriter *writer, WrittenRevision *revisions, int n)
{
	const char *last = NULL;
	const char *last_new = NULL;

	for (int i = 0; i < n; i++)
	{
		WrittenRevision *revision = &revisions[i];

		if (writer->is_version(revision->revision_id))
			revision->version = pstrdup(revision->revision_id);
		else
			last_new = revision->version = new_version(revision, last_new ? last_new :
													   last && strlen(last) == TIMESTAMP_DIGITS ? last : NULL);
		if (last != NULL && compare_versions(writer, last, revision->version) >= 0)
			return false;
		last = revision->version;
	}
	return true;
}

static void
number_anew(WrittenRevision *revisions, int n)
{
	const char *last = NULL;

	for (int i = 0; i < n; i++)
		last = revisions[i].version = new_version(&revisions[i], last);
}

static bool
has_version(const FileWriter *writer, const WrittenRevision *revisions, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (writer->is_version(revisions[i].revision_id))
			return true;
	}
	return false;
}

/* How many at the end have no version since the tool runs them last anyway. */
static int
count_last(const FileWriter *writer, const WrittenRevision *revisions, int n)
{
	int			count = 0;

	while (writer->comes_last != NULL && count < n && writer->comes_last(&revisions[n - 1 - count]))
		count++;
	return count;
}

/* ---- files ---- */

/* Appends a file, which owns name and content. */
void
written_add_file(WrittenFolder *folder, const WrittenRevision *revision, char *name, char *content)
{
	if (folder->length == 0)
		folder->items = palloc(sizeof(WrittenFile));
	else if ((folder->length & (folder->length - 1)) == 0)
		folder->items = repalloc_huge(folder->items, 2 * (Size) folder->length * sizeof(WrittenFile));
	folder->items[folder->length++] = (WrittenFile) {name, content, revision->revision_id};
}

/* Appends the two files of a tool that has one for each way: 001_create.up.sql.  first_line: "" or what each begins with. */
void
written_add_pair(WrittenFolder *folder, const WrittenRevision *revision, const char *first_line)
{
	char	   *base = psprintf("%s_%s", revision->version, revision->slug);

	written_add_file(folder, revision, psprintf("%s.up.sql", base), psprintf("%s%s\n", first_line, revision->upgrade.text));
	if (revision->downgrade.text != NULL)
		written_add_file(folder, revision, psprintf("%s.down.sql", base), psprintf("%s%s\n", first_line, revision->downgrade.text));
}

/* A script that refuses: of tools that would forget a revision which has no way back, as if it had an empty one. */
char *
written_refusal(const WrittenRevision *revision)
{
	return psprintf("DO $$ BEGIN RAISE EXCEPTION 'revision %s has no way back'; END $$;", revision->revision_id);
}

/* Writes the revisions, which stand in the order in which they run, into an empty folder. */
void
file_write_folder(WrittenFolder *folder, const FileWriter *writer, WrittenRevision *revisions, int n)
{
	int			nversions = n - count_last(writer, revisions, n);

	if (!keep_versions(writer, revisions, nversions))
	{
		number_anew(revisions, nversions);
		folder->renumbered = has_version(writer, revisions, nversions);
	}
	for (int i = 0; i < n; i++)
	{
		revisions[i].slug = file_slug(revisions[i].message, SLUG_LENGTH);
		writer->write(folder, &revisions[i]);
	}
}
