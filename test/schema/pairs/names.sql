-- Names with all that names can hold, and what looks like something else.

-- pair: quotes, dots, newlines and other letters
-- from
-- to
CREATE SCHEMA "My ""Schema"".x";
CREATE TABLE "My ""Schema"".x"."ta.ble
with ""lines""" ("co.l""umn" int PRIMARY KEY, "größe
日本" text DEFAULT 'a' CHECK ("größe
日本" <> ''), "Select" int UNIQUE);
CREATE INDEX "in.dex ""x""" ON "My ""Schema"".x"."ta.ble
with ""lines""" ("größe
日本");
CREATE VIEW "My ""Schema"".x"."view ∑" AS SELECT "co.l""umn" AS "a b", "Select" FROM "My ""Schema"".x"."ta.ble
with ""lines""";
COMMENT ON COLUMN "My ""Schema"".x"."ta.ble
with ""lines"""."co.l""umn" IS 'x';
GRANT SELECT ON "My ""Schema"".x"."view ∑" TO "some one";
GRANT UPDATE ("co.l""umn") ON "My ""Schema"".x"."ta.ble
with ""lines""" TO "some one";

-- pair: changes of things with such names
-- from
CREATE SCHEMA "a.b";
CREATE TABLE "a.b"."c.d" ("e.f" int DEFAULT 1, "g""h" varchar(10), "[i]" int);
CREATE TABLE "a.b"."{x}" ("y" int);
INSERT INTO "a.b"."c.d" VALUES (1, 'x', 3);
CREATE INDEX "i
j" ON "a.b"."c.d" ("e.f");
-- to
CREATE SCHEMA "a.b";
CREATE TABLE "a.b"."c.d" ("e.f" int DEFAULT 2, "g""h" text NOT NULL, "{of.reference}" int);
CREATE TABLE "a.b"."{x}" ("y" int, "[{name}]" text DEFAULT '[{name} {x}]');
INSERT INTO "a.b"."c.d" VALUES (1, 'x', 3);
CREATE UNIQUE INDEX "i
j" ON "a.b"."c.d" ("e.f");

-- pair: names that a dot makes alike
-- budget: 4 4
-- from
CREATE SCHEMA a;
CREATE SCHEMA "a.b";
CREATE TABLE a."b.c" (id int);
CREATE TABLE "a.b".c (id int);
-- to
CREATE SCHEMA a;
CREATE SCHEMA "a.b";
CREATE TABLE a."b.c" (id bigint);
CREATE TABLE "a.b".c (id text, x int);
COMMENT ON TABLE a."b.c" IS 'x';

-- pair: names that are keywords
-- from
-- to
CREATE SCHEMA "user";
CREATE TABLE "user"."table" ("select" int PRIMARY KEY, "from" text, "order" int REFERENCES "user"."table");
CREATE TYPE "user"."type" AS ENUM ('null', 'true');
CREATE FUNCTION "user"."left"("in" "user"."type", OUT "out" int) LANGUAGE sql AS 'SELECT 1';
CREATE VIEW "user"."view" AS SELECT "select", "from", "order" AS "end" FROM "user"."table";
CREATE SEQUENCE "user"."column";

-- pair: names in capital letters
-- from
CREATE TABLE "Persons" ("Id" int, "ID" int);
INSERT INTO "Persons" VALUES (1, 2);
-- to
CREATE TABLE "Persons" ("Id" int, "ID" bigint, id int);
CREATE TABLE persons ("Id" int);
CREATE TABLE "PERSONS" ("Id" int);

-- pair: the longest names
-- from
-- to
SELECT format('CREATE TABLE %s (%1$s int PRIMARY KEY, %s serial UNIQUE, CHECK (%1$s > 0))', repeat('a', 63), repeat('ä', 31)) AS make
\gexec

-- pair: names of types
-- budget: 2 2
-- from
CREATE TABLE persons (id int);
-- to
CREATE TYPE "My.Type" AS ENUM ('a');
CREATE TABLE persons (id int, kind "My.Type"[]);

-- pair: own types and functions with names of the system's
-- from
CREATE TABLE persons (id int, name text);
-- to
CREATE TABLE persons (id int, name text);
CREATE DOMAIN public.text AS pg_catalog.text;
CREATE FUNCTION public.lower(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE others (a public.text, b pg_catalog.text);
CREATE INDEX ON others (public.lower(b));
CREATE VIEW v AS SELECT pg_catalog.lower(b) AS a, public.lower(b) AS b FROM others;

-- pair: own tables with names of the system's
-- from
-- to
CREATE TABLE public.pg_class (relname text);
CREATE VIEW classes AS SELECT a.relname, b.relname AS other FROM pg_catalog.pg_class a, public.pg_class b;
CREATE SCHEMA pgx_catalog;
CREATE TABLE pgx_catalog.columns (a int);

-- pair: values of enums with quotes
-- budget: 4 2
-- from
CREATE TYPE kind AS ENUM ('a');
-- to
CREATE TYPE kind AS ENUM ('a', 'it''s', 'b"c', '', 'ü');

-- pair: the same names in every kind
-- from
-- to
CREATE TABLE x (x int PRIMARY KEY, y int CONSTRAINT x CHECK (y > 0));
CREATE FUNCTION x() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER x AFTER INSERT ON x FOR EACH ROW EXECUTE FUNCTION x();
CREATE POLICY x ON x;
CREATE RULE x AS ON DELETE TO x DO INSTEAD NOTHING;
CREATE STATISTICS x ON x, y FROM x;
CREATE PUBLICATION x FOR TABLE x;
CREATE COLLATION x FROM "C";

-- pair: names of roles that must be quoted
-- budget: 3 3
-- from
CREATE TABLE persons (id int);
-- to
CREATE TABLE persons (id int);
ALTER TABLE persons OWNER TO "some one";
GRANT SELECT ON persons TO bob;
ALTER TABLE persons ENABLE ROW LEVEL SECURITY;

-- pair: options with quotes and letters that mean something
-- from
CREATE FOREIGN DATA WRAPPER w;
-- to
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER "s.1" TYPE 'it''s' VERSION '1"2' FOREIGN DATA WRAPPER w OPTIONS (host 'a=b, c', "Port" 'x''y', "a b" E'\\');
CREATE FOREIGN TABLE f (a int OPTIONS (column_name 'x, y=z')) SERVER "s.1" OPTIONS ("table" 'a"b', "q;r" '');

-- pair: defaults that hold what looks like a statement's end or a template
-- budget: 2 2
-- from
CREATE TABLE t (id int);
-- to
CREATE TABLE t (id int, a text DEFAULT '; DROP TABLE t; -- [x] {y} %s $1 $$ \', b text DEFAULT E'\n/* ''[{old.name}]'' */');

-- pair: a key's name moves to another table, while a view that shows the one shows the other
-- from
CREATE TABLE parts (id int, CONSTRAINT the_key PRIMARY KEY (id));
CREATE VIEW v AS SELECT id FROM parts;
-- to
CREATE TABLE orders (id int, CONSTRAINT the_key PRIMARY KEY (id));
CREATE VIEW v AS SELECT id FROM orders;
