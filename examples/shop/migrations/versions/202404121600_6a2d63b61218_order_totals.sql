-- order totals
--
-- Revision ID: 6a2d63b61218
-- Revises: 18cefb7ae05e
-- Create Date: 2024-04-12 16:00:00+00

-- migrate:upgrade
ALTER TABLE order_lines
    ADD COLUMN line_total numeric(14,2) GENERATED ALWAYS AS (quantity * unit_price) STORED;

CREATE FUNCTION order_total(an_order integer) RETURNS numeric
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
               WHEN o.status = 'cancelled' THEN 0
               ELSE (SELECT CASE WHEN sum(l.line_total) IS NULL THEN 0 ELSE sum(l.line_total) END
                     FROM public.order_lines AS l
                     WHERE l.order_id = o.order_id)
           END
    FROM public.orders AS o
    WHERE o.order_id = an_order;
END;

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
DROP FUNCTION order_total(integer);
ALTER TABLE order_lines DROP COLUMN line_total;

-- migrate:verify
DO $$ BEGIN
    ASSERT (SELECT bool_and(order_total(order_id) = CASE status WHEN 'cancelled' THEN 0 ELSE total END) FROM order_totals);
END $$;
