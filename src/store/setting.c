/*
 * setting.c
 *	  Policy at rest: settings of the session's project.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "store/store.h"

static KeptQuery select_setting = {
	"SELECT value FROM migrate.settings WHERE project = $1 AND name = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_setting = {
	"DELETE FROM migrate.settings WHERE project = $1 AND name = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery put_setting = {
	"INSERT INTO migrate.settings (project, name, value) VALUES ($1, $2, $3) ON CONFLICT (project, name) DO UPDATE SET value = EXCLUDED.value",
	3, {TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
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
store_put_setting(const char *name, const char *value)
{
	Datum		values[3] = {project_datum(), CStringGetTextDatum(name), (Datum) 0};

	if (value == NULL)
	{
		bookkeeping_execute(&delete_setting, values, NULL, SPI_OK_DELETE);
		return;
	}
	values[2] = CStringGetTextDatum(value);
	bookkeeping_execute(&put_setting, values, NULL, SPI_OK_INSERT);
}
