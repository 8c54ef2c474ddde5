# What pg_migrate does without a server: it writes revisions, finds heads and history in the headers of the files, says
# what is wrong with a command line or a folder, and helps.

use strict;
use warnings;
use Cwd qw(abs_path getcwd);
use File::Basename;
use Test::More;

use lib dirname(__FILE__);
use Client;

my $tree = abs_path(dirname(__FILE__) . '/../..');

# Nobody listens there: what needs a server would fail.
$ENV{PGHOST} = '/nonexistent';
my $folder = new_application();

# ---- init ----

client_fails([ 'revision', '-m', 'x' ], 1, qr/no folder "migrations" here or in a folder above\n.*hint: .*pg_migrate init/,
	'a revision without a folder');
is(client_ok([ 'init', '--files' ]), "Created migrations/ (config, versions/, README).\n", 'init says what it made');
ok(-f 'migrations/config' && -f 'migrations/README' && -d 'migrations/versions', 'init makes config, README, versions/');
spew('migrations/config', "# mine\n");
is(client_ok([ 'init', '--files' ]), "Folder migrations/ is there.\n", 'a second init');
is(slurp('migrations/config'), "# mine\n", 'leaves what is there');

# ---- revision ----

my $path = client_ok([ 'revision', '-m', 'Create persons!' ]);
chomp $path;
like($path, qr{^migrations/versions/\d{12}_[0-9a-f]{12}_create_persons\.sql$}, 'it prints the path of the file');
my $text = slurp($path);
my ($first) = $text =~ /^-- Revision ID: ([0-9a-f]{12})$/m;
like($text, qr/^-- Create persons!\n--\n-- Revision ID: $first\n-- Revises: base\n-- Create Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00\n\n-- migrate:upgrade\n\n-- migrate:downgrade\n$/,
	'the file has header and sections');

mkdir 'app';
mkdir 'app/deep';
chdir 'app/deep';
$path = client_ok([ 'revision', 'add phone' ], 'from a subfolder, the message as an argument');
like($path, qr{^\.\./\.\./migrations/versions/}, 'the folder is found upwards');
chdir $folder;
my ($second) = $path =~ /_([0-9a-f]{12})_/;
like(slurp((glob "migrations/versions/*$second*")[0]), qr/^-- Revises: $first$/m, 'its parent is the head among the files');

client_ok([ 'revision', '-m', 'left', '--rev-id', 'left1', '--branch-label', 'side', '--parent', $first ]);
client_fails([ 'revision', '-m', 'x' ], 1,
	qr/there are 2 heads: "$second" \(add phone\) and "left1" \(left\)\n.*--parent.*pg_migrate merge/,
	'with two heads it names them and what to do');
client_ok([ 'revision', '-m', 'left again', '--rev-id', 'left2', '--parent', 'side@head' ]);
like(slurp((glob 'migrations/versions/*left_again*')[0]), qr/^-- Revises: left1$/m, 'label@head is the end of that branch');
client_ok([ 'revision', '-m', 'both', '--rev-id', 'both', '--parent', 'left2', '--parent', substr($second, 0, 5), '--depends-on', $first ]);
my $both = slurp((glob 'migrations/versions/*_both_both.sql')[0]);
like($both, qr/^-- Revises: left2, $second$/m, 'several parents, one by the beginning of its id');
like($both, qr/^-- Depends On: $first$/m, 'a dependency');
client_fails([ 'revision', '-m', 'x', '--rev-id', 'both' ], 1, qr/revision id "both" is taken: /, 'an id that is taken');
client_fails([ 'revision', '-m', 'x', '--rev-id', 'a b' ], 1, qr/"a b" is no revision id/, 'an id that is none');
client_fails([ 'revision', '-m', 'x', '--rev-id', 'labelled', '--branch-label', $_ ], 1, qr/"\Q$_\E" cannot be a label\n.*hint: A label has no spaces/, "a label \"$_\"") for 'a,', 'a,b', '', 'a@b';
is(() = glob('migrations/versions/*labelled*'), 0, 'no file is written that could not be read');
client_fails([ 'revision', '-m', 'x', '--rev-id', 'head' ], 1, qr/"head" is a reserved word/, 'a reserved word');
client_fails([ 'revision', '-m', 'x', '--parent', 'nobody' ], 1, qr/no file of revision "nobody"/, 'an unknown parent');

# ---- heads and history of files ----

is(client_ok([ 'heads', '--files' ]), "both  both\n", 'heads --files');
my @history = split /\n/, client_ok([ 'history', '--files' ]);
is($history[0], 'both  both', 'history --files: newest first');
is($history[-1], "$first  Create persons!", 'the base last');
is(scalar @history, 5, 'each revision once');
my $json = json_of('history', '--files');
is_deeply($json->{history}[0]{parents}, [ 'left2', $second ], 'history as JSON');
is(json_of('heads', '--files')->{heads}[0]{revision_id}, 'both', 'heads as JSON');
is(json_of('revision', '-m', "say \"hi\"\t\xc3\xbc")->{message}, "say \"hi\"\t\x{fc}", 'quotes, tabs and umlauts in JSON');
client_fails([ 'revision', '-m', "\xfc" ], 2, qr/the message is not UTF-8/, 'a message in another encoding');

# A revision that stands for others takes their place.
new_application();
client_ok([ 'init', '--files' ]);
script_of('aaaa', 'one', up => '');
script_of('bbbb', 'two', up => '', parents => 'aaaa');
script_of('cccc', 'three', up => '', parents => 'bbbb');
$path = script_of('dddd', 'one and two', up => '');
$text = slurp($path);
$text =~ s/(-- Revises: base\n)/$1-- Replaces: aaaa, bbbb\n/;
spew($path, $text);
is(client_ok([ 'heads', '--files' ]), "cccc  three\n", 'what follows a replaced revision follows the one that replaces it');

# ---- subfolders, what is passed over, what is wrong ----

new_application();
client_ok([ 'init', '--files' ]);
spew('migrations/config', "file_template = {year}/{slug}.sql\n");
$path = client_ok([ 'revision', '-m', 'Größe & more' ]);
like($path, qr{^migrations/versions/\d{4}/grosse_more\.sql$}, 'file_template may make subfolders');
like(client_ok([ 'revision', '-m', 'grosse more' ]), qr{/grosse_more_2\.sql$}, 'a name that is taken gets a number');
spew('migrations/versions/.hidden.sql', 'x');
spew('migrations/versions/.git/a.sql', 'x');
spew('migrations/versions/notes.txt', 'x');
like(client_ok([ 'heads', '--files' ]), qr/^[0-9a-f]{12}  grosse more\n$/, 'hidden files, and others than .sql, are passed over');
spew('migrations/versions/bad.sql', "-- bad\n--\nSELECT 1;\n");
client_fails([ 'heads', '--files' ], 1, qr{^pg_migrate: error: migrations/versions/bad\.sql:3: SQL before the first section mark}, 'a header that cannot be read');
spew('migrations/versions/bad.sql', "-- bad\n--\n-- Revision ID: x\xff\n");
client_fails([ 'heads', '--files' ], 1, qr{bad\.sql:3: not UTF-8\n.*Save the file as UTF-8}, 'a file in another encoding');
spew('migrations/versions/bad.sql', "-- bad\n\0\n");
client_fails([ 'heads', '--files' ], 1, qr{bad\.sql:2: a zero byte}, 'a zero byte');
unlink 'migrations/versions/bad.sql';
script_of('same', 'one', up => '');
spew('migrations/versions/copy.sql', slurp('migrations/versions/same.sql'));
client_fails([ 'heads', '--files' ], 1, qr{two files have revision id "same": migrations/versions/\w+\.sql and migrations/versions/\w+\.sql}, 'two files of one id');
spew('migrations/config', "colour = red\n");
client_fails([ 'heads', '--files' ], 1, qr{migrations/config:1: unknown key "colour"}, 'an unknown key');
spew('migrations/config', "file_template = ../{slug}.sql\n");
client_fails([ 'heads', '--files' ], 1, qr{migrations/config:1: "\.\./\{slug\}\.sql" is no name for files}, 'a template that leads out of the folder');
spew('migrations/config', "\n project\n");
client_fails([ 'heads', '--files' ], 1, qr{migrations/config:2: no "=" in "project"}, 'a line that is none');
client_fails([ '-D', 'nowhere', 'heads', '--files' ], 1, qr/folder "nowhere" does not exist/, 'a folder that is not there');

# ---- the command line ----

client_fails([], 2, qr/^$/, 'no command');
client_fails(['fly'], 2, qr/unknown command "fly"\n.*Try "pg_migrate --help"/, 'an unknown command');
client_fails([ 'heads', '--fly' ], 2, qr/unknown option "--fly"\n.*Try "pg_migrate heads --help"/, 'an unknown option');
client_fails([ 'heads', '-x' ], 2, qr/unknown option "-x"/, 'an unknown letter');
client_fails([ 'history', '--p' ], 2, qr/option "--p" is ambiguous/, 'an ambiguous option');
client_fails([ 'heads', 'a', 'b' ], 2, qr/too many arguments/, 'too many arguments');
client_fails(['show'], 2, qr/show needs REVISION/, 'too few arguments');
client_fails([ 'revision', '-m' ], 2, qr/option "-m" needs an argument/, 'an option without its argument');
client_fails([ 'revision', '-m', '  ' ], 2, qr/revision needs a message/, 'an empty message');
client_fails([ '--wait=soon', 'current' ], 2, qr/soon/, 'a number that is none');
client_fails(['current'], 1, qr/connection to server .*\/nonexistent/, 'no server');
like(client_ok(['--version']), qr/^pg_migrate 1\.0 /, '--version');

# ---- help, and the reference that holds it ----

my $help = client_ok(['--help']);
my $reference = slurp("$tree/doc/pg_migrate.md");
ok(index($reference, $help) >= 0, 'doc/pg_migrate.md has pg_migrate --help as it is');
for my $command ($help =~ /^  ([a-z]+) +[a-z]/mg)
{
	my $one = client_ok([ $command, '--help' ]);
	ok(index($reference, $one) >= 0, "doc/pg_migrate.md has pg_migrate $command --help as it is") or diag($one);
}
is(() = ($help =~ /^.{121,}$/mg), 0, 'the help is no wider than 120 characters');

done_testing();
