-- parse/: a script is split into the statements that the server would see, each with its line and its traits.
\getenv libdir PG_LIBDIR
\set library :libdir '/parse_unit'
CREATE FUNCTION parse_unit_split(script text, OUT number int, OUT line int, OUT kind text, OUT command text, OUT traits text,
	OUT statement text, OUT data text) RETURNS SETOF record AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_run_plain(script text) RETURNS int AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_find_foreign(script text) RETURNS text AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_close_data(script text) RETURNS text AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_fill_psql(script text) RETURNS text AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_is_blank(script text) RETURNS boolean AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_same_tokens(a text, b text) RETURNS boolean AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_unqualify(script text, schema text) RETURNS text AS :'library' LANGUAGE c STRICT;
CREATE FUNCTION parse_unit_random(seed bigint, rounds int) RETURNS text AS :'library' LANGUAGE c;

-- A statement begins at its first token and ends before its semicolon; empty ones count for nothing.
SELECT number, line, command, statement FROM parse_unit_split($script$
-- add height
SELECT 1;; ; /* one */ SELECT
  2 -- two;
;
ALTER TABLE persons ADD COLUMN height numeric; -- three

SELECT 4$script$);

-- Nothing in it: no statements.
SELECT count(*) FROM unnest(ARRAY['', ' ', E'\n\n', '-- only', '/* only; /* nested; */ */', ';', E';\r\n;']) AS script, parse_unit_split(script);

-- Forty lines of comments before the first statement.
SELECT number, line, statement FROM parse_unit_split(repeat(E'-- it''s a licence; $$ /*\n', 40) || 'SELECT 1');

-- Semicolons in quotes of every kind, and quotes in comments, end nothing.
SELECT number, line, statement FROM parse_unit_split($script$
SELECT 'a;''b;', "c;""d;", E'e;\';', U&'f;\003b', U&"g;!003b" UESCAPE '!', 'h\';
SELECT $$i;$$, $x$j; $$ k; $$ $y$ ; $x$, 'l'
	'm;';
SELECT 1 -- it's
	+ 2 /* it's; /* not */ "over */ + 3;
SELECT a ? 'b', c->>'{d}', 5 % 3, (ARRAY[1,2])[1:2], x.end, 1 AS case FROM x;
SELECT 'ä;', "ö;" AS "日本;"
$script$);

-- Routines: dollar-quoted bodies, BEGIN ATOMIC with CASE and with names that look like its END, RETURN.
SELECT number, line, command, statement FROM parse_unit_split($script$
CREATE FUNCTION a() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
	EXECUTE $$SELECT ';'$$;
	RETURN NEW;
END;
$body$;
CREATE OR REPLACE FUNCTION b(i int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
	SELECT CASE i WHEN 1 THEN CASE WHEN true THEN 2 END END;
	SELECT t.end AS end, 1 AS case FROM t;
	SELECT begin atomic FROM t;
END;
CREATE PROCEDURE c() LANGUAGE sql BEGIN ATOMIC END;
CREATE FUNCTION d() RETURNS int RETURN CASE WHEN true THEN 1 END;
BEGIN; SELECT begin atomic FROM t; END;
CREATE FUNCTION atomic() RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT function, begin atomic FROM t;
CREATE VIEW v AS SELECT function, begin atomic FROM t;
SELECT 'last';
$script$);

-- Rules with several commands, and a schema with its elements, are one statement.
SELECT number, line, command, statement FROM parse_unit_split($script$
CREATE RULE r AS ON UPDATE TO t DO ALSO (DELETE FROM u; INSERT INTO u VALUES (1););
CREATE SCHEMA s
	CREATE TABLE t (a int)
	CREATE VIEW v AS SELECT 1;
SELECT 1;
$script$);

-- Carriage returns: the same statements on the same lines.
SELECT number, line, statement, data FROM parse_unit_split(replace($script$-- one
SELECT 1;
COPY t FROM stdin;
1
\.
\restrict x
SELECT 2$script$, E'\n', E'\r\n'));

-- The longest real script has 450 statements.
SELECT count(*), max(number), max(line), count(DISTINCT statement)
FROM parse_unit_split((SELECT string_agg(format(E'INSERT INTO t VALUES (%s);\n', i), E'\n') FROM generate_series(1, 450) AS i));

-- COPY FROM STDIN has the data lines up to \. whatever stands in them; the next statement stands behind.
SELECT number, line, kind, statement, data FROM parse_unit_split($script$
COPY t (a, b) FROM stdin; -- don't
1	it's; "x
\\.
\N	$$ /* (
 \.
\.x
\.
COPY t FROM STDIN WITH (FORMAT csv) ;
\.
COPY t FROM STDIN CSV;
"a
b"
\.

SELECT 'after';
COPY t TO STDOUT;
COPY t FROM '/etc/t';
COPY t FROM PROGRAM 'cat';
COPY u FROM stdin;
ä
\.$script$);

-- Data without an end, on the line of the next statement, or in no text at all.
SELECT * FROM parse_unit_split(E'SELECT 1;\nCOPY t FROM stdin;\n1\n');
SELECT * FROM parse_unit_split(E'COPY t FROM stdin');
SELECT * FROM parse_unit_split(E'\\copy t FROM stdin\n1\n');
SELECT * FROM parse_unit_split(E'COPY t FROM stdin; SELECT 2;\n1\n\\.\n');
SELECT * FROM parse_unit_split(E'SELECT 1;\nCOPY t FROM stdin (FORMAT binary);\n1\n\\.\n');

-- psql's commands go to the end of their line. pg_dump's \restrict is passed over.
SELECT number, line, kind, command, statement FROM parse_unit_split($script$
\restrict it's
SELECT 1;
\unrestrict it's (
SELECT 2
$script$);

-- Any other ends the reading, since what follows may need it: psql's variables would be syntax errors.
SELECT number, line, kind, command, statement, data FROM unnest(ARRAY[
E'SELECT 1;\n\\set name ''it''s'' "\nSELECT :name;',
E'\\copy t FROM stdin\n1\tit''s\n\\.\nSELECT 2;',
E'SELECT 1 \\gexec\nSELECT 2',
E'SELECT format(''DROP TABLE %I'', relname)\nFROM pg_class \\gset x\nSELECT :x',
E'SELECT 1\n\t\\echo it''s\n\t+ :x ; SELECT 2',
E'SELECT\n\\restrict a\n1',
E'\\! ls',
E'\\;']) AS script, parse_unit_split(script);

-- A stray backslash is no command.
SELECT * FROM parse_unit_split(E'SELECT 1;\n\\.\n');
SELECT * FROM parse_unit_split(E'SELECT 1;\nSELECT \\''a');

-- Transaction control.
SELECT number, kind, command, statement FROM parse_unit_split($script$
BEGIN; BEGIN WORK ISOLATION LEVEL SERIALIZABLE; START TRANSACTION; COMMIT; END; COMMIT WORK;
COMMIT AND CHAIN; ROLLBACK; ROLLBACK AND CHAIN; ABORT; SAVEPOINT s; ROLLBACK TO s; RELEASE s;
PREPARE TRANSACTION 'x'; COMMIT PREPARED 'x'; ROLLBACK PREPARED 'x';
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SET CONSTRAINTS ALL IMMEDIATE;
$script$);

-- What cannot run in a transaction: we and the server agree. A function counts as one for the server.
CREATE FUNCTION servers_answer(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RAISE EXCEPTION 'undo' USING ERRCODE = 'UNDO1';
EXCEPTION
	WHEN active_sql_transaction THEN RETURN 'no transaction';
	WHEN SQLSTATE 'UNDO1' THEN RETURN 'runs';
	WHEN OTHERS THEN RETURN SQLERRM;
END $$;
SET client_min_messages = error;
CREATE TABLE t (a int);
CREATE INDEX i ON t (a);
CREATE TABLE parted (a int) PARTITION BY RANGE (a);
CREATE TABLE part PARTITION OF parted DEFAULT;
CREATE TABLE part1 PARTITION OF parted FOR VALUES FROM (1) TO (2);
ALTER TABLE parted DETACH PARTITION part;
CREATE PUBLICATION pub;
CREATE SUBSCRIPTION sub CONNECTION 'dbname=nowhere' PUBLICATION pub WITH (connect = false);
SELECT statement, CASE WHEN traits ~ 'no transaction' THEN 'no transaction' ELSE 'runs' END AS ours,
	CASE WHEN traits ~ 'concurrent' THEN 'plain: yes' END AS plain, servers_answer(statement) AS server
FROM parse_unit_split($script$
CREATE INDEX CONCURRENTLY ON t (a);
CREATE INDEX ON t (a);
DROP INDEX CONCURRENTLY i;
DROP INDEX i;
REINDEX INDEX CONCURRENTLY i;
REINDEX (CONCURRENTLY) TABLE t;
REINDEX (CONCURRENTLY false) TABLE t;
REINDEX TABLE t;
REINDEX SCHEMA public;
REINDEX SCHEMA CONCURRENTLY public;
REINDEX DATABASE postgres;
REINDEX SYSTEM postgres;
ALTER TABLE parted DETACH PARTITION part1 CONCURRENTLY;
ALTER TABLE parted DETACH PARTITION part1;
VACUUM;
VACUUM FULL t;
ANALYZE t;
CLUSTER;
CLUSTER t USING i;
ALTER SYSTEM SET work_mem = '1MB';
CREATE DATABASE d;
DROP DATABASE d;
ALTER DATABASE template1 SET TABLESPACE pg_default;
ALTER DATABASE template1 SET work_mem = '1MB';
ALTER DATABASE template1 WITH CONNECTION LIMIT 5;
CREATE TABLESPACE s LOCATION '/nowhere';
DROP TABLESPACE s;
DISCARD ALL;
DISCARD PLANS;
CREATE SUBSCRIPTION s CONNECTION 'dbname=nowhere' PUBLICATION pub;
CREATE SUBSCRIPTION s CONNECTION 'dbname=nowhere' PUBLICATION pub WITH (connect = true, copy_data = false);
CREATE SUBSCRIPTION s CONNECTION 'dbname=nowhere' PUBLICATION pub WITH (connect = false);
CREATE SUBSCRIPTION s CONNECTION 'dbname=nowhere' PUBLICATION pub WITH (connect = off, slot_name = NONE);
DROP SUBSCRIPTION sub;
ALTER SUBSCRIPTION sub SET (binary = true);
ALTER SUBSCRIPTION sub SET PUBLICATION pub WITH (refresh = false);
ALTER SUBSCRIPTION sub ADD PUBLICATION pub2 WITH (refresh = false);
ALTER TABLE t ADD COLUMN b int;
CREATE MATERIALIZED VIEW m AS SELECT 1;
LOCK TABLE t;
TRUNCATE t;
$script$);

-- These need an enabled subscription, a later server, or a detach that was cut off.
SELECT statement, traits FROM parse_unit_split($script$
ALTER SUBSCRIPTION sub REFRESH PUBLICATION;
ALTER SUBSCRIPTION sub SET PUBLICATION pub;
ALTER SUBSCRIPTION sub ADD PUBLICATION pub;
ALTER SUBSCRIPTION sub DROP PUBLICATION pub WITH (copy_data = false);
ALTER SUBSCRIPTION sub SET (failover = true);
ALTER SUBSCRIPTION sub SET (two_phase);
ALTER TABLE parted DETACH PARTITION part FINALIZE;
$script$);
ALTER SUBSCRIPTION sub SET (slot_name = NONE);
DROP SUBSCRIPTION sub;
DROP PUBLICATION pub;
RESET client_min_messages;

-- Those that only their CONCURRENTLY keeps out of a transaction run without it.
SELECT parse_unit_run_plain($script$
CREATE INDEX CONCURRENTLY j ON t (a);
REINDEX INDEX CONCURRENTLY j;
REINDEX (VERBOSE false, CONCURRENTLY) TABLE t;
DROP INDEX CONCURRENTLY i;
ALTER TABLE parted DETACH PARTITION part1 CONCURRENTLY;
$script$);
SELECT relname, relkind, relispartition FROM pg_class WHERE relname IN ('i', 'j', 'part1') ORDER BY relname;
DROP TABLE t, parted, part, part1;

-- What a concurrent statement is called.
SELECT DISTINCT command, traits FROM parse_unit_split($script$
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);
DROP INDEX CONCURRENTLY IF EXISTS i;
REINDEX TABLE CONCURRENTLY t;
REINDEX SCHEMA CONCURRENTLY public;
ALTER TABLE IF EXISTS p DETACH PARTITION q CONCURRENTLY;
$script$) ORDER BY command, traits;

-- Functions of Citus that need no transaction around them, wherever they are called from.
SELECT command, traits, statement FROM parse_unit_split($script$
SELECT create_distributed_table_concurrently('t', 'a');
SELECT pg_catalog.create_distributed_table_concurrently('s.t', 'a', colocate_with => 'none');
SELECT citus_move_shard_placement(1, 'a', 1, 'b', 2);
SELECT * FROM rebalance_table_shards('t');
CALL citus_cleanup_orphaned_resources();
SELECT create_distributed_table('t', 'a');
SELECT 'create_distributed_table_concurrently(t)';
SELECT a FROM create_distributed_table_concurrently;
$script$);

-- Only catalogs change, so no deferred trigger can wait behind them; each of these is plain DDL ...
SELECT count(*), count(*) FILTER (WHERE traits ~ 'plain ddl') AS plain_ddl,
	string_agg(statement, E'\n') FILTER (WHERE traits !~ 'plain ddl') AS missed
FROM parse_unit_split($script$
CREATE TABLE t (a int PRIMARY KEY REFERENCES u);
CREATE FOREIGN TABLE f (a int) SERVER s;
ALTER TABLE t ADD COLUMN b int DEFAULT 0 NOT NULL, ALTER a TYPE bigint;
ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b;
ALTER VIEW v SET (security_barrier);
CREATE INDEX ON t (a);
CREATE STATISTICS s ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 5;
CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON t; ALTER POLICY p ON t USING (true);
CREATE RULE r AS ON INSERT TO t DO INSTEAD DELETE FROM u;
CREATE OR REPLACE VIEW v AS SELECT 1;
CREATE SEQUENCE s; ALTER SEQUENCE s RESTART;
CREATE TYPE t AS (a int); CREATE TYPE t AS ENUM ('a'); CREATE TYPE t AS RANGE (subtype = int); CREATE TYPE t (input = a, output = b);
ALTER TYPE t ADD VALUE 'b'; ALTER TYPE t ADD ATTRIBUTE b int; ALTER TYPE t SET (storage = plain);
CREATE DOMAIN d AS int CHECK (value > 0); ALTER DOMAIN d DROP NOT NULL;
CREATE FUNCTION f() RETURNS int RETURN 1; CREATE PROCEDURE p() LANGUAGE sql AS ''; ALTER FUNCTION f() STABLE;
CREATE AGGREGATE a(int) (sfunc = f, stype = int); CREATE OPERATOR + (leftarg = int, function = f); ALTER OPERATOR + (int, int) SET (restrict = none);
CREATE OPERATOR CLASS c FOR TYPE int USING btree AS OPERATOR 1 <; CREATE OPERATOR FAMILY f USING btree; ALTER OPERATOR FAMILY f USING btree DROP OPERATOR 1 (int, int);
CREATE CAST (int AS t) WITHOUT FUNCTION; CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM f; CREATE TRANSFORM FOR int LANGUAGE c (FROM SQL WITH FUNCTION f(internal));
CREATE COLLATION c (locale = 'C'); ALTER COLLATION c REFRESH VERSION; CREATE TEXT SEARCH CONFIGURATION c (copy = simple);
ALTER TEXT SEARCH DICTIONARY d (a = 1); ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR word;
CREATE SCHEMA s; CREATE SCHEMA s CREATE TABLE t (a int);
GRANT SELECT ON t TO r; REVOKE ALL ON t FROM r; GRANT a TO b; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r;
CREATE ROLE r; ALTER ROLE r LOGIN; ALTER ROLE r SET work_mem = '1MB'; DROP ROLE r; DROP OWNED BY r; REASSIGN OWNED BY r TO s;
CREATE FOREIGN DATA WRAPPER f; ALTER FOREIGN DATA WRAPPER f NO HANDLER; CREATE SERVER s FOREIGN DATA WRAPPER f; ALTER SERVER s VERSION '2';
CREATE USER MAPPING FOR r SERVER s; ALTER USER MAPPING FOR r SERVER s OPTIONS (SET a 'b'); DROP USER MAPPING FOR r SERVER s;
CREATE PUBLICATION p FOR ALL TABLES; ALTER PUBLICATION p ADD TABLE t; CREATE LANGUAGE l HANDLER h; CREATE ACCESS METHOD a TYPE TABLE HANDLER h;
CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f(); ALTER EVENT TRIGGER e DISABLE; ALTER DATABASE d SET work_mem = '1MB'; ALTER TABLESPACE s SET (seq_page_cost = 1);
DROP TABLE t; DROP FUNCTION f(); DROP TYPE t CASCADE; DROP EXTENSION hstore;
ALTER TABLE t RENAME TO u; ALTER TABLE t RENAME a TO b; ALTER TABLE t SET SCHEMA s; ALTER FUNCTION f() DEPENDS ON EXTENSION e; ALTER TYPE t OWNER TO r;
COMMENT ON TABLE t IS 'x'; SECURITY LABEL ON TABLE t IS 'x';
$script$);

-- ... and none of these.
SELECT count(*), string_agg(statement, E'\n') FILTER (WHERE traits ~ 'plain ddl') AS taken
FROM parse_unit_split($script$
SELECT 1; VALUES (1); TABLE t; INSERT INTO t VALUES (1); UPDATE t SET a = 1; DELETE FROM t; WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x;
MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE;
DO ''; CALL p(); EXECUTE e; PREPARE e AS DELETE FROM t; EXPLAIN ANALYZE DELETE FROM t; DECLARE c CURSOR FOR SELECT 1; FETCH c;
CREATE TABLE t AS SELECT 1; SELECT 1 INTO t; CREATE MATERIALIZED VIEW m AS SELECT f(); REFRESH MATERIALIZED VIEW m; TRUNCATE t;
COPY t TO STDOUT; SET CONSTRAINTS ALL IMMEDIATE; SET work_mem = '1MB'; CREATE EXTENSION hstore; ALTER EXTENSION hstore UPDATE; LOCK t; ANALYZE t; CLUSTER t;
$script$);

-- Calls of a moving function, wherever they stand; naming one in DDL or in a routine's body is no call.
SELECT statement, traits FROM parse_unit_split($script$
SELECT migrate.upgrade();
SELECT * FROM "migrate" . Downgrade ( 2 );
CALL migrate.deploy();
CALL migrate.revert(1);
INSERT INTO t SELECT ordinal FROM migrate.redo(1);
EXPLAIN ANALYZE SELECT migrate.stamp('head');
CREATE TABLE t AS SELECT * FROM migrate.upgrade_files(NULL, NULL);
COPY (SELECT migrate.sync_files(NULL, NULL)) TO STDOUT;
SELECT migrate.current(), other.upgrade(), 'migrate.upgrade()', migrate.upgrade FROM migrate /* migrate.upgrade() */;
GRANT EXECUTE ON FUNCTION migrate.upgrade(text) TO r;
COMMENT ON FUNCTION migrate.upgrade(text) IS 'x';
CREATE VIEW v AS SELECT * FROM migrate.upgrade();
CREATE FUNCTION f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT message FROM migrate.upgrade(); END;
$script$);

-- Statements that drop or alter our extension.
SELECT statement, traits FROM parse_unit_split($script$
DROP EXTENSION hstore, migrate;
DROP EXTENSION hstore;
ALTER EXTENSION migrate UPDATE;
ALTER EXTENSION migrate ADD TABLE t;
ALTER EXTENSION "migrate" SET SCHEMA s;
ALTER EXTENSION hstore SET SCHEMA migrate;
DROP SCHEMA IF EXISTS public, migrate CASCADE;
DROP TABLE migrate;
ALTER SCHEMA migrate RENAME TO m;
ALTER TABLE migrate RENAME TO m;
$script$);

-- State that would stay in the session.
SELECT statement, traits FROM parse_unit_split($script$
LISTEN a; UNLISTEN *; NOTIFY a;
PREPARE e AS SELECT 1; DEALLOCATE e; EXECUTE e;
DECLARE c CURSOR WITH HOLD FOR SELECT 1; DECLARE c CURSOR FOR SELECT 1;
DISCARD TEMP; SET work_mem = '1MB';
$script$);

-- Errors name the statement and its line and show that statement alone.
SELECT * FROM parse_unit_split(E'SELECT 1;\n\n-- two\nSELECT ''é'', ''日本'',\n\t2 FORM t;\nSELECT 3;');
SELECT * FROM parse_unit_split(E'SELECT 1;\nCREATE TABLE t (a int;\nCREATE TABLE u (a int);');
SELECT * FROM parse_unit_split(E'SELECT 1;\nSELECT 2 +');
SELECT * FROM parse_unit_split(E'SELECT 1;\nSELECT E''a\\u12''');

-- A quote, dollar quote or comment without an end.
SELECT * FROM parse_unit_split(E'SELECT 1;\nSELECT ''it;\nSELECT 3;\nSELECT 4;');
SELECT * FROM parse_unit_split(E'SELECT 1;\nDO $do$ BEGIN\n$$;\nSELECT 3;');
SELECT * FROM parse_unit_split(E'SELECT 1;\nSELECT "it;\n');
SELECT * FROM parse_unit_split(E'SELECT 1;\n\n/* two /* */\nSELECT 3;');
SELECT * FROM parse_unit_split(E'''it');

-- Of a long statement only the neighbourhood of the error is shown, in whole characters.
SELECT * FROM parse_unit_split('SELECT ''' || repeat('é', 3000));
SELECT * FROM parse_unit_split('SELECT ' || repeat(E'日本 + ' || repeat('é', 200) || E' +\n', 10) || '1, FROM ' || repeat(E', ' || repeat('é', 200) || E'\n', 10));
SELECT * FROM parse_unit_split('SELECT ' || repeat('é', 10) || ' ''' || repeat('é', 3000) || ''' x y');

-- The session's settings change nothing, and what the server remarks on a statement comes when it runs.
SET standard_conforming_strings = off;
SET escape_string_warning = on;
SELECT number, statement FROM parse_unit_split($$SELECT 'a\'; SELECT 'b\';$$);
SELECT parse_unit_run_plain($$CREATE SCHEMA s; COMMENT ON SCHEMA s IS 'a\'; CREATE TABLE s.t (a int)$$);
SELECT obj_description('s'::regnamespace), current_setting('standard_conforming_strings');
DROP TABLE s.t;
DROP SCHEMA s;
RESET standard_conforming_strings;
RESET escape_string_warning;
SELECT number FROM parse_unit_split('SELECT 1 AS ' || repeat('a', 70));
SHOW client_min_messages;

-- Blank or not. What cannot be read is not.
SELECT script, parse_unit_is_blank(script) FROM unnest(ARRAY['', E' \n', '-- a', '/* a */ ; ;', 'SELECT 1', '-- a' || E'\nSELECT 1', '''a', '/* a']) AS script;

-- What is no SQL is found where it is none: not in strings, comments or data; what cannot be read is left to the day it runs.
SELECT script, parse_unit_find_foreign(script) FROM unnest(ARRAY[
	E'SELECT 1;\n\\copy t from stdin\n1\n\\.\n\\gexec', E'SELECT 1\n\n \\gexec\nSELECT 2;', E'\\restrict a\nSELECT \'\\x\';\n\\unrestrict a\n',
	E'CREATE TABLE\n{{ .schema }}.t (id int);', E'{% if x %}\nSELECT 1;\n{% endif %}', E'CREATE TABLE ${schema}.t ();', E'SELECT 1;\nSELECT <%= x %>;',
	E'SELECT \'{{ x }}\', $${% y %} ${z}$$, "{{"; -- ${c}\n/* {{ d }} */', E'SELECT a <% b, \'{1,2}\'::int[];', E'COPY t FROM stdin;\n{{ x }}\t\\N\n\\.\nSELECT 1;',
	E'SELECT { 1 };', E'SELECT \'never closed {{ \\copy', E'COPY t FROM stdin;\n\\copy', '']) AS script;

-- What only shows something at psql's terminal is passed over; a line with a second command is not looked into.
SELECT script, parse_unit_find_foreign(script) FROM unnest(ARRAY[E'\\echo it''s; {{ x }}\nSELECT 1;\n\\timing on\n\\pset pager off\n', E'\\echo a \\set b 1', E'\\set ON_ERROR_STOP on',
	E'\\set ON_ERROR_STOP 1\r\n\\set VERBOSITY verbose\r\n', E'\\set ON_ERROR_STOP', E'\\set ON_ERROR_STOP off', E'\\set AUTOCOMMIT off', E'\\set n 1', E'\\echoes', E'SELECT 1 \\echo']) AS script;

-- What \set sets is filled in from there on, as psql does it: not in strings, bodies and data, and what nobody has set stays. What
-- psql alone can make a value of stays a command.
SELECT parse_unit_fill_psql(script) AS filled FROM unnest(ARRAY[
	E'SELECT :n;\n\\set n 5\n\\set who  it '' is''\nSELECT :n, :''who'', :"who", \':n\', $$:n$$, a[1::n], x::int, :other, :\'other\' -- :n\n;\n\\set n 6 \r\nSELECT :n\n',
	E'\\set a 1; DROP TABLE t\nSELECT :a;\nCOPY t FROM stdin;\n:a\n\\.\n\\set a\nSELECT (:a);\n\\echo :a', E'\\set who \'it\'\'s\'\nSELECT :\'who\'',
	E'\\set a `date`\nSELECT :a', E'\\set a :b\n\\set b "x"\n\\set c a\\b\n\\set d \'a\\n\'\n\\set AUTOCOMMIT off\n\\set ON_ERROR_STOP 1\n\\set \'a b\' 1\n\\set', E'SELECT \'\\set a 1\', :a',
	E'\\set a 1\nSELECT :a;\nSELECT \'open :a']) AS script;

-- Data that end with the file, as psql takes them, get an end of their own.
SELECT script, parse_unit_close_data(script) AS closed FROM unnest(ARRAY[
	E'SELECT 1;\nCOPY t FROM stdin;\n1\n2', E'copy t from STDIN;\r\n1\r\n2', 'COPY t FROM stdin', 'COPY t FROM stdin; -- none', E'COPY t FROM stdin;\n1\n\\.\nCOPY u FROM stdin;\n\\N',
	E'COPY t FROM stdin;\n1\n\\.\nSELECT 1', E'SELECT \'COPY t FROM stdin;\n1', E'SELECT \'FROM stdin\'', E'\\copy t from stdin\n1']) AS script;
SELECT parse_unit_find_foreign(E'\\copy t from stdin\n1');

-- The same but for comments, white space and carriage returns.
SELECT a, b, parse_unit_same_tokens(a, b) AS same, parse_unit_same_tokens(b, a) = parse_unit_same_tokens(a, b) AS symmetric
FROM (VALUES
	('SELECT 1', E'-- one\nselect /* two */\n\t1 ;\n'),
	('SELECT 1; SELECT 2', E'SELECT 1;;\nSELECT 2;'),
	('SELECT 1; SELECT 2', 'SELECT 1'),
	('SELECT 1; SELECT 2', 'SELECT 1 SELECT 2'),
	('SELECT a, B', 'SELECT A, b'),
	('SELECT a', 'SELECT "a"'),
	('SELECT a', 'SELECT "A"'),
	('SELECT ''a''', 'SELECT $$a$$'),
	('SELECT ''a''', 'SELECT ''a '''),
	('SELECT ''a'' AS x', 'SELECT a AS x'),
	('SELECT 1', 'SELECT 2'),
	('SELECT 1.0', 'SELECT 1.00'),
	('SELECT 0.5', 'SELECT .5'),
	('SELECT a<>b', 'SELECT a != b'),
	('SELECT a<b', 'SELECT a > b'),
	('SELECT $1', 'SELECT $2'),
	(E'DO $$\nBEGIN\nEND $$', E'DO $$\r\nBEGIN\r\nEND $$'),
	(E'DO $$\nBEGIN\nEND $$', E'DO $$ BEGIN\nEND $$'),
	(E'DO $$a\rb$$', E'DO $$ab$$'),
	(E'COPY t FROM stdin;\n1\n\\.\n', E'copy t from STDIN ;\r\n1\r\n\\.\r\n'),
	(E'COPY t FROM stdin;\n1\n\\.\n', E'COPY t FROM stdin;\n 1\n\\.\n'),
	(E'COPY t FROM stdin;\n1\n\\.\n', E'COPY t FROM stdin;\n\\.\n'),
	(E'\\echo a\nSELECT 1', E'\\echo a  \r\nSELECT  1'),
	(E'\\echo a b', E'\\echo a  b'),
	('', '-- nothing'),
	('SELECT ''a', 'SELECT ''a'),
	(E'SELECT ''a\n', E'SELECT ''a\r\n'),
	('SELECT ''a', 'SELECT  ''a'),
	('SELECT 1', 'SELECT 1 /*'),
	(E'COPY t FROM stdin;\n1', E'COPY t  FROM stdin;\n1'),
	('FROM SELECT', 'FROM  SELECT')
) AS pairs (a, b);

-- A long script is compared, and split, with the lines where they are.
SELECT parse_unit_same_tokens(s, replace(s, '(', E' -- x\n(')), parse_unit_same_tokens(s, s || 'SELECT')
FROM (SELECT string_agg(format(E'INSERT INTO t VALUES (%s);\nCOPY t FROM stdin;\n%s\n\\.\n', i, i), '') FROM generate_series(1, 2000) AS i) AS long (s);

-- Names that lie in a schema, without it; those of other schemas, and what is text, stay.
SELECT script, parse_unit_unqualify(script, 't1') FROM unnest(ARRAY[
	$s$CREATE TABLE t1.a (id int DEFAULT nextval('t1.a_id_seq'::regclass), b t1.mood REFERENCES public.b (id), c x.t1)$s$,
	$s$SELECT t1.f(a.t1), T1 . g(), "t1".h, "T1".i FROM t1.a -- t1.a$s$, $s$ALTER TABLE t1.a SET SCHEMA t1$s$, $s$SELECT 't1.a', $$t1.a$$, x.t1.y$s$,
	$s$SELECT 't1'$s$, $s$SELECT 't1.a'::text, 't1."A b"'::regclass::oid, E't1.a'::regclass, 't2.a'::regclass$s$, $s$GRANT USAGE ON SCHEMA t1 TO x$s$, '']) AS scripts (script);
SELECT script, parse_unit_unqualify(script, schema) FROM (VALUES
	($s$SELECT data.a, "data".b, 'data.c'::regclass$s$, 'data'), ($s$SELECT "Te.n ""1""".a, Te.n, '"Te.n ""1""".a'::regclass$s$, 'Te.n "1"'),
	($s$SELECT "select".a$s$, 'select')) AS scripts (script, schema);

-- Scripts made at random of pieces that we know, among comments: the same ones each time, then new ones.
SELECT parse_unit_random(20261123, 1000);
SELECT parse_unit_random(NULL, 1000);

DROP FUNCTION parse_unit_split, parse_unit_run_plain, parse_unit_is_blank, parse_unit_same_tokens, parse_unit_find_foreign, parse_unit_unqualify, parse_unit_random, servers_answer;
