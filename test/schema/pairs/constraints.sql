-- Constraints of tables.  Those of domains are among the types.

-- pair: add a primary key
-- budget: 1 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);

-- pair: add a primary key on columns that are not null
-- budget: 1 1
-- from
CREATE TABLE persons (id int NOT NULL, name text NOT NULL);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int NOT NULL, name text NOT NULL, PRIMARY KEY (name, id));

-- pair: a primary key on other columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int NOT NULL PRIMARY KEY, name text NOT NULL);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int NOT NULL, name text NOT NULL PRIMARY KEY);

-- pair: the name of a primary key
-- budget: 2 2
-- from
CREATE TABLE persons (id int NOT NULL PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int NOT NULL CONSTRAINT "Key" PRIMARY KEY, name text);

-- pair: a primary key that includes columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text, PRIMARY KEY (id) INCLUDE (name));

-- pair: a primary key that is deferrable
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, name text);

-- pair: a primary key with options
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY WITH (fillfactor = 60), name text);

-- pair: a primary key in a tablespace
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int PRIMARY KEY USING INDEX TABLESPACE elsewhere, name text);

-- pair: another primary key under foreign keys, which are made again
-- budget: 5 5
-- from
CREATE TABLE towns (id int NOT NULL PRIMARY KEY, name text NOT NULL);
CREATE TABLE persons (id int, town int REFERENCES towns);
INSERT INTO towns VALUES (1, 'a');
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE towns (id int NOT NULL UNIQUE, name text NOT NULL PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns (id));

-- pair: a primary key with more columns under a foreign key that gets them too
-- from
CREATE TABLE towns (id int NOT NULL, land int NOT NULL, PRIMARY KEY (id));
CREATE TABLE persons (id int, town int REFERENCES towns);
INSERT INTO towns VALUES (1, 1);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE towns (id int NOT NULL, land int NOT NULL, PRIMARY KEY (id, land));
CREATE TABLE persons (id int, town int, land int, FOREIGN KEY (town, land) REFERENCES towns);

-- pair: add a unique constraint
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text UNIQUE);

-- pair: nulls not distinct
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text UNIQUE);
INSERT INTO persons VALUES (1, NULL);
-- to
CREATE TABLE persons (id int, name text UNIQUE NULLS NOT DISTINCT);

-- pair: a unique constraint with everything
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text, CONSTRAINT "all" UNIQUE NULLS NOT DISTINCT (name) INCLUDE (id) WITH (fillfactor = 70) USING INDEX TABLESPACE elsewhere DEFERRABLE);

-- pair: deferrable unique
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text UNIQUE DEFERRABLE);
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text UNIQUE DEFERRABLE INITIALLY DEFERRED);

-- pair: a unique index instead of a constraint
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text, CONSTRAINT one UNIQUE (name));
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text);
CREATE UNIQUE INDEX one ON persons (name);

-- pair: the order of a unique constraint's columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text, CONSTRAINT one UNIQUE (name, id));
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int, name text, CONSTRAINT one UNIQUE (id, name));

-- pair: add a foreign key
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int);
INSERT INTO towns VALUES (1);
INSERT INTO persons VALUES (1, 1), (2, NULL);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns);

-- pair: foreign keys with every action
-- budget: 6 6
-- from
CREATE TABLE towns (id int PRIMARY KEY, a int, UNIQUE (id, a));
CREATE TABLE persons (id int, a int, b int, c int, d int, e int, f int);
-- to
CREATE TABLE towns (id int PRIMARY KEY, a int, UNIQUE (id, a));
CREATE TABLE persons (id int,
	a int REFERENCES towns ON DELETE NO ACTION ON UPDATE RESTRICT,
	b int REFERENCES towns ON DELETE RESTRICT ON UPDATE CASCADE,
	c int REFERENCES towns ON DELETE CASCADE ON UPDATE SET NULL,
	d int REFERENCES towns ON DELETE SET NULL ON UPDATE SET DEFAULT,
	e int REFERENCES towns ON DELETE SET DEFAULT ON UPDATE NO ACTION,
	f int, FOREIGN KEY (f, a) REFERENCES towns (id, a) ON DELETE SET NULL (f));

-- pair: another action
-- budget: 2 2
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns);
INSERT INTO towns VALUES (1);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns ON DELETE CASCADE);

-- pair: the columns that are set null
-- budget: 2 2
-- both
CREATE TABLE towns (id int, land int, PRIMARY KEY (id, land));
-- from
CREATE TABLE persons (town int, land int, FOREIGN KEY (town, land) REFERENCES towns ON DELETE SET NULL);
-- to
CREATE TABLE persons (town int, land int, FOREIGN KEY (town, land) REFERENCES towns ON DELETE SET NULL (town));

-- pair: match full
-- budget: 2 2
-- both
CREATE TABLE towns (id int, land int, PRIMARY KEY (id, land));
-- from
CREATE TABLE persons (town int, land int, FOREIGN KEY (town, land) REFERENCES towns);
-- to
CREATE TABLE persons (town int, land int, FOREIGN KEY (town, land) REFERENCES towns MATCH FULL);

-- pair: a deferrable foreign key
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns);
INSERT INTO towns VALUES (1);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns DEFERRABLE INITIALLY DEFERRED);

-- pair: deferrable, initially or not
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns DEFERRABLE INITIALLY IMMEDIATE);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns DEFERRABLE INITIALLY DEFERRED);

-- pair: a foreign key is validated
-- budget: 1 2
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int);
INSERT INTO towns VALUES (1);
INSERT INTO persons VALUES (1, 1);
ALTER TABLE persons ADD CONSTRAINT lives FOREIGN KEY (town) REFERENCES towns NOT VALID;
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int);
ALTER TABLE persons ADD CONSTRAINT lives FOREIGN KEY (town) REFERENCES towns;

-- pair: a foreign key that is not valid
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int);
INSERT INTO persons VALUES (1, 1);
ALTER TABLE persons ADD CONSTRAINT lives FOREIGN KEY (town) REFERENCES towns NOT VALID;

-- pair: a new table with a foreign key that is not valid
-- from
CREATE TABLE towns (id int PRIMARY KEY);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int);
ALTER TABLE persons ADD CONSTRAINT lives FOREIGN KEY (town) REFERENCES towns NOT VALID;
ALTER TABLE persons ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;

-- pair: a foreign key to another table
-- budget: 2 2
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE lands (id int PRIMARY KEY);
CREATE TABLE persons (id int, place int CONSTRAINT lives REFERENCES towns);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE lands (id int PRIMARY KEY);
CREATE TABLE persons (id int, place int CONSTRAINT lives REFERENCES lands);

-- pair: a table that refers to itself
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, boss int);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE persons (id int PRIMARY KEY, boss int REFERENCES persons ON DELETE SET NULL);

-- pair: a new table that refers to itself
-- budget: 1 1
-- from
-- to
CREATE TABLE persons (id int PRIMARY KEY, boss int REFERENCES persons);

-- pair: a foreign key to a unique constraint that comes with it
-- budget: 2 2
-- from
CREATE TABLE towns (id int PRIMARY KEY, name text);
CREATE TABLE persons (id int, town text);
INSERT INTO towns VALUES (1, 'a');
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE towns (id int PRIMARY KEY, name text UNIQUE);
CREATE TABLE persons (id int, town text REFERENCES towns (name));

-- pair: a foreign key to a unique index
-- budget: 2 2
-- from
CREATE TABLE towns (id int PRIMARY KEY, name text);
CREATE TABLE persons (id int, town text);
-- to
CREATE TABLE towns (id int PRIMARY KEY, name text);
CREATE UNIQUE INDEX by_name ON towns (name);
CREATE TABLE persons (id int, town text REFERENCES towns (name));

-- pair: a column and its foreign key
-- budget: 2 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns);

-- pair: the table that foreign keys refer to goes
-- budget: 3 3
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns);
CREATE TABLE houses (id int, town int REFERENCES towns);
INSERT INTO persons VALUES (1, NULL);
-- to
CREATE TABLE persons (id int, town int);
CREATE TABLE houses (id int, town int);

-- pair: two foreign keys on the same columns
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns, FOREIGN KEY (town) REFERENCES towns);

-- pair: add a check
-- budget: 1 1
-- from
CREATE TABLE persons (id int, age int);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE TABLE persons (id int, age int CHECK (age > 0 AND age < 200));

-- pair: another check
-- budget: 2 2
-- from
CREATE TABLE persons (id int, age int CHECK (age > 0));
INSERT INTO persons VALUES (1, 2);
-- to
CREATE TABLE persons (id int, age int CHECK (age >= 0));

-- pair: a check under another name
-- budget: 2 2
-- from
CREATE TABLE persons (id int, age int CONSTRAINT a CHECK (age > 0));
-- to
CREATE TABLE persons (id int, age int CONSTRAINT "B c" CHECK (age > 0));

-- pair: a check written otherwise is the same
-- budget: 0 0
-- from
CREATE TABLE persons (id int, age int, CONSTRAINT a CHECK (age > 0));
-- to
CREATE TABLE persons (id int, age int CONSTRAINT a CHECK (((public.persons.age) > 0)));

-- pair: a check that is not valid
-- budget: 1 1
-- from
CREATE TABLE persons (id int, age int);
INSERT INTO persons VALUES (1, -2);
-- to
CREATE TABLE persons (id int, age int);
INSERT INTO persons VALUES (1, -2);
ALTER TABLE persons ADD CONSTRAINT positive CHECK (age > 0) NOT VALID;

-- pair: a check is validated
-- budget: 1 2
-- from
CREATE TABLE persons (id int, age int);
INSERT INTO persons VALUES (1, 2);
ALTER TABLE persons ADD CONSTRAINT positive CHECK (age > 0) NOT VALID;
-- to
CREATE TABLE persons (id int, age int);
ALTER TABLE persons ADD CONSTRAINT positive CHECK (age > 0);

-- pair: a check with no inherit
-- budget: 2 2
-- from
CREATE TABLE persons (id int, age int CONSTRAINT a CHECK (age > 0));
-- to
CREATE TABLE persons (id int, age int CONSTRAINT a CHECK (age > 0) NO INHERIT);

-- pair: a check on the whole row
-- budget: 1 1
-- from
CREATE TABLE persons (id int, age int);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE TABLE persons (id int, age int, CONSTRAINT whole CHECK (persons IS NOT NULL));

-- pair: a check with a function that comes with it
-- budget: 2 2
-- from
CREATE TABLE persons (id int, age int);
INSERT INTO persons VALUES (1, 2);
-- to
CREATE FUNCTION old(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 > 1';
CREATE TABLE persons (id int, age int CHECK (old(age)));

-- pair: a check with a constant false and texts in it
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text, CONSTRAINT never CHECK (false), CONSTRAINT like_that CHECK (name ~ E'^\\w+''%s$' OR name IN ('a;b', '--', '/*', '$1', '{x}', '[y]')));

-- pair: add an exclusion constraint
-- budget: 1 1
-- from
CREATE TABLE bookings (room int, during tsrange);
INSERT INTO bookings VALUES (1, '[2020-01-01,2020-01-02)');
-- to
CREATE TABLE bookings (room int, during tsrange, EXCLUDE USING gist (during WITH &&));

-- pair: another exclusion constraint
-- budget: 2 2
-- from
CREATE TABLE bookings (room int, during tsrange, CONSTRAINT free EXCLUDE USING gist (during WITH &&));
INSERT INTO bookings VALUES (1, '[2020-01-01,2020-01-02)');
-- to
CREATE TABLE bookings (room int, during tsrange, CONSTRAINT free EXCLUDE USING gist (during WITH &&) WHERE (room > 0) DEFERRABLE INITIALLY DEFERRED);

-- pair: exclusion constraints with expressions, operators, classes and options
-- budget: 3 3
-- from
CREATE TABLE bookings (room int, name text, during tsrange);
-- to
CREATE TABLE bookings (room int, name text, during tsrange,
	CONSTRAINT a EXCLUDE USING btree (lower(name) COLLATE "C" text_pattern_ops WITH =) INCLUDE (room) WITH (fillfactor = 50),
	CONSTRAINT b EXCLUDE USING hash ((room + 1) WITH OPERATOR(pg_catalog.=)) USING INDEX TABLESPACE elsewhere,
	CONSTRAINT c EXCLUDE USING gist (int4range(room, room, '[]') WITH -|-, during WITH &&));

-- pair: the comment of a constraint that is made again
-- from
CREATE TABLE persons (id int, age int CONSTRAINT a CHECK (age > 0));
COMMENT ON CONSTRAINT a ON persons IS 'not negative';
-- to
CREATE TABLE persons (id int, age int CONSTRAINT a CHECK (age > 1));
COMMENT ON CONSTRAINT a ON persons IS 'not negative';

-- pair: a key that a table is clustered on and identified by is made again
-- from
CREATE TABLE persons (id int NOT NULL, name text NOT NULL, CONSTRAINT one UNIQUE (id));
ALTER TABLE persons CLUSTER ON one;
ALTER TABLE persons REPLICA IDENTITY USING INDEX one;
COMMENT ON INDEX one IS 'the index';
COMMENT ON CONSTRAINT one ON persons IS 'the key';
INSERT INTO persons VALUES (1, 'a');
-- to
CREATE TABLE persons (id int NOT NULL, name text NOT NULL, CONSTRAINT one UNIQUE (id, name));
ALTER TABLE persons CLUSTER ON one;
ALTER TABLE persons REPLICA IDENTITY USING INDEX one;
COMMENT ON INDEX one IS 'the index';
COMMENT ON CONSTRAINT one ON persons IS 'the key';

-- pair: all kinds at once go and come
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int PRIMARY KEY, town int REFERENCES towns, age int CHECK (age > 0), name text UNIQUE, EXCLUDE (age WITH =));
INSERT INTO towns VALUES (1);
INSERT INTO persons VALUES (1, 1, 2, 'a');
-- to
CREATE TABLE towns (id int NOT NULL);
CREATE TABLE persons (id int NOT NULL, town int, age int, name text);

-- pair: a primary key on a column whose type changes and which another table refers to
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int REFERENCES towns);
INSERT INTO towns VALUES (1);
INSERT INTO persons VALUES (1, 1);
-- to
CREATE TABLE towns (id text PRIMARY KEY);
CREATE TABLE persons (id int, town text REFERENCES towns);

-- pair: constraints that are not enforced
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int);
INSERT INTO persons VALUES (-1, 7);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0) NOT ENFORCED, town int CONSTRAINT lives REFERENCES towns NOT ENFORCED);
INSERT INTO persons VALUES (-1, 7);

-- pair: a foreign key is enforced
-- since: 18
-- budget: 1 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int CONSTRAINT lives REFERENCES towns NOT ENFORCED);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int, town int CONSTRAINT lives REFERENCES towns);

-- pair: a foreign key that was not validated is not enforced any more
-- since: 18
-- budget: 1 2
-- from
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int PRIMARY KEY, town int);
INSERT INTO persons VALUES (1, 7);
ALTER TABLE persons ADD CONSTRAINT lives FOREIGN KEY (town) REFERENCES towns NOT VALID;
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int PRIMARY KEY, town int CONSTRAINT lives REFERENCES towns NOT ENFORCED);
INSERT INTO persons VALUES (1, 7);

-- pair: a check is enforced, and one not any more
-- since: 18
-- budget: 4 4
-- from
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0) NOT ENFORCED, age int CONSTRAINT grown CHECK (age > 17));
INSERT INTO persons VALUES (1, 20);
-- to
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0), age int CONSTRAINT grown CHECK (age > 17) NOT ENFORCED);
INSERT INTO persons VALUES (1, 20);

-- pair: a new table with constraints that are not enforced
-- since: 18
-- budget: 2 1
-- from
CREATE TABLE towns (id int PRIMARY KEY);
-- to
CREATE TABLE towns (id int PRIMARY KEY);
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0) NOT ENFORCED, town int,
	CONSTRAINT lives FOREIGN KEY (town) REFERENCES towns DEFERRABLE NOT ENFORCED);

-- pair: keys over time
-- since: 18
-- budget: 3 5
-- from
CREATE TABLE prices (item int4range, valid daterange);
CREATE TABLE sales (item int4range, valid daterange);
-- to
CREATE TABLE prices (item int4range, valid daterange, CONSTRAINT one PRIMARY KEY (item, valid WITHOUT OVERLAPS));
CREATE TABLE sales (item int4range, valid daterange, CONSTRAINT one_of UNIQUE (item, valid WITHOUT OVERLAPS),
	CONSTRAINT priced FOREIGN KEY (item, PERIOD valid) REFERENCES prices (item, PERIOD valid));

-- pair: a key that a foreign key needs becomes an index, and the foreign key deferrable
-- budget: 4 4
-- from
CREATE TABLE t (b int, CONSTRAINT u UNIQUE (b));
CREATE TABLE r (b int, FOREIGN KEY (b) REFERENCES t (b));
INSERT INTO t VALUES (1);
INSERT INTO r VALUES (1);
-- to
CREATE TABLE t (b int);
CREATE UNIQUE INDEX u ON t (b);
CREATE TABLE r (b int, FOREIGN KEY (b) REFERENCES t (b) DEFERRABLE);

-- pair: a table with a primary key and UNIQUE on the same column
-- budget: 2 1
-- from
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons ADD UNIQUE (id);
ALTER TABLE persons ADD PRIMARY KEY (id);

-- pair: another primary key, while a view groups by it
-- budget: 3 4
-- from
CREATE TABLE t (id int, a text, b int, CONSTRAINT pk1 PRIMARY KEY (id));
CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id;
-- to
CREATE TABLE t (id int NOT NULL, a text, b int, CONSTRAINT pk2 PRIMARY KEY (id, a));
CREATE VIEW v AS SELECT id, a, count(*) AS n FROM t GROUP BY id, a;

-- pair: a view that groups by a primary key groups by another one
-- from
CREATE TABLE t (id int NOT NULL, k int NOT NULL, a text, CONSTRAINT pk1 PRIMARY KEY (id));
CREATE VIEW v AS SELECT a, count(*) AS n FROM t GROUP BY id;
-- to
CREATE TABLE t (id int NOT NULL, k int NOT NULL, a text, CONSTRAINT pk2 PRIMARY KEY (k));
CREATE VIEW v AS SELECT a, count(*) AS n FROM t GROUP BY k;

-- pair: what the server prints of a list of strings, and reads otherwise
-- from
CREATE TABLE t (s varchar(9), CONSTRAINT s_known CHECK (s IN ('a', 'b')));
CREATE VIEW v AS SELECT s FROM t WHERE s IN ('a', 'b');
CREATE VIEW w AS SELECT 1 AS one;
-- to
CREATE DOMAIN d AS varchar(9) CONSTRAINT known CHECK (VALUE IN ('a', 'b', E'c\\d]'')'));
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN '((ARRAY[''a''::character varying])::text[])'; END $$;
CREATE TABLE t (s varchar(9), CONSTRAINT s_known CHECK (s IN ('a', 'b', 'c, d')));
CREATE INDEX t_s ON t (s) WHERE s IN ('a', 'b');
CREATE TABLE u (s varchar(9) CHECK (s <> ALL ('{x,y}')), t varchar, g boolean GENERATED ALWAYS AS (s NOT IN ('a', 'b') AND s = ANY (ARRAY[t, 'q'])) STORED);
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.s IN ('a', 'b')) EXECUTE FUNCTION f();
CREATE POLICY p ON t USING (s IN ('a', 'b')) WITH CHECK (s NOT IN ('q', 'r'));
CREATE VIEW v AS SELECT s FROM t WHERE s NOT IN ('a', 'b');
CREATE VIEW w AS SELECT 1 AS one, array_position(ARRAY['a'::name, 'b'], 'a'::name) AS p, 'a'::char(3) IN ('b', 'c'::varchar) AS q;
