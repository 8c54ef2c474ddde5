-- What data goes with a change is said in diff()'s note, and where nothing goes nothing is said.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
CREATE SCHEMA s;
SET search_path = s, public;

-- The losses on the way from one schema to another.
CREATE FUNCTION pg_temp.losses(before text, after text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	source jsonb;
BEGIN
	EXECUTE before;
	source := migrate.snapshot('{s}');
	DROP SCHEMA s CASCADE;
	CREATE SCHEMA s;
	EXECUTE after;
	RETURN QUERY SELECT substr(split_part(d.note, ', downgrade loses ', 1), length('upgrade loses ') + 1)
	FROM migrate.diff(source, migrate.snapshot('{s}') || '{"installation": "another"}') d WHERE d.note LIKE 'upgrade loses %' ORDER BY d.ordinal;
	DROP SCHEMA s CASCADE;
	CREATE SCHEMA s;
END
$$;
SET client_min_messages = warning;

-- Types: every value of the first column's is one of the second's, or may be none.
SELECT is((SELECT string_agg(l, '; ') FROM pg_temp.losses(format('CREATE TABLE t (a %s)', before), format('CREATE TABLE t (a %s)', after)) l),
	CASE WHEN NOT widens THEN format('values of column s.t.a that type %s cannot hold', after) END, format('%s -> %s', before, after))
FROM (VALUES
	('smallint', 'integer', true), ('integer', 'bigint', true), ('bigint', 'numeric', true), ('integer', 'double precision', true), ('smallint', 'real', true), ('real', 'double precision', true),
	('bigint', 'integer', false), ('numeric', 'bigint', false), ('integer', 'real', false), ('bigint', 'real', false), ('bigint', 'double precision', false),
	('numeric', 'double precision', false), ('numeric', 'real', false), ('double precision', 'numeric', false), ('double precision', 'real', false),
	('numeric', 'numeric(5,2)', false), ('numeric(5,2)', 'numeric(6,2)', true), ('numeric(5,2)', 'numeric(6,4)', false),
	('character varying(5)', 'text', true), ('text', 'character varying(5)', false), ('character varying(9)', 'character varying(5)', false), ('name', 'text', true), ('text', 'name', false),
	('date', 'timestamp without time zone', true), ('timestamp without time zone', 'date', false),
	('cidr', 'inet', true), ('inet', 'cidr', false), ('jsonb', 'json', true), ('json', 'jsonb', false), ('integer', 'text', true), ('text', 'integer', false)
) cases (before, after, widens);

-- A column that somebody filled becomes one that is computed: it is dropped and added again.
SELECT results_eq($$SELECT pg_temp.losses('CREATE TABLE t (a int, b int)', 'CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)')$$,
	$$VALUES ('the values of column s.t.b')$$, 'a plain column becomes a generated one');
SELECT is_empty($$SELECT pg_temp.losses('CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) STORED)', 'CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)')$$,
	'a generated one becomes another');
SELECT is_empty($$SELECT pg_temp.losses('CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) STORED)', 'CREATE TABLE t (a int, b int)')$$,
	'what was computed stays');

-- What one table keeps of a column that goes from its parent, and another does not.
CREATE FUNCTION pg_temp.kept() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	target jsonb;
	change record;
BEGIN
	CREATE TABLE s.a (id int);
	CREATE TABLE s.b (x text) INHERITS (s.a);
	CREATE TABLE s.c () INHERITS (s.a);
	target := migrate.snapshot('{s}') || '{"installation": "another"}';
	DROP TABLE s.a CASCADE;
	CREATE TABLE s.a (id int, x text);
	CREATE TABLE s.b () INHERITS (s.a);
	CREATE TABLE s.c () INHERITS (s.a);
	INSERT INTO s.b VALUES (1, 'kept');
	FOR change IN SELECT upgrade FROM migrate.diff(migrate.snapshot('{s}'), target) ORDER BY ordinal
	LOOP
		EXECUTE change.upgrade;
	END LOOP;
	RETURN (SELECT x FROM s.b) || ' in ' || (SELECT string_agg(relname, ', ') FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid
		WHERE relnamespace = 's'::regnamespace AND attname = 'x');
END
$$;
SELECT is(pg_temp.kept(), 'kept in b', 'a column that one child keeps of its parent');
DROP TABLE s.a CASCADE;

-- Where a column's numbers stand.
SELECT results_eq($$SELECT pg_temp.losses('CREATE TABLE t (a int NOT NULL GENERATED ALWAYS AS IDENTITY)', 'CREATE TABLE t (a int NOT NULL)')$$,
	$$VALUES ('the value of sequence s.t_a_seq')$$, 'a column is no identity column any more');
SELECT results_eq($$SELECT pg_temp.losses('CREATE TABLE t (a serial)', 'CREATE TABLE t (a int NOT NULL)')$$,
	$$VALUES ('the value of sequence s.t_a_seq')$$, 'a column has no sequence any more');
SELECT results_eq($$SELECT pg_temp.losses('CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b int); CREATE TABLE u (a int GENERATED ALWAYS AS IDENTITY)', 'CREATE TABLE t (b int)')
	ORDER BY 1$$, $$VALUES ('the rows of table s.u'), ('the values of column s.t.a')$$, 'what goes with more is said once');

-- A sequence that can have none of its values any more begins anew; one that can stands where it stood.
SELECT results_eq($$SELECT pg_temp.losses('CREATE SEQUENCE q', 'CREATE SEQUENCE q INCREMENT -1')$$, $$VALUES ('the value of sequence s.q')$$, 'a sequence goes below zero');
SELECT is_empty($$SELECT pg_temp.losses('CREATE SEQUENCE q MINVALUE 1 MAXVALUE 9', 'CREATE SEQUENCE q INCREMENT -1 MINVALUE 2 MAXVALUE 9')$$, 'a sequence goes down');
CREATE SEQUENCE q MINVALUE 1 MAXVALUE 9;
CREATE TEMPORARY TABLE bounds AS SELECT migrate.snapshot('{s}') AS before;
DROP SEQUENCE q;
CREATE SEQUENCE q INCREMENT -1 MINVALUE 100 MAXVALUE 200;
SELECT lives_ok((SELECT downgrade FROM bounds, migrate.diff(before, migrate.snapshot('{s}') || '{"installation": "another"}')), 'other bounds');
SELECT is((SELECT last_value FROM q), 1::bigint, 'a sequence with other bounds begins within them');
DROP SEQUENCE q;

-- A script lets the sequence that takes the place of another go on after the rows, both ways.
CREATE TABLE "the persons" (id serial PRIMARY KEY, name text);
INSERT INTO "the persons" (name) VALUES ('Ada'), ('Grace');
DO $$ BEGIN PERFORM migrate.migrate('baseline'); END $$;
ALTER TABLE "the persons" ALTER id DROP DEFAULT;
DROP SEQUENCE "the persons_id_seq";
ALTER TABLE "the persons" ALTER id ADD GENERATED ALWAYS AS IDENTITY;
SET client_min_messages = error;
DO $$ BEGIN PERFORM migrate.migrate('identity'); PERFORM migrate.downgrade(); END $$;
INSERT INTO "the persons" (name) VALUES ('Joan');
DO $$ BEGIN PERFORM migrate.upgrade(); END $$;
SET client_min_messages = warning;
INSERT INTO "the persons" (name) VALUES ('Barbara');
SELECT results_eq('SELECT id, name FROM "the persons" ORDER BY id', $$VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Joan'), (4, 'Barbara')$$, 'identity and serial go on after the rows');
SELECT is((SELECT count(*) FROM migrate.diff(migrate.snapshot('{s}'), migrate.snapshot('{s}'))), 0::bigint, 'where a sequence stands is no difference');
DROP TABLE "the persons";

-- ... and one for a column that had none.
CREATE TABLE orders (id int PRIMARY KEY, number int);
INSERT INTO orders VALUES (1, 11), (2, 12);
DO $$ BEGIN PERFORM migrate.migrate('orders'); END $$;
ALTER TABLE orders ALTER id ADD GENERATED ALWAYS AS IDENTITY;
CREATE SEQUENCE numbers OWNED BY orders.number;
ALTER TABLE orders ALTER number SET DEFAULT nextval('numbers');
SET client_min_messages = error;
DO $$ BEGIN PERFORM migrate.migrate('numbers of orders'); PERFORM migrate.downgrade(); PERFORM migrate.upgrade(); END $$;
SET client_min_messages = warning;
INSERT INTO orders DEFAULT VALUES;
SELECT results_eq('SELECT id, number FROM orders ORDER BY id', $$VALUES (1, 11), (2, 12), (3, 13)$$, 'a column that was not numbered goes on after the rows');
DROP TABLE orders;

-- A materialized view that has to be made again is filled if it was, whatever the target says of that; pg_dump -s says so of all.
CREATE FUNCTION pg_temp.made_again(before text, after text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	source jsonb;
BEGIN
	EXECUTE 'CREATE TABLE s.t (a int); CREATE MATERIALIZED VIEW s.m AS SELECT a FROM s.t ' || before;
	source := migrate.snapshot('{s}');
	EXECUTE 'DROP MATERIALIZED VIEW s.m; ALTER TABLE s.t ALTER a TYPE bigint; CREATE MATERIALIZED VIEW s.m AS SELECT a FROM s.t ' || after;
	RETURN (SELECT concat_ws(', ', CASE WHEN up.upgrade ~ 'WITH NO DATA' THEN 'empty' ELSE 'filled' END, CASE WHEN down.upgrade ~ 'WITH NO DATA' THEN 'empty' ELSE 'filled' END)
		FROM migrate.diff(source, migrate.snapshot('{s}')) up, migrate.diff(migrate.snapshot('{s}'), source) down
		WHERE up.upgrade LIKE 'CREATE MATERIALIZED VIEW%' AND down.upgrade LIKE 'CREATE MATERIALIZED VIEW%');
END
$$;
SELECT is(pg_temp.made_again('', 'WITH NO DATA'), 'filled, filled', 'a filled one stays filled, there and back');
DROP TABLE s.t CASCADE;
SELECT is(pg_temp.made_again('WITH NO DATA', ''), 'filled, filled', 'one that is to be filled is, and stays so');
DROP TABLE s.t CASCADE;
SELECT is(pg_temp.made_again('WITH NO DATA', 'WITH NO DATA'), 'empty, empty', 'one that is empty on both sides stays empty');

-- A column that its table loses stays, with its values, in one below that has had it from there alone and has it still.
CREATE TABLE s.p (a int, b int);
CREATE TABLE s.c () INHERITS (s.p);
CREATE TEMPORARY TABLE before AS SELECT migrate.snapshot('{s}');
ALTER TABLE ONLY s.p DROP COLUMN b;
SELECT results_eq($$SELECT upgrade FROM before, migrate.diff(before.snapshot, migrate.snapshot('{s}')) WHERE upgrade IS NOT NULL$$,
	$$VALUES ('ALTER TABLE ONLY s.p DROP COLUMN b')$$, 'a column goes from its table alone');

SELECT * FROM finish();
ROLLBACK;
