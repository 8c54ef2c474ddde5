/*
 * function.c
 *	  Functions, window functions and procedures.
 *
 * They are known by their input arguments.  What ALTER FUNCTION knows is altered, so that a body of a hundred lines is not
 * said again to make it STABLE; the rest is CREATE OR REPLACE, as far as that goes: see must_replace().
 */
#include "postgres.h"

#include "catalog/pg_proc.h"

#include "schema/kinds/kinds.h"

static int
count(const char *number)
{
	return number == NULL ? 0 : atoi(number);
}

/* A parameter that has a name keeps it: calls use it. */
static bool
names_stay(List *before, List *after)
{
	ListCell   *was,
			   *is;

	if (list_length(after) < list_length(before))
		return false;
	forboth(was, before, is, after)
		if (strcmp(lfirst(was), "\"\"") != 0 && strcmp(lfirst(was), lfirst(is)) != 0)
			return false;
	return true;
}

/*
 * What CREATE OR REPLACE refuses (CreateFunction): other names of input parameters, fewer defaults, defaults of another
 * type, which only those of polymorphic parameters can have.  That it refuses another result says the attribute.
 */
static bool
must_replace(const Fact *from, const Fact *to)
{
	const char *generic = fact_value(from, "generic_defaults");

	if (count(fact_value(to, "defaults")) < count(fact_value(from, "defaults")))
		return true;
	if (generic != NULL && strcmp(generic, fact_value(to, "generic_defaults")) != 0)
		return true;
	return !names_stay(split_list(fact_value(from, "names")), split_list(fact_value(to, "names")));
}

/* A SQL-standard body that calls its own function can be said only once that is there. */
static void
created(Changes *changes, const Fact *fact)
{
	if (fact_value(fact, "calls_itself") == NULL)
		return;
	((Statement *) linitial(fact->statements))->stub = true;
	changes_add(changes, STATEMENT_ALTER, fact, template_fill(fact->kind->redefine, fact, NULL, NULL));
}

/*
 * Constructors of range types are the types'.
 *
 * settings: those whose value is a list of names (GUC_LIST_QUOTE) are kept as a list of identifiers, and said as one of
 * literals, since an empty name cannot be an identifier.  The list of them is pg_dump's (variable_is_guc_list_quote).
 */
#define ROUTINES(kinds) \
	"SELECT p.oid, n.nspname AS schema, p.proname AS name, oidvectortypes(p.proargtypes) AS arguments," \
	"  p.proowner AS owner, p.proacl AS acl," \
	"  CASE p.prokind WHEN 'p' THEN" \
	"    (SELECT string_agg('IN ' || format_type(t, NULL), ', ' ORDER BY i) FROM unnest(p.proargtypes) WITH ORDINALITY a(t, i)) END AS signature," \
	"  pg_get_function_arguments(p.oid) AS parameters, pg_get_function_identity_arguments(p.oid) AS plain_parameters," \
	"  pg_get_function_result(p.oid) AS returns," \
	"  concat_ws(' ', CASE WHEN p.proretset THEN 'SETOF' END, format_type(p.prorettype, NULL), CASE WHEN p.prorettype = 'record'::regtype THEN" \
	"    (SELECT string_agg(quote_ident(coalesce(p.proargnames[i], '')) || ' ' || format_type(p.proallargtypes[i], NULL), ', ' ORDER BY i)" \
	"     FROM generate_subscripts(p.proargmodes, 1) i WHERE p.proargmodes[i] IN ('o', 'b', 't')) END) AS result," \
	"  CASE WHEN p.proargnames IS NOT NULL THEN" \
	"    (SELECT string_agg(quote_ident(p.proargnames[i]), ', ' ORDER BY i) FROM generate_subscripts(p.proargnames, 1) i" \
	"     WHERE p.proargmodes IS NULL OR p.proargmodes[i] IN ('i', 'b', 'v')) END AS names," \
	"  p.pronargdefaults AS defaults," \
	"  CASE WHEN oidvectortypes(p.proargtypes) ~ '\\many' THEN pg_get_expr(p.proargdefaults, 0) END AS generic_defaults," \
	"  quote_ident(l.lanname) AS language," \
	"  CASE WHEN p.protrftypes IS NOT NULL THEN" \
	"    (SELECT string_agg('FOR TYPE ' || format_type(t, NULL), ', ' ORDER BY i) FROM unnest(p.protrftypes) WITH ORDINALITY a(t, i)) END AS transforms," \
	"  CASE p.prokind WHEN 'w' THEN 'WINDOW' END AS window," \
	"  CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' END AS volatility," \
	"  CASE WHEN p.proisstrict THEN 'STRICT' END AS strict," \
	"  CASE WHEN p.prosecdef THEN 'SECURITY DEFINER' END AS security," \
	"  CASE WHEN p.proleakproof THEN 'LEAKPROOF' END AS leakproof," \
	"  CASE WHEN p.procost <> u.cost THEN 'COST ' || p.procost END AS cost, 'COST ' || u.cost AS usual_cost," \
	"  CASE WHEN p.proretset AND p.prorows <> 1000 THEN 'ROWS ' || p.prorows END AS rows," \
	"  CASE WHEN p.prosupport::oid <> 0 THEN 'SUPPORT ' || p.prosupport::text END AS support," \
	"  CASE p.proparallel WHEN 's' THEN 'PARALLEL SAFE' WHEN 'r' THEN 'PARALLEL RESTRICTED' END AS parallel," \
	"  CASE WHEN p.proconfig IS NOT NULL THEN 'RESET ALL' END AS reset," \
	"  CASE WHEN p.proconfig IS NOT NULL THEN (SELECT string_agg('SET ' || quote_ident(s.name) || ' TO ' ||" \
	"    CASE WHEN s.name IN ('local_preload_libraries', 'search_path', 'session_preload_libraries', 'shared_preload_libraries'," \
	"      'temp_tablespaces', 'unix_socket_directories')" \
	"    THEN coalesce((SELECT string_agg(quote_literal(coalesce(replace(m[1], '\"\"', '\"'), lower(m[2]))), ', ' ORDER BY j)" \
	"      FROM regexp_matches(s.value, '\"((?:[^\"]|\"\")*)\"|([^,\\s]+)', 'g') WITH ORDINALITY f(m, j)), '''''')" \
	"    ELSE quote_literal(s.value) END, ' ' ORDER BY s.i)" \
	"   FROM (SELECT i, split_part(c, '=', 1) AS name, substr(c, strpos(c, '=') + 1) AS value" \
	"     FROM unnest(p.proconfig) WITH ORDINALITY c(c, i)) s) END AS settings," \
	"  pg_get_function_sqlbody(p.oid) AS definition," \
	"  CASE WHEN p.prosqlbody IS NULL THEN 'AS ' || CASE WHEN p.probin IS NOT NULL THEN quote_literal(p.probin) || ', ' || quote_literal(p.prosrc)" \
	"      WHEN strpos(p.prosrc, '$') = 0 THEN '$$' || p.prosrc || '$$'" \
	"      WHEN strpos(p.prosrc, '$function') = 0 THEN '$function$' || p.prosrc || '$function$'" \
	"      ELSE quote_literal(p.prosrc) END END AS text," \
	"  CASE WHEN l.lanname = 'sql' AND p.prosqlbody IS NULL THEN p.prosrc END AS body," \
	"  CASE WHEN p.prosqlbody IS NOT NULL AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid" \
	"    AND d.refclassid = d.classid AND d.refobjid = d.objid) THEN '' END AS calls_itself" \
	" FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang," \
	"  LATERAL (SELECT CASE WHEN l.lanname IN ('internal', 'c') THEN 1 ELSE 100 END AS cost) u" \
	" WHERE p.prokind IN (" kinds ") AND p.pronamespace = ANY ($1)" \
	"  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')"

#define ROUTINE \
	"{schema}.{name}({parameters})[ RETURNS {returns}]\n    LANGUAGE {language}[ TRANSFORM {transforms}][ {window}][ {volatility}]" \
	"[ {strict}][ {security}][ {leakproof}][ {cost}][ {rows}][ {support}][ {parallel}][\n    {settings}][\n    {definition}][\n    {text}]"

#define STUB(parameters) "{schema}.{name}(" parameters ")[ RETURNS {returns}]\n    LANGUAGE plpgsql\n    AS $$BEGIN END$$"

static const Attribute routine_attributes[] = {
	{"signature", .beside = true},
	{"parameters", .redefine = true},
	{"plain_parameters", .beside = true},
	{"returns", .redefine = true},
	{.name = "result"},
	{"names", .beside = true},
	{"defaults", .beside = true},
	{"generic_defaults", .beside = true},
	{"language", .redefine = true},
	{"transforms", .redefine = true},
	{.name = "window"},
	{"volatility", .clause = true, .alter = "{volatility}", .reset = "VOLATILE"},
	{"strict", .clause = true, .alter = "{strict}", .reset = "CALLED ON NULL INPUT"},
	{"security", .clause = true, .alter = "{security}", .reset = "SECURITY INVOKER"},
	{"leakproof", .clause = true, .alter = "{leakproof}", .reset = "NOT LEAKPROOF"},
	{"cost", .clause = true, .alter = "{cost}", .reset = "{usual_cost}"},
	{"usual_cost", .beside = true},
	{"rows", .clause = true, .alter = "{rows}", .reset = "ROWS 1000"},
	{"support", .redefine = true},
	{"parallel", .clause = true, .alter = "{parallel}", .reset = "PARALLEL UNSAFE"},
	{"settings", .literal = true, .clause = true, .alter = "[{old.reset} ]{settings}", .reset = "RESET ALL"},
	{"reset", .beside = true},
	{"definition", .redefine = true},
	{"text", .literal = true, .redefine = true},	/* names in it are looked up when it runs */
	{"body", .beside = true},
	{"calls_itself", .beside = true},
	{NULL}
};

const FactKind kind_function = {
	.name = "function",
	.catalog = ProcedureRelationId,
	.query = ROUTINES("'f', 'w'"),
	.attributes = routine_attributes,
	.reference = "{schema}.{name}({arguments})",
	.object = "FUNCTION {reference}",
	.acl_type = 'f',
	.create = "CREATE FUNCTION " ROUTINE,
	.redefine = "CREATE OR REPLACE FUNCTION " ROUTINE,
	.stub = "CREATE FUNCTION " STUB("{plain_parameters}"),
	.hollow = "CREATE OR REPLACE FUNCTION " STUB("{parameters}"),
	.alter = "ALTER FUNCTION {reference} {children}",
	.drop = "DROP FUNCTION {reference}",
	.rename = "ALTER FUNCTION {old.reference} RENAME TO {name}",
	.move = "ALTER FUNCTION {old.reference} SET SCHEMA {schema}",
	.names = NAMES_FUNCTION,
	.must_replace = must_replace,
	.created = created,
};

/* IN before each type says that output parameters are not meant: without it p(int, int) may also be p(int, OUT int). */
const FactKind kind_procedure = {
	.name = "procedure",
	.catalog = ProcedureRelationId,
	.query = ROUTINES("'p'"),
	.attributes = routine_attributes,
	.reference = "{schema}.{name}([{signature}])",
	.identity = "{schema}.{name}({arguments})",
	.object = "PROCEDURE {reference}",
	.acl_type = 'f',
	.create = "CREATE PROCEDURE " ROUTINE,
	.redefine = "CREATE OR REPLACE PROCEDURE " ROUTINE,
	.stub = "CREATE PROCEDURE " STUB("{plain_parameters}"),
	.hollow = "CREATE OR REPLACE PROCEDURE " STUB("{parameters}"),
	.alter = "ALTER PROCEDURE {reference} {children}",
	.drop = "DROP PROCEDURE {reference}",
	.rename = "ALTER PROCEDURE {old.reference} RENAME TO {name}",
	.move = "ALTER PROCEDURE {old.reference} SET SCHEMA {schema}",
	.names = NAMES_FUNCTION,
	.must_replace = must_replace,
	.created = created,
};
