-- Aggregates: CREATE OR REPLACE changes all but the result, the form and the names of parameters.

-- pair: add an aggregate
-- budget: 1 1
-- from
-- to
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');

-- pair: an aggregate without arguments
-- budget: 4 1
-- from
-- to
CREATE AGGREGATE how_many(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE how_many(*) IS 'rows';
ALTER AGGREGATE how_many(*) OWNER TO ada;
GRANT EXECUTE ON FUNCTION how_many() TO bob;

-- pair: another first value
-- budget: 1 1
-- from
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
-- to
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '10');

-- pair: everything that an aggregate has
-- budget: 1 1
-- from
CREATE AGGREGATE average(n int) (SFUNC = int4_avg_accum, STYPE = bigint[], FINALFUNC = int8_avg, INITCOND = '{0,0}');
-- to
CREATE AGGREGATE average(n int) (SFUNC = int4_avg_accum, STYPE = bigint[], SSPACE = 24, FINALFUNC = int8_avg, FINALFUNC_MODIFY = SHAREABLE,
	COMBINEFUNC = int4_avg_combine, INITCOND = '{0,0}', PARALLEL = SAFE,
	MSFUNC = int4_avg_accum, MINVFUNC = int4_avg_accum_inv, MSTYPE = bigint[], MSSPACE = 48, MFINALFUNC = int8_avg,
	MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '{0,0}');

-- pair: serialized states
-- budget: 1 1
-- from
CREATE AGGREGATE average(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg);
-- to
CREATE AGGREGATE average(numeric) (SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine,
	SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = RESTRICTED);

-- pair: an operator to sort by
-- budget: 1 1
-- from
CREATE AGGREGATE smallest(int) (SFUNC = int4smaller, STYPE = int);
-- to
CREATE AGGREGATE smallest(int) (SFUNC = int4smaller, STYPE = int, SORTOP = <);

-- pair: another result
-- budget: 2 2
-- from
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
-- to
CREATE AGGREGATE total(int) (SFUNC = int4_sum, STYPE = bigint, INITCOND = '0');

-- pair: an ordered-set aggregate
-- budget: 3 3
-- from
CREATE AGGREGATE middle(double precision ORDER BY anyelement)
	(SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
-- to
CREATE AGGREGATE middle(double precision ORDER BY anyelement)
	(SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA, FINALFUNC_MODIFY = READ_WRITE, PARALLEL = SAFE);
COMMENT ON AGGREGATE middle(double precision ORDER BY anyelement) IS 'in between';
GRANT EXECUTE ON FUNCTION middle(double precision, anyelement) TO ada;

-- pair: ordered-set aggregates without direct arguments
-- budget: 1 1
-- from
-- to
CREATE AGGREGATE most_frequent(ORDER BY value anyelement)
	(SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = mode_final, FINALFUNC_EXTRA);

-- pair: a hypothetical-set aggregate
-- budget: 3 1
-- from
-- to
CREATE AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any")
	(SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
COMMENT ON AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any") IS 'first, second, third';
ALTER AGGREGATE place(VARIADIC "any" ORDER BY VARIADIC "any") OWNER TO ada;

-- pair: an aggregate with named and variadic arguments
-- budget: 2 2
-- from
-- to
CREATE FUNCTION lowest(int, VARIADIC others int[]) RETURNS int LANGUAGE sql AS 'SELECT $1';
CREATE AGGREGATE least_of(VARIADIC others int[]) (SFUNC = lowest, STYPE = int);

-- pair: another function to collect with
-- budget: 3 3
-- from
CREATE FUNCTION collect(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE collection(int) (SFUNC = collect, STYPE = int);
CREATE VIEW collections AS SELECT collection(n) FROM generate_series(1, 2) n;
-- to
CREATE FUNCTION gather(int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE collection(int) (SFUNC = gather, STYPE = int);
CREATE VIEW collections AS SELECT collection(n) FROM generate_series(1, 2) n;

-- pair: the function that an aggregate collects with changes its result
-- budget: 4 4
-- from
CREATE FUNCTION collect(a int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE collection(int) (SFUNC = collect, STYPE = int);
-- to
CREATE FUNCTION collect(b int, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE collection(int) (SFUNC = collect, STYPE = int);

-- pair: an aggregate of a type of ours
-- budget: 3 3
-- from
-- to
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION later(pair, pair) RETURNS pair LANGUAGE sql AS 'SELECT $2';
CREATE AGGREGATE last_pair(pair) (SFUNC = later, STYPE = pair, INITCOND = '(1,2)');

-- pair: an aggregate becomes a function, which the view calls otherwise
-- budget: 4 4
-- from
CREATE AGGREGATE last_of(text) (SFUNC = text_larger, STYPE = text);
CREATE TABLE t (a text);
CREATE VIEW v AS SELECT last_of(a) AS l FROM t;
-- to
CREATE FUNCTION last_of(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (a text);
CREATE VIEW v AS SELECT max(last_of(a)) AS l FROM t;
