-- What changes in an application's schema from one release to the next: tenants, policies, audit, event logs, queues, and much at once.

-- pair: tenant column into primary key, fk composite, RLS
-- from
CREATE TABLE tenants (id int PRIMARY KEY, slug text UNIQUE NOT NULL);
CREATE TABLE accounts (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants, name text);
CREATE TABLE invoices (id int PRIMARY KEY, account_id int NOT NULL REFERENCES accounts ON DELETE CASCADE, total numeric(10,2));
INSERT INTO tenants VALUES (1,'x'); INSERT INTO accounts VALUES (1,1,'n'); INSERT INTO invoices VALUES (1,1,5);
-- to
CREATE TABLE tenants (id int PRIMARY KEY, slug text UNIQUE NOT NULL);
CREATE TABLE accounts (id int, tenant_id int NOT NULL REFERENCES tenants, name text, PRIMARY KEY (tenant_id, id));
CREATE TABLE invoices (id int PRIMARY KEY, account_id int NOT NULL, total numeric(10,2), tenant_id int DEFAULT 1 NOT NULL, FOREIGN KEY (tenant_id, account_id) REFERENCES accounts ON DELETE CASCADE);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON invoices USING (tenant_id = current_setting('app.tenant')::int) WITH CHECK (tenant_id = current_setting('app.tenant')::int);
INSERT INTO tenants VALUES (1,'x'); INSERT INTO accounts VALUES (1,1,'n'); INSERT INTO invoices VALUES (1,1,5);

-- pair: tenant id int to bigint under policies, fks, indexes and a security invoker view
-- from
CREATE TABLE tenants (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE docs (id int PRIMARY KEY, tenant_id int NOT NULL REFERENCES tenants, body text);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY; ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY p_sel ON docs FOR SELECT TO ada, bob USING (tenant_id = current_setting('app.t')::int);
CREATE POLICY p_ins ON docs FOR INSERT TO ada WITH CHECK (tenant_id = current_setting('app.t')::int);
CREATE INDEX docs_t ON docs (tenant_id, id DESC);
CREATE VIEW my_docs WITH (security_invoker) AS SELECT id, tenant_id, body FROM docs;
GRANT SELECT (id, body) ON my_docs TO ada;
COMMENT ON COLUMN my_docs.tenant_id IS 'who';
-- to
CREATE TABLE tenants (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
CREATE TABLE docs (id int PRIMARY KEY, tenant_id bigint NOT NULL REFERENCES tenants, body text);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY; ALTER TABLE docs FORCE ROW LEVEL SECURITY;
CREATE POLICY p_sel ON docs FOR SELECT TO ada, bob USING (tenant_id = current_setting('app.t')::bigint);
CREATE POLICY p_ins ON docs FOR INSERT TO ada WITH CHECK (tenant_id = current_setting('app.t')::bigint);
CREATE INDEX docs_t ON docs (tenant_id, id DESC);
CREATE VIEW my_docs WITH (security_invoker) AS SELECT id, tenant_id, body FROM docs;
GRANT SELECT (id, body) ON my_docs TO ada;
COMMENT ON COLUMN my_docs.tenant_id IS 'who';

-- pair: audit triggers appear on several tables with one function
-- budget: 5 5
-- from
CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
-- to
CREATE TABLE users (id int PRIMARY KEY, email text);
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
CREATE TABLE audit_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tbl regclass NOT NULL, at timestamptz DEFAULT now() NOT NULL, who name DEFAULT CURRENT_USER NOT NULL, old_row jsonb, new_row jsonb);
CREATE INDEX audit_log_at_brin ON audit_log USING brin (at) WITH (pages_per_range = 32);
CREATE FUNCTION audit() RETURNS trigger SECURITY DEFINER SET search_path = pg_catalog, public LANGUAGE plpgsql AS $$BEGIN INSERT INTO audit_log(tbl,old_row,new_row) VALUES (TG_RELID, to_jsonb(OLD), to_jsonb(NEW)); RETURN NULL; END$$;
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER INSERT OR DELETE OR UPDATE OF user_id ON orders FOR EACH ROW WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION audit();

-- pair: audit function gets arguments, triggers change WHEN and columns
-- from
CREATE TABLE users (id int PRIMARY KEY, email text, seen timestamptz);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;
CREATE TRIGGER audit AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER stmt AFTER INSERT ON users REFERENCING NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION audit('a');
-- to
CREATE TABLE users (id int PRIMARY KEY, email text, seen timestamptz);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE NOTICE '%', TG_ARGV[0]; RETURN NULL; END$$;
CREATE TRIGGER audit AFTER UPDATE OF email ON users FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email) EXECUTE FUNCTION audit('users', 'x');
CREATE TRIGGER stmt AFTER UPDATE ON users REFERENCING NEW TABLE AS n OLD TABLE AS o FOR EACH STATEMENT EXECUTE FUNCTION audit('a', 'b');
COMMENT ON TRIGGER stmt ON users IS 'c';

-- pair: event log: gin index, generated column, check and fk on all
-- from
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, user_id int, payload jsonb) PARTITION BY RANGE (at);
CREATE TABLE e1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE e2 PARTITION OF events DEFAULT PARTITION BY HASH (id);
CREATE TABLE e2_0 PARTITION OF e2 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE e2_1 PARTITION OF e2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO users VALUES (1); INSERT INTO events VALUES (1,'2024-01-05',1,'{"k":"v"}'),(2,'2025-01-05',1,'{"k":"w"}');
-- to
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE events (id bigint NOT NULL, at date NOT NULL, user_id int REFERENCES users ON DELETE SET NULL, payload jsonb, k text GENERATED ALWAYS AS (payload->>'k') STORED, CONSTRAINT k_there CHECK (payload ? 'k')) PARTITION BY RANGE (at);
CREATE TABLE e1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE e2 PARTITION OF events DEFAULT PARTITION BY HASH (id);
CREATE TABLE e2_0 PARTITION OF e2 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE e2_1 PARTITION OF e2 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX events_payload ON events USING gin (payload jsonb_path_ops);
CREATE INDEX events_k ON events (k) WHERE k IS NOT NULL;
INSERT INTO users VALUES (1); INSERT INTO events VALUES (1,'2024-01-05',1,'{"k":"v"}'),(2,'2025-01-05',1,'{"k":"w"}');

-- pair: subscription status enum gains values used in default, partial index, view, function and array column default
-- from
CREATE TYPE status AS ENUM ('trial', 'active', 'cancelled');
CREATE TABLE subs (id int PRIMARY KEY, status status DEFAULT 'trial' NOT NULL, history status[] DEFAULT '{trial}' NOT NULL);
CREATE INDEX subs_active ON subs (id) WHERE status = 'active';
CREATE VIEW active_subs AS SELECT id, status FROM subs WHERE status IN ('active', 'trial');
CREATE FUNCTION is_on(s status) RETURNS boolean IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT s = ANY ('{active,trial}'::status[]); END;
INSERT INTO subs VALUES (1, 'active', '{trial,active}');
-- to
CREATE TYPE status AS ENUM ('pending', 'trial', 'active', 'past_due', 'cancelled');
CREATE TABLE subs (id int PRIMARY KEY, status status DEFAULT 'pending' NOT NULL, history status[] DEFAULT '{pending}' NOT NULL);
CREATE INDEX subs_active ON subs (id) WHERE status IN ('active', 'past_due');
CREATE VIEW active_subs AS SELECT id, status FROM subs WHERE status IN ('active', 'trial', 'past_due');
CREATE FUNCTION is_on(s status) RETURNS boolean IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT s = ANY ('{active,trial,past_due}'::status[]); END;
INSERT INTO subs VALUES (1, 'active', '{trial,active}');

-- pair: a base column widens under view on view on materialized view with indexes comments grants
-- from
CREATE TABLE t (id int PRIMARY KEY, price numeric(8,2), name varchar(20));
CREATE VIEW v1 AS SELECT id, price * 2 AS dbl, price, name FROM t;
CREATE VIEW v2 AS SELECT v1.*, upper(name) AS u FROM v1;
CREATE MATERIALIZED VIEW mv AS SELECT price, count(*) AS n FROM v2 GROUP BY price WITH NO DATA;
CREATE UNIQUE INDEX mv_p ON mv (price);
CREATE VIEW v3 AS SELECT * FROM mv WHERE n > 1;
COMMENT ON VIEW v2 IS 'v2'; COMMENT ON COLUMN v2.u IS 'u'; COMMENT ON MATERIALIZED VIEW mv IS 'mv'; COMMENT ON INDEX mv_p IS 'mv_p';
GRANT SELECT ON v1, v2, mv, v3 TO ada; GRANT SELECT (n) ON mv TO bob;
ALTER VIEW v3 OWNER TO ada;
-- to
CREATE TABLE t (id int PRIMARY KEY, price numeric(12,4), name varchar(20));
CREATE VIEW v1 AS SELECT id, price * 2 AS dbl, price, name FROM t;
CREATE VIEW v2 AS SELECT v1.*, upper(name) AS u FROM v1;
CREATE MATERIALIZED VIEW mv AS SELECT price, count(*) AS n FROM v2 GROUP BY price WITH NO DATA;
CREATE UNIQUE INDEX mv_p ON mv (price);
CREATE VIEW v3 AS SELECT * FROM mv WHERE n > 1;
COMMENT ON VIEW v2 IS 'v2'; COMMENT ON COLUMN v2.u IS 'u'; COMMENT ON MATERIALIZED VIEW mv IS 'mv'; COMMENT ON INDEX mv_p IS 'mv_p';
GRANT SELECT ON v1, v2, mv, v3 TO ada; GRANT SELECT (n) ON mv TO bob;
ALTER VIEW v3 OWNER TO ada;

-- pair: view becomes security invoker, barrier, check option
-- budget: 1 2
-- from
CREATE TABLE t (id int, a text);
CREATE VIEW v AS SELECT id, a FROM t WHERE id > 0;
-- to
CREATE TABLE t (id int, a text);
CREATE VIEW v WITH (security_invoker = true, security_barrier = true) AS SELECT id, a FROM t WHERE id > 0 WITH LOCAL CHECK OPTION;

-- pair: overloads come and one gets an out parameter
-- from
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a text, OUT x int, OUT y int) LANGUAGE sql AS 'SELECT 1, 2';
CREATE VIEW v AS SELECT g(1) AS a, (g('b'::text)).x AS b;
-- to
CREATE FUNCTION g(a int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION g(a text, OUT x int, OUT y int, OUT z int) LANGUAGE sql AS 'SELECT 1, 2, 3';
CREATE FUNCTION g(VARIADIC a numeric[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT g(1) AS a, (g('b'::text)).x AS b;

-- pair: procedures in SQL standard form
-- from
CREATE TABLE t (a int, b text);
CREATE PROCEDURE add(x int) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (x, 'a'); END;
-- to
CREATE TABLE t (a bigint, b text, c date);
CREATE PROCEDURE add(x int, y date DEFAULT CURRENT_DATE) LANGUAGE sql BEGIN ATOMIC INSERT INTO t VALUES (x, 'a', y); DELETE FROM t WHERE a < 0; END;

-- pair: exclusion constraint on a booking table gains a room column
-- from
CREATE TABLE rooms (id int PRIMARY KEY);
CREATE TABLE bookings (id int PRIMARY KEY, room int4range, during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&));
INSERT INTO bookings VALUES (1, '[1,2)', '[2024-01-01,2024-01-02)');
-- to
CREATE TABLE rooms (id int PRIMARY KEY);
CREATE TABLE bookings (id int PRIMARY KEY, room int4range, during tstzrange NOT NULL, cancelled boolean DEFAULT false NOT NULL, EXCLUDE USING gist (during WITH &&, room WITH &&) WHERE (NOT cancelled));
INSERT INTO bookings VALUES (1, '[1,2)', '[2024-01-01,2024-01-02)');

-- pair: deferrable fks become not, self references
-- from
CREATE TABLE nodes (id int PRIMARY KEY, parent int REFERENCES nodes DEFERRABLE INITIALLY DEFERRED, root int REFERENCES nodes);
INSERT INTO nodes VALUES (1, 1, 1);
-- to
CREATE TABLE nodes (id int PRIMARY KEY, parent int REFERENCES nodes, root int REFERENCES nodes ON DELETE CASCADE DEFERRABLE);
INSERT INTO nodes VALUES (1, 1, 1);

-- pair: default privileges for schema and what stands in it
-- from
CREATE SCHEMA app;
CREATE TABLE app.a (id serial PRIMARY KEY);
-- to
CREATE SCHEMA app AUTHORIZATION ada;
CREATE TABLE app.a (id serial PRIMARY KEY);
ALTER TABLE app.a OWNER TO ada;
ALTER DEFAULT PRIVILEGES FOR ROLE ada IN SCHEMA app GRANT SELECT, INSERT ON TABLES TO bob;
ALTER DEFAULT PRIVILEGES FOR ROLE ada IN SCHEMA app GRANT USAGE ON SEQUENCES TO bob;
CREATE TABLE app.b (id int GENERATED BY DEFAULT AS IDENTITY);
ALTER TABLE app.b OWNER TO ada;
GRANT USAGE ON SCHEMA app TO bob;

-- pair: publication row filter and column list follow changed columns
-- from
CREATE TABLE t (id int PRIMARY KEY, region text, amount int, note text);
CREATE PUBLICATION p FOR TABLE t (id, region, amount) WHERE (amount > 0 AND region = 'eu');
ALTER TABLE t REPLICA IDENTITY FULL;
-- to
CREATE TABLE t (id int PRIMARY KEY, region varchar(10), amount bigint, note text);
CREATE PUBLICATION p FOR TABLE t (id, region, amount, note) WHERE (amount > 0 AND region = 'eu');
ALTER TABLE t REPLICA IDENTITY FULL;

-- pair: materialized view replaced under a function and a policy
-- from
CREATE TABLE t (id int, org int);
CREATE MATERIALIZED VIEW m AS SELECT org, count(*) AS n FROM t GROUP BY org;
CREATE FUNCTION n_of(o int) RETURNS bigint STABLE LANGUAGE sql BEGIN ATOMIC SELECT n FROM m WHERE org = o; END;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (n_of(org) < 10);
-- to
CREATE TABLE t (id int, org int);
CREATE MATERIALIZED VIEW m AS SELECT org, count(*) AS n, max(id) AS top FROM t GROUP BY org;
CREATE FUNCTION n_of(o int) RETURNS bigint STABLE LANGUAGE sql BEGIN ATOMIC SELECT n FROM m WHERE org = o; END;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (n_of(org) < 10);

-- pair: tsvector generated column with own configuration, gin index
-- from
CREATE TABLE posts (id int PRIMARY KEY, title text, body text);
INSERT INTO posts VALUES (1, 'a', 'b');
-- to
CREATE TEXT SEARCH DICTIONARY simple_en (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION blog (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION blog ALTER MAPPING FOR asciiword WITH simple_en;
CREATE TABLE posts (id int PRIMARY KEY, title text, body text, tsv tsvector GENERATED ALWAYS AS (setweight(to_tsvector('blog'::regconfig, coalesce(title, '')), 'A') || to_tsvector('blog'::regconfig, coalesce(body, ''))) STORED);
CREATE INDEX posts_tsv ON posts USING gin (tsv);
INSERT INTO posts VALUES (1, 'a', 'b');

-- pair: rules for insert into view change to instead-of triggers
-- from
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE VIEW v AS SELECT id, a FROM t WHERE id > 0;
CREATE RULE ins AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (NEW.id, NEW.a) RETURNING t.id, t.a;
CREATE RULE del AS ON DELETE TO v DO INSTEAD DELETE FROM t WHERE t.id = OLD.id;
-- to
CREATE TABLE t (id int PRIMARY KEY, a text);
CREATE VIEW v AS SELECT id, a FROM t WHERE id > 0;
CREATE FUNCTION v_ins() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO t VALUES (NEW.id, NEW.a); RETURN NEW; END$$;
CREATE TRIGGER ins INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION v_ins();
CREATE TRIGGER del INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION v_ins();

-- pair: cast and operator for a composite money type whose attribute widens
-- from
CREATE TYPE money2 AS (amount numeric(10,2), currency char(3));
CREATE FUNCTION m_add(money2, money2) RETURNS money2 IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT ROW(($1).amount + ($2).amount, ($1).currency)::money2; END;
CREATE OPERATOR + (FUNCTION = m_add, LEFTARG = money2, RIGHTARG = money2, COMMUTATOR = +);
CREATE AGGREGATE sum(money2) (SFUNC = m_add, STYPE = money2);
CREATE FUNCTION m_text(money2) RETURNS text IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT ($1).amount || ' ' || ($1).currency; END;
CREATE CAST (money2 AS text) WITH FUNCTION m_text(money2) AS ASSIGNMENT;
CREATE TABLE t (id int, m money2);
CREATE VIEW v AS SELECT sum(m) AS s FROM t;
INSERT INTO t VALUES (1, '(1.5,EUR)');
-- to
CREATE TYPE money2 AS (amount numeric(16,4), currency char(3), note text);
CREATE FUNCTION m_add(money2, money2) RETURNS money2 IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT ROW(($1).amount + ($2).amount, ($1).currency, ''::text)::money2; END;
CREATE OPERATOR + (FUNCTION = m_add, LEFTARG = money2, RIGHTARG = money2, COMMUTATOR = +);
CREATE AGGREGATE sum(money2) (SFUNC = m_add, STYPE = money2);
CREATE FUNCTION m_text(money2) RETURNS text IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT ($1).amount || ' ' || ($1).currency; END;
CREATE CAST (money2 AS text) WITH FUNCTION m_text(money2) AS ASSIGNMENT;
CREATE TABLE t (id int, m money2);
CREATE VIEW v AS SELECT sum(m) AS s FROM t;
INSERT INTO t VALUES (1, '(1.5,EUR,)');

-- pair: aggregate becomes parallel with combine function, view on it
-- from
CREATE FUNCTION addto(int8, int) RETURNS int8 IMMUTABLE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE tot(int) (SFUNC = addto, STYPE = int8, INITCOND = '0');
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT tot(a) AS s FROM t;
-- to
CREATE FUNCTION addto(int8, int) RETURNS int8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS 'SELECT $1 + $2';
CREATE AGGREGATE tot(int) (SFUNC = addto, STYPE = int8, INITCOND = '0', COMBINEFUNC = int8pl, PARALLEL = safe);
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT tot(a) AS s FROM t;

-- pair: generated column expression, base column type and index at once
-- from
CREATE TABLE t (id int PRIMARY KEY, first text, last text, full_name text GENERATED ALWAYS AS (first || ' ' || last) STORED);
CREATE INDEX i ON t (full_name);
CREATE VIEW v AS SELECT id, full_name FROM t;
INSERT INTO t VALUES (1, 'a', 'b');
-- to
CREATE TABLE t (id int PRIMARY KEY, first varchar(40), last varchar(40), full_name text GENERATED ALWAYS AS (COALESCE(first, '') || ' ' || COALESCE(last, '')) STORED);
CREATE INDEX i ON t (full_name);
CREATE VIEW v AS SELECT id, full_name FROM t;
INSERT INTO t VALUES (1, 'a', 'b');

-- pair: serial to identity with bigint and dependents
-- from
CREATE TABLE t (id serial PRIMARY KEY, x int);
CREATE TABLE c (t int REFERENCES t);
CREATE VIEW v AS SELECT id FROM t;
INSERT INTO t (x) VALUES (1);
-- to
CREATE TABLE t (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, x int);
CREATE TABLE c (t bigint REFERENCES t);
CREATE VIEW v AS SELECT id FROM t;
INSERT INTO t (x) VALUES (1);

-- pair: soft delete: deleted_at, partial unique instead of unique constraint, view filter, policy
-- budget: 6 6
-- from
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, CONSTRAINT users_email_key UNIQUE (email));
CREATE VIEW live_users AS SELECT id, email FROM users;
CREATE POLICY p ON users USING (true);
INSERT INTO users VALUES (1, 'a');
-- to
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, deleted_at timestamptz);
CREATE UNIQUE INDEX users_email_key ON users (email) WHERE deleted_at IS NULL;
CREATE VIEW live_users AS SELECT id, email FROM users WHERE deleted_at IS NULL;
CREATE POLICY p ON users USING (deleted_at IS NULL);
INSERT INTO users VALUES (1, 'a');

-- pair: unique index under fk becomes constraint
-- from
CREATE TABLE a (x int, y int);
CREATE UNIQUE INDEX a_xy ON a (x, y);
CREATE TABLE b (x int, y int, FOREIGN KEY (x, y) REFERENCES a (x, y) MATCH FULL);
-- to
CREATE TABLE a (x int, y int, CONSTRAINT a_xy UNIQUE (x, y));
CREATE TABLE b (x int, y int, FOREIGN KEY (x, y) REFERENCES a (x, y) MATCH FULL);

-- pair: jsonb settings column exploded to typed columns
-- from
CREATE TABLE s (id int PRIMARY KEY, settings json DEFAULT '{}' NOT NULL);
CREATE INDEX s_theme ON s ((settings->>'theme'));
INSERT INTO s VALUES (1, '{"theme":"d"}');
-- to
CREATE TABLE s (id int PRIMARY KEY, settings jsonb DEFAULT '{}' NOT NULL, theme text GENERATED ALWAYS AS (settings->>'theme') STORED);
CREATE INDEX s_theme ON s (theme);
CREATE INDEX s_gin ON s USING gin (settings jsonb_path_ops) WITH (fastupdate = off);
INSERT INTO s VALUES (1, '{"theme":"d"}');

-- pair: function returns table gets a column, views use it laterally
-- from
CREATE TABLE t (id int);
CREATE FUNCTION stat(i int) RETURNS TABLE (n bigint, m int) STABLE LANGUAGE sql AS 'SELECT 1::bigint, 2';
CREATE VIEW v AS SELECT t.id, s.n FROM t, LATERAL stat(t.id) s;
GRANT SELECT ON v TO bob;
-- to
CREATE TABLE t (id int);
CREATE FUNCTION stat(i int) RETURNS TABLE (n bigint, m int, avg numeric) STABLE LANGUAGE sql AS 'SELECT 1::bigint, 2, 3.0';
CREATE VIEW v AS SELECT t.id, s.n, s.avg FROM t, LATERAL stat(t.id) s;
GRANT SELECT ON v TO bob;

-- pair: timestamps without to with time zone under everything
-- from
CREATE TABLE e (id int, created timestamp DEFAULT now() NOT NULL, updated timestamp, CHECK (updated >= created), EXCLUDE USING gist (tsrange(created, updated) WITH &&));
CREATE INDEX i ON e (created DESC, id) INCLUDE (updated) WHERE updated IS NOT NULL;
CREATE VIEW v AS SELECT date_trunc('day', created) AS day, count(*) FROM e GROUP BY 1;
CREATE MATERIALIZED VIEW mv AS SELECT * FROM v;
-- to
CREATE TABLE e (id int, created timestamptz DEFAULT now() NOT NULL, updated timestamptz, CHECK (updated >= created), EXCLUDE USING gist (tstzrange(created, updated) WITH &&));
CREATE INDEX i ON e (created DESC, id) INCLUDE (updated) WHERE updated IS NOT NULL;
CREATE VIEW v AS SELECT date_trunc('day', created) AS day, count(*) FROM e GROUP BY 1;
CREATE MATERIALIZED VIEW mv AS SELECT * FROM v;

-- pair: recursive view and a function of it
-- from
CREATE TABLE cat (id int PRIMARY KEY, parent int REFERENCES cat, name text);
CREATE RECURSIVE VIEW tree (id, path) AS SELECT id, name FROM cat WHERE parent IS NULL UNION ALL SELECT c.id, t.path || '/' || c.name FROM cat c JOIN tree t ON t.id = c.parent;
CREATE FUNCTION path(i int) RETURNS text STABLE LANGUAGE sql BEGIN ATOMIC SELECT path FROM tree WHERE id = i; END;
-- to
CREATE TABLE cat (id bigint PRIMARY KEY, parent bigint REFERENCES cat ON DELETE CASCADE, name text NOT NULL);
CREATE RECURSIVE VIEW tree (id, path, depth) AS SELECT id, name, 1 FROM cat WHERE parent IS NULL UNION ALL SELECT c.id, t.path || '/' || c.name, t.depth + 1 FROM cat c JOIN tree t ON t.id = c.parent;
CREATE FUNCTION path(i bigint) RETURNS text STABLE LANGUAGE sql BEGIN ATOMIC SELECT path FROM tree WHERE id = i; END;

-- pair: hash partitions from 2 to 4
-- from
CREATE TABLE h (id int PRIMARY KEY, x text) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX ON h (x);
-- to
CREATE TABLE h (id int PRIMARY KEY, x text) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE h2 PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE h3 PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 3);
CREATE INDEX ON h (x);

-- pair: policy with subselect on a membership table that changes its key
-- from
CREATE TABLE members (org int, usr text, PRIMARY KEY (org, usr));
CREATE TABLE d (id int, org int);
CREATE POLICY p ON d USING (EXISTS (SELECT FROM members m WHERE m.org = d.org AND m.usr = CURRENT_USER));
ALTER TABLE d ENABLE ROW LEVEL SECURITY;
-- to
CREATE TABLE members (org bigint, usr name, role text DEFAULT 'r' NOT NULL, PRIMARY KEY (org, usr, role));
CREATE TABLE d (id int, org bigint);
CREATE POLICY p ON d USING (EXISTS (SELECT FROM members m WHERE m.org = d.org AND m.usr = CURRENT_USER AND m.role = 'r'));
ALTER TABLE d ENABLE ROW LEVEL SECURITY;

-- pair: function used in a policy, a check, a default and a generated column gets a parameter with a default
-- columns: any order
-- from
CREATE FUNCTION norm(t text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
CREATE TABLE t (a text, b text GENERATED ALWAYS AS (norm(a)) STORED, c text DEFAULT norm('X'), CHECK (norm(a) <> ''));
CREATE POLICY p ON t USING (norm(a) = 'x');
CREATE INDEX i ON t (norm(c));
INSERT INTO t (a) VALUES ('x');
-- to
CREATE FUNCTION norm(t text, trimmed boolean DEFAULT true) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT CASE WHEN $2 THEN trim(lower($1)) ELSE lower($1) END';
CREATE TABLE t (a text, b text GENERATED ALWAYS AS (norm(a)) STORED, c text DEFAULT norm('X'), CHECK (norm(a) <> ''));
CREATE POLICY p ON t USING (norm(a) = 'x');
CREATE INDEX i ON t (norm(c));
INSERT INTO t (a) VALUES ('x');

-- pair: partitioned table gets identity default from a sequence it shares with another
-- from
CREATE SEQUENCE ids;
CREATE TABLE a (id bigint DEFAULT nextval('ids') PRIMARY KEY);
CREATE TABLE b (id bigint DEFAULT nextval('ids'), d date) PARTITION BY RANGE (d);
CREATE TABLE b1 PARTITION OF b FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
-- to
CREATE SEQUENCE ids INCREMENT 10 CACHE 5;
ALTER SEQUENCE ids OWNED BY NONE;
CREATE TABLE a (id bigint DEFAULT nextval('ids') PRIMARY KEY);
CREATE TABLE b (id bigint DEFAULT nextval('ids'), d date NOT NULL, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
CREATE TABLE b1 PARTITION OF b FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
ALTER SEQUENCE ids OWNED BY b.id;

-- pair: unique nulls not distinct instead of two partial indexes
-- from
CREATE TABLE t (org int NOT NULL, slug text, deleted date);
CREATE UNIQUE INDEX t_u1 ON t (org, slug) WHERE deleted IS NULL;
CREATE UNIQUE INDEX t_u2 ON t (org) WHERE slug IS NULL AND deleted IS NULL;
-- to
CREATE TABLE t (org int NOT NULL, slug text, deleted date, CONSTRAINT t_u1 UNIQUE NULLS NOT DISTINCT (org, slug, deleted));

-- pair: view column renamed in the middle with dependents and grants
-- from
CREATE TABLE t (a int, b int, c int);
CREATE VIEW v AS SELECT a, b, c FROM t;
CREATE VIEW w AS SELECT b FROM v;
GRANT SELECT (b), UPDATE (c) ON v TO ada;
COMMENT ON COLUMN v.b IS 'b';
ALTER VIEW v ALTER b SET DEFAULT 5;
-- to
CREATE TABLE t (a int, b int, c int);
CREATE VIEW v AS SELECT a, b AS bee, c FROM t;
CREATE VIEW w AS SELECT bee AS b FROM v;
GRANT SELECT (bee), UPDATE (c) ON v TO ada;
COMMENT ON COLUMN v.bee IS 'b';
ALTER VIEW v ALTER bee SET DEFAULT 5;

-- pair: multi-level partition with subpartition by list gets new leaf and local index
-- from
CREATE TABLE m (id int, y int, c text) PARTITION BY RANGE (y);
CREATE TABLE m24 PARTITION OF m FOR VALUES FROM (2024) TO (2025) PARTITION BY LIST (c);
CREATE TABLE m24_a PARTITION OF m24 FOR VALUES IN ('a');
ALTER TABLE m24_a ALTER c SET NOT NULL;
CREATE INDEX loc ON m24_a (c);
-- to
CREATE TABLE m (id bigint NOT NULL, y int, c text) PARTITION BY RANGE (y);
CREATE TABLE m24 PARTITION OF m FOR VALUES FROM (2024) TO (2025) PARTITION BY LIST (c);
CREATE TABLE m24_a PARTITION OF m24 FOR VALUES IN ('a', 'b');
CREATE TABLE m24_d PARTITION OF m24 DEFAULT;
CREATE TABLE m25 PARTITION OF m FOR VALUES FROM (2025) TO (2026);
ALTER TABLE m24_a ALTER c SET NOT NULL;
CREATE INDEX loc ON m24_a (c);
CREATE INDEX glob ON m (id, y);

-- pair: trigger on partitioned table replaced, function replaced, clones
-- from
CREATE TABLE m (id int, y int) PARTITION BY RANGE (y);
CREATE TABLE m24 PARTITION OF m FOR VALUES FROM (2024) TO (2025);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr AFTER INSERT ON m FOR EACH ROW EXECUTE FUNCTION tf();
COMMENT ON TRIGGER tr ON m IS 'x';
-- to
CREATE TABLE m (id int, y int) PARTITION BY RANGE (y);
CREATE TABLE m24 PARTITION OF m FOR VALUES FROM (2024) TO (2025);
CREATE TABLE m25 PARTITION OF m FOR VALUES FROM (2025) TO (2026);
CREATE FUNCTION tf2() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER tr AFTER INSERT OR DELETE ON m FOR EACH ROW EXECUTE FUNCTION tf2('a');
ALTER TABLE m DISABLE TRIGGER tr;
COMMENT ON TRIGGER tr ON m IS 'x';

-- pair: view with window, filter, grouping sets changes in the middle of a chain
-- from
CREATE TABLE o (id int, org int, total numeric, at date);
CREATE VIEW a AS SELECT org, at, total, sum(total) OVER w AS run FROM o WINDOW w AS (PARTITION BY org ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
CREATE VIEW b AS SELECT org, at, count(*) FILTER (WHERE total > 0) AS n, GROUPING(org, at) AS g FROM a GROUP BY GROUPING SETS ((org, at), (org), ());
CREATE VIEW c AS WITH x AS MATERIALIZED (SELECT * FROM b) SELECT x.org, x.n FROM x WHERE x.g = 0;
GRANT SELECT ON c TO ada;
-- to
CREATE TABLE o (id int, org int, total numeric, at date);
CREATE VIEW a AS SELECT org, at, total, sum(total) OVER w AS run, rank() OVER w AS r FROM o WINDOW w AS (PARTITION BY org ORDER BY at);
CREATE VIEW b AS SELECT org, at, count(*) FILTER (WHERE total > 0 AND r < 10) AS n, GROUPING(org, at) AS g FROM a GROUP BY GROUPING SETS ((org, at), (org), ());
CREATE VIEW c AS WITH x AS MATERIALIZED (SELECT * FROM b) SELECT x.org, x.n FROM x WHERE x.g = 0;
GRANT SELECT ON c TO ada;

-- pair: column dropped that a view, a function, a policy and a trigger let go of
-- columns: any order
-- from
CREATE TABLE u (id int PRIMARY KEY, legacy text, name text);
CREATE VIEW v AS SELECT id, legacy, name FROM u;
CREATE POLICY p ON u USING (legacy <> '');
CREATE FUNCTION f(i int) RETURNS text STABLE LANGUAGE sql BEGIN ATOMIC SELECT legacy FROM u WHERE id = i; END;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE UPDATE OF legacy, name ON u FOR EACH ROW EXECUTE FUNCTION tf();
CREATE INDEX i ON u (legacy, name);
INSERT INTO u VALUES (1, 'l', 'n');
-- to
CREATE TABLE u (id int PRIMARY KEY, name text);
CREATE VIEW v AS SELECT id, name FROM u;
CREATE POLICY p ON u USING (name <> '');
CREATE FUNCTION f(i int) RETURNS text STABLE LANGUAGE sql BEGIN ATOMIC SELECT name FROM u WHERE id = i; END;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t BEFORE UPDATE OF name ON u FOR EACH ROW EXECUTE FUNCTION tf();
CREATE INDEX i ON u (name);
INSERT INTO u VALUES (1, 'n');

-- pair: foreign key target moves from unique index of one column to composite pk, with actions
-- from
CREATE TABLE a (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE b (code text REFERENCES a (code) ON UPDATE CASCADE);
CREATE TABLE c (code text REFERENCES a (code));
-- to
CREATE TABLE a (id int, code text, region text DEFAULT 'x', PRIMARY KEY (region, code));
CREATE TABLE b (code text, region text DEFAULT 'x', FOREIGN KEY (region, code) REFERENCES a ON UPDATE CASCADE);
CREATE TABLE c (code text);

-- pair: range partition with MINVALUE/MAXVALUE multi column keys
-- from
CREATE TABLE m (y int, q int, v text) PARTITION BY RANGE (y, q);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (MINVALUE, MINVALUE) TO (2024, 1);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (2024, 1) TO (2024, MAXVALUE);
-- to
CREATE TABLE m (y int, q int, v text) PARTITION BY RANGE (y, q);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (MINVALUE, MINVALUE) TO (2024, 1);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (2024, 1) TO (2024, 3);
CREATE TABLE m3 PARTITION OF m FOR VALUES FROM (2024, 3) TO (2024, MAXVALUE);
CREATE UNIQUE INDEX ON m (y, q, v);

-- pair: replica identity by index with included publication update
-- from
CREATE TABLE b (id int NOT NULL, k text NOT NULL);
CREATE UNIQUE INDEX bi ON b (id);
ALTER TABLE b REPLICA IDENTITY USING INDEX bi;
CREATE PUBLICATION p FOR TABLE b WHERE (id > 3);
-- to
CREATE TABLE b (id bigint NOT NULL, k text NOT NULL);
CREATE UNIQUE INDEX bi ON b (id, k);
ALTER TABLE b REPLICA IDENTITY USING INDEX bi;
CREATE PUBLICATION p FOR TABLE b WHERE (id > 3 AND k <> '');

-- pair: text search configuration replaced under a generated column, index and function
-- from
CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
CREATE TABLE d (id int, t text, v tsvector GENERATED ALWAYS AS (to_tsvector('c'::regconfig, t)) STORED);
CREATE INDEX i ON d USING gin (v);
CREATE INDEX j ON d USING gin (to_tsvector('c'::regconfig, t));
INSERT INTO d VALUES (1, 'a b');
-- to
CREATE TEXT SEARCH DICTIONARY dd (TEMPLATE = snowball, LANGUAGE = german);
CREATE TEXT SEARCH CONFIGURATION c (COPY = english);
ALTER TEXT SEARCH CONFIGURATION c ALTER MAPPING FOR asciiword WITH dd, english_stem;
CREATE TABLE d (id int, t text, v tsvector GENERATED ALWAYS AS (to_tsvector('c'::regconfig, t)) STORED);
CREATE INDEX i ON d USING gin (v);
CREATE INDEX j ON d USING gin (to_tsvector('c'::regconfig, t));
INSERT INTO d VALUES (1, 'a b');

-- pair: view's instead of triggers survive a column at the end
-- from
CREATE TABLE t (id int, a text, b text);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr INSTEAD OF INSERT OR UPDATE ON v FOR EACH ROW EXECUTE FUNCTION tf();
GRANT SELECT, INSERT (a) ON v TO ada;
-- to
CREATE TABLE t (id int, a text, b text);
CREATE VIEW v AS SELECT id, a, b FROM t;
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr INSTEAD OF INSERT OR UPDATE ON v FOR EACH ROW EXECUTE FUNCTION tf();
GRANT SELECT, INSERT (a, b) ON v TO ada;

-- pair: aggregate and operator built on a function whose argument names and volatility change
-- from
CREATE FUNCTION jmerge(a jsonb, b jsonb) RETURNS jsonb IMMUTABLE LANGUAGE sql AS 'SELECT a || b';
CREATE AGGREGATE jagg(jsonb) (SFUNC = jmerge, STYPE = jsonb, INITCOND = '{}');
CREATE OPERATOR <+> (FUNCTION = jmerge, LEFTARG = jsonb, RIGHTARG = jsonb);
CREATE TABLE t (id int, j jsonb, k jsonb GENERATED ALWAYS AS (j <+> '{"v":1}') STORED);
CREATE VIEW v AS SELECT jagg(j) AS j FROM t;
-- to
CREATE FUNCTION jmerge(base jsonb, delta jsonb) RETURNS jsonb IMMUTABLE PARALLEL SAFE LANGUAGE sql AS 'SELECT base || delta';
CREATE AGGREGATE jagg(jsonb) (SFUNC = jmerge, STYPE = jsonb, INITCOND = '{}');
CREATE OPERATOR <+> (FUNCTION = jmerge, LEFTARG = jsonb, RIGHTARG = jsonb);
CREATE TABLE t (id int, j jsonb, k jsonb GENERATED ALWAYS AS (j <+> '{"v":1}') STORED);
CREATE VIEW v AS SELECT jagg(j) AS j FROM t;

-- pair: large objects of a queue: skip-locked function, partial indexes, fillfactor, autovacuum
-- from
CREATE TABLE jobs (id bigserial PRIMARY KEY, state text DEFAULT 'queued' NOT NULL, run_at timestamptz DEFAULT now(), payload jsonb);
CREATE INDEX jobs_queue ON jobs (run_at) WHERE state = 'queued';
CREATE FUNCTION take() RETURNS jobs LANGUAGE sql AS $$UPDATE jobs SET state = 'run' WHERE id = (SELECT id FROM jobs WHERE state = 'queued' ORDER BY run_at FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING *$$;
-- to
CREATE TABLE jobs (id bigserial PRIMARY KEY, state text DEFAULT 'queued' NOT NULL CHECK (state IN ('queued', 'run', 'dead')), run_at timestamptz DEFAULT now() NOT NULL, payload jsonb DEFAULT '{}' NOT NULL, attempts smallint DEFAULT 0 NOT NULL, queue text DEFAULT 'default' NOT NULL) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01);
CREATE INDEX jobs_queue ON jobs (queue, run_at) WHERE state = 'queued' AND attempts < 5;
CREATE FUNCTION take(q text DEFAULT 'default') RETURNS jobs LANGUAGE sql AS $$UPDATE jobs SET state = 'run', attempts = attempts + 1 WHERE id = (SELECT id FROM jobs WHERE state = 'queued' AND queue = q ORDER BY run_at FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING *$$;
