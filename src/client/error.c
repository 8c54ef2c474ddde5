/*
 * error.c
 *	  Show an error of the server with the place in the user's file where it stands.
 *
 * The server says where in the context: a line 'revision "ID" (message), upgrade, statement 2 (line 9): ...' for what
 * failed while running, 'migration file "NAME"' for a file that it could not take.  What it could not read it says in the
 * message: 'migration file "NAME", line 9: ...'.  A line of a script counts from the
 * section's mark, so the file's header is needed to turn it into a line of the file.  Texts that are no migrations (a model,
 * a snapshot) have no name there: who sends one says which file it is.
 */
#include "postgres_fe.h"

#include "catalog/pg_type_d.h"

#include "fe_utils/cancel.h"

#include "client/client.h"

typedef struct Place
{
	char	   *revision_id;	/* NULL: not known */
	char	   *message;		/* of the revision */
	char	   *direction;		/* upgrade, downgrade, verify */
	char	   *path;			/* of the file, or NULL */
	int			line;			/* in the file; 0: not known */
	int			script_line;
	const char *content;		/* of the file, or NULL */
	bool		in_message;		/* the message begins with the place */
} Place;

static const char *text_path;	/* of what was sent last, or NULL */
static const char *text_content;
static bool text_is_all;

/*
 * Until the next call errors in a model stand in this file; path NULL: in none that the user knows.  is_all: it is a value as
 * a whole, as JSON, and other errors are about it as well.
 */
void
error_in_text(const char *path, const char *content, bool is_all)
{
	text_path = path;
	text_content = content;
	text_is_all = is_all;
}

/* The number behind the mark in a line of the context, which ends where the line does; 0: none. */
static int
number_behind(const char *mark, const char *line)
{
	const char *number = strstr(pnstrdup(line, strcspn(line, "\n")), mark);

	return number ? atoi(number + strlen(mark)) : 0;
}

static const char *
field(const PGresult *res, int code)
{
	return PQresultErrorField(res, code);
}

/* Reads 'revision "ID" (message), upgrade, statement 2 (line 9)' from a line of the context. */
static bool
read_script_place(const char *line, Place *place)
{
	static const char *const directions[] = {"upgrade", "downgrade", "verify"};
	const char *id = line + strlen("revision \"");
	size_t		length;

	if (strncmp(line, "revision \"", strlen("revision \"")) != 0)
		return false;
	length = strcspn(id, "\"\n");
	if (strncmp(id + length, "\" (", 3) != 0)
		return false;
	for (int i = 0; i < lengthof(directions); i++)
	{
		const char *message = id + length + 3;
		const char *end = strstr(message, psprintf("), %s", directions[i]));

		if (end == NULL)
			continue;
		place->revision_id = pnstrdup(id, length);
		place->message = pnstrdup(message, end - message);
		place->direction = pstrdup(directions[i]);
		place->script_line = number_behind("(line ", end);
		return true;
	}
	return false;
}

/* Reads 'migration file "NAME"' or 'migration file "NAME", line 9'. */
static bool
read_file_place(const char *line, Place *place)
{
	const char *name = line + strlen("migration file \"");
	size_t		length;
	LocalFolder *folder;

	if (strncmp(line, "migration file \"", strlen("migration file \"")) != 0 || (folder = folder_find(true)) == NULL)
		return false;
	length = strcspn(name, "\"\n");
	for (int i = 0; i < folder->nfiles; i++)
	{
		LocalFile  *file = &folder->files[i];

		if (strlen(file->name) != length || strncmp(file->name, name, length) != 0)
			continue;
		place->path = file->path;
		place->content = file->content;
		if (strncmp(name + length, "\", line ", 8) == 0)
			place->line = atoi(name + length + 8);
		return true;
	}
	return false;
}

/* Reads 'repeatable file "repeatable/views.sql", statement 2 (line 9): ...'. */
static bool
read_repeatable_place(const char *line, Place *place)
{
	const char *start = "repeatable file \"";
	const char *name = line + strlen(start);
	LocalFolder *folder;

	if (strncmp(line, start, strlen(start)) != 0 || (folder = folder_open(true)) == NULL)
		return false;
	for (int i = 0; i < folder->nrepeatables; i++)
	{
		LocalFile  *file = &folder->repeatables[i];

		if (strncmp(file->name, name, strlen(file->name)) != 0 || name[strlen(file->name)] != '"')
			continue;
		place->path = file->path;
		place->content = file->content;
		place->line = number_behind("(line ", line);
		return true;
	}
	return false;
}

/* Reads 'model, statement 2 (line 9): ...' or 'JSON data, line 9: ...'. */
static bool
read_text_place(const char *line, Place *place)
{
	bool		is_model = strncmp(line, "model, statement ", 17) == 0;
	bool		is_json = text_is_all && strncmp(line, "JSON data, line ", 16) == 0;
	int			number = is_model || is_json ? number_behind(is_model ? "(line " : "line ", line) : 0;

	if (text_path == NULL || number == 0)
		return false;
	place->path = pstrdup(text_path);
	place->content = text_content;
	place->line = number;
	return true;
}

/* Reads 'hook "NAME", statement 2 (line 9)'. */
static bool
read_hook_place(const char *line, Place *place)
{
	const char *name = line + strlen("hook \"");
	size_t		length;
	LocalFolder *folder;

	if (strncmp(line, "hook \"", strlen("hook \"")) != 0 || (folder = folder_find(true)) == NULL)
		return false;
	length = strcspn(name, "\"\n");
	place->path = hooks_file(folder, pnstrdup(name, length));
	if (place->path == NULL)
		return false;
	place->content = read_file(place->path, NULL);
	place->line = number_behind("(line ", name);
	return true;
}

/* From the line of a script to that of the file, where the folder has it. */
static void
find_in_file(Place *place)
{
	LocalFolder *folder = folder_open(true);
	const LocalFile *file = folder ? folder_file_of(folder, place->revision_id) : NULL;
	const FileSection *section;

	if (file == NULL)
		return;
	place->path = file->path;
	place->content = file->content;
	section = place->direction[0] == 'u' ? &file->header.upgrade :
		place->direction[0] == 'd' ? &file->header.downgrade : &file->header.verify;
	if (section->present && place->script_line > 0)
		place->line = section->line + place->script_line - 1;
}

static Place
find_place(const PGresult *res)
{
	Place		place = {0};
	const char *line = field(res, PG_DIAG_CONTEXT);
	const char *message = field(res, PG_DIAG_MESSAGE_PRIMARY);

	if (message && read_file_place(message, &place))
	{
		place.in_message = true;
		return place;
	}
	while (line != NULL && *line != '\0')
	{
		if (read_script_place(line, &place))
		{
			find_in_file(&place);
			break;
		}
		if (read_hook_place(line, &place) || read_file_place(line, &place) || read_repeatable_place(line, &place) || read_text_place(line, &place))
			break;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (place.path == NULL && text_is_all)
		place.path = pstrdup(text_path);
	return place;
}

/* The line of the file, and below it what is meant. */
static void
show_source(const Place *place)
{
	const char *text = place->content;
	size_t		length,
				indent;

	for (int i = 1; i < place->line; i++)
	{
		text = strchr(text, '\n');
		if (text == NULL)
			return;
		text++;
	}
	length = strcspn(text, "\r\n");
	indent = strspn(text, " \t");
	if (length > 200 || length <= indent)
		return;
	fprintf(stderr, "%5d | %.*s\n", place->line, (int) length, text);
	/* What is left of the mark is copied, so that tabs stay as wide as above. */
	fprintf(stderr, "      | %.*s%s^", (int) indent, text, colour_on(stderr, COLOUR_RED));
	for (size_t i = indent + 1; i < length; i++)
	{
		if (((unsigned char) text[i] & 0xC0) != 0x80)
			fputc('~', stderr);
	}
	fprintf(stderr, "%s\n", colour_off(stderr, COLOUR_RED));
}

/* Lines of a text, each behind the label's indentation. */
static void
show_part(const char *label, const char *text)
{
	if (text == NULL)
		return;
	fprintf(stderr, "  %s: ", label);
	for (; *text != '\0'; text++)
	{
		fputc(*text, stderr);
		if (*text == '\n' && text[1] != '\0')
			fputs("      ", stderr);
	}
	fputc('\n', stderr);
}

static void
show_head(const PGresult *res, const Place *place)
{
	const char *message = field(res, PG_DIAG_MESSAGE_PRIMARY);
	const char *colon = place->in_message ? strstr(message, ": ") : NULL;

	if (colon)
		message = colon + 2;
	if (place->path && place->line > 0)
		fprintf(stderr, "%s:%d: ", place->path, place->line);
	else if (place->path)
		fprintf(stderr, "%s: ", place->path);
	else
		fprintf(stderr, "%s: ", progname);
	fprintf(stderr, "%serror:%s %s\n", colour_on(stderr, COLOUR_RED), colour_off(stderr, COLOUR_RED),
			message ? message : PQresultErrorMessage(res));
}

/* A revision that is not written yet cannot be edited, and a hook has its file: that can be mended. */
static const char *
hint_of(const PGresult *res, const Place *place)
{
	const char *hint = field(res, PG_DIAG_MESSAGE_HINT);
	const char *setting;

	if (hint && place->path && (setting = strstr(hint, "The hook is a setting")) != NULL)
		return psprintf("%.*sMend the file and give the command again.", (int) (setting - hint), hint);
	if (hint && text_path && strncmp(hint, "Nothing was changed. Edit the revision", 38) == 0)
		return "Nothing was changed. Mend the file and give the command again.";
	return hint;
}

/* A fleet's event holds the same, without an object around it. */
static void
show_json(const PGresult *res, const Place *place)
{
	json_begin_object(NULL);
	if (target_is_one())
		json_text("event", "error");
	else
		json_begin_object("error");
	json_text("sqlstate", field(res, PG_DIAG_SQLSTATE));
	json_text("message", field(res, PG_DIAG_MESSAGE_PRIMARY));
	json_text("detail", field(res, PG_DIAG_MESSAGE_DETAIL));
	json_text("hint", hint_of(res, place));
	json_text("context", field(res, PG_DIAG_CONTEXT));
	json_text("revision_id", place->revision_id);
	json_text("file", place->path);
	json_number("line", place->line > 0 ? psprintf("%d", place->line) : NULL);
	if (!target_is_one())
		json_end_object();
	if (move_commits())
		json_count("committed", move_revisions_done());
	else
		json_count("rolled_back", move_revisions_undone());
	json_end_object();
	json_print();
}

/*
 * Is the context's only line the one that the place was read from?  In a file that has been said then; functions of the
 * user's that were called are still of interest.
 */
static bool
place_says_all(const Place *place, const char *context)
{
	static const char *const beginnings[] = {"revision \"", "hook \"", "model, statement ", "JSON data, line "};

	if (place->path == NULL || context == NULL)
		return false;
	if (strncmp(context, "migration file \"", 16) == 0)
		return true;
	for (int i = 0; i < lengthof(beginnings); i++)
	{
		if (place->line > 0 && strncmp(context, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	}
	return false;
}

/* Was it our own functions and tables, not what a script or a model uses, that the user may not call or read? */
static bool
lacks_access(const PGresult *res, const Place *place)
{
	const char *state = field(res, PG_DIAG_SQLSTATE);
	const char *raised_by = field(res, PG_DIAG_SOURCE_FUNCTION);

	return state && strcmp(state, "42501") == 0 && raised_by && strcmp(raised_by, "aclcheck_error") == 0 && place->revision_id == NULL &&
		place->script_line == 0;
}

/* Shows an error of the server on stderr, or as the document of --json. */
void
error_show(PGconn *conn, const PGresult *res)
{
	Place		place = find_place(res);
	const char *hint = hint_of(res, &place);
	const char *context = field(res, PG_DIAG_CONTEXT);

	if (move_failed_step())
		move_end_line("failed", COLOUR_RED);
	backfill_end_line();
	fflush(stdout);
	if (settings.json)
	{
		show_json(res, &place);
		return;
	}
	show_head(res, &place);
	if (place.content && place.line > 0)
		show_source(&place);
	show_part("detail", field(res, PG_DIAG_MESSAGE_DETAIL));
	if (hint)
		show_part("hint", hint_for_terminal(hint));
	else if (lacks_access(res, &place))
		show_part("hint", psprintf("Whoever owns the extension gives access: SELECT migrate.grant_access('%s', 'runner').",
								   PQuser(conn)));
	if (!place_says_all(&place, context))
		show_part("context", context);
}

static void
show_what_was_undone(void)
{
	int			n = move_revisions_undone();

	if (settings.json)
		return;
	if (backfill_is_half_way())
		backfill_show_what_stays();
	if (move_commits() && move_revisions_done() == 0)
		return;
	if (move_commits())
		fprintf(stderr, "%d revision%s committed before.\n", move_revisions_done(), move_revisions_done() == 1 ? " was" : "s were");
	else if (n > 0)
		fprintf(stderr, "Nothing was changed: %d revision%s rolled back.\n", n, n == 1 ? "" : "s");
	else if (move_has_begun())
		fprintf(stderr, "Nothing was changed.\n");
}

/* Was a step interrupted outside of a transaction, here or in one of many scopes?  Deploy goes on with it. */
bool
move_is_interrupted(PGconn *conn)
{
	const char *in_many = scopes_have_begun() ? "t" : "f";
	PGresult   *res;
	bool		interrupted;

	res = PQexecParams(conn, "SELECT FROM migrate.running WHERE state OPERATOR(pg_catalog.=) 'interrupted' "
					   "AND project OPERATOR(pg_catalog.=) migrate.project() AND ($1 OR scope OPERATOR(pg_catalog.=) migrate.scope())",
					   1, (Oid[]) {BOOLOID}, &in_many, NULL, NULL, 0);
	interrupted = PQresultStatus(res) == PGRES_TUPLES_OK && PQntuples(res) > 0;
	PQclear(res);
	return interrupted;
}

/* Has something been done that stays, so that the same command goes on from there? */
static bool
is_half_way(PGconn *conn)
{
	return move_revisions_done() > 0 || backfill_is_half_way() || move_is_interrupted(conn);
}

/* Ends the program with an error of the server; a lost connection and Ctrl-C have their own words. */
void
error_exit(PGconn *conn, const PGresult *res)
{
	const char *state = res ? field(res, PG_DIAG_SQLSTATE) : NULL;

	if (PQstatus(conn) == CONNECTION_BAD || state == NULL)
	{
		if (move_failed_step())
			move_end_line("lost", COLOUR_RED);
		backfill_end_line();
		fail_interrupted("Nothing is half done. \"pg_migrate status\" tells where the database stands.", "%s",
						 state ? field(res, PG_DIAG_MESSAGE_PRIMARY) : first_line(PQerrorMessage(conn)));
	}
	error_show(conn, res);
	show_what_was_undone();
	target_tell_end(conn);
	exit((CancelRequested && strcmp(state, "57014") == 0) || (move_commits() && is_half_way(conn)) ? EXIT_INTERRUPTED : EXIT_FAILED);
}
