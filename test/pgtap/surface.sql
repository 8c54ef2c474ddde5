-- The SQL surface as a whole: what is there, what it says of itself, whom it belongs to, what a dump takes along.
BEGIN;
SELECT no_plan();
CREATE EXTENSION migrate;

SELECT tables_are('migrate', '{revisions,revision_parents,revision_dependencies,labels,applied_revisions,repeatables,applied_repeatables,journal,unfinished_steps,deployed_scopes,backfills,facts,settings,installation}'::name[]);
SELECT views_are('migrate', '{status,running,scopes,deployments,log}'::name[]);
SELECT extensions_are('migrate', '{}'::name[], 'no extension lies in our schema; ours has none of its own');

-- Everything says what it is for.
SELECT is_empty($$SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'migrate'::regnamespace AND c.relkind IN ('r', 'v') AND obj_description(c.oid, 'pg_class') IS NULL$$,
	'tables and views have comments');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'migrate'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL$$,
	'functions have comments');
SELECT isnt(obj_description('migrate'::regnamespace, 'pg_namespace'), NULL, 'the schema has a comment');

-- A table that shares its name with a function would turn a call into a cast to the row type.
SELECT is_empty($$SELECT p.proname FROM pg_proc p JOIN pg_class c ON c.relname = p.proname AND c.relnamespace = p.pronamespace WHERE p.pronamespace = 'migrate'::regnamespace$$,
	'no function shares its name with a table');
-- Arguments can be named in a call.
SELECT is_empty($$SELECT p.proname, a FROM pg_proc p CROSS JOIN unnest(p.proargnames[1:p.pronargs]) a JOIN pg_get_keywords() k ON k.word = a AND k.catcode = 'R' WHERE p.pronamespace = 'migrate'::regnamespace$$,
	'no argument is a reserved word');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'migrate'::regnamespace AND p.pronargs > 0 AND p.proargnames IS NULL$$,
	'all arguments have names');

-- Looking is STABLE, so that it works where nothing can be written; the rest is not.
SELECT set_eq($$SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'migrate'::regnamespace AND p.provolatile = 's'$$,
	'{project,scope,current,heads,branches,history,show,pending,plan,is_applied,script,graph,export_file,export_files,snapshot,fingerprint,diff}'::name[],
	'these functions only look');
SELECT is_empty($$SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'migrate'::regnamespace AND (p.prosecdef OR p.provolatile = 'i' OR p.proisstrict)$$,
	'none is SECURITY DEFINER, immutable or strict: NULL is answered by an error that names the argument');

-- One owner for all, and PUBLIC may call what tells no script.
SELECT is((SELECT count(DISTINCT owner) FROM (
	SELECT relowner FROM pg_class WHERE relnamespace = 'migrate'::regnamespace
	UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace = 'migrate'::regnamespace AND prorettype <> 'event_trigger'::regtype
	UNION ALL SELECT nspowner FROM pg_namespace WHERE nspname = 'migrate') o (owner)), 1::bigint, 'all belongs to one role');
-- ... but what superusers fire: whoever owned that could have them run anything.
SELECT is_empty($$SELECT evtname FROM pg_event_trigger JOIN pg_roles r ON r.oid = evtowner WHERE NOT r.rolsuper
	UNION ALL SELECT p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.prorettype = 'event_trigger'::regtype AND NOT r.rolsuper$$,
	'event triggers and their functions belong to a superuser');
SELECT results_eq($$SELECT evtname, evtevent, evtenabled, evtfoid::regprocedure::text FROM pg_event_trigger$$,
	$$VALUES ('migrate_before_change'::name, 'ddl_command_start'::name, 'A'::"char", 'migrate.before_change()')$$, 'one event trigger, as a replica too');
SELECT set_eq($$SELECT p.proname FROM pg_proc p CROSS JOIN aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) a WHERE p.pronamespace = 'migrate'::regnamespace AND a.grantee = 0$$,
	'{project,scope,current,heads,branches,history,pending,plan,is_applied,graph,snapshot,fingerprint,diff}'::name[], 'PUBLIC may call these');
SELECT is_empty($$SELECT c.relname FROM pg_class c CROSS JOIN aclexplode(c.relacl) a WHERE c.relnamespace = 'migrate'::regnamespace AND a.grantee = 0$$, 'PUBLIC reads no table');

-- The rule against plain SQL holds for every table, as a replica too.
SELECT set_eq($$SELECT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'migrate'::regnamespace AND t.tgname = 'refuse_plain_sql' AND t.tgenabled = 'A'
	AND t.tgtype = 62$$, $$SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = 'migrate'::regnamespace AND c.relkind = 'r'$$,
	'every table has its trigger, for each kind of change, ENABLE ALWAYS');

-- A dump takes the user's data along, sequences too, but not what tells a copy from the original, nor what is under way.
SELECT set_eq($$SELECT unnest(extconfig)::regclass::text FROM pg_extension WHERE extname = 'migrate'$$,
	$$SELECT c.oid::regclass::text FROM pg_class c WHERE c.relnamespace = 'migrate'::regnamespace AND c.relkind IN ('r', 'S') AND c.relname NOT IN ('installation', 'unfinished_steps', 'deployed_scopes', 'deployed_scopes_deployment_seq')$$,
	'all tables and sequences but these are dumped');
SELECT is_empty($$SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'migrate'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
	AND a.attname = 'project' AND NOT a.attnotnull$$, 'a project is never NULL');

-- Parameters.
SELECT set_eq($$SELECT name FROM pg_settings WHERE name LIKE 'migrate.%'$$, '{migrate.project,migrate.scope,migrate.lock_timeout,migrate.lock_retries,migrate.concurrent_timeout,migrate.max_workers,migrate.backfill_max_lag,migrate.progress,migrate.concurrent_ddl,migrate.variables,migrate.run,migrate.steps,migrate.ordinal,migrate.direction,migrate.revision_id,migrate.message}'::text[], 'these parameters there are');
SELECT is_empty($$SELECT name FROM pg_settings WHERE name LIKE 'migrate.%' AND (context <> CASE name WHEN 'migrate.max_workers' THEN 'superuser' ELSE 'user' END OR short_desc = '')$$, 'everybody may set them but one, and each says what it is');

SELECT * FROM finish();
ROLLBACK;
