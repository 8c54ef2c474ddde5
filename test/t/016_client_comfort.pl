# What makes daily work with pg_migrate easier: variables, hooks, completion, the manual page.

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
spew('migrations/hooks/Before_Run.SQL', '');
client_fails(['push'], 1, qr{migrations/hooks/Before_Run\.SQL is no hook\n}, 'however its name is written');
unlink 'migrations/hooks/Before_Run.SQL';
foreach my $command ([ 'upgrade' ], [ 'upgrade', 'head' ], [ 'deploy' ], [ 'deploy', 'head' ], [ 'watch', '--once' ], [ 'switch' ], [ 'stamp', 'head' ], ['push'])
{
	spew('migrations/hooks/after_run.sql', "SELECT 'stored by @$command'");
	client_ok([ '-v', 'who=shop_owner', '-v', 'password=x', '-v', 'n=1', @$command ], "pg_migrate @$command stores the hooks");
	is($server->safe_psql('shop', "SELECT value FROM migrate.settings WHERE name = 'after_run'"), "SELECT 'stored by @$command'", '    as the folder has them');
}
# in a folder without versions/
spew('flat/config', '');
spew('flat/hooks/before_run.sql', 'SELECT 1');
is(client_ok([ '-D', 'flat', 'heads', '--files' ], 'hooks are no revisions'), '', 'wherever the files lie');

# ---- completion ----

sub words { return [ split /\n/, client_ok([ 'completion', 'words', '--', @_ ], "completion of @_") ] }
sub has { my ($list, $word) = @_; return scalar grep { $_ eq $word } @$list }

my %offered = map { $_ => 1 } @{ words('') };
my @commands = client_ok(['--help']) =~ /^  ([a-z]+) +[a-z]/mg;
is_deeply([ sort keys %offered ], [ sort @commands ], 'every command');
my $options = words('-d', 'x', 'upgrade', '--');
ok(has($options, '--sql') && has($options, '--dbname=') && !has($options, '--adopt'), "a command's options and those of all");
my $text_of = slurp('migrations/versions/bbbb.sql');
spew('migrations/versions/bbbb.sql', $text_of =~ s/^(-- Revises.*)$/$1\n-- Branch Label: side/mr);
my $revisions = words('upgrade', 'b');
ok(has($revisions, $_), "a revision: $_") for qw(aaaa bbbb side side@head head base);
is((client('tag', 'v1.0', 'aaaa'))[0], 0, 'a tag');
ok(has(words('upgrade', ''), 'v1.0'), '    is completed');
{
	local $ENV{PGPORT} = 1;
	ok(!has(words('upgrade', ''), 'v1.0'), '    where there is no server nothing is said');
	ok(has(words('-p', $server->port, 'upgrade', ''), 'v1.0'), '    options say which one is meant');
}
ok(has(words('import', '--adopt', '--tool', ''), $_), "a history: $_") for qw(alembic django goose rails);
ok(!has(words('import', '--format', ''), 'rails') && has(words('import', '--format', ''), 'prisma'), 'a format');
is_deeply(words('export', '--to', '=', 'g'), [qw(dbmate diesel flyway golang-migrate goose sqlx)], 'what an option may be');
is_deeply(words('-D', ''), [], 'a folder is for the shell to complete');
is_deeply(words('completion', ''), [qw(bash zsh)], 'shells');
spew('bash.sh', client_ok([ 'completion', 'bash' ]));
(my $bindir = $Client::program) =~ s{/[^/]+$}{};
sub bash
{
	my @line = @_;
	my ($out, $err) = ('', '');
	local $ENV{PATH} = "$bindir:$ENV{PATH}";
	IPC::Run::run([ 'bash', '-c', 'source ./bash.sh; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pg_migrate; printf "%s\n" "${COMPREPLY[@]}"', 'bash', 'pg_migrate', @line ], '<', \undef, '>', \$out, '2>', \$err);
	return $out . $err;
}
is(bash('up'), "upgrade\n", 'bash completes a command');
is(bash('upgrade', 'bb'), "bbbb\n", 'a revision');
is(bash('upgrade', '--sq'), "--sql\n", 'an option');
is(bash('import', '--format', 'go'), "golang-migrate\ngoose\n", 'what may follow it');
is(bash('import', 'mig'), "\n", 'and leaves files to the shell');
SKIP:
{
	system('command -v zsh >/dev/null 2>&1') == 0 or skip 'zsh is not installed', 1;
	spew('zsh.sh', client_ok([ 'completion', 'zsh' ]));
	is(system('zsh -n zsh.sh'), 0, 'zsh reads its script');
}
client_fails([ 'completion', 'fish' ], 2, qr/completion is for bash and zsh, not for "fish"/, 'another shell');

# ---- the manual page ----

my $page = client_ok(['manual']);
like($page, qr/^\.TH PG_MIGRATE 1 /, 'a manual page');
like($page, qr/^\.SS pg_migrate \Q$_\E /m, "with $_") for @commands;
SKIP:
{
	system('command -v man >/dev/null 2>&1') == 0 or skip 'man is not installed', 2;
	spew('pg_migrate.1', $page);
	my $shown = `MANWIDTH=120 man --warnings -l pg_migrate.1 2>&1`;
	unlike($shown, qr/warning/, 'man has no complaint');
	like($shown, qr/--to=TOOL/, 'and shows it');
}

done_testing();
