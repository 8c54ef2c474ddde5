/*
 * text_search.c
 *	  Text search parsers, templates, dictionaries, and configurations with their mappings.
 */
#include "postgres.h"

#include "catalog/pg_ts_config.h"
#include "catalog/pg_ts_dict.h"
#include "catalog/pg_ts_parser.h"
#include "catalog/pg_ts_template.h"

#include "schema/kinds/kinds.h"

const FactKind kind_text_search_parser = {
	.name = "text search parser",
	.catalog = TSParserRelationId,
	.query =
	"SELECT p.oid, n.nspname AS schema, p.prsname AS name, p.prsstart::regproc::text AS start, p.prstoken::regproc::text AS gettoken,"
	"  p.prsend::regproc::text AS end, p.prslextype::regproc::text AS lextypes, CASE WHEN p.prsheadline <> 0 THEN p.prsheadline::regproc::text END AS headline"
	" FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace WHERE p.prsnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "start"},
		{.name = "gettoken"},
		{.name = "end"},
		{.name = "lextypes"},
		{.name = "headline"},
		{NULL}
	},
	.object = "TEXT SEARCH PARSER {reference}",
	.create = "CREATE TEXT SEARCH PARSER {reference} (\n    START = {start},\n    GETTOKEN = {gettoken},\n    END = {end},\n    LEXTYPES = {lextypes}[,\n    HEADLINE = {headline}]\n)",
	.drop = "DROP TEXT SEARCH PARSER {reference}",
	.rename = "ALTER TEXT SEARCH PARSER {old.reference} RENAME TO {name}",
	.move = "ALTER TEXT SEARCH PARSER {old.reference} SET SCHEMA {schema}",
};

const FactKind kind_text_search_template = {
	.name = "text search template",
	.catalog = TSTemplateRelationId,
	.query =
	"SELECT t.oid, n.nspname AS schema, t.tmplname AS name, t.tmpllexize::regproc::text AS lexize,"
	"  CASE WHEN t.tmplinit <> 0 THEN t.tmplinit::regproc::text END AS init"
	" FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace WHERE t.tmplnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "lexize"},
		{.name = "init"},
		{NULL}
	},
	.object = "TEXT SEARCH TEMPLATE {reference}",
	.create = "CREATE TEXT SEARCH TEMPLATE {reference} (\n    LEXIZE = {lexize}[,\n    INIT = {init}]\n)",
	.drop = "DROP TEXT SEARCH TEMPLATE {reference}",
	.rename = "ALTER TEXT SEARCH TEMPLATE {old.reference} RENAME TO {name}",
	.move = "ALTER TEXT SEARCH TEMPLATE {old.reference} SET SCHEMA {schema}",
};

/* What ALTER TEXT SEARCH DICTIONARY names goes to the end of the list, without a value out of it. */
static void
change_dictionary_options(Changes *changes, const Fact *from, const Fact *to)
{
	const char *before = fact_value(from, "options"),
			   *after = fact_value(to, "options");
	List	   *named = list_concat(split_list(list_keys_without(before, after)), split_list(list_behind(after, before)));

	changes_add(changes, STATEMENT_ALTER, to,
				psprintf("%s (%s)", template_fill("ALTER TEXT SEARCH DICTIONARY {reference}", to, NULL, NULL), join_list(named)));
}

const FactKind kind_text_search_dictionary = {
	.name = "text search dictionary",
	.catalog = TSDictionaryRelationId,
	.query =
	"SELECT d.oid, n.nspname AS schema, d.dictname AS name, d.dictowner AS owner,"
	"  quote_ident(m.nspname) || '.' || quote_ident(t.tmplname) AS template, d.dictinitoption AS options"
	" FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace JOIN pg_ts_template t ON t.oid = d.dicttemplate"
	"  JOIN pg_namespace m ON m.oid = t.tmplnamespace WHERE d.dictnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "template"},
		{.name = "options", .change = change_dictionary_options},
		{NULL}
	},
	.object = "TEXT SEARCH DICTIONARY {reference}",
	.create = "CREATE TEXT SEARCH DICTIONARY {reference} (\n    TEMPLATE = {template}[,\n    {options}]\n)",
	.drop = "DROP TEXT SEARCH DICTIONARY {reference}",
	.rename = "ALTER TEXT SEARCH DICTIONARY {old.reference} RENAME TO {name}",
	.move = "ALTER TEXT SEARCH DICTIONARY {old.reference} SET SCHEMA {schema}",
};

const FactKind kind_text_search_configuration = {
	.name = "text search configuration",
	.catalog = TSConfigRelationId,
	.query =
	"SELECT c.oid, n.nspname AS schema, c.cfgname AS name, c.cfgowner AS owner, quote_ident(m.nspname) || '.' || quote_ident(p.prsname) AS parser"
	" FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace JOIN pg_ts_parser p ON p.oid = c.cfgparser"
	"  JOIN pg_namespace m ON m.oid = p.prsnamespace WHERE c.cfgnamespace = ANY ($1)",
	.attributes = (const Attribute[]) {
		{.name = "parser"},
		{NULL}
	},
	.object = "TEXT SEARCH CONFIGURATION {reference}",
	.create = "CREATE TEXT SEARCH CONFIGURATION {reference} (\n    PARSER = {parser}\n)",
	.drop = "DROP TEXT SEARCH CONFIGURATION {reference}",
	.rename = "ALTER TEXT SEARCH CONFIGURATION {old.reference} RENAME TO {name}",
	.move = "ALTER TEXT SEARCH CONFIGURATION {old.reference} SET SCHEMA {schema}",
};

const FactKind kind_text_search_mapping = {
	.name = "text search mapping",
	.query =
	"SELECT 'pg_ts_config'::regclass::oid AS of_class, c.oid AS of_oid, t.alias AS name, t.tokid AS position, m.dictionaries,"
	"  'pg_ts_dict'::regclass::oid AS needs_class, m.needs"
	" FROM pg_ts_config c,"
	"  LATERAL ts_token_type(c.cfgparser) t,"
	"  LATERAL (SELECT string_agg(quote_ident(n.nspname) || '.' || quote_ident(d.dictname), ', ' ORDER BY m.mapseqno) AS dictionaries, array_agg(d.oid) AS needs"
	"    FROM pg_ts_config_map m JOIN pg_ts_dict d ON d.oid = m.mapdict JOIN pg_namespace n ON n.oid = d.dictnamespace"
	"    WHERE m.mapcfg = c.oid AND m.maptokentype = t.tokid) m"
	" WHERE c.cfgnamespace = ANY ($1) AND m.dictionaries IS NOT NULL",
	.attributes = (const Attribute[]) {
		{.name = "dictionaries", .alter = "ALTER TEXT SEARCH CONFIGURATION {of} ALTER MAPPING FOR {name} WITH {dictionaries}"},
		{NULL}
	},
	.create = "ALTER TEXT SEARCH CONFIGURATION {of} ADD MAPPING FOR {name} WITH {dictionaries}",
	.drop = "ALTER TEXT SEARCH CONFIGURATION {of} DROP MAPPING FOR {name}",
	.characteristic = true,
};
