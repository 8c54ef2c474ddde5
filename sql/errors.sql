-- Errors of scripts: what stands in the way, where it stands, and what to do.
CREATE EXTENSION migrate;

-- Each case is one pending revision, taken away again afterwards.
CREATE FUNCTION try(upgrade text) RETURNS text LANGUAGE sql
AS $$SELECT migrate.revision('try it', upgrade, 'SELECT', revision_id => '4e732ced3463')$$;
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'Ada');

-- A failing statement: its number and line, and that statement alone is quoted.
SELECT try($$CREATE TABLE fine (id int);

-- the one that fails
ALTER TABLE persons
	ADD COLUMN completed boolean NOT NULL;
CREATE TABLE never ();$$);
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');

-- SQLSTATE, message, detail and hint of the cause are kept.
SELECT try('INSERT INTO persons VALUES (1, ''Grace'')');
DO $$
DECLARE
	code text; message text; detail text; hint text; context text;
BEGIN
	PERFORM migrate.upgrade();
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	RAISE NOTICE E'%: %\nDETAIL: %\nHINT: %\nCONTEXT: %', code, message, detail, hint, split_part(context, E'\n', 1);
END $$;
SELECT migrate.remove('4e73');

-- A position in the statement is shown below that statement.
SELECT try(E'SELECT 1;\n\nSELECT nam\nFROM persons;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- A syntax error, before anything has run.
SELECT try(E'CREATE TABLE fine ();\nCREATE TABEL persons2 ();');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- A function's own context stands below ours.
SELECT try(E'SELECT 1;\nDO $x$ BEGIN RAISE EXCEPTION ''no'' USING ERRCODE = ''P0099'', DETAIL = ''its detail'', HINT = ''its hint''; END $x$;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- A long statement is cut.
SELECT try('SELECT ''' || repeat('x', 2000) || ''' / 0');
DO $$
DECLARE
	context text;
BEGIN
	PERFORM migrate.upgrade();
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
	RAISE NOTICE '% ... %', left(context, 80), substr(split_part(context, E'\n', 1), 1080);
END $$;
SELECT migrate.remove('4e73');

-- What has no end.
SELECT try(E'SELECT 1;\nSELECT ''it''s'';');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT 1;\n\nSELECT $body$ never ends');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT 1;\nSELECT "never ends');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT 1;\n/* never ends');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT (1;\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT 1;\nCOPY persons FROM STDIN;\n2\tGrace\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'COPY persons FROM STDIN (FORMAT binary);\n2\tGrace\n\\.\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- Bad data in a COPY.
SELECT try(E'SELECT 1;\nCOPY persons FROM STDIN;\n2\tGrace\nthree\tEdsger\n\\.\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'COPY persons FROM STDIN;\n2\n\\.\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'COPY nowhere FROM STDIN;\n2\n\\.\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');

-- COPY to the client has no client.
SELECT try(E'COPY (SELECT 1) TO STDOUT');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'COPY persons TO STDOUT (FORMAT csv)');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');

-- Transaction control other than pairs is refused before anything runs.
SELECT try(E'CREATE TABLE fine ();\nSAVEPOINT a;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'CREATE TABLE fine ();\n\nROLLBACK;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'BEGIN;\nCREATE TABLE fine ();\nCOMMIT AND CHAIN;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'BEGIN;\nCREATE TABLE fine ();\nPREPARE TRANSACTION ''x'';');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'BEGIN;\nCREATE TABLE fine ();');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- And from where a procedure or a DO block issues it, by the server.
SELECT try(E'DO $x$ BEGIN COMMIT; END $x$;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- Commands of psql.
SELECT try(E'CREATE TABLE fine ();\n\\i other.sql\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT 1 \\gexec\n');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- Functions that move, and the extension itself.
SELECT try(E'SELECT 1;\nSELECT migrate.upgrade();');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT * FROM "migrate" . downgrade(1);');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'CALL migrate.deploy();');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'SELECT 1;\nDO $x$ BEGIN PERFORM migrate.upgrade(); END $x$;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'DO $x$ BEGIN PERFORM migrate.downgrade(1); END $x$;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try(E'DO $x$ BEGIN PERFORM migrate.stamp(''base''); END $x$;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- Nor may a script change what is there to run, its own revision included.
SELECT try($$SELECT migrate.remove('4e73')$$);
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('4e73', upgrade => $$SELECT migrate.edit('4e73', upgrade => '')$$);
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('4e73', upgrade => $$SELECT migrate.rebase('4e73', 'base')$$);
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('4e73', upgrade => $$SELECT migrate.squash('4e73', '4e73', 'x')$$);
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('4e73', upgrade => $$SELECT migrate.import_file('x.sql', E'-- x\n--\n-- Revision ID: x\n\n-- migrate:upgrade\n')$$);
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('4e73', upgrade => $$SELECT migrate.set('search_path', 'pg_catalog')$$);
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try('SELECT 1; DROP EXTENSION migrate;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try('DROP SCHEMA migrate CASCADE;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try('ALTER EXTENSION migrate UPDATE;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try('ALTER EXTENSION migrate DROP TABLE migrate.journal');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');

-- What cannot run in a transaction is refused, with the ways out.
SELECT try(E'CREATE TABLE fine ();\nCREATE INDEX CONCURRENTLY persons_name ON persons (name);');
SELECT * FROM migrate.upgrade();
-- One of them: as an ordinary statement.
SET migrate.concurrent_ddl = plain;
SELECT * FROM migrate.upgrade();
SELECT indexname FROM pg_indexes WHERE tablename = 'persons' ORDER BY 1;
SELECT * FROM migrate.stamp('base');
SELECT migrate.remove('4e73');
SELECT try(E'DROP INDEX CONCURRENTLY persons_name; REINDEX TABLE CONCURRENTLY persons;');
SELECT * FROM migrate.upgrade();
SELECT indexname FROM pg_indexes WHERE tablename = 'persons' ORDER BY 1;
SELECT * FROM migrate.stamp('base');
SELECT migrate.remove('4e73');
DROP TABLE fine;
-- Not for what has no other form.
SELECT try('VACUUM persons');
SELECT * FROM migrate.upgrade();
RESET migrate.concurrent_ddl;
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try('ALTER SYSTEM SET work_mem = ''1MB''');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
SELECT try('CREATE DATABASE other');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- Its author says so, whatever stands in it.
SELECT migrate.revision('outside', 'CREATE TABLE fine ()', 'DROP TABLE fine', revision_id => '02e74f10e032', transactional => false);
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('02e7');

-- An enum value used where it is added.
CREATE TYPE mood AS ENUM ('sad');
SELECT try(E'ALTER TYPE mood ADD VALUE ''happy'';\nCREATE TABLE moods (m mood DEFAULT ''happy'');');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
-- Pending trigger events.
CREATE TABLE pets (id int PRIMARY KEY, person int REFERENCES persons DEFERRABLE INITIALLY DEFERRED);
SELECT try(E'INSERT INTO pets VALUES (1, 1);\nALTER TABLE pets ADD COLUMN name text;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');
DROP TABLE pets;
DROP TYPE mood;

-- A failing downgrade; one that is absent.
SELECT migrate.revision('try it', 'CREATE TABLE fine ()', 'DROP TABLE fines', revision_id => '4e732ced3463');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.stamp('base');
SELECT migrate.remove('4e73');
DROP TABLE fine;
-- What is refused on the way down is refused before the first step down.
SELECT migrate.revision('one way', 'SELECT 1', revision_id => '33e75ff09dd6');
SELECT migrate.revision('two ways', 'CREATE TABLE fine ()', 'DROP TABLE fine', revision_id => '6ea9ab1baa0e');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
SELECT to_regclass('fine');
SELECT * FROM migrate.stamp('base');
SELECT migrate.remove('6ea9');
SELECT migrate.remove('33e7');
DROP TABLE fine;

-- A verify script that fails takes its revision along.
SELECT migrate.revision('try it', 'CREATE TABLE fine (id int)', 'DROP TABLE fine', verify => E'SELECT id FROM fine;\nSELECT 1 / count(*) FROM fine;', revision_id => '4e732ced3463');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('4e73', verify => E'SELECT 1;\nSELEC 2;');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('4e73');

-- Where nothing may be written.
SELECT try('CREATE TABLE fine ()');
BEGIN READ ONLY;
SELECT * FROM migrate.upgrade();
ROLLBACK;
BEGIN READ ONLY;
SELECT migrate.stamp('head');
ROLLBACK;
BEGIN READ ONLY;
SELECT migrate.edit('4e73', message => 'x');
ROLLBACK;
SELECT migrate.remove('4e73');

-- Nothing of all this has left anything.
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1;
SELECT count(*) FROM migrate.applied_revisions;

DROP EXTENSION migrate;
DROP TABLE persons;
DROP FUNCTION try(text);
