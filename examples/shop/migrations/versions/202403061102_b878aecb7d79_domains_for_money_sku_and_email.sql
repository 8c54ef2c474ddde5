-- domains for money, sku and email
--
-- Revision ID: b878aecb7d79
-- Revises: 669721018526
-- Create Date: 2024-03-06 11:02:00+00

-- migrate:upgrade
BEGIN;

CREATE DOMAIN money_amount AS numeric(12,2)
    CONSTRAINT money_amount_not_negative CHECK (VALUE >= 0);

CREATE DOMAIN sku AS text
    CONSTRAINT sku_format CHECK (VALUE ~ '^[A-Z]{3}-[0-9]{4}$');

CREATE DOMAIN email_address AS text
    CONSTRAINT email_address_format CHECK (VALUE ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$');

-- the domain says it now
ALTER TABLE products DROP CONSTRAINT products_price_check;
ALTER TABLE products
    ALTER COLUMN sku TYPE sku,
    ALTER COLUMN price TYPE money_amount;

COMMIT;

-- migrate:downgrade
BEGIN;

ALTER TABLE products
    ALTER COLUMN sku TYPE text,
    ALTER COLUMN price TYPE numeric(10,2);
ALTER TABLE products ADD CONSTRAINT products_price_check CHECK (price >= 0);

DROP DOMAIN email_address;
DROP DOMAIN sku;
DROP DOMAIN money_amount;

COMMIT;
