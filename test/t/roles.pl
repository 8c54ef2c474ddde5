# Roles that log in: an owner who is no superuser has all of it in his database; a runner's objects are his, or those of
# the setting role; a superuser does not run what others wrote; SET ROLE in scripts works as in a session of one's own.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $server = new_server('roles');
my $superuser = $server->safe_psql('postgres', 'SELECT current_user');
query($server, 'postgres', <<'SQL');
CREATE ROLE shop_owner LOGIN;
CREATE ROLE schema_owner;
CREATE ROLE group_of_runners;
CREATE ROLE runner LOGIN;
CREATE ROLE author LOGIN;
CREATE ROLE reader LOGIN;
CREATE ROLE admin LOGIN;
CREATE ROLE nobody LOGIN;
CREATE ROLE noinherit LOGIN NOINHERIT;
GRANT schema_owner TO shop_owner, noinherit;
GRANT group_of_runners TO runner;
CREATE DATABASE shop OWNER shop_owner;
CREATE DATABASE others;
SQL

sub owner_of
{
	return query($server, 'shop', "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = '$_[0]'");
}

# ---- an owner who is no superuser ----

sub as_owner
{
	my ($sql, $name) = @_;
	return succeeds($server, 'shop', 'shop_owner', $sql, "the owner: $name");
}

as_owner('CREATE EXTENSION migrate', 'installs');
as_owner("SELECT migrate.revision('one', revision_id => 'r001', upgrade => 'CREATE TABLE one (a int); INSERT INTO one VALUES (1)', downgrade => 'DROP TABLE one', verify => 'SELECT a FROM one')", 'writes');
as_owner('SELECT migrate.upgrade()', 'upgrades');
is(owner_of('one'), 'shop_owner', 'what is made is his');
as_owner("SELECT migrate.downgrade(); SELECT migrate.upgrade(); SELECT migrate.redo(); SELECT migrate.stamp('base'); SELECT migrate.stamp('r001')", 'moves in every way');
as_owner("SELECT migrate.revision('two', revision_id => 'r002', upgrade => ''); SELECT migrate.edit('r002', upgrade => 'CREATE TABLE two ()', downgrade => 'DROP TABLE two'); SELECT migrate.tag('v1', 'r002'); SELECT migrate.rebase('r002', 'base'); SELECT migrate.merge('both', '{r001,r002}', revision_id => 'r003'); SELECT migrate.remove('r003'); SELECT migrate.rebase('r002', 'r001'); SELECT migrate.squash('r001', 'r002', 'both', revision_id => 'r012'); SELECT migrate.remove('r012'); SELECT migrate.repair('r001', 'none')",
	'writes in every way');
as_owner("SELECT migrate.import_file('three.sql', E'-- three\\n--\\n-- Revision ID: r003\\n-- Revises: r002\\n\\n-- migrate:upgrade\\nCREATE TABLE three ();\\n\\n-- migrate:downgrade\\nDROP TABLE three;\\n'); SELECT migrate.export_files(); SELECT migrate.upgrade()", 'imports and exports');
as_owner("SELECT migrate.current(), migrate.heads(), migrate.history(), migrate.show('r001'), migrate.pending(), migrate.plan('base'), migrate.is_applied('head'), migrate.script(), migrate.graph(); SELECT * FROM migrate.status; SELECT * FROM migrate.log; SELECT count(*) FROM migrate.revisions",
	'looks in every way');
as_owner("SELECT migrate.set('role', 'schema_owner'); SELECT migrate.set('role', NULL); SELECT migrate.set('search_path', 'public'); SELECT migrate.set('search_path', NULL)", 'sets');
as_owner("SELECT migrate.grant_access('author', 'author'); SELECT migrate.grant_access('reader', 'reader'); SELECT migrate.grant_access('group_of_runners', 'runner'); SELECT migrate.grant_access('admin', 'admin'); SELECT migrate.grant_access('noinherit', 'runner')", 'grants');
refused($server, 'shop', 'shop_owner', "UPDATE migrate.revisions SET message = 'x'", qr/only be changed by the functions/, 'but does not rewrite history');
refused($server, 'shop', 'shop_owner', "SET session_replication_role = replica", qr/permission denied/, 'nor switch triggers off');
refused($server, 'shop', 'shop_owner', "SELECT migrate.set('role', '$superuser')", qr/"shop_owner" is no member of role "$superuser"/, 'nor become superuser by the setting role');
refused($server, 'shop', 'shop_owner', "SELECT migrate.revision('file', revision_id => 'r004', upgrade => 'COPY one FROM ''/etc/passwd'''); SELECT migrate.upgrade()", qr/pg_read_server_files/, 'nor read files by a script');
refused($server, 'shop', 'shop_owner', "SELECT migrate.edit('r004', upgrade => 'SET ROLE \"$superuser\"'); SELECT migrate.upgrade()", qr/permission denied to set role/, 'nor SET ROLE to what he is no member of');
refused($server, 'shop', 'shop_owner', "SELECT migrate.import_directory('/tmp')", qr/permission denied to read a folder/, 'nor read folders');
as_owner("SELECT migrate.remove('r004')", 'tidies up');

# ---- a superuser does not run what others wrote ----

as_owner("SELECT migrate.revision('trap', revision_id => 'trap', upgrade => 'ALTER ROLE shop_owner SUPERUSER', downgrade => 'ALTER ROLE shop_owner SUPERUSER')", 'sets a trap');
refused($server, 'shop', $superuser, 'SELECT migrate.upgrade()', qr/superuser/, 'a superuser does not run what a role without superuser wrote');
refused($server, 'shop', $superuser, "SELECT migrate.downgrade(1)", qr/superuser/, 'nor takes it back');
refused($server, 'shop', $superuser, "SELECT migrate.redo()", qr/superuser/, 'nor again');
# Where a role without superuser owns the tables, it could have written whatever they say.
query($server, 'shop', "SELECT migrate.remove('trap'); SELECT migrate.revision('mine', revision_id => 'mine', upgrade => 'CREATE TABLE mine ()', downgrade => 'DROP TABLE mine')");
refused($server, 'shop', $superuser, 'SELECT migrate.upgrade()', qr/superuser/, "nor what he wrote himself into another's tables");
query($server, 'shop', "SELECT migrate.remove('mine')");

as_owner("SELECT migrate.set('role', 'shop_owner'); SELECT migrate.revision('trap', revision_id => 'trap', upgrade => 'ALTER ROLE shop_owner SUPERUSER')", 'the setting role');
refused($server, 'shop', $superuser, 'SELECT migrate.upgrade()', qr/must be superuser|permission denied/, 'with the setting role he runs it, as that role');
foreach my $attempt ("SET ROLE \"$superuser\"", "SET SESSION AUTHORIZATION \"$superuser\"", 'RESET ROLE; ALTER ROLE shop_owner SUPERUSER', 'SET ROLE none; ALTER ROLE shop_owner SUPERUSER',
	'RESET ALL; ALTER ROLE shop_owner SUPERUSER', 'RESET SESSION AUTHORIZATION; ALTER ROLE shop_owner SUPERUSER', "DO 'BEGIN SET ROLE \"$superuser\"; ALTER ROLE shop_owner SUPERUSER; END'",
	"SELECT set_config(''role'', ''none'', false); ALTER ROLE shop_owner SUPERUSER", 'DISCARD ALL; ALTER ROLE shop_owner SUPERUSER')
{
	my $way = $attempt =~ s/''/'/gr;
	as_owner("SELECT migrate.edit('trap', upgrade => \$trap\$$way\$trap\$)", "tries: $way");
	my ($rc, $out, $err) = as_role($server, 'shop', $superuser, 'SELECT migrate.upgrade(); SELECT current_user');
	isnt($rc, 0, '    a superuser who runs it is not led up') or diag($out);
	is(query($server, 'shop', "SELECT rolsuper FROM pg_roles WHERE rolname = 'shop_owner'"), 'f', '    nobody became superuser');
}
# What waits for the commit, when the superuser is himself again.
as_owner(<<'SQL', 'a deferred trap');
SELECT migrate.edit('trap', upgrade => $trap$
	CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN ALTER ROLE shop_owner SUPERUSER; RETURN NULL; END';
	CREATE TABLE trap (a int);
	CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON trap DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trap();
	INSERT INTO trap VALUES (1);
$trap$);
SQL
my ($rc, $out, $err) = as_role($server, 'shop', $superuser, 'SELECT migrate.upgrade()');
like($err, qr/must be superuser|permission denied/, 'deferred triggers fire as the role of the script');
is(query($server, 'shop', "SELECT rolsuper FROM pg_roles WHERE rolname = 'shop_owner'"), 'f', 'nobody became superuser');
as_owner("SELECT migrate.remove('trap'); SELECT migrate.set('role', NULL)", 'tidies up');

# ---- a database of a superuser ----

query($server, 'others', "CREATE EXTENSION migrate; SELECT migrate.grant_access('author', 'author'); SELECT migrate.revision('mine', revision_id => 'r001', upgrade => 'CREATE TABLE mine ()', downgrade => '')");
is(query($server, 'others', 'SELECT count(*) FROM migrate.upgrade()'), 1, 'a superuser runs what a superuser wrote');
succeeds($server, 'others', 'author', "SELECT migrate.revision('trap', revision_id => 'r002', upgrade => 'ALTER ROLE author SUPERUSER')", 'an author writes a trap there');
refused($server, 'others', $superuser, 'SELECT migrate.upgrade()', qr/"author".*superuser|superuser.*"author"/s, 'a superuser does not run it; the error names its writer');
query($server, 'others', "SELECT migrate.remove('r002'); SELECT migrate.revision('mine too', revision_id => 'r003', upgrade => 'CREATE TABLE mine_too ()')");
succeeds($server, 'others', 'author', "SELECT migrate.edit('r003', upgrade => 'ALTER ROLE author SUPERUSER')", "an author edits a superuser's revision");
refused($server, 'others', $superuser, 'SELECT migrate.upgrade()', qr/superuser/, 'which makes it his');
is(query($server, 'others', "SELECT rolsuper FROM pg_roles WHERE rolname = 'author'"), 'f', 'nobody became superuser');

# ---- runner, author, reader, nobody ----

query($server, 'shop', 'GRANT CREATE ON SCHEMA public TO runner, schema_owner');
as_owner("SELECT migrate.revision('of the runner', revision_id => 'r004', upgrade => 'CREATE TABLE of_runner (u text DEFAULT current_user); INSERT INTO of_runner DEFAULT VALUES', downgrade => 'DROP TABLE of_runner')", 'writes for a runner');
succeeds($server, 'shop', 'runner', 'SELECT migrate.upgrade()', 'a runner upgrades, by a group that he is in');
is(owner_of('of_runner'), 'runner', 'what is made is his');
is(query($server, 'shop', "SELECT by_session_user, by_user FROM migrate.journal ORDER BY journal_id DESC LIMIT 1"), 'runner|runner', 'the journal has his name');
succeeds($server, 'shop', 'runner', "SELECT migrate.downgrade()", 'and takes it back');
succeeds($server, 'shop', 'runner', "SET ROLE group_of_runners; SELECT migrate.pending()", 'looks as the group');
refused($server, 'shop', 'runner', "SELECT migrate.revision('x')", qr/permission denied for function revision/, 'a runner does not write');
refused($server, 'shop', 'runner', "SELECT migrate.stamp('base')", qr/permission denied for function stamp/, 'nor stamp');
refused($server, 'shop', 'runner', "SELECT migrate.set('role', NULL)", qr/permission denied for function set/, 'nor set');
refused($server, 'shop', 'runner', "DROP TABLE one", qr/must be owner of table one/, 'and has no rights that were not his');
as_owner("SELECT migrate.edit('r004', upgrade => 'DROP TABLE one')", 'a script that only the owner may run');
refused($server, 'shop', 'runner', 'SELECT migrate.upgrade()', qr/must be owner of table one.*revision "r004"/s, 'a runner runs it with his own rights');
as_owner("SELECT migrate.edit('r004', upgrade => 'UPDATE migrate.settings SET value = 1')", 'a script that writes our tables');
refused($server, 'shop', 'runner', 'SELECT migrate.upgrade()', qr/permission denied for table settings/, "a runner's script has no right on our tables");
as_owner("SELECT migrate.edit('r004', upgrade => 'CREATE TABLE of_runner ()')", 'mends it');

succeeds($server, 'shop', 'author', "SELECT migrate.revision('by an author', revision_id => 'r005', upgrade => 'CREATE TABLE by_author ()', downgrade => 'DROP TABLE by_author')", 'an author writes');
is(query($server, 'shop', "SELECT written_by FROM migrate.show('r005')"), 'author', 'under his name');
refused($server, 'shop', 'author', 'SELECT migrate.upgrade()', qr/permission denied for function upgrade/, 'but does not run');
succeeds($server, 'shop', 'reader', "SELECT * FROM migrate.show('r005'); SELECT * FROM migrate.status; SELECT * FROM migrate.log; SELECT upgrade FROM migrate.revisions", 'a reader reads');
refused($server, 'shop', 'reader', "SELECT migrate.edit('r005', upgrade => '')", qr/permission denied for function edit/, 'but does not write');
succeeds($server, 'shop', 'nobody', 'SELECT * FROM migrate.current(); SELECT * FROM migrate.history(); SELECT migrate.is_applied($$head$$)', 'anybody may see what is applied');
refused($server, 'shop', 'nobody', $_, qr/permission denied/, "but not: $_")
  foreach ("SELECT migrate.show('r005')", 'SELECT migrate.script()', 'SELECT migrate.upgrade()', "SELECT migrate.revision('x')", 'SELECT upgrade FROM migrate.revisions',
	'SELECT * FROM migrate.status', "SELECT migrate.grant_access('nobody', 'admin')", "SELECT migrate.export_file('r005')");
succeeds($server, 'shop', 'admin', "SELECT migrate.set('search_path', 'public'); SELECT migrate.set('search_path', NULL); SELECT migrate.grant_access('nobody', 'reader'); SELECT migrate.revoke_access('nobody')", 'an admin sets and grants');
refused($server, 'shop', 'nobody', "SELECT migrate.show('r005')", qr/permission denied/, 'what is revoked is gone');

# ---- the setting role ----

as_owner("SELECT migrate.set('role', 'schema_owner')", 'scripts run as schema_owner');
refused($server, 'shop', 'runner', 'SELECT migrate.upgrade()', qr/"runner" may not run scripts as role "schema_owner".*GRANT schema_owner TO runner/s, 'a runner who is no member of it: refused, with what to do');
query($server, 'postgres', 'GRANT schema_owner TO runner');
succeeds($server, 'shop', 'runner', 'SELECT migrate.upgrade(); SELECT 1 / (current_user = $$runner$$)::int', 'a member runs, and is himself again after it');
is(owner_of('of_runner') . ' ' . owner_of('by_author'), 'schema_owner schema_owner', 'what is made is schema_owner\'s, whoever wrote and ran it');
succeeds($server, 'shop', 'noinherit', "SELECT migrate.downgrade('r004')", 'a member without INHERIT runs too');
refused($server, 'shop', 'admin', "SELECT migrate.set('role', 'schema_owner')", qr/"admin" is no member of role "schema_owner"/, 'an admin who is no member cannot set it');

# ---- SET ROLE in scripts ----

sub script_of_runner
{
	my ($script, $name) = @_;
	as_owner("SELECT migrate.edit('r005', upgrade => \$script\$$script\$script\$)", "writes: $name");
}

as_owner("SELECT migrate.set('role', NULL)", 'no setting role');
script_of_runner('SET ROLE schema_owner; CREATE TABLE by_author (); RESET ROLE; CREATE TABLE by_runner ()', 'SET ROLE and RESET ROLE');
succeeds($server, 'shop', 'runner', 'SELECT migrate.upgrade(); SELECT 1 / (current_user = $$runner$$)::int', 'SET ROLE in a script');
is(owner_of('by_author') . ' ' . owner_of('by_runner'), 'schema_owner runner', 'each table is of the role that made it');
query($server, 'shop', 'DROP TABLE by_runner, by_author');
succeeds($server, 'shop', 'admin', "SELECT migrate.stamp('r004')", 'stamped back');
script_of_runner('SET ROLE nobody; CREATE TABLE by_author ()', 'a role that he is no member of');
refused($server, 'shop', 'runner', 'SELECT migrate.upgrade()', qr/permission denied to set role "nobody"/, 'SET ROLE is refused as in a session');
script_of_runner('SET ROLE schema_owner; CREATE TABLE by_author ()', 'SET ROLE that stays');
as_owner("SELECT migrate.revision('next', revision_id => 'r006', upgrade => 'CREATE TABLE next ()', downgrade => 'DROP TABLE next')", 'and a next one');
succeeds($server, 'shop', 'runner', 'SELECT migrate.upgrade(); SELECT 1 / (current_user = $$runner$$)::int', 'SET ROLE ends with its revision');
is(owner_of('by_author') . ' ' . owner_of('next'), 'schema_owner runner', 'the next runs as the caller again');

# ---- a caller in a role of his own ----

as_owner("SELECT migrate.revision('last', revision_id => 'r007', upgrade => 'CREATE TABLE last ()', downgrade => 'DROP TABLE last')", 'and a last one');
as_owner("SELECT migrate.grant_access('schema_owner', 'runner')", 'a role without LOGIN may run');
succeeds($server, 'shop', 'noinherit', "SET ROLE schema_owner; SELECT migrate.upgrade()", 'who has SET ROLE calls as that role');
is(owner_of('last'), 'schema_owner', 'what is made is its');
is(query($server, 'shop', "SELECT by_session_user, by_user FROM migrate.journal ORDER BY journal_id DESC LIMIT 1"), 'noinherit|schema_owner', 'the journal has both names');

# ---- a role that is dropped ----

as_owner("SELECT migrate.revision('orphan', revision_id => 'r008', upgrade => 'CREATE TABLE orphan ()', downgrade => 'DROP TABLE orphan')", 'a revision');
query($server, 'shop', 'UPDATE pg_database SET datname = datname');
succeeds($server, 'shop', 'author', "SELECT migrate.edit('r008', message => 'by one who leaves')", 'its writer');
query($server, 'others', 'DROP OWNED BY author');
query($server, 'shop', 'DROP OWNED BY author; DROP ROLE author');
as_owner('SELECT migrate.upgrade()', 'what a dropped role wrote runs');
refused($server, 'others', $superuser, 'SELECT migrate.upgrade()', qr/superuser/, 'but not by a superuser');

$server->stop;
done_testing();
