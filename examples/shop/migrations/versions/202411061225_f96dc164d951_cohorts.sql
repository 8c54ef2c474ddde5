-- cohorts
--
-- Revision ID: f96dc164d951
-- Revises: b3501b11a968
-- Create Date: 2024-11-06 12:25:00+00

-- migrate:upgrade
CREATE VIEW analytics.cohorts AS
WITH firsts AS MATERIALIZED (
    SELECT customer_id, date_trunc('month', min(ordered_at) AT TIME ZONE 'UTC')::date AS cohort
    FROM public.orders GROUP BY customer_id
)
SELECT f.cohort,
       count(DISTINCT f.customer_id) AS customers,
       count(DISTINCT o.customer_id) FILTER (WHERE o.ordered_at >= f.cohort + interval '1 month') AS came_again
FROM firsts AS f
LEFT JOIN public.orders AS o USING (customer_id)
GROUP BY f.cohort;

-- migrate:downgrade
DROP VIEW analytics.cohorts;
