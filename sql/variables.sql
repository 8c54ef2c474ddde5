-- Variables of scripts: off unless the file asks for them, then as psql writes them; what they stand for is the session's.
CREATE EXTENSION migrate;
SET client_min_messages = warning;
CREATE FUNCTION file(id text, parent text, options text, upgrade text, downgrade text DEFAULT '') RETURNS text LANGUAGE sql AS $$
	SELECT format(E'-- %s\n--\n-- Revision ID: %s\n-- Revises: %s\n-- Create Date: 2026-01-01 00:00:00+00\n\n-- migrate:upgrade%s\n%s\n\n-- migrate:downgrade\n%s\n',
		'revision ' || id, id, parent, options, upgrade, downgrade) $$;

-- A file that does not ask for them has none.
SELECT action FROM migrate.import_file('a.sql', file('aaaa', 'base', '', $$CREATE TABLE people (id int, name text, at int[]); -- :name
SELECT 'a :name', at[1:2], at[:2], 'x'::text, $q$ :name $q$ FROM people;$$, 'DROP TABLE people;'));
SELECT revision_id FROM migrate.upgrade();

-- One that does: values are quoted by the server.
SELECT action FROM migrate.import_file('b.sql', file('bbbb', 'aaaa', ' variables=true', $$INSERT INTO people VALUES (:id, :'name', '{1,2,3}');
/* :nobody */ COMMENT ON COLUMN people.name IS 'not :nobody'; -- :nobody
CREATE TABLE :"table" AS SELECT at[1:2] AS a, at[:lower:2] AS b, at[:2] AS c, $q$:nobody$q$ AS d, ':nobody' AS e, 1::text AS f, E'\' :nobody' AS g FROM people;
COPY people (name) FROM stdin;
:nobody
\.
SELECT make_interval(days := :id), format('%s', variadic array[:id::text]);$$, 'DROP TABLE :"table"; DELETE FROM people;'));
-- One that is not set is an error, with its line.
SELECT migrate.upgrade();
SET migrate.variables = '{"id": 7, "name": "it''s; -- \"x\" \\", "lower": "1"}';
SELECT migrate.upgrade();
SET migrate.variables = '{"id": 7, "name": "it''s; -- \"x\" \\\n:id", "lower": "1", "table": "a \"table\""}';
SELECT revision_id FROM migrate.upgrade();
SELECT * FROM people;
SELECT * FROM "a ""table""";
-- The way back has them too.
SELECT revision_id FROM migrate.downgrade();
SELECT count(*) FROM people;

-- What is kept is the text as it was written.
SELECT upgrade LIKE '%:''name''%' AS raw, downgrade FROM migrate.show('bbbb');
SELECT count(*) FROM migrate.journal j WHERE j::text LIKE '%it''s%';
SELECT migrate.export_file('bbbb') = file('bbbb', 'aaaa', ' variables=true', upgrade, downgrade) AS same FROM migrate.show('bbbb');
SELECT action FROM migrate.import_file('b.sql', migrate.export_file('bbbb'));
SET migrate.variables = '{"id": 8, "name": "another", "lower": 2, "table": "b"}';
SELECT revision_id FROM migrate.upgrade();
SELECT name FROM people;
-- ... and in offline scripts, whose variables psql fills.
SELECT substring(migrate.script('aaaa:bbbb') from 'Its variables.*?COMMENT') AS script;

-- Errors show what was written, at its line, whatever a value holds.
SELECT action FROM migrate.import_file('c.sql', file('cccc', 'bbbb', ' variables=true', $$SELECT :'secret',
	:'secret';
SELECT nothing FROM people WHERE name = :'secret';$$));
SET migrate.variables = '{"secret": "pass\nword"}';
SELECT migrate.upgrade();
SELECT action FROM migrate.import_file('c.sql', file('cccc', 'bbbb', ' variables=true', $$SELECT 1;

SELECT :secret;$$));
SET migrate.variables = '{"secret": "\n\n''pass'' ) word"}';
SELECT migrate.upgrade();
SET migrate.variables = '{"secret": "1; SELECT 2; SELECT 3 / 0"}';
SELECT migrate.upgrade();
-- A script cannot change them: they are read once a run.
SELECT action FROM migrate.import_file('c.sql', file('cccc', 'bbbb', ' variables=true', $$SET migrate.variables = '{}';
UPDATE people SET name = :'secret';$$));
SET migrate.variables = '{"secret": "kept"}';
SELECT revision_id FROM migrate.upgrade();
SELECT name FROM people LIMIT 1;
SHOW migrate.variables;

-- What is wrong.
SELECT migrate.import_file('d.sql', file('dddd', 'cccc', ' variables=maybe', ''));
SELECT migrate.import_file('d.sql', file('dddd', 'cccc', ' variable=true', ''));
SELECT action FROM migrate.import_file('d.sql', file('dddd', 'cccc', ' variables=true', ''));
SET migrate.variables = '{"secret": ';
SELECT migrate.upgrade();
SET migrate.variables = '["secret"]';
SELECT migrate.upgrade();
SET migrate.variables = '{"secret": {"a": "b"}}';
SELECT migrate.upgrade();
RESET migrate.variables;
SELECT revision_id FROM migrate.upgrade();
SELECT migrate.export_files('goose');
-- The option is one of the file that is not applied: asking for them is a change.
SELECT action FROM migrate.import_file('e.sql', file('eeee', 'dddd', '', 'SELECT 1;'));
SELECT action FROM migrate.import_file('e.sql', file('eeee', 'dddd', ' variables=true', 'SELECT 1;'));
SELECT action FROM migrate.import_file('e.sql', file('eeee', 'dddd', ' transactional=true variables=true', 'SELECT 1;'));
DROP EXTENSION migrate;
DROP FUNCTION file;
DROP TABLE people, b;
