# pg_migrate deploy --fleet, status --fleet: many databases by one command, canaries first, each with its own end.

use strict;
use warnings;
use File::Basename;
use IO::Socket::INET;
use IPC::Run;
use Test::More;

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('client_fleet');
my $nobody = PostgreSQL::Test::Cluster::get_free_port();
begin_with($node, 'shop01');
my @names = map { sprintf 'shop%02d', $_ } 1 .. 20;
$node->safe_psql('postgres', "CREATE DATABASE $_ TEMPLATE shop01") foreach @names[ 1 .. 19 ];
delete $ENV{PGDATABASE};

sub in_database { my ($name, $sql) = @_; return $node->safe_psql($name, $sql) }

# A fleet's file: connections by name, those given instead of the usual one.
sub fleet
{
	my ($names, %instead) = @_;
	spew('fleet', join('', "# all shops\n\n", map { ($instead{$_} // $_) . "\n" } @$names));
}

# What a report in JSON says, by name.
sub by_name { my ($report) = @_; return { map { $_->{name} => $_ } @{ $report->{databases} } } }

# state => how many databases
sub states
{
	my ($report) = @_;
	my %n;
	$n{ $_->{state} }++ foreach @{ $report->{databases} };
	return \%n;
}

script_of('one1', 'persons', up => 'CREATE TABLE persons (id int, name text);', down => 'DROP TABLE persons;');
script_of('two2', 'index', parents => 'one1', up => 'CREATE UNIQUE INDEX CONCURRENTLY persons_name ON persons (name);', down => 'DROP INDEX persons_name;');

# ---- the file ----

sub refused_file
{
	my ($text, $pattern, $name) = @_;
	spew('fleet', $text);
	client_fails([ 'status', '--fleet', 'fleet' ], 1, $pattern, $name);
	return;
}

refused_file("# nothing\n", qr/^pg_migrate: error: fleet lists no database$/m, 'no line');
refused_file("shop01\n\npostgresql:///shop01\n", qr/^pg_migrate: error: fleet:3: this is the database of line 1$/m, 'the same database twice');
refused_file("a shop01\na shop02\n", qr/fleet:2: "a" is the name of line 1 already\n.*hint: Write another name/, 'the same name twice');
refused_file("mysql://root:secret\@host/shop\n", qr/fleet:1: this is no URI of PostgreSQL\n/, 'another URI');
refused_file("host=x dbname\n", qr/fleet:1: the connection cannot be read\n.*hint: A line is a URI/, 'a connection string with a mistake');
foreach my $uri ('postgresql://app:se/cret@host/shop', 'postgresql://app:se@cret@host/shop', 'postgresql://app:secret@host:54x/shop')
{
	spew('fleet', "$uri\n");
	my ($rc, $out, $err) = client('status', '--fleet', 'fleet');
	is($rc, 1, "a password that cannot be read: $uri");
	like($err, qr/fleet:1: (host or port|the connection)/, '    says so');
	unlike($out . $err, qr/cret/, '    and shows nothing of it');
}
client_fails([ 'deploy', '--canary', '2' ], 2, qr/--canary.* are for a fleet/, 'options of a fleet without one');
client_fails([ '-d', 'x', 'deploy', '--fleet', 'fleet' ], 2, qr/options -d, .* have no place/, 'a database beside a fleet');
client_fails([ 'deploy', '--fleet', 'nowhere' ], 1, qr/could not open file "nowhere"/, 'a file that is not there');

# ---- twenty databases, one is down, one has what the revision does not take ----

in_database('shop07', 'CREATE TABLE persons (id int)');
fleet(\@names, shop13 => "postgresql://app:open%20sesame\@127.0.0.1:$nobody/shop13", shop05 => 'five  dbname=shop05');
my ($rc, $out, $err) = client('deploy', '--fleet', 'fleet', '--jobs', '3');
is($rc, 4, 'one that is down, one that fails: something is left to do');
is(scalar(() = $out =~ /^\S+ +deployed +base +two2 +2 +\d+ ms$/mg), 18, 'the others are deployed') or diag($out . $err);
like($out, qr/^five +deployed/m, 'a line may give a name');
like($out, qr/^shop07 +failed +base +base +0 +\d+ ms$/m, 'the one that failed');
like($out, qr/^shop13 +failed +0 *$/m, 'the one that is down');
like($out, qr/^20 databases: 18 deployed, 2 failed\n\z/m, 'the sum');
like($err, qr{^shop07: migrations/versions/one1\.sql:8: error: relation "persons" already exists$}m, 'an error with file and line');
like($err, qr/^shop13: error: connection to server at "127\.0\.0\.1", port $nobody failed: Connection refused$/m, 'one of the connection');
like($err, qr/^shop20: begins\n(.*\n)*shop20: deployed, 2 steps, \d+ ms$/m, 'without a terminal a line tells when one begins and ends');
unlike($out . $err, qr/sesame/, 'no password');
is(in_database($_, 'SELECT count(*) FROM migrate.applied_revisions'), $_ eq 'shop07' ? 0 : 2, "$_: its own") foreach qw(shop01 shop05 shop07 shop20);

# ---- where they are ----

($rc, $out, $err) = client('status', '--fleet', 'fleet');
is($rc, 1, 'status: one cannot be looked at');
like($out, qr/^shop07 +something to do +base +0 +2 +pg_migrate upgrade$/m, 'who has something to do');
like($out, qr/^five +up to date +two2 +2 +0 *$/m, 'who has not');
like($out, qr/^shop13 +failed *$/m, 'who is down');
like($out, qr/^20 databases: 18 up to date, 1 something to do, 1 failed$/m, 'the sum');
unlike($out . $err, qr/sesame/, 'no password');
my $report = json_of('status', '--fleet', 'fleet');
is_deeply(states($report), { 'up to date' => 18, 'something to do' => 1, 'failed' => 1 }, 'the same to machines');
is_deeply([ @{ by_name($report)->{five} }{qw(database current applied pending next error)} ], [ 'shop05', ['two2'], 2, 0, undef, undef ], 'one of them');
fleet([ 'shop01', 'shop07' ]);
is((client('status', '--fleet', 'fleet', '--exit-code'))[0], 3, '--exit-code');

# ---- canaries ----

script_of('tri3', 'unique', parents => 'two2', up => "INSERT INTO persons VALUES (1, 'a');\nALTER TABLE persons ADD UNIQUE (id);", down => 'TRUNCATE persons;');
in_database('shop07', 'DROP TABLE persons');
in_database('shop02', "INSERT INTO persons VALUES (1, 'b')");
fleet(\@names, shop13 => "host=127.0.0.1 port=$nobody dbname=shop13 user=app password=sesame");
$report = json_of('deploy', '--fleet', 'fleet', '--canary', '3', '--jobs', '2');
is_deeply(states($report), { deployed => 2, failed => 1, 'not started' => 17 }, 'a canary that fails: nobody else begins');
my $shops = by_name($report);
is_deeply([ map { $_->{name} } grep { $_->{canary} } @{ $report->{databases} } ], [qw(shop01 shop02 shop03)], 'the first ones are the canaries');
is_deeply({ %{ $shops->{shop02}{error} }, context => undef },
	{ sqlstate => '23505', message => 'could not create unique index "persons_id_key"', detail => 'Key (id)=(1) is duplicated.', hint => $shops->{shop02}{error}{hint},
		context => undef, revision_id => 'tri3', file => 'migrations/versions/tri3.sql', line => 9 }, 'its error') or diag(explain($shops->{shop02}));
is_deeply([ @{ $shops->{shop02} }{qw(state database from to steps)} ], [ 'failed', 'shop02', ['two2'], ['two2'], [] ], 'where it stands');
is_deeply([ @{ $shops->{shop01} }{qw(state from to error)} ], [ 'deployed', ['two2'], ['tri3'], undef ], 'one that is well');
is_deeply($shops->{shop01}{steps}, [ { ordinal => 1, direction => 'upgrade', revision_id => 'tri3', message => 'unique' } ], '    with its steps');
cmp_ok($shops->{shop01}{seconds}, '>', 0, '    and its time');
is_deeply([ @{ $shops->{shop20} }{qw(state from to steps error)} ], [ 'not started', undef, undef, [], undef ], 'one that has not begun');
is(in_database('shop04', "SELECT count(*) FROM migrate.revisions WHERE revision_id = 'tri3'"), 0, '    has not even got the file');

# ---- and on ----

in_database('shop02', 'TRUNCATE persons');
$report = json_of('deploy', '--fleet', 'fleet', '--canary', '3', '--resume', '--jobs', '4');
is_deeply(states($report), { deployed => 17, failed => 1, 'already there' => 2 }, 'resumed: who is there is left alone');
is_deeply([ map { $_->{name} } grep { $_->{canary} } @{ $report->{databases} } ], ['shop02'], 'two passed for canaries, one was missing');
is(in_database($_, 'SELECT count(*) FROM persons'), 1, "$_ has run it once") foreach qw(shop01 shop02 shop07 shop20);
fleet([ grep { $_ ne 'shop13' } @names ]);
($rc, $out, $err) = client('-q', 'deploy', '--fleet', 'fleet', '--canary', '2');
is("$rc$err", '0', 'again: nothing to do');
is(scalar(() = $out =~ /^\S+ +already there( \(canary\))? +tri3 +tri3 +0 /mg), 19, '    everywhere');

# ---- failures enough ----

script_of('fou4', 'fails', parents => 'tri3', up => 'SELECT 1 / 0;');
$report = json_of('deploy', '--fleet', 'fleet', '--jobs', '1', '--max-failures', '2');
is_deeply(states($report), { failed => 2, 'not started' => 17 }, '--max-failures: no further one begins');
($rc, $out, $err) = client('deploy', '--fleet', 'fleet', '--jobs', '8');
is($rc, 1, 'all fail, and nothing has changed');
like($err, qr{^shop01, shop02, shop03 and 16 more: migrations/versions/fou4\.sql:8: error: division by zero$}m, 'the same error is said once');
client_fails([ 'deploy', 'nosuch', '--fleet', 'fleet' ], 1, qr/^shop01, .*error: revision "nosuch" does not exist$/m, 'a target that is none');
is_deeply(states(json_of('deploy', 'tri3', '--fleet', 'fleet')), { 'already there' => 19 }, 'a target');

# ---- Ctrl-C ----

script_of('fou4', 'sleeps', parents => 'tri3', up => 'SELECT pg_sleep(60);', down => '');
my ($said, $errors) = ('', '');
my $run = IPC::Run::start([ $Client::program, '--json', 'deploy', '--fleet', 'fleet', '--jobs', '2' ], '<', \undef, '>', \$said, '2>', \$errors);
$node->poll_query_until('postgres', "SELECT count(*) = 2 FROM pg_stat_activity WHERE wait_event = 'PgSleep'") or diag('nobody sleeps');
sleep 2;
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_activity WHERE datname ~ 'shop'"), 2, 'where nobody looks on, a database has one connection');
$run->signal('INT');
$run->finish;
is($run->full_result(0) >> 8, 4, 'Ctrl-C: interrupted');
$report = eval { JSON::PP::decode_json($said) } or diag($said . $errors);
is_deeply(states($report), { interrupted => 2, 'not started' => 17 }, 'those that ran are canceled, no other begins');
is($report->{databases}[0]{error}{sqlstate}, '57014', '    by the server');
ok($node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname ~ 'shop'"), '    and nothing is left running');
is(in_database('shop01', 'SELECT count(*) FROM migrate.applied_revisions'), 3, '    nor changed');

# ---- kill -9 of the client ----

script_of('fou4', 'sleeps', parents => 'tri3', up => "CREATE INDEX CONCURRENTLY persons_id_name ON persons (id, name);", down => '');
my $holder = $node->background_psql('shop02');
$holder->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM persons');
$run = IPC::Run::start([ $Client::program, 'deploy', '--fleet', 'fleet', '--jobs', '2' ], '<', \undef, '>', \my $lost, '2>', \my $lost_errors);
ok($node->poll_query_until('shop02', "SELECT count(*) = 1 FROM migrate.running WHERE statement IS NOT NULL AND cardinality(waits_for) > 0"), 'an index of one database waits');
ok($node->poll_query_until('shop03', "SELECT count(*) = 1 FROM migrate.applied_revisions WHERE revision_id = 'fou4'"), '    others go on');
$run->kill_kill;
$holder->quit;
ok($node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname ~ 'shop'"), 'killed: what ran comes to its end, and nobody is left');
$report = json_of('deploy', '--fleet', 'fleet', '--jobs', '4', '--resume');
is_deeply([ sort keys %{ states($report) } ], [ 'already there', 'deployed' ], '--resume goes on');
is(in_database($_, "SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid = 'persons_id_name'::regclass"), 1, "$_ is there") foreach qw(shop01 shop02 shop20);
is(in_database('shop02', "SELECT count(*) FROM migrate.journal WHERE revision_id = 'fou4' AND error IS NULL"), 1, '    once');

# ---- a server that accepts and says nothing ----

my $deaf = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', Proto => 'tcp') or die "no socket: $!";
my $deaf_port = $deaf->sockport;
script_of('fiv5', 'plain', parents => 'fou4', up => 'CREATE TABLE plain ();', down => 'DROP TABLE plain;');
spew('fleet', "shop01\ndeaf  host=127.0.0.1 port=$deaf_port dbname=x user=app password=sesame connect_timeout=2\nshop02\nshop03\n");
my $began = time;
($rc, $out, $err) = client('deploy', '--fleet', 'fleet', '--jobs', '2');
is($rc, 4, 'one that never answers fails');
cmp_ok(time - $began, '<', 20, '    when its time is over');
like($out, qr/^deaf +failed +0 *$/m, '    is one line of the report') or diag($out . $err);
like($err, qr/^deaf: error: connection to server at "127\.0\.0\.1", port $deaf_port failed: timeout expired$/m, '    says why');
like($out, qr/^4 databases: 3 deployed, 1 failed$/m, '    and holds up nobody');
unlike($out . $err, qr/sesame/, '    no password');
is((client('status', '--fleet', 'fleet'))[0], 1, '    also when only looked at');
$deaf->close;

# ---- tenants in each of them ----

spew('fleet', "shop01\nshop02\nshop03\n");
in_database($_, 'CREATE SCHEMA tenant_1; CREATE SCHEMA tenant_2') foreach qw(shop01 shop02 shop03);
in_database('shop02', 'CREATE TABLE tenant_2.persons ()');
($rc, $out, $err) = client('deploy', 'one1', '--fleet', 'fleet', '--scopes', 'tenant\_%');
is($rc, 4, 'tenants in each database: one fails');
like($out, qr/^shop01 +deployed .* 2 +\d+ ms$/m, '    the steps of all its tenants are counted') or diag($out . $err);
like($out, qr/^shop02 +failed .* 1 +\d+ ms$/m, '    also where one has failed');
like($err, qr/^shop02: error: 1 of 2 scopes failed\n.*"tenant_2"/m, '    which says so');
is(in_database('shop02', "SELECT string_agg(scope || ' ' || applied, ', ' ORDER BY scope) FROM migrate.scopes WHERE scope <> ''"), 'tenant_1 1, tenant_2 0', '    the other tenant is there');
in_database('shop02', 'DROP TABLE tenant_2.persons');
is((client('deploy', 'one1', '--fleet', 'fleet', '--scopes', 'tenant\_%'))[0], 0, '    the same command goes on');
is(in_database('shop02', "SELECT count(*) FROM migrate.scopes WHERE scope <> '' AND state = 'behind' AND applied = 1"), 2, '    to its end');
client_fails([ 'deploy', '--fleet', 'fleet', '--scopes', 'x', '--resume' ], 2, qr/--resume looks at databases, not at the schemas/, '    but --resume');

# ---- a terminal ----

SKIP:
{
	skip('no terminal can be opened here', 4) unless eval { require IO::Pty; IO::Pty->new };
	script_of('six6', 'naps', parents => 'fiv5', up => 'SELECT pg_sleep(1.5);', down => '');
	fleet([ grep { $_ ne 'shop13' } @names ]);
	my $screen = '';
	$run = IPC::Run::start([ $Client::program, 'deploy', '--fleet', 'fleet', '--jobs', '10' ], '>pty>', \$screen);
	$run->finish;
	is($run->full_result(0) >> 8, 0, 'on a terminal');
	like($screen, qr/19 databases: 9 waiting, 10 running/, 'who is where');
	like($screen, qr/\e\[11A\r\e\[J/, '    is drawn in place');
	like($screen, qr/shop01 +\d+ ms  1 of 1, six6 \(naps\)/, '    with what each is at');
}

$node->stop;
done_testing();
