/*
 * bodies.c
 *	  The text of functions in SQL: the server looks for what it mentions when they are made, but keeps no dependency.
 *
 * So names are looked for in the text: a function comes after the objects of those names.  Where one is mentioned that is
 * not there, or not yet, the server is told not to look, as pg_dump tells it always.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "common/keywords.h"
#include "utils/catcache.h"
#include "utils/syscache.h"

#include "schema/kinds/kinds.h"

typedef struct MentionEntry
{
	char		name[NAMEDATALEN];
	List	   *facts;
} MentionEntry;

static const char *
body_of(const Fact *fact)
{
	return attribute_number(fact->kind, "body") < 0 ? NULL : fact_value(fact, "body");
}

static HTAB *
index_names(SchemaSnapshot *snapshot)
{
	HASHCTL		control = {.keysize = NAMEDATALEN, .entrysize = sizeof(MentionEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *names = hash_create("names that bodies mention", 256, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	ListCell   *cell;

	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);
		MentionEntry *entry;
		bool		found;

		if (fact->kind->names == NAMES_OWN || fact->schema == NULL)
			continue;
		entry = hash_search(names, fact->name, HASH_ENTER, &found);
		entry->facts = lappend(found ? entry->facts : NIL, fact);
	}
	return names;
}

/* What is mentioned is whole by then: its columns are there, and of their types. */
static void
wait_for_mentioned(Ordering *ordering, Statement *statement, Fact *fact)
{
	ListCell   *cell,
			   *altered;

	foreach(cell, fact->statements)
		order_wait_softly(ordering, statement, lfirst(cell), statement->fact);
	foreach(cell, fact->parts)
	{
		Fact	   *part = lfirst(cell);

		order_wait_softly(ordering, statement, fact_creation(part), statement->fact);
		foreach(altered, part->kind == &kind_column ? part->statements : NIL)
			order_wait_softly(ordering, statement, lfirst(altered), statement->fact);
	}
}

/* "$1.name" mentions a column of a parameter's type, and no name of that. */
static void
wait_for_types(Ordering *ordering, Statement *statement)
{
	ListCell   *cell;

	foreach(cell, statement->fact->needs)
	{
		Fact	   *needed = ((FactNeed *) lfirst(cell))->fact;

		if (needed->kind->names == NAMES_RELATION)
			wait_for_mentioned(ordering, statement, needed);
	}
}

/* Functions come after what their text mentions, where that closes no circle. */
void
bodies_add_edges(Ordering *ordering)
{
	HTAB	   *names = NULL;
	ListCell   *cell,
			   *mentioned;

	foreach(cell, ordering->statements)
	{
		Statement  *statement = lfirst(cell);
		const char *body = statement->action == STATEMENT_DROP ? NULL : body_of(statement->fact);
		char		word[NAMEDATALEN];

		if (body == NULL)
			continue;
		wait_for_types(ordering, statement);
		if (names == NULL)
			names = index_names(ordering->target);
		while (read_word(&body, word))
		{
			MentionEntry *entry = hash_search(names, word, HASH_FIND, NULL);

			foreach(mentioned, entry == NULL ? NIL : entry->facts)
				if (lfirst(mentioned) != statement->fact)
					wait_for_mentioned(ordering, statement, lfirst(mentioned));
		}
	}
	if (names != NULL)
		hash_destroy(names);
}

/* ---- where that is not enough ---- */

/* words after which the name of a relation stands, or of a procedure */
static bool
precedes_name(const char *word)
{
	static const char *const words[] = {"from", "join", "into", "update", "call", "table"};

	for (int i = 0; i < lengthof(words); i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static bool
knows(HTAB *names, const char *word)
{
	static const char *const keywords[] = {"select", "only", "lateral", "unnest", "generate_series", "set", "values", "with", "pg_catalog"};

	for (int i = 0; i < lengthof(keywords); i++)
		if (strcmp(word, keywords[i]) == 0)
			return true;
	return strncmp(word, "pg_", 3) == 0 || hash_search(names, word, HASH_FIND, NULL) != NULL;
}

/* Is it, with a parenthesis behind it, a call of PostgreSQL's own functions, or no call? */
static bool
is_own_call(const char *word)
{
	CatCList   *functions;
	bool		result = ScanKeywordLookup(word, &ScanKeywords) >= 0;

	if (result)
		return true;
	functions = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(word));
	for (int i = 0; i < functions->n_members; i++)
		result |= ((Form_pg_proc) GETSTRUCT(&functions->members[i]->tuple))->pronamespace == PG_CATALOG_NAMESPACE;
	ReleaseSysCacheList(functions);
	return result;
}

/* Is something mentioned that the target has not got?  "cast(x AS varchar(40))" names types, and may ask for too much. */
static bool
mentions_unknown(HTAB *names, const char *body)
{
	char		word[NAMEDATALEN];
	bool		name_follows = false;

	while (read_word(&body, word))
	{
		if ((name_follows || (*body == '(' && !is_own_call(word))) && !knows(names, word))
			return true;
		name_follows = precedes_name(word);
	}
	return false;
}

/* A parameter whose value is looked up; it may be gone. */
static bool
sets_looked_up(const Fact *fact)
{
	const char *settings = attribute_number(fact->kind, "settings") < 0 ? NULL : fact_value(fact, "settings");

	return settings != NULL && strstr(settings, "default_text_search_config") != NULL;
}

/* Does a function come before something that its text mentions? */
static bool
gave_up_mentioned(Ordering *ordering)
{
	ListCell   *cell;

	foreach(cell, ordering->given_up)
		if (body_of(((Statement *) linitial((List *) lfirst(cell)))->fact) != NULL)
			return true;
	return false;
}

static bool
must_not_look(Ordering *ordering)
{
	HTAB	   *names = NULL;
	ListCell   *cell;
	bool		result = gave_up_mentioned(ordering);

	foreach(cell, ordering->statements)
	{
		Statement  *statement = lfirst(cell);
		const char *body = statement->action == STATEMENT_DROP ? NULL : body_of(statement->fact);

		if (result)
			break;
		if (body != NULL && names == NULL)
			names = index_names(ordering->target);
		result = (body != NULL && mentions_unknown(names, body)) ||
			(statement->action != STATEMENT_DROP && sets_looked_up(statement->fact));
	}
	if (names != NULL)
		hash_destroy(names);
	return result;
}

/* The statements, with one before them that tells the server not to look where it would not find. */
List *
bodies_guard(Ordering *ordering, List *sorted)
{
	Statement  *statement;

	if (!must_not_look(ordering))
		return sorted;
	statement = palloc0(sizeof(Statement));
	statement->action = STATEMENT_ALTER;
	statement->sql = "SET check_function_bodies = off";
	return lcons(statement, sorted);
}
