/*
 * setting.c
 *	  Policy at rest: settings of the session's project.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "server/export.h"
#include "store/store.h"

static KeptQuery select_setting = {
	"SELECT value FROM migrate.settings WHERE project = $1 AND name = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_setting = {
	"DELETE FROM migrate.settings WHERE project = $1 AND name = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery put_setting = {
	"INSERT INTO migrate.settings (project, name, value, written_by) VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (project, name) DO UPDATE SET value = EXCLUDED.value, written_by = EXCLUDED.written_by",
	4, {TEXTOID, TEXTOID, TEXTOID, NAMEOID}, KEPT_LOOKUP
};
static KeptQuery select_settings = {
	"SELECT name, value, written_by::pg_catalog.text FROM migrate.settings WHERE project = $1 AND name = ANY ($2) ORDER BY name",
	2, {TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};

/* A setting's value in the scope's caller context, or NULL. */
char *
store_setting(Bookkeeping *scope, const char *name)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(name)};
	MemoryContext outer;
	char	   *value;

	if (bookkeeping_execute(&select_setting, values, NULL, SPI_OK_SELECT) == 0)
		return NULL;
	outer = MemoryContextSwitchTo(scope->caller);
	value = row_text(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	MemoryContextSwitchTo(outer);
	return value;
}

/* NULL takes the setting away. */
void
store_put_setting(Bookkeeping *scope, const char *name, const char *value)
{
	Datum		values[4] = {project_datum(), CStringGetTextDatum(name)};

	if (value == NULL)
	{
		bookkeeping_execute(&delete_setting, values, NULL, SPI_OK_DELETE);
		return;
	}
	values[2] = CStringGetTextDatum(value);
	values[3] = role_datum(scope->user);
	bookkeeping_execute(&put_setting, values, NULL, SPI_OK_INSERT);
}

/* Tells of those settings that are set, outside of the scope of bookkeeping that reads them. */
void
store_for_settings(const char *const *names, int n, SettingCallback callback, void *argument)
{
	Datum	   *wanted = palloc(sizeof(Datum) * n);
	Datum		values[2];
	char	  **found;
	uint64		nrows;
	MemoryContext outer;
	Bookkeeping scope;

	for (int i = 0; i < n; i++)
		wanted[i] = CStringGetTextDatum(names[i]);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	values[0] = project_datum();
	values[1] = PointerGetDatum(construct_array(wanted, n, TEXTOID, -1, false, TYPALIGN_INT));
	nrows = bookkeeping_execute(&select_settings, values, NULL, SPI_OK_SELECT);
	outer = MemoryContextSwitchTo(scope.caller);
	found = palloc(sizeof(char *) * 3 * (nrows + 1));
	for (uint64 i = 0; i < 3 * nrows; i++)
		found[i] = row_text(SPI_tuptable->vals[i / 3], SPI_tuptable->tupdesc, i % 3 + 1);
	MemoryContextSwitchTo(outer);
	bookkeeping_end(&scope);
	for (uint64 i = 0; i < nrows; i++)
		callback(found[3 * i], found[3 * i + 1], found[3 * i + 2], argument);
}
