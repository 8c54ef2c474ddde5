-- Files: one a revision, in and out byte for byte; folders; what happens when a file changes.
CREATE EXTENSION migrate;

-- A revision written here is a file.
SELECT migrate.revision('add height to persons', E'CREATE TABLE persons (height numeric);\n', 'DROP TABLE persons;', 'SELECT height FROM persons WHERE false;', revision_id => '1a2b3c4d5e6f', branch_label => 'main-line');
SELECT regexp_replace(migrate.export_file('1a2b'), '(Create Date: ).*?\n', E'\\1(now)\n') AS file \g (format=unaligned tuples_only=on)
SELECT regexp_replace(name, '^\d{12}', '(now)') AS name, revision_id FROM migrate.export_files();
SELECT migrate.export_file('nowhere');
SELECT migrate.export_file(NULL);

-- It comes back as it is.
SELECT i.action FROM migrate.export_files() e, migrate.import_file(e.name, e.content) i;
CREATE TEMPORARY TABLE kept AS SELECT * FROM migrate.export_files();
SELECT migrate.remove('1a2b');
SELECT action, f.revision_id FROM kept k, migrate.import_file(k.name, k.content) f;
SELECT e.content = k.content AS same_content, e.name = k.name AS same_name FROM kept k, migrate.export_files() e;
SELECT name, message, labels, upgrade, downgrade, verify FROM migrate.show('1a2b');
SELECT migrate.remove('1a2b');

-- A folder, in any order: headers decide.
CREATE FUNCTION file(id text, revises text, upgrade text, downgrade text DEFAULT 'SELECT 1;', more text DEFAULT '') RETURNS text LANGUAGE sql
AS $$SELECT format(E'-- revision %s\n--\n-- Revision ID: %s\n-- Revises: %s\n-- Create Date: 2026-11-23 12:00:00+00\n%s\n-- migrate:upgrade\n%s\n\n-- migrate:downgrade\n%s\n', id, id, revises, more, upgrade, downgrade)$$;
CREATE TEMPORARY TABLE folder (name text PRIMARY KEY, content text);
CREATE TEMPORARY VIEW files AS SELECT array_agg(name ORDER BY name COLLATE "C") AS names, array_agg(content ORDER BY name COLLATE "C") AS contents FROM folder;
INSERT INTO folder VALUES
	('versions/z.sql', file('aaaa', '', 'CREATE TABLE a (id int);', 'DROP TABLE a;')),
	('versions/2026/y.sql', file('bbbb', 'aaaa', 'CREATE TABLE b (id int);', 'DROP TABLE b;')),
	('versions/x.sql', file('cccc', 'bbbb', 'CREATE TABLE c (id int);', 'DROP TABLE c;', E'-- Branch Label: tip\n')),
	('README', 'not a migration');
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT revision_id, parents, labels FROM migrate.history();
SELECT name, revision_id FROM migrate.export_files();
SELECT e.content = f.content AS same FROM migrate.export_files() e JOIN folder f USING (name);

-- A changed file of a pending revision updates it.
UPDATE folder SET content = replace(content, 'CREATE TABLE c (id int)', 'CREATE TABLE c (id bigint)') WHERE name = 'versions/x.sql';
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT upgrade FROM migrate.show('cccc');
SELECT * FROM migrate.upgrade();
-- One of an applied revision does not: the error shows both checksums and the ways out.
UPDATE folder SET content = replace(content, 'CREATE TABLE b (id int)', 'CREATE TABLE b (id bigint)') WHERE name = 'versions/2026/y.sql';
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT upgrade FROM migrate.show('bbbb');
-- Mending a comment, or spaces, is no change: said, not refused.
UPDATE folder SET content = replace(content, 'CREATE TABLE b (id bigint)', E'-- the second table\nCREATE TABLE b ( id  int )') WHERE name = 'versions/2026/y.sql';
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT upgrade FROM migrate.show('bbbb');
-- Repair: the changed text is right as it is.
UPDATE folder SET content = replace(content, 'CREATE TABLE b ( id  int )', 'CREATE TABLE b (id bigint)') WHERE name = 'versions/2026/y.sql';
SELECT migrate.repair('bbbb', 'changed by hand in production');
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT upgrade FROM migrate.show('bbbb');
SELECT direction, revision_id, regexp_replace(reason, '[0-9a-f]{8}', '(checksum)') AS reason FROM migrate.log WHERE direction = 'repair';
-- The permission is used up.
UPDATE folder SET content = replace(content, 'bigint', 'text') WHERE name = 'versions/2026/y.sql';
SELECT i.* FROM files, migrate.import_files(names, contents) i;
-- At once, with the file.
SELECT migrate.repair('bbbb', 'the same again', (SELECT content FROM folder WHERE name = 'versions/2026/y.sql'));
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT migrate.repair('bbbb', 'another file', (SELECT content FROM folder WHERE name = 'versions/x.sql'));
SELECT migrate.repair('bbbb', 'no file at all', 'SELECT 1');
SELECT migrate.repair('bbbb', NULL);
SELECT migrate.repair('nowhere', 'x');
SELECT * FROM migrate.downgrade('bbbb');
SELECT migrate.repair('cccc', 'not applied');

-- Line endings and a byte order mark do not count; a file comes back as it was.
CREATE TEMPORARY TABLE before AS SELECT content FROM folder WHERE name = 'versions/x.sql';
UPDATE folder SET content = E'\uFEFF' || replace(content, E'\n', E'\r\n') WHERE name = 'versions/x.sql';
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT content = migrate.export_file('cccc') AS exported_as_before FROM before;
DELETE FROM folder WHERE name <> 'versions/x.sql';
UPDATE folder SET content = replace(replace(content, 'cccc', 'dddd'), 'bbbb', 'cccc'), name = 'crlf.sql';
UPDATE folder SET content = replace(content, E'-- Branch Label: tip\r\n', '');
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT content = migrate.export_file('dddd') AS same, position(E'\r' IN upgrade) AS cr, upgrade FROM migrate.show('dddd'), folder;
SELECT migrate.remove('dddd');

-- The first statement may stand after a comment of forty lines; a section that is absent is NULL.
DELETE FROM folder;
INSERT INTO folder VALUES ('long.sql', E'-- a long story\n--\n-- Revision ID: eeee\n-- Revises: cccc\n\n' || repeat(E'-- and so on\n', 40) || E'\n-- migrate:upgrade\n' || repeat(E'-- and so on\n', 40) || E'\nSELECT 1;\n');
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT message, length(upgrade), downgrade IS NULL AS one_way, verify IS NULL AS unverified FROM migrate.show('eeee');
SELECT migrate.remove('eeee');

-- What is wrong with a file is said with its name and line.
SELECT migrate.import_file('versions/bad.sql', '');
SELECT migrate.import_file('versions/bad.sql', 'SELECT 1;');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: with space\n-- Revises:\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: head\n-- Revises:\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revision ID: gggg\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: nowhere\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc, cccc\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: ffff\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc\n-- Depends On: nowhere\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc\n-- Create Date: yesterday noon\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc\n-- Branch Label: a@b\n\n-- migrate:upgrade\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc\n\n-- migrate:upgrade\nSELECT 1;\n-- migrate:sidegrade\nSELECT 2;\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc\n\n-- migrate:upgrade\nSELECT 1;\n-- migrate:upgrade\nSELECT 2;\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc\n\n-- migrate:upgrade transactional=maybe\nSELECT 1;\n');
SELECT migrate.import_file('versions/bad.sql', E'-- message\n--\n-- Revision ID: ffff\n-- Revises: cccc\n\nSELECT 0;\n\n-- migrate:upgrade\nSELECT 1;\n');
SELECT migrate.import_file('versions/bad.sql', E'-- <<<<<<< HEAD\n-- Revision ID: ffff\n');
SELECT migrate.import_files('{a,b}', '{x}');
SELECT migrate.import_files(NULL, '{x}');
SELECT migrate.import_files('{a}', NULL);
SELECT migrate.import_files('{NULL}', '{x}');
SELECT migrate.import_files('{a.sql}', '{SELECT 1}', 'cvs');
SELECT migrate.import_files('{}', '{}');
-- Two files of one revision.
SELECT migrate.import_files(ARRAY['a.sql', 'b.sql'], ARRAY[file('ffff', 'cccc', 'SELECT 1;'), file('ffff', 'cccc', 'SELECT 2;')]);
-- Two that stand on each other.
SELECT migrate.import_files(ARRAY['a.sql', 'b.sql'], ARRAY[file('ffff', 'eeee', 'SELECT 1;'), file('eeee', 'ffff', 'SELECT 2;')]);
-- None of these has left anything.
SELECT revision_id FROM migrate.history();
SELECT * FROM migrate.downgrade('base');

-- An application's folder: upgrade_files() goes to the heads of what is given.
SELECT set_config('migrate.project', 'application', false);
DELETE FROM folder;
INSERT INTO folder VALUES
	('1.sql', file('aaaa', '', 'CREATE TABLE a (id int);', 'DROP TABLE a;')),
	('2.sql', file('bbbb', 'aaaa', 'CREATE TABLE b (id int);', 'DROP TABLE b;'));
SELECT s.* FROM files, migrate.upgrade_files(names, contents) s;
SELECT s.* FROM files, migrate.upgrade_files(names, contents) s;
-- What somebody else has stored meanwhile does no harm.
SELECT migrate.revision('of another branch', 'CREATE TABLE other ()', 'DROP TABLE other', revision_id => '9999');
INSERT INTO folder VALUES ('3.sql', file('cccc', 'bbbb', 'CREATE TABLE c (id int);', 'DROP TABLE c;'));
SELECT s.* FROM files, migrate.upgrade_files(names, contents) s;
SELECT revision_id, state FROM migrate.history();
-- The branch is switched: what is applied and not in the folder is taken back first.
DELETE FROM folder WHERE name = '3.sql';
INSERT INTO folder VALUES ('4.sql', file('dddd', 'bbbb', 'CREATE TABLE d (id int);', 'DROP TABLE d;'));
SELECT s.* FROM files, migrate.sync_files(names, contents) s;
SELECT s.* FROM files, migrate.sync_files(names, contents) s;
SELECT revision_id, state FROM migrate.history();
-- An older release is back.
DELETE FROM folder WHERE name IN ('2.sql', '4.sql');
SELECT s.* FROM files, migrate.upgrade_files(names, contents) s;
SELECT s.* FROM files, migrate.sync_files(names, contents) s;
SELECT revision_id FROM migrate.current();
SELECT * FROM migrate.downgrade('base');
RESET migrate.project;

-- Plain folders of numbered SQL are a linear history.
SELECT set_config('migrate.project', 'plain', false);
SELECT * FROM migrate.import_files('{010_third.sql,001_create.sql,002_fill.sql}', ARRAY['DROP TABLE IF EXISTS nothing;', 'CREATE TABLE plain (id int);', 'INSERT INTO plain VALUES (1);']);
SELECT revision_id, parents, message FROM migrate.history();
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
DROP TABLE plain;
SELECT set_config('migrate.project', 'up and down', false);
SELECT * FROM migrate.import_files('{001_create.up.sql,001_create.down.sql,002_fill.up.sql,002_fill.down.sql}', '{CREATE TABLE plain (id int),DROP TABLE plain,INSERT INTO plain VALUES (1),DELETE FROM plain}');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
SELECT name, regexp_replace(content, '(Create Date: ).*?\n', E'\\1(now)\n') AS content FROM migrate.export_files();
RESET migrate.project;

-- A folder on the server's disk needs the rights to read it.
CREATE ROLE regress_migrate_author;
SELECT migrate.grant_access('regress_migrate_author', 'author');
SET ROLE regress_migrate_author;
SELECT * FROM migrate.import_directory('.');
RESET ROLE;
SELECT * FROM migrate.import_directory('/nowhere/at/all');

DROP EXTENSION migrate;
DROP FUNCTION file(text, text, text, text, text);
DROP ROLE regress_migrate_author;
