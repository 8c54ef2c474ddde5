-- Casts, conversions, transforms, languages and access methods.

-- pair: add casts of every way
-- budget: 5 4
-- both
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TYPE size AS ENUM ('small', 'large');
-- from
-- to
CREATE FUNCTION number(colour) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (colour AS int) WITH FUNCTION number(colour) AS ASSIGNMENT;
CREATE CAST (colour AS size) WITH INOUT;
CREATE CAST (text AS colour) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (text AS colour) IS 'as it is written';

-- pair: a cast without a function
-- budget: 2 2
-- from
CREATE CAST (bigint AS point) WITH INOUT;
-- to
CREATE CAST (oid AS real) WITHOUT FUNCTION;

-- pair: a cast in another context
-- budget: 2 2
-- both
CREATE TYPE colour AS ENUM ('red', 'green');
-- from
CREATE CAST (text AS colour) WITH INOUT;
-- to
CREATE CAST (text AS colour) WITH INOUT AS ASSIGNMENT;

-- pair: a cast by another function
-- budget: 4 4
-- both
CREATE TYPE colour AS ENUM ('red', 'green');
-- from
CREATE FUNCTION number(colour) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (colour AS int) WITH FUNCTION number(colour);
-- to
CREATE FUNCTION number_of(colour) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (colour AS int) WITH FUNCTION number_of(colour);

-- pair: a cast's function changes its body
-- budget: 1 1
-- both
CREATE TYPE colour AS ENUM ('red', 'green');
-- from
CREATE FUNCTION number(colour) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE CAST (colour AS int) WITH FUNCTION number(colour);
-- to
CREATE FUNCTION number(colour) RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE CAST (colour AS int) WITH FUNCTION number(colour);

-- pair: a cast that a default uses
-- budget: 4 4
-- from
-- to
CREATE TYPE "Colour" AS ENUM ('red', 'green');
CREATE FUNCTION colour(int) RETURNS "Colour" LANGUAGE sql IMMUTABLE AS $$SELECT 'red'::"Colour"$$;
CREATE CAST (int AS "Colour") WITH FUNCTION colour(int);
CREATE TABLE cars (colour "Colour" DEFAULT 1::"Colour");

-- pair: add a conversion
-- budget: 3 1
-- from
-- to
CREATE CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
ALTER CONVERSION mine OWNER TO ada;
COMMENT ON CONVERSION mine IS 'a copy';

-- pair: a conversion becomes the default
-- budget: 2 2
-- from
CREATE CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- to
CREATE DEFAULT CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

-- pair: a conversion between other encodings
-- budget: 2 2
-- from
CREATE CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
-- to
CREATE CONVERSION mine FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

-- pair: add a transform
-- budget: 2 1
-- from
-- to
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
COMMENT ON TRANSFORM FOR int LANGUAGE sql IS 'both ways';

-- pair: a transform loses a way
-- budget: 1 1
-- from
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
-- to
CREATE TRANSFORM FOR int LANGUAGE sql (TO SQL WITH FUNCTION int4recv(internal));

-- pair: a transform that a function uses goes with it
-- budget: 2 2
-- from
CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql TRANSFORM FOR TYPE int AS 'SELECT n * 2';
-- to

-- pair: add a language
-- budget: 6 5
-- from
-- to
CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION validator(oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE "plMine" HANDLER handler INLINE inline VALIDATOR validator;
COMMENT ON LANGUAGE "plMine" IS 'almost the same';
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE "plMine" AS 'BEGIN RETURN n * 2; END';

-- pair: a language that its functions outlive
-- budget: 1 1
-- both
CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION inline(internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';
-- from
CREATE LANGUAGE mine HANDLER handler;
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE mine AS 'BEGIN RETURN n * 2; END';
-- to
CREATE TRUSTED LANGUAGE mine HANDLER handler INLINE inline;
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE mine AS 'BEGIN RETURN n * 2; END';

-- pair: who may use a language
-- budget: 3 3
-- both
CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
-- from
CREATE TRUSTED LANGUAGE mine HANDLER handler;
-- to
CREATE TRUSTED LANGUAGE mine HANDLER handler;
ALTER LANGUAGE mine OWNER TO ada;
REVOKE ALL ON LANGUAGE mine FROM PUBLIC;
GRANT USAGE ON LANGUAGE mine TO bob;

-- pair: add an access method and what uses it
-- budget: 3 2
-- from
-- to
CREATE ACCESS METHOD heap_again TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD heap_again IS 'a copy';
CREATE TABLE notes (note text) USING heap_again;

-- pair: another kind of access method
-- budget: 2 2
-- from
CREATE ACCESS METHOD mine TYPE TABLE HANDLER heap_tableam_handler;
-- to
CREATE ACCESS METHOD mine TYPE INDEX HANDLER gisthandler;

-- pair: an index access method with a class of its own
-- budget: 4 2
-- from
-- to
CREATE ACCESS METHOD trees TYPE INDEX HANDLER bthandler;
CREATE OPERATOR CLASS numbers DEFAULT FOR TYPE int USING trees AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
COMMENT ON OPERATOR FAMILY numbers USING trees IS 'by another name';

-- pair: a schema gets another name, with a cast of a type in it
-- budget: 1 1
-- from
CREATE SCHEMA s1;
CREATE TYPE s1.p AS (x int);
CREATE CAST (s1.p AS text) WITH INOUT AS ASSIGNMENT;
-- to
CREATE SCHEMA s2;
CREATE TYPE s2.p AS (x int);
CREATE CAST (s2.p AS text) WITH INOUT AS ASSIGNMENT;

-- pair: an enum gets another name, with a cast to it
-- budget: 1 1
-- from
CREATE TYPE e1 AS ENUM ('a', 'b');
CREATE CAST (text AS e1) WITH INOUT;
-- to
CREATE TYPE e2 AS ENUM ('a', 'b');
CREATE CAST (text AS e2) WITH INOUT;
