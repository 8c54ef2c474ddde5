/*
 * json.c
 *	  Write the JSON of --json; read the one-line objects in which the server reports steps.
 *
 * There is one document a run of the program; it is printed at its end.  A fleet's databases print one a line (target.c).
 */
#include "postgres_fe.h"

#include "catalog/pg_type_d.h"
#include "lib/stringinfo.h"

#include "client/client.h"

static StringInfoData document;
static bool need_comma;

/* A text as a string of JSON. */
void
json_append_string(StringInfo out, const char *text)
{
	appendStringInfoChar(out, '"');
	for (const char *p = text; *p != '\0'; p++)
	{
		if (*p == '"' || *p == '\\')
			appendStringInfo(out, "\\%c", *p);
		else if (*p == '\n')
			appendStringInfoString(out, "\\n");
		else if ((unsigned char) *p < 0x20 || *p == 0x7f)
			appendStringInfo(out, "\\u%04x", (unsigned char) *p);
		else
			appendStringInfoChar(out, *p);
	}
	appendStringInfoChar(out, '"');
}

static void
append_key(const char *key)
{
	if (document.data == NULL)
		initStringInfo(&document);
	if (need_comma)
		appendStringInfoString(&document, ", ");
	need_comma = true;
	if (key == NULL)
		return;
	json_append_string(&document, key);
	appendStringInfoString(&document, ": ");
}

static void
begin(const char *key, char bracket)
{
	append_key(key);
	appendStringInfoChar(&document, bracket);
	need_comma = false;
}

static void
end(char bracket)
{
	appendStringInfoChar(&document, bracket);
	need_comma = true;
}

/* A key is NULL in arrays and for the document itself. */
void
json_begin_object(const char *key)
{
	begin(key, '{');
}

void
json_end_object(void)
{
	end('}');
}

void
json_begin_array(const char *key)
{
	begin(key, '[');
}

void
json_end_array(void)
{
	end(']');
}

void
json_text(const char *key, const char *value)
{
	append_key(key);
	if (value)
		json_append_string(&document, value);
	else
		appendStringInfoString(&document, "null");
}

/* value: what is a number in JSON as it stands, or NULL. */
void
json_number(const char *key, const char *value)
{
	append_key(key);
	appendStringInfoString(&document, value ? value : "null");
}

void
json_count(const char *key, int value)
{
	append_key(key);
	appendStringInfo(&document, "%d", value);
}

void
json_bool(const char *key, bool value)
{
	append_key(key);
	appendStringInfoString(&document, value ? "true" : "false");
}

void
json_texts(const char *key, const TextList *list)
{
	json_begin_array(key);
	for (int i = 0; i < list->length; i++)
		json_text(NULL, list->items[i]);
	json_end_array();
}

static void
column_json(const PGresult *res, int row, int column)
{
	const char *key = PQfname(res, column);
	char	   *value = PQgetisnull(res, row, column) ? NULL : PQgetvalue(res, row, column);
	TextList	list;

	if (value == NULL)
		json_text(key, NULL);
	else if (PQftype(res, column) == BOOLOID)
		json_bool(key, value[0] == 't');
	else if (PQftype(res, column) == INT4OID || PQftype(res, column) == INT8OID)
		json_number(key, value);
	else if (PQftype(res, column) == TEXTARRAYOID)
	{
		list.items = array_items(value, &list.length);
		json_texts(key, &list);
	}
	else
		json_text(key, value);
}

/* A row's columns, within an object. */
void
json_row(const PGresult *res, int row)
{
	for (int i = 0; i < PQnfields(res); i++)
		column_json(res, row, i);
}

/* Rows as an array of objects whose keys are the columns' names. */
void
json_rows(const char *key, const PGresult *res)
{
	json_begin_array(key);
	for (int row = 0; row < PQntuples(res); row++)
	{
		json_begin_object(NULL);
		json_row(res, row);
		json_end_object();
	}
	json_end_array();
}

/* The document, which is over with that. */
void
json_print(void)
{
	if (settings.json)
		puts(document.data);
	resetStringInfo(&document);
	need_comma = false;
}

static unsigned int
read_hex4(const char *p)
{
	char		digits[5] = {0};

	strncpy(digits, p, 4);
	return strtoul(digits, NULL, 16);
}

/* Appends what stands behind "\u" at p as UTF-8 (never a surrogate: the server writes those characters as they are). */
static void
append_escaped(StringInfo out, const char *p)
{
	unsigned int c = read_hex4(p);

	if (c >= 0x800)
	{
		appendStringInfoChar(out, 0xE0 | (c >> 12));
		appendStringInfoChar(out, 0x80 | ((c >> 6) & 0x3F));
		appendStringInfoChar(out, 0x80 | (c & 0x3F));
	}
	else if (c >= 0x80)
	{
		appendStringInfoChar(out, 0xC0 | (c >> 6));
		appendStringInfoChar(out, 0x80 | (c & 0x3F));
	}
	else
		appendStringInfoChar(out, c);
}

/* Reads the string whose first quote *p stands behind, and steps over its last one. */
static char *
read_string(const char **p)
{
	StringInfoData out;

	initStringInfo(&out);
	for (; **p != '\0' && **p != '"'; (*p)++)
	{
		if (**p != '\\' || (*p)[1] == '\0')
		{
			appendStringInfoChar(&out, **p);
			continue;
		}
		(*p)++;
		if (**p == 'u' && strlen(*p) > 4)
		{
			append_escaped(&out, *p + 1);
			*p += 4;
		}
		else
			appendStringInfoChar(&out, **p == 'n' ? '\n' : **p == 't' ? '\t' : **p == 'r' ? '\r' :
								 **p == 'b' ? '\b' : **p == 'f' ? '\f' : **p);
	}
	if (**p == '"')
		(*p)++;
	return out.data;
}

/* The value of a key in a flat object, numbers as they are written; NULL where there is none. */
char *
json_find(const char *object, const char *key)
{
	const char *p = object + strspn(object, " {");

	while (*p == '"')
	{
		char	   *name,
				   *value;

		p++;
		name = read_string(&p);
		p += strspn(p, " :");
		if (*p == '"')
		{
			p++;
			value = read_string(&p);
		}
		else
		{
			value = pnstrdup(p, strcspn(p, ",}"));
			p += strlen(value);
		}
		if (strcmp(name, key) == 0)
			return strcmp(value, "null") == 0 && p[-1] != '"' ? NULL : value;
		p += strspn(p, " ,");
	}
	return NULL;
}
