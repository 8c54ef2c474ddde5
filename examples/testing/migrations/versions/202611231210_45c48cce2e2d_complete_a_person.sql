-- complete a person
--
-- Revision ID: 45c48cce2e2d
-- Revises: c9f0f895fb98
-- Create Date: 2026-11-23 12:10:00+00

-- migrate:upgrade
CREATE FUNCTION complete(person text) RETURNS boolean
LANGUAGE sql
BEGIN ATOMIC
    UPDATE persons SET completed = true WHERE name = person AND NOT completed RETURNING true;
END;

-- migrate:downgrade
DROP FUNCTION complete(text);
