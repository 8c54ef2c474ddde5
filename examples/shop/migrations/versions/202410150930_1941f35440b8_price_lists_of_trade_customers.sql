-- price lists of trade customers
--
-- Revision ID: 1941f35440b8
-- Revises: 9cdcee2fda1e
-- Create Date: 2024-10-15 09:30:00+00

-- Inheritance, from the days before partitions; the trade customers' software reads the parent.

-- migrate:upgrade
CREATE TABLE price_lists (
    product_id integer NOT NULL,
    price      money_amount NOT NULL,
    valid_from date DEFAULT '2024-10-15' NOT NULL,
    CONSTRAINT price_lists_not_zero CHECK (price > 0)
);
CREATE TABLE price_list_gastro (
    min_quantity integer DEFAULT 6 NOT NULL,
    PRIMARY KEY (product_id, valid_from)
) INHERITS (price_lists);
CREATE TABLE price_list_florists (
    season int4range,
    CONSTRAINT only_green CHECK (product_id BETWEEN 13 AND 20) NO INHERIT
) INHERITS (price_lists);
ALTER TABLE price_list_florists ALTER COLUMN valid_from SET DEFAULT '2025-01-01';

INSERT INTO price_list_gastro (product_id, price)
SELECT product_id, round(price * 0.85, 2) FROM products WHERE category_id IN (4, 5, 6) AND deleted_at IS NULL;
INSERT INTO price_list_florists (product_id, price, season)
SELECT product_id, round(price * 0.9, 2), '[3,10)' FROM products WHERE product_id BETWEEN 13 AND 20;

-- migrate:downgrade
DROP TABLE price_lists CASCADE;
