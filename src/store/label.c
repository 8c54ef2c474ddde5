/*
 * label.c
 *	  Branch labels and tags at rest.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "store/store.h"

static KeptQuery find_label = {
	"SELECT kind, revision_id FROM migrate.labels WHERE project = $1 AND label = $2", 2, {TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery put_label = {
	"INSERT INTO migrate.labels (project, label, kind, revision_id) VALUES ($1, $2, $3, $4)"
	" ON CONFLICT (project, label) DO UPDATE SET revision_id = EXCLUDED.revision_id",
	4, {TEXTOID, TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
};
static KeptQuery delete_labels = {
	"DELETE FROM migrate.labels WHERE project = $1 AND revision_id = $2 AND kind = $3", 3, {TEXTOID, TEXTOID, TEXTOID}, KEPT_LOOKUP
};

bool
store_has_label(const char *label)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(label)};

	return bookkeeping_execute(&find_label, values, NULL, SPI_OK_SELECT) > 0;
}

/* In the current context. */
char *
store_label_owner(const char *label)
{
	Datum		values[2] = {project_datum(), CStringGetTextDatum(label)};

	if (bookkeeping_execute(&find_label, values, NULL, SPI_OK_SELECT) == 0)
		return NULL;
	return row_text(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
}

static const char *
kind_text(LabelKind kind)
{
	return kind == LABEL_BRANCH ? "branch" : "tag";
}

/*
 * Put a label or move a tag.  A label that another revision carries as a branch label, or that is of the other kind,
 * is an error: duplicate_object.
 */
void
store_put_label(LabelKind kind, const char *label, const char *revision_id)
{
	Datum		values[4] = {project_datum(), CStringGetTextDatum(label), CStringGetTextDatum(kind_text(kind)),
	CStringGetTextDatum(revision_id)};

	if (bookkeeping_execute(&find_label, values, NULL, SPI_OK_SELECT) > 0)
	{
		char	   *other_kind = row_text(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
		char	   *owner = row_text(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);

		if (strcmp(other_kind, kind_text(kind)) != 0 || (kind == LABEL_BRANCH && strcmp(owner, revision_id) != 0))
			ereport(ERROR,
					errcode(ERRCODE_DUPLICATE_OBJECT),
					errmsg("label \"%s\" is already the %s of revision \"%s\"", label,
						   strcmp(other_kind, "tag") == 0 ? "tag" : "branch label", owner),
					errhint("Choose another label."));
	}
	bookkeeping_execute(&put_label, values, NULL, SPI_OK_INSERT);
}

void
store_delete_labels(const char *revision_id, LabelKind kind)
{
	Datum		values[3] = {project_datum(), CStringGetTextDatum(revision_id), CStringGetTextDatum(kind_text(kind))};

	bookkeeping_execute(&delete_labels, values, NULL, SPI_OK_DELETE);
}
