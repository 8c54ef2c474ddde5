-- sales by everything
--
-- Revision ID: be03acd7d935
-- Revises: 606649cd73db
-- Create Date: 2024-07-25 13:05:00+00

-- migrate:upgrade
CREATE MATERIALIZED VIEW analytics.sales_cube AS
SELECT d.quarter,
       f.category,
       f.country_code,
       grouping(d.quarter, f.category, f.country_code) AS level,
       sum(f.quantity) AS pieces,
       sum(f.line_total) AS revenue,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY f.line_total) AS median_line
FROM analytics.fact_sales AS f
JOIN analytics.dim_date AS d USING (day)
GROUP BY CUBE (d.quarter, f.category, f.country_code);
CREATE INDEX sales_cube_level_idx ON analytics.sales_cube (level, quarter);

CREATE VIEW analytics.weekly AS
SELECT d.year, d.iso_week, sum(f.line_total) AS revenue,
       sum(f.line_total) - lag(sum(f.line_total)) OVER (ORDER BY d.year, d.iso_week) AS change
FROM analytics.fact_sales AS f
JOIN analytics.dim_date AS d USING (day)
GROUP BY d.year, d.iso_week;

-- migrate:downgrade
DROP VIEW analytics.weekly;
DROP MATERIALIZED VIEW analytics.sales_cube;

-- migrate:verify
SELECT 1 / count(*) FROM analytics.sales_cube WHERE level = 7 AND revenue > 0;
