/*
 * event_trigger.c
 *	  Event triggers.  They come last, as in pg_dump: what is made before does not fire them.
 */
#include "postgres.h"

#include "catalog/pg_event_trigger.h"

#include "schema/kinds/kinds.h"

const FactKind kind_event_trigger = {
	.name = "event trigger",
	.catalog = EventTriggerRelationId,
	.query =
	"SELECT e.oid, e.evtname AS name, e.evtowner AS owner, quote_ident(e.evtevent) AS event, e.evtfoid::regproc::text AS function,"
	"  (SELECT string_agg(quote_literal(tag), ', ' ORDER BY place) FROM unnest(e.evttags) WITH ORDINALITY AS t (tag, place)) AS tags,"
	"  CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END AS state"
	" FROM pg_event_trigger e WHERE $2 AND e.oid >= 16384",
	.attributes = (const Attribute[]) {
		{.name = "event"},
		{.name = "tags"},
		{.name = "function"},
		{.name = "state", .after = true, .alter = "ALTER EVENT TRIGGER {reference} {state}", .reset = "ALTER EVENT TRIGGER {reference} ENABLE"},
		{NULL}
	},
	.object = "EVENT TRIGGER {reference}",
	.create = "CREATE EVENT TRIGGER {reference} ON {event}[\n    WHEN TAG IN ({tags})]\n    EXECUTE FUNCTION {function}()",
	.last = true,
	.drop = "DROP EVENT TRIGGER {reference}",
	.rename = "ALTER EVENT TRIGGER {old.reference} RENAME TO {name}",
};
