# pg_migrate backfill: rows in batches, how far it is, and on after an error.

use strict;
use warnings;
use File::Basename;
use IPC::Run;
use Test::More;

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('client_backfill');
begin_with($node, 'shop');

sub sql { return $node->safe_psql('shop', $_[0]) }

sql(<<'SQL');
CREATE TABLE persons (id int PRIMARY KEY, name text, n int NOT NULL DEFAULT 0);
INSERT INTO persons SELECT i, 'name ' || i FROM generate_series(1, 1000) i;
CREATE FUNCTION fails_at(id int, at int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF id = at THEN RAISE 'no %', id; END IF; RETURN 0; END $$;
ANALYZE persons;
SQL

is(client_ok([ 'backfill', 'persons', 'n = n + 1', '--where', 'id > 900', '--batch-size', '300' ]), "persons: 100 of 1000 rows were changed\n", 'all rows are looked at, those meant are changed');
is(sql('SELECT sum(n) FROM persons'), 100, '    once');
my $fails = 'n = n + 1 + fails_at(id, 700)';
my ($out) = client_fails([ 'backfill', 'persons', $fails, '--batch-size', '100' ], 4,
	qr/^pg_migrate: error: no 700\n(.*\n)*600 rows were looked at, and what was changed of them stays: the same command goes on behind them\.$/m, 'an error half way');
is(sql('SELECT sum(n) FROM persons'), 700, '    what was committed stays');
sql('CREATE OR REPLACE FUNCTION fails_at(id int, at int) RETURNS int LANGUAGE sql AS $$ SELECT 0 $$');
is(client_ok([ 'backfill', 'persons', $fails ]), "persons: goes on behind the 600 rows that were looked at before\npersons: 1000 of 1000 rows were changed\n", 'the same command goes on');
is(sql('SELECT sum(n), max(n) FROM persons'), '1100|2', '    and touches no row twice');
is_deeply(json_of('backfill', 'persons', 'n = 0'), { relation => 'public.persons', seen => 1000, changed => 1000 }, 'to machines');
client_fails([ 'backfill', 'nosuch', 'n = 0' ], 1, qr/relation "nosuch" does not exist/, 'no such table');
client_fails([ 'backfill', 'persons', 'nosuch = 0' ], 1, qr/column "nosuch" of relation "persons" does not exist/, 'no such column');
client_fails([ 'backfill', 'persons' ], 2, qr/backfill needs TABLE SET/, 'nothing to set');

# Ctrl-C
my ($said, $errors) = ('', '');
my $run = IPC::Run::start([ $Client::program, 'backfill', 'persons', 'n = n + 5', '--batch-size', '10', '--pause', '50 ms' ], '<', \undef, '>', \$said, '2>', \$errors);
$node->poll_query_until('shop', 'SELECT count(*) = 1 FROM migrate.backfills');
$run->signal('INT');
$run->finish;
is($run->full_result(0) >> 8, 4, 'Ctrl-C: interrupted') or diag($errors);
like($errors, qr/\d+ rows were looked at, and what was changed/, '    says what stays');
like(client_ok([ 'backfill', 'persons', 'n = n + 5' ]), qr/^persons: goes on behind/, '    and goes on');
is(sql('SELECT min(n), max(n) FROM persons'), '5|5', '    to the end');

# a terminal
SKIP:
{
	skip('no terminal can be opened here', 2) unless eval { require IO::Pty; IO::Pty->new };
	my $screen = '';
	$run = IPC::Run::start([ $Client::program, 'backfill', 'persons', 'n = 1', '--batch-size', '100', '--pause', '150 ms' ], '<pty<', \undef, '>pty>', \$screen);
	$run->finish;
	like($screen, qr/persons  \[##########----------\]  50 %, 500 rows looked at, 500 changed/, 'on a terminal it shows how far it is');
	like($screen, qr/persons(\e\[0m)?: 1000 of 1000 rows were changed/, '    and the end');
}

# in a revision
my $path = script_of('one1', 'fill', up => "CALL migrate.backfill('persons', 'n = 7', batch_size => 100);", down => 'SELECT 1;');
spew($path, slurp($path) =~ s/migrate:upgrade/migrate:upgrade transactional=false/r);
like(client_ok([ 'deploy' ]), qr/^one1 /, 'within a revision it says nothing by itself');
is(sql('SELECT min(n), max(n) FROM persons'), '7|7', '    and is done');

$node->stop;
done_testing();
