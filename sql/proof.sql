-- A proof: what is found when the scripts of migrate() are tried, and what they leave for people to do.
CREATE EXTENSION migrate;
CREATE SCHEMA old;
CREATE TABLE old.persons (id int PRIMARY KEY, name text, nick text);
CREATE TABLE old.empty (id int);
INSERT INTO old.persons VALUES (1, 'Ada', NULL), (2, 'Grace', 'Amazing');
SELECT migrate.migrate('baseline', revision_id => 'baseline');

-- NOT NULL asks for values that nobody but a person knows: each column that rows are there for is named, what has values is not.
SELECT migrate.migrate('not null', revision_id => 'not_null', model => '
CREATE SCHEMA old;
CREATE TABLE old.persons (id int PRIMARY KEY, name text NOT NULL, nick text NOT NULL, born date NOT NULL, "No." int NOT NULL,
	since date NOT NULL DEFAULT now(), counted serial, twice int NOT NULL GENERATED ALWAYS AS (id * 2) STORED);
CREATE TABLE old.empty (id int NOT NULL, other int NOT NULL);');
\pset format unaligned
SELECT upgrade FROM migrate.show('not_null');
\pset format aligned
SELECT migrate.remove('not_null');
-- Also where the scripts are not tried.
CREATE ROLE regress_migrate_owner;
ALTER TABLE old.persons OWNER TO regress_migrate_owner;
SELECT migrate.migrate('not null', revision_id => 'not_null', ignore => '{facet:owners}', parents => '{baseline}', model => '
CREATE SCHEMA old;
CREATE TABLE old.persons (id int PRIMARY KEY, name text, nick text NOT NULL, born date NOT NULL);
CREATE TABLE old.empty (id int);');
SELECT migrate.remove('not_null');
ALTER TABLE old.persons OWNER TO CURRENT_USER;
DROP ROLE regress_migrate_owner;

-- Rows are counted under the name that their table has by then.
SELECT migrate.migrate('another name', revision_id => 'name', model => '
CREATE SCHEMA new;
CREATE TABLE new.persons (id bigint PRIMARY KEY, name text, nick text);
CREATE TABLE new.empty (id int);');
SELECT * FROM migrate.upgrade();
SELECT count(*) FROM new.persons;
ALTER SCHEMA new RENAME TO newer;
ALTER TABLE newer.persons RENAME TO people;
ALTER TABLE newer.people ALTER id TYPE int;
SELECT migrate.migrate('more names', revision_id => 'names');
SELECT upgrade FROM migrate.show('names');

DROP EXTENSION migrate;
DROP TABLE newer.people, newer.empty;
DROP SCHEMA newer;
