-- Default privileges: they come last, what is made beside them is not granted by them.

-- pair: add default privileges
-- budget: 1 1
-- from
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE ada GRANT SELECT, INSERT ON TABLES TO bob;

-- pair: default privileges in a schema
-- budget: 2 2
-- from
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE ada IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO bob;
ALTER DEFAULT PRIVILEGES FOR ROLE "some one" IN SCHEMA public GRANT USAGE ON SEQUENCES TO PUBLIC;

-- pair: default privileges go with their schema
-- budget: 2 1
-- from
-- to
CREATE SCHEMA "My schema";
ALTER DEFAULT PRIVILEGES FOR ROLE ada IN SCHEMA "My schema" GRANT SELECT ON TABLES TO bob;

-- pair: what PUBLIC has by default is withheld
-- budget: 2 2
-- from
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE ada REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE ada REVOKE USAGE ON TYPES FROM PUBLIC;

-- pair: what the owner has by default is withheld
-- budget: 1 1
-- from
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE ada REVOKE INSERT, DELETE ON TABLES FROM ada;

-- pair: one default privilege more, one less
-- budget: 2 2
-- from
ALTER DEFAULT PRIVILEGES FOR ROLE ada GRANT SELECT, INSERT ON TABLES TO bob;
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE ada GRANT SELECT, UPDATE ON TABLES TO bob;

-- pair: default privileges with grant option
-- budget: 1 1
-- from
ALTER DEFAULT PRIVILEGES FOR ROLE ada GRANT SELECT ON TABLES TO bob;
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE ada GRANT SELECT ON TABLES TO bob WITH GRANT OPTION;

-- pair: default privileges on schemas, for several
-- budget: 2 2
-- from
-- to
ALTER DEFAULT PRIVILEGES FOR ROLE ada GRANT USAGE ON SCHEMAS TO bob, PUBLIC;

-- pair: what is made beside new default privileges
-- budget: 3 3
-- from
-- to
CREATE TABLE persons (id int);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO bob;

-- pair: what is made under default privileges that stay
-- budget: 1 1
-- both
ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO bob;
-- from
-- to
CREATE TABLE persons (id int);

-- pair: what is made under default privileges that stay, without them
-- budget: 2 1
-- both
ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO bob;
-- from
-- to
CREATE TABLE persons (id int);
REVOKE ALL ON persons FROM bob;

-- pair: what is made under default privileges of all kinds
-- budget: 5 5
-- both
CREATE SCHEMA s;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO bob;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT UPDATE ON TABLES TO bob WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO ada;
-- from
-- to
CREATE TABLE s.persons (id int);
CREATE VIEW s.names AS SELECT id FROM s.persons;
CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE persons (id int);
CREATE SEQUENCE n;

-- pair: what is made under default privileges with other privileges
-- budget: 7 4
-- both
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO bob;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
-- from
-- to
CREATE TABLE persons (id int);
REVOKE INSERT ON persons FROM bob;
GRANT UPDATE ON persons TO bob WITH GRANT OPTION;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
GRANT EXECUTE ON FUNCTION f() TO PUBLIC;
CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION g() OWNER TO ada;

-- pair: a table that is made for another owner than who has the default privileges
-- budget: 2 1
-- both
ALTER DEFAULT PRIVILEGES FOR ROLE ada GRANT SELECT ON TABLES TO bob;
-- from
-- to
CREATE TABLE persons (id int);
ALTER TABLE persons OWNER TO ada;

-- pair: what the maker lacks by default
-- budget: 3 1
-- both
ALTER DEFAULT PRIVILEGES REVOKE INSERT ON TABLES FROM postgres;
-- from
-- to
CREATE TABLE persons (id int);
ALTER TABLE persons OWNER TO ada;
GRANT INSERT ON persons TO ada;

-- pair: a view that is made again under default privileges
-- budget: 3 3
-- both
CREATE TABLE persons (id int, name text);
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO bob;
-- from
CREATE VIEW v AS SELECT id FROM persons;
REVOKE ALL ON v FROM bob;
-- to
CREATE VIEW v AS SELECT name FROM persons;
REVOKE ALL ON v FROM bob;

-- pair: what default privileges give to a role is the owner's once it owns the object
-- budget: 2 1
-- both
CREATE TABLE persons (id int);
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ada;
-- from
-- to
CREATE VIEW v AS SELECT id FROM persons;
ALTER VIEW v OWNER TO ada;

-- pair: rights on a table that is there, of which its owner gives some by default
-- budget: 1 1
-- both
CREATE TABLE persons (id int);
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ada;
-- from
-- to
GRANT ALL ON persons TO ada;

-- pair: privileges of functions that were there before any default privileges
-- budget: 2 2
-- both
CREATE EXTENSION pgcrypto;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO bob;
-- from
-- to
GRANT EXECUTE ON FUNCTION crypt(text, text) TO bob;
GRANT EXECUTE ON FUNCTION pg_sleep(double precision) TO bob;

-- pair: default privileges in a schema that gets another name
-- budget: 3 3
-- from
CREATE SCHEMA s;
CREATE TABLE s.t (a int);
ALTER DEFAULT PRIVILEGES FOR ROLE ada IN SCHEMA s GRANT SELECT ON TABLES TO bob;
-- to
CREATE SCHEMA z;
CREATE TABLE z.t (a int);
ALTER DEFAULT PRIVILEGES FOR ROLE ada IN SCHEMA z GRANT USAGE ON SEQUENCES TO bob;
