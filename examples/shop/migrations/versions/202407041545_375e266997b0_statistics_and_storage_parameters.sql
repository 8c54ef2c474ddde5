-- statistics and storage parameters
--
-- Revision ID: 375e266997b0
-- Revises: 12b7fdf3edcb
-- Create Date: 2024-07-04 15:45:00+00

-- migrate:upgrade
CREATE STATISTICS orders_customer_status (ndistinct, dependencies, mcv) ON customer_id, status FROM orders;
CREATE STATISTICS order_day ON ((ordered_at AT TIME ZONE 'UTC')::date) FROM orders;
ALTER TABLE orders ALTER COLUMN customer_id SET STATISTICS 500;
ALTER TABLE orders SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE products ALTER COLUMN description SET STORAGE EXTERNAL;
ALTER TABLE products ALTER COLUMN category_id SET (n_distinct = 12);
ALTER INDEX products_search_text_idx SET (fastupdate = off);
ALTER TABLE order_lines CLUSTER ON order_lines_order_id_product_id_key;
ALTER TABLE cart_visits REPLICA IDENTITY FULL;
ANALYZE orders;

-- migrate:downgrade
ALTER TABLE cart_visits REPLICA IDENTITY DEFAULT;
ALTER TABLE order_lines SET WITHOUT CLUSTER;
ALTER INDEX products_search_text_idx RESET (fastupdate);
ALTER TABLE products ALTER COLUMN category_id RESET (n_distinct);
ALTER TABLE products ALTER COLUMN description SET STORAGE EXTENDED;
ALTER TABLE orders RESET (fillfactor, autovacuum_vacuum_scale_factor);
ALTER TABLE orders ALTER COLUMN customer_id SET STATISTICS -1;
DROP STATISTICS order_day;
DROP STATISTICS orders_customer_status;
