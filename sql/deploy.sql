-- CALL migrate.deploy() and revert(): as upgrade() and downgrade(), but committed revision by revision, some of them outside of
-- any transaction.
CREATE EXTENSION migrate;
CREATE TABLE persons (id int PRIMARY KEY, name text, email text);
INSERT INTO persons SELECT i, 'name ' || i, 'mail ' || i FROM generate_series(1, 100) i;
CREATE TABLE visits (at date NOT NULL, page text) PARTITION BY RANGE (at);
CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');

-- An error in the third revision keeps the first two.
SELECT migrate.revision('create orders', 'CREATE TABLE orders (id int PRIMARY KEY, person int)', 'DROP TABLE orders', revision_id => 'd001');
SELECT migrate.revision('orders of persons', 'ALTER TABLE orders ADD FOREIGN KEY (person) REFERENCES persons', 'ALTER TABLE orders DROP CONSTRAINT orders_person_fkey', revision_id => 'd002');
SELECT migrate.revision('a mistake', 'CREATE TABLE half (); ALTER TABLE orders DROP COLUMN nowhere', 'DROP TABLE half', revision_id => 'd003');
CALL migrate.deploy();
SELECT revision_id, state FROM migrate.status;
SELECT to_regclass('half') AS half;
-- The journal tells of it.
SELECT run, direction, revision_id, error FROM migrate.log;
SELECT migrate.edit('d003', upgrade => 'CREATE TABLE half ()');
SET migrate.progress = steps;
CALL migrate.deploy();
CALL migrate.deploy();
CALL migrate.revert();
CALL migrate.revert('d001');
CALL migrate.deploy('+1');
CALL migrate.deploy(batch => 10);
CALL migrate.revert('@last');
RESET migrate.progress;

-- Where nothing can be committed it is refused, and with wrong arguments.
BEGIN;
CALL migrate.deploy();
ROLLBACK;
DO $$ BEGIN BEGIN CALL migrate.deploy(); EXCEPTION WHEN division_by_zero THEN NULL; END; END $$;
CREATE FUNCTION deploys() RETURNS void LANGUAGE plpgsql AS 'BEGIN CALL migrate.deploy(); END';
SELECT deploys();
CREATE PROCEDURE deploys_and_more() LANGUAGE plpgsql AS $$ BEGIN CALL migrate.deploy(); INSERT INTO persons VALUES (0, 'by a procedure'); COMMIT; END $$;
CALL deploys_and_more();
SELECT revision_id FROM migrate.current();
CALL migrate.deploy(NULL);
CALL migrate.deploy('nowhere');
CALL migrate.deploy(batch => 0);
CALL migrate.deploy(on_interrupted => 'pray');
CALL migrate.revert(NULL::int);

-- What cannot run in a transaction runs outside of one; upgrade() refuses it before anything has run.
SELECT migrate.revision('index persons', 'CREATE INDEX CONCURRENTLY persons_name ON persons (name)', 'DROP INDEX CONCURRENTLY persons_name', revision_id => 'd004');
SELECT migrate.revision('archive visits', 'ALTER TABLE visits DETACH PARTITION visits_old CONCURRENTLY', $$ALTER TABLE visits ATTACH PARTITION visits_old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')$$, revision_id => 'd005');
SELECT * FROM migrate.upgrade();
CALL migrate.deploy();
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'persons'::regclass ORDER BY 1;
SELECT count(*) FROM pg_inherits WHERE inhparent = 'visits'::regclass;
SELECT * FROM migrate.downgrade();
CALL migrate.revert('d003');
SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'persons'::regclass;
SELECT count(*) FROM pg_inherits WHERE inhparent = 'visits'::regclass;

-- A script may mix both kinds; what stands between its BEGIN and COMMIT is atomic, settings last to its end and no further.
SELECT migrate.edit('d004', upgrade => $$
SET work_mem = '7MB';
CREATE TABLE mixed (a int);
BEGIN;
INSERT INTO mixed VALUES (1);
INSERT INTO mixed VALUES (2);
COMMIT;
VACUUM mixed;
CREATE INDEX CONCURRENTLY ON mixed (a);
DO $do$ BEGIN RAISE NOTICE 'work_mem is %', current_setting('work_mem'); END $do$;
COPY mixed FROM stdin;
3
\.
$$, downgrade => 'DROP TABLE mixed');
SET migrate.progress = statements;
CALL migrate.deploy('d004');
RESET migrate.progress;
SHOW work_mem;
SELECT * FROM mixed;
CALL migrate.revert();

-- What its author says is not transactional: procedures that commit.
CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1 .. 3 LOOP INSERT INTO persons VALUES (1000 + i, 'filled'); COMMIT; END LOOP; END $$;
SELECT migrate.edit('d004', upgrade => 'CALL fill()', downgrade => 'DELETE FROM persons WHERE id > 1000', transactional => false);
SELECT * FROM migrate.upgrade();
CALL migrate.deploy('d004');
SELECT count(*) FROM persons WHERE id > 1000;
CALL migrate.revert();
SELECT count(*) FROM persons WHERE id > 1000;

-- An error names its statement and keeps all that its cause says; of what did nothing nothing is left to clean up.
SELECT migrate.edit('d004', upgrade => E'CREATE TABLE first ();\nCREATE INDEX CONCURRENTLY ON persons (nowhere)', downgrade => 'DROP TABLE first');
CALL migrate.deploy();
SELECT revision_id, direction, statements, done, statement, line FROM migrate.unfinished_steps;
SELECT state, direction, revision_id, statement, statements FROM migrate.running;
SELECT revision_id, state FROM migrate.status WHERE state = 'interrupted';
-- Nothing else moves before it is finished.
SELECT migrate.upgrade();
SELECT migrate.downgrade();
SELECT migrate.stamp('base');
SELECT migrate.remove('d005');
UPDATE migrate.unfinished_steps SET done = 2;
-- What has run cannot be changed, what follows can.
SELECT migrate.edit('d004', upgrade => 'CREATE TABLE second ()');
CALL migrate.deploy();
SELECT migrate.edit('d004', upgrade => E'CREATE TABLE first ();\nCREATE INDEX CONCURRENTLY persons_email ON persons (email)', downgrade => 'DROP TABLE first; DROP INDEX persons_email');
CALL migrate.deploy('d004');
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'persons'::regclass ORDER BY 1;
SELECT count(*) FROM migrate.unfinished_steps;

-- A statement that fails half way leaves an invalid index, which the next deploy cleans up.
SELECT migrate.revision('unique names', 'CREATE UNIQUE INDEX CONCURRENTLY ON persons (lower(name))', 'DROP INDEX persons_lower_idx', parents => '{d004}', revision_id => 'd006');
INSERT INTO persons VALUES (500, 'NAME 1');
CALL migrate.deploy('d006');
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'persons'::regclass ORDER BY 1;
-- Whoever goes the other way has it cleaned up too.
CALL migrate.revert('d003');
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'persons'::regclass ORDER BY 1;
CALL migrate.deploy('d006');
DELETE FROM persons WHERE id = 500;
CALL migrate.deploy('d006');
SELECT indexrelid::regclass, indisvalid FROM pg_index WHERE indrelid = 'persons'::regclass ORDER BY 1;

-- Where the catalogs cannot tell whether a statement is done, the caller has to.
CREATE PROCEDURE fill_and_fail() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO persons VALUES (2000, 'committed'); COMMIT; RAISE EXCEPTION 'half way'; END $$;
SELECT migrate.revision('fill', 'CALL fill_and_fail(); CREATE TABLE filled ()', 'DROP TABLE filled', parents => '{d006}', transactional => false, revision_id => 'd007');
CALL migrate.deploy('d007');
CALL migrate.deploy('d007');
CALL migrate.deploy('d007', on_interrupted => 'retry');
-- ... whatever comes of a second time; it stays interrupted.
CALL migrate.deploy('d007', on_interrupted => 'skip');
SELECT to_regclass('filled') AS filled;

-- A verify script is run when the statements are done; the next deploy only verifies.
SELECT migrate.revision('verified', 'CREATE INDEX CONCURRENTLY filled_all ON persons (id, name)', 'DROP INDEX filled_all', verify => 'SELECT 1 / count(*) FROM persons WHERE id = 3000', parents => '{d007}', revision_id => 'd008');
CALL migrate.deploy('d008');
SELECT revision_id, direction, statements, done, statement FROM migrate.unfinished_steps;
INSERT INTO persons VALUES (3000);
CALL migrate.deploy('d008');

-- Refused beforehand: what cannot be between BEGIN and COMMIT, what moves by a detour.
SELECT migrate.revision('in a block', 'BEGIN; CREATE INDEX CONCURRENTLY ON persons (id); COMMIT', '', parents => '{d008}', revision_id => 'd009');
CALL migrate.deploy('d009');
CREATE PROCEDURE detour() LANGUAGE plpgsql AS 'BEGIN PERFORM migrate.upgrade(); END';
SELECT migrate.edit('d009', upgrade => 'CALL detour()', transactional => false);
CALL migrate.deploy('d009');
-- migrate.concurrent_ddl = plain means the same here.
SELECT migrate.edit('d009', upgrade => 'CREATE INDEX CONCURRENTLY ON persons (id, email); SELECT 1 / 0', transactional => true);
SET migrate.concurrent_ddl = plain;
CALL migrate.deploy('d009');
SELECT count(*) FROM migrate.unfinished_steps;

RESET migrate.concurrent_ddl;

-- A block that commits is seen, a procedure that does is not: upgrade() tells what to do.
SELECT migrate.edit('d009', transactional => false, upgrade => 'SELECT 1');
SELECT migrate.edit('d009', transactional => true, upgrade => $$DO LANGUAGE plpgsql $x$
DECLARE commit int;
BEGIN
	commit := 1;
	CREATE TABLE committed (id int);
	COMMIT; -- here
	CREATE TABLE committed_too (id int);
END $x$;$$);
SELECT * FROM migrate.upgrade('d009');
SELECT migrate.edit('d009', upgrade => $$DO $x$ DECLARE commit int; BEGIN commit := 1; CREATE TABLE committed (id int); END $x$; DROP TABLE committed;
CREATE PROCEDURE commits() LANGUAGE plpgsql AS $x$ BEGIN CREATE TABLE committed (id int); COMMIT; END $x$; CALL commits();$$);
SELECT * FROM migrate.upgrade('d009');
-- deploy() tries it in a transaction, and goes on outside of one where that fails for this alone.
SELECT migrate.edit('d009', upgrade => $$CREATE PROCEDURE commits() LANGUAGE plpgsql AS $x$ BEGIN CREATE TABLE committed (id int); COMMIT; END $x$;
CREATE TABLE before_it (); CALL commits(); DROP TABLE before_it, committed; DROP PROCEDURE commits()$$);
CALL migrate.deploy('d009');
SELECT * FROM migrate.downgrade();
-- So it does with the value of an enum that the same revision adds, but not where another one does, of the same part.
SELECT migrate.edit('d009', upgrade => 'CREATE TYPE mood AS ENUM ()');
SELECT migrate.revision('adds', 'ALTER TYPE mood ADD VALUE ''good''', 'SELECT 1', revision_id => 'adds');
SELECT migrate.revision('uses', 'CREATE TABLE moods (m mood DEFAULT ''good'')', 'DROP TABLE moods', revision_id => 'uses');
SELECT migrate.revision('adds and uses', E'ALTER TYPE mood ADD VALUE ''bad'';\nALTER TABLE moods ALTER m SET DEFAULT ''bad''', 'SELECT 1', revision_id => 'both');
SET migrate.progress = steps;
CALL migrate.deploy(batch => 10);
RESET migrate.progress;
SELECT * FROM migrate.unfinished_steps;
CALL migrate.revert('d009');
SELECT migrate.remove('both'), migrate.remove('uses'), migrate.remove('adds');
SELECT * FROM migrate.downgrade();
DROP TYPE mood;
-- What nothing helps fails as it did, and takes its revision back.
SELECT migrate.edit('d009', upgrade => 'CREATE FUNCTION not_kept() RETURNS void LANGUAGE plpgsql AS $x$ BEGIN COMMIT; END $x$; SELECT not_kept()');
CALL migrate.deploy('d009');
SELECT migrate.edit('d009', upgrade => 'DO $x$ BEGIN CREATE TABLE committed (id int); COMMIT; CREATE TABLE committed_too (id int); END $x$');
CALL migrate.deploy('d009');
DROP TABLE committed, committed_too;

-- A revert that was interrupted is one of the steps that the same call means: it does not take back one more.
SELECT migrate.revision('unique', 'SELECT 1', 'CREATE UNIQUE INDEX CONCURRENTLY back ON twice (id); DROP INDEX back', revision_id => 'd010');
CREATE TABLE twice AS SELECT 1 AS id FROM generate_series(1, 2);
CALL migrate.deploy();
SELECT string_agg(revision_id, ' ' ORDER BY journal_id DESC) AS applied FROM migrate.applied_revisions;
CALL migrate.revert();
SELECT * FROM migrate.downgrade();
DELETE FROM twice;
CALL migrate.revert();
SELECT string_agg(revision_id, ' ' ORDER BY journal_id DESC) AS applied FROM migrate.applied_revisions;
-- ... whatever it is that counts the steps.
CALL migrate.deploy();
INSERT INTO twice VALUES (1), (1);
CALL migrate.revert('@last');
DELETE FROM twice;
CALL migrate.revert('@last');
CALL migrate.deploy();
INSERT INTO twice VALUES (1), (1);
CALL migrate.revert('-2');
DELETE FROM twice;
CALL migrate.revert('-2');
SELECT string_agg(revision_id, ' ' ORDER BY journal_id DESC) AS applied FROM migrate.applied_revisions;
-- So is one on the way up.
SELECT migrate.revision('index', 'CREATE UNIQUE INDEX CONCURRENTLY forth ON twice (id)', 'DROP INDEX forth', revision_id => 'd011');
SELECT migrate.revision('no index', 'SELECT 1', 'SELECT 1', revision_id => 'd012');
CALL migrate.deploy('d010');
INSERT INTO twice VALUES (1), (1);
CALL migrate.deploy('+1');
DELETE FROM twice;
CALL migrate.deploy('+1');
SELECT string_agg(revision_id, ' ' ORDER BY journal_id DESC) AS applied FROM migrate.applied_revisions;
DROP TABLE twice, committed, committed_too;

-- Nothing stays locked, no worker stays.
SELECT count(*) FROM pg_locks WHERE locktype = 'object';
SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'migrate%';
DROP EXTENSION migrate;
DROP PROCEDURE fill, fill_and_fail, detour, deploys_and_more;
DROP FUNCTION deploys;
DROP TABLE persons, orders, visits, visits_old, half, first, filled;
