-- Tables: plain, unlogged, typed, and their options.  partitions.sql and inheritance.sql have the others.

-- pair: add a table
-- budget: 1 1
-- from
-- to
CREATE TABLE persons (id int, name text);

-- pair: add a table with keys and checks, one statement
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
INSERT INTO towns VALUES (1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (
	id int PRIMARY KEY,
	name text DEFAULT 'x' NOT NULL COLLATE "C" UNIQUE,
	town int REFERENCES towns ON DELETE CASCADE,
	age numeric(4,1) CHECK (age > 0),
	twice int GENERATED ALWAYS AS (id * 2) STORED,
	counted int GENERATED ALWAYS AS IDENTITY,
	CHECK (age < id),
	EXCLUDE (name WITH =)
);

-- pair: add a table without columns
-- budget: 1 1
-- from
-- to
CREATE TABLE nothing ();

-- pair: one table instead of another
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE towns (place int, population bigint);

-- pair: tables with a chain of foreign keys
-- budget: 4 4
-- from
-- to
CREATE TABLE d (id int PRIMARY KEY);
CREATE TABLE b (id int PRIMARY KEY, d int REFERENCES d);
CREATE TABLE c (id int PRIMARY KEY, b int REFERENCES b, d int REFERENCES d);
CREATE TABLE a (id int PRIMARY KEY, c int REFERENCES c);

-- pair: tables that come while others go
-- budget: 4 4
-- from
CREATE TABLE keep (id int PRIMARY KEY);
CREATE TABLE one (id int PRIMARY KEY REFERENCES keep);
CREATE TABLE two (id int PRIMARY KEY REFERENCES one);
INSERT INTO keep VALUES (1);
-- to
CREATE TABLE keep (id int PRIMARY KEY);
CREATE TABLE three (name text PRIMARY KEY, keep int REFERENCES keep);
CREATE TABLE four (name text PRIMARY KEY REFERENCES three);

-- pair: a serial table
-- from
-- to
CREATE TABLE persons (id serial PRIMARY KEY, name text);

-- pair: unlogged
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE INDEX ON persons (name);
-- to
CREATE UNLOGGED TABLE persons (id int PRIMARY KEY, name text);
CREATE INDEX ON persons (name);

-- pair: unlogged tables with an identity and a foreign key
-- budget: 2 2
-- from
CREATE TABLE towns (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE persons (id int PRIMARY KEY, town int REFERENCES towns);
INSERT INTO towns VALUES (DEFAULT);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE UNLOGGED TABLE towns (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE UNLOGGED TABLE persons (id int PRIMARY KEY, town int REFERENCES towns);

-- pair: a new unlogged table with a serial
-- from
-- to
CREATE UNLOGGED TABLE persons (id serial PRIMARY KEY, name text);

-- pair: storage parameters come
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text) WITH (fillfactor = 70, autovacuum_enabled = false);

-- pair: storage parameters change
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text) WITH (fillfactor = 80, parallel_workers = 2, toast.autovacuum_enabled = true);

-- pair: storage parameters of the toast table alone
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text) WITH (toast.autovacuum_vacuum_cost_limit = 7);

-- pair: the order of storage parameters is nothing
-- budget: 0 0
-- columns: any order
-- from
CREATE TABLE persons (id int) WITH (fillfactor = 80, parallel_workers = 2);
-- to
CREATE TABLE persons (id int) WITH (fillfactor = 80, parallel_workers = 2);
ALTER TABLE persons RESET (autovacuum_enabled);

-- pair: a tablespace
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text) TABLESPACE elsewhere;

-- pair: a new table in a tablespace, its index in another
-- from
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text UNIQUE USING INDEX TABLESPACE elsewhere) WITH (fillfactor = 50) TABLESPACE elsewhere;

-- pair: another access method
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE persons (id int PRIMARY KEY, name text) USING heap_again;

-- pair: replica identity full
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);
ALTER TABLE persons REPLICA IDENTITY FULL;

-- pair: replica identity nothing, then an index
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL UNIQUE);
ALTER TABLE persons REPLICA IDENTITY NOTHING;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL UNIQUE);
ALTER TABLE persons REPLICA IDENTITY USING INDEX persons_name_key;

-- pair: replica identity by another index
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL);
CREATE UNIQUE INDEX by_name ON persons (name);
ALTER TABLE persons REPLICA IDENTITY USING INDEX by_name;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL);
CREATE UNIQUE INDEX by_name ON persons (name);
ALTER TABLE persons REPLICA IDENTITY USING INDEX persons_pkey;

-- pair: replica identity by an index that comes
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL);
CREATE UNIQUE INDEX by_name ON persons (name);
ALTER TABLE persons REPLICA IDENTITY USING INDEX by_name;

-- pair: row security enabled
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons ENABLE ROW LEVEL SECURITY;

-- pair: row security forced
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

-- pair: row security forced and not enabled, in a new table
-- budget: 2 1
-- from
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons FORCE ROW LEVEL SECURITY;

-- pair: typed
-- budget: 2 2
-- from
-- to
CREATE TYPE person AS (id int, name text);
CREATE TABLE persons OF person;

-- pair: typed with constraints and defaults of its own
-- from
CREATE TYPE person AS (id int, name text);
-- to
CREATE TYPE person AS (id int, name text);
CREATE TABLE persons OF person (PRIMARY KEY (id), name DEFAULT 'x' NOT NULL, CHECK (name <> ''));

-- pair: of a type, or not
-- budget: 1 1
-- from
CREATE TYPE person AS (id int, name text);
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TYPE person AS (id int, name text);
CREATE TABLE persons OF person;

-- pair: of another type
-- budget: 1 1
-- from
CREATE TYPE person AS (id int, name text);
CREATE TYPE human AS (id int, name text);
CREATE TABLE persons OF person;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TYPE person AS (id int, name text);
CREATE TYPE human AS (id int, name text);
CREATE TABLE persons OF human;

-- pair: the type of typed tables gets an attribute
-- budget: 1 1
-- from
CREATE TYPE person AS (id int, name text);
CREATE TABLE persons OF person;
CREATE TABLE others OF person (id NOT NULL);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TYPE person AS (id int, name text, age int);
CREATE TABLE persons OF person;
CREATE TABLE others OF person (id NOT NULL);

-- pair: an attribute of the type of a typed table changes its type
-- budget: 1 1
-- from
CREATE TYPE person AS (id int, name text);
CREATE TABLE persons OF person;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TYPE person AS (id bigint, name text);
CREATE TABLE persons OF person;

-- pair: a table with the row type of another
-- budget: 2 2
-- from
-- to
CREATE TABLE towns (id int, name text);
CREATE TABLE persons (id int, town towns, visited towns[]);

-- pair: a column for a table whose row type another table has
-- budget: 1 1
-- from
CREATE TABLE towns (id int, name text);
CREATE TABLE persons (id int, town towns, visited towns[]);
INSERT INTO persons VALUES (1, (1, 'a'), NULL);
-- to
CREATE TABLE towns (id int, name text, population int);
CREATE TABLE persons (id int, town towns, visited towns[]);

-- pair: a table in another schema
-- budget: 2 2
-- from
CREATE SCHEMA shop;
CREATE TABLE carts (id int, a text);
-- to
CREATE SCHEMA shop;
CREATE TABLE shop.carts (id int, b date);

-- pair: a wide table
-- from
-- to
SELECT format('CREATE TABLE wide (%s)', string_agg('c' || i || ' int DEFAULT ' || i || ' CHECK (c' || i || ' > 0)', ', ')) AS make FROM generate_series(1, 200) i
\gexec

-- pair: owner, rights, comments and options of a new table
-- from
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text) WITH (fillfactor = 90);
ALTER TABLE persons OWNER TO ada;
GRANT SELECT, INSERT ON persons TO bob;
GRANT UPDATE (name) ON persons TO bob;
COMMENT ON TABLE persons IS 'people';
COMMENT ON COLUMN persons.name IS 'as they say it';
COMMENT ON CONSTRAINT persons_pkey ON persons IS 'key';

-- pair: the tablespace that is the database's default
-- tablespace: elsewhere
-- budget: 5 5
-- from
CREATE TABLE persons (id int CONSTRAINT one PRIMARY KEY USING INDEX TABLESPACE pg_default, name text) TABLESPACE pg_default;
CREATE INDEX by_name ON persons (name) TABLESPACE pg_default;
CREATE MATERIALIZED VIEW names TABLESPACE pg_default AS SELECT name FROM persons;
CREATE TABLE towns (id int);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int CONSTRAINT one PRIMARY KEY, name text);
CREATE INDEX by_name ON persons (name);
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons;
CREATE TABLE towns (id int) TABLESPACE pg_default;

-- pair: parameters of a TOAST table that comes with a column
-- budget: 2 2
-- from
CREATE TABLE t (a int) WITH (parallel_workers = 2);
-- to
CREATE TABLE t (a int, b text) WITH (parallel_workers = 2, toast.autovacuum_enabled = off);

-- pair: parameters of a TOAST table that goes with a column's type, and of those that stay
-- columns: any order
-- budget: 7 9
-- from
CREATE TABLE t (a numeric, b text, c numeric(6, 2), d text UNIQUE) WITH (parallel_workers = 2, toast.autovacuum_enabled = off);
CREATE TABLE u (a numeric, b int) WITH (toast.autovacuum_enabled = off);
CREATE TABLE v (a numeric, b text) WITH (toast.autovacuum_enabled = off);
INSERT INTO t VALUES (1, '1', 1, 'x');
-- to
CREATE TABLE t (a int, b int, c numeric(6, 2)) WITH (parallel_workers = 2);
CREATE TABLE u (b int);
CREATE TABLE v (a int, b text);

-- pair: a table with a serial becomes unlogged
-- budget: 1 1
-- from
CREATE TABLE persons (id serial PRIMARY KEY);
INSERT INTO persons DEFAULT VALUES;
-- to
CREATE UNLOGGED TABLE persons (id serial PRIMARY KEY);
INSERT INTO persons DEFAULT VALUES;

-- pair: a table with a serial becomes unlogged, and so does a sequence of its own
-- budget: 2 2
-- from
CREATE TABLE persons (id serial PRIMARY KEY);
CREATE SEQUENCE s;
-- to
CREATE UNLOGGED TABLE persons (id serial PRIMARY KEY);
CREATE UNLOGGED SEQUENCE s;
