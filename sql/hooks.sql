-- Hooks: scripts before and after every run and every step, in the same transaction, told where they are.
CREATE EXTENSION migrate;
SET client_min_messages = warning;
CREATE TABLE seen (n serial, hook text, revision_id text, direction text, message text, place text, runs text, tables int);
CREATE FUNCTION note(hook text) RETURNS void LANGUAGE sql AS $$
	INSERT INTO seen (hook, revision_id, direction, message, place, runs, tables) VALUES (hook, current_setting('migrate.revision_id'), current_setting('migrate.direction'),
		current_setting('migrate.message'), current_setting('migrate.ordinal') || ' of ' || current_setting('migrate.steps'), current_setting('migrate.run'),
		(SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]$')) $$;
SELECT migrate.set('before_run', $$SELECT note('before run');$$);
SELECT migrate.set('after_run', $$SELECT note('after run'); INSERT INTO seen (hook, revision_id) SELECT 'journal', revision_id FROM migrate.log ORDER BY journal_id;$$);
SELECT migrate.set('before_step', $$SELECT note('before step')$$);
SELECT migrate.set('after_step', $$SELECT note('after step')$$);
SELECT migrate.revision('one', 'CREATE TABLE t1 ()', 'DROP TABLE t1', revision_id => 'aaaa');
SELECT migrate.revision('two', 'CREATE TABLE t2 ()', 'DROP TABLE t2', revision_id => 'bbbb');
SELECT revision_id FROM migrate.upgrade();
SELECT revision_id FROM migrate.downgrade();
SELECT hook, revision_id, direction, message, place, runs, tables FROM seen ORDER BY n;
-- They have their parameters for their own time alone, and a run that has nothing to do has no hooks.
SHOW migrate.revision_id;
TRUNCATE seen;
SELECT revision_id FROM migrate.upgrade('aaaa');
SELECT count(*) FROM seen;
-- What they change stands or falls with the run.
BEGIN;
SELECT revision_id FROM migrate.upgrade();
SELECT count(*) FROM seen;
ROLLBACK;
SELECT count(*) FROM seen;

-- An error says which hook, and where in it.
SELECT migrate.set('after_step', E'SELECT 1;\n\nSELECT 1 / 0;');
SELECT migrate.upgrade();
SELECT migrate.set('after_step', NULL);
SELECT migrate.set('before_step', E'SELECT 1;\nSELECT * FROM nowhere');
SELECT migrate.upgrade();
SELECT migrate.set('before_step', NULL);
SELECT migrate.set('before_run', E'SELECT 1;\nSELECT migrate.upgrade();');
SELECT migrate.upgrade();
-- ... before anything has run, where it can be known.
SELECT migrate.set('before_run', NULL);
SELECT migrate.set('after_run', E'SELECT 1;\nSAVEPOINT s');
SELECT migrate.upgrade();
SELECT migrate.set('after_run', 'VACUUM');
SELECT migrate.upgrade();
SELECT migrate.set('after_run', E'SELECT 1;\nSELEC 2');
SELECT migrate.set('after_run', NULL);
SELECT count(*) FROM migrate.pending();

-- What a hook leaves in the session ends with it.
SELECT migrate.set('before_step', 'SET search_path = pg_catalog; CREATE TEMPORARY TABLE left_over (); PREPARE left_over AS SELECT 1');
SELECT revision_id FROM migrate.upgrade();
SELECT to_regclass('left_over'), (SELECT count(*) FROM pg_prepared_statements);
SHOW search_path;
SELECT migrate.set('before_step', NULL);

-- What a hook changes in the schema belongs to the run: it is no change that somebody made.
SELECT migrate.set('after_run', 'ALTER TABLE IF EXISTS t2 ADD COLUMN from_hook int');
SELECT migrate.downgrade();
SELECT migrate.upgrade();
SELECT migrate.set('after_run', NULL);
SELECT migrate.migrate('nothing');

-- deploy() has them too: those of a step in its transaction, which commits with it.
TRUNCATE seen;
SELECT migrate.set('before_run', $$SELECT note('before run')$$);
SELECT migrate.set('before_step', $$SELECT note('before step')$$);
SELECT migrate.set('after_step', $$SELECT note('after step'), 1 / (current_setting('migrate.revision_id') <> 'dddd')::int$$);
SELECT migrate.revision('three', 'CREATE TABLE t3 (id int)', 'DROP TABLE t3', revision_id => 'cccc');
SELECT migrate.revision('four', 'CREATE INDEX CONCURRENTLY i3 ON t3 (id)', 'DROP INDEX CONCURRENTLY i3', revision_id => 'bcbc');
SELECT migrate.revision('five', 'CREATE TABLE t4 ()', 'DROP TABLE t4', revision_id => 'dddd');
CALL migrate.deploy();
SELECT hook, revision_id, place, tables FROM seen ORDER BY n;
SELECT revision_id FROM migrate.pending();
-- ... and repeatable files are steps.
TRUNCATE seen;
SELECT migrate.remove('dddd');
SELECT action FROM migrate.import_file('repeatable/v.sql', 'CREATE VIEW v AS SELECT 1 AS a');
SELECT revision_id FROM migrate.upgrade();
SELECT hook, revision_id, direction, place FROM seen ORDER BY n;
-- One that is tried twice, as its view is in its own way, has had its hooks once.
TRUNCATE seen;
SELECT action FROM migrate.import_file('repeatable/v.sql', 'CREATE VIEW v AS SELECT 1 AS a, 2 AS b');
SELECT revision_id FROM migrate.upgrade();
SELECT hook, revision_id, direction, place FROM seen ORDER BY n;
SELECT migrate.set(name, NULL) FROM unnest('{before_run,before_step,after_step}'::text[]) name;
CALL migrate.revert('bbbb');

-- A superuser does not run what a role without superuser wrote.
CREATE ROLE regress_migrate_hooker;
SELECT migrate.grant_access('regress_migrate_hooker', 'admin');
SET ROLE regress_migrate_hooker;
SELECT migrate.set('before_run', 'ALTER ROLE regress_migrate_hooker SUPERUSER');
RESET ROLE;
SELECT migrate.downgrade();
SELECT name, written_by FROM migrate.settings;
SELECT migrate.set('before_run', NULL);
SELECT migrate.set('before_runs', '');
DROP EXTENSION migrate;
DROP VIEW v;
DROP TABLE seen, t1, t2;
DROP FUNCTION note;
DROP ROLE regress_migrate_hooker;
