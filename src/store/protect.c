/*
 * protect.c
 *	  History is not rewritten by plain SQL.
 *
 * A trigger on every table of ours refuses what does not come from our functions.  INSERT passes until a function of
 * ours has written in this installation (system identifier and database): so a restore may COPY into fresh tables, and
 * a copy made from a template counts as fresh.
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "tcop/utility.h"
#include "utils/rel.h"

#include "server/export.h"
#include "store/store.h"

MIGRATE_FUNCTION(migrate_refuse_plain_sql);

static KeptQuery find_installation = {
	"SELECT 1 FROM migrate.installation WHERE system_identifier OPERATOR(pg_catalog.=) $1 AND database_oid OPERATOR(pg_catalog.=) $2",
	2, {INT8OID, OIDOID}, KEPT_LOOKUP
};
static KeptQuery forget_installations = {"DELETE FROM migrate.installation", 0, {0}, KEPT_LOOKUP};
static KeptQuery put_installation = {
	"INSERT INTO migrate.installation (system_identifier, database_oid) VALUES ($1, $2)",
	2, {INT8OID, OIDOID}, KEPT_LOOKUP
};

typedef struct TableHint
{
	const char *table;
	const char *what;
	const char *hint;
} TableHint;

static const TableHint hints[] = {
	{"revisions", "revisions", "Use migrate.edit('<revision>', upgrade => ...) for a revision that is not applied."},
	{"revision_parents", "parents of revisions", "Use migrate.rebase('<revision>', '<onto>') for a revision that is not applied."},
	{"revision_dependencies", "dependencies of revisions", "Use migrate.edit('<revision>', depends_on => ...) for a revision that is not applied."},
	{"labels", "labels", "Use migrate.tag('<name>', '<revision>')."},
	{"applied_revisions", "applied revisions", "Use migrate.upgrade(), migrate.downgrade() or, to run nothing, migrate.stamp('<target>')."},
	{"repeatables", "texts of repeatable files", "Use migrate.import_files(), or pg_migrate push."},
	{"applied_repeatables", "what is run of repeatable files", "migrate.upgrade() and migrate.downgrade() run them and write it."},
	{"journal", "journal entries", "The journal is append-only; migrate.repair('<revision>', '<reason>') adds to it."},
	{"unfinished_steps", "unfinished steps", "CALL migrate.deploy() goes on with one."},
	{"deployed_scopes", "deployments", "CALL migrate.deploy_all() and revert_all() write them."},
	{"backfills", "what is backfilled", "migrate.backfill() writes it."},
	{"facts", "facts", "They are noted before the schema is changed, and follow migrate.upgrade(), migrate.downgrade() and migrate.migrate()."},
	{"settings", "settings", "Use migrate.set('<name>', '<value>')."},
	{"installation", "the installation", "It is written by the functions of migrate.* by themselves."}
};

/* Has a function of ours written in this database, as against the one that its rows were copied from? */
bool
store_installation_is_noted(void)
{
	Datum		values[2] = {Int64GetDatum((int64) GetSystemIdentifier()), ObjectIdGetDatum(MyDatabaseId)};

	return bookkeeping_execute(&find_installation, values, NULL, SPI_OK_SELECT) > 0;
}

/* Write down, once, that our functions work in this database: from then on plain INSERT is refused too. */
void
store_note_installation(void)
{
	Datum		values[2] = {Int64GetDatum((int64) GetSystemIdentifier()), ObjectIdGetDatum(MyDatabaseId)};

	PreventCommandIfReadOnly("a function of migrate that writes");
	if (store_installation_is_noted())
		return;
	bookkeeping_execute(&forget_installations, NULL, NULL, SPI_OK_DELETE);
	bookkeeping_execute(&put_installation, values, NULL, SPI_OK_INSERT);
}

static bool
may_restore(void)
{
	Bookkeeping scope;
	bool		fresh;

	bookkeeping_begin(&scope, BOOKKEEPING_READ);
	fresh = !store_installation_is_noted();
	bookkeeping_end(&scope);
	return fresh;
}

/*
 * migrate.refuse_plain_sql(): BEFORE statement trigger, ENABLE ALWAYS.  Raises object_not_in_prerequisite_state with
 * the function to use instead.  An update script of the extension itself passes.
 */
Datum
migrate_refuse_plain_sql(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	const char *table;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				errmsg("function \"refuse_plain_sql\" is a trigger"));
	if (bookkeeping_active() || creating_extension)
		return PointerGetDatum(NULL);
	table = RelationGetRelationName(trigger->tg_relation);
	if (TRIGGER_FIRED_BY_INSERT(trigger->tg_event) && strcmp(table, "installation") != 0 && may_restore())
		return PointerGetDatum(NULL);
	for (int i = 0; i < lengthof(hints); i++)
		if (strcmp(hints[i].table, table) == 0)
			ereport(ERROR,
					errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					errmsg("%s can only be changed by the functions of extension \"migrate\"", hints[i].what),
					errhint("%s", hints[i].hint));
	elog(ERROR, "no rule for table \"%s\"", table);
}
