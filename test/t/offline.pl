# script(range): what it prints, psql runs where the extension is not installed, to the same schema and rows as upgrade().
# Run again it says so and changes nothing; from another state it refuses; it goes down as well as up.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use IPC::Run;
use PostgreSQL::Test::Utils;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $server = new_server('offline');
my $folder = tempdir(CLEANUP => 1);
my $user = $server->safe_psql('postgres', 'SELECT current_user');

# The script of a range, as a file.
sub script_of
{
	my ($database, $range, @settings) = @_;
	my $path = "$folder/" . ($range =~ s/\W/_/gr) . scalar(time) . int(rand 1e9) . '.sql';
	append_to_file($path, query($server, $database, join('', map { "SET $_;\n" } @settings) . "SELECT migrate.script('$range')") . "\n");
	return $path;
}

# (exit code, stdout, stderr) of psql over a script, as the script's first lines say to call it.
sub run_script
{
	my ($database, $path, @options) = @_;
	my ($out, $err) = ('', '');
	IPC::Run::run([ $server->installed_command('psql'), '-X', '-q', '-v', 'ON_ERROR_STOP=1', @options, '-d', $server->connstr($database), '-f', $path ], '>', \$out, '2>', \$err);
	return ($? >> 8, $out, $err);
}

sub runs
{
	my ($database, $path, $name) = @_;
	my ($rc, $out, $err) = run_script($database, $path);
	ok($rc == 0 && $err !~ /ERROR|WARNING/ && $out !~ /Nothing to do/, $name) or diag("exit code $rc\n$out$err");
}

sub ledger { return query($server, $_[0], "SELECT coalesce(string_agg(revision_id, ' ' ORDER BY revision_id), '') FROM public.migrate_ledger") }

# ---- a history with something of everything ----

new_database($server, 'source');
query($server, 'source', <<'SQL');
SELECT migrate.revision('create persons', revision_id => 'aaaa01', upgrade => 'CREATE TABLE persons (id int PRIMARY KEY, name text NOT NULL)', downgrade => 'DROP TABLE persons');
SELECT migrate.revision('rows', revision_id => 'aaaa02', downgrade => 'DELETE FROM persons',
	upgrade => E'BEGIN;\nCOPY persons FROM STDIN;\n1\tAda; -- no comment\n2\tGr\u00fc\u00dfe\\tx\\\\n\n3\t\\if\n\\.\nINSERT INTO persons VALUES (4, \'\\set\');\nCOMMIT;\nCOPY persons (id, name) FROM STDIN WITH (FORMAT csv);\n5,"a ""b"""\n6,:name\n\\.\n',
	verify => 'DELETE FROM persons; SELECT 1 / (1 - count(*)) FROM persons');
SELECT migrate.revision('leaves settings', revision_id => 'aaaa03', upgrade => $$
	CREATE SCHEMA elsewhere;
	SET search_path = elsewhere;
	SET standard_conforming_strings = off;
	CREATE TABLE placed (a text DEFAULT 'x');
	CREATE ROLE offline_role;
	GRANT ALL ON SCHEMA elsewhere TO offline_role;
	SET ROLE offline_role;
	CREATE TABLE of_role ();
	SELECT set_config('search_path', 'pg_catalog', false);
$$, downgrade => 'DROP SCHEMA elsewhere CASCADE; DROP ROLE offline_role');
SELECT migrate.revision('leaves a temporary table', revision_id => 'aaaa04', upgrade => $$
	Create Temp Table helpers AS SELECT 1 AS a;
	CREATE TABLE from_helpers AS SELECT * FROM helpers;
	PREPARE helper AS SELECT 1;
$$, downgrade => 'DROP TABLE from_helpers');
SELECT migrate.revision('does not see it', revision_id => 'aaaa05', upgrade => $$
	CREATE TABLE helpers (b int); INSERT INTO helpers VALUES (to_regclass('persons') IS NOT NULL AND '\' = E'\\' AND current_user = session_user)::int);
	PREPARE helper AS SELECT 2;
$$, downgrade => 'DROP TABLE helpers');
SELECT migrate.edit('aaaa05', upgrade => $$
	CREATE TABLE helpers (b boolean);
	INSERT INTO helpers VALUES (to_regclass('persons') IS NOT NULL AND length('\n') = 2 AND current_user = session_user);
	PREPARE helper AS SELECT 2;
$$);
SELECT migrate.revision('left: quotes ''"$$ \ and a name"', revision_id => 'aaaa06', parents => '{aaaa05}', upgrade => $a$CREATE TABLE "le""f't" (a text DEFAULT $$ \echo $$); COMMENT ON TABLE "le""f't" IS '-- :persons \quit'$a$, downgrade => $$DROP TABLE "le""f't"$$);
SELECT migrate.revision(E'right\n\\! touch nothing', revision_id => 'aaaa07', parents => '{aaaa05}', upgrade => 'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END', downgrade => 'DROP FUNCTION f');
SELECT migrate.merge('join', '{aaaa06,aaaa07}', revision_id => 'aaaa08');
SELECT migrate.revision('nothing but a comment', revision_id => 'aaaa09', upgrade => '-- nothing', downgrade => '');
SQL

my $all = script_of('source', 'base:heads');
$server->safe_psql('postgres', 'CREATE DATABASE target');
runs('target', $all, 'a script for everything runs where the extension is not installed');
is(ledger('target'), join(' ', map { "aaaa0$_" } 1 .. 9), 'the ledger has every revision');
is(query($server, 'target', "SELECT count(*) FROM pg_extension WHERE extname = 'migrate'"), 0, 'the extension is not there');
is(query($server, 'target', 'SELECT * FROM helpers'), 't', 'settings, temporary tables and role of one revision do not reach the next');
is(query($server, 'target', "SELECT string_agg(id || '=' || name, ',' ORDER BY id) FROM persons"), "1=Ada; -- no comment,2=Gr\xc3\xbc\xc3\x9fe\tx\\n,3=if,4=\\set,5=a \"b\",6=:name",
	'COPY data arrives byte for byte, and the verify script leaves nothing');
my $after = schema_of($server, 'target');

my ($rc, $out, $err) = run_script('target', $all);
is($rc, 0, 'run again: exit code 0');
like($out, qr/^Nothing to do: this script has been run here\.$/m, 'run again: it says so');
is($err, '', 'run again: without complaint');
same_text(schema_of($server, 'target'), $after, 'run again: nothing changes');

# ---- down, and up to somewhere ----

my $down = script_of('source', 'aaaa09:aaaa05');
runs('target', $down, 'a script downwards');
is(ledger('target'), 'aaaa01 aaaa02 aaaa03 aaaa04 aaaa05', 'its ledger');
($rc, $out, $err) = run_script('target', $down);
like($out, qr/^Nothing to do/m, 'down again: says so');

($rc, $out, $err) = run_script('target', script_of('source', 'aaaa02:aaaa03'));
isnt($rc, 0, 'from another state: exit code');
like($err, qr/ERROR:  this database does not stand where the script begins/, 'from another state: refused');
is(ledger('target'), 'aaaa01 aaaa02 aaaa03 aaaa04 aaaa05', 'from another state: nothing changes');
($rc, $out, $err) = run_script('target', script_of('source', 'aaaa01:base'));
isnt($rc, 0, 'downwards from another state: refused');

runs('target', script_of('source', 'aaaa05:heads'), 'up again');
same_text(schema_of($server, 'target'), $after, 'to the same schema and rows');
runs('target', script_of('source', 'heads:base'), 'down to base');
is(ledger('target'), '', 'an empty ledger');
$server->safe_psql('postgres', 'CREATE DATABASE empty');
same_text(schema_of($server, 'target'), schema_of($server, 'empty'), 'and an empty database');

# ---- as upgrade() does ----

query($server, 'source', "SELECT count(*) FROM migrate.upgrade('heads')");
same_text($after, schema_of($server, 'source'), 'upgrade() comes to the same schema and rows');
is(query($server, 'source', 'SELECT * FROM helpers'), 't', 'in the server revisions are set apart as well');
query($server, 'source', "SELECT count(*) FROM migrate.downgrade('base')");

# ---- what fails leaves nothing ----

new_database($server, 'failing');
query($server, 'failing', <<'SQL');
SELECT migrate.revision('good', revision_id => 'aaaa01', upgrade => 'CREATE TABLE good ()', downgrade => 'DROP TABLE good');
SELECT migrate.revision('not verified', revision_id => 'aaaa02', upgrade => 'CREATE TABLE bad ()', downgrade => '', verify => 'SELECT 1 / 0');
SELECT migrate.revision('one way', revision_id => 'aaaa03', upgrade => 'CREATE TABLE last ()');
SQL
$server->safe_psql('postgres', 'CREATE DATABASE failing_target');
($rc, $out, $err) = run_script('failing_target', script_of('failing', 'base:heads'));
isnt($rc, 0, 'a verify script that fails: exit code');
like($err, qr/division by zero/, 'the error is told');
same_text(schema_of($server, 'failing_target'), schema_of($server, 'empty'), 'nothing is left of what came before');
refused($server, 'failing', $user, "SELECT migrate.script('heads:base')", qr/revision "aaaa03".* has no downgrade/, 'a revision without a downgrade has no script downwards');

# ---- statements that need transactions of their own ----

new_database($server, 'concurrent');
query($server, 'concurrent', <<'SQL');
SELECT migrate.revision('table', revision_id => 'aaaa01', upgrade => 'CREATE TABLE t (a int, b int)', downgrade => 'DROP TABLE t');
SELECT migrate.revision('index', revision_id => 'aaaa02', upgrade => 'CREATE INDEX CONCURRENTLY t_a ON t (a); CREATE INDEX CONCURRENTLY t_b ON t (b)', downgrade => 'DROP INDEX CONCURRENTLY t_a; DROP INDEX CONCURRENTLY t_b');
SELECT migrate.revision('more', revision_id => 'aaaa03', upgrade => 'SET work_mem = ''7MB''; CREATE TABLE more (); VACUUM t; CREATE TABLE last ()', downgrade => 'DROP TABLE more, last');
SQL
$server->safe_psql('postgres', 'CREATE DATABASE concurrent_target');
$all = script_of('concurrent', 'base:heads');
runs('concurrent_target', $all, 'CONCURRENTLY and VACUUM run outside of the transaction');
is(ledger('concurrent_target'), 'aaaa01 aaaa02 aaaa03', 'all of it is in the ledger');
is(query($server, 'concurrent_target', "SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid"), 2, 'the indexes are there');
query($server, 'concurrent', "SET migrate.concurrent_ddl = plain; SELECT count(*) FROM migrate.upgrade('aaaa02')");
same_text(schema_of($server, 'concurrent_target', '--table=t'), schema_of($server, 'concurrent', '--table=t'), 'concurrent_ddl = plain in the server comes to the same');
runs('concurrent_target', script_of('concurrent', 'heads:base'), 'and down');
same_text(schema_of($server, 'concurrent_target'), schema_of($server, 'empty'), 'to an empty database');

# After an interrupted script another goes on: what is done for good stands in the ledger.
runs('concurrent_target', script_of('concurrent', 'base:aaaa01'), 'the first part');
query($server, 'concurrent_target', 'CREATE TABLE more ()');
($rc, $out, $err) = run_script('concurrent_target', script_of('concurrent', 'aaaa01:heads'));
isnt($rc, 0, 'the last revision fails');
is(ledger('concurrent_target'), 'aaaa01 aaaa02', 'the ledger has what was committed before');
query($server, 'concurrent_target', 'DROP TABLE more');
runs('concurrent_target', script_of('concurrent', 'aaaa02:heads'), 'a script for the rest runs');

# ---- projects ----

query($server, 'concurrent', "SET migrate.project = 'it''s'; SELECT migrate.revision('other', revision_id => 'aaaa01', upgrade => 'CREATE TABLE other ()', downgrade => 'DROP TABLE other')");
runs('concurrent_target', script_of('concurrent', 'base:heads', "migrate.project = 'it''s'"), 'another project in the same database');
is(query($server, 'concurrent_target', 'SELECT project, count(*) FROM migrate_ledger GROUP BY 1 ORDER BY 1'), "it's|1\nmain|3", 'the ledger keeps projects apart');

# ---- who has psqlrc, autocommit off, or an empty search_path ----

$server->safe_psql('postgres', 'CREATE DATABASE odd');
query($server, 'postgres', "ALTER DATABASE odd SET search_path = ''; ALTER DATABASE odd SET default_transaction_isolation = serializable");
($rc, $out, $err) = run_script('odd', script_of('source', 'base:aaaa02'), '-v', 'AUTOCOMMIT=off');
is($rc, 0, 'AUTOCOMMIT off, no search_path, SERIALIZABLE: it runs') or diag($err);
is(ledger('odd'), 'aaaa01 aaaa02', 'and is committed');
is(query($server, 'odd', 'SELECT count(*) FROM public.persons'), 6, 'where it belongs');

$server->stop;
done_testing();
