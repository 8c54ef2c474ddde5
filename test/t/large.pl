# Scripts of 10 MB run, with memory told; 10,000 files are imported, and of another tool adopted; a model of 20 MB becomes a
# revision; an upgrade is interrupted in the middle and leaves nothing; text that is none (NUL, bad encoding) is a clear error.

use strict;
use warnings;
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use FindBin;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

use lib $FindBin::RealBin;
use Server;

my $server = new_server('large', "max_locks_per_transaction = 512\n");	# a model of 1,500 tables is made and dropped in one
my $user = $server->safe_psql('postgres', 'SELECT current_user');
my $folder = tempdir(CLEANUP => 1);
chmod 0755, $folder;

# Writes a file of a revision.
sub spew
{
	my ($path, $content) = @_;
	append_to_file("$folder/$path", $content);
}

sub file_of
{
	my ($id, $parent, $upgrade, $downgrade) = @_;
	return "-- revision $id\n--\n-- Revision ID: $id\n-- Revises: $parent\n\n-- migrate:upgrade\n$upgrade\n-- migrate:downgrade\n$downgrade\n";
}

# Peak memory of a process in MB, as the system counts it: shared memory that it touched is in there too.  0 where the
# system does not tell.
sub peak_of
{
	my ($pid) = @_;
	return 0 unless -r "/proc/$pid/status";
	my ($kilobytes) = slurp("/proc/$pid/status") =~ /^VmHWM:\s+(\d+) kB/m;
	return int($kilobytes / 1024);
}

# ---- scripts of 10 MB ----

# Each in a session of its own, whose peak is looked at before it ends.
sub runs_large
{
	my ($name, $upgrade, $check, $expected, $limit) = @_;
	my $database = new_database($server, "large_$name");
	make_path("$folder/$name");
	spew("$name/large.sql", file_of('r001', 'base', $upgrade, 'DROP TABLE large;'));
	cmp_ok(-s "$folder/$name/large.sql", '>=', 10_000_000, "$name: a file of 10 MB");

	my $session = $server->background_psql($database);
	my $pid = $session->query_safe('SELECT pg_backend_pid()');
	my $start = time;
	is($session->query_safe("SELECT action FROM migrate.import_directory('$folder/$name')"), 'added', "$name: is imported");
	my ($imported, $import_peak) = (time - $start, peak_of($pid));
	$start = time;
	is($session->query_safe('SELECT revision_id FROM migrate.upgrade()'), 'r001', "$name: runs");
	my ($ran, $peak) = (time - $start, peak_of($pid));
	is($session->query_safe($check), $expected, "$name: did what it says");
	is($session->query_safe("SELECT md5(migrate.export_file('r001')) = md5(pg_read_file('$folder/$name/large.sql'))"), 't', "$name: is exported as it came");
	is($session->query_safe('SELECT direction FROM migrate.downgrade()'), 'downgrade', "$name: is taken back");
	$session->quit;
	diag(sprintf('%s: import %.1f s, peak %d MB; upgrade %.1f s, peak %d MB', $name, $imported, $import_peak, $ran, $peak));
  SKIP:
	{
		skip 'no /proc here', 1 unless $peak;
		cmp_ok($peak, '<', $limit, "$name: memory");
	}
}

my $row = "INSERT INTO large VALUES (1, 'a row like any other');\n";
my $rows = int(10_000_000 / length $row) + 1;
runs_large('statements', "CREATE TABLE large (a int, b text);\n" . $row x $rows, 'SELECT count(*) FROM large', $rows, 200);
my $text = "a literal; -- with ''quotes'' in it\n";
runs_large('literal', "CREATE TABLE large (a text);\nINSERT INTO large VALUES ('" . $text x 300_000 . "');\n", 'SELECT length(a) FROM large', 300_000 * (length($text) - 2), 200);
my $line = "1\ta row of \\'data\\'; -- no comment\n";
$rows = int(10_000_000 / length $line) + 1;
runs_large('copy', "CREATE TABLE large (a int, b text);\nCOPY large FROM STDIN;\n" . $line x $rows . "\\.\nINSERT INTO large VALUES (2, 'after');\n", 'SELECT count(*) FROM large', $rows + 1, 200);
runs_large('comment', "CREATE TABLE large ();\n" . "-- a long comment; with 'quotes\n" x 330_000, 'SELECT count(*) FROM large', 0, 200);

# ---- 10,000 files ----

my $n = 10_000;
make_path("$folder/many/" . ($_ % 10)) for 0 .. 9;
for my $i (1 .. $n)
{
	spew(sprintf('many/%d/%05d.sql', $i % 10, $i), file_of("f$i", $i > 1 ? 'f' . ($i - 1) : 'base', "INSERT INTO steps VALUES ($i);", "DELETE FROM steps WHERE step = $i;"));
}
new_database($server, 'many');
query($server, 'many', 'CREATE TABLE steps (step int)');
my $session = $server->background_psql('many');
my $pid = $session->query_safe('SELECT pg_backend_pid()');
my $start = time;
is($session->query_safe("SELECT action, count(*) FROM migrate.import_directory('$folder/many') GROUP BY 1"), "added|$n", "$n files are imported");
my $imported = time - $start;
$start = time;
is($session->query_safe("SELECT action, count(*) FROM migrate.import_directory('$folder/many') GROUP BY 1"), "unchanged|$n", 'and again: unchanged');
my $again = time - $start;
$start = time;
is($session->query_safe('SELECT count(*) FROM migrate.upgrade()'), $n, "$n revisions are applied");
my $upgraded = time - $start;
is($session->query_safe('SELECT count(DISTINCT step) FROM steps'), $n, 'each of them');
is($session->query_safe('SELECT count(*), count(DISTINCT revision_id) FROM migrate.export_files()'), "$n|$n", 'exported');
is($session->query_safe("SELECT count(*) FROM migrate.downgrade('f9000')"), 1000, '1,000 are taken back');
diag(sprintf('%d files: import %.1f s, again %.1f s, upgrade %.1f s, peak %d MB', $n, $imported, $again, $upgraded, peak_of($pid)));

# ---- 10,000 files of another tool, which has applied them all ----

make_path("$folder/goose");
spew(sprintf('goose/%05d_step.sql', $_), "-- +goose Up\nINSERT INTO steps VALUES ($_);\n-- +goose Down\nDELETE FROM steps WHERE step = $_;\n") for 1 .. $n;
new_database($server, 'moved');
query($server, 'moved', "CREATE TABLE goose_db_version AS SELECT id, id AS version_id, true AS is_applied, now() AS tstamp FROM generate_series(0, $n) AS id");
my $moved = $server->background_psql('moved');
$start = time;
is($moved->query_safe("SELECT action, count(*) FROM migrate.import_directory('$folder/goose') GROUP BY 1"), "added|$n", "$n files of goose are imported");
$imported = time - $start;
$start = time;
is($moved->query_safe('SELECT action, count(*) FROM migrate.adopt() GROUP BY 1'), "adopt|$n", 'and adopted');
my $adopted = time - $start;
cmp_ok($imported, '<', 2, 'the import takes less than 2 s');
cmp_ok($adopted, '<', 1, 'adopting them less than 1 s');
diag(sprintf('%d files of goose: import %.1f s, adopt %.1f s', $n, $imported, $adopted));
$moved->quit;

# ---- a model of 20 MB ----

# 1,500 tables with keys between them and the rows that pg_dump prints along.
sub model_of
{
	my ($last_type) = @_;
	my $data = "1\t" . ('a row like any other; ' x 600) . "\n";
	my $model = join('', map {
		my $parent = $_ > 1 ? sprintf('t%04d', $_ - 1) : 't0001';
		sprintf("CREATE TABLE public.t%04d (id int PRIMARY KEY, body text, parent int REFERENCES public.%s, CHECK (id > 0));\nCREATE INDEX ON public.t%04d (parent);\nCOPY public.t%04d (id, body) FROM stdin;\n%s\\.\n\n", $_, $parent, $_, $_, $data)
	} 1 .. 1500);
	return "$model\nALTER TABLE public.t1500 ADD last $last_type;\n";
}

new_database($server, 'modelled');
make_path("$folder/model");
spew('model/one.sql', model_of('int'));
spew('model/two.sql', model_of('bigint'));
cmp_ok(-s "$folder/model/one.sql", '>=', 20_000_000, 'a model of 20 MB');
my $modelling = $server->background_psql('modelled');
my $modeller = $modelling->query_safe('SELECT pg_backend_pid()');
$start = time;
is($modelling->query_safe("SET client_min_messages = warning; SELECT migrate.migrate('one', model => pg_read_file('$folder/model/one.sql'), revision_id => 'one')"), 'one', 'becomes a revision');
my $written = time - $start;
is($modelling->query_safe('SELECT count(*) FROM migrate.upgrade()'), 1, 'that runs');
is($modelling->query_safe("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 1500, 'and makes all its tables');
$start = time;
is($modelling->query_safe("SELECT migrate.migrate('two', model => pg_read_file('$folder/model/two.sql'), revision_id => 'two'); SELECT upgrade FROM migrate.show('two')"),
	"two\nALTER TABLE public.t1500 ALTER COLUMN last TYPE bigint;", 'of another one that is the same but for a column, it is that alone');
diag(sprintf('a model of 20 MB: %.1f s, the next %.1f s, peak %d MB', $written, time - $start, peak_of($modeller)));
is($modelling->query_safe("SELECT migrate.remove('two')"), 'two', 'it is removed');
open(my $broken, '>>', "$folder/model/two.sql") or die;
print $broken "SELECT nowhere;\n";
close $broken;
my $lines = () = slurp("$folder/model/two.sql") =~ /\n/g;
refused($server, 'modelled', $user, "SELECT migrate.migrate('three', model => pg_read_file('$folder/model/two.sql'))", qr/column "nowhere" does not exist.*model, statement \d+ \(line $lines\): SELECT nowhere/s, 'an error at its end is found at its line');
is($modelling->query_safe("SELECT count(*) FROM migrate.downgrade('base')"), 1, 'and all is taken back');
$modelling->quit;
is(query($server, 'postgres', "SELECT count(*) FROM pg_database WHERE datname ~ '^migrate_model'"), 0, 'no database of a model is left');

# ---- an upgrade is interrupted ----

sub nothing_is_left
{
	my ($name) = @_;
	is(query($server, 'many', 'SELECT count(*), max(step) FROM steps'), '9000|9000', "$name: nothing of it is left in the tables");
	is(query($server, 'many', 'SELECT count(*) FROM migrate.applied_revisions'), 9000, "$name: nor in what is applied");
	is(query($server, 'many', "SELECT count(*) FROM pg_locks WHERE locktype = 'object' AND classid = 'migrate.revisions'::regclass"), 0, "$name: nor a lock");
}

query($server, 'many', "SELECT migrate.revision('a long one', revision_id => 'long', upgrade => 'INSERT INTO steps VALUES (10001); SELECT pg_sleep(600)', downgrade => '')");

my $running = start_session($server, 'many', "SELECT migrate.upgrade();\nSELECT count(*), pg_backend_pid() FROM migrate.pending();\n", '-v', 'ON_ERROR_STOP=0');
$server->poll_query_until('many', "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
query($server, 'many', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
my (undef, $out, $err) = @{ wait_for($running) };
like($err, qr/ERROR:  57014: canceling statement due to user request/, 'pg_cancel_backend() stops it');
like($err, qr/CONTEXT:  revision "long" \(a long one\), upgrade, statement 2 \(line 1\): SELECT pg_sleep\(600\)/, 'saying where it was');
like($out, qr/^1001\|/, 'and its session goes on');
nothing_is_left('canceled');

$running = start_session($server, 'many', "SELECT migrate.upgrade();\n");
$server->poll_query_until('many', "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
query($server, 'many', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
(undef, $out, $err) = @{ wait_for($running) };
like($err, qr/terminating connection due to administrator command/, 'pg_terminate_backend() ends it');
$server->poll_query_until('many', "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'object' AND classid = 'migrate.revisions'::regclass");
nothing_is_left('terminated');

refused($server, 'many', $user, "SET statement_timeout = '3s'; SELECT migrate.upgrade()", qr/canceling statement due to statement timeout/, "the caller's statement_timeout covers the whole call");
nothing_is_left('timed out');
query($server, 'many', "SELECT migrate.edit('long', upgrade => \$\$SET statement_timeout = '100ms'; INSERT INTO steps VALUES (10001); SELECT pg_sleep(600)\$\$)");
refused($server, 'many', $user, 'SELECT migrate.upgrade()', qr/canceling statement due to statement timeout\n.*statement 3 \(line 1\)/s, "a script's own statement_timeout works");
nothing_is_left("timed out by the script's own");
refused($server, 'many', $user, "SET statement_timeout = '3s'; SELECT migrate.edit('long', upgrade => 'SET statement_timeout = 0; SELECT pg_sleep(600)'); SELECT migrate.upgrade()",
	qr/canceling statement due to statement timeout/, "a script cannot switch its caller's off");
query($server, 'many', "SELECT migrate.edit('long', upgrade => \$\$SET lock_timeout = '100ms'; LOCK locked\$\$); CREATE TABLE locked ()");
$session->query_safe('BEGIN; LOCK locked IN SHARE MODE');
refused($server, 'many', $user, "SELECT migrate.upgrade()", qr/canceling statement due to lock timeout/, "a script's own lock_timeout works");
$session->query_safe('COMMIT');
is($session->query_safe("SELECT migrate.edit('long', upgrade => ''); SELECT count(*) FROM migrate.upgrade()"), "long\n1001", 'in the end all is applied');
$session->quit;

# Planning can be interrupted too, before anything runs.
refused($server, 'many', $user, "SET statement_timeout = '20ms'; SELECT count(*) FROM migrate.downgrade('base')", qr/canceling statement due to statement timeout/, 'a downgrade of 10,000 is interrupted early');
is(query($server, 'many', 'SELECT count(*) FROM steps'), $n, 'and leaves all as it was');

# ---- no text ----

new_database($server, 'odd');
query($server, 'odd', "CREATE ROLE nobody LOGIN; SELECT migrate.grant_access('nobody', 'author')");
my %odd = (
	nul => file_of('r001', 'base', "SELECT 'a\0b';", ''),
	latin => file_of('r001', 'base', "SELECT 'gr\xfc\xdfe';", ''),
	overlong => file_of('r001', 'base', "SELECT '\xc0\xaf';", ''),
	cut => file_of('r001', 'base', '', "SELECT 'gr\xc3"),
	utf16 => join('', map { "$_\0" } split //, "\xff\xfe" . file_of('r001', 'base', 'SELECT 1;', '')));
foreach my $name (sort keys %odd)
{
	make_path("$folder/odd_$name");
	spew("odd_$name/file.sql", $odd{$name});
	refused($server, 'odd', $user, "SELECT migrate.import_directory('$folder/odd_$name')", qr/ERROR:  file ".*odd_$name\/file\.sql" is no text in encoding "UTF8"/, "a file that is no text ($name): a clear error");
}
make_path("$folder/good");
spew('good/one.sql', file_of('r001', 'base', "SELECT 'gr\xc3\xbc\xc3\x9fe';", ''));
spew('good/two.sql', "\xef\xbb\xbf" . (file_of('r002', 'r001', "SELECT 'two';", '') =~ s/\n/\r\n/gr));
is(query($server, 'odd', "SELECT count(*) FROM migrate.import_directory('$folder/good')"), 2, 'a byte order mark and CRLF are no hindrance');
is(query($server, 'odd', 'SELECT count(*) FROM migrate.upgrade()'), 2, 'nor to running');
is(query($server, 'odd', "SELECT md5(migrate.export_file('r002')) = md5(pg_read_binary_file('$folder/good/two.sql'))"), 't', 'and come back byte for byte');
# However a file writes its date, or writes none, it comes back as it came.
for my $date ('', map { "-- Create Date: $_\n" } '2026-11-23 12:00:00+00', '2026-11-23 12:00:00+02', '2026-11-23 12:00:00', '2026-11-23T12:00:00.123456Z', '2026-11-23 24:00:00+00', '2026-11-23 12:00:60+00')
{
	my $file = file_of('dated', 'r002', 'SELECT 1;', '') =~ s/(-- Revises: .*\n)/$1$date/r;
	is(query($server, 'odd', "SELECT migrate.import_file('dated.sql', \$file\$$file\$file\$) IS NULL; SELECT migrate.export_file('dated') = \$file\$$file\$file\$; SELECT migrate.remove('dated')"), "f\nt\ndated",
		'a file comes back byte for byte: ' . ($date ? substr($date, 3, -1) : 'no Create Date'));
}
refused($server, 'odd', $user, "SELECT migrate.revision('x', upgrade => 'SELECT ''gr\xfc\xdfe''')", qr/invalid byte sequence for encoding "UTF8": 0xfc/, 'bad encoding from psql: the server refuses it');
refused($server, 'odd', $user, "SELECT migrate.revision(E'gr\\xfc', upgrade => '')", qr/invalid byte sequence for encoding "UTF8"/, 'bad encoding by an escape');
is(query($server, 'odd', 'SELECT count(*) FROM migrate.history()'), 2, 'nothing of it is stored');

# Of a server in another encoding the files are in that.
$server->safe_psql('postgres', "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
query($server, 'latin', "CREATE EXTENSION migrate; SELECT migrate.import_directory('$folder/odd_latin'); SELECT migrate.upgrade()");
is(query($server, 'latin', "SET client_encoding = 'UTF8'; SELECT upgrade FROM migrate.show('r001')"), "SELECT 'gr\xc3\xbc\xc3\x9fe';", 'a database in LATIN1 reads files in LATIN1');

# ---- folders ----

refused($server, 'odd', $user, "SELECT migrate.import_directory('$folder/nowhere')", qr/could not open directory ".*nowhere": No such file or directory/, 'a folder that is not there');
refused($server, 'odd', 'nobody', "SELECT migrate.import_directory('$folder/good')", qr/permission denied to read a folder on the server/, "an author without the right to read the server's files");
is(query($server, 'odd', "SELECT count(*) FROM migrate.import_directory('$folder/good') WHERE name ~ '^(one|two)\\.sql\$'"), 2, 'names are those within the folder');
make_path("$folder/good/.hidden");
spew('good/.hidden/three.sql', 'nonsense');
spew('good/README', 'nonsense');
symlink "$folder/good", "$folder/good/loop";
refused($server, 'odd', $user, "SELECT migrate.import_directory('$folder/good')", qr/ERROR:  .*(loop|symbolic links|too deep|Too many levels)/, 'a folder that is within itself ends in an error');
unlink "$folder/good/loop";
is(query($server, 'odd', "SELECT count(*) FROM migrate.import_directory('$folder/good')"), 2, 'hidden folders and other files are passed over');

$server->stop;
done_testing();
