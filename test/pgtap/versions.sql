-- Snapshots of servers of different versions: what these print in different ways, or only one of them knows, is no difference.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;
CREATE SCHEMA s;
CREATE TABLE s.t (a int, t int);
CREATE VIEW s.v AS SELECT a FROM s.t;
CREATE MATERIALIZED VIEW s.m AS SELECT a FROM s.t;
GRANT SELECT, UPDATE ON s.t TO PUBLIC;
GRANT SELECT ON s.t TO pg_monitor WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO PUBLIC;

-- The schema as a server of some version tells of it: how it prints both views, and what is granted besides.
CREATE FUNCTION pg_temp.told(server int, definition text, privilege text DEFAULT '') RETURNS jsonb LANGUAGE sql AS $$
SELECT s || jsonb_build_object('server', server, 'installation', server::text, 'facts', (
	SELECT jsonb_agg(CASE
		WHEN f->>'kind' IN ('view', 'materialized view') THEN jsonb_set(f, '{attributes,definition}', to_jsonb(definition))
		WHEN f->'attributes' ? 'grantable' THEN jsonb_set(f, '{attributes,grantable}', to_jsonb(f->'attributes'->>'grantable' || privilege))
		WHEN f->'attributes' ? 'privileges' THEN jsonb_set(f, '{attributes,privileges}', to_jsonb(f->'attributes'->>'privileges' || privilege))
		ELSE f END) FROM jsonb_array_elements(s->'facts') f))
FROM migrate.snapshot('{s}') s
$$;
CREATE FUNCTION pg_temp.changes(a jsonb, b jsonb) RETURNS SETOF text LANGUAGE sql AS
	'SELECT upgrade FROM migrate.diff(a, b) WHERE upgrade IS NOT NULL UNION ALL SELECT upgrade FROM migrate.diff(b, a) WHERE upgrade IS NOT NULL';

-- Before 16 a column of a view is named with its table, even if there is no other.
SELECT is_empty(format('SELECT pg_temp.changes(pg_temp.told(150000, %L), pg_temp.told(170000, %L))', a, b), b)
FROM (VALUES
	(E' SELECT t.a\n   FROM s.t', E' SELECT a\n   FROM s.t'),
	('SELECT t.a, lower(t.b) AS b, count(*) AS count FROM s.t WHERE t.c > 0 GROUP BY t.a', 'SELECT a, lower(b) AS b, count(*) AS count FROM s.t WHERE c > 0 GROUP BY a'),
	('SELECT t.t FROM s.t ORDER BY t.t', 'SELECT t FROM s.t ORDER BY t'),
	('SELECT "a table".a FROM s."a table"', 'SELECT a FROM s."a table"'),
	('SELECT data.name FROM s.data', 'SELECT name FROM s.data'),
	('SELECT q.a FROM ( SELECT t.a FROM s.t) q', 'SELECT a FROM ( SELECT t.a FROM s.t) q')
) cases (a, b);
-- What says something else is a difference.
SELECT isnt_empty(format('SELECT pg_temp.changes(pg_temp.told(150000, %L), pg_temp.told(170000, %L))', a, b), b)
FROM (VALUES
	('SELECT t.a FROM s.t', 'SELECT b FROM s.t'), ('SELECT t.a FROM s.t', 'SELECT a FROM s.t WHERE (a > 0)'), ('SELECT t.a FROM s.t', 'SELECT u.a FROM s.t'),
	('SELECT s.f(1) AS f', 'SELECT f(1) AS f'), ('SELECT t.a, u.b FROM s.t, s.u', 'SELECT a, b FROM s.t, s.u'), ('SELECT t.a FROM s.t', 'SELECT ''a FROM s.t')
) cases (a, b);

-- MAINTAIN is a privilege since 17.
SELECT is_empty($$SELECT pg_temp.changes(pg_temp.told(150000, 'SELECT 1'), pg_temp.told(170000, 'SELECT 1', ', MAINTAIN'))$$, 'a privilege that one of two servers does not know');
SELECT is((SELECT count(*) FROM migrate.diff(pg_temp.told(170000, 'SELECT 1'), pg_temp.told(180000, 'SELECT 1', ', MAINTAIN')) WHERE upgrade LIKE '%GRANT MAINTAIN ON%'), 3::bigint, 'one that both know');
SELECT is_empty($$SELECT pg_temp.changes(pg_temp.told(150000, 'SELECT 1'), jsonb_insert(pg_temp.told(170000, 'SELECT 1'), '{facts,-1}',
	'{"kind": "grant", "of": "table s.t", "attributes": {"grantee": "pg_read_all_data", "privileges": "MAINTAIN"}}', true))$$, 'a role that has no other');

SELECT * FROM finish();
ROLLBACK;
