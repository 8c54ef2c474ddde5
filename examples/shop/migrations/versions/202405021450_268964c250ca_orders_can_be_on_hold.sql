-- orders can be on hold
--
-- Revision ID: 268964c250ca
-- Revises: 13a0189034d4
-- Create Date: 2024-05-02 14:50:00+00

-- "on hold" and "refunded" are used in this same revision, so ALTER TYPE ... ADD VALUE will not do: the type is swapped.
-- Views and triggers that look at the status stand in the way and are taken down first.

-- migrate:upgrade
BEGIN;
DROP VIEW order_totals;
DROP FUNCTION order_total(integer);
DROP TRIGGER orders_note_status ON orders;
DROP INDEX orders_open_idx;

ALTER TYPE order_status RENAME TO order_status_old;
CREATE TYPE order_status AS ENUM ('open', 'on_hold', 'paid', 'shipped', 'refunded', 'cancelled');

ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE order_status USING status::text::order_status;
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'open';
ALTER TABLE order_status_history
    ALTER COLUMN old_status TYPE order_status USING old_status::text::order_status,
    ALTER COLUMN new_status TYPE order_status USING new_status::text::order_status;
DROP TYPE order_status_old;

CREATE INDEX orders_open_idx ON orders (ordered_at) WHERE status IN ('open', 'on_hold');
CREATE TRIGGER orders_note_status AFTER UPDATE OF status ON orders
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION note_order_status();

CREATE FUNCTION order_total(an_order integer) RETURNS numeric
    LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE o.status
               WHEN 'cancelled' THEN 0
               WHEN 'refunded' THEN 0
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

-- what had been open for long was on hold in truth
ALTER TABLE orders DISABLE TRIGGER USER;
UPDATE orders SET status = 'on_hold' WHERE status = 'open' AND ordered_at < '2024-01-15';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ENABLE TRIGGER USER;
COMMIT;

-- migrate:downgrade
BEGIN;
DROP VIEW order_totals;
DROP FUNCTION order_total(integer);
DROP TRIGGER orders_note_status ON orders;
DROP INDEX orders_open_idx;

ALTER TABLE orders DISABLE TRIGGER USER;
UPDATE orders SET status = 'open' WHERE status = 'on_hold';
UPDATE orders SET status = 'cancelled' WHERE status = 'refunded';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ENABLE TRIGGER USER;
DELETE FROM order_status_history WHERE 'on_hold' IN (old_status, new_status) OR 'refunded' IN (old_status, new_status);

ALTER TYPE order_status RENAME TO order_status_new;
CREATE TYPE order_status AS ENUM ('open', 'paid', 'shipped', 'cancelled');

ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;
ALTER TABLE orders ALTER COLUMN status TYPE order_status USING status::text::order_status;
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'open';
ALTER TABLE order_status_history
    ALTER COLUMN old_status TYPE order_status USING old_status::text::order_status,
    ALTER COLUMN new_status TYPE order_status USING new_status::text::order_status;
DROP TYPE order_status_new;

CREATE INDEX orders_open_idx ON orders (ordered_at) WHERE status = 'open';
CREATE TRIGGER orders_note_status AFTER UPDATE OF status ON orders
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION note_order_status();

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
COMMIT;
