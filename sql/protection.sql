-- History is not rewritten by plain SQL, not even by a superuser and by mistake: the error names the function to use.
CREATE EXTENSION migrate;

-- Until a function of ours has written here, a restore may copy rows in; but not change them.
COPY migrate.labels (project, label, kind, revision_id) FROM STDIN;
restored	v1	tag	1a2b3c4d5e6f
\.
INSERT INTO migrate.settings (project, name, value) VALUES ('restored', 'search_path', 'public');
UPDATE migrate.labels SET label = 'v2';
DELETE FROM migrate.labels;
TRUNCATE migrate.labels;

SELECT migrate.revision('one', 'CREATE TABLE one ()', 'DROP TABLE one', revision_id => '1a2b3c4d5e6f');
SELECT * FROM migrate.upgrade();

-- From then on nothing passes, on any table.
INSERT INTO migrate.revisions (revision_id, name, message, checksum) VALUES ('x', 'x', 'x', '');
UPDATE migrate.revisions SET upgrade = '...';
DELETE FROM migrate.revisions;
TRUNCATE migrate.revisions;
INSERT INTO migrate.revision_parents (revision_id, parent_id, ordinal) VALUES ('x', 'y', 1);
UPDATE migrate.revision_parents SET parent_id = 'x';
DELETE FROM migrate.revision_parents;
TRUNCATE migrate.revision_parents;
INSERT INTO migrate.revision_dependencies (revision_id, needed_id, ordinal) VALUES ('x', 'y', 1);
UPDATE migrate.revision_dependencies SET needed_id = 'x';
DELETE FROM migrate.revision_dependencies;
TRUNCATE migrate.revision_dependencies;
INSERT INTO migrate.labels (label, kind, revision_id) VALUES ('x', 'tag', 'y');
UPDATE migrate.labels SET revision_id = 'x';
DELETE FROM migrate.labels;
TRUNCATE migrate.labels;
INSERT INTO migrate.applied_revisions (revision_id, journal_id, run, applied_at, applied_by) VALUES ('x', 1, 1, now(), current_user);
UPDATE migrate.applied_revisions SET revision_id = 'x';
DELETE FROM migrate.applied_revisions;
TRUNCATE migrate.applied_revisions;
INSERT INTO migrate.repeatables (name, content, checksum) VALUES ('repeatable/x.sql', '', '');
DELETE FROM migrate.repeatables;
UPDATE migrate.applied_repeatables SET ordinal = 1;
INSERT INTO migrate.journal (run, direction, revision_id, started_at, by_session_user, by_user, server_version) VALUES (1, 'upgrade', 'x', now(), current_user, current_user, 1);
UPDATE migrate.journal SET run = 2;
DELETE FROM migrate.journal;
TRUNCATE migrate.journal;
INSERT INTO migrate.facts (identity) VALUES ('x');
UPDATE migrate.facts SET identity = 'y';
DELETE FROM migrate.facts;
TRUNCATE migrate.facts;
INSERT INTO migrate.settings (name, value) VALUES ('search_path', 'public');
UPDATE migrate.settings SET value = 'x';
DELETE FROM migrate.settings;
TRUNCATE migrate.settings;
INSERT INTO migrate.installation VALUES (1, 1);
UPDATE migrate.installation SET database_oid = 1;
DELETE FROM migrate.installation;
TRUNCATE migrate.installation;
TRUNCATE migrate.revisions, migrate.journal CASCADE;
COPY migrate.labels (label, kind, revision_id) FROM STDIN;
v1	tag	1a2b3c4d5e6f
\.
MERGE INTO migrate.labels USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE;
-- Nor as a replica, nor by a script, nor by what a script calls.
SET session_replication_role = replica;
UPDATE migrate.revisions SET upgrade = '...';
RESET session_replication_role;
SELECT migrate.revision('cheat', 'UPDATE migrate.revisions SET upgrade = ''...''', '', revision_id => '2b3c4d5e6f7a');
SELECT * FROM migrate.upgrade();
SELECT migrate.edit('2b3c', upgrade => 'DO $$ BEGIN DELETE FROM migrate.journal; END $$');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('2b3c');
-- Reading is free.
SELECT project, revision_id, name FROM migrate.revisions;
COPY (SELECT project, label FROM migrate.labels ORDER BY 1) TO STDOUT;
-- The trigger function is none to call.
SELECT migrate.refuse_plain_sql();

-- All as before.
SELECT revision_id, state FROM migrate.history();
SELECT * FROM migrate.downgrade();
DROP EXTENSION migrate;
