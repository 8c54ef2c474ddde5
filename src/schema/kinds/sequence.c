/*
 * sequence.c
 *	  Sequences, but for those of identity columns (column.c).
 *
 * One that is owned by a column goes with it, but is made before it: the column's default may need it.  Its owner is the
 * table's then.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "utils/builtins.h"

#include "schema/kinds/kinds.h"

/* The column that it is owned by, or NULL. */
static const Fact *
sequence_column(const Fact *sequence)
{
	ListCell   *cell;

	foreach(cell, sequence->needs)
	{
		const FactNeed *need = lfirst(cell);

		if (need->automatic && need->fact->kind == &kind_column)
			return need->fact;
	}
	return NULL;
}

/* The table whose column it is owned by, or NULL. */
const Fact *
sequence_table(const Fact *sequence)
{
	const Fact *column = sequence_column(sequence);

	return column == NULL ? NULL : column->of;
}

/* The owner of an object, which for a sequence that belongs to a table is that one's, or NULL. */
const Fact *
object_owner(const Fact *object)
{
	const Fact *table = object->kind == &kind_sequence ? sequence_table(object) : object->kind == &kind_identity ? fact_whole(object) : NULL;

	return fact_part(table == NULL ? object : table, &kind_owner);
}

/* ... by name, on its own side */
static const char *
owner_of(const Fact *fact)
{
	const Fact *owner = object_owner(fact);

	return owner == NULL ? NULL : owner->values[0];
}

/* The owner that it has at first: what is made belongs to who makes it, a sequence that was a column's to the table's owner. */
const char *
owner_at_first(const Changes *changes, const Fact *owner)
{
	const Fact *before = fact_is_made(owner->of) || owner->of->kind != &kind_sequence ? NULL : owner->of->other;

	return before == NULL || owner_of(before) == NULL ? changes->source->role : owner_of(before);
}

/* PostgreSQL wants one owner for both; one that is made together with its table gets that one's later. */
static void
change_owned_by(Changes *changes, const Fact *from, const Fact *to)
{
	const Fact *before = from == NULL ? NULL : sequence_table(from),
			   *after = sequence_table(to);
	const char *owner = from == NULL ? changes->source->role : owner_of(from);
	bool		given = after != NULL && (from != NULL || !fact_is_made(after)) && (before == NULL || before->other != after) &&
		!same_text(owner, owner_of(after));

	if (after == NULL || (given && before != NULL))
		changes_add(changes, STATEMENT_ALTER, to, template_fill("ALTER SEQUENCE {reference} OWNED BY NONE", to, from, NULL));
	if (given)
		changes_add(changes, STATEMENT_ALTER, to, psprintf("ALTER SEQUENCE %s OWNER TO %s", template_fill("{reference}", to, NULL, NULL), owner_of(after)));
	if (after != NULL)
		changes_add(changes, STATEMENT_ALTER, to, template_fill("ALTER SEQUENCE {reference} OWNED BY {owned_by}", to, from, NULL));
}

/* The column that a sequence numbers, or NULL. */
static const Fact *
numbered_column(const Fact *sequence)
{
	return sequence->kind == &kind_identity ? sequence->of : sequence_column(sequence);
}

/* The sequence that numbers a column, be it serial or identity, or NULL. */
static const Fact *
sequence_of(const Fact *column)
{
	ListCell   *cell;

	foreach(cell, column->needed_by)
	{
		const Fact *fact = lfirst(cell);

		if ((fact->kind == &kind_sequence || fact->kind == &kind_identity) && numbered_column(fact) == column)
			return fact;
	}
	return NULL;
}

/* What lets a sequence go on after the rows of the table whose column it numbers; nothing, where there is none. */
static char *
go_on_after_rows(const Fact *sequence)
{
	const Fact *column = numbered_column(sequence);

	return psprintf("SELECT pg_catalog.setval(%s, pg_catalog.max(%s)) FROM %s", quote_literal_cstr(template_fill("{reference}", sequence, NULL, NULL)),
					quote_name(column->name), template_fill("{reference}", fact_whole(column), NULL, NULL));
}

/*
 * For the sequence that numbers a column instead of one that goes (serial becomes identity), or NULL.  No part of what differs: how
 * far a sequence has come is not in the schema.
 */
char *
sequence_remedy(const Fact *gone)
{
	const Fact *before = numbered_column(gone),
			   *column = before == NULL ? NULL : before->other,
			   *sequence = column == NULL || fact_whole(column)->kind != &kind_table ? NULL : sequence_of(column);

	return sequence == NULL || !fact_is_made(sequence) ? NULL : go_on_after_rows(sequence);
}

/* A column that is there is numbered from now on: its rows have numbers of which the sequence knows nothing. */
void
sequence_begins(Changes *changes, const Fact *sequence)
{
	const Fact *column = numbered_column(sequence),
			   *before = column == NULL || fact_is_made(column) || fact_whole(column)->kind != &kind_table ? NULL : column->other;

	if (before != NULL && sequence_of(before) == NULL && fact_creation(sequence) != NULL)
		fact_creation(sequence)->remedy = go_on_after_rows(sequence);
}

/* A table that becomes logged or unlogged has the sequences that belong to it become so too. */
static bool
is_logged_with_table(const Fact *from, const Fact *to)
{
	const Fact *before = from == NULL ? NULL : sequence_table(from),
			   *after = sequence_table(to);

	return before != NULL && before->other == after && before->kind == &kind_table &&
		same_text(fact_value(to, "persistence"), fact_value(after, "persistence")) &&
		!same_text(fact_value(before, "persistence"), fact_value(after, "persistence"));
}

typedef struct Bounds
{
	int64		least;
	int64		greatest;
} Bounds;

static bool
read_bounds(const Fact *fact, Bounds *bounds)
{
	const char *text = fact_value(fact, "bounds");

	return text != NULL && sscanf(text, INT64_FORMAT " " INT64_FORMAT, &bounds->least, &bounds->greatest) == 2;
}

/* Can no value that it has had be one from now on?  Then it begins anew; where one can, how far it has come is kept. */
bool
sequence_begins_anew(const Fact *from, const Fact *to)
{
	Bounds		before,
				after;

	return read_bounds(from, &before) && read_bounds(to, &after) && (before.greatest < after.least || after.greatest < before.least);
}

static char *
restart(const Fact *from, const Fact *to)
{
	return sequence_begins_anew(from, to) ? "RESTART" : NULL;
}

static bool
is_within(int64 value, const Bounds *bounds)
{
	return value >= bounds->least && value <= bounds->greatest;
}

/*
 * A sequence that nobody has used stands where it starts, and ALTER SEQUENCE refuses bounds without that.  One that stands within
 * them stays; how far it has come is known when the script runs, which is not always here.
 */
char *
sequence_guard(const Fact *from, const Fact *to, char *sql)
{
	Bounds		before,
				after;
	int64		start,
				new_start;
	char	   *sequence,
			   *outside;

	if (!read_bounds(from, &before) || !read_bounds(to, &after) || sequence_begins_anew(from, to) ||
		sscanf(fact_value(from, "start_value"), INT64_FORMAT, &start) != 1 || is_within(start, &after) ||
		sscanf(fact_value(to, "start_value"), INT64_FORMAT, &new_start) != 1)
		return sql;
	if (!is_within(new_start, &before))
		new_start = start < after.least ? after.least : after.greatest;
	sequence = template_fill("{reference}", to, from, NULL);
	outside = start < after.least ? psprintf("< " INT64_FORMAT, after.least) : psprintf("> " INT64_FORMAT, after.greatest);
	return psprintf("DO %s", quote_literal_cstr(psprintf("BEGIN\n"
														 "    IF (SELECT last_value %s FROM %s) THEN\n"
														 "        ALTER SEQUENCE %s RESTART WITH " INT64_FORMAT ";\n"
														 "    END IF;\n"
														 "    %s;\n"
														 "END", outside, sequence, sequence, new_start, sql)));
}

const FactKind kind_sequence = {
	.name = "sequence",
	.catalog = RelationRelationId,
	.relkind = RELKIND_SEQUENCE,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.relname AS name, CASE WHEN d.objid IS NULL THEN c.relowner END AS owner, c.relacl AS acl, c.relowner AS acl_owner,"
	"  CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED' END AS persistence,"
	"  CASE WHEN s.seqtypid <> 'int8'::regtype THEN s.seqtypid::regtype::text END AS type,"
	"  CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END THEN s.seqstart END AS start,"
	"  CASE WHEN s.seqincrement <> 1 THEN s.seqincrement END AS increment,"
	"  CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 WHEN s.seqtypid = 'int2'::regtype THEN -32768 WHEN s.seqtypid = 'int4'::regtype THEN -2147483648 ELSE -9223372036854775808 END"
	"    THEN 'MINVALUE ' || s.seqmin WHEN s.seqincrement < 0 THEN 'NO MINVALUE' END AS minvalue,"
	"  CASE WHEN s.seqmax <> CASE WHEN s.seqincrement < 0 THEN -1 WHEN s.seqtypid = 'int2'::regtype THEN 32767 WHEN s.seqtypid = 'int4'::regtype THEN 2147483647 ELSE 9223372036854775807 END"
	"    THEN 'MAXVALUE ' || s.seqmax WHEN s.seqincrement < 0 THEN 'NO MAXVALUE' END AS maxvalue,"
	"  CASE WHEN s.seqcache <> 1 THEN s.seqcache END AS cache, CASE WHEN s.seqcycle THEN 'CYCLE' END AS cycle, s.seqstart AS start_value, s.seqmin || ' ' || s.seqmax AS bounds,"
	"  d.refobjid::regclass::text || '.' || (SELECT quote_ident(a.attname) FROM pg_attribute a WHERE a.attrelid = d.refobjid AND a.attnum = d.refobjsubid) AS owned_by"
	" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid"
	"  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')"
	" WHERE c.relkind = 'S' AND c.relnamespace = ANY ($1) AND d.deptype IS DISTINCT FROM 'i'",
	.attributes = (const Attribute[]) {
		{"persistence", .covered = is_logged_with_table, .alter = "ALTER SEQUENCE {reference} SET {persistence}", .reset = "ALTER SEQUENCE {reference} SET LOGGED"},
		{"type", .clause = true, .alter = "AS {type}", .reset = "AS bigint"},
		{"increment", .clause = true, .alter = "INCREMENT BY {increment}", .reset = "INCREMENT BY 1"},
		{"minvalue", .clause = true, .alter = "{minvalue}", .reset = "NO MINVALUE"},
		{"maxvalue", .clause = true, .alter = "{maxvalue}", .reset = "NO MAXVALUE"},
		{"start", .beside = true},
		{"cache", .clause = true, .alter = "CACHE {cache}", .reset = "CACHE 1"},
		{"cycle", .clause = true, .alter = "CYCLE", .reset = "NO CYCLE"},
		{"start_value", .clause = true, .alter = "START WITH {start_value}"},
		{"bounds", .clause = true, .alter = "RESTART", .anew = restart},
		{"owned_by", .after = true, .change = change_owned_by},
		{NULL}
	},
	.object = "SEQUENCE {reference}",
	.acl_type = 's',
	.create = "CREATE [{persistence} ]SEQUENCE {reference}[ AS {type}][ INCREMENT BY {increment}][ {minvalue}][ {maxvalue}][ START WITH {start}][ CACHE {cache}][ {cycle}]",
	.alter = "ALTER SEQUENCE {reference} {children}",
	.guard = sequence_guard,
	.drop = "DROP SEQUENCE {reference}",
	.rename = "ALTER SEQUENCE {old.reference} RENAME TO {name}",
	.move = "ALTER SEQUENCE {old.reference} SET SCHEMA {schema}",
	.loses = "the value of sequence {identity}",
	.remedy = sequence_remedy,
	.created = sequence_begins,
	.names = NAMES_RELATION,
	.late_needs = true,
};
