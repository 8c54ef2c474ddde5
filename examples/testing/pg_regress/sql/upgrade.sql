-- The schema that the suite tests is the one that the application's migrations make.
CREATE EXTENSION migrate;
\getenv folder PG_ABS_SRCDIR
\set folder :folder '/../migrations/versions'
SELECT revision_id, action FROM migrate.import_directory(:'folder');

SELECT * FROM migrate.upgrade();

-- Again: nothing to do.
SELECT * FROM migrate.upgrade();
