/*
 * trigger.c
 *	  Triggers of tables, partitioned and foreign tables and views.
 *
 * What the server clones onto partitions is no fact, unless a clone fires otherwise than what it was cloned from: then, as
 * pg_dump says it, that is one.
 */
#include "postgres.h"

#include "catalog/pg_trigger.h"

#include "schema/kinds/kinds.h"

/* CREATE OR REPLACE TRIGGER does not take constraint triggers. */
static bool
must_replace(const Fact *from, const Fact *to)
{
	return (fact_value(from, "constraint") != NULL || fact_value(to, "constraint") != NULL) &&
		(!fact_same_value(from, to, attribute_number(to->kind, "events")) || !fact_same_value(from, to, attribute_number(to->kind, "action")));
}

/* What is said of a partitioned table's trigger reaches all clones, so those that differ are told again. */
static void
set_clones(Changes *changes, const Fact *from)
{
	ListCell   *cell;

	foreach(cell, from->needed_by)
	{
		const Fact *clone = lfirst(cell);

		if (clone->kind == &kind_partition_trigger && clone->fate == FATE_KEPT)
			changes_add(changes, STATEMENT_ALTER, clone->other, template_fill(clone->kind->create, clone->other, NULL, NULL));
	}
}

/* A trigger that has just been made or replaced fires as ordinary ones do. */
static void
change_trigger(Changes *changes, const Fact *from, const Fact *to)
{
	bool		redefined = from != NULL &&
		(!fact_same_value(from, to, attribute_number(to->kind, "events")) || !fact_same_value(from, to, attribute_number(to->kind, "action")));
	const char *state = "ALTER TABLE {of} {state} TRIGGER {name}";

	if (redefined)
		changes_add(changes, STATEMENT_ALTER, to, template_fill("CREATE OR REPLACE TRIGGER {name} {events} ON {of} {action}", to, NULL, NULL));
	if (fact_value(to, "state") == NULL)
		state = redefined ? NULL : "ALTER TABLE {of} ENABLE TRIGGER {name}";
	if (state != NULL)
		changes_add(changes, STATEMENT_ALTER, to, template_fill(state, to, NULL, NULL));
	if (from != NULL)
		set_clones(changes, from);
}

/* What is said of the trigger that a clone is cloned from at last reaches it. */
static void
drop_clone(Changes *changes, const Fact *clone)
{
	const Fact *root = fact_needed(clone, &kind_trigger);

	if (root == NULL || root->fate != FATE_ALTERED)
		changes_add(changes, STATEMENT_DROP, clone, template_fill(clone->kind->drop, clone, NULL, NULL));
}

#define TRIGGER_STATE(trigger) \
	"CASE " trigger ".tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS'"

const FactKind kind_trigger = {
	.name = "trigger",
	.catalog = TriggerRelationId,
	/* before and after "ON table", so that a table's new name is no change of its triggers */
	.query =
	"SELECT t.oid, 'pg_class'::regclass::oid AS of_class, t.tgrelid AS of_oid, t.tgname AS name, d.constraint,"
	"  left(d.definition, strpos(d.definition, d.table) - 1) AS events,"
	"  substr(d.definition, strpos(d.definition, d.table) + length(d.table)) AS action,"
	"  " TRIGGER_STATE("t") " END AS state"
	" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace,"
	"  LATERAL (SELECT substr(pg_get_triggerdef(t.oid), length(concat_ws(' ', 'CREATE', CASE WHEN t.tgconstraint <> 0 THEN 'CONSTRAINT' END, 'TRIGGER', quote_ident(t.tgname))) + 2) AS definition,"
	"    CASE WHEN t.tgconstraint <> 0 THEN 'CONSTRAINT' END AS constraint,"
	"    ' ON ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' ' AS table OFFSET 0) d"
	" WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND c.relnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "constraint"},
		{.name = "events", .change = change_trigger},
		{.name = "action", .change = change_trigger},
		{.name = "state", .after = true, .change = change_trigger},
		{NULL}
	},
	.object = "TRIGGER {name} ON {of}",
	.create = "CREATE [{constraint} ]TRIGGER {name} {events} ON {of} {action}",
	.drop = "DROP TRIGGER {name} ON {of}",
	.rename = "ALTER TRIGGER {old.name} ON {of} RENAME TO {name}",
	.must_replace = must_replace,
};

/* The clone is a part of what attaches the partition: that makes it, and detaching takes it away. */
const FactKind kind_partition_trigger = {
	.name = "partition trigger",
	.catalog = TriggerRelationId,
	.query =
	"SELECT t.oid, 'pg_inherits'::regclass::oid AS of_class, t.tgrelid AS of_oid, t.tgname AS name,"
	"  " TRIGGER_STATE("t") " ELSE 'ENABLE' END AS state, " TRIGGER_STATE("p") " ELSE 'ENABLE' END AS parent_state,"
	"  (SELECT array_agg(a.oid) FROM pg_partition_ancestors(t.tgrelid) r JOIN pg_trigger a ON a.tgrelid = r.relid AND a.tgname = t.tgname) AS needs"
	" FROM pg_trigger t JOIN pg_trigger p ON p.oid = t.tgparentid JOIN pg_class c ON c.oid = t.tgrelid"
	" WHERE NOT t.tgisinternal AND t.tgenabled <> p.tgenabled AND c.relnamespace = ANY ($1)"
	" ORDER BY t.oid",			/* a clone of a clone comes after that */
	.attributes = (const Attribute[]) {
		{.name = "state", .alter = "ALTER TABLE {of.of} {state} TRIGGER {name}"},
		{.name = "parent_state", .beside = true},
		{NULL}
	},
	.create = "ALTER TABLE {of.of} {state} TRIGGER {name}",
	.drop = "ALTER TABLE {of.of} {parent_state} TRIGGER {name}",
	.dropped = drop_clone,
};
