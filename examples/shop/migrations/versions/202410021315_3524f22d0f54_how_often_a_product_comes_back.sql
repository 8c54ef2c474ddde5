-- how often a product comes back
--
-- Revision ID: 3524f22d0f54
-- Revises: 5b86290add3c
-- Create Date: 2024-10-02 13:15:00+00

-- migrate:upgrade
CREATE VIEW return_rates AS
SELECT p.sku,
       p.name,
       sum(l.quantity) AS sold,
       coalesce(sum(rl.quantity), 0) AS came_back,
       round(100.0 * coalesce(sum(rl.quantity), 0) / sum(l.quantity), 1) AS percent,
       mode() WITHIN GROUP (ORDER BY r.reason) AS usual_reason
FROM products AS p
JOIN order_lines AS l USING (product_id)
LEFT JOIN return_lines AS rl USING (order_line_id)
LEFT JOIN returns AS r USING (return_id)
GROUP BY GROUPING SETS ((p.product_id, p.sku, p.name))
ORDER BY 5 DESC, 1;
COMMENT ON VIEW return_rates IS '100 % would be sad';

-- migrate:downgrade
DROP VIEW return_rates;
