# pg_dump and restore bring all of it back, as superuser and as an owner who is none: revisions with ids, labels, tags,
# parents and dependencies, what is applied, journal, sequences, settings, rights; and work goes on there.  A database made
# from a template, pg_upgrade, DROP EXTENSION.

use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $server = new_server('dump');
query($server, 'postgres', <<'SQL');
CREATE ROLE shop_owner LOGIN;
CREATE ROLE shop_writer;
CREATE ROLE reader LOGIN;
CREATE ROLE runner LOGIN;
GRANT shop_writer TO shop_owner;
SQL

# Something of everything that the store can hold.
my $work = <<'SQL';
SELECT migrate.revision('create persons', revision_id => 'aaaa01', upgrade => 'CREATE TABLE persons (id serial PRIMARY KEY, name text NOT NULL)', downgrade => 'DROP TABLE persons', branch_label => 'people');
SELECT migrate.revision('rows', revision_id => 'aaaa02', upgrade => E'COPY persons (name) FROM STDIN;\nAda\nGr\u00fc\u00dfe\\tx\n\\.\n', downgrade => 'DELETE FROM persons', verify => 'SELECT 1 / count(*) FROM persons');
SELECT migrate.revision('left', revision_id => 'aaaa03', parents => '{aaaa02}', upgrade => 'CREATE TABLE "lef""t" (a int)', downgrade => 'DROP TABLE "lef""t"');
SELECT migrate.revision('right', revision_id => 'aaaa04', parents => '{aaaa02}', upgrade => 'CREATE TABLE "right" (a int)');
SELECT migrate.merge('join', '{aaaa03,aaaa04}', revision_id => 'aaaa05');
SELECT migrate.revision('other base', revision_id => 'bbbb01', parents => '{base}', depends_on => '{aaaa01}', upgrade => 'CREATE TABLE other ()', downgrade => 'DROP TABLE other');
SELECT migrate.revision('last', revision_id => 'aaaa06', parents => '{aaaa05}', upgrade => 'CREATE VIEW names AS SELECT name FROM persons', downgrade => 'DROP VIEW names');
SELECT migrate.tag('release-1', 'aaaa05');
SELECT migrate.import_file('from file.sql', E'-- from a file, with CRLF\r\n--\r\n-- Revision ID: cccc01\r\n-- Revises: aaaa06\r\n\r\n-- migrate:upgrade\r\nCREATE TABLE from_file ();\r\n-- migrate:downgrade\r\nDROP TABLE from_file;\r\n');
SELECT count(*) FROM migrate.upgrade('heads');
SELECT count(*) FROM migrate.downgrade(2);
SELECT migrate.repair('aaaa03', 'the table had another name', E'-- left\n--\n-- Revision ID: aaaa03\n-- Revises: aaaa02\n\n-- migrate:upgrade\nCREATE TABLE "lef""t" (a int);\n\n-- migrate:downgrade\nDROP TABLE "lef""t";\n');
SELECT migrate.set('search_path', 'public');
SELECT migrate.grant_access('reader', 'reader');
SELECT migrate.grant_access('runner', 'runner');
SET migrate.project = 'library';
SELECT migrate.revision('first', revision_id => 'aaaa01', upgrade => 'CREATE SCHEMA library', downgrade => 'DROP SCHEMA library');
SELECT migrate.revision('second', revision_id => 'aaaa02', upgrade => 'CREATE TABLE library.a ()', downgrade => 'DROP TABLE library.a');
SELECT count(*) FROM migrate.upgrade();
SELECT migrate.revision('third', revision_id => 'aaaa03', upgrade => 'CREATE TABLE library.b ()', downgrade => 'DROP TABLE library.b');
SELECT migrate.squash('aaaa01', 'aaaa02', 'first and second', revision_id => 'aaaa12');
SQL

# What a restored database must do as the original would.
sub goes_on
{
	my ($database, $role, $name) = @_;
	my ($newest) = query($server, $database, 'SELECT max(journal_id) FROM migrate.journal');

	refused($server, $database, $role, "UPDATE migrate.revisions SET message = 'x'", qr/can only be changed by the functions|permission denied for table/, "$name: history is protected");
	is(succeeds($server, $database, $role, "SELECT * FROM migrate.upgrade('heads')", "$name: upgrade goes on"),
		join("\n", '1|upgrade|aaaa06|last', '2|upgrade|cccc01|from a file, with CRLF'), "$name: with what was pending");
	is(query($server, $database, "SELECT min(journal_id) > $newest, count(*) FROM migrate.journal WHERE journal_id > $newest"), 't|2', "$name: the journal's numbers go on");
	succeeds($server, $database, $role, "SELECT migrate.revision('new', revision_id => 'dddd01', parents => '{cccc01}', upgrade => 'CREATE TABLE new ()', downgrade => '')", "$name: a new revision");
	is(query($server, $database, "SELECT ordinal > (SELECT max(ordinal) FROM migrate.revisions WHERE revision_id <> 'dddd01') FROM migrate.revisions WHERE revision_id = 'dddd01'"),
		't', "$name: revisions' numbers go on");
	refused($server, $database, $role, "INSERT INTO migrate.settings VALUES ('main', 'role', 'x')", qr/settings can only be changed by the functions|permission denied for table/, "$name: plain INSERT is refused once work goes on");
	is(succeeds($server, $database, $role, "SELECT * FROM migrate.downgrade('release-1')", "$name: back to a tag"),
		join("\n", '1|downgrade|cccc01|from a file, with CRLF', '2|downgrade|aaaa06|last'), "$name: with downgrades that came in the dump");
	is(succeeds($server, $database, $role, "SET migrate.project = 'library'; SELECT revision_id, state FROM migrate.history() ORDER BY 1", "$name: another project"),
		join("\n", 'aaaa03|pending', 'aaaa12|applied'), "$name: a squashed revision counts as applied");
	is(succeeds($server, $database, $role, "SET migrate.project = 'library'; SELECT * FROM migrate.upgrade(); SELECT * FROM migrate.downgrade('base')", "$name: the squashed project moves"),
		join("\n", '1|upgrade|aaaa03|third', '1|downgrade|aaaa03|third', '2|downgrade|aaaa12|first and second'), "$name: over the squashed revision");
}

sub create_for
{
	my ($database, $role) = @_;
	query($server, 'postgres', "CREATE DATABASE $database OWNER $role");
	return $database;
}

foreach my $owner ('postgres', 'shop_owner')
{
	my $own = $owner eq 'postgres' ? 'super' : 'owned';
	my $superuser = $server->safe_psql('postgres', 'SELECT current_user');
	my $role = $owner eq 'postgres' ? $superuser : $owner;

	create_for($own, $role);
	succeeds($server, $own, $role, 'CREATE EXTENSION migrate', "$own: installed");
	succeeds($server, $own, $role, $work, "$own: work");
	succeeds($server, $own, $role, "SELECT migrate.set('role', 'shop_writer')", "$own: the setting role") if $owner ne 'postgres';
	succeeds($server, $own, $role, "SELECT migrate.set('role', NULL)", "$own: taken back");
	my $state = state_of($server, $own);
	my $schema = schema_of($server, $own);
	my $dump = dump_of($server, $own, '-U', $role);

	foreach my $restorer ($owner eq 'postgres' ? ($role) : ($role, $superuser))
	{
		my $name = "$own, restored by " . ($restorer eq $superuser ? 'a superuser' : 'its owner');
		my $database = create_for("${own}_by_" . ($restorer eq $superuser ? 'super' : 'owner'), $role);
		my ($rc, $err) = restore_into($server, $database, $dump, $restorer);

		is($rc, 0, "$name: psql runs the dump") or diag($err);
		is($err, '', "$name: in silence");
		same_text(state_of($server, $database), $state, "$name: all that the store held is there");
		same_text(schema_of($server, $database), $schema, "$name: and the schema");
		if ($restorer eq $role)
		{
			same_text(dump_of($server, $database, '-U', $role), $dump, "$name: a dump of it is the same dump");
		}
		else
		{
			# CREATE EXTENSION in the dump made all of it the superuser's, who shares it.
			refused($server, $database, $restorer, "SELECT migrate.upgrade('heads')", qr/superuser/, "$name: the superuser does not run what others wrote");
			query($server, $database, "SELECT migrate.grant_access('$role', 'admin')");
			like(dump_of($server, $database, '-U', $role), qr/^COPY migrate\.journal /m, "$name: the owner can dump it again");
		}
		is(query($server, $database, <<'SQL'), 't|f|t|f', "$name: the grants came along");
SELECT has_function_privilege('reader', 'migrate.show(text)', 'EXECUTE'), has_function_privilege('reader', 'migrate.upgrade(text)', 'EXECUTE'),
	has_function_privilege('runner', 'migrate.upgrade(text)', 'EXECUTE'), has_function_privilege('runner', 'migrate.revision(text, text, text, text, text, text[], text[], text, boolean)', 'EXECUTE')
SQL
		goes_on($database, $role, $name);
	}
}

# ---- the setting role and a branch pending in the dump ----

create_for('settings', 'shop_owner');
succeeds($server, 'settings', 'shop_owner', <<'SQL', 'a database with the setting role');
GRANT CREATE ON SCHEMA public TO shop_writer;
CREATE EXTENSION migrate;
SELECT migrate.set('role', 'shop_writer');
SELECT migrate.revision('t', revision_id => 'aaaa', upgrade => 'CREATE TABLE t ()', downgrade => 'DROP TABLE t');
SQL
create_for('settings_restored', 'shop_owner');
is((restore_into($server, 'settings_restored', dump_of($server, 'settings', '-U', 'shop_owner'), 'shop_owner'))[0], 0, 'is restored');
succeeds($server, 'settings_restored', 'shop_owner', 'SELECT migrate.upgrade()', 'and upgraded');
is(query($server, 'settings_restored', "SELECT tableowner FROM pg_tables WHERE tablename = 't'"), 'shop_writer', 'as the role of the setting that came in the dump');

# ---- pg_dump -Fc, pg_restore; --clean ----

my $folder = tempdir(CLEANUP => 1);
foreach my $options ([ '-Fc' ], [ '-Fd' ])
{
	my $name = "pg_dump @$options";
	my $database = create_for('restored_' . lc substr($options->[0], 2), 'shop_owner');
	my $connection = $server->connstr($database);
	create_for('source_' . lc substr($options->[0], 2), 'shop_owner');
	succeeds($server, "source_" . lc substr($options->[0], 2), 'shop_owner', "CREATE EXTENSION migrate; $work", "$name: work");
	$server->command_ok([ 'pg_dump', @$options, '-U', 'shop_owner', '-f', "$folder/$database", '-d', $server->connstr("source_" . lc substr($options->[0], 2)) ], $name);
	$server->command_ok([ 'pg_restore', '-e', '-j', '2', '-U', 'shop_owner', '-d', $connection, "$folder/$database" ], "$name: pg_restore, by two processes at once");
	same_text(state_of($server, $database), state_of($server, "source_" . lc substr($options->[0], 2)), "$name: all is there");
	goes_on($database, 'shop_owner', $name);
}

# ---- a template ----

query($server, 'postgres', 'CREATE DATABASE from_template TEMPLATE super');
same_text(state_of($server, 'from_template'), state_of($server, 'super'), 'a database made from a template holds the same');
goes_on('from_template', $server->safe_psql('postgres', 'SELECT current_user'), 'from a template');

# ---- pg_upgrade ----
SKIP:
{
	skip 'pg_upgrade is tried where a whole system is, with /dev/fd', 3 unless -e '/dev/fd';

	# Of the same release: what it does to the catalogs and the system identifier is what it does between releases.
	my $next = PostgreSQL::Test::Cluster->new('next');
	$next->init(allows_streaming => 1, extra => [ '--encoding=UTF8', '--no-locale' ]);
	my $before = state_of($server, 'owned');
	$server->stop;
	chdir $folder;
	$server->command_ok(
		[ 'pg_upgrade', '--no-sync', '-d', $server->data_dir, '-D', $next->data_dir, '-b', $server->config_data('--bindir'), '-B', $server->config_data('--bindir'),
		  '-s', $folder, '-p', $server->port, '-P', $next->port, '-U', scalar getpwuid($<) ], 'pg_upgrade');
	$next->start;
	$server = $next;
	same_text(state_of($server, 'owned'), $before, 'pg_upgrade: all is there');
	goes_on('owned', 'shop_owner', 'after pg_upgrade');
}

# ---- DROP EXTENSION ----

my $naked = create_for('dropped', 'shop_owner');
my $empty = dump_of($server, 'dropped');
my $objects = q{SELECT count(*) FROM pg_depend UNION ALL SELECT count(*) FROM pg_proc UNION ALL SELECT count(*) FROM pg_class UNION ALL SELECT count(*) FROM pg_type
	UNION ALL SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_t' UNION ALL SELECT count(*) FROM pg_shdepend UNION ALL SELECT count(*) FROM pg_init_privs
	UNION ALL SELECT count(*) FROM pg_description UNION ALL SELECT count(*) FROM pg_trigger};
my $counts = query($server, 'dropped', $objects);
succeeds($server, 'dropped', 'shop_owner', "CREATE EXTENSION migrate; $work; SET migrate.project = main; SELECT count(*) FROM migrate.downgrade('aaaa04')", 'work before DROP EXTENSION');
succeeds($server, 'dropped', 'shop_owner', <<'SQL', 'DROP EXTENSION, with what the revisions made dropped by hand');
DROP EXTENSION migrate;
DROP TABLE persons, "lef""t", "right", other;
DROP SCHEMA library CASCADE;
SQL
is(query($server, 'dropped', $objects), $counts, 'DROP EXTENSION leaves nothing in the catalogs');
same_text(dump_of($server, 'dropped'), $empty, 'nor in a dump');
succeeds($server, 'dropped', 'shop_owner', "CREATE EXTENSION migrate; SELECT migrate.revision('a', upgrade => ''); SELECT migrate.upgrade(); DROP EXTENSION migrate; CREATE EXTENSION migrate; SELECT migrate.revision('a', upgrade => ''); SELECT migrate.upgrade()",
	'drop and create again in one session');

$server->stop;
done_testing();
