-- Owners: one rule for everything that can have one.

-- pair: the owner of a table
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int PRIMARY KEY);
ALTER TABLE persons OWNER TO ada;

-- pair: from one owner to another
-- budget: 1 1
-- from
CREATE TABLE persons (id serial PRIMARY KEY);
ALTER TABLE persons OWNER TO ada;
-- to
CREATE TABLE persons (id serial PRIMARY KEY);
ALTER TABLE persons OWNER TO "some one";

-- pair: a new table with an identity, an index and an owner
-- budget: 3 1
-- from
-- to
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY, name text);
CREATE INDEX ON persons (name);
ALTER TABLE persons OWNER TO ada;

-- pair: owners of all that stands by itself
-- budget: 13 13
-- both
CREATE SCHEMA shop;
CREATE TYPE colour AS ENUM ('red');
CREATE DOMAIN positive AS int;
CREATE TYPE pair AS (a int);
CREATE TYPE span AS RANGE (SUBTYPE = int);
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
CREATE SEQUENCE numbers;
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
CREATE STATISTICS s ON (id + 1) FROM t;
-- from
-- to
ALTER SCHEMA shop OWNER TO ada;
ALTER TYPE colour OWNER TO ada;
ALTER DOMAIN positive OWNER TO ada;
ALTER TYPE pair OWNER TO ada;
ALTER TYPE span OWNER TO ada;
ALTER FUNCTION f(int) OWNER TO ada;
ALTER PROCEDURE p() OWNER TO ada;
ALTER AGGREGATE total(int) OWNER TO ada;
ALTER SEQUENCE numbers OWNER TO ada;
ALTER TABLE t OWNER TO ada;
ALTER VIEW v OWNER TO ada;
ALTER MATERIALIZED VIEW m OWNER TO ada;
ALTER STATISTICS s OWNER TO ada;

-- pair: the owner and rights at once
-- from
CREATE TABLE persons (id int);
GRANT SELECT ON persons TO bob;
-- to
CREATE TABLE persons (id int);
ALTER TABLE persons OWNER TO ada;
GRANT SELECT, INSERT ON persons TO bob;

-- pair: a new owner who had rights
-- from
CREATE TABLE persons (id int);
GRANT SELECT ON persons TO ada;
GRANT SELECT ON persons TO bob;
-- to
CREATE TABLE persons (id int);
GRANT SELECT ON persons TO bob;
ALTER TABLE persons OWNER TO ada;

-- pair: an old owner who keeps rights
-- from
CREATE TABLE persons (id int);
ALTER TABLE persons OWNER TO ada;
-- to
CREATE TABLE persons (id int);
ALTER TABLE persons OWNER TO bob;
GRANT SELECT ON persons TO ada;

-- pair: what stands on a view that is made again keeps its owner
-- from
CREATE TABLE persons (id int);
CREATE VIEW a AS SELECT id FROM persons;
ALTER VIEW a OWNER TO ada;
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id bigint);
CREATE VIEW a AS SELECT id FROM persons;
ALTER VIEW a OWNER TO ada;

-- pair: owners of partitions
-- budget: 2 2
-- from
CREATE TABLE events (id int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
-- to
CREATE TABLE events (id int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
ALTER TABLE events OWNER TO ada;
ALTER TABLE events_2 OWNER TO bob;

-- pair: a schema that belongs to one and its table to another
-- budget: 6 2
-- from
-- to
CREATE SCHEMA shop AUTHORIZATION ada;
CREATE TABLE shop.carts (id serial);
ALTER TABLE shop.carts OWNER TO bob;

-- pair: who gets a table had rights on its sequences
-- budget: 2 4
-- from
CREATE TABLE persons (id serial, number int GENERATED ALWAYS AS IDENTITY);
GRANT USAGE ON SEQUENCE persons_id_seq, persons_number_seq TO ada;
-- to
CREATE TABLE persons (id serial, number int GENERATED ALWAYS AS IDENTITY);
ALTER TABLE persons OWNER TO ada;
GRANT USAGE ON SEQUENCE persons_id_seq TO bob;
