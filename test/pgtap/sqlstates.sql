-- Each error has the SQLSTATE that a program can act on: those that the functions' comments promise, and the cause's own.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
SELECT migrate.revision('root', 'CREATE TABLE root ()', 'DROP TABLE root', revision_id => 'aaaa', branch_label => 'trunk') \g /dev/null
SELECT migrate.revision('left', 'CREATE TABLE l ()', 'DROP TABLE l', revision_id => 'bbbb') \g /dev/null
SELECT migrate.revision('right', 'CREATE TABLE r ()', revision_id => 'cccc', parents => '{aaaa}') \g /dev/null
SELECT count(*) FROM migrate.upgrade('aaaa') \g /dev/null

-- Names that mean nothing: undefined_object.
SELECT throws_ok(call, '42704', NULL, call) FROM unnest(ARRAY[
	$$SELECT migrate.show('nowhere')$$, $$SELECT migrate.upgrade('nowhere')$$, $$SELECT migrate.downgrade('nowhere')$$, $$SELECT migrate.stamp('nowhere')$$,
	$$SELECT migrate.is_applied('nowhere')$$, $$SELECT migrate.plan('nowhere')$$, $$SELECT migrate.history('nowhere:')$$, $$SELECT migrate.script('nowhere:')$$,
	$$SELECT migrate.edit('nowhere', message => 'x')$$, $$SELECT migrate.remove('nowhere')$$, $$SELECT migrate.rebase('bbbb', 'nowhere')$$,
	$$SELECT migrate.tag('v1', 'nowhere')$$, $$SELECT migrate.merge('x', '{aaaa,nowhere}')$$, $$SELECT migrate.squash('aaaa', 'nowhere', 'x')$$,
	$$SELECT migrate.repair('nowhere', 'x')$$, $$SELECT migrate.export_file('nowhere')$$, $$SELECT migrate.revision('x', parents => '{nowhere}')$$,
	$$SELECT migrate.upgrade('nobranch@head')$$, $$SELECT migrate.set('colour', 'red')$$, $$SELECT migrate.grant_access('nobody at all', 'reader')$$]) AS call;

-- Several where one is needed: ambiguous_parameter.
SELECT throws_ok(call, '42P08', NULL, call) FROM unnest(ARRAY[
	$$SELECT migrate.upgrade()$$, $$SELECT migrate.upgrade('head')$$, $$SELECT migrate.upgrade('trunk@head')$$, $$SELECT migrate.revision('x')$$]) AS call;

-- No tool's history, and a history that does not fit.
SELECT throws_ok($$SELECT migrate.adopt()$$, '42P01', NULL, 'adopt() without a history');
CREATE TABLE goose_db_version (id serial, version_id bigint, is_applied boolean);
INSERT INTO goose_db_version (version_id, is_applied) VALUES (1, true);
SELECT throws_ok($$SELECT migrate.adopt()$$, '55000', NULL, 'adopt() of a history that knows more');
CREATE TABLE alembic_version (version_num text);
SELECT throws_ok($$SELECT migrate.adopt()$$, '42P08', NULL, 'adopt() of two histories');
DROP TABLE goose_db_version, alembic_version;

-- What is there already: duplicate_object.
SELECT throws_ok(call, '42710', NULL, call) FROM unnest(ARRAY[
	$$SELECT migrate.revision('x', revision_id => 'aaaa', parents => '{aaaa}')$$, $$SELECT migrate.revision('x', branch_label => 'trunk', parents => '{aaaa}')$$,
	$$SELECT migrate.revision('x', revision_id => 'trunk', parents => '{aaaa}')$$, $$SELECT migrate.tag('trunk', 'bbbb')$$, $$SELECT migrate.tag('aaaa', 'bbbb')$$]) AS call;

-- Values that cannot be: invalid_parameter_value.
SELECT throws_ok(call, '22023', NULL, call) FROM unnest(ARRAY[
	$$SELECT migrate.revision('x', revision_id => 'a b', parents => '{aaaa}')$$, $$SELECT migrate.revision(' ')$$, $$SELECT migrate.tag('a b', 'aaaa')$$,
	$$SELECT migrate.revision('x', E'\n-- migrate:upgrade', parents => '{aaaa}')$$, $$SELECT migrate.merge('x', '{aaaa}')$$, $$SELECT migrate.merge('x', '{aaaa,aaaa}')$$,
	$$SELECT migrate.downgrade(-1)$$, $$SELECT migrate.graph('png')$$, $$SELECT migrate.set('search_path', 'a,,b')$$, $$SELECT migrate.grant_access(current_user, 'owner')$$,
	$$SELECT migrate.import_files('{a}', '{x}', 'cvs')$$, $$SELECT migrate.adopt('cvs')$$, $$SELECT migrate.squash('bbbb', 'aaaa', 'x')$$]) AS call;

-- NULL: null_value_not_allowed.
SELECT throws_ok(call, '22004', NULL, call) FROM unnest(ARRAY[
	$$SELECT migrate.revision(NULL)$$, $$SELECT migrate.upgrade(NULL)$$, $$SELECT migrate.downgrade(NULL::int)$$, $$SELECT migrate.downgrade(NULL::text)$$, $$SELECT migrate.redo(NULL)$$,
	$$SELECT migrate.stamp(NULL)$$, $$SELECT migrate.adopt(NULL)$$, $$SELECT migrate.plan(NULL)$$, $$SELECT migrate.is_applied(NULL)$$, $$SELECT migrate.show(NULL)$$, $$SELECT migrate.graph(NULL)$$,
	$$SELECT migrate.edit(NULL)$$, $$SELECT migrate.remove(NULL)$$, $$SELECT migrate.rebase('bbbb', NULL)$$, $$SELECT migrate.tag(NULL, 'aaaa')$$, $$SELECT migrate.repair('aaaa', NULL)$$,
	$$SELECT migrate.import_file(NULL, '')$$, $$SELECT migrate.import_file('x', NULL)$$, $$SELECT migrate.import_files(NULL, NULL)$$, $$SELECT migrate.upgrade_files(NULL, '{}')$$,
	$$SELECT migrate.sync_files('{}', NULL)$$, $$SELECT migrate.set(NULL, NULL)$$, $$SELECT migrate.grant_access(NULL, 'reader')$$, $$SELECT migrate.revoke_access(NULL)$$,
	$$SELECT migrate.revision('x', parents => '{NULL}')$$]) AS call;

-- What is applied stays as it is: object_not_in_prerequisite_state.
SELECT throws_ok(call, '55000', NULL, call) FROM unnest(ARRAY[
	$$SELECT migrate.edit('aaaa', upgrade => '')$$, $$SELECT migrate.remove('aaaa')$$, $$SELECT migrate.rebase('aaaa', 'base')$$, $$SELECT migrate.repair('bbbb', 'not applied')$$,
	$$UPDATE migrate.revisions SET message = ''$$, $$DELETE FROM migrate.journal$$,
	$$SELECT migrate.import_file('a.sql', replace(migrate.export_file('aaaa'), 'CREATE TABLE root ()', 'CREATE TABLE other ()'))$$]) AS call;
SELECT count(*) FROM migrate.upgrade('cccc') \g /dev/null
SELECT throws_ok($$SELECT migrate.downgrade()$$, '55000', 'revision "cccc" (right) has no downgrade', 'a downgrade that is absent');
SELECT count(*) FROM migrate.stamp('aaaa') \g /dev/null

-- What others stand on: dependent_objects_still_exist.  What stands on itself: invalid_object_definition.
SELECT migrate.revision('child', '', '', revision_id => 'dddd', parents => '{bbbb}') \g /dev/null
SELECT throws_ok($$SELECT migrate.remove('bbbb')$$, '2BP01', NULL, 'a revision that another follows');
SELECT throws_ok($$SELECT migrate.rebase('bbbb', 'dddd')$$, '42P17', NULL, 'a cycle');
SELECT throws_ok($$SELECT migrate.edit('bbbb', depends_on => '{dddd}')$$, '42P17', NULL, 'a cycle by dependency');

-- Scripts: the cause's own SQLSTATE; what cannot be in a script is feature_not_supported, in a transaction active_sql_transaction.
SELECT throws_ok(format($$SELECT migrate.edit('dddd', upgrade => %L); SELECT migrate.upgrade('dddd')$$, script), state, NULL, script)
FROM (VALUES ('SELECT 1/0', '22012'), ('SELECT nothing', '42703'), ('SELEC 1', '42601'), ('SELECT ''no end', '42601'), ('COPY root FROM STDIN;', '42601'),
	('DO $x$ BEGIN RAISE EXCEPTION ''own'' USING ERRCODE = ''MY001''; END $x$', 'MY001'), ('SAVEPOINT a', '0A000'), ('ROLLBACK', '0A000'), ('\i x.sql', '0A000'),
	('SELECT migrate.upgrade()', '0A000'), ('DO $x$ BEGIN PERFORM migrate.upgrade(); END $x$', '0A000'), ('DROP EXTENSION migrate', '0A000'),
	('VACUUM', '25001'), ('CREATE INDEX CONCURRENTLY i ON l (x)', '25001'), ('SET lock_timeout = -7', '22023')) AS s (script, state);

-- Files: invalid_text_representation.
SELECT throws_ok(format('SELECT migrate.import_file(''a.sql'', %L)', content), '22P02', NULL, content) FROM (VALUES ('SELECT 1'), (E'-- Revision ID: x y\n-- migrate:upgrade\n'),
	(E'-- Revision ID: x\n-- migrate:sidegrade\n')) AS f (content);

-- Rights: insufficient_privilege.
CREATE ROLE regress_migrate_nobody;
SET LOCAL ROLE regress_migrate_nobody;
SELECT public.throws_ok($$SELECT migrate.upgrade()$$, '42501', NULL, 'no right to move');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
