/*
 * connect.c
 *	  Connect as psql does, wait for a server that is starting, create a missing database.
 *
 * What options don't say DATABASE_URL says, then libpq's own variables and service files.  The order of keywords
 * matters: those after dbname override what a connection string in it says.
 */
#include "postgres_fe.h"

#include <unistd.h>

#include "common/logging.h"
#include "common/string.h"
#include "fe_utils/cancel.h"
#include "fe_utils/string_utils.h"

#include "client/client.h"

typedef struct Keywords
{
	const char *names[10];
	const char *values[10];
	int			n;
} Keywords;

static char *password = NULL;

static void
add(Keywords *keywords, const char *name, const char *value)
{
	if (value == NULL)
		return;
	keywords->names[keywords->n] = name;
	keywords->values[keywords->n++] = value;
	keywords->names[keywords->n] = NULL;
}

/* A URI without the driver that SQLAlchemy writes into it ("postgresql+psycopg://"), as libpq wants it; NULL: no URI of ours. */
const char *
connect_uri(const char *url)
{
	const char *colon = strstr(url, "://");

	if (colon == NULL || strncmp(url, "postgres", 8) != 0)
		return NULL;
	return psprintf("postgresql%s", colon);
}

/* DATABASE_URL, or NULL where there is none. */
static const char *
database_url(void)
{
	const char *url = getenv("DATABASE_URL");

	if (url == NULL || *url == '\0')
		return NULL;
	url = connect_uri(url);
	if (url == NULL)
		fail_hint("It looks like postgresql://user@host/database. Option -d goes before it.",
				  "DATABASE_URL is no URI of PostgreSQL");
	return url;
}

static Keywords
connection_keywords(const char *other_database)
{
	Keywords	keywords = {.n = 0};

	add(&keywords, "fallback_application_name", progname);
	add(&keywords, "dbname", settings.database ? settings.database : database_url());
	add(&keywords, "dbname", other_database);
	add(&keywords, "host", settings.host);
	add(&keywords, "port", settings.port);
	add(&keywords, "user", settings.user);
	add(&keywords, "password", password);
	add(&keywords, "client_encoding", "UTF8");
	return keywords;
}

static void
ask_password(void)
{
	password = simple_prompt("Password: ", false);
}

static PGconn *
open_connection(const Keywords *keywords)
{
	PGconn	   *conn = PQconnectdbParams(keywords->names, keywords->values, true);

	if (conn == NULL)
		fail_hint(NULL, "out of memory");
	return conn;
}

static bool
may_ask_password(PGconn *conn)
{
	return PQstatus(conn) == CONNECTION_BAD && PQconnectionNeedsPassword(conn) && !settings.no_password &&
		isatty(fileno(stdin));
}

/* Connects; what comes back may have failed. */
static PGconn *
try_connect(const char *other_database)
{
	Keywords	keywords;
	PGconn	   *conn;

	if (settings.ask_password && password == NULL)
		ask_password();
	keywords = connection_keywords(other_database);
	conn = open_connection(&keywords);
	if (password == NULL && may_ask_password(conn))
	{
		PQfinish(conn);
		ask_password();
		return try_connect(other_database);
	}
	return conn;
}

/* Until the server takes connections, or the time is over: then connecting says what is wrong. */
static void
wait_for_server(void)
{
	Keywords	keywords = connection_keywords(NULL);
	int			tenths = settings.wait * 10;
	PGPing		ping;

	while ((ping = PQpingParams(keywords.names, keywords.values, true)) != PQPING_OK)
	{
		if (ping == PQPING_NO_ATTEMPT || tenths <= 0 || CancelRequested)
			return;
		pg_usleep(200 * 1000);
		tenths -= 2;
	}
}

static PGconn *
connect_maintenance_database(void)
{
	PGconn	   *conn = try_connect("postgres");

	if (PQstatus(conn) == CONNECTION_OK)
		return conn;
	PQfinish(conn);
	return try_connect("template1");
}

/*
 * Creates the database that conn did not get into, if it is missing; ten clients may do that at once.  True: it is
 * there now, and was not before.
 */
static bool
create_missing_database(PGconn *failed)
{
	char	   *database = pstrdup(PQdb(failed));
	PGconn	   *conn = connect_maintenance_database();
	const char *param = database;
	PGresult   *res;
	const char *state;

	if (PQstatus(conn) != CONNECTION_OK)
		return false;
	res = PQexecParams(conn, "SELECT FROM pg_catalog.pg_database WHERE datname OPERATOR(pg_catalog.=) $1", 1, NULL,
					   &param, NULL, NULL, 0);
	if (PQntuples(res) > 0)
		return false;
	setFmtEncoding(PQclientEncoding(conn));
	res = PQexec(conn, psprintf("CREATE DATABASE %s", fmtId(database)));
	state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
	/* duplicate_database, or unique_violation when another session is just doing it */
	if (PQresultStatus(res) != PGRES_COMMAND_OK && strcmp(state ? state : "", "42P04") != 0 &&
		strcmp(state ? state : "", "23505") != 0)
		error_exit(conn, res);
	if (PQresultStatus(res) == PGRES_COMMAND_OK)
		say("Created database \"%s\".\n", database);
	PQfinish(conn);
	return true;
}

/* A further connection to the same database, for which nobody is asked; NULL: it cannot be had. */
PGconn *
connect_beside(void)
{
	Keywords	keywords = connection_keywords(NULL);
	PGconn	   *conn;

	add(&keywords, "connect_timeout", "2");
	conn = open_connection(&keywords);
	if (PQstatus(conn) == CONNECTION_OK)
		return conn;
	PQfinish(conn);
	return NULL;
}

/* For the session. */
void
connect_set_parameter(PGconn *conn, const char *name, const char *value)
{
	const char *params[2] = {name, value};

	PQclear(query(conn, "SELECT pg_catalog.set_config($1, $2, false)", 2, params));
}

/* "NAME=VALUE" as text before and behind its sign. */
static const char *
value_of_option(const char *option, const char *text, char **name)
{
	const char *equals = strchr(text, '=');

	if (equals == NULL)
		usage_error("no \"=\" in %s %s", option, text);
	*name = pnstrdup(text, equals - text);
	return equals + 1;
}

/* Values of variables: they go beside the SQL, and stay in the session. */
static void
set_variables(PGconn *conn)
{
	TextList	names = {0},
				values = {0};
	const char *params[2];

	for (SimpleStringListCell *cell = settings.variables.head; cell; cell = cell->next)
	{
		char	   *name;

		text_list_append(&values, pstrdup(value_of_option("-v", cell->val, &name)));
		text_list_append(&names, name);
	}
	params[0] = array_of_texts(names);
	params[1] = array_of_texts(values);
	if (params[0])
		PQclear(query(conn, "SELECT pg_catalog.set_config('migrate.variables', pg_catalog.jsonb_object($1::pg_catalog.text[], $2::pg_catalog.text[])::pg_catalog.text, false)",
					  2, params));
}

/* The project that is meant; NULL: the database's own. */
const char *
connect_project(void)
{
	LocalFolder *folder = folder_find(true);

	return settings.project ? settings.project : folder ? folder->project : NULL;
}

static void
set_parameters(PGconn *conn)
{
	const char *project = connect_project();

	/* Steps are reported in notices. */
	connect_set_parameter(conn, "client_min_messages", "notice");
	connect_set_parameter(conn, "DateStyle", "ISO");
	connect_set_parameter(conn, "IntervalStyle", "postgres");
	if (project)
		connect_set_parameter(conn, "migrate.project", project);
	if (settings.scope)
		connect_set_parameter(conn, "migrate.scope", settings.scope);
	for (SimpleStringListCell *cell = settings.parameters.head; cell; cell = cell->next)
	{
		char	   *name;
		const char *value = value_of_option("--set", cell->val, &name);

		connect_set_parameter(conn, name, value);
	}
	set_variables(conn);
}

static void
begin_session(PGconn *conn)
{
	PQsetNoticeReceiver(conn, query_receive_notice, NULL);
	set_parameters(conn);
}

/* A connection to the user's database, with the extension in it or without; the end of the program where it fails. */
PGconn *
connect_any_database(void)
{
	PGconn	   *conn;

	if (settings.wait >= 0)
		wait_for_server();
	conn = try_connect(NULL);
	if (PQstatus(conn) != CONNECTION_OK && settings.create_database && create_missing_database(conn))
	{
		PQfinish(conn);
		conn = try_connect(NULL);
	}
	if (PQstatus(conn) != CONNECTION_OK)
	{
		char	   *message = PQerrorMessage(conn);

		fail_hint(strstr(message, "does not exist") && strstr(message, "database") ?
				  "Option --create-db creates a database that is missing." : NULL,
				  "%.*s", (int) strcspn(message, "\n"), message);
	}
	begin_session(conn);
	return conn;
}

static void
check_extension(PGconn *conn, const char *hint)
{
	PGresult   *res = query(conn, "SELECT extversion FROM pg_catalog.pg_extension "
							"WHERE extname OPERATOR(pg_catalog.=) 'migrate'", 0, NULL);

	if (PQntuples(res) == 0)
		fail_hint(hint, "extension \"migrate\" is not in database \"%s\"", PQdb(conn));
	PQclear(res);
}

/* A connection to a database that has the extension. */
PGconn *
connect_database(void)
{
	PGconn	   *conn = connect_any_database();

	check_extension(conn, "Run \"pg_migrate init\".");
	return conn;
}

/* Is it a URI or a connection string, not the name of something else? */
bool
connect_names_database(const char *text)
{
	return strchr(text, '=') != NULL || strstr(text, "://") != NULL;
}

/* Another database, which has the extension too, by its URI or connection string: the options of all commands are not of it. */
PGconn *
connect_other_database(const char *string)
{
	Keywords	keywords = {.n = 0};
	const char *url = strstr(string, "://") ? connect_uri(string) : string;
	PGconn	   *conn;

	if (url == NULL)
		fail_hint("It looks like postgresql://user@host/database.", "\"%s\" is no URI of PostgreSQL", string);
	add(&keywords, "fallback_application_name", progname);
	add(&keywords, "dbname", url);
	add(&keywords, "client_encoding", "UTF8");
	conn = open_connection(&keywords);
	if (may_ask_password(conn))
	{
		const char *prompt = psprintf("Password of user %s of database \"%s\": ", PQuser(conn), PQdb(conn));

		add(&keywords, "password", simple_prompt(prompt, false));
		PQfinish(conn);
		conn = open_connection(&keywords);
	}
	if (PQstatus(conn) != CONNECTION_OK)
		fail_hint(NULL, "%s", first_line(PQerrorMessage(conn)));
	begin_session(conn);
	check_extension(conn, "A schema is read by it, in its own database: connect there and run CREATE EXTENSION migrate.");
	return conn;
}
