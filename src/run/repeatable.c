/*
 * repeatable.c
 *	  Repeatable files: run after the revisions whenever their text is another one, in the order in which they need each other.
 *
 * The order comes from the names that they make and mention; where that does not tell all (a name that is put together in a
 * body), a file whose needs are not there yet is tried again behind the others.  What refuses to be replaced in place is
 * taken aside (aside.c).
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "run/internal.h"
#include "server/attempt.h"

typedef struct RepeatableFile
{
	const StoreRepeatable *text;
	ScriptNames names;
	List	   *needs;			/* of RepeatableFile *: outside of strings, where the server looks at once */
	List	   *mentions;		/* of RepeatableFile *: in strings, where it may */
	bool		done;			/* in the order; later: has run */
	bool		went_aside;		/* what its last text has made was dropped in this run */
} RepeatableFile;

typedef struct RepeatableRun
{
	const RunEnvironment *environment;
	RunningStep *step;
	Aside	   *aside;
	RepeatableFile *file;		/* that is being run */
	List	   *report;			/* of RunRepeatable * */
} RepeatableRun;

/* ---- the order ---- */

typedef struct MakerEntry
{
	char		name[NAMEDATALEN];
	List	   *makers;			/* of RepeatableFile * */
} MakerEntry;

static HTAB *
index_makers(List *files)
{
	HASHCTL		control = {.keysize = NAMEDATALEN, .entrysize = sizeof(MakerEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *makers = hash_create("migrate makers", 64, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	ListCell   *cell,
			   *made;

	foreach(cell, files)
	{
		RepeatableFile *file = lfirst(cell);

		foreach(made, file->names.makes)
		{
			bool		found;
			MakerEntry *entry = hash_search(makers, ((ScriptObject *) lfirst(made))->name, HASH_ENTER, &found);

			entry->makers = list_append_unique_ptr(found ? entry->makers : NIL, file);
		}
	}
	return makers;
}

static List *
makers_of(HTAB *makers, List *words, const RepeatableFile *but)
{
	List	   *files = NIL;
	ListCell   *cell,
			   *maker;

	foreach(cell, words)
	{
		MakerEntry *entry = hash_search(makers, lfirst(cell), HASH_FIND, NULL);

		foreach(maker, entry == NULL ? NIL : entry->makers)
			if (lfirst(maker) != but)
				files = list_append_unique_ptr(files, lfirst(maker));
	}
	return files;
}

static bool
all_done(List *files)
{
	ListCell   *cell;

	foreach(cell, files)
		if (!((RepeatableFile *) lfirst(cell))->done)
			return false;
	return true;
}

/* The next one in a list by name; a circle is broken where only strings close it, or else anywhere. */
static RepeatableFile *
next_in_order(List *files)
{
	RepeatableFile *last_resort = NULL;
	RepeatableFile *second_best = NULL;
	ListCell   *cell;

	foreach(cell, files)
	{
		RepeatableFile *file = lfirst(cell);

		if (file->done)
			continue;
		if (all_done(file->needs) && all_done(file->mentions))
			return file;
		if (second_best == NULL && all_done(file->needs))
			second_best = file;
		if (last_resort == NULL)
			last_resort = file;
	}
	return second_best != NULL ? second_best : last_resort;
}

static List *
in_order(List *files)
{
	HTAB	   *makers = index_makers(files);
	List	   *sorted = NIL;
	RepeatableFile *file;
	ListCell   *cell;

	foreach(cell, files)
	{
		file = lfirst(cell);
		file->needs = makers_of(makers, file->names.words, file);
		file->mentions = makers_of(makers, file->names.mentions, file);
	}
	hash_destroy(makers);
	while ((file = next_in_order(files)) != NULL)
	{
		file->done = true;
		sorted = lappend(sorted, file);
	}
	foreach(cell, sorted)
		((RepeatableFile *) lfirst(cell))->done = false;
	return sorted;
}

/* ---- a file ---- */

static const char *
what_is_run(const StoreRepeatable *text)
{
	if (text->applied_ordinal == 0)
		return "first text";
	if (text->ordinal == text->applied_ordinal)
		return "same text";
	return text->ordinal > text->applied_ordinal ? "changed text" : "earlier text";
}

static void
begin_file(RunningStep *step, const StoreRepeatable *text, int ordinal, int nsteps)
{
	memset(step, 0, sizeof(*step));
	step->repeatable = true;
	step->revision_id = text->name;
	step->message = what_is_run(text);
	step->direction = STEP_UP;
	step->phase = "repeatable";
	step->ordinal = ordinal;
	step->nsteps = nsteps;
	step->script = text->content;
	step->checksum = text->checksum;
}

/* The files of these texts as a list, in the order of the texts. */
static List *
files_of(const StoreRepeatable *texts, int n)
{
	List	   *files = NIL;

	for (int i = 0; i < n; i++)
	{
		RepeatableFile *file = palloc0(sizeof(RepeatableFile));

		CHECK_FOR_INTERRUPTS();
		file->text = &texts[i];
		parse_names(texts[i].content, &file->names);
		files = lappend(files, file);
	}
	return files;
}

static void
check_texts(RepeatableRun *run, const StoreRepeatable *texts, int n)
{
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		begin_file(run->step, &texts[i], i + 1, n);
		check_repeatable(run->environment, run->step, texts[i].written_by);
	}
}

static void
run_file(void *argument)
{
	RepeatableRun *run = argument;
	RunningStep *step = run->step;
	Bookkeeping scope;

	observers_before_step(step);
	step->started_at = GetCurrentTimestamp();
	step_run_repeatable(run->environment, step);
	step->duration = GetCurrentTimestamp() - step->started_at;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_repeatable(&scope, journal_run(), run->file->text);
	bookkeeping_end(&scope);
}

/* What it needs may be made by a file behind it. */
static bool
misses_something(const ErrorData *error)
{
	switch (error->sqlerrcode)
	{
		case ERRCODE_UNDEFINED_TABLE:
		case ERRCODE_UNDEFINED_FUNCTION:
		case ERRCODE_UNDEFINED_COLUMN:
		case ERRCODE_UNDEFINED_OBJECT:
			return true;
		default:
			return false;
	}
}

/*
 * Does what the file's last text has made refuse to become what this one makes?  What bears the name and was never the file's
 * is replaced only where the text says OR REPLACE.
 */
static bool
cannot_replace(const ErrorData *error, const RepeatableFile *file)
{
	switch (error->sqlerrcode)
	{
		case ERRCODE_INVALID_TABLE_DEFINITION:
		case ERRCODE_INVALID_FUNCTION_DEFINITION:
			return true;
		case ERRCODE_DUPLICATE_TABLE:
		case ERRCODE_DUPLICATE_FUNCTION:
		case ERRCODE_DUPLICATE_OBJECT:
		case ERRCODE_WRONG_OBJECT_TYPE:
			return file->text->applied_ordinal != 0;
		default:
			return aside_is_in_the_way(error);
	}
}

static RunRepeatable *
report(RepeatableRun *run, const StoreRepeatable *text, const char *message)
{
	RunRepeatable *entry = palloc0(sizeof(RunRepeatable));

	entry->name = text->name;
	entry->message = message;
	run->report = lappend(run->report, entry);
	return entry;
}

/* Run a file, with what refuses to be replaced out of the way where that is so.  Returns its error, or NULL. */
static ErrorData *
try_file(RepeatableRun *run, RepeatableFile *file, int ordinal, int nsteps)
{
	ErrorData  *error;

	run->file = file;
	begin_file(run->step, file->text, ordinal, nsteps);
	error = attempt(run_file, run, ATTEMPT_KEEP);
	if (error != NULL && !file->went_aside && cannot_replace(error, file))
	{
		leftovers_clear_after_error();
		aside_take(run->aside, run->environment, file->names.makes);
		file->went_aside = true;
		error = attempt(run_file, run, ATTEMPT_KEEP);
	}
	if (error != NULL)
	{
		leftovers_clear_after_error();
		return error;
	}
	observers_after_step(run->step);
	(void) report(run, file->text, what_is_run(file->text));
	file->done = true;
	return NULL;
}

/* A file of which no text of this time is known, and whose own does not fit any more. */
static void
leave_out(RepeatableRun *run, RepeatableFile *file, const ErrorData *error)
{
	Bookkeeping scope;

	ereport(WARNING,
			errmsg("repeatable file \"%s\" does not fit the schema any more and is left out", file->text->name),
			errdetail("%s", error->message),
			errhint("It comes back with the revisions that it came with."));
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_unnote_repeatable(file->text->name);
	bookkeeping_end(&scope);
	report(run, file->text, "left out")->left_out = true;
	file->done = true;
}

/* Go through the files once.  Returns how many have run; *error is that of the first that has not. */
static int
try_files(RepeatableRun *run, List *files, ErrorData **error)
{
	int			n = list_length(files);
	int			ran = 0;
	int			ordinal = 0;
	ListCell   *cell;

	*error = NULL;
	foreach(cell, files)
		ordinal += ((RepeatableFile *) lfirst(cell))->done;
	foreach(cell, files)
	{
		RepeatableFile *file = lfirst(cell);
		ErrorData  *failed;

		CHECK_FOR_INTERRUPTS();
		if (file->done)
			continue;
		failed = try_file(run, file, ordinal + 1, n);
		if (failed == NULL)
		{
			ran++;
			ordinal++;
		}
		else if (!misses_something(failed))
			ReThrowError(failed);
		else if (*error == NULL)
			*error = failed;
	}
	return ran;
}

static RepeatableFile *
first_undone(List *files)
{
	ListCell   *cell;

	foreach(cell, files)
		if (!((RepeatableFile *) lfirst(cell))->done)
			return lfirst(cell);
	return NULL;
}

static void
run_files(RepeatableRun *run, List *files)
{
	ErrorData  *error;

	for (;;)
	{
		int			ran = try_files(run, files, &error);
		RepeatableFile *file;

		if (error == NULL)
			return;
		if (ran > 0)
			continue;
		file = first_undone(files);
		if (!aside_is_without_text(run->aside, file->text))
		{
			begin_file(run->step, file->text, 0, 0);
			ReThrowError(error);
		}
		leave_out(run, file, error);
	}
}

/*
 * Run the texts that are due as revisions are applied now, and what was taken aside before and has no other text, then
 * bring back what went with all that.  In the current memory context, where the result lives: RunRepeatable * each.  step is
 * what errors are said to happen at.
 */
List *
repeatables_run(const RunEnvironment *environment, RunningStep *step, Aside *aside)
{
	RepeatableRun run = {.environment = environment, .step = step, .aside = aside};
	Bookkeeping scope;
	StoreRepeatable *due;
	int			n;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	due = store_read_due_repeatables(&scope, NULL, 0, NULL, 0, &n);
	bookkeeping_end(&scope);
	aside_add_texts(aside, &due, &n);
	check_texts(&run, due, n);
	run_files(&run, in_order(files_of(due, n)));
	aside_bring_back(aside, environment, step);
	return run.report;
}

/* The texts (StoreRepeatable *) in the order in which they would be run. */
List *
run_order_repeatables(const StoreRepeatable *texts, int n)
{
	List	   *ordered = NIL;
	ListCell   *cell;

	foreach(cell, in_order(files_of(texts, n)))
		ordered = lappend(ordered, unconstify(StoreRepeatable *, ((RepeatableFile *) lfirst(cell))->text));
	return ordered;
}

/* What repeatables_run() would return for these texts, if all goes well. */
List *
run_describe_repeatables(const StoreRepeatable *texts, int n)
{
	RepeatableRun run = {NULL};
	ListCell   *cell;

	foreach(cell, run_order_repeatables(texts, n))
		(void) report(&run, lfirst(cell), what_is_run(lfirst(cell)));
	return run.report;
}
