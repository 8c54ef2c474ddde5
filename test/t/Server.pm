# What the tests with servers of their own share: a server, databases with revisions in them, what they hold, and many
# sessions at once.
package Server;

use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(usleep);

our @EXPORT = qw(new_server new_database write_revisions query as_role refused succeeds dump_of restore_into
  schema_of state_of same_text start_session wait_for wait_for_server kill_postmaster slurp at_once seed
  of_array);

# A started server; $conf: more lines of its configuration.
sub new_server
{
	my ($name, $conf) = @_;
	my $server = PostgreSQL::Test::Cluster->new($name);

	$server->init(allows_streaming => 1, extra => [ '--encoding=UTF8', '--no-locale' ]);
	# Time zone and locale of the machine would show in what is compared.
	$server->append_conf('postgresql.conf', "timezone = 'UTC'\nmax_connections = 100\nlc_messages = 'C'\n" . ($conf // ''));
	$server->start;
	return $server;
}

# A database with the extension in it.
sub new_database
{
	my ($server, $name) = @_;
	$server->safe_psql('postgres', "CREATE DATABASE $name");
	$server->safe_psql($name, 'CREATE EXTENSION migrate');
	return $name;
}

# A line of revisions r001, r002, ...; # in the scripts stands for the number.
sub write_revisions
{
	my ($server, $database, $n, $upgrade, $downgrade) = @_;
	$server->safe_psql($database, <<SQL);
SELECT count(migrate.revision('step ' || i, revision_id => 'r' || lpad(i::text, 3, '0'),
	upgrade => replace(\$script\$$upgrade\$script\$, '#', i::text), downgrade => replace(\$script\$$downgrade\$script\$, '#', i::text)))
FROM generate_series(1, $n) i
SQL
}

# What a query of the superuser answers.
sub query
{
	my ($server, $database, $sql) = @_;
	return $server->safe_psql($database, $sql);
}

# (exit code, stdout, stderr) of SQL of a role, which ends at the first error.
sub as_role
{
	my ($server, $database, $role, $sql) = @_;
	return $server->psql($database, $sql, on_error_stop => 1, extra_params => [ '-U', $role ]);
}

# One test: the role's SQL runs; returns what it printed.
sub succeeds
{
	my ($server, $database, $role, $sql, $name) = @_;
	my ($rc, $out, $err) = as_role($server, $database, $role, $sql);
	is($rc, 0, $name) or diag($err);
	return $out;
}

# One test: the role's SQL ends in an error that matches.
sub refused
{
	my ($server, $database, $role, $sql, $pattern, $name) = @_;
	my ($rc, $out, $err) = as_role($server, $database, $role, $sql);
	ok($rc != 0 && $err =~ $pattern, $name) or diag("exit code $rc, $out$err");
}

# pg_dump's output, without what differs from call to call.
sub dump_of
{
	my ($server, $database, @options) = @_;
	my ($out, $err);
	IPC::Run::run([ $server->installed_command('pg_dump'), '-d', $server->connstr($database), @options ], '>', \$out, '2>', \$err)
	  or die "pg_dump $database: $err";
	$out =~ s/^\\(un)?restrict .*\n//mg;
	return $out;
}

# (exit code, stderr) of psql over a dump.
sub restore_into
{
	my ($server, $database, $dump, $role) = @_;
	my ($out, $err);
	IPC::Run::run(
		[ $server->installed_command('psql'), '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', $role, '-d', $server->connstr($database) ],
		'<', \$dump, '>', \$out, '2>', \$err);
	return ($? >> 8, $err);
}

# Schema and rows of a database, less what migrations are kept in.
sub schema_of
{
	my ($server, $database, @options) = @_;
	my $dump = dump_of($server, $database, '--exclude-schema=migrate', '--exclude-table=public.migrate_ledger', '--extension=plpgsql', @options);
	$dump =~ s/^--.*\n//mg;
	$dump =~ s/\n\n+/\n/g;
	return $dump;
}

# All that the extension holds of a database: every row of its tables, and where the sequences stand.
sub state_of
{
	my ($server, $database) = @_;
	return $server->safe_psql($database, <<'SQL');
SELECT 'revision', r.* FROM migrate.revisions r ORDER BY project, revision_id;
SELECT 'parent', p.* FROM migrate.revision_parents p ORDER BY project, revision_id, ordinal;
SELECT 'dependency', d.* FROM migrate.revision_dependencies d ORDER BY project, revision_id, ordinal;
SELECT 'label', l.* FROM migrate.labels l ORDER BY project, label;
SELECT 'applied', a.* FROM migrate.applied_revisions a ORDER BY project, scope, revision_id;
SELECT 'journal', j.* FROM migrate.journal j ORDER BY journal_id;
SELECT 'setting', s.* FROM migrate.settings s ORDER BY project, name;
SELECT 'revisions_ordinal_seq', last_value, is_called FROM migrate.revisions_ordinal_seq;
SELECT 'journal_journal_id_seq', last_value, is_called FROM migrate.journal_journal_id_seq;
SQL
}

# One test: long texts are the same; tells the lines that differ, not all of them.
sub same_text
{
	my ($got, $expected, $name) = @_;
	my $folder = tempdir(CLEANUP => 1);

	ok($got eq $expected, $name) and return;
	PostgreSQL::Test::Utils::append_to_file("$folder/expected", $expected);
	PostgreSQL::Test::Utils::append_to_file("$folder/got", $got);
	diag(`diff -U2 $folder/expected $folder/got | head -n 60`);
}

# An array of texts as SQL.
sub of_array
{
	return "ARRAY[" . join(', ', map { my $text = $_; $text =~ s/'/''/g; "'$text'" } @_) . "]::text[]";
}

sub slurp
{
	my ($path) = @_;
	return PostgreSQL::Test::Utils::slurp_file($path);
}

# Starts psql over an SQL text, its output in files, so that nobody has to read along; wait_for() ends it.
sub start_session
{
	my ($server, $database, $text, @options) = @_;
	my $folder = tempdir(CLEANUP => 1);
	my $session = { out => "$folder/out", err => "$folder/err" };

	PostgreSQL::Test::Utils::append_to_file("$folder/in", $text);
	$session->{run} = IPC::Run::start(
		[ $server->installed_command('psql'), '-XAtq', '-v', 'ON_ERROR_STOP=1', '-v', 'VERBOSITY=verbose', @options, '-d', $server->connstr($database) ],
		'<', "$folder/in", '>', $session->{out}, '2>', $session->{err});
	return $session;
}

# What a session that was started ended with: [exit code, stdout, stderr].
sub wait_for
{
	my ($session) = @_;
	$session->{run}->finish;
	return [ $session->{run}->full_result(0) >> 8, slurp($session->{out}), slurp($session->{err}) ];
}

# Until a server that ended its sessions takes new ones.
sub wait_for_server
{
	my ($server) = @_;
	for (1 .. 600)
	{
		# psql that is gone before it has read its input is an error of IPC::Run's
		return if (eval { $server->psql('postgres', 'SELECT 1') } // 1) == 0;
		usleep(100_000);
	}
	die 'the server does not come back';
}

# kill -9 of the postmaster, and a new one; @pids: of the processes that were in its database.
sub kill_postmaster
{
	my ($server, @pids) = @_;
	$server->kill9;
	# A backend notices at its next wait; until it is gone the shared memory is in use.
	foreach my $pid (@pids) { usleep(10_000) while kill 0, $pid }
	for (1 .. 100)
	{
		return if $server->start(fail_ok => 1);
		# A start that failed finds the dead postmaster's pid file and takes the node to be running.
		$server->{_pid} = undef;
		usleep(100_000);
	}
	die 'the server does not start';
}

# Runs each SQL text in a session of its own, all from the same moment on, and returns what each ended with.  A text
# says where that moment is: "-- together" stands for waiting for it.
sub at_once
{
	my ($server, $database, @texts) = @_;
	my $gate = $server->background_psql($database);
	my $n = @texts;

	$gate->query_safe('SELECT pg_advisory_lock(1)');
	s/^-- together$/SELECT pg_advisory_lock_shared(1) \\g \/dev\/null/mg foreach @texts;
	my @sessions = map { start_session($server, $database, $_) } @texts;
	$server->poll_query_until($database, "SELECT count(*) = $n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
	  or die 'sessions do not come to the gate';
	$gate->query_safe('SELECT pg_advisory_unlock(1)');
	my @results = map { wait_for($_) } @sessions;
	$gate->quit;
	return @results;
}

# Random tests print their seed; SEED=n repeats one.
sub seed
{
	my $seed = $ENV{SEED} // (time ^ $$) % 1_000_000;
	srand($seed);
	diag("seed $seed");
	return $seed;
}

1;
