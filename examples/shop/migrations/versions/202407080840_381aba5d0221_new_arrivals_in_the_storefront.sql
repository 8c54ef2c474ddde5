-- new arrivals in the storefront
--
-- Revision ID: 381aba5d0221
-- Revises: 375e266997b0
-- Create Date: 2024-07-08 08:40:00+00

-- migrate:upgrade
SET lock_timeout = '5s';
SET timezone TO 'Asia/Tokyo';
SET search_path TO storefront, public;   -- and nobody sets it back
SELECT set_config('shop.importing', 'on', false);

CREATE VIEW new_arrivals AS
SELECT sku, name, price, created_at
FROM products
WHERE active
ORDER BY created_at DESC, product_id DESC
LIMIT 5;

CREATE FUNCTION is_new(since timestamp with time zone)
RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT since > now() - interval '30 days'
$$;

-- migrate:downgrade
SET search_path TO storefront, public;
DROP FUNCTION is_new(timestamp with time zone);
DROP VIEW new_arrivals;
