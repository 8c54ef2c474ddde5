# What else goes on while migrate() reads, proves and writes: busy tables stop the proof and not the others, who cancels or
# is killed leaves nothing, of two that write at once one does, and snapshots are read while tables come and go.

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(usleep time);

use lib $FindBin::RealBin;
use Server;

my $server = new_server('proof', "restart_after_crash = on\nfsync = off\nmax_locks_per_transaction = 10\n");
my $superuser = query($server, 'postgres', 'SELECT current_user');

# A database in which one revision is applied, which made a table with rows.
sub new_shop
{
	my ($database) = @_;
	new_database($server, $database);
	query($server, $database, <<'SQL');
CREATE TABLE people (id int PRIMARY KEY, name text);
INSERT INTO people SELECT i, 'name ' || i FROM generate_series(1, 10) i;
CREATE TABLE things (id int);
SELECT migrate.migrate('baseline', revision_id => 'baseline');
SQL
	return $database;
}

my $people = 'CREATE TABLE people (id int PRIMARY KEY, name text';
my $things = 'CREATE TABLE things (id int)';

sub migrate_to
{
	my ($model, $id) = @_;
	return "SELECT migrate.migrate('change', model => \$model\$$model\$model\$, revision_id => '$id');";
}

sub upgrade_of { my ($database, $id) = @_; return query($server, $database, "SELECT upgrade FROM migrate.show('$id')") }

sub revisions { my ($database) = @_; return query($server, $database, "SELECT string_agg(revision_id, ' ' ORDER BY ordinal) FROM migrate.revisions") }

sub columns_of
{
	my ($database, $table) = @_;
	return query($server, $database, "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = '$table'::regclass AND attnum > 0 AND NOT attisdropped");
}

# The process of a session that does what it is waited for.
sub pid_where
{
	my ($database, $condition) = @_;
	my $pid = '';
	for (1 .. 1000)
	{
		$pid = query($server, 'postgres', "SELECT pid FROM pg_stat_activity WHERE datname = '$database' AND backend_type = 'client backend' AND $condition");
		return $pid if $pid ne '';
		usleep(10_000);
	}
	die "nobody in $database where $condition";
}

# ---- a table that others work with ----

new_shop('busy');
my $holder = $server->background_psql('busy');
$holder->query_safe('BEGIN; SELECT count(*) FROM people');

my $ended;
my $started = time;
my ($rc, $out, $err) = as_role($server, 'busy', $superuser, migrate_to("$people, born date); $things;", 'born'));
is("$rc $out", '0 born', 'a table in use: the revision is written');
cmp_ok(time - $started, '<', 30, '    after a short wait');
like($err, qr/WARNING:  revision "born" is written, but not proved\nDETAIL:  Not proved: the upgrade failed at statement 1, ALTER TABLE .*people ADD COLUMN born date: canceling statement due to lock timeout\./,
	'    a WARNING says what was not proved, and why');
like(upgrade_of('busy', 'born'), qr/^-- not proved: the upgrade failed at statement 1, [^\n]+: canceling statement due to lock timeout\n.*\nALTER TABLE public\.people ADD COLUMN born date;\z/s, '    and so does its script');
is($holder->query_safe('SELECT count(*) FROM people'), '10', '    who used it goes on');
is(query($server, 'busy', "SELECT count(*) FROM pg_locks WHERE relation = 'people'::regclass AND mode = 'AccessExclusiveLock'"), '0', '    nobody holds or awaits a lock on it');
is(columns_of('busy', 'people'), 'id name', '    it is as it was');

# the session's own lock_timeout, where that is shorter
query($server, 'busy', "SELECT migrate.remove('born')");
$started = time;
($rc, $out, $err) = as_role($server, 'busy', $superuser,
	"SET lock_timeout = 100; SET client_min_messages = warning;\nSELECT clock_timestamp() AS began \\gset\n" . migrate_to("$people, born date); $things;", 'born') . "\nSHOW lock_timeout;");
is($out, "born\n100ms", 'a shorter lock_timeout of the session holds, and stays');
like($err, qr/not proved: the upgrade failed|Not proved: the upgrade failed.*lock timeout/, '    the proof ends by it');
query($server, 'busy', "SELECT migrate.remove('born')");

# one that waits behind the proof has its turn, whatever the proof comes to
my $migrating = start_session($server, 'busy', migrate_to("$people, born date); $things;", 'born'));
pid_where('busy', "wait_event_type = 'Lock' AND query ~ 'migrate.migrate'");
$started = time;
is(query($server, 'busy', 'SELECT count(*) FROM people'), '10', 'a reader that comes while the proof waits reads');
cmp_ok(time - $started, '<', 10, '    it waits no longer than the proof');
is(wait_for($migrating)->[0], 0, '    the revision is written');
query($server, 'busy', "SELECT migrate.remove('born')");

# changes that were made here already: their proof begins with the way back
query($server, 'busy', 'ALTER TABLE things ADD note text');
$holder->query_safe('SELECT count(*) FROM things');
($rc, $out, $err) = as_role($server, 'busy', $superuser, "SELECT migrate.migrate('note', revision_id => 'note')");
is("$rc $out", '0 note', 'a table in use that was changed here: the revision is written');
like($err, qr/Not proved: the downgrade failed at statement 1, ALTER TABLE public\.things DROP COLUMN note: canceling statement due to lock timeout\./, '    with what was not proved');
$holder->query_safe('COMMIT');
is(columns_of('busy', 'things'), 'id note', '    the change is there');
is(query($server, 'busy', "SELECT count(*) FROM migrate.downgrade('baseline')"), '1', '    its scripts run all the same');
is(query($server, 'busy', 'SELECT count(*) FROM migrate.upgrade()'), '1', '    both ways');

# readers and writers of other tables are not held up by anything
$holder->query_safe('BEGIN; SELECT count(*) FROM people');
($rc, $out, $err) = as_role($server, 'busy', $superuser, migrate_to("$people); CREATE TABLE things (id bigint, note text);", 'wide'));
is("$rc $out", '0 wide', 'a busy table that the change does not touch');
unlike($err, qr/not proved/, '    is no matter');
$holder->quit;

# ---- rows ----

new_shop('written');
my $written = "$people, born date); $things; CREATE FUNCTION slow(int) RETURNS boolean LANGUAGE plpgsql AS \$\$ BEGIN PERFORM pg_sleep(3); RETURN true; END \$\$; CREATE TABLE archive (id int CONSTRAINT checked CHECK (slow(id)))";
query($server, 'written', <<'SQL');
CREATE TABLE archive (id int);
INSERT INTO archive VALUES (1);
CREATE FUNCTION slow(int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN true; END $$;
SELECT migrate.migrate('archive', revision_id => 'archive');
SQL
my $writing = start_session($server, 'written', migrate_to($written, 'born'));
pid_where('written', "wait_event = 'PgSleep' AND query ~ 'migrate.migrate'");
query($server, 'written', "INSERT INTO people VALUES (11, 'late')");
$ended = wait_for($writing);
is($ended->[1], "born\n", 'rows that others write during a proof');
unlike($ended->[2], qr/not proved/, '    are no matter of it') or diag($ended->[2]);

query($server, 'written', <<'SQL');
CREATE FUNCTION clean() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.people WHERE id > 8; END $$;
CREATE EVENT TRIGGER clean ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION clean();
SELECT migrate.migrate('clean', parents => '{archive}', revision_id => 'clean');
SELECT migrate.remove('born');
SQL
($rc, $out, $err) = as_role($server, 'written', $superuser,
	"SELECT migrate.migrate('born', model => \$m\$$people, born date); $things\$m\$, drops => false, revision_id => 'born')");
like($err, qr/Not proved: table public\.people has 8 rows after the upgrade, 11 before\./, 'rows that an event trigger takes while it alters') or diag($out);

# ---- more than the server has locks for ----

new_shop('locks');
($rc, $out, $err) = as_role($server, 'locks', $superuser, migrate_to("$people); $things;" . join('', map { "CREATE TABLE t$_ (id int PRIMARY KEY, body text);" } 1 .. 500), 'many'));
is("$rc $out", '0 many', 'more tables than one transaction has locks for: the revision is written');
like($err, qr/Not proved: the (up|down)grade failed at statement \d+, [^\n]+: out of shared memory \(You might need to increase "?max_locks_per_transaction"?\.\)\.$/m, '    and the WARNING says what the proof would take');

# ---- who cancels, and who is killed ----

new_shop('slow');
query($server, 'slow', <<'SQL');
CREATE FUNCTION slow(int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(300); RETURN true; END $$;
SELECT migrate.migrate('slow', revision_id => 'slow');
SQL
my $slow = "$people); $things; CREATE FUNCTION slow(int) RETURNS boolean LANGUAGE plpgsql AS \$\$ BEGIN PERFORM pg_sleep(300); RETURN true; END \$\$; ALTER TABLE people ADD born date; ALTER TABLE people ADD CONSTRAINT checked CHECK (slow(id));";

# One test each: nothing of a proof that did not come to its end is left.
sub nothing_left
{
	my ($after) = @_;
	is(revisions('slow'), 'baseline slow', "$after: no revision is written");
	is(columns_of('slow', 'people'), 'id name', '    the table is as it was');
	is(query($server, 'slow', "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = 'slow' AND pid <> pg_backend_pid() AND locktype <> 'virtualxid'"), '0', '    no lock is left');
	is(query($server, 'postgres', "SELECT count(*) FROM pg_database WHERE datname ~ '^migrate_model'"), '0', '    no database is left');
	is(query($server, 'slow', 'SELECT count(*) FROM migrate.pending()'), '0', '    nothing is pending');
}

sub proving { return pid_where('slow', "wait_event = 'PgSleep' AND query ~ 'migrate.migrate'") }

$migrating = start_session($server, 'slow', migrate_to($slow, 'checked'));
query($server, 'postgres', 'SELECT pg_cancel_backend(' . proving() . ')');
$ended = wait_for($migrating);
like($ended->[2], qr/^ERROR:  57014: canceling statement due to user request$/m, 'Ctrl-C in a proof ends the call');
nothing_left('Ctrl-C');

$migrating = start_session($server, 'slow', "SET statement_timeout = '3s';\n" . migrate_to($slow, 'checked'));
like(wait_for($migrating)->[2], qr/^ERROR:  57014: canceling statement due to statement timeout$/m, 'statement_timeout in a proof ends the call');
nothing_left('statement_timeout');

$migrating = start_session($server, 'slow', migrate_to($slow, 'checked'));
query($server, 'postgres', 'SELECT pg_terminate_backend(' . proving() . ')');
isnt(wait_for($migrating)->[0], 0, 'a session is terminated in a proof');
$server->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = 'slow'");
nothing_left('terminated');

$migrating = start_session($server, 'slow', migrate_to($slow, 'checked'));
kill 'KILL', proving();
isnt(wait_for($migrating)->[0], 0, 'kill -9 of a session in a proof');
usleep(500_000);
wait_for_server($server);
nothing_left('kill -9');

$migrating = start_session($server, 'slow', migrate_to($slow, 'checked'));
kill_postmaster($server, proving());
isnt(wait_for($migrating)->[0], 0, 'kill -9 of the server during a proof');
nothing_left('kill -9 of the server');

# the same for changes that were made by hand: they are still found
query($server, 'slow', 'ALTER TABLE people ADD CONSTRAINT checked CHECK (slow(id)) NOT VALID; ALTER TABLE things ADD note text; UPDATE pg_constraint SET convalidated = true WHERE conname = \'checked\'');
$migrating = start_session($server, 'slow', "SELECT migrate.migrate('by hand', revision_id => 'hand')");
query($server, 'postgres', 'SELECT pg_cancel_backend(' . proving() . ')');
like(wait_for($migrating)->[2], qr/^ERROR:  57014: /m, 'Ctrl-C where the changes are here already');
is(query($server, 'slow', "SELECT migrate.migrate('by hand', revision_id => 'hand', prove => false)"), 'hand', '    they are found by the next call');
like(upgrade_of('slow', 'hand'), qr/checked.*note|note.*checked/s, '    all of them');

# ---- two that write at once ----

new_shop('live');
query($server, 'live', 'ALTER TABLE things ADD note text');
my @results = at_once($server, 'live', ("-- together\nSELECT coalesce(migrate.migrate('note'), 'nothing');") x 8);
is((grep { $_->[0] == 0 } @results), 8, 'eight sessions write what was changed: nobody fails') or diag(map { $_->[2] } @results);
is((grep { $_->[1] eq "nothing\n" } @results), 7, '    one writes it, the others find nothing left');
is(query($server, 'live', "SELECT count(*) FROM migrate.revisions WHERE upgrade ~ 'ADD COLUMN note'"), '1', '    there is one revision');
is(query($server, 'live', 'SELECT count(*) FROM migrate.pending()'), '0', '    which counts as applied');

@results = at_once($server, 'live', ("-- together\n" . "SELECT migrate.migrate('born', model => '$people, born date); CREATE TABLE things (id int, note text)');") x 4);
is((grep { $_->[0] == 0 } @results), 1, 'four sessions write towards a model: one does') or diag(map { $_->[2] } @results);
is((grep { $_->[2] =~ /^ERROR:  55000: revision "[0-9a-f]{12}" is not applied here\nDETAIL:  The new revision would stand on it/m } @results), 3,
	'    the others are told that what it wrote is not applied yet') or diag(map { $_->[2] } @results);
is(query($server, 'live', 'SELECT count(*) FROM migrate.heads()'), '1', '    there is one head');

# beside those who change the schema and those who upgrade
new_shop('mixed');
@results = at_once($server, 'mixed', map {
	"-- together\nCREATE TABLE by_hand_$_ (id int PRIMARY KEY);\nSELECT coalesce(migrate.migrate('by hand $_', prove => " . ($_ % 2 ? 'true' : 'false') . "), 'nothing');\nSELECT count(*) FROM migrate.upgrade();"
} 1 .. 8);
is((grep { $_->[0] == 0 } @results), 8, 'eight sessions change, write and upgrade at once: nobody fails') or diag(map { $_->[2] } @results);
is(query($server, 'mixed', "SELECT count(*) FROM generate_series(1, 8) i WHERE (SELECT count(*) FROM migrate.revisions WHERE upgrade ~ ('CREATE TABLE public\\.by_hand_' || i || '\\M')) = 1"), '8',
	'    each change is in one revision');
is(query($server, 'mixed', "SELECT coalesce(migrate.migrate('rest'), 'nothing')"), 'nothing', '    and nothing is left over');

# ---- event triggers of the user's ----

new_shop('watched');
query($server, 'watched', <<'SQL');
CREATE TABLE log (at timestamptz DEFAULT now(), tag text, object text);
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.log (tag, object) SELECT tg_tag, object_identity FROM pg_event_trigger_ddl_commands();
END $$;
CREATE FUNCTION watch_drops() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO public.log (tag, object) SELECT tg_tag, object_identity FROM pg_event_trigger_dropped_objects();
END $$;
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION watch();
CREATE EVENT TRIGGER watch_drops ON sql_drop EXECUTE FUNCTION watch_drops();
SELECT migrate.migrate('watch', revision_id => 'watch');
TRUNCATE log;
SQL
my $of_all = query($server, 'watched', "SELECT string_agg(upgrade, E'\\n' ORDER BY ordinal) FROM migrate.revisions");
is(query($server, 'watched', migrate_to("$of_all; ALTER TABLE people DROP name, ADD born date;", 'born')), 'born', "event triggers that keep a log: a model, and the proof's DDL");
is(query($server, 'watched', 'SELECT count(*) FROM log'), '0', '    leave nothing in it');
query($server, 'watched', 'SELECT migrate.upgrade()');
is(query($server, 'watched', "SELECT string_agg(tag || ' ' || object, ', ' ORDER BY object) FROM log WHERE object ~ '^public.people'"),
	'ALTER TABLE public.people, ALTER TABLE public.people, ALTER TABLE public.people.name', '    an upgrade is logged');

query($server, 'watched', <<'SQL');
CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not on a Friday' USING HINT = 'Come back on Monday.'; END $$;
CREATE EVENT TRIGGER forbid ON ddl_command_start WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION forbid();
SELECT migrate.migrate('forbid', revision_id => 'forbid');
SQL
($rc, $out, $err) = as_role($server, 'watched', $superuser,
	"SELECT migrate.migrate('no', model => \$m\$$of_all; ALTER TABLE people DROP name, ADD born date, ADD more text;\$m\$, ignore => '{kind:event trigger,kind:function}', revision_id => 'no')");
is("$rc $out", '0 no', 'an event trigger that forbids DDL: the revision is written');
like($err, qr/Not proved: the upgrade failed at statement \d+, ALTER TABLE .*: not on a Friday\./, '    and says who was in the way');

# ---- tables come and go ----

new_shop('restless');
query($server, 'restless', 'CREATE SCHEMA goes');
my $comes_and_goes = "-- together\n" . join("\n", map {
	my $n = $_;
	"CREATE TABLE goes.t#_$n (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text DEFAULT 'a' CHECK (name <> ''), UNIQUE (name, id));
CREATE INDEX ON goes.t#_$n (lower(name));
CREATE FUNCTION goes.f#_$n() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RETURN NEW; END \$\$;
CREATE TRIGGER t BEFORE INSERT ON goes.t#_$n FOR EACH ROW EXECUTE FUNCTION goes.f#_$n();
CREATE VIEW goes.v#_$n AS SELECT * FROM goes.t#_$n;
CREATE RULE r AS ON DELETE TO goes.v#_$n DO INSTEAD NOTHING;
CREATE STATISTICS goes.s#_$n ON id, name FROM goes.t#_$n;
CREATE POLICY p ON goes.t#_$n USING (id > 0);
ALTER TABLE goes.t#_$n DROP CONSTRAINT t#_${n}_name_check;"
	  . ($n > 3 ? "DROP TABLE goes.t#_@{[ $n - 3 ]} CASCADE; DROP FUNCTION goes.f#_@{[ $n - 3 ]};" : '');
} 1 .. 40);
my $looks = "-- together\n" . join("\n", ("SELECT count(*) FROM migrate.diff(NULL, migrate.snapshot()) \\g /dev/null\nSELECT migrate.fingerprint() \\g /dev/null") x 15);
@results = at_once($server, 'restless', (map { my $text = $comes_and_goes; $text =~ s/#/$_/g; $text } 1 .. 3), $looks, $looks);
is((grep { $_->[0] == 0 } @results[ 0 .. 2 ]), 3, 'tables come and go while snapshots are taken: those who make them do not mind') or diag(map { $_->[2] } @results[ 0 .. 2 ]);
is((grep { $_->[0] == 0 } @results[ 3, 4 ]), 2, '    and no snapshot fails') or diag(map { $_->[2] } @results[ 3, 4 ]);

# one column has one name at a time, whatever it is in
new_shop('renamed');
query($server, 'renamed', <<'SQL');
CREATE TABLE named (a text CHECK (a <> ''));
CREATE INDEX ON named (lower(a));
CREATE STATISTICS named_statistics ON lower(a), upper(a) FROM named;
CREATE TABLE a (i int);
CREATE FUNCTION of_it() RETURNS SETOF a BEGIN ATOMIC SELECT * FROM a; END;
SQL
my $renames = "-- together\n" . "ALTER TABLE named RENAME a TO b;\nALTER TABLE named RENAME b TO a;\n" x 300;
$looks = "-- together\n" . "SELECT migrate.fingerprint();\n" x 60;
@results = at_once($server, 'renamed', $renames, $looks, $looks);
is((grep { $_->[0] == 0 } @results), 3, 'a column is renamed while snapshots are taken: nobody fails') or diag(map { $_->[2] } @results);
my %seen = map { $_ => 1 } split /\n/, $results[1][1] . $results[2][1];
cmp_ok(keys %seen, '<=', 2, '    what they hold is the one or the other, and nothing in between');

$server->stop;
done_testing();
