/*
 * language.c
 *	  Procedural languages, those that no extension brings.
 */
#include "postgres.h"

#include "catalog/pg_language.h"

#include "schema/kinds/kinds.h"

#define LANGUAGE "[{trusted} ]LANGUAGE {reference} HANDLER {handler}[ INLINE {inline}][ VALIDATOR {validator}]"

const FactKind kind_language = {
	.name = "language",
	.catalog = LanguageRelationId,
	.query =
	"SELECT l.oid, l.lanname AS name, l.lanowner AS owner, l.lanacl AS acl,"
	"  CASE WHEN l.lanpltrusted THEN 'TRUSTED' END AS trusted,"
	"  l.lanplcallfoid::regproc::text AS handler,"
	"  CASE WHEN l.laninline <> 0 THEN l.laninline::regproc::text END AS inline,"
	"  CASE WHEN l.lanvalidator <> 0 THEN l.lanvalidator::regproc::text END AS validator"
	" FROM pg_language l WHERE $2 AND l.lanispl AND l.oid >= 16384",
	.attributes = (const Attribute[]) {
		{"trusted", .redefine = true},
		{"handler", .redefine = true},
		{"inline", .redefine = true},
		{"validator", .redefine = true},
		{NULL}
	},
	.object = "LANGUAGE {reference}",
	.acl_type = 'l',
	.create = "CREATE " LANGUAGE,
	.redefine = "CREATE OR REPLACE " LANGUAGE,
	.drop = "DROP LANGUAGE {reference}",
	.rename = "ALTER LANGUAGE {old.reference} RENAME TO {name}",
};
