-- Looking: what there is, what is applied, what would be done.  Nothing here changes anything.
CREATE EXTENSION migrate;

-- Where there is nothing.
SELECT * FROM migrate.current();
SELECT * FROM migrate.heads();
SELECT * FROM migrate.branches();
SELECT * FROM migrate.history();
SELECT * FROM migrate.pending();
SELECT * FROM migrate.plan();
SELECT * FROM migrate.status;
SELECT * FROM migrate.log;
SELECT migrate.graph(), migrate.is_applied('head');
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade('base');
SELECT migrate.is_applied('nowhere');
SELECT * FROM migrate.show('nowhere');
SELECT * FROM migrate.show('head');

SELECT migrate.revision('create persons', 'CREATE TABLE persons (id int)', 'DROP TABLE persons', revision_id => '8f14e45fceea');
SELECT migrate.revision('add completed', 'ALTER TABLE persons ADD COLUMN completed boolean', 'ALTER TABLE persons DROP COLUMN completed', revision_id => 'c9f0f895fb98');
SELECT migrate.revision('left', 'CREATE TABLE l ()', 'DROP TABLE l', revision_id => '45c48cce2e2d', branch_label => 'left');
SELECT migrate.revision('right', 'CREATE TABLE r ()', 'DROP TABLE r', revision_id => 'd3d9446802a4', parents => '{c9f0}', branch_label => 'right');
SELECT migrate.merge('merge left and right', revision_id => '3c59dc048e88');
SELECT migrate.revision('add phone', 'ALTER TABLE persons ADD COLUMN phone text', 'ALTER TABLE persons DROP COLUMN phone', revision_id => '6512bd43d9ca');
SELECT migrate.tag('v1', '3c59');
SELECT * FROM migrate.upgrade('left');

-- current: applied, and nothing applied stands on it.
SELECT revision_id, name, message, applied_at <= clock_timestamp() AS past, applied_by = current_user AS me FROM migrate.current();
SELECT * FROM migrate.heads();
SELECT * FROM migrate.branches();
SELECT * FROM migrate.pending();

-- history, newest first; ranges as Alembic's: both ends included.
SELECT revision_id, parents, name, message, labels, state, applied_at IS NOT NULL AS applied, applied_by = current_user AS me, duration IS NOT NULL AS timed FROM migrate.history();
SELECT revision_id FROM migrate.history('c9f0:3c59');
SELECT revision_id FROM migrate.history(':c9f0');
SELECT revision_id FROM migrate.history('v1:');
SELECT revision_id FROM migrate.history('45c4:45c4');
SELECT revision_id FROM migrate.history('base:head');
SELECT revision_id FROM migrate.history('-2:');
SELECT revision_id FROM migrate.history(':+2');
SELECT revision_id FROM migrate.history('left:head');
SELECT revision_id FROM migrate.history('c9f0');
SELECT revision_id FROM migrate.history(NULL);
SELECT revision_id FROM migrate.history('');
SELECT revision_id FROM migrate.history('nowhere:');
SELECT revision_id FROM migrate.history('a:b:c');
SELECT revision_id FROM migrate.history('head:base');
SELECT revision_id FROM migrate.history('45c4:d3d9');

-- show: all there is to know of one.
SELECT revision_id, name, message, parents, depends_on, replaces, labels, state, transactional, created_at <= now() AS created, written_by = current_user AS mine,
	applied_at IS NOT NULL AS applied, applied_by = current_user AS me, length(checksum) AS checksum, file_name, upgrade, downgrade, verify
FROM migrate.show('left') \gx
SELECT revision_id, state FROM migrate.show('6512');
SELECT revision_id, state FROM migrate.show('add_phone');
SELECT revision_id, state FROM migrate.show('head');
SELECT revision_id, state FROM migrate.show('v1');
SELECT revision_id, state FROM migrate.show('v1-1');
SELECT revision_id, state FROM migrate.show('8f14+1');
SELECT revision_id, state FROM migrate.show('base');
SELECT revision_id, state FROM migrate.show('6');
SELECT revision_id, state FROM migrate.show(NULL);
-- A prefix of several.
SELECT migrate.revision('another', revision_id => '8f14aaaaaaaa');
SELECT revision_id, state FROM migrate.show('8f14');
SELECT revision_id, state FROM migrate.show('8f14e');
SELECT migrate.remove('8f14aaaaaaaa');

-- plan: up, or down where the target lies below what is applied.
SELECT * FROM migrate.plan();
SELECT * FROM migrate.plan('v1');
SELECT * FROM migrate.plan('+1');
SELECT * FROM migrate.plan('right@head');
SELECT * FROM migrate.plan('8f14');
SELECT * FROM migrate.plan('base');
SELECT * FROM migrate.plan('-1');
SELECT * FROM migrate.plan('@last');
SELECT * FROM migrate.plan('45c4');
SELECT * FROM migrate.plan('left@base');
SELECT * FROM migrate.plan('45c4-1');
SELECT * FROM migrate.plan('nowhere');
SELECT * FROM migrate.plan(NULL);
SELECT * FROM migrate.plan('-9');

-- is_applied, for health checks.
SELECT migrate.is_applied('left'), migrate.is_applied('8f14'), migrate.is_applied('add_completed'), migrate.is_applied('right'), migrate.is_applied('head'), migrate.is_applied('heads');
SELECT migrate.is_applied('nowhere');
SELECT migrate.is_applied('base');
SELECT migrate.is_applied(NULL);

-- The graph as text, DOT and Mermaid.
SELECT migrate.graph() \g (format=unaligned tuples_only=on)
SELECT migrate.graph('dot') \g (format=unaligned tuples_only=on)
SELECT migrate.graph('mermaid') \g (format=unaligned tuples_only=on)
SELECT migrate.graph('png');
-- As SVG: a circle a revision, an edge a parent.
SELECT array_length(xpath('//s:circle', g, ns), 1) AS revisions, array_length(xpath('//s:path', g, ns), 1) AS edges, (xpath('//s:tspan[1]/text()', g, ns))[1] AS newest
FROM (SELECT migrate.graph('svg')::xml, '{{s,http://www.w3.org/2000/svg}}'::text[]) x (g, ns);
SELECT migrate.graph(NULL);

-- The views.
SELECT * FROM migrate.upgrade();
SELECT * FROM migrate.downgrade();
SELECT revision_id, message, state, applied_at IS NOT NULL AS applied, by = current_user AS me, length(checksum) AS checksum FROM migrate.status;
SELECT run, direction, revision_id, message, duration IS NOT NULL AS timed, by = session_user AS me, as_role = current_user AS as_me, application, reason, length(checksum) AS checksum FROM migrate.log;
SELECT migrate.is_applied('head');
SELECT * FROM migrate.upgrade();
SELECT migrate.is_applied('head'), migrate.is_applied('heads');
SELECT migrate.graph() \g (format=unaligned tuples_only=on)

-- All of it in a transaction that may not write, upgrade() with nothing to do included.
BEGIN READ ONLY;
SELECT count(*) FROM migrate.history();
SELECT migrate.is_applied('head');
SELECT * FROM migrate.upgrade();
ROLLBACK;

SELECT * FROM migrate.downgrade('base');
DROP EXTENSION migrate;
