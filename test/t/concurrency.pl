# Many sessions migrate at once: each step runs exactly once, whoever comes first.  Under READ COMMITTED nobody fails;
# under REPEATABLE READ and SERIALIZABLE those whose snapshot is older than the migration fail to serialize, and a retry
# finds nothing to do.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $server = new_server('concurrency');

# A second run of a step would not fail, but leave a second row.
sub new_history
{
	my ($database, $n) = @_;
	new_database($server, $database);
	query($server, $database, 'CREATE TABLE witnesses (step int, pid int DEFAULT pg_backend_pid())');
	write_revisions($server, $database, $n, 'INSERT INTO witnesses (step) VALUES (#)', 'DELETE FROM witnesses WHERE step = #');
}

sub each_step_once
{
	my ($database, $n, $name) = @_;
	is(query($server, $database, 'SELECT count(*), count(DISTINCT step), count(DISTINCT pid) FROM witnesses'), "$n|$n|1",
		"$name: every step has run once, all by one session");
	is(query($server, $database, "SELECT count(*), count(DISTINCT revision_id), count(DISTINCT run) FROM migrate.journal WHERE direction = 'upgrade'"),
		"$n|$n|1", "$name: the journal has every step once, in one run");
	is(query($server, $database, "SELECT count(*) FROM migrate.applied_revisions"), $n, "$name: all is applied");
}

# ---- READ COMMITTED ----

new_history('committed', 20);
my @results = at_once($server, 'committed', ("-- together\nSELECT count(*) FROM migrate.upgrade();") x 50);
is((grep { $_->[0] == 0 } @results), 50, 'READ COMMITTED: none of 50 sessions fails')
  or diag(map { $_->[2] } @results);
is(join(' ', sort { $a <=> $b } map { $_->[1] + 0 } @results), join(' ', (0) x 49, 20), 'READ COMMITTED: one does all, 49 find nothing left');
each_step_once('committed', 20, 'READ COMMITTED');

# Their transaction has begun, and has looked, before the others are done.
new_history('begun', 20);
@results = at_once($server, 'begun',
	("BEGIN;\nSELECT count(*) FROM migrate.pending() \\g /dev/null\n-- together\nSELECT count(*) FROM migrate.upgrade('heads');\nCOMMIT;") x 20);
is(join(' ', sort { $a <=> $b } map { $_->[0] == 0 ? $_->[1] + 0 : -1 } @results), join(' ', (0) x 19, 20),
	'READ COMMITTED in transactions that looked before: one does all, nobody fails');
each_step_once('begun', 20, 'begun transactions');

# ---- REPEATABLE READ, SERIALIZABLE ----

foreach my $level ('REPEATABLE READ', 'SERIALIZABLE')
{
	my $database = lc $level;
	$database =~ s/ /_/;
	new_history($database, 10);
	# Waiting takes the snapshot, so all snapshots are older than the migration.
	@results = at_once($server, $database, ("BEGIN ISOLATION LEVEL $level;\n-- together\nSELECT count(*) FROM migrate.upgrade();\nCOMMIT;") x 20);
	is((grep { $_->[0] == 0 && $_->[1] == 10 } @results), 1, "$level: one session does all");
	my @failed = grep { $_->[0] != 0 } @results;
	is(@failed, 19, "$level: the others fail");
	is((grep { $_->[2] =~ /^ERROR:  40001: / } @failed), 19, "$level: all of them to serialize")
	  or diag(map { $_->[2] } @failed);
	each_step_once($database, 10, $level);

	@results = at_once($server, $database, ("BEGIN ISOLATION LEVEL $level;\n-- together\nSELECT count(*) FROM migrate.upgrade();\nCOMMIT;") x 19);
	is((grep { $_->[0] == 0 && $_->[1] == 0 } @results), 19, "$level: the retries find nothing to do, and do not fail");
}

# ---- replicas that bring their folder along ----

sub folder_of
{
	my ($n) = @_;
	return map {
		my $parent = $_ > 1 ? sprintf('f%03d', $_ - 1) : 'base';
		my $id = sprintf('f%03d', $_);
		"-- step $_\n--\n-- Revision ID: $id\n-- Revises: $parent\n\n-- migrate:upgrade\nINSERT INTO witnesses (step) VALUES ($_);\n\n-- migrate:downgrade\nDELETE FROM witnesses WHERE step = $_;\n"
	} 1 .. $n;
}

sub upgrade_files
{
	my @folder = folder_of(@_);
	return 'SELECT count(*) FROM migrate.upgrade_files(' . of_array(map { "f$_.sql" } 1 .. @folder) . ', ' . of_array(@folder) . ');';
}

new_database($server, 'replicas');
query($server, 'replicas', 'CREATE TABLE witnesses (step int, pid int DEFAULT pg_backend_pid())');
@results = at_once($server, 'replicas', ("-- together\n" . upgrade_files(10)) x 10);
is(join(' ', sort { $a <=> $b } map { $_->[0] == 0 ? $_->[1] + 0 : -1 } @results), join(' ', (0) x 9, 10),
	'ten replicas bring the same folder: one imports and upgrades, nobody fails')
  or diag(map { $_->[2] } @results);
each_step_once('replicas', 10, 'replicas');

# Two releases at once: whichever comes first, all steps of the newer run once and the older does not mind.
@results = at_once($server, 'replicas', map { "-- together\n" . upgrade_files($_ % 2 ? 10 : 14) } 1 .. 10);
is((grep { $_->[0] == 0 } @results), 10, 'replicas of two releases: nobody fails') or diag(map { $_->[2] } @results);
is(query($server, 'replicas', 'SELECT count(*), count(DISTINCT step) FROM witnesses'), '14|14', 'replicas of two releases: every step has run once');

# A folder that is new to the store, brought by the replicas of many tenants: writing revisions and running them waits for
# the others in one order, so that nobody ends in a deadlock.
new_database($server, 'tenants');
query($server, 'tenants', join(';', 'CREATE TABLE witnesses (step int, pid int DEFAULT pg_backend_pid())', map { qq(CREATE SCHEMA "tenant $_") } 0 .. 9));
@results = at_once($server, 'tenants', map { "SET migrate.scope = 'tenant @{[ $_ % 10 ]}';\n-- together\n" . upgrade_files(3) } 1 .. 30);
is((grep { $_->[0] == 0 } @results), 30, 'replicas of ten tenants: nobody fails') or diag(map { $_->[2] } @results);
is(query($server, 'tenants', 'SELECT count(*), count(DISTINCT (scope, revision_id)) FROM migrate.journal'), '30|30', 'replicas of ten tenants: every step has run once for each');

# ---- authors ----

new_database($server, 'authors');
@results = at_once($server, 'authors', map { "-- together\nSELECT migrate.revision('revision $_', upgrade => '');" } 1 .. 20);
is((grep { $_->[0] == 0 } @results), 20, 'twenty authors write at once: nobody fails') or diag(map { $_->[2] } @results);
is(query($server, 'authors', 'SELECT count(*) FROM migrate.heads()'), 1, 'each stands on the one before: there is one head');
is(query($server, 'authors', "SELECT count(*) FROM migrate.upgrade()"), 20, 'and all are in its history');

# Authors beside runners: what is applied is always what stands on what is applied.
new_database($server, 'mixed');
query($server, 'mixed', 'CREATE TABLE witnesses (step int, pid int DEFAULT pg_backend_pid())');
@results = at_once($server, 'mixed', map {
	"-- together\nSELECT migrate.revision('revision $_', upgrade => 'INSERT INTO witnesses (step) VALUES ($_)') \\g /dev/null\nSELECT count(*) FROM migrate.upgrade();"
} 1 .. 20);
is((grep { $_->[0] == 0 } @results), 20, 'twenty sessions write and upgrade at once: nobody fails') or diag(map { $_->[2] } @results);
is(query($server, 'mixed', 'SELECT count(*), count(DISTINCT step) FROM witnesses'), '20|20', 'every step has run once');

$server->stop;
done_testing();
