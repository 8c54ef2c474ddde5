/*
 * adopt.c
 *	  migrate.adopt(): what another tool has applied here is applied.
 *
 * The tool's history is read and compared with the revisions that its folder was imported as; what is wrong is said before
 * anything is written, a kind at a time with all that are of it.  Its table stays as it is, so that one can go back.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "miscadmin.h"
#include "server/parameters.h"
#include "utils/hsearch.h"

#include "command/internal.h"
#include "tool/tool.h"

MIGRATE_FUNCTION(migrate_adopt);

#define LISTED 20				/* lines of what is wrong */

typedef struct Adoption
{
	const Graph *graph;
	const ToolHistory *history;
	HTAB	   *numbers;		/* of revision ids that are numbers; NULL unless the tool's versions are */
	int		   *positions;		/* of the entries' revisions; -1: none */
	const HistoryEntry **entries;	/* by position: the entry that names the revision, or NULL */
	bool	   *applied;		/* by position: the tool has applied it */
	bool	   *repeatable;		/* by position: its place in the order says nothing */
	bool		any_repeatable;
} Adoption;

/* A revision by its number without leading zeros. */
typedef struct NumberEntry
{
	char		number[65];		/* hash key */
	int			position;
} NumberEntry;

/* Lines about what is wrong. */
typedef struct Findings
{
	int			n;
	StringInfoData lines;
} Findings;

static void
add_finding(Findings *findings, char *line)
{
	if (findings->n == 0)
		initStringInfo(&findings->lines);
	if (findings->n++ < LISTED)
		appendStringInfo(&findings->lines, "%s%s", findings->n > 1 ? "\n" : "", line);
	else if (findings->n == LISTED + 1)
		appendStringInfoString(&findings->lines, "\n...");
}

/* ---- versions and revisions ---- */

static const char *
without_zeros(const char *number)
{
	while (*number == '0' && number[1] != '\0')
		number++;
	return number;
}

static bool
is_number(const char *text)
{
	return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

static void
index_numbers(Adoption *adoption)
{
	HASHCTL		control = {.keysize = 65, .entrysize = sizeof(NumberEntry), .hcxt = CurrentMemoryContext};

	if (!adoption->history->by_number)
		return;
	adoption->numbers = hash_create("migrate numbers", Max(graph_size(adoption->graph), 16), &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	for (int i = 0; i < graph_size(adoption->graph); i++)
	{
		const char *id = graph_revision(adoption->graph, i)->revision_id;

		if (is_number(id))
			((NumberEntry *) hash_search(adoption->numbers, without_zeros(id), HASH_ENTER, NULL))->position = i;
	}
}

static int
find_revision(const Adoption *adoption, const HistoryEntry *entry)
{
	int			position = graph_find(adoption->graph, entry->revision_id);
	NumberEntry *found;

	if (position >= 0 || adoption->numbers == NULL || !is_number(entry->revision_id) || strlen(without_zeros(entry->revision_id)) > 64)
		return position;
	found = hash_search(adoption->numbers, without_zeros(entry->revision_id), HASH_FIND, NULL);
	return found ? found->position : -1;
}

static void
mark_up_to(Adoption *adoption, const char *version)
{
	for (int i = 0; i < graph_size(adoption->graph); i++)
		if (file_version_is_up_to(graph_revision(adoption->graph, i)->revision_id, version))
			adoption->applied[i] = true;
}

/* Find the revisions of all entries, and mark what is applied by them. */
static void
mark_applied(Adoption *adoption)
{
	for (int i = 0; i < adoption->history->nentries; i++)
	{
		const HistoryEntry *entry = &adoption->history->entries[i];
		int			position = find_revision(adoption, entry);

		CHECK_FOR_INTERRUPTS();
		adoption->positions[i] = position;
		if (entry->reach == REACH_BELOW)
			mark_up_to(adoption, entry->version);
		if (position < 0)
			continue;
		adoption->entries[position] = entry;
		if (entry->reach == REACH_ANCESTORS)
			graph_add_ancestors(adoption->graph, (RevisionList) {1, &position}, adoption->applied);
		adoption->applied[position] = true;
		adoption->repeatable[position] = entry->reach == REACH_ALONE;
		adoption->any_repeatable |= entry->reach == REACH_ALONE;
	}
}

/* ---- what is wrong ---- */

static void
check_problems(const Adoption *adoption)
{
	Findings	findings = {0};

	for (int i = 0; i < adoption->history->nentries; i++)
		if (adoption->history->entries[i].problem != NULL)
			add_finding(&findings, psprintf("Version %s %s.", adoption->history->entries[i].version, adoption->history->entries[i].problem));
	if (findings.n > 0)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("%s has %d migration%s that did not end", adoption->history->tool_name, findings.n, findings.n == 1 ? "" : "s"),
				errdetail("%s", findings.lines.data),
				adoption->history->remedy ? errhint("%s", adoption->history->remedy) : 0);
}

static void
check_known(const Adoption *adoption)
{
	Findings	findings = {0};

	for (int i = 0; i < adoption->history->nentries; i++)
		if (adoption->positions[i] < 0 && adoption->history->entries[i].reach != REACH_BELOW)
			add_finding(&findings, adoption->history->entries[i].version);
	if (findings.n > 0)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("%s has applied %d migration%s that no revision stands for", adoption->history->tool_name, findings.n, findings.n == 1 ? "" : "s"),
				errdetail("%s", findings.lines.data),
				errhint("Import the folder that they are from, with all that was ever applied; a file that is lost may be an empty one of its version."));
}

static void
report_changed(const Adoption *adoption, const Findings *findings)
{
	const char *tool = adoption->history->tool_name;

	ereport(adoption->history->checksums_bind ? ERROR : WARNING,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("%d script%s changed since %s applied %s", findings->n, findings->n == 1 ? " was" : "s were", tool, findings->n == 1 ? "it" : "them"),
			errdetail("%s", findings->lines.data),
			errhint("Put the files back as they were and import them again, or let %s take the change over first.", tool));
}

/* A script is not what the tool has applied.  A repeatable runs again then: it is pending. */
static void
note_changed(Adoption *adoption, int position, Findings *findings)
{
	const HistoryEntry *entry = adoption->entries[position];

	if (!adoption->repeatable[position])
	{
		add_finding(findings, psprintf("%s (%s)", entry->version, graph_revision(adoption->graph, position)->message));
		return;
	}
	adoption->applied[position] = false;
	adoption->entries[position] = NULL;
}

/* Compare the scripts with the checksums that the tool has kept. */
static void
check_checksums(Adoption *adoption)
{
	int			size = graph_size(adoption->graph);
	const char **ids = palloc(sizeof(char *) * (size + 1));
	int			n = 0;
	Findings	findings = {0};
	ScriptReader *reader;

	if (!adoption->history->has_checksums)
		return;
	for (int i = 0; i < size; i++)
		if (adoption->entries[i] != NULL)
			ids[n++] = graph_revision(adoption->graph, i)->revision_id;
	reader = script_reader_create(ids, n);
	for (int i = 0; i < n; i++)
	{
		StepScripts *scripts = script_reader_next(reader);
		int			position = graph_find(adoption->graph, ids[i]);

		CHECK_FOR_INTERRUPTS();
		if (!tool_checksum_fits(adoption->history, adoption->entries[position], script_reader_file(reader), scripts->upgrade))
			note_changed(adoption, position, &findings);
	}
	script_reader_free(reader);
	if (findings.n > 0)
		report_changed(adoption, &findings);
}

/* Is it applied, there or here, itself or by what stands for it? */
static bool
is_applied(const Adoption *adoption, int position)
{
	const GraphRevision *revision = graph_revision(adoption->graph, position);

	if (adoption->applied[position] || revision->applied)
		return true;
	for (int i = 0; i < revision->replaces.length; i++)
		if (!adoption->applied[revision->replaces.positions[i]])
			return false;
	return revision->replaces.length > 0;
}

static void
report_gaps(const Adoption *adoption, const Findings *findings)
{
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("%s has not applied %d revision%s that others stand on", adoption->history->tool_name, findings->n, findings->n == 1 ? "" : "s"),
			errdetail("%s", findings->lines.data),
			errhint("Let %s apply what is missing first; or give the file a version behind the others and import the folder again.",
					adoption->history->tool_name));
}

static void
check_gaps(const Adoption *adoption)
{
	Findings	findings = {0};

	for (int i = 0; i < graph_size(adoption->graph); i++)
	{
		const GraphRevision *revision = graph_revision(adoption->graph, i);
		RevisionList below[2] = {revision->parents, revision->dependencies};

		if (!adoption->applied[i] || revision->hidden || adoption->repeatable[i])
			continue;
		for (int k = 0; k < 2; k++)
			for (int j = 0; j < below[k].length; j++)
				if (!is_applied(adoption, below[k].positions[j]) && !adoption->repeatable[below[k].positions[j]])
					add_finding(&findings, psprintf("%s (%s), before %s", graph_revision(adoption->graph, below[k].positions[j])->revision_id,
													graph_revision(adoption->graph, below[k].positions[j])->message, revision->revision_id));
	}
	if (findings.n > 0)
		report_gaps(adoption, &findings);
}

/* ---- repeatables that ran before versions which they stand on here, or have to run again behind them ---- */

/* Does each follow the one before it, and nothing else? */
static bool
is_line(const Graph *graph, RevisionList sorted)
{
	for (int i = 0; i < sorted.length; i++)
	{
		const GraphRevision *revision = graph_revision(graph, sorted.positions[i]);

		if (revision->dependencies.length > 0 || revision->parents.length != (i > 0) ||
			(i > 0 && revision->parents.positions[0] != sorted.positions[i - 1]))
			return false;
	}
	return true;
}

/* The same, first what is applied. */
static RevisionList
applied_first(const Adoption *adoption, RevisionList sorted)
{
	RevisionList list = {0, palloc(sizeof(int) * (sorted.length + 1))};

	for (int applied = 1; applied >= 0; applied--)
		for (int i = 0; i < sorted.length; i++)
			if (is_applied(adoption, sorted.positions[i]) == (applied == 1))
				list.positions[list.length++] = sorted.positions[i];
	return list;
}

static void
write_parent(Bookkeeping *scope, const Graph *graph, int position, int parent)
{
	Revision   *revision = store_read_revision(scope, graph_revision(graph, position)->revision_id, false);
	char	   *parent_id = parent >= 0 ? pstrdup(graph_revision(graph, parent)->revision_id) : NULL;

	revision->nparents = parent_id != NULL;
	revision->parents = &parent_id;
	store_update_revision(scope, revision);
}

/*
 * What is applied may not stand on what is not, and the place of a repeatable is only that of its import: let all that is
 * applied come first.
 */
static void
move_repeatables(const Adoption *adoption, bool writing)
{
	RevisionList sorted = graph_sorted(adoption->graph);
	RevisionList list = applied_first(adoption, sorted);
	Bookkeeping scope;

	if (memcmp(list.positions, sorted.positions, sizeof(int) * sorted.length) == 0)
		return;
	if (!is_line(adoption->graph, sorted))
	{
		Findings	findings = {0};

		add_finding(&findings, pstrdup("Repeatable scripts ran before versions that they stand on now."));
		report_gaps(adoption, &findings);
	}
	if (!writing)
		return;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	for (int i = 0; i < list.length; i++)
		if (list.positions[i] != sorted.positions[i] || (i > 0 && list.positions[i - 1] != sorted.positions[i - 1]))
			write_parent(&scope, adoption->graph, list.positions[i], i > 0 ? list.positions[i - 1] : -1);
	store_note_heads();
	bookkeeping_end(&scope);
}

/* ---- adopting ---- */

/*
 * What is applied there, in an order in which it could have been: by what stands on what, since whoever takes back the
 * last ones takes back what was adopted last.  Replaced revisions have no place in that order and come first.
 */
static RevisionList
in_order(const Adoption *adoption)
{
	RevisionList sorted = graph_sorted(adoption->graph);
	RevisionList list = {0, palloc(sizeof(int) * (graph_size(adoption->graph) + 1))};

	for (int i = 0; i < graph_size(adoption->graph); i++)
		if (adoption->applied[i] && graph_revision(adoption->graph, i)->hidden)
			list.positions[list.length++] = i;
	for (int i = 0; i < sorted.length; i++)
		if (adoption->applied[sorted.positions[i]])
			list.positions[list.length++] = sorted.positions[i];
	return list;
}

static void
write_adoption(const Adoption *adoption, RevisionList list)
{
	StepPlan	plan = {0, palloc(sizeof(Step) * (list.length + 1))};

	for (int i = 0; i < list.length; i++)
		if (!graph_revision(adoption->graph, list.positions[i])->applied)
			plan.steps[plan.nsteps++] = (Step) {STEP_UP, list.positions[i]};
	command_write_stamps(adoption->graph, &plan, psprintf("adopted from %s (%s)", adoption->history->tool_name, adoption->history->table));
}

static void
return_adoption(FunctionCallInfo fcinfo, const Adoption *adoption, RevisionList list)
{
	for (int i = 0; i < list.length; i++)
	{
		const GraphRevision *revision = graph_revision(adoption->graph, list.positions[i]);
		const HistoryEntry *entry = adoption->entries[list.positions[i]];
		Datum		values[5];
		bool		nulls[5] = {false};

		values[0] = Int32GetDatum(i + 1);
		values[1] = CStringGetTextDatum(revision->applied ? "applied" : "adopt");
		values[2] = text_or_null(entry ? entry->version : NULL, &nulls[2]);
		values[3] = CStringGetTextDatum(revision->revision_id);
		values[4] = CStringGetTextDatum(revision->message);
		rows_add(fcinfo, values, nulls);
	}
}

static void
compare(Adoption *adoption)
{
	int			size = graph_size(adoption->graph);

	adoption->positions = palloc(sizeof(int) * (adoption->history->nentries + 1));
	adoption->entries = palloc0(sizeof(HistoryEntry *) * (size + 1));
	adoption->applied = palloc0(sizeof(bool) * (size + 1));
	adoption->repeatable = palloc0(sizeof(bool) * (size + 1));
	index_numbers(adoption);
	mark_applied(adoption);
	check_problems(adoption);
	check_known(adoption);
	check_checksums(adoption);
	check_gaps(adoption);
}

/* migrate.adopt(tool, dry_run) */
Datum
migrate_adopt(PG_FUNCTION_ARGS)
{
	char	   *name = argument_required(fcinfo, 0, "tool");
	bool		dry_run = !PG_ARGISNULL(1) && PG_GETARG_BOOL(1);
	Adoption	adoption = {0};
	RevisionList list;

	run_refuse_inside("adopt");
	rows_begin(fcinfo);
	if (!dry_run)
		run_refuse_standby("migrate");
	if (!RecoveryInProgress())
		run_lock_scope_and_project();
	run_refuse_interrupted();
	adoption.history = tool_read_history(name, parameter_project);
	adoption.graph = command_load_graph(BOOKKEEPING_WRITE);
	compare(&adoption);
	if (adoption.any_repeatable)
		move_repeatables(&adoption, !dry_run);
	list = in_order(&adoption);
	return_adoption(fcinfo, &adoption, list);
	if (!dry_run)
		write_adoption(&adoption, list);
	return (Datum) 0;
}
