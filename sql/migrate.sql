-- Autogenerate: a revision is written from what has been changed in the schema.
CREATE EXTENSION migrate;

-- A database that nobody has migrated until now: the first call writes all that is there as one revision.  It counts as
-- applied here, runs elsewhere, and its downgrade leaves an empty database.
CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL);
CREATE VIEW pairs AS SELECT a.name AS one, b.name AS other FROM persons a, persons b;
INSERT INTO persons VALUES (1, 'Ada'), (2, 'Grace');
SELECT migrate.migrate('baseline', revision_id => 'baseline');
\pset format unaligned
SELECT upgrade FROM migrate.show('baseline');
SELECT downgrade FROM migrate.show('baseline');
\pset format aligned
SELECT revision_id, state FROM migrate.history();
SELECT direction, revision_id, reason FROM migrate.journal;

-- Nothing was changed, and nothing is noted.
SELECT migrate.migrate('nothing');
SELECT count(*) FROM migrate.facts;

-- Somebody adds a table and a column in psql.  Before the first change the schema was noted, as the revisions left it.
CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person_id int NOT NULL REFERENCES persons);
SELECT identity FROM migrate.facts WHERE identity LIKE '% public%' ORDER BY 1;
ALTER TABLE persons ADD COLUMN phone text;
CREATE INDEX orders_person ON orders (person_id);
COMMENT ON TABLE orders IS 'what persons want';
SELECT migrate.migrate('orders and phones', revision_id => 'orders');
\pset format unaligned
SELECT upgrade FROM migrate.show('orders');
SELECT downgrade FROM migrate.show('orders');
\pset format aligned
SELECT count(*) FROM migrate.facts;

-- It is a revision like any other: down and up again, and there is no difference.
SELECT migrate.fingerprint() AS before \gset
SELECT * FROM migrate.downgrade();
SELECT to_regclass('orders'), count(*) FROM persons;
SELECT * FROM migrate.upgrade();
SELECT migrate.fingerprint() = :'before' AS same;
SELECT migrate.migrate('nothing');

-- What loses data is said, in the script and in a WARNING; what depends on it is taken down and brought back.
ALTER TABLE persons DROP COLUMN phone;
DROP VIEW pairs;
ALTER TABLE persons ALTER COLUMN name TYPE varchar(100);
CREATE VIEW pairs AS SELECT a.name AS one, b.name AS other FROM persons a, persons b;
SELECT migrate.migrate('no phones', revision_id => 'no_phones');
\pset format unaligned
SELECT upgrade FROM migrate.show('no_phones');
SELECT downgrade FROM migrate.show('no_phones');
\pset format aligned

-- Changed back: nothing has changed.
CREATE TABLE mistake (id int);
DROP TABLE mistake;
SELECT migrate.migrate('nothing');
SELECT count(*) FROM migrate.facts;

-- Temporary objects, and what writes no schema, are no change.
CREATE TEMPORARY TABLE scratch (id int);
CREATE INDEX ON scratch (id);
ALTER TABLE scratch ADD COLUMN name text;
CREATE TEMPORARY VIEW scratched AS SELECT id FROM scratch;
SELECT 1 AS one INTO TEMPORARY ones;
DROP TABLE ones;
REINDEX TABLE persons;
SELECT count(*) FROM migrate.facts;

-- A change that is rolled back takes with it what was noted for it.
BEGIN;
CREATE TABLE undone (id int);
SELECT count(*) > 0 AS noted FROM migrate.facts;
ROLLBACK;
SELECT count(*) FROM migrate.facts;

-- Drift: a revision runs after somebody has changed something.  What the revision changed is not found again.
CREATE TABLE by_hand (id int);
SELECT migrate.revision('by revision', 'CREATE TABLE by_revision (id int); ALTER TABLE persons ADD email text',
	'ALTER TABLE persons DROP email; DROP TABLE by_revision', revision_id => 'by_revision');
SELECT migrate.migrate('not yet');
SELECT * FROM migrate.upgrade();
SELECT migrate.migrate('by hand', revision_id => 'by_hand');
SELECT upgrade, downgrade FROM migrate.show('by_hand');
-- ... and what goes with a downgrade neither.
CREATE TABLE by_hand_too (id int);
SELECT * FROM migrate.downgrade('by_revision');
SELECT migrate.migrate('not yet');
SELECT migrate.remove('by_hand');
SELECT migrate.migrate('by hand too', revision_id => 'by_hand_too');
SELECT upgrade, downgrade FROM migrate.show('by_hand_too');
-- A run that brings the schema to what it was leaves nothing to note.
CREATE TABLE early (id int);
SELECT migrate.revision('catches up', 'DROP TABLE early', revision_id => 'catches_up');
SELECT * FROM migrate.upgrade();
SELECT count(*) FROM migrate.facts;

-- What is not looked at: settings, or for one call.  It can be found later.
CREATE SCHEMA app;
CREATE TABLE app.things (id int);
CREATE TABLE log_2026 (line text);
SELECT migrate.set('ignore', 'public.log\_%, owner:nobody');
SELECT migrate.set('schemas', 'public, "No such"');
SELECT migrate.migrate('nothing that counts');
SELECT migrate.set('schemas', NULL);
SELECT migrate.migrate('things', ignore => '{app.things.id,public.%}', revision_id => 'things');
SELECT upgrade FROM migrate.show('things');
SELECT migrate.migrate('the rest of it', revision_id => 'rest');
SELECT upgrade FROM migrate.show('rest');
SELECT migrate.migrate('nothing that counts');
SELECT migrate.set('ignore', NULL);
SELECT migrate.migrate('logs', revision_id => 'logs');
SELECT count(*) FROM migrate.facts;

-- drops => false: what is gone stays in the revisions.
DROP TABLE log_2026;
ALTER TABLE app.things ADD COLUMN name text;
SELECT migrate.migrate('more things', drops => false, revision_id => 'more');
SELECT migrate.migrate('no logs', revision_id => 'no_logs');
SELECT upgrade FROM migrate.show('more') UNION ALL SELECT upgrade FROM migrate.show('no_logs');

-- Names may hold anything.
CREATE TABLE "Odd ""name"";
DROP" ("a b" int DEFAULT 1, "ä" text);
COMMENT ON COLUMN "Odd ""name"";
DROP"."a b" IS E'it''s\n-- two lines';
SELECT migrate.migrate('odd names', revision_id => 'odd');
\pset format unaligned
SELECT upgrade FROM migrate.show('odd');
SELECT downgrade FROM migrate.show('odd');
\pset format aligned
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.upgrade();
SELECT migrate.migrate('nothing');

-- What cannot be proved is written all the same, and said.
ALTER TABLE persons ADD COLUMN born date;
UPDATE persons SET born = '1815-12-10';
ALTER TABLE persons ALTER COLUMN born SET NOT NULL;
SELECT migrate.migrate('born', revision_id => 'born');
SELECT upgrade FROM migrate.show('born');
SELECT migrate.edit('born', upgrade => '');
ALTER TABLE persons DROP COLUMN born;
SELECT migrate.migrate('unborn', prove => false, revision_id => 'unborn');
SELECT upgrade FROM migrate.show('unborn');

-- What it would stand on has to be applied here.
SELECT migrate.revision('pending', revision_id => 'pending');
SELECT migrate.migrate('x');
SELECT migrate.migrate('x', model => 'SELECT 1 / 0 AS not_run_for_nothing');
SELECT migrate.migrate('x', parents => '{unborn}');
CREATE TABLE elsewhere (id int);
SELECT migrate.migrate('another base', parents => '{base}', depends_on => '{unborn}', branch_label => 'other', revision_id => 'other');
SELECT parents, depends_on, labels, state FROM migrate.show('other');
SELECT migrate.migrate('x');

-- A model: SQL text that creates the schema somebody wants.  The revision leads there from the schema as it is, and is
-- pending here too.
\set others 'ARRAY[''app%'', ''public.persons%'', ''public.orders%'', ''public.pairs'', ''public.by\_%'', ''public."Odd%'']'
SELECT migrate.migrate('as the model', model => 'CREATE TABLE elsewhere (id bigint PRIMARY KEY)', ignore => :others,
	parents => '{other}', revision_id => 'model');
SELECT upgrade, downgrade, state FROM migrate.show('model');
SELECT * FROM migrate.upgrade('model');
SELECT migrate.migrate('as the model', model => 'CREATE TABLE elsewhere (id bigint PRIMARY KEY)', ignore => :others, parents => '{model}');
SELECT migrate.migrate('as the model', model => 'CREATE TABLE elsewhere (id nothing)', parents => '{model}');
SELECT * FROM migrate.downgrade();
-- Another name is a guess between a database and a model, and is marked as one.
SELECT migrate.migrate('another name', model => 'CREATE TABLE elsewhere (number int)', ignore => :others, parents => '{other}', revision_id => 'guess');
\pset format unaligned
SELECT upgrade, downgrade FROM migrate.show('guess');
\pset format aligned
SELECT migrate.remove('guess');

-- Arguments that are none.
SELECT migrate.migrate(NULL);
SELECT migrate.migrate('');
CREATE TABLE one_more (id int);
SELECT migrate.migrate('', parents => '{other}');
SELECT migrate.migrate('x', parents => '{other}', revision_id => 'base');
SELECT migrate.migrate('x', parents => '{other}', revision_id => 'odd');
SELECT migrate.migrate('x', parents => '{unknown}');
SELECT migrate.migrate('x', parents => '{other}', ignore => '{NULL}');
SELECT migrate.set('schemas', 'a, , b');
-- A script of a revision does not call it.
SELECT migrate.revision('calls', $$SELECT migrate.migrate('x')$$, parents => '{other}', revision_id => 'calls');
SELECT * FROM migrate.upgrade('calls');

-- A source that is NULL is a new database: all of the target is made, by who took it.
CREATE SCHEMA made;
CREATE TABLE made.it (id int);
SELECT ordinal, kind, identity, upgrade FROM migrate.diff(NULL, migrate.snapshot('{made}'), '{made}');
SELECT ordinal, kind, identity FROM migrate.diff(NULL, jsonb_set(migrate.snapshot('{made}'), '{role}', '"somebody"'), '{made}') WHERE upgrade ~ 'OWNER';
SELECT count(*) FROM migrate.diff(NULL, NULL);
DROP SCHEMA made CASCADE;

-- The event trigger's function is none to call.
SELECT migrate.before_change();

DROP EXTENSION migrate;
DROP SCHEMA app CASCADE;
DROP VIEW pairs;
DROP TABLE persons, orders, by_hand_too, by_revision, "Odd ""name"";
DROP", elsewhere, one_more;
