-- Changes of one thing that reach others, across kinds: what stands on what.

-- pair: the type of a column under a view
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE VIEW a AS SELECT id, name FROM persons;
-- to
CREATE TABLE persons (id bigint, name text);
CREATE VIEW a AS SELECT id, name FROM persons;

-- pair: the type of a column that a view does not use
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE VIEW a AS SELECT name FROM persons;
-- to
CREATE TABLE persons (id bigint, name text);
CREATE VIEW a AS SELECT name FROM persons;

-- pair: the type of a column under a chain of views with rights, comments, rules and triggers
-- both
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE VIEW a AS SELECT id, name FROM persons;
CREATE VIEW b AS SELECT id FROM a;
CREATE MATERIALIZED VIEW c AS SELECT id FROM b;
CREATE UNIQUE INDEX ON c (id);
GRANT SELECT ON a TO bob;
ALTER VIEW b OWNER TO ada;
COMMENT ON VIEW b IS 'b';
COMMENT ON MATERIALIZED VIEW c IS 'c';
CREATE TRIGGER note INSTEAD OF INSERT ON b FOR EACH ROW EXECUTE FUNCTION noted();
CREATE RULE nothing AS ON DELETE TO a DO INSTEAD NOTHING;
-- to
CREATE TABLE persons (id bigint, name text);
CREATE VIEW a AS SELECT id, name FROM persons;
CREATE VIEW b AS SELECT id FROM a;
CREATE MATERIALIZED VIEW c AS SELECT id FROM b;
CREATE UNIQUE INDEX ON c (id);
GRANT SELECT ON a TO bob;
ALTER VIEW b OWNER TO ada;
COMMENT ON VIEW b IS 'b';
COMMENT ON MATERIALIZED VIEW c IS 'c';
CREATE TRIGGER note INSTEAD OF INSERT ON b FOR EACH ROW EXECUTE FUNCTION noted();
CREATE RULE nothing AS ON DELETE TO a DO INSTEAD NOTHING;

-- pair: the type of a column under a policy, a trigger and a function
-- both
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
ALTER TABLE persons ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON persons FOR SELECT TO bob USING (id > 0);
CREATE TRIGGER note AFTER UPDATE OF id ON persons FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION noted();
CREATE FUNCTION biggest() RETURNS bigint BEGIN ATOMIC SELECT max(id) FROM persons; END;
-- to
CREATE TABLE persons (id bigint, name text);
INSERT INTO persons VALUES (1, 'a');
ALTER TABLE persons ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON persons FOR SELECT TO bob USING (id > 0);
CREATE TRIGGER note AFTER UPDATE OF id ON persons FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION noted();
CREATE FUNCTION biggest() RETURNS bigint BEGIN ATOMIC SELECT max(id) FROM persons; END;

-- pair: the type of a column under a publication's column list
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE PUBLICATION out FOR TABLE persons (id, name) WHERE (id > 0);
-- to
CREATE TABLE persons (id bigint PRIMARY KEY, name text);
CREATE PUBLICATION out FOR TABLE persons (id, name) WHERE (id > 0);

-- pair: a function that a default uses changes in place
-- budget: 1 1
-- from
CREATE FUNCTION next_id() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE persons (id int DEFAULT next_id(), name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE FUNCTION next_id() RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE TABLE persons (id int DEFAULT next_id(), name text);

-- pair: a function that a default, a check, an index and a view use is made again
-- from
CREATE FUNCTION f(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE persons (id int DEFAULT f(1) CHECK (f(id) > 0), name text, PRIMARY KEY (id));
CREATE INDEX by_f ON persons (f(id));
CREATE VIEW v AS SELECT f(id) AS f FROM persons;
COMMENT ON INDEX by_f IS 'f';
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE FUNCTION f(b int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE persons (id int DEFAULT f(1) CHECK (f(id) > 0), name text, PRIMARY KEY (id));
CREATE INDEX by_f ON persons (f(id));
CREATE VIEW v AS SELECT f(id) AS f FROM persons;
COMMENT ON INDEX by_f IS 'f';

-- pair: a function that a generated column uses is made again
-- from
CREATE FUNCTION f(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE persons (id int, f int GENERATED ALWAYS AS (f(id)) STORED);
INSERT INTO persons VALUES (1);
-- to
CREATE FUNCTION f(a int) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT 1::bigint';
CREATE TABLE persons (id int, f int GENERATED ALWAYS AS (f(id)) STORED);

-- pair: an enum that a table and a view use gets a value
-- budget: 1 8
-- from
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE cars (id int, colour colour DEFAULT 'red');
CREATE VIEW red AS SELECT id, colour FROM cars WHERE colour = 'red';
INSERT INTO cars VALUES (1, 'green');
-- to
CREATE TYPE colour AS ENUM ('red', 'yellow', 'green');
CREATE TABLE cars (id int, colour colour DEFAULT 'red');
CREATE VIEW red AS SELECT id, colour FROM cars WHERE colour = 'red';
INSERT INTO cars VALUES (1, 'green');

-- pair: an enum under a default, a check, an index, a function, an array and a view loses a value
-- from
CREATE TYPE colour AS ENUM ('red', 'green', 'blue');
CREATE TABLE cars (id int, colour colour DEFAULT 'red' NOT NULL CHECK (colour <> 'green'), more colour[] DEFAULT '{red}');
CREATE INDEX by_colour ON cars (colour) WHERE colour = 'red';
CREATE VIEW red AS SELECT id, colour FROM cars WHERE colour = 'red';
CREATE FUNCTION same(colour) RETURNS colour LANGUAGE sql AS 'SELECT $1';
INSERT INTO cars VALUES (1, 'red');
-- to
CREATE TYPE colour AS ENUM ('green', 'red');
CREATE TABLE cars (id int, colour colour DEFAULT 'red' NOT NULL CHECK (colour <> 'green'), more colour[] DEFAULT '{red}');
CREATE INDEX by_colour ON cars (colour) WHERE colour = 'red';
CREATE VIEW red AS SELECT id, colour FROM cars WHERE colour = 'red';
CREATE FUNCTION same(colour) RETURNS colour LANGUAGE sql AS 'SELECT $1';
INSERT INTO cars VALUES (1, 'red');

-- pair: an enum comes and a column that was text is of it
-- from
CREATE TABLE cars (id int, colour text DEFAULT 'red');
INSERT INTO cars VALUES (1, 'green');
-- to
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE cars (id int, colour colour DEFAULT 'red');

-- pair: a domain comes between a column and its type
-- budget: 2 2
-- from
CREATE TABLE persons (id int, age int);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE DOMAIN age AS int CHECK (VALUE > 0);
CREATE TABLE persons (id int, age age);

-- pair: a domain that a table uses gets another type
-- budget: 6 6
-- from
CREATE DOMAIN age AS int CHECK (VALUE > 0);
CREATE TABLE persons (id int, age age DEFAULT 3);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE DOMAIN age AS bigint CHECK (VALUE > 0);
CREATE TABLE persons (id int, age age DEFAULT 3);

-- pair: a composite type that a table uses gets an attribute
-- budget: 1 1
-- from
CREATE TYPE place AS (street text, town text);
CREATE TABLE persons (id int, place place);
INSERT INTO persons VALUES (1, ('a', 'b'));
-- to
CREATE TYPE place AS (street text, town text, land text);
CREATE TABLE persons (id int, place place);

-- pair: an attribute of a composite type that a table uses changes its type
-- from
CREATE TYPE place AS (street text, number int);
CREATE TABLE persons (id int, place place);
INSERT INTO persons VALUES (1, NULL);
-- to
CREATE TYPE place AS (street text, number text);
CREATE TABLE persons (id int, place place);

-- pair: foreign keys both ways
-- budget: 3 3
-- from
-- to
CREATE TABLE hens (id int PRIMARY KEY, egg int);
CREATE TABLE eggs (id int PRIMARY KEY, hen int REFERENCES hens);
ALTER TABLE hens ADD FOREIGN KEY (egg) REFERENCES eggs;

-- pair: foreign keys in a circle of three, two of which get other types
-- from
CREATE TABLE a (id int PRIMARY KEY, b int);
CREATE TABLE b (id int PRIMARY KEY, c int);
CREATE TABLE c (id int PRIMARY KEY, a int REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;
INSERT INTO a VALUES (1, NULL);
-- to
CREATE TABLE a (id bigint PRIMARY KEY, b text);
CREATE TABLE b (id text PRIMARY KEY, c int);
CREATE TABLE c (id int PRIMARY KEY, a bigint REFERENCES a);
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;
ALTER TABLE b ADD FOREIGN KEY (c) REFERENCES c;

-- pair: a view instead of a table
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE TABLE names (name text);
-- to
CREATE VIEW names AS SELECT name FROM persons;

-- pair: a view instead of a table that another view uses
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE names (name text);
CREATE VIEW sorted AS SELECT name FROM names ORDER BY name;
GRANT SELECT ON sorted TO bob;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name FROM persons;
CREATE VIEW sorted AS SELECT name FROM names ORDER BY name;
GRANT SELECT ON sorted TO bob;

-- pair: a materialized view instead of a view
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE VIEW names AS SELECT name FROM persons;
-- to
CREATE MATERIALIZED VIEW names AS SELECT name FROM persons;

-- pair: a table instead of a type of its name
-- budget: 2 2
-- from
CREATE TYPE person AS (id int, name text);
-- to
CREATE TABLE person (id int, name text);

-- pair: a domain instead of an enum of its name, in a table
-- from
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TABLE things (id int, kind kind);
INSERT INTO things VALUES (1, 'a');
-- to
CREATE DOMAIN kind AS text CHECK (VALUE <> '');
CREATE TABLE things (id int, kind kind);

-- pair: a procedure instead of a function
-- budget: 2 2
-- from
CREATE FUNCTION f(a int) RETURNS void LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE f(a int) LANGUAGE sql AS 'SELECT 1';

-- pair: a function that a view uses turns into an aggregate
-- from
CREATE FUNCTION total(int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE TABLE t (id int);
CREATE VIEW v AS SELECT total(3) AS total;
-- to
CREATE TABLE t (id int);
CREATE AGGREGATE total(int) (SFUNC = int84pl, STYPE = bigint, INITCOND = '0');
CREATE VIEW v AS SELECT total(3) AS total;

-- pair: a view and a function that need each other
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id, name FROM persons;
CREATE FUNCTION name_of(int) RETURNS text BEGIN ATOMIC SELECT name FROM names WHERE id = $1; END;
CREATE OR REPLACE VIEW names AS SELECT id, name FROM persons WHERE name_of(0) IS NULL;

-- pair: a function of a view's row type that the view uses
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id, name FROM persons;
CREATE FUNCTION whole(names) RETURNS text LANGUAGE sql AS 'SELECT $1.name';
CREATE OR REPLACE VIEW names AS SELECT id, name FROM persons WHERE whole(NULL) IS NULL;

-- pair: two functions that call each other
-- budget: 3 3
-- entries: any order
-- from
-- to
CREATE FUNCTION even(int) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION odd(int) RETURNS boolean BEGIN ATOMIC SELECT CASE WHEN $1 = 0 THEN false ELSE even($1 - 1) END; END;
CREATE OR REPLACE FUNCTION even(int) RETURNS boolean BEGIN ATOMIC SELECT CASE WHEN $1 = 0 THEN true ELSE odd($1 - 1) END; END;

-- pair: a table whose default reads the table through a function
-- from
-- to
CREATE TABLE persons (id int, name text);
CREATE FUNCTION next_id() RETURNS int BEGIN ATOMIC SELECT max(id) + 1 FROM persons; END;
ALTER TABLE persons ALTER id SET DEFAULT next_id();

-- pair: a function with a table's row type, used in the table's check
-- from
-- to
CREATE TABLE persons (id int, name text);
CREATE FUNCTION fine(persons) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1.id > 0';
ALTER TABLE persons ADD CONSTRAINT fine CHECK (fine(persons));

-- pair: a policy that reads the table it is on and another
-- budget: 4 4
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE friends (a int, b int);
ALTER TABLE persons ENABLE ROW LEVEL SECURITY;
CREATE POLICY friends ON persons USING (EXISTS (SELECT FROM friends WHERE a = persons.id));
CREATE POLICY own ON persons FOR UPDATE TO bob, ada USING (id IN (SELECT id FROM persons)) WITH CHECK (name <> '');

-- pair: a trigger, its function and the table it writes to
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE journal (id int, at timestamptz);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO journal VALUES (NEW.id, now()); RETURN NEW; END';
CREATE TRIGGER note AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION noted();

-- pair: functions in plpgsql whose bodies use what comes after
-- budget: 2 2
-- from
-- to
CREATE FUNCTION a_first() RETURNS SETOF bigint LANGUAGE plpgsql AS 'BEGIN RETURN QUERY SELECT id FROM zoo; END';
CREATE TABLE zoo (id bigint);

-- pair: functions in sql whose bodies use what comes after
-- budget: 3 3
-- from
-- to
CREATE TABLE zoo (id bigint);
CREATE FUNCTION z_last() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION a_first() RETURNS SETOF bigint LANGUAGE sql AS 'SELECT id + z_last() FROM zoo';

-- pair: a type, a table of it, a function over the table and a view over the function
-- budget: 4 4
-- from
-- to
CREATE TYPE pair AS (a int, b text);
CREATE TABLE pairs (id int, pair pair);
CREATE FUNCTION all_pairs() RETURNS SETOF pairs LANGUAGE sql AS 'SELECT * FROM pairs';
CREATE VIEW seen AS SELECT id, (pair).a FROM all_pairs();

-- pair: a column for a table whose rows a function returns and a view shows
-- budget: 2 2
-- from
CREATE TABLE pairs (id int);
CREATE FUNCTION all_pairs() RETURNS SETOF pairs LANGUAGE sql AS 'SELECT * FROM pairs';
CREATE VIEW seen AS SELECT id FROM all_pairs();
INSERT INTO pairs VALUES (1);
-- to
CREATE TABLE pairs (id int, more text);
CREATE FUNCTION all_pairs() RETURNS SETOF pairs LANGUAGE sql AS 'SELECT * FROM pairs';
CREATE VIEW seen AS SELECT id FROM all_pairs();

-- pair: a view that is a function's argument is made again
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id FROM persons;
CREATE FUNCTION f(names) RETURNS int LANGUAGE sql AS 'SELECT $1.id';
GRANT EXECUTE ON FUNCTION f(names) TO bob;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name, id FROM persons;
CREATE FUNCTION f(names) RETURNS int LANGUAGE sql AS 'SELECT $1.id';
GRANT EXECUTE ON FUNCTION f(names) TO bob;

-- pair: statistics, publication, policy, rule and trigger go with their table
-- from
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE TABLE others (id int PRIMARY KEY);
CREATE STATISTICS both_of ON id, name FROM persons;
CREATE PUBLICATION out FOR TABLE persons, others;
CREATE POLICY own ON persons USING (id > 0);
CREATE RULE nothing AS ON DELETE TO persons DO INSTEAD NOTHING;
CREATE TRIGGER note AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION noted();
INSERT INTO others VALUES (1);
-- to
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE others (id int PRIMARY KEY);
CREATE PUBLICATION out FOR TABLE others;

-- pair: an operator and its function under an index, a view and a constraint
-- from
CREATE TABLE t (a int, b int);
-- to
CREATE FUNCTION near(int, int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT abs($1 - $2) < 2';
CREATE OPERATOR <-> (FUNCTION = near, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <->);
CREATE TABLE t (a int, b int, CHECK (a <-> b));
CREATE INDEX i ON t ((a <-> b));
CREATE VIEW v AS SELECT a FROM t WHERE a <-> b;

-- pair: everything of a small shop comes
-- from
-- to
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE DOMAIN shop.mail AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE shop.persons (id serial PRIMARY KEY, mail shop.mail NOT NULL UNIQUE);
CREATE TABLE shop.carts (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person int NOT NULL REFERENCES shop.persons ON DELETE CASCADE, state shop.state DEFAULT 'new', sum numeric(10,2) CHECK (sum >= 0));
CREATE INDEX ON shop.carts (person) WHERE state = 'new';
CREATE FUNCTION shop.total(person int) RETURNS numeric STABLE BEGIN ATOMIC SELECT sum(c.sum) FROM shop.carts c WHERE c.person = total.person; END;
CREATE VIEW shop.totals AS SELECT p.mail, shop.total(p.id) AS total FROM shop.persons p;
CREATE FUNCTION shop.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note BEFORE INSERT OR UPDATE OF state ON shop.carts FOR EACH ROW EXECUTE FUNCTION shop.noted();
ALTER TABLE shop.carts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shop.carts TO bob USING (person = 1);
GRANT USAGE ON SCHEMA shop TO bob;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO bob;
GRANT UPDATE (sum) ON shop.carts TO ada;
ALTER TABLE shop.persons OWNER TO ada;
COMMENT ON TABLE shop.carts IS 'what is bought';

-- pair: much of a small shop changes
-- from
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE TABLE shop.persons (id serial PRIMARY KEY, mail varchar(50) NOT NULL);
CREATE TABLE shop.carts (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person int REFERENCES shop.persons, state shop.state DEFAULT 'new', sum int);
CREATE VIEW shop.sums AS SELECT p.mail, c.sum FROM shop.persons p JOIN shop.carts c ON c.person = p.id;
CREATE FUNCTION shop.total(person int) RETURNS int STABLE LANGUAGE sql AS 'SELECT 1';
GRANT SELECT ON shop.sums TO bob;
INSERT INTO shop.persons (mail) VALUES ('a@b');
INSERT INTO shop.carts (person, sum) VALUES (1, 10);
-- to
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'packed', 'paid', 'sent');
CREATE TABLE shop.persons (id bigserial PRIMARY KEY, mail text NOT NULL UNIQUE);
CREATE TABLE shop.carts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person bigint NOT NULL REFERENCES shop.persons ON DELETE CASCADE, state shop.state DEFAULT 'packed' NOT NULL, sum numeric(10,2) DEFAULT 0, note text);
CREATE VIEW shop.sums AS SELECT p.mail, c.sum, c.note FROM shop.persons p JOIN shop.carts c ON c.person = p.id WHERE c.state <> 'packed';
CREATE FUNCTION shop.total(person bigint) RETURNS numeric STABLE LANGUAGE sql AS 'SELECT sum(sum) FROM shop.carts';
GRANT SELECT ON shop.sums TO bob;
INSERT INTO shop.persons (mail) VALUES ('a@b');
INSERT INTO shop.carts (person, sum, state) VALUES (1, 10, 'new');

-- pair: a new value of an enum is a default in the same change
-- from
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE cars (id int, colour colour DEFAULT 'red');
INSERT INTO cars VALUES (1, 'green');
-- to
CREATE TYPE colour AS ENUM ('red', 'green', 'blue');
CREATE TABLE cars (id int, colour colour DEFAULT 'blue');
INSERT INTO cars VALUES (1, 'green');

-- pair: nothing changes in a schema with something of many kinds
-- budget: 0 0
-- both
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
CREATE DOMAIN shop.mail AS text COLLATE "C" DEFAULT 'x@y' NOT NULL CHECK (VALUE LIKE '%@%');
CREATE TYPE shop.pair AS (a int, b text COLLATE "C");
CREATE TYPE shop.span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TABLE shop.persons (id serial PRIMARY KEY, mail shop.mail UNIQUE, pair shop.pair, spans shop.span[]) WITH (fillfactor = 70);
CREATE TABLE shop.carts (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person int REFERENCES shop.persons, state shop.state DEFAULT 'new') PARTITION BY RANGE (id);
CREATE TABLE shop.carts_1 PARTITION OF shop.carts FOR VALUES FROM (0) TO (100);
CREATE INDEX ON shop.carts (upper(person::text));
CREATE FUNCTION shop.f(a int DEFAULT 3, VARIADIC b text[] DEFAULT '{}') RETURNS TABLE (x int, y text) STABLE STRICT SECURITY DEFINER COST 7 ROWS 9 SET search_path = shop LANGUAGE sql AS 'SELECT 1, NULL::text';
CREATE VIEW shop.v WITH (security_barrier) AS SELECT f.x FROM shop.f(1) f;
CREATE MATERIALIZED VIEW shop.m AS SELECT x FROM shop.v WITH NO DATA;
CREATE STATISTICS shop.s (ndistinct) ON id, mail FROM shop.persons;
CREATE FUNCTION shop.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON shop.persons DEFERRABLE FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION shop.noted();
CREATE POLICY p ON shop.persons USING (id > 0);
CREATE RULE r AS ON DELETE TO shop.persons DO ALSO NOTIFY gone;
CREATE OPERATOR shop.<-> (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int);
CREATE AGGREGATE shop.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE COLLATION shop.c FROM "C";
CREATE PUBLICATION p FOR TABLE shop.persons;
CREATE CAST (shop.pair AS text) WITH INOUT;
CREATE TEXT SEARCH CONFIGURATION shop.t (COPY = english);
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (a 'b');
CREATE FOREIGN TABLE shop.ft (a int OPTIONS (c 'd')) SERVER s OPTIONS (e 'f');
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO bob;
GRANT SELECT (id) ON shop.persons TO ada;
-- from
-- to

-- pair: a view moves while a type of its columns is made anew, and another stands on it
-- from
CREATE SCHEMA s;
CREATE TYPE r AS RANGE (SUBTYPE = date, MULTIRANGE_TYPE_NAME = mr);
CREATE TABLE t (a text, b r);
CREATE VIEW v AS SELECT lower(a) AS a, b FROM t;
CREATE VIEW w AS SELECT a FROM v;
-- to
CREATE SCHEMA s;
CREATE TYPE r AS RANGE (SUBTYPE = numeric, MULTIRANGE_TYPE_NAME = mr);
CREATE TABLE t (a text, b r);
CREATE VIEW s.v AS SELECT lower(a) AS a, b FROM t;
CREATE VIEW w AS SELECT a FROM s.v;

-- pair: a view's column has another name in a function's body
-- budget: 4 4
-- from
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT num_nulls(a) AS b FROM t ORDER BY 1;
CREATE FUNCTION f() RETURNS bigint STABLE LANGUAGE sql BEGIN ATOMIC SELECT count(b) FROM v; END;
-- to
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT num_nulls(a) AS c FROM t ORDER BY 1;
CREATE FUNCTION f() RETURNS bigint STABLE LANGUAGE sql BEGIN ATOMIC SELECT count(c) FROM v; END;

-- pair: a view takes a table's name, and what is altered besides reads it
-- from
CREATE TABLE x (id int);
CREATE TABLE t (id int);
CREATE POLICY p ON t USING (id IN (SELECT id FROM x));
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM x; END;
CREATE RULE r AS ON INSERT TO t DO ALSO SELECT id FROM x;
CREATE VIEW v AS SELECT id FROM x;
-- to
CREATE VIEW x AS SELECT 1 AS id;
CREATE TABLE t (id int);
CREATE POLICY p ON t USING (id IN (SELECT id + 1 FROM x));
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id + 1 FROM x; END;
CREATE RULE r AS ON INSERT TO t DO ALSO SELECT id + 1 FROM x;
CREATE VIEW v AS SELECT id FROM x WHERE id > 0;

-- pair: an aggregate takes a function's name, and what is altered besides calls it
-- from
CREATE FUNCTION total(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (id int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT total(1); END;
CREATE VIEW v AS SELECT total(1) AS x;
CREATE POLICY p ON t USING (id > (SELECT total(5)));
-- to
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
CREATE TABLE t (id int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT total(2); END;
CREATE VIEW v AS SELECT total(1) AS x LIMIT 3;
CREATE POLICY p ON t USING (id > (SELECT total(6)));

-- pair: an enum takes a domain's name, and functions of it have other bodies
-- from
CREATE DOMAIN state AS text CHECK (VALUE IN ('a', 'b'));
CREATE TABLE t (id int, s state DEFAULT 'a');
INSERT INTO t VALUES (1, 'b');
CREATE FUNCTION f(t) RETURNS state LANGUAGE sql AS $$SELECT $1.s$$;
CREATE FUNCTION g() RETURNS SETOF state LANGUAGE sql AS $$SELECT s FROM t$$;
CREATE FUNCTION h(state) RETURNS int LANGUAGE sql AS $$SELECT 1$$;
CREATE VIEW v AS SELECT h('a');
-- to
CREATE TYPE state AS ENUM ('a', 'b');
CREATE TABLE t (id int, s state DEFAULT 'a');
INSERT INTO t VALUES (1, 'b');
CREATE FUNCTION f(t) RETURNS state LANGUAGE sql AS $$SELECT ($1).s$$;
CREATE FUNCTION g() RETURNS SETOF state LANGUAGE sql AS $$SELECT s FROM t ORDER BY s$$;
CREATE FUNCTION h(state) RETURNS int LANGUAGE sql AS $$SELECT 2$$;
CREATE VIEW v AS SELECT h('a');

-- pair: the rows of a function lose a column, which a function in SQL is printed with
-- budget: 2 1
-- from
CREATE TABLE t (id int PRIMARY KEY, n text);
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql STABLE AS $$ SELECT * FROM t $$;
CREATE FUNCTION g() RETURNS SETOF text LANGUAGE sql STABLE BEGIN ATOMIC SELECT n FROM all_t(); END;
-- to
CREATE TABLE t (id int PRIMARY KEY, n text, m int);
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql STABLE AS $$ SELECT * FROM t $$;
CREATE FUNCTION g() RETURNS SETOF text LANGUAGE sql STABLE BEGIN ATOMIC SELECT n FROM all_t(); END;

-- pair: ... the last, of names that begin alike, and views of all kinds
-- budget: 1 6
-- from
CREATE TABLE t (id int PRIMARY KEY, nam text, name text, names text);
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql STABLE AS $$ SELECT * FROM public.t $$;
CREATE VIEW v AS SELECT id, x.nam AS xn, t.nam FROM t JOIN all_t() x USING (id);
CREATE MATERIALIZED VIEW m AS SELECT nam FROM all_t();
CREATE INDEX m_nam ON m (nam);
-- to
CREATE TABLE t (id int PRIMARY KEY, nam text, name text);
CREATE FUNCTION all_t() RETURNS SETOF t LANGUAGE sql STABLE AS $$ SELECT * FROM public.t $$;
CREATE VIEW v AS SELECT id, x.nam AS xn, t.nam FROM t JOIN all_t() x USING (id);
CREATE MATERIALIZED VIEW m AS SELECT nam FROM all_t();
CREATE INDEX m_nam ON m (nam);

-- pair: a type loses an attribute, of which views make values
-- budget: 1 4
-- from
CREATE TYPE point3 AS (x int, y text, z int);
CREATE TABLE t (a int, CONSTRAINT positive CHECK ((ROW(a, 'b, (c', 3)::point3).x > 0));
CREATE VIEW v AS SELECT ROW(1, ')', 3)::point3 AS p;
-- to
CREATE TYPE point3 AS (x int, y text);
CREATE TABLE t (a int, CONSTRAINT positive CHECK ((ROW(a, 'b, (c')::point3).x > 0));
CREATE VIEW v AS SELECT ROW(1, ')')::point3 AS p;
