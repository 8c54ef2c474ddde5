-- Base types, with the shells that their functions need.

-- pair: add a shell type
-- budget: 1 1
-- from
-- to
CREATE TYPE later;

-- pair: add a base type
-- budget: 4 1
-- from
-- to
CREATE TYPE int42;
CREATE FUNCTION int42_in(cstring) RETURNS int42 LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION int42_out(int42) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE int42 (INPUT = int42_in, OUTPUT = int42_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, DEFAULT = '42');

-- pair: a shell type becomes a base type
-- budget: 3 2
-- from
CREATE TYPE int42;
-- to
CREATE TYPE int42;
CREATE FUNCTION int42_in(cstring) RETURNS int42 LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION int42_out(int42) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE int42 (INPUT = int42_in, OUTPUT = int42_out, LIKE = int4);

-- pair: add a base type with everything, a table, a cast and a function of it
-- budget: 12 4
-- from
-- to
CREATE TYPE word;
CREATE FUNCTION word_in(cstring, oid, int) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION word_recv(internal, oid, int) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'varcharrecv';
CREATE FUNCTION word_send(word) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'varcharsend';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, RECEIVE = word_recv, SEND = word_send, TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout,
	ANALYZE = array_typanalyze, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended, CATEGORY = 'S', PREFERRED = true, DELIMITER = ';', COLLATABLE = true);
COMMENT ON TYPE word IS 'like varchar';
ALTER TYPE word OWNER TO ada;
GRANT USAGE ON TYPE word TO bob;
CREATE CAST (word AS text) WITHOUT FUNCTION;
CREATE FUNCTION shout(word) RETURNS text LANGUAGE sql AS 'SELECT upper($1::text)';
CREATE TABLE words (word word(10) DEFAULT 'x', more word[]);

-- pair: functions and storage of a base type change in place
-- budget: 3 3
-- from
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, STORAGE = extended);
CREATE TABLE words (word word);
INSERT INTO words VALUES ('a');
-- to
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION word_send(word) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, SEND = word_send, STORAGE = main);
CREATE TABLE words (word word);

-- pair: the default of a base type changes while a table has a column of it
-- budget: 7 7
-- from
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out);
CREATE TABLE words (id int, word word);
INSERT INTO words VALUES (1, 'a');
-- to
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, DEFAULT = 'zippo');
CREATE TABLE words (id int, word word);

-- pair: a base type with elements
-- budget: 4 1
-- from
-- to
CREATE TYPE pair_of_ints;
CREATE FUNCTION pair_in(cstring) RETURNS pair_of_ints LANGUAGE internal IMMUTABLE STRICT AS 'namein';
CREATE FUNCTION pair_out(pair_of_ints) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'nameout';
CREATE TYPE pair_of_ints (INPUT = pair_in, OUTPUT = pair_out, INTERNALLENGTH = 8, ELEMENT = int4, ALIGNMENT = int4);
