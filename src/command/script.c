/*
 * script.c
 *	  migrate.script(): the plan as SQL, for psql on a server where the extension is not installed.
 *
 * The scripts stand in it as they were written, less their own BEGIN and COMMIT.  What is applied is kept in a plain
 * table, public.migrate_ledger: the script looks there first, goes on only from where its range begins, and ends at
 * once where it has been run.  One transaction holds all of it, but for statements that cannot be in one.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "server/parameters.h"
#include "utils/builtins.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_script);

typedef struct OfflineScript
{
	StringInfoData out;
	const Graph *graph;
	StepPlan   *plan;
	bool	   *applied;		/* as the range begins */
	bool	   *target;			/* as it ends */
	char	   *search_path;	/* that scripts start from */
	List	   *variables;		/* values, without which statements cannot be told apart; they are not written */
} OfflineScript;

static void
append_set(OfflineScript *script, const bool *marks)
{
	const char *comma = "";

	appendStringInfoString(&script->out, "ARRAY[");
	for (int i = 0; i < graph_size(script->graph); i++)
		if (marks[i])
		{
			appendStringInfo(&script->out, "%s%s", comma, quote_literal_cstr(graph_revision(script->graph, i)->revision_id));
			comma = ", ";
		}
	appendStringInfoString(&script->out, "]::text[]");
}

/* Which of three: where the range begins, where it ends, or elsewhere. */
static void
append_check(OfflineScript *script)
{
	char	   *project = quote_literal_cstr(parameter_project);

	appendStringInfo(&script->out,
					 "SET LOCAL client_min_messages = warning;\n"
					 "CREATE TABLE IF NOT EXISTS public.migrate_ledger (\n"
					 "    project text NOT NULL, revision_id text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),\n"
					 "    PRIMARY KEY (project, revision_id));\n"
					 "WITH applied AS (SELECT COALESCE(array_agg(revision_id ORDER BY revision_id COLLATE \"C\"), '{}') AS ids\n"
					 "        FROM public.migrate_ledger WHERE project = %s),\n"
					 "    begin AS (SELECT COALESCE(array_agg(id ORDER BY id COLLATE \"C\"), '{}') AS ids FROM unnest(", project);
	append_set(script, script->applied);
	appendStringInfoString(&script->out, ") id),\n    goal AS (SELECT COALESCE(array_agg(id ORDER BY id COLLATE \"C\"), '{}') AS ids FROM unnest(");
	append_set(script, script->target);
	appendStringInfoString(&script->out,
						   ") id)\n"
						   "SELECT applied.ids = goal.ids AS migrate_done, applied.ids <> goal.ids AND applied.ids <> begin.ids AS migrate_elsewhere,\n"
						   "    array_to_string(applied.ids, ', ') AS migrate_applied FROM applied, begin, goal \\gset\n"
						   "\\if :migrate_done\n"
						   "    \\echo 'Nothing to do: this script has been run here.'\n"
						   "    COMMIT;\n"
						   "    \\quit\n"
						   "\\endif\n"
						   "\\if :migrate_elsewhere\n"
						   "    \\echo 'Applied here:' :migrate_applied\n"
						   "    DO $migrate$ BEGIN RAISE EXCEPTION 'this database does not stand where the script begins'\n"
						   "        USING HINT = 'Nothing was changed. Make a script for the range from what is applied here.'; END $migrate$;\n"
						   "    ROLLBACK;\n"
						   "    \\quit\n"
						   "\\endif\n"
						   "RESET client_min_messages;\n");
}

static void
append_start_of_step(OfflineScript *script, const Step *step)
{
	const GraphRevision *revision = graph_revision(script->graph, step->revision);
	char	   *message = pstrdup(revision->message);

	for (char *c = message; *c != '\0'; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	appendStringInfo(&script->out, "\n-- %s %s: %s\n", direction_name(step->direction), revision->revision_id, message);
}

static void
append_search_path(OfflineScript *script)
{
	appendStringInfo(&script->out, "SET search_path = %s;\n", script->search_path);
}

/* A statement with its data lines, as it was written. */
static void
append_statement(OfflineScript *script, const char *source, const FilledScript *filled, const ScriptStatement *statement)
{
	size_t		start = statement->start;
	size_t		end = start + statement->length;
	bool		alone = (statement->traits & TRAIT_NO_TRANSACTION) != 0;

	if (statement->kind == STATEMENT_BEGIN || statement->kind == STATEMENT_COMMIT || statement->kind == STATEMENT_ROLLBACK ||
		statement->kind == STATEMENT_PSQL_PASSED_OVER)
		return;
	if (alone)
		appendStringInfoString(&script->out, "COMMIT;\n");
	if (filled != NULL)
	{
		start = parse_unfilled_offset(filled, start, false);
		end = parse_unfilled_offset(filled, end, true);
		source = filled->raw;
	}
	appendBinaryStringInfo(&script->out, source + start, end - start);
	appendStringInfoString(&script->out, ";\n");
	if (statement->kind == STATEMENT_COPY_FROM_STDIN)
	{
		start = filled ? parse_unfilled_offset(filled, statement->data_start, false) : statement->data_start;
		appendBinaryStringInfo(&script->out, source + start, statement->data_length);
		if (statement->data_length > 0 && source[start + statement->data_length - 1] != '\n')
			appendStringInfoChar(&script->out, '\n');
		appendStringInfoString(&script->out, "\\.\n");
	}
	if (alone)
		appendStringInfoString(&script->out, "BEGIN;\n");
}

static void
refuse_statement(const char *where, const ScriptStatement *statement, bool verify)
{
	if (statement->kind == STATEMENT_OTHER_TRANSACTION || statement->kind == STATEMENT_PSQL_COMMAND ||
		(statement->kind == STATEMENT_ROLLBACK && !verify))
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("%s (line %d) is refused in a script", statement->command, statement->line),
				errdetail("It stands in %s.", where));
}

/* What ends with a step of the runner ends here too. */
static void
append_end_of_source(OfflineScript *script, const char *source, uint32 traits)
{
	if (command_mentions(source, "set"))
		appendStringInfoString(&script->out, "RESET ROLE;\nRESET ALL;\n");
	if (traits & TRAIT_SESSION_STATE)
		appendStringInfoString(&script->out, "DEALLOCATE ALL;\nCLOSE ALL;\nUNLISTEN *;\n");
	if (command_mentions(source, "temp"))
		appendStringInfoString(&script->out, "DISCARD TEMP;\n");
}

/* Returns the traits of all statements.  where: "revision "x"". */
static uint32
append_source(OfflineScript *script, const char *where, const char *source, bool variables, bool verify)
{
	FilledScript *filled = NULL;
	ParsedScript *parsed;
	uint32		traits = 0;

	if (source == NULL)
		return 0;
	append_search_path(script);
	if (variables)
		filled = parse_fill(source, script->variables, NULL);
	if (filled)
		source = filled->text;
	parsed = parse_script(source, NULL);
	for (int i = 0; i < parsed->nstatements; i++)
	{
		refuse_statement(where, &parsed->statements[i], verify);
		append_statement(script, source, filled, &parsed->statements[i]);
		traits |= parsed->statements[i].traits;
	}
	append_end_of_source(script, source, traits);
	return traits;
}

static void
append_verify(OfflineScript *script, const char *where, const char *source, bool variables)
{
	if (source == NULL || parse_is_blank(source))
		return;
	appendStringInfoString(&script->out, "SAVEPOINT migrate_verify;\n");
	(void) append_source(script, where, source, variables, true);
	appendStringInfoString(&script->out, "ROLLBACK TO SAVEPOINT migrate_verify;\nRELEASE SAVEPOINT migrate_verify;\n");
}

/* A squashed revision and what it replaces are one fact. */
static void
append_ledger(OfflineScript *script, const Step *step)
{
	const GraphRevision *revision = graph_revision(script->graph, step->revision);
	char	   *project = quote_literal_cstr(parameter_project);
	char	   *id = quote_literal_cstr(revision->revision_id);

	if (step->direction == STEP_UP)
		appendStringInfo(&script->out, "INSERT INTO public.migrate_ledger (project, revision_id) VALUES (%s, %s);\n", project, id);
	else
		appendStringInfo(&script->out, "DELETE FROM public.migrate_ledger WHERE project = %s AND revision_id = %s;\n", project, id);
}

static void
append_step(OfflineScript *script, const Step *step, const StepScripts *scripts)
{
	bool		up = step->direction == STEP_UP;
	char	   *where = psprintf("revision \"%s\"", scripts->revision_id);
	uint32		traits;

	if (!up && scripts->downgrade == NULL && !parse_is_blank(scripts->upgrade))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("revision \"%s\" (%s) has no downgrade", scripts->revision_id, graph_revision(script->graph, step->revision)->message),
				errdetail("Its author gave none, so it cannot be taken back."));
	append_start_of_step(script, step);
	if (scripts->variables)
		appendStringInfoString(&script->out, "-- Its variables are psql's: give each with -v NAME=VALUE.\n");
	traits = append_source(script, where, up ? scripts->upgrade : scripts->downgrade, scripts->variables, false);
	if (up)
		append_verify(script, where, scripts->verify, scripts->variables);
	append_ledger(script, step);
	/* what could not be in a transaction is done for good, whatever becomes of the next revision */
	if (traits & TRAIT_NO_TRANSACTION)
		appendStringInfoString(&script->out, "COMMIT;\nBEGIN;\n");
}

static void
append_steps(OfflineScript *script)
{
	const char **ids = palloc(sizeof(char *) * (script->plan->nsteps + 1));
	ScriptReader *reader;

	for (int i = 0; i < script->plan->nsteps; i++)
		ids[i] = graph_revision(script->graph, script->plan->steps[i].revision)->revision_id;
	reader = script_reader_create(ids, script->plan->nsteps);
	for (int i = 0; i < script->plan->nsteps; i++)
	{
		CHECK_FOR_INTERRUPTS();
		append_step(script, &script->plan->steps[i], script_reader_next(reader));
	}
	script_reader_free(reader);
}

static char **
ids_where(const OfflineScript *script, bool in_target, int *n)
{
	char	  **ids = palloc(sizeof(char *) * (graph_size(script->graph) + 1));

	*n = 0;
	for (int i = 0; i < graph_size(script->graph); i++)
		if (script->target[i] == in_target)
			ids[(*n)++] = (char *) graph_revision(script->graph, i)->revision_id;
	return ids;
}

/* The repeatable files, as they go with where the range ends.  They are run whatever was run of them before. */
static void
append_repeatables(OfflineScript *script)
{
	int			nup,
				ndown,
				n;
	char	  **up = ids_where(script, true, &nup);
	char	  **down = ids_where(script, false, &ndown);
	Bookkeeping scope;
	StoreRepeatable *texts;
	ListCell   *cell;

	if (script->plan->nsteps == 0)
		return;
	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	texts = store_read_wanted_repeatables(&scope, up, nup, down, ndown, &n);
	bookkeeping_end(&scope);
	foreach(cell, run_order_repeatables(texts, n))
	{
		const StoreRepeatable *text = lfirst(cell);

		appendStringInfo(&script->out, "\n-- repeatable file %s\n", quote_identifier(text->name));
		(void) append_source(script, psprintf("repeatable file \"%s\"", text->name), text->content, false, false);
	}
}

/* The ledger knows projects alone. */
static void
refuse_scope(void)
{
	if (*parameter_scope != '\0')
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("an offline script is of a whole database, not of scope \"%s\"", parameter_scope),
				errhint("RESET migrate.scope, and begin the script with SET search_path to the schema that it is for."));
}

/* migrate.script(range) */
Datum
migrate_script(PG_FUNCTION_ARGS)
{
	char	   *range = argument_required(fcinfo, 0, "range");
	OfflineScript script;
	RevisionList before;

	refuse_scope();
	script.graph = command_load_graph(BOOKKEEPING_READ);
	script.plan = graph_plan_script(script.graph, range, &before);
	script.applied = palloc0(sizeof(bool) * (graph_size(script.graph) + 1));
	script.target = palloc0(sizeof(bool) * (graph_size(script.graph) + 1));
	script.search_path = run_search_path();
	script.variables = run_variables();
	graph_add_ancestors(script.graph, before, script.applied);
	graph_add_ancestors(script.graph, before, script.target);
	for (int i = 0; i < script.plan->nsteps; i++)
		script.target[script.plan->steps[i].revision] = script.plan->steps[i].direction == STEP_UP;

	initStringInfo(&script.out);
	appendStringInfo(&script.out,
					 "-- Offline migration of project %s, range %s: %d step%s.\n"
					 "-- Run it with: psql -X -v ON_ERROR_STOP=1 -f FILE\n\n"
					 "\\set ON_ERROR_STOP on\n"
					 "BEGIN;\n", quote_identifier(parameter_project), quote_identifier(range), script.plan->nsteps, script.plan->nsteps == 1 ? "" : "s");
	append_check(&script);
	append_steps(&script);
	append_repeatables(&script);
	appendStringInfoString(&script.out, "\nCOMMIT;\n");
	PG_RETURN_TEXT_P(cstring_to_text_with_len(script.out.data, script.out.len));
}
