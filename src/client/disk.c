/*
 * disk.c
 *	  Files as a whole: read, written so that nobody ever sees half of one, edited by the user.
 */
#include "postgres_fe.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fe_utils/string_utils.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "client/client.h"

bool
path_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

/* What comes from a stream up to its end; path is what it is called. */
char *
read_stream(FILE *file, const char *path, size_t *length)
{
	StringInfoData content;
	char		buffer[65536];
	size_t		n;

	initStringInfo(&content);
	while ((n = fread(buffer, 1, sizeof(buffer), file)) > 0)
	{
		if ((size_t) content.len + n >= 0x3fffffff)
			fail_hint(NULL, "file \"%s\" is larger than 1 GB", path);
		appendBinaryStringInfo(&content, buffer, n);
	}
	if (ferror(file))
		fail_hint(NULL, "could not read file \"%s\": %m", path);
	if (length)
		*length = content.len;
	return content.data;
}

/* A file's bytes, ended by a zero; *length may be asked for, as they may hold zeros. */
char *
read_file(const char *path, size_t *length)
{
	FILE	   *file = fopen(path, PG_BINARY_R);
	char	   *content;

	if (file == NULL)
		fail_hint(NULL, "could not open file \"%s\": %m", path);
	content = read_stream(file, path, length);
	fclose(file);
	return content;
}

/* Ends the program where bytes are no UTF-8 text. */
void
check_text(const char *path, const char *content, size_t length)
{
	size_t		valid = pg_encoding_verifymbstr(PG_UTF8, content, length);
	int			line = 1;

	if (valid == length)
		return;
	for (size_t i = 0; i < valid; i++)
		line += content[i] == '\n';
	if (content[valid] == '\0')
		fail_hint(NULL, "%s:%d: a zero byte, which no SQL text can hold", path, line);
	fail_hint("Save the file as UTF-8.", "%s:%d: not UTF-8", path, line);
}

/* What people call a file that they have named: "-" is standard input. */
const char *
input_name(const char *path)
{
	return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

/* The text of a file that is no migration, or of standard input.  Standard input can be read once. */
char *
read_text(const char *path)
{
	static bool stdin_is_read = false;
	size_t		length;
	char	   *text;

	if (strcmp(path, "-") != 0)
		text = read_file(path, &length);
	else if (stdin_is_read)
		usage_error("standard input can be read once: name it once");
	else
	{
		text = read_stream(stdin, input_name(path), &length);
		stdin_is_read = true;
	}
	check_text(input_name(path), text, length);
	/* a byte order mark, which psql passes over too */
	return strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
}

/* Without the white space around it. */
char *
trim_text(char *text)
{
	char	   *end;

	text += strspn(text, " \t");
	end = text + strlen(text);
	while (end > text && strchr(" \t\r\n", end[-1]) != NULL)
		end--;
	*end = '\0';
	return text;
}

/* The next line of a text, trimmed, and *rest what follows it; NULL: there is none. */
char *
next_line(char **rest)
{
	char	   *line = *rest;

	if (line == NULL || *line == '\0')
		return NULL;
	*rest = strchr(line, '\n');
	if (*rest)
		*(*rest)++ = '\0';
	return trim_text(line);
}

/* Makes a folder and those above it; one that is there is fine. */
void
make_folder(const char *path)
{
	char	   *copy = pstrdup(path);

	if (!path_exists(path) && pg_mkdir_p(copy, 0777) != 0)
		fail_hint(NULL, "could not make folder \"%s\": %m", path);
}

static void
make_folder_of(const char *path)
{
	char	   *folder = pstrdup(path);
	char	   *slash = strrchr(folder, '/');

	if (slash == NULL)
		return;
	*slash = '\0';
	make_folder(folder);
}

/* Writes and syncs path; true when all went well. */
static bool
write_synced(const char *path, const char *content, size_t length)
{
	int			fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | PG_BINARY, 0666);
	bool		ok;

	if (fd < 0)
		return false;
	errno = 0;
	ok = write(fd, content, length) == (ssize_t) length && fsync(fd) == 0;
	if (!ok && errno == 0)
		errno = ENOSPC;
	return close(fd) == 0 && ok;
}

/*
 * Writes a file as a whole or not at all: beside its place first, then into it.  Without replace a file that is there
 * is an error.  Its folder is made where it is missing.
 */
void
write_file(const char *path, const char *content, size_t length, bool replace)
{
	const char *slash = strrchr(path, '/');
	int			folder_length = slash ? (int) (slash - path) + 1 : 0;
	char	   *aside = psprintf("%.*s.%s.%d", folder_length, path, path + folder_length, (int) getpid());
	struct stat st;
	bool		ok;

	make_folder_of(path);
	ok = write_synced(aside, content, length);
	if (ok && replace && stat(path, &st) == 0)
		ok = chmod(aside, st.st_mode & 07777) == 0;
	if (ok)
		ok = (replace ? rename(aside, path) : link(aside, path)) == 0;
	if (!ok)
	{
		int			save_errno = errno;

		unlink(aside);
		errno = save_errno;
		fail_hint(NULL, "could not write file \"%s\": %m", path);
	}
	if (!replace)
		unlink(aside);
}

/* Opens the user's editor; true when the file is another one afterwards. */
bool
edit_file(const char *path)
{
	const char *editor = getenv("PG_MIGRATE_EDITOR");
	char	   *before = read_file(path, NULL);
	PQExpBuffer line = createPQExpBuffer();
	int			rc;

	if (editor == NULL || *editor == '\0')
		editor = getenv("VISUAL");
	if (editor == NULL || *editor == '\0')
		editor = getenv("EDITOR");
	if (editor == NULL || *editor == '\0')
		editor = "vi";
	appendPQExpBuffer(line, "%s ", editor);
	appendShellString(line, path);
	fflush(NULL);
	rc = system(line->data);
	if (rc != 0)
		fail_hint("Set EDITOR to the editor that you want.", "editor \"%s\" %s", editor, wait_result_to_str(rc));
	return strcmp(before, read_file(path, NULL)) != 0;
}
