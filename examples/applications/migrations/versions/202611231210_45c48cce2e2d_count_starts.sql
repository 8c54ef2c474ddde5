-- count starts
--
-- Revision ID: 45c48cce2e2d
-- Revises: c9f0f895fb98
-- Create Date: 2026-11-23 12:10:00+00

-- migrate:upgrade
CREATE TABLE starts (
    process integer NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now()
);
SELECT pg_sleep(0.5);

-- migrate:downgrade
DROP TABLE starts;
