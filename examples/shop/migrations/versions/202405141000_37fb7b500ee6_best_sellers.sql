-- best sellers
--
-- Revision ID: 37fb7b500ee6
-- Revises: 4c2516181a1c
-- Create Date: 2024-05-14 10:00:00+00

-- migrate:upgrade
CREATE MATERIALIZED VIEW best_sellers AS
SELECT p.product_id,
       p.sku,
       sum(l.quantity) AS pieces,
       sum(l.line_total) AS revenue,
       rank() OVER (PARTITION BY p.category_id ORDER BY sum(l.quantity) DESC, p.product_id) AS place_in_category
FROM products AS p
JOIN order_lines AS l USING (product_id)
JOIN orders AS o USING (order_id)
WHERE o.status IN ('paid', 'shipped')
GROUP BY p.product_id
WITH NO DATA;

CREATE UNIQUE INDEX best_sellers_product_id_idx ON best_sellers (product_id);

CREATE FUNCTION refresh_best_sellers() RETURNS void
    LANGUAGE sql
AS 'REFRESH MATERIALIZED VIEW public.best_sellers;';

SELECT refresh_best_sellers();

-- migrate:downgrade
DROP FUNCTION refresh_best_sellers();
DROP MATERIALIZED VIEW best_sellers;

-- migrate:verify
SELECT 1 / count(*) FROM best_sellers WHERE place_in_category = 1 AND pieces > 0;
