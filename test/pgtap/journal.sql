-- The journal: who, from where, when, how long, which run, from which WAL position on; and what it keeps in later runs.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
SELECT migrate.revision('slow', 'CREATE TABLE t (i int); SELECT pg_sleep(0.05)', 'DROP TABLE t', revision_id => 'aaaa') \g /dev/null
SELECT migrate.revision('writes', 'INSERT INTO t SELECT generate_series(1, 1000)', 'DELETE FROM t', revision_id => 'bbbb') \g /dev/null
SET LOCAL application_name = 'the journal''s test';
SELECT clock_timestamp() AS before, pg_current_wal_insert_lsn() AS lsn \gset
SELECT count(*) FROM migrate.upgrade() \g /dev/null

SELECT results_eq($$SELECT direction, revision_id COLLATE "default", run FROM migrate.journal ORDER BY journal_id$$, $$VALUES ('upgrade', 'aaaa', 1::bigint), ('upgrade', 'bbbb', 1)$$, 'an entry a step, one run');
SELECT is_empty($$SELECT 1 FROM migrate.journal WHERE by_session_user <> session_user OR by_user <> current_user OR application_name <> 'the journal''s test'
	OR server_version <> current_setting('server_version_num')::int OR client_addr IS NOT NULL OR project <> 'main' OR scope <> ''$$, 'who and from where');
SELECT is((SELECT count(*) FROM migrate.journal WHERE started_at BETWEEN :'before' AND clock_timestamp()), 2::bigint, 'when: the clock''s time, not the transaction''s');
SELECT cmp_ok((SELECT duration FROM migrate.journal WHERE revision_id = 'aaaa'), '>=', interval '50 ms', 'how long: with the time that the script slept');
SELECT cmp_ok((SELECT duration FROM migrate.journal WHERE revision_id = 'aaaa'), '<', interval '1 minute', 'how long, in the right unit');
SELECT cmp_ok((SELECT wal_lsn FROM migrate.journal WHERE revision_id = 'aaaa'), '>=', :'lsn'::pg_lsn, 'the WAL position before the first step');
SELECT cmp_ok((SELECT wal_lsn FROM migrate.journal WHERE revision_id = 'bbbb'), '>', (SELECT wal_lsn FROM migrate.journal WHERE revision_id = 'aaaa'), 'and before the second');
SELECT is((SELECT count(*) FROM migrate.journal j JOIN migrate.revisions r USING (project, revision_id) WHERE j.checksum = r.checksum), 2::bigint, 'the checksum is that of the revision');
SELECT results_eq($$SELECT a.revision_id COLLATE "default", a.run FROM migrate.applied_revisions a JOIN migrate.journal j USING (journal_id, run, revision_id) WHERE a.applied_at >= j.started_at ORDER BY 1$$,
	$$VALUES ('aaaa', 1::bigint), ('bbbb', 1)$$, 'what is applied points at the entry that applied it');

-- Nothing is taken out: later entries follow.
SELECT count(*) FROM migrate.downgrade() \g /dev/null
SELECT count(*) FROM migrate.stamp('base') \g /dev/null
SELECT count(*) FROM migrate.stamp('aaaa') \g /dev/null
SELECT migrate.repair('aaaa', 'the table has another column now', replace(migrate.export_file('aaaa'), '(i int)', '(i bigint)')) \g /dev/null
SELECT results_eq($$SELECT run, direction, revision_id COLLATE "default", duration IS NOT NULL, wal_lsn IS NOT NULL FROM migrate.journal ORDER BY journal_id$$,
	$$VALUES (1::bigint, 'upgrade', 'aaaa', true, true), (1, 'upgrade', 'bbbb', true, true), (2, 'downgrade', 'bbbb', true, true), (3, 'unstamp', 'aaaa', false, true), (4, 'stamp', 'aaaa', false, true),
	(5, 'repair', 'aaaa', false, true)$$, 'all that has moved');
SELECT is((SELECT reason FROM migrate.log WHERE direction = 'repair') ~ '^the table has another column now \(checksum was [0-9a-f]{8}\)$', true, 'why it was repaired, and what it was');
SELECT isnt((SELECT checksum FROM migrate.journal WHERE run = 5), (SELECT checksum FROM migrate.journal WHERE run = 4), 'the new checksum');

-- A role: the session's user and the one that scripts ran as.
CREATE ROLE regress_migrate_runner;
SELECT migrate.grant_access('regress_migrate_runner', 'runner') \g /dev/null
GRANT ALL ON t TO regress_migrate_runner;
SET LOCAL ROLE regress_migrate_runner;
DO $$ BEGIN PERFORM migrate.upgrade(); END $$;
RESET ROLE;
SELECT results_eq($$SELECT by_session_user = session_user, by_user FROM migrate.journal WHERE run = 6$$, $$VALUES (true, 'regress_migrate_runner'::name)$$, 'session and role');

-- pg_stat_activity says what runs, and the caller's query again afterwards.
SELECT migrate.revision('looks', 'CREATE TABLE activity AS SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()', 'DROP TABLE activity', revision_id => 'cccc') \g /dev/null
SELECT count(*) FROM migrate.upgrade() \g /dev/null
SELECT is((SELECT query FROM activity), 'migrate: upgrade cccc (1 of 1)', 'what runs');
SELECT pg_stat_clear_snapshot() \g /dev/null
SELECT is((SELECT query LIKE '%afterwards%' FROM pg_stat_activity WHERE pid = pg_backend_pid()), true, 'the caller''s query afterwards');

SELECT * FROM finish();
ROLLBACK;
