-- Upgrade and downgrade: what every target means, all or nothing, in the caller's transaction.
CREATE EXTENSION migrate;

-- The first day, as in the README.
SELECT migrate.revision('create persons', 'CREATE TABLE persons (id serial PRIMARY KEY, name text NOT NULL)', 'DROP TABLE persons', revision_id => '8f14e45fceea');
SELECT * FROM migrate.upgrade();
INSERT INTO persons (name) VALUES ('Ada'), ('Grace');
SELECT migrate.revision('add completed', 'ALTER TABLE persons ADD COLUMN completed boolean NOT NULL', 'ALTER TABLE persons DROP COLUMN completed', revision_id => 'c9f0f895fb98');
SELECT * FROM migrate.upgrade();
SELECT revision_id FROM migrate.current();
-- The revision is pending, so it can be edited: the old rows are filled first.
SELECT migrate.edit('c9f0f895fb98', upgrade => 'ALTER TABLE persons ADD COLUMN completed boolean;
UPDATE persons SET completed = false WHERE completed IS NULL;
ALTER TABLE persons ALTER COLUMN completed SET NOT NULL');
SELECT * FROM migrate.upgrade('c9f0');
SELECT * FROM persons ORDER BY id;
-- Nothing is left to do.
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.upgrade('heads');
SELECT * FROM migrate.upgrade('c9f0f895fb98');
SELECT * FROM migrate.upgrade('8f14e45fceea');

-- Applied revisions are not edited or removed.
SELECT migrate.edit('c9f0f895fb98', upgrade => 'SELECT 1');
SELECT migrate.remove('c9f0f895fb98');
SELECT migrate.rebase('c9f0f895fb98', 'base');

-- ROLLBACK leaves no trace, of the scripts or of the bookkeeping.
SELECT migrate.revision('add phone', 'ALTER TABLE persons ADD COLUMN phone text', 'ALTER TABLE persons DROP COLUMN phone', revision_id => '45c48cce2e2d');
SELECT count(*) AS journal FROM migrate.journal;
BEGIN;
SELECT * FROM migrate.upgrade();
SELECT phone FROM persons WHERE false;
SELECT migrate.is_applied('45c48cce2e2d');
ROLLBACK;
SELECT migrate.is_applied('45c48cce2e2d'), (SELECT count(*) FROM migrate.journal) AS journal;
SELECT attname FROM pg_attribute WHERE attrelid = 'persons'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;
-- The same with a savepoint: what came before it stays.
BEGIN;
SELECT migrate.revision('add mail', 'ALTER TABLE persons ADD COLUMN mail text', 'ALTER TABLE persons DROP COLUMN mail', revision_id => 'd3d9446802a4');
SELECT * FROM migrate.upgrade('45c48cce2e2d');
SAVEPOINT before_mail;
SELECT * FROM migrate.upgrade();
ROLLBACK TO before_mail;
COMMIT;
SELECT revision_id, state FROM migrate.history();
SELECT attname FROM pg_attribute WHERE attrelid = 'persons'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum;

-- One that fails takes those before it along, however many went well.
SELECT migrate.revision('good', 'CREATE TABLE good ()', 'DROP TABLE good', revision_id => '6512bd43d9ca');
SELECT migrate.revision('bad', 'CREATE TABLE bad (); SELECT 1/0;', 'DROP TABLE bad', revision_id => 'c20ad4d76fe9');
SELECT * FROM migrate.upgrade();
SELECT revision_id FROM migrate.current();
SELECT to_regclass('good'), to_regclass('bad');
-- Inside of a subtransaction the error can be caught, and the caller goes on.
DO $$
BEGIN
	PERFORM migrate.upgrade();
EXCEPTION WHEN division_by_zero THEN
	RAISE NOTICE 'caught: %', sqlerrm;
	PERFORM migrate.upgrade('6512bd43d9ca');
END $$;
SELECT revision_id FROM migrate.current();
SELECT migrate.remove('c20ad4d76fe9');

-- Targets on the way up.
SELECT * FROM migrate.downgrade('base');
SELECT * FROM migrate.upgrade('+1');
SELECT * FROM migrate.upgrade('8f14e45fceea+1');
SELECT * FROM migrate.upgrade('add_phone');
SELECT migrate.tag('release-1', 'd3d9');
SELECT * FROM migrate.upgrade('release-1');
SELECT * FROM migrate.upgrade('head');
SELECT * FROM migrate.upgrade('+1');
SELECT * FROM migrate.upgrade('+0');
-- Targets on the way down.
SELECT * FROM migrate.downgrade('-1');
SELECT * FROM migrate.downgrade('release-1-1');
SELECT * FROM migrate.downgrade('add_completed');
SELECT * FROM migrate.downgrade('8f14e45fceea');
SELECT * FROM migrate.downgrade('8f14e45fceea');
SELECT * FROM migrate.downgrade('base');
SELECT * FROM migrate.downgrade('base');
-- A range is no target; nor is what lies on the other side.
SELECT * FROM migrate.upgrade('8f14:45c4');
SELECT * FROM migrate.upgrade('-1');
SELECT * FROM migrate.upgrade('base');
SELECT * FROM migrate.upgrade(NULL);
SELECT * FROM migrate.upgrade('');
SELECT * FROM migrate.upgrade('8f1');
SELECT * FROM migrate.upgrade('nowhere');
SELECT * FROM migrate.upgrade('8f14e45fceea+7');
SELECT * FROM migrate.upgrade('+7');
SELECT * FROM migrate.downgrade('+1');
SELECT * FROM migrate.downgrade('head');
SELECT * FROM migrate.downgrade('45c48cce2e2d');
SELECT * FROM migrate.downgrade('-1');
SELECT * FROM migrate.downgrade(NULL::text);

-- Text is never a count.
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('1');
-- But a revision may be called so.
SELECT migrate.revision('number one', revision_id => '1');
SELECT * FROM migrate.upgrade('1');
SELECT * FROM migrate.downgrade('1');
SELECT * FROM migrate.downgrade('6512bd43d9ca');

-- A number: those applied last, newest first.
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.downgrade(2);
SELECT * FROM migrate.downgrade(0);
SELECT * FROM migrate.downgrade(-1);
SELECT * FROM migrate.downgrade(3);
SELECT * FROM migrate.downgrade(NULL::int);
SELECT * FROM migrate.downgrade(2);
SELECT * FROM migrate.downgrade(1);
SELECT migrate.remove('1');

-- The last run.
SELECT * FROM migrate.upgrade('c9f0f895fb98');
SELECT * FROM migrate.upgrade('d3d9446802a4');
SELECT * FROM migrate.downgrade('@last');
SELECT * FROM migrate.downgrade('@last');
SELECT * FROM migrate.downgrade('@last');

-- Redo.
SELECT * FROM migrate.upgrade('heads');
SELECT * FROM migrate.redo();
SELECT * FROM migrate.redo(2);
SELECT * FROM migrate.redo(0);
SELECT * FROM migrate.redo(9);
SELECT * FROM migrate.redo(NULL);

-- Stamp: says so, and runs nothing.
SELECT * FROM migrate.stamp('45c48cce2e2d');
SELECT to_regclass('good') IS NOT NULL AS good_is_there;
SELECT revision_id, state FROM migrate.history();
SELECT * FROM migrate.stamp('head');
SELECT * FROM migrate.stamp('head');
SELECT * FROM migrate.stamp('base');
SELECT * FROM migrate.stamp('8f14e45fceea');
SELECT * FROM migrate.stamp('head', purge => true);
SELECT * FROM migrate.stamp('nowhere');
SELECT * FROM migrate.stamp(NULL);

-- A downgrade that is absent is not run; an empty one is a step that does nothing.
SELECT migrate.revision('one way', 'CREATE TABLE one_way ()', revision_id => 'c51ce410c124');
SELECT migrate.revision('harmless', 'CREATE TABLE harmless ()', '', revision_id => 'aab323892356');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT to_regclass('harmless') IS NOT NULL AS harmless_stays;
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.downgrade('base');
SELECT revision_id FROM migrate.current();
-- One that does nothing needs none.
SELECT migrate.remove('aab323892356');
SELECT migrate.revision('a reminder', '-- nothing to do', revision_id => '9bf31c7ff062');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();

-- The journal has it all.
SELECT run, direction, revision_id, checksum IS NOT NULL AS checksum, duration IS NOT NULL AS timed, by_session_user = session_user AS me,
	server_version = current_setting('server_version_num')::int AS version, wal_lsn IS NOT NULL AS lsn
FROM migrate.journal ORDER BY journal_id DESC LIMIT 8;

DROP EXTENSION migrate;

DROP TABLE persons, good, harmless, one_way;
