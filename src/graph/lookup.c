/*
 * lookup.c
 *	  One word, one revision: by its id, a label or tag, its name, or the beginning of its id.
 *
 * What is hidden behind a squashed revision is found, but may not be meant by those who plan: the error says what stands in
 * for it.  Labels follow to what stands in.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/varlena.h"

#include "graph/internal.h"

#define MAX_WORD		255		/* longer ones are compared with nothing: levenshtein's own limit */
#define MAX_DISTANCE	3

typedef struct Suggestion
{
	int			distance;
	const char *word;			/* NULL: nothing is close */
	int			revision;		/* NO_REVISION if word says it all */
} Suggestion;

/* whether by is the squashed revision that replaces this one, at once or in the end */
static bool
is_replaced_by(const Graph *graph, int position, int by)
{
	while (position != NO_REVISION && position != by)
		position = graph->idents[graph->ident_of[position]].replaced_by;
	return position == by;
}

static void
error_hidden(const Graph *graph, int position)
{
	RevisionList stand_ins = graph_leads_to(graph, position);

	if (is_replaced_by(graph, position, stand_ins.positions[0]))
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("revision \"%s\" is replaced by \"%s\"", graph_id(graph, position), graph_id(graph, stand_ins.positions[0])),
				errhint("Use %s.", list_revisions(graph, stand_ins)));
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("revision \"%s\" is not in force yet", graph_id(graph, position)),
			errdetail("Some of the revisions that it replaces are applied and some are not."),
			errhint("Use what stands in for it until all are applied: %s.", list_revisions(graph, stand_ins)));
}

static int
check_hidden(const Graph *graph, int position, bool hidden_too)
{
	if (graph->revisions[position].hidden && !hidden_too)
		error_hidden(graph, position);
	return position;
}

static int
label_revision(const Graph *graph, const Label *label)
{
	const Ident *ident = &graph->idents[label->ident];
	RevisionList carriers = graph_leads_to(graph, ident->position != NO_REVISION ? ident->position : ident->replaced_by);

	if (carriers.length > 1)
		ereport(ERROR,
				errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				errmsg("label \"%s\" means several revisions", label->text),
				errdetail("Its revision \"%s\" is not in force yet; %s stand in for it.", ident->id, list_revisions(graph, carriers)));
	return carriers.positions[0];
}

/* an id that is known only because a squashed revision replaces it */
static int
lost_original(const Graph *graph, const Ident *ident, bool hidden_too)
{
	int			stand_in = graph_leads_to(graph, ident->replaced_by).positions[0];

	if (!hidden_too)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("revision \"%s\" is replaced by \"%s\"", ident->id, graph_id(graph, stand_in)),
				errhint("Use %s.", list_revisions(graph, list_of(stand_in))));
	return stand_in;
}

/*
 * The revision that the whole word means, or NO_REVISION.
 */
int
lookup_exact(const Graph *graph, const char *word, bool hidden_too)
{
	WordEntry  *entry;

	entry = graph_word_lookup(graph->ids, word);
	if (entry != NULL && graph->idents[entry->value].position != NO_REVISION)
		return check_hidden(graph, graph->idents[entry->value].position, hidden_too);
	if (entry != NULL && graph->idents[entry->value].replaced_by != NO_REVISION)
		return lost_original(graph, &graph->idents[entry->value], hidden_too);

	entry = graph_word_lookup(graph->words, word);
	if (entry != NULL)
		return label_revision(graph, &graph->labels[entry->value]);

	entry = graph_word_lookup(graph->names, word);
	if (entry != NULL)
		return check_hidden(graph, entry->value, hidden_too);
	return NO_REVISION;
}

/*
 * The revision whose id begins with word, of a set (NULL: of all), or NO_REVISION.
 */
int
lookup_prefix(const Graph *graph, const char *word, const bool *among, bool hidden_too)
{
	size_t		length = strlen(word);
	RevisionList found = {0, NULL};

	if (length < MIN_PREFIX)
		return NO_REVISION;
	for (int i = 0; i < graph->size; i++)
	{
		if (strncmp(graph_id(graph, i), word, length) != 0 || (among != NULL && !among[i]))
			continue;
		if (found.positions == NULL)
			found = list_empty(graph);
		found.positions[found.length++] = i;
	}
	if (found.length > 1)
		ereport(ERROR,
				errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				errmsg("revision \"%s\" is ambiguous", word),
				errdetail("It matches %s.", list_revisions(graph, found)),
				errhint("Write more of the id, or the revision's name."));
	return found.length == 0 ? NO_REVISION : check_hidden(graph, found.positions[0], hidden_too);
}

static void
suggest(Suggestion *best, const char *word, const char *candidate, int revision)
{
	int			length = strlen(word);
	int			candidate_length = strlen(candidate);
	int			limit = Min(best->distance - 1, Max(length, candidate_length) / 2);
	int			distance;

	if (candidate_length == 0 || candidate_length > MAX_WORD || abs(candidate_length - length) > limit)
		return;
	distance = varstr_levenshtein_less_equal(word, length, candidate, candidate_length, 1, 1, 1, limit, true);
	if (distance > limit)
		return;
	best->distance = distance;
	best->word = candidate;
	best->revision = revision;
}

/* what the user may have meant: an id that begins so, or the closest word */
static Suggestion
closest(const Graph *graph, const char *word)
{
	Suggestion	best = {MAX_DISTANCE + 1, NULL, NO_REVISION};
	size_t		length = strlen(word);

	if (length == 0 || length > MAX_WORD)
		return best;
	for (int i = 0; i < graph->sorted.length && length < MIN_PREFIX; i++)
	{
		int			position = graph->sorted.positions[i];

		if (strncmp(graph_id(graph, position), word, length) == 0)
			return (Suggestion)
		{
			0, graph_id(graph, position), position
		};
	}
	for (int i = 0; i < graph->sorted.length; i++)
	{
		int			position = graph->sorted.positions[i];

		CHECK_FOR_INTERRUPTS();
		suggest(&best, word, graph_id(graph, position), position);
		suggest(&best, word, graph->revisions[position].name, NO_REVISION);
	}
	for (int i = 0; i < graph->nlabels; i++)
		suggest(&best, word, graph->labels[i].text, NO_REVISION);
	return best;
}

static void
append_sentence(StringInfo hint, const char *sentence)
{
	if (hint->len > 0)
		appendStringInfoChar(hint, ' ');
	appendStringInfoString(hint, sentence);
}

/*
 * Nothing is called so.  Names what comes closest.
 */
void
error_unknown_revision(const Graph *graph, const char *word, bool is_branch)
{
	Suggestion	close = closest(graph, word);
	size_t		length = strlen(word);
	StringInfoData hint;

	initStringInfo(&hint);
	if (length > 0 && length < MIN_PREFIX && close.revision != NO_REVISION &&
		strncmp(close.word, word, length) == 0)
		append_sentence(&hint, psprintf("A part of a revision id needs at least %d characters.", MIN_PREFIX));
	if (close.word != NULL)
		append_sentence(&hint, psprintf("Did you mean %s?", close.revision != NO_REVISION ?
										list_revisions(graph, list_of(close.revision)) : psprintf("\"%s\"", close.word)));
	if (length > 0 && length <= 4 && strspn(word, "0123456789") == length)
		append_sentence(&hint, psprintf("A number of steps stands without quotes: migrate.downgrade(%s).", word));
	ereport(ERROR,
			errcode(ERRCODE_UNDEFINED_OBJECT),
			is_branch ? errmsg("branch \"%s\" does not exist", word) : errmsg("revision \"%s\" does not exist", word),
			hint.len > 0 ? errhint("%s", hint.data) : 0);
}
