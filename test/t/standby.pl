# On a streaming standby: looking works, so do an upgrade(), upgrade_files() and sync_files() that find nothing to do, which
# is what applications call at start; what would have to write says clearly that it cannot.

use strict;
use warnings;
use FindBin;
use PostgreSQL::Test::Cluster;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $primary = new_server('primary');
$primary->backup('copy');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'copy', has_streaming => 1);
$standby->start;

my @names = ('first.sql', 'second.sql');
my @contents = (
	"-- first\n--\n-- Revision ID: r001\n-- Revises: base\n\n-- migrate:upgrade\nCREATE TABLE first ();\n\n-- migrate:downgrade\nDROP TABLE first;\n",
	"-- second\n--\n-- Revision ID: r002\n-- Revises: r001\n\n-- migrate:upgrade\nCREATE TABLE second ();\n\n-- migrate:downgrade\nDROP TABLE second;\n");
my $files = of_array(@names) . ', ' . of_array(@contents);
my $older = of_array($names[0]) . ', ' . of_array($contents[0]);
my $changed = of_array(@names) . ', ' . of_array($contents[0], "$contents[1]-- more\nCREATE TABLE more ();\n");
my $user = $primary->safe_psql('postgres', 'SELECT current_user');

new_database($primary, 'shop');
query($primary, 'shop', "SELECT count(*) FROM migrate.upgrade_files($files); SELECT migrate.tag('v1', 'r001')");
$primary->wait_for_catchup($standby);

sub same_answer
{
	my ($sql) = @_;
	is(succeeds($standby, 'shop', $user, $sql, "standby: $sql"), query($primary, 'shop', $sql), '    answers as the primary does');
}

# ---- all is applied ----

foreach my $sql (
	'SELECT * FROM migrate.current()', 'SELECT * FROM migrate.heads()', 'SELECT * FROM migrate.branches()', 'SELECT * FROM migrate.history()',
	"SELECT * FROM migrate.history('r001:r002')", "SELECT * FROM migrate.show('r002')", 'SELECT * FROM migrate.pending()', 'SELECT * FROM migrate.plan()',
	"SELECT * FROM migrate.plan('base')", "SELECT migrate.is_applied('head')", "SELECT migrate.is_applied('v1')", 'SELECT migrate.script()', 'SELECT migrate.graph()',
	"SELECT migrate.graph('dot')", "SELECT migrate.export_file('r001')", 'SELECT * FROM migrate.export_files()', 'SELECT * FROM migrate.status',
	'SELECT * FROM migrate.log', 'SELECT migrate.project(), migrate.scope()')
{
	same_answer($sql);
}
is(succeeds($standby, 'shop', $user, $_, "standby: $_, with nothing to do"), '', '    returns no step')
  foreach ('SELECT * FROM migrate.upgrade()', "SELECT * FROM migrate.upgrade('heads')", "SELECT * FROM migrate.upgrade('head')", "SELECT * FROM migrate.upgrade('r001')", 'CALL migrate.deploy()');
is(succeeds($standby, 'shop', $user, "SELECT * FROM migrate.upgrade_files($files)", 'standby: upgrade_files() with nothing to do'), '', '    returns no step');
is(succeeds($standby, 'shop', $user, "SELECT * FROM migrate.upgrade_files($older)", 'standby: upgrade_files() of an older release'), '', '    returns no step');
is(succeeds($standby, 'shop', $user, "SELECT * FROM migrate.sync_files($files)", 'standby: sync_files() with nothing to do'), '', '    returns no step');
is(succeeds($standby, 'shop', $user, "SELECT action FROM migrate.import_files($files)", 'standby: import_files() of what is there'), "unchanged\nunchanged", '    says so');

# ---- something is to do ----

sub refused_there
{
	my ($sql, $pattern, $name) = @_;
	refused($standby, 'shop', $user, $sql, $pattern, "standby: $name is refused");
}

my $clear = qr/cannot migrate on a standby\n.*HINT:  Call it on the primary\./s;
my $clear_to_authors = qr/cannot (migrate|write revisions|write settings) on a standby\n.*HINT:  Call it on the primary\./s;
refused_there("SELECT migrate.sync_files($older)", $clear, 'sync_files() that would take back');
refused_there("SELECT migrate.downgrade(1)", $clear, 'a downgrade');
refused_there("SELECT migrate.downgrade('base')", $clear, 'a downgrade to base');
refused_there("SELECT migrate.redo()", $clear, 'redo()');
query($primary, 'shop', "SELECT count(*) FROM migrate.downgrade(1)");
$primary->wait_for_catchup($standby);
refused_there('SELECT migrate.upgrade()', $clear, 'a pending upgrade');
refused_there('CALL migrate.deploy()', $clear, 'a pending deploy');
refused_there("SELECT migrate.upgrade('r002')", $clear, 'a pending upgrade to a revision');
refused_there("SELECT migrate.upgrade_files($files)", $clear, 'upgrade_files() of a pending revision');
refused_there("SELECT migrate.stamp('r002')", $clear_to_authors, 'stamp()');
refused_there("SELECT migrate.upgrade_files($changed)", $clear_to_authors, 'upgrade_files() that would write');
refused_there("SELECT migrate.revision('third')", $clear_to_authors, 'revision()');
refused_there("SELECT migrate.edit('r002', upgrade => 'SELECT 1')", $clear_to_authors, 'edit()');
refused_there("SELECT migrate.tag('v2', 'r001')", $clear_to_authors, 'tag()');
refused_there("SELECT migrate.set('search_path', 'public')", $clear_to_authors, 'set()');
same_answer('SELECT revision_id FROM migrate.pending()');

# ---- an old snapshot there, a migration here ----

my $looking = $standby->background_psql('shop');
$looking->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ');
is($looking->query_safe('SELECT count(*) FROM migrate.pending()'), '1', 'a transaction on the standby looks');
query($primary, 'shop', 'SELECT count(*) FROM migrate.upgrade()');
$primary->wait_for_catchup($standby);
is($looking->query_safe('SELECT count(*) FROM migrate.pending()'), '1', 'it sees the same after a migration of the primary');
$looking->query_safe('COMMIT');
is($looking->query_safe('SELECT count(*) FROM migrate.pending()'), '0', 'and after its end the new state');
$looking->quit;

# ---- the standby becomes a primary ----

query($primary, 'shop', "SELECT migrate.revision('third', revision_id => 'r003', upgrade => 'CREATE TABLE third ()', downgrade => 'DROP TABLE third')");
$primary->wait_for_catchup($standby);
$primary->stop;
$standby->promote;
is(succeeds($standby, 'shop', $user, 'SELECT * FROM migrate.upgrade()', 'promoted: upgrade'), '1|upgrade|r003|third', 'a promoted standby migrates');
refused($standby, 'shop', $user, "INSERT INTO migrate.settings VALUES ('main', 'role', 'x')", qr/only be changed by the functions/, 'and history is protected there as before');

$standby->stop;
done_testing();
