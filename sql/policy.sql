-- Policy: settings, and who may do what.  Everything that tells a script or changes something has to be granted.
CREATE EXTENSION migrate;

-- Settings: known ones, with values that can be.
SELECT migrate.set('search_path', 'public, "Odd schema"');
SELECT migrate.set('search_path', 'pg_catalog');
SELECT name, value FROM migrate.settings;
SELECT migrate.set('search_path', 'a, , b');
SELECT migrate.set('search_path', '"unterminated');
SELECT migrate.set('role', 'regress_migrate_nobody');
SELECT migrate.set('colour', 'red');
SELECT migrate.set(NULL, 'x');
SELECT migrate.set('search_path', NULL);
SELECT name, value FROM migrate.settings;

-- Accesses.
CREATE ROLE regress_migrate_nobody;
CREATE ROLE regress_migrate_reader;
CREATE ROLE regress_migrate_author;
CREATE ROLE regress_migrate_runner;
CREATE ROLE regress_migrate_approver;
CREATE ROLE regress_migrate_admin;
SELECT migrate.grant_access('regress_migrate_reader', 'reader');
SELECT migrate.grant_access('regress_migrate_author', 'author');
SELECT migrate.grant_access('regress_migrate_runner', 'runner');
SELECT migrate.grant_access('regress_migrate_approver', 'approver');
SELECT migrate.grant_access('regress_migrate_admin', 'admin');
SELECT migrate.grant_access('regress_migrate_reader', 'owner');
SELECT migrate.grant_access('regress_migrate_somebody', 'reader');
SELECT migrate.grant_access(NULL, 'reader');
SELECT migrate.grant_access('regress_migrate_reader', NULL);
SELECT migrate.revoke_access('regress_migrate_somebody');
SELECT migrate.revoke_access(NULL);

SELECT migrate.revision('applied', 'SELECT 1', 'SELECT 1', revision_id => 'aaaa');
SELECT migrate.revision('pending', 'SELECT 1', 'SELECT 1', revision_id => 'bbbb');
SELECT * FROM migrate.upgrade('aaaa');

-- Every function and table, as everybody.  Each call is undone.
CREATE TABLE calls (ordinal int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO calls (call) VALUES
	('migrate.project()'), ('migrate.scope()'), ('migrate.current()'), ('migrate.heads()'), ('migrate.branches()'), ('migrate.history()'),
	('migrate.pending()'), ('migrate.plan()'), ('migrate.is_applied(''aaaa'')'), ('migrate.graph()'),
	('migrate.snapshot()'), ('migrate.fingerprint()'), ('migrate.diff(migrate.snapshot(), migrate.snapshot())'),
	('migrate.show(''aaaa'')'), ('migrate.script()'), ('migrate.export_file(''aaaa'')'), ('migrate.export_files()'), ('migrate.export_files(''goose'')'),
	('migrate.revisions'), ('migrate.revision_parents'), ('migrate.revision_dependencies'), ('migrate.labels'), ('migrate.applied_revisions'), ('migrate.repeatables'), ('migrate.applied_repeatables'),
	('migrate.journal'), ('migrate.unfinished_steps'), ('migrate.deployed_scopes'), ('migrate.deployments'), ('migrate.backfills'), ('migrate.facts'), ('migrate.settings'), ('migrate.installation'), ('migrate.status'), ('migrate.running'), ('migrate.scopes'), ('migrate.log'),
	('migrate.revision(''x'')'), ('migrate.edit(''bbbb'', message => ''x'')'), ('migrate.merge(''x'', ''{aaaa,bbbb}'')'), ('migrate.rebase(''bbbb'', ''base'')'),
	('migrate.remove(''bbbb'')'), ('migrate.squash(''aaaa'', ''bbbb'', ''x'')'), ('migrate.tag(''v1'', ''aaaa'')'), ('migrate.import_file(''x'', '''')'),
	('migrate.import_files(''{}'', ''{}'')'), ('migrate.migrate(''x'', parents => ''{aaaa}'', ignore => ''{%}'')'), ('migrate.model_snapshot(NULL)'), ('migrate.derive_downgrade(''bbbb'')'),
	('migrate.upgrade()'), ('migrate.downgrade()'), ('migrate.downgrade(''base'')'), ('migrate.redo()'), ('migrate.upgrade_files(''{}'', ''{}'')'),
	('migrate.sync_files(''{}'', ''{}'')'), ('CALL migrate.deploy()'), ('CALL migrate.revert()'), ('CALL migrate.revert(''base'')'), ('CALL migrate.deploy_all()'), ('CALL migrate.revert_all(NULL)'), ('migrate.deploy_detached(NULL)'), ('migrate.revert_detached(NULL)'), ('CALL migrate.wait()'), ('CALL migrate.backfill(''pg_class'', ''x'')'),
	('migrate.stamp(''base'')'), ('migrate.adopt()'), ('migrate.repair(''aaaa'', ''x'')'), ('migrate.set(''search_path'', ''public'')'),
	('migrate.grant_access(''regress_migrate_nobody'', ''admin'')'), ('migrate.revoke_access(''regress_migrate_nobody'')');
CREATE FUNCTION may(who name, call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SET LOCAL ROLE %I', 'regress_migrate_' || who);
	EXECUTE CASE WHEN starts_with(call, 'CALL ') THEN call ELSE 'SELECT * FROM ' || call END;
	RAISE EXCEPTION 'undo';
EXCEPTION
	WHEN insufficient_privilege THEN RETURN '-';
	WHEN OTHERS THEN RETURN 'may';
END $$;
SELECT call, may('nobody', call) AS nobody, may('reader', call) AS reader, may('author', call) AS author, may('runner', call) AS runner,
	may('approver', call) AS approver, may('admin', call) AS admin
FROM calls ORDER BY ordinal;
-- No function of ours is left out.
SELECT p.proname FROM pg_proc p
WHERE p.pronamespace = 'migrate'::regnamespace AND p.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
	AND NOT EXISTS (SELECT FROM calls c WHERE starts_with(regexp_replace(c.call, '^CALL ', ''), 'migrate.' || p.proname || '('))
ORDER BY 1;
-- Nobody writes the tables but by functions, and nobody who may only read makes anything in the schema.
SELECT r AS role, has_table_privilege('regress_migrate_' || r, 'migrate.revisions', 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER') AS writes,
	has_schema_privilege('regress_migrate_' || r, 'migrate', 'CREATE') AS creates
FROM unnest('{nobody,reader,author,runner,approver,admin}'::text[]) r;

-- What is refused is said by name.
SET ROLE regress_migrate_nobody;
SELECT migrate.upgrade();
SELECT * FROM migrate.status;
SELECT * FROM migrate.show('aaaa');
-- And what tells no script is free.
SELECT revision_id, state FROM migrate.history();
RESET ROLE;

-- An author writes, and is known as the writer; a runner runs, with their own rights.
SET ROLE regress_migrate_author;
SELECT migrate.revision('by an author', 'CREATE TABLE made_by_runner ()', 'DROP TABLE made_by_runner', revision_id => 'cccc');
RESET ROLE;
SELECT written_by FROM migrate.show('cccc');
SET ROLE regress_migrate_runner;
SELECT * FROM migrate.upgrade();
RESET ROLE;
GRANT CREATE ON SCHEMA public TO regress_migrate_runner;
SET ROLE regress_migrate_runner;
SELECT * FROM migrate.upgrade();
RESET ROLE;
SELECT relowner::regrole FROM pg_class WHERE relname = 'made_by_runner';
SELECT applied_by FROM migrate.current();
SELECT direction, revision_id, by = session_user AS by_me, as_role = session_user AS as_me FROM migrate.log ORDER BY journal_id;

-- A member inherits; taken back, it is gone.
GRANT regress_migrate_reader TO regress_migrate_nobody;
SELECT may('nobody', 'migrate.show(''aaaa'')');
REVOKE regress_migrate_reader FROM regress_migrate_nobody;
SELECT migrate.revoke_access('regress_migrate_reader');
SELECT may('reader', 'migrate.show(''aaaa'')'), may('reader', 'migrate.status');
-- An admin grants.
SET ROLE regress_migrate_admin;
SELECT migrate.grant_access('regress_migrate_reader', 'runner');
RESET ROLE;
SELECT may('reader', 'migrate.show(''aaaa'')'), may('reader', 'migrate.upgrade()');
-- The rights of a name that needs quoting.
CREATE ROLE "regress_migrate ""odd""";
SELECT migrate.grant_access('regress_migrate "odd"', 'reader');
SELECT may(' "odd"', 'migrate.show(''aaaa'')');

SET ROLE regress_migrate_runner;
SELECT * FROM migrate.downgrade();
RESET ROLE;
DROP EXTENSION migrate;
DROP TABLE calls;
DROP FUNCTION may(name, text);
REVOKE CREATE ON SCHEMA public FROM regress_migrate_runner;
DROP ROLE regress_migrate_nobody, regress_migrate_reader, regress_migrate_author, regress_migrate_runner, regress_migrate_approver, regress_migrate_admin, "regress_migrate ""odd""";
