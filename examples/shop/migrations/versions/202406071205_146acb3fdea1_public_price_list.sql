-- public price list
--
-- Revision ID: 146acb3fdea1
-- Revises: 4031aa040119
-- Create Date: 2024-06-07 12:05:00+00

-- migrate:upgrade
CREATE SCHEMA storefront;
GRANT USAGE ON SCHEMA storefront TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA storefront GRANT SELECT ON TABLES TO PUBLIC;

CREATE VIEW storefront.price_list WITH (security_barrier) AS
SELECT p.sku, p.name, p.price, c.name AS category
FROM public.products AS p
JOIN public.categories AS c USING (category_id)
WHERE p.active;

CREATE VIEW storefront.my_carts WITH (security_barrier = true, check_option = local) AS
SELECT cart_id, customer_id, created_at
FROM public.carts
WHERE customer_id = public.current_customer();

GRANT SELECT (country_code, name, native_name) ON public.countries TO PUBLIC;
GRANT SELECT, REFERENCES ON public.currencies TO PUBLIC;
REVOKE EXECUTE ON FUNCTION public.order_total(integer) FROM PUBLIC;

-- migrate:downgrade
GRANT EXECUTE ON FUNCTION public.order_total(integer) TO PUBLIC;
REVOKE SELECT, REFERENCES ON public.currencies FROM PUBLIC;
REVOKE SELECT (country_code, name, native_name) ON public.countries FROM PUBLIC;
DROP VIEW storefront.my_carts;
DROP VIEW storefront.price_list;
ALTER DEFAULT PRIVILEGES IN SCHEMA storefront REVOKE SELECT ON TABLES FROM PUBLIC;
DROP SCHEMA storefront;
