-- Moving in: folders of other tools are imported as they are; what cannot be imported is said all at once; a folder goes on
-- to be read when files come in between what is applied.
CREATE EXTENSION migrate;
CREATE TABLE folder (name text PRIMARY KEY, content text);
CREATE VIEW files AS SELECT array_agg(name ORDER BY name COLLATE "C") AS names, array_agg(content ORDER BY name COLLATE "C") AS contents FROM folder;

-- The format is found out, or named; names of formats are read in any case.
INSERT INTO folder VALUES
	('V1__create persons.sql', 'CREATE TABLE persons (id int);'), ('V1.10__add_height.sql', 'ALTER TABLE persons ADD height int;'),
	('V1.9__add_name.sql', 'ALTER TABLE persons ADD name text DEFAULT ''${who}'';'), ('U1.10__add_height.sql', 'ALTER TABLE persons DROP height;'),
	('R__names.sql', 'CREATE VIEW names AS SELECT name FROM persons;'), ('flyway.conf', 'flyway.placeholders.who=Ada');
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT i.* FROM files, migrate.import_files(names, contents, 'Flyway') i;
SELECT revision_id, parents, message FROM migrate.history();
SELECT * FROM migrate.upgrade();
\d persons
SELECT * FROM migrate.downgrade();

-- What came of one file comes back as it was, with its placeholder; what came of two as a file of ours.
SELECT migrate.export_file('1.9');
SELECT migrate.export_file('1.10') ~ 'migrate:downgrade\nALTER TABLE persons DROP height;' AS both;

-- A new version goes behind the repeatable that is applied, and what is applied keeps its place.
INSERT INTO folder VALUES ('V2__two.sql', 'CREATE TABLE two (id int);'), ('V1.5__late.sql', 'CREATE TABLE late (id int);');
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT revision_id, parents, state FROM migrate.history();
SELECT * FROM migrate.upgrade();
SELECT i.* FROM files, migrate.import_files(names, contents) i WHERE action <> 'unchanged';
-- Somebody went on with a revision of their own: what the folder brings next comes behind it.
SELECT migrate.revision('of my own', 'SELECT 1', 'SELECT 1', revision_id => 'mine');
SELECT * FROM migrate.upgrade();
INSERT INTO folder VALUES ('V3__three.sql', 'SELECT 3;');
SELECT i.* FROM files, migrate.import_files(names, contents) i WHERE action <> 'unchanged';
SELECT revision_id, parents, state FROM migrate.history() LIMIT 2;
-- A changed script of an applied one is no less an error than in a folder of ours.
UPDATE folder SET content = 'CREATE TABLE two (id bigint);' WHERE name = 'V2__two.sql';
SELECT i.* FROM files, migrate.import_files(names, contents) i;
DROP VIEW names;
DROP TABLE persons, late, two;

-- A baseline stands for what came before it: an empty database runs it, another goes on.
SELECT set_config('migrate.project', 'baseline', false);
SELECT count(*) FROM migrate.import_files('{V1__a.sql,V2__b.sql}', '{CREATE TABLE a (),CREATE TABLE b ()}');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.import_files('{V1__a.sql,V2__b.sql,B2__ab.sql,V3__c.sql}', '{CREATE TABLE a (),CREATE TABLE b (),CREATE TABLE ab (),CREATE TABLE c ()}');
SELECT * FROM migrate.upgrade();
SELECT set_config('migrate.project', 'new', false);
SELECT * FROM migrate.import_files('{V1__a.sql,V2__b.sql,B2__ab.sql,V3__c.sql}', '{CREATE TABLE a (),CREATE TABLE b (),CREATE TABLE ab (),CREATE TABLE c2 ()}');
SELECT * FROM migrate.upgrade();
DROP TABLE a, b, ab, c, c2;

-- Sqitch: the plan, requirements, tags; a verify script may end in ROLLBACK, as Sqitch writes it.
SELECT set_config('migrate.project', 'sqitch', false);
DELETE FROM folder;
INSERT INTO folder VALUES
	('sqitch.plan', E'%project=shop\nusers 2026-01-01T00:00:00Z Ada <a@b> # everybody\n@v1 2026-01-01T00:00:00Z Ada <a@b>\ncarts [users] 2026-01-01T00:00:00Z Ada <a@b>\n'),
	('deploy/users.sql', E'-- Deploy\nBEGIN;\nCREATE TABLE users (id int);\nCOMMIT;\n'), ('revert/users.sql', E'BEGIN;\nDROP TABLE users;\nCOMMIT;\n'),
	('verify/users.sql', E'BEGIN;\nSELECT id FROM users WHERE false;\nCREATE TABLE gone ();\nROLLBACK;\n'), ('deploy/carts.sql', 'CREATE TABLE carts (id int);');
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT h.revision_id, s.parents, s.depends_on, s.labels, s.message FROM migrate.history() h, migrate.show(h.revision_id) s;
SELECT * FROM migrate.upgrade('v1');
SELECT to_regclass('gone');
-- A tag more is something new; a rework is another revision, though the files of the first have another name now.
UPDATE folder SET content = content || E'@v2 2026-01-01T00:00:00Z Ada <a@b>\nusers [users@v1] 2026-01-01T00:00:00Z Ada <a@b>\n' WHERE name = 'sqitch.plan';
INSERT INTO folder SELECT replace(name, '.sql', '@v1.sql'), content FROM folder WHERE name ~ 'users';
UPDATE folder SET content = 'ALTER TABLE users ADD name text;' WHERE name = 'deploy/users.sql';
UPDATE folder SET content = 'ALTER TABLE users DROP name;' WHERE name = 'revert/users.sql';
SELECT i.* FROM files, migrate.import_files(names, contents) i;
SELECT * FROM migrate.upgrade();
SELECT revision_id FROM migrate.show('v2');
SELECT * FROM migrate.downgrade('users');
SELECT migrate.script('base:v1') ~ 'SAVEPOINT migrate_verify;\nSET search_path = [^;]*;\nSELECT id FROM users WHERE false;\nCREATE TABLE gone \(\);\nROLLBACK TO' AS offline;
-- Anywhere else ROLLBACK is refused.
SELECT migrate.revision('rolls back', E'BEGIN;\nROLLBACK;', 'SELECT 1', revision_id => 'rolls', parents => '{users}', depends_on => '{}');
SELECT * FROM migrate.upgrade('rolls');
DROP TABLE users, carts;

-- COPY data may end with the file, as psql takes them; in a file of ours they must not.
SELECT set_config('migrate.project', 'copy', false);
SELECT * FROM migrate.import_files('{1_a.up.sql,1_a.down.sql,2_b.up.sql}',
	ARRAY[E'CREATE TABLE a (n int, t text);\nCOPY a FROM stdin;\n1\tone\n2\ttwo\n', 'DROP TABLE a', E'COPY a FROM stdin;\r\n3\tthree\r\n4\tfour\r\n']);
SELECT * FROM migrate.import_files('{1_a.up.sql,1_a.down.sql}',
	ARRAY[E'CREATE TABLE a (n int, t text);\nCOPY a FROM stdin;\n1\tone\n2\ttwo\n', 'DROP TABLE a']);
SELECT * FROM migrate.upgrade();
SELECT * FROM a ORDER BY n;
SELECT migrate.export_file('1') ~ '\n2\ttwo\n\\\.\n\n-- migrate:downgrade\n' AS with_its_end;
SELECT migrate.export_file('2') = E'COPY a FROM stdin;\r\n3\tthree\r\n4\tfour\r\n' AS as_it_was;
SELECT set_config('migrate.project', 'cut', false);
SELECT * FROM migrate.import_file('a.sql', E'-- cut off\n--\n-- Revision ID: cut\n\n-- migrate:upgrade\nCOPY a FROM stdin;\n1\tone\n');
SELECT * FROM migrate.upgrade();
DROP TABLE a;

-- So may scripts have psql's variables, which \set sets in them. The file keeps them.
SELECT set_config('migrate.project', 'psql', false);
SELECT * FROM migrate.import_files('{1_a.up.sql}', ARRAY[E'\\set ON_ERROR_STOP on\n\\echo making a\n\\set who ''Ada L.''\nCREATE TABLE a (t text DEFAULT :''who'');\n']);
SELECT * FROM migrate.import_files('{1_a.up.sql}', ARRAY[E'\\set ON_ERROR_STOP on\n\\echo making a\n\\set who ''Ada L.''\nCREATE TABLE a (t text DEFAULT :''who'');\n']);
SELECT * FROM migrate.upgrade();
SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'a'::regclass;
SELECT migrate.export_file('1');
DROP TABLE a;

-- What psql alone can run, and templates, are refused with their places, all at once, and nothing is stored.
SELECT set_config('migrate.project', 'refused', false);
SELECT * FROM migrate.import_files('{1_a.up.sql,1_a.down.sql,2_b.up.sql,3_c.up.sql,4_d.up.sql,5_e.up.sql}',
	ARRAY[E'CREATE TABLE a ();\n\n\\copy a from stdin\n1\n\\.\n', E'\\set x `date`\n', 'CREATE TABLE b ();', E'-- made\nCREATE TABLE {{ name }} ();', E'SELECT 1\n\\gexec\n', 'CREATE TABLE ${schema}.e ();']);
SELECT * FROM migrate.import_files('{1_a.sql,01_b.sql,2_c.down.sql}', '{"","",""}');
SELECT * FROM migrate.import_files('{sqitch.plan,deploy/a.sql}', ARRAY[E'a 2026 Ada <a@b>\nb [c] 2026 Ada <a@b>\n', '']);
SELECT * FROM migrate.import_files('{V1__a.sql,V1.0__b.sql}', '{"",""}');
SELECT * FROM migrate.import_files('{2026-01-01_a/up.sql,20260101_b/up.sql}', '{"",""}');
SELECT count(*) FROM migrate.history();
-- A number that is missing is worth a word; so is a revision in another language, which cannot be taken along.
SELECT * FROM migrate.import_files('{1_a.sql,2_b.sql,3_c.sql,5_e.sql,6_f.go}', ARRAY[E'-- +goose Up\n', E'-- +goose Up\n', E'-- +goose Up\n', E'-- +goose Up\n-- +goose Down\n', '']);
SELECT * FROM migrate.import_files('{1_a.sql,2_b.sql,3_c.sql,5_e.sql,6_f.go}', ARRAY[E'-- +goose Up\n', E'-- +goose Up\n', E'-- +goose Up\n', E'-- +goose Up\n-- +goose Down\n', '']);
-- A downgrade that was not written cannot be run.
SELECT * FROM migrate.import_files('{7_g.sql}', ARRAY[E'-- +goose Up\nSELECT 1;\n']);
SELECT count(*) FROM migrate.upgrade('heads');
SELECT * FROM migrate.downgrade('base');
-- A tool's own mark for scripts that run outside of transactions.
SELECT * FROM migrate.import_files('{8_h.sql}', ARRAY[E'-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY ON pg_class (relname);\n']);
SELECT * FROM migrate.upgrade('8');

DROP EXTENSION migrate;
DROP VIEW files;
DROP TABLE folder;
