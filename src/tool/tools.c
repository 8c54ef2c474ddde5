/*
 * tools.c
 *	  The tools whose history can be read.
 *
 * Where two have tables of one name the first that fits it is taken.  Versions are compared with the ids that the readers
 * of file/formats/ make; tools without a reader (Alembic, Rails, Django, Liquibase) are for revisions that somebody has
 * written with these ids.
 */
#include "postgres.h"

#include "tool/internal.h"

#define VERSIONS_ALONE "SELECT t.version::text, t.version::text, NULL::text, NULL::text, '' FROM %s t ORDER BY t.version::text COLLATE \"C\""

const Tool tools[] = {
	{
		.name = "alembic", .table = "alembic_version", .columns = {"version_num"},
		.query = "SELECT t.version_num::text, t.version_num::text, NULL::text, NULL::text, 'ancestors' FROM %s t ORDER BY 1"
	},
	{
		.name = "golang-migrate", .table = "schema_migrations", .columns = {"version", "dirty"}, .by_number = true,
		.remedy = "Bring the schema to where a version left it, tell golang-migrate with \"migrate force VERSION\", and adopt again.",
		/* -1: nothing is applied */
		.query = "SELECT t.version::text, t.version::text, CASE WHEN t.dirty THEN 'is marked dirty: it failed half way' END, NULL::text, 'ancestors'"
		" FROM %s t WHERE t.version >= 0"
	},
	{
		.name = "rails", .table = "schema_migrations", .columns = {"version"}, .lacks = "dirty", .beside = "ar_internal_metadata",
		.by_number = true, .query = VERSIONS_ALONE
	},
	{
		.name = "dbmate", .table = "schema_migrations", .columns = {"version"}, .lacks = "dirty", .by_number = true,
		.query = VERSIONS_ALONE
	},
	{
		.name = "pop", .table = "schema_migration", .columns = {"version"}, .by_number = true, .query = VERSIONS_ALONE
	},
	{
		.name = "flyway", .table = "flyway_schema_history", .columns = {"installed_rank", "version", "checksum", "success"},
		.checksum = CHECKSUM_CRC32_OF_LINES, .checksums_bind = true,
		.remedy = "Mend the schema, run \"flyway repair\", and adopt again.",
		/* the last row of a version counts: it may have been undone, marked as deleted, or be a repeatable that ran again */
		.query = "SELECT t.version, t.id, CASE WHEN NOT t.success THEN 'failed' END, t.checksum, CASE WHEN t.type = 'BASELINE' THEN 'below' WHEN t.id LIKE 'R%%' THEN 'alone' ELSE '' END"
		" FROM (SELECT DISTINCT ON (key) key, installed_rank, success, checksum::text, type::text, COALESCE(version, description)::text AS version,"
		"     CASE WHEN version IS NULL THEN 'R__' || description WHEN type LIKE '%%\\_BASELINE' THEN 'B' || version ELSE version::text END AS id"
		"   FROM (SELECT h.*, COALESCE(h.version, 'R__' || h.description) AS key FROM %s h WHERE h.type <> 'SCHEMA') k"
		"   ORDER BY key, installed_rank DESC) t"
		" WHERE t.type NOT LIKE 'UNDO%%' AND t.type <> 'DELETE' ORDER BY t.installed_rank"
	},
	{
		.name = "goose", .table = "goose_db_version", .columns = {"id", "version_id", "is_applied"}, .by_number = true,
		/* a row for each time up or down; 0 is goose's own beginning */
		.query = "SELECT t.version_id::text, t.version_id::text, NULL::text, NULL::text, ''"
		" FROM (SELECT DISTINCT ON (h.version_id) h.id, h.version_id, h.is_applied FROM %s h ORDER BY h.version_id, h.id DESC) t"
		" WHERE t.is_applied AND t.version_id > 0 ORDER BY t.id"
	},
	{
		.name = "diesel", .table = "__diesel_schema_migrations", .columns = {"version"}, .query = VERSIONS_ALONE
	},
	{
		.name = "sqlx", .table = "_sqlx_migrations", .columns = {"version", "success", "checksum"}, .by_number = true,
		.checksum = CHECKSUM_SHA384, .checksums_bind = true,
		.remedy = "Mend the schema, delete its row or set success in sqlx's table, and adopt again.",
		.query = "SELECT t.version::text, t.version::text, CASE WHEN NOT t.success THEN 'is dirty: it failed half way' END,"
		" encode(t.checksum, 'hex'), '' FROM %s t ORDER BY t.version"
	},
	{
		.name = "prisma", .table = "_prisma_migrations", .columns = {"migration_name", "checksum", "finished_at", "rolled_back_at"},
		.checksum = CHECKSUM_SHA256,
		.remedy = "Mend the schema, tell Prisma with \"prisma migrate resolve\", and adopt again.",
		.query = "SELECT t.migration_name::text, t.migration_name::text, CASE WHEN t.finished_at IS NULL THEN 'failed half way' END, t.checksum::text, ''"
		" FROM %s t WHERE t.rolled_back_at IS NULL ORDER BY t.started_at, 1"
	},
	{
		.name = "sqitch", .table = "changes", .columns = {"change_id", "change", "project", "committed_at"},
		/* the project of our name, or the only one there is; reworked changes are told apart by their number */
		.query = "SELECT t.id, t.id, NULL::text, NULL::text, '' FROM (SELECT h.committed_at, h.project,"
		"     h.change || CASE WHEN row_number() OVER same > 1 THEN '.' || row_number() OVER same ELSE '' END AS id"
		"   FROM %1$s h WINDOW same AS (PARTITION BY h.project, h.change ORDER BY h.committed_at)) t"
		" WHERE t.project = $1 OR NOT EXISTS (SELECT FROM %1$s o WHERE o.project = $1) ORDER BY t.committed_at"
	},
	{
		.name = "django", .table = "django_migrations", .columns = {"app", "name", "applied"},
		.query = "SELECT t.app || '.' || t.name, t.app || '.' || t.name, NULL::text, NULL::text, '' FROM %s t ORDER BY t.id"
	},
	{
		.name = "liquibase", .table = "databasechangelog", .columns = {"id", "author", "orderexecuted", "exectype"},
		.remedy = "Mend the schema and Liquibase's table, and adopt again.",
		.query = "SELECT t.id::text, t.id::text, CASE WHEN t.exectype = 'FAILED' THEN 'failed' END, NULL::text, '' FROM %s t"
		" WHERE t.exectype <> 'SKIPPED' ORDER BY t.orderexecuted"
	},
	{
		.name = "migrate", .table = "migrate_ledger", .columns = {"project", "revision_id"},
		.query = "SELECT t.revision_id::text, t.revision_id::text, NULL::text, NULL::text, '' FROM %s t WHERE t.project = $1 ORDER BY t.applied_at, 1"
	},
	{0}
};
