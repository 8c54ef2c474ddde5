-- products are hidden, not deleted
--
-- Revision ID: 4d17c0a1cc28
-- Revises: d5b9aab63633
-- Create Date: 2024-08-15 10:00:00+00

-- migrate:upgrade
ALTER TABLE products ADD COLUMN deleted_at timestamp with time zone;
ALTER TABLE products DROP CONSTRAINT products_slug_key;
CREATE UNIQUE INDEX products_slug_live_idx ON products (slug) WHERE deleted_at IS NULL;

CREATE OR REPLACE VIEW storefront.price_list WITH (security_barrier) AS
SELECT p.sku, p.name, p.price, c.name AS category, p.slug
FROM public.products AS p
JOIN public.categories AS c USING (category_id)
WHERE p.active AND p.deleted_at IS NULL;

CREATE OR REPLACE FUNCTION record_price() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    -- a product that is hidden has no price of today
    UPDATE product_prices
    SET valid = tstzrange(lower(valid), clock_timestamp())
    WHERE product_id = NEW.product_id AND upper_inf(valid);
    IF NEW.deleted_at IS NULL THEN
        INSERT INTO product_prices (product_id, price, valid)
        SELECT NEW.product_id, NEW.price, tstzrange(coalesce(max(upper(valid)), clock_timestamp()), NULL)
        FROM product_prices
        WHERE product_id = NEW.product_id;
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER products_price_update ON products;
CREATE TRIGGER products_price_update AFTER UPDATE OF price, deleted_at ON products
    FOR EACH ROW WHEN ((OLD.price, OLD.deleted_at) IS DISTINCT FROM (NEW.price, NEW.deleted_at)) EXECUTE FUNCTION record_price();

ALTER TABLE products DISABLE TRIGGER USER;
UPDATE products SET deleted_at = '2024-08-15 00:00:00+00', active = false WHERE sku = 'POT-0004';
ALTER TABLE products ENABLE TRIGGER USER;

-- migrate:downgrade
ALTER TABLE products DISABLE TRIGGER USER;
UPDATE products SET active = true WHERE sku = 'POT-0004';
ALTER TABLE products ENABLE TRIGGER USER;

DROP TRIGGER products_price_update ON products;
CREATE OR REPLACE FUNCTION record_price() RETURNS trigger
    LANGUAGE plpgsql
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE product_prices
        SET valid = tstzrange(lower(valid), clock_timestamp())
        WHERE product_id = NEW.product_id AND upper_inf(valid);
    END IF;
    INSERT INTO product_prices (product_id, price, valid)
    SELECT NEW.product_id, NEW.price, tstzrange(coalesce(max(upper(valid)), clock_timestamp()), NULL)
    FROM product_prices
    WHERE product_id = NEW.product_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER products_price_update AFTER UPDATE OF price ON products
    FOR EACH ROW WHEN (OLD.price IS DISTINCT FROM NEW.price) EXECUTE FUNCTION record_price();

-- a column cannot be taken out of a view by CREATE OR REPLACE
DROP VIEW storefront.price_list;
CREATE VIEW storefront.price_list WITH (security_barrier) AS
SELECT p.sku, p.name, p.price, c.name AS category
FROM public.products AS p
JOIN public.categories AS c USING (category_id)
WHERE p.active;

DROP INDEX products_slug_live_idx;
ALTER TABLE products ADD CONSTRAINT products_slug_key UNIQUE (slug);
ALTER TABLE products DROP COLUMN deleted_at;
