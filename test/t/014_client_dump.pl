# What pg_migrate dump prints makes a database like the one that it was printed from, which counts as standing where that
# one stands: in every project and scope, whoever asks, on every run the same bytes.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Client qw(new_application client client_ok client_fails json_of spew script_of sorted_lines);
use Server;

my $server = new_server('client_dump', "fsync = off\n");
my $superuser = query($server, 'postgres', 'SELECT current_user');
$ENV{PGHOST} = $server->host;
$ENV{PGPORT} = $server->port;
query($server, 'postgres', $_) foreach 'CREATE ROLE owner LOGIN', 'CREATE ROLE other', 'GRANT other TO owner';

sub owned_database
{
	my ($name) = @_;
	query($server, 'postgres', "CREATE DATABASE $name OWNER owner");
	return $name;
}

# What is applied, and what there is to apply, less when and by whom.
sub standing_of
{
	my ($database) = @_;
	return query($server, $database, <<'SQL');
SELECT project, scope, revision_id FROM migrate.applied_revisions ORDER BY 1, 2, 3;
SELECT project, revision_id, message, upgrade, downgrade, verify, checksum FROM migrate.revisions ORDER BY 1, 2;
SELECT project, revision_id, parent_id, ordinal FROM migrate.revision_parents ORDER BY 1, 2, 3;
SELECT project, revision_id, needed_id FROM migrate.revision_dependencies ORDER BY 1, 2, 3;
SELECT project, label, kind, revision_id FROM migrate.labels ORDER BY 1, 2;
SQL
}

# Several tests: a dump loaded into a new database by a plain owner makes the same schema, state and dump.
sub goes_round
{
	my ($database, $copy, $name) = @_;
	my $dump = client_ok([ '-d', $database, '-U', 'owner', 'dump' ], "$name: dump");
	my ($rc, $err) = restore_into($server, owned_database($copy), $dump, 'owner');
	is($rc, 0, "$name: it goes into a new database, by its owner") or diag($err);
	same_text(dump_of($server, $copy, '-s'), dump_of($server, $database, '-s'), "$name: pg_dump says the same of both");
	same_text(client_ok([ '-d', $copy, 'dump' ], "$name: dump of the copy, by a superuser"), $dump, "$name: the same bytes");
	same_text(standing_of($copy), standing_of($database), "$name: both stand at the same");
	return $dump;
}

# ---- a rich schema, several heads, projects and scopes ----

new_application();
owned_database('rich');
succeeds($server, 'rich', 'owner', <<'SQL', 'a schema');
SET client_min_messages = error;
CREATE EXTENSION migrate;
GRANT CREATE ON SCHEMA public TO other;
CREATE SCHEMA "odd ""schema'";
CREATE TYPE mood AS ENUM ('sad', E'h\'a\\ppy');
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, feels mood DEFAULT 'sad', "two
lines" text DEFAULT E'a\\b''\n;');
CREATE TABLE "odd ""schema'"."odd table" (p int REFERENCES people DEFERRABLE INITIALLY DEFERRED, parts int[]);
CREATE INDEX ON "odd ""schema'"."odd table" ((parts[1:2]));
CREATE FUNCTION body(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a; SELECT a + 1; END;
CREATE FUNCTION unqualified() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM people';
CREATE MATERIALIZED VIEW counted AS SELECT body(1) AS b;
SET check_function_bodies = off;
CREATE FUNCTION unknown() RETURNS int LANGUAGE sql AS E'SELECT x(1) FROM nowhere -- \\ \' "';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION g();
CREATE RULE r AS ON INSERT TO "odd ""schema'"."odd table" DO ALSO (SELECT 1 AS a; SELECT 2 AS a);
CREATE VIEW v AS SELECT id, name FROM people;
COMMENT ON TABLE people IS E'they''re\npeople; \\';
GRANT SELECT ON people TO PUBLIC, other;
ALTER VIEW v OWNER TO other;
SQL
my $bare = client_ok([ '-d', 'rich', 'dump' ]);
like($bare, qr/^CREATE EXTENSION IF NOT EXISTS migrate;\n\z/m, 'where nothing is applied the dump ends with the extension');
goes_round('rich', 'rich_bare', 'nothing is applied');
succeeds($server, 'rich', 'owner', <<'SQL', 'revisions');
SET client_min_messages = error;
CREATE SCHEMA "tenant '1'";
SELECT migrate.migrate(E'a "base"\n\nit''s \\ here', revision_id => 'base1');
SELECT migrate.revision('left', 'CREATE TABLE l ()', 'DROP TABLE l', parents => '{base1}', revision_id => 'left1', branch_label => 'side');
SELECT migrate.revision('right', 'CREATE TABLE r ()', parents => '{base1}', depends_on => '{left1}', revision_id => 'right1');
SELECT migrate.revision('other', E'CREATE TABLE o ();\n-- \\ it''s $$', '', 'SELECT 1', parents => '{base}', revision_id => 'other1');
SELECT migrate.import_file('repeatable/names.sql', E'-- it''s\\nCREATE OR REPLACE VIEW names AS SELECT name FROM people;');
SELECT count(*) FROM migrate.upgrade('heads');
SELECT migrate.import_file('repeatable/names.sql', 'CREATE OR REPLACE VIEW names AS SELECT name, id FROM people;');
SELECT migrate.import_file('repeatable/pending.sql', 'CREATE OR REPLACE VIEW pending AS SELECT id FROM people;');
SELECT migrate.tag('v1.0', 'base1');
SET migrate.project = 'it''s a "library"';
SELECT migrate.revision('one', 'CREATE TABLE of_library ()', 'DROP TABLE of_library', revision_id => 'base1');
SELECT count(*) FROM migrate.upgrade();
SET migrate.scope = 'tenant ''1''';
SELECT count(*) FROM migrate.stamp('heads');
SQL
my $dump = goes_round('rich', 'rich_copy', 'several heads, projects and scopes');
like($dump, qr/^ALTER VIEW public\.v OWNER TO other;$/m, 'what another role owns says so');
unlike($dump, qr/OWNER TO owner/, 'what the database\'s owner owns is whose who loads it');

my ($out, $again) = map { client_ok([ '-d', $_, 'status' ]) } 'rich', 'rich_copy';
is(sorted_lines($again =~ s/rich_copy/rich/r), sorted_lines($out), 'pg_migrate status says the same of both');
is(query($server, 'rich_copy', 'SELECT count(*) FROM migrate.facts'), '0', 'nothing counts as changed past the revisions in the copy');
is((as_role($server, 'rich_copy', 'owner', "SELECT migrate.migrate('nothing', parents => '{left1}')"))[2] =~ /no changes in schema/, 1, 'there is nothing to migrate');

# The texts of repeatable files count as run, and go on from there.
is(query($server, 'rich_copy', "SELECT revision_id, message FROM migrate.plan('heads')"), '', 'no repeatable file is due in the copy');
is(query($server, 'rich', "SELECT string_agg(revision_id, ' ') FROM migrate.plan('heads')"), 'repeatable/names.sql repeatable/pending.sql', '    whatever is pending');
is(query($server, 'rich_copy', "SELECT revision_id, parents, state, duration IS NULL FROM migrate.history() WHERE name IS NULL"), 'repeatable/names.sql|{right1,other1,left1}|applied|t', '    and history knows its text');
like(succeeds($server, 'rich_copy', 'owner', "SELECT migrate.import_file('repeatable/names.sql', 'CREATE OR REPLACE VIEW names AS SELECT id FROM people;'); SELECT message FROM migrate.upgrade('heads')", '    a changed one is run'), qr/^changed text\z/m, '    as such');

# What is pending is not in it.
succeeds($server, 'rich', 'owner', "SELECT migrate.revision('pending', 'SELECT 1', parents => '{left1}', revision_id => 'later1')", 'a pending revision');
is(client_ok([ '-d', 'rich', 'dump' ]), $dump, '    changes nothing');

# ---- options ----

unlike(client_ok([ '-d', 'rich', 'dump', '--no-revisions' ]), qr/migrate\./, '--no-revisions');
unlike(client_ok([ '-d', 'rich', 'dump', '--ignore', 'facet:owners', '--ignore', 'facet:grants' ]) =~ s/^-- ---- .*//msr, qr/OWNER TO|GRANT/, '--ignore');
my $part = client_ok([ '-d', 'rich', 'dump', '--schema', 'odd "schema\'', '--no-revisions' ]);
like($part, qr/CREATE TABLE "odd ""schema'"\."odd table"/, '--schema');
unlike($part, qr/CREATE TABLE public/, '    and no other');
client_fails([ '-d', 'rich', 'dump', '--schema', 'nowhere' ], 1, qr/schema "nowhere" does not exist/, 'a schema that is not there');
is(client_ok([ '-d', 'rich', 'dump', '-o', 'structure.sql' ]), "structure.sql\n", 'into a file');
is(slurp('structure.sql'), $dump, '    the same');
is(json_of('-d', 'rich', 'dump')->{script}, PostgreSQL::Test::Utils::slurp_file('structure.sql'), '    in JSON');
client_fails([ '-d', 'rich', 'dump', '-o', 'nowhere/' ], 1, qr/could not write file/, 'a file that cannot be written');
SKIP:
{
	skip 'no /dev/full here', 2 unless -c '/dev/full';
	my $err = '';
	IPC::Run::run([ $Client::program, '-d', 'rich', 'dump' ], '<', \undef, '>', '/dev/full', '2>', \$err);
	is($? >> 8, 1, 'a full disk below standard output');
	like($err, qr/could not write to standard output: No space left on device/, '    is said');
}
client_fails([ '-d', 'postgres', 'dump' ], 1, qr/extension "migrate" is not in database/, 'a database without the extension');

# What functions find without a schema they find where scripts do.
like($dump, qr/^SET search_path = public;$/m, 'the search path is that of scripts');
query($server, 'rich', 'ALTER DATABASE rich SET search_path = "$user", "odd ""schema\'", public');
like(client_ok([ '-d', 'rich', 'dump' ]), qr/^SET search_path = "odd ""schema'", public;$/m, '    as the database has it');
query($server, 'rich', "SELECT migrate.set('search_path', 'public, pg_catalog')");
like(client_ok([ '-d', 'rich', 'dump' ]), qr/^SET search_path = public, pg_catalog;$/m, '    as the project has it');
query($server, 'postgres', 'CREATE ROLE visitor LOGIN');
like(client_ok([ '-d', 'rich', '-U', 'visitor', 'dump', '--no-revisions' ]), qr/^SET search_path = "odd ""schema'", public;$/m, '    as far as who asks may know');
client_fails([ '-d', 'rich', '-U', 'visitor', 'dump' ], 1, qr/permission denied for table applied_revisions\n  hint: .*grant_access\('visitor'/, 'who may not read the revisions');

# ---- squashed, plain ----

new_application();
owned_database('squashed');
$ENV{PGDATABASE} = 'squashed';
client_ok([ '-U', 'owner', 'init' ]);
script_of('aaaa', 'one', up => 'CREATE TABLE a ();', down => 'DROP TABLE a;');
script_of('bbbb', 'two', parents => 'aaaa', up => 'CREATE TABLE b ();', down => 'DROP TABLE b;');
script_of('cccc', 'three', parents => 'bbbb', up => "CREATE TABLE c ();\r\n-- \xc3\xa4", down => 'DROP TABLE c;');
client_ok([ '-U', 'owner', 'upgrade' ]);
goes_round('squashed', 'not_yet', 'files');
client_ok([ '-d', 'not_yet', 'status', '--exit-code' ], 'the copy is in step with the folder');
client_ok([ '-d', 'not_yet', '-U', 'owner', 'downgrade', 'aaaa' ]);
client_ok([ '-d', 'not_yet', '-U', 'owner', 'upgrade' ], 'and goes on from there');
client_ok([ '-U', 'owner', 'squash', 'aaaa', 'bbbb', '-m', 'one and two', '--rev-id', 'dddd' ]);
goes_round('squashed', 'squashed_copy', 'what is squashed');

new_application();
owned_database('plain');
$ENV{PGDATABASE} = 'plain';
client_ok([ '-U', 'owner', 'init' ]);
spew('migrations/versions/001_create.up.sql', "CREATE TABLE a ();\n");
spew('migrations/versions/001_create.down.sql', "DROP TABLE a;\n");
spew('migrations/versions/002_more.sql', "CREATE TABLE b ();\n");
client_ok([ '-U', 'owner', 'upgrade' ]);
goes_round('plain', 'plain_copy', 'numbered files');
local $ENV{PGDATABASE} = 'plain_copy';
client_ok([ 'status', '--exit-code' ], 'the copy is in step with the folder');

$server->stop;
done_testing();
