# ALTER EXTENSION migrate UPDATE: an update script may change our tables and their rows, and work goes on after it.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $share = `$ENV{PG_CONFIG} --sharedir` if $ENV{PG_CONFIG};
$share = `pg_config --sharedir` unless $share;
chomp $share;
my $script = "$share/extension/migrate--1.0--1.0.test.sql";
plan skip_all => "cannot write to $share/extension" unless -w "$share/extension";

my $node = PostgreSQL::Test::Cluster->new('update');
$node->init;
$node->start;

$node->safe_psql('postgres', q{
	CREATE EXTENSION migrate;
	SELECT migrate.revision('one', upgrade => 'CREATE TABLE one ()', downgrade => 'DROP TABLE one', revision_id => 'aaaa00000001');
	SELECT migrate.upgrade();
});

append_to_file($script, q{
ALTER TABLE migrate.journal ADD COLUMN note text DEFAULT 'none';
UPDATE migrate.journal SET note = 'updated';
});
END { unlink $script if defined $script; }

$node->safe_psql('postgres', q{ALTER EXTENSION migrate UPDATE TO '1.0.test'});
is($node->safe_psql('postgres', q{SELECT extversion FROM pg_extension WHERE extname = 'migrate'}), '1.0.test', 'the update runs');
is($node->safe_psql('postgres', q{SELECT revision_id, note FROM migrate.journal}), 'aaaa00000001|updated', 'its script may write our tables');

my ($rc, $out, $err) = $node->psql('postgres', q{UPDATE migrate.journal SET note = 'plain'});
isnt($rc, 0, 'plain SQL may still not');
like($err, qr/append-only/, 'and is told so');

is($node->safe_psql('postgres', q{
	SELECT migrate.revision('two', upgrade => 'CREATE TABLE two ()', downgrade => 'DROP TABLE two', revision_id => 'aaaa00000002');
	SELECT revision_id FROM migrate.upgrade();
	SELECT revision_id FROM migrate.downgrade('base');
}), "aaaa00000002\naaaa00000002\naaaa00000002\naaaa00000001", 'work goes on, with kept plans of the old tables');

$node->stop;
done_testing();
