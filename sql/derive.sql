-- A downgrade is derived from its upgrade: the revision is run and rolled back, and what it did to the schema is taken back.
CREATE EXTENSION migrate;

SELECT migrate.revision('persons', 'CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL);
CREATE VIEW names AS SELECT a.name FROM persons a, persons b', 'DROP VIEW names; DROP TABLE persons', revision_id => 'persons');
SELECT * FROM migrate.upgrade();
INSERT INTO persons VALUES (1, 'Ada'), (2, 'Grace');

-- A revision without a downgrade cannot be taken back.
SELECT migrate.revision('longer names', $$
ALTER TABLE persons ADD COLUMN born date;
DROP VIEW names;
ALTER TABLE persons ALTER COLUMN name TYPE varchar(50);
CREATE VIEW names AS SELECT a.name, b.born FROM persons a, persons b;
CREATE INDEX persons_born ON persons (born);
$$, revision_id => 'longer');
\pset format unaligned
SELECT migrate.derive_downgrade('longer');
\pset format aligned
-- Nothing of it has stayed.
SELECT revision_id, state FROM migrate.history();
SELECT column_name FROM information_schema.columns WHERE table_name = 'persons' ORDER BY 1;
SELECT count(*) FROM migrate.journal;
SELECT migrate.edit('longer', downgrade => migrate.derive_downgrade('longer'));
SELECT migrate.fingerprint() AS before \gset
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT migrate.fingerprint() = :'before' AS same;
SELECT * FROM persons ORDER BY id;

-- What a revision needs is run before it.
SELECT migrate.revision('cities', 'CREATE TABLE cities (id int PRIMARY KEY)', revision_id => 'cities');
SELECT migrate.revision('homes', 'ALTER TABLE persons ADD city_id int REFERENCES cities', revision_id => 'homes');
SELECT migrate.derive_downgrade('homes');
SELECT to_regclass('cities');

-- What a script does to rows is not in the schema: that is said.
SELECT migrate.revision('names', $$UPDATE persons SET name = upper(name);
ALTER TABLE persons ADD CHECK (name = upper(name));
DO 'BEGIN DELETE FROM persons; END'$$, revision_id => 'upper', parents => '{longer}');
\pset format unaligned
SELECT migrate.derive_downgrade('upper');
\pset format aligned
SELECT count(*) FROM persons;
-- ... and when nothing is in it, there is nothing to derive.
SELECT migrate.revision('data alone', 'DELETE FROM persons', revision_id => 'data', parents => '{longer}');
SELECT migrate.derive_downgrade('data') IS NULL AS nothing;

-- A dropped column comes back empty.
SELECT migrate.revision('no names', 'DROP VIEW names; ALTER TABLE persons DROP COLUMN name', revision_id => 'nameless', parents => '{longer}');
\pset format unaligned
SELECT migrate.derive_downgrade('nameless');
\pset format aligned

-- What somebody has changed past the revisions is not found again.
CREATE TABLE by_hand (id int);
SELECT migrate.derive_downgrade('homes');
DROP TABLE by_hand;

-- What goes wrong.
SELECT migrate.revision('fails', E'CREATE TABLE x (id int);\nALTER TABLE missing ADD y int', revision_id => 'fails', parents => '{longer}');
SELECT migrate.derive_downgrade('fails');
SELECT to_regclass('x');
SELECT migrate.derive_downgrade('persons');
SELECT migrate.derive_downgrade('nothing');
SELECT migrate.derive_downgrade(NULL);
SELECT migrate.revision('calls', $$SELECT migrate.derive_downgrade('longer')$$, revision_id => 'calls', parents => '{longer}');
SELECT migrate.derive_downgrade('calls');
SELECT migrate.revision('concurrently', 'CREATE INDEX CONCURRENTLY persons_name ON persons (name)', revision_id => 'concurrently', parents => '{longer}');
SELECT migrate.derive_downgrade('concurrently');
SET migrate.concurrent_ddl = plain;
SELECT migrate.derive_downgrade('concurrently');

DROP EXTENSION migrate;
DROP TABLE persons CASCADE;
