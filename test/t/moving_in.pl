# Folders of other tools, at the size of real ones: imported as they are and upgraded a revision at a time, they give what
# psql makes of their scripts in the tool's order; where all have a way back, downgraded to base they leave nothing.

use strict;
use warnings;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use IPC::Run;
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
	my $i = 0;
	for my $script (@$scripts)
	{
		my $path = sprintf '%s/script%04d.sql', $work, $i++;
		spew($path, $script);
		my ($out, $err);
		IPC::Run::run([ $server->installed_command('psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-f', $path ], '>', \$out, '2>', \$err)
		  or die "psql over script $i of $database: $err\n$script";
	}
}

sub one_step_at_a_time
{
	my ($database, $n, $call) = @_;
	my ($rc, $out, $err) = $server->psql($database, "SET migrate.concurrent_ddl = plain;\n" . "SELECT revision_id FROM $call;\n" x $n, on_error_stop => 1);
	is($rc, 0, "$database: $call, $n times") or diag(substr $err, 0, 2000);
	return scalar(() = $out =~ /\S+/g);
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
	$server->safe_psql('postgres', "DROP DATABASE $theirs");
	$server->safe_psql('postgres', "DROP DATABASE $ours");
}

done_testing();
