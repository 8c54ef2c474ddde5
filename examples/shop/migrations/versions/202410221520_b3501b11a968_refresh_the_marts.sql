-- refresh the marts
--
-- Revision ID: b3501b11a968
-- Revises: 81d439e01549
-- Create Date: 2024-10-22 15:20:00+00

-- migrate:upgrade
CREATE FUNCTION analytics.refresh(only_like text DEFAULT '%') RETURNS SETOF regclass
    LANGUAGE plpgsql
AS $refresh$
DECLARE
    mart regclass;
BEGIN
    FOR mart IN
        SELECT c.oid FROM pg_class AS c
        WHERE c.relnamespace = 'analytics'::regnamespace AND c.relkind = 'm' AND c.relname LIKE only_like
        ORDER BY c.relname
    LOOP
        EXECUTE format('REFRESH MATERIALIZED VIEW %s', mart);
        RETURN NEXT mart;
    END LOOP;
END
$refresh$;
SELECT analytics.refresh('sales%');
ALTER TABLE analytics.web_events ADD COLUMN visitor uuid;
UPDATE analytics.web_events SET visitor = md5(detail ->> 'path')::uuid WHERE event = 'order'

-- migrate:downgrade
ALTER TABLE analytics.web_events DROP COLUMN visitor;
DROP FUNCTION analytics.refresh(text);