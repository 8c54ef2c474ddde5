-- carts
--
-- Revision ID: 7e2772b8304d
-- Revises: 6a2d63b61218
-- Create Date: 2024-04-16 11:20:00+00

-- migrate:upgrade
CREATE UNLOGGED TABLE cart_visits (
    cart_id    uuid NOT NULL,
    visited_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE carts (
    cart_id     uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    customer_id integer REFERENCES customers ON DELETE SET NULL,
    created_at  timestamp with time zone DEFAULT now() NOT NULL,
    ordered     boolean DEFAULT false NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE cart_lines (
    cart_id    uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
    product_id integer NOT NULL REFERENCES products ON DELETE CASCADE,
    quantity   smallint DEFAULT 1 NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    PRIMARY KEY (cart_id, product_id)
);
CREATE INDEX cart_visits_brin ON cart_visits USING brin (visited_at) WITH (pages_per_range = 32);
CREATE INDEX carts_abandoned_idx ON carts (created_at) INCLUDE (customer_id) WHERE NOT ordered;

INSERT INTO carts (cart_id, customer_id, created_at)
SELECT md5('cart ' || n)::uuid, nullif(n % 20, 0), timestamptz '2024-04-01 00:00:00+00' + n * interval '1 hour'
FROM generate_series(1, 60) AS n;

INSERT INTO cart_lines (cart_id, product_id, quantity)
SELECT md5('cart ' || n)::uuid, 1 + (n + k * 5) % 24, k
FROM generate_series(1, 60) AS n, generate_series(1, 2) AS k;

-- migrate:downgrade
DROP TABLE cart_lines, carts, cart_visits;
