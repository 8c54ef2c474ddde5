/*
 * variables.c
 *	  The variables of scripts that ask for them: their values, and the script that runs.
 *
 * Values are read once a run, so that a script cannot change those of the next one.  They are never stored: the journal has
 * the revision's checksum, which is that of the text as it was written, and errors speak of that text.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "run/internal.h"
#include "server/parameters.h"

static void
error_no_object(void)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("parameter \"migrate.variables\" is no JSON object of texts"),
			errhint("It looks like {\"name\": \"value\"}."));
}

/* The parameter as JSON.  What the reader says of a text that is none would show a part of it. */
static Jsonb *
read_parameter(void)
{
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *volatile json = NULL;

	PG_TRY();
	{
		json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(parameter_variables)));
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(caller);
		FlushErrorState();
	}
	PG_END_TRY();
	if (json == NULL || !JB_ROOT_IS_OBJECT(json))
		error_no_object();
	return json;
}

static char *
value_text(const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		default:
			error_no_object();
	}
	pg_unreachable();
}

/* The values that the session gives, a list of ScriptVariable in the current memory context. */
List *
run_variables(void)
{
	List	   *variables = NIL;
	JsonbIterator *iterator;
	JsonbValue	value;
	JsonbIteratorToken token;
	ScriptVariable *variable = NULL;

	if (parameter_variables == NULL || parameter_variables[0] == '\0')
		return NIL;
	iterator = JsonbIteratorInit(&read_parameter()->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			variable = palloc0(sizeof(ScriptVariable));
			variable->name = pnstrdup(value.val.string.val, value.val.string.len);
		}
		else if (token == WJB_VALUE && value.type != jbvNull)
		{
			variable->value = value_text(&value);
			variables = lappend(variables, variable);
		}
	}
	return variables;
}

/* From now on the step is at that script, its variables filled. */
void
variables_set_script(const RunEnvironment *environment, RunningStep *step, const char *script)
{
	memset(&step->position, 0, sizeof(step->position));
	step->filled = NULL;
	step->script = script;
	if (!step->has_variables)
		return;
	step->filled = parse_fill(script, environment->variables, &step->position);
	step->script = step->filled->text;
	memset(&step->position, 0, sizeof(step->position));
}

/* The statements of a filled script, with the lines of the script as it was written.  No error shows the filled text. */
static ParsedScript *
parse_filled(RunningStep *step)
{
	MemoryContext caller = CurrentMemoryContext;
	ParsedScript *parsed = NULL;

	PG_TRY();
	{
		parsed = parse_script(step->script, &step->position);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		error->internalquery = NULL;
		error->internalpos = error->cursorpos = 0;
		ReThrowError(error);
	}
	PG_END_TRY();
	for (int i = 0; i < parsed->nstatements; i++)
		parsed->statements[i].line = parse_line_at(step->filled->raw, parse_unfilled_offset(step->filled, parsed->statements[i].start, false));
	return parsed;
}

/* The statements of the step's script. */
ParsedScript *
variables_parse(RunningStep *step)
{
	return step->filled ? parse_filled(step) : parse_script(step->script, &step->position);
}
