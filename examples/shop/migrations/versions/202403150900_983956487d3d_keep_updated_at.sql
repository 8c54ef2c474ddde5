-- keep updated_at
--
-- Revision ID: 983956487d3d
-- Revises: 2c7c04359d7a
-- Create Date: 2024-03-15 09:00:00+00

-- migrate:upgrade
CREATE FUNCTION touch_updated_at() RETURNS trigger
    LANGUAGE plpgsql
AS $touch$
BEGIN
    IF NEW IS DISTINCT FROM OLD THEN
        NEW.updated_at := now();    -- a semicolon; in a body; is no end
    END IF;
    RETURN NEW;
END;
$touch$;

ALTER TABLE products ADD COLUMN updated_at timestamp with time zone;
ALTER TABLE orders ADD COLUMN updated_at timestamp with time zone;

CREATE TRIGGER products_touch BEFORE UPDATE ON products
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER orders_touch BEFORE UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

-- migrate:downgrade
DROP TRIGGER orders_touch ON orders;
DROP TRIGGER products_touch ON products;
ALTER TABLE orders DROP COLUMN updated_at;
ALTER TABLE products DROP COLUMN updated_at;
DROP FUNCTION touch_updated_at();
