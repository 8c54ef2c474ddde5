/*
 * extension_dependency.c
 *	  ALTER ... DEPENDS ON EXTENSION: what goes with an extension that it is no member of.
 *
 * Such an object does not need the extension, so this is a fact of its own, and an object that is to outlive the
 * extension is first made to.
 */
#include "postgres.h"

#include "schema/kinds/kinds.h"

const FactKind kind_extension_dependency = {
	.name = "extension dependency",
	.query =
	"SELECT d.classid AS of_class, d.objid AS of_oid, e.extname AS name, d.refclassid AS needs_class, ARRAY[d.refobjid] AS needs"
	" FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x'",
	.attributes = (const Attribute[]) {{NULL}},
	.identity = "{of.kind} {of.identity} {name}",
	.create = "ALTER {of.object} DEPENDS ON EXTENSION {name}",
	.drop = "ALTER {of.object} NO DEPENDS ON EXTENSION {name}",
};
