/*
 * history.c
 *	  migrate.history() and migrate.show().
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/internal.h"
#include "utils/timestamp.h"

MIGRATE_FUNCTION(migrate_history);
MIGRATE_FUNCTION(migrate_show);

static const char *
state_text(const GraphRevision *revision)
{
	if (revision->applied)
		return "applied";
	return revision->hidden ? "replaced" : "pending";
}

/* When it ran; applied NULL: it has not. */
static void
put_run(Datum *values, bool *nulls, const StoreApplied *applied)
{
	nulls[6] = nulls[7] = nulls[8] = applied == NULL;
	if (applied == NULL)
		return;
	values[6] = TimestampTzGetDatum(applied->applied_at);
	values[7] = DirectFunctionCall1(namein, CStringGetDatum(applied->applied_by));
	nulls[8] = applied->duration == NULL;
	values[8] = PointerGetDatum(applied->duration);
}

static void
return_revision(FunctionCallInfo fcinfo, const Graph *graph, int position, const StoreApplied *applied)
{
	const GraphRevision *revision = graph_revision(graph, position);
	Datum		values[9];
	bool		nulls[9] = {false};

	values[0] = CStringGetTextDatum(revision->revision_id);
	values[1] = command_ids_datum(graph, revision->parents);
	values[2] = CStringGetTextDatum(revision->name);
	values[3] = CStringGetTextDatum(revision->message);
	values[4] = command_labels_datum(graph, position);
	values[5] = CStringGetTextDatum(state_text(revision));
	put_run(values, nulls, applied);
	rows_add(fcinfo, values, nulls);
}

/* ---- the texts of repeatable files ---- */

typedef struct TextHistory
{
	StoreRepeatableText *texts; /* newest first */
	bool	   *told;
	int			n;
} TextHistory;

static void
return_text(FunctionCallInfo fcinfo, TextHistory *history, int i)
{
	const StoreRepeatableText *text = &history->texts[i];
	Datum		values[9];
	bool		nulls[9] = {false};

	history->told[i] = true;
	values[0] = CStringGetTextDatum(text->name);
	values[1] = texts_datum(text->since, text->nsince);
	nulls[2] = true;
	values[3] = CStringGetTextDatum("repeatable file");
	values[4] = texts_datum(NULL, 0);
	values[5] = CStringGetTextDatum(text->state);
	put_run(values, nulls, text->has_run ? &text->run : NULL);
	rows_add(fcinfo, values, nulls);
}

/* The texts that came with this revision, of those not told yet. */
static void
return_texts_of(FunctionCallInfo fcinfo, TextHistory *history, const char *revision_id)
{
	for (int i = 0; i < history->n; i++)
		for (int j = 0; j < history->texts[i].nsince && !history->told[i]; j++)
			if (strcmp(history->texts[i].since[j], revision_id) == 0)
				return_text(fcinfo, history, i);
}

static void
return_texts_left(FunctionCallInfo fcinfo, TextHistory *history)
{
	for (int i = 0; i < history->n; i++)
		if (!history->told[i])
			return_text(fcinfo, history, i);
}

/*
 * migrate.history(range): a text stands above the newest revision that it came with, at the end where none of these is known
 * any more.
 */
Datum
migrate_history(PG_FUNCTION_ARGS)
{
	char	   *range = ARGUMENT_TEXT(0);
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	RevisionList list = graph_resolve_range(graph, range);
	TextHistory history;
	Bookkeeping scope;
	AppliedTable *applied;

	rows_begin(fcinfo);
	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	applied = store_read_all_applied(&scope);
	history.texts = store_read_repeatable_history(&scope, &history.n);
	bookkeeping_end(&scope);
	history.told = palloc0(sizeof(bool) * (history.n + 1));
	for (int i = 0; i < list.length; i++)
	{
		const char *revision_id = graph_revision(graph, list.positions[i])->revision_id;

		CHECK_FOR_INTERRUPTS();
		return_texts_of(fcinfo, &history, revision_id);
		return_revision(fcinfo, graph, list.positions[i], applied_table_find(applied, revision_id));
	}
	if (range == NULL)
		return_texts_left(fcinfo, &history);
	return (Datum) 0;
}

static void
put_scripts(Datum *values, bool *nulls, const Revision *revision)
{
	values[8] = BoolGetDatum(revision->transactional == 1);
	nulls[8] = revision->transactional == -1;
	values[9] = DirectFunctionCall3(timestamptz_in, CStringGetDatum(revision->created_at), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	values[10] = DirectFunctionCall1(namein, CStringGetDatum(revision->written_by));
	values[13] = CStringGetTextDatum(checksum_text(revision->checksum));
	values[14] = text_or_null(revision->file_name, &nulls[14]);
	values[15] = CStringGetTextDatum(revision->upgrade);
	values[16] = text_or_null(revision->downgrade, &nulls[16]);
	values[17] = text_or_null(revision->verify, &nulls[17]);
}

/* migrate.show(revision) */
Datum
migrate_show(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	int			position = graph_resolve_revision(graph, text);
	const GraphRevision *known = graph_revision(graph, position);
	Bookkeeping scope;
	Revision   *revision;
	StoreApplied applied;
	bool		is_applied;
	Datum		values[18];
	bool		nulls[18] = {false};

	rows_begin(fcinfo);
	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	revision = store_read_revision(&scope, known->revision_id, false);
	is_applied = store_read_applied(&scope, known->revision_id, &applied);
	bookkeeping_end(&scope);
	values[0] = CStringGetTextDatum(revision->revision_id);
	values[1] = CStringGetTextDatum(revision->name);
	values[2] = CStringGetTextDatum(revision->message);
	values[3] = texts_datum(revision->parents, revision->nparents);
	values[4] = texts_datum(revision->depends_on, revision->ndepends_on);
	values[5] = texts_datum(revision->replaces, revision->nreplaces);
	values[6] = command_labels_datum(graph, position);
	values[7] = CStringGetTextDatum(state_text(known));
	nulls[11] = nulls[12] = !is_applied;
	if (is_applied)
	{
		values[11] = TimestampTzGetDatum(applied.applied_at);
		values[12] = DirectFunctionCall1(namein, CStringGetDatum(applied.applied_by));
	}
	put_scripts(values, nulls, revision);
	rows_add(fcinfo, values, nulls);
	return (Datum) 0;
}
