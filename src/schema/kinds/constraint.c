/*
 * constraint.c
 *	  Constraints of tables: primary key, unique, foreign key, check, exclusion.
 *
 * What the server clones onto partitions (foreign keys) is no fact; a check that is inherited comes with its parent's.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"

#include "schema/kinds/kinds.h"

/* Is it a constraint whose definition begins with these words? */
bool
constraint_is(const Fact *fact, const char *words)
{
	return fact->kind == &kind_constraint && strncmp(fact_value(fact, "definition"), words, strlen(words)) == 0;
}

/*
 * A partition that is detached keeps the foreign keys that it had of its parent's, and one that is attached gives its own for
 * them, as does one that stays for those which its parent gets: neither needs a statement.
 */
static bool
is_adopted(const Fact *constraint)
{
	const Fact *table = constraint->of->other,
			   *partition = table == NULL ? NULL : fact_part(table, &kind_partition);
	ListCell   *cell;

	if (partition == NULL || (partition->fate == FATE_KEPT && constraint->fate != FATE_GONE))
		return false;
	foreach(cell, ((FactNeed *) linitial(partition->needs))->fact->needed_by)
	{
		const Fact *key = lfirst(cell);

		if (constraint_is(key, "FOREIGN KEY") && !compare_differs(key, constraint) && (partition->fate != FATE_KEPT || key->fate == FATE_NEW))
			return true;
	}
	return false;
}

static bool
comes_with(const Fact *fact)
{
	return is_inherited(fact) || is_adopted(fact);
}

/* Is there one of the name above that reaches it? */
static bool
has_above(const Fact *constraint)
{
	const Fact *above = fact_inherited_from(constraint);

	return above != NULL && strstr(fact_value(above, "definition"), " NO INHERIT") == NULL;
}

/*
 * A check that a table has by itself from now on is not left to it by that which goes above.  One that it shall have of its parent
 * alone goes before that has it, or it would stay its own; a partition gives it up.
 */
static bool
changes_owner(const Fact *from, const Fact *to)
{
	if (is_inherited(from))
		return fact_value(from, "of_partition") != NULL && !is_inherited(to) && !has_above(to) && !is_inherited_here_alone(from);
	return is_inherited(to) && fact_value(to, "of_partition") == NULL && fact_inherited_from(to)->other == NULL && !is_inherited_here_alone(to);
}

/* Does a constraint of a typed table get another name?  The server takes RENAME CONSTRAINT for the renaming of a column there. */
bool
is_renamed_of_typed(const Fact *from, const Fact *to)
{
	const Fact *table = fact_whole(from);

	return table->kind == &kind_table && fact_value(table, "of_type") != NULL && !same_text(from->name, to->name);
}

/* A typed table's key is renamed by way of its index. */
static bool
must_replace(const Fact *from, const Fact *to)
{
	return changes_owner(from, to) || (is_renamed_of_typed(from, to) && fact_value(from, "index_of_typed") == NULL);
}

#define DEFINITION "CONSTRAINT {name} {definition}[ WITH ({options})][ USING INDEX TABLESPACE {tablespace}][ WHERE {predicate}][ {deferral}][ {checking}][ {enforcement}][ {unchecked}]"

#define ADDITION "{of} ADD " DEFINITION "[ {not_valid}]"

const char *const constraint_for_all = "ALTER TABLE " ADDITION;

/* A foreign key cannot stay while the type of one of its sides changes to one that cannot be compared with the other's. */
static bool
compares_types(const Fact *constraint, const Fact *column)
{
	return constraint_is(constraint, "FOREIGN KEY") && column->kind == &kind_column &&
		!type_compares(fact_value(column, "type"), fact_value(column->other, "type"));
}

/*
 * Is a check c of a table that inherits it as little valid as one above?  A child that is made later has a valid one, of which
 * neither a statement nor pg_dump would tell.  A partition has it of its own, until it is attached.
 */
#define FOLLOWS_NOT_VALID \
	"c.inherited IS NOT NULL AND c.of_partition IS NULL AND (c.of_oid, c.name) IN" \
	" (WITH RECURSIVE below AS (SELECT conrelid AS oid, conname FROM pg_constraint WHERE contype = 'c' AND NOT convalidated" \
	"   UNION SELECT i.inhrelid, b.conname FROM below b JOIN pg_inherits i ON i.inhparent = b.oid) SELECT oid, conname FROM below)"

/* What is not enforced cannot be validated. */
static bool
is_unenforced(const Fact *from, const Fact *to)
{
	return fact_value(to, "enforcement") != NULL;
}

/* A check or key that is deferred or enforced otherwise is made again; a foreign key is altered. */
const FactKind kind_constraint = {
	.name = "constraint",
	.catalog = ConstraintRelationId,
	.query =
	"SELECT c.*, left(c.whole, length(c.whole) - length(concat(' WHERE ' || c.predicate, ' ' || c.when_deferred, ' ' || c.unenforced, ' ' || c.unvalidated))) AS definition,"
	"  CASE WHEN c.is_foreign THEN c.when_deferred END AS deferral, CASE WHEN NOT c.is_foreign THEN c.when_deferred END AS checking,"
	"  CASE WHEN c.is_foreign THEN c.unenforced END AS enforcement, CASE WHEN NOT c.is_foreign THEN c.unenforced END AS unchecked,"
	"  CASE WHEN c.not_valid IS NULL THEN '' END AS valid"
	" FROM (SELECT c.*, CASE WHEN c.unenforced IS NULL AND " FOLLOWS_NOT_VALID " THEN 'NOT VALID' ELSE c.unvalidated END AS not_valid"
	" FROM (SELECT c.*, CASE WHEN NOT c.convalidated AND c.unenforced IS NULL THEN 'NOT VALID' END AS unvalidated"
	" FROM (SELECT c.oid, 'pg_class'::regclass::oid AS of_class, c.conrelid AS of_oid, c.conname AS name, c.contype = 'f' AS is_foreign, c.convalidated, c.whole,"
	"  CASE WHEN c.whole LIKE '% NOT ENFORCED' THEN 'NOT ENFORCED' END AS unenforced,"
	"  CASE WHEN c.contype = 'x' THEN (SELECT '(' || pg_get_expr(i.indpred, i.indrelid) || ')' FROM pg_index i WHERE i.indexrelid = c.conindid) END AS predicate,"
	"  CASE WHEN c.condeferrable THEN 'DEFERRABLE' || CASE WHEN c.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END END AS when_deferred,"
	"  CASE WHEN x.reloptions IS NOT NULL AND c.contype <> 'x' THEN " RELOPTIONS("x.reloptions") " END AS options,"
	"  quote_ident(s.spcname) AS tablespace, " USUAL_TABLESPACE ","
	"  CASE WHEN x.oid IS NOT NULL THEN x.oid::regclass::text END AS index,"
	"  CASE WHEN x.oid IS NOT NULL AND c.reloftype <> 0 THEN '' END AS index_of_typed,"
	"  CASE WHEN c.contype IN ('p', 'u', 'x') AND c.relkind = 'p' THEN 'ONLY' END AS only,"
	"  CASE WHEN c.coninhcount > 0 AND NOT c.conislocal AND c.contype = 'c' THEN 'inherited' END AS inherited,"
	"  CASE WHEN c.relispartition THEN 'partition' END AS of_partition,"
	"  'pg_type'::regclass::oid AS needs_class, y.types AS needs"	/* a foreign key compares values of the types of both sides */
	/* nothing beside what the server prints, so that workers can take part; OFFSET: printed once, not at every mention */
	" FROM (SELECT c.oid, c.conname, c.contype, c.conrelid, c.conindid, c.condeferrable, c.condeferred, c.convalidated, c.coninhcount, c.conislocal,"
	"   t.relkind, t.relispartition, t.reloftype, pg_get_constraintdef(c.oid) AS whole"
	"  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
	"  WHERE c.contype IN ('p', 'u', 'x', 'f', 'c') AND t.relkind IN ('r', 'p', 'f') AND t.relnamespace = ANY ($1)"
	"   AND NOT (c.contype = 'f' AND c.conparentid <> 0) OFFSET 0) c"
	"  LEFT JOIN pg_class x ON x.oid = c.conindid AND c.contype IN ('p', 'u', 'x') LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace"
	"  LEFT JOIN (SELECT f.oid, array_agg(a.atttypid) AS types FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = ANY (f.conkey)"
	"    WHERE f.contype = 'f' AND a.atttypid >= 16384 GROUP BY f.oid) y ON y.oid = c.oid"
	"  WHERE c.whole IS NOT NULL OFFSET 0) c) c) c",	/* gone meanwhile */
	.costly = true,
	.attributes = (const Attribute[]) {
		{.name = "definition"},
		{"options", .add = "ALTER INDEX {index} SET ({added})", .remove = "ALTER INDEX {index} RESET ({removed})"},
		{"tablespace", .alter = "ALTER INDEX {index} SET TABLESPACE {tablespace}", .reset = "ALTER INDEX {index} SET TABLESPACE {old.usual_tablespace}"},
		{"usual_tablespace", .beside = true},
		{.name = "predicate"},
		{"deferral", .alter = "ALTER TABLE {of} ALTER CONSTRAINT {name} {deferral}", .reset = "ALTER TABLE {of} ALTER CONSTRAINT {name} NOT DEFERRABLE"},
		{.name = "checking"},
		{"enforcement", .alter = "ALTER TABLE {of} ALTER CONSTRAINT {name} NOT ENFORCED", .reset = "ALTER TABLE {of} ALTER CONSTRAINT {name} ENFORCED"},
		{.name = "unchecked"},
		{"not_valid", .covered = is_unenforced, .reset = "ALTER TABLE {of} VALIDATE CONSTRAINT {name}"},
		{"valid", .beside = true},
		{"index", .beside = true},
		{"index_of_typed", .beside = true},
		{"only", .beside = true},
		{"inherited", .beside = true},
		{"of_partition", .beside = true},
		{NULL}
	},
	.reference = "{name}",
	.object = "CONSTRAINT {name} ON {of}",
	.create = "ALTER TABLE [{only} ]" ADDITION,
	.part = "[{valid}" DEFINITION "]",
	.drop = "ALTER TABLE {of} DROP CONSTRAINT {name}",
	.drop_alone = "ALTER TABLE ONLY {of} DROP CONSTRAINT {name}",
	.rename = "ALTER [{old.of.untyped}TABLE {of} RENAME CONSTRAINT {old.name}][{old.index_of_typed}INDEX {of.schema}.{old.name} RENAME] TO {name}",
	.merges_alike = true,
	.rebuilt_with_column = true,
	.parts_with_type = compares_types,
	.keeps_needs = true,
	.must_replace = must_replace,
	.comes_with = comes_with,
};

/* The index with which a constraint is kept: it comes and goes with it, but has comments and properties of its own. */
const FactKind kind_constraint_index = {
	.name = "constraint index",
	.catalog = RelationRelationId,
	.query =
	"SELECT c.oid, 'pg_constraint'::regclass::oid AS of_class, k.oid AS of_oid, n.nspname AS schema, c.relname AS name,"
	"  CASE WHEN NOT i.indisvalid THEN 'invalid' END AS invalid,"
	"  CASE WHEN c.relkind = 'I' THEN " COLUMNS_OF_INDEX("c.oid") " END AS columns,"
	"  CASE WHEN i.indisclustered THEN 'CLUSTER' END AS clustered,"
	"  CASE WHEN i.indisreplident THEN 'REPLICA IDENTITY' END AS replica_identity"
	" FROM pg_constraint k JOIN pg_index i ON i.indexrelid = k.conindid JOIN pg_class c ON c.oid = k.conindid JOIN pg_namespace n ON n.oid = c.relnamespace"
	" WHERE k.contype IN ('p', 'u', 'x') AND c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"invalid", .beside = true},
		{"columns", .beside = true, .literal = true},
		{"clustered", .after = true, .own = true, .covered = is_clustered_otherwise, .alter = "ALTER TABLE {of.of} CLUSTER ON {name}", .reset = "ALTER TABLE {of.of} SET WITHOUT CLUSTER"},
		{"replica_identity", .after = true, .own = true, .covered = is_identified_otherwise, .alter = "ALTER TABLE ONLY {of.of} REPLICA IDENTITY USING INDEX {name}", .reset = "ALTER TABLE ONLY {of.of} REPLICA IDENTITY DEFAULT"},
		{NULL}
	},
	.identity = "{reference}",
	.object = "INDEX {reference}",
	.names = NAMES_RELATION,
	.rebuilt_with_column = true,
	.rename = "",				/* with the constraint */
	.implied = true,
	.inseparable = true,
	.must_replace = index_loses_part,
};
