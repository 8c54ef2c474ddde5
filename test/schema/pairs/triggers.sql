-- Triggers.  event_triggers.sql has those of the database.

-- pair: add a trigger and its function
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
-- from
-- to
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE OF name ON persons FOR EACH ROW EXECUTE FUNCTION stamp('a', 'b''c');

-- pair: another event, condition and function
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
-- from
CREATE TRIGGER stamp BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
COMMENT ON TRIGGER stamp ON persons IS 'when';
-- to
CREATE TRIGGER stamp AFTER UPDATE ON persons FOR EACH ROW WHEN (old.name IS DISTINCT FROM new.name) EXECUTE FUNCTION other();
COMMENT ON TRIGGER stamp ON persons IS 'when';

-- pair: disable a trigger
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER stamp BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
-- from
-- to
ALTER TABLE persons DISABLE TRIGGER stamp;

-- pair: triggers that fire on replicas, and always
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER a BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER b BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
-- from
ALTER TABLE persons DISABLE TRIGGER b;
-- to
ALTER TABLE persons ENABLE REPLICA TRIGGER a;
ALTER TABLE persons ENABLE ALWAYS TRIGGER b;

-- pair: a disabled trigger stays so when it is replaced
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
-- from
CREATE TRIGGER stamp BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
ALTER TABLE persons DISABLE TRIGGER stamp;
-- to
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
ALTER TABLE persons DISABLE TRIGGER stamp;

-- pair: a trigger is enabled by being replaced
-- budget: 1 2
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
-- from
CREATE TRIGGER stamp BEFORE INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
ALTER TABLE persons DISABLE TRIGGER stamp;
-- to
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON persons FOR EACH ROW EXECUTE FUNCTION stamp();

-- pair: a constraint trigger, deferred
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE TABLE towns (id int);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
-- from
-- to
CREATE CONSTRAINT TRIGGER stamp AFTER INSERT ON persons FROM towns DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stamp();

-- pair: a constraint trigger changes
-- budget: 3 3
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
-- from
CREATE CONSTRAINT TRIGGER stamp AFTER INSERT ON persons DEFERRABLE FOR EACH ROW EXECUTE FUNCTION stamp();
COMMENT ON TRIGGER stamp ON persons IS 'late';
-- to
CREATE CONSTRAINT TRIGGER stamp AFTER INSERT ON persons DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stamp();
COMMENT ON TRIGGER stamp ON persons IS 'late';

-- pair: a trigger becomes a constraint trigger
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
-- from
CREATE TRIGGER stamp AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();
-- to
CREATE CONSTRAINT TRIGGER stamp AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION stamp();

-- pair: transition tables
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
CREATE TRIGGER note AFTER UPDATE ON persons REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION note();
-- to
CREATE TRIGGER note AFTER UPDATE ON persons REFERENCING OLD TABLE AS before NEW TABLE AS "the new" FOR EACH STATEMENT EXECUTE FUNCTION note();

-- pair: triggers of a view
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name FROM persons;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
-- to
CREATE TRIGGER note INSTEAD OF DELETE ON names FOR EACH ROW EXECUTE FUNCTION note();

-- pair: a view's trigger comes back with the view
-- budget: 4 4
-- both
CREATE TABLE persons (id int, name text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
CREATE VIEW names AS SELECT name FROM persons;
CREATE TRIGGER note INSTEAD OF DELETE ON names FOR EACH ROW EXECUTE FUNCTION note();
-- to
CREATE VIEW names AS SELECT id, name FROM persons;
CREATE TRIGGER note INSTEAD OF DELETE ON names FOR EACH ROW EXECUTE FUNCTION note();

-- pair: a partitioned table's trigger with clones that fire otherwise
-- budget: 4 1
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2002-01-01') TO ('2003-01-01') PARTITION BY LIST (id);
CREATE TABLE events_2_1 PARTITION OF events_2 FOR VALUES IN (1);
CREATE TABLE events_2_2 PARTITION OF events_2 FOR VALUES IN (2);
INSERT INTO events VALUES (1, '2001-02-03'), (2, '2002-02-03');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
-- to
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE events_1 ENABLE REPLICA TRIGGER note;
ALTER TABLE events_2 DISABLE TRIGGER note;
ALTER TABLE events_2_2 ENABLE ALWAYS TRIGGER note;

-- pair: a partition's clone fires otherwise
-- budget: 1 1
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2002-01-01') TO ('2003-01-01');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
-- from
ALTER TABLE events_1 DISABLE TRIGGER note;
-- to
ALTER TABLE events_1 ENABLE ALWAYS TRIGGER note;

-- pair: a clone that fires otherwise while its parent is replaced
-- budget: 2 2
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2002-01-01') TO ('2003-01-01');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE events_1 DISABLE TRIGGER note;
-- to
CREATE TRIGGER note AFTER INSERT OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE events_1 DISABLE TRIGGER note;

-- pair: a clone that fires otherwise while its parent comes to do so too
-- budget: 2 2
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2002-01-01') TO ('2003-01-01');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
-- from
ALTER TABLE events_1 DISABLE TRIGGER note;
-- to
ALTER TABLE events ENABLE REPLICA TRIGGER note;
ALTER TABLE events_1 DISABLE TRIGGER note;

-- pair: a new partition gets its parent's trigger by itself
-- budget: 2 1
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
-- from
-- to
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');

-- pair: a new partition whose clone is disabled
-- budget: 3 1
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
-- from
-- to
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
ALTER TABLE events_1 DISABLE TRIGGER note;

-- pair: the type of a column that a trigger looks at
-- budget: 3 3
-- both
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE TRIGGER note AFTER UPDATE OF id ON persons FOR EACH ROW WHEN (old.id > 1) EXECUTE FUNCTION note();
-- to
CREATE TABLE persons (id bigint, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE TRIGGER note AFTER UPDATE OF id ON persons FOR EACH ROW WHEN (old.id > 1) EXECUTE FUNCTION note();

-- pair: a table goes with its trigger, the function stays
-- budget: 1 2
-- both
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
CREATE TABLE "Per sons" (id int, "the name" text);
CREATE TRIGGER "on it" AFTER UPDATE OF "the name" ON "Per sons" FOR EACH ROW EXECUTE FUNCTION note();
-- to

-- pair: a clone that fires otherwise while its constraint trigger is made again
-- budget: 3 3
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2002-01-01') TO ('2003-01-01');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE events_1 ENABLE ALWAYS TRIGGER note;
-- to
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON events DEFERRABLE FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE events_1 ENABLE ALWAYS TRIGGER note;

-- pair: a partition whose clone fires otherwise is detached
-- budget: 1 2
-- both
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 (id int, at date);
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2002-01-01') TO ('2003-01-01');
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER note AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO events_1 VALUES (1, '2001-02-03');
-- from
ALTER TABLE events ATTACH PARTITION events_1 FOR VALUES FROM ('2001-01-01') TO ('2002-01-01');
ALTER TABLE events_1 DISABLE TRIGGER note;
-- to

-- pair: the function of a trigger changes what it returns to be one
-- budget: 4 4
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION f();
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER a AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION g();

-- pair: triggers with names of all kinds
-- budget: 2 2
-- both
CREATE SCHEMA "a.b";
CREATE TABLE "a.b"." ON x.y " (" ON ""a.b"".x " int, "it's" text);
CREATE FUNCTION "a.b"."f(x)"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
-- to
CREATE TRIGGER " ON " AFTER UPDATE OF " ON ""a.b"".x ", "it's" ON "a.b"." ON x.y " FOR EACH ROW EXECUTE FUNCTION "a.b"."f(x)"('x ON y', E'b\\c');
CREATE TRIGGER "CREATE TRIGGER ü" BEFORE DELETE ON "a.b"." ON x.y " FOR EACH STATEMENT EXECUTE FUNCTION "a.b"."f(x)"();

-- pair: a trigger of a partitioned table fires otherwise, and a clone no more otherwise than that
-- budget: 2 1
-- from
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (a int) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION fire();
-- to
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (a int) PARTITION BY LIST (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
CREATE TRIGGER tr AFTER INSERT OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION fire();
ALTER TABLE t1 DISABLE TRIGGER tr;
