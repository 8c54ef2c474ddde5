-- Privileges of every kind; those by default are elsewhere.

-- pair: add a right on a table
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO bob;

-- pair: several rights for one
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT, INSERT, UPDATE, DELETE ON persons TO bob;

-- pair: all rights
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
GRANT ALL ON persons TO bob;

-- pair: some rights come, some go
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
GRANT SELECT, INSERT, TRUNCATE ON persons TO bob;
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT, DELETE, UPDATE ON persons TO bob;

-- pair: rights for several
-- budget: 4 4
-- from
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO ada, bob;
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO PUBLIC, "some one";

-- pair: with grant option
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO bob;
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO bob WITH GRANT OPTION;

-- pair: some with grant option, some without
-- from
CREATE TABLE persons (id int, name text);
GRANT SELECT, INSERT ON persons TO bob WITH GRANT OPTION;
GRANT UPDATE ON persons TO bob;
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO bob;
GRANT INSERT, UPDATE ON persons TO bob WITH GRANT OPTION;

-- pair: rights on columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text, age int);
-- to
CREATE TABLE persons (id int, name text, age int);
GRANT SELECT (name), UPDATE (name) ON persons TO bob;
GRANT SELECT (age) ON persons TO PUBLIC;

-- pair: rights on columns change
-- from
CREATE TABLE persons (id int, name text, age int);
GRANT SELECT (name, age), UPDATE (name) ON persons TO bob;
-- to
CREATE TABLE persons (id int, name text, age int);
GRANT SELECT (id, age), UPDATE (name) ON persons TO bob;
GRANT INSERT (name) ON persons TO bob WITH GRANT OPTION;

-- pair: rights on a table and on its columns
-- from
CREATE TABLE persons (id int, name text, age int);
GRANT SELECT ON persons TO bob;
GRANT SELECT (name), UPDATE (name) ON persons TO bob;
-- to
CREATE TABLE persons (id int, name text, age int);
GRANT SELECT (name), UPDATE (name) ON persons TO bob;

-- pair: rights on a table go, those on its columns stay
-- from
CREATE TABLE persons (id int, name text, age int);
GRANT SELECT, UPDATE ON persons TO bob;
GRANT SELECT (name), UPDATE (age) ON persons TO bob;
-- to
CREATE TABLE persons (id int, name text, age int);
GRANT SELECT ON persons TO bob;
GRANT SELECT (name), UPDATE (age) ON persons TO bob;

-- pair: rights on a column that comes
-- budget: 2 1
-- from
CREATE TABLE persons (id int);
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT (name) ON persons TO bob;

-- pair: the owner's own rights go
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
REVOKE INSERT, DELETE ON persons FROM postgres;

-- pair: all of the owner's rights go
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
REVOKE ALL ON persons FROM postgres;

-- pair: a new table without its owner's rights
-- budget: 3 1
-- from
-- to
CREATE TABLE persons (id int, name text);
ALTER TABLE persons OWNER TO ada;
REVOKE ALL ON persons FROM ada;

-- pair: rights that were given and taken are none
-- budget: 0 0
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
GRANT ALL ON persons TO bob;
REVOKE ALL ON persons FROM bob;

-- pair: rights given by one who got them
-- limit: who granted a right is not among the facts
-- from
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO ada WITH GRANT OPTION;
-- to
CREATE TABLE persons (id int, name text);
GRANT SELECT ON persons TO ada WITH GRANT OPTION;
SET SESSION AUTHORIZATION ada;
GRANT SELECT ON persons TO bob;
RESET SESSION AUTHORIZATION;

-- pair: functions are everybody's until they are not
-- budget: 1 1
-- from
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f(int) FROM PUBLIC;

-- pair: a function for one
-- budget: 2 2
-- from
CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- to
CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f(int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f(int, text) TO bob WITH GRANT OPTION;

-- pair: a new function for one
-- budget: 3 1
-- from
-- to
CREATE FUNCTION f(int, text) RETURNS int LANGUAGE sql AS 'SELECT 1';
REVOKE ALL ON FUNCTION f(int, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f(int, text) TO bob;

-- pair: procedures and aggregates
-- budget: 4 4
-- both
CREATE PROCEDURE p(int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
-- from
-- to
REVOKE ALL ON PROCEDURE p(int) FROM PUBLIC;
REVOKE ALL ON FUNCTION total(int) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE p(int) TO bob;
GRANT EXECUTE ON FUNCTION total(int) TO bob;

-- pair: schemas
-- budget: 2 2
-- from
CREATE SCHEMA shop;
GRANT USAGE ON SCHEMA shop TO ada;
-- to
CREATE SCHEMA shop;
GRANT USAGE, CREATE ON SCHEMA shop TO ada;
GRANT USAGE ON SCHEMA shop TO PUBLIC;

-- pair: public is no more everybody's
-- budget: 1 1
-- from
-- to
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- pair: public is everybody's to create in
-- budget: 1 1
-- from
-- to
GRANT CREATE ON SCHEMA public TO PUBLIC;

-- pair: rights of one on public
-- budget: 1 1
-- from
GRANT CREATE ON SCHEMA public TO bob;
-- to
GRANT ALL ON SCHEMA public TO ada;
GRANT CREATE ON SCHEMA public TO bob;

-- pair: sequences
-- budget: 3 3
-- from
CREATE SEQUENCE numbers;
GRANT SELECT ON SEQUENCE numbers TO bob;
-- to
CREATE SEQUENCE numbers;
GRANT USAGE, UPDATE ON SEQUENCE numbers TO bob;
GRANT ALL ON SEQUENCE numbers TO ada;

-- pair: types and domains
-- from
CREATE TYPE colour AS ENUM ('red');
CREATE DOMAIN positive AS int;
CREATE TYPE pair AS (a int);
GRANT USAGE ON TYPE pair TO bob;
-- to
CREATE TYPE colour AS ENUM ('red');
CREATE DOMAIN positive AS int;
CREATE TYPE pair AS (a int);
REVOKE ALL ON TYPE colour FROM PUBLIC;
REVOKE ALL ON DOMAIN positive FROM PUBLIC;
GRANT USAGE ON DOMAIN positive TO bob;

-- pair: views and materialized views
-- budget: 2 2
-- both
CREATE VIEW v AS SELECT 1 AS a;
CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
-- from
-- to
GRANT SELECT ON v TO bob;
GRANT SELECT ON m TO PUBLIC;

-- pair: rights of a view that is made again
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id FROM persons;
GRANT SELECT ON a TO bob;
GRANT UPDATE (id) ON a TO ada;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT name, id FROM persons;
GRANT SELECT ON a TO bob;
GRANT UPDATE (id) ON a TO ada;

-- pair: rights on partitions are their own
-- budget: 2 2
-- from
CREATE TABLE events (id int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
-- to
CREATE TABLE events (id int) PARTITION BY LIST (id);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
GRANT SELECT ON events TO bob;
GRANT INSERT ON events_1 TO ada;

-- pair: the rights that tables have by default
-- budget: 3 1
-- from
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob;
-- to
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob;
CREATE TABLE persons (id int);
REVOKE ALL ON persons FROM bob;
GRANT SELECT ON persons TO ada;

-- pair: a new table with the rights that tables have by default
-- budget: 1 1
-- from
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO bob;
-- to
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO bob;
CREATE TABLE persons (id int);

-- pair: maintain
-- since: 17
-- budget: 1 1
-- from
CREATE TABLE persons (id int);
-- to
CREATE TABLE persons (id int);
GRANT MAINTAIN ON persons TO bob;

-- pair: a role that may grant becomes the owner
-- budget: 2 2
-- from
CREATE SEQUENCE s;
GRANT SELECT ON SEQUENCE s TO bob WITH GRANT OPTION;
-- to
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO bob;

-- pair: usage of the server's own languages
-- budget: 3 3
-- from
GRANT USAGE ON LANGUAGE sql TO bob;
-- to
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO ada;

-- pair: owner changes and the grants of the old owner
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; GRANT SELECT ON t TO bob; REVOKE DELETE ON t FROM ada;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob; GRANT SELECT ON t TO ada;

-- pair: table's owner and grantee exchange places
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; GRANT SELECT ON t TO bob;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob; GRANT SELECT ON t TO ada;

-- pair: table's old owner lacked a privilege, the new one does not
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; REVOKE DELETE ON t FROM ada;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob;

-- pair: table's owner lacks a privilege and changes
-- budget: 1 1
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; REVOKE DELETE ON t FROM ada;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob; REVOKE DELETE ON t FROM bob;

-- pair: old owner lacked a privilege and gets a grant
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; REVOKE DELETE ON t FROM ada;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob; GRANT SELECT ON t TO ada;

-- pair: old owner lacked a privilege and the new one had a grant
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; REVOKE DELETE ON t FROM ada; GRANT SELECT ON t TO bob;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob;

-- pair: sequence's owner and grantee exchange places, the owner may not update
-- from
CREATE SEQUENCE s; ALTER SEQUENCE s OWNER TO ada; REVOKE UPDATE ON SEQUENCE s FROM ada; GRANT USAGE ON SEQUENCE s TO bob;
-- to
CREATE SEQUENCE s; ALTER SEQUENCE s OWNER TO bob; GRANT USAGE ON SEQUENCE s TO ada;

-- pair: view's owner lacks a privilege, changes and column grants with it
-- from
CREATE VIEW v AS SELECT 1 AS a; ALTER VIEW v OWNER TO ada; REVOKE INSERT ON v FROM ada; GRANT SELECT (a) ON v TO bob;
-- to
CREATE VIEW v AS SELECT 1 AS a; ALTER VIEW v OWNER TO bob; GRANT UPDATE (a) ON v TO ada;

-- pair: column grant of the new owner
-- from
CREATE TABLE t (a int, b int); ALTER TABLE t OWNER TO ada; GRANT SELECT (a) ON t TO bob;
-- to
CREATE TABLE t (a int, b int); ALTER TABLE t OWNER TO bob; GRANT SELECT (a) ON t TO ada;

-- pair: owner changes from ada to bob, a third keeps a grant with grant option
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; GRANT SELECT ON t TO "some one" WITH GRANT OPTION; REVOKE TRUNCATE ON t FROM ada;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob; GRANT SELECT ON t TO "some one"; GRANT INSERT ON t TO ada;

-- pair: type's owner and usage
-- from
CREATE TYPE e AS ENUM ('a'); ALTER TYPE e OWNER TO ada; REVOKE USAGE ON TYPE e FROM PUBLIC; REVOKE USAGE ON TYPE e FROM ada;
-- to
CREATE TYPE e AS ENUM ('a'); ALTER TYPE e OWNER TO bob; GRANT USAGE ON TYPE e TO ada;

-- pair: owner without any privilege changes
-- from
CREATE TABLE t (a int); ALTER TABLE t OWNER TO ada; REVOKE ALL ON t FROM ada;
-- to
CREATE TABLE t (a int); ALTER TABLE t OWNER TO bob; GRANT SELECT ON t TO ada;

-- pair: schema's owner lacks create, old owner gets usage
-- from
CREATE SCHEMA s AUTHORIZATION ada; REVOKE CREATE ON SCHEMA s FROM ada;
-- to
CREATE SCHEMA s AUTHORIZATION bob; GRANT USAGE ON SCHEMA s TO ada WITH GRANT OPTION;

-- pair: function's owner may not execute, and goes to another that may
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f() OWNER TO ada; REVOKE ALL ON FUNCTION f() FROM PUBLIC, ada;
-- to
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f() OWNER TO bob; GRANT EXECUTE ON FUNCTION f() TO ada;
