-- search log
--
-- Revision ID: 3f76250cabf1
-- Revises: df1a9a503c94
-- Create Date: 2024-11-11 15:50:00+00

-- migrate:upgrade
CREATE TABLE search_log (
    searched_at timestamp with time zone NOT NULL,
    query       text NOT NULL,
    hits        integer NOT NULL,
    session     uuid
) WITH (autovacuum_vacuum_insert_scale_factor = 0.5, toast.autovacuum_enabled = true);
CREATE INDEX search_log_searched_at_idx ON search_log USING brin (searched_at);
CREATE INDEX search_log_nothing_idx ON search_log (lower(query), searched_at DESC) WHERE hits = 0;

INSERT INTO search_log
SELECT timestamptz '2024-10-01 00:00:00+00' + n * interval '13 minutes',
       (ARRAY['knife', 'Messer', 'crêpe', '100 %', 'o''neil', '; DROP TABLE', '包丁'])[1 + n % 7],
       (n * 7) % 5,
       md5('session' || n / 4)::uuid
FROM generate_series(1, 4000) AS n;

-- migrate:downgrade
DROP TABLE search_log;
