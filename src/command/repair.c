/*
 * repair.c
 *	  migrate.repair(): the changed text of an applied revision is right.
 */
#include "postgres.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_repair);

static void
import_content(const char *id, Bookkeeping *scope, char *content)
{
	Revision   *stored = store_read_revision(scope, id, false);
	char	   *name = stored->file_name != NULL ? stored->file_name : MemoryContextStrdup(scope->caller, psprintf("%s.sql", id));
	MigrationFile file;
	FileError	error;

	if (file_read(content, &file, &error) && strcmp(file.revision_id, id) != 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the content is the file of revision \"%s\", not of \"%s\"", file.revision_id, id));
	bookkeeping_end(scope);
	(void) command_import(&name, &content, 1, "migrate");
	bookkeeping_begin(scope, BOOKKEEPING_WRITE);
}

/*
 * migrate.repair(revision, reason, content)
 *
 * The reason waits with the revision for the file, which is content or comes with the next import.
 */
Datum
migrate_repair(PG_FUNCTION_ARGS)
{
	char	   *text = argument_required(fcinfo, 0, "revision");
	char	   *reason = argument_required(fcinfo, 1, "reason");
	char	   *content = ARGUMENT_TEXT(2);
	Bookkeeping scope;
	char	   *id;

	run_refuse_inside("repair");
	run_lock_scope_and_project();
	id = command_resolve_id(text);
	bookkeeping_begin(&scope, BOOKKEEPING_WRITE);
	store_note_installation();
	if (!store_read_revision(&scope, id, false)->applied)
		ereport(ERROR,
				errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				errmsg("revision \"%s\" is not applied and needs no repair", id),
				errhint("Use migrate.edit('%s', ...), or import its changed file.", id));
	store_set_repair_reason(id, reason);
	if (content != NULL)
		import_content(id, &scope, content);
	bookkeeping_end(&scope);
	PG_RETURN_TEXT_P(cstring_to_text(id));
}
