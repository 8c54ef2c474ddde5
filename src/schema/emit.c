/*
 * emit.c
 *	  A snapshot as jsonb: what snapshot() gives.  json.c tells what that looks like, and reads it.
 *
 * What has to hold a snapshot of any size keeps it in parts, for a jsonb ends at 256 MB: the same without its facts, and an
 * array of facts for each object that is no part of another.  Keys are written in the order of json_compare_keys().
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/hsearch.h"

#include "schema/kinds/kinds.h"
#include "server/json_writer.h"

typedef struct Emission
{
	JsonWriter	writer;
	int		  **orders;			/* by kind: its attributes in the order of their keys; NULL: not known yet */
} Emission;

static void
begin_emission(Emission *emission)
{
	emission->orders = palloc0(schema_nkinds * sizeof(int *));
}

/* ---- one fact ---- */

static int
compare_attributes(const void *a, const void *b, void *attributes)
{
	const Attribute *all = attributes;

	return json_compare_keys(all[*(const int *) a].name, all[*(const int *) b].name);
}

static int *
order_attributes(const FactKind *kind)
{
	int			n = kind_nattributes(kind);
	int		   *order = palloc((n + 1) * sizeof(int));

	for (int i = 0; i < n; i++)
		order[i] = i;
	order[n] = -1;
	qsort_arg(order, n, sizeof(int), compare_attributes, unconstify(Attribute *, kind->attributes));
	return order;
}

static void
emit_attributes(Emission *emission, const Fact *fact)
{
	int		  **order = &emission->orders[fact->kind_position];
	const char *keys[MAX_ATTRIBUTES],
			   *values[MAX_ATTRIBUTES];
	int			n = 0;
	JsonFrame	object;

	if (*order == NULL)
		*order = order_attributes(fact->kind);
	for (const int *i = *order; *i >= 0; i++)
	{
		if (fact->values[*i] == NULL)
			continue;
		keys[n] = fact->kind->attributes[*i].name;
		values[n++] = fact->values[*i];
	}
	json_begin_object(&emission->writer, &object, keys, n);
	for (int i = 0; i < n; i++)
		json_add_text(&emission->writer, values[i]);
	json_end_container(&emission->writer);
}

static int
count_needs(const Fact *fact, bool automatic)
{
	int			n = 0;
	ListCell   *cell;

	foreach(cell, fact->needs)
		n += ((FactNeed *) lfirst(cell))->automatic == automatic;
	return n;
}

static void
emit_needs(JsonWriter *writer, const Fact *fact, bool automatic, int n)
{
	JsonFrame	array;
	ListCell   *cell;

	json_begin_array(writer, &array, n);
	foreach(cell, fact->needs)
	{
		const FactNeed *need = lfirst(cell);

		if (need->automatic == automatic)
			json_add_two_words(writer, need->fact->kind->name, need->fact->identity);
	}
	json_end_container(writer);
}

/* [object id, column number, catalog's id], without what goes without saying: 0, the kind's own catalog */
static void
emit_address(JsonWriter *writer, const Fact *fact)
{
	const ObjectAddress *address = &fact->address;
	int			n = address->classId != fact->kind->catalog ? 3 : address->objectSubId != 0 ? 2 : 1;
	JsonFrame	array;

	json_begin_array(writer, &array, n);
	json_add_number(writer, address->objectId);
	if (n > 1)
		json_add_number(writer, address->objectSubId);
	if (n > 2)
		json_add_number(writer, address->classId);
	json_end_container(writer);
}

static void
emit_fact(Emission *emission, const Fact *fact)
{
	JsonWriter *writer = &emission->writer;
	int			needs = count_needs(fact, false),
				goes_with = count_needs(fact, true),
				n = 0;
	bool		has_address = OidIsValid(fact->address.objectId);
	const char *keys[11];
	JsonFrame	object;

	if (fact->of != NULL)
		keys[n++] = "of";
	keys[n++] = "kind";
	if (fact->name != NULL)
		keys[n++] = "name";
	if (needs > 0)
		keys[n++] = "needs";
	if (has_address)
		keys[n++] = "object";
	if (fact->schema != NULL)
		keys[n++] = "schema";
	keys[n++] = "identity";
	if (fact->position != 0)
		keys[n++] = "position";
	if (fact->arguments != NULL)
		keys[n++] = "arguments";
	if (goes_with > 0)
		keys[n++] = "goes_with";
	keys[n++] = "attributes";

	json_begin_object(writer, &object, keys, n);
	if (fact->of != NULL)
		json_add_two_words(writer, fact->of->kind->name, fact->of->identity);
	json_add_text(writer, fact->kind->name);
	if (fact->name != NULL)
		json_add_text(writer, fact->name);
	if (needs > 0)
		emit_needs(writer, fact, false, needs);
	if (has_address)
		emit_address(writer, fact);
	if (fact->schema != NULL)
		json_add_text(writer, fact->schema);
	json_add_text(writer, fact->identity);
	if (fact->position != 0)
		json_add_number(writer, fact->position);
	if (fact->arguments != NULL)
		json_add_text(writer, fact->arguments);
	if (goes_with > 0)
		emit_needs(writer, fact, true, goes_with);
	emit_attributes(emission, fact);
	json_end_container(writer);
}

/* ---- many ---- */

static void
emit_facts(Emission *emission, List *facts)
{
	JsonFrame	array;
	ListCell   *cell;

	json_begin_array(&emission->writer, &array, list_length(facts));
	foreach(cell, facts)
	{
		CHECK_FOR_INTERRUPTS();
		emit_fact(emission, lfirst(cell));
	}
	json_end_container(&emission->writer);
}

static Jsonb *
emit_snapshot(const SchemaSnapshot *snapshot, bool with_facts)
{
	Emission	emission;
	JsonWriter *writer = &emission.writer;
	const char *keys[5];
	int			n = 0;
	JsonFrame	object;

	if (snapshot->role != NULL)
		keys[n++] = "role";
	if (with_facts)
		keys[n++] = "facts";
	keys[n++] = "format";
	keys[n++] = "server";
	if (snapshot->installation != NULL)
		keys[n++] = "installation";

	begin_emission(&emission);
	json_begin(writer);
	json_begin_object(writer, &object, keys, n);
	if (snapshot->role != NULL)
		json_add_text(writer, snapshot->role);
	if (with_facts)
		emit_facts(&emission, snapshot->facts);
	json_add_number(writer, SNAPSHOT_FORMAT);
	json_add_number(writer, snapshot->server);
	if (snapshot->installation != NULL)
		json_add_text(writer, snapshot->installation);
	json_end_container(writer);
	return json_end(writer);
}

/* The snapshot as jsonb, palloc'd in the current context. */
Jsonb *
schema_to_jsonb(const SchemaSnapshot *snapshot)
{
	return emit_snapshot(snapshot, true);
}

/* What schema_to_jsonb() says beside the facts. */
Jsonb *
schema_header(const SchemaSnapshot *snapshot)
{
	return emit_snapshot(snapshot, false);
}

/* ---- by object ---- */

typedef struct WholeEntry
{
	const Fact *whole;
	List	   *facts;			/* it and its parts, in the snapshot's order */
} WholeEntry;

static HTAB *
group_by_whole(const SchemaSnapshot *snapshot)
{
	HASHCTL		control = {.keysize = sizeof(Fact *), .entrysize = sizeof(WholeEntry), .hcxt = CurrentMemoryContext};
	HTAB	   *wholes = hash_create("facts by whole", 1024, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	ListCell   *cell;

	foreach(cell, snapshot->facts)
	{
		const Fact *whole = fact_whole(lfirst(cell));
		WholeEntry *entry;
		bool		found;

		entry = hash_search(wholes, &whole, HASH_ENTER, &found);
		entry->facts = lappend(found ? entry->facts : NIL, lfirst(cell));
	}
	return wholes;
}

/* Show every object with its parts, as an array of facts in the current context, under its kind and identity. */
void
schema_visit_objects(const SchemaSnapshot *snapshot, void (*visit) (const SchemaObject *object, void *argument), void *argument)
{
	HTAB	   *wholes = group_by_whole(snapshot);
	Emission	emission;
	ListCell   *cell;

	begin_emission(&emission);
	foreach(cell, snapshot->facts)
	{
		const Fact *fact = lfirst(cell);
		SchemaObject object = {.is_schema = fact->kind == &kind_schema};

		if (fact->of != NULL)
			continue;
		json_begin(&emission.writer);
		emit_facts(&emission, ((WholeEntry *) hash_search(wholes, &fact, HASH_FIND, NULL))->facts);
		object.schema = object.is_schema ? fact->name : fact->schema;
		object.identity = fact_full_name(fact);
		object.facts = json_end(&emission.writer);
		visit(&object, argument);
	}
	hash_destroy(wholes);
}
