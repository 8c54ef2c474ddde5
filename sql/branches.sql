-- Branches and merges: several heads, labels, dependencies, tags, and how pending revisions are changed.
CREATE EXTENSION migrate;

--        c1 -- c2
--       /        \
--   a -- b        m
--       \        /
--        d1 ----
SELECT migrate.revision('root', 'CREATE TABLE a ()', 'DROP TABLE a', revision_id => 'aaaa');
SELECT migrate.revision('trunk', 'CREATE TABLE b ()', 'DROP TABLE b', revision_id => 'bbbb');
SELECT migrate.revision('left one', 'CREATE TABLE c1 ()', 'DROP TABLE c1', revision_id => 'c1c1', branch_label => 'left');
SELECT migrate.revision('left two', 'CREATE TABLE c2 ()', 'DROP TABLE c2', revision_id => 'c2c2');
SELECT migrate.revision('right', 'CREATE TABLE d1 ()', 'DROP TABLE d1', revision_id => 'd1d1', parents => '{bbbb}', branch_label => 'right');

-- Two heads: head means neither.
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.upgrade('head');
SELECT * FROM migrate.heads();
SELECT * FROM migrate.branches();
-- Each of these does.
SELECT * FROM migrate.upgrade('right@head');
SELECT * FROM migrate.upgrade('left');
SELECT * FROM migrate.upgrade('left@+1');
SELECT * FROM migrate.upgrade('heads');
SELECT revision_id FROM migrate.current();
-- With several branches applied -1 is the one applied last; a branch can be named.
SELECT * FROM migrate.downgrade('-1');
SELECT * FROM migrate.downgrade('left@-1');
SELECT * FROM migrate.upgrade('left@heads');
SELECT * FROM migrate.downgrade('right@base');
SELECT * FROM migrate.upgrade('heads');
SELECT * FROM migrate.upgrade('middle@head');

-- The merge.
SELECT migrate.merge('join them', '{c2c2,d1d1}', revision_id => 'eeee');
SELECT revision_id, parents FROM migrate.history();
SELECT * FROM migrate.heads();
SELECT * FROM migrate.upgrade();
-- Down through it: a revision's parent is two, a number of steps is clear.
SELECT * FROM migrate.downgrade('eeee-1');
SELECT * FROM migrate.downgrade(2);
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('bbbb');
SELECT * FROM migrate.upgrade();
SELECT migrate.graph();

-- Merges that are none.
SELECT migrate.merge('one', '{eeee}');
SELECT migrate.merge('none');
SELECT migrate.merge('twice', '{aaaa,aaaa}');
SELECT migrate.merge('nowhere', '{aaaa,nowhere}');
SELECT migrate.merge(NULL, '{c2c2,d1d1}');
-- Without a list: all heads.
SELECT migrate.revision('another base', revision_id => 'ffff', parents => '{base}');
SELECT migrate.merge('all', revision_id => 'abcd');
SELECT parents FROM migrate.show('abcd');
SELECT migrate.remove('abcd'), migrate.remove('ffff');

-- What a revision depends on comes first, and keeps it from being taken back alone.
SELECT migrate.revision('a library', 'CREATE TABLE library ()', 'DROP TABLE library', revision_id => '1111', parents => '{base}', branch_label => 'library');
SELECT migrate.revision('uses it', 'CREATE TABLE user_of_it () INHERITS (library)', 'DROP TABLE user_of_it', revision_id => '2222', parents => '{eeee}', depends_on => '{library}');
SELECT * FROM migrate.plan('2222');
SELECT * FROM migrate.upgrade('2222');
SELECT revision_id FROM migrate.current();
SELECT * FROM migrate.downgrade('library@base');
SELECT * FROM migrate.downgrade('eeee');
SELECT * FROM migrate.heads();

-- Tags move, labels do not.
SELECT migrate.tag('v1', 'eeee');
SELECT migrate.tag('v1', '2222');
SELECT labels FROM migrate.show('v1');
SELECT migrate.tag('left', '2222');
SELECT migrate.tag('head', '2222');
SELECT migrate.tag('with space', '2222');
SELECT migrate.tag('2222', 'aaaa');
SELECT migrate.tag('v2', 'nowhere');
SELECT migrate.tag(NULL, 'aaaa');
SELECT migrate.edit('2222', branch_label => 'users');
SELECT revision_id, labels FROM migrate.history() WHERE labels <> '{}';

-- Rebase: a pending revision gets another parent.
SELECT migrate.revision('late', 'CREATE TABLE late ()', 'DROP TABLE late', revision_id => '3333', parents => '{bbbb}');
SELECT migrate.rebase('3333', '2222');
SELECT * FROM migrate.heads();
SELECT migrate.rebase('3333', 'users@head');
SELECT migrate.rebase('3333', '3333');
SELECT migrate.rebase('2222', '3333');
SELECT migrate.rebase('3333', 'nowhere');
SELECT migrate.rebase('3333', 'head');
SELECT migrate.rebase('eeee', 'base');
SELECT migrate.rebase(NULL, 'base');
SELECT migrate.rebase('3333', NULL);
SELECT migrate.rebase('3333', 'base');
SELECT parents FROM migrate.show('3333');

-- A cycle through dependencies is spelled out.
SELECT migrate.rebase('3333', '2222');
SELECT migrate.edit('2222', depends_on => '{3333}');
SELECT migrate.edit('2222', depends_on => '{nowhere}');
SELECT migrate.edit('2222', depends_on => '{}');
SELECT depends_on FROM migrate.show('2222');

-- Edit: only what is given changes.
SELECT migrate.edit('3333', message => 'later', verify => 'SELECT 1');
SELECT name, message, upgrade, downgrade, verify, transactional FROM migrate.show('3333');
SELECT migrate.edit('3333', transactional => false);
SELECT migrate.edit('3333', message => '');
SELECT migrate.edit('3333', upgrade => E'\n-- migrate:verify\n');
SELECT migrate.edit('nowhere', message => 'x');
SELECT migrate.edit(NULL, message => 'x');
SELECT name, message, upgrade, downgrade, verify, transactional FROM migrate.show('3333');

-- Remove: only what nothing follows or needs.
SELECT migrate.remove('2222');
SELECT migrate.edit('3333', depends_on => '{1111}');
SELECT migrate.remove('1111');
SELECT migrate.remove('nowhere');
SELECT migrate.remove(NULL);
SELECT migrate.remove('3333');
SELECT migrate.remove('2222');
SELECT revision_id, labels FROM migrate.history();
SELECT count(*) FROM migrate.labels WHERE label IN ('users', 'v1');

-- All of it down and up.
SELECT * FROM migrate.downgrade('base');
SELECT * FROM migrate.upgrade('heads');
SELECT * FROM migrate.downgrade('base');

DROP EXTENSION migrate;
