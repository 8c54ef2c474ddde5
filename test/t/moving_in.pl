# Folders of other tools, at the size of real ones: imported as they are and upgraded a revision at a time, they give what
# psql makes of their scripts in the tool's order; where all have a way back, downgraded to base they leave nothing.  Where
# the tool has applied half of them, its history is adopted, and the other half gives the same.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Client;
use Folders;
use Server ();

my $server = Server::new_server('moving_in', "fsync = off\nmax_locks_per_transaction = 256\n");
my $work = new_application();
my %size = ('dbmate' => 400, 'golang-migrate' => 300, 'diesel' => 120, 'flyway' => 150, 'sqitch' => 110, 'plain' => 200);
local $ENV{PGHOST} = $server->host;
local $ENV{PGPORT} = $server->port;
my $user = getpwuid($<);

# psql over each script, in a session of its own.
sub run_with_psql
{
	my ($database, $scripts) = @_;
	for my $script (@$scripts)
	{
		my ($rc, $err) = Server::restore_into($server, $database, $script, $user);
		die "psql in $database: $err\n$script" if $rc != 0;
	}
}

# What the tools keep of their own, of whichever it is.
sub tables_of_tools
{
	my ($database) = @_;
	return Server::schema_of($server, $database, map { "--table=$_" } qw(*schema_migrations *_migrations goose_db_version flyway_schema_history sqitch.*));
}

sub one_step_at_a_time
{
	my ($database, $n, $call) = @_;
	my ($rc, $out, $err) = $server->psql($database, "SET migrate.concurrent_ddl = plain;\n" . "SELECT revision_id FROM $call;\n" x $n, on_error_stop => 1);
	is($rc, 0, "$database: $call, $n times") or diag(substr $err, 0, 2000);
	return scalar(() = $out =~ /\S+/g);
}

# The tool has applied the first half and says so in its table.
sub adopt_half
{
	my ($layout, $name, $folder, $theirs) = @_;
	my $n = @{ $folder->{scripts} };
	my $half = int($n / 2);
	my $history = history_of($folder, $half) or return;
	my $database = "half_$name";

	Server::new_database($server, $database);
	run_with_psql($database, [ @{ $folder->{scripts} }[ 0 .. $half - 1 ] ]);
	$server->safe_psql($database, $history);
	my $tables = tables_of_tools($database);

	my ($rc, $out, $err) = client('-d', $database, 'import', $name, '--adopt');
	is($rc, 0, "$layout: half of it adopted") or diag(substr $err, 0, 2000);
	is(scalar(() = $out =~ /^adopted/mg), $half, "$layout: $half revisions adopted");
	is($server->safe_psql($database, 'SELECT count(*) FROM migrate.pending()'), $n - $half, "$layout: the others are pending");
	one_step_at_a_time($database, $n - $half, "migrate.upgrade('+1')");
	is(tables_of_tools($database), $tables, "$layout: its own table is as it was");
	$server->safe_psql($database, 'DROP SCHEMA IF EXISTS sqitch CASCADE; DROP TABLE IF EXISTS schema_migrations, goose_db_version,'
		  . ' __diesel_schema_migrations, _sqlx_migrations, _prisma_migrations, flyway_schema_history');
	Server::same_text(Server::schema_of($server, $database), Server::schema_of($server, $theirs), "$layout: psql's schema and rows all the same");
	$server->safe_psql('postgres', "DROP DATABASE $database");
}

for my $layout (folder_names())
{
	(my $name = $layout) =~ s/\W/_/g;
	my $folder = folder_of($layout, $size{$layout} || 60);
	my $n = @{ $folder->{scripts} };
	my ($ours, $theirs) = ("ours_$name", "theirs_$name");

	spew("$work/$name/$_", $folder->{files}{$_}) for keys %{ $folder->{files} };
	$server->safe_psql('postgres', "CREATE DATABASE $theirs");
	run_with_psql($theirs, $folder->{scripts});
	Server::new_database($server, $ours);
	my $empty = Server::schema_of($server, $ours);

	my ($rc, $out, $err) = client('-d', $ours, 'import', $name);
	is($rc, 0, "$layout: pg_migrate import") or do { diag($out . $err); next };
	unlike($err, qr/error/, "$layout: no error");
	is($server->safe_psql($ours, 'SELECT count(*) FROM migrate.pending()'), $n, "$layout: $n revisions to apply");
	my $applied = one_step_at_a_time($ours, $n, "migrate.upgrade('+1')");
	is($applied, $n, "$layout: as many applied");
	Server::same_text(Server::schema_of($server, $ours), Server::schema_of($server, $theirs), "$layout: psql's schema and rows");
	is((client('-d', $ours, 'import', $name, '--format', $folder->{format}))[1], '', "$layout: imported again, by its name, nothing is new");
	if ($folder->{reversible})
	{
		is(one_step_at_a_time($ours, $n, 'migrate.downgrade(1)'), $n, "$layout: taken back");
		my $left = Server::schema_of($server, $ours);
		$left =~ s/^(CREATE|ALTER) SCHEMA other.*\n//mg;
		Server::same_text($left, $empty, "$layout: nothing is left");
	}
	adopt_half($layout, $name, $folder, $theirs);
	$server->safe_psql('postgres', "DROP DATABASE $theirs");
	$server->safe_psql('postgres', "DROP DATABASE $ours");
}

# A folder that does not fit the history is not stored either; nor is one that cannot be imported.
my $goose = folder_of('goose', 50);
spew("$work/wrong/$_", $goose->{files}{$_}) for keys %{ $goose->{files} };
Server::new_database($server, 'wrong');
$server->safe_psql('wrong', history_of($goose, 3) . '; INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)');
client_fails([ '-d', 'wrong', 'import', 'wrong', '--adopt' ], 1, qr/goose has applied 1 migration that no revision stands for\n  detail: 999\n  hint: Import the folder/,
	'a version that the folder lacks');
is($server->safe_psql('wrong', 'SELECT count(*) FROM migrate.history()'), 0, 'nothing was imported');
spew("$work/wrong/90000_psql.sql", "-- +goose Up\n\\copy t from stdin\n\\.\n");
spew("$work/wrong/90001_none.sql", "SELECT 1;\n");
client_fails([ '-d', 'wrong', 'import', 'wrong' ], 1, qr{wrong/90001_none.sql:1: error: SQL before the mark}, 'a file without its mark');
unlink "$work/wrong/90001_none.sql";
client_fails([ '-d', 'wrong', 'import', 'wrong' ], 1, qr{^(WARNING.*\n.*\n)*wrong/90000_psql.sql:2: error: \\copy is a command of psql\n    2 \| \\copy t from stdin}, "psql's own command");
is($server->safe_psql('wrong', 'SELECT count(*) FROM migrate.history()'), 0, 'nothing was imported');
unlink "$work/wrong/90000_psql.sql";
$server->safe_psql('wrong', 'DELETE FROM goose_db_version WHERE version_id = 999');
my ($rc, $out, $err) = client('-d', 'wrong', 'import', 'wrong', '--adopt', '--dry-run');
is($rc, 0, 'a dry run') or diag($err);
is($server->safe_psql('wrong', 'SELECT count(*) FROM migrate.history()'), 0, 'writes nothing');
is(scalar(grep { $_->{action} eq 'adopted' } @{ json_of('-d', 'wrong', 'import', 'wrong', '--adopt')->{files} }), 3, 'as JSON');
spew("$work/none/README.md", "Not a script.\n");
client_fails([ '-d', 'wrong', 'import', 'none' ], 1, qr/folder "none" has no migration files\n.*hint: Name the folder/, 'a folder of something else');
client_fails([ '-d', 'wrong', 'import', 'nowhere' ], 1, qr/folder "nowhere" does not exist/, 'a folder that is not there');

done_testing();
