# pg_migrate against a server: from a missing database to a migrated one and back, and what it says when something is wrong.

use strict;
use warnings;
use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use lib dirname(__FILE__);
use Client;

my $node = PostgreSQL::Test::Cluster->new('client');
$node->init;
$node->start;
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'shop';

sub sql { return $node->safe_psql($ENV{PGDATABASE}, $_[0]) }

sub insert_line
{
	my ($path, $after, $line) = @_;
	my $text = slurp($path);
	$text =~ s/^(\Q$after\E.*\n)/$1$line\n/m;
	spew($path, $text);
}

# ---- init ----

new_application();
client_fails(['init'], 1, qr/database "shop" does not exist\n.*--create-db/, 'a missing database');
is(client_ok([ '--create-db', 'init' ]),
	qq(Folder migrations/ is there.\nExtension "migrate" 1.0 is in database "shop".\n), 'init --create-db');
is(sql('SELECT count(*) FROM migrate.status'), 0, 'the extension is there');
client_ok(['init'], 'again: nothing to do');

client_fails([ '-d', 'postgres', 'current' ], 1, qr/extension "migrate" is not in database "postgres"\n.*pg_migrate init/,
	'a database without the extension');

# ---- upgrade, and an error in the middle of it ----

is(client_ok([ 'status', '--exit-code' ]), "database: shop\nserver: " . sql("SELECT split_part(current_setting('server_version'), ' ', 1)") . "\napplied: 0\nfiles: 0\n",
	'nothing to do in an empty folder');
my $persons = script_of('aaaaaaaaaaaa', 'create persons', up => 'CREATE TABLE persons (id serial PRIMARY KEY, name text);', down => 'DROP TABLE persons;');
like(client_ok(['upgrade']), qr/^aaaaaaaaaaaa  create persons \.+ +(< 1|\d+) ms\n$/, 'a line a step, with its time');
is(client_ok(['upgrade']), '', 'nothing to do: nothing said');
is(client_ok(['current']), "aaaaaaaaaaaa  create persons\n", 'current');
sql("INSERT INTO persons (name) VALUES ('Ada')");

my $view = script_of('bbbbbbbbbbbb', 'add view', parents => 'aaaaaaaaaaaa', up => 'CREATE VIEW names AS SELECT name FROM persons;', down => 'DROP VIEW names;');
my $drop = script_of('cccccccccccc', 'drop name', parents => 'bbbbbbbbbbbb',
	up => "SELECT 1;\n\n\tALTER TABLE persons DROP COLUMN name;", down => 'ALTER TABLE persons ADD COLUMN name text;');
my $out = client_fails(['upgrade'], 1, qr{^migrations/versions/cccccccccccc\.sql:10: error: cannot drop column name of table persons because other objects depend on it
   10 \| \tALTER TABLE persons DROP COLUMN name;
      \| \t\^~{36}
  detail: view names depends on column name of table persons
  hint: Use DROP \.\.\. CASCADE to drop the dependent objects too\.
Nothing was changed: 2 revisions rolled back\.
$}, 'an error stands at its line of the file');
like($out, qr/^bbbbbbbbbbbb  add view \.+.* ms\ncccccccccccc  drop name \.+  failed\n$/, 'and its step is marked');
my $error = json_of('upgrade');
is_deeply([ @{ $error->{error} }{qw(sqlstate file line revision_id)} ], [ '2BP01', $drop, 10, 'cccccccccccc' ], 'the same in JSON');
is($error->{rolled_back}, 2, 'with what was rolled back');
is(client_ok(['current']), "aaaaaaaaaaaa  create persons\n", 'nothing was changed');
is(sql('SELECT count(*) FROM migrate.revisions'), 1, 'nor stored');

client_fails([ 'status', '--exit-code' ], 3, qr/^$/, 'there is something to do');
like((client('status'))[1], qr/^file not in the database: bbbbbbbbbbbb add view\n.*^next: pg_migrate upgrade\n/ms, 'status says what');

# The hint of a script's error names what to type here.
script_of('cccccccccccc', 'drop name', parents => 'bbbbbbbbbbbb', up => 'SELECT 1/0;', down => '');
client_fails(['upgrade'], 1, qr/hint: Nothing was changed\. Edit the revision with "pg_migrate edit cccccccccccc" and run "pg_migrate upgrade" again\./,
	'a hint in the words of the terminal');
script_of('cccccccccccc', 'drop name', parents => 'bbbbbbbbbbbb', up => 'SELEC 1;', down => '');
client_fails(['upgrade'], 1, qr/cccccccccccc\.sql:8: error: syntax error at or near "SELEC"\n.*Nothing was changed\.\n/s, 'a syntax error');
script_of('cccccccccccc', 'drop name', parents => 'bbbbbbbbbbbb', up => "DROP VIEW names;\nALTER TABLE persons DROP COLUMN name;",
	down => "ALTER TABLE persons ADD COLUMN name text;\nCREATE VIEW names AS SELECT name FROM persons;");
my $up = json_of('upgrade');
is_deeply([ map { $_->{revision_id} } @{ $up->{steps} } ], [ 'bbbbbbbbbbbb', 'cccccccccccc' ], 'steps in JSON');
ok($up->{steps}[0]{duration_ms} >= 0, 'with their time');
is(client_ok([ 'status', '--exit-code' ], 'all is applied') =~ /^next/m, '', 'nothing to do');

# ---- downgrade ----

like(client_ok(['downgrade']), qr/^- cccccccccccc  drop name \.+ /, 'downgrade takes one back');
client_fails([ 'downgrade', '1' ], 1, qr/revision "1" does not exist\n.*hint: To take back 1 revision write "pg_migrate downgrade -1"\./, 'text is no count');
client_ok([ 'downgrade', '-1' ]);
is(client_ok(['current']), "aaaaaaaaaaaa  create persons\n", 'downgrade -1');
client_ok([ 'upgrade', '+1' ]);
is(client_ok(['current']), "bbbbbbbbbbbb  add view\n", 'upgrade +1');
client_ok([ 'downgrade', 'base' ]);
is(sql("SELECT to_regclass('persons') IS NULL"), 't', 'downgrade base');
client_ok([ 'upgrade', 'bbbb' ], 'a target');
like(client_ok(['redo']), qr/^- bbbbbbbbbbbb .*\nbbbbbbbbbbbb .*\n$/, 'redo');
client_fails([ 'redo', 'x' ], 2, qr/redo takes a number/, 'redo counts');

# ---- looking ----

like(client_ok(['history']), qr/^cccccccccccc  pending   drop name\nbbbbbbbbbbbb  applied   add view  \d{4}-\d\d-\d\d \S+  /, 'history, newest first');
is(client_ok([ 'history', 'aaaa:bbbb' ]) =~ tr/\n//, 2, 'a range of it');
is(json_of('history')->{history}[0]{state}, 'pending', 'history in JSON');
is(client_ok(['heads']), "cccccccccccc  drop name  (pending)\n", 'heads');
like(client_ok([ 'show', 'bbbb' ]), qr/^revision     bbbbbbbbbbbb\n.*^state        applied\n.*^CREATE VIEW names/ms, 'show');
is(json_of('show', 'bbbb')->{parents}[0], 'aaaaaaaaaaaa', 'show in JSON');
client_fails([ 'show', 'nobody' ], 1, qr/^pg_migrate: error: revision "nobody" does not exist/, 'an unknown revision');
like(client_ok(['graph']), qr/^\* +cccccccccccc  drop name/, 'graph');
like(client_ok([ 'graph', '--dot' ]), qr/^digraph/, 'graph --dot');
like(client_ok([ 'graph', '--mermaid' ]), qr/bbbbbbbbbbbb/, 'graph --mermaid');

# ---- scripts ----

like(client_ok([ 'upgrade', '--sql', 'aaaa:bbbb' ]), qr/CREATE VIEW names/, 'upgrade --sql');
unlike(client_ok([ 'upgrade', '--sql', 'aaaa:bbbb' ]), qr/CREATE TABLE persons/, 'prints the range');
like(client_ok([ 'upgrade', '--sql', 'bbbb' ]), qr/CREATE TABLE persons.*CREATE VIEW names/s, 'a target alone: from base');
like(client_ok([ 'downgrade', '--sql', 'bbbb:aaaa' ]), qr/DROP VIEW names/, 'downgrade --sql');
client_fails([ 'downgrade', '--sql' ], 2, qr/needs a range/, 'downgrade --sql without a range');
is(client_ok([ 'script', '-o', 'out.sql' ]), "out.sql\n", 'script into a file');
like(slurp('out.sql'), qr/CREATE TABLE persons/, 'has it all');
my $late = script_of('dddddddddddd', 'late', parents => 'cccccccccccc', up => 'SELECT 4711;', down => '');
like(client_ok([ 'script', 'cccc:head' ]), qr/SELECT 4711/, 'it is that of the files as they are');
is(sql("SELECT count(*) FROM migrate.revisions WHERE revision_id = 'dddddddddddd'"), 0, 'but they are not pushed');

# ---- push, pull, repair ----

is(client_ok(['push']), "added dddddddddddd  dddddddddddd.sql\n", 'push');
is(client_ok(['push']), '', 'push again: nothing to do');
insert_line($late, '-- migrate:upgrade', 'SELECT 4712;');
like((client('status'))[1], qr/^file changed: dddddddddddd late$/m, 'status sees a changed file');
is(client_ok(['push']), "changed dddddddddddd  dddddddddddd.sql\n", 'push of a changed file');
my $before = slurp($late);
unlink $late;
like(client_ok(['status']), qr/^pending without a file: dddddddddddd late$/m, 'status sees a revision without a file');
is(client_ok(['pull']), "written dddddddddddd  $late\n", 'pull');
is(slurp($late), $before, 'byte for byte');
insert_line($late, '-- migrate:upgrade', 'SELECT 4713;');
is(client_ok(['pull']), "kept dddddddddddd  $late\n", 'pull keeps what was changed');
is(client_ok([ 'pull', '--force', 'dddd' ]), "overwritten dddddddddddd  $late\n", 'unless it is forced');
is(slurp($late), $before, 'then it is as before');
(my $crlf = $before) =~ s/\n/\r\n/g;
spew($late, $crlf);
is(client_ok(['pull']), '', 'line endings alone are no change');
spew($late, $before);

client_ok(['upgrade']);
insert_line($late, '-- migrate:upgrade', 'SELECT 1;');
client_fails(['upgrade'], 1, qr/^\Q$late\E: error: .*was changed after.*"pg_migrate repair dddddddddddd -m '<reason>'"/s, 'a changed file of an applied revision');
like((client('status'))[1], qr/^file changed, applied: dddddddddddd late\nnext: pg_migrate repair dddddddddddd -m "why"$/m, 'status names repair');
client_fails([ 'repair', 'dddd' ], 2, qr/repair needs a reason/, 'repair without a reason');
is(client_ok([ 'repair', 'dddd', '-m', 'done by hand' ]), "repaired dddddddddddd  $late\n", 'repair');
is(client_ok(['upgrade']), '', 'all is well then');
like(sql("SELECT reason FROM migrate.journal WHERE direction = 'repair'"), qr/^done by hand/, 'the journal has the reason');

spew('migrations/versions/bad.sql', "-- bad\n-- Revision ID: bad\n\nSELECT 1;\n");
client_fails(['push'], 1, qr{^migrations/versions/bad\.sql:4: error: SQL before the first section mark\n    4 \| SELECT 1;\n      \| \^~{8}\n  hint:}, 'a file that cannot be read');
unlink 'migrations/versions/bad.sql';

# ---- edit ----

spew('editor', "#!/bin/sh\nsed -i 's/4712/4714/' \"\$1\"\n");
chmod 0755, 'editor';
$ENV{EDITOR} = './editor';
client_ok([ 'downgrade', '-1' ]);
is(client_ok([ 'edit', 'dddd' ]), "changed dddddddddddd  $late\n", 'edit pushes what was edited');
is(client_ok(['edit']), "unchanged dddddddddddd  $late\n", 'edit of the head, without a change');
like(sql("SELECT upgrade FROM migrate.revisions WHERE revision_id = 'dddddddddddd'"), qr/4714/, 'the database has it');
$ENV{EDITOR} = 'false';
client_fails(['edit'], 1, qr/editor "false" .*exit code 1/, 'an editor that fails');

# ---- branches: merge, rebase, remove, switch, squash, stamp, tag ----

begin_with($node, 'branches');
script_of('root', 'root', up => 'CREATE TABLE root (a int);', down => 'DROP TABLE root;');
my $left = script_of('left', 'left', parents => 'root', up => 'CREATE TABLE l (a int);', down => 'DROP TABLE l;');
my $right = script_of('right', 'right', parents => 'root', up => 'CREATE TABLE r (a int);', down => 'DROP TABLE r;');
client_fails([ 'upgrade', 'head' ], 1, qr/there are 2 heads.*hint: .*"pg_migrate merge left right"/s, 'two heads name merge');
my $merged = client_ok([ 'merge', '-m', 'left and right', '--rev-id', 'merged' ]);
chomp $merged;
like($merged, qr{^migrations/versions/\d{12}_merged_left_and_right\.sql$}, 'merge writes a file');
like(slurp($merged), qr/^-- Revises: left, right$/m, 'that follows both');
like(client_ok(['branches']), qr/^root  root -> left, right$/, 'branches');
client_ok(['upgrade']);
client_fails([ 'remove', 'merged', '--yes' ], 1, qr/revision "merged".* is applied/, 'what is applied cannot be removed');
client_ok([ 'downgrade', '-1' ]);
client_fails([ 'remove', 'merged' ], 1, qr/was not removed\n.*--yes/, 'nobody there to ask: --yes is needed');
ok(-e $merged, 'its file is still there');
is(client_ok([ 'remove', 'merged', '--yes' ]), "removed merged  $merged\n", 'remove');
ok(!-e $merged, 'its file too');

client_ok([ 'downgrade', 'root' ]);
is(client_ok([ 'rebase', 'right', 'left' ]), "$right\n", 'rebase');
like(slurp($right), qr/^-- Revises: left$/m, 'writes the header anew');
client_ok(['upgrade']);
is(client_ok(['current']), "right  right\n", 'one line again');

rename $right, 'right.sql';
client_fails(['switch'], 1, qr{^Taken back, as migrations/versions does not have it:\n  right  right\n.*nothing was changed: 1 revision would be taken back\n.*--yes}s, 'switch says what it takes back');
is(sql("SELECT to_regclass('r') IS NOT NULL"), 't', 'and does nothing without --yes');
like(client_ok(['status']), qr/^applied without a file: right right\nnext: pg_migrate pull$/m, 'status sees it');
like((client('--yes', 'switch'))[1], qr/^- right  right \.+ /, 'switch --yes');
is(sql("SELECT to_regclass('r') IS NULL"), 't', 'takes back what the folder lacks');
client_ok([ 'status', '--exit-code' ], 'what is pending without a file is nothing to do');
rename 'right.sql', $right;
client_ok(['switch'], 'switch back');
is(client_ok(['current']), "right  right\n", 'applies it again');

my $squashed = client_ok([ 'squash', 'root', 'left', '-m', 'first ones', '--rev-id', 'squashed' ]);
chomp $squashed;
like(slurp($squashed), qr/^-- Replaces: root, left$/m, 'squash writes a file');
client_ok([ 'status', '--exit-code' ], 'it counts as applied');
is(client_ok([ 'heads', '--files' ]), "right  right\n", 'files and database agree on the heads');
client_fails([ 'squash', 'root', 'left' ], 2, qr/squash needs a message/, 'squash without a message');

is(client_ok([ 'tag', 'v1', 'right' ]), "tagged right\n", 'tag');
like(client_ok([ 'show', 'v1' ]), qr/^revision     right$/m, 'is a name');

begin_with($node, 'stamped');
script_of('one', 'one', up => 'SELECT 1/0;', down => '');
script_of('two', 'two', parents => 'one', up => 'SELECT 1/0;', down => '');
is(client_ok([ 'stamp', 'head' ]), "one  stamp  one\ntwo  stamp  two\n", 'stamp pushes and runs nothing');
is(client_ok(['current']), "two  two\n", 'it stands there');
is(json_of('stamp', 'one')->{steps}[0]{direction}, 'unstamp', 'stamp in JSON');

# ---- projects, other formats, connections ----

begin_with($node, 'projects');
script_of('one', 'one', up => 'CREATE TABLE one ();', down => 'DROP TABLE one;');
client_ok([ '--project', 'library', 'upgrade' ]);
is(sql('SELECT project FROM migrate.applied_revisions'), 'library', '--project');
is(client_ok(['current']), '', 'another project has nothing of it');
spew('migrations/config', "project = library\n");
is(client_ok(['current']), "one  one\n", 'the project of config');

begin_with($node, 'plain');
spew('migrations/versions/001_create.up.sql', 'CREATE TABLE a ();');
spew('migrations/versions/001_create.down.sql', 'DROP TABLE a;');
spew('migrations/versions/002_more.sql', 'CREATE TABLE b ();');
like(client_ok(['status']), qr/^file not in the database: 001 .*next: pg_migrate upgrade$/ms, 'status of numbered files');
client_ok(['upgrade'], 'numbered files');
is(sql("SELECT to_regclass('b') IS NOT NULL"), 't', 'are applied');
client_ok([ 'status', '--exit-code' ], 'nothing to do');
client_fails([ 'downgrade', '002', '--fly' ], 2, qr/unknown option/, 'a wrong option');

{
	local $ENV{PGDATABASE} = 'postgres';
	my $uri = "postgresql+psycopg2:///shop?host=" . $node->host . "&port=" . $node->port;
	local $ENV{DATABASE_URL} = $uri;
	like(client_ok(['current']), qr/^cccccccccccc/, 'DATABASE_URL, with the driver of another world');
	client_fails([ '-d', 'postgres', 'current' ], 1, qr/not in database "postgres"/, '-d goes before it');
	$ENV{DATABASE_URL} = 'mysql://root@localhost/shop';
	client_fails(['current'], 1, qr/DATABASE_URL is no URI of PostgreSQL/, 'another kind of URL');
}
like(client_ok([ '-d', 'dbname=shop', 'current' ]), qr/^cccccccccccc/, 'a connection string');

# A script can run CONCURRENTLY statements as ordinary ones, where one says so.
begin_with($node, 'concurrently');
script_of('one', 'one', up => "CREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY t_a ON t (a);", down => 'DROP TABLE t;');
client_fails(['upgrade'], 1, qr/"--set migrate\.concurrent_ddl=plain"/, 'CONCURRENTLY names the way out');
client_ok([ '--set', 'migrate.concurrent_ddl=plain', 'upgrade' ], '--set');

# ---- Ctrl-C ----

begin_with($node, 'slow');
script_of('one', 'one', up => "CREATE TABLE one ();\nSELECT pg_sleep(600);", down => '');
{
	my ($out, $err) = ('', '');
	my $run = IPC::Run::start([ $Client::program, 'upgrade' ], '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(120));
	$node->poll_query_until('slow', "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'") or die;
	$run->signal('INT');
	$run->finish;
	is($run->result(0), 4, 'Ctrl-C: exit code 4');
	like($err, qr/one\.sql:9: error: canceling statement due to user request/, 'it says where it was');
	like($err, qr/Nothing was changed: 1 revision rolled back\./, 'and that nothing was changed');
	is(sql("SELECT to_regclass('one') IS NULL"), 't', 'nothing was');
}

# ---- a connection that is lost ----

{
	my ($out, $err) = ('', '');
	my $run = IPC::Run::start([ $Client::program, 'upgrade' ], '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(120));
	$node->poll_query_until('slow', "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'") or die;
	sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
	$run->finish;
	is($run->result(0), 4, 'a lost connection: exit code 4');
	like($err, qr/terminating connection due to administrator command\n.*Nothing is half done\. "pg_migrate status" tells/, 'it names status');
	is($out =~ /^one  one \.+ +lost$/m, 1, 'and the step that ran');
}

# ---- somebody without rights ----

sql('CREATE ROLE nobody LOGIN');
client_fails([ '-U', 'nobody', 'upgrade' ], 1, qr/permission denied for function upgrade_files\n  hint: .*migrate\.grant_access\('nobody', 'runner'\)/, 'without rights');
is(client_ok([ '-U', 'nobody', 'heads' ]), '', 'everybody may look at what tells no script');

# ---- a server that is away, or starting ----

$node->stop;
client_fails(['current'], 1, qr/connection to server .* failed/, 'a server that is not there');
client_fails([ '--wait=1', 'current' ], 1, qr/connection to server .* failed/, 'nor after a second');
{
	my ($out, $err) = ('', '');
	my $run = IPC::Run::start([ $Client::program, '-d', 'shop', '--wait', 'current' ], '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(120));
	$node->start;
	$run->finish;
	is($run->result(0), 0, '--wait waits for a server that starts') or diag($err);
	like($out, qr/^cccccccccccc/, 'and goes on');
}

$node->stop;
done_testing();
