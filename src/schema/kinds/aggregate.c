/*
 * aggregate.c
 *	  Aggregates: plain, ordered-set and hypothetical-set, with a moving form or without.
 *
 * Nothing about them can be altered, but all except the result is CREATE OR REPLACE's.  Ordered-set aggregates are known by
 * "direct ORDER BY aggregated" arguments; in GRANT, which has no word for aggregates, they are functions.
 */
#include "postgres.h"

#include "catalog/pg_proc.h"

#include "schema/kinds/kinds.h"

/* CREATE OR REPLACE refuses other names of parameters (CreateFunction's rule). */
static bool
names_change(const Fact *from, const Fact *to)
{
	const char *before = fact_value(from, "names"),
			   *after = fact_value(to, "names");

	return before != NULL && (after == NULL || strcmp(before, after) != 0);
}

/* a support function of the aggregate or of its moving form, where it has it */
#define FUNCTION(word, column) "    CASE WHEN a." column "::oid <> 0 THEN '" word " = ' || a." column "::text END,"

#define MODIFY(word, column) \
	"    CASE WHEN a." column " <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN" \
	"      '" word " = ' || CASE a." column " WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,"

const FactKind kind_aggregate = {
	.name = "aggregate",
	.catalog = ProcedureRelationId,
	.query =
	"SELECT p.oid, n.nspname AS schema, p.proname AS name, p.proowner AS owner, p.proacl AS acl,"
	"  oidvectortypes(p.proargtypes) AS arguments,"
	"  CASE WHEN p.pronargs = 0 THEN '*' WHEN a.aggkind = 'n' THEN array_to_string(t.types, ', ')"
	"    ELSE concat_ws(' ', nullif(array_to_string(t.types[:a.aggnumdirectargs], ', '), ''), 'ORDER BY',"
	"      array_to_string(t.types[least(a.aggnumdirectargs + 1, p.pronargs):], ', ')) END AS signature,"
	"  CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END AS parameters,"
	"  array_to_string(p.proargnames, ',') AS names,"
	"  format_type(p.prorettype, NULL) AS result, a.aggkind AS form,"
	"  concat_ws(E',\\n    ',"
	"    'SFUNC = ' || a.aggtransfn::text, 'STYPE = ' || format_type(a.aggtranstype, NULL),"
	"    'SSPACE = ' || nullif(a.aggtransspace, 0),"
	FUNCTION("FINALFUNC", "aggfinalfn")
	"    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,"
	MODIFY("FINALFUNC_MODIFY", "aggfinalmodify")
	FUNCTION("COMBINEFUNC", "aggcombinefn")
	FUNCTION("SERIALFUNC", "aggserialfn")
	FUNCTION("DESERIALFUNC", "aggdeserialfn")
	"    'INITCOND = ' || quote_literal(a.agginitval),"
	FUNCTION("MSFUNC", "aggmtransfn")
	FUNCTION("MINVFUNC", "aggminvtransfn")
	"    CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,"
	"    'MSSPACE = ' || nullif(a.aggmtransspace, 0),"
	FUNCTION("MFINALFUNC", "aggmfinalfn")
	"    CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,"
	MODIFY("MFINALFUNC_MODIFY", "aggmfinalmodify")
	"    'MINITCOND = ' || quote_literal(a.aggminitval),"
	"    'SORTOP = OPERATOR(' || quote_ident(s.nspname) || '.' || o.oprname || ')',"
	"    CASE a.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END,"
	"    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END) AS definition"
	" FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid JOIN pg_namespace n ON n.oid = p.pronamespace"
	"  LEFT JOIN pg_operator o ON o.oid = a.aggsortop LEFT JOIN pg_namespace s ON s.oid = o.oprnamespace,"
	"  LATERAL (SELECT array_agg(CASE p.proargmodes[i] WHEN 'v' THEN 'VARIADIC ' ELSE '' END || format_type(t, NULL) ORDER BY i) AS types"
	"    FROM unnest(p.proargtypes) WITH ORDINALITY u(t, i)) t"
	" WHERE p.pronamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{"signature", .beside = true},
		{"parameters", .redefine = true},
		{"names", .beside = true},
		{.name = "result"},
		{.name = "form"},
		{"definition", .redefine = true},
		{NULL}
	},
	.reference = "{schema}.{name}({signature})",
	.object = "AGGREGATE {reference}",
	.grant_object = "FUNCTION {schema}.{name}({arguments})",
	.acl_type = 'f',
	.create = "CREATE AGGREGATE {schema}.{name}({parameters}) (\n    {definition}\n)",
	.redefine = "CREATE OR REPLACE AGGREGATE {schema}.{name}({parameters}) (\n    {definition}\n)",
	.drop = "DROP AGGREGATE {reference}",
	.rename = "ALTER AGGREGATE {old.reference} RENAME TO {name}",
	.move = "ALTER AGGREGATE {old.reference} SET SCHEMA {schema}",
	.names = NAMES_FUNCTION,
	.must_replace = names_change,
};
