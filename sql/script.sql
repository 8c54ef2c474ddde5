-- Offline SQL: a range as a script for psql, on a server where the extension is not installed.
CREATE EXTENSION migrate;
SELECT migrate.revision('create persons', E'BEGIN;\nCREATE TABLE persons (id int);\nCOMMIT;', 'DROP TABLE persons;', revision_id => 'aaaa');
SELECT migrate.revision('fill them', E'COPY persons FROM STDIN;\n1\n2\n\\.\nSET work_mem = ''5MB'';', 'DELETE FROM persons', 'SELECT id FROM persons', revision_id => 'bbbb');
SELECT migrate.revision('an index', 'CREATE INDEX CONCURRENTLY persons_id ON persons (id)', 'DROP INDEX CONCURRENTLY persons_id', revision_id => 'cccc');
-- Up, from the beginning.
SELECT migrate.script('base:bbbb') \g (format=unaligned tuples_only=on)
-- What is between the frame: with a statement that cannot be in a transaction.
SELECT split_part(migrate.script('bbbb:'), E'RESET client_min_messages;\n', 2) \g (format=unaligned tuples_only=on)
-- Down.
SELECT split_part(migrate.script('bbbb:base'), E'RESET client_min_messages;\n', 2) \g (format=unaligned tuples_only=on)
-- Whatever is applied here does not matter.
SELECT migrate.script('base:bbbb') AS before \gset
SELECT * FROM migrate.upgrade('bbbb');
SELECT migrate.script('base:bbbb') = :'before' AS same;
-- Nothing but the frame.
SELECT split_part(migrate.script('aaaa:aaaa'), E'RESET client_min_messages;\n', 2) \g (format=unaligned tuples_only=on)
-- Ranges that are none.
SELECT migrate.script('nowhere:');
SELECT migrate.script('a:b:c');
SELECT migrate.script(NULL);
-- A downgrade that is absent.
SELECT migrate.revision('one way', 'SELECT 1', revision_id => 'dddd');
SELECT migrate.script('dddd:cccc');
SELECT migrate.revision('wrong', 'SAVEPOINT a', '\i other.sql', revision_id => 'eeee');
SELECT migrate.script('dddd:eeee');
SELECT migrate.script('eeee:dddd');
SELECT * FROM migrate.downgrade('base');
DROP EXTENSION migrate;
