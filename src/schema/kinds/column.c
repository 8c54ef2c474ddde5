/*
 * column.c
 *	  Columns of tables and foreign tables, their defaults, and the sequences of identity columns.
 *
 * A column that is inherited comes and goes with its parent's, but for a partition that is made before it is attached.
 */
#include "postgres.h"

#include "catalog/pg_attrdef.h"
#include "catalog/pg_class.h"
#include "common/string.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "schema/kinds/kinds.h"

/* A partition is made with all its columns and checks and then attached, which merges them; other inheritance brings them. */
bool
is_inherited(const Fact *fact)
{
	/* while facts are matched, none has a fate yet: all of the target are new */
	bool		is_new = fact->of->fate == FATE_NEW && fact->of->other == NULL;

	return fact_value(fact, "inherited") != NULL && !(is_new && fact_value(fact, "of_partition") != NULL);
}

/* A new type brings its own storage and compression. */
static void
set_again(Changes *changes, const Fact *to, const char *attribute)
{
	if (fact_value(to, attribute) != NULL)
		changes_add(changes, STATEMENT_ALTER, to,
					template_fill(to->kind->attributes[attribute_number(to->kind, attribute)].alter, to, NULL, NULL));
}

static bool
is_covered_by_type(const Fact *from, const Fact *to)
{
	return from != NULL && strcmp(fact_value(from, "type"), fact_value(to, "type")) != 0;
}

/* A child that has no default although its parent has one: where that ends, the default, or the parent's, says it. */
static bool
is_default_elsewhere(const Fact *from, const Fact *to)
{
	return fact_value(to, "no_default") == NULL || (from != NULL && (fact_part(from, &kind_default) != NULL || !gets_default_from_above(to)));
}

/* What a type is over that is not one of these domains, in arrays too. */
static const char *
type_below_domains(const SchemaSnapshot *snapshot, const char *type, List *passed)
{
	const Fact *domain = snapshot_find(snapshot, &kind_domain, type);

	check_stack_depth();
	if (domain != NULL && !list_member_ptr(passed, domain))
		return type_below_domains(snapshot, fact_value(domain, "type"), lappend(passed, unconstify(Fact *, domain)));
	if (pg_str_endswith(type, "[]"))
		return psprintf("%s[]", type_below_domains(snapshot, pnstrdup(type, strlen(type) - 2), passed));
	return type;
}

/*
 * The type that a domain is over, in arrays too, or the type itself.  Types are called by the names that they get: what a domain is
 * over may get the domain's own.
 */
static const char *
type_below(const SchemaSnapshot *snapshot, const char *type)
{
	return type_below_domains(snapshot, type, NIL);
}

/* Is it the type that an extension is for, and is called as that?  It may have casts, which are as little facts as all that it has. */
static bool
is_of_extension(const SchemaSnapshot *snapshot, const char *type, const char *extension)
{
	return pg_str_endswith(type, psprintf(".%s", extension)) && snapshot_find(snapshot, &kind_extension, extension) != NULL;
}

/* Users' types are qualified; there is no cast between them but by way of text, or one that was made. */
static bool
has_cast(Changes *changes, const char *old_type, const char *new_type)
{
	if (is_of_extension(changes->source, old_type, "hstore"))
		return strcmp(new_type, "json") == 0 || strcmp(new_type, "jsonb") == 0;
	if (strchr(old_type, '.') == NULL && strchr(new_type, '.') == NULL)
		return type_casts(old_type, new_type);
	return type_assigns("text", old_type) || snapshot_find(changes->source, &kind_cast, psprintf("(%s AS %s)", old_type, new_type)) != NULL;
}

/* Does the server make a fact of the source anew, as the type of a column that it is on changes? */
bool
is_rebuilt_with_column(const Fact *fact)
{
	ListCell   *cell;

	foreach(cell, fact->kind->rebuilt_with_column ? fact->needs : NIL)
	{
		const Fact *column = ((FactNeed *) lfirst(cell))->fact;

		if (column->kind == &kind_column && column->other != NULL && compare_attribute(column, column->other, attribute_number(&kind_column, "type")))
			return true;
	}
	return false;
}

/* What PostgreSQL forgets of an object that it makes anew with the column; what changes is set all the same. */
static void
set_forgotten(Changes *changes, const Fact *dependent)
{
	for (int i = 0; dependent->kind->attributes[i].name != NULL; i++)
	{
		const Attribute *attribute = &dependent->kind->attributes[i];

		if (!attribute->forgotten || dependent->values[i] == NULL || !fact_same_value(dependent->other, dependent, i))
			continue;
		if (attribute->change != NULL)
			attribute->change(changes, NULL, dependent);
		else
			changes_add(changes, STATEMENT_ALTER, dependent, template_fill(attribute->alter, dependent, NULL, NULL));
	}
}

static void
set_all_forgotten(Changes *changes, const Fact *column)
{
	ListCell   *cell;

	foreach(cell, column->needed_by)
	{
		const Fact *dependent = lfirst(cell);

		/* once, though more of its columns may change */
		if (dependent->kind->rebuilt_with_column && dependent->other != NULL && !fact_is_made(dependent) && dependent->statements == NIL)
			set_forgotten(changes, dependent);
	}
}

bool
is_in_partition_key(const Fact *column)
{
	const char *key = column->of->kind == &kind_table ? fact_value(column->of, "partition_key") : NULL;
	char		word[NAMEDATALEN];

	while (key != NULL && *key != '\0')
	{
		size_t		n = read_name(key, word);

		if (n > 0 && key[n] != '(' && strcmp(word, column->name) == 0)
			return true;
		key += Max(n, 1);
	}
	return false;
}

/*
 * What a column of a partition key is of cannot be altered, as little as the key can.  The way there may be open all the same, as
 * that of an enum which gets a value: then it is the way back that says so.
 */
static void
refuse_partition_key(Changes *changes, const Fact *from, const Fact *to)
{
	char	   *message = psprintf("the partition key of table %s cannot be changed", to->of->identity),
			   *detail = from->retyped ?
		psprintf("Column %s, which is in it, is of type %s, which would have to be made anew.", quote_name(to->name), fact_value(to, "type")) :
		psprintf("Column %s, which is in it, is of type %s in the source and of type %s in the target.",
				 quote_name(to->name), fact_value(from, "type"), fact_value(to, "type"));
	const char *hint = "Write a revision that makes a new table, moves the rows and renames it.";

	if (!changes->back)
		ereport(ERROR, errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("%s", message), errdetail("%s", detail), errhint("%s", hint));
	changes_add(changes, STATEMENT_ALTER, to,
				psprintf("DO %s", quote_literal_cstr(psprintf("BEGIN RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = %s, HINT = %s; END",
															  quote_literal_cstr(message), quote_literal_cstr(hint)))));
}

/* Would the server refuse to convert a default with its column?  citext has a cast of its own. */
static bool
stands_in_the_way(const Changes *changes, const char *old_type, const char *new_type)
{
	bool		is_citext = is_of_extension(changes->target, new_type, "citext");

	return !type_converts_default(old_type, new_type) && !(is_citext && type_assigns(old_type, "text") && strchr(old_type, '.') == NULL);
}

/* Type and collation change in one statement; a default that need not fit the new type is put aside meanwhile. */
static void
change_type(Changes *changes, const Fact *from, const Fact *to)
{
	const char *old_type = type_below(changes->source, fact_value(from, "type")),
			   *new_type = type_below(changes->target, fact_value(to, "type"));
	const Fact *default_value = fact_part(from, &kind_default);
	/* PostgreSQL's own types have no schema; their collation may be made anew, which converts nothing */
	bool		renewed = strchr(old_type, '.') != NULL && retype_is_renewed(from),
				assigns = !renewed && type_assigns(from->untyped ? "text" : old_type, new_type);
	char	   *expression = renewed ? retype_by_attributes(changes->source, from, old_type, new_type) : from->untyped ? NULL : type_wraps(old_type, new_type, quote_name(to->name));
	StringInfoData sql;
	Statement  *statement;
	bool		aside;

	if (is_in_partition_key(to))
	{
		refuse_partition_key(changes, from, to);
		return;
	}
	if (default_value != NULL && default_value->fate != FATE_KEPT && default_value->fate != FATE_ALTERED)
		default_value = NULL;
	aside = default_value != NULL && (renewed || from->untyped ? !assigns : stands_in_the_way(changes, old_type, new_type));
	if (aside)
		changes_add(changes, STATEMENT_ALTER, to, template_fill("ALTER TABLE {of} ALTER COLUMN {name} DROP DEFAULT", to, from, NULL));
	initStringInfo(&sql);
	appendStringInfoString(&sql, template_fill("ALTER TABLE {of} ALTER COLUMN {name} TYPE {type}[ COLLATE {collation}]", to, from, NULL));
	if (!assigns)
		appendStringInfoString(&sql, template_fill(expression != NULL ? "[{holds_values}{plain} USING {children}]" :
												   !renewed && has_cast(changes, old_type, new_type) ? "[{holds_values}{plain} USING {name}::{type}]" :
												   "[{holds_values}{plain} USING {name}::text::{type}]", to, from, expression));
	statement = changes_add(changes, STATEMENT_ALTER, to, sql.data);
	set_again(changes, to, "storage");
	set_again(changes, to, "compression");
	set_all_forgotten(changes, to);
	if (type_narrows(old_type, new_type))
		statement->loss = psprintf("values of column %s that type %s cannot hold", to->identity, new_type);
	else if (renewed)
		statement->loss = retype_loss(from);
	if (aside && default_value->other != NULL && default_value->fate == FATE_KEPT)
		changes_add(changes, STATEMENT_ALTER, to, template_fill(default_value->kind->create, default_value->other, NULL, NULL));
}

/* A base type that is altered leaves its columns' storage as it was. */
static void
change_type_storage(Changes *changes, const Fact *from, const Fact *to)
{
	if (!from->retyped && strcmp(fact_value(from, "type"), fact_value(to, "type")) == 0 && fact_value(from, "storage") == NULL && fact_value(to, "storage") == NULL)
		changes_add(changes, STATEMENT_ALTER, to, template_fill("ALTER TABLE {of} ALTER COLUMN {name} SET STORAGE {type_storage}", to, from, NULL));
}

static bool
is_virtual(const Fact *column)
{
	return fact_value(column, "virtual") != NULL && strcmp(fact_value(column, "virtual"), "VIRTUAL") == 0;
}

static bool
has_check(const Fact *table)
{
	ListCell   *cell;

	foreach(cell, table->parts)
		if (constraint_is(lfirst(cell), "CHECK"))
			return true;
	return false;
}

/*
 * An expression can be given anew since 17, but not together with another type, as neither need fit the other's old one, and
 * taken away; a plain column does not become a generated one.  PostgreSQL 18: one that is virtual stays generated, and has its
 * expression where the table has a check.
 */
static bool
must_replace_column(const Fact *from, const Fact *to)
{
	int			generated = attribute_number(from->kind, "generated");
	const char *before = from->values[generated],
			   *after = to->values[generated],
			   *type = fact_value(from, "type");

	if (is_virtual(from) && !same_text(before, after) && (after == NULL || has_check(from->of)))
		return true;
	if (after == NULL)
		return false;
	if (strcmp(type, fact_value(to, "type")) != 0 && (!type_assigns(type, fact_value(to, "type")) || !same_text(before, after)))
		return true;
	return before == NULL || (strcmp(before, after) != 0 && fact_value(to, "alters_expression") == NULL) ||
		!fact_same_value(from, to, attribute_number(from->kind, "virtual"));
}

static bool
is_generated_still(const Fact *from, const Fact *to)
{
	return fact_value(from, "generated") != NULL && fact_value(to, "generated") != NULL;
}

static void
change_fdw_options(Changes *changes, const Fact *from, const Fact *to)
{
	change_options(changes, from, to, "fdw_options", "ALTER FOREIGN TABLE {of} ALTER COLUMN {name}");
}

const FactKind kind_column = {
	.name = "column",
	.catalog = RelationRelationId,
	.read = read_columns,
	.attributes = (const Attribute[]) {
		/* before the type: what is generated cannot be converted by an expression */
		{"generated", .alter = "ALTER TABLE {of} ALTER COLUMN {name} SET EXPRESSION AS ({generated})", .reset = "ALTER TABLE {of} ALTER COLUMN {name} DROP EXPRESSION"},
		{"type", .change = change_type, .disturbs = true},
		{"collation", .change = change_type, .disturbs = true},
		{"virtual", .beside = true},
		{"no_default", .covered = is_default_elsewhere, .alter = "ALTER TABLE {of} ALTER COLUMN {name} DROP DEFAULT", .reset = "ALTER TABLE {of} ALTER COLUMN {name} DROP DEFAULT"},
		{"own_expression", .beside = true},	/* before 16 a child takes its parent's and may not say it */
		{"storage", .after = true, .covered = is_covered_by_type, .alter = "ALTER TABLE [{reach} ]{of} ALTER COLUMN {name} SET STORAGE {storage}", .reset = "ALTER TABLE [{reach} ]{of} ALTER COLUMN {name} SET STORAGE {type_storage}"},
		{"type_storage", .change = change_type_storage},
		{"compression", .after = true, .covered = is_covered_by_type, .alter = "ALTER TABLE {of} ALTER COLUMN {name} SET COMPRESSION {compression}", .reset = "ALTER TABLE {of} ALTER COLUMN {name} SET COMPRESSION default"},
		{"statistics", .after = true, .own = true, .alter = "ALTER TABLE ONLY {of} ALTER COLUMN {name} SET STATISTICS {statistics}", .reset = "ALTER TABLE ONLY {of} ALTER COLUMN {name} SET STATISTICS -1"},
		{"options", .after = true, .own = true, .add = "ALTER TABLE ONLY {of} ALTER COLUMN {name} SET ({added})", .remove = "ALTER TABLE ONLY {of} ALTER COLUMN {name} RESET ({removed})"},
		{"fdw_options", .change = change_fdw_options},
		{"inherited", .beside = true},
		{"of_partition", .beside = true},
		{"alters_expression", .beside = true},
		{"plain", .beside = true},
		{"holds_values", .beside = true},
		{NULL}
	},
	.reference = "{of}.{name}",
	.object = "COLUMN {reference}",
	.acl_type = 'c',
	.create = "ALTER TABLE {of} ADD COLUMN {part}",
	.part = "{name} {type}[ OPTIONS ({fdw_options})][ COLLATE {collation}][ GENERATED ALWAYS AS ({generated}) {virtual}{own_expression}][ {children}][ {no_default}]",
	.separator = " ",
	.drop = "ALTER TABLE {of} DROP COLUMN {name}",
	.drop_alone = "ALTER TABLE ONLY {of} DROP COLUMN {name}",
	.untype = "[{plain}ALTER TABLE {of} ALTER COLUMN {name} TYPE text[{holds_values} USING {name}::text]]",
	.rename = "ALTER TABLE {of} RENAME COLUMN {old.name} TO {name}",
	.loses = "the values of column {identity}",
	.must_replace = must_replace_column,
	.recomputes = is_generated_still,
	.comes_with = is_inherited,
	.characteristic = true,
};

const FactKind kind_default = {
	.name = "default",
	.catalog = AttrDefaultRelationId,
	.query =
	"SELECT d.oid, 'pg_class'::regclass::oid AS of_class, d.adrelid AS of_oid, d.adnum AS of_subid, pg_get_expr(d.adbin, 0) AS expression"
	" FROM pg_attrdef d WHERE d.oid >= 16384"
	"  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated <> '')",
	.attributes = (const Attribute[]) {
		{"expression", .disturbs = true, .alter = "ALTER TABLE [{reach} ]{of.of} ALTER COLUMN {of.name} SET DEFAULT {expression}"},
		{NULL}
	},
	.identity = "{of.identity}",
	.create = "ALTER TABLE [{reach} ]{of.of} ALTER COLUMN {of.name} SET DEFAULT {expression}",
	.part = "DEFAULT {expression}",
	.inherits = true,
	.drop = "ALTER TABLE [{reach} ]{of.of} ALTER COLUMN {of.name} DROP DEFAULT",
	.characteristic = true,
};

/* ADD COLUMN ... AS IDENTITY would reach the children, which cannot have it; only since 17 can those that are partitions. */
static bool
stands_alone(const Fact *identity)
{
	const Fact *table = fact_whole(identity);
	ListCell   *cell;

	if (table->fate == FATE_NEW || fact_value(identity, "reaches_partitions") != NULL)
		return false;
	foreach(cell, table->needed_by)
	{
		const Fact *child = lfirst(cell);

		if (child->of != table && (child->kind == &kind_partition || child->kind == &kind_table || child->kind == &kind_foreign_table))
			return true;
	}
	return false;
}

static void
change_parameters(Changes *changes, const Fact *from, const Fact *to)
{
	bool		anew = sequence_begins_anew(from, to);
	char	   *sql = template_fill(anew ? "ALTER SEQUENCE {sequence} {parameters}[ {no_cycle}] RESTART" : "ALTER SEQUENCE {sequence} {parameters}[ {no_cycle}]", to, from, NULL);
	Statement  *statement = changes_add(changes, STATEMENT_ALTER, to, sequence_guard(from, to, sql));

	if (anew)
		statement->loss = template_fill(to->kind->loses, to, NULL, NULL);
}

/* As pg_dump: the sequence's own name and parameters are part of GENERATED ... AS IDENTITY. */
const FactKind kind_identity = {
	.name = "identity",
	.catalog = RelationRelationId,
	.relkind = RELKIND_SEQUENCE,
	.query =
	"SELECT c.oid, d.refobjid AS of_oid, d.refobjsubid AS of_subid, c.relacl AS acl, c.relowner AS acl_owner,"
	"  CASE (SELECT a.attidentity FROM pg_attribute a WHERE a.attrelid = d.refobjid AND a.attnum = d.refobjsubid) WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END AS generated,"
	"  quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS sequence, quote_ident(c.relname) AS sequence_name,"
	"  CASE c.relpersistence WHEN 'u' THEN CASE t.relpersistence WHEN 'u' THEN NULL ELSE 'UNLOGGED' END ELSE CASE t.relpersistence WHEN 'u' THEN 'LOGGED' END END AS persistence,"
	"  concat_ws(' ', 'START WITH ' || s.seqstart, 'INCREMENT BY ' || s.seqincrement,"
	"    CASE WHEN s.seqmin = CASE WHEN s.seqincrement > 0 THEN 1 WHEN s.seqtypid = 'int2'::regtype THEN -32768 WHEN s.seqtypid = 'int4'::regtype THEN -2147483648 ELSE -9223372036854775808 END"
	"      THEN 'NO MINVALUE' ELSE 'MINVALUE ' || s.seqmin END,"
	"    CASE WHEN s.seqmax = CASE WHEN s.seqincrement < 0 THEN -1 WHEN s.seqtypid = 'int2'::regtype THEN 32767 WHEN s.seqtypid = 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END"
	"      THEN 'NO MAXVALUE' ELSE 'MAXVALUE ' || s.seqmax END,"
	"    'CACHE ' || s.seqcache, CASE WHEN s.seqcycle THEN 'CYCLE' END) AS parameters,"
	"  CASE WHEN s.seqcycle THEN NULL ELSE 'NO CYCLE' END AS no_cycle, s.seqstart AS start_value, s.seqmin || ' ' || s.seqmax AS bounds,"
	"  CASE WHEN t.relkind = 'p' AND current_setting('server_version_num')::int >= 170000 THEN 'yes' END AS reaches_partitions"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid"
	"  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'"
	"  JOIN pg_class t ON t.oid = d.refobjid"
	" WHERE c.relkind = 'S' AND c.oid >= 16384",
	.attributes = (const Attribute[]) {
		{"generated", .alter = "ALTER TABLE {of.of} ALTER COLUMN {of.name} SET GENERATED {generated}"},
		{"sequence", .alter = "ALTER SEQUENCE {old.sequence} RENAME TO {sequence_name}"},
		{"sequence_name", .beside = true},
		{"persistence", .after = true, .alter = "ALTER SEQUENCE {sequence} SET {persistence}"},
		{"parameters", .change = change_parameters},
		{"no_cycle", .beside = true},
		{"start_value", .beside = true},
		{"bounds", .beside = true},
		{"reaches_partitions", .beside = true},
		{NULL}
	},
	.reference = "{sequence}",
	.identity = "{of.identity}",
	.object = "SEQUENCE {sequence}",
	.acl_type = 's',
	.create = "ALTER TABLE {of.of} ALTER COLUMN {of.name} ADD {part}",
	.part = "GENERATED {generated} AS IDENTITY (SEQUENCE NAME {sequence} {parameters})",
	.stands_alone = stands_alone,
	.drop = "ALTER TABLE {of.of} ALTER COLUMN {of.name} DROP IDENTITY",
	.loses = "the value of sequence {sequence}",
	.remedy = sequence_remedy,
	.created = sequence_begins,
	.characteristic = true,
};
