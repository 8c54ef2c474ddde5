-- Names that change over, or are taken from what goes, where diff() knows who is who: the way back and the way there run.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
CREATE SCHEMA s;
SET search_path = s, public;
SET client_min_messages = warning;

-- Makes a schema, changes it by hand, takes that back and does it again by what diff() says; returns what differs then.
CREATE FUNCTION pg_temp.there_and_back(before text, change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	source jsonb;
	target jsonb;
	statement text;
BEGIN
	DROP SCHEMA s CASCADE;
	CREATE SCHEMA s;
	EXECUTE before;
	source := migrate.snapshot();
	EXECUTE change;
	target := migrate.snapshot();
	FOR statement IN SELECT downgrade FROM migrate.diff(source, target) WHERE downgrade IS NOT NULL ORDER BY ordinal DESC LOOP
		EXECUTE statement;
	END LOOP;
	IF EXISTS (SELECT FROM migrate.diff(migrate.snapshot(), source)) THEN
		RETURN 'not as before';
	END IF;
	FOR statement IN SELECT upgrade FROM migrate.diff(source, target) WHERE upgrade IS NOT NULL ORDER BY ordinal LOOP
		EXECUTE statement;
	END LOOP;
	RETURN CASE WHEN EXISTS (SELECT FROM migrate.diff(migrate.snapshot(), target)) THEN 'not as after' END;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLERRM;
END
$$;

SELECT is(pg_temp.there_and_back(before, change), NULL, change)
FROM (VALUES
	('CREATE TABLE t (a int, b int, CHECK (a > b))',
		'ALTER TABLE t RENAME a TO x; ALTER TABLE t RENAME b TO a; ALTER TABLE t RENAME x TO b'),
	('CREATE TABLE t (a int, b int, c int)',
		'ALTER TABLE t RENAME a TO x; ALTER TABLE t RENAME c TO a; ALTER TABLE t RENAME b TO c; ALTER TABLE t RENAME x TO b'),
	('CREATE TABLE t (a int, a_new bigint)', 'ALTER TABLE t RENAME a TO a_old; ALTER TABLE t RENAME a_new TO a'),
	('CREATE TABLE t (a int, a_new bigint)', 'ALTER TABLE t DROP a; ALTER TABLE t RENAME a_new TO a'),
	('CREATE TABLE t (a int, a_new int); CREATE VIEW v AS SELECT a AS x FROM t',
		'CREATE OR REPLACE VIEW v AS SELECT a_new AS x FROM t; ALTER TABLE t DROP a; ALTER TABLE t RENAME a_new TO a'),
	('CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (t int REFERENCES t); CREATE VIEW v AS SELECT id FROM t',
		'DROP VIEW v; ALTER TABLE t ADD id_new bigint; ALTER TABLE t DROP id CASCADE; ALTER TABLE t RENAME id_new TO id; ALTER TABLE t ADD PRIMARY KEY (id);'
		' ALTER TABLE u ALTER t TYPE bigint; ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES t; CREATE VIEW v AS SELECT id FROM t'),
	('CREATE TABLE t (a int); CREATE TABLE u (b text); CREATE VIEW v AS SELECT a FROM t',
		'ALTER TABLE t RENAME TO x; ALTER TABLE u RENAME TO t; ALTER TABLE x RENAME TO u'),
	('CREATE TABLE t (a int CONSTRAINT x UNIQUE, b int CONSTRAINT y UNIQUE)',
		'ALTER TABLE t RENAME CONSTRAINT x TO z; ALTER TABLE t RENAME CONSTRAINT y TO x; ALTER TABLE t RENAME CONSTRAINT z TO y'),
	('CREATE TYPE t AS (a int, b int)', 'ALTER TYPE t RENAME ATTRIBUTE a TO x; ALTER TYPE t RENAME ATTRIBUTE b TO a; ALTER TYPE t RENAME ATTRIBUTE x TO b'),
	('CREATE TYPE t AS ENUM (''a'', ''b''); CREATE TABLE u (t t DEFAULT ''a'')',
		'ALTER TYPE t RENAME VALUE ''a'' TO ''c''; ALTER TYPE t RENAME VALUE ''b'' TO ''a''; ALTER TYPE t RENAME VALUE ''c'' TO ''b'''),
	('CREATE TABLE t (a int); CREATE POLICY x ON t USING (a > 1); CREATE POLICY y ON t USING (a > 2)',
		'ALTER POLICY x ON t RENAME TO z; ALTER POLICY y ON t RENAME TO x; ALTER POLICY z ON t RENAME TO y'),
	('CREATE TABLE t (id serial PRIMARY KEY, a text); CREATE STATISTICS st ON id, a FROM t', 'CREATE SCHEMA s2; ALTER TABLE t SET SCHEMA s2; ALTER STATISTICS st SET SCHEMA s2'),
	('CREATE TYPE color AS ENUM (''red''); CREATE TABLE u (c color)', 'ALTER TYPE color RENAME TO base; CREATE DOMAIN color AS base; ALTER TABLE u ALTER c TYPE color')
) AS cases (before, change);

SELECT * FROM finish();
ROLLBACK;
