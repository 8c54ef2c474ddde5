# Moving in from Alembic: an application of Flask-Migrate with 30 revisions, branches, a merge, two bases and two heads, and a
# project of Alembic alone.  What they print offline becomes files that give what "flask db upgrade" gives; what Python has
# to do is listed and refuses to run; a database that Alembic has worked in is adopted.

use strict;
use warnings;
use FindBin;
use IPC::Run;
use Test::More;

use lib $FindBin::RealBin;
use Client;
use Server ();

my $python = '/usr/bin/python3';
system("$python -c 'import flask_migrate, flask_sqlalchemy, psycopg2' 2>/dev/null") == 0
  or plan skip_all => 'python3-flask-migrate, python3-flask-sqlalchemy or python3-psycopg2 is not installed';

my $server = Server::new_server('alembic', "fsync = off\n");
my $work = new_application();
my $url = 'postgresql://' . getpwuid($<) . '@/%s?host=' . $server->host . '&port=' . $server->port;
local $ENV{PGHOST} = $server->host;
local $ENV{PGPORT} = $server->port;
local $ENV{FLASK_APP} = 'app.py';
# Its programs come before those of another Python.
local $ENV{PATH} = "/usr/bin:$ENV{PATH}";

sub run_ok
{
	my ($database, @command) = @_;
	local $ENV{APP_URL} = sprintf $url, $database;
	my ($out, $err) = ('', '');
	ok(IPC::Run::run(\@command, '<', \undef, '>', \$out, '2>', \$err), "@command in $database") or diag($out . $err);
}

sub flask { my ($database, @words) = @_; run_ok($database, $python, '-m', 'flask', 'db', @words) }

# pg_migrate in a database that Flask knows by the same name.
sub migrate
{
	my ($database, @words) = @_;
	local $ENV{APP_URL} = sprintf $url, $database;
	return client('-d', $database, @words);
}

sub schema_of { return Server::schema_of($server, $_[0], '--exclude-table=public.alembic_version') }

sub the_file { my @found = glob "migrations/versions/*$_[0]*.sql"; return $found[0] // die "no file of $_[0]" }

# What somebody writes in place of the statement that refuses.
sub fill_in
{
	my ($revision, $sql) = @_;
	my $text = slurp(the_file($revision));
	$text =~ s/-- Not whole.*?END \$migrate\$;\n/$sql\n/s or die "$revision is whole";
	$text =~ s/^SELECT persons\.id.*?;\n//ms;
	spew(the_file($revision), $text);
}

# ---- Flask-Migrate ----

$server->safe_psql('postgres', "CREATE DATABASE $_") for qw(drafts theirs);
spew("$work/$_", slurp("$FindBin::RealBin/flask/$_")) for qw(app.py write_revisions.py);
run_ok('drafts', $python, 'write_revisions.py');
is(scalar(() = glob 'migrations/versions/*.py'), 30, '30 revisions in Python');
flask('theirs', 'upgrade', 'heads');

Server::new_database($server, 'ours');
my ($rc, $out, $err) = migrate('ours', 'import', '--from', 'alembic', '--dry-run');
is($rc, 0, 'a dry run') or diag($err);
is(scalar(() = $out =~ /^written /mg), 30, 'says what it would write');
is(scalar(() = glob 'migrations/versions/*.sql'), 0, 'and writes nothing');
($rc, $out, $err) = migrate('ours', 'import', '--from', 'alembic');
is($rc, 0, 'pg_migrate import --from alembic') or diag($err);
is($err, '', 'quietly');
is(scalar(() = glob 'migrations/versions/*.sql'), 30, 'a file each');
is_deeply([ $out =~ /^not whole (.*)/mg ],
	[
		'c003  upgrade: needs what a statement answers (migrations/versions/c003_from_python.py:24)',
		'c003  downgrade: NotImplementedError: no way back (migrations/versions/c003_from_python.py:29)',
		'c006  upgrade: inspects the database (migrations/versions/c006_looks_first.py:22)',
		'c007  upgrade: asks whether it runs offline (migrations/versions/c007_offline.py:22)',
	], 'what is not whole is listed');
is($server->safe_psql('ours', 'SELECT count(*) FROM migrate.history()'), 0, 'nothing is stored');

my $text = slurp(the_file('d001'));
like($text, qr/^-- audit\n--\n-- Revision ID: d001\n-- Revises: base\n-- Create Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00\n-- Depends On: b003\n-- Branch Label: audit\n\n-- migrate:upgrade\nCREATE TABLE audit/,
	'another base, what it depends on, its label');
like($text, qr/VALUES \(NEW\.id\); -- a comment; with a semicolon\n/, 'a function as it was written');
like(slurp(the_file('c001')), qr/^-- join billing\n--\n-- Revision ID: c001\n-- Revises: a011, b007\n/, 'a merge has both parents');
like(slurp(the_file('a003')), qr/^-- it's 100% "quoted"\n/, 'a message');
like(slurp(the_file('a003')), qr/LIKE '%x%';\nCOMMENT ON TABLE persons IS 'it''s 100% \t tabbed; -- no comment'\n;\n/, 'percent signs and tabs');
like(slurp(the_file('a004')), qr/'2024-01-02 03:04:05', '2024-01-02', '\{"a": \[1, "x:y"\]\}', 1\.500|1\.5, '\\x00ff'/, 'data of many types');
like(slurp(the_file('c004')), qr/VALUES \('a:b ''c''', '2025-01-01 00:00:00'\)/, 'parameters of a statement');
like(slurp(the_file('c008')), qr/^-- migrate:upgrade transactional=false\nCREATE INDEX CONCURRENTLY ix_total/m, 'what Alembic runs outside of a transaction');
unlike(join('', map { slurp($_) } glob 'migrations/versions/*.sql'), qr/alembic_version/, 'nothing of alembic_version');
like(slurp(the_file('d003')), qr/-- migrate:upgrade\n\n-- migrate:downgrade\n$/, 'a revision that does nothing');

# Nothing pretends to be whole.
my @upgrade = ('--set', 'migrate.concurrent_ddl=plain', 'upgrade', 'heads');
($rc, $out, $err) = migrate('ours', @upgrade);
is($rc, 1, 'a script that needs Python refuses to run');
like($err, qr{_c003_from_python\.sql:\d+: error: the upgrade of revision "c003" is written in Python: migrations/versions/c003_from_python\.py:24\n}, 'and says where it stands');
like($err, qr/Write it in SQL in the file of revision c003/, 'and what to do');
is($server->safe_psql('ours', 'SELECT count(*) FROM migrate.applied_revisions'), 0, 'nothing is applied');

fill_in('c003', "UPDATE persons SET name = initcap(name);");
fill_in('c006', "CREATE TABLE extra (id serial PRIMARY KEY);");
fill_in('c007', "UPDATE persons SET name = upper(name);");
($rc, $out, $err) = migrate('ours', @upgrade);
is($rc, 0, 'filled in, they run') or diag($err);
Server::same_text(schema_of('ours'), schema_of('theirs'), 'schema and rows as after "flask db upgrade heads"');

($rc, $out, $err) = migrate('ours', 'import', '--from', 'alembic');
is_deeply([ $out =~ /^(kept|written|overwritten) (\w+)/mg ], [ map { ('kept', $_) } qw(c003 c006 c007) ], 'imported again: what was filled in is kept');
($rc, $out, $err) = migrate('ours', '--set', 'migrate.concurrent_ddl=plain', 'downgrade', 'c003');
is($rc, 0, 'taken back') or diag($err);
flask('theirs', 'downgrade', 'c003');
Server::same_text(schema_of('ours'), schema_of('theirs'), 'as after "flask db downgrade"');
client_fails([ '-d', 'ours', 'downgrade', 'c002' ], 1, qr/revision "c003" \(from Python\) has no downgrade/, 'what has no way back');

# A database that Alembic has worked in.
$server->safe_psql('postgres', 'CREATE DATABASE half');
flask('half', 'upgrade', $_) for qw(b004 a006);
$server->safe_psql('half', 'CREATE EXTENSION migrate');
my $version = $server->safe_psql('half', 'SELECT * FROM alembic_version ORDER BY 1');
($rc, $out, $err) = migrate('half', 'import', '--from', 'alembic', '--adopt');
is($rc, 0, 'adopted') or diag($err);
is(join(' ', sort $out =~ /^adopted (\w+)/mg), 'a001 a002 a003 a004 a005 a006 b001 b002 b003 b004', 'what is applied, on both branches');
($rc, $out, $err) = migrate('half', @upgrade);
is($rc, 0, 'and goes on') or diag($err);
flask('theirs', 'upgrade', 'heads');
Server::same_text(schema_of('half'), schema_of('theirs'), 'schema and rows all the same');
is($server->safe_psql('half', 'SELECT * FROM alembic_version ORDER BY 1'), $version, 'alembic_version is as it was');

# A history that does not fit: no file is written, nothing is stored.
spew('elsewhere/config', '');
mkdir 'elsewhere/versions';
Server::new_database($server, 'lost');
$server->safe_psql('lost', "CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('f00d')");
($rc, $out, $err) = migrate('lost', '-D', 'elsewhere', 'import', '--from', 'alembic', '--adopt');
is($rc, 1, 'a revision that the project lacks');
like($err, qr/alembic has applied 1 migration that no revision stands for/, 'is an error');
is(scalar(() = glob 'elsewhere/versions/*'), 0, 'no file is written');

# --force, and --json.
my $result = json_of('-D', 'migrations', 'import', '--from', 'alembic', '--force', '--command', "env APP_URL=" . sprintf("'$url'", 'theirs') . " $python -m flask db");
is_deeply([ map { $_->{revision_id} } grep { $_->{action} eq 'overwritten' } @{ $result->{files} } ], [qw(c003 c006 c007)], '--force');
is(scalar(grep { $_->{action} eq 'not whole' && $_->{python} =~ /:\d+$/ } @{ $result->{files} }), 4, 'as JSON');

# ---- Alembic alone ----

my $project = "$work/an 'other' project";
mkdir $project;
chdir $project;
run_ok('drafts', $python, '-m', 'alembic', 'init', 'alembic');
my $ini = slurp('alembic.ini');
$ini =~ s/^sqlalchemy.url = .*/sqlalchemy.url = postgresql:\/\//m;
spew('alembic.ini', $ini);
sub revision
{
	my ($id, $down, $body, %more) = @_;
	spew("alembic/versions/$id.py", qq{"""$more{message}\n\nRevision ID: $id\nRevises: x\nCreate Date: 2024-05-06 07:08:09.123456\n"""\nfrom alembic import context, op\nimport sqlalchemy as sa\n}
		  . "revision = '$id'\ndown_revision = $down\nbranch_labels = None\ndepends_on = None\n\ndef upgrade():\n$body"
		  . ($more{down} ? "\ndef downgrade():\n$more{down}" : ''));
}
revision('1975ea83b712', 'None', "    op.create_table('t', sa.Column('id', sa.Integer(), primary_key=True), schema='my app')\n",
	message => "Revision ID: no", down => "    op.drop_table('t', schema='my app')\n");
revision('a b', "'1975ea83b712'", "    op.execute('SELECT 1; -- done')\n    op.execute('SELECT 2 -- more;')\n    if context.is_offline_mode():\n        op.execute('SELECT 3')\n", message => '');
client_ok([ 'init', '--files' ], 'a folder of ours beside');
($rc, $out, $err) = client('import', '--from', 'alembic');
is($rc, 0, 'imported without a server') or diag($err);
is_deeply([ $out =~ /^(?:not whole|written) (.*)/mg ],
	[
		'1975ea83b712  migrations/versions/202405060708_1975ea83b712_revision_id_no.sql',
		'a_b  migrations/versions/202405060708_a_b_a_b.sql',
		'a_b  upgrade: asks whether it runs offline (alembic/versions/a b.py:17)',
		'a_b  downgrade: has no downgrade() (alembic/versions/a b.py)',
	], 'what became of it');
like(slurp(the_file('1975ea83b712')), qr/^-- Message: "Revision ID: no"\n--\n-- Revision ID: 1975ea83b712\n-- Revises: base\n-- Create Date: 2024-05-06 07:08:09\+00\n/, 'the header');
like(slurp(the_file('a_b')), qr/\nSELECT 1; -- done\n;\nSELECT 2 -- more\n;\nSELECT 3;\n\n-- No downgrade: has no downgrade\(\) \(alembic\/versions\/a b\.py\)\.\n$/, 'a semicolon is never part of a comment');
unlink glob 'migrations/versions/*';
chdir $work;
client_ok([ '-D', "$project/migrations", 'import', '--from', 'alembic', $project, '--command', "$python -m alembic -c alembic.ini" ], 'from another folder, with a command');
chdir $project;

# What is wrong.
my $env = slurp('alembic/env.py');
$ini =~ s/^sqlalchemy.url = .*/sqlalchemy.url = sqlite:\/\/\//m;
spew('alembic.ini', $ini);
client_fails([ 'import', '--from', 'alembic' ], 1, qr/the project's database is of sqlite, not of PostgreSQL/, 'another server');
spew('alembic/env.py', "import os\nos.environ['NOT_THERE']\n");
client_fails([ 'import', '--from', 'alembic' ], 1, qr/error: the project's Alembic does not print its revisions: KeyError: 'NOT_THERE' \(alembic\/env\.py:2\)\n/, 'env.py fails');
spew('alembic/env.py', "pass\n");
client_fails([ 'import', '--from', 'alembic' ], 1, qr/env\.py has not run the revisions/, 'env.py does nothing');
client_fails([ 'import', '--from', 'alembic', '--command', 'no-such-program -m alembic' ], 1, qr/the project's Python did not do its work: /, 'no such Python');
client_fails([ 'import', '--from', 'alembic', '--command', 'django' ], 2, qr/--command is alembic or flask db/, 'no command of Alembic');
client_fails([ 'import', '--from', 'rails' ], 2, qr/--from is alembic/, 'another tool');
client_fails([ 'import', '--from', 'alembic', '/' ], 1, qr/there is no project of Alembic in "\/"/, 'no project');

done_testing();
