/*
 * sqitch_plan.c
 *	  Read sqitch.plan: pragmas, changes with what they require and conflict with, tags.
 *
 * A line is "name [requires !conflicts] 2026-01-01T12:00:00Z Planner <address> # note"; one that begins with "@" is a tag
 * of the change before it, one that begins with "%" a pragma.  A name that stands there again reworks its change.
 */
#include "postgres.h"

#include "utils/hsearch.h"

#include "file/file.h"
#include "file/formats/sqitch.h"

#define MAX_NAME 255

/* The last change of a name. */
typedef struct NameEntry
{
	char		name[MAX_NAME + 1]; /* hash key */
	int			position;
} NameEntry;

/* What stands behind "#", taken off the line. */
static char *
take_note(Span *line)
{
	for (size_t i = 0; i < line->length; i++)
	{
		if (line->text[i] == '#' && (i == 0 || span_is_space(line->text[i - 1])))
		{
			Span		note = span_trim((Span) {line->text + i + 1, line->length - i - 1});

			line->length = i;
			*line = span_trim(*line);
			return span_copy(note);
		}
	}
	return pstrdup("");
}

static void
read_pragma(SqitchPlan *plan, Span pragma)
{
	if (span_take(&pragma, "project="))
		plan->project = span_copy(span_trim(pragma));
}

static void
read_tag(SqitchPlan *plan, Span line)
{
	Span		name = span_next_word(&line);

	if ((plan->ntags & (plan->ntags - 1)) == 0)
		plan->tags = plan->ntags == 0 ? palloc(sizeof(SqitchTag)) : repalloc(plan->tags, 2 * plan->ntags * sizeof(SqitchTag));
	plan->tags[plan->ntags++] = (SqitchTag) {span_copy(name), plan->nchanges - 1};
}

/* "[a !b c@v1]": what it requires, and after "!" what it conflicts with. */
static bool
read_needs(SqitchChange *change, Span *line)
{
	const char *end = memchr(line->text, ']', line->length);
	Span		needs;

	if (line->length == 0 || line->text[0] != '[')
		return true;
	if (end == NULL)
		return false;
	needs = (Span) {line->text + 1, end - line->text - 1};
	while (needs.length > 0)
	{
		Span		need = span_next_word(&needs);

		if (need.length == 0)
			continue;
		if (span_take(&need, "!"))
			text_list_append(&change->conflicts, span_copy(need));
		else
			text_list_append(&change->requires, span_copy(need));
	}
	return true;
}

/* Notes the change as the last one of its name, and as what reworks the one before. */
static void
note_instance(SqitchPlan *plan, int position)
{
	SqitchChange *change = &plan->changes[position];
	bool		found;
	NameEntry  *entry = hash_search(plan->last_instances, change->name, HASH_ENTER, &found);
	char	   *text = change->name;

	change->instance = 1;
	change->next_instance = -1;
	if (found)
	{
		change->instance = plan->changes[entry->position].instance + 1;
		plan->changes[entry->position].next_instance = position;
		text = psprintf("%s.%d", change->name, change->instance);
	}
	entry->position = position;
	change->revision_id = file_make_id(text, strlen(text));
}

static void
read_change(Folder *folder, SqitchPlan *plan, Span line, int number, char *note)
{
	SqitchChange *change;
	Span		name;

	if (line.text[0] == '+' || line.text[0] == '-')
		line = span_trim((Span) {line.text + 1, line.length - 1});
	name = span_next_word(&line);
	line = span_trim(line);
	if (name.length > MAX_NAME)
	{
		folder_add_error(folder, plan->file_name, number, pstrdup("name of the change is too long"), NULL);
		return;
	}
	if (plan->nchanges == 0)
		plan->changes = palloc(sizeof(SqitchChange));
	else if ((plan->nchanges & (plan->nchanges - 1)) == 0)
		plan->changes = repalloc_huge(plan->changes, 2 * (Size) plan->nchanges * sizeof(SqitchChange));
	change = &plan->changes[plan->nchanges];
	memset(change, 0, sizeof(*change));
	change->name = span_copy(name);
	change->note = note;
	change->line = number;
	if (!read_needs(change, &line))
		folder_add_error(folder, plan->file_name, number, psprintf("\"[\" of change \"%s\" has no \"]\"", change->name), NULL);
	note_instance(plan, plan->nchanges++);
}

/* Reads a plan; what is wrong with its lines goes to the folder. */
SqitchPlan *
sqitch_read_plan(Folder *folder, const FolderFile *source)
{
	SqitchPlan *plan = palloc0(sizeof(SqitchPlan));
	HASHCTL		control = {.keysize = MAX_NAME + 1, .entrysize = sizeof(NameEntry), .hcxt = CurrentMemoryContext};
	LineReader	lines;

	plan->file_name = source->name;
	plan->last_instances = hash_create("changes of a plan", 256, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	lines_open(&lines, source->content);
	while (lines_next(&lines))
	{
		Span		line = span_trim(lines.line);
		char	   *note = take_note(&line);

		if (line.length == 0)
			continue;
		if (span_take(&line, "%"))
			read_pragma(plan, line);
		else if (span_take(&line, "@"))
			read_tag(plan, line);
		else
			read_change(folder, plan, line, lines.number, note);
	}
	return plan;
}

/* The position of the tag's change, below before; -1: there is no such tag. */
static int
change_at_tag(const SqitchPlan *plan, const char *tag, int before)
{
	for (int i = 0; i < plan->ntags; i++)
	{
		if (strcmp(plan->tags[i].name, tag) == 0 && plan->tags[i].change < before)
			return plan->tags[i].change;
	}
	return -1;
}

/*
 * What a requirement means to the change at position before: "name" is the last of that name ahead of it, "name@tag" the
 * last one up to the tag, "@tag" the change that is tagged.  -1: the plan has none there.
 */
int
sqitch_find_change(const SqitchPlan *plan, const char *text, int before)
{
	char		name[MAX_NAME + 1];
	const char *at = strchr(text, '@');
	int			limit = before;
	NameEntry  *entry;
	int			position = -1;

	if (at != NULL && strcmp(at, "@HEAD") != 0 && strcmp(at, "@ROOT") != 0)
		limit = change_at_tag(plan, at + 1, before) + 1;
	if (at == text)
		return limit - 1;
	strlcpy(name, text, Min(sizeof(name), at ? (size_t) (at - text) + 1 : sizeof(name)));
	entry = hash_search(plan->last_instances, name, HASH_FIND, NULL);
	if (entry == NULL)
		return -1;
	position = entry->position;
	/* instances are few: walk down from the last one */
	while (position >= limit)
	{
		int			earlier = position - 1;

		while (earlier >= 0 && strcmp(plan->changes[earlier].name, name) != 0)
			earlier--;
		position = earlier;
	}
	return position;
}
