# What makes daily work with pg_migrate easier: variables, hooks.

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

# ---- hooks ----

client_ok([ '-v', 'who=shop_owner', '-v', 'password=x', '-v', 'n=1', 'upgrade' ]);
$server->safe_psql('shop', 'CREATE TABLE seen (hook text, revision_id text)');
spew("migrations/hooks/$_.sql", "-- told by the server\nINSERT INTO seen VALUES ('$_', current_setting('migrate.revision_id'));\n") for qw(before_run after_run before_step after_step);
script_of('bbbb', 'a table', parents => 'aaaa', up => 'CREATE TABLE t ();', down => 'DROP TABLE t;');
client_ok(['upgrade'], 'an upgrade stores the hooks, and runs them');
is($server->safe_psql('shop', 'SELECT * FROM seen'), "before_run|\nbefore_step|bbbb\nafter_step|bbbb\nafter_run|", 'in their order');
$server->safe_psql('shop', 'TRUNCATE seen; SELECT * FROM migrate.downgrade()');
is($server->safe_psql('shop', 'SELECT count(*) FROM seen'), 4, 'they run whoever moves the database');
unlink 'migrations/hooks/before_step.sql';
spew('migrations/hooks/after_step.sql', "SELECT 1;\n\n\tSELECT nothing;\n");
client_fails(['upgrade'], 1, qr{^migrations/hooks/after_step\.sql:3: error: column "nothing" does not exist\n    3 \| \tSELECT nothing;\n.*\n  hint: Nothing was changed\. Mend the file and give the command again\.\n}, 'an error shows the line of the hook');
is($server->safe_psql('shop', "SELECT string_agg(name, ' ' ORDER BY name) FROM migrate.settings"), 'after_run after_step before_run before_step', 'what failed has stored nothing');
unlink 'migrations/hooks/after_step.sql';
client_ok(['push'], 'push stores them too');
is($server->safe_psql('shop', "SELECT string_agg(name, ' ' ORDER BY name) FROM migrate.settings"), 'after_run before_run', 'a hook without its file is none');
spew('migrations/hooks/before_steps.sql', '');
client_fails(['push'], 1, qr{migrations/hooks/before_steps\.sql is no hook\n.*hint: Hooks are before_run\.sql,}, 'a file that would never run');
unlink 'migrations/hooks/before_steps.sql';
# in a folder without versions/
spew('flat/config', '');
spew('flat/hooks/before_run.sql', 'SELECT 1');
is(client_ok([ '-D', 'flat', 'heads', '--files' ], 'hooks are no revisions'), '', 'wherever the files lie');

done_testing();
