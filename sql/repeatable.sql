-- Repeatable files: views, functions, triggers and grants that are edited in place.  They lie below repeatable/, have no
-- revision ids, and are run after the revisions whenever their text has changed.
\set VERBOSITY default
SET client_min_messages = warning;
CREATE EXTENSION migrate;
RESET client_min_messages;
CREATE ROLE regress_repeatable_reader;

SELECT migrate.revision('persons', revision_id => 'a1', upgrade => 'CREATE TABLE persons (id int PRIMARY KEY, name text)', downgrade => 'DROP TABLE persons');

-- They come with the folder.  The order in which they need each other is found, whatever they are called.
SELECT * FROM migrate.import_files('{repeatable/a_summary.sql,repeatable/b_people.sql,repeatable/sub/c_functions.sql}', ARRAY[
	'CREATE OR REPLACE VIEW summary AS SELECT count(*) AS n, min(greeting) AS least FROM people;
	 GRANT SELECT ON summary TO regress_repeatable_reader;',
	'CREATE OR REPLACE VIEW people AS SELECT id, name, greet(name) AS greeting FROM persons;',
	'CREATE OR REPLACE FUNCTION greet(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT ''Hello '' || name $$;']);
SELECT * FROM migrate.plan();
SELECT revision_id, message, state FROM migrate.status;
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.upgrade();
SELECT revision_id, message, state FROM migrate.status;
INSERT INTO persons VALUES (1, 'Ann');
SELECT * FROM summary;

-- A text that has not changed is not run again; one that has is.
SELECT * FROM migrate.import_files('{repeatable/b_people.sql,repeatable/sub/c_functions.sql}', ARRAY[
	'CREATE OR REPLACE VIEW people AS SELECT id, name, greet(name) AS greeting FROM persons;',
	'CREATE OR REPLACE FUNCTION greet(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT ''Hi '' || name $$;']);
SELECT * FROM migrate.plan();
SELECT * FROM migrate.upgrade();
SELECT * FROM summary;

-- Other columns: PostgreSQL would refuse to replace the view.  It is taken aside with what needs it and all comes back:
-- the other file's view, grants that were given by hand, comments.
COMMENT ON VIEW people IS 'who they are';
GRANT SELECT ON people TO regress_repeatable_reader;
SELECT migrate.import_file('repeatable/b_people.sql', 'CREATE OR REPLACE VIEW people AS SELECT name, upper(name) AS upper, greet(name) AS greeting FROM persons;');
SELECT * FROM migrate.upgrade();
SELECT * FROM people;
SELECT * FROM summary;
SELECT obj_description('people'::regclass), has_table_privilege('regress_repeatable_reader', 'people', 'SELECT') AS granted;
SELECT has_table_privilege('regress_repeatable_reader', 'summary', 'SELECT') AS granted;

-- A revision that changes what a view needs: the views stand aside for it.
SELECT migrate.revision('name is a varchar', revision_id => 'a2', upgrade => 'ALTER TABLE persons ALTER COLUMN name TYPE varchar(100)',
	downgrade => 'ALTER TABLE persons ALTER COLUMN name TYPE text');
SELECT * FROM migrate.upgrade();
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'people'::regclass;

-- They go back too: a text goes with the revisions that it came with.
SELECT migrate.revision('height', revision_id => 'a3', upgrade => 'ALTER TABLE persons ADD COLUMN height numeric',
	downgrade => 'ALTER TABLE persons DROP COLUMN height');
SELECT migrate.import_file('repeatable/b_people.sql', 'CREATE OR REPLACE VIEW people AS SELECT name, upper(name) AS upper, greet(name) AS greeting, height FROM persons;');
SELECT * FROM migrate.upgrade('a2');
SELECT * FROM migrate.upgrade();
SELECT * FROM people;
SELECT * FROM migrate.plan('-1');
SELECT * FROM migrate.downgrade(1);
SELECT * FROM people;
SELECT obj_description('people'::regclass), has_table_privilege('regress_repeatable_reader', 'people', 'SELECT') AS granted;

-- Below the first revision they came with none of their texts is known: who fits the schema stays.
SELECT * FROM migrate.downgrade('base');
SELECT to_regclass('people'), to_regclass('summary'), to_regproc('greet');
SELECT * FROM migrate.upgrade();
SELECT * FROM people;
SELECT run, direction, revision_id FROM migrate.log WHERE direction = 'repeatable' ORDER BY journal_id;

-- History tells when which text ran last, above the revision that it came with.
SELECT revision_id, parents, name, message, labels, state, applied_at IS NOT NULL AS ran, applied_by = current_user AS me, duration IS NOT NULL AS timed
FROM migrate.history();
SELECT revision_id, parents FROM migrate.history('a3:');
SELECT revision_id, parents FROM migrate.history(':a2');

-- An error names the file, the statement and the line; nothing has happened.
SELECT migrate.import_file('repeatable/b_people.sql', E'-- the people\n\nCREATE OR REPLACE VIEW people AS\nSELECT nmae FROM persons;');
SELECT * FROM migrate.upgrade();
SELECT migrate.import_file('repeatable/b_people.sql', E'SELECT 1;\n\\i other.sql');
SELECT * FROM migrate.upgrade();
SELECT migrate.import_file('repeatable/b_people.sql', 'CREATE OR REPLACE VIEW people AS SELECT name, upper(name) AS upper, greet(name) AS greeting, height FROM persons;');
SELECT * FROM migrate.upgrade();

-- What holds rows is never dropped to take something aside.
CREATE TABLE greetings (name text, greeting text GENERATED ALWAYS AS (greet(name)) STORED);
SELECT migrate.import_file('repeatable/sub/c_functions.sql', 'CREATE OR REPLACE FUNCTION greet(name text) RETURNS varchar LANGUAGE sql IMMUTABLE AS $$ SELECT ''Hi '' || name $$;');
SELECT * FROM migrate.upgrade();
DROP TABLE greetings;
SELECT * FROM migrate.upgrade();

-- A folder that lacks a revision which a text came with is an older one, as that of a replica not yet replaced: no change.
SELECT name, action FROM migrate.import_files('{a1.sql,repeatable/b_people.sql}', ARRAY[migrate.export_file('a1'),
	'CREATE OR REPLACE VIEW people AS SELECT id, name, greet(name) AS greeting FROM persons;']);

-- Offline they stand behind the revisions.
SELECT substr(script, strpos(script, '-- repeatable file')) AS script FROM migrate.script() \g (format=unaligned tuples_only=on)

-- They are nobody's changes: neither past the revisions, nor against a model that does not have them.
CREATE TABLE past_us (id int);
SELECT migrate.import_file('repeatable/b_people.sql', 'CREATE OR REPLACE VIEW people AS SELECT name, upper(name) AS upper, greet(name) AS greeting FROM persons;');
SELECT * FROM migrate.upgrade();
SELECT migrate.migrate('a table', revision_id => 'a4') IS NOT NULL AS found;
SELECT upgrade FROM migrate.show('a4');
SELECT migrate.migrate('as the model', 'CREATE TABLE persons (id int PRIMARY KEY, name varchar(100), height numeric); CREATE TABLE past_us (id bigint);', revision_id => 'a5') IS NOT NULL AS found;
SELECT upgrade FROM migrate.show('a5');
SELECT migrate.remove('a5');

-- Any name will do, and what somebody else has made under it is not taken away.
CREATE VIEW "a ""b"".c" AS SELECT 1 AS one;
SELECT migrate.import_file('repeatable/odd ''names".sql', 'CREATE VIEW "a ""b"".c" AS SELECT 2 AS two; CREATE OR REPLACE FUNCTION "f, g"(VARIADIC "x y" text[], OUT z int) LANGUAGE sql AS $$ SELECT 1 $$; CREATE OR REPLACE RULE "r u l e" AS ON INSERT TO "a ""b"".c" DO INSTEAD NOTHING;');
SELECT * FROM migrate.upgrade();
DROP VIEW "a ""b"".c";
SELECT * FROM migrate.upgrade();
SELECT migrate.import_file('repeatable/odd ''names".sql', 'CREATE VIEW "a ""b"".c" AS SELECT 2 AS two, 3 AS three; CREATE OR REPLACE FUNCTION "f, g"(VARIADIC "x y" text[], OUT z bigint) LANGUAGE sql AS $$ SELECT 1 $$; CREATE OR REPLACE RULE "r u l e" AS ON DELETE TO "a ""b"".c" DO INSTEAD NOTHING;');
SELECT * FROM migrate.upgrade();
SELECT * FROM "a ""b"".c", "f, g"('x');

-- deploy() and revert() run them as their last part, and make room for a revision within its own.
SELECT migrate.revision('name is text again', revision_id => 'a6', upgrade => 'ALTER TABLE persons ALTER COLUMN name TYPE text', downgrade => 'ALTER TABLE persons ALTER COLUMN name TYPE varchar(100)');
SELECT migrate.import_file('repeatable/b_people.sql', 'CREATE OR REPLACE VIEW people AS SELECT name, greet(name) AS greeting FROM persons;');
SET migrate.progress = 'steps';
CALL migrate.deploy();
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'people'::regclass;
CALL migrate.revert(1);
CALL migrate.deploy();
SELECT migrate.import_file('repeatable/b_people.sql', 'CREATE OR REPLACE VIEW people AS SELECT name, upper(name) AS upper, greet(name) AS greeting FROM persons;');
CALL migrate.deploy();
RESET migrate.progress;
SELECT * FROM summary;

-- What somebody has made otherwise counts as run.
SELECT migrate.import_file('repeatable/mine.sql', 'CREATE VIEW past_mine AS SELECT 1');
SELECT * FROM migrate.stamp('repeatable/mine.sql');
SELECT * FROM migrate.plan();
SELECT migrate.stamp('repeatable/nothing.sql');
SELECT migrate.remove('repeatable/mine.sql');

-- A file that is not wanted any more is forgotten; what it made is dropped by a revision.
SELECT migrate.remove('repeatable/a_summary.sql');
SELECT migrate.remove('repeatable/a_summary.sql');

DROP EXTENSION migrate;
DROP VIEW summary, people;
DROP FUNCTION greet;
DROP TABLE persons, past_us;
DROP VIEW "a ""b"".c";
DROP FUNCTION "f, g";
DROP ROLE regress_repeatable_reader;
