/*
 * text.c
 *	  What a user gives for a revision, checked: ids, labels, messages, scripts.
 */
#include "postgres.h"

#include "command/internal.h"

static bool
is_reserved(const char *word)
{
	return strcmp(word, "head") == 0 || strcmp(word, "heads") == 0 || strcmp(word, "base") == 0 || strcmp(word, "current") == 0;
}

/* A new revision's id: of the form that targets can be told from, and free. */
void
command_check_id(const char *revision_id)
{
	size_t		length = strlen(revision_id);

	if (length < 1 || length > 64 ||
		strspn(revision_id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") != length)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is no revision id", revision_id),
				errhint("A revision id has 1 to 64 letters, digits, \"_\", \".\" and \"-\"."));
	if (is_reserved(revision_id))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" cannot be a revision id: it is a word of targets", revision_id));
	if (store_has_revision(revision_id))
		ereport(ERROR,
				errcode(ERRCODE_DUPLICATE_OBJECT),
				errmsg("revision \"%s\" already exists", revision_id),
				errhint("Use migrate.edit('%s', ...) to change it, or choose another id.", revision_id));
	if (store_has_label(revision_id))
		ereport(ERROR,
				errcode(ERRCODE_DUPLICATE_OBJECT),
				errmsg("\"%s\" is a label already and cannot be a revision id", revision_id),
				errhint("Choose another id."));
}

void
command_check_label(const char *label)
{
	if (label[0] == '\0' || label[0] == '-' || label[0] == '+' || strpbrk(label, "@:+,\r\n\t ") != NULL || is_reserved(label))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" cannot be a label", label),
				errhint("A label has no spaces, \"@\", \":\", \"+\" or \",\", does not begin with \"-\" and is no word of targets (head, heads, base, current)."));
	if (store_has_revision(label))
		ereport(ERROR,
				errcode(ERRCODE_DUPLICATE_OBJECT),
				errmsg("label \"%s\" is the id of a revision", label),
				errhint("Choose another label."));
}

void
command_check_message(const char *message)
{
	if (strspn(message, " \t\r\n") == strlen(message))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the message is empty"),
				errhint("Say in a few words what the revision changes."));
}

/* A file's section ends with its last line that is not blank.  So does a script, or its file would differ from it. */
char *
command_trim_script(char *script)
{
	size_t		end = 0;

	if (script == NULL)
		return NULL;
	for (char *line = script; *line != '\0'; line += *line == '\n')
	{
		size_t		length = strcspn(line, "\n");

		if (strspn(line, " \t\r\v\f") < length)
			end = line + length - script;
		line += length;
	}
	script[end] = '\0';
	return script;
}

/* A line that looks like a section mark would end the script when it is written to a file. */
void
command_check_script(const char *what, const char *script)
{
	int			line = script == NULL ? 0 : file_find_mark(script);

	if (line > 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("line %d of the %s script looks like a section mark of a migration file", line, what),
				errhint("Change the line: \"-- migrate:...\" separates the sections of a file."));
}

void
command_refuse_applied(const Revision *revision, const char *what)
{
	if (revision->applied)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("revision \"%s\" (%s) is applied and cannot be %s", revision->revision_id, revision->message, what),
				errhint("Take it back with migrate.downgrade(), write a new revision, or use migrate.repair('%s', '<reason>') when its file was mended.",
						revision->revision_id));
}

/*
 * May a script do what takes this word to say, in whatever case: "set" to change settings that its step would restore,
 * "temp" to make what is dropped with it?  The word alone decides: too often does no harm.
 */
bool
command_mentions(const char *script, const char *word)
{
	size_t		length = strlen(word);

	for (; *script != '\0'; script++)
		if (pg_strncasecmp(script, word, length) == 0)
			return true;
	return false;
}
