# deploy_all(): many tenants by one worker and by two, one of them fails; workers that are killed, cancelled, or not to be had.

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(usleep);

use lib $FindBin::RealBin;
use Server;

my $server = new_server('tenants', "restart_after_crash = on\n");

# A database with so many tenants: names that need quotes among them.
sub new_tenants
{
	my ($name, $n) = @_;
	new_database($server, $name);
	query($server, $name, "DO \$\$ BEGIN FOR i IN 1 .. $n LOOP EXECUTE format('CREATE SCHEMA %I', 'Tenant ' || lpad(i::text, 2, '0')); END LOOP; END \$\$");
	query($server, $name, <<'SQL');
CREATE TABLE public.plans (name text PRIMARY KEY);
SELECT migrate.revision('persons', revision_id => 'r001', upgrade => 'CREATE TABLE persons (id int, plan text REFERENCES plans)', downgrade => 'DROP TABLE persons');
SELECT migrate.revision('index', revision_id => 'r002', upgrade => 'CREATE INDEX CONCURRENTLY persons_id ON persons (id) WHERE id > 0', downgrade => 'DROP INDEX CONCURRENTLY persons_id');
SELECT migrate.revision('orders', revision_id => 'r003', upgrade => 'CREATE TABLE orders (id int)', downgrade => 'DROP TABLE orders');
SQL
}

# state and number of scopes of the last call
sub states
{
	my ($name) = @_;
	return query($server, $name, "SELECT string_agg(state || ' ' || n, ', ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM migrate.deployments WHERE deployment = (SELECT max(deployment) FROM migrate.deployments) GROUP BY 1) s");
}

sub call { my ($name, $jobs, $before) = @_; return $server->psql($name, ($before // '') . "CALL migrate.deploy_all(scopes => 'Tenant%', jobs => $jobs)") }

my $stands = "SELECT string_agg(DISTINCT relname, ' ' ORDER BY relname), count(*) FROM pg_class WHERE relnamespace::regnamespace::text LIKE '%Tenant%' AND relname IN ('persons', 'persons_id', 'orders')";

# ---- a tenant that fails among 20 ----

foreach my $jobs (1, 2)
{
	my $name = "jobs_$jobs";
	new_tenants($name, 20);
	query($server, $name, 'CREATE TABLE "Tenant 07".orders ()');
	my ($rc, $out, $err) = call($name, $jobs);
	is(() = $err =~ /^psql:.*NOTICE:  scope "Tenant \d\d": 3 steps$/mg, 19, "$jobs at once: 19 are deployed") or diag($err);
	like($err, qr/WARNING:  scope "Tenant 07" failed: relation "orders" already exists\n/, '... the one that is not says why');
	like($err, qr/ERROR:  1 of 20 scopes failed\nDETAIL:  Failed: "Tenant 07"\.\n/, '... and at the end the call');
	is(states($name), 'done 19, failed 1', '... a report a tenant');
	is(query($server, $name, $stands), 'orders persons persons_id|60', '... all is there');
	is(query($server, $name, 'SELECT state, current, pending, last_error FROM migrate.scopes WHERE scope = $$Tenant 07$$'),
		'behind|{r002}|1|42P07: relation "orders" already exists', '... what ran in it before stays');
	query($server, $name, 'DROP TABLE "Tenant 07".orders');
	($rc, $out, $err) = call($name, $jobs);
	is($err =~ /ERROR/ ? $err : '', '', 'the next call goes on');
	is(query($server, $name, "SELECT count(*) FILTER (WHERE state = 'up to date'), count(*) FROM migrate.scopes"), '20|20', '... to its end');
	is(query($server, $name, "SELECT count(*) FROM migrate.journal WHERE error IS NULL"), 60, '... and nothing has run twice');
	is(query($server, $name, "SELECT count(*) FROM pg_locks WHERE locktype = 'object'"), 0, '... and nothing is locked');
}

# ---- more jobs than workers, and none at all ----

my ($rc, $out, $err) = call('jobs_2', 10);
like($err, qr/NOTICE:  2 workers are at work, not 10\nHINT:  migrate.max_workers limits them/, 'migrate.max_workers limits jobs');
new_tenants('many', 12);
($rc, $out, $err) = call('many', 10, 'SET migrate.max_workers = 10;');
is($err =~ /ERROR|WARNING/ ? $err : '', '', 'where max_worker_processes has no room for all of them fewer are at work, and have room for CONCURRENTLY');
is(states('many'), 'done 12', '... to the end');

$server->append_conf('postgresql.conf', "max_worker_processes = 1\n");
$server->restart;
($rc, $out, $err) = call('many', 1);
like($err, qr/ERROR:  no background worker is free\nDETAIL:  max_worker_processes is 1\./, 'none is free');
is(query($server, 'many', q{SELECT string_agg(DISTINCT state, ' ') FROM migrate.deployments WHERE deployment = (SELECT max(deployment) FROM migrate.deployments)}), 'left out', '... and nobody waits');
$server->append_conf('postgresql.conf', "max_worker_processes = 8\n");
$server->restart;

# ---- who the workers are ----

query($server, 'postgres', 'CREATE ROLE login LOGIN; CREATE ROLE author LOGIN; CREATE ROLE owner NOLOGIN; GRANT owner TO login');
new_tenants('roles', 3);
query($server, 'roles', <<'SQL');
SELECT migrate.grant_access('author', 'author'), migrate.grant_access('owner', 'runner');
GRANT CREATE ON SCHEMA "Tenant 01", "Tenant 02" TO owner;
GRANT USAGE ON SCHEMA "Tenant 01", "Tenant 02", "Tenant 03" TO owner;
GRANT REFERENCES ON plans TO owner;
SQL
($rc, $out, $err) = as_role($server, 'roles', 'login', "SET ROLE owner; SET work_mem = '7MB'; CALL migrate.deploy_all(scopes => 'Tenant%', jobs => 2)");
like($err, qr/scope "Tenant 03" failed: permission denied for schema Tenant 03/, 'a role without LOGIN, by SET ROLE: its rights');
is(query($server, 'roles', "SELECT DISTINCT relowner::regrole FROM pg_class WHERE relname IN ('persons', 'orders')"), 'owner', '... and what is made is its own');
is(states('roles'), 'done 2, failed 1', '... in two of three');
refused($server, 'roles', 'author', "CALL migrate.deploy_all(scopes => 'Tenant%')", qr/permission denied for procedure deploy_all/, 'who may not deploy may not deploy all');

# ---- ended early ----

# Every tenant waits for this session's lock, so that there is time to strike.
sub begin_slow
{
	my ($name, $jobs) = @_;
	my $holder = $server->background_psql($name);
	$holder->query_safe('BEGIN; LOCK TABLE public.plans IN ACCESS EXCLUSIVE MODE');
	my $session = start_session($server, $name, "CALL migrate.deploy_all(scopes => 'Tenant%', jobs => $jobs)");
	$server->poll_query_until($name, "SELECT count(*) = $jobs FROM pg_stat_activity WHERE backend_type = 'migrate deploy_all' AND wait_event_type = 'Lock'") or die 'no worker waits';
	return ($holder, $session);
}
my $workers = "FROM pg_stat_activity WHERE backend_type = 'migrate deploy_all'";

new_tenants('cancelled', 6);
my ($holder, $session) = begin_slow('cancelled', 2);
is(query($server, 'cancelled', "SELECT state, project, scope FROM migrate.running ORDER BY scope"), "running|main|Tenant 01\nrunning|main|Tenant 02", 'running tells which scopes are at work');
query($server, 'cancelled', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL migrate.deploy_all%' AND backend_type = 'client backend'");
($rc, $out, $err) = @{ wait_for($session) };
like($err, qr/ERROR:  57014: canceling statement due to user request/, 'cancelled: the call');
is(() = $err =~ /WARNING:  57014: scope "Tenant 0[12]" failed: canceling statement/g, 2, '... and what the workers are at');
is(states('cancelled'), 'failed 2, left out 4', '... nothing more is begun');
is(query($server, 'cancelled', "SELECT count(*) $workers"), 0, '... and nobody is left');
$holder->quit;
($rc, $out, $err) = call('cancelled', 2);
is($err =~ /ERROR|WARNING/ ? $err : '', '', '... the next call goes on');

foreach my $jobs (1, 2)
{
	new_tenants("terminated_$jobs", 6);
	($holder, $session) = begin_slow("terminated_$jobs", $jobs);
	query($server, "terminated_$jobs", "SELECT pg_terminate_backend(pid) $workers ORDER BY pid LIMIT 1");
	$holder->quit;
	($rc, $out, $err) = @{ wait_for($session) };
	like($err, qr/WARNING:  57P01: scope "Tenant 0[12]" failed: terminating background worker/, "a worker of $jobs is terminated: its tenant fails");
	like($err, qr/ERROR:  57P01: 1 of 6 scopes failed/, '... alone');
	is(states("terminated_$jobs"), 'done 5, failed 1', '... the others go on');
}

new_tenants('caller', 6);
($holder, $session) = begin_slow('caller', 2);
query($server, 'caller', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CALL migrate.deploy_all%' AND backend_type = 'client backend'");
wait_for($session);
ok($server->poll_query_until('caller', "SELECT count(*) = 0 $workers"), 'when the caller is gone its workers end');
is(states('caller'), 'interrupted 2, left out 4', '... and nobody is said to be at work');
is(query($server, 'caller', 'SELECT count(pid) FROM migrate.deployments'), 0, '... nor has a process that might be somebody else by now');
$holder->quit;

# What kill -9 ends says so, whoever it struck, and the next call goes on.
foreach my $victim ('worker', 'caller', 'postmaster')
{
	my $name = "lost_$victim";
	new_tenants($name, 6);
	($holder, $session) = begin_slow($name, 2);
	is(states($name), 'running 2, waiting 4', "a $victim, while all live");
	my @pids = split /\n/, query($server, $name, "SELECT pid FROM pg_stat_activity WHERE backend_type " . ($victim eq 'caller' ? "= 'client backend' AND query LIKE 'CALL%'" : "LIKE 'migrate%'"));
	if ($victim eq 'postmaster') { kill_postmaster($server, @pids) }
	else { kill 'KILL', $pids[0] }
	wait_for($session);
	usleep(200_000);
	wait_for_server($server);
	is(states($name), 'interrupted 2, left out 4', '... killed: none is at work');
	($rc, $out, $err) = call($name, 2);
	is($err =~ /ERROR|WARNING/ ? $err : '', '', '... and the next call goes on');
	is(states($name), 'done 6', '... to the end');
}

# A worker that has gone on to the next scope is not at work any more on the one that it left half way.
new_tenants('half', 2);
call('half', 1);
query($server, 'half', <<'SQL');
INSERT INTO "Tenant 01".persons VALUES (1), (1);
SELECT migrate.revision('unique', revision_id => 'r004', upgrade => 'CREATE UNIQUE INDEX CONCURRENTLY persons_unique ON persons (id)', downgrade => 'DROP INDEX persons_unique');
SQL
$holder = $server->background_psql('half');
$holder->query_safe('BEGIN; LOCK TABLE "Tenant 02".persons IN ACCESS EXCLUSIVE MODE');
$session = start_session($server, 'half', "CALL migrate.deploy_all()");
ok($server->poll_query_until('half', "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'migrate deploy' AND wait_event_type = 'Lock'"), 'an index waits in the second tenant');
is(query($server, 'half', 'SELECT scope, state FROM migrate.scopes ORDER BY scope'), "Tenant 01|interrupted\nTenant 02|running", '... while the first one is left half way');
is(query($server, 'half', 'SELECT scope, state FROM migrate.running ORDER BY scope'), "Tenant 01|interrupted\nTenant 02|running", '... and nobody runs there');
is(query($server, 'half', q{SET migrate.scope = 'Tenant 01'; SELECT state FROM migrate.status WHERE revision_id = 'r004'}), 'interrupted', '... as its own status says');
$holder->quit;
wait_for($session);

# kill -9 takes the server down and up; the next call goes on, whatever was interrupted.
seed();
new_tenants('killed', 12);
foreach my $round (1 .. 4)
{
	$session = start_session($server, 'killed', "CALL migrate.deploy_all(scopes => 'Tenant%', jobs => 2)");
	usleep(int(rand(400_000)));
	my ($rc, $pids) = $server->psql('postgres', "SELECT pid FROM pg_stat_activity WHERE backend_type LIKE 'migrate deploy%'");
	my @pids = split /\n/, $pids // '';
	kill 'KILL', $pids[ int rand @pids ] if @pids;
	wait_for($session);
	usleep(200_000);
	wait_for_server($server);
}
($rc, $out, $err) = call('killed', 2);
is($err =~ /ERROR|WARNING/ ? $err : '', '', 'after kill -9 of workers the next call goes on');
is(query($server, 'killed', $stands), 'orders persons persons_id|36', '... to the same end');
is(query($server, 'killed', "SELECT count(*) FILTER (WHERE state = 'up to date'), count(*) FROM migrate.scopes"), '12|12', '... in every tenant');
is(query($server, 'killed', "SELECT count(*) FROM pg_index WHERE NOT indisvalid"), 0, '... with every index');

# Two calls at once: one waits for the other in each tenant.
new_tenants('twice', 8);
my @results = at_once($server, 'twice', map { "-- together\nCALL migrate.deploy_all(scopes => 'Tenant%')" } 1 .. 2);
is((grep { $_->[0] == 0 } @results), 2, 'two calls at once: both end well') or diag(map { $_->[2] } @results);
is(query($server, 'twice', 'SELECT count(*), count(DISTINCT (scope, revision_id)) FROM migrate.journal'), '24|24', '... and every step has run once');

$server->stop;
done_testing();
