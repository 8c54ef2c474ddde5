/*
 * conversion.c
 *	  Conversions between encodings.  What they do cannot be altered.
 */
#include "postgres.h"

#include "catalog/pg_conversion.h"

#include "schema/kinds/kinds.h"

const FactKind kind_conversion = {
	.name = "conversion",
	.catalog = ConversionRelationId,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.conname AS name, c.conowner AS owner,"
	"  CASE WHEN c.condefault THEN 'DEFAULT' END AS is_default,"
	"  quote_literal(pg_encoding_to_char(c.conforencoding)) AS source, quote_literal(pg_encoding_to_char(c.contoencoding)) AS target,"
	"  c.conproc::text AS function"
	" FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace WHERE c.connamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "is_default"},
		{.name = "source"},
		{.name = "target"},
		{.name = "function"},
		{NULL}
	},
	.object = "CONVERSION {reference}",
	.create = "CREATE [{is_default} ]CONVERSION {reference} FOR {source} TO {target} FROM {function}",
	.drop = "DROP CONVERSION {reference}",
	.rename = "ALTER CONVERSION {old.reference} RENAME TO {name}",
	.move = "ALTER CONVERSION {old.reference} SET SCHEMA {schema}",
};
