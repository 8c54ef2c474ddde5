-- Extensions: their members are theirs, what uses them needs them.

-- pair: add an extension
-- budget: 1 1
-- from
-- to
CREATE EXTENSION pg_trgm;

-- pair: add an extension in a schema of its own
-- budget: 2 2
-- from
-- to
CREATE SCHEMA tools;
CREATE EXTENSION pg_trgm SCHEMA tools;

-- pair: move an extension to another schema
-- budget: 1 1
-- both
CREATE SCHEMA tools;
-- from
CREATE EXTENSION pg_trgm;
-- to
CREATE EXTENSION pg_trgm SCHEMA tools;

-- pair: move an extension whose type columns, defaults, checks, indexes, views and functions use
-- budget: 1 1
-- both
CREATE SCHEMA extensions;
CREATE SCHEMA others;
-- from
CREATE EXTENSION citext WITH SCHEMA others;
CREATE TABLE persons (id int PRIMARY KEY, name others.citext DEFAULT 'x'::others.citext CHECK (name <> 'y'::others.citext), names others.citext[]);
CREATE INDEX ON persons (name others.citext_pattern_ops);
CREATE VIEW named AS SELECT id, name || 'x'::others.citext AS name FROM persons;
CREATE DOMAIN word AS others.citext;
CREATE FUNCTION name_of(person int) RETURNS others.citext LANGUAGE sql RETURN 'x'::others.citext;
-- to
CREATE EXTENSION citext WITH SCHEMA extensions;
CREATE TABLE persons (id int PRIMARY KEY, name extensions.citext DEFAULT 'x'::extensions.citext CHECK (name <> 'y'::extensions.citext), names extensions.citext[]);
CREATE INDEX ON persons (name extensions.citext_pattern_ops);
CREATE VIEW named AS SELECT id, name || 'x'::extensions.citext AS name FROM persons;
CREATE DOMAIN word AS extensions.citext;
CREATE FUNCTION name_of(person int) RETURNS extensions.citext LANGUAGE sql RETURN 'x'::extensions.citext;

-- pair: move an extension while a column comes to be of its type, and another does not stay so
-- budget: 3 3
-- both
CREATE SCHEMA extensions;
CREATE SCHEMA others;
-- from
CREATE EXTENSION citext WITH SCHEMA others;
CREATE TABLE persons (id int PRIMARY KEY, name others.citext, town text);
-- to
CREATE EXTENSION citext WITH SCHEMA extensions;
CREATE TABLE persons (id int PRIMARY KEY, name text, town extensions.citext);

-- pair: move an extension to a new schema, from one that goes
-- budget: 3 3
-- from
CREATE SCHEMA tools;
CREATE EXTENSION pg_trgm SCHEMA tools;
-- to
CREATE SCHEMA "Other tools";
CREATE EXTENSION pg_trgm SCHEMA "Other tools";

-- pair: move an extension whose types a table uses
-- budget: 1 1
-- both
CREATE SCHEMA tools;
-- from
CREATE EXTENSION citext;
CREATE TABLE persons (id int PRIMARY KEY, mail citext UNIQUE);
INSERT INTO persons VALUES (1, 'A@b'), (2, 'c@d');
CREATE VIEW mails AS SELECT mail FROM persons WHERE mail <> 'x';
-- to
CREATE EXTENSION citext SCHEMA tools;
SET search_path = public, tools;
CREATE TABLE persons (id int PRIMARY KEY, mail citext UNIQUE);
INSERT INTO persons VALUES (1, 'A@b'), (2, 'c@d');
CREATE VIEW mails AS SELECT mail FROM persons WHERE mail <> 'x';

-- pair: an extension that another requires
-- budget: 2 2
-- from
-- to
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;

-- pair: an extension with what uses its types, operator classes and functions
-- budget: 6 6
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
INSERT INTO persons VALUES (1, 'Ada');
-- to
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
CREATE TABLE persons (id int PRIMARY KEY, name text, mail citext);
INSERT INTO persons VALUES (1, 'Ada');
CREATE INDEX ON persons USING gin (name gin_trgm_ops);
CREATE FUNCTION alike(text) RETURNS real LANGUAGE sql BEGIN ATOMIC SELECT similarity($1, 'Ada'); END;
CREATE TABLE mails (mail citext DEFAULT 'a@b' CHECK (mail <> 'c@d'));

-- pair: one extension instead of another
-- budget: 2 2
-- from
CREATE EXTENSION hstore;
-- to
CREATE EXTENSION pg_trgm;

-- pair: comment on an extension
-- budget: 1 1
-- both
CREATE EXTENSION pg_trgm;
-- from
-- to
COMMENT ON EXTENSION pg_trgm IS 'what is alike';

-- pair: objects that go with an extension
-- budget: 5 5
-- both
CREATE EXTENSION pg_trgm;
CREATE TABLE persons (name text);
CREATE FUNCTION alike(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 % $2';
CREATE PROCEDURE compare(text) LANGUAGE sql AS '';
CREATE INDEX persons_name ON persons USING gin (name gin_trgm_ops);
CREATE MATERIALIZED VIEW likenesses AS SELECT 1 AS likeness;
CREATE FUNCTION compare() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER compare AFTER INSERT ON persons EXECUTE FUNCTION compare();
-- from
-- to
ALTER FUNCTION alike(text, text) DEPENDS ON EXTENSION pg_trgm;
ALTER PROCEDURE compare(text) DEPENDS ON EXTENSION pg_trgm;
ALTER INDEX persons_name DEPENDS ON EXTENSION pg_trgm;
ALTER MATERIALIZED VIEW likenesses DEPENDS ON EXTENSION pg_trgm;
ALTER TRIGGER compare ON persons DEPENDS ON EXTENSION pg_trgm;

-- pair: a function goes with an extension
-- budget: 2 3
-- from
CREATE EXTENSION pg_trgm;
CREATE FUNCTION alike(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 % $2';
ALTER FUNCTION alike(text, text) DEPENDS ON EXTENSION pg_trgm;
-- to

-- pair: a function outlives the extension with which it would go
-- budget: 2 2
-- from
CREATE EXTENSION pg_trgm;
CREATE FUNCTION alike(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 % $2; END';
ALTER FUNCTION alike(text, text) DEPENDS ON EXTENSION pg_trgm;
-- to
CREATE FUNCTION alike(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 % $2; END';

-- pair: what depends on an extension
-- budget: 4 4
-- both
CREATE EXTENSION pg_trgm;
CREATE TABLE persons (id int, name text);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER t AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION f();
CREATE MATERIALIZED VIEW v AS SELECT 1 AS one;
CREATE INDEX i ON persons (name);
-- from
-- to
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;
ALTER TRIGGER t ON persons DEPENDS ON EXTENSION pg_trgm;
ALTER MATERIALIZED VIEW v DEPENDS ON EXTENSION pg_trgm;
ALTER INDEX i DEPENDS ON EXTENSION pg_trgm;

-- pair: an extension goes, what depended on it stays
-- budget: 2 2
-- both
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- from
CREATE EXTENSION pg_trgm;
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;
-- to

-- pair: an extension goes with what depends on it
-- budget: 2 3
-- from
CREATE EXTENSION pg_trgm;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;
-- to

-- pair: a function that depends on an extension is made again
-- budget: 3 3
-- both
CREATE EXTENSION pg_trgm;
-- from
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;
-- to
CREATE FUNCTION f() RETURNS text LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f() DEPENDS ON EXTENSION pg_trgm;

-- pair: privileges of an extension's members
-- from
CREATE EXTENSION pg_stat_statements;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION hstore;
GRANT USAGE ON TYPE hstore TO "some one";
-- to
CREATE EXTENSION pg_stat_statements;
CREATE EXTENSION pgcrypto;
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION hstore;
REVOKE SELECT ON pg_stat_statements FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO ada;
REVOKE EXECUTE ON FUNCTION crypt(text, text) FROM PUBLIC;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO bob;

-- pair: add extensions with privileges of their members, and a server of one's wrapper
-- from
-- to
CREATE EXTENSION postgres_fdw;
CREATE EXTENSION hstore;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO bob;
REVOKE USAGE ON TYPE hstore FROM PUBLIC;
GRANT USAGE ON TYPE hstore TO ada WITH GRANT OPTION;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw;
ALTER SERVER s OWNER TO bob;

-- pair: privileges of an extension's members move with them
-- budget: 2 2
-- from
CREATE EXTENSION hstore;
GRANT USAGE ON TYPE hstore TO ada;
REVOKE USAGE ON TYPE hstore FROM PUBLIC;
-- to
CREATE SCHEMA "Ext.s";
CREATE EXTENSION hstore SCHEMA "Ext.s";
GRANT USAGE ON TYPE "Ext.s".hstore TO ada;
REVOKE USAGE ON TYPE "Ext.s".hstore FROM PUBLIC;

-- pair: an extension moves, and its members get other privileges
-- from
CREATE EXTENSION hstore;
GRANT USAGE ON TYPE hstore TO ada;
-- to
CREATE SCHEMA "Ext.s";
CREATE EXTENSION hstore SCHEMA "Ext.s";
GRANT USAGE ON TYPE "Ext.s".ghstore TO bob;

-- pair: a column becomes what the extension of its type casts it to
-- both
CREATE EXTENSION hstore;
-- from
CREATE TABLE persons (id int, traits hstore);
INSERT INTO persons VALUES (1, NULL), (2, NULL);
-- to
CREATE TABLE persons (id int, traits jsonb);

-- pair: an extension moves, and a generated column calls a function that takes its type
-- budget: 1 1
-- both
CREATE SCHEMA ext;
-- from
CREATE EXTENSION citext SCHEMA public;
CREATE FUNCTION low(c citext) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN lower(c::text); END $$;
GRANT EXECUTE ON FUNCTION low(citext) TO ada;
CREATE TABLE u (id int PRIMARY KEY, mail citext, m text GENERATED ALWAYS AS (low(mail)) STORED);
INSERT INTO u VALUES (1, 'A@b');
-- to
CREATE EXTENSION citext SCHEMA ext;
CREATE FUNCTION low(c ext.citext) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN lower(c::text); END $$;
GRANT EXECUTE ON FUNCTION low(ext.citext) TO ada;
CREATE TABLE u (id int PRIMARY KEY, mail ext.citext, m text GENERATED ALWAYS AS (low(mail)) STORED);

-- pair: an extension moves, with an operator and a cast over its type
-- budget: 1 1
-- both
CREATE SCHEMA ext;
-- from
CREATE EXTENSION hstore;
CREATE FUNCTION has(hstore, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN true; END $$;
CREATE OPERATOR ?> (FUNCTION = has, LEFTARG = hstore, RIGHTARG = text);
CREATE CAST (hstore AS text) WITH INOUT;
-- to
CREATE EXTENSION hstore SCHEMA ext;
CREATE FUNCTION has(ext.hstore, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN true; END $$;
CREATE OPERATOR ?> (FUNCTION = has, LEFTARG = ext.hstore, RIGHTARG = text);
CREATE CAST (ext.hstore AS text) WITH INOUT;
