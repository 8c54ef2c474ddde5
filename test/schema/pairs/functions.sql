-- Functions and procedures: what ALTER can change is altered, what CREATE OR REPLACE can change is replaced in place, and
-- only the rest is dropped and made again.

-- pair: add a function
-- budget: 1 1
-- from
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';

-- pair: add a function in SQL-standard form
-- budget: 1 1
-- from
-- to
CREATE FUNCTION sums(a int, b int DEFAULT 1, OUT total int, OUT half numeric) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT a + b, (a + b) / 2.0;
END;

-- pair: another body
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n + n';

-- pair: a body with dollars, quotes and backslashes
-- budget: 1 1
-- from
CREATE FUNCTION price() RETURNS text LANGUAGE plpgsql AS $f$BEGIN RETURN 'nothing'; END$f$;
-- to
CREATE FUNCTION price() RETURNS text LANGUAGE plpgsql AS $f$BEGIN RETURN $$5 $ \'$$ || $function$it's$function$; END$f$;

-- pair: a body that ends in a dollar
-- budget: 1 1
-- from
-- to
CREATE FUNCTION price() RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN 5; END --$';

-- pair: from a text body to a SQL-standard one
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql RETURN n * 2;

-- pair: another language
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN n * 2; END';

-- pair: an internal function
-- budget: 1 1
-- from
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE internal AS 'int4pl';
-- to
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE internal IMMUTABLE STRICT COST 3 AS 'int4mi';

-- pair: a function in C
-- budget: 1 1
-- from
-- to
CREATE FUNCTION plpgsql_again() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';

-- pair: volatility
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';

-- pair: everything that can be altered
-- budget: 1 1
-- from
CREATE FUNCTION series(n int) RETURNS SETOF int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION series(n int) RETURNS SETOF int LANGUAGE sql STABLE STRICT SECURITY DEFINER LEAKPROOF COST 7 ROWS 12.5 PARALLEL RESTRICTED
	SET search_path TO pg_catalog, "$user", "Mixed Case" SET work_mem TO '4MB' AS 'SELECT n * 2';

-- pair: from one volatility to another
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql STABLE PARALLEL SAFE AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL RESTRICTED AS 'SELECT n * 2';

-- pair: the usual cost of an internal function is another
-- budget: 1 1
-- from
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE internal COST 100 AS 'int4pl';
-- to
CREATE FUNCTION plus(int, int) RETURNS int LANGUAGE internal AS 'int4pl';

-- pair: an empty search_path
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SET search_path TO '' AS 'SELECT n * 2';

-- pair: another value of a setting
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SET search_path TO a, b SET work_mem TO '4MB' AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SET search_path TO 'a, b', "a""b" SET work_mem TO '8MB' AS 'SELECT n * 2';

-- pair: settings in another order
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SET "my.own" TO 'it''s' SET work_mem TO '4MB' AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SET work_mem TO '4MB' SET "my.own" TO 'it''s' AS 'SELECT n * 2';

-- pair: a setting and another body
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SET work_mem TO '4MB' AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql STABLE AS 'SELECT n + n';

-- pair: a support function
-- budget: 1 1
-- from
CREATE FUNCTION series(n int) RETURNS SETOF int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION series(n int) RETURNS SETOF int LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT n * 2';

-- pair: another result
-- budget: 2 2
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS bigint LANGUAGE sql AS 'SELECT n * 2';

-- pair: many rows instead of one
-- budget: 2 2
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS SETOF int LANGUAGE sql AS 'SELECT n * 2';

-- pair: the same result said as a table
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS SETOF int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS TABLE (double int) LANGUAGE sql AS 'SELECT n * 2';

-- pair: another column of the result
-- budget: 2 2
-- from
CREATE FUNCTION twice(n int) RETURNS TABLE (double int, half int) LANGUAGE sql AS 'SELECT n * 2, n / 2';
-- to
CREATE FUNCTION twice(n int) RETURNS TABLE (double int, third int) LANGUAGE sql AS 'SELECT n * 2, n / 3';

-- pair: another name of a parameter
-- budget: 2 2
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
-- to
CREATE FUNCTION twice(m int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';

-- pair: a name for a parameter that had none
-- budget: 1 2
-- from
CREATE FUNCTION twice(int, n int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
-- to
CREATE FUNCTION twice(m int, n int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';

-- pair: another name of the only output parameter
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int, OUT m int) LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int, OUT double int) LANGUAGE sql AS 'SELECT n * 2';

-- pair: another name of one of the output parameters
-- budget: 2 2
-- from
CREATE FUNCTION twice(n int, OUT m int, INOUT o int) LANGUAGE sql AS 'SELECT n * 2, o';
-- to
CREATE FUNCTION twice(n int, OUT double int, INOUT o int) LANGUAGE sql AS 'SELECT n * 2, o';

-- pair: more defaults
-- budget: 1 2
-- from
CREATE FUNCTION twice(n int, m text DEFAULT 'a, b') RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int DEFAULT 1, m text DEFAULT 'c' || 'd') RETURNS int LANGUAGE sql AS 'SELECT n * 2';

-- pair: another default of a polymorphic parameter
-- budget: 2 2
-- from
CREATE FUNCTION same(n anyelement DEFAULT 1) RETURNS anyelement LANGUAGE sql AS 'SELECT n';
-- to
CREATE FUNCTION same(n anyelement DEFAULT 'x'::text) RETURNS anyelement LANGUAGE sql AS 'SELECT n';

-- pair: a variadic parameter
-- budget: 1 1
-- from
CREATE FUNCTION first_of(n int[]) RETURNS int LANGUAGE sql AS 'SELECT n[1]';
-- to
CREATE FUNCTION first_of(VARIADIC n int[]) RETURNS int LANGUAGE sql AS 'SELECT n[1]';

-- pair: an overloaded function, one of whose forms goes
-- budget: 2 2
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
CREATE FUNCTION twice(n text) RETURNS text LANGUAGE sql AS 'SELECT n || n';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
CREATE FUNCTION twice(n numeric(5, 2)) RETURNS numeric LANGUAGE sql AS 'SELECT n * 2';

-- pair: a function becomes a procedure
-- budget: 2 2
-- from
CREATE FUNCTION nothing(n int) RETURNS void LANGUAGE sql AS '';
-- to
CREATE PROCEDURE nothing(n int) LANGUAGE sql AS '';

-- pair: a function becomes an aggregate
-- budget: 2 2
-- from
CREATE FUNCTION add(int) RETURNS int LANGUAGE sql AS 'SELECT $1';
-- to
CREATE AGGREGATE add(int) (SFUNC = int4pl, STYPE = int);

-- pair: a window function
-- budget: 2 2
-- from
CREATE FUNCTION number() RETURNS bigint LANGUAGE internal AS 'window_row_number';
-- to
CREATE FUNCTION number() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';

-- pair: names that have to be quoted
-- budget: 4 1
-- from
-- to
CREATE FUNCTION "Twice a ""n"""("N n" int, "select" text DEFAULT '[{x}]') RETURNS int LANGUAGE sql SECURITY DEFINER SET "a.B" TO '{a}' AS $$SELECT "N n" * 2 -- [{n}]$$;
COMMENT ON FUNCTION "Twice a ""n"""(int, text) IS '{it''s}';
ALTER FUNCTION "Twice a ""n"""(int, text) OWNER TO "some one";
REVOKE ALL ON FUNCTION "Twice a ""n"""(int, text) FROM PUBLIC;

-- pair: owner, rights and comment stay when the result changes
-- budget: 6 6
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
ALTER FUNCTION twice(int) OWNER TO ada;
REVOKE ALL ON FUNCTION twice(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION twice(int) TO bob;
COMMENT ON FUNCTION twice(int) IS 'two times';
-- to
CREATE FUNCTION twice(n int) RETURNS bigint LANGUAGE sql AS 'SELECT n * 2';
ALTER FUNCTION twice(int) OWNER TO ada;
REVOKE ALL ON FUNCTION twice(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION twice(int) TO bob;
COMMENT ON FUNCTION twice(int) IS 'two times';

-- pair: a function that others need changes its body
-- budget: 1 1
-- both
CREATE TABLE numbers (n int);
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE VIEW doubles AS SELECT twice(n) FROM numbers;
CREATE INDEX ON numbers (twice(n));
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + n';
CREATE VIEW doubles AS SELECT twice(n) FROM numbers;
CREATE INDEX ON numbers (twice(n));

-- pair: a function that others need changes its result
-- budget: 8 8
-- both
CREATE TABLE numbers (n int);
INSERT INTO numbers VALUES (1), (2);
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
ALTER TABLE numbers ALTER n SET DEFAULT twice(4), ADD CONSTRAINT small CHECK (twice(n) < 10);
CREATE VIEW doubles AS SELECT n FROM numbers WHERE twice(n) > 2;
-- to
CREATE FUNCTION twice(n int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
ALTER TABLE numbers ALTER n SET DEFAULT twice(4), ADD CONSTRAINT small CHECK (twice(n) < 10);
CREATE VIEW doubles AS SELECT n FROM numbers WHERE twice(n) > 2;

-- pair: functions that call one another
-- budget: 3 3
-- from
-- to
CREATE FUNCTION z(n int) RETURNS int LANGUAGE sql RETURN n + 1;
CREATE FUNCTION y(n int) RETURNS int LANGUAGE sql RETURN z(n) + 1;
CREATE FUNCTION x(n int DEFAULT y(1)) RETURNS int LANGUAGE sql AS 'SELECT n';

-- pair: a function that calls itself
-- from
-- to
CREATE FUNCTION factorial(n int) RETURNS int LANGUAGE sql RETURN 1;
CREATE OR REPLACE FUNCTION factorial(n int) RETURNS int LANGUAGE sql RETURN CASE WHEN n > 1 THEN n * factorial(n - 1) ELSE 1 END;
DO $$BEGIN ASSERT factorial(3) = 6; END$$;

-- pair: two functions that call each other
-- from
-- to
CREATE FUNCTION odd(n int) RETURNS boolean LANGUAGE sql RETURN true;
CREATE FUNCTION even(n int) RETURNS boolean LANGUAGE sql RETURN n = 0 OR odd(n - 1);
CREATE OR REPLACE FUNCTION odd(n int) RETURNS boolean LANGUAGE sql RETURN n <> 0 AND even(n - 1);

-- pair: a view and a function that need each other
-- from
-- to
CREATE VIEW numbers AS SELECT 1 AS n;
CREATE FUNCTION highest() RETURNS int LANGUAGE sql RETURN (SELECT max(n) FROM numbers);
CREATE OR REPLACE VIEW numbers AS SELECT coalesce(highest(), 1) AS n;

-- pair: a body of text that needs a table
-- budget: 2 2
-- from
-- to
CREATE TABLE a_table (n int);
CREATE FUNCTION a_count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM a_table';

-- pair: a table's row as argument
-- budget: 2 2
-- from
-- to
CREATE TABLE persons (first_name text, last_name text);
CREATE FUNCTION full_name(persons) RETURNS text LANGUAGE sql AS 'SELECT $1.first_name || $1.last_name';

-- pair: a table of rows as result
-- budget: 2 2
-- from
-- to
CREATE TABLE persons (first_name text, last_name text);
CREATE FUNCTION everybody(who persons[] DEFAULT NULL) RETURNS SETOF persons LANGUAGE sql AS 'SELECT * FROM persons';

-- pair: a trigger function
-- budget: 3 3
-- from
CREATE TABLE persons (first_name text, last_name text);
-- to
CREATE TABLE persons (first_name text, last_name text);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER keep BEFORE DELETE ON persons FOR EACH ROW EXECUTE FUNCTION keep();
COMMENT ON TRIGGER keep ON persons IS 'nobody goes';

-- pair: a procedure
-- budget: 2 1
-- from
-- to
CREATE PROCEDURE sums(a int, b int, OUT d int, INOUT c int DEFAULT 3, e int DEFAULT 4) LANGUAGE sql AS 'SELECT a + b, 1';
COMMENT ON PROCEDURE sums IS 'adds';

-- pair: a procedure that differs in output parameters from another
-- budget: 1 1
-- from
CREATE PROCEDURE sums(IN a int, OUT b int) LANGUAGE sql AS 'SELECT a';
CREATE PROCEDURE sums(IN a int, IN b int) LANGUAGE sql AS '';
-- to
CREATE PROCEDURE sums(IN a int, OUT b int) LANGUAGE sql AS 'SELECT a';

-- pair: a procedure gets output parameters
-- budget: 2 2
-- from
CREATE PROCEDURE sums(a int) LANGUAGE sql AS '';
-- to
CREATE PROCEDURE sums(a int, OUT b int) LANGUAGE sql AS 'SELECT a';

-- pair: alter a procedure
-- budget: 1 1
-- from
CREATE PROCEDURE sums(a int) LANGUAGE sql AS '';
-- to
CREATE PROCEDURE sums(a int) LANGUAGE sql SECURITY DEFINER SET work_mem TO '4MB' AS '';

-- pair: another body of a procedure, and who may call it
-- budget: 2 2
-- from
CREATE PROCEDURE sums(a int) LANGUAGE plpgsql AS 'BEGIN END';
-- to
CREATE PROCEDURE sums(a int) LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
GRANT EXECUTE ON PROCEDURE sums TO bob WITH GRANT OPTION;

-- pair: transforms of types
-- budget: 1 1
-- both
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql TRANSFORM FOR TYPE int AS 'SELECT n * 2';

-- pair: functions of a table's row that call each other
-- from
-- to
CREATE TABLE numbers (n int);
CREATE FUNCTION odd(x numbers) RETURNS boolean LANGUAGE sql RETURN true;
CREATE FUNCTION even(x numbers) RETURNS boolean LANGUAGE sql RETURN x.n = 0 OR odd(x);
CREATE OR REPLACE FUNCTION odd(x numbers) RETURNS boolean LANGUAGE sql RETURN x.n <> 0 AND even(x);

-- pair: a constraint by a function of the table's row
-- from
-- to
CREATE TABLE numbers (n int);
CREATE FUNCTION fits(numbers) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.n > 0';
ALTER TABLE numbers ADD CONSTRAINT fits CHECK (fits(numbers));

-- pair: a function with another result, in a generated column, an index and a policy
-- budget: 8 8
-- both
CREATE TABLE numbers (n int, note text);
INSERT INTO numbers VALUES (1), (2);
ALTER TABLE numbers ENABLE ROW LEVEL SECURITY;
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
ALTER TABLE numbers ADD double int GENERATED ALWAYS AS (twice(n)) STORED;
CREATE INDEX doubles ON numbers (twice(n));
CREATE POLICY small ON numbers USING (twice(n) < 10);
-- to
CREATE FUNCTION twice(n int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
ALTER TABLE numbers ADD double int GENERATED ALWAYS AS (twice(n)) STORED;
CREATE INDEX doubles ON numbers (twice(n));
CREATE POLICY small ON numbers USING (twice(n) < 10);

-- pair: a default that counts on
-- budget: 2 2
-- from
-- to
CREATE SEQUENCE numbers;
CREATE FUNCTION next_number(n bigint DEFAULT nextval('numbers')) RETURNS bigint LANGUAGE sql AS 'SELECT n';

-- pair: a function of a type that loses a value
-- from
CREATE TYPE colour AS ENUM ('red', 'green', 'blue');
CREATE FUNCTION is_warm(c colour) RETURNS boolean LANGUAGE sql AS $$SELECT c = 'red'$$;
CREATE FUNCTION warm(c colour DEFAULT 'red', n int DEFAULT 1) RETURNS colour[] LANGUAGE sql AS $$SELECT ARRAY[c]$$;
-- to
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE FUNCTION is_warm(c colour) RETURNS boolean LANGUAGE sql AS $$SELECT c = 'red'$$;
CREATE FUNCTION warm(c colour DEFAULT 'red', n int DEFAULT 1) RETURNS colour[] LANGUAGE sql AS $$SELECT ARRAY[c]$$;

-- pair: a function of a composite type that gets an attribute
-- budget: 2 2
-- from
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION sum(p pair) RETURNS int LANGUAGE sql RETURN p.a + p.b;
-- to
CREATE TYPE pair AS (a int, b int, c int);
CREATE FUNCTION sum(p pair) RETURNS int LANGUAGE sql RETURN p.a + p.b + p.c;

-- pair: a function that reads a column in the place of another
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT name FROM persons; END;
-- to
CREATE TABLE persons (id int, called text);
CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT called FROM persons; END;

-- pair: a function that outlives the table it read
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
CREATE FUNCTION number_of_persons() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM persons);
-- to
CREATE FUNCTION number_of_persons() RETURNS bigint LANGUAGE sql RETURN 0;

-- pair: a setting taken from the session
-- budget: 1 1
-- from
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
-- to
SET search_path TO public, 'Two words', pg_temp;
SET DateStyle TO 'German, DMY';
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql SET search_path FROM CURRENT SET DateStyle FROM CURRENT SET TimeZone = -3.5 AS 'SELECT n * 2';

-- pair: procedures that only output parameters tell apart are one
-- budget: 2 2
-- from
CREATE PROCEDURE p(OUT a int) LANGUAGE sql AS 'SELECT 1';
-- to
CREATE PROCEDURE p(OUT a text) LANGUAGE sql AS $$SELECT 'a'$$;

-- pair: a table function's columns come as a composite type
-- budget: 3 3
-- from
CREATE FUNCTION persons() RETURNS TABLE (id int, name text) LANGUAGE sql AS $$SELECT 1, 'a'$$;
-- to
CREATE TYPE person AS (id int, name text);
CREATE FUNCTION persons() RETURNS SETOF person LANGUAGE sql AS $$SELECT 1, 'a'$$;

-- pair: a view that calls a function of its own rows
-- budget: 3 3
-- from
-- to
CREATE VIEW numbers AS SELECT 1 AS n, false AS small;
CREATE FUNCTION small(x numbers) RETURNS boolean LANGUAGE sql RETURN x.n < 5;
CREATE OR REPLACE VIEW numbers AS SELECT n, small(ROW(n, false)::numbers) AS small FROM generate_series(1, 10) n;

-- pair: one more parameter, which has a default, of a function that a default, a check and a view call
-- columns: any order
-- from
CREATE FUNCTION f(a int, b int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE persons (id int DEFAULT f(1, 2), age int DEFAULT f(1, 2), CHECK (f(age, 1) > 0));
CREATE VIEW v AS SELECT f(id, age) AS f FROM persons;
-- to
CREATE FUNCTION f(a int, b int, c int DEFAULT 3) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
CREATE TABLE persons (id int DEFAULT f(1, 2), age int DEFAULT f(2, 3), CHECK (f(age, 1) > 0));
CREATE VIEW v AS SELECT f(id, age) + 1 AS f FROM persons;

-- pair: a body that calls a function that is not there
-- budget: 2 2
-- from
SET check_function_bodies = off;
CREATE FUNCTION old_caller() RETURNS int LANGUAGE sql AS 'SELECT 1 + s.nope(lower(''x''))';
-- to
SET check_function_bodies = off;
CREATE FUNCTION caller(text) RETURNS int LANGUAGE sql AS 'SELECT nope(coalesce($1, (''x'')))';

-- pair: a text body that mentions a new column of the row that it gets
-- budget: 2 2
-- columns: any order
-- from
CREATE TABLE persons (first text, last text);
CREATE FUNCTION full_name(persons) RETURNS text IMMUTABLE LANGUAGE sql AS $$SELECT $1.first || $1.last$$;
CREATE VIEW v AS SELECT p.full_name AS n FROM persons p;
-- to
CREATE TABLE persons (first text, middle text, last text);
CREATE FUNCTION full_name(persons) RETURNS text IMMUTABLE LANGUAGE sql AS $$SELECT $1.first || $1.middle || $1.last$$;
CREATE VIEW v AS SELECT p.full_name AS n FROM persons p;

-- pair: a type is made anew, and functions in SQL return a column of it
-- from
CREATE TYPE state AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id int, s state DEFAULT 'a');
INSERT INTO t VALUES (1, 'b');
CREATE FUNCTION f(t) RETURNS state LANGUAGE sql AS $$SELECT $1.s$$;
CREATE FUNCTION g() RETURNS SETOF state LANGUAGE sql AS $$SELECT s FROM t$$;
-- to
CREATE TYPE state AS ENUM ('a', 'b');
CREATE TABLE t (id int, s state DEFAULT 'a');
INSERT INTO t VALUES (1, 'b');
CREATE FUNCTION f(t) RETURNS state LANGUAGE sql AS $$SELECT $1.s$$;
CREATE FUNCTION g() RETURNS SETOF state LANGUAGE sql AS $$SELECT s FROM t$$;
-- pair: functions of a composite type that becomes a domain, with other bodies
-- budget: 6 6
-- from
CREATE TYPE pt AS (x int, y int);
CREATE FUNCTION of_it(pt) RETURNS int LANGUAGE sql AS 'SELECT ($1).x';
CREATE FUNCTION make() RETURNS SETOF pt LANGUAGE sql AS 'SELECT 1, 2';
-- to
CREATE DOMAIN pt AS text;
CREATE FUNCTION of_it(pt) RETURNS int LANGUAGE sql AS 'SELECT length($1)';
CREATE FUNCTION make() RETURNS SETOF pt LANGUAGE sql AS 'SELECT current_user::text';
