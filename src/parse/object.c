/*
 * object.c
 *	  What a script makes, by name, and which names it mentions: so that scripts can be put in an order in which they run.
 *
 * From the parser's trees alone, and so for what somebody may want to write again and again: views, functions, triggers,
 * policies and rules.
 */
#include "postgres.h"

#include <ctype.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/formatting.h"

#include "parse/internal.h"

static char *
quote_names(List *names)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, names)
		appendStringInfo(&text, "%s%s", text.len > 0 ? "." : "", quote_identifier(strVal(lfirst(cell))));
	return text.data;
}

static char *
quote_relation(const RangeVar *relation)
{
	if (relation->schemaname == NULL)
		return pstrdup(quote_identifier(relation->relname));
	return quote_qualified_identifier(relation->schemaname, relation->relname);
}

/* A type as a signature has it: without its length. */
static void
append_type(StringInfo text, const TypeName *type)
{
	appendStringInfoString(text, quote_names(type->names));
	if (type->pct_type)
		appendStringInfoString(text, "%TYPE");
	if (type->arrayBounds != NIL)
		appendStringInfoString(text, "[]");
}

static char *
quote_function(const CreateFunctionStmt *function)
{
	StringInfoData text;
	const char *separator = "";
	ListCell   *cell;

	initStringInfo(&text);
	appendStringInfo(&text, "%s(", quote_names(function->funcname));
	foreach(cell, function->parameters)
	{
		const FunctionParameter *parameter = lfirst_node(FunctionParameter, cell);

		if (parameter->mode == FUNC_PARAM_TABLE || (parameter->mode == FUNC_PARAM_OUT && !function->is_procedure))
			continue;
		appendStringInfo(&text, "%s%s", separator, parameter->mode == FUNC_PARAM_OUT ? "OUT " : parameter->mode == FUNC_PARAM_VARIADIC ? "VARIADIC " : "");
		append_type(&text, parameter->argType);
		separator = ", ";
	}
	appendStringInfoChar(&text, ')');
	return text.data;
}

static ScriptObject *
make_object(const char *kind, const char *name, char *reference)
{
	ScriptObject *object = palloc(sizeof(ScriptObject));

	object->kind = kind;
	object->name = pstrdup(name);
	object->reference = reference;
	return object;
}

static ScriptObject *
on_relation(const char *kind, const char *name, const RangeVar *relation)
{
	return make_object(kind, name, psprintf("%s ON %s", quote_identifier(name), quote_relation(relation)));
}

/* NULL: nothing that could be made again. */
static ScriptObject *
object_of(Node *statement)
{
	switch (nodeTag(statement))
	{
		case T_ViewStmt:
			{
				RangeVar   *view = ((ViewStmt *) statement)->view;

				return make_object("VIEW", view->relname, quote_relation(view));
			}
		case T_CreateTableAsStmt:
			{
				CreateTableAsStmt *create = (CreateTableAsStmt *) statement;

				if (create->objtype != OBJECT_MATVIEW)
					return NULL;
				return make_object("MATERIALIZED VIEW", create->into->rel->relname, quote_relation(create->into->rel));
			}
		case T_CreateFunctionStmt:
			{
				CreateFunctionStmt *create = (CreateFunctionStmt *) statement;

				return make_object(create->is_procedure ? "PROCEDURE" : "FUNCTION", strVal(llast(create->funcname)), quote_function(create));
			}
		case T_CreateTrigStmt:
			return on_relation("TRIGGER", ((CreateTrigStmt *) statement)->trigname, ((CreateTrigStmt *) statement)->relation);
		case T_CreatePolicyStmt:
			return on_relation("POLICY", ((CreatePolicyStmt *) statement)->policy_name, ((CreatePolicyStmt *) statement)->table);
		case T_RuleStmt:
			return on_relation("RULE", ((RuleStmt *) statement)->rulename, ((RuleStmt *) statement)->relation);
		default:
			return NULL;
	}
}

/* The parts of a name, whatever the tree has it in. */
static List *
name_parts(List *parts, Node *name)
{
	ListCell   *cell;

	switch (nodeTag(name))
	{
		case T_String:
			return lappend(parts, strVal(name));
		case T_RangeVar:
			return lappend(parts, ((RangeVar *) name)->relname);
		case T_ObjectWithArgs:
			return name_parts(parts, (Node *) ((ObjectWithArgs *) name)->objname);
		case T_TypeName:
			return name_parts(parts, (Node *) ((TypeName *) name)->names);
		case T_List:
			foreach(cell, (List *) name)
				parts = name_parts(parts, lfirst(cell));
			return parts;
		default:
			return parts;
	}
}

/* What a statement says of an object that need not be its script's. */
static void
read_remarks(Node *statement, ScriptNames *names)
{
	GrantStmt  *grant = (GrantStmt *) statement;

	if (IsA(statement, GrantStmt) && grant->targtype == ACL_TARGET_ALL_IN_SCHEMA)
		names->remarks_in = name_parts(names->remarks_in, (Node *) grant->objects);
	else if (IsA(statement, GrantStmt) && grant->targtype == ACL_TARGET_OBJECT)
		names->remarks = name_parts(names->remarks, (Node *) grant->objects);
	else if (IsA(statement, CommentStmt))
		names->remarks = name_parts(names->remarks, ((CommentStmt *) statement)->object);
	else if (IsA(statement, SecLabelStmt))
		names->remarks = name_parts(names->remarks, ((SecLabelStmt *) statement)->object);
}

static void
read_objects(const char *script, ScriptNames *names)
{
	ParsedScript *parsed = parse_script(script, NULL);

	for (int i = 0; i < parsed->nstatements; i++)
	{
		Node	   *statement;
		ScriptObject *object;
		char	   *text;

		if (parsed->statements[i].kind != STATEMENT_SQL)
			continue;
		statement = parse_statement(script, &parsed->statements[i], &text)->stmt;
		object = object_of(statement);
		if (object != NULL)
			names->makes = lappend(names->makes, object);
		read_remarks(statement, names);
	}
}

/* What looks like a name in the text of a string: a function's body may be in any language. */
static List *
words_of_string(List *words, const char *text)
{
	while (*text != '\0')
	{
		size_t		length = strcspn(text, " \t\r\n.,;:()[]{}<>=+-*/%|&!?@#~^'\"`\\$");

		if (length > 0 && length < NAMEDATALEN)
			words = lappend(words, asc_tolower(text, length));
		text += length;
		text += *text != '\0';
	}
	return words;
}

/* A name, which may be spelled like a keyword; NULL: neither. */
static char *
word_of(const TokenReader *reader)
{
	const Token *token = &reader->token;
	const char *text = reader->extra.scanbuf + token->start;

	if (token->code == IDENT || token->code == UIDENT)
		return pstrdup(token->value.str);
	if (parse_token_has_string(token) || !isalpha((unsigned char) *text))
		return NULL;
	return asc_tolower(text, token->end - token->start);
}

static void
read_words(const char *script, ScriptNames *names)
{
	TokenReader *reader = parse_open_tokens(script);
	char	   *word;

	while (parse_next_token(reader)->code != 0)
	{
		if (reader->token.code == SCONST)
			names->mentions = words_of_string(names->mentions, reader->token.value.str);
		else if ((word = word_of(reader)) != NULL)
			names->words = lappend(names->words, word);
	}
	parse_close_tokens(reader);
}

/*
 * The names in a script, in the current context.  Where it cannot be read they are those before that place: who runs it gets
 * the error, who only looks need not see its text.
 */
void
parse_names(const char *script, ScriptNames *names)
{
	MemoryContext context = CurrentMemoryContext;
	int			nest_level = parse_begin_settings();

	memset(names, 0, sizeof(*names));
	PG_TRY();
	{
		read_words(script, names);
		read_objects(script, names);
	}
	PG_CATCH();
	{
		parse_forget_reading_error(context);
	}
	PG_END_TRY();
	parse_end_settings(nest_level);
}
