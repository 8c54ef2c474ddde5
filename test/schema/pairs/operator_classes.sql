-- Operator classes and families: what holds a class together is made with it, the rest is added to its family and dropped
-- from it one by one.

-- pair: add an operator family
-- budget: 3 1
-- from
-- to
CREATE OPERATOR FAMILY numbers USING btree;
ALTER OPERATOR FAMILY numbers USING btree OWNER TO ada;
COMMENT ON OPERATOR FAMILY numbers USING btree IS 'all of them';

-- pair: families of one name for two access methods
-- budget: 2 2
-- from
CREATE OPERATOR FAMILY numbers USING btree;
-- to
CREATE OPERATOR FAMILY numbers USING hash;

-- pair: add an operator class with the family that comes with it
-- budget: 3 2
-- from
-- to
CREATE OPERATOR CLASS backwards FOR TYPE int USING btree AS
	OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(int, int);
COMMENT ON OPERATOR CLASS backwards USING btree IS 'from the end';

-- pair: add a class to a family that is there
-- budget: 1 1
-- both
CREATE OPERATOR FAMILY numbers USING btree;
-- from
-- to
CREATE OPERATOR CLASS numbers_int FOR TYPE int USING btree FAMILY numbers AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);

-- pair: loose operators and functions of a family
-- budget: 3 3
-- both
CREATE OPERATOR FAMILY numbers USING btree;
CREATE OPERATOR CLASS numbers_int FOR TYPE int USING btree FAMILY numbers AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
-- from
-- to
ALTER OPERATOR FAMILY numbers USING btree ADD
	OPERATOR 1 < (int, bigint), OPERATOR 3 = (int, bigint), FUNCTION 1 (int, bigint) btint48cmp(int, bigint);

-- pair: another operator at the same place of a family
-- budget: 2 2
-- both
CREATE OPERATOR FAMILY numbers USING btree;
-- from
ALTER OPERATOR FAMILY numbers USING btree ADD OPERATOR 1 < (int, bigint);
-- to
ALTER OPERATOR FAMILY numbers USING btree ADD OPERATOR 1 <= (int, bigint);

-- pair: another operator of a class, which an index uses
-- budget: 4 4
-- both
CREATE TABLE numbers (n int);
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
-- from
CREATE OPERATOR CLASS forwards FOR TYPE int USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE INDEX numbers_n ON numbers (n forwards);
-- to
CREATE OPERATOR CLASS forwards FOR TYPE int USING btree AS
	OPERATOR 1 <|, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE INDEX numbers_n ON numbers (n forwards);

-- pair: a default class of a type of ours
-- budget: 10 8
-- from
-- to
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TYPE box_size AS (length int, width int);
CREATE FUNCTION compare(box_size, box_size) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($1.length, $2.length)';
CREATE FUNCTION lower(box_size, box_size) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.length < $2.length';
CREATE OPERATOR <| (FUNCTION = lower, LEFTARG = box_size, RIGHTARG = box_size);
CREATE OPERATOR CLASS box_sizes DEFAULT FOR TYPE box_size USING btree AS OPERATOR 1 <|, FUNCTION 1 compare(box_size, box_size);
CREATE TABLE boxes (size box_size);
CREATE INDEX ON boxes (size box_sizes);

-- pair: a class that stores another type
-- budget: 6 2
-- from
-- to
CREATE OPERATOR CLASS arrays FOR TYPE int[] USING gin AS
	OPERATOR 1 && (anyarray, anyarray), OPERATOR 2 @> (anyarray, anyarray), FUNCTION 1 btint4cmp(int, int),
	FUNCTION 2 ginarrayextract(anyarray, internal, internal), FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
	FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal), STORAGE int;

-- pair: operators to order by
-- budget: 5 5
-- from
-- to
CREATE OPERATOR CLASS points FOR TYPE point USING gist AS
	OPERATOR 1 << , OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops,
	FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal), FUNCTION 2 gist_box_union(internal, internal),
	FUNCTION 5 gist_box_penalty(internal, internal, internal), FUNCTION 6 gist_box_picksplit(internal, internal),
	FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 (point, point) gist_point_distance(internal, point, smallint, oid, internal),
	STORAGE box;

-- pair: a hash class with a second function, which a partitioned table needs
-- budget: 7 4
-- from
-- to
CREATE FUNCTION hash_of(int, bigint) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + $2';
CREATE OPERATOR CLASS hashes FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 2 hash_of(int, bigint);
CREATE TABLE parts (n int) PARTITION BY HASH (n hashes);
CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0);

-- pair: a class moves to another family and becomes the default
-- budget: 3 3
-- both
CREATE OPERATOR FAMILY one USING btree;
CREATE TYPE box_size AS (length int, width int);
CREATE FUNCTION compare(box_size, box_size) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($1.length, $2.length)';
-- from
CREATE OPERATOR CLASS box_sizes FOR TYPE box_size USING btree FAMILY one AS FUNCTION 1 compare(box_size, box_size);
-- to
CREATE OPERATOR FAMILY two USING btree;
CREATE OPERATOR CLASS box_sizes DEFAULT FOR TYPE box_size USING btree FAMILY two AS FUNCTION 1 compare(box_size, box_size);

-- pair: an empty class with names that have to be quoted
-- budget: 2 2
-- from
-- to
CREATE OPERATOR FAMILY "A family" USING btree;
CREATE OPERATOR CLASS "A class" FOR TYPE int USING btree FAMILY "A family" AS STORAGE int;

-- pair: the function of an operator changes its parameters, below a class, an index and an exclusion constraint
-- from
CREATE FUNCTION lower(a int, b int) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE FUNCTION same(a int, b int) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE OPERATOR <| (FUNCTION = lower, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ===, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR CLASS forwards FOR TYPE int USING btree AS OPERATOR 1 <|, OPERATOR 2 <=, OPERATOR 3 ===, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE TABLE numbers (n int, m int, EXCLUDE USING btree (n forwards WITH ===));
CREATE INDEX numbers_m ON numbers (m forwards DESC);
INSERT INTO numbers VALUES (1, 2);
-- to
CREATE FUNCTION lower(one int, two int) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE FUNCTION same(a int, b int) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE OPERATOR <| (FUNCTION = lower, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ===, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR CLASS forwards FOR TYPE int USING btree AS OPERATOR 1 <|, OPERATOR 2 <=, OPERATOR 3 ===, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE TABLE numbers (n int, m int, EXCLUDE USING btree (n forwards WITH ===));
CREATE INDEX numbers_m ON numbers (m forwards DESC);
INSERT INTO numbers VALUES (1, 2);

-- pair: a class that a range type and a partition key stand on
-- from
-- to
CREATE FUNCTION same(a int, b int) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR CLASS forwards FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 ===, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
CREATE TYPE numbers AS RANGE (SUBTYPE = int, SUBTYPE_OPCLASS = forwards);
CREATE TABLE parts (n int, r numbers DEFAULT '[1,2)') PARTITION BY RANGE (n forwards);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (10);

-- pair: loose members for the type of a class, added before it
-- from
-- to
CREATE OPERATOR FAMILY numbers USING btree;
ALTER OPERATOR FAMILY numbers USING btree ADD OPERATOR 1 < (int, int), OPERATOR 3 = (int, int);
CREATE OPERATOR CLASS numbers_int FOR TYPE int USING btree FAMILY numbers AS FUNCTION 1 btint4cmp(int, int);

-- pair: a class that has another name, and its family with it
-- budget: 4 4
-- from
CREATE OPERATOR CLASS old_name FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(int, int);
-- to
CREATE OPERATOR CLASS new_name FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(int, int);

-- pair: a family and its class move to a schema, and an index is of the class
-- budget: 2 2
-- both
CREATE SCHEMA s;
-- from
CREATE OPERATOR FAMILY fam USING hash;
CREATE OPERATOR CLASS cl FOR TYPE int USING hash FAMILY fam AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
CREATE TABLE t (a int);
INSERT INTO t VALUES (1);
CREATE INDEX t_a ON t USING hash (a cl);
-- to
CREATE OPERATOR FAMILY s.fam USING hash;
CREATE OPERATOR CLASS s.cl FOR TYPE int USING hash FAMILY s.fam AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
CREATE TABLE t (a int);
CREATE INDEX t_a ON t USING hash (a s.cl);

-- pair: a class and the family that it made for itself move to a schema
-- budget: 2 2
-- both
CREATE SCHEMA s;
-- from
CREATE OPERATOR CLASS cl FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
-- to
CREATE OPERATOR CLASS s.cl FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int);

-- pair: a family gets another name, and its class stays
-- budget: 1 1
-- from
CREATE OPERATOR FAMILY fam USING hash;
CREATE OPERATOR CLASS cl FOR TYPE int USING hash FAMILY fam AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
-- to
CREATE OPERATOR FAMILY fam2 USING hash;
CREATE OPERATOR CLASS cl FOR TYPE int USING hash FAMILY fam2 AS OPERATOR 1 =, FUNCTION 1 hashint4(int);
