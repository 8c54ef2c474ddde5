-- given and family name
--
-- Revision ID: d3b2db9151bd
-- Revises: b428198388c7
-- Create Date: 2024-04-02 15:15:00+00

-- The last word is the family name, except for particles ("van der Berg") and for those who have only one name.
-- full_name stands in the middle of the table, so the downgrade builds the table anew: an added column would stand last.

-- migrate:upgrade
ALTER TABLE customers
    ADD COLUMN given_name text,
    ADD COLUMN family_name text;

UPDATE customers
SET given_name  = CASE WHEN full_name ~ ' ' THEN (regexp_match(full_name, '^(.*?) ((?:(?:van|von|der|de|la|Ó) )*\S+)$'))[1] ELSE full_name END,
    family_name = CASE WHEN full_name ~ ' ' THEN (regexp_match(full_name, '^(.*?) ((?:(?:van|von|der|de|la|Ó) )*\S+)$'))[2] END;

ALTER TABLE customers ALTER COLUMN given_name SET NOT NULL;
ALTER TABLE customers DROP COLUMN full_name;
CREATE INDEX customers_family_name_idx ON customers (lower(family_name) text_pattern_ops, given_name);

-- migrate:downgrade
ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;
ALTER TABLE addresses DROP CONSTRAINT addresses_customer_id_fkey;
CREATE TEMP TABLE customers_split AS TABLE customers;
DROP TABLE customers;   -- before the new one is made: names of constraints and of the sequence are free again

CREATE TABLE customers (
    customer_id integer GENERATED ALWAYS AS IDENTITY,
    email       email_address NOT NULL,
    full_name   text NOT NULL,
    phone       text,
    created_at  timestamp with time zone DEFAULT now() NOT NULL
);
INSERT INTO customers (customer_id, email, full_name, phone, created_at) OVERRIDING SYSTEM VALUE
SELECT customer_id, email, concat_ws(' ', given_name, family_name), phone, created_at FROM customers_split;
SELECT setval(pg_get_serial_sequence('customers', 'customer_id'), max(customer_id)) FROM customers;
DROP TABLE customers_split;

ALTER TABLE customers ADD CONSTRAINT customers_pkey PRIMARY KEY (customer_id);
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE addresses ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;

-- migrate:verify
DO $$ BEGIN
    ASSERT (SELECT family_name FROM customers WHERE email = 'ludwig@example.at') = 'van der Berg';
    ASSERT (SELECT given_name FROM customers WHERE email = 'sean@example.ie') = 'Seán';
    ASSERT (SELECT family_name IS NULL FROM customers WHERE given_name = 'Prince');
END $$;
