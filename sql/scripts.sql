-- Scripts: what may stand in them, and that nothing but their changes outlasts the step.
CREATE EXTENSION migrate;
CREATE TABLE seen (ordinal int GENERATED ALWAYS AS IDENTITY, what text, value text);

-- Pairs of BEGIN and COMMIT fall away, whatever they are called; a COMMIT too many is a warning, as in psql.
SELECT migrate.revision('pairs', $$
BEGIN;
CREATE TABLE a ();
COMMIT;
START TRANSACTION ISOLATION LEVEL SERIALIZABLE READ WRITE;
CREATE TABLE b ();
END;
BEGIN WORK; COMMIT WORK;
$$, 'DROP TABLE a, b', revision_id => 'pairs');
SELECT migrate.revision('a commit too many', $$
BEGIN;
BEGIN;
CREATE TABLE c ();
COMMIT;
COMMIT;
$$, 'DROP TABLE c; COMMIT;', revision_id => 'many');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('many');
SELECT migrate.remove('pairs');

-- COPY FROM STDIN with the data that follows it, as pg_dump prints it: NULL, tabs, backslashes, CSV, a condition.
SELECT migrate.revision('data', E'CREATE TABLE data (id int DEFAULT 7, t text, u text);\n'
	'COPY data (id, t, u) FROM stdin;\n1\t\\N\tnull\n2\ttab\\tulator\tbackslash \\\\ and newline\\n.\n3\t\tempty\n4\tsemi;colon\tquote '' "\n\\.\n'
	'\n\nCOPY data (t, u) FROM STDIN WITH (FORMAT csv, HEADER, NULL ''nil'');\nt,u\n"a ""quoted"" one","two\nlines"\nnil,plain\n\\.\n'
	'COPY data FROM STDIN WITH (DELIMITER ''|'') WHERE id > 10;\n10|no|no\n11|yes|yes\n\\.\n'
	'COPY data FROM STDIN;\n\\.\n'
	'INSERT INTO data VALUES (99, ''after'', ''the data'');', 'DROP TABLE data', revision_id => 'data');
SELECT * FROM migrate.upgrade();
SELECT id, t, u, t IS NULL AS t_is_null FROM data ORDER BY id, u;
SELECT * FROM migrate.downgrade();
SELECT migrate.remove('data');
-- Defaults, generated columns, triggers, partitions and constraints work as in any COPY.
SELECT migrate.revision('data', E'CREATE TABLE data (id serial, t text, twice text GENERATED ALWAYS AS (t || t) STORED) PARTITION BY RANGE (id);\n'
	'CREATE TABLE data_1 PARTITION OF data FOR VALUES FROM (0) TO (2);\nCREATE TABLE data_2 PARTITION OF data DEFAULT;\n'
	'CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $x$ BEGIN NEW.t := upper(NEW.t); RETURN NEW; END $x$;\n'
	'CREATE TRIGGER shout BEFORE INSERT ON data FOR EACH ROW EXECUTE FUNCTION shout();\n'
	'COPY public.data (t) FROM STDIN;\none\ntwo\n\\.\n', 'DROP TABLE data; DROP FUNCTION shout()', revision_id => 'data');
SELECT * FROM migrate.upgrade();
SELECT tableoid::regclass, * FROM data ORDER BY id;
SELECT * FROM migrate.downgrade();
SELECT migrate.remove('data');
-- The data came with the script: a client of another encoding, and an encoding that the statement names, say nothing of them.
SELECT migrate.revision('data', E'CREATE TABLE data (t text);\nCOPY data FROM STDIN WITH (ENCODING ''LATIN1'');\n' || chr(228) || E'\n\\.\n', 'DROP TABLE data', revision_id => 'data');
SET client_encoding = 'LATIN1';
SELECT * FROM migrate.upgrade();
RESET client_encoding;
SELECT encode(convert_to(t, 'UTF8'), 'hex') FROM data;
SELECT * FROM migrate.downgrade();
SELECT migrate.remove('data');

-- \restrict and \unrestrict, which pg_dump prints, are passed over.
SELECT migrate.revision('dump', E'--\n-- PostgreSQL database dump\n--\n\n\\restrict abc123\n\nSET check_function_bodies = false;\nCREATE TABLE dumped (id int);\n\n\\unrestrict abc123\n\n', 'DROP TABLE dumped', revision_id => 'dump');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT migrate.remove('dump');

-- Empty scripts, white space, comments, semicolons alone.
SELECT migrate.revision('nothing', '', '', '', revision_id => 'nothing1');
SELECT migrate.revision('nothing', E' \n\t\n', ';;;', ';', revision_id => 'nothing2');
SELECT migrate.revision('nothing', E'-- a comment\n/* another /* nested */ */\n;', '/**/', '--', revision_id => 'nothing3');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('nothing3'), migrate.remove('nothing2'), migrate.remove('nothing1');

-- Bodies with semicolons: DO blocks, functions quoted and not, rules, dollar quotes within dollar quotes.
SELECT migrate.revision('bodies', $script$
DO $$ BEGIN FOR i IN 1..2 LOOP INSERT INTO seen (what, value) VALUES ('do', i::text); END LOOP; END $$;
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
CREATE FUNCTION g() RETURNS text LANGUAGE plpgsql AS $g$ BEGIN RETURN $h$;$h$; END; $g$;
CREATE RULE r AS ON DELETE TO seen WHERE old.what = 'never' DO INSTEAD (SELECT 1; SELECT 2);
CREATE PROCEDURE p() LANGUAGE sql AS 'INSERT INTO seen (what, value) VALUES (''procedure'', f()::text || g())';
CALL p();
$script$, 'DROP RULE r ON seen; DROP FUNCTION f(); DROP FUNCTION g(); DROP PROCEDURE p();', revision_id => 'bodies');
SELECT * FROM migrate.upgrade();
SELECT what, value FROM seen ORDER BY ordinal;
SELECT * FROM migrate.downgrade();
SELECT migrate.remove('bodies');
TRUNCATE seen;

-- Settings end with the step: those of the script, its role, its time zone, what it prepared, held or listens to.
CREATE ROLE regress_migrate_other;
GRANT ALL ON seen TO regress_migrate_other;
SET work_mem = '5MB';
PREPARE mine AS SELECT 'mine';
BEGIN;
DECLARE mine CURSOR WITH HOLD FOR SELECT 'mine';
COMMIT;
SELECT migrate.revision('settings', $$
SET work_mem = '6MB';
SET LOCAL maintenance_work_mem = '7MB';
SELECT set_config('statement_timeout', '123456', false), set_config('custom.setting', 'x', false);
SET TIME ZONE 'Europe/Vienna';
SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE;
SET search_path = pg_catalog;
PREPARE its AS SELECT 1;
DECLARE its CURSOR WITH HOLD FOR SELECT 1;
DECLARE its_too CURSOR FOR SELECT 1;
FETCH its_too;
LISTEN its;
SET ROLE regress_migrate_other;
INSERT INTO public.seen (what, value) VALUES ('role', current_user), ('work_mem', current_setting('work_mem')), ('custom', current_setting('custom.setting')), ('zone', current_setting('TimeZone'));
RESET ROLE;
EXECUTE its;
$$, '', revision_id => 'settings');
SELECT migrate.revision('the next step', $$
INSERT INTO seen (what, value) VALUES ('work_mem', current_setting('work_mem')), ('path', current_setting('search_path')), ('custom', current_setting('custom.setting', true)),
	('prepared', (SELECT string_agg(name, ',' ORDER BY name) FROM pg_prepared_statements)), ('cursors', (SELECT string_agg(name, ',' ORDER BY name) FROM pg_cursors));
$$, '', revision_id => 'next');
SELECT * FROM migrate.upgrade();
SELECT what, value FROM seen ORDER BY ordinal;
SELECT current_setting('work_mem') AS work_mem, current_setting('maintenance_work_mem') <> '7MB' AS maintenance, current_setting('statement_timeout') AS timeout,
	current_setting('TimeZone') <> 'Europe/Vienna' AS zone, current_user = session_user AS role, current_setting('custom.setting', true) AS custom;
SELECT name FROM pg_prepared_statements ORDER BY 1;
SELECT name FROM pg_cursors ORDER BY 1;
SELECT pg_listening_channels();
FETCH ALL FROM mine;
EXECUTE mine;
CLOSE mine;
DEALLOCATE mine;
RESET work_mem;
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('next'), migrate.remove('settings');
TRUNCATE seen;

-- Cursors end with the step within a transaction too; the caller's own stay open.
BEGIN;
DECLARE mine CURSOR FOR SELECT generate_series(1, 3);
FETCH mine;
SELECT migrate.revision('cursor', 'DECLARE its CURSOR FOR SELECT 1; FETCH its;', '', revision_id => 'cursor');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.redo();
FETCH mine;
SELECT name FROM pg_cursors ORDER BY 1;
ROLLBACK;

-- Results go nowhere, whatever gives them.
SELECT migrate.revision('results', $$EXPLAIN SELECT 1; SHOW work_mem; VALUES (1); TABLE seen; INSERT INTO seen (what) VALUES ('x') RETURNING *; DISCARD PLANS; CLOSE ALL; ANALYZE seen; CHECKPOINT$$, 'DELETE FROM seen RETURNING *', revision_id => 'results');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT migrate.remove('results');

-- Temporary objects end with the step; the caller's own stay, and do not hide what a script means.
CREATE TEMPORARY TABLE mine (id int);
CREATE TEMPORARY TABLE seen (nothing int);
CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE pg_temp.my_mood AS ENUM ('fine');
SELECT migrate.revision('temporary', $$
CREATE TEMPORARY TABLE its (id int PRIMARY KEY, t text);
CREATE TEMPORARY SEQUENCE its_sequence;
CREATE TEMPORARY VIEW its_view AS SELECT * FROM its;
CREATE FUNCTION pg_temp.its() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE pg_temp.its_mood AS ENUM ('fine');
CREATE DOMAIN pg_temp.its_domain AS int;
INSERT INTO its VALUES (1, 'one');
SELECT id INTO TEMPORARY its_too FROM its;
INSERT INTO mine VALUES (1);
INSERT INTO seen (what, value) SELECT 'temporary', t FROM its;
$$, 'SELECT 1', revision_id => 'temporary');
SELECT migrate.revision('the same names', 'CREATE TEMPORARY TABLE its (other int)', '', revision_id => 'next');
SELECT * FROM migrate.upgrade();
SELECT c.relname FROM pg_class c WHERE c.relnamespace = pg_my_temp_schema() AND c.relkind IN ('r', 'v', 'S') ORDER BY 1;
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = pg_my_temp_schema() ORDER BY 1;
SELECT t.typname FROM pg_type t WHERE t.typnamespace = pg_my_temp_schema() AND t.typtype IN ('e', 'd') ORDER BY 1;
SELECT * FROM mine;
SELECT count(*) FROM pg_temp.seen;
SELECT what, value FROM public.seen;
DROP TABLE pg_temp.mine, pg_temp.seen;
DROP FUNCTION pg_temp.mine();
DROP TYPE pg_temp.my_mood;
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('next'), migrate.remove('temporary');
TRUNCATE seen;

-- Scripts look for names in the same places, whoever calls: the database's own search_path without "$user", or public.
CREATE SCHEMA other;
SET search_path = other, pg_catalog;
SELECT migrate.revision('where', 'INSERT INTO seen (what, value) VALUES (''path'', current_setting(''search_path'')); CREATE TABLE here ()', 'DROP TABLE here', revision_id => 'where');
SELECT * FROM migrate.upgrade();
SHOW search_path;
RESET search_path;
SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'here';
SELECT * FROM migrate.redo();
ALTER DATABASE :"DBNAME" SET search_path = other, "$user", public;
SELECT * FROM migrate.redo();
SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'here';
ALTER DATABASE :"DBNAME" RESET search_path;
-- The setting comes before that.
SELECT migrate.set('search_path', '"$user", pg_temp, other, public, "Odd, name"');
SELECT * FROM migrate.redo();
SELECT value FROM seen ORDER BY ordinal;
SELECT * FROM migrate.downgrade();
SELECT migrate.set('search_path', NULL);
SELECT migrate.remove('where');
-- What a script says of the database holds from the next one on, in the same run as in another.
SELECT migrate.revision('sets the path', $$DO 'BEGIN EXECUTE format(''ALTER DATABASE %I SET search_path = other, public'', current_database()); END'; CREATE TABLE path_before ()$$, 'DROP TABLE path_before', revision_id => 'path1');
SELECT migrate.revision('has it', 'CREATE TABLE path_behind ()', 'DROP TABLE path_behind', revision_id => 'path2');
SELECT * FROM migrate.upgrade();
SELECT relname, relnamespace::regnamespace FROM pg_class WHERE relname ~ '^path_' ORDER BY relname DESC;
SELECT * FROM migrate.downgrade(2);
ALTER DATABASE :"DBNAME" RESET search_path;
SELECT migrate.remove('path2'), migrate.remove('path1');

DROP SCHEMA other;
TRUNCATE seen;

-- A script's own statement_timeout holds for its statements.
SELECT migrate.revision('slow', $$
SET statement_timeout = '50ms';
SELECT pg_sleep(10);
$$, revision_id => 'slow');
SELECT * FROM migrate.upgrade();
SHOW statement_timeout;
SELECT migrate.edit('slow', upgrade => 'SET LOCAL statement_timeout = ''10s''; SELECT pg_sleep(0.01); SET statement_timeout = 0; SELECT pg_sleep(0.01);');
SELECT * FROM migrate.upgrade();
SHOW statement_timeout;
SELECT * FROM migrate.stamp('base');
SELECT migrate.remove('slow');

-- What a verify script does is rolled back, settings and temporary tables included.
SELECT migrate.revision('verified', 'CREATE TABLE verified (id int)', 'DROP TABLE verified', revision_id => 'verified',
	verify => 'INSERT INTO verified VALUES (1); CREATE TEMPORARY TABLE its (); SET work_mem = ''9MB''; INSERT INTO seen (what) VALUES (''verify''); SELECT 1 / count(*) FROM verified');
SELECT * FROM migrate.upgrade();
SELECT count(*) FROM verified;
SELECT count(*) FROM seen;
SELECT current_setting('work_mem') <> '9MB' AS restored, to_regclass('pg_temp.its');
SELECT * FROM migrate.downgrade();
SELECT migrate.remove('verified');

-- Backslashes in plain strings are read as the script itself has them, from where it says so.
SELECT migrate.revision('backslashes', $$SET standard_conforming_strings = off; SET escape_string_warning = off;
INSERT INTO seen (what, value) VALUES ('off', 'it\'s; \\');
SET SESSION standard_conforming_strings TO 'on'; INSERT INTO seen (what, value) VALUES ('on', 'a\');
SET standard_conforming_strings = false; INSERT INTO seen (what, value) VALUES ('off again', '\';\'');
RESET standard_conforming_strings; INSERT INTO seen (what, value) VALUES ('reset', '\');$$, '', revision_id => 'backslashes');
SELECT * FROM migrate.upgrade();
SELECT what, value FROM seen WHERE what IN ('off', 'on', 'off again', 'reset');
DELETE FROM seen WHERE what IN ('off', 'on', 'off again', 'reset');
SELECT * FROM migrate.stamp('base');
SELECT migrate.remove('backslashes');

-- A script may look at what is applied, and write revisions, but its own is not among the applied ones yet.
SELECT migrate.revision('one', 'SELECT 1', '', revision_id => 'one1');
SELECT migrate.revision('two', $$INSERT INTO seen (what, value) SELECT 'applied', revision_id FROM migrate.current()$$, '', revision_id => 'two2');
SELECT migrate.revision('three', $$SELECT migrate.revision('four', revision_id => 'four4', parents => '{three3}'), migrate.tag('now', 'one1')$$, '', revision_id => 'three3');
SELECT * FROM migrate.upgrade();
SELECT what, value FROM seen;
SELECT revision_id, labels, state FROM migrate.history();

DROP EXTENSION migrate;
DROP TABLE seen;
DROP ROLE regress_migrate_other;
