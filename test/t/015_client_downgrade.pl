# Revisions whose scripts are given to pg_migrate, and downgrades that the server derives.

use strict;
use warnings;
use File::Basename;
use Test::More;

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('downgrade');
begin_with($node, 'shop');

sub sql { return $node->safe_psql('shop', $_[0]) }
sub file_of { my ($id) = @_; return (glob "migrations/versions/*_${id}_*.sql")[0] }

# Of the file of a revision, what stands below a mark.
sub section_of
{
	my ($id, $section) = @_;
	return slurp(file_of($id)) =~ /^-- migrate:$section\n(.*?)\n*(?=^-- migrate:|\z)/ms ? $1 : undef;
}

# ---- scripts that are given, without a server ----

spew('up.sql', "CREATE TABLE persons (id int PRIMARY KEY, name text);\nCREATE INDEX ON persons (name);\n\n");
spew('down.sql', "DROP TABLE persons;\n");
{
	local $ENV{PGHOST} = '/nonexistent';
	like(client_ok([ 'revision', '-m', 'persons', '--rev-id', 'one', '--upgrade', 'up.sql', '--downgrade', 'down.sql' ]), qr{^migrations/versions/\d+_one_persons\.sql\n$}, 'both scripts');
	is(section_of('one', 'upgrade'), "CREATE TABLE persons (id int PRIMARY KEY, name text);\nCREATE INDEX ON persons (name);", '    the upgrade');
	is(section_of('one', 'downgrade'), 'DROP TABLE persons;', '    the downgrade');
	client_ok([ 'revision', '-m', 'no way back', '--rev-id', 'two1', '--upgrade', 'down.sql' ]);
	is(section_of('two1', 'downgrade'), undef, 'an upgrade alone has no downgrade');
	unlink file_of('two1');
	spew('mark.sql', "SELECT 1;\n  -- migrate:downgrade\n");
	client_fails([ 'revision', '-m', 'x', '--upgrade', 'mark.sql' ], 1, qr/mark\.sql:2: a line that looks like the mark of a section/, 'a mark in a script');
	client_fails([ 'revision', '-m', 'x', '--upgrade', 'nowhere.sql' ], 1, qr/could not open file "nowhere\.sql"/, 'a script that is not there');
	client_fails([ 'revision', '-m', 'x', '--upgrade', '-', '--downgrade', '-' ], 2, qr/can be read once/, 'standard input twice');
	client_fails([ 'revision', '-m', 'x', '--upgrade', '-', '-e' ], 2, qr/the editor needs standard input/, 'standard input and an editor');
	client_fails([ 'revision', '-m', 'x', '--derive-downgrade' ], 2, qr/needs an upgrade: --upgrade FILE or --edit/, 'derived from nothing');
	client_fails([ 'revision', '-m', 'x', '--upgrade', 'up.sql', '--downgrade', 'down.sql', '--derive-downgrade' ], 2, qr/exclude one another/, 'given and derived');
	client_fails([ 'revision', '-m', 'x', '--upgrade', 'up.sql', '--derive-downgrade' ], 1, qr{connection to server .*/nonexistent}, 'no server');
	is(scalar(files()), 1, '    no file is left');
}

# ---- revision --derive-downgrade ----

spew('phone.sql', "ALTER TABLE persons ADD COLUMN phone text;\nCREATE VIEW phones AS SELECT phone FROM persons;\n");
like(client_ok([ 'revision', '-m', 'phone', '--rev-id', 'phone', '--upgrade', 'phone.sql', '--derive-downgrade' ]), qr{^migrations/versions/\d+_phone_phone\.sql\n$}, 'a downgrade is derived');
is(section_of('phone', 'upgrade'), slurp('phone.sql') =~ s/\n\z//r, '    the upgrade stays as it is');
is(section_of('phone', 'downgrade'), "DROP VIEW public.phones;\n\n-- loses the values of column public.persons.phone\nALTER TABLE public.persons DROP COLUMN phone;", '    the downgrade takes it back');
is(sql('SELECT count(*) FROM migrate.applied_revisions'), '0', '    what is pending below it was run with it, and nothing has stayed');
like(client_ok(['status']), qr/^pending: one persons\npending: phone phone\nnext: pg_migrate upgrade\n\z/m, '    it is pending, and the database has what the file has');
client_ok(['upgrade']);
client_ok(['downgrade']);
is(client_ok(['diff']), '', '    down it goes as it came');
client_ok(['upgrade']);

spew('data.sql', "ALTER TABLE persons ADD COLUMN seen date;\nUPDATE persons SET seen = now();\n");
my ($rc, $out, $err) = client('revision', '-m', 'data', '--rev-id', 'data', '--upgrade', 'data.sql', '--derive-downgrade');
is($rc, 0, 'what is done to rows cannot be taken back');
like($err, qr/^WARNING:  the downgrade of revision "data" is not proved: what statement 2 of the upgrade \(line 2, UPDATE\) does to rows/, '    that is a warning');
like(section_of('data', 'downgrade'), qr/^-- not proved: what statement 2 .*\nALTER TABLE public\.persons DROP COLUMN seen;/ms, '    and a comment in the file');
my $json = json_of('revision', '-m', 'more', '--rev-id', 'more', '--upgrade', 'data.sql', '--derive-downgrade', '--parent', 'phone');
like($json->{warnings}[0]{message}, qr/is not proved/, '    in JSON');
is($json->{file}, file_of('more'), '    with the file');
unlink file_of('more');
sql("SELECT migrate.remove('more')");

spew('nothing.sql', "SELECT 1;\n");
($rc, $out, $err) = client('revision', '-m', 'nothing', '--rev-id', 'nothing', '--upgrade', 'nothing.sql', '--derive-downgrade');
is($err, "NOTICE:  no changes in schema detected\n", 'an upgrade that does nothing to the schema');
is(section_of('nothing', 'downgrade'), undef, '    has no downgrade');
client_fails([ 'downgrade', '--fly' ], 2, qr/unknown option/, 'a wrong option');

# All or nothing.
my @before = files();
spew('bad.sql', "SELECT 1;\n\n\tSELECT nothing;\n");
client_fails([ 'revision', '-m', 'bad', '--upgrade', 'bad.sql', '--derive-downgrade' ], 1,
	qr/^bad\.sql:3: error: column "nothing" does not exist\n    3 \| \tSELECT nothing;\n      \| \t\^~{14}\n  hint: Nothing was changed\. Mend the file and give the command again\.\n/, 'an error in the upgrade stands in its file');
spew('migrations/config', "file_template = {slug}/x.sql\n");
spew('migrations/versions/full', 'no folder');
client_fails([ 'revision', '-m', 'full', '--rev-id', 'full', '--upgrade', 'nothing.sql', '--derive-downgrade' ], 1, qr/could not write file/, 'a file that cannot be written');
unlink 'migrations/config', 'migrations/versions/full';
is_deeply([ files() ], \@before, '    no file is left');
is(sql("SELECT count(*) FROM migrate.revisions WHERE revision_id = 'full' OR message = 'bad'"), '0', '    nor a revision');

# ---- edit --derive-downgrade ----

my $path = script_of('cities', 'cities', parents => 'nothing', up => 'CREATE TABLE cities (id int);');
spew($path, slurp($path) . "\n-- by hand\n\n-- migrate:verify\nSELECT FROM cities;\n");
is(client_ok([ 'edit', 'cities', '--derive-downgrade' ]), "derived cities  $path\n", 'a file without a downgrade');
is(slurp($path) =~ s/.*(?=^-- migrate:upgrade)//msr, <<'END', '    gets one, and stays as it is otherwise');
-- migrate:upgrade
CREATE TABLE cities (id int);

-- by hand

-- migrate:downgrade
-- loses the rows of table public.cities
DROP TABLE public.cities;

-- migrate:verify
SELECT FROM cities;
END
like(client_ok(['status']), qr/^pending: cities cities\nnext/m, '    the database has it too');
client_fails([ 'edit', 'cities', '--derive-downgrade' ], 1, qr/revision "cities" has a downgrade: \S+cities\.sql:13\n.*--yes/, 'one that is there is not replaced unasked');
my $text = slurp($path);
spew($path, $text =~ s/^DROP TABLE.*$/SELECT 'wrong';/mr);
client_ok([ 'edit', 'cities', '--derive-downgrade', '--yes' ]);
is(slurp($path), $text, '    but with --yes');
spew($path, $text =~ s/^-- migrate:downgrade\n.*\z/-- migrate:downgrade/msr);
client_ok([ 'edit', 'cities', '--derive-downgrade' ], 'a mark at the very end');
is(slurp($path), $text =~ s/\n-- migrate:verify.*//msr, '    gets its text');
client_fails([ 'edit', 'one', '--derive-downgrade', '--yes' ], 1, qr/revision "one".* is applied/, 'what is applied');
client_fails([ 'edit', 'nobody', '--derive-downgrade' ], 1, qr/no file of revision "nobody"/, 'an unknown revision');

# A commit that fails gives the file back.
sql(<<'SQL');
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not today'; END$$;
CREATE CONSTRAINT TRIGGER refuse AFTER UPDATE ON migrate.revisions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
SQL
$text = slurp($path) =~ s/^DROP TABLE.*$/SELECT 'wrong';/mr;
spew($path, $text);
client_fails([ 'edit', 'cities', '--derive-downgrade', '--yes' ], 1, qr/error: not today/, 'a commit that fails');
is(slurp($path), $text, '    leaves the file as it was');
sql('DROP TRIGGER refuse ON migrate.revisions; DROP FUNCTION refuse');
client_ok([ 'edit', 'cities', '--derive-downgrade', '--yes' ]);

# ---- revision -e --derive-downgrade ----

spew('editor', "#!/bin/sh\nsed -i 's/^-- migrate:upgrade\$/&\\nCREATE TABLE edited (id int);/' \"\$1\"\n");
chmod 0755, 'editor';
$ENV{EDITOR} = './editor';
client_ok([ 'revision', '-m', 'edited', '--rev-id', 'edited', '-e', '--derive-downgrade' ]);
is(section_of('edited', 'upgrade'), 'CREATE TABLE edited (id int);', 'after the editor has closed');
is(section_of('edited', 'downgrade'), "-- loses the rows of table public.edited\nDROP TABLE public.edited;", '    the downgrade is derived');
client_fails([ 'revision', '-m', 'again', '--rev-id', 'again', '-e', '--derive-downgrade' ], 1, qr/_again_again\.sql:8: error: relation "edited" already exists/, 'an error in what was edited');
is(section_of('again', 'upgrade'), 'CREATE TABLE edited (id int);', '    leaves the text that was written');

$node->stop;
done_testing();
