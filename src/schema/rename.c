/*
 * rename.c
 *	  Objects that have another name: known where both snapshots are of one installation, guessed where not (guess.c).
 *
 * What has the same address is the same object.  Texts in which only such names differ are the same too.  While statements
 * are planned, facts of the source have the names that they get: renaming comes first, so what is dropped or altered is
 * called by its new name.  rename_end() puts the old ones back.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/hsearch.h"

#include "schema/kinds/kinds.h"

typedef struct RenamedEntry
{
	char		name[NAMEDATALEN];
	const char *new_name;
} RenamedEntry;

/* How SQL refers to what has another name or schema. */
typedef struct ReferenceEntry
{
	char		reference[2 * (2 * NAMEDATALEN + 3)];
	char	   *new_reference;
} ReferenceEntry;

typedef struct Undo
{
	char	  **place;
	char	   *value;
} Undo;

struct Renaming
{
	NewNames	names;
	HTAB	   *references;
	List	   *undo;
	List	   *renamed;		/* facts of the source */
	List	   *schemas;		/* RenamedSchema */
};

/* Let the source say something else until rename_end(). */
void
rename_overwrite(Renaming *renaming, char **place, char *value)
{
	Undo	   *undo = palloc(sizeof(Undo));

	undo->place = place;
	undo->value = *place;
	renaming->undo = lcons(undo, renaming->undo);
	*place = value;
}

/* How SQL refers to what lies in a schema, or to what has a name alone. */
static const char *
reference_to(const Fact *fact)
{
	return fact->name == NULL ? "" : fact->schema != NULL ? quote_qualified_name(fact->schema, fact->name) : quote_name(fact->name);
}

/* The name with which a text begins, with its schema, or else its first character; palloc'd. */
static char *
next_name(const char *text)
{
	char		word[NAMEDATALEN];
	size_t		n = read_name(text, word),
				m = n > 0 && text[n] == '.' ? read_name(text + n + 1, word) : 0;

	return pnstrdup(text, m > 0 ? n + 1 + m : Max(n, 1));
}

static bool
is_view_column(const Fact *fact)
{
	return fact->kind == &kind_view_column || fact->kind == &kind_materialized_view_column;
}

/* ---- who is who ---- */

/* Could statements let a fact become the other, as far as its name, its schema and what it is a part of go? */
bool
rename_is_possible(const Fact *from, const Fact *to)
{
	if (from->unlike && (!same_text(from->name, to->name) || !same_text(from->schema, to->schema)))
		return false;
	if (from->kind != to->kind || (from->of != NULL) != (to->of != NULL) || (from->of != NULL && from->of->other != to->of))
		return false;
	if (!same_text(from->name, to->name) && from->kind->rename == NULL)
		return false;
	return same_text(from->schema, to->schema) || from->kind->move != NULL || from->of != NULL;
}

/*
 * Match what is one object, parts after what they are a part of (the facts' order); false: addresses say nothing, for the
 * snapshots are of two installations.
 */
bool
rename_match(SchemaSnapshot *source, SchemaSnapshot *target)
{
	ListCell   *cell;

	if (source->installation == NULL || !same_text(source->installation, target->installation))
		return false;
	foreach(cell, source->facts)
	{
		Fact	   *from = lfirst(cell),
				   *to;

		if (!OidIsValid(from->address.objectId))
			continue;
		to = snapshot_at(target, from->address.classId, from->address.objectId, from->address.objectSubId);
		if (to == NULL || to->other != NULL || !rename_is_possible(from, to))
			continue;
		from->other = to;
		to->other = from;
	}
	return true;
}

/* What makes it another among those of its kind, without what it is a part of.  That may be called as a piece of its kind is: "schema s". */
static char *
own_identity(const Fact *fact)
{
	const char *whole = fact->of->identity,
			   *kind = fact->of->kind->name,
			   *found = fact->identity;

	if (strncmp(found, kind, strlen(kind)) == 0 && found[strlen(kind)] == ' ')
		found += strlen(kind);
	found = strstr(found, whole);
	return found == NULL ? fact->identity :
		psprintf("%.*s*%s", (int) (found - fact->identity), fact->identity, found + strlen(whole));
}

/* The counterpart of a fact whose name is that of another, which has been matched under another name, or NULL. */
static Fact *
find_named_by_other(const Fact *fact)
{
	const Fact *by = fact_needed(fact, fact->kind->named_by);
	ListCell   *cell;

	if (by == NULL || by->other == NULL || fact->of->other == NULL)
		return NULL;
	foreach(cell, fact->of->other->needed_by)
	{
		Fact	   *part = lfirst(cell);

		if (part->kind == fact->kind && part->other == NULL && fact_needed(part, fact->kind->named_by) == by->other)
			return part;
	}
	return NULL;
}

/* The counterpart of a part of what has been matched under another name, or NULL. */
Fact *
rename_find_part(const Fact *fact)
{
	const Fact *whole = fact->of == NULL ? NULL : fact->of->other;
	ListCell   *cell;

	if (fact->kind->named_by != NULL)
		return find_named_by_other(fact);
	if (whole == NULL || strcmp(whole->identity, fact->of->identity) == 0)
		return NULL;
	foreach(cell, whole->parts)
	{
		Fact	   *part = lfirst(cell);

		if (part->kind == fact->kind && part->other == NULL && strcmp(own_identity(part), own_identity(fact)) == 0)
			return part;
	}
	return NULL;
}

/* Are two columns of views in the same place, and of the same type? */
bool
rename_stands_alike(const Fact *from, const Fact *to)
{
	return from->position == to->position && fact_same_value(from, to, attribute_number(from->kind, "type"));
}

static Fact *
column_at(const Fact *view, const Fact *place)
{
	ListCell   *cell;

	foreach(cell, view->parts)
	{
		Fact	   *part = lfirst(cell);

		if (is_view_column(part) && rename_stands_alike(place, part))
			return part;
	}
	return NULL;
}

/* Does a view keep each of its columns, in its place, under whatever name? */
static bool
keeps_columns(const Fact *view)
{
	ListCell   *cell;

	foreach(cell, view->parts)
	{
		const Fact *part = lfirst(cell),
				   *found;

		if (!is_view_column(part))
			continue;
		found = column_at(view->other, part);
		if (found == NULL || (part->other != NULL && part->other != found))
			return false;
	}
	return true;
}

/*
 * A view's column is the one in its place, whatever it is called: no rows are lost by that.  Only those are matched here that
 * are not by address or name; returns whether any was.
 */
bool
rename_match_view_columns(SchemaSnapshot *source)
{
	bool		any = false;
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		Fact	   *from = lfirst(cell),
				   *to;

		if (from->other != NULL || !is_view_column(from) || from->of->other == NULL)
			continue;
		to = column_at(from->of->other, from);
		if (to == NULL || to->other != NULL || !rename_is_possible(from, to) || !keeps_columns(from->of))
			continue;
		from->other = to;
		to->other = from;
		any = true;
	}
	return any;
}

/* What a fact needs, or is a part of, and SQL calls so; NULL: none. */
static const Fact *
needed_called(const Fact *fact, const char *reference)
{
	ListCell   *cell;

	foreach(cell, fact->needs)
	{
		const Fact *needed = ((FactNeed *) lfirst(cell))->fact;

		if (strcmp(reference_to(needed), reference) == 0)
			return needed;
	}
	return fact->of != NULL && strcmp(reference_to(fact->of), reference) == 0 ? fact->of : NULL;
}

/* What a fact needs of an extension that moves is called by its schema: the name from now on, palloc'd, or NULL. */
static char *
moved_with_extension(const Fact *fact, const char *name)
{
	ListCell   *cell;

	foreach(cell, fact->needs)
	{
		const Fact *extension = ((FactNeed *) lfirst(cell))->fact;
		const char *before,
				   *after;
		size_t		length;

		if (extension->kind != &kind_extension || extension->other == NULL)
			continue;
		before = fact_value(extension, "in_schema");
		after = fact_value(extension->other, "in_schema");
		length = strlen(before);
		if (strcmp(before, after) != 0 && strncmp(name, before, length) == 0 && name[length] == '.')
			return psprintf("%s%s", after, name + length);
	}
	return NULL;
}

/* A text of a fact with what it needs called by the names that this gets, palloc'd. */
static char *
called_anew(const Fact *fact, const char *text)
{
	StringInfoData out;

	initStringInfo(&out);
	while (*text != '\0')
	{
		char	   *name = next_name(text),
				   *moved = name[1] == '\0' || strcmp(name, reference_to(fact)) == 0 ? NULL : moved_with_extension(fact, name);
		const Fact *needed = needed_called(fact, name);

		if (needed != NULL && needed->other != NULL)
			appendStringInfoString(&out, reference_to(needed->other));
		else
			appendStringInfoString(&out, moved == NULL ? name : moved);
		text += strlen(name);
	}
	return out.data;
}

/* The counterpart of what is called by what it needs (a cast, a function by its arguments), which has another name in the other snapshot; or NULL. */
Fact *
rename_find_called(const Fact *fact, const SchemaSnapshot *target)
{
	Fact	   *found = fact->needs == NIL ? NULL : snapshot_find(target, fact->kind, called_anew(fact, fact->identity));

	return found == NULL || (fact->of != NULL && fact->of->other != found->of) ? NULL : found;
}

/* The schemas that have another name in the other snapshot. */
List *
rename_schemas(const SchemaSnapshot *source)
{
	List	   *schemas = NIL;
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		const Fact *from = lfirst(cell);

		if (from->kind == &kind_schema && from->other != NULL && !same_text(from->name, from->other->name))
		{
			RenamedSchema *schema = palloc(sizeof(RenamedSchema));

			schema->name = from->name;
			schema->new_name = from->other->name;
			schemas = lappend(schemas, schema);
		}
	}
	return schemas;
}

/* what a schema is called from now on */
static const char *
new_schema(List *schemas, const char *name)
{
	ListCell   *cell;

	foreach(cell, schemas)
		if (strcmp(((RenamedSchema *) lfirst(cell))->name, name) == 0)
			return ((RenamedSchema *) lfirst(cell))->new_name;
	return name;
}

/* An identity with the names that schemas get, palloc'd. */
char *
rename_identity(List *schemas, const char *identity)
{
	StringInfoData out;
	char		word[NAMEDATALEN];

	initStringInfo(&out);
	while (*identity != '\0')
	{
		size_t		n = read_name(identity, word);

		if (n > 0 && identity[n] == '.')
			appendStringInfoString(&out, quote_name(new_schema(schemas, word)));
		else
			appendBinaryStringInfo(&out, identity, Max(n, 1));
		identity += Max(n, 1);
	}
	return out.data;
}

/* ---- texts ---- */

static void
note_name(HTAB *names, const char *name, const char *new_name)
{
	RenamedEntry *entry;

	if (name == NULL || new_name == NULL || strcmp(name, new_name) == 0)
		return;
	entry = hash_search(names, name, HASH_ENTER, NULL);
	entry->new_name = new_name;
}

/* The names that change from the source to what is matched with it, but for views' columns; the caller's to destroy. */
HTAB *
rename_names(const SchemaSnapshot *source)
{
	HASHCTL		control = {.keysize = NAMEDATALEN, .entrysize = sizeof(RenamedEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *names = hash_create("names that change", 64, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		const Fact *from = lfirst(cell);

		if (from->other == NULL || is_view_column(from))
			continue;
		note_name(names, from->name, from->other->name);
		note_name(names, from->schema, from->other->schema);
	}
	return names;
}

static void
note_reference(Renaming *renaming, const Fact *from)
{
	ReferenceEntry *entry;

	if (from->schema == NULL || from->name == NULL)
		return;
	entry = hash_search(renaming->references, quote_qualified_name(from->schema, from->name), HASH_ENTER, NULL);
	entry->new_reference = quote_qualified_name(from->other->schema, from->other->name);
}

/* Is "persons_name_idx" made of "name" as another name is of the new one? */
static bool
is_made_of(const char *before, const char *after, const char *name, const char *new_name)
{
	size_t		length = strlen(name);

	for (const char *part = strstr(before, name); length > 0 && part != NULL; part = strstr(part + 1, name))
		if ((part == before || part[-1] == '_') && (part[length] == '\0' || part[length] == '_') &&
			strcmp(psprintf("%.*s%s%s", (int) (part - before), before, new_name, part + length), after) == 0)
			return true;
	return false;
}

/* Is a name what another may be called from now on? */
bool
rename_is_new_name(const NewNames *names, const char *before, const char *after)
{
	RenamedEntry *entry;

	if (same_text(before, after))
		return true;
	if (before == NULL || after == NULL)
		return false;
	entry = hash_search(names->known, before, HASH_FIND, NULL);
	if (entry != NULL && strcmp(entry->new_name, after) == 0)
		return true;
	return names->guess != NULL && names->new_guess != NULL && is_made_of(before, after, names->guess, names->new_guess);
}

/* How long is what calls a query's column otherwise than what it shows, behind the name of that?  other: as what, or empty. */
static size_t
read_alias(const char *behind, char *alias)
{
	size_t		n = strncmp(behind, " AS ", 4) == 0 ? read_name(behind + 4, alias) : 0;

	if (n > 0)
		return 4 + n;
	alias[0] = '\0';
	return 0;
}

static bool
gets_name(const Fact *fact, const char *before, const char *after)
{
	return fact->other != NULL && same_text(fact->name, before) && same_text(fact->other->name, after);
}

/* Does a column of a view have another name from now on? */
static bool
is_own_column(const Fact *view, const char *before, const char *after)
{
	ListCell   *cell;

	foreach(cell, view->parts)
		if (is_view_column(lfirst(cell)) && gets_name(lfirst(cell), before, after))
			return true;
	return false;
}

/* ... or that of one that a fact needs? */
static bool
is_read(const Fact *reader, const char *before, const char *after)
{
	ListCell   *cell;

	foreach(cell, reader == NULL ? NIL : reader->needs)
	{
		const Fact *needed = ((FactNeed *) lfirst(cell))->fact;

		if (is_view_column(needed) && gets_name(needed, before, after))
			return true;
	}
	return false;
}

/* Is it what a column of the view whose query it is was called, and is called from now on? */
static bool
is_renamed_output(const NewNames *names, int depth, const char *before, const char *after)
{
	return depth == 0 && names->is_query && is_own_column(names->reader, before, after);
}

/* Where a name begins that ends here, with what stands before its dots: p."full name" */
static const char *
start_of_name(const char *text, const char *end)
{
	const char *start = end;

	while (start > text && (is_word(start[-1]) || start[-1] == '.' || start[-1] == '"'))
		if (*--start == '"')
		{
			while (start > text && (*--start != '"' || (start > text && start[-1] == '"')))
				start -= *start == '"';
		}
	return start;
}

/* Does a query's column have its name from the one that ends here, as in "SELECT p.id,\n    p.name\n   FROM"? */
static bool
names_output(const char *text, const char *end)
{
	static const char *const behind[] = {"SELECT ", "DISTINCT ", ",\n    "};
	const char *start;

	if (*end == '.' || *end == '(')
		return false;
	start = start_of_name(text, end);
	for (int i = 0; i < lengthof(behind); i++)
		if (start - text >= strlen(behind[i]) && strncmp(start - strlen(behind[i]), behind[i], strlen(behind[i])) == 0)
			return true;
	return false;
}

/* Is it what a query calls a column?  That stays, whatever it shows is called from now on. */
static bool
is_alias(const char *text, const char *name, size_t length)
{
	return name - text >= 4 && strncmp(name - 4, " AS ", 4) == 0 && name[length] != '.';
}

/*
 * A view's column keeps its name when what it shows is renamed: "p.name" becomes "p.full_name AS name", and that becomes
 * "p.name" again; and the other way round where the column is renamed.  Given what stands behind two names, steps over what
 * calls one column otherwise, where the other has its name from what it shows; false: it does not keep its name.
 */
static bool
step_over_alias(const NewNames *names, int depth, bool is_output, const char *left, const char *right, const char **before, const char **after)
{
	char		alias[NAMEDATALEN],
				new_alias[NAMEDATALEN];
	size_t		n = read_alias(*before, alias),
				m = read_alias(*after, new_alias);

	if (n > 0 && m > 0)
		return true;
	if (n == 0 && m == 0)
		return !is_output || strcmp(left, right) == 0 || is_renamed_output(names, depth, left, right);
	if (n > 0 && (strcmp(alias, right) == 0 || is_renamed_output(names, depth, alias, right)))
		*before += n;
	else if (m > 0 && (strcmp(left, new_alias) == 0 || is_renamed_output(names, depth, left, new_alias)))
		*after += m;
	return true;
}

/* Are two words of the texts the same, or one the new name of the other?  A view's column is renamed to those that read it alone. */
static bool
is_same_word(const NewNames *names, int depth, bool is_alias, const char *left, const char *right)
{
	if (strcmp(left, right) == 0)
		return true;
	if (is_alias)
		return is_renamed_output(names, depth, left, right);
	return rename_is_new_name(names, left, right) || is_read(names->reader, left, right);
}

/* Do two texts differ in nothing but names that have changed? */
bool
rename_same_text(const NewNames *names, const char *before, const char *after)
{
	const char *text = before;
	char		left[NAMEDATALEN],
				right[NAMEDATALEN];
	int			depth = 0;

	if (before == NULL || after == NULL)
		return before == after;
	while (*before != '\0' && *after != '\0')
	{
		size_t		n = read_name(before, left),
					m = read_name(after, right);

		if (n == 0 && m == 0)
		{
			if (*before != *after)
				return false;
			depth += (*before == '(') - (*before == ')');
			before++;
			after++;
			continue;
		}
		if (n == 0 || m == 0 || !is_same_word(names, depth, is_alias(text, before, n), left, right))
			return false;
		before += n;
		after += m;
		if (!step_over_alias(names, depth, names_output(text, before), left, right, &before, &after))
			return false;
	}
	return *before == *after;
}

/* A text with what has another name or schema called by that, palloc'd. */
static char *
renamed_text(Renaming *renaming, const char *text)
{
	StringInfoData out;

	initStringInfo(&out);
	while (*text != '\0')
	{
		char	   *name = next_name(text);
		ReferenceEntry *entry = name[1] == '\0' ? NULL : hash_search(renaming->references, name, HASH_FIND, NULL);

		appendStringInfoString(&out, entry == NULL ? name : entry->new_reference);
		text += strlen(name);
	}
	return out.data;
}

static void
take_over_texts(Renaming *renaming, Fact *from)
{
	for (int i = 0; from->kind->attributes[i].name != NULL; i++)
	{
		char	   *before = from->values[i],
				   *after = from->other->values[i];

		if (from->kind->attributes[i].literal)
			continue;
		renaming->names.reader = from;
		renaming->names.is_query = from->kind->attributes[i].query;
		if (!same_text(before, after) && (rename_same_text(&renaming->names, before, after) || shrinks_to(from, before, after)))
			rename_overwrite(renaming, &from->values[i], after);
	}
}

/* ---- the whole ---- */

/* Parts go to another schema with what they are parts of, but for those that can lie elsewhere (statistics). */
static bool
has_own_schema(const Fact *fact)
{
	return fact->schema != NULL && (fact->of == NULL || fact->kind->move != NULL);
}

/* Does it come to lie in another schema, which may be the same under another name? */
static bool
moves(const Fact *from)
{
	return has_own_schema(from) && !same_text(from->schema, from->other->schema);
}

/* What is inherited has the name that its parent's gets; a typed table's column that of the type's attribute. */
static bool
is_renamed_by_parent(const Fact *from)
{
	const Fact *by = fact_brought_by(from);

	if (by != NULL)
		return by->other != NULL && !same_text(by->name, by->other->name);
	return from->kind->comes_with != NULL && from->kind->comes_with(from);
}

/* Is it, once matched, in another schema by a statement? */
bool
rename_moves(const Fact *from)
{
	const Fact *before = fact_needed(from, &kind_schema),
			   *after = fact_needed(from->other, &kind_schema);

	return has_own_schema(from) && before != NULL && after != NULL && before->other != after;
}

/* A sequence goes to another schema with the table that it belongs to. */
static bool
moves_with_table(const Fact *from)
{
	const Fact *table = from->kind == &kind_sequence ? sequence_table(from) : NULL;

	return table != NULL && table->other != NULL && moves(table) && same_text(table->other->schema, from->other->schema);
}

static char *
guess_in_words(const Fact *from)
{
	if (moves(from))
		return psprintf("%s %s moved to schema %s (drop and create instead if it is not the same)", from->kind->name, from->identity,
						quote_name(from->other->schema));
	return psprintf("%s %s renamed to %s (drop and %s instead if it is not the same)", from->kind->name, from->identity,
					quote_name(from->other->name), from->of == NULL ? "create" : "add");
}

/* Statements that rename and move a fact; in between it has the new name in the old schema. */
static void
write_renaming(Changes *changes, const Fact *from, const char *schema)
{
	Fact		old = *from;

	/* what is known by more than its name may be another's counterpart all the same (NOT NULL) */
	if (from->unlike || is_renamed_by_parent(from))
		return;
	old.schema = unconstify(char *, schema);
	old.arguments = from->other->arguments; /* types have their new names by then */
	/* what is called by what it needs has its new name with that */
	if (from->kind->rename != NULL && !same_text(from->name, from->other->name))
	{
		char	   *sql = template_fill(from->kind->rename, from->other, &old, NULL);

		if (sql[0] != '\0')
		{
			Statement  *statement = changes_add(changes, STATEMENT_RENAME, from->other, sql);

			statement->guess = from->guessed ? guess_in_words(from) : NULL;
			statement->old_name = from->name;
		}
	}
	old.name = from->other->name;
	if (has_own_schema(from) && !same_text(old.schema, from->other->schema) && !moves_with_table(from))
		changes_add(changes, STATEMENT_RENAME, from->other, template_fill(from->kind->move, from->other, &old, NULL))->guess = from->guessed ? guess_in_words(from) : NULL;
}

/* What an extension has is called by its schema, and goes with it where that is another. */
static void
note_moved_extensions(Renaming *renaming, const SchemaSnapshot *source)
{
	ListCell   *cell;

	foreach(cell, source->facts)
	{
		Fact	   *from = lfirst(cell);
		char		before[NAMEDATALEN],
					after[NAMEDATALEN];

		if (from->kind != &kind_extension || from->other == NULL || fact_value(from, "relocatable") == NULL)
			continue;
		take_over_texts(renaming, from);	/* a schema may have another name only */
		(void) read_name(fact_value(from, "in_schema"), before);
		(void) read_name(fact_value(from->other, "in_schema"), after);
		if (strcmp(before, after) == 0)
			continue;
		note_name(renaming->names.known, pstrdup(before), pstrdup(after));
	}
}

/*
 * Once the facts are matched: notes the names that change, and lets the source have the new ones.
 */
Renaming *
rename_begin(SchemaSnapshot *source)
{
	HASHCTL		references = {.keysize = sizeof(((ReferenceEntry *) NULL)->reference), .entrysize = sizeof(ReferenceEntry), .hcxt = CurrentMemoryContext};
	Renaming   *renaming = palloc0(sizeof(Renaming));
	ListCell   *cell;

	renaming->names.known = rename_names(source);
	renaming->schemas = rename_schemas(source);
	renaming->references = hash_create("references that change", 64, &references, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	foreach(cell, source->facts)
	{
		Fact	   *from = lfirst(cell);

		if (from->other == NULL || (same_text(from->name, from->other->name) && !moves(from)))
			continue;
		renaming->renamed = lappend(renaming->renamed, from);
		note_reference(renaming, from);
	}
	note_moved_extensions(renaming, source);
	foreach(cell, source->facts)
		if (((Fact *) lfirst(cell))->other != NULL && ((Fact *) lfirst(cell))->kind != &kind_extension)
			take_over_texts(renaming, lfirst(cell));
	return renaming;
}

/* The schema in which something is that goes, by then: an index, or a sequence of a column, moves with its table. */
static const char *
schema_of_gone(const Renaming *renaming, const Fact *from)
{
	const Fact *table = from->kind == &kind_sequence ? sequence_table(from) : has_own_schema(from) ? NULL : fact_whole(from);

	return table != NULL && table->other != NULL ? table->other->schema : new_schema(renaming->schemas, from->schema);
}

/* What goes is called by the names of what it refers to. */
static void
rename_gone(Renaming *renaming, Fact *from)
{
	const Fact *by = from->kind->named_by == NULL ? NULL : fact_needed(from, from->kind->named_by);

	if (by != NULL && by->other != NULL)
		rename_overwrite(renaming, &from->name, by->other->name);
	if (from->schema != NULL)
		rename_overwrite(renaming, &from->schema, unconstify(char *, schema_of_gone(renaming, from)));
	if (from->arguments != NULL)
		rename_overwrite(renaming, &from->arguments, renamed_text(renaming, from->arguments));
	for (int i = 0; from->kind->attributes[i].name != NULL; i++)
		if (from->values[i] != NULL && !from->kind->attributes[i].literal)
			rename_overwrite(renaming, &from->values[i], called_anew(from, renamed_text(renaming, from->values[i])));
}

/* The statements for it; from here on facts of the source have their new names. */
void
rename_write(Renaming *renaming, Changes *changes)
{
	ListCell   *cell;

	foreach(cell, renaming->renamed)
	{
		const Fact *from = lfirst(cell);

		write_renaming(changes, from, from->schema == NULL ? NULL : new_schema(renaming->schemas, from->schema));
	}
	if (renaming->renamed == NIL)
		return;
	foreach(cell, changes->source->facts)
		if (((Fact *) lfirst(cell))->other == NULL)
			rename_gone(renaming, lfirst(cell));
	foreach(cell, changes->source->facts)
	{
		Fact	   *from = lfirst(cell);

		if (from->other == NULL)
			continue;
		rename_overwrite(renaming, &from->name, from->other->name);
		rename_overwrite(renaming, &from->schema, from->other->schema);
		rename_overwrite(renaming, &from->arguments, from->taken == NULL || from->arguments == NULL ? from->other->arguments : renamed_text(renaming, from->arguments));
	}
}

void
rename_end(Renaming *renaming)
{
	ListCell   *cell;

	foreach(cell, renaming->undo)
	{
		Undo	   *undo = lfirst(cell);

		*undo->place = undo->value;
	}
	hash_destroy(renaming->names.known);
	hash_destroy(renaming->references);
}
