# Logical replication: schemas are not replicated, so each side is migrated by itself, in an order that keeps rows flowing
# (doc/replication.md).

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $publisher = new_server('publisher', "wal_level = logical\n");
my $subscriber = new_server('subscriber', "wal_level = logical\nwal_retrieve_retry_interval = 500\n");
my %revisions = (
	one1 => [ 'persons', 'CREATE TABLE persons (id int PRIMARY KEY, name text)', 'DROP TABLE persons' ],
	two2 => [ 'phone', 'ALTER TABLE persons ADD COLUMN phone text', 'ALTER TABLE persons DROP COLUMN phone' ],
	tri3 => [ 'pets', 'CREATE TABLE pets (id int PRIMARY KEY)', 'DROP TABLE pets' ],
	fou4 => [ 'no phone', 'ALTER TABLE persons DROP COLUMN phone', 'ALTER TABLE persons ADD COLUMN phone text' ]);

sub deploy
{
	my ($server, $id) = @_;
	my ($message, $up, $down) = @{ $revisions{$id} };
	query($server, 'shop', "SELECT migrate.revision('$message', '$up', '$down', revision_id => '$id'); CALL migrate.deploy()");
	return;
}

sub arrives
{
	my ($sql, $wanted, $name) = @_;
	ok($subscriber->poll_query_until('shop', "SELECT ($sql) = $wanted"), $name);
	return;
}

foreach my $server ($publisher, $subscriber)
{
	new_database($server, 'shop');
	deploy($server, 'one1');
}
my $from = $publisher->connstr('shop');
query($publisher, 'shop', "CREATE PUBLICATION shop FOR TABLES IN SCHEMA public; INSERT INTO persons VALUES (1, 'Ada')");
query($subscriber, 'shop', "CREATE SUBSCRIPTION shop CONNECTION \$\$$from\$\$ PUBLICATION shop");
arrives('SELECT count(*) FROM persons', 1, 'rows of tables that both sides have arrive');
is(query($subscriber, 'shop', 'SELECT count(*) FROM migrate.journal'), 1, 'what is applied is each side\'s own');

# ---- what is added: the subscriber first ----

deploy($subscriber, 'two2');
query($publisher, 'shop', "INSERT INTO persons VALUES (2, 'Grace')");
arrives('SELECT count(*) FROM persons', 2, 'a column that only the subscriber has stands in nobody\'s way');
deploy($publisher, 'two2');
query($publisher, 'shop', "INSERT INTO persons VALUES (3, 'Edsger', '1')");
arrives('SELECT count(*) FROM persons WHERE phone IS NOT NULL', 1, 'and has its values once the publisher has it too');

# ---- a new table: both, then the subscription is refreshed, by a revision as well ----

deploy($_, 'tri3') foreach $subscriber, $publisher;
query($publisher, 'shop', 'INSERT INTO pets VALUES (1)');
my ($rc, $out, $err) = $subscriber->psql('shop', "SELECT migrate.revision('take pets', 'ALTER SUBSCRIPTION shop REFRESH PUBLICATION', 'ALTER SUBSCRIPTION shop REFRESH PUBLICATION', revision_id => 'sub1', branch_label => 'here')");
is($rc, 0, 'a revision of the subscriber alone') or diag($err);
($rc, $out, $err) = $subscriber->psql('shop', 'SELECT migrate.upgrade()');
like($err, qr/CALL migrate\.deploy\(\)/, '    which cannot run in a transaction');
query($subscriber, 'shop', 'CALL migrate.deploy()');
arrives('SELECT count(*) FROM pets', 1, 'a new table, once the subscription is refreshed');

# ---- what is dropped: the publisher first; the other way round replication stops, and goes on when both have it ----

deploy($publisher, 'fou4');
query($publisher, 'shop', "INSERT INTO persons VALUES (4, 'Barbara')");
arrives('SELECT count(*) FROM persons', 4, 'a column that only the subscriber has still');
deploy($subscriber, 'fou4');
query($publisher, 'shop', 'CALL migrate.revert(1)');
query($publisher, 'shop', "INSERT INTO persons VALUES (5, 'Donald', '5')");
ok($subscriber->wait_for_log(qr/missing replicated column: "phone"/), 'a column that only the publisher has stops it');
query($subscriber, 'shop', 'CALL migrate.revert(1)');
arrives("SELECT count(*) FROM persons WHERE phone = '5'", 1, 'until the subscriber has it: no row is lost');

# ---- all tables: ours too ----

query($subscriber, 'shop', 'DROP SUBSCRIPTION shop');
query($publisher, 'shop', 'DROP PUBLICATION shop; CREATE PUBLICATION everything FOR ALL TABLES');
is(query($publisher, 'shop', "SELECT count(*) > 0 FROM pg_publication_tables WHERE schemaname = 'migrate'"), 't', 'FOR ALL TABLES takes the tables of the extension along');
query($subscriber, 'shop', "CREATE SUBSCRIPTION everything CONNECTION \$\$$from\$\$ PUBLICATION everything WITH (copy_data = false)");
query($publisher, 'shop', "SELECT migrate.tag('v1', 'one1')");
arrives("SELECT count(*) FROM migrate.labels WHERE label = 'v1'", 1, '    and mixes the histories, which no trigger of a statement sees: schemas are published, not all tables');
query($subscriber, 'shop', 'ALTER SUBSCRIPTION everything DISABLE; ALTER SUBSCRIPTION everything SET (slot_name = NONE); DROP SUBSCRIPTION everything');

$_->stop foreach $subscriber, $publisher;
done_testing();
