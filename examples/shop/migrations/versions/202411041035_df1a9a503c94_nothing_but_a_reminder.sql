-- nothing but a reminder
--
-- Revision ID: df1a9a503c94
-- Revises: 2dafaae94994
-- Create Date: 2024-11-04 10:35:00+00

-- migrate:upgrade
-- The price list for 2025 was to come here.  It comes through the back office instead; this revision stays, since
-- it has been applied in the test shop.
/* empty /* nested */ on purpose */

-- migrate:downgrade
-- nothing
