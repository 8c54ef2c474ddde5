/*
 * word.c
 *	  Texts, and names in the text of SQL.
 */
#include "postgres.h"

#include <ctype.h>

#include "utils/builtins.h"

#include "schema/internal.h"

/* Are both the same, or absent? */
bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* A name as SQL needs it, the same whoever asks: quote_all_identifiers does not count. */
const char *
quote_name(const char *name)
{
	bool		all = quote_all_identifiers;
	const char *quoted;

	quote_all_identifiers = false;
	quoted = quote_identifier(name);
	quote_all_identifiers = all;
	return quoted;
}

char *
quote_qualified_name(const char *schema, const char *name)
{
	return psprintf("%s.%s", quote_name(schema), quote_name(name));
}

/* Can it be in a name that is not quoted? */
bool
is_word(char c)
{
	return isalnum((unsigned char) c) || c == '_' || c == '$' || IS_HIGHBIT_SET(c);
}

/*
 * A word or a quoted name at p, unquoted into word (NAMEDATALEN bytes, cut); its length in the text, 0: there is none.
 */
size_t
read_name(const char *p, char *word)
{
	const char *start = p;
	int			length = 0;

	if (*p == '"')
	{
		for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++)
		{
			if (*p == '"')
				p++;
			if (length < NAMEDATALEN - 1)
				word[length++] = *p;
		}
		p += *p == '"';
	}
	else
		for (; is_word(*p); p++)
			if (length < NAMEDATALEN - 1)
				word[length++] = *p;
	word[length] = '\0';
	return p - start;
}

/* The next word of a text, lower case but where it is quoted, of at most NAMEDATALEN - 1 bytes; false: no more. */
bool
read_word(const char **text, char *word)
{
	const char *p = *text;
	bool		quoted;

	while (*p != '\0' && *p != '"' && !is_word(*p))
		p++;
	quoted = *p == '"';
	p += read_name(p, word);
	for (char *c = word; !quoted && *c != '\0'; c++)
		*c = pg_ascii_tolower((unsigned char) *c);
	*text = p;
	return word[0] != '\0' || *p != '\0';
}
