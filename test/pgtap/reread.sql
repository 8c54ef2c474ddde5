-- What the server prints and reads as something else that means the same is no difference: a database restored from a dump has it so.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
CREATE SCHEMA s;
SET search_path = s, public;

-- A table with what such expressions are in, and the same made of its own definitions.
CREATE TABLE t (a varchar(9), CONSTRAINT a_known CHECK (a IN ('x', 'y]', E'z\\')), CONSTRAINT b_known CHECK (a <> ALL (ARRAY['q', 'r'])));
CREATE INDEX t_a ON t (a) WHERE a NOT IN ('x', 'y');
CREATE TEMPORARY TABLE seen AS SELECT migrate.snapshot('{s}') AS before, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = 'a_known';
DO $$
DECLARE
	a text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'a_known');
	b text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'b_known');
	i text := pg_get_indexdef('s.t_a'::regclass);
BEGIN
	DROP TABLE t;
	CREATE TABLE t (a varchar(9));
	EXECUTE format('ALTER TABLE t ADD CONSTRAINT a_known %s, ADD CONSTRAINT b_known %s', a, b);
	EXECUTE i;
END
$$;
SELECT isnt(pg_get_constraintdef(oid), definition, 'the server prints it otherwise') FROM seen, pg_constraint WHERE conname = 'a_known';
SELECT is_empty($$SELECT d.upgrade FROM seen, migrate.diff(before, migrate.snapshot('{s}') || '{"installation": "another"}') d$$, 'that is no difference');
ALTER TABLE t DROP CONSTRAINT a_known, ADD CONSTRAINT a_known CHECK (a IN ('x', 'y]'));
SELECT results_eq($$SELECT d.upgrade FROM seen, migrate.diff(before, migrate.snapshot('{s}') || '{"installation": "another"}') d ORDER BY ordinal$$, $$VALUES
	('ALTER TABLE s.t DROP CONSTRAINT a_known'),
	('ALTER TABLE s.t ADD CONSTRAINT a_known CHECK (((a)::text = ANY (((ARRAY[''x''::character varying, ''y]''::character varying])::character varying[])::text[])))')$$,
	'another list is one, and is said so that it is read as it was');

SELECT * FROM finish();
ROLLBACK;
