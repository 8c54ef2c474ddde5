-- Foreign data wrappers, servers, user mappings and foreign tables.

-- pair: add a wrapper, a server, a user mapping and a foreign table
-- budget: 4 4
-- from
-- to
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s TYPE 'a type' VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'a', "Port" '1');
CREATE USER MAPPING FOR ada SERVER s;
CREATE FOREIGN TABLE t (id int OPTIONS (name 'the id') NOT NULL, name text DEFAULT 'x') SERVER s OPTIONS (path '/a b', "Quoted" 'it''s');

-- pair: options of a wrapper and a server
-- budget: 2 2
-- from
CREATE FOREIGN DATA WRAPPER w OPTIONS (a '1', b '2');
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'a', port '1');
-- to
CREATE FOREIGN DATA WRAPPER w OPTIONS (b '3', "C" 'x, y');
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'b', db 'd\e');

-- pair: handler and validator of a wrapper
-- budget: 2 1
-- from
CREATE FOREIGN DATA WRAPPER w;
-- to
CREATE FOREIGN DATA WRAPPER w VALIDATOR postgresql_fdw_validator;

-- pair: the version of a server
-- budget: 2 2
-- both
CREATE FOREIGN DATA WRAPPER w;
-- from
CREATE SERVER a VERSION '1' FOREIGN DATA WRAPPER w;
CREATE SERVER b VERSION '1' FOREIGN DATA WRAPPER w;
-- to
CREATE SERVER a VERSION '2' FOREIGN DATA WRAPPER w;
CREATE SERVER b FOREIGN DATA WRAPPER w;

-- pair: the type of a server, with what stands on it
-- budget: 10 10
-- both
CREATE FOREIGN DATA WRAPPER w;
-- from
CREATE SERVER s TYPE 'a' FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR public SERVER s;
CREATE FOREIGN TABLE t (id int) SERVER s;
GRANT USAGE ON FOREIGN SERVER s TO bob;
GRANT SELECT ON t TO bob;
COMMENT ON SERVER s IS 'far';
COMMENT ON FOREIGN TABLE t IS 'away';
-- to
CREATE SERVER s TYPE 'b' FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR public SERVER s;
CREATE FOREIGN TABLE t (id int) SERVER s;
GRANT USAGE ON FOREIGN SERVER s TO bob;
GRANT SELECT ON t TO bob;
COMMENT ON SERVER s IS 'far';
COMMENT ON FOREIGN TABLE t IS 'away';

-- pair: user mappings come and go
-- budget: 3 3
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
-- from
CREATE USER MAPPING FOR ada SERVER s;
-- to
CREATE USER MAPPING FOR public SERVER s;
CREATE USER MAPPING FOR "some one" SERVER s;

-- pair: owner and privileges of wrapper, server and foreign table
-- budget: 4 4
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE t (id int) SERVER s;
-- from
-- to
GRANT USAGE ON FOREIGN DATA WRAPPER w TO bob WITH GRANT OPTION;
GRANT USAGE ON FOREIGN SERVER s TO ada;
ALTER FOREIGN TABLE t OWNER TO ada;
GRANT SELECT (id) ON t TO bob;

-- pair: options of a foreign table and its columns
-- budget: 2 2
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
-- from
CREATE FOREIGN TABLE t (id int OPTIONS (name 'a', kind 'x')) SERVER s OPTIONS (path 'p');
-- to
CREATE FOREIGN TABLE t (id int OPTIONS (name 'b')) SERVER s OPTIONS (path 'q', format 'csv');

-- pair: columns of a foreign table
-- budget: 4 4
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
-- from
CREATE FOREIGN TABLE t (id int, name text, gone date) SERVER s;
-- to
CREATE FOREIGN TABLE t (id bigint, name text NOT NULL, new text OPTIONS (a 'b') DEFAULT 'x') SERVER s;

-- pair: a check and a trigger of a foreign table
-- budget: 3 2
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE t (id int) SERVER s;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
-- from
-- to
ALTER FOREIGN TABLE t ADD CONSTRAINT positive CHECK (id > 0);
CREATE TRIGGER note AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION note();
ALTER FOREIGN TABLE t DISABLE TRIGGER note;

-- pair: statistics target, storage and options of a foreign table's column
-- budget: 3 3
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE t (id int, name text) SERVER s;
-- from
-- to
ALTER FOREIGN TABLE t ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER FOREIGN TABLE t ALTER COLUMN id SET STATISTICS 50;
ALTER FOREIGN TABLE t ALTER COLUMN id SET (n_distinct = 5);

-- pair: another server of a foreign table
-- budget: 2 2
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER a FOREIGN DATA WRAPPER w;
CREATE SERVER b FOREIGN DATA WRAPPER w;
-- from
CREATE FOREIGN TABLE t (id int) SERVER a;
-- to
CREATE FOREIGN TABLE t (id int) SERVER b;

-- pair: a foreign table as partition
-- budget: 2 1
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
-- from
-- to
CREATE FOREIGN TABLE events_1 PARTITION OF events FOR VALUES FROM ('2001-01-01') TO ('2002-01-01') SERVER s OPTIONS (a 'b');

-- pair: a foreign table inherits, and is inherited from
-- budget: 2 2
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE parent (id int);
-- from
-- to
CREATE FOREIGN TABLE t (name text) INHERITS (parent) SERVER s;
CREATE TABLE child (more int) INHERITS (t);

-- pair: a foreign table begins to inherit
-- budget: 1 1
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE parent (id int);
CREATE FOREIGN TABLE t (id int, name text) SERVER s;
-- from
-- to
ALTER FOREIGN TABLE t INHERIT parent;

-- pair: a table becomes a foreign table
-- budget: 2 2
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
-- from
CREATE TABLE t (id int);
-- to
CREATE FOREIGN TABLE t (id int) SERVER s;

-- pair: a view on a foreign table whose column changes its type
-- budget: 3 3
-- both
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
-- from
CREATE FOREIGN TABLE t (id int) SERVER s;
CREATE VIEW v AS SELECT id FROM t;
-- to
CREATE FOREIGN TABLE t (id bigint) SERVER s;
CREATE VIEW v AS SELECT id FROM t;

-- pair: a wrapper of an extension
-- budget: 3 3
-- from
-- to
CREATE EXTENSION file_fdw;
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE lines (line text) SERVER files OPTIONS (filename '/dev/null');

-- pair: a foreign data wrapper gets a validator that does not know its option
-- budget: 1 1
-- both
CREATE EXTENSION postgres_fdw;
-- from
CREATE FOREIGN DATA WRAPPER w OPTIONS (debug 'true');
-- to
CREATE FOREIGN DATA WRAPPER w HANDLER postgres_fdw_handler VALIDATOR postgres_fdw_validator;

-- pair: server and wrapper renamed with a foreign table
-- from
CREATE FOREIGN DATA WRAPPER w1;
CREATE SERVER s1 FOREIGN DATA WRAPPER w1;
CREATE USER MAPPING FOR bob SERVER s1;
CREATE FOREIGN TABLE ft (a int) SERVER s1;
-- to
CREATE FOREIGN DATA WRAPPER w2;
CREATE SERVER s2 FOREIGN DATA WRAPPER w2;
CREATE USER MAPPING FOR bob SERVER s2;
CREATE FOREIGN TABLE ft (a int) SERVER s2;

-- pair: server renamed, user mappings for two roles
-- both
CREATE FOREIGN DATA WRAPPER w;
-- from
CREATE SERVER s1 FOREIGN DATA WRAPPER w OPTIONS (host 'h');
CREATE USER MAPPING FOR PUBLIC SERVER s1;
CREATE USER MAPPING FOR ada SERVER s1;
-- to
CREATE SERVER s2 FOREIGN DATA WRAPPER w OPTIONS (host 'h');
CREATE USER MAPPING FOR PUBLIC SERVER s2;
CREATE USER MAPPING FOR ada SERVER s2;

-- pair: server renamed, a mapping goes and another comes
-- both
CREATE FOREIGN DATA WRAPPER w;
-- from
CREATE SERVER s1 FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR bob SERVER s1;
-- to
CREATE SERVER s2 FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR ada SERVER s2;
