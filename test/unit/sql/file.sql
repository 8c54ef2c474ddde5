-- Migration files: what a header says, where sections stand, what is refused and at which line; printing gives back
-- what was read; names of files; folders of our own format and of plain numbered SQL.
\getenv libdir PG_LIBDIR
\set library :libdir '/file_unit'
\set VERBOSITY terse
\set QUIET on
\pset format unaligned
\pset tuples_only on
CREATE FUNCTION file_unit_read(content text) RETURNS text AS :'library' LANGUAGE C STRICT;
CREATE FUNCTION file_unit_reprint(content text) RETURNS text AS :'library' LANGUAGE C STRICT;
CREATE FUNCTION file_unit_print(message text, revision_id text, upgrade text, downgrade text) RETURNS text AS :'library' LANGUAGE C;
CREATE FUNCTION file_unit_message(content text) RETURNS text AS :'library' LANGUAGE C STRICT;
CREATE FUNCTION file_unit_slug(message text, max_length int DEFAULT 40) RETURNS text AS :'library' LANGUAGE C STRICT;
CREATE FUNCTION file_unit_name(file_template text, revision_id text, message text, create_date text) RETURNS text AS :'library' LANGUAGE C;
CREATE FUNCTION file_unit_find_mark(script text) RETURNS int AS :'library' LANGUAGE C STRICT;
CREATE FUNCTION file_unit_formats() RETURNS text AS :'library' LANGUAGE C STRICT;
CREATE FUNCTION file_unit_folder(names text[], contents text[], format text, brief bool DEFAULT false) RETURNS text AS :'library' LANGUAGE C STRICT;
CREATE FUNCTION file_unit_random(seed bigint, rounds int) RETURNS int AS :'library' LANGUAGE C STRICT;
-- a file with a revision id, and one with the header lines given
CREATE FUNCTION file(id text, header text DEFAULT '', script text DEFAULT 'SELECT 1;') RETURNS text LANGUAGE SQL
BEGIN ATOMIC SELECT format(E'-- about %s\n-- Revision ID: %1$s\n%s\n-- migrate:upgrade\n%s\n', id, header, script); END;

-- ----------------------------------------------------------------
-- reading
-- ----------------------------------------------------------------

-- The file of DESIGN 4, with each header line.
\set example '-- add height to persons\n--\n-- Revision ID: 1a2b3c4d5e6f\n-- Revises: 0f9e8d7c6b5a, 00aa\n-- Create Date: 2026-11-23 12:00:00+00\n-- Depends On: other.1\n-- Branch Label: api, web\n-- Replaces: x1, x2, x3\n\n-- migrate:upgrade transactional=false\nALTER TABLE persons ADD COLUMN height numeric;\n\n-- migrate:downgrade\nALTER TABLE persons DROP COLUMN height;\n\n-- migrate:verify\nSELECT height FROM persons WHERE false;\n'
SELECT file_unit_read(:'example');
-- It is printed as it was.
SELECT file_unit_reprint(:'example');
SELECT file_unit_reprint(:'example') = :'example';

-- With a byte order mark and CRLF it says the same; the script keeps its carriage returns.
SELECT file_unit_read(E'\uFEFF-- odd\r\n--\r\n-- Revision ID: cccc00000001\r\n-- Revises: bbbb00000001\r\n\r\n-- migrate:upgrade\r\nSELECT 1;\r\nSELECT 2;\r\n\r\n-- migrate:downgrade\r\nSELECT 1;');

-- Leading blank lines of a script stay, so that its lines can be counted; white space at its end goes.
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade\n\n\n  SELECT 1;  \n\t\n\n-- migrate:verify\n\n');
-- An empty downgrade is present, one that is not there is not; the end of the file may be that of the mark.
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade\n-- migrate:downgrade');
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade');

-- Sections in any order, marks in any case and with any white space; a comment in the script is no mark.
SELECT file_unit_read(E'-- Revision ID: a\n\t--migrate:downgrade\nDOWN\n--   Migrate:UPGRADE   Transactional=TRUE \n-- migrate: upgrade\n-- migrates:up\n# migrate:up\n');
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:downgrade transactional=false\n-- migrate:upgrade transactional=false\n');

-- Forty lines of comments, blank lines among them, before the first mark: the first paragraph is the message, keys are found where they stand.
SELECT file_unit_read(E'\n------------\n-- one\n--    two\n--\n' || repeat(E'-- it says: more\n\n', 20) || E'-- REVISION id : a\n--revises:base\n' || repeat(E'--\n', 20) || E'-- Replaces:\n-- migrate:upgrade\n' || repeat(E'-- comment\n', 40) || 'SELECT 1;')::text ~ 'message: one\\ntwo\nupgrade, line 70';
-- A message may stand behind the keys, or behind a key of its own, and may be missing.
SELECT file_unit_message(E'-- Revision ID: a\n-- after\n-- Revises: b\n-- not this\n-- migrate:upgrade');
SELECT file_unit_message(E'-- not this\n-- Message: by key\n-- Revision ID: a\n-- migrate:upgrade');
SELECT file_unit_message(E'-- Message: say "so"\n-- Revision ID: a\n-- migrate:upgrade');
SELECT file_unit_message(E'-- Message: "say \\"so\\"\\n\\\\n"\n-- Revision ID: a\n-- migrate:upgrade');
SELECT file_unit_message(E'-- Revision ID: a\n-- migrate:upgrade') = '';
-- A mark within a string counts all the same, in reading and in looking for it.
SELECT file_unit_read(file('a', '', E'SELECT ''\n-- migrate:downgrade\n'';'));
SELECT file_unit_find_mark(E'SELECT 1;\nSELECT ''\n  --migrate:anything\n'';'), file_unit_find_mark(E'-- migrate:x'), file_unit_find_mark(E'SELECT 1; -- migrate:upgrade\n-- migrate: x\n-- migrate:'), file_unit_find_mark('');

-- ----------------------------------------------------------------
-- what is refused
-- ----------------------------------------------------------------

SELECT file_unit_read('');
SELECT file_unit_read(E'-- only a comment\n');
SELECT file_unit_read(E'-- message\n-- migrate:upgrade\nSELECT 1;');
SELECT file_unit_read(E'-- Revision ID: a\n\n');
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:downgrade\nSELECT 1;');
SELECT file_unit_read(E'-- Revision ID: a\n\n  SELECT 1;\n-- migrate:upgrade\n');
SELECT file_unit_read(E'-- message\n-- Revision ID:\n-- migrate:upgrade\n');
SELECT file_unit_read(file('a b'));
SELECT file_unit_read(file('größe'));
SELECT file_unit_read(file(repeat('x', 65)));
SELECT file_unit_read(file(repeat('x', 64))) ~ 'upgrade, line 5';
SELECT id, file_unit_read(file(id)) FROM unnest('{head,heads,base,current,Head}'::text[]) id;
SELECT file_unit_read(file('heads.1')) ~ 'upgrade, line 5';
SELECT file_unit_read(file('a', E'-- Revises: b, c d\n'));
SELECT file_unit_read(file('a', E'-- Revises: b, base\n'));
SELECT file_unit_read(file('a', E'-- Revises: b,\n'));
SELECT file_unit_read(file('a', E'-- Depends On: , b\n'));
SELECT file_unit_read(file('a', E'-- Replaces: b,,c\n'));
SELECT file_unit_read(file('a', E'-- Revises: b\n-- Create Date: 2026-01-01\n-- REVISES: c\n'));
SELECT file_unit_read(file('a', E'-- Revision ID: b\n'));
SELECT file_unit_read(file('a', E'-- Message: "no end\n'));
SELECT file_unit_read(file('a', E'-- Message: "say" so\n'));
SELECT file_unit_read(file('a', E'-- Message: "\\q"\n'));
SELECT file_unit_read(file('a', '', E'SELECT 1;\n-- migrate:up\n'));
SELECT file_unit_read(file('a', '', E'SELECT 1;\n\n-- migrate:upgrade\n'));
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade transaction=false\n');
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade transactional\n');
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade transactional=no\n');
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade: now\n');
SELECT file_unit_read(E'-- Revision ID: a\n-- migrate:upgrade transactional=true\n-- migrate:downgrade transactional=false\n');

-- ----------------------------------------------------------------
-- printing
-- ----------------------------------------------------------------

-- A base without a message and a downgrade; an empty downgrade.
SELECT file_unit_print(NULL, 'a', 'SELECT 1;', NULL);
SELECT file_unit_print('add height', 'a', NULL, '');
-- Messages that could be taken for something else are quoted; all come back.
SELECT file_unit_print(E'fix prices\nin the shop', 'a', '', NULL);
SELECT file_unit_print(E'fix prices\n\nRevision ID: "x"', 'a', '', NULL);
SELECT message, split_part(file_unit_print(message, 'a', '', NULL), E'\n', 1)
FROM unnest(ARRAY['add "height"', '"quoted"', 'Revision ID: x', 'revises : x', 'migrate:upgrade', '-- migrate:upgrade', ' x', 'x ', '-----', 'C:\temp', 'größe ändern', 'a: b']) message;
SELECT message FROM unnest(ARRAY['', 'x', 'add "height"', '"quoted"', 'Revision ID: x', 'Message: x', 'Message: "x', 'migrate:upgrade', '-- migrate:upgrade', ' x ', '-----', 'C:\new\temp"',
	E'a\nb', E'a\n\nb', E'\n', E'a\n', E'\na', E'a\r\nb', E'a\rb', E'a\n-----\nb', E'a\nRevises: b', E'a\nmigrate:downgrade\nDROP TABLE x;', 'größe ändern', '数据库', E'\uFEFF']) message
WHERE file_unit_message(file_unit_print(message, 'a', 'SELECT 1;', '')) <> message;

-- No carriage return is printed raw: the server's scanner would end the comment there.
SELECT strpos(file_unit_print(E'a\rDROP TABLE x;', 'a', '', NULL), E'\r');

-- 4,000 random revisions come back, with LF and with CRLF; what can be read of 4,000 random texts comes back too (an
-- error names its seed).
SELECT count(*), sum(nread) > 100 FROM (SELECT file_unit_random((random() * 1e15)::bigint, 100) AS nread FROM generate_series(1, 40)) r;

-- ----------------------------------------------------------------
-- names
-- ----------------------------------------------------------------

SELECT message, file_unit_slug(message)
FROM unnest(ARRAY['Add Height!', '  add  height to "persons"  ', E'two\nlines', 'v2.10 -> v3', 'Größe ändern, ŒUVRE', '数据库', '', '___', 'a — b…', 'naïve café']) message;
-- Too long: cut between words, or within one that is too long itself.
SELECT file_unit_slug('add the height of persons to the table of persons', 20), file_unit_slug('add height', 10), file_unit_slug('add heights', 10), file_unit_slug('donaudampfschifffahrtsgesellschaft', 20);
SELECT file_unit_name(NULL, '1a2b', 'Add Height', '2026-11-23 12:34:56+00');
SELECT file_unit_name(NULL, '1a2b', 'Add Height', NULL), file_unit_name(NULL, '1a2b', 'Add Height', 'yesterday'), file_unit_name(NULL, '1a2b', 'Add Height', '2026-11-23');
SELECT file_unit_name('{year}/{month}/{day}-{hour}{minute}{second}.{slug}-{revision_id}.sql', '1a2b', 'Add Height', '2026-11-23T12:34:56+00');
SELECT file_unit_name('{hour}{minute}{second}.sql', '1a2b', 'Add Height', '2026-11-23 12:34+02');
SELECT file_unit_name('{year}/{revision_id}{sluggish}{', '1a2b', 'Add Height', NULL);
SELECT file_unit_name(NULL, '1a2b', '数据库', '2026-11-23 12:34');

-- ----------------------------------------------------------------
-- folders
-- ----------------------------------------------------------------

SELECT file_unit_formats();
SELECT file_unit_folder('{}', '{}', 'no such format') IS NULL;

-- Our own: whatever files are called and wherever they lie; parents and what is depended on come first, the rest as
-- listed; other files are passed over.
SELECT file_unit_folder(
	ARRAY['z "odd" name.sql', E'sub/new\nline.SQL', 'README', 'größe.sql', 'config', 'last.sql', 'hook.sql.sh'],
	ARRAY[file('d', E'-- Revises: c, b\n'), file('b', E'-- Revises: a\n'), 'read me', file('c', E'-- Depends On: b\n-- Revises: elsewhere\n'), 'x = y', file('a', E'-- Revises:\n'), ''],
	'auto');
-- A cycle is left to who stores the revisions.
SELECT file_unit_folder('{1,b.sql,a.sql}', ARRAY['', file('a', E'-- Revises: b\n'), file('b', E'-- Revises: a\n')], 'migrate');
-- All errors at once: no id, two of one id, a bad file.
SELECT file_unit_folder(
	'{one.sql,two.sql,three.sql,four.sql,five.sql}',
	ARRAY[file('a'), 'SELECT 1;', file('a'), file('b', E'-- Revises: b b\n'), E'SELECT 1;\n-- Revision ID: late'],
	'auto');
SELECT file_unit_folder('{1.sql}', '{SELECT 1}', 'migrate');
SELECT file_unit_folder('{}', '{}', 'migrate');

-- Plain: numbers of any length, by value; messages from names; white space at the end cut off.
SELECT file_unit_folder(
	ARRAY['20260101120000_late.sql', '010-create  table.sql', '9_nine.down.sql', 'sub/9_nine.up.sql', '2.sql', '03_größe "x".up.sql', 'README.md', 'seed.sql', '4 a.b.SQL', '99999999999999999999999_very late.sql'],
	ARRAY['late', E'\uFEFFcreate\r\n\r\n', 'not nine', 'nine', 'two', '', '', '', E'\n\nfour\n', 'very late'],
	'auto');
-- Errors: one number twice (upgrade or downgrade), a downgrade alone, a number too long for an id, another tool's marks.
SELECT file_unit_folder(
	ARRAY['1_a.sql', '001_b.sql', '2_a.up.sql', '2_a.down.sql', '02_b.down.sql', '3.down.sql', repeat('5', 65) || '.sql', '6.sql', '7.sql', '8.sql'],
	ARRAY['', '', '', '', '', '', '', E'-- c\n-- +goose Up\nSELECT 1;', E'--migrate:up\n', E'-- goose would do\n-- migrate: move the rows\n-- rambler roses\n'],
	'plain');
SELECT file_unit_folder('{1.sql}', ARRAY[repeat('x', 3)], 'plain') ~ E'message: 1\n';

-- Numbers of several parts, and letters behind them; other ways to tell a downgrade.
SELECT file_unit_folder('{1.10_c.sql,1.9.sql,1.9.1-b.sql,012_x.sql,012b_y.sql,012a_z.sql,3.14.sql,3more.sql}', '{"","","","","","","",""}', 'plain');
-- Dates, and what only begins as one.
SELECT file_unit_folder('{2026-02-01-b.sql,2026-01-31_a.sql,2014_10_12_100000_l.sql,2014_10_12_000000_k.sql,2014_10_13_1230_m.sql,2000_1_1_x.sql,1999-12-310-y.sql,0012-10-12_z.sql,2026-02-01.sql}', '{"","","","","","","","",""}', 'plain');
SELECT file_unit_folder('{up/1_a.sql,down/1_a.sql,2_b.sql,2_b.rollback.sql,3_c.undo.sql,3_c.sql,revert/3_c.sql}', '{a,"not a",b,"not b","not c",c,"not c"}', 'plain');

-- No format: nothing there, nothing that is known.
SELECT file_unit_folder('{}', '{}', 'auto');
SELECT file_unit_folder('{README,1.txt}', '{"",""}', 'auto');
SELECT file_unit_folder('{create.sql,step_1__x.sql}', '{"",""}', 'auto');
SELECT file_unit_folder('{create.sql}', '{""}', 'plain');

-- ----------------------------------------------------------------
-- other tools
-- ----------------------------------------------------------------

-- dbmate: marks begin their line; the order is that of names; options; subfolders are another folder.
SELECT file_unit_folder(
	'{10_b.sql,9_c.sql,1_a.sql,old/2_x.sql,schema.sql}',
	ARRAY[E'-- migrate:up transaction:false\nUP 10\n', E'-- why\n--migrate:up\nUP 9\n -- migrate:down\nSTILL UP\n-- migrate:down\n\n', E'\uFEFF-- migrate:up\r\nUP 1\r\n\r\n-- migrate:down transaction:false\r\nDOWN 1', E'-- migrate:up\n', 'CREATE'],
	'auto');
SELECT file_unit_folder('{1_a.sql,2_b.sql,3_c.sql,01_d.sql}', ARRAY[E'-- migrate:up\n-- migrate:down\n-- migrate:up\n', E'SELECT 1;\n-- migrate:up\n', E'-- migrate:down\n', E'-- migrate:up\n'], 'dbmate');

-- goose: marks in any case; a statement ends at StatementEnd, with a semicolon or not; NO TRANSACTION holds for both.
SELECT file_unit_folder(
	'{00002_b.sql,1_a.sql,4_c.sql,3_go.go,5_test_test.go,notes.sql}',
	ARRAY[E'-- a comment\n-- +goose NO TRANSACTION\n-- +goose up\nUP;\n', E'-- +goose Up\n-- +goose StatementBegin\nSELECT 1; SELECT 2\n\n-- +goose StatementEnd\nNEXT;\n-- +goose statementbegin\nLAST;\n-- +goose statementend\n-- +goose Down\nDOWN\n', E'-- +goose Up\n-- +goose ENVSUB ON\n${HOME}\n-- +goose Down\n', 'package x', 'package x', '-- +goose Up'],
	'auto');
SELECT file_unit_folder('{1_a.sql,2_b.sql,3_c.sql,4_d.sql,5_e.sql,6_f.sql,7_g.sql,8_h.sql}', ARRAY['SELECT 1;', E'-- +goose Down\n-- +goose Up\n', E'-- +goose Up\n-- +goose Up\n', E'-- +goose Up\n-- +goose StatementBegin\nx;\n-- +goose Down\n', E'-- +goose Up\n-- +goose StatementEnd\n', E'-- +goose StatementBegin\n-- +goose Up\n', E'\n-- only a comment\n', E'-- +goose Up\n-- +goose Down\nx\n-- +goose Down'], 'goose');
SELECT file_unit_folder('{1_a.sql}', ARRAY[E'-- +goose Up\n-- +goose StatementBegin\nONE -- a comment;\n-- +goose StatementEnd\n-- +goose StatementBegin\nTWO -- a; comment\nIS; \n-- +goose StatementEnd\nTHREE'], 'goose');

-- golang-migrate: by number, whatever ends the name; what is neither up nor down makes it plain SQL for "auto".
SELECT file_unit_folder('{10_c.up.psql,10_c.down.psql,9_b.up.sql,000001_a.up.sql,000001_a.down.sql,seed.sql}', '{ten,"not ten",nine,one,"not one",seed}', 'auto');
SELECT split_part(file_unit_folder('{1_a.up.sql,2_b.sql}', '{one,two}', 'auto'), E'\n', 1), split_part(file_unit_folder('{1_a.up.sql,2_b.sql}', '{one,two}', 'golang-migrate'), E'\n', 1);
SELECT file_unit_folder('{1_a.up.sql,01_b.up.sql,2_c.down.sql,a/3_x.up.sql}', '{"","","",""}', 'golang-migrate');
-- In plain SQL and here: files for several servers.
SELECT file_unit_folder('{1_a.mysql.up.sql,1_a.postgres.up.sql,1_a.postgres.down.sql,2_b.sqlite3.up.sql,2_b.up.sql,3_c.up.fizz}', '{my,post,"not post",lite,b,""}', 'plain');

-- sqlx: the mark at the beginning of a file.
SELECT file_unit_folder('{2_b.up.sql,2_b.down.sql,1_a.sql,3.sql,x_1.sql}', ARRAY[E'-- no-transaction\nUP', E'DOWN', E'\n-- no-transaction\n', '', ''], 'auto');

-- Numbers that count have gaps, timestamps have none.
SELECT file_unit_folder('{1.sql,2.sql,3.sql,5.sql,6.sql,10.sql}', '{"","","","","",""}', 'plain') ~ 'WARNING';
SELECT file_unit_folder('{20260101000001.sql,20260101000002.sql,20260101000004.sql}', '{"","",""}', 'plain') ~ 'WARNING';

-- diesel: a version is what stands before the first "_", without dashes; names have spaces; what lies about is passed over.
SELECT file_unit_folder(
	'{"2020-01-02-000000_add  users table/up.sql","2020-01-02-000000_add  users table/down.sql",00000000000000_diesel_initial_setup/up.sql,20200101000000_x_y/up.sql,20200101000000_x_y/metadata.toml,20200101000000_x_y/old/up.sql,2020-01-03_z/README.md,stray.sql,2020-01-04-000000_empty/down.sql,diesel.toml}',
	ARRAY['users', 'no users', 'setup', 'x', E'# by hand\nrun_in_transaction = false # here\n', 'old', '', 'stray', E'\n', ''],
	'auto');
SELECT file_unit_folder('{2020-01-01_a/up.sql,20200101_b/up.sql,2_c/down.sql,3_d/up.sql,3_d/down.sql}', ARRAY['', '', 'x', E'-- migrate:up\n', ''], 'diesel');
SELECT file_unit_folder('{pg/1_a/up.sql,mysql/1_a/up.sql}', '{"",""}', 'diesel');
SELECT file_unit_folder('{db/pg/1_a/up.sql,db/pg/1_a/down.sql}', '{"",""}', 'diesel');

-- Prisma: the folder's name is the id, cut and hashed where it is too long.
SELECT file_unit_folder(
	ARRAY['20260102000000_b/migration.sql', '20260101000000_a  c/migration.sql', '20260101000000_a  c/down.sql', '20260103000000_' || repeat('long_', 12) || 'x/migration.sql', '20260103000000_' || repeat('long_', 12) || 'y/migration.sql', 'migration_lock.toml', '20260104000000_d/steps.json'],
	'{b,a,"not a",x,y,"",""}', 'auto');

-- Flyway: parts of versions are numbers; undo scripts, repeatables by description, subfolders, callbacks.
SELECT file_unit_folder(
	'{V1_10__ten.sql,sub/V1.9__nine_and_more.sql,V1__one.sql,U1_10__ten.sql,R__b view.sql,R__a_view.sql,R__a.sql,V02.sql,afterMigrate.sql,V1.9__nine_and_more.sql.conf,notes.sql}',
	ARRAY['ten', 'nine', 'one', 'not ten', 'b', 'a view', 'a', 'two', 'callback', 'executeInTransaction=false', ''],
	'auto');
SELECT file_unit_folder('{sub/V1.9__a.sql,sub/V1.9__a.sql.conf}', ARRAY['nine ${x}', 'executeInTransaction=false'], 'flyway');
-- Placeholders: those that somebody has defined.
SELECT file_unit_folder('{V1__a.sql,V2__b.sql,V2__b.sql.conf,flyway.conf}', ARRAY['${owner}${OWNER} ${other} $${ ${unended', '${owner}', 'placeholderReplacement=false', E'# c\nflyway.url=x=y\nflyway.placeholders.owner = me # and you\n'], 'flyway');
SELECT file_unit_folder('{V1__a.sql,flyway.toml}', ARRAY['#[a] #[b] ${a}', E'[environments.x]\nurl = "y"\n[flyway]\nplaceholderPrefix = "#["\nplaceholderSuffix = ''\]''\n[flyway.placeholders]\na = "1 # 2"\nb = ''3''\n'], 'flyway');
SELECT file_unit_folder('{V1__a.sql,flyway.toml}', ARRAY['${a}', E'[flyway]\nplaceholderReplacement = false\n[flyway.placeholders]\na = "1"\n'], 'flyway');
-- Baselines: the last one replaces what lies before it, one with nothing before it begins.
SELECT file_unit_folder('{V1__a.sql,V2__b.sql,B2__ab.sql,V3__c.sql,B1__a.sql}', '{a,b,ab,c,""}', 'flyway');
SELECT file_unit_folder('{B1__a.sql,V2__b.sql,B3__abc.sql,V3__c.sql,V4__d.sql}', '{a,b,abc,c,d}', 'flyway');
SELECT file_unit_folder('{B3__abc.sql,V4__d.sql}', '{abc,d}', 'flyway');
-- Errors: one version twice, an undo of nothing.
SELECT file_unit_folder('{V1__a.sql,V1.0__b.sql,U3__c.sql,B1__x.sql,B01__y.sql}', '{"","","","",""}', 'flyway');

-- Sqitch: plan, requirements, tags, a rework whose older scripts lie under the first tag that has them.
\set plan '%syntax-version=1.0.0\n%project=shop\n\n# changes\nusers 2026-01-01T00:00:00Z Ada <a@b> # the # users\n@v1.0 2026-01-01T00:00:00Z Ada <a@b>\n@v1.1 2026-01-01T00:00:00Z Ada <a@b> # tag\nshop/carts [users shop:users !nothing other:x] 2026-01-01T00:00:00Z Ada <a@b>\nusers [users@v1.1 @v1.0] 2026-01-01T00:00:00Z Ada <a@b> # again\nbase 2026-01-01T00:00:00Z Ada <a@b>\n'
SELECT file_unit_folder(
	'{sqitch.plan,sqitch.conf,deploy/users@v1.1.sql,revert/users@v1.1.sql,verify/users@v1.1.sql,deploy/shop/carts.sql,deploy/users.sql,revert/users.sql,deploy/base.sql,deploy/unplanned.sql}',
	ARRAY[:'plan', E'[core]\n\tengine = pg\n', 'users 1', 'no users', 'SELECT users', 'carts', 'users 2', 'users 1 again', 'base', 'unplanned'], 'auto');
SELECT file_unit_folder('{db/sqitch.plan,sqitch.conf,sql/d/a.ddl,db/revert/a.ddl}', ARRAY[E'a 2026-01-01T00:00:00Z Ada <a@b>\n', E'[core]\n\ttop_dir = db\n[engine "pg"]\n\textension = ddl\n\tdeploy_dir = sql/d\n[engine "mysql"]\n\tdeploy_dir = my\n', 'up', 'down'], 'sqitch');
-- The plan may lie elsewhere than the scripts; with a top_dir that is not there they lie beside it.
SELECT file_unit_folder('{sqitch.conf,plans/my.plan,db/sq/deploy/a.sql}', ARRAY[E'[core]\n\ttop_dir = ./db/sq/\n\tplan_file = plans/my.plan\n', E'a 2026-01-01T00:00:00Z Ada <a@b>\n', 'up'], 'sqitch');
SELECT file_unit_folder('{sqitch.conf,plans/sqitch.plan,deploy/a.sql}', ARRAY[E'[core]\n\tplan_file = plans/sqitch.plan\n', E'a 2026-01-01T00:00:00Z Ada <a@b>\n', 'up'], 'sqitch');
SELECT file_unit_folder('{sqitch.conf,sqitch.plan,deploy/a.sql}', ARRAY[E'[core]\n\ttop_dir = ../db\n', E'a 2026-01-01T00:00:00Z Ada <a@b>\n', 'up'], 'sqitch');
-- Errors: files that are missing, requirements that come later, conflicts, a second plan.
SELECT file_unit_folder('{sqitch.plan,deploy/b.sql,deploy/c.sql}', ARRAY[E'a 2026 Ada <a@b>\nb [c] 2026 Ada <a@b>\nc [!b @v1] 2026 Ada <a@b>\nb [b@v2] 2026 Ada <a@b>\nd [e 2026 Ada <a@b>\n', '', ''], 'sqitch');
SELECT file_unit_folder('{a/sqitch.plan,b/sqitch.plan}', '{"",""}', 'auto');
SELECT file_unit_folder('{deploy/a.sql}', '{""}', 'sqitch');

-- 50,000 files, listed newest first, in linear time: comparing each with each would not end here.
SET statement_timeout = '20s';
SELECT file_unit_folder(array_agg(i || '.sql' ORDER BY i DESC), array_agg(file('r' || i, E'-- Revises: r' || i - 1 || E'\n') ORDER BY i DESC), 'auto', true) FROM generate_series(1, 50000) i;
SELECT file_unit_folder(array_agg(i || '_x.sql' ORDER BY i DESC), array_agg('SELECT 1;'::text), 'auto', true) FROM generate_series(1, 50000) i;
