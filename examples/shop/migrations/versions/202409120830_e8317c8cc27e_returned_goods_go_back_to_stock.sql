-- returned goods go back to stock
--
-- Revision ID: e8317c8cc27e
-- Revises: d0b20a5b5539
-- Create Date: 2024-09-12 08:30:00+00

-- migrate:upgrade
CREATE FUNCTION restock() RETURNS trigger
    LANGUAGE plpgsql
AS $restock$
DECLARE
    line record;
BEGIN
    SELECT l.product_id, r.arrived_at, w.warehouse_id
    INTO line
    FROM public.returns AS r
    JOIN public.return_reasons AS rr USING (reason)
    JOIN public.order_lines AS l ON l.order_line_id = NEW.order_line_id
    CROSS JOIN (SELECT warehouse_id FROM public.warehouses WHERE is_default) AS w
    WHERE r.return_id = NEW.return_id AND rr.restock;
    IF FOUND THEN
        INSERT INTO public.stock_movements (moved_at, warehouse_id, product_id, quantity, reason)
        VALUES (line.arrived_at, line.warehouse_id, line.product_id, NEW.quantity, 'return ' || NEW.return_id);
    END IF;
    RETURN NULL;
END
$restock$;
CREATE TRIGGER return_lines_restock AFTER INSERT ON return_lines
    FOR EACH ROW EXECUTE FUNCTION restock();

-- those that have come back already: once more through the trigger
CREATE TEMP TABLE again ON COMMIT DROP AS TABLE return_lines;
DELETE FROM return_lines;
INSERT INTO return_lines SELECT * FROM again;

-- migrate:downgrade
DROP TRIGGER return_lines_restock ON return_lines;
DROP FUNCTION restock();
UPDATE stock_levels AS s
SET on_hand = s.on_hand - m.quantity
FROM (SELECT warehouse_id, product_id, sum(quantity) AS quantity
      FROM stock_movements WHERE reason LIKE 'return %' GROUP BY 1, 2) AS m
WHERE (s.warehouse_id, s.product_id) = (m.warehouse_id, m.product_id);
DELETE FROM stock_movements WHERE reason LIKE 'return %';

-- migrate:verify
SELECT 1 / count(*) FROM stock_movements WHERE reason LIKE 'return %';
