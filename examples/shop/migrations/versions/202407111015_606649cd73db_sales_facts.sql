-- sales facts
--
-- Revision ID: 606649cd73db
-- Revises: 59a884226797
-- Depends On: 346bf77eae41
-- Create Date: 2024-07-11 10:15:00+00

-- migrate:upgrade
CREATE TABLE analytics.fact_sales AS
SELECT l.order_line_id,
       (o.ordered_at AT TIME ZONE 'UTC')::date AS day,
       p.sku::text AS sku,
       c.name AS category,
       a.country_code,
       l.quantity,
       l.line_total,
       public.convert_amount(l.line_total, 'EUR', 'USD', '2024-07-08') AS line_total_usd
FROM public.order_lines AS l
JOIN public.orders AS o USING (order_id)
JOIN public.products AS p USING (product_id)
JOIN public.categories AS c USING (category_id)
LEFT JOIN public.addresses AS a ON a.customer_id = o.customer_id AND a.is_default
WHERE o.status NOT IN ('cancelled', 'refunded');

ALTER TABLE analytics.fact_sales ADD CONSTRAINT fact_sales_pkey PRIMARY KEY (order_line_id);
ALTER TABLE analytics.fact_sales ADD CONSTRAINT fact_sales_day_fkey FOREIGN KEY (day) REFERENCES analytics.dim_date;
CREATE INDEX fact_sales_day_idx ON analytics.fact_sales (day, country_code) INCLUDE (line_total);

-- migrate:downgrade
DROP TABLE analytics.fact_sales;
