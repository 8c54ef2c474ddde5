-- Operators: estimators can be altered, the rest is made again; commutators and negators link them in circles.

-- pair: add an operator
-- budget: 2 1
-- from
-- to
CREATE OPERATOR ## (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int);
COMMENT ON OPERATOR ## (int, int) IS 'adds';

-- pair: a prefix operator with an owner
-- budget: 3 1
-- from
-- to
CREATE OPERATOR !## (FUNCTION = int4um, RIGHTARG = int);
COMMENT ON OPERATOR !## (NONE, int) IS 'the negative';
ALTER OPERATOR !## (NONE, int) OWNER TO ada;

-- pair: another function
-- budget: 2 2
-- from
CREATE OPERATOR ## (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int);
-- to
CREATE OPERATOR ## (FUNCTION = int4mi, LEFTARG = int, RIGHTARG = int);

-- pair: estimators
-- budget: 1 1
-- from
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
-- to
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, RESTRICT = eqsel, JOIN = eqjoinsel);

-- pair: another estimator, in the place of one of two
-- budget: 1 1
-- from
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, RESTRICT = eqsel, JOIN = eqjoinsel);
-- to
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, RESTRICT = neqsel);

-- pair: an operator that hashes and merges
-- budget: 2 2
-- until: 15
-- from
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ##);
-- to
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ##, HASHES, MERGES);

-- pair: an operator that comes to hash and merge
-- budget: 1 2
-- since: 17
-- from
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ##);
-- to
CREATE OPERATOR ## (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ##, HASHES, MERGES, RESTRICT = eqsel);

-- pair: operators that commute and negate
-- budget: 4 4
-- from
-- to
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = |>, NEGATOR = |>=);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|, NEGATOR = <=|);
CREATE OPERATOR |>= (FUNCTION = int4ge, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <=|, NEGATOR = <|);
CREATE OPERATOR <=| (FUNCTION = int4le, LEFTARG = int, RIGHTARG = int, COMMUTATOR = |>=, NEGATOR = |>);

-- pair: an operator's commutator comes later
-- budget: 1 1
-- from
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE VIEW lower AS SELECT 1 <| 2 AS lower;
-- to
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE VIEW lower AS SELECT 1 <| 2 AS lower;
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);

-- pair: another commutator, which is new
-- budget: 2 2
-- from
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);
-- to
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |>> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);

-- pair: the function of one of two that commute changes
-- budget: 2 2
-- from
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);
CREATE VIEW lower AS SELECT 1 <| 2 AS lower;
-- to
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4ge, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);
CREATE VIEW lower AS SELECT 1 <| 2 AS lower;

-- pair: link two operators that are there
-- budget: 2 2
-- until: 15
-- from
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int);
-- to
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);

-- pair: link two operators that are there, in place
-- budget: 2 4
-- since: 17
-- from
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |>= (FUNCTION = int4ge, LEFTARG = int, RIGHTARG = int);
-- to
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);
CREATE OPERATOR |>= (FUNCTION = int4ge, LEFTARG = int, RIGHTARG = int, NEGATOR = <|);

-- pair: operators of a type of ours, and a view that uses one
-- budget: 5 5
-- from
-- to
CREATE SCHEMA "Geo metry";
CREATE TYPE "Geo metry".point AS (x int, y int);
CREATE FUNCTION "Geo metry".same("Geo metry".point, "Geo metry".point) RETURNS boolean LANGUAGE sql AS 'SELECT $1.x = $2.x';
CREATE OPERATOR "Geo metry".=== (FUNCTION = "Geo metry".same, LEFTARG = "Geo metry".point, RIGHTARG = "Geo metry".point, COMMUTATOR = OPERATOR("Geo metry".===));
CREATE VIEW points AS SELECT ROW(1, 2)::"Geo metry".point OPERATOR("Geo metry".===) ROW(1, 3)::"Geo metry".point AS same;

-- pair: the function of an operator that a view uses changes its parameters
-- budget: 6 6
-- from
CREATE FUNCTION same(a text, b text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = text, RIGHTARG = text);
CREATE VIEW things AS SELECT 'a' === 'b' AS thing;
-- to
CREATE FUNCTION same(one text, two text) RETURNS boolean LANGUAGE sql AS 'SELECT $1 = $2';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = text, RIGHTARG = text);
CREATE VIEW things AS SELECT 'a' === 'b' AS thing;

-- pair: two operators that part
-- budget: 2 2
-- until: 15
-- from
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |>= (FUNCTION = int4ge, LEFTARG = int, RIGHTARG = int, NEGATOR = <|);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);
-- to
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |>= (FUNCTION = int4ge, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);

-- pair: an operator comes to commute with itself
-- from
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int);
-- to
CREATE OPERATOR === (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int, COMMUTATOR = ===);

-- pair: a function needs both of two operators that commute
-- from
-- to
CREATE FUNCTION lower(a text, b text) RETURNS boolean LANGUAGE sql RETURN a < b;
CREATE OPERATOR <| (FUNCTION = lower, LEFTARG = text, RIGHTARG = text);
CREATE FUNCTION higher(a text, b text) RETURNS boolean LANGUAGE sql RETURN b <| a;
CREATE OPERATOR |> (FUNCTION = higher, LEFTARG = text, RIGHTARG = text, COMMUTATOR = <|);

-- pair: another commutator, both of which are there
-- budget: 4 4
-- until: 15
-- from
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = |>);
CREATE OPERATOR |>> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int);
-- to
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR |>> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = |>>);

-- pair: operators in another schema
-- from
CREATE OPERATOR <| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = |>);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = <|);
-- to
CREATE SCHEMA other;
CREATE OPERATOR other.<| (FUNCTION = int4lt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = |>);
CREATE OPERATOR |> (FUNCTION = int4gt, LEFTARG = int, RIGHTARG = int, COMMUTATOR = OPERATOR(other.<|));
