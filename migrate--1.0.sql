/* migrate--1.0.sql: the SQL surface, in the order of the reference in README.md */

\echo Use "CREATE EXTENSION migrate" to load this file. \quit

-- A schema of ours alone: what somebody else put under that name before is an error, not a trap.
CREATE SCHEMA migrate;
COMMENT ON SCHEMA migrate IS 'revisions of this database''s schema, what is applied, and the functions that move';

--
-- Tables.  No foreign keys: our functions are the only writers and check more than keys can; a step should not pay for
-- triggers.  project and scope stand in the keys: several projects live in one database, a project in several scopes.
--

CREATE TABLE migrate.revisions (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	revision_id text COLLATE "C" NOT NULL,
	name text COLLATE "C" NOT NULL,
	message text NOT NULL,
	upgrade text NOT NULL DEFAULT '',
	downgrade text,
	verify text,
	transactional boolean,
	replaces text[] COLLATE "C" NOT NULL DEFAULT '{}',
	checksum bytea NOT NULL,
	is_head boolean NOT NULL DEFAULT true,
	ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	written_by name NOT NULL DEFAULT CURRENT_USER,
	file_name text,
	file_content text,
	repair_reason text,
	variables boolean NOT NULL DEFAULT false,
	PRIMARY KEY (project, revision_id),
	UNIQUE (project, name)
);
CREATE INDEX revisions_heads ON migrate.revisions (project) WHERE is_head;
CREATE INDEX revisions_order ON migrate.revisions (ordinal, project);
CREATE INDEX revisions_replacing ON migrate.revisions (project) WHERE replaces <> '{}';
COMMENT ON TABLE migrate.revisions IS 'every change: its scripts, its file, its checksum';
COMMENT ON COLUMN migrate.revisions.downgrade IS 'NULL: it cannot be taken back';
COMMENT ON COLUMN migrate.revisions.transactional IS 'what its author said; NULL: to be found out from the statements';
COMMENT ON COLUMN migrate.revisions.checksum IS 'SHA-256 over parents and scripts, carriage returns passed over';
COMMENT ON COLUMN migrate.revisions.is_head IS 'no revision follows it and none replaces it';
COMMENT ON COLUMN migrate.revisions.written_by IS 'the role whose text the scripts are';
COMMENT ON COLUMN migrate.revisions.file_content IS 'the file as it came; NULL: what the columns print is the same, byte for byte';
COMMENT ON COLUMN migrate.revisions.repair_reason IS 'set by repair(): the next file that differs is taken over';
COMMENT ON COLUMN migrate.revisions.variables IS 'its scripts have variables, which migrate.variables fills';

CREATE TABLE migrate.revision_parents (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	revision_id text COLLATE "C" NOT NULL,
	parent_id text COLLATE "C" NOT NULL,
	ordinal int NOT NULL,
	PRIMARY KEY (project, revision_id, parent_id)
);
CREATE INDEX revision_parents_children ON migrate.revision_parents (project, parent_id);
COMMENT ON TABLE migrate.revision_parents IS 'which revisions a revision follows; two or more: a merge';

CREATE TABLE migrate.revision_dependencies (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	revision_id text COLLATE "C" NOT NULL,
	needed_id text COLLATE "C" NOT NULL,
	ordinal int NOT NULL,
	PRIMARY KEY (project, revision_id, needed_id)
);
CREATE INDEX revision_dependencies_dependents ON migrate.revision_dependencies (project, needed_id);
COMMENT ON TABLE migrate.revision_dependencies IS 'which revisions a revision needs that are not its parents';

CREATE TABLE migrate.labels (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	label text COLLATE "C" NOT NULL,
	kind text NOT NULL CHECK (kind IN ('branch', 'tag')),
	revision_id text COLLATE "C" NOT NULL,
	PRIMARY KEY (project, label)
);
CREATE INDEX labels_revision ON migrate.labels (project, revision_id);
COMMENT ON TABLE migrate.labels IS 'branch labels and tags';

CREATE TABLE migrate.applied_revisions (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	scope text COLLATE "C" NOT NULL DEFAULT '',
	revision_id text COLLATE "C" NOT NULL,
	journal_id bigint NOT NULL,
	run bigint NOT NULL,
	applied_at timestamptz NOT NULL,
	applied_by name NOT NULL,
	PRIMARY KEY (project, scope, revision_id)
);
COMMENT ON TABLE migrate.applied_revisions IS 'what is applied, by project and scope';

CREATE TABLE migrate.repeatables (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	name text COLLATE "C" NOT NULL,
	ordinal bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
	content text NOT NULL,
	checksum bytea NOT NULL,
	since text[] COLLATE "C" NOT NULL DEFAULT '{}',
	created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	written_by name NOT NULL DEFAULT CURRENT_USER,
	PRIMARY KEY (project, name, ordinal)
);
COMMENT ON TABLE migrate.repeatables IS 'every text that a repeatable file has had, the newest with the highest ordinal';
COMMENT ON COLUMN migrate.repeatables.checksum IS 'SHA-256 of the text, carriage returns passed over';
COMMENT ON COLUMN migrate.repeatables.since IS 'the heads that the text came with: it is run where they are applied';

CREATE TABLE migrate.applied_repeatables (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	scope text COLLATE "C" NOT NULL DEFAULT '',
	name text COLLATE "C" NOT NULL,
	ordinal bigint NOT NULL,
	checksum bytea NOT NULL,
	run bigint NOT NULL,
	applied_at timestamptz NOT NULL,
	applied_by name NOT NULL,
	PRIMARY KEY (project, scope, name)
);
COMMENT ON TABLE migrate.applied_repeatables IS 'which text of a repeatable file was run last, by project and scope';

CREATE TABLE migrate.journal (
	journal_id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	scope text COLLATE "C" NOT NULL DEFAULT '',
	run bigint NOT NULL,
	direction text NOT NULL CHECK (direction IN ('upgrade', 'downgrade', 'stamp', 'unstamp', 'repair', 'repeatable')),
	revision_id text COLLATE "C" NOT NULL,
	checksum bytea,
	started_at timestamptz NOT NULL,
	duration interval,
	by_session_user name NOT NULL,
	by_user name NOT NULL,
	client_addr inet,
	application_name text,
	server_version int NOT NULL,
	wal_lsn pg_lsn,
	reason text,
	error text
);
CREATE INDEX journal_runs ON migrate.journal (project, scope, run);
COMMENT ON TABLE migrate.journal IS 'every step and stamp, and what deploy() and revert() failed at, append-only';
COMMENT ON COLUMN migrate.journal.revision_id IS 'of a repeatable file its name';
COMMENT ON COLUMN migrate.journal.duration IS 'of the scripts; NULL where none ran';
COMMENT ON COLUMN migrate.journal.error IS 'SQLSTATE and message of a step that failed, and so changed nothing; NULL: it did not';
COMMENT ON COLUMN migrate.journal.wal_lsn IS 'WAL position before the step, for recovery to a point in time';

CREATE TABLE migrate.unfinished_steps (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	scope text COLLATE "C" NOT NULL DEFAULT '',
	revision_id text COLLATE "C" NOT NULL,
	direction text NOT NULL CHECK (direction IN ('upgrade', 'downgrade')),
	statements int NOT NULL,
	done int NOT NULL DEFAULT 0,
	done_checksum bytea,
	statement int,
	line int,
	text text,
	objects oid[],
	started_at timestamptz NOT NULL,
	started_by name NOT NULL,
	pid int NOT NULL,
	PRIMARY KEY (project, scope)
);
COMMENT ON TABLE migrate.unfinished_steps IS 'revisions on their way outside of a transaction: what of them is done; the next deploy() goes on there';
COMMENT ON COLUMN migrate.unfinished_steps.statements IS 'of its script';
COMMENT ON COLUMN migrate.unfinished_steps.done IS 'so many of them, from the first one';
COMMENT ON COLUMN migrate.unfinished_steps.done_checksum IS 'of the text of those';
COMMENT ON COLUMN migrate.unfinished_steps.statement IS 'that has begun; NULL: none has';
COMMENT ON COLUMN migrate.unfinished_steps.text IS 'of that statement';
COMMENT ON COLUMN migrate.unfinished_steps.objects IS 'what was there before that statement and tells whether it is done';
COMMENT ON COLUMN migrate.unfinished_steps.pid IS 'of the session that deploys';

CREATE TABLE migrate.deployed_scopes (
	deployment bigint NOT NULL,
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	scope text COLLATE "C" NOT NULL DEFAULT '',
	direction text NOT NULL DEFAULT 'upgrade',
	target text NOT NULL,
	state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'left out')),
	steps int,
	started_at timestamptz,
	ended_at timestamptz,
	started_by name NOT NULL,
	pid int,
	first_run bigint,
	sqlstate text,
	message text,
	detail text,
	hint text,
	context text,
	detached boolean NOT NULL DEFAULT false,
	PRIMARY KEY (deployment, project, scope)
);
CREATE SEQUENCE migrate.deployed_scopes_deployment_seq OWNED BY migrate.deployed_scopes.deployment;
COMMENT ON TABLE migrate.deployed_scopes IS 'what workers deploy or have deployed, as they wrote it down: the view deployments tells what has become of it';
COMMENT ON COLUMN migrate.deployed_scopes.deployment IS 'its number: the same for all scopes of a call';
COMMENT ON COLUMN migrate.deployed_scopes.state IS 'waiting and running hold as long as the deployment is at work';
COMMENT ON COLUMN migrate.deployed_scopes.steps IS 'that are done';
COMMENT ON COLUMN migrate.deployed_scopes.pid IS 'of the worker';
COMMENT ON COLUMN migrate.deployed_scopes.first_run IS 'of the journal: its runs of the scope are this one and those after it';
COMMENT ON COLUMN migrate.deployed_scopes.sqlstate IS 'of its error, as the columns behind it; NULL: there is none';
COMMENT ON COLUMN migrate.deployed_scopes.detached IS 'the row is of a call of deploy_detached() or revert_detached() as a whole';

CREATE TABLE migrate.backfills (
	relation text COLLATE "C" NOT NULL,
	clauses_md5 text COLLATE "C" NOT NULL,
	set_clause text NOT NULL,
	where_clause text NOT NULL,
	last_key text[] NOT NULL,
	seen bigint NOT NULL,
	changed bigint NOT NULL,
	started_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
	started_by name NOT NULL,
	PRIMARY KEY (relation, clauses_md5)
);
COMMENT ON TABLE migrate.backfills IS 'what backfill() is at, or was when it ended early: the same call goes on there';
COMMENT ON COLUMN migrate.backfills.last_key IS 'primary key of the last row that was looked at';
COMMENT ON COLUMN migrate.backfills.seen IS 'rows looked at';

CREATE TABLE migrate.facts (
	identity text COLLATE "C" NOT NULL,
	facts jsonb NOT NULL,
	scope text COLLATE "C" NOT NULL DEFAULT '',
	PRIMARY KEY (scope, identity)
);
COMMENT ON TABLE migrate.facts IS 'the schema as the revisions left it, where it has been changed since: an object with its parts a row';
COMMENT ON COLUMN migrate.facts.identity IS 'kind and name of the object; empty: what all of the scope have in common; *: all scopes are noted';

CREATE TABLE migrate.settings (
	project text COLLATE "C" NOT NULL DEFAULT 'main',
	name text COLLATE "C" NOT NULL,
	value text NOT NULL,
	written_by name NOT NULL DEFAULT CURRENT_USER,
	PRIMARY KEY (project, name)
);
COMMENT ON TABLE migrate.settings IS 'policy: written by migrate.set() alone';
COMMENT ON COLUMN migrate.settings.written_by IS 'the role whose word it is';

CREATE TABLE migrate.installation (
	system_identifier bigint NOT NULL,
	database_oid oid NOT NULL,
	since timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE migrate.installation IS 'where these rows were written first: tells a restored copy from the original';

SELECT pg_catalog.pg_extension_config_dump('migrate.revisions', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.revisions_ordinal_seq', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.revision_parents', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.revision_dependencies', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.labels', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.applied_revisions', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.repeatables', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.repeatables_ordinal_seq', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.applied_repeatables', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.journal', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.journal_journal_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.backfills', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.facts', '');
SELECT pg_catalog.pg_extension_config_dump('migrate.settings', '');

-- Plain SQL does not write them, whoever issues it.  ALWAYS: session_replication_role does not switch the rule off.
CREATE FUNCTION migrate.refuse_plain_sql() RETURNS trigger
	AS 'MODULE_PATHNAME', 'migrate_refuse_plain_sql' LANGUAGE C;
COMMENT ON FUNCTION migrate.refuse_plain_sql() IS
'Trigger on the tables of this schema: raises object_not_in_prerequisite_state unless a function of the extension is at work. INSERT passes until such a function has written in this installation, so that pg_dump''s COPY can restore.';

DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY '{revisions,revision_parents,revision_dependencies,labels,applied_revisions,repeatables,applied_repeatables,journal,unfinished_steps,deployed_scopes,backfills,facts,settings,installation}'::text[] LOOP
		EXECUTE pg_catalog.format('CREATE TRIGGER refuse_plain_sql BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON migrate.%I FOR EACH STATEMENT EXECUTE FUNCTION migrate.refuse_plain_sql()', t);
		EXECUTE pg_catalog.format('ALTER TABLE migrate.%I ENABLE ALWAYS TRIGGER refuse_plain_sql', t);
	END LOOP;
END $$;

-- Whoever changes the schema past the revisions finds its state before noted (src/guard/capture.c).  ALWAYS: as above.
CREATE FUNCTION migrate.before_change() RETURNS event_trigger
	AS 'MODULE_PATHNAME', 'migrate_before_change' LANGUAGE C;
COMMENT ON FUNCTION migrate.before_change() IS
'Event trigger: before the first change of the schema that comes past the revisions, its state is written into migrate.facts, for migrate.migrate(). Raises no error.';
CREATE EVENT TRIGGER migrate_before_change ON ddl_command_start EXECUTE FUNCTION migrate.before_change();
ALTER EVENT TRIGGER migrate_before_change ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER migrate_before_change IS 'notes the schema as the revisions left it, before it is changed past them';

--
-- Writing revisions
--

CREATE FUNCTION migrate.revision(message text, upgrade text DEFAULT '', downgrade text DEFAULT NULL, verify text DEFAULT NULL,
	revision_id text DEFAULT NULL, parents text[] DEFAULT NULL, depends_on text[] DEFAULT NULL, branch_label text DEFAULT NULL,
	transactional boolean DEFAULT NULL)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_revision' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.revision(text, text, text, text, text, text[], text[], text, boolean) IS
'Writes a revision that is pending everywhere and returns its id. parents: NULL means the head (an error where there are several), {base} starts another base. downgrade NULL: it cannot be taken back. Errors: undefined_object for unknown parents, duplicate_object for an id that is taken, invalid_parameter_value for a bad id or a script with a section mark in it.';

CREATE FUNCTION migrate.migrate(message text, model text DEFAULT NULL, ignore text[] DEFAULT NULL, schemas text[] DEFAULT NULL,
	drops boolean DEFAULT true, prove boolean DEFAULT true, revision_id text DEFAULT NULL, parents text[] DEFAULT NULL,
	depends_on text[] DEFAULT NULL, branch_label text DEFAULT NULL)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_migrate' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.migrate(text, text, text[], text[], boolean, boolean, text, text[], text[], text) IS
'Writes a revision from what has been changed in the schema since the last run, and returns its id; NULL where nothing has. It counts as applied here and is pending elsewhere. Where no revision is applied, all that is there is written. With a model (SQL text that creates the schema wanted) the revision leads from the schema to what the model creates, and is pending here too. ignore, schemas: as in snapshot(), by default the settings of those names. drops false: what would be dropped is left alone. prove: both scripts are tried and rolled back. parents, depends_on, branch_label: as in revision(). Errors: object_not_in_prerequisite_state where what it follows is not applied, insufficient_privilege for a model without the right to create databases.';

CREATE FUNCTION migrate.derive_downgrade(revision text)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_derive_downgrade' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.derive_downgrade(text) IS
'The script that takes back what the upgrade of a pending revision does to the schema, for edit(); NULL where it does nothing to it. The upgrade is run, after those of the pending revisions that it needs, compared, and rolled back; the script is tried on it. What it cannot take back (what is done to rows) stands in its comments and in a WARNING. Errors: object_not_in_prerequisite_state when the revision is applied, and those of the scripts.';

CREATE FUNCTION migrate.edit(revision text, upgrade text DEFAULT NULL, downgrade text DEFAULT NULL, verify text DEFAULT NULL,
	message text DEFAULT NULL, depends_on text[] DEFAULT NULL, branch_label text DEFAULT NULL, transactional boolean DEFAULT NULL)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_edit' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.edit(text, text, text, text, text, text[], text, boolean) IS
'Rewrites what is given of a revision that is not applied (NULL: stays as it is) and returns its id. Error: object_not_in_prerequisite_state when it is applied.';

CREATE FUNCTION migrate.repair(revision text, reason text, content text DEFAULT NULL)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_repair' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.repair(text, text, text) IS
'Takes the changed text of an applied revision: the file given as content, or else the next one that is imported for it. Nothing is run. The journal keeps the reason and the new checksum. Returns the revision id.';

CREATE FUNCTION migrate.merge(message text, revisions text[] DEFAULT NULL, revision_id text DEFAULT NULL, branch_label text DEFAULT NULL)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_merge' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.merge(text, text[], text, text) IS
'Writes a revision that follows all that are given (NULL: all heads) and does nothing; returns its id.';

CREATE FUNCTION migrate.rebase(revision text, onto text)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_rebase' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.rebase(text, text) IS
'Gives a pending revision another parent (base: none); returns its id. Errors: object_not_in_prerequisite_state when it is applied, invalid_object_definition for a cycle.';

CREATE FUNCTION migrate.remove(revision text)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_remove' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.remove(text) IS
'Deletes a revision that is not applied and that no other follows or needs; returns its id. Given the name of a repeatable file it forgets that file; what it made stays.';

CREATE FUNCTION migrate.squash(first text, last text, message text, revision_id text DEFAULT NULL)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_squash' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.squash(text, text, text, text) IS
'Writes one revision that replaces those from first to last, its scripts theirs in order; returns its id. Where all that it replaces is applied it counts as applied, where nothing is it runs alone, in between upgrade() goes through the old ones first (as Django''s squashed migrations do).';

CREATE FUNCTION migrate.tag(name text, revision text)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_tag' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.tag(text, text) IS 'Gives a revision a further name, moving a tag of that name; returns the revision''s id.';

--
-- Moving
--

CREATE FUNCTION migrate.upgrade(target text DEFAULT 'head',
	OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_upgrade' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.upgrade(text) IS
'Applies what is missing up to the target, then runs the repeatable files whose text is another one, in the caller''s transaction, all or nothing; a row a step (direction repeatable: revision_id is the file''s name). Errors of a script keep their SQLSTATE and name revision, statement and line.';

CREATE FUNCTION migrate.downgrade(steps int DEFAULT 1,
	OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_downgrade_steps' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.downgrade(int) IS 'Takes back the given number of revisions, those applied last first, and brings back the texts of repeatable files of that time; a row a step.';

CREATE FUNCTION migrate.downgrade(target text,
	OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_downgrade' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.downgrade(text) IS
'Takes back what stands on the target (base: everything; -n: the n applied last; @last: the last run); a row a step.';

CREATE FUNCTION migrate.upgrade_files(names text[], contents text[], format text DEFAULT 'auto',
	OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_upgrade_files' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.upgrade_files(text[], text[], text) IS
'Imports a folder and upgrades to the heads of what was given: what an application calls at start; a row a step.';

CREATE FUNCTION migrate.sync_files(names text[], contents text[], format text DEFAULT 'auto',
	OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_sync_files' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.sync_files(text[], text[], text) IS
'Takes back what is applied and not in the folder given, then does what upgrade_files() does; a row a step.';

CREATE FUNCTION migrate.stamp(target text, purge boolean DEFAULT false,
	OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_stamp' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.stamp(text, boolean) IS
'Says that the database stands at the target without running anything: the target and what it stands on count as applied, what stands on the target does not; with purge nothing else does either. Given the name of a repeatable file its newest text counts as run. A row a change.';

CREATE FUNCTION migrate.adopt(tool text DEFAULT 'auto', dry_run boolean DEFAULT false,
		OUT ordinal int, OUT action text, OUT version text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_adopt' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.adopt(text, boolean) IS
'Reads what another tool has applied here and says that of the revisions, without running anything; a row a revision, action: adopt, or applied where it was. The tool''s table is only read. tool: auto, or alembic, dbmate, diesel, django, flyway, golang-migrate, goose, liquibase, migrate (the table of migrate.script()), pop, prisma, rails, sqitch, sqlx; or the name of its table. dry_run: nothing is written. Errors: undefined_table, ambiguous_parameter (several histories), object_not_in_prerequisite_state when a migration failed half way, is not among the revisions, was changed, or stands on one that was not applied.';

CREATE FUNCTION migrate.redo(steps int DEFAULT 1,
	OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_redo' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.redo(int) IS 'Takes back the given number of revisions, those applied last, and applies them again; a row a step.';

CREATE PROCEDURE migrate.deploy(target text DEFAULT 'head', batch int DEFAULT 1, on_interrupted text DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'migrate_deploy' LANGUAGE C;
COMMENT ON PROCEDURE migrate.deploy(text, int, text) IS
'Applies what is missing up to the target as upgrade() does, but commits after each revision, or after every batch of them. A revision that does not get a lock within migrate.lock_timeout is taken back and tried again, migrate.lock_retries times. A revision with statements that cannot run in a transaction runs outside of one, in a background worker; one that was interrupted is finished first, and what a statement has left half done is cleaned up. on_interrupted: retry or skip, where nobody but the caller can know whether the statement is done. After an error what ran before stays; the journal keeps the error. Errors: active_sql_transaction in a transaction block or a function, lock_not_available with who held the lock, configuration_limit_exceeded (no background worker is free), object_not_in_prerequisite_state (on_interrupted is needed), and those of the scripts.';

CREATE PROCEDURE migrate.deploy_all(target text DEFAULT 'head', scopes text DEFAULT NULL, jobs int DEFAULT 1, batch int DEFAULT 1,
	on_interrupted text DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'migrate_deploy_all' LANGUAGE C;
COMMENT ON PROCEDURE migrate.deploy_all(text, text, int, int, text) IS
'deploy() in one scope after the other, by as many background workers side by side as jobs says (migrate.max_workers at most). scopes: a pattern of LIKE over the names of schemas, never the system''s or an extension''s, and public only by its name; NULL: those where the project is applied. target: not one that counts from where a scope stands, as +1. What fails in a scope stops that scope alone and is a WARNING; when all are through the call ends in an error. migrate.deployments has the report, a row a scope. A cancellation ends all. Errors: invalid_parameter_value (the target counts), undefined_schema where no schema matches, configuration_limit_exceeded (no background worker is free), those of deploy(), and the SQLSTATE of the first scope that failed.';

CREATE FUNCTION migrate.deploy_detached(target text DEFAULT 'head', scopes text DEFAULT NULL, jobs int DEFAULT NULL, batch int DEFAULT 1,
	on_interrupted text DEFAULT NULL)
	RETURNS bigint AS 'MODULE_PATHNAME', 'migrate_deploy_detached' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.deploy_detached(text, text, int, int, text) IS
'Hands a deploy() of the session''s scope, or with scopes or jobs a deploy_all(), to a background worker, with the caller''s role and parameters, and returns its number in migrate.deployments at once. It begins at once, whatever becomes of the caller''s transaction, and goes on when the session is gone. wait() joins it again; pg_cancel_backend() on its pid ends it. Errors: configuration_limit_exceeded where no worker is free or migrate.max_workers of them are detached already, and those of arguments.';

CREATE PROCEDURE migrate.wait(deployment bigint DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'migrate_wait' LANGUAGE C;
COMMENT ON PROCEDURE migrate.wait(bigint) IS
'Waits for what deploy_detached() or revert_detached() began (NULL: the last one of the project), tells of its steps or scopes as migrate.progress wants it, and ends as it does: with its error, if it has one, also long after. A cancellation ends the waiting alone. Errors: undefined_object for an unknown one, active_sql_transaction, object_not_in_prerequisite_state where its worker ended early, and its own.';

CREATE PROCEDURE migrate.revert(steps int DEFAULT 1, batch int DEFAULT 1, on_interrupted text DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'migrate_revert_steps' LANGUAGE C;
COMMENT ON PROCEDURE migrate.revert(int, int, text) IS 'Takes back the given number of revisions, those applied last first, as deploy() applies them.';

CREATE PROCEDURE migrate.revert(target text, batch int DEFAULT 1, on_interrupted text DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'migrate_revert' LANGUAGE C;
COMMENT ON PROCEDURE migrate.revert(text, int, text) IS 'Takes back what stands on the target, as in downgrade(), as deploy() applies it.';

CREATE PROCEDURE migrate.revert_all(target text, scopes text DEFAULT NULL, jobs int DEFAULT 1, batch int DEFAULT 1,
	on_interrupted text DEFAULT NULL)
	AS 'MODULE_PATHNAME', 'migrate_revert_all' LANGUAGE C;
COMMENT ON PROCEDURE migrate.revert_all(text, text, int, int, text) IS
'revert() to a revision in many scopes, as deploy_all() deploys them. A scope that stands there or lower already has nothing to do, so that the same call goes on after what failed in some. The target is a revision or base: one that counts from where a scope stands (-1, @last) is an error (invalid_parameter_value), since the same call would take back more.';

CREATE FUNCTION migrate.revert_detached(target text, scopes text DEFAULT NULL, jobs int DEFAULT NULL, batch int DEFAULT 1,
	on_interrupted text DEFAULT NULL)
	RETURNS bigint AS 'MODULE_PATHNAME', 'migrate_revert_detached' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.revert_detached(text, text, int, int, text) IS
'Hands a revert() of the session''s scope, or with scopes or jobs a revert_all(), to a background worker, as deploy_detached() does with a deploy().';

CREATE PROCEDURE migrate.backfill(relation regclass, set_clause text, where_clause text DEFAULT 'true', batch_size int DEFAULT 1000,
	pause interval DEFAULT '0')
	AS 'MODULE_PATHNAME', 'migrate_backfill' LANGUAGE C;
COMMENT ON PROCEDURE migrate.backfill(regclass, text, text, int, interval) IS
'UPDATE relation SET set_clause WHERE where_clause, in batches that are committed one by one, along the primary key: batch_size rows are looked at in each, no row twice, and the pause is made between them (longer while a standby is more than migrate.backfill_max_lag behind). The clauses are the caller''s SQL. A call that ended early is gone on with by the same call. Errors: active_sql_transaction in a transaction block or a function, object_not_in_prerequisite_state for a table without a primary key, lock_not_available where another session is at it, and those of the clauses.';

--
-- Looking
--

CREATE FUNCTION migrate.project() RETURNS text AS 'MODULE_PATHNAME', 'migrate_project' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.project() IS 'The project that this session means: the parameter migrate.project.';
CREATE FUNCTION migrate.scope() RETURNS text AS 'MODULE_PATHNAME', 'migrate_scope' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.scope() IS 'The scope that this session means: the parameter migrate.scope; empty: the whole database.';

CREATE FUNCTION migrate.current(OUT revision_id text, OUT name text, OUT message text, OUT applied_at timestamptz, OUT applied_by name)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_current' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.current() IS 'The applied revisions that nothing applied stands on.';

CREATE FUNCTION migrate.heads(OUT revision_id text, OUT name text, OUT message text, OUT labels text[], OUT applied boolean)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_heads' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.heads() IS 'The revisions that no other follows.';

CREATE FUNCTION migrate.branches(OUT revision_id text, OUT name text, OUT message text, OUT children text[])
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_branches' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.branches() IS 'The revisions that two or more follow.';

CREATE FUNCTION migrate.history(range text DEFAULT NULL, OUT revision_id text, OUT parents text[], OUT name text, OUT message text,
	OUT labels text[], OUT state text, OUT applied_at timestamptz, OUT applied_by name, OUT duration interval)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_history' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.history(text) IS
'Revisions, newest first, and above the revision that it came with each text of a repeatable file (name NULL, revision_id the file''s name, parents the heads it came with; times are those of its last run); range: a:b, a:, :b as Alembic''s history. state: applied, pending or replaced.';

CREATE FUNCTION migrate.show(revision text, OUT revision_id text, OUT name text, OUT message text, OUT parents text[], OUT depends_on text[],
	OUT replaces text[], OUT labels text[], OUT state text, OUT transactional boolean, OUT created_at timestamptz, OUT written_by name,
	OUT applied_at timestamptz, OUT applied_by name, OUT checksum text, OUT file_name text, OUT upgrade text, OUT downgrade text, OUT verify text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_show' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.show(text) IS 'All there is to know of one revision.';

CREATE FUNCTION migrate.pending(OUT ordinal int, OUT revision_id text, OUT name text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_pending' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.pending() IS 'What is not applied, in the order in which upgrade(''heads'') would apply it.';

CREATE FUNCTION migrate.plan(target text DEFAULT 'head', OUT ordinal int, OUT direction text, OUT revision_id text, OUT message text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_plan' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.plan(text) IS 'The steps that upgrade(target) would take, or downgrade(target) where the target lies below what is applied, and the repeatable files that would be run.';

CREATE FUNCTION migrate.is_applied(revision text)
	RETURNS boolean AS 'MODULE_PATHNAME', 'migrate_is_applied' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.is_applied(text) IS 'Is this revision applied: for health checks. head, heads: is everything. Error: undefined_object for an unknown one.';

CREATE FUNCTION migrate.script(range text DEFAULT 'base:heads')
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_script' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.script(text) IS
'SQL that takes a database without the extension along the range, up (a:b) or down (where b lies below a). It keeps what is applied in public.migrate_ledger, refuses to run from another state, and says so when there is nothing to do.';

CREATE FUNCTION migrate.graph(format text DEFAULT 'text')
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_graph' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.graph(text) IS 'The revisions as a picture: text (as git log --graph), dot, mermaid or svg.';

--
-- Files
--

CREATE FUNCTION migrate.import_file(INOUT name text, content text, OUT revision_id text, OUT action text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_import_file' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.import_file(text, text) IS 'import_files() of one file.';

CREATE FUNCTION migrate.import_files(names text[], contents text[], format text DEFAULT 'auto', OUT name text, OUT revision_id text, OUT action text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_import_files' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.import_files(text[], text[], text) IS
'Stores the revisions of a folder, and the plain SQL below repeatable/, which is run after them whenever its text changes (revision_id NULL); action: added, changed (a pending one), mended (comments alone differ), repaired, unchanged, older (a repeatable text that a newer folder has replaced). format: auto (found out), migrate, dbmate, diesel, flyway, golang-migrate, goose, plain, prisma, sqitch, sqlx. Errors: invalid_text_representation, with every file and line that cannot be read; object_not_in_prerequisite_state when the file of an applied revision was changed.';

CREATE FUNCTION migrate.import_directory(path text, format text DEFAULT 'auto', OUT name text, OUT revision_id text, OUT action text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_import_directory' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.import_directory(text, text) IS 'import_files() of a folder on the server''s disk and its subfolders; needs the rights of pg_read_server_files.';

CREATE FUNCTION migrate.export_file(revision text)
	RETURNS text AS 'MODULE_PATHNAME', 'migrate_export_file' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.export_file(text) IS 'The file of a revision, byte for byte as it was imported.';

CREATE FUNCTION migrate.export_files(OUT name text, OUT revision_id text, OUT content text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_export_files' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.export_files() IS 'The files of all revisions, a revision after what it stands on, and of all repeatable files (revision_id NULL), as they are newest.';

CREATE FUNCTION migrate.export_files(format text, OUT name text, OUT revision_id text, OUT content text)
	RETURNS SETOF record AS 'MODULE_PATHNAME', 'migrate_export_folder' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.export_files(text) IS 'The history in a line as a folder of another tool: dbmate, diesel, flyway, golang-migrate, goose or sqlx. Ids that are versions of that tool are kept; others become the time of their revision. Errors: what that tool cannot run.';

--
-- Schema
--

CREATE FUNCTION migrate.snapshot(schemas text[] DEFAULT NULL, ignore text[] DEFAULT NULL)
	RETURNS jsonb AS 'MODULE_PATHNAME', 'migrate_snapshot' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.snapshot(text[], text[]) IS
'The schema as a value: an object with an array of facts (kind, identity, attributes, needs), in a stable order and without object ids in what is compared. schemas NULL: all of the user''s, and what lies in no schema. ignore: "kind:<kind>", "owner:<role>", "facet:owners", "facet:grants", "facet:comments" or a LIKE pattern of identities. It is of one moment, the latest at any isolation level. Errors: undefined_schema, object_in_use where others change the schema for ten seconds without a pause.';

CREATE FUNCTION migrate.model_snapshot(model text, schemas text[] DEFAULT NULL, ignore text[] DEFAULT NULL)
	RETURNS jsonb AS 'MODULE_PATHNAME', 'migrate_model_snapshot' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.model_snapshot(text, text[], text[]) IS
'What SQL text creates, as snapshot() gives it; it runs in a throw-away database, which the caller must have the right to create, and as he. Other arguments as in snapshot(). Errors: insufficient_privilege, configuration_limit_exceeded (no background worker is free), feature_not_supported, and those of the text.';

CREATE FUNCTION migrate.fingerprint(schemas text[] DEFAULT NULL, ignore text[] DEFAULT NULL)
	RETURNS bytea AS 'MODULE_PATHNAME', 'migrate_fingerprint' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.fingerprint(text[], text[]) IS
'SHA-256 of what snapshot() gives, less what diff() does not compare: equal where diff() finds nothing. Arguments as in snapshot().';

CREATE FUNCTION migrate.diff(source jsonb, target jsonb, schemas text[] DEFAULT NULL, ignore text[] DEFAULT NULL, drops boolean DEFAULT true)
	RETURNS TABLE (ordinal integer, kind text, identity text, action text, upgrade text, downgrade text, note text)
	AS 'MODULE_PATHNAME', 'migrate_diff' LANGUAGE C STABLE;
COMMENT ON FUNCTION migrate.diff(jsonb, jsonb, text[], text[], boolean) IS
'What leads from one snapshot to another: upgrade, run by ascending ordinal, makes the target of the source, downgrade by descending ordinal takes it back; single statements without a semicolon, or NULL. source NULL: a new database, in which who took the target makes it. note: what data a statement takes away, or that a new name is guessed, which it is between two databases. drops false: what the source has more is left alone. Errors: invalid_parameter_value for what is no snapshot, feature_not_supported for what no statement can change.';

--
-- Policy
--

CREATE FUNCTION migrate.set(name text, value text)
	RETURNS void AS 'MODULE_PATHNAME', 'migrate_set' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.set(text, text) IS
'Writes a setting of the project; NULL takes it away. role: the role that scripts run as (the caller must be a member). search_path: what scripts start from. schemas, ignore: what migrate() looks at and what it passes over, lists with commas. before_run, after_run, before_step, after_step: hooks, scripts that run there in the same transaction; current_setting(''migrate.revision_id'') and its kin tell them where they are.';

CREATE FUNCTION migrate.grant_access(role name, access text)
	RETURNS void AS 'MODULE_PATHNAME', 'migrate_grant_access' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.grant_access(name, text) IS 'Lets a role use this schema: access is reader, author, runner, approver or admin.';

CREATE FUNCTION migrate.revoke_access(role name)
	RETURNS void AS 'MODULE_PATHNAME', 'migrate_revoke_access' LANGUAGE C VOLATILE;
COMMENT ON FUNCTION migrate.revoke_access(name) IS 'Takes back what grant_access() gave a role.';

--
-- Views
--

CREATE VIEW migrate.running AS
	WITH runner AS (
		SELECT l.pid, l.granted, l.objid AS key, a.usename, a.query_start, w.pid AS worker,
			pg_catalog.regexp_match(a.query, '^migrate: (upgrade|downgrade) (\S+) \((\d+) of (\d+)\)') AS step
		FROM pg_catalog.pg_locks l
			JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
			JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
			LEFT JOIN pg_catalog.pg_locks w ON w.locktype = 'object' AND w.classid = l.classid AND w.database = l.database AND w.objid = l.objid
				AND w.objsubid = 3 AND w.granted AND l.granted
		WHERE l.locktype = 'object' AND l.classid = 'migrate.revisions'::pg_catalog.regclass AND l.objsubid = 2)
	SELECT CASE WHEN r.pid IS NULL THEN 'interrupted' WHEN r.granted THEN 'running' ELSE 'waiting' END AS state, r.pid,
		COALESCE(u.project, d.project) AS project, COALESCE(u.scope, d.scope) AS scope,
		COALESCE(u.direction, r.step[1]) AS direction, COALESCE(u.revision_id, r.step[2]) AS revision_id, r.step[3]::int AS step, r.step[4]::int AS steps,
		COALESCE(u.statement, u.done) AS statement, u.statements, u.line, COALESCE(u.started_at, r.query_start) AS since, COALESCE(u.started_by, r.usename) AS by,
		pg_catalog.pg_blocking_pids(COALESCE(r.worker, r.pid)) AS waits_for
	FROM runner r
		FULL JOIN (SELECT s.*, pg_catalog.hashtext(s.project || E'\x01' || s.scope)::oid AS key FROM migrate.unfinished_steps s) u
			ON u.pid = r.pid AND r.granted AND u.key = r.key
		LEFT JOIN (SELECT s.*, pg_catalog.hashtext(s.project || E'\x01' || s.scope)::oid AS key FROM migrate.deployed_scopes s WHERE s.state = 'running' AND NOT s.detached) d
			ON d.pid = r.pid AND d.key = r.key
	ORDER BY since;
COMMENT ON VIEW migrate.running IS 'who migrates in this database or waits for that: which revision of how many, which statement of it, whom it waits for; and what was interrupted';

CREATE VIEW migrate.status AS
	SELECT s.revision_id, s.message, s.state, s.applied_at, s.by, s.checksum FROM (
		SELECT r.revision_id, r.message,
			CASE WHEN u.revision_id IS NOT NULL THEN
					CASE WHEN EXISTS (SELECT FROM migrate.running n WHERE n.project = u.project AND n.scope = u.scope AND n.state = 'running')
						THEN 'running' ELSE 'interrupted' END
				WHEN a.revision_id IS NOT NULL THEN 'applied'
				WHEN EXISTS (SELECT FROM migrate.revisions s WHERE s.project = r.project AND s.replaces <> '{}' AND r.revision_id = ANY (s.replaces)) THEN 'replaced'
				ELSE 'pending' END AS state,
			a.applied_at, a.applied_by AS by, pg_catalog.left(pg_catalog.encode(r.checksum, 'hex'), 8) AS checksum, 2 AS part, a.journal_id, r.ordinal
		FROM migrate.revisions r
			LEFT JOIN migrate.applied_revisions a ON a.project = r.project AND a.scope = migrate.scope() AND a.revision_id = r.revision_id
			LEFT JOIN migrate.unfinished_steps u ON u.project = r.project AND u.scope = migrate.scope() AND u.revision_id = r.revision_id
		WHERE r.project = migrate.project()
		UNION ALL
		(SELECT DISTINCT ON (t.name) t.name, 'repeatable file', CASE WHEN a.checksum = t.checksum THEN 'applied' ELSE 'pending' END,
			a.applied_at, a.applied_by, pg_catalog.left(pg_catalog.encode(t.checksum, 'hex'), 8), 1, NULL, t.ordinal
		FROM migrate.repeatables t
			LEFT JOIN migrate.applied_repeatables a ON a.project = t.project AND a.scope = migrate.scope() AND a.name = t.name
		WHERE t.project = migrate.project()
		ORDER BY t.name, t.ordinal DESC)) s
	ORDER BY s.part, s.journal_id DESC NULLS FIRST, s.ordinal DESC;
COMMENT ON VIEW migrate.status IS 'every repeatable file and every revision of the project and whether it is applied here, newest first';

CREATE VIEW migrate.deployments AS
	SELECT s.deployment, s.project, s.scope, s.direction, s.target,
		CASE WHEN l.deployment IS NOT NULL OR s.state NOT IN ('waiting', 'running') OR pg_catalog.pg_is_in_recovery() THEN s.state WHEN s.state = 'running' THEN 'interrupted' ELSE 'left out' END AS state,
		s.steps, s.started_at, s.ended_at, s.started_by, CASE WHEN l.deployment IS NOT NULL AND s.state = 'running' THEN s.pid END AS pid,
		s.sqlstate, s.message, s.detail, s.hint, s.context, s.detached
	FROM migrate.deployed_scopes s
		LEFT JOIN (SELECT DISTINCT l.objid::bigint AS deployment
			FROM pg_catalog.pg_locks l
				JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
			WHERE l.locktype = 'object' AND l.classid = 'migrate.revisions'::pg_catalog.regclass AND l.objsubid = 5 AND l.granted) l
			ON l.deployment = s.deployment & 4294967295;
COMMENT ON VIEW migrate.deployments IS 'what workers deploy or have deployed, a row a scope: the report of deploy_all(), revert_all(), deploy_detached() and revert_detached(). The last hundred are kept';
COMMENT ON COLUMN migrate.deployments.deployment IS 'its number: the same for all scopes of a call';
COMMENT ON COLUMN migrate.deployments.state IS 'waiting, running, done, failed; left out: the call ended, was cancelled or had no worker before it began; interrupted: whoever ran it is gone';
COMMENT ON COLUMN migrate.deployments.steps IS 'that are done';
COMMENT ON COLUMN migrate.deployments.pid IS 'of the worker, while it runs';
COMMENT ON COLUMN migrate.deployments.sqlstate IS 'of its error, as the columns behind it; NULL: there is none';
COMMENT ON COLUMN migrate.deployments.detached IS 'the row is of a call of deploy_detached() or revert_detached() as a whole';

CREATE VIEW migrate.scopes AS
	WITH RECURSIVE noted AS (
		(SELECT project, scope FROM migrate.journal ORDER BY project, scope LIMIT 1)
		UNION ALL
		SELECT n.project, n.scope FROM noted o CROSS JOIN LATERAL (SELECT j.project, j.scope FROM migrate.journal j WHERE (j.project, j.scope) > (o.project, o.scope)
			ORDER BY j.project, j.scope LIMIT 1) n),
	known AS (SELECT project, scope FROM noted UNION SELECT project, scope FROM migrate.unfinished_steps)
	SELECT k.project, k.scope,
		CASE WHEN k.scope <> '' AND NOT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = k.scope) THEN 'gone'
			WHEN r.state IS NOT NULL THEN r.state WHEN p.pending > 0 THEN 'behind' ELSE 'up to date' END AS state,
		c.current, c.applied, p.pending, r.revision_id AS unfinished, j.started_at AS last_step_at, j.error AS last_error
	FROM known k
		LEFT JOIN migrate.running r ON r.project = k.project AND r.scope = k.scope AND r.state <> 'waiting'
		CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS applied,
				pg_catalog.array_agg(a.revision_id ORDER BY a.journal_id) FILTER (WHERE NOT EXISTS (SELECT FROM migrate.revision_parents e
					JOIN migrate.applied_revisions b ON b.project = a.project AND b.scope = a.scope AND b.revision_id = e.revision_id
					WHERE e.project = a.project AND e.parent_id = a.revision_id)) AS current
			FROM migrate.applied_revisions a WHERE a.project = k.project AND a.scope = k.scope) c
		CROSS JOIN LATERAL (SELECT pg_catalog.count(*) AS pending FROM migrate.revisions v WHERE v.project = k.project
			AND NOT EXISTS (SELECT FROM migrate.applied_revisions a WHERE a.project = k.project AND a.scope = k.scope AND a.revision_id = v.revision_id)
			AND NOT EXISTS (SELECT FROM migrate.revisions s WHERE s.project = v.project AND s.replaces <> '{}' AND v.revision_id = ANY (s.replaces))) p
		LEFT JOIN LATERAL (SELECT l.started_at, l.error FROM migrate.journal l WHERE l.project = k.project AND l.scope = k.scope
			ORDER BY l.run DESC, l.journal_id DESC LIMIT 1) j ON true
	ORDER BY k.project, k.scope;
COMMENT ON VIEW migrate.scopes IS 'every project and scope in which something has been applied: the revisions that it stands at, how many are applied and pending, and what came last. state: up to date, behind, running, interrupted, or gone: there is no such schema any more';

CREATE VIEW migrate.log AS
	SELECT j.journal_id, j.run, j.started_at, j.direction, j.revision_id, r.message, j.duration, j.by_session_user AS by, j.by_user AS as_role,
		j.client_addr AS "from", j.application_name AS application, j.server_version, j.wal_lsn, pg_catalog.left(pg_catalog.encode(j.checksum, 'hex'), 8) AS checksum, j.reason, j.error
	FROM migrate.journal j
		LEFT JOIN migrate.revisions r ON r.project = j.project AND r.revision_id = j.revision_id
	WHERE j.project = migrate.project() AND j.scope = migrate.scope()
	ORDER BY j.journal_id DESC;
COMMENT ON VIEW migrate.log IS 'the journal of the project and scope, newest first';

--
-- Rights.  Everything belongs to whoever installs the extension; PUBLIC may call what tells no script.
--

DO $$
DECLARE
	o record;
BEGIN
	FOR o IN SELECT c.oid::pg_catalog.regclass AS name, c.relkind FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'migrate'::pg_catalog.regnamespace AND c.relkind IN ('r', 'v') LOOP
		EXECUTE pg_catalog.format('ALTER %s %s OWNER TO @extowner@', CASE o.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END, o.name);
	END LOOP;
	FOR o IN SELECT p.oid::pg_catalog.regprocedure AS name, p.prorettype FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'migrate'::pg_catalog.regnamespace LOOP
		-- superusers too fire an event trigger: whoever owned its function could have them run anything
		IF o.prorettype <> 'pg_catalog.event_trigger'::pg_catalog.regtype THEN
			EXECUTE pg_catalog.format('ALTER ROUTINE %s OWNER TO @extowner@', o.name);
		END IF;
		EXECUTE pg_catalog.format('REVOKE ALL ON ROUTINE %s FROM PUBLIC', o.name);
	END LOOP;
END $$;
ALTER SCHEMA migrate OWNER TO @extowner@;

GRANT USAGE ON SCHEMA migrate TO PUBLIC;
GRANT EXECUTE ON FUNCTION migrate.project(), migrate.scope(), migrate.current(), migrate.heads(), migrate.branches(), migrate.history(text),
	migrate.pending(), migrate.plan(text), migrate.is_applied(text), migrate.graph(text), migrate.snapshot(text[], text[]),
	migrate.fingerprint(text[], text[]), migrate.diff(jsonb, jsonb, text[], text[], boolean) TO PUBLIC;
