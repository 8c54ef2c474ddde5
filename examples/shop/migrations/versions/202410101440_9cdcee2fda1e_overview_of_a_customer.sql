-- overview of a customer
--
-- Revision ID: 9cdcee2fda1e
-- Revises: 30cb230fc9d6
-- Create Date: 2024-10-10 14:40:00+00

-- migrate:upgrade
CREATE VIEW customer_overview AS
SELECT c.customer_id,
       concat_ws(' ', c.given_name, c.family_name) AS name,
       a.city,
       co.name AS country,
       o.orders,
       o.spent,
       la.tier,
       la.points,
       coalesce(rt.returns, 0) AS returns
FROM customers AS c
LEFT JOIN addresses AS a ON a.customer_id = c.customer_id AND a.is_default
LEFT JOIN countries AS co USING (country_code)
LEFT JOIN LATERAL (
    SELECT count(*) AS orders, sum(order_total(x.order_id)) AS spent
    FROM orders AS x WHERE x.customer_id = c.customer_id
) AS o ON true
LEFT JOIN loyalty_accounts AS la ON la.customer_id = c.customer_id
LEFT JOIN (
    SELECT customer_id, count(*) AS returns FROM returns JOIN orders USING (order_id) GROUP BY customer_id
) AS rt ON rt.customer_id = c.customer_id;

-- migrate:downgrade
DROP VIEW customer_overview;

-- migrate:verify
SELECT 1 / (count(*) = 198 AND count(tier) > 0 AND sum(returns) > 0)::integer FROM customer_overview;
