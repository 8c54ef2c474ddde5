/*
 * prune.c
 *	  Of two snapshots at rest, the facts that can matter to their difference.
 *
 * Nearly all facts of two large snapshots are the same, and to load those would take most of the time of a difference.  What
 * is loaded: the facts that differ, the objects that they are parts of, what needs these and their parts, what all of those
 * need in turn, and the parts of that.  Whatever is not loaded is the same on both sides, and nothing that is made, altered
 * or dropped has to do with it.  Facts are found the same where they stand in the same order; where the order is not that of
 * snapshot_sort() more of them are loaded, and the difference is the same.
 */
#include "postgres.h"

#include <ctype.h>

#include "common/hashfn.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "schema/internal.h"
#include "schema/kinds/kinds.h"

typedef struct Item
{
	JsonbContainer *json;
	int			length;
	int			twin;			/* that of the other side which is the same; -1: none */
	int			name;			/* number of its name; -1: not read yet */
	int			of;				/* of what it is a part of; -1: of nothing */
	bool		of_type;		/* that is a type */
	int			nneeds;
	int		   *needs;
} Item;

typedef struct Side
{
	int			n;
	Item	   *items;
} Side;

/* Why facts of a name are loaded. */
#define NAME_CHANGED (1 << 0)	/* it differs, or needs what does */
#define NAME_WHOLE (1 << 1)		/* a part of it differs */
#define NAME_NEEDED (1 << 2)	/* by what is loaded */
#define NAME_BESIDE (1 << 3)	/* part of what is loaded */

typedef struct NameKey
{
	const char *text;
	int			length;
} NameKey;

typedef struct NameEntry
{
	NameKey		key;
	int			number;
} NameEntry;

typedef struct Pruning
{
	Side		sides[2];
	bool		same_installation;
	HTAB	   *words;			/* in the bodies of functions that change; NULL: none */
	bool		types_change;
	HTAB	   *names;
	int			nnames;
	int			max_names;
	uint8	   *flags;			/* of each name */
	StringInfoData name;
} Pruning;

/* ---- facts at rest ---- */

static bool
same_value(const JsonbValue *a, const JsonbValue *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type)
	{
		case jbvString:
			return a->val.string.len == b->val.string.len && memcmp(a->val.string.val, b->val.string.val, a->val.string.len) == 0;
		case jbvNumeric:
			return VARSIZE_ANY(a->val.numeric) == VARSIZE_ANY(b->val.numeric) && memcmp(a->val.numeric, b->val.numeric, VARSIZE_ANY(a->val.numeric)) == 0;
		case jbvBinary:
			return a->val.binary.len == b->val.binary.len && memcmp(a->val.binary.data, b->val.binary.data, a->val.binary.len) == 0;
		default:
			return false;
	}
}

/* Object ids of two installations say nothing. */
static bool
same_but_object(JsonbContainer *a, JsonbContainer *b)
{
	static const char *const keys[] = {"of", "kind", "name", "needs", "schema", "identity", "position", "arguments", "goes_with", "attributes"};

	for (int i = 0; i < lengthof(keys); i++)
	{
		JsonbValue	left,
					right;
		bool		present = json_member(a, keys[i], &left);

		if (present != json_member(b, keys[i], &right) || (present && !same_value(&left, &right)))
			return false;
	}
	return true;
}

static bool
is_same(const Pruning *pruning, const Item *a, const Item *b)
{
	if (a->length == b->length && memcmp(a->json, b->json, a->length) == 0)
		return true;
	return !pruning->same_installation && same_but_object(a->json, b->json);
}

static const char *
text_of(const Item *item, const char *key)
{
	const char *text = json_member_text(item->json, key);

	return text == NULL ? "" : text;
}

static int64
position_of(const Item *item)
{
	JsonbValue	value;

	return json_member(item->json, "position", &value) ? json_number(&value) : 0;
}

/* The kind that a full name begins with: of those that it may be, the longest.  NULL: none */
static const FactKind *
kind_in(const char *full_name, int length)
{
	const FactKind *kind = NULL;
	int			longest = 0;

	for (int i = 0; i < schema_nkinds; i++)
	{
		int			n = strlen(schema_kinds[i]->name);

		if (n > longest && n < length && full_name[n] == ' ' && memcmp(full_name, schema_kinds[i]->name, n) == 0)
		{
			kind = schema_kinds[i];
			longest = n;
		}
	}
	return kind;
}

/* "constraint public.a.b" -> "public.a.b" */
static const char *
identity_in(const char *full_name)
{
	const FactKind *kind = kind_in(full_name, strlen(full_name));

	return kind == NULL ? full_name : full_name + strlen(kind->name) + 1;
}

/* as snapshot_sort() has them */
static int
compare_items(const Item *a, const Item *b)
{
	const FactKind *left = kind_by_name(text_of(a, "kind")),
			   *right = kind_by_name(text_of(b, "kind"));
	int64		order;

	if (left != right)
		return left == NULL ? -1 : right == NULL ? 1 : kind_position(left) - kind_position(right);
	order = strcmp(identity_in(text_of(a, "of")), identity_in(text_of(b, "of")));
	if (order == 0)
		order = position_of(a) - position_of(b);
	return order != 0 ? (order < 0 ? -1 : 1) : strcmp(text_of(a, "identity"), text_of(b, "identity"));
}

/* ---- what is the same ---- */

/* false: some of it is no fact */
static bool
collect(Side *side, JsonbContainer *facts)
{
	side->n = JsonContainerSize(facts);
	side->items = MemoryContextAllocHuge(CurrentMemoryContext, Max(side->n, 1) * sizeof(Item));
	for (int i = 0; i < side->n; i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(facts, i);

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			return false;
		side->items[i] = (Item) {.json = value->val.binary.data, .length = value->val.binary.len, .twin = -1, .name = -1, .of = -1};
		pfree(value);
	}
	return true;
}

/* Both walk on together; where they differ, that one which comes first goes on. */
static void
find_twins(Pruning *pruning)
{
	Side	   *source = &pruning->sides[0],
			   *target = &pruning->sides[1];
	int			i = 0,
				j = 0;

	while (i < source->n && j < target->n)
	{
		Item	   *a = &source->items[i],
				   *b = &target->items[j];
		int			order = 0;

		CHECK_FOR_INTERRUPTS();
		if (is_same(pruning, a, b))
		{
			a->twin = j;
			b->twin = i;
		}
		else
			order = compare_items(a, b);
		i += order <= 0;
		j += order >= 0;
	}
}

/* ---- names ---- */

static uint32
name_hash(const void *key, Size size)
{
	const NameKey *name = key;

	return hash_bytes((const unsigned char *) name->text, name->length);
}

static int
name_compare(const void *a, const void *b, Size size)
{
	const NameKey *left = a,
			   *right = b;

	return left->length == right->length ? memcmp(left->text, right->text, left->length) : 1;
}

/* A name's number.  kept: its text outlives the pruning; else it is copied when it is new. */
static int
number_name(Pruning *pruning, const char *text, int length, bool kept)
{
	NameKey		key = {text, length};
	bool		found;
	NameEntry  *entry = hash_search(pruning->names, &key, HASH_ENTER, &found);

	if (found)
		return entry->number;
	if (!kept)
		entry->key.text = pnstrdup(text, length);
	entry->number = pruning->nnames++;
	if (pruning->nnames > pruning->max_names)
	{
		pruning->flags = repalloc_huge(pruning->flags, 2 * (Size) pruning->max_names);
		memset(pruning->flags + pruning->max_names, 0, pruning->max_names);
		pruning->max_names *= 2;
	}
	return entry->number;
}

static void
read_needs(Pruning *pruning, Item *item)
{
	static const char *const keys[] = {"needs", "goes_with"};
	JsonbValue	arrays[lengthof(keys)];
	int			n = 0;

	for (int i = 0; i < lengthof(keys); i++)
		if (!json_member(item->json, keys[i], &arrays[i]) || arrays[i].type != jbvBinary)
			arrays[i].type = jbvNull;
		else
			n += JsonContainerSize(arrays[i].val.binary.data);
	item->needs = n == 0 ? NULL : palloc(n * sizeof(int));
	for (int i = 0; i < lengthof(keys); i++)
		for (int j = 0; arrays[i].type == jbvBinary && j < JsonContainerSize(arrays[i].val.binary.data); j++)
		{
			JsonbValue *need = getIthJsonbValueFromContainer(arrays[i].val.binary.data, j);

			if (need != NULL && need->type == jbvString)
				item->needs[item->nneeds++] = number_name(pruning, need->val.string.val, need->val.string.len, true);
		}
}

/* Casts and default privileges matter to what does not need them. */
static bool
is_looked_up(const char *kind)
{
	return strcmp(kind, kind_cast.name) == 0 || strcmp(kind, kind_default_privilege.name) == 0 || strcmp(kind, kind_schema_default_privilege.name) == 0;
}

static bool
names_type(const JsonbValue *full_name)
{
	const FactKind *kind = kind_in(full_name->val.string.val, full_name->val.string.len);

	return kind != NULL && kind->retypes;
}

static void
read_item(Pruning *pruning, Item *item)
{
	char	   *kind = json_member_text(item->json, "kind"),
			   *identity = json_member_text(item->json, "identity");
	JsonbValue	of;

	resetStringInfo(&pruning->name);
	appendStringInfo(&pruning->name, "%s %s", kind == NULL ? "" : kind, identity == NULL ? "" : identity);
	item->name = number_name(pruning, pruning->name.data, pruning->name.len, false);
	if (json_member(item->json, "of", &of) && of.type == jbvString)
	{
		item->of = number_name(pruning, of.val.string.val, of.val.string.len, true);
		item->of_type = names_type(&of);
	}
	read_needs(pruning, item);
	/* what is no fact is loaded, which says what is wrong */
	if (item->twin < 0 || kind == NULL || identity == NULL)
		pruning->flags[item->name] |= NAME_CHANGED | NAME_WHOLE;
	else if (is_looked_up(kind))
		pruning->flags[item->name] |= NAME_NEEDED;
}

/* ---- what matters ---- */

/* What is the same is looked at once. */
static bool
is_read(int side, const Item *item)
{
	return side == 0 || item->twin < 0;
}

static bool
add_flags(Pruning *pruning, int name, uint8 flags)
{
	uint8		before = name < 0 ? 0 : pruning->flags[name];

	if (name >= 0)
		pruning->flags[name] |= flags;
	return name >= 0 && pruning->flags[name] != before;
}

/* What an item has to do with what has changed: with a part of it, with what it is a part of, or needs. */
static bool
spread_change(Pruning *pruning, Item *item)
{
	bool		spread = false;
	uint8		flags = pruning->flags[item->name];
	bool		changed = (flags & NAME_CHANGED) || (item->of >= 0 && (pruning->flags[item->of] & NAME_CHANGED));

	for (int i = 0; i < item->nneeds && !changed; i++)
		changed = (pruning->flags[item->needs[i]] & NAME_CHANGED) != 0;
	if (changed)
		spread = add_flags(pruning, item->name, NAME_CHANGED);
	/* a type with a part that changes is made anew, where values of it are stored */
	if (changed && item->of_type)
		spread |= add_flags(pruning, item->of, NAME_CHANGED);
	if (flags & NAME_WHOLE)
		spread |= add_flags(pruning, item->of, NAME_CHANGED | NAME_WHOLE);
	return spread;
}

static bool
spread_need(Pruning *pruning, Item *item)
{
	bool		spread = false;

	if (!(pruning->flags[item->name] & (NAME_CHANGED | NAME_NEEDED)))
		return false;
	spread = add_flags(pruning, item->of, NAME_NEEDED);
	for (int i = 0; i < item->nneeds; i++)
		spread |= add_flags(pruning, item->needs[i], NAME_NEEDED);
	return spread;
}

static bool
spread_to_parts(Pruning *pruning, Item *item)
{
	return item->of >= 0 && pruning->flags[item->of] != 0 && add_flags(pruning, item->name, NAME_BESIDE);
}

/* Facts stand behind most of what they need, so that few rounds are enough. */
static void
spread(Pruning *pruning, bool (*to) (Pruning *pruning, Item *item))
{
	bool		again = true;

	while (again)
	{
		again = false;
		for (int side = 0; side < 2; side++)
			for (int i = 0; i < pruning->sides[side].n; i++)
			{
				Item	   *item = &pruning->sides[side].items[i];

				if (is_read(side, item))
					again |= to(pruning, item);
			}
		CHECK_FOR_INTERRUPTS();
	}
}

static void
read_items(Pruning *pruning)
{
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < pruning->sides[side].n; i++)
		{
			Item	   *item = &pruning->sides[side].items[i];

			if (is_read(side, item))
				read_item(pruning, item);
		}
}

static bool
matters(const Pruning *pruning, int side, int i)
{
	const Item *item = &pruning->sides[side].items[i];

	if (side == 1 && item->twin >= 0)
		item = &pruning->sides[0].items[item->twin];
	return pruning->flags[item->name] != 0;
}

/* ---- what is found by its name ---- */

static void
note_words(Pruning *pruning, const char *body)
{
	HASHCTL		control = {.keysize = NAMEDATALEN, .entrysize = NAMEDATALEN, .hcxt = CurrentMemoryContext};
	char		word[NAMEDATALEN];

	if (pruning->words == NULL)
		pruning->words = hash_create("words in bodies", 256, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	while (read_word(&body, word))
		(void) hash_search(pruning->words, word, HASH_ENTER, NULL);
}

static void
note_names_in(Pruning *pruning, const Item *item)
{
	const FactKind *kind = kind_by_name(text_of(item, "kind"));
	JsonbValue	attributes;
	const char *body = NULL;

	if (kind != NULL && kind->retypes)
		pruning->types_change = true;
	if (json_member(item->json, "attributes", &attributes) && attributes.type == jbvBinary)
		body = json_member_text(attributes.val.binary.data, "body");
	if (body != NULL)
		note_words(pruning, body);
}

/* Could retype.c have given such a name to a type that has to stay for a while? */
static bool
is_aside(const char *name)
{
	size_t		length = strlen(name);

	while (length > 0 && isdigit((unsigned char) name[length - 1]))
		length--;
	return length >= 4 && strncmp(name + length - 4, "_old", 4) == 0;
}

static bool
is_found_by_name(const Pruning *pruning, const Item *item)
{
	JsonbValue	schema;
	const char *name;

	if (!json_member(item->json, "schema", &schema))
		return false;
	name = text_of(item, "name");
	return (pruning->types_change && is_aside(name)) ||
		(pruning->words != NULL && hash_search(pruning->words, name, HASH_FIND, NULL) != NULL);
}

/*
 * No dependency says what a function's body needs: that is found by its name, as bodies.c does.  Nor which names are taken
 * when a type leaves its own.
 */
static void
need_named(Pruning *pruning)
{
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < pruning->sides[side].n; i++)
		{
			const Item *item = &pruning->sides[side].items[i];

			if (is_read(side, item) && (pruning->flags[item->name] & NAME_CHANGED))
				note_names_in(pruning, item);
		}
	if (pruning->words == NULL && !pruning->types_change)
		return;
	for (int side = 0; side < 2; side++)
		for (int i = 0; i < pruning->sides[side].n; i++)
		{
			const Item *item = &pruning->sides[side].items[i];

			if (is_read(side, item) && is_found_by_name(pruning, item))
				pruning->flags[item->name] |= NAME_NEEDED;
		}
}

static void
prune(Pruning *pruning)
{
	HASHCTL		control = {.keysize = sizeof(NameKey), .entrysize = sizeof(NameEntry), .hash = name_hash, .match = name_compare, .hcxt = CurrentMemoryContext};

	pruning->max_names = 1024;
	pruning->flags = palloc0(pruning->max_names);
	initStringInfo(&pruning->name);
	pruning->names = hash_create("names of facts", Max(pruning->sides[0].n, 16), &control, HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	find_twins(pruning);
	read_items(pruning);
	spread(pruning, spread_change);
	need_named(pruning);
	spread(pruning, spread_need);
	spread(pruning, spread_to_parts);
}

/*
 * Which of the facts in two arrays, as snapshots have them, can matter to the difference: in wanted[0] and wanted[1], palloc'd
 * in the current context; NULL: all.  What is no fact is wanted: who loads it says what is wrong.
 */
void
prune_equal(JsonbContainer *facts[2], bool same_installation, bool *wanted[2])
{
	MemoryContext work = AllocSetContextCreate(CurrentMemoryContext, "schema pruning", ALLOCSET_DEFAULT_SIZES),
				caller = MemoryContextSwitchTo(work);
	Pruning		pruning = {.same_installation = same_installation};

	wanted[0] = wanted[1] = NULL;
	if (collect(&pruning.sides[0], facts[0]) && collect(&pruning.sides[1], facts[1]))
	{
		prune(&pruning);
		for (int side = 0; side < 2; side++)
		{
			wanted[side] = MemoryContextAllocHuge(caller, Max(pruning.sides[side].n, 1));
			for (int i = 0; i < pruning.sides[side].n; i++)
				wanted[side][i] = matters(&pruning, side, i);
		}
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work);
}
