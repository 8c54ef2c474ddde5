-- points that expire
--
-- Revision ID: 3d887052250b
-- Revises: ed84d9d09ac3
-- Create Date: 2024-10-01 09:50:00+00

-- migrate:upgrade
CREATE VIEW expiring_points AS
WITH RECURSIVE months(first) AS (
    SELECT date '2024-01-01'
    UNION ALL
    SELECT (first + interval '1 month')::date FROM months WHERE first < date '2024-12-01'
)
SELECT m.first AS month,
       a.tier,
       coalesce(sum(l.points) FILTER (WHERE l.points > 0), 0) AS earned,
       sum(coalesce(sum(l.points), 0)) OVER w AS balance
FROM months AS m
CROSS JOIN (SELECT DISTINCT tier FROM loyalty_accounts) AS t
JOIN loyalty_accounts AS a USING (tier)
LEFT JOIN loyalty_ledger AS l
    ON l.customer_id = a.customer_id AND l.booked_on >= m.first AND l.booked_on < m.first + interval '1 month'
GROUP BY m.first, a.tier
WINDOW w AS (PARTITION BY a.tier ORDER BY m.first ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);

-- migrate:downgrade
DROP VIEW expiring_points;
