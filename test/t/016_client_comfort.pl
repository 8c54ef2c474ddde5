# What makes daily work with pg_migrate easier: variables.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Client;
use Server ();

my $server = Server::new_server('comfort', "fsync = off\nlog_statement = 'ddl'\n");
my $work = new_application();
local $ENV{PGHOST} = $server->host;
local $ENV{PGPORT} = $server->port;
Server::new_database($server, 'shop');
local $ENV{PGDATABASE} = 'shop';
client_ok([ 'init' ]);

# ---- variables ----

my $path = script_of('aaaa', 'a role', up => "CREATE ROLE :\"who\" PASSWORD :'password';\nSELECT :'password',\n\t1 / :n;", down => 'DROP ROLE :"who";');
my $text = slurp($path);
$text =~ s/^-- migrate:upgrade$/-- migrate:upgrade variables=true/m;
spew($path, $text);
client_fails(['upgrade'], 1, qr/^migrations\/versions\/aaaa\.sql:8: error: variable "who" is not set\n.*\n.*\n  hint: Give it with pg_migrate -v who=\.\.\., /, 'a variable that is not set: its line');
my $password = "it's \"secret\", {1}\\ =\nor not";
client_fails([ '-v', 'who=shop_owner', '-v', "password=$password", '-v', 'n=0', 'upgrade' ], 1, qr/^migrations\/versions\/aaaa\.sql:9: error: division by zero\n    9 \| SELECT :'password',\n/, 'an error shows what was written');
is($server->safe_psql('postgres', "SELECT count(*) FROM pg_roles WHERE rolname = 'shop_owner'"), 0, 'nothing was changed');
client_ok([ '-v', 'who=shop_owner', '--variable', "password=$password", '-v', 'n=1', 'upgrade' ], 'given, it runs');
is($server->safe_psql('postgres', "SELECT count(*) FROM pg_roles WHERE rolname = 'shop_owner'"), 1, 'with the value as an identifier');
unlike($server->safe_psql('shop', "SELECT * FROM migrate.journal, migrate.revisions"), qr/secret/, 'no value is stored');
unlike(PostgreSQL::Test::Utils::slurp_file($server->logfile), qr/secret/, 'nor logged');
client_ok([ '-v', 'who=shop_owner', 'downgrade' ], 'the way back has it too');
client_fails([ '-v', 'who', 'current' ], 2, qr/no "=" in -v who/, 'a variable without a value');

done_testing();
