# pg_migrate and schemas: revisions from what was changed or towards a model, and what lies between two schemas.

use strict;
use warnings;
use Cwd qw(getcwd);
use File::Basename;
use JSON::PP;
use Test::More;

use lib dirname(__FILE__);
use Client;
use Server ();

my $node = Server::new_server('schema');

sub sql { return $node->safe_psql($ENV{PGDATABASE}, $_[0]) }
sub sql_in { return $node->safe_psql(@_) }
sub url { return "postgresql:///$_[0]?host=" . $node->host . '&port=' . $node->port }

sub decode { return JSON::PP->new->canonical->encode(JSON::PP->new->decode($_[0])) }

# ---- migrate: from what was changed ----

begin_with($node, 'shop');
sql('CREATE TABLE persons (id int PRIMARY KEY, name text)');
is(client_ok([ 'migrate', '-m', 'baseline', '--rev-id', 'base1' ]) =~ s/\d{12}/TIME/r,
	"+ table public.persons\nmigrations/versions/TIME_base1_baseline.sql\n", 'migrate tells what it found, and the file');
is(client_ok(['current']), "base1  baseline\n", 'it is applied here');
client_ok([ 'status', '--exit-code' ], 'database and folder are in step');
my ($rc, $out, $err) = client('migrate', '-m', 'nothing');
is_deeply([ $rc, $out, $err ], [ 0, '', "NOTICE:  no changes in schema detected\n" ], 'no change: nothing is written, which is no failure');
is(scalar(files()), 1, '    no file');

sql('ALTER TABLE persons ADD COLUMN phone text, DROP COLUMN name; CREATE INDEX persons_phone_idx ON persons (phone)');
($rc, $out, $err) = client('migrate', "it's a \"phone\"", '--rev-id', 'phone');
is($rc, 0, 'a message with quotes, as the argument');
like($out, qr/^- column public\.persons\.name\n\+ column public\.persons\.phone\n\+ index public\.persons_phone_idx\n\S+_phone_it_s_a_phone\.sql\n$/, 'a line a change');
is($err, "WARNING:  the upgrade loses the values of column public.persons.name\n", 'what is lost is a warning');
my $text = slurp((glob 'migrations/versions/*_phone_*')[0]);
like($text, qr/^-- it's a "phone"$/m, 'the file has the message');
like($text, qr/^-- Revises: base1$/m, 'it follows the head');
like($text, qr/^-- migrate:upgrade\n-- loses the values of column public\.persons\.name\nALTER TABLE public\.persons DROP COLUMN name;$/m, 'and both scripts');

sql('ALTER TABLE persons ADD COLUMN born date; UPDATE persons SET born = now(); INSERT INTO persons (id, born) VALUES (1, now()); ALTER TABLE persons ALTER born SET NOT NULL');
($rc, $out, $err) = client('migrate', '-m', 'born', '--rev-id', 'born');
is($rc, 0, 'what cannot be proved is written');
like($err, qr/^WARNING:  revision "born" is written, but not proved\nDETAIL:  Not proved: the upgrade failed .*\nHINT:  Read its scripts before you rely on them: "pg_migrate show born"\.\n$/, '    with a warning, and what to do');
like(slurp((glob 'migrations/versions/*_born_*')[0]), qr/^-- not proved: the upgrade failed/m, '    and a comment in the file');

sql('ALTER TABLE persons ADD COLUMN email text, DROP COLUMN phone');
my $json = json_of('migrate', '-m', 'email', '--rev-id', 'email');
is_deeply([ @{$json}{qw(revision_id file)} ], [ 'email', (glob 'migrations/versions/*_email_email.sql')[0] ], 'JSON: revision and file');
ok($json->{applied} && $json->{proved}, '    applied and proved');
is_deeply($json->{changes}[0], { action => 'removed', object => 'column public.persons.phone' }, '    changes');
is($json->{warnings}[0]{message}, 'the upgrade loses the values of column public.persons.phone', '    losses');
sql("ALTER TABLE persons ADD COLUMN d date NOT NULL DEFAULT '2000-01-01'; ALTER TABLE persons ALTER d DROP DEFAULT");
$json = json_of('migrate', '-m', 'd', '--rev-id', 'd');
ok(!$json->{proved}, 'JSON: not proved');
like($json->{warnings}[-1]{detail}, qr/^Not proved: the upgrade failed/, '    and why');
$json = json_of('migrate', '-m', 'nothing');
is_deeply($json, { revision_id => undef, file => undef, applied => JSON::PP::false, proved => JSON::PP::false, changes => [], warnings => [] }, 'JSON: nothing to write');

# ---- migrate: what it looks at, what it follows ----

sql('CREATE SCHEMA app; CREATE TABLE app.t (); CREATE TABLE one (); CREATE TABLE two ()');
like(client_ok([ 'migrate', '-m', 'app', '--schema', 'app', '--rev-id', 'app' ]), qr/^\+ schema app\n\+ table app\.t\n\S+\n$/, '--schema');
like(client_ok([ 'migrate', '-m', 'one', '--ignore', '%.two', '--rev-id', 'one' ]), qr/^\+ table public\.one\n\S+\n$/, '--ignore');
client_ok([ 'migrate', '-m', 'two', '--no-prove', '--rev-id', 'two', '--branch-label', 'side', '--depends-on', 'born', '--parent', 'one' ]);
$text = slurp((glob 'migrations/versions/*_two_two.sql')[0]);
like($text, qr/^-- Depends On: born\n-- Branch Label: side$/m, 'dependency and branch label');
sql('CREATE TABLE three ()');
client_ok([ 'migrate', '-m', 'three', '--rev-id', 'three', '--parent', 'born' ]);
sql('CREATE TABLE four ()');
client_fails([ 'migrate', '-m', 'four' ], 1, qr/there are 2 heads: "three" \(three\) and "two" \(two\)\n.*--parent.*pg_migrate merge/, 'two heads');
client_ok([ 'migrate', '-m', 'four', '--rev-id', 'four', '--parent', 'side@head' ]);
like(slurp((glob 'migrations/versions/*_four_four.sql')[0]), qr/^-- Revises: two$/m, 'label@head');
sql('CREATE TABLE five ()');
client_fails([ 'migrate', '-m', 'x', '--parent', 'four', '--rev-id', 'two' ], 1, qr/revision "two" already exists/, 'an id that is taken');
client_fails([ 'migrate', '-m', 'x', '--parent', 'nobody' ], 1, qr/no file of revision "nobody"/, 'an unknown parent');
client_fails([ 'migrate', '-m', ' ' ], 2, qr/migrate needs a message/, 'an empty message');
client_fails(['migrate'], 2, qr/migrate needs a message/, 'no message');
client_fails([ '-D', 'nowhere', 'migrate', '-m', 'x' ], 1, qr/folder "nowhere" does not exist/, 'no folder');
script_of('later', 'later', parents => 'four', up => 'CREATE TABLE later ();', down => '');
client_fails([ 'migrate', '-m', 'x', '--parent', 'later' ], 1, qr/revision "later" is not applied here\n.*\n  hint: Apply it with "pg_migrate upgrade", or name with --parent what the new one follows\./, 'a pending file');
is(sql("SELECT count(*) FROM migrate.revisions WHERE revision_id = 'later'"), 0, '    it is not pushed either');
unlink 'migrations/versions/later.sql';

mkdir 'empty';
client_fails([ '-D', 'empty', 'migrate', '-m', 'x' ], 1, qr/the database has revision "\w+" \(\w+\), and empty has no file\n.*"pg_migrate pull"/, 'a folder that has none of the revisions');

# ---- migrate: all or nothing ----

my @before = files();
spew('migrations/config', "file_template = {slug}/x.sql\n");
spew('migrations/versions/full', 'no folder');
client_fails([ 'migrate', '-m', 'full', '--parent', 'four' ], 1, qr{could not write file "migrations/versions/full/x\.sql": }, 'a file that cannot be written');
is(sql("SELECT count(*) FROM migrate.revisions WHERE message = 'full'"), 0, '    no revision is left in the database');
unlink 'migrations/config', 'migrations/versions/full';
sql(<<'SQL');
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not today'; END$$;
CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON migrate.revisions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
SQL
client_fails([ 'migrate', '-m', 'late', '--parent', 'four' ], 1, qr/error: not today/, 'a commit that fails');
is_deeply([ files() ], \@before, '    no file is left in the folder');
sql('DROP TRIGGER refuse ON migrate.revisions; DROP FUNCTION refuse');

# ---- init --baseline ----

{
	local $ENV{PGDATABASE} = 'old';
	new_application();
	sql_in('postgres', 'CREATE DATABASE old');
	my ($rc, $out, $err) = client('init', '--baseline');
	is($rc, 0, 'init --baseline in an empty database');
	is($err, "NOTICE:  no changes in schema detected\n", '    says that there is nothing to write');
	is(scalar(files()), 0, '    and writes no file');
	sql('CREATE TABLE persons (id int); INSERT INTO persons VALUES (1)');
	client_fails([ 'init', '--baseline', 'db/migrations' ], 2, qr/with --baseline option -D names the folder/, 'a folder is no message');
	client_fails([ 'init', '--baseline', 'migrations' ], 2, qr/with --baseline option -D names the folder/, '    nor one that is there');
	client_fails([ 'init', '--baseline', '--files' ], 2, qr/needs a server/, '--baseline and --files');
	client_fails([ 'init', '-m', 'x' ], 2, qr/a message is that of --baseline/, 'a message without --baseline');
	client_fails([ 'init', '--baseline', '-m', '' ], 2, qr/needs a message/, 'an empty message');
	like(client_ok([ 'init', '--baseline', 'as it was' ]), qr{^\+ table public\.persons\nmigrations/versions/\S+_as_it_was\.sql\n}m, 'init --baseline "message"');
	client_ok([ 'status', '--exit-code' ], '    it is applied here');
	client_fails([ 'init', '--baseline' ], 1, qr/database "old" has been migrated: revision "\w+" \(as it was\) is applied\n.*pg_migrate migrate/, 'a second baseline');
	client_ok([ '--create-db', '-d', 'new', 'init' ]);
	client_ok([ '-d', 'new', 'upgrade' ], '    and can be run elsewhere');
	is(client_ok([ 'diff', '.', url('new') ]), '', '    where it makes the same schema');
	my $json = json_of('-D', 'elsewhere', '--project', 'another', 'init', '--baseline');
	like($json->{file}, qr{^elsewhere/versions/\d+_[0-9a-f]+_baseline\.sql$}, 'in JSON, of another project, with the default message');
	ok($json->{created} && $json->{applied} && $json->{proved}, '    all that init and migrate say');
}

{
	local $ENV{PGDATABASE} = 'plain';
	new_application();
	client_ok([ '--create-db', 'init' ]);
	spew('migrations/versions/001_a.sql', 'CREATE TABLE a ();');
	client_ok(['upgrade']);
	sql('CREATE TABLE b ()');
	client_fails([ 'migrate', '-m', 'x' ], 1, qr/the files in migrations\/versions have no headers/, 'a folder of numbered files gets none that could not be read beside them');
	is(sql("SELECT count(*) FROM migrate.revisions"), '1', '    nor does the database');
	client_fails([ 'pull', '--force' ], 1, qr/the files in migrations\/versions are another tool's.*\n.*hint: "pg_migrate export --to TOOL FOLDER"/, 'nothing of ours is pulled into it');
}

# ---- migrate: towards a model ----

begin_with($node, 'modelled');
spew('model.sql', "CREATE TABLE persons (id int PRIMARY KEY, name text);\n");
is(client_ok([ 'migrate', '-m', 'persons', '--model', 'model.sql', '--rev-id', 'one' ]) =~ s/\d{12}/TIME/r,
	"+ table public.persons\nmigrations/versions/TIME_one_persons.sql\n", 'towards a model');
like(client_ok(['status']), qr/^pending: one persons\nnext: pg_migrate upgrade$/m, 'it is pending');
client_fails([ 'migrate', '-m', 'more', '--model', 'model.sql' ], 1, qr/revision "one" is not applied here/, 'first things first');
client_ok(['upgrade']);
is((client('migrate', '-m', 'more', '--model', 'model.sql'))[2], "NOTICE:  no changes in schema detected\n", 'the database is as the model');
($rc, $out, $err) = client_reading("CREATE TABLE persons (id int PRIMARY KEY);\nCREATE ROLE shared;\n", 'migrate', '-m', 'less', '--model', '-', '--rev-id', 'two', '--no-drops');
is($out, '', 'a model on standard input, --no-drops');
is($err, "WARNING:  CREATE ROLE (line 2) is passed over\nDETAIL:  A model does not change what all databases of the server share.\nNOTICE:  no changes in schema detected\n",
	'    what a model cannot say is a warning') or diag($err);
spew('model.sql', "CREATE TABLE a ();\n\n\tSELECT nothing\n\tFROM a;\n");
client_fails([ 'migrate', '-m', 'x', '--model', 'model.sql' ], 1,
	qr/^model\.sql:3: error: column "nothing" does not exist\n    3 \| \tSELECT nothing\n      \| \t\^~{13}\n$/, 'an error in a model stands at its line');
is(json_of('migrate', '-m', 'x', '--model', 'model.sql')->{error}{line}, 3, '    in JSON too');
spew('model.sql', "SELECT 1;\nSELECT '{bad'::jsonb;\n");
client_fails([ 'migrate', '-m', 'x', '--model', 'model.sql' ], 1, qr/^model\.sql:2: error: invalid input syntax for type json\n    2 \| /, '    also where JSON in it has lines of its own');
($rc, $out, $err) = client_reading("SELECT 1;\nSELEC 2;\n", 'migrate', '-m', 'x', '--model', '-');
is($err, "<stdin>:2: error: syntax error at or near \"SELEC\"\n    2 | SELEC 2;\n      | ^~~~~~~~\n", '    of standard input too');
spew('marked.sql', "\xef\xbb\xbfSELECT 1;\nSELEC 2;\n");
client_fails([ 'migrate', '-m', 'x', '--model', 'marked.sql' ], 1, qr/^marked\.sql:2: error: syntax error at or near "SELEC"\n    2 \| SELEC 2;/, 'a byte order mark is no part of the model');
client_fails([ 'migrate', '-m', 'x', '--model', 'nowhere.sql' ], 1, qr/could not open file "nowhere\.sql"/, 'a model that is not there');
spew('latin.sql', "SELECT 1;\n-- \xe4\n");
client_fails([ 'migrate', '-m', 'x', '--model', 'latin.sql' ], 1, qr/latin\.sql:2: not UTF-8/, 'a model in another encoding');
client_fails([ 'migrate', '-m', 'x', '--model', 'model.sql', '--from-url', 'a=b' ], 2, qr/exclude one another/, 'two models');

# ---- migrate: towards another database ----

client_fails([ 'migrate', '-m', 'x', '--from-url', url('postgres') ], 1, qr/extension "migrate" is not in database "postgres"\n.*CREATE EXTENSION migrate/, 'a database without the extension');
client_fails([ 'migrate', '-m', 'x', '--from-url', 'postgresql:///x?host=/nonexistent' ], 1, qr{connection to server .*/nonexistent}, 'a server that is away');
client_fails([ 'migrate', '-m', 'x', '--from-url', 'mysql://localhost/x' ], 1, qr/"mysql:.*" is no URI of PostgreSQL/, 'another kind of URL');
sql('CREATE DATABASE other');
$node->safe_psql('other', <<'SQL');
CREATE EXTENSION migrate;
CREATE TABLE persons (id int PRIMARY KEY, name text, "odd
name" text DEFAULT ';');
CREATE FUNCTION early() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
SET check_function_bodies = off;
CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT x FROM nowhere';
SQL
is(client_ok([ 'migrate', '-m', 'as other', '--from-url', url('other') =~ s/postgresql/postgresql+psycopg2/r, '--rev-id', 'other' ]) =~ s/\d{12}/TIME/r, <<'END', 'towards another database');
+ function public.early()
+ function public.later()
+ column public.persons."odd name"
migrations/versions/TIME_other_as_other.sql
END
client_ok(['upgrade']);
is((client('migrate', '-m', 'more', '--from-url', 'dbname=other'))[2], "NOTICE:  no changes in schema detected\n", 'a connection string; the two are the same');

# ---- diff and snapshot ----

begin_with($node, 'compared');
my $folder = getcwd();
sql('CREATE TABLE persons (id int PRIMARY KEY, name text)');
client_ok([ 'migrate', '-m', 'baseline' ]);
is(client_ok([ 'diff', '--exit-code' ]), '', 'diff: nothing was changed past the revisions');
is(client_ok([ 'snapshot', '-o', 'before.json' ]), "before.json\n", 'snapshot into a file');
is(decode(slurp('before.json')), decode(client_ok(['snapshot'])), '    or printed');
sql("ALTER TABLE persons ADD COLUMN born date, DROP COLUMN name, ALTER COLUMN id TYPE bigint; CREATE VIEW v AS SELECT 1 AS one; CREATE SCHEMA app; CREATE TABLE app.t (); COMMENT ON TABLE app.t IS 'x'");

my $changes = <<'END';
- column public.persons.name  (loses the values of column public.persons.name)
~ column public.persons.id
+ schema app
+ table app.t
+ column public.persons.born date
+ view public.v
+ comment of table app.t
END
is(sorted_lines(client_ok(['diff'])), sorted_lines($changes), 'diff: a line an object');
is(sorted_lines(client_ok([ 'diff', 'before.json' ])), sorted_lines($changes), 'from a snapshot to the database');
is(sorted_lines(client_ok([ 'diff', 'before.json', url('compared') ])), sorted_lines($changes), 'to a database by its URI');
is(sorted_lines(client_ok([ 'diff', 'revisions', '.' ])), sorted_lines($changes), 'all words written out');
client_fails([ 'diff', '--exit-code' ], 3, qr/^$/, '--exit-code');
is(client_ok([ 'diff', '--schema', 'app' ]), "+ schema app\n+ table app.t\n+ comment of table app.t\n", '--schema');
is(client_ok([ 'diff', '--ignore', 'facet:comments', '--ignore', '%persons%', '--ignore', '%.v' ]), "+ schema app\n+ table app.t\n", '--ignore');
unlike(client_ok([ 'diff', '--no-drops' ]), qr/^-/m, '--no-drops');
$json = json_of('diff');
is($json->{to}, 'database "compared"', 'JSON: what was compared');
is_deeply([ map { $_->{upgrade} } grep { $_->{identity} eq 'public.persons.born' } @{ $json->{changes} } ], ['ALTER TABLE public.persons ADD COLUMN born date'], '    each statement');

# What --sql prints psql runs: there and back again.
sql('CREATE DATABASE copy');
$node->safe_psql('copy', 'CREATE EXTENSION migrate; ' . client_ok([ 'diff', 'empty', 'before.json', '--sql' ]));
is(client_ok([ 'diff', 'before.json', url('copy') ]), '', 'empty: a new database; --sql makes what was written down');
my $script = client_ok([ 'diff', '--sql' ]);
like($script, qr/^-- loses the values of column public\.persons\.name\nALTER TABLE public\.persons DROP COLUMN name;$/m, '--sql says what is lost');
$node->safe_psql('copy', $script);
is(client_ok([ 'diff', url('copy'), '.', '--exit-code' ]), '', '--sql makes B of A');
is(client_ok([ 'diff', '--sql', url('copy'), '.' ]), '', '    where there is nothing to do, nothing');
$node->safe_psql('copy', client_ok([ 'diff', '--sql', '--reverse' ]));
is(client_ok([ 'diff', 'before.json', url('copy'), '--ignore', '%.name' ]), '', '--reverse makes A of B');
{
	local $ENV{PGDATABASE} = 'nowhere';
	is(client_ok([ 'diff', '--reverse', url('compared'), url('compared') ]), '', 'two databases need no third');
	is(client_ok([ 'diff', 'before.json', 'host=' . $node->host . ' port=' . $node->port . ' dbname=compared', '--schema', 'app' ]), "+ schema app\n+ table app.t\n+ comment of table app.t\n", '    nor a snapshot and a database');
}

# Who lacks a right is told whose it is: ours, or that of what a model uses, or a catalog.
sql($_) foreach 'CREATE ROLE maker LOGIN CREATEDB', "SELECT migrate.grant_access('maker', 'author'), migrate.grant_access('maker', 'runner')", 'CREATE ROLE visitor LOGIN';
client_fails([ '-U', 'visitor', 'migrate', '-m', 'x' ], 1, qr/permission denied for \w+ \w+\n  hint: Whoever owns the extension gives access/, 'no access');
spew('other.sql', "CREATE TABLE t ();\nALTER TABLE t OWNER TO visitor;\n");
client_fails([ '-U', 'maker', 'diff', '.', 'other.sql' ], 1, qr/^other\.sql:2: error: (?!.*Whoever)/s, 'a right that a model lacks');
sql('REVOKE SELECT ON pg_catalog.pg_proc FROM PUBLIC');
client_fails([ '-U', 'maker', 'snapshot' ], 1, qr/^pg_migrate: error: permission denied for table pg_proc\n  hint: A snapshot reads the catalogs with the rights of who asks: GRANT SELECT on it to maker\.\n\z/, 'a catalog that is closed');
sql('GRANT SELECT ON pg_catalog.pg_proc TO PUBLIC');

# Whoever changed the schema first, diff says what migrate would.
sql($_) foreach 'CREATE ROLE owner LOGIN', 'CREATE DATABASE shared OWNER owner';
{
	local $ENV{PGDATABASE} = 'shared';
	new_application();
	client_ok([ '-U', 'owner', 'init' ]);
	script_of('aaaa', 'first', up => 'CREATE TABLE first ();', down => 'DROP TABLE first;');
	client_ok([ '-U', 'owner', 'upgrade' ]);
	sql('CREATE TABLE of_superuser (); ALTER TABLE first ADD i int; SET ROLE owner; CREATE TABLE of_owner ()');
	my $found = client_ok([ '-U', 'owner', 'diff' ]) =~ s/ integer$//mr;
	like($found, qr/^\+ owner of table public\.of_superuser$/m, 'what belongs to another role says so');
	unlike($found, qr/owner of table public\.of_owner/, '    what belongs to who asks does not');
	is(sorted_lines(client_ok([ '-U', 'owner', 'migrate', '-m', 'x', '--no-prove' ]) =~ s/^migrations.*\n//mr), sorted_lines($found), '    as migrate says');
}
chdir $folder;

# Models.
spew('model.sql', "CREATE TABLE persons (id int PRIMARY KEY, name text);\n");
is(client_ok([ 'diff', 'before.json', 'model.sql' ]), '', 'a model');
($rc, $out, $err) = client_reading(slurp('model.sql'), 'diff', '-', 'before.json');
is("$rc$out$err", '0', '    on standard input');
($rc, $out, $err) = client_reading(slurp('before.json'), 'diff', '-', 'model.sql');
is("$rc$out$err", '0', 'a snapshot on standard input');
spew('model.sql', "CREATE TABLE persons (id int PRIMARY KEY, full_name text);\n");
like(client_ok([ 'diff', 'before.json', 'model.sql' ]), qr/^~ column public\.persons\.(full_)?name  \(guessed: .*\)$/m, 'a new name is guessed');
like(client_ok([ 'diff', 'before.json', 'model.sql', '--sql' ]), qr/^-- guessed: .*\nALTER TABLE public\.persons RENAME COLUMN name TO full_name;$/m, '    which the script says too');
spew('model.sql', "CREATE TABLE persons ();\nSELECT 1/0;\n");
client_fails([ 'diff', '.', 'model.sql' ], 1, qr{^model\.sql:2: error: division by zero\n    2 \| SELECT 1/0;\n}, 'an error in a model');
client_fails([ 'diff', '-', '-' ], 2, qr/standard input can be read once/, 'standard input twice');

# What is none.
spew('bad.json', "{\n \"format\" 1}\n");
client_fails([ 'diff', 'bad.json' ], 1, qr/^bad\.json:2: error: invalid input syntax for type json\n    2 \|  "format" 1\}\n/, 'a file that is no JSON');
spew('bad.json', '{"facts": []}');
client_fails([ 'diff', '.', 'bad.json' ], 1, qr/^bad\.json: error: this is not a snapshot of a schema\n  detail: It has no "format"\.\n  hint: Take one with "pg_migrate snapshot"\./, 'JSON that is no snapshot');
is(json_of('diff', '.', 'bad.json')->{error}{file}, 'bad.json', '    in JSON');
client_fails([ 'diff', 'nowhere.json' ], 1, qr/could not open file "nowhere\.json"/, 'a file that is not there');
client_fails([ 'diff', '--schema', 'apps' ], 1, qr/schema "apps" is in neither of the two/, 'a schema that is not there');
client_fails([ 'diff', '.', 'empty' ], 1, qr/can begin with a new database, and not lead to one\n.*Name it first/, 'towards nothing');
client_fails([ 'diff', '.', url('postgres') ], 1, qr/extension "migrate" is not in database "postgres"\n.*CREATE EXTENSION/, 'a database without the extension');
client_fails([ 'snapshot', 'before.json' ], 2, qr/is a snapshot already/, 'a snapshot of a snapshot');
client_fails([ 'snapshot', '-o', 'nowhere/' ], 1, qr/could not write file/, 'a file that cannot be written');
client_fails([ 'snapshot', '--schema', 'apps' ], 1, qr/schema "apps" does not exist/, 'a schema that is not there');

$node->stop;
done_testing();
