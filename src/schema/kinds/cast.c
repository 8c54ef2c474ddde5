/*
 * cast.c
 *	  Casts.  They lie in no schema, belong to nobody and cannot be altered.  That of a range type to its multirange type
 *	  comes with the types.
 */
#include "postgres.h"

#include "catalog/pg_cast.h"

#include "schema/kinds/kinds.h"

const FactKind kind_cast = {
	.name = "cast",
	.catalog = CastRelationId,
	.query =
	"SELECT c.oid, s.type || ' AS ' || t.type AS name, s.type || ' AS ' || t.type AS types,"
	"  CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure::text WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END AS method,"
	"  CASE c.castcontext WHEN 'a' THEN 'AS ASSIGNMENT' WHEN 'i' THEN 'AS IMPLICIT' END AS context"
	" FROM pg_cast c, format_type(c.castsource, NULL) s(type), format_type(c.casttarget, NULL) t(type)"
	" WHERE $2 AND c.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_range r WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget)",
	.attributes = (const Attribute[]) {
		{"types", .beside = true},
		{.name = "method"},
		{.name = "context"},
		{NULL}
	},
	.reference = "({types})",
	.object = "CAST {reference}",
	.create = "CREATE CAST {reference} {method}[ {context}]",
	.drop = "DROP CAST {reference}",
};
