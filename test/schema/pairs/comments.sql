-- Comments: one rule for everything that can have one.

-- pair: add, change and drop comments on tables
-- budget: 3 3
-- from
CREATE TABLE a (id int);
CREATE TABLE b (id int);
CREATE TABLE c (id int);
COMMENT ON TABLE b IS 'old';
COMMENT ON TABLE c IS 'goes';
-- to
CREATE TABLE a (id int);
CREATE TABLE b (id int);
CREATE TABLE c (id int);
COMMENT ON TABLE a IS 'comes';
COMMENT ON TABLE b IS 'new';

-- pair: comments with quotes, backslashes, newlines, dollars, braces and other letters
-- budget: 4 4
-- from
CREATE TABLE a (id int, x int, y int);
COMMENT ON TABLE a IS 'it''s';
-- to
CREATE TABLE a (id int, x int, y int);
COMMENT ON TABLE a IS E'it''s\\ \n; -- "$1" $$ {name} [a {b} c] %s /*';
COMMENT ON COLUMN a.id IS E'\\';
COMMENT ON COLUMN a.x IS 'größer als ∑ und 日本語';
COMMENT ON COLUMN a.y IS E'\t two\r\nlines  ';

-- pair: a comment on each part of a table
-- budget: 8 8
-- both
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE persons (id int CONSTRAINT key PRIMARY KEY, name text CONSTRAINT filled CHECK (name <> ''), boss int CONSTRAINT boss REFERENCES persons);
CREATE INDEX by_name ON persons (name);
CREATE STATISTICS both_of ON id, name FROM persons;
CREATE TRIGGER note AFTER INSERT ON persons FOR EACH ROW EXECUTE FUNCTION noted();
CREATE POLICY everybody ON persons;
CREATE RULE nothing AS ON DELETE TO persons DO INSTEAD NOTHING;
-- from
-- to
COMMENT ON CONSTRAINT key ON persons IS 'key';
COMMENT ON CONSTRAINT filled ON persons IS 'check';
COMMENT ON CONSTRAINT boss ON persons IS 'foreign key';
COMMENT ON INDEX by_name IS 'index';
COMMENT ON STATISTICS both_of IS 'statistics';
COMMENT ON TRIGGER note ON persons IS 'trigger';
COMMENT ON POLICY everybody ON persons IS 'policy';
COMMENT ON RULE nothing ON persons IS 'rule';

-- pair: comments on what stands by itself
-- budget: 9 9
-- both
CREATE TYPE colour AS ENUM ('red');
CREATE DOMAIN positive AS int CONSTRAINT above CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, b text);
CREATE FUNCTION f(a int, OUT b text) LANGUAGE sql AS 'SELECT $1::text';
CREATE PROCEDURE p(INOUT a int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
CREATE SEQUENCE numbers;
-- from
-- to
COMMENT ON TYPE colour IS 'enum';
COMMENT ON DOMAIN positive IS 'domain';
COMMENT ON CONSTRAINT above ON DOMAIN positive IS 'domain constraint';
COMMENT ON TYPE pair IS 'composite';
COMMENT ON COLUMN pair.b IS 'attribute';
COMMENT ON FUNCTION f(int) IS 'function';
COMMENT ON PROCEDURE p(int) IS 'procedure';
COMMENT ON AGGREGATE total(int) IS 'aggregate';
COMMENT ON SEQUENCE numbers IS 'sequence';

-- pair: comments of tables that come and go
-- budget: 4 4
-- from
CREATE TABLE a (id int);
COMMENT ON TABLE a IS 'a';
COMMENT ON COLUMN a.id IS 'b';
-- to
CREATE TABLE b (id int);
COMMENT ON TABLE b IS 'a';
COMMENT ON COLUMN b.id IS 'b';

-- pair: a comment on a column that comes
-- budget: 2 1
-- from
CREATE TABLE a (id int);
-- to
CREATE TABLE a (id int, name text);
COMMENT ON COLUMN a.name IS 'b';

-- pair: the same comment on two things that change over
-- budget: 2 2
-- from
CREATE TABLE a (id int, name text);
COMMENT ON COLUMN a.id IS 'one';
COMMENT ON COLUMN a.name IS 'two';
-- to
CREATE TABLE a (id int, name text);
COMMENT ON COLUMN a.id IS 'two';
COMMENT ON COLUMN a.name IS 'one';

-- pair: an empty comment is none
-- budget: 0 0
-- from
CREATE TABLE a (id int);
-- to
CREATE TABLE a (id int);
COMMENT ON TABLE a IS 'x';
COMMENT ON TABLE a IS '';

-- pair: a long comment
-- budget: 1 1
-- from
CREATE TABLE a (id int);
-- to
CREATE TABLE a (id int);
SELECT format('COMMENT ON TABLE a IS %L', repeat('long ', 5000))
\gexec

-- pair: comments on overloaded functions
-- budget: 2 2
-- both
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(int, VARIADIC text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- from
COMMENT ON FUNCTION f(int) IS 'int';
COMMENT ON FUNCTION f(text) IS 'text';
-- to
COMMENT ON FUNCTION f(text) IS 'text';
COMMENT ON FUNCTION f(int, text[]) IS 'texts';

-- pair: the same comment changes alike on a table, its key, a column and what stands on them
-- budget: 6 6
-- from
CREATE TABLE persons (id int CONSTRAINT key PRIMARY KEY);
CREATE VIEW names AS SELECT id FROM persons;
CREATE FUNCTION first() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM names; END;
COMMENT ON TABLE persons IS 'old';
COMMENT ON COLUMN persons.id IS 'old';
COMMENT ON CONSTRAINT key ON persons IS 'old';
COMMENT ON VIEW names IS 'old';
COMMENT ON COLUMN names.id IS 'old';
COMMENT ON FUNCTION first() IS 'old';
-- to
CREATE TABLE persons (id int CONSTRAINT key PRIMARY KEY);
CREATE VIEW names AS SELECT id FROM persons;
CREATE FUNCTION first() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT id FROM names; END;
COMMENT ON TABLE persons IS 'new';
COMMENT ON COLUMN persons.id IS 'new';
COMMENT ON CONSTRAINT key ON persons IS 'new';
COMMENT ON VIEW names IS 'new';
COMMENT ON COLUMN names.id IS 'new';
COMMENT ON FUNCTION first() IS 'new';
