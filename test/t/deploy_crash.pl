# kill -9 of the worker, the caller and the postmaster at random points of a deploy or a revert with statements that run outside
# of transactions.  The next call always comes to the same end as an undisturbed one; what had finished is not run twice.
# KILLS=100 for more of them.

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(usleep time);

use lib $FindBin::RealBin;
use Server;

seed();

my $kills = $ENV{KILLS} || 20;
my $nsteps = 18;
my $server = new_server('deploy_crash', "restart_after_crash = on\nfsync = off\nlog_min_messages = fatal\n");

# Each kind of statement, between others; rows tell how often they ran.
my @kinds = (
	['CREATE TABLE t# (a int, b text); INSERT INTO t# SELECT i, i FROM generate_series(1, 100) i', 'DROP TABLE t#'],
	['CREATE INDEX CONCURRENTLY hot_# ON hot (a, (b || $$#$$))', 'DROP INDEX CONCURRENTLY hot_#'],
	['INSERT INTO counted VALUES (#); CREATE UNIQUE INDEX CONCURRENTLY ON hot (id, (id + #)); BEGIN; INSERT INTO counted VALUES (#); INSERT INTO counted VALUES (#); COMMIT; VACUUM counted; INSERT INTO counted VALUES (#)',
		'DELETE FROM counted WHERE i = #; DO $$DECLARE n name; BEGIN SELECT indexrelid::regclass INTO STRICT n FROM pg_index WHERE indrelid = $t$hot$t$::regclass AND pg_get_indexdef(indexrelid) LIKE $t$%(id + #)%$t$; EXECUTE $t$DROP INDEX $t$ || n; END$$'],
	['REINDEX TABLE CONCURRENTLY hot', 'REINDEX INDEX CONCURRENTLY hot_pkey'],
	['ALTER TABLE parts DETACH PARTITION part_# CONCURRENTLY', 'ALTER TABLE parts ATTACH PARTITION part_# FOR VALUES IN (#)'],
	['DROP INDEX CONCURRENTLY pre_#; ALTER TABLE hot ADD COLUMN c# int DEFAULT 1', 'ALTER TABLE hot DROP COLUMN c#; CREATE INDEX CONCURRENTLY pre_# ON hot (a)'],
);

sub for_step { my ($text, $i) = @_; $text =~ s/#/$i/g; return $text }

sub new_shop
{
	my ($name) = @_;
	new_database($server, $name);
	my $sql = 'CREATE TABLE hot (id int PRIMARY KEY, a int, b text); INSERT INTO hot SELECT i, i, md5(i::text) FROM generate_series(1, 8000) i; CREATE TABLE counted (i int); CREATE TABLE parts (a int) PARTITION BY LIST (a);';
	foreach my $i (1 .. $nsteps)
	{
		my ($up, $down) = map { for_step($_, $i) } @{ $kinds[ $i % @kinds ] };
		$sql .= "CREATE TABLE part_$i PARTITION OF parts FOR VALUES IN ($i);" if $up =~ /part_/;
		$sql .= "CREATE INDEX pre_$i ON hot (a);" if $up =~ /pre_/;
		$sql .= sprintf("SELECT migrate.revision('step %d', revision_id => 'r%03d', upgrade => \$script\$%s\$script\$, downgrade => \$script\$%s\$script\$);\n", $i, $i, $up, $down);
	}
	query($server, $name, $sql);
}

# All that a deploy is to leave: the schema, the rows, no trace of interruptions.
sub outcome
{
	my ($name) = @_;
	return schema_of($server, $name, '--schema-only') . query($server, $name, <<'SQL');
SELECT string_agg(i::text, ' ' ORDER BY i) FROM counted;
SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE NOT indisvalid;
SELECT string_agg(relname, ' ') FROM pg_class WHERE relname ~ '_cc(new|old)';
SELECT count(*) FROM migrate.unfinished_steps;
SELECT string_agg(revision_id, ' ' ORDER BY journal_id) FROM migrate.applied_revisions;
SQL
}

# Who is at work in the database: pid and kind.
sub processes
{
	my ($name) = @_;
	my ($rc, $out) = $server->psql('postgres', "SELECT pid, backend_type FROM pg_stat_activity WHERE datname = '$name'");
	return map { [ split /\|/ ] } split /\n/, $out // '';
}

sub kill_one
{
	my ($name) = @_;
	my @processes = processes($name);
	return '' unless @processes;
	if (rand() < 0.2)
	{
		kill_postmaster($server, map { $_->[0] } @processes);
		return 'the postmaster';
	}
	my @workers = grep { $_->[1] eq 'migrate deploy' } @processes;
	my ($pid, $type) = @{ @workers && rand() < 0.6 ? $workers[0] : $processes[ int rand @processes ] };
	kill 'KILL', $pid;
	return "a $type";
}

# ---- undisturbed ----

new_shop('calm');
my $before = outcome('calm');
my $start = time;
query($server, 'calm', 'CALL migrate.deploy()');
my $span = time - $start;
my $after = outcome('calm');
query($server, 'calm', "CALL migrate.revert('base')");
my $back = outcome('calm');
isnt($after, $before, 'something is done');

# ---- disturbed ----

my %killed;
new_shop('shop');
foreach my $round (1 .. $kills)
{
	my $up = $round % 2;
	my $call = $up ? 'CALL migrate.deploy()' : "CALL migrate.revert('base')";
	my $shot = '';
	for my $try (1 .. 3)
	{
		my $session = start_session($server, 'shop', $call);
		usleep(int(rand($span) * 1_000_000));
		my $victim = kill_one('shop');
		wait_for($session);
		usleep(200_000);
		wait_for_server($server);
		$shot .= ", $victim" if $victim;
		$killed{$victim}++ if $victim;
	}
	my ($rc, $out, $err) = $server->psql('shop', $call);
	# the revert may have been finished by the first of them: then there is nothing left to take back
	is($err =~ /ERROR/ && $err !~ /there is nothing to take back/ ? $err : '', '', ($up ? 'deploy' : 'revert') . " goes on after kill -9$shot");
	same_text(outcome('shop'), $up ? $after : $back, '... to the same end');
}

diag(sprintf('a deploy takes %.1f s; killed: ', $span) . join(', ', map { "$killed{$_} times $_" } sort keys %killed));
$server->stop;
done_testing();
