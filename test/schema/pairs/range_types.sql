-- Range types; nothing of them can be altered.

-- pair: add a range type
-- budget: 1 1
-- from
-- to
CREATE TYPE float_range AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);

-- pair: add a range type with everything
-- budget: 2 2
-- from
-- to
CREATE FUNCTION text_gap(text, text) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT 1.0::float8';
CREATE TYPE words AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C", SUBTYPE_DIFF = text_gap, MULTIRANGE_TYPE_NAME = many_words);

-- pair: a range type with a canonical function
-- budget: 3 1
-- from
-- to
CREATE TYPE steps;
CREATE FUNCTION canonical(steps) RETURNS steps LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE steps AS RANGE (SUBTYPE = int, CANONICAL = canonical);

-- pair: a range type and a table with range, multirange and exclusion
-- budget: 2 2
-- from
-- to
CREATE TYPE float_range AS RANGE (SUBTYPE = float8);
CREATE TABLE spans (span float_range DEFAULT 'empty', spans float_multirange, EXCLUDE USING gist (span WITH &&));

-- pair: the collation of a range type changes
-- budget: 2 2
-- from
CREATE TYPE words AS RANGE (SUBTYPE = text);
-- to
CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = "C");

-- pair: the subtype of a range type changes while a table has columns of it
-- from
CREATE TYPE span AS RANGE (SUBTYPE = float4, MULTIRANGE_TYPE_NAME = spans);
CREATE TABLE things (id int, span span DEFAULT 'empty', spans spans, EXCLUDE USING gist (span WITH &&));
CREATE INDEX ON things (span);
INSERT INTO things VALUES (1, '[1,2]', '{[3,4)}');
-- to
CREATE TYPE span AS RANGE (SUBTYPE = float8, MULTIRANGE_TYPE_NAME = spans);
CREATE TABLE things (id int, span span DEFAULT 'empty', spans spans, EXCLUDE USING gist (span WITH &&));
CREATE INDEX ON things (span);

-- pair: comment, owner and grants of a range type
-- budget: 3 3
-- from
CREATE TYPE span AS RANGE (SUBTYPE = float4);
-- to
CREATE TYPE span AS RANGE (SUBTYPE = float4);
COMMENT ON TYPE span IS 'from, to';
ALTER TYPE span OWNER TO ada;
GRANT USAGE ON TYPE span TO bob;

-- pair: a range type gets another name, and its multirange stays
-- budget: 1 1
-- from
CREATE TYPE span AS RANGE (subtype = float8, multirange_type_name = spans);
CREATE TABLE t (a span);
INSERT INTO t VALUES ('[1,2]');
-- to
CREATE TYPE extent AS RANGE (subtype = float8, multirange_type_name = spans);
CREATE TABLE t (a extent);
INSERT INTO t VALUES ('[1,2]');
