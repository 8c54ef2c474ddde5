/*
 * access.c
 *	  Who may do what: an access is a set of GRANTs on our functions and tables, so that pg_dump carries it.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "store/store.h"

#define READER_FUNCTIONS "migrate.show(text), migrate.script(text), migrate.export_file(text), migrate.export_files(), migrate.export_files(text)"
#define AUTHOR_FUNCTIONS \
	"migrate.revision(text, text, text, text, text, text[], text[], text, boolean)," \
	" migrate.migrate(text, text, text[], text[], boolean, boolean, text, text[], text[], text), migrate.model_snapshot(text, text[], text[])," \
	" migrate.derive_downgrade(text)," \
	" migrate.edit(text, text, text, text, text, text[], text, boolean)," \
	" migrate.merge(text, text[], text, text), migrate.rebase(text, text), migrate.remove(text), migrate.squash(text, text, text, text)," \
	" migrate.tag(text, text), migrate.import_file(text, text), migrate.import_files(text[], text[], text), migrate.import_directory(text, text)"
#define RUNNER_FUNCTIONS \
	"migrate.upgrade(text), migrate.downgrade(int), migrate.downgrade(text), migrate.redo(int)," \
	" migrate.upgrade_files(text[], text[], text), migrate.sync_files(text[], text[], text)," \
	" migrate.deploy(text, int, text), migrate.revert(int, int, text), migrate.revert(text, int, text)," \
	" migrate.deploy_all(text, text, int, int, text), migrate.deploy_detached(text, text, int, int, text), migrate.wait(bigint)," \
	" migrate.revert_all(text, text, int, int, text), migrate.revert_detached(text, text, int, int, text)," \
	" migrate.backfill(regclass, text, text, int, interval)"
#define ADMIN_FUNCTIONS \
	"migrate.stamp(text, boolean), migrate.adopt(text, boolean), migrate.repair(text, text, text), migrate.set(text, text), migrate.grant_access(name, text), migrate.revoke_access(name)"

typedef struct Access
{
	const char *name;
	const char *functions;
} Access;

static const Access accesses[] = {
	{"reader", READER_FUNCTIONS},
	{"author", READER_FUNCTIONS ", " AUTHOR_FUNCTIONS},
	{"runner", READER_FUNCTIONS ", " RUNNER_FUNCTIONS},
	{"approver", READER_FUNCTIONS},
	{"admin", READER_FUNCTIONS ", " AUTHOR_FUNCTIONS ", " RUNNER_FUNCTIONS ", " ADMIN_FUNCTIONS}
};

static void
execute(const char *format,...) pg_attribute_printf(1, 2);

static void
execute(const char *format,...)
{
	char		sql[4096];
	va_list		args;
	int			length;

	va_start(args, format);
	length = vsnprintf(sql, sizeof(sql), format, args);
	va_end(args);
	if (length >= sizeof(sql))
		elog(ERROR, "statement is too long: \"%s\"", sql);
	bookkeeping_execute_text(sql, SPI_OK_UTILITY);
}

void
store_grant_access(const char *role, const char *access)
{
	for (int i = 0; i < lengthof(accesses); i++)
		if (strcmp(accesses[i].name, access) == 0)
		{
			execute("GRANT SELECT ON ALL TABLES IN SCHEMA migrate TO %s", quote_identifier(role));
			execute("GRANT SELECT ON ALL SEQUENCES IN SCHEMA migrate TO %s", quote_identifier(role));	/* pg_dump reads them */
			execute("GRANT EXECUTE ON ROUTINE %s TO %s", accesses[i].functions, quote_identifier(role));
			return;
		}
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("access \"%s\" does not exist", access),
			errhint("It is one of reader, author, runner, approver and admin."));
}

void
store_revoke_access(const char *role)
{
	execute("REVOKE ALL ON ALL TABLES IN SCHEMA migrate FROM %s", quote_identifier(role));
	execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA migrate FROM %s", quote_identifier(role));
	execute("REVOKE ALL ON ROUTINE " READER_FUNCTIONS ", " AUTHOR_FUNCTIONS ", " RUNNER_FUNCTIONS ", " ADMIN_FUNCTIONS " FROM %s", quote_identifier(role));
}
