/*
 * alembic.c
 *	  The revisions of an Alembic or Flask-Migrate project, as its own Alembic prints them without a database.
 *
 * The project's Python runs alembic.py, which is compiled in: once for all revisions, since a call of Alembic takes a
 * second.  That Python is found from the command by which people there call Alembic.  The script goes along as an
 * argument and answers on standard output, so that the command may also lead into a container or a virtual environment.
 */
#include "postgres_fe.h"

#include <sys/wait.h>
#include <unistd.h>

#include "fe_utils/string_utils.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "client/client.h"

static const char script[] =
#include "alembic.inc"
;

/* A command taken apart: "poetry run flask --app shop db" */
typedef struct AlembicCommand
{
	char	   *prefix;			/* "poetry run" */
	char	   *tool;			/* "flask" */
	char	   *arguments;		/* "--app shop db" */
} AlembicCommand;

/* ---- which Python ---- */

static bool
is_executable(const char *path)
{
	return access(path, X_OK) == 0;
}

/* Where a program of PATH lies, or NULL. */
static char *
find_in_path(const char *name)
{
	const char *path = getenv("PATH");

	while (path != NULL && *path != '\0')
	{
		size_t		length = strcspn(path, ":");
		char	   *candidate = psprintf("%.*s/%s", (int) length, path, name);

		if (length > 0 && is_executable(candidate))
			return candidate;
		path += length;
		path += *path == ':';
	}
	return NULL;
}

/* The Python that runs a program which is written in it: that of its first line, or the one beside it. */
static char *
python_of_program(const char *path)
{
	char	   *line = first_line(read_file(path, NULL));
	char	   *beside = psprintf("%.*s/python3", (int) (strrchr(path, '/') - path), path);

	if (strncmp(line, "#!", 2) == 0 && strstr(line, "python") != NULL)
		return line + 2;
	return is_executable(beside) ? beside : NULL;
}

/* Without a command: that of the virtual environment, that of the project's own one, that of the tool in PATH, or any. */
static char *
default_python(const char *project, const char *tool)
{
	static const char *const environments[] = {".venv", "venv", "env"};
	const char *active = getenv("VIRTUAL_ENV");
	char	   *program;
	char	   *python;

	if (active != NULL && is_executable(python = psprintf("%s/bin/python3", active)))
		return python;
	for (int i = 0; i < lengthof(environments); i++)
	{
		if (is_executable(psprintf("%s/%s/bin/python3", project, environments[i])))
			return psprintf("%s/bin/python3", environments[i]);
	}
	program = find_in_path(tool);
	python = program ? python_of_program(program) : NULL;
	return python ? python : "python3";
}

static bool
is_tool(const char *word)
{
	const char *slash = strrchr(word, '/');
	const char *base = slash ? slash + 1 : word;

	return strcmp(base, "alembic") == 0 || strcmp(base, "flask") == 0;
}

static AlembicCommand
take_apart(const char *text)
{
	AlembicCommand parts = {0};
	const char *word = text;

	for (;;)
	{
		size_t		length;

		word += strspn(word, " ");
		length = strcspn(word, " ");
		if (length == 0)
			usage_error("--command is alembic or flask db, as people here call it, not \"%s\"", text);
		parts.tool = pnstrdup(word, length);
		if (is_tool(parts.tool))
		{
			parts.prefix = pnstrdup(text, word - text);
			parts.arguments = pstrdup(word + length);
			return parts;
		}
		word += length;
	}
}

/* The words that start the Python of a command: what stands before "-m alembic", or what runs the program "alembic". */
static char *
python_of_command(const char *project, const AlembicCommand *parts)
{
	size_t		length = strlen(parts->prefix);
	char	   *prefix = parts->prefix;
	char	   *path;
	char	   *python;

	while (length > 0 && prefix[length - 1] == ' ')
		length--;
	if (length >= 3 && strncmp(prefix + length - 3, " -m", 3) == 0)
		return pnstrdup(prefix, length - 3);
	if (length > 0)
		return psprintf("%.*s python3", (int) length, prefix);
	if (strchr(parts->tool, '/') == NULL)
		return default_python(project, parts->tool);
	path = parts->tool[0] == '/' ? parts->tool : psprintf("%s/%s", project, parts->tool);
	if (!path_exists(path))
		fail_hint(NULL, "there is no program %s", path);
	python = python_of_program(path);
	return python ? python : "python3";
}

/* ---- which project ---- */

/* Is it Flask-Migrate's?  Its env.py asks the application. */
static bool
is_flask(const char *project)
{
	char	   *path = psprintf("%s/migrations/env.py", project);

	return path_exists(path) && strstr(read_file(path, NULL), "current_app") != NULL;
}

static AlembicCommand
default_command(const char *project)
{
	if (is_flask(project))
		return take_apart("flask db");
	if (!path_exists(psprintf("%s/alembic.ini", project)))
		fail_hint("Name the folder in which alembic or flask is called; or say with --command how.",
				  "there is no project of Alembic in \"%s\": neither alembic.ini nor Flask-Migrate's migrations/env.py", project);
	return take_apart("alembic");
}

/* ---- running it ---- */

/* As a word of the shell.  appendShellString() takes no line breaks, as Windows has no way to write them. */
static void
append_word(StringInfo line, const char *word)
{
	appendStringInfoChar(line, '\'');
	for (; *word != '\0'; word++)
	{
		if (*word == '\'')
			appendStringInfoString(line, "'\\''");
		else
			appendStringInfoChar(line, *word);
	}
	appendStringInfoChar(line, '\'');
}

static char *
shell_line(const char *project, const char *command_line, const char *errors_path)
{
	AlembicCommand parts = command_line ? take_apart(command_line) : default_command(project);
	const char *slash = strrchr(parts.tool, '/');
	StringInfoData line;

	initStringInfo(&line);
	appendStringInfoString(&line, "cd ");
	append_word(&line, project);
	appendStringInfo(&line, " && %s -c ", command_line ? python_of_command(project, &parts) : default_python(project, parts.tool));
	append_word(&line, script);
	appendStringInfo(&line, " %s%s 2>", slash ? slash + 1 : parts.tool, parts.arguments);
	append_word(&line, errors_path);
	return line.data;
}

/* What Alembic said on its standard error, for who must find out why it does not work. */
static void
show_errors(const char *path)
{
	fputs(read_file(path, NULL), stderr);
	unlink(path);
}

static char *
temporary_path(void)
{
	const char *folder = getenv("TMPDIR");
	char	   *path = psprintf("%s/pg_migrate.XXXXXX", folder && *folder ? folder : "/tmp");
	int			fd = mkstemp(path);

	if (fd < 0)
		fail_hint(NULL, "could not make a temporary file \"%s\": %m", path);
	close(fd);
	return path;
}

/* The lines that alembic.py printed; the end of the program where it did not come to its end. */
static char *
run_script(const char *project, const char *command_line)
{
	char	   *errors_path = temporary_path();
	char	   *line = shell_line(project, command_line, errors_path);
	FILE	   *pipe = popen(line, "r");
	char	   *answers;
	char	   *last;
	bool		has_ended;
	int			rc;

	if (pipe == NULL)
		fail_hint(NULL, "could not start the project's Python: %m");
	answers = read_stream(pipe, "the project's Python", NULL);
	rc = pclose(pipe);
	last = strstr(answers, "{\"event\": \"error\"");
	has_ended = rc == 0 && strstr(answers, "{\"event\": \"end\"}\n") != NULL;
	if (last != NULL || !has_ended)
		show_errors(errors_path);
	else
		unlink(errors_path);
	if (last != NULL)
	{
		char	   *place = json_find(last, "place");

		fail_hint("pg_migrate asks as \"alembic upgrade --sql\" does: what env.py wants must be there, a URL of PostgreSQL too. "
				  "--command says how Alembic is called.",
				  "the project's Alembic does not print its revisions: %s%s%s%s", json_find(last, "message"), place ? " (" : "",
				  place ? place : "", place ? ")" : "");
	}
	if (!has_ended)
		fail_hint("--command says how Alembic is called: alembic, flask db, python3 -m alembic.", "the project's Python did not do its work: %s",
				  rc != 0 ? wait_result_to_str(rc) : "it ended early");
	return answers;
}

/* ---- what it printed ---- */

static TextList
ids_of(const char *event, const char *key, bool are_ids)
{
	TextList	list = {0};
	char	   *text = json_find(event, key);

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		text_list_append(&list, are_ids ? file_make_id(line, strlen(line)) : line);
	return list;
}

static char *
as_literal(const char *text)
{
	PQExpBuffer literal = createPQExpBuffer();

	appendStringLiteral(literal, text, PG_UTF8, true);
	return literal->data;
}

/* A script that is not all of what Python does: it refuses to run, and says what there is to do. */
static char *
refusing_script(const AlembicRevision *revision, const AlembicGap *gap, const char *text)
{
	return psprintf("-- Not whole: %s (%s).\n"
					"-- Write here in SQL what is done there, then take this statement away. Below it stands what could be printed.\n"
					"DO $migrate$ BEGIN RAISE EXCEPTION USING\n"
					"    MESSAGE = %s,\n"
					"    HINT = 'Write it in SQL in the file of revision %s, in place of the statement that says this.';\n"
					"END $migrate$;\n%s",
					one_line(gap->reason), gap->place,
					as_literal(psprintf("the %s of revision \"%s\" is written in Python: %s", gap->section, revision->file.revision_id, gap->place)),
					revision->file.revision_id, text);
}

static FileSection
read_section(AlembicRevision *revision, AlembicGap *gap, const char *event, const char *name)
{
	char	   *text = json_find(event, name);

	gap->section = name;
	gap->reason = json_find(event, psprintf("%s_reason", name));
	gap->place = json_find(event, psprintf("%s_place", name));
	if (text != NULL && file_find_mark(text) > 0)
	{
		gap->reason = "holds a line that looks like the mark of a section";
		text = "";
	}
	if (gap->reason != NULL && strcmp(name, "downgrade") == 0 && (text == NULL || text[strspn(text, " \n")] == '\0'))
		return (FileSection) {.present = false};
	if (gap->reason != NULL)
		text = refusing_script(revision, gap, text ? text : "");
	while (text[0] != '\0' && text[strlen(text) - 1] == '\n')
		text[strlen(text) - 1] = '\0';
	return (FileSection) {.present = true, .text = text};
}

static void
read_revision(AlembicRevision *revision, const char *event)
{
	MigrationFile *file = &revision->file;
	char	   *id = json_find(event, "revision_id");

	file->revision_id = file_make_id(id, strlen(id));
	file->message = json_find(event, "message");
	if (file->message[0] == '\0')
		file->message = file->revision_id;
	file->parents = ids_of(event, "parents", true);
	file->depends_on = ids_of(event, "depends_on", true);
	file->branch_labels = ids_of(event, "labels", false);
	file->create_date = json_find(event, "create_date");
	file->transactional = json_find(event, "transactional") ? 0 : -1;
	file->upgrade = read_section(revision, &revision->upgrade, event, "upgrade");
	file->downgrade = read_section(revision, &revision->downgrade, event, "downgrade");
	if (!file->downgrade.present)
		file->upgrade.text = psprintf("%s%s-- No downgrade: %s (%s).", file->upgrade.text, file->upgrade.text[0] ? "\n\n" : "",
									  one_line(revision->downgrade.reason), revision->downgrade.place);
}

/*
 * The revisions of a project, those with nothing before them first.  command_line: how Alembic is called there, or NULL.  Ends
 * the program where that does not work.
 */
AlembicRevision *
alembic_read(const char *project, const char *command_line, int *n)
{
	char	   *answers = run_script(project, command_line);
	AlembicRevision *revisions = NULL;
	int			size = 0;

	*n = 0;
	for (char *line = answers, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
	{
		*end = '\0';
		if (strcmp(json_find(line, "event"), "revision") != 0)
			continue;
		if (*n == size)
			revisions = pg_realloc(revisions, (size = Max(size * 2, 64)) * sizeof(AlembicRevision));
		memset(&revisions[*n], 0, sizeof(AlembicRevision));
		read_revision(&revisions[(*n)++], line);
	}
	return revisions;
}
