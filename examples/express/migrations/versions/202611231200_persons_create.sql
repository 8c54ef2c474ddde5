-- create persons
--
-- Revision ID: persons_create
-- Revises:
-- Create Date: 2026-11-23 12:00:00+00

-- migrate:upgrade
CREATE TABLE persons (
    id serial PRIMARY KEY,
    name text NOT NULL
);

-- migrate:downgrade
DROP TABLE persons;
