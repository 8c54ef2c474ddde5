-- add email
--
-- Revision ID: persons_email
-- Revises: persons_create
-- Create Date: 2026-11-23 12:03:00+00

-- migrate:upgrade
ALTER TABLE persons ADD COLUMN email text UNIQUE;

-- migrate:downgrade
ALTER TABLE persons DROP COLUMN email;
