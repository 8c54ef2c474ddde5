# deploy() outside of transactions: cancelled, terminated, without workers, for roles of all kinds, with the caller's settings.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $server = new_server('deploy', "fsync = off\n");
my $user = $server->safe_psql('postgres', 'SELECT current_user');

# A database with a table and a revision that indexes it.
sub new_shop
{
	my ($name) = @_;
	new_database($server, $name);
	query($server, $name, <<'SQL');
CREATE TABLE hot (id int, a int);
INSERT INTO hot SELECT i, i FROM generate_series(1, 1000) i;
SELECT migrate.revision('table', revision_id => 'r001', upgrade => 'CREATE TABLE first ()', downgrade => 'DROP TABLE first');
SELECT migrate.revision('index', revision_id => 'r002', upgrade => 'CREATE INDEX CONCURRENTLY hot_a ON hot (a)', downgrade => 'DROP INDEX CONCURRENTLY hot_a');
SQL
}

# A session whose snapshot CONCURRENTLY has to wait for; ends with $session->quit.
sub hold_snapshot
{
	my ($name) = @_;
	my $session = $server->background_psql($name);
	$session->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
	return $session;
}

sub await
{
	my ($name, $condition, $what) = @_;
	ok($server->poll_query_until($name, "SELECT $condition"), $what);
}

my $waits = 'EXISTS (SELECT FROM migrate.running WHERE statement IS NOT NULL AND cardinality(waits_for) > 0)';
my $no_worker = "NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'migrate deploy')";
my $locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'object'";
my $interrupted = 'SELECT state, revision_id, statement, statements, line FROM migrate.running';

# ---- cancelled, terminated, timed out ----

new_shop('shop');
my $holder = hold_snapshot('shop');
my $deploy = start_session($server, 'shop', "CALL migrate.deploy();\n$locks AND pid = pg_backend_pid();\nSELECT pg_sleep(0.1);\n", '-v', 'ON_ERROR_STOP=0');
await('shop', $waits, 'the worker waits for an older transaction, and is seen to');
is(query($server, 'shop', "SELECT count(pg_cancel_backend(pid)) FROM migrate.running"), 1, 'cancelled');
my ($rc, $out, $err) = @{ wait_for($deploy) };
like($err, qr/canceling statement due to user request/, 'the caller hears of it');
like($err, qr/CONTEXT:  revision "r002" \(index\), upgrade, statement 1 \(line 1\): CREATE INDEX CONCURRENTLY/, '... and where it was');
is($out, "0\n\n", 'its session goes on and holds no lock');
await('shop', $no_worker, 'the worker has ended');
is(query($server, 'shop', $interrupted), 'interrupted|r002|1|1|1', 'what was interrupted is seen');
is(query($server, 'shop', "SELECT error FROM migrate.log LIMIT 1"), '57014: canceling statement due to user request', 'and in the journal');
refused($server, 'shop', $user, 'SELECT migrate.upgrade()', qr/was interrupted and is done in part/, 'upgrade() leaves it to deploy()');

$deploy = start_session($server, 'shop', 'CALL migrate.deploy()');
await('shop', $waits, 'another deploy cleans up: it waits again');
is(query($server, 'shop', "SELECT count(pg_terminate_backend(pid)) FROM migrate.running"), 1, 'terminated');
wait_for($deploy);
await('shop', $no_worker, 'its worker ends with it');

($rc, $out, $err) = $server->psql('shop', "SET statement_timeout = '300ms'; CALL migrate.deploy()");
like($err, qr/canceling statement due to statement timeout/, "statement_timeout is the caller's");
like($err, qr/CONTEXT:  revision "r002"/, '... and says where');

$holder->quit;
is(query($server, 'shop', "CALL migrate.deploy(); SELECT relname, indisvalid FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = 'hot'::regclass"), 'hot_a|t', 'and when nobody is in the way it is done');
is(query($server, 'shop', "SELECT count(*) FROM migrate.unfinished_steps"), 0, 'nothing is unfinished');
is(query($server, 'shop', $locks), 0, 'nothing is locked');

# ---- who held the lock ----

$holder = $server->background_psql('shop', extra_params => []);
$holder->query_safe("SET application_name = 'report'; BEGIN; SELECT count(*) FROM hot");
query($server, 'shop', "SELECT migrate.revision('column', revision_id => 'r003', upgrade => 'ALTER TABLE hot ADD COLUMN b int', downgrade => 'ALTER TABLE hot DROP COLUMN b')");
query($server, 'shop', "SELECT migrate.revision('mixed', revision_id => 'r004', upgrade => 'VACUUM first; ALTER TABLE hot ADD COLUMN c int', downgrade => 'ALTER TABLE hot DROP COLUMN c')");
my $impatient = "SET migrate.lock_timeout = '200ms'; SET migrate.lock_retries = 1; CALL migrate.deploy()";
($rc, $out, $err) = $server->psql('shop', $impatient);
like($err, qr/canceling statement due to lock timeout\nDETAIL:  Process \d+ \(application "report"\) held the lock, its transaction idle for \d+\.\d s\.\nHINT:  It was tried 2 times/, 'the error names who held the lock');
$holder->query_safe('COMMIT');
query($server, 'shop', "CALL migrate.deploy('r003')");
$holder->query_safe('BEGIN; SELECT count(*) FROM hot');
($rc, $out, $err) = $server->psql('shop', $impatient);
like($err, qr/canceling statement due to lock timeout\nDETAIL:  Process \d+ \(application "report"\) held the lock/, 'outside of a transaction too');
is(query($server, 'shop', "SELECT done, statement FROM migrate.unfinished_steps"), '1|', '... where what ran before it stays');
$holder->quit;
query($server, 'shop', 'CALL migrate.deploy()');

# ---- workers ----

new_shop('second');
new_shop('third');
query($server, 'postgres', "LOAD 'migrate'; ALTER SYSTEM SET migrate.max_workers = 1");
query($server, 'postgres', 'SELECT pg_reload_conf()');
$holder = hold_snapshot('second');
$deploy = start_session($server, 'second', 'CALL migrate.deploy()');
await('second', $waits, 'one worker is at work');
my $third = start_session($server, 'third', "LOAD 'migrate'; CALL migrate.deploy()");
await('third', "EXISTS (SELECT FROM pg_stat_activity WHERE query = 'migrate: waits for a worker (migrate.max_workers)')", 'of another database: it waits for its turn');
is(query($server, 'third', 'SELECT count(*) FROM migrate.applied_revisions'), 1, '... with what needs no worker done');
$holder->quit;
is(wait_for($deploy)->[0], 0, 'the first is done');
is(wait_for($third)->[0], 0, 'the second too');

query($server, 'postgres', "LOAD 'migrate'; ALTER SYSTEM RESET migrate.max_workers");
query($server, 'postgres', 'ALTER SYSTEM SET max_worker_processes = 0');
$server->restart;
refused($server, 'third', $user, 'CALL migrate.revert()', qr/no background worker is free.*max_worker_processes is 0/s, 'no worker to be had');
is(query($server, 'third', 'SELECT (SELECT count(*) FROM migrate.unfinished_steps), (SELECT count(*) FROM migrate.applied_revisions)'), '0|2', 'nothing is half done');
is(query($server, 'third', "SET migrate.concurrent_ddl = plain; CALL migrate.revert(); SELECT count(*) FROM migrate.applied_revisions"), 1, 'without CONCURRENTLY none is needed');
query($server, 'postgres', 'ALTER SYSTEM RESET max_worker_processes');
$server->restart;

# ---- roles ----

query($server, 'postgres', 'CREATE ROLE owner NOLOGIN; CREATE ROLE ada LOGIN IN ROLE owner; CREATE ROLE stranger LOGIN');
new_database($server, 'roles');
query($server, 'roles', <<'SQL');
SELECT migrate.grant_access('ada', 'admin');
SELECT migrate.grant_access('owner', 'admin');
SELECT migrate.grant_access('stranger', 'runner');
GRANT CREATE ON SCHEMA public TO owner;
SET ROLE owner;
CREATE TABLE hot (a int);
SELECT migrate.revision('index', revision_id => 'r001', upgrade => 'CREATE INDEX CONCURRENTLY hot_a ON hot (a); CREATE TABLE made AS SELECT current_user::text AS who, session_user::text AS session', downgrade => 'DROP TABLE made; DROP INDEX CONCURRENTLY hot_a');
SQL
refused($server, 'roles', 'stranger', 'CALL migrate.deploy()', qr/must be owner of table hot/, 'a role without rights');
is(query($server, 'roles', 'SELECT count(*) FROM migrate.unfinished_steps'), 0, '... leaves nothing');
succeeds($server, 'roles', 'ada', 'SET ROLE owner; CALL migrate.deploy()', 'a role without LOGIN, by SET ROLE');
is(query($server, 'roles', 'SELECT who, session, tableowner FROM made, pg_tables WHERE tablename = $$made$$'), 'owner|ada|owner', '... is who runs it');
succeeds($server, 'roles', 'ada', 'SET ROLE owner; CALL migrate.revert()', 'and takes it back');
query($server, 'roles', "SELECT migrate.set('role', 'owner')");
succeeds($server, 'roles', 'ada', 'CALL migrate.deploy(); ', 'by the setting role');
is(query($server, 'roles', 'SELECT who, session, tableowner FROM made, pg_tables WHERE tablename = $$made$$'), 'owner|ada|owner', '... the same');
query($server, 'roles', 'CALL migrate.revert(); CALL migrate.deploy()');
is(query($server, 'roles', 'SELECT who, session, tableowner FROM made, pg_tables WHERE tablename = $$made$$'), 'owner|owner|owner', 'a superuser becomes that role for good');
my $n = 2;
foreach my $way ('RESET ROLE', 'SET ROLE NONE', "SET ROLE $user", 'RESET SESSION AUTHORIZATION', "SET SESSION AUTHORIZATION $user", "SET LOCAL session_authorization = $user", 'RESET ALL', 'DISCARD ALL', "DO \$\$ BEGIN RESET SESSION AUTHORIZATION; END \$\$", "DO \$\$ BEGIN SET ROLE NONE; COMMIT; RESET SESSION AUTHORIZATION; END \$\$",
	"SELECT set_config('session_authorization', '$user', false)", "SELECT set_config('role', '$user', false)")
{
	my $id = sprintf('r%03d', $n++);
	query($server, 'roles', "SET ROLE owner; SELECT migrate.revision('up', revision_id => '$id', transactional => false, downgrade => '', upgrade => \$script\$$way; CREATE ROLE climber SUPERUSER\$script\$)");
	my ($rc, $out, $err) = $server->psql('roles', 'CALL migrate.deploy()');
	like($err, qr/permission denied|must be superuser|cannot be changed|cannot be set|cannot set/, "no way up: $way");
	is(query($server, 'roles', "SELECT count(*) FROM pg_roles WHERE rolname = 'climber'"), 0, '... nobody climbed');
	query($server, 'roles', "SELECT migrate.edit('$id', upgrade => coalesce((SELECT CASE WHEN done > 0 THEN \$script\$$way\$script\$ END FROM migrate.unfinished_steps), ''))");
	query($server, 'roles', "CALL migrate.deploy(on_interrupted => 'skip')");
}

# ---- the caller's settings ----

new_database($server, 'settings');
query($server, 'settings', <<'SQL');
CREATE TABLE told (work_mem text, path text, encoding text);
ALTER DATABASE settings SET search_path = elsewhere, public;
SELECT migrate.revision('tells', revision_id => 'r001', transactional => false, downgrade => '',
	upgrade => $$INSERT INTO told VALUES (current_setting('work_mem'), current_setting('search_path'), current_setting('client_encoding')); CREATE TABLE "Bücher" (); DO 'BEGIN RAISE WARNING ''Bücher gibt es''; END'; CREATE TABLE "Bücher" ()$$);
SQL
($rc, $out, $err) = $server->psql('settings', "SET client_encoding = LATIN1; SET work_mem = '7MB'; SET search_path = nowhere; CALL migrate.deploy()");
like($err, qr/WARNING:  B\xfccher gibt es/, 'warnings come in the encoding of the client');
like($err, qr/relation "B\xfccher" already exists/, 'errors too');
is(query($server, 'settings', 'SELECT work_mem, path FROM told'), '7MB|elsewhere, public, pg_temp', 'settings are the caller\'s, the search_path that of scripts');

# What is unfinished is not dumped: elsewhere it is not so.
is(query($server, 'settings', 'SELECT count(*) FROM migrate.unfinished_steps'), 1, 'a step is unfinished');
unlike(dump_of($server, 'settings'), qr/COPY migrate.unfinished_steps/, 'a dump knows nothing of it');

$server->stop;
done_testing();
