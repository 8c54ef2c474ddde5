# What a model creates, read in a throw-away database: any SQL text as pg_dump or people write it, its errors, the rights
# it takes, and that no database is left, whoever is killed when.
use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(usleep);

use lib $FindBin::RealBin;
use Server;

my $server = new_server('model', "restart_after_crash = on\nfsync = off\nmax_worker_processes = 5\nmax_logical_replication_workers = 0\n");
my $superuser = query($server, 'postgres', 'SELECT current_user');

new_database($server, 'shop');
query($server, 'shop', <<'SQL');
CREATE ROLE maker LOGIN CREATEDB;
CREATE ROLE maker_by_group;
CREATE ROLE plain LOGIN;
CREATE ROLE visitor LOGIN;
CREATE ROLE owner_of_all NOLOGIN CREATEDB;
GRANT owner_of_all TO visitor, maker;
GRANT EXECUTE ON FUNCTION migrate.model_snapshot(text, text[], text[]), migrate.diff(jsonb, jsonb, text[], text[], boolean) TO PUBLIC;
SQL

sub model
{
	my ($text, $what) = @_;
	return "SELECT $what FROM migrate.model_snapshot(" . of_text($text) . ') s';
}

sub of_text { my ($text) = @_; $text =~ s/'/''/g; return "'$text'" }

# What a model creates, a line a fact.
sub made
{
	my ($text, $role) = @_;
	my ($rc, $out, $err) = as_role($server, 'shop', $role // $superuser, <<"SQL");
SET client_min_messages = error;
SELECT string_agg(kind || ' ' || identity, E'\\n' ORDER BY ordinal)
FROM migrate.diff(migrate.model_snapshot(''), migrate.model_snapshot(@{[ of_text($text) ]}));
SQL
	diag($err) if $rc != 0;
	return $out;
}

sub fails
{
	my ($text, $pattern, $name) = @_;
	refused($server, 'shop', $superuser, model($text, '1'), $pattern, $name);
	is(databases(), '', '    no database is left');
}

sub databases
{
	return query($server, 'postgres', "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname ~ '^migrate_model_'");
}

sub no_database_soon
{
	my ($name) = @_;
	ok($server->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_database WHERE datname ~ '^migrate_model_'"), $name);
}

sub worker
{
	my ($type) = @_;
	my $pid;
	for (1 .. 600)
	{
		$pid = query($server, 'postgres', "SELECT pid FROM pg_stat_activity WHERE backend_type = '$type' AND query ~ '^migrate: statement|^\$'");
		return $pid if $pid ne '';
		usleep(10_000);
	}
	die "no $type";
}

# ---- what people write ----

like(made('CREATE TABLE people (id int PRIMARY KEY); CREATE VIEW v AS SELECT 1 AS a'), qr/people.*public\.v/s, 'a table and a view');
is(made(''), '', 'an empty model creates nothing');
is(made("-- nothing\n"), '', 'so does a comment');
like(made("BEGIN; CREATE TABLE a (i int); COMMIT;\nSTART TRANSACTION;\nCREATE TABLE b (i int);\nEND;\nCREATE INDEX CONCURRENTLY of_b ON b (i);"),
	qr/public\.a\b.*public\.b\b.*of_b/s, 'BEGIN and COMMIT, CREATE INDEX CONCURRENTLY');
like(made("SET search_path = other, public;\nCREATE SCHEMA other;\nCREATE TABLE a ();\nSET quote_all_identifiers = on;\nSET SESSION AUTHORIZATION visitor;\nSET ROLE owner_of_all"),
	qr/other\.a/, 'SET holds for the statements behind it, and for nothing else');
like(made("CREATE TABLE a (i int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1);\nALTER TABLE a ADD j int;"),
	qr/public\.a/, 'a deferred constraint is checked where a statement ends, as in psql');
like(made("CREATE EXTENSION IF NOT EXISTS migrate;\nSELECT migrate.revision('one', 'CREATE TABLE one ()', revision_id => 'r1');\nSELECT count(*) FROM migrate.upgrade();"),
	qr/public\.one/, 'a model may migrate');
is(query($server, 'shop', 'SELECT count(*) FROM migrate.revisions'), '0', '    which is nothing here');
like(made("CREATE TABLE a (t text CHECK (length(t) = 1));\nSET client_encoding = 'LATIN1';\nCOPY a FROM stdin;\n\xc3\xa4\n\\.\n"),
	qr/public\.a/, 'SET client_encoding, of the file that the model was, is no matter');
like(made('CREATE SCHEMA public; CREATE TABLE a ()'), qr/public\.a/, 'CREATE SCHEMA public is as pg_dump means it');
like(made("\xef\xbb\xbfCREATE TABLE a ()"), qr/public\.a/, 'a byte order mark is passed over, as by psql');
like(made('DROP SCHEMA public; CREATE SCHEMA app; CREATE TABLE app.a ()'), qr/app\.a/, 'schema public may be dropped');

# ---- where it runs ----

$server->safe_psql('postgres', "SET allow_in_place_tablespaces = on; CREATE TABLESPACE elsewhere LOCATION ''");
$server->safe_psql('postgres', "CREATE DATABASE latin TEMPLATE template0 ENCODING LATIN1 LC_COLLATE 'C' LC_CTYPE 'POSIX' TABLESPACE elsewhere");
$server->safe_psql('latin', 'CREATE EXTENSION migrate');
my $place = query($server, 'latin', "SELECT pg_encoding_to_char(encoding), datcollate, datctype, dattablespace FROM pg_database WHERE datname = current_database()");
like($place, qr/^LATIN1\|/, 'a database with another encoding');
my $where = "DO \$\$ BEGIN IF (SELECT concat_ws('|', pg_encoding_to_char(encoding), datcollate, datctype, dattablespace) FROM pg_database WHERE datname = current_database()) <> '$place' THEN RAISE 'elsewhere'; END IF; END \$\$";
is(query($server, 'latin', model($where, '1')), '1', '    is what its models run in: encoding, locale and tablespace are those of the current database');

# ---- what pg_dump prints ----

$server->safe_psql('postgres', 'CREATE DATABASE rich');
$server->safe_psql('rich', <<'SQL');
CREATE EXTENSION migrate;
SELECT migrate.revision('one', 'CREATE TABLE of_revision ()', 'DROP TABLE of_revision', revision_id => 'r001');
SELECT count(*) FROM migrate.upgrade();
CREATE SCHEMA "other ""schema""";
CREATE TYPE mood AS ENUM ('sad', E'\u00e4rgerlich');
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, feels mood DEFAULT 'sad');
INSERT INTO people (name) SELECT E'a\tb\\.\n\\.\n' || i FROM generate_series(1, 1000) i;
CREATE TABLE "other ""schema"""."odd table" (p int REFERENCES people DEFERRABLE INITIALLY DEFERRED, "c;" text DEFAULT ';');
INSERT INTO "other ""schema"""."odd table" SELECT id FROM people;
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a; SELECT a + 1; END;
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION g();
CREATE VIEW v AS SELECT id, name FROM people;
CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
CREATE PUBLICATION p FOR TABLE people;
CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE EVENT TRIGGER of_ddl ON ddl_command_end EXECUTE FUNCTION e();
SELECT lo_from_bytea(0, 'large');
GRANT SELECT ON people TO plain;
COMMENT ON TABLE people IS 'they''re people';
ALTER TABLE people OWNER TO maker;
ALTER DEFAULT PRIVILEGES FOR ROLE maker GRANT SELECT ON TABLES TO plain;
SQL

# One test: what pg_dump prints creates what it was printed from.
sub dump_is_model
{
	my ($name, @options) = @_;
	my ($dump, $err);
	IPC::Run::run([ $server->installed_command('pg_dump'), '-d', $server->connstr('rich'), @options ], '>', \$dump, '2>', \$err) or die $err;
	my $schemas = join(' ', @options) =~ /-n public/ ? q{'{public}'} : '';
	my $ignore = join(' ', @options) =~ /--no-owner/ ? q{, ignore => '{facet:owners}'} : '';
	is(query($server, 'rich', <<"SQL"), '', $name);
SET client_min_messages = error;
SELECT * FROM migrate.diff(migrate.snapshot($schemas), migrate.model_snapshot(@{[ join(', ', of_text($dump), $schemas || ()) ]})$ignore)
SQL
}

dump_is_model('pg_dump, as it comes');
dump_is_model('pg_dump --schema-only', '--schema-only');
dump_is_model('pg_dump --inserts --clean --if-exists', '--inserts', '--clean', '--if-exists');
dump_is_model('pg_dump --schema=public', '-n', 'public');
dump_is_model('pg_dump --no-owner', '--no-owner');

# What pg_dump of a later version prints, and what it prints of a later server.
like(made("SET statement_timeout = 0;\nSET transaction_timeout = 0;\nCREATE TABLE a ();"), qr/public\.a/, 'SET transaction_timeout, which servers before 17 do not know');
like(made("CREATE TABLE a ();\nGRANT SELECT, MAINTAIN ON TABLE a TO plain;\nGRANT MAINTAIN ON TABLE a TO maker;\nALTER DEFAULT PRIVILEGES GRANT SELECT, MAINTAIN ON TABLES TO plain;"),
	qr/table public\.a\n.*grant .*plain/s, 'MAINTAIN, which these do not know either');
fails("SET transaction_timeouts = 0", qr/unrecognized configuration parameter "transaction_timeouts"/, 'any other parameter has to be known');

# ---- the search path ----

$server->safe_psql('postgres', 'CREATE DATABASE paths');
$server->safe_psql('paths', <<'SQL');
ALTER DATABASE paths SET search_path = app, public;
CREATE EXTENSION migrate;
CREATE SCHEMA app AUTHORIZATION maker;
GRANT USAGE ON SCHEMA app TO plain;
COMMENT ON SCHEMA app IS 'it''s ours';
SQL
my $made_in_path = "SELECT string_agg(identity, ' ') FROM migrate.diff(migrate.snapshot(), migrate.model_snapshot";
is(query($server, 'paths', "$made_in_path('CREATE TABLE people ()'))"), 'app.people', 'tables without a schema are made where the search path leads');
is(query($server, 'paths', "$made_in_path('CREATE SCHEMA app; CREATE TABLE people ()')) WHERE kind = 'table' AND upgrade IS NOT NULL"), 'app.people', '    also where the model creates that schema');

query($server, 'postgres', 'ALTER DATABASE paths SET default_tablespace = elsewhere; GRANT CREATE ON TABLESPACE elsewhere TO maker');
query($server, 'paths', 'CREATE TABLE app.people (i int UNIQUE)');
is(query($server, 'paths', "SELECT tablespace FROM pg_tables WHERE tablename = 'people'"), 'elsewhere', 'what is made without a tablespace lies where ALTER DATABASE says');
is(query($server, 'paths', "$made_in_path('CREATE TABLE people (i int UNIQUE)'))"), '', '    as a model has it too');
like(query($server, 'paths', "$made_in_path('SET default_tablespace = pg_default; CREATE TABLE people (i int UNIQUE)'))"), qr/app\.people/, '    that says nothing else');

my $rows = 'CREATE ACCESS METHOD rows TYPE TABLE HANDLER heap_tableam_handler';
query($server, 'paths', "$rows; ALTER DATABASE paths SET default_table_access_method = rows");
query($server, 'paths', 'CREATE TABLE app.towns (i int)');
is(query($server, 'paths', "SELECT amname FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE relname = 'towns'"), 'rows', 'what is made without an access method has that which ALTER DATABASE says');
my $people_and_towns = 'CREATE TABLE people (i int UNIQUE) USING heap; CREATE TABLE towns (i int)';
is(query($server, 'paths', "$made_in_path('$rows; $people_and_towns'))"), '', '    as a model has it too, that makes it');
is(query($server, 'paths', "$made_in_path('SET default_table_access_method = heap; $rows; $people_and_towns')) WHERE kind = 'table'"), 'app.towns', '    and sets nothing else before');
is(query($server, 'paths', "$made_in_path('$people_and_towns')) WHERE kind IN ('table', 'access method')"), 'app.towns rows', '    or does not make it');

# ---- what all databases share ----

my ($rc, $out, $err) = as_role($server, 'shop', $superuser, model("CREATE TABLE a ();\nCREATE ROLE shared;\nDO 'BEGIN CREATE ROLE shared; END';\nALTER DATABASE shop SET work_mem = '1GB';\nGRANT TEMP ON DATABASE shop TO plain;\nCOMMENT ON ROLE plain IS 'x';\nALTER ROLE plain RENAME TO simple;\nGRANT maker TO plain;\nALTER DATABASE shop REFRESH COLLATION VERSION", '1'));
is($out, '1', 'roles and databases: the model runs');
like($err, qr/WARNING:  CREATE ROLE \(line 2\) is passed over.*CREATE ROLE \(line 3\).*ALTER DATABASE \(line 4\).*GRANT \(line 5\).*COMMENT \(line 6\).*ALTER ROLE \(line 7\).*GRANT ROLE \(line 8\).*ALTER DATABASE \(line 9\)/s, '    and says what it passes over');
is(query($server, 'postgres', "SELECT (SELECT count(*) FROM pg_roles WHERE rolname IN ('shared', 'simple')), (SELECT count(*) FROM pg_auth_members WHERE member = 'plain'::regrole), (SELECT count(*) FROM pg_db_role_setting JOIN pg_database d ON setdatabase = d.oid WHERE datname = 'shop')"),
	'0|0|0', '    nothing of it is done');

# ---- errors ----

fails("CREATE TABLE a (i int);\n\nINSERT INTO a VALUES (1);\nINSERT INTO a\nVALUES (1 / 0);", qr/ERROR:  division by zero.*CONTEXT:  model, statement 3 \(line 4\): INSERT INTO a/s, 'a statement that fails');
fails("CREATE TABLE a (i int);\nSELECT j FROM a", qr/column "j" does not exist\nLINE 1: SELECT j FROM a\n +\^.*statement 2 \(line 2\)/s, 'a position is shown in the statement');
fails("CREATE TABLE a ();\nCREAT b", qr/syntax error at or near "CREAT".*model, statement 2 \(line 2\)/s, 'a syntax error');
fails("DO \$\$ BEGIN RAISE 'no' USING ERRCODE = '22023', DETAIL = 'a detail', HINT = 'a hint'; END \$\$", qr/ERROR:  no\nDETAIL:  a detail\nHINT:  a hint/, 'detail and hint');
is((as_role($server, 'shop', $superuser, "DO \$do\$ BEGIN PERFORM migrate.model_snapshot('SELECT 1/0'); EXCEPTION WHEN division_by_zero THEN RAISE NOTICE 'caught'; END \$do\$"))[0], 0, 'it can be caught by its SQLSTATE');
fails("CREATE TABLE a (i int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);", qr/duplicate key.*statement 2 \(line 2\)/s, 'a deferred constraint that is violated');
fails("CREATE TABLE a ();\n\\connect other\n", qr/\\connect \(line 2\) is a command of psql/, 'a command of psql');
fails("CREATE TABLE a ();\nVACUUM a", qr/VACUUM \(line 2\) is refused in a model/, 'what cannot run in a transaction');
fails("CREATE TABLE a ();\nROLLBACK", qr/ROLLBACK \(line 2\) is refused in a model/, 'other transaction control');
fails("BEGIN;\nCREATE TABLE a ();", qr/BEGIN \(line 1\) has no COMMIT/, 'a BEGIN without its COMMIT');

# ---- rights ----

refused($server, 'shop', 'plain', model('SELECT 1', '1'), qr/ERROR:  permission denied to run a model\nDETAIL:  .*role "plain" may not create databases.\nHINT:  ALTER ROLE plain CREATEDB/, 'a role without CREATEDB');
like(made("CREATE SCHEMA his; CREATE TABLE his.a ()", 'maker'), qr/his\.a/, 'a role with it');
refused($server, 'shop', 'maker', model("CREATE TABLE a ();\nCOPY a FROM PROGRAM 'true'", '1'), qr/to COPY to or from an external program.*statement 2 \(line 2\)/s, 'the model has the rights of the caller');
refused($server, 'shop', 'maker', model("SET SESSION AUTHORIZATION $superuser", '1'), qr/permission denied/, '    and no more');
refused($server, 'shop', $superuser, 'SET ROLE maker; ' . model('RESET ROLE; CREATE ROLE r SUPERUSER', '1'), qr/cannot set parameter "role"/, 'a superuser that became another role does not become one again');
refused($server, 'shop', 'visitor', model('SELECT 1', '1'), qr/permission denied to run a model/, 'membership alone is not the right');
is((as_role($server, 'shop', 'visitor', 'SET ROLE owner_of_all; ' . model("DO \$\$ BEGIN IF current_user <> 'owner_of_all' OR session_user <> 'visitor' THEN RAISE '% %', current_user, session_user; END IF; END \$\$", '1')))[1], '1', 'SET ROLE to one that has it');
query($server, 'shop', "CREATE FUNCTION public.as_definer(model text) RETURNS jsonb LANGUAGE sql SECURITY DEFINER AS 'SELECT migrate.model_snapshot(model)'; ALTER FUNCTION public.as_definer OWNER TO maker; ALTER ROLE maker CREATEDB");
refused($server, 'shop', $superuser, "SELECT public.as_definer('RESET ROLE; CREATE EXTENSION file_fdw')", qr/cannot set parameter "role"/, 'a security definer function runs models as its owner');
is((as_role($server, 'shop', 'plain', "SELECT public.as_definer('CREATE TABLE a ()') IS NOT NULL"))[1], 't', '    whoever calls it');

# scripts of this database run as a role that may not create databases itself
$server->safe_psql('postgres', 'CREATE ROLE script_owner; CREATE ROLE runner LOGIN CREATEDB NOINHERIT; GRANT script_owner TO runner; CREATE DATABASE owned OWNER script_owner');
$server->safe_psql('owned', "CREATE EXTENSION migrate; SELECT migrate.set('role', 'script_owner'); GRANT EXECUTE ON FUNCTION migrate.model_snapshot(text, text[], text[]) TO PUBLIC");
my $as_owner = "CREATE SCHEMA s; DO \$\$ BEGIN IF current_user <> 'script_owner' THEN RAISE '%', current_user; END IF; END \$\$";
is((as_role($server, 'owned', 'runner', model("$as_owner; RESET ROLE; SELECT 1", "s->>'role'")))[1], 'script_owner', 'the model runs as scripts do');
is((as_role($server, 'owned', $superuser, model($as_owner, "s->>'role'")))[1], 'script_owner', '    also when a superuser calls');
refused($server, 'owned', $superuser, model('RESET ROLE', '1'), qr/cannot set parameter "role"/, '    who does not become one again');
refused($server, 'owned', 'maker', model('SELECT 1', '1'), qr/"maker" may not run scripts as role "script_owner"/, '    a caller who may not become that role');
is(databases(), '', '    no database is left');

# ---- other sessions, locks, workers ----

my $busy = start_session($server, 'shop', model('SELECT pg_sleep(100)', '1'));
worker('migrate model');
is(query($server, 'shop', 'CREATE TABLE meanwhile (i int); INSERT INTO meanwhile VALUES (1) RETURNING i'), '1', 'others go on meanwhile');
refused($server, 'shop', $superuser, 'SET lock_timeout = 100; ' . model('SELECT 1', '1'), qr/lock timeout/, 'one model at a time in a database');
is(query($server, 'latin', model('SELECT 1', '1')), '1', '    another database may have its own');
isnt(databases(), '', '    the first one goes on');
query($server, 'postgres', "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query ~ 'pg_sleep' AND datname = 'shop' AND backend_type = 'client backend'");
like(wait_for($busy)->[2], qr/canceling statement due to user request/, 'cancel');
no_database_soon('    no database is left');

refused($server, 'shop', $superuser, "SET statement_timeout = 500; " . model('SELECT pg_sleep(100)', '1'), qr/statement timeout/, 'statement_timeout');
no_database_soon('    no database is left');

refused($server, 'shop', $superuser, 'BEGIN; DROP ROLE maker_by_group; ' . model('CREATE TABLE a (); GRANT SELECT ON a TO maker_by_group', '1'), qr/the model waits for a lock that this transaction holds/, 'a lock of the caller is no endless wait');
no_database_soon('    no database is left');

my @workers = map { start_session($server, $_, model('SELECT pg_sleep(100)', '1')) } 'latin', 'shop';
$server->poll_query_until('postgres', "SELECT count(*) = 2 FROM pg_stat_activity WHERE backend_type = 'migrate model' AND query ~ 'statement'");
$server->safe_psql('postgres', 'CREATE DATABASE third');
$server->safe_psql('third', 'CREATE EXTENSION migrate');
refused($server, 'third', $superuser, model('SELECT 1', '1'), qr/no background worker is free.*max_worker_processes is 5/s, 'no free worker for the second of the two');
is(query($server, 'postgres', "SELECT count(*) FROM pg_database WHERE datname ~ '^migrate_model_'"), '2', '    its database is not left');

# ---- the end of a process ----

# of one pair the runner, of both the keeper
query($server, 'postgres', "SELECT pg_terminate_backend(min(pid)) FROM pg_stat_activity WHERE backend_type = 'migrate model'");
query($server, 'postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'migrate model keeper'");
like(wait_for($_)->[2], qr/terminating background worker|terminating connection|ended early/, 'a worker is terminated') foreach @workers;
no_database_soon('    no database is left');

my $caller = start_session($server, 'shop', model('SELECT pg_sleep(100)', '1'));
worker('migrate model');
query($server, 'postgres', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ~ 'pg_sleep' AND datname = 'shop' AND backend_type = 'client backend'");
like(wait_for($caller)->[2], qr/terminating connection/, 'the caller is terminated');
no_database_soon('    no database is left');

# ---- kill -9 ----

foreach my $victim ('migrate model', 'migrate model keeper')
{
	my $killed = start_session($server, 'shop', model('SELECT pg_sleep(100)', '1'));
	worker('migrate model');
	kill 'KILL', query($server, 'postgres', "SELECT pid FROM pg_stat_activity WHERE backend_type = '$victim'");
	wait_for($killed);
	usleep(500_000);
	wait_for_server($server);
	isnt(databases(), '', "kill -9 of $victim: the crash leaves a database");
	query($server, 'shop', "CREATE DATABASE migrate_model_1_mine; COMMENT ON DATABASE migrate_model_1_mine IS 'mine'") if $victim eq 'migrate model';
	is(query($server, 'shop', model('SELECT 1', '1')), '1', '    work goes on');
	is(databases(), 'migrate_model_1_mine', '    the next use drops what was left, and no database of the user\'s');
}

$server->stop;
done_testing();
