/*
 * revision.c
 *	  Revisions as rows: read, insert, update, delete; their checksum, name and id.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "server/export.h"
#include "server/locally.h"
#include "server/parameters.h"
#include "store/internal.h"
#include "store/store.h"

static KeptQuery select_revision = {
	"SELECT r.revision_id, r.name, r.message, r.upgrade, r.downgrade, r.verify, r.transactional, r.replaces, r.checksum, r.file_name, r.file_content,"
	" pg_catalog.to_char(r.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') OPERATOR(pg_catalog.||) '+00', r.written_by::pg_catalog.text, r.repair_reason,"
	" ARRAY(SELECT p.parent_id FROM migrate.revision_parents p WHERE p.project = r.project AND p.revision_id = r.revision_id ORDER BY p.ordinal),"
	" ARRAY(SELECT d.needed_id FROM migrate.revision_dependencies d WHERE d.project = r.project AND d.revision_id = r.revision_id ORDER BY d.ordinal),"
	" ARRAY(SELECT l.label FROM migrate.labels l WHERE l.project = r.project AND l.revision_id = r.revision_id AND l.kind = 'branch' ORDER BY l.label),"
	" EXISTS (SELECT FROM migrate.applied_revisions a WHERE a.project = r.project AND a.revision_id = r.revision_id), r.variables"
	" FROM migrate.revisions r WHERE r.project = $1 AND r.revision_id = $2",
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery insert_revision = {
	"INSERT INTO migrate.revisions (project, revision_id, name, message, upgrade, downgrade, verify, transactional, replaces, checksum, file_name, file_content, created_at, written_by, variables, is_head)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, COALESCE($13::pg_catalog.timestamptz, pg_catalog.now()), $14, $15, NOT $16)",
	16, {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTARRAYOID, BYTEAOID, TEXTOID, TEXTOID, TEXTOID, NAMEOID, BOOLOID, BOOLOID}, KEPT_LOOKUP
};
static KeptQuery update_revision = {
	"UPDATE migrate.revisions SET name = $3, message = $4, upgrade = $5, downgrade = $6, verify = $7, transactional = $8, replaces = $9, checksum = $10,"
	" file_name = $11, file_content = $12, created_at = COALESCE($13::pg_catalog.timestamptz, created_at), written_by = $14, variables = $15, repair_reason = NULL"
	" WHERE project = $1 AND revision_id = $2",
	15, {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTARRAYOID, BYTEAOID, TEXTOID, TEXTOID, TEXTOID, NAMEOID, BOOLOID}, KEPT_LOOKUP
};
static KeptQuery delete_revision = {
	"DELETE FROM migrate.revisions WHERE project = $1 AND revision_id = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery find_dependent = {
	"SELECT p.revision_id, true FROM migrate.revision_parents p WHERE p.project = $1 AND p.parent_id = $2"
	" UNION ALL SELECT d.revision_id, false FROM migrate.revision_dependencies d WHERE d.project = $1 AND d.needed_id = $2"
	" ORDER BY 2 DESC, 1 LIMIT 1",
	2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_all_labels = {
	"DELETE FROM migrate.labels WHERE project = $1 AND revision_id = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_parents = {
	"DELETE FROM migrate.revision_parents WHERE project = $1 AND revision_id = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_dependencies = {
	"DELETE FROM migrate.revision_dependencies WHERE project = $1 AND revision_id = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery insert_parents = {
	"INSERT INTO migrate.revision_parents (project, revision_id, parent_id, ordinal)"
	" SELECT $1, $2, u.id, u.ordinal FROM pg_catalog.unnest($3) WITH ORDINALITY AS u (id, ordinal)",
	3, {TEXTOID, TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};
static KeptQuery insert_dependencies = {
	"INSERT INTO migrate.revision_dependencies (project, revision_id, needed_id, ordinal)"
	" SELECT $1, $2, u.id, u.ordinal FROM pg_catalog.unnest($3) WITH ORDINALITY AS u (id, ordinal)",
	3, {TEXTOID, TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};
static KeptQuery set_repair_reason = {
	"UPDATE migrate.revisions SET repair_reason = $3 WHERE project = $1 AND revision_id = $2", 3, {TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery unset_heads = {
	"UPDATE migrate.revisions SET is_head = false WHERE project = $1 AND revision_id = ANY ($2) AND is_head", 2, {TEXTOID, TEXTARRAYOID}, KEPT_LOOKUP
};

/*
 * A head: not replaced, and nobody's parent.  A child of a replaced revision follows what replaces it, so the last of
 * the replaced gives its squashed revision a child; the squashed revision's originals do not count as such.
 */
static KeptQuery compute_heads = {
	"WITH replaced AS (SELECT s.revision_id AS squashed_id, u.id FROM migrate.revisions s, pg_catalog.unnest(s.replaces) u (id)"
	"   WHERE s.project = $1 AND s.replaces <> '{}'),"
	" followed AS (SELECT p.parent_id AS id FROM migrate.revision_parents p WHERE p.project = $1"
	"   UNION SELECT x.squashed_id FROM replaced x JOIN migrate.revision_parents p ON p.project = $1 AND p.parent_id = x.id"
	"   WHERE p.revision_id <> x.squashed_id AND NOT EXISTS (SELECT FROM replaced y WHERE y.squashed_id = x.squashed_id AND y.id = p.revision_id)),"
	" wanted AS (SELECT r.revision_id, f.id IS NULL AND x.id IS NULL AS is_head FROM migrate.revisions r"
	"   LEFT JOIN followed f ON f.id = r.revision_id LEFT JOIN (SELECT DISTINCT id FROM replaced) x ON x.id = r.revision_id WHERE r.project = $1)"
	" UPDATE migrate.revisions r SET is_head = w.is_head FROM wanted w WHERE r.project = $1 AND r.revision_id = w.revision_id AND r.is_head <> w.is_head",
	1, {TEXTOID}, KEPT_SET
};

Datum
project_datum(void)
{
	return CStringGetTextDatum(parameter_project);
}

Datum
scope_datum(void)
{
	return CStringGetTextDatum(parameter_scope);
}

/* A text[] without NULLs as C strings. */
char **
store_texts_of(Datum array, int *length)
{
	Datum	   *elements;
	bool	   *nulls;
	char	  **items;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, length);
	items = palloc(sizeof(char *) * (*length + 1));
	for (int i = 0; i < *length; i++)
		items[i] = TextDatumGetCString(elements[i]);
	return items;
}

static Revision *
revision_of_row(HeapTuple row, TupleDesc desc)
{
	Revision   *revision = palloc0(sizeof(Revision));
	bool		isnull;
	Datum		value;

	revision->revision_id = row_text(row, desc, 1);
	revision->name = row_text(row, desc, 2);
	revision->message = row_text(row, desc, 3);
	revision->upgrade = row_text(row, desc, 4);
	revision->downgrade = row_text(row, desc, 5);
	revision->verify = row_text(row, desc, 6);
	value = row_datum(row, desc, 7, &isnull);
	revision->transactional = isnull ? -1 : DatumGetBool(value);
	revision->replaces = store_texts_of(row_datum(row, desc, 8, &isnull), &revision->nreplaces);
	checksum_read(row_datum(row, desc, 9, &isnull), revision->checksum);
	revision->file_name = row_text(row, desc, 10);
	revision->file_content = row_text(row, desc, 11);
	revision->created_at = row_text(row, desc, 12);
	revision->written_by = row_text(row, desc, 13);
	revision->repair_reason = row_text(row, desc, 14);
	revision->parents = store_texts_of(row_datum(row, desc, 15, &isnull), &revision->nparents);
	revision->depends_on = store_texts_of(row_datum(row, desc, 16, &isnull), &revision->ndepends_on);
	revision->labels = store_texts_of(row_datum(row, desc, 17, &isnull), &revision->nlabels);
	revision->applied = DatumGetBool(row_datum(row, desc, 18, &isnull));
	revision->variables = DatumGetBool(row_datum(row, desc, 19, &isnull));
	return revision;
}

/* The revision of exactly this id, or an error (NULL with missing_ok). */
Revision *
store_read_revision(Bookkeeping *scope, const char *revision_id, bool missing_ok)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(revision_id)};
	MemoryContext outer;
	Revision   *revision;

	if (bookkeeping_execute(&select_revision, values, NULL, SPI_OK_SELECT) == 0)
	{
		if (missing_ok)
			return NULL;
		ereport(ERROR,
				errcode(ERRCODE_UNDEFINED_OBJECT),
				errmsg("revision \"%s\" does not exist", revision_id));
	}
	outer = MemoryContextSwitchTo(scope->caller);
	revision = revision_of_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc);
	MemoryContextSwitchTo(outer);
	SPI_freetuptable(SPI_tuptable);
	return revision;
}

bool
store_has_revision(const char *revision_id)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {REVISIONS_REVISION_ID, revision_id}};

	return store_has_row("revisions", "revisions_pkey", keys, lengthof(keys));
}

static bool
name_is_taken(const char *name)
{
	const ScanKeyValue keys[] = {{PROJECT, parameter_project}, {REVISIONS_NAME, name}};

	return store_has_row("revisions", "revisions_project_name_key", keys, lengthof(keys));
}

/* The n-th name of a slug: itself, then with _2, _3, ... */
static char *
numbered_name(const char *slug, int n)
{
	return n == 1 ? pstrdup(slug) : psprintf("%s_%d", slug, n);
}

/* A name stands for its revision in targets, so it may not read as one of their keywords. */
static bool
numbered_name_is_free(const char *slug, int n)
{
	char	   *name = numbered_name(slug, n);
	bool		is_free = !name_is_taken(name) && strcmp(name, "head") != 0 && strcmp(name, "heads") != 0 &&
		strcmp(name, "base") != 0 && strcmp(name, "current") != 0;

	pfree(name);
	return is_free;
}

/*
 * A name that no revision of the project has: the slug of a message, with _2, _3 ... where it is taken.  Ten thousand may
 * have one message, so what is taken is looked for in steps that double, and the first free number behind it by halving.
 * *known, if it is given, is a number up to which names are known to be taken; then it is that of the name returned.
 */
char *
store_free_name(const char *slug, int *known)
{
	int			taken = known ? *known : 0;
	int			step = 1;
	int			is_free;

	for (; !numbered_name_is_free(slug, taken + step); step *= 2)
		taken += step;
	is_free = taken + step;
	while (is_free - taken > 1)
	{
		int			middle = taken + (is_free - taken) / 2;

		if (numbered_name_is_free(slug, middle))
			is_free = middle;
		else
			taken = middle;
	}
	if (known)
		*known = is_free;
	return numbered_name(slug, is_free);
}

/* A random id of 12 hex digits that no revision of the project has. */
char *
store_new_id(void)
{
	uint8		random[6];
	char	   *id = palloc(13);

	do
	{
		if (!pg_strong_random(random, sizeof(random)))
			ereport(ERROR,
					errcode(ERRCODE_INTERNAL_ERROR),
					errmsg("could not get random bytes for a revision id"));
		for (int i = 0; i < lengthof(random); i++)
			sprintf(id + 2 * i, "%02x", random[i]);
	} while (store_has_revision(id));
	return id;
}

static void
execute_row(KeptQuery *query, const Revision *revision, Oid writer, int expected)
{
	Datum		values[16];
	char		nulls[17];
	bool		isnull[16] = {false};

	values[0] = project_datum();
	values[1] = CStringGetTextDatum(revision->revision_id);
	values[2] = CStringGetTextDatum(revision->name);
	values[3] = CStringGetTextDatum(revision->message);
	values[4] = CStringGetTextDatum(revision->upgrade);
	values[5] = text_or_null(revision->downgrade, &isnull[5]);
	values[6] = text_or_null(revision->verify, &isnull[6]);
	values[7] = BoolGetDatum(revision->transactional == 1);
	isnull[7] = revision->transactional == -1;
	values[8] = texts_datum(revision->replaces, revision->nreplaces);
	values[9] = checksum_datum(revision->checksum);
	values[10] = text_or_null(revision->file_name, &isnull[10]);
	values[11] = text_or_null(revision->file_content, &isnull[11]);
	values[12] = text_or_null(revision->created_at, &isnull[12]);
	values[13] = role_datum(writer);
	values[14] = BoolGetDatum(revision->variables);
	values[15] = BoolGetDatum(revision->followed);
	for (int i = 0; i < lengthof(isnull); i++)
		nulls[i] = isnull[i] ? 'n' : ' ';
	nulls[lengthof(isnull)] = '\0';
	bookkeeping_execute(query, values, nulls, expected);
}

static void
insert_edges(const Revision *revision)
{
	Datum		values[3] = {project_datum(), CStringGetTextDatum(revision->revision_id)};

	values[2] = texts_datum(revision->parents, revision->nparents);
	if (revision->nparents > 0)
		bookkeeping_execute(&insert_parents, values, NULL, SPI_OK_INSERT);
	values[2] = texts_datum(revision->depends_on, revision->ndepends_on);
	if (revision->ndepends_on > 0)
		bookkeeping_execute(&insert_dependencies, values, NULL, SPI_OK_INSERT);
	for (int i = 0; i < revision->nlabels; i++)
		store_put_label(LABEL_BRANCH, revision->labels[i], revision->revision_id);
}

/* Write a new revision as scope's caller; computes its checksum.  Heads are noted by the caller. */
void
store_insert_revision(Bookkeeping *scope, Revision *revision)
{
	store_compute_checksum(revision);
	execute_row(&insert_revision, revision, scope->user, SPI_OK_INSERT);
	insert_edges(revision);
}

/* Write an existing revision anew, edges and labels included.  Heads are noted by the caller. */
void
store_update_revision(Bookkeeping *scope, Revision *revision)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(revision->revision_id)};

	store_compute_checksum(revision);
	execute_row(&update_revision, revision, scope->user, SPI_OK_UPDATE);
	bookkeeping_execute(&delete_parents, values, NULL, SPI_OK_DELETE);
	bookkeeping_execute(&delete_dependencies, values, NULL, SPI_OK_DELETE);
	store_delete_labels(revision->revision_id, LABEL_BRANCH);
	insert_edges(revision);
}

/* A revision that names this one as a parent (follows) or as a dependency; NULL: none. */
char *
store_find_dependent(const char *revision_id, bool *follows)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(revision_id)};
	bool		isnull;

	if (bookkeeping_execute(&find_dependent, values, NULL, SPI_OK_SELECT) == 0)
		return NULL;
	*follows = DatumGetBool(row_datum(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	return row_text(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

void
store_delete_revision(const char *revision_id)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(revision_id)};

	bookkeeping_execute(&delete_parents, values, NULL, SPI_OK_DELETE);
	bookkeeping_execute(&delete_dependencies, values, NULL, SPI_OK_DELETE);
	bookkeeping_execute(&delete_all_labels, values, NULL, SPI_OK_DELETE);
	bookkeeping_execute(&delete_revision, values, NULL, SPI_OK_DELETE);
	store_note_heads();
}

void
store_set_repair_reason(const char *revision_id, const char *reason)
{
	Datum		values[3] = {project_datum(), CStringGetTextDatum(revision_id), CStringGetTextDatum(reason)};

	bookkeeping_execute(&set_repair_reason, values, NULL, SPI_OK_UPDATE);
}

/*
 * Of a project that is new there are no statistics: as far as the planner knows it has one revision, so that it would go
 * through ten thousand for each of them.
 */
void
store_note_heads(void)
{
	Datum		values[1] = {project_datum()};
	int			level = NewGUCNestLevel();

	set_locally("enable_nestloop", "off");
	bookkeeping_execute(&compute_heads, values, NULL, SPI_OK_UPDATE);
	AtEOXact_GUC(true, level);
}

/*
 * The cheap way for one new revision: its parents are no heads any more.  Where squashed revisions are about,
 * parents may be stood in for: then everything is computed.
 */
void
store_note_child(char *const *parents, int nparents)
{
	Datum		values[2] = {project_datum(), texts_datum(parents, nparents)};
	uint64		ended;

	if (nparents == 0)
		return;
	ended = bookkeeping_execute(&unset_heads, values, NULL, SPI_OK_UPDATE);
	if (ended < nparents)
		store_note_heads();
}
