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

DROP EXTENSION migrate;
DROP SCHEMA tenant_1, tenant_2, "Tenant ""3"".x
y" CASCADE;
DROP TABLE plans;
