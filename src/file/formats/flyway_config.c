/*
 * flyway_config.c
 *	  What flyway.conf, flyway.toml and the configurations of single scripts say that matters to a history.
 *
 * A key of a TOML file's section [flyway.placeholders] is the same as flyway.placeholders.NAME; one of an environment
 * counts too, the last one wins.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "file/file.h"
#include "file/formats/flyway.h"

/* Where the values of keys go. */
static void
set_value(FlywayConfig *config, const char *key, Span value)
{
	const struct
	{
		const char *key;
		const char **place;
	}			texts[] =
	{
		{"sqlMigrationPrefix", &config->prefixes[FLYWAY_VERSIONED]},
		{"undoSqlMigrationPrefix", &config->prefixes[FLYWAY_UNDO]},
		{"baselineMigrationPrefix", &config->prefixes[FLYWAY_BASELINE]},
		{"repeatableSqlMigrationPrefix", &config->prefixes[FLYWAY_REPEATABLE]},
		{"sqlMigrationSeparator", &config->separator},
		{"placeholderPrefix", &config->placeholder_begin},
		{"placeholderSuffix", &config->placeholder_end},
	};

	for (int i = 0; i < lengthof(texts); i++)
	{
		if (pg_strcasecmp(key, texts[i].key) == 0 && value.length > 0)
			*texts[i].place = span_copy(value);
	}
}

static void
read_file(FlywayConfig *config, const char *content)
{
	ConfigReader reader;

	config_open(&reader, content);
	while (config_next(&reader))
	{
		char	   *key = config_full_key(&reader);
		char	   *ours = strstr(key, "flyway.");
		Span		rest;

		if (ours == NULL)
			continue;
		ours += strlen("flyway.");
		rest = (Span) {ours, strlen(ours)};
		if (span_take(&rest, "placeholders."))
		{
			text_list_append(&config->names, span_copy(rest));
			text_list_append(&config->values, span_copy(reader.value));
		}
		else if (pg_strcasecmp(ours, "placeholderReplacement") == 0)
			config->fill = !config_says_false(&reader);
		else
			set_value(config, ours, reader.value);
	}
}

/* Flyway's defaults, and what the files of the folder say. */
void
flyway_read_config(FlywayConfig *config, const FolderFile *files, int nfiles)
{
	static const char *const names[] = {"flyway.conf", "flyway.toml", "flyway.user.toml"};

	*config = (FlywayConfig) {
		.prefixes = {"V", "U", "B", "R"}, .separator = "__", .placeholder_begin = "${", .placeholder_end = "}", .fill = true
	};
	for (int i = 0; i < lengthof(names); i++)
	{
		for (int j = 0; j < nfiles; j++)
		{
			if (strcmp(folder_base_name(files[j].name), names[i]) == 0)
				read_file(config, files[j].content);
		}
	}
}

/* What a script's own configuration says of it. */
void
flyway_read_script_config(FlywayFile *file, const char *content)
{
	ConfigReader reader;

	config_open(&reader, content);
	while (config_next(&reader))
	{
		if (span_equals(reader.key, "executeInTransaction") && config_says_false(&reader))
			file->transactional = 0;
		else if (span_equals(reader.key, "placeholderReplacement"))
			file->fill = !config_says_false(&reader);
	}
}

/* What a placeholder stands for; NULL: nobody has defined it.  The last definition counts. */
static const char *
value_of(const FlywayConfig *config, Span name)
{
	for (int i = config->names.length - 1; i >= 0; i--)
	{
		if (span_equals(name, config->names.items[i]))
			return config->values.items[i];
	}
	return NULL;
}

/* The text with its placeholders filled: itself, or palloc'd. */
char *
flyway_fill_placeholders(const FlywayConfig *config, char *text)
{
	size_t		begin_length = strlen(config->placeholder_begin);
	const char *from = text;
	const char *begin = text;
	StringInfoData out;

	if (!config->fill || config->names.length == 0 || strstr(text, config->placeholder_begin) == NULL)
		return text;
	initStringInfo(&out);
	while ((begin = strstr(begin, config->placeholder_begin)) != NULL)
	{
		const char *name = begin + begin_length;
		const char *end = strstr(name, config->placeholder_end);
		const char *value = end ? value_of(config, (Span) {name, end - name}) : NULL;

		if (value != NULL)
		{
			appendBinaryStringInfo(&out, from, begin - from);
			appendStringInfoString(&out, value);
			from = end + strlen(config->placeholder_end);
		}
		begin = value ? from : name;
	}
	appendStringInfoString(&out, from);
	return out.data;
}
