/*
 * schema.c
 *	  snapshot(), fingerprint() and diff(): the schema as a value.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "autogenerate/autogenerate.h"
#include "command/internal.h"
#include "schema/schema.h"

static SchemaFilter
filter_of_arguments(FunctionCallInfo fcinfo, int schemas, int ignore)
{
	SchemaFilter filter = {0};

	filter.schemas = argument_texts(fcinfo, schemas, "schemas", &filter.nschemas);
	filter.ignore = argument_texts(fcinfo, ignore, "ignore", &filter.nignore);
	return filter;
}

MIGRATE_FUNCTION(migrate_snapshot);
Datum
migrate_snapshot(PG_FUNCTION_ARGS)
{
	SchemaFilter filter = filter_of_arguments(fcinfo, 0, 1);

	PG_RETURN_JSONB_P(schema_to_jsonb(schema_read(&filter)));
}

MIGRATE_FUNCTION(migrate_model_snapshot);
Datum
migrate_model_snapshot(PG_FUNCTION_ARGS)
{
	char	   *model = argument_required(fcinfo, 0, "model");
	SchemaFilter filter = filter_of_arguments(fcinfo, 1, 2);

	PG_RETURN_JSONB_P(schema_to_jsonb(model_snapshot(model, &filter)));
}

MIGRATE_FUNCTION(migrate_fingerprint);
Datum
migrate_fingerprint(PG_FUNCTION_ARGS)
{
	SchemaFilter filter = filter_of_arguments(fcinfo, 0, 1);

	PG_RETURN_BYTEA_P(schema_fingerprint(schema_read(&filter)));
}

static void
return_changes(FunctionCallInfo fcinfo, const SchemaDiff *diff)
{
	for (int i = 0; i < diff->n; i++)
	{
		const SchemaChange *change = &diff->changes[i];
		Datum		values[7] = {Int32GetDatum(i + 1), CStringGetTextDatum(change->kind), CStringGetTextDatum(change->identity),
		CStringGetTextDatum(change->action)};
		bool		nulls[7] = {false};

		values[4] = text_or_null(change->upgrade, &nulls[4]);
		values[5] = text_or_null(change->downgrade, &nulls[5]);
		values[6] = text_or_null(schema_note(change), &nulls[6]);
		rows_add(fcinfo, values, nulls);
	}
}

/* Source and target; a NULL source is what a new database holds, in the eyes of who read the target. */
static void
read_both(FunctionCallInfo fcinfo, SchemaSnapshot *snapshots[2])
{
	if (!PG_ARGISNULL(0))
	{
		schema_from_two_jsonb(PG_GETARG_JSONB_P(0), PG_GETARG_JSONB_P(1), snapshots);
		return;
	}
	snapshots[0] = schema_empty();
	snapshots[1] = schema_from_jsonb(PG_GETARG_JSONB_P(1));
	schema_take_role(snapshots[0], snapshots[1]);
}

MIGRATE_FUNCTION(migrate_diff);
Datum
migrate_diff(PG_FUNCTION_ARGS)
{
	SchemaFilter filter = filter_of_arguments(fcinfo, 2, 3);
	SchemaSnapshot *snapshots[2];

	filter.keep = !PG_ARGISNULL(4) && !PG_GETARG_BOOL(4);
	rows_begin(fcinfo);
	if (PG_ARGISNULL(1))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("target may not be NULL"),
				errhint("Take a snapshot with migrate.snapshot()."));
	read_both(fcinfo, snapshots);
	for (int i = 0; i < lengthof(snapshots); i++)
		schema_filter(snapshots[i], &filter);
	if (filter.keep)
		snapshots[1] = schema_union(snapshots[0], snapshots[1]);
	return_changes(fcinfo, schema_diff(snapshots[0], snapshots[1]));
	return (Datum) 0;
}
