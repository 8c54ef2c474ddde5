-- translations
--
-- Revision ID: 8071c4a626f4
-- Revises: f348cff49551
-- Create Date: 2024-06-14 14:00:00+00

-- migrate:upgrade
CREATE TABLE languages (
    language text PRIMARY KEY,
    name     text NOT NULL,
    fallback text REFERENCES languages
);
INSERT INTO languages VALUES ('en', 'English', NULL), ('de', 'Deutsch', 'en'), ('fr', 'Français', 'en'), ('ja', '日本語', 'en');

CREATE TABLE product_translations (
    product_id  integer NOT NULL REFERENCES products ON DELETE CASCADE,
    language    text NOT NULL REFERENCES languages,
    name        text NOT NULL,
    description text,
    PRIMARY KEY (product_id, language)
);

-- by SKU, through a table that is forgotten here and must not be seen by the next revision
CREATE TEMP TABLE staging (sku text, language text, name text, description text);
COPY staging FROM STDIN;
KNI-0001	de	Kochmesser 21 cm	Geschmiedet; nicht für die Spülmaschine
KNI-0001	fr	Couteau de chef 21 cm	\N
KNI-0001	ja	シェフナイフ 21cm	\N
KNI-0003	de	Santoku „Hanako“	Gehämmerte Klinge\nAchteckiger Griff
POT-0002	fr	Poêle à crêpes	Fer brut\r\nà culotter
SEE-0001	de	Tomate „Ochsenherz“	25 Korn
TOO-0002	ja	堀り堀り	\N
BOO-0002	en	Bread	German\, 480 pp.
NOT-0001	en	no such product	\N
\.
INSERT INTO product_translations (product_id, language, name, description)
SELECT p.product_id, s.language, s.name, s.description
FROM staging AS s
JOIN products AS p USING (sku);

CREATE FUNCTION product_name(product integer, wanted text) RETURNS text
    LANGUAGE sql STABLE
AS $$
    WITH RECURSIVE chain(language, depth) AS (
        SELECT wanted, 1
        UNION ALL
        SELECT l.fallback, c.depth + 1
        FROM chain AS c
        JOIN public.languages AS l USING (language)
        WHERE l.fallback IS NOT NULL AND c.depth < 5
    )
    SELECT coalesce(
        (SELECT t.name FROM chain AS c JOIN public.product_translations AS t USING (language)
         WHERE t.product_id = product ORDER BY c.depth LIMIT 1),
        (SELECT p.name FROM public.products AS p WHERE p.product_id = product))
$$;

-- migrate:downgrade
DROP FUNCTION product_name(integer, text);
DROP TABLE product_translations;
DROP TABLE languages;

-- migrate:verify
SELECT 1 / (product_name(1, 'ja') = 'シェフナイフ 21cm' AND product_name(22, 'fr') = 'Bread' AND product_name(4, 'de') = 'Bread knife')::integer;
