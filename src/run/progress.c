/*
 * progress.c
 *	  The observer that says what is going on: in pg_stat_activity always, by NOTICE as migrate.progress wants it.
 */
#include "postgres.h"

#include "tcop/tcopprot.h"
#include "utils/backend_status.h"
#include "utils/json.h"

#include "run/internal.h"
#include "server/parameters.h"

/* For people, and beside it for machines, if that is wanted. */
void
progress_notice(const char *message, const char *json)
{
	ErrorContextCallback *outer = error_context_stack;

	/* what is said is the message, not an error in the script */
	error_context_stack = NULL;
	if (parameter_progress == PROGRESS_JSON)
		ereport(NOTICE, errmsg("%s", message), errdetail_internal("%s", json));
	else
		ereport(NOTICE, errmsg("%s", message));
	error_context_stack = outer;
}

static void
append_step(StringInfo json, const char *event, const RunningStep *step)
{
	appendStringInfo(json, "{\"event\":\"%s\",\"direction\":\"%s\",\"revision_id\":\"%s\",\"message\":", event,
					 step_direction(step), step->revision_id);
	escape_json(json, step->message);
	appendStringInfo(json, ",\"ordinal\":%d,\"of\":%d", step->ordinal, step->nsteps);
	if (*parameter_scope == '\0')
		return;
	appendStringInfoString(json, ",\"scope\":");
	escape_json(json, parameter_scope);
}

/* " in scope "x"", where there is one. */
static const char *
place(void)
{
	return *parameter_scope == '\0' ? "" : psprintf(" in scope \"%s\"", parameter_scope);
}

static void
before_step(const RunningStep *step)
{
	char		activity[256];
	StringInfoData json;

	snprintf(activity, sizeof(activity), "migrate: %s %s (%d of %d)", step_direction(step), step->revision_id,
			 step->ordinal, step->nsteps);
	pgstat_report_activity(STATE_RUNNING, activity);
	if (parameter_progress != PROGRESS_JSON)
		return;
	initStringInfo(&json);
	append_step(&json, "start", step);
	appendStringInfoChar(&json, '}');
	progress_notice(activity, json.data);
}

static void
before_statement(const RunningStep *step, const ScriptStatement *statement)
{
	StringInfoData json;

	if (parameter_progress < PROGRESS_STATEMENTS)
		return;
	initStringInfo(&json);
	append_step(&json, "statement", step);
	appendStringInfo(&json, ",\"phase\":\"%s\",\"number\":%d,\"statements\":%d,\"line\":%d,\"command\":", step->phase,
					 statement->number, step->nstatements, statement->line);
	escape_json(&json, statement->command ? statement->command : "");
	appendStringInfoChar(&json, '}');
	progress_notice(psprintf("%s %s, statement %d of %d (line %d)", step->phase, step->revision_id, statement->number,
							 step->nstatements, statement->line), json.data);
}

static void
after_step(const RunningStep *step)
{
	StringInfoData json;

	if (parameter_progress == PROGRESS_NONE)
		return;
	initStringInfo(&json);
	append_step(&json, "step", step);
	appendStringInfo(&json, ",\"duration_ms\":%.3f}", step->duration / 1000.0);
	progress_notice(psprintf("%s %s (%s)%s: %d of %d done", step_direction(step), step->revision_id, step->message, place(), step->ordinal,
							 step->nsteps), json.data);
}

/* A step that another process has done, the ordinal-th that is told of; message: its revision's. */
void
run_tell_step(const char *direction, const char *revision_id, const char *message, int ordinal, double seconds)
{
	StringInfoData json;

	if (parameter_progress == PROGRESS_NONE)
		return;
	initStringInfo(&json);
	appendStringInfo(&json, "{\"event\":\"step\",\"direction\":\"%s\",\"revision_id\":\"%s\",\"message\":", direction, revision_id);
	escape_json(&json, message);
	appendStringInfo(&json, ",\"ordinal\":%d,\"duration_ms\":%.3f}", ordinal, seconds * 1000);
	progress_notice(psprintf("%s %s (%s) done", direction, revision_id, message), json.data);
}

static void
after_plan(void)
{
	pgstat_report_activity(STATE_RUNNING, debug_query_string);
}

const RunObserver progress_observer = {
	.before_step = before_step,
	.before_statement = before_statement,
	.after_step = after_step,
	.after_plan = after_plan
};
