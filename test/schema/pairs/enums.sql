-- Enums: values are added in place; what goes or moves has the type made anew and the columns converted.

-- pair: add an enum
-- budget: 1 1
-- from
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');

-- pair: add an enum without values
-- budget: 1 1
-- from
-- to
CREATE TYPE nothing AS ENUM ();

-- pair: add an enum and a table that uses it
-- budget: 2 2
-- from
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'ok' NOT NULL, moods mood[]);

-- pair: add a value at the end
-- budget: 1 4
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, mood mood);
INSERT INTO persons VALUES (1, 'sad'), (2, 'ok'), (3, NULL);
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE persons (id int, mood mood);

-- pair: add a value at the beginning
-- budget: 1 2
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- to
CREATE TYPE mood AS ENUM ('angry', 'sad', 'ok');

-- pair: add values everywhere
-- budget: 5 2
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- to
CREATE TYPE mood AS ENUM ('furious', 'angry', 'sad', 'so, so', 'ok', 'it''s fine', 'happy');

-- pair: add the first value
-- budget: 1 2
-- from
CREATE TYPE mood AS ENUM ();
-- to
CREATE TYPE mood AS ENUM ('ok');

-- pair: values with quotes, commas, backslashes and braces
-- budget: 2 2
-- from
CREATE TYPE "Odd ""Type""" AS ENUM ('a, b', 'it''s', 'back\slash');
-- to
CREATE TYPE "Odd ""Type""" AS ENUM ('a, b', 'new {x}', 'it''s', 'back\slash', '"quoted"');

-- pair: order changes and columns are converted
-- budget: 5 5
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE persons (id int PRIMARY KEY, mood mood, moods mood[]);
INSERT INTO persons VALUES (1, 'sad', '{ok,happy}'), (2, NULL, NULL);
-- to
CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad');
CREATE TABLE persons (id int PRIMARY KEY, mood mood, moods mood[]);

-- pair: a value goes while a default uses the type
-- budget: 6 2
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'ok' NOT NULL);
INSERT INTO persons VALUES (1, 'sad'), (2, 'ok');
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'ok' NOT NULL);

-- pair: order changes below indexes, keys, checks and comments
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
COMMENT ON TYPE mood IS 'how one feels';
GRANT USAGE ON TYPE mood TO ada;
ALTER TYPE mood OWNER TO bob;
CREATE TABLE moods (mood mood PRIMARY KEY, CHECK (mood <> 'sad'));
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'ok' NOT NULL REFERENCES moods);
CREATE INDEX ON persons (mood, id);
CREATE INDEX happy ON persons (id) WHERE mood = 'happy';
COMMENT ON COLUMN persons.mood IS 'now';
INSERT INTO moods VALUES ('ok'), ('happy');
INSERT INTO persons VALUES (1, 'ok'), (2, 'happy');
-- to
CREATE TYPE mood AS ENUM ('happy', 'ok', 'sad');
COMMENT ON TYPE mood IS 'how one feels';
GRANT USAGE ON TYPE mood TO ada;
ALTER TYPE mood OWNER TO bob;
CREATE TABLE moods (mood mood PRIMARY KEY, CHECK (mood <> 'sad'));
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'ok' NOT NULL REFERENCES moods);
CREATE INDEX ON persons (mood, id);
CREATE INDEX happy ON persons (id) WHERE mood = 'happy';
COMMENT ON COLUMN persons.mood IS 'now';

-- pair: order changes below views, functions, casts and a domain
-- both
CREATE FUNCTION describe(int) RETURNS text LANGUAGE sql AS 'SELECT $1::text';
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN good_mood AS mood CHECK (VALUE > 'sad');
CREATE TABLE persons (id int PRIMARY KEY, mood mood, wish good_mood);
CREATE VIEW unhappy AS SELECT id FROM persons WHERE mood < 'ok';
CREATE VIEW all_unhappy AS SELECT * FROM unhappy;
GRANT SELECT ON all_unhappy TO ada;
CREATE FUNCTION cheer(mood) RETURNS mood LANGUAGE sql AS 'SELECT ''happy''::mood';
CREATE FUNCTION mood_of(text) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT $1::mood';
CREATE MATERIALIZED VIEW counts AS SELECT mood, count(*) FROM persons GROUP BY mood;
INSERT INTO persons VALUES (1, 'sad', 'ok');
-- to
CREATE TYPE mood AS ENUM ('sad', 'happy', 'ok');
CREATE DOMAIN good_mood AS mood CHECK (VALUE > 'sad');
CREATE TABLE persons (id int PRIMARY KEY, mood mood, wish good_mood);
CREATE VIEW unhappy AS SELECT id FROM persons WHERE mood < 'ok';
CREATE VIEW all_unhappy AS SELECT * FROM unhappy;
GRANT SELECT ON all_unhappy TO ada;
CREATE FUNCTION cheer(mood) RETURNS mood LANGUAGE sql AS 'SELECT ''happy''::mood';
CREATE FUNCTION mood_of(text) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT $1::mood';
CREATE MATERIALIZED VIEW counts AS SELECT mood, count(*) FROM persons GROUP BY mood;

-- pair: an added value is a new default at once
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'ok');
INSERT INTO persons VALUES (1, 'sad');
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'happy');

-- pair: an added value is in the check of a new table at once
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE persons (id int PRIMARY KEY, mood mood CHECK (mood IN ('ok', 'happy')));

-- pair: an added value does not disturb a default that has its letters
-- budget: 2 5
-- from
CREATE TYPE mood AS ENUM ('sad', 'very sad');
CREATE TABLE persons (id int PRIMARY KEY, mood mood);
-- to
CREATE TYPE mood AS ENUM ('sad', 'very sad', 'very');
CREATE TABLE persons (id int PRIMARY KEY, mood mood DEFAULT 'very sad');

-- pair: order changes below a partitioned table's column and an inherited one
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE days (day date, mood mood) PARTITION BY RANGE (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE parents (mood mood);
CREATE TABLE children (id int) INHERITS (parents);
INSERT INTO days VALUES ('2026-03-01', 'ok');
INSERT INTO children VALUES ('sad', 1);
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad', 'happy');
CREATE TABLE days (day date, mood mood) PARTITION BY RANGE (day);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE parents (mood mood);
CREATE TABLE children (id int) INHERITS (parents);

-- pair: order changes in an enum that a composite type in a table holds
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE moment AS (at timestamptz, mood mood);
CREATE TABLE persons (id int PRIMARY KEY, last moment, all_of_them moment[]);
INSERT INTO persons VALUES (1, ROW('2026-01-01 00:00+00', 'ok'), NULL);
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad', 'happy');
CREATE TYPE moment AS (at timestamptz, mood mood);
CREATE TABLE persons (id int PRIMARY KEY, last moment, all_of_them moment[]);

-- pair: the name that a type would have meanwhile is taken
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (mood mood);
CREATE TABLE mood_old (id int);
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE persons (mood mood);
CREATE TABLE mood_old (id int);

-- pair: an enum's columns become text and it goes
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, mood mood DEFAULT 'ok');
INSERT INTO persons VALUES (1, 'sad');
-- to
CREATE TABLE persons (id int, mood text DEFAULT 'ok');

-- pair: order changes below a generated column
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, mood mood, is_sad boolean GENERATED ALWAYS AS (mood = 'sad') STORED, same mood GENERATED ALWAYS AS (mood) STORED);
INSERT INTO persons VALUES (1, 'sad');
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE persons (id int, mood mood, is_sad boolean GENERATED ALWAYS AS (mood = 'sad') STORED, same mood GENERATED ALWAYS AS (mood) STORED);

-- pair: order changes below triggers, policies and rules
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, mood mood);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER sad BEFORE UPDATE OF mood ON persons FOR EACH ROW WHEN (NEW.mood = 'sad') EXECUTE FUNCTION note();
CREATE POLICY ok ON persons USING (mood = 'ok');
CREATE RULE never AS ON DELETE TO persons WHERE OLD.mood = 'sad' DO INSTEAD NOTHING;
CREATE STATISTICS persons_statistics ON id, mood FROM persons;
INSERT INTO persons VALUES (1, 'sad');
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE persons (id int, mood mood);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER sad BEFORE UPDATE OF mood ON persons FOR EACH ROW WHEN (NEW.mood = 'sad') EXECUTE FUNCTION note();
CREATE POLICY ok ON persons USING (mood = 'ok');
CREATE RULE never AS ON DELETE TO persons WHERE OLD.mood = 'sad' DO INSTEAD NOTHING;
CREATE STATISTICS persons_statistics ON id, mood FROM persons;

-- pair: owner, comment and grants of an enum
-- budget: 4 4
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TYPE mood OWNER TO ada;
COMMENT ON TYPE mood IS 'how one feels';
REVOKE USAGE ON TYPE mood FROM PUBLIC;
GRANT USAGE ON TYPE mood TO bob WITH GRANT OPTION;

-- pair: order changes below aggregates, operators, casts and defaults of functions
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION better(mood, mood) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT greatest($1, $2)';
CREATE AGGREGATE best(mood) (SFUNC = better, STYPE = mood);
CREATE OPERATOR |> (LEFTARG = mood, RIGHTARG = mood, FUNCTION = better);
CREATE FUNCTION number(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (mood AS int) WITH FUNCTION number(mood);
CREATE FUNCTION greet(name text, mood mood DEFAULT 'ok') RETURNS text LANGUAGE sql RETURN name || CASE WHEN mood = 'ok' THEN '!' ELSE '.' END;
CREATE PROCEDURE cheer_all(moods mood[]) LANGUAGE sql AS '';
CREATE TABLE persons (id int, mood mood, moods mood[] DEFAULT '{ok,sad}', EXCLUDE USING btree (mood WITH =));
CREATE INDEX ON persons (number(mood)) WHERE moods @> '{sad}';
INSERT INTO persons VALUES (1, 'ok', '{}'), (2, 'sad', NULL);
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE FUNCTION better(mood, mood) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT greatest($1, $2)';
CREATE AGGREGATE best(mood) (SFUNC = better, STYPE = mood);
CREATE OPERATOR |> (LEFTARG = mood, RIGHTARG = mood, FUNCTION = better);
CREATE FUNCTION number(mood) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (mood AS int) WITH FUNCTION number(mood);
CREATE FUNCTION greet(name text, mood mood DEFAULT 'ok') RETURNS text LANGUAGE sql RETURN name || CASE WHEN mood = 'ok' THEN '!' ELSE '.' END;
CREATE PROCEDURE cheer_all(moods mood[]) LANGUAGE sql AS '';
CREATE TABLE persons (id int, mood mood, moods mood[] DEFAULT '{ok,sad}', EXCLUDE USING btree (mood WITH =));
CREATE INDEX ON persons (number(mood)) WHERE moods @> '{sad}';

-- pair: order changes while tables and columns come and go
-- columns: any order
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, mood mood, second mood, number int);
CREATE TABLE dogs (mood mood);
INSERT INTO persons VALUES (1, 'ok', 'sad', 1);
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE persons (id int, mood mood NOT NULL, number int, third mood DEFAULT 'ok');
CREATE TABLE cats (mood mood PRIMARY KEY);

-- pair: order changes and a column becomes an array or text
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, one text, two mood, three mood, four mood[] DEFAULT '{ok}');
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TABLE persons (id int, one mood DEFAULT 'ok', two text, three varchar(10) DEFAULT 'x', four text[]);

-- pair: an added value is used in an array, a partial index and a view at once
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, mood mood, moods mood[]);
INSERT INTO persons VALUES (1, 'ok', '{sad}');
-- to
CREATE TYPE mood AS ENUM ('sad', 'ok', 'so, so', 'happy');
CREATE TABLE persons (id int, mood mood, moods mood[] DEFAULT '{ok,"so, so"}');
CREATE INDEX ON persons (id) WHERE mood = 'happy';
CREATE VIEW happy AS SELECT id FROM persons WHERE mood IN ('ok', 'happy');

-- pair: two enums whose tables reference each other change at once
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE color AS ENUM ('red', 'blue');
CREATE TABLE a (mood mood, color color, PRIMARY KEY (mood, color));
CREATE TABLE b (mood mood, color color, FOREIGN KEY (mood, color) REFERENCES a);
INSERT INTO a VALUES ('ok', 'red');
INSERT INTO b VALUES ('ok', 'red');
-- to
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE TYPE color AS ENUM ('blue', 'red');
CREATE TABLE a (mood mood, color color, PRIMARY KEY (mood, color));
CREATE TABLE b (mood mood, color color, FOREIGN KEY (mood, color) REFERENCES a);

-- pair: an enum becomes a domain
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE persons (id int, mood mood);
-- to
CREATE DOMAIN mood AS text CHECK (VALUE IN ('sad', 'ok'));
CREATE TABLE persons (id int, mood mood);

-- pair: an enum in another schema with a name to quote
-- from
CREATE SCHEMA "Odd Schema";
CREATE TYPE "Odd Schema"."Mood" AS ENUM ('Sad', 'OK');
CREATE TABLE persons (id int, mood "Odd Schema"."Mood" DEFAULT 'OK', moods "Odd Schema"."Mood"[]);
INSERT INTO persons VALUES (1, 'OK', '{Sad,OK}');
-- to
CREATE SCHEMA "Odd Schema";
CREATE TYPE "Odd Schema"."Mood" AS ENUM ('OK', 'Sad');
CREATE TABLE persons (id int, mood "Odd Schema"."Mood" DEFAULT 'OK', moods "Odd Schema"."Mood"[]);

-- pair: a column of a domain over an enum that is made anew becomes one of the enum
-- from
CREATE TYPE mood AS ENUM ('good', 'bad', 'ugly');
CREATE DOMAIN feeling AS mood;
CREATE TABLE persons (id int, mood feeling DEFAULT 'good', moods feeling[]);
INSERT INTO persons VALUES (1, 'bad', '{good,bad}');
-- to
CREATE TYPE mood AS ENUM ('bad', 'good');
CREATE TABLE persons (id int, mood mood DEFAULT 'good', moods mood[]);

-- pair: a value goes from a type that a column is of which gets another name and has a default
-- budget: 7 2
-- from
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE persons (id int, mood mood DEFAULT 'ok');
INSERT INTO persons VALUES (1);
-- to
CREATE TYPE mood AS ENUM ('ok', 'happy');
CREATE TABLE persons (id int, how mood DEFAULT 'ok');

-- pair: a value that a default uses is spelled right
-- budget: 1 1
-- from
CREATE TYPE lvl AS ENUM ('low', 'hihg');
CREATE TABLE t (l lvl DEFAULT 'hihg');
-- to
CREATE TYPE lvl AS ENUM ('low', 'high');
CREATE TABLE t (l lvl DEFAULT 'high');

-- pair: a value of an enum that nothing uses is called otherwise
-- budget: 1 1
-- from
CREATE TYPE lvl AS ENUM ('low', 'med', 'high');
-- to
CREATE TYPE lvl AS ENUM ('low', 'medium', 'high');

-- pair: a value is added that a function names in its text, and nobody calls that
-- budget: 3 9
-- from
CREATE TYPE level AS ENUM ('low', 'high');
CREATE TABLE t (id int PRIMARY KEY, l level);
INSERT INTO t VALUES (1, 'low');
CREATE FUNCTION number(l level) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN CASE l WHEN 'low' THEN 1 ELSE 3 END; END $$;
CREATE PROCEDURE lift(INOUT l level) LANGUAGE plpgsql AS $$ BEGIN l := 'high'; END $$;
GRANT EXECUTE ON FUNCTION number(level) TO ada;
-- to
CREATE TYPE level AS ENUM ('low', 'middle', 'high');
CREATE TABLE t (id int PRIMARY KEY, l level);
CREATE FUNCTION number(l level) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN CASE l WHEN 'low' THEN 1 WHEN 'middle' THEN 2 ELSE 3 END; END $$;
CREATE PROCEDURE lift(INOUT l level) LANGUAGE plpgsql AS $$ BEGIN l := 'middle'; END $$;
GRANT EXECUTE ON FUNCTION number(level) TO ada;

-- pair: ... and a generated column calls it
-- from
CREATE TYPE level AS ENUM ('low', 'high');
CREATE FUNCTION number(l level) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN CASE l WHEN 'low' THEN 1 ELSE 3 END; END $$;
CREATE TABLE t (id int PRIMARY KEY, l level);
INSERT INTO t VALUES (1, 'low');
-- to
CREATE TYPE level AS ENUM ('low', 'middle', 'high');
CREATE FUNCTION number(l level) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN CASE l WHEN 'low' THEN 1 WHEN 'middle' THEN 2 ELSE 3 END; END $$;
CREATE TABLE t (id int PRIMARY KEY, l level, n int GENERATED ALWAYS AS (number(l)) STORED);
