-- price history
--
-- Revision ID: be422fb41f52
-- Revises: d3b2db9151bd
-- Create Date: 2024-04-05 10:30:00+00

-- migrate:upgrade
CREATE TABLE product_prices (
    product_id integer NOT NULL REFERENCES products ON DELETE CASCADE,
    price      money_amount NOT NULL,
    valid      tstzrange NOT NULL,
    CONSTRAINT product_prices_not_empty CHECK (NOT isempty(valid)),
    -- int4range for equality: no extension is needed that way
    CONSTRAINT product_prices_no_overlap EXCLUDE USING gist (
        int4range(product_id, product_id, '[]') WITH &&,
        valid WITH &&
    )
);

INSERT INTO product_prices (product_id, price, valid)
SELECT product_id, price, tstzrange('2024-01-01 00:00:00+00', NULL)
FROM products;

CREATE FUNCTION record_price() RETURNS trigger
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

CREATE TRIGGER products_price_insert AFTER INSERT ON products
    FOR EACH ROW EXECUTE FUNCTION record_price();
CREATE TRIGGER products_price_update AFTER UPDATE OF price ON products
    FOR EACH ROW WHEN (OLD.price IS DISTINCT FROM NEW.price) EXECUTE FUNCTION record_price();

-- migrate:downgrade
DROP TRIGGER products_price_update ON products;
DROP TRIGGER products_price_insert ON products;
DROP FUNCTION record_price();
DROP TABLE product_prices;

-- migrate:verify
DO $$ BEGIN
    UPDATE products SET price = price * 1.05 WHERE sku = 'KNI-0002';
    ASSERT (SELECT count(*) FROM product_prices JOIN products USING (product_id) WHERE sku = 'KNI-0002') = 2;
    UPDATE products SET price = 24.50 WHERE sku = 'KNI-0002';
    RAISE EXCEPTION USING ERRCODE = 'P0099';
EXCEPTION WHEN SQLSTATE 'P0099' THEN NULL;      -- looked at; now as if nothing had been
END $$;
