-- merge loyalty and returns
--
-- Revision ID: 30cb230fc9d6
-- Revises: 3d887052250b, 3524f22d0f54
-- Create Date: 2024-10-07 10:00:00+00

-- migrate:upgrade
-- nothing to do: the two branches do not touch each other's tables

-- migrate:downgrade
