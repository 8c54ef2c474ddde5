# A backfill that is killed goes on where it was, touches no row twice, is alone on its table, and holds nothing between two batches.

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(sleep);

use lib $FindBin::RealBin;
use Server;

my $node = new_server('backfill', "restart_after_crash = on\n");
my $rows = 3000;
sub sql { return $node->safe_psql('postgres', $_[0]) }
sql("CREATE EXTENSION migrate; CREATE TABLE numbers (id int PRIMARY KEY, touched int NOT NULL DEFAULT 0); INSERT INTO numbers SELECT generate_series(1, $rows)");

my $call = q{CALL migrate.backfill('numbers', 'touched = touched + 1', batch_size => 50, pause => '20 ms')};

# Another session that is at it; its pid.
sub begin
{
	my $session = $node->background_psql('postgres', on_error_stop => 0);
	my $pid = $session->query('SELECT pg_backend_pid()');
	$session->query_until(qr/begins/, "\\echo begins\n$call;\n");
	$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM migrate.backfills});
	return ($session, $pid);
}

my ($session, $pid) = begin();
my ($rc, $out, $err) = $node->psql('postgres', $call);
like($err, qr/relation "numbers" is being backfilled already\n.*DETAIL:  Process $pid is at it/s, 'one at a time');
is(sql(qq{SELECT bool_and(l.locktype = 'object') FROM pg_locks l WHERE pid = $pid AND locktype NOT IN ('virtualxid', 'relation', 'transactionid')}), 't', 'it holds its own lock');
ok($node->poll_query_until('postgres', qq{SELECT backend_xmin IS NULL AND backend_xid IS NULL FROM pg_stat_activity WHERE pid = $pid}), 'between two batches it holds no snapshot back');

for my $round (1 .. 3)
{
	kill 'KILL', $pid;
	wait_for_server($node);
	eval { $session->quit };
	$node->poll_query_until('postgres', qq{SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $pid)});
	my ($last, $touched) = split /\|/, sql('SELECT b.last_key[1], (SELECT count(*) FROM numbers WHERE touched = 1) FROM migrate.backfills b');
	is($touched, $last, "kill $round: what is kept is what was committed");
	is(sql('SELECT max(touched) FROM numbers'), '1', '    and no row was touched twice');
	($session, $pid) = begin();
	sleep 0.1;
}
$node->safe_psql('postgres', "SELECT pg_cancel_backend($pid)");
$node->poll_query_until('postgres', qq{SELECT state = 'idle' FROM pg_stat_activity WHERE pid = $pid});
is(sql(qq{SELECT count(*) FROM pg_locks WHERE pid = $pid AND locktype = 'object'}), '0', 'a session that goes on after a cancellation holds no lock');
($rc, $out, $err) = $node->psql('postgres', $call);
is($rc, 0, 'the same call goes to the end');
like($err, qr/goes on behind the \d+ rows/, '    from where it was');
is(sql('SELECT min(touched), max(touched), count(*) FROM numbers'), "1|1|$rows", '    and every row was touched once');
is(sql('SELECT count(*) FROM migrate.backfills'), '0', '    and nothing is left of it');
eval { $session->quit };
done_testing();
