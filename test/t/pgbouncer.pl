# Behind a proxy that pools by transaction (pgbouncer): what works there, what does not and says so, and that a CALL that fails
# leaves nothing in the session that others are given next.

use strict;
use warnings;
use File::Basename;
use File::Temp qw(tempdir);
use IPC::Run;
use PostgreSQL::Test::Cluster;
use Test::More;
use Time::HiRes qw(usleep);

use lib dirname(__FILE__);
use Client;
use Server ();

$ENV{PATH} .= ':/usr/sbin';
my $pgbouncer = (grep { -x } map { "$_/pgbouncer" } split /:/, $ENV{PATH})[0];
plan(skip_all => 'pgbouncer is not installed') if !$pgbouncer;

my $node = Server::new_server('pooled', "client_connection_check_interval = '200ms'\n");
begin_with($node, 'shop');
sub sql { return $node->safe_psql('shop', $_[0]) }

# One session of the server for everybody: whoever comes next gets what the last one left.
my $folder = tempdir(CLEANUP => 1);
my $port = PostgreSQL::Test::Cluster::get_free_port();
my $user = $node->safe_psql('postgres', 'SELECT current_user');
spew("$folder/users", "\"$user\" \"\"\n");
spew("$folder/ini", <<"INI");
[databases]
shop = host=@{[ $node->host ]} port=@{[ $node->port ]} dbname=shop pool_size=1
[pgbouncer]
listen_addr =
listen_port = $port
unix_socket_dir = $folder
auth_type = trust
auth_file = $folder/users
pool_mode = transaction
ignore_startup_parameters = extra_float_digits,options
logfile = $folder/log
pidfile = $folder/pid
INI
my $proxy = IPC::Run::start([ $pgbouncer, '-q', "$folder/ini" ], '<', \undef, '>', \my $said, '2>&1');
my $through = "host=$folder port=$port dbname=shop user=$user";

# (exit code, stdout, stderr) of statements, each a query of its own, in a session with the proxy.
sub pooled
{
	my (@statements) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run([ $node->installed_command('psql'), '-XAtq', '-d', $through, map { ('-c', $_) } @statements ], '<', \undef, '>', \$out, '2>', \$err);
	chomp($out);
	return ($? >> 8, $out, $err);
}

sub through { my (@arguments) = @_; return client('-d', $through, @arguments) }

for (1 .. 100)
{
	last if (pooled('SELECT 1'))[0] == 0;
	usleep(100_000);
}
is((pooled('SELECT 1'))[1], '1', 'the proxy is there') or BAIL_OUT(-e "$folder/log" ? slurp("$folder/log") : $said);
my $pid = (pooled('SELECT pg_backend_pid()'))[1];
is((pooled('SELECT pg_backend_pid()'))[1], $pid, 'all have the same session of the server');

# What that session holds that is ours, and which of our parameters are changed in it.
sub leftovers
{
	my $settings = (pooled("SELECT string_agg(name, ' ') FROM pg_settings WHERE name ~ '^migrate\\.' AND source = 'session'"))[1];
	return sql("SELECT count(*) FROM pg_locks WHERE pid = $pid AND locktype IN ('object', 'advisory')") . "|$settings";
}

# ---- SQL ----

sql(<<'SQL');
SELECT migrate.revision('one', 'CREATE TABLE one (id int)', 'DROP TABLE one', revision_id => 'one1');
SELECT migrate.revision('two', 'CREATE INDEX CONCURRENTLY one_id ON one (id)', 'DROP INDEX one_id', revision_id => 'two2');
SQL
is((pooled("SELECT revision_id FROM migrate.upgrade('one1')"))[1], 'one1', 'upgrade()');
is((pooled('SELECT revision_id FROM migrate.upgrade(\'one1\')'))[1], '', '    with nothing to do');
is((pooled('BEGIN', 'SELECT revision_id FROM migrate.downgrade(1)', 'ROLLBACK', 'SELECT revision_id FROM migrate.current()'))[1], "one1\none1", 'in a transaction of its caller, rolled back');
is((pooled('SELECT revision_id FROM migrate.pending()', 'SELECT count(*) FROM migrate.log'))[1], "two2\n1", 'looking');
my ($rc, $out, $err) = pooled('CALL migrate.deploy()');
is("$rc|$err", '0|', 'deploy() of what cannot run in a transaction');
is(sql('SELECT indisvalid FROM pg_index WHERE indexrelid = \'one_id\'::regclass'), 't', '    is done');
is((pooled("SELECT migrate.is_applied('two2')"))[1], 't', '    and seen by the session');
is(leftovers(), '0|', 'the session holds nothing of ours');

# ---- a CALL that fails ----

sql("INSERT INTO one VALUES (1), (1); SELECT migrate.revision('tri', 'CREATE UNIQUE INDEX CONCURRENTLY one_unique ON one (id)', 'DROP INDEX one_unique', revision_id => 'tri3')");
($rc, $out, $err) = pooled('CALL migrate.deploy()');
like($err, qr/could not create unique index "one_unique"/, 'a CALL that fails');
is(leftovers(), '0|', '    leaves no lock and no setting');
is((pooled('SELECT pg_backend_pid()', 'SELECT count(*) FROM one'))[1], "$pid\n2", '    the session goes on with others\' work');
($rc, $out, $err) = $node->psql('shop', "SET migrate.lock_timeout = '1s'; SELECT count(*) FROM migrate.running; DELETE FROM one; CALL migrate.deploy()");
is("$rc|$out", '0|1', '    and another one can deploy, without waiting for it') or diag($err);
sql("SELECT migrate.revision('fou', 'SELECT 1 / 0', 'SELECT 1', revision_id => 'fou4')");
like((pooled('CALL migrate.deploy()'))[2], qr/division by zero/, 'one that fails within a transaction');
is(leftovers(), '0|', '    leaves nothing either');
like((pooled("CALL migrate.backfill('one', 'id = 1 / 0')"))[2], qr/has no primary key/, 'a backfill that fails');
is(leftovers(), '0|', '    neither');
sql("SELECT migrate.remove('fou4')");

# Somebody goes away in the midst of a CALL: the proxy closes that session of the server, which notices if it looks now and then.
sql("SELECT migrate.revision('five', 'SELECT pg_sleep(60)', 'SELECT 1', revision_id => 'fiv5')");
my $session = IPC::Run::start([ $node->installed_command('psql'), '-XAtq', '-d', $through, '-c', 'CALL migrate.deploy()' ], '<', \undef, '>', \my $nothing, '2>', \my $errors);
$node->poll_query_until('shop', "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
$session->kill_kill;
ok($node->poll_query_until('shop', "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $pid OR wait_event = 'PgSleep'"), 'who goes away in a CALL takes the session of the server along')
  or sql("SELECT pg_terminate_backend($pid)");
is(sql("SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'object' AND datname = 'shop' AND classid = 'pg_namespace'::regclass"), 0, '    and its locks');
sql("SELECT migrate.remove('fiv5')");
$pid = (pooled('SELECT pg_backend_pid()'))[1];

# ---- settings of a session do not last ----

# They may: with one session of the server for all, what one sets others have.  That is the proxy's way, and why it is said in the docs.
sql("SELECT migrate.revision('six', 'CREATE INDEX CONCURRENTLY one_again ON one (id)', 'DROP INDEX one_again', revision_id => 'six6')");
is((pooled('BEGIN', "SET LOCAL migrate.concurrent_ddl = plain", "SELECT revision_id FROM migrate.upgrade()", 'COMMIT'))[1], 'six6', 'SET LOCAL in the transaction of the call does what SET would');
is(leftovers(), '0|', '    and is gone after it');

# ---- pg_migrate ----

script_of('one1', 'one', up => 'CREATE TABLE one (id int);', down => 'DROP TABLE one;');
sql("SELECT count(*) FROM migrate.downgrade('base'); SELECT migrate.remove(revision_id) FROM migrate.history()");
($rc, $out, $err) = through('upgrade');
is("$rc|$err", '0|', 'pg_migrate upgrade');
like($out, qr/^one1 +one/, '    tells of its steps');
script_of('two2', 'two', parents => 'one1', up => 'CREATE INDEX CONCURRENTLY one_id ON one (id);', down => 'DROP INDEX one_id;');
($rc, $out, $err) = through('status');
like($out, qr/^file not in the database: two2 two$/m, 'pg_migrate status') or diag($err);
($rc, $out, $err) = through('deploy');
is("$rc|$err", '0|', 'pg_migrate deploy');
is(sql("SELECT count(*) FROM migrate.applied_revisions"), 2, '    is done');
is((through($_))[0], 0, "pg_migrate $_") foreach qw(history current heads diff dump downgrade);
spew('fleet', "shop $through\n");
($rc, $out, $err) = client('-q', 'deploy', '--fleet', 'fleet');
like($out, qr/^shop +deployed +one1 +two2 +1 /m, 'pg_migrate deploy --fleet') or diag($err);

script_of('tri3', 'sleeps', parents => 'two2', up => 'SELECT pg_sleep(60);', down => '');
my $run = IPC::Run::start([ $Client::program, '-d', $through, 'deploy' ], '<', \undef, '>', \my $told, '2>', \my $complained);
$node->poll_query_until('shop', "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
$run->signal('INT');
$run->finish;
is($run->full_result(0) >> 8, 4, 'Ctrl-C goes through the proxy') or diag($complained);
is(sql("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"), 0, '    to the server');

$proxy->signal('INT');
$proxy->finish;
$node->stop;
done_testing();
