-- coupons
--
-- Revision ID: 0345b39b2b24
-- Revises: 611cda414e8a
-- Create Date: 2024-05-28 09:15:00+00

-- migrate:upgrade
CREATE TABLE coupons (
    code        text PRIMARY KEY,
    percent_off numeric(5,2),
    amount_off  money_amount,
    valid       daterange NOT NULL,
    max_uses    integer,
    CONSTRAINT coupons_one_kind CHECK (num_nonnulls(percent_off, amount_off) = 1),
    CONSTRAINT coupons_percent CHECK (percent_off > 0 AND percent_off <= 100)
);
CREATE UNIQUE INDEX coupons_code_upper_idx ON coupons (upper(code));
CREATE INDEX coupons_valid_idx ON coupons USING gist (valid);

CREATE TABLE coupon_uses (
    code     text NOT NULL REFERENCES coupons ON UPDATE CASCADE,
    order_id integer NOT NULL REFERENCES orders,
    PRIMARY KEY (code, order_id)
);

INSERT INTO coupons (code, percent_off, amount_off, valid, max_uses) VALUES
    ('Frühling24', 10, NULL, '[2024-03-01,2024-06-01)', NULL),
    ('5€', NULL, 5, '[2024-01-01,)', 1),
    ('it''s free', 100, NULL, '[2024-04-01,2024-04-02)', 3);

INSERT INTO coupon_uses
SELECT 'Frühling24', order_id FROM orders WHERE order_id % 25 = 0;

-- migrate:downgrade
DROP TABLE coupon_uses, coupons;
