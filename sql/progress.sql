-- What is told while steps run: nothing, a NOTICE a step, a NOTICE a statement, or both for machines.
CREATE EXTENSION migrate;
SELECT migrate.revision('create persons', E'CREATE TABLE persons (id int);\n\nBEGIN;\nINSERT INTO persons VALUES (1);\nCOMMIT;', 'DROP TABLE persons', 'SELECT id FROM persons', revision_id => '8f14e45fceea');
SELECT migrate.revision('say "hello"', 'DO $$ BEGIN RAISE NOTICE ''hello''; END $$', '', revision_id => 'c9f0f895fb98');
SHOW migrate.progress;
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
SET migrate.progress = steps;
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
SET migrate.progress = statements;
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
RESET migrate.progress;
-- An error ends it where it happens.
SELECT migrate.edit('c9f0', upgrade => 'SELECT 1; SELECT 1/0;');
SET migrate.progress = statements;
SELECT * FROM migrate.upgrade();
RESET migrate.progress;
DROP EXTENSION migrate;
