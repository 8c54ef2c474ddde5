-- comments
--
-- Revision ID: 4031aa040119
-- Revises: 411efaa81d12
-- Create Date: 2024-06-05 17:55:00+00

-- migrate:upgrade
COMMENT ON TABLE products IS 'What we sell.  A product is never deleted: "active" goes to false.';
COMMENT ON COLUMN products.sku IS 'Stock keeping unit: three letters, a dash, four digits';
COMMENT ON COLUMN products.attributes IS E'free-form; known keys:\n\tmaterial\n\torigin (ISO country)\n\tgiftable';
COMMENT ON CONSTRAINT product_prices_no_overlap ON product_prices IS 'one price at a time';
COMMENT ON INDEX orders_open_idx IS 'for the packing list';
COMMENT ON TYPE dimensions IS 'Länge × Breite × Höhe in mm';
COMMENT ON DOMAIN money_amount IS 'in the currency of the order; ¥ has no cents, but two places are kept all the same';
COMMENT ON FUNCTION order_total(integer) IS 'what the customer owes; 0 once cancelled or refunded';
COMMENT ON VIEW product_ratings IS 'products with at least one review';
COMMENT ON TRIGGER orders_touch ON orders IS 'keeps updated_at';
COMMENT ON POLICY own_carts ON carts IS 'SET shop.customer_id first';
COMMENT ON MATERIALIZED VIEW best_sellers IS 'refreshed at night';

-- migrate:downgrade
COMMENT ON MATERIALIZED VIEW best_sellers IS NULL;
COMMENT ON POLICY own_carts ON carts IS NULL;
COMMENT ON TRIGGER orders_touch ON orders IS NULL;
COMMENT ON VIEW product_ratings IS NULL;
COMMENT ON FUNCTION order_total(integer) IS NULL;
COMMENT ON DOMAIN money_amount IS NULL;
COMMENT ON TYPE dimensions IS NULL;
COMMENT ON INDEX orders_open_idx IS NULL;
COMMENT ON CONSTRAINT product_prices_no_overlap ON product_prices IS NULL;
COMMENT ON COLUMN products.attributes IS NULL;
COMMENT ON COLUMN products.sku IS NULL;
COMMENT ON TABLE products IS NULL;
