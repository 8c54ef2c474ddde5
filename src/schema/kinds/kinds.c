/*
 * kinds.c
 *	  All kinds of facts, in the order in which a reader would make them.
 *
 * A new kind is a file beside this one, a line here and one in kinds.h.
 */
#include "postgres.h"

#include "schema/kinds/kinds.h"

const FactKind *const schema_kinds[] = {
	&kind_schema,
	&kind_tenant,
	&kind_extension,
	&kind_collation,
	&kind_shell_type,
	&kind_enum,
	&kind_enum_value,
	&kind_domain,
	&kind_domain_not_null,
	&kind_domain_constraint,
	&kind_composite,
	&kind_attribute,
	&kind_range,
	&kind_access_method,
	&kind_language,
	&kind_function,
	&kind_procedure,
	&kind_aggregate,
	&kind_base_type,
	&kind_operator,
	&kind_operator_link,
	&kind_operator_family,
	&kind_family_operator,
	&kind_family_function,
	&kind_operator_class,
	&kind_cast,
	&kind_conversion,
	&kind_transform,
	&kind_text_search_parser,
	&kind_text_search_template,
	&kind_text_search_dictionary,
	&kind_text_search_configuration,
	&kind_text_search_mapping,
	&kind_foreign_data_wrapper,
	&kind_foreign_server,
	&kind_user_mapping,
	&kind_sequence,
	&kind_table,
	&kind_foreign_table,
	&kind_column,
	&kind_not_null,
	&kind_identity,
	&kind_partition,
	&kind_distribution,
	&kind_function_distribution,
	&kind_constraint,
	&kind_constraint_index,
	&kind_materialized_view,
	&kind_materialized_view_column,
	&kind_index,
	&kind_index_partition,
	&kind_view,
	&kind_view_column,
	&kind_default,
	&kind_statistics,
	&kind_rule,
	&kind_trigger,
	&kind_partition_trigger,
	&kind_policy,
	&kind_publication,
	&kind_publication_table,
	&kind_publication_schema,
	&kind_system_relation,
	&kind_system_column,
	&kind_system_function,
	&kind_system_language,
	&kind_member_schema,
	&kind_member_relation,
	&kind_member_sequence,
	&kind_member_function,
	&kind_member_type,
	&kind_member_language,
	&kind_member_wrapper,
	&kind_event_trigger,
	&kind_extension_dependency,
	&kind_owner,
	&kind_grant,
	&kind_comment,
	&kind_security_label,
	&kind_default_privilege,
	&kind_schema_default_privilege,
};

const int	schema_nkinds = lengthof(schema_kinds);

/* The kind of that name, or NULL. */
const FactKind *
kind_by_name(const char *name)
{
	for (int i = 0; i < schema_nkinds; i++)
		if (strcmp(schema_kinds[i]->name, name) == 0)
			return schema_kinds[i];
	return NULL;
}

/* Where a kind stands in the order. */
int
kind_position(const FactKind *kind)
{
	for (int i = 0; i < schema_nkinds; i++)
		if (schema_kinds[i] == kind)
			return i;
	elog(ERROR, "kind %s is not in the list", kind->name);
}

int
kind_nattributes(const FactKind *kind)
{
	int			n = 0;

	while (kind->attributes[n].name != NULL)
		n++;
	return n;
}

/* The number of a kind's attribute; -1: it has none of that name. */
int
attribute_number(const FactKind *kind, const char *name)
{
	for (int i = 0; kind->attributes[i].name != NULL; i++)
		if (strcmp(kind->attributes[i].name, name) == 0)
			return i;
	return -1;
}
