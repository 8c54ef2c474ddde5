-- Row security policies.

-- pair: add a policy
-- budget: 2 2
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
-- to
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
ALTER TABLE persons ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON persons USING (name = CURRENT_USER);

-- pair: a policy of every form
-- budget: 4 4
-- both
CREATE TABLE persons (id int, name text);
-- from
-- to
CREATE POLICY "all of it" ON persons AS RESTRICTIVE TO ada, "some one" USING (id > 0) WITH CHECK (id > 1);
CREATE POLICY ins ON persons FOR INSERT TO bob WITH CHECK (true);
CREATE POLICY upd ON persons FOR UPDATE USING (name <> '') WITH CHECK (name <> 'x');
CREATE POLICY del ON persons FOR DELETE TO CURRENT_USER USING (false);

-- pair: another expression
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE POLICY own ON persons USING (id = 1);
COMMENT ON POLICY own ON persons IS 'ones own';
-- to
CREATE POLICY own ON persons USING (id = 2);
COMMENT ON POLICY own ON persons IS 'ones own';

-- pair: other expressions and roles at once
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE POLICY own ON persons USING (id = 1) WITH CHECK (id = 1);
-- to
CREATE POLICY own ON persons TO ada, bob USING (id = 2) WITH CHECK (id = 3);

-- pair: a check is added
-- budget: 1 2
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE POLICY own ON persons USING (id = 1);
-- to
CREATE POLICY own ON persons USING (id = 1) WITH CHECK (id > 0);

-- pair: one role less
-- budget: 1 1
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE POLICY own ON persons TO ada, bob USING (id = 1);
-- to
CREATE POLICY own ON persons TO bob USING (id = 1);

-- pair: another command
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE POLICY own ON persons FOR SELECT USING (id = 1);
-- to
CREATE POLICY own ON persons FOR DELETE USING (id = 1);

-- pair: restrictive
-- budget: 3 3
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE POLICY own ON persons USING (id = 1);
COMMENT ON POLICY own ON persons IS 'ones own';
-- to
CREATE POLICY own ON persons AS RESTRICTIVE USING (id = 1);
COMMENT ON POLICY own ON persons IS 'ones own';

-- pair: a policy that asks another table and a function
-- budget: 3 3
-- both
CREATE TABLE persons (id int, name text);
-- from
-- to
CREATE TABLE friends (a int, b int);
CREATE FUNCTION me() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
CREATE POLICY friends ON persons USING (EXISTS (SELECT FROM friends f WHERE f.a = me() AND f.b = persons.id));

-- pair: a policy stops to ask a table that goes
-- budget: 2 2
-- both
CREATE TABLE persons (id int, name text);
-- from
CREATE TABLE friends (a int, b int);
CREATE POLICY own ON persons USING (EXISTS (SELECT FROM friends f WHERE f.b = persons.id));
-- to
CREATE POLICY own ON persons USING (id = 1);

-- pair: the type of a column that a policy uses
-- budget: 3 3
-- from
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE POLICY own ON persons USING (id = 1);
-- to
CREATE TABLE persons (id bigint, name text);
INSERT INTO persons VALUES (1, 'Ada');
CREATE POLICY own ON persons USING (id = 1);

-- pair: of another column, and row security comes
-- budget: 4 4
-- from
CREATE TABLE t (a int NOT NULL);
CREATE POLICY p ON t USING (a > 0);
-- to
CREATE TABLE t (b text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON t USING (b > '');
