/*
 * detected.c
 *	  What the server says that it has found while it compares two schemas.
 *
 * migrate.migrate() tells it in notices, in the words of Flask-Migrate: "Detected added column public.persons.phone".  They
 * are kept until it is known what came of them, the warnings beside them too: what is lost, what could not be proved.
 */
#include "postgres_fe.h"

#include "client/client.h"

typedef struct Warning
{
	char	   *message;
	char	   *detail;			/* or NULL */
	char	   *hint;			/* or NULL */
} Warning;

/* What happens to an object, in the words of migrate.diff() and those of the notices. */
static const struct
{
	const char *action;
	const char *past;
	const char *sign;
	int			colour;
}			actions[] =
{
	{"create", "added", "+", COLOUR_GREEN},
	{"drop", "removed", "-", COLOUR_RED},
	{"alter", "changed", "~", COLOUR_YELLOW},
	{"rename", "renamed", "~", COLOUR_YELLOW},
};

static const char nothing_text[] = "no changes in schema detected";

typedef struct Change
{
	char	   *action;			/* "added" */
	char	   *object;			/* "column public.persons.phone" */
} Change;

static bool keeping;
static bool nothing;			/* that was said */
static Change *changes;
static int	nchanges;
static Warning *warnings;
static int	nwarnings;

static char *
copy_field(const PGresult *notice, int code)
{
	const char *value = PQresultErrorField(notice, code);

	return value ? pstrdup(value) : NULL;
}

static void
keep_warning(const PGresult *notice)
{
	warnings = pg_realloc(warnings, (nwarnings + 1) * sizeof(Warning));
	warnings[nwarnings++] = (Warning) {
		.message = copy_field(notice, PG_DIAG_MESSAGE_PRIMARY),
		.detail = copy_field(notice, PG_DIAG_MESSAGE_DETAIL),
		.hint = copy_field(notice, PG_DIAG_MESSAGE_HINT),
	};
}

/* text: "added column public.persons.phone" */
static void
keep_change(const char *text)
{
	size_t		length = strcspn(text, " ");

	if ((nchanges & (nchanges - 1)) == 0)
		changes = pg_realloc(changes, Max(nchanges * 2, 1) * sizeof(Change));
	changes[nchanges].action = pnstrdup(text, length);
	changes[nchanges++].object = pstrdup(text + length + strspn(text + length, " "));
}

/* From now on notices are kept. */
void
detected_begin(void)
{
	keeping = true;
}

/* Keeps a notice that is about the comparison.  False: it is another one, or they are not kept. */
bool
detected_read_notice(const PGresult *notice)
{
	static const char start[] = "Detected ";
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);

	if (!keeping || severity == NULL || message == NULL)
		return false;
	if (strcmp(severity, "WARNING") == 0)
		keep_warning(notice);
	else if (strncmp(message, start, strlen(start)) == 0)
		keep_change(message + strlen(start));
	else if (strcmp(message, nothing_text) == 0)
		nothing = true;
	else
		return false;
	return true;
}

/* Shows a change of an object ("column public.persons.phone"), in a line. */
void
change_show(const char *action, const char *object)
{
	for (int i = 0; i < lengthof(actions); i++)
	{
		if (strcmp(action, actions[i].action) != 0 && strcmp(action, actions[i].past) != 0)
			continue;
		say("  ");
		tell_coloured(actions[i].colour, "%s %s", actions[i].sign, one_line(object));
		tell("\n");
	}
}

/* A line a change on stdout, the warnings on stderr.  On a terminal the caller has a sentence where nothing was found. */
void
detected_show(void)
{
	for (int i = 0; i < nchanges; i++)
		change_show(changes[i].action, changes[i].object);
	fflush(stdout);
	for (int i = 0; i < nwarnings; i++)
		notice_show("WARNING", one_line(warnings[i].message), warnings[i].detail, warnings[i].hint);
	if (nothing && !output_is_terminal())
		notice_show("NOTICE", nothing_text, NULL, NULL);
}

/* Has a warning been kept with this in its message? */
bool
detected_has_warning(const char *part)
{
	for (int i = 0; i < nwarnings; i++)
	{
		if (strstr(warnings[i].message, part))
			return true;
	}
	return false;
}

/* What was warned of, for the JSON: "warnings". */
void
warnings_json(void)
{
	json_begin_array("warnings");
	for (int i = 0; i < nwarnings; i++)
	{
		json_begin_object(NULL);
		json_text("message", warnings[i].message);
		json_text("detail", warnings[i].detail);
		json_text("hint", warnings[i].hint);
		json_end_object();
	}
	json_end_array();
}

/* The same for the JSON: "changes" and "warnings". */
void
detected_json(void)
{
	json_begin_array("changes");
	for (int i = 0; i < nchanges; i++)
	{
		json_begin_object(NULL);
		json_text("action", changes[i].action);
		json_text("object", changes[i].object);
		json_end_object();
	}
	json_end_array();
	warnings_json();
}
