-- Tables that inherit: what comes from the parent, what is the child's own, what is both.

-- pair: add a parent and a child
-- budget: 2 2
-- from
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: add a child of two parents
-- from
-- to
CREATE TABLE a (id int, x text);
CREATE TABLE b (id int, y text);
CREATE TABLE c (z text) INHERITS (a, b);
CREATE TABLE d (id int) INHERITS (c);

-- pair: a column for the parent
-- columns: any order
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int, name text, age int DEFAULT 3);
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: inherit from now on
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (id int, name text, salary int);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (id int, name text, salary int) INHERITS (persons);

-- pair: inherit columns that the child has not
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int);
INSERT INTO workers VALUES (100);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int);
ALTER TABLE workers ADD id int, ADD name text;
ALTER TABLE workers INHERIT persons;

-- pair: another parent
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE humans (id int, name text);
CREATE TABLE workers (id int, name text, salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE humans (id int, name text);
CREATE TABLE workers (id int, name text, salary int) INHERITS (humans);

-- pair: the type of an inherited column
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id bigint, name text);
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: the type of a column that is inherited and the child's own
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (id int, salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id bigint, name text);
CREATE TABLE workers (id bigint, salary int) INHERITS (persons);

-- pair: a default of the parent that the child changes
-- from
CREATE TABLE persons (id int, name text DEFAULT 'a');
CREATE TABLE workers (salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int, name text DEFAULT 'b');
CREATE TABLE workers (salary int) INHERITS (persons);
ALTER TABLE workers ALTER name SET DEFAULT 'c';

-- pair: not null of the parent, or of the child only
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int NOT NULL, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
ALTER TABLE workers ALTER name SET NOT NULL;

-- pair: a check that children inherit
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0), name text);
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: a check that children do not inherit
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
INSERT INTO workers VALUES (-1, 'a', 100);
-- to
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0) NO INHERIT, name text);
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: a check that children inherit from now on
-- budget: 2 2
-- from
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0) NO INHERIT, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
-- to
CREATE TABLE persons (id int CONSTRAINT positive CHECK (id > 0), name text);
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: a check of both
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int, CONSTRAINT positive CHECK (id > 0)) INHERITS (persons);
-- to
CREATE TABLE persons (id int, name text, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE workers (salary int, CONSTRAINT positive CHECK (id > 0)) INHERITS (persons);

-- pair: a check of the child's own that becomes its parent's
-- budget: 2 1
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int, CONSTRAINT positive CHECK (id > 0)) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int, name text, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: a check goes from the parent and stays in one of its children, while another and a grandchild lose it
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE workers (salary int) INHERITS (persons);
CREATE TABLE pupils (class int) INHERITS (persons);
CREATE TABLE students (subject text) INHERITS (pupils);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int, CONSTRAINT positive CHECK (id > 0)) INHERITS (persons);
CREATE TABLE pupils (class int) INHERITS (persons);
CREATE TABLE students (subject text) INHERITS (pupils);

-- pair: inherit no more, with a check that stays
-- from
CREATE TABLE persons (id int, name text, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE workers (id int, name text, salary int, CONSTRAINT positive CHECK (id > 0)) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int, name text, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE workers (id int, name text, salary int, CONSTRAINT positive CHECK (id > 0));

-- pair: inherit no more from a table that becomes another
-- columns: any order
-- budget: 5 5
-- from
CREATE TABLE persons (id int, name text NOT NULL, born date);
CREATE TABLE workers (id int, name text NOT NULL, born date) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', '2000-01-01');
-- to
CREATE TABLE persons (id bigint, name text, "Mail" text);
CREATE TABLE workers (id int, name text NOT NULL, born date);

-- pair: drop the parent and keep the child
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (id int, name text, salary int) INHERITS (persons);
INSERT INTO workers VALUES (1, 'a', 100);
-- to
CREATE TABLE workers (id int, name text, salary int);

-- pair: a column that goes from the parent and stays in the child
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (id int, salary int, name text) INHERITS (persons);
INSERT INTO workers (id, name, salary) VALUES (1, 'a', 100);
-- to
CREATE TABLE persons (id int);
CREATE TABLE workers (id int, name text, salary int) INHERITS (persons);

-- pair: a generated column that is inherited
-- from
-- to
CREATE TABLE persons (id int, twice int GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE workers (salary int) INHERITS (persons);

-- pair: statistics, storage and comments of inherited columns
-- from
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
-- to
CREATE TABLE persons (id int, name text);
CREATE TABLE workers (salary int) INHERITS (persons);
ALTER TABLE ONLY persons ALTER name SET STATISTICS 5;
ALTER TABLE workers ALTER name SET STORAGE EXTERNAL, ALTER id SET STATISTICS 7;
COMMENT ON COLUMN workers.name IS 'inherited';

-- pair: a chain of four
-- budget: 1 1
-- from
CREATE TABLE a (id int);
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (b);
CREATE TABLE d () INHERITS (c);
INSERT INTO d VALUES (1);
-- to
CREATE TABLE a (id int, x text);
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (b);
CREATE TABLE d () INHERITS (c);

-- pair: no inheritance any more in a diamond
-- from
CREATE TABLE top (id int);
CREATE TABLE l () INHERITS (top);
CREATE TABLE r () INHERITS (top);
CREATE TABLE bottom () INHERITS (l, r);
INSERT INTO bottom VALUES (1);
-- to
CREATE TABLE top (id int);
CREATE TABLE l () INHERITS (top);
CREATE TABLE r () INHERITS (top);
CREATE TABLE bottom () INHERITS (l);

-- pair: a table ceases to inherit, and has not what it inherited
-- columns: any order
-- limit: that a column was inherited from the start is not kept
-- from
CREATE TABLE p (a int, b text DEFAULT 'x' NOT NULL, CONSTRAINT big CHECK (a > 0));
CREATE TABLE c (own int) INHERITS (p);
INSERT INTO c VALUES (1, 'a', 2);
-- to
CREATE TABLE c (own int);
INSERT INTO c VALUES (2);

-- pair: a table ceases to inherit from one that stays
-- columns: any order
-- limit: that a column was inherited from the start is not kept
-- from
CREATE TABLE p (a int, b text DEFAULT 'x' NOT NULL, CONSTRAINT big CHECK (a > 0));
CREATE TABLE c (own int) INHERITS (p);
INSERT INTO c VALUES (1, 'a', 2);
-- to
CREATE TABLE p (a int, b text DEFAULT 'x' NOT NULL, CONSTRAINT big CHECK (a > 0));
CREATE TABLE c (own int);
INSERT INTO c VALUES (2);

-- pair: the parent's default changes, and the child has its own
-- budget: 2 2
-- from
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE d () INHERITS (p);
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;
-- to
CREATE TABLE p (a int DEFAULT 2, b text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE d () INHERITS (p);
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;

-- pair: the parent's default changes, and the child gets its own
-- budget: 2 2
-- from
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c () INHERITS (p);
-- to
CREATE TABLE p (a int DEFAULT 2, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;

-- pair: the parent's NOT NULL goes, and the child has its own
-- from
CREATE TABLE p (a int NOT NULL, b text);
CREATE TABLE c (a int NOT NULL) INHERITS (p);
-- to
CREATE TABLE p (a int, b text);
CREATE TABLE c (a int NOT NULL) INHERITS (p);

-- pair: the parent's storage and compression change, and the child has its own
-- from
CREATE TABLE p (a text, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN a SET STORAGE EXTERNAL;
-- to
CREATE TABLE p (a text, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE p ALTER COLUMN a SET STORAGE MAIN;
ALTER TABLE c ALTER COLUMN a SET STORAGE EXTERNAL;

-- pair: partitions with their own defaults while that of all changes
-- from
CREATE TABLE p (a int DEFAULT 1, b text) PARTITION BY LIST (b);
CREATE TABLE c PARTITION OF p FOR VALUES IN ('x');
CREATE TABLE d PARTITION OF p FOR VALUES IN ('y');
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;
ALTER TABLE d ALTER COLUMN a DROP DEFAULT;
-- to
CREATE TABLE p (a int DEFAULT 2, b text) PARTITION BY LIST (b);
CREATE TABLE c PARTITION OF p FOR VALUES IN ('x');
CREATE TABLE d PARTITION OF p FOR VALUES IN ('y');
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;
ALTER TABLE d ALTER COLUMN a DROP DEFAULT;

-- pair: a child loses the default that its parent gets another of
-- from
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c () INHERITS (p);
-- to
CREATE TABLE p (a int DEFAULT 2, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN a DROP DEFAULT;

-- pair: a child has a default when its parent has none any more
-- from
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE g () INHERITS (c);
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;
-- to
CREATE TABLE p (a int, b text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE g () INHERITS (c);
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;

-- pair: NOT NULL of a partition stays when that of all goes
-- from
CREATE TABLE p (a int NOT NULL, b text) PARTITION BY LIST (b);
CREATE TABLE c PARTITION OF p FOR VALUES IN ('x');
CREATE TABLE d PARTITION OF p FOR VALUES IN ('y');
ALTER TABLE c ALTER COLUMN a SET NOT NULL;
-- to
CREATE TABLE p (a int, b text) PARTITION BY LIST (b);
CREATE TABLE c PARTITION OF p FOR VALUES IN ('x');
CREATE TABLE d PARTITION OF p FOR VALUES IN ('y');
ALTER TABLE c ALTER COLUMN a SET NOT NULL;

-- pair: type and default of a parent change below a child's own default
-- columns: any order
-- from
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN a SET DEFAULT 5;
INSERT INTO c VALUES (1, 'x');
-- to
CREATE TABLE p (a text DEFAULT 'x', b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN a SET DEFAULT 'y';

-- pair: a child without a default follows its parent again, which gets another one
-- budget: 1 2
-- from
CREATE TABLE p (a int DEFAULT 2, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN a DROP DEFAULT;
-- to
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c () INHERITS (p);

-- pair: a child's own column has its parent's default again
-- budget: 1 1
-- from
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c (a int) INHERITS (p);
ALTER TABLE c ALTER COLUMN a DROP DEFAULT;
INSERT INTO c VALUES (7, 'x');
-- to
CREATE TABLE p (a int DEFAULT 1, b text);
CREATE TABLE c (a int) INHERITS (p);

-- pair: a child and its child of a table whose check is not valid
-- budget: 2 2
-- from
CREATE TABLE p (a int);
INSERT INTO p VALUES (-1);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- to
CREATE TABLE p (a int);
INSERT INTO p VALUES (-1);
CREATE TABLE c () INHERITS (p);
CREATE TABLE d () INHERITS (c);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;

-- pair: a check that is not valid, of a parent from now on
-- budget: 1 1
-- from
CREATE TABLE p (a int);
CREATE TABLE c (a int);
INSERT INTO c VALUES (-1);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
ALTER TABLE c ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- to
CREATE TABLE p (a int);
CREATE TABLE c (a int);
INSERT INTO c VALUES (-1);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
ALTER TABLE c ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
ALTER TABLE c INHERIT p;

-- pair: a check that is valid from now on, of parent and child
-- budget: 1 2
-- from
CREATE TABLE p (a int);
CREATE TABLE c () INHERITS (p);
INSERT INTO c VALUES (1);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
CREATE TABLE d () INHERITS (p);
-- to
CREATE TABLE p (a int);
CREATE TABLE c () INHERITS (p);
INSERT INTO c VALUES (1);
ALTER TABLE p ADD CONSTRAINT positive CHECK (a > 0);
CREATE TABLE d () INHERITS (p);

-- pair: a child of a table whose NOT NULL is not valid
-- since: 18
-- limit: a child that is made later has one that is valid, as pg_dump tells, and none of its own to alter
-- from
CREATE TABLE p (a int);
ALTER TABLE p ADD CONSTRAINT there NOT NULL a NOT VALID;
-- to
CREATE TABLE p (a int);
CREATE TABLE c () INHERITS (p);
ALTER TABLE p ADD CONSTRAINT there NOT NULL a NOT VALID;

-- pair: NOT NULL of a partition of a partition comes to be that of all
-- since: 18
-- budget: 2 2
-- from
CREATE TABLE p (a int, b text) PARTITION BY LIST (b);
CREATE TABLE c PARTITION OF p FOR VALUES IN ('x') PARTITION BY LIST (a);
CREATE TABLE c1 PARTITION OF c DEFAULT;
ALTER TABLE c1 ALTER COLUMN a SET NOT NULL;
-- to
CREATE TABLE p (a int NOT NULL, b text) PARTITION BY LIST (b);
CREATE TABLE c PARTITION OF p FOR VALUES IN ('x') PARTITION BY LIST (a);
CREATE TABLE c1 PARTITION OF c DEFAULT;
ALTER TABLE c1 ALTER COLUMN a SET NOT NULL;

-- pair: NOT NULL of a child is called as its parent's usually is, which comes
-- since: 18
-- budget: 1 1
-- from
CREATE TABLE p (a int, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ADD CONSTRAINT p_a_not_null NOT NULL a;
-- to
CREATE TABLE p (a int NOT NULL, b text);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ALTER COLUMN a SET NOT NULL;

-- pair: begin to inherit from a new table whose key lets no NULL in
-- until: 17
-- budget: 3 3
-- from
CREATE TABLE members (id int, name text);
INSERT INTO members VALUES (1, 'Ada');
-- to
CREATE TABLE persons (id int PRIMARY KEY);
CREATE TABLE members (id int, name text) INHERITS (persons);
INSERT INTO members VALUES (1, 'Ada');

-- pair: begin to inherit from a new table whose key lets no NULL in, where NOT NULL is a constraint
-- since: 18
-- budget: 3 3
-- from
CREATE TABLE members (id int, name text);
INSERT INTO members VALUES (1, 'Ada');
-- to
CREATE TABLE persons (id int PRIMARY KEY);
CREATE TABLE members (id int CONSTRAINT persons_id_not_null NOT NULL, name text) INHERITS (persons);
INSERT INTO members VALUES (1, 'Ada');
-- pair: a child of a child comes to inherit from the top, what it had of that stays inherited
-- budget: 2 2
-- from
CREATE TABLE a (id int NOT NULL, n text);
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (b);
INSERT INTO c VALUES (4, 'x');
-- to
CREATE TABLE a (id int NOT NULL, n text);
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (a);
INSERT INTO c VALUES (4, 'x');

-- pair: a check goes from the parent, and stays on one child
-- budget: 2 2
-- from
CREATE TABLE a (id int, CONSTRAINT ck CHECK (id > 0));
CREATE TABLE b () INHERITS (a);
CREATE TABLE c () INHERITS (a);
-- to
CREATE TABLE a (id int);
CREATE TABLE b (CONSTRAINT ck CHECK (id > 0)) INHERITS (a);
CREATE TABLE c () INHERITS (a);

-- pair: what the top has changes, while tables on two levels below have their own
-- budget: 6 6
-- from
CREATE TABLE a (id int, s text DEFAULT 'a', n text);
CREATE TABLE b (s text DEFAULT 'b') INHERITS (a);
CREATE TABLE c (s text DEFAULT 'c') INHERITS (b);
ALTER TABLE a ALTER n SET STORAGE EXTERNAL;
ALTER TABLE b ALTER n SET STORAGE MAIN;
ALTER TABLE c ALTER n SET STORAGE PLAIN;
-- to
CREATE TABLE a (id int, s text DEFAULT 'z', n text);
CREATE TABLE b (s text DEFAULT 'b') INHERITS (a);
CREATE TABLE c (s text DEFAULT 'c') INHERITS (b);
ALTER TABLE b ALTER n SET STORAGE MAIN;
ALTER TABLE c ALTER n SET STORAGE PLAIN;

-- pair: the default of the top changes, the middle has none and tables below have or not
-- budget: 3 3
-- from
CREATE TABLE a (id int, s text DEFAULT 'a');
CREATE TABLE b (s text DEFAULT NULL) INHERITS (a);
CREATE TABLE c (s text DEFAULT 'c') INHERITS (b);
CREATE TABLE d () INHERITS (b);
-- to
CREATE TABLE a (id int, s text DEFAULT 'z');
CREATE TABLE b (s text DEFAULT NULL) INHERITS (a);
CREATE TABLE c (s text DEFAULT 'c') INHERITS (b);
CREATE TABLE d () INHERITS (b);

-- pair: a column moves from one parent to another that is new
-- columns: any order
-- budget: 3 3
-- from
CREATE TABLE a (id int, x text);
CREATE TABLE c (n int) INHERITS (a);
INSERT INTO c VALUES (1, 'x', 2);
-- to
CREATE TABLE a (id int);
CREATE TABLE top (x text);
CREATE TABLE c (n int) INHERITS (a, top);
INSERT INTO c (id, x, n) VALUES (1, 'x', 2);

-- pair: not null of an inheritance parent, of all but the child
-- budget: 1 1
-- until: 17
-- from
CREATE TABLE p (a int NOT NULL); CREATE TABLE c () INHERITS (p);
-- to
CREATE TABLE p (a int); CREATE TABLE c () INHERITS (p); ALTER TABLE c ALTER a SET NOT NULL;

-- pair: storage of the parent's column only
-- budget: 1 1
-- from
CREATE TABLE p (a text); CREATE TABLE c () INHERITS (p);
-- to
CREATE TABLE p (a text); CREATE TABLE c () INHERITS (p);
ALTER TABLE ONLY p ALTER a SET STORAGE EXTERNAL;

-- pair: default of an inheritance parent changes, one child of two follows
-- budget: 2 2
-- from
CREATE TABLE p (a int, v int DEFAULT 1);
CREATE TABLE c1 () INHERITS (p); CREATE TABLE c2 () INHERITS (p);
-- to
CREATE TABLE p (a int, v int DEFAULT 2);
CREATE TABLE c1 () INHERITS (p); CREATE TABLE c2 () INHERITS (p);
ALTER TABLE c2 ALTER v SET DEFAULT 1;

-- pair: a column that a table has of two parents gets another type
-- limit: the server refuses to alter it by one of them, and nobody parts the table from the other meanwhile
-- from
CREATE TABLE p1 (id int);
CREATE TABLE p2 (id int);
CREATE TABLE c () INHERITS (p1, p2);
-- to
CREATE TABLE p1 (id bigint);
CREATE TABLE p2 (id bigint);
CREATE TABLE c () INHERITS (p1, p2);
