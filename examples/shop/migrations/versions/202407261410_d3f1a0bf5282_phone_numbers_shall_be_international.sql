-- phone numbers shall be international
--
-- Revision ID: d3f1a0bf5282
-- Revises: d8121bb1e163
-- Create Date: 2024-07-26 14:10:00+00

-- In two steps, as with a big table: first for new rows, then (the next revision) for old ones too.

-- migrate:upgrade
ALTER TABLE customers ADD CONSTRAINT customers_phone_international
    CHECK (phone ~ '^\+[0-9 ]{6,20}$') NOT VALID;
ALTER DOMAIN email_address ADD CONSTRAINT email_address_length CHECK (length(VALUE) <= 254) NOT VALID;
ALTER TABLE addresses ADD CONSTRAINT addresses_postcode_not_blank CHECK (postcode <> '') NOT VALID;

-- migrate:downgrade
ALTER TABLE addresses DROP CONSTRAINT addresses_postcode_not_blank;
ALTER DOMAIN email_address DROP CONSTRAINT email_address_length;
ALTER TABLE customers DROP CONSTRAINT customers_phone_international;
