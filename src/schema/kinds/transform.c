/*
 * transform.c
 *	  Transforms: how a type is seen by a procedural language.  They lie in no schema and belong to nobody.
 */
#include "postgres.h"

#include "catalog/pg_transform.h"

#include "schema/kinds/kinds.h"

const FactKind kind_transform = {
	.name = "transform",
	.catalog = TransformRelationId,
	.query =
	"SELECT t.oid, f.clause AS name, f.clause AS clause,"
	"  concat_ws(', ', CASE WHEN t.trffromsql::oid <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure::text END,"
	"    CASE WHEN t.trftosql::oid <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure::text END) AS functions"
	" FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang,"
	"  LATERAL (SELECT 'FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname) AS clause) f"
	" WHERE $2 AND t.oid >= 16384",
	.attributes = (const Attribute[]) {
		{"clause", .beside = true},
		{"functions", .redefine = true},
		{NULL}
	},
	.reference = "{clause}",
	.object = "TRANSFORM {reference}",
	.create = "CREATE TRANSFORM {reference} ({functions})",
	.redefine = "CREATE OR REPLACE TRANSFORM {reference} ({functions})",
	.drop = "DROP TRANSFORM {reference}",
};
