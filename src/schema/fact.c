/*
 * fact.c
 *	  Facts and the snapshot that holds them.
 *
 * A snapshot owns its facts: all of it lives in one memory context.  Identities are unique within a kind; addresses are
 * those of the installation where the facts were read.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "schema/internal.h"

typedef struct IdentityKey
{
	const FactKind *kind;
	const char *identity;
} IdentityKey;

typedef struct IdentityEntry
{
	IdentityKey key;
	Fact	   *fact;
} IdentityEntry;

typedef struct AddressEntry
{
	ObjectAddress address;
	Fact	   *fact;
} AddressEntry;

static uint32
identity_hash(const void *key, Size size)
{
	const IdentityKey *identity = key;

	return hash_combine(hash_bytes((const unsigned char *) &identity->kind, sizeof(identity->kind)),
						hash_bytes((const unsigned char *) identity->identity, strlen(identity->identity)));
}

static int
identity_compare(const void *a, const void *b, Size size)
{
	const IdentityKey *left = a,
			   *right = b;

	return left->kind == right->kind ? strcmp(left->identity, right->identity) : 1;
}

/* An empty snapshot, in a context of its own below the current one. */
SchemaSnapshot *
snapshot_create(void)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "schema snapshot", ALLOCSET_DEFAULT_SIZES);
	SchemaSnapshot *snapshot = MemoryContextAllocZero(context, sizeof(SchemaSnapshot));
	HASHCTL		by_identity = {.keysize = sizeof(IdentityKey), .entrysize = sizeof(IdentityEntry),
		.hash = identity_hash, .match = identity_compare, .hcxt = context};
	HASHCTL		by_address = {.keysize = sizeof(ObjectAddress), .entrysize = sizeof(AddressEntry), .hcxt = context};

	snapshot->context = context;
	snapshot->server = PG_VERSION_NUM;
	snapshot->by_identity = hash_create("schema facts by identity", 1024, &by_identity,
										HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	snapshot->by_address = hash_create("schema facts by address", 1024, &by_address, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return snapshot;
}

static char *
copy(SchemaSnapshot *snapshot, const char *text)
{
	return text == NULL ? NULL : MemoryContextStrdup(snapshot->context, text);
}

/*
 * A new fact with its parts, which are copied.  The caller sets values (to what lives in snapshot->context) and address,
 * then calls snapshot_name().
 */
Fact *
snapshot_add(SchemaSnapshot *snapshot, const FactKind *kind, Fact *of, const char *schema, const char *name, const char *arguments)
{
	MemoryContext caller = MemoryContextSwitchTo(snapshot->context);
	Fact	   *fact = palloc0(sizeof(Fact));
	int			n = 0;

	while (kind->attributes[n].name != NULL)
		n++;
	fact->kind = kind;
	fact->kind_position = kind_position(kind);
	fact->of = of;
	fact->schema = copy(snapshot, schema);
	fact->name = copy(snapshot, name);
	fact->arguments = copy(snapshot, arguments);
	fact->values = palloc0(Max(n, 1) * sizeof(char *));
	snapshot->facts = lappend(snapshot->facts, fact);
	MemoryContextSwitchTo(caller);
	return fact;
}

/* Give a fact its identity, and enter it into both indexes. */
void
snapshot_name(SchemaSnapshot *snapshot, Fact *fact)
{
	MemoryContext caller = MemoryContextSwitchTo(snapshot->context);
	IdentityEntry *entry;
	IdentityKey key = {fact->kind, NULL};
	bool		found;

	if (fact->kind->identity != NULL)
		fact->identity = template_fill(fact->kind->identity, fact, NULL, NULL);
	else if (fact->of != NULL)
		fact->identity = psprintf("%s.%s", fact->of->identity, quote_identifier(fact->name));
	else
		fact->identity = template_fill("{reference}", fact, NULL, NULL);
	key.identity = fact->identity;
	entry = hash_search(snapshot->by_identity, &key, HASH_ENTER, &found);
	if (found)
		elog(ERROR, "two facts are %s %s", fact->kind->name, fact->identity);
	entry->fact = fact;
	if (OidIsValid(fact->address.objectId))
	{
		AddressEntry *place = hash_search(snapshot->by_address, &fact->address, HASH_ENTER, &found);

		if (!found)
			place->fact = fact;
	}
	MemoryContextSwitchTo(caller);
}

/* The fact of a kind and identity, or NULL. */
Fact *
snapshot_find(const SchemaSnapshot *snapshot, const FactKind *kind, const char *identity)
{
	IdentityKey key = {kind, identity};
	IdentityEntry *entry = hash_search(snapshot->by_identity, &key, HASH_FIND, NULL);

	return entry ? entry->fact : NULL;
}

/* The fact of an object, or NULL: it is none, or was not read. */
Fact *
snapshot_at(const SchemaSnapshot *snapshot, Oid class, Oid object, int32 sub)
{
	ObjectAddress address = {class, object, sub};
	AddressEntry *entry = hash_search(snapshot->by_address, &address, HASH_FIND, NULL);

	return entry ? entry->fact : NULL;
}

static int
compare_facts(const ListCell *a, const ListCell *b)
{
	const Fact *left = lfirst(a),
			   *right = lfirst(b);
	int			by_kind = left->kind_position - right->kind_position;

	if (by_kind != 0)
		return by_kind;
	if (left->of != NULL && right->of != NULL)
	{
		int			by_whole = left->of == right->of ? 0 : strcmp(left->of->identity, right->of->identity);

		if (by_whole != 0)
			return by_whole;
		if (left->position != right->position)
			return left->position - right->position;
	}
	return strcmp(left->identity, right->identity);
}

static int
compare_needs(const ListCell *a, const ListCell *b)
{
	const Fact *left = ((FactNeed *) lfirst(a))->fact,
			   *right = ((FactNeed *) lfirst(b))->fact;

	return left->kind == right->kind ? strcmp(left->identity, right->identity) : left->kind_position - right->kind_position;
}

/* Bring the facts into their order: by kind, then identity, columns as they stand; and what each needs. */
void
snapshot_sort(SchemaSnapshot *snapshot)
{
	ListCell   *cell;

	list_sort(snapshot->facts, compare_facts);
	foreach(cell, snapshot->facts)
		list_sort(((Fact *) lfirst(cell))->needs, compare_needs);
}

static void
forget(SchemaSnapshot *snapshot, Fact *fact)
{
	IdentityKey key = {fact->kind, fact->identity};

	hash_search(snapshot->by_identity, &key, HASH_REMOVE, NULL);
	if (OidIsValid(fact->address.objectId) &&
		snapshot_at(snapshot, fact->address.classId, fact->address.objectId, fact->address.objectSubId) == fact)
		hash_search(snapshot->by_address, &fact->address, HASH_REMOVE, NULL);
}

static bool
remove_marked(Fact *fact)
{
	return fact->visited || (fact->of != NULL && remove_marked(fact->of));
}

/* Take out the facts that unwanted() names, with all that is a part of them, and every need of them. */
void
snapshot_remove(SchemaSnapshot *snapshot, bool (*unwanted) (Fact *fact, void *argument), void *argument)
{
	MemoryContext caller = MemoryContextSwitchTo(snapshot->context);
	List	   *kept = NIL;
	ListCell   *cell;

	foreach(cell, snapshot->facts)
		((Fact *) lfirst(cell))->visited = unwanted(lfirst(cell), argument);
	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (remove_marked(fact))
			forget(snapshot, fact);
		else
			kept = lappend(kept, fact);
	}
	foreach(cell, kept)
	{
		Fact	   *fact = lfirst(cell);
		ListCell   *need;

		foreach(need, fact->needs)
			if (remove_marked(((FactNeed *) lfirst(need))->fact))
				fact->needs = foreach_delete_current(fact->needs, need);
	}
	list_free(snapshot->facts);
	snapshot->facts = kept;
	foreach(cell, kept)
		((Fact *) lfirst(cell))->visited = false;
	MemoryContextSwitchTo(caller);
}

/* Note that a fact needs another, once; to need what one is a part of goes without saying. */
void
fact_need(Fact *fact, Fact *needed, bool automatic)
{
	FactNeed   *need;
	ListCell   *cell;
	MemoryContext caller;

	if (needed == fact)
		return;
	for (Fact *whole = fact->of; whole != NULL; whole = whole->of)
		if (whole == needed)
			return;
	foreach(cell, fact->needs)
	{
		need = lfirst(cell);
		if (need->fact == needed)
		{
			need->automatic |= automatic;
			return;
		}
	}
	caller = MemoryContextSwitchTo(GetMemoryChunkContext(fact));
	need = palloc(sizeof(FactNeed));
	need->fact = needed;
	need->automatic = automatic;
	fact->needs = lappend(fact->needs, need);
	MemoryContextSwitchTo(caller);
}

const char *
fact_value(const Fact *fact, const char *attribute)
{
	int			i = attribute_number(fact->kind, attribute);

	if (i < 0)
		elog(ERROR, "a %s has no attribute \"%s\"", fact->kind->name, attribute);
	return fact->values[i];
}

bool
fact_same_value(const Fact *a, const Fact *b, int attribute)
{
	if (same_text(a->values[attribute], b->values[attribute]))
		return true;
	return a->kind->attributes[attribute].any_order && list_same_items(a->values[attribute], b->values[attribute]);
}

/* Does one need the other itself, not counting what it is a part of? */
bool
fact_needs(const Fact *fact, const Fact *needed)
{
	ListCell   *cell;

	foreach(cell, fact->needs)
		if (((FactNeed *) lfirst(cell))->fact == needed)
			return true;
	return false;
}

/* Are two functions told apart by their parameters alone? */
bool
is_namesake(const Fact *a, const Fact *b)
{
	return a->kind->names == NAMES_FUNCTION && b->kind->names == NAMES_FUNCTION && strcmp(a->name, b->name) == 0 &&
		strcmp(a->schema, b->schema) == 0 && strcmp(a->arguments, b->arguments) != 0;
}

Fact *
fact_whole(const Fact *fact)
{
	while (fact->of != NULL)
		fact = fact->of;
	return unconstify(Fact *, fact);
}

Fact *
fact_part(const Fact *whole, const FactKind *kind)
{
	ListCell   *cell;

	foreach(cell, whole->needed_by)
	{
		Fact	   *part = lfirst(cell);

		if (part->kind == kind && part->of == whole)
			return part;
	}
	return NULL;
}

bool
fact_is_made(const Fact *fact)
{
	return fact->fate == FATE_NEW || fact->fate == FATE_REPLACED;
}

Statement *
fact_creation(const Fact *fact)
{
	Statement  *first = fact->statements == NIL ? NULL : linitial(fact->statements);

	return first != NULL && first->action == STATEMENT_CREATE ? first : NULL;
}
