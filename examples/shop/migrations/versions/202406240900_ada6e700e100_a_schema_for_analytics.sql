-- a schema for analytics
--
-- Revision ID: ada6e700e100
-- Revises:
-- Branch Label: analytics
-- Create Date: 2024-06-24 09:00:00+00

-- The analysts' own history, kept by other people: it begins anew and only names what it needs of the shop.

-- migrate:upgrade
CREATE SCHEMA IF NOT EXISTS analytics;
COMMENT ON SCHEMA analytics IS 'marts; may be dropped and built again';

CREATE TABLE analytics.dim_date (
    day         date PRIMARY KEY,
    year        integer GENERATED ALWAYS AS (extract(year FROM day)::integer) STORED,
    quarter     integer GENERATED ALWAYS AS (extract(quarter FROM day)::integer) STORED,
    iso_week    integer GENERATED ALWAYS AS (extract(week FROM day)::integer) STORED,
    is_weekend  boolean GENERATED ALWAYS AS (extract(isodow FROM day) >= 6) STORED,
    holiday     text
);
INSERT INTO analytics.dim_date (day)
SELECT generate_series(date '2023-12-01', date '2024-12-31', interval '1 day');
UPDATE analytics.dim_date SET holiday = h.name
FROM (VALUES (date '2024-01-01', 'Neujahr'), ('2024-05-01', 'Tag der Arbeit'), ('2024-12-25', 'Noël / Weihnachten')) AS h(day, name)
WHERE h.day = dim_date.day;

-- migrate:downgrade
DROP TABLE analytics.dim_date;
DROP SCHEMA analytics;

-- migrate:verify
SELECT 1 / (count(*) = 397 AND count(holiday) = 3)::integer FROM analytics.dim_date;
