/*
 * list.c
 *	  Lists of texts: as C has them, as options gather them, as the server takes and prints them.
 */
#include "postgres_fe.h"

#include "fe_utils/string_utils.h"
#include "lib/stringinfo.h"

#include "client/client.h"

bool
text_list_has(const TextList *list, const char *text)
{
	for (int i = 0; i < list->length; i++)
	{
		if (strcmp(list->items[i], text) == 0)
			return true;
	}
	return false;
}

/* Items as the text of a text[]. */
char *
array_literal(int n, const char *const *items)
{
	StringInfoData literal;

	initStringInfo(&literal);
	appendStringInfoChar(&literal, '{');
	for (int i = 0; i < n; i++)
	{
		appendStringInfoString(&literal, i > 0 ? ",\"" : "\"");
		for (const char *p = items[i]; *p != '\0';)
		{
			size_t		plain = strcspn(p, "\"\\");

			appendBinaryStringInfo(&literal, p, plain);
			p += plain;
			if (*p == '\0')
				break;
			appendStringInfoChar(&literal, '\\');
			appendStringInfoChar(&literal, *p++);
		}
		appendStringInfoChar(&literal, '"');
	}
	appendStringInfoChar(&literal, '}');
	return literal.data;
}

/* The items of a text[] as the server prints it. */
char	  **
array_items(const char *literal, int *n)
{
	char	  **items = NULL;

	*n = 0;
	if (!parsePGArray(literal, &items, n))
		fail_hint(NULL, "could not read the array \"%s\"", literal);
	return items;
}

/* Texts as the text of a text[]; NULL where there are none. */
char *
array_of_texts(TextList texts)
{
	return texts.length > 0 ? array_literal(texts.length, (const char *const *) texts.items) : NULL;
}

/* What an option gathered as the text of a text[]; NULL where it was not given. */
char *
array_of_option(const SimpleStringList *list)
{
	TextList	texts = {0};

	for (SimpleStringListCell *cell = list->head; cell; cell = cell->next)
		text_list_append(&texts, cell->val);
	return array_of_texts(texts);
}
