/*
 * fleet_file.c
 *	  The file that lists the databases of a fleet.
 *
 * A line is a connection URI, a connection string or the name of a database, with a name for the report before it if one likes:
 *
 *	   # customers of the north
 *	   acme   postgresql://deploy@db1/acme
 *	   host=db2 dbname=emu user=deploy
 *
 * What a line leaves open the environment says, as for every other command.  A password in it must not be seen anywhere: no
 * message quotes a line, and libpq's own, which quotes what it could not read, is not shown.
 */
#include "postgres_fe.h"

#include "client/fleet.h"

typedef struct Reading
{
	const char *path;
	int			line;
	PQconninfoOption *defaults;
} Reading;

static void
refuse_line(const Reading *reading, const char *hint, const char *what)
{
	fail_hint(hint, "%s:%d: %s", input_name(reading->path), reading->line, what);
}

static char *
option_value(PQconninfoOption *options, const char *keyword)
{
	for (PQconninfoOption *option = options; option->keyword; option++)
	{
		if (strcmp(option->keyword, keyword) == 0)
			return option->val;
	}
	return NULL;
}

/* What a connection will go by, "" where nothing says it. */
static const char *
effective_value(const Reading *reading, PQconninfoOption *options, const char *keyword)
{
	char	   *value = option_value(options, keyword);

	if (value == NULL)
		value = option_value(reading->defaults, keyword);
	return value ? value : "";
}

/* Takes "name  " off a line that goes on with a connection; NULL: it has none. */
static char *
take_name(char **line)
{
	size_t		length = strcspn(*line, " \t");
	char	   *rest = *line + length + strspn(*line + length, " \t");
	char	   *name;

	if (*rest == '\0' || *rest == '=')
		return NULL;
	name = pnstrdup(*line, length);
	if (connect_names_database(name))
		return NULL;
	*line = rest;
	return name;
}

/* "dbname='shop'" */
static char *
of_database_name(const char *name)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, "dbname='");
	for (; *name != '\0'; name++)
	{
		if (*name == '\'' || *name == '\\')
			appendStringInfoChar(&text, '\\');
		appendStringInfoChar(&text, *name);
	}
	appendStringInfoChar(&text, '\'');
	return text.data;
}

/* What is left of a line as a connection string that libpq can read. */
static char *
connection_of(const Reading *reading, const char *text)
{
	const char *uri = connect_uri(text);

	if (uri)
		return pstrdup(uri);
	if (strstr(text, "://") != NULL && strchr(text, '=') == NULL)
		refuse_line(reading, "It looks like postgresql://user@host/database.", "this is no URI of PostgreSQL");
	return connect_names_database(text) ? pstrdup(text) : of_database_name(text);
}

/* A character that has a meaning in URIs makes parts of a password what they are not, and those are shown. */
static void
check_parts(const Reading *reading, PQconninfoOption *options)
{
	const char *host = option_value(options, "host");
	const char *port = option_value(options, "port");

	if ((host && strchr(host, '@') != NULL) || (port && port[strspn(port, "0123456789,")] != '\0'))
		refuse_line(reading, "In a URI the characters @ : / ? # % of a password are written %40 %3A %2F %3F %23 %25; better, it is in ~/.pgpass.",
					"host or port of the connection cannot be read");
}

/* Two connections with the same text lead to the same place. */
static char *
identity_of(const Reading *reading, PQconninfoOption *options)
{
	static const char *const keywords[] = {"service", "host", "hostaddr", "port", "dbname", "options"};
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < lengthof(keywords); i++)
		appendStringInfo(&text, "%s\n", effective_value(reading, options, keywords[i]));
	return text.data;
}

static void
read_connection(const Reading *reading, const char *text, FleetTarget *target)
{
	PQconninfoOption *options;

	target->connection = connection_of(reading, text);
	options = PQconninfoParse(target->connection, NULL);
	if (options == NULL)
		refuse_line(reading, "A line is a URI (postgresql://user@host/database), a connection string (host=... dbname=...) or the name of a database; a name may stand before it.",
					"the connection cannot be read");
	check_parts(reading, options);
	target->database = pstrdup(effective_value(reading, options, "dbname"));
	target->place = psprintf("%s:%s/%s", effective_value(reading, options, "host"), effective_value(reading, options, "port"), target->database);
	target->identity = identity_of(reading, options);
	PQconninfoFree(options);
}

static void
add_target(const Reading *reading, Fleet *fleet, char *line)
{
	FleetTarget target = {.line = reading->line};

	target.name = take_name(&line);
	read_connection(reading, line, &target);
	if ((fleet->n & (fleet->n - 1)) == 0)
		fleet->targets = pg_realloc(fleet->targets, Max(fleet->n * 2, 1) * sizeof(FleetTarget));
	fleet->targets[fleet->n++] = target;
}

static bool
is_taken(const Fleet *fleet, const FleetTarget *by)
{
	for (int i = 0; i < fleet->n; i++)
	{
		if (&fleet->targets[i] != by && strcmp(fleet->targets[i].database, by->database) == 0)
			return true;
	}
	return false;
}

/* Who has no name is called as the database, and where several are called so, with the place of the server. */
static void
name_targets(Fleet *fleet)
{
	for (int i = 0; i < fleet->n; i++)
	{
		FleetTarget *target = &fleet->targets[i];

		if (target->name == NULL)
			target->name = is_taken(fleet, target) ? target->place : target->database;
	}
}

static void
refuse_the_same(Reading *reading, const Fleet *fleet)
{
	for (int i = 0; i < fleet->n; i++)
	{
		const FleetTarget *target = &fleet->targets[i];

		reading->line = target->line;
		for (int j = 0; j < i; j++)
		{
			const FleetTarget *other = &fleet->targets[j];

			if (strcmp(other->identity, target->identity) == 0)
				refuse_line(reading, NULL, psprintf("this is the database of line %d", other->line));
			if (strcmp(other->name, target->name) == 0)
				refuse_line(reading, "Write another name and a space before the connection.",
							psprintf("\"%s\" is the name of line %d already", target->name, other->line));
		}
	}
}

/* The databases of a file ("-": standard input); the end of the program where a line is not as it should be. */
Fleet *
fleet_read(const char *path)
{
	Fleet	   *fleet = palloc0(sizeof(Fleet));
	Reading		reading = {.path = path, .defaults = PQconndefaults()};
	char	   *text = read_text(path);
	char	   *line;

	if (reading.defaults == NULL)
		fail_hint(NULL, "out of memory");
	while ((line = next_line(&text)) != NULL)
	{
		reading.line++;
		if (*line != '\0' && *line != '#')
			add_target(&reading, fleet, line);
	}
	if (fleet->n == 0)
		fail_hint("A line is a URI, a connection string or the name of a database.", "%s lists no database", input_name(path));
	name_targets(fleet);
	refuse_the_same(&reading, fleet);
	return fleet;
}
