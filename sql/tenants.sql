-- Tenants: the same revisions in many schemas of a database.
CREATE EXTENSION migrate;
CREATE SCHEMA tenant_1;
CREATE SCHEMA tenant_2;
CREATE SCHEMA "Tenant ""3"".x
y";
CREATE TABLE plans (name text PRIMARY KEY);
INSERT INTO plans VALUES ('free');
SELECT migrate.revision('create persons', 'CREATE TABLE persons (id int PRIMARY KEY, plan text REFERENCES plans)', 'DROP TABLE persons',
	'SELECT id, plan FROM persons', revision_id => 'aaaa');
SELECT migrate.revision('first person', 'INSERT INTO persons VALUES (1, ''free'')', 'DELETE FROM persons', revision_id => 'bbbb');

-- A scope is a schema.  Scripts find it first, then what they find anyway.
SET migrate.scope = 'tenant_1';
SELECT * FROM migrate.upgrade();
SELECT id, plan FROM tenant_1.persons;
SET migrate.scope = E'Tenant "3".x\ny';
SELECT * FROM migrate.upgrade('aaaa');
SELECT conrelid::regclass, confrelid::regclass FROM pg_constraint WHERE confrelid <> 0 ORDER BY conrelid::regclass::text;
-- ... the whole path: a script that says SET search_path itself has what it says, and no more.
SELECT migrate.set('search_path', 'public, pg_catalog');
SELECT migrate.revision('path', 'CREATE TABLE path AS SELECT current_setting(''search_path'') AS path; SET search_path = public; CREATE TABLE of_all ()',
	'DROP TABLE path; DROP TABLE public.of_all', revision_id => 'cccc');
SELECT * FROM migrate.upgrade();
SELECT path FROM "Tenant ""3"".x
y".path;
SELECT 'public.of_all'::regclass;
SELECT * FROM migrate.downgrade('aaaa');
SELECT migrate.remove('cccc');
SELECT migrate.set('search_path', NULL);
-- Hooks and repeatable files too.
SELECT migrate.set('after_run', 'CREATE TABLE IF NOT EXISTS hooked ()');
SELECT action FROM migrate.import_file('repeatable/v.sql', 'CREATE OR REPLACE VIEW v AS SELECT id FROM persons;');
SELECT * FROM migrate.upgrade();
SELECT count(*) FROM "Tenant ""3"".x
y".v, "Tenant ""3"".x
y".hooked;
SELECT migrate.set('after_run', NULL);
-- What a scope is not.
SET migrate.scope = 'tenant_9';
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.stamp('head');
SET migrate.scope = 'pg_catalog';
SELECT * FROM migrate.upgrade();
SET migrate.scope = '$user';
SELECT * FROM migrate.upgrade();
SET migrate.scope = 'a name that is very much longer than what a name in this server may have at all';
SET migrate.scope = 'tenant_1';
SELECT migrate.script();
RESET migrate.scope;

-- All of them at once: NULL means those in which the project is applied.  public is meant by its name alone.
CALL migrate.deploy_all();
CALL migrate.deploy_all(scopes => 'tenant\_%', target => 'aaaa');
SELECT deployment, scope, target, state, steps, started_by = current_user AS by_me FROM migrate.deployments ORDER BY deployment, scope;
SELECT project, scope, state, current, applied, pending, last_error FROM migrate.scopes;
CALL migrate.deploy_all(scopes => 'nothing%');
CALL migrate.deploy_all(jobs => 0);
CALL migrate.deploy_all(NULL);
CALL migrate.deploy_all(batch => 0);
CALL migrate.deploy_all(on_interrupted => 'guess');
BEGIN;
CALL migrate.deploy_all();
ROLLBACK;
SELECT migrate.revision('nested', 'CALL migrate.deploy_all()', revision_id => 'dddd');
CALL migrate.deploy_all();
SELECT migrate.remove('dddd');

-- A tenant that fails stops alone; the others go on, and stay deployed.
CREATE TABLE tenant_2.orders ();
SELECT migrate.revision('orders', 'CREATE TABLE orders (id int)', 'DROP TABLE orders', revision_id => 'cccc');
SELECT migrate.revision('index', 'CREATE INDEX CONCURRENTLY orders_id ON orders (id)', 'DROP INDEX CONCURRENTLY orders_id', revision_id => 'dddd');
SET migrate.progress = steps;
CALL migrate.deploy_all();
RESET migrate.progress;
SELECT scope, state, steps, sqlstate, message, hint, context FROM migrate.deployments WHERE deployment = (SELECT max(deployment) FROM migrate.deployments) ORDER BY scope;
SELECT scope, state, current, applied, pending, last_error FROM migrate.scopes;
-- The same call goes on.
DROP TABLE tenant_2.orders;
CALL migrate.deploy_all();
SELECT scope, state, current, applied, pending, last_error FROM migrate.scopes;
-- Looking is a scope's own.
SET migrate.scope = 'tenant_2';
SELECT revision_id, state FROM migrate.status;
SELECT run, direction, revision_id, error FROM migrate.log;
SELECT * FROM migrate.downgrade('bbbb');
CALL migrate.revert('bbbb');
SELECT scope, state, current, pending FROM migrate.scopes;
RESET migrate.scope;

-- A schema that goes takes nothing along; who wants it forgotten says so.
DROP SCHEMA tenant_2 CASCADE;
SELECT scope, state FROM migrate.scopes;
CALL migrate.deploy_all();
SET migrate.scope = 'tenant_2';
SELECT * FROM migrate.stamp('base');
CREATE SCHEMA tenant_2;
SELECT * FROM migrate.upgrade('bbbb');
SELECT count(*) FROM tenant_2.v;
RESET migrate.scope;

-- All of them back, down to a revision: who stands there or lower has nothing to do, who fails stops alone, and the same call goes on.
CREATE SCHEMA tenant_3;
CALL migrate.deploy_all('aaaa', 'tenant\_3');
CALL migrate.deploy_all(scopes => 'tenant\_1');
CALL migrate.deploy_all(scopes => 'tenant\_2');
CREATE VIEW tenant_2.hinders AS SELECT id FROM tenant_2.orders;
CALL migrate.revert_all('bbbb');
SELECT scope, direction, target, state, steps, message FROM migrate.deployments WHERE deployment = (SELECT max(deployment) FROM migrate.deployments) ORDER BY scope;
DROP VIEW tenant_2.hinders;
CALL migrate.revert_all('bbbb');
CALL migrate.revert_all('base', 'tenant\_3');
SELECT scope, current FROM migrate.scopes;
-- ... which it would not where a target counts from where each stands.
CALL migrate.revert_all('-1');
CALL migrate.revert_all('@last');
CALL migrate.revert_all('current-1');
CALL migrate.deploy_all('+1');
CALL migrate.revert_all(NULL);
CALL migrate.revert_all('nowhere');
CALL migrate.revert_all('bbbb', 'nothing%');
BEGIN;
CALL migrate.revert_all('bbbb');
ROLLBACK;
CALL migrate.deploy_all();

-- What is changed by hand in a tenant's schema is that tenant's: no other one's, and not the whole database's.
CREATE SCHEMA hand_1;
CREATE SCHEMA "data";
SET migrate.project = 'hand';
SELECT migrate.revision('people', 'CREATE TYPE mood AS ENUM (''well''); CREATE TABLE people (id serial PRIMARY KEY, m mood)', 'DROP TABLE people; DROP TYPE mood', revision_id => '1111');
CALL migrate.deploy_all(scopes => 'hand\_1');
CALL migrate.deploy_all(scopes => 'data');
ALTER TABLE "data".people ADD COLUMN phone text DEFAULT 'data.people';
CREATE INDEX ON "data".people (phone);
CREATE VIEW "data".moods AS SELECT p.m FROM "data".people AS p JOIN plans ON name = phone;
RESET migrate.project;
SELECT migrate.migrate('nothing', parents => '{base}', schemas => '{data,hand_1}');
SET migrate.project = 'hand';
SET migrate.scope = 'hand_1';
SELECT migrate.migrate('nothing');
-- The revision that holds it names no schema of one tenant, so that it is for all of them.
SET migrate.scope = 'data';
SELECT migrate.migrate('phones', revision_id => '2222');
SELECT upgrade, downgrade FROM migrate.show('2222');
SELECT migrate.migrate('nothing');
CALL migrate.deploy_all();
SELECT scope, current FROM migrate.scopes WHERE project = 'hand';
SELECT migrate.diff(migrate.snapshot('{data}'), (replace(migrate.snapshot('{hand_1}')::text, 'hand_1', 'data'))::jsonb);
-- ... as long as a name does not say otherwise.
CREATE FUNCTION "data".moody() RETURNS int LANGUAGE sql SET search_path = "data" AS 'SELECT 1';
SELECT migrate.migrate('function', revision_id => '3333');
SELECT upgrade FROM migrate.show('3333');
SELECT * FROM migrate.downgrade('1111');
SET migrate.scope = 'hand_1';
SELECT * FROM migrate.downgrade('1111');
SET migrate.scope = 'data';
SELECT migrate.remove('3333');
SELECT migrate.remove('2222');
-- From a model; its objects lie in the tenant's schema.
SELECT migrate.migrate('model', 'CREATE TYPE mood AS ENUM (''well''); CREATE TABLE people (id serial PRIMARY KEY, m mood, nick text)', revision_id => '2222');
SELECT upgrade, downgrade FROM migrate.show('2222');
CALL migrate.deploy_all();
-- A run in one tenant does not take another's changes along, nor does it forget them; what is undone is forgotten.
ALTER TABLE "data".people ADD COLUMN mail text;
ALTER TABLE hand_1.people ADD COLUMN fax text;
SELECT migrate.revision('shoes', 'ALTER TABLE people ADD COLUMN shoes int', 'ALTER TABLE people DROP COLUMN shoes', revision_id => '3333');
CALL migrate.deploy_all();
SELECT DISTINCT scope FROM migrate.facts ORDER BY 1;
ALTER TABLE hand_1.people DROP COLUMN fax;
SELECT migrate.migrate('mail', revision_id => '4444');
SELECT upgrade FROM migrate.show('4444');
SET migrate.scope = 'hand_1';
SELECT * FROM migrate.upgrade();
SELECT migrate.migrate('nothing');
RESET migrate.scope;
RESET migrate.project;
DROP EXTENSION migrate;
DROP SCHEMA hand_1, "data" CASCADE;
DROP SCHEMA tenant_1, tenant_2, tenant_3, "Tenant ""3"".x
y" CASCADE;
DROP TABLE plans;
