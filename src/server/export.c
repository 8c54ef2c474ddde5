/*
 * export.c
 *	  Arguments and rows of SQL functions, as C values.
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "server/compat.h"
#include "server/export.h"

/* A text argument, palloc'd, or NULL. */
char *
argument_text(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* A text argument that may not be NULL. */
char *
argument_required(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("argument \"%s\" is NULL", name));
	return text_to_cstring(PG_GETARG_TEXT_PP(n));
}

/* A text[] argument; palloc'd, NULL where it is NULL.  NULL elements are an error. */
char **
argument_texts(FunctionCallInfo fcinfo, int n, const char *name, int *length)
{
	Datum	   *elements;
	bool	   *nulls;
	char	  **items;

	*length = 0;
	if (PG_ARGISNULL(n))
		return NULL;
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(n), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, length);
	items = palloc(sizeof(char *) * (*length + 1));
	for (int i = 0; i < *length; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("element %d of argument \"%s\" is NULL", i + 1, name));
		items[i] = TextDatumGetCString(elements[i]);
	}
	return items;
}

Datum
role_datum(Oid role)
{
	return DirectFunctionCall1(namein, CStringGetDatum(GetUserNameFromId(role, false)));
}

Datum
texts_datum(char *const *items, int length)
{
	Datum	   *elements = palloc(sizeof(Datum) * (length + 1));

	for (int i = 0; i < length; i++)
		elements[i] = CStringGetTextDatum(items[i]);
	return PointerGetDatum(construct_array(elements, length, TEXTOID, -1, false, TYPALIGN_INT));
}

void
rows_begin(FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, 0);
}

void
rows_add(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}
