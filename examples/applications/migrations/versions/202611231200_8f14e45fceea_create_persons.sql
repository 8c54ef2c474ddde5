-- create persons
--
-- Revision ID: 8f14e45fceea
-- Revises:
-- Create Date: 2026-11-23 12:00:00+00

-- migrate:upgrade
CREATE TABLE persons (
    id serial PRIMARY KEY,
    name text NOT NULL
);
INSERT INTO persons (name) VALUES ('Ada'), ('Grace');

-- migrate:downgrade
DROP TABLE persons;
