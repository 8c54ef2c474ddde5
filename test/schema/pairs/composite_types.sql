-- Composite types: attributes are added at the end, dropped and altered in place.

-- pair: add a composite type
-- budget: 1 1
-- from
-- to
CREATE TYPE address AS (street text, number int, "Zip code" varchar(10) COLLATE "C");

-- pair: add a composite type without attributes
-- budget: 1 1
-- from
-- to
CREATE TYPE nothing AS ();

-- pair: add an attribute
-- budget: 1 1
-- from
CREATE TYPE address AS (street text, number int);
CREATE TABLE persons (id int PRIMARY KEY, address address);
-- to
CREATE TYPE address AS (street text, number int, zip text);
CREATE TABLE persons (id int PRIMARY KEY, address address);

-- pair: the type of an attribute changes
-- budget: 1 1
-- from
CREATE TYPE address AS (street text, number int);
-- to
CREATE TYPE address AS (street text, number bigint);

-- pair: the collation of an attribute changes
-- budget: 1 1
-- from
CREATE TYPE address AS (street text, number int);
-- to
CREATE TYPE address AS (street text COLLATE "C", number int);

-- pair: the type of an attribute changes below a function and a view
-- from
CREATE TYPE address AS (street text, number int);
CREATE FUNCTION home() RETURNS address LANGUAGE sql AS $$SELECT ROW('High Street', 1)::address$$;
CREATE VIEW numbers AS SELECT (home()).number;
-- to
CREATE TYPE address AS (street text, number bigint);
CREATE FUNCTION home() RETURNS address LANGUAGE sql AS $$SELECT ROW('High Street', 1)::address$$;
CREATE VIEW numbers AS SELECT (home()).number;

-- pair: the type of an attribute changes while tables have columns of the type
-- budget: 6 6
-- from
CREATE TYPE address AS (street text, number int);
CREATE TABLE persons (id int PRIMARY KEY, address address, former address[]);
CREATE TABLE firms (address address);
INSERT INTO persons VALUES (1, ROW('High Street, "old"', 1), ARRAY[ROW('a', 2)::address]);
-- to
CREATE TYPE address AS (street text, number bigint);
CREATE TABLE persons (id int PRIMARY KEY, address address, former address[]);
CREATE TABLE firms (address address);

-- pair: the order of attributes changes
-- budget: 2 2
-- from
CREATE TYPE address AS (street text, number int);
-- to
CREATE TYPE address AS (number int, street text);

-- pair: an attribute is added in the middle
-- budget: 2 1
-- from
CREATE TYPE address AS (street text, number int);
-- to
CREATE TYPE address AS (street text, zip text, number int);

-- pair: a composite type in another
-- budget: 2 2
-- from
-- to
CREATE TYPE complex AS (r float8, i float8);
CREATE TYPE quad AS (c1 complex, c2 complex[]);
COMMENT ON TYPE quad IS NULL;

-- pair: a composite type in another changes while a table has a column of it
-- from
CREATE TYPE complex AS (r float4, i float4);
CREATE TYPE quad AS (c1 complex, c2 complex[]);
CREATE TABLE quads (quad quad);
INSERT INTO quads VALUES (ROW(ROW(1, 2), ARRAY[ROW(3, 4)::complex]));
-- to
CREATE TYPE complex AS (r float8, i float8);
CREATE TYPE quad AS (c1 complex, c2 complex[]);
CREATE TABLE quads (quad quad);

-- pair: typed tables follow their type
-- budget: 2 2
-- columns: any order
-- from
CREATE TYPE person_type AS (id int, name text);
CREATE TABLE persons OF person_type (PRIMARY KEY (id));
INSERT INTO persons VALUES (1, 'ada');
-- to
CREATE TYPE person_type AS (id bigint, name text, height numeric);
CREATE TABLE persons OF person_type (PRIMARY KEY (id));

-- pair: comments on a type and an attribute, owner and grants
-- budget: 4 4
-- from
CREATE TYPE address AS (street text, number int);
-- to
CREATE TYPE address AS (street text, number int);
COMMENT ON TYPE address IS 'where one lives';
COMMENT ON COLUMN address.street IS 'or lane';
ALTER TYPE address OWNER TO ada;
GRANT USAGE ON TYPE address TO bob;

-- pair: an attribute of a type goes that another type takes the place of
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE moment AS (at timestamptz, mood mood);
-- to
CREATE TYPE moment AS (at timestamptz, mood text);

-- pair: order of attributes changes below a domain, a function and a default
-- from
CREATE TYPE address AS (street text, number int);
CREATE DOMAIN good_address AS address CHECK ((VALUE).number > 0);
CREATE FUNCTION home() RETURNS address LANGUAGE sql AS $$SELECT NULL::address$$;
CREATE TABLE persons (id int, address address DEFAULT home(), second good_address);
INSERT INTO persons VALUES (1, ('high', 1), NULL);
-- to
CREATE TYPE address AS (number int, street text);
CREATE DOMAIN good_address AS address CHECK ((VALUE).number > 0);
CREATE FUNCTION home() RETURNS address LANGUAGE sql AS $$SELECT NULL::address$$;
CREATE TABLE persons (id int, address address DEFAULT home(), second good_address);

-- pair: the type of an attribute changes below a materialized view
-- from
CREATE TYPE address AS (street text, number int);
CREATE MATERIALIZED VIEW home AS SELECT ROW('High Street', 1)::address AS address;
-- to
CREATE TYPE address AS (street text, number bigint);
CREATE MATERIALIZED VIEW home AS SELECT ROW('High Street', 1)::address AS address;

-- pair: a table's row type as a column's type
-- budget: 2 2
-- from
-- to
CREATE TABLE streets (name text, number int);
CREATE TABLE persons (id int, street streets);

-- pair: a composite type of a table's row type and a domain
-- budget: 3 3
-- from
-- to
CREATE TABLE streets (name text, number int);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE home AS (street streets, others streets[], number positive);

-- pair: a typed table is of no type, and of others
-- columns: any order
-- from
CREATE TYPE t AS (a int, b text);
CREATE TABLE c OF t;
CREATE TABLE d OF t;
INSERT INTO c VALUES (1, 'a');
INSERT INTO d VALUES (1, 'a');
-- to
CREATE TYPE t AS (a int, b text);
CREATE TYPE u AS (a int, e date, f boolean);
CREATE TABLE c (a int);
CREATE TABLE d OF u;
INSERT INTO c VALUES (1);
INSERT INTO d VALUES (1, '2020-01-01', true);

-- pair: the range that an attribute is of is made anew, below a typed table
-- budget: 9 9
-- from
CREATE TYPE r AS RANGE (SUBTYPE = date, MULTIRANGE_TYPE_NAME = mr);
CREATE TYPE c AS (a r, b int);
CREATE TABLE t OF c (b NOT NULL, PRIMARY KEY (b));
INSERT INTO t VALUES (NULL, 1), ('empty', 2);
-- to
CREATE TYPE r AS RANGE (SUBTYPE = numeric, MULTIRANGE_TYPE_NAME = mr);
CREATE TYPE c AS (a r, b int);
CREATE TABLE t OF c (b NOT NULL, PRIMARY KEY (b)) WITH (fillfactor = 70);

-- pair: the enum that an attribute is of is made anew, below typed tables and columns
-- from
CREATE TYPE e AS ENUM ('a', 'b', 'c');
CREATE TYPE c AS (a e, b int);
CREATE TABLE t OF c;
INSERT INTO t VALUES ('a', 1), ('b', 2);
CREATE VIEW v AS SELECT * FROM t;
CREATE TABLE u (x c, y e);
COMMENT ON TYPE c IS 'kept';
COMMENT ON COLUMN t.a IS 'kept';
GRANT SELECT ON t TO ada;
-- to
CREATE TYPE e AS ENUM ('a', 'c', 'b');
CREATE TYPE c AS (a e, b int);
CREATE TABLE t OF c;
CREATE VIEW v AS SELECT * FROM t;
CREATE TABLE u (x c, y e);
COMMENT ON TYPE c IS 'kept';
COMMENT ON COLUMN t.a IS 'kept';
GRANT SELECT ON t TO ada;

-- pair: another type of an attribute, to which no value is cast by itself, below a typed table
-- budget: 5 1
-- from
CREATE TYPE c AS (a text, b int);
CREATE TABLE t OF c;
INSERT INTO t VALUES ('1', 1);
-- to
CREATE TYPE c AS (a int, b int);
CREATE TABLE t OF c;
INSERT INTO t VALUES (1, 1);

-- pair: an attribute comes before others of a type that tables hold values of
-- budget: 1 1
-- columns: any order
-- from
CREATE TYPE address AS (street text, number int);
CREATE TABLE persons (id int, address address, others address[]);
INSERT INTO persons VALUES (1, ('high', 1), '{"(low,2)"}');
-- to
CREATE TYPE address AS (town text, street text, number int);
CREATE TABLE persons (id int, address address, others address[]);
INSERT INTO persons VALUES (1, ('x', 'high', 1), '{"(x,low,2)"}');

-- pair: attributes of which tables hold values change places and types
-- from
CREATE TYPE address AS (street text, number int, gone date);
CREATE TABLE persons (id int, address address);
INSERT INTO persons VALUES (1, ('high', 1, NULL)), (2, NULL), (3, (NULL, NULL, NULL));
-- to
CREATE TYPE address AS (number bigint, street text, came date);
CREATE TABLE persons (id int, address address);
INSERT INTO persons VALUES (1, (1, 'high', NULL)), (2, NULL), (3, (NULL, NULL, NULL));

-- pair: the range that an attribute is of is made anew, below a table that holds values
-- budget: 6 6
-- from
CREATE TYPE span AS RANGE (SUBTYPE = numeric);
CREATE TYPE stay AS (span span, what text);
CREATE TABLE guests (name text, stay stay);
INSERT INTO guests VALUES ('Ada', ('empty', 'a')), ('Bob', NULL);
-- to
CREATE TYPE span AS RANGE (SUBTYPE = date);
CREATE TYPE stay AS (span span, what text);
CREATE TABLE guests (name text, stay stay);

-- pair: a composite type is made anew, and a column is no longer of it
-- from
CREATE TYPE state AS ENUM ('a', 'b', 'c');
CREATE TYPE part AS (state state, note text);
CREATE TABLE parts (id int, part part);
CREATE TABLE lists (id int, part part);
INSERT INTO parts VALUES (1, ('a', 'x'));
-- to
CREATE TYPE state AS ENUM ('a', 'c', 'b');
CREATE TYPE part AS (state state);
CREATE TABLE parts (id int, part part);
CREATE TABLE lists (id int, part numeric);

-- pair: a typed table is of no type any more, which changes
-- columns: any order
-- from
CREATE TYPE t AS (a int, b text);
CREATE TABLE c OF t;
INSERT INTO c VALUES (1, 'x');
-- to
CREATE TYPE t AS (a int, d date);
CREATE TABLE c (a int, b text);

-- pair: a typed table is of no type any more, and loses what the type loses
-- columns: any order
-- from
CREATE TYPE t AS (a int, b text);
CREATE TABLE c OF t;
INSERT INTO c VALUES (1, 'x');
-- to
CREATE TYPE t AS (a int, d date);
CREATE TABLE c (a int, e text);

-- pair: another type of attributes of which tables hold values that its text cannot be read as
-- budget: 4 4
-- from
CREATE TYPE price AS (amount numeric(12, 2), paid boolean, currency text, at timestamp);
CREATE TABLE t (i int, p price);
INSERT INTO t VALUES (1, ROW(5, true, 'EUR', '2020-01-02 03:04')), (2, NULL);
-- to
CREATE TYPE price AS (amount bigint, paid integer, currency text, at date);
CREATE TABLE t (i int, p price);
INSERT INTO t VALUES (1, ROW(5, 1, 'EUR', '2020-01-02')), (2, NULL);

-- pair: another type of an attribute, while expressions have values of the composite type
-- entries: any order
-- budget: 13 13
-- from
CREATE TYPE address AS (street text, zip int);
CREATE TABLE persons (id int PRIMARY KEY, street text DEFAULT (ROW('x', 1)::address).street, CHECK ((ROW(street, 1)::address).street <> ''));
CREATE FUNCTION street_of(a address) RETURNS text LANGUAGE sql IMMUTABLE RETURN (a).street;
CREATE FUNCTION zip_of(a address) RETURNS text LANGUAGE sql AS 'SELECT (a).zip::text';
CREATE VIEW streets AS SELECT id, (ROW(street, 1)::address).street FROM persons;
CREATE POLICY nobody ON persons USING ((ROW(street, 1)::address).street = '');
CREATE DOMAIN street AS text CHECK ((ROW(VALUE, 1)::address).street <> '');
INSERT INTO persons VALUES (1);
-- to
CREATE TYPE address AS (street text, zip bigint);
CREATE TABLE persons (id int PRIMARY KEY, street text DEFAULT (ROW('x', 1)::address).street, CHECK ((ROW(street, 1)::address).street <> ''));
CREATE FUNCTION street_of(a address) RETURNS text LANGUAGE sql IMMUTABLE RETURN (a).street;
CREATE FUNCTION zip_of(a address) RETURNS text LANGUAGE sql AS 'SELECT (a).zip::text';
CREATE VIEW streets AS SELECT id, (ROW(street, 1)::address).street FROM persons;
CREATE POLICY nobody ON persons USING ((ROW(street, 1)::address).street = '');
CREATE DOMAIN street AS text CHECK ((ROW(VALUE, 1)::address).street <> '');
