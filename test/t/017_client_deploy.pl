# pg_migrate deploy and revert: revision by revision, what fails half way is said and gone on with.

use strict;
use warnings;
use File::Basename;
use Test::More;

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('client_deploy');
begin_with($node, 'shop');

sub sql { return $node->safe_psql('shop', $_[0]) }

new_revision('one1', 'table', "CREATE TABLE persons (id int, name text);\n", "DROP TABLE persons;\n");
new_revision('two2', 'index', "CREATE INDEX CONCURRENTLY persons_name ON persons (name);\n", "DROP INDEX CONCURRENTLY persons_name;\n");
new_revision('tri3', 'unique', "INSERT INTO persons VALUES (1), (1);\nCREATE UNIQUE INDEX CONCURRENTLY persons_id ON persons (id);\n", "TRUNCATE persons;\nDROP INDEX persons_id;\n");

client_fails([ 'upgrade' ], 1, qr/cannot run in a transaction.*hint: Use "pg_migrate deploy", or "--set migrate\.concurrent_ddl=plain"/s, 'upgrade says what does it');
is(client_ok([ 'deploy', 'one1' ]) =~ s/ \.+ .*//r, "one1  table\n", 'deploy tells of each step');
client_fails([ 'deploy' ], 4, qr{_tri3_unique\.sql:\d+: error: could not create unique index "persons_id".*hint: .*"pg_migrate deploy" again.*1 revision was committed before\.}s, 'an error half way');
like(client_ok([ 'status' ]), qr/^interrupted: tri3 upgrade, statement 2 of 2, line 2\nnext: pg_migrate deploy$/m, 'status tells where it stands');
is_deeply(json_of('status')->{interrupted}, [ { revision_id => 'tri3', message => 'upgrade, statement 2 of 2, line 2' } ], '... to machines too');
client_fails([ 'upgrade' ], 1, qr/was interrupted and is done in part.*"pg_migrate deploy" finds out/s, 'upgrade leaves it to deploy');
sql('DELETE FROM persons');
my ($rc, $out, $err) = client('deploy');
is($out =~ s/ \.+ .*//r, "tri3  unique\n", 'deploy goes on');
is($err, "NOTICE:  revision \"tri3\" was interrupted: it is finished first\nDETAIL:  Statement 2 of 2 (line 2) had begun.\n", '... and says where');
is(sql('SELECT count(*) FROM pg_index WHERE NOT indisvalid'), 0, '... and has cleaned up');
is(client_ok([ 'deploy' ]), '', 'nothing is left');

client_fails([ 'revert', '2' ], 1, qr/To take back 2 revisions write "pg_migrate revert -2"/, 'a number is no target');
is_deeply([ map { "$_->{direction} $_->{revision_id}" } @{ json_of('revert', '-2')->{steps} } ], [ 'downgrade tri3', 'downgrade two2' ], 'revert, to machines');
is(client_ok([ 'revert' ]) =~ s/ \.+ .*//r, "- one1  table\n", 'the last one by default');

my ($file) = glob 'migrations/versions/*tri3*';
spew($file, slurp($file) =~ s/\(1\), \(1\)/(1), (2)/r);

# A statement of which only people can say what it has done.
sql('CREATE PROCEDURE half() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE half (); COMMIT; RAISE EXCEPTION $e$half way$e$; END $$');
spew('up.sql', "CALL half();\n");
spew('down.sql', "DROP TABLE half;\n");
client_ok([ 'revision', '-m', 'half', '--rev-id', 'fou4', '--upgrade', 'up.sql', '--downgrade', 'down.sql', '--not-transactional' ]);
client_fails([ 'deploy', '--batch', '10' ], 4, qr/half way/, 'a procedure fails after a commit');
client_fails([ 'deploy' ], 4, qr/which may be done in part.*hint: Look at what it has done\. "pg_migrate deploy --on-interrupted skip" takes it for done/s, 'it is asked for');
is((client('deploy', '--on-interrupted', 'skip'))[0], 0, 'skipped');
is(sql('SELECT count(*) FROM migrate.applied_revisions'), 4, 'all is applied');
client_fails([ 'deploy', 'base', '--on-interrupted', 'pray' ], 1, qr/argument "on_interrupted" is "pray"/, 'nothing else helps');

# upgrade that goes over to it
new_revision('fiv5', 'plain', "CREATE TABLE plain ();\n", "DROP TABLE plain;\n");
new_revision('six6', 'fails', "SELECT 1 / 0;\n", "SELECT 1;\n");
client_fails([ 'upgrade', '--deploy' ], 1, qr/division by zero.*Nothing was changed: 2 revisions rolled back/s, 'upgrade --deploy is all or nothing where that can be');
($file) = glob 'migrations/versions/*six6*';
spew($file, slurp($file) =~ s/SELECT 1 \/ 0/CREATE INDEX CONCURRENTLY persons_two ON persons (name, id)/r);
is_deeply([ map { $_->{revision_id} } @{ json_of('upgrade', '--deploy')->{steps} } ], [ 'fiv5', 'six6' ], 'and deploys where it cannot');
is_deeply(json_of('upgrade', '--deploy')->{steps}, [], '    once');

# What is no reason to deploy stays an error, whatever its SQLSTATE.
sql('CREATE SEQUENCE calls');
sql(q{SELECT migrate.set('before_run', $$DO 'BEGIN IF nextval(''calls'') = 1 THEN RAISE object_not_in_prerequisite_state USING MESSAGE = ''not today''; END IF; END'$$)});
new_revision('sev7', 'late', "CREATE TABLE late ();\n", "DROP TABLE late;\n");
client_fails([ 'upgrade', '--deploy' ], 1, qr/not today/, 'another error of that kind is no reason to deploy');
is(sql('SELECT last_value FROM calls'), 1, '    nor does it');
sql(q{SELECT migrate.set('before_run', NULL)});

$node->stop;
done_testing();
