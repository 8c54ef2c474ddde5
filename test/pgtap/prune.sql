-- diff() does not load what two snapshots have in common: what it finds is what it would find if it did.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;

-- With a member more in each fact of one side no fact is the same as on the other.
CREATE FUNCTION marked(snapshot jsonb) RETURNS jsonb LANGUAGE sql AS
	$$SELECT jsonb_set(snapshot, '{facts}', (SELECT jsonb_agg(f || '{"mark": 1}' ORDER BY n) FROM jsonb_array_elements(snapshot -> 'facts') WITH ORDINALITY e(f, n)))$$;
CREATE FUNCTION elsewhere(snapshot jsonb) RETURNS jsonb LANGUAGE sql AS $$SELECT snapshot || '{"installation": "another"}'$$;
CREATE FUNCTION difference(source jsonb, target jsonb) RETURNS text LANGUAGE sql AS
	$$SELECT string_agg(concat_ws('|', ordinal, kind, identity, action, upgrade, downgrade, note), E'\n' ORDER BY ordinal) FROM migrate.diff(source, target)$$;
CREATE FUNCTION finds_the_same(change text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	source jsonb := migrate.snapshot();
	target jsonb;
BEGIN
	EXECUTE change;
	target := migrate.snapshot();
	RETURN NEXT isnt(difference(source, target), NULL, change);
	RETURN NEXT is(difference(source, target), difference(source, marked(target)), change || ': the same database');
	RETURN NEXT is(difference(source, elsewhere(target)), difference(source, elsewhere(marked(target))), change || ': another one');
	RETURN NEXT is(difference(target, source), difference(marked(target), source), change || ': back');
END $$;

CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad', 'glad');
CREATE DOMAIN app.name AS text CHECK (value <> '');
CREATE TABLE app.persons (id int PRIMARY KEY, name app.name NOT NULL, mood app.mood DEFAULT 'sad', n numeric CHECK (n > 0));
CREATE TABLE app.pets (id int PRIMARY KEY, owner int REFERENCES app.persons, n int);
CREATE TABLE app.toys (id int, pet int REFERENCES app.pets);
CREATE INDEX ON app.pets (owner);
CREATE TABLE app.animals (kind text, born date);
CREATE TABLE app.dogs (bark text) INHERITS (app.animals);
CREATE TABLE app.puppies () INHERITS (app.dogs);
CREATE TABLE app.events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE INDEX ON app.events (what);
CREATE TABLE app.events_2026 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW app.owners AS SELECT p.name, q.id FROM app.persons p JOIN app.pets q ON q.owner = p.id;
CREATE VIEW app.names AS SELECT o.name FROM app.owners o, app.toys t;
COMMENT ON VIEW app.names IS 'what it says';
CREATE MATERIALIZED VIEW app.moods AS SELECT a.mood FROM app.persons a, app.toys b;
CREATE FUNCTION app.count_pets() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM app.pets';
CREATE FUNCTION app.double(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
ALTER TABLE app.toys ADD CHECK (app.double(id) > 0);
CREATE FUNCTION app.noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER noop BEFORE INSERT ON app.pets FOR EACH ROW EXECUTE FUNCTION app.noop();
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC;
CREATE FUNCTION app.number(mood app.mood) RETURNS int LANGUAGE sql IMMUTABLE AS $$SELECT CASE mood WHEN 'sad' THEN 0 ELSE 1 END$$;
CREATE CAST (app.mood AS int) WITH FUNCTION app.number(app.mood);

-- Each starts from what those before it left.
SELECT finds_the_same(change) FROM unnest(ARRAY[
	'ALTER TABLE app.toys ADD COLUMN colour text',
	'ALTER TABLE app.persons ALTER COLUMN n TYPE bigint',
	'DROP MATERIALIZED VIEW app.moods; ALTER TABLE app.persons ALTER COLUMN mood DROP DEFAULT, ALTER COLUMN mood TYPE int USING mood::int',
	'ALTER TABLE app.pets DROP COLUMN owner CASCADE',
	'ALTER TABLE app.pets RENAME COLUMN n TO number',
	'ALTER TABLE app.pets RENAME TO beasts',
	'ALTER TABLE app.animals ADD COLUMN name text',
	'ALTER TABLE app.dogs ADD COLUMN age int',
	'CREATE TABLE app.kittens (age int) INHERITS (app.animals)',
	$$CREATE TABLE app.events_2027 PARTITION OF app.events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')$$,
	'ALTER TABLE app.events DETACH PARTITION app.events_2026',
	$$CREATE OR REPLACE FUNCTION app.double(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2 * a'$$,
	'ALTER FUNCTION app.double(int) RENAME TO twice',
	$$CREATE FUNCTION app.count_toys() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM app.toys'$$,
	'DROP FUNCTION app.count_pets()',
	'DROP TRIGGER noop ON app.beasts',
	'DROP DOMAIN app.name CASCADE',
	$$ALTER TYPE app.mood RENAME VALUE 'sad' TO 'blue'$$,
	'DROP TYPE app.mood CASCADE',
	$$COMMENT ON TABLE app.toys IS 'to play with'$$,
	$$COMMENT ON SCHEMA app IS 'all of it'$$,
	'CREATE TABLE app.grants (id int)',
	'ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM PUBLIC',
	'DROP TABLE app.toys CASCADE',
	$$ALTER TABLE app.dogs ALTER COLUMN kind SET DEFAULT 'dog'$$,
	$$ALTER TABLE ONLY app.animals ALTER COLUMN kind SET DEFAULT 'beast'$$,
	'ALTER SCHEMA app RENAME TO shop',
	'DROP TABLE shop.grants; ALTER SCHEMA shop RENAME TO store']) change;
SELECT * FROM finish();
ROLLBACK;
