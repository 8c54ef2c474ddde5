/*
 * fact.c
 *	  Facts and the snapshot that holds them.
 *
 * A snapshot owns its facts: all of it lives in one memory context.  Identities are unique within a kind; addresses are
 * those of the installation where the facts were read.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "parse/parse.h"
#include "schema/internal.h"

typedef struct IdentityEntry
{
	const Fact *fact;			/* by kind and identity */
	uint32		hash;
	char		status;
} IdentityEntry;

typedef struct AddressEntry
{
	ObjectAddress address;
	char		status;
	Fact	   *fact;
} AddressEntry;

static inline uint32
identity_hash(const Fact *fact)
{
	return hash_combine(murmurhash32((uint32) (uintptr_t) fact->kind), hash_bytes((const unsigned char *) fact->identity, strlen(fact->identity)));
}

static inline bool
is_same_identity(const Fact *a, const Fact *b)
{
	return a->kind == b->kind && strcmp(a->identity, b->identity) == 0;
}

static inline uint32
address_hash(ObjectAddress address)
{
	return hash_combine(murmurhash32(address.objectId), murmurhash32(address.classId ^ (address.objectSubId << 16)));
}

static inline bool
is_same_address(ObjectAddress a, ObjectAddress b)
{
	return a.objectId == b.objectId && a.classId == b.classId && a.objectSubId == b.objectSubId;
}

#define SH_PREFIX identities
#define SH_ELEMENT_TYPE IdentityEntry
#define SH_KEY_TYPE const Fact *
#define SH_KEY fact
#define SH_HASH_KEY(table, key) identity_hash(key)
#define SH_EQUAL(table, a, b) is_same_identity(a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define SH_PREFIX addresses
#define SH_ELEMENT_TYPE AddressEntry
#define SH_KEY_TYPE ObjectAddress
#define SH_KEY address
#define SH_HASH_KEY(table, key) address_hash(key)
#define SH_EQUAL(table, a, b) is_same_address(a, b)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* An empty snapshot, in a context of its own below the current one: one that rounds no size up, as facts are many and small. */
SchemaSnapshot *
snapshot_create(void)
{
	MemoryContext context = GenerationContextCreate(CurrentMemoryContext, "schema snapshot", ALLOCSET_DEFAULT_SIZES);
	SchemaSnapshot *snapshot = MemoryContextAllocZero(context, sizeof(SchemaSnapshot));

	snapshot->context = context;
	snapshot->server = PG_VERSION_NUM;
	snapshot->by_address = addresses_create(context, 1024, NULL);
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
	Fact	   *fact = palloc0(sizeof(Fact) + kind_nattributes(kind) * sizeof(char *));

	fact->kind = kind;
	fact->kind_position = kind_position(kind);
	fact->of = of;
	fact->schema = copy(snapshot, schema);
	fact->name = copy(snapshot, name);
	fact->arguments = copy(snapshot, arguments);
	fact->values = (char **) (fact + 1);
	snapshot->facts = lappend(snapshot->facts, fact);
	MemoryContextSwitchTo(caller);
	return fact;
}

/* The name behind that of what it is a part of. */
static char *
print_part(SchemaSnapshot *snapshot, const Fact *fact)
{
	const char *name = quote_name(fact->name);
	size_t		of_length = strlen(fact->of->identity),
				length = strlen(name);
	char	   *identity = MemoryContextAlloc(snapshot->context, of_length + length + 2);

	memcpy(identity, fact->of->identity, of_length);
	identity[of_length] = '.';
	memcpy(identity + of_length + 1, name, length + 1);
	return identity;
}

/* Give a fact its identity, and enter it into the index of addresses. */
void
snapshot_name(SchemaSnapshot *snapshot, Fact *fact)
{
	if (fact->kind->identity == NULL && fact->of != NULL)
		fact->identity = print_part(snapshot, fact);
	else if (fact->kind->identity != NULL && strcmp(fact->kind->identity, "{of.identity}") == 0)
		fact->identity = fact->of->identity;
	else
		fact->identity = copy(snapshot, template_fill(fact->kind->identity ? fact->kind->identity : "{reference}", fact, NULL, NULL));
	if (OidIsValid(fact->address.objectId))
	{
		bool		found;
		AddressEntry *place = addresses_insert(snapshot->by_address, fact->address, &found);

		if (!found)
			place->fact = fact;
	}
}

/* Enter the facts that have come since into the index of identities: at once, as many snapshots are never asked for one. */
static void
index_identities(SchemaSnapshot *snapshot)
{
	if (snapshot->by_identity == NULL)
		snapshot->by_identity = identities_create(snapshot->context, list_length(snapshot->facts), NULL);
	for (; snapshot->nindexed < list_length(snapshot->facts); snapshot->nindexed++)
	{
		const Fact *fact = list_nth(snapshot->facts, snapshot->nindexed);
		bool		found;

		if (fact->identity == NULL)	/* it is the last, and being made */
			break;
		(void) identities_insert(snapshot->by_identity, fact, &found);
		if (found)
			elog(ERROR, "two facts are %s %s", fact->kind->name, fact->identity);
	}
}

/* The list of facts is another: what has been indexed of it is not known any more. */
static void
forget_identities(SchemaSnapshot *snapshot)
{
	if (snapshot->by_identity != NULL)
		identities_destroy(snapshot->by_identity);
	snapshot->by_identity = NULL;
	snapshot->nindexed = 0;
}

/* The fact of a kind and identity, or NULL. */
Fact *
snapshot_find(const SchemaSnapshot *snapshot, const FactKind *kind, const char *identity)
{
	Fact		like = {.kind = kind, .identity = unconstify(char *, identity)};
	IdentityEntry *entry;

	if (snapshot->nindexed < list_length(snapshot->facts) || snapshot->by_identity == NULL)
		index_identities(unconstify(SchemaSnapshot *, snapshot));
	entry = identities_lookup(snapshot->by_identity, &like);
	return entry ? unconstify(Fact *, entry->fact) : NULL;
}

/* The fact of an object, or NULL: it is none, or was not read. */
Fact *
snapshot_at(const SchemaSnapshot *snapshot, Oid class, Oid object, int32 sub)
{
	AddressEntry *entry = addresses_lookup(snapshot->by_address, (ObjectAddress) {class, object, sub});

	return entry ? entry->fact : NULL;
}

/* What is no part of anything stands by its identity alone, so that its place tells where its parts belong. */
static int
compare_wholes(const Fact *left, const Fact *right)
{
	if (left == right)
		return 0;
	if (left->kind == right->kind && left->of == NULL && right->of == NULL)
		return left->place - right->place;
	return strcmp(left->identity, right->identity);
}

/* of one kind, when those that stand before it are sorted */
static int
compare_facts(const void *a, const void *b)
{
	const Fact *left = *(Fact *const *) a,
			   *right = *(Fact *const *) b;

	if (left->of != NULL && right->of != NULL)
	{
		int			by_whole = compare_wholes(left->of, right->of);

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

/* The facts by kind; begins[k]: where those of the kth begin. */
static Fact **
group_by_kind(List *facts, int *begins)
{
	Fact	  **grouped = palloc_extended(Max(list_length(facts), 1) * sizeof(Fact *), MCXT_ALLOC_HUGE);
	int		   *next = palloc(schema_nkinds * sizeof(int));
	ListCell   *cell;

	memset(begins, 0, (schema_nkinds + 1) * sizeof(int));
	foreach(cell, facts)
		begins[((Fact *) lfirst(cell))->kind_position + 1]++;
	for (int kind = 0; kind < schema_nkinds; kind++)
	{
		begins[kind + 1] += begins[kind];
		next[kind] = begins[kind];
	}
	foreach(cell, facts)
		grouped[next[((Fact *) lfirst(cell))->kind_position]++] = lfirst(cell);
	pfree(next);
	return grouped;
}

/* Bring the facts into their order: by kind, then identity, columns as they stand; and what each needs. */
void
snapshot_sort(SchemaSnapshot *snapshot)
{
	int		   *begins = palloc((schema_nkinds + 1) * sizeof(int));
	Fact	  **facts = group_by_kind(snapshot->facts, begins);
	ListCell   *cell;

	for (int kind = 0; kind < schema_nkinds; kind++)
	{
		qsort(facts + begins[kind], begins[kind + 1] - begins[kind], sizeof(Fact *), compare_facts);
		for (int i = begins[kind]; i < begins[kind + 1]; i++)
			facts[i]->place = i;
	}
	if (snapshot->nindexed < list_length(snapshot->facts))
		forget_identities(snapshot);
	foreach(cell, snapshot->facts)
		lfirst(cell) = facts[foreach_current_index(cell)];
	foreach(cell, snapshot->facts)
		list_sort(((Fact *) lfirst(cell))->needs, compare_needs);
	pfree(facts);
	pfree(begins);
}

static void
forget_address(SchemaSnapshot *snapshot, Fact *fact)
{
	if (OidIsValid(fact->address.objectId) &&
		snapshot_at(snapshot, fact->address.classId, fact->address.objectId, fact->address.objectSubId) == fact)
		(void) addresses_delete(snapshot->by_address, fact->address);
}

/* Take out the facts that unwanted() names, with all that is a part of them, and every need of them. */
void
snapshot_remove(SchemaSnapshot *snapshot, bool (*unwanted) (Fact *fact, void *argument), void *argument)
{
	int			nkept = 0;
	ListCell   *cell,
			   *need;

	/* what a fact is a part of stands before it */
	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		fact->visited = (fact->of != NULL && fact->of->visited) || unwanted(fact, argument);
		if (fact->visited)
			forget_address(snapshot, fact);
		else
			lfirst(list_nth_cell(snapshot->facts, nkept++)) = fact;
	}
	if (nkept == list_length(snapshot->facts))
		return;
	forget_identities(snapshot);
	snapshot->facts = list_truncate(snapshot->facts, nkept);
	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		foreach(need, fact->needs)
			if (((FactNeed *) lfirst(need))->fact->visited)
				fact->needs = foreach_delete_current(fact->needs, need);
	}
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

char *
fact_full_name(const Fact *fact)
{
	return psprintf("%s %s", fact->kind->name, fact->identity);
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
	const Attribute *compared = &a->kind->attributes[attribute];
	const char *left = a->values[attribute],
			   *right = b->values[attribute];

	if (same_text(left, right))
		return true;
	if (compared->any_order)
		return list_same_items(left, right);
	if (left != NULL && right != NULL && reread_is_same(a->values[attribute], b->values[attribute]))
		return true;
	return compared->query && left != NULL && right != NULL && parse_same_query(left, right);
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

/* Does it call another function by the name of this one?  While both are there the call may mean either. */
bool
fact_calls_namesake(const Fact *fact, const Fact *function)
{
	ListCell   *cell;

	foreach(cell, fact->needs)
		if (is_namesake(((FactNeed *) lfirst(cell))->fact, function))
			return true;
	return false;
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

	foreach(cell, whole->parts)
		if (((Fact *) lfirst(cell))->kind == kind)
			return lfirst(cell);
	return NULL;
}

Fact *
fact_needed(const Fact *fact, const FactKind *kind)
{
	ListCell   *cell;

	foreach(cell, fact->needs)
		if (((FactNeed *) lfirst(cell))->fact->kind == kind)
			return ((FactNeed *) lfirst(cell))->fact;
	return NULL;
}

Fact *
fact_bond(const Fact *whole)
{
	ListCell   *cell;

	foreach(cell, whole->parts)
		if (((Fact *) lfirst(cell))->kind->binds)
			return lfirst(cell);
	return NULL;
}

bool
fact_is_made(const Fact *fact)
{
	return fact->fate == FATE_NEW || fact->fate == FATE_REPLACED;
}

bool
fact_goes(const Fact *fact)
{
	return fact->fate == FATE_GONE || fact->fate == FATE_REPLACED;
}

Statement *
fact_creation(const Fact *fact)
{
	Statement  *first = fact->statements == NIL ? NULL : linitial(fact->statements);

	return first != NULL && first->action == STATEMENT_CREATE ? first : NULL;
}
