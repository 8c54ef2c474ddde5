-- Domains and their constraints.

-- pair: add a domain
-- budget: 1 1
-- from
-- to
CREATE DOMAIN email AS varchar(200) COLLATE "C" DEFAULT 'nobody@nowhere' NOT NULL
	CONSTRAINT has_at CHECK (VALUE LIKE '%@%') CONSTRAINT short CHECK (length(VALUE) < 100);

-- pair: add a plain domain and a domain of it
-- budget: 2 2
-- from
-- to
CREATE DOMAIN positive AS numeric(10,2) CHECK (VALUE > 0);
CREATE DOMAIN price AS positive DEFAULT 1;

-- pair: set a default
-- budget: 1 1
-- from
CREATE DOMAIN price AS numeric;
-- to
CREATE DOMAIN price AS numeric DEFAULT 1.5;

-- pair: change a default
-- budget: 1 1
-- from
CREATE DOMAIN price AS numeric DEFAULT 1;
-- to
CREATE DOMAIN price AS numeric DEFAULT 2;

-- pair: set not null
-- budget: 1 1
-- from
CREATE DOMAIN price AS numeric;
CREATE TABLE things (price price);
INSERT INTO things VALUES (1);
-- to
CREATE DOMAIN price AS numeric NOT NULL;
CREATE TABLE things (price price);

-- pair: not null with a name
-- since: 17
-- budget: 1 1
-- from
CREATE DOMAIN price AS numeric;
-- to
CREATE DOMAIN price AS numeric CONSTRAINT known NOT NULL;
COMMENT ON CONSTRAINT known ON DOMAIN price IS NULL;

-- pair: add a constraint
-- budget: 1 1
-- from
CREATE DOMAIN price AS numeric;
CREATE TABLE things (price price);
INSERT INTO things VALUES (1);
-- to
CREATE DOMAIN price AS numeric CONSTRAINT positive CHECK (VALUE > 0);
CREATE TABLE things (price price);

-- pair: change a constraint
-- budget: 2 2
-- from
CREATE DOMAIN price AS numeric CONSTRAINT positive CHECK (VALUE > 0);
-- to
CREATE DOMAIN price AS numeric CONSTRAINT positive CHECK (VALUE >= 0);

-- pair: add a constraint that is not valid
-- budget: 1 1
-- from
CREATE DOMAIN price AS numeric;
-- to
CREATE DOMAIN price AS numeric;
ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;

-- pair: add a domain with a constraint that is not valid
-- budget: 2 1
-- from
-- to
CREATE DOMAIN price AS numeric CHECK (VALUE < 1000);
ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;

-- pair: validate a constraint
-- budget: 1 2
-- from
CREATE DOMAIN price AS numeric;
ALTER DOMAIN price ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
-- to
CREATE DOMAIN price AS numeric CONSTRAINT positive CHECK (VALUE > 0);

-- pair: comments, owner and grants of a domain and its constraint
-- budget: 5 5
-- from
CREATE DOMAIN price AS numeric CONSTRAINT positive CHECK (VALUE > 0);
-- to
CREATE DOMAIN price AS numeric CONSTRAINT positive CHECK (VALUE > 0);
COMMENT ON DOMAIN price IS 'in euros';
COMMENT ON CONSTRAINT positive ON DOMAIN price IS 'nothing is free';
ALTER DOMAIN price OWNER TO ada;
REVOKE ALL ON TYPE price FROM PUBLIC;
GRANT USAGE ON TYPE price TO bob;

-- pair: the type below a domain changes while a table has a column of it
-- budget: 4 4
-- from
CREATE DOMAIN amount AS int;
CREATE TABLE things (id int PRIMARY KEY, amount amount);
INSERT INTO things VALUES (1, 2);
-- to
CREATE DOMAIN amount AS bigint;
CREATE TABLE things (id int PRIMARY KEY, amount amount);

-- pair: the type below a domain changes with constraint, default, comment, index, array and foreign key
-- budget: 15 15
-- from
CREATE DOMAIN amount AS int DEFAULT 1 CHECK (VALUE > 0);
COMMENT ON DOMAIN amount IS 'how much';
CREATE TABLE amounts (amount amount PRIMARY KEY);
CREATE TABLE things (id int PRIMARY KEY, amount amount DEFAULT 5 REFERENCES amounts, more amount[], CHECK (amount < 10));
CREATE INDEX ON things (amount);
CREATE VIEW doubles AS SELECT amount * 2 AS double FROM things;
INSERT INTO amounts VALUES (2);
INSERT INTO things VALUES (1, 2, '{3,4}');
-- to
CREATE DOMAIN amount AS bigint DEFAULT 1 CHECK (VALUE > 0);
COMMENT ON DOMAIN amount IS 'how much';
CREATE TABLE amounts (amount amount PRIMARY KEY);
CREATE TABLE things (id int PRIMARY KEY, amount amount DEFAULT 5 REFERENCES amounts, more amount[], CHECK (amount < 10));
CREATE INDEX ON things (amount);
CREATE VIEW doubles AS SELECT amount * 2 AS double FROM things;

-- pair: the type below a domain below a domain changes
-- from
CREATE DOMAIN amount AS int;
CREATE DOMAIN price AS amount CHECK (VALUE > 0);
CREATE TABLE things (id int PRIMARY KEY, price price);
INSERT INTO things VALUES (1, 2);
-- to
CREATE DOMAIN amount AS bigint;
CREATE DOMAIN price AS amount CHECK (VALUE > 0);
CREATE TABLE things (id int PRIMARY KEY, price price);

-- pair: the collation of a domain changes
-- budget: 4 4
-- from
CREATE DOMAIN word AS text;
CREATE TABLE words (word word);
INSERT INTO words VALUES ('a');
-- to
CREATE DOMAIN word AS text COLLATE "C";
CREATE TABLE words (word word);

-- pair: a constraint that calls a function
-- budget: 2 2
-- from
-- to
CREATE FUNCTION is_good(int) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
CREATE DOMAIN good AS int CHECK (is_good(VALUE));

-- pair: a constraint whose function takes the domain
-- from
CREATE DOMAIN good AS int;
-- to
CREATE DOMAIN good AS int;
CREATE FUNCTION is_good(good) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::int > 0';
ALTER DOMAIN good ADD CONSTRAINT good CHECK (is_good(VALUE));

-- pair: a default from a sequence
-- budget: 2 2
-- from
-- to
CREATE SEQUENCE numbers;
CREATE DOMAIN numbered AS int DEFAULT nextval('numbers');

-- pair: add a constraint to a domain that arrays and composite types hold
-- from
CREATE DOMAIN price AS numeric;
CREATE TYPE offer AS (price price, name text);
CREATE TABLE things (id int, price price, prices price[], offer offer);
INSERT INTO things VALUES (1, 2, '{3,4}', ROW(5, 'x'));
-- to
CREATE DOMAIN price AS numeric CHECK (VALUE > 0);
CREATE TYPE offer AS (price price, name text);
CREATE TABLE things (id int, price price, prices price[], offer offer);

-- pair: drop a default, not null and a constraint of a domain that arrays hold
-- budget: 3 5
-- from
CREATE DOMAIN price AS numeric DEFAULT 1 NOT NULL CHECK (VALUE > 0);
CREATE TABLE things (prices price[]);
-- to
CREATE DOMAIN price AS numeric;
CREATE TABLE things (prices price[]);

-- pair: a domain goes and its column has the type below
-- from
CREATE DOMAIN price AS numeric;
CREATE TABLE things (id int, price price);
INSERT INTO things VALUES (1, 2);
-- to
CREATE TABLE things (id int, price numeric);

-- pair: a domain over an array and over a composite type
-- budget: 3 3
-- from
-- to
CREATE TYPE point3 AS (x int, y int, z int);
CREATE DOMAIN high AS point3 CHECK ((VALUE).z > 100);
CREATE DOMAIN path AS point3[] DEFAULT '{}' CHECK (cardinality(VALUE) < 100);

-- pair: a check that calls a function changes, while arrays hold values of the domain
-- budget: 5 5
-- from
CREATE FUNCTION f(text) RETURNS int IMMUTABLE LANGUAGE sql RETURN 1;
CREATE DOMAIN d AS text CONSTRAINT c CHECK (f('x') = 1);
CREATE TABLE t (a d[]);
INSERT INTO t VALUES ('{a,b}');
-- to
CREATE DOMAIN d AS text CONSTRAINT c CHECK (num_nulls(VALUE) < 2);
CREATE TABLE t (a d[]);
INSERT INTO t VALUES ('{a,b}');

-- pair: a domain over another type, which values by default are of
-- budget: 5 5
-- from
CREATE DOMAIN code AS varchar(10);
CREATE TABLE persons (id int, code code DEFAULT 'a'::code);
INSERT INTO persons VALUES (1);
-- to
CREATE DOMAIN code AS text;
CREATE TABLE persons (id int, code code DEFAULT 'a'::code);
INSERT INTO persons VALUES (1);

-- pair: a domain over another type, which fills a column by default and is made of another domain
-- from
CREATE DOMAIN word AS varchar(10);
CREATE DOMAIN code AS word;
CREATE TABLE persons (id int, code code DEFAULT 'a'::word, words word[] DEFAULT ARRAY['a'::word]);
INSERT INTO persons VALUES (1);
-- to
CREATE DOMAIN word AS text;
CREATE DOMAIN code AS word;
CREATE TABLE persons (id int, code code DEFAULT 'a'::word, words word[] DEFAULT ARRAY['a'::word]);
INSERT INTO persons VALUES (1);

-- pair: a domain over a type that its default's does not become
-- budget: 6 6
-- from
CREATE DOMAIN code AS int;
CREATE TABLE persons (id int, code code DEFAULT 1::code);
-- to
CREATE DOMAIN code AS date;
CREATE TABLE persons (id int, code code DEFAULT '2020-01-01'::code);

-- pair: the function that the check of a domain calls has another parameter, while arrays hold values of the domain
-- from
CREATE FUNCTION least_length() RETURNS int IMMUTABLE LANGUAGE sql RETURN 1;
CREATE DOMAIN code AS text CHECK (length(VALUE) >= least_length());
CREATE DOMAIN length AS int CHECK (VALUE >= least_length());
CREATE TABLE persons (code code, codes code[], length length, lengths length[]);
INSERT INTO persons VALUES ('a', '{a,b}', 1, '{1,2}');
-- to
CREATE FUNCTION least_length(int DEFAULT 1) RETURNS int IMMUTABLE LANGUAGE sql RETURN $1;
CREATE DOMAIN code AS text CHECK (length(VALUE) >= least_length(1));
CREATE DOMAIN length AS int CHECK (VALUE >= least_length(1));
CREATE TABLE persons (code code, codes code[], length length, lengths length[]);
INSERT INTO persons VALUES ('a', '{a,b}', 1, '{1,2}');

-- pair: a domain below another gets longer, and its columns keep their defaults
-- budget: 10 10
-- from
CREATE DOMAIN label AS varchar(50) CHECK (VALUE <> '');
CREATE DOMAIN slug AS label CHECK (VALUE ~ '^[a-z]+$');
CREATE TABLE pages (id int PRIMARY KEY, slug slug DEFAULT 'a' UNIQUE, title label DEFAULT 'untitled');
CREATE VIEW v AS SELECT slug, title FROM pages;
INSERT INTO pages VALUES (1, 'abc', 'T');
-- to
CREATE DOMAIN label AS varchar(80) CHECK (VALUE <> '');
CREATE DOMAIN slug AS label CHECK (VALUE ~ '^[a-z0-9-]+$');
CREATE TABLE pages (id int PRIMARY KEY, slug slug DEFAULT 'a' UNIQUE, title label DEFAULT 'untitled');
CREATE VIEW v AS SELECT slug, title FROM pages;
INSERT INTO pages VALUES (1, 'abc', 'T');

-- pair: a domain goes, and a column of it keeps its default
-- budget: 8 7
-- from
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE TABLE persons (id int, mails email[] DEFAULT '{}', mail email DEFAULT 'a@b');
CREATE VIEW v AS SELECT id, mail, mails FROM persons;
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, mails text[] DEFAULT '{}', mail text DEFAULT 'a@b', CONSTRAINT c CHECK (mail ~ '@'));
CREATE VIEW v AS SELECT id, mail, mails FROM persons;
INSERT INTO persons VALUES (1);

-- pair: a domain in a range in a composite type in an array gets another check
-- from
CREATE DOMAIN share AS numeric CHECK (VALUE > 0);
CREATE TYPE shares AS RANGE (SUBTYPE = share);
CREATE TYPE c AS (r shares);
CREATE TABLE t (id int, c c[], m shares DEFAULT '[1,2]');
INSERT INTO t VALUES (1, '{"(\"[1,2]\")"}');
-- to
CREATE DOMAIN share AS numeric CHECK (VALUE >= 0);
CREATE TYPE shares AS RANGE (SUBTYPE = share);
CREATE TYPE c AS (r shares);
CREATE TABLE t (id int, c c[], m shares DEFAULT '[1,2]');
INSERT INTO t VALUES (1, '{"(\"[1,2]\")"}');

-- pair: a domain below a multirange is NOT NULL
-- from
CREATE DOMAIN share AS numeric;
CREATE TYPE shares AS RANGE (SUBTYPE = share, MULTIRANGE_TYPE_NAME = "all");
CREATE TABLE t (id int, m "all");
INSERT INTO t VALUES (1, '{[1,2]}');
-- to
CREATE DOMAIN share AS numeric NOT NULL;
CREATE TYPE shares AS RANGE (SUBTYPE = share, MULTIRANGE_TYPE_NAME = "all");
CREATE TABLE t (id int, m "all");
INSERT INTO t VALUES (1, '{[1,2]}');
