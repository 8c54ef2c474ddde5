-- Text search configurations with their mappings, dictionaries, parsers and templates.

-- pair: add a configuration and a dictionary
-- budget: 4 2
-- from
-- to
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR asciiword WITH plain, english_stem;
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR word WITH plain;

-- pair: a copied configuration
-- budget: 20 1
-- from
-- to
CREATE TEXT SEARCH CONFIGURATION "my words" (COPY = english);

-- pair: other dictionaries for a token
-- budget: 1 1
-- both
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
-- from
-- to
ALTER TEXT SEARCH CONFIGURATION words ALTER MAPPING FOR asciiword WITH english_stem, simple;

-- pair: tokens are added and dropped
-- budget: 2 2
-- both
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
-- from
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR email WITH simple;
-- to
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR url WITH simple;

-- pair: options of a dictionary
-- budget: 1 1
-- from
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
COMMENT ON TEXT SEARCH DICTIONARY plain IS 'plain';
-- to
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, STOPWORDS = russian);
COMMENT ON TEXT SEARCH DICTIONARY plain IS 'plain';

-- pair: the order of a dictionary's options
-- budget: 1 1
-- from
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, STOPWORDS = english, ACCEPT = false);
-- to
CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, ACCEPT = false, STOPWORDS = english);

-- pair: another template
-- budget: 2 2
-- from
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
-- to
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = snowball, LANGUAGE = english);

-- pair: a dictionary that a configuration uses is replaced
-- from
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR word WITH d;
-- to
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR word WITH d;

-- pair: a dictionary goes that a configuration used
-- budget: 2 2
-- both
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
-- from
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR word WITH d;
-- to
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR word WITH simple;

-- pair: owners and comments
-- budget: 3 3
-- both
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
-- from
-- to
ALTER TEXT SEARCH DICTIONARY d OWNER TO ada;
ALTER TEXT SEARCH CONFIGURATION words OWNER TO "some one";
COMMENT ON TEXT SEARCH CONFIGURATION words IS 'words';

-- pair: a parser and a template
-- budget: 4 2
-- from
-- to
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE t (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH PARSER p IS 'parses';
COMMENT ON TEXT SEARCH TEMPLATE t IS 'like simple';

-- pair: a parser and a template change, with what uses them
-- from
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE t (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = t);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = p);
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;
-- to
CREATE TEXT SEARCH PARSER p (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE t (INIT = dsimple_init, LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = t);
CREATE TEXT SEARCH CONFIGURATION c (PARSER = p);
ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR word WITH d;

-- pair: a generated column and an index that need a configuration
-- budget: 5 4
-- both
CREATE TABLE persons (id int, name text);
INSERT INTO persons VALUES (1, 'Ada');
-- from
-- to
CREATE TEXT SEARCH CONFIGURATION words (PARSER = default);
ALTER TEXT SEARCH CONFIGURATION words ADD MAPPING FOR word, asciiword WITH simple;
ALTER TABLE persons ADD COLUMN v tsvector GENERATED ALWAYS AS (to_tsvector('words'::regconfig, name)) STORED;
CREATE INDEX ON persons USING gin (to_tsvector('words'::regconfig, name));
