/*
 * aside.c
 *	  What repeatable files have made is taken out of the way, and what went with it is brought back.
 *
 * A view stands in the way of a revision that changes its columns, and of its own new text where that has other columns.
 * It is dropped, with what needs it; afterwards the file makes it again, and its grants, its comments and what is not the
 * files' come back from the difference of the schema before and after.  What holds rows is never dropped for that.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/objectaddress.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "run/internal.h"
#include "schema/schema.h"
#include "server/locally.h"

/* What went with it is what the one has and the other has not. */
typedef struct AsideLoss
{
	SchemaSnapshot *before;
	SchemaSnapshot *without;
} AsideLoss;

struct Aside
{
	List	   *losses;			/* of AsideLoss *: one each time that something was taken */
	List	   *objects;		/* of ObjectAddress *: the files' own, which their texts make again */
	StoreRepeatable *texts;		/* that had been run before all was taken aside */
	int			ntexts;
};

Aside *
aside_create(void)
{
	return palloc0(sizeof(Aside));
}

/* Is it an error that comes of what stands in the way of a change? */
bool
aside_is_in_the_way(const ErrorData *error)
{
	return error->sqlerrcode == ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST || error->sqlerrcode == ERRCODE_FEATURE_NOT_SUPPORTED;
}

/* ---- taking ---- */

static char *
drop_statement(const ScriptObject *object)
{
	return psprintf("DROP %s IF EXISTS %s CASCADE", object->kind, object->reference);
}

/* The object's address; NULL where it is not there. */
static ObjectAddress *
address_of(const ScriptObject *object, LOCKMODE mode)
{
	RawStmt    *tree = linitial_node(RawStmt, raw_parser(drop_statement(object), RAW_PARSE_DEFAULT));
	DropStmt   *statement = castNode(DropStmt, tree->stmt);
	ObjectAddress *address = palloc(sizeof(ObjectAddress));
	Relation	relation = NULL;

	*address = get_object_address(statement->removeType, linitial(statement->objects), &relation, mode, true);
	if (relation != NULL)
		relation_close(relation, NoLock);
	return OidIsValid(address->objectId) ? address : NULL;
}

/* The addresses (ObjectAddress *) of objects (ScriptObject *), as scripts that start from the search_path mean them. */
static List *
addresses_of(List *objects, const char *search_path, LOCKMODE mode)
{
	int			guc_level = NewGUCNestLevel();
	List	   *addresses = NIL;
	ListCell   *cell;

	set_locally("search_path", search_path);
	foreach(cell, objects)
	{
		ObjectAddress *address = address_of(lfirst(cell), mode);

		if (address != NULL)
			addresses = lappend(addresses, address);
	}
	AtEOXact_GUC(true, guc_level);
	return addresses;
}

static void
refuse_loss_of_rows(const AsideLoss *loss)
{
	const char *what = schema_holding_rows(loss->before, loss->without);

	if (what != NULL)
		ereport(ERROR,
				errcode(ERRCODE_DEPENDENT_OBJECTS_STILL_EXIST),
				errmsg("%s needs what a repeatable file makes, and would be dropped with it", what),
				errdetail("It holds rows, and is never dropped and made again."),
				errhint("Write a revision that makes it independent of that first."));
}

/* Drop what is made by these files' texts (objects: of ScriptObject *), and remember what goes with it. */
void
aside_take(Aside *aside, const RunEnvironment *environment, List *objects)
{
	AsideLoss  *loss = palloc(sizeof(AsideLoss));
	ScriptPosition position;
	StringInfoData script;
	ListCell   *cell;

	loss->before = schema_read(NULL);
	initStringInfo(&script);
	appendStringInfoString(&script, "SET client_min_messages = warning;\n");
	foreach(cell, objects)
		appendStringInfo(&script, "%s;\n", drop_statement(lfirst(cell)));
	aside->objects = list_concat(aside->objects, addresses_of(objects, environment->search_path, AccessExclusiveLock));
	memset(&position, 0, sizeof(position));
	step_run_alone(environment, script.data, &position);
	loss->without = schema_read(NULL);
	refuse_loss_of_rows(loss);
	aside->losses = lappend(aside->losses, loss);
}

/* What all texts make, and say of other objects. */
static void
names_of_texts(const StoreRepeatable *texts, int n, ScriptNames *all)
{
	memset(all, 0, sizeof(*all));
	for (int i = 0; i < n; i++)
	{
		ScriptNames names;

		parse_names(texts[i].content, &names);
		all->makes = list_concat(all->makes, names.makes);
		all->remarks = list_concat(all->remarks, names.remarks);
		all->remarks_in = list_concat(all->remarks_in, names.remarks_in);
	}
}

/* Take aside what all files have made that were run here: one of them stands in the way of a revision. */
void
aside_take_all(Aside *aside, const RunEnvironment *environment)
{
	Bookkeeping scope;
	ScriptNames names;

	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	aside->texts = store_read_applied_repeatables(&scope, &aside->ntexts);
	for (int i = 0; i < aside->ntexts; i++)
		store_unnote_repeatable(aside->texts[i].name);
	bookkeeping_end(&scope);
	names_of_texts(aside->texts, aside->ntexts, &names);
	aside_take(aside, environment, names.makes);
}

/* What the texts of repeatable files that were run here have made, and say of other objects: it is no revision's. */
void
run_read_repeatable_names(RunRepeatableNames *all)
{
	Bookkeeping scope;
	StoreRepeatable *texts;
	ScriptNames names;
	int			n;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	texts = store_read_applied_repeatables(&scope, &n);
	bookkeeping_end(&scope);
	names_of_texts(texts, n, &names);
	all->objects = addresses_of(names.makes, run_search_path(), AccessShareLock);
	all->remarks = names.remarks;
	all->remarks_in = names.remarks_in;
}

/* ---- bringing back ---- */

/* Is there anything to bring back? */
bool
aside_has_taken(const Aside *aside)
{
	return aside->losses != NIL;
}

static StoreRepeatable *
find_text(StoreRepeatable *texts, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(texts[i].name, name) == 0)
			return &texts[i];
	return NULL;
}

/* Add to what is due the texts of files that were taken aside and have no other one. */
void
aside_add_texts(Aside *aside, StoreRepeatable **due, int *n)
{
	StoreRepeatable *all = palloc(sizeof(StoreRepeatable) * (*n + aside->ntexts + 1));
	int			nall = *n;

	memcpy(all, *due, sizeof(StoreRepeatable) * *n);
	for (int i = 0; i < aside->ntexts; i++)
	{
		StoreRepeatable *other = find_text(all, *n, aside->texts[i].name);

		if (other == NULL)
			all[nall++] = aside->texts[i];
		else
			other->applied_ordinal = aside->texts[i].ordinal;
	}
	*due = all;
	*n = nall;
}

/* Is the text only run because it was there before, and not because it is the one of this time? */
bool
aside_is_without_text(const Aside *aside, const StoreRepeatable *text)
{
	const StoreRepeatable *before = find_text(aside->texts, aside->ntexts, text->name);

	return before != NULL && before->ordinal == text->ordinal;
}

static void
run_change(const RunEnvironment *environment, RunningStep *step, const SchemaChange *change)
{
	step->script = change->upgrade;
	step->revision_id = change->identity;
	step->brings_back = true;
	memset(&step->position, 0, sizeof(step->position));
	step_run_repeatable(environment, step);
}

/* Make again what went with what was taken aside, and has not been made by a file.  Errors are said to happen at step. */
void
aside_bring_back(Aside *aside, const RunEnvironment *environment, RunningStep *step)
{
	SchemaSnapshot *now;
	SchemaSnapshot *goal;
	SchemaDiff *diff;
	ListCell   *cell;

	if (aside->losses == NIL)
		return;
	now = goal = schema_read(NULL);
	foreach(cell, aside->losses)
	{
		const AsideLoss *loss = lfirst(cell);

		goal = schema_restore(goal, loss->before, loss->without, aside->objects);
	}
	diff = schema_diff(now, goal);
	for (int i = 0; i < diff->n; i++)
		if (diff->changes[i].upgrade != NULL)
			run_change(environment, step, &diff->changes[i]);
}
