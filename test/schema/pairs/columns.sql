-- Columns and what can be said of them.  Every table has rows, which stay.

-- pair: add a column
-- budget: 1 1
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1), (2);
-- to
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a'), (2, NULL);

-- pair: add a column with a default
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY);
INSERT INTO persons VALUES (1), (2);
-- to
CREATE TABLE persons (id int PRIMARY KEY, active boolean DEFAULT true);

-- pair: add a column that is not null and has a default
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY);
INSERT INTO persons VALUES (1), (2);
-- to
CREATE TABLE persons (id int PRIMARY KEY, active boolean DEFAULT true NOT NULL);

-- pair: add a column with a default that is not constant
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY);
INSERT INTO persons VALUES (1), (2);
-- to
CREATE TABLE persons (id int PRIMARY KEY, made timestamp with time zone DEFAULT clock_timestamp() NOT NULL);

-- pair: add columns, which stand in their order
-- budget: 4 4
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, zeta text, alpha text, "Mid" int, beta date);

-- pair: add a column with all that a column can have
-- budget: 6 1
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, name varchar(40) COLLATE "C" DEFAULT 'x' NOT NULL CONSTRAINT longer CHECK (name > ''));
ALTER TABLE persons ALTER name SET STORAGE EXTERNAL, ALTER name SET STATISTICS 7, ALTER name SET (n_distinct = -0.5), ALTER name SET COMPRESSION pglz;

-- pair: add a column in the middle
-- budget: 1 1
-- columns: any order
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, age int, name text);

-- pair: another order of columns
-- budget: 0 0
-- columns: any order
-- from
CREATE TABLE persons (id int, name text, age int);
INSERT INTO persons VALUES (1, 'a', 3);
-- to
CREATE TABLE persons (age int, id int, name text);

-- pair: a dropped column that is still there as a hole
-- budget: 0 0
-- from
CREATE TABLE persons (id int, gone text, name text);
INSERT INTO persons VALUES (1, 'a', 'b');
ALTER TABLE persons DROP gone;
-- to
CREATE TABLE persons (id int, name text);

-- pair: columns that were dropped on both sides
-- budget: 1 1
-- from
CREATE TABLE persons (a int, b int, id int);
ALTER TABLE persons DROP a;
INSERT INTO persons VALUES (1, 2);
-- to
CREATE TABLE persons (a int, b int, id int, c int, name text);
ALTER TABLE persons DROP a, DROP c;

-- pair: the first column of a table
-- budget: 1 1
-- from
CREATE TABLE persons ();
INSERT INTO persons DEFAULT VALUES;
-- to
CREATE TABLE persons (id int);

-- pair: one column instead of another
-- budget: 2 2
-- from
CREATE TABLE persons (id int, mail text DEFAULT 'none');
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, born date);

-- pair: drop a column with an index, a check and a comment on it
-- budget: 1 4
-- from
CREATE TABLE persons (id int, name text, age int CONSTRAINT old CHECK (age > 0));
INSERT INTO persons VALUES (1, 'a', 3);
CREATE INDEX persons_age ON persons (age);
CREATE INDEX persons_upper ON persons (id) WHERE id > 0;
COMMENT ON COLUMN persons.age IS 'in years';
-- to
CREATE TABLE persons (id int, name text);
CREATE INDEX persons_upper ON persons (id) WHERE id > 0;

-- pair: drop a column that an index and a constraint share with others
-- budget: 1 4
-- from
CREATE TABLE persons (id int, name text, age int, CONSTRAINT both_of CHECK (id > age), UNIQUE (id, age));
CREATE INDEX persons_name_age ON persons (name, age);
-- to
CREATE TABLE persons (id int, name text);

-- pair: int to bigint
-- budget: 1 1
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id bigint);

-- pair: int to bigint in all that PostgreSQL takes along
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY CHECK (id > 0), name text);
INSERT INTO persons VALUES (1, 'a');
CREATE INDEX persons_more ON persons (name, id) WHERE id > 3;
CREATE STATISTICS persons_both ON id, name FROM persons;
COMMENT ON INDEX persons_more IS 'more';
COMMENT ON COLUMN persons.id IS 'number';
-- to
CREATE TABLE persons (id bigint PRIMARY KEY CHECK (id > 0), name text);
CREATE INDEX persons_more ON persons (name, id) WHERE id > 3;
CREATE STATISTICS persons_both ON id, name FROM persons;
COMMENT ON INDEX persons_more IS 'more';
COMMENT ON COLUMN persons.id IS 'number';

-- pair: text to int, which needs USING
-- budget: 1 1
-- from
CREATE TABLE persons (id text);
INSERT INTO persons VALUES ('1'), ('22'), (NULL);
-- to
CREATE TABLE persons (id int);

-- pair: text to boolean with defaults on both sides
-- from
CREATE TABLE persons (id int, active text DEFAULT 'yes');
INSERT INTO persons VALUES (1, 'no');
-- to
CREATE TABLE persons (id int, active boolean DEFAULT true);

-- pair: int to bigint with a default that stays
-- from
CREATE TABLE persons (id int, age int DEFAULT 1 NOT NULL);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE TABLE persons (id int, age bigint DEFAULT 1 NOT NULL);

-- pair: int to text with a default on one side
-- from
CREATE TABLE persons (id int, age int DEFAULT 7);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE TABLE persons (id int, age text);

-- pair: text to jsonb
-- budget: 1 1
-- from
CREATE TABLE persons (id int, more text);
INSERT INTO persons VALUES (1, '{"a": 1}');
-- to
CREATE TABLE persons (id int, more jsonb);

-- pair: json to jsonb with a default
-- from
CREATE TABLE persons (id int, more json DEFAULT '{}');
INSERT INTO persons VALUES (1, '{"a": 1}');
-- to
CREATE TABLE persons (id int, more jsonb DEFAULT '{}');

-- pair: text to an array
-- budget: 1 1
-- from
CREATE TABLE persons (id int, tags text);
INSERT INTO persons VALUES (1, '{a,b}');
-- to
CREATE TABLE persons (id int, tags text[]);

-- pair: an array of another element type
-- budget: 1 1
-- from
CREATE TABLE persons (id int, numbers int[]);
INSERT INTO persons VALUES (1, '{1,2}');
-- to
CREATE TABLE persons (id int, numbers bigint[]);

-- pair: a longer varchar
-- budget: 1 1
-- from
CREATE TABLE persons (name varchar(10) DEFAULT 'x');
INSERT INTO persons VALUES ('a');
-- to
CREATE TABLE persons (name varchar(20) DEFAULT 'x');

-- pair: varchar to text and back
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name varchar(10) NOT NULL);
INSERT INTO persons VALUES (1, 'a');
CREATE INDEX ON persons (name varchar_pattern_ops);
-- to
CREATE TABLE persons (id int, name text NOT NULL);
CREATE INDEX ON persons (name varchar_pattern_ops);

-- pair: precision and scale
-- budget: 3 3
-- from
CREATE TABLE bills (id int, sum numeric(8,2), at time(3), span interval day to second);
INSERT INTO bills VALUES (1, 2.5, '10:00', '1 day');
-- to
CREATE TABLE bills (id int, sum numeric(12,4), at time(6), span interval);

-- pair: char and bit of other lengths
-- budget: 2 2
-- from
CREATE TABLE codes (a char(3), b bit varying(8));
INSERT INTO codes VALUES ('ab', '101');
-- to
CREATE TABLE codes (a char(5), b bit varying(16));

-- pair: timestamp with time zone
-- budget: 1 1
-- from
CREATE TABLE persons (id int, made timestamp DEFAULT now());
INSERT INTO persons VALUES (1, '2020-01-01');
-- to
CREATE TABLE persons (id int, made timestamptz DEFAULT now());

-- pair: boolean to int, between which a cast exists in one direction each
-- budget: 1 1
-- from
CREATE TABLE persons (id int, active boolean);
INSERT INTO persons VALUES (1, true);
-- to
CREATE TABLE persons (id int, active int);

-- pair: uuid from text
-- budget: 1 1
-- from
CREATE TABLE persons (id text PRIMARY KEY);
INSERT INTO persons VALUES ('00000000-0000-0000-0000-000000000001');
-- to
CREATE TABLE persons (id uuid PRIMARY KEY);

-- pair: the types of several columns, a foreign key among them
-- from
CREATE TABLE a (id int PRIMARY KEY, x int, y int);
CREATE TABLE b (id int REFERENCES a, z int);
INSERT INTO a VALUES (1, 2, 3);
INSERT INTO b VALUES (1, 1);
-- to
CREATE TABLE a (id bigint PRIMARY KEY, x bigint, y text);
CREATE TABLE b (id bigint REFERENCES a, z int);

-- pair: add a collation
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text COLLATE "C");

-- pair: another collation under an index
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text COLLATE "C" UNIQUE);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text COLLATE "POSIX" UNIQUE);

-- pair: a collation of one's own
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE COLLATION posix_again FROM "POSIX";
CREATE TABLE persons (id int, name text COLLATE posix_again);

-- pair: add a default
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text DEFAULT 'it''s' || E'a\\b\nc');

-- pair: change defaults
-- budget: 2 2
-- from
CREATE TABLE persons (id int DEFAULT 1, name text DEFAULT 'a', same int DEFAULT 3);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int DEFAULT 2, name text DEFAULT upper('b'), same int DEFAULT 3);

-- pair: a default of null is none
-- budget: 0 0
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text DEFAULT NULL);

-- pair: a default from a sequence that is not owned
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE SEQUENCE numbers;
CREATE TABLE persons (id int DEFAULT nextval('numbers'));

-- pair: a default from a new function
-- budget: 2 2
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE FUNCTION next_id() RETURNS int LANGUAGE sql RETURN 1;
CREATE TABLE persons (id int DEFAULT next_id());

-- pair: int to serial
-- from
CREATE TABLE persons (id int NOT NULL, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id serial, name text);

-- pair: a serial column comes
-- from
CREATE TABLE persons (name text);
INSERT INTO persons VALUES ('a');
-- to
CREATE TABLE persons (name text, id bigserial PRIMARY KEY);

-- pair: serial to bigserial
-- budget: 2 2
-- from
CREATE TABLE persons (id serial PRIMARY KEY, name text);
INSERT INTO persons (name) VALUES ('a');
-- to
CREATE TABLE persons (id bigserial PRIMARY KEY, name text);

-- pair: serial to identity
-- from
CREATE TABLE persons (id serial PRIMARY KEY, name text);
INSERT INTO persons (name) VALUES ('a');
-- to
CREATE TABLE persons (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name text);

-- pair: add identity
-- budget: 1 1
-- from
CREATE TABLE persons (id int NOT NULL);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY);

-- pair: add identity where null was allowed
-- budget: 2 2
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int GENERATED BY DEFAULT AS IDENTITY (START WITH 10 INCREMENT BY 5 CACHE 3));

-- pair: an identity column comes
-- budget: 1 1
-- from
CREATE TABLE persons (name text);
INSERT INTO persons VALUES ('a'), ('b');
-- to
CREATE TABLE persons (name text, id int GENERATED ALWAYS AS IDENTITY);

-- pair: identity always or by default
-- budget: 1 1
-- from
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY);
INSERT INTO persons DEFAULT VALUES;
-- to
CREATE TABLE persons (id int GENERATED BY DEFAULT AS IDENTITY);

-- pair: options of an identity
-- budget: 1 1
-- from
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY, name text);
INSERT INTO persons (name) VALUES ('a'), ('b');
-- to
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 10 MAXVALUE 10000 CYCLE), name text);

-- pair: the name of an identity's sequence
-- from
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME one), name text);
-- to
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME another), name text);

-- pair: the type of an identity
-- budget: 1 1
-- from
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY, name text);
INSERT INTO persons (name) VALUES ('a'), ('b');
-- to
CREATE TABLE persons (id bigint GENERATED ALWAYS AS IDENTITY, name text);

-- pair: identity instead of a default
-- from
CREATE TABLE persons (id int DEFAULT 3 NOT NULL);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int GENERATED ALWAYS AS IDENTITY);

-- pair: add a generated column
-- budget: 1 1
-- from
CREATE TABLE persons (id int, height numeric);
INSERT INTO persons VALUES (1, 180);
-- to
CREATE TABLE persons (id int, height numeric, inches numeric GENERATED ALWAYS AS (height / 2.54) STORED);

-- pair: a generated column and what it needs
-- budget: 2 2
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, height numeric, inches numeric GENERATED ALWAYS AS (height / 2.54) STORED);

-- pair: generated no more
-- budget: 1 2
-- from
CREATE TABLE persons (id int, height numeric, inches numeric GENERATED ALWAYS AS (height / 2.54) STORED);
INSERT INTO persons VALUES (1, 180);
-- to
CREATE TABLE persons (id int, height numeric, inches numeric);
INSERT INTO persons VALUES (1, 180, 70);

-- pair: another expression of a generated column, which is made again
-- until: 16
-- budget: 2 2
-- from
CREATE TABLE persons (id int, height numeric, inches numeric GENERATED ALWAYS AS (height / 2.54) STORED);
INSERT INTO persons VALUES (1, 180);
-- to
CREATE TABLE persons (id int, height numeric, inches numeric GENERATED ALWAYS AS (height / 2.5) STORED);

-- pair: another expression of a generated column
-- since: 17
-- budget: 1 1
-- from
CREATE TABLE persons (id int, inches numeric GENERATED ALWAYS AS (height / 2.54) STORED, height numeric);
INSERT INTO persons VALUES (1, DEFAULT, 180);
-- to
CREATE TABLE persons (id int, inches numeric GENERATED ALWAYS AS (height / 2.5) STORED, height numeric);

-- pair: the type of a generated column
-- budget: 1 1
-- from
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id * 2) STORED);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, twice bigint GENERATED ALWAYS AS (id * 2) STORED);

-- pair: the type of what a generated column is made of
-- from
CREATE TABLE persons (id int, twice bigint GENERATED ALWAYS AS (id * 2) STORED);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id bigint, twice bigint GENERATED ALWAYS AS (id * 2) STORED);

-- pair: virtual generated columns
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL, thrice int GENERATED ALWAYS AS (id * 3));

-- pair: virtual or stored, which is made again
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id * 2) STORED);

-- pair: the expression of a virtual generated column
-- since: 18
-- budget: 1 1
-- from
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id + id) VIRTUAL);

-- pair: the expression of a virtual generated column in a table with a check
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE persons (id int CHECK (id > 0), twice int GENERATED ALWAYS AS (id * 2) VIRTUAL);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int CHECK (id > 0), twice int GENERATED ALWAYS AS (id + id) VIRTUAL);

-- pair: virtual or plain
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id * 2) VIRTUAL);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, twice int);

-- pair: not null
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text NOT NULL);

-- pair: not null and a default at once
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text DEFAULT 'x');
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text NOT NULL);

-- pair: not null with a name
-- since: 18
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text CONSTRAINT has_name NOT NULL);

-- pair: another name of not null
-- since: 18
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text NOT NULL);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text CONSTRAINT has_name NOT NULL);

-- pair: not null that is not checked
-- since: 18
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, NULL);
-- to
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, NULL);
ALTER TABLE persons ADD CONSTRAINT has_name NOT NULL name NOT VALID;

-- pair: not null that children do not inherit
-- since: 18
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text NOT NULL NO INHERIT);
COMMENT ON CONSTRAINT persons_name_not_null ON persons IS 'here only';

-- pair: not null is checked, and is inherited
-- since: 18
-- budget: 2 3
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
ALTER TABLE persons ADD CONSTRAINT has_name NOT NULL name NOT VALID, ADD CONSTRAINT has_id NOT NULL id NO INHERIT;
-- to
CREATE TABLE persons (id int CONSTRAINT has_id NOT NULL, name text CONSTRAINT has_name NOT NULL);
INSERT INTO persons VALUES (1, 'a');

-- pair: not null of a key, with a name
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int CONSTRAINT has_id NOT NULL PRIMARY KEY, name text);

-- pair: not null of children, with names of their own
-- since: 18
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE knights (arms text) INHERITS (persons);
INSERT INTO knights VALUES (1, 'a', 'b');
-- to
CREATE TABLE persons (id int NOT NULL, name text);
CREATE TABLE knights (arms text, CONSTRAINT has_name NOT NULL name) INHERITS (persons);
COMMENT ON CONSTRAINT has_name ON knights IS 'they do';

-- pair: storage
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text, more jsonb);
ALTER TABLE persons ALTER more SET STORAGE MAIN;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text, more jsonb);
ALTER TABLE persons ALTER name SET STORAGE EXTERNAL;

-- pair: storage of a new table's column
-- budget: 2 1
-- from
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons ALTER name SET STORAGE PLAIN;

-- pair: compression
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text COMPRESSION pglz);

-- pair: statistics target
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
ALTER TABLE persons ALTER id SET STATISTICS 10;
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons ALTER name SET STATISTICS 0;

-- pair: options of a column
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
ALTER TABLE persons ALTER id SET (n_distinct = 5, n_distinct_inherited = 7);
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons ALTER id SET (n_distinct = 6);

-- pair: type, default, not null, collation, storage at once
-- from
CREATE TABLE persons (id int, name varchar(10) DEFAULT 'a');
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text COLLATE "C" DEFAULT 'b' NOT NULL);
INSERT INTO persons VALUES (1, 'a');
ALTER TABLE persons ALTER name SET STORAGE EXTERNAL;

-- pair: storage survives another type
-- from
CREATE TABLE persons (id int, name varchar(10));
ALTER TABLE persons ALTER name SET STORAGE EXTERNAL, ALTER name SET STATISTICS 50, ALTER name SET COMPRESSION pglz;
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons ALTER name SET STORAGE EXTERNAL, ALTER name SET STATISTICS 50, ALTER name SET COMPRESSION pglz;

-- pair: a type whose storage is another
-- budget: 1 1
-- from
CREATE TABLE persons (id int, more int);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE TABLE persons (id int, more text);

-- pair: many changes in one table
-- from
CREATE TABLE persons (id int PRIMARY KEY, name varchar(10), age int DEFAULT 1, mail text, gone int);
INSERT INTO persons VALUES (1, 'a', 2, 'm', 3);
-- to
CREATE TABLE persons (id bigint PRIMARY KEY, name text NOT NULL, age int, mail text UNIQUE, "new" int DEFAULT 5 CHECK ("new" > 0));

-- pair: types between which PostgreSQL has no cast
-- budget: 4 4
-- from
CREATE TABLE persons (a time, b inet, c int NOT NULL, d bigint[]);
-- to
CREATE TABLE persons (a boolean, b boolean, c int[] NOT NULL, d int[]);

-- pair: a generated column becomes a plain one of another type, and gets another type
-- budget: 4 4
-- from
CREATE TABLE persons (id int, tags text[], a text GENERATED ALWAYS AS (num_nulls(tags)::text) STORED, b text GENERATED ALWAYS AS (num_nulls(tags)) STORED);
-- to
CREATE TABLE persons (id int, tags text[], a int[], b boolean GENERATED ALWAYS AS (num_nulls(tags) = 1) STORED);

-- pair: a domain over an array becomes another array, with its default
-- budget: 2 2
-- from
CREATE DOMAIN d AS int[];
CREATE TABLE t (a d DEFAULT '{1,2}');
INSERT INTO t VALUES ('{3}'), (NULL);
-- to
CREATE DOMAIN d AS int[];
CREATE TABLE t (a bigint[] DEFAULT '{1,2}');

-- pair: columns go that a key has, one computed from the other
-- budget: 3 4
-- from
CREATE TABLE t (a text, b text GENERATED ALWAYS AS (upper(a)) STORED, PRIMARY KEY (b) INCLUDE (a));
-- to
CREATE TABLE t (c name);

-- pair: a column with a default becomes text of fixed length
-- budget: 2 4
-- from
CREATE TABLE t (a date DEFAULT '2020-01-01');
INSERT INTO t VALUES ('2021-01-01');
-- to
CREATE TABLE t (a character(12) DEFAULT '2020-01-01');
INSERT INTO t VALUES ('2021-01-01');

-- pair: a number to an array of numbers
-- budget: 2 2
-- from
CREATE TABLE persons (id int, a int NOT NULL, b int);
INSERT INTO persons VALUES (1, 2, NULL);
-- to
CREATE TABLE persons (id int, a int[] NOT NULL, b bigint[]);
INSERT INTO persons VALUES (1, '{2}', NULL);

-- pair: defaults that the server converts with their columns
-- from
CREATE TABLE t (id int, price numeric DEFAULT 0, flag text DEFAULT 'x');
INSERT INTO t VALUES (1, 2.5, 'y');
-- to
CREATE TABLE t (id int, price money DEFAULT 0, flag "char" DEFAULT 'x');

-- pair: a default of text in a column that becomes citext
-- both
CREATE EXTENSION citext;
-- from
CREATE TABLE t (id int, mail text DEFAULT 'x', name varchar(20) DEFAULT 'n');
INSERT INTO t VALUES (1);
-- to
CREATE TABLE t (id int, mail citext DEFAULT 'x', name citext DEFAULT 'n');
