-- Names with quotes, dots, newlines and letters of all kinds; callers with a hostile search_path.
CREATE EXTENSION migrate;

-- Objects, messages, labels.
SELECT migrate.revision(E'Größe "quoted" it''s; DROP TABLE x; -- \\ $$ 表', E'CREATE SCHEMA "a.b";\nCREATE TABLE "a.b"."it''s ""a"" table" ("größe ""x""" int, "new\nline" text);\nINSERT INTO "a.b"."it''s ""a"" table" VALUES (1, ''$$'');',
	E'DROP TABLE "a.b"."it''s ""a"" table"; DROP SCHEMA "a.b"', revision_id => 'a.b-c_D', branch_label => '"größe"');
SELECT migrate.tag('it''s.v1-表', 'a.b-c_D');
SELECT * FROM migrate.upgrade('it''s.v1-表');
SELECT revision_id, name, message, labels FROM migrate.history();
SELECT * FROM "a.b"."it's ""a"" table";
SELECT migrate.is_applied('"größe"'), migrate.is_applied('a.b-c_D'), migrate.is_applied('grosse_quoted_it_s_drop_table_x') AS by_name;
SELECT migrate.graph('dot') \g (format=unaligned tuples_only=on)
SELECT migrate.graph('mermaid') \g (format=unaligned tuples_only=on)
SELECT (f).action FROM (SELECT migrate.import_file('it''s "a" file/größe.sql', migrate.export_file('a.b-c_D')) AS f) AS i;
SELECT migrate.revision(E'two\nlines', E'SELECT ''unterminated', '', revision_id => 'x');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('x');
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('a.b-c_D');
-- A message of a hundred words, a script with every quote there is.
SELECT migrate.revision(repeat('word ', 100), $x$SELECT 'a''b', E'a\'b', $$a'b$$, $a$a$$b$a$, U&'\0061', "current_catalog" FROM (SELECT 1 AS "current_catalog") AS "x""y";$x$, '', revision_id => 'x');
SELECT name, length(message) FROM migrate.show('x');
SELECT migrate.upgrade() IS NOT NULL AS done;
SELECT migrate.downgrade() IS NOT NULL AS done;
SELECT migrate.remove('x');
-- A script's strings mean the same whoever calls.
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT migrate.revision('strings', $$CREATE TABLE strings AS SELECT 'a\b' AS t;$$, 'DROP TABLE strings', revision_id => 'x');
SELECT * FROM migrate.upgrade();
SELECT t FROM strings;
SELECT * FROM migrate.downgrade();
RESET standard_conforming_strings;
RESET escape_string_warning;
SELECT migrate.remove('x');

-- Schemas that shadow what pg_catalog has, before it in the caller's search_path.
CREATE SCHEMA hostile;
CREATE FUNCTION hostile.trap() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'trapped'; END $$;
CREATE FUNCTION hostile.unnest(anyarray) RETURNS SETOF anyelement LANGUAGE sql AS 'SELECT NULL FROM hostile.trap() WHERE $1 IS NULL OR true';
CREATE FUNCTION hostile.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT hostile.trap()::timestamptz';
CREATE FUNCTION hostile.format(text, VARIADIC "any") RETURNS text LANGUAGE internal AS 'text_format';
CREATE FUNCTION hostile.text_equal(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT hostile.trap() IS NULL';
CREATE OPERATOR hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.text_equal);
CREATE FUNCTION hostile.name_equal(name, text) RETURNS boolean LANGUAGE sql AS 'SELECT hostile.trap() IS NULL';
CREATE OPERATOR hostile.= (LEFTARG = name, RIGHTARG = text, FUNCTION = hostile.name_equal);
CREATE TABLE hostile.revisions (project text);
CREATE TABLE hostile.persons (id text);
CREATE TYPE hostile.int4 AS ENUM ('trap');
-- And temporary ones, which stand before everything by default.
CREATE TEMPORARY TABLE revisions (project text);
CREATE TEMPORARY TABLE persons (id text);
CREATE TEMPORARY TABLE pg_class (relname text);
CREATE FUNCTION pg_temp.current_setting(text) RETURNS text LANGUAGE sql AS 'SELECT hostile.trap()';
SET search_path = hostile, pg_temp, pg_catalog, public;

SELECT migrate.revision('create persons', 'CREATE TABLE persons (id int)', 'DROP TABLE persons', revision_id => 'aaaa', branch_label => 'trunk');
SELECT migrate.revision('add name', 'ALTER TABLE persons ADD COLUMN name text; INSERT INTO persons SELECT 1, ''one'' WHERE ''a'' = ''a''::text', 'ALTER TABLE persons DROP COLUMN name', verify => 'SELECT name FROM persons',
	revision_id => 'bbbb', depends_on => '{aaaa}');
SELECT migrate.revision('side', revision_id => 'cccc', parents => '{aaaa}');
SELECT migrate.merge('both', revision_id => 'dddd');
SELECT migrate.tag('v1', 'bbbb');
SELECT migrate.edit('cccc', message => 'edited');
SELECT migrate.rebase('cccc', 'aaaa');
SELECT * FROM migrate.plan();
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.redo(2);
SELECT revision_id, parents, labels, state FROM migrate.history();
SELECT revision_id, labels, applied FROM migrate.heads();
SELECT revision_id FROM migrate.current();
SELECT revision_id, state FROM migrate.status;
SELECT direction, revision_id FROM migrate.log LIMIT 2;
SELECT migrate.is_applied('v1'), migrate.graph() IS NOT NULL AS graph, migrate.script() IS NOT NULL AS script;
SELECT revision_id FROM migrate.export_files();
SELECT action FROM migrate.import_file('dddd.sql', migrate.export_file('dddd'));
SELECT migrate.set('search_path', 'public');
CREATE ROLE regress_migrate_reader;
SELECT migrate.grant_access('regress_migrate_reader', 'reader');
SELECT migrate.revoke_access('regress_migrate_reader');
DROP ROLE regress_migrate_reader;
SELECT migrate.repair('bbbb', 'x');
SELECT migrate.squash('bbbb', 'dddd', 'no');
SELECT * FROM migrate.stamp('aaaa');
SELECT * FROM migrate.stamp('dddd');
UPDATE migrate.revisions SET upgrade = 'x';
SHOW search_path;
RESET search_path;
SELECT * FROM public.persons;
SELECT count(*) FROM pg_temp.persons;
SELECT * FROM migrate.downgrade('base');
DROP EXTENSION migrate;
SET client_min_messages = warning;
DROP SCHEMA hostile CASCADE;
