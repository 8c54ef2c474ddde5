/*
 * kinds.h
 *	  All kinds of facts by name: for kinds.c, and for a kind that has to know another.
 */
#ifndef MIGRATE_SCHEMA_KINDS_H
#define MIGRATE_SCHEMA_KINDS_H

#include "schema/internal.h"

extern const FactKind
			kind_schema,
			kind_collation,
			kind_shell_type,
			kind_enum,
			kind_enum_value,
			kind_composite,
			kind_attribute,
			kind_domain,
			kind_domain_not_null,
			kind_domain_constraint,
			kind_range,
			kind_base_type,
			kind_access_method,
			kind_language,
			kind_function,
			kind_procedure,
			kind_aggregate,
			kind_operator,
			kind_operator_link,
			kind_operator_family,
			kind_family_operator,
			kind_family_function,
			kind_operator_class,
			kind_cast,
			kind_conversion,
			kind_transform,
			kind_table,
			kind_column,
			kind_not_null,
			kind_default,
			kind_identity,
			kind_partition,
			kind_distribution,
			kind_tenant,
			kind_function_distribution,
			kind_sequence,
			kind_constraint,
			kind_constraint_index,
			kind_index,
			kind_index_partition,
			kind_view,
			kind_view_column,
			kind_extension,
			kind_extension_dependency,
			kind_text_search_parser,
			kind_text_search_template,
			kind_text_search_dictionary,
			kind_text_search_configuration,
			kind_text_search_mapping,
			kind_foreign_data_wrapper,
			kind_foreign_server,
			kind_user_mapping,
			kind_foreign_table,
			kind_materialized_view,
			kind_materialized_view_column,
			kind_statistics,
			kind_rule,
			kind_trigger,
			kind_partition_trigger,
			kind_policy,
			kind_publication,
			kind_publication_table,
			kind_publication_schema,
			kind_default_privilege,
			kind_schema_default_privilege,
			kind_event_trigger,
			kind_system_relation,
			kind_system_column,
			kind_system_function,
			kind_system_language,
			kind_member_schema,
			kind_member_relation,
			kind_member_sequence,
			kind_member_function,
			kind_member_type,
			kind_member_language,
			kind_member_wrapper,
			kind_owner,
			kind_grant,
			kind_comment,
			kind_security_label;

/* SQL that several kinds' queries have. */

/* Where what is in tablespace s lies by default; the database that is altered says it, {old.usual_tablespace}. */
#define USUAL_TABLESPACE \
	"CASE WHEN s.oid IS NOT NULL THEN (SELECT quote_ident(spcname) FROM pg_database d JOIN pg_tablespace o ON o.oid = d.dattablespace WHERE datname = current_database()) END AS usual_tablespace"

/* An option o, "name=value", and lists of such: of an array, of a relation c with its TOAST table t. */
#define RELOPTION "quote_ident(split_part(o, '=', 1)) || '=' || quote_literal(substr(o, strpos(o, '=') + 1))"
#define RELOPTIONS(array) "(SELECT string_agg(" RELOPTION ", ', ') FROM unnest(" array ") o)"
#define RELOPTIONS_WITH_TOAST \
	"CASE WHEN c.reloptions IS NOT NULL OR t.reloptions IS NOT NULL THEN" \
	"    (SELECT string_agg(prefix || " RELOPTION ", ', ')" \
	"     FROM (SELECT '' AS prefix, unnest(c.reloptions) AS o UNION ALL SELECT 'toast.', unnest(t.reloptions)) f) END AS options"

/* What an index's columns are called: as those that they are on once were, or by the server; the partitions' indexes are called by it. */
#define COLUMNS_OF_INDEX(oid) "(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = " oid " AND a.attnum > 0)"

/* The type of a view's column, a of pg_attribute, with the collation where that is not the type's, t of pg_type. */
#define TYPE_OF_OUTPUT "format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END"

/* The oids of relations of a kind that are looked at, in an array: an index finds what they have, without a look at all tables' columns. */
#define RELATIONS(relkind) "ARRAY(SELECT c.oid FROM pg_class c WHERE c.relkind = '" relkind "' AND c.relnamespace = ANY ($1))"

extern void read_columns(SchemaSnapshot *snapshot);	/* columns.c */

/* column.c; the first: of what has the attributes inherited and of_partition */
extern bool is_inherited(const Fact *fact);
extern bool is_in_partition_key(const Fact *column);

/* constraint.c; words: as "PRIMARY KEY" */
extern bool constraint_is(const Fact *fact, const char *words);
extern bool is_renamed_of_typed(const Fact *from, const Fact *to);

extern const char *const constraint_for_all;	/* its creation, on partitions too */

/* distribution.c */
extern void need_distributions(SchemaSnapshot *snapshot);

/* index.c */
extern bool is_clustered_otherwise(const Fact *from, const Fact *to);
extern bool is_identified_otherwise(const Fact *from, const Fact *to);

extern bool key_says_not_null(const Fact *key);	/* not_null.c */
extern bool stays_partition(const Fact *table);	/* partition.c */
extern const Fact *index_above(const Fact *index);	/* partition_index.c */
extern bool index_loses_part(const Fact *from, const Fact *to);

#endif							/* MIGRATE_SCHEMA_KINDS_H */
