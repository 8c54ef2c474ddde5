-- Renames between two databases are guesses: what diff() takes for one, what not, and that it says so.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;

-- What leads from one schema to another, as if each was of a database of its own.
CREATE FUNCTION pg_temp.found(before text, after text) RETURNS TABLE (upgrade text, note text) LANGUAGE plpgsql AS $$
DECLARE
	source jsonb;
	target jsonb;
BEGIN
	CREATE SCHEMA s;
	SET LOCAL search_path = s, public;
	EXECUTE before;
	source := migrate.snapshot('{s}');
	DROP SCHEMA s CASCADE;
	CREATE SCHEMA s;
	EXECUTE after;
	target := migrate.snapshot('{s}') || '{"installation": "another"}';
	DROP SCHEMA s CASCADE;
	RETURN QUERY SELECT d.upgrade, d.note FROM migrate.diff(source, target) d WHERE d.upgrade IS NOT NULL ORDER BY d.ordinal;
END
$$;
SET client_min_messages = warning;

SELECT results_eq($$SELECT * FROM pg_temp.found('CREATE TABLE t (id int, name text, born date)', 'CREATE TABLE t (id int, full_name text, born date)')$$,
	$$VALUES ('ALTER TABLE s.t RENAME COLUMN name TO full_name', 'guessed: column s.t.name renamed to full_name (drop and add instead if it is not the same)')$$,
	'a column that is the same but for its name');
-- In PostgreSQL 18 NOT NULL has a name too: t_id_not_null becomes u_id_not_null.
SELECT results_eq($$SELECT * FROM pg_temp.found('CREATE TABLE t (id serial PRIMARY KEY)', 'CREATE TABLE u (id serial PRIMARY KEY)') found
	WHERE found.upgrade NOT LIKE '%id\_not\_null'$$,
	$$VALUES ('ALTER SEQUENCE s.t_id_seq RENAME TO u_id_seq', 'guessed: sequence s.t_id_seq renamed to u_id_seq (drop and create instead if it is not the same)'),
		('ALTER TABLE s.t RENAME TO u', 'guessed: table s.t renamed to u (drop and create instead if it is not the same)'),
		('ALTER TABLE s.u RENAME CONSTRAINT t_pkey TO u_pkey', 'guessed: constraint s.t.t_pkey renamed to u_pkey (drop and add instead if it is not the same)')$$,
	'a table, with what is called by its name');

-- What is not alike, or could be another, is no rename.
SELECT is((SELECT count(*) FILTER (WHERE found.upgrade LIKE '%RENAME%') FROM pg_temp.found(before, after) found), 0::bigint, before || ' -> ' || after)
FROM (VALUES
	('CREATE TABLE t (id int, fax text)', 'CREATE TABLE t (id int, mail varchar)'),
	('CREATE TABLE t (id int, fax text)', 'CREATE TABLE t (id int, mail text NOT NULL)'),
	('CREATE TABLE t (id int, fax text)', 'CREATE TABLE t (id int, mail text DEFAULT '''')'),
	('CREATE TABLE t (id int, fax text)', 'CREATE TABLE t (id int, mail text, phone text)'),
	('CREATE TABLE t (id int, fax text, phone text)', 'CREATE TABLE t (id int, mail text)'),
	('CREATE TABLE t (id int, fax text, phone text)', 'CREATE TABLE t (id int, mail text, sms text)'),
	('CREATE TABLE t (id int, fax text, born date)', 'CREATE TABLE t (id int, born date, mail text)'),
	('CREATE TABLE t (id int, fax text UNIQUE)', 'CREATE TABLE t (id int, mail text)'),
	('CREATE TABLE t (id int, fax text); CREATE INDEX ON t (fax)', 'CREATE TABLE t (id int, mail text); CREATE INDEX ON t (lower(mail))'),
	('CREATE TABLE t (id int, fax text); COMMENT ON COLUMN t.fax IS ''a''', 'CREATE TABLE t (id int, mail text); COMMENT ON COLUMN t.mail IS ''b'''),
	('CREATE TABLE t (id int, a int GENERATED ALWAYS AS (id) STORED)', 'CREATE TABLE t (id int, b int GENERATED ALWAYS AS (id + 1) STORED)'),
	('CREATE TABLE t (id int, name text)', 'CREATE TABLE u (id int, name text, born date)'),
	('CREATE TABLE t (id int, name text)', 'CREATE TABLE u (id int, called text)'),
	('CREATE TABLE t (id int)', 'CREATE TABLE u (id int); CREATE TABLE v (id int)'),
	('CREATE TABLE t (id int); CREATE TABLE u (id int)', 'CREATE TABLE v (id int)'),
	('CREATE TABLE t (id int); COMMENT ON TABLE t IS ''a''', 'CREATE TABLE u (id int); COMMENT ON TABLE u IS ''b'''),
	('CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1)',
		'CREATE TABLE t (id int) PARTITION BY LIST (id); CREATE TABLE t_2 PARTITION OF t FOR VALUES IN (2)'),
	('CREATE TYPE t AS ENUM (''a'')', 'CREATE TYPE u AS ENUM (''b'')'),
	('CREATE TYPE t AS (a int)', 'CREATE TYPE u AS (b int)'),
	('CREATE DOMAIN t AS int CHECK (VALUE > 0)', 'CREATE DOMAIN u AS int CHECK (VALUE > 1)'),
	('CREATE FUNCTION t(int) RETURNS int LANGUAGE sql AS ''SELECT 1''', 'CREATE FUNCTION u(text) RETURNS int LANGUAGE sql AS ''SELECT 1''')
) cases (before, after);

-- In one database nothing is guessed: another object is another object.
CREATE SCHEMA s;
CREATE TABLE s.t (id int);
SELECT migrate.snapshot('{s}') AS source \gset
DROP TABLE s.t;
CREATE TABLE s.u (id int);
SELECT is_empty(format('SELECT 1 FROM migrate.diff(%L, migrate.snapshot(%L)) WHERE upgrade LIKE %L', :'source', '{s}', '%RENAME%'), 'a table in the place of another');

-- A schema that is renamed, and loses one of its tables, which is dropped where it is by then.
SELECT migrate.snapshot('{s}') AS source \gset
ALTER SCHEMA s RENAME TO "s 2";
DROP TABLE "s 2".u;
SELECT results_eq(format($$SELECT upgrade FROM migrate.diff(%L, migrate.snapshot(%L)) WHERE upgrade IS NOT NULL$$, :'source', '{s 2}'),
	$$VALUES ('ALTER SCHEMA s RENAME TO "s 2"'), ('DROP TABLE "s 2".u')$$, 'a table of a schema that is renamed');

-- The schema that a new database has is known by its object id.
ALTER SCHEMA public RENAME TO people;
SET LOCAL search_path = people;
SELECT results_eq($$SELECT upgrade, note FROM migrate.diff(NULL, migrate.snapshot('{people}', '{kind:function,facet:owners,facet:grants,facet:comments}')) WHERE kind = 'schema' AND upgrade IS NOT NULL$$,
	$$VALUES ('ALTER SCHEMA public RENAME TO people', NULL)$$, 'public has another name');

SELECT * FROM finish();
ROLLBACK;
