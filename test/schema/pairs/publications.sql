-- Publications, and which tables and schemas are in them.

-- pair: add a publication
-- budget: 1 1
-- from
-- to
CREATE PUBLICATION p;

-- pair: a publication of all tables
-- budget: 2 2
-- from
CREATE PUBLICATION p;
-- to
CREATE PUBLICATION p FOR ALL TABLES WITH (publish = 'insert', publish_via_partition_root);

-- pair: parameters of a publication
-- budget: 1 1
-- from
CREATE PUBLICATION "a pub" WITH (publish = 'insert, truncate');
COMMENT ON PUBLICATION "a pub" IS 'news';
-- to
CREATE PUBLICATION "a pub" WITH (publish = '', publish_via_partition_root = true);
COMMENT ON PUBLICATION "a pub" IS 'news';

-- pair: a parameter of a publication goes back to its default
-- budget: 2 2
-- from
CREATE PUBLICATION p WITH (publish = 'insert');
CREATE PUBLICATION q WITH (publish_via_partition_root = true);
-- to
CREATE PUBLICATION p;
CREATE PUBLICATION q;

-- pair: the owner of a publication
-- budget: 1 1
-- from
CREATE PUBLICATION p;
-- to
CREATE PUBLICATION p;
ALTER PUBLICATION p OWNER TO ada;

-- pair: tables in a publication
-- budget: 3 3
-- both
CREATE TABLE a (id int);
CREATE TABLE b (id int, c int, d int);
CREATE TABLE c (id int) PARTITION BY LIST (id);
CREATE PUBLICATION p WITH (publish = 'insert');
CREATE PUBLICATION q;
-- from
ALTER PUBLICATION p ADD TABLE a;
-- to
ALTER PUBLICATION p ADD TABLE b (id, d), c;

-- pair: rows and columns of a published table
-- budget: 2 2
-- both
CREATE TABLE a (id int, name text, "The Age" int);
CREATE PUBLICATION p WITH (publish = 'insert');
-- from
ALTER PUBLICATION p ADD TABLE a WHERE (id > 1);
-- to
ALTER PUBLICATION p ADD TABLE a (id, "The Age") WHERE ("The Age" > 1 AND id <> 5);

-- pair: schemas in a publication
-- budget: 2 2
-- both
CREATE SCHEMA "My schema";
CREATE PUBLICATION p;
-- from
-- to
ALTER PUBLICATION p ADD TABLES IN SCHEMA "My schema", public;

-- pair: a published table of its parent only
-- budget: 1 1
-- both
CREATE TABLE a (id int);
CREATE TABLE b (more int) INHERITS (a);
CREATE PUBLICATION p;
-- from
-- to
ALTER PUBLICATION p ADD TABLE ONLY a;

-- pair: a publication with all that is in it
-- budget: 6 3
-- both
CREATE TABLE c (id int);
-- from
-- to
CREATE SCHEMA s;
CREATE TABLE a (id int);
CREATE PUBLICATION p FOR TABLE a, c WHERE (id > 1), TABLES IN SCHEMA s;

-- pair: the type of a published column
-- budget: 3 3
-- both
CREATE PUBLICATION p WITH (publish = 'insert');
-- from
CREATE TABLE a (id int, name text);
INSERT INTO a VALUES (1, 'x');
ALTER PUBLICATION p ADD TABLE a WHERE (id > 1);
-- to
CREATE TABLE a (id bigint, name text);
INSERT INTO a VALUES (1, 'x');
ALTER PUBLICATION p ADD TABLE a WHERE (id > 1);

-- pair: a published table goes
-- budget: 1 2
-- both
CREATE PUBLICATION p;
-- from
CREATE TABLE a (id int);
ALTER PUBLICATION p ADD TABLE a;
-- to

-- pair: generated columns in a publication
-- since: 18
-- budget: 1 1
-- from
CREATE PUBLICATION p;
-- to
CREATE PUBLICATION p WITH (publish_generated_columns = stored);

-- pair: a publication of tables and schemas that seems to have another name
-- budget: 1 1
-- both
CREATE SCHEMA s;
CREATE TABLE t (a int PRIMARY KEY);
-- from
CREATE PUBLICATION old_name FOR TABLE t WITH (publish = 'insert');
CREATE PUBLICATION old_schemas FOR TABLES IN SCHEMA s;
-- to
CREATE PUBLICATION new_name FOR TABLE t WITH (publish = 'insert');
CREATE PUBLICATION old_schemas FOR TABLES IN SCHEMA s;

-- pair: a publication that seems to have another name, of other rows
-- budget: 3 3
-- from
CREATE TABLE t (a int PRIMARY KEY);
CREATE PUBLICATION old_name FOR TABLE t WHERE (a > 1);
-- to
CREATE TABLE t (a int PRIMARY KEY);
CREATE PUBLICATION new_name FOR TABLE t WHERE (a > 2);

-- pair: a publication that seems to have another name, of other tables
-- budget: 3 3
-- from
CREATE TABLE persons (id int);
CREATE TABLE orders (id int);
CREATE PUBLICATION people FOR TABLE persons WITH (publish = 'insert');
-- to
CREATE TABLE persons (id int);
CREATE TABLE orders (id int);
CREATE PUBLICATION sales FOR TABLE orders WITH (publish = 'insert');

-- pair: a table leaves one publication for another
-- budget: 2 2
-- from
CREATE TABLE t (a int PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE t;
CREATE PUBLICATION q;
-- to
CREATE TABLE t (a int PRIMARY KEY);
CREATE PUBLICATION p;
CREATE PUBLICATION q FOR TABLE t;
