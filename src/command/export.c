/*
 * export.c
 *	  migrate.export_file() and export_files(): revisions as files.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_export_file);
MIGRATE_FUNCTION(migrate_export_files);

/* A revision as a value, in the current memory context. */
Revision *
command_read_revision(const char *revision_id)
{
	Bookkeeping scope;
	Revision   *revision;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	revision = store_read_revision(&scope, revision_id, false);
	bookkeeping_end(&scope);
	return revision;
}

/* migrate.export_file(revision) */
Datum
migrate_export_file(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	int			position = graph_find(graph, text);

	if (position < 0)
		position = graph_resolve_revision(graph, text);
	PG_RETURN_TEXT_P(cstring_to_text(command_file_of(command_read_revision(graph_revision(graph, position)->revision_id))));
}

static char *
name_of(const Revision *revision)
{
	MigrationFile file;

	if (revision->file_name != NULL)
		return revision->file_name;
	command_fill_file(&file, revision);
	return file_name(NULL, &file);
}

/* A row of a file: its name, its revision's id (NULL: it is repeatable), and what is to be told of it. */
void
command_return_file(FunctionCallInfo fcinfo, const char *name, const char *revision_id, const char *what)
{
	Datum		values[3];
	bool		nulls[3] = {false};

	values[0] = CStringGetTextDatum(name);
	values[1] = text_or_null(revision_id, &nulls[1]);
	values[2] = CStringGetTextDatum(what);
	rows_add(fcinfo, values, nulls);
}

/* migrate.export_files(): those with nothing before them first, repeatable ones last. */
Datum
migrate_export_files(PG_FUNCTION_ARGS)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	MemoryContext row_context = AllocSetContextCreate(CurrentMemoryContext, "migrate exported file", ALLOCSET_DEFAULT_SIZES);
	StoreRepeatable *texts;
	int			n;

	rows_begin(fcinfo);
	for (int i = 0; i < graph_size(graph); i++)
	{
		MemoryContext outer = MemoryContextSwitchTo(row_context);
		Revision   *revision = command_read_revision(graph_revision(graph, i)->revision_id);

		CHECK_FOR_INTERRUPTS();
		command_return_file(fcinfo, name_of(revision), revision->revision_id, command_file_of(revision));
		MemoryContextSwitchTo(outer);
		MemoryContextReset(row_context);
	}
	texts = command_read_repeatables(BOOKKEEPING_READ, &n);
	for (int i = 0; i < n; i++)
		command_return_file(fcinfo, texts[i].name, NULL, texts[i].content);
	return (Datum) 0;
}
