-- A deploy that is handed to a worker, and joined again.
CREATE EXTENSION migrate;
CREATE SCHEMA away_1;
CREATE SCHEMA away_2;
CALL migrate.wait();
CALL migrate.wait(77);
SELECT migrate.revision('table', 'CREATE TABLE away (id int)', 'DROP TABLE away', revision_id => 'aaaa');
SELECT migrate.revision('index', 'SELECT pg_sleep(0.5); CREATE INDEX CONCURRENTLY away_id ON away (id)', 'DROP INDEX CONCURRENTLY away_id', revision_id => 'bbbb');

-- It is at work when its number is known; who waits hears of its steps.
SET migrate.progress = steps;
SELECT migrate.deploy_detached() AS deployment;
SELECT deployment, project, scope, target, state, detached FROM migrate.deployments;
CALL migrate.wait();
SELECT state, steps, message FROM migrate.deployments;
-- ... also when it has ended long ago.
CALL migrate.wait(1);
RESET migrate.progress;
CALL migrate.wait(1);

-- Its error is the waiting's.
SELECT migrate.revision('fails', 'SELECT 1 / 0', revision_id => 'cccc');
SELECT migrate.deploy_detached() AS deployment;
CALL migrate.wait();
CALL migrate.wait(2);
SELECT state, steps, sqlstate, message, hint, context FROM migrate.deployments WHERE deployment = 2;
SELECT migrate.remove('cccc');

-- In one tenant, and in many.
SET migrate.scope = 'away_1';
SELECT migrate.deploy_detached('aaaa') AS deployment;
CALL migrate.wait();
SELECT scope, state, steps FROM migrate.deployments WHERE deployment = 3;
RESET migrate.scope;
CREATE TABLE away_2.away ();
SELECT migrate.deploy_detached(scopes => 'away\_%') AS deployment;
CALL migrate.wait();
SELECT scope, state, steps, message, detached FROM migrate.deployments WHERE deployment = 4 ORDER BY 1;
-- It is the caller's: role, parameters.
CREATE ROLE regress_migrate_away;
SELECT migrate.revision('whose', 'CREATE TABLE whose AS SELECT current_user AS role, current_setting(''work_mem'') AS work_mem', 'DROP TABLE whose', revision_id => 'dddd');
SELECT migrate.grant_access('regress_migrate_away', 'runner');
GRANT CREATE ON SCHEMA public TO regress_migrate_away;
SET work_mem = '7MB';
SET ROLE regress_migrate_away;
SELECT migrate.deploy_detached() AS deployment;
CALL migrate.wait();
SELECT * FROM whose;
RESET ROLE;

-- A revert too.
SELECT migrate.revert_detached('bbbb') AS deployment;
CALL migrate.wait();
SELECT direction, target, state, steps FROM migrate.deployments WHERE deployment = (SELECT max(deployment) FROM migrate.deployments);
SELECT migrate.revert_detached('base', scopes => 'away\_1') AS deployment;
CALL migrate.wait();
SELECT scope, direction, state, steps FROM migrate.deployments WHERE deployment = (SELECT max(deployment) FROM migrate.deployments) ORDER BY scope;
SELECT migrate.revert_detached('-1', scopes => 'away\_1') IS NOT NULL AS begun;
CALL migrate.wait();
SELECT migrate.revert_detached(NULL);
CALL migrate.deploy();

-- What is refused.
SELECT migrate.deploy_detached(NULL);
SELECT migrate.deploy_detached(batch => 0);
SELECT migrate.deploy_detached(jobs => 0);
SELECT migrate.deploy_detached(on_interrupted => 'guess');
BEGIN;
CALL migrate.wait(1);
ROLLBACK;
SELECT migrate.revision('nested', 'SELECT migrate.deploy_detached()', revision_id => 'eeee');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('eeee');

-- A call in many scopes is of none, whichever the session has.
SET migrate.scope = 'away_1';
SELECT migrate.deploy_detached(scopes => 'away\_1') AS deployment \gset
CALL migrate.wait();
RESET migrate.scope;
SELECT scope, state, detached FROM migrate.deployments WHERE deployment = :deployment ORDER BY 1;

DROP EXTENSION migrate;
DROP TABLE away, whose;
DROP SCHEMA away_1, away_2 CASCADE;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_away;
DROP ROLE regress_migrate_away;
