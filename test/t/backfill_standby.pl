# A backfill waits while a standby is behind: the standby's replay is delayed, then it catches up.

use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use Test::More;
use Time::HiRes qw(sleep time);

use lib $FindBin::RealBin;
use Server;

my $primary = new_server('backfill_primary', "wal_receiver_status_interval = 1\n");
$primary->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('backfill_standby');
$standby->init_from_backup($primary, 'copy', has_streaming => 1);
$standby->append_conf('postgresql.conf', "recovery_min_apply_delay = '3s'\nwal_receiver_status_interval = 1\n");
$standby->start;

new_database($primary, 'shop');
query($primary, 'shop', 'CREATE TABLE numbers (id int PRIMARY KEY, n int NOT NULL DEFAULT 0); INSERT INTO numbers SELECT generate_series(1, 1000)');

my $call = q{CALL migrate.backfill('numbers', 'n = n + 1', batch_size => 100)};
sub seen { return query($primary, 'shop', 'SELECT coalesce(max(seen), 0) FROM migrate.backfills') }

# Something has to be replayed late before a lag is known.
ok($primary->poll_query_until('shop', q{SELECT max(extract(epoch FROM replay_lag)) > 1 FROM pg_stat_replication}), 'the standby is seconds behind');

my $begin = time;
query($primary, 'shop', "SET migrate.backfill_max_lag = 0; $call");
cmp_ok(time - $begin, '<', 2, 'backfill_max_lag = 0: nobody waits');

query($primary, 'shop', 'SELECT pg_switch_wal()');
my $session = start_session($primary, 'shop', "SET migrate.backfill_max_lag = '1s';\n$call;\n");
$primary->poll_query_until('shop', 'SELECT count(*) > 0 FROM migrate.backfills');
sleep 1.5;
my $early = seen();
cmp_ok($early, '<', 1000, 'a backfill waits for a standby that is behind') or diag("seen $early");
is(query($primary, 'shop', q{SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'migrate: backfill%' AND backend_xmin IS NULL AND backend_xid IS NULL}), 1, '    and holds nothing meanwhile');
sleep 1;
cmp_ok(seen(), '<', 1000, '    as long as it is');

$standby->append_conf('postgresql.conf', "recovery_min_apply_delay = 0\n");
$standby->reload;
my ($rc, $out, $err) = @{ wait_for($session) };
is($rc, 0, 'once it has caught up the backfill goes on') or diag($err);
is(query($primary, 'shop', 'SELECT min(n), max(n) FROM numbers'), '2|2', '    to the end');
$primary->wait_for_catchup($standby);
is(query($standby, 'shop', 'SELECT min(n), max(n) FROM numbers'), '2|2', '    there too');

$standby->stop;
$primary->stop;
done_testing();
