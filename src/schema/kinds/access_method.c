/*
 * access_method.c
 *	  Access methods of tables and indexes.  They lie in no schema, belong to nobody and cannot be altered.
 */
#include "postgres.h"

#include "catalog/pg_am.h"

#include "schema/kinds/kinds.h"

const FactKind kind_access_method = {
	.name = "access method",
	.catalog = AccessMethodRelationId,
	.query =
	"SELECT a.oid, a.amname AS name, CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END AS type, a.amhandler::text AS handler"
	" FROM pg_am a WHERE $2 AND a.oid >= 16384",
	.attributes = (const Attribute[]) {
		{.name = "type"},
		{.name = "handler"},
		{NULL}
	},
	.object = "ACCESS METHOD {reference}",
	.create = "CREATE ACCESS METHOD {reference} TYPE {type} HANDLER {handler}",
	.drop = "DROP ACCESS METHOD {reference}",
};
