-- Whom scripts run as: the caller, or the setting "role"; and a superuser does not run what others wrote.
CREATE ROLE regress_migrate_owner;
CREATE ROLE regress_migrate_app;
CREATE ROLE regress_migrate_stranger;
CREATE ROLE regress_migrate_superuser SUPERUSER;
GRANT regress_migrate_app TO regress_migrate_owner;
GRANT CREATE ON SCHEMA public TO regress_migrate_owner, regress_migrate_app;
CREATE TABLE seen (who name);
GRANT ALL ON seen TO PUBLIC;

-- The extension belongs to a superuser; an author who is none writes a revision.
CREATE EXTENSION migrate;
SELECT migrate.grant_access('regress_migrate_owner', 'admin');
SET ROLE regress_migrate_owner;
SELECT migrate.revision('by the owner', 'CREATE TABLE made (); INSERT INTO seen VALUES (current_user)', 'DROP TABLE made', revision_id => '1111');
RESET ROLE;
-- A superuser does not run it: it would run with all rights.
SELECT * FROM migrate.upgrade();
SELECT to_regclass('made');
-- The author does; and a superuser, once it is said whom scripts run as.
SET ROLE regress_migrate_owner;
SELECT * FROM migrate.upgrade();
RESET ROLE;
SELECT relowner::regrole FROM pg_class WHERE relname = 'made';
SELECT * FROM migrate.downgrade();
SELECT migrate.set('role', 'regress_migrate_owner');
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.upgrade();
SELECT relowner::regrole FROM pg_class WHERE relname = 'made';
SELECT who FROM seen ORDER BY 1;
-- There SET ROLE would be a way up, and is refused; so is SET SESSION AUTHORIZATION.
SELECT migrate.revision('a way up', 'SET ROLE regress_migrate_superuser', '', revision_id => '2222');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('2222', upgrade => 'RESET ROLE');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('2222', upgrade => 'SET ROLE NONE');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('2222', upgrade => 'SELECT set_config(''role'', ''none'', false)');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('2222', upgrade => 'SET SESSION AUTHORIZATION DEFAULT');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('2222', upgrade => 'RESET ALL; DISCARD ALL');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('2222', upgrade => 'RESET ALL; INSERT INTO seen VALUES (current_user)');
SELECT * FROM migrate.upgrade();
SELECT who FROM seen ORDER BY 1;
SELECT current_user = session_user AS back;
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('2222');

-- Who is no member of the role may not run scripts as it, nor set it.
SELECT migrate.grant_access('regress_migrate_stranger', 'admin');
SET ROLE regress_migrate_stranger;
SELECT * FROM migrate.upgrade();
SELECT migrate.set('role', 'regress_migrate_superuser');
SELECT migrate.set('role', 'regress_migrate_app');
RESET ROLE;

-- In a session without superuser SET ROLE works in scripts, and ends with the step.
SET SESSION AUTHORIZATION regress_migrate_owner;
SELECT migrate.set('role', NULL);
SELECT migrate.edit('1111', upgrade => 'SET ROLE regress_migrate_app; CREATE TABLE made (); RESET ROLE; INSERT INTO seen VALUES (current_user)');
SELECT * FROM migrate.upgrade();
SELECT relowner::regrole FROM pg_class WHERE relname = 'made';
SELECT current_user;
SELECT * FROM migrate.downgrade();
SELECT migrate.set('role', 'regress_migrate_app');
SELECT migrate.edit('1111', upgrade => 'CREATE TABLE made (); SET ROLE regress_migrate_owner; INSERT INTO seen VALUES (current_user)');
SELECT * FROM migrate.upgrade();
SELECT relowner::regrole FROM pg_class WHERE relname = 'made';
SELECT who, count(*) FROM seen GROUP BY 1 ORDER BY 1;
SELECT current_user;
SELECT * FROM migrate.downgrade();
RESET SESSION AUTHORIZATION;
DROP EXTENSION migrate;

-- An owner of the database who is no superuser installs it, and owns it.
SELECT current_database() AS database \gset
GRANT CREATE ON DATABASE :"database" TO regress_migrate_owner;
SET ROLE regress_migrate_owner;
CREATE EXTENSION migrate;
SELECT DISTINCT relowner::regrole FROM pg_class WHERE relnamespace = 'migrate'::regnamespace;
SELECT DISTINCT proowner::regrole FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace AND prorettype <> 'event_trigger'::regtype;
-- What superusers fire is a superuser's, or its owner could have them run anything.
SELECT rolsuper FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.oid = 'migrate.before_change'::regproc;
CREATE OR REPLACE FUNCTION migrate.before_change() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
ALTER EXTENSION migrate DROP FUNCTION migrate.before_change();
SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'migrate';
SELECT migrate.revision('by the owner', 'CREATE TABLE made ()', 'DROP TABLE made', revision_id => '1111');
SELECT * FROM migrate.upgrade();
-- History is protected from its owner too.
UPDATE migrate.revisions SET upgrade = '';
ALTER TABLE migrate.revisions DISABLE TRIGGER refuse_plain_sql;
UPDATE migrate.revisions SET message = 'what an owner may do, an owner may do';
ALTER TABLE migrate.revisions ENABLE ALWAYS TRIGGER refuse_plain_sql;
RESET ROLE;
-- So a superuser trusts nothing that stands in these tables, whoever is named as its writer.
SELECT migrate.revision('by a superuser', 'SELECT 1', '', revision_id => '2222');
SELECT written_by = current_user AS mine FROM migrate.show('2222');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.redo();
-- Looking, stamping and writing run no script.
SELECT * FROM migrate.stamp('head');
SELECT * FROM migrate.stamp('1111');
SELECT * FROM migrate.plan();
SET ROLE regress_migrate_owner;
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
DROP EXTENSION migrate;
RESET ROLE;

REVOKE CREATE ON DATABASE :"database" FROM regress_migrate_owner;
REVOKE CREATE ON SCHEMA public FROM regress_migrate_owner, regress_migrate_app;
DROP TABLE seen;
DROP ROLE regress_migrate_owner, regress_migrate_app, regress_migrate_stranger, regress_migrate_superuser;
