-- full text search over products
--
-- Revision ID: 3b94d48660d1
-- Revises: 983956487d3d
-- Create Date: 2024-03-19 14:25:00+00

-- migrate:upgrade
-- A configuration of our own, so that it can be tuned without touching "english".
CREATE TEXT SEARCH DICTIONARY shop_simple (TEMPLATE = pg_catalog.simple, ACCEPT = true);
CREATE TEXT SEARCH CONFIGURATION shop_search (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION shop_search
    ALTER MAPPING FOR numword, hword_numpart, numhword WITH shop_simple;

ALTER TABLE products ADD COLUMN search_text tsvector
    GENERATED ALWAYS AS (
        setweight(to_tsvector('public.shop_search'::regconfig, name), 'A') ||
        setweight(to_tsvector('public.shop_search'::regconfig, coalesce(description, '')), 'C')
    ) STORED;

CREATE INDEX products_search_text_idx ON products USING gin (search_text);

-- migrate:downgrade
ALTER TABLE products DROP COLUMN search_text;
DROP TEXT SEARCH CONFIGURATION shop_search;
DROP TEXT SEARCH DICTIONARY shop_simple;

-- migrate:verify
SELECT 1 / count(*) FROM products WHERE search_text @@ websearch_to_tsquery('public.shop_search', 'knife -bread');
