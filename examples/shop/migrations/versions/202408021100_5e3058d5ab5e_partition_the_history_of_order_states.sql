-- partition the history of order states
--
-- Revision ID: 5e3058d5ab5e
-- Revises: 84096546500c
-- Create Date: 2024-08-02 11:00:00+00

-- migrate:upgrade
START TRANSACTION;
CREATE TEMP TABLE history_rows ON COMMIT DROP AS TABLE order_status_history;
DROP TABLE order_status_history;

CREATE TABLE order_status_history (
    order_id   integer NOT NULL REFERENCES orders ON DELETE CASCADE,
    old_status order_status,
    new_status order_status NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text DEFAULT CURRENT_USER NOT NULL
) PARTITION BY RANGE (changed_at);
CREATE TABLE order_status_history_2024_h1 PARTITION OF order_status_history
    FOR VALUES FROM (MINVALUE) TO ('2024-07-01 00:00:00+00');
CREATE TABLE order_status_history_2024_h2 PARTITION OF order_status_history
    FOR VALUES FROM ('2024-07-01 00:00:00+00') TO ('2025-01-01 00:00:00+00') WITH (fillfactor = 100);
CREATE TABLE order_status_history_later PARTITION OF order_status_history DEFAULT;
CREATE INDEX order_status_history_order_id_idx ON order_status_history (order_id, changed_at DESC NULLS LAST);

INSERT INTO order_status_history SELECT * FROM history_rows;
DROP TABLE history_rows;
COMMIT;

-- migrate:downgrade
BEGIN TRANSACTION;
CREATE TEMP TABLE history_rows AS TABLE order_status_history;
DROP TABLE order_status_history;

CREATE TABLE order_status_history (
    order_id   integer NOT NULL REFERENCES orders ON DELETE CASCADE,
    old_status order_status,
    new_status order_status NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text DEFAULT CURRENT_USER NOT NULL
);
CREATE INDEX order_status_history_order_id_idx ON order_status_history (order_id, changed_at DESC NULLS LAST);
INSERT INTO order_status_history SELECT * FROM history_rows;
DROP TABLE history_rows;
COMMIT;

-- migrate:verify
SELECT 1 / (count(*) = 660)::integer FROM order_status_history;
