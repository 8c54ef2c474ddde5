-- Schemas: they come and go with what is in them, which never moves by itself.

-- pair: add a schema
-- budget: 1 1
-- from
-- to
CREATE SCHEMA shop;

-- pair: add a schema with a table in it
-- budget: 2 2
-- from
-- to
CREATE SCHEMA shop;
CREATE TABLE shop.carts (id int PRIMARY KEY, note text DEFAULT 'none');
INSERT INTO shop.carts VALUES (1);

-- pair: add a schema with an owner, a comment and rights
-- budget: 5 1
-- from
-- to
CREATE SCHEMA shop AUTHORIZATION ada;
COMMENT ON SCHEMA shop IS 'what is sold';
GRANT USAGE ON SCHEMA shop TO bob;
GRANT CREATE ON SCHEMA shop TO bob WITH GRANT OPTION;

-- pair: replace a schema by another
-- budget: 2 2
-- from
CREATE SCHEMA shop;
-- to
CREATE SCHEMA store;
CREATE SCHEMA IF NOT EXISTS store;

-- pair: change the owner of a schema
-- budget: 1 1
-- from
CREATE SCHEMA shop AUTHORIZATION ada;
-- to
CREATE SCHEMA shop AUTHORIZATION bob;

-- pair: two schemas with tables of the same name that refer to each other
-- budget: 5 6
-- from
-- to
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.things (id int PRIMARY KEY, other int);
CREATE TABLE b.things (id int PRIMARY KEY, other int REFERENCES a.things);
ALTER TABLE a.things ADD FOREIGN KEY (other) REFERENCES b.things;

-- pair: a schema that another's objects need
-- budget: 4 4
-- from
-- to
CREATE SCHEMA kinds;
CREATE TYPE kinds.colour AS ENUM ('red', 'green');
CREATE SCHEMA shop;
CREATE TABLE shop.cars (id int, colour kinds.colour DEFAULT 'red');

-- pair: schemas in which everything has the same name
-- from
CREATE SCHEMA x;
CREATE TABLE x.x (x int CONSTRAINT x CHECK (x > 0));
-- to
CREATE SCHEMA x;
CREATE TABLE x.x (x int CONSTRAINT x CHECK (x > 1));
CREATE SCHEMA y;
CREATE TABLE y.x (x int CONSTRAINT x CHECK (x > 0));
CREATE FUNCTION x.x(x int) RETURNS int LANGUAGE sql RETURN x + 1;
CREATE FUNCTION y.x(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT x.x($1) + 1; END;

-- pair: leave public without its comment
-- budget: 1 1
-- from
-- to
COMMENT ON SCHEMA public IS NULL;

-- pair: another comment on public
-- budget: 1 1
-- from
COMMENT ON SCHEMA public IS 'ours';
-- to
COMMENT ON SCHEMA public IS 'yours';

-- pair: give public to a role
-- budget: 1 1
-- from
-- to
ALTER SCHEMA public OWNER TO ada;

-- pair: drop public
-- budget: 1 5
-- from
-- to
DROP SCHEMA public;
