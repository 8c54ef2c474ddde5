-- prices with their currency
--
-- Revision ID: d8121bb1e163
-- Revises: 3c2564d7bbbf
-- Create Date: 2024-07-23 10:50:00+00

-- migrate:upgrade
CREATE TYPE price AS (amount numeric(12,2), currency char(3));

CREATE FUNCTION price_add(a price, b price) RETURNS price
    LANGUAGE plpgsql IMMUTABLE STRICT
AS $add$
BEGIN
    IF a.currency <> b.currency THEN
        RAISE EXCEPTION 'cannot add % to %', b.currency, a.currency;
    END IF;
    RETURN ROW(a.amount + b.amount, a.currency)::public.price;
END
$add$;

CREATE OPERATOR + (FUNCTION = price_add, LEFTARG = price, RIGHTARG = price, COMMUTATOR = +);

CREATE AGGREGATE sum(price) (SFUNC = price_add, STYPE = price);

CREATE FUNCTION price_text(price) RETURNS text LANGUAGE sql IMMUTABLE STRICT
    RETURN to_char(($1).amount, 'FM999G999G990D00') || ' ' || ($1).currency;
CREATE CAST (price AS text) WITH FUNCTION price_text(price);

-- "KNI-0010" before "kni-0002", as the warehouse sorts
CREATE COLLATION warehouse_order (PROVIDER = libc, LOCALE = 'C');
CREATE INDEX products_name_warehouse_idx ON products (name COLLATE warehouse_order);

-- migrate:downgrade
DROP INDEX products_name_warehouse_idx;
DROP COLLATION warehouse_order;
DROP CAST (price AS text);
DROP FUNCTION price_text(price);
DROP AGGREGATE sum(price);
DROP OPERATOR + (price, price);
DROP FUNCTION price_add(price, price);
DROP TYPE price;

-- migrate:verify
SELECT 1 / (sum(ROW(l.unit_price, 'EUR')::price)::text LIKE '% EUR')::integer FROM order_lines AS l;
