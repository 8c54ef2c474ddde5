/*
 * read.c
 *	  The catalogs as facts: one query a kind, all under one snapshot.
 *
 * Reads with the caller's rights and a search_path of pg_catalog alone, so names come qualified.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "schema/internal.h"
#include "server/attempt.h"
#include "server/catalogs.h"
#include "server/export.h"

/* Where the columns of a kind's query stand; -1: it has none of that name. */
typedef struct Columns
{
	int			oid,
				subid,
				class,
				of_class,
				of_oid,
				of_subid,
				schema,
				name,
				arguments,
				owner,
				acl,
				acl_owner,
				acl_at_first,
				position,
				needs,
				needs_class;
	int			attributes[MAX_ATTRIBUTES]; /* column of each attribute */
} Columns;

/* What a kind's rows are sent to: each becomes a fact as it comes. */
typedef struct Reading
{
	DestReceiver receiver;
	SchemaSnapshot *snapshot;
	const FactKind *kind;
	Columns		columns;
	TupleDesc	desc;
	Datum	   *values;			/* of the row that is being read */
	bool	   *isnull;
	MemoryContext row_context;
	const Fact *previous;		/* made of the row before */
} Reading;

static int
column_named(TupleDesc desc, const char *name)
{
	int			number = SPI_fnumber(desc, name);

	return number == SPI_ERROR_NOATTRIBUTE ? -1 : number;
}

static void
find_columns(Reading *reading)
{
	static const struct
	{
		const char *name;
		size_t		offset;
	}			known[] = {
		{"oid", offsetof(Columns, oid)},
		{"subid", offsetof(Columns, subid)},
		{"class", offsetof(Columns, class)},
		{"of_class", offsetof(Columns, of_class)},
		{"of_oid", offsetof(Columns, of_oid)},
		{"of_subid", offsetof(Columns, of_subid)},
		{"schema", offsetof(Columns, schema)},
		{"name", offsetof(Columns, name)},
		{"arguments", offsetof(Columns, arguments)},
		{"owner", offsetof(Columns, owner)},
		{"acl", offsetof(Columns, acl)},
		{"acl_owner", offsetof(Columns, acl_owner)},
		{"acl_at_first", offsetof(Columns, acl_at_first)},
		{"position", offsetof(Columns, position)},
		{"needs", offsetof(Columns, needs)},
		{"needs_class", offsetof(Columns, needs_class)},
	};

	for (int i = 0; i < lengthof(known); i++)
		*(int *) ((char *) &reading->columns + known[i].offset) = column_named(reading->desc, known[i].name);
	for (int i = 0; reading->kind->attributes[i].name != NULL; i++)
	{
		Assert(i < lengthof(reading->columns.attributes));
		reading->columns.attributes[i] = column_named(reading->desc, reading->kind->attributes[i].name);
		if (reading->columns.attributes[i] < 0)
			elog(ERROR, "the query of kind %s gives no \"%s\"", reading->kind->name, reading->kind->attributes[i].name);
	}
}

static bool
is_absent(const Reading *reading, int column)
{
	return column < 0 || reading->isnull[column - 1];
}

static Datum
value_of(const Reading *reading, int column)
{
	return reading->values[column - 1];
}

static Oid
type_of(const Reading *reading, int column)
{
	return TupleDescAttr(reading->desc, column - 1)->atttypid;
}

static Oid
oid_of(const Reading *reading, int column, Oid otherwise)
{
	return is_absent(reading, column) ? otherwise : DatumGetObjectId(value_of(reading, column));
}

static int
int_of(const Reading *reading, int column)
{
	if (is_absent(reading, column))
		return 0;
	return type_of(reading, column) == INT2OID ? DatumGetInt16(value_of(reading, column)) : DatumGetInt32(value_of(reading, column));
}

/* As long as the row lives. */
static char *
text_of(const Reading *reading, int column)
{
	Oid			type,
				output;
	bool		varlena;

	if (is_absent(reading, column))
		return NULL;
	type = type_of(reading, column);
	/* nearly all are; to look the others' output functions up takes longer than to call them */
	if (type == TEXTOID)
		return TextDatumGetCString(value_of(reading, column));
	if (type == NAMEOID)
		return NameStr(*DatumGetName(value_of(reading, column)));
	getTypeOutputInfo(type, &output, &varlena);
	return OidOutputFunctionCall(output, value_of(reading, column));
}

static Acl *
acl_of(const Reading *reading, int column)
{
	return is_absent(reading, column) ? NULL : DatumGetAclP(value_of(reading, column));
}

static void
read_needs(const Reading *reading, Fact *fact)
{
	Oid			class = oid_of(reading, reading->columns.needs_class, reading->kind->catalog);
	Datum	   *oids;
	int			n;

	if (is_absent(reading, reading->columns.needs))
		return;
	deconstruct_array(DatumGetArrayTypeP(value_of(reading, reading->columns.needs)), OIDOID, sizeof(Oid), true, TYPALIGN_INT, &oids, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		Fact	   *needed = snapshot_at(reading->snapshot, class, DatumGetObjectId(oids[i]), 0);

		if (needed != NULL)
			fact_need(fact, needed, false);
	}
}

static void
read_owner(const Reading *reading, Fact *fact)
{
	Oid			owner = oid_of(reading, reading->columns.owner, InvalidOid);

	if (OidIsValid(owner))
	{
		Fact	   *fact_owner = snapshot_add(reading->snapshot, &kind_owner, fact, NULL, NULL, NULL);

		fact_owner->values[0] = MemoryContextStrdup(reading->snapshot->context, quote_name(GetUserNameFromId(owner, false)));
		snapshot_name(reading->snapshot, fact_owner);
	}
	if (!is_absent(reading, reading->columns.acl) || reading->columns.acl_at_first >= 0)
		read_grants(reading->snapshot, fact, acl_of(reading, reading->columns.acl), acl_of(reading, reading->columns.acl_at_first),
					oid_of(reading, reading->columns.acl_owner, owner));
}

/* Most are the same in one row after another: those are kept once. */
static void
read_values(const Reading *reading, Fact *fact)
{
	for (int i = 0; reading->kind->attributes[i].name != NULL; i++)
	{
		char	   *value = text_of(reading, reading->columns.attributes[i]),
				   *before = reading->previous == NULL ? NULL : reading->previous->values[i];

		if (value != NULL)
			fact->values[i] = before != NULL && strcmp(value, before) == 0 ? before : MemoryContextStrdup(reading->snapshot->context, value);
	}
}

static void
read_row(Reading *reading)
{
	const Columns *columns = &reading->columns;
	Oid			of_oid = oid_of(reading, columns->of_oid, InvalidOid);
	Fact	   *of = NULL,
			   *fact;

	if (OidIsValid(of_oid))
	{
		of = snapshot_at(reading->snapshot, oid_of(reading, columns->of_class, reading->kind->catalog), of_oid,
						 int_of(reading, columns->of_subid));
		if (of == NULL)
			return;
	}
	fact = snapshot_add(reading->snapshot, reading->kind, of, text_of(reading, columns->schema), text_of(reading, columns->name),
						text_of(reading, columns->arguments));
	read_values(reading, fact);
	reading->previous = fact;
	fact->position = int_of(reading, columns->position);
	fact->address.classId = oid_of(reading, columns->class, reading->kind->catalog);
	fact->address.objectId = oid_of(reading, columns->oid, InvalidOid);
	fact->address.objectSubId = int_of(reading, columns->subid);
	snapshot_name(reading->snapshot, fact);
	read_needs(reading, fact);
	read_owner(reading, fact);
}

static void
begin_rows(DestReceiver *receiver, int operation, TupleDesc desc)
{
	Reading    *reading = (Reading *) receiver;

	reading->desc = desc;
	find_columns(reading);
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *receiver)
{
	Reading    *reading = (Reading *) receiver;
	MemoryContext caller;

	slot_getallattrs(slot);
	reading->values = slot->tts_values;
	reading->isnull = slot->tts_isnull;
	caller = MemoryContextSwitchTo(reading->row_context);
	read_row(reading);
	MemoryContextSwitchTo(caller);
	MemoryContextReset(reading->row_context);
	return true;
}

static void
end_rows(DestReceiver *receiver)
{
}

/* The kinds of relations that there are in the schemas, each once. */
static char *
relkinds_in(Datum schemas)
{
	bool		isnull;
	Datum		found;

	catalogs_query("SELECT string_agg(DISTINCT relkind::text, '') FROM pg_class WHERE relnamespace = ANY ($1)", 1, (Oid[]) {OIDARRAYOID}, &schemas);
	found = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	return isnull ? "" : TextDatumGetCString(found);
}

static void
read_kind(SchemaSnapshot *snapshot, const FactKind *kind, const CatalogsScope *scope, const char *relkinds, Datum *arguments)
{
	Reading		reading = {
		.receiver = {.receiveSlot = receive_row, .rStartup = begin_rows, .rShutdown = end_rows, .rDestroy = end_rows, .mydest = DestTuplestore},
		.snapshot = snapshot,
		.kind = kind
	};

	if ((kind->is_here != NULL && !kind->is_here()) || (kind->relkind != 0 && strchr(relkinds, kind->relkind) == NULL))
		return;
	if (kind->read != NULL)
	{
		kind->read(snapshot);
		return;
	}
	if (kind->query == NULL)
		return;
	reading.row_context = AllocSetContextCreate(CurrentMemoryContext, "schema row", ALLOCSET_DEFAULT_SIZES);
	catalogs_use_workers(scope, kind->costly);
	catalogs_send(kind->query, 2, (Oid[]) {OIDARRAYOID, BOOLOID}, arguments, &reading.receiver);
	MemoryContextDelete(reading.row_context);
}

/* oid[] of the schemas looked at: the user's, or those named, which must be there */
static Datum
schemas_datum(const SchemaFilter *filter)
{
	const char *all = "SELECT array_agg(n.oid) FROM pg_namespace n"
		" WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND n.nspname::text <> ALL ($1)"
		"  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')";
	Datum	   *oids;
	bool		isnull;
	Datum		found;

	if (filter->schemas == NULL)
	{
		catalogs_query(all, 1, (Oid[]) {TEXTARRAYOID}, (Datum[]) {texts_datum(filter->without, filter->nwithout)});
		found = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
		return isnull ? PointerGetDatum(construct_empty_array(OIDOID)) : found;
	}
	oids = palloc(filter->nschemas * sizeof(Datum));
	for (int i = 0; i < filter->nschemas; i++)
		oids[i] = ObjectIdGetDatum(get_namespace_oid(filter->schemas[i], false));
	return PointerGetDatum(construct_array(oids, filter->nschemas, OIDOID, sizeof(Oid), true, TYPALIGN_INT));
}

static void
check_schemas(const SchemaFilter *filter)
{
	for (int i = 0; i < filter->nschemas; i++)
		if (!OidIsValid(get_namespace_oid(filter->schemas[i], true)))
			ereport(ERROR,
					errcode(ERRCODE_UNDEFINED_SCHEMA),
					errmsg("schema \"%s\" does not exist", filter->schemas[i]));
}

/* What is done so that what is read is of one moment. */
typedef enum Hold
{
	HOLD_NOTHING,				/* others rarely change the schema just then */
	HOLD_ALL,					/* nobody may change a table, and nobody is about to */
	HOLD_MOST					/* nobody but who is about to already */
} Hold;

/* ms, for a lock (a view's, to print it), while tables are held: well below deadlock_timeout, so that nobody else fails for us */
#define HOLDERS_WAIT 100

typedef struct Attempted
{
	const SchemaFilter *filter;
	Hold		hold;
	uint64		mark;
	SchemaSnapshot *snapshot;
	bool		is_steady;		/* it is of one moment */
} Attempted;

static bool
hold_tables(const Attempted *attempted, Datum schemas)
{
	if (attempted->hold == HOLD_NOTHING)
		return true;
	attempt_limit_lock_waits(HOLDERS_WAIT);
	return steady_hold_tables(attempted->mark, schemas) || attempted->hold == HOLD_MOST;
}

static void
read_kinds(SchemaSnapshot *snapshot, const CatalogsScope *scope, Datum *arguments)
{
	char	   *relkinds = relkinds_in(arguments[0]);

	for (int i = 0; i < schema_nkinds; i++)
		read_kind(snapshot, schema_kinds[i], scope, relkinds, arguments);
	read_dependencies(snapshot);
}

static void
read_all(void *argument)
{
	Attempted  *attempted = argument;
	const SchemaFilter *filter = attempted->filter;
	SchemaSnapshot *snapshot = snapshot_create();
	CatalogsScope scope;
	Datum		arguments[2];

	attempted->snapshot = snapshot;
	snapshot->role = MemoryContextStrdup(snapshot->context, quote_name(GetUserNameFromId(GetUserId(), false)));
	snapshot->installation = MemoryContextStrdup(snapshot->context, catalogs_installation());
	attempted->mark = steady_mark();
	catalogs_begin(&scope);
	arguments[0] = schemas_datum(filter);
	arguments[1] = BoolGetDatum(filter->schemas == NULL);
	attempted->is_steady = hold_tables(attempted, arguments[0]);
	if (attempted->is_steady)
	{
		read_kinds(snapshot, &scope, arguments);
		attempted->is_steady = !steady_is_lost(attempted->mark, arguments[0]);
	}
	catalogs_end(&scope);
	if (!attempted->is_steady)
		return;
	schema_filter(snapshot, filter);
	snapshot_sort(snapshot);
}

/* Of a catalog that somebody has closed; the query itself is a page long and says nothing to anybody. */
static void
error_no_right(ErrorData *error)
{
	error->context = NULL;
	error->hint = psprintf("A snapshot reads the catalogs with the rights of who asks: GRANT SELECT on it to %s.", quote_name(GetUserNameFromId(GetUserId(), false)));
	ReThrowError(error);
}

/* Is it what the server says of an object that is there for a query, and is gone by the time that it is printed? */
static bool
may_be_of_change(const Attempted *attempted, const ErrorData *error)
{
	if (error->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE)
		return attempted->hold != HOLD_NOTHING;
	return steady_mark() != attempted->mark && (error->sqlerrcode == ERRCODE_INTERNAL_ERROR ||
												ERRCODE_TO_CATEGORY(error->sqlerrcode) == ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION);
}

/* error: NULL where what was read is not of one moment */
static void
error_changing(const ErrorData *error)
{
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_IN_USE),
			errmsg("the schema is changed by others while it is read"),
			error != NULL ? errdetail("The server says: %s.", error->message) : 0,
			errhint("Try again later."));
}

#define ATTEMPTS_WITHOUT_LOCKS 3
#define LONGEST_HOLD_ALL 5000	/* ms, for attempts */
#define LONGEST 10000			/* ms, for all of them */
#define PAUSE 2000				/* us, before the next */

static Hold
next_hold(int attempts, TimestampTz started)
{
	if (attempts < ATTEMPTS_WITHOUT_LOCKS)
		return HOLD_NOTHING;
	return TimestampDifferenceExceeds(started, GetCurrentTimestamp(), LONGEST_HOLD_ALL) ? HOLD_MOST : HOLD_ALL;
}

/* The facts of the current database, in a context below the current one.  filter may be NULL: all of the user's. */
SchemaSnapshot *
schema_read(const SchemaFilter *filter)
{
	static const SchemaFilter everything = {0};
	Attempted	attempted = {.filter = filter != NULL ? filter : &everything};
	TimestampTz started = GetCurrentTimestamp();

	check_schemas(attempted.filter);
	for (int i = 1;; i++)
	{
		/* rolled back, so that no table stays locked that was only looked at */
		ErrorData  *error = attempt(read_all, &attempted, ATTEMPT_ROLL_BACK);

		if (error == NULL && attempted.is_steady)
			return attempted.snapshot;
		if (error != NULL && error->sqlerrcode == ERRCODE_INSUFFICIENT_PRIVILEGE)
			error_no_right(error);
		if (error != NULL && !may_be_of_change(&attempted, error))
			ReThrowError(error);
		if (attempted.hold == HOLD_MOST && TimestampDifferenceExceeds(started, GetCurrentTimestamp(), LONGEST))
			error_changing(error);
		attempted.hold = next_hold(i, started);
		MemoryContextDelete(attempted.snapshot->context);
		if (error != NULL)
			FreeErrorData(error);
		CHECK_FOR_INTERRUPTS();
		pg_usleep(PAUSE);
	}
}
