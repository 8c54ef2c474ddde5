/*
 * columns.c
 *	  The columns of tables and foreign tables, read from pg_attribute in one pass without a query; until PostgreSQL 17 with
 *	  their NOT NULL, which is no more than a flag there.
 *
 * Half of all facts are columns, and nearly every value of theirs is one of few: a query would print it again for each.
 * column.c says what the attributes are for.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/toast_compression.h"
#include "catalog/pg_attrdef.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "schema/kinds/kinds.h"

/* attributes of the kind that are set here */
typedef enum Value
{
	VALUE_GENERATED,
	VALUE_TYPE,
	VALUE_COLLATION,
	VALUE_VIRTUAL,
	VALUE_NO_DEFAULT,
	VALUE_OWN_EXPRESSION,
	VALUE_STORAGE,
	VALUE_TYPE_STORAGE,
	VALUE_COMPRESSION,
	VALUE_STATISTICS,
	VALUE_OPTIONS,
	VALUE_FDW_OPTIONS,
	VALUE_INHERITED,
	VALUE_OF_PARTITION,
	VALUE_ALTERS_EXPRESSION,
	VALUE_PLAIN,
	VALUE_HOLDS_VALUES,
	NVALUES
} Value;

static const char *const value_names[] = {
	"generated", "type", "collation", "virtual", "no_default", "own_expression", "storage", "type_storage", "compression", "statistics",
	"options", "fdw_options", "inherited", "of_partition", "alters_expression", "plain", "holds_values"
};

StaticAssertDecl(lengthof(value_names) == NVALUES, "a name for each value");

/* A type as columns have it, printed once. */
typedef struct TypeEntry
{
	uint64		key;			/* oid and modifier */
	char		status;
	char		storage;
	Oid			collation;
	char	   *name;
} TypeEntry;

#define SH_PREFIX types
#define SH_ELEMENT_TYPE TypeEntry
#define SH_KEY_TYPE uint64
#define SH_KEY key
#define SH_HASH_KEY(table, key) hash_combine(murmurhash32((uint32) ((key) >> 32)), (uint32) (key))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct ParentEntry
{
	Oid			child;
	List	   *parents;		/* oids */
} ParentEntry;

/* The table whose columns are read, and what they all share. */
typedef struct Scan
{
	SchemaSnapshot *snapshot;
	MemoryContext context;		/* for the time of the scan */
	TupleDesc	desc;			/* of the catalog */
	int			numbers[NVALUES];	/* of the kind's attributes */
#if PG_VERSION_NUM < 180000
	int			usual,			/* ... and of those of NOT NULL */
				valid;
#endif
	types_hash *types;
	HTAB	   *parents;		/* NULL: nothing inherits */
	Oid			table_oid;
	Fact	   *table;			/* NULL: not one that is looked at */
	FormData_pg_class class;	/* its row, less what varies in length */
	List	   *table_parents;
} Scan;

static void
set(const Scan *scan, Fact *column, Value value, const char *text)
{
	column->values[scan->numbers[value]] = unconstify(char *, text);
}

static char *
copy(const Scan *scan, const char *text)
{
	return MemoryContextStrdup(scan->snapshot->context, text);
}

static Datum
datum_of(const Scan *scan, HeapTuple row, int number, bool *isnull)
{
	return heap_getattr(row, number, scan->desc, isnull);
}

/* ---- types ---- */

static TypeEntry *
find_type(Scan *scan, Form_pg_attribute row)
{
	bool		found;
	TypeEntry  *entry = types_insert(scan->types, ((uint64) row->atttypid << 32) | (uint32) row->atttypmod, &found);
	HeapTuple	tuple;

	if (found)
		return entry;
	tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(row->atttypid));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for type %u", row->atttypid);
	entry->storage = ((Form_pg_type) GETSTRUCT(tuple))->typstorage;
	entry->collation = ((Form_pg_type) GETSTRUCT(tuple))->typcollation;
	ReleaseSysCache(tuple);
	entry->name = copy(scan, format_type_extended(row->atttypid, row->atttypmod, FORMAT_TYPE_TYPEMOD_GIVEN | FORMAT_TYPE_ALLOW_INVALID));
	return entry;
}

static const char *
storage_name(char storage)
{
	switch (storage)
	{
		case TYPSTORAGE_PLAIN:
			return "PLAIN";
		case TYPSTORAGE_EXTERNAL:
			return "EXTERNAL";
		case TYPSTORAGE_MAIN:
			return "MAIN";
		default:
			return "EXTENDED";
	}
}

static void
set_type(Scan *scan, Fact *column, Form_pg_attribute row)
{
	const TypeEntry *type = find_type(scan, row);

	set(scan, column, VALUE_TYPE, type->name);
	if (row->attcollation != type->collation)
		set(scan, column, VALUE_COLLATION, copy(scan, DatumGetCString(DirectFunctionCall1(regcollationout, ObjectIdGetDatum(row->attcollation)))));
	if (row->attstorage != type->storage)
		set(scan, column, VALUE_STORAGE, storage_name(row->attstorage));
	set(scan, column, VALUE_TYPE_STORAGE, storage_name(type->storage));
}

/* ---- expressions ---- */

/* pg_get_expr(), which knows of no expression where the table has been dropped meanwhile */
static char *
print_expression(Datum expression, Oid table)
{
	LOCAL_FCINFO(fcinfo, 2);
	Datum		result;

	InitFunctionCallInfoData(*fcinfo, NULL, 2, InvalidOid, NULL, NULL);
	fcinfo->args[0] = (NullableDatum) {expression, false};
	fcinfo->args[1] = (NullableDatum) {ObjectIdGetDatum(table), false};
	result = pg_get_expr(fcinfo);
	return fcinfo->isnull ? NULL : TextDatumGetCString(result);
}

static void
set_generated(Scan *scan, Fact *column, Form_pg_attribute row)
{
	Relation	relation = table_open(AttrDefaultRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc defaults;
	HeapTuple	tuple;

	ScanKeyInit(&keys[0], Anum_pg_attrdef_adrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(row->attrelid));
	ScanKeyInit(&keys[1], Anum_pg_attrdef_adnum, BTEqualStrategyNumber, F_INT2EQ, Int16GetDatum(row->attnum));
	defaults = systable_beginscan(relation, AttrDefaultIndexId, true, GetActiveSnapshot(), 2, keys);
	tuple = systable_getnext(defaults);
	if (HeapTupleIsValid(tuple))
	{
		bool		isnull;
		Datum		expression = heap_getattr(tuple, Anum_pg_attrdef_adbin, RelationGetDescr(relation), &isnull);
		char	   *text = print_expression(expression, row->attrelid);

		set(scan, column, VALUE_GENERATED, text == NULL ? NULL : copy(scan, text));
	}
	systable_endscan(defaults);
	table_close(relation, AccessShareLock);
	set(scan, column, VALUE_VIRTUAL, row->attgenerated == ATTRIBUTE_GENERATED_STORED ? "STORED" : "VIRTUAL");
}

/* Has one of the table's parents such a column that has a default, or one that is generated? */
static bool
parent_has(const Scan *scan, const char *name, bool generated)
{
	bool		has = false;
	ListCell   *cell;

	foreach(cell, scan->table_parents)
	{
		HeapTuple	tuple = SearchSysCacheAttName(lfirst_oid(cell), name);

		if (!HeapTupleIsValid(tuple))
			continue;
		if (((Form_pg_attribute) GETSTRUCT(tuple))->attgenerated != '\0')
			has |= generated;
		else
			has |= !generated && ((Form_pg_attribute) GETSTRUCT(tuple))->atthasdef;
		ReleaseSysCache(tuple);
	}
	return has;
}

/* ---- options ---- */

/* "name=value" as a list of name, separator and literal; NULL: none.  pg_attver is the server's own, since the minor releases of 2026. */
static char *
print_options(Datum array, char separator)
{
	List	   *options = NIL;
	Datum	   *items;
	int			n;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &items, NULL, &n);
	for (int i = 0; i < n; i++)
	{
		char	   *option = TextDatumGetCString(items[i]),
				   *equals = strchr(option, '=');

		if (equals == NULL || (separator == '=' && strncmp(option, "pg_attver=", strlen("pg_attver=")) == 0))
			continue;
		*equals = '\0';
		options = lappend(options, psprintf("%s%c%s", quote_name(option), separator, quote_literal_cstr(equals + 1)));
	}
	return join_list(options);
}

static void
set_options(const Scan *scan, Fact *column, Value value, HeapTuple row, int number, char separator)
{
	bool		isnull;
	Datum		array = datum_of(scan, row, number, &isnull);
	char	   *options = isnull ? NULL : print_options(array, separator);

	if (options != NULL)
		set(scan, column, value, copy(scan, options));
}

/* What few columns have, and has to be looked for behind what all have. */
static void
set_details(Scan *scan, Fact *column, HeapTuple row)
{
	bool		isnull;
	Datum		datum;

	set_options(scan, column, VALUE_OPTIONS, row, Anum_pg_attribute_attoptions, '=');
	set_options(scan, column, VALUE_FDW_OPTIONS, row, Anum_pg_attribute_attfdwoptions, ' ');
	datum = datum_of(scan, row, Anum_pg_attribute_attstattarget, &isnull);
	/* an int4 until 15, where it is -1 rather than NULL; of such numbers it has the same low half */
	if (!isnull && DatumGetInt16(datum) >= 0)
		set(scan, column, VALUE_STATISTICS, copy(scan, psprintf("%d", DatumGetInt16(datum))));
	datum = datum_of(scan, row, Anum_pg_attribute_attacl, &isnull);
	if (!isnull)
		read_grants(scan->snapshot, column, DatumGetAclP(datum), NULL, scan->class.relowner);
}

/* ---- columns ---- */

/* Make the row's table the current one; false: it is none that is looked at. */
static bool
enter_table(Scan *scan, Oid table)
{
	HeapTuple	tuple;

	if (table == scan->table_oid)
		return scan->table != NULL;
	scan->table_oid = table;
	scan->table = snapshot_at(scan->snapshot, RelationRelationId, table, 0);
	if (scan->table != NULL && scan->table->kind != &kind_table && scan->table->kind != &kind_foreign_table)
		scan->table = NULL;
	if (scan->table == NULL)
		return false;
	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", table);
	memcpy(&scan->class, GETSTRUCT(tuple), CLASS_TUPLE_SIZE);
	ReleaseSysCache(tuple);
	scan->table_parents = NIL;
	if (scan->parents != NULL)
	{
		ParentEntry *entry = hash_search(scan->parents, &table, HASH_FIND, NULL);

		scan->table_parents = entry == NULL ? NIL : entry->parents;
	}
	return true;
}

static void
set_inherited(Scan *scan, Fact *column, Form_pg_attribute row)
{
	bool		is_partition = scan->class.relispartition;

	if (!row->atthasdef && scan->table_parents != NIL && parent_has(scan, NameStr(row->attname), false))
		set(scan, column, VALUE_NO_DEFAULT, "DEFAULT NULL");
	/* 16 lets a child say another expression than its parent's */
	if (scan->snapshot->server >= 160000 || is_partition || row->attinhcount == 0 || !parent_has(scan, NameStr(row->attname), true))
		set(scan, column, VALUE_OWN_EXPRESSION, "");
	if ((row->attinhcount > 0 && !row->attislocal) || OidIsValid(scan->class.reloftype))
		set(scan, column, VALUE_INHERITED, "inherited");
	if (is_partition)
		set(scan, column, VALUE_OF_PARTITION, "partition");
}

#if PG_VERSION_NUM < 180000
static void
add_not_null(Scan *scan, Fact *column)
{
	Fact	   *fact = snapshot_add(scan->snapshot, &kind_not_null, column, NULL, NULL, NULL);

	fact->values[scan->usual] = fact->values[scan->valid] = "";
	snapshot_name(scan->snapshot, fact);
}
#endif

static void
read_column(Scan *scan, HeapTuple tuple)
{
	Form_pg_attribute row = (Form_pg_attribute) GETSTRUCT(tuple);
	Fact	   *column;

	if (row->attnum <= 0 || row->attisdropped || !enter_table(scan, row->attrelid))
		return;
	column = snapshot_add(scan->snapshot, &kind_column, scan->table, NULL, NameStr(row->attname), NULL);
	column->position = row->attnum;
	column->address = (ObjectAddress) {RelationRelationId, row->attrelid, row->attnum};
	set_type(scan, column, row);
	if (row->attgenerated != '\0')
		set_generated(scan, column, row);
	else
		set(scan, column, VALUE_PLAIN, "");
	if (row->attcompression != '\0')
		set(scan, column, VALUE_COMPRESSION, row->attcompression == TOAST_LZ4_COMPRESSION ? "lz4" : "pglz");
	set_inherited(scan, column, row);
	if (scan->snapshot->server >= 170000)
		set(scan, column, VALUE_ALTERS_EXPRESSION, "yes");
	if (scan->class.relkind != RELKIND_FOREIGN_TABLE)
		set(scan, column, VALUE_HOLDS_VALUES, "");
	snapshot_name(scan->snapshot, column);
	set_details(scan, column, tuple);
#if PG_VERSION_NUM < 180000
	if (row->attnotnull)
		add_not_null(scan, column);
#endif
}

/* All rows of a catalog, as they lie, to a function in a context that is reset after each. */
static void
visit_rows(Oid catalog, Scan *scan, void (*visit) (Scan *scan, HeapTuple row))
{
	Relation	relation = table_open(catalog, AccessShareLock);
	SysScanDesc rows = systable_beginscan(relation, InvalidOid, false, GetActiveSnapshot(), 0, NULL);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "schema row", ALLOCSET_DEFAULT_SIZES),
				caller = MemoryContextSwitchTo(context);
	HeapTuple	row;

	scan->desc = RelationGetDescr(relation);
	while (HeapTupleIsValid(row = systable_getnext(rows)))
	{
		CHECK_FOR_INTERRUPTS();
		visit(scan, row);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	systable_endscan(rows);
	table_close(relation, AccessShareLock);
}

static void
note_parent(Scan *scan, HeapTuple tuple)
{
	Form_pg_inherits row = (Form_pg_inherits) GETSTRUCT(tuple);
	MemoryContext caller;
	ParentEntry *entry;
	bool		found;

	if (scan->parents == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(Oid), .entrysize = sizeof(ParentEntry), .hcxt = scan->context};

		scan->parents = hash_create("parents of tables", 256, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	entry = hash_search(scan->parents, &row->inhrelid, HASH_ENTER, &found);
	caller = MemoryContextSwitchTo(scan->context);
	entry->parents = lappend_oid(found ? entry->parents : NIL, row->inhparent);
	MemoryContextSwitchTo(caller);
}

void
read_columns(SchemaSnapshot *snapshot)
{
	Scan		scan = {
		.snapshot = snapshot,
		.context = AllocSetContextCreate(CurrentMemoryContext, "schema columns", ALLOCSET_DEFAULT_SIZES)
	};

	for (int i = 0; i < NVALUES; i++)
		scan.numbers[i] = attribute_number(&kind_column, value_names[i]);
#if PG_VERSION_NUM < 180000
	scan.usual = attribute_number(&kind_not_null, "usual");
	scan.valid = attribute_number(&kind_not_null, "valid");
#endif
	scan.types = types_create(scan.context, 64, NULL);
	visit_rows(InheritsRelationId, &scan, note_parent);
	visit_rows(AttributeRelationId, &scan, read_column);
	MemoryContextDelete(scan.context);
}
