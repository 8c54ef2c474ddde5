-- Data changed in batches: each is committed by itself, along the primary key, and no row is touched twice.
SET client_min_messages = warning;
CREATE EXTENSION migrate;
RESET client_min_messages;
CREATE TABLE persons (id int PRIMARY KEY, name text, upper text, touched int NOT NULL DEFAULT 0);
INSERT INTO persons SELECT i, 'name ' || i FROM generate_series(1, 2500) i;

SET migrate.progress = 'statements';
CALL migrate.backfill('persons', 'upper = upper(name), touched = touched + 1', 'upper IS NULL', 1000);
SELECT count(*), count(DISTINCT xmin::text) AS transactions, min(touched), max(touched) FROM persons WHERE upper = upper(name);
-- At its end it is forgotten: the same call begins anew, and finds nothing that its condition wants.
CALL migrate.backfill('persons', 'upper = upper(name), touched = touched + 1', 'upper IS NULL', 1000);
RESET migrate.progress;

-- An error ends it; what was committed stays, and the same call goes on behind it.
CREATE FUNCTION fails_at(id int, at int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF id = at AND current_setting('test.fails', true) = 'yes' THEN RAISE 'no %', id; END IF; RETURN id; END $$;
SET test.fails = 'yes';
CALL migrate.backfill('persons', 'touched = touched + 1 + 0 * fails_at(id, 1700)', batch_size => 500);
SELECT relation, set_clause, where_clause, last_key, seen, changed FROM migrate.backfills;
SELECT touched, count(*) FROM persons GROUP BY 1 ORDER BY 1;
RESET test.fails;
CALL migrate.backfill('persons', 'touched = touched + 1 + 0 * fails_at(id, 1700)', batch_size => 500);
SELECT touched, count(*) FROM persons GROUP BY 1 ORDER BY 1;
SELECT count(*) FROM migrate.backfills;

-- Keys of several columns, of any type, in any order; names that need quotes; partitions.
CREATE SCHEMA "odd ""schema";
CREATE TABLE "odd ""schema"."my.table" ("the ""key" text COLLATE "C", part date, "migrate_x" int, done boolean, PRIMARY KEY (part, "the ""key")) PARTITION BY RANGE (part);
CREATE TABLE "odd ""schema".one PARTITION OF "odd ""schema"."my.table" FOR VALUES FROM (MINVALUE) TO ('2026-02-01');
CREATE TABLE "odd ""schema".two PARTITION OF "odd ""schema"."my.table" DEFAULT;
INSERT INTO "odd ""schema"."my.table" SELECT k, d, 0 FROM unnest('{a,b,"c d","e''f"}'::text[]) k, generate_series('2026-01-20'::date, '2026-02-10', '1 day') d;
CALL migrate.backfill('"odd ""schema"."my.table"', 'migrate_x = migrate_x + 1, done = true -- all of them', 'part <> ''2026-02-01'' -- but these', 3, '1 ms');
SELECT migrate_x, done, count(*) FROM "odd ""schema"."my.table" GROUP BY 1, 2 ORDER BY 1;

-- In a revision that is not transactional.
SELECT migrate.revision('upper case', revision_id => 'aaaa', upgrade => 'ALTER TABLE persons ADD COLUMN shout text; CALL migrate.backfill(''persons'', ''shout = name || ''''!'''''', batch_size => 1000)',
	downgrade => 'ALTER TABLE persons DROP COLUMN shout', transactional => false);
CALL migrate.deploy();
SELECT count(*), count(DISTINCT xmin::text) AS transactions FROM persons WHERE shout = name || '!';

-- What is refused.
BEGIN;
CALL migrate.backfill('persons', 'touched = 0');
ROLLBACK;
CALL migrate.backfill(NULL, 'touched = 0');
CALL migrate.backfill('persons', NULL);
CALL migrate.backfill('persons', 'touched = 0', batch_size => 0);
CALL migrate.backfill('persons', 'touched = 0', pause => '-1 s');
CALL migrate.backfill('persons', 'nowhere = 0');
CALL migrate.backfill('persons', 'touched = 0', 'true); DROP TABLE persons; --');
-- A row that moves would be met again.
CALL migrate.backfill('persons', 'id = id + 100000, touched = 0');
CALL migrate.backfill('persons', '(touched, id) = (SELECT 0, id + 100000)');
CALL migrate.backfill('"odd ""schema"."my.table"', '"the ""key" = upper("the ""key")');
CREATE TABLE keyless (a int);
CALL migrate.backfill('keyless', 'a = 0');
CREATE VIEW a_view AS SELECT 1 AS a;
CALL migrate.backfill('a_view', 'a = 0');
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child () INHERITS (parent);
CALL migrate.backfill('parent', 'id = id');
-- As the caller.
CREATE ROLE regress_backfill_runner;
SELECT migrate.grant_access('regress_backfill_runner', 'runner');
SET ROLE regress_backfill_runner;
CALL migrate.backfill('persons', 'touched = 0');
RESET ROLE;
SELECT count(*) FROM migrate.backfills;

SELECT migrate.revoke_access('regress_backfill_runner');
DROP EXTENSION migrate;
DROP TABLE persons, keyless, parent, child;
DROP VIEW a_view;
DROP FUNCTION fails_at;
DROP SCHEMA "odd ""schema" CASCADE;
DROP ROLE regress_backfill_runner;
