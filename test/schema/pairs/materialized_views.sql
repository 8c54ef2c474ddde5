-- Materialized views.  What is in them is derived, so they may be dropped and made again.

-- pair: add a materialized view
-- budget: 1 1
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'Ada');
-- from
-- to
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons;

-- pair: add a materialized view that is not populated
-- budget: 1 1
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
-- from
-- to
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons WITH NO DATA;

-- pair: change a materialized view's definition, with indexes, comments and grants on it
-- budget: 9 9
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'Ada'), (2, 'Bob');
-- from
CREATE MATERIALIZED VIEW names AS SELECT id, name FROM persons;
CREATE UNIQUE INDEX names_id ON names (id);
CREATE INDEX names_name ON names (lower(name));
COMMENT ON MATERIALIZED VIEW names IS 'names';
COMMENT ON COLUMN names.name IS 'a name';
COMMENT ON INDEX names_name IS 'lower';
GRANT SELECT ON names TO bob;
ALTER MATERIALIZED VIEW names OWNER TO ada;
-- to
CREATE MATERIALIZED VIEW names AS SELECT id, name FROM persons WHERE id > 1;
CREATE UNIQUE INDEX names_id ON names (id);
CREATE INDEX names_name ON names (lower(name));
COMMENT ON MATERIALIZED VIEW names IS 'names';
COMMENT ON COLUMN names.name IS 'a name';
COMMENT ON INDEX names_name IS 'lower';
GRANT SELECT ON names TO bob;
ALTER MATERIALIZED VIEW names OWNER TO ada;

-- pair: storage parameters of a materialized view
-- budget: 2 2
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
-- from
CREATE MATERIALIZED VIEW names WITH (fillfactor = 70, autovacuum_enabled = off) AS SELECT name FROM persons;
-- to
CREATE MATERIALIZED VIEW names WITH (fillfactor = 80, toast.autovacuum_enabled = off) AS SELECT name FROM persons;

-- pair: tablespace of a materialized view
-- budget: 1 1
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
-- from
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons;
-- to
CREATE MATERIALIZED VIEW names TABLESPACE elsewhere AS SELECT name FROM persons;

-- pair: access method of a materialized view
-- budget: 1 1
-- both
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE persons (id int PRIMARY KEY, name text);
-- from
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons;
-- to
CREATE MATERIALIZED VIEW names USING heap2 AS SELECT name FROM persons;

-- pair: how a materialized view is clustered
-- budget: 1 1
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons;
CREATE INDEX names_name ON names (name);
-- from
-- to
ALTER MATERIALIZED VIEW names CLUSTER ON names_name;

-- pair: a materialized view on a materialized view, on a view
-- budget: 3 3
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
-- from
-- to
CREATE VIEW few AS SELECT id, name FROM persons WHERE id < 10;
CREATE MATERIALIZED VIEW fewer AS SELECT id, name FROM few WHERE id < 5;
CREATE MATERIALIZED VIEW fewest AS SELECT count(*) FROM fewer;

-- pair: the type of a column that a materialized view shows
-- budget: 4 4
-- both
-- from
CREATE TABLE persons (id int PRIMARY KEY, age int);
INSERT INTO persons VALUES (1, 40);
CREATE MATERIALIZED VIEW ages AS SELECT age FROM persons;
CREATE INDEX ages_age ON ages (age);
-- to
CREATE TABLE persons (id int PRIMARY KEY, age bigint);
INSERT INTO persons VALUES (1, 40);
CREATE MATERIALIZED VIEW ages AS SELECT age FROM persons;
CREATE INDEX ages_age ON ages (age);

-- pair: a materialized view becomes a view
-- budget: 2 2
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
-- from
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons;
-- to
CREATE VIEW names AS SELECT name FROM persons;

-- pair: statistics targets and options of a materialized view's columns
-- budget: 4 4
-- both
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE MATERIALIZED VIEW names AS SELECT id, name FROM persons;
-- from
-- to
ALTER MATERIALIZED VIEW names ALTER COLUMN name SET STATISTICS 500;
ALTER MATERIALIZED VIEW names ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW names ALTER COLUMN name SET COMPRESSION pglz;
ALTER MATERIALIZED VIEW names ALTER COLUMN id SET (n_distinct = -0.5);

-- pair: one with rows reads another one from now on, which has none
-- budget: 5 4
-- from
CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
-- to
CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
CREATE MATERIALIZED VIEW empty AS SELECT a FROM t WITH NO DATA;
CREATE VIEW v AS SELECT a FROM empty;
CREATE MATERIALIZED VIEW m AS SELECT a FROM v WITH NO DATA;

-- pair: what one reads was emptied after it was filled
-- budget: 2 2
-- from
CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
-- to
CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
CREATE MATERIALIZED VIEW e AS SELECT a FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM e;
REFRESH MATERIALIZED VIEW e WITH NO DATA;

-- pair: a column of a materialized view with an index has another name
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE MATERIALIZED VIEW names AS SELECT id, a FROM persons;
CREATE INDEX names_i ON names (a);
CREATE VIEW above AS SELECT id, a FROM names;
-- to
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE MATERIALIZED VIEW names AS SELECT id, a AS c FROM persons;
CREATE INDEX names_i ON names (c);
CREATE VIEW above AS SELECT id, c AS a FROM names;

-- pair: a materialized view shows something else under another name
-- budget: 3 3
-- from
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE MATERIALIZED VIEW names AS SELECT id, a FROM persons;
CREATE INDEX names_i ON names (a);
-- to
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE MATERIALIZED VIEW names AS SELECT id, b AS c FROM persons;
CREATE INDEX names_i ON names (c);

-- pair: a materialized view shows another column of the same type
-- budget: 2 2
-- from
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE MATERIALIZED VIEW v AS SELECT id, a FROM t;
-- to
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE MATERIALIZED VIEW v AS SELECT id, b FROM t;
