/*
 * migrate.c
 *	  The entry: the library's magic, its parameters, and who observes a run.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

#include "guard/guard.h"
#include "run/run.h"
#include "server/parameters.h"

PG_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

char	   *parameter_project = NULL;
char	   *parameter_scope = NULL;
char	   *parameter_variables = NULL;
int			parameter_lock_timeout = 0;
int			parameter_lock_retries = 10;
int			parameter_concurrent_timeout = 0;
int			parameter_max_workers = 2;
int			parameter_backfill_max_lag = 10000;
int			parameter_progress = PROGRESS_NONE;
int			parameter_concurrent_ddl = CONCURRENT_DDL_REFUSE;

static const struct config_enum_entry progress_options[] = {
	{"none", PROGRESS_NONE, false},
	{"steps", PROGRESS_STEPS, false},
	{"statements", PROGRESS_STATEMENTS, false},
	{"json", PROGRESS_JSON, false},
	{NULL, 0, false}
};

static const struct config_enum_entry concurrent_ddl_options[] = {
	{"refuse", CONCURRENT_DDL_REFUSE, false},
	{"plain", CONCURRENT_DDL_PLAIN, false},
	{NULL, 0, false}
};

static bool
check_project(char **value, void **extra, GucSource source)
{
	if (**value != '\0' && strlen(*value) < NAMEDATALEN)
		return true;
	GUC_check_errdetail("A project's name has 1 to %d bytes.", NAMEDATALEN - 1);
	return false;
}

static bool
check_scope(char **value, void **extra, GucSource source)
{
	if (strlen(*value) < NAMEDATALEN)
		return true;
	GUC_check_errdetail("A scope is a schema, whose name has at most %d bytes.", NAMEDATALEN - 1);
	return false;
}

/* What hooks are told; outside of them empty. */
static void
define_facts(void)
{
	static char *values[6];

	DefineCustomStringVariable("migrate.run", "In a hook: the number that the journal has for the run.", NULL, &values[0], "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("migrate.steps", "In a hook: how many steps the run has.", NULL, &values[1], "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("migrate.ordinal", "In a hook of a step: its number in the run, from 1.", NULL, &values[2], "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("migrate.direction", "In a hook of a step: upgrade, downgrade or repeatable.", NULL, &values[3], "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("migrate.revision_id", "In a hook of a step: its revision, or the name of its repeatable file.", NULL, &values[4], "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("migrate.message", "In a hook of a step: its revision's message.", NULL, &values[5], "", PGC_USERSET, 0, NULL, NULL, NULL);
}

static void
define_parameters(void)
{
	DefineCustomStringVariable("migrate.project", "The project that the session means.", NULL,
							   &parameter_project, "main", PGC_USERSET, 0, check_project, NULL, NULL);
	DefineCustomStringVariable("migrate.scope", "The scope that the session means: a schema.", "Empty: the whole database.",
							   &parameter_scope, "", PGC_USERSET, 0, check_scope, NULL, NULL);
	DefineCustomStringVariable("migrate.variables", "What the variables of scripts with variables=true stand for.",
							   "A JSON object: {\"name\": \"value\"}.",
							   &parameter_variables, "", PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("migrate.lock_timeout", "How long to wait for another migration of the project and, in deploy(), for a lock that a script wants.",
							"0: as lock_timeout says.",
							&parameter_lock_timeout, 0, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable("migrate.lock_retries", "How often deploy() tries a revision again that did not get a lock in time.",
							"It pauses in between, longer each time.",
							&parameter_lock_retries, 10, 0, 1000, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("migrate.backfill_max_lag", "How far standbys may be behind before backfill() waits for them.",
							"0: it does not look.",
							&parameter_backfill_max_lag, 10000, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomEnumVariable("migrate.progress", "What is told while steps run.", NULL,
							 &parameter_progress, PROGRESS_NONE, progress_options, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomEnumVariable("migrate.concurrent_ddl", "What upgrade() does with CONCURRENTLY.",
							 "plain runs it as ordinary statements: for an empty database, a test.",
							 &parameter_concurrent_ddl, CONCURRENT_DDL_REFUSE, concurrent_ddl_options, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomIntVariable("migrate.concurrent_timeout", "How long a statement with CONCURRENTLY waits for others, each time that it does.",
							"0: as long as it takes; they are all transactions of the database that are older.",
							&parameter_concurrent_timeout, 0, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable("migrate.max_workers", "How many background workers run statements of deploy() at once, in all databases of the server.",
							"More wait for their turn.",
							&parameter_max_workers, 2, 1, 1000, PGC_SUSET, 0, NULL, NULL, NULL);
	define_facts();
	MarkGUCPrefixReserved("migrate");
}

void
_PG_init(void)
{
	define_parameters();
	run_add_observer(&journal_observer);
	run_add_observer(&progress_observer);
	/* the facts are those of the schema as hooks left it */
	run_add_observer(&hook_observer);
	run_add_observer(&facts_observer);
}
