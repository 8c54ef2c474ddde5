/*
 * json_writer.c
 *	  A jsonb written from front to back, as it lies in memory.
 *
 * As the server's own convertJsonbValue() (utils/jsonb.h tells the format): a container is a count, an array of JEntry, and
 * the data they speak of, in an object all keys before all values; containers and numbers are aligned.  What is written is
 * the same, byte by byte.
 */
#include "postgres.h"

#include "server/json_writer.h"

static void
align(StringInfo out)
{
	while (out->len % sizeof(uint32) != 0)
		appendStringInfoCharMacro(out, '\0');
}

/* room for so many JEntries behind the count that a container begins with */
static void
begin_container(JsonWriter *writer, JsonFrame *frame, uint32 header, int nentries)
{
	StringInfo	out = &writer->out;

	frame->outer = writer->frame;
	frame->begin = out->len;
	frame->expected = nentries;
	frame->n = frame->length = 0;
	align(out);
	appendBinaryStringInfo(out, (char *) &header, sizeof(header));
	frame->entries = out->len;
	enlargeStringInfo(out, nentries * sizeof(JEntry));
	out->len += nentries * sizeof(JEntry);
	writer->frame = frame;
}

/* Note in the innermost container what has just been written, from an offset on. */
static void
note_entry(JsonWriter *writer, JEntry type, int begin)
{
	JsonFrame  *frame = writer->frame;
	int			length = writer->out.len - begin;

	Assert(frame->n < frame->expected);
	frame->length += length;
	if (frame->length > JENTRY_OFFLENMASK)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a jsonb cannot hold more than %u bytes", JENTRY_OFFLENMASK));
	((JEntry *) (writer->out.data + frame->entries))[frame->n] =
		type | (frame->n % JB_OFFSET_STRIDE == 0 ? JENTRY_HAS_OFF | frame->length : length);
	frame->n++;
}

/* The whole is one array or object. */
void
json_begin(JsonWriter *writer)
{
	initStringInfo(&writer->out);
	writer->out.len = VARHDRSZ;
	writer->frame = NULL;
	memset(writer->numbers, 0, sizeof(writer->numbers));
	writer->last_numeric = NULL;
}

/* n elements follow */
void
json_begin_array(JsonWriter *writer, JsonFrame *frame, int n)
{
	begin_container(writer, frame, n | JB_FARRAY, n);
}

/* The values of these keys follow, which are in the order of json_compare_keys(). */
void
json_begin_object(JsonWriter *writer, JsonFrame *frame, const char *const *keys, int n)
{
	begin_container(writer, frame, n | JB_FOBJECT, 2 * n);
	for (int i = 0; i < n; i++)
	{
		Assert(i == 0 || json_compare_keys(keys[i - 1], keys[i]) < 0);
		json_add_text(writer, keys[i]);
	}
}

void
json_end_container(JsonWriter *writer)
{
	int			begin = writer->frame->begin;

	Assert(writer->frame->n == writer->frame->expected);
	writer->frame = writer->frame->outer;
	if (writer->frame != NULL)
		note_entry(writer, JENTRY_ISCONTAINER, begin);
}

void
json_add_text(JsonWriter *writer, const char *text)
{
	int			begin = writer->out.len;

	appendBinaryStringInfo(&writer->out, text, strlen(text));
	note_entry(writer, JENTRY_ISSTRING, begin);
}

/* One text: "first second" */
void
json_add_two_words(JsonWriter *writer, const char *first, const char *second)
{
	int			begin = writer->out.len;

	appendBinaryStringInfo(&writer->out, first, strlen(first));
	appendStringInfoCharMacro(&writer->out, ' ');
	appendBinaryStringInfo(&writer->out, second, strlen(second));
	note_entry(writer, JENTRY_ISSTRING, begin);
}

/* The same numbers come again and again: positions, and the oid of a table with each of its columns. */
static Numeric
numeric_of(JsonWriter *writer, int64 number)
{
	Numeric    *known = number >= 0 && number < lengthof(writer->numbers) ? &writer->numbers[number] : &writer->last_numeric;

	if (*known == NULL || (known == &writer->last_numeric && writer->last_number != number))
	{
		if (*known != NULL)
			pfree(*known);
		*known = int64_to_numeric(number);
		if (known == &writer->last_numeric)
			writer->last_number = number;
	}
	return *known;
}

void
json_add_number(JsonWriter *writer, int64 number)
{
	int			begin = writer->out.len;
	Numeric		value = numeric_of(writer, number);

	align(&writer->out);
	appendBinaryStringInfo(&writer->out, (char *) value, VARSIZE_ANY(value));
	note_entry(writer, JENTRY_ISNUMERIC, begin);
}

/* What has been written, palloc'd in the context of json_begin(). */
Jsonb *
json_end(JsonWriter *writer)
{
	Jsonb	   *json = (Jsonb *) writer->out.data;

	Assert(writer->frame == NULL);
	SET_VARSIZE(json, writer->out.len);
	return json;
}

/* The order in which the keys of a jsonb stand. */
int
json_compare_keys(const char *a, const char *b)
{
	size_t		left = strlen(a),
				right = strlen(b);

	return left == right ? memcmp(a, b, left) : left < right ? -1 : 1;
}
