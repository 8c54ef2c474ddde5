# pg_migrate watch: each save of a revision or a repeatable file takes the step back and runs it again.

use strict;
use warnings;
use File::Basename;
use File::Path qw(make_path);
use IPC::Run;
use Test::More;
use Time::HiRes qw(time sleep);

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('watch');
begin_with($node, 'shop');

sub sql { return $node->safe_psql('shop', $_[0]) }
sub columns { return sql(q{SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = to_regclass('persons') AND attnum > 0 AND NOT attisdropped}) }

# Until it is so; how long it took, in seconds.
sub becomes
{
	my ($get, $wanted, $name) = @_;
	my $begin = time;
	sleep 0.05 while $get->() ne $wanted && time - $begin < 60;
	is($get->(), $wanted, $name);
	return;
}

sub revision_of
{
	my ($id, $parent, $columns) = @_;
	my $adds = join ', ', map { "ADD COLUMN $_ int" } @$columns;
	my $drops = join ', ', map { "DROP COLUMN $_" } @$columns;
	return script_of($id, "revision $id", parents => $parent, up => "ALTER TABLE persons $adds;", down => "ALTER TABLE persons $drops;");
}

script_of('one1', 'persons', up => 'CREATE TABLE persons (id int);', down => 'DROP TABLE persons;');
revision_of('two2', 'one1', ['height']);

# ---- once ----

client_ok([ 'watch', '--once' ]);
is(columns(), 'id,height', 'what is new is applied');
is(client_ok([ 'watch', '--once' ]), '', 'nothing to do');
revision_of('two2', 'one1', [ 'height', 'age' ]);
like(client_ok([ 'watch', '--once' ]), qr/^- two2 .*\ntwo2 /, 'a changed one is taken back and applied again');
is(columns(), 'id,height,age', '    as it is now');
revision_of('three3', 'two2', ['phone']);
client_ok([ 'watch', '--once' ]);
revision_of('two2', 'one1', ['size']);
like(client_ok([ 'watch', '--once' ]), qr/^- three3 .*\n- two2 .*\ntwo2 .*\nthree3 /, 'one below goes with what stands on it');
is(columns(), 'id,size,phone', '    and comes back with it');
script_of('three3', 'phone', parents => 'two2', up => "ALTER TABLE persons\n\tADD COLUMN phone nosuchtype;", down => '');
client_fails([ 'watch', '--once' ], 1, qr{^migrations/versions/three3\.sql:\d+: error: type "nosuchtype" does not exist}, 'an error stands at its line');
is(columns(), 'id,size,phone', '    and nothing has changed');

# ---- as it goes ----

my ($out, $err) = ('', '');
my $watch = IPC::Run::start([ $Client::program, 'watch' ], '<', \undef, '>', \$out, '2>', \$err);
revision_of('three3', 'two2', [ 'phone', 'fax' ]);
becomes(\&columns, 'id,size,phone,fax', 'a save brings the database to the file');
make_path('migrations/repeatable');
spew('migrations/repeatable/names.sql', 'CREATE OR REPLACE VIEW sizes AS SELECT size FROM persons;');
becomes(sub { sql(q{SELECT to_regclass('sizes') IS NOT NULL}) }, 't', 'a repeatable file that comes is run');
spew('migrations/repeatable/names.sql', 'CREATE OR REPLACE VIEW sizes AS SELECT sise FROM persons;');
becomes(sub { $watch->pump_nb; $err =~ /names\.sql:1: error: column "sise" does not exist/ ? 'said' : '' }, 'said', 'an error is said');
spew('migrations/repeatable/names.sql', 'CREATE OR REPLACE VIEW sizes AS SELECT size, phone FROM persons;');
becomes(sub { sql(q{SELECT count(*) FROM pg_attribute WHERE attrelid = 'sizes'::regclass AND attnum > 0}) }, '2', '    and it goes on watching');
spew('migrations/hooks/after_run.sql', 'SELECT 1');
becomes(sub { sql(q{SELECT count(*) FROM migrate.settings WHERE name = 'after_run'}) }, '1', 'so is a hook that is saved');
$watch->signal('INT');
$watch->finish;
like($out, qr/three3/, 'it has said what it did');

done_testing();
