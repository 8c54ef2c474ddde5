-- Sequences: free, owned by a column; those of identities are columns.

-- pair: add a sequence
-- budget: 1 1
-- from
-- to
CREATE SEQUENCE numbers;

-- pair: add a sequence with every option
-- budget: 1 1
-- from
-- to
CREATE SEQUENCE numbers AS smallint INCREMENT BY -3 MINVALUE -100 MAXVALUE 50 START WITH 20 CACHE 7 CYCLE;

-- pair: every option changes
-- budget: 1 1
-- from
CREATE SEQUENCE numbers INCREMENT BY 2 MINVALUE 1 MAXVALUE 1000 START WITH 10 CACHE 5 CYCLE;
SELECT nextval('numbers');
-- to
CREATE SEQUENCE numbers INCREMENT BY 3 MINVALUE 5 MAXVALUE 2000 START WITH 10 CACHE 6;
SELECT nextval('numbers');

-- pair: options go
-- budget: 1 1
-- from
CREATE SEQUENCE numbers INCREMENT BY 2 MAXVALUE 1000 CACHE 5 CYCLE;
SELECT nextval('numbers');
-- to
CREATE SEQUENCE numbers;
SELECT nextval('numbers');

-- pair: the start
-- budget: 1 1
-- from
CREATE SEQUENCE numbers;
SELECT nextval('numbers') FROM generate_series(1, 5);
-- to
CREATE SEQUENCE numbers START WITH 100;

-- pair: the type
-- budget: 1 1
-- from
CREATE SEQUENCE numbers AS int;
SELECT nextval('numbers');
-- to
CREATE SEQUENCE numbers AS bigint;

-- pair: the type with limits that stay
-- budget: 1 1
-- from
CREATE SEQUENCE numbers AS int MAXVALUE 100;
SELECT nextval('numbers');
-- to
CREATE SEQUENCE numbers AS bigint MAXVALUE 100;

-- pair: the type with other limits
-- budget: 1 1
-- from
CREATE SEQUENCE numbers AS smallint;
SELECT nextval('numbers');
-- to
CREATE SEQUENCE numbers AS bigint MAXVALUE 32768;

-- pair: descending
-- from
CREATE SEQUENCE numbers MAXVALUE 100;
-- to
CREATE SEQUENCE numbers INCREMENT BY -1 MAXVALUE 100 START WITH 1;

-- pair: where a sequence stands is nothing
-- budget: 0 0
-- from
CREATE SEQUENCE numbers;
SELECT nextval('numbers') FROM generate_series(1, 5);
-- to
CREATE SEQUENCE numbers;
SELECT setval('numbers', 77);

-- pair: owned by a column
-- budget: 1 1
-- from
CREATE TABLE persons (id int);
CREATE SEQUENCE numbers;
-- to
CREATE TABLE persons (id int);
CREATE SEQUENCE numbers OWNED BY persons.id;

-- pair: owned by another column
-- budget: 1 1
-- from
CREATE TABLE persons (id int);
CREATE TABLE towns (id int);
CREATE SEQUENCE numbers OWNED BY persons.id;
SELECT nextval('numbers');
-- to
CREATE TABLE persons (id int);
CREATE TABLE towns (id int);
CREATE SEQUENCE numbers OWNED BY towns.id;

-- pair: owned by a column that goes
-- budget: 2 2
-- from
CREATE TABLE persons (id int, n int);
INSERT INTO persons VALUES (1, 2);
CREATE SEQUENCE numbers OWNED BY persons.n;
SELECT nextval('numbers');
-- to
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
CREATE SEQUENCE numbers;

-- pair: owned by a table that goes, used by another
-- from
CREATE TABLE persons (id int);
CREATE SEQUENCE numbers OWNED BY persons.id;
CREATE TABLE towns (id int DEFAULT nextval('numbers'));
SELECT nextval('numbers');
-- to
CREATE SEQUENCE numbers;
CREATE TABLE towns (id int DEFAULT nextval('numbers'));

-- pair: a sequence that goes with its column
-- budget: 1 4
-- from
CREATE TABLE persons (name text, id serial);
INSERT INTO persons VALUES ('a');
-- to
CREATE TABLE persons (name text);

-- pair: an owned sequence that the default does not use any more
-- from
CREATE TABLE persons (id serial, name text);
-- to
CREATE SEQUENCE other;
CREATE TABLE persons (id serial, name text);
ALTER TABLE persons ALTER id SET DEFAULT nextval('other');

-- pair: a serial whose sequence has another name and other options
-- from
CREATE TABLE persons (id serial, name text);
-- to
CREATE TABLE persons (id serial, name text);
ALTER SEQUENCE persons_id_seq RENAME TO "Persons";
ALTER SEQUENCE "Persons" INCREMENT BY 10 CACHE 10;

-- pair: unlogged
-- budget: 1 1
-- from
CREATE SEQUENCE numbers;
SELECT nextval('numbers');
-- to
CREATE UNLOGGED SEQUENCE numbers;

-- pair: owner, rights and comment
-- budget: 3 3
-- from
CREATE SEQUENCE numbers;
-- to
CREATE SEQUENCE numbers;
ALTER SEQUENCE numbers OWNER TO ada;
GRANT USAGE, SELECT ON SEQUENCE numbers TO bob;
COMMENT ON SEQUENCE numbers IS 'one after another';

-- pair: rights on the sequence of a serial
-- from
CREATE TABLE persons (id serial, name text);
-- to
CREATE TABLE persons (id serial, name text);
GRANT USAGE ON SEQUENCE persons_id_seq TO bob;
COMMENT ON SEQUENCE persons_id_seq IS 'numbers';
ALTER TABLE persons OWNER TO ada;

-- pair: a sequence in another schema that a default uses
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE SCHEMA "Numbers";
CREATE SEQUENCE "Numbers"."of Persons";
CREATE TABLE persons (id int DEFAULT nextval('"Numbers"."of Persons"'));

-- pair: a sequence instead of a table of its name
-- budget: 2 2
-- from
CREATE TABLE numbers (id int);
-- to
CREATE SEQUENCE numbers;

-- pair: owned by a column of a table whose owner changes
-- budget: 2 2
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO bob;
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int);
ALTER SEQUENCE s OWNED BY t.a;

-- pair: owned by a column of a table that is another role's
-- budget: 2 2
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO bob;
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int);
ALTER SEQUENCE s OWNED BY t.a;
ALTER TABLE t OWNER TO bob;

-- pair: owned by a column, both of one role
-- budget: 1 1
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO bob;
ALTER SEQUENCE s OWNER TO bob;
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int);
ALTER SEQUENCE s OWNED BY t.a;
ALTER TABLE t OWNER TO bob;

-- pair: a new one for a table that is another role's
-- budget: 3 1
-- from
CREATE TABLE t (a int);
ALTER TABLE t OWNER TO bob;
-- to
CREATE TABLE t (a int);
CREATE SEQUENCE s OWNED BY t.a;
ALTER TABLE t OWNER TO bob;

-- pair: from a column of one role's table to that of another's
-- budget: 3 3
-- from
CREATE SEQUENCE s;
CREATE TABLE t (a int);
CREATE TABLE u (a int);
ALTER SEQUENCE s OWNED BY u.a;
ALTER TABLE t OWNER TO bob;
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int);
CREATE TABLE u (a int);
ALTER SEQUENCE s OWNED BY t.a;
ALTER TABLE t OWNER TO bob;

-- pair: it is left when the table goes whose default it gives
-- budget: 4 2
-- from
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO bob;
-- to
CREATE SEQUENCE s;
CREATE TABLE t (a int DEFAULT nextval('s'));
ALTER SEQUENCE s OWNED BY t.a;
ALTER TABLE t OWNER TO bob;

-- pair: the lower bound of a sequence, and where it starts with that
-- budget: 1 1
-- from
CREATE SEQUENCE s MINVALUE 1 MAXVALUE 10;
SELECT setval('s', 5);
-- to
CREATE SEQUENCE s MINVALUE 3 MAXVALUE 10;
SELECT setval('s', 5);

-- pair: a lower bound that where the sequence starts does not follow
-- budget: 1 1
-- from
CREATE SEQUENCE s MINVALUE 3 MAXVALUE 10;
SELECT setval('s', 5);
-- to
CREATE SEQUENCE s MINVALUE 1 MAXVALUE 10 START 3;
SELECT setval('s', 5);

-- pair: a sequence goes downwards, within the bounds that it has
-- budget: 1 1
-- from
CREATE SEQUENCE s MINVALUE 1 MAXVALUE 10;
SELECT setval('s', 5);
-- to
CREATE SEQUENCE s INCREMENT -1 MINVALUE 2 MAXVALUE 9;
SELECT setval('s', 5);

-- pair: the lower bound comes to lie above where an unused sequence stands
-- budget: 1 1
-- from
CREATE SEQUENCE s;
-- to
CREATE SEQUENCE s INCREMENT 5 MINVALUE 10 START 20;

-- pair: the lower bound comes to lie above where a sequence starts, but below where it stands
-- budget: 1 1
-- from
CREATE SEQUENCE s MINVALUE 0 START 0 MAXVALUE 1000;
SELECT setval('s', 500);
-- to
CREATE SEQUENCE s MAXVALUE 1000;
SELECT setval('s', 500);

-- pair: the bounds come to lie higher, and it starts above those that it had
-- from
CREATE SEQUENCE s MAXVALUE 1000;
-- to
CREATE SEQUENCE s MINVALUE 500 MAXVALUE 5000 START 2000;

-- pair: a table's sequence starts higher
-- from
CREATE TABLE t (id serial, x int);
-- to
CREATE TABLE t (id serial, x int);
ALTER SEQUENCE t_id_seq MINVALUE 1000 START 1000 RESTART;

-- pair: an identity column's sequence starts at zero, or one
-- from
CREATE TABLE i (id int GENERATED BY DEFAULT AS IDENTITY (INCREMENT 10 CACHE 5));
-- to
CREATE TABLE i (id int GENERATED BY DEFAULT AS IDENTITY (INCREMENT 20 MINVALUE 0 START 0 CYCLE));

-- pair: an identity column's sequence goes downwards
-- budget: 1 1
-- from
CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY, x int);
-- to
CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY (INCREMENT -1), x int);

-- pair: an identity column's type narrows, and its numbers with it
-- budget: 2 2
-- from
CREATE TABLE i (id bigint GENERATED ALWAYS AS IDENTITY (MAXVALUE 100000000000), x int);
INSERT INTO i (x) VALUES (1);
-- to
CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY (MAXVALUE 1000000), x int);

-- pair: an identity column's type narrows, and it starts lower
-- from
CREATE TABLE i (id bigint GENERATED ALWAYS AS IDENTITY (START 40000), x int);
-- to
CREATE TABLE i (id smallint GENERATED ALWAYS AS IDENTITY, x int);

-- pair: a serial key becomes a uuid, with a default of its own, under a view
-- budget: 6 8
-- from
CREATE TABLE t (id serial PRIMARY KEY, x text);
CREATE VIEW v AS SELECT id FROM t;
-- to
CREATE TABLE t (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, x text);
CREATE VIEW v AS SELECT id FROM t;
