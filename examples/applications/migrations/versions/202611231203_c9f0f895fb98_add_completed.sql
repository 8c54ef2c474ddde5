-- add completed
--
-- Revision ID: c9f0f895fb98
-- Revises: 8f14e45fceea
-- Create Date: 2026-11-23 12:03:00+00

-- migrate:upgrade
ALTER TABLE persons ADD COLUMN completed boolean;
UPDATE persons SET completed = false WHERE completed IS NULL;
ALTER TABLE persons ALTER COLUMN completed SET NOT NULL;

-- migrate:downgrade
ALTER TABLE persons DROP COLUMN completed;
