# A coordinator of Citus and two workers: what upgrade(), downgrade() and deploy() do is done, or taken back, on all nodes; and
# how tables are distributed is part of the schema.  Skipped where the server does not have Citus.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Client ();
use Server;

my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
chomp(my $folder = `$pg_config --pkglibdir`);
plan skip_all => "this server has no Citus ($folder/citus.so)" unless -e "$folder/citus.so";

# ---- the cluster ----

my $conf = <<'CONF';
listen_addresses = '127.0.0.1'
shared_preload_libraries = 'citus'
wal_level = logical
max_prepared_transactions = 50
max_worker_processes = 40
citus.shard_count = 4
citus.node_conninfo = 'sslmode=disable'
restart_after_crash = on
CONF

sub new_node
{
	my ($name) = @_;
	my $node = new_server($name, $conf);
	# Servers have come to ask which libraries may decode changes; non-blocking moves of shards do that.
	if (query($node, 'postgres', "SELECT count(*) FROM pg_settings WHERE name = 'output_plugin_libraries'"))
	{
		query($node, 'postgres', 'ALTER SYSTEM SET output_plugin_libraries = pgoutput, citus');
		query($node, 'postgres', 'SELECT pg_reload_conf()');
	}
	return $node;
}

my $coordinator = new_node('coordinator');
my @workers = map { new_node("worker$_") } 1 .. 2;

sub new_citus_database
{
	my ($name) = @_;
	foreach my $node ($coordinator, @workers)
	{
		query($node, 'postgres', "CREATE DATABASE $name");
		query($node, $name, 'CREATE EXTENSION citus');
	}
	query($coordinator, $name, "SELECT citus_set_coordinator_host('127.0.0.1', " . $coordinator->port . ')');
	query($coordinator, $name, "SELECT citus_add_node('127.0.0.1', " . $_->port . ')') foreach @workers;
	query($coordinator, $name, 'CREATE EXTENSION migrate');
}

sub revision
{
	my ($database, $id, $upgrade, $downgrade, $parents) = @_;
	query($coordinator, $database, "SELECT migrate.revision('step $id', revision_id => '$id', parents => '{$parents}', upgrade => \$script\$$upgrade\$script\$, downgrade => \$script\$$downgrade\$script\$)");
}

# What the coordinator's superuser gets: (stdout, stderr), whatever failed.
sub call
{
	my ($database, $sql) = @_;
	my ($rc, $out, $err) = $coordinator->psql($database, $sql, on_error_stop => 0);
	return ($out, $err);
}

# What the nodes hold, workers with their shards: relations with their columns, types, schemas.
sub on_nodes
{
	my ($database) = @_;
	return join "\n", map { query($_, $database, <<'SQL') } $coordinator, @workers;
SET citus.override_table_visibility = off;
SELECT string_agg(c.oid::regclass || '(' || (SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) || ')', E'\n' ORDER BY c.oid::regclass::text)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE n.nspname !~ '^(pg_|information_schema|citus|columnar|migrate)' AND relname !~ '^citus_';
SELECT string_agg(typname, ' ' ORDER BY typname) FROM pg_type WHERE typtype = 'e' AND typnamespace = 'public'::regnamespace;
SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_';
SQL
}

sub distribution
{
	my ($database) = @_;
	return query($coordinator, $database, "SELECT string_agg(table_name || ' ' || citus_table_type, ', ' ORDER BY table_name::text) FROM citus_tables");
}

# The indexes of a table's shards, and whether each is valid.
sub indexes_of_shards
{
	my ($database, $table) = @_;
	return query($coordinator, $database, <<"SQL");
SELECT string_agg(DISTINCT result, '; ') FROM run_command_on_shards('$table',
	\$\$SELECT string_agg(regexp_replace(relname, '_\\d+\$', '') || CASE WHEN NOT indisvalid THEN ' invalid' ELSE '' END, ', ' ORDER BY relname) FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = '%s'::regclass\$\$)
SQL
}

new_citus_database('shop');

# ---- upgrade and downgrade ----

my $empty = on_nodes('shop');
revision('shop', 'r001', <<'SQL', 'DROP TABLE customers, countries', 'base');
CREATE TABLE customers (id int PRIMARY KEY, name text, doubled int GENERATED ALWAYS AS (id * 2) STORED, number int GENERATED ALWAYS AS IDENTITY);
SELECT create_distributed_table('customers', 'id');
CREATE TABLE countries (id int PRIMARY KEY);
SELECT create_reference_table('countries');
SQL
# Citus refuses the types, schemas and reference tables after the ALTER TABLE, unless it uses one connection a worker.
revision('shop', 'r002', <<'SQL', <<'SQL', 'r001');
ALTER TABLE customers ADD COLUMN mood text;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE SCHEMA archive;
ALTER TABLE countries ADD COLUMN name text;
INSERT INTO countries SELECT i, 'country ' || i FROM generate_series(1, 3) i;
ALTER TABLE customers ALTER COLUMN mood TYPE mood USING mood::mood;
INSERT INTO customers (id, mood) SELECT i, 'good' FROM generate_series(1, 100) i;
SQL
DELETE FROM customers;
ALTER TABLE customers DROP COLUMN mood;
DELETE FROM countries;
ALTER TABLE countries DROP COLUMN name;
DROP TYPE mood;
DROP SCHEMA archive;
SQL
query($coordinator, 'shop', "SELECT migrate.upgrade('r001')");
my $first = on_nodes('shop');
query($coordinator, 'shop', 'SELECT migrate.upgrade()');
is(query($coordinator, 'shop', "SELECT count(*) FILTER (WHERE mood = 'good') FROM customers"), 100, 'upgrade() works on all nodes');
like(query($workers[1], 'shop', "SELECT string_agg(typname, ' ') FROM pg_type WHERE typname = 'mood'"), qr/mood/, '... which have the types');
query($coordinator, 'shop', 'SELECT migrate.downgrade(1)');
same_text(on_nodes('shop'), $first, 'downgrade() takes it back on all nodes');
query($coordinator, 'shop', 'SELECT migrate.upgrade()');
my $second = on_nodes('shop');

revision('shop', 'r003', <<'SQL', '', 'r002');
CREATE TABLE more (id int PRIMARY KEY);
SELECT create_distributed_table('more', 'id');
INSERT INTO more VALUES (1);
CREATE SCHEMA other;
INSERT INTO customers (id) VALUES (1001);
ALTER TABLE customers ADD COLUMN x int;
SELECT 1 / 0;
SQL
foreach my $sql ('SELECT migrate.upgrade()', 'BEGIN; SELECT migrate.upgrade(); COMMIT', 'CALL migrate.deploy()')
{
	my ($out, $err) = call('shop', $sql);
	like($err, qr/division by zero.*revision "r003".*statement 7/s, "$sql fails");
	same_text(on_nodes('shop'), $second, '... and nothing of it is left on any node');
	is(query($coordinator, 'shop', 'SELECT count(*) FROM customers'), 100, '... nor in a shard');
}

# What a shard refuses names the shard, so the context names the revision and its statement.
query($coordinator, 'shop', q{SELECT migrate.edit('r003', upgrade => 'INSERT INTO countries VALUES (4); INSERT INTO customers (id) VALUES (1001), (1)')});
my ($out, $err) = call('shop', 'SELECT migrate.upgrade()');
like($err, qr/duplicate key value violates unique constraint "customers_pkey_\d+".*while executing command on.*revision "r003" \(step r003\), upgrade, statement 2/s, 'an error of a shard shows where it comes from');
is(query($coordinator, 'shop', 'SELECT count(*) FROM countries'), 3, '... and all is taken back');

# ---- COPY: rows that come with the script ----

query($coordinator, 'shop', q{SELECT migrate.edit('r003', upgrade => E'COPY customers (id, name, number) FROM STDIN WITH (NULL ''-'');\n201\tAda\t7\n202\t-\t8\n\\\\.\n', downgrade => 'DELETE FROM customers WHERE id > 200')});
query($coordinator, 'shop', 'SELECT migrate.upgrade()');
is(query($coordinator, 'shop', 'SELECT id, name, doubled, number FROM customers WHERE id > 200 ORDER BY id'), "201|Ada|402|7\n202||404|8", 'COPY fills shards');
is(query($coordinator, 'shop', "SELECT sum(result::int) FROM run_command_on_shards('customers', 'SELECT count(*) FROM %s WHERE id > 200')"), 2, '... and nothing else');
query($coordinator, 'shop', 'SELECT migrate.downgrade(1)');
query($coordinator, 'shop', q{SELECT migrate.edit('r003', upgrade => E'COPY customers (id) FROM STDIN;\n201\nx\n\\\\.\n')});
($out, $err) = call('shop', 'SELECT migrate.upgrade()');
like($err, qr/invalid input syntax.*COPY customers, line 2, column id: "x"/s, '... and names the line that is wrong');
query($coordinator, 'shop', "SELECT migrate.remove('r003')");

# ---- tenants: tables in the schemas of tenants are distributed when they are made ----

revision('shop', 'r010', q{CREATE SCHEMA tenant; SELECT citus_schema_distribute('tenant')}, 'DROP SCHEMA tenant', 'r002');
revision('shop', 'r011', <<'SQL', 'DROP TABLE tenant.a, tenant.b, tenant.c, tenant.d', 'r010');
CREATE TABLE tenant.a (id int PRIMARY KEY);
CREATE TABLE tenant.b AS SELECT 1 AS id;
SELECT 2 AS id INTO tenant.c;
CREATE TABLE d (id int);
ALTER TABLE d SET SCHEMA tenant;
SQL
query($coordinator, 'shop', 'SELECT migrate.upgrade()');
is(distribution('shop'), 'countries reference, customers distributed, tenant.a schema, tenant.b schema, tenant.c schema, tenant.d schema', 'tables of a tenant are distributed with its schema');
query($coordinator, 'shop', 'SELECT migrate.downgrade(2)');
same_text(on_nodes('shop'), $second, 'the downgrade takes them back');

# ---- locks that a worker waits for ----

revision('shop', 'r020', 'ALTER TABLE customers ADD COLUMN late int', 'ALTER TABLE customers DROP COLUMN late', 'r002');
my ($shard, $port) = split /\|/, query($coordinator, 'shop', "SELECT shardid, nodeport FROM pg_dist_shard JOIN pg_dist_shard_placement USING (shardid) WHERE logicalrelid = 'customers'::regclass ORDER BY shardid LIMIT 1");
my ($owner) = grep { $_->port == $port } @workers;
my $holder = $owner->background_psql('shop');
$holder->query_safe("BEGIN; SELECT FROM customers_$shard");
($out, $err) = call('shop', "SET lock_timeout = '300ms'; SELECT migrate.upgrade('r020')");
like($err, qr/canceling statement due to lock timeout/, 'lock_timeout holds on the workers');
($out, $err) = call('shop', "SET migrate.lock_timeout = '300ms'; SET migrate.lock_retries = 1; SET migrate.progress = steps; CALL migrate.deploy('r020')");
like($err, qr/try 2 of 2 follows.*canceling statement due to lock timeout.*It was tried 2 times/s, '... and so does migrate.lock_timeout');
query($coordinator, 'shop', q{SELECT migrate.edit('r020', upgrade => $$SET lock_timeout = '300ms'; ALTER TABLE customers ADD COLUMN late int$$)});
($out, $err) = call('shop', "SELECT migrate.upgrade('r020')");
like($err, qr/canceling statement due to lock timeout/, '... and what a script sets');
$holder->query_safe('COMMIT');
$holder->quit;
query($coordinator, 'shop', "SELECT migrate.upgrade('r020')");
query($coordinator, 'shop', 'SELECT migrate.downgrade(1)');

# ---- the workers ----

foreach my $sql ('SELECT migrate.upgrade()', 'CALL migrate.deploy()', "SELECT migrate.revision('x')", 'SELECT migrate.downgrade(1)', "SELECT migrate.migrate('x')")
{
	my ($rc, $out, $err) = $workers[0]->psql('shop', $sql);
	like($err, qr/cannot (call|write).* on a worker node of Citus.*pg_dist_node WHERE groupid = 0/s, "a worker refuses $sql");
}

# ---- deploy ----

revision('shop', 'r030', <<'SQL', 'DELETE FROM customers WHERE id > 300; DROP INDEX CONCURRENTLY customers_name', 'r002');
CREATE INDEX CONCURRENTLY customers_name ON customers (name);
INSERT INTO customers (id) VALUES (301);
BEGIN;
INSERT INTO customers (id) VALUES (302);
ALTER TABLE customers ADD COLUMN n int;
CREATE TYPE late AS ENUM ();
INSERT INTO customers (id) VALUES (303);
SELECT 1 / 0;
COMMIT;
SQL
($out, $err) = call('shop', "CALL migrate.deploy('r030')");
like($err, qr/division by zero/, 'deploy() fails in a block');
is(query($coordinator, 'shop', 'SELECT string_agg(id::text, $$ $$) FROM customers WHERE id > 300'), '301', '... of which nothing is left, in no shard');
is(indexes_of_shards('shop', 'customers'), 'customers_name, customers_pkey', '... and what ran before is there');
query($coordinator, 'shop', <<'SQL');
SELECT migrate.edit('r030', upgrade => replace(upgrade, 'SELECT 1 / 0', 'ALTER TABLE customers DROP COLUMN n; DROP TYPE late')) FROM migrate.show('r030');
SQL
query($coordinator, 'shop', "CALL migrate.deploy('r030')");
is(query($coordinator, 'shop', 'SELECT string_agg(id::text, $$ $$ ORDER BY id) FROM customers WHERE id > 300'), '301 302 303', 'deploy() goes on');
query($coordinator, 'shop', 'CALL migrate.revert(1)');
is(indexes_of_shards('shop', 'customers'), 'customers_pkey', 'revert() takes it back');

# A worker of ours has no client's statement around what it runs.
revision('shop', 'r029', "VACUUM customers;\nCOPY customers (id) FROM STDIN;\n401\n402\n\\.\nALTER TABLE customers ADD COLUMN n int", 'ALTER TABLE customers DROP COLUMN n; DELETE FROM customers WHERE id > 400', 'r002');
query($coordinator, 'shop', "SET lock_timeout = '10s'; CALL migrate.deploy('r029')");
is(query($coordinator, 'shop', 'SELECT count(*) FROM customers WHERE id > 400'), 2, 'COPY fills shards outside of a transaction too');
query($coordinator, 'shop', 'CALL migrate.revert(1)');

# A function that the server would let hang, or refuse, in a transaction.
revision('shop', 'r031', "CREATE TABLE items (id int PRIMARY KEY, n int); INSERT INTO items SELECT i, i FROM generate_series(1, 100) i; SELECT create_distributed_table_concurrently('items', 'id')", 'DROP TABLE items', 'r002');
($out, $err) = call('shop', "SELECT migrate.upgrade('r031')");
like($err, qr/create_distributed_table_concurrently cannot run in a transaction.*CALL migrate.deploy/s, 'create_distributed_table_concurrently() is for deploy()');
query($coordinator, 'shop', "SET migrate.concurrent_ddl = plain; SELECT migrate.upgrade('r031')");
like(distribution('shop'), qr/items distributed/, '... or becomes create_distributed_table()');
query($coordinator, 'shop', 'SELECT migrate.downgrade(1)');
query($coordinator, 'shop', "CALL migrate.deploy('r031')");
like(distribution('shop'), qr/items distributed/, 'deploy() calls it');
is(query($coordinator, 'shop', 'SELECT count(*) FROM items'), 100, '... and the rows are there');

# ---- CONCURRENTLY that fails on a shard, or is interrupted ----

query($coordinator, 'shop', 'UPDATE items SET n = 0 WHERE id = 50');
revision('shop', 'r032', 'CREATE UNIQUE INDEX CONCURRENTLY items_n ON items (id, (100 / n))', 'DROP INDEX CONCURRENTLY items_n', 'r031');
($out, $err) = call('shop', "CALL migrate.deploy('r032')");
like($err, qr/division by zero/, 'CREATE UNIQUE INDEX CONCURRENTLY fails on a shard');
is(query($coordinator, 'shop', "SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_n'::regclass"), 'f', '... and leaves an invalid index');
query($coordinator, 'shop', 'UPDATE items SET n = 1 WHERE id = 50');
query($coordinator, 'shop', "CALL migrate.deploy('r032')");
is(indexes_of_shards('shop', 'items'), 'items_n, items_pkey', '... which the next deploy() makes anew on all shards');

# Somebody's invalid index, which IF NOT EXISTS would take for one that is there.
query($coordinator, 'shop', 'CALL migrate.revert(1)');
query($coordinator, 'shop', 'UPDATE items SET n = 0 WHERE id = 50');
call('shop', 'CREATE UNIQUE INDEX CONCURRENTLY items_n ON items (id, (100 / n))');
query($coordinator, 'shop', 'UPDATE items SET n = 1 WHERE id = 50');
query($coordinator, 'shop', q{SELECT migrate.edit('r032', upgrade => 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS items_n ON items (id, (100 / n))')});
query($coordinator, 'shop', "CALL migrate.deploy('r032')");
is(indexes_of_shards('shop', 'items'), 'items_n, items_pkey', 'IF NOT EXISTS does not pass over an invalid index');
query($coordinator, 'shop', 'CALL migrate.revert(1)');

# kill -9 of the one who makes it, in the middle: an old snapshot on a worker keeps it there.
my $reader = $workers[0]->background_psql('shop');
$reader->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
my $session = start_session($coordinator, 'shop', "CALL migrate.deploy('r032')");
$workers[0]->poll_query_until('shop', "SELECT count(*) > 0 FROM pg_stat_activity WHERE query ~ 'CREATE UNIQUE INDEX CONCURRENTLY' AND wait_event = 'virtualxid'") or die 'the index is not being made';
kill 'KILL', query($coordinator, 'shop', "SELECT pid FROM pg_stat_activity WHERE backend_type = 'migrate deploy'");
wait_for($session);
wait_for_server($coordinator);
is(query($coordinator, 'shop', "SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_n'::regclass"), 'f', 'kill -9 leaves an invalid index');
$reader->query_safe('COMMIT');
$reader->quit;
query($coordinator, 'shop', "CALL migrate.deploy('r032')");
is(indexes_of_shards('shop', 'items'), 'items_n, items_pkey', '... which the next deploy() makes anew on all shards');
is(query($coordinator, 'shop', "SELECT indisvalid FROM pg_index WHERE indexrelid = 'items_n'::regclass"), 't', '... and is valid');
is(query($coordinator, 'shop', 'SELECT count(*) FROM migrate.unfinished_steps'), 0, '... and nothing is unfinished');

# The same of a table that is being distributed: a transaction that has written something keeps it there.
revision('shop', 'r040', 'CREATE TABLE parts (id int PRIMARY KEY); INSERT INTO parts SELECT generate_series(1, 100)', 'DROP TABLE parts', 'r002');
revision('shop', 'r041', q{SELECT create_distributed_table_concurrently('parts'::regclass, 'id'); INSERT INTO parts VALUES (101)}, q{DELETE FROM parts WHERE id = 101; SELECT undistribute_table('parts')}, 'r040');
query($coordinator, 'shop', "SELECT migrate.upgrade('r040')");
my $writer = $coordinator->background_psql('shop');
$writer->query_safe('BEGIN; INSERT INTO countries VALUES (9); SELECT txid_current()');
$session = start_session($coordinator, 'shop', "CALL migrate.deploy('r041')");
$coordinator->poll_query_until('shop', "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name ~ '^citus' AND query ~ 'REPLICATION_SLOT' AND wait_event_type = 'Lock'") or die 'the table is not being distributed';
kill 'KILL', query($coordinator, 'shop', "SELECT pid FROM pg_stat_activity WHERE backend_type = 'migrate deploy'");
wait_for($session);
wait_for_server($coordinator);
eval { $writer->quit };
unlike(distribution('shop'), qr/parts distributed/, 'kill -9 while a table is distributed');
query($coordinator, 'shop', "CALL migrate.deploy('r041')");
like(distribution('shop'), qr/parts distributed/, '... which the next deploy() does again');
is(query($coordinator, 'shop', 'SELECT count(*) FROM parts'), 101, '... with all rows, once');
query($coordinator, 'shop', "CALL migrate.revert('r002')");

query($coordinator, 'shop', q{UPDATE customers SET name = NULL});
query($coordinator, 'shop', q{CALL migrate.backfill('customers', $$name = 'x'$$, 'name IS NULL', 10)});
is(query($coordinator, 'shop', q{SELECT count(*) FROM customers WHERE name = 'x'}), 100, 'backfill() reaches the shards');

# ---- many tenants ----

new_citus_database('tenants');
query($coordinator, 'tenants', <<'SQL');
CREATE TABLE plans (name text PRIMARY KEY);
INSERT INTO plans VALUES ('free');
SELECT create_reference_table('plans');
SET citus.enable_schema_based_sharding = on;
CREATE SCHEMA tenant_1;
CREATE SCHEMA tenant_2;
CREATE SCHEMA tenant_3;
SQL
revision('tenants', 'r001', 'CREATE TABLE persons (id int PRIMARY KEY, name text, plan text REFERENCES plans)', 'DROP TABLE persons', 'base');
revision('tenants', 'r002', 'CREATE INDEX CONCURRENTLY persons_name ON persons (name)', 'DROP INDEX CONCURRENTLY persons_name', 'r001');
my $without = on_nodes('tenants');
query($coordinator, 'tenants', "CALL migrate.deploy_all(scopes => 'tenant\\_%')");
is(distribution('tenants'), 'plans reference, ' . join(', ', map { "tenant_$_.persons schema" } 1 .. 3), 'deploy_all() makes tables that are distributed with their tenants');
is(indexes_of_shards('tenants', "tenant_$_.persons"), 'persons_name, persons_pkey', "... and indexes of tenant_$_") foreach 1 .. 3;

query($coordinator, 'tenants', "INSERT INTO tenant_2.persons VALUES (1, 'Ada', 'free'), (2, 'Ada', 'free')");
revision('tenants', 'r003', "INSERT INTO persons VALUES (3, 'Grace'); CREATE TYPE mood AS ENUM (); ALTER TABLE persons ADD COLUMN mood mood; CREATE UNIQUE INDEX persons_unique ON persons (name)", 'DROP INDEX persons_unique; ALTER TABLE persons DROP COLUMN mood; DROP TYPE mood; DELETE FROM persons WHERE id = 3', 'r002');
($out, $err) = call('tenants', 'CALL migrate.deploy_all()');
like($err, qr/could not create unique index.*1 of 3 scopes failed/s, 'a tenant fails');
is(query($coordinator, 'tenants', 'SELECT count(*) FROM tenant_2.persons'), 2, '... and nothing of it is left in a shard');
is(query($coordinator, 'tenants', 'SELECT count(*) FROM tenant_3.persons'), 1, '... while others are deployed');
is(query($workers[0], 'tenants', "SELECT string_agg(typnamespace::regnamespace::text, ' ' ORDER BY typnamespace::regnamespace::text) FROM pg_type WHERE typname = 'mood'"), 'tenant_1 tenant_3', '... on all nodes');
query($coordinator, 'tenants', 'DELETE FROM tenant_2.persons WHERE id = 2');
query($coordinator, 'tenants', "SET migrate.scope = 'tenant_2'; SELECT migrate.upgrade()");
is(query($coordinator, 'tenants', 'SELECT count(*) FROM tenant_2.persons'), 2, 'upgrade() in a scope goes on');
query($coordinator, 'tenants', "SET migrate.scope = 'tenant_$_'; CALL migrate.revert('base')") foreach 1 .. 3;
same_text(on_nodes('tenants'), $without, 'revert() takes all of it back on all nodes');

# ---- the schema as a value ----

new_citus_database('live');
revision('live', 'r001', 'CREATE TABLE customers (id int PRIMARY KEY); CREATE TABLE countries (id int PRIMARY KEY)', 'DROP TABLE customers, countries', 'base');
query($coordinator, 'live', 'SELECT migrate.upgrade()');
query($coordinator, 'live', <<'SQL');
CREATE TABLE orders (customer int, id int, PRIMARY KEY (customer, id));
SELECT create_distributed_table('customers', 'id');
SELECT create_distributed_table('orders', 'customer');
SELECT create_reference_table('countries');
ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers;
ALTER TABLE orders ADD COLUMN country int;
ALTER TABLE orders ADD FOREIGN KEY (country) REFERENCES countries;
CREATE TABLE events (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE events1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
SELECT create_distributed_table('events', 'id', colocate_with => 'none');
CREATE SCHEMA "Tenant 1";
SELECT citus_schema_distribute('"Tenant 1"');
CREATE TABLE "Tenant 1".x (a int PRIMARY KEY);
CREATE TABLE single (id int);
SELECT create_distributed_table('single', NULL);
CREATE FUNCTION of_customer(customer int) RETURNS int LANGUAGE sql AS 'SELECT 1';
SELECT create_distributed_function('of_customer(int)', 'customer', colocate_with => 'customers');
SQL
my $snapshot = query($coordinator, 'live', 'SELECT migrate.snapshot()');
my $distributed = distribution('live');
unlike($snapshot, qr/_10\d{4}|truncate_trigger/, 'a snapshot holds no shards, and no triggers of Citus');
($out, $err) = call('live', "SELECT migrate.migrate('distribute', revision_id => 'r002')");
unlike($err, qr/not proved/, 'migrate() finds how tables are distributed, and proves its scripts');
is(query($coordinator, 'live', "SELECT string_agg(line, E'\\n') FROM migrate.show('r002') s, regexp_split_to_table(s.upgrade, '\\n') line WHERE line ~ '^SELECT'"), <<'SQL' =~ s/\n\z//r, '... written as calls');
SELECT citus_schema_distribute('"Tenant 1"');
SELECT create_reference_table('public.countries');
SELECT create_distributed_table('public.customers', 'id', colocate_with => 'none');
SELECT create_distributed_table('public.events', 'id', colocate_with => 'none');
SELECT create_distributed_table('public.orders', 'customer', colocate_with => 'public.customers');
SELECT create_distributed_table('public.single', NULL, colocate_with => 'none');
SELECT create_distributed_function('public.of_customer(integer)', 'customer', colocate_with => 'public.customers');
SQL
query($coordinator, 'live', 'INSERT INTO customers SELECT generate_series(1, 10)');
query($coordinator, 'live', 'SELECT migrate.downgrade(1)');
is(distribution('live'), '', 'the downgrade brings the tables back');
is(query($coordinator, 'live', 'SELECT count(*) FROM customers'), 10, '... with their rows');
query($coordinator, 'live', 'SELECT migrate.upgrade()');
is(distribution('live'), $distributed, 'the upgrade distributes them again');
is(query($coordinator, 'live', "SELECT migrate.migrate('nothing')"), '', '... and nothing has changed');
is(query($coordinator, 'live', 'SELECT count(*) FROM customers'), 10, '... nor are rows lost');

# Another way to be distributed.
query($coordinator, 'live', 'ALTER TABLE orders DROP CONSTRAINT orders_country_fkey');
query($coordinator, 'live', "SELECT undistribute_table('countries'); SELECT create_distributed_table('countries', 'id', colocate_with => 'customers'); SELECT alter_distributed_table('events', colocate_with => 'customers')");
($out, $err) = call('live', "SELECT migrate.migrate('otherwise', revision_id => 'r003')");
unlike($err, qr/not proved/, 'a table that is distributed otherwise is proved');
is(query($coordinator, 'live', "SELECT string_agg(line, E'\\n') FROM migrate.show('r003') s, regexp_split_to_table(s.upgrade, '\\n') line WHERE line ~ '^SELECT'"), <<'SQL' =~ s/\n\z//r, '... and so is a table that joins others');
SELECT undistribute_table('public.countries');
SELECT create_distributed_table('public.countries', 'id', colocate_with => 'public.customers');
SELECT alter_distributed_table('public.events', colocate_with => 'public.customers');
SQL
query($coordinator, 'live', 'SELECT migrate.redo(1)');
is(query($coordinator, 'live', "SELECT migrate.migrate('nothing')"), '', '... there and back');

# Other names: nothing is moved for them.
query($coordinator, 'live', 'ALTER TABLE customers RENAME TO clients; ALTER TABLE clients RENAME COLUMN id TO client; ALTER TABLE orders RENAME TO bills');
query($coordinator, 'live', "SELECT migrate.migrate('renamed', revision_id => 'r004')");
is(query($coordinator, 'live', "SELECT upgrade FROM migrate.show('r004')"), <<'SQL' =~ s/\n\z//r, 'a table of a group gets another name');
ALTER TABLE public.customers RENAME TO clients;
ALTER TABLE public.orders RENAME TO bills;
ALTER TABLE public.clients RENAME COLUMN id TO client;
SQL

# ---- models ----

new_citus_database('model');
my $model = 'CREATE TABLE customers (id int PRIMARY KEY, name text)';
query($coordinator, 'model', "SELECT migrate.migrate('first', revision_id => 'r001', model => '$model'); SELECT migrate.upgrade(); SELECT create_distributed_table('customers', 'id')");
is(query($coordinator, 'model', "SELECT migrate.migrate('second', model => '$model')"), '', 'a model without Citus says nothing of how tables are distributed');
query($coordinator, 'model', "SELECT undistribute_table('customers')");
$model = "CREATE EXTENSION citus; $model; SELECT create_distributed_table(\$\$customers\$\$, \$\$id\$\$); CREATE TABLE orders (id int, customer int REFERENCES customers, PRIMARY KEY (customer, id)); SELECT create_distributed_table(\$\$orders\$\$, \$\$customer\$\$)";
($out, $err) = call('model', "SELECT migrate.migrate('second', revision_id => 'r002', model => '$model'); SELECT migrate.upgrade()");
unlike($err, qr/not proved|ERROR/, 'a model may have Citus distribute its tables');
is(distribution('model'), 'customers distributed, orders distributed', '... which it does');
is(query($coordinator, 'model', "SELECT migrate.migrate('third', model => '$model')"), '', '... to the letter');
is(query($_, 'postgres', "SELECT count(*) FROM pg_database WHERE datname ~ 'migrate_model'"), 0, '... and no database is left') foreach $coordinator, @workers;

# ---- a dump ----

my $state = state_of($coordinator, 'live');
my $dump = dump_of($coordinator, 'live');
query($coordinator, 'postgres', 'CREATE DATABASE restored');
my ($rc, $message) = restore_into($coordinator, 'restored', $dump, query($coordinator, 'postgres', 'SELECT current_user'));
is($rc, 0, 'a dump of the coordinator is restored') or diag($message);
same_text(state_of($coordinator, 'restored'), $state, '... with all revisions');

query($coordinator, 'postgres', 'CREATE DATABASE dumped');
my ($schema, $said);
IPC::Run::run([ $Client::program, 'dump', '-d', $coordinator->connstr('live') ], '>', \$schema, '2>', \$said);
($rc, $message) = restore_into($coordinator, 'dumped', $schema, query($coordinator, 'postgres', 'SELECT current_user'));
is($rc, 0, 'what pg_migrate dump prints is loaded') or diag($said . $message);
is(distribution('dumped'), distribution('live'), '... with tables as they are distributed');
is(query($coordinator, 'dumped', 'SELECT string_agg(revision_id, $$ $$) FROM migrate.current()'), 'r004', '... and where the database stands');

# ---- Citus without a node ----

query($coordinator, 'postgres', 'CREATE DATABASE alone');
query($coordinator, 'alone', 'CREATE EXTENSION citus; CREATE EXTENSION migrate');
revision('alone', 'r001', "CREATE TABLE t (id int PRIMARY KEY); CREATE TYPE mood AS ENUM (); SELECT create_distributed_table('t', 'id'); INSERT INTO t VALUES (1)", 'DROP TABLE t; DROP TYPE mood', 'base');
revision('alone', 'r002', 'CREATE INDEX CONCURRENTLY t_id ON t (id)', 'DROP INDEX t_id', 'r001');
query($coordinator, 'alone', "SELECT migrate.upgrade('r001')");
query($coordinator, 'alone', 'CALL migrate.deploy()');
is(indexes_of_shards('alone', 't'), 't_id, t_pkey', 'one node alone works too');
is(query($coordinator, 'alone', 'SELECT count(*) FROM t'), 1, '... with its rows');
unlike(query($coordinator, 'alone', 'SELECT migrate.snapshot()'), qr/t_10\d{4}|truncate_trigger/, '... and a snapshot holds none of its shards');
query($coordinator, 'alone', "SELECT migrate.downgrade('base')");
is(distribution('alone'), '', '... and back');

$_->stop foreach @workers, $coordinator;
done_testing();
