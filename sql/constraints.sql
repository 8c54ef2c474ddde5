-- Deferred constraints are checked where a step ends, so that an error names its revision.
CREATE EXTENSION migrate;
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int PRIMARY KEY,
	deferred int CONSTRAINT deferred_key REFERENCES parent DEFERRABLE INITIALLY DEFERRED,
	immediate int CONSTRAINT immediate_key REFERENCES parent DEFERRABLE INITIALLY IMMEDIATE);

-- The child comes first, the parent later: right at the step's end.
SELECT migrate.revision('the child first', 'INSERT INTO child VALUES (1, 1, NULL); INSERT INTO parent VALUES (1)', 'DELETE FROM parent WHERE id = 1; DELETE FROM child WHERE id = 1', revision_id => 'first');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.upgrade();

-- The parent comes in a later revision: too late.
SELECT migrate.revision('too early', E'SELECT 1;\nINSERT INTO child VALUES (2, 2, NULL);', '', revision_id => 'early');
SELECT migrate.revision('too late', 'INSERT INTO parent VALUES (2)', '', revision_id => 'late');
SELECT * FROM migrate.upgrade();
SELECT revision_id FROM migrate.current();
SELECT migrate.remove('late'), migrate.remove('early');

-- Constraints are as they were declared in every step: what one step sets does not hold in the next.
SELECT migrate.revision('sets', 'SET CONSTRAINTS ALL IMMEDIATE; INSERT INTO parent VALUES (3); INSERT INTO child VALUES (3, 3, 3)', 'DELETE FROM child WHERE id = 3; DELETE FROM parent WHERE id = 3', revision_id => 'sets');
SELECT migrate.revision('defers', 'SET CONSTRAINTS immediate_key DEFERRED; INSERT INTO child VALUES (4, 4, 4); INSERT INTO parent VALUES (4)', 'DELETE FROM child WHERE id = 4; DELETE FROM parent WHERE id = 4', revision_id => 'defers');
SELECT migrate.revision('still deferred', 'INSERT INTO child VALUES (5, 5, NULL); INSERT INTO parent VALUES (5)', 'DELETE FROM child WHERE id = 5; DELETE FROM parent WHERE id = 5', revision_id => 'deferred');
SELECT * FROM migrate.upgrade();
SELECT migrate.revision('still immediate', 'INSERT INTO child VALUES (6, NULL, 6); INSERT INTO parent VALUES (6)', '', revision_id => 'immediate');
SELECT * FROM migrate.upgrade();
SELECT migrate.remove('immediate');
SELECT * FROM migrate.downgrade('first');

-- After a step's constraints were checked, later revisions may alter the table.
SELECT migrate.edit('deferred', upgrade => 'ALTER TABLE child ADD COLUMN name text', downgrade => 'ALTER TABLE child DROP COLUMN name');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('first');

-- Constraint triggers and deferrable unique constraints too.
SELECT migrate.revision('unique', $$
CREATE TABLE ranks (rank int CONSTRAINT ranks_key UNIQUE DEFERRABLE INITIALLY DEFERRED);
INSERT INTO ranks VALUES (1), (2);
UPDATE ranks SET rank = rank + 1;
$$, 'DROP TABLE ranks', revision_id => 'unique', parents => '{first}');
SELECT * FROM migrate.upgrade('unique');
SELECT migrate.revision('twice', 'INSERT INTO ranks VALUES (2)', '', revision_id => 'twice', parents => '{unique}');
SELECT * FROM migrate.upgrade('twice');
SELECT migrate.remove('twice');

-- A downgrade's and a verify script's constraints are checked as well.
SELECT migrate.revision('verified', '', '', 'INSERT INTO child VALUES (7, 7, NULL)', revision_id => 'verified', parents => '{unique}');
SELECT * FROM migrate.upgrade('verified');
SELECT migrate.edit('verified', verify => '', downgrade => 'INSERT INTO child VALUES (7, 7, NULL)');
SELECT * FROM migrate.upgrade('verified');
SELECT * FROM migrate.downgrade();
SELECT * FROM migrate.stamp('unique');
SELECT migrate.remove('verified');

-- A name is unique by table only.  One that means differently declared constraints is left to the commit.
CREATE TABLE other_child (id int CONSTRAINT deferred_key REFERENCES parent);
SELECT migrate.revision('same name', 'INSERT INTO child VALUES (7, 7, NULL); SELECT 1', '', revision_id => 'same', parents => '{unique}');
BEGIN;
SELECT * FROM migrate.upgrade('same');
INSERT INTO parent VALUES (7);
COMMIT;
SELECT * FROM migrate.downgrade();
DELETE FROM child WHERE id = 7;
DELETE FROM parent WHERE id = 7;
DROP TABLE other_child;
SELECT migrate.remove('same');

-- A caller with pending events of its own: they are the caller's, and are checked when the caller commits.
BEGIN;
INSERT INTO child VALUES (8, 8, NULL);
SELECT * FROM migrate.redo();
INSERT INTO parent VALUES (8);
COMMIT;
SELECT id FROM child ORDER BY 1;
BEGIN;
INSERT INTO child VALUES (9, 9, NULL);
SELECT * FROM migrate.redo();
COMMIT;
SELECT id FROM child ORDER BY 1;
-- And a caller who has set constraints immediate finds them so.
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT * FROM migrate.redo();
INSERT INTO child VALUES (9, 9, NULL);
ROLLBACK;

DROP EXTENSION migrate;
DROP TABLE child, parent, ranks;
