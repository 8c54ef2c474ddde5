-- A change whose way there is open may have no way back: the downgrade says so when it runs, and the upgrade is written all the same.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
CREATE SCHEMA s;

CREATE TYPE s.region AS ENUM ('eu', 'us');
CREATE TABLE s."Events" (id int, region s.region NOT NULL) PARTITION BY LIST (region);
CREATE TABLE s.eu PARTITION OF s."Events" FOR VALUES IN ('eu');
CREATE TEMPORARY TABLE before AS SELECT migrate.snapshot('{s}');
ALTER TYPE s.region ADD VALUE 'it''s';

SELECT results_eq($$SELECT d.upgrade FROM before, migrate.diff(before.snapshot, migrate.snapshot('{s}')) d WHERE d.upgrade IS NOT NULL$$,
	$$VALUES ('ALTER TYPE s.region ADD VALUE ''it''''s''')$$, 'an enum that a partition key is of gets a value');
CREATE TEMPORARY TABLE refusal AS SELECT d.downgrade FROM before, migrate.diff(before.snapshot, migrate.snapshot('{s}')) d WHERE d.downgrade LIKE 'DO %';
SELECT throws_ok(downgrade, '0A000', 'the partition key of table s."Events" cannot be changed', 'and cannot lose it') FROM refusal;
SELECT throws_ok($$SELECT migrate.diff(migrate.snapshot('{s}'), before.snapshot) FROM before$$, '0A000', 'the partition key of table s."Events" cannot be changed',
	'nor is a way written that would');

-- What is added is not there to use in the same transaction: a partition that has it as its bound is refused.
CREATE TYPE s.colour AS ENUM ('red');
CREATE TABLE s.paints (colour s.colour) PARTITION BY LIST (colour);
CREATE TEMPORARY TABLE one AS SELECT migrate.snapshot('{s}');
DROP TABLE s.paints;
DROP TYPE s.colour;
CREATE TYPE s.colour AS ENUM ('red', 'blue');
CREATE TABLE s.paints (colour s.colour) PARTITION BY LIST (colour);
CREATE TABLE s.blues PARTITION OF s.paints FOR VALUES IN ('blue');
SELECT throws_ok($$SELECT migrate.diff(one.snapshot, migrate.snapshot('{s}') || '{"installation": "another"}') FROM one$$, '0A000',
	'the partition key of table s.paints cannot be changed', 'a value and its partition at once');

SELECT * FROM finish();
ROLLBACK;
