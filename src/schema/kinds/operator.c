/*
 * operator.c
 *	  Operators, and which of them commute with or negate which.
 *
 * Such a link is a fact of its own, of the one operator and needing the other, since mostly nothing has to be done for it:
 * whichever of the two is made says it, as pg_dump does, and PostgreSQL notes it with the other (OperatorUpd), which is a
 * shell where it is not there yet; and it goes with either.  No edge leads from operator to operator, so no circles form.
 */
#include "postgres.h"

#include "catalog/pg_operator.h"

#include "schema/kinds/kinds.h"

static bool
is_present(const Fact *fact, const char *attribute)
{
	return fact->values[attribute_number(fact->kind, attribute)] != NULL;
}

/* ALTER can promise hashing and merging, since 17, but not take it back. */
static bool
must_replace(const Fact *from, const Fact *to)
{
	bool		can_promise = is_present(to, "can_promise");

	return (is_present(from, "hashes") != is_present(to, "hashes") && !(can_promise && is_present(to, "hashes"))) ||
		(is_present(from, "merges") != is_present(to, "merges") && !(can_promise && is_present(to, "merges")));
}

const FactKind kind_operator = {
	.name = "operator",
	.catalog = OperatorRelationId,
	.query =
	"SELECT o.oid, n.nspname AS schema, o.oprname AS name, o.oprowner AS owner,"
	"  CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END || ', ' || format_type(o.oprright, NULL) AS arguments,"
	"  o.oprname AS symbol, o.oprcode::text AS function,"
	"  CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END AS leftarg, format_type(o.oprright, NULL) AS rightarg,"
	"  quote_ident(cn.nspname) || '.' || c.oprname AS commutator, quote_ident(gn.nspname) || '.' || g.oprname AS negator,"
	"  CASE WHEN o.oprrest::oid <> 0 THEN o.oprrest::text END AS restrict, CASE WHEN o.oprjoin::oid <> 0 THEN o.oprjoin::text END AS join,"
	"  CASE WHEN o.oprcanmerge THEN 'MERGES' END AS merges, CASE WHEN o.oprcanhash THEN 'HASHES' END AS hashes,"
	"  CASE WHEN current_setting('server_version_num')::int >= 170000 THEN '' END AS can_promise"
	" FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace"
	"  LEFT JOIN pg_operator c ON c.oid = o.oprcom LEFT JOIN pg_namespace cn ON cn.oid = c.oprnamespace"
	"  LEFT JOIN pg_operator g ON g.oid = o.oprnegate LEFT JOIN pg_namespace gn ON gn.oid = g.oprnamespace"
	" WHERE o.oprcode::oid <> 0 AND o.oprnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"symbol", .beside = true},
		{.name = "function"},
		{"leftarg", .beside = true},
		{"rightarg", .beside = true},
		{"commutator", .beside = true},
		{"negator", .beside = true},
		{"restrict", .clause = true, .alter = "RESTRICT = {restrict}", .reset = "RESTRICT = NONE"},
		{"join", .clause = true, .alter = "JOIN = {join}", .reset = "JOIN = NONE"},
		{"merges", .clause = true, .alter = "MERGES"},
		{"hashes", .clause = true, .alter = "HASHES"},
		{"can_promise", .beside = true},
		{NULL}
	},
	.reference = "{schema}.{symbol} ({arguments})",
	.object = "OPERATOR {reference}",
	.create = "CREATE OPERATOR {schema}.{symbol} (\n    FUNCTION = {function}[,\n    LEFTARG = {leftarg}],\n    RIGHTARG = {rightarg}"
	"[,\n    COMMUTATOR = OPERATOR({commutator})][,\n    NEGATOR = OPERATOR({negator})][,\n    {merges}][,\n    {hashes}]"
	"[,\n    RESTRICT = {restrict}][,\n    JOIN = {join}]\n)",
	.separator = ", ",
	.alter = "ALTER OPERATOR {reference} SET ({children})",
	.drop = "DROP OPERATOR {reference}",
	.move = "ALTER OPERATOR {old.reference} SET SCHEMA {schema}",
	.must_replace = must_replace,
};

/* ---- links ---- */

static bool
stays(const Fact *fact)
{
	return fact->fate == FATE_KEPT || fact->fate == FATE_ALTERED;
}

/* does a test hold for both operators of a link? */
static bool
both(const Fact *link, bool (*test) (const Fact *fact))
{
	ListCell   *cell;

	foreach(cell, link->needs)
		if (!test(((FactNeed *) lfirst(cell))->fact))
			return false;
	return test(link->of);
}

static bool
comes_with_operators(const Fact *link)
{
	return !both(link, stays);
}

static bool
is_on_both_sides(const Fact *fact)
{
	return fact->other != NULL;
}

/* ALTER can link two operators, since 17, but not part them. */
static bool
remakes_operator(const Fact *link, int server)
{
	return both(link, is_on_both_sides) && (link->fate == FATE_GONE || server < 170000);
}

/* A link that is said by both operators is a fact of the one whose name comes later, any other of the one that says it. */
#define IDENTITY(operator, schema) \
	"(" schema ".nspname::text, " operator ".oprname::text COLLATE \"C\", format_type(" operator ".oprleft, NULL) COLLATE \"C\"," \
	" format_type(" operator ".oprright, NULL) COLLATE \"C\")"

const FactKind kind_operator_link = {
	.name = "operator link",
	.query =
	"SELECT 'pg_operator'::regclass::oid AS of_class, o.oid AS of_oid, l.word || ' ' || c.name AS name,"
	"  'pg_operator'::regclass::oid AS needs_class, CASE WHEN x.oid <> o.oid THEN ARRAY[x.oid] END AS needs,"
	"  upper(l.word) || ' = OPERATOR(' || c.name || ')' AS clause"
	" FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace,"
	"  LATERAL (VALUES ('commutator', o.oprcom), ('negator', o.oprnegate)) l(word, other)"
	"  JOIN pg_operator x ON x.oid = l.other JOIN pg_namespace xn ON xn.oid = x.oprnamespace,"
	"  LATERAL (SELECT quote_ident(xn.nspname) || '.' || x.oprname AS name) c"
	" WHERE o.oid >= 16384 AND ("
	"  CASE l.word WHEN 'commutator' THEN x.oprcom ELSE x.oprnegate END <> o.oid OR " IDENTITY("o", "n") " >= " IDENTITY("x", "xn") ")",
	.attributes = (const Attribute[]) {
		{"clause", .beside = true},
		{NULL}
	},
	.identity = "{of.identity} {name}",
	.create = "ALTER OPERATOR {of} SET ({clause})",
	.comes_with = comes_with_operators,
	.remakes_whole = remakes_operator,
};
