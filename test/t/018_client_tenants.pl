# pg_migrate with tenants: --scope, deploy --scopes and --all-scopes, scopes.

use strict;
use warnings;
use File::Basename;
use Test::More;

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('client_tenants');
begin_with($node, 'shop');

sub sql { return $node->safe_psql('shop', $_[0]) }

# What deploy prints, less the dots and the times.
sub bare { return $_[0] =~ s/ \.+ / /gr =~ s/, \d+(\.\d)? m?s$//mgr }

new_revision('one1', 'persons', "CREATE TABLE persons (id int);\n", "DROP TABLE persons;\n");
sql("CREATE SCHEMA tenant_1; CREATE SCHEMA tenant_2; CREATE SCHEMA \"Tenant\n3\"; CREATE TABLE tenant_2.persons ()");

is(client_ok([ '--scope', 'tenant_1', 'upgrade' ]) =~ s/ \.+ .*//r, "one1  persons\n", '--scope: one tenant');
is(sql("SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'persons' ORDER BY 1::text"), "tenant_1\ntenant_2", '... in its schema');
is(client_ok([ 'current' ]), '', '... and nowhere else');
client_fails([ '--scope', 'tenant_9', 'upgrade' ], 1, qr/error: scope "tenant_9" has no schema/, 'a scope without a schema');

my ($rc, $out, $err) = client('deploy', '--scopes', '%enant%', '--workers', 2);
is($rc, 4, 'one of three fails: the others are deployed');
is(join('', sort map { "$_\n" } split /\n/, bare($out)), "Tenant 3 1 step\ntenant_1 nothing to do\ntenant_2 failed\n", 'a line a tenant');
like($err, qr/scope "tenant_2" failed: relation "persons" already exists/, '... and why');
like($err, qr/error: 1 of 3 scopes failed\n.*Failed: "tenant_2"\./, '... once more at the end');
is(client_ok([ 'scopes' ]), "Tenant 3  up to date  1 applied, 0 pending\ntenant_1  up to date  1 applied, 0 pending\n"
	. "tenant_2  behind  0 applied, 1 pending  42P07: relation \"persons\" already exists\n", 'where each stands');
is((client('scopes', '--exit-code'))[0], 3, '... for CI');

sql('DROP TABLE tenant_2.persons; SELECT migrate.stamp($$base$$) FROM (SELECT set_config($$migrate.scope$$, $$tenant_2$$, false)) s');
is(bare(client_ok([ 'deploy', '--scopes', 'tenant\_2' ])), "tenant_2 1 step\n", 'the one alone');
is_deeply([ sort map { "$_->{scope} $_->{state} $_->{steps}" } @{ json_of('deploy', '--all-scopes')->{scopes} } ],
	[ "Tenant\n3 done 0", 'tenant_1 done 0', 'tenant_2 done 0' ], 'to machines: all in which the project is applied');
is((client('scopes', '--exit-code'))[0], 0, 'all are up to date');
is_deeply([ map { $_->{scope} } @{ json_of('scopes')->{scopes} } ], [ "Tenant\n3", 'tenant_1', 'tenant_2' ], '... to machines');

# And back.
client_fails([ 'revert', '--all-scopes' ], 2, qr/needs a target that is the same in all of them/, 'back, without a target');
client_fails([ 'revert', '-1', '--all-scopes' ], 1, qr/error: "-1" counts from where each scope stands/, '... with one that counts');
sql('CREATE VIEW tenant_2.hinders AS SELECT id FROM tenant_2.persons');
client_fails([ 'revert', 'base', '--all-scopes', '--workers', '2' ], 4, qr/scope "tenant_2" failed: cannot drop table persons because other objects depend on it.*error: 1 of 3 scopes failed/s, '... one of three fails');
sql('DROP VIEW tenant_2.hinders');
is(bare(client_ok([ 'revert', 'base', '--scopes', 'tenant\_%' ])), "tenant_1 nothing to do\ntenant_2 1 step\n", '... and the same command goes on');
is((client('deploy', '--scopes', '%enant%'))[0], 0, '... and forth');

client_fails([ 'deploy', '--scopes', 'nobody%' ], 1, qr/error: no schema is like "nobody%"/, 'a pattern that means nothing');
client_fails([ 'deploy', '--scopes', 'x', '--all-scopes' ], 2, qr/exclude one another/, 'both at once');

# What is interrupted in one tenant is that tenant's.
sql('INSERT INTO tenant_1.persons VALUES (1), (1)');
new_revision('two2', 'unique', "CREATE UNIQUE INDEX CONCURRENTLY persons_id ON persons (id);\n", "DROP TABLE persons;\n");
client_fails([ 'deploy', '--all-scopes' ], 4, qr/scope "tenant_1" failed: could not create unique index/, 'an index is half done in one');
like(client_ok([ '--scope', 'tenant_1', 'status' ]), qr/^interrupted: two2 /m, 'its status says so');
unlike(client_ok([ '--scope', 'tenant_2', 'status' ]), qr/interrupted/, '... and no other');
like(client_ok([ 'scopes' ]), qr/^tenant_1  interrupted  1 applied, 1 pending  23505: /m, '... and the list of all');
new_revision('tri3', 'fails', "SELECT 1 / 0;\n", "SELECT 1;\n");
client_fails([ '--scope', 'tenant_2', 'deploy' ], 1, qr/division by zero/, 'what fails in another tenant is not half way for that');

$node->stop;
done_testing();
