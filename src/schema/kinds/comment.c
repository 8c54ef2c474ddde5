/*
 * comment.c
 *	  Comments and security labels: one rule each for every kind.
 */
#include "postgres.h"

#include "schema/kinds/kinds.h"

/* An extension that is made brings its own. */
static bool
comes_with_extension(const Fact *fact)
{
	const Fact *of = fact->of;
	const char *brought = of->kind == &kind_extension ? fact_value(of, "comment") : NULL;

	return brought != NULL && fact_is_made(of) && strcmp(brought, fact_value(fact, "text")) == 0;
}

const FactKind kind_comment = {
	.name = "comment",
	.query =
	"SELECT d.classoid AS of_class, d.objoid AS of_oid, d.objsubid AS of_subid, d.description AS text"
	" FROM pg_description d WHERE d.objoid >= 16384 OR d.objoid = 2200",
	.attributes = (const Attribute[]) {
		{.name = "text", .redefine = true},
		{NULL}
	},
	.identity = "{of.kind} {of.identity}",
	.create = "COMMENT ON {of.object} IS {'text'}",
	.redefine = "COMMENT ON {of.object} IS {'text'}",
	.drop = "COMMENT ON {of.object} IS NULL",
	.comes_with = comes_with_extension,
	.characteristic = true,
};

const FactKind kind_security_label = {
	.name = "security label",
	.query =
	"SELECT s.classoid AS of_class, s.objoid AS of_oid, s.objsubid AS of_subid, s.provider AS name, s.label"
	" FROM pg_seclabel s WHERE s.objoid >= 16384 OR s.objoid = 2200",
	.attributes = (const Attribute[]) {
		{"label", .alter = "SECURITY LABEL FOR {name} ON {of.object} IS {'label'}"},
		{NULL}
	},
	.identity = "{of.kind} {of.identity} {name}",
	.create = "SECURITY LABEL FOR {name} ON {of.object} IS {'label'}",
	.drop = "SECURITY LABEL FOR {name} ON {of.object} IS NULL",
};
