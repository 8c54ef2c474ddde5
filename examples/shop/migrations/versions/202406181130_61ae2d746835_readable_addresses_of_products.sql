-- readable addresses of products
--
-- Revision ID: 61ae2d746835
-- Revises: 8071c4a626f4
-- Create Date: 2024-06-18 11:30:00+00

-- migrate:upgrade
CREATE FUNCTION slugify(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN trim(BOTH '-' FROM regexp_replace(
        translate(lower(value), 'àâäçéèêëîïñôöùûüß', 'aaaceeeeiinoouuus'),
        '[^a-z0-9]+', '-', 'g'));

ALTER TABLE products ADD COLUMN slug text;

-- in batches of ten, as the big shop would need it
DO $$
DECLARE
    n integer;
BEGIN
    ALTER TABLE products DISABLE TRIGGER USER;
    LOOP
        UPDATE products SET slug = slugify(name)
        WHERE product_id IN (SELECT product_id FROM products WHERE slug IS NULL ORDER BY product_id LIMIT 10 FOR UPDATE);
        GET DIAGNOSTICS n = ROW_COUNT;
        EXIT WHEN n = 0;
    END LOOP;
    ALTER TABLE products ENABLE TRIGGER USER;
END
$$;

ALTER TABLE products ALTER COLUMN slug SET NOT NULL;
ALTER TABLE products ADD CONSTRAINT products_slug_key UNIQUE (slug);

CREATE TEMP TABLE staging AS SELECT slug FROM products;   -- the name that the revision before used

-- migrate:downgrade
ALTER TABLE products DROP COLUMN slug;
DROP FUNCTION slugify(text);

-- migrate:verify
SELECT 1 / (slug = 'creme-de-la-creme')::integer FROM products WHERE sku = 'BOO-0004';
