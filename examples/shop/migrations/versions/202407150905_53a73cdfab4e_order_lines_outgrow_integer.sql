-- order lines outgrow integer
--
-- Revision ID: 53a73cdfab4e
-- Revises: 346bf77eae41
-- Create Date: 2024-07-15 09:05:00+00

-- migrate:upgrade
LOCK TABLE order_lines IN ACCESS EXCLUSIVE MODE;
SELECT pg_advisory_xact_lock(hashtext('shop.order_lines'));
DROP VIEW order_totals;
ALTER TABLE order_lines ALTER COLUMN order_line_id TYPE bigint;
CREATE VIEW order_totals AS
SELECT o.order_id,
       o.customer_id,
       o.status,
       o.ordered_at,
       count(l.order_line_id) AS lines,
       coalesce(sum(l.line_total), 0) AS total
FROM orders AS o
LEFT JOIN order_lines AS l USING (order_id)
GROUP BY o.order_id;

-- migrate:downgrade
DROP VIEW order_totals;
ALTER TABLE order_lines ALTER COLUMN order_line_id TYPE integer;
CREATE VIEW order_totals AS
SELECT o.order_id,
       o.customer_id,
       o.status,
       o.ordered_at,
       count(l.order_line_id) AS lines,
       coalesce(sum(l.line_total), 0) AS total
FROM orders AS o
LEFT JOIN order_lines AS l USING (order_id)
GROUP BY o.order_id;
