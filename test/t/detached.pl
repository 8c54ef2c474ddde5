# A detached deploy outlives its session; it is cancelled, terminated, killed, and waited for afterwards; pg_migrate does the same.

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(usleep);

use lib $FindBin::RealBin;
use Client;
use Server qw(new_server query refused start_session wait_for wait_for_server);

my $server = new_server('detached', "restart_after_crash = on\n");

sub sql { return query($server, 'shop', $_[0]) }
sub state_of_last { return sql('SELECT state, steps FROM migrate.deployments WHERE detached ORDER BY deployment DESC LIMIT 1') }
my $at_work = "SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'migrate d%'";

begin_with($server, 'shop');
sql('CREATE TABLE hot (id int); INSERT INTO hot SELECT generate_series(1, 1000)');

sub revision
{
	my ($id, $upgrade) = @_;
	new_revision($id, $id, "$upgrade;\n", "SELECT 1;\n");
}

# A session whose snapshot CONCURRENTLY has to wait for.
sub hold
{
	my $holder = $server->background_psql('shop');
	$holder->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
	return $holder;
}
my $waits = "SELECT count(*) = 1 FROM migrate.running WHERE statement IS NOT NULL AND cardinality(waits_for) > 0";

# ---- the session is gone, the work goes on ----

revision('one1', 'CREATE TABLE one ()');
revision('two2', 'CREATE INDEX CONCURRENTLY hot_id ON hot (id)');
my $holder = hold();
is(client_ok([ 'deploy', '--detach' ]), "Deployment 1 is at work in the server.\n", 'pg_migrate deploy --detach goes at once');
ok($server->poll_query_until('shop', $waits), '... and the index is being built');
is(state_of_last(), 'running|', '... by a worker');
my $waiting = IPC::Run::start([ $Client::program, 'wait' ], '>', \my $out, '2>', \my $err);
usleep(500_000);
$holder->quit;
$waiting->finish;
is($? >> 8, 0, 'pg_migrate wait ends with it');
is($out =~ s/ \.+ .*//gr, "one1  one1\ntwo2  two2\n", '... and has shown its steps');
is(client_ok([ 'wait', '1' ]) =~ s/ \.+ .*//gr, "one1  one1\ntwo2  two2\n", '... also afterwards');
is(state_of_last(), 'done|2', 'the report');
is(sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'hot_id'::regclass"), 't', 'the index is there');
is_deeply([ map { $_->{revision_id} } @{ json_of('wait')->{steps} } ], [ 'one1', 'two2' ], '... to machines');

like(client_ok([ 'revert', 'one1', '--detach' ]), qr/^Deployment 2 is at work in the server\.\n\z/, 'pg_migrate revert --detach');
is(client_ok([ 'wait' ]) =~ s/ \.+ .*//gr, "- two2  two2\n", '... and what it has done');
sql('DROP INDEX hot_id');
client_ok([ 'deploy', '--detach' ]);
client_ok([ 'wait' ]);

# ---- it fails ----

revision('tri3', 'SELECT 1 / 0');
is_deeply(json_of('deploy', '--detach'), { deployment => 4 }, 'to machines');
client_fails([ 'wait' ], 1, qr{_tri3_tri3\.sql:\d+: error: division by zero}, 'its error has its place in the file');
client_fails([ 'wait', '1x' ], 2, qr/takes the number of a deployment/, 'what is no number');
client_fails([ 'wait', '77' ], 1, qr/there is no detached deployment 77/, 'what is not known');
client_fails([ 'deploy', '--detach', '--fleet', 'x' ], 2, qr/exclude one another/, 'a fleet is not detached');
client_ok([ '-y', 'remove', 'tri3' ]);

# ---- it is cancelled, terminated, killed ----

revision('fou4', 'CREATE INDEX CONCURRENTLY hot_4 ON hot (id)');
$holder = hold();
client_ok([ 'deploy', '--detach' ]);
ok($server->poll_query_until('shop', $waits), 'an index waits');
sql("SELECT pg_cancel_backend(pid) FROM migrate.deployments WHERE state = 'running'");
client_fails([ 'wait' ], 4, qr/canceling statement due to user request/, 'cancelled by its pid');
is(sql($at_work), 0, '... all have ended');

client_ok([ 'deploy', '--detach' ]);
ok($server->poll_query_until('shop', $waits), 'again');
my $session = start_session($server, 'shop', 'CALL migrate.wait()');
usleep(500_000);
sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL migrate.wait%'");
like(wait_for($session)->[2], qr/canceling statement due to user request/, 'the waiting is cancelled');
is(state_of_last(), 'running|', '... and that alone');
sql("SELECT pg_terminate_backend(pid) FROM migrate.deployments WHERE state = 'running'");
refused($server, 'shop', sql('SELECT current_user'), 'CALL migrate.wait()', qr/the background worker of deployment 6 ended early\nHINT:  The server's log tells more\. CALL migrate\.deploy\(\) again/, 'terminated: who waits hears of it');
ok($server->poll_query_until('shop', "SELECT ($at_work) = 0"), '... and its own worker has ended');

client_ok([ 'deploy', '--detach' ]);
ok($server->poll_query_until('shop', $waits), 'once more');
kill 'KILL', sql("SELECT pid FROM migrate.deployments WHERE deployment = 7");
usleep(500_000);
wait_for_server($server);
is(state_of_last(), 'interrupted|', 'killed, with the server: nobody runs it');
client_fails([ 'wait' ], 4, qr/the background worker of deployment 7 ended early/, 'killed, with the server: who waits hears of it');
client('deploy', '--detach');
is((client('wait'))[0], 0, 'the next one finishes it');
is(sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), 0, '... and has cleaned up');

# ---- no more of them than migrate.max_workers ----

revision('fiv5', 'CREATE INDEX CONCURRENTLY hot_5 ON hot (id)');
client_ok([ 'push' ]);
$holder = hold();
sql('SELECT migrate.deploy_detached()') for 1 .. 2;
refused($server, 'shop', sql('SELECT current_user'), 'SELECT migrate.deploy_detached()', qr/2 detached deployments are at work already\nHINT:  Wait for one of them/, 'a third one is refused');
$holder->quit;
sql('CALL migrate.wait()');
is(sql('SELECT count(*) FROM migrate.journal WHERE revision_id = $$fiv5$$ AND error IS NULL'), 1, 'both are through, and the revision has run once');

# ---- many tenants, and no worker for them ----

sql('CREATE SCHEMA a; CREATE SCHEMA b');
revision('six6', 'CREATE TABLE six ()');
client_ok([ 'push' ]);
like(client_ok([ 'deploy', 'one1', '--scopes', '_', '--workers', '2', '--detach' ]), qr/^Deployment \d+ is at work in the server\.\n\z/, 'many tenants');
is(join('', sort map { "$_\n" } split /\n/, client_ok([ 'wait' ]) =~ s/ \.+ (1 step).*/ $1/gr), "a 1 step\nb 1 step\n", '... a line each');

$server->append_conf('postgresql.conf', "max_worker_processes = 0\n");
$server->restart;
refused($server, 'shop', sql('SELECT current_user'), 'SELECT migrate.deploy_detached()', qr/no background worker is free/, 'none is free');

$server->stop;
done_testing();
