-- refunds and credit notes
--
-- Revision ID: 9bc612a0b45d
-- Revises: e8317c8cc27e
-- Create Date: 2024-09-19 16:20:00+00

-- migrate:upgrade
CREATE TABLE credit_notes (
    credit_note_no integer DEFAULT nextval('credit_note_no') PRIMARY KEY,
    return_id      integer NOT NULL UNIQUE REFERENCES returns,
    amount         money_amount NOT NULL,
    issued_on      date DEFAULT CURRENT_DATE NOT NULL
);

INSERT INTO credit_notes (return_id, amount, issued_on)
SELECT r.return_id, sum(rl.quantity * l.unit_price), (max(r.arrived_at) AT TIME ZONE 'UTC')::date + 1
FROM returns AS r
JOIN return_lines AS rl USING (return_id)
JOIN order_lines AS l USING (order_line_id)
GROUP BY r.return_id
ORDER BY r.return_id;

-- An order that came back as a whole is refunded.  Rows that were written in the same transaction have their deferred
-- keys checked again, hence SET CONSTRAINTS: a table with checks to come cannot be altered.
ALTER TABLE orders DISABLE TRIGGER USER;
WITH whole AS (
    SELECT r.order_id, r.arrived_at
    FROM returns AS r
    WHERE (SELECT count(*) FROM return_lines AS rl WHERE rl.return_id = r.return_id)
        = (SELECT count(*) FROM order_lines AS l WHERE l.order_id = r.order_id)
), changed AS (
    UPDATE orders AS o SET status = 'refunded' FROM whole AS w WHERE o.order_id = w.order_id
    RETURNING o.order_id, w.arrived_at
)
INSERT INTO order_status_history (order_id, old_status, new_status, changed_at, changed_by)
SELECT order_id, 'shipped', 'refunded', arrived_at, 'migration' FROM changed;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ENABLE TRIGGER USER;

-- migrate:downgrade
ALTER TABLE orders DISABLE TRIGGER USER;
UPDATE orders AS o
SET status = 'shipped'
FROM order_status_history AS h
WHERE h.order_id = o.order_id AND o.status = 'refunded' AND h.new_status = 'refunded' AND h.changed_by = 'migration';
DELETE FROM order_status_history WHERE new_status = 'refunded' AND changed_by = 'migration';
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ENABLE TRIGGER USER;
DROP TABLE credit_notes;
