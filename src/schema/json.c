/*
 * json.c
 *	  A snapshot from jsonb: what diff() takes, and emit.c writes.
 *
 *	  {"format": 1, "server": 150018, "installation": "7391.../16384", "role": "ada", "facts": [
 *	    {"kind": "column", "of": "table public.persons", "name": "phone", "position": 3, "object": [16390, 3],
 *	     "attributes": {"type": "text"}, "needs": ["type public.phone"]}, ...]}
 *
 * "position" and "object" stand beside what is compared.  Keys are stable; a later format only adds some.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "schema/internal.h"

static void
error_format(const char *detail)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("this is not a snapshot of a schema"),
			errdetail("%s", detail),
			errhint("Take one with migrate.snapshot()."));
}

/* Is there a member of that key: in *value. */
bool
json_member(JsonbContainer *object, const char *key, JsonbValue *value)
{
	return getKeyJsonValueFromContainer(object, key, strlen(key), value) != NULL;
}

/* A member's text, palloc'd; NULL: there is none. */
char *
json_member_text(JsonbContainer *object, const char *key)
{
	JsonbValue	value;

	if (!json_member(object, key, &value))
		return NULL;
	if (value.type != jbvString)
		error_format(psprintf("\"%s\" is not a string.", key));
	return pnstrdup(value.val.string.val, value.val.string.len);
}

int64
json_number(const JsonbValue *value)
{
	if (value->type != jbvNumeric)
		error_format("A number was expected.");
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(value->val.numeric)));
}

static JsonbContainer *
member_container(JsonbContainer *object, const char *key)
{
	JsonbValue	value;

	if (!json_member(object, key, &value))
		return NULL;
	if (value.type != jbvBinary)
		error_format(psprintf("\"%s\" is neither an object nor an array.", key));
	return value.val.binary.data;
}

typedef struct NamedFact
{
	const char *name;
	Fact	   *fact;
} NamedFact;

typedef struct LoadedFact
{
	Fact	   *fact;
	JsonbContainer *json;
} LoadedFact;

typedef struct Loading
{
	SchemaSnapshot *snapshot;
	int			n;
	LoadedFact *loaded;
	HTAB	   *by_name;
} Loading;

static uint32
name_hash(const void *key, Size size)
{
	const char *name = *(const char *const *) key;

	return DatumGetUInt32(hash_any((const unsigned char *) name, strlen(name)));
}

static int
name_compare(const void *a, const void *b, Size size)
{
	return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static JsonbContainer *
nth_fact(JsonbContainer *facts, int i)
{
	JsonbValue *value = getIthJsonbValueFromContainer(facts, i);

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		error_format(psprintf("Fact %d is not an object.", i + 1));
	return value->val.binary.data;
}

static Fact *
find_named(Loading *loading, const char *name)
{
	NamedFact  *entry = hash_search(loading->by_name, &name, HASH_FIND, NULL);

	return entry == NULL ? NULL : entry->fact;
}

static void
load_object(Fact *fact, JsonbContainer *array)
{
	if (array == NULL)
		return;
	if (!JsonContainerIsArray(array) || JsonContainerSize(array) < 1 || JsonContainerSize(array) > 3)
		error_format("\"object\" has not one to three numbers.");
	fact->address.objectId = json_number(getIthJsonbValueFromContainer(array, 0));
	fact->address.objectSubId = JsonContainerSize(array) > 1 ? json_number(getIthJsonbValueFromContainer(array, 1)) : 0;
	fact->address.classId = JsonContainerSize(array) > 2 ? json_number(getIthJsonbValueFromContainer(array, 2)) : fact->kind->catalog;
}

static void
load_attributes(SchemaSnapshot *snapshot, Fact *fact, JsonbContainer *attributes)
{
	if (attributes == NULL || !JsonContainerIsObject(attributes))
		error_format(psprintf("A %s has no \"attributes\".", fact->kind->name));
	for (int i = 0; fact->kind->attributes[i].name != NULL; i++)
	{
		char	   *value = json_member_text(attributes, fact->kind->attributes[i].name);

		fact->values[i] = value == NULL ? NULL : MemoryContextStrdup(snapshot->context, value);
	}
}

static Fact *
load_fact(Loading *loading, JsonbContainer *json)
{
	char	   *kind_name = json_member_text(json, "kind");
	char	   *of = json_member_text(json, "of");
	const FactKind *kind;
	Fact	   *fact,
			   *whole = NULL;
	JsonbValue	position;
	NamedFact  *entry;
	const char *name;

	if (kind_name == NULL)
		error_format("A fact has no \"kind\".");
	kind = kind_by_name(kind_name);
	if (kind == NULL)
		error_format(psprintf("There is no kind \"%s\".", kind_name));
	if (of != NULL && (whole = find_named(loading, of)) == NULL)
		error_format(psprintf("A %s is part of \"%s\", which does not stand before it.", kind_name, of));
	fact = snapshot_add(loading->snapshot, kind, whole, json_member_text(json, "schema"), json_member_text(json, "name"), json_member_text(json, "arguments"));
	load_attributes(loading->snapshot, fact, member_container(json, "attributes"));
	if (json_member(json, "position", &position))
		fact->position = json_number(&position);
	load_object(fact, member_container(json, "object"));
	snapshot_name(loading->snapshot, fact);
	name = MemoryContextStrdup(loading->snapshot->context, fact_full_name(fact));
	entry = hash_search(loading->by_name, &name, HASH_ENTER, NULL);
	entry->fact = fact;
	return fact;
}

static void
load_needs(Loading *loading, Fact *fact, JsonbContainer *needs, bool automatic)
{
	if (needs == NULL)
		return;
	for (int i = 0; i < JsonContainerSize(needs); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(needs, i);
		Fact	   *needed;

		if (value->type != jbvString)
			error_format("What a fact needs is not a string.");
		needed = find_named(loading, pnstrdup(value->val.string.val, value->val.string.len));
		if (needed != NULL)
			fact_need(fact, needed, automatic);
	}
}

/* wanted: which of them; NULL: all */
static void
load_facts(Loading *loading, JsonbContainer *facts, const bool *wanted)
{
	MemoryContext work = AllocSetContextCreate(CurrentMemoryContext, "schema fact", ALLOCSET_DEFAULT_SIZES),
				caller;

	caller = MemoryContextSwitchTo(work);
	for (int i = 0; i < JsonContainerSize(facts); i++)
	{
		LoadedFact *loaded;

		if (wanted != NULL && !wanted[i])
			continue;
		loaded = &loading->loaded[loading->n++];
		loaded->json = nth_fact(facts, i);
		loaded->fact = load_fact(loading, loaded->json);
		MemoryContextReset(work);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work);
}

static void
load_all_needs(Loading *loading)
{
	MemoryContext work = AllocSetContextCreate(CurrentMemoryContext, "schema fact", ALLOCSET_DEFAULT_SIZES),
				caller;

	caller = MemoryContextSwitchTo(work);
	for (int i = 0; i < loading->n; i++)
	{
		LoadedFact *loaded = &loading->loaded[i];

		load_needs(loading, loaded->fact, member_container(loaded->json, "needs"), false);
		load_needs(loading, loaded->fact, member_container(loaded->json, "goes_with"), true);
		CHECK_FOR_INTERRUPTS();
		MemoryContextReset(work);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(work);
}

static void
load_header(SchemaSnapshot *snapshot, Jsonb *json)
{
	JsonbValue	number;

	if (!JB_ROOT_IS_OBJECT(json) || !json_member(&json->root, "format", &number))
		error_format("It has no \"format\".");
	if (json_number(&number) > SNAPSHOT_FORMAT)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("this snapshot is of format " INT64_FORMAT ", newer than " CppAsString2(SNAPSHOT_FORMAT), json_number(&number)),
				errhint("Update extension \"migrate\" here to the version that took it."));
	if (json_member(&json->root, "server", &number))
		snapshot->server = json_number(&number);
	snapshot->installation = json_member_text(&json->root, "installation");
	snapshot->role = json_member_text(&json->root, "role");
	if (snapshot->role == NULL)
		snapshot->role = "";
}

/*
 * A snapshot of the facts in these arrays, of which no part stands before what it is a part of.  wanted: which of the first
 * array's, with all that they are parts of; NULL: all.
 */
static SchemaSnapshot *
load(Jsonb *header, JsonbContainer **arrays, int narrays, const bool *wanted)
{
	Loading		loading = {.snapshot = snapshot_create()};
	HASHCTL		control = {.keysize = sizeof(char *), .entrysize = sizeof(NamedFact), .hash = name_hash, .match = name_compare, .hcxt = CurrentMemoryContext};
	Size		total = 1;

	load_header(loading.snapshot, header);
	for (int i = 0; i < narrays; i++)
		total += JsonContainerSize(arrays[i]);
	loading.loaded = palloc_extended(total * sizeof(LoadedFact), MCXT_ALLOC_HUGE);
	loading.by_name = hash_create("facts by name", 1024, &control, HASH_ELEM | HASH_FUNCTION | HASH_COMPARE | HASH_CONTEXT);
	for (int i = 0; i < narrays; i++)
		load_facts(&loading, arrays[i], wanted);
	load_all_needs(&loading);
	hash_destroy(loading.by_name);
	pfree(loading.loaded);
	snapshot_sort(loading.snapshot);
	return loading.snapshot;
}

static JsonbContainer *
facts_in(Jsonb *json)
{
	JsonbContainer *facts = JB_ROOT_IS_OBJECT(json) ? member_container(&json->root, "facts") : NULL;

	if (facts == NULL || !JsonContainerIsArray(facts))
		error_format("It has no array \"facts\".");
	return facts;
}

/* A snapshot from what schema_to_jsonb() made. */
SchemaSnapshot *
schema_from_jsonb(Jsonb *json)
{
	JsonbContainer *facts = facts_in(json);

	return load(json, &facts, 1, NULL);
}

static bool
same_installation(Jsonb *a, Jsonb *b)
{
	const char *left = json_member_text(&a->root, "installation"),
			   *right = json_member_text(&b->root, "installation");

	return left != NULL && same_text(left, right);
}

/* Two such snapshots, without what they have in common and cannot matter to their difference: in snapshots[0] and [1]. */
void
schema_from_two_jsonb(Jsonb *source, Jsonb *target, SchemaSnapshot *snapshots[2])
{
	JsonbContainer *facts[2] = {facts_in(source), facts_in(target)};
	bool	   *wanted[2];

	prune_equal(facts, same_installation(source, target), wanted);
	snapshots[0] = load(source, &facts[0], 1, wanted[0]);
	snapshots[1] = load(target, &facts[1], 1, wanted[1]);
	grants_compare_known(snapshots[0], snapshots[1]);
}

/* A snapshot from what schema_header() and schema_visit_objects() made. */
SchemaSnapshot *
schema_from_objects(Jsonb *header, Jsonb **objects, int n)
{
	JsonbContainer **arrays = palloc(Max(n, 1) * sizeof(JsonbContainer *));

	for (int i = 0; i < n; i++)
		arrays[i] = &objects[i]->root;
	return load(header, arrays, n, NULL);
}
