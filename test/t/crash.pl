# kill -9 of the backend and of the postmaster at random points of an upgrade or a downgrade.  After the restart the
# applied revisions and the schema agree, what was reported as done is there, and work goes on from where it stands.

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(usleep time);

use lib $FindBin::RealBin;
use Server;

seed();

my $nsteps = 120;
my $chunk = 30;		# revisions a transaction
my $server = new_server('crash', "restart_after_crash = on\nfsync = off\nlog_min_messages = fatal\n");

new_database($server, 'shop');
write_revisions($server, 'shop', $nsteps, 'CREATE TABLE step_# (); SELECT pg_sleep(0.002); COMMENT ON TABLE step_# IS $$#$$', 'DROP TABLE step_#; SELECT pg_sleep(0.002)');

sub id { return $_[0] == 0 ? 'base' : sprintf('r%03d', $_[0]) }

sub applied { return query($server, 'shop', 'SELECT count(*) FROM migrate.applied_revisions') }

# Where the transactions of one session lead to, from a state: up to the last revision, or down to base.
sub goals
{
	my ($from, $up) = @_;
	return $up ? grep { $_ > $from } map { $_ * $chunk } 1 .. $nsteps / $chunk : grep { $_ < $from } map { $_ * $chunk } reverse 0 .. $nsteps / $chunk - 1;
}

sub start_moving
{
	my ($from, $up) = @_;
	my $function = $up ? 'upgrade' : 'downgrade';
	my $text = "SELECT pg_backend_pid();\n" . join('', map { "SELECT 'done $_' FROM migrate.$function('@{[ id($_) ]}') OFFSET 0 LIMIT 1;\n" } goals($from, $up));
	my $session = start_session($server, 'shop', $text);
	my $pid;
	for (1 .. 500)
	{
		($pid) = -s $session->{out} ? slurp($session->{out}) =~ /^(\d+)$/m : ();
		last if defined $pid;
		usleep(10_000);
	}
	return ($session, $pid);
}

# The postmaster may notice late that a backend was killed, and then ends every session: one that only sleeps tells when
# that has happened.  Where the backend was gone before, nothing happens: hence not for ever.
sub start_witness
{
	my $witness = start_session($server, 'shop', "SELECT 'ready';\nSELECT pg_sleep(5);\n");
	usleep(1_000) until -s $witness->{out} || !$witness->{run}->pumpable;
	return $witness;
}

# What is in the schema is what counts as applied, the first so many; the journal adds up to it.
sub agrees
{
	my ($done, $up, $name) = @_;
	my ($applied, $tables, $journal, $last) = split /\|/, query($server, 'shop', <<'SQL');
SELECT (SELECT coalesce(string_agg(substr(revision_id, 2)::int::text, ' ' ORDER BY revision_id), '') FROM migrate.applied_revisions),
	(SELECT coalesce(string_agg(obj_description(oid), ' ' ORDER BY obj_description(oid)::int), '') FROM pg_class WHERE relname LIKE 'step\_%'),
	(SELECT coalesce(sum(CASE direction WHEN 'upgrade' THEN 1 ELSE -1 END), 0) FROM migrate.journal),
	(SELECT count(*) FROM migrate.applied_revisions)
SQL
	my $whole = $last % $chunk == 0 && (!defined $done || ($up ? $last >= $done : $last <= $done));
	ok($applied eq $tables && $applied eq join(' ', 1 .. $last) && $journal == $last && $whole, $name)
	  or diag("applied: $applied\ntables: $tables\njournal: $journal, reported: " . ($done // 'nothing'));
	return $last;
}

my $up = 1;
my $at = 0;
my $interrupted = 0;
my $started = time;

for my $i (1 .. 50)
{
	my $postmaster = $i % 5 == 0;
	my $witness = start_witness();
	my ($session, $pid) = start_moving($at, $up);
	usleep(int rand 350_000);
	if ($postmaster)
	{
		kill_postmaster($server, $pid);
	}
	else
	{
		kill 'KILL', $pid;
	}
	wait_for($witness);
	my ($rc, $out) = @{ wait_for($session) };
	wait_for_server($server);
	my ($done) = $out =~ /.*^done (\d+)$/ms;
	$interrupted++ if $rc != 0;
	$at = agrees($done, $up, "kill $i, of " . ($postmaster ? 'the postmaster' : 'the backend') . ($up ? ', upgrading' : ', downgrading'));
	$up = 0 if $at == $nsteps;
	$up = 1 if $at == 0;
}
diag(sprintf('%d of 50 sessions were interrupted, in %d s', $interrupted, time - $started));
cmp_ok($interrupted, '>', 10, 'most kills hit a session at work');

query($server, 'shop', 'SELECT count(*) FROM migrate.upgrade()');
is(agrees($nsteps, 1, 'it goes on to the end'), $nsteps, 'all is applied');
query($server, 'shop', "SELECT count(*) FROM migrate.downgrade('base')");
is(agrees(0, 0, 'and back to the beginning'), 0, 'nothing is applied');

$server->stop;
done_testing();
