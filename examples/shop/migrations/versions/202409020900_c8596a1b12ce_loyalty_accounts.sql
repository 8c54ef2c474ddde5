-- loyalty accounts
--
-- Revision ID: c8596a1b12ce
-- Revises: ae245af895ed
-- Branch Label: loyalty
-- Create Date: 2024-09-02 09:00:00+00

-- migrate:upgrade
CREATE TABLE loyalty_accounts (
    customer_id integer PRIMARY KEY REFERENCES customers ON DELETE CASCADE,
    joined_on   date DEFAULT CURRENT_DATE NOT NULL,
    points      integer DEFAULT 0 NOT NULL CHECK (points >= 0)
);
INSERT INTO loyalty_accounts (customer_id, joined_on)
SELECT customer_id, min(ordered_at AT TIME ZONE 'UTC')::date
FROM orders
WHERE status IN ('paid', 'shipped')
GROUP BY customer_id;

-- migrate:downgrade
DROP TABLE loyalty_accounts;
