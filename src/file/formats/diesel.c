/*
 * diesel.c
 *	  diesel: 2026-01-01-120000_create/up.sql and down.sql, in the order of their versions as texts.
 *
 * The version is what stands before the first "_" of the folder's name, without dashes.  metadata.toml may say
 * run_in_transaction = false.
 */
#include "postgres.h"

#include "file/file.h"
#include "file/internal.h"

static char *
version_of(Span name)
{
	char	   *version = palloc(name.length + 1);
	size_t		length = 0;

	for (size_t i = 0; i < name.length && name.text[i] != '_'; i++)
	{
		if (name.text[i] != '-')
			version[length++] = name.text[i];
	}
	return file_make_id(version, length);
}

static Span
message_of(Span name)
{
	const char *underscore = memchr(name.text, '_', name.length);

	return underscore ? (Span) {underscore, name.text + name.length - underscore} : name;
}

static void
read_metadata(const char *content, MigrationFile *file)
{
	ConfigReader config;

	config_open(&config, content);
	while (config_next(&config))
	{
		if (span_equals(config.key, "run_in_transaction") && config_says_false(&config))
			file->transactional = 0;
	}
}

static const GroupedRules rules = {
	.upgrade = "up.sql", .revision_id = version_of, .message = message_of, .read_metadata = read_metadata
};

static bool
recognize_diesel(const FolderFile *files, int nfiles)
{
	return grouped_recognize(files, nfiles, &rules);
}

static void
read_diesel(Folder *folder, FolderFile *files, int nfiles)
{
	grouped_read(folder, files, nfiles, &rules);
}

/* 20260101120000 -> 2026-01-01-120000, as diesel writes it */
static char *
dashed(const char *version)
{
	if (strlen(version) != 14)
		return pstrdup(version);
	return psprintf("%.4s-%.2s-%.2s-%s", version, version + 4, version + 6, version + 8);
}

static void
write_diesel(WrittenFolder *folder, const WrittenRevision *revision)
{
	char	   *name = psprintf("%s_%s", dashed(revision->version), revision->slug);

	written_add_file(folder, revision, psprintf("%s/up.sql", name), psprintf("%s\n", revision->upgrade.text));
	if (revision->downgrade.text != NULL)
		written_add_file(folder, revision, psprintf("%s/down.sql", name), psprintf("%s\n", revision->downgrade.text));
	if (!revision->transactional)
		written_add_file(folder, revision, psprintf("%s/metadata.toml", name), pstrdup("run_in_transaction = false\n"));
}

static const FileWriter writer = {
	.by_text = true, .whole_file = true, .is_version = written_is_number, .write = write_diesel
};

const FileFormat format_diesel = {.name = "diesel", .recognize = recognize_diesel, .read = read_diesel, .writer = &writer};
