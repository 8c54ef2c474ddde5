-- Adopting: what another tool has applied here counts as applied; its own table is only read. Tables are as the tools make them.
CREATE EXTENSION migrate;
CREATE FUNCTION project(name text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('migrate.project', name, false) $$;

-- goose: a row each time up or down; the last one of a version counts.
SELECT project('goose');
CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now());
INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true), (3, true), (3, false), (2, false), (2, true);
SELECT revision_id FROM migrate.import_files('{00001_a.sql,00002_b.sql,00003_c.sql}',
	ARRAY[E'-- +goose Up\nCREATE TABLE a ();\n-- +goose Down\nDROP TABLE a;', E'-- +goose Up\nCREATE TABLE b ();\n-- +goose Down\nDROP TABLE b;', E'-- +goose Up\nCREATE TABLE c ();\n-- +goose Down\nDROP TABLE c;']);
CREATE TABLE a ();
CREATE TABLE b ();
-- A dry run says the same and writes nothing.
SELECT * FROM migrate.adopt(dry_run => true);
SELECT revision_id FROM migrate.current();
SELECT * FROM migrate.adopt();
SELECT * FROM migrate.adopt('goose');
SELECT direction, revision_id, reason FROM migrate.log ORDER BY revision_id;
SELECT * FROM migrate.upgrade();
-- The tool's table is as it was, and what was adopted can be taken back.
SELECT max(version_id) AS version, count(*) FROM goose_db_version;
SELECT * FROM migrate.downgrade('base');
-- Later the tool went on: what is new there is adopted, too.
SELECT count(*) FROM migrate.adopt('goose_db_version');
INSERT INTO goose_db_version (version_id, is_applied) VALUES (3, true);
SELECT * FROM migrate.adopt('GOOSE');
-- A version that no revision stands for, and one that was left out.
INSERT INTO goose_db_version (version_id, is_applied) VALUES (4, true), (20260101120000, true);
SELECT * FROM migrate.adopt();
SELECT count(*) FROM migrate.stamp('base');
UPDATE goose_db_version SET is_applied = version_id IN (1, 3);
SELECT * FROM migrate.adopt();
SELECT count(*) FROM migrate.current();
DROP TABLE goose_db_version;

-- golang-migrate: a single row, and a flag.
SELECT project('golang-migrate');
CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
INSERT INTO schema_migrations VALUES (2, true);
SELECT count(*) FROM migrate.import_files('{000001_a.up.sql,000001_a.down.sql,000002_b.up.sql,000003_c.up.sql}', '{SELECT 1,SELECT 1,SELECT 2,SELECT 3}');
SELECT * FROM migrate.adopt();
UPDATE schema_migrations SET dirty = false;
SELECT * FROM migrate.adopt('dbmate');
SELECT * FROM migrate.adopt();
UPDATE schema_migrations SET version = 9;
SELECT * FROM migrate.adopt('golang-migrate');
UPDATE schema_migrations SET version = -1;
SELECT * FROM migrate.adopt('golang-migrate');
DROP TABLE schema_migrations;

-- dbmate and Rails: a row a version, in the same table.
SELECT project('dbmate');
CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
INSERT INTO schema_migrations VALUES ('20260101000001'), ('20260101000002');
SELECT count(*) FROM migrate.import_files('{20260101000001_a.sql,20260101000002_b.sql,20260101000003_c.sql}', ARRAY[E'-- migrate:up\n', E'-- migrate:up\n', E'-- migrate:up\n']);
SELECT * FROM migrate.adopt('dbmate');
SELECT revision_id FROM migrate.pending();
SELECT project('rails');
CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar);
SELECT count(*) FROM migrate.import_files('{20260101000001_a.sql,20260101000002_b.sql}', '{SELECT 1,SELECT 1}');
SELECT * FROM migrate.adopt();
SELECT DISTINCT reason FROM migrate.log;
DROP TABLE schema_migrations, ar_internal_metadata;

-- Flyway: checksums of lines, repeatables, undone and deleted versions; a failed one.
SELECT project('flyway');
CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL,
	script varchar(1000) NOT NULL, checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time int NOT NULL, success boolean NOT NULL);
INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES
	(0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '"public"', NULL, 'ada', 0, true),
	(1, '1', 'a', 'SQL', 'V1__a.sql', 492318549, 'ada', 5, true), (2, '1.1', 'b', 'SQL', 'V1_1__b.sql', 1128195672, 'ada', 5, true),
	(3, '1.1', 'b', 'UNDO_SQL', 'U1_1__b.sql', 1, 'ada', 5, true), (4, '1.1', 'b', 'SQL', 'V1_1__b.sql', 1128195672, 'ada', 5, true),
	(5, '2', 'c', 'SQL', 'V2__c.sql', -2102380136, 'ada', 5, true), (6, NULL, 'the views', 'SQL', 'R__the_views.sql', 12, 'ada', 5, true),
	(7, NULL, 'the views', 'SQL', 'R__the_views.sql', 359531679, 'ada', 5, true), (8, '2', 'c', 'UNDO_SQL', 'U2__c.sql', 1, 'ada', 5, true),
	(9, '7', 'gone', 'SQL', 'V7__gone.sql', 1, 'ada', 5, true), (10, '7', 'gone', 'DELETE', 'V7__gone.sql', 1, 'ada', 5, true);
CREATE TABLE folder (name text PRIMARY KEY, content text);
CREATE VIEW files AS SELECT array_agg(name ORDER BY name COLLATE "C") AS names, array_agg(content ORDER BY name COLLATE "C") AS contents FROM folder;
INSERT INTO folder VALUES ('V1__a.sql', E'\uFEFFCREATE TABLE a (id int);\r\n\r\n-- größer ${who}\r\nSELECT 1;\r\n'), ('V1_1__b.sql', 'CREATE TABLE b (id int);'), ('U1_1__b.sql', 'DROP TABLE b;'),
	('V2__c.sql', 'CREATE TABLE c (id int);'), ('U2__c.sql', 'DROP TABLE c;'), ('R__the_views.sql', E'DROP TABLE IF EXISTS ${what};\n'), ('flyway.conf', E'flyway.placeholders.who=Ada\nflyway.placeholders.what=v\n');
SELECT count(*) FROM files, migrate.import_files(names, contents);
-- The repeatable came behind version 2, which was undone since: that is pending, and runs.
SELECT * FROM migrate.adopt();
SELECT revision_id FROM migrate.pending();
BEGIN;
SELECT * FROM migrate.upgrade();
SELECT revision_id, state FROM migrate.history();
SELECT * FROM migrate.downgrade('1.1');
ROLLBACK;
SELECT count(*) FROM files, migrate.import_files(names, contents) WHERE action <> 'unchanged';
SELECT count(*) FROM migrate.stamp('base');
UPDATE flyway_schema_history SET type = 'SQL' WHERE installed_rank = 8;
UPDATE flyway_schema_history SET checksum = -2102380136 WHERE installed_rank = 8;
SELECT * FROM migrate.adopt(dry_run => true);
-- A repeatable that was changed runs again.
UPDATE flyway_schema_history SET checksum = 13 WHERE installed_rank = 7;
SELECT * FROM migrate.adopt(dry_run => true);
-- Scripts that were changed; a failed one.
UPDATE flyway_schema_history SET checksum = 4711 WHERE installed_rank IN (1, 4);
SELECT * FROM migrate.adopt();
UPDATE flyway_schema_history SET success = false WHERE installed_rank = 8;
SELECT * FROM migrate.adopt();
SELECT count(*) FROM migrate.current();
-- A database that was there before Flyway: what is up to the baseline counts as applied.
SELECT project('baseline');
DELETE FROM flyway_schema_history;
INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES
	(1, '1.1', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, 'ada', 0, true);
SELECT count(*) FROM files, migrate.import_files(names, contents);
SELECT * FROM migrate.adopt();
-- One that began with a baseline migration, and one that had the versions before there was one.
SELECT project('B');
DELETE FROM flyway_schema_history;
INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES
	(1, '2', 'all', 'SQL_BASELINE', 'B2__all.sql', NULL, 'ada', 0, true);
INSERT INTO folder VALUES ('B2__all.sql', 'CREATE TABLE all_of_it (id int);'), ('V3__d.sql', 'SELECT 3;');
SELECT count(*) FROM files, migrate.import_files(names, contents);
SELECT * FROM migrate.adopt();
SELECT revision_id FROM migrate.pending();
SELECT project('V');
DELETE FROM flyway_schema_history;
INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
	SELECT i, v, '', 'SQL', '', NULL, 'ada', 0, true FROM unnest('{1,1.1,2,3}'::text[]) WITH ORDINALITY u (v, i);
SELECT count(*) FROM files, migrate.import_files(names, contents);
SELECT * FROM migrate.adopt();
SELECT revision_id FROM migrate.pending();
-- Checksums are those of the files, whose placeholders are not filled; with an undo beside it, too.
SELECT project('placeholders');
DELETE FROM flyway_schema_history;
INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES
	(1, '1', 'filled', 'SQL', 'V1__filled.sql', 8852551, 'ada', 0, true);
DELETE FROM folder;
INSERT INTO folder VALUES ('V1__filled.sql', E'CREATE TABLE filled (who text DEFAULT \'${who}\');\r\nSELECT 1;\n'), ('U1__filled.sql', 'DROP TABLE filled;'), ('flyway.conf', 'flyway.placeholders.who=Ada');
SELECT count(*) FROM files, migrate.import_files(names, contents);
SELECT upgrade FROM migrate.show('1');
SELECT * FROM migrate.adopt(dry_run => true);
UPDATE flyway_schema_history SET checksum = 12;
SELECT migrate.adopt();
SELECT count(*) FROM files, migrate.import_files(names, contents) WHERE action <> 'unchanged';
DROP TABLE flyway_schema_history;

-- diesel: versions without dashes.
SELECT project('diesel');
CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT now());
INSERT INTO __diesel_schema_migrations (version) VALUES ('00000000000000'), ('20260101120000');
SELECT count(*) FROM migrate.import_files('{00000000000000_diesel_initial_setup/up.sql,2026-01-01-120000_a/up.sql,2026-01-02-120000_b/up.sql}', '{"","",""}');
SELECT * FROM migrate.adopt();
DROP TABLE __diesel_schema_migrations;

-- sqlx: SHA-384 of the file; that of an upgrade with a downgrade beside it, too.
SELECT project('sqlx');
CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamptz NOT NULL DEFAULT now(), success boolean NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES
	(1, 'a', true, sha384(convert_to(E'CREATE TABLE a (id int);\n', 'UTF8')), 1), (2, 'b', true, sha384(convert_to(E'CREATE TABLE b (id int);\r\n', 'UTF8')), 1);
SELECT count(*) FROM migrate.import_files('{0001_a.sql,0002_b.up.sql,0002_b.down.sql}', ARRAY[E'CREATE TABLE a (id int);\n', E'CREATE TABLE b (id int);\r\n', 'DROP TABLE b;']);
SELECT * FROM migrate.adopt(dry_run => true);
UPDATE _sqlx_migrations SET checksum = sha384('x') WHERE version = 2;
SELECT * FROM migrate.adopt();
UPDATE _sqlx_migrations SET success = false WHERE version = 1;
SELECT * FROM migrate.adopt();
DROP TABLE _sqlx_migrations;

-- Prisma: names of folders, however long; what was rolled back does not count; a changed script is a warning, as in Prisma.
SELECT project('prisma');
CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
	started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count int NOT NULL DEFAULT 0);
INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, rolled_back_at) VALUES
	('1', encode(sha256('CREATE TABLE a (id int);'), 'hex'), now(), '20260101000000_' || repeat('long_', 12) || 'name', NULL),
	('2', 'x', NULL, '20260102000000_b', now()), ('3', 'changed', now(), '20260102000000_b', NULL), ('4', 'x', NULL, '20260103000000_c', NULL);
SELECT count(*) FROM migrate.import_files(ARRAY['20260101000000_' || repeat('long_', 12) || 'name/migration.sql', '20260102000000_b/migration.sql', '20260103000000_c/migration.sql'], '{CREATE TABLE a (id int);,SELECT 2,SELECT 3}');
SELECT * FROM migrate.adopt();
DELETE FROM _prisma_migrations WHERE id = '4';
SELECT * FROM migrate.adopt();
DROP TABLE _prisma_migrations;

-- Sqitch: in its own schema, a project among others, a rework.
SELECT project('shop');
CREATE SCHEMA sqitch;
CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, script_hash text, change text NOT NULL, project text NOT NULL, note text NOT NULL DEFAULT '', committed_at timestamptz NOT NULL DEFAULT clock_timestamp());
INSERT INTO sqitch.changes (change_id, change, project) VALUES ('1', 'users', 'shop');
INSERT INTO sqitch.changes (change_id, change, project) VALUES ('2', 'tables/carts', 'shop');
INSERT INTO sqitch.changes (change_id, change, project) VALUES ('3', 'users', 'shop');
INSERT INTO sqitch.changes (change_id, change, project) VALUES ('4', 'elsewhere', 'other');
SELECT count(*) FROM migrate.import_files('{sqitch.plan,deploy/users@v1.sql,deploy/users.sql,deploy/tables/carts.sql,deploy/more.sql}',
	ARRAY[E'%project=shop\nusers 2026 A <a@b>\n@v1 2026 A <a@b>\ntables/carts [users] 2026 A <a@b>\nusers [users@v1] 2026 A <a@b>\nmore 2026 A <a@b>\n', '', '', '', '']);
SELECT * FROM migrate.adopt();
DROP SCHEMA sqitch CASCADE;

-- Alembic: where it stands, and so all below. Django, Liquibase: revisions that somebody wrote with these ids.
SELECT project('alembic');
CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY);
INSERT INTO alembic_version VALUES ('1975ea83b712');
SELECT migrate.revision('one', 'SELECT 1', 'SELECT 1', revision_id => '27c6a30d7c24'), migrate.revision('two', 'SELECT 1', 'SELECT 1', revision_id => '1975ea83b712', parents => '{27c6a30d7c24}'),
	migrate.revision('three', 'SELECT 1', 'SELECT 1', revision_id => '3512b954651e', parents => '{1975ea83b712}');
SELECT * FROM migrate.adopt();
DROP TABLE alembic_version;
SELECT project('django');
CREATE TABLE django_migrations (id serial PRIMARY KEY, app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied timestamptz NOT NULL DEFAULT now());
INSERT INTO django_migrations (app, name) VALUES ('shop', '0001_initial');
SELECT migrate.revision('initial', 'SELECT 1', 'SELECT 1', revision_id => 'shop.0001_initial');
SELECT * FROM migrate.adopt();
DROP TABLE django_migrations;
SELECT project('liquibase');
CREATE TABLE databasechangelog (id varchar(255) NOT NULL, author varchar(255) NOT NULL, filename varchar(255) NOT NULL, dateexecuted timestamp NOT NULL DEFAULT now(), orderexecuted int NOT NULL, exectype varchar(10) NOT NULL, md5sum varchar(35));
INSERT INTO databasechangelog VALUES ('create persons', 'ada', 'db.xml', now(), 1, 'EXECUTED', '9:x'), ('2', 'ada', 'db.xml', now(), 2, 'FAILED', '9:x');
SELECT migrate.revision('persons', 'SELECT 1', 'SELECT 1', revision_id => 'create_persons');
SELECT * FROM migrate.adopt();
DELETE FROM databasechangelog WHERE id = '2';
SELECT * FROM migrate.adopt();
DROP TABLE databasechangelog;

-- Our own, of a server that had no extension when migrate.script() was run there.
SELECT project('ledger');
CREATE TABLE migrate_ledger (project text NOT NULL, revision_id text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (project, revision_id));
INSERT INTO migrate_ledger VALUES ('ledger', 'aaaa'), ('other', 'bbbb');
SELECT migrate.revision('a', 'SELECT 1', 'SELECT 1', revision_id => 'aaaa');
SELECT * FROM migrate.adopt('migrate');
DROP TABLE migrate_ledger;

-- Which tool: none, several, one that nobody knows; a view, or a table with somebody's types, is no history.
SELECT migrate.adopt();
SELECT migrate.adopt('flyway');
SELECT migrate.adopt('cvs');
SELECT migrate.adopt(NULL);
CREATE TABLE alembic_version (version_num varchar(32));
CREATE TABLE __diesel_schema_migrations (version varchar(50));
SELECT migrate.adopt();
CREATE SCHEMA app;
CREATE TABLE app.alembic_version (version_num varchar(32));
INSERT INTO app.alembic_version VALUES ('aaaa');
SELECT * FROM migrate.adopt('alembic');
SET search_path = app;
SELECT * FROM migrate.adopt('alembic');
SET search_path = pg_catalog;
SELECT * FROM migrate.adopt('alembic');
RESET search_path;
DROP TABLE alembic_version, __diesel_schema_migrations, app.alembic_version;
CREATE VIEW alembic_version AS SELECT 'aaaa'::text AS version_num;
SELECT migrate.adopt('alembic');
DROP VIEW alembic_version;
CREATE DOMAIN odd AS text;
CREATE TABLE alembic_version (version_num odd);
SELECT migrate.adopt('alembic');
DROP TABLE alembic_version;
DROP DOMAIN odd;
-- A script cannot adopt.
SELECT migrate.revision('adopts', 'SELECT migrate.adopt()', 'SELECT 1', revision_id => 'adopts', parents => '{base}');
SELECT * FROM migrate.upgrade('adopts');

DROP EXTENSION migrate;
DROP SCHEMA app;
DROP VIEW files;
DROP TABLE folder;
DROP FUNCTION project;
