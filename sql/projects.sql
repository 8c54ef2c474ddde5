-- Projects and scopes: several sets of revisions in one database, one set of revisions in several places.
CREATE EXTENSION migrate;
SELECT migrate.project(), migrate.scope();

-- Two projects may both have a revision "1", a label, a tag and a name alike.
SELECT migrate.revision('first', 'CREATE TABLE main_1 ()', 'DROP TABLE main_1', revision_id => '1', branch_label => 'trunk');
SET migrate.project = 'library';
SELECT * FROM migrate.history();
SELECT * FROM migrate.upgrade();
SELECT migrate.revision('first', 'CREATE TABLE library_1 ()', 'DROP TABLE library_1', revision_id => '1', branch_label => 'trunk');
SELECT migrate.revision('second', 'CREATE TABLE library_2 ()', 'DROP TABLE library_2', revision_id => '2');
SELECT migrate.tag('v1', '2');
SELECT * FROM migrate.upgrade();
SELECT revision_id, labels, state FROM migrate.history();
RESET migrate.project;
SELECT revision_id, labels, state FROM migrate.history();
SELECT * FROM migrate.heads();
SELECT migrate.is_applied('2');
SELECT migrate.tag('v1', '1');
SELECT * FROM migrate.upgrade();
SELECT count(*) FROM migrate.log;
-- A revision of another project is not a parent.
SELECT migrate.revision('x', parents => '{2}');
-- Settings are a project's own.
SELECT migrate.set('search_path', 'public');
SELECT project, name, value FROM migrate.settings;
SET migrate.project = 'library';
SELECT * FROM migrate.downgrade('base');
SELECT count(*) FROM migrate.log;
RESET migrate.project;
SELECT revision_id, state FROM migrate.history();

-- Scopes: the same revisions, applied to one schema after the other (see tenants).
SELECT * FROM migrate.downgrade('base');
SELECT migrate.remove('1');
CREATE SCHEMA tenant_a;
CREATE SCHEMA tenant_b;
SELECT migrate.set('search_path', NULL);
SELECT migrate.revision('create persons', 'CREATE TABLE persons (id int)', 'DROP TABLE persons', revision_id => '8f14e45fceea');
SET migrate.scope = 'tenant_a';
SELECT * FROM migrate.upgrade();
SELECT revision_id FROM migrate.current();
SET migrate.scope = 'tenant_b';
SELECT revision_id FROM migrate.current();
SELECT * FROM migrate.pending();
SELECT state FROM migrate.status;
SELECT * FROM migrate.upgrade();
SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'persons' ORDER BY 1;
SELECT scope, run, direction FROM migrate.journal WHERE project = 'main' AND scope <> '' ORDER BY journal_id;
-- Applied in one scope, it can be edited or removed in none.
SELECT * FROM migrate.downgrade();
SELECT migrate.edit('8f14', upgrade => 'SELECT 1');
SELECT migrate.remove('8f14');
SET migrate.scope = 'tenant_a';
SELECT * FROM migrate.downgrade();
SELECT migrate.edit('8f14', message => 'now it can');
RESET migrate.scope;

-- Names of projects.
SET migrate.project = '';
SET migrate.project = 'a name that is very much longer than what a name in this server may have at all';
SET migrate.project = 'Straße "nach"; DROP';
SELECT migrate.revision('odd', revision_id => '1');
SELECT * FROM migrate.upgrade();
SELECT migrate.project(), revision_id FROM migrate.current();
RESET migrate.project;
-- A parameter that is none.
SET migrate.projects = 'x';
SET migrate.progress = 'loud';
SET migrate.concurrent_ddl = 'maybe';

DROP EXTENSION migrate;
DROP SCHEMA tenant_a, tenant_b;
