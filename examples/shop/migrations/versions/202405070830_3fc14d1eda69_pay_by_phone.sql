-- pay by phone
--
-- Revision ID: 3fc14d1eda69
-- Revises: 268964c250ca
-- Create Date: 2024-05-07 08:30:00+00

-- Added in place: nothing here or later in the history uses the new values before they are committed.

-- migrate:upgrade
ALTER TYPE payment_method ADD VALUE IF NOT EXISTS 'apple_pay' AFTER 'card';
ALTER TYPE payment_method ADD VALUE IF NOT EXISTS 'gift_card';

-- migrate:downgrade
-- A value cannot be dropped, so the type is made anew without it.
ALTER TYPE payment_method RENAME TO payment_method_old;
CREATE TYPE payment_method AS ENUM ('card', 'sepa', 'invoice', 'paypal');
ALTER TABLE payments ALTER COLUMN method TYPE payment_method USING
    CASE method::text WHEN 'apple_pay' THEN 'card' WHEN 'gift_card' THEN 'invoice' ELSE method::text END::payment_method;
DROP TYPE payment_method_old;
