-- A view over the rows of a function names their columns by place: it shows the same where the table that is there has them in another order.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
CREATE SCHEMA s;
SET search_path = s, public;

CREATE TABLE t (id int, "new" text, a text, b text);
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql STABLE AS 'SELECT * FROM s.t';
CREATE VIEW v AS SELECT a, x.b FROM all_t() x;
CREATE VIEW w AS SELECT one, three FROM all_t() y(one, two, three);
CREATE TEMPORARY TABLE model AS SELECT migrate.snapshot('{s}') || '{"installation": "another"}' AS snapshot;
DROP SCHEMA s CASCADE;
CREATE SCHEMA s;
CREATE TABLE t (id int, a text, b text);
INSERT INTO t VALUES (1, 'a', 'b');
DO $$ DECLARE change record; BEGIN
	FOR change IN SELECT d.upgrade FROM model, migrate.diff(migrate.snapshot('{s}'), snapshot) d WHERE d.upgrade IS NOT NULL ORDER BY ordinal LOOP EXECUTE change.upgrade; END LOOP;
END $$;
SELECT results_eq('SELECT * FROM v', $$VALUES ('a', 'b')$$, 'columns are those of that name, wherever they stand');
SELECT matches(pg_get_viewdef('v'), 'x\(id, a, b, new\)', 'and are named so');
SELECT is_empty($$SELECT d.upgrade FROM model, migrate.diff(migrate.snapshot('{s}'), snapshot) d$$, 'another order is no difference');
SELECT matches(pg_get_viewdef('w'), 'y\(one, two, three', 'a list with other names is the view''s own');

SELECT * FROM finish();
ROLLBACK;
