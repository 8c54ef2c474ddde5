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

/* As the server says it, what stands before the object's name here, and its colour. */
static const struct
{
	const char *word;
	const char *sign;
	int			colour;
}			words[] =
{
	{"added", "+", COLOUR_GREEN},
	{"removed", "-", COLOUR_RED},
	{"changed", "~", COLOUR_YELLOW},
	{"renamed", "~", COLOUR_YELLOW},
};

static const char nothing_text[] = "no changes in schema detected";

static bool keeping;
static bool nothing;			/* that was said */
static TextList changes;		/* "added column public.persons.phone" */
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
		text_list_add(&changes, pstrdup(message + strlen(start)));
	else if (strcmp(message, nothing_text) == 0)
		nothing = true;
	else
		return false;
	return true;
}

static void
show_change(const char *change)
{
	for (int i = 0; i < lengthof(words); i++)
	{
		size_t		length = strlen(words[i].word);

		if (strncmp(change, words[i].word, length) == 0 && change[length] == ' ')
		{
			say("  ");
			tell_coloured(words[i].colour, "%s %s", words[i].sign, one_line(change + length + 1));
			tell("\n");
		}
	}
}

/* A line a change on stdout, the warnings on stderr.  On a terminal the caller has a sentence where nothing was found. */
void
detected_show(void)
{
	for (int i = 0; i < changes.length; i++)
		show_change(changes.items[i]);
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

/* The same for the JSON: "changes" and "warnings". */
void
detected_json(void)
{
	json_begin_array("changes");
	for (int i = 0; i < changes.length; i++)
	{
		size_t		length = strcspn(changes.items[i], " ");

		json_begin_object(NULL);
		json_text("action", pnstrdup(changes.items[i], length));
		json_text("object", changes.items[i] + length + 1);
		json_end_object();
	}
	json_end_array();
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
