-- A schema is the same whatever the session that looks at it has set.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('a\b', 'it''s');
CREATE TABLE s.t (id int GENERATED ALWAYS AS IDENTITY, "Two Words" text DEFAULT 'a\b' CHECK ("Two Words" <> E'\n'), d date DEFAULT '2026-01-02', i interval DEFAULT '1 day', m s.mood);
CREATE TABLE s.p (id int) PARTITION BY RANGE (id);
CREATE TABLE s.p1 PARTITION OF s.p FOR VALUES FROM (0) TO (10);
CREATE INDEX ON s.p (id);
CREATE FUNCTION s.f(VARIADIC text[]) RETURNS text LANGUAGE sql SET search_path = s, "Other", public SET work_mem = '1MB' AS 'SELECT ''\d''';
CREATE FUNCTION s.g(anyelement DEFAULT 1) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';
CREATE VIEW s.v AS SELECT id, d + i AS later FROM s.t;
ALTER TABLE s.t ALTER "Two Words" SET (n_distinct = 5);
GRANT SELECT ON s.t TO PUBLIC;
COMMENT ON TABLE s.t IS 'a\b';
SELECT migrate.snapshot('{s}') AS usual \gset
SELECT string_agg(upgrade, E';\n' ORDER BY ordinal) AS script FROM migrate.diff(NULL, :'usual') \gset
SET client_min_messages = error;

-- What is snapshot and script with one parameter set.
CREATE FUNCTION pg_temp.taken(name text, value text, OUT snapshot jsonb, OUT script text) LANGUAGE plpgsql AS $$
DECLARE
	before text := current_setting(name);
BEGIN
	PERFORM set_config(name, value, true);
	snapshot := migrate.snapshot('{s}');
	SELECT string_agg(upgrade, E';\n' ORDER BY ordinal) INTO script FROM migrate.diff(NULL, snapshot);
	PERFORM set_config(name, before, true);
END
$$;
SELECT is((t.snapshot, t.script), (:'usual'::jsonb, :'script'::text), name || ' = ' || value)
FROM (VALUES ('quote_all_identifiers', 'on'), ('standard_conforming_strings', 'off'), ('search_path', 's'), ('search_path', ''), ('datestyle', 'German'),
	('intervalstyle', 'iso_8601'), ('timezone', 'Asia/Tokyo'), ('extra_float_digits', '3'), ('row_security', 'off'), ('array_nulls', 'off'), ('bytea_output', 'escape'),
	('xmloption', 'document'), ('transform_null_equals', 'on'), ('check_function_bodies', 'off'), ('default_transaction_isolation', 'serializable')) settings (name, value),
	LATERAL pg_temp.taken(name, value) t;

SELECT * FROM finish();
ROLLBACK;
