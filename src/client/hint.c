/*
 * hint.c
 *	  The server's hints in the words of this program.
 *
 * The server hints at what to type in SQL: migrate.repair('ID', '<reason>').  Who sits at a terminal types "pg_migrate
 * repair ID -m '<reason>'".  Calls of functions that are commands here are written anew, everything else stays.
 */
#include "postgres_fe.h"

#include "lib/stringinfo.h"

#include "client/client.h"

#define MAX_ARGUMENTS 8

typedef struct Call
{
	const Command *command;
	int			narguments;
	char	   *arguments[MAX_ARGUMENTS];	/* without quotes */
	const char *end;			/* behind the closing parenthesis */
} Call;

/* Reads one argument up to a comma or parenthesis outside of quotes; returns what follows it, NULL at a text's end. */
static const char *
read_argument(const char *p, Call *call)
{
	StringInfoData text;
	bool		quoted = false;

	initStringInfo(&text);
	for (p += strspn(p, " "); *p != '\0' && (quoted || (*p != ',' && *p != ')')); p++)
	{
		if (*p == '\'')
			quoted = !quoted;
		else
			appendStringInfoChar(&text, *p);
	}
	if (*p == '\0')
		return NULL;
	if (text.len > 0 && call->narguments < MAX_ARGUMENTS)
		call->arguments[call->narguments++] = text.data;
	return p;
}

/* Reads a call of what is a command here, at "migrate."; false: it is something else. */
static bool
read_call(const char *p, Call *call)
{
	size_t		length;

	p += strlen("migrate.");
	length = strspn(p, "abcdefghijklmnopqrstuvwxyz_");
	memset(call, 0, sizeof(*call));
	call->command = command_named(pnstrdup(p, length));
	if (call->command == NULL || p[length] != '(')
		return false;
	p += length;
	while (p && *p != ')')
		p = read_argument(p + 1, call);
	call->end = p ? p + 1 : NULL;
	return p != NULL;
}

/* "{a,b}" are two arguments here. */
static void
append_argument(StringInfo out, const char *text)
{
	appendStringInfoChar(out, ' ');
	for (; *text != '\0'; text++)
	{
		if (*text == ',')
			appendStringInfoChar(out, ' ');
		else if (*text != '{' && *text != '}')
			appendStringInfoChar(out, *text);
	}
}

static void
append_call(StringInfo out, const Call *call)
{
	const char *name = call->command->name;

	appendStringInfo(out, "\"pg_migrate %s", name);
	for (int i = 0; i < call->narguments; i++)
	{
		const char *text = call->arguments[i];

		if (strncmp(text, "on_interrupted => ", 18) == 0)
			appendStringInfo(out, " --on-interrupted %s", text + 18);
		if (strcmp(text, "...") == 0 || strstr(text, "=>") != NULL)
			continue;
		if (strcmp(name, "repair") == 0 && i == 1)
			appendStringInfo(out, " -m '%s'", text);
		else if (strcmp(name, "repair") != 0 || i == 0)
			append_argument(out, strcmp(name, "downgrade") == 0 && isdigit((unsigned char) text[0]) && strlen(text) < 4 ?
							psprintf("-%s", text) : text);
	}
	appendStringInfoChar(out, '"');
}

/* What is no call, and is said otherwise here. */
static const struct
{
	const char *sql;
	const char *here;
}			phrases[] =
{
	{"SET migrate.concurrent_ddl = plain", "\"--set migrate.concurrent_ddl=plain\""},
	{"say with parents what", "name with --parent what"},
	{"SELECT upgrade, downgrade FROM ", ""},
};

/* What follows a phrase at the beginning of the hint, once it is said; NULL: there is none. */
static const char *
append_phrase(StringInfo out, const char *hint)
{
	for (int i = 0; i < lengthof(phrases); i++)
	{
		size_t		length = strlen(phrases[i].sql);

		if (strncmp(hint, phrases[i].sql, length) != 0)
			continue;
		appendStringInfoString(out, phrases[i].here);
		return hint + length;
	}
	return NULL;
}

/* The hint for somebody who uses this program. */
char *
hint_for_terminal(const char *hint)
{
	StringInfoData out;
	const char *rest;
	Call		call;

	initStringInfo(&out);
	while (*hint != '\0')
	{
		if (strncmp(hint, "CALL migrate.", 13) == 0)
			hint += strlen("CALL ");
		if (strncmp(hint, "migrate.", 8) == 0 && read_call(hint, &call))
		{
			append_call(&out, &call);
			hint = call.end;
		}
		else if ((rest = append_phrase(&out, hint)) != NULL)
			hint = rest;
		else
			appendStringInfoChar(&out, *hint++);
	}
	return out.data;
}
