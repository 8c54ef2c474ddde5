/*
 * query.c
 *	  Does the server print one query twice?
 *
 * pg_get_viewdef() of PostgreSQL 15 names columns with their table, "SELECT persons.id FROM persons"; later ones leave the
 * table away where the query is of one alone.  Both say the same.  One server never prints both ways, so two queries that
 * differ in that alone come from two servers.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "parse/internal.h"

typedef struct PrintedQuery
{
	int			n;
	int			i;				/* where the comparison is */
	Token	   *tokens;			/* their strings are copies */
} PrintedQuery;

static void
read_tokens(PrintedQuery *query, const char *text)
{
	TokenReader *reader = parse_open_tokens(text);
	int			size = 64;

	query->tokens = palloc(size * sizeof(Token));
	while (parse_next_token(reader)->code != 0)
	{
		if (query->n == size)
			query->tokens = repalloc_huge(query->tokens, (size *= 2) * sizeof(Token));
		query->tokens[query->n] = reader->token;
		if (parse_token_has_string(&reader->token))
			query->tokens[query->n].value.str = pstrdup(reader->token.value.str);
		query->n++;
	}
	parse_close_tokens(reader);
}

static bool
is_code(const PrintedQuery *query, int ahead, int code)
{
	return query->i + ahead < query->n && query->tokens[query->i + ahead].code == code;
}

/* Does a column stand here with its table's name?  What is called is a function of a schema. */
static bool
is_qualified(const PrintedQuery *query)
{
	return query->i + 2 < query->n && is_code(query, 1, '.') && !is_code(query, 3, '(');
}

/*
 * Pass over the table of the column that stands here, if the other has that column without it.  It is the same table each
 * time; *table is NULL before the first.
 */
static void
pass_over_table(PrintedQuery *query, const PrintedQuery *other, const Token **table)
{
	const Token *name = &query->tokens[query->i];

	if (!is_qualified(query) || is_code(other, 1, '.') || !parse_same_token(&query->tokens[query->i + 2], &other->tokens[other->i]))
		return;
	if (*table == NULL)
		*table = name;
	if (parse_same_token(*table, name))
		query->i += 2;
}

static bool
is_same(PrintedQuery *a, PrintedQuery *b)
{
	const Token *table = NULL;

	for (; a->i < a->n && b->i < b->n; a->i++, b->i++)
	{
		pass_over_table(a, b, &table);
		pass_over_table(b, a, &table);
		if (!parse_same_token(&a->tokens[a->i], &b->tokens[b->i]))
			return false;
	}
	return a->i == a->n && b->i == b->n;
}

/* Are two queries, as servers print them, one?  Texts that cannot be read are not. */
bool
parse_same_query(const char *a, const char *b)
{
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext context = AllocSetContextCreate(caller, "migrate comparison", ALLOCSET_DEFAULT_SIZES);
	PrintedQuery queries[2] = {0};
	int			nest_level = parse_begin_settings();
	volatile bool same = false;

	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		read_tokens(&queries[0], a);
		read_tokens(&queries[1], b);
		same = is_same(&queries[0], &queries[1]);
	}
	PG_CATCH();
	{
		parse_forget_reading_error(context);
	}
	PG_END_TRY();
	parse_end_settings(nest_level);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return same;
}
