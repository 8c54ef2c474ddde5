# What pg_migrate shows to people: colours, a step's line while it runs, questions; and what it shows without them.

use strict;
use warnings;
use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use lib dirname(__FILE__);
use Client;

# A chroot without /dev/pts has none.
eval { require IO::Pty; IO::Pty->new } or plan skip_all => 'no terminal can be opened here';

my $node = PostgreSQL::Test::Cluster->new('terminal');
$node->init;
$node->start;
$ENV{TERM} = 'xterm';
begin_with($node, 'shop');

# Runs pg_migrate on a terminal, types the answer; exit code and what stood there.
sub on_terminal
{
	my ($answer, @arguments) = @_;
	my ($in, $out) = ($answer, '');
	my $run = IPC::Run::start([ $Client::program, @arguments ], '<pty<', \$in, '>pty>', \$out, IPC::Run::timeout(120));
	$run->finish;
	$out =~ s/\r\n/\n/g;
	return ($run->result(0), $out);
}

my ($rc, $out);
script_of('one', 'first', up => 'CREATE TABLE one ();', down => 'DROP TABLE one;');
script_of('two', 'second', parents => 'one', up => "SELECT 1;\nSELECT pg_sleep(2);", down => '');

($rc, $out) = on_terminal('', 'status');
like($out, qr/^Database shop on this machine \(PostgreSQL [\d.a-z]+\), nothing is applied$/m, 'status in sentences');
like($out, qr/^\s+\e\[33m2 not in the database yet\e\[0m: one \(first\), two \(second\)\nNext: pg_migrate upgrade$/m, 'what waits is yellow');

($rc, $out) = on_terminal('', 'upgrade');
is($rc, 0, 'upgrade on a terminal');
like($out, qr/^one  first \.+\e\[32m +(< 1|\d+) ms\e\[0m$/m, 'what is done is green');
like($out, qr/\r\e\[Ktwo  second \.+ statement 2 of 2 \(line 2\), 1 s/, 'a statement that takes more than a second is shown');
like($out, qr/\r\e\[Ktwo  second \.+\e\[32m +\d\.\d s\e\[0m$/m, 'until it is done');

($rc, $out) = on_terminal('', 'upgrade');
is($out, "Nothing to do: all is applied.\n", 'nothing to do is said');
($rc, $out) = on_terminal('', 'history');
like($out, qr/^\* two  second  \(head, current\)  \d{4}-\d\d-\d\d \S+  \d\.\d s$/m, 'history is a picture, with when, who and how long');
like($out, qr/^\* one  first                    \d{4}/m, 'in columns');

{
	local $ENV{NO_COLOR} = '1';
	script_of('three', 'third', parents => 'two', up => 'SELECT 1/0;', down => '');
	($rc, $out) = on_terminal('', 'upgrade');
	is($rc, 1, 'a failure');
	unlike($out, qr/\e\[3/, 'NO_COLOR');
	like($out, qr/^three  third \.+ +failed$/m, 'the line says failed');
}
($rc, $out) = on_terminal('', 'upgrade');
like($out, qr/^three  third \.+\e\[31m +failed\e\[0m$/m, 'red otherwise');
($rc, $out) = on_terminal('', '-q', 'upgrade');
like($out, qr/^three  third \.+.*failed/m, '-q');
unlink 'migrations/versions/three.sql';

# What a long run is at, how far it is, and who stands in its way.
script_of('three', 'third', parents => 'two', up => "SELECT pg_sleep(1.2);", down => 'DROP TABLE three;');
script_of('four', 'fourth', parents => 'three', up => "SELECT 1;\nALTER TABLE one ADD COLUMN n int;", down => 'ALTER TABLE one DROP COLUMN n;');
my $holder = $node->background_psql('shop');
$holder->query_safe("SET application_name = 'nightly report'; BEGIN; LOCK TABLE one");
my ($in, $shown) = ('', '');
my $run = IPC::Run::start([ $Client::program, 'upgrade' ], '<pty<', \$in, '>pty>', \$shown, IPC::Run::timeout(60));
$run->pump until $shown =~ /waits for/ || $shown =~ /failed/;
$holder->query_safe('COMMIT');
$holder->quit;
$run->finish;
$shown =~ s/\r\n/\n/g;
like($shown, qr/\r\e\[Kthree  third \.+ statement 1 of 1 \(line 1\), 1 s, SELECT  \[-{10}\] 1 of 2/, 'a bar, once the run takes longer than a second');
like($shown, qr/\r\e\[Kfour  fourth \.+ statement 2 of 2 \(line 2\), \d s, ALTER TABLE, waits for process \d+ \(nightly report, idle in transaction\)  \[#{5}-{5}\] 2 of 2/, 'what a statement waits for');
like($shown, qr/\r\e\[Kfour  fourth \.+\e\[32m +\d\.\d s\e\[0m\n$/, 'it is gone when the step is done');
($rc, $out) = on_terminal('', 'show', 'four');
like($out, qr/^\e\[1mstate       \e\[0m \e\[32mapplied\e\[0m$/m, 'show in colours');
like($out, qr/^\e\[1m-- migrate:upgrade\e\[0m\nSELECT 1;$/m, 'with the marks of the sections');
$node->safe_psql('shop', "SELECT * FROM migrate.downgrade(1)");
$node->safe_psql('shop', "CREATE TABLE three (); SELECT * FROM migrate.downgrade(1)");
unlink "migrations/versions/$_.sql" for qw(three four);

rename 'migrations/versions/two.sql', 'two.sql';
($rc, $out) = on_terminal("n\n", 'switch');
is($rc, 1, 'switch asks, and no is no');
like($out, qr/Take back 1 revision, with the data in what it made\? \(y\/n\)/, 'the question');
is($node->safe_psql('shop', 'SELECT count(*) FROM migrate.applied_revisions'), 2, 'nothing happened');
($rc, $out) = on_terminal("y\n", 'switch');
is($rc, 0, 'yes is yes');
is($node->safe_psql('shop', 'SELECT count(*) FROM migrate.applied_revisions'), 1, 'it is taken back');

# ---- migrate and diff ----

unlink glob 'migrations/versions/*';
$ENV{PGDATABASE} = 'changed';
client_ok([ '--create-db', 'init' ]);
($rc, $out) = on_terminal('', 'migrate', '-m', 'nothing');
is($out, qq(Nothing to write: database "changed" is empty.\n), 'migrate in an empty database');
$node->safe_psql('changed', 'CREATE TABLE persons (id int, name text)');
($rc, $out) = on_terminal('', 'migrate', '-m', 'baseline', '--rev-id', 'base1');
like($out, qr{^Compared database "changed" with an empty one:
  \e\[32m\+ table public\.persons\e\[0m
Proved: upgrade gives this schema, downgrade takes it back\.
Wrote migrations/versions/\d+_base1_baseline\.sql \(applied here, pending elsewhere\)
$}, 'migrate tells a person what it did');
$node->safe_psql('changed', 'ALTER TABLE persons ADD COLUMN phone text, DROP COLUMN name');
($rc, $out) = on_terminal('', 'diff');
is($out, <<"END", 'diff in colours');
From database "changed" as its revisions left it to database "changed":
  \e[31m- column public.persons.name  (loses the values of column public.persons.name)\e[0m
  \e[32m+ column public.persons.phone text\e[0m
Next: pg_migrate migrate -m "what it does"
END
($rc, $out) = on_terminal('', 'migrate', '-m', 'phone');
like($out, qr{^Compared database "changed" with its schema after base1:\n}, 'a second revision');
like($out, qr{^\e\[33mWARNING:\e\[0m  the upgrade loses the values of column public\.persons\.name$}m, 'what is lost is yellow');
($rc, $out) = on_terminal('', 'diff');
like($out, qr/^From .*:\n  no difference\n$/, 'no difference is said');
spew('model.sql', "CREATE TABLE persons (id int, phone text, born date);\n");
($rc, $out) = on_terminal('', 'migrate', '-m', 'born', '--model', 'model.sql');
like($out, qr{^Compared database "changed" with what model\.sql creates:\n.*^Wrote \S+ \(pending here and elsewhere\)\nNext: pg_migrate upgrade\n$}ms, 'towards a model');

$node->stop;
done_testing();
