/*
 * print.c
 *	  Print a revision as a file of our own format: what header.c reads back as the same revision.
 *
 * A message is printed as comment lines wherever they read back as that message.  Where they don't (an empty line
 * within, white space around, a line that looks like a key or a mark) it stands in quotes behind the key Message.
 */
#ifndef FRONTEND
#include "postgres.h"
#else
#include "postgres_fe.h"
#endif

#include "file/file.h"
#include "file/internal.h"

static bool
message_reads_as_prose(const char *message)
{
	for (;;)
	{
		size_t		length = strcspn(message, "\n");

		if (!header_reads_as_prose(message, length))
			return false;
		if (message[length] == '\0')
			return true;
		message += length + 1;
	}
}

static void
print_prose(StringInfo out, const char *message)
{
	appendStringInfoString(out, "-- ");
	for (; *message != '\0'; message++)
	{
		appendStringInfoChar(out, *message);
		if (*message == '\n')
			appendStringInfoString(out, "-- ");
	}
}

static void
print_quoted(StringInfo out, const char *message)
{
	appendStringInfoString(out, "-- Message: \"");
	for (; *message != '\0'; message++)
	{
		if (*message == '\n')
			appendStringInfoString(out, "\\n");
		else if (*message == '\r')
			appendStringInfoString(out, "\\r");
		else
		{
			if (*message == '"' || *message == '\\')
				appendStringInfoChar(out, '\\');
			appendStringInfoChar(out, *message);
		}
	}
	appendStringInfoChar(out, '"');
}

static void
print_message(StringInfo out, const char *message)
{
	if (message == NULL || *message == '\0')
		return;
	if (message_reads_as_prose(message))
		print_prose(out, message);
	else
		print_quoted(out, message);
	appendStringInfoString(out, "\n--\n");
}

static void
print_list(StringInfo out, const char *key, const TextList *list)
{
	for (int i = 0; i < list->length; i++)
	{
		if (i == 0)
			appendStringInfo(out, "-- %s: ", key);
		else
			appendStringInfoString(out, ", ");
		appendStringInfoString(out, list->items[i]);
	}
	if (list->length > 0)
		appendStringInfoChar(out, '\n');
}

static void
print_section(StringInfo out, const char *name, const char *options, const FileSection *section)
{
	appendStringInfo(out, "\n-- migrate:%s%s\n", name, options);
	if (section->text != NULL && section->text[0] != '\0')
	{
		appendStringInfoString(out, section->text);
		appendStringInfoChar(out, '\n');
	}
}

/*
 * Appends the file to out.  Of the sections only present and text count.  There is always an upgrade section, as no
 * file is one without it.
 */
void
file_print(StringInfo out, const MigrationFile *file)
{
	static const char *const transactional[] = {"", " transactional=false", " transactional=true"};

	print_message(out, file->message);
	if (file->revision_id != NULL)
		appendStringInfo(out, "-- Revision ID: %s\n", file->revision_id);
	if (file->parents.length > 0)
		print_list(out, "Revises", &file->parents);
	else
		appendStringInfoString(out, "-- Revises: base\n");
	if (file->create_date != NULL)
		appendStringInfo(out, "-- Create Date: %s\n", file->create_date);
	print_list(out, "Depends On", &file->depends_on);
	print_list(out, "Branch Label", &file->branch_labels);
	print_list(out, "Replaces", &file->replaces);

	print_section(out, "upgrade", psprintf("%s%s", transactional[file->transactional + 1], file->variables ? " variables=true" : ""),
				  &file->upgrade);
	if (file->downgrade.present)
		print_section(out, "downgrade", "", &file->downgrade);
	if (file->verify.present)
		print_section(out, "verify", "", &file->verify);
}
