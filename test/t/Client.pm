# What the tests of pg_migrate share: running it, folders to run it in, files to write there.
package Client;

use strict;
use warnings;
use Cwd qw(getcwd);
use Exporter 'import';
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use IPC::Run;
use JSON::PP;
use Test::More;

our @EXPORT = qw(new_application begin_with client client_reading json_of client_ok client_fails slurp spew script_of new_revision files first_line sorted_lines);

my $bindir = $ENV{PG_CONFIG} || 'pg_config';
chomp($bindir = `$bindir --bindir`);
our $program = "$bindir/pg_migrate";

# Nothing of the user's own environment may decide what a test sees.
delete @ENV{qw(DATABASE_URL NO_COLOR VISUAL EDITOR PG_MIGRATE_EDITOR PGSERVICE PGOPTIONS)};

# A fresh folder, the current one from now on.
sub new_application
{
	my $folder = tempdir(CLEANUP => 1);
	chmod 0755, $folder;
	chdir $folder or die "$folder: $!";
	return $folder;
}

# A fresh folder, and a database with the extension in it, which whatever is run from now on connects to.
sub begin_with
{
	my ($server, $database) = @_;
	@ENV{qw(PGHOST PGPORT PGDATABASE)} = ($server->host, $server->port, $database);
	new_application();
	client_ok([ '--create-db', 'init' ], "begin with database $database");
}

# Runs pg_migrate: exit code, stdout, stderr.
sub client
{
	my @arguments = @_;
	return client_reading(undef, @arguments);
}

# The same over standard input.
sub client_reading
{
	my ($in, @arguments) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run([ $program, @arguments ], '<', defined $in ? \$in : \undef, '>', \$out, '2>', \$err);
	return ($? >> 8, $out, $err);
}

# Runs it, wants exit code 0 and nothing on stderr; returns stdout.
sub client_ok
{
	my ($arguments, $name) = @_;
	my ($rc, $out, $err) = client(@$arguments);
	ok($rc == 0 && $err eq '', $name || "pg_migrate @$arguments")
	  or diag("exit code $rc\n$out$err");
	return $out;
}

# Runs it, wants that exit code and stderr like that; returns stdout.
sub client_fails
{
	my ($arguments, $code, $pattern, $name) = @_;
	my ($rc, $out, $err) = client(@$arguments);
	is($rc, $code, "$name: exit code") or diag($out . $err);
	like($err, $pattern, "$name: message");
	return $out;
}

# What it prints with --json.
sub json_of
{
	my ($rc, $out, $err) = client('--json', @_);
	my $value = eval { decode_json($out) };
	ok(defined $value, "pg_migrate --json @_ prints JSON") or diag("exit code $rc\n$out$err");
	return $value;
}

sub slurp
{
	my ($path) = @_;
	open my $file, '<:raw', $path or die "$path: $!";
	local $/;
	return scalar <$file>;
}

sub spew
{
	my ($path, $text) = @_;
	make_path($1) if $path =~ m{^(.+)/[^/]+$};
	open my $file, '>:raw', $path or die "$path: $!";
	print $file $text;
	close $file or die "$path: $!";
}

# A revision with these scripts, by "pg_migrate revision".
sub new_revision
{
	my ($id, $message, $upgrade, $downgrade) = @_;
	spew('up.sql', $upgrade);
	spew('down.sql', $downgrade);
	client_ok([ 'revision', '-m', $message, '--rev-id', $id, '--upgrade', 'up.sql', '--downgrade', 'down.sql' ]);
}

# Writes the file of a revision: script_of('aaaa', 'create t', up => ..., down => ..., parents => 'base').
sub script_of
{
	my ($id, $message, %script) = @_;
	my $path = "migrations/versions/${id}.sql";
	spew($path, "-- $message\n--\n-- Revision ID: $id\n-- Revises: " . ($script{parents} || 'base') . "\n"
		  . "-- Create Date: 2026-01-01 00:00:00+00\n\n-- migrate:upgrade\n$script{up}\n"
		  . (defined $script{down} ? "\n-- migrate:downgrade\n$script{down}\n" : ''));
	return $path;
}

# The files of revisions, in the order of their names.
sub files
{
	my @files = sort(glob 'migrations/versions/*');
	return @files;
}

sub first_line
{
	my ($text) = @_;
	return (split /\n/, $text)[0];
}

sub sorted_lines
{
	my ($text) = @_;
	return join('', sort(split /^/, $text));
}

1;
