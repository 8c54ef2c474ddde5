-- Collations; nothing of them can be altered.

-- pair: add a collation of libc
-- budget: 1 1
-- from
-- to
CREATE COLLATION plain (provider = libc, locale = 'C');

-- pair: add a collation of libc with two locales
-- budget: 1 1
-- from
-- to
CREATE COLLATION mixed (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');

-- pair: add a collation of ICU
-- budget: 1 1
-- from
-- to
CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk');

-- pair: add a collation that is not deterministic
-- budget: 1 1
-- from
-- to
CREATE COLLATION "no case" (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

-- pair: add a collation with rules
-- since: 16
-- budget: 1 1
-- from
-- to
CREATE COLLATION turned (provider = icu, locale = 'und', rules = '&V << w <<< W');

-- pair: add a collation of the builtin provider
-- since: 17
-- budget: 1 1
-- from
-- to
CREATE COLLATION built (provider = builtin, locale = 'C.UTF-8');

-- pair: a collation with a table, an index, a domain and a composite type that use it
-- budget: 5 5
-- from
-- to
CREATE COLLATION german (provider = icu, locale = 'de');
CREATE DOMAIN word AS text COLLATE german;
CREATE TYPE words AS (word text COLLATE german);
CREATE TABLE texts (id int PRIMARY KEY, text text COLLATE german, word word);
CREATE INDEX ON texts (upper(text) COLLATE german);

-- pair: the locale of a collation changes
-- budget: 2 2
-- from
CREATE COLLATION german (provider = icu, locale = 'de');
-- to
CREATE COLLATION german (provider = icu, locale = 'de-AT');

-- pair: the locale of a collation changes while columns have it
-- from
CREATE COLLATION german (provider = icu, locale = 'de');
CREATE TABLE texts (id int PRIMARY KEY, text text COLLATE german DEFAULT 'x' NOT NULL, short varchar(10) COLLATE german);
CREATE INDEX ON texts (text);
CREATE INDEX ON texts (id, lower(short));
CREATE VIEW later AS SELECT text FROM texts WHERE short > 'a';
INSERT INTO texts VALUES (1, 'a', 'b');
-- to
CREATE COLLATION german (provider = icu, locale = 'de-AT');
CREATE TABLE texts (id int PRIMARY KEY, text text COLLATE german DEFAULT 'x' NOT NULL, short varchar(10) COLLATE german);
CREATE INDEX ON texts (text);
CREATE INDEX ON texts (id, lower(short));
CREATE VIEW later AS SELECT text FROM texts WHERE short > 'a';

-- pair: comment and owner of a collation
-- budget: 2 2
-- from
CREATE COLLATION german (provider = icu, locale = 'de');
-- to
CREATE COLLATION german (provider = icu, locale = 'de');
COMMENT ON COLLATION german IS 'as in Germany';
ALTER COLLATION german OWNER TO ada;
