# Repeatable files through pg_migrate: beside versions/, pushed with them, shown by status, pulled; and through a dump.

use strict;
use warnings;
use File::Basename;
use File::Path qw(make_path);
use Test::More;

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('repeatable');
begin_with($node, 'shop');

sub sql { return $node->safe_psql('shop', $_[0]) }

spew('up.sql', "CREATE TABLE persons (id int PRIMARY KEY, name text);\n");
client_ok([ 'revision', '-m', 'persons', '--rev-id', 'persons', '--upgrade', 'up.sql', '--derive-downgrade' ]);
make_path('migrations/repeatable/reports');
spew('migrations/repeatable/reports/a.sql', "CREATE OR REPLACE VIEW report AS SELECT count(*) FROM people;\n");
spew('migrations/repeatable/people.sql', "-- who they are\nCREATE OR REPLACE VIEW people AS\n\tSELECT id, name FROM persons;\n");

is_deeply(json_of('status')->{repeatables_to_be_run},
	[ { revision_id => 'repeatable/people.sql', message => 'new' }, { revision_id => 'repeatable/reports/a.sql', message => 'new' } ], 'status knows them');
client_ok(['push']);
is_deeply(json_of('status')->{repeatables_to_be_run}[0], { revision_id => 'repeatable/people.sql', message => 'not run' }, '    pushed, not run');
like(client_ok(['upgrade']), qr/persons .*\n.*people\.sql.*\n.*reports\/a\.sql/, 'upgrade runs them in the order in which they need each other');
is(sql('SELECT count FROM report'), '0', '    they are there');
is_deeply(json_of('status')->{repeatables_to_be_run}, [], '    nothing is to be run');
is(client_ok(['upgrade']), '', '    nor done again');
like(client_ok(['history']), qr{^repeatable/reports/a\.sql  applied   repeatable file with persons  20.*\nrepeatable/people\.sql  applied .*\npersons  applied .*\n\z}, '    history tells when they were run, and with which revision');
is_deeply(json_of('history')->{history}[0]{parents}, ['persons'], '    in JSON too');

spew('migrations/repeatable/people.sql', "-- who they are\nCREATE OR REPLACE VIEW people AS\n\tSELECT id, nmae FROM persons;\n");
is(json_of('status')->{next}, 'pg_migrate upgrade', 'a changed one is to be run');
client_fails(['upgrade'], 1, qr{column "nmae" does not exist}, 'an error in it');
like((client('upgrade'))[2], qr{^migrations/repeatable/people\.sql:2: error: .*CREATE OR REPLACE VIEW people}s, '    shows the line of the file');
spew('migrations/repeatable/people.sql', "CREATE OR REPLACE VIEW people AS SELECT name FROM persons;\n");
client_ok(['upgrade']);
is(sql(q{SELECT string_agg(attname, ',') FROM pg_attribute WHERE attrelid = 'people'::regclass AND attnum > 0}), 'name', 'with other columns it is taken aside and comes back');

# a colleague's folder has nothing yet
new_application();
make_path('migrations/versions');
like(client_ok(['pull']), qr{written .*repeatable/people\.sql}, 'pull writes them');
is(slurp('migrations/repeatable/people.sql'), "CREATE OR REPLACE VIEW people AS SELECT name FROM persons;\n", '    as they are');
is(client_ok(['pull']), '', '    once');

# ---- beside a model ----

sub wanted { spew('model.sql', "CREATE TABLE persons (id $_[0] PRIMARY KEY, name $_[1]);\n"); return ('migrate', '--model', 'model.sql', '-m', "$_[0] $_[1]") }

sql('CREATE ROLE clerk');
spew('migrations/repeatable/rights.sql', "GRANT SELECT, UPDATE (name) ON persons TO clerk;\nCOMMENT ON TABLE persons IS 'who they are';\nCOMMENT ON COLUMN persons.name IS 'in full';\n");
spew('migrations/repeatable/touch.sql', "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';\n"
	  . "CREATE OR REPLACE TRIGGER touch BEFORE UPDATE OF name ON persons FOR EACH ROW EXECUTE FUNCTION touch();\n"
	  . "CREATE POLICY own ON persons USING (name <> '');\n");
client_ok(['upgrade']);
like((client(wanted('int', 'text')))[2], qr/no changes in schema detected/, 'what repeatable files make, grant and say is no difference to a model');
my ($rc, $out, $err) = client(wanted('int', 'varchar(100)'));
is($rc, 0, 'a type under a view is another one in the model') or diag($err);
is($err, "WARNING:  the upgrade loses values of column public.persons.name that type character varying(100) cannot hold\n", '    that is proved');
my ($file) = glob 'migrations/versions/*varchar*';
like(slurp($file), qr/^-- migrate:upgrade\n-- loses .*\nALTER TABLE public\.persons ALTER COLUMN name TYPE character varying\(100\);\n\n-- migrate:downgrade\n[^;]*;\n\z/m, '    it is all there is to do');
client_ok(['upgrade']);
is(sql(q{SELECT string_agg(DISTINCT format_type(atttypid, atttypmod), ',') FROM pg_attribute WHERE attname = 'name' AND attrelid IN ('persons'::regclass, 'people'::regclass)}), 'character varying(100)', '    it is done, the view shows it');
is(sql(q{SELECT has_column_privilege('clerk', 'persons', 'name', 'UPDATE'), (SELECT count(*) FROM pg_trigger WHERE tgname = 'touch'), (SELECT count(*) FROM pg_policy)}), 't|1|1', '    with all the rest');
client_ok(['downgrade']);
unlink $file;
sql("SELECT migrate.remove((SELECT revision_id FROM migrate.pending()))");
spew('model.sql', "CREATE TABLE persons (id int PRIMARY KEY);\n");
($rc, $out, $err) = client('migrate', '--model', 'model.sql', '-m', 'no names');
like($err, qr{the upgrade could not be tried: repeatable file "repeatable/[a-z]+\.sql" does not fit the schema any more}, 'a file that does not fit what comes is named');
unlink glob('migrations/versions/*no_names*'), 'migrations/repeatable/rights.sql', 'migrations/repeatable/touch.sql';
sql("SELECT migrate.remove(revision_id) FROM migrate.pending()");

# ---- dump and restore ----

my $dump = $node->data_dir . '/dump.sql';
$node->command_ok([ 'pg_dump', '--file', $dump, 'shop' ], 'pg_dump');
$node->safe_psql('postgres', 'CREATE DATABASE copy');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', $dump, 'copy' ], '    loads');
is($node->safe_psql('copy', 'SELECT count(*) FROM migrate.upgrade()'), '0', '    nothing is run there again');
is($node->safe_psql('copy', 'SELECT count(*) FROM migrate.repeatables'), $node->safe_psql('shop', 'SELECT count(*) FROM migrate.repeatables'), '    all texts are kept');

# ---- concurrency: replicas of an older release do no harm ----

sql("CREATE TABLE old AS SELECT array_agg(name) AS names, array_agg(content) AS contents FROM migrate.export_files()");
sql("SELECT migrate.revision('age', 'ALTER TABLE persons ADD COLUMN age int', 'ALTER TABLE persons DROP COLUMN age', revision_id => 'age')");
sql("SELECT migrate.import_file('repeatable/people.sql', 'CREATE OR REPLACE VIEW people AS SELECT name, age FROM persons;')");
sql('SELECT migrate.upgrade()');
is(sql('SELECT count(*) FROM old, migrate.upgrade_files(names, contents)'), '0', 'an older folder changes nothing');
is(sql("SELECT count(*) FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = 'age'"), '1', '    the newer text stays');
sql('SELECT migrate.downgrade()');
is(sql("SELECT count(*) FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = 'age'"), '0', 'a downgrade brings the earlier text back');

done_testing();
