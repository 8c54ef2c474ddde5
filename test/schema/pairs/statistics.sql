-- Extended statistics.

-- pair: add statistics
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text, town text);
INSERT INTO persons VALUES (1, 'Ada', 'London');
-- from
-- to
CREATE STATISTICS persons_both (dependencies, ndistinct) ON name, town FROM persons;

-- pair: statistics on expressions
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text, town text);
-- from
-- to
CREATE STATISTICS "by name" ON (lower(name)) FROM persons;
CREATE STATISTICS more ON id, (lower(name) || town), (id % 10) FROM persons;

-- pair: other columns and kinds
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text, town text);
-- from
CREATE STATISTICS s (mcv) ON name, town FROM persons;
-- to
CREATE STATISTICS s (mcv, ndistinct) ON id, town FROM persons;

-- pair: the statistics target
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text, town text);
CREATE STATISTICS s ON name, town FROM persons;
-- from
-- to
ALTER STATISTICS s SET STATISTICS 500;

-- pair: another statistics target, and none at all
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text, town text);
CREATE STATISTICS s ON name, town FROM persons;
CREATE STATISTICS t ON id, town FROM persons;
-- from
ALTER STATISTICS s SET STATISTICS 500;
-- to
ALTER STATISTICS s SET STATISTICS 100;
ALTER STATISTICS t SET STATISTICS 0;

-- pair: statistics in another schema, with comment and owner
-- budget: 4 2
-- both
CREATE TABLE persons (id int, name text, town text);
-- from
-- to
CREATE SCHEMA kept;
CREATE STATISTICS kept.s ON name, town FROM persons;
COMMENT ON STATISTICS kept.s IS 'go together';
ALTER STATISTICS kept.s OWNER TO ada;

-- pair: the type of a column with statistics
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text, town text);
INSERT INTO persons VALUES (1, 'Ada', 'London');
CREATE STATISTICS s ON id, town FROM persons;
COMMENT ON STATISTICS s IS 'go together';
-- to
CREATE TABLE persons (id bigint, name text, town text);
INSERT INTO persons VALUES (1, 'Ada', 'London');
CREATE STATISTICS s ON id, town FROM persons;
COMMENT ON STATISTICS s IS 'go together';

-- pair: a column goes with its statistics
-- budget: 1 2
-- from
CREATE TABLE persons (id int, name text, town text);
INSERT INTO persons VALUES (1, 'Ada', 'London');
CREATE STATISTICS s ON name, town FROM persons;
-- to
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');

-- pair: the columns stand in another order
-- budget: 3 3
-- columns: any order
-- from
CREATE TABLE t (a int, b int, c int);
CREATE STATISTICS s (mcv) ON a, b FROM t;
CREATE STATISTICS e ON a, b, (a + b) FROM t;
-- to
CREATE TABLE t (b int, c text, a int);
CREATE STATISTICS s (mcv) ON a, b FROM t;
CREATE STATISTICS e ON b, a, (a + b) FROM t;

-- pair: the types of their columns change, which makes them anew without their target
-- budget: 3 3
-- from
CREATE TABLE t (a int, b int);
CREATE STATISTICS s ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 79;
COMMENT ON STATISTICS s IS 'kept';
-- to
CREATE TABLE t (a bigint, b bigint);
CREATE STATISTICS s ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 79;
COMMENT ON STATISTICS s IS 'kept';

-- pair: statistics have no target any more, and a column another type
-- budget: 1 2
-- from
CREATE TABLE t (a int, b int);
CREATE STATISTICS s ON a, b FROM t;
ALTER STATISTICS s SET STATISTICS 50;
-- to
CREATE TABLE t (a bigint, b int);
CREATE STATISTICS s ON a, b FROM t;
