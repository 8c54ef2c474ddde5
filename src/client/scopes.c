/*
 * scopes.c
 *	  Many schemas in one call: a line each, when it is at its end.
 *
 * Several are at work side by side, so that steps of one would stand between those of another: they are counted.
 */
#include "postgres_fe.h"

#include "client/client.h"

#define LINE_WIDTH 54

static bool begun;
static TextList ended;			/* events */

void
scopes_begin(void)
{
	begun = true;
}

bool
scopes_have_begun(void)
{
	return begun;
}

static const char *
result_of(const char *event)
{
	const char *steps = json_find(event, "steps");

	if (strcmp(json_find(event, "state"), "failed") == 0)
		return "failed";
	if (strcmp(steps, "0") == 0)
		return "nothing to do";
	return psprintf("%s step%s, %s", steps, strcmp(steps, "1") == 0 ? "" : "s", format_duration(atof(json_find(event, "duration_ms"))));
}

/* "tenant_07 ............................... 3 steps, 41 ms" */
static void
show(const char *event)
{
	const char *scope = one_line(json_find(event, "scope"));
	const char *result = result_of(event);

	tell("%s ", scope);
	for (int i = (int) strlen(scope) + 1; i < LINE_WIDTH; i++)
		tell(".");
	tell_coloured(strcmp(result, "failed") == 0 ? COLOUR_RED : COLOUR_GREEN, " %s", result);
	if (output_is_terminal())
		tell("  (%d of %s)", ended.length, json_find(event, "of"));
	tell("\n");
	fflush(stdout);
}

/* What the server says while it is at work: all but the ends of scopes is passed over. */
void
scopes_read_event(const char *event)
{
	if (strcmp(json_find(event, "event"), "scope") != 0)
		return;
	text_list_append(&ended, pstrdup(event));
	show(event);
}

/* What came of it, when nothing has failed. */
ExitCode
scopes_report(void)
{
	if (!settings.json)
		return EXIT_DONE;
	json_begin_object(NULL);
	json_begin_array("scopes");
	for (int i = 0; i < ended.length; i++)
	{
		json_begin_object(NULL);
		json_text("scope", json_find(ended.items[i], "scope"));
		json_text("state", json_find(ended.items[i], "state"));
		json_number("steps", json_find(ended.items[i], "steps"));
		json_number("duration_ms", json_find(ended.items[i], "duration_ms"));
		json_end_object();
	}
	json_end_array();
	json_end_object();
	json_print();
	return EXIT_DONE;
}
