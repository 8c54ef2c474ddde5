/*
 * type.c
 *	  What can be said of a conversion by the names of its types.
 *
 * A snapshot may come from another server, so there is no pg_cast to ask; what is not known here is taken for the worse.
 */
#include "postgres.h"

#include "schema/internal.h"

/* Families within which PostgreSQL casts on assignment, each from narrow to wide where that is an order. */
static const char *const families[][8] = {
	{"smallint", "integer", "bigint", "numeric", "real", "double precision", NULL},
	{"name", "character", "character varying", "text", NULL},
	{"date", "timestamp without time zone", "timestamp with time zone", NULL},
	{"jsonb", "json", NULL},	/* keys that come twice are kept by json alone */
	{"bit", "bit varying", NULL},
	{"cidr", "inet", NULL},
};

/* What rounds: the second reaches further, but has not every number of the first. */
static const char *const rounding_casts[][2] = {
	{"integer", "real"}, {"bigint", "real"}, {"numeric", "real"}, {"bigint", "double precision"}, {"numeric", "double precision"},
};

/* "numeric(10,2)[]" -> the length of "numeric"; the modifiers may stand within: "timestamp(3) without time zone" */
static char *
base_name(const char *type)
{
	const char *open = strchr(type, '('),
			   *close = open == NULL ? NULL : strchr(open, ')');

	return close == NULL ? pstrdup(type) : psprintf("%.*s%s", (int) (open - type), type, close + 1);
}

static bool
is_array(const char *type)
{
	size_t		length = strlen(type);

	return length > 2 && strcmp(type + length - 2, "[]") == 0;
}

static char *
element_of(const char *array)
{
	return pnstrdup(array, strlen(array) - 2);
}

static int
place_in(const char *const *family, const char *base)
{
	for (int i = 0; family[i] != NULL; i++)
		if (strcmp(family[i], base) == 0)
			return i;
	return -1;
}

static bool
is_string(const char *base)
{
	return place_in(families[1], base) >= 0;
}

/* Can values of one type be assigned to another without a USING clause? */
bool
type_assigns(const char *from, const char *to)
{
	char	   *source = base_name(from),
			   *target = base_name(to);

	if (strcmp(source, target) == 0)
		return true;
	if (is_array(source) && is_array(target))
		return type_assigns(element_of(source), element_of(target));
	for (int i = 0; i < lengthof(families); i++)
		if (place_in(families[i], source) >= 0 && place_in(families[i], target) >= 0)
			return true;
	/* whatever there is, it can be written as text */
	return is_string(target);
}

/* What PostgreSQL assigns to one of another family (pg_cast): so it converts defaults, too. */
static const char *const assigned_casts[][2] = {
	{"integer", "money"}, {"bigint", "money"}, {"numeric", "money"}, {"money", "numeric"},
	{"text", "\"char\""}, {"character varying", "\"char\""}, {"character", "\"char\""},
	{"interval", "time without time zone"}, {"time without time zone", "interval"}, {"time with time zone", "time without time zone"},
	{"time without time zone", "time with time zone"}, {"timestamp without time zone", "time without time zone"},
	{"timestamp with time zone", "time without time zone"}, {"timestamp with time zone", "time with time zone"},
};

/* What it casts one into the other beyond that, when it is told to. */
static const char *const explicit_casts[][2] = {
	{"integer", "boolean"}, {"boolean", "integer"}, {"integer", "bit"}, {"bigint", "bit"}, {"bit", "integer"}, {"bit", "bigint"},
	{"jsonb", "boolean"}, {"jsonb", "smallint"}, {"jsonb", "integer"}, {"jsonb", "bigint"}, {"jsonb", "numeric"}, {"jsonb", "real"},
	{"jsonb", "double precision"},
};

static bool
is_pair(const char *const (*pairs)[2], int n, const char *from, const char *to)
{
	for (int i = 0; i < n; i++)
		if (strcmp(pairs[i][0], from) == 0 && strcmp(pairs[i][1], to) == 0)
			return true;
	return false;
}

/* Does PostgreSQL convert the default with a column, whatever USING says of its values? */
bool
type_converts_default(const char *from, const char *to)
{
	return type_assigns(from, to) || is_pair(assigned_casts, lengthof(assigned_casts), base_name(from), base_name(to));
}

/* Does PostgreSQL cast values of one of its types to another?  If not, there is always the way by text. */
bool
type_casts(const char *from, const char *to)
{
	char	   *source = base_name(from),
			   *target = base_name(to);

	if (is_array(source) && is_array(target))
		return type_casts(element_of(source), element_of(target));
	if (type_assigns(source, target) || is_string(source) || is_string(target))
		return true;
	return is_pair(assigned_casts, lengthof(assigned_casts), source, target) || is_pair(explicit_casts, lengthof(explicit_casts), source, target);
}

/*
 * How a value becomes an array that holds it alone, or the first element of one, palloc'd; NULL: the types are no such two.  A
 * string may hold what is an array in words, and is cast.
 */
char *
type_wraps(const char *from, const char *to, const char *value)
{
	if (is_array(to) && !is_array(from) && !is_string(base_name(from)) && type_assigns(from, element_of(to)))
		return psprintf("CASE WHEN %s IS NOT NULL THEN ARRAY[%s] END", value, value);
	if (is_array(from) && !is_array(to) && !is_string(base_name(to)) && type_assigns(element_of(from), to))
		return psprintf("%s[1]", value);
	return NULL;
}

/* Has a foreign key between two types an equality operator that the server takes by itself? */
bool
type_compares(const char *a, const char *b)
{
	if (strcmp(base_name(a), base_name(b)) == 0)
		return true;
	return !is_array(a) && !is_array(b) && type_assigns(a, b) && type_assigns(b, a);
}

/* Is a modifier of the same type at least as wide?  "(10)" in "(20)", and anything where there is none. */
static bool
modifier_widens(const char *from, const char *to)
{
	const char *before = strchr(from, '('),
			   *after = strchr(to, '(');
	int			precision[2],
				scale[2] = {0, 0};

	if (after == NULL)
		return true;
	if (before == NULL || sscanf(before, "(%d,%d)", &precision[0], &scale[0]) < 1 || sscanf(after, "(%d,%d)", &precision[1], &scale[1]) < 1)
		return false;
	return precision[1] - scale[1] >= precision[0] - scale[0] && scale[1] >= scale[0];
}

/* May values be lost or refused on the way from one type to another? */
bool
type_narrows(const char *from, const char *to)
{
	char	   *source = base_name(from),
			   *target = base_name(to);

	if (strcmp(source, target) == 0)
		return !modifier_widens(from, to);
	if (is_array(to) && type_wraps(from, to, "") != NULL)
		return type_narrows(from, element_of(to));
	if (strchr(to, '(') != NULL || is_array(to) != is_array(from))
		return strcmp(to, "text") != 0;
	if (strcmp(target, "text") == 0 || strcmp(target, "character varying") == 0)
		return false;
	for (int i = 0; i < lengthof(families); i++)
	{
		int			before = place_in(families[i], source),
					after = place_in(families[i], target);

		if (before >= 0 && after >= 0)
			return after < before || is_pair(rounding_casts, lengthof(rounding_casts), source, target);
	}
	return true;
}
