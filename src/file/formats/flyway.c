/*
 * flyway.c
 *	  Flyway: V1_2__create.sql, U1_2__create.sql, B5__all.sql, R__views.sql, in subfolders too.
 *
 * Versions are compared part by part as numbers.  An undo is the downgrade of its version.  The last baseline replaces
 * the versions up to its own: an empty database runs it, another goes on with what it has.  Repeatables come last, by
 * description, and run once, as ordinary revisions.  flyway.conf or flyway.toml may lie in the folder, and a
 * configuration beside a script (V1__x.sql.conf).  Placeholders are filled where one of these defines them; any other
 * ${...} is left as it stands: it is text in a literal, or the server refuses it.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "utils/pg_crc.h"

#include "file/file.h"
#include "file/internal.h"
#include "file/formats/flyway.h"

static const char *
kind_name(FlywayKind kind)
{
	static const char *const names[] = {"version", "undo of version", "baseline", "repeatable"};

	return names[kind];
}

/* ---- names ---- */

/* As span_take(), but as Flyway reads its names: upper and lower case differ. */
static bool
take_exactly(Span *span, const char *word)
{
	return strncmp(span->text, word, strlen(word)) == 0 && span_take(span, word);
}

/* The length of what stands before the first separator; the whole where there is none. */
static size_t
before_separator(Span name, const char *separator)
{
	size_t		n = strlen(separator);

	for (size_t i = 0; n > 0 && i + n <= name.length; i++)
	{
		if (strncmp(name.text + i, separator, n) == 0)
			return i;
	}
	return name.length;
}

static bool
is_version(Span version)
{
	bool		digit = false;

	for (size_t i = 0; i < version.length; i++)
	{
		char		c = version.text[i];

		if (c >= '0' && c <= '9')
			digit = true;
		else if ((c != '.' && c != '_') || !digit)
			return false;
		else
			digit = false;
	}
	return digit;
}

/* As Flyway shows it and sorts repeatables by it: "add_views" -> "add views". */
static Span
description_of(Span written)
{
	char	   *text = span_copy(written);

	for (char *c = text; *c != '\0'; c++)
	{
		if (*c == '_')
			*c = ' ';
	}
	return (Span) {text, written.length};
}

/* Takes the name of a migration apart.  False: it is none, but a callback or something else. */
static bool
take(FolderFile *source, const FlywayConfig *config, FlywayFile *file)
{
	const char *base = folder_base_name(source->name);
	Span		name = {base, strlen(base) - folder_script_ending(base)};

	memset(file, 0, sizeof(*file));
	if (folder_script_ending(base) == 0)
		return false;
	for (int kind = 0; kind < FLYWAY_KINDS; kind++)
	{
		Span		rest = name;
		size_t		length;

		if (!take_exactly(&rest, config->prefixes[kind]))
			continue;
		length = before_separator(rest, config->separator);
		file->source = source;
		file->kind = kind;
		file->transactional = -1;
		file->fill = true;
		file->version = (Span) {rest.text, length};
		if (length + strlen(config->separator) <= rest.length)
			length += strlen(config->separator);
		file->description = description_of((Span) {rest.text + length, rest.length - length});
		if (kind == FLYWAY_REPEATABLE ? file->version.length == 0 && file->description.length > 0 : is_version(file->version))
			return true;
	}
	return false;
}

static bool
recognize_flyway(const FolderFile *files, int nfiles)
{
	FlywayConfig config;
	FlywayFile	file;

	flyway_read_config(&config, files, nfiles);
	for (int i = 0; i < nfiles; i++)
	{
		/* a name needs the separator to be told from what others call their files */
		if (take(unconstify(FolderFile *, &files[i]), &config, &file) && file.description.length > 0)
			return true;
	}
	return false;
}

/* ---- order ---- */

bool
file_version_is_up_to(const char *revision_id, const char *version)
{
	Span		id = {revision_id, strlen(revision_id)};

	return is_version(id) && span_compare_versions(id, (Span) {version, strlen(version)}) <= 0;
}

/* By version, repeatables last and by description; of one version the version itself first. */
static int
compare_files(const void *a, const void *b)
{
	const FlywayFile *left = a;
	const FlywayFile *right = b;
	bool		repeatable = left->kind == FLYWAY_REPEATABLE;
	int			cmp;

	if (repeatable != (right->kind == FLYWAY_REPEATABLE))
		return repeatable ? 1 : -1;
	cmp = repeatable ? span_compare(left->description, right->description) : span_compare_versions(left->version, right->version);
	if (cmp == 0)
		cmp = (int) left->kind - (int) right->kind;
	return cmp != 0 ? cmp : strcmp(left->source->name, right->source->name);
}

/* ---- checksums ---- */

static const char checksum_mark[] = "-- Flyway Checksum: ";

/* Of the lines, whatever ends them, without a byte order mark. */
int32
file_crc32_of_lines(const char *begin, const char *end)
{
	const char *parts[] = {begin, end};
	pg_crc32	crc;

	INIT_TRADITIONAL_CRC32(crc);
	for (int i = 0; i < lengthof(parts); i++)
	{
		for (const char *line = parts[i]; *line != '\0';)
		{
			size_t		length = strcspn(line, "\r\n");

			COMP_TRADITIONAL_CRC32(crc, line, length);
			line += length;
			line += strspn(line, "\r\n");
		}
	}
	FIN_TRADITIONAL_CRC32(crc);
	return (int32) crc;
}

/*
 * A script whose placeholders were filled says as its last line what checksum its file had, where the file itself is not
 * kept, as with an undo script beside it: Flyway's history knows that one.
 */
static char *
note_checksum(const char *script, const char *content)
{
	return psprintf("%s\n%s%d", script, checksum_mark, file_crc32_of_lines(content + header_byte_order_mark(content), ""));
}

bool
file_noted_checksum(const char *script, int32 *checksum)
{
	const char *line = strrchr(script, '\n');

	if (line == NULL || strncmp(line + 1, checksum_mark, strlen(checksum_mark)) != 0)
		return false;
	*checksum = atoi(line + 1 + strlen(checksum_mark));
	return true;
}

/* ---- revisions ---- */

static char *
version_text(Span version)
{
	char	   *text = span_copy(version);

	for (char *c = text; *c != '\0'; c++)
	{
		if (*c == '_')
			*c = '.';
	}
	return text;
}

/* A version as Flyway's history shows it; baselines and repeatables by their prefix, since a baseline's version has its own script. */
static char *
id_of(const FlywayFile *file)
{
	char	   *text;

	if (file->kind == FLYWAY_VERSIONED)
		text = version_text(file->version);
	else if (file->kind == FLYWAY_BASELINE)
		text = psprintf("B%s", version_text(file->version));
	else
		text = psprintf("R__%s", span_copy(file->description));
	return file_make_id(text, strlen(text));
}

static void
set_section(FileSection *section, const FlywayFile *file, const FlywayConfig *config)
{
	section_set_whole(section, file->source->content);
	if (file->fill)
		section->text = flyway_fill_placeholders(config, section->text);
	file->source->used = true;
}

static void
fill_file(MigrationFile *file, const FlywayFile *from, const FlywayConfig *config)
{
	memset(file, 0, sizeof(*file));
	file->revision_id = id_of(from);
	file->message = folder_message(from->description);
	file->transactional = from->transactional;
	set_section(&file->upgrade, from, config);
}

/* Adds a version or repeatable, and its undo unless that is NULL, behind what has been added. */
static void
add_revision(Folder *folder, const FlywayConfig *config, const FlywayFile *file, const FlywayFile *undo)
{
	MigrationFile revision;
	FolderRevision *added;

	fill_file(&revision, file, config);
	if (undo != NULL)
	{
		if (strstr(file->source->content, revision.upgrade.text) == NULL)
			revision.upgrade.text = note_checksum(revision.upgrade.text, file->source->content);
		set_section(&revision.downgrade, undo, config);
	}
	added = folder_add_next(folder, &revision, file->source->name, undo == NULL ? file->source->content : NULL);
	added->comes_last = file->kind == FLYWAY_REPEATABLE;
	if (undo != NULL)
		added->downgrade_name = undo->source->name;
}

/* Adds a baseline, which replaces all that has been added. */
static void
add_baseline(Folder *folder, const FlywayConfig *config, const FlywayFile *file)
{
	MigrationFile revision;

	fill_file(&revision, file, config);
	for (int i = 0; i < folder->nrevisions; i++)
		text_list_append(&revision.replaces, folder->revisions[i].file.revision_id);
	folder_add_revision(folder, &revision, file->source->name, file->source->content);
}

/* ---- reading ---- */

static void
check_same_version(Folder *folder, const FlywayFile *files, int i)
{
	const FlywayFile *file = &files[i];

	if (i > 0 && files[i - 1].kind == file->kind && file->kind != FLYWAY_REPEATABLE &&
		span_compare_versions(files[i - 1].version, file->version) == 0)
		folder_add_error(folder, file->source->name, 0,
						 psprintf("%s %s is already that of file \"%s\"", kind_name(file->kind), version_text(file->version), files[i - 1].source->name),
						 "Give one of the two another version; of folders for several databases, import one.");
	if (file->kind == FLYWAY_UNDO &&
		(i == 0 || files[i - 1].kind != FLYWAY_VERSIONED || span_compare_versions(files[i - 1].version, file->version) != 0))
		folder_add_error(folder, file->source->name, 0, psprintf("there is no version %s to undo", version_text(file->version)),
						 "Put its V file back, or take this one away.");
}

static bool
has_version_before(const FlywayFile *files, int i)
{
	while (i-- > 0)
	{
		if (files[i].kind == FLYWAY_VERSIONED)
			return true;
	}
	return false;
}

/* Adds revisions in their order.  Of the baselines the last one counts, and one with nothing before it that could stand in. */
static void
add_all(Folder *folder, const FlywayConfig *config, const FlywayFile *files, int n)
{
	int			baseline = -1;

	for (int i = 0; i < n; i++)
	{
		if (files[i].kind == FLYWAY_BASELINE)
			baseline = i;
	}
	for (int i = 0; i < n; i++)
	{
		const FlywayFile *undo = i + 1 < n && files[i + 1].kind == FLYWAY_UNDO ? &files[i + 1] : NULL;

		CHECK_FOR_INTERRUPTS();
		check_same_version(folder, files, i);
		if (i == baseline)
			add_baseline(folder, config, &files[i]);
		else if (files[i].kind == FLYWAY_BASELINE && (folder->nrevisions > 0 || has_version_before(files, i)))
			files[i].source->used = true;
		else if (files[i].kind != FLYWAY_UNDO)
			add_revision(folder, config, &files[i], undo);
	}
}

/* What V1__x.sql.conf says of V1__x.sql. */
static void
read_script_configs(FolderFile *files, int nfiles, FlywayFile *migrations, int n)
{
	for (int i = 0; i < nfiles; i++)
	{
		Span		name = {files[i].name, strlen(files[i].name)};

		if (!span_take_end(&name, ".conf"))
			continue;
		for (int j = 0; j < n; j++)
		{
			if (strlen(migrations[j].source->name) == name.length && strncmp(migrations[j].source->name, name.text, name.length) == 0)
				flyway_read_script_config(&migrations[j], files[i].content);
		}
	}
}

static void
read_flyway(Folder *folder, FolderFile *files, int nfiles)
{
	FlywayFile *migrations = palloc_extended((nfiles + 1) * sizeof(FlywayFile), MCXT_ALLOC_HUGE);
	FlywayConfig config;
	int			n = 0;

	flyway_read_config(&config, files, nfiles);
	for (int i = 0; i < nfiles; i++)
	{
		if (take(&files[i], &config, &migrations[n]))
			n++;
	}
	if (n > 1)
		qsort(migrations, n, sizeof(FlywayFile), compare_files);
	read_script_configs(files, nfiles, migrations, n);
	add_all(folder, &config, migrations, n);
	pfree(migrations);
}

/* ---- writing ---- */

static bool
text_is_version(const char *text)
{
	return is_version((Span) {text, strlen(text)});
}

static bool
is_repeatable(const WrittenRevision *revision)
{
	return strncmp(revision->revision_id, "R__", 3) == 0 && revision->downgrade.text == NULL;
}

/* A script, and beside it what its own configuration must say. */
static void
write_script(WrittenFolder *folder, const WrittenRevision *revision, const char *name, const char *script)
{
	bool		placeholders = strstr(script, "${") != NULL;

	written_add_file(folder, revision, psprintf("%s.sql", name), psprintf("%s\n", script));
	if (placeholders || !revision->transactional)
		written_add_file(folder, revision, psprintf("%s.sql.conf", name),
						 psprintf("%s%s", revision->transactional ? "" : "executeInTransaction=false\n",
								  placeholders ? "placeholderReplacement=false\n" : ""));
}

static void
write_flyway(WrittenFolder *folder, const WrittenRevision *revision)
{
	if (revision->version == NULL)
	{
		write_script(folder, revision, revision->revision_id, revision->upgrade.text);
		return;
	}
	write_script(folder, revision, psprintf("V%s__%s", revision->version, revision->slug), revision->upgrade.text);
	if (revision->downgrade.text != NULL)
		write_script(folder, revision, psprintf("U%s__%s", revision->version, revision->slug), revision->downgrade.text);
}

static const FileWriter writer = {
	.copies = true, .repeatables = true, .is_version = text_is_version, .comes_last = is_repeatable, .write = write_flyway
};

const FileFormat format_flyway = {.name = "flyway", .recognize = recognize_flyway, .read = read_flyway, .writer = &writer};
