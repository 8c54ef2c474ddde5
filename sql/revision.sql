-- Revisions are written: ids, names, parents, and everything that can be wrong with them.
CREATE EXTENSION migrate;

-- A message is enough.  The id is 12 hex digits, the name is made of the message.
SELECT migrate.revision('Create persons!') ~ '^[0-9a-f]{12}$' AS is_id;
SELECT name, message, parents, depends_on, replaces, labels, state, transactional, written_by = current_user AS mine, upgrade, downgrade, verify
FROM migrate.show('create_persons');
SELECT migrate.remove('create_persons') IS NOT NULL AS removed;

-- An id of one's own, scripts, a verify script; it follows nothing, for there is nothing.
SELECT migrate.revision('create persons',
	upgrade => 'CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL)',
	downgrade => 'DROP TABLE persons',
	verify => 'SELECT id, name FROM persons WHERE false',
	revision_id => '8f14e45fceea');
-- The next one follows the head.
SELECT migrate.revision('add phone', 'ALTER TABLE persons ADD COLUMN phone text', 'ALTER TABLE persons DROP COLUMN phone', revision_id => 'c9f0f895fb98');
-- The same message again: the name has a suffix.
SELECT migrate.revision('add phone', revision_id => '45c48cce2e2d');
-- Another base, a parent by prefix, by name, by label; a dependency.
SELECT migrate.revision('create orders', revision_id => 'd3d9446802a4', parents => '{base}', branch_label => 'orders');
SELECT migrate.revision('by prefix', revision_id => '6512bd43d9ca', parents => '{d3d9}');
SELECT migrate.revision('by name', revision_id => 'c20ad4d76fe9', parents => '{add_phone}', depends_on => '{orders}');
SELECT migrate.revision('by head of a branch', revision_id => 'c51ce410c124', parents => '{orders@head}', transactional => true);
-- A revision with two parents is a merge.
SELECT migrate.revision('joined', revision_id => 'aab323892356', parents => '{45c48cce2e2d,c20ad4d76fe9}');
SELECT revision_id, parents, name, message, labels, state FROM migrate.history();
SELECT revision_id, depends_on, transactional FROM migrate.show('c20ad4d76fe9')
UNION ALL SELECT revision_id, depends_on, transactional FROM migrate.show('c51ce410c124');

-- Several heads: whoever writes the next has to say which one it follows.
SELECT migrate.revision('which one');
SELECT migrate.revision('which one', parents => NULL);

-- Ids that are none.
SELECT migrate.revision('x', revision_id => '');
SELECT migrate.revision('x', revision_id => 'with space');
SELECT migrate.revision('x', revision_id => 'semi;colon');
SELECT migrate.revision('x', revision_id => 'ä');
SELECT migrate.revision('x', revision_id => repeat('a', 65));
SELECT migrate.revision('x', revision_id => 'head');
SELECT migrate.revision('x', revision_id => 'heads');
SELECT migrate.revision('x', revision_id => 'base');
SELECT migrate.revision('x', revision_id => 'current');
SELECT migrate.revision('x', revision_id => '8f14e45fceea', parents => '{base}');
-- The longest that is one, and every kind of letter.
SELECT length(migrate.revision('long', revision_id => repeat('a', 64), parents => '{base}'));
SELECT migrate.revision('letters', revision_id => 'V1.2_x-Y', parents => '{base}');

-- Messages.
SELECT migrate.revision(NULL);
SELECT migrate.revision('');
SELECT migrate.revision(E' \n\t ');
-- A message without a letter, of several lines, of other letters: the name is always something.
SELECT migrate.revision('???', revision_id => 'message1', parents => '{base}');
SELECT migrate.revision(E'first line\nsecond line', revision_id => 'message2', parents => '{base}');
SELECT migrate.revision('Füge Größe hinzu', revision_id => 'message3', parents => '{base}');
SELECT revision_id, name, message FROM migrate.show('message1')
UNION ALL SELECT revision_id, name, message FROM migrate.show('message2')
UNION ALL SELECT revision_id, name, message FROM migrate.show('message3');

-- Parents and dependencies that are none.
SELECT migrate.revision('x', parents => '{nowhere}');
SELECT migrate.revision('x', parents => '{8f1}');
SELECT migrate.revision('x', parents => '{NULL}');
SELECT migrate.revision('x', parents => '{8f14e45fceea,8f14e45fceea}');
SELECT migrate.revision('x', parents => '{base,8f14e45fceea}');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', depends_on => '{nowhere}');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', depends_on => '{NULL}');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', revision_id => 'self', depends_on => '{self}');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', depends_on => '{c51ce410c124,c51ce410c124}');

-- Labels.
SELECT migrate.revision('x', parents => '{8f14e45fceea}', branch_label => '');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', branch_label => 'a@b');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', branch_label => '-1');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', branch_label => 'head');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', branch_label => 'orders');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', branch_label => 'c9f0f895fb98');
-- An id that is a label already would make the label mean two things.
SELECT migrate.revision('x', parents => '{8f14e45fceea}', revision_id => 'orders');

-- A line that looks like a section mark would end the script once it is written to a file.
SELECT migrate.revision('x', parents => '{8f14e45fceea}', upgrade => E'SELECT 1;\n-- migrate:downgrade\nSELECT 2;');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', downgrade => E'-- migrate:verify');
SELECT migrate.revision('x', parents => '{8f14e45fceea}', verify => E'\n\n-- migrate:upgrade transactional=false');

-- None of these has left anything.
SELECT count(*) FROM migrate.revisions;

-- Nothing in a script is looked at before it runs: it may need what comes with another revision.
SELECT migrate.revision('broken', 'this is no SQL', revision_id => 'broken', parents => '{base}');

DROP EXTENSION migrate;
