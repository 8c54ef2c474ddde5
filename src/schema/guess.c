/*
 * guess.c
 *	  Objects that seem to have another name, where the snapshots are of two installations and addresses say nothing.
 *
 * What is gone and what is new are taken for one object if they are the same but for the name, or the schema, and if there
 * is no other that either could be.  The wrong guess puts data into the wrong column, so whatever is not alike speaks against it: a
 * column has to stand at the same place, in the same constraints and indexes, a table has to have the same columns, a
 * schema has to hold objects of the same names.  A value of an enum that tables hold has to be spelled almost alike.
 */
#include "postgres.h"

#include <ctype.h>

#include "miscadmin.h"
#include "utils/varlena.h"

#include "schema/internal.h"
#include "schema/kinds/kinds.h"

/* Facts that have no counterpart and are no part of another, on one side. */
typedef struct Unmatched
{
	List	  **by_kind;
	HTAB	   *by_part;		/* NameEntry: those that have a characteristic part of that name */
	HTAB	   *by_schema;		/* NameEntry: those in that schema */
	HTAB	   *renamed;		/* names that on this side are other than on that one */
} Unmatched;

typedef struct NameEntry
{
	char		name[NAMEDATALEN];
	List	   *facts;
} NameEntry;

typedef struct Guessing
{
	NewNames	names;
	const SchemaSnapshot *target;
	Unmatched	gone;
	Unmatched	new;
} Guessing;

/* ---- what is alike ---- */

static bool
has_same_value(const Guessing *guessing, const Fact *from, const Fact *to, int attribute)
{
	if (from->kind->attributes[attribute].literal)
		return fact_same_value(from, to, attribute);
	return rename_same_text(&guessing->names, from->values[attribute], to->values[attribute]);
}

static bool
has_same_values(const Guessing *guessing, const Fact *from, const Fact *to)
{
	for (int i = 0; from->kind->attributes[i].name != NULL; i++)
		if (!from->kind->attributes[i].beside && !has_same_value(guessing, from, to, i))
			return false;
	return true;
}

static int
count_characteristic(const Fact *whole)
{
	int			n = 0;
	ListCell   *cell;

	foreach(cell, whole->parts)
		n += ((Fact *) lfirst(cell))->kind->characteristic;
	return n;
}

/* Is there no other of its kind in what it is a part of?  Then its name says nothing. */
static bool
is_only_one(const FactKind *kind)
{
	return kind->identity != NULL && strcmp(kind->identity, "{of.identity}") == 0;
}

static bool has_same_parts(const Guessing *guessing, const Fact *from, const Fact *to);

static bool
has_part_alike(const Guessing *guessing, const Fact *whole, const Fact *part)
{
	ListCell   *cell;

	foreach(cell, whole->parts)
	{
		const Fact *other = lfirst(cell);

		if (other->kind == part->kind && (is_only_one(part->kind) || rename_is_new_name(&guessing->names, part->name, other->name)))
			return has_same_values(guessing, part, other) && has_same_parts(guessing, part, other);
	}
	return false;
}

static bool
has_same_parts(const Guessing *guessing, const Fact *from, const Fact *to)
{
	ListCell   *cell;

	if (count_characteristic(from) != count_characteristic(to))
		return false;
	foreach(cell, from->needed_by)
	{
		const Fact *part = lfirst(cell);

		if (part->of == from && part->kind->characteristic && !has_part_alike(guessing, to, part))
			return false;
	}
	return true;
}

static List *
contents_of(const Unmatched *unmatched, const Fact *schema)
{
	NameEntry  *entry = hash_search(unmatched->by_schema, schema->name, HASH_FIND, NULL);

	return entry == NULL ? NIL : entry->facts;
}

/* Do two schemas hold the same, by name?  What is in them may differ, and is altered then. */
static bool
has_same_contents(const Guessing *guessing, const Fact *from, const Fact *to)
{
	RenamedSchema schema = {from->name, to->name};
	List	   *contents = contents_of(&guessing->gone, from),
			   *schemas;
	ListCell   *cell;

	if (list_length(contents) != list_length(contents_of(&guessing->new, to)))
		return false;
	schemas = list_make1(&schema);
	foreach(cell, contents)
	{
		const Fact *fact = lfirst(cell);

		if (snapshot_find(guessing->target, fact->kind, rename_identity(schemas, fact->identity)) == NULL)
			return false;
	}
	return true;
}

/* Is there anything that could have been otherwise? */
static bool
has_characteristics(const Guessing *guessing, const Fact *fact)
{
	if (fact->kind == &kind_schema)
		return contents_of(&guessing->gone, fact) != NIL;
	if (fact->kind == &kind_enum_value)
		return true;
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
		if (!fact->kind->attributes[i].beside)
			return true;
	return count_characteristic(fact) > 0;
}

/* ---- its place among the parts of a whole ---- */

static bool
is_sibling(const Fact *fact, const Fact *other)
{
	return other->kind == fact->kind && other != fact;
}

/* The nearest that stands before it and is known in the other snapshot, or NULL. */
static const Fact *
known_before(const Fact *fact)
{
	const Fact *before = NULL;
	ListCell   *cell;

	foreach(cell, fact->of->parts)
	{
		const Fact *other = lfirst(cell);

		if (is_sibling(fact, other) && other->other != NULL && other->position < fact->position &&
			(before == NULL || before->position < other->position))
			before = other;
	}
	return before;
}

static bool
has_unknown_sibling(const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, fact->of->parts)
		if (is_sibling(fact, lfirst(cell)) && ((Fact *) lfirst(cell))->other == NULL)
			return true;
	return false;
}

/* Do those that are known stand in the same order on both sides? */
static bool
has_siblings_in_order(const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, fact->of->parts)
	{
		const Fact *sibling = lfirst(cell),
				   *before;

		if (!is_sibling(fact, sibling) || sibling->other == NULL)
			continue;
		before = known_before(sibling);
		if ((before == NULL ? NULL : before->other) != known_before(sibling->other))
			return false;
	}
	return true;
}

/* Where the order says nothing, it has to be the only one that is gone, or new. */
static bool
has_same_place(const Fact *from, const Fact *to)
{
	const Fact *before;

	if (from->position == 0)
		return true;
	if (!has_siblings_in_order(from))
		return !has_unknown_sibling(from) && !has_unknown_sibling(to);
	before = known_before(from);
	return (before == NULL ? NULL : before->other) == known_before(to);
}

/* ---- what stands on it ---- */

static bool
is_bound_to(const Fact *dependent, const Fact *fact)
{
	return dependent->of == fact->of && dependent->kind->rebuilt_with_column;
}

static int
count_bound(const Fact *fact)
{
	int			n = 0;
	ListCell   *cell;

	foreach(cell, fact->needed_by)
		n += is_bound_to(lfirst(cell), fact);
	return n;
}

static bool
has_bound_alike(const Guessing *guessing, const Fact *fact, const Fact *dependent)
{
	ListCell   *cell;

	foreach(cell, fact->needed_by)
	{
		const Fact *other = lfirst(cell);

		if (!is_bound_to(other, fact) || other->kind != dependent->kind)
			continue;
		if (dependent->other == other || (dependent->other == NULL && other->other == NULL && has_same_values(guessing, dependent, other)))
			return true;
	}
	return false;
}

/* A column is in the same constraints and indexes of its table. */
static bool
has_same_bound(const Guessing *guessing, const Fact *from, const Fact *to)
{
	ListCell   *cell;

	if (from->of == NULL)
		return true;
	if (count_bound(from) != count_bound(to))
		return false;
	foreach(cell, from->needed_by)
		if (is_bound_to(lfirst(cell), from) && !has_bound_alike(guessing, to, lfirst(cell)))
			return false;
	return true;
}

/* ---- the guess ---- */

/* Does one come with its table's type or parent, and the other not, or with another type's?  Then neither becomes the other. */
static bool
comes_otherwise(const Fact *from, const Fact *to)
{
	const Fact *type;

	if (from->kind->comes_with == NULL || (!from->kind->comes_with(from) && !from->kind->comes_with(to)))
		return false;
	type = type_of_table(from->of);
	return from->kind->comes_with(from) != from->kind->comes_with(to) || (type != NULL && type->other != type_of_table(to->of));
}

/* A type and its attributes are renamed for all typed tables: is one of those to be of no type? */
static bool
moves_what_leaves(const Fact *from)
{
	const Fact *type = from->kind == &kind_attribute ? from->of : from;
	ListCell   *cell;

	if (type->kind != &kind_composite)
		return false;
	foreach(cell, type->needed_by)
	{
		const Fact *table = lfirst(cell);

		if (table->kind == &kind_table && table->other != NULL && fact_value(table, "of_type") != NULL && fact_value(table->other, "of_type") == NULL)
			return true;
	}
	return false;
}

/* A letter or digit of a name, as the next one to be compared, or '\0'. */
static char
next_letter(const char **name)
{
	while (**name != '\0' && !isalnum((unsigned char) **name) && !IS_HIGHBIT_SET(**name))
		(*name)++;
	return **name == '\0' ? '\0' : pg_tolower((unsigned char) *(*name)++);
}

static bool
has_same_letters(const char *a, const char *b)
{
	char		left,
				right;

	do
	{
		left = next_letter(&a);
		right = next_letter(&b);
	} while (left == right && left != '\0');
	return left == right;
}

/* Do two words differ in that two neighbours have changed places ("hihg", "high")? */
static bool
has_letters_swapped(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
	{
		a++;
		b++;
	}
	return a[0] != '\0' && a[1] != '\0' && a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0;
}

/*
 * Are two values of an enum one word, spelled otherwise: with a letter more ("canceled", "cancelled"), with two that have
 * changed places, in capitals or with other signs?  What other words mean is not for us to guess, and another letter, one at
 * the beginning or a digit means much.
 */
static bool
is_spelled_alike(const char *a, const char *b)
{
	size_t		left = strlen(a),
				right = strlen(b);

	if (has_same_letters(a, b))
		return true;
	if (strpbrk(a, "0123456789") != NULL || strpbrk(b, "0123456789") != NULL)
		return false;
	if (Min(left, right) >= 4 && has_letters_swapped(a, b))
		return true;
	if (Min(left, right) < 5 || a[0] != b[0])
		return false;
	return varstr_levenshtein_less_equal(a, left, b, right, 1, 1, 2, 1, true) <= 1;
}

/* Could a fact that is gone be one that is new?  What is inherited goes by what it is inherited from. */
static bool
is_same(Guessing *guessing, const Fact *from, const Fact *to)
{
	const Fact *by,
			   *to_by;

	bool		moves = from->of == NULL && !same_text(from->schema, to->schema);

	if (!rename_is_possible(from, to) || comes_otherwise(from, to) || moves_what_leaves(from) || (moves && !same_text(from->name, to->name)))
		return false;
	if (from->kind == &kind_enum_value && type_is_stored(from->of) && !is_spelled_alike(from->name, to->name))
		return false;
	by = fact_inherited_from(from);
	to_by = fact_inherited_from(to);
	if (by != NULL || to_by != NULL)
		return by != NULL && to_by != NULL && by->other == to_by;
	guessing->names.guess = moves ? from->schema : from->name;
	guessing->names.new_guess = moves ? to->schema : to->name;
	if (from->kind == &kind_schema && !has_same_contents(guessing, from, to))
		return false;
	return rename_same_text(&guessing->names, from->arguments, to->arguments) && has_same_values(guessing, from, to) &&
		has_same_parts(guessing, from, to) && has_same_place(from, to) && has_same_bound(guessing, from, to);
}

/* The only candidate that a fact could be, or NULL: none, or several. */
static Fact *
find_only(Guessing *guessing, const Fact *fact, List *candidates, bool is_new)
{
	Fact	   *found = NULL;
	ListCell   *cell;

	CHECK_FOR_INTERRUPTS();
	foreach(cell, candidates)
	{
		Fact	   *candidate = lfirst(cell);

		if (candidate->other != NULL || !(is_new ? is_same(guessing, candidate, fact) : is_same(guessing, fact, candidate)))
			continue;
		if (found != NULL)
			return NULL;
		found = candidate;
	}
	return found;
}

/* Does the name of a part stay, whatever its whole is called? */
static bool
keeps_name(const Unmatched *own, const Fact *part)
{
	return part->kind->characteristic && part->name != NULL && !is_only_one(part->kind) && strstr(part->name, part->of->name) == NULL &&
		hash_search(own->renamed, part->name, HASH_FIND, NULL) == NULL;
}

/*
 * What a fact could be: parts of the same whole; or, of all of the kind, those that have a part of the same name, for one that
 * few have, so that not every table has to be held against every other.
 */
static List *
candidates_for(const Fact *fact, const Unmatched *own, const Unmatched *others)
{
	List	   *candidates;
	ListCell   *cell;

	if (fact->of != NULL)
		return fact->of->other->needed_by;
	candidates = others->by_kind[fact->kind_position];
	foreach(cell, fact->needed_by)
	{
		const Fact *part = lfirst(cell);
		NameEntry  *entry;

		if (part->of != fact || !keeps_name(own, part))
			continue;
		entry = hash_search(others->by_part, part->name, HASH_FIND, NULL);
		if (entry == NULL)
			return NIL;
		if (list_length(entry->facts) < list_length(candidates))
			candidates = entry->facts;
	}
	return candidates;
}

/* What has an address is an object; others are known by what they are a part of. */
static bool
can_be_guessed(const Guessing *guessing, const Fact *fact)
{
	return fact->other == NULL && fact->kind->named_by == NULL && OidIsValid(fact->address.objectId) && (fact->of == NULL || fact->of->other != NULL) && has_characteristics(guessing, fact);
}

static HTAB *
create_names(const char *title)
{
	HASHCTL		control = {.keysize = NAMEDATALEN, .entrysize = sizeof(NameEntry), .hcxt = CurrentMemoryContext};

	return hash_create(title, 256, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
}

static void
list_by_name(HTAB *names, const char *name, Fact *fact)
{
	bool		found;
	NameEntry  *entry = hash_search(names, name, HASH_ENTER, &found);

	if (!found)
		entry->facts = NIL;
	if (entry->facts == NIL || llast(entry->facts) != fact)
		entry->facts = lappend(entry->facts, fact);
}

static void
list_by_parts(Unmatched *unmatched, Fact *whole)
{
	ListCell   *cell;

	foreach(cell, whole->parts)
	{
		const Fact *part = lfirst(cell);

		if (part->kind->characteristic && part->name != NULL)
			list_by_name(unmatched->by_part, part->name, whole);
	}
}

static void
note_renamed(HTAB *renamed, const char *name, const char *other_name)
{
	if (name != NULL && !same_text(name, other_name))
		hash_search(renamed, name, HASH_ENTER, NULL);
}

static Unmatched
list_unmatched(const SchemaSnapshot *snapshot)
{
	Unmatched	unmatched = {
		palloc0(schema_nkinds * sizeof(List *)), create_names("unmatched facts by part"), create_names("unmatched facts by schema"), create_names("names that are others")
	};
	ListCell   *cell;

	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (fact->other != NULL)
		{
			note_renamed(unmatched.renamed, fact->name, fact->other->name);
			note_renamed(unmatched.renamed, fact->schema, fact->other->schema);
		}
		else if (fact->of == NULL)
		{
			unmatched.by_kind[fact->kind_position] = lappend(unmatched.by_kind[fact->kind_position], fact);
			list_by_parts(&unmatched, fact);
			if (fact->schema != NULL)
				list_by_name(unmatched.by_schema, fact->schema, fact);
		}
	}
	return unmatched;
}

static void
forget_unmatched(Unmatched *unmatched)
{
	hash_destroy(unmatched->by_part);
	hash_destroy(unmatched->by_schema);
	hash_destroy(unmatched->renamed);
}

/*
 * Match what seems to be one object under two names, as far as can be told from what is matched already.  Returns whether
 * there was any: then its parts can be matched, and more may be told.
 */
bool
guess_renames(SchemaSnapshot *source, SchemaSnapshot *target)
{
	Guessing	guessing = {.names.known = rename_names(source), .target = target, .gone = list_unmatched(source), .new = list_unmatched(target)};
	List	   *guesses = NIL;
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		Fact	   *from = lfirst(cell),
				   *to = can_be_guessed(&guessing, from) ? find_only(&guessing, from, candidates_for(from, &guessing.gone, &guessing.new), false) : NULL;

		if (to != NULL && find_only(&guessing, to, candidates_for(to, &guessing.new, &guessing.gone), true) == from)
			guesses = lappend(guesses, list_make2(from, to));
	}
	foreach(cell, guesses)
	{
		Fact	   *from = linitial((List *) lfirst(cell)),
				   *to = lsecond((List *) lfirst(cell));

		from->other = to;
		to->other = from;
		from->guessed = true;
	}
	hash_destroy(guessing.names.known);
	forget_unmatched(&guessing.gone);
	forget_unmatched(&guessing.new);
	return guesses != NIL;
}
