-- addresses in a table of their own
--
-- Revision ID: b428198388c7
-- Revises: c44714bc4ff0
-- Create Date: 2024-03-27 12:48:00+00

-- migrate:upgrade
BEGIN;

CREATE TABLE addresses (
    address_id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  integer NOT NULL REFERENCES customers ON DELETE CASCADE,
    street       text NOT NULL,
    postcode     text NOT NULL,
    city         text NOT NULL,
    country_code char(2) NOT NULL REFERENCES countries,
    is_default   boolean DEFAULT true NOT NULL
);

-- "street; postcode city; country", fifty customers at a time so that the loop can report
DO $split$
DECLARE
    batch    constant integer := 50;
    last_id  integer := 0;
    upto     integer;
    moved    bigint;
    total    bigint := 0;
BEGIN
    LOOP
        SELECT max(customer_id) INTO upto
        FROM (SELECT customer_id FROM customers
              WHERE customer_id > last_id ORDER BY customer_id LIMIT batch) AS b;
        EXIT WHEN upto IS NULL;

        INSERT INTO addresses (customer_id, street, postcode, city, country_code)
        SELECT customer_id,
               split_part(address, '; ', 1),
               regexp_replace(split_part(address, '; ', 2), '\s+\S+$', ''),
               substring(split_part(address, '; ', 2) FROM '\S+$'),
               split_part(address, '; ', 3)
        FROM customers
        WHERE customer_id > last_id AND customer_id <= upto
        ORDER BY customer_id;

        GET DIAGNOSTICS moved = ROW_COUNT;
        total := total + moved;
        RAISE DEBUG 'addresses: % of % ids', total, upto;
        last_id := upto;
    END LOOP;
    IF total <> (SELECT count(*) FROM customers) THEN
        RAISE EXCEPTION 'moved % addresses', total USING HINT = 'Look for a missing "; ".';
    END IF;
END
$split$;

CREATE UNIQUE INDEX addresses_one_default ON addresses (customer_id) WHERE is_default;
ALTER TABLE customers DROP COLUMN address;

COMMIT;

-- migrate:downgrade
BEGIN;
ALTER TABLE customers ADD COLUMN address text;
UPDATE customers AS c
SET address = concat_ws('; ', a.street, a.postcode || ' ' || a.city, a.country_code)
FROM addresses AS a
WHERE a.customer_id = c.customer_id AND a.is_default;
ALTER TABLE customers ALTER COLUMN address SET NOT NULL;
DROP TABLE addresses;
COMMIT;

-- migrate:verify
DO $$ BEGIN
    ASSERT NOT EXISTS (SELECT FROM addresses WHERE postcode = '' OR city ~ '\s' OR street ~ ';');
    ASSERT (SELECT street FROM addresses JOIN customers USING (customer_id) WHERE email = 'ludwig@example.at') = E'M\u00F6lker Bastei 8\\7';
END $$;
