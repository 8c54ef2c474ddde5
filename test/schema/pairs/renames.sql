-- Other names, between two databases: a guess, where nothing else can be meant.  What is known in one database by object ids
-- is tested elsewhere.

-- pair: a column
-- until: 17
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL, born date);
INSERT INTO persons VALUES (1, 'Ada', NULL);
-- to
CREATE TABLE persons (id int PRIMARY KEY, full_name text NOT NULL, born date);

-- pair: a column, where NOT NULL has names
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL, born date);
INSERT INTO persons VALUES (1, 'Ada', NULL);
-- to
CREATE TABLE persons (id int PRIMARY KEY, full_name text NOT NULL, born date);

-- pair: a column with all that stands on it
-- budget: 3 3
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int PRIMARY KEY, town int DEFAULT 1 REFERENCES towns CHECK (town > 0));
CREATE INDEX ON persons (town);
COMMENT ON COLUMN persons.town IS 'where';
GRANT SELECT (town) ON persons TO ada;
CREATE VIEW inhabited AS SELECT town AS id FROM persons WHERE town < 10;
INSERT INTO towns VALUES (1);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int PRIMARY KEY, home int DEFAULT 1 CONSTRAINT persons_town_fkey REFERENCES towns CHECK (home > 0));
CREATE INDEX ON persons (home);
COMMENT ON COLUMN persons.home IS 'where';
GRANT SELECT (home) ON persons TO ada;
CREATE VIEW inhabited AS SELECT home AS id FROM persons WHERE home < 10;

-- pair: a column that gives a view's its name
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE VIEW names AS SELECT name FROM persons;
-- to
CREATE TABLE persons (id int, called text);
CREATE VIEW names AS SELECT called FROM persons;

-- pair: an identity's column
-- until: 17
-- budget: 2 2
-- from
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY, name text);
INSERT INTO persons VALUES (DEFAULT, 'Ada');
-- to
CREATE TABLE persons (number int GENERATED ALWAYS AS IDENTITY, name text);

-- pair: an identity's column, where NOT NULL has names
-- since: 18
-- budget: 3 3
-- from
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY, name text);
INSERT INTO persons VALUES (DEFAULT, 'Ada');
-- to
CREATE TABLE persons (number int GENERATED ALWAYS AS IDENTITY, name text);

-- pair: two columns of one type that both could be the one
-- budget: 3 3
-- columns: any order
-- from
CREATE TABLE persons (id int, fax text, born date);
INSERT INTO persons VALUES (1, 'a', NULL);
-- to
CREATE TABLE persons (id int, mail text, phone text, born date);

-- pair: a column that has another place
-- budget: 2 2
-- columns: any order
-- from
CREATE TABLE persons (id int, fax text, born date);
INSERT INTO persons VALUES (1, 'a', NULL);
-- to
CREATE TABLE persons (id int, born date, mail text);

-- pair: columns that stand in another order, but for one none is gone
-- budget: 1 1
-- columns: any order
-- from
CREATE TABLE persons (id int, born date, name text);
INSERT INTO persons VALUES (1, NULL, 'a');
-- to
CREATE TABLE persons (full_name text, born date, id int);

-- pair: columns of children
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE knights (arms text) INHERITS (persons);
INSERT INTO knights VALUES (1, 'a', 'b');
-- to
CREATE TABLE persons (id int, full_name text);
CREATE TABLE knights (arms text) INHERITS (persons);

-- pair: columns of partitions
-- budget: 1 1
-- from
CREATE TABLE events (id int, region text, note text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');
INSERT INTO events VALUES (1, 'a', 'b');
-- to
CREATE TABLE events (id int, region text, remark text) PARTITION BY LIST (region);
CREATE TABLE events_a PARTITION OF events FOR VALUES IN ('a');
CREATE TABLE events_b PARTITION OF events FOR VALUES IN ('b');

-- pair: an attribute of a type of tables
-- budget: 1 1
-- from
CREATE TYPE person AS (id int, name text);
CREATE TABLE persons OF person;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TYPE person AS (id int, full_name text);
CREATE TABLE persons OF person;

-- pair: a table
-- until: 17
-- budget: 3 3
-- from
CREATE TABLE persons (id serial PRIMARY KEY, name text);
COMMENT ON TABLE persons IS 'people';
GRANT SELECT ON persons TO ada;
INSERT INTO persons (name) VALUES ('Ada');
-- to
CREATE TABLE people (id serial PRIMARY KEY, name text);
COMMENT ON TABLE people IS 'people';
GRANT SELECT ON people TO ada;

-- pair: a table, where NOT NULL has names
-- since: 18
-- budget: 4 4
-- from
CREATE TABLE persons (id serial PRIMARY KEY, name text);
COMMENT ON TABLE persons IS 'people';
GRANT SELECT ON persons TO ada;
INSERT INTO persons (name) VALUES ('Ada');
-- to
CREATE TABLE people (id serial PRIMARY KEY, name text);
COMMENT ON TABLE people IS 'people';
GRANT SELECT ON people TO ada;

-- pair: a table that others need
-- until: 17
-- budget: 4 4
-- from
CREATE TABLE towns (id int PRIMARY KEY, name text);
CREATE TABLE persons (id int PRIMARY KEY, town int REFERENCES towns, town_too int REFERENCES towns);
CREATE INDEX ON towns (name);
CREATE VIEW named AS SELECT p.id, t.name FROM persons p JOIN towns t ON t.id = p.town;
CREATE FUNCTION f() RETURNS SETOF towns LANGUAGE sql AS 'SELECT * FROM towns';
INSERT INTO towns VALUES (1, 'a');
INSERT INTO persons VALUES (1, 1, 1);
-- to
CREATE TABLE cities (id int PRIMARY KEY, name text);
CREATE TABLE persons (id int PRIMARY KEY, town int REFERENCES cities, town_too int REFERENCES cities);
CREATE INDEX ON cities (name);
CREATE VIEW named AS SELECT p.id, t.name FROM persons p JOIN cities t ON t.id = p.town;
CREATE FUNCTION f() RETURNS SETOF cities LANGUAGE sql AS 'SELECT * FROM cities';

-- pair: a table that others need, where NOT NULL has names
-- since: 18
-- budget: 5 5
-- from
CREATE TABLE towns (id int PRIMARY KEY, name text);
CREATE TABLE persons (id int PRIMARY KEY, town int REFERENCES towns, town_too int REFERENCES towns);
CREATE INDEX ON towns (name);
CREATE VIEW named AS SELECT p.id, t.name FROM persons p JOIN towns t ON t.id = p.town;
CREATE FUNCTION f() RETURNS SETOF towns LANGUAGE sql AS 'SELECT * FROM towns';
INSERT INTO towns VALUES (1, 'a');
INSERT INTO persons VALUES (1, 1, 1);
-- to
CREATE TABLE cities (id int PRIMARY KEY, name text);
CREATE TABLE persons (id int PRIMARY KEY, town int REFERENCES cities, town_too int REFERENCES cities);
CREATE INDEX ON cities (name);
CREATE VIEW named AS SELECT p.id, t.name FROM persons p JOIN cities t ON t.id = p.town;
CREATE FUNCTION f() RETURNS SETOF cities LANGUAGE sql AS 'SELECT * FROM cities';

-- pair: a table and one of its columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE people (id int, full_name text);

-- pair: two tables that both could be the one
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE people (id int, name text);
CREATE TABLE towns (id int, name text);

-- pair: types
-- budget: 3 3
-- from
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE place AS (x int, y int);
CREATE TABLE persons (id positive, mood mood DEFAULT 'good', place place, moods mood[]);
CREATE FUNCTION f(mood) RETURNS positive LANGUAGE sql AS 'SELECT 1';
INSERT INTO persons VALUES (1);
-- to
CREATE TYPE feeling AS ENUM ('good', 'bad');
CREATE DOMAIN above_zero AS int CONSTRAINT positive_check CHECK (VALUE > 0);
CREATE TYPE point_of AS (x int, y int);
CREATE TABLE persons (id above_zero, mood feeling DEFAULT 'good', place point_of, moods feeling[]);
CREATE FUNCTION f(feeling) RETURNS above_zero LANGUAGE sql AS 'SELECT 1';

-- pair: what holds no data
-- budget: 8 8
-- from
CREATE TABLE persons (id int, name text, CONSTRAINT one CHECK (id > 0));
CREATE INDEX by_name ON persons (name);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER at_first BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY all_of_them ON persons USING (id > 0);
CREATE SEQUENCE numbers START 5;
CREATE VIEW v AS SELECT id FROM persons;
CREATE MATERIALIZED VIEW m AS SELECT id FROM persons;
SELECT nextval('numbers');
-- to
CREATE TABLE persons (id int, name text, CONSTRAINT another CHECK (id > 0));
CREATE INDEX in_order ON persons (name);
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER before_all BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION g();
CREATE POLICY whoever ON persons USING (id > 0);
CREATE SEQUENCE numerals START 5;
CREATE VIEW w AS SELECT id FROM persons;
CREATE MATERIALIZED VIEW n AS SELECT id FROM persons;

-- pair: a type whose name stands in the text of a function
-- budget: 2 2
-- from
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE persons (id int, mood mood);
CREATE FUNCTION f() RETURNS mood LANGUAGE sql AS $$SELECT 'good'::mood$$;
CREATE FUNCTION g() RETURNS mood LANGUAGE sql RETURN 'good'::mood;
-- to
CREATE TYPE feeling AS ENUM ('good', 'bad');
CREATE TABLE persons (id int, mood feeling);
CREATE FUNCTION f() RETURNS feeling LANGUAGE sql AS $$SELECT 'good'::feeling$$;
CREATE FUNCTION g() RETURNS feeling LANGUAGE sql RETURN 'good'::feeling;

-- pair: rename a function whose value a view shows
-- budget: 1 1
-- from
CREATE TABLE t (a int);
CREATE FUNCTION "f 1"(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE VIEW v AS SELECT "f 1"(a) AS a FROM t;
-- to
CREATE TABLE t (a int);
CREATE FUNCTION g(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE VIEW v AS SELECT g(a) AS a FROM t;

-- pair: rename a column to what a view calls it
-- budget: 1 1
-- from
CREATE TABLE t (price int);
CREATE VIEW v AS SELECT DISTINCT price AS label FROM t;
-- to
CREATE TABLE t (label int);
CREATE VIEW v AS SELECT DISTINCT label FROM t;

-- pair: rename a column of several words, and the view's with it
-- budget: 3 3
-- from
CREATE TABLE t (id int, "full name" text);
CREATE VIEW v AS SELECT id, t."full name" FROM t;
-- to
CREATE TABLE t (id int, "whole ""name""" text);
CREATE VIEW v AS SELECT id, t."whole ""name""" FROM t;

-- pair: rename a column of a partitioned table that may not be NULL
-- until: 17
-- budget: 1 1
-- from
CREATE TABLE t (id int, name text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t DEFAULT;
-- to
CREATE TABLE t (id int, label text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t DEFAULT;

-- pair: rename a column of a partitioned table that may not be NULL, which has a name of its own
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE t (id int, name text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t DEFAULT;
-- to
CREATE TABLE t (id int, label text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE t1 PARTITION OF t DEFAULT;

-- pair: a function of a type, both of which seem to have another name
-- budget: 3 3
-- from
CREATE DOMAIN age AS int CHECK (VALUE > 0);
CREATE FUNCTION doubled(a age) RETURNS int LANGUAGE sql AS 'SELECT 2 * a';
-- to
CREATE DOMAIN years AS int CHECK (VALUE > 0);
CREATE FUNCTION twice(a years) RETURNS int LANGUAGE sql AS 'SELECT 2 * a';

-- pair: a schema with all that is in it
-- budget: 1 1
-- from
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE TABLE shop.persons (id int PRIMARY KEY, name text);
CREATE TABLE shop.orders (id int PRIMARY KEY, person int REFERENCES shop.persons, state shop.state DEFAULT 'new');
CREATE FUNCTION shop.count_of(shop.state) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM pg_class';
CREATE VIEW shop.paid AS SELECT id FROM shop.orders WHERE state = 'paid';
INSERT INTO shop.persons VALUES (1, 'Ada');
INSERT INTO shop.orders VALUES (1, 1, 'paid');
-- to
CREATE SCHEMA "My.Shop";
CREATE TYPE "My.Shop".state AS ENUM ('new', 'paid');
CREATE TABLE "My.Shop".persons (id int PRIMARY KEY, name text);
CREATE TABLE "My.Shop".orders (id int PRIMARY KEY, person int REFERENCES "My.Shop".persons, state "My.Shop".state DEFAULT 'new');
CREATE FUNCTION "My.Shop".count_of("My.Shop".state) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM pg_class';
CREATE VIEW "My.Shop".paid AS SELECT id FROM "My.Shop".orders WHERE state = 'paid';

-- pair: a schema in which a table changes too
-- budget: 2 2
-- from
CREATE SCHEMA shop;
CREATE TABLE shop.persons (id int PRIMARY KEY, name text);
INSERT INTO shop.persons VALUES (1, 'Ada');
COMMENT ON SCHEMA shop IS 'what we sell';
-- to
CREATE SCHEMA store;
CREATE TABLE store.persons (id int PRIMARY KEY, name text, born date);
COMMENT ON SCHEMA store IS 'what we sell';

-- pair: two schemas that both could be the one
-- budget: 6 6
-- from
CREATE SCHEMA shop;
CREATE TABLE shop.persons (id int, name text);
-- to
CREATE SCHEMA store;
CREATE TABLE store.persons (id int, name text);
CREATE SCHEMA warehouse;
CREATE TABLE warehouse.persons (id int, name text);

-- pair: a schema of one comment that holds something else
-- budget: 5 5
-- from
CREATE SCHEMA shop;
CREATE TABLE shop.persons (id int, name text);
COMMENT ON SCHEMA shop IS 'ours';
-- to
CREATE SCHEMA store;
CREATE TABLE store.goods (id int, name text);
COMMENT ON SCHEMA store IS 'ours';

-- pair: an attribute that a function shows
-- budget: 2 2
-- from
CREATE TYPE address AS (street text, zip text);
CREATE TABLE persons (id int, home address);
CREATE FUNCTION zip(a address) RETURNS text IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT (a).zip; END;
CREATE VIEW v AS SELECT (home).zip AS zip, zip(home) AS zip_too FROM persons;
INSERT INTO persons VALUES (1, '(a,b)');
-- to
CREATE TYPE address AS (street text, postcode text);
CREATE TABLE persons (id int, home address);
CREATE FUNCTION zip(a address) RETURNS text IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT (a).postcode; END;
CREATE VIEW v AS SELECT (home).postcode AS zip, zip(home) AS zip_too FROM persons;
INSERT INTO persons VALUES (1, '(a,b)');

-- pair: values of an enum that are spelled otherwise
-- budget: 2 2
-- from
CREATE TYPE state AS ENUM ('new', 'inprogress', 'cancelled');
CREATE TABLE orders (id int, state state DEFAULT 'inprogress');
CREATE INDEX i ON orders (id) WHERE state = 'inprogress';
CREATE VIEW v AS SELECT id FROM orders WHERE state <> 'cancelled';
INSERT INTO orders VALUES (1, 'new');
-- to
CREATE TYPE state AS ENUM ('new', 'in_progress', 'canceled');
CREATE TABLE orders (id int, state state DEFAULT 'in_progress');
CREATE INDEX i ON orders (id) WHERE state = 'in_progress';
CREATE VIEW v AS SELECT id FROM orders WHERE state <> 'canceled';
INSERT INTO orders VALUES (1, 'new');

-- pair: a value of an enum is spelled otherwise, while another comes
-- budget: 2 7
-- from
CREATE TYPE state AS ENUM ('new', 'Done');
CREATE TABLE orders (id int, state state DEFAULT 'new');
INSERT INTO orders VALUES (1);
-- to
CREATE TYPE state AS ENUM ('new', 'done', 'sent');
CREATE TABLE orders (id int, state state DEFAULT 'new');
INSERT INTO orders VALUES (1);

-- pair: a value of an enum that is another word
-- budget: 4 4
-- from
CREATE TYPE way AS ENUM ('both', 'import');
CREATE TABLE orders (id int, way way);
INSERT INTO orders VALUES (1, 'both');
-- to
CREATE TYPE way AS ENUM ('both', 'export');
CREATE TABLE orders (id int, way way);
INSERT INTO orders VALUES (1, 'both');

-- pair: a serial table in another schema
-- budget: 1 1
-- from
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.persons (id serial PRIMARY KEY, name text);
CREATE INDEX ON a.persons (name);
CREATE VIEW a.v AS SELECT id, name FROM a.persons;
INSERT INTO a.persons (name) VALUES ('Ada');
-- to
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE b.persons (id serial PRIMARY KEY, name text);
CREATE INDEX ON b.persons (name);
CREATE VIEW a.v AS SELECT id, name FROM b.persons;
INSERT INTO b.persons (name) VALUES ('Ada');

-- pair: a table with all that stands on it, and its statistics, in a schema that is new
-- budget: 3 3
-- from
CREATE TABLE persons (id serial PRIMARY KEY, name text);
CREATE TABLE orders (id int, person int REFERENCES persons);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION noted();
CREATE POLICY p ON persons USING (id > 0);
CREATE STATISTICS st ON id, name FROM persons;
CREATE PUBLICATION pub FOR TABLE persons (id);
CREATE FUNCTION number() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM persons; END;
-- to
CREATE SCHEMA core;
CREATE TABLE core.persons (id serial PRIMARY KEY, name text);
CREATE TABLE orders (id int, person int REFERENCES core.persons);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note BEFORE INSERT ON core.persons FOR EACH ROW EXECUTE FUNCTION noted();
CREATE POLICY p ON core.persons USING (id > 0);
CREATE STATISTICS core.st ON id, name FROM core.persons;
CREATE PUBLICATION pub FOR TABLE core.persons (id);
CREATE FUNCTION number() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM core.persons; END;

-- pair: types, a sequence, a function and what is made of them, in another schema
-- budget: 6 6
-- from
CREATE SCHEMA x;
CREATE SCHEMA y;
CREATE TYPE x.e AS ENUM ('a', 'b');
CREATE DOMAIN x.d AS x.e DEFAULT 'a';
CREATE SEQUENCE x.q;
CREATE TABLE x.t (id int DEFAULT nextval('x.q') PRIMARY KEY, e x.e DEFAULT 'b', d x.d);
CREATE FUNCTION x.f(x.e) RETURNS x.d LANGUAGE sql BEGIN ATOMIC SELECT 'a'::x.d; END;
CREATE VIEW x.v AS SELECT x.f(e) AS f FROM x.t;
-- to
CREATE SCHEMA x;
CREATE SCHEMA y;
CREATE TYPE y.e AS ENUM ('a', 'b');
CREATE DOMAIN y.d AS y.e DEFAULT 'a';
CREATE SEQUENCE y.q;
CREATE TABLE y.t (id int DEFAULT nextval('y.q') PRIMARY KEY, e y.e DEFAULT 'b', d y.d);
CREATE FUNCTION y.f(y.e) RETURNS y.d LANGUAGE sql BEGIN ATOMIC SELECT 'a'::y.d; END;
CREATE VIEW y.v AS SELECT y.f(e) AS f FROM y.t;

-- pair: what goes was of a table that moves
-- budget: 4 6
-- from
CREATE SCHEMA s;
CREATE TABLE t (a int, b text, c int);
CREATE INDEX i ON t (a);
COMMENT ON INDEX i IS 'gone';
CREATE STATISTICS st ON a, b FROM t;
CREATE SEQUENCE q OWNED BY t.c;
-- to
CREATE SCHEMA s;
CREATE TABLE s.t (a int, b text, c int);

-- pair: a schema with a comment and grants, whose name is a piece of the word
-- budget: 1 1
-- from
CREATE SCHEMA s;
COMMENT ON SCHEMA s IS 'mine';
GRANT USAGE ON SCHEMA s TO bob;
CREATE TABLE s.t (a int);
-- to
CREATE SCHEMA "schema";
COMMENT ON SCHEMA "schema" IS 'mine';
GRANT USAGE ON SCHEMA "schema" TO bob;
CREATE TABLE "schema".t (a int);
-- pair: a view takes the name of a table that is renamed, and a function reads it
-- from
CREATE TABLE t (id int, v text);
INSERT INTO t VALUES (1, 'a');
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t; END;
-- to
CREATE TABLE t_data (id int, v text);
INSERT INTO t_data VALUES (1, 'a');
CREATE VIEW t AS SELECT id, v FROM t_data;
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM t; END;

-- pair: a view takes the name of a table that is renamed, and a policy reads it
-- from
CREATE TABLE t (id int, v text);
INSERT INTO t VALUES (1, 'a');
CREATE TABLE u (id int);
CREATE POLICY p ON u USING (id IN (SELECT t.id FROM t));
-- to
CREATE TABLE t_data (id int, v text);
INSERT INTO t_data VALUES (1, 'a');
CREATE VIEW t AS SELECT id, v FROM t_data;
CREATE TABLE u (id int);
CREATE POLICY p ON u USING (id IN (SELECT t.id FROM t));

-- pair: a view takes the name of a table that is renamed, and much of what read that reads the view
-- from
CREATE TABLE t (id int PRIMARY KEY, v text, CONSTRAINT positive CHECK (id > 0));
INSERT INTO t VALUES (1, 'a');
CREATE INDEX t_v ON t (v);
CREATE VIEW w AS SELECT id FROM t;
CREATE VIEW w2 AS SELECT id FROM w;
GRANT SELECT ON w TO ada;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE UNIQUE INDEX mi ON m (id);
CREATE TABLE u (id int REFERENCES t, n text);
CREATE RULE r AS ON INSERT TO u DO ALSO SELECT count(*) FROM t;
CREATE FUNCTION g(t) RETURNS text LANGUAGE sql AS 'SELECT $1.v';
-- to
CREATE TABLE t_data (id int PRIMARY KEY, v text, CONSTRAINT positive CHECK (id > 0));
INSERT INTO t_data VALUES (1, 'a');
CREATE INDEX t_v ON t_data (v);
CREATE VIEW t AS SELECT id, v FROM t_data;
CREATE VIEW w AS SELECT id FROM t;
CREATE VIEW w2 AS SELECT id FROM w;
GRANT SELECT ON w TO ada;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE UNIQUE INDEX mi ON m (id);
CREATE TABLE u (id int REFERENCES t_data, n text);
CREATE RULE r AS ON INSERT TO u DO ALSO SELECT count(*) FROM t;
CREATE FUNCTION g(t) RETURNS text LANGUAGE sql AS 'SELECT $1.v';

-- pair: a domain takes the name of an enum that is renamed
-- budget: 8 8
-- from
CREATE TYPE color AS ENUM ('red', 'green');
CREATE TABLE t (id int, c color DEFAULT 'red');
INSERT INTO t VALUES (1, 'green');
CREATE FUNCTION f(color) RETURNS color LANGUAGE sql AS 'SELECT $1';
-- to
CREATE TYPE base_color AS ENUM ('red', 'green');
CREATE DOMAIN color AS base_color CHECK (VALUE <> 'green' OR true);
CREATE TABLE t (id int, c color DEFAULT 'red');
INSERT INTO t VALUES (1, 'green');
CREATE FUNCTION f(color) RETURNS color LANGUAGE sql AS 'SELECT $1';

-- pair: the keys and the check of a typed table get other names
-- budget: 4 4
-- both
CREATE TYPE person AS (id int, email text, age int);
-- from
CREATE TABLE persons OF person (CONSTRAINT "people key" PRIMARY KEY (id), CONSTRAINT "people email" UNIQUE (email), CONSTRAINT people_age CHECK (age > 0));
INSERT INTO persons VALUES (1, 'a', 20);
-- to
CREATE TABLE persons OF person (CONSTRAINT persons_pkey PRIMARY KEY (id), CONSTRAINT persons_email_key UNIQUE (email), CONSTRAINT persons_age_check CHECK (age > 0));

-- pair: a typed table comes to another schema, and its key gets another name
-- budget: 2 2
-- both
CREATE SCHEMA app;
CREATE TYPE person AS (id int);
-- from
CREATE TABLE people OF person (CONSTRAINT people_pkey PRIMARY KEY (id));
INSERT INTO people VALUES (1);
-- to
CREATE TABLE app.people OF person (CONSTRAINT "key of people" PRIMARY KEY (id));
INSERT INTO app.people VALUES (1);

-- pair: a typed table's NOT NULL gets another name
-- since: 18
-- both
CREATE TYPE person AS (id int);
-- from
CREATE TABLE persons OF person;
ALTER TABLE persons ADD CONSTRAINT id_there NOT NULL id;
-- to
CREATE TABLE persons OF person;
ALTER TABLE persons ADD CONSTRAINT id_given NOT NULL id;

-- pair: schema renamed, transform over its type
-- from
CREATE SCHEMA s1;
CREATE TYPE s1.p AS (x int);
CREATE FUNCTION s1.tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
CREATE TRANSFORM FOR s1.p LANGUAGE sql (FROM SQL WITH FUNCTION s1.tr(internal));
-- to
CREATE SCHEMA s2;
CREATE TYPE s2.p AS (x int);
CREATE FUNCTION s2.tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
CREATE TRANSFORM FOR s2.p LANGUAGE sql (FROM SQL WITH FUNCTION s2.tr(internal));

-- pair: a language gets another name, with a transform
-- both
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TYPE p AS (x int);
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
-- from
CREATE TRUSTED LANGUAGE l1 HANDLER h;
CREATE TRANSFORM FOR p LANGUAGE l1 (FROM SQL WITH FUNCTION tr(internal));
-- to
CREATE TRUSTED LANGUAGE l2 HANDLER h;
CREATE TRANSFORM FOR p LANGUAGE l2 (FROM SQL WITH FUNCTION tr(internal));

-- pair: type renamed with a transform
-- budget: 1 1
-- from
CREATE TYPE p1 AS (x int);
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
CREATE TRANSFORM FOR p1 LANGUAGE plpgsql (FROM SQL WITH FUNCTION tr(internal));
-- to
CREATE TYPE p2 AS (x int);
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
CREATE TRANSFORM FOR p2 LANGUAGE plpgsql (FROM SQL WITH FUNCTION tr(internal));

-- pair: type renamed with a transform and a function that uses it
-- budget: 1 1
-- from
CREATE TYPE p1 AS (x int);
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
CREATE TRANSFORM FOR p1 LANGUAGE plpgsql (FROM SQL WITH FUNCTION tr(internal));
CREATE FUNCTION f(p1) RETURNS int LANGUAGE plpgsql TRANSFORM FOR TYPE p1 AS $$ BEGIN RETURN 1; END $$;
-- to
CREATE TYPE p2 AS (x int);
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
CREATE TRANSFORM FOR p2 LANGUAGE plpgsql (FROM SQL WITH FUNCTION tr(internal));
CREATE FUNCTION f(p2) RETURNS int LANGUAGE plpgsql TRANSFORM FOR TYPE p2 AS $$ BEGIN RETURN 1; END $$;

-- pair: language renamed with a transform and a function that uses it
-- both
CREATE TYPE p AS (x int);
CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION tr(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'textlike_support';
-- from
CREATE TRUSTED LANGUAGE l1 HANDLER h;
CREATE TRANSFORM FOR p LANGUAGE l1 (FROM SQL WITH FUNCTION tr(internal));
CREATE FUNCTION f(p) RETURNS int LANGUAGE l1 TRANSFORM FOR TYPE p AS $$ BEGIN RETURN 1; END $$;
-- to
CREATE TRUSTED LANGUAGE l2 HANDLER h;
CREATE TRANSFORM FOR p LANGUAGE l2 (FROM SQL WITH FUNCTION tr(internal));
CREATE FUNCTION f(p) RETURNS int LANGUAGE l2 TRANSFORM FOR TYPE p AS $$ BEGIN RETURN 1; END $$;
