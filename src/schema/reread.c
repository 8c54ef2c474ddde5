/*
 * reread.c
 *	  What the server prints of an expression and would read as another one.
 *
 * "s IN ('a', 'b')" over a varchar is printed as "(s)::text = ANY ((ARRAY['a'::character varying, ...])::text[])".  Read again, the
 * cast of ARRAY[...] becomes one of each element (transformTypeCast()), and that is printed as "ARRAY[('a'::character varying)::text,
 * ...]".  It means the same, but a definition that is made of its own text would differ from itself for ever.
 */
#include "postgres.h"

#include "schema/internal.h"

#define BEGINNING "(ARRAY["

/* An array that is cast as a whole: (ARRAY[elements])::type */
typedef struct CastArray
{
	const char *elements;
	const char *end;			/* of them: the bracket */
	char	   *element_type;	/* as the first that says it has it, or NULL */
} CastArray;

/* Behind what is quoted, or behind one character. */
static const char *
skip(const char *p)
{
	const char *tag,
			   *end;
	bool		escapes = p[0] == 'E' && p[1] == '\'';
	char		quote;

	p += escapes;
	quote = *p;
	tag = p + 1;
	if (quote == '$')
	{
		while (is_word(*tag) && *tag != '$')
			tag++;
		end = *tag == '$' ? strstr(tag + 1, pnstrdup(p, tag + 1 - p)) : NULL;
		return end == NULL ? p + 1 : end + (tag + 1 - p);
	}
	if (quote != '\'' && quote != '"')
		return p + 1;
	for (end = p + 1; *end != '\0' && *end != quote; end++)
		end += escapes && end[0] == '\\' && end[1] != '\0';
	return end + (*end != '\0');
}

/* The element's type, from "x::type"; NULL: it does not say it, or more than that. */
static char *
type_of_element(const char *start, const char *end)
{
	const char *type = NULL;
	int			depth = 0;

	for (const char *p = start; p < end; p = skip(p))
	{
		depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
		if (depth == 0 && strncmp(p, "::", 2) == 0)
			type = p + 2;
		else if (depth == 0 && *p == ' ' && strncmp(p, " COLLATE ", 9) == 0)
			return NULL;
	}
	return type == NULL ? NULL : pnstrdup(type, end - type);
}

/* The end of an element: the comma, or the bracket. */
static const char *
end_of_element(const char *p)
{
	int			depth = 0;

	for (; *p != '\0'; p = skip(p))
	{
		if (depth == 0 && (*p == ',' || *p == ']'))
			return p;
		depth += (*p == '(' || *p == '[') - (*p == ')' || *p == ']');
	}
	return p;
}

/* The end of a list that stands in parentheses, given what is behind the first. */
const char *
reread_list_end(const char *p)
{
	int			depth = 0;

	for (; *p != '\0' && (depth > 0 || *p != ')'); p = skip(p))
		depth += (*p == '(') - (*p == ')');
	return p;
}

static bool
read_cast_array(const char *p, CastArray *array)
{
	const char *end;

	if (strncmp(p, BEGINNING, strlen(BEGINNING)) != 0)
		return false;
	array->elements = p + strlen(BEGINNING);
	array->element_type = NULL;
	for (p = array->elements;; p = end + 1)
	{
		end = end_of_element(p);
		if (array->element_type == NULL)
			array->element_type = type_of_element(p, end);
		if (*end != ',')
			break;
	}
	array->end = end;
	return strncmp(end, "])::", 4) == 0 && array->element_type != NULL;
}

/* A statement of which the server makes again what it printed, palloc'd where it is another: the array is cast to what it is first. */
char *
reread_same(char *sql)
{
	StringInfoData out;
	CastArray	array;
	const char *rest = sql;

	if (sql == NULL || strstr(sql, BEGINNING) == NULL)
		return sql;
	initStringInfo(&out);
	for (const char *p = sql; *p != '\0'; p = skip(p))
	{
		if (!read_cast_array(p, &array))
			continue;
		appendBinaryStringInfo(&out, rest, p - rest);
		appendStringInfo(&out, "(%.*s::%s[]", (int) (array.end + 2 - p), p, array.element_type);
		rest = array.end + 1;
	}
	appendStringInfoString(&out, rest);
	return out.data;
}

/* Where the type of a cast ends: "text[]))" */
static const char *
end_of_array_type(const char *type)
{
	const char *end = strstr(type, "[]");

	return end == NULL || strcspn(type, "'(,") < end - type ? NULL : end;
}

/* What the server would print of an expression once it has read what it prints now, palloc'd where it is another. */
static char *
read_again(char *text)
{
	StringInfoData out;
	CastArray	array;
	const char *rest = text;

	initStringInfo(&out);
	for (const char *p = text; *p != '\0'; p = skip(p))
	{
		const char *type,
				   *type_end;

		if (!read_cast_array(p, &array) || (type_end = end_of_array_type(array.end + 4)) == NULL)
			continue;
		type = array.end + 4;
		appendBinaryStringInfo(&out, rest, p - rest);
		appendStringInfoString(&out, "ARRAY[");
		for (const char *element = array.elements;; element++)
		{
			const char *end = end_of_element(element);

			appendStringInfo(&out, "(%.*s)::%.*s", (int) (end - element), element, (int) (type_end - type), type);
			if (*end != ',')
				break;
			appendStringInfoString(&out, ", ");
			element = end + (end[1] == ' ');
		}
		appendStringInfoChar(&out, ']');
		rest = type_end + 2;
		p = type_end + 1;
	}
	appendStringInfoString(&out, rest);
	return out.data;
}

/* Are two texts of the server's the same, or one what becomes of the other when it is read again (by a dump)? */
bool
reread_is_same(char *a, char *b)
{
	if (strstr(a, "ARRAY[") == NULL || strstr(b, "ARRAY[") == NULL || (strstr(a, BEGINNING) == NULL && strstr(b, BEGINNING) == NULL))
		return false;
	return strcmp(read_again(a), read_again(b)) == 0;
}
