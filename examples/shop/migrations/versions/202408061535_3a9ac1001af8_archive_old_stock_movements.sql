-- archive old stock movements
--
-- Revision ID: 3a9ac1001af8
-- Revises: 5e3058d5ab5e
-- Create Date: 2024-08-06 15:35:00+00

-- January goes to the archive; December, which had landed in the default partition, gets one of its own.

-- migrate:upgrade
CREATE SCHEMA archive;
COMMENT ON SCHEMA archive IS 'read only; on slow disks';

ALTER TABLE stock_movements DETACH PARTITION stock_movements_2024_01;
ALTER TABLE stock_movements_2024_01 SET SCHEMA archive;
ALTER TABLE archive.stock_movements_2024_01 SET (autovacuum_enabled = false);

ALTER TABLE stock_movements DETACH PARTITION stock_movements_default;
CREATE TABLE stock_movements_2023_12 PARTITION OF stock_movements
    FOR VALUES FROM ('2023-12-01 00:00:00+00') TO ('2024-01-01 00:00:00+00');
ALTER TABLE stock_movements DISABLE TRIGGER USER;
WITH moved AS (
    DELETE FROM stock_movements_default
    WHERE moved_at >= '2023-12-01 00:00:00+00' AND moved_at < '2024-01-01 00:00:00+00'
    RETURNING *
)
INSERT INTO stock_movements SELECT * FROM moved;
ALTER TABLE stock_movements ENABLE TRIGGER USER;
ALTER TABLE stock_movements ATTACH PARTITION stock_movements_default DEFAULT;

-- migrate:downgrade
ALTER TABLE stock_movements DETACH PARTITION stock_movements_2023_12;
ALTER TABLE stock_movements DISABLE TRIGGER USER;
INSERT INTO stock_movements SELECT * FROM stock_movements_2023_12;
ALTER TABLE stock_movements ENABLE TRIGGER USER;
DROP TABLE stock_movements_2023_12;

ALTER TABLE archive.stock_movements_2024_01 RESET (autovacuum_enabled);
ALTER TABLE archive.stock_movements_2024_01 SET SCHEMA public;
ALTER TABLE stock_movements ATTACH PARTITION stock_movements_2024_01
    FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00');

DROP SCHEMA archive;
