-- one customer an email address
--
-- Revision ID: 8741a325a822
-- Revises: 41df66eb7225
-- Create Date: 2024-06-26 13:35:00+00

-- "Zoe@Example.fr" and "zoe@example.fr" are one person.  Orders go to the account that came first; what was changed
-- is kept, so that it can be taken back.

-- migrate:upgrade
BEGIN;
CREATE TEMPORARY TABLE same_customers ON COMMIT DROP AS
SELECT customer_id,
       first_value(customer_id) OVER (PARTITION BY lower(email) ORDER BY created_at) AS keep_id
FROM customers;
DELETE FROM same_customers WHERE customer_id = keep_id;
CREATE UNIQUE INDEX ON same_customers (customer_id);
ANALYZE same_customers;

CREATE TABLE merged_customers AS
SELECT c.*, s.keep_id,
       (SELECT array_agg(order_id ORDER BY order_id) FROM orders AS o WHERE o.customer_id = c.customer_id) AS order_ids,
       (SELECT jsonb_agg(to_jsonb(a) ORDER BY address_id) FROM addresses AS a WHERE a.customer_id = c.customer_id) AS addresses,
       (SELECT jsonb_agg(to_jsonb(r) ORDER BY review_id) FROM reviews AS r WHERE r.customer_id = c.customer_id) AS reviews,
       (SELECT jsonb_agg(to_jsonb(n) ORDER BY note_id) FROM customer_notes AS n WHERE n.customer_id = c.customer_id) AS notes,
       (SELECT array_agg(cart_id ORDER BY cart_id) FROM carts AS k WHERE k.customer_id = c.customer_id) AS cart_ids
FROM customers AS c
JOIN same_customers AS s USING (customer_id);
ALTER TABLE merged_customers ADD PRIMARY KEY (customer_id);

ALTER TABLE orders DISABLE TRIGGER orders_touch;
UPDATE orders AS o SET customer_id = s.keep_id FROM same_customers AS s WHERE o.customer_id = s.customer_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ENABLE TRIGGER orders_touch;
UPDATE carts AS k SET customer_id = s.keep_id FROM same_customers AS s WHERE k.customer_id = s.customer_id;
DELETE FROM customers USING same_customers AS s WHERE customers.customer_id = s.customer_id;
CREATE TABLE customer_emails_before AS
SELECT customer_id, email FROM customers WHERE email <> lower(email);
UPDATE customers SET email = lower(email) WHERE email <> lower(email);

CREATE UNIQUE INDEX customers_email_idx ON customers (lower(email));
ALTER TABLE customers ADD CONSTRAINT customers_email_lower CHECK (email = lower(email));
COMMIT;

-- migrate:downgrade
BEGIN;
ALTER TABLE customers DROP CONSTRAINT customers_email_lower;
DROP INDEX customers_email_idx;

UPDATE customers AS c SET email = b.email FROM customer_emails_before AS b WHERE c.customer_id = b.customer_id;
DROP TABLE customer_emails_before;

INSERT INTO customers (customer_id, email, phone, created_at, given_name, family_name) OVERRIDING SYSTEM VALUE
SELECT customer_id, email, phone, created_at, given_name, family_name FROM merged_customers;
INSERT INTO addresses OVERRIDING SYSTEM VALUE
SELECT (jsonb_populate_record(NULL::addresses, a)).*
FROM merged_customers AS m, jsonb_array_elements(m.addresses) AS a;
INSERT INTO reviews
SELECT (jsonb_populate_record(NULL::reviews, r)).*
FROM merged_customers AS m, jsonb_array_elements(m.reviews) AS r;
INSERT INTO customer_notes OVERRIDING SYSTEM VALUE
SELECT (jsonb_populate_record(NULL::customer_notes, n)).*
FROM merged_customers AS m, jsonb_array_elements(m.notes) AS n;

ALTER TABLE orders DISABLE TRIGGER orders_touch;
UPDATE orders AS o SET customer_id = m.customer_id FROM merged_customers AS m WHERE o.order_id = ANY (m.order_ids);
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE orders ENABLE TRIGGER orders_touch;
UPDATE carts AS k SET customer_id = m.customer_id FROM merged_customers AS m WHERE k.cart_id = ANY (m.cart_ids);
DROP TABLE merged_customers;
COMMIT;

-- migrate:verify
SELECT 1 / (count(*) = 198)::integer FROM customers;
