/*
 * unqualify.c
 *	  SQL text whose names lie in a schema -> the same for any schema that stands first in search_path.
 *
 * By tokens: a name followed by a dot, where no dot stands before it, and the texts of constants that are references
 * ('x.seq'::regclass).  A table's alias of the schema's name would be taken for it; who calls tries what comes of it.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "parse/internal.h"

typedef struct Piece
{
	size_t		start;
	size_t		end;
	bool		is_schema;		/* the name that is looked for */
	char	   *constant;		/* of a string; else NULL */
} Piece;

typedef struct Pieces
{
	const char *text;
	int			n;
	Piece	   *items;
} Pieces;

/* A schema may have a keyword's name, without quotes where that is not reserved. */
static bool
is_name(const char *text, const Token *token, const char *schema)
{
	if (token->code == IDENT)
		return strcmp(token->value.str, schema) == 0;
	return token->code > PARAM && token->end - token->start == strlen(schema) && strncmp(text + token->start, schema, strlen(schema)) == 0;
}

static void
read_pieces(Pieces *pieces, const char *schema)
{
	TokenReader *reader = parse_open_tokens(pieces->text);
	int			space = 64;
	Token	   *token;

	pieces->n = 0;
	pieces->items = palloc(sizeof(Piece) * space);
	while ((token = parse_next_token(reader))->code != 0)
	{
		Piece	   *piece;

		if (pieces->n == space)
			pieces->items = repalloc(pieces->items, sizeof(Piece) * (space *= 2));
		piece = &pieces->items[pieces->n++];
		*piece = (Piece) {.start = token->start, .end = token->end};
		piece->is_schema = is_name(pieces->text, token, schema);
		piece->constant = token->code == SCONST ? pstrdup(token->value.str) : NULL;
	}
	parse_close_tokens(reader);
}

static bool
says(const Pieces *pieces, int i, const char *text)
{
	return i >= 0 && i < pieces->n && pieces->items[i].end - pieces->items[i].start == strlen(text) &&
		strncmp(pieces->text + pieces->items[i].start, text, strlen(text)) == 0;
}

/* Is it a constant that is cast to one of the types of references? */
static bool
is_reference(const Pieces *pieces, int i)
{
	return pieces->items[i].constant != NULL && says(pieces, i + 1, "::") && i + 2 < pieces->n &&
		strncmp(pieces->text + pieces->items[i + 2].start, "reg", 3) == 0;
}

/*
 * The text without the schema's name before the names of what lies in it, palloc'd.  *mentions: it is named by itself too, so that
 * the text is of that schema alone.  Errors: the scanner's.
 */
char *
parse_unqualify(const char *text, const char *schema, bool *mentions)
{
	Pieces		pieces = {.text = text};
	char	   *prefix = psprintf("%s.", quote_identifier(schema));
	size_t		done = 0;
	StringInfoData out;

	*mentions = false;
	read_pieces(&pieces, schema);
	initStringInfo(&out);
	for (int i = 0; i < pieces.n; i++)
	{
		const Piece *piece = &pieces.items[i];

		if (piece->is_schema && says(&pieces, i + 1, ".") && !says(&pieces, i - 1, "."))
		{
			appendBinaryStringInfo(&out, text + done, piece->start - done);
			done = pieces.items[++i].end;
		}
		else if ((piece->is_schema && !says(&pieces, i - 1, ".")) || (piece->constant != NULL && strcmp(piece->constant, schema) == 0))
			*mentions = true;
		else if (is_reference(&pieces, i) && strncmp(piece->constant, prefix, strlen(prefix)) == 0)
		{
			appendBinaryStringInfo(&out, text + done, piece->start - done);
			appendStringInfoString(&out, quote_literal_cstr(piece->constant + strlen(prefix)));
			done = piece->end;
		}
	}
	appendStringInfoString(&out, text + done);
	return out.data;
}
