/*
 * history.c
 *	  Find a tool's table and read what is applied.
 *
 * The table may be anybody's, and whoever calls may have more rights than its owner: it must be a table, with columns of
 * built-in types, so that reading it runs nothing that somebody else wrote.
 */
#include "postgres.h"

#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "file/file.h"
#include "server/bookkeeping.h"
#include "server/catalogs.h"
#include "server/locally.h"
#include "tool/internal.h"

/* A table that may be a tool's. */
typedef struct Candidate
{
	const Tool *tool;
	char	   *name;			/* with its schema, quoted */
	bool		visible;		/* its name alone finds it */
	bool		own_types;		/* some column is of a type that somebody has defined */
} Candidate;

static const char find_tables[] =
"SELECT c.oid, n.nspname::text, c.relname::text,"
" ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),"
" EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid >= $2),"
" ARRAY(SELECT o.relname::text FROM pg_class o WHERE o.relnamespace = c.relnamespace AND o.relname = 'ar_internal_metadata')"
" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
" WHERE c.relname = ANY ($1) AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname <> 'migrate' ORDER BY n.nspname, c.relname";

/* ---- which table ---- */

static bool
array_has(Datum array, const char *word)
{
	Datum	   *elements;
	int			n;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		if (strcmp(TextDatumGetCString(elements[i]), word) == 0)
			return true;
	}
	return false;
}

static bool
fits(const Tool *tool, const char *table, Datum columns, Datum beside)
{
	if (strcmp(tool->table, table) != 0 || (tool->lacks != NULL && array_has(columns, tool->lacks)) ||
		(tool->beside != NULL && !array_has(beside, tool->beside)))
		return false;
	for (int i = 0; tool->columns[i] != NULL; i++)
	{
		if (!array_has(columns, tool->columns[i]))
			return false;
	}
	return true;
}

/* Does the user mean this tool: by its name, by its table's, or any? */
static bool
is_meant(const Tool *tool, const char *name)
{
	return strcmp(name, "auto") == 0 || pg_strcasecmp(name, tool->name) == 0 || pg_strcasecmp(name, tool->table) == 0;
}

/* The tool that a row of find_tables shows, of those that are meant; NULL: none. */
static const Tool *
tool_of_row(HeapTuple row, TupleDesc desc, const char *name)
{
	bool		isnull;
	char	   *table = row_text(row, desc, 3);
	Datum		columns = row_datum(row, desc, 4, &isnull);
	Datum		beside = row_datum(row, desc, 6, &isnull);

	for (const Tool *tool = tools; tool->name != NULL; tool++)
	{
		if (is_meant(tool, name) && fits(tool, table, columns, beside))
			return tool;
	}
	return NULL;
}

/* Tables of the tools that are meant, in the current context; visible: their oids by name alone, as tools[] has them. */
static List *
find_candidates(const char *name, const Oid *visible)
{
	Datum		names[64];
	Oid			types[2] = {TEXTARRAYOID, OIDOID};
	Datum		values[2];
	uint64		nrows;
	int			n = 0;
	List	   *candidates = NIL;

	for (const Tool *tool = tools; tool->name != NULL; tool++)
		names[n++] = CStringGetTextDatum(tool->table);
	values[0] = PointerGetDatum(construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT));
	values[1] = ObjectIdGetDatum(FirstNormalObjectId);
	nrows = catalogs_query(find_tables, 2, types, values);
	for (uint64 i = 0; i < nrows; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		Candidate  *candidate = palloc(sizeof(Candidate));
		bool		isnull;

		candidate->tool = tool_of_row(row, desc, name);
		if (candidate->tool == NULL)
			continue;
		candidate->name = quote_qualified_identifier(row_text(row, desc, 2), row_text(row, desc, 3));
		candidate->own_types = DatumGetBool(row_datum(row, desc, 5, &isnull));
		candidate->visible = visible[candidate->tool - tools] == DatumGetObjectId(row_datum(row, desc, 1, &isnull));
		candidates = lappend(candidates, candidate);
	}
	return candidates;
}

/* ---- what is wrong ---- */

static char *
names_of_tools(void)
{
	StringInfoData text;

	initStringInfo(&text);
	for (const Tool *tool = tools; tool->name != NULL; tool++)
		appendStringInfo(&text, "%s%s", text.len > 0 ? ", " : "", tool->name);
	return text.data;
}

static void
check_name(const char *name)
{
	for (const Tool *tool = tools; tool->name != NULL; tool++)
	{
		if (is_meant(tool, name))
			return;
	}
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("no migration tool \"%s\" is known", name),
			errhint("It is auto or one of %s.", names_of_tools()));
}

static void
error_no_table(const char *name)
{
	bool		any = strcmp(name, "auto") == 0;

	ereport(ERROR,
			errcode(ERRCODE_UNDEFINED_TABLE),
			any ? errmsg("no migration tool has a history in this database") : errmsg("%s has no history in this database", name),
			errdetail("A history is a table with the tool's name for it and the tool's columns."),
			errhint("Connect to the database that the tool has worked in; or say what is applied with migrate.stamp()."));
}

static void
error_several_tables(List *candidates)
{
	StringInfoData text;
	ListCell   *cell;

	initStringInfo(&text);
	foreach(cell, candidates)
	{
		const Candidate *candidate = lfirst(cell);

		appendStringInfo(&text, "%s%s of %s", text.len > 0 ? ", " : "", candidate->name, candidate->tool->name);
	}
	ereport(ERROR,
			errcode(ERRCODE_AMBIGUOUS_PARAMETER),
			errmsg("there are %d histories in this database", list_length(candidates)),
			errdetail("They are %s.", text.data),
			errhint("Name the tool, as in migrate.adopt('%s'); of several tables of one tool the one in search_path is taken.",
					((const Candidate *) linitial(candidates))->tool->name));
}

/* ---- reading ---- */

/* The one table that is meant. */
static const Candidate *
choose(const char *name, List *candidates)
{
	const Candidate *chosen = NULL;
	ListCell   *cell;

	if (candidates == NIL)
		error_no_table(name);
	if (list_length(candidates) == 1)
		return linitial(candidates);
	foreach(cell, candidates)
	{
		const Candidate *candidate = lfirst(cell);

		if (candidate->tool != ((const Candidate *) linitial(candidates))->tool || (candidate->visible && chosen != NULL))
			error_several_tables(candidates);
		if (candidate->visible)
			chosen = candidate;
	}
	if (chosen == NULL)
		error_several_tables(candidates);
	return chosen;
}

static char *
query_of(const Candidate *candidate)
{
	/* the formats are ours: the table stands in them once or twice */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return psprintf(candidate->tool->query, candidate->name);
#pragma GCC diagnostic pop
}

static EntryReach
reach_named(const char *text)
{
	static const char *const names[] = {
		[REACH_ITSELF] = "", [REACH_ANCESTORS] = "ancestors", [REACH_BELOW] = "below", [REACH_ALONE] = "alone"
	};

	for (int i = 0; i < lengthof(names); i++)
	{
		if (strcmp(text, names[i]) == 0)
			return (EntryReach) i;
	}
	elog(ERROR, "a history's entry reaches \"%s\"", text);
}

static void
read_entries(ToolHistory *history, const Candidate *candidate, const char *project, MemoryContext context)
{
	Oid			type = TEXTOID;
	Datum		value = CStringGetTextDatum(project);
	uint64		nrows = catalogs_query(query_of(candidate), 1, &type, &value);
	MemoryContext outer = MemoryContextSwitchTo(context);

	history->nentries = (int) nrows;
	history->entries = palloc_extended(sizeof(HistoryEntry) * (nrows + 1), MCXT_ALLOC_HUGE);
	for (uint64 i = 0; i < nrows; i++)
	{
		HistoryEntry *entry = &history->entries[i];
		char	   *id = row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 2);

		CHECK_FOR_INTERRUPTS();
		entry->version = row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
		entry->revision_id = file_make_id(id, strlen(id));
		entry->problem = row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 3);
		entry->checksum = row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 4);
		entry->reach = reach_named(row_text(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 5));
	}
	MemoryContextSwitchTo(outer);
}

static void
refuse_own_types(const Candidate *candidate)
{
	if (candidate->own_types)
		ereport(ERROR,
				errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("table %s is not as %s makes it", candidate->name, candidate->tool->name),
				errdetail("Some column is of a type that was defined in this database."));
}

/*
 * The history of a tool, by its name, its table's name or "auto", in the current memory context.  project: ours, which a
 * table of several projects is asked for.  Errors: an unknown tool, no table, several.
 */
ToolHistory *
tool_read_history(const char *name, const char *project)
{
	ToolHistory *history = palloc0(sizeof(ToolHistory));
	Oid			visible[64];
	const Candidate *candidate;
	CatalogsScope scope;

	check_name(name);
	for (const Tool *tool = tools; tool->name != NULL; tool++)
		visible[tool - tools] = RelnameGetRelid(tool->table);
	catalogs_begin(&scope);
	/* a policy could be somebody else's function: a table that has one for this role is not read */
	set_locally("row_security", "off");
	candidate = choose(name, find_candidates(name, visible));
	refuse_own_types(candidate);
	history->tool = candidate->tool;
	history->tool_name = candidate->tool->name;
	history->table = MemoryContextStrdup(scope.caller, candidate->name);
	history->remedy = candidate->tool->remedy;
	history->by_number = candidate->tool->by_number;
	history->has_checksums = candidate->tool->checksum != CHECKSUM_NONE;
	history->checksums_bind = candidate->tool->checksums_bind;
	read_entries(history, candidate, project, scope.caller);
	catalogs_end(&scope);
	return history;
}
