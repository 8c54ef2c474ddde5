-- Views.  Materialized views are elsewhere but where a view stands on one.

-- pair: add a view
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name FROM persons WHERE id > 0;

-- pair: another query with the same columns
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT upper(name) AS name FROM persons WHERE id > 0;

-- pair: a column at the end, which cannot be taken away in place
-- budget: 1 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name, id FROM persons;

-- pair: a column in the middle
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name, id FROM persons;

-- pair: the name of a column
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name AS a FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name AS b FROM persons;

-- pair: the type of a column
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id::bigint AS id FROM persons;

-- pair: the collation of a column
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT name COLLATE "C" AS name FROM persons;

-- pair: options
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id, name FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names WITH (security_barrier, security_invoker) AS SELECT id, name FROM persons;

-- pair: options change
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names WITH (security_barrier = true) AS SELECT id, name FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names WITH (security_invoker = true) AS SELECT id, name FROM persons;

-- pair: check option
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id, name FROM persons WHERE id > 0;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names AS SELECT id, name FROM persons WHERE id > 0 WITH LOCAL CHECK OPTION;

-- pair: another check option and query
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW names WITH (security_barrier) AS SELECT id, name FROM persons WHERE id > 0 WITH LOCAL CHECK OPTION;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW names WITH (security_barrier) AS SELECT id, name FROM persons WHERE id > 1 WITH CASCADED CHECK OPTION;

-- pair: a chain of views
-- budget: 4 4
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW d AS SELECT id, name FROM persons;
CREATE VIEW c AS SELECT * FROM d;
CREATE VIEW b AS SELECT * FROM c;
CREATE VIEW a AS SELECT a.id, b.name FROM c a JOIN b ON a.id = b.id;

-- pair: the end of a chain of views changes so that it is made again
-- budget: 6 6
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW d AS SELECT id, name FROM persons;
CREATE VIEW c AS SELECT id, name FROM d;
CREATE VIEW b AS SELECT id, name FROM c;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW d AS SELECT name, id FROM persons;
CREATE VIEW c AS SELECT id, name FROM d;
CREATE VIEW b AS SELECT id, name FROM c;

-- pair: the end of a chain of views changes in place
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW d AS SELECT id, name FROM persons;
CREATE VIEW c AS SELECT id, name FROM d;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW d AS SELECT id, name FROM persons WHERE id > 7;
CREATE VIEW c AS SELECT id, name FROM d;

-- pair: a chain of views turns round
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id, name FROM persons;
CREATE VIEW b AS SELECT id, name FROM a;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW b AS SELECT id, name FROM persons;
CREATE VIEW a AS SELECT id, name FROM b;

-- pair: what stands on a view that is made again comes back as it was
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id FROM persons;
CREATE VIEW b WITH (security_barrier) AS SELECT id FROM a;
ALTER VIEW b OWNER TO ada;
GRANT SELECT ON b TO bob WITH GRANT OPTION;
GRANT SELECT (id) ON b TO "some one";
COMMENT ON VIEW b IS 'of a';
COMMENT ON COLUMN b.id IS 'number';
ALTER VIEW b ALTER id SET DEFAULT 3;
CREATE RULE no_more AS ON INSERT TO b DO INSTEAD NOTHING;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT name, id FROM persons;
CREATE VIEW b WITH (security_barrier) AS SELECT id FROM a;
ALTER VIEW b OWNER TO ada;
GRANT SELECT ON b TO bob WITH GRANT OPTION;
GRANT SELECT (id) ON b TO "some one";
COMMENT ON VIEW b IS 'of a';
COMMENT ON COLUMN b.id IS 'number';
ALTER VIEW b ALTER id SET DEFAULT 3;
CREATE RULE no_more AS ON INSERT TO b DO INSTEAD NOTHING;

-- pair: owner, rights and comment stay when the query changes in place
-- budget: 1 1
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id FROM persons;
ALTER VIEW a OWNER TO ada;
GRANT SELECT ON a TO bob;
COMMENT ON VIEW a IS 'of a';
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id FROM persons WHERE id > 7;
ALTER VIEW a OWNER TO ada;
GRANT SELECT ON a TO bob;
COMMENT ON VIEW a IS 'of a';

-- pair: recursive
-- budget: 1 1
-- from
CREATE TABLE persons (id int, boss int);
-- to
CREATE TABLE persons (id int, boss int);
CREATE RECURSIVE VIEW bosses (id, depth) AS
	SELECT id, 0 FROM persons WHERE boss IS NULL
	UNION ALL
	SELECT p.id, depth + 1 FROM persons p JOIN bosses b ON p.boss = b.id;

-- pair: defaults of a view's columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id, name FROM persons;
ALTER VIEW a ALTER id SET DEFAULT 3;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id, name FROM persons;
ALTER VIEW a ALTER id SET DEFAULT 4, ALTER name SET DEFAULT 'x';

-- pair: comments on a view's columns
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id, name FROM persons;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id, name FROM persons;
COMMENT ON VIEW a IS 'a';
COMMENT ON COLUMN a.name IS 'b';

-- pair: a view with all the grammar
-- from
CREATE TABLE persons (id int, name text, boss int);
-- to
CREATE TABLE persons (id int, name text, boss int);
CREATE VIEW everything AS
	WITH RECURSIVE chain AS (SELECT id, boss FROM persons UNION SELECT c.id, p.boss FROM chain c, persons p WHERE c.boss = p.id),
		counted AS MATERIALIZED (SELECT boss, count(*) FILTER (WHERE id > 1) AS n, array_agg(name ORDER BY name DESC) AS names FROM persons GROUP BY GROUPING SETS ((boss), ()))
	SELECT DISTINCT ON (p.id) p.id, p.*::text AS whole, row_number() OVER w AS n, x.value, c.n AS c_n,
		CASE p.name WHEN 'it''s' THEN 1 ELSE 2 END AS one, (SELECT max(id) FROM persons) AS top, p.name COLLATE "C" AS name,
		ARRAY[1, 2] && ARRAY[p.id] AS overlaps, p.id = ANY (SELECT boss FROM persons) AS is_boss, coalesce(p.boss, 0) AS boss
	FROM persons p LEFT JOIN counted c USING (boss) CROSS JOIN LATERAL jsonb_each_text('{"a": 1}') x
	WHERE EXISTS (SELECT FROM chain WHERE chain.id = p.id) AND p.name ~~* '%;%'
	WINDOW w AS (PARTITION BY p.boss ORDER BY p.id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
	ORDER BY p.id, p.name USING > NULLS LAST LIMIT 10;

-- pair: a view that groups by the primary key, on which it depends
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE TABLE notes (person int, note text);
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE TABLE notes (person int, note text);
CREATE VIEW counted AS SELECT p.id, p.name, count(*) FROM persons p JOIN notes n ON n.person = p.id GROUP BY p.id;

-- pair: the primary key that a view groups by is made again
-- from
CREATE TABLE persons (id int CONSTRAINT a PRIMARY KEY, name text);
CREATE VIEW counted AS SELECT id, name, count(*) FROM persons GROUP BY id;
-- to
CREATE TABLE persons (id int CONSTRAINT b PRIMARY KEY, name text);
CREATE VIEW counted AS SELECT id, name, count(*) FROM persons GROUP BY id;

-- pair: a view and the columns it needs
-- budget: 3 3
-- from
CREATE TABLE persons (id int);
INSERT INTO persons VALUES (1);
-- to
CREATE TABLE persons (id int, name text, age int);
CREATE VIEW a AS SELECT name, age FROM persons;

-- pair: a view over a column that goes
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE VIEW a AS SELECT name FROM persons;
-- to
CREATE TABLE persons (id int);

-- pair: a view that lets go of a column that goes
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'a');
CREATE VIEW a AS SELECT id, name FROM persons;
-- to
CREATE TABLE persons (id int);
CREATE VIEW a AS SELECT id, ''::text AS name FROM persons;

-- pair: a view over a new table instead of an old one
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id, name FROM persons;
-- to
CREATE TABLE humans (id int, name text);
CREATE VIEW a AS SELECT id, name FROM humans;

-- pair: a view of every system catalog's kind
-- budget: 1 1
-- from
-- to
CREATE VIEW own AS SELECT c.oid::regclass AS relation, pg_get_userbyid(c.relowner) AS owner FROM pg_catalog.pg_class c WHERE c.relkind = 'r'::"char";

-- pair: a view without columns
-- budget: 1 1
-- from
CREATE TABLE nothing ();
-- to
CREATE TABLE nothing ();
CREATE VIEW none AS SELECT FROM nothing;

-- pair: a view over a materialized view over a view
-- from
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id FROM persons;
CREATE MATERIALIZED VIEW b AS SELECT id FROM a;
CREATE VIEW c AS SELECT id FROM b;
-- to
CREATE TABLE persons (id int, name text);
CREATE VIEW a AS SELECT id::text AS id FROM persons;
CREATE MATERIALIZED VIEW b AS SELECT id FROM a;
CREATE VIEW c AS SELECT id FROM b;

-- pair: an updatable view with a trigger
-- both
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE persons (id int, name text);
-- from
CREATE VIEW a AS SELECT id FROM persons;
CREATE TRIGGER note INSTEAD OF INSERT ON a FOR EACH ROW EXECUTE FUNCTION noted();
-- to
CREATE VIEW a AS SELECT id, name FROM persons;
CREATE TRIGGER note INSTEAD OF INSERT ON a FOR EACH ROW EXECUTE FUNCTION noted();

-- pair: a view in another schema
-- budget: 2 2
-- both
CREATE SCHEMA shop;
CREATE TABLE persons (id int, name text);
-- from
CREATE VIEW a AS SELECT id FROM persons;
-- to
CREATE VIEW shop.a AS SELECT id, name FROM persons;

-- pair: a view's query together with its parameters
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE VIEW names AS SELECT name FROM persons;
-- to
CREATE VIEW names WITH (security_barrier = true) AS SELECT name FROM persons WHERE id > 0;

-- pair: another name for a column of a view
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id, name FROM persons;
COMMENT ON COLUMN names.name IS 'x';
GRANT SELECT (name) ON names TO ada;
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id, name AS full_name FROM persons;
COMMENT ON COLUMN names.full_name IS 'x';
GRANT SELECT (full_name) ON names TO ada;

-- pair: another name for what a view computes, and others read
-- budget: 1 1
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE VIEW totals AS SELECT name, count(*) AS n FROM persons GROUP BY name;
CREATE VIEW above AS SELECT name, n FROM totals WHERE n > 1;
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE VIEW totals AS SELECT name, count(*) AS "how many" FROM persons GROUP BY name;
CREATE VIEW above AS SELECT name, "how many" AS n FROM totals WHERE "how many" > 1;

-- pair: another name for a column of a view, and of that of a view above
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE VIEW totals AS SELECT name, count(*) AS n FROM persons GROUP BY name;
CREATE VIEW above AS SELECT name, n FROM totals WHERE n > 1;
-- to
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE VIEW totals AS SELECT name, count(*) AS "how many" FROM persons GROUP BY name;
CREATE VIEW above AS SELECT name, "how many" FROM totals WHERE "how many" > 1;

-- pair: another name for a column of a table, and of the view's that shows it
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id, name FROM persons;
-- to
CREATE TABLE persons (id int PRIMARY KEY, full_name text);
CREATE VIEW names AS SELECT id, full_name FROM persons;

-- pair: a view's column has another name, and shows something else
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW names AS SELECT id, a FROM persons;
CREATE VIEW above AS SELECT id FROM names;
-- to
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW names AS SELECT id, upper(b) AS c FROM persons;
CREATE VIEW above AS SELECT id FROM names;

-- pair: a view's column has another name, and one comes behind it
-- budget: 2 3
-- from
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW names AS SELECT id, a FROM persons;
-- to
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW names AS SELECT id, a AS c, b FROM persons;

-- pair: columns of unions, subqueries and recursive views have other names
-- budget: 3 3
-- from
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW u AS SELECT id, a FROM persons UNION ALL SELECT id, b FROM persons WHERE b IN (SELECT p.a AS a FROM persons p);
CREATE VIEW r AS WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 9) SELECT n FROM w;
CREATE VIEW s AS SELECT a FROM (SELECT persons.a FROM persons) q;
-- to
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW u AS SELECT id, a AS c FROM persons UNION ALL SELECT id, b FROM persons WHERE b IN (SELECT p.a AS a FROM persons p);
CREATE VIEW r AS WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 9) SELECT n AS "other ""name""" FROM w;
CREATE VIEW s AS SELECT a AS c FROM (SELECT persons.a FROM persons) q;

-- pair: a subquery's column has another name, and so has the view's
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW s AS SELECT q.a FROM (SELECT persons.a FROM persons) q;
-- to
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW s AS SELECT q.c FROM (SELECT persons.a AS c FROM persons) q;

-- pair: columns of two views that were called alike have other names, each its own
-- budget: 2 2
-- from
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW s AS SELECT a FROM persons;
CREATE VIEW t AS SELECT a FROM persons;
-- to
CREATE TABLE persons (id int PRIMARY KEY, a text, b text);
CREATE VIEW s AS SELECT a AS c FROM persons;
CREATE VIEW t AS SELECT a AS d FROM persons;
-- pair: a view with more columns, of a table that becomes a view
-- budget: 4 4
-- from
CREATE TABLE src (n int, m int);
CREATE TABLE x (n int);
CREATE VIEW y AS SELECT n FROM x;
-- to
CREATE TABLE src (n int, m int);
CREATE VIEW x AS SELECT n, m FROM src;
CREATE VIEW y AS SELECT n, m FROM x;

-- pair: a view shows another column of the same type, of the one that goes
-- columns: any order
-- budget: 3 3
-- from
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a FROM t;
-- to
CREATE TABLE t (id int PRIMARY KEY, b int);
CREATE VIEW v AS SELECT id, b FROM t;

-- pair: a view shows another column of the same type
-- budget: 2 2
-- from
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a FROM t;
-- to
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, b FROM t;

-- pair: a view shows a new column in place of an old one
-- budget: 3 3
-- from
CREATE TABLE t (id int PRIMARY KEY, b int);
CREATE VIEW v AS SELECT id, b FROM t;
CREATE VIEW w AS SELECT id FROM v;
-- to
CREATE TABLE t (id int PRIMARY KEY, b int, a int);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE VIEW w AS SELECT id FROM v;

-- pair: a view shows another attribute of the same type, as one goes
-- columns: any order
-- from
CREATE TYPE pt AS (x int, y int, z int);
CREATE TABLE t (id int PRIMARY KEY, p pt);
CREATE VIEW v AS SELECT (p).x, (p).z FROM t;
-- to
CREATE TYPE pt AS (x int, y int);
CREATE TABLE t (id int PRIMARY KEY, p pt);
CREATE VIEW v AS SELECT (p).x, (p).y FROM t;

-- pair: a view's column has the name of another's of the view below, and shows that
-- budget: 2 2
-- from
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a, b FROM t;
CREATE VIEW w AS SELECT id, a FROM v;
-- to
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a, b FROM t;
CREATE VIEW w AS SELECT id, b FROM v;

-- pair: what else reads the table of a view shows another column as well
-- budget: 5 5
-- from
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE VIEW w AS SELECT a AS x FROM t;
CREATE INDEX i ON t (a);
-- to
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, b FROM t;
CREATE VIEW w AS SELECT b AS x FROM t;
CREATE INDEX i ON t (b);

-- pair: a rule and a function in SQL read a view's column that has another name
-- budget: 1 1
-- from
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t (id, a) VALUES (new.id, new.a);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a FROM v; END;
-- to
CREATE TABLE t (id int PRIMARY KEY, a int, b int);
CREATE VIEW v AS SELECT id, a AS c FROM t;
CREATE RULE r AS ON INSERT TO v DO INSTEAD INSERT INTO t (id, a) VALUES (new.id, new.c);
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT c AS a FROM v; END;

-- pair: a view over a function that returns rows of a view, which gets a column
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION g() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
CREATE VIEW m AS SELECT a FROM g();
-- to
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE FUNCTION g() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
CREATE VIEW m AS SELECT a FROM g();

-- pair: a materialized view over a function that returns rows of a view, which gets a column
-- from
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a FROM t;
CREATE FUNCTION g() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
CREATE MATERIALIZED VIEW m AS SELECT a FROM g() WITH NO DATA;
-- to
CREATE TABLE t (a int, b int);
CREATE VIEW v AS SELECT a, b FROM t;
CREATE FUNCTION g() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
CREATE MATERIALIZED VIEW m AS SELECT a FROM g() WITH NO DATA;
