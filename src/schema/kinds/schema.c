/*
 * schema.c
 *	  Schemas.
 */
#include "postgres.h"

#include "catalog/pg_namespace.h"

#include "schema/kinds/kinds.h"

const FactKind kind_schema = {
	.name = "schema",
	.catalog = NamespaceRelationId,
	.query =
	"SELECT n.oid, n.nspname AS name, n.nspowner AS owner, n.nspacl AS acl"
	" FROM pg_namespace n WHERE n.oid = ANY ($1)",
	.attributes = (const Attribute[]) {{NULL}},
	.object = "SCHEMA {reference}",
	.acl_type = 'n',
	.create = "CREATE SCHEMA {reference}",
	.drop = "DROP SCHEMA {reference}",
	.rename = "ALTER SCHEMA {old.reference} RENAME TO {name}",
};
