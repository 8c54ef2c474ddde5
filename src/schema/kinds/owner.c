/*
 * owner.c
 *	  Who owns an object: one rule for every kind.
 *
 * The reader makes these facts from a kind's "owner" column.  What is made belongs to who makes it, so an owner who is
 * the same needs no statement (diff.c asks).
 */
#include "postgres.h"

#include "schema/kinds/kinds.h"

const FactKind kind_owner = {
	.name = "owner",
	.attributes = (const Attribute[]) {
		{"owner", .alter = "ALTER {of.object} OWNER TO {owner}"},
		{NULL}
	},
	.identity = "{of.kind} {of.identity}",
	.create = "ALTER {of.object} OWNER TO {owner}",
};
