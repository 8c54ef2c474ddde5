# The way out: a history written as the folder of each tool, read back as it is, gives the same scripts, and the same schema up
# and down; dbmate itself runs its folder, where npm has it.  Versions that were the tool's own are kept.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use IPC::Run;
use Test::More;

use lib $FindBin::RealBin;
use Client;
use Folders;
use Server ();

my $server = Server::new_server('export', "fsync = off\nmax_locks_per_transaction = 256\nlisten_addresses = 'localhost'\n");
my $work = new_application();
my @tools = qw(dbmate diesel flyway golang-migrate goose sqlx);
local $ENV{PGHOST} = $server->host;
local $ENV{PGPORT} = $server->port;

# Comments, white space and semicolons at the end are each tool's own.
sub normal
{
	my ($script) = @_;
	$script =~ s/\r\n?/\n/g;
	$script =~ s/^\s*--.*$| -- done;$//mg;
	return 'none' if $script =~ /RAISE EXCEPTION 'revision \w+ has no way back'/;
	$script =~ s/\s+/ /g;
	$script =~ s/^[ ;]+|[ ;]+$//g;
	$script =~ s/ ?; ?/; /g;
	return $script;
}

# The scripts in their order: [ id, upgrade, downgrade ].
sub scripts_of
{
	my ($database) = @_;
	my $json = $server->safe_psql($database, <<SQL);
SELECT json_agg(json_build_array(h.revision_id, s.upgrade, coalesce(s.downgrade, 'none')) ORDER BY h.ordinality DESC)
FROM migrate.history() WITH ORDINALITY h, migrate.show(h.revision_id) s
SQL
	return JSON::PP->new->decode($json);
}

sub upgraded
{
	my ($database) = @_;
	my ($rc, $out, $err) = $server->psql($database, "SET migrate.concurrent_ddl = plain; SELECT count(*) FROM migrate.upgrade();", on_error_stop => 1);
	is($out, 6, "$database: upgraded") or diag(substr $err, 0, 2000);
}

# ---- an own history: a branch, a merge, functions, what runs outside of transactions ----

Server::new_database($server, 'ours');
client_ok([ '-d', 'ours', 'init', 'migrations' ]);
my %files = (
	aaaa => [ 'base', "CREATE TABLE persons (id int PRIMARY KEY, name text DEFAULT '\${name}');", 'DROP TABLE persons;' ],
	bbbb => [ 'aaaa', "BEGIN;\nCREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS \$\$\nBEGIN\n    -- one;\n    RETURN 'a; b';\nEND;\n\$\$;\nCOMMIT;\nINSERT INTO persons VALUES (1, f()); INSERT INTO persons VALUES (2)", 'DROP FUNCTION f();' ],
	cccc => [ 'aaaa', 'CREATE INDEX CONCURRENTLY i ON persons (name);', 'DROP INDEX CONCURRENTLY i;' ],
	dddd => [ 'bbbb, cccc', '-- nothing; but a merge', '' ],
	eeee => [ 'dddd', "DO \$\$ BEGIN PERFORM 1; END \$\$; -- done;\n/* a; b */ COMMENT ON TABLE persons IS 'x;\ny'", undef ],
	ffff => [ 'eeee', 'ALTER TABLE persons ADD COLUMN n int;', 'ALTER TABLE persons DROP COLUMN n;' ],
);
script_of($_, "revision \"$_\"", parents => $files{$_}[0], up => $files{$_}[1], down => $files{$_}[2]) for sort keys %files;
client_ok([ '-d', 'ours', 'push' ]);
upgraded('ours');
my $schema = Server::schema_of($server, 'ours');
for my $tool (@tools)
{
	(my $name = "own_$tool") =~ s/\W/_/g;
	my $out = client_ok([ '-d', 'ours', 'export', '--to', $tool, $name ], "$tool: export");
	is(() = ($out =~ /^written aaaa /mg), $tool =~ /^(dbmate|goose)$/ ? 1 : $tool eq 'flyway' ? 3 : 2, "$tool: files of a revision");
	Server::new_database($server, $name);
	my ($rc, undef, $err) = client('-d', $name, 'import', $name, '--format', $tool);
	is($rc, 0, "$tool: imported again") or diag($err);
	my @were = map { [ normal($_->[1]), normal($_->[2]) ] } @{ scripts_of('ours') };
	my @are = map { [ normal($_->[1]), normal($_->[2]) ] } @{ scripts_of($name) };
	# BEGIN and COMMIT would end the tool's own transaction
	$_->[0] =~ s/BEGIN; (CREATE FUNCTION.*?\$\$;) COMMIT;/$1/ for $tool eq 'golang-migrate' ? () : @were;
	is_deeply(\@are, \@were, "$tool: the same scripts in the same order");
	upgraded($name);
	Server::same_text(Server::schema_of($server, $name), $schema, "$tool: the same schema and rows");
}
my @goose = glob 'own_goose/*';
is(scalar(@goose), 6, 'a file each');
like(slurp($_), qr/^-- \+goose (NO TRANSACTION\n-- \+goose )?Up\n/, "$_ begins with its mark") for @goose;
my ($function) = grep { /bbbb/ } @goose;
like(slurp($function), qr/-- \+goose StatementBegin\nCREATE FUNCTION .*\n\$\$;\n-- \+goose StatementEnd\n/s, 'what holds semicolons stands between marks');
is(() = glob('own_flyway/V*__revision_aaaa.sql.conf'), 1, 'Flyway fills no placeholder that is none');
is(slurp(glob 'own_diesel/*_revision_cccc/metadata.toml'), "run_in_transaction = false\n", "diesel's metadata");
like(slurp(glob 'own_sqlx/*_revision_cccc.up.sql'), qr/^-- no-transaction\n/, "sqlx's mark");
is(() = glob('own_sqlx/*_revision_eeee.down.sql'), 0, 'no way back, no file');
my @numbers = map { /(\d{14})/ } sort glob 'own_dbmate/*';
is_deeply([ map { /_revision_(\w+)\.sql/ } sort glob 'own_dbmate/*' ], [qw(aaaa bbbb cccc dddd eeee ffff)], 'in the order of the history')
  or diag("@numbers");

# ---- folders of one tool as those of another, and back ----

# From a place without a folder of ours, whose files would be part of the history.
my $away = tempdir(CLEANUP => 1);
chdir $away;

my %from = ('dbmate' => 'dbmate', 'goose' => 'goose', 'golang-migrate' => 'golang-migrate', 'diesel' => 'diesel', 'flyway' => 'flyway', 'sqlx' => 'sqlx reversible');
for my $tool (grep { my $layout = $from{$_}; grep { $_ eq $layout } folder_names() } sort keys %from)
{
	(my $name = "folder_$tool") =~ s/\W/_/g;
	my $folder = folder_of($from{$tool}, 60);
	spew("$work/$name/$_", $folder->{files}{$_}) for keys %{ $folder->{files} };
	Server::new_database($server, $name);
	my ($rc, undef, $err) = client('-d', $name, 'import', "$work/$name", '--format', $tool);
	is($rc, 0, "$name: imported") or diag($err);
	($rc, undef, $err) = client('-d', $name, 'export', '--to', 'flyway', "$work/${name}_flyway");
	is($rc, 0, "$name: Flyway holds everything") or diag($err);
	($rc, undef, $err) = client('-d', $name, 'export', '--to', $tool, "$work/${name}_again");
	if ($rc != 0)
	{
		like($err, qr/error: \Q$tool\E cannot hold \d+ parts? of this history\n.*detail: \w+ \(.*\): (COPY FROM STDIN|\w+ .*CONCURRENTLY) /, "$name: what it cannot hold is refused");
		my %refused = map { $_ => 1 } $err =~ /^(?:  detail: )?\s*(\S+) \(.*?\): (?:COPY|CREATE|DROP|REINDEX|REFRESH|ALTER|VACUUM)/mg;
		$server->safe_psql($name, "SELECT migrate.edit('$_', upgrade => 'SELECT 1', downgrade => 'SELECT 2')") for sort keys %refused;
		($rc, undef, $err) = client('-d', $name, 'export', '--to', $tool, "$work/${name}_again");
		is($rc, 0, "$name: without that it is written") or diag($err);
	}
	my $back = "again_$name";
	Server::new_database($server, $back);
	client('-d', $back, 'import', "$work/${name}_again", '--format', $tool);
	my ($were, $are) = (scripts_of($name), scripts_of($back));
	is_deeply([ map { $_->[0] } @$are ], [ map { $_->[0] } @$were ], "$name: the versions are kept");
	$_ = [ map { normal(s/^(BEGIN|START TRANSACTION|COMMIT|END);?$//mgr) } @$_[ 1, 2 ] ] for @$were, @$are;
	is_deeply($are, $were, "$name: the same scripts");
}

chdir $work;
like(slurp(glob 'own_dbmate/*_revision_eeee.sql'), qr/^-- migrate:down\nDO \$\$ BEGIN RAISE EXCEPTION 'revision eeee has no way back'; END \$\$;\n$/m, 'dbmate does not forget what has no way back');

# ---- what cannot be written ----

script_of('9999', 'copy', parents => 'ffff', up => "COPY persons FROM stdin;\n7\tx\t\\N\n\\.\nSELECT 1;", down => '');
script_of('9998', 'two', parents => '9999', up => "CREATE INDEX CONCURRENTLY i2 ON persons (name);\nSELECT 1;", down => '');
for my $tool (@tools)
{
	my ($rc, undef, $err) = client('-d', 'ours', 'export', '--to', $tool, "refused_$tool");
	my @refused = ($err =~ /(COPY FROM STDIN \(line 1\)|CREATE INDEX CONCURRENTLY \(line 1\))/g);
	is(scalar(@refused), $tool eq 'flyway' ? 0 : $tool eq 'goose' ? 1 : 2, "$tool: what it cannot hold") or diag($err);
	is($rc, $tool eq 'flyway' ? 0 : 1, "$tool: exit code");
	ok($tool eq 'flyway' || !-e "refused_$tool", "$tool: nothing is written");
}
is($server->safe_psql('ours', "SELECT count(*) FROM migrate.history() WHERE revision_id LIKE '99%'"), 0, 'an export stores nothing');
client_fails([ '-d', 'ours', 'export', '--to', 'rails', 'x' ], 1, qr/no folder of "rails" can be written\n.*hint: It is one of diesel, flyway, goose, dbmate, sqlx, golang-migrate/, 'another tool');
client_fails([ '-d', 'ours', 'export', 'x' ], 2, qr/export needs --to TOOL/, 'no tool');
client_fails([ '-d', 'ours', 'export', '--to', 'goose', 'own_goose' ], 1, qr/folder "own_goose" has files already\n.*hint: .*--force/, 'a folder that has files');
unlink glob 'migrations/versions/999*';
spew('migrations/repeatable/reports/names of.sql', "CREATE OR REPLACE VIEW names AS SELECT name FROM persons;\n");
client_fails([ '-d', 'ours', 'export', '--to', 'goose', 'x' ], 1, qr{goose cannot hold 1 part of this history\n.*detail: repeatable/reports/names of\.sql: a repeatable file}, 'a repeatable file');
client_ok([ '-d', 'ours', 'export', '--to', 'flyway', 'with_repeatable' ], 'Flyway has such');
is(slurp('with_repeatable/R__reports_names_of.sql'), "CREATE OR REPLACE VIEW names AS SELECT name FROM persons;\n", 'as its own');
unlink 'migrations/repeatable/reports/names of.sql';
client_ok([ '-d', 'ours', 'export', '--to', 'goose', 'own_goose', '--force' ], '--force');
is(scalar(@{ json_of('-d', 'ours', 'export', '--to', 'goose', 'json')->{files} }), 6, 'as JSON');

# ---- dbmate itself ----

SKIP:
{
	my $dbmate = "$work/npm/node_modules/.bin/dbmate";
	local $ENV{npm_config_cache} = "$work/cache";
	mkdir "$work/npm";
	system("cd $work/npm && npm install --no-audit --no-fund dbmate >$work/npm.log 2>&1") == 0 && -x $dbmate
	  or skip 'npm does not install dbmate', 1;
	$server->safe_psql('postgres', 'CREATE DATABASE dbmate');
	my $url = 'postgresql://' . getpwuid($<) . '@/dbmate?sslmode=disable&host=' . $server->host . '&port=' . $server->port;
	my @dbmate = ($dbmate, '--url', $url, '--migrations-dir', "$work/own_dbmate", '--no-dump-schema');
	my ($out, $err);
	ok(IPC::Run::run([ @dbmate, 'up' ], '<', \undef, '>', \$out, '2>', \$err), 'dbmate up') or diag($out . $err);
	my $theirs = Server::schema_of($server, 'dbmate', '--exclude-table=public.schema_migrations');
	Server::same_text($theirs, $schema, 'the same schema and rows');
	ok(IPC::Run::run([ @dbmate, 'rollback' ], '<', \undef, '>', \$out, '2>', \$err), 'dbmate rollback') or diag($out . $err);
	unlike(Server::schema_of($server, 'dbmate'), qr/^    n integer/m, 'takes the last one back');
	# and in again, from where dbmate stands
	$server->safe_psql('dbmate', 'CREATE EXTENSION migrate');
	my $rc;
	($rc, $out, $err) = client('-d', 'dbmate', 'import', 'own_dbmate', '--adopt');
	is($rc, 0, 'its history is adopted') or diag($err);
	is($server->safe_psql('dbmate', 'SELECT count(*) FROM migrate.pending()'), 1, 'with what it took back');
}

done_testing();
