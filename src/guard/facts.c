/*
 * facts.c
 *	  What is noted of the schema as the revisions left it: a snapshot, between memory and the rows of migrate.facts.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "guard/guard.h"

/* Rows are written many at a time: so many, of so many bytes together. */
#define BATCH_ROWS 256
#define BATCH_BYTES (4 * 1024 * 1024)

typedef struct Writing
{
	List	   *identities;		/* all of them, text * */
	MemoryContext batch_context;
	int			n;
	Size		bytes;
	Datum		batch_identities[BATCH_ROWS];
	Datum		batch_facts[BATCH_ROWS];
} Writing;

/* What is noted, in the current memory context, or NULL. */
SchemaSnapshot *
guard_read_facts(void)
{
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
	return schema_from_objects(DatumGetJsonbP(header), objects, n);
}

static void
write_batch(Writing *writing)
{
	if (writing->n > 0)
		store_put_facts(writing->batch_identities, writing->batch_facts, writing->n);
	writing->n = 0;
	writing->bytes = 0;
	MemoryContextReset(writing->batch_context);
}

static void
add_object(const char *identity, Jsonb *facts, void *argument)
{
	Writing    *writing = argument;
	MemoryContext outer = MemoryContextSwitchTo(writing->batch_context);

	writing->batch_identities[writing->n] = CStringGetTextDatum(identity);
	writing->batch_facts[writing->n++] = PointerGetDatum(memcpy(palloc(VARSIZE(facts)), facts, VARSIZE(facts)));
	writing->bytes += VARSIZE(facts);
	MemoryContextSwitchTo(outer);
	pfree(facts);
	writing->identities = lappend(writing->identities, cstring_to_text(identity));
	if (writing->n == BATCH_ROWS || writing->bytes > BATCH_BYTES)
		write_batch(writing);
}

/* Write all objects of the snapshot, inside a scope of bookkeeping; returns their identities as text *. */
static List *
write_objects(const SchemaSnapshot *snapshot)
{
	Writing		writing = {
		.batch_context = AllocSetContextCreate(CurrentMemoryContext, "migrate facts", ALLOCSET_DEFAULT_SIZES)
	};

	schema_visit_objects(snapshot, add_object, &writing);
	write_batch(&writing);
	MemoryContextDelete(writing.batch_context);
	return writing.identities;
}

/* Note the schema, unless something is noted already. */
bool
guard_note_facts(const SchemaSnapshot *snapshot)
{
	Bookkeeping scope;
	bool		begun;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	begun = store_begin_facts(JsonbPGetDatum(schema_header(snapshot)));
	if (begun)
		(void) write_objects(snapshot);
	bookkeeping_end(&scope);
	return begun;
}

static void
rewrite(const SchemaSnapshot *snapshot)
{
	Bookkeeping scope;
	List	   *identities;
	Datum	   *keys;
	ListCell   *cell;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	identities = write_objects(snapshot);
	keys = palloc(sizeof(Datum) * Max(list_length(identities), 1));
	foreach(cell, identities)
		keys[foreach_current_index(cell)] = PointerGetDatum(lfirst(cell));
	store_delete_other_facts(keys, list_length(identities));
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

/* Forget what is noted, where the schema is so again. */
void
guard_settle(void)
{
	SchemaSnapshot *noted = guard_read_facts();

	if (noted != NULL && is_same(noted, schema_read(NULL)))
		forget();
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
	if (is_same(now, live != NULL ? live : schema_read(NULL)))
		forget();
	else
		rewrite(now);
}
