-- Squash: one revision that stands for several, in databases that have run all of them, some, or none.
CREATE EXTENSION migrate;

CREATE VIEW shape AS
	SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r';

SELECT migrate.revision('create persons', 'CREATE TABLE persons (id int)', 'DROP TABLE persons', revision_id => '1000');
SELECT migrate.revision('add name', 'ALTER TABLE persons ADD COLUMN name text -- no semicolon', 'ALTER TABLE persons DROP COLUMN name;', revision_id => '2000');
SELECT migrate.revision('a reminder', revision_id => '3000');
SELECT migrate.revision('no nulls', 'ALTER TABLE persons ALTER COLUMN name SET NOT NULL', 'ALTER TABLE persons ALTER COLUMN name DROP NOT NULL', 'SELECT name FROM persons WHERE false', revision_id => '4000');
SELECT migrate.revision('add phone', 'ALTER TABLE persons ADD COLUMN phone text', 'ALTER TABLE persons DROP COLUMN phone', revision_id => '5000');

-- What cannot be squashed.
SELECT migrate.squash('4000', '2000', 'wrong way round');
SELECT migrate.squash('2000', 'nowhere', 'x');
SELECT migrate.squash(NULL, '4000', 'x');
SELECT migrate.squash('2000', '4000', NULL);
SELECT migrate.squash('2000', '4000', ' ');
SELECT migrate.squash('2000', '4000', 'x', revision_id => '1000');

-- Where nothing is applied.
SELECT migrate.squash('2000', '4000', 'name in one', revision_id => 'abcd');
SELECT upgrade FROM migrate.show('abcd') \g (format=unaligned tuples_only=on)
SELECT downgrade FROM migrate.show('abcd') \g (format=unaligned tuples_only=on)
SELECT verify FROM migrate.show('abcd') \g (format=unaligned tuples_only=on)
SELECT revision_id, parents, replaces, state FROM migrate.show('abcd');
SELECT revision_id, parents, state FROM migrate.history();
SELECT revision_id, state FROM migrate.status ORDER BY 1;
-- It runs alone, and the child of the last original follows it.
BEGIN;
SELECT * FROM migrate.upgrade();
SELECT * FROM shape ORDER BY 1, 2;
SELECT revision_id, state FROM migrate.status ORDER BY 1;
SELECT * FROM migrate.downgrade('1000');
SELECT * FROM shape ORDER BY 1, 2;
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
ROLLBACK;

-- The last run is that of upgrade, whatever was settled after it.
BEGIN;
SELECT * FROM migrate.upgrade('1000');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('@last');
ROLLBACK;

-- As long as it is pending it can be removed, and the originals are back.
SELECT migrate.remove('abcd');
SELECT revision_id, parents, state FROM migrate.history();
SELECT * FROM migrate.heads();

-- Where all are applied it counts as applied; nothing runs.
SELECT * FROM migrate.upgrade('4000');
BEGIN;
SELECT migrate.squash('2000', '4000', 'name in one', revision_id => 'abcd');
SELECT revision_id, state FROM migrate.history();
SELECT revision_id FROM migrate.current();
SELECT * FROM migrate.upgrade();
SELECT * FROM shape ORDER BY 1, 2;
-- Down it goes as one, and up again.
SELECT * FROM migrate.downgrade('1000');
SELECT * FROM migrate.upgrade();
SELECT * FROM shape ORDER BY 1, 2;
ROLLBACK;

-- In between upgrade goes through the old ones first.
SELECT * FROM migrate.downgrade('2000');
BEGIN;
SELECT migrate.squash('2000', '4000', 'name in one', revision_id => 'abcd');
SELECT revision_id, state FROM migrate.history();
SELECT * FROM migrate.upgrade();
SELECT revision_id, state FROM migrate.history();
SELECT * FROM shape ORDER BY 1, 2;
ROLLBACK;
-- So far it is no target itself.
BEGIN;
SELECT migrate.squash('2000', '4000', 'name in one', revision_id => 'abcd');
SELECT * FROM migrate.upgrade('abcd');
ROLLBACK;
-- And downgrade the same way back.
BEGIN;
SELECT migrate.squash('2000', '4000', 'name in one', revision_id => 'abcd');
SELECT * FROM migrate.downgrade('1000');
SELECT * FROM migrate.upgrade();
SELECT revision_id, state FROM migrate.history();
ROLLBACK;

-- Its originals are looked at by their own ids, and are targets no more.
SELECT * FROM migrate.downgrade('base');
SELECT migrate.squash('2000', '4000', 'name in one', revision_id => 'abcd');
SELECT revision_id, state FROM migrate.show('3000');
SELECT * FROM migrate.upgrade('3000');
SELECT migrate.is_applied('3000');
SELECT * FROM migrate.upgrade();
SELECT migrate.is_applied('3000');
-- A new revision may still name one as its parent: it follows what stands in for it.
SELECT migrate.revision('child of an original', 'CREATE TABLE child ()', 'DROP TABLE child', revision_id => '6000', parents => '{4000}');
SELECT migrate.revision('child of the new one', 'CREATE TABLE child2 ()', 'DROP TABLE child2', revision_id => '7000', parents => '{abcd}');
SELECT revision_id, parents FROM migrate.history();
SELECT * FROM migrate.upgrade('heads');
SELECT * FROM migrate.downgrade('1000');
-- Squashing what is squashed.
SELECT migrate.squash('abcd', '5000', 'again');
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('7000'), migrate.remove('6000');

SELECT migrate.remove('abcd');

-- A range must be closed: from outside only the first may have parents.
SELECT migrate.revision('branch', revision_id => '2100', parents => '{2000}');
SELECT migrate.merge('join', '{2100,5000}', revision_id => '8000');
SELECT migrate.squash('3000', '8000', 'open');
SELECT migrate.squash('1000', '8000', 'all of it', revision_id => 'abcd');
SELECT replaces FROM migrate.show('abcd');
SELECT * FROM migrate.upgrade();
SELECT * FROM shape ORDER BY 1, 2;
SELECT * FROM migrate.downgrade();
SELECT * FROM shape ORDER BY 1, 2;
SELECT migrate.remove('abcd'), migrate.remove('8000');
-- A branch that leaves in the middle follows what stands in for its parent.
SELECT migrate.squash('1000', '5000', 'a branch leaves in the middle', revision_id => 'abcd');
SELECT revision_id, parents, state FROM migrate.history();
SELECT * FROM migrate.upgrade('heads');
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('abcd'), migrate.remove('2100');

-- One that cannot be taken back makes the whole one so.
SELECT migrate.revision('one way', 'SELECT 1', revision_id => '9000');
SELECT migrate.squash('5000', '9000', 'one way in all', revision_id => 'abcd');
SELECT downgrade IS NULL AS one_way FROM migrate.show('abcd');

SELECT migrate.remove('abcd'), migrate.remove('9000');

-- What a script sets ends with it, in the squashed one too; where none sets anything, nothing is reset.
SELECT migrate.revision('sets', $$SET search_path = pg_catalog; SET work_mem = '5MB'; CREATE TABLE public.sets AS SELECT current_setting('work_mem') AS value;$$, 'DROP TABLE sets', revision_id => 'a000');
SELECT migrate.revision('does not', $$INSERT INTO sets SELECT current_setting('search_path'); INSERT INTO sets SELECT 'reset' WHERE current_setting('work_mem') <> '5MB'$$, 'DELETE FROM sets', revision_id => 'b000');
SELECT migrate.squash('4000', 'b000', 'what is set', revision_id => 'abcd');
SELECT upgrade FROM migrate.show('abcd') \g (format=unaligned tuples_only=on)
SELECT * FROM migrate.upgrade();
SELECT * FROM sets;
SELECT * FROM migrate.downgrade('base');

-- As the role that scripts run as it runs alike.
CREATE ROLE regress_migrate_app;
GRANT CREATE ON SCHEMA public TO regress_migrate_app;
SELECT migrate.set('role', 'regress_migrate_app');
SELECT * FROM migrate.upgrade();
SELECT relname FROM pg_class WHERE relowner = 'regress_migrate_app'::regrole AND relkind = 'r' ORDER BY 1;
SELECT * FROM migrate.downgrade('base');

DROP EXTENSION migrate;
DROP VIEW shape;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_app;
DROP ROLE regress_migrate_app;
