/*
 * foreign_server.c
 *	  Foreign data wrappers, servers and user mappings.
 *
 * The options of a user mapping hold passwords, and who may read them depends on who asks.  So only their names are read,
 * and not compared: a script shows what has to be filled in.
 */
#include "postgres.h"

#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_user_mapping.h"

#include "schema/kinds/kinds.h"

#define OPTIONS(column) \
	"(SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ' ORDER BY option_name COLLATE \"C\")" \
	" FROM pg_options_to_table(" column ")) AS options"

/* The clause that changes an attribute, or nothing. */
static const char *
clause_of(const Fact *from, const Fact *to, const char *attribute, const char *set, const char *reset)
{
	if (same_text(fact_value(from, attribute), fact_value(to, attribute)))
		return "";
	return fact_value(to, attribute) != NULL ? set : reset;
}

/* One statement: options that only one of two validators knows are checked by the new one. */
static void
change_wrapper(Changes *changes, const Fact *from, const Fact *to)
{
	char	   *statement = psprintf("ALTER FOREIGN DATA WRAPPER {reference}%s%s",
									 clause_of(from, to, "handler", " HANDLER {handler}", " NO HANDLER"),
									 clause_of(from, to, "validator", " VALIDATOR {validator}", " NO VALIDATOR"));

	if (same_text(fact_value(from, "options"), fact_value(to, "options")))
		changes_add(changes, STATEMENT_ALTER, to, template_fill(statement, to, from, NULL));
	else
		change_options(changes, from, to, "options", statement);
}

static void
change_server_options(Changes *changes, const Fact *from, const Fact *to)
{
	change_options(changes, from, to, "options", "ALTER SERVER {reference}");
}

static void
tell_masked(Changes *changes, const Fact *fact)
{
	Statement  *create = llast(changes->statements);

	if (fact_value(fact, "options") != NULL)
		create->loss = psprintf("the values of the options of user mapping %s, to be filled in", fact->identity);
}

const FactKind kind_foreign_data_wrapper = {
	.name = "foreign data wrapper",
	.catalog = ForeignDataWrapperRelationId,
	.query =
	"SELECT f.oid, f.fdwname AS name, f.fdwowner AS owner, f.fdwacl AS acl,"
	"  CASE WHEN f.fdwhandler <> 0 THEN f.fdwhandler::regproc::text END AS handler,"
	"  CASE WHEN f.fdwvalidator <> 0 THEN f.fdwvalidator::regproc::text END AS validator, " OPTIONS("f.fdwoptions")
	" FROM pg_foreign_data_wrapper f WHERE $2 AND f.oid >= 16384",
	.attributes = (const Attribute[]) {
		{.name = "handler", .change = change_wrapper},
		{.name = "validator", .change = change_wrapper},
		{.name = "options", .change = change_wrapper},
		{NULL}
	},
	.object = "FOREIGN DATA WRAPPER {reference}",
	.acl_type = 'F',
	.create = "CREATE FOREIGN DATA WRAPPER {reference}[ HANDLER {handler}][ VALIDATOR {validator}][ OPTIONS ({options})]",
	.drop = "DROP FOREIGN DATA WRAPPER {reference}",
	.rename = "ALTER FOREIGN DATA WRAPPER {old.reference} RENAME TO {name}",
};

const FactKind kind_foreign_server = {
	.name = "server",
	.catalog = ForeignServerRelationId,
	.query =
	"SELECT s.oid, s.srvname AS name, s.srvowner AS owner, s.srvacl AS acl, quote_literal(s.srvtype) AS type, quote_literal(s.srvversion) AS version,"
	"  quote_ident(f.fdwname) AS wrapper, " OPTIONS("s.srvoptions")
	" FROM pg_foreign_server s JOIN pg_foreign_data_wrapper f ON f.oid = s.srvfdw WHERE $2 AND s.oid >= 16384",
	.attributes = (const Attribute[]) {
		{.name = "type"},
		{.name = "version", .alter = "ALTER SERVER {reference} VERSION {version}", .reset = "ALTER SERVER {reference} VERSION NULL"},
		{.name = "wrapper"},
		{.name = "options", .change = change_server_options},
		{NULL}
	},
	.object = "SERVER {reference}",
	.grant_object = "FOREIGN SERVER {reference}",
	.acl_type = 'S',
	.create = "CREATE SERVER {reference}[ TYPE {type}][ VERSION {version}] FOREIGN DATA WRAPPER {wrapper}[ OPTIONS ({options})]",
	.drop = "DROP SERVER {reference}",
	.rename = "ALTER SERVER {old.reference} RENAME TO {name}",
};

const FactKind kind_user_mapping = {
	.name = "user mapping",
	.catalog = UserMappingRelationId,
	.query =
	"SELECT u.umid AS oid, u.usename AS name, quote_ident(u.srvname) AS server,"
	"  (SELECT string_agg(quote_ident(option_name) || ' ''********''', ', ' ORDER BY option_name COLLATE \"C\") FROM pg_options_to_table(u.umoptions)) AS options"
	" FROM pg_user_mappings u WHERE $2",
	.attributes = (const Attribute[]) {
		{.name = "server", .beside = true},
		{.name = "options", .beside = true},
		{NULL}
	},
	.identity = "{name} SERVER {server}",
	.create = "CREATE USER MAPPING FOR {name} SERVER {server}[ OPTIONS ({options})]",
	.drop = "DROP USER MAPPING FOR {name} SERVER {server}",
	.loses = "the options of user mapping {identity}",
	.created = tell_masked,
};
