/*
 * facts.c
 *	  What is noted of the schema as the revisions left it: a snapshot, between memory and the rows of migrate.facts.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "guard/guard.h"
#include "server/parameters.h"

/* Rows are written many at a time: so many, of so many bytes together. */
#define BATCH_ROWS 256
#define BATCH_BYTES (4 * 1024 * 1024)

typedef struct Writing
{
	const char *scope;			/* whose they are; NULL: to be found in scopes */
	HTAB	   *scopes;			/* of ScopeEntry */
	List	   *identities;		/* all of them, text * */
	MemoryContext batch_context;
	int			n;
	Size		bytes;
	Datum		batch_scopes[BATCH_ROWS];
	Datum		batch_identities[BATCH_ROWS];
	Datum		batch_facts[BATCH_ROWS];
} Writing;

/* A schema that is a scope. */
typedef struct ScopeEntry
{
	char		name[NAMEDATALEN];
	bool		is_written;		/* it had no facts */
} ScopeEntry;

/* What is noted of the session's scope, in the current memory context, or NULL. */
SchemaSnapshot *
guard_read_facts(void)
{
	SchemaSnapshot *snapshot;
	Bookkeeping scope;
	Datum		header;
	Datum	   *facts;
	Jsonb	  **objects;
	bool		found;
	int			n;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	found = store_read_facts(&scope, &header, &facts, &n);
	bookkeeping_end(&scope);
	if (!found)
		return NULL;
	objects = palloc(sizeof(Jsonb *) * Max(n, 1));
	for (int i = 0; i < n; i++)
		objects[i] = DatumGetJsonbP(facts[i]);
	snapshot = schema_from_objects(DatumGetJsonbP(header), objects, n);
	/* what has become a scope since */
	guard_filter_schema(snapshot);
	return snapshot;
}

static void
write_batch(Writing *writing)
{
	if (writing->n > 0)
		store_put_facts(writing->batch_scopes, writing->batch_identities, writing->batch_facts, writing->n);
	writing->n = 0;
	writing->bytes = 0;
	MemoryContextReset(writing->batch_context);
}

/* Whose the object is; NULL: nobody's whose facts are written. */
static const char *
scope_of(const Writing *writing, const SchemaObject *object)
{
	const ScopeEntry *entry;

	if (writing->scope != NULL)
		return writing->scope;
	entry = object->schema != NULL ? hash_search(writing->scopes, object->schema, HASH_FIND, NULL) : NULL;
	if (entry == NULL)
		entry = hash_search(writing->scopes, "", HASH_FIND, NULL);
	else if (object->is_schema)
		return NULL;
	return entry != NULL && entry->is_written ? entry->name : NULL;
}

static void
add_object(const SchemaObject *object, void *argument)
{
	Writing    *writing = argument;
	const char *scope = scope_of(writing, object);
	MemoryContext outer;

	if (scope == NULL)
		return;
	outer = MemoryContextSwitchTo(writing->batch_context);
	writing->batch_scopes[writing->n] = CStringGetTextDatum(scope);
	writing->batch_identities[writing->n] = CStringGetTextDatum(object->identity);
	writing->batch_facts[writing->n++] = PointerGetDatum(memcpy(palloc(VARSIZE(object->facts)), object->facts, VARSIZE(object->facts)));
	writing->bytes += VARSIZE(object->facts);
	MemoryContextSwitchTo(outer);
	pfree(object->facts);
	writing->identities = lappend(writing->identities, cstring_to_text(object->identity));
	if (writing->n == BATCH_ROWS || writing->bytes > BATCH_BYTES)
		write_batch(writing);
}

/* Write objects of the snapshot, inside a scope of bookkeeping. */
static void
write_objects(const SchemaSnapshot *snapshot, Writing *writing)
{
	writing->batch_context = AllocSetContextCreate(CurrentMemoryContext, "migrate facts", ALLOCSET_DEFAULT_SIZES);
	schema_visit_objects(snapshot, add_object, writing);
	write_batch(writing);
	MemoryContextDelete(writing->batch_context);
}

/* ---- all scopes ---- */

static HTAB *
create_scopes(char **all, int nall, char **missing, int nmissing)
{
	HASHCTL		control = {.keysize = NAMEDATALEN, .entrysize = sizeof(ScopeEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *scopes = hash_create("migrate scopes", 64, &control, HASH_ELEM | HASH_STRINGS | HASH_CONTEXT);
	ScopeEntry *entry;

	for (int i = 0; i < nall; i++)
		((ScopeEntry *) hash_search(scopes, all[i], HASH_ENTER, NULL))->is_written = false;
	for (int i = 0; i < nmissing; i++)
	{
		entry = hash_search(scopes, missing[i], HASH_ENTER, NULL);
		entry->is_written = true;
	}
	return scopes;
}

/* All of the user's schema where the whole database is without facts, else the schemas that are. */
static SchemaSnapshot *
read_missing(char **missing, int nmissing)
{
	SchemaFilter filter = {.schemas = palloc(sizeof(char *) * (nmissing + 1))};

	for (int i = 0; i < nmissing; i++)
	{
		if (*missing[i] == '\0')
			return schema_read(NULL);
		if (OidIsValid(get_namespace_oid(missing[i], true)))
			filter.schemas[filter.nschemas++] = missing[i];
	}
	return schema_read(&filter);
}

/*
 * Note the schema of every scope of which nothing is noted.  It is read before that is said, so that nobody takes a later change
 * for noted.
 */
void
guard_note_facts(void)
{
	Bookkeeping scope;
	Writing		writing = {0};
	char	  **all;
	char	  **missing;
	int			nall;
	int			nmissing;
	int			nread;
	SchemaSnapshot *snapshot;
	Datum		header;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	all = store_scopes(&scope, &nall);
	missing = store_scopes_without_facts(&scope, &nread);
	bookkeeping_end(&scope);
	snapshot = read_missing(missing, nread);
	header = JsonbPGetDatum(schema_header(snapshot));
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	if (!store_mark_facts(header))
	{
		bookkeeping_end(&scope);
		return;
	}
	missing = store_scopes_without_facts(&scope, &nmissing);
	bookkeeping_end(&scope);
	/* who was waited for has forgotten some */
	if (nmissing > nread)
		snapshot = read_missing(missing, nmissing);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	writing.scopes = create_scopes(all, nall, missing, nmissing);
	for (int i = 0; i < nmissing; i++)
		(void) store_begin_facts(missing[i], header);
	write_objects(snapshot, &writing);
	bookkeeping_end(&scope);
}

/* A scope without facts is begun: where it is new, the facts are not any more those of every scope. */
void
guard_begin_scope(void)
{
	Bookkeeping scope;

	if (!store_all_facts_noted())
		return;
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_unmark_facts();
	bookkeeping_end(&scope);
}

/* ---- the session's scope ---- */

static void
rewrite(const SchemaSnapshot *snapshot)
{
	Bookkeeping scope;
	Writing		writing = {.scope = parameter_scope};
	Datum	   *keys;
	ListCell   *cell;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	write_objects(snapshot, &writing);
	keys = palloc(sizeof(Datum) * Max(list_length(writing.identities), 1));
	foreach(cell, writing.identities)
		keys[foreach_current_index(cell)] = PointerGetDatum(lfirst(cell));
	store_delete_other_facts(keys, list_length(writing.identities));
	bookkeeping_end(&scope);
}

static void
forget(void)
{
	Bookkeeping scope;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_delete_facts();
	bookkeeping_end(&scope);
}

static bool
is_same(const SchemaSnapshot *a, const SchemaSnapshot *b)
{
	bytea	   *left = schema_fingerprint(a),
			   *right = schema_fingerprint(b);

	return VARSIZE(left) == VARSIZE(right) && memcmp(left, right, VARSIZE(left)) == 0;
}

/* Forget what is noted, where the schema is so.  live: the schema as it is; NULL: it is read.  Returns whether anything was. */
bool
guard_settle(const SchemaSnapshot *live)
{
	SchemaSnapshot *noted = guard_read_facts();

	if (noted == NULL || !is_same(noted, live != NULL ? live : guard_read_schema()))
		return false;
	forget();
	return true;
}

/*
 * Take a change into what is noted, if anything is: a revision holds what led from before to after.  What else was changed
 * stays to be found.  live: the schema as it is; NULL: it is read.
 */
void
guard_follow(const SchemaSnapshot *before, const SchemaSnapshot *after, const SchemaSnapshot *live)
{
	SchemaSnapshot *noted = guard_read_facts();
	SchemaSnapshot *now;

	if (noted == NULL)
		return;
	now = schema_rebase(noted, before, after);
	if (is_same(now, live != NULL ? live : guard_read_schema()))
		forget();
	else
		rewrite(now);
}
