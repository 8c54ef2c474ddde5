-- validate the constraints of last week
--
-- Revision ID: 84096546500c
-- Revises: d3f1a0bf5282
-- Create Date: 2024-07-29 09:25:00+00

-- migrate:upgrade
ALTER TABLE customers VALIDATE CONSTRAINT customers_phone_international;
ALTER DOMAIN email_address VALIDATE CONSTRAINT email_address_length;
ALTER TABLE addresses VALIDATE CONSTRAINT addresses_postcode_not_blank;

-- migrate:downgrade
-- There is no way to take a validation back but to make the constraint anew.
ALTER TABLE addresses DROP CONSTRAINT addresses_postcode_not_blank;
ALTER TABLE addresses ADD CONSTRAINT addresses_postcode_not_blank CHECK (postcode <> '') NOT VALID;
ALTER DOMAIN email_address DROP CONSTRAINT email_address_length;
ALTER DOMAIN email_address ADD CONSTRAINT email_address_length CHECK (length(VALUE) <= 254) NOT VALID;
ALTER TABLE customers DROP CONSTRAINT customers_phone_international;
ALTER TABLE customers ADD CONSTRAINT customers_phone_international
    CHECK (phone ~ '^\+[0-9 ]{6,20}$') NOT VALID;
