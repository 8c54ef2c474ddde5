-- a return takes its points back
--
-- Revision ID: 5b86290add3c
-- Revises: 9bc612a0b45d
-- Depends On: a8afac477201
-- Create Date: 2024-09-26 11:55:00+00

-- Needs the ledger of the other branch, not all of it.

-- migrate:upgrade
INSERT INTO loyalty_ledger (booked_on, customer_id, points, reason, order_id)
SELECT c.issued_on, o.customer_id, -greatest(1, floor(c.amount)::integer), 'return', o.order_id
FROM credit_notes AS c
JOIN returns AS r USING (return_id)
JOIN orders AS o USING (order_id)
JOIN loyalty_accounts AS a USING (customer_id)
ORDER BY c.return_id;

CREATE FUNCTION return_points() RETURNS trigger
    LANGUAGE plpgsql
AS $return$
BEGIN
    INSERT INTO public.loyalty_ledger (booked_on, customer_id, points, reason, order_id)
    SELECT NEW.issued_on, o.customer_id, -greatest(1, floor(NEW.amount)::integer), 'return', o.order_id
    FROM public.returns AS r
    JOIN public.orders AS o USING (order_id)
    JOIN public.loyalty_accounts AS a USING (customer_id)
    WHERE r.return_id = NEW.return_id;
    RETURN NULL;
END
$return$;
CREATE TRIGGER credit_notes_points AFTER INSERT ON credit_notes
    FOR EACH ROW EXECUTE FUNCTION return_points();

-- migrate:downgrade
DROP TRIGGER credit_notes_points ON credit_notes;
DROP FUNCTION return_points();
DELETE FROM loyalty_ledger WHERE reason = 'return';
UPDATE loyalty_accounts AS a
SET points = coalesce((SELECT sum(l.points) FROM loyalty_ledger AS l WHERE l.customer_id = a.customer_id), 0)
WHERE points <> coalesce((SELECT sum(l.points) FROM loyalty_ledger AS l WHERE l.customer_id = a.customer_id), 0);
