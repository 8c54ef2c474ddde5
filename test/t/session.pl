# What a call leaves in its session: nothing after it failed, whatever caught the error; upgrade() within functions, in
# savepoints and cursors; and no memory after many calls.

use strict;
use warnings;
use FindBin;
use Test::More;

use lib $FindBin::RealBin;
use Server;

my $server = new_server('session');
my $user = $server->safe_psql('postgres', 'SELECT current_user');

query($server, 'postgres', 'CREATE ROLE visitor; CREATE ROLE reader');
new_database($server, 'shop');
query($server, 'shop', <<'SQL');
CREATE SCHEMA elsewhere;
GRANT ALL ON SCHEMA public TO visitor;
SELECT migrate.revision('good', revision_id => 'r001', upgrade => 'CREATE TABLE good ()', downgrade => 'DROP TABLE good');
SELECT migrate.revision('bad', revision_id => 'r002', upgrade => $$
	SET search_path = elsewhere;
	SET work_mem = '7MB';
	SET statement_timeout = '1h';
	CREATE TEMP TABLE helpers (a int);
	PREPARE helper AS SELECT 1;
	DECLARE held CURSOR WITH HOLD FOR SELECT 1;
	LISTEN channel;
	SET ROLE visitor;
	SELECT 1 / 0
$$);
-- Everything of a session that a script could have changed.
CREATE FUNCTION public.of_session() RETURNS TABLE (what text, value text) LANGUAGE sql SET search_path = pg_catalog AS $$
	SELECT name, setting FROM pg_settings WHERE name NOT IN ('search_path', 'transaction_isolation')
	UNION ALL SELECT 'path', (SELECT string_agg(s, ',') FROM unnest(current_schemas(true)) s)
	UNION ALL SELECT 'users', current_user || ' ' || session_user || ' ' || current_setting('role')
	UNION ALL SELECT 'temporary', (SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind <> 't')
	UNION ALL SELECT 'prepared', (SELECT string_agg(name, ' ') FROM pg_prepared_statements)
	UNION ALL SELECT 'cursors', (SELECT string_agg(name, ' ') FROM pg_cursors WHERE name !~ 'unnamed')
	UNION ALL SELECT 'channels', (SELECT string_agg(c, ' ') FROM pg_listening_channels() c)
$$;
CREATE FUNCTION public.locks_of_ours() RETURNS bigint LANGUAGE sql AS $$
	SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND (locktype = 'object' AND classid = 'migrate.revisions'::regclass OR locktype = 'advisory' OR locktype = 'relation' AND relation::regclass::text ~ '^migrate')
$$;
SQL

my $before = 'CREATE TEMP TABLE session_before AS SELECT * FROM of_session(); PREPARE mine AS SELECT 1; LISTEN mine; DELETE FROM session_before; INSERT INTO session_before SELECT * FROM of_session();';
my $changes = "SELECT coalesce(string_agg(a.what || ': ' || coalesce(b.value, 'nothing') || ' -> ' || coalesce(a.value, 'nothing'), E'\\n'), '') FROM of_session() a JOIN session_before b USING (what) WHERE a.value IS DISTINCT FROM b.value";

# SQL in a session that goes on after errors; stdout alone.
sub goes_on
{
	my ($sql) = @_;
	my ($rc, $out, $err) = $server->psql('shop', $sql, on_error_stop => 0);
	return ($out, $err);
}

# ---- an error in a script ----

my ($out, $err) = goes_on("$before SELECT migrate.upgrade(); $changes; SELECT locks_of_ours();");
like($err, qr/division by zero/, 'a script fails');
is($out, "\n0", 'afterwards the session is as it was, and holds no lock');

($out, $err) = goes_on("BEGIN; $before SAVEPOINT s; SELECT migrate.upgrade(); ROLLBACK TO s; $changes; SELECT locks_of_ours(); COMMIT; SELECT count(*) FROM migrate.current();");
is($out, "\n0\n0", 'a savepoint taken back: as it was, no lock, nothing applied');

($out, $err) = goes_on(<<"SQL");
$before
DO \$\$ BEGIN
	PERFORM * FROM migrate.upgrade();
EXCEPTION WHEN division_by_zero THEN
	RAISE NOTICE 'caught';
END \$\$;
$changes;
SELECT locks_of_ours();
SQL
like($err, qr/caught/, 'PL/pgSQL catches it');
is($out, "\n0", 'as it was, no lock');

# Another session can go on at once: nothing is held by the transaction in which the error was caught.
($out, $err) = goes_on(<<'SQL');
BEGIN;
DO $$ BEGIN PERFORM * FROM migrate.upgrade(); EXCEPTION WHEN division_by_zero THEN NULL; END $$;
SELECT locks_of_ours();
SELECT * FROM migrate.upgrade('r001');
SELECT * FROM migrate.downgrade('base');
COMMIT;
SQL
is($out, "0\n1|upgrade|r001|good\n1|downgrade|r001|good", 'and the same transaction migrates');

# ---- protection is up again after any error ----

my $protected = qr/revisions can only be changed by the functions of extension "migrate"/;
my $update = "UPDATE migrate.revisions SET message = 'x';";

($out, $err) = goes_on("SELECT migrate.upgrade(); $update");
like($err, $protected, 'plain UPDATE is refused after a script failed');
($out, $err) = goes_on("DO \$\$ BEGIN PERFORM * FROM migrate.upgrade(); EXCEPTION WHEN OTHERS THEN NULL; END \$\$; $update");
like($err, $protected, 'and after PL/pgSQL caught it');
($out, $err) = goes_on("DO \$\$ BEGIN PERFORM * FROM migrate.upgrade(); EXCEPTION WHEN OTHERS THEN $update END \$\$;");
like($err, $protected, 'and in the handler');

# An error in our own SQL: a constraint that somebody put on the table.
query($server, 'shop', "ALTER TABLE migrate.labels ADD CONSTRAINT broken CHECK (label <> 'broken')");
($out, $err) = goes_on("SELECT migrate.tag('broken', 'r001'); $update");
like($err, qr/violates check constraint "broken"/, 'our own SQL fails');
like($err, $protected, 'plain UPDATE is refused after that');
($out, $err) = goes_on("DO \$\$ BEGIN PERFORM migrate.tag('broken', 'r001'); EXCEPTION WHEN check_violation THEN $update END \$\$;");
like($err, $protected, 'and in the handler that caught it');
($out, $err) = goes_on("$before SELECT migrate.tag('broken', 'r001'); $changes; SELECT locks_of_ours()");
is($out, "\n0", 'the session is as it was');
query($server, 'shop', 'ALTER TABLE migrate.labels DROP CONSTRAINT broken');

# A script writes our tables: it runs while our function is at work, but is none of our own SQL.
foreach my $script ("UPDATE migrate.revisions SET message = 'x'", "DELETE FROM migrate.journal", "TRUNCATE migrate.labels", "INSERT INTO migrate.settings VALUES ('main', 'role', 'x')",
	'SET session_replication_role = replica; DELETE FROM migrate.journal')
{
	query($server, 'shop', "SELECT migrate.edit('r002', upgrade => \$script\$$script\$script\$)");
	($out, $err) = goes_on('SELECT migrate.upgrade()');
	like($err, qr/can only be changed by the functions of extension "migrate"/, "a script cannot: $script");
}

# A trigger of somebody else's on our tables runs in the midst of our own SQL.
query($server, 'shop', <<'SQL');
SELECT migrate.edit('r002', upgrade => 'CREATE TABLE bad ()', downgrade => 'DROP TABLE bad');
CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 / 0; RETURN NEW; END $$;
CREATE TRIGGER meddle BEFORE INSERT ON migrate.applied_revisions FOR EACH ROW EXECUTE FUNCTION meddle();
SQL
($out, $err) = goes_on("$before SELECT migrate.upgrade(); $changes; SELECT locks_of_ours(); $update");
like($err, qr/division by zero/, 'the journal cannot be written');
like($err, $protected, 'plain UPDATE is refused after that');
is($out, "\n0", 'the session is as it was');
is(query($server, 'shop', "SELECT count(*) FROM pg_class WHERE relname IN ('good', 'bad')"), 0, 'what had run is undone');
query($server, 'shop', 'DROP TRIGGER meddle ON migrate.applied_revisions; DROP FUNCTION meddle');

# ---- within other things ----

query($server, 'shop', <<'SQL');
CREATE FUNCTION upgrade_all() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	SELECT count(*) INTO n FROM migrate.upgrade();
	RETURN n;
END $$;
CREATE FUNCTION upgrade_definer() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = elsewhere AS 'SELECT count(*) FROM migrate.upgrade()';
SQL
my $tables = "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class WHERE relname IN ('good', 'bad') AND relnamespace = 'public'::regnamespace";
my $both = '1|upgrade|r001|good';

($out, $err) = goes_on("BEGIN; SELECT upgrade_all(); $tables; ROLLBACK; $tables; SELECT count(*) FROM migrate.journal WHERE revision_id = 'r002';");
is($out, "2\nbad good\n\n0", 'in a function, and rolled back: no trace');
($out, $err) = goes_on("SELECT upgrade_definer(); $tables; SELECT count(*) FROM migrate.downgrade('base')");
is($out, "2\nbad good\n2", "in a SECURITY DEFINER function with a search_path of its own: scripts start from the database's");
($out, $err) = goes_on("BEGIN; SAVEPOINT s; SELECT count(*) FROM migrate.upgrade(); ROLLBACK TO s; $tables; SELECT count(*) FROM migrate.current(); SELECT * FROM migrate.upgrade('r001'); RELEASE s; COMMIT; $tables; SELECT count(*) FROM migrate.downgrade('base')");
is($out, "2\n\n0\n$both\ngood\n1", 'in a savepoint: taken back, and again');
($out, $err) = goes_on("BEGIN; DECLARE c CURSOR FOR SELECT * FROM migrate.upgrade(); FETCH 1 FROM c; CLOSE c; COMMIT; $tables; SELECT revision_id FROM migrate.current(); SELECT count(*) FROM migrate.downgrade('base')");
is($out, "$both\nbad good\nr002\n2", 'a cursor of which one row is read: all has run all the same');
($out, $err) = goes_on("SELECT * FROM migrate.upgrade() LIMIT 1; $tables; SELECT * FROM migrate.downgrade('base') LIMIT 1; $tables");
is($out, "$both\nbad good\n1|downgrade|r002|bad\n", 'LIMIT 1: all has run all the same');
($out, $err) = goes_on("SELECT EXISTS (SELECT FROM migrate.upgrade()); $tables; SELECT count(*) FROM migrate.downgrade('base')");
is($out, "t\nbad good\n2", 'EXISTS: all has run all the same');
($out, $err) = goes_on("COPY (SELECT * FROM migrate.upgrade()) TO STDOUT; CREATE TABLE steps AS SELECT * FROM migrate.downgrade('base'); SELECT count(*) FROM steps; DROP TABLE steps");
is($out, "1\tupgrade\tr001\tgood\n2\tupgrade\tr002\tbad\n2", 'in COPY and CREATE TABLE AS');
($out, $err) = goes_on("PREPARE u AS SELECT count(*) FROM migrate.upgrade(\$1); PREPARE d AS SELECT count(*) FROM migrate.downgrade(\$1::text);" . "EXECUTE u('heads'); EXECUTE d('base');" x 8);
is($out, join("\n", (2) x 16), 'prepared, again and again');

# An error caught, the revision mended, and again, in one block.
query($server, 'shop', "SELECT migrate.edit('r002', upgrade => 'SELECT 1 / 0')");
($out, $err) = goes_on(<<"SQL");
DO \$\$
DECLARE
	n bigint;
BEGIN
	BEGIN
		PERFORM * FROM migrate.upgrade();
	EXCEPTION WHEN division_by_zero THEN
		PERFORM migrate.edit('r002', upgrade => 'CREATE TABLE bad ()');
	END;
	SELECT count(*) INTO n FROM migrate.upgrade();
	RAISE NOTICE '% steps', n;
END \$\$;
$tables;
SQL
like($err, qr/2 steps/, 'caught, mended and upgraded in one block');
is($out, 'bad good', 'all of it is there');
is(query($server, 'shop', 'SELECT count(*) FROM migrate.journal j JOIN migrate.applied_revisions USING (journal_id)'), 2, 'and in the journal');
query($server, 'shop', "SELECT count(*) FROM migrate.downgrade('base')");

# A function that upgrades and then looks sees what it did, also where a cached plan has seen the table missing.
($out, $err) = goes_on(<<'SQL');
CREATE FUNCTION upgrade_and_look() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM * FROM migrate.upgrade();
	RETURN (SELECT count(*) FROM good);
END $$;
SELECT upgrade_and_look();
SELECT count(*) FROM migrate.downgrade('base');
SELECT upgrade_and_look();
SELECT count(*) FROM migrate.downgrade('base');
SQL
is($out, "0\n2\n0\n2", 'a function sees what it has upgraded, twice');

# A caller's own cursor, temporary table and prepared statement outlast scripts.
($out, $err) = goes_on("CREATE TEMP TABLE mine (a int); PREPARE mine AS SELECT 5; BEGIN; DECLARE mine CURSOR FOR SELECT generate_series(1, 3); FETCH 1 FROM mine; SELECT count(*) FROM migrate.upgrade(); FETCH 1 FROM mine; EXECUTE mine; SELECT count(*) FROM mine; ROLLBACK");
is($out, "1\n2\n2\n5\n0", 'what the caller holds open stays open');

# In a transaction that only reads.
($out, $err) = goes_on('BEGIN READ ONLY; SELECT migrate.upgrade(); ROLLBACK; BEGIN READ ONLY; SELECT count(*) FROM migrate.pending(); COMMIT');
like($err, qr/read-only transaction/, 'a transaction that only reads: refused');
is($out, '2', 'looking works there');

# Two phases: a prepared transaction keeps its locks, and what it did comes with it.
query($server, 'postgres', "ALTER SYSTEM SET max_prepared_transactions = 5");
$server->restart;
query($server, 'shop', "BEGIN; SELECT count(*) FROM migrate.upgrade(); PREPARE TRANSACTION 'migration'");
is(query($server, 'shop', 'SELECT count(*) FROM migrate.current()'), 0, 'a prepared transaction: nothing is applied yet');
refused($server, 'shop', $user, "SET migrate.lock_timeout = '100ms'; SELECT migrate.upgrade()", qr/canceling statement due to lock timeout/, 'but locked');
query($server, 'shop', "COMMIT PREPARED 'migration'");
is(query($server, 'shop', "$tables; SELECT revision_id FROM migrate.current(); SELECT count(*) FROM migrate.downgrade('base')"), "bad good\nr002\n2", 'committed: all is there');

# ---- memory ----

# Twenty rounds fill the caches; the other hundred and eighty need nothing more.
my $memory = "SELECT sum(total_bytes) FROM pg_backend_memory_contexts WHERE name NOT IN ('ErrorContext')";
my $cycle = "SELECT count(*) FROM migrate.upgrade(); SELECT count(*) FROM migrate.history(); SELECT count(*) FROM migrate.downgrade('base');\n";
my $failure = "DO \$\$ BEGIN PERFORM * FROM migrate.upgrade('nowhere'); EXCEPTION WHEN undefined_object THEN NULL; END \$\$;\n";
($out, $err) = goes_on("\\o /dev/null\n" . ($cycle . $failure) x 20 . "\\o\n$memory;\n\\o /dev/null\n" . ($cycle . $failure) x 180 . "\\o\n$memory;\n");
my ($early, $late) = split /\n/, $out;
diag("memory of a session: $early bytes after 20 rounds, $late after 200");
cmp_ok($late, '<', $early + 256 * 1024, 'memory does not grow over 200 rounds');
is($err, '', 'nor does anything complain');

$server->stop;
done_testing();
