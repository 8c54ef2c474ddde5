/*
 * export_folder.c
 *	  migrate.export_files(format): the history as a folder of another tool.
 *
 * It is the line in which an empty database would be upgraded.  What the tool cannot run is refused for all revisions at
 * once; what it has no place for and loses nothing of the schema is left out with a warning.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "command/internal.h"

MIGRATE_FUNCTION(migrate_export_folder);

typedef struct FolderExport
{
	const char *format;
	const FileWriter *writer;
	int			n;
	WrittenRevision *revisions;
	int			nrefused;
	StringInfoData refusals;	/* a line each */
	int			nverify;		/* scripts that are left out */
} FolderExport;

/* ---- what cannot be written ---- */

static void
refuse_named(FolderExport *export, const char *what, const char *why)
{
	if (export->nrefused++ > 0)
		appendStringInfoChar(&export->refusals, '\n');
	appendStringInfo(&export->refusals, "%s: %s", what, why);
}

static void
refuse(FolderExport *export, const Revision *revision, const char *why)
{
	refuse_named(export, psprintf("%s (%s)", revision->revision_id, pnstrdup(revision->message, strcspn(revision->message, "\r\n"))), why);
}

static void
check_statement(FolderExport *export, const Revision *revision, const ParsedScript *parsed, const ScriptStatement *statement)
{
	if (statement->kind == STATEMENT_COPY_FROM_STDIN && !export->writer->copies)
		refuse(export, revision, psprintf("COPY FROM STDIN (line %d) with its data lines: write INSERT", statement->line));
	if (statement->traits & TRAIT_NO_TRANSACTION && export->writer->whole_file && parsed->nstatements > 1)
		refuse(export, revision, psprintf("%s (line %d) beside other statements, which are sent as one: a transaction; divide the revision",
										  statement->command, statement->line));
}

static void
raise_refusals(const FolderExport *export)
{
	if (export->nrefused > 0)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("%s cannot hold %d part%s of this history", export->format, export->nrefused, export->nrefused == 1 ? "" : "s"),
				errdetail("%s", export->refusals.data),
				errhint("Write them otherwise, with migrate.edit() or migrate.repair(), or choose a tool that has them."));
	if (export->nverify > 0)
		ereport(WARNING,
				errmsg("%d verify script%s left out: %s has none", export->nverify, export->nverify == 1 ? " is" : "s are", export->format));
}

/* ---- scripts ---- */

/* Steps over white space and comments. */
static size_t
skip_blank(const char *text, size_t at)
{
	for (;;)
	{
		at += strspn(text + at, " \t\r\n\f\v");
		if (text[at] == '-' && text[at + 1] == '-')
			at += strcspn(text + at, "\n");
		else if (text[at] == '/' && text[at + 1] == '*')
		{
			const char *end = strstr(text + at + 2, "*/");

			at = end ? end + 2 - text : at + strlen(text + at);
		}
		else
			return at;
	}
}

/* Where a statement ends, with its semicolon and data lines. */
static size_t
end_of_statement(const char *text, const ScriptStatement *statement, bool *has_semicolon)
{
	size_t		end = statement->start + statement->length;
	size_t		next = skip_blank(text, end);

	*has_semicolon = text[next] == ';';
	if (statement->kind == STATEMENT_COPY_FROM_STDIN)
		return Min(statement->data_start + statement->data_length + strlen("\\."), strlen(text));
	return *has_semicolon ? next + 1 : end;
}

/* What is passed over here would end the other tool's transaction, or be no SQL for it. */
static bool
falls_away(const FolderExport *export, const ScriptStatement *statement)
{
	return statement->kind == STATEMENT_PSQL_PASSED_OVER ||
		((statement->kind == STATEMENT_BEGIN || statement->kind == STATEMENT_COMMIT) && !export->writer->keeps_pairs);
}

static char *
without_fallen(const FolderExport *export, char *text)
{
	ParsedScript *parsed = parse_script(text, NULL);
	StringInfoData out;
	size_t		at = 0;
	bool		has_semicolon;

	initStringInfo(&out);
	for (int i = 0; i < parsed->nstatements; i++)
	{
		if (!falls_away(export, &parsed->statements[i]))
			continue;
		appendBinaryStringInfo(&out, text + at, parsed->statements[i].start - at);
		at = end_of_statement(text, &parsed->statements[i], &has_semicolon);
	}
	appendStringInfoString(&out, text + at);
	return out.data;
}

/* The script as it is written, and what stands in it; text NULL: there is none. */
static WrittenScript
prepare_script(FolderExport *export, const Revision *revision, const char *text, bool *no_transaction)
{
	WrittenScript script = {NULL};
	ParsedScript *parsed;

	if (text == NULL)
		return script;
	script.text = pstrdup(text);
	if (export->writer->clean)
		export->writer->clean(script.text);
	script.text = without_fallen(export, script.text);
	parsed = parse_script(script.text, NULL);
	script.nstatements = parsed->nstatements;
	script.statements = palloc0(sizeof(ScriptSpan) * (parsed->nstatements + 1));
	for (int i = 0; i < parsed->nstatements; i++)
	{
		const ScriptStatement *statement = &parsed->statements[i];
		ScriptSpan *span = &script.statements[i];

		check_statement(export, revision, parsed, statement);
		span->start = statement->start;
		span->end = end_of_statement(script.text, statement, &span->has_semicolon);
		span->holds_semicolons = memchr(script.text + span->start, ';', statement->length) != NULL;
	}
	*no_transaction |= parsed->no_transaction;
	return script;
}

static void
prepare_revision(FolderExport *export, WrittenRevision *written, const Revision *revision)
{
	bool		no_transaction = revision->transactional == 0;

	if (revision->variables)
	{
		refuse(export, revision, "variables, which nobody else fills");
		return;
	}
	written->revision_id = revision->revision_id;
	written->message = revision->message;
	written->created_at = revision->created_at;
	written->upgrade = prepare_script(export, revision, revision->upgrade, &no_transaction);
	written->downgrade = prepare_script(export, revision, revision->downgrade, &no_transaction);
	written->transactional = !no_transaction;
	export->nverify += revision->verify != NULL;
}

/* ---- the function ---- */

static void
refuse_format(const char *format)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("no folder of \"%s\" can be written", format),
			errhint("It is one of %s.", file_writer_names()));
}

/* "repeatable/reports/summary.sql" -> "R__reports_summary" */
static char *
id_of_repeatable(const char *name)
{
	char	   *path = psprintf("R__%s", name + strlen("repeatable/"));

	path[strlen(path) - strlen(".sql")] = '\0';
	return file_make_id(path, strlen(path));
}

/* A repeatable file, for tools that have such; for others it is refused. */
static void
add_repeatable(FolderExport *export, const StoreRepeatable *repeatable)
{
	WrittenRevision *written = &export->revisions[export->n++];

	if (!export->writer->repeatables)
		refuse_named(export, repeatable->name, "a repeatable file: write what it makes as a revision");
	written->revision_id = id_of_repeatable(repeatable->name);
	written->message = repeatable->name;
	written->upgrade.text = command_trim_script(repeatable->content);
	written->transactional = true;
}

/* In the order in which an empty database would run them. */
static void
read_revisions(FolderExport *export)
{
	Graph	   *graph = command_load_graph(BOOKKEEPING_READ);
	RevisionList sorted = graph_sorted(graph);
	StoreRepeatable *repeatables;
	int			nrepeatables;

	repeatables = command_read_repeatables(BOOKKEEPING_READ, &nrepeatables);
	export->revisions = palloc0(sizeof(WrittenRevision) * (sorted.length + nrepeatables + 1));
	export->n = sorted.length;
	for (int i = 0; i < sorted.length; i++)
	{
		CHECK_FOR_INTERRUPTS();
		prepare_revision(export, &export->revisions[i], command_read_revision(graph_revision(graph, sorted.positions[i])->revision_id));
	}
	for (int i = 0; i < nrepeatables; i++)
		add_repeatable(export, &repeatables[i]);
}

/* migrate.export_files(format) */
Datum
migrate_export_folder(PG_FUNCTION_ARGS)
{
	FolderExport export = {.format = argument_required(fcinfo, 0, "format")};
	WrittenFolder folder = {0};

	rows_begin(fcinfo);
	export.writer = file_writer(export.format);
	if (export.writer == NULL)
		refuse_format(export.format);
	initStringInfo(&export.refusals);
	read_revisions(&export);
	raise_refusals(&export);
	file_write_folder(&folder, export.writer, export.revisions, export.n);
	if (folder.renumbered)
		ereport(WARNING,
				errmsg("the versions are new ones: those that the revisions have are not in the order of the history"),
				errdetail("A history table of %s does not know them.", export.format));
	for (int i = 0; i < folder.length; i++)
		command_return_file(fcinfo, folder.items[i].name, folder.items[i].revision_id, folder.items[i].content);
	return (Datum) 0;
}
