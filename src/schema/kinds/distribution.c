/*
 * distribution.c
 *	  Citus: how tables are distributed, which schemas are tenants, and which functions run where their argument's rows are.
 *
 * None of it is in what pg_dump prints.  It is changed by calls of Citus's functions, which are written into scripts as they
 * stand.  Groups of tables whose shards lie together have numbers that differ from database to database: here they are known
 * by their tables.  How many shards there are is the cluster's own.
 *
 * Not facts of their own: the distribution of tables in a tenant's schema, which comes with that; and that of local tables which
 * Citus has added to its own by itself, for the sake of a foreign key.
 */
#include "postgres.h"

#include "catalog/pg_namespace.h"
#include "utils/lsyscache.h"

#include "schema/kinds/kinds.h"
#include "server/citus.h"

/* Citus 12 has tenants; older ones are not looked at. */
static bool
is_here(void)
{
	return citus_is_installed() && OidIsValid(get_relname_relid("pg_dist_schema", PG_CATALOG_NAMESPACE));
}

/* ---- tables ---- */

/* Of a partition: it is its parent's. */
static bool
comes_with_parent(const Fact *fact)
{
	return fact_part(fact->of, &kind_partition) != NULL;
}

static bool
is_parents(const Fact *from, const Fact *to)
{
	return comes_with_parent(to);
}

/* A table's distribution, if it is as it was but for the tables that it is together with; or NULL. */
static const Fact *
find_kept(const SchemaSnapshot *snapshot, const char *table)
{
	const Fact *fact = snapshot_find(snapshot, &kind_distribution, table);

	return fact != NULL && (fact->fate == FATE_KEPT || fact->fate == FATE_ALTERED) ? fact : NULL;
}

/* The one that others of its group go by: of those that are kept the first by name, so that all agree.  NULL: none is kept. */
static const Fact *
anchor_of(const SchemaSnapshot *snapshot, const Fact *fact)
{
	const Fact *anchor = find_kept(snapshot, fact->identity);
	ListCell   *cell;

	foreach(cell, split_list(fact_value(fact, "together_with")))
	{
		const Fact *kept = find_kept(snapshot, lfirst(cell));

		if (kept != NULL && (anchor == NULL || strcmp(kept->identity, anchor->identity) < 0))
			anchor = kept;
	}
	return anchor;
}

static bool
is_together_with(const Fact *fact, const Fact *other)
{
	return fact == other || list_has(split_list(fact_value(fact, "together_with")), other->identity);
}

/*
 * A group that has got a new table, or lost one, is the same for all others: only a table that joins it or leaves it is moved.
 * Tables may have got another name in between.
 */
static void
change_group(Changes *changes, const Fact *from, const Fact *to)
{
	const Fact *before = anchor_of(changes->source, from),
			   *after = anchor_of(changes->target, to);

	if (is_together_with(from, after->other) && is_together_with(to, before->other))
		return;
	changes_add(changes, STATEMENT_ALTER, to,
				template_fill("SELECT alter_distributed_table({'of.reference'}, colocate_with => {'children'})", to, from,
							  after == to ? "none" : after->identity));
}

/* What joins a group that is there is made beside one of its tables; the text of its creation is yet to be written. */
static void
join_group(Changes *changes, const Fact *fact)
{
	const Fact *anchor = anchor_of(changes->target, fact);

	if (anchor != NULL)
		fact->values[attribute_number(&kind_distribution, "colocate_with")] = anchor->identity;
}

/* In a group of new tables each but the first by name is made beside that. */
const FactKind kind_distribution = {
	.name = "distribution",
	.is_here = is_here,
	.query =
	"SELECT 'pg_dist_partition'::regclass::oid AS class, t.oid, 'pg_class'::regclass::oid AS of_class, t.oid AS of_oid,"
	"  t.method, quote_ident(t.column) AS column, t.column AS column_name, CASE t.method WHEN 'column' THEN '' END AS by_column,"
	"  CASE t.method WHEN 'single shard' THEN '' END AS in_one, CASE t.method WHEN 'reference' THEN '' END AS by_reference, CASE t.method WHEN 'local' THEN '' END AS local,"
	"  (SELECT string_agg(g.name, ', ' ORDER BY g.name) FROM unnest(t.names) g (name) WHERE g.name <> t.name) AS together_with,"
	"  coalesce(nullif(t.names[1], t.name), 'none') AS colocate_with,"
	"  'pg_dist_partition'::regclass::oid AS needs_class, CASE WHEN t.tables[1] <> t.oid THEN ARRAY[t.tables[1]] END AS needs"
	" FROM (SELECT c.oid, c.relnamespace, c.oid::regclass::text AS name, column_to_column_name(p.logicalrelid, p.partkey) AS column,"
	"    CASE WHEN p.partmethod = 'h' THEN 'column' WHEN p.repmodel = 't' THEN 'reference' WHEN p.colocationid = 0 THEN 'local' ELSE 'single shard' END AS method,"
	"    CASE WHEN p.repmodel <> 't' AND p.colocationid <> 0 THEN array_agg(c.oid::regclass::text) FILTER (WHERE NOT c.relispartition) OVER same ELSE '{}' END AS names,"
	"    CASE WHEN p.repmodel <> 't' AND p.colocationid <> 0 THEN array_agg(c.oid) OVER same ELSE '{}' END AS tables"
	"  FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid"
	"  WHERE p.partmethod IN ('h', 'n') AND NOT p.autoconverted AND c.relnamespace NOT IN (SELECT schemaid FROM pg_dist_schema)"
	"  WINDOW same AS (PARTITION BY p.colocationid ORDER BY c.relispartition, c.oid::regclass::text COLLATE \"C\" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) t"
	" WHERE t.relnamespace = ANY ($1) ORDER BY t.tables[1] = t.oid DESC NULLS FIRST",
	.attributes = (const Attribute[]) {
		{.name = "method"},
		{.name = "column", .covered = is_parents, .disturbs = true, .alter = "SELECT alter_distributed_table({'of.reference'}, distribution_column => {'column_name'})"},
		{.name = "together_with", .any_order = true, .covered = is_parents, .change = change_group},
		{.name = "column_name", .beside = true},
		{.name = "by_column", .beside = true},
		{.name = "in_one", .beside = true},
		{.name = "by_reference", .beside = true},
		{.name = "local", .beside = true},
		{.name = "colocate_with", .beside = true},
		{NULL}
	},
	.identity = "{of.identity}",
	.create = "SELECT [{by_column}create_distributed_table({'of.reference'}, {'column_name'}, colocate_with => {'colocate_with'})]"
	"[{in_one}create_distributed_table({'of.reference'}, NULL, colocate_with => {'colocate_with'})]"
	"[{by_reference}create_reference_table({'of.reference'})][{local}citus_add_local_table_to_metadata({'of.reference'})]",
	.drop = "SELECT undistribute_table({'of.reference'})",
	.comes_with = comes_with_parent,
	.created = join_group,
};

/*
 * A foreign key is between tables that are distributed in ways that suit each other, so both are before it is made, and it goes
 * before they change.
 */
static void
need_distributions_of_key(const SchemaSnapshot *snapshot, Fact *key)
{
	List	   *needs = list_copy(key->needs);
	ListCell   *cell;

	foreach(cell, lappend(needs, &(FactNeed) {.fact = key->of}))
	{
		Fact	   *table = fact_whole(((FactNeed *) lfirst(cell))->fact);
		Fact	   *distribution = snapshot_find(snapshot, &kind_distribution, table->identity);

		if (distribution != NULL)
			fact_need(key, distribution, false);
	}
}

static bool
is_distribution(const Fact *fact)
{
	return fact->kind == &kind_distribution || fact->kind == &kind_tenant || fact->kind == &kind_function_distribution;
}

/* What no row of pg_depend tells. */
void
need_distributions(SchemaSnapshot *snapshot)
{
	Fact	   *citus;
	ListCell   *cell;

	if (!is_here())
		return;
	citus = snapshot_find(snapshot, &kind_extension, "citus");
	foreach(cell, snapshot->facts)
	{
		Fact	   *fact = lfirst(cell);

		if (constraint_is(fact, "FOREIGN KEY"))
			need_distributions_of_key(snapshot, fact);
		if (is_distribution(fact) && citus != NULL)
			fact_need(fact, citus, false);
	}
}

static bool
is_of_citus(Fact *fact, void *argument)
{
	if (fact->kind == &kind_extension)
		return strcmp(fact->name, "citus") == 0 || strcmp(fact->name, "citus_columnar") == 0;
	return is_distribution(fact);
}

/*
 * A schema without Citus says nothing of how it is distributed: a model that stands for plain PostgreSQL too, a database to
 * develop in.  Nobody's tables are brought back to one machine for its sake.
 */
void
distribution_leave_open(SchemaSnapshot *source, const SchemaSnapshot *target)
{
	if (snapshot_find(source, &kind_extension, "citus") != NULL && snapshot_find(target, &kind_extension, "citus") == NULL)
		snapshot_remove(source, is_of_citus, NULL);
}

/* ---- schemas ---- */

const FactKind kind_tenant = {
	.name = "tenant",
	.is_here = is_here,
	.query =
	"SELECT 'pg_dist_schema'::regclass::oid AS class, s.schemaid AS oid, 'pg_namespace'::regclass::oid AS of_class, s.schemaid AS of_oid"
	" FROM pg_dist_schema s WHERE s.schemaid = ANY ($1)",
	.attributes = (const Attribute[]) {{NULL}},
	.identity = "{of.identity}",
	.create = "SELECT citus_schema_distribute({'of.reference'})",
	.drop = "SELECT citus_schema_undistribute({'of.reference'})",
};

/* ---- functions ---- */

/* It goes to the rows of a group of tables, whichever of them it is told by. */
static void
change_function_group(Changes *changes, const Fact *from, const Fact *to)
{
	const Fact *anchor = anchor_of(changes->target, to);

	if (anchor != NULL && is_together_with(from, anchor->other))
		return;
	changes_add(changes, STATEMENT_ALTER, to, template_fill(to->kind->create, to, from, NULL));
}

/* All functions are on all nodes anyway; this is about those that run on the node where the rows of an argument are. */
const FactKind kind_function_distribution = {
	.name = "function distribution",
	.is_here = is_here,
	.query =
	"SELECT 'pg_proc'::regclass::oid AS of_class, o.objid AS of_oid, o.objid::regprocedure::text AS function,"
	"  coalesce(nullif(p.proargnames[o.distribution_argument_index + 1], ''), '$' || o.distribution_argument_index + 1) AS argument,"
	"  g.names AS together_with, g.tables[1]::text AS colocate_with, 'pg_dist_partition'::regclass::oid AS needs_class, g.tables::oid[] AS needs"
	" FROM pg_dist_object o JOIN pg_proc p ON p.oid = o.objid"
	"  LEFT JOIN (SELECT d.colocationid, array_agg(d.logicalrelid ORDER BY d.logicalrelid::text COLLATE \"C\") AS tables,"
	"     string_agg(d.logicalrelid::text, ', ' ORDER BY d.logicalrelid::text COLLATE \"C\") AS names"
	"    FROM pg_dist_partition d JOIN pg_class c ON c.oid = d.logicalrelid WHERE d.colocationid <> 0 AND NOT c.relispartition GROUP BY d.colocationid) g"
	"   ON g.colocationid = o.colocationid"
	" WHERE o.classid = 'pg_proc'::regclass AND o.distribution_argument_index IS NOT NULL AND p.pronamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "function"},
		{.name = "argument"},
		{.name = "together_with", .any_order = true, .change = change_function_group},
		{.name = "colocate_with", .beside = true},
		{NULL}
	},
	.identity = "{of.identity}",
	.create = "SELECT create_distributed_function({'function'}, {'argument'}[, colocate_with => {'colocate_with'}])",
	.drop = "SELECT create_distributed_function({'function'})",
};
