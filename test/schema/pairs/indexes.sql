-- Indexes other than those of constraints.

-- pair: add an index
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX ON persons (name);

-- pair: a unique index
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE INDEX by_name ON persons (name);
-- to
CREATE TABLE persons (id int, name text);
CREATE UNIQUE INDEX by_name ON persons (name);

-- pair: a unique index with nulls not distinct
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE UNIQUE INDEX by_name ON persons (name);
-- to
CREATE TABLE persons (id int, name text);
CREATE UNIQUE INDEX by_name ON persons (name) NULLS NOT DISTINCT;

-- pair: indexes on expressions
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (lower(name));
CREATE INDEX b ON persons ((id + 1), (name || 'x;y') DESC);
CREATE INDEX c ON persons ((CASE WHEN id > 0 THEN 'it''s' ELSE E'a\nb' END));

-- pair: another expression
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (lower(name));
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (upper(name));

-- pair: a partial index
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name) WHERE id > 0 AND name IS NOT NULL;

-- pair: another predicate
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name) WHERE id > 0;
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name) WHERE id > 1;

-- pair: included columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text, age int);
CREATE INDEX a ON persons (name) INCLUDE (id);
-- to
CREATE TABLE persons (id int, name text, age int);
CREATE INDEX a ON persons (name) INCLUDE (id, age);

-- pair: order and nulls
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name, id);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name DESC, id ASC NULLS FIRST);

-- pair: operator classes with parameters
-- budget: 3 3
-- from
CREATE TABLE docs (id int, name text, words tsvector);
-- to
CREATE TABLE docs (id int, name text, words tsvector);
CREATE INDEX a ON docs (name text_pattern_ops, id int4_ops);
CREATE INDEX b ON docs USING gist (words tsvector_ops (siglen = 100));
CREATE INDEX c ON docs USING brin (id int4_minmax_multi_ops (values_per_range = 16)) WITH (pages_per_range = 4);

-- pair: another parameter of an operator class
-- budget: 2 2
-- from
CREATE TABLE docs (id int, words tsvector);
CREATE INDEX b ON docs USING gist (words tsvector_ops (siglen = 100));
-- to
CREATE TABLE docs (id int, words tsvector);
CREATE INDEX b ON docs USING gist (words tsvector_ops (siglen = 200));

-- pair: every access method
-- budget: 6 6
-- from
CREATE TABLE docs (id int, at point, tags text[]);
-- to
CREATE TABLE docs (id int, at point, tags text[]);
CREATE INDEX a ON docs USING btree (id);
CREATE INDEX b ON docs USING hash (id);
CREATE INDEX c ON docs USING gin (tags) WITH (fastupdate = off);
CREATE INDEX d ON docs USING gist (at);
CREATE INDEX e ON docs USING spgist (at quad_point_ops);
CREATE INDEX f ON docs USING brin (id);

-- pair: another access method
-- budget: 2 2
-- from
CREATE TABLE docs (id int, at point);
CREATE INDEX d ON docs USING gist (at);
-- to
CREATE TABLE docs (id int, at point);
CREATE INDEX d ON docs USING spgist (at);

-- pair: a collation
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name COLLATE "C");

-- pair: storage parameters
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name) WITH (fillfactor = 60);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name) WITH (fillfactor = 70, deduplicate_items = off);

-- pair: storage parameters go
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name) WITH (fillfactor = 60);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name);

-- pair: a tablespace
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name) TABLESPACE elsewhere;

-- pair: clustered
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE INDEX a ON persons (name);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE INDEX a ON persons (name);
ALTER TABLE persons CLUSTER ON a;

-- pair: clustered on another index
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE INDEX a ON persons (name);
ALTER TABLE persons CLUSTER ON a;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE INDEX a ON persons (name);
ALTER TABLE persons CLUSTER ON persons_pkey;

-- pair: clustered on an index that comes
-- budget: 2 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name);
ALTER TABLE persons CLUSTER ON a;

-- pair: an index is made again, clustered, with statistics and a comment
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (lower(name), (id + 1));
ALTER TABLE persons CLUSTER ON a;
ALTER INDEX a ALTER COLUMN 1 SET STATISTICS 100;
COMMENT ON INDEX a IS 'lower';
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (upper(name), (id + 1));
ALTER TABLE persons CLUSTER ON a;
ALTER INDEX a ALTER COLUMN 1 SET STATISTICS 100;
COMMENT ON INDEX a IS 'lower';

-- pair: statistics of an index's columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (lower(name), id, (id + 1));
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (lower(name), id, (id + 1));
ALTER INDEX a ALTER COLUMN 1 SET STATISTICS 100;
ALTER INDEX a ALTER COLUMN 3 SET STATISTICS 200;

-- pair: two equal indexes under other names
-- budget: 4 4
-- from
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (name);
CREATE INDEX b ON persons (name);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX c ON persons (name);
CREATE INDEX d ON persons (name);

-- pair: the same name on another table
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE towns (id int, name text);
CREATE INDEX a ON persons (name);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE towns (id int, name text);
CREATE INDEX a ON towns (name);

-- pair: an index instead of a table of its name
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE names (id int);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX names ON persons (name);

-- pair: an index with a new function
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE FUNCTION tidy(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT trim($1)';
CREATE TABLE persons (id int, name text);
CREATE INDEX a ON persons (tidy(name)) WHERE tidy(name) <> '';

-- pair: an index with new columns
-- budget: 3 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text, age int, mail text);
CREATE INDEX a ON persons (mail, age, id);

-- pair: an index on an expression over a column whose type changes
-- from
CREATE TABLE persons (id int, name varchar(10));
CREATE INDEX a ON persons (lower(name), (id + 1)) WHERE name <> '';
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id bigint, name text);
CREATE INDEX a ON persons (lower(name), (id + 1)) WHERE name <> '';

-- pair: an index that was made concurrently
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX CONCURRENTLY a ON persons (name);

-- pair: indexes of a materialized view
-- from
CREATE TABLE persons (id int, name text);
CREATE MATERIALIZED VIEW names AS SELECT id, name FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE MATERIALIZED VIEW names AS SELECT id, name FROM persons;
CREATE UNIQUE INDEX ON names (id);
CREATE INDEX by_name ON names (lower(name));
ALTER MATERIALIZED VIEW names CLUSTER ON by_name;

-- pair: other statistics of an expression
-- budget: 1 1
-- from
CREATE TABLE t (a int);
CREATE INDEX i ON t ((a + 1));
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 61;
-- to
CREATE TABLE t (a int);
CREATE INDEX i ON t ((a + 1));
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 4;

-- pair: the types of its columns change, which makes it anew without its statistics
-- budget: 3 3
-- from
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t ((a + 1), b) WITH (fillfactor = 70);
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 79;
ALTER TABLE t CLUSTER ON i;
COMMENT ON INDEX i IS 'kept';
-- to
CREATE TABLE t (a bigint, b bigint);
CREATE INDEX i ON t ((a + 1), b) WITH (fillfactor = 70);
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 79;
ALTER TABLE t CLUSTER ON i;
COMMENT ON INDEX i IS 'kept';

-- pair: statistics go with a column while another that they are on stops being generated
-- budget: 2 4
-- from
CREATE TABLE persons (name text, shout text GENERATED ALWAYS AS (name || '!') STORED);
CREATE STATISTICS persons_statistics ON name, shout FROM persons;
-- to
CREATE TABLE persons (shout text);

-- pair: an index has no statistics any more, and its column another type
-- from
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t ((a + 1));
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 50;
-- to
CREATE TABLE t (a bigint, b int);
CREATE INDEX i ON t ((a + 1));

-- pair: an index keeps some of its statistics, as its columns get another type
-- from
CREATE TABLE t (a int, b int);
CREATE INDEX i ON t ((a + 1), (b + 1));
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 50;
ALTER INDEX i ALTER COLUMN 2 SET STATISTICS 60;
-- to
CREATE TABLE t (a bigint, b int);
CREATE INDEX i ON t ((a + 1), (b + 1));
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 50;

-- pair: a BRIN index summarizes by itself
-- budget: 1 1
-- from
CREATE TABLE t (at timestamptz);
CREATE INDEX t_at ON t USING brin (at);
-- to
CREATE TABLE t (at timestamptz);
CREATE INDEX t_at ON t USING brin (at) WITH (autosummarize = on);
