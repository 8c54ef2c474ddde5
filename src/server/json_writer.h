/*
 * json_writer.h
 *	  A jsonb written from front to back, as it lies in memory.
 *
 * Who knows beforehand how many members a container has, and writes keys in jsonb's own order, needs no tree of values to
 * be sorted and converted: for a jsonb of tens of megabytes that is most of the time and memory.
 */
#ifndef MIGRATE_SERVER_JSON_WRITER_H
#define MIGRATE_SERVER_JSON_WRITER_H

#include "lib/stringinfo.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

/* A container that is being written; lives with the caller until json_end_container(). */
typedef struct JsonFrame
{
	struct JsonFrame *outer;
	int			begin;			/* where its elements' lengths are counted from: with the padding before it */
	int			entries;		/* where its JEntry array stands */
	int			expected;		/* how many it has room for */
	int			n;				/* how many are written */
	int			length;			/* of their data */
} JsonFrame;

typedef struct JsonWriter
{
	StringInfoData out;
	JsonFrame  *frame;			/* the innermost */
	Numeric		numbers[64];	/* as numerics: small ones */
	int64		last_number;	/* ... and the last that was not small */
	Numeric		last_numeric;
} JsonWriter;

extern void json_begin(JsonWriter *writer);
extern void json_begin_array(JsonWriter *writer, JsonFrame *frame, int n);
extern void json_begin_object(JsonWriter *writer, JsonFrame *frame, const char *const *keys, int n);
extern void json_end_container(JsonWriter *writer);
extern void json_add_text(JsonWriter *writer, const char *text);
extern void json_add_two_words(JsonWriter *writer, const char *first, const char *second);
extern void json_add_number(JsonWriter *writer, int64 number);
extern Jsonb *json_end(JsonWriter *writer);
extern int	json_compare_keys(const char *a, const char *b);

#endif							/* MIGRATE_SERVER_JSON_WRITER_H */
