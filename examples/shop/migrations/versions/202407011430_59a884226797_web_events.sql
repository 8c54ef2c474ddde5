-- web events
--
-- Revision ID: 59a884226797
-- Revises: ada6e700e100
-- Create Date: 2024-07-01 14:30:00+00

-- migrate:upgrade
SET search_path = analytics;

CREATE TABLE web_events (
    site        text NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    event       text NOT NULL,
    detail      jsonb DEFAULT '{}'::jsonb NOT NULL
) PARTITION BY LIST (site);
CREATE TABLE web_events_shop PARTITION OF web_events FOR VALUES IN ('shop', 'shop-staging')
    PARTITION BY RANGE (happened_at);
CREATE TABLE web_events_shop_2024_05 PARTITION OF web_events_shop FOR VALUES FROM ('2024-05-01 00:00:00+00') TO ('2024-06-01 00:00:00+00');
CREATE TABLE web_events_shop_2024_06 PARTITION OF web_events_shop FOR VALUES FROM ('2024-06-01 00:00:00+00') TO ('2024-07-01 00:00:00+00');
CREATE TABLE web_events_shop_rest PARTITION OF web_events_shop DEFAULT;
CREATE TABLE web_events_other PARTITION OF web_events DEFAULT;
CREATE INDEX ON web_events (happened_at);
CREATE INDEX web_events_detail_idx ON ONLY web_events USING gin (detail);   -- stays invalid: no partition has one

INSERT INTO web_events
SELECT (ARRAY['shop', 'blog', 'shop-staging'])[1 + n % 3],
       timestamptz '2024-04-25 00:00:00+00' + n * interval '55 minutes',
       (ARRAY['view', 'cart', 'order'])[1 + n % 7 % 3],
       jsonb_build_object('n', n, 'path', '/p/' || n % 24)
FROM generate_series(1, 1800) AS n;

-- migrate:downgrade
DROP TABLE analytics.web_events;
