/*
 * export.h
 *	  How a C function becomes callable from SQL, and what its arguments and rows look like in C.
 */
#ifndef MIGRATE_SERVER_EXPORT_H
#define MIGRATE_SERVER_EXPORT_H

#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"

/* With -fvisibility=hidden every SQL function is exported by name. */
#define MIGRATE_FUNCTION(name) \
	extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS); \
	PG_FUNCTION_INFO_V1(name)

/* an argument as a C string, NULL where it is NULL */
#define ARGUMENT_TEXT(n) argument_text(fcinfo, n)

extern char *argument_text(FunctionCallInfo fcinfo, int n);
extern char *argument_required(FunctionCallInfo fcinfo, int n, const char *name);
extern char **argument_texts(FunctionCallInfo fcinfo, int n, const char *name, int *length);	/* NULL: NULL; elements may not be NULL */
extern Datum role_datum(Oid role);	/* its name */
extern Datum texts_datum(char *const *items, int length);	/* text[] */

/* rows of a set-returning function */
extern void rows_begin(FunctionCallInfo fcinfo);
extern void rows_add(FunctionCallInfo fcinfo, Datum *values, bool *nulls);

static inline Datum
text_or_null(const char *text, bool *isnull)
{
	*isnull = text == NULL;
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

#endif							/* MIGRATE_SERVER_EXPORT_H */
