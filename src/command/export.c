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

/* migrate.export_files(): those with nothing before them first. */
Datum
migrate_export_files(PG_FUNCTION_ARGS)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	MemoryContext row_context = AllocSetContextCreate(CurrentMemoryContext, "migrate exported file", ALLOCSET_DEFAULT_SIZES);

	rows_begin(fcinfo);
	for (int i = 0; i < graph_size(graph); i++)
	{
		MemoryContext outer = MemoryContextSwitchTo(row_context);
		Revision   *revision = command_read_revision(graph_revision(graph, i)->revision_id);
		Datum		values[3];
		bool		nulls[3] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = CStringGetTextDatum(name_of(revision));
		values[1] = CStringGetTextDatum(revision->revision_id);
		values[2] = CStringGetTextDatum(command_file_of(revision));
		MemoryContextSwitchTo(outer);
		rows_add(fcinfo, values, nulls);
		MemoryContextReset(row_context);
	}
	return (Datum) 0;
}
