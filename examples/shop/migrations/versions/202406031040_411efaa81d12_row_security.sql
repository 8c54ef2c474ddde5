-- row security
--
-- Revision ID: 411efaa81d12
-- Revises: 0345b39b2b24
-- Create Date: 2024-06-03 10:40:00+00

-- migrate:upgrade
CREATE TABLE customer_notes (
    note_id     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customers ON DELETE CASCADE,
    author      text DEFAULT CURRENT_USER NOT NULL,
    body        text NOT NULL,
    internal    boolean DEFAULT true NOT NULL
);
INSERT INTO customer_notes (customer_id, author, body, internal)
SELECT customer_id, 'support', 'Writes in ALL CAPS; be patient', true FROM customers WHERE email ~ '^[A-Z]';

CREATE FUNCTION current_customer() RETURNS integer
    LANGUAGE sql STABLE
    RETURN nullif(current_setting('shop.customer_id', true), '')::integer;

ALTER TABLE customer_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE carts ENABLE ROW LEVEL SECURITY;
ALTER TABLE cart_lines ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_notes ON customer_notes FOR SELECT TO PUBLIC
    USING (customer_id = current_customer() AND NOT internal);
CREATE POLICY staff_notes ON customer_notes AS PERMISSIVE FOR ALL TO CURRENT_USER
    USING (true) WITH CHECK (body <> '');
CREATE POLICY own_carts ON carts
    USING (customer_id = current_customer())
    WITH CHECK (customer_id = current_customer() AND NOT ordered);
CREATE POLICY not_ordered ON carts AS RESTRICTIVE FOR DELETE USING (NOT ordered);
CREATE POLICY own_cart_lines ON cart_lines
    USING (EXISTS (SELECT FROM carts AS c WHERE c.cart_id = cart_lines.cart_id));

-- migrate:downgrade
DROP POLICY own_cart_lines ON cart_lines;
DROP POLICY not_ordered ON carts;
DROP POLICY own_carts ON carts;
ALTER TABLE cart_lines DISABLE ROW LEVEL SECURITY;
ALTER TABLE carts DISABLE ROW LEVEL SECURITY;
DROP TABLE customer_notes;
DROP FUNCTION current_customer();
